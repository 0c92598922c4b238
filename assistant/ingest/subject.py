"""Subjects: what is left when reply, forward and automatic prefixes are taken off.

After RFC 5256 section 2.1, widened to the prefixes that mail programs write in other languages.
Not for deciding that a message is automatic: `automatic` reads the fields first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Checked against the localised clients of Outlook, Thunderbird, Lotus Notes, Gmail and Apple Mail
# as they are listed in public articles on subject prefixes; one or two letters only where a client
# really writes them.
_REPLY = (
    "re|ré|r|aw|antw|antwort|sv|vs|res|resp|réf|ref|rif|odp|ynt|yan|cvp|vá|atb|ats|odg|bls|bal|hv|σχετ|απ|на|"
    "ответ|отв|відп|отг|回复|回覆|答复|答覆|返信|답장|회신|השב|תגובה|رد|ตอบ|ตอบกลับ|trả lời|balas|balasan"
)
_FORWARD = (
    "fw|fwd|forward|wg|wtr|weitergeleitet|tr|trs|enc|rv|i|pd|ilt|i̇lt|vb|vl|vl|doorst|"
    "továbbítás|továbbított|továbbít|pren|persiųsti|pārsūtīts|προωθ|пересл|fwd от|转发|轉寄|轉發|转寄|転送|전달|"
    "הועבר|إعادة توجيه|ส่งต่อ|chuyển tiếp|teruskan|fs"
)
_AUTOMATIC = (
    "automatic reply|auto reply|autoreply|auto-reply|auto|auto response|automated reply|"
    "automatische antwort|abwesenheitsnotiz|abwesenheit|réponse automatique|absence du bureau|"
    "respuesta automática|fuera de la oficina|resposta automática|fora do escritório|"
    "risposta automatica|fuori sede|automatisch antwoord|afwezig|autosvar|automatiskt svar|"
    "automatisk svar|automaattinen vastaus|odpowiedź automatyczna|autoodpowiedź|"
    "автоматический ответ|автоответ|otomatik yanıt|自動回覆|自动答复|自动回复|自動応答|자동 회신|"
    "automatická odpověď|automatikus válasz|"
    "out of office|out of the office|out of office autoreply|ooo|"
    "undeliverable|undelivered|delivery status notification|returned mail|unzustellbar|"
    "nicht zustellbar|non remis|no se puede entregar|não é possível entregar|read|not read|gelesen|"
    "ungelesen gelöscht|lu|leído|lida|letto|gelezen"
)
_CALENDAR = (
    "accepted|declined|tentative|tentatively accepted|maybe|canceled|cancelled|canceled event|"
    "cancelled event|invitation|updated invitation|updated invitation with note|new event|"
    "new time proposed|declined new time|updated|zugesagt|abgelehnt|mit vorbehalt|abgesagt|"
    "abgesagter termin|einladung|aktualisierte einladung|termin|accepté|refusé|provisoire|annulé|"
    "invitation modifiée|aceptado|aceptada|rechazado|rechazada|provisional|cancelado|cancelada|"
    "invitación|invitación actualizada|aceito|aceita|recusado|recusada|convite|convite atualizado|"
    "provisório|accettato|rifiutato|provvisorio|annullato|invito|geaccepteerd|geweigerd|"
    "voorlopig|geannuleerd|uitnodiging|zaakceptowano|odrzucono|odwołano|zaproszenie|"
    "承諾|辞退|キャンセル|招待|已接受|已拒绝|已取消|邀请"
)
_EXTERNAL = (
    r"external|ext|extern|externe|externo|esterno|external email|external mail|external sender|"
    r"external message|extern mail|e-mail externe|correo externo|e-mail externo|caution: external|"
    r"spam|suspected spam|spam\?|suspicious|possible spam|unverified sender"
)

_COUNT = r"(?:\s*[\[(]\s*\d{1,4}\s*[\])]|\s*[*^]\s*\d{1,4}|\d{1,2})?"
_COLON = r"\s*[:：]\s*"


def _prefix(words: str) -> re.Pattern[str]:
    longest_first = "|".join(
        re.escape(word) for word in sorted(set(words.split("|")), key=len, reverse=True)
    )
    return re.compile(rf"(?:{longest_first})\.?{_COUNT}{_COLON}", re.IGNORECASE)


_REPLY_PREFIX = _prefix(_REPLY)
_FORWARD_PREFIX = _prefix(_FORWARD)
_AUTOMATIC_PREFIX = _prefix(_AUTOMATIC)
_CALENDAR_PREFIX = _prefix(_CALENDAR)
_EXTERNAL_TAG = re.compile(
    rf"(?:[\[(]\s*(?:{_EXTERNAL})\s*[\])]|\*{{2,}}\s*(?:{_EXTERNAL})\s*\*{{2,}}|"
    rf"<\s*(?:{_EXTERNAL})\s*>|(?:external|extern|ext){_COLON})\s*",
    re.IGNORECASE,
)
_LIST_TAG = re.compile(r"\[[^\[\]]{1,60}\]\s*")
_TRAILING_FORWARD = re.compile(r"\s*\((?:fwd|forwarded)\)\s*$", re.IGNORECASE)
# What Google puts behind the title of an invitation: an at sign, day, times, zone and calendar.
_CALENDAR_WHEN = re.compile(r"\s+@\s+\S.*\d.*$", re.DOTALL)
_START = re.compile(r"[\[(*<\w]")


@dataclass(frozen=True, slots=True)
class BaseSubject:
    """A subject without its prefixes, and which kinds of prefix it had.

    Attributes:
        text: Case as written, single spaces; may be ``''``.
        reply: The first prefix is a reply prefix (tags before it do not count).
        automatic: It had an automatic-reply prefix.
        calendar: It had the prefix of an invitation or of an answer to one.
    """

    text: str
    reply: bool = False
    forward: bool = False
    automatic: bool = False
    calendar: bool = False


@lru_cache(maxsize=4096)
def parse_subject(subject: str) -> BaseSubject:
    """Take all prefixes off a cleaned subject. Idempotent on its own `text`.

    A tag in brackets that a list put in front stays, prefixes behind it do not: ``[team] Re: Plan``
    and ``Re: [team] Plan`` are both ``[team] Plan``.
    """
    rest = " ".join(subject.split())
    tag = ""
    kinds: list[str] = []
    while True:
        kind, end = _match_prefix(rest)
        if kind == "tag" and not tag:
            tag, rest = rest[:end].strip(), rest[end:]
            continue
        if kind in ("", "tag"):
            break
        kinds.append(kind)
        rest = rest[end:].lstrip()
    while (trailing := _TRAILING_FORWARD.search(rest)) is not None:
        rest = rest[: trailing.start()]
        kinds.append("forward")
    if "calendar" in kinds:
        rest = _CALENDAR_WHEN.sub("", rest)
    text = f"{tag} {rest}".strip() if tag else rest.strip()
    marks = [kind for kind in kinds if kind != "external"]
    result = BaseSubject(
        text=text,
        reply=bool(marks) and marks[0] == "reply",
        forward="forward" in marks,
        automatic="automatic" in marks,
        calendar="calendar" in marks,
    )
    if not kinds or text == subject:
        return result
    # What was uncovered may be a prefix again; a second look makes the answer final.
    again = parse_subject(text)
    return BaseSubject(again.text, result.reply, result.forward, result.automatic, result.calendar)


def _match_prefix(rest: str) -> tuple[str, int]:
    if _START.match(rest) is None:
        return "", 0
    head = rest[:80]
    if ":" not in head and "：" not in head and rest[0] not in "[(*<":
        return "", 0
    for kind, pattern in _KINDS:
        match = pattern.match(rest)
        if match is not None:
            return kind, match.end()
    return "", 0


_KINDS = (
    ("external", _EXTERNAL_TAG),
    ("reply", _REPLY_PREFIX),
    ("forward", _FORWARD_PREFIX),
    ("automatic", _AUTOMATIC_PREFIX),
    ("calendar", _CALENDAR_PREFIX),
    ("tag", _LIST_TAG),
)


def subject_key(base_subject: str) -> str:
    """What two base subjects are compared by: case and spacing do not matter."""
    return " ".join(base_subject.casefold().split())
