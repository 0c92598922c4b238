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
    original mail
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
    ursprüngliche mail
    ursprüngliche e-mail
    original-mail
    originalnachricht
    original-nachricht
    antwort nachricht
    message d'origine
    message original
    message initial
    mail original
    e-mail d'origine
    courriel original
    mensaje original
    correo original
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
    původní e-mail
    eredeti üzenet
    orijinal mesaj
    özgün ileti
    orijinal ileti
    исходное сообщение
    元のメッセージ
    元のメール
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
    forwarded e-mail
    forwarded mail
    forwarded original message
    forwarded by
    begin forwarded message
    start of forwarded message
    weitergeleitete nachricht
    weitergeleitete mail
    weitergeleitete e-mail
    weitergeleitet von
    anfang der weitergeleiteten nachricht
    anfang der weitergeleiteten e-mail
    message transféré
    message suivi
    mail transféré
    début du message transmis
    message transmis
    message réexpédié
    début du message transféré
    début du message réexpédié
    transféré par
    mensaje reenviado
    inicio del mensaje reenviado
    empieza el mensaje reenviado
    comienza el mensaje reenviado
    reenviado por
    mensagem encaminhada
    mensagem reencaminhada
    reencaminhado por
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
    początek przekazanej wiadomości
    przekazane przez
    vidarebefordrat meddelande
    vidarebefordrat brev
    vidarebefordrat mejl
    vidarebefordrat av
    videresendt meddelelse
    videresendt besked
    videresendt melding
    videresendt mail
    videresendt af
    start på videresendt besked
    start på videresendt e-mail
    videresendt e-post
    začátek přeposílané zprávy
    přeposlaná zpráva
    iletilen ileti
    iletilen mesaj
    iletilmiş ileti
    edelleenlähetetty viesti
    välitetty viesti
    továbbított üzenet
    továbbított levél
    начало переадресованного сообщения
    пересылаемое сообщение
    転送されたメッセージ
    転送メッセージ
    转发的邮件
    转发的消息
    开始转发的邮件
    开始转发邮件
    開始轉寄郵件
    轉寄的訊息
    轉寄訊息
    以下是轉寄信件
    전달된 메시지
    转发邮件
    轉寄的郵件
    轉寄郵件
    転送
    """
)
#: Programs that write the phrase with a colon and no dashes around it.
_BARE_FORWARD = re.compile(
    rf"[ \t>*]{{0,6}}(?:{'|'.join(map(re.escape, _FORWARDED))})[ \t]{{0,3}}[:：][ \t*]{{0,4}}\Z",
    re.IGNORECASE,
)
#: Lotus Notes in the browser: "-----Ann Reed/NORTH wrote: -----".
_RULED_ATTRIBUTION = re.compile(
    r"\S.{0,100} (?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|napisał\(a\)|skrev) ?:?",
    re.IGNORECASE,
)
_RULED = re.compile(
    r"[ \t>*]{0,6}[-_=—–]{2,80}[ \t]{0,3}([^\-_=—–\n][^\n]{0,160}?)[ \t]{0,3}(?:[-_=—–]{2,80}[ \t*]{0,4})?\Z"
)
_RULE = re.compile(r"[ \t*]{0,6}(?:[-_=—–*#]{5,}|[=*#]{4,})[ \t]{0,6}\Z")
_STAMP = re.compile(
    r"[ \t]{0,60}\d{1,4}(?P<s>[/.-])\d{1,2}(?P=s)\d{2,4},?[ \t]{1,4}\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[ \t]{0,2}(?:[AP]M)?[ \t]{0,20}\Z",
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
    inner = ruled.group(1).strip(" *:：").lower().replace("’", "'").replace("i\u0307", "i")
    if inner.startswith(_FORWARDED) and len(inner) < 160:
        after = index + 1
        if not line.rstrip().endswith(("-", "_", "=")) and after < len(lines):
            after += lines[after].rstrip().endswith("---")
        return Separator.FORWARDED, after
    if inner in _ORIGINAL and (
        inner not in {"message", "original"} or line.rstrip().endswith("--")
    ):
        return Separator.ORIGINAL, index + 1
    if line.rstrip().endswith("--") and _RULED_ATTRIBUTION.fullmatch(inner):
        return Separator.ORIGINAL, index + 1
    return None


def is_rule(line: str) -> bool:
    """A line of dashes, underscores or equal signs and nothing else."""
    return len(line) <= LINE_LIMIT and _RULE.match(line) is not None


def is_stamp(line: str) -> bool:
    """A line with nothing but a date and a time, as Lotus Notes writes under the sender's name."""
    return len(line) <= 120 and _STAMP.match(line) is not None
