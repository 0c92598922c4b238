"""`rapport init` on a real terminal: asked step by step, stopped anywhere, nothing half."""

from __future__ import annotations

import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from assistant.cli.setup import write_home
from assistant.config.records import OwnerConfig
from assistant.ingest.firstlook import look_at, propose_clients
from assistant.ingest.records import WhoConfig
from connectors.local.sample import sample_mail
from tests.cli.conftest import invoke
from tests.connectors.test_local_contract import mbox_bytes

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from tests.cli.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

ANN = "Ann Arden <ann@firm.example>"
BOB = "Bob Brandt <bob@nilambari.example>"


def letter(number: int, sender: str, to: str) -> bytes:
    return (
        f"From: {sender}\nTo: {to}\nSubject: Harbour {number}\nMessage-ID: <{number}@x.example>\n"
        f"Date: Wed, {number % 28 + 1:02} Nov 2026 10:00:00 +0100\n\nHello,\n"
    ).encode()


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The home folder of somebody with a mailbox and a calendar in the usual places."""
    user = tmp_path / "user"
    (user / "Mail").mkdir(parents=True)
    raws = [letter(n, BOB, ANN) for n in range(6)] + [letter(9 + n, ANN, BOB) for n in range(4)]
    (user / "Mail" / "work.mbox").write_bytes(mbox_bytes(raws))
    (user / "Downloads").mkdir()
    (user / "Downloads" / "work.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Harbour\r\n"
        "DTSTART:20261118T100000Z\r\nDTEND:20261118T110000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return user


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The home folder of somebody without any."""
    (tmp_path / "bare").mkdir()
    return tmp_path / "bare"


def written(home: Path) -> dict[str, Any]:
    return tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))


def test_a_home_is_made_by_answering(tmp_path: Path, user: Path) -> None:
    home = tmp_path / "home"
    with Terminal("--home", str(home), "init", user=user, here=tmp_path) as terminal:
        assert "~/Mail  (Mail folder)" in terminal.answer("Which of these are to be read", "")
        terminal.answer("A file or folder of mail more", "")
        assert "~/Downloads/work.ics" in terminal.answer("Which of these are yours", "1")
        terminal.answer("A calendar file or folder more", "")
        assert "Looked at 10 messages" in terminal.answer("Your name [Ann Arden]", "")
        terminal.answer("Your addresses [ann@firm.example]", "")
        terminal.answer("Your time zone (in ", "Europe/Warsaw")
        terminal.answer("Your country [PL]", "")
        terminal.answer("Your working hours [09:00-17:00 on working days]", "")
        terminal.answer("Domains of your own firm [firm.example]", "")
        listed = terminal.answer("Which of these are clients", "1")
        assert "Nilambari, nilambari.example: 4 to them, 6 from them" in listed
        assert terminal.ends() == 0
        assert f"rapport --home {home} run" in terminal.seen
    config = written(home)
    assert config["owner"] == {
        "name": "Ann Arden", "addresses": ["ann@firm.example"], "zone": "Europe/Warsaw",
        "country": "PL",
    }  # fmt: skip
    assert config["internal_domains"] == ["firm.example"]
    assert config["account"][0]["mail"] == [str(user / "Mail")]
    assert config["account"][0]["calendar"] == [str(user / "Downloads" / "work.ics")]
    client = tomllib.loads((home / "clients" / "nilambari.example.toml").read_text())
    assert client == {"name": "Nilambari", "domains": ["nilambari.example"]}
    assert invoke(home, "config", "check").code == 0
    assert invoke(home, "run").code == 0


def test_an_answer_that_cannot_be_meant_is_asked_again(tmp_path: Path, bare: Path) -> None:
    home = tmp_path / "home"
    with Terminal("--home", str(home), "init", user=bare, here=bare) as terminal:
        terminal.answer("A file or folder of mail", "?")
        assert "An mbox, a Maildir" in terminal.answer("A file or folder of mail", "nowhere.mbox")
        assert "There is nothing at " in terminal.answer("A file or folder of mail", str(bare))
        assert "holds no mail" in terminal.answer("A file or folder of mail", "")
        terminal.answer("A calendar file or folder", "")
        terminal.answer("Your name", "")
        assert "drafts are signed with it" in terminal.answer("Your name", "Ann Arden")
        terminal.answer("Your addresses", "ann at firm")
        again = terminal.answer("Your addresses", "Ann@Firm.example, ann@gmail.com")
        assert "'ann' is no address" in again
        terminal.answer("Your time zone", "Europe/Warsav")
        assert "Did you mean Europe/Warsaw" in terminal.answer("Your time zone", "Europe/Warsaw")
        assert "In Europe/Warsaw it is " in terminal.answer("Your country [PL]", "Poland")
        assert "no two-letter code" in terminal.answer("Your country [PL]", "-")
        terminal.answer("Your working hours", "nine to five")
        assert "is not an interval" in terminal.answer("Your working hours", "mon-fri 08:00-16:00")
        terminal.answer("Domains of your own firm [firm.example]", "-")
        assert terminal.ends() == 0
        assert "account add" in terminal.seen
    config = written(home)
    assert config["owner"]["addresses"] == ["ann@firm.example", "ann@gmail.com"]
    assert config["owner"]["hours"]["fri"] == ["08:00-16:00"]
    assert "country" not in config["owner"]
    assert "internal_domains" not in config
    assert "account" not in config
    assert invoke(home, "config", "check").code == 0


def test_what_options_say_is_not_asked(tmp_path: Path, user: Path) -> None:
    home = tmp_path / "home"
    given = ("--mail", str(user / "Mail"), "--calendar", str(user / "Downloads" / "work.ics"),
             "--zone", "Europe/Warsaw", "--country", "pl", "--hours", "mon-fri 08:00-16:00",
             "--internal-domain", "firm.example", "--subdivision", "X")  # fmt: skip
    with Terminal("--home", str(home), "init", *given, user=user, here=tmp_path) as terminal:
        assert "[" not in terminal.expect("Your name [")
        terminal.answer("Ann Arden]", "Anna Arden")
        terminal.answer("Your addresses", "")
        terminal.answer("Which of these are clients", "")
        assert terminal.ends() == 0
    assert written(home)["owner"]["name"] == "Anna Arden"
    assert written(home)["owner"]["country"] == "PL"
    assert list((home / "clients").iterdir()) == []


def test_with_everything_said_nothing_is_asked(tmp_path: Path, user: Path) -> None:
    home = tmp_path / "home"
    given = ("--mail", str(user / "Mail"), "--me", ANN, "--zone", "Europe/Warsaw")
    with Terminal("--home", str(home), "init", *given, user=user, here=tmp_path) as terminal:
        assert terminal.ends() == 0
    assert written(home)["owner"]["name"] == "Ann Arden"


QUESTIONS = ("Which of these are to be read", "A file or folder of mail more",
             "Which of these are yours", "A calendar file or folder more", "Your name",
             "Your addresses", "Your time zone", "Your country", "Your working hours",
             "Domains of your own firm", "Which of these are clients")  # fmt: skip


@pytest.mark.parametrize("keys", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("at", [0, 4, len(QUESTIONS) - 1])
def test_stopped_anywhere_nothing_is_there(tmp_path: Path, user: Path, at: int, keys: str) -> None:
    home = tmp_path / "home"
    with Terminal("--home", str(home), "init", user=user, here=tmp_path) as terminal:
        for question in QUESTIONS[:at]:
            terminal.answer(question, "")
        terminal.expect(QUESTIONS[at])
        terminal.expect("]")
        terminal.type(keys)
        assert terminal.ends() == 130
        assert "Stopped. Nothing was written." in terminal.seen
        assert "Traceback" not in terminal.seen
    assert not home.exists()


def test_a_home_that_is_there_is_not_asked_about(tmp_path: Path, user: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text("# mine\n")
    with Terminal("--home", str(home), "init", user=user, here=tmp_path) as terminal:
        assert terminal.ends() == 1
        assert "is there already" in terminal.seen
    assert (home / "config.toml").read_text() == "# mine\n"


def test_a_wrong_option_is_refused_before_anything_is_asked(tmp_path: Path, user: Path) -> None:
    given = ("--home", str(tmp_path / "home"), "init", "--zone", "Europe/Berln")
    with Terminal(*given, user=user, here=tmp_path) as terminal:
        assert terminal.ends() == 2
        assert "Did you mean Europe/Berlin" in terminal.seen
        assert "Which of these" not in terminal.seen


def test_on_a_pipe_nothing_is_asked(tmp_path: Path) -> None:
    answer = invoke(tmp_path / "home", "init")
    assert (answer.code, answer.out) == (2, "")
    assert "Missing option '--me'" in answer.err


def test_a_path_that_an_option_names_and_is_not_there_is_noted(tmp_path: Path, bare: Path) -> None:
    given = ("--mail", str(bare / "gone.mbox"), "--zone", "UTC", "--country", "US",
             "--hours", "mon 08:00-16:00", "--internal-domain", "firm.example")  # fmt: skip
    with Terminal("--home", str(tmp_path / "home"), "init", *given, user=bare, here=bare) as term:
        term.answer("A calendar file or folder", "")
        term.answer("Your name", "Ann Arden")
        term.answer("Your addresses", "ann@firm.example")
        assert term.ends() == 0
        assert "gone.mbox' of account 'local' does not exist" in term.seen


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_stopped_while_writing_leaves_no_file(
    tmp_path: Path, user: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise error

    look = look_at(sample_mail([user / "Mail"]))
    owner = OwnerConfig("Ann Arden", ("ann@firm.example",))
    clients = propose_clients(look, WhoConfig(owner.addresses, frozenset({"firm.example"})))
    monkeypatch.setattr("assistant.config.write.write_config", stop)
    with pytest.raises(type(error)):
        write_home(tmp_path / "home", owner, mail=(user / "Mail",), calendar=(),
                   internal=(), clients=clients)  # fmt: skip
    assert clients
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == []


def test_a_client_file_that_is_there_is_left_as_it_is(tmp_path: Path, user: Path) -> None:
    kept = tmp_path / "home" / "clients" / "nilambari.example.toml"
    kept.parent.mkdir(parents=True)
    kept.write_text('name = "Mine"\ndomains = ["nilambari.example"]\n')
    look = look_at(sample_mail([user / "Mail"]))
    owner = OwnerConfig("Ann Arden", ("ann@firm.example",))
    clients = propose_clients(look, WhoConfig(owner.addresses, frozenset({"firm.example"})))
    write_home(tmp_path / "home", owner, mail=(), calendar=(), internal=(), clients=clients)
    assert "Mine" in kept.read_text()
