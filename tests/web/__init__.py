"""Tests of the page: without a browser here, with one in `tests/browser`."""
