"""Is a human behind this message? By its fields first, by its subject where they are silent.

After the definitions, RFC 3834 (automatic responses), RFC 3464 (delivery reports), RFC 6047
(calendar objects in mail) and RFC 2369/2919 (lists). Not for what an automatic message says: the
dates of an absence are read by `absence`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.ingest.subject import parse_subject

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from assistant.ingest.records import NormalisedMessage

_CALENDAR_METHODS = frozenset("request reply cancel counter declinecounter refresh add".split())
_BULK = frozenset("bulk list junk auto_reply auto-reply".split())

_MACHINE = (
    r"(?:no|non|not|do[._-]?not|dont)[._-]?(?:reply|respond|response|antwort(?:en)?)|"
    r"(?:nicht|keine)[._-]?antwort(?:en)?|ne[._-]?pas[._-]?repondre|no[._-]?(?:responder|contestar)|"
    r"nao[._-]?respond[ae]r?|non[._-]?rispondere|"
    r"mailer[._-]?daemon|postmaster|mail[._-]?daemon|bounces?|"
    r"notifications?|notify|newsletters?|auto[._-]?(?:reply|mailer|confirm|notify|responder)|"
    r"automated|automailer|robot|daemon|listserv|majordomo|mailman|unsubscribe"
)
_MACHINE_LOCAL = re.compile(rf"(?:^|[._+=-])(?:{_MACHINE})(?:$|[._+=\d-])", re.IGNORECASE)

# A subject that stands for an absence: the phrase opens it, and what follows is a colon, a date,
# an end. "Out of office policy" and "Re: out of office" are written by people.
_AWAY_PHRASE = (
    r"(?:i am |i'm |we are )?(?:currently )?(?:out[ -]of[ -](?:the[ -])?office|ooo|away from (?:the|my) "
    r"(?:office|desk)|on (?:annual |parental |maternity |paternity |sick |medical )?leave|"
    r"on vacation|on holidays?)|"
    r"(?:automatische )?abwesenheits(?:notiz|meldung|assistent|benachrichtigung|nachricht|info)|abwesenheit|"
    r"abwesend|(?:ich bin )?(?:derzeit )?(?:abwesend|im urlaub)|urlaub(?= (?:bis|vom|ab) )|"
    r"nicht im (?:büro|haus)|außer haus|"
    r"(?:message |notification |avis |réponse automatique )?d'absence|absence(?: du bureau| temporaire)?|"
    r"absent(?:\(e\)|e)?(?: du bureau)?|je suis (?:actuellement )?(?:absente?|en congés?|en vacances)|"
    r"en congés?|en vacances|"
    r"(?:mensaje autom[áa]tico:? |aviso de )?(?:fuera de (?:la )?oficina|ausencia(?: temporal)?)|ausente|"
    r"de vacaciones|vacaciones(?= (?:hasta|del) )|estoy (?:fuera(?: de (?:la )?oficina)?|de vacaciones|ausente)|"
    r"fora do escrit[óo]rio|fora da empresa|(?:aviso de )?aus[êe]ncia(?: tempor[áa]ria)?|"
    r"ausente do escrit[óo]rio|de férias|férias(?= (?:até|de \d))|estou (?:de férias|fora|ausente)|"
    r"fuori (?:sede|ufficio)|assente|assenza|in ferie|"
    r"afwezig(?:heid)?|niet aanwezig|"
    r"frånvar(?:o|ande)|semester|ikke på kontoret|fraværende|fravær|poissa|lomalla|"
    r"nieobecność|poza biurem|urlop|mimo kancelář|"
    r"вне офиса|в отпуске|отсутствие|ofis dışında|izindeyim|"
    r"不在(?:通知|連絡|のお知らせ|のご連絡|にしております)?|外出(?:中)?|休暇(?:中|のお知らせ)?|不在办公室|부재중"
)
_AWAY_SUBJECT = re.compile(
    rf"(?:{_AWAY_PHRASE})(?:\s+auto[ -]?(?:reply|response|matic reply))?\s*"
    r"(?:$|[:：!.,;(\[/–—【-]|re:|aw:|\d|until|till|from|through|bis|vom|jusqu|du|au|hasta|del|até|de \d|"
    r"fino|dal|tot|t/m|van)",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"(?:automatic(?:ally generated)? (?:reply|response)|auto(?:mated)?[ -]?(?:reply|response)|"
    r"automatische (?:antwort|rückmeldung)(?: auf ihre (?:nachricht|e-?mail|anfrage))?|auto-?antwort|"
    r"réponse automatique|respuesta autom[áa]tica|autorr?espuesta|autorr?esposta|"
    r"resposta autom[áa]tica|risposta automatica|automatisch(?:e)? antwoord|autosvar|"
    r"automatiskt? svar|automaattinen vastaus|odpowiedź automatyczna|autoodpowiedź|"
    r"автоматический ответ|автоответ|otomatik (?:yanıt|cevap)|自動回覆|自动答复|自动回复|自動(?:応答|返信|送信)(?:メール)?|"
    r"자동 회신|automatická odpověď|automatikus válasz)\s*(?:$|[:：]|re:|aw:|-)",
    re.IGNORECASE,
)
#: 【自動返信】 in front of a Japanese subject says it all; any other such tag says nothing.
_BRACKETED = re.compile(r"【(?P<tag>(?:自動(?:応答|返信|送信)(?:メール)?|不在(?:通知|連絡)?))】")
_BOUNCE_SUBJECT = re.compile(
    r"(?:undeliverable|undelivered mail|unzustellbar|nicht zustellbar|non remis|"
    r"no se puede entregar|não é possível entregar|non recapitabile|onbestelbaar|"
    r"delivery status notification|mail delivery (?:failed|failure|subsystem)|failure notice|"
    r"returned mail|delivery (?:has )?failed|delayed mail)\b\s*(?:$|[:：(,]|returning|-)",
    re.IGNORECASE,
)
_AWAY_TEXT = re.compile(
    r"out of (?:the |my )?office|\booo\b|away from (?:the|my) (?:office|desk)|\bon (?:\w+ )?leave\b|"
    r"\bon (?:vacation|holidays?)\b|\b(?:will be|am|i'm) (?:away|out|off|travell?ing)\b|"
    r"limited access to (?:my )?e?-?mail|annual leave|"
    r"abwesend|nicht im (?:büro|haus|hause)|außer haus|\burlaub\b|wieder (?:erreichbar|für sie da|im büro)|"
    r"\babsente?\b|en congés?|de retour|absence|"
    r"fuera de (?:la |mi )?oficina|ausente|de vacaciones|ausencia|"
    r"fora do escrit[óo]rio|ausente|de férias|aus[êe]ncia|"
    r"fuori (?:sede|ufficio)|assente|in ferie|"
    r"afwezig|niet aanwezig|vakantie|frånvarande|semester|fraværende|på ferie|poissa|lomalla|"
    r"nieobecn|urlop|вне офиса|в отпуске|отсутств|izinde|ofis dışında|不在|休暇|休假|부재|휴가",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marks:
    """The fields of one message that say whether a machine wrote it.

    Attributes:
        sender: Canonical address, ``''`` where there is none.
        calendar_method, list_id and so on: As in `NormalisedMessage`.
    """

    sender: str
    subject: str
    calendar_method: str | None = None
    list_id: str | None = None
    list_post: str | None = None
    list_unsubscribe: str | None = None
    precedence: str | None = None
    auto_submitted: str | None = None
    return_path_null: bool = False
    report_type: str | None = None

    @classmethod
    def of(cls, message: NormalisedMessage) -> Marks:
        """The marks of a message just normalised."""
        return cls(
            sender=message.sender.address if message.sender else "",
            subject=message.subject,
            calendar_method=message.calendar_method,
            list_id=message.list_id,
            list_post=message.list_post,
            list_unsubscribe=message.list_unsubscribe,
            precedence=message.precedence,
            auto_submitted=message.auto_submitted,
            return_path_null=message.return_path_null,
            report_type=message.report_type,
        )

    @classmethod
    def from_stored(
        cls, sender: str, subject: str, calendar_method: str | None, fields: Mapping[str, Any]
    ) -> Marks:
        """The marks of a stored message; `fields` holds those fields that were there."""
        names = (
            "list_id list_post list_unsubscribe precedence auto_submitted return_path_null "
            "report_type"
        ).split()
        there = {name: fields[name] for name in names if name in fields}
        return cls(sender=sender, subject=subject, calendar_method=calendar_method, **there)

    @property
    def listed(self) -> bool:
        """Whether it carries the fields of a list, which groups of a firm carry too."""
        return bool(self.list_id or self.list_unsubscribe or self.precedence in _BULK)


def is_machine_address(address: str) -> bool:
    """Whether an address is of the no-reply kind: nobody reads there and no human writes there."""
    return _MACHINE_LOCAL.search(address.rpartition("@")[0]) is not None


def hard_reason(marks: Marks) -> str | None:
    """Why a message is automatic whoever sent it, as words for people; None: a human, or a list."""
    if marks.report_type is not None:
        return f"a {marks.report_type.replace('-', ' ')} report"
    if marks.auto_submitted not in (None, "no"):
        return f"Auto-Submitted: {marks.auto_submitted}"
    if marks.calendar_method in _CALENDAR_METHODS:
        return f"a calendar {marks.calendar_method}"
    if marks.return_path_null:
        return "a null return path"
    if marks.sender and is_machine_address(marks.sender):
        return f"sent by {marks.sender}, a no-reply kind of address"
    return _subject_reason(marks.subject)


def _subject_reason(subject: str) -> str | None:
    """The subject itself, or what is behind a gateway's tag; never behind a person's Re:."""
    base = parse_subject(subject)
    if base.reply:
        return None
    text = subject
    if text.startswith(("[", "*", "(")):
        text = text.lstrip("[*(").partition("]")[2].strip() or text
    if (bracketed := _BRACKETED.match(text)) is not None:
        text = bracketed["tag"]
    if _AWAY_SUBJECT.match(text):
        return "an out-of-office subject"
    if _AUTO_SUBJECT.match(text):
        return "the subject of an automatic reply"
    if _BOUNCE_SUBJECT.match(text):
        return "the subject of a delivery report"
    return None


def automatic_reason(
    marks: Marks,
    *,
    known_sender: bool,
    known_domains: Collection[str],
    replies_to_ours: bool,
) -> str | None:
    """Why a message counts as automatic, in words for people, or None: a human wrote it.

    Args:
        marks: Its fields.
        known_sender: The sender is a known person of a client, or of our side.
        known_domains: Our own domains and those of all clients.
        replies_to_ours: It answers a message of our side (In-Reply-To, References).
    """
    reason = hard_reason(marks)
    if reason is not None:
        return reason
    if not marks.listed or replies_to_ours:
        return None
    if known_sender and _list_is_of(marks, known_domains):
        return None
    if marks.list_id:
        return f"from the list {marks.list_id}"
    if marks.precedence in _BULK:
        return f"Precedence: {marks.precedence}"
    return "mass mail with an unsubscribe link"


def _list_is_of(marks: Marks, domains: Collection[str]) -> bool:
    places = [marks.list_id or "", (marks.list_post or "").rpartition("@")[2]]
    return any(
        place == domain or place.endswith("." + domain)
        for place in places
        if place
        for domain in domains
    )


def is_out_of_office(marks: Marks, text: str) -> bool:
    """Whether an automatic message says that its sender is away.

    A receipt ("we have got your request") is an automatic reply too, but no absence.
    """
    if marks.report_type is not None or marks.calendar_method is not None:
        return False
    reason = _subject_reason(marks.subject)
    if reason == "an out-of-office subject":
        return True
    answers = (
        reason == "the subject of an automatic reply"
        or (marks.auto_submitted or "no").startswith("auto-replied")
        or (marks.precedence or "").startswith(("auto_reply", "auto-reply"))
        or (marks.return_path_null and parse_subject(marks.subject).automatic)
    )
    return answers and _AWAY_TEXT.search(_own_words(text)) is not None


def _own_words(text: str) -> str:
    """The beginning of a text, without quoted lines: an automatic reply quotes what it answers."""
    lines = text[:6_000].split("\n")
    return "\n".join(line for line in lines if not line.startswith(">"))
