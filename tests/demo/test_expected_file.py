"""`expected.json` speaks only of what is in the world, in the words of the definitions.

Whether the program finds the same is another suite's question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import icalendar
import pytest

from assistant.demo.expected import CANONICAL_NOW, load_expected
from tests.demo.conftest import visible_text

if TYPE_CHECKING:
    from assistant.demo.build import DemoWorld

EXPECTED = load_expected()
_KINDS = {
    "reply_owed", "reply_awaited", "promise_due", "promise_overdue", "promise_theirs_overdue",
    "complaint_unacknowledged", "gone_quiet", "cadence_missed", "met_no_recap",
    "invitation_unanswered",
}  # fmt: skip
_STATES = {"open", "kept", "kept_late", "renegotiated", "cancelled", "slipped"}


def _values(item: Any, key: str) -> Iterator[Any]:
    """Every value of a key, at any depth."""
    if isinstance(item, dict):
        for name, value in item.items():
            if name == key:
                yield value
            yield from _values(value, key)
    elif isinstance(item, list):
        for value in item:
            yield from _values(value, key)


def test_it_speaks_of_the_canonical_moment() -> None:
    assert datetime.fromisoformat(EXPECTED["as_of"]) == CANONICAL_NOW


def test_every_kind_of_gap_occurs() -> None:
    assert {gap["kind"] for gap in EXPECTED["gaps"]} == _KINDS


def test_every_state_of_a_promise_occurs_on_some_side() -> None:
    assert {promise["state"] for promise in EXPECTED["promises"]} == _STATES
    assert {promise["debtor"] for promise in EXPECTED["promises"]} == {"us", "them"}


def test_every_message_named_exists(messages: dict[str, EmailMessage]) -> None:
    named = {i for i in _values(EXPECTED, "message_id") if i}
    named |= {wait["start"] for wait in EXPECTED["waits"]}
    named |= {promise["succeeds"] for promise in EXPECTED["promises"] if promise["succeeds"]}
    assert named - messages.keys() == set()


def test_every_meeting_named_exists(canonical: DemoWorld) -> None:
    events = [
        event
        for path in canonical.calendar
        for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    ]
    assert set(_values(EXPECTED, "ical_uid")) <= {str(event["UID"]) for event in events}


def test_every_person_named_writes_or_is_written_to(messages: dict[str, EmailMessage]) -> None:
    known = {
        address.addr_spec.lower()
        for message in messages.values()
        for name in ("From", "To", "Cc")
        for header in message.get_all(name, [])
        for address in header.addresses
    }
    people = {p for gap in EXPECTED["gaps"] for p in gap.get("people", ())}
    people |= set(_values(EXPECTED, "person")) | set(_values(EXPECTED, "creditor"))
    assert people <= known


@pytest.mark.parametrize("promise", EXPECTED["promises"], ids=lambda p: str(p["message_id"]))
def test_quotes_stand_in_the_messages_they_name(
    promise: dict[str, Any], messages: dict[str, EmailMessage]
) -> None:
    text = visible_text(messages[promise["message_id"]])
    assert promise["quote"] in text
    due = promise["due"]
    if due is not None and "will do" not in promise["quote"]:
        assert due["text"] in promise["quote"]
        assert promise["content"] in promise["quote"]


def test_waits_last_from_message_to_message(messages: dict[str, EmailMessage]) -> None:
    for wait in EXPECTED["waits"]:
        end = wait["end"]
        if end is not None and "message_id" not in end:
            continue
        until = _sent_at(messages, end["message_id"]) if end else CANONICAL_NOW
        assert (until - _sent_at(messages, wait["start"])).total_seconds() == wait["elapsed_s"]


def test_working_time_is_never_more_than_elapsed_time() -> None:
    for wait in EXPECTED["waits"]:
        assert 0 <= wait["ours_s"] <= wait["elapsed_s"]
        assert 0 <= wait["theirs_s"] <= wait["elapsed_s"]


def test_no_message_opens_two_waits_on_one_side() -> None:
    counts = Counter((wait["side"], wait["start"]) for wait in EXPECTED["waits"])
    assert [key for key, count in counts.items() if count > 1] == []


def test_open_waits_that_are_gaps_agree_with_them() -> None:
    owed = {w["start"] for w in EXPECTED["waits"] if w["side"] == "us" and w["end"] is None}
    gaps = {
        gap["evidence"]["message_id"] for gap in EXPECTED["gaps"] if gap["kind"] == "reply_owed"
    }
    assert owed == gaps


def _sent_at(messages: dict[str, EmailMessage], message_id: str) -> datetime:
    return parsedate_to_datetime(str(messages[message_id]["Date"]))
