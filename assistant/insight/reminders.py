"""How often somebody is reminded: what drafts keep to and what gaps say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from assistant.insight.worktime import WorkClock

#: Working days of ours between two reminders in a thread.
REMIND_EVERY_WD = 5
#: More reminders than this change nothing any more.
MAX_REMINDERS = 3


def next_reminder_on(ours: WorkClock, last: datetime) -> date:
    """The first day on which another reminder may follow the one sent at `last`.

    Days of leave do not count, whoever covers them: nobody else reminds in the owner's name.

    Raises:
        NeverWorks: Our side works no more.
    """
    day = ours.local_day(last)
    for _ in range(REMIND_EVERY_WD):
        day = ours.next_working_day(day)
        while any(leave.from_on <= day <= leave.to_on for leave in ours.spec.leave):
            day = ours.next_working_day(day)
    return day
