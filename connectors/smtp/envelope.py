"""From an approved message to its envelope: who gets it, and the bytes that leave.

The message is read as strictly as the application writes it. What another reader could take for
something else (comments, groups, quoted local parts, a second ``To``) is refused: nobody must get a
mail whom its approver did not see. An envelope is the only source of addresses in a conversation, so
no address can hold a line end, a blank or an angle bracket.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from connectors.base import OutgoingMail, PermanentError
from connectors.limits import MAX_MESSAGE_BYTES, header_block
from connectors.local.drafts import DRAFT_HEADER
from connectors.local.mbox import field_of

#: Every host takes so many (RFC 5321, 4.5.3.1.8); more would be some who get it and some who do not.
MAX_RECIPIENTS = 100
#: Octets of a line beside its end (RFC 5322, 2.1.1), of an address and of what stands before its @.
MAX_LINE, MAX_ADDRESS, MAX_LOCAL = 998, 254, 64

_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)")
_BCC = re.compile(rb"(?i)bcc")

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]"
_ALNUM = r"[A-Za-z0-9\u00a1-\U0010ffff]"
_LABEL = rf"{_ALNUM}(?:[A-Za-z0-9\u00a1-\U0010ffff-]*{_ALNUM})?"
_ADDRESS = rf"{_ATEXT}+(?:\.{_ATEXT}+)*@{_LABEL}(?:\.{_LABEL})*"
# Possessive: a name is read once, however it goes on.
_NAME = r'(?:"(?:[^"\\]|\\.)*+"|[^\s"<>(),:;@\\\[\]]++)'
_MAILBOX = re.compile(
    rf"\s*+(?:(?:{_NAME}\s*+)*+<(?P<angled>{_ADDRESS})>|(?P<bare>{_ADDRESS}))\s*+(?:,|\Z)"
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message that is ready to be handed over.

    Attributes:
        sender: Where refusals that come later go: the address of ``From``.
        recipients: Everybody in ``To``, ``Cc`` and ``Bcc``, each once; at least one.
        octets: The message, byte for byte, without its ``Bcc``.
        is_8bit: Whether the host must take octets over 127 (RFC 6152).
        is_utf8: Whether it must take them in header fields and addresses (RFC 6531).
    """

    sender: str
    recipients: tuple[str, ...]
    octets: bytes = field(repr=False)
    is_8bit: bool
    is_utf8: bool


def make_envelope(mail: OutgoingMail) -> Envelope:
    """The envelope of an approved message.

    Raises:
        PermanentError: it cannot leave exactly as it stands, or not to exactly who stands in it.
    """
    fields = _read_fields(mail)
    sender = _read_addresses(mail, fields, "from")
    if len(sender) != 1:
        raise _unready(mail, "has not exactly one sender")
    everybody = [
        address for name in ("to", "cc", "bcc") for address in _read_addresses(mail, fields, name)
    ]
    recipients = tuple(dict.fromkeys(everybody))
    if not recipients:
        raise _unready(mail, "has nobody who gets it")
    if len(recipients) > MAX_RECIPIENTS:
        raise _unready(mail, f"has more than {MAX_RECIPIENTS} recipients")
    octets = _without_bcc(mail.raw)
    head = header_block(octets)
    return Envelope(
        sender=sender[0],
        recipients=recipients,
        octets=octets,
        is_8bit=not octets.isascii(),
        is_utf8=not (head.isascii() and all(each.isascii() for each in (*sender, *recipients))),
    )


def _read_fields(mail: OutgoingMail) -> dict[str, list[str]]:
    """The header fields, unfolded, by name in lower case; once the bytes are fit to leave."""
    raw = mail.raw
    head = header_block(raw)
    if field_of(head, DRAFT_HEADER) != mail.draft_key:
        raise _unready(mail, "does not carry its own X-Rapport-Draft field")
    if len(raw) > MAX_MESSAGE_BYTES:
        raise _unready(mail, f"has more than {MAX_MESSAGE_BYTES // 1_000_000} MB")
    longest = max(map(len, raw.split(b"\r\n")))
    if longest > MAX_LINE or _BARE_BREAK.search(raw) or b"\0" in raw or _CONTROL.search(head):
        raise _unready(mail, "has lines or bytes that hosts change on the way")
    fields: dict[str, list[str]] = {}
    at, end = 0, len(head) - 2
    while at < end:
        found = _FIELD.match(head, at, end)
        if found is None:
            raise _unready(mail, "has a header that is not one")
        name = found[1].decode("ascii").lower()
        try:
            value = found[2].decode("utf-8")
        except UnicodeDecodeError as error:
            raise _unready(mail, f"has a '{name}' that is not UTF-8") from error
        fields.setdefault(name, []).append(value.replace("\r\n", ""))
        at = found.end()
    if not head.endswith(b"\r\n\r\n"):
        raise _unready(mail, "has a header without an end")
    return fields


def _read_addresses(mail: OutgoingMail, fields: dict[str, list[str]], name: str) -> list[str]:
    values = fields.get(name, [])
    if len(values) > 1:
        raise _unready(mail, f"has more than one '{name}'")
    addresses: list[str] = []
    for value in values:
        at, text = 0, value.strip()
        while at < len(text):
            found = _MAILBOX.match(text, at)
            address = (found["angled"] or found["bare"]) if found else ""
            if found is None or not _is_fit(address):
                raise _unready(mail, f"has a '{name}' that can be read in more than one way")
            addresses.append(address)
            at = found.end()
        if text.endswith(","):
            raise _unready(mail, f"has a '{name}' that can be read in more than one way")
    return addresses


def _is_fit(address: str) -> bool:
    local = address.partition("@")[0]
    return (
        address.isprintable()
        and len(address.encode()) <= MAX_ADDRESS
        and len(local.encode()) <= MAX_LOCAL
    )


def _without_bcc(raw: bytes) -> bytes:
    head = header_block(raw)
    kept = [found[0] for found in _FIELD.finditer(head) if not _BCC.fullmatch(found[1])]
    return b"".join(kept) + raw[len(head) - 2 :]


def _unready(mail: OutgoingMail, what: str) -> PermanentError:
    return PermanentError(f"The mail '{mail.draft_key}' {what}; nothing was sent. Propose it anew.")
