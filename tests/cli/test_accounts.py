"""`rapport account`: added by options and by answering, tried first, and nothing secret shown."""

from __future__ import annotations

import base64
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import invoke
from tests.connectors.dovecot import FULL, PASSWORD
from tests.connectors.imap.conftest import Mailbox, dovecot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.dovecot import Dovecot

__all__ = ["dovecot"]

OWNER = 'internal_domains = ["firm.example"]\n[owner]\nname = "Ann Arden"\naddresses = ["ann@firm.example"]\n'
KEY = base64.b64encode(b"k" * 32).decode()


def letter(number: int, sender: str, to: str) -> bytes:
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: Harbour {number}\r\nMessage-ID: <{number}@x.example>\r\n"
        f"Date: Wed, {number % 28 + 1:02} Nov 2026 10:00:00 +0100\r\n\r\nHello,\r\n"
    ).encode()


ANN, BOB = "Ann Arden <ann@firm.example>", "Bob Brandt <bob@nilambari.example>"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without an account, and a key for its passwords."""
    monkeypatch.setenv("RAPPORT_VAULT_KEY", KEY)
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "config.toml").write_text(OWNER, encoding="utf-8")
    return folder


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """Six letters, two of them sent."""
    mailbox = Mailbox(dovecot)
    mailbox.add([letter(number, BOB, ANN) for number in range(4)])
    mailbox.add([letter(10 + number, ANN, BOB) for number in range(2)], folder="Gesendet")
    return mailbox


def options(mailbox: Mailbox, name: str = "work") -> list[str]:
    return [
        "account", "add", "imap", "--name", name, "--host", FULL,
        "--port", str(mailbox.host.port), "--tls", "none", "--user", mailbox.user,
    ]  # fmt: skip


def typed(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """The password on stdin."""
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))


def test_without_an_account_the_list_says_how_to_add_one(home: Path) -> None:
    assert "rapport account add" in invoke(home, "account", "list").out


def test_a_mailbox_is_tried_then_added_then_read(
    home: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD)
    added = invoke(home, *options(mailbox), "--password-stdin")
    assert added.code == 0, added.err
    assert "Harbour 3" in added.out
    assert "sealed file" in added.out
    assert PASSWORD not in (home / "config.toml").read_text(encoding="utf-8")
    assert invoke(home, "sync").code == 0
    listed = invoke(home, "account", "list", "--json").json["accounts"]
    assert [(one["name"], one["kind"], one["error"]) for one in listed] == [("work", "imap", None)]
    assert listed[0]["last_success_at"]


def test_a_wrong_password_adds_nothing(
    home: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "wrong-canary")
    refused = invoke(home, *options(mailbox), "--password-stdin")
    assert refused.code == 4
    assert (home / "config.toml").read_text(encoding="utf-8") == OWNER
    assert not (home / "secrets.sealed").exists()
    assert "wrong-canary" not in refused.err + refused.out


def test_where_no_password_can_be_kept_none_is_asked_for(
    home: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAPPORT_VAULT_KEY")
    monkeypatch.setenv("RAPPORT_VAULT", "file")
    typed(monkeypatch, PASSWORD)
    refused = invoke(home, *options(mailbox), "--password-stdin")
    assert refused.code == 78
    assert "RAPPORT_VAULT_KEY" in refused.err
    assert (home / "config.toml").read_text(encoding="utf-8") == OWNER


def test_a_variable_is_read_at_every_sign_in_and_kept_nowhere(
    home: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORK_PASSWORD", PASSWORD)
    assert invoke(home, *options(mailbox), "--secret-env", "WORK_PASSWORD").code == 0
    assert not (home / "secrets.sealed").exists()
    monkeypatch.setenv("WORK_PASSWORD", "another")
    assert invoke(home, "account", "check", "work").code == 4


def test_two_accounts_cannot_have_one_name(
    home: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORK_PASSWORD", PASSWORD)
    add = [*options(mailbox), "--secret-env", "WORK_PASSWORD"]
    assert invoke(home, *add).code == 0
    again = invoke(home, *add)
    assert again.code == 2
    assert "There is an account 'work' already" in again.err


def test_a_new_password_ends_the_pause_after_a_refused_one(
    home: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "wrong")
    assert invoke(home, *options(mailbox), "--password-stdin", "--untested").code == 0
    assert "refused the password" in invoke(home, "sync").err
    paused = invoke(home, "sync")
    assert "needs a sign-in" in paused.err
    assert "not asked again before" in paused.err
    typed(monkeypatch, PASSWORD)
    assert invoke(home, "account", "auth", "work", "--password-stdin").code == 0
    assert invoke(home, "sync").code == 0


def test_a_removed_account_leaves_what_was_read_and_no_password(
    home: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD)
    assert invoke(home, *options(mailbox), "--password-stdin").code == 0
    assert invoke(home, "sync").code == 0
    removed = invoke(home, "account", "remove", "work", "--yes")
    assert removed.code == 0, removed.err
    assert "password is forgotten" in removed.out
    assert not (home / "secrets.sealed").exists()
    assert "account" not in tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))
    assert len(invoke(home, "threads", "--json").json["threads"]) == 6


def test_a_lost_key_keeps_no_account(
    home: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD)
    assert invoke(home, *options(mailbox), "--password-stdin").code == 0
    monkeypatch.delenv("RAPPORT_VAULT_KEY")
    monkeypatch.setenv("RAPPORT_VAULT", "file")
    removed = invoke(home, "account", "remove", "work", "--yes")
    assert removed.code == 0, removed.err
    assert "could not be forgotten" in removed.out
    assert "no account yet" in invoke(home, "account", "list").out


def test_an_account_that_is_not_there_is_named(home: Path) -> None:
    missing = invoke(home, "account", "check", "nobody")
    assert missing.code == 1
    assert "There is no account 'nobody'" in missing.err


def test_removing_asks_where_somebody_sits_there_and_refuses_elsewhere(home: Path) -> None:
    (home / "config.toml").write_text(
        OWNER + '[[account]]\nname = "old"\nmail = ["old.mbox"]\n', encoding="utf-8"
    )
    assert invoke(home, "account", "remove", "old").code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("imap", "--host", "mail.firm.example"), "has no 'user'"),
        (("caldav", "--user", "ann"), "has no 'url'"),
        (("imap", "--host", "m.example", "--user", "a", "--tls", "none"), "on this machine only"),
        ((), "Name the kind"),
        (("ics", "--host", "m.example"), "'host' is for accounts of kind"),
    ],
)
def test_what_cannot_be_an_account_is_said(
    home: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = invoke(home, "account", "add", *arguments)
    assert refused.code in {2, 78}
    assert sentence in refused.err
    assert (home / "config.toml").read_text(encoding="utf-8") == OWNER


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
def test_answering_makes_a_home_around_the_first_account(mailbox: Mailbox, tmp_path: Path) -> None:
    from tests.cli.terminal import Terminal

    key = tmp_path / "vault-key"
    key.write_text(KEY, encoding="utf-8")
    key.chmod(0o600)
    user, home = tmp_path / "user", tmp_path / "user" / "home"
    user.mkdir()
    with Terminal(
        "--home", str(home), "account", "add", user=user, here=user,
        RAPPORT_VAULT_KEY_FILE=str(key),
    ) as dialogue:  # fmt: skip
        dialogue.answer("What shall be read", "1")
        dialogue.answer("Your word for it", "?")
        dialogue.expect("reports")
        dialogue.answer("Your word for it", "")
        dialogue.answer("Address or user name", mailbox.user)
        dialogue.answer("Host", FULL)
        dialogue.answer("Encryption", "3")
        dialogue.answer("Port", str(mailbox.host.port))
        before = dialogue.answer("Password", "wrong")
        assert "marks, moves and deletes nothing" in before
        dialogue.answer("What now", "1")
        dialogue.answer("Password", PASSWORD)
        dialogue.expect("Harbour 3")
        dialogue.answer("Read headers only", "")
        dialogue.answer("Your name", "")
        dialogue.answer("Your addresses", "")
        dialogue.answer("Your time zone", "Europe/Berlin")
        dialogue.answer("Your country", "")
        dialogue.answer("Your working hours", "")
        dialogue.answer("Domains of your own firm", "")
        dialogue.answer("Which of these are clients", "1")
        dialogue.expect("Added account 'work'")
        assert dialogue.ends() == 0
    written = tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))
    assert written["owner"]["name"] == "Ann Arden"
    assert written["account"][0]["host"] == FULL
    assert [path.stem.partition(".")[0] for path in (home / "clients").iterdir()] == ["nilambari"]
    assert PASSWORD not in dialogue.seen
