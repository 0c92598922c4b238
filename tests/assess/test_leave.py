"""Own leave from the calendar: which all-day events say that the owner is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from assistant.assess.clocks import leave_from_calendar
from assistant.config.records import Config, OwnerConfig

CONFIG = Config(Path(), OwnerConfig("Marta", ("marta@firm.example",)))


@dataclass
class Event:
    summary: str
    busy: str = "busy"
    all_day: bool = True
    status: str = "confirmed"
    organizer: str | None = None
    start_on: date = date(2026, 8, 3)
    end_on: date = date(2026, 8, 15)
    ical_uid: str = "uid"


@pytest.mark.parametrize(
    ("event", "away"),
    [
        (Event("Urlaub"), True),
        (Event("Out of office: Crete"), True),
        (Event("OOO"), True),
        (Event("Holiday"), True),
        (Event("Offsite", busy="oof"), True),
        (Event("Vacation", organizer="marta@firm.example"), True),
        (Event("Holiday party"), False),
        (Event("Independence Day"), False),
        (Event("Vacation", busy="free"), False),
        (Event("Vacation", status="cancelled"), False),
        (Event("Vacation", all_day=False), False),
        (Event("Vacation", organizer="jan@firm.example"), False),
        (Event("Ferien planning workshop"), False),
    ],
)
def test_an_all_day_event_is_leave(event: Event, away: bool) -> None:
    assert bool(leave_from_calendar([event], CONFIG)) is away  # type: ignore[list-item]


def test_the_last_day_is_included() -> None:
    (leave,) = leave_from_calendar([Event("Urlaub")], CONFIG)  # type: ignore[list-item]
    assert (leave.from_on, leave.to_on) == (date(2026, 8, 3), date(2026, 8, 14))
