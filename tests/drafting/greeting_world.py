"""One client in one country, two people, one moment: what a table of greetings needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.drafting.propose import propose
from assistant.insight.closed_days import closed_days, office_week
from assistant.insight.records import Client, ClockSpec, Person, Touchpoint
from tests.drafting.cast import (
    ANA,
    JONAS,
    OWNER,
    PEOPLE,
    TEMPLATES,
    make_findings,
    make_history,
)

if TYPE_CHECKING:
    from assistant.drafting.records import Draft, Existing, Proposals
    from assistant.insight.records import History

#: A zone of the country, where the date matters.
ZONES = {"US": "America/New_York", "JP": "Asia/Tokyo", "NZ": "Pacific/Auckland"}


def at(day: str, hour: int = 9) -> datetime:
    """A moment of a day, UTC."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(
        hours=hour
    )


def make_client(where: str, **fields: Any) -> Client:
    """Brightwater in some country, with its holidays."""
    subdivision = fields.get("subdivision")
    clock = ClockSpec(
        ZONES.get(where, "Europe/Berlin"),
        week=office_week(where, subdivision),
        closed=closed_days(where, subdivision, range(2024, 2034)),
    )
    known = Client("brightwater", "Brightwater Logistics", clock, country=where)
    return replace(known, **fields)


def make_touch(now: datetime, person: str = JONAS, *, days: float = 10) -> Touchpoint:
    """A mail that went both ways some days before."""
    sent_at = now - timedelta(days=days)
    return Touchpoint("mail in", sent_at, "brightwater", person, two_way=True, message_id="m@x")


def greet(
    country: str,
    now: datetime,
    *,
    client: dict[str, Any] | None = None,
    person: dict[str, Any] | None = None,
    owner: dict[str, Any] | None = None,
    history: dict[str, Any] | None = None,
    findings: dict[str, Any] | None = None,
    messages: tuple[Any, ...] = (),
    existing: tuple[Existing, ...] = (),
    touches: tuple[Touchpoint, ...] | None = None,
) -> Proposals:
    """The proposals for Jonas, who was in touch ten days ago, and nobody else."""
    jonas = replace(PEOPLE[JONAS], **(person or {}))
    world: History = make_history(
        *messages,
        as_of=now,
        clients={"brightwater": make_client(country, **(client or {}))},
        people={**PEOPLE, JONAS: jonas, ANA: Person(ANA, "Ana Souza", "brightwater")},
        owner=replace(OWNER, **(owner or {})),
        **(history or {}),
    )
    found = (make_touch(now),) if touches is None else touches
    return propose(
        make_findings(touchpoints=found, **(findings or {})),
        world,
        existing,
        now=now,
        templates=TEMPLATES,
    )


def keys(proposals: Proposals) -> list[str]:
    """Which occasions are greeted."""
    return [draft.occasion.split(":")[2] for draft in proposals.drafts]


def said(draft: Draft) -> str:
    """Subject and body."""
    return f"{draft.content.subject}\n{draft.content.body}"
