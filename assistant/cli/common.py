"""What every command shares: the home, errors as sentences with exit codes, moments, options.

Exit codes: 0 done, 1 could not be met, 2 wrong usage, 3 done in part, 4 needs sign-in, 5 locked by
another process, 75 try again later, 78 bad configuration, 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assistant.cli.printing import complain, talk
from assistant.collector import collecting_rarely
from assistant.errors import RapportError, WrongUsage
from connectors.base import AuthError, ConnectorError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.app import App

AnyCommand = TypeVar("AnyCommand", bound=click.Command)

PARTLY_DONE = 3
NEEDS_SIGN_IN = 4
TRY_AGAIN = 75
#: What shells give a command that Ctrl-C ended.
INTERRUPTED = 130

#: Mail has no other years; clocks and holidays of the year 9999 would be computed for minutes.
YEARS = range(1970, 2101)

json_option = click.option("--json", "as_json", is_flag=True, help="Print the JSON contract.")
client_option = click.option("--client", metavar="SLUG", help="Only this client.")
as_of_option = click.option(
    "--as-of",
    metavar="T",
    help="Judge as of this moment: ISO 8601; without a zone it is yours, a bare date means its "
    "end.  [default: now]",
)


def example(*lines: str) -> Callable[[AnyCommand], AnyCommand]:
    """Show how a command is typed, at the end of its help; stands above the command's decorator."""

    def attach(command: AnyCommand) -> AnyCommand:
        # \b keeps click from filling the lines into one paragraph.
        command.epilog = "\b\n" + "\n".join(["Example:", *(f"  {line}" for line in lines)])
        return command

    return attach


def run_cli(cli: click.Command, args: Sequence[str] | None = None) -> int:
    """Run a command; every known error becomes its sentence on stderr and its exit code.

    `args` are those of the process where they are left out.
    """
    try:
        with collecting_rarely():
            result = cli.main(args, standalone_mode=False, prog_name="rapport")
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was done so far is kept; run it again to go on.", err=True)
        return INTERRUPTED
    except RapportError as error:
        complain(str(error))
        return error.exit_code
    except ConnectorError as error:
        complain(str(error))
        return _code_of(error)
    except UnicodeEncodeError:
        # Bytes that are no text reach us as lone surrogates; the store and headers take none.
        odd = next(filter(_is_no_text, args if args is not None else sys.argv[1:]), None)
        if odd is None:
            raise
        complain(f"{odd!a} is no UTF-8 text, so it names nothing here.")
        return WrongUsage.exit_code
    except BrokenPipeError:
        leave_stdout()
        return 0
    except OSError as error:
        # A full disk or a folder that may not be written, wherever it struck; anything else is ours.
        if error.strerror is None:
            raise
        place = f" ({error.filename})" if error.filename else ""
        complain(
            f"This machine said '{error.strerror}'{place}. Nothing half done was kept; put it "
            "right and run this again."
        )
        return 1
    return result if isinstance(result, int) else 0


def _code_of(error: ConnectorError) -> int:
    if isinstance(error, AuthError):
        return NEEDS_SIGN_IN
    return TRY_AGAIN if isinstance(error, TransientError) else 1


def _is_no_text(given: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in given)


def leave_stdout() -> None:
    """The reader went away (`rapport gaps | head`): no error, and nothing is left to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def opened(home: Path | None) -> Iterator[App]:
    """The application on its home; closed at the end."""
    from assistant.app import App

    app = App.open(resolve_home(home))
    try:
        yield app
    finally:
        app.close()


def note_places(app: App) -> None:
    """Say which configured subdivisions fell back to their country: their holidays are not meant."""
    from assistant.assess.clocks import check_subdivisions

    for sentence in check_subdivisions(app.config):
        talk(f"Note: {sentence}")


def resolve_home(home: Path | None) -> Path:
    """The given home, else the platform's data folder."""
    if home is not None:
        return home.expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("rapport", appauthor=False))


def _clock() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The one place the command line takes the time from; aware UTC."""
    return _clock()


def parse_as_of(text: str | None, app: App) -> datetime:
    """`--as-of`: a naive time is in the owner's zone, a bare date means its end.

    Raises:
        WrongUsage: it is neither a moment nor a date.
    """
    return now() if text is None else parse_moment(text, app.config.owner.zone, end_of_day=True)


def parse_moment(text: str, zone: str, *, end_of_day: bool) -> datetime:
    """A moment in ISO 8601; a bare date is its end, or its beginning.

    Raises:
        WrongUsage: it is neither a moment nor a date.
    """
    from datetime import time, timedelta
    from zoneinfo import ZoneInfo

    local = ZoneInfo(zone)
    day = parse_day(text)
    try:
        if day is not None:
            wanted = day + timedelta(days=1) if end_of_day else day
            moment = datetime.combine(wanted, time(), local).astimezone(UTC)
        else:
            parsed = datetime.fromisoformat(text)
            moment = (parsed if parsed.tzinfo else parsed.replace(tzinfo=local)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise WrongUsage(
            f"'{text}' is no moment. Write 2026-11-19, 2026-11-19T16:00 or 2026-11-19T15:00Z."
        ) from error
    if moment.year not in YEARS:
        raise WrongUsage(f"'{text}' is no moment of the years {YEARS[0]} to {YEARS[-1]}.")
    return moment


def parse_day(text: str) -> Any:
    """The date that a text is, or None where it is something else."""
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_address(text: str) -> bool:
    """Whether a text has the form of one bare address."""
    name, at, domain = text.partition("@")
    return bool(name and at and domain) and not set(" @<>,;") & set(domain) and " " not in name


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


def check_client(given: str | None, slugs: Any) -> None:
    """Refuse a `--client` that nobody is: an empty list would read as good news.

    Raises:
        NotFound: with the nearest slug.
    """
    from difflib import get_close_matches

    from assistant.errors import NotFound

    if given is None or given in slugs:
        return
    near = get_close_matches(given, slugs, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "`rapport clients list` names them all."
    raise NotFound("client", given, hint=hint)
