"""Signing in with a link that works once, and signing out.

There is no password: who can start the program, or run `rapport login-link` in the same home, can
have a link. Opening a link only shows a button, so that programs which look at links (mail scanners,
previews) do not use it up, and so that the cookie, which never travels from another site, is set by
a form of ours. The token in the address is what guards that form: nobody else knows it.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from assistant.web.errors import show_error
from assistant.web.security import check_origin, cookie_name
from assistant.web.sessions import ABSOLUTE, end_session, find_link, sign_in
from assistant.web.visit import Visit, find_visit, posted, render_outside

if TYPE_CHECKING:
    from datetime import datetime

router = APIRouter()

#: Wrong tokens within a minute, from everybody together; a person with a link makes none.
ATTEMPTS = 10
ATTEMPTS_WITHIN = timedelta(minutes=1)


class Door:
    """Counts wrong sign-ins; shared by all requests."""

    def __init__(self) -> None:
        self._failed: deque[datetime] = deque(maxlen=ATTEMPTS)
        self._lock = Lock()

    def is_shut(self, now: datetime) -> bool:
        """Whether there were too many wrong tokens just now."""
        with self._lock:
            full = len(self._failed) == ATTEMPTS
            # A clock that was set back must not keep the door shut for hours.
            return full and timedelta() <= now - self._failed[0] < ATTEMPTS_WITHIN

    def note_failure(self, now: datetime) -> None:
        """A token was wrong."""
        with self._lock:
            self._failed.append(now)


@router.get("/signin")
def show_how(request: Request) -> Response:
    """How to get a link; who is signed in already goes on."""
    if find_visit(request) is not None:
        return RedirectResponse("/", status_code=303)
    return render_outside(request, "signin.html", token=None, over=False)


@router.get("/signin/{token}")
def show_button(request: Request, token: str) -> Response:
    """A button that uses the link up."""
    state = request.app.state
    if find_link(state.app.engine, state.app.owner_id, token, now=state.wall()):
        return render_outside(request, "signin.html", token=token, over=False)
    if find_visit(request) is not None:
        # The owner went back, or opened the link a second time, in the browser it signed in.
        return RedirectResponse("/", status_code=303)
    return _over(request)


@router.post("/signin/{token}")
def use_link(request: Request, token: str) -> Response:
    """Sign in with a new session; the one that this browser had ends."""
    check_origin(request.method, request.headers, request.url.scheme)
    state = request.app.state
    now = state.wall()
    if state.door.is_shut(now):
        return show_error(request, 429)
    name = cookie_name(request.url.scheme, state.app.config.home)
    old = request.cookies.get(name)
    secret = sign_in(state.app.engine, state.app.owner_id, token, now=now, old=old)
    if secret is None:
        state.door.note_failure(now)
        return _over(request)
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(
        name,
        secret,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


@router.post("/signout")
def sign_out(visit: Annotated[Visit, Depends(posted)]) -> Response:
    """End the session; its cookie opens nothing any more."""
    scheme = visit.request.url.scheme
    name = cookie_name(scheme, visit.app.config.home)
    end_session(visit.app.engine, visit.app.owner_id, visit.request.cookies[name])
    visit.request.app.state.attempts.forget_session(visit.session.csrf)
    answer = RedirectResponse("/signin", status_code=303)
    answer.delete_cookie(name, path="/", secure=scheme == "https", httponly=True, samesite="strict")
    return answer


def _over(request: Request) -> Response:
    return render_outside(request, "signin.html", status=410, token=None, over=True)
