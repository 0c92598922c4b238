"""From rows to findings: histories built, rules run, findings reconciled back."""
