"""What drafts need that no gap asks for: whom of a client to write to, and which days both work."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.drafting.names import is_desk, tidy_name
from assistant.drafting.words import load_zone, title
from assistant.insight.cadence import role_key
from assistant.insight.records import Direction, GapKind, Severity, Side
from assistant.insight.worktime import WorkClock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from assistant.drafting.desk import Desk
    from assistant.drafting.words import Reader
    from assistant.insight.records import ClockSpec, Gap, Message, Promise, Touchpoint

#: Contact both ways within so many days makes somebody a person one writes to unasked.
KNOWN_DAYS = 183
#: A task with such a word is only understood with the conversation it stands in.
_PRONOUN = re.compile(
    r"\b(?:it|its|them|they|their|theirs|this|that|these|those|one)\b", re.IGNORECASE
)
#: Who of a client is written to about the work, the first the best.
_FOR_WORK = ("day-to-day", "champion", "decision maker", "sponsor", "", "user")


def find_last_touches(desk: Desk) -> dict[str, Touchpoint]:
    """The last contact both ways with each person, by address."""
    found: dict[str, Touchpoint] = {}
    for touch in desk.findings.touchpoints:
        if touch.two_way and touch.person is not None:
            found[touch.person] = touch
    return found


def is_person(desk: Desk, address: str) -> bool:
    """Whether an address is a human with a name who can be written to, not a desk or a machine."""
    name = tidy_name(desk.mailbox(address).name)
    return bool(name) and not is_desk(name) and desk.is_written(address)


def choose_contact(desk: Desk, client: str, touches: dict[str, Touchpoint]) -> str | None:
    """The person of a client to write to about the work; None where nobody is known well enough.

    Roles decide, then how often there was contact both ways in half a year, then how lately.
    """
    since = desk.now - timedelta(days=KNOWN_DAYS)
    counts = Counter(
        touch.person
        for touch in desk.findings.touchpoints
        if touch.client == client and touch.two_way and touch.at >= since
    )
    known = [
        address
        for address, touch in touches.items()
        if touch.client == client
        and touch.at >= since
        and is_person(desk, address)
        and not desk.is_absent(address)
        and desk.lexicon.find_client(address) == client
    ]

    def rank(address: str) -> tuple[object, ...]:
        role = role_key(desk.history.people[address].role or "")
        place = _FOR_WORK.index(role) if role in _FOR_WORK else len(_FOR_WORK)
        return place, -counts[address], -touches[address].at.timestamp(), address

    return min(known, key=rank, default=None)


def explain_contact(desk: Desk, address: str, touches: dict[str, Touchpoint]) -> str:
    """Why somebody was chosen, in one sentence for the person who approves."""
    person = desk.history.people[address]
    role = f"{role_key(person.role)}; " if person.role else ""
    name = tidy_name(person.name)
    return f"It goes to {name} ({role}last contact both ways {touches[address].at:%Y-%m-%d})."


def find_anger(desk: Desk, client: str) -> str | None:
    """Why it is no time for pleasantries with a client: a complaint or escalation nobody answered."""
    horizon = desk.now - timedelta(days=desk.history.goals.horizon_days)
    for wait in desk.findings.waits:
        if not wait.open or wait.client != client or wait.side is not Side.US:
            continue
        # What lies so far back is listed nowhere any more, and hinders nothing for ever.
        if wait.start_at < horizon:
            continue
        if wait.complaint is not None or wait.escalation:
            return f"A complaint of {wait.person} waits for an answer; that comes first."
    for gap in desk.findings.gaps:
        if gap.client == client and gap.kind is GapKind.COMPLAINT_UNACKNOWLEDGED:
            return "A complaint waits for an answer; that comes first."
    return None


def find_late_answer(desk: Desk, address: str) -> str | None:
    """Why somebody is to be answered before anything else is written."""
    for gap in desk.findings.gaps:
        if gap.kind is not GapKind.REPLY_OWED or address not in gap.people:
            continue
        if gap.severity in {Severity.LATE, Severity.CRITICAL}:
            return f"{address} waits for a late answer of yours; that comes first."
    return None


def find_last_mail(desk: Desk, client: str, people: frozenset[str] = frozenset()) -> Message | None:
    """The last human message of our side to one of the people; to anybody of a client where empty."""
    found = None
    for message in desk.history.messages:
        ours = message.direction is Direction.OUT and not message.automatic
        if not ours or client not in message.clients:
            continue
        if not people or not people.isdisjoint((*message.to, *message.cc)):
            found = message
    return found


def find_matter(desk: Desk, promise: Promise, task: str, reader: Reader) -> str:
    """What "it" is in a task that does not say: the subject it was promised under; else empty."""
    message = desk.messages.get(promise.message_id)
    if message is None or not _PRONOUN.search(task):
        return ""
    subject = title(message.base_subject or message.subject)
    return reader.words.fill("about", text=subject) if subject else ""


class Days:
    """Days on which both the owner and a client's person are at work."""

    def __init__(self, ours: ClockSpec, theirs: ClockSpec) -> None:
        self._ours = WorkClock(ours)
        self._theirs = WorkClock(theirs)
        # Who covers answers mail; nobody else wishes in the owner's name.
        self._leave = [(leave.from_on, leave.to_on) for leave in ours.leave]
        self.theirs = theirs

    def are_common(self, day: date) -> bool:
        """Whether both sides work on a day, leave with cover not counted as work."""
        away = any(first <= day <= last for first, last in self._leave)
        return not away and self._ours.is_working_day(day) and self._theirs.is_working_day(day)

    def before(self, day: date, count: int, *, within: int) -> tuple[date, ...]:
        """Up to `count` common working days before a day, the latest first."""
        back = (day - timedelta(days=ahead) for ahead in range(1, within + 1))
        return tuple(one for one in back if self.are_common(one))[:count]

    def closed_around(self, first_on: date, last_on: date) -> tuple[date, ...]:
        """Working weekdays on which the other side is closed, from the days around [first, last].

        The row goes on over weekends for as long as nobody works there.
        """
        day = first_on
        while not self._theirs.is_working_day(day - timedelta(days=1)) and day > first_on - _ROW:
            day -= timedelta(days=1)
        found = []
        while day <= last_on or (not self._theirs.is_working_day(day) and day <= last_on + _ROW):
            if self.theirs.week[day.weekday()] and day in self.theirs.closed:
                found.append(day)
            day += timedelta(days=1)
        return tuple(found)

    def are_joined(self, one: date, other: date) -> bool:
        """Whether the other side does not work on any day between two days."""
        between = range(1, (other - one).days)
        return not any(self._theirs.is_working_day(one + timedelta(days=n)) for n in between)


#: How far a row of closed days is followed.
_ROW = timedelta(days=14)


def local_day(spec: ClockSpec, at: datetime) -> date:
    """The date of a moment in the zone of a clock."""
    return at.astimezone(load_zone(spec.zone)).date()


def gaps_of(desk: Desk, client: str, kinds: Iterable[GapKind]) -> list[Gap]:
    """Gaps of some kinds with a client, in the order of the day."""
    wanted = frozenset(kinds)
    return [gap for gap in desk.findings.gaps if gap.client == client and gap.kind in wanted]
