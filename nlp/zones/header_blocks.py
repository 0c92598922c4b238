"""The header fields that mail programs repeat above quoted and forwarded mail, in many languages.

Outlook's From/Sent/To/Subject, the fields below "Begin forwarded message:", and Lotus Notes'
columns. A block needs several fields that belong together: an itinerary ("From: London, To: Paris")
is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from nlp.zones.separators import LINE_LIMIT, is_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        |差出人|送信者|发件人|寄件者|寄件人|发件者|보낸 사람|expéditeur|remitente|remetente|mittente|message du
        |nadawca|afsender|avsändare|odesílatel|afzender""",
    Label.SENT: """sent|date|sent at|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi
        |enviado|enviado el|enviado em|enviada em|enviada|fecha|data|inviato|data invio|verzonden
        |verzonden op|wysłano|wysłane|data wysłania|skickat|sendt|dato|lähetetty|päivämäärä|päiväys
        |odesláno|elküldve|dátum|gönderme tarihi|gönderildi|tarih|отправлено|дата|дата отправки
        |送信日時|日付|日時|发送时间|日期|发送日期|寄件日期|時間|时间|보낸 날짜|날짜""",
    Label.TO: """to|an|à|a|para|per|aan|do|till|til|vastaanottaja|komu|címzett|kime|кому|宛先|收件人
        |收件者|받는 사람|destinataire|destinatario|destinatário|pour|adresat|odbiorca|modtager|mottagare|empfänger""",
    Label.CC: """cc|bcc|kopie|copie à|copie|con copia|ccn|dw|kopia|kopi|kopio|másolat|bilgi|копия
        |抄送|副本|참조|copia|cópia|blindkopie|kopie an|dna|udw""",
    Label.SUBJECT: """subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|aihe
        |předmět|tárgy|konu|тема|件名|主题|主旨|主題|제목|sujet|sujeto""",
    Label.OTHER: """reply-to|importance|priority|attachments|wichtigkeit|anlagen|priorité
        |pièces jointes|importancia|datos adjuntos|antwort an|priorität|prioridad|prioridade|priorità|anexos|allegati|bijlagen|anlage|belang
        |załączniki|bilagor|vedhæftede filer|ek|添付ファイル|附件|重要度|重要性|on behalf of|sender|message-id""",
}

LABELS: dict[str, Label] = {
    name.strip(): label
    for label, names in _LABEL_NAMES.items()
    for name in names.replace("\n", " ").split("|")
}

_LABEL_LINE = re.compile(
    r"[ \t*_>]{0,12}([^\W\d_][^\W\d_'\- ]{0,20}(?:[ '\-][^\W\d_]{1,12}){0,2})[ \t]?[*_]{0,2}[ \t]{0,3}[:：]"
)

_ADDRESS = re.compile(r"[^\s<>@\"'(),;:]{1,80}@[^\s<>@\"'(),;:]{1,120}")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Lines [first, last) repeat the header of another mail."""

    first: int
    last: int


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


_NOTES_LABEL = re.compile(
    r"[ \t]{0,60}(?:(?P<to>to|an|à|a|para|per|aan)|(?P<subject>subject|betreff|thema|objet|asunto|oggetto|onderwerp)"
    r"|cc|kopie|copie|bcc|blindkopie)[ \t]{0,3}:?(?:[ \t]{1,60}(?P<value>\S.{0,200})|[ \t]{0,60})\Z",
    re.IGNORECASE,
)
#: Lotus Notes sets To, cc and Subject in a table; as text it takes so many lines.
_NOTES_LINES = 14


def find_notes_block(lines: Sequence[str], index: int) -> HeaderBlock | None:
    """Lotus Notes' columns below the stamp at line `index`: To, cc, Subject, each with its value.

    The stamp and the sender's name above it are the caller's to add.
    """
    if not is_stamp(lines[index]):
        return None
    seen_to = False
    first = 0
    for number in range(index + 1, min(index + _NOTES_LINES, len(lines))):
        found = _NOTES_LABEL.match(lines[number], 0, LINE_LIMIT)
        if found is None:
            continue
        first = first or number
        seen_to = seen_to or found["to"] is not None
        if found["subject"] is None:
            continue
        last = number + 1
        if found["value"] is None and last < len(lines) and lines[last].strip():
            last += 1
        return HeaderBlock(first, last) if seen_to else None
    return None


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
