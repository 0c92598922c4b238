"""What a person does with a draft; command line and web call these and nothing else.

Every verb takes what the person was shown (revision and hash of the content) and is one
compare-and-swap in the caller's IMMEDIATE transaction, with its event and its audit row. `undo`
and `reopen` act on a decision, not on a text, and take no revision.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.drafting.compose import normalise_content
from assistant.drafting.lint import SAME_TEXT, is_lint_code, lint
from assistant.drafting.names import make_addressee, tidy_name
from assistant.drafting.records import (
    Block,
    Content,
    Draft,
    Length,
    Mailbox,
    Tone,
    compute_content_sha256,
)
from assistant.drafting.render import render_body
from assistant.errors import WrongUsage
from assistant.review.errors import Blocked, EditedByHand, NotAllowed, StaleDraft, UnknownFact
from assistant.review.moves import explain_stale, move
from assistant.review.rows import (
    StoredDraft,
    load_draft,
    make_block_values,
    make_content_values,
    make_wording_values,
)
from assistant.review.states import DraftState, Verb

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from assistant.drafting.lexicon import Lexicon
    from assistant.drafting.templates import Templates

DEFAULT_HOLD_S = 30
MAX_HOLD_S = 600

#: Blocks that say something changed since it was written; looking at it again clears them.
NEWER_MAIL = "newer-mail"
#: Blocks that a person's change of the draft answers.
_CLEARED = frozenset({NEWER_MAIL, SAME_TEXT})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person decided about: the draft as it was on the screen."""

    draft_id: str
    revision: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What `respond` asks for; None and empty leave things as they are.

    Attributes:
        omit: Names of facts to leave out.
        add: The owner's own sentences; they fill empty places in order, then stand as paragraphs.
        to, cc: The whole new line, addresses.
        discard_edit: Word it anew although a person edited the text.
    """

    tone: Tone | None = None
    length: Length | None = None
    omit: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    to: tuple[str, ...] | None = None
    cc: tuple[str, ...] | None = None
    discard_edit: bool = False

    @property
    def rewords(self) -> bool:
        """Whether the text itself is asked to change."""
        return bool(self.tone or self.length or self.omit or self.add)


def accept(  # noqa: PLR0913 - one keyword per thing that an approval rests on
    connection: Connection,
    owner_id: int,
    shown: Shown,
    *,
    actor: str,
    now: datetime,
    lexicon: Lexicon,
    hold_s: int = DEFAULT_HOLD_S,
    confirm: frozenset[str] = frozenset(),
    seen: frozenset[str] | None = None,
) -> StoredDraft:
    """Approve exactly the content that was shown; it goes out when the hold is over.

    Args:
        hold_s: Seconds in which `undo` works for sure, 0 to 600.
        confirm: Codes of confirmable blocks that the person has looked at.
        seen: `mark_block` of every block that the person was shown: another one of the same code
            is not confirmed with it. None: not known.

    Raises:
        AlreadyApproved: somebody was first.
        StaleDraft: it is no longer what was shown.
        NotAllowed: it does not wait for a decision.
        Blocked: something must be filled in or confirmed first.
    """
    if not 0 <= hold_s <= MAX_HOLD_S:
        raise WrongUsage(f"The hold is 0 to {MAX_HOLD_S} seconds, not {hold_s}.")
    stored = _load_shown(connection, owner_id, shown, Verb.ACCEPT)
    if compute_content_sha256(stored.content) != stored.content_sha256:
        raise StaleDraft(stored.id, ["Its text does not match its fingerprint."])
    blocks = find_blocks(stored.draft, lexicon=lexicon, now=now)
    known = blocks if seen is None else [b for b in blocks if mark_block(b) in seen]
    left = [b for b in blocks if not (b.confirmable and b.code in confirm and b in known)]
    if left:
        raise Blocked(stored.id, left)
    confirmed = sorted({block.code for block in blocks})
    marks = sorted({mark_block(block) for block in blocks})
    move(
        connection,
        stored,
        Verb.ACCEPT,
        actor=actor,
        at=now,
        values={
            "approved_at": now,
            "approved_by": actor,
            "goes_out_at": now + timedelta(seconds=hold_s),
            "tries": 0,
            "next_try_at": None,
        },
        detail={"confirmed": confirmed, "marks": marks},
    )
    return load_draft(connection, owner_id, stored.id)


def edit(
    connection: Connection,
    owner_id: int,
    shown: Shown,
    *,
    actor: str,
    now: datetime,
    lexicon: Lexicon,
    subject: str | None = None,
    body: str | None = None,
) -> StoredDraft:
    """Replace subject or body by a person's own text; an unchanged text changes nothing."""
    stored = _load_shown(connection, owner_id, shown, Verb.EDIT)
    content = stored.content
    changed = replace(
        content,
        subject=content.subject if subject is None else subject,
        body=content.body if body is None else body,
    )
    draft = replace(stored.draft, content=normalise_content(changed))
    if draft.content == content and not _has_block(stored.draft, NEWER_MAIL):
        return stored
    return _save(connection, stored, draft, Verb.EDIT, actor=actor, now=now, lexicon=lexicon)


def respond(
    connection: Connection,
    owner_id: int,
    shown: Shown,
    changes: Changes,
    *,
    actor: str,
    now: datetime,
    lexicon: Lexicon,
    templates: Templates,
) -> StoredDraft:
    """Word a draft anew, with other facts or for other recipients.

    Raises:
        UnknownFact: `omit` names nothing the draft has.
        EditedByHand: rewording would throw a person's edit away.
    """
    stored = _load_shown(connection, owner_id, shown, Verb.RESPOND)
    draft = stored.draft
    known = [fact.name for fact in draft.facts]
    for name in changes.omit:
        if name not in known:
            raise UnknownFact(stored.id, name, known)
    if stored.edited and changes.rewords and not changes.discard_edit:
        raise EditedByHand(stored.id)
    keep_text = stored.edited and not changes.discard_edit
    draft = _apply(draft, changes, lexicon, templates, keep_text=keep_text)
    return _save(
        connection,
        stored,
        draft,
        Verb.RESPOND,
        actor=actor,
        now=now,
        lexicon=lexicon,
        edited=keep_text,
    )


def ignore(
    connection: Connection,
    owner_id: int,
    shown: Shown,
    *,
    actor: str,
    now: datetime,
    reason: str,
) -> StoredDraft:
    """Reject a draft; its finding gets no other while its evidence is unchanged."""
    stored = _load_shown(connection, owner_id, shown, Verb.IGNORE)
    cleared = {"snoozed_until": None, "next_lookup_at": None}
    move(connection, stored, Verb.IGNORE, actor=actor, at=now, reason=reason, values=cleared)
    return load_draft(connection, owner_id, stored.id)


def snooze(
    connection: Connection,
    owner_id: int,
    shown: Shown,
    *,
    actor: str,
    now: datetime,
    until: datetime,
) -> StoredDraft:
    """Set a draft aside until a moment (aware) that is still to come."""
    if until <= now:
        raise WrongUsage(
            f"A draft can only be set aside until later; {until:%Y-%m-%d %H:%M} is over."
        )
    stored = _load_shown(connection, owner_id, shown, Verb.SNOOZE)
    values = {"snoozed_until": until}
    move(connection, stored, Verb.SNOOZE, actor=actor, at=now, values=values)
    return load_draft(connection, owner_id, stored.id)


def undo(
    connection: Connection, owner_id: int, draft_id: str, *, actor: str, now: datetime
) -> StoredDraft:
    """Take back an approval (until its delivery begins), a rejection or a snooze.

    Raises:
        NotAllowed: its delivery has begun, or it was in the mailbox already.
    """
    stored = load_draft(connection, owner_id, draft_id)
    if stored.state is DraftState.REJECTED and stored.delivered_at is not None:
        raise NotAllowed(draft_id, "be undone", "already in the mailbox or deleted there")
    values = {**UNAPPROVED, "snoozed_until": None}
    move(connection, stored, Verb.UNDO, actor=actor, at=now, values=values)
    return load_draft(connection, owner_id, draft_id)


def reopen(
    connection: Connection, owner_id: int, draft_id: str, *, actor: str, now: datetime
) -> StoredDraft:
    """Start again after a failed or unknown delivery; the mailbox is searched before a new one."""
    stored = load_draft(connection, owner_id, draft_id)
    values = {**UNAPPROVED, "next_lookup_at": None, "lookups": 0}
    move(connection, stored, Verb.REOPEN, actor=actor, at=now, values=values)
    return load_draft(connection, owner_id, draft_id)


def confirm_delivered(
    connection: Connection, owner_id: int, draft_id: str, *, actor: str, now: datetime
) -> StoredDraft:
    """A person says that a draft of unknown delivery is in the mailbox."""
    stored = load_draft(connection, owner_id, draft_id)
    if stored.state is not DraftState.UNKNOWN:
        raise NotAllowed(draft_id, "be confirmed", stored.state.value)
    values = {"delivered_at": now, "next_lookup_at": None}
    reason = "A person found it in the mailbox."
    move(connection, stored, Verb.RECEIVE, actor=actor, at=now, values=values, reason=reason)
    return load_draft(connection, owner_id, draft_id)


#: The columns of an approval, emptied.
UNAPPROVED: dict[str, object] = {
    "approved_at": None,
    "approved_by": None,
    "goes_out_at": None,
    "tries": 0,
    "next_try_at": None,
}


def find_blocks(draft: Draft, *, lexicon: Lexicon, now: datetime) -> tuple[Block, ...]:
    """What is in the way of a draft now: what was asked of a person, and a fresh lint."""
    asked = [block for block in draft.blocked_by if not is_lint_code(block.code)]
    kept = [fact for fact in draft.facts if fact.name not in draft.wording.omit]
    found = lint(draft.content, client=draft.client, lexicon=lexicon, facts=kept, now=now)
    return (*asked, *found)


def mark_block(block: Block) -> str:
    """A block in one word; one of the same code that says something else has another."""
    return hashlib.sha256(f"{block.code}\0{block.message}".encode()).hexdigest()[:16]


def _load_shown(connection: Connection, owner_id: int, shown: Shown, verb: Verb) -> StoredDraft:
    """The draft, when it still is what was shown and waits for this verb."""
    stored = load_draft(connection, owner_id, shown.draft_id)
    if (stored.revision, stored.content_sha256) != (shown.revision, shown.sha256):
        raise explain_stale(connection, owner_id, shown.draft_id, revision=shown.revision)
    if stored.state is DraftState.APPROVED:
        raise explain_stale(connection, owner_id, shown.draft_id, revision=shown.revision)
    if verb in {Verb.ACCEPT, Verb.EDIT, Verb.RESPOND} and stored.state is not DraftState.PROPOSED:
        raise NotAllowed(stored.id, _PASSIVE[verb], stored.state.value)
    return stored


_PASSIVE = {Verb.ACCEPT: "be approved", Verb.EDIT: "be edited", Verb.RESPOND: "be changed"}


def _has_block(draft: Draft, code: str) -> bool:
    return any(block.code == code for block in draft.blocked_by)


def _apply(
    draft: Draft, changes: Changes, lexicon: Lexicon, templates: Templates, *, keep_text: bool
) -> Draft:
    """The draft with the changes, worded anew unless a person's text is kept."""
    wording = draft.wording
    wording = replace(
        wording,
        tone=changes.tone or wording.tone,
        length=changes.length or wording.length,
        omit=tuple(dict.fromkeys((*wording.omit, *changes.omit))),
        added=(*wording.added, *changes.add),
    )
    content = draft.content
    to = content.to if changes.to is None else _name(changes.to, lexicon)
    cc = content.cc if changes.cc is None else _name(changes.cc, lexicon)
    known = {addressee.address: addressee for addressee in draft.addressees}
    addressees = tuple(
        known.get(mailbox.address) or make_addressee(mailbox.address, mailbox.name, draft.client)
        for mailbox in to
        if lexicon.find_client(mailbox.address) == draft.client
    )
    body = content.body
    if not keep_text:
        body = render_body(
            draft.kind,
            client=draft.client,
            facts=draft.facts,
            addressees=addressees,
            wording=wording,
            owner_name=content.sender.name,
            templates=templates,
        )
    changed = normalise_content(replace(content, to=to, cc=cc, body=body))
    return replace(draft, content=changed, wording=wording, addressees=addressees)


def _name(addresses: tuple[str, ...], lexicon: Lexicon) -> tuple[Mailbox, ...]:
    lower = [address.strip().lower() for address in addresses]
    return tuple(Mailbox(a, tidy_name(lexicon.names.get(a, ""))) for a in lower if a)


def _save(
    connection: Connection,
    stored: StoredDraft,
    draft: Draft,
    verb: Verb,
    *,
    actor: str,
    now: datetime,
    lexicon: Lexicon,
    edited: bool = True,
) -> StoredDraft:
    """Store a changed draft as its next revision, with the blocks it has now."""
    remaining = tuple(block for block in draft.blocked_by if block.code not in _CLEARED)
    draft = replace(draft, blocked_by=remaining)
    draft = replace(draft, blocked_by=find_blocks(draft, lexicon=lexicon, now=now))
    move(
        connection,
        stored,
        verb,
        actor=actor,
        at=now,
        values={
            **make_content_values(draft.content),
            **make_wording_values(draft),
            "blocked_by": make_block_values(draft.blocked_by),
            "edited": edited,
        },
        detail={"changed": find_changed(stored.content, draft.content)},
        new_revision=True,
        after_sha256=compute_content_sha256(draft.content),
    )
    return load_draft(connection, stored.owner_id, stored.id)


def find_changed(before: Content, after: Content) -> list[str]:
    """Names of the fields that differ, for people."""
    names = {"to": "recipients", "cc": "copies", "subject": "subject", "body": "text"}
    return [said for name, said in names.items() if getattr(before, name) != getattr(after, name)]
