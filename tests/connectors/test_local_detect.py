"""From a path to collections: which, under what names, for what."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from connectors.base import CollectionRole, PermanentError
from connectors.local import LocalCalendar, LocalMail
from connectors.local.formats import Format, tell_format
from connectors.local.roles import decode_folder_name, role_of
from tests.connectors.contract import make_event, make_message
from tests.connectors.replica import MailReplica
from tests.connectors.test_local_contract import mbox_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAILDIRS = ("", ".Sent", ".Archive.2026", ".Entw&APw-rfe", "Papierkorb", "Projects/Harbour")


def make_tree(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, octets in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)
    return root


def roles(*paths: Path) -> dict[str, str]:
    return {each.name: each.role.value for each in LocalMail("files", paths).list_collections()}


def test_maildir_folders_of_both_layouts(tmp_path: Path) -> None:
    for folder in MAILDIRS:
        for part in ("cur", "new", "tmp"):
            (tmp_path / "Maildir" / folder / part).mkdir(parents=True)
    (tmp_path / "Maildir" / "dovecot-uidlist").write_text("3 V1 N1\n")
    assert roles(tmp_path / "Maildir") == {
        "Maildir": "other",
        "Maildir/Archive/2026": "other",
        "Maildir/Entwürfe": "drafts",
        "Maildir/Papierkorb": "trash",
        "Maildir/Projects/Harbour": "other",
        "Maildir/Sent": "sent",
    }


def test_two_folders_of_one_name_are_two_collections(tmp_path: Path) -> None:
    for folder in (".Sent", "Sent"):
        for part in ("cur", "new", "tmp"):
            (tmp_path / "M" / folder / part).mkdir(parents=True)
    (tmp_path / "M" / "cur").mkdir()
    (tmp_path / "M" / "new").mkdir()
    assert sorted(roles(tmp_path / "M")) == ["M", "M/Sent", "M/Sent (2)"]


def test_a_thunderbird_profile(tmp_path: Path) -> None:
    box = mbox_bytes([make_message(1)])
    root = make_tree(
        tmp_path / "Mail",
        {
            "Inbox": box,
            "Inbox.msf": b"// <!-- <mdb:mork:z v=1.4/> -->",
            "Sent": box,
            "Drafts": b"",
            "Drafts.msf": b"",
            "Inbox.sbd/Harbour": box,
            "msgFilterRules.dat": b"version=9\n",
        },
    )
    assert roles(root) == {
        "Mail/Drafts": "drafts",
        "Mail/Inbox": "inbox",
        "Mail/Inbox.sbd/Harbour": "other",
        "Mail/Sent": "sent",
    }


def test_an_imap_account_in_a_thunderbird_profile(tmp_path: Path) -> None:
    root = make_tree(
        tmp_path / "ImapMail" / "mail.firm.example",
        {
            "INBOX": mbox_bytes([make_message(1), make_message(2)]),
            "INBOX.msf": b"// <!-- <mdb:mork:z v=1.4/> -->",
            "INBOX.sbd/Harbour": mbox_bytes([make_message(3)]),
            "INBOX.sbd/Harbour.msf": b"// <!-- <mdb:mork:z v=1.4/> -->",
            "INBOX.sbd/Entwürfe": b"",
            "INBOX.sbd/Entwürfe.msf": b"",
            "Spam": mbox_bytes([make_message(4)]),
            "Spam.msf": b"",
            "Trash.msf": b"",
            "filterlog.html": b"<html></html>",
        },
    )
    name = "mail.firm.example"
    assert roles(root) == {
        f"{name}/INBOX": "inbox",
        f"{name}/INBOX.sbd/Entwürfe": "drafts",
        f"{name}/INBOX.sbd/Harbour": "other",
        f"{name}/Spam": "junk",
    }
    connector = LocalMail("files", [root])
    assert len(MailReplica(f"{name}/INBOX").sync(connector).records) == 2


def test_an_export_of_apple_mail(tmp_path: Path) -> None:
    box = mbox_bytes([make_message(1)])
    root = make_tree(
        tmp_path, {"Sent Messages.mbox/mbox": box, "Sent Messages.mbox/table_of_contents": b"\0\1"}
    )
    found = roles(root / "Sent Messages.mbox")
    assert found == {"Sent Messages.mbox/mbox": "sent"}
    connector = LocalMail("files", [root / "Sent Messages.mbox"])
    replica = MailReplica("Sent Messages.mbox/mbox").sync(connector)
    assert (len(replica.records), replica.problems) == (1, [])


def test_a_mix_in_one_folder(tmp_path: Path) -> None:
    root = make_tree(
        tmp_path / "mix",
        {
            "a.eml": make_message(1),
            "b.mbox": mbox_bytes([make_message(2)]),
            "c.txt": make_message(3),
            "d": make_message(4),
            "holiday.jpg": b"\xff\xd8\xff",
            "work.ics": make_event(1),
            "sub/e.eml": make_message(5),
            "md/new/1.x": make_message(6),
            "md/cur/2.x:2,S": make_message(7),
        },
    )
    connector = LocalMail("files", [root])
    counts = {
        each.name: len(MailReplica(each.name).sync(connector).records)
        for each in connector.list_collections()
    }
    assert counts == {"mix": 3, "mix/b.mbox": 1, "mix/md": 2, "mix/sub": 1}


def test_the_letters_of_an_mh_folder(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "inbox", {str(n): make_message(n) for n in range(1, 4)})
    assert len(MailReplica("inbox").sync(LocalMail("files", [root])).records) == 3


@pytest.mark.parametrize("name", ["a.eml", "a.txt", "a", "1"])
def test_one_message_named_by_itself(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(make_message(1))
    replica = MailReplica(name).sync(LocalMail("files", [tmp_path / name]))
    assert list(replica.records) == [name]


def test_a_text_named_by_itself_is_believed_to_be_a_message(tmp_path: Path) -> None:
    (tmp_path / "body.txt").write_bytes(b"no header, only words\n")
    replica = MailReplica("body.txt").sync(LocalMail("files", [tmp_path / "body.txt"]))
    assert replica.bodies() == [b"no header, only words\n"]


def test_an_envelope_line_is_no_part_of_a_message(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"From x@y.example Mon Mar  2 09:00:00 2026\nSubject: a\n\nb\n"
    )
    replica = MailReplica("a.eml").sync(LocalMail("files", [tmp_path / "a.eml"]))
    assert replica.bodies() == [b"Subject: a\n\nb\n"]


def test_paths_of_one_name_stay_apart_and_keep_their_names(tmp_path: Path) -> None:
    box = mbox_bytes([make_message(1)])
    root = make_tree(tmp_path, {"2025/in.mbox": box, "2026/in.mbox": box})
    paths = [root / "2025" / "in.mbox", root / "2026" / "in.mbox"]
    assert list(roles(*paths)) == ["in.mbox", "in.mbox (2)"]
    assert list(roles(paths[0])) == ["in.mbox"]


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "in.mbox").write_bytes(mbox_bytes([make_message(1)]))
    replica = MailReplica("in.mbox").sync(LocalMail("files", ["~/in.mbox"]))
    assert len(replica.records) == 1


def test_a_link_that_was_named_by_its_owner_is_followed(tmp_path: Path) -> None:
    files = {
        "far/in.mbox": mbox_bytes([make_message(1)]),
        "far/a.eml": make_message(1),
        "far/md/new/1.x": make_message(1),
        "far/md/cur/2.x:2,": make_message(2),
        "far/a.ics": make_event(1),
    }
    make_tree(tmp_path, files)
    for name in ("in.mbox", "a.eml", "md", "a.ics"):
        (tmp_path / name).symlink_to(f"far/{name}")
    connector = LocalMail("files", [tmp_path / name for name in ("in.mbox", "a.eml", "md")])
    found = [MailReplica(each.name).sync(connector) for each in connector.list_collections()]
    assert [len(replica.records) for replica in found] == [1, 1, 2]
    (page,) = LocalCalendar("files", [tmp_path / "a.ics"]).fetch_changes("a.ics", None)
    assert len(page.upserted) == 1


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["/dev/zero", "pipe"])
def test_a_device_or_pipe_named_as_a_source_is_refused(tmp_path: Path, name: str) -> None:
    if name == "pipe":
        os.mkfifo(tmp_path / name)
    path = tmp_path / name
    with pytest.raises(PermanentError, match="pipe, device, socket or folder"):
        list(LocalMail("files", [path]).fetch_changes(path.name, None))


def test_calendars_of_a_vdir(tmp_path: Path) -> None:
    root = make_tree(
        tmp_path / "cal",
        {"work/1.ics": make_event(1), "home/2.ics": make_event(2), "home/color": b"#fff"},
    )
    names = [each.name for each in LocalCalendar("files", [root]).list_collections()]
    assert names == ["cal/home", "cal/work"]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("INBOX", "inbox"), ("Posteingang", "inbox"), ("受信トレイ", "inbox"),
        ("Sent", "sent"), ("Sent Items", "sent"), ("Gesendet", "sent"), ("Enviados", "sent"),
        ("送信済み", "sent"), ("Éléments envoyés", "sent"), ("الرسائل", "other"), ("sent.mbox", "sent"),
        ("Archive/Sent", "sent"), ("Sent-20260301.mbox", "sent"), ("Inbox (2).mbox", "inbox"),
        ("Drafts", "drafts"), ("Entwürfe.mbox", "drafts"), ("下書き", "drafts"), ("Rascunhos", "drafts"),
        ("Spam", "junk"), ("Corbeille", "trash"), ("Archiv", "archive"),
        ("Sent Messages.mbox/mbox", "sent"), ("Sentinel", "other"), ("Drafting", "other"),
        ("2026", "other"), ("", "other"), ("Sent/Harbour", "other"),
    ],
)  # fmt: skip
def test_the_role_of_a_folder_by_its_name(name: str, role: str) -> None:
    assert role_of(name) is CollectionRole(role)


@pytest.mark.parametrize(
    ("name", "decoded"),
    [
        ("Entw&APw-rfe", "Entwürfe"), ("&kAFP4W4IMH8-", "送信済み"), ("R&-D", "R&D"), ("plain", "plain"),
        ("&broken", "&broken"), ("&AAo-", "&AAo-"), ("&!!!-", "&!!!-"), ("&2D0-", "&2D0-"),
    ],
)  # fmt: skip
def test_folder_names_in_modified_utf_7(name: str, decoded: str) -> None:
    assert decode_folder_name(name) == decoded


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"From a@b.example Mon Mar  2 09:00:00 2026\nSubject: a\n", Format.MBOX),
        (b"\xef\xbb\xbfFrom -\nSubject: a\n", Format.MBOX),
        (b"From my point of view\nit is fine\n", Format.TEXT),
        (b"Subject: a\n\nb\n", Format.MAIL),
        (b"X-Odd: 1\nReceived: from x\n\tby y\nFrom: a@b.example\n", Format.MAIL),
        (b"Return-Path: <a@b.example>\nfrom: x\n" + b"y" * 4000, Format.MAIL),
        (b"Dear Ms Malik: thank you.\n\nBye\n", Format.TEXT),
        (b"Note: the keys are here\n\nBye\n", Format.TEXT),
        (b"120\nSubject: a\n\nb\n", Format.APPLE),
        (b"BEGIN:VCALENDAR\r\n", Format.CALENDAR),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.OUTLOOK),
        (b"PK\x03\x04", Format.COMPRESSED),
        (b"abc\0def", Format.BINARY),
        (b"\n \r\n", Format.EMPTY),
    ],
)
def test_what_a_file_is_by_its_first_bytes(start: bytes, found: Format) -> None:
    assert tell_format(start) is found


def test_labels_and_conversation_of_gmails_export(tmp_path: Path) -> None:
    raw = (
        b"X-GM-THRID: 1844347792267117879\r\n"
        b'X-Gmail-Labels: =?UTF-8?Q?Inbox,Opened,Starred,"Caf=C3=A9,_bar",Entw=C3=BCrfe?=\r\n'
        + make_message(1)
    )
    separator = b"From 1844347792267117879@xxx Fri Sep 26 17:18:47 +0000 2025\r\n"
    (tmp_path / "All mail.mbox").write_bytes(separator + raw + b"\r\n")
    replica = MailReplica("All mail.mbox").sync(LocalMail("files", [tmp_path / "All mail.mbox"]))
    (record,) = replica.records.values()
    assert record.provider_thread_id == "1844347792267117879"
    assert record.labels == ("Inbox", "Opened", "Starred", "Café, bar", "Entwürfe")
    assert record.flags == {"seen", "flagged", "draft"}
    assert record.received_at is not None
