"""What the rules find in one sentence, chapter by chapter, before the classifier is asked.

The order matters: requests, questions and offers first (an offer's "I will" is no promise), then
commitments, meetings, complaints and risks, then the tone, and a closing only where nothing else
was found. `nlp.judgement` makes the tags of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.commitments.find import find_commitments
from nlp.courtesy.closings import closing_score
from nlp.grievances.find import Grievance, find_grievance
from nlp.meetings.find import find_meeting, may_meet
from nlp.outcomes import is_retraction
from nlp.requests.find import find_asks
from nlp.tags import Act, Tone
from nlp.times.find import find_times
from nlp.tone.judge import judge_tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.times.records import TimeWords
    from nlp.view import Finding, View


@dataclass(frozen=True, slots=True)
class Ruling:
    """Everything the rules found in one sentence."""

    #: Requests, questions and offers.
    asks: tuple[Finding, ...]
    commitments: tuple[Finding, ...]
    #: 0 where it arranges none.
    meeting: float
    grievance: Grievance
    #: 0 where it does more than close.
    closing: float
    #: As the rules alone would have it.
    tone: Tone
    #: Empty where nobody asked for them: reading times costs more than asking first.
    times: tuple[TimeWords, ...]
    retraction: bool

    @property
    def scores(self) -> dict[Act, float]:
        """Each act the rules found, with its score; no deadline, which needs a due date."""
        found = {f.act: f.score for f in reversed([*self.commitments[:1], *self.asks])}
        more = {
            Act.MEETING: self.meeting,
            Act.COMPLAINT: self.grievance.complaint,
            Act.RISK: self.grievance.risk,
            Act.CLOSING: self.closing,
        }
        return found | {act: score for act, score in more.items() if score}


def find_by_rules(view: View) -> Ruling:
    """What the rules say of a sentence."""
    retraction = is_retraction(view)
    asks = _without_retracted(view, find_asks(view), retraction=retraction)
    commitments = _without_offered(view, find_commitments(view), asks)
    timely = asks or commitments or may_meet(view)
    times = find_times(view.text, view.stems) if timely else []
    offer = any(f.act is Act.OFFER for f in asks)
    asking = any(f.act in {Act.REQUEST, Act.QUESTION} for f in asks)
    meeting = find_meeting(view, times, [*asks, *commitments])
    grievance = find_grievance(view, offer=offer, asks=asking)
    if grievance.risk and (grievance.intent_to_leave or grievance.escalation or not times):
        commitments = []  # "our lawyers will contact you" threatens
    commitments = _without_weaker(commitments, asks)
    other = asks or commitments or meeting or grievance.complaint or grievance.risk
    closing = 0.0 if other else closing_score(view.text)
    tone = judge_tone(
        view,
        complaint=grievance.complaint,
        risk=grievance.risk,
        asks=asking,
        offers=offer,
        polite_only=closing > 0,
    )
    return Ruling(
        asks=tuple(asks),
        commitments=tuple(commitments),
        meeting=meeting,
        grievance=grievance,
        closing=closing,
        tone=tone,
        times=tuple(times),
        retraction=retraction,
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
