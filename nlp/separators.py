"""Lines that part a message from the mail it answers or passes on, in many languages.

"-----Original Message-----", "Begin forwarded message:", rules of dashes, Lotus Notes' stamp under
the sender's name. Every pattern is run on at most `LINE_LIMIT` characters and has no nested
repetition, so hostile lines cost linear time.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from nlp.lexicon import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

#: No mail program writes a longer line above a quote.
LINE_LIMIT = 400

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


def is_rule(line: str) -> bool:
    """A line of dashes, underscores or equal signs and nothing else."""
    return len(line) <= LINE_LIMIT and _RULE.match(line) is not None


def is_stamp(line: str) -> bool:
    """A line with nothing but a date and a time, as Lotus Notes writes under the sender's name."""
    return len(line) <= 120 and _STAMP.match(line) is not None
