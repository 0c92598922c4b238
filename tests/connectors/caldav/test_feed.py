"""Addresses of single calendars."""

from __future__ import annotations

import base64
import gzip
import logging

import pytest

from connectors.base import AuthError, ConnectorError, PermanentError, TransientError
from connectors.caldav import Feed, FeedCalendar
from tests.connectors.caldav.scripted import Asked, Reply, serve
from tests.connectors.contract import make_event
from tests.connectors.replica import CalendarReplica

CANARY = "canary-7f3a9c"


def feed_at(url: str, **values: object) -> FeedCalendar:
    patience = {"timeout_s": 2.0, "deadline_s": 2.0}
    feed = Feed("holidays", url, **{**patience, **values})  # type: ignore[arg-type]
    return FeedCalendar("work", [feed])


def replica() -> CalendarReplica:
    return CalendarReplica("holidays")


def test_an_unchanged_calendar_is_not_sent_again() -> None:
    def script(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == '"1"':
            return Reply(304)
        return Reply(200, make_event(1), {"ETag": '"1"'})

    with serve(script) as server:
        kept = replica().sync(feed_at(f"{server.url}/a.ics"))
        assert kept.bodies() == [make_event(1)]
        assert kept.sync(feed_at(f"{server.url}/a.ics")).pages == []
        assert len(server.asked) == 2


def test_a_server_without_etags_is_asked_by_date() -> None:
    moment = "Mon, 02 Mar 2026 09:00:00 GMT"

    def script(asked: Asked) -> Reply:
        if asked.headers.get("If-Modified-Since") == moment:
            return Reply(304)
        return Reply(200, make_event(1), {"Last-Modified": moment})

    with serve(script) as server:
        kept = replica().sync(feed_at(server.url))
        assert kept.sync(feed_at(server.url)).pages == []


def test_a_new_stamp_alone_is_no_change() -> None:
    bodies = [make_event(1), make_event(1).replace(b"20260301T08", b"20260405T11")]
    with serve(lambda _: Reply(200, bodies[0])) as server:
        kept = replica().sync(feed_at(server.url))
        server.script = lambda _: Reply(200, bodies[1])
        assert kept.sync(feed_at(server.url)).pages == []
        server.script = lambda _: Reply(200, make_event(2))
        assert kept.sync(feed_at(server.url)).bodies() == [make_event(2)]


def test_a_subscription_address_is_taken() -> None:
    with serve(lambda _: Reply(200, make_event(1))) as server:
        address = server.url.replace("http://", "webcal://")
        assert replica().sync(feed_at(address)).bodies() == [make_event(1)]


@pytest.mark.parametrize("packing", ["gzip", "identity"])
def test_a_packed_calendar_is_unpacked(packing: str) -> None:
    body = gzip.compress(make_event(1)) if packing == "gzip" else make_event(1)
    with serve(lambda _: Reply(200, body, {"Content-Encoding": packing})) as server:
        assert replica().sync(feed_at(server.url)).bodies() == [make_event(1)]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"x" * 25_000_001, {}),
        (gzip.compress(b"x" * 400_000_000, 1), {"Content-Encoding": "gzip"}),
        (b"x", {"Content-Encoding": "br"}),
        (gzip.compress(gzip.compress(b"x")), {"Content-Encoding": "gzip, gzip"}),
        (gzip.compress(make_event(1))[:-9], {"Content-Encoding": "gzip"}),
        (b"<html>Please sign in</html>", {"Content-Type": "text/calendar"}),
    ],
    ids=["large", "bomb", "unasked packing", "packed twice", "cut off", "a page"],
)
def test_what_is_no_calendar_is_refused(body: bytes, headers: dict[str, str]) -> None:
    with serve(lambda _: Reply(200, body, headers)) as server, pytest.raises(PermanentError):
        replica().sync(feed_at(server.url))


@pytest.mark.parametrize(
    "body",
    [b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", make_event(1)[:-10]],
    ids=["emptied", "cut off"],
)
def test_a_calendar_that_is_suddenly_less_loses_nothing(body: bytes) -> None:
    with serve(lambda _: Reply(200, make_event(1))) as server:
        kept = replica().sync(feed_at(server.url))
        server.script = lambda _: Reply(200, body)
        with pytest.raises(PermanentError, match=r"nothing stored|stays"):
            kept.sync(feed_at(server.url))
        assert kept.bodies() == [make_event(1)]


def test_a_redirect_is_followed_without_the_password() -> None:
    def secret() -> str:
        return CANARY

    with (
        serve(lambda _: Reply(200, make_event(1))) as other,
        serve(lambda _: Reply(302, headers={"Location": f"{other.url}/b.ics"})) as server,
    ):
        kept = replica().sync(feed_at(server.url, user="jonas", secret=secret))
        assert kept.bodies() == [make_event(1)]
        word = base64.b64encode(f"jonas:{CANARY}".encode()).decode()
        assert server.asked[0].headers["Authorization"] == f"Basic {word}"
        assert "Authorization" not in other.asked[0].headers


@pytest.mark.parametrize(
    "target",
    ["/again", "https://127.0.0.1:9/", "file:///etc/passwd", "http://10.0.0.1/", "http://[::bad"],
)
def test_a_redirect_to_elsewhere_is_not_followed(target: str) -> None:
    with serve(lambda _: Reply(301, headers={"Location": target})) as server:
        with pytest.raises(PermanentError):
            replica().sync(feed_at(f"{server.url}/a.ics"))
        assert len(server.asked) <= 6


def test_a_public_address_may_not_lead_into_the_private_network() -> None:
    from connectors.caldav import line
    from connectors.caldav.faults import NotThatAddress

    with serve(lambda _: Reply(200, make_event(1))) as server:
        network = line._Network(line._Patience(2.0))
        network.may_be_private = False
        with pytest.raises(NotThatAddress):
            network.connect_tcp("127.0.0.1", int(server.url.rpartition(":")[2]))
        assert server.asked == []


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, AuthError), (403, PermanentError), (404, PermanentError), (410, PermanentError),
     (429, TransientError), (500, TransientError), (503, TransientError), (304, PermanentError)],
)  # fmt: skip
def test_a_refusal_is_one_of_the_five_errors(status: int, error: type[Exception]) -> None:
    with serve(lambda _: Reply(status)) as server, pytest.raises(error):
        replica().sync(feed_at(server.url))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, make_event(1), drip_s=0.2),
        Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nBEGIN"),
        Reply(raw=b"nonsense\r\n\r\n"),
        Reply(raw=b""),
    ],
    ids=["drip", "cut off", "no HTTP", "hangs up"],
)
def test_a_broken_line_may_work_later(reply: Reply) -> None:
    with serve(lambda _: reply) as server, pytest.raises(TransientError):
        replica().sync(feed_at(server.url))


def test_a_secret_address_is_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serve(lambda _: Reply(200, make_event(1))) as server:
        calendar = feed_at(f"{server.url}/{CANARY}.ics")
        kept = replica().sync(calendar)
        server.script = lambda _: Reply(404)
        with pytest.raises(PermanentError) as caught:
            kept.sync(calendar)
    shown = [repr(caught.value), repr(Feed("a", f"https://h.example/{CANARY}")), caplog.text]
    assert all(CANARY not in text for text in [*shown, kept.cursor or ""])
    with pytest.raises(PermanentError) as refused:
        Feed("a", f"ftp://h.example/{CANARY}")
    assert CANARY not in repr(refused.value)


@pytest.mark.parametrize(
    "address",
    ["http://calendars.example/a.ics", "https://u:p@calendars.example/a", "a.ics", "", "https://",
     "https://calendars.example/\n", "https://" + "a" * 3000, "https://[", "https://a:99999999/"],
)  # fmt: skip
def test_an_address_that_cannot_be_one_is_refused(address: str) -> None:
    with pytest.raises(PermanentError):
        Feed("holidays", address)


def test_a_lost_cursor_reads_again_as_a_reset_round() -> None:
    with serve(lambda _: Reply(200, make_event(1))) as server:
        (page,) = feed_at(server.url).fetch_changes("holidays", "lost")
        assert page.reset
        assert [each.raw for each in page.upserted] == [make_event(1)]


def test_it_lists_the_one_resource_without_its_being_sent_again() -> None:
    def script(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == '"1"':
            return Reply(304)
        return Reply(200, make_event(1), {"ETag": '"1"'})

    with serve(script) as server:
        kept = replica().sync(feed_at(f"{server.url}/a.ics"))
        assert kept.listing(feed_at(f"{server.url}/a.ics")) == sorted(kept.records)
        assert server.asked[-1].headers.get("If-None-Match") == '"1"'
        kept.cursor = None
        assert kept.listing(feed_at(f"{server.url}/a.ics")) == sorted(kept.records)


def test_a_calendar_without_events_lists_nothing() -> None:
    empty = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
    with serve(lambda _: Reply(200, empty)) as server:
        kept = replica().sync(feed_at(server.url))
        assert kept.listing(feed_at(server.url)) == []


@pytest.mark.parametrize("reply", [Reply(200, b"<html>Sign in</html>"), Reply(404), Reply(503)])
def test_what_is_no_calendar_is_not_counted_as_an_empty_one(reply: Reply) -> None:
    with serve(lambda _: reply) as server, pytest.raises(ConnectorError):
        list(feed_at(server.url).list_items("holidays", None))
