"""Attributions above a quote: "On 3 March 2026, Ann wrote:", in the languages of common clients.

Every pattern is run on at most `LINE_LIMIT` characters and has no nested repetition, so hostile
lines cost linear time. Repeated header fields are in `nlp.zones.header_blocks`, rules and banners in
`nlp.zones.separators`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.zones.header_blocks import label_of
from nlp.zones.separators import LINE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Attributions are wrapped over at most this many lines.
_ATTRIBUTION_LINES = 6
#: What is left of "<ann@north.example> a écrit :" behind a line break.
_WRAPPED_MARK = 24
#: A name, a verb, a date and a time.
_SHORT_WORDS = 9

#: Verbs that end an attribution, or stand before the name and a colon.
_WROTE = (
    r"wrote|writes|sent|pisze|pisał|pisała|ezt írta|şunları yazdı|geschreven|het volgende geschreven|schrieb|geschrieben|schreibt|a écrit|écrit|a ecrit|escribió|escribio|escreveu|"
    r"ha scritto|scrive|schreef|geschreven|napisał|napisała|napisał\(a\)|napisal|skrev|har skrevet|"
    r"följande|kirjoitti|napsal|napsala|írta|yazdı|şunu yazdı|написал|написала|пишет|писал|"
    r"đã viết|写道|寫道|のメール|は書きました|が書きました|さんの書き込み|님이 작성"
)
_ENDS_WROTE = re.compile(
    rf"(?:(?<!\w)(?:{_WROTE})|写道|寫道|書きました)(?:\(a\))?[ \t]{{0,3}}[:：]?[ \t]{{0,3}}[-_=]{{0,60}}[ \t]{{0,3}}\Z",
    re.IGNORECASE,
)
#: Programs that put the date behind the verb, in brackets.
_WROTE_ASIDE = re.compile(
    rf"(?<!\w)(?:{_WROTE})[ \t]\([^()\n]{{4,60}}(?:\([^()]{{1,4}}\)[^()\n]{{0,40}})?\)[ \t]?[:：]\Z",
    re.IGNORECASE,
)
_HAS_WROTE = re.compile(rf"(?<!\w)(?:{_WROTE})(?!\w)", re.IGNORECASE)
_ENDS_COLON = re.compile(r"[:：][ \t]{0,3}[-_=]{0,60}\Z")

_ADDRESS = re.compile(r"[^\s<>@\"'(),;:]{1,80}@[^\s<>@\"'(),;:]{1,120}")
_TIME = re.compile(
    r"(?<!\d)\d{1,2}\s?[:.hH時点时]\s?\d{2}(?!\d)|\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<!\d)\d{1,4}\s?[./\-]\s?(?:\d{1,2}|[^\W\d_]{3,9}\.?)\s?[./\-]\s?\d{1,4}(?!\d)"
    r"|(?<!\d)\d{4}\s?[年년]\s?\d{1,2}\s?[月월]"
    r"|(?<!\d)\d{4}\.\s[^\W\d_]{3,10}\.?\s\d{1,2}\."
    r"|(?<![\w.])\d{1,2}(?:\.|st|nd|rd|th)?\s(?:de\s)?[^\W\d_]{3,10}\.?,?\s(?:de\s)?\d{4}"
    r"|[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
    r"|\A[ \t]{0,4}On \d{1,2}/\d{1,2}(?=,)"
    r"|(?<!\w)\d{1,2}\stháng\s\d{1,2}",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|mo|di|mi|do|fr|sa|so|ma|man|tir|ons|tor|fre|"
    r"lør|søn|пн|вт|ср|чт|пт|сб|вс|pe|ke|to|ti)(?:day|sday|nesday|rsday|urday|tag|di|dag)?\b[.,]?",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"[ \t\-_=]{0,60}(?:on|am|le|el|em|il|in data|il giorno|op|w dniu|dnia|den|på|vào|em|no dia|a|dne|w|"
    r"sent from|在|于|\d|[\"“<]|[^\W\d_]{2,10}[.,]?[ ])",
    re.IGNORECASE,
)
#: How an attribution without a verb at its end begins: with a preposition, a weekday or a date.
_DATED_START = re.compile(
    r"[-_= ]{0,60}(?:\d|(?:on|am|le|el|em|il|in data|op|w dniu|dnia|den|på|vào|dne|wiadomość napisana przez)\b|[在于]"
    r"|[^\W\d_]{2,9}[.,]{0,2} \d|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
    re.IGNORECASE,
)
#: GroupWise.
_MARKED_START = re.compile(
    rf"[ \t]{{0,4}}>>> [^\n]{{1,120}}?(?:(?<!\w)(?:{_WROTE})(?!\w)[^\n]{{0,20}}\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}[^\n]{{0,20}}>>>)",
    re.IGNORECASE,
)
#: Inside a line, only where nothing else could be meant.
_MIDLINE = re.compile(
    r"(?:(?<=[ \t])|-{2,5}[ \t]?)(?:On (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? [^\n]{4,40}"
    r"\d{1,2}:\d{2}[^\n]{1,200}? wrote:)[ \t]*\Z",
    re.IGNORECASE,
)


def find_attribution(lines: Sequence[str], index: int) -> tuple[int, bool] | None:
    """The line after an attribution that begins at `index`, and whether it is sure by itself.

    An unsure one ("Ann wrote:") counts only above quoted lines.
    """
    if not _STARTS.match(lines[index], 0, 80):
        return None
    parts: list[str] = []
    length = 0
    unsure: tuple[int, bool] | None = None
    for number in range(index, min(index + _ATTRIBUTION_LINES, len(lines))):
        part = lines[number].strip()
        length += len(part) + 1
        if length > LINE_LIMIT or (not part and not _DATE.search(" ".join(parts))):
            return unsure
        if number > index and (label_of(lines[number]) is not None or _is_quote(part)):
            return unsure  # a header block or the quote itself begins here
        parts.append(part)
        if not part or not _may_end(part):
            continue
        verdict = _judge_attribution(" ".join(parts))
        if verdict is None:
            continue
        if number > index and not _DATED_START.match(lines[index]):
            # Prose above an attribution: the attribution begins at a later line.
            later = range(index + 1, number + 1)
            if any(_DATED_START.match(lines[start].lstrip()) for start in later):
                return unsure
        if verdict:
            return number + 1, True
        unsure = unsure or (number + 1, False)
    return unsure


def find_marked_attribution(lines: Sequence[str], index: int) -> int | None:
    """The line after an attribution that GroupWise marks like the quote below it, or None.

    ">>> Ann Reed <ann@north.example> schrieb am 03.03.2026 um 16:12 in Nachricht <…>:", wrapped
    without marks.
    """
    if not _MARKED_START.match(lines[index], 0, LINE_LIMIT):
        return None
    for number in range(index, min(index + _ATTRIBUTION_LINES, len(lines))):
        part = lines[number].strip()
        if not part or (number > index and part[0] == ">"):
            return None
        if part.endswith((":", ">>>")) and (part != ":" or number > index):
            return number + 1
    return None


def find_midline_attribution(line: str) -> int | None:
    """Where in the line an attribution begins that follows the author's own words."""
    if len(line) > LINE_LIMIT:
        return None
    found = _MIDLINE.search(line)
    return found.start() if found and found.start() > 0 else None


def _is_quote(part: str) -> bool:
    """A line with a quote's mark, which is not the end of a wrapped "<ann@north.example>:"."""
    return part.startswith(">") and (len(part) > _WRAPPED_MARK or not _may_end(part))


def _may_end(part: str) -> bool:
    """Cheap: most lines of prose leave here."""
    return part[-1] in ":：-_=>" or _ENDS_WROTE.search(part[-40:]) is not None


def _judge_attribution(text: str) -> bool | None:
    """True: surely one; False: only above quoted lines; None: not one."""
    has_address = _ADDRESS.search(text) is not None
    has_time = _TIME.search(text) is not None
    has_date = _DATE.search(text) is not None or (has_time and _WEEKDAY.search(text) is not None)
    colon = _ENDS_COLON.search(text) is not None
    verb = _ENDS_WROTE.search(text)
    if has_date and has_address and _WROTE_ASIDE.search(text):
        return True
    if verb and (has_address or not verb.group().lower().startswith("sent")):
        if has_date and (has_time or has_address):
            return True
        if has_address and colon:
            return len(text.split()) <= 8
        return False if colon or text.endswith("--") else None
    if not has_date:
        return None
    if not colon:
        dated = text[-1] == ">" and has_address and _DATED_START.match(text)
        return False if dated else None
    if has_time and has_address and _DATED_START.match(text):
        return True
    if _HAS_WROTE.search(text) and _DATED_START.match(text) and len(text) < 200:
        return has_time or has_address
    # "Ann Reed wrote on 3 May 2026:" reads like prose but for the quoted lines below it.
    if _HAS_WROTE.search(text) and len(text.split()) <= _SHORT_WORDS:
        return False
    return None
