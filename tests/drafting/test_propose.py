"""Which gaps get a draft, which do not and why, and what a known draft is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.drafting.records import DraftKind, Existing, Tone
from assistant.insight.records import (
    Absence,
    Attendee,
    Direction,
    GapKind,
    Leave,
    Severity,
    Side,
    WaitEnd,
)
from tests.drafting.cast import (
    ANA,
    COLLEAGUE,
    JONAS,
    NOW,
    OURS,
    OWNER,
    PEOPLE,
    PRIYA,
    days_ago,
    make_findings,
    make_gap,
    make_history,
    make_meeting,
    make_message,
    make_out,
    make_promise,
    make_wait,
    nudge_for,
    only,
    recap_of,
    reply_to,
    run,
)

ASK = make_message("ask@x", "Could you send the offer?", cc=(ANA, COLLEAGUE))
ASKED = make_out("asked@x", "Could you confirm the address?", sent_at=days_ago(9), cc=(ANA,))


def addresses(mailboxes: object) -> list[str]:
    return [mailbox.address for mailbox in mailboxes]  # type: ignore[attr-defined]


def declined(proposals: object) -> str:
    assert not proposals.drafts, proposals  # type: ignore[attr-defined]
    return " ".join(one.why for one in proposals.declined)  # type: ignore[attr-defined]


# ── replies ──────────────────────────────────────────────────────────────────────────────────


def test_a_reply_goes_to_who_asked_with_the_others_in_copy() -> None:
    draft = only(reply_to(ASK))
    assert addresses(draft.content.to) == [JONAS]
    assert addresses(draft.content.cc) == [ANA, COLLEAGUE]
    assert (draft.content.subject, draft.content.in_reply_to) == ("Re: Statement of work", "ask@x")


def test_a_reply_cannot_answer_and_says_so() -> None:
    draft = only(reply_to(ASK))
    assert "[your answer to: Could you send the offer?]" in draft.content.body
    assert [block.code for block in draft.blocked_by] == ["slot"]


def test_every_fact_rests_on_a_message_or_a_meeting() -> None:
    draft = only(reply_to(ASK))
    assert all(fact.evidence is not None for fact in draft.facts)
    quoted = next(fact for fact in draft.facts if fact.name == "question-1")
    assert quoted.evidence is not None
    assert ASK.text[quoted.evidence.start : quoted.evidence.end] == quoted.evidence.quote


def test_three_mails_make_one_reply_to_the_last() -> None:
    mails = [make_message(f"m{n}@x", f"Question {n}?", sent_at=days_ago(4 - n)) for n in (1, 2, 3)]
    draft = only(reply_to(*mails))
    assert draft.content.in_reply_to == "m3@x"
    assert draft.content.body.count("[your answer to:") == 3
    assert "your messages of Sunday, 15 November, Monday, 16 November and Tuesday" in (
        draft.content.body
    )


def test_a_complaint_and_its_reply_gap_make_one_draft() -> None:
    mail = make_message("c@x", "It failed again.", acts={"complaint": 0.9})
    wait = make_wait(Side.US, mail)
    gaps = [
        make_gap(kind, wait_start="c@x")
        for kind in (GapKind.REPLY_OWED, GapKind.COMPLAINT_UNACKNOWLEDGED)
    ]
    draft = only(run(make_findings(*gaps, waits=(wait,)), make_history(mail)))
    assert draft.gap_id == gaps[1].id


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (replace(ASK, automatic=True, automatic_reason="Auto-Submitted"), "sent by a machine"),
        (replace(ASK, direction=Direction.OTHER), "does not come from a person"),
        (replace(ASK, sender="no-reply@brightwater.example"), "cannot be written to"),
        (replace(ASK, sender="noreply@brightwater.example"), "cannot be written to"),
    ],
)
def test_machines_get_no_reply(message: object, why: str) -> None:
    assert why in declined(reply_to(message))  # type: ignore[arg-type]


def test_a_mail_this_program_wrote_gets_no_reply() -> None:
    assert "drafted by this program" in declined(reply_to(ASK, written=frozenset({"ask@x"})))


def test_a_stranger_on_the_thread_is_left_out_and_named() -> None:
    draft = only(reply_to(replace(ASK, cc=("who@elsewhere.example",))))
    assert draft.content.cc == ()
    assert "who@elsewhere.example" in draft.why


def test_a_thread_with_two_clients_asks_first() -> None:
    mixed = replace(ASK, cc=(PRIYA,), client=None, clients=("brightwater", "kestrel"))
    wait = make_wait(Side.US, mixed, client="brightwater")
    gap = make_gap(GapKind.REPLY_OWED, wait_start="ask@x")
    draft = only(run(make_findings(gap, waits=(wait,)), make_history(mixed)))
    assert "mixed-thread" in {block.code for block in draft.blocked_by}
    assert PRIYA not in addresses(draft.content.cc)


def test_our_promises_to_this_person_are_named_with_their_date() -> None:
    said = make_out("said@x", "I'll send the NDA by Friday.", sent_at=days_ago(2))
    elsewhere = make_out(
        "other@x", "I'll send Ana the plan.", sent_at=days_ago(2), to=(ANA,), thread_id="t2"
    )
    due = {"due": _due(2)}
    promises = (
        make_promise("p1", said, "I'll send the NDA by Friday.", content="send the NDA", **due),
        make_promise("p2", elsewhere, "I'll send Ana the plan.", **due),
        make_promise("p3", said, "I'll send the old one.", due=_due(-3)),
    )
    body = only(
        reply_to(ASK, promises=promises, history=make_history(ASK, said, elsewhere))
    ).content
    assert "send the NDA (due Friday, 20 November)" in body.body
    assert "Ana the plan" not in body.body
    assert "the old one" not in body.body


def _due(days: int) -> object:
    from assistant.insight.records import Due

    at = NOW + timedelta(days=days)
    start = at.replace(hour=23) - timedelta(days=1)
    return Due("then", start, start + timedelta(days=1), "Europe/Berlin")


def test_the_tone_follows_how_the_owner_wrote_before() -> None:
    before = make_out("before@x", lead="Hi Jonas,\n\nhere it is.", sent_at=days_ago(20))
    draft = only(reply_to(ASK, history=make_history(before, ASK)))
    assert draft.wording.tone is Tone.WARM
    assert draft.content.body.startswith("Hi Jonas,")


def test_without_a_body_the_subject_is_what_is_answered() -> None:
    bare = replace(ASK, text="", sentences=(), has_body=False)
    draft = only(reply_to(bare))
    assert "[your answer to: Statement of work]" in draft.content.body


# ── nudges ───────────────────────────────────────────────────────────────────────────────────


def test_a_nudge_can_be_approved_at_once() -> None:
    draft = only(nudge_for(ASKED))
    assert draft.kind is DraftKind.NUDGE
    assert draft.blocked_by == ()
    assert addresses(draft.content.to) == [JONAS]


def test_an_explained_silence_is_not_broken() -> None:
    proposals = nudge_for(ASKED, gap={"explained": True, "why": "A holiday."})
    assert declined(proposals) == "The silence is explained. A holiday."


@pytest.mark.parametrize(
    ("first", "last", "drafted"), [(-1, 0, False), (0, 3, False), (1, 3, True), (-5, -1, True)]
)
def test_who_is_away_today_is_not_reminded(first: int, last: int, *, drafted: bool) -> None:
    today = NOW.date()
    absence = Absence(JONAS, today + timedelta(days=first), today + timedelta(days=last), "ooo@x")
    proposals = nudge_for(ASKED, history=make_history(ASKED, absences=(absence,)))
    assert bool(proposals.drafts) is drafted


def test_of_two_who_were_asked_the_present_one_is_reminded() -> None:
    both = replace(ASKED, to=(JONAS, ANA), cc=())
    absence = Absence(JONAS, NOW.date(), NOW.date(), "ooo@x")
    draft = only(nudge_for(both, history=make_history(both, absences=(absence,))))
    assert addresses(draft.content.to) == [ANA]


def test_who_has_left_is_not_reminded() -> None:
    people = {**PEOPLE, JONAS: replace(PEOPLE[JONAS], ended_at=days_ago(1))}
    proposals = nudge_for(ASKED, history=make_history(ASKED, people=people))
    assert "can no longer be written to" in declined(proposals)


@pytest.mark.parametrize(("ago", "drafted"), [(1, False), (6, False), (7, True), (8, True)])
def test_five_working_days_lie_between_two_reminders(ago: int, *, drafted: bool) -> None:
    follow_up = make_out("again@x", sent_at=days_ago(ago))
    assert bool(nudge_for(replace(ASKED, sent_at=days_ago(20)), follow_up).drafts) is drafted


def test_our_holidays_and_leave_are_no_working_days() -> None:
    follow_up = make_out("again@x", sent_at=days_ago(7))
    on_leave = replace(
        OWNER,
        clock=replace(OWNER.clock, leave=(Leave(days_ago(6).date(), days_ago(5).date()),)),
    )
    history = make_history(ASKED, follow_up, owner=on_leave)
    assert "waits until 5 working days" in declined(nudge_for(ASKED, follow_up, history=history))


def test_a_delivered_reminder_counts_before_it_is_sent() -> None:
    known = Existing(
        "n1", DraftKind.NUDGE, "nudge:asked@x:0", "e", "delivered", "t1", delivered_at=days_ago(2)
    )
    assert "The last reminder is of 2026-11-16" in declined(nudge_for(ASKED, existing=(known,)))


def test_three_reminders_are_enough() -> None:
    reminders = [make_out(f"r{n}@x", sent_at=days_ago(40 - 10 * n)) for n in (1, 2, 3)]
    proposals = nudge_for(replace(ASKED, sent_at=days_ago(50)), *reminders)
    assert "3 reminders are enough" in declined(proposals)


def test_a_colleagues_question_is_named_as_hers() -> None:
    hers = replace(ASKED, sender=COLLEAGUE)
    assert "On Monday, 9 November Lena Vogt asked you:" in only(nudge_for(hers)).content.body


def test_an_overdue_promise_of_theirs_is_reminded_of() -> None:
    said = make_message("p@x", "We will sign by Monday.", sent_at=days_ago(6))
    promise = make_promise("p1", said, "We will sign by Monday.", due=_due(-2))
    gap = make_gap(GapKind.PROMISE_THEIRS_OVERDUE, promise_id="p1", severity=Severity.LATE)
    draft = only(run(make_findings(gap, promises=(promise,)), make_history(said)))
    assert "On Thursday, 12 November you wrote: “We will sign by Monday.”" in draft.content.body
    assert "That was due Monday, 16 November" in draft.content.body
    assert draft.blocked_by == ()


def test_one_thread_gets_one_reminder() -> None:
    said = make_message("p@x", "We will sign by Monday.", sent_at=days_ago(6))
    promise = make_promise("p1", said, "We will sign by Monday.", due=_due(-2))
    wait = make_wait(Side.THEM, ASKED)
    gaps = (
        make_gap(GapKind.PROMISE_THEIRS_OVERDUE, promise_id="p1"),
        make_gap(GapKind.REPLY_AWAITED, wait_start="asked@x"),
    )
    findings = make_findings(*gaps, waits=(wait,), promises=(promise,))
    proposals = run(findings, make_history(said, ASKED))
    assert only(proposals).gap_id == gaps[1].id
    assert [one.gap_id for one in proposals.declined] == [gaps[0].id]


# ── recaps ───────────────────────────────────────────────────────────────────────────────────


def test_a_recap_goes_to_the_clients_attendees() -> None:
    meeting = make_meeting()
    draft = only(recap_of(meeting, make_history(meetings=(meeting,))))
    assert addresses(draft.content.to) == [JONAS, ANA]
    assert draft.content.subject == "Recap: Q4 review, Tuesday, 17 November"
    assert draft.content.in_reply_to is None


def test_who_declined_gets_no_recap() -> None:
    attendees = (
        Attendee(OURS, "", "accepted"),
        Attendee(JONAS, "", "declined", ("brightwater",)),
        Attendee(ANA, "", "accepted", ("brightwater",)),
        Attendee(COLLEAGUE, "", "accepted"),
    )
    meeting = make_meeting(attendees=attendees)
    draft = only(recap_of(meeting, make_history(meetings=(meeting,))))
    assert (addresses(draft.content.to), addresses(draft.content.cc)) == ([ANA], [COLLEAGUE])


def test_a_recap_goes_to_an_organiser_who_is_not_among_the_attendees() -> None:
    meeting = make_meeting(
        organizer=ANA,
        attendees=(Attendee(OURS, "", "accepted"), Attendee(JONAS, "", "accepted")),
    )
    draft = only(recap_of(meeting, make_history(meetings=(meeting,))))
    assert addresses(draft.content.to) == [JONAS, ANA]
    assert "Jonas Weber, Ana Souza and Maya Lindqvist" in draft.content.body


def test_a_colleague_who_called_the_meeting_is_copied_and_named() -> None:
    meeting = make_meeting(organizer=COLLEAGUE)
    draft = only(recap_of(meeting, make_history(meetings=(meeting,))))
    assert addresses(draft.content.cc) == [COLLEAGUE]
    assert "Lena Vogt" in next(f.value for f in draft.facts if f.name == "participants")


OTHERS = (Attendee(JONAS, "", "accepted", ("brightwater",)),)


@pytest.mark.parametrize("attendees", [OTHERS, (Attendee(OURS, "", "declined"), *OTHERS)])
def test_nobody_gives_thanks_for_a_meeting_of_others(attendees: tuple[Attendee, ...]) -> None:
    meeting = make_meeting(organizer=COLLEAGUE, attendees=attendees, own_partstat=None)
    body = only(recap_of(meeting, make_history(meetings=(meeting,)))).content.body
    assert "This is to follow up on the meeting “Q4 review” on Tuesday, 17 November." in body
    assert "Thank" not in body
    assert "Maya" not in body.partition("Kind regards")[0]


def test_a_recap_of_which_nothing_is_known_has_an_empty_place() -> None:
    meeting = make_meeting()
    draft = only(recap_of(meeting, make_history(meetings=(meeting,))))
    assert [block.code for block in draft.blocked_by] == ["slot"]


def test_a_recap_with_facts_can_be_approved_at_once() -> None:
    meeting = make_meeting()
    said = make_out("said@x", "I'll send the NDA.", sent_at=days_ago(0.5))
    promise = make_promise("p1", said, "I'll send the NDA.", content="")
    history = make_history(said, meetings=(meeting,))
    draft = only(recap_of(meeting, history, promises=(promise,)))
    assert draft.blocked_by == ()
    assert "“I'll send the NDA” (since Tuesday, 17 November)" in draft.content.body


REVIEW = {"subject": "Q4 review", "base_subject": "q4 review"}
PRINT = "The number is fixed, please print it."
WHICH = "Which plants want it?"


@pytest.mark.parametrize(
    ("subject", "said", "act", "listed"),
    [
        (REVIEW, PRINT, "request", []),
        (REVIEW, WHICH, "question", [WHICH]),
        ({"lead": "As in the Q4 review: "}, WHICH, "question", [WHICH]),
        ({}, WHICH, "question", []),
    ],
    ids=["our answer", "our question in an answer", "names the meeting", "another matter"],
)
def test_a_recap_lists_what_is_open_in_its_thread_and_no_answer_of_ours(
    subject: dict[str, Any], said: str, act: str, listed: list[str]
) -> None:
    asked = make_message("asked@x", "Is the number fixed?", sent_at=days_ago(0.6))
    answer = make_out("answer@x", said, acts={act: 0.9}, sent_at=days_ago(0.5), **subject)
    done = make_wait(
        Side.US, asked, end_at=answer.sent_at, end_kind=WaitEnd.ANSWER, end_message_id=answer.id
    )
    meeting = make_meeting()
    history = make_history(asked, answer, meetings=(meeting,))
    draft = only(recap_of(meeting, history, waits=(done, make_wait(Side.THEM, answer))))
    assert [f.value for f in draft.facts if f.name.startswith("question-")] == listed


def test_a_recap_lists_their_open_question_of_the_invitations_thread() -> None:
    meeting = make_meeting(summary="Call")
    invitation = make_out("i@x", thread_id="inv", ical_uid=meeting.ical_uid, sent_at=days_ago(3))
    here = make_message("here@x", "Who signs?", thread_id="inv", sent_at=days_ago(0.5))
    there = make_message("there@x", "Who pays for the call?", thread_id="t2", base_subject="Bill")
    history = make_history(invitation, here, there, meetings=(meeting,))
    waits = (make_wait(Side.US, here), make_wait(Side.US, there))
    draft = only(recap_of(meeting, history, waits=waits))
    assert [f.value for f in draft.facts if f.name.startswith("question-")] == ["Who signs?"]


def test_a_meeting_with_two_clients_asks_first() -> None:
    meeting = make_meeting(clients=("brightwater", "kestrel"))
    draft = only(recap_of(meeting, make_history(meetings=(meeting,))))
    assert "mixed-thread" in {block.code for block in draft.blocked_by}


# ── what is there already ────────────────────────────────────────────────────────────────────


def known(state: str, **fields: object) -> Existing:
    draft = only(reply_to(ASK))
    made = Existing(draft.id, draft.kind, draft.occasion, draft.evidence_key, state, "t1")
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "state", ["proposed", "approved", "snoozed", "rejected", "delivered", "failed", "superseded"]
)
def test_the_same_evidence_makes_no_second_draft(state: str) -> None:
    proposals = reply_to(ASK, existing=(known(state),))
    assert proposals.drafts == ()
    assert proposals.standing == {known(state).id: ("ask@x",)}


def test_a_second_mail_makes_a_new_draft() -> None:
    more = make_message("more@x", "And the price?", sent_at=days_ago(0.1))
    proposals = reply_to(ASK, more, existing=(known("proposed"),))
    assert only(proposals).id != known("proposed").id
    assert proposals.standing == {}


def test_a_draft_a_person_edited_stays_and_asks() -> None:
    more = make_message("more@x", "And the price?", sent_at=days_ago(0.1))
    mine = known("proposed", edited=True)
    proposals = reply_to(ASK, more, existing=(mine,))
    assert proposals.drafts == ()
    assert proposals.outdated == frozenset({mine.id})
    assert proposals.standing == {mine.id: ("ask@x", "more@x")}


def test_while_one_is_being_delivered_no_other_is_made() -> None:
    more = make_message("more@x", "And the price?", sent_at=days_ago(0.1))
    assert "being delivered" in declined(reply_to(ASK, more, existing=(known("unknown"),)))


def test_the_same_finding_proposes_the_same_draft() -> None:
    assert only(reply_to(ASK)) == only(reply_to(ASK))
