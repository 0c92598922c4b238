"""Writes the tables of `docs/configuration.md` from the settings: `python -m tests.docs.configuration`.

What stands between the tables is written by hand. A test holds the page to the program.
"""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import keys
from assistant.config.records import DeliveryConfig, ReportConfig, ScheduleConfig
from assistant.insight.records import Goals

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"

#: Heading → its keys and the record that holds their defaults.
TABLES: dict[str, tuple[Mapping[str, keys.Key], object]] = {
    "## config.toml": (keys.TOP_KEYS, None),
    "### [owner]": (keys.OWNER_KEYS, None),
    "### [[account]]": (keys.ACCOUNT_KEYS, None),
    "### [account.smtp]": (keys.SEND_KEYS, None),
    "### [delivery]": (keys.DELIVERY_KEYS, DeliveryConfig()),
    "### [schedule]": (keys.SCHEDULE_KEYS, ScheduleConfig()),
    "### [report]": (keys.REPORT_KEYS, ReportConfig()),
    "### [report.smtp]": (keys.SMTP_KEYS, None),
    "### [goals]": (keys.GOAL_KEYS, Goals()),
    "## clients/SLUG.toml": (keys.CLIENT_KEYS, None),
    "### [[people]]": (keys.PERSON_KEYS, None),
}
_TABLE = re.compile(r"^\| key \|.*\n(?:\|.*\n)+", re.MULTILINE)


def write_page(text: str) -> str:
    """The page with every table written anew; the first table below a heading is its own."""
    for heading, (table, record) in TABLES.items():
        head, found, rest = text.partition(f"\n{heading}\n")
        if not found:
            problem = f"docs/configuration.md has no section '{heading}'"
            raise ValueError(problem)
        rows = write_table(table, record)
        text = head + found + _TABLE.sub(lambda _, rows=rows: rows, rest, count=1)  # type: ignore[misc]
    return text


def write_table(table: Mapping[str, keys.Key], record: object) -> str:
    """One table; bounds and defaults are those of the program."""
    rows = ["| key | meaning | default |", "|---|---|---|"]
    for name, key in table.items():
        meaning = key.meaning
        if key.bounds is not None:
            meaning += f"; {key.bounds[0]:g} to {key.bounds[1]:g}"
        default = key.default if key.default is not None else _say(getattr(record, name))
        rows.append(f"| `{name}` | {meaning} | {default} |")
    return "\n".join(rows) + "\n"


def _say(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, time):
        return f'`"{value:%H:%M}"`'
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{item}"' for item in value) + "]`"
    return f'`"{value}"`'


if __name__ == "__main__":
    PAGE.write_text(write_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
