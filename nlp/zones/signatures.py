"""What ends a message without being said in it: signatures, disclaimers, list and service footers.

Works on the lines that `nlp.zones.find` left new, stretch by stretch (a reply above a quote has its
signature there). When in doubt a line stays new: a lost promise costs more than a stray title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.lexicon import words
from nlp.tags import ZoneKind
from nlp.zones.boilerplate import mark_disclaimers, mark_footer
from nlp.zones.endings import back_over_blank, is_delimiter, mark, split_paragraphs
from nlp.zones.sign_offs import SIGN_OFF_TRIM, is_greeting, is_mobile_note, is_sign_off

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Longest signature believed without the "-- " delimiter, in visible lines.
_SIGNATURE_LINES = 12
#: Below a name with its address a motto of so many lines may stand.
_MOTTO_LINES = 5
#: No program draws a longer rule above a signature.
_DELIMITER_MOST = 90
#: Longest line that a name opens: "Ann Reed | Head of Procurement | North Ltd".
_NAME_LINE_MOST = 100


_CONTACT = re.compile(
    r"[^\s@]{1,80}@[^\s@]{1,120}\.\w{2,}"
    r"|\bwww\.|https?://"
    r"|(?<!\w)(?:t|m|f|p|d|o|c|tel|phone|fon|telefon|téléphone|tél|teléfono|telefone|mob|mobile|mobil|cell|fax|office|"
    r"direct|ph|skype|e-?mail|web)\s?[.:)|/]{1,2}\s?[+(\d\w]"
    r"|(?:\+|\(|\b00)\d[\d\s().\-/]{6,20}\d|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b",
    re.IGNORECASE,
)
_TITLE = words(
    """ceo cfo cto coo cmo cio president vice vp svp evp director manager head lead chief officer
    partner principal associate analyst consultant engineer developer architect specialist
    coordinator assistant administrator executive founder co-founder owner chairman chairwoman
    secretary treasurer counsel attorney lawyer paralegal accountant auditor controller buyer
    sales marketing operations finance procurement purchasing support success account accounts
    geschäftsführer geschäftsführerin prokurist leiter leiterin vertrieb einkauf referent
    directeur directrice responsable chef gérant directora gerente diretor diretora
    responsabile direttore direttrice verkoop kierownik dyrektor prezes
    abteilungsleiter abteilungsleiterin projektleiter projektleiterin teamleiter teamleiterin sachbearbeiter
    sachbearbeiterin vertriebsleiter vertriebsleiterin assistentin geschäftsleitung buchhaltung kundendienst
    inhaber inhaberin rechtsanwalt rechtsanwältin steuerberater steuerberaterin e.k. gbr mbh ohg
    ingénieur ingénieure commercial commerciale comptable assistante conseiller conseillère chargé chargée
    acheteur acheteuse sas sasu eurl gerente jefe jefa responsable ingeniero ingeniera comercial asesor asesora
    abogado abogada s.l. slu gestor gestora coordenador coordenadora engenheiro engenheira vendas comercial
    compras advogado advogada ltda lda eireli consultor consultora diretoria 部長 課長 営業部 株式会社 有限公司 经理
    inc inc. llc ltd ltd. gmbh ag sa s.a. srl sarl bv b.v. plc corp corp. kg ug co. group
    department dept division team phd ph.d. mba esq dr prof"""
)

_NAME_LINE = re.compile(
    r"[ \t*_~\-–—/]{0,4}(?:(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|M|Mme|Me|Ing|Dipl\.-Ing)\.? ){0,2}"
    r"[^\W\d_][\w.'’\-]{0,20}(?: (?:(?:de|da|do|dos|del|la|le|van|von|der|den|di|bin|al|el|y|e) ){0,3}"
    r"[^\W\d_a-z][\w.'’\-]{0,20}){0,4}"
    r"(?:, [A-Z][\w.]{1,7}){0,3}[ \t*_~]{0,4}\Z"
)


_DASHED_NAME = re.compile(r"[ \t]{0,8}[-–—~*/]{1,2} ?(?P<name>[^\W\d_]{3,15})[.!]?[ \t]{0,4}\Z")


def mark_endings(lines: list[str], kinds: list[ZoneKind], *, sender: str | None = None) -> None:
    """Relabel signatures, disclaimers and footers among the lines labelled new.

    Args:
        lines: The lines of the text.
        kinds: One label per line; changed in place.
        sender: Name or address of the author.
    """
    author = _Author(_names_of(sender), _full_name(sender))
    for number, (first, last) in enumerate(list(_stretches(lines, kinds))):
        end = mark_footer(lines, kinds, first, last)
        end = mark_disclaimers(lines, kinds, first, end)
        _mark_signature(lines, kinds, first, end, author, below_quote=number > 0)


@dataclass(frozen=True, slots=True)
class _Author:
    """Who may sign: every word of name and address, and the name as it is written out."""

    names: frozenset[str]
    full: re.Pattern[str] | None


def _stretches(lines: list[str], kinds: list[ZoneKind]) -> Iterator[tuple[int, int]]:
    """Runs of new lines without the blank lines at their ends."""
    first = 0
    while first < len(lines):
        if kinds[first] is not ZoneKind.NEW or not lines[first].strip():
            first += 1
            continue
        last = first
        while last < len(lines) and kinds[last] is ZoneKind.NEW:
            last += 1
        end = last
        while not lines[end - 1].strip():
            end -= 1
        yield first, end
        first = last


def _mark_signature(
    lines: list[str],
    kinds: list[ZoneKind],
    first: int,
    last: int,
    author: _Author,
    *,
    below_quote: bool,
) -> None:
    """Mark where a stretch is signed, with the sign-off or the name above it.

    Below a quote (`below_quote`) a stretch may be nothing but the signature; a whole message may
    not: "Thanks, Raj" says thanks.
    """
    named = False
    start = _find_delimiter(lines, first, last)
    if start is None:
        start = _find_mobile(lines, first, last)
    if start is None:
        start = _find_own_name(lines, first if below_quote else first + 1, last, author.full)
        named = start is not None
    upper = last if start is None else back_over_blank(lines, first, start)
    above = _find_sign_off(lines, first, upper, named=named)
    if above is None:
        above = _find_contact_block(lines, first, upper, alone=below_quote)
    if above is None:
        above = _find_bare_name(lines, first, upper, author.names, alone=below_quote)
    starts = [found for found in (start, above) if found is not None]
    if starts:
        mark(kinds, min(starts), last, ZoneKind.SIGNATURE)


def _find_delimiter(lines: list[str], first: int, last: int) -> int | None:
    """The conventional "-- " line, or another short rule with little prose below it."""
    visible = [number for number in range(first, last) if lines[number].strip()]
    rules = set(visible[-_SIGNATURE_LINES - 1 :])
    for place, number in enumerate(visible):
        line = lines[number]
        if len(line) > _DELIMITER_MOST or not is_delimiter(line):
            continue
        if line.rstrip() == "--" and (number > 0 or line == "-- "):
            return number
        if number == first or number not in rules:
            continue
        below = [lines[n].strip() for n in visible[place + 1 :]]
        if line.strip() in below:
            continue  # the first of two rules around something
        if below and not any(map(_is_prose, below)):
            return number
    return None


def _find_mobile(lines: list[str], first: int, last: int) -> int | None:
    """Below "Sent from my …" nothing was written by the author."""
    for number in range(first, last):
        if is_mobile_note(lines[number]):
            return number
    return None


def _find_own_name(
    lines: list[str], first: int, last: int, full: re.Pattern[str] | None
) -> int | None:
    """The author's name written out at the beginning of a line, above nothing but details."""
    if full is None:
        return None
    visible = [n for n in range(max(first, last - 30), last) if lines[n].strip()]
    for number in visible[-_SIGNATURE_LINES:]:
        line = lines[number]
        found = full.match(line) if len(line) <= _NAME_LINE_MOST else None
        if found is None or line[found.end() :].strip()[:1].isalnum():
            continue
        above = lines[number - 1] if number > 0 else ""
        if above.strip() and not (_is_prose(above) or is_sign_off(above, names_below=True)):
            continue  # one name of a list
        below = [lines[n].strip() for n in visible if n > number]
        motto = len(below) <= _MOTTO_LINES and _CONTACT.search(line) is not None
        if motto or not any(_is_prose(text) for text in below):
            return number
    return None


def _find_sign_off(lines: list[str], first: int, last: int, *, named: bool) -> int | None:
    """A "Best regards," with only a name, a title and the like below it.

    The author's name may stand below `last` (`named`).
    """
    visible = [n for n in range(max(first, last - 40), last) if lines[n].strip()]
    for number in reversed(visible[-_SIGNATURE_LINES - 1 :]):
        if not is_sign_off(lines[number], names_below=named or number != visible[-1]):
            continue
        below = [lines[n].strip() for n in visible if n > number]
        if any(_is_prose(text) for text in below) or (below and not _opens_signature(below)):
            return None
        above = any(lines[n].strip() and not is_greeting(lines[n]) for n in range(first, number))
        if above:
            return number
        return number + 1 if below else None
    return None


def _opens_signature(below: list[str]) -> bool:
    return bool(_NAME_LINE.match(below[0]) or _CONTACT.search(below[0]) or len(below[0]) < 25)


def _find_contact_block(lines: list[str], first: int, last: int, *, alone: bool) -> int | None:
    """The last paragraphs hold a name and telephone, address or title, and no sentence."""
    paragraphs = split_paragraphs(lines, first, last)
    start: int | None = None
    seen = 0
    contacts = False
    for paragraph in reversed(paragraphs if alone else paragraphs[1:]):
        block = [lines[n].strip() for n in range(*paragraph)]
        seen += len(block)
        if seen > _SIGNATURE_LINES + 3 or any(
            _is_prose(text) or is_greeting(text) for text in block
        ):
            break
        has_contact = any(_CONTACT.search(text) or _is_title(text) for text in block)
        named = _NAME_LINE.match(block[0]) is not None and not block[0].endswith(":")
        if not has_contact and not (named and contacts):
            break
        contacts = contacts or has_contact
        if named:
            start = paragraph[0]
            if len(block) > 1:
                break
    return start


def _find_bare_name(
    lines: list[str], first: int, last: int, names: frozenset[str], *, alone: bool
) -> int | None:
    """A last line that is the author's name."""
    if last <= first or (last - first < 2 and not alone) or not names:
        return None
    line = lines[last - 1]
    words_ = line.strip(SIGN_OFF_TRIM + "/").lower().split()
    if 0 < len(words_) <= 4 and all(_is_name(word.strip("."), names) for word in words_):
        return last - 1
    dashed = _DASHED_NAME.match(line)
    if dashed and any(name.startswith(dashed["name"][:3].lower()) for name in names):
        return last - 1  # "-- Steve" of Steven
    return None


def _is_name(word: str, names: frozenset[str]) -> bool:
    return word in names or (
        len(word) <= 2 and word.isalpha() and any(name[0] == word[0] for name in names)
    )


def _names_of(sender: str | None) -> frozenset[str]:
    if not sender:
        return frozenset()
    local = re.sub(r"@\S{0,200}", " ", sender[:300])
    return frozenset(part.lower() for part in re.split(r"[\W\d_]+", local) if len(part) > 1)


def _full_name(sender: str | None) -> re.Pattern[str] | None:
    """First and last name of the author at the beginning of a line; None where one is missing."""
    shown = (sender or "")[:200].partition("<")[0].strip(" \"'\t")
    last, comma, first = shown.partition(",")
    words_ = re.findall(r"[^\W\d_][\w.'’\-]{0,30}", f"{first} {last}" if comma else shown)
    if len(words_) < 2 or "@" in shown:
        return None
    middle = r"(?:[ \t]{1,3}[\w.'’\-]{1,20}){0,2}?[ \t]{1,3}"
    begin = re.escape(words_[0]) + middle + re.escape(words_[-1])
    return re.compile(rf"[ \t*_~/–—-]{{0,8}}{begin}(?!\w)", re.IGNORECASE)


def _is_title(text: str) -> bool:
    found = re.split(r"[\s,|/&()\-–]+", text.lower())
    return len(found) <= 9 and any(word in _TITLE for word in found)


def _is_prose(text: str) -> bool:
    """A line somebody wrote rather than a name, a title or an address."""
    if len(text) > 110 and not _CONTACT.search(text[:400]):
        return True
    if text.rstrip().endswith("?") and len(text.split()) > 2:
        return True
    plain = re.findall(r"[^\W\d_]+", text[:400])
    lower = sum(1 for word in plain if word.islower() and len(word) > 1)
    if text.rstrip().endswith((".", "!")) and lower >= 2:
        return True
    return lower >= 4 and lower > len(plain) / 2 and not _CONTACT.search(text[:400])
