"""Whatever happens to a mailbox and its readings, in any order, they come to agree."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import AuthError, TransientError
from connectors.exchange.mail import ExchangeMail
from connectors.local.pages import PageLimits
from tests.connectors.contract import BAD_MAIL, make_message
from tests.connectors.exchange.settings import settings_for
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from tests.connectors.exchange.server import ExchangeServer

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

INBOX = "Posteingang"


class Chaos:
    """Another program at the mailbox, a server with troubles, and readings that are killed."""

    def __init__(self, server: ExchangeServer, seed: int) -> None:
        self.server = server
        self.chance = random.Random(seed)
        self.world = server.world
        self.mailbox = server.world.mailbox
        self.replica = MailReplica(INBOX)
        self.number = 0

    def connector(self) -> ExchangeMail:
        limits = PageLimits(items=self.chance.choice([3, 10, 50]), octets=20_000)
        settings = settings_for(self.server, page_size=self.chance.choice([5, 20, 512]))
        return ExchangeMail("work", settings, limits=limits, accept_empty=True)

    def step(self) -> None:
        steps = [self.arrive, self.arrive, self.change, self.remove, self.renumber, self.forget]
        readings = [self.read, self.read, self.read_a_little, self.read_a_little]
        self.chance.choice([*steps, self.trouble, self.whims, *readings])()

    def arrive(self) -> None:
        for _ in range(self.chance.randrange(12)):
            self.number += 1
            raw = self.chance.choice([make_message(self.number), *BAD_MAIL.values()])
            kind = self.chance.choice(["IPM.Note"] * 5 + ["IPM.StickyNote"])
            self.mailbox.add_message(
                "inbox", raw, item_class=kind, draft=self.chance.random() < 0.05
            )

    def some(self) -> list[str]:
        keys = list(self.mailbox.folder("inbox").items)
        return self.chance.sample(keys, min(len(keys), self.chance.randrange(6)))

    def change(self) -> None:
        for key in self.some():
            item = self.mailbox.item(key)
            if item.draft:
                self.number += 1
                item.raw = make_message(self.number)
                item.read_headers()
                self.mailbox.touch(item)
            elif self.chance.random() < 0.5:
                self.mailbox.set_read(key, read=not item.read)
            else:
                self.mailbox.set_flagged(key, flagged=not item.flagged)

    def remove(self) -> None:
        for key in self.some():
            self.mailbox.delete(key)

    def renumber(self) -> None:
        if self.chance.random() < 0.3:
            for key in list(self.mailbox.folder("inbox").items):
                self.mailbox.move(self.mailbox.move(key, "drafts"), "inbox")
            self.forget()

    def forget(self) -> None:
        if self.chance.random() < 0.5:
            self.world.invalidate_sync_states()

    def trouble(self) -> None:
        keys = self.some()
        operation = self.chance.choice(["GetItem", "FindItem", "SyncFolderItems"])
        after = self.chance.randrange(4)
        if keys and self.chance.random() < 0.5:
            self.world.fail("GetItem", "ErrorItemCorrupt", item=keys[0])
            return
        troubles: list[dict[str, Any]] = [
            {"status": 502},
            {"lost": "before", "times": 2},
            {"status": 401},
        ]
        self.world.fail(operation, after=after, **self.chance.choice(troubles))

    def whims(self) -> None:
        """The server gets stuck in its list of changes, or ends connections, for a while."""
        self.world.stuck_states = self.chance.choice([0, 1, 4, 40])
        self.server.requests_per_connection = self.chance.choice([0, 0, 1, 3])

    def read(self) -> None:
        self.read_some(None)

    def read_a_little(self) -> None:
        self.read_some(self.chance.randrange(1, 5))

    def read_some(self, pages: int | None) -> None:
        try:
            self.replica.sync(self.connector(), stop_after=pages)
        except (AuthError, TransientError):
            return

    def settle(self) -> None:
        """No troubles any more, and two readings: of the second nothing is to be told."""
        self.world.faults.waiting.clear()
        self.world.stuck_states = 0
        self.read()
        self.read()


@pytest.mark.parametrize("seed", range(8))
def test_they_come_to_agree(exchange: ExchangeServer, seed: int) -> None:
    chaos = Chaos(exchange, seed)
    for _ in range(60):
        chaos.step()
    chaos.settle()
    assert chaos.replica.pages == []
    truth = [item for item in chaos.mailbox.items("inbox") if item.item_class == "IPM.Note"]
    assert chaos.replica.bodies() == sorted(item.raw for item in truth)
    assert chaos.replica.state() == MailReplica(INBOX).sync(chaos.connector()).state()
    assert chaos.replica.listing(chaos.connector()) == sorted(chaos.replica.records)
