"""A note to a client who has gone quiet: what it says, and when it is better not written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assistant.drafting.explain import explain_no_draft
from assistant.drafting.records import DraftKind, Existing, Length, Tone
from assistant.drafting.render import render_body
from assistant.insight.records import Absence, Attendee, GapKind, Side, Touchpoint
from tests.drafting.cast import (
    ANA,
    JONAS,
    NOW,
    OWNER,
    PEOPLE,
    TEMPLATES,
    days_ago,
    make_findings,
    make_gap,
    make_history,
    make_meeting,
    make_message,
    make_out,
    make_promise,
    make_wait,
    only,
    run,
)

LAST = make_message("last@x", "Thank you.", sent_at=days_ago(45), acts={"closing": 0.9})
SAID = make_out("said@x", "I'll look into a second test system.", sent_at=days_ago(50))
TOUCH = Touchpoint("mail in", LAST.sent_at, "brightwater", JONAS, two_way=True, message_id="last@x")
QUIET = make_gap(GapKind.GONE_QUIET, level="client", why="Silent for 45 days.")
OPEN = make_promise("p1", SAID, SAID.text, content="look into a second test system")
MET = make_meeting("old", start_at=days_ago(45), end_at=days_ago(45))
MET_TOUCH = Touchpoint(
    "meeting", MET.start_at, "brightwater", JONAS, two_way=True, ical_uid="old", recurrence_id=""
)


def check_in(*gaps: Any, history: dict[str, Any] | None = None, **fields: Any) -> Any:
    """The proposals for a quiet Brightwater."""
    existing = fields.pop("existing", ())
    found = make_findings(*(gaps or (QUIET,)), **{"touchpoints": (TOUCH,), **fields})
    return run(found, make_history(LAST, SAID, **(history or {})), existing=existing)


def why_none(proposals: Any) -> str:
    assert not [d for d in proposals.drafts if d.kind is DraftKind.CHECK_IN], proposals
    return " ".join(d.why for d in proposals.declined if d.kind is None)


def test_it_names_the_last_contact_and_one_open_thing_of_ours() -> None:
    draft = only(check_in(promises=(OPEN,)))
    assert draft.kind is DraftKind.CHECK_IN
    assert draft.content.subject == "After “Statement of work”"
    assert (
        draft.content.body
        == """\
Dear Jonas Weber,

We last wrote to each other about “Statement of work” on Sunday, 4 October, and I would like to \
take up the thread again.

One thing is still open on our side: look into a second test system (since Tuesday, 29 September). \
Is it still what you need, or has anything changed since?

If a short call is easier for you, please name a time that suits you.

Kind regards,
Maya Lindqvist
"""
    )
    assert draft.blocked_by == ()


def test_after_a_meeting_it_names_the_meeting() -> None:
    body = only(
        check_in(touchpoints=(MET_TOUCH,), promises=(OPEN,), history={"meetings": (MET,)})
    ).content.body
    assert "We last met for “Q4 review” on Sunday, 4 October" in body


def test_where_nothing_is_open_the_owner_says_what_comes_next() -> None:
    draft = only(check_in())
    assert "[your next step after “Statement of work”" in draft.content.body
    assert [block.code for block in draft.blocked_by] == ["slot"]


def test_what_they_promised_without_a_date_is_asked_for() -> None:
    said = make_message("theirs@x", "I'll send you the list.", sent_at=days_ago(46))
    promise = make_promise("p2", said, said.text, content="send you the list")
    history = make_history(LAST, said)
    found = make_findings(QUIET, touchpoints=(TOUCH,), promises=(promise,))
    body = only(run(found, history)).content.body
    assert "you wanted to send us the list (since Saturday, 3 October)" in body


def test_a_promise_of_their_decision_names_its_conversation() -> None:
    said = make_message("theirs@x", "I'll let you know their decision.", sent_at=days_ago(46))
    promise = make_promise("p2", said, said.text, content="let you know their decision")
    found = make_findings(QUIET, touchpoints=(TOUCH,), promises=(promise,))
    body = only(run(found, make_history(LAST, said))).content.body
    assert "let us know their decision, about “Statement of work” (since" in body


def test_a_later_mail_of_ours_is_the_last_that_was_written() -> None:
    later = make_out("later@x", "The plan is attached.", sent_at=days_ago(33))
    found = make_findings(QUIET, touchpoints=(TOUCH,))
    draft = only(run(found, make_history(LAST, later)))
    assert "on Friday, 16 October, and I would like" in draft.content.body
    evidence = draft.facts[0].evidence
    assert evidence is not None
    assert evidence.message_id == "later@x"


def test_every_fact_rests_on_something() -> None:
    for draft in (only(check_in()), only(check_in(promises=(OPEN,)))):
        assert all(fact.evidence is not None for fact in draft.facts)


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("promises", [(), (OPEN,)])
def test_every_wording_reads_clean(tone: Tone, length: Length, promises: tuple[Any, ...]) -> None:
    draft = only(check_in(promises=promises))
    for facts in (draft.facts, (replace(draft.facts[0], value=""), *draft.facts[1:])):
        body = render_body(
            draft.kind,
            client=draft.client,
            facts=facts,
            addressees=draft.addressees,
            wording=replace(draft.wording, tone=tone, length=length),
            owner_name=OWNER.name,
            templates=TEMPLATES,
        )
        assert not re.search(r"  | \n|\n\n\n| ,| \.|\.\.|,,|\bNone\b|[{}]|“”|\(\)", body), body


# ── one person of a client that is not silent ────────────────────────────────────────────────

ONE = replace(QUIET, id="one", level="person")
ANA_ASKED = make_message("ana@x", "Which field?", sender=ANA, thread_id="t5")
ANA_AWAITED = make_out("awaited@x", "Who tests?", to=(ANA,), thread_id="t6", sent_at=days_ago(9))
WITH_ANA = make_meeting(
    "ana",
    start_at=NOW + timedelta(days=3),
    end_at=NOW + timedelta(days=3),
    attendees=(Attendee(ANA, "Ana", "accepted", ("brightwater",)),),
)
BUSY: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
    "a reply to another": (
        make_gap(GapKind.REPLY_OWED, wait_start="ana@x", people=(ANA,)),
        {"waits": (make_wait(Side.US, ANA_ASKED),)},
        {"messages": (ANA_ASKED,)},
    ),
    "a reminder to another": (
        make_gap(GapKind.REPLY_AWAITED, wait_start="awaited@x", people=(ANA,)),
        {"waits": (make_wait(Side.THEM, ANA_AWAITED),)},
        {"messages": (ANA_AWAITED,)},
    ),
    "a mail to another": (
        None, {}, {"messages": (make_out("n@x", to=(ANA,), sent_at=days_ago(1)),)}
    ),
    "a meeting with another": (None, {}, {"meetings": (WITH_ANA,)}),
}  # fmt: skip


@pytest.mark.parametrize("case", BUSY)
def test_what_is_with_others_of_the_client_is_no_contact_with_a_person(case: str) -> None:
    gap, fields, history = BUSY[case]
    gaps = (ONE,) if gap is None else (ONE, gap)
    found = make_findings(*gaps, touchpoints=(TOUCH,), **fields)
    messages, meetings = history.get("messages", ()), history.get("meetings", ())
    proposals = run(found, make_history(LAST, SAID, *messages, meetings=meetings))
    [note] = [draft for draft in proposals.drafts if draft.kind is DraftKind.CHECK_IN]
    assert [mailbox.address for mailbox in note.content.to] == [JONAS]


def test_a_silent_person_is_not_told_what_others_wait_for() -> None:
    said = make_out("hers@x", "I'll send you the calendar.", to=(ANA,), sent_at=days_ago(30))
    promise = make_promise("p3", said, said.text, content="send you the calendar")
    found = make_findings(ONE, touchpoints=(TOUCH,), promises=(promise,))
    draft = only(run(found, make_history(LAST, said)))
    assert "calendar" not in draft.content.body
    assert [fact.group for fact in draft.facts] == ["last-mail", "topic"]


def test_a_meeting_with_the_silent_person_is_contact_enough() -> None:
    assert "You meet on" in why_none(check_in(ONE, history={"meetings": (SOON,)}))


# ── when not ─────────────────────────────────────────────────────────────────────────────────

ASKED = make_out("asked@x", "Who signs?", sent_at=days_ago(20))
AWAITED = make_gap(GapKind.REPLY_AWAITED, wait_start="asked@x")
ANGRY = make_message("angry@x", "It failed.", acts={"complaint": 0.9}, thread_id="t9")
SOON = make_meeting("soon", start_at=NOW + timedelta(days=3), end_at=NOW + timedelta(days=3))


@pytest.mark.parametrize(
    ("gaps", "fields", "history", "reason"),
    [
        ((AWAITED,), {"waits": (make_wait(Side.THEM, ASKED),)}, (LAST, ASKED), "Another draft"),
        (
            (replace(AWAITED, explained=True, why="They are on holiday."),),
            {"waits": (make_wait(Side.THEM, ASKED),)},
            (LAST, ASKED),
            "The silence is explained. They are on holiday.",
        ),
        (
            (make_gap(GapKind.REPLY_OWED, wait_start="gone@x"),),
            {},
            (LAST,),
            "They wait for an answer of yours",
        ),
        ((), {"waits": (make_wait(Side.US, ANGRY, escalation=True),)}, (LAST, ANGRY), "complaint"),
        ((), {}, (LAST, make_out("new@x", sent_at=days_ago(2))), "You wrote on 2026-11-16"),
    ],
)
def test_when_no_note_is_written(
    gaps: tuple[Any, ...], fields: dict[str, Any], history: tuple[Any, ...], reason: str
) -> None:
    found = make_findings(QUIET, *gaps, touchpoints=(TOUCH,), **fields)
    assert reason in why_none(run(found, make_history(*history)))


def test_who_meets_soon_gets_no_note() -> None:
    assert "You meet on 2026-11-21 anyway." in why_none(check_in(history={"meetings": (SOON,)}))


def test_who_is_away_gets_no_note_and_another_person_does() -> None:
    away = (Absence(JONAS, date(2026, 11, 10), date(2026, 11, 30), "m"),)
    assert "they are away" in why_none(check_in(history={"absences": away}))
    other = replace(TOUCH, person=ANA, at=days_ago(60))
    draft = only(check_in(touchpoints=(other, TOUCH), history={"absences": away}))
    assert [mailbox.address for mailbox in draft.content.to] == [ANA]


def test_who_left_gets_no_note() -> None:
    gone = {**PEOPLE, JONAS: replace(PEOPLE[JONAS], ended_at=NOW)}
    assert "Nobody there can be written to" in why_none(check_in(history={"people": gone}))


def test_a_silence_gets_one_note_however_many_gaps_it_opens() -> None:
    missed = make_gap(GapKind.CADENCE_MISSED, level="period")
    person = replace(QUIET, id="other", level="person")
    proposals = check_in(QUIET, missed, person)
    assert only(proposals).gap_id == QUIET.id
    assert len(proposals.declined) == 2


@pytest.mark.parametrize("state", ["rejected", "delivered"])
def test_one_silence_one_note_for_ever(state: str) -> None:
    draft = only(check_in())
    known = Existing(draft.id, draft.kind, draft.occasion, draft.evidence_key, state)
    assert check_in(existing=(known,)).drafts == ()
    again = replace(TOUCH, at=days_ago(40), message_id="said@x")
    assert only(check_in(existing=(known,), touchpoints=(TOUCH, again))).id != draft.id


def test_it_goes_with_its_gap() -> None:
    draft = only(check_in())
    known = Existing(draft.id, draft.kind, draft.occasion, draft.evidence_key, "proposed")
    assert set(check_in(existing=(known,)).standing) == {draft.id}
    quiet_no_more = run(make_findings(touchpoints=(TOUCH,)), make_history(LAST), existing=(known,))
    assert not quiet_no_more.standing


def test_the_reason_is_told_for_the_gap_alone() -> None:
    found = make_findings(
        QUIET, AWAITED, touchpoints=(TOUCH,), waits=(make_wait(Side.THEM, ASKED),)
    )
    reason = explain_no_draft(
        found, make_history(LAST, ASKED), QUIET, (), now=NOW, templates=TEMPLATES
    )
    assert "Another draft goes to them" in reason
