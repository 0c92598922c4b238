"""An approved draft becomes the bytes that leave; the one function that writes outgoing headers.

Headers are written here by hand from cleaned values and folded at blanks, because releases of the
standard library differ in what they fold and re-encode (long Message-IDs, line ends inside encoded
words). The finished bytes are parsed again with the standard library and compared, field by field,
with what was approved: any difference is an error and nothing leaves.
"""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from assistant.drafting.clean import MAX_HEADER_BYTES, clean_body, clean_header
from assistant.drafting.records import Content, Mailbox, compute_content_sha256
from assistant.errors import RapportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Name of our own header: what a lost delivery is looked up by, and how our mail is recognised.
DRAFT_HEADER = "X-Rapport-Draft"

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_DOMAIN}")
#: What looks like an encoded word is decoded by readers, and then is another id.
_MESSAGE_ID = re.compile(r"(?:(?!=\?)[!-;=?-~])+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_QUOTING = re.compile(r'["<>\\]')
#: Bytes that fit one encoded word of 75 characters in base64.
MAX_ENCODED_NAME = 45
#: A line longer than this goes out as quoted-printable: some relays break longer ones.
SAFE_LINE = 78


class BadAddress(RapportError):
    """An address that cannot stand in a header."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"'{address!r}' cannot be written as a recipient. Correct it with "
            "`rapport drafts respond ID --to ADDRESS`."
        )


class BytesDiffer(RapportError):
    """The finished mail, read again, is not what was approved; nothing left."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"The finished mail differs from what was approved in its {field}. Nothing was "
            "delivered. Edit the draft and approve it again."
        )
        self.field = field


def make_draft_key(draft_id: str, content_sha256: str) -> str:
    """What the draft header holds: the draft and its approved content."""
    return f"{draft_id}.{content_sha256[:24]}"


def make_message_id(draft_id: str, content_sha256: str, sender: str) -> str:
    """The Message-ID, without angle brackets: the same draft and content give the same mail."""
    return f"rapport.{draft_id}.{content_sha256[:24]}@{sender.rpartition('@')[2]}"


def build_mime(
    content: Content, *, draft_key: str, message_id: str, date: datetime, from_: Mailbox
) -> bytes:
    """RFC 5322 bytes with CRLF line ends.

    Args:
        content: What was approved. Its recipients are the only ones.
        draft_key: Value of our own header.
        message_id: Without angle brackets.
        date: Aware; written in UTC.
        from_: Must be the approved sender.

    Raises:
        BadAddress: a recipient cannot stand in a header.
        BytesDiffer: the bytes, parsed again, are not what was approved.
    """
    if from_ != content.sender:
        raise BytesDiffer("sender")
    if content.attachments:
        raise BytesDiffer("attachments")
    body = clean_body(content.body)
    encoded, transfer = _encode_body(body)
    head = write_headers(
        [
            ("From", (content.sender,)),
            ("To", content.to),
            ("Cc", content.cc),
            ("Subject", content.subject),
            ("Date", format_datetime(date.astimezone(UTC))),
            ("Message-ID", MessageIds((message_id,))),
            ("In-Reply-To", MessageIds((content.in_reply_to,) if content.in_reply_to else ())),
            ("References", MessageIds(content.references)),
            (DRAFT_HEADER, draft_key),
            ("MIME-Version", "1.0"),
            ("Content-Type", 'text/plain; charset="utf-8"'),
            ("Content-Transfer-Encoding", transfer),
        ]
    )
    raw = head + b"\r\n" + encoded
    _compare(raw, content, body=body, message_id=message_id, draft_key=draft_key)
    return raw


@dataclass(frozen=True, slots=True)
class MessageIds:
    """The value of a header that holds Message-IDs, without angle brackets; none leaves it out."""

    ids: tuple[str, ...]


def write_headers(
    fields: Sequence[tuple[str, str | tuple[Mailbox, ...] | MessageIds]],
) -> bytes:
    """A header block with CRLF line ends, the one place where outgoing headers are written.

    Args:
        fields: In order. A text is cleaned, folded and encoded where it must be; a field without a
            value is left out.

    Raises:
        BadAddress: a mailbox cannot stand in a header.
        BytesDiffer: a Message-ID cannot.
    """
    lines = [(name, _write_value(name, value)) for name, value in fields]
    return "".join(f"{name}: {value}\r\n" for name, value in lines if value).encode("ascii")


def normalise_content(content: Content) -> Content:
    """The content as it would leave: what is stored, shown and approved is already clean."""

    def tidy(mailbox: Mailbox) -> Mailbox:
        return Mailbox(mailbox.address.strip().lower(), _clean_name(mailbox.name))

    to = _unique(tidy(mailbox) for mailbox in content.to)
    named = {mailbox.address for mailbox in to}
    return Content(
        sender=tidy(content.sender),
        to=to,
        cc=tuple(m for m in _unique(tidy(m) for m in content.cc) if m.address not in named),
        subject=clean_header(content.subject),
        body=clean_body(content.body),
        attachments=content.attachments,
        in_reply_to=_valid_id(content.in_reply_to),
        references=_fit_references(content.references),
    )


def hash_of(content: Content) -> str:
    """`compute_content_sha256` of the content as it would leave."""
    return compute_content_sha256(normalise_content(content))


# ── writing ──────────────────────────────────────────────────────────────────────────────────


def _write_value(name: str, value: str | tuple[Mailbox, ...] | MessageIds) -> str:
    if isinstance(value, MessageIds):
        return _write_ids(value.ids)
    if isinstance(value, str):
        return _write_text(name, clean_header(value))
    return _write_mailboxes(value)


def _clean_name(name: str) -> str:
    """A display name without quotes and angle brackets, which only confuse readers.

    One that needs encoding is cut to what one encoded word holds: readers, the standard library's
    among them, disagree on the blank between two of them inside a name.
    """
    plain = clean_header(_QUOTING.sub("", name))
    if plain.isascii():
        return plain[:120].strip()
    return plain.encode("utf-8")[:MAX_ENCODED_NAME].decode("utf-8", "ignore").strip()


def _unique(mailboxes: Iterable[Mailbox]) -> tuple[Mailbox, ...]:
    seen: dict[str, Mailbox] = {}
    for mailbox in mailboxes:
        seen.setdefault(mailbox.address, mailbox)
    return tuple(seen.values())


def _valid_id(message_id: str | None) -> str | None:
    """A Message-ID that may stand in a header, else None (a hash that stands for none is dropped)."""
    if message_id and len(message_id) <= 900 and _MESSAGE_ID.fullmatch(message_id):
        return message_id
    return None


def _fit_references(references: Sequence[str]) -> tuple[str, ...]:
    """The first and as many of the last references as fit into one header (RFC 5322, 3.6.4)."""
    valid = [reference for reference in references if _valid_id(reference)]
    kept = list(dict.fromkeys(valid))
    while len(kept) > 1 and sum(len(reference) + 4 for reference in kept) > MAX_HEADER_BYTES:
        del kept[1 if len(kept) > 2 else 0]
    return tuple(kept)


def is_writable(address: str) -> bool:
    """Whether an address can stand in a header as one that every reader reads alike."""
    return len(address) <= 320 and _ADDRESS.fullmatch(address) is not None


def _write_mailboxes(mailboxes: Sequence[Mailbox]) -> str:
    for mailbox in mailboxes:
        if not is_writable(mailbox.address):
            raise BadAddress(mailbox.address)
    return ",\r\n ".join(_write_mailbox(mailbox) for mailbox in mailboxes)


def _write_mailbox(mailbox: Mailbox) -> str:
    name = _clean_name(mailbox.name)
    if not name:
        return mailbox.address
    if not name.isascii():
        return f"{Header(name, 'utf-8', maxlinelen=76).encode()} <{mailbox.address}>"
    if _ATOMS.fullmatch(name):
        return f"{name} <{mailbox.address}>"
    return f'"{name}" <{mailbox.address}>'


def _write_text(name: str, text: str) -> str:
    """Unstructured text: as it is where it is ASCII, folded at blanks; else encoded words."""
    if text.isascii():
        return _fold(text.split(" "), first=len(name) + 2)
    return Header(text, "utf-8", header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _write_ids(message_ids: Sequence[str]) -> str:
    for message_id in message_ids:
        if not _valid_id(message_id):
            raise BytesDiffer("message ids")
    return "\r\n ".join(f"<{message_id}>" for message_id in message_ids)


def _fold(words: Sequence[str], *, first: int) -> str:
    """Words joined by blanks, with a line end before a word that would pass column 76."""
    out, column = "", first
    for index, word in enumerate(words):
        if index and column + 1 + len(word) > 76:
            out, column = f"{out}\r\n {word}", 1 + len(word)
        elif index:
            out, column = f"{out} {word}", column + 1 + len(word)
        else:
            out, column = word, column + len(word)
    return out


def _encode_body(body: str) -> tuple[bytes, str]:
    """The body's bytes with CRLF, and the name of the transfer encoding."""
    if body.isascii() and all(len(line) <= SAFE_LINE for line in body.split("\n")):
        return body.replace("\n", "\r\n").encode("ascii"), "7bit"
    encoded = quopri.encodestring(body.encode("utf-8"))
    return encoded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), "quoted-printable"


# ── reading it again ─────────────────────────────────────────────────────────────────────────

#: Every header that may appear, each at most once.
_ALLOWED = frozenset(
    {
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        DRAFT_HEADER.lower(),
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    }
)


def _compare(raw: bytes, content: Content, *, body: str, message_id: str, draft_key: str) -> None:
    """Refuse bytes that do not say exactly what was approved."""
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    names = [name.lower() for name in parsed]
    if len(names) != len(set(names)) or not set(names) <= _ALLOWED:
        raise BytesDiffer("headers")
    for field, approved in (("from", (content.sender,)), ("to", content.to), ("cc", content.cc)):
        if _read_mailboxes(parsed, field) != [(m.address, _clean_name(m.name)) for m in approved]:
            raise BytesDiffer(f"{field} line")
    expected = {
        "subject": clean_header(content.subject),
        "message-id": f"<{message_id}>",
        "in-reply-to": f"<{content.in_reply_to}>" if content.in_reply_to else "",
        "references": " ".join(f"<{reference}>" for reference in content.references),
        DRAFT_HEADER.lower(): clean_header(draft_key),
    }
    for field, value in expected.items():
        if _one_line(str(parsed.get(field, ""))) != value:
            raise BytesDiffer(field)
    text = parsed.get_content()
    if not isinstance(text, str) or text.replace("\r\n", "\n") != body:
        raise BytesDiffer("body")


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _read_mailboxes(parsed: EmailMessage, field: str) -> list[tuple[str, str]]:
    header = parsed[field]
    if header is None:
        return []
    return [(address.addr_spec, _one_line(address.display_name)) for address in header.addresses]
