"""What every command shares: the home, errors as sentences with exit codes, safe printing.

Exit codes: 0 done, 1 could not be met, 2 wrong usage, 3 done in part, 4 needs sign-in, 5 locked by
another process, 75 try again later, 78 bad configuration.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.errors import RapportError, WrongUsage
from connectors.base import AuthError, ConnectorError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.app import App

PARTLY_DONE = 3
NEEDS_SIGN_IN = 4
TRY_AGAIN = 75

json_option = click.option("--json", "as_json", is_flag=True, help="Print the JSON contract.")
as_of_option = click.option(
    "--as-of",
    metavar="T",
    help="Judge as of this moment: ISO 8601; without a zone it is yours, a bare date means its "
    "end.  [default: now]",
)


def run_cli(cli: click.Command, args: Sequence[str] | None = None) -> int:
    """Run a command; every known error becomes its sentence on stderr and its exit code.

    `args` are those of the process where they are left out.
    """
    try:
        result = cli.main(args, standalone_mode=False, prog_name="rapport")
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was done so far is kept; run it again to go on.", err=True)
        return 130
    except RapportError as error:
        complain(str(error))
        return error.exit_code
    except AuthError as error:
        complain(str(error))
        return NEEDS_SIGN_IN
    except TransientError as error:
        complain(str(error))
        return TRY_AGAIN
    except ConnectorError as error:
        complain(str(error))
        return 1
    except BrokenPipeError:
        # The reader went away (`rapport gaps | head`): not an error, and stdout cannot be flushed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


@contextmanager
def opened(home: Path | None) -> Iterator[App]:
    """The application on its home; closed at the end."""
    from assistant.app import App

    app = App.open(resolve_home(home))
    try:
        yield app
    finally:
        app.close()


def resolve_home(home: Path | None) -> Path:
    """The given home, else the platform's data folder."""
    if home is not None:
        return home.expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("rapport", appauthor=False))


def now() -> datetime:
    """The one place the command line takes the time from."""
    return datetime.now(UTC)


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout, with what mail wrote in it escaped where a terminal obeys it."""
    click.echo(escape_controls(json.dumps(value, ensure_ascii=False, indent=2), json_text=True))


def say(text: str = "") -> None:
    """A line of the result on stdout."""
    click.echo(escape_controls(text))


def talk(text: str) -> None:
    """A line to the person, on stderr."""
    click.echo(escape_controls(text), err=True)


def complain(text: str) -> None:
    """An error's sentence, on stderr."""
    click.echo(click.style("rapport: ", fg="red") + escape_controls(text), err=True)


def escape_controls(text: str, *, json_text: bool = False) -> str:
    """Mail text made harmless for a terminal: controls and bidi marks become visible escapes.

    Newlines and tabs stay; our own colours are added after this.
    """
    if text.isascii() and text.isprintable():
        return text
    form = "\\u{:04x}" if json_text else "\\u{{{:04x}}}"
    return "".join(form.format(ord(char)) if _is_control(char) else char for char in text)


def _is_control(char: str) -> bool:
    if char in "\n\t":
        return False
    category = unicodedata.category(char)
    # Cf holds the bidi controls and zero-width characters that make a look-alike; ZWJ and ZWNJ
    # belong to several scripts and to emoji.
    return category in {"Cc", "Cs", "Zl", "Zp"} or (category == "Cf" and char not in "\u200c\u200d")


def parse_as_of(text: str | None, app: App) -> datetime:
    """`--as-of`: a naive time is in the owner's zone, a bare date means its end.

    Raises:
        WrongUsage: it is neither a moment nor a date.
    """
    if text is None:
        return now()
    from datetime import date, time, timedelta
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(app.config.owner.zone)
    try:
        if len(text) == len("2026-11-19"):
            last = date.fromisoformat(text) + timedelta(days=1)
            return datetime.combine(last, time(), zone).astimezone(UTC)
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(
            f"'{text}' is no moment. Write 2026-11-19, 2026-11-19T16:00 or 2026-11-19T15:00Z."
        ) from error
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(UTC)


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
        line = escape_controls(f"{label}: {done:,}{share}")[:78]
        click.echo("\r" + line.ljust(self._width), err=True, nl=False)
        self._width = len(line)

    def clear(self) -> None:
        """Remove the line before something else is printed."""
        if self._live and self._width:
            click.echo("\r" + " " * self._width + "\r", err=True, nl=False)
            self._width = 0


def table(rows: Sequence[tuple[str, ...]], *, header: tuple[str, ...]) -> None:
    """Aligned columns on stdout, two blanks apart; the last column is not padded."""
    widths = [max(len(row[n]) for row in [header, *rows]) for n in range(len(header))]

    def line(row: tuple[str, ...]) -> str:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        return "  ".join([*cells, row[-1]]).rstrip()

    click.echo(click.style(escape_controls(line(header)), bold=True))
    for row in rows:
        say(line(row))


def chosen(items: dict[str, Any], given: str, what: str, *, hint: str) -> Any:
    """The item whose id is or begins with `given`.

    Raises:
        NotFound, AmbiguousId: none, or several.
    """
    from assistant.errors import AmbiguousId, NotFound

    if given in items:
        return items[given]
    found = [key for key in items if key.startswith(given)] if given else []
    if len(found) > 1:
        raise AmbiguousId(what, given, len(found))
    if not found:
        raise NotFound(what, given, hint=hint)
    return items[found[0]]
