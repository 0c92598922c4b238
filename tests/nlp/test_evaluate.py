"""The measuring tool, on a gold file of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.evaluate import main, measure_acts, measure_quotes, tag_rows
from nlp.tags import Act, ZoneKind

if TYPE_CHECKING:
    import pytest

    from nlp.tagger import Tagger

ROWS: list[dict[str, object]] = [
    {"id": "1", "document": "a", "paragraph": 0, "text": "I'll send it by Friday.", "labels": ["commitment", "deadline"], "due": "by Friday", "tone": "neu"},
    {"id": "2", "document": "a", "paragraph": 0, "text": "Thanks!", "labels": ["closing"], "due": "", "tone": "neu"},
    {"id": "3", "document": "a", "paragraph": 1, "text": "The sky is blue.", "labels": ["complaint"], "due": "", "tone": "neg"},
]  # fmt: skip


def test_right_extra_and_missed_are_counted(tagger: Tagger) -> None:
    counts = measure_acts(ROWS, tag_rows(ROWS, tagger))
    assert (counts[Act.COMMITMENT].precision, counts[Act.COMMITMENT].recall) == (1.0, 1.0)
    assert counts[Act.COMPLAINT].missed == ["The sky is blue."]
    assert counts[Act.RISK].f1 == 0.0


def test_figures_are_printed_with_the_mistakes_of_one_act(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    assert main([str(gold), "--errors", "complaint"]) == 0
    printed = capsys.readouterr().out
    assert "due words exact 1 of 1" in printed
    assert "MISSED The sky is blue." in printed


def test_quotes_count_as_right_with_blank_lines_collapsed(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    text = "Yes.\n\n\nNo.\n\nOn 3 Mar 2026, at 16:12, Lena Vogt wrote:\n> Well?"
    rows = [{"id": "a", "text": text, "reply": "Yes.\nNo."}, {"id": "b", "text": "x", "reply": "y"}]
    pairs.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert measure_quotes(pairs, frozenset({ZoneKind.NEW})) == (1, 2, ["b"])


def test_figures_on_the_shared_development_set_hold(shared_dir: Path, tagger: Tagger) -> None:
    gold = shared_dir / "gold" / "dev.jsonl"
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    counts = measure_acts(rows, tag_rows(rows, tagger))
    floors = {
        Act.COMMITMENT: 0.75,
        Act.REQUEST: 0.75,
        Act.QUESTION: 0.85,
        Act.DEADLINE: 0.7,
        Act.MEETING: 0.7,
        Act.CLOSING: 0.75,
    }
    below = {act: counts[act].f1 for act, floor in floors.items() if counts[act].f1 < floor}
    assert not below


def test_quotes_of_the_shared_mail_are_found(shared_dir: Path) -> None:
    folder = shared_dir / "corpora" / "mail" / "labelled"
    kept = {ZoneKind.NEW, ZoneKind.SIGNATURE, ZoneKind.DISCLAIMER, ZoneKind.FORWARD}
    assert measure_quotes(folder / "talon-text.jsonl", frozenset(kept))[0] >= 54
    assert measure_quotes(folder / "crisp.jsonl", frozenset({ZoneKind.NEW}))[0] >= 40
