"""What is remembered of a folder, and the pure parts beside it."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient.response_parser import parse_response

from connectors.imap.answers import UidSet, _read_row, _read_usual, join_uids, read_rows
from connectors.imap.cursor import (
    CursorUnreadable,
    Position,
    Told,
    flags_of,
    letters,
    parse_position,
)
from connectors.imap.marks import mark_of
from tests.connectors.contract import make_message


def same(position: Position) -> Position:
    return parse_position(position.cursor())


def test_a_position_is_read_as_it_was_written() -> None:
    position = Position(7, 12, reset=True, lost={"6.3": Told("m", "s")})
    position.add({1: Told("a", "s"), 2: Told("", ""), 3: Told("c", "af", "6.9")})
    position.add({2: Told("", "d")}, gone=[1])
    read = same(position)
    assert (read.validity, read.modseq, read.reset) == (7, 12, True)
    assert read.told == {2: Told("", "d"), 3: Told("c", "af", "6.9")}
    assert read.lost == {"6.3": Told("m", "s")}
    assert read.provider_id(3) == "6.9"
    assert read.provider_id(2) == "7.2"


def test_many_pages_become_one_whole_when_a_round_ends() -> None:
    position = Position(7, None)
    for uid in range(1, 100):
        position.add({uid: Told(f"mark{uid}")})
    before = len(position.cursor())
    position.finish()
    assert len(position.cursor()) < before / 2
    assert same(position).told == position.told


@pytest.mark.parametrize("damage", ["", "nonsense", "{}", "[]", '{"v": 0}', "null", "7"])
def test_what_nobody_wrote_is_a_lost_position(damage: str) -> None:
    with pytest.raises(CursorUnreadable):
        parse_position(damage)


def test_a_damaged_position_is_a_lost_one() -> None:
    position = Position(7, 12)
    position.add({uid: Told(f"mark{uid}") for uid in range(1, 50)})
    cursor, chance = position.cursor(), random.Random(1)
    for _ in range(200):
        at = chance.randrange(len(cursor))
        damaged = cursor[:at] + chance.choice("x0{ \\") + cursor[at + 1 :]
        try:
            parse_position(damaged)
        except CursorUnreadable:
            continue


def test_a_hundred_thousand_messages_fit_into_a_row() -> None:
    position = Position(1_795_343_033, 99_999)
    for start in range(0, 100_000, 500):
        uids = range(start + 1, start + 501)
        position.add({uid: Told(mark_of(make_message(uid), uid), "s") for uid in uids})
    position.finish()
    began = time.perf_counter()
    cursor = position.cursor()
    read = parse_position(cursor)
    assert time.perf_counter() - began < 5  # 0.2 s on two idle cores
    assert len(read.told) == 100_000
    assert len(cursor) < 2_500_000


def test_ids_that_were_given_before_are_not_given_to_another_message() -> None:
    first = Position(1)
    first.add({7: Told("a"), 9: Told("b")})
    second = first.restart(2, None)
    second.add({1: Told("a", "", second.alias_for(1, "1.7"))})
    back = second.restart(1, None)
    back.add({9: Told("a", "", back.alias_for(9, "1.7"))})
    back.add({7: Told("new", "", back.alias_for(7))})
    assert [back.provider_id(uid) for uid in (9, 7)] == ["1.7", "1.7+"]


@given(st.sets(st.integers(1, 2**32 - 1)))
def test_uids_are_written_as_hosts_read_them(uids: set[int]) -> None:
    if not uids:
        return
    words = UidSet(join_uids(uids).encode())
    assert all(uid in words for uid in uids)
    assert all((uid + 1 in words) == (uid + 1 in uids) for uid in uids)


def test_ranges_are_joined() -> None:
    assert join_uids([5, 1, 2, 3, 9]) == "1:3,5,9"


def test_a_range_of_four_billion_costs_nothing() -> None:
    gone = UidSet(b"(EARLIER) 1:4294967295,7,3:5")
    assert 3_000_000_000 in gone
    assert 7 in gone


@given(
    st.frozensets(st.sampled_from(["seen", "answered", "flagged", "deleted", "draft", "passed"]))
)
def test_flags_are_remembered(flags: frozenset[str]) -> None:
    assert flags_of(letters(flags)) == flags


def test_a_message_is_known_by_its_id_and_size() -> None:
    raw = make_message(1)
    assert mark_of(raw, 100) == mark_of(b"MESSAGE-ID:\r\n <m1@ferrol.example>\r\n\r\n", 100)
    assert mark_of(raw, 100) != mark_of(raw, 101)
    assert mark_of(raw, 100) != mark_of(make_message(2), 100)
    assert mark_of(b"Subject: none\r\n\r\nMessage-ID: <in@the.body>\r\n", 100) == ""


def test_rows_come_as_hosts_write_them() -> None:
    rows = read_rows(
        [
            (b'1 (UID 10 INTERNALDATE " 5-Mar-2026 09:00:00 +0100" BODY[] {5}', b"a(b)c"),
            b" FLAGS (\\SEEN $Junk 7))",
            b"2 (FLAGS (\\Deleted))",
            b'3 (UID 30 BODY[] "" RFC822.SIZE 0 INTERNALDATE "never")',
            b"4 (UID 40 BODY[] NIL MODSEQ (12))",
        ]
    )
    assert [row.uid for row in rows] == [10, 30, 40]
    assert rows[0].text == b"a(b)c"
    assert rows[0].flags == frozenset({"seen"})
    assert rows[0].received_at is not None
    assert rows[0].received_at.isoformat() == "2026-03-05T08:00:00+00:00"
    assert (rows[1].text, rows[1].received_at, rows[1].flags) == (b"", None, None)
    assert rows[2].text == b""


@pytest.mark.parametrize(
    "line",
    [
        b'7 (UID 70 FLAGS (\\Seen $Junk) INTERNALDATE " 5-Mar-2026 09:00:00 +0100" RFC822.SIZE 42)',
        b'7 (RFC822.SIZE 42 FLAGS (\\Seen) UID 70 INTERNALDATE " 5-Mar-2026 09:00:00 +0100")',
        b'7 (MODSEQ (9) UID 70 RFC822.SIZE 42 INTERNALDATE "05-Mar-2026 08:00:00 +0000" FLAGS (\\SEEN))',
        b"7 (UID 70 FLAGS ())",
        b"7 (UID 0 FLAGS ())",
        b"7 (FLAGS (\\Seen))",
    ],
)
def test_the_quick_way_reads_what_the_parser_reads(line: bytes) -> None:
    usual, rest = _read_usual([line])
    parsed = _read_row(parse_response([line])[1])
    assert (usual, rest) == ([parsed], [])


@pytest.mark.parametrize("line", [b"1", b"1 (UID)", b"1 (UID x)", b"1 ((((", b"1 5", b"x (UID 1)"])
def test_rows_that_are_not_imap_are_refused(line: bytes) -> None:
    from imapclient.exceptions import ProtocolError

    try:
        rows = read_rows([line])
    except (ValueError, ProtocolError):
        return
    assert [row.uid for row in rows] in ([], [1])
