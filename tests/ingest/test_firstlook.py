"""A first look at a mailbox: whose it is, and who is written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.ingest.firstlook import FirstLook, guess_owner, look_at, propose_clients
from assistant.ingest.records import WhoConfig
from connectors.base import MailRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

ANN = "Ann Arden <ann@firm.example>"
HOME = "Ann Arden <ann.arden@gmail.com>"
BOB = "Bob Brandt <bob@client.example>"
CAT = "Cat Calder <cat@other.example>"
CONFIG = WhoConfig(("ann@firm.example",), frozenset({"firm.example"}))


def record(
    number: int,
    sender: str,
    to: str,
    *,
    collection: str = "INBOX",
    more: str = "",
    flags: frozenset[str] = frozenset(),
    labels: tuple[str, ...] = (),
) -> MailRecord:
    raw = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: Harbour\r\nMessage-ID: <{number}@x.example>\r\n"
        f"Date: Wed, {number % 28 + 1:02} Nov 2026 10:00:00 +0100\r\n{more}\r\nHello,\r\n"
    ).encode()
    return MailRecord(str(number), collection, raw, len(raw), flags=flags, labels=labels)


def mailbox() -> list[MailRecord]:
    """Ann's: Bob writes often and is answered, Cat wrote once, a list and a machine write most."""
    records = [record(n, BOB, ANN) for n in range(6)]
    records += [record(10 + n, ANN, BOB, collection="Sent") for n in range(4)]
    records += [record(20, CAT, ANN)]
    listed = "List-Id: <news.big.example>\r\n"
    records += [
        record(30 + n, "news@big.example", "all@big.example", more=listed) for n in range(9)
    ]
    records += [record(50 + n, "no-reply@shop.example", ANN) for n in range(9)]
    return records


def test_people_domains_and_times_of_a_sample() -> None:
    look = look_at(mailbox())
    assert look.count == 29
    assert [(one.key, one.count) for one in look.senders[:2]] == [
        ("bob@client.example", 6), ("ann@firm.example", 4),
    ]  # fmt: skip
    assert look.recipients[0].name == "Ann Arden"
    assert [one.key for one in look.domains] == ["firm.example", "client.example", "other.example"]
    assert look.oldest is not None
    assert look.newest is not None
    assert look.oldest < look.newest


def test_the_owner_is_in_most_mails_on_one_side_or_the_other() -> None:
    (owner,) = guess_owner(look_at(mailbox()))
    assert (owner.name, owner.address) == ("Ann Arden", "ann@firm.example")


def test_the_owner_of_an_inbox_alone_is_who_it_arrives_for() -> None:
    delivered = "Delivered-To: ann@firm.example\r\n"
    records = [record(n, BOB, "team@firm.example", more=delivered) for n in range(5)]
    assert guess_owner(look_at(records))[0].address == "ann@firm.example"


def test_a_second_address_of_the_same_name_is_proposed_too() -> None:
    records = mailbox() + [record(70 + n, BOB, HOME) for n in range(3)]
    assert [one.address for one in guess_owner(look_at(records))] == [
        "ann@firm.example", "ann.arden@gmail.com",
    ]  # fmt: skip


def test_nobody_is_proposed_for_an_empty_mailbox() -> None:
    look = look_at([])
    assert look == FirstLook()
    assert guess_owner(look) == ()
    assert propose_clients(look, CONFIG) == ()


def test_clients_are_proposed_by_what_is_written_both_ways() -> None:
    proposals = propose_clients(look_at(mailbox()), CONFIG)
    assert [(one.client.slug, one.written, one.received) for one in proposals] == [
        ("client.example", 4, 6),
        ("other.example", 0, 1),
    ]
    assert proposals[0].client.name == "Client"


def test_a_free_mail_correspondent_stands_alone() -> None:
    dan, eve = "Dan Dorn <dan.dorn@gmail.com>", "Eve Esch <eve.esch@gmail.com>"
    records = [record(1, dan, ANN), record(2, eve, ANN), record(3, ANN, dan)]
    proposals = propose_clients(look_at(records), CONFIG)
    assert [(one.client.addresses, one.written, one.received) for one in proposals] == [
        (("dan.dorn@gmail.com",), 1, 1),
        (("eve.esch@gmail.com",), 0, 1),
    ]


@pytest.mark.parametrize(
    "passed_over",
    [
        record(1, ANN, BOB, flags=frozenset({"draft"})),
        record(1, ANN, BOB, collection="Drafts"),
        record(1, BOB, ANN, collection="Mail/Junk"),
        record(1, BOB, ANN, labels=("Spam",)),
        record(1, ANN, BOB, more="X-Unsent: 1\r\n"),
    ],
)
def test_drafts_and_spam_are_passed_over(passed_over: MailRecord) -> None:
    assert look_at([passed_over]).count == 0


def endless() -> Iterator[MailRecord]:
    number = 0
    while True:
        number += 1
        yield record(number, BOB, ANN)


def test_a_large_mailbox_is_looked_at_in_part() -> None:
    assert look_at(endless(), limit=20, seconds=60).count == 20


def test_a_slow_mailbox_is_looked_at_for_as_long_as_was_said() -> None:
    ticks = iter(range(100))
    assert look_at(endless(), seconds=5, clock=lambda: float(next(ticks))).count == 5


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 5000,
        b"From: \xff\xfe <a@\x1b[2J.example>\n\n",
        b"To: " + b"x@y.example, " * 100_000 + b"\n\n",
        b"Delivered-To: " + b"a@b" * 10_000 + b"\nFrom: a@b.example\n\n",
    ],
    ids=["empty", "nul", "controls", "wide", "long"],
)
@pytest.mark.timeout(20)
def test_any_bytes_are_looked_at(raw: bytes) -> None:
    look = look_at([MailRecord("1", "INBOX", raw, len(raw))])
    assert look.count == 1
    assert all(one.address.isprintable() for one in guess_owner(look))
