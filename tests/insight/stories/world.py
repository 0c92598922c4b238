"""A story as a home on the disk, read, tagged and judged by the program itself.

Mail goes in as RFC 5322 bytes in a folder of .eml, meetings as a calendar file, the rest as the
configuration; then the stages of a run up to the language stage, and the ledger as of each moment.
The database of a new home is made once and copied, and the language model is loaded once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import nlp.tagger  # noqa: F401 - what is patched below has to be there
from assistant.app import App
from assistant.insight.index import build_index
from assistant.insight.promises import build_ledger
from assistant.stages import Stages
from nlp.parse import SpacyParser

if TYPE_CHECKING:
    from assistant.insight.records import History, Promise
    from tests.insight.stories.records import Appointment, Letter, Story

_POLICY = policy.SMTP.clone(max_line_length=998)
#: How long before its start a meeting stands in the calendar.
_KNOWN_BEFORE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What the program makes of a story at one moment."""

    history: History
    promises: tuple[Promise, ...]


@cache
def _parser() -> SpacyParser:
    parser = SpacyParser()
    parser.load()
    return parser


@cache
def _empty_database() -> bytes:
    """A database with this version's tables and nothing in them."""
    from assistant.store.engine import checkpoint
    from assistant.store.migrate import open_store

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rapport.db"
        engine = open_store(path)
        checkpoint(engine)
        engine.dispose()
        return path.read_bytes()


def tell(story: Story) -> list[Told]:
    """Run a story; what is known at each of its moments."""
    with tempfile.TemporaryDirectory() as folder, _home(Path(folder), story) as app:
        return [_judge(app, moment.as_of) for moment in story.moments]


@contextmanager
def _home(folder: Path, story: Story) -> Iterator[App]:
    home = folder / "home"
    write_home(home, story)
    end = max(moment.as_of for moment in story.moments)
    now = max(end, story.letters[-1].sent_at).astimezone(UTC)
    with ExitStack() as stack:
        # One model for all stories: loading it takes longer than telling one.
        stack.enter_context(mock.patch("nlp.tagger.SpacyParser", _parser))
        app = App.open(home)
        stack.callback(app.close)
        result = app.sync(now=now, progress=_quietly)
        assert not result.failed, result.failed
        Stages(app, now=now, progress=_quietly).judging()[0].work()
        yield app


def _judge(app: App, as_of: datetime) -> Told:
    history = app.history(as_of.astimezone(UTC))
    return Told(history, build_ledger(history, build_index(history)))


def _quietly(stage: str, done: int, total: int | None) -> None:
    """Say nothing of the progress."""


def write_home(home: Path, story: Story) -> None:
    """The configuration, mail and calendar of a story, and an empty database."""
    (home / "mail").mkdir(parents=True)
    (home / "clients").mkdir()
    (home / "rapport.db").write_bytes(_empty_database())
    (home / "config.toml").write_text(_configuration(story), encoding="utf-8")
    for client in story.clients:
        lines = [f"name = {_quoted(client.name)}", f"domains = {_list(client.domains)}"]
        lines.append(f"zone = {_quoted(client.zone)}")
        if client.country is not None:
            lines.append(f"country = {_quoted(client.country)}")
        (home / "clients" / f"{client.slug}.toml").write_text("\n".join(lines), encoding="utf-8")
    known: dict[str, Letter] = {}
    for letter in story.letters:
        known[letter.id] = letter
        (home / "mail" / f"{letter.id}.eml").write_bytes(_mail(letter, known, story))
    if story.appointments:
        (home / "calendar.ics").write_text(_calendar(story.appointments), encoding="utf-8")


def _configuration(story: Story) -> str:
    name, address, zone, country = story.owner
    lines = [
        f"internal_domains = {_list(story.domains)}",
        "[owner]",
        f"name = {_quoted(name)}",
        f"addresses = {_list((address,))}",
        f"zone = {_quoted(zone)}",
        *([f"country = {_quoted(country)}"] if country else []),
        "[[account]]",
        'name = "mail"',
        'mail = ["mail"]',
        *(['calendar = ["calendar.ics"]'] if story.appointments else []),
    ]
    return "\n".join(lines)


def message_id(letter_id: str, story: Story) -> str:
    """The Message-ID of a letter, without angle brackets."""
    return f"{letter_id}.{story.id}@story.example"


def _mail(letter: Letter, known: dict[str, Letter], story: Story) -> bytes:
    mail = EmailMessage(policy=_POLICY)
    mail["Message-ID"] = f"<{message_id(letter.id, story)}>"
    mail["Date"] = format_datetime(letter.sent_at)
    mail["From"] = formataddr((letter.sender_name, letter.sender))
    names = {one.sender: one.sender_name for one in story.letters}
    mail["To"] = ", ".join(formataddr((names.get(one, ""), one)) for one in letter.to)
    if letter.cc:
        mail["Cc"] = ", ".join(formataddr((names.get(one, ""), one)) for one in letter.cc)
    mail["Subject"] = letter.subject
    if letter.parent is not None:
        mail["In-Reply-To"] = f"<{message_id(letter.parent, story)}>"
        mail["References"] = " ".join(_references(letter, known, story))
    for name, value in letter.headers:
        mail[name] = value
    mail.set_content(letter.text, cte="quoted-printable")
    for name in letter.attachments:
        content = f"{letter.id} {name}".encode()
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def _references(letter: Letter, known: dict[str, Letter], story: Story) -> list[str]:
    """The ancestors, oldest first."""
    found: list[str] = []
    parent = letter.parent
    while parent is not None:
        found.append(f"<{message_id(parent, story)}>")
        parent = known[parent].parent
    return found[::-1]


def _calendar(appointments: tuple[Appointment, ...]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Stories//EN"]
    for one in appointments:
        made = _stamp(one.start - _KNOWN_BEFORE)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"DTSTAMP:{made}",
            f"CREATED:{made}",
            f"DTSTART:{_stamp(one.start)}",
            f"DTEND:{_stamp(one.end)}",
            f"SUMMARY:{one.title.replace(',', chr(92) + ',').replace(';', chr(92) + ';')}",
            f"ORGANIZER:mailto:{one.organizer}",
            *(
                f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{address}"
                for address in dict.fromkeys(one.attendees)
            ),
            "STATUS:CONFIRMED",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"
