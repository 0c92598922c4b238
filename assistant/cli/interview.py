"""`init` on a terminal: a short conversation, from where the mail lies to who is a client.

Asks only what no option said, proposes what a sample of the mail shows, and writes nothing: its
caller does, after the last answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.cli.answers import (
    USUAL_HOURS,
    check_addresses,
    check_country,
    check_domains,
    check_hours,
    check_zone,
    clock_in,
    country_of,
    firm_domains,
    machine_zone,
)
from assistant.cli.asking import ask, choose_several
from assistant.cli.printing import talk
from assistant.config.records import OwnerConfig
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from assistant.cli.whereabouts import Place
    from assistant.ingest.firstlook import FirstLook, Proposal
    from assistant.ingest.records import WhoConfig
    from assistant.insight.records import DayHours

Value = TypeVar("Value")

#: More proposals than this are no help; `rapport clients` lists all that were found.
MOST_CLIENTS = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What options said already, checked; None: to be asked."""

    mail: tuple[Path, ...] | None = None
    calendar: tuple[Path, ...] | None = None
    me: tuple[str, tuple[str, ...]] | None = None
    zone: str | None = None
    country: str | None = None
    subdivision: str | None = None
    hours: tuple[DayHours, ...] | None = None
    internal: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything a new home is made of."""

    owner: OwnerConfig
    mail: tuple[Path, ...]
    calendar: tuple[Path, ...]
    internal: tuple[str, ...]
    clients: tuple[Proposal, ...]


def interview(said: Said, *, user: Path, here: Path, now: datetime) -> Answers:
    """Ask for all that is not said.

    Args:
        said: What options said.
        user: The person's home folder, where mail is looked for.
        here: The current folder, the same.
        now: Aware UTC, for the clock that is shown with the zone.

    Raises:
        click.Abort, KeyboardInterrupt: the person stopped.
    """
    mail = said.mail if said.mail is not None else _ask_mail(user, here)
    calendar = said.calendar if said.calendar is not None else _ask_calendars(user, here)
    look = _look(mail)
    owner, internal, clients = ask_owner(look, said, now=now)
    return Answers(owner, mail, calendar, internal, clients)


def ask_owner(
    look: FirstLook, said: Said, *, now: datetime
) -> tuple[OwnerConfig, tuple[str, ...], tuple[Proposal, ...]]:
    """Who the person is, the domains of the firm, and which clients to name now.

    Args:
        look: What a sample of the mail shows.
        said: What options said.
        now: Aware UTC, for the clock that is shown with the zone.
    """
    from assistant.ingest.records import WhoConfig

    name, addresses = said.me if said.me is not None else _ask_me(look)
    zone = said.zone or _ask_zone(now)
    country = said.country or ask_country(zone)
    hours = said.hours or ask_hours()
    internal = said.internal if said.internal is not None else ask_internal(addresses)
    owner = OwnerConfig(name, addresses, zone, country, said.subdivision, hours)
    who = WhoConfig(addresses, frozenset(internal), owner_zone=zone)
    return owner, internal, ask_clients(look, who)


# ── Where ────────────────────────────────────────────────────────────────────────────────────


def _ask_mail(user: Path, here: Path) -> tuple[Path, ...]:
    from assistant.cli.whereabouts import find_mail, find_packed

    for packed in find_packed(user):
        talk(f"{_short(packed, user)} is still packed; unpack it to read the mail in it.")
    chosen = _choose(
        "Your mail. Found on this machine:",
        "Which of these are to be read",
        find_mail(user, here),
        user,
        "They are only read, never changed. What you leave out is not looked at.",
        check_mail,
    )
    help_ = (
        "An mbox, a Maildir, a folder of .eml, or a folder with any of them at any depth. For mail "
        "on a server press Enter now; `rapport account add` adds it later."
    )
    return _ask_more("A file or folder of mail", chosen, help_, check_mail)


def _ask_calendars(user: Path, here: Path) -> tuple[Path, ...]:
    from assistant.cli.whereabouts import find_calendars

    chosen = _choose(
        "Your calendars. Found on this machine:",
        "Which of these are yours",
        find_calendars(user, here),
        user,
        "They say which meetings were held and when you are away; they are only read.",
        check_calendar,
    )
    help_ = "An .ics file or a folder of them. Without a calendar nothing is known of meetings."
    return _ask_more("A calendar file or folder", chosen, help_, check_calendar)


def _choose(
    heading: str,
    question: str,
    places: Sequence[Place],
    user: Path,
    help_: str,
    check: Callable[[str], Path | None],
) -> tuple[Path, ...]:
    """Those of the places that were chosen and hold something; what is wrong with others is said."""
    if not places:
        return ()
    talk(heading)
    options = [f"{_short(place.path, user)}  ({place.what})" for place in places]
    chosen: list[Path] = []
    for number in choose_several(question, options, range(len(options)), help_):
        try:
            path = check(str(places[number].path))
        except WrongUsage as error:
            talk(f"Left out: {error}")
            continue
        if path is not None:
            chosen.append(path)
    return tuple(chosen)


def _ask_more(
    what: str, chosen: tuple[Path, ...], help_: str, check: Callable[[str], Path | None]
) -> tuple[Path, ...]:
    """Further paths, one at a time, until Enter."""
    paths = list(chosen)
    while True:
        question = f"{what}{' more' if paths else ''} (Enter: no{' other' if paths else 'ne'})"
        path = ask(question, "", help_, check)
        if path is None:
            return tuple(dict.fromkeys(paths))
        paths.append(path)


def check_mail(text: str) -> Path | None:
    """A path that holds mail, made absolute; None for ``''``.

    Raises:
        WrongUsage: there is none, or it holds something else.
    """
    from connectors.local.detect import find_sources

    if not text:
        return None
    path = Path(text).expanduser().absolute()
    sources = find_sources("local", path, path.name)
    failures = [source.failure for source in sources if source.failure is not None]
    if failures and len(failures) == len(sources):
        if not path.exists():
            raise WrongUsage(f"There is nothing at {path}.")
        raise WrongUsage(str(failures[0]))
    if all(source.bare for source in sources):
        raise WrongUsage(f"{path} holds no mail: no mbox, Maildir or .eml was found in it.")
    return path


def check_calendar(text: str) -> Path | None:
    """A path where a calendar may be, made absolute; None for ``''``.

    Raises:
        WrongUsage: there is nothing.
    """
    if not text:
        return None
    path = Path(text).expanduser().absolute()
    if not path.exists():
        raise WrongUsage(f"There is nothing at {path}.")
    return path


def _short(path: Path, user: Path) -> str:
    return f"~/{path.relative_to(user)}" if path.is_relative_to(user) else str(path)


# ── Who ──────────────────────────────────────────────────────────────────────────────────────


def _look(mail: tuple[Path, ...]) -> FirstLook:
    """A look at a sample of the mail; what it shows is said."""
    from assistant.ingest.firstlook import FirstLook, look_at
    from connectors.local.sample import sample_mail

    if not mail:
        return FirstLook()
    talk("Looking at some of your mail …")
    look = look_at(sample_mail(mail))
    if look.oldest is None or look.newest is None:
        talk("No message with a date was found in it.")
    else:
        count = f"{look.count:,} {'message' if look.count == 1 else 'messages'}"
        talk(f"Looked at {count}, from {look.oldest:%Y-%m-%d} to {look.newest:%Y-%m-%d}.")
    return look


def _ask_me(look: FirstLook) -> tuple[str, tuple[str, ...]]:
    from assistant.ingest.firstlook import guess_owner

    guess = guess_owner(look)
    if guess:
        talk("In most of these mails, on one side or the other, is who is proposed here.")
    name = ask(
        "Your name",
        next((box.name for box in guess if box.name), ""),
        "As you sign your mail; drafts are signed with it.",
        _needed("A name is needed: drafts are signed with it."),
    )
    addresses = ask(
        "Your addresses",
        ", ".join(box.address for box in guess),
        "All that you write from, separated by commas: mail from them is yours.",
        check_addresses,
    )
    return name, addresses


def _needed(sentence: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not text:
            raise WrongUsage(sentence)
        return text

    return check


# ── When and where from ──────────────────────────────────────────────────────────────────────


def _ask_zone(now: datetime) -> str:
    proposed = machine_zone()
    zone = ask(
        f"Your time zone (in {proposed} it is {clock_in(proposed, now)})",
        proposed,
        "A name as Europe/Warsaw. Working hours, days and due times are counted in it.",
        _sentence(check_zone),
    )
    if zone != proposed:
        talk(f"In {zone} it is {clock_in(zone, now)} now.")
    return zone


def ask_country(zone: str) -> str | None:
    """The country whose holidays are the person's, proposed from the zone; may be None."""
    return ask(
        "Your country",
        country_of(zone) or "",
        "Two letters, as PL or US: its public holidays are no working days. - for none.",
        check_country,
    )


def ask_hours() -> tuple[DayHours, ...] | None:
    """Working hours; None: the usual ones."""
    return ask(
        "Your working hours",
        USUAL_HOURS,
        "As 'mon-thu 08:30-12:30,13:15-17:30; fri 08:30-14:00'. Waits are counted in them.",
        check_hours,
    )


def ask_internal(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The domains of the person's own firm; may be none."""
    return ask(
        "Domains of your own firm",
        ", ".join(firm_domains(addresses)),
        "Who writes from there is a colleague, never a client. - for none; free mail is nobody's.",
        check_domains,
    )


def _sentence(check: Callable[[str], Value]) -> Callable[[str], Value]:
    """A check whose sentence begins with a capital, as on a line of its own."""

    def checked(text: str) -> Value:
        try:
            return check(text)
        except WrongUsage as error:
            sentence = str(error)
            raise WrongUsage(sentence[:1].upper() + sentence[1:]) from error

    return checked


# ── Clients ──────────────────────────────────────────────────────────────────────────────────


def ask_clients(look: FirstLook, who: WhoConfig) -> tuple[Proposal, ...]:
    """Which organisations of the sample to name as clients now; may be none.

    Those that `who` knows as clients already are not asked about.
    """
    from assistant.ingest.firstlook import propose_clients

    proposals = [each for each in propose_clients(look, who) if each.written and each.received][
        :MOST_CLIENTS
    ]
    if not proposals:
        return ()
    talk("Who you write with most, in the mails that were looked at:")
    picked = choose_several(
        "Which of these are clients",
        [_describe(each) for each in proposals],
        (),
        "A client gets a file clients/NAME.toml for country, people and dates. Others are found in "
        "your mail as well; `rapport clients` names, merges and ignores them later.",
    )
    return tuple(proposals[number] for number in picked)


def _describe(proposal: Proposal) -> str:
    client = proposal.client
    where = ", ".join((*client.domains, *client.addresses))
    return f"{client.name}, {where}: {proposal.written} to them, {proposal.received} from them"
