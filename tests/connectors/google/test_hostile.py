"""Answers that make no sense: an error of the port, and nothing deleted."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import ConnectorError, PermanentError
from connectors.google.line import Answer, Line
from tests.connectors.contract import make_draft, make_message
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from tests.connectors.google.conftest import Account

NONSENSE = ["", "[]", "null", '"x"', "<html>", "{", "[" * 100_000]
PRIMARY = "jonas@wirth.example"


def answer_with(monkeypatch: pytest.MonkeyPatch, part: str, body: str) -> None:
    """Whatever has `part` in its address is answered with 200 and these words."""
    asked = Line.ask

    def ask(self: Line, method: str, url: str, *more: Any) -> Answer:
        if part in url:
            return Answer(200, {"content-type": "application/json"}, body.encode())
        return asked(self, method, url, *more)

    monkeypatch.setattr(Line, "ask", ask)


@pytest.mark.parametrize(
    "body", [*NONSENSE, '{"history": 7, "messages": 7, "labels": 7, "historyId": "9"}']
)
@pytest.mark.parametrize("part", ["/profile", "/labels", "/messages?", "/history"])
def test_mail_that_makes_no_sense_ends_the_reading(
    account: Account, monkeypatch: pytest.MonkeyPatch, part: str, body: str
) -> None:
    account.double.mail.add(make_message(1))
    replica = MailReplica("All mail").sync(account.mail())
    account.double.mail.add(make_message(2))
    answer_with(monkeypatch, part, body)
    with contextlib.suppress(ConnectorError):
        replica.sync(account.mail())
    assert len(replica.records) >= 1


@pytest.mark.parametrize("body", NONSENSE)
def test_a_message_that_makes_no_sense_is_set_aside(
    account: Account, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    broken = account.double.mail.add(make_message(1))
    account.double.mail.add(make_message(2))
    answer_with(monkeypatch, f"/messages/{broken}", body)
    replica = MailReplica("All mail").sync(account.mail())
    assert len(replica.records) == 1
    assert [problem.key for problem in replica.problems] == [broken]


@pytest.mark.parametrize("body", [*NONSENSE, '{"items": 7}', '{"items": [{}]}'])
@pytest.mark.parametrize("part", ["calendarList", "/events"])
def test_calendars_that_make_no_sense_end_the_reading(
    account: Account, monkeypatch: pytest.MonkeyPatch, part: str, body: str
) -> None:
    account.double.calendar.put({"id": "a1", "start": {"date": "2026-03-02"}})
    replica = CalendarReplica(PRIMARY).sync(account.calendar())
    answer_with(monkeypatch, part, body)
    calendar = account.calendar()
    with pytest.raises(ConnectorError):
        list(calendar.list_collections()) if part == "calendarList" else replica.sync(calendar)
    assert len(replica.records) == 1


@pytest.mark.parametrize("body", NONSENSE)
def test_a_draft_whose_confirmation_makes_no_sense_is_looked_up(
    account: Account, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    drafts = account.drafts()
    answer_with(monkeypatch, "/drafts?alt", body)
    with pytest.raises(ConnectorError):
        drafts.create_draft(make_draft())


def test_a_list_in_a_circle_ends(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    page = json.dumps({"messages": [{"id": "a1"}], "nextPageToken": "1"})
    answer_with(monkeypatch, "/messages?", page)
    with pytest.raises(ConnectorError, match="circle"):
        list(account.mail().fetch_changes("All mail", None))


def test_a_token_is_shown_to_no_other_machine_in_plain_text(account: Account) -> None:
    with pytest.raises(PermanentError, match="https"):
        account.settings(gmail_root="http://gmail.example/")


def test_redirects_are_not_followed(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(self: Line, method: str, url: str, *more: Any) -> Answer:
        asked.append(url)
        return Answer(302, {"location": "http://elsewhere.example/"}, b"")

    monkeypatch.setattr(Line, "ask", ask)
    with pytest.raises(ConnectorError):
        account.mail().list_collections()
    assert len(asked) == 1
