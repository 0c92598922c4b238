"""One gap in full, the list of all, and dismissing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from assistant.drafting.explain import explain_no_draft
from assistant.drafting.propose import propose
from assistant.drafting.records import Existing
from assistant.drafting.templates import Templates
from assistant.insight.findings import find_all
from assistant.insight.records import Decision, Gap, GapKind, History, Severity
from assistant.web.live import Look
from assistant.web.pages.cards import gather
from assistant.web.pages.gap import GapPage, build_gap
from assistant.web.pages.gaps import PER_PAGE, Filters, build_gaps
from assistant.web.pages.hours import say_hours
from tests.insight.builders import (
    ANN,
    MAYA,
    make_absence,
    make_client,
    make_clock,
    make_due,
    make_history,
    make_leave,
    make_meeting,
    make_message,
    make_owner,
    week,
)
from tests.reports.builders import make_gap

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from assistant.web.live import Live
    from tests.web.conftest import Post

QUESTION = make_message("q", asks="Could you send the figures?", at="2025-03-26 10:00")
OURS = make_message(
    "o", sender=MAYA, asks="Could you send the figures?", at="2025-03-20 10:00", zone="UTC"
)


def make_look(history: History, **changes: Any) -> Look:
    return Look(history, replace(find_all(history), **changes), {}, history.as_of)


def make_page(history: History, kind: GapKind = GapKind.REPLY_OWED) -> GapPage:
    look = make_look(history)
    both = (*look.findings.gaps, *look.findings.dismissed)
    gap = next(one for one in both if one.kind is kind)
    return build_gap(look, gap, drafts={})


# ── Clocks ───────────────────────────────────────────────────────────────────────────────────────


def test_each_clock_says_what_it_counted_day_by_day() -> None:
    owner = make_owner(clock=make_clock(closed={"2025-03-28": "Founders' day"}))
    ours, theirs = make_page(make_history(QUESTION, owner=owner)).clocks
    assert (ours.name, ours.total, ours.decides) == ("Our clock", "2 working days 2 h", True)
    assert [(day.day, day.worked, day.reason) for day in ours.days] == [
        ("Wed 26 Mar", "7 h", ""),
        ("Thu 27 Mar", "8 h", ""),
        ("Fri 28 Mar", "", "Founders' day"),
        ("Sat 29 Mar", "", "no working day"),
        ("Sun 30 Mar", "", "no working day"),
        ("Mon 31 Mar", "3 h", ""),
    ]
    assert ours.left_out == ("Fri 28 Mar: Founders' day",)
    assert (theirs.total, theirs.decides) == ("3 working days 2 h", False)


def test_leave_and_absences_are_named() -> None:
    owner = make_owner(clock=make_clock(leave=[make_leave("2025-03-21", "2025-03-21")]))
    history = make_history(
        OURS, owner=owner, absences=[make_absence(ANN, "2025-03-24", "2025-03-25")]
    )
    ours, theirs = make_page(history, GapKind.REPLY_AWAITED).clocks
    assert ours.left_out == ("Fri 21 Mar: leave",)
    assert theirs.left_out == ("Mon 24 Mar: away", "Tue 25 Mar: away")


def test_days_add_up_to_what_the_gap_says() -> None:
    look = make_look(make_history(QUESTION))
    gap = look.findings.gaps[0]
    page = build_gap(look, gap, drafts={})
    assert [clock.total for clock in page.clocks] == [page.card.ours, page.card.theirs]


def test_assumed_hours_are_said_to_be_assumed() -> None:
    client = make_client("arden", assumed={"zone": "Europe/London: 20 Date headers"})
    page = make_page(make_history(QUESTION, clients=[client]))
    assert page.clocks[1].assumed == ("zone Europe/London: 20 Date headers",)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (week(), "Mon–Fri 09:00–17:00 in Kolkata"),
        (week("sun mon tue wed thu"), "Mon–Thu 09:00–17:00, Sun 09:00–17:00 in Kolkata"),
        (week(fri="08:30-12:00"), "Mon–Thu 09:00–17:00, Fri 08:30–12:00 in Kolkata"),
        (week("mon", "09:00-12:00 13:00-24:00"), "Mon 09:00–12:00 and 13:00–24:00 in Kolkata"),
        (week(""), "no working hours"),
    ],
)
def test_hours_of_a_week_in_words(hours: Any, told: str) -> None:
    assert say_hours(make_clock("Asia/Kolkata", week=hours)) == told


def test_a_zone_without_a_city_is_named_itself() -> None:
    assert say_hours(make_clock("UTC")) == "Mon–Fri 09:00–17:00 UTC"


# ── Why ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_threshold_names_its_clock() -> None:
    page = make_page(make_history(QUESTION))
    assert page.threshold == "1 working day on our clock"
    assert (
        page.how_late == "Critical from twice the threshold on; this is at 325% of the threshold."
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"explained": True}, "To watch: late by our clock, not by theirs."),
        ({"ratio": None}, "This kind has no clock; it is due as long as it is open."),
        ({"ratio": 0.5, "severity": Severity.CRITICAL},
         "Critical, as the words escalate or speak of leaving; 50% of the threshold."),
        ({"ratio": 1.25},
         "Late from the threshold on, critical from twice; this is at 125% of the threshold."),
        ({"ratio": 0.9, "severity": Severity.DUE},
         "Due from 80% of the threshold on, late at all of it; this is at 90% of the threshold."),
    ],
)  # fmt: skip
def test_how_the_severity_comes_about(changes: dict[str, Any], said: str) -> None:
    gap = make_gap(1, client="arden", **changes)
    look = make_look(make_history(QUESTION), gaps=(gap,))
    assert build_gap(look, gap, drafts={}).how_late == said


def test_evidence_is_quoted_and_leads_to_its_message() -> None:
    (line,) = make_page(make_history(QUESTION)).evidence
    assert line.quote == "Could you send the figures?"
    assert line.source == "Ann Arden, Wed 26 Mar 10:00"
    assert line.href == "/messages/q"


def test_a_meeting_is_evidence_by_its_title() -> None:
    meeting = make_meeting(start="2025-03-26 10:00", summary="Review")
    page = make_page(make_history(meetings=[meeting]), GapKind.MET_NO_RECAP)
    (line,) = page.evidence
    assert line.source == "Meeting “Review”, Wed 26 Mar 10:00, with Ann Arden"
    assert line.href == "/clients/arden#meetings"


def test_every_kind_of_gap_has_a_page() -> None:
    due = make_due("2025-03-25 00:00", "2025-03-26 00:00")
    history = make_history(
        QUESTION,
        replace(OURS, thread_id="t2"),
        make_message("p", sender=MAYA, promises="I'll send it.", due=due, thread="t3"),
        make_message("s", promises="You get it.", due=due, thread="t4"),
        make_message("c", complains="It failed again.", thread="t5", at="2025-03-27 10:00"),
        meetings=[
            make_meeting("m", start="2025-03-26 10:00"),
            make_meeting("i", start="2025-04-01 10:00", organizer=ANN, own_partstat="needs-action"),
        ],
    )
    look = make_look(history)
    assert len({gap.kind for gap in look.findings.gaps}) >= 5
    for gap in look.findings.gaps:
        page = build_gap(look, gap, drafts={})
        assert page.card.why
        assert page.card.action.href.startswith("/")


# ── Why there is no draft ────────────────────────────────────────────────────────────────────────


def explain(history: History, kind: GapKind, existing: tuple[Existing, ...] = ()) -> str:
    findings = find_all(history)
    gap = next(one for one in findings.gaps if one.kind is kind)
    return explain_no_draft(
        findings, history, gap, existing, now=history.as_of, templates=Templates(None)
    )


def test_a_kind_that_is_never_drafted_says_so() -> None:
    due = make_due("2025-03-25 00:00", "2025-03-26 00:00")
    said = make_message("p", sender=MAYA, promises="I'll send it.", due=due)
    text = explain(make_history(said), GapKind.PROMISE_OVERDUE)
    assert text == "Only you know when it will be done; nothing is written for it."


def test_a_gap_that_the_next_run_drafts_says_so() -> None:
    assert explain(make_history(QUESTION), GapKind.REPLY_OWED) == "The next run writes one."


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("rejected", "You turned its draft down; another comes only with new evidence."),
        ("delivered", "Its draft was delivered; another comes only with new evidence."),
    ],
)
def test_what_became_of_its_draft(state: str, said: str) -> None:
    history = make_history(QUESTION)
    (draft,) = propose(
        find_all(history), history, (), now=history.as_of, templates=Templates(None)
    ).drafts
    earlier = Existing("d", draft.kind, draft.occasion, draft.evidence_key, state)
    assert explain(history, GapKind.REPLY_OWED, (earlier,)) == said


# ── All gaps ─────────────────────────────────────────────────────────────────────────────────────


def make_many(count: int) -> Look:
    gaps = tuple(
        make_gap(
            n, client="arden" if n % 2 else "brio",
            severity=Severity.CRITICAL if n % 3 else Severity.LATE,
            kind=GapKind.REPLY_OWED if n % 5 else GapKind.GONE_QUIET,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    return make_look(make_history(QUESTION), gaps=gaps)


def test_the_list_comes_in_pages() -> None:
    look = make_many(PER_PAGE * 2 + 1)
    first, last = build_gaps(look, Filters()), build_gaps(look, Filters(), page=99)
    assert (len(first.lines), first.previous, first.next) == (PER_PAGE, None, "?page=2")
    assert (len(last.lines), last.page, last.previous, last.next) == (1, 3, "?page=2", None)


def test_filters_narrow_and_count_what_they_would_leave() -> None:
    look = make_many(30)
    page = build_gaps(look, Filters(severity="late", client="arden"))
    assert page.count == 5
    assert [choice.count for choice, _ in page.severities] == [15, 10, 5, 0, 0]
    assert [choice.value for choice in page.clients] == ["arden", "brio"]
    assert page.severities[1][1] == "?severity=critical&client=arden"


def test_dismissed_ones_are_a_list_of_their_own() -> None:
    gap = make_gap(1, client="arden")
    look = make_look(make_history(QUESTION), gaps=(), dismissed=(gap,))
    assert build_gaps(look, Filters()).count == 0
    assert build_gaps(look, Filters(dismissed=True)).count == 1


# ── Served ───────────────────────────────────────────────────────────────────────────────────────


def find_open(live: Live) -> Gap:
    return next(one for one in live.look().findings.gaps if one.kind is GapKind.GONE_QUIET)


def test_every_gap_of_the_demo_is_served(client: TestClient, live: Live) -> None:
    for gap in live.look().findings.gaps:
        page = client.get(f"/gaps/{gap.id}")
        assert page.status_code == 200
        assert "What it rests on" in page.text or not gap.evidence


@pytest.mark.parametrize(
    "query",
    ["", "?severity=late", "?severity=none", "?kind=x&page=x", "?client=%00", "?dismissed=1"],
)
def test_the_list_is_served_whatever_is_asked(client: TestClient, query: str) -> None:
    assert client.get(f"/gaps{query}").status_code == 200


def test_a_dismissed_gap_leaves_the_list_with_its_reason_and_comes_back(
    client: TestClient, post: Post, live: Live
) -> None:
    gap = find_open(live)
    answer = post(f"/gaps/{gap.id}/dismiss", reason="spoke <b>on the phone</b>")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert gap.id not in {one.id for one in live.look().findings.gaps}
    page = client.get(f"/gaps/{gap.id}").text
    assert "spoke &lt;b&gt;on the phone&lt;/b&gt;" in page
    assert post(f"/gaps/{gap.id}/restore").status_code == 303
    assert gap.id in {one.id for one in live.look().findings.gaps}


def test_a_complaint_takes_the_answer_owed_with_it(post: Post, live: Live) -> None:
    matter = next(one for one in gather(live.look().findings.gaps) if one.others)
    post(f"/gaps/{matter.gap.id}/dismiss", reason="settled")
    dismissed = {one.id for one in live.look().findings.dismissed}
    assert {one.id for one in matter.gaps} <= dismissed


def test_a_dismissal_needs_a_reason(post: Post, live: Live) -> None:
    gap = find_open(live)
    assert post(f"/gaps/{gap.id}/dismiss", reason="  ").status_code == 400
    assert gap.id in {one.id for one in live.look().findings.gaps}


def test_the_command_line_sees_the_same_decision(post: Post, live: Live, app: Any) -> None:
    gap = find_open(live)
    post(f"/gaps/{gap.id}/dismiss", reason="settled")
    (decision,) = app.history(live.look().as_of).decisions
    assert decision == Decision(
        "gap", gap.id, "dismiss", live.look().as_of, gap.evidence_key, "settled"
    )


def test_a_shortened_id_leads_to_the_gap(client: TestClient, live: Live) -> None:
    gap = find_open(live)
    answer = client.get(f"/gaps/{gap.id[:6]}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/gaps/{gap.id}")
    assert client.get(f"/gaps/{gap.id[:5]}").status_code == 404


def test_a_dismissal_takes_no_shortened_id(post: Post, live: Live) -> None:
    assert post(f"/gaps/{find_open(live).id[:8]}/dismiss", reason="settled").status_code == 404


@pytest.mark.parametrize("verb", ["dismiss", "restore"])
def test_a_gap_of_nobody_is_not_found(client: TestClient, post: Post, verb: str) -> None:
    assert client.get("/gaps/0000000000000000").status_code == 404
    assert post(f"/gaps/0000000000000000/{verb}", reason="x").status_code == 404


@pytest.mark.parametrize("verb", ["dismiss", "restore"])
def test_it_rejects_get_and_forms_from_elsewhere(client: TestClient, live: Live, verb: str) -> None:
    gap = find_open(live)
    assert client.get(f"/gaps/{gap.id}/{verb}").status_code == 405
    assert client.post(f"/gaps/{gap.id}/{verb}", data={"reason": "x"}).status_code == 403
