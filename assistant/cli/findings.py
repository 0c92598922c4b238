"""`gaps`, `promises`, `meetings`, `replies`, `touchpoints`: judgements as of a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.cli.common import (
    as_of_option,
    chosen,
    json_option,
    now,
    opened,
    parse_as_of,
    print_json,
    say,
    table,
    talk,
)
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from assistant.app import App
    from assistant.insight.records import History


@click.group(invoke_without_command=True)
@json_option
@as_of_option
@click.option("--client", metavar="SLUG", help="Only this client.")
@click.option("--kind", metavar="KIND", help="Only this kind, as reply_owed.")
@click.pass_context
def gaps(
    ctx: click.Context, as_json: bool, as_of: str | None, client: str | None, kind: str | None
) -> None:
    """What waits, what is late, who has gone quiet, worst first."""
    if ctx.invoked_subcommand is not None:
        return
    from dataclasses import replace

    from assistant.contract import gaps_json

    with opened(ctx.obj) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
        drafts = app.drafts_of_gaps(findings)
    shown = tuple(
        gap for gap in findings.gaps if client in {None, gap.client} and kind in {None, gap.kind}
    )
    if as_json:
        print_json(gaps_json(history, replace(findings, gaps=shown), drafts))
        return
    if not shown:
        _say_nothing(history, "No gap")
        return
    table(
        [
            (gap.id, gap.severity.value, gap.kind.value, gap.client or "prospect", gap.subject)
            for gap in shown
        ],
        header=("id", "severity", "kind", "client", "subject"),
    )
    talk("Each with its reason: rapport report daily")


@gaps.command("dismiss")
@click.argument("gap_id", metavar="ID")
@click.option("--reason", required=True, help="Why; it stays with the gap.")
@click.pass_obj
def gaps_dismiss(home: Path | None, gap_id: str, reason: str) -> None:
    """Close a gap for good; it comes back only with new evidence."""
    from assistant.insight.records import Decision

    with opened(home) as app:
        _, findings = app.findings(now())
        known = {gap.id: gap for gap in findings.gaps}
        gap = chosen(known, gap_id, "gap", hint="`rapport gaps` lists the open ones.")
        app.decide(Decision("gap", gap.id, "dismiss", now(), gap.evidence_key, reason))
    say(f"Dismissed: {gap.kind.value} · {gap.subject}. It returns only with new evidence.")


@click.group(invoke_without_command=True)
@json_option
@as_of_option
@click.option("--client", metavar="SLUG", help="Only this client.")
@click.option("--ours", "side", flag_value="us", help="Only what our side owes.")
@click.option("--theirs", "side", flag_value="them", help="Only what the clients owe.")
@click.option("--open", "only_open", is_flag=True, help="Only open and slipped ones.")
@click.pass_context
def promises(
    ctx: click.Context,
    as_json: bool,
    as_of: str | None,
    client: str | None,
    side: str | None,
    only_open: bool,
) -> None:
    """The ledger of promises, both ways."""
    if ctx.invoked_subcommand is not None:
        return
    from assistant.contract import promises_json

    with opened(ctx.obj) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
    shown = [
        promise
        for promise in findings.promises
        if client in {None, promise.client}
        and side in {None, promise.debtor.value}
        and (not only_open or promise.state.value in {"open", "slipped"})
    ]
    if as_json:
        print_json(promises_json(history, shown))
        return
    if not shown:
        _say_nothing(history, "No promise")
        return
    zone = history.owner.clock.zone
    table(
        [
            (
                promise.id,
                promise.state.value,
                "we" if promise.debtor.value == "us" else "they",
                promise.client or "-",
                _due(promise.due, zone),
                promise.content,
            )
            for promise in shown
        ],
        header=("id", "state", "owes", "client", "due", "what"),
    )


@promises.command("done")
@click.argument("promise_id", metavar="ID")
@click.option("--on", metavar="T", help="When it was done.  [default: now]")
@click.pass_obj
def promises_done(home: Path | None, promise_id: str, on: str | None) -> None:
    """Say that a promise is kept."""
    _decide_promise(home, promise_id, "done", on or "", "Marked as done")


@promises.command("not")
@click.argument("promise_id", metavar="ID")
@click.pass_obj
def promises_not(home: Path | None, promise_id: str) -> None:
    """Say that this is no promise; the sentence is not read as one again."""
    _decide_promise(home, promise_id, "not", "", "Taken out of the ledger")


@promises.command("date")
@click.argument("promise_id", metavar="ID")
@click.argument("when", metavar="WHEN")
@click.pass_obj
def promises_date(home: Path | None, promise_id: str, when: str) -> None:
    """Correct the due date: a day (2026-11-27) or a moment (2026-11-27T16:00)."""
    _decide_promise(home, promise_id, "date", when, "Date corrected")


def _decide_promise(home: Path | None, given: str, verb: str, value: str, done: str) -> None:
    from assistant.insight.records import Decision

    with opened(home) as app:
        _, findings = app.findings(now())
        known = {promise.id: promise for promise in findings.promises}
        promise = chosen(known, given, "promise", hint="`rapport promises` lists them.")
        at = now()
        if verb == "date":
            value = "/".join(moment.isoformat() for moment in _range(value, app))
        elif value:
            at = min(at, parse_as_of(value, app))
            value = at.isoformat()
        app.decide(Decision("promise", promise.id, verb, now(), "", value))
    say(f"{done}: {promise.content}. Your word wins over what the program finds.")


def _range(text: str, app: App) -> tuple[datetime, datetime]:
    """A bare day lasts the whole day in the owner's zone, a moment is a moment."""
    from datetime import UTC, date, datetime, time, timedelta
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(app.config.owner.zone)
    try:
        if len(text) == len("2026-11-27"):
            day = date.fromisoformat(text)
            start = datetime.combine(day, time(), zone)
            end = datetime.combine(day + timedelta(days=1), time(), zone)
            return start.astimezone(UTC), end.astimezone(UTC)
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(f"'{text}' is no day such as 2026-11-27 or 2026-11-27T16:00.") from error
    moment = (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(UTC)
    return moment, moment


@click.command()
@json_option
@as_of_option
@click.option("--client", metavar="SLUG", help="Only this client.")
@click.pass_obj
def meetings(home: Path | None, as_json: bool, as_of: str | None, client: str | None) -> None:
    """Client meetings: held or not, and the recap that followed."""
    from assistant.contract import meetings_json

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
    shown = [view for view in findings.meetings if client in {None, view.client}]
    if as_json:
        print_json(meetings_json(history, shown))
        return
    if not shown:
        _say_nothing(history, "No client meeting")
        return
    zone = history.owner.clock.zone
    table(
        [
            (
                _local(view.meeting.start_at, zone),
                view.client or "-",
                "held" if view.held else "cancelled" if view.meeting.cancelled else "-",
                "yes" if view.recap else "no" if view.held else "-",
                view.meeting.summary,
            )
            for view in shown
        ],
        header=("start", "client", "held", "recap", "what"),
    )


@click.command()
@json_option
@as_of_option
@click.option("--from", "from_", metavar="T", help="Waits that began at or after T.")
@click.option("--to", metavar="T", help="Waits that began before the end of T.")
@click.option("--client", metavar="SLUG", help="Only this client.")
@click.pass_obj
def replies(
    home: Path | None,
    as_json: bool,
    as_of: str | None,
    from_: str | None,
    to: str | None,
    client: str | None,
) -> None:
    """Who waited for whom and how long, on the wall clock, ours and theirs."""
    from assistant.contract import replies_json
    from assistant.insight.replies import find_replies
    from assistant.insight.worktime import WorkClock

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
        start, end = _period(from_, to, app)
    chosen = [wait for wait in findings.waits if client in {None, wait.client}]
    found = find_replies(chosen, history, WorkClock(history.owner.clock), from_at=start, to_at=end)
    if as_json:
        print_json(replies_json(history, found))
        return
    if not found.waits:
        _say_nothing(history, "No wait")
        return
    table(
        [_statistics_row(name, one) for name, one in (("all", found.all), *found.clients.items())],
        header=("client", "n", "open", "within goal", "median, ours", "p90, ours", "median, wall"),
    )


def _period(from_: str | None, to: str | None, app: App) -> tuple[datetime | None, datetime | None]:
    from datetime import timedelta

    start = end = None
    if from_ is not None:
        start = parse_as_of(from_, app)
        if len(from_) == len("2026-11-19"):
            start = parse_as_of(f"{from_}T00:00", app)
    if to is not None:
        end = parse_as_of(to, app)
        if len(to) != len("2026-11-19"):
            end += timedelta(microseconds=1)
    return start, end


def _statistics_row(name: str, statistics: Any) -> tuple[str, ...]:
    share = statistics.within_goal
    return (
        name,
        str(statistics.n),
        str(statistics.open),
        "-" if share is None else f"{share:.0%}",
        _duration(statistics.ours.median_s),
        _duration(statistics.ours.p90_s),
        _duration(statistics.elapsed.median_s),
    )


@click.command()
@json_option
@as_of_option
@click.option("--client", metavar="SLUG", help="Only this client.")
@click.pass_obj
def touchpoints(home: Path | None, as_json: bool, as_of: str | None, client: str | None) -> None:
    """Every contact with a client; two-way ones keep a client from being quiet."""
    from assistant.contract import answer, moment, touchpoint_json

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
    shown = [one for one in findings.touchpoints if client in {None, one.client}]
    if as_json:
        print_json(
            answer(
                as_of=moment(history.as_of),
                touchpoints=[touchpoint_json(history, one) for one in shown],
            )
        )
        return
    if not shown:
        _say_nothing(history, "No contact")
        return
    zone = history.owner.clock.zone
    table(
        [
            (
                _local(one.at, zone),
                one.client,
                one.kind,
                "both ways" if one.two_way else "one way",
                one.person or "",
            )
            for one in shown
        ],
        header=("when", "client", "kind", "two-way", "person"),
    )


def _say_nothing(history: History, what: str) -> None:
    """Nothing found looks different from nothing read."""
    if history.messages or history.meetings:
        count = len(history.messages)
        say(f"{what}: {count:,} messages and {len(history.meetings):,} events were looked at.")
    else:
        say("Nothing was read yet. Run `rapport run`, and `rapport doctor` if that finds nothing.")


def _due(due: Any, zone: str) -> str:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    if due is None:
        return "undated"
    if due.to_at is None:
        return str(due.text)
    last = due.to_at if due.from_at == due.to_at else due.to_at - timedelta(seconds=1)
    local = last.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M}" if due.from_at == due.to_at else f"{local:%Y-%m-%d}"


def _local(moment: datetime, zone: str) -> str:
    from zoneinfo import ZoneInfo

    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _duration(seconds: int | None) -> str:
    if seconds is None:
        return "-"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours >= 48:
        return f"{hours // 24} d {hours % 24} h"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
