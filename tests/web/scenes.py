"""Every page in every state worth seeing, on the demo world at its canonical moment.

Used twice: tests/web/test_axe.py holds each to the accessibility rules, tools/screenshots.py takes
its picture. A scene that changes a draft has one of its own, so that scenes do not depend on each
other's order.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from assistant.accounts import Typed
from assistant.app import App
from assistant.config.write import add_account, remove_account
from assistant.demo.build import build_world
from assistant.demo.expected import CANONICAL_NOW
from assistant.insight.records import Decision, GapKind
from assistant.review.review import Shown
from assistant.review.states import DraftState
from assistant.stages import hash_settings
from assistant.store.accounts import ErrorKind, ensure_account, note_failure
from assistant.store.engine import write
from assistant.vault.errors import NoKey
from tests.web.browser import Site, serve

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from assistant.insight.records import Gap
    from assistant.review.rows import StoredDraft

NOW = CANONICAL_NOW.astimezone(UTC)

#: A client as Google Cloud gives it out; nobody's.
_CLIENT = {"client_id": "1047.apps.lipowa.example", "client_secret": "invented"}
_SLOT = re.compile(r"\[your\b[^\]\n]*\]", re.IGNORECASE)


class World(StrEnum):
    """What a home holds."""

    DEMO = "demo"  #: the demo world after its run
    CLEAR = "clear"  #: the same, everything dismissed and every draft rejected
    UNREAD = "unread"  #: before the first run
    HOSTS = "hosts"  #: the demo world beside accounts on hosts, each doing another way
    BARE = "bare"  #: no account, nothing read


# ── Homes ────────────────────────────────────────────────────────────────────────────────────────


def build_canonical(home: Path) -> None:
    """The demo world after a run at its canonical moment."""
    build_world(home, now=NOW)
    app = App.open(home)
    app.run(now=NOW, clock=lambda: NOW, progress=lambda *_: None)
    app.close()


def build_home(world: World, home: Path, canonical: Path) -> None:
    """One world in `home`; `canonical` is copied where it can be."""
    if world in {World.UNREAD, World.BARE}:
        build_world(home, now=NOW)
        if world is World.BARE:
            app = App.open(home)
            for account in app.config.accounts:
                remove_account(home, account.name)
            app.close()
        return
    shutil.copytree(canonical, home)
    if world is World.HOSTS:
        app = App.open(home)
        _add_hosts(app)
        app.close()
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


def _add_hosts(app: App) -> None:
    """Accounts on hosts that nobody asks: one refused us, one asks to be left alone, one is new."""
    usual = {"kind": "imap", "host": "mail.lipowa.example", "user": "marta.zaleska@lipowa.example"}
    dav = {"kind": "caldav", "url": "https://cloud.lipowa.example/", "user": "marta"}
    feed = {"kind": "ics", "url": "https://events.example/trade-fairs.ics"}
    gmail = {"kind": "google", "client_id": _CLIENT["client_id"], "deliver": "drafts"}
    for name, values in (
        ("office", usual), ("team calendars", dav), ("trade fairs", feed), ("fairs team", gmail),
    ):  # fmt: skip
        add_account(app.config.home, {"name": name, **values})
    app.reload()
    troubles = {
        "office": (
            ErrorKind.SIGN_IN,
            "mail.lipowa.example refused the password of 'marta'. Run `rapport account auth office`.",
        ),
        "fairs team": (
            ErrorKind.SIGN_IN,
            "Google ended the access of account 'fairs team'. Run `rapport account auth fairs team`.",
        ),
        "team calendars": (
            ErrorKind.LATER,
            "cloud.lipowa.example asks account 'team calendars' to come back later.",
        ),
    }
    with write(app.engine) as connection:
        for account in app.config.accounts:
            if account.name in troubles:
                kind, error = troubles[account.name]
                state = ensure_account(connection, app.owner_id, account.name, account.kind)
                note_failure(
                    connection, state, kind=kind, error=error, settings_hash=hash_settings(account),
                    next_try_at=NOW + timedelta(minutes=50),
                )  # fmt: skip


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


def _keeps_passwords(site: Site) -> None:
    """A place for passwords, whatever this machine has."""
    vault = Typed(None)
    vault.where = "the keyring of this login (GNOME Keyring)"
    site.app.__dict__["vault"] = vault


def _account_form(site: Site) -> str:
    _keeps_passwords(site)
    return "/accounts/add?kind=imap&address=marta.zaleska%40lipowa.example"


def _calendars_form(site: Site) -> str:
    _keeps_passwords(site)
    return "/accounts/add?kind=caldav&address=marta%40fastmail.com"


def _account_password(site: Site) -> str:
    _keeps_passwords(site)
    return "/accounts/password?name=office"


def _form_of(kind: str) -> Callable[[Site], str]:
    def path(site: Site) -> str:
        _keeps_passwords(site)
        return f"/accounts/add?kind={kind}"

    return path


def _sign_in_again(site: Site) -> str:
    _keeps_passwords(site)
    return "/accounts/sign-in?name=fairs%20team"


def _send_nothing(page: Page, site: Site) -> None:
    with page.expect_navigation():
        page.locator("form.account-form button.primary").click()


def _begin_sign_in(name: str, *, elsewhere: bool) -> Callable[[Page, Site], None]:
    """Nobody opens the link, so nobody is asked for anything."""

    def begin(page: Page, site: Site) -> None:
        # Another browser of the scene may still wait for it.
        site.attempts.forget(name)
        page.locator("#f-client").fill(json.dumps({"installed": _CLIENT}))
        page.locator("#f-name").fill(name)
        button = "My browser runs on another machine" if elsewhere else "Sign in at Google"
        with page.expect_navigation():
            page.get_by_role("button", name=button).click()

    return begin


def _say_no(page: Page, site: Site) -> None:
    """What the browser of somebody brings back who did not allow it."""
    _begin_sign_in("refused", elsewhere=True)(page, site)
    address = page.locator("a[target=_blank]").get_attribute("href") or ""
    state = parse_qs(urlsplit(address).query)["state"][0]
    page.locator("#f-address").fill(f"http://127.0.0.1:8765/?error=access_denied&state={state}")
    with page.expect_navigation():
        page.get_by_role("button", name="Go on").click()
    page.goto(f"{site.origin}/accounts/sign-in?name=refused")


def _paste_another(page: Page, site: Site) -> None:
    _begin_sign_in("pasted", elsewhere=True)(page, site)
    page.locator("#f-address").fill("http://127.0.0.1:8765/?code=4/x&state=another")
    with page.expect_navigation():
        page.get_by_role("button", name="Go on").click()


def _no_place(site: Site) -> str:
    """The same form where passwords cannot be kept."""
    site.app.__dict__["vault"] = _NoVault()
    return "/accounts/add?kind=imap&address=marta.zaleska%40lipowa.example"


class _NoVault(Typed):
    def __init__(self) -> None:
        super().__init__(None)

    def get(self, name: str) -> str | None:
        raise NoKey("~/.rapport-vault-key")


def _try_a_dead_host(page: Page, site: Site) -> None:
    """Nobody listens at that port of this machine; and the port is no number at first."""
    page.locator("#f-host").fill("127.0.0.1")
    page.locator("#f-port").fill("1")
    page.locator("#f-tls").select_option("none")
    page.locator("#f-password").fill("correct horse")
    with page.expect_navigation():
        page.get_by_role("button", name="Try it and add it").click()


def _try_now(page: Page, site: Site) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Try now").first.click()


def _add_files(page: Page, site: Site) -> None:
    page.locator("#f-mail").fill(str(site.app.config.accounts[0].mail[0]))
    with page.expect_navigation():
        page.get_by_role("button", name="Try it and add it").click()


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
    Scene("accounts", _at("/accounts"), World.HOSTS, then=_open_everything),
    Scene("accounts-none", _at("/accounts"), World.BARE),
    Scene("today-no-account", _at("/"), World.BARE),
    Scene("clients-no-account", _at("/clients"), World.BARE),
    Scene("account-kinds", _at("/accounts/add")),
    Scene("account-address", _at("/accounts/add?kind=imap")),
    Scene("account-form", _account_form, World.HOSTS, then=_open_everything),
    Scene("account-form-caldav", _calendars_form, World.HOSTS, then=_open_everything),
    Scene("account-form-ics", _at("/accounts/add?kind=ics"), World.HOSTS),
    Scene("account-failed", _account_form, World.HOSTS, then=_try_a_dead_host, status=422),
    Scene("account-added", _at("/accounts/add?kind=local"), World.CLEAR, then=_add_files),
    Scene("account-works", _at("/accounts"), World.CLEAR, then=_try_now),
    Scene("account-form-google", _form_of("google"), World.HOSTS, then=_open_everything),
    Scene("account-form-microsoft", _form_of("microsoft"), World.HOSTS),
    Scene("account-form-exchange", _form_of("exchange"), World.HOSTS, then=_open_everything),
    Scene("account-no-client", _form_of("google"), World.HOSTS, then=_send_nothing, status=422),
    Scene(
        "account-sign-in",
        _form_of("google"),
        World.HOSTS,
        then=_begin_sign_in("here", elsewhere=False),
    ),
    Scene(
        "account-sign-in-elsewhere",
        _form_of("google"),
        World.HOSTS,
        then=_begin_sign_in("elsewhere", elsewhere=True),
    ),
    Scene(
        "account-sign-in-pasted", _form_of("google"), World.HOSTS, then=_paste_another, status=422
    ),
    Scene("account-sign-in-failed", _form_of("google"), World.HOSTS, then=_say_no),
    Scene("account-sign-in-again", _sign_in_again, World.HOSTS, then=_open_everything),
    Scene("account-password", _account_password, World.HOSTS),
    Scene("account-no-place", _no_place, World.UNREAD),
    Scene("account-remove", _at("/accounts/remove?name=office"), World.HOSTS),
    Scene("help", _at("/help")),
    Scene("error", _at("/threads/none"), status=404),
    Scene("signin", _at("/signin"), signed_in=False),
    Scene("signin-link", lambda site: site.link().removeprefix(site.origin), signed_in=False),
    Scene("signin-used", _used_link, signed_in=False, status=410),
)


def new_page(site: Site, scene: Scene, context: BrowserContext) -> Page:
    """A page of a fresh context, signed in where the scene is."""
    return site.sign_in(context) if scene.signed_in else context.new_page()
