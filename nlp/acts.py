"""All tags of one sentence, put together from the chapters of rules.

The order matters: requests, questions and offers first (an offer's "I will" is no promise), then
commitments, meetings, complaints and risks, then the due date, and a closing only where nothing
else was found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Who
from nlp.commitments import find_commitments, is_acceptance, opens_with_acceptance
from nlp.content import content_of
from nlp.courtesy import closing_score
from nlp.due import find_due
from nlp.gate import is_sentence
from nlp.grievances import find_grievance
from nlp.meetings import find_meeting, may_meet
from nlp.outcomes import find_addressed, find_discharge, is_retraction, refers_to_meeting
from nlp.requests import find_asks
from nlp.tags import Act, ActScore, Debtor, SentenceTags
from nlp.time_words import find_times
from nlp.tone import judge_tone
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.due_resolve import Speaker
    from nlp.parse import Parse
    from nlp.plain import Plain
    from nlp.times import TimeWords

_ORDER = {act: number for number, act in enumerate(Act)}


def read_sentence(
    plain: Plain,
    span: tuple[int, int],
    parse: Parse | None,
    *,
    speaker: Speaker | None,
    before: str | None = None,
) -> SentenceTags:
    """The tags of one sentence.

    Args:
        plain: The sentence.
        span: Its offsets in the message.
        parse: None where `needs_parse` said no.
        speaker: Whose moment, zone and locale due words are read in; None where unknown.
        before: The sentence before it.
    """
    view = View(plain.text, parse, before)
    if not is_sentence(plain.text):
        return SentenceTags(*span)
    retraction = is_retraction(view)
    asks = _without_retracted(view, find_asks(view), retraction=retraction)
    commitments = _without_offered(view, find_commitments(view), asks)
    # Times matter to what is owed and to meetings; reading them costs more than asking first.
    timely = asks or commitments or may_meet(view)
    times = find_times(plain.text, view.stems) if timely else []
    offer = any(f.act is Act.OFFER for f in asks)
    asking = any(f.act in {Act.REQUEST, Act.QUESTION} for f in asks)
    meeting = find_meeting(view, times, [*asks, *commitments])
    grievance = find_grievance(view, offer=offer, asks=asking)
    if grievance.risk and (grievance.intent_to_leave or grievance.escalation or not times):
        commitments = []  # "our lawyers will contact you" threatens
    commitments = _without_weaker(commitments, asks)
    owing = [*commitments[:1], *(f for f in asks if f.act is Act.REQUEST)]
    due = find_due(view, plain, times, owing, meeting=meeting > 0, speaker=speaker)
    scores = {f.act: f.score for f in reversed([*commitments[:1], *asks])}
    scores |= {Act.DEADLINE: 0.8} if due else {}
    scores |= {Act.MEETING: meeting} if meeting else {}
    scores |= {Act.COMPLAINT: grievance.complaint} if grievance.complaint else {}
    scores |= {Act.RISK: grievance.risk} if grievance.risk else {}
    closing = 0.0 if scores else closing_score(plain.text)
    scores |= {Act.CLOSING: closing} if closing else {}
    discharge, discharged = find_discharge(view)
    lead = commitments[0] if commitments else next((f for f in asks if f.act is Act.REQUEST), None)
    return SentenceTags(
        start=span[0],
        end=span[1],
        acts=tuple(ActScore(act, scores[act]) for act in sorted(scores, key=_ORDER.__getitem__)),
        tone=judge_tone(
            view,
            complaint=grievance.complaint,
            risk=grievance.risk,
            asks=asking,
            offers=offer,
            polite_only=closing > 0,
        ),
        due=due,
        debtor=_debtor(commitments, asks),
        person=commitments[0].person if commitments else None,
        content=None
        if is_acceptance(view)
        else _content(view, lead, times, plain, due_text=due.text if due else None),
        acceptance=bool(commitments) and (is_acceptance(view) or opens_with_acceptance(view)),
        retraction=retraction,
        discharge=discharge and not offer,
        discharge_content=discharged if discharge and not offer else None,
        addressed_to=find_addressed(plain.text, asks=asking),
        escalation=grievance.escalation,
        intent_to_leave=grievance.intent_to_leave,
        meeting_reference=refers_to_meeting(view),
    )


def _without_weaker(commitments: Sequence[Finding], asks: Sequence[Finding]) -> list[Finding]:
    """Beside a clear request a mere wish of the author's is its reason, not a promise."""
    asked = max((f.score for f in asks if f.act is Act.REQUEST), default=0.0)
    return [f for f in commitments if f.score >= 0.6 or asked < f.score + 0.2]


def _without_retracted(view: View, asks: Sequence[Finding], *, retraction: bool) -> list[Finding]:
    """A "please ignore my last mail" asks for nothing that is owed."""
    if not retraction:
        return list(asks)
    return [
        f
        for f in asks
        if f.act is not Act.REQUEST
        or (f.clause is not None and f.clause.base not in _TAKING_BACK and f.score >= 0.7)
    ]


_TAKING_BACK = frozenset(
    {
        "ignore",
        "disregard",
        "forget",
        "scratch",
        "cancel",
        "withdraw",
        "need",
        "mind",
        "recall",
        "retract",
        "bother",
    }
)


def _without_offered(
    view: View, commitments: Sequence[Finding], asks: Sequence[Finding]
) -> list[Finding]:
    """What is offered is not promised, unless the promise stands in a clause of its own."""
    if not any(f.act is Act.OFFER for f in asks):
        return list(commitments)
    if re.search(
        r"\bif (?:you|anyone|anybody|needed|it|that)\b|\bshould you\b|\bwhen you\b", view.lower
    ):
        joined = re.search(r"\band (?:i|we)(?:'ll| will)\b|[;–—]|\. ", view.lower)
        return [f for f in commitments if joined and f.score >= 0.8]
    return list(commitments)


def _debtor(commitments: Sequence[Finding], asks: Sequence[Finding]) -> Debtor | None:
    if commitments:
        return Debtor.AUTHOR
    if any(f.act is Act.REQUEST for f in asks):
        asked = next(f for f in asks if f.act is Act.REQUEST)
        third = (
            asked.clause is not None
            and asked.clause.who is Who.NAME
            and not asked.clause.imperative
        )
        return Debtor.THIRD if third else Debtor.RECIPIENT
    return None


def _content(
    view: View,
    finding: Finding | None,
    times: Sequence[TimeWords],
    plain: Plain,
    *,
    due_text: str | None,
) -> str | None:
    if finding is None:
        return None
    words = next((t for t in times if t.text == due_text), None)
    found = content_of(view, finding.clause, words)
    return found or None
