"""The week with a client: when it is told, to whom, and where every line comes from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from assistant.drafting.propose import propose
from assistant.drafting.records import DraftKind, Existing, Length, Tone
from assistant.drafting.render import render_body
from assistant.insight.records import (
    Absence,
    Attendee,
    ClockSpec,
    Evidence,
    GapKind,
    Leave,
    PromiseState,
    Side,
    Tier,
    Touchpoint,
    Wait,
    WaitEnd,
)
from assistant.insight.weekly import Item, closing_day, summarise_week
from assistant.insight.worktime import WorkClock
from tests.drafting.cast import (
    ANA,
    CLIENTS,
    JONAS,
    NOW,
    OURS,
    OWNER,
    PEOPLE,
    PRIYA,
    TEMPLATES,
    make_due,
    make_findings,
    make_gap,
    make_history,
    make_meeting,
    make_message,
    make_out,
    make_promise,
    make_wait,
)

#: The Friday of the cast's week, 12:00 in Stockholm.
FRIDAY = NOW + timedelta(days=2, hours=1)
STRATEGIC = {**CLIENTS, "brightwater": replace(CLIENTS["brightwater"], tier=Tier.STRATEGIC)}
SAID = make_out("said@x", "I'll send you the plan.", sent_at=NOW - timedelta(days=2))
HERS = make_message("hers@x", "I'll send you the list.", sent_at=NOW - timedelta(days=1))
KEPT = make_promise(
    "p1",
    SAID,
    SAID.text,
    content="send you the plan",
    state=PromiseState.KEPT,
    discharged_at=NOW,
    due=make_due(NOW.replace(hour=23)),
)
OPEN = make_promise(
    "p2", SAID, SAID.text, content="send you the plan", due=make_due(NOW + timedelta(days=5, hours=13))
)  # fmt: skip
RECEIVED = make_promise(
    "p3", HERS, HERS.text, content="send you the list", state=PromiseState.KEPT, discharged_at=NOW
)
EXPECTED = make_promise(
    "p4", HERS, HERS.text, content="send you the list", due=make_due(NOW + timedelta(days=4, hours=13))
)  # fmt: skip
OVERDUE = make_promise(
    "p5",
    HERS,
    HERS.text,
    content="send you the list",
    state=PromiseState.SLIPPED,
    due=make_due(NOW - timedelta(hours=11)),
)
ASKED = make_out("asked@x", "Who signs on your side?", sent_at=NOW - timedelta(days=6))
WAIT = make_wait(Side.THEM, ASKED)
LATE = make_gap(GapKind.REPLY_AWAITED, wait_start="asked@x")
MET = make_meeting("met", start_at=NOW - timedelta(hours=20), end_at=NOW - timedelta(hours=19))
NEXT = make_meeting(
    "next", start_at=NOW + timedelta(days=6), end_at=NOW + timedelta(days=6, hours=1)
)


def touch(person: str = JONAS, *, days: float = 1, client: str = "brightwater") -> Touchpoint:
    sent_at = NOW - timedelta(days=days)
    return Touchpoint("mail in", sent_at, client, person, two_way=True, message_id="hers@x")


def statuses(
    *gaps: Any,
    now: datetime = FRIDAY,
    existing: tuple[Existing, ...] = (),
    history: dict[str, Any] | None = None,
    **findings: Any,
) -> Any:
    """The proposals of a Friday, status drafts alone."""
    world = make_history(
        SAID, HERS, ASKED, **{"as_of": now, "clients": STRATEGIC, "meetings": (), **(history or {})}
    )
    found = make_findings(*gaps, **{"touchpoints": (touch(),), **findings})
    proposals = propose(found, world, existing, now=now, templates=TEMPLATES)
    only = tuple(draft for draft in proposals.drafts if draft.kind is DraftKind.STATUS)
    return replace(proposals, drafts=only)


def one(proposals: Any) -> Any:
    assert len(proposals.drafts) == 1, proposals
    return proposals.drafts[0]


def why_none(proposals: Any) -> str:
    assert proposals.drafts == (), proposals
    return " ".join(d.why for d in proposals.declined if d.kind is DraftKind.STATUS)


FULL = statuses(
    LATE,
    make_gap(GapKind.PROMISE_THEIRS_OVERDUE, promise_id="p5", since=NOW),
    promises=(KEPT, RECEIVED, OPEN, EXPECTED, OVERDUE),
    waits=(WAIT,),
    history={"meetings": (MET, NEXT)},
)

READ_BY_HAND = """\
Dear Jonas Weber,

Here is a short summary of our week from Monday, 16 November.

Done:
- We sent you the plan on Wednesday, 18 November
- You sent us the list on Wednesday, 18 November
- We met for “Q4 review” on Tuesday, 17 November

What comes next from us:
- send you the plan (due Tuesday, 24 November)

What comes next from you:
- send us the list (due Monday, 23 November)

What we are waiting for:
- send us the list (was due Wednesday, 18 November)
- an answer to “Who signs on your side?”, asked on Thursday, 12 November

Our next meeting, “Q4 review”, is on Tuesday, 24 November at 11:00 (Berlin time).

If you see anything differently, or something is missing, please let me know.

Kind regards,
Maya Lindqvist
"""


def test_a_week_reads_as_a_person_read_it() -> None:
    assert one(FULL).content.body == READ_BY_HAND


def test_every_line_has_its_evidence() -> None:
    draft = one(FULL)
    lines = [line for line in draft.content.body.splitlines() if line.startswith("- ")]
    assert len(lines) + 1 == len([fact for fact in draft.facts if fact.group != "message"])
    for fact in draft.facts:
        assert fact.evidence is not None
        assert fact.evidence.message_id or fact.evidence.ical_uid


CROSS = make_message(
    "cross@x", "This is unacceptable.", acts={"complaint": 0.9}, subject="RE: Backlog"
)
ANSWERED = make_wait(
    Side.US,
    CROSS,
    end_at=NOW + timedelta(days=1),
    end_kind=WaitEnd.ANSWER,
    end_message_id="ours@x",
    complaint=Evidence(message_id="cross@x", quote="This is unacceptable.", start=0, end=21),
    escalation=True,
)


def complained(wait: Wait) -> Any:
    world = make_history(SAID, CROSS, as_of=FRIDAY, clients=STRATEGIC)
    found = make_findings(waits=(wait,), promises=(KEPT,), touchpoints=(touch(),))
    proposals = propose(found, world, (), now=FRIDAY, templates=TEMPLATES)
    return one(
        replace(proposals, drafts=tuple(d for d in proposals.drafts if d.kind is DraftKind.STATUS))
    )


def test_a_complaint_that_was_answered_in_the_week_is_told_with_its_evidence() -> None:
    draft = complained(ANSWERED)
    assert "- What you raised under “Backlog”: answered on Thursday, 19 November" in (
        draft.content.body.splitlines()
    )
    assert "unacceptable" not in draft.content.body
    [fact] = [fact for fact in draft.facts if fact.group == "answered"]
    assert fact.evidence == ANSWERED.complaint


@pytest.mark.parametrize(
    "wait",
    [
        replace(ANSWERED, end_at=NOW - timedelta(days=7)),
        replace(ANSWERED, end_kind=WaitEnd.WITHDRAWN),
        replace(ANSWERED, complaint=None, escalation=False),
    ],
    ids=["earlier", "taken back", "no complaint"],
)
def test_other_answers_are_no_line_of_the_week(wait: Wait) -> None:
    assert "raised" not in complained(wait).content.body


def test_it_goes_out_clean_and_can_be_approved_at_once() -> None:
    assert one(FULL).blocked_by == ()
    assert one(FULL).content.subject == "Our week from Monday, 16 November"


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("tone", list(Tone))
def test_every_wording_reads_clean(tone: Tone, length: Length) -> None:
    draft = one(FULL)
    names = [fact.name for fact in draft.facts]
    for omitted in ((), ("message-1",), tuple(name for name in names if name != "met-1")):
        body = render_body(
            draft.kind,
            client=draft.client,
            facts=draft.facts,
            addressees=draft.addressees,
            wording=replace(draft.wording, tone=tone, length=length, omit=omitted),
            owner_name=OWNER.name,
            templates=TEMPLATES,
        )
        assert not re.search(r"  | \n|\n\n\n| ,| \.|\.\.|,,|\bNone\b|[{}\[\]]|“”|\(\)", body), body


def test_a_reminder_of_the_same_is_pointed_out() -> None:
    assert "A reminder of what they owe waits too" in one(FULL).why
    assert "reminder" not in one(statuses(promises=(KEPT,))).why


# ── when ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("days", "told"), [(0, False), (1, False), (2, True), (3, True), (4, True), (5, False)]
)
def test_the_week_is_told_on_its_last_working_day_and_over_the_weekend(
    days: int, told: bool
) -> None:
    proposals = statuses(now=NOW + timedelta(days=days), promises=(KEPT,))
    assert bool(proposals.drafts) is told


def test_a_friday_off_makes_thursday_the_last_day() -> None:
    off = replace(OWNER.clock, leave=(Leave(date(2026, 11, 20), date(2026, 11, 20)),))
    thursday = {"owner": replace(OWNER, clock=off)}
    assert one(statuses(now=NOW + timedelta(days=1), promises=(KEPT,), history=thursday))


def test_a_week_away_has_no_last_day() -> None:
    off = replace(OWNER.clock, leave=(Leave(date(2026, 11, 16), date(2026, 11, 22)),))
    assert closing_day(WorkClock(off), date(2026, 11, 16)) is None


def known(state: str = "proposed", **fields: Any) -> Existing:
    draft = one(statuses(promises=(KEPT,)))
    return replace(
        Existing(draft.id, draft.kind, draft.occasion, draft.evidence_key, state), **fields
    )


def test_a_second_run_changes_nothing() -> None:
    again = statuses(promises=(KEPT,), existing=(known(),))
    assert again.drafts == ()
    assert set(again.standing) == {known().id}


def test_what_happened_since_makes_a_newer_one_while_nobody_looked() -> None:
    more = statuses(promises=(KEPT, OPEN), existing=(known(),))
    assert one(more).occasion == known().occasion
    assert known().id not in more.standing


@pytest.mark.parametrize(
    "existing", [known("rejected"), known("delivered"), known("snoozed"), known(edited=True)]
)
def test_one_that_a_person_dealt_with_is_not_replaced(existing: Existing) -> None:
    assert statuses(promises=(KEPT, OPEN), existing=(existing,)).drafts == ()


def test_it_stands_until_the_first_day_of_the_next_week_is_over() -> None:
    monday, tuesday = FRIDAY + timedelta(days=3), FRIDAY + timedelta(days=4)
    stands = statuses(promises=(KEPT, OPEN), now=monday, existing=(known(),))
    assert stands.drafts == ()
    assert set(stands.standing) == {known().id}
    assert not statuses(promises=(KEPT,), now=tuesday, existing=(known(),)).standing


# ── for whom ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"tier": Tier.STRATEGIC}, True),
        ({"cadence": "weekly"}, True),
        ({"cadence": "daily"}, True),
        ({"cadence": "monthly"}, False),
        ({}, False),
        ({"tier": Tier.STRATEGIC, "prospect": True}, False),
    ],
)
def test_which_clients_are_told_their_week(fields: dict[str, Any], told: bool) -> None:
    clients = {**CLIENTS, "brightwater": replace(CLIENTS["brightwater"], **fields)}
    assert bool(statuses(promises=(KEPT,), history={"clients": clients}).drafts) is told


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        ({"touchpoints": ()}, "nothing to tell"),
        ({"promises": ()}, "nothing to tell"),
        ({"promises": (KEPT,), "touchpoints": (touch(days=200), touch("x@y.example"))}, "known well"),
    ],
)  # fmt: skip
def test_an_empty_week_makes_no_draft(findings: dict[str, Any], reason: str) -> None:
    assert reason in why_none(statuses(**findings))


def test_a_silence_with_a_reason_alone_is_no_news() -> None:
    explained = statuses(replace(LATE, explained=True, why="They are away."), waits=(WAIT,))
    assert "silence that has its reason" in why_none(explained)


def test_a_silence_with_a_reason_is_told_kindly() -> None:
    body = one(
        statuses(replace(LATE, explained=True), waits=(WAIT,), promises=(KEPT,))
    ).content.body
    assert "no hurry" in body


def test_an_open_complaint_comes_first() -> None:
    angry = make_message("angry@x", "It failed again.", acts={"complaint": 0.9}, sent_at=NOW)
    wait = make_wait(Side.US, angry, escalation=True)
    assert "complaint" in why_none(statuses(waits=(wait,), promises=(KEPT,)))


def test_it_goes_to_who_works_with_us_and_says_why() -> None:
    roles = {
        **PEOPLE,
        JONAS: replace(PEOPLE[JONAS], role="sponsor"),
        ANA: replace(PEOPLE[ANA], role="day-to-day"),
    }
    both = (touch(), touch(ANA, days=3))
    draft = one(statuses(promises=(KEPT,), touchpoints=both, history={"people": roles}))
    assert [mailbox.address for mailbox in draft.content.to] == [ANA]
    assert "It goes to Ana Souza (day-to-day; last contact both ways 2026-11-15)." in draft.why


def test_who_is_away_is_passed_over() -> None:
    away = (Absence(JONAS, date(2026, 11, 18), date(2026, 11, 25), "m"),)
    both = (touch(), touch(ANA, days=3))
    draft = one(statuses(promises=(KEPT,), touchpoints=both, history={"absences": away}))
    assert [mailbox.address for mailbox in draft.content.to] == [ANA]


# ── what ─────────────────────────────────────────────────────────────────────────────────────


def test_what_is_shared_with_another_client_is_left_out() -> None:
    shared = replace(SAID, cc=(PRIYA,), client=None, clients=("brightwater", "kestrel"))
    guests = (*MET.attendees, Attendee(PRIYA, "", "accepted", ("kestrel",)))
    both = replace(MET, attendees=guests, clients=("brightwater", "kestrel"))
    history = make_history(shared, as_of=FRIDAY, clients=STRATEGIC, meetings=(both,))
    week = summarise_week(
        history,
        make_findings(promises=(KEPT, OPEN), touchpoints=(touch(),)),
        "brightwater",
        date(2026, 11, 16),
        ours=WorkClock(OWNER.clock),
        messages={shared.id: shared},
    )
    assert week.lines == ()


def test_a_line_that_names_another_client_is_left_out() -> None:
    named = replace(KEPT, content="send you the offer for Kestrel Works")
    draft = one(statuses(promises=(named, OPEN)))
    assert "Kestrel" not in draft.content.body


def test_a_promise_of_ours_that_slipped_is_not_hidden() -> None:
    slipped = replace(OPEN, state=PromiseState.SLIPPED, due=make_due(NOW - timedelta(hours=35)))
    assert "send you the plan (was due Tuesday, 17 November)" in (
        one(statuses(promises=(slipped,))).content.body
    )


def test_a_task_that_says_it_names_the_conversation() -> None:
    vague = replace(OPEN, content="take it to the board")
    body = one(statuses(promises=(vague,))).content.body
    assert "take it to the board, about “Statement of work” (due Tuesday, 24 November)" in body


def test_of_a_series_only_the_next_meeting_is_named() -> None:
    later = replace(NEXT, recurrence_id="b", start_at=NEXT.start_at + timedelta(days=7))
    meetings = (replace(NEXT, recurrence_id="a"), later)
    body = one(statuses(promises=(KEPT,), history={"meetings": meetings})).content.body
    assert body.count("Our next meeting") == 1


def test_a_meeting_on_their_holiday_is_left_to_the_owner() -> None:
    closed = ClockSpec("Europe/Berlin", closed={date(2026, 11, 24): "Founders' Day"})
    clients = {**STRATEGIC, "brightwater": replace(STRATEGIC["brightwater"], clock=closed)}
    history = {"meetings": (NEXT,), "clients": clients}
    draft = one(statuses(promises=(KEPT,), history=history))
    assert "Our next meeting" not in draft.content.body
    assert "they are closed that day (Founders' Day)" in draft.why


def test_the_items_of_a_week_are_found() -> None:
    history = make_history(SAID, HERS, ASKED, as_of=FRIDAY, clients=STRATEGIC, meetings=(MET, NEXT))
    week = summarise_week(
        history,
        make_findings(
            LATE, promises=(KEPT, RECEIVED, OPEN, EXPECTED), waits=(WAIT,), touchpoints=(touch(),)
        ),
        "brightwater",
        date(2026, 11, 16),
        ours=WorkClock(OWNER.clock),
        messages={message.id: message for message in history.messages},
    )
    assert week.name == "2026-W47"
    assert {line.item for line in week.done} == {Item.KEPT, Item.RECEIVED, Item.MET}
    assert {line.item for line in week.ahead} == {Item.OPEN, Item.EXPECTED, Item.MEETING}
    assert {line.item for line in week.blocked} == {Item.AWAITED}
    assert OURS not in {line.evidence.message_id for line in week.lines}
