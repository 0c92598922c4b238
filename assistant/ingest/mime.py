"""The structure of a message, by bytes: header fields, and leaf parts one after the other.

Written for this project because the standard library's parser reads line by line, descends by
recursion and costs more than all the rest of ingest together (measured: see the benchmarks). This
one is linear for each level, iterative, and stops at the limits it is given. It opens nothing: a
message inside a message is a leaf.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.ingest.decoding import decode_base64, decode_header_bytes
from assistant.ingest.headers import parse_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: SAFETY.md. Deeper or further parts are left out, and said so.
MAX_PARTS = 1_000
MAX_DEPTH = 50

_HEADER_END = re.compile(rb"\n\r?\n")
_ENVELOPE = re.compile(rb">?From [^\n]*\n")

Fields = dict[bytes, list[bytes]]


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a message.

    Attributes:
        content_type: Lower case ``type/subtype``.
        parameters: Of the Content-Type, decoded, names lower case.
        container: Content types of the multiparts around it, outermost first.
        containers: Numbers of these multiparts, to tell siblings from cousins.
        body: As it stands in the message, still in its transfer encoding.
    """

    content_type: str
    parameters: Mapping[str, str]
    disposition: str
    file_name: str
    encoding: str
    content_id: bool
    container: tuple[str, ...]
    containers: tuple[int, ...]
    body: bytes

    def decode(self) -> bytes:
        """The bytes behind the transfer encoding; unknown encodings are taken as they are."""
        if self.encoding == "base64":
            return decode_base64(self.body)
        if self.encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if self.encoding in _UUENCODED:
            return _decode_uu(self.body)
        return self.body


_UUENCODED = frozenset(("x-uuencode", "uuencode", "x-uue", "uue"))


def _decode_uu(body: bytes) -> bytes:
    out: list[bytes] = []
    _, _, rest = body.partition(b"begin ")
    for line in rest.split(b"\n")[1:]:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            out.append(binascii.a2b_uu(line.rstrip(b"\r")))
        except binascii.Error:
            break
    return b"".join(out)


@dataclass(slots=True)
class Structure:
    """All leaves of a message, and which limit cut it short.

    Attributes:
        cut: ``too-many-parts``, ``too-deep``, ``no-parts`` (a multipart without a single one).
    """

    parts: list[Part] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)


def split_header(raw: bytes) -> tuple[bytes, bytes]:
    """Header block and body. Without an empty line, the block ends where fields end."""
    start = 0
    while raw.startswith((b"\n", b"\r\n"), start):
        start = raw.index(b"\n", start) + 1
    envelope = _ENVELOPE.match(raw, start)
    if envelope is not None:
        start = envelope.end()
    end = _HEADER_END.search(raw, start)
    if end is None:
        return raw[start:], b""
    return raw[start : end.start() + 1], raw[end.end() :]


def read_fields(block: bytes, wanted: frozenset[bytes] | None = None) -> tuple[Fields, bytes]:
    """Fields by lower-case name, unfolded, in order; and what follows the last field.

    Reading stops at the first line that is no field, as mail clients do; envelope lines that an
    archive left inside the block are skipped.
    """
    fields: Fields = {}
    # Several blanks may stay where one was folded; all readers of fields take them as one.
    lines = block.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n")
    for number, line in enumerate(lines):
        name, colon, value = line.partition(b":")
        name = name.rstrip(b" \t").lower()
        if not colon or b" " in name or not name:
            if line.startswith((b"From ", b">From ")) or not line.strip():
                continue
            return fields, b"\n".join(lines[number:])
        if wanted is None or name in wanted:
            value = value.strip(b" \t\r")
            fields.setdefault(name, []).append(value.replace(b"\r", b""))
    return fields, b""


_PART_FIELDS = frozenset(
    (b"content-type", b"content-disposition", b"content-transfer-encoding", b"content-id")
)


def read_structure(fields: Fields, body: bytes) -> Structure:
    """The leaves of a message whose own fields and body are given, in their order."""
    structure = Structure()
    containers = 0
    # A stack of (fields, body, container types, container numbers), next one last.
    stack: list[tuple[Fields, bytes, tuple[str, ...], tuple[int, ...]]] = [(fields, body, (), ())]
    while stack:
        own, content, types, numbers = stack.pop()
        content_type, parameters = _content_type(own, types)
        pieces: list[bytes] | None = None
        if content_type.startswith("multipart/"):
            if len(types) >= MAX_DEPTH:
                _note(structure, "too-deep")
            else:
                room = MAX_PARTS - len(structure.parts) - len(stack)
                if room <= 0:
                    _note(structure, "too-many-parts")
                    continue
                pieces = _split_parts(content, parameters.get("boundary", ""), room, structure)
                if not pieces:
                    _note(structure, "no-parts")
                    content_type, pieces = "text/plain", None
        if pieces is None:
            structure.parts.append(_leaf(own, content, content_type, parameters, types, numbers))
            continue
        containers += 1
        inner = ((*types, content_type), (*numbers, containers))
        stack.extend((*_split_part(piece), *inner) for piece in reversed(pieces))
    return structure


def _note(structure: Structure, kind: str) -> None:
    if kind not in structure.cut:
        structure.cut.append(kind)


def _content_type(fields: Fields, containers: Iterable[str]) -> tuple[str, Mapping[str, str]]:
    for value in fields.get(b"content-type", ()):
        content_type, parameters = parse_parameters(decode_header_bytes(value))
        if content_type.count("/") == 1:
            return content_type, parameters
        if content_type == "text":
            return "text/plain", parameters
        break
    inside = tuple(containers)[-1:] == ("multipart/digest",)
    return "message/rfc822" if inside else "text/plain", {}


def _split_parts(body: bytes, boundary: str, room: int, structure: Structure) -> list[bytes]:
    """What lies between the delimiter lines of one multipart; at most `room` pieces."""
    boundary = boundary.rstrip()
    if not boundary:
        return []
    delimiter = b"--" + boundary.encode("utf-8", "replace")
    pieces: list[bytes] = []
    start = -1
    at = 0 if body.startswith(delimiter) else body.find(b"\n" + delimiter) + 1
    if at == 0 and not body.startswith(delimiter):
        return []
    while True:
        after = at + len(delimiter)
        line_end = body.find(b"\n", after)
        line_end = len(body) if line_end < 0 else line_end
        rest = body[after : min(line_end, after + 200)].strip()
        closes = rest.startswith(b"--")
        if closes or not rest:  # else it is the longer boundary of an inner multipart
            if start >= 0:
                if len(pieces) >= room:
                    _note(structure, "too-many-parts")
                    break
                end = max(start, at - 1)  # the line end before a delimiter belongs to it
                pieces.append(body[start : end - 1 if body[end - 1 : end] == b"\r" else end])
            start = -1 if closes else line_end + 1
        following = -1 if closes else body.find(b"\n" + delimiter, min(line_end, len(body)))
        if following < 0:
            break
        at = following + 1
    if 0 <= start < len(body) and len(pieces) < room:
        pieces.append(body[start:])  # never closed: a truncated mail keeps its last part
    return pieces


def _split_part(piece: bytes) -> tuple[Fields, bytes]:
    if piece.startswith((b"\n", b"\r\n")):
        return {}, piece[piece.index(b"\n") + 1 :]
    end = _HEADER_END.search(piece)
    block, body = (piece, b"") if end is None else (piece[: end.start() + 1], piece[end.end() :])
    fields, rest = read_fields(block, _PART_FIELDS)
    if rest.strip():
        body = rest + b"\n" + body
    return fields, body


def _leaf(
    fields: Fields,
    body: bytes,
    content_type: str,
    parameters: Mapping[str, str],
    types: tuple[str, ...],
    numbers: tuple[int, ...],
) -> Part:
    disposition, named = "", ""
    for value in fields.get(b"content-disposition", ())[:1]:
        disposition, about = parse_parameters(decode_header_bytes(value))
        named = about.get("filename", "")
    encoding = b"".join(fields.get(b"content-transfer-encoding", ())[:1])
    return Part(
        content_type=content_type,
        parameters=parameters,
        disposition=disposition,
        file_name=named or parameters.get("name", ""),
        encoding=encoding.strip().lower().decode("ascii", "replace"),
        content_id=b"content-id" in fields,
        container=types,
        containers=numbers,
        body=body,
    )
