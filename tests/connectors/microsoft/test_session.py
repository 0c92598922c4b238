"""Patience, tokens and links: what a session does when Graph does not simply answer."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from connectors.base import AuthError, PermanentError, TransientError
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.drafts import MicrosoftDrafts
from connectors.microsoft.mail import MicrosoftMail
from connectors.microsoft.sending import MicrosoftSending
from connectors.microsoft.session import Session
from connectors.microsoft.settings import MicrosoftSettings
from tests.connectors.contract import make_draft, make_event, make_message
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.graph import ROOT
from tests.connectors.microsoft.loopback import Reply, as_json, refused
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from tests.connectors.microsoft.graph import Graph


def _sync(settings: MicrosoftSettings) -> MailReplica:
    return MailReplica("Posteingang").sync(MicrosoftMail("work", settings))


@pytest.mark.parametrize("status", [429, 503, 504])
def test_a_wish_to_wait_is_kept_exactly(
    graph: Graph, settings: MicrosoftSettings, waits: list[float], status: int
) -> None:
    graph.add(make_message(1))
    graph.faults += [
        ("/messages/delta", refused(status, "TooManyRequests", Retry_After="17")),
        ("$value", refused(status, "TooManyRequests", Retry_After="3")),
    ]
    assert _sync(settings).told == 1
    assert waits == [17.0, 3.0]


def test_a_wish_to_wait_may_be_a_date(
    graph: Graph, settings: MicrosoftSettings, waits: list[float]
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    wish = {"Retry_After": format_datetime(now + timedelta(seconds=40), usegmt=True)}
    graph.faults.append(("/messages/delta", refused(429, "TooManyRequests", **wish)))
    _sync(settings)
    assert len(waits) == 1
    assert 35.0 <= waits[0] <= 40.0


@pytest.mark.parametrize("wish", ["", "soon", "-5", "1e9", "99999999999999", "Mon, 99 Foo 2026"])
@pytest.mark.parametrize("status", [429, 503, 504])
def test_a_wish_that_is_none_is_none(
    graph: Graph, settings: MicrosoftSettings, waits: list[float], wish: str, status: int
) -> None:
    graph.faults.append(("/messages/delta", refused(status, "TooManyRequests", Retry_After=wish)))
    _sync(settings)
    assert waits == [0.5]


def test_what_always_fails_is_given_up_soon_and_the_others_are_read(
    graph: Graph, settings: MicrosoftSettings, waits: list[float]
) -> None:
    keys = [graph.add(make_message(number)) for number in range(8)]
    broken = refused(500, "ErrorInternalServerError")
    graph.faults += [(f"{keys[4]}/$value", broken) for _ in range(99)]
    replica = _sync(settings)
    assert len(replica.records) == 7
    assert [problem.key for problem in replica.problems] == [keys[4]]
    assert sum(waits) <= 4.0


def test_without_a_wish_the_waits_grow_and_are_a_part_of_a_bound(
    graph: Graph, settings: MicrosoftSettings, waits: list[float]
) -> None:
    graph.faults += [("/messages/delta", refused(503, "ServiceUnavailable")) for _ in range(9)]
    _sync(replace(settings, patience_s=10_000.0))
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 32.0, 32.0]


def test_all_waits_together_are_bounded(
    graph: Graph, settings: MicrosoftSettings, waits: list[float]
) -> None:
    graph.faults += [("/messages/delta", refused(503, "ServiceUnavailable")) for _ in range(99)]
    with pytest.raises(TransientError, match="status 503"):
        _sync(replace(settings, patience_s=60.0))
    assert sum(waits) <= 60.0


def test_a_wish_beyond_the_patience_is_handed_on_and_not_waited_for(
    graph: Graph, settings: MicrosoftSettings, waits: list[float]
) -> None:
    graph.faults.append(("/messages/delta", refused(429, "TooManyRequests", Retry_After="4000")))
    with pytest.raises(TransientError) as caught:
        _sync(settings)
    assert caught.value.retry_after_s == 4000.0
    assert waits == []


def test_a_host_that_always_says_at_once_is_not_asked_for_ever(
    graph: Graph, settings: MicrosoftSettings, waits: list[float]
) -> None:
    again = refused(429, "TooManyRequests", Retry_After="0")
    graph.faults += [("/messages/delta", again) for _ in range(99)]
    with pytest.raises(TransientError):
        _sync(settings)
    assert waits == [0.0] * 15


def test_constant_throttling_loses_nothing_that_was_read(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    newest_first = [graph.add(make_message(number)) for number in range(30)][::-1]
    replica = MailReplica("Posteingang")
    impatient = MicrosoftMail("work", replace(settings, patience_s=0.0))
    known: set[str] = set()
    for refused_one in (newest_first[2], newest_first[29]):
        graph.faults.append((f"{refused_one}/$value", refused(429, "TooManyRequests")))
        with pytest.raises(TransientError):
            replica.sync(impatient)
        assert known < set(replica.records) < set(newest_first)
        known = set(replica.records)
    replica.sync(impatient)
    assert replica.told == len(replica.records) == 30


# ── tokens ───────────────────────────────────────────────────────────────────────────────────


def test_a_token_that_expires_in_the_middle_is_replaced_once(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    for number in range(3):
        graph.add(make_message(number))
    given: list[str | None] = []

    def token(refused_one: str | None) -> str:
        given.append(refused_one)
        graph.tokens = {f"token-{len(given)}"}
        return f"token-{len(given)}"

    graph.faults.append(("$value", refused(401, "InvalidAuthenticationToken")))
    assert _sync(replace(settings, token=token)).told == 3
    assert given == [None, "token-1"]


def test_a_dead_token_is_no_storm(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.tokens.clear()
    with pytest.raises(AuthError, match="account auth work"):
        _sync(settings)
    assert len(graph.asked) == 2


def test_a_refused_refresh_loses_nothing(graph: Graph, settings: MicrosoftSettings) -> None:
    for number in range(3):
        graph.add(make_message(number))

    def token(refused_one: str | None) -> str:
        if refused_one:
            raise AuthError("dead")
        return "token-1"

    graph.faults.append(("002+A=/$value", refused(401, "InvalidAuthenticationToken")))
    replica = MailReplica("Posteingang")
    with pytest.raises(AuthError):
        replica.sync(MicrosoftMail("work", replace(settings, token=token)))
    replica.sync(MicrosoftMail("work", settings))
    assert replica.told == len(replica.records) == 3


@pytest.mark.parametrize("token", ["", "a\r\nX: y", "ü", "x" * 20_000])
def test_what_cannot_be_a_token_is_not_sent(
    graph: Graph, settings: MicrosoftSettings, token: str
) -> None:
    with pytest.raises(AuthError):
        _sync(replace(settings, token=lambda _: token))
    assert graph.asked == []


# ── links and answers ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1.0/me/messages/delta?$skiptoken=1",
        "http://user@127.0.0.1/v1.0",
        "http://127.0.0.1:1/v1.0",
        "/v1.0/me",
        "",
        "x" * 20_000,
        3,
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(
    graph: Graph, settings: MicrosoftSettings, link: object
) -> None:
    graph.faults.append(("/messages/delta", as_json({"value": [], "@odata.nextLink": link})))
    with pytest.raises(PermanentError):
        _sync(settings)


@pytest.mark.parametrize("name", ["Posteingang", "Kalender"])
def test_links_that_lead_in_circles_come_to_an_end(
    graph: Graph, settings: MicrosoftSettings, name: str
) -> None:
    graph.calendar = Calendars(graph)
    link = f"{graph.url}{ROOT}/me/mailFolders/F%2Finbox%3D/messages/delta?$skiptoken=1"
    circle = as_json({"value": [], "@odata.nextLink": link})
    graph.faults += [("/delta", circle) for _ in range(500)]
    connector = MicrosoftMail if name == "Posteingang" else MicrosoftCalendar
    with pytest.raises(PermanentError, match="end"):
        list(connector("work", settings).fetch_changes(name, None))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"value": 3}',
        b'{"value": [3], "@odata.deltaLink": "x"}',
        b'{"value": [{}], "@odata.deltaLink": "x"}',
        b'{"value": [{"id": "a\\nb"}], "@odata.deltaLink": "x"}',
    ],
)
def test_an_answer_without_sense_is_an_error_and_no_deletion(
    graph: Graph, settings: MicrosoftSettings, body: bytes
) -> None:
    graph.add(make_message(1))
    replica = _sync(settings)
    graph.faults.append(("/messages/delta", Reply(200, body)))
    with pytest.raises(PermanentError, match="Nothing stored"):
        replica.sync(MicrosoftMail("work", settings))
    assert len(replica.records) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(400, PermanentError), (403, PermanentError), (404, PermanentError)]
)
def test_a_refusal_is_told_with_its_code_and_not_with_its_words(
    graph: Graph, settings: MicrosoftSettings, status: int, kind: type[Exception]
) -> None:
    graph.faults.append(("/messages/delta", refused(status, "ErrorAccessDenied")))
    with pytest.raises(kind, match="ErrorAccessDenied") as caught:
        _sync(settings)
    assert "said by the double" not in str(caught.value)


def test_a_lost_connection_is_passing(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.faults.append(("/messages/delta", Reply(lost=True)))
    with pytest.raises(TransientError):
        _sync(settings)


def test_no_token_goes_to_another_machine_in_the_clear() -> None:
    with pytest.raises(PermanentError, match="without encryption"):
        MicrosoftSettings(lambda _: "t", "http://graph.example/v1.0")
    with pytest.raises(PermanentError, match="https"):
        MicrosoftSettings(lambda _: "t", "ftp://graph.example")


def test_no_token_is_shown_by_settings(settings: MicrosoftSettings) -> None:
    assert "token" not in repr(settings)


def test_every_request_of_every_kind_asks_for_immutable_ids(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.calendar = Calendars(graph)
    graph.page = 2
    graph.folders["F/clients="] = ("Kunden", "F/inbox=")
    key = graph.add(make_message(50))
    for number in range(5):
        graph.add(make_message(number))
        graph.calendar.put(f"s{number}", make_event(number, "RRULE:FREQ=WEEKLY;COUNT=60\r\n"))
    graph.answering_marks = True
    mail = MicrosoftMail("work", settings)
    mail.list_collections()
    replica = MailReplica("Posteingang").sync(mail)
    graph.add(make_message(9))
    graph.change(key, flagged=True)
    replica.sync(mail)
    list(mail.list_items("Posteingang", replica.cursor))
    _sync(replace(settings, full_bodies=False))
    calendar = MicrosoftCalendar("work", settings)
    events = CalendarReplica("Kalender").sync(calendar)
    graph.calendar.put("s0", make_event(0))
    events.sync(calendar)
    list(calendar.list_items("Kalender", events.cursor))
    MicrosoftDrafts("work", settings).create_draft(make_draft())
    MicrosoftSending("work", settings).create_draft(make_draft("d-2"))
    for kind in (
        *("/mailFolders", "/delta", "skiptoken", "deltatoken", "$value", "childFolders"),
        *("calendarView", "/me/events", "createReply", "/send", "$expand", "$filter"),
    ):
        assert any(kind in unquote(each.target) for each in graph.asked), kind
    assert {each.method for each in graph.asked} == {"GET", "POST", "PATCH"}
    without = [
        each.target for each in graph.asked
        if 'IdType="ImmutableId"' not in each.headers["Prefer"]
    ]  # fmt: skip
    assert without == []


def test_ids_are_quoted_in_addresses(graph: Graph, settings: MicrosoftSettings) -> None:
    key = graph.add(make_message(1))
    _sync(settings)
    target = next(each.target for each in graph.asked if "$value" in each.path)
    assert "/" not in target.removeprefix(f"{ROOT}/me/messages/").removesuffix("/$value")
    assert key.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D") in target


def test_a_session_asks_one_thing_at_a_time(settings: MicrosoftSettings) -> None:
    with Session("work", settings) as session:
        session.get(session.url("/me/mailFolders/inbox"))
        assert session.requests == 1


def test_importing_the_package_loads_nothing_of_the_extra() -> None:
    code = (
        "import sys; import connectors.microsoft; "
        "print(sorted({'msal', 'httpx', 'httpcore', 'icalendar'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_library_a_sign_in_names_the_line_that_installs_it() -> None:
    code = (
        "import sys; sys.modules['msal'] = None\n"
        "from connectors.microsoft.entra import Client\n"
        "from connectors.microsoft.signin import sign_in_by_device_code\n"
        "from connectors.base import PermanentError\n"
        "try: sign_in_by_device_code('work', Client('c'), print)\n"
        "except PermanentError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'rapport[microsoft]'" in done.stdout
