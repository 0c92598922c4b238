"""The application: routers, static files, error pages, all behind the shield."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from assistant.web import signin
from assistant.web.render import STATIC, make_environment
from assistant.web.security import ForeignOrigin, Shield
from assistant.web.visit import NotSignedIn, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.app import App
    from assistant.web.live import Live

_PAGES = ("today", "gap", "queue", "draft", "thread", "client", "clients", "help")


def make_application(
    app: App,
    *,
    live: Live,
    clock: Callable[[], datetime],
    wall: Callable[[], datetime] | None = None,
) -> FastAPI:
    """The page of one home.

    Args:
        clock: The moment of pages and decisions; aware UTC.
        wall: The real time, for sessions and sign-in links; `clock` where it is left out.
    """
    application = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    state = application.state
    state.app, state.live, state.clock, state.wall = app, live, clock, wall or clock
    state.environment = make_environment(app.config)
    application.mount("/static", StaticFiles(directory=STATIC))
    application.include_router(signin.router)
    for name in _PAGES:
        if find_spec(f"assistant.web.pages.{name}") is not None:
            application.include_router(import_module(f"assistant.web.pages.{name}").router)
    application.add_exception_handler(NotSignedIn, _to_the_door)
    application.add_exception_handler(Refused, _refuse)
    application.add_exception_handler(ForeignOrigin, _refuse)
    application.add_middleware(Shield)
    return application


def _to_the_door(request: Request, _: Exception) -> Response:
    if request.method in {"GET", "HEAD"}:
        return RedirectResponse("/signin", status_code=303)
    return PlainTextResponse("You are not signed in; nothing was done.", status_code=401)


def _refuse(_request: Request, _: Exception) -> Response:
    return PlainTextResponse("This form came from another page; nothing was done.", status_code=403)
