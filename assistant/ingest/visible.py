"""Which parts of a message a reader sees, and which hang on it.

text/plain is preferred unless it is empty or a stub that points to the HTML. Attachments are
hashed, never opened; calendar parts are handed on as bytes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.ingest.decoding import clean_line, clean_text, decode_bytes
from assistant.ingest.guard import MAX_TEXT, cut_html
from assistant.ingest.html_text import html_to_text
from assistant.ingest.records import Attachment, TextSource
from connectors.base import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.ingest.mime import Part

_TEXT_TYPES = frozenset(
    ("text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html")
)
_STUB = re.compile(
    r"html|view (?:this|the) (?:e-?mail|message)|in (?:your|a|the) browser|im browser|"
    r"dans (?:votre|le|un) navigateur|en (?:su|tu|el) navegador|plain text version",
    re.IGNORECASE,
)
_STUB_LENGTH = 400
_LOOKS_HTML = re.compile(r"\s*(?:<!doctype html|<html|<body|<div|<table)[\s>]", re.IGNORECASE)
_ENRICHED = re.compile(r"<param>[^<]{0,200}</param>|</?[a-zA-Z][\w-]{0,40}>", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_MAX_CALENDARS = 20


@dataclass(frozen=True, slots=True)
class Visible:
    """The text and what hangs on it; fields as in `NormalisedMessage`."""

    text: str
    source: TextSource
    attachments: tuple[Attachment, ...]
    ical: tuple[bytes, ...]
    calendar_method: str | None
    problems: tuple[Problem, ...]


def read_visible(parts: Sequence[Part], *, forwarded: bool, key: str = "") -> Visible:
    """Text, attachments and calendar parts of a message's leaves."""
    problems: list[Problem] = []
    texts: list[Part] = []
    others: list[Part] = []
    calendars: list[Part] = []
    for part in parts:
        if part.content_type in ("text/calendar", "application/ics"):
            calendars.append(part)
        elif _is_text(part):
            texts.append(part)
        else:
            others.append(part)
    text, source = _choose_text(texts, others, problems, forwarded=forwarded, key=key)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        problems.append(
            Problem(
                "text-too-long",
                "The text has more than 1,000,000 characters; what is beyond was left out.",
                key,
            )
        )
    ical = tuple(_calendar_bytes(part) for part in calendars[:_MAX_CALENDARS])
    return Visible(
        text=text,
        source=source,
        attachments=tuple(_attachment(part) for part in others),
        ical=ical,
        calendar_method=_calendar_method(calendars, ical),
        problems=tuple(problems),
    )


def _is_text(part: Part) -> bool:
    """Whether a leaf is something to read here: a file that happens to hold text is not."""
    if part.content_type not in _TEXT_TYPES or part.disposition == "attachment":
        return False
    is_whole_message = not part.container
    is_version = part.container[-1:] == ("multipart/alternative",)
    return not part.file_name or is_whole_message or is_version


def _choose_text(
    texts: list[Part],
    others: list[Part],
    problems: list[Problem],
    *,
    forwarded: bool,
    key: str,
) -> tuple[str, TextSource]:
    """The texts of a message one below the other, each alternative by its best version."""
    pieces: list[str] = []
    sources: list[TextSource] = []
    for versions in _alternatives(texts):
        text, source = _best_version(versions, problems, forwarded=forwarded, key=key)
        if text:
            pieces.append(text)
            sources.append(source)
    if not pieces:
        # Nothing to read but a text that calls itself a file: better shown than hidden.
        for part in others:
            if part.content_type == "text/plain" and len(others) == 1 and not part.container:
                return _plain(part), TextSource.PLAIN
        return "", TextSource.NONE
    source = TextSource.HTML if TextSource.HTML in sources else TextSource.PLAIN
    return "\n\n".join(pieces), source


def _alternatives(texts: list[Part]) -> list[list[Part]]:
    """Texts that are versions of one another stand together: one multipart/alternative each."""
    groups: dict[int, list[Part]] = {}
    for index, part in enumerate(texts):
        group = -1 - index
        for kind, number in zip(part.container, part.containers, strict=True):
            if kind == "multipart/alternative":
                group = number
                break
        groups.setdefault(group, []).append(part)
    return list(groups.values())


def _best_version(
    versions: list[Part], problems: list[Problem], *, forwarded: bool, key: str
) -> tuple[str, TextSource]:
    pages = [part for part in versions if part.content_type == "text/html"]
    plain = "\n\n".join(
        filter(None, (_plain(part) for part in versions if part.content_type != "text/html"))
    )
    if plain and _LOOKS_HTML.match(plain):
        shown = _page(plain.encode("utf-8"), "utf-8", problems, forwarded=forwarded, key=key)
        return shown, TextSource.HTML
    is_stub = not plain or (
        bool(pages) and len(plain) < _STUB_LENGTH and _STUB.search(plain) is not None
    )
    if not is_stub or not pages:
        return plain, TextSource.PLAIN
    shown = "\n\n".join(
        filter(
            None,
            (
                _page(
                    part.decode(),
                    part.parameters.get("charset"),
                    problems,
                    forwarded=forwarded,
                    key=key,
                )
                for part in pages
            ),
        )
    )
    return (shown, TextSource.HTML) if shown else (plain, TextSource.PLAIN)


def _page(
    raw: bytes, charset: str | None, problems: list[Problem], *, forwarded: bool, key: str
) -> str:
    raw, cut = cut_html(raw, key=key)
    problems.extend(cut)
    if charset is None:
        named = _META_CHARSET.search(raw[:4096])
        charset = named[1].decode("ascii") if named else None
    return html_to_text(decode_bytes(raw, charset), forwarded=forwarded).strip()


def _plain(part: Part) -> str:
    text = clean_text(decode_bytes(part.decode()[: 4 * MAX_TEXT], part.parameters.get("charset")))
    if part.content_type in ("text/enriched", "text/richtext"):
        text = _ENRICHED.sub("", text.replace("<<", "<"))
    elif part.parameters.get("format", "").lower() == "flowed":
        text = join_flowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return text.strip("\n").rstrip() if text.strip() else ""


def join_flowed(text: str, *, delete_space: bool = False) -> str:
    """Undo format=flowed (RFC 3676): a line that ends in a space goes on in the next one.

    Quote depths are kept as they are written, ``-- `` never flows, space-stuffing is removed.
    """
    out: list[str] = []
    depth_before = -1
    flows = False
    for line in text.split("\n"):
        unquoted = line.lstrip(">")
        depth = len(line) - len(unquoted)
        unquoted = unquoted.removeprefix(" ")
        is_dashes = unquoted == "-- "
        if flows and depth == depth_before and not is_dashes:
            out[-1] = (out[-1][:-1] if delete_space else out[-1]) + unquoted
        else:
            out.append(f"{'>' * depth} {unquoted}" if depth else unquoted)
        flows = unquoted.endswith(" ") and not is_dashes
        depth_before = depth
    return "\n".join(line if line.endswith("-- ") else line.rstrip() for line in out)


def _attachment(part: Part) -> Attachment:
    body = part.decode()
    name = clean_line(part.file_name.replace("\\", "/").rpartition("/")[2])[:255]
    return Attachment(
        name=name,
        size=len(body),
        content_type=part.content_type[:127],
        sha256=hashlib.sha256(body).hexdigest(),
        inline=part.disposition != "attachment" and part.content_id,
    )


def _calendar_bytes(part: Part) -> bytes:
    """The calendar as UTF-8, whatever it was sent in."""
    body = part.decode()
    charset = part.parameters.get("charset")
    if body.isascii() or charset is None or charset.lower() in ("utf-8", "utf8"):
        return body
    return decode_bytes(body, charset).encode("utf-8", "replace")


def _calendar_method(calendars: list[Part], ical: tuple[bytes, ...]) -> str | None:
    for part, raw in zip(calendars, ical, strict=False):
        named = part.parameters.get("method", "").strip().lower()
        if named.isalpha():
            return named
        match = _METHOD.search(raw)
        if match is not None:
            return match[1].decode("ascii").lower()
    return None


_METHOD = re.compile(rb"^METHOD[^:\r\n]*:\s*([A-Za-z]{1,40})\s*$", re.MULTILINE)
