"""Reading multistatus answers (RFC 4918, 13) as they come in, without building a tree of them.

A document of 64 MB of empty elements would be gigabytes as a tree. Here the parser calls back for
every element, only the few that mean something are kept, and their number is bounded. There are no
entities: a document type ends the reading before its first line is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from connectors.caldav.faults import Senseless, TooLarge

#: Resources in one answer: more than any calendar that a person keeps.
MAX_RESPONSES = 100_000
#: Elements in one answer: a listing of the most resources has 6 for each. A packed answer of empty
#: elements costs its sender nothing, and us half a microsecond each.
_MAX_ELEMENTS = 2_000_000
#: Elements one within another; the deepest that is known has 9.
_MAX_DEPTH = 40
#: Elements that one property holds: `supported-report-set` of SabreDAV has 40.
_MAX_PARTS = 1000
#: Any single text: a resource larger than this is fetched by itself.
MAX_TEXT = 8_000_000

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
CALENDARSERVER = "{http://calendarserver.org/ns/}"
#: The properties that are kept; a server may send whatever else it likes.
_KEPT = frozenset(
    {f"{DAV}{name}" for name in ("getetag", "resourcetype", "displayname", "sync-token")}
    | {f"{DAV}current-user-principal", f"{CALENDARSERVER}getctag"}
    | {f"{CALDAV}{name}" for name in ("calendar-data", "calendar-home-set")}
    | {f"{CALDAV}supported-calendar-component-set"}
)
_STATUS = re.compile(r"\s*HTTP/\d(?:\.\d)?\s+(\d{3})\b")


@dataclass(frozen=True, slots=True)
class Value:
    """What a property holds: its text, the addresses in it, and what else is in it.

    Attributes:
        parts: Tags of the elements within, and the names that ``comp`` elements give.
    """

    text: str = ""
    hrefs: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Response:
    """One resource of the answer.

    Attributes:
        status: Of the whole resource; None where only its properties have one.
        properties: Those that were given with status 200, by tag.
    """

    href: str
    status: int | None
    properties: Mapping[str, Value]

    def text(self, tag: str) -> str:
        """The text of a property, without surrounding space; empty where it was not given."""
        value = self.properties.get(tag)
        return value.text.strip() if value is not None else ""


@dataclass(slots=True)
class Multistatus:
    """A whole answer.

    Attributes:
        conditions: In an error document: the tags of what was violated (RFC 4918, 16).
    """

    responses: list[Response] = field(default_factory=list)
    sync_token: str = ""
    conditions: frozenset[str] = frozenset()


def read_multistatus(chunks: Iterable[bytes]) -> Multistatus:
    """Read a multistatus.

    Raises:
        Senseless: it is none. TooLarge: it holds too much.
    """
    return _read(chunks, f"{DAV}multistatus")


def read_conditions(chunks: Iterable[bytes]) -> frozenset[str]:
    """The tags of what an error document says was violated; none where it is no such document."""
    try:
        return _read(chunks, f"{DAV}error").conditions
    except Senseless:
        return frozenset()


def _read(chunks: Iterable[bytes], root: str) -> Multistatus:
    reader = _Reader(root)
    # UTF-8 whatever it says: the only other encoding that is allowed, UTF-16, nobody sends.
    parser = etree.XMLParser(
        target=cast("Any", reader),
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError:
        # `from None`: the error repeats what the server sent.
        raise Senseless("it is not XML") from None
    return reader.found


class _Reader:
    """What the parser calls; keeps where it is as the tags from the root on."""

    def __init__(self, root: str) -> None:
        self.found = Multistatus()
        self._root = root
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._elements = 0
        self._href = ""
        self._status: int | None = None
        self._given: dict[str, Value] = {}
        self._part: dict[str, Value] = {}
        self._part_status: int | None = None
        self._hrefs: list[str] = []
        self._parts: set[str] = set()

    def doctype(self, *_: object) -> None:
        raise Senseless("it has a document type")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        path = self._path
        if not path and tag != self._root:
            raise Senseless("it is XML of another kind")
        path.append(tag)
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise TooLarge("it has too many elements")
        if len(path) > _MAX_DEPTH:
            raise TooLarge("it is nested too deeply")
        self._text, self._length = [], 0
        if tag == f"{DAV}response" and len(path) == 2:
            self._href, self._status, self._given = "", None, {}
        elif tag == f"{DAV}propstat" and len(path) == 3:
            self._part, self._part_status = {}, None
        elif len(path) == 5:
            self._hrefs, self._parts = [], set()
        elif len(path) > 5:
            self._parts.update((tag, attributes.get("name", tag)))
        elif len(path) == 2 and self._root == f"{DAV}error":
            self.found.conditions |= {tag}
        if len(self._parts) > _MAX_PARTS or len(self.found.conditions) > _MAX_PARTS:
            raise TooLarge("one property of it holds too much")

    def data(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise TooLarge(f"one text in it has more than {MAX_TEXT / 1_000_000:g} MB")
        self._text.append(text)

    def end(self, tag: str) -> None:
        depth = len(self._path)
        text = "".join(self._text)
        self._path.pop()
        if depth == 2:
            self._end_of_child(tag, text)
        elif depth == 3:
            self._end_within_response(tag, text)
        elif depth == 4 and tag == f"{DAV}status" and self._path[2] == f"{DAV}propstat":
            self._part_status = _status(text)
        elif depth == 5 and self._path[2:] == [f"{DAV}propstat", f"{DAV}prop"]:
            if tag in _KEPT:
                self._part[tag] = Value(text, tuple(self._hrefs), frozenset(self._parts))
        elif depth > 5 and tag == f"{DAV}href":
            self._hrefs.append(text.strip())
            if len(self._hrefs) > _MAX_PARTS:
                raise TooLarge("one property of it holds too much")
        # What follows an element within another is no text of the other one that we look at; of a
        # property the text before its first element is lost with it, and none has both.
        self._text, self._length = [], 0

    def close(self) -> Multistatus:
        if self._path:
            raise Senseless("it is cut off")
        return self.found

    def _end_of_child(self, tag: str, text: str) -> None:
        if tag == f"{DAV}sync-token":
            self.found.sync_token = text.strip()
        elif tag == f"{DAV}response" and self._href:
            self.found.responses.append(Response(self._href, self._status, self._given))
            if len(self.found.responses) > MAX_RESPONSES:
                raise TooLarge(f"it names more than {MAX_RESPONSES:,} resources")

    def _end_within_response(self, tag: str, text: str) -> None:
        if tag == f"{DAV}href":
            self._href = self._href or text.strip()
        elif tag == f"{DAV}status":
            self._status = _status(text)
        elif tag == f"{DAV}propstat" and self._part_status in (200, None):
            self._given.update(self._part)


def _status(line: str) -> int | None:
    found = _STATUS.match(line)
    return int(found[1]) if found else None
