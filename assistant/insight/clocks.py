"""Whose working clock is which: ours, a client's, a person's, and that of somebody awaited.

One `Clocks` per history keeps the clocks that were asked for, so that thousands of waits share a
few. How a clock counts is in `worktime`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.insight.records import DayHours, Leave, Side
from assistant.insight.worktime import WorkClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.insight.index import Index
    from assistant.insight.records import ClockSpec, Message, Wait

#: Zone, week, closed days and leave: what makes two clocks the same.
_Held = tuple[str, tuple[DayHours, ...], frozenset[tuple[date, str]], tuple[Leave, ...]]

#: Nobody's out-of-office is believed for longer than this; more is a slip of the year.
_LONGEST_ABSENCE = timedelta(days=732)


@dataclass(frozen=True)
class Clocks:
    """The clocks of one history."""

    index: Index
    _kept: dict[tuple[int, frozenset[date]], WorkClock] = field(default_factory=dict)
    _alike: dict[int, int] = field(default_factory=dict)
    _numbers: dict[_Held, int] = field(default_factory=dict)

    @property
    def ours(self) -> WorkClock:
        """The owner's clock; it stands still on leave without cover."""
        return self._clock(self.index.history.owner.clock)

    def of_client(self, slug: str | None) -> WorkClock:
        """The clock of a client or prospect; ours for a slug that nobody has."""
        client = self.index.client(slug) if slug is not None else None
        return self.ours if client is None else self._clock(client.clock)

    def of_person(self, address: str) -> WorkClock:
        """A person's own clock where the zone differs, else the client's, else ours."""
        return self._clock(self._spec(address))

    def theirs(self, wait: Wait) -> WorkClock:
        """Their clock in a wait.

        In a wait on us it is that of the person who waits: hours and closed days only. In a wait
        on them it stands still on absence days of the awaited person, unless another of the
        awaited people is there.
        """
        if wait.side is Side.US:
            return self.of_person(wait.person)
        messages = [self.index.by_id[identity] for identity in wait.messages]
        return self.awaiting(wait.person, wait.people, messages)

    def awaiting(
        self, person: str, people: Iterable[str], messages: Sequence[Message]
    ) -> WorkClock:
        """The clock of an awaited person while messages of ours wait for some people."""
        there = tuple(address for address in people if not self._has_ended(address))
        if not any(address in self.index.absences for address in there):
            return self.of_person(person)
        return self._clock(self._spec(person), self._days_without(there, messages))

    def _days_without(self, people: Iterable[str], messages: Sequence[Message]) -> frozenset[date]:
        """Days on which everybody asked by then is absent."""
        asked = {
            address: self.of_person(address).local_day(
                next(
                    (one.sent_at for one in messages if address in (*one.to, *one.cc)),
                    messages[0].sent_at,
                )
            )
            for address in people
        }
        away = {address: self._absent_days(address) for address in asked}
        return frozenset(
            day
            for day in frozenset().union(*away.values())
            if all(day in away[address] for address, since in asked.items() if since <= day)
        )

    def _absent_days(self, address: str) -> frozenset[date]:
        return frozenset(
            absence.from_on + timedelta(days=ahead)
            for absence in self.index.absences.get(address, ())
            for ahead in range(min(absence.to_on - absence.from_on, _LONGEST_ABSENCE).days + 1)
        )

    def _has_ended(self, address: str) -> bool:
        person = self.index.person(address)
        return person is not None and person.ended_at is not None

    def _spec(self, address: str) -> ClockSpec:
        person = self.index.person(address)
        if person is not None and person.clock is not None:
            return person.clock
        client = self.index.client(person.client) if person and person.client else None
        return self.index.history.owner.clock if client is None else client.clock

    def _clock(self, spec: ClockSpec, absent_days: frozenset[date] = frozenset()) -> WorkClock:
        # Clients of one country share a clock. Specs hold mappings and have no hash; they live as
        # long as the history, so that their identity finds what they hold.
        alike = self._alike.get(id(spec))
        if alike is None:
            held = (spec.zone, spec.week, frozenset(spec.closed.items()), spec.leave)
            alike = self._alike[id(spec)] = self._numbers.setdefault(held, len(self._numbers))
        clock = self._kept.get((alike, absent_days))
        if clock is None:
            clock = self._kept[alike, absent_days] = WorkClock(spec, absent_days=absent_days)
        return clock
