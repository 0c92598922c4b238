"""Words, not logic: templates of drafts and reports, read through `importlib.resources`."""
