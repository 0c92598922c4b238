"""The limits that stand before every parser, checked on bytes alone (SAFETY.md).

What is over a limit is cut or left out with a named problem; the message itself is always kept.
Limits on the number and depth of parts are kept while the parts are read (`mime`), because only
then are they exact. Not for judging content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.ingest.mime import split_header
from connectors.base import Problem

MAX_MESSAGE = 25 * 1024 * 1024
MAX_HEADER_BLOCK = 256 * 1024
MAX_HEADER = 64 * 1024
MAX_HTML = 2 * 1024 * 1024
MAX_HTML_DEPTH = 500
MAX_TEXT = 1_000_000

#: More than this is parsed in a child process with hard limits of its own.
CHILD_BYTES = 1024 * 1024
CHILD_PARTS = 200

_BOUNDARY = re.compile(rb'boundary\*?0?\*?\s*=\s*"?([^"\s;]{1,200})', re.IGNORECASE)
_LONG_FIELD = re.compile(rb"[^\n]+(?:\n[ \t][^\n]*)*\n?")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)")
#: Elements that hold nothing, or that HTML closes by itself: they do not nest.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "
    b"p li dt dd tr td th option thead tbody tfoot html head body o:p".split()
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A message cut to size.

    Attributes:
        header: Header block, at most `MAX_HEADER_BLOCK`, no field over `MAX_HEADER`.
        body: ``b''`` where only headers are kept.
        complete: The body is there and whole.
    """

    header: bytes
    body: bytes
    complete: bool
    problems: tuple[Problem, ...]


def guard(raw: bytes, *, key: str = "", headers_only: bool = False) -> Guarded:
    """Cut a message to what may be parsed, by looking at bytes only."""
    problems: list[Problem] = []
    complete = not headers_only
    if len(raw) > MAX_MESSAGE:
        complete = False
        problems.append(
            Problem(
                "too-large",
                f"The message has {len(raw) // 1_000_000} MB, more than 25 MB are not read. "
                "Its headers were kept, its text and attachments were not.",
                key,
            )
        )
    if b"\n" not in raw and b"\r" in raw:  # line ends of old Macs
        raw = raw.replace(b"\r", b"\n")
    header, body = split_header(raw)
    whole = len(header)
    if whole > MAX_HEADER:
        header = _cut_fields(header, problems, key)
    if len(header) > MAX_HEADER_BLOCK:
        header = header[: header.rfind(b"\n", 0, MAX_HEADER_BLOCK) + 1]
        problems.append(
            Problem(
                "header-block-too-long",
                f"The headers have {whole // 1024} KiB; what is beyond 256 KiB was left out.",
                key,
            )
        )
    return Guarded(header, body if complete else b"", complete, tuple(problems))


def _cut_fields(header: bytes, problems: list[Problem], key: str) -> bytes:
    out: list[bytes] = []
    at = 0
    while at < len(header):
        match = _LONG_FIELD.match(header, at)
        if match is None:
            out.append(header[at : at + 1])
            at += 1
            continue
        field = match[0]
        at = match.end()
        if len(field) > MAX_HEADER:
            name = field[:60].partition(b":")[0].decode("ascii", "replace")
            # At a comma, so that a list of addresses ends with a whole one.
            cut = field.rfind(b",", MAX_HEADER // 2, MAX_HEADER)
            field = field[: cut if cut > 0 else MAX_HEADER] + b"\n"
            problems.append(
                Problem(
                    "header-too-long",
                    f"The header '{name}' is longer than 64 KiB and was cut there.",
                    key,
                )
            )
        out.append(field)
    return b"".join(out)


def needs_child(raw: bytes) -> bool:
    """Whether a message is so large or so divided that it is parsed outside this process."""
    if len(raw) > CHILD_BYTES:
        return len(raw) <= MAX_MESSAGE
    if raw.count(b"\n--") <= CHILD_PARTS:
        return False
    # Patches and signatures are full of "--": count lines that begin with a boundary.
    boundaries = set(_BOUNDARY.findall(raw)[:CHILD_PARTS])
    return sum(raw.count(b"\n--" + each) for each in boundaries) > CHILD_PARTS


def cut_html(raw: bytes, *, key: str = "") -> tuple[bytes, tuple[Problem, ...]]:
    """HTML of at most 2 MB that nests at most 500 deep; what is beyond is left out."""
    problems: list[Problem] = []
    if len(raw) > MAX_HTML:
        problems.append(
            Problem(
                "html-too-large",
                f"The HTML text has {len(raw) // 1024} KiB; what is beyond 2 MB was left out.",
                key,
            )
        )
        raw = raw[:MAX_HTML]
    if raw.count(b"<") <= MAX_HTML_DEPTH:
        return raw, tuple(problems)
    depth = 0
    for match in _TAG.finditer(raw):
        if match[2].lower() in _FLAT or match[3].endswith(b"/"):
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_HTML_DEPTH:
            problems.append(
                Problem(
                    "html-too-deep",
                    "The HTML text nests more than 500 elements deep and was cut there.",
                    key,
                )
            )
            return raw[: match.start()], tuple(problems)
    return raw, tuple(problems)
