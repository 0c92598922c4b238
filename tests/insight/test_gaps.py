"""Every gap kind: when it opens, the edges of its threshold, what closes it, what is said of it.

Owner, clients and thresholds are the defaults: nine to five in UTC, a working day of eight hours.
2025-03-03 is a Monday.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.insight.findings import find_all
from assistant.insight.records import (
    Decision,
    Findings,
    Gap,
    GapKind,
    Goals,
    History,
    Meeting,
    Message,
    Tier,
)
from tests.insight.builders import (
    ANN,
    BOB,
    CARLA,
    MAYA,
    NAMES,
    NICK,
    TOM,
    day,
    make_absence,
    make_client,
    make_clock,
    make_due,
    make_history,
    make_leave,
    make_meeting,
    make_message,
    make_owner,
    make_person,
    make_sentence,
    utc,
    week,
)

FRIDAY = make_due("2025-03-07 00:00", "2025-03-08 00:00", text="by Friday")


def found(*messages: Message, as_of: str, **history: Any) -> Findings:
    return find_all(make_history(*messages, as_of=as_of, **history))


def gaps(kind: str, *messages: Message, as_of: str, **history: Any) -> list[Gap]:
    return [gap for gap in found(*messages, as_of=as_of, **history).gaps if gap.kind == kind]


def only(kind: str, *messages: Message, as_of: str, **history: Any) -> Gap:
    (gap,) = gaps(kind, *messages, as_of=as_of, **history)
    return gap


def severity(kind: str, *messages: Message, as_of: str, **history: Any) -> str | None:
    """Of the only gap of the kind; None where there is none."""
    one = gaps(kind, *messages, as_of=as_of, **history)
    return one[0].severity.value if one else None


def asks(identity: str = "q", at: str = "2025-03-03 10:00", **changes: Any) -> Message:
    return make_message(identity, **({"asks": "Where do we stand?", "at": at} | changes))


def we_ask(identity: str = "q", at: str = "2025-03-03 10:00", **changes: Any) -> Message:
    return asks(identity, at, **({"sender": MAYA} | changes))


def reply(identity: str = "a", **changes: Any) -> Message:
    defaults: dict[str, Any] = {"sender": MAYA, "at": "2025-03-03 12:00", "says": "All is well."}
    return make_message(identity, **(defaults | changes))


# ── reply_owed ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-03 10:00", "watch"),
        ("2025-03-03 16:23", "watch"),
        ("2025-03-03 16:24", "due"),
        ("2025-03-04 09:59", "due"),
        ("2025-03-04 10:00", "late"),
        ("2025-03-05 09:59", "late"),
        ("2025-03-05 10:00", "critical"),
    ],
)
def test_reply_owed_by_our_clock(as_of: str, expected: str) -> None:
    assert severity("reply_owed", asks(), as_of=as_of) == expected


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (make_client(tier=Tier.STRATEGIC), 14_400),
        (make_client(start_on=day("2025-03-03")), 14_400),
        (make_client(start_on=day("2024-12-04")), 14_400),
        (make_client(start_on=day("2024-12-03")), 28_800),
        (make_client(start_on=day("2025-03-04")), 28_800),
        (make_client(renewal_on=day("2025-08-30")), 14_400),
        (make_client(renewal_on=day("2025-08-31")), 28_800),
        (make_client(renewal_on=day("2025-03-02")), 28_800),
        (make_client(), 28_800),
    ],
    ids=["strategic", "first day", "day 89", "day 90", "before the start", "180 days before the end",
         "181 days", "after the end", "standard"],
)  # fmt: skip
def test_reply_owed_has_the_goal_of_the_stage(client: Any, expected: int) -> None:
    gap = only("reply_owed", asks(), clients=[client], as_of="2025-03-03 12:00")
    assert (gap.threshold_s, gap.threshold_clock) == (expected, "ours")


@pytest.mark.parametrize(
    "message",
    [
        reply(),
        reply(sender=TOM),
        reply(to=(BOB,)),
        make_message("w", at="2025-03-03 12:00", withdraws="Please ignore, found it."),
    ],
    ids=["answered", "by a colleague", "to another of theirs", "taken back"],
)
def test_reply_owed_closes(message: Message) -> None:
    assert gaps("reply_owed", asks(), message, as_of="2025-03-05 12:00") == []


def test_reply_owed_closes_by_a_held_meeting() -> None:
    meeting = make_meeting(start="2025-03-04 10:00")
    assert gaps("reply_owed", asks(), meetings=[meeting], as_of="2025-03-05 12:00") == []


def test_reply_owed_stands_still_on_our_leave() -> None:
    owner = make_owner(clock=make_clock(leave=[make_leave("2025-03-03", "2025-03-07")]))
    assert severity("reply_owed", asks(), owner=owner, as_of="2025-03-10 10:00") == "watch"


def test_reply_owed_runs_on_where_a_colleague_covers() -> None:
    owner = make_owner(clock=make_clock(leave=[make_leave("2025-03-03", "2025-03-07", cover=TOM)]))
    assert severity("reply_owed", asks(), owner=owner, as_of="2025-03-10 10:00") == "critical"


@pytest.mark.parametrize("field", ["escalation", "intent_to_leave"])
def test_reply_owed_is_critical_at_once_when_they_escalate(field: str) -> None:
    message = make_message("q", complains="We will leave.", tags={field: True})
    assert severity("reply_owed", message, as_of="2025-03-03 10:01") == "critical"


def test_reply_owed_to_a_prospect_is_of_the_lowest_tier_and_nothing_else_opens() -> None:
    message = asks(sender=NICK, complains="This is the third time we ask.")
    (gap,) = found(message, as_of="2025-03-06 12:00").gaps
    assert (gap.kind, gap.client, gap.tier) == (GapKind.REPLY_OWED, None, Tier.PROSPECT)


def test_reply_owed_says_it_in_one_sentence() -> None:
    client = make_client(clock=make_clock("Asia/Kolkata"))
    gap = only("reply_owed", asks(), clients=[client], as_of="2025-03-04 12:00")
    assert gap.why == (
        "Ann Arden asked on Mon 3 Mar 10:00 (15:30 in Kolkata) and has waited 1 working day 2 h of "
        "ours; the goal is 1 working day."
    )
    assert gap.next_step == 'Reply to Ann Arden about "Figures".'
    assert (gap.since, gap.ours_s, gap.elapsed_s) == (utc("2025-03-03 10:00"), 36_000, 93_600)
    assert (gap.level, gap.people, gap.thread_id, gap.wait_start) == ("message", (ANN,), "t1", "q")


def test_a_question_outside_our_hours_says_when_our_clock_starts() -> None:
    gap = only("reply_owed", asks(at="2025-03-07 21:00"), as_of="2025-03-08 10:00")
    assert gap.why == (
        "Ann Arden asked on Fri 7 Mar 21:00; our clock starts Mon 10 Mar 09:00, and the goal is "
        "1 working day."
    )


def test_reply_owed_names_the_words_that_asked() -> None:
    (evidence,) = only("reply_owed", asks(), as_of="2025-03-04 12:00").evidence
    assert (evidence.message_id, evidence.quote) == ("q", "Where do we stand?")


def test_three_mails_are_one_gap_from_the_first() -> None:
    again = asks("q2", "2025-03-04 10:00")
    third = asks("q3", "2025-03-04 11:00")
    gap = only("reply_owed", asks(), again, third, as_of="2025-03-04 12:00")
    assert gap.since == utc("2025-03-03 10:00")
    assert "wrote again 2 times" in gap.why


# ── reply_awaited ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-06 09:59", None),
        ("2025-03-06 10:00", "late"),
        ("2025-03-11 09:59", "late"),
        ("2025-03-11 10:00", "critical"),
    ],
)
def test_reply_awaited_by_their_clock(as_of: str, expected: str | None) -> None:
    assert severity("reply_awaited", we_ask(), as_of=as_of) == expected


@pytest.mark.parametrize(
    "message",
    [
        reply(sender=ANN, at="2025-03-05 10:00"),
        reply(sender=BOB, at="2025-03-05 10:00"),
        reply(sender=ANN, at="2025-03-05 10:00", thread="t2"),
    ],
    ids=["answered", "by another of theirs", "in another thread"],
)
def test_reply_awaited_closes(message: Message) -> None:
    assert gaps("reply_awaited", we_ask(), message, as_of="2025-03-10 12:00") == []


def test_reply_awaited_closes_by_a_held_meeting_with_an_addressee() -> None:
    met = [make_meeting(start="2025-03-05 10:00")]
    assert gaps("reply_awaited", we_ask(), meetings=met, as_of="2025-03-10 12:00") == []


def test_an_out_of_office_closes_nothing() -> None:
    away = reply(sender=ANN, at="2025-03-03 10:01", automatic=True)
    assert severity("reply_awaited", we_ask(), away, as_of="2025-03-06 10:00") == "late"


def test_our_reminder_does_not_restart_it() -> None:
    again = we_ask("r", "2025-03-06 09:00")
    gap = only("reply_awaited", we_ask(), again, as_of="2025-03-06 10:00")
    assert gap.since == utc("2025-03-03 10:00")


def test_a_reminder_is_named_and_when_the_next_may_follow() -> None:
    again = we_ask("again", "2025-03-05 10:00", asks="Where do we stand?")
    gap = only("reply_awaited", we_ask(), again, as_of="2025-03-10 10:00")
    assert gap.why.endswith("before we remind. The last reminder went out on Wed 5 Mar 10:00.")
    assert gap.next_step == (
        'Call Ann Arden if it cannot wait: the next reminder of "Figures" is possible on '
        "Wed 12 Mar."
    )
    later = only("reply_awaited", we_ask(), again, as_of="2025-03-12 08:00")
    assert later.next_step == 'Remind Ann Arden of "Figures" again.'


def test_after_three_reminders_somebody_is_called() -> None:
    more = [we_ask(f"r{day}", f"2025-03-{day:02} 10:00") for day in (10, 17, 24)]
    gap = only("reply_awaited", we_ask(), *more, as_of="2025-04-02 10:00")
    assert gap.next_step == "Call Ann Arden, or ask somebody else: 3 reminders are enough."


def test_nobody_waits_for_a_prospect_or_for_who_has_left() -> None:
    prospect = we_ask(to=(NICK,))
    gone = make_person(ANN, ended_at=utc("2025-03-04 10:00"))
    assert gaps("reply_awaited", prospect, as_of="2025-03-20 10:00") == []
    assert gaps("reply_awaited", we_ask(), people=[gone], as_of="2025-03-20 10:00") == []


HOLIDAY = make_client(clock=make_clock(closed={"2025-03-04": "Carnival"}))
FOUR_DAYS = make_client(clock=make_clock(week=week("mon tue wed thu")))


@pytest.mark.parametrize(
    ("changes", "asked", "as_of", "reason"),
    [
        ({"clients": [HOLIDAY]}, "2025-03-03 10:00", "2025-03-06 10:00", "Carnival (Tue 4 Mar)"),
        (
            {"absences": [make_absence(ANN, "2025-03-04", "2025-03-07")]},
            "2025-03-03 10:00",
            "2025-03-06 10:00",
            "Ann Arden is away until Fri 7 Mar.",
        ),
        (
            {"absences": [make_absence(ANN, "2025-03-04", "2025-03-05")]},
            "2025-03-03 10:00",
            "2025-03-07 10:00",
            "Ann Arden was away until Wed 5 Mar.",
        ),
        ({"clients": [FOUR_DAYS]}, "2025-03-05 10:00", "2025-03-10 10:00", "Their weekend"),
        (
            {"clients": [make_client(clock=make_clock(week=week(text="09:00-13:00", mon="09:00-17:00")))]},
            "2025-03-03 16:00",
            "2025-03-06 16:00",
            "working hours",
        ),
    ],
    ids=["holiday", "absence", "absence that is over", "weekend", "hours"],
)  # fmt: skip
def test_an_explained_silence_is_watched_with_its_reason(
    changes: dict[str, Any], asked: str, as_of: str, reason: str
) -> None:
    gap = only("reply_awaited", we_ask(at=asked), as_of=as_of, **changes)
    assert (gap.severity.value, gap.explained) == ("watch", True)
    assert reason in gap.why


def test_an_explained_silence_turns_late_when_their_clock_passes() -> None:
    gap = only("reply_awaited", we_ask(), clients=[HOLIDAY], as_of="2025-03-07 10:00")
    assert (gap.severity.value, gap.explained) == ("late", False)


def test_before_our_clock_passes_nothing_needs_explaining() -> None:
    assert gaps("reply_awaited", we_ask(), clients=[HOLIDAY], as_of="2025-03-06 09:59") == []


def test_another_addressee_who_is_there_keeps_their_clock_running() -> None:
    away = [make_absence(ANN, "2025-03-04", "2025-03-14")]
    both = we_ask(to=(ANN, BOB))
    assert severity("reply_awaited", both, absences=away, as_of="2025-03-06 10:00") == "late"


# ── promise_due, promise_overdue, promise_theirs_overdue ─────────────────────────────────────


def promises(**changes: Any) -> Message:
    defaults: dict[str, Any] = {
        "sender": MAYA,
        "promises": "I'll send the contract by Friday.",
        "due": FRIDAY,
    }
    return make_message("p", **(defaults | changes))


DELIVERED = make_message("d", sender=MAYA, at="2025-03-06 10:00", says="Attached is the contract.")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-06 23:59", None),
        ("2025-03-07 00:00", "due"),
        ("2025-03-07 12:00", "due"),
        ("2025-03-07 23:59", "due"),
        ("2025-03-08 00:00", None),
    ],
)
def test_promise_due_in_its_last_day(as_of: str, expected: str | None) -> None:
    assert severity("promise_due", promises(), as_of=as_of) == expected


@pytest.mark.parametrize(
    "message",
    [
        promises(sender=ANN),
        promises(due=None),
        promises(to=(NICK,)),
        promises(to=(TOM,)),
    ],
    ids=["theirs", "undated", "to a prospect", "among us"],
)
def test_no_promise_due_for(message: Message) -> None:
    assert gaps("promise_due", message, as_of="2025-03-07 12:00") == []


@pytest.mark.parametrize(
    "message",
    [
        DELIVERED,
        make_message("r", at="2025-03-06 10:00", says="We no longer need the contract."),
        promises(at="2025-03-06 10:00", due=make_due("2025-03-12 00:00", "2025-03-13 00:00")),
    ],
    ids=["discharged", "released", "renegotiated"],
)
def test_promise_due_and_overdue_close(message: Message) -> None:
    second = replace(message, id="later")
    for as_of in ("2025-03-07 12:00", "2025-03-10 12:00"):
        kinds = {gap.kind.value for gap in found(promises(), second, as_of=as_of).gaps}
        assert not kinds & {"promise_due", "promise_overdue"}


def test_promise_due_is_measured_from_the_saying() -> None:
    gap = only("promise_due", promises(), as_of="2025-03-07 12:00")
    assert (gap.since, gap.threshold_clock) == (utc("2025-03-03 10:00"), "elapsed")
    assert gap.threshold_s == 4 * 86_400 + 14 * 3600
    assert gap.why == (
        'You promised Ann Arden on Mon 3 Mar 10:00: "I\'ll send the contract by Friday."; 12 h left '
        "until the end of Fri 7 Mar."
    )


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-07 23:59", None),
        ("2025-03-08 00:00", "watch"),
        ("2025-03-10 15:23", "watch"),
        ("2025-03-10 15:24", "due"),
        ("2025-03-10 17:00", "late"),
        ("2025-03-11 17:00", "critical"),
    ],
)
def test_promise_overdue_by_our_clock(as_of: str, expected: str | None) -> None:
    assert severity("promise_overdue", promises(), as_of=as_of) == expected


def test_promise_overdue_is_from_the_end_of_due() -> None:
    gap = only("promise_overdue", promises(), as_of="2025-03-10 12:00")
    assert (gap.since, gap.ours_s, gap.threshold_s) == (utc("2025-03-08 00:00"), 10_800, 28_800)
    assert "it was due by the end of Fri 7 Mar, 3 h of ours have passed since" in gap.why
    assert gap.promise_id is not None


def test_promise_overdue_closes_with_a_late_delivery() -> None:
    late = replace(DELIVERED, sent_at=utc("2025-03-10 10:00"))
    assert gaps("promise_overdue", promises(), late, as_of="2025-03-10 12:00") == []


def test_an_accepted_request_says_what_was_asked() -> None:
    asked = make_message(
        "q", at="2025-03-03 09:00", requests="Can you send me the SLA figures by Friday?",
        due=FRIDAY, tags={"content": "send me the SLA figures"},
    )  # fmt: skip
    yes = make_message("p", sender=MAYA, at="2025-03-03 10:00", says="No problem, will do.")
    acceptance = make_sentence("No problem, will do.", yes.text, acceptance=True)
    yes = replace(yes, sentences=(acceptance,))
    gap = only("promise_overdue", asked, yes, as_of="2025-03-10 12:00")
    assert '"No problem, will do." to the request "send me the SLA figures"; it was' in gap.why


def test_a_promise_overdue_on_a_weekend_says_when_the_clock_starts() -> None:
    gap = only("promise_overdue", promises(), as_of="2025-03-09 12:00")
    assert gap.why.endswith(
        "due by the end of Fri 7 Mar; our clock starts Mon 10 Mar 09:00, and the limit is 1 "
        "working day."
    )


def test_promise_overdue_moves_to_the_successor() -> None:
    new = promises(at="2025-03-08 10:00", due=make_due("2025-03-12 00:00", "2025-03-13 00:00"))
    both = (promises(), replace(new, id="later"))
    assert gaps("promise_overdue", *both, as_of="2025-03-11 12:00") == []
    gap = only("promise_overdue", *both, as_of="2025-03-13 12:00")
    assert gap.evidence[0].message_id == "later"


def test_an_undated_promise_is_never_overdue() -> None:
    assert gaps("promise_overdue", promises(due=None), as_of="2025-06-01 12:00") == []


def test_promise_overdue_closes_by_a_persons_word() -> None:
    history = make_history(promises(), as_of="2025-03-10 12:00")
    (gap,) = [one for one in find_all(history).gaps if one.kind == "promise_overdue"]
    for verb in ("done", "not"):
        word = Decision("promise", gap.promise_id or "", verb, utc("2025-03-10 11:00"))
        assert find_all(replace(history, decisions=(word,))).gaps == ()


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-07 23:59", None),
        ("2025-03-08 00:00", "watch"),
        ("2025-03-10 15:23", "watch"),
        ("2025-03-10 15:24", "due"),
        ("2025-03-10 17:00", "late"),
        ("2025-03-11 17:00", "critical"),
    ],
)
def test_promise_theirs_overdue_by_their_clock(as_of: str, expected: str | None) -> None:
    theirs = promises(sender=ANN)
    assert severity("promise_theirs_overdue", theirs, as_of=as_of) == expected
    assert gaps("promise_overdue", theirs, as_of=as_of) == []


def test_promise_theirs_overdue_stands_still_on_their_holiday() -> None:
    closed = make_client(clock=make_clock(closed={"2025-03-10": "Carnival"}))
    theirs = promises(sender=ANN)
    gap = only("promise_theirs_overdue", theirs, clients=[closed], as_of="2025-03-10 17:00")
    assert (gap.severity.value, gap.theirs_s, gap.ours_s) == ("watch", 0, 28_800)
    assert gap.next_step == "Ask Ann Arden where it stands."


@pytest.mark.parametrize(
    "message",
    [
        replace(DELIVERED, sender=ANN, to=(MAYA,)),
        make_message("d", sender=MAYA, at="2025-03-07 10:00", says="Thanks for the contract!"),
        make_message("d", sender=MAYA, at="2025-03-07 10:00", says="No need to send it any more."),
    ],
    ids=["delivered", "received", "released by us"],
)
def test_promise_theirs_overdue_closes(message: Message) -> None:
    theirs = promises(sender=ANN)
    assert gaps("promise_theirs_overdue", theirs, message, as_of="2025-03-11 12:00") == []


def test_nothing_is_asked_of_who_has_left() -> None:
    gone = make_person(ANN, ended_at=utc("2025-03-09 10:00"))
    theirs = promises(sender=ANN)
    assert gaps("promise_theirs_overdue", theirs, people=[gone], as_of="2025-03-11 12:00") == []


# ── complaint_unacknowledged ─────────────────────────────────────────────────────────────────


def complains(at: str = "2025-03-03 10:00", **changes: Any) -> Message:
    return make_message("c", **({"complains": "This is not good enough.", "at": at} | changes))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-03 11:59", None),
        ("2025-03-03 12:00", "late"),
        ("2025-03-03 13:59", "late"),
        ("2025-03-03 14:00", "critical"),
    ],
)
def test_complaint_unacknowledged_after_two_hours_of_ours(as_of: str, expected: str | None) -> None:
    assert severity("complaint_unacknowledged", complains(), as_of=as_of) == expected


def test_a_complaint_at_night_counts_from_the_morning() -> None:
    late = complains("2025-03-03 22:00")
    assert severity("complaint_unacknowledged", late, as_of="2025-03-04 10:59") is None
    assert severity("complaint_unacknowledged", late, as_of="2025-03-04 11:00") == "late"


def test_a_complaint_owes_a_reply_as_well() -> None:
    kinds = [gap.kind.value for gap in found(complains(), as_of="2025-03-03 12:00").gaps]
    assert kinds == ["complaint_unacknowledged", "reply_owed"]


@pytest.mark.parametrize("message", [reply(), reply(sender=TOM), reply(says="We look into it.")])
def test_complaint_unacknowledged_closes_with_an_answer(message: Message) -> None:
    assert gaps("complaint_unacknowledged", complains(), message, as_of="2025-03-04 12:00") == []


def test_complaint_unacknowledged_closes_with_a_meeting() -> None:
    met = [make_meeting(start="2025-03-03 11:00")]
    assert (
        gaps("complaint_unacknowledged", complains(), meetings=met, as_of="2025-03-03 15:00") == []
    )


def test_it_counts_from_the_complaint_and_not_from_the_first_question() -> None:
    later = complains("2025-03-04 10:00")
    gap = only("complaint_unacknowledged", asks(), later, as_of="2025-03-04 12:30")
    assert (gap.since, gap.evidence[0].message_id) == (utc("2025-03-04 10:00"), "c")
    assert gaps("complaint_unacknowledged", asks(), later, as_of="2025-03-04 11:00") == []


def test_an_escalation_is_critical_once_it_opens() -> None:
    message = complains(tags={"escalation": True})
    assert severity("complaint_unacknowledged", message, as_of="2025-03-03 11:00") is None
    assert severity("complaint_unacknowledged", message, as_of="2025-03-03 12:00") == "critical"


def test_the_covering_colleagues_clock_runs_while_the_owner_is_away() -> None:
    covered = make_owner(
        clock=make_clock(leave=[make_leave("2025-03-03", "2025-03-07", cover=TOM)])
    )
    alone = make_owner(clock=make_clock(leave=[make_leave("2025-03-03", "2025-03-07")]))
    at = "2025-03-03 12:00"
    assert severity("complaint_unacknowledged", complains(), owner=covered, as_of=at) == "late"
    assert severity("complaint_unacknowledged", complains(), owner=alone, as_of=at) is None


def test_a_question_is_no_complaint() -> None:
    assert gaps("complaint_unacknowledged", asks(), as_of="2025-03-06 12:00") == []


# ── gone_quiet ───────────────────────────────────────────────────────────────────────────────


def contact(count: int = 3, last: str = "2025-03-03", **changes: Any) -> dict[str, Any]:
    """So many held meetings with Ann, a day apart, recapped, the last on a day at 10:00."""
    end = utc(f"{last} 10:00")
    meetings = [
        make_meeting(f"m{place}", start=end.replace(day=end.day - place), **changes)
        for place in range(count)
    ]
    return {"meetings": meetings}


def quiet(as_of: str, *messages: Message, **changes: Any) -> list[str]:
    """Whose silence is a gap, by name."""
    found = gaps("gone_quiet", *messages, as_of=as_of, **changes)
    return ["Arden" if gap.level == "client" else NAMES[gap.people[0]] for gap in found]


@pytest.mark.parametrize(
    ("cadence", "as_of", "expected"),
    [
        (None, "2025-04-05 10:00", []),
        (None, "2025-04-05 10:01", ["Arden"]),
        ("weekly", "2025-03-12 10:00", []),
        ("weekly", "2025-03-12 10:01", ["Arden"]),
        ("daily", "2025-03-12 10:01", ["Arden"]),
        ("monthly", "2025-04-06 12:24", []),
        ("monthly", "2025-04-06 12:25", ["Arden"]),
        ("quarterly", "2025-06-12 14:48", []),
        ("quarterly", "2025-06-12 14:49", ["Arden"]),
    ],
)
def test_gone_quiet_after_the_interval_and_its_slack(
    cadence: str | None, as_of: str, expected: list[str]
) -> None:
    client = make_client(cadence=cadence)
    assert quiet(as_of, clients=[client], **contact()) == expected


@pytest.mark.parametrize(("count", "expected"), [(2, []), (3, ["Arden"])])
def test_without_a_cadence_three_contacts_make_a_client(count: int, expected: list[str]) -> None:
    assert quiet("2025-04-10 10:00", **contact(count)) == expected


def test_with_a_cadence_one_contact_is_enough() -> None:
    assert quiet("2025-04-10 10:00", clients=[make_client(cadence="weekly")], **contact(1)) == [
        "Arden"
    ]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([we_ask(at="2025-04-01 10:00"), reply(sender=ANN, at="2025-04-02 10:00")], []),
        ([reply(at="2025-04-01 10:00")], ["Arden"]),
        ([reply(sender=ANN, at="2025-04-01 10:00")], ["Arden"]),
        ([asks(at="2025-04-01 10:00")], []),
    ],
    ids=["two-way mail", "our mail alone", "their mail alone", "who waits for us"],
)
def test_what_ends_the_silence(messages: list[Message], expected: list[str]) -> None:
    assert quiet("2025-04-10 10:00", *messages, **contact()) == expected


def test_a_wait_beyond_the_horizon_hides_no_silence() -> None:
    old = asks(at="2025-01-06 10:00")
    assert quiet("2025-04-07 10:00", old, **contact()) == ["Arden"]


def test_a_prospect_is_never_quiet() -> None:
    assert quiet("2025-06-10 10:00", **contact(people=(NICK,))) == []


@pytest.mark.parametrize(
    ("role", "as_of", "expected"),
    [
        ("champion", "2025-04-05 10:01", ["Arden", "Ann Arden"]),
        ("day-to-day", "2025-04-05 10:01", ["Arden", "Ann Arden"]),
        ("sponsor", "2025-04-17 10:00", ["Arden"]),
        ("sponsor", "2025-04-17 10:01", ["Arden", "Ann Arden"]),
        ("Decision-Maker", "2025-04-17 10:01", ["Arden", "Ann Arden"]),
        ("user", "2025-06-17 10:01", ["Arden"]),
        (None, "2025-06-17 10:01", ["Arden"]),
    ],
)
def test_a_person_is_quiet_by_role(role: str | None, as_of: str, expected: list[str]) -> None:
    person = make_person(ANN, role=role)
    assert sorted(quiet(as_of, people=[person], **contact())) == sorted(expected)


def test_the_clients_longer_interval_holds_for_its_people_too() -> None:
    ann, client = make_person(ANN, role="champion"), make_client(cadence="quarterly")
    assert quiet("2025-06-01 10:00", people=[ann], clients=[client], **contact()) == []


def test_a_person_is_quiet_while_the_client_is_not() -> None:
    ann = make_person(ANN, role="champion")
    lively = [make_meeting("b", start="2025-04-08 10:00", people=(BOB,))]
    meetings = [*contact()["meetings"], *lively]
    assert quiet("2025-04-10 10:00", people=[ann], meetings=meetings) == ["Ann Arden"]


def test_who_has_left_and_who_waits_is_not_quiet() -> None:
    gone = make_person(ANN, role="champion", ended_at=utc("2025-03-20 10:00"))
    there = make_person(ANN, role="champion")
    waiting = asks(at="2025-04-09 10:00")
    assert quiet("2025-04-10 10:00", people=[gone], **contact()) == ["Arden"]
    assert quiet("2025-04-10 10:00", waiting, people=[there], **contact()) == []


def test_gone_quiet_says_when_the_last_contact_was() -> None:
    gap = only("gone_quiet", as_of="2025-04-10 10:00", **contact())
    assert (gap.since, gap.threshold_clock) == (utc("2025-03-03 10:00"), "elapsed")
    assert (gap.threshold_s, gap.elapsed_s) == (33 * 86_400, 38 * 86_400)
    assert (gap.severity.value, gap.level) == ("late", "client")
    assert (gap.evidence[0].ical_uid, gap.subject) == ("m0", "Call")
    assert gap.why == (
        "The last contact both ways with Arden was a meeting on Mon 3 Mar 10:00, 38 days ago; no "
        "rhythm is agreed, so silence counts from 33 days on."
    )


# ── cadence_missed ───────────────────────────────────────────────────────────────────────────


def touched(*days: str, sender: str = MAYA) -> list[Message]:
    """Mails that ask nothing, on these days of March at 10:00; the first thing read is in February."""
    mails = [reply(f"x{one}", sender=sender, at=f"2025-03-{one} 10:00", thread=one) for one in days]
    return [make_message("old", sender=CARLA, at="2025-02-01 10:00", says="Hello."), *mails]


@pytest.mark.parametrize(
    ("cadence", "days", "as_of", "expected"),
    [
        ("weekly", ["03"], "2025-03-10 08:00", 0),
        ("weekly", [], "2025-03-10 08:00", 1),
        ("weekly", [], "2025-03-09 23:59", 1),
        ("weekly", ["10"], "2025-03-10 12:00", 0),
        ("weekly", ["10"], "2025-03-10 09:59", 1),
        ("weekly", ["02"], "2025-03-10 12:00", 1),
        ("monthly", ["31"], "2025-04-01 08:00", 0),
        ("monthly", [], "2025-04-01 08:00", 1),
        ("quarterly", [], "2025-03-31 08:00", 0),
        ("daily", ["07"], "2025-03-10 08:00", 0),
        ("daily", ["06"], "2025-03-10 08:00", 1),
        (None, [], "2025-03-10 08:00", 0),
    ],
)
def test_cadence_missed(cadence: str | None, days: list[str], as_of: str, expected: int) -> None:
    client = make_client(cadence=cadence)
    messages = [one for one in touched(*days) if one.sent_at <= utc(as_of)]
    assert len(gaps("cadence_missed", *messages, clients=[client], as_of=as_of)) == expected


def test_a_meeting_agreed_is_not_a_mail() -> None:
    client = make_client(cadence="weekly", cadence_kind="meeting")
    gap = only("cadence_missed", *touched("04"), clients=[client], as_of="2025-03-10 08:00")
    assert gap.next_step == "Arrange a meeting with Arden."
    assert gap.why == (
        "A meeting every week is agreed with Arden, and Mon 3 Mar to Sun 9 Mar had none; 0 of 5 "
        "agreed periods had theirs. The last contact was a mail on Tue 4 Mar 10:00."
    )


def test_a_meeting_held_is_the_touch() -> None:
    client = make_client(cadence="weekly", cadence_kind="meeting")
    met = [make_meeting(start="2025-03-04 10:00")]
    as_of = "2025-03-10 08:00"
    assert gaps("cadence_missed", *touched(), clients=[client], meetings=met, as_of=as_of) == []


def test_cadence_missed_is_waived_in_a_closed_week() -> None:
    closed = {f"2025-03-0{one}": "Carnival" for one in (3, 4, 5)}
    client = make_client(cadence="weekly", clock=make_clock(closed=closed))
    assert gaps("cadence_missed", *touched(), clients=[client], as_of="2025-03-10 08:00") == []


def test_cadence_missed_has_a_period_and_no_clock() -> None:
    client = make_client(cadence="weekly")
    gap = only("cadence_missed", *touched(), clients=[client], as_of="2025-03-12 08:00")
    assert gap.period == (day("2025-03-03"), day("2025-03-10"))
    assert (gap.since, gap.severity.value) == (utc("2025-03-10 00:00"), "due")
    assert (gap.threshold_s, gap.ours_s, gap.theirs_s, gap.level) == (None, None, None, "period")


def test_the_next_period_is_another_gap() -> None:
    client = make_client(cadence="weekly")
    first = only("cadence_missed", *touched(), clients=[client], as_of="2025-03-12 08:00")
    second = only("cadence_missed", *touched(), clients=[client], as_of="2025-03-19 08:00")
    assert first.id != second.id


def test_a_prospect_has_no_cadence() -> None:
    novum = make_client("novum", cadence="weekly")
    assert gaps("cadence_missed", *touched(), clients=[novum], as_of="2025-03-12 08:00") == []


# ── met_no_recap ─────────────────────────────────────────────────────────────────────────────

MET = make_meeting(start="2025-03-03 10:00", summary="Roadmap review")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-04 16:59", None),
        ("2025-03-04 17:00", "late"),
        ("2025-03-05 10:59", "late"),
        ("2025-03-05 11:00", "critical"),
    ],
)
def test_met_no_recap_from_the_end_of_our_next_working_day(
    as_of: str, expected: str | None
) -> None:
    assert severity("met_no_recap", meetings=[MET], as_of=as_of) == expected


@pytest.mark.parametrize(
    "meeting",
    [
        replace(MET, cancelled=True),
        replace(MET, all_day=True),
        make_meeting(people=(NICK,)),
        make_meeting(people=(TOM,)),
        make_meeting(organizer=ANN, own_partstat="declined"),
        make_meeting(declined=(ANN,)),
    ],
    ids=["cancelled", "all day", "prospect", "among us", "we declined", "they declined"],
)
def test_no_recap_is_owed_for(meeting: Meeting) -> None:
    assert gaps("met_no_recap", meetings=[meeting], as_of="2025-03-10 12:00") == []


def test_met_no_recap_closes_with_a_follow_up() -> None:
    mail = reply(at="2025-03-06 10:00", subject="Roadmap review")
    assert gaps("met_no_recap", mail, meetings=[MET], as_of="2025-03-10 12:00") == []


def test_met_no_recap_waits_for_us_to_work() -> None:
    owner = make_owner(clock=make_clock(closed={"2025-03-04": "Founders' Day"}))
    assert severity("met_no_recap", meetings=[MET], owner=owner, as_of="2025-03-05 16:59") is None


def test_only_the_last_of_a_series_is_open() -> None:
    weekly = [
        make_meeting("w", start=f"2025-03-{one} 10:00", recurrence_id=one, recurring=True)
        for one in ("03", "10", "17")
    ]
    gap = only("met_no_recap", meetings=weekly, as_of="2025-03-20 12:00")
    assert gap.recurrence_id == "17"


def test_met_no_recap_says_with_whom() -> None:
    gap = only("met_no_recap", meetings=[MET], as_of="2025-03-05 12:00")
    assert gap.why == (
        '"Roadmap review" with Ann Arden ended on Mon 3 Mar 11:00 and no follow-up has gone out for 2 '
        "working days 1 h of ours; the goal is 1 working day."
    )
    assert (gap.since, gap.level, gap.ical_uid) == (utc("2025-03-03 11:00"), "meeting", "call")


# ── invitation_unanswered ────────────────────────────────────────────────────────────────────


def invited(start: str = "2025-03-17 10:00", **changes: Any) -> Meeting:
    meeting = make_meeting("i", start=start, organizer=ANN, people=(ANN, MAYA), summary="Workshop")
    defaults: dict[str, Any] = {
        "own_partstat": "needs-action",
        "known_at": utc("2025-03-01 10:00"),
    }
    return replace(meeting, **(defaults | changes))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-10 09:59", None),
        ("2025-03-10 10:00", "due"),
        ("2025-03-15 12:00", "due"),
        ("2025-03-17 10:30", "due"),
        ("2025-03-17 11:00", None),
    ],
    ids=["more than five days", "exactly five", "weekend", "it has begun", "over"],
)
def test_invitation_unanswered_within_five_working_days(as_of: str, expected: str | None) -> None:
    assert severity("invitation_unanswered", meetings=[invited()], as_of=as_of) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"own_partstat": "accepted"},
        {"own_partstat": "declined"},
        {"own_partstat": "tentative"},
        {"cancelled": True},
        {"organizer": MAYA},
        {"organizer": TOM},
        {"organizer": NICK},
        {"organizer": None},
        {"known_at": utc("2025-03-15 10:00")},
    ],
    ids=["accepted", "declined", "tentative", "cancelled", "ours", "a colleague's", "a prospect's",
         "nobody's", "not known yet"],
)  # fmt: skip
def test_no_answer_is_owed(changes: dict[str, Any]) -> None:
    meeting = invited(**changes)
    assert gaps("invitation_unanswered", meetings=[meeting], as_of="2025-03-14 12:00") == []


def test_a_series_is_one_gap_for_its_next_occurrence() -> None:
    days = ("2025-03-11", "2025-03-12", "2025-03-13")
    weekly = [invited(f"{one} 10:00", recurrence_id=one, recurring=True) for one in days]
    gap = only("invitation_unanswered", meetings=weekly, as_of="2025-03-11 12:00")
    assert gap.recurrence_id == "2025-03-12"
    earlier = only("invitation_unanswered", meetings=weekly, as_of="2025-03-11 08:00")
    assert earlier.id == gap.id


def test_our_holiday_brings_it_nearer_in_days() -> None:
    owner = make_owner(clock=make_clock(closed={"2025-03-12": "Founders' Day"}))
    history: dict[str, Any] = {"meetings": [invited()], "owner": owner}
    assert severity("invitation_unanswered", as_of="2025-03-07 09:59", **history) is None
    assert severity("invitation_unanswered", as_of="2025-03-07 10:00", **history) == "due"


def test_invitation_unanswered_says_what_to_do() -> None:
    gap = only("invitation_unanswered", meetings=[invited()], as_of="2025-03-14 12:00")
    assert gap.since == utc("2025-03-01 10:00")
    assert gap.why == (
        'Ann Arden invited you to "Workshop" on Mon 17 Mar 10:00; you have not answered, and 6 h of '
        "our working time are left."
    )
    assert gap.next_step == 'Accept or decline "Workshop".'


# ── All kinds: identity, dismissal, order, horizon ───────────────────────────────────────────

WEEKLY = [make_client(cadence="weekly")]

#: Of each kind: a history with a gap of it, and the same with new evidence for it.
STORIES: dict[str, tuple[History, History]] = {
    "reply_owed": (
        make_history(asks(), as_of="2025-03-05 12:00"),
        make_history(asks(), asks("q2", "2025-03-05 09:00"), as_of="2025-03-05 12:00"),
    ),
    "reply_awaited": (
        make_history(we_ask(), as_of="2025-03-10 12:00"),
        make_history(we_ask(), we_ask("r", "2025-03-10 09:00"), as_of="2025-03-10 12:00"),
    ),
    "complaint_unacknowledged": (
        make_history(complains(), as_of="2025-03-04 12:00"),
        make_history(
            complains(complains="This is not good enough at all."), as_of="2025-03-04 12:00"
        ),
    ),
    "gone_quiet": (
        make_history(as_of="2025-04-10 10:00", **contact()),
        make_history(
            as_of="2025-04-30 10:00",
            meetings=[*contact()["meetings"], make_meeting("new", start="2025-03-20 10:00")],
        ),
    ),
    "cadence_missed": (
        make_history(*touched("02"), clients=WEEKLY, as_of="2025-03-10 12:00"),
        make_history(*touched("01"), clients=WEEKLY, as_of="2025-03-10 12:00"),
    ),
}


@pytest.mark.parametrize("kind", STORIES)
def test_a_dismissed_gap_stays_so_until_its_evidence_changes(kind: str) -> None:
    before, after = STORIES[kind]
    (gap,) = [one for one in find_all(before).gaps if one.kind == kind]
    word = Decision("gap", gap.id, "dismiss", before.as_of, gap.evidence_key, "by telephone")
    dismissed = find_all(replace(before, decisions=(word,)))
    assert kind not in {one.kind for one in dismissed.gaps}
    assert gap.id in {one.id for one in dismissed.dismissed}
    reopened = find_all(replace(after, decisions=(word,)))
    assert [one.id for one in reopened.gaps if one.kind == kind] == [gap.id]


@pytest.mark.parametrize(
    ("kind", "history"),
    [
        ("promise_due", make_history(promises(), as_of="2025-03-07 12:00")),
        ("promise_overdue", make_history(promises(), as_of="2025-03-10 12:00")),
        ("promise_theirs_overdue", make_history(promises(sender=ANN), as_of="2025-03-10 12:00")),
        ("met_no_recap", make_history(meetings=[MET], as_of="2025-03-05 12:00")),
        ("invitation_unanswered", make_history(meetings=[invited()], as_of="2025-03-14 12:00")),
    ],
)
def test_dismissed_is_dismissed_the_next_day_too(kind: str, history: History) -> None:
    (gap,) = [one for one in find_all(history).gaps if one.kind == kind]
    word = Decision("gap", gap.id, "dismiss", history.as_of, gap.evidence_key)
    later = replace(history, decisions=(word,), as_of=history.as_of.replace(hour=16))
    assert kind not in {one.kind for one in find_all(later).gaps}
    assert kind in {one.kind for one in find_all(later).dismissed}


def test_a_dismissal_of_the_future_is_not_known_yet() -> None:
    history = make_history(asks(), as_of="2025-03-05 12:00")
    (gap,) = find_all(history).gaps
    word = Decision("gap", gap.id, "dismiss", utc("2025-03-06 12:00"), gap.evidence_key)
    assert find_all(replace(history, decisions=(word,))).gaps == (gap,)


def test_thanks_in_between_reopen_nothing() -> None:
    history = make_history(asks(), as_of="2025-03-05 12:00")
    (gap,) = find_all(history).gaps
    thanks = make_message("t", at="2025-03-05 10:00", thanks="Thanks!")
    (same,) = found(asks(), thanks, as_of="2025-03-05 12:00").gaps
    assert (same.id, same.evidence_key) == (gap.id, gap.evidence_key)


def test_a_gap_keeps_its_identity_from_day_to_day() -> None:
    days = [only("reply_owed", asks(), as_of=f"2025-03-0{one} 12:00") for one in (3, 4, 5)]
    assert len({gap.id for gap in days}) == 1
    assert len({gap.severity for gap in days}) == 3


def test_gaps_are_read_by_severity_tier_and_ratio() -> None:
    strategic = make_client("brio", tier=Tier.STRATEGIC)
    messages = [
        asks("old", "2025-03-03 10:00", thread="t1"),
        asks("older", "2025-03-03 09:00", thread="t2", sender=BOB),
        asks("fresh", "2025-03-06 11:00", thread="t3"),
        asks("close", "2025-03-03 11:00", thread="t4", sender=CARLA),
    ]
    order = found(*messages, clients=[strategic], as_of="2025-03-06 12:00").gaps
    assert [gap.wait_start for gap in order] == ["close", "older", "old", "fresh"]


def test_beyond_the_horizon_they_are_only_counted() -> None:
    old = [asks("q1"), we_ask("q2", thread="t2", to=(CARLA,))]
    result = found(*old, meetings=[MET], as_of="2025-06-15 12:00")
    assert (result.gaps, result.older) == ((), 3)


def test_the_horizon_can_be_set() -> None:
    goals = Goals(horizon_days=400)
    assert len(found(asks(), goals=goals, as_of="2025-06-15 12:00").gaps) == 1


def test_internal_mail_opens_nothing() -> None:
    assert found(asks(sender=TOM, to=(MAYA,)), as_of="2025-03-20 12:00").gaps == ()


def test_a_tagged_name_in_evidence_lies_inside_the_message() -> None:
    message = make_message("q", says="Hello Maya,", asks="Where do we stand?")
    (gap,) = found(message, as_of="2025-03-05 12:00").gaps
    (evidence,) = gap.evidence
    sentence = make_sentence("Where do we stand?", message.text)
    assert (evidence.start, evidence.end) == (sentence.start, sentence.end)
