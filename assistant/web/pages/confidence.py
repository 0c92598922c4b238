"""How sure the program is of a draft, in words, with the reason: from what the facts rest on.

No number is shown: a score of a rule is no probability. The words only say how closely to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.drafting.records import DraftKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.drafting.records import Fact
    from assistant.insight.records import Message, Sentence
    from assistant.review.rows import StoredDraft

#: Scores of acts below this come from the weaker rules of the language stage; chosen by reading
#: what the rules of either side find.
SURE = 0.8
LIKELY = 0.6


class Level(StrEnum):
    """How closely to read; the value is what a person reads."""

    SURE = "Sure"
    LIKELY = "Fairly sure"
    CHECK = "Please check"


@dataclass(frozen=True, slots=True)
class Confidence:
    """One level and the reasons for it, sentences, at least one."""

    level: Level
    reasons: tuple[str, ...]


def judge_confidence(stored: StoredDraft, messages: Mapping[str, Message]) -> Confidence:
    """How sure a draft is, by its weakest fact."""
    if stored.edited:
        reason = "The text was edited by hand; what you wrote is not checked against the mail."
        return Confidence(Level.CHECK, (reason,))
    if stored.draft.kind is DraftKind.GREETING:
        reason = (
            "The day is a public holiday of their country; whether they keep it, only you know."
        )
        return Confidence(Level.LIKELY, (reason,))
    judged: list[tuple[Level, str]] = []
    kept = [fact for fact in stored.draft.facts if fact.name not in stored.draft.wording.omit]
    for fact in kept:
        if fact.evidence is not None and fact.evidence.message_id is not None:
            judged.extend(_judge_fact(fact, messages.get(fact.evidence.message_id)))
    if any(fact.evidence is not None and fact.evidence.ical_uid for fact in kept):
        judged.append(
            (Level.LIKELY, "The calendar says who was invited and when, not who came.")
            if stored.draft.kind is DraftKind.RECAP
            else (Level.SURE, "A meeting is named as it stands in the calendar.")
        )
    if not judged:
        return Confidence(Level.CHECK, ("Nothing in mail or calendar stands behind the text.",))
    level = max((level for level, _ in judged), key=list(Level).index)
    said = tuple(dict.fromkeys(said for found, said in judged if found is level))
    return Confidence(level, tuple(one for one in said if one != _DATES) or said)


def _judge_fact(fact: Fact, message: Message | None) -> Iterable[tuple[Level, str]]:
    if message is None:
        yield Level.CHECK, "A message it rests on is no longer kept."
        return
    if not message.understood:
        yield Level.CHECK, "A message it rests on is in a language that is not understood yet."
    if message.simply_read:
        yield Level.LIKELY, "A message it rests on is in a language that only simple rules read."
    sentence = _find_sentence(fact, message)
    if sentence is None:
        yield Level.SURE, _DATES
        return
    score = max(sentence.acts.values(), default=0.0)
    said = " or ".join(sorted(_SAID[act] for act in sentence.acts if act in _SAID))
    what = f"reads as {said}" if said else "was noticed"
    if score >= SURE:
        yield Level.SURE, f"The quoted sentence clearly {what}."
    elif score >= LIKELY:
        yield Level.LIKELY, f"The quoted sentence {what}, but not in so many words."
    else:
        yield Level.CHECK, f"The quoted sentence only weakly {what}."
    if sentence.due is not None and sentence.due.ambiguous and fact.group != "question":
        yield Level.CHECK, f"“{sentence.due.text}” can be read as more than one day."


#: Said where there is nothing more to say.
_DATES = "Dates and subjects are taken from the message itself."
_SAID = {
    "commitment": "a promise",
    "complaint": "a complaint",
    "offer": "an offer",
    "question": "a question",
    "request": "a request",
}


def _find_sentence(fact: Fact, message: Message) -> Sentence | None:
    evidence = fact.evidence
    if evidence is None or evidence.start is None or evidence.end is None:
        return None
    for sentence in message.sentences:
        if sentence.start < evidence.end and evidence.start < sentence.end:
            return sentence
    return None
