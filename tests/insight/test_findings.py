"""All rules together: order does not matter, a second run is equal, time only moves forward."""

from __future__ import annotations

import ast
import gc
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

import assistant.insight
from assistant.insight.findings import find_all
from assistant.insight.records import Decision, History, PromiseState, Severity
from tests.insight.builders import (
    ANN,
    MAYA,
    TOM,
    make_due,
    make_history,
    make_meeting,
    make_message,
    utc,
)
from tests.insight.generated import generate_history

SEEDS = range(6)


def small(seed: int) -> History:
    return generate_history(messages=220, clients=6, seed=seed, days=100, meetings=40)


def until(history: History, as_of: datetime) -> History:
    """The same history as it was known at an earlier moment."""
    return replace(
        history,
        as_of=as_of,
        messages=tuple(one for one in history.messages if one.sent_at <= as_of),
        meetings=tuple(
            one for one in history.meetings if one.known_at is None or one.known_at <= as_of
        ),
    )


def test_nothing_is_found_in_nothing() -> None:
    findings = find_all(make_history(as_of="2025-03-05 12:00"))
    assert (findings.waits, findings.promises, findings.meetings) == ((), (), ())
    assert (findings.touchpoints, findings.gaps, findings.older) == ((), (), 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_run_is_equal(seed: int) -> None:
    assert find_all(small(seed)) == find_all(small(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_what_is_handed_over_does_not_matter(seed: int) -> None:
    history = small(seed)
    # Many messages of one moment: minutes are dropped.
    same_time = tuple(
        replace(one, sent_at=one.sent_at.replace(minute=0, second=0)) for one in history.messages
    )
    shuffled = list(same_time)
    Random(seed).shuffle(shuffled)
    meetings = list(history.meetings)
    Random(seed).shuffle(meetings)
    one = find_all(replace(history, messages=same_time))
    other = find_all(replace(history, messages=tuple(shuffled), meetings=tuple(meetings)))
    assert one == other


@pytest.mark.parametrize("seed", SEEDS)
def test_time_only_moves_forward(seed: int) -> None:
    """What was said stays said; what is kept stays kept; open waits only grow."""
    history = small(seed)
    before = find_all(until(history, history.as_of - timedelta(days=20)))
    after = find_all(history)
    later = {promise.id: promise for promise in after.promises}
    final = {PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.RENEGOTIATED}
    for promise in before.promises:
        assert promise.id in later
        if promise.state in final:
            assert later[promise.id].state is promise.state
    assert set(before.touchpoints) <= set(after.touchpoints)
    ends = {(wait.start_message_id, wait.side): wait for wait in after.waits}
    for wait in before.waits:
        same = ends.get((wait.start_message_id, wait.side))
        if wait.open and same is not None:
            assert same.elapsed_s >= 0
            assert same.open or (same.end_at is not None and same.end_at >= wait.start_at)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_open_gap_keeps_its_identity_and_only_grows(seed: int) -> None:
    history = small(seed)
    now = {gap.id: gap for gap in find_all(history).gaps}
    later = {
        gap.id: gap
        for gap in find_all(replace(history, as_of=history.as_of + timedelta(hours=9))).gaps
    }
    ranks = list(Severity)[::-1]
    both = now.keys() & later.keys()
    assert both
    for identity in both:
        assert later[identity].elapsed_s > now[identity].elapsed_s
        if later[identity].threshold_clock != "elapsed":
            assert ranks.index(later[identity].severity) >= ranks.index(now[identity].severity)


@pytest.mark.parametrize("seed", SEEDS)
def test_findings_point_at_what_is_there(seed: int) -> None:
    history = small(seed)
    findings = find_all(history)
    texts = {message.id: message.text for message in history.messages}
    uids = {meeting.ical_uid for meeting in history.meetings}
    for gap in findings.gaps:
        assert gap.why.endswith(".")
        assert gap.next_step.endswith(".")
        for one in gap.evidence:
            assert (one.message_id in texts) != (one.ical_uid in uids)
            if one.message_id is not None and one.start is not None:
                assert texts[one.message_id][one.start : one.end] == one.quote
    for promise in findings.promises:
        assert texts[promise.message_id][promise.start : promise.end] == promise.quote


@pytest.mark.parametrize("seed", SEEDS)
def test_ids_are_unique_and_order_is_theirs(seed: int) -> None:
    findings = find_all(small(seed))
    ids = [gap.id for gap in findings.gaps]
    assert len(set(ids)) == len(ids)
    promises = [promise.id for promise in findings.promises]
    assert len(set(promises)) == len(promises)
    ranks = [list(Severity).index(gap.severity) for gap in findings.gaps]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("seed", SEEDS)
def test_dismissing_everything_leaves_nothing_and_loses_nothing(seed: int) -> None:
    history = small(seed)
    gaps = find_all(history).gaps
    words = tuple(
        Decision("gap", gap.id, "dismiss", history.as_of, gap.evidence_key) for gap in gaps
    )
    findings = find_all(replace(history, decisions=words))
    assert findings.gaps == ()
    assert findings.dismissed == gaps


def test_one_morning() -> None:
    """A small day as a reader would check it by hand."""
    friday = make_due("2025-03-07 00:00", "2025-03-08 00:00", text="by Friday")
    history = make_history(
        make_message("q", at="2025-03-06 15:00", asks="When can we start?"),
        make_message(
            "p", sender=MAYA, at="2025-03-04 10:00", thread="t2", due=friday,
            promises="I'll send the contract by Friday.",
        ),
        make_message("o", sender=MAYA, at="2025-03-03 10:00", thread="t3", asks="Who signs?"),
        make_message("i", sender=MAYA, to=(TOM,), at="2025-03-03 10:00", thread="t4", asks="Lunch?"),
        meetings=[
            make_meeting("m", start="2025-03-05 10:00", summary="Kickoff"),
            make_meeting(
                "n", start="2025-03-10 10:00", organizer=ANN, own_partstat="needs-action",
                known_at=utc("2025-03-05 10:00"),
            ),
        ],
        as_of="2025-03-07 08:00",
    )  # fmt: skip
    found = [(gap.kind.value, gap.severity.value) for gap in find_all(history).gaps]
    assert found == [
        ("met_no_recap", "late"),
        ("promise_due", "due"),
        ("invitation_unanswered", "due"),
        ("reply_owed", "watch"),
    ]


def test_ten_thousand_messages_are_read_in_a_moment() -> None:
    """Four times the messages and clients take about four times as long: no quadratic scan.

    The figure itself is machine bound: 0.9 s of CPU where a loop of ten million additions takes
    one second.
    """
    large = generate_history(messages=10_000, clients=200)
    small_one = generate_history(messages=2_500, clients=50)
    assert _seconds(large) < max(8 * _seconds(small_one), 1.0)


def _seconds(history: History) -> float:
    gc.collect()
    started = time.process_time()
    find_all(history)
    return time.process_time() - started


def test_rules_import_no_clock_no_files_and_no_upper_layer() -> None:
    forbidden = {
        "os",
        "io",
        "pathlib",
        "time",
        "random",
        "sqlalchemy",
        "nlp",
        "connectors",
        "spacy",
    }
    for path in Path(assistant.insight.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            for name in names:
                root, *rest = name.split(".")
                assert root not in forbidden, path
                assert root != "assistant" or rest[:1] == ["insight"], path
