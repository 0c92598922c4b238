"""Servers that are broken, busy or hostile."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from connectors.base import AuthError, ConnectorError, PermanentError, TransientError
from connectors.caldav import CaldavCalendar, CaldavSettings, SignIn
from connectors.caldav.rounds import Bounds
from tests.connectors.caldav.davserver import CALENDAR, DavServer
from tests.connectors.caldav.scripted import Asked, Reply, Script, Scripted, serve
from tests.connectors.contract import make_event
from tests.connectors.replica import CalendarReplica

if TYPE_CHECKING:
    from collections.abc import Callable

CANARY = "canary-7f3a9c"


def calendar_at(url: str, **values: object) -> CaldavCalendar:
    usual: dict[str, object] = {"timeout_s": 2.0, "deadline_s": 2.0}
    settings = CaldavSettings(url, "jonas", lambda: CANARY, **{**usual, **values})  # type: ignore[arg-type]
    return CaldavCalendar("work", settings, bounds=Bounds(resources=10))


def replica() -> CalendarReplica:
    return CalendarReplica(CALENDAR)


def dav(count: int = 3) -> DavServer:
    return DavServer({f"e{number}.ics": make_event(number) for number in range(count)})


def instead(server: DavServer, when: Callable[[Asked], bool], reply: Reply) -> Script:
    """The server, but for some requests."""
    return lambda asked: reply if when(asked) else server.answer(asked)


def is_multiget(asked: Asked) -> bool:
    return b"calendar-multiget" in asked.body


def is_feed(asked: Asked) -> bool:
    return b"sync-collection" in asked.body


def test_the_double_keeps_the_promises_of_a_server() -> None:
    with serve(dav().answer) as server:
        calendar = calendar_at(server.url)
        assert [each.name for each in calendar.list_collections()] == [CALENDAR]
        assert len(replica().sync(calendar).records) == 3


ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b'<m xmlns="DAV:">&b;</m>'
)
FILE_ENTITY = (
    b'<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><multistatus>&a;</multistatus>'
)


@pytest.mark.parametrize(
    "body",
    [
        ENTITY_BOMB,
        FILE_ENTITY,
        b'<multistatus xmlns="DAV:">' + b"<response>" * 300_000,
        b'<multistatus xmlns="DAV:"><response><href>/a',
        b'<multistatus xmlns="DAV:">' + b"<response><href>/a</href></response>" * 100_001,
        b'<multistatus xmlns="DAV:">' + b"<a/>" * 10_000_000,
        b'<multistatus xmlns="DAV:">' + b" " * 64_000_001,
        b'<error xmlns="DAV:"/>',
        b"<html>Please sign in</html>",
        b"BEGIN:VCALENDAR",
        b"\xff\xfe<\0a\0/\0>\0",
        b"",
    ],
    ids=["entities", "file", "deep", "cut off", "many", "tiny", "long", "error", "html", "ical", "utf-16",
         "empty"],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused_and_nothing_is_lost(body: bytes) -> None:
    double = dav()
    with serve(double.answer) as server:
        kept = replica().sync(calendar_at(server.url))
        server.script = instead(double, is_feed, Reply(207, body))
        started = time.monotonic()
        with pytest.raises(PermanentError, match="Nothing stored"):
            kept.sync(calendar_at(server.url, deadline_s=20.0))
        assert time.monotonic() - started < 10
    assert len(kept.records) == 3


@pytest.mark.parametrize(
    "href",
    ["https://ferrol.example/jonas/office/e9.ics", "//ferrol.example/e9.ics", "/other/e9.ics",
     f"{CALENDAR}../other/e9.ics", f"{CALENDAR}deep/e9.ics", "http://[bad", f"{CALENDAR}{'a' * 900}",
     "file:///etc/passwd"],
)  # fmt: skip
def test_an_address_elsewhere_is_named_and_not_asked(href: str) -> None:
    double = dav()
    double.extra = (
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop><d:getetag>1</d:getetag>"
    )
    double.extra += "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    with serve(double.answer) as server:
        kept = replica().sync(calendar_at(server.url))
        assert kept.kinds() == ["foreign-address"]
        assert len(kept.records) == 3
        assert all(b"e9.ics" not in each.body for each in server.asked)


def test_the_password_goes_to_no_other_host() -> None:
    with serve(dav().answer) as other:
        leads_away = instead(
            dav(), lambda _: True, Reply(301, headers={"Location": f"{other.url}{CALENDAR}"})
        )
        with serve(leads_away) as server, pytest.raises(PermanentError, match="password was not"):
            replica().sync(calendar_at(server.url))
        assert other.asked == []


def test_a_home_on_another_host_is_not_asked() -> None:
    double = dav()
    double.home = "https://p7.calendars.example/jonas/"
    with serve(double.answer) as server, pytest.raises(PermanentError, match=r"p7\.calendars"):
        calendar_at(server.url).list_collections()


@pytest.mark.parametrize(
    ("hosts", "url", "may"),
    [
        ({".calendars.example"}, "https://p7.calendars.example/a", True),
        ({"p7.calendars.example"}, "https://p7.calendars.example:443/a", True),
        ({".calendars.example"}, "http://p7.calendars.example/a", False),
        ({".calendars.example"}, "https://p7.calendars.example:8443/a", False),
        ({".calendars.example"}, "https://evilcalendars.example/a", False),
        (set(), "https://dav.example:443/b", True),
        (set(), "https://dav.example.ferrol.example/", False),
    ],
)
def test_whom_the_password_is_shown(hosts: set[str], url: str, may: bool) -> None:
    import httpx

    settings = CaldavSettings(
        "https://dav.example/", "jonas", lambda: CANARY, hosts=frozenset(hosts)
    )
    assert settings.may_sign_in(httpx.URL(url)) is may


def test_redirects_within_the_server_end() -> None:
    script = instead(dav(), lambda _: True, Reply(307, headers={"Location": "/again"}))
    with serve(script) as server:
        with pytest.raises(PermanentError, match="more than 5 times"):
            replica().sync(calendar_at(server.url))
        assert len(server.asked) == 6


@pytest.mark.parametrize(
    "reply",
    [
        Reply(207, b'<multistatus xmlns="DAV:"/>' + b" " * 100, drip_s=0.2),
        Reply(raw=b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 100\r\n\r\n<multi"),
        Reply(raw=b"220 mail.example ESMTP\r\n"),
        Reply(raw=b"HTTP/1.1 207 x\r\n" + b"A: b\r\n" * 100_000),
        Reply(raw=b""),
    ],
    ids=["drip", "cut off", "no HTTP", "many headers", "hangs up"],
)
def test_a_broken_line_is_given_up_in_time(reply: Reply) -> None:
    with serve(lambda _: reply) as server:
        started = time.monotonic()
        with pytest.raises(TransientError):
            replica().sync(calendar_at(server.url))
        assert time.monotonic() - started < 6


def test_a_server_that_is_not_there_may_be_later() -> None:
    with serve(dav().answer) as server:
        url = server.url
    with pytest.raises(TransientError, match="cannot be reached"):
        replica().sync(calendar_at(url))


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "99999999"}, 86_400.0),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": format_datetime(NOW.replace(minute=2), usegmt=True),
          "Date": format_datetime(NOW, usegmt=True)}, 120.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_left_alone(
    status: int, headers: dict[str, str], wanted: float | None
) -> None:
    import httpx

    from connectors.caldav.faults import status_error

    error = status_error("work", "it", "dav.example", status, httpx.Headers(headers))
    assert isinstance(error, TransientError)
    assert error.retry_after_s == wanted


def test_a_busy_server_is_asked_once() -> None:
    with serve(lambda _: Reply(503, headers={"Retry-After": "30"})) as server:
        with pytest.raises(TransientError) as caught:
            replica().sync(calendar_at(server.url))
        assert caught.value.retry_after_s == 30
        assert len(server.asked) == 1


@pytest.mark.parametrize(("status", "asked"), [(401, 1), (403, 1), (404, 1)])
def test_a_refusal_is_not_repeated(status: int, asked: int) -> None:
    double = dav()
    with serve(double.answer) as server:
        kept = replica().sync(calendar_at(server.url))
        server.asked.clear()
        server.script = lambda _: Reply(status)
        with pytest.raises(AuthError if status == 401 else PermanentError):
            kept.sync(calendar_at(server.url))
        assert len(server.asked) == asked
        assert len(kept.records) == 3


def test_a_password_that_is_refused_in_the_middle_loses_nothing() -> None:
    double = dav(35)
    with serve(double.answer) as server:
        answered = iter([False, False, True])
        server.script = lambda asked: (
            Reply(401) if is_multiget(asked) and next(answered) else double.answer(asked)
        )
        kept = replica()
        with pytest.raises(AuthError):
            kept.sync(calendar_at(server.url))
        assert len(kept.records) == 20
        server.script = double.answer
        assert len(kept.sync(calendar_at(server.url)).records) == 35
        assert sum(len(page.upserted) for page in kept.pages) == 15


def test_a_server_that_wants_digest_gets_no_more_passwords() -> None:
    double = dav()
    challenge = {
        "WWW-Authenticate": 'Digest realm="dav", nonce="abc", qop="auth", algorithm=SHA-256'
    }

    def script(asked: Asked) -> Reply:
        if asked.headers.get("Authorization", "").startswith("Digest "):
            return double.answer(asked)
        return Reply(401, headers=challenge)

    with serve(script) as server:
        assert len(replica().sync(calendar_at(server.url)).records) == 3
        signed = [each.headers.get("Authorization", "none") for each in server.asked]
        assert sum(word.startswith("Basic") for word in signed) == 1


def test_a_token_is_shown_as_a_bearer() -> None:
    with serve(dav().answer) as server:
        replica().sync(calendar_at(server.url, sign_in=SignIn.BEARER))
        assert {each.headers["Authorization"] for each in server.asked} == {f"Bearer {CANARY}"}


def test_one_bad_resource_hides_no_other() -> None:
    double = dav(12)
    double.resources["bad.ics"] = make_event(77, "DESCRIPTION:bell \x07\r\n")
    double.resources["odd.ics"] = make_event(78, "DESCRIPTION:none\r\n")
    double.left_out = {"odd.ics"}
    with serve(double.answer) as server:
        kept = replica().sync(calendar_at(server.url))
        assert len(kept.records) == 14
        assert [each.method for each in server.asked].count("GET") == 2


def test_a_resource_that_is_not_given_is_asked_for_again() -> None:
    double = dav(3)
    double.left_out = {"e1.ics"}
    with serve(double.answer) as server:
        server.script = instead(double, lambda asked: asked.method == "GET", Reply(500))
        kept = replica().sync(calendar_at(server.url))
        assert (len(kept.records), kept.kinds()) == (2, ["unreadable"])
        server.script = double.answer
        assert len(kept.sync(calendar_at(server.url)).records) == 3
        assert kept.sync(calendar_at(server.url)).pages == []


def test_a_huge_resource_is_named_and_left() -> None:
    double = dav(3)
    double.resources["huge.ics"] = make_event(9, "DESCRIPTION:" + "x" * 25_000_001 + "\r\n")
    with serve(double.answer) as server:
        kept = replica().sync(calendar_at(server.url, deadline_s=30.0))
        assert (len(kept.records), kept.kinds()) == (3, ["too-large"])
        assert kept.sync(calendar_at(server.url)).pages == []


def test_no_secret_is_shown_anywhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def echo(asked: Asked) -> Reply:
        return Reply(raw=b"HTTP/1.1 " + asked.headers["Authorization"].encode() + b"\r\n\r\n")

    shown = [repr(CaldavSettings("https://dav.example/", "jonas", lambda: CANARY))]
    for sign_in in SignIn:
        with serve(echo) as server, pytest.raises(TransientError) as caught:
            replica().sync(calendar_at(server.url, sign_in=sign_in))
        error: BaseException | None = caught.value
        shown += [repr(error), repr(error.__cause__)] if error else []
        assert error is not None
        assert error.__suppress_context__
    words = (CANARY, "am9uYXM6Y2FuYXJ5")  # and what Basic makes of it
    assert all(word not in text for word in words for text in [*shown, caplog.text])


@pytest.mark.parametrize("secret", ["", "a\nb", "x" * 9000])
def test_what_is_no_password_is_shown_to_nobody(secret: str) -> None:
    with serve(dav().answer) as server:
        settings = CaldavSettings(server.url, "jonas", lambda: secret)
        with pytest.raises(AuthError):
            list(CaldavCalendar("work", settings).fetch_changes(CALENDAR, None))
        assert server.asked == []


@pytest.mark.parametrize(
    "url",
    ["http://dav.example/", "ftp://dav.example/", "https://jonas:x@dav.example/", "dav.example"],
)
def test_an_address_without_encryption_is_refused(url: str) -> None:
    with pytest.raises(PermanentError):
        CaldavSettings(url, "jonas", lambda: CANARY)


def test_a_server_that_never_comes_to_an_end_is_left() -> None:
    double = dav()
    with serve(double.answer) as server:
        kept = replica().sync(calendar_at(server.url))
        double.always_part = True
        with pytest.raises(ConnectorError, match="no end"):
            kept.sync(calendar_at(server.url))
        assert len(kept.records) == 3


def asked_for(server: Scripted) -> int:
    return sum(each.body.count(b"<d:href>") for each in server.asked if is_multiget(each))
