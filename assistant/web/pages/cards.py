"""Matters as cards: who, what kind, why, how long on three clocks, and one thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.insight.matters import join_matters
from assistant.insight.records import GapKind, Severity
from assistant.insight.wording import say_elapsed, say_worked
from assistant.insight.worktime import WorkClock
from assistant.reports.wording import KINDS, say_kind, say_who
from assistant.review.states import DraftState
from assistant.web.pages.words import (
    client_href,
    draft_href,
    gap_href,
    one_line,
    thread_href,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from assistant.insight.records import Gap, History
    from assistant.review.glance import DraftGlance

#: Words of the severities in the plural of a sentence, worst first.
SEVERITIES = (Severity.CRITICAL, Severity.LATE, Severity.DUE, Severity.WATCH)
_WENT_WRONG = frozenset({DraftState.FAILED, DraftState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do next: a link."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Gaps that one step closes, the worst first; most have one."""

    gap: Gap
    others: tuple[Gap, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """All of them."""
        return (self.gap, *self.others)


@dataclass(frozen=True, slots=True)
class GapCard:
    """A matter as a card shows it; texts are visible lines, unescaped.

    Attributes:
        also: What else the same step closes: `waits for your answer`.
        client: (slug, name) for the link, or None.
        ours, theirs, elapsed: How long on each clock; None where a clock does not apply.
        draft_note: Where its draft stands, or None without one.
    """

    id: str
    href: str
    severity: str
    kind: str
    also: tuple[str, ...]
    who: str
    client: tuple[str, str] | None
    subject: str
    since: datetime
    why: str
    quote: str
    ours: str | None
    theirs: str | None
    elapsed: str
    next_step: str
    explained: bool
    action: Action
    draft_note: str | None


def gather(gaps: Iterable[Gap]) -> list[Matter]:
    """Gaps in the order given, those of one matter where the first of them stands."""
    return [Matter(first, tuple(others)) for first, *others in join_matters(gaps)]


def gather_around(gap: Gap, gaps: Iterable[Gap]) -> Matter:
    """The matter that a gap is part of, the gap itself first."""
    others = next((one.gaps for one in gather(gaps) if gap in one.gaps), ())
    return Matter(gap, tuple(one for one in others if one.id != gap.id))


class Cards:
    """Makes the cards of one look; clocks are measured once."""

    def __init__(
        self,
        history: History,
        drafts_of: Mapping[str, str],
        drafts: Mapping[str, DraftGlance],
    ) -> None:
        """`drafts_of` maps gap ids to draft ids, `drafts` the ids to what is known of them."""
        self._history = history
        self._drafts_of = drafts_of
        self._drafts = drafts
        self._our_day_s = WorkClock(history.owner.clock).working_day_s
        self._days: dict[str, int] = {}

    def card(self, matter: Matter) -> GapCard:
        """One matter as a card."""
        gap, history = matter.gap, self._history
        who, subject = say_who(history, gap), one_line(gap.subject)
        quote = next((one.quote for one in gap.evidence if one.quote), None)
        quote = one_line(quote) if quote else ""
        draft = self.draft_of(matter)
        return GapCard(
            id=gap.id,
            href=gap_href(gap.id),
            severity=gap.severity.value,
            kind=say_kind(gap),
            also=tuple(dict.fromkeys(KINDS[one.kind] for one in matter.others)),
            who=who,
            client=find_client(history, gap),
            # A gap of a whole client has its name for a subject: once is enough.
            subject="" if subject == who.split(", ")[-1] else subject,
            since=gap.since,
            why=one_line(gap.why),
            quote="" if quote in one_line(gap.why) else quote,
            ours=None if gap.ours_s is None else say_worked(gap.ours_s, self._our_day_s),
            theirs=None
            if gap.theirs_s is None
            else say_worked(gap.theirs_s, self.their_day_s(gap)),
            elapsed=say_elapsed(gap.elapsed_s),
            next_step=one_line(gap.next_step),
            explained=gap.explained,
            action=self._action(matter, draft),
            draft_note=None if draft is None else say_draft(self._drafts.get(draft)),
        )

    def draft_of(self, matter: Matter) -> str | None:
        """The draft that would close a matter, by id."""
        found = (self._drafts_of.get(one.id) for one in matter.gaps)
        return next((one for one in found if one is not None), None)

    def their_day_s(self, gap: Gap) -> int:
        """Seconds of a working day on the other side."""
        slug = slug_of_gap(self._history, gap)
        client = self._history.clients.get(slug or "")
        if client is None:
            return self._our_day_s
        if client.slug not in self._days:
            self._days[client.slug] = WorkClock(client.clock).working_day_s
        return self._days[client.slug]

    def _action(self, matter: Matter, draft: str | None) -> Action:
        if draft is not None:
            glance = self._drafts.get(draft)
            sent = glance is not None and glance.delivered_at is not None
            return Action("Look at its draft" if sent else "Open the draft", draft_href(draft))
        gap = matter.gap
        if gap.thread_id is not None:
            message = next((one.message_id for one in gap.evidence if one.message_id), None)
            return Action("Open the thread", thread_href(gap.thread_id, message_id=message))
        slug = slug_of_gap(self._history, gap)
        if slug is not None and gap.kind in {GapKind.GONE_QUIET, GapKind.CADENCE_MISSED}:
            return Action("Open the client", client_href(slug))
        return Action("Look at it", gap_href(gap.id))


def slug_of_gap(history: History, gap: Gap) -> str | None:
    """The client or prospect of a gap; a prospect is told by its people."""
    if gap.client is not None:
        return gap.client
    people = (history.people.get(address) for address in gap.people)
    return next((one.client for one in people if one is not None and one.client), None)


def find_client(history: History, gap: Gap) -> tuple[str, str] | None:
    """(slug, name) of the client of a gap."""
    slug = slug_of_gap(history, gap)
    client = history.clients.get(slug or "")
    return None if client is None else (client.slug, one_line(client.name))


def say_draft(glance: DraftGlance | None) -> str:
    """Where a draft stands, in a few words."""
    if glance is None:
        return "A draft waits."
    if glance.delivered_at is not None:
        return "Its draft lies in your mailbox, for you to send."
    if glance.state is DraftState.PROPOSED:
        return "A draft waits; it needs your words." if glance.blocked else "A draft is ready."
    if glance.state in _WENT_WRONG:
        return "Its delivery went wrong; look into your mailbox."
    if glance.state is DraftState.SNOOZED:
        return "Its draft is set aside."
    return "Its draft is accepted and on its way."
