"""By what a message is known again when its UID is not: its Message-ID and its size."""

from __future__ import annotations

import base64
import hashlib
import re

from connectors.limits import header_block

_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:\s*(<[^<>\s]{1,998}>)", re.IGNORECASE | re.MULTILINE)
#: 72 bits: among a million messages, two that look alike by accident have odds of 1 in 10^10.
_BYTES = 9


def mark_of(raw: bytes, size: int) -> str:
    """A print of a message, or '' for one that has no Message-ID and cannot be known again.

    Args:
        raw: The message, its header block, or the one field.
        size: RFC822.SIZE, as the host tells it.
    """
    found = _MESSAGE_ID.search(header_block(raw))
    if found is None:
        return ""
    octets = hashlib.blake2b(found[1] + b" %d" % size, digest_size=_BYTES).digest()
    return base64.b64encode(octets).decode("ascii")
