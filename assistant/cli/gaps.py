"""`gaps`: what waits, what is late, who has gone quiet; one in full; dismissed and restored."""

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
    note_places,
    now,
    opened,
    parse_as_of,
)
from assistant.cli.listing import Listing
from assistant.cli.moments import duration, local_time, note_headers_only, say_nothing, worked
from assistant.cli.printing import print_json, say, say_wrapped, table, talk
from assistant.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from assistant.insight.records import Evidence, Gap, History

_DAY_S = 86_400
_HINT = "`rapport gaps` lists the open ones."


@example(
    "rapport gaps",
    "rapport gaps --client acme --severity late",
    "rapport gaps show 645cbca6",
    "rapport gaps dismiss 645cbca6 --reason 'answered on the phone'",
)
@click.group(cls=Listing)
def gaps() -> None:
    """What waits, what is late, who has gone quiet, worst first."""


@example("rapport gaps list --severity late")
@gaps.command("list")
@json_option
@as_of_option
@client_option
@click.option("--kind", metavar="KIND", help="Only this kind, as reply_owed.")
@click.option("--severity", metavar="S", help="Only critical, late, due or watch.")
@click.option("--dismissed", is_flag=True, help="Those that were dismissed, instead.")
@click.pass_obj
def gaps_list(
    home: Path | None,
    as_json: bool,
    as_of: str | None,
    client: str | None,
    kind: str | None,
    severity: str | None,
    dismissed: bool,
) -> None:
    """The open gaps, worst first."""
    from dataclasses import replace

    from assistant.contract import gaps_json
    from assistant.insight.records import GapKind, Severity

    _check_choice("kind", kind, list(GapKind))
    _check_choice("severity", severity, list(Severity))
    with opened(home) as app:
        note_places(app)
        history, findings = app.findings(parse_as_of(as_of, app))
        drafts = app.drafts_of_gaps(findings)
    check_client(client, history.clients)
    shown = tuple(
        gap
        for gap in (findings.dismissed if dismissed else findings.gaps)
        if _is_about(gap, client, history)
        and kind in {None, gap.kind}
        and severity in {None, gap.severity}
    )
    if as_json:
        print_json(gaps_json(history, replace(findings, gaps=shown), drafts))
        return
    if not shown:
        say_nothing(history, "No gap was dismissed" if dismissed else "No gap")
        note_headers_only(history, client)
        return
    _table(history, shown)
    note_headers_only(history, client)
    talk("Each with its reason: rapport gaps show ID, or rapport report daily")


def _is_about(gap: Gap, client: str | None, history: History) -> bool:
    """Whether a gap is about a client; a prospect is told by its people, its gaps name no client."""
    if client is None or gap.client is not None:
        return client in {None, gap.client}
    people = (history.people.get(address) for address in gap.people)
    return any(person is not None and person.client == client for person in people)


def _check_choice(name: str, given: str | None, known: list[str]) -> None:
    from difflib import get_close_matches

    from assistant.errors import WrongUsage

    if given is None or given in known:
        return
    near = get_close_matches(given, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There is {', '.join(known)}."
    raise WrongUsage(f"--{name}: there is no {name} '{given}'. {hint}")


def _table(history: History, shown: Iterable[Gap]) -> None:
    from assistant.reports.lines import short_ids
    from assistant.reports.wording import say_who

    shown = list(shown)
    ids = short_ids(gap.id for gap in shown)
    table(
        [
            (
                ids[gap.id],
                gap.severity.value,
                gap.kind.value.replace("_", " ") + _mark(gap),
                say_who(history, gap),
                gap.subject,
            )
            for gap in shown
        ],
        header=("id", "severity", "kind", "who", "subject"),
    )


def _mark(gap: Gap) -> str:
    if gap.headers_only:
        return ", headers only"
    return ", explained" if gap.explained else ""


@example("rapport gaps show 645cbca6")
@gaps.command("show")
@click.argument("gap_id", metavar="ID")
@json_option
@as_of_option
@click.pass_obj
def gaps_show(home: Path | None, gap_id: str, as_json: bool, as_of: str | None) -> None:
    """One gap in full: its three clocks, its threshold, its evidence."""
    from assistant.contract import answer, gap_json

    with opened(home) as app:
        history, findings = app.findings(parse_as_of(as_of, app))
        drafts = app.drafts_of_gaps(findings)
        known = {gap.id: gap for gap in (*findings.gaps, *findings.dismissed)}
        gap = chosen(known, gap_id, "gap", hint=_HINT)
        draft, dismissed = drafts.get(gap.id), gap in findings.dismissed
        if as_json:
            print_json(answer(**gap_json(gap, draft=draft)))
            return
        no_draft = ""
        if draft is None and not dismissed:
            no_draft = app.desk.explain_no_draft(history, findings, gap, now=history.as_of)
    _show(history, gap, draft, dismissed=dismissed, no_draft=no_draft)


def _show(history: History, gap: Gap, draft: str | None, *, dismissed: bool, no_draft: str) -> None:
    from assistant.reports.wording import say_kind, say_who

    zone = history.owner.clock.zone
    say_wrapped(f"{say_who(history, gap)} · {say_kind(gap)}")
    if gap.subject:
        say_wrapped(gap.subject)
    say()
    say_wrapped(gap.why)
    say_wrapped(gap.next_step, first="→ ", rest="  ")
    say()
    state = "dismissed" if dismissed else gap.severity.value
    our_day, their_day = _working_days(history, gap)
    days = {"ours": our_day, "theirs": their_day, "elapsed": _DAY_S}
    threshold = "none for this kind"
    if gap.threshold_clock:
        by_wall = gap.threshold_clock == "elapsed"
        length = worked(gap.threshold_s, days[gap.threshold_clock], unit="d" if by_wall else "wd")
        threshold = f"{length} on {_CLOCKS[gap.threshold_clock]}"
    for label, text in (
        ("severity", state),
        ("since", local_time(gap.since, zone)),
        ("elapsed", duration(gap.elapsed_s)),
        ("our clock", worked(gap.ours_s, our_day)),
        ("their clock", worked(gap.theirs_s, their_day)),
        ("threshold", threshold),
        ("people", ", ".join(gap.people) or "-"),
    ):
        say_wrapped(text, first=f"{label + ':':<13}", rest=" " * 13)
    for one in gap.evidence:
        _show_evidence(one)
    say()
    say(f"gap {gap.id}")
    if draft:
        say(f"Its draft: rapport drafts show {draft}")
    elif no_draft:
        say_wrapped(f"No draft: {no_draft}")


def _working_days(history: History, gap: Gap) -> tuple[int, int]:
    """Seconds of a working day of ours and of theirs."""
    from assistant.insight.worktime import WorkClock

    ours = WorkClock(history.owner.clock).working_day_s
    client = history.clients.get(gap.client) if gap.client else None
    return ours, WorkClock(client.clock).working_day_s if client else ours


_CLOCKS = {"ours": "our clock", "theirs": "their clock", "elapsed": "the wall clock"}


def _show_evidence(evidence: Evidence) -> None:
    say()
    if evidence.quote:
        say_wrapped(f"“{evidence.quote}”")
    if evidence.message_id:
        say(f"  rapport message show {evidence.message_id}")
    elif evidence.ical_uid:
        at = f", occurrence {evidence.recurrence_id}" if evidence.recurrence_id else ""
        say(f"  meeting {evidence.ical_uid}{at}")


@example("rapport gaps dismiss 645cbca6 --reason 'answered on the phone'")
@gaps.command("dismiss")
@click.argument("gap_id", metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stays with the gap.")
@click.pass_obj
def gaps_dismiss(home: Path | None, gap_id: str, reason: str) -> None:
    """Close a gap for good; it comes back only with new evidence."""
    from assistant.insight.records import Decision

    with opened(home) as app:
        _, findings = app.findings(now())
        gap = chosen({gap.id: gap for gap in findings.gaps}, gap_id, "open gap", hint=_HINT)
        app.decide(Decision("gap", gap.id, "dismiss", now(), gap.evidence_key, reason))
    say(f"Dismissed: {_say_gap(gap)}. It returns only with new evidence.")
    talk(f"To take it back: rapport gaps restore {gap.id}")


@example("rapport gaps restore 645cbca6")
@gaps.command("restore")
@click.argument("gap_id", metavar="ID")
@click.pass_obj
def gaps_restore(home: Path | None, gap_id: str) -> None:
    """Take a dismissal back."""
    from assistant.insight.records import Decision

    with opened(home) as app:
        _, findings = app.findings(now())
        known = {gap.id: gap for gap in findings.dismissed}
        if not known:
            raise NotFound("dismissed gap", gap_id, hint="Nothing is dismissed at the moment.")
        gap = chosen(known, gap_id, "dismissed gap", hint="`rapport gaps --dismissed` lists them.")
        # A dismissal holds for the evidence it names; the last one counts, and names none.
        app.decide(Decision("gap", gap.id, "dismiss", now(), "", "restored"))
    say(f"Open again: {_say_gap(gap)}.")


def _say_gap(gap: Gap) -> str:
    """What kind, and its subject where it has one."""
    from assistant.reports.wording import say_kind

    return f"{say_kind(gap)} · {gap.subject}" if gap.subject else say_kind(gap)
