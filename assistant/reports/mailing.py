"""When the daily report is mailed, and what is known about it afterwards; never to anybody else.

Once a local day. A night that the machine slept through is caught up with once. What was begun is
written down before the network is reached for, so a crash leaves *unknown*, and unknown is never
repeated by the program itself; a definite failure is tried three times in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.reports.mail import is_clear
from assistant.reports.wording import week_day
from assistant.store.engine import read, write
from assistant.store.reports import (
    FAILED,
    RENDERED,
    SENT,
    UNKNOWN,
    begin_sending,
    load_latest,
    load_report,
    load_unmailed,
    record_outcome,
    record_silence,
    settle_crashed,
)
from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from assistant.reports.daily import DailyReport
    from assistant.store.reports import StoredReport
    from connectors.sendmail import NoteToSelf, NoteTransport

_DAY = timedelta(days=1)
#: Before the second and the third try; after that it is told, and the next day begins anew.
PAUSES = (timedelta(minutes=5), timedelta(minutes=30))
#: An evening that was slept through is caught up with at once only when the next report is further
#: away than this: two in one morning help nobody.
CATCH_UP = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class ReportTimes:
    """When the report is due: a time of the day on the owner's clock."""

    at: time
    zone: str


class MailOutcome(StrEnum):
    """What became of a request to mail the report."""

    SENT = "sent"  #: taken by the host or command
    LATER = "later"  #: provably not taken; it is tried again
    FAILED = "failed"  #: provably not taken; not tried again by itself
    UNKNOWN = "unknown"  #: nobody knows; never tried again by itself
    SILENT = "silent"  #: nothing to say, and the configuration wants no mail then
    NOT_DUE = "not due"  #: its time has not come
    DONE = "done"  #: the day has its report, or its failure
    OFF = "off"  #: the kill switch is thrown


@dataclass(frozen=True, slots=True)
class MailResult:
    """The outcome, the owner's local day it is about, and a sentence for people."""

    outcome: MailOutcome
    day: date
    sentence: str

    @property
    def wrong(self) -> bool:
        """Whether a person should hear of it."""
        return self.outcome in {MailOutcome.LATER, MailOutcome.FAILED, MailOutcome.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Mailing:
    """What mailing needs of its home.

    Attributes:
        address: The owner's first address; sender and only recipient.
        enabled: The kill switch: False sends nothing.
        when_clear: Also when there is nothing to say.
        make_report: The report as of a moment; reads the database only.
        make_note: The mail of a report for a local day.
        transport: What carries it.
        clock: The real time.
    """

    engine: Engine
    owner_id: int
    times: ReportTimes
    address: str
    enabled: bool
    when_clear: bool
    make_report: Callable[[datetime], DailyReport]
    make_note: Callable[[DailyReport, date], NoteToSelf]
    transport: NoteTransport
    clock: Callable[[], datetime]


# ── when ─────────────────────────────────────────────────────────────────────────────────────


def next_report_at(now: datetime, last_day: date | None, settings: ReportTimes) -> datetime:
    """When the next report is or was due; not later than `now` means now. Pure.

    Args:
        now: Aware.
        last_day: The last local day that had one, or had its failure; None: none ever. A day after
            today, as a clock set back leaves it, counts as today's.
        settings: The time of the day, and where.

    Returns:
        UTC; its local day is the day that the report is counted for. A time that the clocks skip
        comes that much later, of one that they repeat the first counts.
    """
    today = _local_day(now, settings)
    if last_day is not None and last_day >= today:
        return _moment(last_day + _DAY, settings)
    regular = _moment(today, settings)
    missed = last_day is not None and last_day < today - _DAY
    if missed and regular - now > CATCH_UP:
        return _moment(today - _DAY, settings)
    return regular


def next_try_at(stored: StoredReport, now: datetime) -> datetime | None:
    """When a report that could not be handed over is tried again; None: not by itself. Pure."""
    if stored.state != RENDERED or not 0 < stored.tries <= len(PAUSES):
        return None
    pause = PAUSES[stored.tries - 1]
    # A clock that was set back must not make minutes into days.
    return min(stored.rendered_at, now) + pause


def find_due(engine: Engine, owner_id: int, settings: ReportTimes, now: datetime) -> datetime:
    """When mailing has something to do next; one small query."""
    with read(engine) as connection:
        latest = load_latest(connection, owner_id, until=_local_day(now, settings) + _DAY)
    return _next(now, latest, settings)[0]


def _next(
    now: datetime, latest: StoredReport | None, settings: ReportTimes
) -> tuple[datetime, date]:
    """When, and of which local day."""
    due = next_report_at(now, None if latest is None else latest.day, settings)
    again = None if latest is None else next_try_at(latest, now)
    if latest is not None and again is not None and due > now:
        return again, latest.day
    return due, _local_day(due, settings)


def _local_day(now: datetime, settings: ReportTimes) -> date:
    return now.astimezone(ZoneInfo(settings.zone)).date()


def _moment(day: date, settings: ReportTimes) -> datetime:
    return datetime.combine(day, settings.at, ZoneInfo(settings.zone)).astimezone(UTC)


# ── sending ──────────────────────────────────────────────────────────────────────────────────


def mail_daily(
    mailing: Mailing, *, now: datetime, by_hand: bool = False, again: bool = False
) -> MailResult:
    """Mail the day's report if it is due. Only for who holds the lock of mailing.

    Args:
        mailing: The home.
        now: Aware; the moment the report is about.
        by_hand: A person asks: now, whatever the time, and also after a definite failure.
        again: And also where it was mailed already, or nobody knows; with `by_hand`.

    Raises:
        TemplateBroken, BadAddress, BytesDiffer: there is no mail that may leave; nothing was begun.
    """
    today = _local_day(now, mailing.times)
    if not mailing.enabled:
        return MailResult(
            MailOutcome.OFF, today, "Nothing is mailed while [delivery] enabled = false."
        )
    with write(mailing.engine) as connection:
        settle_crashed(connection, mailing.owner_id)
        latest = load_latest(connection, mailing.owner_id, until=today + _DAY)
        stored = load_report(connection, mailing.owner_id, today)
    due, day = (now, today) if by_hand else _next(now, latest, mailing.times)
    named = week_day(day, now)
    if due > now:
        return _not_now(latest, today, now)
    if not by_hand:
        stored = latest if latest is not None and latest.day == day else None
    refused = _refusal(stored, day, named) if by_hand and not again else None
    if refused is not None:
        return refused
    report = mailing.make_report(now)
    if not by_hand and not mailing.when_clear and is_clear(report):
        return _keep_silent(mailing, day, named, now)
    return _send(mailing, report, day, named, stored, now)


def _refusal(stored: StoredReport | None, day: date, named: str) -> MailResult | None:
    """Why even a person does not get it mailed without saying `again`."""
    if stored is None or stored.state not in {SENT, UNKNOWN}:
        return None
    told = (
        f"The report of {named} was mailed already."
        if stored.state == SENT
        else f"Whether the report of {named} reached you is not known: {stored.error or ''} Look "
        "into your mailbox first."
    )
    return MailResult(MailOutcome.DONE, day, f"{told} `--again` mails it once more.")


def _not_now(latest: StoredReport | None, today: date, now: datetime) -> MailResult:
    named = week_day(today, now)
    if latest is not None and latest.day >= today and next_try_at(latest, now) is None:
        return MailResult(MailOutcome.DONE, today, f"The report of {named} was dealt with already.")
    return MailResult(MailOutcome.NOT_DUE, today, f"The report of {named} is not due yet.")


def _keep_silent(mailing: Mailing, day: date, named: str, now: datetime) -> MailResult:
    why = f"Nothing was waiting on {named}; not mailed, as when_clear = false says."
    with write(mailing.engine) as connection:
        record_silence(connection, mailing.owner_id, day, now=now, why=why)
    return MailResult(MailOutcome.SILENT, day, why)


def _send(
    mailing: Mailing,
    report: DailyReport,
    day: date,
    named: str,
    stored: StoredReport | None,
    now: datetime,
) -> MailResult:
    note = mailing.make_note(report, day)
    if note.address != mailing.address:
        message = "The report is for its owner only."
        raise PermanentError(message)
    counts = {"gaps": len(report.gaps), "drafts": len(report.drafts), "failed": len(report.failed)}
    with write(mailing.engine) as connection:
        begun = begin_sending(
            connection, mailing.owner_id, day, seen=stored, now=now, counts=counts
        )
    if not begun:
        return MailResult(MailOutcome.DONE, day, f"Another process mails the report of {named}.")
    try:
        mailing.transport.send(note)
    except TransientError as error:
        tries = (stored.tries if stored is not None else 0) + 1
        return _failed(mailing, day, named, str(error), last=tries > len(PAUSES))
    except (PermanentError, AuthError) as error:
        return _failed(mailing, day, named, str(error), last=True)
    except AmbiguousDelivery as error:
        _record(mailing, day, UNKNOWN, error=str(error))
        sentence = (
            f"Whether the report of {named} reached you is not known: {error} It is not mailed "
            "again by itself."
        )
        return MailResult(MailOutcome.UNKNOWN, day, sentence)
    _record(mailing, day, SENT, sent_at=mailing.clock())
    return MailResult(
        MailOutcome.SENT, day, f"The report of {named} was mailed to {mailing.address}."
    )


def _failed(mailing: Mailing, day: date, named: str, error: str, *, last: bool) -> MailResult:
    _record(mailing, day, FAILED if last else RENDERED, error=error)
    then = "The next day's is tried again." if last else "It is tried again later."
    return MailResult(
        MailOutcome.FAILED if last else MailOutcome.LATER,
        day,
        f"The report of {named} was not mailed: {error} {then}",
    )


def _record(
    mailing: Mailing,
    day: date,
    state: str,
    *,
    error: str | None = None,
    sent_at: datetime | None = None,
) -> None:
    with write(mailing.engine) as connection:
        record_outcome(connection, mailing.owner_id, day, state, error=error, sent_at=sent_at)


# ── telling ──────────────────────────────────────────────────────────────────────────────────


def say_unmailed(engine: Engine, owner_id: int, *, as_of: datetime, zone: str) -> tuple[str, ...]:
    """Sentences about reports that were not mailed since the last that was; mostly none."""
    today = as_of.astimezone(ZoneInfo(zone)).date()
    with read(engine) as connection:
        rows = load_unmailed(connection, owner_id, until=today)
    return tuple(_say(row, as_of) for row in rows)


def _say(row: StoredReport, as_of: datetime) -> str:
    named = week_day(row.day, as_of)
    if row.state == UNKNOWN:
        return (
            f"Whether the report of {named} reached you by mail is not known: {row.error or ''} It "
            "was not sent again."
        )
    return f"The report of {named} could not be mailed: {row.error or 'it was refused.'}"
