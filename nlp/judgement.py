"""The tags of one sentence: what the rules found, what the classifier says, and what follows.

Rules decide which acts there are, and the classifier adds to them (`nlp.model.classifier`). What follows
from the acts is rules again: when it is due, who owes what, what was done, and the tone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.acts import Ruling, find_by_rules
from nlp.clauses import Who
from nlp.commitments.find import is_acceptance, opens_with_acceptance
from nlp.content import content_of
from nlp.due.events import with_events
from nlp.due.find import find_due, find_due_of_acts
from nlp.gate import is_sentence
from nlp.model.features import features_of
from nlp.outcomes import find_addressed, find_discharge, refers_to_meeting
from nlp.tags import Act, ActScore, Debtor, Due, SentenceTags, Tone, ToneLabel
from nlp.times.find import find_times
from nlp.tone.judge import judge_tone
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlp.clauses import Clause
    from nlp.due.resolve import Speaker
    from nlp.model.classifier import Classifier, Judgement
    from nlp.parse import Parse
    from nlp.plain import Plain
    from nlp.times.records import TimeWords

_ORDER = {act: number for number, act in enumerate(Act)}
#: Asked of the classifier; a deadline is where a due date is.
QUESTIONS = (*(act for act in Act if act is not Act.DEADLINE), ToneLabel.NEG, ToneLabel.POS)


def read_sentence(
    plain: Plain,
    span: tuple[int, int],
    parse: Parse | None,
    *,
    speaker: Speaker | None,
    before: str | None = None,
    classifier: Classifier | None = None,
) -> SentenceTags:
    """The tags of one sentence.

    Args:
        plain: The sentence.
        span: Its offsets in the message.
        parse: None where `needs_parse` said no.
        speaker: Whose moment, zone and locale due words are read in; None where unknown.
        before: The sentence before it.
        classifier: Votes with the rules; the rules decide alone where None.
    """
    if not is_sentence(plain.text):
        return SentenceTags(*span)
    view = View(plain.text, parse, before)
    ruling = find_by_rules(view)
    decided = _decide(view, ruling, classifier)
    due = _due(view, plain, ruling, decided, speaker)
    scores = decided.scores | ({Act.DEADLINE: 0.8} if due else {})
    discharge, discharged = find_discharge(view)
    offer = Act.OFFER in scores
    lead = decided.lead
    return SentenceTags(
        start=span[0],
        end=span[1],
        acts=tuple(ActScore(act, scores[act]) for act in sorted(scores, key=_ORDER.__getitem__)),
        tone=decided.tone,
        due=due,
        debtor=_debtor(decided),
        person=decided.commitment.person if decided.commitment else None,
        content=None
        if is_acceptance(view)
        else _content(view, lead, decided.times, due_text=due.text if due else None),
        acceptance=decided.commitment is not None
        and (is_acceptance(view) or opens_with_acceptance(view)),
        retraction=ruling.retraction,
        discharge=discharge and not offer,
        discharge_content=discharged if discharge and not offer else None,
        addressed_to=find_addressed(
            plain.text, asks=Act.REQUEST in scores or Act.QUESTION in scores
        ),
        escalation=ruling.grievance.escalation,
        intent_to_leave=ruling.grievance.intent_to_leave,
        meeting_reference=refers_to_meeting(view),
    )


def rule_features(view: View, ruling: Ruling) -> list[str]:
    """What the classifier is shown of a sentence, in training and in use."""
    return features_of(view, ruling.scores, tone=ruling.tone.score, times=bool(ruling.times))


@dataclass(frozen=True, slots=True)
class _Decided:
    """The acts that are there, with what the rest is worked out from."""

    scores: dict[Act, float]
    tone: Tone
    commitment: Finding | None
    request: Finding | None
    times: Sequence[TimeWords]

    @property
    def lead(self) -> Finding | None:
        """Whose content the sentence has."""
        return self.commitment or self.request


def _decide(view: View, ruling: Ruling, classifier: Classifier | None) -> _Decided:
    scores = ruling.scores
    tone = ruling.tone
    if classifier is not None:
        said = classifier.judge(rule_features(view, ruling))
        scores = _vote(scores, said, timely=bool(ruling.times))
        tone = _vote_tone(view, ruling, scores, said)
    commitment = request = None
    if Act.COMMITMENT in scores:
        commitment = (
            ruling.commitments[0]
            if ruling.commitments
            else Finding(Act.COMMITMENT, scores[Act.COMMITMENT], _promising(view))
        )
    if Act.REQUEST in scores:
        request = next(
            (f for f in ruling.asks if f.act is Act.REQUEST),
            Finding(Act.REQUEST, scores[Act.REQUEST], _requesting(view)),
        )
    times: Sequence[TimeWords] = ruling.times
    if not times and (commitment or request):
        times = find_times(view.text, view.stems)
    return _Decided(scores, tone, commitment, request, times)


def _vote(
    rules: Mapping[Act, float], said: Mapping[str, Judgement], *, timely: bool
) -> dict[Act, float]:
    """The acts that stand; where both speak the rule's score weighs twice."""
    found: dict[Act, float] = {}
    for act in Act:
        if act.value not in said:
            continue
        judgement, rule = said[act.value], rules.get(act)
        if judgement.decide(rule=rule is not None):
            chance = judgement.chance
            found[act] = round(chance if rule is None else (2 * rule + chance) / 3, 3)
    if Act.RISK in found and Act.RISK not in rules and not timely:
        found.pop(Act.COMMITMENT, None)  # "we will look elsewhere" threatens, as in `find_by_rules`
    if len(found) > 1:
        found.pop(Act.CLOSING, None)
    return found


def _vote_tone(
    view: View, ruling: Ruling, scores: Mapping[Act, float], said: Mapping[str, Judgement]
) -> Tone:
    """The rules' tone, seen again where the acts are others now, unless the model is sure."""
    tone = (
        judge_tone(
            view,
            complaint=scores.get(Act.COMPLAINT, 0.0),
            risk=scores.get(Act.RISK, 0.0),
            asks=Act.REQUEST in scores or Act.QUESTION in scores,
            offers=Act.OFFER in scores,
            polite_only=Act.CLOSING in scores,
        )
        if scores != ruling.scores
        else ruling.tone
    )
    bad, good = said[ToneLabel.NEG], said[ToneLabel.POS]
    negative = bad.decide(rule=tone.label is ToneLabel.NEG)
    positive = good.decide(rule=tone.label is ToneLabel.POS)
    if negative and (not positive or bad.chance >= good.chance):
        return Tone(ToneLabel.NEG, round(min(tone.score, -bad.chance), 3))
    if positive:
        return Tone(ToneLabel.POS, round(max(tone.score, good.chance), 3))
    return Tone(ToneLabel.NEU, round(max(-0.44, min(0.44, tone.score)), 3))


def _promising(view: View) -> Clause | None:
    """The clause that a promise of no rule's making most likely stands in."""
    ours = (Who.I, Who.WE, Who.OURS)
    main = [c for c in view.clauses if c.main and not c.negated]
    return next((c for c in main if c.who in ours), main[0] if main else None)


def _requesting(view: View) -> Clause | None:
    """The clause that a request of no rule's making most likely stands in."""
    main = [c for c in view.clauses if c.main]
    return next((c for c in main if c.imperative or c.who is Who.YOU), main[0] if main else None)


def _due(
    view: View, plain: Plain, ruling: Ruling, decided: _Decided, speaker: Speaker | None
) -> Due | None:
    meeting = Act.MEETING in decided.scores
    found = (*ruling.commitments, *ruling.asks)
    owing = [f for f in (decided.commitment, decided.request) if f in found and f is not None]
    if owing:
        return find_due(view, plain, decided.times, owing, meeting=meeting, speaker=speaker)
    return find_due_of_acts(
        view, plain, decided.times, decided.scores, meeting=meeting, speaker=speaker
    )


def _debtor(decided: _Decided) -> Debtor | None:
    if decided.commitment is not None:
        return Debtor.AUTHOR
    if decided.request is None:
        return None
    clause = decided.request.clause
    third = clause is not None and clause.who is Who.NAME and not clause.imperative
    return Debtor.THIRD if third else Debtor.RECIPIENT


def _content(
    view: View, finding: Finding | None, times: Sequence[TimeWords], *, due_text: str | None
) -> str | None:
    if finding is None:
        return None
    named = with_events(view, times) if due_text else ()
    words = next((t for t in named if t.text == due_text), None)
    return content_of(view, finding.clause, words) or None
