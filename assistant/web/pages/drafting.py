"""Words about drafts that the list and the card share: states, what happened, what stands in the way.

Nothing here decides; the rules are `review`'s.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.reports.wording import DRAFT_KINDS
from assistant.review.review import mark_block
from assistant.review.states import DraftState, Verb
from assistant.web.pages.words import listed, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.drafting.records import Block, Mailbox
    from assistant.review.queue import DraftEvent, QueueRow
    from assistant.review.rows import StoredDraft

    SayTime = Callable[[datetime], str]

#: A decision is offered for taking back this long, if it still can be.
UNDO_OFFERED = timedelta(minutes=15)

STATES = {
    DraftState.PROPOSED: "Waits for you",
    DraftState.APPROVED: "Accepted",
    DraftState.DELIVERING: "On its way",
    DraftState.DELIVERED: "In your mailbox",
    DraftState.UNKNOWN: "Unclear",
    DraftState.FAILED: "Failed",
    DraftState.REJECTED: "Rejected",
    DraftState.SNOOZED: "Set aside",
    DraftState.SUPERSEDED: "No longer needed",
}
READY = "Ready to accept"
NEEDS_WORDS = "Needs your words"
NEEDS_CHANGE = "Needs a change"
NEEDS_LOOK = "Needs a look"
#: Checks that ask for something to be written.
_ASK_FOR_WORDS = frozenset({"slot", "empty"})

_EVENTS = {
    Verb.PROPOSE: "{who} wrote it.",
    Verb.ACCEPT: "{who} accepted it.",
    Verb.EDIT: "{who} edited the {changed}.",
    Verb.RESPOND: "{who} had it worded anew: {changed}.",
    Verb.IGNORE: "{who} rejected it: {reason}",
    Verb.SNOOZE: "{who} set it aside.",
    Verb.UNDO: "{who} took the decision back.",
    Verb.WAKE: "It is back: its time has come.",
    Verb.WITHDRAW: "The acceptance was withdrawn: {reason}",
    Verb.FLAG: "It was marked: {reason}",
    Verb.SUPERSEDE: "It is no longer needed: {reason}",
    Verb.REVIVE: "It is needed again.",
    Verb.CLAIM: "Handing it over to the mailbox began.",
    Verb.RECEIVE: "It is in the mailbox. {reason}",
    Verb.RETRY: "It could not be handed over and is tried again: {reason}",
    Verb.FAIL: "It could not be handed over: {reason}",
    Verb.LOSE: "The mailbox gave no answer: {reason}",
    Verb.REOPEN: "{who} started again.",
    Verb.DISCARD: "It was deleted in the mailbox.",
}
#: What the command line says, where the page has a field for it.
_OPTIONS = (
    (re.compile(r" with --to or --cc\b"), " under “Word it anew”"),
    (re.compile(r" with --to\b"), " under “Word it anew”"),
    (re.compile(r" with --omit(?: [\w-]+)?"), " under “Word it anew”"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """Something in the way of accepting.

    Attributes:
        name: In two or three words.
        text: What it is and what to do.
        confirmable: A person may say that it is right.
        refused: It kept the draft from being accepted just now.
        mark: Of exactly this block, for the form.
    """

    code: str
    name: str
    text: str
    confirmable: bool
    refused: bool = False
    mark: str = ""


_CHECKS = {
    "slot": "Open place",
    "recipient": "Recipient",
    "foreign-recipient": "Foreign recipient",
    "look-alike": "Look-alike domain",
    "empty": "Nothing written",
    "placeholder": "Left-over placeholder",
    "foreign-name": "Another client's name",
    "past-date": "Date has passed",
    "long-subject": "Long subject",
    "hidden-characters": "Hidden characters",
    "mixed-thread": "Several clients",
    "newer-mail": "Newer mail",
}


def make_checks(blocks: Sequence[Block], *, refused: bool = False) -> tuple[Check, ...]:
    """The blocks of a draft for people, each message once, what cannot be confirmed first."""
    found = {
        (block.code, block.message): Check(
            block.code,
            _CHECKS.get(block.code, block.code.replace("-", " ").capitalize()),
            say_block(block.message),
            block.confirmable,
            refused,
            mark_block(block),
        )
        for block in blocks
    }
    return tuple(sorted(found.values(), key=lambda check: check.confirmable))


def name_checks(blocks: Sequence[Block]) -> tuple[Check, ...]:
    """The checks of a row: one of each kind, counted where there are several."""
    checks = make_checks(blocks)
    numbers = Counter(check.name for check in checks)
    kinds = {check.name: check for check in reversed(checks)}
    return tuple(
        replace(kinds[name], name=f"{name} ×{count}" if count > 1 else name)
        for name, count in numbers.items()
    )


def say_block(message: str) -> str:
    """A block's message with the fields of the page for the options of the command line."""
    for option, field in _OPTIONS:
        message = option.sub(field, message)
    return one_line(message)


def say_state(state: DraftState, blocks: Sequence[Block]) -> str:
    """The state in two words; of a draft that waits, what it waits for."""
    if state is not DraftState.PROPOSED:
        return STATES[state]
    if not blocks:
        return READY
    firm = {block.code for block in blocks if not block.confirmable}
    if not firm:
        return NEEDS_LOOK
    return NEEDS_WORDS if firm <= _ASK_FOR_WORDS else NEEDS_CHANGE


def say_kind(kind: str) -> str:
    """What a draft is: `answer`, `reminder`, `recap`."""
    return DRAFT_KINDS.get(kind, kind.replace("_", " ").replace("-", " "))


def explain_state(stored: StoredDraft, *, say_time: SayTime, zone: str, sends: bool = False) -> str:
    """What the state means for the owner, in one or two sentences; ``''`` where it only waits.

    `sends`: its account sends what is accepted, instead of keeping it as a draft.
    """
    state, reason = stored.state, one_line(stored.reason)
    if state is DraftState.PROPOSED:
        return reason
    if state is DraftState.APPROVED:
        return f"{_say_accepted(stored, zone, sends=sends)} {reason}".strip()
    if state is DraftState.DELIVERING:
        return "It is being handed over to your mailbox right now."
    if state is DraftState.DELIVERED:
        if stored.sent_message_id is not None:
            return "You have sent it."
        if sends:
            return f"{reason} The next reading of your mail finds its copy.".strip()
        return "It lies in the drafts folder of your mail program; you send it from there."
    if state is DraftState.UNKNOWN:
        after = "It is looked up by itself; " if stored.next_lookup_at is not None else ""
        return (
            f"Your mailbox gave no answer, so it may lie there or not. {after}look into your drafts "
            "and sent mail before you start again."
        )
    if state is DraftState.FAILED:
        return f"It could not be handed over: {reason}".strip()
    if state is DraftState.SNOOZED and stored.snoozed_until is not None:
        return f"It comes back {say_time(stored.snoozed_until)}."
    return reason


def _say_accepted(stored: StoredDraft, zone: str, *, sends: bool) -> str:
    moment = stored.next_try_at or stored.goes_out_at
    if moment is None:
        return ""
    at = say_clock(moment, zone)
    return f"It is sent at {at}." if sends else f"It goes into your drafts folder at {at}."


def say_clock(moment: datetime, zone: str) -> str:
    """`10:42:43` on the owner's clock."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M:%S}"


def say_boxes(boxes: Sequence[Mailbox]) -> str:
    """`Dana Whitlock`, `Dana Whitlock and 2 others`, `nobody yet`."""
    if not boxes:
        return "nobody yet"
    first = one_line(boxes[0].name or boxes[0].address)
    more = len(boxes) - 1
    return f"{first} and {more} other{'s' if more > 1 else ''}" if more else first


def say_event(event: DraftEvent, own: Sequence[str]) -> str:
    """One line of the timeline."""
    changed = listed(event.changed) or "wording"
    said = _EVENTS[event.verb].format(
        who=say_actor(event.actor, own), changed=changed, reason=one_line(event.reason)
    )
    if event.confirmed:
        names = [_CHECKS.get(code, code).lower() for code in event.confirmed]
        said += f" Confirmed: {listed(names)}."
    return said.strip()


def say_actor(actor: str, own: Sequence[str]) -> str:
    """`You`, `Rapport`, or an address."""
    if actor in own:
        return "You"
    return "Rapport" if actor == "rapport" else one_line(actor)


def say_you(sentence: str, own: Sequence[str]) -> str:
    """A sentence of `review` about what happened, with `you` for the owner's address."""
    for address in own:
        if sentence.startswith(f"{address} "):
            return f"You{sentence[len(address) :]}"
        sentence = sentence.replace(f" by {address}", " by you")
    return one_line(sentence)


@dataclass(frozen=True, slots=True)
class Undo:
    """The last decision, offered for taking back.

    Attributes:
        text: What was decided about what.
        left_s: Seconds until it is carried out; None where nothing is.
        when: The moment on the clock; ``''`` without one.
        sends: It is sent then, and no draft.
    """

    draft_id: str
    text: str
    when: str = ""
    left_s: int | None = None
    sends: bool = False


def make_undo(
    event: DraftEvent,
    stored: StoredDraft,
    *,
    now: datetime,
    say_time: SayTime,
    zone: str,
    sends: bool = False,
) -> Undo:
    """The offer to take a decision back; `sends`: its account sends what is accepted."""
    what = f"“{one_line(stored.content.subject)}” to {say_boxes(stored.content.to)}"
    if event.verb is Verb.ACCEPT:
        at = stored.goes_out_at
        left = max(0, round((at - now).total_seconds())) if at is not None else None
        when = say_clock(at, zone) if at is not None else ""
        return Undo(stored.id, f"Accepted: {what}.", when, left, sends)
    if event.verb is Verb.SNOOZE and stored.snoozed_until is not None:
        return Undo(stored.id, f"Set aside until {say_time(stored.snoozed_until)}: {what}.")
    return Undo(stored.id, f"Rejected: {what}.")


def say_age(row: QueueRow, now: datetime) -> str:
    """How long a draft is there: `new`, `3 h`, `2 days`."""
    age = now - row.created_at
    if age < timedelta(hours=1):
        return "new"
    if age < timedelta(days=1):
        return f"{age // timedelta(hours=1)} h old"
    return f"{age.days} day{'s' if age.days != 1 else ''} old"
