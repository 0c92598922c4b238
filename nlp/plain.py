"""Plain text for the rules, and the way back to the offsets of the text as given.

Rules want one space between words and straight quotation marks; tags want offsets into what the
caller gave. `sanitise` changes characters one for one, so offsets stay; `Plain` collapses white
space and remembers where each character came from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACES = re.compile(r"\s+")
#: A run this long without white space is data, not a word: the tokenizer's rules cost more than
#: linear time on it.
_LONG_RUN = re.compile(r"\S{81,}")
_LONGEST_WORD = 80

#: One for one. NUL and other controls become spaces, bidi and zero-width marks too: they carry no
#: words and can hide some.
_ONE_FOR_ONE = (
    {code: " " for code in range(32) if code not in (9, 10)}
    | dict.fromkeys(range(127, 161), " ")
    | dict.fromkeys((*range(8203, 8208), *range(8234, 8239), *range(8288, 8298)), " ")
    | {0x2028: "\n", 0x2029: "\n", 0x85: "\n", 0x202F: " ", 0xFEFF: " ", 0xAD: " "}
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"'})


def sanitise(text: str) -> str:
    """The text with hostile characters replaced one for one; same length, same offsets.

    A carriage return becomes a space (or a line feed when it stands alone), so that only line
    feeds break lines; lone surrogates become U+FFFD.
    """
    if "\r" in text:
        text = re.sub(r"\r(?!\n)", "\n", text)
    return text.translate(_ONE_FOR_ONE)


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence for the rules: single spaces, straight quotes, no endless words."""

    text: str
    #: Offset in the given text of the sentence's first character.
    start: int
    #: Offset of each character relative to `start`; None where the text was plain already.
    origin: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the given text of `self.text[start:end]`, which is not empty."""
        if self.origin is None:
            return self.start + start, self.start + end
        return self.start + self.origin[start], self.start + self.origin[end - 1] + 1


def make_plain(text: str, start: int, end: int) -> Plain:
    """`text[start:end]`, which begins and ends with a visible character, for the rules."""
    quoted = text[start:end].translate(_QUOTES)
    if not _LONG_RUN.search(quoted) and " ".join(quoted.split()) == quoted:
        return Plain(quoted, start)
    kept: list[str] = []
    origin: list[int] = []
    run = 0
    for offset, character in enumerate(quoted):
        if character.isspace():
            if run >= 0:
                kept.append(" ")
                origin.append(offset)
            run = -1
            continue
        run = max(run, 0) + 1
        if run <= _LONGEST_WORD:
            kept.append(character)
            origin.append(offset)
    return Plain("".join(kept), start, tuple(origin))
