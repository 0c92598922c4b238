"""What a second look costs and tells, beyond the contract."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest

from connectors.base import FlagChange, PermanentError
from connectors.local import LocalMail, mbox_changes, mbox_position
from connectors.local.maildir import delivered_at, flags_of, split_name
from connectors.local.mbox import Stored, scan_mbox
from connectors.local.pages import PageLimits
from tests.connectors.contract import make_message
from tests.connectors.replica import MailReplica
from tests.connectors.test_local_contract import MaildirHarness, MboxHarness, mbox_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def mbox(tmp_path: Path) -> MboxHarness:
    return MboxHarness(tmp_path)


@pytest.fixture
def maildir(tmp_path: Path) -> MaildirHarness:
    return MaildirHarness(tmp_path)


def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened from now on."""
    opened: list[str] = []
    real = os.open

    def counting(path: Any, *rest: Any, **named: Any) -> int:
        opened.append(os.fspath(path))
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "open", counting)
    return opened


def test_an_unchanged_mbox_is_not_read_again(
    mbox: MboxHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    mbox.add([make_message(1)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    monkeypatch.setattr(mbox_changes, "open_regular", lambda *_: pytest.fail("it was opened"))
    assert replica.sync(mbox.connector()).pages == []


def test_a_grown_mbox_is_read_from_its_last_known_message_on(
    mbox: MboxHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    mbox.add([make_message(number) for number in range(200)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    size = mbox.path.stat().st_size
    mbox.add([make_message(200)])
    starts: list[int] = []
    real = scan_mbox

    def noting(stream: BinaryIO, start: int = 0) -> Iterator[Stored]:
        starts.append(start)
        return real(stream, start)

    monkeypatch.setattr(mbox_changes, "scan_mbox", noting)
    replica.sync(mbox.connector())
    assert len(starts) == 1
    assert size - 400 < starts[0] < size
    assert replica.told == 201


def test_ids_of_an_mbox_survive_growth_and_compaction(mbox: MboxHarness) -> None:
    handles = mbox.add([make_message(number) for number in range(10)])
    before = set(MailReplica(mbox.collection).sync(mbox.connector()).records)
    mbox.delete(handles[0])
    mbox.add([make_message(10)])
    after = set(MailReplica(mbox.collection).sync(mbox.connector()).records)
    assert len(before & after) == 9


def test_a_rewritten_mbox_tells_only_what_differs(mbox: MboxHarness) -> None:
    handles = mbox.add([make_message(number) for number in range(50)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    mbox.mark_seen(handles[7])
    mbox.delete(handles[9])
    replica.sync(mbox.connector())
    (page,) = replica.pages
    assert (len(page.upserted), len(page.deleted_ids), page.reset) == (1, 1, False)
    assert page.upserted[0].flags == {"seen"}


def test_a_touched_mbox_tells_nothing(mbox: MboxHarness) -> None:
    mbox.add([make_message(1), make_message(2)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    os.utime(mbox.path, ns=(0, 0))
    replica.sync(mbox.connector())
    (page,) = replica.pages
    assert (page.upserted, page.deleted_ids, page.reset) == ((), (), False)
    assert replica.sync(mbox.connector()).pages == []


def test_a_flag_written_in_place_is_seen(mbox: MboxHarness) -> None:
    raw = b"X-Mozilla-Status: 0000\n" + make_message(1)
    mbox.add([raw, make_message(2)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    mbox.path.write_bytes(mbox.path.read_bytes().replace(b"Status: 0000", b"Status: 0003"))
    os.utime(mbox.path, ns=(1, 1))
    replica.sync(mbox.connector())
    assert [sorted(record.flags) for record in replica.records.values() if record.flags] == [
        ["answered", "seen"]
    ]


def test_a_message_that_thunderbird_deleted_is_gone_before_compaction(mbox: MboxHarness) -> None:
    mbox.add([b"X-Mozilla-Status: 0001\n" + make_message(1), make_message(2)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    assert len(replica.records) == 2
    mbox.path.write_bytes(mbox.path.read_bytes().replace(b"Status: 0001", b"Status: 0009"))
    os.utime(mbox.path, ns=(1, 1))
    assert len(replica.sync(mbox.connector()).records) == 1


@pytest.mark.parametrize(
    ("fields", "flags"),
    [
        (b"X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n", ["seen"]),
        (b"X-Mozilla-Status: 1007\n", ["answered", "flagged", "passed", "seen"]),
        (b"X-Mozilla-Status: 0801\n", ["draft", "seen"]),
        (b"X-Mozilla-Status: 0001\nX-Mozilla-Status2: 01000000\n", ["draft", "seen"]),
        (b"X-Mozilla-Status: 0000\nX-Mozilla-Status2: 10000000\n", []),
        (b"X-Mozilla-Status: zzzz\nX-Mozilla-Status2: -1\n", []),
        (b"X-Mozilla-Status: 0009\n", None),
        (b"X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00200000\n", None),
    ],
)
def test_what_thunderbird_wrote_about_a_message(
    mbox: MboxHarness, fields: bytes, flags: list[str] | None
) -> None:
    mbox.add([fields + make_message(1)])
    records = MailReplica(mbox.collection).sync(mbox.connector()).records.values()
    assert [sorted(record.flags) for record in records] == ([] if flags is None else [flags])


def test_a_message_still_being_written_is_replaced_when_it_is_whole(mbox: MboxHarness) -> None:
    whole = mbox_bytes([make_message(1), make_message(2, "x" * 3000)])
    mbox.path.write_bytes(whole[:-1500])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    assert replica.kinds() == ["truncated"]
    mbox.path.write_bytes(whole)
    replica.sync(mbox.connector())
    assert replica.bodies() == sorted([make_message(1), make_message(2, "x" * 3000)])


def test_the_same_message_twice_is_one_item(mbox: MboxHarness) -> None:
    mbox.add([make_message(1), make_message(1)])
    assert len(MailReplica(mbox.collection).sync(mbox.connector()).records) == 1


def test_another_file_in_its_place_is_another_mailbox(mbox: MboxHarness) -> None:
    mbox.add([make_message(number) for number in range(5)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    mbox.path.unlink()
    mbox.messages.clear()
    mbox.add([make_message(number) for number in range(100, 104)])
    replica.sync(mbox.connector())
    assert replica.bodies() == sorted(make_message(number) for number in range(100, 104))


@pytest.mark.parametrize("limit", [3, 12])
def test_an_mbox_too_large_for_its_index_is_reconciled_by_a_reset(
    mbox: MboxHarness, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(mbox_position, "MAX_INDEX", limit)
    handles = mbox.add([make_message(number) for number in range(20)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    assert '"index": null' in (replica.cursor or "")
    mbox.add([make_message(20)])
    assert replica.sync(mbox.connector()).told == 21
    mbox.delete(handles[4])
    for _ in range(30):
        limits = PageLimits(items=4)
        replica.sync(LocalMail("files", [mbox.path], limits=limits), stop_after=2)
        if not replica.pages:
            break
        assert all(page.reset for page in replica.pages)
    replica.sync(mbox.connector())
    assert len(replica.records) == 20


def test_random_rewrites_killed_at_random_end_as_one_reading(mbox: MboxHarness) -> None:
    chance = random.Random(7)
    replica = MailReplica(mbox.collection)
    number = 0
    for _ in range(60):
        for _ in range(chance.randint(0, 6)):
            mbox.add([make_message(number)])
            number += 1
        handles = sorted(mbox.messages)
        if len(handles) > 3 and chance.random() < 0.4:
            mbox.delete(chance.choice(handles))
        if len(handles) > 3 and chance.random() < 0.3:
            mbox.mark_seen(chance.choice(sorted(mbox.messages)))
        if mbox.messages:
            connector = LocalMail("files", [mbox.path], limits=PageLimits(items=3, ids=2))
            replica.sync(connector, stop_after=chance.choice([1, 2, None]))
    replica.sync(LocalMail("files", [mbox.path]))
    fresh = MailReplica(mbox.collection).sync(LocalMail("files", [mbox.path]))
    assert replica.state() == fresh.state()


def test_a_second_look_at_a_maildir_opens_only_what_is_new(
    maildir: MaildirHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    handles = maildir.add([make_message(number) for number in range(30)])
    replica = MailReplica(maildir.collection).sync(maildir.connector())
    maildir.mark_seen(handles[3])
    maildir.add([make_message(30)])
    opened = opened_files(monkeypatch)
    replica.sync(maildir.connector())
    assert len(opened) == 1
    (page,) = replica.pages
    assert page.flag_changes == (FlagChange(handles[3], frozenset({"seen"})),)
    assert len(page.upserted) == 1


def test_a_message_renamed_while_it_is_read_is_found_again(
    maildir: MaildirHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    handles = maildir.add([make_message(1), make_message(2)])
    pages = LocalMail("files", [maildir.path], limits=PageLimits(items=1)).fetch_changes(
        maildir.collection, None
    )
    maildir.mark_seen(handles[1])  # between the listing, which the first page made, and the reading
    first = next(pages)
    maildir.mark_seen(handles[0])
    names = [record.provider_id for page in (first, *pages) for record in page.upserted]
    assert names == handles


def test_a_message_deleted_while_it_is_read_is_no_error(maildir: MaildirHarness) -> None:
    handles = maildir.add([make_message(number) for number in range(4)])
    connector = LocalMail("files", [maildir.path], limits=PageLimits(items=1))
    pages = connector.fetch_changes(maildir.collection, None)
    next(pages)
    maildir.delete(handles[3])
    names = [record.provider_id for page in pages for record in page.upserted]
    assert names == handles[1:3]


def test_a_listing_that_misses_a_file_deletes_nothing(
    maildir: MaildirHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    maildir.add([make_message(number) for number in range(4)])
    replica = MailReplica(maildir.collection).sync(maildir.connector())
    real = os.scandir
    missed: list[str] = []

    class Missing:
        """A listing that leaves one file out, as one made during a rename may."""

        def __init__(self, entries: Any) -> None:
            self.entries = entries

        def __enter__(self) -> Missing:
            return self

        def __exit__(self, *_: Any) -> None:
            self.entries.close()

        def __iter__(self) -> Iterator[os.DirEntry[str]]:
            for entry in self.entries:
                if entry.name.startswith("1772000002") and not missed:
                    missed.append(entry.name)
                    continue
                yield entry

    monkeypatch.setattr(os, "scandir", lambda path: Missing(real(path)))
    replica.sync(maildir.connector())
    assert missed
    assert len(replica.records) == 4


def test_many_flags_and_deletions_come_in_bounded_pages(maildir: MaildirHarness) -> None:
    handles = maildir.add([make_message(number) for number in range(120)])
    replica = MailReplica(maildir.collection).sync(maildir.connector())
    for handle in handles[:60]:
        maildir.mark_seen(handle)
    for handle in handles[60:110]:
        maildir.delete(handle)
    for _ in range(8):
        connector = LocalMail("files", [maildir.path], limits=PageLimits(ids=25))
        replica.sync(connector, stop_after=1)
        for page in replica.pages:
            assert len(page.flag_changes) + len(page.deleted_ids) <= 25
    assert replica.pages == []
    assert len(replica.records) == 70
    assert sum("seen" in record.flags for record in replica.records.values()) == 60


@pytest.mark.parametrize(
    ("name", "unique", "flags"),
    [
        ("1.M2P3.host:2,S", "1.M2P3.host", {"seen"}),
        ("1.M2P3.host:2,FRS", "1.M2P3.host", {"flagged", "answered", "seen"}),
        ("1.M2P3.host:2,SRF", "1.M2P3.host", {"flagged", "answered", "seen"}),
        ("1.M2P3.host:2,DT", "1.M2P3.host", {"draft", "deleted"}),
        ("1.M2P3.host:2,Sab", "1.M2P3.host", {"seen"}),
        ("1.M2P3.host:2,", "1.M2P3.host", set()),
        ("1.M2P3.host", "1.M2P3.host", set()),
        ("1.M2P3.host;2,P", "1.M2P3.host", {"passed"}),
        ("1.M2P3.host!2,S", "1.M2P3.host", {"seen"}),
        ("1.M2P3.host:1,x", "1.M2P3.host:1,x", set()),
    ],
)
def test_a_maildir_name_is_its_unique_part_and_its_flags(
    name: str, unique: str, flags: set[str]
) -> None:
    found, letters = split_name(name)
    assert (found, set(flags_of(letters))) == (unique, flags)


@pytest.mark.parametrize(
    ("name", "year"),
    [("1772000001.M1.host", 2026), ("12.M1.host", None), ("99999999999.x", None), ("abc", None)],
)
def test_the_delivery_time_is_in_the_name(name: str, year: int | None) -> None:
    found = delivered_at(name)
    assert (found.year if found else None) == year


def test_an_eml_that_was_overwritten_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "a.eml").write_bytes(make_message(1))
    replica = MailReplica("letters").sync(LocalMail("files", [folder]))
    (folder / "a.eml").write_bytes(make_message(1, "A longer text than before."))
    replica.sync(LocalMail("files", [folder]))
    assert list(replica.records) == ["a.eml"]
    assert b"longer text" in replica.bodies()[0]


def test_pages_are_bounded_in_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.eml").write_bytes(make_message(number, "x" * 40_000))
    connector = LocalMail("files", [folder], limits=PageLimits(octets=100_000))
    replica = MailReplica("letters").sync(connector)
    assert [len(page.upserted) for page in replica.pages] == [2] * 5


def test_a_huge_mbox_is_streamed(tmp_path: Path) -> None:
    """50 MB in messages of 100 kB: no more than a page of it may be in memory."""
    tracemalloc = pytest.importorskip("tracemalloc")
    path = tmp_path / "big.mbox"
    with path.open("wb") as stream:
        for number in range(500):
            stream.write(mbox_bytes([make_message(number, "y" * 100_000)]))
    connector = LocalMail("files", [path], limits=PageLimits(octets=1 << 20))
    tracemalloc.start()
    try:
        count = sum(len(page.upserted) for page in connector.fetch_changes("big.mbox", None))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 500
    assert peak < 12 << 20


def test_a_source_that_vanishes_after_a_sync_keeps_what_it_had(mbox: MboxHarness) -> None:
    mbox.add([make_message(1)])
    replica = MailReplica(mbox.collection).sync(mbox.connector())
    mbox.path.unlink()
    with pytest.raises(PermanentError, match="does not exist"):
        replica.sync(mbox.connector())
    assert len(replica.records) == 1
