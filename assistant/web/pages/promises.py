"""A person's word about a promise: not one, done, another date. The same decisions as the command
line writes; findings are judged anew with them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.insight.records import Decision
from assistant.web.pages.lines import cut
from assistant.web.pages.words import client_href, thread_href
from assistant.web.visit import Visit, posted

if TYPE_CHECKING:
    from assistant.insight.records import Promise

router = APIRouter()

#: Mail has no other years; clocks and holidays of the year 9999 would be computed for minutes.
YEARS = range(1970, 2101)
_YOUR_WORD = "Your word wins over what the program finds."


@router.post("/promises/{promise_id}/reject")
def reject(
    promise_id: str, visit: Annotated[Visit, Depends(posted)], back: Annotated[str, Form()] = ""
) -> Response:
    """Not a promise."""
    return _decide(visit, promise_id, "not", "", "Taken out of the ledger", back=back)


@router.post("/promises/{promise_id}/discharge")
def discharge(
    promise_id: str, visit: Annotated[Visit, Depends(posted)], back: Annotated[str, Form()] = ""
) -> Response:
    """Done."""
    return _decide(visit, promise_id, "done", "", "Marked as done", back=back)


@router.post("/promises/{promise_id}/redate")
def redate(
    promise_id: str,
    visit: Annotated[Visit, Depends(posted)],
    due: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Due on another day."""
    day = parse_day(due)
    if day is None:
        raise HTTPException(400, f"“{due[:40]}” is no day such as 2026-12-24.")
    value = make_range(day, visit.app.config.owner.zone)
    return _decide(visit, promise_id, "date", value, "Date corrected", back=back)


def parse_day(text: str) -> date | None:
    """The day that a date field holds, of a year that mail has; None for anything else."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None


def make_range(day: date, zone: str) -> str:
    """A whole day in a zone as a decision holds it: `from/to` in UTC."""
    local = ZoneInfo(zone)
    start, end = (
        datetime.combine(one, time(), local).astimezone(UTC) for one in (day, day + timedelta(1))
    )
    return f"{start.isoformat()}/{end.isoformat()}"


def _decide(
    visit: Visit, promise_id: str, verb: str, value: str, done: str, *, back: str
) -> Response:
    look = visit.live.look()
    found = next((one for one in look.findings.promises if one.id == promise_id), None)
    if found is None:
        raise HTTPException(404)
    visit.app.decide(Decision("promise", found.id, verb, visit.now, "", value))
    return visit.go(_way_back(found, back), say=f"{done}: {cut(found.content)}. {_YOUR_WORD}")


def _way_back(promise: Promise, back: str) -> str:
    """To where the button was pressed."""
    if back == "client" and promise.client is not None:
        return client_href(promise.client) + "#promises"
    return thread_href(promise.thread_id, message_id=promise.message_id)
