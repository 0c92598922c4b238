"""From an authored message to the bytes of a real-looking RFC 5322 mail.

Message-IDs hold no dates: a message keeps its name wherever the world is moved to, so that
`expected.json` can speak of it. Boundaries are derived from the name, so that the same `now` gives
the same bytes. The mails of invitations are composed here too; their calendar part comes from `ics`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from assistant.demo.layout import Page, as_html, as_text, attribution, lay_out, signed

if TYPE_CHECKING:
    from assistant.demo.dates import WorldCalendar
    from assistant.demo.source import Letter, Person, World

POLICY = policy.default.clone(max_line_length=78)
#: Reply and forward prefixes that the people of this world use.
_PREFIX = re.compile(r"^(?:(?:re|aw|res|rv|fwd|fw|wg|enc)\s*:\s*)+", re.IGNORECASE)
_ATTACHMENT_TYPES = {
    "pdf": ("application", "pdf"),
    "csv": ("text", "csv"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pptx": ("application", "vnd.openxmlformats-officedocument.presentationml.presentation"),
    "zip": ("application", "zip"),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One finished message.

    Attributes:
        key: The authored id, also for file names.
        raw: With bare line feeds, as mailbox files keep it.
        sent: Whether the owner wrote it.
    """

    key: str
    at: datetime
    raw: bytes
    sent: bool
    folder: str | None = None
    also: str | None = None
    draft: bool = False


@dataclass(slots=True)
class Mailroom:
    """Composes the letters of one world on one calendar."""

    world: World
    calendar: WorldCalendar
    _pages: dict[str, Page] = field(default_factory=dict)

    def sent_at(self, letter: Letter) -> datetime:
        """When a letter was written, in its sender's zone."""
        zone = self.world.people[letter.sender].zone
        at = self.calendar.moment(letter.at, zone)
        # Nobody presses send on the full minute; the seconds come from the name.
        return at + timedelta(seconds=seconds_of(letter.id))

    def message_id(self, letter: Letter) -> str:
        """Without angle brackets."""
        domain = self.world.people[letter.sender].address.partition("@")[2]
        return f"{letter.id}@{domain}"

    def subject(self, letter: Letter) -> str:
        """The authored subject, or the one of the message it answers behind a prefix."""
        source = letter.re or letter.fw
        if letter.subject or source is None:
            sender = self.world.people[letter.sender]
            said_on = self.sent_at(letter).date()
            return self.calendar.fill(letter.subject, said_on=said_on, locale=sender.locale)
        base = _PREFIX.sub("", self.subject(self.world.letters[source]))
        prefix = self.world.people[letter.sender].reply_prefix if letter.re else "Fwd: "
        return prefix + base

    def page(self, letter: Letter) -> Page:
        """How the letter reads, with what is quoted in it."""
        if letter.id not in self._pages:
            self._pages[letter.id] = self._page(letter)
        return self._pages[letter.id]

    def _page(self, letter: Letter) -> Page:
        sender = self.world.people[letter.sender]
        at = self.sent_at(letter)
        body = self.calendar.fill(letter.body, said_on=at.date(), locale=sender.locale)
        source = letter.re or letter.fw
        quoted = self.page(self.world.letters[source]) if source else None
        page = Page(
            letter=letter,
            sender=sender,
            at=at,
            subject=self.subject(letter),
            to=self._people(letter.to),
            cc=self._people(letter.cc),
            blocks=(*lay_out(body), *signed(letter, sender)),
            quoted=quoted if letter.quote == "below" else None,
            forwarded=letter.fw is not None,
        )
        return self._with_inline(page, quoted) if letter.quote == "inline" and quoted else page

    def _with_inline(self, page: Page, quoted: Page) -> Page:
        """The body holds the quoted lines itself; the line that says whose they are comes first."""
        line = attribution(replace(page, quoted=quoted))
        return replace(page, blocks=((line,), *page.blocks))

    def _people(self, keys: tuple[str, ...]) -> tuple[Person, ...]:
        return tuple(self.world.people[key] for key in keys)

    def mail(self, letter: Letter) -> Mail:
        """The finished message."""
        page = self.page(letter)
        message = EmailMessage(policy=POLICY)
        self._address(message, letter, page)
        self._refer(message, letter)
        for name, value in letter.headers.items():
            message[name] = self.calendar.fill(value, said_on=page.at.date(), locale="en-GB")
        if letter.bounce_of:
            fill_bounce(message, page, self.page(self.world.letters[letter.bounce_of]))
        else:
            self._fill(message, letter, page)
        set_boundaries(message, letter.id)
        raw = message.as_bytes()
        return Mail(
            key=letter.id,
            at=page.at,
            raw=_with_raw_subject(raw, page.subject) if letter.raw_subject else raw,
            sent=page.sender == self.world.owner,
            folder=letter.folder,
            also=letter.also,
            draft=letter.draft,
        )

    def _address(self, message: EmailMessage, letter: Letter, page: Page) -> None:
        if page.sender.address.partition("@")[2] != self.world.owner.address.partition("@")[2]:
            if letter.bounce_of or letter.headers.get("Auto-Submitted"):
                message["Return-Path"] = "<>"
            message["Received"] = _received(page, self.world.owner)
        message["From"] = header_address(page.sender)
        message["To"] = tuple(header_address(person) for person in page.to)
        if page.cc:
            message["Cc"] = tuple(header_address(person) for person in page.cc)
        if not letter.raw_subject:
            message["Subject"] = page.subject
        message["Date"] = format_datetime(page.at)
        if letter.message_id:
            message["Message-ID"] = f"<{self.message_id(letter)}>"

    def _refer(self, message: EmailMessage, letter: Letter) -> None:
        source = letter.re or letter.fw or letter.bounce_of
        if source is None or letter.loose:
            return
        chain = [f"<{self.message_id(parent)}>" for parent in self._parents(letter)]
        if letter.re or letter.bounce_of:
            message["In-Reply-To"] = chain[-1]
        message["References"] = " ".join(chain)

    def _parents(self, letter: Letter) -> Iterator[Letter]:
        """Oldest first."""
        source = letter.re or letter.fw or letter.bounce_of
        if source is None:
            return
        parent = self.world.letters[source]
        if not parent.loose:
            yield from self._parents(parent)
        if parent.message_id:
            yield parent

    def _fill(self, message: EmailMessage, letter: Letter, page: Page) -> None:
        html = letter.html or ("both" if page.sender.html else "none")
        if html == "only":
            message.set_content(as_html(page), subtype="html", cte="quoted-printable")
        else:
            set_text(message, as_text(page), letter.charset)
        if html == "both":
            message.add_alternative(as_html(page), subtype="html", cte="quoted-printable")
        for authored in letter.attach:
            name = self.calendar.fill(authored, said_on=page.at.date(), locale="en-GB")
            main, sub = _ATTACHMENT_TYPES[name.rpartition(".")[2]]
            message.add_attachment(_payload(name), maintype=main, subtype=sub, filename=name)


def seconds_of(name: str) -> int:
    """A number from 0 to 59 that is always the same for one name."""
    return hashlib.sha256(name.encode()).digest()[0] % 60


def header_address(person: Person) -> Address:
    """Name and address as the header wants them."""
    return Address(display_name=person.name, addr_spec=person.address)


def set_text(message: EmailMessage, text: str, charset: str) -> None:
    """The plain text part, encoded as programs of that charset do."""
    cte = "7bit" if text.isascii() or charset == "iso-2022-jp" else "quoted-printable"
    if charset == "iso-8859-1":
        cte = "8bit"
    message.set_content(text, charset=charset if not text.isascii() else "us-ascii", cte=cte)


def set_boundaries(message: EmailMessage, name: str) -> None:
    """Boundaries derived from a name: otherwise every build would differ."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            digest = hashlib.sha256(f"{name}/{number}".encode()).hexdigest()
            part.set_boundary(f"=_{digest[:24]}")


def fill_bounce(message: EmailMessage, page: Page, lost: Page) -> None:
    """A delivery report after RFC 3464 on the message `lost`, whose first Cc does not exist."""
    missing = (lost.cc or lost.to)[0].address
    host = page.sender.address.partition("@")[2]
    set_text(message, as_text(page), "utf-8")
    message.make_mixed()
    status = EmailMessage(policy=POLICY)
    status["Content-Type"] = "message/delivery-status"
    per_message, per_recipient = EmailMessage(policy=POLICY), EmailMessage(policy=POLICY)
    per_message["Reporting-MTA"] = f"dns; mx1.{host}"
    per_recipient["Final-Recipient"] = f"rfc822; {missing}"
    per_recipient["Action"] = "failed"
    per_recipient["Status"] = "5.1.1"
    per_recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 recipient address rejected: user unknown"
    status.set_payload([per_message, per_recipient])
    message.attach(status)
    message.replace_header("Content-Type", 'multipart/report; report-type="delivery-status"')


def _received(page: Page, owner: Person) -> str:
    """The line of the owner's own mail server; addresses from the blocks kept for documents."""
    domain = page.sender.address.partition("@")[2]
    digest = hashlib.sha256(domain.encode()).digest()
    arrived = page.at.astimezone(page.at.tzinfo) + timedelta(seconds=3)
    return (
        f"from mail.{domain} (198.51.100.{digest[1]}) by mx.{owner.address.partition('@')[2]} "
        f"with ESMTPS; {format_datetime(arrived)}"
    )


def _payload(name: str) -> bytes:
    text = f"{name}\nThis attachment of the demo world has no content beyond its name.\n"
    if name.endswith(".pdf"):
        return b"%PDF-1.4\n% " + text.replace("\n", " ").encode() + b"\n%%EOF\n"
    return text.encode()


def _with_raw_subject(raw: bytes, subject: str) -> bytes:
    """The subject as 8-bit bytes without encoding, as careless programs send it."""
    return b"Subject: " + subject.encode("latin-1") + b"\n" + raw


def file_name(key: str) -> str:
    """A key as part of a file name."""
    return quote(key, safe="-_.")
