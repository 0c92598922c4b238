"""The demo world on real hosts: its mail in a Dovecot, its calendars in a Radicale.

What lies there is what the demo's files hold, put in as mail and calendar programs would: by APPEND
with flags and dates, by one resource for every event. Nothing of the product is asked but the
readers of those files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.base import CollectionRole
from tests.connectors.caldav_peers import PASSWORD as DAV_PASSWORD
from tests.connectors.caldav_peers import USER as DAV_USER
from tests.connectors.dovecot import FULL, PASSWORD
from tests.connectors.imap.conftest import Mailbox

if TYPE_CHECKING:
    import imapclient

    from connectors.base import MailRecord
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

#: The variables that hold the passwords of the hosts.
MAIL_SECRET, DAV_SECRET = "MAIL_PASSWORD", "CALENDAR_PASSWORD"
#: What programs of a German-speaking mailbox call its folders.
SENT, DRAFTS = "Gesendet", "Entwürfe"
_FOLDERS = {
    CollectionRole.INBOX: "INBOX",
    CollectionRole.SENT: SENT,
    CollectionRole.DRAFTS: DRAFTS,
}
#: IMAP's words for the flags that a record has.
_FLAGS = {"seen": "\\Seen", "answered": "\\Answered", "draft": "\\Draft", "flagged": "\\Flagged"}
_MAKE = b'<c:mkcalendar xmlns:c="urn:ietf:params:xml:ns:caldav"/>'
_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_ZONE = re.compile(rb"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", re.DOTALL)
_UID = re.compile(rb"^UID:(.+?)\r$", re.MULTILINE)
_ZONE_NAME = re.compile(rb"TZID[=:]\"?([A-Za-z_/+-]+)")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it lies in a folder of a host."""

    uid: int
    raw: bytes
    flags: frozenset[str]


class MailHost:
    """One user's mailbox, and another mail program at it."""

    def __init__(self, host: Dovecot, user: str | None = None) -> None:
        self.mailbox = Mailbox(host, user=user)
        self.host, self.user = host, self.mailbox.user

    def fill(self, world: Path) -> int:
        """Put the mail of the demo's files in; how many messages."""
        from connectors.local import LocalMail

        mail = LocalMail("files", sorted((world / "mail").iterdir()))
        client, count = self.mailbox.other(), 0
        for collection in mail.list_collections():
            folder = _FOLDERS.get(collection.role) or _plain(collection.name)
            records = [
                record
                for page in mail.fetch_changes(collection.name, None)
                for record in page.upserted
            ]
            if not client.folder_exists(folder):
                client.create_folder(folder)
            if records:
                client.multiappend(folder, [_message(record) for record in records])
            count += len(records)
        client.logout()
        return count

    def read(self, folder: str) -> list[Letter]:
        """Every message of a folder, oldest first."""
        client = self.mailbox.other()
        client.select_folder(folder, readonly=True)
        found = client.fetch("1:*", ["BODY.PEEK[]", "FLAGS"]) if client.search() else {}
        client.logout()
        return [
            Letter(uid, data[b"BODY[]"], frozenset(flag.decode() for flag in data[b"FLAGS"]))
            for uid, data in sorted(found.items())
        ]

    def put(self, folder: str, raw: bytes, at: datetime, *flags: str) -> None:
        """A message comes into a folder at a moment."""
        client = self.mailbox.other()
        client.append(folder, raw, flags, at)
        client.logout()

    def other(self) -> imapclient.IMAPClient:
        """Another program, signed in."""
        return self.mailbox.other()

    def send_draft(self, draft: Letter, raw: bytes, at: datetime) -> None:
        """What a person's program does on "send": a copy among the sent mail, the draft gone."""
        self.mailbox.delete([draft.uid], DRAFTS)
        self.put(SENT, raw, at, "\\Seen")

    def table(self, name: str = "mail", *, port: int | None = None, more: str = "") -> str:
        """The account's table of the configuration; `port` of a wire before the host."""
        return f"""
[[account]]
name = "{name}"
kind = "imap"
host = "{FULL}"
port = {port or self.host.port}
tls = "none"
user = "{self.user}"
secret_env = "{MAIL_SECRET}"
{more}
"""


class CalendarHost:
    """Calendars of one user, and another calendar program at them.

    Args:
        peer: The server; other tests have calendars there too.
        name: Beginning of the calendars' names; None: one that nobody has.
    """

    def __init__(self, peer: Peer, name: str | None = None) -> None:
        self.peer = peer
        self.name = peer.new_calendar().strip("/").rpartition("/")[2] if name is None else name
        self.paths: dict[str, str] = {}

    def fill(self, world: Path) -> int:
        """Put the demo's calendars in, a resource for every event; how many."""
        count = 0
        for file in sorted((world / "calendar").iterdir()):
            resources = split(file.read_bytes())
            self.fill_one(file.stem, resources)
            count += len(resources)
        return count

    def fill_one(self, name: str, resources: dict[str, bytes]) -> None:
        """A new calendar with these resources."""
        path = self.paths[name] = f"{self.peer.home}{self.name}{name}-calendar/"
        status, _ = self.peer.request("MKCALENDAR", path, _MAKE, "application/xml")
        assert status == 201, status
        for resource, raw in resources.items():
            (self.peer.kept_in(self.paths[name]) / resource).write_bytes(raw)

    def table(self, name: str = "calendar", *, port: int | None = None) -> str:
        """The account's table of the configuration; only the calendars put in here are read."""
        names = ", ".join(f'"{path}"' for path in self.paths.values())
        return f"""
[[account]]
name = "{name}"
kind = "caldav"
url = "http://127.0.0.1:{port or self.peer.port}/"
user = "{DAV_USER}"
secret_env = "{DAV_SECRET}"
calendars = [{names}]
"""


def secrets() -> dict[str, str]:
    """Variables of the environment with the passwords of both hosts."""
    return {MAIL_SECRET: PASSWORD, DAV_SECRET: DAV_PASSWORD}


def write_home(home: Path, world: Path, *tables: str) -> Path:
    """The demo's home with these accounts in the place of its own."""
    import shutil

    home.mkdir(parents=True)
    shutil.copytree(world / "clients", home / "clients")
    text = (world / "config.toml").read_text("utf-8").partition("[[account]]")[0]
    (home / "config.toml").write_text(text + "".join(tables), encoding="utf-8")
    return home


def split(calendar: bytes) -> dict[str, bytes]:
    """The resources of a calendar file as a server keeps them: one for every UID, with its zones."""
    calendar = calendar.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    zones = {_ZONE_NAME.findall(zone)[0]: zone for zone in _ZONE.findall(calendar)}
    events: dict[bytes, list[bytes]] = {}
    for event in _EVENT.findall(calendar):
        events.setdefault(_UID.findall(event)[0], []).append(event)
    return {
        f"{number}.ics": wrap(
            *(zones[name] for name in sorted(_zones_of(parts) & set(zones))), *parts
        )
        for number, parts in enumerate(events.values())
    }


def wrap(*components: bytes) -> bytes:
    """A calendar object."""
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Lipowa//Peer//EN\r\n"
    return head + b"".join(components) + b"END:VCALENDAR\r\n"


def _plain(name: str) -> str:
    """What a mail program would call a folder that was a file."""
    if name.endswith("maildir"):
        return "INBOX"
    return name.rpartition("/")[2].strip(".").removesuffix(".mbox").replace(".", "-")


def _zones_of(events: list[bytes]) -> set[bytes]:
    return {name for event in events for name in _ZONE_NAME.findall(event)}


def _message(record: MailRecord) -> dict[str, object]:
    raw = record.raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    flags = [_FLAGS[flag] for flag in sorted(record.flags) if flag in _FLAGS]
    return {"msg": raw, "flags": flags, "date": record.received_at or _dated(raw)}


def _dated(raw: bytes) -> datetime:
    found = re.search(rb"^Date: (.+?)\r$", raw, re.MULTILINE)
    assert found is not None
    at = parsedate_to_datetime(found[1].decode("ascii"))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
