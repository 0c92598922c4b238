"""Recurrence rules: the answers of dateutil, and an end where dateutil finds none."""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.recurrence import BadRule, expand_rule, parse_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = datetime(2026, 1, 15, 9, 30)  # noqa: DTZ001 - wall time
WINDOW = (datetime(2026, 11, 1), datetime(2027, 3, 1))  # noqa: DTZ001


WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def random_rule(seed: int) -> str:
    rng = random.Random(seed)
    frequency = rng.choice(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"])
    parts = [f"FREQ={frequency}", f"INTERVAL={rng.choice([1, 1, 1, 2, 3, 5])}"]
    numbered = frequency in ("YEARLY", "MONTHLY") and rng.random() < 0.5
    numbers = ["1", "2", "-1", "5", "-3"] if numbered else [""]
    options: dict[str, Callable[[], list[Any]]] = {
        "BYMONTH": lambda: rng.sample(range(1, 13), rng.randrange(1, 4)),
        "BYMONTHDAY": lambda: rng.sample([*range(1, 32), -1, -2, -31], rng.randrange(1, 5)),
        # Not numbered and plain days together: there dateutil wants both, RFC 5545 one of them.
        "BYDAY": lambda: [
            f"{rng.choice(numbers)}{day}" for day in rng.sample(WEEKDAYS, rng.randrange(1, 5))
        ],
        "BYYEARDAY": lambda: rng.sample([1, 60, 100, 366, -1, -100], 3),
        "BYHOUR": lambda: rng.sample(range(24), rng.randrange(1, 4)),
        "BYMINUTE": lambda: rng.sample([0, 15, 30], rng.randrange(1, 3)),
    }  # fmt: skip
    if frequency == "YEARLY":
        options["BYWEEKNO"] = lambda: rng.sample([1, 2, 20, 51, -2], 3)
    else:
        del options["BYYEARDAY"]
    if frequency == "WEEKLY":
        del options["BYMONTHDAY"]
    if frequency == "HOURLY":
        del options["BYHOUR"]  # dateutil refuses hours that the interval never meets
    chosen = rng.sample(sorted(options), rng.randrange(4))
    parts += [f"{name}={','.join(map(str, options[name]()))}" for name in chosen]
    if len(parts) > 2 and rng.random() < 0.3:
        parts.append(f"BYSETPOS={rng.choice([1, 2, -1])}")
    if rng.random() < 0.3:
        parts.append(f"WKST={rng.choice(['MO', 'SU'])}")
    if rng.random() < 0.3:
        parts.append(f"COUNT={rng.randrange(1, 400)}")
    elif rng.random() < 0.3:
        parts.append("UNTIL=20270115T093000")
    return ";".join(parts)


@pytest.fixture(autouse=True, scope="module")
def _short_calendar() -> Iterator[None]:
    """Where a rule has no more matches dateutil walks to the end of the calendar: bring it near."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dateutil.rrule.datetime.MAXYEAR", 2029)
        yield


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 1_000_000))
def test_rules_give_what_dateutil_gives(seed: int) -> None:
    text = random_rule(seed)
    low, high = WINDOW
    found = expand_rule(parse_rule(text), START, low, high, limit=10_000)
    rule = rrulestr(text, dtstart=START)
    expected = [wall for wall in takewhile(lambda each: each < high, rule) if wall >= low]
    assert list(found.walls) == expected, text


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;INTERVAL=99999999999",
        "FREQ=NEVER",
        "INTERVAL=1",
        "",
        "W1 MO #10",
        "FREQ=DAILY;BYHOUR=25",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=20269999",
        "FREQ=YEARLY;BYMONTH=" + "1," * 2_000 + "13",
    ],
)
def test_rules_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(BadRule):
        expand_rule(parse_rule(text), START, *WINDOW)


EVERY = ",".join(map(str, range(60)))


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;COUNT=100000000",
        "FREQ=HOURLY;COUNT=100000000",
        "FREQ=YEARLY;INTERVAL=999999999",
        "FREQ=HOURLY;INTERVAL=999999999",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55",
        f"FREQ=DAILY;BYSECOND={EVERY}",
        f"FREQ=YEARLY;BYSECOND={EVERY};BYSETPOS=-1",
        f"FREQ=HOURLY;BYMINUTE={EVERY}",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366",
    ],
)
@pytest.mark.parametrize("year", [1, 1601, 1970, 2026, 9998])
def test_hostile_rules_come_to_an_end(text: str, year: int) -> None:
    begin = time.process_time()
    found = expand_rule(parse_rule(text), START.replace(year=year), *WINDOW)
    assert time.process_time() - begin < 2.0
    assert len(found.walls) <= 1_000


def test_too_many_times_a_day_are_refused() -> None:
    rule = parse_rule(f"FREQ=DAILY;BYMINUTE={EVERY};BYSECOND={EVERY}")
    with pytest.raises(BadRule):
        expand_rule(rule, START, *WINDOW)


def test_a_cut_rule_says_so() -> None:
    found = expand_rule(parse_rule("FREQ=HOURLY"), START, *WINDOW)
    assert (len(found.walls), found.cut) == (1_000, "it has more than 1000 occurrences")


def test_counting_from_the_start_is_kept_when_the_window_is_late() -> None:
    found = expand_rule(parse_rule("FREQ=DAILY;COUNT=300"), START, *WINDOW)
    assert found.walls[-1] == START + timedelta(days=299)
