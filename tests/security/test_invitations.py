"""Invitations that only mails speak of: answered or not, moved, called off, and made up by others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.security.world import ALICE, COLLEAGUE, NOW, OWNER, Home

STRANGER = "mallory@evil.example"


def invite(home: Home, method: str = "REQUEST", **given: Any) -> None:
    """Lay a mail with a calendar part into the mailbox; see the defaults."""
    values: dict[str, Any] = {
        "uid": "visit@fernhill.example",
        "sender": ALICE,
        "to": OWNER,
        "organizer": ALICE,
        "attendee": OWNER,
        "partstat": "NEEDS-ACTION",
        "start": datetime(2026, 11, 23, 9),  # noqa: DTZ001
        "sequence": 0,
        "at": NOW - timedelta(days=2),
        "more": "",
        "recurrence": "",
        **given,
    }
    end = values["start"] + timedelta(hours=1)
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", f"METHOD:{method}",
        "BEGIN:VEVENT", f"UID:{values['uid']}", f"SEQUENCE:{values['sequence']}",
        "CREATED:20260901T080000Z", f"DTSTAMP:{values['at']:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{values['start']:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}",
        values["recurrence"], "SUMMARY:Visit of the cold store",
        f"ORGANIZER:mailto:{values['organizer']}",
        f"ATTENDEE;PARTSTAT={values['partstat']}:mailto:{values['attendee']}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ALICE}", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    calendar = "".join(f"{line}\r\n" for line in lines if line)
    home.number += 1
    head = (
        f"From: {values['sender']}\r\nTo: {values['to']}\r\nSubject: Visit\r\n"
        f"Date: {values['at']:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"Message-ID: <i{home.number}@mail.example>\r\nMIME-Version: 1.0\r\n{values['more']}"
        f"Content-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n"
    )
    home.put(head + calendar)


def unanswered(home: Home) -> list[dict[str, Any]]:
    """The gaps of invitations after a run."""
    ended = home.run()
    assert (ended.code, ended.err) == (0, "")
    gaps = home.rapport("gaps", "--json", "--as-of", NOW.isoformat()).json["gaps"]
    return [gap for gap in gaps if gap["kind"] == "invitation_unanswered"]


REPLY: dict[str, Any] = {
    "method": "REPLY", "sender": OWNER, "to": ALICE, "partstat": "ACCEPTED",
    "at": NOW - timedelta(days=1),
}  # fmt: skip
LATER: dict[str, Any] = {"at": NOW - timedelta(hours=20), "sequence": 1}
FAR = datetime(2027, 1, 20, 9)  # noqa: DTZ001


def test_an_invitation_that_lies_only_in_mail_waits_for_an_answer(home: Home) -> None:
    invite(home)
    (gap,) = unanswered(home)
    assert gap["client"] == "fernhill"
    assert gap["since"] == "2026-11-17T15:00:00Z"
    assert gap["evidence"][0]["ical_uid"] == "visit@fernhill.example"


@pytest.mark.parametrize(
    ("mails", "open_"),
    [
        ([REPLY], False),
        ([{**REPLY, "partstat": "DECLINED"}], False),
        ([{**REPLY, "uid": "another@fernhill.example"}], True),
        ([{**REPLY, "sender": STRANGER}], True),
        ([{**REPLY, "more": "Authentication-Results: mx.x; dmarc=fail\r\n"}], True),
        ([REPLY, LATER], True),
        ([REPLY, {**LATER, "partstat": "ACCEPTED"}], False),
        ([LATER, {**REPLY, "sequence": 1, "at": NOW - timedelta(hours=1)}], False),
        ([{**LATER, "start": FAR}], False),
        ([{**LATER, "method": "CANCEL"}], False),
        ([{**LATER, "method": "CANCEL", "sender": STRANGER}], True),
        ([{**LATER, "method": "CANCEL", "sender": STRANGER, "organizer": STRANGER}], True),
        ([{**LATER, "start": FAR, "sender": STRANGER, "organizer": STRANGER}], True),
        ([{**LATER, "method": "PUBLISH", "start": FAR}], True),
        ([{"at": NOW + timedelta(hours=1), "method": "CANCEL", "sequence": 1}], True),
    ],
)
def test_what_came_after_an_invitation_decides(
    home: Home, mails: list[dict[str, Any]], open_: bool
) -> None:
    invite(home)
    for mail in mails:
        invite(home, **mail)
    assert bool(unanswered(home)) is open_


def test_the_order_of_arrival_does_not_matter(home: Home) -> None:
    invite(home, **LATER)
    invite(home, start=FAR)
    (gap,) = unanswered(home)
    assert gap["since"] == "2026-11-17T15:00:00Z"


@pytest.mark.parametrize(
    "given",
    [
        {"sender": STRANGER},
        {"more": "Authentication-Results: mx.brightmoor.example; dmarc=fail\r\n"},
        {"sender": STRANGER, "organizer": STRANGER},
        {"attendee": COLLEAGUE},
        {"start": FAR},
    ],
)
def test_no_gap_opens_for(home: Home, given: dict[str, Any]) -> None:
    invite(home, **given)
    assert unanswered(home) == []


def test_the_calendar_knows_better_and_an_answer_by_mail_counts_there(home: Home) -> None:
    event = """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        UID:visit@fernhill.example
        DTSTAMP:20261117T150000Z
        DTSTART:20261123T090000Z
        SUMMARY:Visit
        ORGANIZER:mailto:{alice}
        ATTENDEE;PARTSTAT={partstat}:mailto:{owner}
        END:VEVENT
        END:VCALENDAR
    """
    invite(home)
    home.event(event.format(alice=ALICE, owner=OWNER, partstat="ACCEPTED"), "visit.ics")
    assert unanswered(home) == []
    home.event(event.format(alice=ALICE, owner=OWNER, partstat="NEEDS-ACTION"), "visit.ics")
    assert len(unanswered(home)) == 1
    invite(home, **REPLY)
    assert unanswered(home) == []


def test_nobody_but_us_accepts_for_us(home: Home) -> None:
    """A stranger who says that the owner accepted is no client after the "meeting"."""
    invite(
        home, sender=STRANGER, organizer=STRANGER, partstat="ACCEPTED",
        start=NOW.replace(tzinfo=None) - timedelta(days=1), at=NOW - timedelta(days=3),
    )  # fmt: skip
    unanswered(home)
    clients = home.rapport("clients", "list", "--json", "--as-of", NOW.isoformat()).json["clients"]
    assert {one["slug"] for one in clients} == {"fernhill", "casavidal"}


def test_a_series_is_asked_about_once_and_one_day_of_it_can_be_called_off(home: Home) -> None:
    invite(home, recurrence="RRULE:FREQ=WEEKLY;COUNT=4")
    (gap,) = unanswered(home)
    assert gap["evidence"][0]["recurrence_id"] == "2026-11-23T09:00:00Z"
    invite(home, method="CANCEL", recurrence="RECURRENCE-ID:20261123T090000Z", at=NOW)
    assert unanswered(home) == []  # the next day is more than five working days ahead


def test_an_invitation_goes_with_its_mail(home: Home) -> None:
    invite(home)
    assert len(unanswered(home)) == 1
    newest = max((home.path / "mail").iterdir(), key=lambda path: path.stat().st_mtime)
    home.mail()
    newest.unlink()
    assert unanswered(home) == []


def test_the_same_mail_in_two_folders_is_one_invitation(home: Home) -> None:
    invite(home)
    (home.path / "mail" / "filed").mkdir()
    for path in (home.path / "mail").glob("*.eml"):
        (home.path / "mail" / "filed" / path.name).write_bytes(path.read_bytes())
    assert len(unanswered(home)) == 1
    second = home.run()
    assert "events put together anew: nothing new" in second.out
