"""`promises`: the ledger both ways, and a person's word about a line of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.common import (
    as_of_option,
    check_client,
    chosen,
    client_option,
    example,
    json_option,
    now,
    opened,
    parse_as_of,
    parse_day,
    parse_moment,
)
from assistant.cli.listing import Listing
from assistant.cli.moments import due_day, local_time, note_headers_only, say_nothing
from assistant.cli.printing import print_json, say, say_wrapped, table, talk

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.insight.records import History, Promise

_HINT = "`rapport promises` lists them."


@example(
    "rapport promises --open --ours",
    "rapport promises done cf116c0d",
    "rapport promises date cf116c0d 2026-12-04",
)
@click.group(cls=Listing)
def promises() -> None:
    """The ledger of promises, both ways."""


@example("rapport promises list --open --theirs")
@promises.command("list")
@json_option
@as_of_option
@client_option
@click.option("--ours", "side", flag_value="us", help="Only what our side owes.")
@click.option("--theirs", "side", flag_value="them", help="Only what the clients owe.")
@click.option("--open", "only_open", is_flag=True, help="Only open and slipped ones.")
@click.pass_obj
def promises_list(
    home: Path | None,
    as_json: bool,
    as_of: str | None,
    client: str | None,
    side: str | None,
    only_open: bool,
) -> None:
    """Every promise that was read, oldest first."""
    from assistant.contract import promises_json
    from assistant.reports.lines import short_ids

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
    check_client(client, history.clients)
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
        say_nothing(history, "No promise")
        note_headers_only(history, client)
        return
    zone = history.owner.clock.zone
    ids = short_ids(promise.id for promise in shown)
    table(
        [
            (
                ids[promise.id],
                promise.state.value.replace("_", " "),
                "we" if promise.debtor.value == "us" else "they",
                promise.client or "-",
                due_day(promise.due, zone),
                promise.content,
            )
            for promise in shown
        ],
        header=("id", "state", "owes", "client", "due", "what"),
    )
    note_headers_only(history, client)
    talk("Not right? rapport promises done|not|date ID. The words: promises show ID")


@example("rapport promises show cf116c0d")
@promises.command("show")
@click.argument("promise_id", metavar="ID")
@json_option
@as_of_option
@click.pass_obj
def promises_show(home: Path | None, promise_id: str, as_json: bool, as_of: str | None) -> None:
    """One promise with its words and where they stand."""
    from assistant.contract import answer, promise_json

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
    known = {promise.id: promise for promise in findings.promises}
    promise = chosen(known, promise_id, "promise", hint=_HINT)
    if as_json:
        print_json(answer(**promise_json(history, promise)))
        return
    _show(history, promise)


def _show(history: History, promise: Promise) -> None:
    zone = history.owner.clock.zone
    due = due_day(promise.due, zone)
    if promise.due is not None and promise.due.to_at is not None:
        due += f" (“{promise.due.text}”)" + (", ambiguous" if promise.due.ambiguous else "")
    say_wrapped(f"“{promise.quote}”")
    say(f"  rapport message show {promise.message_id}")
    say()
    for label, text in (
        ("what", promise.content),
        ("state", promise.state.value.replace("_", " ")),
        ("owed by", promise.person),
        ("owed to", promise.creditor or "-"),
        ("client", promise.client or "-"),
        ("said", local_time(promise.said_at, zone)),
        ("due", due),
        ("done by", promise.discharged_by_message or promise.discharged_by_event or "-"),
        ("succeeds", promise.succeeds or "-"),
    ):
        say_wrapped(text, first=f"{label + ':':<10}", rest=" " * 10)
    say()
    say(f"promise {promise.id}")


@example("rapport promises done cf116c0d --on 2026-11-20")
@promises.command("done")
@click.argument("promise_id", metavar="ID")
@click.option("--on", metavar="T", help="When it was done: a day or a moment.  [default: now]")
@click.pass_obj
def promises_done(home: Path | None, promise_id: str, on: str | None) -> None:
    """Say that a promise is kept."""
    _decide(home, promise_id, "done", on or "", "Marked as done")


@example("rapport promises not cf116c0d")
@promises.command("not")
@click.argument("promise_id", metavar="ID")
@click.pass_obj
def promises_not(home: Path | None, promise_id: str) -> None:
    """Say that this is no promise; the sentence is not read as one again."""
    _decide(home, promise_id, "not", "", "Taken out of the ledger")


@example(
    "rapport promises date cf116c0d 2026-12-04", "rapport promises date cf116c0d 2026-12-04T16:00"
)
@promises.command("date")
@click.argument("promise_id", metavar="ID")
@click.argument("when", metavar="WHEN")
@click.pass_obj
def promises_date(home: Path | None, promise_id: str, when: str) -> None:
    """Correct the due date: a day or a moment, in your zone."""
    _decide(home, promise_id, "date", when, "Date corrected")


def _decide(home: Path | None, given: str, verb: str, value: str, done: str) -> None:
    from assistant.insight.records import Decision

    with opened(home) as app:
        zone, at = app.config.owner.zone, now()
        if verb == "date":
            value = _range(value, zone)
        elif value:
            value = min(at, parse_moment(value, zone, end_of_day=True)).isoformat()
        _, findings = app.findings(at)
        known = {promise.id: promise for promise in findings.promises}
        promise = chosen(known, given, "promise", hint=_HINT)
        app.decide(Decision("promise", promise.id, verb, at, "", value))
    say(f"{done}: {promise.content}. Your word wins over what the program finds.")


def _range(text: str, zone: str) -> str:
    """`from/to` of a due date: a bare day lasts the whole day, a moment is a moment."""
    start = parse_moment(text, zone, end_of_day=False)
    end = parse_moment(text, zone, end_of_day=True) if parse_day(text) else start
    return f"{start.isoformat()}/{end.isoformat()}"
