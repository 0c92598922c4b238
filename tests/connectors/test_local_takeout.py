"""Gmail's export: what its labels say, in the language of the account, and what is no mail in it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import CollectionRole, PermanentError
from connectors.local import LocalMail
from connectors.local.takeout import read_labels, role_of_label
from tests.connectors.contract import make_message
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from pathlib import Path

RECEIVED = b"Received: by 10.0.0.1 with SMTP id x; Mon, 2 Mar 2026 00:00:01 -0800\r\n"


def exported(number: int, labels: str | bytes, more: bytes = RECEIVED) -> bytes:
    """One message as Takeout stores it, with its separator."""
    field = labels if isinstance(labels, bytes) else encode_q(labels)
    return (
        b"From 18443477922671%05d@xxx Mon Mar 02 08:00:00 +0000 2026\r\n"
        b"X-GM-THRID: 18443477922671%05d\r\nX-Gmail-Labels: %s\r\n"
        % (number, number, field)
        + more
        + make_message(number)
        + b"\r\n"
    )


def encode_q(labels: str) -> bytes:
    """As Takeout encodes: whole, where anything is no ASCII, folded into several words."""
    if labels.isascii():
        return labels.encode()
    words = [labels[at : at + 20] for at in range(0, len(labels), 20)]
    coded = [base64.b64encode(word.encode()).decode() for word in words]
    return "\r\n ".join(f"=?UTF-8?B?{word}?=" for word in coded).encode()


def sync(path: Path, *stored: bytes) -> MailReplica:
    path.write_bytes(b"".join(stored))
    return MailReplica(path.name).sync(LocalMail("files", [path]))


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "All mail Including Spam and Trash.mbox"


@pytest.mark.parametrize(
    ("labels", "flags"),
    [
        ("Inbox,Important,Opened,Category Personal", {"seen"}),
        ("Inbox,Unread,Category Updates", set()),
        ("Sent", {"seen"}),
        ("Starred,Archived,Unread", {"flagged"}),
        ("Trash,Opened", {"seen"}),
        ("Posteingang,Wichtig,Ungelesen", set()),
        ("Gesendet,Markiert,Geöffnet", {"seen", "flagged"}),
        ("Boîte de réception,Non lus,Catégorie\u00a0: E-mails personnels", set()),
        ("Messages archivés,Suivis,Ouvert", {"seen", "flagged"}),
        ("Recibidos,No leídos,Destacados", {"flagged"}),
        ("Caixa de entrada,Não lidas,Com estrela", {"flagged"}),
        ("Posta in arrivo,Da leggere,Speciali", {"flagged"}),
        ("Postvak IN,Ongelezen,Met ster", {"flagged"}),
        ("Odebrane,Nieprzeczytane,Z gwiazdką", {"flagged"}),
        ("受信トレイ,未読,スター付き", {"flagged"}),
        ("Inkorg,Olästa,Stjärnmärkta", {"flagged"}),
        ("Входящие,Непрочитанные,Помеченные", {"flagged"}),
        ("UNREAD,starred", {"flagged"}),
    ],
)
def test_labels_say_whether_a_mail_was_read_and_starred(
    box: Path, labels: str, flags: set[str]
) -> None:
    (record,) = sync(box, exported(1, labels)).records.values()
    assert record.flags == flags
    assert ",".join(record.labels) == labels


DRAFTS = ["Drafts", "Entwürfe", "Brouillons", "Borradores", "Rascunhos", "Bozze", "Concepten",
          "Wersje robocze", "下書き", "Utkast", "Черновики"]  # fmt: skip
SPAM = [
    "Spam",
    "SPAM",
    "Pourriel",
    "迷惑メール",
    "Skräppost",
    "Спам",
    "Correu brossa",
    "[Gmail]/Spam",
]
TRASH = ["Trash", "Papierkorb", "Corbeille", "Papelera", "Lixeira", "Cestino", "Prullenbak", "Kosz",
         "ゴミ箱", "Bin"]  # fmt: skip
SENT = ["Sent", "Gesendet", "Messages envoyés", "Envoyé", "Enviados", "Posta inviata", "Verzonden",
        "Wysłane", "送信済みメール"]  # fmt: skip


@pytest.mark.parametrize("label", DRAFTS)
def test_a_draft_is_told_as_one(box: Path, label: str) -> None:
    (record,) = sync(box, exported(1, label, b"")).records.values()
    assert "draft" in record.flags


@pytest.mark.parametrize("label", ["Concept", "Szkice", "Clients/Drafts", "Bozza"])
def test_a_label_of_ones_own_on_a_mail_makes_no_draft(box: Path, label: str) -> None:
    (record,) = sync(box, exported(1, f"Inbox,{label}")).records.values()
    assert record.flags == {"seen"}
    (record,) = sync(box, exported(2, f"Sent,{label}", b"")).records.values()
    assert record.flags == {"seen"}


@pytest.mark.parametrize("label", SPAM)
def test_spam_is_left_out(box: Path, label: str) -> None:
    replica = sync(box, exported(1, f"{label},Unread"), exported(2, "Inbox"))
    assert [record.labels for record in replica.records.values()] == [("Inbox",)]
    assert replica.problems == []


@pytest.mark.parametrize("label", TRASH)
def test_trash_is_read_as_a_trash_folder_is(box: Path, label: str) -> None:
    assert len(sync(box, exported(1, label)).records) == 1
    assert role_of_label(label) is CollectionRole.TRASH


@pytest.mark.parametrize("label", SENT)
def test_sent_mail_is_known(label: str) -> None:
    assert role_of_label(label) is CollectionRole.SENT


@pytest.mark.parametrize("label", ["Chat", "Chats,Opened", "Czat", "チャット", "Bate-papo"])
def test_chats_are_left_out_and_that_is_told_once(box: Path, label: str) -> None:
    chats = [exported(n, label, b"Content-Type: text/xml\r\n") for n in range(5)]
    replica = sync(box, *chats, exported(9, "Inbox"))
    assert [record.labels for record in replica.records.values()] == [("Inbox",)]
    (problem,) = replica.problems
    assert problem.kind == "chats"
    assert "are no mail and were left out" in problem.message


def test_a_mail_that_its_owner_labelled_in_another_language_is_no_chat(box: Path) -> None:
    assert len(sync(box, exported(1, "Inbox,Czat")).records) == 1
    sent = b"Message-ID: <CAB1@mail.gmail.com>\r\n"
    assert len(sync(box, exported(2, "Sent,Czat", sent)).records) == 1


def test_an_export_of_chats_alone_is_no_error(box: Path) -> None:
    chats = [exported(n, "Chat", b"") for n in range(3)]
    replica = sync(box, *chats)
    assert replica.records == {}
    replica = MailReplica(box.name, replica.cursor)
    box.write_bytes(b"".join(reversed(chats)))
    assert replica.sync(LocalMail("files", [box])).records == {}


def test_mail_that_became_spam_in_a_later_export_is_gone(box: Path) -> None:
    replica = sync(box, exported(1, "Inbox"), exported(2, "Inbox,Unread"), exported(3, "Inbox"))
    later = (exported(1, "Spam"), exported(2, "Inbox"), exported(3, "Inbox"))
    box.write_bytes(b"".join(later))
    replica.sync(LocalMail("files", [box]))
    assert sorted(record.flags for record in replica.records.values()) == [{"seen"}, {"seen"}]


def test_a_later_export_without_any_mail_is_an_alarm(box: Path) -> None:
    replica = sync(box, exported(1, "Inbox"), exported(2, "Inbox"))
    box.write_bytes(exported(1, "Spam"))
    with pytest.raises(PermanentError, match="0 of 2 messages; nothing stored was deleted"):
        replica.sync(LocalMail("files", [box]))


@pytest.mark.parametrize(
    ("field", "names"),
    [
        (b"Inbox,Unread", ("Inbox", "Unread")),
        (b'Inbox,"Clients, old",Opened', ("Inbox", "Clients, old", "Opened")),
        (b'"He said ""no""",Inbox', ('He said "no"', "Inbox")),
        (b"Inbox,\r\n Clients,\r\n\tUnread", ("Inbox", "Clients", "Unread")),
        (b"=?UTF-8?Q?Archiv=C3=A9s,Envoy=C3=A9?=", ("Archivés", "Envoyé")),
        (
            b'=?UTF-8?Q?Cat=C3=A9gorie=C2=A0:_E-mails_?=\r\n =?UTF-8?Q?personnels,"Culture,_arts"?=',
            ("Catégorie\u00a0: E-mails personnels", "Culture, arts"),
        ),
        (b"Inbox,=?UTF-8?Q?Kunden/=C3=9Cbung?=,Opened", ("Inbox", "Kunden/Übung", "Opened")),
        (b"=?UTF-8?B?w5xiZXIgdW5z?=,Sent", ("Über uns", "Sent")),
        ("Entwürfe,Gelöst".encode(), ("Entwürfe", "Gelöst")),
        ("Gelöst,=?UTF-8?Q?=C3=9Cb?=,x".encode(), ("Gelöst", "Üb", "x")),
        (b"=?UTF-8?B?4pi", ("=?UTF-8?B?4pi",)),
        (b"=?no-such-charset?Q?a=FF?=,Inbox", ("=?no-such-charset?Q?a=FF?=", "Inbox")),
        (b'Inbox,"never closed, Unread', ("Inbox", "never closed, Unread")),
        (b"\xff\xfe,Inbox", ("\ufffd\ufffd", "Inbox")),
        (b" , ,Inbox,", ("Inbox",)),
    ],
)
def test_labels_as_they_are_written(field: bytes, names: tuple[str, ...]) -> None:
    labels = read_labels(b"X-GM-THRID: 1\r\nX-Gmail-Labels: " + field + b"\r\nSubject: a\r\n\r\n")
    assert labels is not None
    assert labels.names == names


def test_a_message_without_labels_has_none() -> None:
    assert read_labels(b"Subject: a\n\n") is None
    assert read_labels(b"X-Gmail-Labels: \nSubject: a\n\n") is None


@given(st.binary(max_size=200))
def test_any_bytes_are_labels_of_some_kind(field: bytes) -> None:
    labels = read_labels(b"X-Gmail-Labels: " + field + b"\n\n")
    assert labels is None or all(labels.names)


@pytest.mark.timeout(20)
def test_a_flood_of_labels_is_bounded() -> None:
    labels = read_labels(b"X-Gmail-Labels: " + b"a,\n " * 60_000 + b"\n\n")
    assert labels is not None
    assert len(labels.names) <= 10_000


def test_one_mail_under_several_labels_is_one_item_in_each_file(tmp_path: Path) -> None:
    """Takeout writes a file for each label that was ticked; a mail with two stands in both."""
    both = exported(1, "Inbox,Harbour")
    for name, stored in {
        "Inbox.mbox": [both, exported(2, "Inbox")],
        "Harbour.mbox": [both],
    }.items():
        (tmp_path / name).write_bytes(b"".join(stored))
    connector = LocalMail("files", [tmp_path])
    names = [each.name for each in connector.list_collections()]
    found = {name: set(MailReplica(name).sync(connector).records) for name in names}
    inbox, harbour = (found[f"{tmp_path.name}/{name}.mbox"] for name in ("Inbox", "Harbour"))
    assert (len(inbox), len(harbour)) == (2, 1)
    assert harbour < inbox


def test_a_file_of_spam_is_a_junk_folder(tmp_path: Path) -> None:
    (tmp_path / "Spam.mbox").write_bytes(exported(1, "Spam"))
    (collection,) = LocalMail("files", [tmp_path / "Spam.mbox"]).list_collections()
    assert collection.role is CollectionRole.JUNK
