"""Whose clock is whose."""

from __future__ import annotations

from assistant.insight.clocks import Clocks
from assistant.insight.index import build_index
from assistant.insight.waits import find_waits
from tests.insight.builders import (
    ANN,
    BOB,
    CARLA,
    MAYA,
    make_absence,
    make_client,
    make_clock,
    make_history,
    make_message,
    make_person,
)

TOKYO, LIMA = make_clock("Asia/Tokyo"), make_clock("America/Lima")


def test_a_person_has_an_own_clock_the_client_s_or_ours() -> None:
    history = make_history(
        clients=[make_client("arden", clock=TOKYO)], people=[make_person(BOB, clock=LIMA)]
    )
    clocks = Clocks(build_index(history))
    zones = [clocks.of_person(one).spec.zone for one in (ANN, BOB, CARLA, "x@unknown.example")]
    assert zones == ["Asia/Tokyo", "America/Lima", "UTC", "UTC"]
    assert clocks.of_client("arden").spec.zone == "Asia/Tokyo"
    assert clocks.of_client("nobody") is clocks.of_client(None) is clocks.ours


def test_clients_with_equal_hours_share_a_clock_and_others_do_not() -> None:
    christmas = make_clock(closed={"2025-12-25": "Christmas Day"})
    navidad = make_clock(closed={"2025-12-25": "Navidad"})
    history = make_history(
        clients=[
            make_client("arden", clock=make_clock(closed={"2025-12-25": "Christmas Day"})),
            make_client("brio", clock=christmas),
            make_client("novum", clock=navidad),
        ]
    )
    clocks = Clocks(build_index(history))
    assert clocks.of_client("arden") is clocks.of_client("brio")
    assert clocks.of_client("arden") is not clocks.of_client("novum")


def test_their_clock_of_a_wait_measures_what_the_wait_says() -> None:
    history = make_history(
        make_message("us", at="2025-03-03 10:00", asks="When?", thread="t1", subject="A"),
        make_message("them", sender=MAYA, to=(ANN, BOB), asks="Who?", thread="t2", subject="B"),
        make_message(
            "more", sender=MAYA, to=(CARLA,), at="2025-03-05 10:00", asks="How?", thread="t3"
        ),
        absences=[
            make_absence(ANN, "2025-03-04", "2025-03-14"),
            make_absence(BOB, "2025-03-06", "2025-03-07"),
            make_absence(CARLA, "2025-03-06", "9999-12-31"),
        ],
        clients=[make_client("arden", clock=TOKYO)],
    )
    index = build_index(history)
    clocks = Clocks(index)
    waits = find_waits(history, index, clocks=clocks)
    assert len(waits) == 3
    for wait in waits:
        clock = clocks.theirs(wait)
        assert clock.worked_s(wait.start_at, wait.end_at or history.as_of) == wait.theirs_s
