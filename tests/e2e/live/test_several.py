"""Several accounts of one owner: what lies in two of them is one mail, one meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import CANONICAL
from tests.e2e.live.feeds import FeedHost
from tests.e2e.live.hosts import MAIL_SECRET, CalendarHost, MailHost, wrap
from tests.e2e.live.small import CLIENT, ME, Home, make_home, make_mail, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot


def make_event(uid: str, title: str = "Quarterly review") -> bytes:
    """A meeting of both sides, the day before the canonical one."""
    start = (CANONICAL - timedelta(days=1)).strftime("%Y%m%dT%H%M%S")
    lines = f"""BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261101T080000Z
DTSTART:{start}Z
DURATION:PT1H
SUMMARY:{title}
ORGANIZER:mailto:{CLIENT}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{CLIENT}
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{ME}
END:VEVENT
"""
    return lines.replace("\n", "\r\n").encode()


def make_invitation(uid: str) -> bytes:
    """The same as it was mailed."""
    mail = make_mail("invitation", "Please find the invitation attached.")
    head, _, _ = mail.partition(b"\r\n\r\n")
    calendar = wrap(make_event(uid)).replace(b"BEGIN:VEVENT", b"METHOD:REQUEST\r\nBEGIN:VEVENT", 1)
    kind = b'\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST; charset="utf-8"'
    return head + kind + b"\r\n\r\n" + calendar


@pytest.fixture
def feed(clock: Clock) -> Iterator[FeedHost]:
    clock.at = CANONICAL
    with FeedHost() as host:
        yield host


@pytest.fixture
def twice(tmp_path: Path, dovecot: Dovecot) -> tuple[Home, MailHost, MailHost, str]:
    """One mail in two mailboxes and in a file."""
    first, second = MailHost(dovecot), MailHost(dovecot)
    for host in (first, second):
        host.mailbox.add([make_mail("same")])
    files = write_files(tmp_path / "files", "same")
    home = make_home(tmp_path / "home", first.table("first"), second.table("second"), files)
    return home, first, second, files


def test_the_same_mail_in_three_accounts_is_one(
    twice: tuple[Home, MailHost, MailHost, str],
) -> None:
    home, *_ = twice
    assert home.rapport("run").code == 0
    assert home.messages() == {"same@ferrol.example"}
    assert [account for account, _ in home.places()] == ["files", "first", "second"]
    assert len(home.rapport("gaps", "--json").json["gaps"]) == 1


def test_a_mail_that_is_deleted_in_one_account_stays_with_the_others(
    twice: tuple[Home, MailHost, MailHost, str],
) -> None:
    home, first, _, _ = twice
    home.rapport("run")
    first.mailbox.delete([letter.uid for letter in first.read("INBOX")])
    assert home.rapport("sync", "--accept-empty").code == 0
    assert home.messages() == {"same@ferrol.example"}
    assert [account for account, _ in home.places()] == ["files", "second"]


def test_what_was_read_of_an_account_stays_when_it_is_removed(
    twice: tuple[Home, MailHost, MailHost, str],
) -> None:
    home, first, *_ = twice
    first.mailbox.add([make_mail("only-there")])
    home.rapport("run")
    assert home.rapport("account", "remove", "first", "--yes").code == 0
    assert home.rapport("run").code == 0
    assert home.messages() == {"same@ferrol.example", "only-there@ferrol.example"}
    doctor = " ".join(home.rapport("doctor").out.split())
    assert "no longer configured" in doctor
    assert "'first'" in doctor


def test_an_account_that_was_removed_with_a_wrong_password_is_no_trouble_any_more(
    twice: tuple[Home, MailHost, MailHost, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, first, second, files = twice
    home.rapport("run")
    monkeypatch.setenv("FORGOTTEN_PASSWORD", "not-it")
    broken = first.table("first").replace(MAIL_SECRET, "FORGOTTEN_PASSWORD")
    home.configure(broken, second.table("second"), files)
    assert home.rapport("run").code == 3
    assert "needs a sign-in" in home.rapport("doctor").out
    assert home.rapport("account", "remove", "first", "--yes").code == 0
    assert home.rapport("run").code == 0
    doctor, report = (home.rapport(*words) for words in (("doctor",), ("report", "daily")))
    assert (doctor.code, "sign-in" in doctor.out) == (0, False)
    assert "!" not in report.out.partition("CRITICAL")[0]
    assert "Everything that is configured was read" in doctor.out


def test_the_same_meeting_in_a_calendar_at_an_address_and_by_mail_is_one(
    tmp_path: Path, dovecot: Dovecot, radicale: Peer, feed: FeedHost
) -> None:
    mail, calendar = MailHost(dovecot), CalendarHost(radicale)
    other = make_event("other@ferrol.example", "Something else")
    mail.mailbox.add([make_invitation("review@ferrol.example")])
    calendar.fill_one(
        "work",
        {
            "review.ics": wrap(make_event("review@ferrol.example")),
            "other.ics": wrap(other),
        },
    )
    feed.calendar = wrap(make_event("review@ferrol.example"), other)
    home = make_home(tmp_path / "home", mail.table(), calendar.table(), feed.table())
    assert home.rapport("run").code == 0
    assert events(home) == ["other@ferrol.example", "review@ferrol.example"]
    assert sources(home) == 2, "a mail is one where no calendar is"
    assert meetings(home) == 1

    radicale.delete(f"{calendar.paths['work']}review.ics")
    assert home.rapport("run").code == 0
    assert (events(home), sources(home)) == (
        ["other@ferrol.example", "review@ferrol.example"],
        1,
    )
    feed.calendar = wrap(other)
    assert home.rapport("run").code == 0
    assert sources(home) == 1, "the invitation by mail"
    assert meetings(home) == 1
    mail.mailbox.delete([letter.uid for letter in mail.read("INBOX")])
    assert home.rapport("sync", "--accept-empty").code == 0
    assert events(home) == ["other@ferrol.example"]


def test_all_kinds_together_in_one_home(
    tmp_path: Path, dovecot: Dovecot, radicale: Peer, feed: FeedHost
) -> None:
    whole, bare, calendar = MailHost(dovecot), MailHost(dovecot), CalendarHost(radicale)
    whole.mailbox.add([make_mail("whole")])
    bare.mailbox.add([make_mail("bare", "What does the sentence CANARY say?")])
    calendar.fill_one("work", {"one.ics": wrap(make_event("one@ferrol.example"))})
    feed.calendar = wrap(make_event("two@ferrol.example"))
    home = make_home(
        tmp_path / "home",
        whole.table("whole"),
        bare.table("bare", more="bodies = false"),
        calendar.table(),
        feed.table(),
        write_files(tmp_path / "files", "file"),
    )
    assert home.rapport("run").code == 0
    assert home.messages() == {f"{name}@ferrol.example" for name in ("whole", "bare", "file")}
    assert events(home) == ["one@ferrol.example", "two@ferrol.example"]
    doctor = home.rapport("doctor").out
    for name in ("whole/INBOX", "bare/INBOX", "calendar/", "feed/", "files/"):
        assert name in doctor
    assert "CANARY" not in "".join(map(str, home.rows("SELECT * FROM message")))


def test_a_calendar_that_is_named_and_not_there_is_told(tmp_path: Path, radicale: Peer) -> None:
    calendar = CalendarHost(radicale)
    calendar.fill_one("work", {"one.ics": wrap(make_event("one@ferrol.example"))})
    table = calendar.table().replace(calendar.paths["work"], "/jonas/wrok/")
    home = make_home(tmp_path / "home", table)
    answer = home.rapport("run")
    assert answer.code == 3
    assert "/jonas/wrok/" in answer.err


def events(home: Home) -> list[str]:
    return sorted(uid for (uid,) in home.rows("SELECT DISTINCT ical_uid FROM event"))


def sources(home: Home) -> int:
    """How many calendars and mails hold the meeting of both sides."""
    [(count,)] = home.rows(
        "SELECT count(*) FROM event_source s JOIN event e ON e.id = s.event_id "
        "WHERE e.ical_uid = 'review@ferrol.example'"
    )
    return int(count)


def meetings(home: Home) -> int:
    """How often the meeting of both sides is listed."""
    rows = home.rapport("meetings", "--json").json["meetings"]
    return sum(row["ical_uid"] == "review@ferrol.example" for row in rows)
