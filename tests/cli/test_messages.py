"""`message show` and `tag`."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.conftest import Clock, Rapport, mail_arrives

if TYPE_CHECKING:
    import pytest


def test_a_message_without_a_message_id_is_called_by_its_hash(
    rapport: Rapport, home: Path, clock: Clock
) -> None:
    mail_arrives(home, "nameless", subject="No id", text="Can you call me?", Message_ID="")
    clock.pass_(hours=1)
    rapport("run")
    threads = rapport("threads", "--json").json["threads"]
    given = next(thread["message_ids"][0] for thread in threads if thread["subject"] == "No id")
    assert given.startswith("sha256-")
    assert rapport("message", "show", given, "--json").json["subject"] == "No id"
    assert "Can you call me?" in rapport("message", "show", given).out


def test_a_terminal_never_obeys_a_mail(rapport: Rapport, home: Path, clock: Clock) -> None:
    mail_arrives(home, "evil", subject="Red\x1b[31m", text="Can you \x1b]0;owned\x07call \u202eme?")
    clock.pass_(hours=1)
    rapport("run")
    shown = rapport("message", "show", "evil@nilambari.example")
    every = "".join(
        rapport(*command).out
        for command in (
            ("report", "--all"), ("gaps",), ("threads",), ("drafts",), ("replies", "--waits"),
            ("threads", "--json"), ("message", "show", "evil@nilambari.example", "--json"),
        )
    )  # fmt: skip
    assert "Red" in every
    assert not set("\x1b\x07\u202e") & set(shown.out + every)


def test_an_unknown_message_is_a_sentence(look: Rapport) -> None:
    answer = look("message", "show", "none@nowhere.example")
    assert (answer.code, answer.out) == (1, "")
    assert "There is no message 'none@nowhere.example'. `rapport threads --json`" in answer.err


def test_angle_brackets_may_stay(look: Rapport) -> None:
    given = look("threads", "--json").json["threads"][0]["message_ids"][0]
    assert look("message", "show", f"<{given}>", "--json").json["id"] == given


def test_tag_needs_no_home(
    rapport: Rapport, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [
        {"id": "1", "text": "I will send you the file by Friday."},
        {"id": "2", "text": "Could you call me?"},
    ]
    stdin = io.StringIO("".join(json.dumps(line) + "\n" for line in lines))
    monkeypatch.setattr("sys.stdin", stdin)
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "none"))
    answer = rapport("tag")
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 0
    assert [one["id"] for one in found] == ["1", "2"]
    assert set(found[0]) == {
        "schema", "id", "version", "language", "understood", "depth", "zones", "sentences",
        "needs_reply",
    }  # fmt: skip
    assert found[0]["sentences"][0]["due"]["from"] is None, "without sent_at there are no bounds"


def test_a_message_in_a_language_that_is_not_read_says_so(
    rapport: Rapport, home: Path, clock: Clock
) -> None:
    text = "Kérem, küldje el a szerződést péntekig, mert a könyvelésünk várja az aláírt példányt."
    mail_arrives(home, "magyar", subject="Szerződés", text=text)
    clock.pass_(hours=1)
    rapport("run")
    shown = rapport("message", "show", "magyar@nilambari.example")
    assert "unread:    Hungarian: no rules are written for it" in shown.out


def test_a_message_of_which_plain_cases_are_read_says_so(
    rapport: Rapport, home: Path, clock: Clock
) -> None:
    text = "Sehr geehrte Frau Rao, bitte senden Sie mir die unterschriebene Bestellung bis Freitag."
    mail_arrives(home, "deutsch", subject="Bestellung", text=text)
    clock.pass_(hours=1)
    rapport("run")
    shown = rapport("message", "show", "deutsch@nilambari.example")
    assert "read:      German: plain cases only" in shown.out
