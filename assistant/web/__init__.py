"""The page: a local web application over one home. Parses, calls, shows; holds no rule.

It calls the same functions as the command line (`App`, `Desk`), and nothing but `rapport serve`
imports it.
"""
