"""Which sentences of a client ring the alarm, by how sensitive the client is set.

A complaint that nobody acknowledged is an alert of its own. How sure the language stage must be of
it is a person's choice, client by client; an explicit escalation or intent to leave always rings.
The tone of a message alone never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.insight.asks import complains, evidence_of
from assistant.insight.records import Sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.insight.records import Evidence, Message, Sentence

#: From this score on a complaint rings with `loose`: two phrases or a plain verdict. By judgement;
#: the scores of complaints run from 0.65 to 0.95.
SURE = 0.75


def rings(sentence: Sentence, sensitivity: Sensitivity) -> bool:
    """Whether a sentence of a client opens an alert."""
    if sentence.escalation or sentence.intent_to_leave:
        return True
    if sensitivity is Sensitivity.LOOSE:
        return sentence.acts.get("complaint", 0.0) >= SURE
    return complains(sentence) or (sensitivity is Sensitivity.STRICT and "risk" in sentence.acts)


def alarm_evidence(messages: Iterable[Message], sensitivity: Sensitivity) -> Evidence | None:
    """The first sentence of some messages that rings, quoted."""
    for message in messages:
        for sentence in message.sentences:
            if rings(sentence, sensitivity):
                return evidence_of(message, (sentence.start, sentence.end))
    return None
