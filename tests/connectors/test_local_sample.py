"""A few messages from all over a mailbox of files."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.local.mbox import find_separator, scan_mbox
from connectors.local.sample import sample_mail, spread
from tests.connectors.contract import make_message
from tests.connectors.test_local_contract import mbox_bytes

if TYPE_CHECKING:
    from pathlib import Path


def numbers(paths: list[Path], count: int | None = None) -> list[int]:
    """Which of the numbered messages are in a sample, in its order."""
    raws = (record.raw for record in islice(sample_mail(paths), count))
    return [int(raw.partition(b"Delivery ")[2].split()[0]) for raw in raws]


def test_a_small_mbox_is_sampled_whole(tmp_path: Path) -> None:
    (tmp_path / "in.mbox").write_bytes(mbox_bytes([make_message(n) for n in range(9)]))
    assert numbers([tmp_path / "in.mbox"]) == list(range(9))


def test_a_large_mbox_is_sampled_all_over(tmp_path: Path) -> None:
    path = tmp_path / "in.mbox"
    path.write_bytes(mbox_bytes([make_message(n, "x" * 5000) for n in range(4000)]))
    found = numbers([path], 200)
    assert len(set(found)) == 200
    assert {number // 1000 for number in found} == {0, 1, 2, 3}


def test_a_maildir_is_sampled_all_over(tmp_path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "M" / part).mkdir(parents=True)
    for number in range(400):
        name = f"{1_700_000_000 + number}.M1.host:2,S"
        (tmp_path / "M" / "cur" / name).write_bytes(make_message(number))
    found = numbers([tmp_path / "M"], 40)
    assert len(set(found)) == 40
    assert {number // 100 for number in found} == {0, 1, 2, 3}


def test_folders_take_turns_and_spam_drafts_and_trash_are_passed_over(tmp_path: Path) -> None:
    for n, name in enumerate(("Inbox", "Sent", "Spam", "Drafts", "Trash")):
        raws = [make_message(10 * n + each) for each in range(3)]
        (tmp_path / f"{name}.mbox").write_bytes(mbox_bytes(raws))
    assert numbers([tmp_path]) == [0, 10, 1, 11, 2, 12]


def test_single_letters_are_sampled(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.eml").write_bytes(make_message(number))
    (tmp_path / "notes.txt").write_text("no mail at all\n")
    assert sorted(numbers([tmp_path])) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("octets", [None, b"", b"PK\x03\x04", b"\0" * 5000, b"no mail\n"])
def test_what_cannot_be_read_gives_nothing(tmp_path: Path, octets: bytes | None) -> None:
    path = tmp_path / "in.mbox"
    if octets is not None:
        path.write_bytes(octets)
    assert list(sample_mail([path])) == []


@given(st.integers(0, 3000))
def test_spread_numbers_are_all_and_each_once(count: int) -> None:
    assert sorted(spread(count)) == list(range(count))


@given(st.integers(0, 5000))
def test_a_separator_is_found_from_anywhere(offset: int) -> None:
    octets = mbox_bytes([make_message(n) for n in range(20)])
    starts = [stored.start for stored in scan_mbox(io.BytesIO(octets))]
    expected = next((start for start in starts if start >= offset), None)
    assert find_separator(io.BytesIO(octets), offset) == expected
