"""Programs that keep this tree: the environment and the locks. Not part of what is shipped."""
