"""Whatever happens to a calendar and its readings, in any order, they come to agree."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from connectors.base import TransientError
from connectors.exchange.calendar import ExchangeCalendar
from connectors.local.pages import PageLimits
from tests.connectors.contract import make_event
from tests.connectors.exchange.settings import settings_for
from tests.connectors.replica import CalendarReplica

if TYPE_CHECKING:
    from datetime import datetime

    from tests.connectors.exchange.server import ExchangeServer

#: A minute; `make test-slow` runs it.
pytestmark = pytest.mark.slow

RULES = [
    "",
    "",
    "RRULE:FREQ=WEEKLY;COUNT=8\r\n",
    "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=20\r\n",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=2\r\n",
]


class Chaos:
    """Another program at the calendar, a server with troubles, and readings that are killed."""

    def __init__(self, server: ExchangeServer, seed: int) -> None:
        self.server = server
        self.chance = random.Random(seed)
        self.mailbox = server.world.mailbox
        self.agenda = self.mailbox.agenda
        self.replica = CalendarReplica("Kalender")
        self.number = 0

    def connector(self) -> ExchangeCalendar:
        server = self.server
        server.world.find_cap = self.chance.choice([25, 1000])
        settings = settings_for(
            server,
            page_size=self.chance.choice([3, 512]),
            item_batch=self.chance.choice([2, 10]),
            past_days=60,
            ahead_days=120,
            longest_pause_s=self.chance.choice([0.0, 60.0]),
        )
        limits = PageLimits(items=self.chance.choice([2, 50]), ids=self.chance.choice([3, 5000]))
        return ExchangeCalendar("work", settings, limits=limits, accept_empty=True)

    def step(self) -> None:
        happenings = [self.arrive, self.arrive, self.change, self.cut, self.remove, self.forget]
        readings = [self.read, self.read, self.read_a_little, self.read_a_little]
        self.chance.choice([*happenings, self.trouble, *readings])()

    def some(self) -> str | None:
        keys = list(self.mailbox.folder("calendar").items)
        return self.chance.choice(keys) if keys else None

    def arrive(self) -> None:
        for _ in range(self.chance.randrange(6)):
            self.number += 1
            self.agenda.add(make_event(self.number, self.chance.choice(RULES)))

    def change(self) -> None:
        if (key := self.some()) is not None:
            event = self.agenda.event(key)
            later = timedelta(days=self.chance.choice([0, 1, 300]))
            self.agenda.change(
                key,
                location=f"Raum {self.number}",
                start=event.start + later,
                end=event.end + later,
            )

    def cut(self) -> None:
        """An occurrence is cancelled or moved."""
        key = self.some()
        originals = self._originals(key) if key is not None else []
        if key is None or not originals:
            return
        original = self.chance.choice(originals)
        if self.chance.random() < 0.5:
            self.agenda.cancel_occurrence(key, original)
        elif self.agenda.event(key).occurrence(original) is not None:
            start = original + timedelta(hours=self.chance.choice([1, 30]))
            end = start + timedelta(hours=1)
            self.agenda.change_occurrence(key, original, start=start, end=end)

    def _originals(self, key: str) -> list[datetime]:
        event = self.agenda.event(key)
        return list(event.originals(event.start + timedelta(days=30))) if event.rule else []

    def remove(self) -> None:
        if (key := self.some()) is not None:
            self.mailbox.delete(key)

    def forget(self) -> None:
        if self.chance.random() < 0.5:
            self.server.world.invalidate_sync_states()
        else:
            self.replica.cursor = "lost"

    def trouble(self) -> None:
        operation = self.chance.choice(["FindItem", "GetItem", "SyncFolderItems"])
        after = self.chance.randrange(4)
        if self.chance.random() < 0.5:
            self.server.world.fail(operation, "ErrorServerBusy", after=after)
        else:
            self.server.world.fail(
                operation, lost=self.chance.choice(["before", "after"]), after=after
            )

    def read(self, stop_after: int | None = None) -> None:
        with suppress(TransientError):
            self.replica.sync(self.connector(), stop_after=stop_after)

    def read_a_little(self) -> None:
        self.read(stop_after=self.chance.randrange(1, 4))


@pytest.mark.parametrize("seed", range(24))
def test_they_come_to_agree(exchange: ExchangeServer, seed: int) -> None:
    chaos = Chaos(exchange, seed)
    for _ in range(40):
        chaos.step()
    exchange.world.faults.waiting.clear()
    chaos.replica.sync(chaos.connector())
    fresh = CalendarReplica("Kalender").sync(chaos.connector())
    assert {key: each.raw for key, each in chaos.replica.records.items()} == {
        key: each.raw for key, each in fresh.records.items()
    }
    assert chaos.replica.listing(chaos.connector()) == sorted(fresh.records)
    assert chaos.replica.sync(chaos.connector()).pages == []
