"""How the report is laid out: what stands together, what is folded away, what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from assistant.insight.records import Client, ClockSpec, Gap, GapKind, Severity
from assistant.reports.render import render_daily
from assistant.reports.sheet import lay_out
from tests.reports.builders import NOW, make_draft, make_gap, make_report

COMPLAINT = {
    "kind": GapKind.COMPLAINT_UNACKNOWLEDGED,
    "severity": Severity.CRITICAL,
    "wait_start": "one@acme.example",
    "why": "Bob Brandt complained on Tue 17 Nov and has heard nothing for 5 h of ours.",
    "next_step": "Acknowledge the complaint to Bob Brandt today.",
}


def test_a_complaint_and_the_answer_it_is_owed_are_one_block() -> None:
    report = make_report(make_gap(1, **COMPLAINT), make_gap(2, wait_start="one@acme.example"))
    sheet = lay_out(report)
    [group] = sheet.groups
    [matter] = group.blocks
    assert matter.kind == "complaint without an answer"
    assert [one.text for one in matter.gaps] == ["gap 10000000", "gap 20000000"]
    assert (matter.whys, matter.next_steps) == ((COMPLAINT["why"],), (COMPLAINT["next_step"],))
    assert sheet.summary == "1 critical"


def test_an_answer_owed_since_an_earlier_question_is_told_beside_the_complaint() -> None:
    asked = make_gap(2, wait_start="one@acme.example", since=NOW - timedelta(days=5))
    [group] = lay_out(make_report(make_gap(1, **COMPLAINT), asked)).groups
    [matter] = group.blocks
    assert matter.whys == (COMPLAINT["why"], asked.why)


def test_a_long_kind_has_a_line_of_its_own_on_a_narrow_terminal() -> None:
    long = {"acme": Client("acme", "Acme Works, of the north and the south", ClockSpec())}

    def render(**fields: Any) -> str:
        report = make_report(make_gap(1, **fields))
        return render_daily(
            replace(report, history=replace(report.history, clients=long)), width=50
        )

    assert (
        "  Bob Brandt, Acme Works, of the north and the…\n"
        "  invitation without your answer\n"
        "  The offer\n"
    ) in render(kind=GapKind.INVITATION_UNANSWERED)
    assert "  Bob Brandt, Acme… · complaint without an answer\n  The offer\n" in render(**COMPLAINT)


def test_two_waits_of_one_client_stay_apart() -> None:
    report = make_report(make_gap(1, **COMPLAINT), make_gap(2, wait_start="two@acme.example"))
    assert [len(group.blocks) for group in lay_out(report).groups] == [1, 1]


def test_a_draft_that_closes_both_is_named_once() -> None:
    report = make_report(
        make_gap(1, **COMPLAINT), make_gap(2, wait_start="one@acme.example"),
        drafts=(make_draft(),),
    )  # fmt: skip
    drafts_of = report.drafts_of
    assert isinstance(drafts_of, dict)
    drafts_of[report.gaps[1].id] = drafts_of[report.gaps[0].id]
    [group] = lay_out(report).groups
    assert [one.text for one in group.blocks[0].drafts] == ["draft 10000000 ready"]


def make_old(number: int, days: int, kind: GapKind = GapKind.PROMISE_OVERDUE) -> Gap:
    return make_gap(number, kind=kind, severity=Severity.CRITICAL, since=NOW - timedelta(days=days))


def test_a_promise_nobody_kept_for_three_months_is_folded_away_and_counted() -> None:
    report = make_report(
        make_old(1, 91), make_old(2, 200, GapKind.PROMISE_THEIRS_OVERDUE), make_old(3, 89)
    )
    sheet = lay_out(report)
    assert [matter.short for group in sheet.groups for matter in group.blocks] == ["30000000"]
    assert sheet.counted == (
        "2 promises overdue for more than 90 days folded away: rapport report daily --all",
    )


def test_all_shows_old_promises_too() -> None:
    report = make_report(make_old(1, 91))
    sheet = lay_out(report, everything=True)
    assert len(sheet.groups) == 1
    assert sheet.counted == ()


def test_other_old_gaps_are_not_folded_here() -> None:
    report = make_report(make_old(1, 91, GapKind.GONE_QUIET))
    assert len(lay_out(report).groups) == 1


def test_a_day_with_only_old_promises_is_not_called_clear() -> None:
    text = render_daily(make_report(make_old(1, 91)))
    assert "Nothing is waiting" not in text
    assert "1 promise overdue for more than 90 days folded away" in text
