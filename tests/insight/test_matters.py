"""What one act closes belongs together, at the place of the first."""

from __future__ import annotations

from assistant.insight.matters import join_matters
from assistant.insight.records import GapKind
from tests.reports.builders import make_gap

COMPLAINT = make_gap(1, kind=GapKind.COMPLAINT_UNACKNOWLEDGED, wait_start="angry@x")
OTHER = make_gap(2, kind=GapKind.GONE_QUIET, wait_start=None)
ANSWER = make_gap(3, kind=GapKind.REPLY_OWED, wait_start="angry@x")


def test_a_complaint_and_its_answer_are_one_matter() -> None:
    assert join_matters([COMPLAINT, OTHER, ANSWER]) == [(COMPLAINT, ANSWER), (OTHER,)]


def test_another_client_in_the_same_wait_is_another_matter() -> None:
    theirs = make_gap(4, kind=GapKind.REPLY_OWED, wait_start="angry@x", client="another")
    assert join_matters([COMPLAINT, theirs]) == [(COMPLAINT,), (theirs,)]


def test_waits_of_other_kinds_stay_apart() -> None:
    awaited = make_gap(5, kind=GapKind.REPLY_AWAITED, wait_start="angry@x")
    assert join_matters([COMPLAINT, awaited]) == [(COMPLAINT,), (awaited,)]
