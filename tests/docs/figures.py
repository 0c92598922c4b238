"""Writes the figures of `docs/language.md` by measuring: `python -m tests.docs.figures`.

Needs the shared folder. Not a test: figures change with every better rule, and the page says which
version of the language stage they belong to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.evaluate.command import Choice, Evaluation, evaluate_file
from nlp.evaluate.measure import ALWAYS, NEEDS_REPLY, NEUTRAL, OURS, PATTERNS, RULES, VADER
from nlp.evaluate.quotes import measure_labelled
from tests.conftest import ROOT, SHARED_MISSING, find_shared
from tests.insight.stories.__main__ import measure, total
from tests.insight.stories.gold import load_gold
from tests.nlp.test_due_gold import ROWS, read, test_a_due_date_is_right_or_refused

if TYPE_CHECKING:
    from nlp.evaluate.figures import Figure

PAGE = ROOT / "docs" / "language.md"
_BETWEEN = re.compile(r"(<!-- figures: [^\n]*-->\n).*?(<!-- /figures -->)", re.DOTALL)
_GOLD = ROOT / "tests" / "nlp" / "gold"
_OWN = ("commitment", "request", "deadline", "due exact", "due overlap")


def write_figures(shared: Path) -> str:
    """The section, measured now."""
    development = evaluate_file(shared / "gold" / "dev.jsonl", Choice())
    deadlines, kept = (
        evaluate_file(_GOLD / "deadlines.jsonl", Choice(half=h)) for h in ("", "odd")
    )
    replies, unseen = (
        evaluate_file(_GOLD / "needs_reply.jsonl", Choice(half=half)) for half in ("", "odd")
    )
    acts = [label for label in development.whole.labels if not label.startswith("tone")]
    tones = [label for label in development.whole.labels if label.startswith("tone")]
    quotes = measure_labelled(shared / "corpora" / "mail" / "labelled")
    right = ", ".join(f"{one.name} {one.right} of {one.total}" for one in quotes)
    parts = [
        _title("dev", development, "../shared/gold/dev.jsonl"),
        [*_head(RULES, PATTERNS), *_rows(development, acts, RULES, PATTERNS)],
        [*_head(RULES, VADER, NEUTRAL), *_rows(development, tones, RULES, VADER, NEUTRAL)],
        [f"Tone: {_in_short(development)}."],
        _title("deadlines", deadlines, "tests/nlp/gold/deadlines.jsonl"),
        [
            *_head(RULES, PATTERNS),
            *_rows(deadlines, _OWN, RULES, PATTERNS, title=", all"),
            *_rows(kept, _OWN, RULES, PATTERNS, title=", kept"),
        ],
        _title("needs reply", replies, "tests/nlp/gold/needs_reply.jsonl"),
        [
            *_head(PATTERNS, ALWAYS),
            *_rows(replies, [NEEDS_REPLY], PATTERNS, ALWAYS, title=", all"),
            *_rows(unseen, [NEEDS_REPLY], PATTERNS, ALWAYS, title=", kept"),
        ],
        [f"**quotes**: {right}.", _command("--labelled ../shared/corpora/mail/labelled")],
        ["**due dates**: what the time words mean, expression × zone × moment.", *_due_lines()],
        ["**ledger**: states of promises in whole stories.", *_ledger_lines()],
    ]
    lines = [line for part in parts for line in ("", *part)]
    return "\n".join([*lines, "", ""])


def _title(name: str, evaluation: Evaluation, path: str) -> list[str]:
    half = "" if name == "dev" else "; the kept half with `--half odd`"
    stage = f"Language stage {evaluation.version}."
    return [f"**{name}**: {_size(evaluation)}. {stage}", f"{_command(path)}{half}"]


def _command(arguments: str) -> str:
    return f"`python -m nlp.evaluate {arguments}`"


def _size(evaluation: Evaluation) -> str:
    whole = evaluation.whole
    if NEEDS_REPLY in whole.labels:
        return f"{whole.items:,} messages"
    return f"{whole.items:,} sentences of {whole.documents:,} documents"


def _head(*beside: str) -> list[str]:
    columns = ["", "n", "precision", "recall", "F1", *(f"{system} F1" for system in beside)]
    return [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]


def _rows(
    evaluation: Evaluation, labels: Sequence[str], *beside: str, title: str = ""
) -> Iterator[str]:
    for label in labels:
        systems = evaluation.whole.labels[label]
        ours = systems[OURS]
        figures = [ours.precision, ours.recall, ours.f1, *(systems[one].f1 for one in beside)]
        yield f"| {label}{title} | {ours.n:,} | {' | '.join(map(_shown, figures))} |"


def _due_lines() -> Iterator[str]:
    """How many of the due dates in the gold are right, wrong and refused."""
    counts: Counter[str] = Counter()
    for row in ROWS:
        found = read(row)
        if row["decides"] != "none" and (found is None or found.to_at is None):
            counts["refused"] += 1
            continue
        try:
            test_a_due_date_is_right_or_refused(row)
        except AssertionError:
            counts["wrong"] += 1
        else:
            counts["right"] += 1
    told = ", ".join(f"{counts[kind]} {kind}" for kind in ("right", "wrong", "refused"))
    yield f"Of {len(ROWS)}: {told}; at first sight, before anybody had read them, 275, 4 and 4."
    yield "`python -m pytest tests/nlp/test_due_gold.py`"


def _ledger_lines() -> Iterator[str]:
    """Wrong states in each half of the stories."""
    for half in ("read", "kept"):
        found = measure(load_gold(half))
        counts = total(sure for sure, _ in found.values())
        yield (
            f"{half.capitalize()} half, {len(found)} stories: {counts['wrong']} of "
            f"{counts['listed']} states wrong, missed and invented ones among them."
        )
    yield "`python -m tests.insight.stories`"


def _in_short(evaluation: Evaluation) -> str:
    """The figures of no single label, as a sentence."""
    return "; ".join(
        f"{name.removeprefix('tone ')} "
        + ", ".join(f"{system} {_shown(figure)}" for system, figure in systems.items())
        for name, systems in evaluation.whole.others.items()
    )


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} [{figure.low:.2f} {figure.high:.2f}]"


def main() -> None:
    """Measure, and write the page."""
    shared = find_shared()
    if shared is None:
        raise SystemExit(SHARED_MISSING)
    text = PAGE.read_text("utf-8")
    figures = write_figures(shared)
    PAGE.write_text(_BETWEEN.sub(lambda old: f"{old[1]}{figures}{old[2]}", text), "utf-8")


if __name__ == "__main__":
    main()
