"""What is judged of messages of which only the headers were read, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.insight.findings import find_all
from assistant.insight.gaps.headers import NOT_KNOWN
from assistant.insight.headers_only import Hint, find_headers_only, read_subject
from assistant.insight.records import Findings, GapKind, Message, Severity, Side, WaitEnd
from assistant.insight.replies import find_replies
from assistant.insight.worktime import WorkClock
from tests.insight.builders import (
    ANN,
    BOB,
    MAYA,
    NICK,
    TOM,
    make_due,
    make_history,
    make_meeting,
    make_message,
)

#: A Monday morning; the goal is one working day.
MONDAY = "2025-03-03 10:00"


def bare(message_id: str | None = None, **fields: Any) -> Message:
    """A message of which only the headers were read."""
    return make_message(message_id, **{"has_body": False, **fields})


def found(*messages: Message, as_of: str = "2025-03-05 12:00", **more: Any) -> Findings:
    return find_all(make_history(*messages, as_of=as_of, **more))


def kinds(findings: Findings) -> list[tuple[GapKind, Severity]]:
    return [(gap.kind, gap.severity) for gap in findings.gaps]


# ── Subjects ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("subject", "hint"),
    [
        ("Re: Monday at ten?", Hint.ASKS),
        ("Request for quotation", Hint.ASKS),
        ("AW: Anfrage Wartung", Hint.ASKS),
        ("Thank you", Hint.CLOSES),
        ("Thanks – any news?", Hint.ASKS),
        ("Re: FYI: new address", Hint.CLOSES),
        ("Notes: weekly call", Hint.CLOSES),
        ("Accepted: weekly call", Hint.CLOSES),
        ("Danke für gestern", Hint.CLOSES),
        ("Figures", Hint.NOTHING),
        ("Notebooks for the team", Hint.NOTHING),
        ("", Hint.NOTHING),
    ],
)
def test_a_subject_asks_closes_or_says_nothing(subject: str, hint: Hint) -> None:
    assert read_subject(subject) is hint


# ── Waits on us ──────────────────────────────────────────────────────────────────────────────────


def test_a_clients_mail_that_nobody_answered_is_a_wait_that_may_be_none() -> None:
    findings = found(bare("q", at=MONDAY))
    [wait] = findings.waits
    assert (wait.side, wait.headers_only, wait.open) == (Side.US, True, True)
    [gap] = findings.gaps
    assert (gap.kind, gap.severity, gap.headers_only) == (
        GapKind.REPLY_OWED, Severity.DUE, True,
    )  # fmt: skip
    assert NOT_KNOWN in gap.why
    assert gap.evidence[0].quote is None


@pytest.mark.parametrize(
    "fields",
    [
        {"to": (TOM,), "cc": (MAYA,)},
        {"to": (BOB,)},
        {"automatic": True},
        {"calendar_method": "request"},
        {"subject": "Thank you"},
        {"subject": "FYI: new address"},
        {"sender": NICK},
        {"to": (MAYA, TOM, BOB, "a@x.example", "b@x.example", "c@x.example")},
    ],
)
def test_what_opens_no_wait_by_its_headers(fields: dict[str, Any]) -> None:
    assert found(bare("q", at=MONDAY, **fields)).waits == ()


def test_a_question_to_many_is_one_all_the_same() -> None:
    many = (MAYA, TOM, "a@x.example", "b@x.example", "c@x.example", "d@x.example")
    assert len(found(bare("q", at=MONDAY, to=many, subject="Who can come?")).waits) == 1


def test_it_is_never_late() -> None:
    for subject in ("Figures", "Could you send the figures?"):
        findings = found(bare("q", at=MONDAY, subject=subject), as_of="2025-03-14 12:00")
        assert kinds(findings) == [(GapKind.REPLY_OWED, Severity.DUE)]


def test_it_is_listed_once_the_goal_has_passed_or_its_subject_asks() -> None:
    soon = "2025-03-03 14:00"
    assert found(bare("q", at=MONDAY), as_of=soon).gaps == ()
    asking = found(bare("q", at=MONDAY, subject="Which figures?"), as_of=soon)
    assert kinds(asking) == [(GapKind.REPLY_OWED, Severity.WATCH)]
    assert "reads like a question" in asking.gaps[0].why


def test_after_two_weeks_it_is_no_gap_any_more_and_still_a_wait() -> None:
    findings = found(bare("q", at=MONDAY), as_of="2025-03-20 12:00")
    assert (findings.gaps, len(findings.waits), findings.waits[0].open) == ((), 1, True)
    asking = found(bare("q", at=MONDAY, subject="Which figures?"), as_of="2025-03-20 12:00")
    assert len(asking.gaps) == 1


def test_what_answers_ours_is_only_watched() -> None:
    findings = found(
        bare("ours", sender=MAYA, at="2025-03-03 09:00"),
        bare("theirs", at=MONDAY, subject="Re: Figures"),
    )
    assert kinds(findings) == [(GapKind.REPLY_OWED, Severity.WATCH)]


def test_the_answer_to_our_question_does_not_ask_by_our_subject() -> None:
    subject = "Could you send the figures?"
    thread = (
        bare("ours", sender=MAYA, at="2025-03-03 09:00", subject=subject),
        bare("theirs", at=MONDAY, subject=f"Re: {subject}"),
    )
    assert kinds(found(*thread)) == [(GapKind.REPLY_OWED, Severity.WATCH)]
    assert "reads like a question" not in found(*thread).gaps[0].why


def test_our_mail_ends_it_by_its_headers() -> None:
    answer = bare("a", sender=MAYA, at="2025-03-03 12:00", subject="Re: Figures")
    [wait] = [one for one in found(bare("q", at=MONDAY), answer).waits if one.side is Side.US]
    assert (wait.end_kind, wait.end_message_id) == (WaitEnd.ANSWER, "a")


def test_it_counts_in_no_statistic() -> None:
    history = make_history(
        bare("q", at=MONDAY),
        bare("a", sender=MAYA, at="2025-03-10 12:00", subject="Re: Figures"),
        bare("r", at="2025-03-03 11:00", thread="t2", subject="Plan"),
        as_of="2025-03-14 12:00",
    )
    replies = find_replies(find_all(history).waits, history, WorkClock(history.owner.clock))
    assert (replies.all.n, replies.all.open, replies.all.within_goal) == (0, 0, None)
    assert sum(one.headers_only for one in replies.waits if one.side is Side.US) == 2


def test_a_question_that_was_read_begins_the_wait() -> None:
    findings = found(
        bare("maybe", at="2025-03-03 09:00"),
        make_message("asks", at=MONDAY, asks="Could you send the figures?"),
    )
    [wait] = findings.waits
    assert (wait.start_message_id, wait.headers_only) == ("asks", False)
    assert [gap.severity for gap in findings.gaps] == [Severity.CRITICAL]


def test_a_question_that_was_read_waits_on_through_headers() -> None:
    findings = found(
        make_message("asks", at=MONDAY, asks="Could you send the figures?"),
        bare("more", at="2025-03-03 15:00"),
    )
    [wait] = findings.waits
    assert (wait.start_message_id, wait.headers_only, wait.messages) == (
        "asks", False, ("asks", "more"),
    )  # fmt: skip


def test_nobody_is_loud_by_headers_alone() -> None:
    talk = [
        bare(f"{sender}-{day}", sender=sender, at=f"2025-01-{day:02} 1{number}:00")
        for day in (6, 7, 8)
        for number, sender in enumerate((ANN, MAYA))
    ]
    last = bare("last", at="2025-01-09 10:00", thread="t2")
    findings = found(*talk, last, as_of="2025-03-10 12:00")
    assert GapKind.GONE_QUIET in [gap.kind for gap in findings.gaps]


# ── Waits on them ────────────────────────────────────────────────────────────────────────────────


def test_our_mail_that_nobody_answered_is_watched() -> None:
    findings = found(bare("q", sender=MAYA, at=MONDAY), as_of="2025-03-07 12:00")
    assert kinds(findings) == [(GapKind.REPLY_AWAITED, Severity.WATCH)]
    assert NOT_KNOWN in findings.gaps[0].why
    assert findings.gaps[0].headers_only


def test_our_question_by_its_subject_is_due() -> None:
    asks = bare("q", sender=MAYA, at=MONDAY, subject="Which figures?")
    assert kinds(found(asks, as_of="2025-03-07 12:00")) == [(GapKind.REPLY_AWAITED, Severity.DUE)]


@pytest.mark.parametrize("subject", ["Notes: weekly call", "Thank you"])
def test_our_notes_and_thanks_wait_for_nothing(subject: str) -> None:
    assert found(bare("n", sender=MAYA, at=MONDAY, subject=subject)).waits == ()


def test_our_answer_waits_for_nothing() -> None:
    thread = (bare("q", at=MONDAY), bare("a", sender=MAYA, at="2025-03-03 11:00"))
    findings = found(*thread, as_of="2025-03-10 12:00")
    assert [wait.side for wait in findings.waits] == [Side.US]


# ── Promises and meetings ────────────────────────────────────────────────────────────────────────


def test_a_promise_may_be_kept_in_mail_that_nobody_read() -> None:
    said = make_message(
        "p", sender=MAYA, at=MONDAY, promises="I will send the figures on Tuesday.",
        due=make_due("2025-03-04 00:00", "2025-03-05 00:00"),
    )  # fmt: skip
    late = found(said, as_of="2025-03-10 12:00")
    assert kinds(late) == [(GapKind.PROMISE_OVERDUE, Severity.CRITICAL)]
    sent = bare("s", sender=MAYA, at="2025-03-04 11:00", subject="Notes: figures")
    [gap] = found(said, sent, as_of="2025-03-10 12:00").gaps
    assert (gap.kind, gap.severity) == (GapKind.PROMISE_OVERDUE, Severity.DUE)
    assert "of 1 message since then only the headers were read" in gap.why


def test_what_went_to_the_people_of_a_meeting_may_be_its_recap() -> None:
    sent = bare("s", sender=MAYA, at="2025-03-04 15:00", subject="Thank you", thread="t9")
    findings = found(sent, meetings=[make_meeting()], as_of="2025-03-10 12:00")
    [view] = findings.meetings
    assert (view.recap, view.recap_unread) == ("s", True)
    assert findings.gaps == ()


def test_a_meeting_without_any_mail_lacks_its_recap_as_ever() -> None:
    findings = found(meetings=[make_meeting()], as_of="2025-03-10 12:00")
    assert [gap.kind for gap in findings.gaps] == [GapKind.MET_NO_RECAP]


def test_touchpoints_are_those_of_the_whole_mail() -> None:
    whole = [
        make_message("q", at=MONDAY, asks="Could you send the figures?"),
        make_message("a", sender=MAYA, at="2025-03-03 11:00", says="Here they are."),
    ]
    seen = [bare("q", at=MONDAY), bare("a", sender=MAYA, at="2025-03-03 11:00")]
    assert found(*whole).touchpoints == found(*seen).touchpoints


def test_peoples_mail_with_clients_is_counted() -> None:
    history = make_history(
        bare("a", at=MONDAY),
        bare("machine", at=MONDAY, automatic=True),
        bare("inside", sender=TOM, to=(MAYA,), at=MONDAY),
        make_message("read", at=MONDAY),
    )
    assert [one.id for one in find_headers_only(history)] == ["a"]
    assert find_headers_only(history, "brio") == ()
