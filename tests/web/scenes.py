"""Every page in every state worth seeing, on the demo world at its canonical moment.

Used twice: tests/web/test_axe.py holds each to the accessibility rules, tools/screenshots.py takes
its picture. A scene that changes a draft has one of its own, so that scenes do not depend on each
other's order.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app import App
from assistant.demo.build import build_world
from assistant.demo.expected import CANONICAL_NOW
from assistant.insight.records import Decision, GapKind
from assistant.review.review import Shown
from assistant.review.states import DraftState
from tests.web.browser import Site, serve

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from assistant.insight.records import Gap
    from assistant.review.rows import StoredDraft

NOW = CANONICAL_NOW.astimezone(UTC)

_SLOT = re.compile(r"\[your\b[^\]\n]*\]", re.IGNORECASE)


class World(StrEnum):
    """What a home holds."""

    DEMO = "demo"  #: the demo world after its run
    CLEAR = "clear"  #: the same, everything dismissed and every draft rejected
    UNREAD = "unread"  #: before the first run


# ── Homes ────────────────────────────────────────────────────────────────────────────────────────


def build_canonical(home: Path) -> None:
    """The demo world after a run at its canonical moment."""
    build_world(home, now=NOW)
    app = App.open(home)
    app.run(now=NOW, clock=lambda: NOW, progress=lambda *_: None)
    app.close()


def build_home(world: World, home: Path, canonical: Path) -> None:
    """One world in `home`; `canonical` is copied where it can be."""
    if world is World.UNREAD:
        build_world(home, now=NOW)
        return
    shutil.copytree(canonical, home)
    if world is World.CLEAR:
        app = App.open(home)
        _clear(app)
        app.close()


def _clear(app: App) -> None:
    """Say of every gap that it is none and of every draft that nobody wants it."""
    for stored in app.waiting_drafts():
        app.desk.ignore(_shown(stored), reason="Settled on the phone.", now=NOW)
    _, findings = app.findings(NOW)
    for gap in findings.gaps:
        app.decide(Decision("gap", gap.id, "dismiss", NOW, gap.evidence_key, "Settled."))


@contextmanager
def serve_worlds(canonical: Path, folder: Path) -> Iterator[Callable[[World], Site]]:
    """Worlds on demand, each built and served once."""
    sites: dict[World, Site] = {}
    with ExitStack() as stack:

        def site_of(world: World) -> Site:
            if world not in sites:
                home = folder / world
                build_home(world, home, canonical)
                sites[world] = stack.enter_context(serve(home, _clock))
            return sites[world]

        yield site_of


def _clock() -> datetime:
    return NOW


# ── What scenes look at ──────────────────────────────────────────────────────────────────────────


def _first_gap(site: Site, *kinds: GapKind) -> Gap:
    gaps = site.live.look().findings.gaps
    return next(gap for gap in gaps if not kinds or gap.kind in kinds)


def _waiting(site: Site, *, blocked: bool) -> list[StoredDraft]:
    """Drafts as the run left them: nobody has touched one."""
    return [
        stored
        for stored in site.app.waiting_drafts()
        if stored.state is DraftState.PROPOSED
        and stored.revision == 1
        and bool(stored.draft.blocked_by) == blocked
    ]


def _ready(site: Site) -> StoredDraft:
    return _waiting(site, blocked=False)[0]


def _shown(stored: StoredDraft) -> Shown:
    return Shown(stored.id, stored.revision, stored.content_sha256)


def _edit(site: Site, stored: StoredDraft, answer: str) -> StoredDraft:
    """The owner's words in every empty place."""
    body = _SLOT.sub(answer, stored.content.body)
    if body == stored.content.body:
        body = body.replace("\n\n", f"\n\n{answer}\n\n", 1)
    return site.app.desk.edit(_shown(stored), subject=None, body=body, now=NOW)


def _edited(site: Site) -> str:
    stored = _waiting(site, blocked=True)[0]
    _edit(site, stored, "I have looked it up and agree; the paper follows tomorrow by noon.")
    return f"/drafts/{stored.id}"


def _approved(site: Site) -> str:
    stored = _edit(site, _waiting(site, blocked=True)[0], "Yes, we can, from Monday morning on.")
    blocks = frozenset(
        block.code for block in site.app.desk.blocks(stored, now=NOW) if block.confirmable
    )
    site.app.desk.accept(_shown(stored), confirm=blocks, now=NOW)
    return f"/drafts/{stored.id}"


def _stale(page: Page, site: Site) -> None:
    """Somebody else edits what the page shows; then its button is pressed."""
    stored = site.app.desk.find(page.url.rpartition("/")[2])
    _edit(site, stored, f"Let me come back to you on Monday ({stored.revision}).")
    with page.expect_navigation():
        page.locator('form[action$="/accept"] button[type="submit"]').first.click()


def _show_differences(page: Page, site: Site) -> None:
    page.locator('details[data-key="d"]').evaluate("details => { details.open = true; }")


def _open_everything(page: Page, site: Site) -> None:
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")


def _thread(site: Site) -> str:
    return f"/threads/{_first_gap(site, GapKind.PROMISE_THEIRS_OVERDUE).thread_id}"


def _client(site: Site) -> str:
    return f"/clients/{next(gap.client for gap in site.live.look().findings.gaps if gap.client)}"


def _used_link(site: Site) -> str:
    return "/signin/used-or-too-old"


# ── Scenes ───────────────────────────────────────────────────────────────────────────────────────


def _stay(page: Page, site: Site) -> None:
    """Nothing happens on the page."""


@dataclass(frozen=True)
class Scene:
    """One page in one state.

    Attributes:
        path: Brings the home into the state and says where to look; called once.
        then: What is done on the page before it is looked at; called in each browser.
        status: What the page answers in the end.
    """

    name: str
    path: Callable[[Site], str]
    world: World = World.DEMO
    then: Callable[[Page, Site], None] = _stay
    signed_in: bool = True
    status: int = 200

    def open(self, page: Page, site: Site, path: str) -> int:
        """Go there; the status of what is shown in the end."""
        seen: list[int] = []
        page.on(
            "response",
            lambda answer: (
                seen.append(answer.status) if answer.request.is_navigation_request() else None
            ),
        )
        page.goto(site.origin + path)
        self.then(page, site)
        return seen[-1]


def _at(path: str) -> Callable[[Site], str]:
    return lambda site: path


SCENES = (
    Scene("today", _at("/")),
    Scene("today-clear", _at("/"), World.CLEAR),
    Scene("today-nothing-read", _at("/"), World.UNREAD),
    Scene("gaps", _at("/gaps")),
    Scene("gap", lambda site: f"/gaps/{_first_gap(site).id}"),
    Scene("queue", _at("/queue")),
    Scene("queue-empty", _at("/queue"), World.CLEAR),
    Scene("draft-ready", lambda site: f"/drafts/{_ready(site).id}"),
    Scene("draft-blocked", lambda site: f"/drafts/{_waiting(site, blocked=True)[-1].id}"),
    Scene(
        "draft-forms",
        lambda site: f"/drafts/{_waiting(site, blocked=True)[-1].id}",
        then=_open_everything,
    ),
    Scene("draft-edited", _edited, then=_show_differences),
    Scene("draft-approved", _approved),
    Scene("draft-stale", lambda site: f"/drafts/{_ready(site).id}", then=_stale, status=409),
    Scene("thread", _thread),
    Scene("thread-complaint", lambda site: f"/threads/{_first_gap(site).thread_id}"),
    Scene("clients", _at("/clients")),
    Scene("client", _client),
    Scene("help", _at("/help")),
    Scene("error", _at("/threads/none"), status=404),
    Scene("signin", _at("/signin"), signed_in=False),
    Scene("signin-link", lambda site: site.link().removeprefix(site.origin), signed_in=False),
    Scene("signin-used", _used_link, signed_in=False, status=410),
)


def new_page(site: Site, scene: Scene, context: BrowserContext) -> Page:
    """A page of a fresh context, signed in where the scene is."""
    return site.sign_in(context) if scene.signed_in else context.new_page()
