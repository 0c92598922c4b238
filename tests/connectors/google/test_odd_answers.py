"""Answers with one thing wrong in them, whatever and wherever: errors of the port, and no others."""

from __future__ import annotations

import contextlib
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import ConnectorError, TransientError
from connectors.google.line import Answer, Line
from tests.connectors.contract import make_draft, make_message
from tests.connectors.google.double import Fault
from tests.connectors.google.test_calendar import at, master, occurrence
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from tests.connectors.google.conftest import Account

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

PRIMARY = "jonas@wirth.example"
ODD: list[Any] = [
    None, True, 0, -1, 10**40, 1e308, float("nan"), "", " ", "..", "a/b", "a\nb", "a\tb", "-a", "\0",
    "\ud800", "\u202e", "x" * 70_000, [], {}, [[]], [None], [{}], {"id": "a"}, {"": {"": []}},
    "9" * 5000, "2026-13-45", "?", "+",
]  # fmt: skip


def spoil(value: Any, chance: random.Random) -> Any:
    """The same with one node that is something else."""
    if not isinstance(value, list | dict) or not value or chance.random() < 0.15:
        return chance.choice(ODD)
    key = chance.choice(range(len(value)) if isinstance(value, list) else sorted(value))
    changed = value.copy()
    changed[key] = spoil(value[key], chance)
    return changed


class Spoiler:
    """Spoils some answers on their way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
        self.share = 0.0
        asked = Line.ask

        def ask(line: Line, method: str, url: str, *more: Any) -> Answer:
            answer = asked(line, method, url, *more)
            if chance.random() >= self.share:
                return answer
            body = json.dumps(spoil(json.loads(answer.body), chance)).encode()
            status = chance.choice([200, 200, 200, 200, 302, 400, 403, 500])
            return Answer(status, answer.headers, body)

        monkeypatch.setattr(Line, "ask", ask)


@pytest.mark.parametrize("seed", range(6))
def test_mail(account: Account, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    chance = random.Random(seed)
    spoiler = Spoiler(monkeypatch, chance)
    world = account.double.mail
    world.names["Label_7"] = "Clients"
    names = [world.add(make_message(number), ["INBOX", "Label_7"]) for number in range(8)]
    replica = MailReplica("All mail")
    account.double.mail.page = 3
    for number in range(25):
        spoiler.share = 0.2
        with contextlib.suppress(ConnectorError):
            replica.sync(account.mail(full_bodies=number % 2 == 0, accept_empty=True))
        with contextlib.suppress(ConnectorError):
            replica.listing(account.mail())
        spoiler.share = 0.0
        world.add(make_message(100 + number))
        world.label(names[number % 8], add=["STARRED"], remove=["INBOX"])
        if number % 5 == 0:
            world.forget_history()
    for record in replica.records.values():
        assert 0 <= record.size < 1 << 62
    # Whatever was told of it, and with whatever position: a sound answer is understood again.
    replica.sync(account.mail(accept_empty=True))
    account.double.violations.clear()


@pytest.mark.parametrize("seed", range(6))
def test_calendars(account: Account, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    chance = random.Random(seed)
    spoiler = Spoiler(monkeypatch, chance)
    world = account.double.calendar
    world.put(master(organizer={"email": "ines@ferrol.example"}, attendees=[{"email": PRIMARY}]))
    world.put(occurrence(9, start=at(10, 14), end=at(10, 15)))
    world.put({"id": "a1", "start": at(3, 9), "end": at(3, 10), "visibility": "private"})
    replica = CalendarReplica(PRIMARY)
    for number in range(25):
        spoiler.share = 0.4
        with contextlib.suppress(ConnectorError):
            account.calendar().list_collections()
        with contextlib.suppress(ConnectorError):
            replica.sync(account.calendar(accept_empty=True))
        with contextlib.suppress(ConnectorError):
            replica.listing(account.calendar())
        spoiler.share = 0.0
        world.put(occurrence(16, start=at(17, number % 20), end=at(17, 21)))
        world.put({"id": f"b{number}", "start": {"date": "2026-03-02"}})
        if number % 5 == 0:
            world.forget_tokens()
    replica.sync(account.calendar(accept_empty=True))
    account.double.violations.clear()


@pytest.mark.parametrize("seed", range(6))
def test_drafts(account: Account, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    spoiler = Spoiler(monkeypatch, random.Random(seed))
    account.double.mail.add(make_message(1))
    for number in range(8):
        drafts = account.sending() if number % 2 else account.drafts()
        spoiler.share = 0.3
        with contextlib.suppress(ConnectorError):
            drafts.create_draft(make_draft(f"d-{number}"))
        with contextlib.suppress(ConnectorError):
            drafts.find_draft(make_draft(f"d-{number}"))
        spoiler.share = 0.0
    account.double.violations.clear()


@pytest.mark.parametrize("seed", range(6))
def test_access(account: Account, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    spoiler = Spoiler(monkeypatch, random.Random(seed))
    spoiler.share = 0.9
    for _ in range(8):
        tokens = account.tokens()
        account.double.sign_in.expire()
        for _ in range(2):
            with contextlib.suppress(ConnectorError):
                tokens.access(refused=account.kept.access)


@pytest.mark.parametrize("name", ["a/b", "..", "a\nb", "-a", "\ud800", "x" * 200, "a b", ""])
def test_a_name_that_is_none_is_never_asked_for(account: Account, name: str) -> None:
    kept = account.double.mail.messages[account.double.mail.add(make_message(1))]
    account.double.mail.messages = {name: kept}
    kept.name = name
    with pytest.raises(ConnectorError, match="cannot be read"):
        MailReplica("All mail").sync(account.mail())
    assert account.double.fetched() == {}


@pytest.mark.parametrize("name", ["a/b?c=d#e", "%2e%2e", "größe@group.example"])
def test_a_calendar_of_any_name_is_asked_for_by_that_name(account: Account, name: str) -> None:
    world = account.double.calendar
    world.calendars[name] = {}
    world.entries.append({"id": name, "accessRole": "reader"})
    world.put({"id": "a1", "start": {"date": "2026-03-02"}}, name)
    assert name in [one.name for one in account.calendar().list_collections()]
    assert list(CalendarReplica(name).sync(account.calendar()).records) == ["a1"]


@pytest.mark.parametrize("raw", ["%%%", "a", "Zm9v\nYmFy", 7, None, "\ud800", "Zg==Zg=="])
def test_base64_that_is_none_is_set_aside(
    account: Account, monkeypatch: pytest.MonkeyPatch, raw: object
) -> None:
    broken, sound = (account.double.mail.add(make_message(number)) for number in range(2))
    asked = Line.ask

    def ask(line: Line, method: str, url: str, *more: Any) -> Answer:
        answer = asked(line, method, url, *more)
        if f"/messages/{broken}" not in url:
            return answer
        row = {**json.loads(answer.body), "raw": raw}
        return Answer(200, answer.headers, json.dumps(row).encode())

    monkeypatch.setattr(Line, "ask", ask)
    replica = MailReplica("All mail").sync(account.mail())
    assert list(replica.records) == [sound]
    assert [problem.key for problem in replica.problems] == [broken]


def test_an_answer_without_end_is_left(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.google.line.MAX_ANSWER_BYTES", 100_000)
    account.double.mail.add(make_message(1, "x" * 200_000))
    with pytest.raises(TransientError):
        MailReplica("All mail").sync(account.mail())
    assert account.time.at <= 120


def test_a_list_of_calendars_that_is_refused_is_an_error_of_the_port(account: Account) -> None:
    for status in (400, 404, 500):
        account.double.planned.clear()
        account.double.plan("calendar.calendarList", Fault(status, "notFound"), times=9)
        with pytest.raises(ConnectorError, match="list of calendars"):
            account.calendar().list_collections()
