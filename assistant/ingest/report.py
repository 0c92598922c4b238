"""Delivery reports (RFC 3464): who could not be reached, and whether for good."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.ingest.decoding import decode_bytes
from assistant.ingest.headers import canonical_address, parse_mailboxes
from assistant.ingest.mime import Part, read_fields
from assistant.ingest.records import FailedRecipient

if TYPE_CHECKING:
    from collections.abc import Iterable

# RFC 3463: the mailbox itself is wrong, moved, closed or refuses for ever. Full mailboxes (5.2.2),
# sizes, policies and routing say nothing of the person.
_GONE = re.compile(r"5\.1\.(?:0|1|2|3|6|10)|5\.2\.1")
_GONE_WORDS = re.compile(
    r"(?:user|recipient|mailbox|address|account)\s+(?:\S+\s+){0,3}?(?:unknown|not found|"
    r"does ?n[o']t exist|disabled|inactive|no longer)|no such (?:user|mailbox|recipient)|"
    r"unknown (?:user|recipient)|recipient ?not ?found",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_BLOCK = re.compile(rb"(?:\r?\n){2,}")
_MAX_RECIPIENTS = 200
_MAX_DIAGNOSIS = 2_000


def find_failed(parts: Iterable[Part], failed_header: str) -> tuple[FailedRecipient, ...]:
    """Recipients that the report of a mail server names, in its order; delays are not permanent.

    Args:
        parts: The leaves of the message.
        failed_header: X-Failed-Recipients, which Exim and Gmail write; ``''`` where missing.
    """
    found: dict[str, FailedRecipient] = {}
    for part in parts:
        if part.content_type in ("message/delivery-status", "message/global-delivery-status"):
            for block in _BLOCK.split(part.decode()[:262_144].strip())[: _MAX_RECIPIENTS + 1]:
                failed = _read_block(block)
                if failed is not None:
                    found.setdefault(failed.address, failed)
    if not found and failed_header:
        for mailbox in parse_mailboxes(failed_header)[:_MAX_RECIPIENTS]:
            found[mailbox.address] = FailedRecipient(mailbox.address, permanent=True)
    return tuple(found.values())


def _read_block(block: bytes) -> FailedRecipient | None:
    fields, _ = read_fields(block + b"\n")

    def value(name: bytes) -> str:
        return decode_bytes(fields[name][0], None).strip() if name in fields else ""

    action = value(b"action").lower()
    if action not in ("failed", "delayed"):
        return None
    written = value(b"original-recipient") or value(b"final-recipient")
    address = canonical_address(written.partition(";")[2].strip() or written)
    if address is None:
        return None
    status = _STATUS.search(value(b"status"))
    code = status[1] if status else ""
    diagnosis = value(b"diagnostic-code")[:_MAX_DIAGNOSIS]
    detailed = _STATUS.search(diagnosis)
    if detailed and (not code or code.endswith(".0.0")):
        code = detailed[1]
    gone = _GONE.fullmatch(code) is not None or (
        not code.startswith("4") and _GONE_WORDS.search(diagnosis) is not None
    )
    return FailedRecipient(address, permanent=action == "failed" and gone, status=code)
