"""The application: pages, static files, error pages, all behind the shield."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from assistant.web import assets, signin
from assistant.web.errors import add_error_pages
from assistant.web.pages import (
    account_add,
    account_sign_in,
    accounts,
    client,
    clients,
    draft,
    gap,
    gaps,
    help,  # noqa: A004 - the page of that name
    promises,
    queue,
    thread,
    today,
)
from assistant.web.pages.account_attempts import Attempts
from assistant.web.pages.account_tries import Tries
from assistant.web.render import make_environment
from assistant.web.security import LOCAL_HOSTS, Shield

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import jinja2

    from assistant.app import App
    from assistant.jobs import Schedule
    from assistant.watching import Watching
    from assistant.web.live import Live


#: Everything that answers.
PAGES = (
    signin, assets, today, gaps, gap, queue, draft, thread, promises, clients, client, help,
    accounts, account_add, account_sign_in,
)  # fmt: skip


def make_application(
    app: App,
    *,
    live: Live,
    clock: Callable[[], datetime],
    wall: Callable[[], datetime] | None = None,
    hosts: frozenset[str] = LOCAL_HOSTS,
    schedule: Schedule | None = None,
    watching: Watching | None = None,
) -> FastAPI:
    """The page of one home.

    Args:
        clock: The moment of pages and decisions; aware UTC.
        wall: The real time, for sessions and sign-in links; `clock` where it is left out.
        hosts: Names under which the page may be asked for, as `security.allowed_hosts` gives them.
        schedule, watching: What runs beside the page, to be shown on it.
    """
    application = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    state = application.state
    state.app, state.live, state.clock, state.wall = app, live, clock, wall or clock
    app.known_lexicon = live.lexicon
    state.environment = make_environment(app.config)
    state.door = signin.Door()
    state.tries = Tries()
    state.attempts = Attempts()
    state.schedule, state.watching = schedule, watching
    for page in PAGES:
        application.include_router(page.router)
    application.add_api_route("/healthz", show_health, methods=["GET"])
    add_error_pages(application)
    application.add_middleware(Shield, hosts=hosts, page=_make_error_page(state.environment))
    return application


def show_health() -> Response:
    """That the server answers; nothing of the home."""
    return PlainTextResponse("ok")


def _make_error_page(environment: jinja2.Environment) -> Callable[[int, str], Response]:
    def page(status: int, detail: str) -> Response:
        html = environment.get_template("error.html").render(
            visit=None, csrf="", nav=None, flash=None, as_of_text=None,
            status=status, detail=detail or None,
        )  # fmt: skip
        return HTMLResponse(html, status_code=status)

    return page
