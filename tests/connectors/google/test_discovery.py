"""Every request is one that the documents shipped with Google's client know, or its test fails."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import ConnectorError
from connectors.google.agenda import Agenda
from connectors.google.line import Answer, Line
from tests.connectors.contract import make_draft, make_message
from tests.connectors.google.conftest import Account
from tests.connectors.google.discovery import load, parse_fields, select
from tests.connectors.google.double import serving
from tests.connectors.google.test_calendar import master, occurrence
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from collections.abc import Callable

GMAIL = "/gmail/v1/users/me"
EVENTS = "/calendar/v3/calendars/c/events"


@pytest.mark.parametrize(
    "url",
    [
        f"{GMAIL}/messages?labels=INBOX",
        f"{GMAIL}/messages?q=a&q=b",
        f"{GMAIL}/messages?maxResults=many",
        f"{GMAIL}/messages?includeSpamTrash=yes",
        f"{GMAIL}/messages?fields=messages/subject",
        f"{GMAIL}/messages?fields=messages(id",
        f"{GMAIL}/messages/a?format=eml",
        f"{GMAIL}/everything",
        f"{EVENTS}?syncToken=t&query=x",
        f"{EVENTS}?fields=items(id,master)",
        f"{EVENTS}/a/b",
    ],
)
def test_the_double_takes_no_request_that_google_does_not_know(url: str) -> None:
    service = ("calendar", "v3") if "calendar" in url else ("gmail", "v1")
    with pytest.raises((AssertionError, ValueError)):
        load(*service).find("GET", url, b"")


@pytest.mark.parametrize("body", [b'{"mail": {}}', b'{"message": {"raw": 7}}'])
def test_the_double_takes_no_body_that_google_does_not_know(body: bytes) -> None:
    with pytest.raises(AssertionError):
        load("gmail", "v1").find("POST", f"{GMAIL}/drafts", body)


def test_an_answer_holds_what_was_asked_for_and_nothing_else() -> None:
    answer = {"items": [{"id": "a", "start": {"date": "d"}, "summary": "s"}], "etag": "e"}
    wanted = parse_fields("items(id,start/date),nextPageToken")
    assert select(answer, wanted) == {"items": [{"id": "a", "start": {"date": "d"}}]}


def read_mail(account: Account) -> None:
    account.double.mail.add(make_message(1))
    MailReplica("All mail").sync(account.mail())


def read_calendar(account: Account) -> None:
    account.double.calendar.put(master())
    CalendarReplica("jonas@wirth.example").sync(account.calendar())


def write_draft(account: Account) -> None:
    account.drafts().create_draft(make_draft())


@pytest.mark.parametrize("part", ["/profile", "/labels", "/messages?", "/messages/", "/history"])
def test_a_parameter_of_mail_that_google_does_not_know_fails_the_test_that_sends_it(
    monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    with pytest.raises(AssertionError, match="knows no parameter folder"):
        send_wrong(monkeypatch, part, read_mail)


@pytest.mark.parametrize(("part", "work"), [("/events?", read_calendar), ("/drafts?", write_draft)])
def test_a_parameter_that_google_does_not_know_fails_the_test_that_sends_it(
    monkeypatch: pytest.MonkeyPatch, part: str, work: Callable[[Account], None]
) -> None:
    with pytest.raises(AssertionError, match="knows no parameter folder"):
        send_wrong(monkeypatch, part, work)


def send_wrong(monkeypatch: pytest.MonkeyPatch, part: str, work: Callable[[Account], None]) -> None:
    """Whatever has `part` in its address gets one parameter too many."""
    asked = Line.ask

    def ask(self: Line, method: str, url: str, *more: Any) -> Answer:
        return asked(self, method, f"{url}&folder=INBOX" if part in url else url, *more)

    monkeypatch.setattr(Line, "ask", ask)
    with serving() as double, contextlib.suppress(ConnectorError):
        work(Account(double))


def test_a_parameter_that_the_connector_itself_gets_wrong_never_leaves(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Google's client holds calls to the same documents, before anything is sent."""
    pages = Agenda._pages

    def wrong(self: Agenda, method: Any, wish: dict[str, Any], *more: Any) -> Any:
        return pages(self, method, {**wish, "maxRows": 5}, *more)

    monkeypatch.setattr(Agenda, "_pages", wrong)
    with pytest.raises(TypeError, match="maxRows"):
        read_calendar(account)
    assert account.double.asked.total() == 0


def test_everything_that_is_ever_asked_is_asked_of_methods_that_are_known(
    account: Account,
) -> None:
    account.double.calendar.put(master())
    account.double.calendar.put(occurrence(9))
    read_mail(account)
    account.double.mail.forget_history()
    read_calendar(account)
    account.calendar().list_collections()
    account.sending().create_draft(make_draft())
    assert {asked.method for asked in account.double.log} == {
        "gmail.users.getProfile", "gmail.users.labels.list", "gmail.users.messages.list",
        "gmail.users.messages.get", "gmail.users.history.list", "gmail.users.drafts.list",
        "gmail.users.drafts.create", "gmail.users.drafts.send",
        "calendar.calendarList.list", "calendar.events.list",
    }  # fmt: skip
    assert all(asked.path.get("userId", "me") == "me" for asked in account.double.log)


def test_calendars_are_only_read_and_nothing_is_asked_under_conditions(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What never writes to a calendar has nobody's change to lose, and needs no If-Match."""
    sent: list[tuple[str, dict[str, str]]] = []
    asked = Line.ask

    def ask(self: Line, method: str, url: str, headers: dict[str, str], *more: Any) -> Answer:
        sent.append((method, dict(headers)))
        return asked(self, method, url, headers, *more)

    monkeypatch.setattr(Line, "ask", ask)
    read_calendar(account)
    account.double.calendar.put(occurrence(9))
    read_calendar(account)
    account.calendar().list_collections()
    assert {method for method, _ in sent} == {"GET"}
    names = {name.lower() for _, headers in sent for name in headers}
    assert not {name for name in names if name.startswith("if-")}
