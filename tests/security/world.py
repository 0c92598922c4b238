"""A small firm under attack: one owner, two clients, an attacker, and files that anybody may send.

The cast is invented. A `Home` is a real home on disk whose commands run in this process, through
the same entry point as `rapport` itself, with stdout and stderr kept for inspection.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import textwrap
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

OWNER = "nina.kessler@brightmoor.example"
COLLEAGUE = "tomas.ruiz@brightmoor.example"
#: People of two clients that know nothing of each other.
ALICE = "alice.thorne@fernhill.example"
BRUNO = "bruno.vidal@casavidal.example"

#: A Thursday afternoon; the mails below are of the days before.
NOW = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)

CONFIG = """\
internal_domains = ["brightmoor.example"]

[owner]
name = "Nina Kessler"
addresses = ["nina.kessler@brightmoor.example"]
zone = "Europe/Berlin"
country = "DE"

[delivery]
hold_s = {hold_s}
hourly = {hourly}

[[account]]
name = "local"
kind = "local"
mail = ["mail"]
calendar = ["calendar"]
drafts = "drafts"
"""

CLIENTS = {
    "fernhill": ("Fernhill Foods", "fernhill.example", "Alice Thorne", ALICE),
    "casavidal": ("Casa Vidal", "casavidal.example", "Bruno Vidal", BRUNO),
}

#: An own appointment: a calendar that holds something and says nothing.
QUIET_CALENDAR = """
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//test//test//EN
    BEGIN:VEVENT
    UID:quiet@mail.example
    DTSTAMP:20261101T000000Z
    DTSTART:20261110T090000Z
    DTEND:20261110T093000Z
    SUMMARY:Desk time
    END:VEVENT
    END:VCALENDAR
"""

QUESTION = (
    "Dear Nina,\n\nCould you send me the signed offer for the cold store by Friday?\n\n"
    "Best regards\nAlice\n"
)


@dataclass(slots=True)
class Ended:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout as JSON."""
        return json.loads(self.out)


@dataclass(slots=True)
class Home:
    """One home on disk and the mail that is put before it."""

    path: Path
    hold_s: int = 0
    hourly: int = 20
    clients: dict[str, tuple[str, str, str, str]] = field(default_factory=lambda: dict(CLIENTS))
    number: int = 0

    def __post_init__(self) -> None:
        for name in ("mail", "calendar", "clients"):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        self.configure()
        self.event(QUIET_CALENDAR)
        for slug, (name, domain, person, address) in self.clients.items():
            (self.path / "clients" / f"{slug}.toml").write_text(
                f'name = "{name}"\ndomains = ["{domain}"]\n[[people]]\nname = "{person}"\n'
                f'addresses = ["{address}"]\nrole = "decision maker"\n'
            )

    @classmethod
    def at(cls, path: Path) -> Home:
        """A home that is there already, left as it is."""
        home = cls.__new__(cls)
        home.path, home.number = path, 0
        return home

    def configure(self, more: str = "") -> None:
        """Write the configuration again, with more lines at its beginning."""
        text = CONFIG.format(hold_s=self.hold_s, hourly=self.hourly)
        (self.path / "config.toml").write_text(more + text)

    def rapport(self, *args: str) -> Ended:
        """Run one command here, as the command line would."""
        from assistant.cli import cli
        from assistant.cli.common import run_cli

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run_cli(cli, ["--home", str(self.path), *args])
        return Ended(code, out.getvalue(), err.getvalue())

    def run(self) -> Ended:
        """`rapport run` as of the moment of the stories."""
        return self.rapport("run", "--as-of", NOW.isoformat())

    def put(self, raw: bytes | str, name: str | None = None) -> Path:
        """Lay a message into the mail folder."""
        self.number += 1
        path = self.path / "mail" / (name or f"m{self.number:04}.eml")
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return path

    def mail(self, **given: Any) -> str:
        """Lay an ordinary message into the mail folder; returns its Message-ID."""
        self.number += 1
        message_id = given.pop("message_id", f"m{self.number}@mail.example")
        self.put(make_mail(message_id=message_id, **given))
        return str(message_id)

    def event(self, text: str, name: str = "work.ics") -> None:
        """Lay a calendar file into the calendar folder."""
        raw = textwrap.dedent(text).strip().replace("\n", "\r\n") + "\r\n"
        (self.path / "calendar" / name).write_bytes(raw.encode())

    def drafts(self, *more: str) -> list[dict[str, Any]]:
        """The drafts that wait."""
        found: list[dict[str, Any]] = self.rapport("drafts", "list", "--json", *more).json["drafts"]
        return found

    def accept(self, draft_id: str, *more: str) -> Ended:
        """Approve a draft."""
        return self.rapport("drafts", "accept", draft_id, *more)

    def delivered(self) -> list[bytes]:
        """The drafts that left, as they lie in the drafts folder."""
        folder = self.path / "drafts"
        return [path.read_bytes() for path in sorted(folder.glob("*.eml"))]


def make_mail(
    *,
    sender: str = f"Alice Thorne <{ALICE}>",
    to: str = f"Nina Kessler <{OWNER}>",
    subject: str = "Cold store offer",
    body: str = QUESTION,
    message_id: str = "m1@mail.example",
    at: datetime | None = None,
    headers: str = "",
    cc: str = "",
) -> bytes:
    """One plain message with LF line ends; `headers` are whole lines."""
    moment = at or NOW - timedelta(days=2)
    head = [
        f"From: {sender}",
        f"To: {to}",
        *([f"Cc: {cc}"] if cc else []),
        f"Subject: {subject}",
        f"Date: {moment:%a, %d %b %Y %H:%M:%S} +0000",
        f"Message-ID: <{message_id}>",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        *(line for line in headers.split("\n") if line),
    ]
    return ("\n".join(head) + "\n\n" + body).encode()


def header_of(raw: bytes, name: str) -> list[bytes]:
    """All raw values of one header field, unfolded."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    unfolded = re.sub(rb"\r?\n[ \t]", b" ", head)
    found = []
    for line in re.split(rb"\r?\n", unfolded):
        key, _, value = line.partition(b":")
        if key.strip().lower() == name.lower().encode():
            found.append(value.strip())
    return found
