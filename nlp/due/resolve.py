"""From time words to instants: the message's moment and the speaker's zone, week and locale.

The lines of DEFINITIONS.md "Due": a bare day lasts the whole day and "by Friday" on a Friday is
that day; "before the 25th" ends with the 24th; "this week" ends with the last working day; numeric
dates go by locale, and where two readings are possible the later is taken and marked. What names
no time, or a time this module is not sure of, is refused with a reason; a wrong date costs more
than none. Whatever ends before the message was sent is refused as well: it would be born overdue.
The chapters say which readings they take where DEFINITIONS.md leaves two.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from nlp.due.clock import within_day
from nlp.due.days import agrees, find_day
from nlp.due.offsets import count_ahead
from nlp.due.periods import find_period
from nlp.due.reading import DAY, Reading, Refused, Resolved, Speaker, whole_day
from nlp.due.zones import known_zone, zone_of
from nlp.tags import Due, UndatedReason
from nlp.times.records import Edge, Weekday

if TYPE_CHECKING:
    from nlp.plain import Plain
    from nlp.tags import Context
    from nlp.times.records import TimeWords

__all__ = ["Resolved", "Speaker", "due_of", "resolve", "speaker_of"]


def speaker_of(context: Context) -> Speaker | None:
    """The speaker of a message; None where the moment of speaking is not known."""
    if context.sent_at is None:
        return None
    zone = known_zone(context.zone) or "Etc/UTC"
    return Speaker(
        said_at=context.sent_at.astimezone(ZoneInfo(zone)),
        zone=zone,
        locale=context.locale,
        reader_zone=known_zone(context.reader_zone),
        workday_end=context.workday_end,
        work_days=context.work_days,
        closed_days=context.closed_days,
    )


def resolve(words: TimeWords, speaker: Speaker | None) -> Resolved:
    """The instants an expression means, or the reason why it means none that can be told."""
    if words.vague:
        return Resolved(reason=UndatedReason.VAGUE)
    if words.event:
        return Resolved(reason=UndatedReason.EVENT)
    if speaker is None:
        return Resolved(reason=UndatedReason.NO_SENT_TIME)
    try:
        reading = Reading(words, speaker, zone_of(words, speaker))
        start, end = _bounds(reading)
        return _finish(reading, start, end)
    except Refused as refused:
        return Resolved(reason=refused.reason)
    except (OverflowError, ValueError):  # year 10000, "31 February"
        return Resolved(reason=UndatedReason.UNREADABLE)


def due_of(words: TimeWords, plain: Plain, speaker: Speaker | None) -> Due:
    """Time words of a sentence as its due date: their place in the message, and what they mean."""
    resolved = resolve(words, speaker)
    start, end = plain.span(words.start, words.end)
    return Due(
        text=words.text,
        start=start,
        end=end,
        from_at=resolved.from_at,
        to_at=resolved.to_at,
        zone=resolved.zone,
        ambiguous=resolved.ambiguous,
        undated_reason=resolved.reason,
    )


def _bounds(reading: Reading) -> tuple[datetime, datetime]:
    words = reading.words
    if words.offset is not None:
        return count_ahead(reading, words.offset)
    if words.period is not None:
        start, end = find_period(reading, words.period)
    else:
        start, end = _day_bounds(reading)
    if words.cue == "before" and start != end:
        # "before the 25th": until the end of the 24th; "before the end of May": all of May.
        within = words.period is not None and words.period.edge in {Edge.END, Edge.MIDDLE}
        last = end if within else start
        return min(reading.now, last), last
    if words.cue in {"after", "from", "starting", "as of", "not before"}:
        raise Refused(UndatedReason.EVENT)
    return start, end


def _day_bounds(reading: Reading) -> tuple[datetime, datetime]:
    """Of a day, or of a time without one, which is today's."""
    words = reading.words
    if words.day is None:
        if not (words.clock or words.close or words.part):
            raise Refused(UndatedReason.UNREADABLE)
        return within_day(reading, reading.today)
    day = find_day(reading, words.day)
    if not agrees(reading, day):
        raise Refused(UndatedReason.UNREADABLE)
    if words.first is None:
        return within_day(reading, day)
    first = find_day(reading, words.first)
    if day < first and isinstance(words.day, Weekday):
        day += 7 * DAY  # "Tuesday or Wednesday", said on a Wednesday
    start, end = within_day(reading, day)
    return (start, end) if start == end else (min(start, whole_day(first)[0]), end)


def _finish(reading: Reading, start: datetime, end: datetime) -> Resolved:
    zone = ZoneInfo(reading.zone)
    from_at, to_at = (
        start.replace(tzinfo=zone).astimezone(UTC),
        end.replace(tzinfo=zone).astimezone(UTC),
    )
    if to_at <= reading.speaker.said_at.astimezone(UTC):
        raise Refused(UndatedReason.UNREADABLE)  # a due date in the past is about something else
    return Resolved(from_at, to_at, reading.zone, reading.ambiguous)
