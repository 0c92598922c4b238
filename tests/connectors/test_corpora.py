"""Every mail and calendar file of the shared corpora: what is handed on, plus what is set aside
with a reason, is what another way of counting finds; and nothing raises.
"""

from __future__ import annotations

import mailbox
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from connectors.base import ConnectorError
from connectors.local import LocalCalendar, LocalMail
from tests.connectors.contract import make_event, make_message
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAIL_SUFFIXES = {".eml", ".msg", ".mbox", ".txt"}


def mail_files(shared: Path) -> Iterator[Path]:
    """Files of mail; `labelled` holds texts cut out of mail, not messages."""
    for path in sorted((shared / "corpora" / "mail").rglob("*")):
        if path.suffix in MAIL_SUFFIXES and "labelled" not in path.parts:
            yield path


def count_messages(path: Path) -> int:
    """Messages in a file, counted by the standard library where it is an mbox.

    The library takes every line that begins with `From ` for a separator; one file has two such
    lines that are sentences.
    """
    start = path.read_bytes()[:4000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if path.suffix == ".eml" or not re.match(rb"From \S*\s.*\n\S+:", start):
        return 1
    box = mailbox.mbox(path, create=False)
    try:
        keys = len(box)
    finally:
        box.close()
    sentences = len(re.findall(rb"(?m)^From Russia with love", path.read_bytes()))
    begins_with_mark = path.read_bytes().startswith(b"\xef\xbb\xbf")
    return keys - sentences + begins_with_mark


@pytest.mark.parametrize(("name", "count"), [("ksummit.mbox", 1109), ("open-iscsi.mbox", 148)])
def test_the_two_lists_have_as_many_messages_as_they_should(
    shared_dir: Path, name: str, count: int
) -> None:
    path = shared_dir / "corpora" / "mail" / "lists" / name
    replica = MailReplica(name).sync(LocalMail("files", [path]))
    assert len(replica.records) == count == count_messages(path)
    assert replica.problems == []
    message_ids = {
        found[1]
        for record in replica.records.values()
        if (found := re.search(rb"(?im)^message-id:\s*(\S+)", record.raw))
    }
    assert len(message_ids) == count


def test_every_mail_file_by_itself_gives_what_another_count_finds(shared_dir: Path) -> None:
    wrong = {}
    for path in mail_files(shared_dir):
        replica = MailReplica(path.name).sync(LocalMail("files", [path]))
        expected = count_messages(path)
        if replica.told != expected:
            wrong[path.name] = (replica.told, expected)
    assert wrong == {}


def test_every_mail_file_leaves_its_neighbour_alone(shared_dir: Path, tmp_path: Path) -> None:
    for number, path in enumerate(mail_files(shared_dir)):
        if path.suffix == ".mbox":
            continue  # large; a neighbour of a file is not inside it
        folder = tmp_path / f"f{number}"
        folder.mkdir()
        shutil.copyfile(path, folder / path.name)
        good = make_message(number)
        (folder / "zz-neighbour.eml").write_bytes(good)
        connector = LocalMail("files", [folder])
        found = [MailReplica(each.name).sync(connector) for each in connector.list_collections()]
        told = sum(replica.told for replica in found)
        aside = sum(len(replica.problems) for replica in found)
        assert good in [raw for replica in found for raw in replica.bodies()], path
        assert told + aside == count_messages(path) + 1, path


def test_every_text_and_fixture_is_read_or_refused_with_a_sentence(shared_dir: Path) -> None:
    refused: dict[Path, str] = {}
    for path in sorted((shared_dir / "corpora" / "mail").rglob("*")):
        if not path.is_file():
            continue
        try:
            MailReplica(path.name).sync(LocalMail("files", [path]))
        except ConnectorError as error:
            refused[path] = str(error)
    assert all(str(path) in sentence for path, sentence in refused.items())
    assert {path.suffix for path in refused} <= {""}  # only the empty and the cut out ones


def calendar_files(shared: Path) -> list[Path]:
    return sorted((shared / "corpora" / "ics").rglob("*.ics"))


def count_events(path: Path) -> int:
    return sum(
        line.strip().upper().removeprefix(b"\xef\xbb\xbf") == b"BEGIN:VEVENT"
        for line in path.read_bytes().splitlines()
    )


def test_every_calendar_file_is_handed_on_whole_or_set_aside_by_name(shared_dir: Path) -> None:
    files = calendar_files(shared_dir)
    assert len(files) == 239
    for path in files:
        replica = CalendarReplica(path.name).sync(LocalCalendar("files", [path]))
        if count_events(path):
            assert replica.bodies() == [path.read_bytes()], path
        else:
            assert replica.kinds() in (["no-events"], ["not-a-calendar"]), path


def test_every_calendar_file_leaves_its_neighbour_alone(shared_dir: Path, tmp_path: Path) -> None:
    for number, path in enumerate(calendar_files(shared_dir)):
        folder = tmp_path / f"f{number}"
        folder.mkdir()
        shutil.copyfile(path, folder / path.name)
        (folder / "zz-neighbour.ics").write_bytes(make_event(number))
        replica = CalendarReplica(folder.name).sync(LocalCalendar("files", [folder]))
        assert make_event(number) in replica.bodies(), path
