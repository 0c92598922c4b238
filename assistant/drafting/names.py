"""How a person is greeted: by what is known of the name, never by a guess at gender or order.

Known is what a display name says ("Dr. Jonas Weber", "Weber, Jonas"), and how our side greeted this
person before ("Dear Tanaka-san"). Everything else is greeted by the full name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.drafting.clean import clean_line
from assistant.drafting.records import Addressee, Tone
from assistant.drafting.words import fill
from assistant.insight.records import Direction, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.drafting.words import Words

_TITLES = re.compile(r"^(?:(?:Dr|Prof)\.?(?:-Ing\.?| med\.?)?\s+)+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[|/].*$")
_GREETING = re.compile(
    r"^(?P<word>Dear|Hi|Hello|Hey|Good (?:morning|afternoon|day)),?\s+(?P<name>[^,\n!:–—-][^,\n!:–—]{0,60}?)\s*[,!:–—]?\s*$"
)
_HONOURED = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Herr|Frau|Sir|Madam)\.?\s)|-?(?:san|sama|ji)$", re.IGNORECASE
)
#: Display names of these words are desks, not people.
_DESKS = frozenset(
    [
        "team",
        "support",
        "info",
        "office",
        "accounts",
        "accounting",
        "payable",
        "billing",
        "sales",
        "service",
        "services",
        "help",
        "helpdesk",
        "desk",
        "contact",
        "hello",
        "admin",
        "hr",
        "orders",
        "procurement",
        "purchasing",
        "reception",
        "the",
    ]
)
#: More people than this are greeted together.
MAX_GREETED = 3


def tidy_name(name: str) -> str:
    """A display name as people say it: order, case and additions straightened; '' for none."""
    line = _IN_BRACKETS.sub("", clean_line(name, limit=80)).strip(" '\"")
    if "@" in line or not any(c.isalpha() for c in line):
        return ""
    family, comma, given = line.partition(",")
    if comma and given.strip() and " " not in family.strip():
        line = f"{given.strip()} {family.strip()}"
    elif comma:
        line = family.strip()
    if line.isupper() or line.islower():
        line = " ".join(_capitalise(word) for word in line.split())
    return line


def is_desk(name: str) -> bool:
    """Whether a display name names a desk ("Accounts Payable"), not a person."""
    return any(word.strip(".&").casefold() in _DESKS for word in name.split())


def make_addressee(
    address: str, name: str, client: str, *, earlier: Sequence[Message] = ()
) -> Addressee:
    """How one person is greeted.

    Args:
        name: Display name as known, may be empty.
        earlier: Messages of our side to this person, oldest first.
    """
    tidy = tidy_name(name)
    if not tidy or is_desk(tidy):
        return Addressee(address, client, "", "")
    formal, warm = _from_name(tidy)
    for word, used in _find_greetings(earlier):
        if not _fits(used, tidy):
            continue
        if _HONOURED.search(used):
            formal = used
            break
        if word != "Dear" and len(used.split()) == 1:
            warm = used
    return Addressee(address, client, formal, warm)


def find_tone(earlier: Sequence[Message]) -> Tone:
    """How our side spoke to somebody the last time: ``Hi`` is warm, ``Dear Ms. …`` formal."""
    found = list(_find_greetings(earlier))
    if not found:
        return Tone.FORMAL
    word, used = found[-1]
    if _HONOURED.search(used):
        return Tone.FORMAL
    return Tone.FORMAL if word == "Dear" and len(used.split()) > 1 else Tone.WARM


def write_greeting(addressees: Sequence[Addressee], tone: Tone, words: Words) -> str:
    """The greeting without its comma: ``Dear Ana Souza, dear Luis Prado``."""
    table = words.table["greeting"]
    names = [a.formal if tone is Tone.FORMAL else a.warm for a in addressees]
    known = [name for name in names if name]
    if not known or (len(known) < len(names) and len(names) == 1):
        return str(table[f"{tone.value}_nobody"])
    if len(names) > MAX_GREETED or len(known) < len(names):
        return str(table[f"{tone.value}_many"])
    first = fill(str(table[tone.value]), name=known[0])
    if tone is Tone.FORMAL:
        return first + "".join(fill(str(table["formal_next"]), name=name) for name in known[1:])
    if len(known) == 1:
        return first
    rest = [fill(str(table["warm_next"]), name=name) for name in known[1:]]
    head = words.text("comma").join([first, *rest[:-1]])
    return f"{head} {words.text('and')} {rest[-1]}"


def drop_titles(tidy: str) -> str:
    """A name without its academic titles."""
    return _TITLES.sub("", tidy)


def choose_given(name: str) -> str:
    """The name somebody signs with among people who know each other."""
    tidy = tidy_name(name)
    return _from_name(tidy)[1] if tidy else name


def _from_name(tidy: str) -> tuple[str, str]:
    """Formal and warm form of a full name."""
    titled = _TITLES.match(tidy)
    bare = tidy[titled.end() :] if titled else tidy
    parts = bare.split()
    if titled and len(parts) > 1:
        return f"{titled.group().strip()} {_family(parts)}", _given(parts)
    return tidy, _given(parts)


def _family(parts: Sequence[str]) -> str:
    """The family name with its particles: ``von der Heide``."""
    start = len(parts) - 1
    while start > 1 and parts[start - 1].islower():
        start -= 1
    return " ".join(parts[start:])


def _given(parts: Sequence[str]) -> str:
    """The first name; the whole where the first part is an initial or the script has no parts."""
    if len(parts) > 1 and (
        len(parts[0].strip(".")) < 2 or (not parts[0].isascii() and _is_cjk(parts[0]))
    ):
        return " ".join(parts)
    return parts[0] if parts else ""


def _is_cjk(text: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in text)


def _capitalise(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


def _find_greetings(messages: Sequence[Message]) -> list[tuple[str, str]]:
    """(greeting word, name) of our own messages, oldest first; only their first line counts."""
    found = []
    for message in messages:
        if message.direction is not Direction.OUT or message.automatic:
            continue
        first = message.text.lstrip().split("\n", 1)[0].strip()
        match = _GREETING.match(first)
        if match:
            found.append((match["word"], clean_line(match["name"], limit=60)))
    return found


def _fits(used: str, tidy: str) -> bool:
    """Whether a greeting's name shares a word with the display name: it was meant for this one."""
    stripped = re.sub(r"-?(?:san|sama|ji)$", "", used, flags=re.IGNORECASE)
    used_words = {word.casefold().strip(".") for word in stripped.split()}
    return bool(used_words & {word.casefold().strip(".") for word in tidy.split()})
