"""Signing in with a link that works once, and signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.web.security import check_origin, cookie_name
from assistant.web.sessions import ABSOLUTE, end_session, find_link, sign_in
from assistant.web.visit import Visit, posted

router = APIRouter()


@router.get("/signin")
def show_how(request: Request) -> Response:
    """How to get a link."""
    return _page(request)


@router.get("/signin/{token}")
def show_button(request: Request, token: str) -> Response:
    """A button that uses the link up: programs that follow links cannot."""
    state = request.app.state
    good = find_link(state.app.engine, state.app.owner_id, token, now=state.wall())
    return _page(request, token=token if good else None, over=not good)


@router.post("/signin/{token}")
def use_link(request: Request, token: str) -> Response:
    """Sign in."""
    check_origin(request.method, request.headers, request.url.scheme)
    state = request.app.state
    name = cookie_name(request.url.scheme, state.app.config.home)
    secret = sign_in(
        state.app.engine,
        state.app.owner_id,
        token,
        now=state.wall(),
        old=request.cookies.get(name),
    )
    if secret is None:
        return _page(request, over=True)
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
    """Sign out."""
    name = cookie_name(visit.request.url.scheme, visit.app.config.home)
    end_session(visit.app.engine, visit.app.owner_id, visit.request.cookies[name])
    answer = RedirectResponse("/signin", status_code=303)
    answer.delete_cookie(name, path="/", httponly=True, samesite="strict")
    return answer


def _page(request: Request, *, token: str | None = None, over: bool = False) -> Response:
    template = request.app.state.environment.get_template("signin.html")
    page = template.render(
        visit=None, csrf="", nav=None, flash=None, as_of_text=None, token=token, over=over
    )
    return HTMLResponse(page, status_code=410 if over else 200)
