"""Text that strangers wrote, made fit for lines on a terminal: escaped, folded, cut, wrapped.

Widths are columns as a terminal counts them: two for East Asian wide characters and most emoji,
none for combining marks. Colours are added after all of this, never before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

CUT = "…"
#: Ids are shown as the shortest beginning that tells them apart, but never shorter than this.
ID_LENGTH = 8


def escape_controls(text: str, *, json_text: bool = False) -> str:
    """Text made harmless for a terminal: controls and bidi marks become visible escapes.

    Newlines and tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    form = "\\u{:04x}" if json_text else "\\u{{{:04x}}}"
    # A long answer has few different characters: look at each of them once.
    escapes = {ord(char): form.format(ord(char)) for char in set(text) if _is_control(char)}
    return text.translate(escapes) if escapes else text


def _is_control(char: str) -> bool:
    if char in "\n\t":
        return False
    category = unicodedata.category(char)
    # Cf holds the bidi controls and zero-width characters that make a look-alike; ZWJ and ZWNJ
    # belong to several scripts and to emoji.
    return category in {"Cc", "Cs", "Zl", "Zp"} or (category == "Cf" and char not in "\u200c\u200d")


def fold(text: str) -> str:
    """One line: every run of blanks and newlines becomes one blank; controls escaped."""
    return escape_controls(" ".join(text.split()))


def width_of(text: str) -> int:
    """Columns that a line takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def pad(text: str, width: int) -> str:
    """The text filled with blanks to a width."""
    return text + " " * max(0, width - width_of(text))


def cut(text: str, width: int, *, at_word: bool = True) -> str:
    """At most `width` columns of a line; what is cut ends in an ellipsis.

    Args:
        text: One line.
        width: Columns, 1 or more.
        at_word: Cut at the end of a word if one is near; in narrow columns that costs too much.
    """
    if width_of(text) <= width:
        return text
    kept = _take(text, width - 1)
    if not at_word:
        return kept.rstrip() + CUT
    word_end = kept.rfind(" ")
    # A cut inside a word is worse than a few lost columns, but not worse than losing a third.
    if word_end > len(kept) * 2 // 3 and not text[len(kept) : len(kept) + 1].isspace():
        kept = kept[:word_end]
    return kept.rstrip(" ,;:·–-&(") + CUT


def _take(text: str, width: int) -> str:
    taken = 0
    for position, char in enumerate(text):
        taken += _columns(char)
        if taken > width:
            return text[:position]
    return text


def wrap(text: str, width: int, *, first: str = "", rest: str | None = None) -> str:
    """Lines of at most `width` columns, broken between words; longer words are broken inside.

    Args:
        text: Folded text.
        width: Columns of a line, its indent included.
        first: Indent of the first line.
        rest: Indent of the others; like the first where it is left out.
    """
    rest = first if rest is None else rest
    lines, line, empty = [], first, True
    for word in _breakable(text.split(), width - max(width_of(first), width_of(rest))):
        candidate = line + word if empty else f"{line} {word}"
        if not empty and width_of(candidate) > width:
            lines.append(line)
            candidate = rest + word
        line, empty = candidate, False
    lines.append(line)
    return "\n".join(lines)


def _breakable(words: Iterable[str], room: int) -> Iterable[str]:
    """The words, those longer than a line cut into pieces: Japanese has no blanks."""
    room = max(room, 8)
    for word in words:
        left = word
        while width_of(left) > room:
            piece = _take(left, room)
            yield piece
            left = left[len(piece) :]
        yield left


def short_ids(ids: Iterable[str]) -> Mapping[str, str]:
    """Id → the beginning of it that no other id of these shares, at least `ID_LENGTH` long."""
    every = sorted(set(ids))
    shown = {}
    for position, one in enumerate(every):
        around = every[max(position - 1, 0) : position] + every[position + 1 : position + 2]
        length = max([ID_LENGTH, *(_common(one, other) + 1 for other in around)])
        shown[one] = one[:length]
    return shown


def _common(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
