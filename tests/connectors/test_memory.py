from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.base import CursorExpired, TransientError
from connectors.memory import DeliveryFault, Fault, MemoryCalendar, MemoryDelivery, MemoryMail
from tests.connectors.contract import (
    PAGE_ITEMS,
    CalendarContract,
    CalendarHarness,
    DeliveryContract,
    DeliveryHarness,
    MailContract,
    MailHarness,
    make_draft,
    make_message,
)
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class MemoryMailHarness(MailHarness):
    collection = "INBOX"
    names_deletions = True

    def __init__(self) -> None:
        self.mailbox = MemoryMail(page_items=PAGE_ITEMS)

    def connector(self) -> MemoryMail:
        return self.mailbox

    def add(self, raws: Sequence[bytes]) -> list[str]:
        return [self.mailbox.add(raw) for raw in raws]

    def delete(self, handle: str) -> None:
        self.mailbox.delete(handle)

    def mark_seen(self, handle: str) -> None:
        self.mailbox.flag(handle, frozenset({"seen"}))

    def recreate(self, handle: str, raw: bytes) -> str:
        self.mailbox.delete(handle)
        return self.mailbox.add(raw, provider_id=handle)

    def lose_cursor(self, cursor: str) -> str:
        self.mailbox.lose_cursors()
        return cursor

    def stored(self, raw: bytes) -> bytes:
        return raw


class TestMemoryMail(MailContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> MailHarness:
        return MemoryMailHarness()

    def test_a_lost_cursor_hands_out_no_known_body_again(
        self, harness: MemoryMailHarness, replica: MailReplica
    ) -> None:
        harness.add([make_message(number) for number in range(250)])
        replica.sync(harness.connector())
        harness.add([make_message(number) for number in range(250, 260)])
        replica.cursor = harness.lose_cursor(replica.cursor or "")
        replica.sync(harness.connector())
        assert harness.mailbox.downloads == 260

    def test_an_expired_cursor_is_raised_and_a_fresh_listing_follows(
        self, harness: MemoryMailHarness, replica: MailReplica
    ) -> None:
        harness.add([make_message(number) for number in range(3)])
        replica.sync(harness.connector())
        harness.mailbox.expire()
        with pytest.raises(CursorExpired):
            list(harness.mailbox.fetch_changes("INBOX", replica.cursor))
        harness.mailbox.expire()
        replica.sync(harness.connector())
        assert len(replica.records) == 3

    def test_a_fault_strikes_once_before_its_page(
        self, harness: MemoryMailHarness, replica: MailReplica
    ) -> None:
        harness.add([make_message(number) for number in range(350)])
        wait = TransientError("Too many requests.", retry_after_s=30)
        harness.mailbox.faults.append(Fault(wait, at_page=2))
        with pytest.raises(TransientError) as caught:
            replica.sync(harness.connector())
        assert caught.value.retry_after_s == 30
        assert len(replica.records) == 2 * PAGE_ITEMS
        replica.sync(harness.connector())
        assert len(replica.records) == 350
        assert replica.told == 350

    def test_a_moved_message_leaves_one_folder_and_enters_another(
        self, harness: MemoryMailHarness, replica: MailReplica
    ) -> None:
        harness.mailbox.add_collection("Archive")
        (handle,) = harness.add([make_message(1)])
        replica.sync(harness.connector())
        harness.mailbox.move(handle, "INBOX", "Archive")
        replica.sync(harness.connector())
        archive = MailReplica("Archive").sync(harness.connector())
        assert (len(replica.records), len(archive.records)) == (0, 1)


class MemoryCalendarHarness(CalendarHarness):
    collection = "calendar"

    def __init__(self) -> None:
        self.calendar = MemoryCalendar(page_items=PAGE_ITEMS)

    def connector(self) -> MemoryCalendar:
        return self.calendar

    def put(self, name: str, raw: bytes) -> None:
        self.calendar.put(name, raw)

    def delete(self, name: str) -> None:
        self.calendar.delete(name)

    def lose_cursor(self, cursor: str) -> str:
        self.calendar.lose_cursors()
        return cursor


class TestMemoryCalendar(CalendarContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> CalendarHarness:
        return MemoryCalendarHarness()


class MemoryDeliveryHarness(DeliveryHarness):
    def __init__(self) -> None:
        self.delivery = MemoryDelivery()

    def connector(self) -> MemoryDelivery:
        return self.delivery

    def stored(self) -> list[bytes]:
        return [mail.raw for mail in self.delivery.taken]

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.delivery.faults.append(DeliveryFault(TransientError("Try again later.")))

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.delivery.lose_answer()


class TestMemoryDelivery(DeliveryContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> DeliveryHarness:
        return MemoryDeliveryHarness()

    def test_a_careless_second_delivery_is_counted(self, harness: MemoryDeliveryHarness) -> None:
        harness.connector().create_draft(make_draft())
        harness.connector().create_draft(make_draft())
        assert len(harness.stored()) == 2
        assert harness.delivery.attempts == 2
