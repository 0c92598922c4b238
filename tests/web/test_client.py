"""Clients: who they are, when both sides work, what is open, what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from assistant.insight.findings import find_all
from assistant.insight.records import Severity, Tier
from assistant.insight.worktime import WorkClock
from assistant.web.live import Look
from assistant.web.pages.client import ClientPage, build_client
from assistant.web.pages.clients import build_clients
from assistant.web.pages.months import DAYS
from assistant.web.pages.overlap import find_overlap, say_at_work, worked_stretches
from tests.insight.builders import (
    ANN,
    BOB,
    MAYA,
    make_absence,
    make_client,
    make_clock,
    make_due,
    make_history,
    make_leave,
    make_meeting,
    make_message,
    make_person,
    utc,
    week,
)
from tests.reports.builders import make_gap

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from assistant.insight.records import ClockSpec, History
    from assistant.web.live import Live
    from assistant.web.pages.overlap import Overlap

BERLIN, KOLKATA = make_clock("Europe/Berlin"), make_clock("Asia/Kolkata")


def make_look(history: History, **changes: Any) -> Look:
    return Look(history, replace(find_all(history), **changes), {}, history.as_of)


def make_page(*messages: Any, slug: str = "arden", **values: Any) -> ClientPage:
    page = build_client(make_look(make_history(*messages, **values)), slug)
    assert page is not None
    return page


def share(ours: ClockSpec, theirs: ClockSpec, at: str = "2025-03-05 10:00") -> Overlap:
    return find_overlap(WorkClock(ours), WorkClock(theirs), utc(at), name="Arden")


# ── Hours both share ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (KOLKATA, "Today you share 3 h 30 min with Arden: 09:00–12:30 (13:30–17:00 in Kolkata)."),
        (BERLIN, "Today you share 8 h with Arden: 09:00–17:00."),
        (make_clock("Pacific/Auckland"), "Today you share no working hours with Arden."),
        (make_clock("Europe/Berlin", closed={"2025-03-05": "Ash Wednesday"}),
         "Today you share no working hours with Arden (Arden: Ash Wednesday)."),
        (make_clock("Europe/Berlin", week=week(text="08:00-12:00 13:00-16:00")),
         "Today you share 6 h with Arden: 09:00–12:00 and 13:00–16:00."),
    ],
)  # fmt: skip
def test_shared_hours_in_words(theirs: ClockSpec, words: str) -> None:
    assert share(BERLIN, theirs).words == words


def test_a_day_of_ours_may_hold_two_of_their_days() -> None:
    overlap = share(make_clock("Pacific/Auckland"), make_clock("America/Los_Angeles"))
    assert overlap.words == (
        "Today you share 5 h with Arden: 09:00–14:00 (12:00–17:00 in Los Angeles)."
    )


def test_the_bars_are_shares_of_the_day() -> None:
    overlap = share(BERLIN, KOLKATA)
    assert overlap.ours.spans == ((9 / 24, 17 / 24),)
    assert overlap.theirs.spans == ((4.5 / 24, 12.5 / 24),)
    assert overlap.both == ((9 / 24, 12.5 / 24),)
    assert overlap.now == 11 / 24


def test_a_day_of_23_hours_ends_where_it_ends() -> None:
    overlap = share(BERLIN, BERLIN, "2025-03-30 10:00")
    assert next(tick.at for tick in overlap.ticks) == 0.0
    assert all(tick.at <= 1 for tick in overlap.ticks)
    assert overlap.ours.label == "weekend"


def test_the_week_names_holidays_and_leave() -> None:
    ours = make_clock("UTC", leave=[make_leave("2025-03-07", "2025-03-07")])
    theirs = make_clock("UTC", closed={"2025-03-06": "Feast"})
    overlap = share(ours, theirs)
    assert [(day.shared, day.note) for day in overlap.week] == [
        ("8 h", ""), ("8 h", ""), ("8 h", ""), ("none", "they: Feast"), ("none", "you: leave"),
        ("none", ""), ("none", ""),
    ]  # fmt: skip
    assert overlap.total == "24 h"
    assert [day.is_today for day in overlap.week].index(True) == 2


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata", "America/St_Johns"])
@pytest.mark.parametrize("day", ["2025-03-05", "2025-03-09", "2025-11-03"])
def test_stretches_are_as_long_as_the_clock_counts(zone: str, day: str) -> None:
    clock = WorkClock(make_clock(zone))
    start, end = utc(f"{day} 00:00"), utc(f"{day} 23:00")
    found = worked_stretches(clock, start, end)
    assert sum((b - a).total_seconds() for a, b in found) == clock.worked_s(start, end)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2025-03-05 10:00", "at work until 17:00"),
        ("2025-03-05 18:00", "not at work until Thu 6 Mar 09:00"),
        ("2025-03-05 07:00", "not at work until 09:00"),
        ("2025-03-07 18:00", "not at work until Mon 10 Mar 09:00"),
    ],
)
def test_whether_they_are_at_work(at: str, said: str) -> None:
    assert say_at_work(WorkClock(make_clock("UTC")), utc(at)) == said


def test_who_never_works_is_not_at_work() -> None:
    clock = WorkClock(make_clock("UTC", week=week("")))
    assert say_at_work(clock, utc("2025-03-05 10:00")) == "not at work"


# ── People ───────────────────────────────────────────────────────────────────────────────────────


def test_people_with_role_and_last_contact_the_latest_first() -> None:
    page = make_page(
        make_message("a", at="2025-03-10 10:00"),
        make_message("b", sender=BOB, at="2025-03-20 10:00", thread="t2"),
        people=[make_person(ANN, role="sponsor")],
    )
    assert [(one.name, one.role, one.last_kind) for one in page.people] == [
        ("Bob Brandt", "", "mail in"), ("Ann Arden", "sponsor", "mail in"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ({"absences": [make_absence(ANN, "2025-03-28", "2025-04-04")]}, "away until Fri 4 Apr"),
        ({"people": [make_person(ANN, ended_at=utc("2025-03-01 10:00"))]},
         "cannot be reached since Sat 1 Mar"),
        ({"people": [make_person(ANN, clock=KOLKATA)]}, "works Mon–Fri 09:00–17:00 in Kolkata"),
    ],
)  # fmt: skip
def test_who_is_away_gone_or_elsewhere(values: dict[str, Any], note: str) -> None:
    page = make_page(make_message("a", at="2025-03-10 10:00"), **values)
    assert next(one.note for one in page.people if one.address == ANN) == note


# ── What is open, what happened ──────────────────────────────────────────────────────────────────


def test_open_promises_of_both_sides_the_soonest_first() -> None:
    soon = make_due("2025-04-01 00:00", "2025-04-02 00:00")
    late = make_due("2025-04-08 00:00", "2025-04-09 00:00")
    page = make_page(
        make_message("a", sender=MAYA, promises="I'll send B.", due=late, at="2025-03-27 10:00"),
        make_message("b", sender=MAYA, promises="I'll send A.", due=soon, at="2025-03-28 10:00",
                     thread="t2"),
        make_message("c", promises="You get C.", at="2025-03-28 10:00", thread="t3"),
    )  # fmt: skip
    assert [one.box.content for one in page.ours] == ["I'll send A.", "I'll send B."]
    assert [one.box.content for one in page.theirs] == ["You get C."]


def test_reply_times_of_both_sides_each_on_its_clock() -> None:
    page = make_page(
        make_message("q", asks="Could you send the figures?", at="2025-03-10 10:00"),
        make_message("a", sender=MAYA, says="Here.", at="2025-03-10 12:00"),
        make_message("w", sender=MAYA, asks="Could you sign?", at="2025-03-11 10:00", thread="t2"),
        make_message("r", says="Signed.", at="2025-03-12 11:00", thread="t2"),
    )
    assert [(one.who, one.count, one.median, one.clock, one.wall) for one in page.replies] == [
        ("You answer them", 1, "2 h", "your clock", "2 h"),
        ("They answer you", 1, "1 working day 1 h", "their clock", "1 day 1 h"),
    ]
    assert page.replies[0].within == "100%"


def test_without_waits_there_are_no_reply_times() -> None:
    assert make_page(make_message("a", says="Hi.")).replies == ()


def test_the_last_and_the_next_meetings() -> None:
    page = make_page(
        meetings=[
            make_meeting("a", start="2025-03-20 10:00", summary="Old"),
            make_meeting("b", start="2025-03-27 10:00", summary="Last"),
            make_meeting("c", start="2025-04-03 10:00", summary="Next"),
            make_meeting("d", start="2025-04-04 10:00", cancelled=True),
        ]
    )
    assert [one.title for one in page.last_meetings] == ["Last", "Old"]
    assert [one.title for one in page.next_meetings] == ["Next"]


def test_the_timeline_counts_a_mail_to_three_people_once() -> None:
    page = make_page(
        make_message("a", sender=MAYA, to=(ANN, BOB), at="2025-03-28 10:00"),
        make_message("b", at="2025-03-28 11:00"),
        make_message("old", at="2024-11-01 11:00", thread="t9"),
        meetings=[make_meeting(start="2025-03-20 10:00", people=(ANN, BOB))],
    )
    assert page.timeline.words == (
        f"In the last {DAYS} days 1 mail from them, 1 mail from you, 1 meeting and 0 promises due."
    )
    assert page.timeline.rows[0].week == "31 Mar"
    assert page.timeline.rows[1].counts == (1, 1, 0, 0)


def test_picture_and_table_say_the_same() -> None:
    messages = [
        make_message(f"m{n}", at=f"2025-03-{n:02} 10:00", thread=f"t{n}") for n in range(1, 29)
    ]
    timeline = make_page(*messages).timeline
    assert sum(row.counts[0] for row in timeline.rows) == 28
    assert str(timeline.picture).count('class="chart-in"') == 28


def test_what_nobody_configured_is_said() -> None:
    client = make_client("arden", assumed={"zone": "Europe/London: 20 Date headers"})
    assert make_page(clients=[client]).assumed == ("zone Europe/London: 20 Date headers",)


def test_nobody_has_this_slug() -> None:
    assert build_client(make_look(make_history()), "nobody") is None


# ── The list ─────────────────────────────────────────────────────────────────────────────────────


def test_the_worst_stands_first_and_prospects_apart() -> None:
    gaps = (
        make_gap(1, client="brio", severity=Severity.LATE),
        make_gap(2, client="arden", severity=Severity.CRITICAL),
        make_gap(3, client="arden", severity=Severity.WATCH),
    )
    page = build_clients(make_look(make_history(make_message("a")), gaps=gaps))
    assert [(one.slug, one.severity, one.open) for one in page.clients] == [
        ("arden", "critical", "2 gaps"), ("brio", "late", "1 gap"),
    ]  # fmt: skip
    assert [one.slug for one in page.prospects] == ["novum"]


def test_a_line_says_cadence_last_contact_and_the_time_there() -> None:
    client = make_client(
        "arden", clock=KOLKATA, tier=Tier.STRATEGIC, cadence="weekly", cadence_kind="meeting"
    )
    history = make_history(clients=[client], meetings=[make_meeting(start="2025-03-27 10:00")])
    line = next(one for one in build_clients(make_look(history)).clients if one.slug == "arden")
    assert (line.cadence, line.tier) == ("weekly, a meeting", "strategic")
    assert line.last_two_way == utc("2025-03-27 10:00")
    assert line.now_there == "Mon 17:30 in Kolkata, not at work until Tue 1 Apr 09:00"
    assert not line.at_work


# ── Served ───────────────────────────────────────────────────────────────────────────────────────


def test_every_client_of_the_demo_is_served(client: TestClient, live: Live) -> None:
    assert "Clients" in client.get("/clients").text
    for slug in live.look().history.clients:
        page = client.get(f"/clients/{slug}")
        assert page.status_code == 200
        assert page.text.count('<svg class="chart"') == 2


@pytest.mark.parametrize("slug", ["nobody", "..%2F..", "a%00b", "%F0%9F%91%8B"])
def test_a_client_of_nobody_is_not_found(client: TestClient, slug: str) -> None:
    assert client.get(f"/clients/{slug}").status_code == 404


def test_lists_take_no_post(client: TestClient) -> None:
    assert client.post("/clients").status_code == 405
