"""Findings and facts become drafts; nothing here talks to a mailbox, a database or a clock."""
