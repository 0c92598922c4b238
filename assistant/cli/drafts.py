"""`drafts`: read a draft with what it rests on, then accept, edit, respond, ignore, snooze, undo.

Every decision carries the revision and hash of what was shown, so nobody approves a text they
have not seen. `--revision` or `--sha256` say which one was read; without them `accept` means what
this command line last showed, and on a terminal asks where it showed nothing yet.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.common import (
    check_client,
    example,
    is_address,
    json_option,
    now,
    opened,
    parse_moment,
    resolve_home,
)
from assistant.cli.listing import Listing
from assistant.cli.moments import local_time
from assistant.cli.printing import print_json, say, say_wrapped, table, talk
from assistant.cli.shown import recall, remember
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.app import App
    from assistant.review.review import Shown
    from assistant.review.rows import StoredDraft

shown_options = (
    click.option("--revision", type=int, metavar="N", help="The revision you read."),
    click.option("--sha256", metavar="HASH", help="The hash you read, or its beginning."),
)


def _decides(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(shown_options):
        command = option(command)
    return click.argument("draft_id", metavar="ID")(command)


@example("rapport drafts", "rapport drafts show ee14ac78", "rapport drafts accept ee14ac78")
@click.group(cls=Listing)
def drafts() -> None:
    """Review what the program proposes; nothing leaves without your approval."""


@example("rapport drafts list --client acme")
@drafts.command("list")
@json_option
@click.option("--all", "everything", is_flag=True, help="Delivered and rejected ones too.")
@click.option("--client", metavar="SLUG", help="Only this client.")
@click.pass_obj
def drafts_list(home: Path | None, as_json: bool, everything: bool, client: str | None) -> None:
    """Drafts that wait for you, are on their way, or lie in your mailbox unsent."""
    from assistant.reports.lines import short_ids
    from assistant.review.view import drafts_json

    with opened(home) as app:
        found = app.desk.list(everything=True) if everything else app.waiting_drafts()
        clients = app.who(None).clients if client else {}
    check_client(client, clients)
    found = [one for one in found if client in {None, one.draft.client}]
    if as_json:
        remember(resolve_home(home), found)
        print_json(drafts_json(found))
        return
    if not found:
        say("No draft is waiting. `rapport run` makes them from the gaps of the day.")
        return
    ids = short_ids(one.id for one in found)
    table(
        [_row(one, ids[one.id]) for one in found], header=("id", "state", "kind", "to", "subject")
    )
    talk("Next: rapport drafts show ID")


def _row(stored: StoredDraft, short_id: str) -> tuple[str, ...]:
    from assistant.reports.wording import DRAFT_KINDS

    boxes = stored.content.to
    to = boxes[0].address if boxes else "nobody yet"
    if len(boxes) > 1:
        to += f" + {len(boxes) - 1}"
    state = stored.state.value
    if stored.draft.blocked_by and state == "proposed":
        state = "needs your words"
    kind = DRAFT_KINDS.get(stored.draft.kind.value, stored.draft.kind.value)
    return short_id, state, kind, to, stored.content.subject


@example("rapport drafts show ee14ac78")
@drafts.command("show")
@click.argument("draft_id", metavar="ID")
@json_option
@click.pass_obj
def drafts_show(home: Path | None, draft_id: str, as_json: bool) -> None:
    """One draft: who gets it, why it exists, its text, and what each line rests on."""
    from assistant.contract import answer
    from assistant.review.view import draft_json

    with opened(home) as app:
        stored = app.desk.find(draft_id)
        zone = app.config.owner.zone
    remember(resolve_home(home), [stored])
    if as_json:
        print_json(answer(**draft_json(stored)))
        return
    _show(stored, zone)


def _show(stored: StoredDraft, zone: str) -> None:
    draft, content = stored.draft, stored.content
    state = _say_state(stored, zone)
    for label, text in (
        ("To", ", ".join(_mailbox(box) for box in content.to) or "nobody yet"),
        ("Cc", ", ".join(_mailbox(box) for box in content.cc)),
        ("Subject", content.subject),
        ("Why", draft.why),
        ("State", f"{state} · revision {stored.revision} · {stored.content_sha256[:12]}"),
    ):
        if text:
            say_wrapped(text, first=f"{label + ':':<9}", rest=" " * 9)
    say()
    say(content.body.rstrip("\n"))
    if draft.facts:
        say()
        say("Rests on:")
        for fact in draft.facts:
            left_out = "  (left out)" if fact.name in draft.wording.omit else ""
            value = f": {fact.value}" if fact.value != fact.name else ""
            say_wrapped(f"{fact.name}{value}{left_out}", first="  ", rest="    ")
            if fact.evidence and fact.evidence.message_id:
                say(f"    rapport message show {fact.evidence.message_id}")
    for block in draft.blocked_by:
        say()
        more = f" If it is right: accept --confirm {block.code}" if block.confirmable else ""
        say_wrapped(f"Before you can accept: {block.message}{more}")
    say()
    say(_next(stored, zone))


def _say_state(stored: StoredDraft, zone: str) -> str:
    state = stored.state.value + (f": {stored.reason}" if stored.reason else "")
    if stored.state.value == "snoozed" and stored.snoozed_until:
        state += f" until {local_time(stored.snoozed_until, zone)}"
    return state


def _mailbox(box: Any) -> str:
    return f"{box.name} <{box.address}>" if box.name else str(box.address)


#: What one can do with a draft in a state; None where there is nothing to do.
_NEXT = {
    "proposed": "drafts accept {id}   (or edit, respond, ignore, snooze)",
    "snoozed": "drafts undo {id}   (it is back before its time)",
    "rejected": "drafts undo {id}   (it is proposed again)",
    "failed": "drafts reopen {id}   (or ignore)",
    "unknown": "drafts confirm {id}   (you found it in the mailbox; else reopen, or ignore)",
}


def _next(stored: StoredDraft, zone: str) -> str:
    if stored.state.value == "approved" and stored.goes_out_at:
        at = local_time(stored.goes_out_at, zone, seconds=True)
        return f"Goes out at {at} with the next run or deliver; undo until then."
    if stored.state.value == "proposed" and any(
        not block.confirmable for block in stored.draft.blocked_by
    ):
        return f"Next: rapport drafts respond {stored.id} --add-fact 'your words'   (or edit)"
    text = _NEXT.get(stored.state.value)
    return f"Next: rapport {text.format(id=stored.id)}" if text else "Nothing is left to do."


@example("rapport drafts accept ee14ac78", "rapport drafts accept ee14ac78 --revision 2")
@drafts.command("accept")
@_decides
@click.option("--confirm", multiple=True, metavar="CODE", help="You have looked at this warning.")
@click.pass_obj
def accept(
    home: Path | None,
    draft_id: str,
    revision: int | None,
    sha256: str | None,
    confirm: tuple[str, ...],
) -> None:
    """Approve exactly this content; it goes into your mailbox as a draft when the hold is over."""
    with opened(home) as app:
        shown = app.desk.shown(draft_id, revision, sha256)
        if revision is None and sha256 is None:
            shown = _last_shown(app, shown)
        stored = app.desk.accept(shown, confirm=frozenset(confirm), now=now())
        how = app.describe_delivery(stored)
    say_wrapped(f"Approved: {stored.content.subject}")
    say_wrapped(how)
    say(f"To take it back until then: rapport drafts undo {stored.id[:8]}")


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _last_shown(app: App, current: Shown) -> Shown:
    """What was last shown of a draft; where nothing was, a terminal shows it now and asks.

    Raises:
        Abort: the person did not say yes.
    """
    seen = recall(app.config.home, current.draft_id)
    if seen is not None:
        return app.desk.shown(current.draft_id, *seen)
    if _is_terminal():
        stored = app.desk.find(current.draft_id)
        say_wrapped(", ".join(_mailbox(box) for box in stored.content.to), first="To:      ")
        say_wrapped(stored.content.subject, first="Subject: ")
        say()
        say(stored.content.body.rstrip("\n"))
        say()
        click.confirm("Approve exactly this?", abort=True)
        return app.desk.shown(current.draft_id, stored.revision, stored.content_sha256)
    return current


@example(
    "rapport drafts edit ee14ac78",
    "rapport drafts edit ee14ac78 --subject 'Your two questions' --body-file answer.txt",
)
@drafts.command("edit")
@_decides
@click.option("--subject", metavar="TEXT", help="The new subject.")
@click.option("--body", metavar="TEXT", help="The new text.")
@click.option(
    "--body-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True),
    help="The new text from a file, - for stdin. Without any of these, your editor opens.",
)
@click.pass_obj
def edit(
    home: Path | None,
    draft_id: str,
    revision: int | None,
    sha256: str | None,
    subject: str | None,
    body: str | None,
    body_file: Path | None,
) -> None:
    """Replace subject or text by your own; the draft is a new revision then."""
    if body is not None and body_file is not None:
        raise WrongUsage("Give --body or --body-file, not both.")
    with opened(home) as app:
        shown = app.desk.shown(draft_id, revision, sha256)
        if body_file is not None:
            with click.open_file(str(body_file), encoding="utf-8") as file:
                body = file.read()
        elif body is None and subject is None:
            body = click.edit(app.desk.find(shown.draft_id).content.body, extension=".txt")
            if body is None:
                say("Nothing was changed.")
                return
        stored = app.desk.edit(shown, subject=subject, body=body, now=now())
        zone = app.config.owner.zone
    _changed(home, stored, zone)


@example(
    "rapport drafts respond ee14ac78 --tone warm --length short",
    "rapport drafts respond ee14ac78 --add-fact 'The credit note went out this morning.'",
)
@drafts.command("respond")
@_decides
@click.option("--tone", type=click.Choice(["formal", "warm"]), help="How it speaks.")
@click.option("--length", type=click.Choice(["short", "full"]), help="How much it says.")
@click.option("--omit", multiple=True, metavar="FACT", help="Leave a fact out (`show` names them).")
@click.option(
    "--add-fact", multiple=True, metavar="TEXT", help="Your own words; fills open places."
)
@click.option("--to", multiple=True, metavar="ADDRESS", help="The whole To line.")
@click.option("--cc", multiple=True, metavar="ADDRESS", help="The whole Cc line.")
@click.option("--discard-edit", is_flag=True, help="Word it anew although it was edited by hand.")
@click.pass_obj
def respond(
    home: Path | None,
    draft_id: str,
    revision: int | None,
    sha256: str | None,
    tone: str | None,
    length: str | None,
    omit: tuple[str, ...],
    add_fact: tuple[str, ...],
    to: tuple[str, ...],
    cc: tuple[str, ...],
    discard_edit: bool,
) -> None:
    """Word it anew: tone, length, facts left out or added, other recipients."""
    from assistant.drafting.records import Length, Tone
    from assistant.review.review import Changes

    changes = Changes(
        tone=Tone(tone) if tone else None,
        length=Length(length) if length else None,
        omit=omit,
        add=add_fact,
        to=_addresses(to),
        cc=_addresses(cc),
        discard_edit=discard_edit,
    )
    if changes == Changes(discard_edit=discard_edit):
        raise WrongUsage("Say what to change: --tone, --length, --omit, --add-fact, --to or --cc.")
    with opened(home) as app:
        stored = app.desk.respond(app.desk.shown(draft_id, revision, sha256), changes, now=now())
        zone = app.config.owner.zone
    _changed(home, stored, zone)


def _addresses(given: tuple[str, ...]) -> tuple[str, ...] | None:
    """Addresses of repeated or comma-separated values; None where the option was not given."""
    if not given:
        return None
    found = tuple(one.strip() for text in given for one in text.split(",") if one.strip())
    for one in found:
        if not is_address(one):
            raise WrongUsage(f"'{one}' is no address; write name@firm.example, without a name.")
    return found


@example("rapport drafts ignore ee14ac78 --reason 'we spoke on the phone'")
@drafts.command("ignore")
@_decides
@click.option("--reason", required=True, help="Why; it stays with the draft.")
@click.pass_obj
def ignore(
    home: Path | None, draft_id: str, revision: int | None, sha256: str | None, reason: str
) -> None:
    """Reject a draft; no other is made for the same evidence."""
    with opened(home) as app:
        stored = app.desk.ignore(
            app.desk.shown(draft_id, revision, sha256), reason=reason, now=now()
        )
    say_wrapped(f"Rejected: {stored.content.subject}. No other is made for the same evidence.")


@example("rapport drafts snooze ee14ac78 --until 2026-11-23")
@drafts.command("snooze")
@_decides
@click.option("--until", required=True, metavar="T", help="A day or a moment, in your zone.")
@click.pass_obj
def snooze(
    home: Path | None, draft_id: str, revision: int | None, sha256: str | None, until: str
) -> None:
    """Set a draft aside until a day or a moment."""
    with opened(home) as app:
        # A bare day is its morning: set aside until Monday means there on Monday.
        moment = parse_moment(until, app.config.owner.zone, end_of_day=False)
        stored = app.desk.snooze(
            app.desk.shown(draft_id, revision, sha256), until=moment, now=now()
        )
    say(f"Set aside until {until}: {stored.content.subject}")


@example("rapport drafts undo ee14ac78")
@drafts.command("undo")
@click.argument("draft_id", metavar="ID")
@click.pass_obj
def undo(home: Path | None, draft_id: str) -> None:
    """Take back an approval (until its delivery begins), a rejection or a snooze."""
    with opened(home) as app:
        stored = app.desk.undo(draft_id, now=now())
    say(f"Back to {stored.state.value}: {stored.content.subject}")


@example("rapport drafts confirm ee14ac78")
@drafts.command("confirm")
@click.argument("draft_id", metavar="ID")
@click.pass_obj
def confirm(home: Path | None, draft_id: str) -> None:
    """Say that a delivery without an answer arrived: you found it in your mailbox."""
    with opened(home) as app:
        stored = app.desk.confirm(draft_id, now=now())
    say(f"Noted as {stored.state.value}: {stored.content.subject}")


@example("rapport drafts reopen ee14ac78")
@drafts.command("reopen")
@click.argument("draft_id", metavar="ID")
@click.pass_obj
def reopen(home: Path | None, draft_id: str) -> None:
    """Propose a failed or unknown delivery again; look into the mailbox first."""
    with opened(home) as app:
        stored = app.desk.reopen(draft_id, now=now())
    say(f"Back to {stored.state.value}: {stored.content.subject}")


def _changed(home: Path | None, stored: StoredDraft, zone: str) -> None:
    remember(resolve_home(home), [stored])
    say(f"This is revision {stored.revision} now:")
    say()
    _show(stored, zone)
