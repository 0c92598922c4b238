"""Tests of the pure half of ingest: bytes in, records out."""
