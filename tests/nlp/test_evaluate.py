"""The measuring tool, on gold of its own; figures that can be computed by hand."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from nlp.evaluate.baselines import pattern_answer, pattern_needs_reply, vader_tones
from nlp.evaluate.command import Choice, evaluate_file, main
from nlp.evaluate.figures import Bootstrap
from nlp.evaluate.measure import measure_sentences
from nlp.evaluate.quotes import SETS, keep_zones, measure_quotes
from nlp.evaluate.rows import (
    Answer,
    GoldError,
    answer_of_record,
    contexts_of,
    half_of,
    read_rows,
    records_of,
    sentences_of,
    tag_rows,
)
from nlp.jsonl import run_jsonl
from nlp.tags import Act, ToneLabel, ZoneKind
from tests.conftest import ROOT

if TYPE_CHECKING:
    from nlp.tagger import Tagger

ROWS: list[dict[str, object]] = [
    {"id": "1", "document": "a", "paragraph": 0, "text": "I'll send it by Friday.", "labels": ["commitment", "deadline"], "due": "by Friday", "tone": "neu", "slice": "plain"},
    {"id": "2", "document": "a", "paragraph": 0, "text": "Thanks!", "labels": ["closing"], "due": "", "tone": "neu", "slice": "plain"},
    {"id": "3", "document": "b", "paragraph": 0, "text": "The sky is blue.", "labels": ["complaint"], "due": "", "tone": "neg", "slice": "odd"},
]  # fmt: skip


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(tmp_path / "gold.jsonl", ROWS)


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────


def test_precision_recall_and_f1_are_those_of_the_counts() -> None:
    scores = Bootstrap(list("aabbcc")).scores(
        [True, True, True, False, False, False], [True, True, False, True, True, False]
    )
    assert (scores.n, scores.found, scores.right) == (4, 3, 2)
    values = scores.precision.value, scores.recall.value, scores.f1.value
    assert values == pytest.approx((2 / 3, 1 / 2, 4 / 7))


def test_the_interval_is_that_of_documents_drawn_again() -> None:
    documents = [str(number // 3) for number in range(60)]
    random = np.random.default_rng(1)
    found, wanted = random.random(60) < 0.5, random.random(60) < 0.5
    figure = Bootstrap(documents).scores(found.tolist(), wanted.tolist()).f1
    draws = []
    for _ in range(2000):  # the plain way, with other draws
        rows = [3 * one + n for one in random.integers(20, size=20) for n in range(3)]
        both = (found & wanted)[rows].sum()
        draws.append(2 * both / (found[rows].sum() + wanted[rows].sum()))
    low, high = np.percentile(draws, (2.5, 97.5))
    assert figure.low == pytest.approx(low, abs=0.02)
    assert figure.high == pytest.approx(high, abs=0.02)


def test_a_second_run_draws_the_same() -> None:
    once, again = (
        Bootstrap(list("abcdefgh")).share([True, False] * 4),
        Bootstrap(list("abcdefgh")).share([True, False] * 4),
    )
    assert once == again


def test_what_never_stands_has_no_figure_and_one_document_no_interval() -> None:
    nothing = Bootstrap(["a", "b"]).scores([False, False], [False, False])
    assert (nothing.precision.value, nothing.f1.value) == (None, None)
    alone = Bootstrap(["a", "a"]).scores([True, False], [True, True]).recall
    assert (alone.value, alone.low, alone.high) == (0.5, None, None)


def test_macro_f1_is_the_mean_over_labels() -> None:
    labels = [([True, False], [True, False]), ([False, True], [True, True])]
    assert Bootstrap(["a", "b"]).macro_f1(labels).value == pytest.approx((1 + 2 / 3) / 2)


def test_due_words_count_exact_and_overlapping_apart() -> None:
    text = "Send it by Friday noon, and call Ann."
    row: dict[str, object] = {"text": text, "labels": ["request"], "due": "by Friday noon"}
    gold = sentences_of([row] * 4, name="x")
    answers = [Answer(due=due) for due in ("by Friday noon", "Friday", "Ann", "")]
    labels = measure_sentences(gold, {"rapport": answers}).labels
    assert (labels["due exact"]["rapport"].right, labels["due exact"]["rapport"].found) == (1, 3)
    assert labels["due overlap"]["rapport"].right == 2


def test_tone_is_left_out_where_the_file_has_none() -> None:
    gold = sentences_of([{"text": "Hello", "labels": []}], name="x")
    measured = measure_sentences(gold, {"rapport": [Answer()]})
    assert set(measured.labels) == set(Act)
    assert measured.others == {}


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────


def test_earlier_sentences_of_the_paragraph_are_the_context() -> None:
    previous = [one.previous for one in contexts_of(sentences_of(ROWS, name="x"))]
    assert previous == [(), ("I'll send it by Friday.",), ()]


def test_halves_are_every_other_document_and_share_none() -> None:
    documents = ["x", "a", "x", "b", "a", "c"]
    assert half_of(documents, documents, "even") == ["x", "x", "b"]
    assert half_of(documents, documents, "odd") == ["a", "a", "c"]
    assert half_of(documents, documents, "") == documents


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nothing", "line 1: is not JSON"),
        ("[]", "line 1: is not a JSON object"),
        ('{"text": "x"}', "neither 'labels' nor 'needs_reply'"),
        ('{"labels": []}', "'text' must be a string"),
        ('{"text": "x", "labels": ["promise"]}', "'promise' is not a valid Act"),
        ('{"text": "x", "labels": [], "tone": "sad"}', "'sad' is not a valid ToneLabel"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, says: str
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    assert main([str(path)]) == 1
    assert says in capsys.readouterr().err


def test_what_only_some_rows_have_is_not_measured_as_if_all_had(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"text": "x", "labels": [], "tone": "neu"},
        {"text": "y", "labels": []},
    ]
    with pytest.raises(GoldError, match="row 2: 'tone' is missing"):
        evaluate_file(write(tmp_path / "g.jsonl", rows), Choice())


def test_a_file_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.jsonl"]) == 1
    assert capsys.readouterr().err == "nowhere.jsonl: No such file or directory.\n"


@pytest.mark.parametrize("typed", [["--jobs", "0"], ["--resamples", "none"], []])
def test_wrong_usage_is_told_from_a_bad_file(typed: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([*typed, *(["x.jsonl"] if typed else [])])
    assert stop.value.code == 2


# ── Baselines ────────────────────────────────────────────────────────────────────────────────────


def test_patterns_find_what_anybody_would_look_for() -> None:
    found = pattern_answer("Could you please send me the plan by Friday?")
    assert found.acts == {Act.REQUEST, Act.DEADLINE}
    assert found.due == "by Friday"
    assert pattern_answer("Thanks a lot!").acts == {Act.CLOSING}


def test_patterns_ask_for_a_reply_only_outside_the_quote() -> None:
    assert pattern_needs_reply("Can you call me?")
    assert not pattern_needs_reply("Done.\n> Can you call me?")


def test_vader_calls_politeness_positive() -> None:
    pytest.importorskip("vaderSentiment")
    found = vader_tones(["Thanks, please call me.", "This is terrible.", "It is on the table."])
    assert found == [ToneLabel.POS, ToneLabel.NEG, ToneLabel.NEU]


def test_tone_is_measured_without_vader_and_says_so(
    gold: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlp.evaluate.measure.vader_tones", lambda _: None)
    assert main([str(gold)]) == 0
    printed = capsys.readouterr()
    assert "VADER" not in printed.out
    assert "VADER is not installed" in printed.err


def test_the_page_shows_every_label_with_its_interval() -> None:
    page = (ROOT / "docs" / "language.md").read_text("utf-8")
    labels = [*Act, "due exact", *(f"tone {tone}" for tone in ToneLabel), "needs reply, kept"]
    rows = {
        label: [line for line in page.splitlines() if line.startswith(f"| {label} |")]
        for label in labels
    }
    assert {label for label, lines in rows.items() if not lines or "[" not in lines[0]} == set()


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def test_figures_are_printed_with_slices_and_the_mistakes_of_one_label(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(gold), "--errors", "complaint"]) == 0
    printed = capsys.readouterr().out
    assert "gold.jsonl: 3 sentences, 2 documents" in printed
    assert "slice plain: 2 in 1 document" in printed
    assert "MISSED 3 The sky is blue." in printed


def test_json_holds_the_same_figures(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(gold), "--json", "--half", "even"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["half"], document["resamples"]) == (1, "even", 2000)
    whole = document["files"][0]["whole"]
    assert whole["items"] == 2
    assert set(whole["labels"]["commitment"]) == {"rapport", "rules alone", "patterns"}
    assert whole["labels"]["commitment"]["rapport"]["f1"]["value"] == 1.0
    assert whole["others"]["tone accuracy"]["always neutral"]["value"] == 1.0
    assert set(document["files"][0]["slices"]) == {"plain"}


def test_an_unknown_label_is_a_sentence(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(gold), "--errors", "promise"]) == 1
    assert "there is no label 'promise'" in capsys.readouterr().err


def test_messages_are_measured_by_whether_they_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[dict[str, object]] = [
        {"id": f"m-{number}", "text": text, "needs_reply": label, "slice": "all"}
        for number, (text, label) in enumerate(
            [("Could you send me the file?", "yes"), ("Thanks!", "no"), ("Hm, fine?", "maybe")]
        )
    ]
    assert main([str(write(tmp_path / "replies.jsonl", rows))]) == 0
    printed = capsys.readouterr().out
    assert "2 messages" in printed
    assert "needs reply   rapport             1  1.00" in printed
    assert "always yes" in printed


def test_what_rapport_tag_printed_is_scored_the_same(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(gold), "--records"]) == 0
    records = capsys.readouterr().out
    tags = io.StringIO()
    assert run_jsonl(records.splitlines(), tags, io.StringIO(), presplit=True) == 0
    (tmp_path / "tags.jsonl").write_text(tags.getvalue(), encoding="utf-8")
    printed = []
    for more in ([], ["--tags", str(tmp_path / "tags.jsonl")]):
        assert main([str(gold), "--errors", "complaint", *more]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_presplit_gives_the_tags_that_are_measured(shared_dir: Path, tagger: Tagger) -> None:
    gold = sentences_of(read_rows(shared_dir / "gold" / "dev.jsonl"), name="dev")
    lines, printed = (json.dumps(one) for one in records_of(gold)), io.StringIO()
    assert run_jsonl(lines, printed, io.StringIO(), presplit=True, tagger=tagger) == 0
    answers = [answer_of_record(json.loads(line)) for line in printed.getvalue().splitlines()]
    assert answers == tag_rows(gold, tagger)


def test_messages_are_scored_from_what_rapport_tag_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write(tmp_path / "g.jsonl", [{"id": "m-1", "text": "Hm?", "needs_reply": "yes"}])
    tags = write(tmp_path / "t.jsonl", [{"id": "m-1", "needs_reply": {"label": "no"}}])
    assert main([str(gold), "--tags", str(tags), "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)["files"][0]["whole"]
    assert whole["labels"]["needs reply"]["rapport"]["recall"]["value"] == 0


@pytest.mark.parametrize(
    ("tags", "says"),
    [
        ([], "3 sentences have no tags, such as '1'"),
        ([{"id": "1"}, {"id": "1"}], "id '1' stands twice"),
        ([{"id": "1"}, {"id": "2"}, {"id": "3"}], "was not printed by `rapport tag`"),
        (
            [{"id": str(n), "sentences": [{}]} for n in (1, 2, 3)],
            "was not printed by `rapport tag`",
        ),
        ([{"id": str(n), "sentences": [{}, {}]} for n in (1, 2, 3)], "tag with --presplit"),
    ],
)
def test_tags_of_something_else_are_a_sentence(
    gold: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    tags: list[dict[str, object]],
    says: str,
) -> None:
    path = write(tmp_path / "tags.jsonl", tags)
    assert main([str(gold), "--tags", str(path)]) == 1
    assert says in capsys.readouterr().err


# ── Quotes ───────────────────────────────────────────────────────────────────────────────────────


def test_quotes_count_as_right_with_blank_lines_collapsed(tmp_path: Path) -> None:
    text = "Yes.\n\n\nNo.\n\nOn 3 Mar 2026, at 16:12, Lena Vogt wrote:\n> Well?"
    rows: list[dict[str, object]] = [
        {"id": "a", "text": text, "reply": "Yes.\nNo."},
        {"id": "b", "text": "x", "reply": "y"},
    ]
    figures = measure_quotes(write(tmp_path / "pairs.jsonl", rows), frozenset({ZoneKind.NEW}))
    assert (figures.right, figures.total, figures.wrong) == (1, 2, ("b",))


def test_kept_zones_are_joined_as_they_stand() -> None:
    text = "Yes.\n\nBest\nAnn\n\nOn 3 Mar 2026, at 16:12, Lena Vogt wrote:\n> Well?\n\nNo."
    kept = keep_zones(text, frozenset({ZoneKind.NEW, ZoneKind.SIGNATURE}))
    assert kept.strip() == "Yes.\n\nBest\nAnn\nNo."


def test_what_was_labelled_by_hand_is_read(shared_dir: Path) -> None:
    """Floors below what is reached: they tell a broken reader, not a good one."""
    rows = read_rows(shared_dir / "gold" / "dev.jsonl")
    gold = sentences_of(rows, name="dev")
    labels = measure_sentences(gold, {"rapport": tag_rows(gold)}, resamples=10).labels
    floors = {
        "commitment": 0.75, "request": 0.8, "question": 0.85, "deadline": 0.7, "meeting": 0.7,
        "closing": 0.75, "tone neg": 0.5, "tone pos": 0.5,
    }  # fmt: skip
    reached = {label: labels[label]["rapport"].f1.value or 0.0 for label in floors}
    assert not {label: f1 for label, f1 in reached.items() if f1 < floors[label]}


def test_quotes_of_the_shared_mail_are_found(shared_dir: Path) -> None:
    folder = shared_dir / "corpora" / "mail" / "labelled"
    right = {name: measure_quotes(folder / f"{name}.jsonl", SETS[name]).right for name in SETS}
    assert right["talon-text"] >= 54
    assert right["crisp"] >= 40


def test_the_file_of_an_evaluation_is_named(gold: Path) -> None:
    assert evaluate_file(gold, Choice(half="odd")).whole.items == 1


def test_gold_errors_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="each line needs 'text' and 'reply'"):
        measure_quotes(write(tmp_path / "pairs.jsonl", [{"id": "a"}]), frozenset())
