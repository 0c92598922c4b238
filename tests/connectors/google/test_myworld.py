"""The connectors on myworld, a Google that nobody here wrote."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.base import (
    AmbiguousDelivery,
    AuthError,
    OutgoingMail,
    PermanentError,
    Receipt,
    TransientError,
)
from connectors.google import (
    GoogleCalendar,
    GoogleDrafts,
    GoogleMail,
    GoogleSending,
    GoogleSettings,
    OAuthClient,
    Token,
    Tokens,
)
from connectors.google.agenda_rounds import Bounds
from connectors.google.ical import compose, gather
from connectors.google.line import Answer, Line
from connectors.local.pages import PageLimits
from tests.connectors.contract import (
    CalendarContract,
    CalendarHarness,
    DeliveryContract,
    DeliveryHarness,
    MailContract,
    MailHarness,
    make_draft,
    make_message,
)
from tests.connectors.google.conftest import NOW, FakeTime
from tests.connectors.google.discovery import load
from tests.connectors.google.double import WRITE
from tests.connectors.google.myworld import (
    CALENDAR,
    GMAIL,
    MISSING,
    OWNER,
    NotTaken,
    Peer,
    World,
    find_myworld,
)
from tests.connectors.google.world_calendar import rows_of_ics
from tests.connectors.replica import CalendarReplica, MailReplica

TELLS_NO_DELETIONS = "myworld tells no deletions in the history"


@pytest.fixture(autouse=True)
def _only_known_requests(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is asked here as well is what the documents shipped with Google's client know."""
    asked = Line.ask
    unknown: list[str] = []

    def ask(self: Line, method: str, url: str, headers: Any, body: bytes | None = None) -> Answer:
        path = url.partition("/gw/")[2].partition("/")[2]
        if path:
            service = ("gmail", "v1") if path.startswith("gmail/") else ("calendar", "v3")
            try:
                load(*service).find(method, f"/{path}", body or b"")
            except AssertionError as error:
                unknown.append(str(error))
        return asked(self, method, url, headers, body)

    monkeypatch.setattr(Line, "ask", ask)
    yield
    assert unknown == []


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    pytest.importorskip("googleapiclient", reason="needs the extra 'google'")
    program = find_myworld()
    if program is None:
        pytest.skip(MISSING)
    peer = Peer(program)
    try:
        peer.start()
        yield peer
    finally:
        peer.remove()


class Reader:
    """The program at one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.time = FakeTime()
        self.token = world.token

    def settings(self) -> GoogleSettings:
        kept = Token(self.token, "1//none", NOW + timedelta(days=3650), WRITE, NOW)
        # Nobody listens there: access that myworld refuses cannot be renewed.
        client = OAuthClient("invented", "invented", "http://127.0.0.1:9/token")
        root = f"{self.world.peer.url}/gw"
        return GoogleSettings(
            Tokens("work", client, load=lambda: kept, store=lambda _: None, now=lambda: NOW),
            gmail_root=f"{root}/gmail.googleapis.com/",
            calendar_root=f"{root}/www.googleapis.com/calendar/v3/",
            clock=self.time.clock(),
        )

    def mail(self) -> GoogleMail:
        return GoogleMail("work", self.settings(), limits=PageLimits(items=100, ids=50))

    def calendar(self) -> GoogleCalendar:
        return GoogleCalendar("work", self.settings(), bounds=Bounds(events=50, ids=40))

    def drafts(self) -> GoogleDrafts:
        return GoogleDrafts("work", self.settings())


@pytest.fixture
def reader(peer: Peer) -> Reader:
    return Reader(World(peer))


class MyworldMail(MailHarness):
    collection = "All mail"
    names_deletions = True

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.world = reader.world
        self._names: dict[bytes, str] = {}

    def connector(self) -> GoogleMail:
        return self.reader.mail()

    def add(self, raws: Sequence[bytes]) -> list[str]:
        try:
            for raw in raws:
                self._names[raw] = self.world.add(raw)
        except NotTaken:
            pytest.skip("myworld takes no such message")
        return [self._names[raw] for raw in raws]

    def delete(self, handle: str) -> None:
        self.world.ask("DELETE", f"{GMAIL}/messages/{handle}")

    def mark_seen(self, handle: str) -> None:
        change = {"removeLabelIds": ["UNREAD"]}
        self.world.ask("POST", f"{GMAIL}/messages/{handle}/modify", change)

    def recreate(self, handle: str, raw: bytes) -> str:
        self.delete(handle)
        return self.add([raw])[0]

    def lose_cursor(self, cursor: str) -> str:
        """A historyId so old that myworld answers 404."""
        return json.dumps(json.loads(cursor) | {"h": "1"})

    def stored(self, raw: bytes) -> bytes:
        return self.world.raw(self._names[raw])


@pytest.mark.slow
class TestMail(MailContract):
    """Minutes, of which nearly all are myworld's."""

    @pytest.fixture
    def harness(self, reader: Reader) -> MailHarness:
        return MyworldMail(reader)

    @pytest.mark.skip(reason=TELLS_NO_DELETIONS)
    def test_a_deleted_message_is_told(self) -> None:  # type: ignore[override]
        """Held to on the double."""

    @pytest.mark.skip(reason=TELLS_NO_DELETIONS)
    def test_a_message_deleted_and_recreated_is_read_again(self) -> None:  # type: ignore[override]
        """Held to on the double."""

    @pytest.mark.skip(reason=TELLS_NO_DELETIONS)
    def test_everything_at_once(self) -> None:  # type: ignore[override]
        """Held to on the double."""

    @pytest.mark.skip(reason=TELLS_NO_DELETIONS)
    def test_a_mailbox_that_is_suddenly_empty_loses_nothing(self) -> None:  # type: ignore[override]
        """Held to on the double."""

    @pytest.mark.skip(reason=TELLS_NO_DELETIONS)
    def test_its_listing_follows_what_comes_and_goes(self) -> None:  # type: ignore[override]
        """Held to on the double."""


class MyworldCalendar(CalendarHarness):
    collection = OWNER

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.world = reader.world
        self._ids: dict[str, str] = {}
        self._named: dict[bytes, str] = {}

    def connector(self) -> GoogleCalendar:
        return self.reader.calendar()

    def put(self, name: str, raw: bytes) -> None:
        try:
            (row,) = rows_of_ics(name, raw)
        except ValueError:
            pytest.skip("myworld takes no such calendar, or keeps no exceptions")
        row = {key: value for key, value in row.items() if key not in ("id", "iCalUID")}
        events = f"{CALENDAR}/calendars/primary/events"
        try:
            if name in self._ids:
                self.world.ask("PUT", f"{events}/{self._ids[name]}", row)
            else:
                self._ids[name] = self.world.ask("POST", events, row)["id"]
        except NotTaken:
            pytest.skip("myworld takes no such event")
        self._named[raw] = self._ids[name]

    def delete(self, name: str) -> None:
        self.world.ask("DELETE", f"{CALENDAR}/calendars/primary/events/{self._ids[name]}")

    def lose_cursor(self, cursor: str) -> str:
        """A token that myworld answers with 410."""
        return json.dumps(json.loads(cursor) | {"t": "CPDnonsense"})

    def stored(self, raw: bytes) -> bytes:
        path = f"{CALENDAR}/calendars/primary/events/{self._named[raw]}"
        (series,) = gather([self.world.ask("GET", path)]).values()
        return compose(series)


@pytest.mark.slow
class TestCalendar(CalendarContract):
    @pytest.fixture
    def harness(self, reader: Reader) -> CalendarHarness:
        return MyworldCalendar(reader)


class MyworldDrafts(DeliveryHarness):
    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def connector(self) -> GoogleDrafts:
        return self.reader.drafts()

    def stored(self) -> list[bytes]:
        world = self.reader.world
        return [world.raw(draft["message"]["id"]) for draft in world.drafts()]

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._fail(monkeypatch, "rate_limit")

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._fail(monkeypatch, "timeout_after_commit")

    def _fail(self, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        world, create = self.reader.world, "gmail.users.drafts.create"
        made = GoogleDrafts.create_draft

        def create_draft(drafts: GoogleDrafts, mail: OutgoingMail) -> Receipt:
            world.fail("gmail", {"tool": create, "kind": kind, "times": None})
            try:
                return made(drafts, mail)
            finally:
                world.fail("gmail")

        monkeypatch.setattr(GoogleDrafts, "create_draft", create_draft)


WRITES_ANEW = "myworld writes drafts anew, and takes our fields off"


class TestDrafts(DeliveryContract):
    @pytest.fixture
    def harness(self, reader: Reader) -> DeliveryHarness:
        return MyworldDrafts(reader)

    @pytest.mark.skip(reason=WRITES_ANEW)
    def test_a_draft_arrives_byte_for_byte(self) -> None:  # type: ignore[override]
        """Held to on the double."""

    @pytest.mark.skip(reason=WRITES_ANEW)
    def test_a_draft_is_found_by_its_key(self) -> None:  # type: ignore[override]
        """Held to on the double."""

    @pytest.mark.skip(reason=WRITES_ANEW)
    def test_a_lost_answer_leaves_exactly_one_draft_that_is_found(self) -> None:  # type: ignore[override]
        """That it is one is held to below; that it is found, on the double."""


del MailContract, CalendarContract, DeliveryContract  # they are no tests by themselves


# ── quick ones ───────────────────────────────────────────────────────────────────────────────


def test_mail_comes_and_changes(reader: Reader) -> None:
    harness = MyworldMail(reader)
    names = harness.add([make_message(number) for number in range(120)])
    replica = MailReplica("All mail").sync(reader.mail())
    assert sorted(replica.records) == sorted(names)
    harness.mark_seen(names[5])
    (new,) = harness.add([make_message(200)])
    mail = reader.mail()
    replica.sync(mail)
    assert mail.downloads == 1
    assert replica.records[names[5]].flags == {"seen"}
    assert new in replica.records
    assert replica.sync(reader.mail()).pages == []


def test_mail_in_the_trash_is_told(reader: Reader) -> None:
    (name,) = MyworldMail(reader).add([make_message(1)])
    replica = MailReplica("All mail").sync(reader.mail())
    reader.world.ask("POST", f"{GMAIL}/messages/{name}/trash")
    replica.sync(reader.mail())
    assert "deleted" in replica.records[name].flags


def test_a_lost_history_costs_a_listing(reader: Reader) -> None:
    harness = MyworldMail(reader)
    names = harness.add([make_message(number) for number in range(60)])
    replica = MailReplica("All mail").sync(reader.mail())
    harness.delete(names[3])
    harness.mark_seen(names[4])
    (new,) = harness.add([make_message(100)])
    replica.cursor = harness.lose_cursor(replica.cursor or "")
    mail = reader.mail()
    replica.sync(mail)
    assert mail.downloads == 1
    assert sorted(replica.records) == sorted({*names, new} - {names[3]})
    assert replica.state() == MailReplica("All mail").sync(reader.mail()).state()


PASSING = ["rate_limit", "server_error", "unavailable", "bad_gateway"]


@pytest.mark.parametrize("kind", PASSING)
@pytest.mark.parametrize("tool", ["getProfile", "labels.list", "messages.list", "messages.get"])
def test_what_passes_is_waited_for(reader: Reader, kind: str, tool: str) -> None:
    MyworldMail(reader).add([make_message(number) for number in range(3)])
    reader.world.fail("gmail", {"tool": f"gmail.users.{tool}", "kind": kind, "times": 2})
    replica = MailReplica("All mail").sync(reader.mail())
    assert len(replica.records) == 3
    # It wishes for thirty seconds, in words; otherwise up to one, and up to two.
    assert reader.time.slept == ([30, 30] if kind == "rate_limit" else [1, 2])


@pytest.mark.parametrize("kind", PASSING)
@pytest.mark.parametrize("tool", ["calendarList.list", "events.list"])
def test_what_passes_is_waited_for_with_calendars(reader: Reader, kind: str, tool: str) -> None:
    MyworldCalendar(reader).put("a", EVENT % 1)
    reader.world.fail("calendar", {"tool": f"calendar.{tool}", "kind": kind, "times": 2})
    assert OWNER in [one.name for one in reader.calendar().list_collections()]
    assert len(CalendarReplica(OWNER).sync(reader.calendar()).records) == 1
    assert reader.time.slept == [1, 2]


@pytest.mark.parametrize("kind", [*PASSING, "transport_error"])
@pytest.mark.parametrize("service", ["gmail", "calendar"])
def test_what_does_not_pass_ends_in_two_minutes(reader: Reader, kind: str, service: str) -> None:
    reader.world.fail(service, {"tool": "*", "kind": kind, "times": None})
    connector = reader.mail() if service == "gmail" else reader.calendar()
    with pytest.raises((TransientError, PermanentError)) as told:
        connector.list_collections()
    assert isinstance(told.value, TransientError)
    assert reader.time.at <= 120


@pytest.mark.parametrize("kind", PASSING)
def test_a_draft_that_is_turned_away_is_made_once_at_most(reader: Reader, kind: str) -> None:
    reader.world.fail("gmail", {"tool": "gmail.users.drafts.create", "kind": kind, "times": 2})
    # It writes drafts anew, under no name of ours: a second try would not find the first.
    made = False
    for _ in range(4):
        with contextlib.suppress(AmbiguousDelivery):
            made = made or bool(reader.drafts().create_draft(make_draft()))
    assert len(reader.world.drafts()) == 1


def test_access_that_is_refused_needs_a_person_or_time(reader: Reader) -> None:
    reader.token = "ya29.a0nonsense"
    with pytest.raises((AuthError, TransientError)):
        reader.mail().list_collections()


def test_a_draft_is_put_into_the_thread_that_it_answers(reader: Reader) -> None:
    question = make_message(1).replace(b"Delivery 1", "Lieferung für März".encode())
    name = reader.world.add(question)
    receipt = reader.drafts().create_draft(replace(make_draft(), provider_thread_id=name))
    (draft,) = reader.world.drafts()
    assert draft["id"] == receipt.provider_id
    assert draft["message"]["threadId"] == name


@pytest.mark.parametrize("kind", ["timeout_after_commit", "truncated"])
def test_a_confirmation_that_got_lost_leaves_one_draft(reader: Reader, kind: str) -> None:
    reader.world.fail("gmail", {"tool": "gmail.users.drafts.create", "kind": kind})
    with contextlib.suppress(AmbiguousDelivery):
        reader.drafts().create_draft(make_draft())
    assert len(reader.world.drafts()) == 1


def test_a_timeout_before_anything_happened_is_not_repeated_blindly(reader: Reader) -> None:
    reader.world.fail("gmail", {"tool": "gmail.users.drafts.create", "kind": "timeout"})
    with pytest.raises(AmbiguousDelivery):
        reader.drafts().create_draft(make_draft())
    assert reader.world.drafts() == []


def test_a_mail_is_sent_by_its_draft(reader: Reader) -> None:
    receipt = GoogleSending("work", reader.settings()).create_draft(make_draft())
    assert receipt.sent
    assert reader.world.drafts() == []
    assert "Gern, bis Freitag." in reader.world.raw(receipt.provider_id).decode()


def test_a_series_comes_whole_and_follows_what_changes(reader: Reader) -> None:
    harness = MyworldCalendar(reader)
    raw = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:e1@wirth.example\r\n"
        b"DTSTART;TZID=Europe/Berlin:20260302T090000\r\nSUMMARY:Review\r\n"
        b"RRULE:FREQ=WEEKLY;COUNT=8\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    harness.put("a", raw)
    replica = CalendarReplica(OWNER).sync(reader.calendar())
    assert b"RRULE:FREQ=WEEKLY;COUNT=8\r\n" in replica.bodies()[0]
    harness.put("a", raw.replace(b"Review", b"Review of the week"))
    replica.sync(reader.calendar())
    assert b"SUMMARY:Review of the week\r\n" in replica.bodies()[0]
    harness.delete("a")
    replica.sync(reader.calendar())
    assert replica.bodies() == []


def test_a_lost_token_lists_the_calendar_anew(reader: Reader) -> None:
    harness = MyworldCalendar(reader)
    for number in range(3):
        harness.put(f"e{number}", EVENT % number)
    replica = CalendarReplica(OWNER).sync(reader.calendar())
    replica.cursor = harness.lose_cursor(replica.cursor or "")
    replica.sync(reader.calendar())
    assert [(page.reset, page.upserted) for page in replica.pages] == [(True, ())]
    assert len(replica.records) == 3


EVENT = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:e%d@wirth.example\r\n"
    b"DTSTART;TZID=Europe/Berlin:20260302T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
