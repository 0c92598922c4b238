"""What an automatic reply says of its sender: away until when, or gone for good.

The last day named is a day away, the day of return is not. Reads the date forms of English, German,
French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Norwegian, Polish, and numeric, ISO
and East Asian dates. Not for due dates in human mail: that is the language stage's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.ingest.records import AbsenceDates

#: Nobody is away longer and still has an automatic reply that means it.
LONGEST = timedelta(days=400)
#: How far into a text the dates of an absence stand; below are signatures and adverts.
_READ = 3_000

_MONTHS = (
    "january jan januar jänner janvier janv enero ene janeiro gennaio gen januari styczeń stycznia",
    "february feb februar fév février févr fevrier febrero fevereiro fev febbraio februari luty lutego",
    "march mar mär märz mars marzo março marco maart mrt mart marzec marca",
    "april apr avril avr abril abr aprile kwiecień kwietnia",
    "may mai mayo maio maggio mag mei maj maja",
    "june jun juni juin junio junho giugno giu czerwiec czerwca",
    "july jul juli juillet juil julio julho luglio lug lipiec lipca",
    "august aug août aout agosto ago augustus augusti sierpień sierpnia",
    "september sep sept septembre septiembre setembro set settembre wrzesień września",
    "october oct oktober okt octobre octubre outubro out ottobre ott październik października",
    "november nov novembre noviembre novembro listopad listopada",
    (
        "december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre desember "
        "grudzień grudnia"
    ),
)
_MONTH_OF = {name: number for number, row in enumerate(_MONTHS, 1) for name in row.split()}
_WEEKDAYS = (
    (
        "monday mon montag lundi lun lunes segunda segunda-feira lunedì maandag måndag mandag "
        "poniedziałek poniedziałku"
    ),
    "tuesday tue tues dienstag mardi martes terça terça-feira martedì dinsdag tisdag tirsdag",
    "wednesday wed mittwoch mercredi miércoles quarta quarta-feira mercoledì woensdag onsdag",
    (
        "thursday thu thur thurs donnerstag jeudi jueves quinta quinta-feira giovedì donderdag "
        "torsdag"
    ),
    "friday fri freitag vendredi viernes sexta sexta-feira venerdì vrijdag fredag",
    "saturday sat samstag sonnabend samedi sábado sabato zaterdag lördag lørdag",
    "sunday sun sonntag dimanche domingo domenica zondag söndag søndag",
)
_WEEKDAY_OF = {name: number for number, row in enumerate(_WEEKDAYS) for name in row.split()}


def _words(names: dict[str, int], *, shortest: int = 1) -> str:
    chosen = [name for name in names if len(name) >= shortest]
    return "|".join(re.escape(name) for name in sorted(chosen, key=len, reverse=True))


_MONTH = rf"(?:{_words(_MONTH_OF)})"
_WEEKDAY = rf"(?:{_words(_WEEKDAY_OF)})"
_YEAR = r"(?:\s*,?\s*(?:de |del )?(?P<{0}>20\d\d))?"
_LEAD = rf"(?:\b(?:{_WEEKDAY}\.?,?\s+|(?:mo|di|mi|do|fr|sa|so)[.,]+\s*))?(?:\b(?:the|den|dem|der|el|le|il|o|dia|el día|op|dnia)\s+)?"
_DATE = re.compile(
    _LEAD
    + r"(?:"
    + r"(?P<iso_y>20\d\d)(?P<iso_sep>[-/])(?P<iso_m>\d{1,2})(?P=iso_sep)(?P<iso_d>\d{1,2})(?!\d)"
    + rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|:e)?\.?\s*(?:of |de |di )?(?P<m1>{_MONTH})\b\.?"
    + _YEAR.format("y1")
    + rf"|(?P<m2>\b{_MONTH})\b\.?\s+(?:the\s+)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    + r"(?:\s*(?:-|–|—|\bto\b|\bthrough\b)\s*(?P<d2_to>\d{1,2})(?:st|nd|rd|th)?\b(?!\s*[:/.]\d))?"
    + _YEAR.format("y2")
    + r"|(?:(?P<cjk_y>20\d\d)年)?(?P<cjk_m>\d{1,2})月(?P<cjk_d>\d{1,2})日"
    + r"|(?<![\d.:/-])(?P<n1>\d{1,2})(?P<sep>[./-])(?P<n2>\d{1,2})(?:(?P=sep)(?P<ny>20\d\d|\d\d)\b|"
    + r"(?<=\d)\.(?!\d)|(?![\d.:/-]*\d))"
    + rf"|(?P<w>\b(?:{_words(_WEEKDAY_OF, shortest=4)})\b)"
    + r"|(?P<dx>(?<![\d.:/-])\d{1,2})(?:st|nd|rd|th|er|\.)?"
    + r"(?=\s*(?:-|–|—|to|until|through|bis|au|al|a|até|t/m|and|und|et|y|e)\s*(?:(?:el|le|o|den|dem|dia)\s+)?\d)"
    + r"|(?P<ordinal>(?<![\d.:/-])\d{1,2})(?:st|nd|rd|th)\b"
    + r"|(?P<word>\b(?:today|tomorrow|heute|morgen|aujourd'hui|demain|hoy|mañana|hoje|amanhã|oggi|"
    + r"domani|vandaag)\b|本日|今日|明日)"
    + r")",
    re.IGNORECASE,
)
_TODAY = frozenset("today heute aujourd'hui hoy hoje oggi vandaag 本日 今日".split())

_RANGE = re.compile(
    r"\s*(?:[(（][^()（）\n]{0,20}[)）])?\s*(?:-|–|—|~|〜|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bthru\b|"
    r"\bup to(?: and including)?\b|\bbis(?: einschließlich| inkl\.?| einschl\.?)?(?: zum)?\b|"
    r"\bau\b|\bjusqu'au\b|\bhasta\b|\bal\b|\ba\b|\baté\b|\bfino al?\b|\bt/m\b|\btot(?: en met)?\b|"
    r"\btill och med\b|\bt\.o\.m\.|\btil(?: og med)?\b|\bdo\b|\band\b|\bund\b|\bet\b|\by\b|\be\b|から|～)"
    r"\s*(?:(?:including|inclusive|on|the|den|dem|le|el|o|dia|op|zum)\s+)*",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:until|till|til|through|thru|up to|up till|ending|bis|jusqu'au|jusqu’au|au|hasta|al|até|ao|"
    r"fino al?|al|tot|t/m|tot en met|till och med|t\.o\.m\.|til og med|do)"
    r"(?:\s+(?:and including|including|inclusive|einschließlich|inkl\.?|einschl\.?|inclusive|zum|"
    r"einschließlich zum|y incluyendo|inclus|en met|the end of|end of|close of business|cob|eod|"
    r"on|dnia))*\s*$",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"(?:\b(?:back|return(?:ing|s)?|resume|resuming|available(?: again)?|reachable|in the office again|"
    r"zurück|retour|vuelta|regreso|regresar[ée]|vuelvo|volver[ée]|reincorporo|reincorporar[ée]|volta|"
    r"volto|voltarei|retorno|retornarei|regressarei|rientro|rientrer[òo]|torno|torner[òo]|ritorno|terug|"
    r"weer (?:aanwezig|bereikbaar|terug)|regresso|joignable|tillbaka|tilbage|tilbake|wracam|wrócę|powrót|"
    r"reprendrai|reviens|reviendrai|rentre(?:rai)?|disponible)\b"
    r"[^.!?\n]{0,45}?|\bwieder\b[^.!?\n]{0,30}?)"
    r"(?:\b(?:on|from|by|as of|am|ab|ab dem|zum|vom|le|du|dès le|à partir du|el|a partir del|em|no|na|a|ao|"
    r"a partir de|em|il|dal|op|vanaf|den|från|fra|od|dnia|is|at|again|office|work|desk|día|dia|on the)"
    r"\s*)?[:,]?\s*$",
    re.IGNORECASE,
)
_AFTER_RETURN = re.compile(
    r"[^.!?\n\d]{0,25}\b(?:wieder|zurück|erreichbar|back|de retour)\b", re.IGNORECASE
)
#: Japanese says it behind the date: until, back from, away on.
_EAST_GAP = r"\s*(?:[(（][月火水木金土日][)）])?\s*"
_EAST_UNTIL = re.compile(rf"{_EAST_GAP}まで(?!に)")
_EAST_RETURN = re.compile(
    rf"{_EAST_GAP}(?:より|から|以降|に|は)[^。\n\d]{{0,14}}(?:出社|復帰|対応|確認|返信|連絡|出勤|業務)"
)
_EAST_NEXT = re.compile(r"(?:次の|次回の?|復帰は|出社は|出勤は)[^。\n\d]{0,8}\Z")
_EAST_AWAY = re.compile(r"[^。\n\d]{0,12}(?:外出|不在|休暇|休み|休業|出張)")
_BARE_AB = re.compile(r"\b(?:ab|ab dem|am)\s+$", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:from|starting(?: on)?|beginning(?: on)?|as of|since|between|von|vom|ab|seit|zwischen|du|"
    r"à partir du|depuis le|entre|del|desde(?: el)?|de|a partir de|dal|dall'|van|vanaf|från(?: och med)?|"
    r"fra(?: og med)?|od|on|am|em)\s*$",
    re.IGNORECASE,
)
_AWAY_TODAY = re.compile(
    r"(?:out|away|off|leave|abwesend|absent|fuera|ausente|fora|assente|afwezig|urlaub|büro|haus)",
    re.IGNORECASE,
)
# Where the quoted message or another's words begin.
_CUT = re.compile(
    r"^(?:>|-{2,}\s*\S.*-{2,}|_{10,}|(?:from|von|de|da|van|från|fra|od)\s*:\s.*@)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """One date expression in a text; `day` is None for "10" of "10 to 14 November"."""

    start: int
    end: int
    day: date | None
    day_of_month: int = 0
    last_day: date | None = None  # of "November 10-14"


def parse_absence(
    subject: str,
    text: str,
    *,
    sent_at: datetime,
    zone: str,
    month_first: bool | None = None,
) -> AbsenceDates | None:
    """The days an out-of-office reply says its sender is away, or None where it names no end.

    Args:
        subject: Read only where the text names no date, because it repeats what was answered.
        text: Visible text of the reply.
        sent_at: Aware UTC; what "Monday" and a missing year are counted from.
        zone: IANA zone of the sender; the days are days there.
        month_first: Whether 3/4 is March 4th; None: by zone, true in the United States and in
            East Asia.

    Returns:
        Days with the last one included. A range in the past, or of more than 400 days, is None.
    """
    today = _local_day(sent_at, zone)
    us_order = _is_month_first(zone) if month_first is None else month_first
    own = text[:_READ]
    cut = _CUT.search(own)
    own = own[: cut.start()] if cut is not None and cut.start() > 40 else own
    for words, in_subject in ((own, False), (subject, True)):
        found = _find_dates(words, today, month_first=us_order)
        span = _choose_span(words, found, today)
        if span is None:
            continue
        from_on, to_on, start, end = span
        if from_on <= to_on and to_on >= today - timedelta(days=1) and to_on - from_on <= LONGEST:
            return AbsenceDates(from_on, to_on, words[start:end], start, end, in_subject)
    return None


def _local_day(moment: datetime, zone: str) -> date:
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment.date()


_US_ZONES = frozenset(
    f"America/{city}"
    for city in (
        "New_York Chicago Denver Los_Angeles Phoenix Detroit Boise Anchorage Juneau Menominee"
    ).split()
)


_EAST_ZONES = frozenset(f"Asia/{city}" for city in "Tokyo Seoul Shanghai Taipei".split())


def _is_month_first(zone: str) -> bool:
    return (
        zone in _US_ZONES
        or zone in _EAST_ZONES
        or zone.startswith(
            ("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")
        )
        or zone == "Pacific/Honolulu"
    )


def _find_dates(text: str, today: date, *, month_first: bool) -> list[_Found]:
    found: list[_Found] = []
    for match in _DATE.finditer(text):
        each = _read_date(match, today, month_first=month_first)
        if each is not None:
            found.append(each)
    return found


def _read_date(match: re.Match[str], today: date, *, month_first: bool) -> _Found | None:
    group = match.groupdict()
    span = (match.start(), match.end())
    if group["w"]:
        ahead = (_WEEKDAY_OF[group["w"].lower()] - today.weekday()) % 7
        return _Found(*span, today + timedelta(days=ahead))
    if group["word"]:
        days = 0 if group["word"].lower() in _TODAY else 1
        return _Found(*span, today + timedelta(days=days))
    if group["ordinal"]:
        return _Found(*span, _next_day_of_month(int(group["ordinal"]), today))
    if group["dx"]:
        return _Found(*span, None, int(group["dx"]))
    for year, month, day in (("iso_y", "iso_m", "iso_d"), ("cjk_y", "cjk_m", "cjk_d")):
        if group[day]:
            return _dated(span, group[year], int(group[month]), int(group[day]), today)
    for year, month, day in (("y1", "m1", "d1"), ("y2", "m2", "d2")):
        if group[day]:
            number = _MONTH_OF[group[month].lower()]
            dated = _dated(span, group[year], number, int(group[day]), today)
            return _with_last_day(dated, group["d2_to"] if day == "d2" else None)
    first, second = int(group["n1"]), int(group["n2"])
    if (month_first and group["sep"] != "." and first <= 12) or second > 12 >= first:
        first, second = second, first
    year_text = group["ny"]
    if year_text is not None and len(year_text) == 2:
        year_text = "20" + year_text
    return _dated(span, year_text, second, first, today)


def _next_day_of_month(day: int, today: date) -> date | None:
    for ahead in range(62):
        each = today + timedelta(days=ahead)
        if each.day == day:
            return each
    return None


def _with_last_day(found: _Found | None, day: str | None) -> _Found | None:
    if found is None or found.day is None or day is None:
        return found
    try:
        return replace(found, last_day=found.day.replace(day=int(day)))
    except ValueError:
        return found


def _dated(
    span: tuple[int, int], year: str | None, month: int, day: int, today: date
) -> _Found | None:
    years = [int(year)] if year else [today.year, today.year + 1, today.year - 1]
    days: list[date] = []
    for each in years:
        try:
            days.append(date(each, month, day))
        except ValueError:
            continue
    if not days:
        return None
    # A month is left out of a date that is near: the nearest one, rather ahead than behind.
    nearest = min(days, key=lambda each: abs((each - today).days - 120))
    return _Found(*span, nearest, day)


@dataclass(slots=True)
class _Reading:
    """What the dates of a text said so far; each as day, first and last character."""

    away: tuple[date, int, int] | None = None
    until: tuple[date, int, int] | None = None
    back: tuple[date, int, int] | None = None

    def add(self, text: str, each: _Found, today: date) -> None:
        """Take in one date by the words around it."""
        if each.day is None:
            return
        before = _before(text, each.start)
        start = each.start - len(before)
        if each.last_day is not None and not _is_return(text, each, before):
            self.add_range((each.day, each.last_day), each.start, each.end)
        elif _is_return(text, each, before):
            self.back = self.back or (_return_day(each, text, today), start, each.end)
        elif _UNTIL.search(before):
            self.until = self.until or (each.day, start, each.end)
        elif _FROM.search(before) and self.away is None and self.until is None:
            self.away = (each.day, each.start, each.end)
        elif _EAST_UNTIL.match(text, each.end):
            self.until = self.until or (each.day, each.start, each.end)
        elif (
            each.day == today
            and self.until is None
            and (_AWAY_TODAY.search(before) or _EAST_AWAY.match(text, each.end))
        ):
            self.until = (today, start, each.end)

    def add_range(self, days: tuple[date, date], start: int, end: int) -> None:
        """Take in "10 to 14 November"; the first range of a text counts."""
        if self.until is None:
            self.away, self.until = (days[0], start, end), (days[1], start, end)

    def span(self, text: str, today: date) -> tuple[date, date, int, int] | None:
        """From, to (included), and the characters they were read from."""
        if self.back is not None:
            last, start, end = self.back[0] - timedelta(days=1), self.back[1], self.back[2]
        elif self.until is not None:
            last, start, end = self.until
        else:
            return None
        first = min(today, last)
        if self.away is not None and self.away[0] <= last:
            first, start = self.away[0], min(start, self.away[1])
        while start < end and text[start].isspace():
            start += 1
        return first, last, start, end


def _choose_span(text: str, found: list[_Found], today: date) -> tuple[date, date, int, int] | None:
    reading = _Reading()
    index = 0
    while index < len(found):
        each = found[index]
        following = found[index + 1] if index + 1 < len(found) else None
        pair = _read_range(text, each, following) if following is not None else None
        if pair and following and not _RETURN.search(_before(text, each.start)):
            reading.add_range(pair, each.start, following.end)
            index += 2
            continue
        reading.add(text, each, today)
        index += 1
    return reading.span(text, today)


def _before(text: str, start: int) -> str:
    """What stands before a date in its own sentence, at most 80 characters."""
    before = text[max(0, start - 80) : start].replace("\n", " ")
    for mark in (". ", "! ", "? "):
        before = before.rpartition(mark)[2]
    return before


def _is_return(text: str, each: _Found, before: str) -> bool:
    if _RETURN.search(before):
        return not _UNTIL.search(before)
    if _EAST_RETURN.match(text, each.end) or _EAST_NEXT.search(before):
        return True
    after = text[each.end : each.end + 60].replace("\n", " ")
    return _BARE_AB.search(before) is not None and _AFTER_RETURN.match(after) is not None


def _return_day(each: _Found, text: str, today: date) -> date:
    """A weekday of return is the next one after today."""
    assert each.day is not None
    is_bare_weekday = (
        text[each.start : each.end].rsplit(maxsplit=1)[-1].lower().strip(".,") in _WEEKDAY_OF
    )
    if is_bare_weekday and each.day == today:
        return today + timedelta(days=7)
    return each.day


def _read_range(text: str, first: _Found, second: _Found) -> tuple[date, date] | None:
    between = text[first.end : second.start]
    if len(between) > 60 or _RANGE.fullmatch(between) is None or second.day is None:
        return None
    if first.day is not None:
        from_on = first.day
        if from_on > second.day:  # "28 December to 5 January"
            from_on = _year_before(from_on)
        return (from_on, second.day) if from_on <= second.day else None
    try:
        from_on = second.day.replace(day=first.day_of_month)
    except ValueError:
        return None
    return (from_on, second.day) if from_on <= second.day else None


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


# ── Gone for good ────────────────────────────────────────────────────────────────────────────

_I_LEFT = re.compile(
    r"\bI(?:'m| am) no longer (?:with|at|working|employed|part of)\b|"
    r"\bI (?:have |'ve )?(?:left|retired from|moved on from) "
    r"(?!the office|for\b|my\b|a message)[\w&'-]+|\bI no longer work\b|"
    r"\bmy last (?:working )?day (?:at|with|was)\b|"
    r"\bich (?:bin|arbeite) (?:\w+ ){0,3}nicht mehr (?:bei|für|im unternehmen|tätig)|"
    r"\bich habe (?:\w+ ){0,4}verlassen\b|"
    r"\bje ne (?:travaille plus|fais plus partie|suis plus (?:en poste|employé))|\bj'ai quitté (?:l|m|\w+)|"
    r"\bya no (?:trabajo|formo parte|laboro)\b|\bhe dejado la empresa\b|"
    r"\b(?:já )?não (?:trabalho mais|faço mais parte|estou mais na empresa)|\bdeixei a empresa\b|"
    r"\bnon lavoro più\b|\bho lasciato l'azienda\b|"
    r"\bik (?:werk|ben) (?:\w+ ){0,3}niet (?:meer|langer) (?:bij|werkzaam|voor)",
    re.IGNORECASE,
)
_THEY_LEFT = re.compile(
    r"\b(?:is|are) no longer (?:with (?:us|the|our|[A-Z])|employed|working (?:at|for|with)|"
    r"part of (?:the|our)|at (?:the company|[A-Z]))|\bno longer works? (?:at|for|with|here)\b|"
    r"\bhas left (?:the (?:company|firm|organi[sz]ation|business)|our (?:company|firm|team)|us\b|[A-Z]\w+)|"
    r"\bist nicht mehr (?:bei|für|im unternehmen|in unserem|tätig)|\bnicht mehr (?:bei uns|für uns) tätig|"
    r"\bhat (?:das unternehmen|unser unternehmen|unser haus|die firma) verlassen|"
    r"\bn['’]est plus (?:en poste|employée?|dans l|chez)|\bne travaille plus\b|"
    r"\ba quitté (?:l['’](?:entreprise|organisation)|la société|notre)|\bne fait plus partie\b|"
    r"\bya no (?:trabaja|labora|forma parte)\b|\bha dejado (?:la empresa|de trabajar)\b|"
    r"\bnão (?:trabalha mais|faz mais parte)|\bdeixou a empresa\b|"
    r"\bnon lavora più\b|\bha lasciato l['’]azienda\b|"
    r"\bwerkt niet (?:meer|langer)\b|\bniet meer werkzaam\b|\bnie pracuje już\b|\bjuż nie pracuje\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:the )?(?:person|recipient|employee|colleague|user|contact|individual|mailbox|owner|"
    r"mitarbeiter(?:in)?|kolleg(?:e|in)|empfänger(?:in)?|person|personne|collaborateur|"
    r"destinataire|persona|pessoa|destinatario|destinatário|medewerker)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w'’-]+")
_NOT_NAMES = frozenset(
    "please thank thanks dear hello hi the this that unfortunately as i mr mrs ms herr frau "
    "monsieur madame señor señora we our your you he she they it her his".split()
)


def find_departure(text: str, *, sender_name: str, sender_address: str) -> tuple[int, int] | None:
    """Characters of the words by which an automatic reply says that its sender left for good.

    "My colleague Ben has left the firm" in Ann's reply is not about Ann: a name before the words
    must be part of the sender's.
    """
    own = text[:_READ]
    cut = _CUT.search(own)
    own = own[: cut.start()] if cut is not None and cut.start() > 40 else own
    match = _I_LEFT.search(own)
    if match is not None:
        return match.span()
    known = f"{sender_name} {sender_address.partition('@')[0]}".lower()
    for match in _THEY_LEFT.finditer(own):
        before = _before(own, match.start())
        names = [each for each in _NAME.findall(before) if each.lower() not in _NOT_NAMES]
        about_sender = any(name.lower() in known for name in names)
        if about_sender or (not names and (_SOMEBODY.search(before) or _is_pronoun(before))):
            return match.span()
    return None


def _is_pronoun(before: str) -> bool:
    last = before.strip().rpartition(" ")[2].lower()
    return last in ("he", "she", "they", "er", "sie", "il", "elle", "who", "")
