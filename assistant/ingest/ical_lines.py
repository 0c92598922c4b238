"""iCalendar bytes → components and properties (RFC 5545 section 3.1), before any meaning.

VEVENTs are told apart by their BEGIN and END lines, so that a broken one ends where the next
begins and never harms it. Everything is linear; nothing raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.ingest.decoding import decode_bytes

#: One event; a meeting with a thousand guests and a long text has a tenth of this.
MAX_EVENT_LINES = 10_000
MAX_LINE = 64 * 1024
MAX_CALENDAR = 25 * 1024 * 1024

_FOLD = re.compile(rb"\n[ \t]")
_LINE_END = re.compile(rb"\r\n?")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name in upper case, parameters by upper-case name, and the raw value."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value of a TEXT property, unescaped."""
        if "\\" not in self.value:
            return self.value
        return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], self.value)


@dataclass(slots=True)
class Component:
    """One VEVENT or VTIMEZONE.

    Attributes:
        lines: Its own properties, in order, those of inner components left out.
        inner: Properties of its inner components (VALARM, STANDARD, DAYLIGHT), one list each.
        broken: Why it cannot be used, or ``''``.
    """

    kind: str
    lines: list[Line] = field(default_factory=list)
    inner: list[tuple[str, list[Line]]] = field(default_factory=list)
    broken: str = ""

    def first(self, name: str) -> Line | None:
        """The first property of that name."""
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> list[Line]:
        """All properties of that name."""
        return [line for line in self.lines if line.name == name]


@dataclass(slots=True)
class Components:
    """What a calendar file holds; the VEVENTs are in the order of their BEGIN lines."""

    events: list[Component] = field(default_factory=list)
    zones: list[Component] = field(default_factory=list)
    properties: list[Line] = field(default_factory=list)
    stray_ends: int = 0


def read_components(raw: bytes) -> Components:
    """Divide a calendar file; an event that is not closed is there, with its reason."""
    divider = _Divider(Components())
    for line in _content_lines(raw[:MAX_CALENDAR]):
        kind = line.value.strip().upper()
        if line.name == "BEGIN":
            divider.begin(kind)
        elif line.name == "END":
            divider.end(kind)
        elif divider.current is None:
            divider.found.properties.append(line)
        else:
            _add(divider.current, divider.inner, line)
    _abandon(divider.current, "the file ends before it is closed")
    return divider.found


@dataclass(slots=True)
class _Divider:
    """Where in the file we are: in which event or zone, and in which components inside it."""

    found: Components
    current: Component | None = None
    inner: list[str] = field(default_factory=list)

    def begin(self, kind: str) -> None:
        if kind in ("VEVENT", "VCALENDAR", "VTIMEZONE"):
            _abandon(self.current, f"it is not closed before the next BEGIN:{kind}")
            self.current, self.inner = None, []
            if kind != "VCALENDAR":
                self.current = Component(kind)
                same_kind = self.found.events if kind == "VEVENT" else self.found.zones
                same_kind.append(self.current)
        elif self.current is not None:
            self.inner.append(kind)
            if len(self.inner) == 1:
                self.current.inner.append((kind, []))

    def end(self, kind: str) -> None:
        if self.current is not None and kind == self.current.kind:
            self.current, self.inner = None, []
        elif kind == "VCALENDAR":
            _abandon(self.current, "it is not closed before the calendar ends")
            self.current, self.inner = None, []
        elif self.inner and kind == self.inner[-1]:
            self.inner.pop()
        elif kind == "VEVENT":
            self.found.stray_ends += 1


def _abandon(component: Component | None, reason: str) -> None:
    if component is not None and not component.broken:
        component.broken = reason


def _add(component: Component, inner: list[str], line: Line) -> None:
    target = component.inner[-1][1] if inner else component.lines
    if len(target) >= MAX_EVENT_LINES:
        component.broken = component.broken or f"it has more than {MAX_EVENT_LINES} lines"
        return
    if len(inner) <= 1:
        target.append(line)


def _content_lines(raw: bytes) -> list[Line]:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    raw = _FOLD.sub(b"", _LINE_END.sub(b"\n", raw).replace(b"\x00", b""))
    lines: list[Line] = []
    for written in raw.split(b"\n"):
        if written and not written.isspace():
            line = parse_line(decode_bytes(written[:MAX_LINE], None))
            if line is not None:
                lines.append(line)
    return lines


def parse_line(text: str) -> Line | None:
    """One unfolded content line, or None where it is none."""
    colon = text.find(":")
    head = text[:colon]
    if colon < 0:
        return None
    if '"' in head:
        colon = _unquoted(text, ":")
        if colon < 0:
            return None
        head = text[:colon]
    name, _, rest = head.partition(";")
    name = name.strip().upper()
    if not name or " " in name:
        return None
    return Line(name, _parameters(rest) if rest else {}, text[colon + 1 :])


def _parameters(rest: str) -> dict[str, str]:
    pieces = rest.split(";") if '"' not in rest else _split_unquoted(rest)
    parameters: dict[str, str] = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        if equals:
            parameters.setdefault(name.strip().upper(), value.strip().strip('"'))
        elif piece.strip():
            parameters.setdefault("TYPE", piece.strip())  # vCalendar 1.0
    return parameters


def _unquoted(text: str, wanted: str) -> int:
    quoted = False
    for index, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == wanted and not quoted:
            return index
    return text.find(wanted)  # a quote that never closes


def _split_unquoted(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    quoted = False
    for index, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted:
            pieces.append(text[start:index])
            start = index + 1
    return [*pieces, text[start:]]
