"""Byte limits that every mailbox keeps before anybody parses a message (SAFETY.md).

Only what can be told without parsing: the bytes of a message and where its header ends. The limits
of a parser (parts, depth, fields) belong to it.
"""

from __future__ import annotations

import re

from connectors.base import Problem

#: A larger message is kept with its headers only (SAFETY.md: checked before any parser).
MAX_MESSAGE_BYTES = 25 * 1000 * 1000
#: The most that is kept of a message that is too large.
MAX_HEADER_BYTES = 256 * 1024

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def header_block(raw: bytes) -> bytes:
    """The header of a message with its closing blank line, at most `MAX_HEADER_BYTES`."""
    head = raw[:MAX_HEADER_BYTES]
    end = _BLANK_LINE.search(head)
    return head[: end.end()] if end else head


def too_large(where: str, key: str, size: int) -> Problem:
    """The problem of a message over `MAX_MESSAGE_BYTES`."""
    megabytes = size / 1_000_000
    return Problem(
        "too-large",
        f"A message in {where} has {megabytes:.1f} MB, more than the limit of "
        f"{MAX_MESSAGE_BYTES // 1_000_000} MB: only its header was read.",
        key,
    )
