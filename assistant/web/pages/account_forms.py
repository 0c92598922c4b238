"""The forms of accounts, read into records: what was typed, and what of it cannot be meant.

Fields arrive as text from a browser; nothing here trusts them. A password is in no sentence, no
representation and nothing that is shown again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Form, HTTPException

from assistant.accounts import usual_name
from assistant.config.providers import find_other_hosts
from assistant.config.records import AccountKind
from assistant.errors import BadConfiguration, WrongUsage
from assistant.vault.errors import VaultError
from assistant.vault.port import check_name
from assistant.web.pages.words import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from assistant.config.providers import Provider
    from assistant.config.records import AccountConfig

Text = Annotated[str, Form()]

#: Longer lines are a mistake; addresses of calendars have some hundred characters.
MAX_LINE = 1000
MAX_NAME = 100
#: As on the command line: longer input is no password.
MAX_SECRET = 4096

#: Field → its label; errors name fields by these.
LABELS = {
    "name": "Your word for it",
    "user": "Address or user name",
    "host": "Host",
    "tls": "Encryption",
    "port": "Port",
    "url": "Address",
    "mail": "Mail",
    "calendar": "Calendar",
    "certificate": "Certificates to trust",
    "password": "Password",
    "mailbox": "Address of the mailbox",
    "sign_in": "How the password is shown",
    "access": "Whose mailbox it is",
    "deliver": "Mail that you accept",
    "client": "The client’s file",
    "client_id": "Client ID",
    "client_secret": "Client secret",
    "tenant": "Directory (tenant) ID or domain",
}
#: The fields that each kind has.
FIELDS = {
    AccountKind.IMAP: ("user", "password", "host", "tls", "port", "certificate", "name"),
    AccountKind.GOOGLE: ("client", "client_id", "client_secret", "deliver", "name"),
    AccountKind.MICROSOFT: ("client_id", "tenant", "deliver", "name"),
    AccountKind.EXCHANGE: (
        "host", "user", "password", "mailbox", "access", "sign_in", "deliver", "certificate", "name",
    ),
    AccountKind.CALDAV: ("user", "password", "url", "certificate", "name"),
    AccountKind.ICS: ("url", "certificate", "name"),
    AccountKind.LOCAL: ("mail", "calendar", "name"),
}  # fmt: skip
#: Kinds that read mail, of which the text may stay where it is.
READS_MAIL = frozenset(AccountKind) - {AccountKind.CALDAV, AccountKind.ICS}
#: Which a person must fill in.
_NEEDED = {
    "name": "Give it a word of your own, as work.",
    "user": "Somebody signs in there: type the address or user name.",
    "host": "A host has a name, as mail.your.firm.",
    "url": "An address begins with https:// or webcal://.",
    "password": "Type the password.",
}


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What was typed about a new account.

    Attributes:
        sign_in, access, deliver: As in the configuration.
        open_address: Of a calendar at an address: anybody may know it.
        client_wrong: What is wrong with the text of a client's file.
        elsewhere: The browser cannot come back to this machine.
        secret: The password, the client secret, or an address of a calendar that is kept like one.
    """

    kind: AccountKind
    name: str = ""
    user: str = ""
    host: str = ""
    tls: str = "implicit"
    port: str = ""
    url: str = ""
    mail: str = ""
    calendar: str = ""
    certificate: str = ""
    mailbox: str = ""
    sign_in: str = "ntlm"
    access: str = "own"
    deliver: str = ""
    client_id: str = ""
    tenant: str = ""
    client_wrong: str = ""
    elsewhere: bool = False
    headers_only: bool = False
    open_address: bool = False
    secret: str = field(default="", repr=False)

    @property
    def wants_secret(self) -> bool:
        """Whether something is to be kept like a password."""
        if self.kind is AccountKind.ICS:
            return not self.open_address
        return self.kind not in {AccountKind.LOCAL, AccountKind.MICROSOFT}

    def shown(self) -> Mapping[str, str]:
        """The fields to fill in again; never a password."""
        return {name: one_line(getattr(self, name)[:MAX_LINE]) for name in _SHOWN}


_SHOWN = (
    "name", "user", "host", "tls", "port", "url", "mail", "calendar", "certificate", "mailbox",
    "sign_in", "access", "deliver", "client_id", "tenant",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientFields:
    """A client of Google Cloud, as it was typed or pasted."""

    client_id: str
    secret: str = field(repr=False)
    wrong: str = ""


def read_client_fields(client: str, client_id: str, secret: str) -> ClientFields:
    """The two parts of a client: of the text of its file, else as they were typed."""
    from assistant.oauth import read_client

    typed = ClientFields(client_id.strip(), secret.strip())
    if not client.strip():
        return typed
    if typed.secret:
        return ClientFields(typed.client_id, "", "Paste the file or type its parts, not both.")
    try:
        return ClientFields(*read_client(client, "What you pasted"))
    except WrongUsage as error:
        return ClientFields(typed.client_id, "", str(error))


def read_kind(text: str) -> AccountKind:
    """The kind of an address or a form.

    Raises:
        HTTPException: there is none of that name.
    """
    try:
        return AccountKind(text)
    except ValueError as error:
        raise HTTPException(404) from error


def read_account_form(  # noqa: PLR0913, PLR0917 - the fields of one form
    kind: Text = "",
    name: Text = "",
    user: Text = "",
    host: Text = "",
    tls: Text = "implicit",
    port: Text = "",
    url: Text = "",
    mail: Text = "",
    calendar: Text = "",
    certificate: Text = "",
    mailbox: Text = "",
    sign_in: Text = "ntlm",
    access: Text = "own",
    deliver: Text = "",
    client: Text = "",
    client_id: Text = "",
    client_secret: Text = "",
    tenant: Text = "",
    elsewhere: Text = "",
    headers_only: Text = "",
    open_address: Text = "",
    password: Text = "",
) -> AccountForm:
    """What "Add an account" carries."""
    found = read_kind(kind)
    # Such an address lets in whoever knows it: unless it is said to be open, it is the password.
    hides = found is AccountKind.ICS and not open_address
    is_google = found is AccountKind.GOOGLE
    parts = read_client_fields(client if is_google else "", client_id, client_secret)
    secret = parts.secret if is_google else password
    return AccountForm(
        kind=found,
        name=name.strip(),
        user=user.strip(),
        host=host.strip(),
        tls=tls,
        port=port.strip(),
        url="" if hides else url.strip(),
        mail=mail.strip(),
        calendar=calendar.strip(),
        certificate=certificate.strip(),
        mailbox=mailbox.strip(),
        sign_in=sign_in,
        access=access,
        deliver=deliver,
        client_id=parts.client_id,
        tenant=tenant.strip(),
        client_wrong=parts.wrong,
        elsewhere=bool(elsewhere),
        headers_only=bool(headers_only),
        open_address=bool(open_address),
        secret=url.strip() if hides else secret,
    )


def propose_form(kind: AccountKind, address: str, taken: Collection[str]) -> AccountForm:
    """The form as it is first shown, filled in from what the person signs in with."""
    from assistant.config.providers import propose

    proposed = propose(address)
    return AccountForm(
        kind=kind,
        name=free_name(kind, taken),
        user=address if kind in {AccountKind.IMAP, AccountKind.CALDAV} else "",
        host=proposed.imap or "",
        url=(proposed.caldav or "") if kind is AccountKind.CALDAV else "",
        deliver="drafts" if kind is AccountKind.EXCHANGE else "none",
        tenant="organizations" if kind is AccountKind.MICROSOFT else "",
    )


def find_provider(kind: AccountKind, address: str) -> Provider | None:
    """What is known of the provider of an address; None where no host is signed in at."""
    from assistant.config.providers import propose

    return propose(address) if kind in {AccountKind.IMAP, AccountKind.CALDAV} else None


def free_name(kind: AccountKind, taken: Collection[str]) -> str:
    """A word for the next account of a kind that no other has."""
    usual = usual_name(kind)
    number, name = 1, usual
    while name in taken:
        number += 1
        name = f"{usual}-{number}"
    return name


def check_form(form: AccountForm, taken: Collection[str]) -> dict[str, str]:
    """Field → what is wrong with it; empty where all can be meant."""
    wrong = _check_client(form)
    for one in FIELDS[form.kind]:
        if one in {"client", "client_secret"} or one in wrong:
            continue
        text = _text_of(form, one)
        if not text and one in _NEEDED:
            wrong[one] = _NEEDED[one]
        elif one != "password" and (len(text) > MAX_LINE or not text.isprintable()):
            wrong[one] = "This is no single line of text."
    if form.wants_secret:
        wrong |= _check_secret(form)
    if form.port and not (form.port.isascii() and form.port.isdigit() and _is_port(form.port)):
        wrong["port"] = "A port is a number from 1 to 65535."
    if form.kind is AccountKind.EXCHANGE and (sentence := _say_online(form.host)):
        wrong["host"] = sentence
    if form.kind is AccountKind.LOCAL and not (form.mail or form.calendar):
        wrong["mail"] = "Name mail, a calendar, or both: else there is nothing to read."
    if "name" not in wrong and (sentence := _check_name(form.name, taken)):
        wrong["name"] = sentence
    return wrong


def _check_client(form: AccountForm) -> dict[str, str]:
    """What is wrong with the program that is registered at Google or Microsoft."""
    if form.client_wrong:
        return {"client": form.client_wrong}
    if form.kind is AccountKind.GOOGLE:
        if not form.client_id and not form.secret:
            return {"client": "Paste the file, or type client ID and client secret."}
        wrong = {"client_id": "Type the client ID beside its secret."}
        wrong |= {"client_secret": "Type the client secret, or paste the file again."}
        given = {"client_id": form.client_id, "client_secret": form.secret}
        return {name: sentence for name, sentence in wrong.items() if not given[name]}
    if form.kind is AccountKind.MICROSOFT and not form.client_id:
        return {"client_id": "It stands on the overview page of the registration."}
    return {}


def _say_online(host: str) -> str:
    """Why a mailbox in Exchange Online cannot be read as one on a server of a firm."""
    from connectors.exchange import exchange_online_sentence

    return exchange_online_sentence(f"https://{host}/") or ""


def _text_of(form: AccountForm, name: str) -> str:
    if name == "password" or (name == "url" and form.kind is AccountKind.ICS):
        return form.secret or form.url
    return str(getattr(form, name))


def _is_port(digits: str) -> bool:
    return len(digits) <= 5 and 0 < int(digits) < 65_536


def _check_name(name: str, taken: Collection[str]) -> str:
    if name in taken:
        return f"There is an account '{name}' already; give this one another word."
    try:
        check_name(name)
    except VaultError as error:
        return str(error)
    return "" if len(name) <= MAX_NAME else "A short word is enough, as work."


def _check_secret(form: AccountForm) -> dict[str, str]:
    places = {AccountKind.ICS: "url", AccountKind.GOOGLE: "client_secret"}
    where = places.get(form.kind, "password")
    sentence = check_password(form.secret)
    return {where: sentence} if sentence and form.secret else {}


def check_password(secret: str) -> str:
    """What is wrong with a password; empty where it may be one."""
    if not secret:
        return _NEEDED["password"]
    if len(secret) > MAX_SECRET:
        return f"No password is longer than {MAX_SECRET:,} characters."
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in secret):
        return "It holds a line break or another character that no password has."
    return ""


def make_values(form: AccountForm) -> dict[str, Any]:
    """The keys of the account's table; no password is among them."""
    values: dict[str, Any] = {"name": form.name, "kind": form.kind.value}
    if form.kind is AccountKind.LOCAL:
        values |= {key: [text] for key in ("mail", "calendar") if (text := getattr(form, key))}
    else:
        keys = (
            "host", "tls", "url", "user", "certificate", "mailbox", "sign_in", "access", "deliver",
            "client_id", "tenant",
        )  # fmt: skip
        known = {key for key in keys if key in FIELDS[form.kind]}
        values |= {key: text for key in keys if key in known and (text := getattr(form, key))}
        if form.port and form.kind is AccountKind.IMAP:
            values["port"] = int(form.port)
        if form.kind is AccountKind.CALDAV and (others := find_other_hosts(form.url)):
            values["hosts"] = list(others)
    if form.headers_only and form.kind in READS_MAIL:
        values["bodies"] = False
    return values


def configure(home: Path, form: AccountForm) -> tuple[AccountConfig | None, dict[str, str]]:
    """The account that a form makes, or field → what is wrong with it; nothing is written."""
    from assistant.config.write import try_account

    try:
        return try_account(home, make_values(form)), {}
    except BadConfiguration as error:
        # The place in the file means nothing to who fills in a form.
        return None, {error.key if error.key in FIELDS[form.kind] else "": error.message}
