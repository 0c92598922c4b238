"""How sensitive a client is set decides which of its words open an alert."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.insight.alarms import SURE, rings
from assistant.insight.findings import find_all
from assistant.insight.records import Sensitivity, Sentence
from tests.insight.builders import make_client, make_history, make_message

VAGUE, CLEAR = {"complaint": SURE - 0.05}, {"complaint": SURE}


@pytest.mark.parametrize(
    ("sentence", "ringing"),
    [
        ({"acts": VAGUE}, "medium strict"),
        ({"acts": CLEAR}, "loose medium strict"),
        ({"acts": {"risk": 0.8}}, "strict"),
        ({"acts": {"risk": 0.8}, "intent_to_leave": True}, "loose medium strict"),
        ({"escalation": True}, "loose medium strict"),
        ({"tone": -0.9, "tone_label": "neg"}, ""),
        ({"acts": {"question": 0.9}}, ""),
    ],
)
def test_it_rings_from_its_sensitivity_on(sentence: dict[str, Any], ringing: str) -> None:
    one = Sentence(start=0, end=1, **sentence)
    assert [s.value for s in Sensitivity if rings(one, s)] == ringing.split()


@pytest.mark.parametrize(("sensitivity", "alerts"), [("loose", 0), ("medium", 0), ("strict", 1)])
def test_the_alert_of_a_client_quotes_the_sentence(sensitivity: str, alerts: int) -> None:
    words = "We are talking to another supplier."
    message = make_message("w", asks=words, tags={"acts": {"question": 0.9, "risk": 0.8}})
    client = make_client(sensitivity=Sensitivity(sensitivity))
    history = make_history(message, clients=[client], as_of="2025-03-03 13:00")
    found = [g for g in find_all(history).gaps if g.kind == "complaint_unacknowledged"]
    assert [gap.evidence[0].quote for gap in found] == [words] * alerts
