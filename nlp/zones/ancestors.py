"""Unmarked quotes: lines of a message that stand word for word in an earlier message of its thread.

Some programs put the answered mail below an answer without a mark or a head, and people answer
between such lines. A quoted line is believed when much of one earlier message comes back and the
author still says something of his own; a request that is sent again stays his.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from nlp.plain import straighten
from nlp.tags import ZoneKind
from nlp.zones.sign_offs import is_greeting, is_sign_off
from nlp.zones.signatures import mark_endings

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A quote goes back to one of the last messages; more of them, or more of one, costs time only.
_MESSAGES = 12
_READ = 20_000
_LINES = 400
#: A line of fewer words comes back by chance ("Thanks for your mail").
_TELLING = 4
#: So many words of one earlier message have to come back …
_LEAST_WORDS = 8
#: … and half of it, or of so many words of a long one.
_LONG = 60


def mark_repeated(
    lines: list[str], kinds: list[ZoneKind], previous: Sequence[str], *, sender: str | None = None
) -> None:
    """Relabel what comes back from earlier messages as a quote.

    Args:
        lines: The lines of the text.
        kinds: One label per line; new ones may become quotes, in place.
        previous: Texts of earlier messages of the thread, newest last.
        sender: Name or address of the author, whose signature comes back too and is no quote.
    """
    own = [n for n, kind in enumerate(kinds) if kind is ZoneKind.NEW and lines[n].strip()]
    plain = {number: _plain(lines[number]) for number in own[:_LINES]}
    telling = {number for number, line in plain.items() if line.count(" ") >= _TELLING - 1}
    if not telling:
        return
    for text in reversed(previous[-_MESSAGES:]):
        earlier = _plain(text[:_READ])
        found = {number for number in telling if plain[number] in earlier}
        if not _is_enough(found, plain, earlier):
            continue
        found -= _endings(lines, kinds, sender)
        if not _is_enough(found, plain, earlier):
            continue
        whole = {_plain(line) for line in text[:_READ].split("\n")}
        repeated = {number for number, line in plain.items() if line in whole}
        for above, number in pairwise(plain):  # a line wrapped in another place
            if f"{plain[above]} {plain[number]}" in earlier:
                repeated |= {above, number}
        quoted = _with_neighbours(own, found, repeated)
        if any(_says_something(lines[number]) for number in own if number not in quoted):
            _mark(lines, kinds, quoted)
            own = [number for number in own if number not in quoted]
            telling -= quoted


def _is_enough(found: set[int], plain: dict[int, str], earlier: str) -> bool:
    words = sum(plain[number].count(" ") + 1 for number in found)
    return words >= _LEAST_WORDS and 2 * words >= min(earlier.count(" ") + 1, _LONG)


def _endings(lines: list[str], kinds: list[ZoneKind], sender: str | None) -> set[int]:
    """Numbers of the lines that are a signature, disclaimer or footer if nothing is quoted."""
    ends = list(kinds)
    mark_endings(lines, ends, sender=sender)
    return {number for number, kind in enumerate(ends) if kind is not kinds[number]}


def _plain(text: str) -> str:
    return straighten(" ".join(text.split()).lower())


def _with_neighbours(own: Sequence[int], found: set[int], repeated: set[int]) -> set[int]:
    """The lines found and those beside them that come back as a whole ("Hi Raj,", "Lena")."""
    quoted = set(found)
    for order in (own, own[::-1]):
        beside = False
        for number in order:
            beside = number in quoted or (beside and number in repeated)
            if beside:
                quoted.add(number)
    return quoted


def _says_something(line: str) -> bool:
    if is_greeting(line) or is_sign_off(line, names_below=True):
        return False
    return len(line.split()) > 1 or line.strip().endswith((".", "!", "?", "。", "？"))


def _mark(lines: list[str], kinds: list[ZoneKind], quoted: set[int]) -> None:
    inside = False
    for number, line in enumerate(lines):
        if line.strip():
            inside = number in quoted
        if inside and kinds[number] is ZoneKind.NEW:
            kinds[number] = ZoneKind.QUOTE
