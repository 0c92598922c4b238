"""The outside: one port, one adapter for each provider; bytes in, plain records out."""
