"""Whom a message is put to: the reader it is judged for, or somebody else on it.

Who stands in Cc alone is asked only where a sentence speaks to him by name. Where several stand in
To, "Tom, can you …" asks Tom. Without `Context.owner` everybody is taken to be meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nlp.tags import Context, SentenceTags

_ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_INITIAL = re.compile(r"(?:\A|[\s<])(?P<letter>[A-Za-z])[._\-][^\s<>@]{1,60}@")
_NAME = r"[A-Z][\w'\-]{1,20}"
#: A line that only greets: "Pierre,", "Dear Ms Ito,".
_SALUTATION = re.compile(
    rf"\A\W*(?:(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Gg]ood (?:morning|afternoon|evening|day)|[Mm]orning)[ ,]+)?"
    rf"(?:(?:[Mm]r|[Mm]rs|[Mm]s|[Dd]r|[Pp]rof)\.? )?(?P<names>{_NAME}(?:(?:,? and |, ?| & | ){_NAME}){{0,3}})\s*[,!:.\-–]?\s*\Z"
)
#: Words that open a mail and are nobody's name.
_NO_NAMES = words(
    """thanks thank noted received done agreed approved hi hello dear all team everyone everybody
    both sir madam sirs friends partners colleagues folks great perfect yes no ok okay super good
    morning afternoon evening day again there"""
)


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is asked by a message for whom."""

    #: The owner stands in To, or nobody knows who the owner is.
    meant: bool
    #: Others stand in To beside the owner.
    shared: bool
    #: Words of the owner's names, plain.
    names: frozenset[str]
    #: Words of the names of the other addressees, and the initials of "p.lam@…".
    others: frozenset[str]

    def is_asked(self, spoken_to: Sequence[str]) -> bool:
        """Whether the owner is asked by a sentence that speaks to these names."""
        called = {word for name in spoken_to for word in _words(name)}
        if called & self.names:
            return True
        if not self.meant:
            return False
        initials = {word[0] for word in called} if self.shared else set()
        return not (called | initials) & self.others


def find_whom(context: Context) -> Whom:
    """The addressees of a message as far as names and addresses tell."""
    own = _addresses(context.owner)
    if not own:
        return Whom(meant=True, shared=False, names=frozenset(), others=frozenset())
    to, cc = _addresses(context.to), _addresses(context.cc)
    listed = (*context.to, *context.cc)
    mine = [one for one in (*context.owner, *listed) if own & _addresses((one,))]
    others = [one for one in listed if not own & _addresses((one,))]
    return Whom(
        # In neither: a blind copy or a group's address reached the owner.
        meant=bool(own & to) or not own & cc,
        shared=bool(to - own),
        names=_name_words(mine),
        others=_name_words(others) | _initials(others),
    )


def spoken_to(
    sentences: Sequence[SentenceTags], texts: Sequence[str], breaks: Sequence[bool]
) -> list[tuple[str, ...]]:
    """The names each sentence speaks to; what names nobody goes on speaking to the last named.

    Args:
        sentences: The tags of the new text.
        texts: Its sentences as written.
        breaks: Whether a paragraph or line begins with the sentence.
    """
    greeted: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    found: list[tuple[str, ...]] = []
    for sentence, text, begins in zip(sentences, texts, breaks, strict=True):
        salutation = _SALUTATION.match(text)
        if salutation and _words(salutation["names"]) - _NO_NAMES:
            greeted = current = tuple(_WORD.findall(salutation["names"]))
        elif sentence.addressed_to:
            current = sentence.addressed_to
        elif begins:
            current = greeted
        found.append(current)
    return found


def _addresses(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(found[0].lower() for one in listed for found in _ADDRESS.finditer(one))


def _name_words(listed: Iterable[str]) -> frozenset[str]:
    """Words of display names and of the parts before the @."""
    found: set[str] = set()
    for one in listed:
        address = _ADDRESS.search(one)
        local = address[0].partition("@")[0] if address else ""
        found |= _words(one.replace(address[0], " ") if address else one) | _words(
            local.replace("_", " ")
        )
    return frozenset(found)


def _initials(listed: Iterable[str]) -> frozenset[str]:
    """The letters that stand for first names before the @: "p" of "p.lam@…"."""
    found = (_INITIAL.search(one) for one in listed)
    return frozenset(one["letter"].lower() for one in found if one)


def _words(name: str) -> set[str]:
    """The words of a name in lower case without accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return set(_WORD.findall(plain))
