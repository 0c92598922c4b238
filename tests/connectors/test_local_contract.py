"""The kinds of file mailboxes, held to the contract."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from connectors.local import LocalCalendar, LocalDrafts, LocalMail
from connectors.local.mbox import quote
from connectors.local.pages import PageLimits
from tests.connectors.contract import (
    PAGE_ITEMS,
    CalendarContract,
    CalendarHarness,
    DeliveryContract,
    DeliveryHarness,
    MailContract,
    MailHarness,
    make_draft,
    make_message,
)
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LIMITS = PageLimits(items=PAGE_ITEMS, ids=50)
SEPARATOR = b"From ines@ferrol.example Mon Mar  2 09:00:00 2026\n"


def mbox_bytes(raws: Sequence[bytes]) -> bytes:
    """Messages as an mboxrd writer stores them."""
    return b"".join(
        SEPARATOR + quote(raw if raw.endswith(b"\n") else raw + b"\n") + b"\n" for raw in raws
    )


class MboxHarness(MailHarness):
    collection = "archive.mbox"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "archive.mbox"
        self.messages: dict[str, bytes] = {}

    def connector(self) -> LocalMail:
        return LocalMail("files", [self.path], limits=LIMITS)

    def add(self, raws: Sequence[bytes]) -> list[str]:
        handles = [f"m{len(self.messages) + number}" for number in range(len(raws))]
        self.messages |= dict(zip(handles, raws, strict=True))
        with self.path.open("ab") as stream:
            stream.write(mbox_bytes(raws))
        return handles

    def delete(self, handle: str) -> None:
        del self.messages[handle]
        self._rewrite()

    def mark_seen(self, handle: str) -> None:
        self.messages[handle] = b"Status: RO\r\n" + self.messages[handle]
        self._rewrite()

    def recreate(self, handle: str, raw: bytes) -> str:
        self.messages[handle] = raw
        self._rewrite()
        return handle

    def stored(self, raw: bytes) -> bytes:
        return raw

    def _rewrite(self) -> None:
        self.path.write_bytes(mbox_bytes(list(self.messages.values())))


class TestMbox(MailContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> MailHarness:
        return MboxHarness(tmp_path)


class MaildirHarness(MailHarness):
    collection = "Maildir"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "Maildir"
        for part in ("cur", "new", "tmp"):
            (self.path / part).mkdir(parents=True)
        self._names = 0

    def connector(self) -> LocalMail:
        return LocalMail("files", [self.path], limits=LIMITS)

    def add(self, raws: Sequence[bytes]) -> list[str]:
        handles = []
        for raw in raws:
            self._names += 1
            name = f"{1772000000 + self._names}.M{self._names}.host"
            (self.path / "new" / name).write_bytes(raw)
            handles.append(name)
        return handles

    def delete(self, handle: str) -> None:
        self._find(handle).unlink()

    def mark_seen(self, handle: str) -> None:
        self._find(handle).rename(self.path / "cur" / f"{handle}:2,S")

    def recreate(self, handle: str, raw: bytes) -> str:
        self.delete(handle)  # names are never used again in a Maildir
        return self.add([raw])[0]

    def stored(self, raw: bytes) -> bytes:
        return raw

    def _find(self, handle: str) -> Path:
        return next(path for path in self.path.glob("*/*") if path.name.startswith(handle))


class TestMaildir(MailContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> MailHarness:
        return MaildirHarness(tmp_path)


class EmlHarness(MailHarness):
    collection = "letters"
    can_flag = False

    def __init__(self, folder: Path) -> None:
        self.path = folder / "letters"
        self.path.mkdir()
        self._names = 0

    def connector(self) -> LocalMail:
        return LocalMail("files", [self.path], limits=LIMITS)

    def add(self, raws: Sequence[bytes]) -> list[str]:
        handles = []
        for raw in raws:
            self._names += 1
            name = f"{self._names:05d}.eml"
            (self.path / name).write_bytes(raw)
            handles.append(name)
        return handles

    def delete(self, handle: str) -> None:
        (self.path / handle).unlink()

    def mark_seen(self, handle: str) -> None:
        raise NotImplementedError

    def recreate(self, handle: str, raw: bytes) -> str:
        self.delete(handle)
        (self.path / handle).write_bytes(raw)
        return handle

    def stored(self, raw: bytes) -> bytes:
        return raw


class TestEml(MailContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> MailHarness:
        return EmlHarness(tmp_path)


class IcsHarness(CalendarHarness):
    collection = "calendars"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "calendars"
        self.path.mkdir()

    def connector(self) -> LocalCalendar:
        return LocalCalendar("files", [self.path], limits=LIMITS)

    def put(self, name: str, raw: bytes) -> None:
        (self.path / f"{name}.ics").write_bytes(raw)

    def delete(self, name: str) -> None:
        (self.path / f"{name}.ics").unlink()


class TestIcs(CalendarContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> CalendarHarness:
        return IcsHarness(tmp_path)


class FileDeliveryHarness(DeliveryHarness):
    """Faults by the system calls that they come from."""

    def __init__(self, folder: Path) -> None:
        self.path = folder

    def connector(self) -> LocalDrafts:
        return LocalDrafts("files", self.path)

    def stored(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.path.glob("*.eml"))]

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(handle: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        synced: list[int] = []

        def fail_on_the_folder(handle: int) -> None:
            synced.append(handle)
            if len(synced) == 2:
                raise OSError(errno.EIO, "Input/output error")

        monkeypatch.setattr(os, "fsync", fail_on_the_folder)


class TestDraftsFolder(DeliveryContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> DeliveryHarness:
        return FileDeliveryHarness(tmp_path)

    def test_a_repeated_delivery_writes_no_second_file(self, harness: FileDeliveryHarness) -> None:
        first = harness.connector().create_draft(make_draft())
        second = harness.connector().create_draft(make_draft())
        assert first == second
        assert len(harness.stored()) == 1


class MaildirDeliveryHarness(FileDeliveryHarness):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "Maildir")
        for part in ("cur", "new", "tmp"):
            (self.path / part).mkdir(parents=True)

    def stored(self) -> list[bytes]:
        paths = sorted((self.path / ".Drafts").glob("*/*"))
        assert all(path.parent.name == "cur" for path in paths)
        return [path.read_bytes().replace(b"\n", b"\r\n") for path in paths]


class TestMaildirDrafts(DeliveryContract):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> DeliveryHarness:
        return MaildirDeliveryHarness(tmp_path)

    def test_a_draft_comes_back_as_a_draft_and_not_as_a_message(
        self, harness: MaildirDeliveryHarness
    ) -> None:
        harness.connector().create_draft(make_draft())
        mailbox = LocalMail("files", [harness.path])
        names = {each.name: each.role.value for each in mailbox.list_collections()}
        assert names == {"Maildir": "other", "Maildir/Drafts": "drafts"}
        (page,) = mailbox.fetch_changes("Maildir/Drafts", None)
        assert page.upserted[0].flags == {"draft", "seen"}


def test_a_listing_opens_no_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harness = MboxHarness(tmp_path)
    harness.add([make_message(number) for number in range(3)])
    maildir = tmp_path / "maildir"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    for number in range(3):
        (maildir / "cur" / f"177200000{number}.M{number}.h:2,S").write_bytes(make_message(number))
    mail = LocalMail("files", [harness.path, maildir])
    replicas = [MailReplica(one.name).sync(mail) for one in mail.list_collections()]

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(os, "open", refuse)
    assert [len(replica.listing(mail)) for replica in replicas] == [3, 3]
    dates = [item.at for item in mail.list_items("maildir", None)]
    assert all(at is not None and at.year == 2026 for at in dates)
