"""The pages, one module each: a router, and a pure function that builds what is shown."""
