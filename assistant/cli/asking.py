"""Questions on a terminal: a default in brackets, `?` for help, asked again until it can be meant.

Questions and what is wrong with an answer go to stderr, as all talk does; answers come from stdin,
a line each. Nothing is stored here: who asks writes only after the last answer, so that Ctrl-C
(KeyboardInterrupt) and the end of input (`click.Abort`) leave nothing half.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, TypeVar

import click

from assistant.cli.printing import colour_wanted, talk
from assistant.errors import WrongUsage
from assistant.reports.lines import escape_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

Value = TypeVar("Value")

#: A longer line is no answer to anything asked here.
MAX_ANSWER = 4096
#: The answer that takes a default back: nothing.
NOTHING = "-"
#: The answer that asks for the line of help.
HELP = "?"
_NUMBERS = re.compile(r"\d{1,4}(?:\s*-\s*\d{1,4})?(?:[\s,;]+\d{1,4}(?:\s*-\s*\d{1,4})?)*")


def can_ask() -> bool:
    """Whether a person sits there: both stdin and stderr are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, default: str, help: str, check: Callable[[str], Value]) -> Value:  # noqa: A002
    """One line of text, until `check` takes it.

    Args:
        question: Without a question mark's blank: ``Your time zone``.
        default: What Enter means, shown in brackets; ``''``: nothing. A person types ``-`` to say
            nothing where there is a default.
        help: One line for ``?``.
        check: Makes the value of the stripped text, which may be ``''``. Raises WrongUsage with
            the sentence to show before asking again.

    Raises:
        click.Abort: the input ended.
    """
    while True:
        text = _read(f"{question} [{default}]: " if default else f"{question}: ")
        if text == HELP:
            talk(f"  {help}")
            continue
        if text is None:
            continue
        try:
            return check("" if text == NOTHING else text or default)
        except WrongUsage as error:
            _object(str(error))


def ask_secret(question: str, help: str) -> str:  # noqa: A002
    """A password, typed unseen; never ``''``.

    Raises:
        click.Abort: the input ended.
    """
    from getpass import getpass

    while True:
        try:
            secret = getpass(f"{question} (it is not shown): ", stream=sys.stderr)
        except EOFError as error:
            raise click.Abort from error
        if secret == HELP:
            talk(f"  {help}")
        elif secret:
            return secret
        else:
            _object("Nothing was typed.")


def confirm(question: str, default: bool, help: str) -> bool:  # noqa: A002
    """Yes or no; Enter means the default."""
    return ask(f"{question} (y/n)", "y" if default else "n", help, _yes)


def choose(question: str, options: Sequence[str], default: int, help: str) -> int:  # noqa: A002
    """The index of one of at least one numbered option; `default` is an index too."""
    _list(options)

    def check(text: str) -> int:
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= len(options)):
            raise WrongUsage(f"'{text}' is no number from 1 to {len(options)}.")
        return int(text) - 1

    return ask(question, str(default + 1), help, check)


def choose_several(
    question: str,
    options: Sequence[str],
    default: Collection[int],
    help: str,  # noqa: A002
) -> tuple[int, ...]:
    """The indices of any of the numbered options, ascending; may be empty.

    The person types ``1,3``, ``2-5``, ``all`` or ``none``.
    """
    _list(options)
    every = range(len(options))
    shown = "all" if set(default) == set(every) else ",".join(str(n + 1) for n in sorted(default))

    def check(text: str) -> tuple[int, ...]:
        word = text.casefold()
        if word in ("", "none", "no", "n", "0"):
            return ()
        if word in ("all", "a", "*"):
            return tuple(every)
        return _numbers(text, len(options))

    return ask(f"{question} (numbers, all, none)", shown or "none", help, check)


def _numbers(text: str, count: int) -> tuple[int, ...]:
    if _NUMBERS.fullmatch(text) is None:
        raise WrongUsage(f"'{text}' names none of them: type numbers as 1,3 or 2-4, all, or none.")
    chosen: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:\s*-\s*(\d+))?", text):
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= count:
            raise WrongUsage(f"There are numbers from 1 to {count} only.")
        chosen.update(range(start - 1, end))
    return tuple(sorted(chosen))


def _yes(text: str) -> bool:
    word = text.casefold()
    if word in ("y", "yes", "j", "ja", "t", "tak", "o", "oui", "s", "si", "sí", "sim"):
        return True
    if word in ("n", "no", "nein", "nie", "non", "não", "nee"):
        return False
    raise WrongUsage(f"'{text}' is neither y nor n.")


def _list(options: Sequence[str]) -> None:
    width = len(str(len(options)))
    for number, option in enumerate(options, start=1):
        talk(f"  {number:>{width}}  {option}")


def _object(sentence: str) -> None:
    line = click.style(f"  {escape_controls(sentence)}", fg="red")
    click.echo(line, err=True, color=colour_wanted())


def _read(prompt: str) -> str | None:
    """One stripped line of the terminal; None when it was no text."""
    shown = click.style(escape_controls(prompt), bold=True)
    click.echo(shown, err=True, nl=False, color=colour_wanted())
    sys.stderr.flush()
    try:
        line = sys.stdin.readline(MAX_ANSWER)
        line.encode("utf-8")
    except UnicodeError:
        _object("That was no UTF-8 text.")
        return None
    except KeyboardInterrupt:
        talk("")  # what is said next stands on a line of its own
        raise
    if not line:
        talk("")
        raise click.Abort
    return line.strip()
