"""Sign in at Google or Microsoft from the page: begin, look how far it is, answer, stop.

The provider's page is opened by the person, by a link; this page asks no other host for anything.
While it is waited for, the page looks every two seconds whether there is something new, with script;
without, a link looks again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from assistant.config.records import AccountKind
from assistant.errors import RapportError
from assistant.rights import rights_of
from assistant.web.pages.account_attempts import ELSEWHERE, HERE, Attempt, Phase, Plan, Progress
from assistant.web.pages.account_consent import Work, find_client_secret
from assistant.web.pages.account_forms import Text, read_client_fields
from assistant.web.pages.accounts import (
    MAX_NAME,
    attempts_of,
    find,
    find_missing,
    find_place,
    seen_href,
    tries_of,
)
from assistant.web.sessions import is_open
from assistant.web.visit import Visit, posted, signed_in
from connectors.loopback import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from assistant.config.records import AccountConfig
    from assistant.rights import Right

router = APIRouter()

PROVIDERS = {AccountKind.GOOGLE: "Google", AccountKind.MICROSOFT: "Microsoft"}
#: Within this time the provider names its address mostly, so that nobody has to look again for it;
#: and a sign-in that was stopped has let go of its thread.
_AT_FIRST_S = 2.0


@dataclass(frozen=True, slots=True)
class SignInPage:
    """A sign-in before it begins, or how far it is.

    Attributes:
        is_new: The account is written down at the end.
        progress: How far it is; None: it has not begun.
        until: When the person has to be done.
        elsewhere: The browser runs on another machine than the program.
        needs_client: Its client secret is to be given first.
        wrong: (field, label, sentence); the field is empty where no single one is wrong.
        place: Where access will be kept.
        blocked: Why nobody can sign in here; empty where one can.
    """

    name: str
    provider: str
    rights: tuple[Right, ...]
    is_new: bool
    elsewhere: bool
    progress: Progress | None = None
    until: datetime | None = None
    needs_client: bool = False
    wrong: tuple[tuple[str, str, str], ...] = ()
    place: str = ""
    blocked: str = ""

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return next((sentence for field, _, sentence in self.wrong if field == name), "")


@router.get("/accounts/sign-in")
def show_sign_in(visit: Annotated[Visit, Depends(signed_in)], name: str = "") -> Response:
    """How far a sign-in is; where none goes on, how to begin one."""
    attempt = _find_attempt(visit, name)
    if attempt is None:
        account = find(visit, name)
        if not account.kind.signs_in_by_browser:
            return visit.go(f"/accounts/password?name={quote(account.name, safe='')}")
        return _show_start(visit, account, {})
    progress = attempt.look()
    if progress.phase is Phase.DONE:
        attempts_of(visit).forget(name)
        return visit.go(seen_href(name), say=progress.done or None)
    return _show_attempt(visit, attempt)


@router.get("/accounts/sign-in/progress")
def tell_progress(
    visit: Annotated[Visit, Depends(signed_in)], name: str = "", was: str = ""
) -> Response:
    """For the script: nothing, as long as it is as far as it was; then that the page be loaded."""
    attempt = _find_attempt(visit, name)
    if attempt is not None and attempt.look().phase == was:
        return Response(status_code=204)
    # Not a reload: the page may be the answer to a form, which would be sent again.
    return Response(headers={"HX-Redirect": sign_in_href(name[:MAX_NAME])})


@router.post("/accounts/sign-in")
def begin(
    visit: Annotated[Visit, Depends(posted)],
    name: Text = "",
    elsewhere: Text = "",
    client: Text = "",
    client_secret: Text = "",
) -> Response:
    """Begin, or begin again; one that goes on in the same way is only shown."""
    before = _find_attempt(visit, name)
    if before is not None and _goes_on(before, elsewhere=bool(elsewhere)):
        return visit.go(sign_in_href(name))
    if before is not None and before.plan.values is not None:
        plan = replace(before.plan, elsewhere=bool(elsewhere))
    else:
        account = find(visit, name)
        if not account.kind.signs_in_by_browser:
            return visit.go(f"/accounts/password?name={quote(account.name, safe='')}")
        if find_missing(account.kind) or find_place(visit, account.name)[1]:
            return _show_start(visit, account, {})
        given = before.plan.client_secret if before is not None else ""
        secret, wrong = _read_client(visit, account, client, client_secret, given)
        if wrong:
            return _show_start(visit, account, wrong)
        plan = Plan(account, None, secret, elsewhere=bool(elsewhere))
    if before is not None:
        attempts_of(visit).forget(name)
        before.wait_left(_AT_FIRST_S)
    if refused := begin_sign_in(visit, plan):
        return visit.go("/accounts", say=refused)
    return visit.go(sign_in_href(name))


@router.post("/accounts/sign-in/answer")
def answer(
    visit: Annotated[Visit, Depends(posted)],
    name: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
) -> Response:
    """Take the address at which a browser on another machine ended."""
    attempt = _find_attempt(visit, name)
    if attempt is None:
        return visit.go("/accounts", say="That sign-in is over. Begin it again.")
    wrong = attempt.answer(address)
    if wrong and attempt.look().phase is Phase.WAITING:
        return _show_attempt(visit, attempt, {"address": wrong})
    return visit.go(sign_in_href(name))


@router.post("/accounts/sign-in/stop")
def stop(visit: Annotated[Visit, Depends(posted)], name: Annotated[str, Form()] = "") -> Response:
    """Wait no longer; what was signed in to is forgotten."""
    attempt = _find_attempt(visit, name)
    if attempt is None:
        return visit.go("/accounts")
    if not attempt.stop():
        return visit.go(sign_in_href(name))
    attempts_of(visit).forget(name)
    return visit.go("/accounts", say="The sign-in was stopped. Nothing was changed.")


def begin_sign_in(visit: Visit, plan: Plan) -> str:
    """Let a sign-in go on beside the page; why that cannot be, or nothing."""
    state = visit.request.app.state
    patience = ELSEWHERE if plan.elsewhere else HERE
    attempt = Attempt(
        plan,
        visit.session.csrf,
        until=state.wall() + patience,
        patience=patience,
        wanted=lambda: is_open(visit.app.engine, visit.session, now=state.wall()),
    )
    work = Work(visit.app, tries_of(visit), visit.session.id, state.clock, state.wall)
    try:
        if attempts_of(visit).begin(attempt, work, visit.session.csrf):
            attempt.wait_while(Phase.ASKING, _AT_FIRST_S)
    except RapportError as error:
        return str(error)
    return ""


def sign_in_href(name: str) -> str:
    """Where the sign-in of an account is shown."""
    return f"/accounts/sign-in?name={quote(name, safe='')}"


def is_away(visit: Visit) -> bool:
    """Whether the browser surely runs on another machine: it asks for us by another name."""
    return not is_loopback(visit.request.url.hostname or "")


def _find_attempt(visit: Visit, name: str) -> Attempt | None:
    if len(name) > MAX_NAME:
        return None
    return attempts_of(visit).find(visit.session.csrf, name)


def _goes_on(attempt: Attempt, *, elsewhere: bool) -> bool:
    """Whether there is nothing to begin: the person is past choosing, or chose the same."""
    if attempt.has_ended:
        return False
    waits = attempt.look().phase in {Phase.ASKING, Phase.WAITING}
    return not waits or attempt.plan.elsewhere == elsewhere


def _read_client(
    visit: Visit, account: AccountConfig, client: str, typed: str, before: str
) -> tuple[str, dict[str, str]]:
    """The client secret: as it was given now, or before, or as it is kept; or what is wrong."""
    if account.kind is not AccountKind.GOOGLE:
        return "", {}
    found = read_client_fields(client, "", typed)
    if found.wrong:
        return "", {"client": found.wrong}
    if found.client_id and found.client_id != account.client_id:
        return "", {"client": "What you pasted is of another client ID than this account has."}
    secret = found.secret or before or find_client_secret(visit.app, account)
    if not secret:
        return "", {"client": "Paste the file, or type the client secret."}
    return secret, {}


def _show_start(visit: Visit, account: AccountConfig, wrong: Mapping[str, str]) -> Response:
    place, no_place = find_place(visit, account.name)
    blocked = find_missing(account.kind) or no_place
    is_google = account.kind is AccountKind.GOOGLE
    page = SignInPage(
        name=account.name,
        provider=PROVIDERS[account.kind],
        rights=rights_of(account),
        is_new=False,
        elsewhere=is_away(visit),
        needs_client=is_google and not blocked and not find_client_secret(visit.app, account),
        wrong=tuple((name, "The client", sentence) for name, sentence in wrong.items()),
        place=place,
        blocked=blocked,
    )
    refused = bool(wrong) or (visit.request.method == "POST" and bool(blocked))
    return visit.page(
        "accounts_sign_in_begin.html", status=422 if refused else 200, nav="accounts", page=page
    )


def _show_attempt(
    visit: Visit, attempt: Attempt, wrong: Mapping[str, str] | None = None
) -> Response:
    plan = attempt.plan
    page = SignInPage(
        name=plan.account.name,
        provider=PROVIDERS[plan.account.kind],
        rights=rights_of(plan.account),
        is_new=plan.values is not None,
        elsewhere=plan.elsewhere,
        progress=attempt.look(),
        until=attempt.until,
        wrong=tuple((name, "", sentence) for name, sentence in (wrong or {}).items()),
    )
    return visit.page(
        "accounts_sign_in.html", status=422 if wrong else 200, nav="accounts", page=page
    )
