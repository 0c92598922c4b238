"""The card of one draft, as data: everything a person must see before it leaves, in that order.

Who gets it, why it exists, its text with the evidence, what was changed, how sure the program is,
what stands in the way, what can be done, what happened. Built from records alone; the view
fetches them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.review.states import TRANSITIONS, DraftState, Verb
from assistant.web.compare import Piece, compare_words, differs
from assistant.web.pages.confidence import Confidence, judge_confidence
from assistant.web.pages.drafting import (
    Check,
    Undo,
    explain_state,
    make_checks,
    say_clock,
    say_event,
    say_kind,
    say_state,
)
from assistant.web.pages.evidence import Reading, find_open_places, read_with_evidence
from assistant.web.pages.recipients import Recipients, judge_recipients
from assistant.web.pages.words import (
    client_href,
    gap_href,
    one_line,
    say_client,
    thread_href,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from assistant.drafting.lexicon import Lexicon
    from assistant.drafting.records import Block, Content
    from assistant.drafting.wording import Worded
    from assistant.insight.records import History, Message
    from assistant.review.queue import DraftEvent, Place
    from assistant.review.rows import StoredDraft

    SayTime = Callable[[datetime], str]

#: When a draft that is set aside comes back, on the owner's clock.
MORNING = time(9)
REASONS = ("We spoke on the phone.", "Already answered elsewhere.", "Not needed.", "Wrong person.")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts compared, with what each of them is."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A moment a draft can be set aside until."""

    value: str
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person had typed, to be shown again; None where nothing was."""

    subject: str | None = None
    body: str | None = None
    reason: str | None = None
    on: str | None = None
    to: str | None = None
    cc: str | None = None
    add: tuple[str, ...] = ()
    more: str | None = None
    tone: str | None = None
    length: str | None = None
    omit: tuple[str, ...] | None = None
    confirm: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stale:
    """What changed since the page was made.

    Attributes:
        sentences: Who did what, oldest first.
        differences: Between what was shown and what is there now; empty where only the state
            changed or the form did not say what was shown.
        asked: What the person wanted: ``accept``, ``edit`` …
    """

    sentences: tuple[str, ...]
    differences: tuple[Difference, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was done, and at which form: its name, or ``''``."""

    text: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class DraftCard:
    """Everything the page of a draft shows; see the module."""

    id: str
    revision: int
    sha256: str
    kind: str
    subject: str
    body: str
    state: DraftState
    state_text: str
    explained: str
    sends: bool
    client_name: str
    client_href: str | None
    recipients: Recipients
    to: str
    cc: str
    why: str
    gap_href: str | None
    thread_href: str | None
    reading: Reading
    source_href: str | None
    differences: tuple[Difference, ...]
    confidence: Confidence
    checks: tuple[Check, ...]
    open_places: tuple[str, ...]
    verbs: frozenset[str]
    left_s: int | None
    goes_out: str
    place: Place
    timeline: tuple[Happened, ...]
    choices: tuple[Choice, ...]
    tone: str
    length: str
    edited: bool
    reasons: tuple[str, ...] = REASONS
    shown: Mapping[str, str] = field(default_factory=dict)
    trouble: Trouble | None = None
    stale: Stale | None = None
    typed: Typed = field(default_factory=Typed)
    undo: Undo | None = None

    @property
    def must_fix(self) -> tuple[Check, ...]:
        """Checks that nobody can confirm."""
        return tuple(check for check in self.checks if not check.confirmable)

    @property
    def to_confirm(self) -> tuple[Check, ...]:
        """Checks that a person may confirm, one of each code."""
        return tuple({c.code: c for c in reversed(self.checks) if c.confirmable}.values())[::-1]

    @property
    def warned(self) -> int:
        """How many warnings there are about recipients."""
        return self.recipients.warned


@dataclass(frozen=True, slots=True)
class Background:
    """What a card is built from besides the draft.

    Attributes:
        gaps: Ids of the gaps that have a page now.
        worded: None where the owner's template cannot be used any more.
        own: The owner's addresses.
        sends: Its account sends what is accepted.
    """

    history: History
    lexicon: Lexicon
    gaps: frozenset[str]
    blocks: tuple[Block, ...]
    events: Sequence[DraftEvent]
    place: Place
    worded: Worded | None
    now: datetime
    say_time: SayTime
    zone: str
    own: tuple[str, ...]
    sends: bool = False


def build_card(stored: StoredDraft, back: Background) -> DraftCard:
    """The card of a draft as it is now."""
    draft, content, history = stored.draft, stored.content, back.history
    messages = {message.id: message for message in history.messages}
    thread = [m for m in history.messages if draft.thread_id and m.thread_id == draft.thread_id]
    filled = back.worded.filled if back.worded is not None else stored.original["body"]
    reading = read_with_evidence(
        stored,
        filled=filled,
        messages=messages,
        meetings=history.meetings,
        names={address: person.name for address, person in history.people.items()},
        say_time=back.say_time,
    )
    moment = stored.next_try_at or stored.goes_out_at
    known = draft.client in history.clients
    return DraftCard(
        id=stored.id,
        revision=stored.revision,
        sha256=stored.content_sha256,
        kind=say_kind(draft.kind.value),
        subject=visible(content.subject),
        body=content.body,
        state=stored.state,
        state_text=say_state(stored.state, back.blocks),
        explained=explain_state(stored, say_time=back.say_time, zone=back.zone, sends=back.sends),
        sends=back.sends,
        client_name=say_client(history, draft.client) if known else one_line(draft.client),
        client_href=client_href(draft.client) if known else None,
        recipients=judge_recipients(
            content,
            client=draft.client,
            answered=_find_answered(stored, messages),
            thread=thread,
            history=history,
            lexicon=back.lexicon,
        ),
        to=", ".join(box.address for box in content.to),
        cc=", ".join(box.address for box in content.cc),
        why=visible(draft.why),
        gap_href=gap_href(draft.gap_id) if draft.gap_id in back.gaps and draft.gap_id else None,
        thread_href=thread_href(draft.thread_id) if draft.thread_id and thread else None,
        reading=reading,
        source_href=next((one.href for one in reading.sources if one.href), None),
        differences=make_differences(stored, back.worded),
        confidence=judge_confidence(stored, messages),
        checks=make_checks(back.blocks) if stored.state is DraftState.PROPOSED else (),
        open_places=find_open_places(content.body),
        verbs=find_verbs(stored),
        left_s=_left(moment, back.now) if stored.state is DraftState.APPROVED else None,
        goes_out=say_clock(moment, back.zone) if moment is not None else "",
        place=back.place,
        timeline=tuple(Happened(e.at, say_event(e, back.own)) for e in back.events),
        choices=make_choices(back.now, back.zone),
        tone=draft.wording.tone.value,
        length=draft.wording.length.value,
        edited=stored.edited,
        shown=make_shown(content),
    )


def find_verbs(stored: StoredDraft) -> frozenset[str]:
    """What a person can do with a draft in its state."""
    verbs = {verb.value for state, verb in TRANSITIONS if state is stored.state}
    if stored.state is DraftState.REJECTED and stored.delivered_at is not None:
        verbs.discard(Verb.UNDO.value)
    # While it is being handed over only the mailbox can tell.
    found = {"confirm"} if stored.state is DraftState.UNKNOWN else set()
    return frozenset(found | (verbs & _PERSON))


_PERSON = {
    verb.value
    for verb in (
        Verb.ACCEPT, Verb.EDIT, Verb.RESPOND, Verb.IGNORE, Verb.SNOOZE, Verb.UNDO, Verb.REOPEN,
    )
}  # fmt: skip


def make_differences(stored: StoredDraft, worded: Worded | None) -> tuple[Difference, ...]:
    """Template against filled, filled against edited; only where something differs."""
    found = []
    body, subject = stored.content.body, stored.content.subject
    first = stored.original
    if worded is not None:
        found.append(("The template, filled", worded.template, worded.filled))
        before = worded.filled
    else:
        before = first["body"]
    found.append(("What was changed in the text", before, body))
    found.append(("What was changed in the subject", first["subject"], subject))
    compared = [
        Difference(title, compare_words(visible(old), visible(new))) for title, old, new in found
    ]
    return tuple(one for one in compared if differs(one.pieces))


def make_choices(now: datetime, zone: str) -> tuple[Choice, ...]:
    """Tomorrow, Monday and a week from now, at nine on the owner's clock; each moment once."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today + timedelta(days=7 - today.weekday())
    wanted = (
        ("tomorrow", "Tomorrow", today + timedelta(days=1)),
        ("monday", "Monday", monday),
        ("week", "In a week", today + timedelta(days=7)),
    )
    found: dict[datetime, Choice] = {}
    for value, label, day in wanted:
        at = datetime.combine(day, MORNING, ZoneInfo(zone))
        found.setdefault(at, Choice(value, f"{label}, {at:%H:%M}", at))
    return tuple(found.values())


#: The fields of a content that a form carries along, and their names.
_SHOWN = {"to": "To", "cc": "Cc", "subject": "Subject", "body": "Text"}


def make_shown(content: Content) -> dict[str, str]:
    """What a form carries along, so that the page can say later what has changed since."""
    return {
        "to": ", ".join(box.address for box in content.to),
        "cc": ", ".join(box.address for box in content.cc),
        "subject": content.subject,
        "body": content.body,
    }


def compare_shown(before: Mapping[str, str], content: Content) -> tuple[Difference, ...]:
    """What was shown against what is there now, field by field."""
    after = make_shown(content)
    compared = [
        Difference(title, compare_words(visible(before[name]), visible(after[name])))
        for name, title in _SHOWN.items()
        if name in before
    ]
    return tuple(one for one in compared if differs(one.pieces))


def keep_changed(typed: Typed, before: Mapping[str, str]) -> Typed:
    """What was typed, without fields that were sent as they had been shown.

    Shown again they would undo what changed meanwhile.
    """

    def changed(name: str, text: str | None) -> str | None:
        return None if text == before.get(name) else text

    return replace(
        typed,
        to=changed("to", typed.to),
        cc=changed("cc", typed.cc),
        subject=changed("subject", typed.subject),
        body=changed("body", typed.body),
    )


def _find_answered(stored: StoredDraft, messages: Mapping[str, Message]) -> Message | None:
    wanted = [stored.content.in_reply_to]
    wanted += [f.evidence.message_id for f in stored.draft.facts if f.evidence is not None]
    return next((messages[key] for key in wanted if key and key in messages), None)


def _left(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, round((moment - now).total_seconds()))
