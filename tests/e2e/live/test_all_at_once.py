"""One owner with IMAP, CalDAV, Google, Microsoft and Exchange: one mail, one meeting, one gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import CANONICAL
from tests.connectors.google.world_calendar import PRIMARY as GOOGLE_CALENDAR
from tests.e2e.live.small import make_mail
from tests.e2e.live.together import (
    Together,
    add_footer,
    make_answer,
    make_invitation,
    make_meeting,
    make_moved,
    put_google_event,
    together,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

pytestmark = pytest.mark.slow

MAILBOXES = ("mail", "google", "microsoft", "exchange")
#: The owner's answer to an invitation, as four calendars have it.
ANSWERS = {
    "calendar": "NEEDS-ACTION",
    "google": "ACCEPTED",
    "microsoft": "TENTATIVE",
    "exchange": "NEEDS-ACTION",
}


@pytest.fixture
def all_of_them(
    tmp_path: Path,
    dovecot: Dovecot,
    radicale: Peer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Together]:
    clock.at = CANONICAL
    with together(tmp_path, dovecot, radicale, monkeypatch) as accounts:
        yield accounts


# ── one mail ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rewritten", [None, *MAILBOXES])
def test_a_mail_that_lies_in_every_account_is_one_with_one_wait(
    all_of_them: Together, rewritten: str | None
) -> None:
    raw = make_mail("same")
    for name in MAILBOXES:
        all_of_them.put(add_footer(raw) if name == rewritten else raw, name)
    all_of_them.configure(*MAILBOXES)
    all_of_them.run()
    assert all_of_them.home.messages() == {"same@ferrol.example"}
    assert all_of_them.holders() == ["exchange", "google", "mail", "microsoft"]
    assert (all_of_them.count("message"), all_of_them.count("thread")) == (1, 1)
    [gap] = all_of_them.gaps()
    assert gap["kind"] == "reply_owed"
    assert "Read 1 message" in all_of_them.home.rapport("report", "daily").out


def test_a_mail_whose_subject_a_list_marked_in_one_account_is_one_conversation_with_one_wait(
    all_of_them: Together,
) -> None:
    raw = make_mail("same")
    all_of_them.put(raw, "mail", "microsoft", "exchange")
    all_of_them.put(add_footer(raw).replace(b"Subject: ", b"Subject: [team] "), "google")
    all_of_them.configure(*MAILBOXES)
    all_of_them.run()
    assert (all_of_them.count("message"), all_of_them.count("thread")) == (2, 1)
    assert [gap["kind"] for gap in all_of_them.gaps()] == ["reply_owed"]
    all_of_them.put(make_answer("answer", "same"), "microsoft", sent=True)
    all_of_them.run()
    assert all_of_them.gaps() == []


@pytest.mark.parametrize("sender", MAILBOXES)
def test_an_answer_from_one_account_settles_the_wait_that_all_of_them_show(
    all_of_them: Together, sender: str
) -> None:
    all_of_them.put(make_mail("same"), *MAILBOXES)
    all_of_them.configure(*MAILBOXES)
    all_of_them.run()
    assert len(all_of_them.gaps("reply_owed")) == 1
    all_of_them.put(make_answer("answer", "same"), sender, sent=True)
    all_of_them.run()
    assert all_of_them.gaps() == []
    assert (all_of_them.count("message"), all_of_them.count("thread")) == (2, 1)


def test_what_the_others_hold_stays_when_an_account_is_taken_away(all_of_them: Together) -> None:
    all_of_them.put(make_mail("same"), *MAILBOXES)
    all_of_them.put(make_mail("only-google"), "google")
    all_of_them.configure(*MAILBOXES)
    all_of_them.run()
    gaps = {gap["id"] for gap in all_of_them.gaps()}
    for name in ("google", "microsoft", "exchange"):
        assert all_of_them.home.rapport("account", "remove", name, "--yes").code == 0
        all_of_them.run()
        assert {gap["id"] for gap in all_of_them.gaps()} == gaps
    assert all_of_them.home.messages() == {"same@ferrol.example", "only-google@ferrol.example"}
    doctor = " ".join(all_of_them.home.rapport("doctor").out.split())
    assert "no longer configured" in doctor


def test_a_mail_that_is_deleted_everywhere_but_in_one_account_stays(all_of_them: Together) -> None:
    all_of_them.put(make_mail("same"), *MAILBOXES)
    all_of_them.configure(*MAILBOXES)
    all_of_them.run()
    [name] = all_of_them.google.mail.messages
    all_of_them.google.mail.delete(name)
    [item] = all_of_them.exchange.mailbox.items("inbox")
    all_of_them.exchange.mailbox.delete(item.id)
    all_of_them.mail.mailbox.delete([letter.uid for letter in all_of_them.mail.read("INBOX")])
    assert all_of_them.home.rapport("sync", "--accept-empty").code == 0
    assert all_of_them.holders() == ["microsoft"]
    assert len(all_of_them.gaps("reply_owed")) == 1
    [key] = all_of_them.microsoft.graph.messages
    all_of_them.microsoft.graph.delete(key)
    assert all_of_them.home.rapport("sync", "--accept-empty").code == 0
    assert all_of_them.home.messages() == set()


# ── one meeting ──────────────────────────────────────────────────────────────────────────────


BEFORE, AFTER = CANONICAL - timedelta(days=5), CANONICAL - timedelta(days=3)


@pytest.mark.parametrize("newest", ["calendar", "google", "exchange"])
def test_a_meeting_in_four_calendars_is_one_and_its_latest_version_counts(
    all_of_them: Together, newest: str
) -> None:
    all_of_them.meet(
        {
            name: make_meeting(mine="ACCEPTED", at=AFTER, sequence=2)
            if name == newest
            else make_meeting(mine=mine, at=BEFORE)
            for name, mine in ANSWERS.items()
        }
    )
    all_of_them.configure()
    all_of_them.run()
    assert (all_of_them.count("event"), all_of_them.count("event_source")) == (1, 4)
    [meeting] = all_of_them.meetings()
    assert meeting["start"] == told(AFTER)
    assert meeting["held"]
    [gap] = all_of_them.gaps()
    assert (gap["kind"], gap["subject"]) == ("met_no_recap", "Quarterly review")


@pytest.mark.parametrize("answering", list(ANSWERS))
def test_an_invitation_that_was_accepted_in_one_calendar_is_accepted_in_all(
    all_of_them: Together, answering: str
) -> None:
    all_of_them.meet(
        {
            name: make_meeting(mine="ACCEPTED" if name == answering else "NEEDS-ACTION", at=AFTER)
            for name in ANSWERS
        }
    )
    all_of_them.configure()
    all_of_them.run()
    assert [row["held"] for row in all_of_them.meetings()] == [True]
    assert [gap["kind"] for gap in all_of_them.gaps()] == ["met_no_recap"]


@pytest.mark.parametrize("sender", MAILBOXES)
def test_a_recap_from_one_account_settles_the_meeting_of_all_calendars(
    all_of_them: Together, sender: str
) -> None:
    all_of_them.meet({name: make_meeting(mine="ACCEPTED", at=AFTER) for name in ANSWERS})
    all_of_them.configure()
    all_of_them.run()
    assert len(all_of_them.gaps("met_no_recap")) == 1
    recap = make_answer("recap", "nothing", "Thank you for the call. Our notes: we ship in May.")
    all_of_them.put(recap, sender, sent=True)
    all_of_them.run()
    assert all_of_them.gaps("met_no_recap") == []


def test_a_series_in_four_calendars_is_one_with_the_occurrence_that_was_moved(
    all_of_them: Together,
) -> None:
    first, second, moved = (CANONICAL - timedelta(days=days) for days in (14, 7, 3))

    def weekly(mine: str, sequence: int = 0, others: str = "") -> bytes:
        rule = "RRULE:FREQ=WEEKLY;COUNT=2\n"
        return make_meeting(at=first, mine=mine, sequence=sequence, more=rule, others=others)

    def changed(mine: str, sequence: int = 0) -> str:
        return make_moved(second, moved, mine=mine, sequence=sequence)

    all_of_them.meet(
        {
            "calendar": weekly("NEEDS-ACTION"),
            "google": weekly("ACCEPTED", 1, changed("ACCEPTED", 2)),
            "microsoft": weekly("TENTATIVE", others=changed("TENTATIVE")),
            "exchange": weekly("NEEDS-ACTION", 1, changed("NEEDS-ACTION", 2)),
        }
    )
    all_of_them.configure()
    all_of_them.run()
    assert (all_of_them.count("event"), all_of_them.count("event_source")) == (2, 8)
    assert sorted(row["start"] for row in all_of_them.meetings()) == [told(first), told(moved)]
    [gap] = all_of_them.gaps()
    assert (gap["kind"], gap["since"]) == ("met_no_recap", told(moved + timedelta(hours=1)))


def test_an_invitation_in_four_calendars_is_one_and_answered_once_for_all(
    all_of_them: Together,
) -> None:
    soon = CANONICAL + timedelta(days=1)
    all_of_them.meet({name: make_meeting(at=soon) for name in ANSWERS})
    all_of_them.put(make_invitation(soon), *MAILBOXES)
    all_of_them.configure()
    all_of_them.run()
    assert (all_of_them.count("event"), all_of_them.count("event_source")) == (1, 4)
    assert len(all_of_them.gaps("invitation_unanswered")) == 1
    put_google_event(all_of_them.google, make_meeting(at=soon, mine="ACCEPTED"))
    all_of_them.run()
    assert all_of_them.count("event") == 1
    assert all_of_them.gaps("invitation_unanswered") == []


@pytest.mark.parametrize("account", ["microsoft", "exchange"])
def test_a_meeting_whose_uid_outlook_wrapped_is_that_of_the_other_calendars(
    all_of_them: Together, account: str
) -> None:
    uid = "review@ferrol.example"
    data = b"vCal-Uid\x01\x00\x00\x00" + uid.encode() + b"\0"
    head = bytes.fromhex("040000008200E00074C5B7101A82E008") + bytes(20)
    wrapped = (head + len(data).to_bytes(4, "little") + data).hex().upper()
    all_of_them.meet(
        {
            "google": make_meeting(uid, at=AFTER, mine="ACCEPTED"),
            account: make_meeting(wrapped, at=AFTER, mine="ACCEPTED"),
        }
    )
    all_of_them.configure("google", account)
    all_of_them.run()
    assert (all_of_them.count("event"), all_of_them.count("event_source")) == (1, 2)
    assert [gap["kind"] for gap in all_of_them.gaps()] == ["met_no_recap"]


@pytest.mark.parametrize("account", ["google", "microsoft", "exchange"])
def test_headers_of_one_account_and_the_whole_of_another_are_one_mail(
    all_of_them: Together, account: str
) -> None:
    all_of_them.put(make_mail("same"), account, "mail")
    all_of_them.put(make_mail("bare", "What does the sentence CANARY say?"), account)
    host = getattr(all_of_them, account)
    all_of_them.home.configure(host.table(more="bodies = false"), all_of_them.mail.table())
    all_of_them.run()
    assert all_of_them.home.messages() == {"same@ferrol.example", "bare@ferrol.example"}
    assert sorted(all_of_them.holders()) == sorted([account, account, "mail"])
    assert "CANARY" not in "".join(map(str, all_of_them.home.rows("SELECT * FROM message")))
    assert "Delivery same" in {gap["subject"] for gap in all_of_them.gaps("reply_owed")}


def test_a_meeting_that_one_calendar_no_longer_has_is_that_of_the_others(
    all_of_them: Together,
) -> None:
    all_of_them.meet({name: make_meeting(mine="ACCEPTED", at=AFTER) for name in ANSWERS})
    all_of_them.configure()
    all_of_them.run()
    [gap] = all_of_them.gaps("met_no_recap")
    all_of_them.microsoft.calendar.delete("work")
    [row] = all_of_them.google.double.calendar.calendars[GOOGLE_CALENDAR]
    all_of_them.google.double.calendar.cancel(row)
    [item] = all_of_them.exchange.mailbox.items("calendar")
    all_of_them.exchange.mailbox.delete(item.id)
    all_of_them.run()
    assert (all_of_them.count("event"), all_of_them.count("event_source")) == (1, 1)
    assert [each["id"] for each in all_of_them.gaps()] == [gap["id"]]


def told(at: datetime) -> str:
    """A moment as JSON has it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
