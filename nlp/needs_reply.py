"""Whether the author of a message waits for an answer.

The sentences decide: who asks, requests, complains or proposes a time waits; who only thanks,
promises or informs does not. Machines never wait. Marketing asks too ("Ready to save?"): without a
conversation before it, a message that reads like a mailing must ask its reader personally.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.tags import Act, NeedsReply, NeedsReplyLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.tags import Context, SentenceTags, Zone

#: A message counts as asking from this score on.
_CUT = 0.5

_MAILING = (
    re.compile(r"\bunsubscribe\b|\bopt[- ]out\b|\bmanage (?:your )?preferences\b|\bview (?:this )?(?:e-?mail )?in (?:your )?browser\b|\bemail preferences\b", re.IGNORECASE),
    re.compile(r"\b(?:newsletter|webinar series|special offer|limited[- ]time|exclusive (?:offer|deal|access|discount)|discount code|promo(?:tion)? code|free trial|\d{1,2}% off|save (?:up to )?\$?\d+|black friday|flash sale|early[- ]bird|don't miss (?:out|this)|act now|offer (?:ends|expires)|last chance to|sign up (?:now|today)|register (?:now|today|here)|buy now|shop now|download (?:our|the|your) (?:free )?(?:e-?book|guide|whitepaper|report)|claim your|learn more|read more|get started|book a demo|start your)\b", re.IGNORECASE),
    re.compile(r"\b(?:dear (?:valued )?(?:customer|subscriber|member|executive|friend|sir or madam|sir/madam|user|reader)|hi there,? marketer|valued customer)\b", re.IGNORECASE),
    re.compile(r"\b(?:i (?:came across|noticed|stumbled upon|found) your (?:company|profile|website|business)|companies like yours|businesses like yours|quick question about your|are you the right person|would you be open to a (?:quick|brief|short) (?:call|chat)|increase your (?:sales|revenue|traffic|leads)|grow your business|boost your|10x|lead generation|seo services|bumping this|circling back on my)\b", re.IGNORECASE),
    re.compile(r"\b(?:all rights reserved|©|terms (?:and conditions|of service) apply|privacy policy|you are receiving this|was sent to|no longer wish to receive)", re.IGNORECASE),
)  # fmt: skip
_MACHINE = re.compile(
    r"\b(?:this is an automated|automatically generated|automated (?:message|notification|reply|response|e-?mail)|do not reply to this|please do not reply|no-?reply@|auto-?reply|automatic reply|limited (?:or no )?access to (?:my )?e-?mail|(?:during|in) my absence|(?:reply|respond|get back) (?:to you |to your (?:e-?mail|message) )?(?:up)?on my return|delivery (?:status notification|has failed)|undeliverable|your (?:order|ticket|request|case) (?:#|number|has been (?:received|shipped|created|confirmed))|password reset|verification code)\b",
    re.IGNORECASE,
)
#: Both in one message: somebody's absence note, whatever its headers say.
_ABSENT = re.compile(
    r"\b(?:i am|i'm|i will be|i'll be)\b.{0,25}\b(?:out of (?:the )?office|away from (?:the|my) (?:office|desk)|on (?:annual leave|vacation|holiday|leave|parental leave|maternity leave|pto))\b",
    re.IGNORECASE,
)
_COVERED = re.compile(
    r"\b(?:thank you for your (?:message|e-?mail|mail)|in (?:urgent cases|case of urgency|my absence)|if (?:it is|this is|your (?:request|matter) is) urgent|for urgent (?:matters|requests|issues)|back (?:in the office )?on|will (?:reply|respond|answer) (?:when|once|after|upon))\b",
    re.IGNORECASE,
)
_MACHINE_SUBJECT = re.compile(
    r"\A\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|ooo\b|accepted:|declined:|tentative:|undeliverable|delivery status|returned mail|abwesenheit|automatische antwort|réponse automatique|respuesta automática|resposta automática|risposta automatica)",
    re.IGNORECASE,
)
_NEEDLESS = re.compile(
    r"\b(?:no (?:need|reason) (?:to|for you to) (?:reply|respond|answer|get back)|no (?:reply|response|answer|action) (?:is )?(?:needed|necessary|required|expected)|nothing (?:needed|required|to do|for you to do)|for your (?:information|records) only|fyi only|just (?:an? )?fyi)\b",
    re.IGNORECASE,
)

#: What a request may ask for that no mail answers: doing is enough.
_SILENT = re.compile(
    r"\b(?:see|find|note|refer|keep|mark|save|join us|enjoy|accept|delete|ignore|disregard|remember|don't forget|use|dial|click|visit|watch|follow us|stay|take a look at|have a look at|hold|block|read|feel free|bear)\b",
    re.IGNORECASE,
)
_PROPOSES = re.compile(
    r"\b(?:how about|what about|does|would|shall we|can we|could we|let'?s|are you (?:free|available)|suggest|propose|work for you|suit you|any chance)\b",
    re.IGNORECASE,
)


def judge_reply(
    context: Context,
    sentences: Sequence[SentenceTags],
    zones: Sequence[Zone],
    *,
    supported: bool,
) -> NeedsReply:
    """Yes when the message asks, requests, complains or proposes a time.

    Args:
        context: The message; earlier messages of its thread are proof of a conversation.
        sentences: Its new text.
        zones: All of it, for what its footer gives away.
        supported: Acts were read; False answers no, with the reason.
    """
    if context.automatic or _MACHINE_SUBJECT.match(context.subject or ""):
        return _no("written by a machine")
    text = context.text
    own = " ".join(text[s.start : s.end] for s in sentences)[:20_000]
    if not supported:
        return _no("its language is not read" if own.strip() else "says nothing")
    if not sentences:
        return _no("says nothing")
    if _MACHINE.search(own) and not context.previous:
        return _no("written by a machine")
    if _ABSENT.search(own) and _COVERED.search(own) and len(sentences) <= 8:
        return _no("is an absence note")
    if any(s.retraction for s in sentences) and not _asks_after_retraction(sentences):
        return _no("takes its question back")
    best = max(
        (_weigh(s, text[s.start : s.end], context) for s in sentences), key=lambda found: found[0]
    )
    score, why, sentence = best
    if sentence is None or score <= 0:
        closing = all(s.has(Act.CLOSING) for s in sentences)
        return _no("closes the exchange" if closing else "asks for nothing")
    if _NEEDLESS.search(own):
        return _no("says that no answer is needed", 0.2)
    score -= _mailing(context, own, zones)
    if score < _CUT:
        return _no("reads like a mailing", max(score, 0.05))
    return NeedsReply(NeedsReplyLabel.YES, round(score, 3), why, sentence.start, sentence.end)


def _no(why: str, score: float = 0.05) -> NeedsReply:
    return NeedsReply(NeedsReplyLabel.NO, round(score, 3), why)


def _asks_after_retraction(sentences: Sequence[SentenceTags]) -> bool:
    """After "Ignore my last mail. Could you instead …": what follows stands."""
    last = max(number for number, s in enumerate(sentences) if s.retraction)
    return any(
        s.has(Act.REQUEST) or s.has(Act.QUESTION) for s in sentences[last + 1 :] if not s.retraction
    )


def _weigh(
    sentence: SentenceTags, text: str, context: Context
) -> tuple[float, str, SentenceTags | None]:
    """How much a sentence waits for an answer, and why."""
    talk = 0.05 if context.previous else 0.0
    if sentence.has(Act.COMPLAINT):
        return 0.85 + talk, "complains", sentence
    if sentence.escalation or sentence.intent_to_leave:
        return 0.85 + talk, "puts the relationship in question", sentence
    if sentence.has(Act.QUESTION):
        meets = sentence.has(Act.MEETING)
        return 0.85 + talk, "proposes a time" if meets else "asks a question", sentence
    if sentence.has(Act.REQUEST):
        if sentence.has(Act.MEETING) and (_PROPOSES.search(text) or "?" in text):
            return 0.8 + talk, "proposes a time", sentence
        silent = _SILENT.search(text) and "?" not in text and sentence.due is None
        score = 0.45 if silent else 0.55 + 0.35 * sentence.score(Act.REQUEST)
        return score + talk, "requests something", sentence
    if sentence.has(Act.RISK) and sentence.tone.score < -0.4:
        return 0.55 + talk, "warns of a risk", sentence
    return 0.0, "", None


def _mailing(context: Context, own: str, zones: Sequence[Zone]) -> float:
    """What marketing takes off the score; a real conversation takes nothing off."""
    if context.previous:
        return 0.0
    rest = " ".join(
        context.text[z.start : z.end] for z in zones if z.kind.value in {"footer", "disclaimer"}
    )
    signs = sum(1 for pattern in _MAILING if pattern.search(own) or pattern.search(rest[:5_000]))
    return 0.25 * signs if signs < 2 else 0.6
