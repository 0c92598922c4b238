"""What the person sees: results on stdout, talk on stderr, tables, colours, progress.

Everything that mail or calendars wrote is escaped before it is printed.
"""

from __future__ import annotations

import os
import shutil
import sys
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import click

from assistant.reports.lines import cut, escape_controls, fold, pad, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A column that is cut keeps at least this much.
_LEAST = 8


def colour_wanted() -> bool | None:
    """False where the person or the terminal wants none; None: colours on a terminal only."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return None


def terminal_width() -> int | None:
    """Columns of the terminal that stdout is, or None where it is a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout, with what mail wrote in it escaped where a terminal obeys it.

    A line for each entry of a list at the top: `grep` finds it, and thousands are written at once.
    """
    import json

    def dumps(part: Any) -> str:
        return json.dumps(part, ensure_ascii=False)

    parts = []
    for name, part in value.items():
        if isinstance(part, list) and part:
            items = ",\n    ".join(map(dumps, part))
            parts.append(f"{dumps(name)}: [\n    {items}\n  ]")
        else:
            parts.append(f"{dumps(name)}: {dumps(part)}")
    click.echo(escape_controls("{\n  " + ",\n  ".join(parts) + "\n}", json_text=True))


def say(text: str = "") -> None:
    """Lines of the result on stdout."""
    click.echo(escape_controls(text))


def say_painted(text: str) -> None:
    """Text that was escaped and coloured already; stripped of colour where none is wanted."""
    click.echo(text, nl=False, color=colour_wanted())


def say_wrapped(text: str, *, first: str = "", rest: str | None = None) -> None:
    """One paragraph of the result, wrapped to the terminal."""
    from assistant.reports.lines import wrap

    say(wrap(fold(text), min(terminal_width() or 80, 80) - 1, first=first, rest=rest))


def talk(text: str) -> None:
    """A line to the person, on stderr."""
    click.echo(escape_controls(text), err=True)


def complain(text: str) -> None:
    """An error's sentence, on stderr."""
    line = click.style("rapport: ", fg="red") + escape_controls(text)
    click.echo(line, err=True, color=colour_wanted())


class Progress:
    """One line on a terminal that rewrites itself; on a pipe, silence until something is done."""

    def __init__(self) -> None:
        self._width = 0
        self._live = sys.stderr.isatty()

    def __call__(self, label: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` items of `label` are through."""
        if not self._live:
            return
        share = f" of {total:,}" if total else ""
        line = escape_controls(f"{label}: {done:,}{share}" if done else f"{label} …")[:78]
        click.echo("\r" + line.ljust(self._width), err=True, nl=False)
        self._width = len(line)

    def clear(self) -> None:
        """Remove the line before something else is printed."""
        if self._live and self._width:
            click.echo("\r" + " " * self._width + "\r", err=True, nl=False)
            self._width = 0


def table(
    rows: Sequence[tuple[str, ...]], *, header: tuple[str, ...], under: Sequence[str] = ()
) -> None:
    """Aligned columns on stdout, two blanks apart, one line a row.

    On a terminal the widest columns are cut until a row fits; ids, the first column, never are.

    Args:
        rows: The cells.
        header: Of the columns.
        under: A sentence for each row that stands below it, wrapped and never cut.
    """
    cells = [tuple(fold(cell) for cell in row) for row in rows]
    widths = [max(width_of(row[n]) for row in [header, *cells]) for n in range(len(header))]
    room = terminal_width()
    if room is not None:
        _shrink(widths, room - 2 * (len(widths) - 1))

    def line(row: tuple[str, ...]) -> str:
        fitted = [
            pad(cut(cell, width, at_word=False), width)
            for cell, width in zip(row, widths, strict=True)
        ]
        return "  ".join(fitted).rstrip()

    click.echo(click.style(line(header), bold=True), color=colour_wanted())
    for row, sentence in zip_longest(cells, under[: len(cells)]):
        click.echo(line(row))
        if sentence:
            say_wrapped(sentence, first="    ")


def _shrink(widths: list[int], room: int) -> None:
    """Take from the widest column until all fit or none can give more."""
    while sum(widths) > room:
        widest = max(range(1, len(widths)), key=lambda n: widths[n], default=0)
        if not widest or widths[widest] <= _LEAST:
            return
        widths[widest] -= 1
