"""Commitments: what the author's side will do.

A commitment is a clause whose subject is the author's side, whose mood is a plain future, a plan or
a running action, and whose verb is something one can do for somebody. Hypotheticals, refusals,
courtesies and what hangs on the reader's wish are none (DEFINITIONS.md "Commitments").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.commitments.future import find_able, find_future, find_plans, find_running
from nlp.commitments.people import find_colleagues_doing, find_named, find_sent
from nlp.commitments.present import find_left_out, find_present, find_progressive
from nlp.commitments.scope import is_threat
from nlp.commitments.things import (
    find_arriving,
    find_passive,
    find_reader_gets,
    find_reader_gets_now,
)
from nlp.commitments.wording import (
    find_announced,
    find_elided,
    find_future_in_text,
    find_let_me,
    find_sworn,
    is_acceptance,
    opens_with_acceptance,
)
from nlp.tags import Act
from nlp.view import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nlp.view import View

__all__ = ["find_commitments", "is_acceptance", "opens_with_acceptance"]


def find_commitments(view: View) -> list[Finding]:
    """Commitments of a sentence, surest first; empty where it makes none."""
    found = [finding for rule in _RULES for finding in rule(view)]
    if found and is_threat(view):
        return []
    return sorted(found, key=lambda finding: -finding.score)


def _find_acceptance(view: View) -> Iterator[Finding]:
    """Like "Sure Leela, will do", where the parser takes the name for whoever does it."""
    if "will do" in view.lower and is_acceptance(view):
        yield Finding(Act.COMMITMENT, 0.8, next(iter(view.clauses), None))


_RULES: tuple[Callable[[View], Iterator[Finding]], ...] = (
    find_future,
    find_plans,
    find_running,
    find_present,
    find_progressive,
    find_left_out,
    find_let_me,
    find_reader_gets,
    find_reader_gets_now,
    find_passive,
    find_arriving,
    find_named,
    find_sent,
    find_colleagues_doing,
    find_elided,
    find_able,
    find_announced,
    find_sworn,
    find_future_in_text,
    _find_acceptance,
)
