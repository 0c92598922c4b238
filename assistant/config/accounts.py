"""`[[account]]`: sources of mail and calendars, each with the keys of its kind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config.hosts import (
    read_host,
    read_port,
    read_secret_keys,
    read_tls,
    refuse_secrets,
)
from assistant.config.keys import ACCOUNT_KEYS, KEYS_OF_KIND, SEND_KEYS
from assistant.config.records import AccountConfig, AccountKind, SecretConfig, SendConfig

if TYPE_CHECKING:
    from assistant.config.reading import Section

SIGN_INS = ("password", "token")
EXCHANGE_SIGN_INS = ("ntlm", "basic", "token")
#: As whom a program comes to a mailbox of Exchange.
ACCESSES = ("own", "delegate", "impersonation")
#: What becomes of accepted mail: nothing in that mailbox, a draft, or it is sent.
DELIVERIES = ("none", "drafts", "send")
#: Where an Exchange Server answers, on its host.
EXCHANGE_PATH = "/EWS/Exchange.asmx"

_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{1,256}")
_TENANT = re.compile(r"[A-Za-z0-9.-]{1,253}")


def read_accounts(top: Section, home: Path) -> tuple[AccountConfig, ...]:
    """The accounts in their order.

    Raises:
        BadConfiguration: also for two of one name, and for a key of another kind.
    """
    accounts = [_account(section, home) for section in top.sections("account")]
    names = [account.name for account in accounts]
    for number, name in enumerate(names):
        if name in names[:number]:
            top.fail("account", f"two [[account]] are called '{name}'; give each its own name.")
    return tuple(accounts)


def below(home: Path, text: str) -> Path:
    """A path of the configuration, against the home where it is no absolute one."""
    path = Path(text).expanduser()
    return path if path.is_absolute() else home / path


def _account(section: Section, home: Path) -> AccountConfig:
    refuse_secrets(section)
    section.check_keys(ACCOUNT_KEYS)
    kinds = [kind.value for kind in AccountKind]
    kind = AccountKind(section.choice("kind", kinds, "local") or "local")
    _refuse_other_kinds(section, kind)
    name = section.required("name", example='"work"')
    if kind is AccountKind.LOCAL:
        return _local(section, home, name)
    if kind is AccountKind.IMAP:
        return _imap(section, home, name)
    if kind.signs_in_by_browser:
        return _provider(section, name, kind)
    if kind is AccountKind.EXCHANGE:
        return _exchange(section, home, name)
    return _calendars(section, home, name, kind)


def _refuse_other_kinds(section: Section, kind: AccountKind) -> None:
    for key in section.keys():  # noqa: SIM118 - a table, no mapping
        kinds = KEYS_OF_KIND.get(key)
        if kinds is not None and kind not in kinds:
            quoted = [f'"{one}"' for one in kinds]
            said = " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
            section.fail(
                key, f"'{key}' is for accounts of kind {said}; this one is of kind \"{kind}\"."
            )


def _local(section: Section, home: Path, name: str) -> AccountConfig:
    drafts = section.string("drafts")
    return AccountConfig(
        name=name,
        mail=tuple(below(home, path) for path in section.strings("mail")),
        calendar=tuple(below(home, path) for path in section.strings("calendar")),
        drafts=below(home, drafts) if drafts else None,
        bodies=section.boolean("bodies", default=True),
    )


def _imap(section: Section, home: Path, name: str) -> AccountConfig:
    host = read_host(section)
    return AccountConfig(
        name=name,
        kind=AccountKind.IMAP,
        host=host,
        port=read_port(section),
        tls=read_tls(
            section, host, "implicit", why="password and mail would be shown to the network"
        ),
        user=section.required("user", example='"you@your.firm"'),
        sign_in=section.choice("sign_in", SIGN_INS, "password") or "password",
        secret=read_secret_keys(section),
        skip=section.strings("skip"),
        bodies=section.boolean("bodies", default=True),
        certificate=_certificate(section, home),
        smtp=_smtp(section.section("smtp")) if section.has("smtp") else None,
    )


def _provider(section: Section, name: str, kind: AccountKind) -> AccountConfig:
    client_id = section.required("client_id", example='"…", of the program as you registered it')
    if not _CLIENT_ID.fullmatch(client_id):
        section.fail("client_id", f"'{client_id}' is no client ID; copy it whole.")
    tenant = section.string("tenant") or "organizations"
    if not _TENANT.fullmatch(tenant):
        section.fail("tenant", f"'{tenant}' is no directory: neither an id nor a domain.")
    return AccountConfig(
        name=name,
        kind=kind,
        client_id=client_id,
        tenant=tenant,
        user=section.string("user", "") or "",
        deliver=_deliver(section, "none"),
        calendars=section.strings("calendars"),
        skip=section.strings("skip"),
        bodies=section.boolean("bodies", default=True),
    )


def _exchange(section: Section, home: Path, name: str) -> AccountConfig:
    url = section.string("url")
    if url is not None and section.has("host"):
        section.fail("url", "write exactly one of host and url, not both.")
    user = section.required("user", example='"FIRM\\\\marta"')
    mailbox = section.string("mailbox") or user
    if "@" not in mailbox:
        section.fail("mailbox", f"account '{name}' has no 'mailbox'; write its mail address.")
    return AccountConfig(
        name=name,
        kind=AccountKind.EXCHANGE,
        url=f"https://{read_host(section)}{EXCHANGE_PATH}" if url is None else url,
        user=user,
        mailbox=mailbox,
        sign_in=section.choice("sign_in", EXCHANGE_SIGN_INS, "ntlm") or "ntlm",
        access=section.choice("access", ACCESSES, "own") or "own",
        deliver=_deliver(section, "drafts"),
        secret=read_secret_keys(section),
        calendars=section.strings("calendars"),
        skip=section.strings("skip"),
        bodies=section.boolean("bodies", default=True),
        certificate=_certificate(section, home),
    )


def _calendars(section: Section, home: Path, name: str, kind: AccountKind) -> AccountConfig:
    url = section.string("url")
    user = section.string("user", "") or ""
    if kind is AccountKind.CALDAV:
        if url is None:
            section.fail("url", f"account '{name}' has no 'url'; write that of the server.")
        if not user:
            section.fail("user", f"account '{name}' has no 'user'; write who signs in.")
    return AccountConfig(
        name=name,
        kind=kind,
        url=url,
        user=user,
        sign_in=section.choice("sign_in", SIGN_INS, "password") or "password",
        secret=read_secret_keys(section),
        hosts=section.strings("hosts"),
        calendars=section.strings("calendars"),
        certificate=_certificate(section, home),
    )


def _deliver(section: Section, usual: str) -> str | None:
    """What `deliver` says; None: the account is only read."""
    said = section.choice("deliver", DELIVERIES, usual)
    return None if said == "none" else said


def _certificate(section: Section, home: Path) -> Path | None:
    path = section.string("certificate")
    return below(home, path) if path else None


def _smtp(section: Section) -> SendConfig:
    refuse_secrets(section)
    section.check_keys(SEND_KEYS)
    host = read_host(section)
    secret = read_secret_keys(section)
    return SendConfig(
        host=host,
        port=read_port(section),
        tls=read_tls(section, host, "starttls", why="your mail would be shown to the network"),
        user=section.string("user"),
        secret=None if secret == SecretConfig() else secret,
        copy=section.boolean("copy", default=True),
    )
