"""Four requests at once and never more: order, rests, one refresh, and what an end leaves behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from connectors.base import AuthError, TransientError
from connectors.local.pages import PageLimits
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.crew import AHEAD, in_order
from connectors.microsoft.drafts import MicrosoftDrafts
from connectors.microsoft.gate import AT_ONCE, Gate
from connectors.microsoft.mail import MicrosoftMail
from connectors.microsoft.session import Session
from connectors.microsoft.tokens import Tokens
from tests.connectors.contract import make_draft, make_event, make_message
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.entra import Entra
from tests.connectors.microsoft.loopback import refused, serve
from tests.connectors.microsoft.test_signin import CLIENT, sign_in
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph

INBOX = "Posteingang"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3\r\n"


@pytest.fixture
def entra() -> Iterator[Entra]:
    double = Entra()
    with serve(double.answer) as url:
        double.url = url
        yield double


def _read(settings: MicrosoftSettings) -> MailReplica:
    return MailReplica(INBOX).sync(MicrosoftMail("work", settings))


def test_bodies_are_fetched_four_at_once_and_told_in_their_order(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    newest_first = [graph.add(make_message(number)) for number in range(40)][::-1]
    graph.slow_s = 0.01
    replica = _read(settings)
    assert graph.most_at_once == AT_ONCE == 4
    assert list(replica.records) == newest_first
    assert all(replica.records[key].raw == graph.messages[key].raw for key in newest_first)


def test_series_are_fetched_four_at_once(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.calendar = Calendars(graph)
    for number in range(12):
        graph.calendar.put(f"s{number:02d}", make_event(number, WEEKLY))
    graph.slow_s = 0.01
    replica = CalendarReplica("Kalender").sync(MicrosoftCalendar("work", settings))
    assert graph.most_at_once == 4
    assert list(replica.records) == [f"E/s{number:02d}=" for number in range(12)]


def test_all_that_asks_one_mailbox_shares_its_four(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.calendar = Calendars(graph)
    for number in range(20):
        graph.add(make_message(number))
        graph.add(make_message(number + 50), "F/sent=")
        graph.calendar.put(f"s{number}", make_event(number, WEEKLY))
    graph.slow_s = 0.01
    work: list[Callable[[], object]] = [
        lambda: _read(settings),
        lambda: MailReplica("Gesendete Elemente").sync(MicrosoftMail("work", settings)),
        lambda: CalendarReplica("Kalender").sync(MicrosoftCalendar("work", settings)),
        lambda: MicrosoftDrafts("work", settings).create_draft(make_draft()),
    ]
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(each) for each in work]:
            done.result()
    assert graph.most_at_once == 4


def test_a_single_message_needs_no_thread(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.add(make_message(1))
    before = threading.active_count()
    with Session("work", settings) as session:
        for _ in in_order(session, ["one"], lambda *_: threading.active_count()):
            assert threading.active_count() == before


def test_while_one_is_told_to_wait_nobody_asks(graph: Graph, settings: MicrosoftSettings) -> None:
    rests: list[tuple[float, float]] = []
    arrived: list[float] = []

    def sleep(seconds: float) -> None:
        assert seconds == 17.0
        began = time.monotonic()
        time.sleep(0.3)
        rests.append((began, time.monotonic()))

    keys = [graph.add(make_message(number)) for number in range(40)]
    graph.slow_s = 0.002
    graph.faults.append((f"{keys[30]}/$value", refused(429, "TooManyRequests", Retry_After="17")))
    graph.on_request = lambda _: arrived.append(time.monotonic())
    replica = _read(replace(settings, sleep=sleep))
    assert replica.told == 40
    ((began, ended),) = rests
    # Those that had passed the gate before; the others would have asked for eight.
    assert len([at for at in arrived if began < at < ended]) <= AT_ONCE - 1


def test_told_to_wait_longer_than_anybody_does_nothing_more_is_asked(
    graph: Graph, settings: MicrosoftSettings, waits: list[float]
) -> None:
    now = [0.0]
    shared = replace(settings, gate=Gate(lambda: now[0]))
    graph.add(make_message(1))
    mail = MicrosoftMail("work", shared)
    mail.list_collections()
    graph.faults.append(("/delta", refused(429, "TooManyRequests", Retry_After="4000")))
    with pytest.raises(TransientError):
        MailReplica(INBOX).sync(mail)
    asked = len(graph.asked)
    now[0] = 1000.0
    for folder in ("Gesendete Elemente", "Entwürfe"):
        with pytest.raises(TransientError) as caught:
            MailReplica(folder).sync(mail)
        assert caught.value.retry_after_s == 3000.0
    with pytest.raises(TransientError):
        MicrosoftDrafts("work", shared).create_draft(make_draft())
    assert len(graph.asked) == asked
    assert waits == []
    now[0] = 4000.0
    assert MailReplica(INBOX).sync(mail).told == 1


def test_another_account_is_not_held_up_by_one_that_is_told_to_wait(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.add(make_message(1))
    graph.faults.append(("/delta", refused(429, "TooManyRequests", Retry_After="4000")))
    with pytest.raises(TransientError):
        _read(settings)
    assert _read(replace(settings, gate=Gate())).told == 1


def test_rests_that_overlap_are_one_and_nobody_passes_meanwhile() -> None:
    now, slept, passed = [0.0], [], threading.Event()
    asked = [threading.Event() for _ in range(4)]
    calls = iter(asked)
    is_first_over = threading.Event()

    def clock() -> float:
        next(calls).set()
        return now[0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 1:
            assert is_first_over.wait(20)

    def enter() -> None:
        with gate.place():
            passed.set()

    gate = Gate(clock)
    with ThreadPoolExecutor() as pool:
        work = [pool.submit(gate.rest, 17.0, sleep)]
        while not slept:
            time.sleep(0.001)
        work += [pool.submit(gate.rest, 20.0, sleep), pool.submit(enter)]
        assert asked[2].wait(20)  # by the second, after the gate itself and the first
        assert not passed.wait(0.05)
        now[0] = 17.0
        is_first_over.set()
        for done in work:
            done.result()
    assert slept == [17.0, 3.0]
    assert passed.is_set()


def test_a_token_that_expires_is_replaced_once_although_four_were_refused(
    graph: Graph, settings: MicrosoftSettings, entra: Entra
) -> None:
    for number in range(40):
        graph.add(make_message(number))
    kept = [sign_in(entra).store]
    tokens = Tokens("work", CLIENT, lambda: kept[-1], kept.append, http=entra.http())
    graph.tokens = {"access-1"}
    graph.slow_s = 0.01
    connector = MicrosoftMail("work", replace(settings, token=tokens, page_size=20))
    replica = MailReplica(INBOX)
    replica.sync(connector, stop_after=1)
    assert replica.told == 20
    graph.tokens = {"access-2"}
    before = entra.calls.count("POST token")
    replica.sync(connector)
    assert replica.told == 40
    assert entra.calls.count("POST token") - before == 1


def test_a_token_that_expires_between_two_bodies_loses_nothing(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    for number in range(40):
        graph.add(make_message(number))
    given: list[str | None] = []

    def token(refused_one: str | None) -> str:
        given.append(refused_one)
        graph.tokens = {f"token-{len(given)}"}
        return f"token-{len(given)}"

    old = refused(401, "InvalidAuthenticationToken")
    graph.faults += [("$value", old) for _ in range(4)]
    graph.slow_s = 0.01
    replica = _read(replace(settings, token=token))
    assert replica.told == len(replica.records) == 40
    assert given == [None, "token-1"]


@pytest.mark.parametrize(
    "error",
    [
        {"error": "invalid_grant", "error_codes": [700082]},
        {"error": "invalid_grant", "suberror": "consent_required", "error_codes": [65001]},
        {"error": "interaction_required", "error_codes": [50076]},
        {"error": "consent_required"},
        {"error": "unauthorized_client", "error_codes": [700016]},
        {"error": "invalid_client", "error_codes": [7000218]},
        {"error": "invalid_grant", "error_codes": [53003]},
    ],
)
def test_a_dead_sign_in_costs_three_calls_over_a_whole_run(
    graph: Graph, settings: MicrosoftSettings, entra: Entra, error: dict[str, object]
) -> None:
    graph.calendar = Calendars(graph)
    for number in range(40):
        graph.add(make_message(number))
    kept = [sign_in(entra).store]
    tokens = Tokens("work", CLIENT, lambda: kept[-1], kept.append, http=entra.http())
    graph.tokens = {"another"}
    entra.error = error
    before = entra.calls.count("POST token")
    run = replace(settings, token=tokens)
    for folder in (INBOX, "Gesendete Elemente", "Entwürfe"):
        with pytest.raises(AuthError, match="account auth work"):
            MailReplica(folder).sync(MicrosoftMail("work", run))
    with pytest.raises(AuthError, match="account auth work"):
        CalendarReplica("Kalender").sync(MicrosoftCalendar("work", run))
    with pytest.raises(AuthError, match="account auth work"):
        MicrosoftDrafts("work", run).create_draft(make_draft())
    assert entra.calls.count("POST token") - before <= 3


def test_what_was_read_beside_an_error_is_told_before_it(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    keys = [graph.add(make_message(number)) for number in range(40)]
    graph.faults.append((f"{keys[35]}/$value", refused(503, "ServiceUnavailable")))
    replica = MailReplica(INBOX)
    with pytest.raises(TransientError):
        replica.sync(MicrosoftMail("work", replace(settings, patience_s=0.0)))
    assert replica.told == len(graph.paths("$value")) - 1
    replica.sync(MicrosoftMail("work", settings))
    assert len(graph.paths("$value")) == 41


def test_whoever_stops_taking_leaves_nobody_who_asks(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    for number in range(100):
        graph.add(make_message(number))
    graph.slow_s = 0.005
    before = threading.active_count()
    mail = MicrosoftMail("work", settings, limits=PageLimits(items=5))
    assert MailReplica(INBOX).sync(mail, stop_after=1).told == 5
    deadline = time.monotonic() + 20
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
    assert len(graph.paths("$value")) <= 5 + AHEAD


def test_no_more_is_read_ahead_than_is_bounded(settings: MicrosoftSettings) -> None:
    begun: list[int] = []
    with Session("work", settings) as session:
        results = in_order(session, range(100), lambda _, number: begun.append(number))
        next(results)
        time.sleep(0.1)
        assert len(begun) <= AHEAD
        del results
