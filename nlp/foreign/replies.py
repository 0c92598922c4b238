"""Whether the author of a message in another language waits for an answer.

Only the acts decide: what asks, requests, complains, proposes a time or threatens to leave waits.
Machines and strangers' mailings do not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.tags import Act, NeedsReply, NeedsReplyLabel, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.tags import Context, SentenceTags, Zone

#: In the footer of a mailing, in the languages of the tables.
_MAILING = re.compile(
    r"unsubscribe|abbestell|abmelden|austragen|désabonn|désinscri|darse de baja|dar de baja|"
    r"cancelar (?:a |su |la )?(?:inscrição|assinatura|suscripción)|descadastr|配信停止|購読解除|newsletter",
    re.IGNORECASE,
)
#: Says that nobody has to answer.
_NEEDLESS = re.compile(
    r"keine (?:antwort|rückmeldung) (?:nötig|erforderlich|notwendig)|"
    r"(?:antwort|rückmeldung) ist nicht (?:nötig|erforderlich|notwendig)|nicht auf diese (?:e-?mail|nachricht)|"
    r"(?:pas|inutile|aucun) (?:besoin )?(?:de |d')(?:me |nous |y )?répondre|ne pas répondre à ce|"
    r"no (?:es|hace) (?:necesario|falta) (?:que )?(?:me |nos )?(?:respond|contest)|no responda(?:n)? a este|"
    r"não (?:é|precisa|precisam) (?:necessário |preciso )?(?:de )?respond|não responda(?:m)? a est[ea]|"
    r"返信(?:は)?不要|ご?返信には及びません|返信(?:は|の必要は)(?:不要|ございません|ありません)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(?:no|nicht|ne|nao|não|non)[._-]?(?:reply|antworten|pas[._-]?repondre|responder|responda|rispondere)"
    r"[^\s@]{0,20}@|mailer-daemon@|newsletter@|notifications?@",
    re.IGNORECASE,
)
_REASONS = (
    (Act.QUESTION, "asks a question", 0.8),
    (Act.COMPLAINT, "complains", 0.75),
    (Act.REQUEST, "requests something", 0.75),
)
_NOTHING = 0.05


def judge_reply(
    context: Context, sentences: Sequence[SentenceTags], zones: Sequence[Zone]
) -> NeedsReply:
    """Yes when a sentence asks, requests, complains or puts the relationship in question."""
    if context.automatic or _MACHINE.search(context.from_ or ""):
        return _no("written by a machine")
    if not sentences:
        return _no("says nothing")
    if any(_NEEDLESS.search(context.text, one.start, one.end) for one in sentences):
        return _no("says that no answer is needed")
    if not context.previous and not context.acquainted and _is_mailing(context.text, zones):
        return _no("reads like a mailing")
    best = max(map(_weigh, sentences), key=lambda found: found[0])
    score, why, sentence = best
    if score <= _NOTHING:
        closing = all(one.has(Act.CLOSING) for one in sentences)
        return _no("closes the exchange" if closing else "asks for nothing")
    return NeedsReply(NeedsReplyLabel.YES, score, why, sentence.start, sentence.end)


def _weigh(sentence: SentenceTags) -> tuple[float, str, SentenceTags]:
    if sentence.escalation or sentence.intent_to_leave:
        return 0.85, "puts the relationship in question", sentence
    for act, why, score in _REASONS:
        if sentence.has(act):
            proposes = sentence.has(Act.MEETING) and act is not Act.COMPLAINT
            return score, "proposes a time" if proposes else why, sentence
    return _NOTHING, "", sentence


def _is_mailing(text: str, zones: Sequence[Zone]) -> bool:
    return any(
        zone.kind is ZoneKind.FOOTER and _MAILING.search(text, zone.start, zone.end)
        for zone in zones
    )


def _no(why: str) -> NeedsReply:
    return NeedsReply(NeedsReplyLabel.NO, _NOTHING, why)
