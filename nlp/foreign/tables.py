"""The table of a language, loaded when the first message in it is read."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

from nlp.foreign.dates import DateReader

if TYPE_CHECKING:
    from nlp.foreign.records import Table

#: Languages with a table.
LANGUAGES = frozenset({"de", "es", "fr", "ja", "pt"})


@cache
def table_of(language: str) -> tuple[Table, DateReader]:
    """The table of one of `LANGUAGES` and the reader of its time words."""
    table: Table = importlib.import_module(f"nlp.foreign.{language}").TABLE
    return table, DateReader(table.dates)
