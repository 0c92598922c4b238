"""What may be judged of a message of which only the headers were read: who, to whom, when, subject.

Whether it asks for anything, promises or complains stands in its text, and that is not here. So it
opens a wait by its addresses alone, unless its subject closes; a wait like that is marked
(`Wait.headers_only`), is never late, and stays out of every figure. Bodies that were too large to
be read are no different from those that nobody wanted to be read.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.insight.index import is_human
from assistant.insight.records import Direction
from assistant.insight.wording import bare_subject

if TYPE_CHECKING:
    from assistant.insight.index import Index
    from assistant.insight.records import History, Message

#: A message to more people than this asks nobody in particular. By judgement.
MOST_ASKED = 5

_ASKS = re.compile(
    r"[?？؟]|^(?:(?:quick |a |urgent |short )*(?:question|query|request|enquiry|inquiry)s?\b"
    r"|(?:quote|quotation|offer|access|change|approval) request\b|rf[qpi]\b|action (?:required|needed)\b"
    r"|(?:can|could|would|will) you\b|please\b|pls\b|help\b|need(?:ed)?\b|for (?:your )?approval\b"
    r"|(?:an)?frage\b|anfrage\b|rückfrage\b|bitte\b|demande\b|question\b|pouvez-vous\b|merci de\b"
    r"|solicitud\b|consulta\b|pregunta\b|pedido de\b|dúvida\b|solicitação\b|richiesta\b|domanda\b"
    r"|verzoek\b|vraag\b|prośba\b|pytanie\b|zapytanie\b)",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"^(?:notes?\s*:|(?:meeting |call )?(?:notes|minutes|recap|summary)\b|protokoll\b|compte[- ]rendu\b"
    r"|acta\b|ata\b|verbale\b|notulen\b|(?:many |again |with )*thank(?:s| you)\b|thx\b|fyi\b|for (?:your )?information\b|no (?:reply|action)"
    r" (?:needed|required|necessary)\b|accepted\s*:|declined\s*:|tentative\s*:|congratulations\b"
    r"|(?:happy|merry) (?:birthday|christmas|new year|holidays|easter)\b|season'?s greetings\b"
    r"|(?:vielen |herzlichen |besten )?dank(?:e)?\b|zur (?:info|information|kenntnis)\b|z\. ?k\."
    r"|merci\b|pour (?:info|information)\b|(?:muchas )?gracias\b|para (?:su |tu )?información\b"
    r"|(?:muito )?obrigad[oa]\b|para (?:sua )?informação\b|(?:mille )?grazie\b|per conoscenza\b"
    r"|bedankt\b|dank (?:je|u)\b|ter info(?:rmatie)?\b|dziękuję\b|do wiadomości\b)",
    re.IGNORECASE,
)


class Hint(StrEnum):
    """What a subject says by itself."""

    ASKS = "asks"
    CLOSES = "closes"
    NOTHING = "nothing"


def read_subject(subject: str) -> Hint:
    """Whether a subject asks ("Request for …", "Monday?") or closes ("Thank you", "Notes: …")."""
    bare = bare_subject(subject).strip()
    if _ASKS.search(bare):
        return Hint.ASKS
    return Hint.CLOSES if _CLOSES.match(bare) else Hint.NOTHING


def asks_by_subject(message: Message, index: Index) -> bool:
    """Whether a subject asks, and the sender's own side wrote it.

    "Re: Could you send the figures?" is the answer of whoever was asked.
    """
    if message.has_body or read_subject(message.subject) is not Hint.ASKS:
        return False
    for earlier in index.thread_before(message):
        if is_human(earlier) and earlier.base_subject == message.base_subject:
            return earlier.direction is message.direction
    return True


def may_ask_us(message: Message, slug: str, index: Index) -> bool:
    """Whether a client's message may ask us, by its headers: the owner in To, nothing that closes.

    Never of a prospect: whatever a stranger mails would be a wait.
    """
    client = index.client(slug)
    if client is None or client.prospect or not _may_ask(message, index):
        return False
    return any(index.is_owner(address) for address in message.to)


def may_ask_them(message: Message, slug: str, index: Index) -> tuple[str, ...]:
    """Whom of a client a message of ours may ask, by its headers: those in To.

    What answers the client asks nobody, unless our own subject does.
    """
    if not _may_ask(message, index):
        return ()
    if _answers(message, slug, index) and not asks_by_subject(message, index):
        return ()
    return index.client_people(message.to, slug)


def find_headers_only(history: History, client: str | None = None) -> tuple[Message, ...]:
    """People's mail with clients of which only the headers were read, oldest first.

    Args:
        client: Slug: only of this client or prospect.
    """
    return tuple(
        one
        for one in history.messages
        if not one.has_body
        and is_human(one)
        and (client in one.clients if client is not None else one.clients)
    )


def _may_ask(message: Message, index: Index) -> bool:
    if message.has_body or not is_human(message):
        return False
    if asks_by_subject(message, index):
        return True
    return read_subject(message.subject) is not Hint.CLOSES and len(message.to) <= MOST_ASKED


def _answers(message: Message, slug: str, index: Index) -> bool:
    """Whether the client spoke last before a message of ours in its thread."""
    for earlier in reversed(index.thread_before(message)):
        if is_human(earlier) and slug in earlier.clients:
            return earlier.direction is Direction.IN
    return False
