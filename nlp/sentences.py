"""Cut new text into sentences: paragraph and line first, punctuation second.

Mail is not prose: lines carry meaning (bullets, greetings, sign-offs), yet many clients wrap a
paragraph at 60 to 80 columns. So a line break is a boundary unless the line looks wrapped, and only
then are the joined lines cut at full stops. Not for quoted text: callers pass stretches of new text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Longest stretch handed to the parser as one sentence; the longest honest sentence seen in the
#: development mail has under 900 code points.
MAX_SENTENCE = 1_000

#: A wrapped line is at least this long (shorter lines end where their author wanted) …
_WRAP_LEAST = 45
#: … and at most this long; longer ones come from clients that do not wrap.
_WRAP_MOST = 100

_BULLET = re.compile(
    r"[ \t]{0,12}(?:[-*+•‣◦▪●·–—»]{1,2}[ \t]|\(?(?:\d{1,2}|[a-zA-Z](?!\.[ ]?[a-z]\.))[.)][ \t]|\(?(?:i{1,3}|iv|vi?)[.)][ \t])"
    r"[ \t]{0,12}"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘]{1,24}\Z")
_ENDERS = re.compile(r"[.!?…]{1,12}[\"'”’)\]]{0,3}(?=\s)|[。！？]{1,12}[」』）]{0,2}")

_ABBREVIATIONS = words(
    "mr mrs ms dr prof sr jr st ave blvd rd inc ltd co corp llc plc gmbh dept dep div fig figs no nos "
    "vs e.g i.e eg ie cf ca approx est ext tel attn ref re jan feb mar apr jun jul aug sep sept oct "
    "nov dec mon tue tues wed thu thur thurs fri sat sun vol pp p para sec art al messrs gen hon rev "
    "capt sgt lt col u.s u.k u.n e.u a.m p.m min max incl excl avg qty acct mgr asst assoc intl",
    # German, French, Spanish, Portuguese; no word of another of these languages.
    "nr bzw inkl exkl mwst zzgl abzgl evtl ggf vgl anl bspw sog fa dipl lfd abt telef hr "
    "mme mlle env réf tél bd sra srta uds dña núm pág págs avda tfno depto dra exmo exma ilmo ilma "
    "eng nº n.º p.ex p.ej",
)
#: After these a number and a full stop are an ordinal: "der 2. Entwurf".
_ARTICLES = words("der die das dem den des")
_MONTHS = words(
    """januar jänner februar märz april mai juni juli august september oktober november dezember
    janvier février mars avril juin juillet août septembre octobre novembre décembre"""
)
_ORDINAL_BEFORE = re.compile(r"(?<!\w)(?P<before>[^\W\d_]{1,12}) \d{1,2}\Z")
_DAY_MONTH = re.compile(r"(?<!\d)\d{1,2}\. ?\d{1,2}\Z")
_WORD_AFTER = re.compile(r"[\s\"'(]{0,4}(?P<word>[^\W_]{1,12})")
#: "GmbH & Co. KG".
_LEGAL_FORMS = frozenset({"KG", "KGaA", "OHG", "Inc", "Ltd", "LLC"})
#: Words of two letters that end careless sentences: "ok. will do it. thanks".
_SHORT_ENDS = words("ok it so me us up in on go do to be he")
#: Abbreviations that also end sentences: a capital after them is a new sentence.
_MAY_END = words("a.m p.m inc ltd co corp llc plc u.s u.k e.u etc")


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences of `text[start:end]`, as offsets into `text`, in order, without outer white space.

    Stretches without a letter or digit (rules of dashes, smileys) are left out.
    """
    found: list[tuple[int, int]] = []
    for block_start, block_end in _blocks(text, start, end):
        for first, last in _cut_block(text, block_start, block_end):
            found.extend(_cut_long(text, first, last))
    return [span for span in found if any(c.isalnum() for c in text[span[0] : span[1]])]


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    while position < end:
        newline = text.find("\n", position, end)
        stop = end if newline < 0 else newline
        yield position, stop
        position = stop + 1


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of one or more lines that read on: wrapped paragraphs, single lines, bullets."""
    open_start = open_end = -1
    for line_start, line_end in _lines(text, start, end):
        first, last = _trim(text, line_start, line_end)
        if first == last:
            if open_start >= 0:
                yield open_start, open_end
            open_start = -1
            continue
        bullet = _BULLET.match(text, line_start, line_end)
        if open_start >= 0 and not bullet and _reads_on(text, open_end, first, last):
            open_end = last
            continue
        if open_start >= 0:
            yield open_start, open_end
        open_start = bullet.end() if bullet and bullet.end() < last else first
        open_end = last
    if open_start >= 0:
        yield open_start, open_end


def _reads_on(text: str, previous_end: int, first: int, last: int) -> bool:
    """Whether the line at `first` continues the line that ends at `previous_end`."""
    line_start = text.rfind("\n", 0, previous_end) + 1
    length = previous_end - line_start
    before = text[previous_end - 1]
    starts_lower = text[first].islower()
    if before == ":" and not starts_lower:
        return False
    if length > _WRAP_MOST:
        return starts_lower and before not in ".!?:"
    if length >= _WRAP_LEAST:
        first_word = last - first if (cut := text.find(" ", first, last)) < 0 else cut - first
        return starts_lower or length + first_word >= 55
    return starts_lower and before not in ".!?:"


def _cut_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for ender in _ENDERS.finditer(text, start, end):
        if not _ends_sentence(text, first, ender, end):
            continue
        span = _trim(text, first, ender.end())
        if span[0] < span[1]:
            yield span
        first = ender.end()
    span = _trim(text, first, end)
    if span[0] < span[1]:
        yield span


def _ends_sentence(text: str, first: int, ender: re.Match[str], end: int) -> bool:
    mark = ender.group()
    if mark[0] in "。！？":
        return True
    following = _next_visible(text, ender.end(), end)
    if not following:
        return True
    if "!" in mark or "?" in mark:
        return True
    before = _WORD_BEFORE.search(text, max(first, ender.start() - 24), ender.start())
    word = before.group().lower() if before else ""
    if mark[0] == "…" or mark.startswith(".."):
        return not following.islower()
    if word.isdigit() and len(word) <= 2 and _is_ordinal(text, first, ender, end):
        return False
    if word in _MAY_END:
        after = _WORD_AFTER.match(text, ender.end(), end)
        legal_form = after is not None and after["word"] in _LEGAL_FORMS
        return following.isupper() and not legal_form
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i"):
        return False
    if word.isdigit() and not text[first : ender.start()].strip().strip("(").rstrip("0123456789"):
        return False  # "2. The second point"
    if following.islower():
        return word.isalpha() and (len(word) > 2 or word in _SHORT_ENDS)
    return True


def _is_ordinal(text: str, first: int, ender: re.Match[str], end: int) -> bool:
    """Whether the number before a full stop counts: "am 3. April", "der 2. Entwurf", "12. 3."."""
    after = _WORD_AFTER.match(text, ender.end(), end)
    if after is None or ender.group() != ".":
        return False
    word = after["word"].lower()
    if word in _MONTHS or (word.isdigit() and text[after.end() : after.end() + 1] == "."):
        return True
    if word.startswith("20") and _DAY_MONTH.search(
        text, max(first, ender.start() - 8), ender.start()
    ):
        return True
    before = _ORDINAL_BEFORE.search(text, max(first, ender.start() - 20), ender.start())
    return before is not None and before["before"].lower() in _ARTICLES


def _next_visible(text: str, position: int, end: int) -> str:
    while position < end and (text[position].isspace() or text[position] in "\"'(“‘[*"):
        position += 1
    return text[position] if position < end else ""


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:
        limit = start + MAX_SENTENCE
        cut = max(text.rfind(" ", start + 1, limit), text.rfind("\n", start + 1, limit))
        cut = limit if cut <= start else cut
        span = _trim(text, start, cut)
        if span[0] < span[1]:
            yield span
        start = cut
    span = _trim(text, start, end)
    if span[0] < span[1]:
        yield span
