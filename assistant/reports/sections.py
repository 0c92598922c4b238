"""The parts of the daily report around its gaps: what was read, trouble, drafts, promises, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.records import Side
from assistant.reports.headers_only import say_accounts
from assistant.reports.languages import say_language
from assistant.reports.lines import cut, fold, short_ids
from assistant.reports.sources import Standing, find_standing, say_whole
from assistant.reports.wording import (
    DRAFT_KINDS,
    say_promised,
    say_recipients,
    short_day,
    week_day,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from assistant.insight.records import MeetingView, Promise
    from assistant.reports.daily import DailyReport, DraftLine
    from assistant.store.sources import Source

#: A source that was not looked at for longer is named with the moment of its last reading.
STALE = timedelta(hours=12)
#: Read again from where it was left, with the next run.
_CUT_SHORT = frozenset({Standing.UNFINISHED, Standing.NEVER})
#: What was promised, shortened to two lines at most.
_CONTENT_WIDTH = 100


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """`09:00–10:00`, whose, what about."""

    time: str
    client: str
    title: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """`by Wed 25 Nov`, to whom, what, and the shortened id."""

    when: str
    client: str
    what: str
    short: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft that waits: ids, `reminder`, `Luis Arce`, its subject."""

    id: str
    short: str
    kind: str
    to: str
    subject: str


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """Drafts that need the same of a person; never empty."""

    title: str
    rows: tuple[DraftRow, ...]


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """`2 in German, the last`, its subject and who wrote it."""

    count: str
    subject: str
    sender: str


def say_read(report: DailyReport, zone: ZoneInfo) -> str:
    """Header: how many messages and events, from when to when, and when last if not today."""
    begun = [one for one in report.sources if one.is_begun]
    parts = [
        _kind_read([one for one in begun if one.kind == kind], noun, zone, report.as_of)
        for kind, noun in (("mail", "message"), ("calendar", "event"))
    ]
    read = f"Read {' and '.join(parts)}."
    whole = say_whole(report.sources, report.as_of)
    return " ".join(filter(None, (read, whole, say_accounts(report.headers_only))))


def _kind_read(sources: list[Source], noun: str, zone: ZoneInfo, as_of: datetime) -> str:
    if not sources:
        return f"no {'mailbox' if noun == 'message' else 'calendar'}"
    count = sum(source.items - source.repeated for source in sources)
    if count == 0:
        return f"0 {noun}s"
    first = min(source.from_at for source in sources if source.from_at).astimezone(zone)
    last = max(source.to_at for source in sources if source.to_at).astimezone(zone)
    text = f"{count:,} {noun}{'s' if count != 1 else ''} from "
    text += f"{short_day(first, as_of)} to {short_day(last, as_of)}"
    successes = [source.last_success_at for source in sources if source.last_success_at]
    if successes and min(successes) < as_of - STALE:
        oldest = min(successes).astimezone(zone)
        text += f" (last looked at on {short_day(oldest, as_of)} at {oldest:%H:%M})"
    return text


def trouble_lines(report: DailyReport) -> list[str]:
    """What needs a sign-in, is missing, failed or was cut short; items with a problem, counted."""
    lines = [fold(text) for text in report.failed]
    lines.extend(
        f"'{fold(one.collection)}' was not read to its end; run `rapport sync` to go on."
        for one in report.sources
        if one.is_begun and find_standing(one, report.as_of) in _CUT_SHORT
    )
    lines.extend(fold(text) for text in report.notes)
    if report.problems == 1:
        lines.append("1 message, event or source has a problem: rapport doctor")
    elif report.problems:
        lines.append(f"{report.problems} messages, events or sources have problems: rapport doctor")
    return lines


def meeting_rows(report: DailyReport, zone: ZoneInfo) -> tuple[MeetingRow, ...]:
    """The client meetings of the day, by their start."""
    return tuple(_meeting_row(report, view, zone) for view in report.meetings)


def _meeting_row(report: DailyReport, view: MeetingView, zone: ZoneInfo) -> MeetingRow:
    meeting = view.meeting
    start, end = meeting.start_at.astimezone(zone), meeting.end_at.astimezone(zone)
    client = report.history.clients[view.client or ""].name
    return MeetingRow(f"{start:%H:%M}–{end:%H:%M}", fold(client), fold(meeting.summary))


def promise_rows(
    report: DailyReport, promises: Sequence[Promise], zone: ZoneInfo
) -> tuple[PromiseRow, ...]:
    """What is owed, to whom, until when; in the order given."""
    ids = short_ids(promise.id for promise in promises)
    return tuple(
        PromiseRow(
            when=_promise_date(report, promise, zone),
            client=_creditor(report, promise),
            what=cut(say_promised(fold(promise.content), ours=promise.debtor is Side.US),
                     _CONTENT_WIDTH) + _promised_by(report, promise),
            short=ids[promise.id],
        )
        for promise in promises
    )  # fmt: skip


def _promised_by(report: DailyReport, promise: Promise) -> str:
    """Whose promise it is, where a colleague of the owner gave it."""
    if promise.debtor is not Side.US or promise.person in report.history.owner.addresses:
        return ""
    person = report.history.people.get(promise.person)
    return f", promised by {fold(person.name if person and person.name else promise.person)}"


def _creditor(report: DailyReport, promise: Promise) -> str:
    client = report.history.clients.get(promise.client or "")
    return fold(client.name if client else promise.creditor or "somebody")


def _promise_date(report: DailyReport, promise: Promise, zone: ZoneInfo) -> str:
    due = promise.due
    if due is None or due.to_at is None:
        return f"since {short_day(promise.said_at.astimezone(zone), report.as_of)}"
    is_moment = due.to_at == due.from_at
    last = (due.to_at if is_moment else due.to_at - timedelta(seconds=1)).astimezone(zone)
    return f"by {week_day(last, report.as_of)}" + (f" {last:%H:%M}" if is_moment else "")


def group_drafts(report: DailyReport) -> tuple[DraftGroup, ...]:
    """Open drafts by what they need from a person; groups without drafts are left out."""
    ids = short_ids(draft.id for draft in report.drafts)
    groups: dict[str, list[DraftRow]] = {
        "Ready to accept": [],
        "Need your words first": [],
        "Accepted, on their way": [],
        "In your mailbox, for you to send": [],
        "Set aside": [],
        "Went wrong; look into your mailbox": [],
    }
    for draft in report.drafts:
        row = DraftRow(
            id=draft.id,
            short=ids[draft.id],
            kind=fold(DRAFT_KINDS.get(draft.kind, draft.kind)),
            to=say_recipients(report.history, draft.to),
            subject=fold(draft.subject),
        )
        groups[_draft_group(draft)].append(row)
    return tuple(DraftGroup(title, tuple(rows)) for title, rows in groups.items() if rows)


def _draft_group(draft: DraftLine) -> str:
    if draft.state == "proposed":
        return "Need your words first" if draft.blocked else "Ready to accept"
    if draft.state in {"approved", "delivering"}:
        return "Accepted, on their way"
    if draft.state == "delivered":
        return "In your mailbox, for you to send"
    if draft.state == "snoozed":
        return "Set aside"
    return "Went wrong; look into your mailbox"


def unread_rows(report: DailyReport) -> tuple[UnreadRow, ...]:
    """How many messages nobody could read, by language, and the last of each."""
    messages = {message.id: message for message in report.history.messages}
    rows = []
    for unread in report.unread:
        last = messages[unread.messages[-1]]
        count = len(unread.messages)
        words = f"{count} in {say_language(unread.language)}{', the last' if count > 1 else ''}"
        sender = say_recipients(report.history, (last.sender,))
        rows.append(UnreadRow(words, fold(last.subject), sender))
    return tuple(rows)
