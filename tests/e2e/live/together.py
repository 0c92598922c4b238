"""One owner with accounts everywhere at once, and what lies in several of them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import icalendar

from tests.cli.conftest import CANONICAL
from tests.connectors.exchange.server import PASSWORD as EXCHANGE_PASSWORD
from tests.connectors.google.world_calendar import rows_of_ics
from tests.e2e.live.hosts import DRAFTS, SENT, CalendarHost, MailHost, wrap
from tests.e2e.live.providers import (
    EXCHANGE_SECRET,
    ExchangeHost,
    GoogleHost,
    MicrosoftHost,
    endpoints,
    exchange_host,
    google_host,
    microsoft_host,
)
from tests.e2e.live.small import CLIENT, ME, Home, make_home, make_mail

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

VAULT_KEY = base64.b64encode(b"canary-key-of-all-at-once-5b8e2a").decode()
#: iCalendar's word of an answer → Google's, Graph's.
_ANSWERS = {
    "NEEDS-ACTION": ("needsAction", "none"),
    "ACCEPTED": ("accepted", "accepted"),
    "TENTATIVE": ("tentative", "tentativelyAccepted"),
    "DECLINED": ("declined", "declined"),
}


@dataclass
class Together:
    """A home with a mailbox by IMAP, calendars by CalDAV, and all the rest, of one owner.

    Attributes:
        delivers: Account → its `deliver`; Google and Microsoft are only read where they are left out,
            Exchange where it says ``none``.
        told: What was said when a draft was accepted.
    """

    home: Home
    mail: MailHost
    calendar: CalendarHost
    google: GoogleHost
    microsoft: MicrosoftHost
    exchange: ExchangeHost
    delivers: dict[str, str] = field(default_factory=dict)
    told: str = ""

    def configure(self, *names: str) -> None:
        """Have these accounts, in this order; none named: all."""
        made = {
            "mail": self.mail.table(),
            "calendar": self.calendar.table(),
            **{
                name: getattr(self, name).table(deliver=self.delivers.get(name))
                for name in ("google", "microsoft", "exchange")
            },
        }
        self.home.configure(*(made[name] for name in names or made))

    def run(self) -> None:
        """A run in which everything is read."""
        answer = self.home.rapport("run")
        assert (answer.code, answer.err) == (0, "")

    def put(self, raw: bytes, *accounts: str, sent: bool = False) -> None:
        """The same mail lies in these accounts; `sent`: among what the owner sent."""
        for name in accounts:
            if name == "google":
                self.google.put(raw, ("SENT",) if sent else ("INBOX", "UNREAD"))
            elif name == "microsoft":
                self.microsoft.put(raw, "F/sent=" if sent else "F/inbox=")
            elif name == "exchange":
                self.exchange.put(raw, "sentitems" if sent else "inbox")
            else:
                self.mail.mailbox.add([raw], SENT if sent else "INBOX")

    def meet(self, raws: dict[str, bytes]) -> None:
        """A meeting as the calendars of these accounts have it."""
        for name, raw in raws.items():
            if name == "google":
                put_google_event(self.google, raw)
            elif name == "microsoft":
                put_microsoft_event(self.microsoft, raw)
            elif name == "exchange":
                self.exchange.mailbox.agenda.add(raw)
            else:
                self.calendar.fill_one("work", {"event.ics": raw})

    def gaps(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The gaps, or those of a kind."""
        rows: list[dict[str, Any]] = self.home.rapport("gaps", "--json").json["gaps"]
        return [row for row in rows if kind in {None, row["kind"]}]

    def meetings(self) -> list[dict[str, Any]]:
        """The meetings with clients."""
        rows: list[dict[str, Any]] = self.home.rapport("meetings", "--json").json["meetings"]
        return rows

    def accept(self, text: str = "Here it is, with apologies.") -> str:
        """A person writes and accepts the one draft that waits; its id."""
        rapport = self.home.rapport
        [row] = rapport("drafts", "list", "--json").json["drafts"]
        name = str(row["id"])
        assert rapport("drafts", "edit", name, "--body", text).code == 0
        rapport("drafts", "show", name)
        accepted = rapport("drafts", "accept", name)
        assert accepted.code == 0, accepted.err
        self.told = " ".join(accepted.out.split())
        return name

    def state(self, draft: str) -> str:
        """What became of a draft."""
        rows = self.home.rapport("drafts", "list", "--all", "--json").json["drafts"]
        return next(str(row["state"]) for row in rows if row["id"] == draft)

    def drafts(self) -> dict[str, list[bytes]]:
        """What lies among the drafts of every mailbox that has some."""
        lying = {
            "mail": [letter.raw for letter in self.mail.read(DRAFTS)],
            "google": self.google.drafts(),
            "microsoft": self.microsoft.drafts(),
            "exchange": self.exchange.drafts(),
        }
        return {name: raws for name, raws in lying.items() if raws}

    def count(self, table: str) -> int:
        """Rows of a table."""
        [(count,)] = self.home.rows(f'SELECT count(*) FROM "{table}"')
        return int(count)

    def holders(self) -> list[str]:
        """The accounts that hold a copy of some message, one for every copy."""
        return [account for account, _ in self.home.places()]


@contextmanager
def together(
    folder: Path, dovecot: Dovecot, radicale: Peer, patch: pytest.MonkeyPatch
) -> Iterator[Together]:
    """Empty accounts at all hosts; the owner has signed in at both providers."""
    patch.setenv("RAPPORT_VAULT", "file")
    patch.setenv("RAPPORT_VAULT_KEY", VAULT_KEY)
    patch.setenv(EXCHANGE_SECRET, EXCHANGE_PASSWORD)
    with google_host() as google, microsoft_host() as microsoft, exchange_host() as exchange:
        patch.setattr("assistant.oauth.ENDPOINTS", endpoints(google, microsoft))
        calendar = CalendarHost(radicale)
        home = make_home(folder / "home")
        google.sign_in(home.path)
        microsoft.sign_in(home.path)
        yield Together(home, MailHost(dovecot), calendar, google, microsoft, exchange)


# ── what lies there ──────────────────────────────────────────────────────────────────────────


def make_answer(name: str, to: str, text: str = "Here it is.", **ago: float) -> bytes:
    """The owner's answer to a mail of the client."""
    at = CANONICAL - timedelta(**(ago or {"days": 1}))
    return (
        f"From: {ME}\r\nTo: {CLIENT}\r\nSubject: Re: Delivery {to}\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: <{name}@wirth.example>\r\n"
        f"In-Reply-To: <{to}@ferrol.example>\r\nReferences: <{to}@ferrol.example>\r\n"
        f"\r\nHello Ines,\r\n\r\n{text}\r\n\r\nJonas\r\n"
    ).encode()


def add_footer(raw: bytes) -> bytes:
    """A mail as a list passes it on: with fields of its own, and a footer."""
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = b"\r\nList-Id: <team.wirth.example>\r\nPrecedence: list\r\nSender: team@wirth.example"
    footer = b"_" * 47 + b"\r\nteam mailing list -- team@wirth.example\r\n"
    return head + fields + b"\r\n\r\n" + body + footer


def make_meeting(
    uid: str = "review@ferrol.example",
    *,
    at: datetime | None = None,
    mine: str = "NEEDS-ACTION",
    sequence: int = 0,
    title: str = "Quarterly review",
    more: str = "",
    others: str = "",
) -> bytes:
    """A meeting with the client; a series with `more` for its rule and `others` for what differs."""
    start = (at or CANONICAL - timedelta(days=1)).astimezone(UTC)
    lines = f"""BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261101T080000Z
DTSTART:{start:%Y%m%dT%H%M%SZ}
DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}
SEQUENCE:{sequence}
SUMMARY:{title}
ORGANIZER:mailto:{CLIENT}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{CLIENT}
ATTENDEE;PARTSTAT={mine}:mailto:{ME}
{more}END:VEVENT
{others}"""
    return wrap(lines.replace("\n", "\r\n").encode())


def make_moved(was: datetime, at: datetime, *, mine: str, sequence: int = 0) -> str:
    """An occurrence of `make_meeting` that takes place at another time."""
    moved = make_meeting(at=at, mine=mine, sequence=sequence).decode()
    event = moved[moved.index("BEGIN:VEVENT") : moved.index("END:VCALENDAR")]
    named = f"\r\nRECURRENCE-ID:{was.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\nDTSTART"
    return event.replace("\r\nDTSTART", named).replace("\r\n", "\n")


def make_invitation(at: datetime) -> bytes:
    """The mail that invites to `make_meeting`."""
    mail = make_mail("invitation", "Please find the invitation attached.")
    calendar = make_meeting(at=at).replace(b"BEGIN:VEVENT", b"METHOD:REQUEST\r\nBEGIN:VEVENT", 1)
    kind = b'\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST; charset="utf-8"'
    return mail.partition(b"\r\n\r\n")[0] + kind + b"\r\n\r\n" + calendar


def put_google_event(host: GoogleHost, raw: bytes) -> None:
    """An event or a series with its exceptions, as Google has it."""
    rows = rows_of_ics("work", raw)
    for row, event in zip(rows, _events(raw), strict=True):
        host.double.calendar.put(row | _google_people(event))


def put_microsoft_event(host: MicrosoftHost, raw: bytes) -> None:
    """The same in Microsoft 365, which tells nobody how often an event was changed."""
    host.calendar.put("work", raw)
    master, *exceptions = _events(raw)
    row = host.calendar.events["E/work="]
    row |= _graph_people(master)
    for changed, event in zip(row.get("exceptionOccurrences", ()), exceptions, strict=True):
        changed.update(_graph_people(event))


def _events(raw: bytes) -> list[Any]:
    found: list[Any] = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    return found


def _people(event: Any) -> list[tuple[str, str]]:
    """Address and answer of everybody who is invited."""
    given = event.get("ATTENDEE", [])
    return [
        (str(one).removeprefix("mailto:"), one.params["PARTSTAT"])
        for one in (given if isinstance(given, list) else [given])
    ]


def _google_people(event: Any) -> dict[str, Any]:
    return {
        "organizer": {"email": str(event["ORGANIZER"]).removeprefix("mailto:")},
        "sequence": int(event["SEQUENCE"]),
        "attendees": [
            {"email": address, "responseStatus": _ANSWERS[answer][0]}
            for address, answer in _people(event)
        ],
    }


def _graph_people(event: Any) -> dict[str, Any]:
    organizer = str(event["ORGANIZER"]).removeprefix("mailto:")
    return {
        "organizer": {"emailAddress": {"address": organizer}},
        "attendees": [
            {
                "emailAddress": {"address": address},
                "type": "required",
                "status": {"response": _ANSWERS[answer][1]},
            }
            for address, answer in _people(event)
        ],
    }
