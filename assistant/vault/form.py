"""The sealed file as bytes: a header, and one sealed box for each name. Pure; opens no box.

    {"format": "rapport-sealed", "version": 1, "id": …, "scrypt": null | {salt, n, r, p},
     "check": {nonce, box}, "entries": {NAME: {nonce, box}, …}}

A box is AES-256-GCM under the file's key, with the whole header and its own name as associated
data: a box that was moved to another name or another file does not open. `check` is a box with
nothing in it, which tells a wrong key from a damaged entry. What someone who can write the file can
do is remove an entry or bring an older one back; both end in a refused sign-in, never in a
password of theirs. Names are not hidden: they stand in config.toml beside it.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from assistant.vault.port import MAX_NAME, MAX_SECRET

FORMAT = "rapport-sealed"
VERSION = 1
#: A file has room for some forty secrets of the greatest size, and thousands of passwords.
MAX_BYTES = 4_000_000
#: Of GCM, in bytes: the nonce, and what a box is longer than its secret.
NONCE = 12
TAG = 16
KEY = 32
ID = 16

#: Bounds on what a file may ask for before its key is known: 64 to 256 MB and a few seconds. Less
#: than the lower bound was never written by this program.
MIN_N, MAX_N = 2**14, 2**18
MAX_R, MAX_P = 32, 4
MAX_MEMORY = 256 * 1024 * 1024
MIN_SALT, MAX_SALT = 16, 64


class NotSealed(ValueError):
    """The bytes are no sealed file; the sentence's end says why."""


@dataclass(frozen=True, slots=True)
class Scrypt:
    """How a passphrase becomes a key (RFC 7914)."""

    salt: bytes
    #: Cost: a power of two. 128 · n · r bytes are needed.
    n: int
    r: int
    p: int


@dataclass(frozen=True, slots=True)
class Box:
    """Something sealed."""

    nonce: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file.

    Attributes:
        id: Random, of this file.
        scrypt: None where the key is random and kept elsewhere.
        check: Opens to nothing under the right key.
        entries: By name.
    """

    id: bytes
    scrypt: Scrypt | None
    check: Box
    entries: dict[str, Box]


def bind(file_id: bytes, scrypt: Scrypt | None, name: str | None) -> bytes:
    """The associated data of the box of a name, or of the check where it is None."""
    header = [FORMAT, VERSION, _to_text(file_id), _dump_scrypt(scrypt)]
    return json.dumps([*header, name], sort_keys=True).encode("ascii")


def dump(sealed: Sealed) -> bytes:
    """The bytes of a file; `parse` reads them back."""
    entries = {name: _dump_box(box) for name, box in sorted(sealed.entries.items())}
    document = {
        "format": FORMAT,
        "version": VERSION,
        "id": _to_text(sealed.id),
        "scrypt": _dump_scrypt(sealed.scrypt),
        "check": _dump_box(sealed.check),
        "entries": entries,
    }
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def parse(octets: bytes) -> Sealed:
    """A file from its bytes, each field checked; nothing is opened.

    Raises:
        NotSealed: with a reason that goes behind the file's name.
    """
    try:
        document = json.loads(octets.decode("ascii"))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotSealed("is no sealed file, or only part of one.")
    if type(document.get("version")) is not int or document["version"] < 1:
        raise NotSealed("is damaged: its version cannot be read.")
    if document["version"] > VERSION:
        raise NotSealed("was written by a newer version of rapport; install that version.")
    entries = document.get("entries")
    if not isinstance(entries, dict):
        raise NotSealed("is damaged: it has no list of passwords.")
    return Sealed(
        id=_octets(document.get("id"), ID, ID),
        scrypt=None if document.get("scrypt") is None else _parse_scrypt(document["scrypt"]),
        check=_parse_box(document.get("check"), 0),
        entries={_parse_name(name): _parse_box(box, MAX_SECRET) for name, box in entries.items()},
    )


def _parse_scrypt(value: Any) -> Scrypt:
    if not isinstance(value, dict):
        raise NotSealed("is damaged: how its passphrase is used cannot be read.")
    n, r, p = value.get("n"), value.get("r"), value.get("p")
    if type(n) is not int or type(r) is not int or type(p) is not int:
        raise NotSealed("is damaged: how its passphrase is used cannot be read.")
    in_bounds = MIN_N <= n <= MAX_N and 1 <= r <= MAX_R and 1 <= p <= MAX_P
    if not in_bounds or n & (n - 1) or 128 * n * r > MAX_MEMORY:
        raise NotSealed("is damaged: it asks for a use of its passphrase that rapport never makes.")
    return Scrypt(_octets(value.get("salt"), MIN_SALT, MAX_SALT), n, r, p)


def _parse_box(value: Any, max_secret: int) -> Box:
    if not isinstance(value, dict):
        raise NotSealed("is damaged: a password in it cannot be read.")
    nonce = _octets(value.get("nonce"), NONCE, NONCE)
    return Box(nonce, _octets(value.get("box"), TAG, max_secret + TAG))


def _parse_name(name: str) -> str:
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise NotSealed("is damaged: the name of a password cannot be read.")
    return name


def _octets(value: Any, least: int, most: int) -> bytes:
    try:
        octets = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        octets = b""
    if not least <= len(octets) <= most:
        raise NotSealed("is damaged: part of it is missing or was changed.")
    return octets


def _dump_box(box: Box) -> dict[str, str]:
    return {"nonce": _to_text(box.nonce), "box": _to_text(box.box)}


def _dump_scrypt(scrypt: Scrypt | None) -> dict[str, str | int] | None:
    if scrypt is None:
        return None
    return {"salt": _to_text(scrypt.salt), "n": scrypt.n, "r": scrypt.r, "p": scrypt.p}


def _to_text(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
