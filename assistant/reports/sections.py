"""The parts of the daily report around its gaps: what was read, trouble, drafts, promises, days."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from assistant.reports.languages import say_language
from assistant.reports.lines import cut, fold, pad, short_ids, width_of, wrap
from assistant.reports.wording import DRAFT_KINDS, say_recipients, short_day, week_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from assistant.insight.records import MeetingView, Promise
    from assistant.reports.daily import DailyReport, DraftLine
    from assistant.store.sources import Source

#: A source that was not looked at for longer is named with the moment of its last reading.
STALE = timedelta(hours=12)
#: Columns of a recipient in the list of drafts, at most and beside the subject.
_TO_WIDTH = 24
_TO_LEAST = 8
#: What a draft's line needs besides: indent, id, kind, blanks, the begin of a subject.
_DRAFT_REST = 42
#: What was promised, shortened to two lines at most.
_CONTENT_WIDTH = 100


def say_read(report: DailyReport, zone: ZoneInfo) -> str:
    """Header: how many messages and events, from when to when, and when last if not today."""
    parts = [
        _kind_read([one for one in report.sources if one.kind == kind], noun, zone, report.as_of)
        for kind, noun in (("mail", "message"), ("calendar", "event"))
    ]
    return f"Read {' and '.join(parts)}."


def _kind_read(sources: list[Source], noun: str, zone: ZoneInfo, as_of: datetime) -> str:
    if not sources:
        return f"no {'mailbox' if noun == 'message' else 'calendar'}"
    count = sum(source.items for source in sources)
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
    """What failed, what was cut short, how many single items have a problem."""
    lines = [fold(text) for text in report.failed]
    lines.extend(
        f"'{fold(one.collection)}' was not read to its end; run `rapport sync` to go on."
        for one in report.sources
        if not one.complete and not one.error
    )
    lines.extend(fold(text) for text in report.notes)
    if report.problems == 1:
        lines.append("1 message, event or source has a problem: rapport doctor")
    elif report.problems:
        lines.append(f"{report.problems} messages, events or sources have problems: rapport doctor")
    return lines


def meeting_line(report: DailyReport, view: MeetingView, zone: ZoneInfo, *, width: int) -> str:
    """`09:00–10:00  Client: title`."""
    meeting = view.meeting
    start, end = meeting.start_at.astimezone(zone), meeting.end_at.astimezone(zone)
    client = report.history.clients[view.client or ""].name
    what = cut(f"{fold(client)}: {fold(meeting.summary)}", width - 15)
    return f"  {start:%H:%M}–{end:%H:%M}  {what}"


def promise_lines(
    report: DailyReport, promises: Sequence[Promise], zone: ZoneInfo, *, width: int
) -> list[str]:
    """`by Wed 25 Nov  Client: what was promised  (id)`, wrapped beside its date."""
    ids = short_ids(promise.id for promise in promises)
    dates = [_promise_date(report, promise, zone) for promise in promises]
    column = max((len(text) for text in dates), default=0)
    lines = []
    for promise, when in zip(promises, dates, strict=True):
        client = report.history.clients.get(promise.client or "")
        name = fold(client.name if client else promise.creditor or "somebody")
        text = f"{name}: {cut(fold(promise.content), _CONTENT_WIDTH)} ({ids[promise.id]})"
        lines.append(wrap(text, width, first=f"  {pad(when, column)}  ", rest=" " * (column + 4)))
    return lines


def _promise_date(report: DailyReport, promise: Promise, zone: ZoneInfo) -> str:
    due = promise.due
    if due is None or due.to_at is None:
        return f"since {short_day(promise.said_at.astimezone(zone), report.as_of)}"
    is_moment = due.to_at == due.from_at
    last = (due.to_at if is_moment else due.to_at - timedelta(seconds=1)).astimezone(zone)
    return f"by {week_day(last, report.as_of)}" + (f" {last:%H:%M}" if is_moment else "")


def draft_groups(report: DailyReport, *, width: int) -> list[dict[str, Any]]:
    """Open drafts by what they need from a person; groups without drafts are left out."""
    ids = short_ids(draft.id for draft in report.drafts)
    groups: dict[str, list[str]] = {
        "Ready to accept": [],
        "Need your words first": [],
        "Accepted, on their way": [],
        "In your mailbox, for you to send": [],
        "Set aside": [],
        "Went wrong; look into your mailbox": [],
    }
    most = max(_TO_LEAST, min(_TO_WIDTH, width - _DRAFT_REST))
    names = {
        draft.id: cut(say_recipients(report.history, draft.to), most) for draft in report.drafts
    }
    column = max(map(width_of, names.values()), default=0)
    for draft in report.drafts:
        to = pad(names[draft.id], column)
        kind = pad(DRAFT_KINDS.get(draft.kind, draft.kind), 8)
        begin = f"    {ids[draft.id]}  {kind}  {to}  "
        subject = cut(fold(draft.subject), max(10, width - width_of(begin)))
        groups[_draft_group(draft)].append(begin + subject)
    return [{"title": title, "lines": lines} for title, lines in groups.items() if lines]


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


def unread_lines(report: DailyReport, *, width: int) -> list[str]:
    """`2 in German, the last: "Neue Anschrift" from Annika Pohl`."""
    messages = {message.id: message for message in report.history.messages}
    counts = Counter({unread.language: len(unread.messages) for unread in report.unread})
    lines = []
    for unread in report.unread:
        last = messages[unread.messages[-1]]
        sender = say_recipients(report.history, (last.sender,))
        count = counts[unread.language]
        begin = f"  {count} in {say_language(unread.language)}"
        text = f"{begin}{', the last' if count > 1 else ''}: “{fold(last.subject)}” from {sender}"
        lines.append(cut(text, width))
    return lines
