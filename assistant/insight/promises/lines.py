"""One line of the ledger while it is being written, and what closes it.

A line is open until it is discharged, released, or replaced by a successor with a new date. Whether
an open line has slipped is a question of the moment that is asked about, so it is answered last.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.insight.records import Decision, Due, PromiseState, Side

if TYPE_CHECKING:
    from assistant.insight.promises.content import Content
    from assistant.insight.promises.sayings import Saying


@dataclass(slots=True)
class Line:
    """A promise and what has become of it so far.

    Attributes:
        due: As said, or as a person set it.
        threads: Ids of the threads where it was asked for, said or said again.
        left: What of the matter nothing has delivered yet.
        touched: Some of it was delivered.
        withdrawn: Its debtor has said that it will not be.
        done: A person's word that it is done, with its moment.
        removed: A person's word that it is no promise; it still takes in what repeats it.
        discharged_at: When it was done, by the words that say so; not always the message's time.
        succeeded: A successor took it over.
    """

    id: str
    saying: Saying
    due: Due | None
    threads: set[str]
    left: set[str]
    done: datetime | None = None
    removed: bool = False
    succeeds: str | None = None
    discharged_at: datetime | None = None
    message_id: str | None = None
    ical_uid: str | None = None
    cancelled: bool = False
    succeeded: bool = False
    renegotiated: bool = False
    touched: bool = False
    withdrawn: bool = False

    @property
    def matter(self) -> Content:
        """What it is about."""
        return self.saying.matter

    @property
    def side(self) -> Side:
        """The debtor's side."""
        return self.saying.side

    @property
    def due_at(self) -> datetime | None:
        """The end of the due range; None where undated."""
        return self.due.to_at if self.due is not None else None

    def is_open(self, at: datetime) -> bool:
        """Whether nothing closed it by a moment; slipped ones are open."""
        if self.discharged_at is not None or self.cancelled or self.succeeded:
            return False
        return self.done is None or self.done > at

    def is_past(self, at: datetime) -> bool:
        """Whether its due range is over."""
        return self.due_at is not None and self.due_at <= at

    def discharge(
        self, at: datetime, *, message_id: str | None = None, ical_uid: str | None = None
    ) -> None:
        """Close it as done at a moment by a message or a meeting."""
        self.discharged_at = at
        self.message_id = message_id
        self.ical_uid = ical_uid

    def reopen(self) -> None:
        """Take a delivery back: what was said to come did not."""
        self.discharged_at = self.message_id = self.ical_uid = None
        self.left = set(self.matter.wanted)

    def state(self, as_of: datetime) -> PromiseState:
        """Where it stands at a moment."""
        done_at = self.finished_at
        if done_at is not None:
            late = self.due_at is not None and done_at > self.due_at
            return PromiseState.KEPT_LATE if late else PromiseState.KEPT
        if self.cancelled:
            return PromiseState.CANCELLED
        if self.renegotiated:
            return PromiseState.RENEGOTIATED
        return PromiseState.SLIPPED if self.is_past(as_of) else PromiseState.OPEN

    @property
    def finished_at(self) -> datetime | None:
        """When it was done, by a message, a meeting or a person's word."""
        return self.discharged_at if self.discharged_at is not None else self.done


def open_line(saying: Saying, decisions: dict[str, list[Decision]]) -> Line:
    """Begin the line of a promise, with what people decided about it."""
    fingerprint = _fingerprint(saying)
    line = Line(
        id=fingerprint,
        saying=saying,
        due=saying.due,
        threads={saying.message.thread_id},
        left=set(saying.matter.wanted),
    )
    for decision in decisions.get(fingerprint, ()):
        if decision.verb == "date":
            line.due = _set_due(decision, saying.due) or line.due
        elif decision.verb in ("done", "not"):
            line.done = _done_at(decision, saying) if decision.verb == "done" else None
            line.removed = decision.verb == "not"
    return line


def _done_at(decision: Decision, saying: Saying) -> datetime:
    """When a person says it was done: the moment named, else the moment of saying so."""
    try:
        named = datetime.fromisoformat(decision.value) if decision.value else decision.at
    except ValueError:
        return decision.at
    if named.tzinfo is None:
        return decision.at
    return max(saying.message.sent_at, min(named, decision.at))


def _set_due(decision: Decision, said: Due | None) -> Due | None:
    """The range that a person set ("from/to"); a single moment is both."""
    first, _, last = decision.value.partition("/")
    try:
        from_at = datetime.fromisoformat(first)
        to_at = datetime.fromisoformat(last or first)
    except ValueError:
        return None
    if from_at.tzinfo is None or to_at.tzinfo is None:
        return None
    text = said.text if said is not None else ""
    return Due(text=text, from_at=from_at, to_at=to_at, zone=said.zone if said else None)


def _fingerprint(saying: Saying) -> str:
    """Stable from run to run: the message, the words, and who owes."""
    words = " ".join(saying.quote.casefold().split())
    parts = [saying.message.id, words, saying.side.value]
    if saying.further:
        parts.append(saying.text)  # a yes to several requests
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
