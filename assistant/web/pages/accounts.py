"""Accounts: how each is doing; try one, see what a test read saw, remove one, name its clients.

Adding one and giving one a new password is in `account_add`. Accounts are named in the query: a
name may hold any character that can be printed, a slash too.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.accounts import clear_pause, find_account, needs_vault, remove_account
from assistant.connections import EXTRAS
from assistant.errors import ExtraMissing
from assistant.rights import rights_of
from assistant.stages import hash_settings
from assistant.store.accounts import load_places, load_states
from assistant.store.engine import read
from assistant.vault.errors import VaultError
from assistant.web.pages.account_clients import name_clients, say_proposal
from assistant.web.pages.account_lines import KINDS, AccountsPage, build_accounts
from assistant.web.pages.account_tries import Try, try_account
from assistant.web.pages.words import counted, listed, one_line
from assistant.web.visit import Visit, posted, signed_in

if TYPE_CHECKING:
    from assistant.config.records import AccountConfig, AccountKind
    from assistant.rights import Right
    from assistant.web.pages.account_attempts import Attempts
    from assistant.web.pages.account_tries import Tries

router = APIRouter()

#: No account has a longer name; others are not even looked for.
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A client that could be named: what its form carries."""

    slug: str
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class SeenPage:
    """What a test read saw, and what comes next."""

    seen: Try
    rights: tuple[Right, ...]
    proposals: tuple[ProposalLine, ...]
    is_remote: bool
    by_browser: bool
    can_sign_in: bool
    next_reading: str


@router.get("/accounts")
def show_accounts(visit: Annotated[Visit, Depends(signed_in)]) -> Response:
    """The list."""
    return visit.page("accounts.html", nav="accounts", page=_load_page(visit))


@router.post("/accounts/check")
def check_account(
    visit: Annotated[Visit, Depends(posted)], name: Annotated[str, Form()] = ""
) -> Response:
    """Try an account now; stores nothing but that the host let us in."""
    account = find(visit, name)
    tries = tries_of(visit)
    seen = try_account(visit.app, tries, visit.app.connections, account, now=visit.now)
    if not seen.error:
        clear_pause(visit.app, account.name)
    tries.keep(visit.session.id, seen)
    return visit.go(seen_href(account.name))


@router.get("/accounts/seen")
def show_seen(visit: Annotated[Visit, Depends(signed_in)], name: str = "") -> Response:
    """What the last test read of an account saw."""
    account = find(visit, name)
    seen = tries_of(visit).find(visit.session.id, account.name, now=visit.now)
    if seen is None:
        said = f"What was seen of account '{one_line(name)}' is no longer here. Try it again."
        return visit.go("/accounts", say=said)
    page = SeenPage(
        seen=seen,
        rights=rights_of(account),
        proposals=_open_proposals(visit, seen),
        is_remote=account.is_remote,
        by_browser=account.kind.signs_in_by_browser,
        can_sign_in=needs_vault(account),
        next_reading=say_next_reading(visit),
    )
    return visit.page("accounts_seen.html", nav="accounts", page=page)


@router.post("/accounts/clients")
def name_proposed(
    visit: Annotated[Visit, Depends(posted)],
    name: Annotated[str, Form()] = "",
    pick: Annotated[list[str] | None, Form()] = None,
    slug: Annotated[list[str] | None, Form()] = None,
    called: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Write down the clients that were ticked, by the names that stand beside them.

    `slug` and `called` are the lines of the form, `pick` those that are ticked. Domains come from
    what was proposed, not from the form.
    """
    account = find(visit, name)
    seen = tries_of(visit).find(visit.session.id, account.name, now=visit.now)
    if seen is None:
        return visit.go("/accounts", say="The test read is too long ago. Try the account again.")
    names = {
        key: text
        for key, text in zip(slug or (), called or (), strict=False)
        if key in (pick or ())
    }
    written = name_clients(visit.app, seen.proposals, names)
    if not written:
        return visit.go(seen_href(account.name), say="No client was ticked; nothing was changed.")
    said = f"Named as {'client' if len(written) == 1 else 'clients'}: {listed(written)}."
    return visit.go(seen_href(account.name), say=said)


@router.get("/accounts/remove")
def ask_removal(visit: Annotated[Visit, Depends(signed_in)], name: str = "") -> Response:
    """What goes and what stays, before anything does."""
    account = find(visit, name)
    with read(visit.app.engine) as connection:
        places = load_places(connection, visit.app.owner_id).get(account.name)
    return visit.page(
        "accounts_remove.html",
        nav="accounts",
        account=account.name,
        kind=KINDS[account.kind],
        forgets=needs_vault(account),
        by_browser=account.kind.signs_in_by_browser,
        was_read=counted(places.count, "place") if places is not None else "",
    )


@router.post("/accounts/remove")
def remove(visit: Annotated[Visit, Depends(posted)], name: Annotated[str, Form()] = "") -> Response:
    """Take an account out of the configuration and forget its password."""
    account = find(visit, name)
    password = remove_account(visit.app, account.name)
    tries_of(visit).forget(account.name)
    attempts_of(visit).forget(account.name)
    said = (
        "Removed account",
        f"'{one_line(account.name)}'.",
        password,
        "What was read of it stays.",
    )
    return visit.go("/accounts", say=" ".join(part for part in said if part))


# ── What the pages of accounts share ─────────────────────────────────────────────────────────────


def find(visit: Visit, name: str) -> AccountConfig:
    """The account that an address or a form names.

    Raises:
        NotFound, HTTPException: there is none.
    """
    if len(name) > MAX_NAME or not name.isprintable():
        raise HTTPException(404)
    return find_account(visit.app, name)


def tries_of(visit: Visit) -> Tries:
    """The test reads of this server."""
    tries: Tries = visit.request.app.state.tries
    return tries


def attempts_of(visit: Visit) -> Attempts:
    """The sign-ins that go on beside this server's pages."""
    attempts: Attempts = visit.request.app.state.attempts
    return attempts


def seen_href(name: str) -> str:
    """Where a test read is shown."""
    return f"/accounts/seen?name={quote(name, safe='')}"


def find_missing(kind: AccountKind) -> str:
    """How to install what a kind needs; empty where it is there."""
    extra = EXTRAS.get(kind)
    if extra is None or importlib.util.find_spec(extra[1]) is not None:
        return ""
    return str(ExtraMissing(kind, extra[0]))


def find_place(visit: Visit, name: str) -> tuple[str, str]:
    """Where passwords are kept here, or why they cannot be: one of both is empty.

    Asked before a form is shown: where a password cannot be kept, nobody should have typed it.
    """
    try:
        visit.app.vault.get(name)
    except VaultError as error:
        return "", str(error)
    return visit.app.vault.where, ""


def say_next_reading(visit: Visit) -> str:
    """When an account is read that was just added or repaired."""
    minutes = visit.app.config.schedule.run_every_min
    if visit.jobs() and minutes:
        return f"It is read by itself within {counted(minutes, 'minute')}; `rapport run` reads at once."
    return "`rapport run` reads it."


def _load_page(visit: Visit) -> AccountsPage:
    app = visit.app
    with read(app.engine) as connection:
        states = load_states(connection, app.owner_id)
        places = load_places(connection, app.owner_id)
    # Only a look takes over what was written into the files meanwhile.
    clock = visit.live.look().history.owner.clock
    digests = {account.name: hash_settings(account) for account in app.config.accounts}
    return build_accounts(
        app.config, states=states, places=places, digests=digests, clock=clock, now=visit.now
    )


def _open_proposals(visit: Visit, seen: Try) -> tuple[ProposalLine, ...]:
    """Proposals that are no client by now."""
    known = {client.slug for client in visit.app.config.clients}
    return tuple(
        ProposalLine(one.client.slug, one_line(one.client.name), say_proposal(one))
        for one in seen.proposals
        if one.client.slug not in known
    )
