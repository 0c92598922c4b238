"""Rows: tables, engine, migrations, named queries, and the histories the rules read."""
