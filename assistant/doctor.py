"""What a home is made of and how it is doing: sources, problems, versions, things to know."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.config.records import AccountKind
from assistant.contract import answer, moment
from assistant.errors import ExtraMissing, RapportError
from assistant.ingest.tally import MISSING
from assistant.reports.daily import standing_json
from assistant.reports.sources import (
    LACKING,
    Standing,
    find_standing,
    next_try_at,
    say_fault,
    say_lacking,
    say_standing,
    say_whole,
)
from assistant.store.engine import read
from assistant.store.problems import load_problems
from assistant.store.runs import find_last_run
from assistant.store.tallies import load_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.app import App
    from assistant.store.sources import Source
    from assistant.store.tallies import DayTally

#: Versions whose checkpoint can race with another one; ours runs in the one writer only.
WAL_RACE = ((3, 7, 0), (3, 51, 2))


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One collection as `doctor` shows it."""

    account: str
    kind: str
    collection: str
    items: int
    span: str
    state: str
    source: Source
    read_at: str
    seen_at: datetime

    @property
    def place(self) -> tuple[str, str, str]:
        """What its days are kept under."""
        return self.account, self.collection, self.kind

    @property
    def is_lacking(self) -> bool:
        """Whether it is not read, or not all of it."""
        return find_standing(self.source, self.seen_at) in LACKING

    @property
    def name(self) -> str:
        """`work/INBOX`; of an account that was never looked at, its name alone."""
        return f"{self.account}/{self.collection}" if self.collection else self.account


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything `doctor` says.

    Attributes:
        failed: What could not be read or is missing, and a log of decisions that was meddled with.
        problems: Single items with something wrong, one sentence each.
        notes: Things to know; nothing is wrong.
        whole: That everything is there, in a sentence; empty where it is not.
        next_run_at: When mail is read next by itself; None: nothing does.
        days: Account, collection and kind → its days as they were counted, the latest first.
    """

    sources: tuple[SourceLine, ...]
    failed: tuple[str, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    whole: str = ""
    next_run_at: datetime | None = None
    days: Mapping[tuple[str, str, str], tuple[DayTally, ...]] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """The last word: that all was read, that nothing was, or nothing where something is wrong."""
        begun = [line for line in self.sources if line.source.is_begun]
        if self.failed or self.problems:
            return ""
        if not begun:
            return "Nothing was read yet."
        if any(line.is_lacking for line in self.sources):
            return ""
        return " ".join(filter(None, ("Everything that is configured was read.", self.whole)))


def examine(app: App, *, now: datetime) -> Diagnosis:
    """Look at everything that is stored; reads no mailbox."""
    zone = ZoneInfo(app.config.owner.zone)
    with read(app.engine) as connection:
        sources = app.load_sources(connection)
        problems = load_problems(connection, app.owner_id)
        broken = _verify(connection, app.owner_id)
        days = load_days(connection, app.owner_id)
        last_run = find_last_run(connection, app.owner_id)
    lacking = _lacking(sources, zone, now)
    wrong_access, access = _accesses(app, now)
    return Diagnosis(
        sources=tuple(_line(source, zone, now) for source in sources),
        failed=(
            *lacking,
            *(_say(one) for one in problems if one[2] == MISSING),
            *broken,
            # What already stopped a reading is told with that.
            *(one for one in wrong_access if not any(one in said for said in lacking)),
        ),
        problems=tuple(_say(one) for one in problems if one[2] != MISSING),
        notes=(*access, *_notes(app, sources, now)),
        whole=say_whole(sources, now),
        next_run_at=_next_run(app, last_run, now),
        days=days,
    )


def _say(problem: tuple[str, str, str, str]) -> str:
    source, key, _, message = problem
    return f"{source}{': ' if key else ''}{key}: {message}"


def _lacking(sources: list[Source], zone: ZoneInfo, now: datetime) -> list[str]:
    """What needs a sign-in or failed.

    What was never read stands among the notes, and what is missing among the problems, by its ids.
    """
    begun = [
        source
        for source in sources
        if find_standing(source, now) not in {Standing.NEVER, Standing.MISSING}
    ]
    return [
        *say_lacking(begun, now=now, zone=zone),
        *(
            f"{source.account}/{source.collection}: {source.error}"
            for source in sources
            if source.error and find_standing(source, now) is Standing.FAILED
        ),
    ]


def _next_run(app: App, last_run: datetime | None, now: datetime) -> datetime | None:
    """When a server of this home reads next; None: none does, so the next `rapport run`."""
    from assistant.presence import is_read_by_server

    every = timedelta(minutes=app.config.schedule.run_every_min)
    if not every or not is_read_by_server(app.config.home):
        return None
    return max(now, last_run + every) if last_run is not None else now


def doctor_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """`doctor --json`."""
    return answer(
        sources=[
            {
                "account": line.account,
                "kind": line.kind,
                "collection": line.collection,
                "items": line.items,
                "from": moment(line.source.from_at),
                "to": moment(line.source.to_at),
                "complete": line.source.complete,
                "last_success_at": moment(line.source.last_success_at),
                "error": line.source.error,
                **standing_json(line.source, line.seen_at),
                "next_try_at": moment(
                    next_try_at(line.source, line.seen_at) or diagnosis.next_run_at
                ),
                "state": line.state,
                "days": [
                    {
                        "day": day.day or None,
                        "theirs": day.theirs,
                        "ours": day.ours,
                        "missing": day.missing,
                        "set_aside": day.set_aside,
                    }
                    for day in diagnosis.days.get(line.place, ())
                    if day.differs
                ],
            }
            for line in diagnosis.sources
        ],
        failed=list(diagnosis.failed),
        problems=list(diagnosis.problems),
        notes=list(diagnosis.notes),
    )


def _line(source: Source, zone: ZoneInfo, now: datetime) -> SourceLine:
    if source.from_at is None or source.to_at is None:
        span = "-"
    else:
        first, last = source.from_at.astimezone(zone), source.to_at.astimezone(zone)
        span = f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
    success = source.last_success_at
    return SourceLine(
        source.account,
        source.kind,
        source.collection,
        source.items,
        span,
        say_standing(source, now=now, zone=zone),
        source,
        read_at=f"{success.astimezone(zone):%Y-%m-%d %H:%M}" if success is not None else "never",
        seen_at=now,
    )


def _notes(app: App, sources: list[Source], now: datetime) -> tuple[str, ...]:
    from assistant.assess.clocks import check_countries, check_subdivisions
    from assistant.config.load import check_dates
    from assistant.lessons import say_learned
    from assistant.reports.mailing import say_unmailed

    notes = [
        *check_countries(app.config),
        *check_subdivisions(app.config),
        *check_dates(app.config, today=now.date()),
        *say_unmailed(app.engine, app.owner_id, as_of=now, zone=app.config.owner.zone),
    ]
    # What stopped an account is told elsewhere, and running again does not help.
    looked_at = {one.account for one in sources if one.is_begun or say_fault(one)}
    notes.extend(
        f"Account '{account.name}' was never read; run `rapport run`."
        for account in app.config.accounts
        if account.name not in looked_at
    )
    configured = {account.name for account in app.config.accounts}
    notes.extend(
        f"Account '{name}' is no longer configured: nothing new is read of it; what was read stays, "
        "and counts in what is found."
        for name in sorted({one.account for one in sources} - configured)
    )
    notes.extend(_look_alikes(app))
    notes.extend(say_learned(app.config.home))
    # Running again would not read what is no longer configured.
    read_on = [one for one in sources if one.account in configured]
    notes.extend(_stale_note(read_on, ZoneInfo(app.config.owner.zone), now))
    if app.config.owner.country is None:
        notes.append("[owner] has no country: no public holidays are known for you.")
    if not app.config.delivery.enabled:
        notes.append("[delivery] enabled = false: nothing is delivered, not even what you approve.")
    if WAL_RACE[0] <= sqlite3.sqlite_version_info <= WAL_RACE[1]:
        notes.append(
            f"SQLite {sqlite3.sqlite_version} has a known race between two checkpoints; rapport "
            "checkpoints only while it holds the home's lock, so this is for information."
        )
    return tuple(notes)


def _accesses(app: App, now: datetime) -> tuple[list[str], list[str]]:
    """What is wrong with access that people gave on a provider's page, and what is to be known."""
    from assistant.connections import EXTRAS, is_installed
    from assistant.oauth import find_lacks

    wrong: list[str] = []
    notes: list[str] = []
    for account in app.config.accounts:
        if account.kind is AccountKind.EXCHANGE:
            from connectors.exchange import exchange_online_sentence

            notes.extend(filter(None, [exchange_online_sentence(account.url or "")]))
        if account.kind in EXTRAS and not is_installed(account.kind):
            wrong.append(str(ExtraMissing(account.kind, EXTRAS[account.kind][0])))
        elif account.kind is AccountKind.GOOGLE:
            try:
                kept = app.vault.get(account.name)
            except RapportError as error:
                notes.append(
                    f"When the access of account '{account.name}' ends is not known. {error}"
                )
                continue
            # Of one that was never signed in the reading tells.
            lacks = find_lacks(account, kept, now) if kept is not None else ([], [])
            wrong.extend(lacks[0])
            notes.extend(lacks[1])
    return wrong, notes


def _verify(connection: Connection, owner_id: int) -> list[str]:
    """What is wrong with the log of decisions about drafts; nothing where it is whole."""
    from assistant.review.audit import verify_audit
    from assistant.review.errors import BrokenAudit

    try:
        verify_audit(connection, owner_id)
    except BrokenAudit as error:
        return [str(error)]
    return []


def _look_alikes(app: App) -> list[str]:
    """Who wrote from a domain that could be taken for a client's or for ours."""
    from assistant.ingest.lookalikes import find_lookalike, say_domain

    who = app.who(None)
    trusted = {
        domain
        for domain, slug in who.client_of_domain.items()
        if slug in who.clients and not who.clients[slug].prospect
    } | who.internal
    seen = (domain for one in who.clients.values() if one.prospect for domain in one.domains)
    return [
        f"{say_domain(domain)} looks like {alike} and is another domain: believe nothing from "
        f"there; `rapport clients ignore {domain}` leaves it out."
        for domain in sorted(set(seen))
        if (alike := find_lookalike(domain, trusted)) is not None
    ]


def _stale_note(sources: list[Source], zone: ZoneInfo, now: datetime) -> list[str]:
    """One sentence for all that was not read lately, with the oldest reading."""
    stale = [
        source.last_success_at
        for source in sources
        if source.last_success_at is not None and find_standing(source, now) is Standing.STALE
    ]
    if not stale:
        return []
    oldest = min(stale).astimezone(zone)
    return [f"Sources marked stale were last read on {oldest:%Y-%m-%d}; run `rapport run`."]
