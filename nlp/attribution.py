"""What mail programs write above quoted and forwarded mail, in the languages of common clients.

Tables first, then three questions about lines: is this an attribution ("On …, Ann wrote:"), a
header block ("From: … Sent: …"), a separator ("-----Original Message-----")? Every pattern is
run on at most `LINE_LIMIT` characters and has no nested repetition, so hostile lines cost linear
time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from nlp.lexicon import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

#: No mail program writes a longer line above a quote.
LINE_LIMIT = 400
#: Attributions are wrapped over at most this many lines.
_ATTRIBUTION_LINES = 6


class Label(StrEnum):
    """The header fields that mail programs repeat above quoted mail."""

    FROM = "from"
    SENT = "sent"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"
    OTHER = "other"


#: Field names by what they mean: English, German, French, Spanish, Portuguese, Italian, Dutch,
#: Polish, Swedish, Danish, Norwegian, Finnish, Czech, Hungarian, Turkish, Russian, Japanese,
#: Chinese, Korean.
_LABEL_NAMES: dict[Label, str] = {
    Label.FROM: """from|von|de|da|van|od|från|fra|lähettäjä|kimden|felado|feladó|от|от кого
        |差出人|送信者|发件人|寄件者|寄件人|发件者|보낸 사람|expéditeur|remitente|mittente|message du""",
    Label.SENT: """sent|date|sent at|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi
        |enviado|enviado el|enviado em|enviada em|enviada|fecha|data|inviato|data invio|verzonden
        |verzonden op|wysłano|wysłane|data wysłania|skickat|sendt|dato|lähetetty|päivämäärä|päiväys
        |odesláno|elküldve|dátum|gönderme tarihi|gönderildi|tarih|отправлено|дата|дата отправки
        |送信日時|日付|日時|发送时间|日期|发送日期|寄件日期|時間|时间|보낸 날짜|날짜""",
    Label.TO: """to|an|à|a|para|per|aan|do|till|til|vastaanottaja|komu|címzett|kime|кому|宛先|收件人
        |收件者|받는 사람|destinataire|destinatario""",
    Label.CC: """cc|bcc|kopie|copie à|copie|con copia|ccn|dw|kopia|kopi|kopio|másolat|bilgi|копия
        |抄送|副本|참조|copia""",
    Label.SUBJECT: """subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|aihe
        |předmět|tárgy|konu|тема|件名|主题|主旨|主題|제목|sujet|sujeto""",
    Label.OTHER: """reply-to|importance|priority|attachments|wichtigkeit|anlagen|priorité
        |pièces jointes|importancia|datos adjuntos|antwort an|on behalf of|sender|message-id""",
}

LABELS: dict[str, Label] = {
    name.strip(): label
    for label, names in _LABEL_NAMES.items()
    for name in names.replace("\n", " ").split("|")
}

_LABEL_LINE = re.compile(
    r"[ \t*_>]{0,12}([^\W\d_][^\W\d_'\- ]{0,20}(?:[ '\-][^\W\d_]{1,12}){0,2})[ \t]?[*_]{0,2}[ \t]{0,3}[:：]"
)

#: Verbs that end an attribution, or stand before the name and a colon.
_WROTE = (
    r"wrote|writes|sent|schrieb|geschrieben|schreibt|a écrit|écrit|a ecrit|escribió|escribio|escreveu|"
    r"ha scritto|scrive|schreef|geschreven|napisał|napisała|napisał\(a\)|napisal|skrev|har skrevet|"
    r"följande|kirjoitti|napsal|napsala|írta|yazdı|şunu yazdı|написал|написала|пишет|писал|"
    r"đã viết|写道|寫道|のメール|は書きました|が書きました|さんの書き込み|님이 작성"
)
_ENDS_WROTE = re.compile(
    rf"(?:(?<!\w)(?:{_WROTE})|写道|寫道|書きました)(?:\(a\))?[ \t]{{0,3}}[:：]?[ \t]{{0,3}}[-_=]{{0,60}}[ \t]{{0,3}}\Z",
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
    r"|(?<!\d)\d{4}\s?年\s?\d{1,2}\s?月"
    r"|(?<![\w.])\d{1,2}(?:\.|st|nd|rd|th)?\s(?:de\s)?[^\W\d_]{3,10}\.?,?\s(?:de\s)?\d{4}"
    r"|[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
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
    r"[-_= ]{0,60}(?:\d|(?:on|am|le|el|em|il|in data|op|w dniu|dnia|den|på|vào|dne|在|于)\b"
    r"|[^\W\d_]{2,9}[.,]{0,2} \d|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
    re.IGNORECASE,
)
#: Inside a line, only where nothing else could be meant.
_MIDLINE = re.compile(
    r"(?:(?<=[ \t])|-{2,5}[ \t]?)(?:On (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? [^\n]{4,40}"
    r"\d{1,2}:\d{2}[^\n]{1,200}? wrote:)[ \t]*\Z",
    re.IGNORECASE,
)

_ORIGINAL = phrases(
    """
    original message
    original e-mail
    original email
    original appointment
    original
    reply message
    message
    oprindelig meddelelse
    oprindelig besked
    opprinnelig melding
    ursprüngliche nachricht
    ursprungliche nachricht
    originalnachricht
    original-nachricht
    antwort nachricht
    message d'origine
    message original
    message initial
    mensaje original
    mensagem original
    messaggio originale
    oorspronkelijk bericht
    origineel bericht
    wiadomość oryginalna
    oryginalna wiadomość
    ursprungligt meddelande
    originalmeddelande
    alkuperäinen viesti
    původní zpráva
    eredeti üzenet
    orijinal mesaj
    исходное сообщение
    пересылаемое сообщение
    元のメッセージ
    オリジナルメッセージ
    原始邮件
    原始郵件
    원본 메시지
    """
)
_FORWARDED = phrases(
    """
    forwarded message
    forwarded email
    forwarded by
    begin forwarded message
    start of forwarded message
    weitergeleitete nachricht
    weitergeleitet von
    anfang der weitergeleiteten nachricht
    anfang der weitergeleiteten e-mail
    message transféré
    message transmis
    message réexpédié
    début du message transféré
    début du message réexpédié
    transféré par
    mensaje reenviado
    inicio del mensaje reenviado
    reenviado por
    mensagem encaminhada
    início da mensagem reencaminhada
    início da mensagem encaminhada
    encaminhado por
    messaggio inoltrato
    inizio messaggio inoltrato
    inoltrato da
    doorgestuurd bericht
    begin doorgestuurd bericht
    doorgestuurd door
    przekazana wiadomość
    wiadomość przekazana
    początek przekazywanej wiadomości
    vidarebefordrat meddelande
    videresendt meddelelse
    videresendt besked
    videresendt melding
    転送されたメッセージ
    転送メッセージ
    转发的邮件
    转发邮件
    轉寄的郵件
    轉寄郵件
    転送
    """
)
#: Programs that write the phrase with a colon and no dashes around it.
_BARE_FORWARD = re.compile(
    r"[ \t>*]{0,6}(?:"
    + "|".join(
        re.escape(p)
        for p in _FORWARDED
        if p.startswith(
            ("begin", "start", "anfang", "d\u00e9but", "inicio", "in\u00edcio", "inizio", "pocz")
        )
    )
    + r")[ \t]{0,3}[:：][ \t*]{0,4}\Z",
    re.IGNORECASE,
)
_RULED = re.compile(
    r"[ \t>*]{0,6}[-_=—–]{2,80}[ \t]{0,3}([^\-_=—–\n][^\n]{0,160}?)[ \t]{0,3}(?:[-_=—–]{2,80}[ \t*]{0,4})?\Z"
)
_RULE = re.compile(r"[ \t*]{0,6}(?:[-_=—–*#]{5,}|[=*#]{4,})[ \t]{0,6}\Z")
_STAMP = re.compile(
    r"[ \t]{0,60}\d{1,2}/\d{1,2}/\d{2,4}[ \t]{1,4}\d{1,2}:\d{2}(?::\d{2})?[ \t]{0,2}(?:[AP]M)?[ \t]{0,20}\Z",
    re.IGNORECASE,
)


class Separator(StrEnum):
    """What a separator announces."""

    ORIGINAL = "original"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Lines [first, last) repeat the header of another mail."""

    first: int
    last: int


def find_separator(lines: Sequence[str], index: int) -> tuple[Separator, int] | None:
    """The separator at line `index` and the line after it, or None.

    Lotus Notes wraps "----- Forwarded by … on … -----" over two lines.
    """
    line = lines[index]
    if len(line) > LINE_LIMIT:
        return None
    if _BARE_FORWARD.match(line):
        return Separator.FORWARDED, index + 1
    ruled = _RULED.match(line)
    if ruled is None:
        return None
    inner = ruled.group(1).strip(" *:：").lower()
    if inner.startswith(_FORWARDED) and len(inner) < 160:
        after = index + 1
        if not line.rstrip().endswith(("-", "_", "=")) and after < len(lines):
            after += lines[after].rstrip().endswith("---")
        return Separator.FORWARDED, after
    if inner in _ORIGINAL and (
        inner not in {"message", "original"} or line.rstrip().endswith("--")
    ):
        return Separator.ORIGINAL, index + 1
    return None


def label_of(line: str) -> Label | None:
    """The header field a line begins with, or None."""
    found = _LABEL_LINE.match(line, 0, 60)
    if found is None:
        return None
    return LABELS.get(found.group(1).strip().lower())


def find_header_block(lines: Sequence[str], index: int) -> HeaderBlock | None:
    """The header block that begins at line `index` (rule above it and Lotus name lines apart)."""
    first_label = label_of(lines[index])
    if first_label is None or first_label in {Label.CC, Label.OTHER}:
        return None
    labels: set[Label] = set()
    has_address = False
    last = index
    for number in range(index, min(index + 14, len(lines))):
        line = lines[number]
        if not line.strip():
            break
        label = label_of(line)
        if label is None and (number == index or _reads_as_body(line, labels)):
            break
        if label is not None:
            labels.add(label)
        has_address = has_address or _ADDRESS.search(line[:LINE_LIMIT]) is not None
        last = number + 1
    return HeaderBlock(index, last) if _is_header(labels, has_address=has_address) else None


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
        if number > index and label_of(lines[number]) is not None:
            return unsure  # a header block begins here
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


def find_midline_attribution(line: str) -> int | None:
    """Where in the line an attribution begins that follows the author's own words."""
    if len(line) > LINE_LIMIT:
        return None
    found = _MIDLINE.search(line)
    return found.start() if found and found.start() > 0 else None


def is_rule(line: str) -> bool:
    """A line of dashes, underscores or equal signs and nothing else."""
    return len(line) <= LINE_LIMIT and _RULE.match(line) is not None


def is_stamp(line: str) -> bool:
    """A line with nothing but a date and a time, as Lotus Notes writes under the sender's name."""
    return len(line) <= 120 and _STAMP.match(line) is not None


def _is_header(labels: set[Label], *, has_address: bool) -> bool:
    core = labels - {Label.CC, Label.OTHER}
    if len(core) >= 3:
        # "From: London, To: Paris, Date: 3 May" is an itinerary.
        return Label.SUBJECT in core or has_address
    if len(core) == 2 and has_address:
        return bool(core & {Label.FROM, Label.TO})
    return core == {Label.TO, Label.SUBJECT} and Label.CC in labels


def _reads_as_body(line: str, labels: set[Label]) -> bool:
    """A line without a label: does it continue the field above, or is it the body already?"""
    return Label.SUBJECT in labels and len(line) > 60 and _ADDRESS.search(line[:LINE_LIMIT]) is None


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
    return None
