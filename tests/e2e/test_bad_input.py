"""Sources and configuration as they should not be: a sentence, an exit code, and the rest goes on.

Every test runs the real command line, in this process; none needs the language model.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, invoke
from tests.connectors.contract import BAD_MAIL, make_event, make_message

ME = "Jonas Wirth <jonas@wirth.example>"


class Bench:
    """A home and its sources, all in one folder."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.mail = folder / "mail"
        self.calendar = folder / "calendar"
        self.mail.mkdir()
        self.calendar.mkdir()

    def init(self, *extra: str) -> Answer:
        """`init` on the two folders, or on the paths given."""
        sources = extra or ("--mail", str(self.mail), "--calendar", str(self.calendar))
        place = ("--zone", "Europe/Berlin", "--country", "DE")
        return invoke(self.home, "init", *sources, "--me", ME, *place)

    def sync(self, *extra: str) -> Answer:
        answer = invoke(self.home, "sync", *extra)
        assert "Traceback" not in answer.err
        return answer

    def messages(self) -> list[str]:
        """Message ids of what is stored."""
        threads = invoke(self.home, "threads", "--json").json["threads"]
        return sorted(key for thread in threads for key in thread["message_ids"])

    def events(self) -> list[str]:
        return sorted(row["ical_uid"] for row in self._doctor_rows("event"))

    def problems(self) -> list[str]:
        """Kinds of what was set aside, by name."""
        return sorted(row["kind"] for row in self._doctor_rows("problem"))

    def _doctor_rows(self, table: str) -> list[dict[str, str]]:
        import sqlite3

        connection = sqlite3.connect(self.home / "rapport.db")
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]
        finally:
            connection.close()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty home with a folder for mail and one for calendars."""
    return Bench(tmp_path)


@pytest.fixture
def stocked(bench: Bench) -> Bench:
    """Three messages and one event, read."""
    for number in range(3):
        (bench.mail / f"{number}.eml").write_bytes(make_message(number))
    (bench.calendar / "work.ics").write_bytes(make_event(1))
    assert bench.init().code == 0
    assert bench.sync().code == 0
    assert bench.messages() == [f"m{number}@ferrol.example" for number in range(3)]
    return bench


# ── Configuration ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("break_it", "sentences"),
    [
        (('name = "Jonas Wirth"', 'name = "Jonas Wirth'), ("config.toml, line ", "not valid TOML")),
        (("zone =", "zoen ="), ("config.toml, line", "'zoen'", "'zone'")),
        (("Europe/Berlin", "Europe/Berlni"), ("config.toml, line", "Europe/Berlni", "Europe/Berlin")),
        (('"DE"', '"XQ"'), ("config.toml, line", "no holidays for country 'XQ'")),
        (('kind = "local"', 'kind = "locl"'), ("config.toml, line", "locl", "local")),
    ],
)  # fmt: skip
def test_a_broken_configuration_names_file_line_and_what_was_meant(
    stocked: Bench, break_it: tuple[str, str], sentences: tuple[str, ...]
) -> None:
    path = stocked.home / "config.toml"
    good = path.read_text()
    assert break_it[0] in good
    path.write_text(good.replace(*break_it))
    for command in (("sync",), ("gaps",), ("config", "check")):
        answer = invoke(stocked.home, *command)
        assert answer.code == 78, (command, answer)
        for part in sentences:
            assert part in answer.err
    path.write_text(good)
    assert stocked.sync().code == 0
    assert len(stocked.messages()) == 3


def test_an_unknown_country_of_a_client_is_named_with_file_and_line(stocked: Bench) -> None:
    path = stocked.home / "clients" / "acme.toml"
    path.write_text('domains = ["acme.example"]\ncountry = "UK"\n')
    for command in (("run",), ("gaps",), ("report",)):
        answer = invoke(stocked.home, *command)
        assert answer.code == 78, (command, answer)
        assert "acme.toml, line 2" in answer.err
        assert "Did you mean 'GB'" in answer.err


def test_an_unknown_subdivision_falls_back_and_says_so_once(stocked: Bench) -> None:
    path = stocked.home / "clients" / "acme.toml"
    path.write_text('domains = ["acme.example"]\ncountry = "DE"\nsubdivision = "Bayren"\n')
    sentence = "no subdivision 'Bayren' of DE"
    gaps, report = (invoke(stocked.home, command) for command in ("gaps", "report"))
    assert (gaps.code, report.code) == (0, 0)
    assert gaps.err.count(sentence) == 1
    assert "Did you mean 'BY'" in gaps.err
    assert " ".join(report.out.split()).count(sentence) == 1
    assert sentence in invoke(stocked.home, "doctor").out
    assert sentence in invoke(stocked.home, "report", "daily", "--json").json["notes"][0]


def test_a_home_without_configuration_says_how_to_begin(tmp_path: Path) -> None:
    answer = invoke(tmp_path / "nowhere", "run")
    assert answer.code == 78
    assert "holds no config.toml yet" in answer.err
    assert "init" in answer.err


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--zone", "Europe/Berlni", "--country", "DE"), "Did you mean Europe/Berlin"),
        (("--zone", "Europe/Berlin", "--country", "XQ"), "XQ"),
        (("--zone", "Europe/Berlin", "--country", "Germany"), "two-letter"),
        (("--zone", "Europe/Berlin", "--hours", "mon 9-5"), "--hours"),
    ],
)
def test_init_refuses_what_it_does_not_know(
    bench: Bench, args: tuple[str, ...], sentence: str
) -> None:
    (bench.mail / "1.eml").write_bytes(make_message(1))
    answer = invoke(bench.home, "init", "--mail", str(bench.mail), "--me", ME, *args)
    assert answer.code == 2
    assert sentence in answer.err
    assert not (bench.home / "config.toml").exists()


# ── Counts ───────────────────────────────────────────────────────────────────────────────────────


def test_the_report_counts_what_lies_in_two_places_once(stocked: Bench) -> None:
    (stocked.mail / "second").mkdir()
    shutil.copy(stocked.mail / "0.eml", stocked.mail / "second")
    shutil.copy(stocked.calendar / "work.ics", stocked.calendar / "team.ics")
    assert stocked.sync().code == 0
    answer = invoke(stocked.home, "report")
    assert "Read 3 messages" in answer.out
    assert "1 event" in answer.out
    sources = invoke(stocked.home, "doctor", "--json").json["sources"]
    mail = [one["items"] for one in sources if one["kind"] == "mail"]
    assert sorted(mail) == [1, 3]


@pytest.mark.parametrize("series_first", [True, False])
def test_an_exception_in_a_file_of_its_own_wins_over_its_series(
    bench: Bench, series_first: bool
) -> None:
    today = datetime.now(UTC).date()
    series = make_event(1, "RRULE:FREQ=DAILY;COUNT=3\r\n").replace(
        b"20260302T010000", f"{today:%Y%m%d}T010000".encode()
    )
    exception = make_event(
        1, f"RECURRENCE-ID;TZID=Europe/Berlin:{today + timedelta(days=1):%Y%m%d}T010000\r\n"
    ).replace(b"20260302T010000", f"{today + timedelta(days=1):%Y%m%d}T230000".encode())
    exception = exception.replace(b"Review 1", b"Moved")
    files = [("a.ics", series), ("b.ics", exception)]
    for name, (_, raw) in zip(("a.ics", "b.ics"), files[:: 1 if series_first else -1], strict=True):
        (bench.calendar / name).write_bytes(raw)
    (bench.mail / "1.eml").write_bytes(make_message(1))
    assert bench.init().code == 0
    assert bench.sync().code == 0
    summaries = sorted(row["summary"] for row in bench._doctor_rows("event"))
    assert summaries == ["Moved", "Review 1", "Review 1"]


# ── Paths ────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_path_is_named_and_the_others_are_read(bench: Bench) -> None:
    (bench.mail / "1.eml").write_bytes(make_message(1))
    missing = bench.mail.parent / "nothing" / "here.mbox"
    answer = bench.init("--mail", str(missing), str(bench.mail))
    assert answer.code == 0
    assert f"{missing}" in answer.err
    answer = bench.sync()
    assert answer.code == 3
    assert f"'{missing}' of account 'local' does not exist." in answer.err
    assert bench.messages() == ["m1@ferrol.example"]


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("archive.pst", b"!BDN" + bytes(600), "export"),
        ("archive.olm", b"PK\x03\x04" + bytes(600), "which writes an .mbox"),
        ("one.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save the message as .eml"),
        ("one.emlx", b"312\nFrom: a@b.example\n\nHello\n", "xport"),
    ],
)
def test_a_format_of_another_program_names_the_export_to_use(
    bench: Bench, name: str, content: bytes, hint: str
) -> None:
    foreign = bench.mail / name
    foreign.write_bytes(content)
    (bench.mail / "1.eml").write_bytes(make_message(1))
    bench.init("--mail", str(foreign), str(bench.mail))
    answer = bench.sync()
    assert answer.code == 3
    assert str(foreign) in answer.err
    assert hint in answer.err
    assert bench.messages() == ["m1@ferrol.example"]


# ── Mailboxes that change for the worse ──────────────────────────────────────────────────────────


def test_a_mailbox_suddenly_empty_keeps_what_is_stored(stocked: Bench) -> None:
    kept = stocked.mail.rename(stocked.mail.with_name("kept"))
    stocked.mail.mkdir()
    answer = stocked.sync()
    assert answer.code == 3
    assert "now holds 0 of 3 messages; nothing stored was deleted" in answer.err
    assert len(stocked.messages()) == 3
    stocked.mail.rmdir()
    assert "does not exist" in stocked.sync().err
    assert len(stocked.messages()) == 3
    kept.rename(stocked.mail)
    assert stocked.sync().code == 0
    stocked_again = stocked.messages()
    assert len(stocked_again) == 3


def test_a_mailbox_emptied_on_purpose_is_emptied(stocked: Bench) -> None:
    for path in stocked.mail.iterdir():
        path.unlink()
    assert stocked.sync("--accept-empty").code == 0
    assert stocked.messages() == []


def test_a_folder_that_is_gone_keeps_its_mail_until_that_is_accepted(bench: Bench) -> None:
    for folder, number in (("inbox", 1), ("old", 2)):
        for part in ("cur", "new", "tmp"):
            (bench.mail / folder / part).mkdir(parents=True)
        (bench.mail / folder / "new" / f"{number}.x").write_bytes(make_message(number))
    bench.init("--mail", str(bench.mail))
    assert bench.sync().code == 0
    shutil.rmtree(bench.mail / "old")
    answer = bench.sync()
    assert answer.code == 3
    assert "'mail/old' of account 'local' is no longer there; its 1 messages" in answer.err
    assert bench.messages() == ["m1@ferrol.example", "m2@ferrol.example"]
    assert bench.sync("--accept-empty").code == 0
    assert bench.messages() == ["m1@ferrol.example"]
    assert bench.sync().code == 0


def test_a_folder_that_is_renamed_is_followed_without_a_word(bench: Bench) -> None:
    for folder, number in (("inbox", 1), ("old", 2)):
        for part in ("cur", "new", "tmp"):
            (bench.mail / folder / part).mkdir(parents=True)
        (bench.mail / folder / "new" / f"{number}.x").write_bytes(make_message(number))
    bench.init("--mail", str(bench.mail))
    assert bench.sync().code == 0
    (bench.mail / "old").rename(bench.mail / "older")
    answer = bench.sync()
    assert (answer.code, answer.err) == (0, "")
    assert bench.messages() == ["m1@ferrol.example", "m2@ferrol.example"]


def test_a_truncated_mbox_keeps_everything(bench: Bench) -> None:
    box = bench.mail / "box.mbox"
    whole = b"".join(
        b"From ines@ferrol.example Mon Mar  2 09:00:00 2026\n"
        + make_message(number, "x" * 900).replace(b"\r\n", b"\n")
        + b"\n"
        for number in range(8)
    )
    box.write_bytes(whole)
    bench.init("--mail", str(box))
    assert bench.sync().code == 0
    box.write_bytes(whole[: len(whole) // 2 + 100])
    answer = bench.sync()
    assert answer.code == 3
    assert "was cut off" in answer.err
    assert "8 messages" in answer.err
    assert len(bench.messages()) == 8
    box.write_bytes(whole)
    assert bench.sync().code == 0
    assert len(bench.messages()) == 8


def test_mail_that_comes_one_by_one_makes_the_threads_of_all_at_once(
    world: Path, tmp_path: Path
) -> None:
    mails = sorted(path for path in (world / "mail" / "maildir" / "cur").iterdir())[:24]
    mails += sorted((world / "mail" / "maildir" / ".Sent" / "cur").iterdir())[:24]
    lonely = [_without_threading(path.read_bytes()) for path in mails]
    partitions = []
    for name, batches in (("all", [lonely]), ("each", [[one] for one in reversed(lonely)])):
        (tmp_path / name).mkdir()
        bench = Bench(tmp_path / name)
        assert bench.init("--mail", str(bench.mail)).code in {0, 3}
        for number, batch in enumerate(batches):
            for place, content in enumerate(batch):
                (bench.mail / f"{number}-{place}.eml").write_bytes(content)
            assert bench.sync().code == 0
        threads = invoke(bench.home, "threads", "--json").json["threads"]
        partitions.append({frozenset(one["message_ids"]) for one in threads})
    assert partitions[0] == partitions[1]
    assert max(map(len, partitions[0])) > 1


def _without_threading(content: bytes) -> bytes:
    """Every third mail loses the headers that say what it answers."""
    if len(content) % 3:
        return content
    return re.sub(rb"(?im)^(?:In-Reply-To|References):.*\n(?:[ \t].*\n)*", b"", content, count=2)


# ── Single bad items ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", BAD_MAIL)
def test_a_bad_message_leaves_its_neighbours_alone(stocked: Bench, name: str) -> None:
    before = stocked.messages()
    (stocked.mail / "bad.eml").write_bytes(BAD_MAIL[name])
    (stocked.mail / "zz.eml").write_bytes(make_message(7))
    answer = stocked.sync()
    assert answer.code == 0, answer.err
    assert {*before, "m7@ferrol.example"} < set(stocked.messages())
    assert len(stocked.messages()) == 5


def test_a_second_body_under_one_message_id_is_kept_and_named(stocked: Bench) -> None:
    (stocked.mail / "other.eml").write_bytes(make_message(1, "Something else altogether."))
    assert stocked.sync().code == 0
    keys = [key for key in stocked.messages() if key.startswith("m1@")]
    assert len(keys) == 2
    assert keys[1].startswith("m1@ferrol.example#")
    assert stocked.problems() == ["second-body"]
    shown = invoke(stocked.home, "message", "show", keys[1], "--json").json
    assert "Something else altogether." in shown["text"]


def test_one_mail_in_two_folders_and_two_accounts_is_one_message(stocked: Bench) -> None:
    again = stocked.mail / "again"
    again.mkdir()
    shutil.copy(stocked.mail / "1.eml", again / "copy.eml")
    elsewhere = stocked.mail.with_name("elsewhere")
    elsewhere.mkdir()
    shutil.copy(stocked.mail / "1.eml", elsewhere / "third.eml")
    config = stocked.home / "config.toml"
    config.write_text(
        f'{config.read_text()}\n[[account]]\nname = "second"\nkind = "local"\n'
        f'mail = ["{elsewhere}"]\n'
    )
    assert stocked.sync().code == 0
    assert len(stocked.messages()) == 3
    for path in (again / "copy.eml", stocked.mail / "1.eml"):
        path.unlink()
    (again / "zz.eml").write_bytes(make_message(2))
    assert stocked.sync().code == 0
    assert len(stocked.messages()) == 3
    (elsewhere / "third.eml").write_bytes(make_message(9))
    assert stocked.sync().code == 0
    assert "m1@ferrol.example" not in stocked.messages()


BROKEN_EVENTS = {
    "no start": b"BEGIN:VEVENT\r\nUID:bad@wirth.example\r\nSUMMARY:x\r\nEND:VEVENT\r\n",
    "no such day": b"BEGIN:VEVENT\r\nUID:bad@wirth.example\r\nDTSTART:20261399T990000\r\nEND:VEVENT\r\n",
    "hostile rule": (
        b"BEGIN:VEVENT\r\nUID:bad@wirth.example\r\nDTSTART:20260302T090000Z\r\n"
        b"RRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n"
    ),
    "never closed": b"BEGIN:VEVENT\r\nUID:bad@wirth.example\r\nDTSTART:20260302T090000Z\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_EVENTS)
def test_a_broken_event_leaves_its_neighbours_alone(stocked: Bench, name: str) -> None:
    good = make_event(5)
    start = good.index(b"BEGIN:VEVENT")
    (stocked.calendar / "work.ics").write_bytes(good[:start] + BROKEN_EVENTS[name] + good[start:])
    answer = stocked.sync()
    assert answer.code == 0, answer.err
    assert "e5@wirth.example" in stocked.events()
    assert len(stocked.problems()) == 1
    doctor = invoke(stocked.home, "doctor", "--json")
    assert "bad@wirth.example" in doctor.out or "work.ics" in doctor.out
    (stocked.calendar / "work.ics").write_bytes(good)
    assert stocked.sync().code == 0
    assert stocked.problems() == []


def test_a_file_that_is_no_calendar_is_named(stocked: Bench) -> None:
    (stocked.calendar / "notes.ics").write_bytes(b"Buy milk\n")
    stocked.sync()
    assert stocked.events() == ["e1@wirth.example"]
    assert "notes.ics" in json.dumps(invoke(stocked.home, "doctor", "--json").json)
