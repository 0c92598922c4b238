"""The last months with a client: contacts and promises due, as a picture and as a table by week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.insight.touchpoints import MAIL_IN, MAIL_OUT, MEETING
from assistant.insight.wording import say_day
from assistant.web.charts import Dot, Lane, Mark, draw_timeline
from assistant.web.pages.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from markupsafe import Markup

    from assistant.insight.records import History, Promise, Touchpoint

#: The timeline and the reply times look back so far.
DAYS = 90
_WEEK = 7
_LANES = (
    ("They wrote", "in", MAIL_IN),
    ("You wrote", "out", MAIL_OUT),
    ("Meetings", "meeting", MEETING),
)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """What happened in one week, for those who do not see the picture."""

    week: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The picture and the same as a table."""

    picture: Markup
    header: tuple[str, ...]
    rows: tuple[WeekRow, ...]
    words: str


def build_timeline(
    touches: Iterable[Touchpoint], promises: Iterable[Promise], history: History, *, name: str
) -> TimelineView:
    """Contacts and promises due of the last `DAYS` days, as a picture and as a table by week.

    A message to three people is one contact here.
    """
    zone = ZoneInfo(history.owner.clock.zone)
    today = history.as_of.astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    days: dict[str, Counter[date]] = {kind: Counter() for _, kind, _ in _LANES}
    kinds = {what: kind for _, kind, what in _LANES}
    seen = set()
    for touch in touches:
        source = (touch.message_id, touch.ical_uid, touch.recurrence_id)
        day = touch.at.astimezone(zone).date()
        if source in seen or not first <= day <= today or touch.kind not in kinds:
            continue
        seen.add(source)
        days[kinds[touch.kind]][day] += 1
    days["promise"] = Counter(
        day
        for one in promises
        if one.due is not None and one.due.to_at is not None
        for day in [(one.due.to_at - timedelta(seconds=1)).astimezone(zone).date()]
        if first <= day <= today
    )
    names = [(lane, kind) for lane, kind, _ in _LANES] + [("Promises due", "promise")]
    lanes = [
        Lane(
            lane, kind,
            tuple(
                Dot((day - first).days / (DAYS - 1), count)
                for day, count in sorted(days[kind].items())
            ),
        )
        for lane, kind in names
    ]  # fmt: skip
    words = _say_timeline(days)
    picture = draw_timeline(
        lanes, _months(first, today), title=f"Contacts with {name} in {DAYS} days", words=words
    )
    rows = tuple(_weeks(days, [kind for _, kind in names], first, today))
    return TimelineView(picture, tuple(lane for lane, _ in names), rows, words)


def _months(first: date, last: date) -> list[Mark]:
    marks = []
    day = first
    while day <= last:
        if day.day == 1:
            marks.append(Mark((day - first).days / (DAYS - 1), f"{day:%b}"))
        day += timedelta(days=1)
    return marks


def _say_timeline(days: dict[str, Counter[date]]) -> str:
    total = {kind: sum(counts.values()) for kind, counts in days.items()}
    return (
        "In the last "
        f"{DAYS} days "
        + listed(
            [
                f"{counted(total['in'], 'mail')} from them",
                f"{counted(total['out'], 'mail')} from you",
                counted(total["meeting"], "meeting"),
                f"{counted(total['promise'], 'promise')} due",
            ]
        )
        + "."
    )


def _weeks(
    days: dict[str, Counter[date]], kinds: Sequence[str], first: date, last: date
) -> Iterable[WeekRow]:
    """Weeks from Monday, the latest first."""
    monday = last - timedelta(days=last.weekday())
    while monday + timedelta(days=_WEEK) > first:
        week = [monday + timedelta(days=ahead) for ahead in range(_WEEK)]
        yield WeekRow(
            f"{say_day(monday, year=last.year).partition(' ')[2]}",
            tuple(sum(days[kind][day] for day in week) for kind in kinds),
        )
        monday -= timedelta(days=_WEEK)
