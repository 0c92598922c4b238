"""What a host lists beside what is stored: nothing missing without a word, and no false alarm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select

from assistant.ingest.sync import Account, Synced, sync_calendar, sync_mailbox
from assistant.ingest.tally import RECOUNT, Counted, count_collection, count_due
from assistant.store import tables as t
from assistant.store.cursors import find_position
from assistant.store.engine import read, write
from assistant.store.mail import Folder, delete_places
from assistant.store.migrate import open_store
from assistant.store.problems import load_problems
from assistant.store.tallies import load_days, load_stored
from connectors.base import (
    AuthError,
    Collection,
    CollectionKind,
    CollectionRole,
    Listed,
    MailPage,
    Problem,
    TransientError,
)
from connectors.memory import MemoryCalendar, MemoryMail
from tests.connectors.contract import make_event, make_message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

NOW = datetime(2026, 11, 22, 8, 1, tzinfo=UTC)
WORK = Account(1, 1, "work")
INBOX = Collection("INBOX", CollectionKind.MAIL)
PLACE = (1, "INBOX", "mail")


class Mailbox(MemoryMail):
    """A mailbox that may name other items than it has, and to which things happen meanwhile."""

    def __init__(self) -> None:
        super().__init__("work")
        self.hidden: set[str] = set()
        self.invented: list[str] = []
        self.events: list[Any] = []
        self.listings = 0
        self.error: Exception | None = None

    def fill(self, *days: int) -> list[str]:
        """A message for each of these days of November."""
        return [
            self.add(
                make_message(100 * day + number), received_at=datetime(2026, 11, day, 9, tzinfo=UTC)
            )
            for number, day in enumerate(days)
        ]

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        self.listings += 1
        if self.error is not None:
            raise self.error
        if self.events:
            self.events.pop(0)()
        for item in super().list_items(collection, cursor):
            if item.provider_id not in self.hidden:
                yield item
        yield from (Listed(name, NOW) for name in self.invented)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = open_store(tmp_path / "rapport.db")
    with write(made) as connection:
        connection.execute(t.owner.insert().values(address="ann@ours.example", name="Ann"))
        connection.execute(t.account.insert().values(owner_id=1, name="work", kind="imap"))
    return made


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


def sync(engine: Engine, mailbox: MemoryMail, **values: Any) -> list[Synced]:
    return sync_mailbox(engine, WORK, mailbox, now=NOW, progress=lambda *_: None, **values)


def count(engine: Engine, mailbox: MemoryMail, now: datetime = NOW) -> Counted:
    counted = count_collection(engine, WORK, mailbox, INBOX, now=now)
    assert counted is not None
    return counted


def run(engine: Engine, mailbox: MemoryMail, now: datetime = NOW) -> Sequence[Synced]:
    kind, synced = CollectionKind.MAIL, sync(engine, mailbox)
    return count_due(engine, WORK, mailbox, kind, synced, now=now, progress=lambda *_: None)


def lose(engine: Engine, *provider_ids: str) -> None:
    """Rows go behind our back."""
    folder = Folder(1, 1, "INBOX", "inbox", 0)
    with write(engine) as connection:
        assert delete_places(connection, folder, provider_ids) == len(provider_ids)


def days(engine: Engine) -> dict[str, tuple[int, int, int, int]]:
    with read(engine) as connection:
        found = load_days(connection, 1).get(("work", "INBOX", "mail"), ())
    return {one.day: (one.theirs, one.ours, one.missing, one.set_aside) for one in found}


def problems(engine: Engine) -> dict[str, str]:
    with read(engine) as connection:
        return {kind: message for _, _, kind, message in load_problems(connection, 1)}


def stored(engine: Engine) -> set[str]:
    with read(engine) as connection:
        return set(load_stored(connection, PLACE))


# ── The count ────────────────────────────────────────────────────────────────────────────────────


def test_what_agrees_is_counted_by_day_with_one_listing(engine: Engine, mailbox: Mailbox) -> None:
    mailbox.fill(20, 20, 21)
    run(engine, mailbox)
    assert days(engine) == {"2026-11-21": (1, 1, 0, 0), "2026-11-20": (2, 2, 0, 0)}
    assert (mailbox.listings, problems(engine)) == (1, {})


def test_a_draft_is_an_item_like_any_other(engine: Engine, mailbox: Mailbox) -> None:
    mailbox.add(make_message(1), flags=frozenset({"draft"}))
    sync(engine, mailbox)
    assert (count(engine, mailbox).ours, count(engine, mailbox).agrees) == (1, True)


def test_an_empty_folder_is_counted_too(engine: Engine, mailbox: Mailbox) -> None:
    run(engine, mailbox)
    assert days(engine) == {"": (0, 0, 0, 0)}


def test_what_has_a_problem_that_names_it_is_set_aside(engine: Engine, mailbox: Mailbox) -> None:
    mailbox.fill(20)
    mailbox.invented = ["m9"]
    broken = Problem("unreadable", "The host does not give it.", "m9")
    page = MailPage(cursor="0.1", problems=(broken,))
    whole = mailbox.fetch_changes

    def fetch(collection: str, cursor: str | None) -> Iterator[MailPage]:
        yield from whole(collection, cursor)
        if not cursor:
            yield page

    mailbox.fetch_changes = fetch  # type: ignore[method-assign]
    run(engine, mailbox)
    assert days(engine) == {"2026-11-22": (1, 0, 0, 1), "2026-11-20": (1, 1, 0, 0)}
    assert set(problems(engine)) == {"unreadable"}


def test_entries_of_a_calendar_are_counted(engine: Engine) -> None:
    calendar = MemoryCalendar("work")
    calendar.put("a.ics", make_event(1))
    sync_calendar(engine, WORK, calendar, now=NOW, progress=lambda *_: None)
    kind = Collection("calendar", CollectionKind.CALENDAR)
    counted = count_collection(engine, WORK, calendar, kind, now=NOW)
    assert counted is not None
    assert (counted.theirs, counted.ours, counted.agrees) == (1, 1, True)


# ── What is missing ──────────────────────────────────────────────────────────────────────────────


def test_what_is_missing_is_named_and_fetched_by_the_next_reading(
    engine: Engine, mailbox: Mailbox
) -> None:
    ids = mailbox.fill(19, 20, 20, 21)
    sync(engine, mailbox)
    lose(engine, ids[1], ids[2])
    counted = count(engine, mailbox)
    assert counted.missing == (ids[1], ids[2])
    assert days(engine)["2026-11-20"] == (2, 0, 2, 0)
    assert ids[1] in problems(engine)["missing"]
    assert "next run reads everything here again" in problems(engine)["missing"]
    run(engine, mailbox)
    assert stored(engine) == set(ids)
    assert days(engine)["2026-11-20"] == (2, 2, 0, 0)
    assert problems(engine) == {}


def test_what_no_reading_brings_is_not_read_for_again_and_again(
    engine: Engine, mailbox: Mailbox
) -> None:
    ids = mailbox.fill(19, 20)
    mailbox.invented = ["phantom"]
    run(engine, mailbox)
    run(engine, mailbox)
    assert "did not bring them" in problems(engine)["missing"]
    before = mailbox.downloads
    for hours in (1, 25, 50):
        run(engine, mailbox, NOW + timedelta(hours=hours))
    assert mailbox.downloads == before
    assert "phantom" in problems(engine)["missing"]
    assert stored(engine) == set(ids)


def test_more_than_ten_are_counted_and_not_all_named(engine: Engine, mailbox: Mailbox) -> None:
    ids = mailbox.fill(*[20] * 15)
    sync(engine, mailbox)
    lose(engine, *ids[:14])
    count(engine, mailbox)
    assert problems(engine)["missing"].startswith("14 messages of the 15 that are listed")
    assert "and 4 more" in problems(engine)["missing"]


def test_what_is_stored_and_not_listed_is_told_and_kept(engine: Engine, mailbox: Mailbox) -> None:
    ids = mailbox.fill(20, 21)
    sync(engine, mailbox)
    mailbox.hidden = {ids[0]}
    counted = count(engine, mailbox)
    assert (counted.unlisted, counted.theirs, counted.ours) == ((ids[0],), 1, 2)
    assert "Nothing stored was deleted" in problems(engine)["unlisted"]
    assert stored(engine) == set(ids)
    mailbox.hidden = set()
    assert count(engine, mailbox).agrees
    assert problems(engine) == {}


# ── Mailboxes live ───────────────────────────────────────────────────────────────────────────────


def test_mail_that_arrives_before_the_listing_is_read_and_not_missing(
    engine: Engine, mailbox: Mailbox
) -> None:
    mailbox.fill(20)
    mailbox.events = [lambda: mailbox.fill(22)]
    sync(engine, mailbox)
    counted = count(engine, mailbox)
    assert (counted.theirs, counted.ours, counted.agrees) == (2, 2, True)
    assert counted.again is not None
    assert counted.again.added == 1


def test_mail_that_keeps_arriving_is_no_alarm(engine: Engine, mailbox: Mailbox) -> None:
    mailbox.fill(20)
    mailbox.events = [lambda: mailbox.fill(21), lambda: mailbox.fill(22)]
    sync(engine, mailbox)
    counted = count(engine, mailbox)
    assert (counted.theirs, counted.agrees) == (2, True)
    assert problems(engine) == {}


def test_mail_that_keeps_going_is_no_alarm(engine: Engine, mailbox: Mailbox) -> None:
    first, second, _ = mailbox.fill(20, 21, 22)
    mailbox.events = [lambda: mailbox.delete(first), lambda: mailbox.delete(second)]
    sync(engine, mailbox)
    counted = count(engine, mailbox)
    assert (counted.theirs, counted.ours, counted.agrees) == (1, 1, True)
    assert problems(engine) == {}


# ── When ─────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_counted_after_the_first_reading_and_then_once_a_day(
    engine: Engine, mailbox: Mailbox
) -> None:
    mailbox.fill(20)
    for _ in range(3):
        run(engine, mailbox)
    assert mailbox.listings == 1
    run(engine, mailbox, NOW + RECOUNT - timedelta(minutes=1))
    assert mailbox.listings == 1
    run(engine, mailbox, NOW + RECOUNT)
    assert mailbox.listings == 2


def test_what_was_not_read_to_its_end_is_not_compared(engine: Engine, mailbox: Mailbox) -> None:
    assert count_collection(engine, WORK, mailbox, INBOX, now=NOW) is None


@pytest.mark.parametrize("role", [CollectionRole.JUNK, "skipped"])
def test_what_is_left_out_is_remembered_and_not_counted(
    engine: Engine, mailbox: Mailbox, role: str
) -> None:
    mailbox.add_collection("Spam", CollectionRole.JUNK if role == "junk" else CollectionRole.OTHER)
    sync(engine, mailbox, wanted=lambda name: role == "junk" or name != "Spam")
    with read(engine) as connection:
        position = find_position(connection, 1, "Spam", "mail")
    assert position is not None
    assert (position.role, position.complete, position.last_success_at) == (role, False, None)
    spam = Collection("Spam", CollectionKind.MAIL)
    assert count_collection(engine, WORK, mailbox, spam, now=NOW) is None
    if role == "skipped":
        sync(engine, mailbox)
        with read(engine) as connection:
            position = find_position(connection, 1, "Spam", "mail")
        assert position is not None
        assert (position.role, position.complete) == ("other", True)


@pytest.mark.parametrize(
    "error", [TransientError("It is busy."), AuthError("It refuses."), TransientError("Gone.")]
)
def test_a_host_that_does_not_list_fails_no_reading(
    engine: Engine, mailbox: Mailbox, error: Exception
) -> None:
    mailbox.fill(20)
    mailbox.add_collection("Archive")
    mailbox.error = error
    assert not [one.failed for one in run(engine, mailbox) if one.failed]
    assert mailbox.listings == 1
    assert str(error) in problems(engine)["not-counted"]
    assert days(engine) == {}
    mailbox.error = None
    run(engine, mailbox)
    assert problems(engine) == {}


def test_a_count_that_fails_leaves_the_one_before(engine: Engine, mailbox: Mailbox) -> None:
    mailbox.fill(20)
    run(engine, mailbox)
    mailbox.error = TransientError("It is busy.")
    with pytest.raises(TransientError):
        count(engine, mailbox, NOW + timedelta(days=1))
    assert days(engine) == {"2026-11-20": (1, 1, 0, 0)}


def test_a_folder_that_is_gone_takes_its_count_along(engine: Engine, mailbox: Mailbox) -> None:
    mailbox.add_collection("Old")
    run(engine, mailbox)
    del mailbox._data.folders["Old"]
    sync(engine, mailbox)
    with read(engine) as connection:
        names = set(connection.execute(select(t.tally.c.collection)).scalars())
    assert names == {"INBOX"}


def test_the_rows_are_replaced_and_never_doubled(engine: Engine, mailbox: Mailbox) -> None:
    mailbox.fill(20, 21)
    sync(engine, mailbox)
    count(engine, mailbox)
    with write(engine) as connection:
        connection.execute(delete(t.tally).where(t.tally.c.day == "2026-11-20"))
    count(engine, mailbox)
    assert set(days(engine)) == {"2026-11-20", "2026-11-21"}
