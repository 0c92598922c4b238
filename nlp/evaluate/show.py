"""Figures as a table for people; `--json` prints the same records as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.evaluate.measure import OURS, PATTERNS, VADER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp.evaluate.figures import Figure, Scores
    from nlp.evaluate.measure import Measured
    from nlp.evaluate.quotes import QuoteFigures

_HEAD = f"{'':14}{'':15} {'n':>5}  {'precision':<17}  {'recall':<17}  {'F1':<17}"


def table(measured: Measured) -> Iterator[str]:
    """A row per label and system; an interval stands in brackets behind its figure."""
    yield _HEAD.rstrip()
    for label, systems in measured.labels.items():
        for system, scores in systems.items():
            yield _row(label, system, scores)
    for name, by_system in measured.others.items():
        for system, figure in by_system.items():
            shown = name if system == OURS else ""
            yield f"{shown:14}{system:15} {'':>5}  {'':<17}  {'':<17}  {_shown(figure)}".rstrip()
    if measured.unread:
        languages = ", ".join(f"{code} {count}" for code, count in sorted(measured.unread.items()))
        yield f"not read, because of their language: {languages}"


def slice_lines(measured: Measured, name: str) -> Iterator[str]:
    """A slice in short: a row per label that stands in it or is found, one baseline behind it."""
    many = "" if measured.documents == 1 else "s"
    yield f"{name}: {measured.items:,} in {measured.documents:,} document{many}"
    for label, systems in measured.labels.items():
        ours = systems[OURS]
        if ours.n or ours.found:
            others = (name for name in (PATTERNS, VADER) if name in systems)
            beside = "".join(f"  {name} {_shown(systems[name].f1)}" for name in others)
            yield f"{_figures(f'  {label}', '', str(ours.n), ours)}{beside}".rstrip()


def quote_line(figures: QuoteFigures) -> str:
    """Replies that came out exactly right, and the ids of the others."""
    wrong = ", ".join(figures.wrong) or "none"
    return f"quotes {figures.name}: {figures.right} of {figures.total} (wrong: {wrong})"


def _row(label: str, system: str, scores: Scores) -> str:
    name, count = (label, str(scores.n)) if system == OURS else ("", "")
    return _figures(name, system, count, scores).rstrip()


def _figures(name: str, system: str, count: str, scores: Scores) -> str:
    cells = (_shown(one) for one in (scores.precision, scores.recall, scores.f1))
    return f"{name:14}{system:15} {count:>5}  {'  '.join(cells)}"


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return f"{'-':<17}"
    if figure.low is None or figure.high is None:
        return f"{_short(figure.value):<17}"
    interval = f"[{_short(figure.low)} {_short(figure.high)}]"
    return f"{_short(figure.value)} {interval:<11}".ljust(17)


def _short(value: float) -> str:
    """Three digits, without the zero before the point: .812, 1.00."""
    return "1.00" if value >= 0.9995 else f"{value:.3f}"[1:]
