"""An export of Google Takeout through the whole program: what becomes a message, and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Answer, invoke

if TYPE_CHECKING:
    from pathlib import Path

ANN = "Ann Arden <ann@firm.example>"
BOB = "Bob Brandt <bob@client.example>"
CAT = "Cat Calder <cat@other.example>"
RECEIVED = "Received: by 2002:a17:90a:: with SMTP id x; Mon, 16 Nov 2026 01:00:00 -0800\r\n"


def stored(
    number: int, thread: int, labels: str, sender: str, to: str, text: str, more: str = RECEIVED
) -> bytes:
    return (
        f"From {thread}@xxx Mon Nov 16 09:00:00 +0000 2026\r\n"
        f"X-GM-THRID: {thread}\r\nX-Gmail-Labels: {labels}\r\n{more}"
        f"From: {sender}\r\nTo: {to}\r\nSubject: Harbour {thread}\r\n"
        f"Date: Mon, 16 Nov 2026 {number % 24:02}:00:00 +0000\r\n"
        f"Message-ID: <{number}@x.example>\r\n\r\n{text}\r\n\r\n"
    ).encode()


ASKED = stored(1, 77, "Inbox,Opened,=?UTF-8?Q?Kunden/=C3=9Cbung?=", BOB, ANN, "Can you send it?")
ANSWERED = stored(2, 77, "Sent", ANN, BOB, "I will send it by Friday.", "")
ALL_MAIL = [
    ASKED,
    ANSWERED,
    stored(3, 77, "Drafts", ANN, BOB, "Half an answer", ""),
    stored(4, 78, "Spam,Unread", "Win <win@bulk.example>", ANN, "You won."),
    stored(5, 79, "Chat", BOB, ANN, "are you there", ""),
    stored(6, 80, "Trash,Opened", CAT, ANN, "What do you say to Tuesday?"),
    stored(7, 81, "Inbox,Unread,Category Updates", CAT, ANN, ">From here on it is easy."),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has read an export in two files, one of them a label's own."""
    tmp_path = tmp_path_factory.mktemp("takeout")
    mail = tmp_path / "Takeout" / "Mail"
    mail.mkdir(parents=True)
    (mail / "All mail Including Spam and Trash.mbox").write_bytes(b"".join(ALL_MAIL))
    (mail / "Kunden-Übung.mbox").write_bytes(ASKED)
    home = tmp_path / "home"
    me = ("--me", ANN, "--zone", "Europe/Berlin", "--country", "DE")
    assert invoke(home, "init", "--mail", str(mail), *me).code == 0
    answer = invoke(home, "run")
    assert answer.code == 0, answer.err
    return home


def message(home: Path, number: int) -> Answer:
    return invoke(home, "message", "show", f"{number}@x.example", "--json")


def places(home: Path, number: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = message(home, number).json["places"]
    return sorted(found, key=lambda place: str(place["collection"]))


@pytest.mark.parametrize("number", [1, 2, 6, 7])
def test_mail_becomes_a_message(home: Path, number: int) -> None:
    assert message(home, number).code == 0


@pytest.mark.parametrize("number", [3, 4, 5], ids=["draft", "spam", "chat"])
def test_what_is_no_correspondence_does_not(home: Path, number: int) -> None:
    assert message(home, number).code == 1


def test_one_mail_in_two_files_is_one_message_in_two_places(home: Path) -> None:
    assert [place["collection"] for place in places(home, 1)] == [
        "Mail/All mail Including Spam and Trash.mbox",
        "Mail/Kunden-Übung.mbox",
    ]


def test_googles_conversation_is_the_thread(home: Path) -> None:
    threads = invoke(home, "threads", "--json").json["threads"]
    assert sorted(len(thread["message_ids"]) for thread in threads) == [1, 1, 2]


def test_what_is_not_unread_was_read(home: Path) -> None:
    assert [places(home, number)[0]["flags"] for number in (1, 2, 6, 7)] == ["seen"] * 3 + [""]


def test_the_chats_are_told(home: Path) -> None:
    said = " ".join(invoke(home, "doctor").out.split())
    assert "also holds chats (Hangouts, Google Talk)" in said


def test_a_second_run_changes_nothing(home: Path) -> None:
    before = invoke(home, "threads", "--json").json
    assert invoke(home, "run").code == 0
    assert invoke(home, "threads", "--json").json == before
