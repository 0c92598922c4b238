"""Accounts as the page lists them: how each is reached, what is done there, how it is doing.

Words and judgements only; nothing here asks a host or opens the place of passwords.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.accounts import needs_vault, say_given, say_reads, say_where
from assistant.config.load import CONFIG_FILE
from assistant.config.records import AccountKind
from assistant.rights import rights_of
from assistant.store.accounts import AccountState, ErrorKind, Places
from assistant.web.pages.hours import say_hours
from assistant.web.pages.words import counted, one_line, say_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.config.records import AccountConfig, Config
    from assistant.insight.records import ClockSpec
    from assistant.rights import Right

KINDS = {
    AccountKind.IMAP: "mailbox, by IMAP",
    AccountKind.GOOGLE: "Gmail and Google Calendar",
    AccountKind.MICROSOFT: "Microsoft 365",
    AccountKind.EXCHANGE: "Exchange Server",
    AccountKind.CALDAV: "calendars, by CalDAV",
    AccountKind.ICS: "one calendar, at its address",
    AccountKind.LOCAL: "files on this machine",
}


#: What connectors say to somebody at a terminal.
_COMMAND = re.compile(r"\b([Rr])un `rapport account auth [^`]*`(?: once more| to try again)?")


class Doing(StrEnum):
    """How an account is doing; the value is what the badge says."""

    FINE = "reads fine"
    PARTLY = "partly read"
    NEVER = "never read"
    FAILED = "failed"
    SIGN_IN = "needs a sign-in"
    PAUSED = "left alone for now"


#: Which colour a badge has.
BADGES = {
    Doing.FINE: "good",
    Doing.PARTLY: "warn",
    Doing.NEVER: "info",
    Doing.FAILED: "stop",
    Doing.SIGN_IN: "stop",
    Doing.PAUSED: "warn",
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account.

    Attributes:
        where: How it is reached; empty where the address may be secret by itself.
        reads: What is read of it: `mail`, `headers only, calendars`.
        badge: Of `doing`: good, info, warn or stop.
        sentence: Why it is not doing well; empty where it is.
        next_try: It is not asked earlier; None: with the next reading.
        password: Where its password comes from; empty where it is kept here.
        by_browser: Its owner signs in on the provider's page; it has no password.
        can_sign_in: Whether a new password can be given here, or one can sign in again.
    """

    name: str
    kind: str
    where: str
    reads: str
    doing: Doing
    badge: str
    sentence: str
    last_read: datetime | None
    next_try: datetime | None
    rights: tuple[Right, ...]
    password: str
    by_browser: bool
    can_sign_in: bool


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """What every judgement of time rests on, and the file in which it stands."""

    zone: str
    hours: str
    country: str
    file: str


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Everything the list says.

    Attributes:
        former: Accounts that are read no more; what was read of them is still here.
    """

    lines: tuple[AccountLine, ...]
    former: tuple[str, ...]
    owner: OwnerFacts


def build_accounts(
    config: Config,
    *,
    states: Mapping[str, AccountState],
    places: Mapping[str, Places],
    digests: Mapping[str, str],
    clock: ClockSpec,
    now: datetime,
) -> AccountsPage:
    """Put the list together.

    Args:
        states, places: By account, as the store has them.
        digests: Account → hash of its present settings.
        clock: The owner's.
    """
    lines = tuple(
        _line(
            account,
            states.get(account.name) or AccountState(0),
            places.get(account.name) or Places(),
            digests[account.name],
            now,
        )
        for account in config.accounts
    )
    known = {account.name for account in config.accounts}
    former = tuple(one_line(name) for name in sorted(places) if name not in known)
    return AccountsPage(lines, former, _owner_facts(config, clock))


def say_on_page(sentence: str, *, without: Iterable[str] = ()) -> str:
    """What a connector says, for who has a button in place of the command that signs in.

    Args:
        sentence: One or more, or nothing.
        without: What makes a sentence one that is left out.
    """
    if not sentence:
        return ""
    said = _COMMAND.sub(lambda found: f"{'S' if found[1] == 'R' else 's'}ign in again", sentence)
    # By itself it is what the button says.
    return say_here(said, without=without).replace(" Sign in again.", "")


def say_names(accounts: Sequence[AccountConfig]) -> tuple[str, ...]:
    """Names that are taken."""
    return tuple(account.name for account in accounts)


def _line(
    account: AccountConfig, state: AccountState, places: Places, digest: str, now: datetime
) -> AccountLine:
    doing, sentence = _judge(account, state, places, digest, now)
    paused = account.is_remote and state.is_paused(now, digest)
    kept = needs_vault(account)
    named = account.secret.env is not None or bool(account.secret.command)
    return AccountLine(
        name=account.name,
        kind=KINDS[account.kind],
        where="" if account.kind is AccountKind.ICS else one_line(say_where(account)),
        reads=say_reads(account),
        doing=doing,
        badge=BADGES[doing],
        sentence=say_on_page(sentence),
        last_read=places.last_success_at,
        next_try=state.next_try_at if paused else None,
        rights=rights_of(account),
        password=one_line(say_given(account)) if named else "",
        by_browser=account.kind.signs_in_by_browser,
        can_sign_in=kept,
    )


def _judge(
    account: AccountConfig, state: AccountState, places: Places, digest: str, now: datetime
) -> tuple[Doing, str]:
    """How an account is doing, and why; the worst first."""
    if state.error is not None:
        if state.error_kind is ErrorKind.SIGN_IN:
            return Doing.SIGN_IN, state.error
        paused = account.is_remote and state.is_paused(now, digest)
        return (Doing.PAUSED if paused else Doing.FAILED), state.error
    if places.failed:
        of = f"{places.failed:,} of {counted(places.count, 'place')}"
        return Doing.PARTLY, f"{of} could not be read at the last reading."
    if places.last_success_at is None:
        return Doing.NEVER, ""
    if places.unfinished:
        of = f"{places.unfinished:,} of {counted(places.count, 'place')}"
        return Doing.PARTLY, f"{of} not read to the end yet; the next reading goes on."
    return Doing.FINE, ""


def _owner_facts(config: Config, clock: ClockSpec) -> OwnerFacts:
    owner = config.owner
    country = ", ".join(filter(None, (owner.country, owner.subdivision)))
    return OwnerFacts(
        zone=owner.zone,
        hours=say_hours(clock),
        country=one_line(country) or "none, so no public holidays",
        file=CONFIG_FILE,
    )
