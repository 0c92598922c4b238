"""Zones of a message: what its author wrote, and what programs, lists and lawyers added.

Lines are labelled by walking down once: separators, header blocks, attributions and ">" lines open
quoted stretches; what follows a ">" quote without a mark is the author's again. Then signatures,
disclaimers and footers are looked for in the author's stretches. Mail without any mark stays new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nlp.tags import Zone, ZoneKind
from nlp.zones.ancestors import mark_repeated
from nlp.zones.attribution import (
    find_attribution,
    find_marked_attribution,
    find_midline_attribution,
)
from nlp.zones.header_blocks import find_header_block, find_notes_block
from nlp.zones.separators import Separator, find_separator, is_rule, is_stamp
from nlp.zones.signatures import mark_endings

_QUOTED = re.compile(r"[ \t]{0,4}>")
_MBOX_FROM = re.compile(r">+From ")
_FORWARD_SUBJECT = re.compile(
    r"\s{0,4}(?:fwd?|wg|tr|rv|enc|i|inoltro|doorst|fs|vs|vb|pd|转发|轉寄|転送|перес)\s?[:：]",
    re.IGNORECASE,
)


def find_zones(
    text: str,
    *,
    subject: str | None = None,
    sender: str | None = None,
    previous: tuple[str, ...] = (),
) -> tuple[Zone, ...]:
    """Zones in text order; together they cover every visible character of the text.

    Args:
        text: The message, line feeds between lines.
        subject: A forward prefix makes an Outlook header block a forward rather than a quote.
        sender: Name or address of the author, to know a bare name at the end for a signature.
        previous: Earlier texts of the thread: much of one that comes back unmarked is a quote
            (`nlp.zones.ancestors`).
    """
    walk = _Walk(text, forwards=bool(subject and _FORWARD_SUBJECT.match(subject)))
    walk.run()
    if previous:
        mark_repeated(walk.lines, walk.kinds, previous, sender=sender)
    mark_endings(walk.lines, walk.kinds, sender=sender)
    return _join(walk)


@dataclass(slots=True)
class _Walk:
    """Labels each line; `starts` are offsets, one more than there are lines."""

    text: str
    forwards: bool
    lines: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    kinds: list[ZoneKind] = field(default_factory=list)

    def run(self) -> None:
        self._split()
        index = 0
        while index < len(self.lines):
            index = self._step(index)

    def _split(self) -> None:
        position = 0
        for line in self.text.split("\n"):
            cut = find_midline_attribution(line)
            pieces = (line,) if cut is None else (line[:cut], line[cut:])
            for number, piece in enumerate(pieces):
                self.lines.append(piece)
                self.starts.append(position)
                position += len(piece) + (number == len(pieces) - 1)
        self.starts.append(position)
        self.kinds = [ZoneKind.NEW] * len(self.lines)

    def _step(self, index: int) -> int:
        line = self.lines[index]
        if not line or line.isspace():
            return index + 1
        if self._is_quoted(index):
            marked = find_marked_attribution(self.lines, index)
            if marked is not None:
                self._mark(index, marked, ZoneKind.HEADER)
                return marked  # what is quoted below it is marked as well
            return self._take_quoted(index, ZoneKind.QUOTE)
        separator = find_separator(self.lines, index)
        if separator is not None:
            kind, after = separator
            self._mark(index, after, ZoneKind.HEADER)
            forwarded = kind is Separator.FORWARDED or self.forwards
            return self._take_rest(after, ZoneKind.FORWARD if forwarded else ZoneKind.QUOTE)
        block = find_header_block(self.lines, index) or find_notes_block(self.lines, index)
        if block is not None:
            first = self._above_header(block.first)
            self._mark(first, block.last, ZoneKind.HEADER)
            return self._take_rest(
                block.last, ZoneKind.FORWARD if self.forwards else ZoneKind.QUOTE
            )
        attribution = find_attribution(self.lines, index)
        if attribution is not None:
            after, sure = attribution
            if sure or self._quoted_next(after):
                self._mark(index, after, ZoneKind.HEADER)
                return self._take_rest(after, ZoneKind.QUOTE)
        return index + 1

    def _take_rest(self, index: int, kind: ZoneKind) -> int:
        """Everything below belongs to the other mail, unless it is marked line by line."""
        if self._quoted_next(index):
            first = self._next_visible(index)
            return self._take_quoted(first, kind)
        floor = index = self._next_visible(index)
        while index < len(self.lines):
            block = find_header_block(self.lines, index)
            last = block.last if block else index + 1
            first = self._above_header(index, floor) if block else index
            self._mark(first, last, ZoneKind.HEADER if block else kind)
            index = last
        return index

    def _take_quoted(self, index: int, kind: ZoneKind) -> int:
        """Quoted lines from `index` on, with blank lines and wrapped ends between them."""
        while index < len(self.lines) and self._is_quoted(index):
            self._mark(index, index + 1, kind)
            following = self._next_visible(index + 1)
            if following < len(self.lines) and not self._is_quoted(following):
                if following == index + 1 and self._is_wrapped_end(index, following):
                    self._mark(following, following + 1, kind)
                    following = self._next_visible(following + 1)
                else:
                    return index + 1
            self._mark(index + 1, following, kind)
            index = following
        return index

    def _is_wrapped_end(self, quoted: int, index: int) -> bool:
        """An unmarked line between two marked ones: a quoted line that some program wrapped."""
        if index + 1 >= len(self.lines) or not self._is_quoted(index + 1):
            return False
        above, line = self.lines[quoted].strip(), self.lines[index].strip()
        if not line[0].isalnum():
            return line[0] not in "-*•+"
        return len(above) >= 60 and above[-1] not in ".!?:" and line[0].islower()

    def _is_quoted(self, index: int) -> bool:
        line = self.lines[index]
        if not _QUOTED.match(line) or "<<<" in line[:200]:
            return False
        if _MBOX_FROM.match(line):
            return index > 0 and bool(_QUOTED.match(self.lines[index - 1]))
        return True

    def _quoted_next(self, index: int) -> bool:
        following = self._next_visible(index)
        return following < len(self.lines) and self._is_quoted(following)

    def _next_visible(self, index: int) -> int:
        while index < len(self.lines) and (not self.lines[index] or self.lines[index].isspace()):
            index += 1
        return index

    def _above_header(self, index: int, floor: int = 0) -> int:
        """The first line of what stands above a header block and belongs to it.

        A rule of dashes (Outlook), or the sender's name and a time stamp (Lotus Notes).
        """
        above = self._visible_before(index, floor)
        if above is None:
            return index
        if is_rule(self.lines[above]):
            return above
        for _ in range(2):  # "Please respond to …" may stand between
            if is_stamp(self.lines[above]):
                name = self._visible_before(above, floor)
                return name if name is not None and len(self.lines[name]) < 80 else above
            further = self._visible_before(above, floor)
            if further is None:
                return index
            above = further
        return index

    def _visible_before(self, index: int, floor: int) -> int | None:
        """The nearest visible line above, at most two blank lines away.

        Above `floor` the author's words end; without one the line must still be new.
        """
        for number in range(index - 1, max(index - 4, floor - 1), -1):
            if self.lines[number].strip():
                return number if floor or self.kinds[number] is ZoneKind.NEW else None
        return None

    def _mark(self, first: int, last: int, kind: ZoneKind) -> None:
        self.kinds[first:last] = [kind] * (last - first)


def _join(walk: _Walk) -> tuple[Zone, ...]:
    """Neighbouring lines of one kind become one zone; blank lines join what surrounds them."""
    zones: list[Zone] = []
    open_kind: ZoneKind | None = None
    first = last = 0
    for number, line in enumerate(walk.lines):
        stripped = line.strip()
        if not stripped:
            continue
        start = walk.starts[number] + (len(line) - len(line.lstrip()))
        end = walk.starts[number] + len(line.rstrip())
        if walk.kinds[number] is open_kind:
            last = end
            continue
        if open_kind is not None:
            zones.append(Zone(open_kind, first, last))
        open_kind, first, last = walk.kinds[number], start, end
    if open_kind is not None:
        zones.append(Zone(open_kind, first, last))
    return tuple(zones)
