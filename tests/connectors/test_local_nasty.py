"""Files as an enemy or an accident leaves them: named, never hung on, never fatal to a neighbour."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import PermanentError, Problem
from connectors.local import LocalCalendar, LocalMail
from connectors.local.files import safe_name
from tests.connectors.contract import make_event, make_message
from tests.connectors.replica import CalendarReplica, MailReplica
from tests.connectors.test_local_contract import mbox_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

#: Two neighbours that must come through whatever stands between them.
GOOD = [make_message(1), make_message(2)]


def sync(path: Path, collection: str | None = None) -> MailReplica:
    return MailReplica(collection or path.name).sync(LocalMail("files", [path]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two good letters, beside a secret that is not part of it."""
    (tmp_path / "secret.eml").write_bytes(make_message(99, "secret"))
    path = tmp_path / "letters"
    path.mkdir()
    for name, raw in zip(("a.eml", "z.eml"), GOOD, strict=True):
        (path / name).write_bytes(raw)
    return path


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """A Maildir of two good letters, beside the same secret."""
    (tmp_path / "secret.eml").write_bytes(make_message(99, "secret"))
    path = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True)
    (path / "new" / "1.a").write_bytes(GOOD[0])
    (path / "cur" / "9.z:2,S").write_bytes(GOOD[1])
    return path


def fifo(path: Path) -> None:
    os.mkfifo(path)


def bound_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path is limited to a hundred bytes
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    finally:
        os.chdir(here)


def link_out(path: Path) -> None:
    path.symlink_to("../secret.eml" if path.parent.name == "letters" else "../../secret.eml")


def link_to_etc(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing-here")


def link_to_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


ENEMIES: dict[Callable[[Path], None], str] = {
    fifo: "not-a-file",
    bound_socket: "not-a-file",
    link_out: "outside",
    link_to_etc: "outside",
    link_to_itself: "broken-link",
    link_to_nothing: "broken-link",
    link_to_device: "outside",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", ENEMIES)
def test_what_is_no_plain_file_is_named_in_a_folder(
    folder: Path, make: Callable[[Path], None]
) -> None:
    make(folder / "m.eml")
    replica = sync(folder)
    assert replica.bodies() == sorted(GOOD)
    assert replica.kinds() == [ENEMIES[make]]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", ENEMIES)
def test_what_is_no_plain_file_is_named_in_a_maildir(
    maildir: Path, make: Callable[[Path], None]
) -> None:
    make(maildir / "new" / "5.m")
    replica = sync(maildir)
    assert replica.bodies() == sorted(GOOD)
    assert replica.kinds() == [ENEMIES[make]]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", ENEMIES)
def test_what_is_no_plain_file_is_named_among_calendars(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "letters"
    path.mkdir()
    (tmp_path / "secret.eml").write_bytes(b"")
    (path / "a.ics").write_bytes(make_event(1))
    make(path / "m.ics")
    replica = CalendarReplica("letters").sync(LocalCalendar("files", [path]))
    assert replica.bodies() == [make_event(1)]
    assert replica.kinds() == [ENEMIES[make]]


def test_a_link_that_stays_inside_is_read(folder: Path) -> None:
    (folder / "again.eml").symlink_to("a.eml")
    assert sync(folder).bodies() == sorted([*GOOD, GOOD[0]])


def test_links_between_folders_do_not_circle(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to("..")
    (folder / "sub" / "b.eml").write_bytes(make_message(3))
    names = [each.name for each in LocalMail("files", [folder]).list_collections()]
    assert names == ["letters", "letters/sub"]


def test_a_folder_link_that_leads_out_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.d").mkdir()
    (folder / "link.d").symlink_to("../other.d")
    replica = sync(folder)
    assert (len(replica.records), replica.kinds()) == (2, ["outside"])


def test_a_very_deep_tree_ends(folder: Path) -> None:
    deep = folder
    for _ in range(40):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "b.eml").write_bytes(GOOD[0])
    replica = sync(folder)
    assert (len(replica.records), replica.kinds()) == (2, ["too-deep"])


NAMES = [
    b"bad\xff\xfeutf8.eml",
    b"line\nbreak.eml",
    b"tab\there.eml",
    b"\x1b[31mred.eml",
    b"percent%41.eml",
    "rtl\u202egnp.eml".encode(),
    "Grüße 送信.eml".encode(),
    b" spaces .eml",
]


@pytest.mark.parametrize("name", NAMES, ids=[safe_name(os.fsdecode(name)) for name in NAMES])
def test_names_of_any_bytes_are_read_and_stay_printable(folder: Path, name: str) -> None:
    (folder / os.fsdecode(name)).write_bytes(make_message(3))
    connector = LocalMail("files", [folder])
    replica = MailReplica("letters").sync(connector)
    assert len(replica.records) == 3
    assert all(key.isprintable() and key.encode() for key in replica.records)
    assert replica.sync(connector).pages == []
    (folder / os.fsdecode(name)).unlink()
    assert len(replica.sync(connector).records) == 2


def test_two_names_never_become_one(folder: Path) -> None:
    for name in (b"x\xff.eml", b"x%FF.eml"):
        (folder / os.fsdecode(name)).write_bytes(make_message(3))
    assert len(sync(folder).records) == 4


def test_names_of_any_bytes_in_a_maildir(maildir: Path) -> None:
    (maildir / "cur" / os.fsdecode(b"5.\xff\n\tm:2,RS")).write_bytes(make_message(3))
    replica = sync(maildir)
    (record,) = (each for each in replica.records.values() if b"Delivery 3" in each.raw)
    assert record.provider_id == "5.%FF%0A%09m"
    assert record.flags == {"answered", "seen"}


def test_an_mbox_with_a_bad_name_is_a_collection_with_a_printable_one(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"in\xffbox\n.mbox")
    path.write_bytes(mbox_bytes(GOOD))
    connector = LocalMail("files", [path])
    (collection,) = connector.list_collections()
    assert collection.name == "in%FFbox%0A.mbox"
    assert len(MailReplica(collection.name).sync(connector).records) == 2


def deny(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make opening one file fail as for another user; root is refused nothing."""
    real = os.open

    def refusing(path: Any, *rest: Any, **named: Any) -> int:
        if Path(path).name == name:
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "open", refusing)


def test_an_unreadable_file_is_named_every_time_and_read_when_it_can_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "m.eml").write_bytes(make_message(3))
    connector = LocalMail("files", [folder])
    replica = MailReplica("letters")
    with monkeypatch.context() as patch:
        deny(patch, "m.eml")
        replica.sync(connector)
        assert (len(replica.records), replica.kinds()) == (2, ["unreadable"])
        replica.sync(connector)
        assert replica.kinds() == ["unreadable", "unreadable"]
    assert len(replica.sync(connector).records) == 3


def test_an_unreadable_maildir_message_is_named_by_its_id(
    maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (maildir / "cur" / "5.m:2,S").write_bytes(make_message(3))
    deny(monkeypatch, "5.m:2,S")
    replica = sync(maildir)
    assert len(replica.records) == 2
    assert [problem.key for problem in replica.problems] == ["5.m"]


def test_an_unreadable_mbox_is_an_error_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in.mbox"
    path.write_bytes(mbox_bytes(GOOD))
    deny(monkeypatch, "in.mbox")
    with pytest.raises(PermanentError, match=r"'.*in\.mbox' cannot be read \(permission denied\)"):
        sync(path)


def test_a_missing_path_stops_only_itself(tmp_path: Path, folder: Path) -> None:
    connector = LocalMail("work", [tmp_path / "gone.mbox", folder])
    names = [each.name for each in connector.list_collections()]
    assert names == ["gone.mbox", "letters"]
    with pytest.raises(PermanentError, match=r"does not exist\. Correct the path in config\.toml"):
        list(connector.fetch_changes("gone.mbox", None))
    assert len(MailReplica("letters").sync(connector).records) == 2


FOREIGN = {
    "outlook.pst": (b"!BDN", "Thunderbird"),
    "outlook.ost": (b"!BDN", "Thunderbird"),
    "mac.olm": (b"PK\x03\x04", "drag the mail folder onto the desktop"),
    "one.msg": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "save the message as .eml"),
    "two.msg": (b"", "save the message as .eml"),
    "three.msg": (b"some text", "save the message as .eml"),
    "1234.emlx": (b"120\nSubject: a\n\nb\n", "Mailbox → Export Mailbox…"),
    "takeout-20260302T090000Z-001.zip": (
        b"PK\x03\x04",
        r"Unpack it first \(`unzip FILE -d FOLDER`\), all parts into one folder, and name what",
    ),
    "takeout-20260302T090000Z-001.tgz": (
        b"\x1f\x8b\x08",
        r"`tar -xzf FILE -C FOLDER`\), all parts",
    ),
    "mail.mbox.gz": (b"\x1f\x8b\x08", r"Unpack it first \(`gunzip -k FILE`\) and name what"),
    "mail.tar.xz": (b"\xfd7zXZ\x00", r"Unpack it first \(`tar -xf FILE -C FOLDER`\) and name"),
    "old.dbx": (b"\xcf\xad\x12\xfe", "Thunderbird"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_format_named_by_itself_says_which_export_to_use(
    tmp_path: Path, name: str
) -> None:
    octets, advice = FOREIGN[name]
    (tmp_path / name).write_bytes(octets)
    connector = LocalMail("files", [tmp_path / name])
    assert [each.name for each in connector.list_collections()] == [name]
    with pytest.raises(PermanentError, match=advice):
        list(connector.fetch_changes(name, None))


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_format_in_a_folder_is_named_once_and_its_neighbours_are_read(
    folder: Path, name: str
) -> None:
    octets, advice = FOREIGN[name]
    (folder / name).write_bytes(octets)
    connector = LocalMail("files", [folder])
    replica = MailReplica("letters").sync(connector)
    assert replica.bodies() == sorted(GOOD)
    assert [problem.key for problem in replica.problems] == [name]
    assert re.search(advice, replica.problems[0].message)
    assert replica.sync(connector).pages == []


def test_an_internet_message_called_msg_is_read(folder: Path) -> None:
    (folder / "m.msg").write_bytes(make_message(3))
    assert len(sync(folder).records) == 3


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("picture.eml", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("nul.eml", bytes(5000)),
        ("e.eml", b""),
    ],
)
def test_what_calls_itself_eml_is_handed_on_whatever_it_is(
    folder: Path, name: str, octets: bytes
) -> None:
    (folder / name).write_bytes(octets)
    replica = sync(folder)
    assert octets in replica.bodies()
    assert len(replica.records) == 3


def test_a_picture_named_as_a_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    with pytest.raises(PermanentError, match="some other kind of file"):
        sync(tmp_path / "photo")


def test_a_hundred_texts_are_named_one_by_one_and_then_no_more(folder: Path) -> None:
    for number in range(130):
        (folder / f"note{number:03d}.txt").write_text("Buy milk, and remember the keys.\n")
    replica = sync(folder)
    assert replica.kinds() == ["not-mail"] * 100
    assert "More files like it" in replica.problems[-1].message


def test_a_truncated_mbox_keeps_its_last_message_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "in.mbox"
    path.write_bytes(mbox_bytes(GOOD)[:-20])
    replica = sync(path)
    assert (len(replica.records), replica.kinds()) == (2, ["truncated"])
    assert "Copy or export the file again" in replica.problems[0].message


@pytest.mark.parametrize("lost", [1, 30, 200, 400, 900])
def test_an_mbox_that_is_cut_off_after_a_sync_loses_nothing(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "in.mbox"
    whole = mbox_bytes([make_message(number) for number in range(20)])
    path.write_bytes(whole)
    replica = sync(path)
    path.write_bytes(whole[:-lost])
    with pytest.raises(PermanentError, match=r"was cut off.* The 20 messages known from it stay"):
        replica.sync(LocalMail("files", [path]))
    path.write_bytes(whole)
    assert len(replica.sync(LocalMail("files", [path])).records) == 20
    path.write_bytes(whole[:-lost])
    replica.sync(LocalMail("files", [path], accept_empty=True))
    assert 15 <= len(replica.records) <= 20


def test_an_mbox_that_begins_in_the_middle_says_so(tmp_path: Path) -> None:
    path = tmp_path / "in.mbox"
    path.write_bytes(b"rest of a lost message\n\n" + mbox_bytes(GOOD))
    replica = sync(path)
    assert (len(replica.records), replica.kinds()) == (2, ["leading-bytes"])


def test_an_mbox_without_a_message_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "in.mbox"
    path.write_bytes(b"Dear all,\n\nthis is no mailbox.\n")
    with pytest.raises(PermanentError, match="no message in mbox form"):
        sync(path)


def test_an_empty_mbox_and_an_empty_maildir_are_no_error(tmp_path: Path, maildir: Path) -> None:
    (tmp_path / "in.mbox").touch()
    for path in maildir.glob("*/*"):
        path.unlink()
    assert sync(tmp_path / "in.mbox").pages == []
    assert sync(maildir).pages == []


def test_an_empty_folder_says_that_it_holds_no_mail(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PermanentError, match="holds no mail"):
        sync(tmp_path / "empty")


def test_an_empty_folder_says_that_it_holds_no_calendar(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PermanentError, match="holds no calendar"):
        list(LocalCalendar("files", [tmp_path / "empty"]).fetch_changes("empty", None))


def test_a_maildir_whose_drive_is_not_mounted_is_an_alarm(maildir: Path) -> None:
    replica = sync(maildir)
    for path in sorted(maildir.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    with pytest.raises(PermanentError, match="0 of 2 messages; nothing stored was deleted"):
        replica.sync(LocalMail("files", [maildir]))


def test_a_mailbox_emptied_on_purpose_is_deleted_when_told_so(maildir: Path) -> None:
    replica = sync(maildir)
    for path in maildir.glob("*/*"):
        path.unlink()
    replica.sync(LocalMail("files", [maildir], accept_empty=True))
    assert replica.records == {}


def test_an_mbox_emptied_on_purpose_is_deleted_when_told_so(tmp_path: Path) -> None:
    path = tmp_path / "in.mbox"
    path.write_bytes(mbox_bytes(GOOD))
    replica = sync(path)
    path.write_bytes(b"")
    with pytest.raises(PermanentError, match="0 of 2"):
        replica.sync(LocalMail("files", [path]))
    connector = LocalMail("files", [path], accept_empty=True)
    assert replica.sync(connector).records == {}
    assert replica.sync(connector).pages == []


@pytest.mark.parametrize(
    "cursor",
    ["", "nonsense", "{}", "[]", '{"v":1}', '{"v":1,"k":"maildir","n":9,"r":false,"s":["eJw="]}',
     '{"v":1,"k":"mbox","n":"x"}', "null", '{"v":99,"k":"maildir","n":0,"s":[]}', "1" * 5000],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["maildir", "mbox", "eml", "ics"])
def test_a_damaged_cursor_is_a_lost_one(
    tmp_path: Path, folder: Path, maildir: Path, kind: str, cursor: str
) -> None:
    (tmp_path / "in.mbox").write_bytes(mbox_bytes(GOOD))
    (tmp_path / "a.ics").write_bytes(make_event(1))
    path = {"maildir": maildir, "mbox": tmp_path / "in.mbox", "eml": folder}.get(kind)
    if path is None:
        calendar = LocalCalendar("files", [tmp_path / "a.ics"])
        pages: list[Any] = list(calendar.fetch_changes("a.ics", cursor))
        wanted = 1
    else:
        pages = list(LocalMail("files", [path]).fetch_changes(path.name, cursor))
        wanted = 2
    assert sum(len(page.upserted) for page in pages) == wanted
    assert all(page.reset for page in pages) == bool(cursor)


def test_a_calendar_that_lost_all_its_events_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "work.ics"
    path.write_bytes(make_event(1))
    replica = CalendarReplica("work.ics").sync(LocalCalendar("files", [path]))
    path.write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    replica.sync(LocalCalendar("files", [path]))
    assert replica.bodies() == [make_event(1)]
    assert replica.kinds() == ["suddenly-empty"]


def test_a_calendar_cut_off_in_the_middle_keeps_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "work.ics"
    path.write_bytes(make_event(1))
    replica = CalendarReplica("work.ics").sync(LocalCalendar("files", [path]))
    path.write_bytes(make_event(1)[:-30])
    replica.sync(LocalCalendar("files", [path]))
    assert (replica.bodies(), replica.kinds()) == ([make_event(1)], ["truncated"])
    path.write_bytes(make_event(2))
    assert replica.sync(LocalCalendar("files", [path])).bodies() == [make_event(2)]


def test_a_calendar_that_was_never_whole_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "work.ics").write_bytes(make_event(1)[:-30])
    replica = CalendarReplica("work.ics").sync(LocalCalendar("files", [tmp_path / "work.ics"]))
    assert (len(replica.records), replica.kinds()) == (1, ["truncated"])


@pytest.mark.parametrize(
    ("name", "octets", "kind"),
    [
        ("a.ics", b"<html>sign in</html>", "not-a-calendar"),
        ("a.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no-events"),
        ("a.ics", b"", "not-a-calendar"),
        ("a.vcs", b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\n", "not-a-calendar"),
        ("a.zip", b"PK\x03\x04", "not-a-calendar"),
    ],
)
def test_what_is_no_calendar_is_named_and_its_neighbour_is_read(
    tmp_path: Path, name: str, octets: bytes, kind: str
) -> None:
    folder = tmp_path / "cal"
    folder.mkdir()
    (folder / name).write_bytes(octets)
    (folder / "z.ics").write_bytes(make_event(1))
    connector = LocalCalendar("files", [folder])
    replica = CalendarReplica("cal").sync(connector)
    assert (replica.bodies(), replica.kinds()) == ([make_event(1)], [kind])
    assert replica.sync(connector).pages == []


def test_a_calendar_over_the_limit_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.local.ics.MAX_CALENDAR_BYTES", 100)
    (tmp_path / "a.ics").write_bytes(make_event(1))
    replica = CalendarReplica("a.ics").sync(LocalCalendar("files", [tmp_path / "a.ics"]))
    assert (replica.bodies(), replica.kinds()) == ([], ["too-large"])


def test_every_problem_is_one_printable_sentence(folder: Path, maildir: Path) -> None:
    (folder / "\x1b]0;title\x07.emlx").write_bytes(b"12\nSubject: a\n\nb\n")
    (maildir / "new" / "x\x1b[2J").symlink_to("/etc/passwd")
    problems: list[Problem] = [*sync(folder).problems, *sync(maildir).problems]
    assert len(problems) == 2
    assert all(problem.message.isprintable() for problem in problems)
