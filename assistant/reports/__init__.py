"""Reports: built as plain data, rendered by templates."""
