"""What every connector promises, written against the port; a connector subclasses and passes.

A harness is another mail program at the same mailbox: it adds, flags, moves and deletes behind the
connector's back. The numbers in the class docstrings are those of CONNECTORS.md.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import pytest

from connectors.base import (
    AmbiguousDelivery,
    CalendarConnector,
    CollectionKind,
    ConnectorError,
    CountingConnector,
    DeliveryConnector,
    MailConnector,
    OutgoingMail,
    PermanentError,
    TransientError,
)
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Messages in a page of the connectors under test, so that a few make several pages.
PAGE_ITEMS = 100


def make_message(number: int, body: str = "See you on Monday.") -> bytes:
    """A small message that is like no other."""
    return (
        f"From: Ines Duarte <ines@ferrol.example>\r\n"
        f"To: Jonas Wirth <jonas@wirth.example>\r\n"
        f"Subject: Delivery {number}\r\n"
        f"Date: Mon, 02 Mar 2026 09:{number % 60:02d}:00 +0100\r\n"
        f"Message-ID: <m{number}@ferrol.example>\r\n\r\n{body} ({number})\r\n"
    ).encode()


#: Mail as it should not be; each must come through, and its neighbours with it.
BAD_MAIL = {
    "no message id": b"From: a@ferrol.example\r\nSubject: none\r\n\r\nHello\r\n",
    "no header": b"\r\nonly text\r\n",
    "no blank line": b"Subject: only a header\r\n",
    "8-bit header": "Subject: Grüße aus Köln\r\n\r\nHallo\r\n".encode("latin-1"),
    "nul bytes": b"Subject: nul\r\n\r\na\0b\0\r\n",
    "from line in body": b"Subject: from\r\n\r\nFrom here on it is easy.\r\n>From there too.\r\n",
    "separator in body": (
        b"Subject: sep\r\n\r\n\r\nFrom ines@ferrol.example Mon Mar  2 09:00:00 2026\r\nTo: b\r\n"
    ),
    "long line": b"Subject: long\r\n\r\n" + b"x" * 300_000 + b"\r\n",
    "bare line feeds": b"Subject: lf\n\nHello\n",
    "same id, other text": b"Message-ID: <m1@ferrol.example>\r\n\r\nanother body\r\n",
}


class MailHarness(ABC):
    """Another program at the same mailbox."""

    #: The collection that the tests work in.
    collection: str
    can_flag = True
    #: Whether the provider's change feed says what was deleted; otherwise emptiness is an alarm.
    names_deletions = False

    @abstractmethod
    def connector(self) -> MailConnector:
        """A fresh connector on the mailbox, as a new process has it."""

    @abstractmethod
    def add(self, raws: Sequence[bytes]) -> list[str]:
        """Messages arrive; a handle for each."""

    @abstractmethod
    def delete(self, handle: str) -> None:
        """A message is deleted for good."""

    @abstractmethod
    def mark_seen(self, handle: str) -> None:
        """A message is marked as read."""

    @abstractmethod
    def recreate(self, handle: str, raw: bytes) -> str:
        """A message is deleted, and another put in its place: in its name, where names are free."""

    def lose_cursor(self, cursor: str) -> str:
        """What becomes of a cursor that the provider no longer knows."""
        return "lost-" + cursor[:10]

    @abstractmethod
    def stored(self, raw: bytes) -> bytes:
        """How the mailbox hands a message back: with its own line ends, if it has any."""


class MailContract(ABC):
    """Items 1, 2, 3, 4 and 8, for mail."""

    @pytest.fixture
    @abstractmethod
    def harness(self, tmp_path: Path) -> MailHarness: ...

    @pytest.fixture
    def replica(self, harness: MailHarness) -> MailReplica:
        return MailReplica(harness.collection)

    def test_it_is_a_mail_connector(self, harness: MailHarness) -> None:
        harness.add([make_message(1)])
        connector = harness.connector()
        assert isinstance(connector, MailConnector)
        collections = {each.name: each.kind for each in connector.list_collections()}
        assert collections[harness.collection] is CollectionKind.MAIL

    @pytest.mark.parametrize("count", [1, 1001])
    def test_the_first_sync_reads_everything_once(
        self, harness: MailHarness, replica: MailReplica, count: int
    ) -> None:
        raws = [make_message(number) for number in range(count)]
        harness.add(raws)
        replica.sync(harness.connector())
        assert replica.bodies() == sorted(map(harness.stored, raws))
        assert replica.told == count

    @pytest.mark.parametrize("kill_after", [1, 2, 5, 10])
    def test_a_killed_first_sync_resumes_without_loss_or_repetition(
        self, harness: MailHarness, replica: MailReplica, kill_after: int
    ) -> None:
        raws = [make_message(number) for number in range(1001)]
        harness.add(raws)
        replica.sync(harness.connector(), stop_after=kill_after)
        replica.sync(harness.connector())
        assert replica.bodies() == sorted(map(harness.stored, raws))
        assert replica.told == len(raws)

    def test_mail_that_came_while_it_was_killed_is_read_too(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        harness.add([make_message(number) for number in range(350)])
        replica.sync(harness.connector(), stop_after=2)
        harness.add([make_message(number) for number in range(350, 360)])
        replica.sync(harness.connector())
        assert len(replica.records) == 360
        assert replica.told == 360

    def test_pages_are_bounded(self, harness: MailHarness, replica: MailReplica) -> None:
        harness.add([make_message(number) for number in range(350)])
        replica.sync(harness.connector())
        assert max(len(page.upserted) for page in replica.pages) <= PAGE_ITEMS
        assert replica.pages[-1].done == replica.pages[-1].total

    def test_an_unchanged_mailbox_yields_no_page(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        harness.add([make_message(1), make_message(2)])
        replica.sync(harness.connector())
        replica.sync(harness.connector())
        assert replica.pages == []

    def test_only_what_was_added_is_read(self, harness: MailHarness, replica: MailReplica) -> None:
        harness.add([make_message(number) for number in range(5)])
        replica.sync(harness.connector())
        harness.add([make_message(5)])
        replica.sync(harness.connector())
        assert replica.told == 6
        assert len(replica.records) == 6

    def test_a_flag_set_elsewhere_is_told(self, harness: MailHarness, replica: MailReplica) -> None:
        if not harness.can_flag:
            pytest.skip("there are no flags in this kind of mailbox")
        handles = harness.add([make_message(number) for number in range(3)])
        replica.sync(harness.connector())
        harness.mark_seen(handles[1])
        replica.sync(harness.connector())
        seen = [record for record in replica.records.values() if "seen" in record.flags]
        assert len(seen) == 1
        assert b"Delivery 1\r" in seen[0].raw.replace(b"\r", b"").replace(b"\n", b"\r\n")

    def test_a_deleted_message_is_told(self, harness: MailHarness, replica: MailReplica) -> None:
        handles = harness.add([make_message(number) for number in range(3)])
        replica.sync(harness.connector())
        harness.delete(handles[1])
        replica.sync(harness.connector())
        wanted = [harness.stored(make_message(number)) for number in (0, 2)]
        assert replica.bodies() == sorted(wanted)

    def test_a_message_deleted_and_recreated_is_read_again(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        handles = harness.add([make_message(number) for number in range(3)])
        replica.sync(harness.connector())
        harness.recreate(handles[1], make_message(7, "Quite another text, and a longer one."))
        replica.sync(harness.connector())
        assert any(b"Quite another" in raw for raw in replica.bodies())
        assert len(replica.records) == 3

    def test_everything_at_once(self, harness: MailHarness, replica: MailReplica) -> None:
        handles = harness.add([make_message(number) for number in range(250)])
        replica.sync(harness.connector())
        for handle in handles[10:20]:
            harness.delete(handle)
        harness.add([make_message(number) for number in range(250, 480)])
        if harness.can_flag:
            for handle in handles[100:130]:
                harness.mark_seen(handle)
        fresh = MailReplica(harness.collection).sync(harness.connector())
        for _ in range(20):  # killed after every single page
            replica.sync(harness.connector(), stop_after=1)
        assert replica.pages == []
        assert replica.state() == fresh.state()

    def test_a_lost_cursor_ends_in_the_state_of_a_fresh_sync(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        handles = harness.add([make_message(number) for number in range(250)])
        replica.sync(harness.connector())
        harness.delete(handles[3])
        harness.add([make_message(number) for number in range(250, 260)])
        replica.cursor = harness.lose_cursor(replica.cursor or "")
        replica.sync(harness.connector())
        fresh = MailReplica(harness.collection).sync(harness.connector())
        assert replica.state() == fresh.state()

    def test_a_round_after_a_lost_cursor_may_be_killed(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        handles = harness.add([make_message(number) for number in range(350)])
        replica.sync(harness.connector())
        harness.delete(handles[3])
        replica.cursor = harness.lose_cursor(replica.cursor or "")
        replica.sync(harness.connector(), stop_after=2)
        replica.sync(harness.connector())
        fresh = MailReplica(harness.collection).sync(harness.connector())
        assert replica.state() == fresh.state()

    def test_a_mailbox_that_is_suddenly_empty_loses_nothing(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        handles = harness.add([make_message(number) for number in range(3)])
        replica.sync(harness.connector())
        for handle in handles:
            harness.delete(handle)
        if harness.names_deletions:
            replica.sync(harness.connector())
            assert [len(page.deleted_ids) for page in replica.pages] == [3]
            return
        with pytest.raises(PermanentError, match="0 of 3"):
            replica.sync(harness.connector())
        assert len(replica.records) == 3

    def test_an_unknown_collection_is_refused_with_a_sentence(self, harness: MailHarness) -> None:
        with pytest.raises(ConnectorError, match="Nothing stored"):
            list(harness.connector().fetch_changes("no such folder", None))

    @pytest.mark.parametrize("name", BAD_MAIL)
    def test_bad_mail_never_stops_the_folder(
        self, harness: MailHarness, replica: MailReplica, name: str
    ) -> None:
        raws = [make_message(1), BAD_MAIL[name], make_message(2)]
        harness.add(raws)
        replica.sync(harness.connector())
        assert replica.bodies() == sorted(map(harness.stored, raws))

    def test_a_message_of_thirty_megabytes_never_stops_the_folder(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        huge = make_message(2, "x" * 76 + "\r\n" + ("y" * 998 + "\r\n") * 30_000)
        harness.add([make_message(1), huge, make_message(3)])
        replica.sync(harness.connector())
        sizes = sorted(record.size for record in replica.records.values())
        assert len(sizes) == 3
        assert sizes[-1] >= 29_000_000
        for record in replica.records.values():
            assert record.truncated == ("too-large" in {each.kind for each in record.problems})

    # ── What it says it holds, beside what it told ───────────────────────────────────────────

    @pytest.mark.parametrize("count", [1, 350])
    def test_its_listing_names_what_a_whole_reading_told(
        self, harness: MailHarness, replica: MailReplica, count: int
    ) -> None:
        harness.add([make_message(number) for number in range(count)])
        harness.add(list(BAD_MAIL.values()))
        replica.sync(harness.connector())
        assert replica.listing(harness.connector()) == sorted(replica.records)

    def test_its_listing_follows_what_comes_and_goes(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        handles = harness.add([make_message(number) for number in range(5)])
        replica.sync(harness.connector())
        harness.delete(handles[0])
        harness.add([make_message(5), make_message(6)])
        harness.recreate(handles[1], make_message(7, "Quite another text, and a longer one."))
        listed = replica.listing(harness.connector())
        replica.sync(harness.connector())
        assert listed == sorted(replica.records)
        assert replica.listing(harness.connector()) == listed

    def test_its_listing_names_what_a_killed_reading_did_not_come_to(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        harness.add([make_message(number) for number in range(350)])
        replica.sync(harness.connector(), stop_after=1)
        told = set(replica.records)
        listed = replica.listing(harness.connector())
        assert len(listed) == 350
        assert told < set(listed)

    def test_its_listing_reads_no_body(self, harness: MailHarness, replica: MailReplica) -> None:
        harness.add([make_message(number) for number in range(5)])
        connector = harness.connector()
        replica.sync(connector)
        before = getattr(connector, "downloads", 0)
        replica.listing(connector)
        assert getattr(connector, "downloads", 0) == before

    def test_its_listing_changes_nothing_for_the_next_reading(
        self, harness: MailHarness, replica: MailReplica
    ) -> None:
        harness.add([make_message(number) for number in range(5)])
        connector = harness.connector()
        replica.sync(connector)
        replica.listing(connector)
        assert replica.sync(connector).pages == []

    def test_the_listing_of_an_unknown_collection_is_refused(self, harness: MailHarness) -> None:
        connector = harness.connector()
        assert isinstance(connector, CountingConnector)
        with pytest.raises(ConnectorError, match="Nothing stored"):
            list(connector.list_items("no such folder", None))


class CalendarHarness(ABC):
    """Another program at the same calendar."""

    collection: str

    @abstractmethod
    def connector(self) -> CalendarConnector: ...

    @abstractmethod
    def put(self, name: str, raw: bytes) -> None:
        """A resource is made or replaced."""

    @abstractmethod
    def delete(self, name: str) -> None:
        """A resource is deleted."""

    def stored(self, raw: bytes) -> bytes:
        """How the calendar hands a resource back: a server may write it anew."""
        return raw

    def lose_cursor(self, cursor: str) -> str:
        return "lost-" + cursor[:10]


#: No event: it is looked at, left alone, and no item.
TASK = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//wirth.example//EN\r\nBEGIN:VTODO\r\n"
    b"UID:task@wirth.example\r\nDTSTAMP:20260301T080000Z\r\nSUMMARY:Pack\r\nEND:VTODO\r\n"
    b"END:VCALENDAR\r\n"
)


def make_event(number: int, extra: str = "") -> bytes:
    """A calendar with one event."""
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//wirth.example//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:e{number}@wirth.example\r\nDTSTAMP:20260301T080000Z\r\n"
        f"DTSTART;TZID=Europe/Berlin:20260302T{number % 24:02d}0000\r\n"
        f"SUMMARY:Review {number}\r\n{extra}END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def _override(number: int, recurrence: str, extra: str) -> str:
    return (
        f"END:VEVENT\r\nBEGIN:VEVENT\r\nUID:e{number}@wirth.example\r\n"
        f"DTSTAMP:20260301T080000Z\r\nRECURRENCE-ID;TZID=Europe/Berlin:{recurrence}\r\n{extra}"
    )


SERIES = {
    "series with an excluded date": make_event(
        9, "RRULE:FREQ=WEEKLY;COUNT=8\r\nEXDATE;TZID=Europe/Berlin:20260309T090000\r\n"
    ),
    "moved occurrence": make_event(
        9,
        "RRULE:FREQ=WEEKLY;COUNT=8\r\n"
        + _override(9, "20260309T090000", "DTSTART;TZID=Europe/Berlin:20260310T140000\r\n"),
    ),
    "cancelled occurrence": make_event(
        9,
        "RRULE:FREQ=WEEKLY;COUNT=8\r\n" + _override(9, "20260316T090000", "STATUS:CANCELLED\r\n"),
    ),
    "over the change to summer time": make_event(2, "RRULE:FREQ=DAILY;COUNT=40\r\n"),
    "all day": make_event(9).replace(
        b"DTSTART;TZID=Europe/Berlin:20260302T090000", b"DTSTART;VALUE=DATE:20260302"
    ),
    "exception before its master": (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:e9@wirth.example\r\n"
        b"RECURRENCE-ID:20260309T080000Z\r\nDTSTART:20260309T100000Z\r\nEND:VEVENT\r\n"
        b"BEGIN:VEVENT\r\nUID:e9@wirth.example\r\nDTSTART:20260302T080000Z\r\n"
        b"RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ),
    "not one well-formed line": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n\xff\xfe;;;\r\nEND:VCALENDAR\r\n",
}


class CalendarContract(ABC):
    """Items 1, 2, 3 and 7, for calendars."""

    @pytest.fixture
    @abstractmethod
    def harness(self, tmp_path: Path) -> CalendarHarness: ...

    @pytest.fixture
    def replica(self, harness: CalendarHarness) -> CalendarReplica:
        return CalendarReplica(harness.collection)

    def test_it_is_a_calendar_connector(self, harness: CalendarHarness) -> None:
        harness.put("a", make_event(1))
        connector = harness.connector()
        assert isinstance(connector, CalendarConnector)
        collections = {each.name: each.kind for each in connector.list_collections()}
        assert collections[harness.collection] is CollectionKind.CALENDAR

    @pytest.mark.parametrize("count", [1, 1001])
    def test_the_first_sync_reads_everything_once(
        self, harness: CalendarHarness, replica: CalendarReplica, count: int
    ) -> None:
        for number in range(count):
            harness.put(f"e{number}", make_event(number))
        replica.sync(harness.connector())
        wanted = [harness.stored(make_event(number)) for number in range(count)]
        assert replica.bodies() == sorted(wanted)

    @pytest.mark.parametrize("kill_after", [1, 3])
    def test_a_killed_first_sync_resumes(
        self, harness: CalendarHarness, replica: CalendarReplica, kill_after: int
    ) -> None:
        for number in range(350):
            harness.put(f"e{number}", make_event(number))
        replica.sync(harness.connector(), stop_after=kill_after)
        replica.sync(harness.connector())
        assert len(replica.records) == 350

    def test_an_unchanged_calendar_yields_no_page(
        self, harness: CalendarHarness, replica: CalendarReplica
    ) -> None:
        harness.put("a", make_event(1))
        replica.sync(harness.connector())
        assert replica.sync(harness.connector()).pages == []

    def test_changed_new_and_deleted_resources_are_told(
        self, harness: CalendarHarness, replica: CalendarReplica
    ) -> None:
        for number in range(4):
            harness.put(f"e{number}", make_event(number))
        replica.sync(harness.connector())
        harness.put("e1", make_event(1, "LOCATION:Room 4\r\n"))
        harness.put("new", make_event(8))
        harness.delete("e2")
        replica.sync(harness.connector())
        wanted = [make_event(0), make_event(1, "LOCATION:Room 4\r\n"), make_event(3), make_event(8)]
        assert replica.bodies() == sorted(map(harness.stored, wanted))
        assert sum(len(page.upserted) for page in replica.pages) == 2

    def test_a_lost_cursor_ends_in_the_state_of_a_fresh_sync(
        self, harness: CalendarHarness, replica: CalendarReplica
    ) -> None:
        for number in range(250):
            harness.put(f"e{number}", make_event(number))
        replica.sync(harness.connector())
        harness.delete("e2")
        harness.put("new", make_event(300))
        replica.cursor = harness.lose_cursor(replica.cursor or "")
        replica.sync(harness.connector(), stop_after=1)
        replica.sync(harness.connector())
        fresh = CalendarReplica(harness.collection).sync(harness.connector())
        assert replica.bodies() == fresh.bodies()

    @pytest.mark.parametrize("name", SERIES)
    def test_a_series_passes_through_unharmed(
        self, harness: CalendarHarness, replica: CalendarReplica, name: str
    ) -> None:
        harness.put("series", SERIES[name])
        harness.put("neighbour", make_event(1))
        replica.sync(harness.connector())
        wanted = [SERIES[name], make_event(1)]
        assert replica.bodies() == sorted(map(harness.stored, wanted))

    def test_its_listing_names_what_a_whole_reading_told(
        self, harness: CalendarHarness, replica: CalendarReplica
    ) -> None:
        for number in range(120):
            harness.put(f"e{number}", make_event(number))
        harness.put("task", TASK)
        replica.sync(harness.connector())
        assert replica.listing(harness.connector()) == sorted(replica.records)

    def test_its_listing_follows_what_comes_and_goes(
        self, harness: CalendarHarness, replica: CalendarReplica
    ) -> None:
        for number in range(4):
            harness.put(f"e{number}", make_event(number))
        replica.sync(harness.connector())
        harness.put("new", make_event(8))
        harness.delete("e2")
        listed = replica.listing(harness.connector())
        replica.sync(harness.connector())
        assert len(listed) == 4
        assert listed == sorted(replica.records)
        assert replica.listing(harness.connector()) == listed

    def test_the_listing_of_an_unknown_collection_is_refused(
        self, harness: CalendarHarness
    ) -> None:
        connector = harness.connector()
        assert isinstance(connector, CountingConnector)
        with pytest.raises(ConnectorError, match="Nothing stored"):
            list(connector.list_items("no such calendar", None))


def make_draft(key: str = "d-17-3f9a", body: str = "Gern, bis Freitag.") -> OutgoingMail:
    """An approved reply with threading fields, Unicode and an attachment."""
    raw = (
        "From: Jonas Wirth <jonas@wirth.example>\r\n"
        "To: Ines Duarte <ines@ferrol.example>\r\n"
        "Subject: Re: =?utf-8?q?Lieferung_f=C3=BCr_M=C3=A4rz?=\r\n"
        f"Message-ID: <{key}@wirth.example>\r\n"
        "In-Reply-To: <m1@ferrol.example>\r\nReferences: <m0@ferrol.example> <m1@ferrol.example>\r\n"
        f"X-Rapport-Draft: {key}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b1\r\n\r\n"
        "--b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{body} Schöne Grüße 送信\r\n--b1\r\nContent-Type: application/pdf; name=plan.pdf\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQ=\r\n--b1--\r\n"
    ).encode()
    return OutgoingMail(raw, key, f"{key}@wirth.example", in_reply_to="m1@ferrol.example")


class DeliveryHarness(ABC):
    """The drafts folder, and what can go wrong with it."""

    @abstractmethod
    def connector(self) -> DeliveryConnector: ...

    @abstractmethod
    def stored(self) -> list[bytes]:
        """The drafts that are there, with CRLF, as a mail program finds them."""

    @abstractmethod
    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The next delivery fails before anything is stored."""

    @abstractmethod
    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The next delivery is stored, and its confirmation is lost."""


class DeliveryContract(ABC):
    """Item 6."""

    @pytest.fixture
    @abstractmethod
    def harness(self, tmp_path: Path) -> DeliveryHarness: ...

    def test_it_is_a_delivery_connector(self, harness: DeliveryHarness) -> None:
        assert isinstance(harness.connector(), DeliveryConnector)

    def test_a_draft_arrives_byte_for_byte(self, harness: DeliveryHarness) -> None:
        draft = make_draft()
        receipt = harness.connector().create_draft(draft)
        assert receipt.provider_id
        (stored,) = harness.stored()
        assert stored.endswith(draft.raw)

    def test_a_draft_is_found_by_its_key(self, harness: DeliveryHarness) -> None:
        draft = make_draft()
        assert harness.connector().find_draft(draft) is None
        receipt = harness.connector().create_draft(draft)
        assert harness.connector().find_draft(draft) == receipt
        assert harness.connector().find_draft(make_draft("d-17-0000")) is None

    def test_a_failure_before_leaves_nothing_and_may_be_repeated(
        self, harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            harness.fail_before(patch)
            with pytest.raises(TransientError):
                harness.connector().create_draft(make_draft())
        assert harness.stored() == []
        harness.connector().create_draft(make_draft())
        assert len(harness.stored()) == 1

    def test_a_lost_answer_leaves_exactly_one_draft_that_is_found(
        self, harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            harness.fail_after(patch)
            with pytest.raises(AmbiguousDelivery):
                harness.connector().create_draft(make_draft())
        assert harness.connector().find_draft(make_draft()) is not None
        assert len(harness.stored()) == 1

    def test_two_drafts_are_two(self, harness: DeliveryHarness) -> None:
        harness.connector().create_draft(make_draft("a"))
        harness.connector().create_draft(make_draft("b"))
        assert len(harness.stored()) == 2
