"""`init`, `demo`, `config`, `doctor`, `backup`: homes made, checked, copied."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, Clock, Rapport, invoke

ME = ("--me", "Ann Arden <ann@firm.example>")
WHERE = ("--zone", "Europe/Berlin", "--country", "DE")


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """A folder with one mail."""
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "one.eml").write_text(
        "From: Bob Brandt <bob@client.example>\nTo: Ann Arden <ann@firm.example>\n"
        "Subject: Hello\nDate: Wed, 18 Nov 2026 10:00:00 +0100\n"
        "Message-ID: <one@client.example>\n\nCould you send me the offer?\n"
    )
    return folder


def init(home: Path, *arguments: str) -> Answer:
    return invoke(home, "init", *arguments)


def written(home: Path) -> dict[str, Any]:
    return tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))


def test_init_writes_a_configuration_that_is_in_order(tmp_path: Path, mail: Path) -> None:
    home = tmp_path / "home"
    answer = init(home, "--mail", str(mail), *ME, *WHERE, "--subdivision", "BY")
    assert answer.code == 0
    assert f"rapport --home {home} run" in answer.out
    checked = invoke(home, "config", "check")
    assert checked.code == 0
    assert "is in order: 1 account, " in checked.out
    assert written(home)["owner"] == {
        "name": "Ann Arden", "addresses": ["ann@firm.example"], "zone": "Europe/Berlin",
        "country": "DE", "subdivision": "BY",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["several after one flag", "repeated flags"])
def test_init_takes_several_of_everything(tmp_path: Path, mail: Path, form: str) -> None:
    home, other = tmp_path / "home", tmp_path / "other.mbox"
    flags = {
        "--mail": (str(mail), str(other)),
        "--calendar": ("a.ics", "b.ics"),
        "--me": ("Ann Arden <ann@firm.example>", "a.arden@firm.example"),
        "--internal-domain": ("firm.example", "sister.example"),
    }
    arguments: list[str] = []
    for flag, values in flags.items():
        if form == "repeated flags":
            arguments += [part for value in values for part in (flag, value)]
        else:
            arguments += [flag, *values]
    assert init(home, *arguments, *WHERE).code == 0
    found = written(home)
    assert found["owner"]["addresses"] == ["ann@firm.example", "a.arden@firm.example"]
    assert found["internal_domains"] == ["firm.example", "sister.example"]
    [account] = found["account"]
    assert account["mail"] == [str(mail), str(other)]
    assert [Path(one).name for one in account["calendar"]] == ["a.ics", "b.ics"]


def test_init_takes_the_owners_domain_for_the_firm(tmp_path: Path, mail: Path) -> None:
    home = tmp_path / "home"
    answer = init(home, "--mail", str(mail), *ME, *WHERE)
    assert written(home)["internal_domains"] == ["firm.example"]
    assert "firm.example is taken as your own firm" in answer.err


def test_a_free_mail_address_says_nothing_of_a_firm(tmp_path: Path, mail: Path) -> None:
    home = tmp_path / "home"
    me = ("--me", "Ann Arden <ann.arden@gmail.com>")
    assert init(home, "--mail", str(mail), *me, *WHERE).code == 0
    assert "internal_domains" not in written(home)


def test_init_reads_the_documented_hours(tmp_path: Path, mail: Path) -> None:
    home = tmp_path / "home"
    hours = "mon-thu 08:30-12:30,13:15-17:30; fri 08:30-14:00"
    assert init(home, "--mail", str(mail), *ME, *WHERE, "--hours", hours).code == 0
    found = written(home)["owner"]["hours"]
    assert found["mon"] == found["thu"] == ["08:30-12:30", "13:15-17:30"]
    assert (found["fri"], found["sat"]) == (["08:30-14:00"], [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--zone", "Europe/Berln"), "Did you mean Europe/Berlin"),
        (("--country", "Germany"), "'Germany' is no two-letter code"),
        (("--country", "QQ"), "no holidays for country 'QQ'"),
        (("--hours", "mon 25:00-26:00"), "--hours: '25:00-26:00'"),
        (("--hours", "someday"), "--hours: "),
        (("--internal-domain", "firm"), "'firm' is no domain"),
        (("--me", "Bob"), "'Bob' names no address"),
        (("--me", "Bob <bob@a@b>"), "names no address"),
    ],
)
def test_init_refuses_what_cannot_be_meant(
    tmp_path: Path, mail: Path, arguments: tuple[str, str], sentence: str
) -> None:
    home = tmp_path / "home"
    answer = init(home, "--mail", str(mail), *ME, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert not (home / "config.toml").exists()


@pytest.mark.parametrize(("arguments", "missing"), [(ME, "--mail PATH"), ((), "--me")])
def test_init_says_what_is_missing(
    tmp_path: Path, arguments: tuple[str, ...], missing: str
) -> None:
    answer = init(tmp_path / "home", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert missing in answer.err


def test_init_notes_a_path_that_is_not_there(tmp_path: Path) -> None:
    home = tmp_path / "home"
    answer = init(home, "--mail", str(tmp_path / "none.mbox"), *ME, *WHERE)
    assert answer.code == 0
    assert "none.mbox" in answer.err
    assert "does not exist" in answer.err


def test_init_notes_an_unknown_subdivision(tmp_path: Path, mail: Path) -> None:
    answer = init(tmp_path / "home", "--mail", str(mail), *ME, *WHERE, "--subdivision", "QQ")
    assert answer.code == 0
    assert "no subdivision 'QQ' of DE" in answer.err


def test_init_leaves_a_home_as_it_is(tmp_path: Path, mail: Path) -> None:
    home = tmp_path / "home"
    init(home, "--mail", str(mail), *ME, *WHERE)
    before = (home / "config.toml").read_bytes()
    answer = init(home, "--mail", str(mail), *ME)
    assert (answer.code, answer.out) == (1, "")
    assert "is there already" in answer.err
    assert (home / "config.toml").read_bytes() == before


@pytest.mark.parametrize("command", [("run",), ("gaps",), ("report",), ("drafts",), ("doctor",)])
def test_without_a_home_every_command_says_how_to_begin(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    answer = invoke(tmp_path / "none", *command)
    assert (answer.code, answer.out) == (78, "")
    assert "holds no config.toml yet. Run `rapport --home" in answer.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[owner]\nname = "A"\nzoen = "UTC"\n', "line 3: unknown key 'zoen' in [owner]. Did you"),
        ('[owner]\nname = "A\n', "line 2: is not valid TOML"),
        ('[owner]\nname = "A"\naddresses = ["a@b.example"]\nzone = "Mars"\n', "line 4: "),
    ],
)
def test_a_broken_configuration_names_line_and_key(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "config.toml").write_text(text)
    for command in (("config", "check"), ("run",), ("report",)):
        answer = invoke(tmp_path, *command)
        assert (answer.code, answer.out) == (78, "")
        assert sentence in answer.err


def test_config_show_names_every_default(look: Rapport) -> None:
    lines = look("config", "show").out.splitlines()
    assert "delivery.hold_s = 30" in lines
    assert any(line.startswith("goals.reply_owed_wd = ") for line in lines)


def test_doctor_finds_everything_read(look: Rapport) -> None:
    answer = look("doctor")
    assert answer.code == 0
    assert "Everything that is configured was read." in answer.out


def test_doctor_says_what_was_not_read_lately(look: Rapport, clock: Clock) -> None:
    assert "stale" not in look("doctor").out
    clock.pass_(days=3)
    answer = look("doctor")
    assert answer.code == 0
    assert "Sources marked stale were last read on 2026-11-19" in answer.out


def test_doctor_says_what_every_place_was_counted_against(look: Rapport) -> None:
    said = " ".join(look("doctor").out.split())
    sent = re.search(r"work/maildir/Sent (\d+) messages", said)
    assert sent is not None
    assert f"read; the disk counts the same {sent[1]} (2026-11-19 16:00)" in said
    assert "Counted against every source: nothing is missing." in said
    assert "Next reading: at the next `rapport run`." in said


def test_doctor_shows_days_where_they_are_asked_for(look: Rapport) -> None:
    same = re.compile(r"work/maildir: all \d+ days are the same there and here\.")
    assert same.search(look("doctor").out) is None
    said = look("doctor", "--days").out
    assert same.search(said)
    assert "work/archive.mbox: no dates are told there" in said
    assert look("doctor", "--days", "0").code == 2


def test_mail_that_is_missing_here_is_said_everywhere_until_it_is_read_again(
    rapport: Rapport, home: Path, clock: Clock
) -> None:
    _lose_mail(home, "maildir/Sent", 3)
    clock.pass_(days=1)
    run = rapport("run")
    assert run.code == 3
    assert re.search(r"3 messages of the \d+ that are listed there are not stored", run.err)
    doctor = rapport("doctor", "--days", "1")
    assert doctor.code == 3
    assert re.search(r"read; 3 of \d+ are missing", doctor.out)
    assert re.search(r"work/maildir/Sent: \d of \d+ days differ", doctor.out)
    report = " ".join(rapport("report", "daily").out.split())
    sentence = r"! 3 of \d+ messages in 'maildir/Sent' of account 'work' are missing here"
    assert re.search(sentence, report)
    again = rapport("run")
    assert (again.code, again.err.count("missing")) == (0, 0)
    assert rapport("doctor").code == 0


def _lose_mail(home: Path, collection: str, count: int) -> None:
    """Places of the latest mails of a folder go behind our back."""
    with sqlite3.connect(home / "rapport.db") as connection:
        connection.execute(
            "DELETE FROM message_place WHERE id IN (SELECT id FROM message_place"
            " WHERE collection = ? ORDER BY id DESC LIMIT ?)",
            (collection, count),
        )
    connection.close()


def test_doctor_says_what_failed_and_goes_on(rapport: Rapport, home: Path) -> None:
    shutil.move(home / "mail" / "archive.mbox", home / "gone.mbox")
    messages = len(rapport("threads", "--json").json["threads"])
    run = rapport("run")
    assert run.code == 3
    assert "archive.mbox" in run.err
    doctor = rapport("doctor")
    assert doctor.code == 3
    assert "archive.mbox" in doctor.out
    assert len(rapport("threads", "--json").json["threads"]) == messages, "nothing stored is lost"


def test_a_backup_is_a_home_that_works(rapport: Rapport, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    assert rapport("backup", str(target)).code == 0
    assert invoke(target, "gaps", "--json").json == rapport("gaps", "--json").json
    assert invoke(target, "drafts", "--json").json == rapport("drafts", "--json").json


def test_a_backup_is_for_its_owner_alone(rapport: Rapport, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    rapport("backup", str(target))
    assert target.stat().st_mode & 0o077 == 0
    assert (target / "rapport.db").stat().st_mode & 0o077 == 0


def test_a_backup_overwrites_nothing(rapport: Rapport, tmp_path: Path) -> None:
    (tmp_path / "something").touch()
    answer = rapport("backup", str(tmp_path))
    assert (answer.code, answer.out) == (1, "")
    assert "is not empty" in answer.err


def test_demo_of_own_files_needs_to_know_who_you_are(tmp_path: Path, mail: Path) -> None:
    answer = invoke(tmp_path / "home", "demo", "--mail", str(mail))
    assert (answer.code, answer.out) == (2, "")
    assert "--me" in answer.err


def test_demo_of_own_files_keeps_its_home(tmp_path: Path, mail: Path) -> None:
    home = tmp_path / "home"
    arguments = ("demo", "--mail", str(mail), *ME, *WHERE)
    first = invoke(home, *arguments)
    assert first.code == 0, first.err
    assert "Ann Arden · " in first.out
    assert "Read 1 message from 18 Nov to 18 Nov and no calendar." in first.out
    second = invoke(home, *arguments)
    assert second.code == 0
    assert "Using the configuration in" in second.err


def test_demo_never_overwrites_another_home(tmp_path: Path, mail: Path) -> None:
    home = tmp_path / "home"
    init(home, "--mail", str(mail), *ME, *WHERE)
    answer = invoke(home, "demo")
    assert (answer.code, answer.out) == (2, "")
    assert "holds something else than a demo" in answer.err


def test_one_of_a_thing_is_counted_in_the_singular(capsys: pytest.CaptureFixture[str]) -> None:
    from assistant.cli.work import _tell
    from assistant.pipeline import RunResult

    counts = {"judging": {"promises changed": 1, "gaps opened": 2}, "events": {"changed": 1}}
    assert _tell(RunResult(counts, {}, ()), as_json=False) == 0
    said = capsys.readouterr().out
    assert "gaps: 1 promise changed, 2 gaps opened\n" in said
    assert "anew: 1 changed\n" in said
