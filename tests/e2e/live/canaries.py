"""Planted secrets, and the search for them in whatever a program leaves behind, in any usual form."""

from __future__ import annotations

import base64
import io
import logging
import quopri
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus

#: Shorter pieces of a packed secret could be there by accident.
_SHORTEST = 10


class Everything(logging.Formatter):
    """Whatever a record holds, shown or not."""

    def format(self, record: logging.LogRecord) -> str:
        """The message, the traceback, and all fields and arguments."""
        return f"{super().format(record)} {record.__dict__}"


@contextmanager
def watched_log() -> Iterator[io.StringIO]:
    """All that any library logs, from DEBUG on."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(Everything())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def forms_of(secret: str, users: Iterable[str] = ()) -> frozenset[bytes]:
    """A secret as programs and protocols write it."""
    raw = secret.encode()
    packed = {base64.b64encode(each) for each in _exchanges(raw, users)}
    return frozenset(
        {
            raw,
            quote(secret, safe="").encode(),
            quote_plus(secret).encode(),
            quopri.encodestring(raw, quotetabs=True).strip(),
            raw.hex().encode(),
            repr(secret).strip("'\"").encode(),
            raw.decode().encode("utf-16-le"),
            *packed,
            *(each.rstrip(b"=") for each in packed),
            *_within_base64(raw),
        }
    )


def find_secrets(secrets: Mapping[str, frozenset[bytes]], places: Mapping[str, bytes]) -> list[str]:
    """Where which of them stands: `name in place`, nothing where none does."""
    return [
        f"{name} in {place} ({form[:12]!r}…)"
        for place, octets in places.items()
        for name, forms in secrets.items()
        for form in forms
        if form in octets
    ]


def read_all(*folders: Path) -> dict[str, bytes]:
    """Every file below some folders, by its path."""
    return {
        str(path): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _exchanges(raw: bytes, users: Iterable[str]) -> Iterable[bytes]:
    """What a sign-in packs: LOGIN, PLAIN, Basic, XOAUTH2."""
    yield raw
    for user in (each.encode() for each in users):
        yield b"\0" + user + b"\0" + raw
        yield user + b":" + raw
        yield b"user=" + user + b"\1auth=Bearer " + raw + b"\1\1"


def _within_base64(raw: bytes) -> Iterable[bytes]:
    """The secret in the middle of something packed, at each of the three places it can begin."""
    for before in range(3):
        packed = base64.b64encode(b"\0" * before + raw)
        # The first and last groups hold bits of what stands beside it.
        inner = packed[4 if before else 0 : len(packed) // 4 * 4 - 4]
        if len(inner) >= _SHORTEST:
            yield inner
