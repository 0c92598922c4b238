"""What other programs and the host itself do to a mailbox between two syncs, on a real Dovecot."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from connectors.base import CursorExpired, PermanentError
from connectors.imap.rounds import BELIEVED_EMPTY
from connectors.limits import MAX_HEADER_BYTES
from connectors.local.pages import PageLimits
from tests.connectors.contract import PAGE_ITEMS, make_message
from tests.connectors.dovecot import CONDSTORE, FULL, PLAIN
from tests.connectors.imap.conftest import Mailbox
from tests.connectors.imap.proxy import Wire
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from tests.connectors.dovecot import Dovecot

KINDS = pytest.mark.parametrize("address", [FULL, CONDSTORE, PLAIN])


def messages(*numbers: int) -> list[bytes]:
    return [make_message(number) for number in numbers]


def fresh(mailbox: Mailbox, folder: str = "INBOX") -> MailReplica:
    return MailReplica(folder).sync(mailbox.mail())


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def test_the_newest_mail_comes_first(mailbox: Mailbox) -> None:
    mailbox.add(messages(*range(250)))
    replica = MailReplica("INBOX").sync(mailbox.mail())
    read = [record.raw for page in replica.pages for record in page.upserted]
    assert read == list(reversed(messages(*range(250))))


def test_reading_leaves_no_trace(mailbox: Mailbox) -> None:
    mailbox.add(messages(1, 2))
    fresh(mailbox)
    client = mailbox.other()
    told = client.select_folder("INBOX")
    assert told[b"RECENT"] == 2
    assert client.search("UNSEEN") == [1, 2]
    client.logout()


def test_flags_and_arrival_are_those_of_the_host(mailbox: Mailbox) -> None:
    mailbox.add(messages(1), flags=["\\Seen", "\\Answered", "$Forwarded", "Work"])
    (record,) = fresh(mailbox).records.values()
    assert record.flags == {"seen", "answered", "passed"}
    assert record.received_at is not None
    assert record.received_at.utcoffset() is not None


def test_a_batch_is_bounded_in_bytes(mailbox: Mailbox) -> None:
    mailbox.add([make_message(number, "y" * 30_000) for number in range(20)])
    replica = MailReplica("INBOX").sync(mailbox.mail(limits=PageLimits(octets=100_000)))
    assert max(sum(record.size for record in page.upserted) for page in replica.pages) <= 100_000
    assert len(replica.records) == 20


def test_of_a_message_that_is_too_large_only_the_header_passes(mailbox: Mailbox) -> None:
    mailbox.add([make_message(1, ("y" * 998 + "\r\n") * 26_000)])
    with Wire(FULL, mailbox.host.port) as wire:
        replica = MailReplica("INBOX").sync(mailbox.mail(port=wire.port))
    assert wire.octets < MAX_HEADER_BYTES
    (record,) = replica.records.values()
    assert record.truncated
    assert record.raw.endswith(b"\r\n\r\n")
    assert record.size > 25_000_000


def test_without_bodies_only_headers_pass(mailbox: Mailbox) -> None:
    mailbox.add([make_message(1, "a secret of a client")])
    with Wire(FULL, mailbox.host.port) as wire:
        connector = mailbox.mail(port=wire.port, full_bodies=False)
        (record,) = MailReplica("INBOX").sync(connector).records.values()
        assert wire.commands(rb"BODY\.PEEK\[\]") == 0
    assert record.truncated
    assert record.problems == ()
    assert b"secret" not in record.raw
    assert b"Message-ID" in record.raw


# ── changes ──────────────────────────────────────────────────────────────────────────────────


@KINDS
def test_an_unchanged_folder_costs_one_question(dovecot: Dovecot, address: str) -> None:
    mailbox = Mailbox(dovecot, address)
    mailbox.add(messages(*range(20)))
    replica = fresh(mailbox)
    with Wire(address, dovecot.port) as wire:
        replica.sync(mailbox.mail(port=wire.port, host=FULL))
        asked = wire.commands(rb"UID (?:FETCH|SEARCH)")
    assert replica.pages == []
    assert asked == (1 if address == PLAIN else 0)


def test_with_qresync_a_change_costs_no_listing(mailbox: Mailbox) -> None:
    uids = mailbox.add(messages(*range(20)))
    replica = fresh(mailbox)
    mailbox.delete(uids[3:5])
    mailbox.flag(uids[7])
    mailbox.add(messages(30))
    with Wire(FULL, mailbox.host.port) as wire:
        replica.sync(mailbox.mail(port=wire.port))
        assert wire.commands(rb"UID SEARCH") == 0
        assert wire.bodies == 1
    assert len(replica.records) == 19


@KINDS
def test_a_flag_that_is_taken_away_again_is_told(dovecot: Dovecot, address: str) -> None:
    mailbox = Mailbox(dovecot, address)
    (uid,) = mailbox.add(messages(1), flags=["\\Seen"])
    replica = fresh(mailbox)
    client = mailbox.other()
    client.select_folder("INBOX")
    client.remove_flags([uid], ["\\Seen"])
    client.logout()
    replica.sync(mailbox.mail())
    assert [record.flags for record in replica.records.values()] == [frozenset()]


@KINDS
def test_a_message_that_moved_leaves_one_folder_and_enters_another(
    dovecot: Dovecot, address: str
) -> None:
    mailbox = Mailbox(dovecot, address)
    uids = mailbox.add(messages(1, 2))
    inbox, sent = fresh(mailbox), fresh(mailbox, "Gesendet")
    client = mailbox.other()
    client.select_folder("INBOX")
    client.move([uids[0]], "Gesendet")
    client.logout()
    connector = mailbox.mail()
    assert len(inbox.sync(connector).records) == 1
    assert len(sent.sync(connector).records) == 1


@KINDS
def test_what_a_host_did_at_random_ends_in_the_state_of_a_fresh_sync(
    dovecot: Dovecot, address: str
) -> None:
    mailbox, chance = Mailbox(dovecot, address), random.Random(7)
    replica, number = MailReplica("INBOX"), 0
    uids: list[int] = []
    for _ in range(8):
        count = chance.randint(0, 40)
        if count:
            uids += mailbox.add(messages(*range(number, number + count)))
            number += count
        for uid in chance.sample(uids, min(len(uids), chance.randint(0, 6))):
            mailbox.flag(uid, chance.choice(["\\Seen", "\\Flagged", "\\Answered"]))
        gone = chance.sample(uids, min(len(uids), chance.randint(0, 9)))
        if gone:
            mailbox.delete(gone)
        uids = [uid for uid in uids if uid not in gone]
        limits = PageLimits(items=7, ids=3)
        replica.sync(mailbox.mail(limits=limits), stop_after=chance.randint(1, 4))
    replica.sync(mailbox.mail())
    assert replica.state() == fresh(mailbox).state()


def test_the_extensions_of_a_host_may_come_and_go(mailbox: Mailbox) -> None:
    uids = mailbox.add(messages(*range(9)))
    replica = MailReplica("INBOX")
    for address, uid in zip((PLAIN, FULL, CONDSTORE, FULL, PLAIN), uids, strict=False):
        replica.sync(mailbox.mail(host=address))
        mailbox.delete([uid])
        mailbox.flag(uids[-1], "\\Seen" if uid % 2 else "\\Flagged")
    replica.sync(mailbox.mail())
    assert replica.state() == fresh(mailbox).state()


# ── emptiness ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [CONDSTORE, PLAIN])
def test_a_large_folder_that_is_suddenly_empty_loses_nothing_unasked(
    dovecot: Dovecot, address: str
) -> None:
    mailbox, count = Mailbox(dovecot, address), BELIEVED_EMPTY + 1
    uids = mailbox.add(messages(*range(count)))
    replica = fresh(mailbox)
    mailbox.delete(uids)
    with pytest.raises(PermanentError, match=f"0 of {count}"):
        replica.sync(mailbox.mail())
    assert len(replica.records) == count
    assert replica.sync(mailbox.mail(accept_empty=True)).records == {}


def test_a_large_folder_whose_messages_are_all_named_as_gone_is_empty(mailbox: Mailbox) -> None:
    uids = mailbox.add(messages(*range(BELIEVED_EMPTY + 1)))
    replica = fresh(mailbox)
    mailbox.delete(uids)
    assert replica.sync(mailbox.mail()).records == {}


def test_a_folder_that_was_made_anew_and_is_empty_loses_nothing(mailbox: Mailbox) -> None:
    mailbox.add(messages(1, 2, 3))
    replica = fresh(mailbox)
    for part in ("cur", "new"):
        for path in (mailbox.host.maildir(mailbox.user) / part).iterdir():
            path.unlink()
    mailbox.host.renumber(mailbox.user)
    with pytest.raises(PermanentError, match="0 of 3"):
        replica.sync(mailbox.mail())
    assert len(replica.records) == 3


# ── lost positions ───────────────────────────────────────────────────────────────────────────


def test_when_all_uids_are_new_known_bodies_are_not_fetched_again(dovecot: Dovecot) -> None:
    mailboxes = [Mailbox(dovecot, address) for address in (FULL, CONDSTORE, PLAIN)]
    replicas = []
    for mailbox in mailboxes:
        uids = mailbox.add(messages(*range(250)))
        replicas.append(fresh(mailbox))
        mailbox.delete(uids[3:5])
        mailbox.flag(uids[100])
        mailbox.add(messages(*range(250, 260)))
    for mailbox in mailboxes:
        for path in mailbox.host.maildir(mailbox.user).rglob("dovecot*"):
            path.unlink()
    dovecot.renumber(mailboxes[0].user)
    for mailbox, replica in zip(mailboxes, replicas, strict=True):
        before = set(replica.records)
        with Wire(mailbox.address, dovecot.port) as wire:
            replica.sync(mailbox.mail(port=wire.port, host=FULL))
            assert wire.bodies == 10
        assert replica.state() == fresh(mailbox).state()
        assert len(before & set(replica.records)) == 248
        assert replica.sync(mailbox.mail()).pages == []


def test_a_round_after_new_uids_may_be_killed_again_and_again(mailbox: Mailbox) -> None:
    uids = mailbox.add(messages(*range(240)))
    replica = fresh(mailbox)
    mailbox.delete(uids[5:9])
    mailbox.add(messages(*range(240, 260)))
    mailbox.host.renumber(mailbox.user)
    connector = mailbox.mail(limits=PageLimits(items=7, ids=50))
    for _ in range(11):
        replica.sync(connector, stop_after=1)
    replica.sync(connector)
    assert replica.state() == fresh(mailbox).state()
    assert connector.downloads == 20


def test_new_uids_in_the_middle_of_a_first_sync_repeat_nothing(mailbox: Mailbox) -> None:
    mailbox.add(messages(*range(250)))
    replica = MailReplica("INBOX").sync(mailbox.mail(), stop_after=1)
    mailbox.host.renumber(mailbox.user)
    replica.sync(mailbox.mail())
    assert replica.told == 250
    assert replica.state() == fresh(mailbox).state()


def test_twins_and_mail_without_an_id_survive_new_uids(mailbox: Mailbox) -> None:
    mailbox.add([*messages(1, 1, 1), b"Subject: no id\r\n\r\nHello\r\n"])
    replica = fresh(mailbox)
    mailbox.host.renumber(mailbox.user)
    replica.sync(mailbox.mail())
    assert len(replica.records) == 4
    assert replica.state() == fresh(mailbox).state()


def test_a_position_that_nobody_can_read_is_a_lost_one(mailbox: Mailbox) -> None:
    mailbox.add(messages(1))
    with pytest.raises(CursorExpired):
        list(mailbox.mail().fetch_changes("INBOX", "nonsense"))


def test_after_a_lost_position_ids_are_what_they_were(mailbox: Mailbox) -> None:
    mailbox.add(messages(*range(5)))
    replica = fresh(mailbox)
    names = set(replica.records)
    replica.cursor = "nonsense"
    replica.sync(mailbox.mail())
    assert set(replica.records) == names


# ── kills ────────────────────────────────────────────────────────────────────────────────────


def test_a_first_sync_killed_at_random_fetches_at_most_one_batch_twice_for_each_kill(
    mailbox: Mailbox,
) -> None:
    count, chance = 1500, random.Random(3)
    mailbox.add(messages(*range(count)))
    replica, kills = MailReplica("INBOX"), 0
    with Wire(FULL, mailbox.host.port) as wire:
        while kills < 20:
            pages = mailbox.mail(port=wire.port).fetch_changes("INBOX", replica.cursor)
            for _ in range(chance.randint(0, 1)):
                page = next(pages, None)
                if page is not None:
                    replica._apply(page)
            next(pages, None)  # fetched, and killed before it is stored
            del pages
            kills += 1
        replica.sync(mailbox.mail(port=wire.port))
        assert wire.bodies <= count + kills * PAGE_ITEMS
    assert replica.told == count
    assert replica.state() == fresh(mailbox).state()
