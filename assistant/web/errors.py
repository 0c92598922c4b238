"""What went wrong, as a page: a sentence and what to do, never a traceback.

A view raises; here it becomes an answer. Errors of ours carry their own sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from assistant.errors import (
    AmbiguousId,
    BadConfiguration,
    HomeLocked,
    NoHome,
    NotFound,
    RapportError,
    StoreBusy,
    StoreFull,
    StoreReadOnly,
    StoreUnusable,
    WrongUsage,
)
from assistant.review.errors import NotAllowed, StaleDraft
from assistant.web.security import ForeignOrigin
from assistant.web.visit import NotSignedIn, Refused, find_visit, render_outside

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

#: The first that fits; everything else of ours is 422: understood, and not to be done.
STATUS: tuple[tuple[type[RapportError], int], ...] = (
    (NotFound, 404),
    (AmbiguousId, 404),
    (StaleDraft, 409),
    (NotAllowed, 409),
    (WrongUsage, 400),
    (HomeLocked, 503),
    (StoreBusy, 503),
    (StoreFull, 503),
    (StoreReadOnly, 503),
    (StoreUnusable, 503),
    (BadConfiguration, 503),
    (NoHome, 503),
)


def add_error_pages(application: FastAPI) -> None:
    """Make every error of a view a page."""
    for error, handler in (
        (NotSignedIn, _show_door),
        (Refused, _show_refusal),
        (ForeignOrigin, _show_refusal),
        (RequestValidationError, _show_bad_form),
        (HTTPException, _show_status),
        (RapportError, _show_sentence),
    ):
        application.add_exception_handler(error, handler)


def show_error(request: Request, status: int, detail: str | None = None) -> Response:
    """The error page, with the way around the page for who is signed in."""
    visit = find_visit(request)
    if visit is None:
        return render_outside(request, "error.html", status=status, detail=detail)
    return visit.page("error.html", status=status, detail=detail)


def _show_door(request: Request, _: Exception) -> Response:
    if request.method not in {"GET", "HEAD"}:
        detail = "You are not signed in here any more. Nothing was changed."
        return _to_the_door(request, status=401, detail=detail)
    if "hx-request" in request.headers:
        return _to_the_door(request, status=401, detail="You are not signed in here any more.")
    site, mode = (request.headers.get(f"sec-fetch-{name}") for name in ("site", "mode"))
    if site in {"cross-site", "same-site"} and mode == "navigate":
        # A link in a mail read in the browser: the cookie stays at home until a page of ours asks
        # once more (SameSite=Strict). The second request says same-origin, so there is no circle.
        return render_outside(request, "arrive.html", path=_path_of(request))
    return RedirectResponse("/signin", status_code=303)


def _to_the_door(request: Request, *, status: int, detail: str) -> Response:
    answer = render_outside(request, "error.html", status=status, detail=detail)
    # htmx follows this instead of placing the page into a page.
    answer.headers["hx-redirect"] = "/signin"
    return answer


def _path_of(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _show_refusal(request: Request, _: Exception) -> Response:
    return show_error(request, 403)


def _show_bad_form(request: Request, _: Exception) -> Response:
    return show_error(request, 400)


def _show_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = show_error(request, error.status_code)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _show_sentence(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 422)
    try:
        return show_error(request, status, str(error))
    except (StoreBusy, StoreUnusable, StoreReadOnly, StoreFull):
        # Who is signed in cannot be looked up either.
        return render_outside(request, "error.html", status=status, detail=str(error))
