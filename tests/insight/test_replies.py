"""Reply statistics by the definitions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from assistant.insight.clocks import Clocks
from assistant.insight.index import build_index
from assistant.insight.replies import (
    Replies,
    Spread,
    find_median,
    find_p90,
    find_replies,
)
from assistant.insight.waits import find_waits
from tests.insight.builders import (
    ANN,
    CARLA,
    MAYA,
    NICK,
    make_history,
    make_message,
    utc,
)

if TYPE_CHECKING:
    from assistant.insight.records import Message

H = 3600
ASK = "Could you send me the figures?"


def exchange(number: int, asked: str, answered: str | None, *, who: str = ANN) -> list[Message]:
    """A question and perhaps its answer, in a thread of their own."""
    own: dict[str, Any] = {"thread": f"t{number}", "subject": f"Subject {number}"}
    question = make_message(f"q{number}", sender=who, at=asked, asks=ASK, **own)
    if answered is None:
        return [question]
    return [question, make_message(f"a{number}", sender=MAYA, to=(who,), at=answered, **own)]


def replies(*exchanges: list[Message], as_of: str, from_at: str = "", to_at: str = "") -> Replies:
    history = make_history(*(one for messages in exchanges for one in messages), as_of=as_of)
    index = build_index(history)
    return find_replies(
        find_waits(history, index),
        history,
        Clocks(index).ours,
        from_at=utc(from_at) if from_at else None,
        to_at=utc(to_at) if to_at else None,
    )


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([1, 4], 2, 4),
        ([9, 1, 5], 5, 9),
        ([4, 1, 3, 2], 2, 4),
        (list(range(1, 11)), 5, 9),
        (list(range(1, 12)), 6, 10),
        (list(range(1, 21)), 10, 18),
    ],
)
def test_median_and_p90_by_nearest_rank(
    values: list[int], median: int | None, p90: int | None
) -> None:
    assert (find_median(values), find_p90(values)) == (median, p90)


def test_figures_of_ended_and_open_waits_stand_apart() -> None:
    found = replies(
        exchange(1, "2025-03-03 09:00", "2025-03-03 10:00"),
        exchange(2, "2025-03-03 09:00", "2025-03-03 12:00"),
        exchange(3, "2025-03-03 09:00", "2025-03-05 09:00"),
        exchange(4, "2025-03-03 09:00", None),
        exchange(5, "2025-03-06 16:00", None),
        as_of="2025-03-06 17:00",
    )
    assert (found.all.n, found.all.open) == (3, 2)
    # Met: 1 h and 3 h. Breached: 16 h, and the open one of 32 h. Not yet due: the open one of 1 h.
    assert found.all.within_goal == 2 / 4
    assert found.all.ours == Spread(3 * H, 16 * H, 32 * H, 33 * H)
    assert found.all.elapsed == Spread(3 * H, 48 * H, 80 * H, 81 * H)


def test_a_period_takes_the_waits_that_began_in_it() -> None:
    found = replies(
        exchange(1, "2025-03-03 09:00", "2025-03-03 10:00"),
        exchange(2, "2025-03-04 00:00", "2025-03-12 12:00"),
        exchange(3, "2025-03-05 00:00", "2025-03-05 09:00"),
        as_of="2025-03-14 12:00",
        from_at="2025-03-04 00:00",
        to_at="2025-03-05 00:00",
    )
    assert [wait.start_message_id for wait in found.waits] == ["q2"]
    assert found.all.n == 1


def test_clients_stand_apart_and_prospects_outside() -> None:
    found = replies(
        exchange(1, "2025-03-03 09:00", "2025-03-03 10:00"),
        exchange(2, "2025-03-03 09:00", "2025-03-03 12:00", who=CARLA),
        exchange(3, "2025-03-03 09:00", None, who=NICK),
        as_of="2025-03-06 17:00",
    )
    assert list(found.clients) == ["arden", "brio"]
    assert (found.all.n, found.all.open) == (2, 0)
    assert found.clients["brio"].ours.median_s == 3 * H
    assert len(found.waits) == 3


def test_first_replies_stand_apart_from_every_reply() -> None:
    second = [
        replace(one, id=f"{one.id}b") for one in exchange(1, "2025-03-03 11:00", "2025-03-03 14:00")
    ]
    found = replies(
        exchange(1, "2025-03-03 09:00", "2025-03-03 10:00"), second, as_of="2025-03-06 17:00"
    )
    assert (found.all.n, found.first.n, found.first.ours.median_s) == (2, 1, H)


def test_nothing_waited_for_is_unknown_and_not_zero() -> None:
    found = replies(as_of="2025-03-06 17:00")
    assert (found.all.n, found.all.within_goal, found.all.ours.median_s) == (0, None, None)
    assert found.clients == {}
