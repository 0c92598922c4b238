"""Print how the ledger does on the stories of the gold.

    python -m tests.insight.stories [--half read|kept|all] [--stories] [--errors]

Without `--stories` and `--errors` it prints sums only: whoever works on the rules looks at these of
the half that is kept apart, and at nothing else of it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.insight.stories.compare import Score, compare
from tests.insight.stories.gold import HALVES, load_gold
from tests.insight.stories.world import tell

if TYPE_CHECKING:
    from tests.insight.stories.records import Story

COLUMNS = ("listed", "wrong", "state", "missed", "unread", "invented", "due", "person", "proof")
_OTHERS = ("debtor", "client", "ageing", "before")


def measure(stories: Iterable[Story]) -> dict[str, tuple[Score, Score]]:
    """Story id → its score, sure and unsure apart."""
    return {story.id: compare(story, tell(story)) for story in stories}


def total(scores: Iterable[Score]) -> Counter[str]:
    """All counts together, with `wrong`."""
    counts: Counter[str] = Counter()
    for score in scores:
        counts.update(score.counts)
        counts["wrong"] += score.wrong
    return counts


def print_table(
    halves: Iterable[str],
    *,
    stories: bool = False,
    errors: bool = False,
    limit: int | None = None,
) -> None:
    """Print a line a half (and story), with what was wrong in sentences where asked.

    Args:
        halves: "read", "kept".
        stories, errors: Also a line a story, and what was wrong.
        limit: Only so many stories of each half.
    """
    say("".join([f"{'':44}", *(f"{name:>9}" for name in COLUMNS), "  share"]))
    for half in halves:
        found = measure(load_gold(half)[:limit])
        for name, (sure, unsure) in found.items():
            if stories:
                say(_row(name, total([sure])))
            if errors:
                for fault in [*sure.faults, *(f"(unsure) {fault}" for fault in unsure.faults)]:
                    say(f"    {name}: {fault}")
        counts = total(sure for sure, _ in found.values())
        say(_row(f"{half}: {len(found)} stories", counts))
        say(_row("    unsure, apart", total(unsure for _, unsure in found.values())))
        say("    besides, wrong: " + ", ".join(f"{name} {counts[name]}" for name in _OTHERS))


def _row(name: str, counts: Counter[str]) -> str:
    share = f"{counts['wrong'] / counts['listed']:7.1%}" if counts["listed"] else "      -"
    return "".join([f"{name[:43]:44}", *(f"{counts[one]:9}" for one in COLUMNS), share])


def say(line: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.insight.stories", description=__doc__)
    parser.add_argument("--half", choices=HALVES, default="all")
    parser.add_argument("--stories", action="store_true", help="a line for every story")
    parser.add_argument("--errors", action="store_true", help="what was wrong, in sentences")
    chosen = parser.parse_args()
    halves = ("read", "kept") if chosen.half == "all" else (chosen.half,)
    print_table(halves, stories=chosen.stories, errors=chosen.errors)


if __name__ == "__main__":
    main()
