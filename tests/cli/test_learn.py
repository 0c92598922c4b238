"""`learn`: what decisions teach is told, kept, used, survives, and can be forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import AS_OF, Rapport, mail_arrives

_WATCHED = ["pumps", "valves", "ovens", "belts", "seals", "dryers", "coolers"]
_SENT = ["drawings", "samples", "labels"]


@pytest.fixture
def decided(home: Path, rapport: Rapport) -> Path:
    """Ten promises of a client were read; a person refused six and called three done."""
    for number, noun in enumerate(_WATCHED):
        text = f"We will be monitoring the {noun} as usual this week."
        mail_arrives(home, f"watch{number}", subject=f"Note {number}", text=text)
    for number, noun in enumerate(_SENT):
        text = f"I will send you the {noun} tomorrow."
        mail_arrives(home, f"send{number}", subject=f"Sending {number}", text=text)
    assert rapport("run", "--as-of", AS_OF).code == 0
    for noun, verb in [*((n, "not") for n in _WATCHED[:-1]), *((n, "done") for n in _SENT)]:
        assert rapport("promises", verb, _promise_about(rapport, noun)).code == 0
    return home


def _quotes(rapport: Rapport) -> dict[str, str]:
    listed = rapport("promises", "list", "--json", "--as-of", AS_OF).json["promises"]
    return {one["quote"]: one["id"] for one in listed}


def _promise_about(rapport: Rapport, noun: str) -> str:
    return next(id_ for quote, id_ in _quotes(rapport).items() if f"the {noun} " in quote)


def test_without_decisions_it_says_what_to_do(rapport: Rapport) -> None:
    answer = rapport("learn")
    assert answer.code == 0
    assert "decided about 0 promises" in answer.out
    assert "rapport promises done|not|date ID" in " ".join(answer.out.split())


def test_a_dry_run_tells_and_changes_nothing(decided: Path, rapport: Rapport) -> None:
    answer = rapport("learn", "--dry-run")
    assert "9 decisions: 3 sentences promise, 6 do not." in " ".join(answer.out.split())
    assert "Nothing was changed" in answer.out
    assert not (decided / "learned.json").exists()


def test_what_was_learned_is_used_by_the_next_run_and_can_be_forgotten(
    decided: Path, rapport: Rapport
) -> None:
    assert any("coolers" in quote for quote in _quotes(rapport))
    told = rapport("learn", "--json").json
    assert told["kept"] is True
    assert told["right_after"] > told["right_before"]
    assert rapport("run", "--as-of", AS_OF).code == 0
    assert not any("coolers" in quote for quote in _quotes(rapport))
    assert any("drawings" in quote for quote in _quotes(rapport))
    # The refused sentences stand in no ledger now; their lessons are not lost.
    assert rapport("learn", "--json").json["lessons"] == told["lessons"]
    assert rapport("learn", "--forget").code == 0
    assert rapport("run", "--as-of", AS_OF).code == 0
    assert any("coolers" in quote for quote in _quotes(rapport))


def test_the_file_holds_places_and_no_sentence_and_is_private(
    decided: Path, rapport: Rapport
) -> None:
    rapport("learn")
    told = json.loads((decided / "learned.json").read_bytes())
    assert len(told["places"]) == 9
    assert "monitoring the pumps as usual" not in (decided / "learned.json").read_text()
    assert (decided / "learned.json").stat().st_mode & 0o077 == 0


def test_a_damaged_file_stops_the_run_with_what_to_do(home: Path, rapport: Rapport) -> None:
    (home / "learned.json").write_text("{")
    answer = rapport("run", "--as-of", AS_OF)
    assert answer.code == 78
    assert "rapport learn --forget" in answer.err
    assert rapport("learn").code == 0


def test_looking_and_forgetting_at_once_is_refused(rapport: Rapport) -> None:
    assert rapport("learn", "--dry-run", "--forget").code == 2
