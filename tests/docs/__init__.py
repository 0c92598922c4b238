"""Documentation is tested: it names what there is, and what it names is there."""
