"""Promise stories: data and the script that checks it."""
