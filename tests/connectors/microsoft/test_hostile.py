"""What a hostile or broken host answers: bounded, told apart, and nothing is deleted for it."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from connectors.base import ConnectorError, PermanentError, TransientError
from connectors.microsoft import session as session_module
from connectors.microsoft.calendar import MicrosoftCalendar
from connectors.microsoft.faults import Senseless
from connectors.microsoft.mail import MicrosoftMail
from connectors.microsoft.session import Session
from connectors.microsoft.settings import MicrosoftSettings
from tests.connectors.contract import make_event, make_message
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.loopback import Reply, as_json
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from tests.connectors.microsoft.graph import Graph

INBOX, NAME = "Posteingang", "Kalender"
PAGE = b"<!DOCTYPE html><title>Sign in to your account</title><form action=/login>"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def _mail(settings: MicrosoftSettings) -> MicrosoftMail:
    return MicrosoftMail("work", settings)


def _nested(depth: int) -> bytes:
    return b'{"value": ' + b'[{"a": ' * depth + b"1" + b"}]" * depth + b"}"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, PAGE, HTML),
        Reply(302, PAGE, HTML | {"Location": "https://login.example/"}),
        Reply(307, b"", {"Location": "/v1.0/me/other"}),
        Reply(200, _nested(50_000)),
        Reply(200, b'{"value": [' + b"9" * 5000 + b"]}"),
        Reply(200, b'{"value": [], "@odata.deltaLink": "x"', {}, cut=3),
        Reply(200, gzip.compress(b'{"value": []}')[:-6], {"Content-Encoding": "gzip"}),
        Reply(200, b"\x1f\x8b nonsense", {"Content-Encoding": "gzip"}),
        Reply(200, b"x", {"Content-Encoding": "br"}),
        Reply(204, b""),
        Reply(299, b"{}"),
        Reply(418, PAGE, HTML),
    ],
)
@pytest.mark.parametrize("part", ["/mailFolders", "/delta"])
def test_an_answer_that_is_none_deletes_nothing_and_the_next_sync_goes_on(
    graph: Graph, settings: MicrosoftSettings, reply: Reply, part: str
) -> None:
    graph.add(make_message(1))
    replica = MailReplica(INBOX).sync(_mail(settings))
    graph.add(make_message(2))
    graph.faults.append((part, reply))
    with pytest.raises((PermanentError, TransientError)) as caught:
        replica.sync(_mail(settings))
    assert "Sign in to your" not in str(caught.value)
    assert not any("/other" in path for path in graph.paths())
    assert len(replica.sync(_mail(settings)).records) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, PAGE, HTML),
        Reply(200, gzip.compress(make_message(1))[:-6], {"Content-Encoding": "gzip"}),
        Reply(302, b"", {"Location": "https://cdn.example/message"}),
    ],
)
def test_a_body_that_is_none_is_named_and_asked_for_again(
    graph: Graph, settings: MicrosoftSettings, reply: Reply
) -> None:
    keys = [graph.add(make_message(number)) for number in range(3)]
    graph.faults.append((f"{keys[1]}/$value", reply))
    replica = MailReplica(INBOX)
    try:
        replica.sync(_mail(settings))
    except ConnectorError:
        assert keys[1] not in replica.records
    else:
        assert [problem.key for problem in replica.problems] == [keys[1]]
    replica.sync(_mail(settings))
    assert replica.bodies() == sorted(make_message(number) for number in range(3))


def test_a_body_that_is_cut_off_is_never_taken_for_a_whole_one(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    key = graph.add(make_message(1))
    graph.faults.append((f"{key}/$value", Reply(200, make_message(1), cut=20)))
    replica = MailReplica(INBOX)
    with pytest.raises(TransientError):
        replica.sync(_mail(settings))
    assert replica.records == {}
    assert replica.sync(_mail(settings)).bodies() == [make_message(1)]


def test_an_answer_of_rows_is_bounded(
    graph: Graph, settings: MicrosoftSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "MAX_JSON_BYTES", 100_000)
    bomb = gzip.compress(b'{"value": [' + b" " * 50_000_000 + b"]}")
    graph.faults.append(("/delta", Reply(200, bomb, {"Content-Encoding": "gzip"})))
    with pytest.raises(PermanentError, match=r"more than 0\.1 MB"):
        MailReplica(INBOX).sync(_mail(settings))


@pytest.mark.parametrize(
    "key",
    [
        "../../users/other",
        "a/b?c#d",
        "%2e%2e/",
        "...",
        "a b",
        "ü\N{BLACK STAR}",
        "'or 1 eq 1",
        "a\\b",
    ],
)
def test_an_id_is_one_step_of_a_path_whatever_it_is(
    graph: Graph, settings: MicrosoftSettings, key: str
) -> None:
    first = graph.add(make_message(1))
    message = graph.messages.pop(first)
    message.key = key
    graph.messages[key] = message
    graph.log.clear()
    replica = MailReplica(INBOX).sync(_mail(settings))
    assert list(replica.records) == [key]
    target = next(each.target for each in graph.asked if "$value" in each.target)
    step = target.removeprefix("/v1.0/me/messages/").removesuffix("/$value")
    assert "/" not in step
    assert "?" not in step


@pytest.mark.parametrize("key", ["", ".", "..", "a\nb", "x" * 2000, "\ud800", 3, None, ["a"]])
def test_what_is_no_id_is_an_error(graph: Graph, settings: MicrosoftSettings, key: object) -> None:
    row = {"id": key, "receivedDateTime": "2026-03-02T08:00:00Z", "isRead": True, "isDraft": False}
    link = f"{graph.url}/v1.0/me/mailFolders/F/messages/delta?$deltatoken=1"
    graph.faults.append(("/delta", as_json({"value": [row], "@odata.deltaLink": link})))
    with pytest.raises(PermanentError, match="a row has no id"):
        MailReplica(INBOX).sync(_mail(settings))


def test_what_a_row_says_beside_its_id_can_be_stored(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    key = graph.add(make_message(1))
    row = graph.messages[key].row() | {
        "categories": ["Blau", "\ud800", "a\nb", 3, {"b": 1}, "", "x" * 300, *["y"] * 500],
        "conversationId": "\ud800",
        "receivedDateTime": "9999-12-31T23:59:59-12:00",
        "flag": {"flagStatus": ["flagged"]},
    }
    link = f"{graph.url}/v1.0/me/mailFolders/F/messages/delta?$deltatoken=1"
    body = json.dumps({"value": [row], "@odata.deltaLink": link}).encode()
    graph.faults.append(("/delta", Reply(200, body)))
    pages = _mail(settings).fetch_changes(INBOX, None)
    (record,) = next(iter(pages)).upserted
    assert record.labels[:3] == ("Blau", "x" * 255, "y")
    assert len(record.labels) <= 100
    assert record.provider_thread_id is None
    assert record.received_at is None
    "".join(record.labels).encode()


@pytest.mark.parametrize(
    ("root", "link"),
    [
        ("https://graph.example/v1.0", "http://graph.example/v1.0/me"),
        ("https://graph.example/v1.0", "https://graph.example.evil.example/v1.0/me"),
        ("https://graph.example/v1.0", "https://graph.example@evil.example/v1.0/me"),
        ("https://graph.example/v1.0", "https://graph.example:444/v1.0/me"),
        ("https://graph.example/v1.0", "https://evil.example\\@graph.example/v1.0/me"),
        ("https://graph.example/v1.0", "//graph.example/v1.0/me"),
        ("https://graph.example/v1.0", "file:///etc/passwd"),
        ("https://graph.example/v1.0", "https://graph.example/v1.0/me\r\nX: y"),
    ],
)
def test_a_link_to_another_host_or_without_encryption_is_none(root: str, link: str) -> None:
    with (
        Session("work", MicrosoftSettings(lambda _: "t", root)) as session,
        pytest.raises(Senseless),
    ):
        session.link(link)


@pytest.mark.parametrize(
    "link", ["https://GRAPH.example:443/v1.0/me?$a=b'c", "https://graph.example/x"]
)
def test_a_link_to_the_same_host_is_one_however_it_is_written(link: str) -> None:
    with Session("work", MicrosoftSettings(lambda _: "t", "https://graph.example/v1.0")) as session:
        assert session.link(link).host == "graph.example"


@pytest.mark.parametrize(
    "row",
    [
        {"id": "e", "type": "seriesMaster", "recurrence": 3, "start": {}, "subject": ["a"]},
        {"id": "e", "type": "occurrence", "seriesMasterId": "\ud800"},
        {
            "id": "e",
            "start": {"dateTime": "0001-01-01T00:00:00", "timeZone": "Tokyo Standard Time"},
        },
        {
            "id": "e",
            "start": {"dateTime": "9999-12-31T23:59:59", "timeZone": "UTC"},
            "iCalUId": "u",
        },
        {
            "id": "e", "iCalUId": "u", "start": {"dateTime": "2026-03-02T09:00:00", "timeZone": "UTC"},
            "lastModifiedDateTime": "0001-01-01T00:00:00+14:00",
        },
        {
            "id": "e", "iCalUId": "u", "type": "seriesMaster",
            "start": {"dateTime": "2026-03-02T09:00:00", "timeZone": "UTC"},
            "cancelledOccurrences": ["OID.e.9999-12-31", "OID.e.0001-01-01", 3],
            "exceptionOccurrences": [
                {"start": {"dateTime": "2026-03-02T09:00:00"}, "originalStart": "0001-01-01T00:00:00Z"}
            ],
            "originalStartTimeZone": "Tokyo Standard Time",
            "recurrence": {
                "pattern": {"type": "daily", "interval": 1},
                "range": {"type": "endDate", "endDate": "9999-12-31",
                          "recurrenceTimeZone": "Pacific Standard Time"},
            },
        },
        {"id": "e", "start": 3, "attendees": {"a": 1}, "organizer": [], "categories": 5},
    ],
)  # fmt: skip
def test_an_event_of_any_shape_never_stops_its_calendar(
    graph: Graph, settings: MicrosoftSettings, row: dict[str, object]
) -> None:
    graph.calendar = Calendars(graph)
    graph.calendar.put("good", make_event(1))
    good = graph.calendar.events["E/good="]
    link = f"{graph.url}/v1.0/me/calendars/x/calendarView/delta?$deltatoken=1"
    body = as_json({"value": [row, good], "@odata.deltaLink": link})
    graph.faults += [("/delta", body), ("/me/events/", as_json(row))]
    replica = CalendarReplica(NAME).sync(MicrosoftCalendar("work", settings))
    assert "E/good=" in replica.records


def test_a_host_that_speaks_slowly_is_left_in_time(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.slow_s = 5.0
    impatient = replace(settings, timeout_s=0.2, deadline_s=0.2)
    with pytest.raises(TransientError, match="in time"):
        _mail(impatient).list_collections()
