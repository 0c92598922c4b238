"""The application: from records to gaps, drafts and approvals."""
