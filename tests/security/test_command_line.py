"""What a person or a script may type: ids, moments, bytes; each ends in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.security.world import Home

ODD_IDS = ["", "%", "_", "*", "' OR 1=1 --", "../x", "\x1b[31m", "x" * 10_000, "a\x00b"]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("command", ["gaps", "replies", "promises", "meetings", "touchpoints"])
@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31", "9999-12-30", "0001-01-02T00:00Z"])
def test_a_moment_at_an_end_of_time_is_wrong_usage(home: Home, command: str, moment: str) -> None:
    assert home.rapport(command, "--as-of", moment).code == 2


@pytest.mark.parametrize("given", ODD_IDS, ids=ascii)
def test_an_odd_id_names_nothing_and_finds_nothing(home: Home, given: str) -> None:
    for command in (["drafts", "show"], ["drafts", "undo"], ["drafts", "reopen"], ["drafts", "accept"],
                    ["message", "show"], ["threads", "split"]):  # fmt: skip
        ended = home.rapport(*command, "--", given)
        assert ended.code == 1
        assert "\x1b[31m'" not in ended.err
        assert "Traceback" not in ended.err


@pytest.mark.parametrize("slug", ["../../evil", "/etc/passwd", "..", ".", "a/b", "\x1b[2J"])
def test_a_slug_is_a_name_and_no_path(home: Home, slug: str) -> None:
    files = sorted(home.path.parent.rglob("*"))
    assert home.rapport("clients", "set", slug, "tier=strategic").code == 1
    assert home.rapport("clients", "merge", slug, "fernhill").code == 1
    assert home.rapport("clients", "merge", "fernhill", slug).code == 1
    after = set(home.path.parent.rglob("*")) - {home.path / name for name in
        ("rapport.db", "rapport.db-wal", "rapport.db-shm", ".lock")}  # fmt: skip
    assert sorted(after) == files


@pytest.mark.parametrize(
    "command",
    [("drafts", "show"), ("drafts", "accept"), ("message", "show"), ("threads", "split"),
     ("gaps", "show"), ("clients", "ignore")],
)  # fmt: skip
def test_bytes_that_are_no_text_end_in_a_sentence(home: Home, command: tuple[str, str]) -> None:
    ended = home.rapport(*command, "id\udcff\udcfe")
    assert ended.code in {1, 2}
    assert ended.err.startswith("rapport: ")


@pytest.mark.parametrize("what", ["..", ".", "a.", "x y.example", "https://acme.example/"])
def test_rubbish_is_not_ignored(home: Home, what: str) -> None:
    before = (home.path / "config.toml").read_bytes()
    assert home.rapport("clients", "ignore", what).code == 1
    assert (home.path / "config.toml").read_bytes() == before


def test_a_message_is_found_by_the_beginning_of_its_id(home: Home) -> None:
    home.mail(message_id="alpha-1@mail.example")
    home.mail(message_id="alpha-22@mail.example", subject="Another")
    home.mail(message_id="100%_sure@mail.example", subject="Third")
    assert home.rapport("sync").code == 0
    assert home.rapport("message", "show", "<alpha-2", "--json").json["id"][:8] == "alpha-22"
    assert home.rapport("message", "show", "100%_", "--json").json["id"][:4] == "100%"
    assert "beginning of 2 message ids" in home.rapport("message", "show", "alpha").err
    for odd in ("ALPHA-2", "%", "_", ""):
        assert home.rapport("message", "show", odd).code == 1


def test_doctor_says_that_the_log_of_decisions_was_changed(home: Home) -> None:
    import sqlite3

    home.mail()
    assert home.run().code == 0
    assert home.rapport("doctor").code == 0
    connection = sqlite3.connect(home.path / "rapport.db")
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
    ).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE audit SET actor = 'somebody else' WHERE seq = 1")
    connection.commit()
    connection.close()
    ended = home.rapport("doctor")
    assert ended.code == 3
    assert "The audit log is broken at entry 1" in ended.out
