"""`rapport doctor` on a terminal: places with how each stands, days, and what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.cli.printing import say, say_wrapped, table

if TYPE_CHECKING:
    from assistant.doctor import Diagnosis, SourceLine


def show_diagnosis(diagnosis: Diagnosis, *, zone: str, days: int | None) -> None:
    """Print everything that `doctor` says.

    Args:
        diagnosis: From `examine`.
        zone: The owner's, for times.
        days: So many days of each place as they were counted; None: none of them.
    """
    lines = diagnosis.sources
    if lines:
        table(
            [(one.name, _say_items(one), one.span, one.read_at) for one in lines],
            header=("source", "holds", "from – to", "last read"),
            under=[one.state for one in lines],
        )
        say()
    if days is not None:
        for one in lines:
            _show_days(diagnosis, one, days)
        say()
    for sentence in (*diagnosis.failed, *diagnosis.problems, *diagnosis.notes):
        say_wrapped(sentence, first="- ", rest="  ")
    for sentence in (diagnosis.summary, _say_next(diagnosis, zone)):
        if sentence:
            say_wrapped(sentence)


def _say_items(line: SourceLine) -> str:
    noun = "message" if line.kind == "mail" else "event"
    return f"{line.items:,} {noun}{'' if line.items == 1 else 's'}"


def _say_next(diagnosis: Diagnosis, zone: str) -> str:
    if not diagnosis.sources:
        return ""
    if diagnosis.next_run_at is None:
        return "Next reading: at the next `rapport run`."
    at = diagnosis.next_run_at.astimezone(ZoneInfo(zone))
    return f"Next reading: {at:%Y-%m-%d %H:%M}, by the page that is open (`rapport serve`)."


def _show_days(diagnosis: Diagnosis, line: SourceLine, most: int) -> None:
    from assistant.reports.sources import choose_days, say_day, say_days

    counted = diagnosis.days.get(line.place)
    if counted is None:
        return
    chosen = choose_days(counted, most)
    say_wrapped(f"{line.name}: {say_days(chosen)}")
    if chosen.differs:
        table(
            [
                (
                    say_day(one),
                    f"{one.theirs:,}",
                    f"{one.ours:,}",
                    f"{one.missing:,}",
                    f"{one.set_aside:,}",
                )
                for one in chosen.days
            ],
            header=("day (UTC)", "there", "here", "missing", "set aside"),
        )
        say()
