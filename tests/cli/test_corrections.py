"""A person's word about gaps, promises, clients and threads survives recomputation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Clock, Rapport, mail_arrives

BALANCE = "Balance confirmation"


def open_gaps(rapport: Rapport) -> dict[str, Any]:
    return {gap["id"]: gap for gap in rapport("gaps", "--json").json["gaps"]}


def balance_gap(rapport: Rapport) -> str:
    return next(
        str(gap["id"])
        for gap in open_gaps(rapport).values()
        if gap["kind"] == "reply_owed" and BALANCE in gap["subject"]
    )


def promise(rapport: Rapport, given: str) -> dict[str, Any]:
    return rapport("promises", "show", given, "--json").json


def an_open_promise(rapport: Rapport) -> str:
    found = rapport("promises", "--ours", "--open", "--json").json["promises"]
    return next(str(one["id"]) for one in found if one["due"] and one["state"] == "open")


# ── gaps ─────────────────────────────────────────────────────────────────────────────────────


def test_a_gap_is_shown_by_the_beginning_of_its_id(rapport: Rapport) -> None:
    gap = balance_gap(rapport)
    answer = rapport("gaps", "show", gap[:8])
    assert answer.code == 0
    assert "their clock:" in answer.out
    assert f"gap {gap}" in answer.out
    assert rapport("gaps", "show", gap[:8], "--json").json["id"] == gap


def test_a_threshold_by_the_wall_clock_is_in_days_not_working_days(look: Rapport) -> None:
    gaps = look("gaps", "--json").json["gaps"]
    gap = next(one for one in gaps if one["threshold_clock"] == "elapsed")
    said = look("gaps", "show", gap["id"]).out
    threshold = next(line for line in said.splitlines() if line.startswith("threshold:"))
    assert re.search(r" \d+ d\b", threshold), threshold
    assert "wd" not in threshold


def test_a_dismissal_is_said_in_the_words_of_the_report(rapport: Rapport) -> None:
    gap = balance_gap(rapport)
    dismissed = rapport("gaps", "dismiss", gap, "--reason", "told her on the phone").out
    restored = rapport("gaps", "restore", gap).out
    assert dismissed.startswith("Dismissed: waits for your answer · ")
    assert restored.startswith("Open again: waits for your answer · ")


def test_a_dismissed_gap_stays_away_after_a_run(rapport: Rapport, clock: Clock) -> None:
    gap = balance_gap(rapport)
    answer = rapport("gaps", "dismiss", gap[:8], "--reason", "told her on the phone")
    assert answer.code == 0
    clock.pass_(minutes=1)
    assert rapport("run").code == 0
    assert gap not in open_gaps(rapport)
    assert rapport("gaps", "--dismissed", "--json").json["gaps"][0]["id"] == gap
    assert "1 dismissed: rapport gaps --dismissed" in rapport("report").out


def test_a_dismissed_gap_returns_with_new_evidence(
    rapport: Rapport, home: Path, clock: Clock
) -> None:
    gap = balance_gap(rapport)
    evidence = open_gaps(rapport)[gap]["evidence"][0]["message_id"]
    rapport("gaps", "dismiss", gap, "--reason", "told her on the phone")
    mail_arrives(
        home, "balance-again", subject=f"Re: {BALANCE}", In_Reply_To=f"<{evidence}>",
        text="Dear Marta,\n\nWhen can you send us the confirmation?\n\nMeenal",
    )  # fmt: skip
    clock.pass_(hours=1)
    assert rapport("run").code == 0
    assert gap in open_gaps(rapport)


def test_a_dismissal_can_be_taken_back(rapport: Rapport) -> None:
    gap = balance_gap(rapport)
    rapport("gaps", "dismiss", gap, "--reason", "told her on the phone")
    assert rapport("gaps", "restore", gap[:8]).code == 0
    assert gap in open_gaps(rapport)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("dismiss", "ffffffff", "--reason", "x"), 1, "There is no open gap 'ffffffff'."),
        (("dismiss", "", "--reason", "x"), 1, "There is no open gap ''."),
        (("restore", "ffffffff"), 1, "Nothing is dismissed at the moment."),
        (("show", "ffffffff"), 1, "`rapport gaps` lists the open ones."),
        (("dismiss", "ffffffff"), 2, "--reason"),
    ],
)
def test_a_wrong_gap_is_a_sentence(
    look: Rapport, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    answer = look("gaps", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err


# ── promises ─────────────────────────────────────────────────────────────────────────────────


def test_a_promise_that_is_done_stays_done(rapport: Rapport, clock: Clock) -> None:
    given = an_open_promise(rapport)
    assert rapport("promises", "done", given[:8]).code == 0
    clock.pass_(minutes=1)
    rapport("run")
    assert promise(rapport, given)["state"] == "kept"


def test_what_is_no_promise_leaves_the_ledger(rapport: Rapport, clock: Clock) -> None:
    given = an_open_promise(rapport)
    assert rapport("promises", "not", given).code == 0
    clock.pass_(minutes=1)
    rapport("run")
    assert given not in {one["id"] for one in rapport("promises", "--json").json["promises"]}


@pytest.mark.parametrize(
    ("when", "bounds"),
    [
        ("2026-12-04", ("2026-12-03T23:00:00Z", "2026-12-04T23:00:00Z")),
        ("2026-12-04T16:00", ("2026-12-04T15:00:00Z", "2026-12-04T15:00:00Z")),
    ],
)
def test_a_corrected_date_holds(
    rapport: Rapport, clock: Clock, when: str, bounds: tuple[str, str]
) -> None:
    given = an_open_promise(rapport)
    assert rapport("promises", "date", given, when).code == 0
    clock.pass_(minutes=1)
    rapport("run")
    due = promise(rapport, given)["due"]
    assert (due["from"], due["to"]) == bounds


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("done", "ffffffff"), 1, "There is no promise 'ffffffff'."),
        (("date", "ffffffff", "soon"), 2, "'soon' is no moment."),
        (("done", "ffffffff", "--on", "soon"), 2, "'soon' is no moment."),
        (("done",), 2, "Missing argument 'ID'"),
    ],
)
def test_a_wrong_promise_is_a_sentence(
    look: Rapport, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    answer = look("promises", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err


# ── clients ──────────────────────────────────────────────────────────────────────────────────


def client(rapport: Rapport, slug: str) -> dict[str, Any] | None:
    found = rapport("clients", "list", "--prospects", "--json").json["clients"]
    return next((one for one in found if one["slug"] == slug), None)


def test_set_writes_the_clients_file_and_holds(rapport: Rapport, home: Path, clock: Clock) -> None:
    answer = rapport("clients", "set", "nilambari.example", "country=IN", "tier=strategic")
    assert answer.code == 0
    clock.pass_(minutes=1)
    assert rapport("run").code == 0
    found = client(rapport, "nilambari.example")
    assert found is not None
    assert found["configured"] is True
    assert found["country"] == {"value": "IN", "source": "configuration"}
    assert found["domains"] == ["nilambari.example"]
    assert 'tier = "strategic"' in (home / "clients" / "nilambari.example.toml").read_text()


def test_an_empty_value_removes_a_key(rapport: Rapport, home: Path) -> None:
    rapport("clients", "set", "ostertal", "subdivision=BW")
    assert rapport("clients", "set", "ostertal", "subdivision=").code == 0
    assert "subdivision" not in (home / "clients" / "ostertal.toml").read_text()


def test_a_value_that_cannot_be_used_changes_nothing(rapport: Rapport, home: Path) -> None:
    path = home / "clients" / "ostertal.toml"
    before = path.read_bytes()
    answer = rapport("clients", "set", "ostertal", "tier=golden")
    assert answer.code == 78
    assert "strategic" in answer.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("colour=blue", "'colour=blue' is not KEY=VALUE"),
        ("tier", "'tier' is not KEY=VALUE"),
        ("start=soon", "'soon' is no date"),
    ],
)
def test_a_wrong_setting_is_wrong_usage(look: Rapport, setting: str, sentence: str) -> None:
    answer = look("clients", "set", "ostertal", setting)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err


def test_a_merged_domain_belongs_to_the_client(rapport: Rapport, clock: Clock) -> None:
    assert rapport("clients", "merge", "ostertal", "penhalerook.example").code == 0
    clock.pass_(minutes=1)
    assert rapport("run").code == 0
    merged = client(rapport, "ostertal")
    assert merged is not None
    assert "penhalerook.example" in merged["domains"]
    assert client(rapport, "penhalerook.example") is None
    slugs = {gap["client"] for gap in open_gaps(rapport).values()}
    assert "penhalerook.example" not in slugs


def test_a_client_with_a_file_is_not_merged_away(rapport: Rapport) -> None:
    answer = rapport("clients", "merge", "ostertal", "tezontle")
    assert (answer.code, answer.out) == (2, "")
    assert "clients/tezontle.toml" in answer.err


def test_who_is_ignored_opens_nothing(rapport: Rapport, clock: Clock) -> None:
    assert rapport("clients", "ignore", "nilambari.example").code == 0
    clock.pass_(minutes=1)
    assert rapport("run").code == 0
    assert client(rapport, "nilambari.example") is None
    assert not any("nilambari" in str(gap["people"]) for gap in open_gaps(rapport).values())


# ── threads ──────────────────────────────────────────────────────────────────────────────────


def thread_of(rapport: Rapport, message_id: str) -> list[str]:
    threads = rapport("threads", "--json").json["threads"]
    return next(one["message_ids"] for one in threads if message_id in one["message_ids"])


def a_conversation(rapport: Rapport) -> list[str]:
    threads = rapport("threads", "--json").json["threads"]
    return next(one["message_ids"] for one in threads if len(one["message_ids"]) >= 3)


def test_a_split_thread_stays_split(rapport: Rapport, clock: Clock) -> None:
    first, *_, last = a_conversation(rapport)
    assert rapport("threads", "split", f"<{last}>").code == 0
    clock.pass_(minutes=1)
    assert rapport("run").code == 0
    assert last not in thread_of(rapport, first)


def test_joined_threads_stay_joined(rapport: Rapport, clock: Clock) -> None:
    threads = rapport("threads", "--json").json["threads"]
    one, other = threads[0]["message_ids"][0], threads[-1]["message_ids"][0]
    assert rapport("threads", "join", one, other).code == 0
    clock.pass_(minutes=1)
    assert rapport("run").code == 0
    assert other in thread_of(rapport, one)


@pytest.mark.parametrize("arguments", [("split", "none@x"), ("join", "none@x", "nobody@x")])
def test_a_wrong_message_is_a_sentence(look: Rapport, arguments: tuple[str, ...]) -> None:
    answer = look("threads", *arguments)
    assert (answer.code, answer.out) == (1, "")
    assert "There is no message 'none@x'." in answer.err
