"""The authored world as records: who is in it, what they write, when they meet.

Reads `world/*.toml` (the format is described in `world/README.md`) and checks what a writer gets
wrong: unknown keys, people and messages that are named and do not exist. Nothing has a date yet;
`dates` gives it one, `compose` and `ics` write it down.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

WORLD = "world"


class BadWorld(ValueError):
    """The authored world contradicts itself."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes or is written to.

    Attributes:
        client: Slug of the client, or None for our own side, machines and strangers.
        style: `top`: header block and full text below, as Outlook. `angle`: "On … wrote:" and `>`.
            `apple`: the same, with the line behind a `>` too, as telephones do.
        wrap: Columns at which plain text is broken, 0 for one line a paragraph.
        html: Whether this person's program sends an HTML part beside the text.
        machine: Not a human; its mail is marked as automatic by its own headers.
    """

    key: str
    name: str
    address: str
    zone: str
    locale: str = "en-GB"
    client: str | None = None
    sign_off: str = "Best regards,"
    short: str = ""
    signature: str = ""
    style: str = "angle"
    wrap: int = 74
    html: bool = False
    reply_prefix: str = "Re: "
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One authored message, or one draft.

    Attributes:
        sender: Key of a person; `to` and `cc` too.
        at: On the clock of the sender's zone.
        re, fw: Id of the message it answers or forwards.
        quote: `below` what is written, `inline` (the body holds the quoted lines), or `none`.
        sign: `full`, `short` or `none`.
        html: Overrides the person's habit: `both`, `only` or `none`.
        attach: Names of attached files.
        headers: More header fields.
        loose: The sender's program drops In-Reply-To and References.
        folder: Where it lies, when it is not in the usual place; `also`: where a second copy lies.
        why: What it is there for, when that does not show.
    """

    id: str
    sender: str
    to: tuple[str, ...]
    at: str
    body: str
    cc: tuple[str, ...] = ()
    subject: str = ""
    re: str | None = None
    fw: str | None = None
    quote: str = "below"
    sign: str = "full"
    html: str | None = None
    charset: str = "utf-8"
    attach: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    loose: bool = False
    message_id: bool = True
    folder: str | None = None
    also: str | None = None
    draft: bool = False
    raw_subject: bool = False
    bounce_of: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One event or series of the calendars.

    Attributes:
        attendees: Key of a person → `accepted`, `declined`, `tentative` or `needs-action`; with a
            time behind it (`accepted w-3 mon 09:10`) it is `needs-action` before.
        start: On the clock of `zone`, by default the organiser's.
        made: When the invitation was written; before it the event does not exist.
        every: A series: every so many weeks; None for a single event. `times` is how often.
        skip: Occurrences taken out of a series, each with the moment of it: `[day, when]`.
        moved: Occurrences moved: `[day, new start, when]`.
        cancelled: When the whole meeting was called off.
        mails: The invitation, updates, answers and cancellations that went by mail; `day` where
            one occurrence of a series is meant.
        calendar: `work` (the owner's) or `team`; `both` holds it twice.
    """

    id: str
    title: str
    organizer: str
    start: str
    made: str
    attendees: Mapping[str, str] = field(default_factory=dict)
    minutes: int = 60
    zone: str | None = None
    every: int | None = None
    times: int = 0
    skip: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    cancelled: str | None = None
    all_day: bool = False
    out_of_office: bool = False
    place: str = ""
    text: str = ""
    mails: tuple[Mapping[str, str], ...] = ()
    calendar: str = "work"
    why: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """Everything authored, not dated yet.

    Attributes:
        config: Text of `config.toml`, with placeholders.
        clients: Slug → text of `clients/SLUG.toml`, or None where the program has to find out.
        letters: In no order.
    """

    owner: Person
    config: str
    clients: Mapping[str, str | None]
    people: Mapping[str, Person]
    letters: Mapping[str, Letter]
    meetings: Mapping[str, Meeting]


Record = TypeVar("Record", Person, Letter, Meeting)
Entry = TypeVar("Entry", Letter, Meeting)


@cache
def load_world() -> World:
    """The packaged world.

    Raises:
        BadWorld: a file has an unknown key or names something that is not there.
    """
    folder = files(__package__) / WORLD
    tables = {
        entry.name: tomllib.loads(entry.read_text("utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }
    people = {p.key: p for name, table in tables.items() for p in _people(name, table)}
    owner = tables["owner.toml"]["owner"]
    world = World(
        owner=people[owner["person"]],
        config=owner["config"],
        clients={
            t["client"]["slug"]: t["client"].get("file") for t in tables.values() if "client" in t
        },
        people=people,
        letters=_by_id(
            _read(Letter, name, row) for name, t in tables.items() for row in t.get("message", ())
        ),
        meetings=_by_id(
            _read(Meeting, name, row) for name, t in tables.items() for row in t.get("meeting", ())
        ),
    )
    _check(world)
    return world


def _people(name: str, table: Mapping[str, Any]) -> Iterable[Person]:
    client = table.get("client", {})
    common = {key: client[key] for key in ("zone", "locale") if key in client}
    if "slug" in client:
        common["client"] = client["slug"]
    for key, row in table.get("people", {}).items():
        yield _read(Person, name, {"key": key, **common, **row})


def _read(kind: type[Record], name: str, row: Mapping[str, Any]) -> Record:
    """A record from a TOML table; lists become tuples, `from` is the `sender`."""
    values = {"sender" if key == "from" else key: _frozen(value) for key, value in row.items()}
    known = {item.name for item in fields(kind)}
    if unknown := sorted(set(values) - known):
        raise BadWorld(
            f"{name}: {row.get('id', row.get('key'))} has an unknown key {unknown[0]!r}."
        )
    return kind(**values)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _by_id(records: Iterable[Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for record in records:
        if record.id in found:
            raise BadWorld(f"Two things are called '{record.id}'.")
        found[record.id] = record
    return found


def _check(world: World) -> None:
    for letter in world.letters.values():
        _check_known(letter.id, (letter.sender, *letter.to, *letter.cc), world.people)
        named = [other for other in (letter.re, letter.fw, letter.bounce_of) if other]
        _check_known(letter.id, named, world.letters)
    for meeting in world.meetings.values():
        _check_known(meeting.id, (meeting.organizer, *meeting.attendees), world.people)


def _check_known(where: str, keys: Iterable[str], known: Mapping[str, object]) -> None:
    for key in keys:
        if key not in known:
            raise BadWorld(f"'{where}' names '{key}', which is nowhere.")
