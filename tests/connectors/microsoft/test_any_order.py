"""Changes, kills and faults in any order: in the end the state of a fresh reading."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from connectors.base import ConnectorError
from connectors.local.pages import PageLimits
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.gate import Gate
from connectors.microsoft.mail import MicrosoftMail
from tests.connectors.contract import make_event, make_message
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.loopback import Reply, refused
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

INBOX, NAME = "Posteingang", "Kalender"
SEEDS = range(int(os.environ.get("RAPPORT_SEEDS", "12")))
LOST = [refused(410, "SyncStateNotFound"), refused(400, "resyncRequired")]
FAULTS = [
    refused(429, "TooManyRequests", Retry_After="900"),
    refused(503, "ServiceUnavailable"),
    refused(401, "InvalidAuthenticationToken"),
    refused(500, "ErrorInternalServerError"),
    Reply(lost=True),
    Reply(200, b"<html>", {"Content-Type": "text/html"}),
    Reply(200, b'{"value": []}', cut=2),
]


def _strike(graph: Graph, chance: random.Random, parts: list[str]) -> None:
    """Up to three faults, each somewhere in the next requests."""
    due = sorted(chance.randrange(60) for _ in range(chance.randrange(4)))
    seen = 0

    def watch(_: object) -> None:
        nonlocal seen
        seen += 1
        while due and due[0] <= seen:
            due.pop(0)
            part = chance.choice(parts)
            graph.faults.append((part, chance.choice(FAULTS + LOST * (part == "/delta"))))

    graph.on_request = watch


def _calm(graph: Graph) -> None:
    graph.on_request = lambda _: None
    graph.faults.clear()


@pytest.mark.parametrize("seed", SEEDS)
def test_mail_ends_the_same_in_any_order(
    graph: Graph, settings: MicrosoftSettings, seed: int
) -> None:
    chance = random.Random(seed)
    graph.page = 20
    keys = [graph.add(make_message(number)) for number in range(60)]
    replica = MailReplica(INBOX)

    def connector() -> MicrosoftMail:
        fresh = replace(settings, gate=Gate(), patience_s=3.0)
        return MicrosoftMail("work", fresh, limits=PageLimits(items=7, ids=11))

    for turn in range(25):
        for _ in range(chance.randrange(6)):
            here = [each.key for each in graph.in_folder("F/inbox=")]
            match chance.randrange(6):
                case 0 | 1:
                    keys.append(graph.add(make_message(100 + len(keys))))
                case 2 if len(here) > 10:
                    graph.delete(chance.choice(here))
                case 3:
                    graph.change(chance.choice(here), read=chance.random() < 0.5)
                case 4 if len(here) > 10:
                    graph.move(chance.choice(here), "F/deleted=")
                case 5:
                    away = graph.in_folder("F/deleted=")
                    if away:
                        graph.move(chance.choice(away).key, "F/inbox=")
        graph.epoch += chance.random() < 0.1
        _strike(graph, chance, ["/delta", "/$value", "/mailFolders", "GET"])
        try:
            replica.sync(connector(), stop_after=chance.choice([None, None, 1, 2, 5]))
        except ConnectorError:
            assert len(replica.records) >= 1 or turn < 3
        finally:
            _calm(graph)
    replica.sync(connector()).sync(connector())
    fresh = MailReplica(INBOX).sync(connector())
    assert replica.state() == fresh.state()
    assert sorted(replica.records) == sorted(each.key for each in graph.in_folder("F/inbox="))
    assert replica.sync(connector()).pages == []


@pytest.mark.parametrize("seed", SEEDS)
def test_calendars_end_the_same_in_any_order(
    graph: Graph, settings: MicrosoftSettings, seed: int
) -> None:
    chance = random.Random(seed)
    graph.calendar = calendars = Calendars(graph)
    names = [f"e{number}" for number in range(30)]
    rules = [
        "",
        "",
        "RRULE:FREQ=WEEKLY;COUNT=8\r\n",
        "RRULE:FREQ=DAILY;COUNT=5\r\n",
        "LOCATION:B\r\n",
    ]
    for number, name in enumerate(names):
        calendars.put(name, make_event(number, chance.choice(rules)))
    replica = CalendarReplica(NAME)

    def connector() -> MicrosoftCalendar:
        fresh = replace(settings, gate=Gate(), patience_s=3.0)
        return MicrosoftCalendar("work", fresh, limits=PageLimits(items=4, ids=9))

    for turn in range(20):
        for _ in range(chance.randrange(5)):
            number = chance.randrange(40)
            name = f"e{number}"
            if chance.random() < 0.3 and f"E/{name}=" in calendars.events:
                calendars.delete(name)
            else:
                calendars.put(name, make_event(number, chance.choice(rules)))
        graph.epoch += chance.random() < 0.15
        _strike(graph, chance, ["/delta", "/me/events/", "/me/calendars", "GET"])
        try:
            replica.sync(connector(), stop_after=chance.choice([None, None, 1, 3]))
        except ConnectorError:
            assert replica.records or turn < 3
        finally:
            _calm(graph)
    replica.sync(connector()).sync(connector())
    fresh = CalendarReplica(NAME).sync(connector())
    assert {k: v.raw for k, v in replica.records.items()} == {
        k: v.raw for k, v in fresh.records.items()
    }
    assert sorted(replica.records) == sorted(calendars.events)
