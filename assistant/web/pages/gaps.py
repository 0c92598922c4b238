"""All gaps, page by page: Today shows only the worst of each severity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.insight.records import GapKind, Severity
from assistant.insight.wording import say_elapsed
from assistant.reports.wording import KINDS
from assistant.web.pages.cards import Cards, gather, slug_of_gap
from assistant.web.pages.lines import cut
from assistant.web.pages.words import one_line, parse_page
from assistant.web.visit import Visit, signed_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.insight.records import Gap
    from assistant.web.live import Look

router = APIRouter()

PER_PAGE = 50
_WORDS = {"critical": "Critical", "late": "Late", "due": "Due soon", "watch": "To watch"}


@dataclass(frozen=True, slots=True)
class GapLine:
    """One matter of the list."""

    href: str
    severity: str
    who: str
    kind: str
    subject: str
    since: datetime
    elapsed: str
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, with how many gaps it leaves."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty strings narrow nothing."""

    severity: str = ""
    kind: str = ""
    client: str = ""
    dismissed: bool = False

    def query(self, **changes: str) -> str:
        """The address's query for these filters with changes; `?` alone where none is left."""
        values = {
            "severity": self.severity,
            "kind": self.kind,
            "client": self.client,
            "dismissed": "1" if self.dismissed else "",
            **changes,
        }
        return "?" + urlencode({key: value for key, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class GapsPage:
    """One page of the list.

    Attributes:
        severities: Links of the severities with their addresses, the first for all.
        previous, next: Queries of the neighbouring pages; None where there is none.
    """

    filters: Filters
    count: int
    lines: tuple[GapLine, ...]
    severities: tuple[tuple[Choice, str], ...]
    kinds: tuple[Choice, ...]
    clients: tuple[Choice, ...]
    page: int
    pages: int
    previous: str | None
    next: str | None
    dismissed: int


def build_gaps(look: Look, filters: Filters, *, page: int = 1) -> GapsPage:
    """One page of the gaps that the filters leave; a page beyond the last is the last."""
    history, findings = look.history, look.findings
    source = findings.dismissed if filters.dismissed else findings.gaps
    others = [gap for gap in source if _fits(gap, filters, look)]
    chosen = [gap for gap in others if filters.severity in {"", gap.severity}]
    matters = gather(chosen)
    pages = max(1, -(-len(matters) // PER_PAGE))
    page = min(page, pages)
    cards = Cards(history, look.drafts_of, {})
    lines = []
    for matter in matters[(page - 1) * PER_PAGE : page * PER_PAGE]:
        card = cards.card(matter)
        lines.append(
            GapLine(
                card.href, card.severity, card.who, ", ".join((card.kind, *card.also)),
                cut(card.subject), card.since, say_elapsed(matter.gap.elapsed_s),
                has_draft=card.draft_note is not None,
            )
        )  # fmt: skip
    every = gather(others)
    severities = [
        (Choice("", "All", len(every)), filters.query(severity="")),
        *(
            (
                Choice(one.value, _WORDS[one.value], sum(m.gap.severity is one for m in every)),
                filters.query(severity=one.value),
            )
            for one in Severity
        ),
    ]
    return GapsPage(
        filters=filters,
        count=len(matters),
        lines=tuple(lines),
        severities=tuple(severities),
        kinds=_kinds(source),
        clients=_clients(source, look),
        page=page,
        pages=pages,
        previous=filters.query(page=str(page - 1)) if page > 1 else None,
        next=filters.query(page=str(page + 1)) if page < pages else None,
        dismissed=len(findings.dismissed),
    )


@router.get("/gaps")
def gaps(
    visit: Annotated[Visit, Depends(signed_in)],
    severity: str = "",
    kind: str = "",
    client: str = "",
    dismissed: str = "",
    page: str = "1",
) -> Response:
    """The list."""
    known = severity if severity in set(Severity) else ""
    filters = Filters(
        severity=known,
        kind=kind if kind in set(GapKind) else "",
        client=client,
        dismissed=bool(dismissed),
    )
    shown = build_gaps(visit.live.look(), filters, page=parse_page(page))
    return visit.page("gaps.html", nav="today", page=shown)


def _fits(gap: Gap, filters: Filters, look: Look) -> bool:
    if filters.kind not in {"", gap.kind}:
        return False
    return not filters.client or slug_of_gap(look.history, gap) == filters.client


def _kinds(gaps: Sequence[Gap]) -> tuple[Choice, ...]:
    return tuple(
        Choice(kind.value, KINDS[kind], count)
        for kind in GapKind
        if (count := sum(gap.kind is kind for gap in gaps))
    )


def _clients(gaps: Sequence[Gap], look: Look) -> tuple[Choice, ...]:
    counts: dict[str, int] = {}
    for gap in gaps:
        slug = slug_of_gap(look.history, gap)
        if slug is not None:
            counts[slug] = counts.get(slug, 0) + 1
    named = (
        Choice(slug, one_line(look.history.clients[slug].name), count)
        for slug, count in counts.items()
        if slug in look.history.clients
    )
    return tuple(sorted(named, key=lambda one: (one.label.casefold(), one.value)))
