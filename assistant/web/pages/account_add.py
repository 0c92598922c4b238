"""Add an account, and give one a new password: tried first, kept only where the try went well.

Test read and writing are one request, so that a password is nowhere between two of them: not in a
page, an address, a session or the memory of the server. Where the try fails, the form comes back
with everything but the password.

What the page does not take, though the configuration does: a variable or a command that gives the
password. Who stole a session could have a command run with them, or have any variable of the server
sent to a host.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.accounts import (
    keep,
    needs_vault,
    say_given,
    store_account,
    typed_connections,
)
from assistant.config.records import AccountConfig, AccountKind
from assistant.errors import WrongUsage
from assistant.rights import GUIDES, KindGuide, rights_of
from assistant.web.pages.account_attempts import Plan
from assistant.web.pages.account_forms import (
    FIELDS,
    LABELS,
    MAX_LINE,
    AccountForm,
    check_form,
    check_password,
    configure,
    find_provider,
    make_values,
    propose_form,
    read_account_form,
    read_kind,
)
from assistant.web.pages.account_lines import KINDS
from assistant.web.pages.account_sign_in import PROVIDERS, begin_sign_in, is_away, sign_in_href
from assistant.web.pages.account_tries import try_account
from assistant.web.pages.accounts import (
    find,
    find_missing,
    find_place,
    seen_href,
    tries_of,
)
from assistant.web.pages.words import one_line
from assistant.web.visit import Visit, posted, signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.config.providers import Provider
    from assistant.rights import Right

router = APIRouter()

#: In the order in which they are offered.
ORDER = (
    AccountKind.IMAP, AccountKind.GOOGLE, AccountKind.MICROSOFT, AccountKind.EXCHANGE,
    AccountKind.CALDAV, AccountKind.ICS, AccountKind.LOCAL,
)  # fmt: skip
#: Kinds that first ask who signs in, and propose the rest from it.
BY_ADDRESS = frozenset({AccountKind.IMAP, AccountKind.CALDAV})
BY_PASSWORD = BY_ADDRESS | {AccountKind.EXCHANGE}


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of account to choose.

    Attributes:
        missing: The sentence that says how to install its libraries; empty where they are there.
    """

    kind: str
    title: str
    label: str
    rights: tuple[Right, ...]
    needs: str
    missing: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of one kind.

    Attributes:
        fields: What to fill in again.
        errors: (field, label, sentence); the field is empty where no single one is wrong.
        note: What to know about the provider, before going on.
        place: Where its password, or access, will be kept; empty where it has none.
        provider: At which its owner signs in; empty where a password is typed.
        elsewhere: The browser surely runs on another machine.
        instead: The kind that reads such a mailbox better; empty where this one does.
        blocked: Why no account of this kind can be added here; empty where one can.
    """

    kind: str
    title: str
    rights: tuple[Right, ...]
    secret: str
    fields: Mapping[str, str]
    headers_only: bool
    open_address: bool
    errors: tuple[tuple[str, str, str], ...]
    note: str
    place: str
    blocked: str
    provider: str
    elsewhere: bool
    instead: str

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return next((sentence for field, _, sentence in self.errors if field == name), "")


_LABELS_OF_KINDS = {
    AccountKind.IMAP: "Add a mailbox",
    AccountKind.GOOGLE: "Add Google",
    AccountKind.MICROSOFT: "Add Microsoft 365",
    AccountKind.EXCHANGE: "Add Exchange Server",
    AccountKind.CALDAV: "Add calendars",
    AccountKind.ICS: "Add a calendar",
    AccountKind.LOCAL: "Add files",
}
_NEEDS = {
    AccountKind.IMAP: "your address, the name of the host, and a password.",
    AccountKind.GOOGLE: "a client of your own in Google Cloud, made once: docs/google.md leads there.",
    AccountKind.MICROSOFT: "a registration of your own with Microsoft, made once: docs/microsoft.md "
    "leads there.",
    AccountKind.EXCHANGE: "the host of Outlook on the web, your user name there, and its password.",
    AccountKind.CALDAV: "the address of the server, your user name there, and a password.",
    AccountKind.ICS: "the address, as https://… or webcal://…",
    AccountKind.LOCAL: "the path of a file or folder on the machine that serves this page.",
}


@router.get("/accounts/add")
def show_add(
    visit: Annotated[Visit, Depends(signed_in)], kind: str = "", address: str | None = None
) -> Response:
    """Choose a kind; then who signs in; then the form, filled in as far as can be guessed."""
    if not kind:
        choices = tuple(_choice(one) for one in ORDER)
        return visit.page("accounts_kinds.html", nav="accounts", choices=choices)
    chosen = read_kind(kind)
    if chosen in BY_ADDRESS and address is None:
        return visit.page(
            "accounts_address.html",
            nav="accounts",
            kind=chosen.value,
            title=GUIDES[chosen].title,
            address=next(iter(visit.app.config.owner.addresses), ""),
            missing=find_missing(chosen),
        )
    typed = one_line((address or "")[:MAX_LINE])
    return _show_form(visit, propose_form(chosen, typed, _taken(visit)), {})


@router.post("/accounts/add")
def add(
    visit: Annotated[Visit, Depends(posted)],
    form: Annotated[AccountForm, Depends(read_account_form)],
) -> Response:
    """Try an account; where it works, write it down and keep its password."""
    wrong = check_form(form, _taken(visit))
    if wrong:
        return _show_form(visit, form, wrong)
    account, wrong = configure(visit.app.config.home, form)
    if account is None:
        return _show_form(visit, form, wrong)
    if needs_vault(account) and find_place(visit, account.name)[1]:
        return _show_form(visit, form, {})
    if account.kind.signs_in_by_browser:
        if find_missing(account.kind):
            return _show_form(visit, form, {})
        plan = Plan(account, make_values(form), form.secret, elsewhere=form.elsewhere)
        if refused := begin_sign_in(visit, plan):
            return _show_form(visit, form, {"": refused})
        return visit.go(sign_in_href(account.name))
    secret = form.secret if needs_vault(account) else None
    connections = typed_connections(visit.app.config.home, secret)
    seen = try_account(visit.app, tries_of(visit), connections, account, now=visit.now)
    if seen.error:
        return _show_form(visit, form, {_blame(form, at_sign_in=seen.at_sign_in): seen.error})
    try:
        store_account(visit.app, account, make_values(form), secret)
    except WrongUsage as error:
        return _show_form(visit, form, {"name": str(error)})
    tries_of(visit).keep(visit.session.id, replace(seen, added=True))
    return visit.go(seen_href(account.name))


@router.get("/accounts/password")
def show_password(visit: Annotated[Visit, Depends(signed_in)], name: str = "") -> Response:
    """Where an account's password is, and the form for another one."""
    return _show_password(visit, name, "")


@router.post("/accounts/password")
def change_password(
    visit: Annotated[Visit, Depends(posted)],
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Try an account with another password; kept only where it lets us in."""
    account = find(visit, name)
    if account.kind.signs_in_by_browser:
        return visit.go(sign_in_href(account.name))
    secret = password.strip() if account.kind is AccountKind.ICS and not account.user else password
    wrong = check_password(secret)
    if wrong or not needs_vault(account) or find_place(visit, account.name)[1]:
        return _show_password(visit, name, wrong, status=422)
    connections = typed_connections(visit.app.config.home, secret)
    seen = try_account(visit.app, tries_of(visit), connections, account, now=visit.now)
    if seen.error:
        return _show_password(visit, name, seen.error, status=422)
    keep(visit.app, account, secret)
    tries_of(visit).keep(visit.session.id, seen)
    return visit.go(seen_href(account.name), say="The new password is kept.")


def _choice(kind: AccountKind) -> Choice:
    guide = GUIDES[kind]
    return Choice(
        kind.value, guide.title, _LABELS_OF_KINDS[kind], guide.rights, _NEEDS[kind],
        find_missing(kind),
    )  # fmt: skip


def _taken(visit: Visit) -> frozenset[str]:
    return frozenset(account.name for account in visit.app.config.accounts)


def _blame(form: AccountForm, *, at_sign_in: bool) -> str:
    """The field that a failed test read is about."""
    if at_sign_in and form.kind in BY_PASSWORD:
        return "password"
    fields = {
        AccountKind.IMAP: "host",
        AccountKind.EXCHANGE: "host",
        AccountKind.CALDAV: "url",
        AccountKind.ICS: "url",
        AccountKind.LOCAL: "mail" if form.mail else "calendar",
    }
    return fields[form.kind]


def _show_form(visit: Visit, form: AccountForm, wrong: Mapping[str, str]) -> Response:
    guide: KindGuide = GUIDES[form.kind]
    provider = find_provider(form.kind, form.user)
    place, no_place = find_place(visit, "new") if form.kind is not AccountKind.LOCAL else ("", "")
    missing = find_missing(form.kind)
    hides = form.kind is AccountKind.ICS
    page = FormPage(
        kind=form.kind.value,
        title=guide.title,
        rights=rights_of(_as_typed(form)),
        secret=guide.secret,
        fields=form.shown(),
        headers_only=form.headers_only,
        open_address=form.open_address,
        errors=tuple(
            (name, LABELS.get(name, ""), wrong[name])
            for name in ("", *FIELDS[form.kind])
            if name in wrong
        ),
        note=provider.note if provider is not None else "",
        place=place,
        # A calendar at an open address needs no place for secrets.
        blocked=missing or ("" if hides and form.open_address else no_place),
        provider=PROVIDERS.get(form.kind, ""),
        elsewhere=is_away(visit),
        instead=_find_better(form.kind, provider),
    )
    refused = bool(wrong) or (visit.request.method == "POST" and bool(page.blocked))
    return visit.page(
        "accounts_form.html", status=422 if refused else 200, nav="accounts", page=page
    )


def _find_better(kind: AccountKind, provider: Provider | None) -> str:
    """The kind of its own that the provider of a mailbox has; see `config.providers`."""
    if provider is None or kind is not AccountKind.IMAP:
        return ""
    kinds = (AccountKind.GOOGLE, AccountKind.MICROSOFT)
    return next((one.value for one in kinds if f"of kind {one.value}" in provider.note), "")


def _as_typed(form: AccountForm) -> AccountConfig:
    """As much of the account as says what will be done there."""
    deliver = form.deliver if form.deliver in {"drafts", "send"} else None
    return AccountConfig("", form.kind, bodies=not form.headers_only, deliver=deliver)


def _show_password(visit: Visit, name: str, wrong: str, *, status: int = 200) -> Response:
    account = find(visit, name)
    if account.kind.signs_in_by_browser:
        return visit.go(sign_in_href(account.name))
    kept = needs_vault(account)
    place, no_place = find_place(visit, account.name) if kept else ("", "")
    given = say_given(account) if account.is_remote else "files on this machine need none"
    return visit.page(
        "accounts_password.html",
        status=status,
        nav="accounts",
        account=account.name,
        kind=KINDS[account.kind],
        is_address=account.kind is AccountKind.ICS and not account.user,
        secret=GUIDES[account.kind].secret,
        rights=rights_of(account),
        place=place,
        blocked=find_missing(account.kind) or no_place,
        given="" if kept else given,
        error=wrong,
    )
