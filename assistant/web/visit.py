"""One request of somebody who is signed in: what a view needs, and the two ways to get it.

A view takes `visit: Annotated[Visit, Depends(signed_in)]` to show something and
`Depends(posted)` to do something; nothing of a home is reached in another way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from fastapi import Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.reports.wording import say_as_of
from assistant.web.listening import say_watch
from assistant.web.security import check_origin, cookie_name
from assistant.web.sessions import Session, find_session, is_csrf_right, set_flash, take_flash

if TYPE_CHECKING:
    from datetime import datetime

    import jinja2

    from assistant.app import App
    from assistant.jobs import JobStatus
    from assistant.web.live import Live


class NotSignedIn(Exception):
    """Nobody is signed in: the way to the door is shown."""


class Refused(Exception):
    """The form did not come from a page of this session; nothing was done."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of the owner's.

    Attributes:
        now: The moment of the page and of what is decided on it; aware UTC.
    """

    request: Request
    app: App
    live: Live
    session: Session
    now: datetime

    def page(self, name: str, *, status: int = 200, **values: object) -> Response:
        """Render `templates/web/NAME`; `nav` names the section that is shown."""
        shown = {
            "visit": self,
            "csrf": self.session.csrf,
            "nav": None,
            "flash": take_flash(self.app.engine, self.session),
            "as_of_text": say_as_of(self.now.astimezone(ZoneInfo(self.app.config.owner.zone))),
            **values,
        }
        return render(self.request, name, status=status, values=shown)

    def go(self, path: str, *, say: str | None = None) -> Response:
        """To a local page after a form; `say` is shown there once.

        Raises:
            ValueError: the path is none of ours.
        """
        if not is_local(path):
            raise ValueError(f"not a path of this page: {path!r}")
        if say is not None:
            set_flash(self.app.engine, self.session, say)
        return RedirectResponse(path, status_code=303)

    def jobs(self) -> tuple[JobStatus, ...]:
        """How the work of the schedule is doing; empty where none runs (`serve --no-schedule`)."""
        schedule = self.request.app.state.schedule
        return schedule.status() if schedule is not None else ()

    def watches(self) -> tuple[str, ...]:
        """How soon new mail of each watched account is known, in sentences; empty as `jobs`."""
        watching = self.request.app.state.watching
        if watching is None:
            return ()
        config = self.app.config
        every, zone = config.schedule.run_every_min, ZoneInfo(config.owner.zone)
        return tuple(say_watch(one, every_min=every, zone=zone) for one in watching.status())


def render(request: Request, name: str, *, status: int, values: dict[str, object]) -> Response:
    """A template as an answer; `values` must hold everything it names beside `status`."""
    environment: jinja2.Environment = request.app.state.environment
    page = environment.get_template(name).render({**values, "status": status})
    return HTMLResponse(page, status_code=status)


def render_outside(request: Request, name: str, *, status: int = 200, **values: object) -> Response:
    """A page for somebody who is not signed in: nothing of the home is in it."""
    nobody = {"visit": None, "csrf": "", "nav": None, "flash": None, "as_of_text": None}
    return render(request, name, status=status, values={**nobody, **values})


def is_local(path: str) -> bool:
    r"""Whether a path stays on this page: `//host` and `/\host` leave it in every browser."""
    return path.startswith("/") and path[1:2] not in {"/", "\\"} and path.isprintable()


def find_visit(request: Request) -> Visit | None:
    """The visit of a signed-in browser, or None: there is no session, or it is over."""
    state = request.app.state
    app: App = state.app
    secret = request.cookies.get(cookie_name(request.url.scheme, app.config.home))
    session = find_session(app.engine, app.owner_id, secret, now=state.wall()) if secret else None
    return Visit(request, app, state.live, session, state.clock()) if session else None


def signed_in(request: Request) -> Visit:
    """The visit of a signed-in browser.

    Raises:
        NotSignedIn: there is no session, or it is over.
    """
    visit = find_visit(request)
    if visit is None:
        raise NotSignedIn
    return visit


def posted(request: Request, csrf: Annotated[str, Form()] = "") -> Visit:
    """The visit of a form that came from a page of this session.

    Raises:
        NotSignedIn: there is no session.
        ForeignOrigin, Refused: the form came from elsewhere.
    """
    # The shield asked already; a form must be safe also where somebody takes the shield away.
    check_origin(request.method, request.headers, request.url.scheme)
    visit = signed_in(request)
    if not is_csrf_right(visit.session, csrf):
        raise Refused
    return visit
