"""Mail of Exchange beyond the contract: folders, order, drafts, moves, lost states, bad items."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import CollectionRole, CursorExpired, PermanentError, TransientError
from connectors.exchange.faults import CLOSED_CODES
from connectors.exchange.mail import ExchangeMail
from connectors.local.pages import PageLimits
from tests.connectors.contract import BAD_MAIL, make_message
from tests.connectors.exchange.settings import settings_for
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from tests.connectors.exchange.server import ExchangeServer

INBOX = "Posteingang"


def mail(server: ExchangeServer, *, accept_empty: bool = False, **changes: Any) -> ExchangeMail:
    settings = settings_for(server, **changes)
    limits = PageLimits(items=100)
    return ExchangeMail("work", settings, accept_empty=accept_empty, limits=limits)


def fill(server: ExchangeServer, count: int, folder: str = "inbox") -> list[str]:
    add = server.world.mailbox.add_message
    return [add(folder, make_message(number)) for number in range(count)]


def fresh(server: ExchangeServer, folder: str = INBOX) -> MailReplica:
    return MailReplica(folder).sync(mail(server))


# ── Folders ──────────────────────────────────────────────────────────────────────────────────────


def test_folders_are_paths_and_what_they_are_for_is_told_by_exchange(
    exchange: ExchangeServer,
) -> None:
    mailbox = exchange.world.mailbox
    clients = mailbox.add_folder("Kunden", "inbox")
    mailbox.add_folder("A/B\tFerrol", clients)
    mailbox.add_folder("Kunden", "inbox")
    found = [(each.name, each.role) for each in mail(exchange).list_collections()]
    assert found[:5] == [
        ("Posteingang", CollectionRole.INBOX),
        ("Gesendete Elemente", CollectionRole.SENT),
        ("Entwürfe", CollectionRole.DRAFTS),
        ("Gelöschte Elemente", CollectionRole.TRASH),
        ("Junk-E-Mail", CollectionRole.JUNK),
    ]
    slash = "\N{DIVISION SLASH}"
    assert [name for name, _ in found[5:]] == [
        "Aufgezeichnete Unterhaltungen",
        "Posteingang/Kunden",
        "Posteingang/Kunden (2)",
        f"Posteingang/Kunden/A{slash}B Ferrol",
    ]


def test_folders_of_other_things_and_what_lies_below_the_outbox_are_no_collections(
    exchange: ExchangeServer,
) -> None:
    mailbox = exchange.world.mailbox
    mailbox.add_folder("Geburtstage", "calendar", "IPF.Appointment")
    mailbox.add_folder("Konflikte", "syncissues")
    mailbox.add_folder("RSS", folder_class="IPF.Note.OutlookHomepage")
    names = {each.name for each in mail(exchange).list_collections()}
    assert "RSS" in names
    assert not any("Konflikte" in name or "Geburtstage" in name for name in names)
    assert not {"Postausgang", "Synchronisierungsprobleme", "Kalender", "Kontakte"} & names


@pytest.mark.parametrize("code", sorted(CLOSED_CODES))
def test_another_mailbox_of_which_only_the_inbox_may_be_seen(
    exchange: ExchangeServer, code: str
) -> None:
    exchange.world.fail("FindFolder", code, times=9)
    names = [each.name for each in mail(exchange).list_collections()]
    assert names[0] == INBOX
    assert len(names) == 5


def test_many_folders_come_in_pages(exchange: ExchangeServer) -> None:
    for number in range(1200):
        exchange.world.mailbox.add_folder(f"Akte {number:04d}", "inbox")
    names = [each.name for each in mail(exchange).list_collections()]
    assert len(names) == 1206
    assert exchange.world.requests["FindFolder"] == 3


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────


def test_the_newest_mail_comes_first_with_what_exchange_tells_of_it(
    exchange: ExchangeServer,
) -> None:
    keys = fill(exchange, 150)
    exchange.world.mailbox.set_categories(keys[-1], "Ferrol", "Dringend")
    exchange.world.mailbox.item(keys[-1]).verb = 102
    replica = MailReplica(INBOX).sync(mail(exchange), stop_after=1)
    assert {each.raw for each in replica.records.values()} == {
        make_message(number) for number in range(50, 150)
    }
    newest = replica.pages[0].upserted[0]
    assert newest.received_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert newest.labels == ("Ferrol", "Dringend")
    assert newest.flags == {"answered"}
    assert (newest.provider_thread_id or "").startswith("AAQk")
    assert (replica.pages[0].done, replica.pages[0].total) == (100, 150)


def test_a_first_sync_is_counted_in_requests(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 1001)
    fresh(exchange)
    assert exchange.world.requests == {
        "401": 1,
        "GetFolder": 1,
        "FindFolder": 1,
        "SyncFolderItems": 3,
        "FindItem": 2,
        "GetItem": 101,
    }
    assert set(exchange.world.bodies) == set(keys)
    assert set(exchange.world.bodies.values()) == {1}


@pytest.mark.slow
def test_a_first_sync_killed_after_every_page_ends_the_same(
    exchange: ExchangeServer,
) -> None:
    fill(exchange, 1001)
    replica = MailReplica(INBOX)
    for _ in range(60):
        replica.sync(mail(exchange), stop_after=1)
        if not replica.pages:
            break
    assert replica.pages == []
    assert (len(replica.records), replica.told) == (1001, 1001)
    assert replica.state() == fresh(exchange).state()


def test_nothing_is_marked_as_read(exchange: ExchangeServer) -> None:
    fill(exchange, 3)
    fresh(exchange)
    assert not any(item.read for item in exchange.world.mailbox.items("inbox"))
    assert not {"UpdateItem", "CreateItem", "DeleteItem", "MoveItem"} & set(exchange.world.requests)


def test_a_read_flag_is_told_without_looking_at_the_message(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 3)
    replica = fresh(exchange)
    looked_at = dict(exchange.world.looked_at)
    exchange.world.mailbox.set_read(keys[0])
    replica.sync(mail(exchange))
    assert replica.records[keys[0]].flags == {"seen"}
    exchange.world.mailbox.set_read(keys[0], read=False)
    replica.sync(mail(exchange))
    assert replica.records[keys[0]].flags == set()
    assert dict(exchange.world.looked_at) == looked_at


def test_another_change_of_a_message_costs_its_row_and_no_body(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 3)
    replica = fresh(exchange)
    exchange.world.mailbox.set_flagged(keys[1])
    connector = mail(exchange)
    replica.sync(connector)
    assert replica.records[keys[1]].flags == {"flagged"}
    assert connector.downloads == 0
    exchange.world.mailbox.set_categories(keys[1], "Ferrol")
    assert replica.sync(mail(exchange)).pages[-1].flag_changes == ()
    assert replica.sync(mail(exchange)).pages == []


def test_a_change_is_not_forgotten_where_the_reading_was_killed(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 3)
    replica = fresh(exchange)
    exchange.world.mailbox.set_flagged(keys[1])
    exchange.world.mailbox.set_read(keys[2])
    replica.sync(mail(exchange), stop_after=1)
    assert replica.records[keys[1]].flags == set()
    replica.sync(mail(exchange))
    assert replica.records[keys[1]].flags == {"flagged"}


def test_a_draft_that_is_written_on_is_read_again(exchange: ExchangeServer) -> None:
    mailbox = exchange.world.mailbox
    key = mailbox.add_message("drafts", b"Subject: a\r\n\r\none\r\n", draft=True)
    replica = fresh(exchange, "Entwürfe")
    item = mailbox.item(key)
    item.raw = b"Subject: a\r\n\r\ntwo\r\n"
    mailbox.touch(item)
    replica.sync(mail(exchange))
    assert replica.bodies() == [b"Subject: a\r\n\r\ntwo\r\n"]
    assert replica.records[key].flags == {"draft"}


def test_a_move_is_gone_here_and_new_there_under_another_id(exchange: ExchangeServer) -> None:
    key, _ = fill(exchange, 2)
    inbox, bin_ = fresh(exchange), fresh(exchange, "Gelöschte Elemente")
    other = exchange.world.mailbox.move(key, "deleteditems")
    inbox.sync(mail(exchange))
    bin_.sync(mail(exchange))
    assert [page.deleted_ids for page in inbox.pages] == [(key,)]
    assert list(bin_.records) == [other]


def test_what_is_no_mail_is_left_alone_and_looked_at_once(exchange: ExchangeServer) -> None:
    add = exchange.world.mailbox.add_message
    add("inbox", make_message(1))
    add("inbox", b"Subject: note\r\n\r\n", item_class="IPM.StickyNote")
    add("inbox", make_message(2), item_class="IPM.Schedule.Meeting.Request")
    add("inbox", make_message(3), item_class="REPORT.IPM.Note.NDR")
    replica = fresh(exchange)
    assert len(replica.records) == 3
    assert replica.listing(mail(exchange)) == sorted(replica.records)
    assert replica.sync(mail(exchange)).pages == []


def test_mail_that_comes_while_a_long_reading_goes_on_is_read_too(
    exchange: ExchangeServer,
) -> None:
    fill(exchange, 250)
    pages = mail(exchange).fetch_changes(INBOX, None)
    next(pages)
    exchange.world.mailbox.add_message("inbox", make_message(999))
    assert sum(len(page.upserted) for page in pages) == 151


def test_what_shifts_a_listing_hides_no_message(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 250)
    exchange.world.page_cap = 60
    pages = mail(exchange, page_size=60).fetch_changes(INBOX, None)
    told: set[str] = set()
    for page in pages:
        told |= {record.provider_id for record in page.upserted}
        if page.upserted:
            for key in keys[-60:]:
                if key in told and key in exchange.world.mailbox.folder("inbox").items:
                    exchange.world.mailbox.delete(key)
    assert told == set(keys)


# ── Lost states ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", ["forgotten", "error in a message", "error without a state"])
def test_a_lost_state_costs_a_listing_and_no_body_that_is_known(
    exchange: ExchangeServer, way: str
) -> None:
    keys = fill(exchange, 250)
    replica = fresh(exchange)
    mailbox = exchange.world.mailbox
    mailbox.delete(keys[3])
    mailbox.set_read(keys[4])
    mailbox.set_flagged(keys[5])
    mailbox.add_message("inbox", make_message(250))
    if way == "forgotten":
        exchange.world.invalidate_sync_states()
    else:
        as_fault = way == "error in a message"
        exchange.world.fail("SyncFolderItems", "ErrorInvalidSyncStateData", as_fault=as_fault)
    connector = mail(exchange)
    replica.sync(connector)
    assert connector.downloads == 1
    assert sum(exchange.world.bodies.values()) == 251
    assert all(page.reset for page in replica.pages)
    assert replica.state() == fresh(exchange).state()
    assert replica.sync(mail(exchange)).pages == []


def test_a_reset_round_that_is_killed_after_every_page_ends_the_same(
    exchange: ExchangeServer,
) -> None:
    keys = fill(exchange, 350)
    replica = fresh(exchange)
    bodies = sum(exchange.world.bodies.values())
    exchange.world.mailbox.delete(keys[3])
    exchange.world.mailbox.set_flagged(keys[9])
    exchange.world.page_cap = 100
    exchange.world.invalidate_sync_states()
    for turn in range(1, 14):
        replica.sync(mail(exchange), stop_after=turn)
    replica.sync(mail(exchange))
    assert sum(exchange.world.bodies.values()) == bodies
    assert replica.state() == fresh(exchange).state()
    assert replica.sync(mail(exchange)).pages == []


def test_a_server_that_never_says_that_a_list_is_whole_is_believed(
    exchange: ExchangeServer,
) -> None:
    keys = fill(exchange, 30)
    replica = fresh(exchange)
    for stuck in (1, 2, 3, 5, 100_000):
        exchange.world.stuck_states = stuck
        before = exchange.world.requests["SyncFolderItems"]
        assert replica.sync(mail(exchange)).pages == []
        assert exchange.world.requests["SyncFolderItems"] - before <= 3
        assert set(replica.records) == set(keys)
    assert replica.listing(mail(exchange)) == sorted(keys)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_list_that_gets_stuck_half_way_is_no_whole_one(
    exchange: ExchangeServer, is_first: bool
) -> None:
    keys = fill(exchange, 30)
    replica = MailReplica(INBOX) if is_first else fresh(exchange)
    exchange.world.invalidate_sync_states()
    exchange.world.page_cap = 20
    exchange.world.stuck_states = 100_000
    for _ in range(2):
        with pytest.raises(TransientError, match="does not name all"):
            replica.sync(mail(exchange))
    assert len(replica.records) == (20 if is_first else 30)
    assert replica.listing(mail(exchange)) == sorted(keys)
    exchange.world.stuck_states = 0
    replica.sync(mail(exchange))
    assert set(replica.records) == set(keys)
    assert set(exchange.world.bodies.values()) == {1}


def test_a_list_that_was_stuck_for_a_moment_is_followed_to_its_end(
    exchange: ExchangeServer,
) -> None:
    keys = fill(exchange, 30)
    exchange.world.page_cap = 10
    exchange.world.stuck_states = 5
    replica = fresh(exchange)
    assert set(replica.records) == set(keys)
    assert replica.sync(mail(exchange)).pages == []


def test_what_goes_between_two_lost_states_is_told(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 30)
    replica = fresh(exchange)
    exchange.world.page_cap = 10
    exchange.world.invalidate_sync_states()
    replica.sync(mail(exchange), stop_after=3)
    for key in keys[:5]:
        exchange.world.mailbox.delete(key)
    exchange.world.invalidate_sync_states()
    replica.sync(mail(exchange))
    assert set(replica.records) == set(keys[5:])


def test_a_message_that_failed_and_is_gone_now_stops_nothing(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 3)
    exchange.world.fail("GetItem", "ErrorItemCorrupt", item=keys[1])
    replica = fresh(exchange)
    exchange.world.mailbox.delete(keys[1])
    replica.sync(mail(exchange))
    assert set(replica.records) == {keys[0], keys[2]}


def renumber(server: ExchangeServer, folder: str = "inbox") -> None:
    """The mailbox went to another database: all ids are others, and no state is known."""
    mailbox = server.world.mailbox
    for key in list(mailbox.folder(folder).items):
        mailbox.move(mailbox.move(key, "drafts"), folder)
    server.world.invalidate_sync_states()


def test_ids_that_were_given_anew_cost_no_body_that_is_known(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 120)
    replica = fresh(exchange)
    before = set(replica.records)
    exchange.world.mailbox.set_flagged(keys[7])
    renumber(exchange)
    exchange.world.mailbox.add_message("inbox", make_message(500))
    connector = mail(exchange)
    replica.sync(connector)
    assert connector.downloads == 1
    assert len(before & set(replica.records)) == 120
    assert replica.records[keys[7]].flags == {"flagged"}
    assert replica.state() == fresh(exchange).state()
    assert replica.listing(mail(exchange)) == sorted(replica.records)


def test_messages_keep_their_names_after_ids_were_given_anew(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 3)
    replica = fresh(exchange)
    renumber(exchange)
    replica.sync(mail(exchange))
    renumber(exchange)
    replica.sync(mail(exchange))
    items = list(exchange.world.mailbox.folder("inbox").items)
    exchange.world.mailbox.set_read(items[0])
    exchange.world.mailbox.set_flagged(items[1])
    exchange.world.mailbox.delete(items[2])
    connector = mail(exchange)
    replica.sync(connector)
    assert {name: record.flags for name, record in replica.records.items()} == {
        keys[0]: {"seen"},
        keys[1]: {"flagged"},
    }
    assert connector.downloads == 0


def test_bad_mail_without_ids_is_read_again_when_ids_are_given_anew(
    exchange: ExchangeServer,
) -> None:
    for raw in [*BAD_MAIL.values(), *BAD_MAIL.values()]:
        exchange.world.mailbox.add_message("inbox", raw)
    replica = fresh(exchange)
    renumber(exchange)
    replica.sync(mail(exchange))
    assert replica.state() == fresh(exchange).state()


def test_a_folder_that_goes_after_it_was_listed_is_said_to_be_gone(
    exchange: ExchangeServer,
) -> None:
    exchange.world.mailbox.add_folder("Ferrol")
    fill(exchange, 3, "Ferrol")
    connector = mail(exchange)
    connector.list_collections()
    replica = MailReplica("Ferrol").sync(connector)
    exchange.world.mailbox.delete_folder("Ferrol")
    with pytest.raises(PermanentError, match=r"no 'Ferrol'.*any more.*Nothing stored was deleted"):
        replica.sync(connector)
    assert len(replica.records) == 3


def test_a_folder_that_is_another_under_the_same_name_is_compared(
    exchange: ExchangeServer,
) -> None:
    mailbox = exchange.world.mailbox
    mailbox.add_folder("Ferrol")
    fill(exchange, 20, "Ferrol")
    replica = fresh(exchange, "Ferrol")
    raws = [item.raw for item in mailbox.items("Ferrol")]
    mailbox.delete_folder("Ferrol")
    mailbox.add_folder("Ferrol")
    for raw in raws[5:]:
        mailbox.add_message("Ferrol", raw)
    replica.sync(mail(exchange))
    assert replica.bodies() == sorted(raws[5:])


def test_a_folder_that_is_suddenly_empty_after_a_lost_state_is_an_alarm(
    exchange: ExchangeServer,
) -> None:
    keys = fill(exchange, 3)
    replica = fresh(exchange)
    for key in keys:
        exchange.world.mailbox.delete(key)
    exchange.world.invalidate_sync_states()
    for _ in range(2):
        with pytest.raises(PermanentError, match="0 of 3"):
            replica.sync(mail(exchange))
    assert len(replica.records) == 3
    replica.sync(mail(exchange, accept_empty=True))
    assert replica.records == {}


def test_a_cursor_of_another_kind_is_said_to_be_lost(exchange: ExchangeServer) -> None:
    fill(exchange, 1)
    with pytest.raises(CursorExpired):
        list(mail(exchange).fetch_changes(INBOX, '{"v": 1, "k": "imap"}'))


# ── Bad items ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "code",
    [
        "ErrorItemCorrupt",
        "ErrorMimeContentInvalid",
        "ErrorMimeContentConversionFailed",
        "ErrorCorruptData",
        "ErrorAccessDenied",
        "ErrorInternalServerError",
        "ErrorNobodyKnowsThis",
    ],
)
def test_one_bad_message_of_a_batch_is_a_problem_and_asked_for_again(
    exchange: ExchangeServer, code: str
) -> None:
    keys = fill(exchange, 25)
    exchange.world.fail("GetItem", code, item=keys[13], times=2)
    replica = fresh(exchange)
    assert len(replica.records) == 24
    assert [(each.kind, each.key) for each in replica.problems] == [("unreadable", keys[13])]
    replica.problems.clear()
    replica.sync(mail(exchange))
    assert replica.kinds() == ["unreadable"]
    replica.sync(mail(exchange))
    assert len(replica.records) == 25
    assert replica.sync(mail(exchange)).pages == []
    if code == "ErrorNobodyKnowsThis":
        exchange.violations.clear()  # it is none of the schema


def test_a_message_that_was_deleted_meanwhile_is_no_problem(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 25)
    exchange.world.fail("GetItem", "ErrorItemNotFound", item=keys[13])
    replica = fresh(exchange)
    assert len(replica.records) == 24
    assert replica.problems == []


def test_a_batch_that_is_busy_with_one_message_is_asked_for_again(
    exchange: ExchangeServer,
) -> None:
    keys = fill(exchange, 25)
    exchange.world.fail("GetItem", "ErrorServerBusy", item=keys[13], back_off_ms=3000)
    waits: list[float] = []
    replica = MailReplica(INBOX).sync(mail(exchange, waits=waits))
    assert (len(replica.records), waits) == (25, [3.0])


# ── Sizes ────────────────────────────────────────────────────────────────────────────────────────


def big(number: int, megabytes: int) -> bytes:
    return make_message(number, ("y" * 998 + "\r\n") * (megabytes * 1000))


def test_a_message_over_the_limit_is_not_asked_for(exchange: ExchangeServer) -> None:
    key = exchange.world.mailbox.add_message("inbox", big(1, 30))
    replica = fresh(exchange)
    record = replica.records[key]
    assert record.truncated
    assert record.size > 29_000_000
    assert record.raw == make_message(1).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert replica.kinds() == ["too-large"]
    assert exchange.world.bodies == {}


def test_large_messages_come_in_small_batches(exchange: ExchangeServer) -> None:
    for number in range(6):
        exchange.world.mailbox.add_message("inbox", big(number, 3))
    assert len(fresh(exchange).records) == 6
    assert exchange.world.requests["GetItem"] == 3


def test_sizes_that_are_told_too_small_cost_no_other_message(
    exchange: ExchangeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, megabytes in enumerate((0, 40, 0)):
        exchange.world.mailbox.add_message("inbox", big(number, megabytes))
    monkeypatch.setattr("connectors.exchange.items._number", lambda _: 1000)
    replica = fresh(exchange)
    assert sorted(record.truncated for record in replica.records.values()) == [False, False, True]
    assert replica.kinds() == ["too-large"]


def test_without_bodies_only_headers_are_fetched(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 12)
    connector = mail(exchange, full_bodies=False)
    replica = MailReplica(INBOX).sync(connector)
    record = replica.records[keys[4]]
    assert message_from_bytes(record.raw)["Message-ID"] == "<m4@ferrol.example>"
    assert record.raw.endswith(b"\r\n\r\n")
    assert (record.truncated, record.problems) == (True, ())
    assert record.size == len(make_message(4))
    assert exchange.world.bodies == {}


# ── Counting ─────────────────────────────────────────────────────────────────────────────────────


def test_a_listing_names_the_arrival_and_is_not_shifted(exchange: ExchangeServer) -> None:
    keys = fill(exchange, 100)
    exchange.world.page_cap = 40
    exchange.world.sync_order = "newest"
    listed = {each.provider_id: each.at for each in mail(exchange).list_items(INBOX, None)}
    assert set(listed) == set(keys)
    assert listed[keys[0]] == datetime(2026, 3, 2, 6, 1, tzinfo=UTC)
    assert exchange.world.requests["SyncFolderItems"] == 3


# ── Imports ──────────────────────────────────────────────────────────────────────────────────────

LARGE = ("exchangelib", "requests", "requests_ntlm", "spnego", "cryptography", "httpx", "lxml")


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("connectors.exchange", set()),
        ("connectors.exchange.settings", set()),
        ("connectors.exchange.mail", {"lxml"}),
    ],
)
def test_importing_loads_nothing_heavy(module: str, allowed: set[str]) -> None:
    program = f"import sys, {module}; print(*(set({LARGE!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert set(done.stdout.split()) <= allowed
