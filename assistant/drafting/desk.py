"""What every kind of draft needs at hand: the history looked up fast, readers, recipients, words."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.drafting.clean import clean_line
from assistant.drafting.compose import normalise_content
from assistant.drafting.lint import lint
from assistant.drafting.names import find_tone, make_addressee, tidy_name
from assistant.drafting.records import (
    Block,
    Content,
    Draft,
    DraftKind,
    Fact,
    Mailbox,
    Wording,
)
from assistant.drafting.render import render_body
from assistant.drafting.words import MAX_QUOTE, Reader, load_zone, quote
from assistant.insight.phrasing import say_task
from assistant.insight.records import (
    Direction,
    Evidence,
    Findings,
    Gap,
    History,
    Message,
    Promise,
    PromiseState,
    Side,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.drafting.lexicon import Lexicon
    from assistant.drafting.records import Addressee
    from assistant.drafting.templates import Templates

#: A reply prefix that is kept as it is, in the languages we meet.
_REPLY_PREFIX = re.compile(
    r"^(?:re|aw|sv|antw|res|rif|ref|odp|vs|ynt|rv)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE
)
#: Appended to the key of a second body under one Message-ID; not part of the real id.
_KEY_SUFFIX = re.compile(r"#[0-9a-f]{8}$")
NO_REPLY = re.compile(
    r"^(?:no-?_?\.?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|notifications?)\b",
    re.IGNORECASE,
)
#: Recipients beyond this many are pointed out.
MANY_RECIPIENTS = 5
MAX_FACTS = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """One pass of drafting.

    Attributes:
        written: Message-IDs of mail that carries our own draft header.
        now: Aware UTC.
        sent_to: What the owner wrote, by the first address in To, oldest first.
        written_by: What people of clients wrote, by sender, oldest first.
    """

    findings: Findings
    history: History
    lexicon: Lexicon
    templates: Templates
    now: datetime
    written: frozenset[str] = frozenset()
    messages: Mapping[str, Message] = field(default_factory=dict)
    threads: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    sent_to: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    written_by: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)

    def reader(self, client: str, address: str | None, language: str) -> Reader:
        """Who reads: zone of the person, else of the client; dates as the country writes them."""
        organisation = self.history.clients[client]
        person = self.history.people.get(address or "")
        clock = person.clock if person and person.clock else organisation.clock
        words = self.templates.words(language)
        return Reader(words, clock.zone, organisation.country, self.now)

    def mailbox(self, address: str) -> Mailbox:
        """An address with the name it is known by."""
        person = self.history.people.get(address)
        return Mailbox(address, tidy_name(person.name) if person else "")

    def addressees(self, addresses: Iterable[str], client: str) -> tuple[Addressee, ...]:
        """How the people in To are greeted."""
        return tuple(
            make_addressee(
                address, self.mailbox(address).name, client, earlier=self.sent_to.get(address, ())
            )
            for address in addresses
        )

    def is_written(self, address: str) -> bool:
        """Whether mail to an address reaches a person who may be written to."""
        person = self.history.people.get(address)
        if person is not None and person.ended_at is not None:
            return False
        return not NO_REPLY.match(address.partition("@")[0])

    def is_absent(self, address: str) -> bool:
        """Whether a client's person is out of office today, in the person's zone."""
        person = self.history.people.get(address)
        zone = "UTC"
        if person is not None:
            organisation = self.history.clients.get(person.client or "")
            clock = person.clock or (organisation.clock if organisation else None)
            zone = clock.zone if clock else zone
        today = self.now.astimezone(load_zone(zone)).date()
        return any(
            absence.address == address and absence.from_on <= today <= absence.to_on
            for absence in self.history.absences
        )

    def is_own(self, address: str) -> bool:
        """Whether an address is the owner's own."""
        return address in self.history.owner.addresses


def make_desk(
    findings: Findings,
    history: History,
    *,
    lexicon: Lexicon,
    templates: Templates,
    now: datetime,
    written: frozenset[str] = frozenset(),
) -> Desk:
    """A desk with its look-ups filled."""
    threads: dict[str, list[Message]] = defaultdict(list)
    sent_to: dict[str, list[Message]] = defaultdict(list)
    written_by: dict[str, list[Message]] = defaultdict(list)
    for message in history.messages:
        threads[message.thread_id].append(message)
        # Only what the owner wrote says how the owner speaks to somebody.
        if message.direction is Direction.OUT and message.sender in history.owner.addresses:
            for address in message.to[:1]:
                sent_to[address].append(message)
        if message.direction is Direction.IN and not message.automatic:
            written_by[message.sender].append(message)
    return Desk(
        findings=findings,
        history=history,
        lexicon=lexicon,
        templates=templates,
        now=now,
        written=written,
        messages={message.id: message for message in history.messages},
        threads={key: tuple(found) for key, found in threads.items()},
        sent_to={key: tuple(found) for key, found in sent_to.items()},
        written_by={key: tuple(found) for key, found in written_by.items()},
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """A draft to be: everything but its text, so that known ones are never rendered again.

    Attributes:
        occasion, evidence_key: See `Draft`.
        to, cc: Addresses, already judged to belong.
        notes: Sentences for the person who approves, after the gap's own.
        answers: The message that is answered; None starts a thread.
        gap: What it closes; None for an occasion, which then says `why` itself.
        blocks: What a person must look at besides what the text shows.
        late: Too late to begin now; one that was begun in time stands.
    """

    kind: DraftKind
    gap: Gap | None
    client: str
    occasion: str
    evidence_key: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    facts: tuple[Fact, ...]
    language: str
    answers: Message | None = None
    thread_id: str | None = None
    notes: tuple[str, ...] = ()
    why: str = ""
    blocks: tuple[Block, ...] = ()
    late: bool = False


def write_draft(desk: Desk, plan: Plan) -> Draft:
    """The draft of a plan, linted."""
    client = desk.history.clients[plan.client]
    addressees = desk.addressees(plan.to, plan.client)
    tone = find_tone(desk.sent_to.get(plan.to[0], ()))
    wording = Wording(language=plan.language, tone=tone)
    facts = keep_own_facts(desk, plan.facts, plan.client)
    body = render_body(
        plan.kind,
        client=plan.client,
        facts=facts,
        addressees=addressees,
        wording=wording,
        owner_name=desk.history.owner.name,
        templates=desk.templates,
    )
    thread = desk.threads.get(plan.thread_id or "", ())
    owner = desk.history.owner
    content = normalise_content(
        Content(
            sender=Mailbox(owner.addresses[0], owner.name),
            to=tuple(desk.mailbox(address) for address in plan.to),
            cc=tuple(desk.mailbox(address) for address in plan.cc),
            subject=plan.subject,
            body=body,
            in_reply_to=make_reference(plan.answers) if plan.answers else None,
            references=make_references(plan.answers) if plan.answers else (),
        )
    )
    blocks = lint(content, client=plan.client, lexicon=desk.lexicon, facts=facts, now=desk.now)
    notes = list(plan.notes)
    people = len(plan.to) + len(plan.cc)
    if people > MANY_RECIPIENTS:
        notes.append(f"It goes to {people} people.")
    return Draft(
        id=make_draft_id(owner.addresses[0], plan.kind, plan.occasion, plan.evidence_key),
        kind=plan.kind,
        occasion=plan.occasion,
        evidence_key=plan.evidence_key,
        gap_id=plan.gap.id if plan.gap else None,
        client=plan.client,
        prospect=client.prospect,
        thread_id=plan.thread_id,
        content=content,
        wording=wording,
        facts=facts,
        addressees=addressees,
        blocked_by=(*_find_mixed(plan, thread, desk), *plan.blocks, *blocks),
        basis=thread_keys(desk, plan.thread_id),
        why=" ".join([plan.gap.why if plan.gap else plan.why, *notes]).strip(),
    )


def thread_keys(desk: Desk, thread_id: str | None) -> tuple[str, ...]:
    """Ids of all messages of a thread, machines' too, oldest first; none without a thread."""
    return tuple(message.id for message in desk.threads.get(thread_id or "", ()))


def keep_own_facts(desk: Desk, facts: Sequence[Fact], client: str) -> tuple[Fact, ...]:
    """Facts without another client's name in them; the words of a mixed thread may hold some.

    Of a message whose subject names one, the day is kept: sentences are built on it.
    """
    kept = []
    for fact in facts:
        if not desk.lexicon.find_foreign(f"{fact.value} {fact.detail}", client):
            kept.append(fact)
        elif fact.group == "message" and not desk.lexicon.find_foreign(fact.detail, client):
            kept.append(replace(fact, value=""))
    return tuple(kept)


def _find_mixed(plan: Plan, thread: Sequence[Message], desk: Desk) -> list[Block]:
    """The question to ask when people of several clients are on one thread or meeting."""
    slugs = {slug for message in thread for slug in message.clients}
    for meeting in desk.history.meetings:
        if plan.kind is not DraftKind.RECAP or plan.gap is None:
            break
        if plan.gap.ical_uid == meeting.ical_uid:
            slugs |= set(meeting.clients)
    others = sorted(slugs - {plan.client})
    if not others:
        return []
    return [
        Block(
            "mixed-thread",
            f"People of {', '.join(others)} are part of this too; the draft goes to "
            f"{plan.client} only. Look at it with that in mind.",
            confirmable=True,
        )
    ]


# ── small parts ──────────────────────────────────────────────────────────────────────────────


def make_draft_id(owner: str, kind: DraftKind, occasion: str, evidence_key: str) -> str:
    """The same finding gives the same id, run after run."""
    return make_key(owner, kind.value, occasion, evidence_key)[:12]


def make_key(*parts: str) -> str:
    """A hash over stable things, hexadecimal."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode("ascii")).hexdigest()


def make_reply_subject(message: Message) -> str:
    """``Re: `` before a subject that has no reply prefix yet: the base subject stays the same."""
    subject = message.subject or message.base_subject
    return subject if _REPLY_PREFIX.match(subject) else f"Re: {subject}".strip()


def make_reference(message: Message) -> str | None:
    """The Message-ID to refer to, or None for a message that has none."""
    if message.id.startswith("sha256-"):
        return None
    return _KEY_SUFFIX.sub("", message.id)


def make_references(message: Message) -> tuple[str, ...]:
    """References of an answer (RFC 5322, 3.6.4)."""
    before = message.references or ((message.in_reply_to,) if message.in_reply_to else ())
    own = make_reference(message)
    return (*before, own) if own else tuple(before)


def choose_recipients(
    desk: Desk, client: str, wanted: Iterable[str], *, but: Iterable[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of `wanted` who belong to the client or to us; and the others, for a note."""
    left_out = set(but)
    kept: list[str] = []
    strangers: list[str] = []
    for address in dict.fromkeys(wanted):
        if address in left_out or desk.is_own(address) or not desk.is_written(address):
            continue
        ours = desk.lexicon.is_ours(address) or desk.history.is_ours(address)
        if ours or desk.lexicon.find_client(address) == client:
            kept.append(address)
        else:
            strangers.append(address)
    return tuple(kept), tuple(strangers)


def note_strangers(strangers: Sequence[str], client: str) -> tuple[str, ...]:
    """A sentence about addresses that were on the thread and are left out."""
    if not strangers:
        return ()
    return (f"Left out, not known to belong to {client}: {', '.join(strangers)}.",)


def choose_promises(
    desk: Desk, client: str, *, debtor: Side, people: Iterable[str], thread_id: str | None = None
) -> list[Promise]:
    """Open promises between us and these people of one client, the soonest due first.

    A promise said in a thread with several clients is left out: it is nobody's alone.
    """
    wanted = set(people)
    found = []
    for promise in desk.findings.promises:
        if promise.state is not PromiseState.OPEN or promise.debtor is not debtor:
            continue
        message = desk.messages.get(promise.message_id)
        if promise.client != client or message is None or set(message.clients) - {client}:
            continue
        theirs = promise.creditor if debtor is Side.US else promise.person
        if not promise.quote or (theirs not in wanted and promise.thread_id != thread_id):
            continue
        if promise.due and promise.due.to_at and promise.due.to_at <= desk.now:
            continue
        found.append(promise)
    far = desk.now + timedelta(days=36_500)
    return sorted(found, key=lambda p: ((p.due.to_at if p.due else None) or far, p.id))


def say_promise(promise: Promise, reader: Reader) -> str:
    """A promise as our side names it to the client: ``send you the file``; else quoted.

    Content is read out of English sentences alone.
    """
    task = clean_line(say_task(promise), limit=MAX_QUOTE)
    return task or reader.words.fill("quoted", text=quote(promise.quote).rstrip("."))


def promise_evidence(promise: Promise) -> Evidence:
    """Where a promise was said."""
    return Evidence(
        message_id=promise.message_id,
        quote=promise.quote,
        start=promise.start,
        end=promise.end,
    )
