"""Domains that read like a client's and are somebody else's: `fernhi11.example`, `асme.example`.

Compared is a skeleton after the idea of Unicode TR 39: what an eye takes for the same becomes the
same. The table is our own and short on purpose: the letters of Cyrillic, Greek and Latin that
registries sell and that stand for an ASCII letter, and the groups of ASCII that are read as one. A
misspelling (`fernhil`) is none: many firms have neighbours with nearly their name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.ingest.domains import domain_of, is_under, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A domain name has no more characters (RFC 1035).
MAX_DOMAIN = 253

#: Letter that is meant → letters that look like it, after decomposition and case folding.
_LETTERS = {
    "a": "аαɑａ", "b": "ьвβƅ", "c": "сϲςｃ", "d": "ԁɗđ", "e": "еєεɛ", "f": "ƒ", "g": "ɡցġ",
    "h": "һнհ", "i": "іıɩιӏ1l|ǀ!", "j": "јϳ", "k": "кκ", "m": "м", "n": "пηո", "o": "оοσ0øօө",
    "p": "рρ", "q": "ԛգ", "r": "гɾ", "s": "ѕʂ", "t": "тτŧ", "u": "υսц", "v": "ѵν", "w": "ԝωшѡ",
    "x": "хχ", "y": "уγүყ", "z": "ʐᴢ",
}  # fmt: skip
_TABLE = {ord(alike): letter for letter, several in _LETTERS.items() for alike in several}
_TABLE |= {ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe", ord("-"): ""}
#: In this order: `rn` is read as m, `vv` as w, `cl` as d (its l is an i by then).
_GROUPS = (("rn", "m"), ("vv", "w"), ("ci", "d"))


def find_lookalike(address: str, known_domains: Iterable[str]) -> str | None:
    """The known domain that an address's domain could be taken for; None where there is none.

    Args:
        address: An address, or a domain alone; in letters or in A-labels.
        known_domains: Domains that are trusted: those of clients and of our side. An address that
            is itself at or under one of them looks like nobody else.

    Returns:
        The first such domain in order of the alphabet.
    """
    domain = (domain_of(address) or address).lower()[:MAX_DOMAIN]
    known = sorted(set(known_domains))
    if not domain or any(is_under(domain, one) for one in known):
        return None
    own = make_skeleton(registrable_domain(domain))
    return next((one for one in known if make_skeleton(registrable_domain(one)) == own), None)


@lru_cache(maxsize=8192)
def make_skeleton(domain: str) -> str:
    """What a domain reads like: two domains with one skeleton can be taken for each other."""
    text = ".".join(_decode_label(label) for label in domain.lower()[:MAX_DOMAIN].split("."))
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(
        char for char in decomposed if unicodedata.category(char) not in {"Mn", "Me", "Cf"}
    ).translate(_TABLE)
    for group, letter in _GROUPS:
        letters = letters.replace(group, letter)
    return letters


def say_domain(domain: str) -> str:
    """A domain for people: the letters beside its A-labels, so that neither hides the other."""
    written = ".".join(_decode_label(label) for label in domain.split("."))
    return domain if written == domain else f"{domain} ({written})"


def _decode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
