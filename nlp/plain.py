"""Plain text for the rules, and the way back to the offsets of the text as given.

Rules want one space between words and straight quotation marks; tags want offsets into what the
caller gave. `sanitise` changes characters one for one, so offsets stay; `Plain` collapses white
space and remembers where each character came from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACES = re.compile(r"\s+")
#: A run this long without white space is data, not a word: the tokenizer's rules cost more than
#: linear time on it.
_LONG_RUN = re.compile(r"\S{81,}")
_LONGEST_WORD = 80
_WORD = re.compile(r"\S+")

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


#: Careless spellings that hide a promise or request from the parser. Replaced by what is meant;
#: each new character remembers where it came from.
_SLOPPY = {
    "pls": "please", "plz": "please", "plse": "please", "u": "you", "ur": "your", "thx": "thanks",
    "im": "i'm", "ive": "i've", "dont": "don't", "doesnt": "doesn't", "didnt": "didn't",
    "wont": "won't", "cant": "can't", "couldnt": "couldn't", "wouldnt": "wouldn't",
    "isnt": "isn't", "wasnt": "wasn't", "havent": "haven't", "hasnt": "hasn't",
    "youll": "you'll", "youre": "you're", "theyll": "they'll", "thats": "that's",
    "whats": "what's", "ill": "i'll",
}  # fmt: skip
_SLOPPY_WORD = re.compile(
    r"(?<![\w.@/\-'])(?:pl[sz]e?|u|ur|thx|im|ive|(?:do|does|did|wo|ca|could|would|is|was|have|has)nt|"
    r"(?:you|they)ll|youre|thats|whats|"
    # "ill" after a form of "be" or an adverb is a sick person.
    r"(?<!\bis )(?<!was )(?<!\bam )(?<!are )(?<!\bbe )(?<!been )(?<!feel )(?<!fell )(?<!very )(?<!ously )"
    r"ill(?= (?!with\b|and\b|again\b|today\b|effects\b|health\b|at\b)[a-z]))(?![\w.@/\-'])",
    re.IGNORECASE,
)


def straighten(text: str) -> str:
    """The text with straight quotation marks and apostrophes; same length, same offsets."""
    return text.translate(_QUOTES)


def make_plain(text: str, start: int, end: int, *, english: bool = True) -> Plain:
    """`text[start:end]`, which begins and ends with a visible character, for the rules.

    Careless spelling is mended where it is English: "im" is a word in German.
    """
    quoted = text[start:end].translate(_QUOTES)
    sloppy = list(_SLOPPY_WORD.finditer(quoted)) if english else []
    long = _LONG_RUN.search(quoted) is not None
    if not sloppy and not long and " ".join(quoted.split()) == quoted:
        return Plain(quoted, start)
    if not sloppy and not long:
        return _joined(quoted, start)
    characters = _spelled_out(quoted, sloppy)
    kept: list[str] = []
    origin: list[int] = []
    run = 0
    for character, offset in characters:
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


def _joined(quoted: str, start: int) -> Plain:
    """Words with single spaces between them; most sentences that are not plain are only wrapped."""
    kept: list[str] = []
    origin: list[int] = []
    end = 0
    for word in _WORD.finditer(quoted):
        if kept:
            origin.append(end)
        kept.append(word.group())
        origin.extend(range(word.start(), word.end()))
        end = word.end()
    return Plain(" ".join(kept), start, tuple(origin))


def _spelled_out(text: str, sloppy: list[re.Match[str]]) -> Iterator[tuple[str, int]]:
    """Characters with their offsets in `text`, careless words spelled out."""
    position = 0
    for match in sloppy:
        yield from zip(text[position : match.start()], range(position, match.start()), strict=True)
        meant = _SLOPPY[match.group().lower()]
        meant = meant.capitalize() if match.group()[0].isupper() else meant
        last = match.end() - 1
        for number, character in enumerate(meant):
            # The last character stands for the end of the word, so that spans stay whole.
            offset = min(match.start() + number, last)
            yield character, last if number == len(meant) - 1 else offset
        position = match.end()
    yield from zip(text[position:], range(position, len(text)), strict=True)
