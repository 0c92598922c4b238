"""Lines as deflated text, for cursors that remember much: small in JSON, bounded when read back."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Prints do not shrink, and the rest is small.
_LEVEL = 1


def pack(lines: Iterable[str]) -> str:
    """The lines as one chunk; none of them holds a line feed."""
    return base64.b64encode(zlib.compress("\n".join(lines).encode(), _LEVEL)).decode("ascii")


def unpack(chunk: str, *, most_bytes: int) -> list[str]:
    """The lines of a chunk.

    Args:
        chunk: Of `pack`, or what a broken row holds in its place.
        most_bytes: No more is unpacked: a few kB of zeros must not eat memory.

    Raises:
        ValueError, zlib.error: cut off, too large, or no chunk at all.
    """
    engine = zlib.decompressobj()
    text = engine.decompress(base64.b64decode(chunk, validate=True), most_bytes).decode()
    if not engine.eof:
        raise ValueError("a chunk is cut off")
    return text.split("\n") if text else []
