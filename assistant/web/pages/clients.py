"""All clients: what is open, the last contact both ways, the agreed rhythm, and their time now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.insight.worktime import WorkClock
from assistant.web.pages.cards import SEVERITIES, slug_of_gap
from assistant.web.pages.client import say_cadence, say_now_there
from assistant.web.pages.words import counted, one_line
from assistant.web.visit import Visit, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.insight.records import Client, ClockSpec, Gap, Severity
    from assistant.web.live import Look

router = APIRouter()

#: Prospects are anybody who asked something once; more than these make no list to read.
PROSPECTS = 100


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client of the list.

    Attributes:
        severity: The worst of what is open; empty where nothing is.
        open: How much is open, in words.
    """

    slug: str
    name: str
    tier: str
    severity: str
    open: str
    last_two_way: datetime | None
    cadence: str
    now_there: str
    at_work: bool


@dataclass(frozen=True, slots=True)
class ClientsPage:
    """The list, the worst first, prospects apart."""

    clients: tuple[ClientLine, ...]
    prospects: tuple[ClientLine, ...]
    more_prospects: int
    was_read: bool


def build_clients(look: Look) -> ClientsPage:
    """The list of all clients and prospects."""
    history = look.history
    gaps: defaultdict[str, list[Gap]] = defaultdict(list)
    for gap in look.findings.gaps:
        gaps[slug_of_gap(history, gap) or ""].append(gap)
    touched: dict[str, datetime] = {}
    for touch in look.findings.touchpoints:
        if touch.two_way:
            touched[touch.client] = touch.at
    clocks = _Clocks()
    lines = [
        (one.prospect, _order(gaps[slug], one), _line(one, gaps[slug], touched, clocks, look))
        for slug, one in history.clients.items()
    ]
    lines.sort(key=lambda one: one[1])
    prospects = [line for prospect, _, line in lines if prospect]
    return ClientsPage(
        clients=tuple(line for prospect, _, line in lines if not prospect),
        prospects=tuple(prospects[:PROSPECTS]),
        more_prospects=max(0, len(prospects) - PROSPECTS),
        was_read=bool(history.messages or history.meetings),
    )


@router.get("/clients")
def clients(visit: Annotated[Visit, Depends(signed_in)]) -> Response:
    """The list."""
    return visit.page("clients.html", nav="clients", page=build_clients(visit.live.look()))


class _Clocks:
    """Clocks of clients; those of one country and zone share theirs."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], WorkClock] = {}

    def of(self, spec: ClockSpec) -> WorkClock:
        """The clock of a specification."""
        key = (spec.zone, spec.week, frozenset(spec.closed))
        if key not in self._kept:
            self._kept[key] = WorkClock(spec)
        return self._kept[key]


def _worst(gaps: Iterable[Gap]) -> Severity | None:
    return min((gap.severity for gap in gaps), key=SEVERITIES.index, default=None)


def _order(gaps: list[Gap], client: Client) -> tuple[int, int, str, str]:
    """The worst first, then who has most, then by name."""
    worst = _worst(gaps)
    rank = len(SEVERITIES) if worst is None else SEVERITIES.index(worst)
    return rank, -len(gaps), client.name.casefold(), client.slug


def _line(
    client: Client, gaps: list[Gap], touched: dict[str, datetime], clocks: _Clocks, look: Look
) -> ClientLine:
    worst = _worst(gaps)
    clock = clocks.of(client.clock)
    return ClientLine(
        slug=client.slug,
        name=one_line(client.name),
        tier=client.tier.value,
        severity="" if worst is None else worst.value,
        open=counted(len(gaps), "gap") if gaps else "nothing open",
        last_two_way=touched.get(client.slug),
        cadence=say_cadence(client),
        now_there=say_now_there(clock, look.as_of),
        at_work=clock.is_working(look.as_of),
    )
