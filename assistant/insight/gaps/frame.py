"""What every kind of gap needs: the history, its clocks, and how a gap is put together.

Identity is made of what does not change from day to day (the first message, the promise, the
meeting, the client and period). The evidence key is made of what the gap rests on, so that a
dismissal holds exactly as long as nothing new came.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.insight.records import Evidence, Gap, GapKind, Severity, Tier
from assistant.insight.severity import choose_severity
from assistant.insight.wording import bare_subject, say_both_moments, say_day, say_end, say_moment
from assistant.insight.worktime import NeverWorks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from assistant.insight.clocks import Clocks
    from assistant.insight.index import Index
    from assistant.insight.records import Client, Due, History, Message
    from assistant.insight.worktime import WorkClock


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock a kind is measured on, and how far it is.

    Attributes:
        name: ours, theirs or elapsed.
        spent_s, threshold_s: Seconds on that clock.
    """

    name: str
    spent_s: int
    threshold_s: int

    @property
    def ratio(self) -> float | None:
        """Clock ÷ threshold; None where a threshold of nothing divides nothing."""
        return self.spent_s / self.threshold_s if self.threshold_s > 0 else None


@dataclass(frozen=True, slots=True)
class About:
    """What a gap is about, apart from its clocks.

    Attributes:
        key: Stable things, joined with the kind into the gap's id.
        slug: Of the client or prospect.
    """

    kind: GapKind
    level: str
    key: tuple[str, ...]
    slug: str | None
    people: tuple[str, ...]
    subject: str
    since: datetime
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One history with what its gaps are measured and said with."""

    history: History
    index: Index
    clocks: Clocks

    @property
    def as_of(self) -> datetime:
        """The moment that is judged."""
        return self.history.as_of

    def client(self, slug: str | None) -> Client | None:
        """The client of a slug, prospects included."""
        return self.index.client(slug) if slug is not None else None

    def is_client(self, slug: str | None) -> bool:
        """Whether a slug is a client's and no prospect's."""
        client = self.client(slug)
        return client is not None and not client.prospect

    def has_ended(self, address: str) -> bool:
        """Whether a person bounced or left."""
        person = self.index.person(address)
        return person is not None and person.ended_at is not None and person.ended_at <= self.as_of

    def ours_s(self, since: datetime) -> int:
        """Working seconds of ours since a moment."""
        return self.clocks.ours.worked_s(since, self.as_of)

    def theirs_s(self, since: datetime, slug: str | None) -> int:
        """Working seconds of a client since a moment."""
        return self.clocks.of_client(slug).worked_s(since, self.as_of)

    def moment(self, at: datetime) -> str:
        """A moment as the owner reads it."""
        return say_moment(at, self._zone, year=self._year)

    def moments(self, at: datetime, address: str) -> str:
        """A moment as the owner reads it and, where it differs, as a person of a client does."""
        zone = self.clocks.of_person(address).spec.zone
        return say_both_moments(at, self._zone, zone, year=self._year)

    def end(self, due: Due) -> str:
        """The end of a due range as the owner reads it; empty where undated."""
        if due.to_at is None:
            return ""
        return say_end(due.to_at, self._zone, due.zone, year=self._year)

    def day(self, day: date) -> str:
        """A day as the owner reads it."""
        return say_day(day, year=self._year)

    def client_name(self, slug: str | None) -> str:
        """The client's name, else the slug."""
        client = self.client(slug)
        return client.name if client is not None and client.name else slug or "a prospect"

    def subject_of(self, message_id: str) -> str:
        """The subject of a message, or nothing where it is not known."""
        message = self.index.by_id.get(message_id)
        return message.subject if message is not None else ""

    def begins(self, clock: WorkClock, spent_s: int) -> str:
        """When a clock that has not run yet begins to run, in words.

        Empty where it has run, runs now, or never will.
        """
        if spent_s > 0 or clock.is_working(self.as_of):
            return ""
        try:
            return self.moment(clock.add_s(self.as_of, 1))
        except NeverWorks:
            return ""

    @property
    def _zone(self) -> str:
        return self.history.owner.clock.zone

    @property
    def _year(self) -> int:
        return self.clocks.ours.local_day(self.as_of).year

    def gap(
        self,
        about: About,
        *,
        why: str,
        next_step: str,
        clock: Clock | None = None,
        ours_s: int | None = None,
        theirs_s: int | None = None,
        severity: Severity | None = None,
        explained: bool = False,
    ) -> Gap:
        """Put a gap together; `severity` wins over what the clock says."""
        client = self.client(about.slug)
        ratio = clock.ratio if clock is not None else None
        prospect = client is not None and client.prospect
        return Gap(
            id=fingerprint(about.kind.value, *about.key),
            evidence_key=evidence_key(about.evidence),
            kind=about.kind,
            level=about.level,
            severity=severity if severity is not None else choose_severity(ratio),
            client=None if client is None or prospect else client.slug,
            tier=Tier.PROSPECT if client is None or prospect else client.tier,
            people=about.people,
            subject=bare_subject(about.subject),
            since=about.since,
            elapsed_s=max(0, int((self.as_of - about.since).total_seconds())),
            ours_s=ours_s,
            theirs_s=theirs_s,
            threshold_s=clock.threshold_s if clock is not None else None,
            threshold_clock=clock.name if clock is not None else None,
            ratio=ratio,
            explained=explained,
            why=why,
            next_step=next_step,
            evidence=about.evidence,
        )


def fingerprint(*parts: str) -> str:
    """A short name made of stable things."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def evidence_key(evidence: Iterable[Evidence]) -> str:
    """What a gap rests on in one word; order does not matter."""
    return fingerprint(
        *sorted(
            f"{one.message_id}|{one.ical_uid}|{one.recurrence_id}|{one.start}|{one.end}"
            for one in evidence
        )
    )


def whole(message: Message) -> Evidence:
    """A message as evidence, no characters marked."""
    return Evidence(message_id=message.id)
