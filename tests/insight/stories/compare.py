"""The ledger held against what a story expects, as the README of the gold says.

A found promise is the listed one when it stands in the same message and its evidence overlaps the
quote; of several in one sentence, the one with the same due end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.insight.stories.world import Told, message_id

if TYPE_CHECKING:
    from assistant.insight.records import Message, Promise
    from tests.insight.stories.records import Expected, Moment, Story


@dataclass(slots=True)
class Score:
    """What was held, and what was wrong.

    Attributes:
        counts: `listed` states; of these `missed`, `unread` (missed because the language stage saw
            no promise in the sentence) and `state` (another state); `invented` ones besides; and
            apart from the states `due`, `debtor`, `person`, `client`, `proof`, `ageing`, `before`.
        faults: The same in sentences.
    """

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, kind: str, fault: str) -> None:
        """Count and note one fault."""
        self.counts[kind] += 1
        self.faults.append(f"{kind}: {fault}")

    @property
    def wrong(self) -> int:
        """Wrong states: another one, none at all, or one of no promise."""
        return self.counts["state"] + self.counts["missed"] + self.counts["invented"]


def compare(story: Story, told: Iterable[Told]) -> tuple[Score, Score]:
    """Every moment of a story: the sure expectations, and the unsure ones apart."""
    sure, unsure = Score(), Score()
    for moment, found in zip(story.moments, told, strict=True):
        _compare_moment(story, moment, found, sure, unsure)
    return sure, unsure


def _compare_moment(story: Story, moment: Moment, told: Told, sure: Score, unsure: Score) -> None:
    at = f"{moment.as_of:%a %d.%m. %H:%M}"
    by_id = {message.id: message for message in told.history.messages}
    pairs = _match(story, moment.promises, told.promises, by_id)
    names = {one.id: one.quote for one in told.promises}
    for wanted in moment.promises:
        score = unsure if wanted.unsure else sure
        score.counts["listed"] += 1
        found = pairs.get(wanted)
        if found is None:
            unread = not _is_read(by_id.get(message_id(wanted.said_in, story)), wanted)
            score.counts["unread"] += unread
            why = "not read" if unread else "read"
            score.add("missed", f"{at} {wanted.quote!r} {wanted.state} ({why})")
            continue
        _compare_promise(story, wanted, found, names, at, score)
    taken = {one.id for one in pairs.values()}
    for found in told.promises:
        if found.id not in taken:
            # Beside an unsure one in the same sentence another reading is unsure too.
            score = unsure if _is_beside_unsure(story, found, moment, by_id) else sure
            score.add("invented", f"{at} {found.quote!r} {found.state.value} ({found.message_id})")


def _compare_promise(
    story: Story, wanted: Expected, found: Promise, names: dict[str, str], at: str, score: Score
) -> None:
    said = f"{at} {wanted.quote!r}"
    if found.state.value != wanted.state:
        proof = found.discharged_by_message or found.discharged_by_event
        score.add("state", f"{said} {found.state.value} (by {proof}), not {wanted.state}")
    due_to = found.due.to_at if found.due is not None else None
    if not _is_end(due_to, wanted):
        score.add("due", f"{said} until {due_to}, not {wanted.due_to}")
    held: tuple[tuple[str, object, object], ...] = (
        ("debtor", found.debtor.value, wanted.debtor),
        ("person", found.person, wanted.person),
        ("client", found.client, wanted.client),
        ("ageing", found.ageing, wanted.ageing),
    )
    for name, got, value in held:
        if value is not None and got != value:
            score.add(name, f"{said} {got}, not {value}")
    proof = found.discharged_by_message or found.discharged_by_event
    if found.state.value == wanted.state and wanted.proof is not None:
        ids = {wanted.proof, message_id(wanted.proof, story)}
        if proof not in ids:
            score.add("proof", f"{said} by {proof}, not {wanted.proof}")
    if wanted.succeeds is not None:
        before = " ".join(names.get(found.succeeds or "", "").split())
        if not _overlap(before, " ".join(wanted.succeeds.split())):
            score.add("before", f"{said} after {before!r}, not {wanted.succeeds!r}")


def _is_end(due_to: datetime | None, wanted: Expected) -> bool:
    if wanted.by_day and due_to is not None and wanted.due_to is not None:
        return timedelta() <= wanted.due_to - due_to < timedelta(days=1)
    return due_to == wanted.due_to


def _overlap(one: str, other: str) -> bool:
    return bool(one) and (one in other or other in one)


def _match(
    story: Story,
    wanted: Iterable[Expected],
    found: Iterable[Promise],
    by_id: dict[str, Message],
) -> dict[Expected, Promise]:
    """Listed → found: first with the same due end, then any that overlaps."""
    pairs: dict[Expected, Promise] = {}
    taken: set[str] = set()
    candidates = {
        one: [promise for promise in found if _is_same(story, one, promise, by_id)]
        for one in wanted
    }
    for exact in (True, False):
        for one, promises in candidates.items():
            for promise in promises:
                due_to = promise.due.to_at if promise.due is not None else None
                if one in pairs or promise.id in taken or (exact and due_to != one.due_to):
                    continue
                pairs[one] = promise
                taken.add(promise.id)
    return pairs


def _is_same(story: Story, wanted: Expected, found: Promise, by_id: dict[str, Message]) -> bool:
    if found.message_id != message_id(wanted.said_in, story):
        return False
    place = _place(by_id[found.message_id], wanted)
    return found.start < place[1] and place[0] < found.end


def _is_beside_unsure(
    story: Story, found: Promise, moment: Moment, by_id: dict[str, Message]
) -> bool:
    return any(
        wanted.unsure and _is_same(story, wanted, found, by_id) for wanted in moment.promises
    )


def _place(message: Message, wanted: Expected) -> tuple[int, int]:
    """Where a quote stands in the stored text, however its lines are broken there."""
    pattern = r"\s+".join(re.escape(word) for word in wanted.quote.split())
    found = re.search(pattern, message.text)
    assert found is not None, f"{wanted.quote!r} is not in the stored text of {message.id}"
    return found.span()


def _is_read(message: Message | None, wanted: Expected) -> bool:
    """Whether the language stage saw a promise or an acceptance in the words."""
    if message is None:
        return False
    start, end = _place(message, wanted)
    return any(
        (one.acts.get("commitment") or one.acceptance) and one.start < end and start < one.end
        for one in message.sentences
    )
