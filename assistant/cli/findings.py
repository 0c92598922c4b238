"""`meetings`, `replies`, `touchpoints`: judgements as of a moment, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.common import (
    as_of_option,
    check_client,
    client_option,
    example,
    json_option,
    opened,
    parse_as_of,
    parse_day,
    parse_moment,
)
from assistant.cli.listing import Listing
from assistant.cli.moments import duration, local_time, say_nothing, worked
from assistant.cli.printing import print_json, say, say_wrapped, table, talk
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from assistant.app import App
    from assistant.insight.records import History, Wait
    from assistant.insight.replies import ReplyStatistics


@example("rapport meetings --client acme")
@click.group(cls=Listing)
def meetings() -> None:
    """Client meetings: held or not, and the recap that followed."""


@example("rapport meetings list --client acme")
@meetings.command("list")
@json_option
@as_of_option
@client_option
@click.pass_obj
def meetings_list(home: Path | None, as_json: bool, as_of: str | None, client: str | None) -> None:
    """Client meetings: held or not, and the recap that followed."""
    from assistant.contract import meetings_json

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
    check_client(client, history.clients)
    shown = [view for view in findings.meetings if client in {None, view.client}]
    if as_json:
        print_json(meetings_json(history, shown))
        return
    if not shown:
        say_nothing(history, "No client meeting")
        return
    zone = history.owner.clock.zone
    table(
        [
            (
                local_time(view.meeting.start_at, zone),
                view.client or "-",
                "held" if view.held else "cancelled" if view.meeting.cancelled else "-",
                "yes" if view.recap else "no" if view.held else "-",
                view.meeting.summary,
            )
            for view in shown
        ],
        header=("start", "client", "held", "recap", "what"),
    )


@example("rapport replies --from 2026-10-01 --to 2026-10-31")
@click.group(cls=Listing)
def replies() -> None:
    """Who waited for whom and how long, on the wall clock, ours and theirs."""


@example("rapport replies list --waits --client acme")
@replies.command("list")
@json_option
@as_of_option
@click.option("--waits", "list_waits", is_flag=True, help="Every single wait instead of figures.")
@click.option("--from", "from_", metavar="T", help="Waits that began at or after T.")
@click.option("--to", metavar="T", help="Waits that began before the end of T.")
@client_option
@click.pass_obj
def replies_list(
    home: Path | None,
    as_json: bool,
    as_of: str | None,
    from_: str | None,
    to: str | None,
    client: str | None,
    list_waits: bool,
) -> None:
    """Who waited for whom and how long, on the wall clock, ours and theirs."""
    from assistant.contract import replies_json
    from assistant.insight.replies import find_replies
    from assistant.insight.worktime import WorkClock

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
        start, end = _period(from_, to, app)
    check_client(client, history.clients)
    chosen = [wait for wait in findings.waits if client in {None, wait.client}]
    found = find_replies(chosen, history, WorkClock(history.owner.clock), from_at=start, to_at=end)
    if as_json:
        print_json(replies_json(history, found))
        return
    if not found.waits:
        say_nothing(history, "No wait")
        return
    if list_waits:
        _wait_table(found.waits, history)
        return
    our_day = WorkClock(history.owner.clock).working_day_s
    table(
        [
            _statistics_row(name, one, our_day)
            for name, one in (("all", found.all), *found.clients.items())
        ],
        header=("client", "n", "open", "in goal", "median", "p90", "by the wall"),
    )
    awaited = [wait for wait in found.waits if wait.side.value == "them" and wait.open]
    say()
    say_wrapped(
        "Waits on us; median and p90 on our clock, the last the median by the wall clock. "
        f"{len(awaited)} of ours still wait for the other side."
    )
    talk("Every single wait: rapport replies --waits")


def _wait_table(waits: Iterable[Wait], history: History) -> None:
    from assistant.insight.worktime import WorkClock

    our_day = WorkClock(history.owner.clock).working_day_s
    their_day = {
        slug: WorkClock(client.clock).working_day_s for slug, client in history.clients.items()
    }
    table(
        [
            (
                local_time(wait.start_at, history.owner.clock.zone),
                wait.side.value,
                wait.person,
                "open" if wait.end_kind is None else wait.end_kind.value,
                worked(wait.ours_s, our_day),
                worked(wait.theirs_s, their_day.get(wait.client or "", our_day)),
                duration(wait.elapsed_s),
                wait.subject,
            )
            for wait in waits
        ],
        header=("since", "on", "person", "ended by", "ours", "theirs", "wall", "subject"),
    )


def _period(from_: str | None, to: str | None, app: App) -> tuple[datetime | None, datetime | None]:
    """[start, end) of what was asked: bare days are whole days, a moment itself is included."""
    from datetime import timedelta

    zone = app.config.owner.zone
    start = None if from_ is None else parse_moment(from_, zone, end_of_day=False)
    end = None if to is None else parse_moment(to, zone, end_of_day=True)
    if end is not None and to is not None and parse_day(to) is None:
        end += timedelta(microseconds=1)
    if start is not None and end is not None and start >= end:
        raise WrongUsage(f"--from {from_} is not before --to {to}.")
    return start, end


def _statistics_row(name: str, statistics: ReplyStatistics, our_day: int) -> tuple[str, ...]:
    share = statistics.within_goal
    return (
        name,
        str(statistics.n),
        str(statistics.open),
        "-" if share is None else f"{share:.0%}",
        worked(statistics.ours.median_s, our_day),
        worked(statistics.ours.p90_s, our_day),
        duration(statistics.elapsed.median_s),
    )


@example("rapport touchpoints --client acme")
@click.group(cls=Listing)
def touchpoints() -> None:
    """Every contact with a client; two-way ones keep a client from being quiet."""


@example("rapport touchpoints list --client acme")
@touchpoints.command("list")
@json_option
@as_of_option
@client_option
@click.pass_obj
def touchpoints_list(
    home: Path | None, as_json: bool, as_of: str | None, client: str | None
) -> None:
    """Every contact with a client; two-way ones keep a client from being quiet."""
    from assistant.contract import answer, moment, touchpoint_json

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
    check_client(client, history.clients)
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
        say_nothing(history, "No contact")
        return
    zone = history.owner.clock.zone
    table(
        [
            (
                local_time(one.at, zone),
                one.client,
                one.kind,
                "both ways" if one.two_way else "one way",
                one.person or "",
            )
            for one in shown
        ],
        header=("when", "client", "kind", "two-way", "person"),
    )
