"""Drafts of one home: proposed, decided about, delivered.

The verbs of `review` with everything they need besides the draft: whose name belongs to whom, the
templates, who acts. Command line and page call these and nothing below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.config.load import load_config
from assistant.drafting.explain import explain_no_draft
from assistant.drafting.lexicon import build_lexicon
from assistant.drafting.propose import propose
from assistant.drafting.templates import Templates
from assistant.drafting.wording import word_again
from assistant.review import queue, review
from assistant.review.outbox import Settings, deliver_due, find_next_due, recover
from assistant.review.reconcile import note_mailbox, reconcile_drafts, wake_drafts
from assistant.review.rows import (
    find_draft,
    load_draft,
    load_drafts,
    load_existing,
    load_open_drafts,
)
from assistant.review.states import DraftState
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.mail import find_accounts, load_drafts_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from assistant.config.records import Config
    from assistant.drafting.lexicon import Lexicon
    from assistant.drafting.records import Block, Declined, Draft
    from assistant.drafting.wording import Worded
    from assistant.insight.records import Findings, Gap, History
    from assistant.review.outbox import Report
    from assistant.review.queue import DraftEvent, Place, QueueCounts, QueueFilter, QueueRow
    from assistant.review.review import Changes, Shown
    from assistant.review.rows import StoredDraft
    from connectors.base import DeliveryConnector


class Desk:
    """Where drafts of one home are made, looked at and decided about."""

    def __init__(
        self,
        config: Config,
        engine: Engine,
        owner_id: int,
        *,
        load_lexicon: Callable[[], Lexicon],
    ) -> None:
        """`load_lexicon` gives whose name and address is whose, as known now."""
        self.config = config
        self.engine = engine
        self.owner_id = owner_id
        self.actor = config.owner.addresses[0]
        self._load_lexicon = load_lexicon
        self._templates = Templates(config.templates)

    def list(self, *, everything: bool) -> list[StoredDraft]:
        """Drafts that wait, or all there ever were, oldest first."""
        with read(self.engine) as connection:
            load = load_drafts if everything else load_open_drafts
            return load(connection, self.owner_id)

    def find(self, given: str) -> StoredDraft:
        """One draft by its id or the beginning of it."""
        with read(self.engine) as connection:
            return find_draft(connection, self.owner_id, given)

    def shown(self, given: str, revision: int | None, sha256: str | None) -> Shown:
        """What a person decides about: the draft as it is now, or the revision they read."""
        stored = self.find(given)
        digest = stored.content_sha256
        if sha256 is not None and not (len(sha256) >= 6 and digest.startswith(sha256.lower())):
            digest = sha256
        seen = stored.revision if revision is None else revision
        return review.Shown(stored.id, seen, digest)

    def count(self) -> QueueCounts:
        """How many drafts there are in every state, of every client and kind."""
        with read(self.engine) as connection:
            return queue.count_queue(connection, self.owner_id)

    def queue(
        self, asked: QueueFilter, counts: QueueCounts, *, offset: int, limit: int
    ) -> tuple[Sequence[QueueRow], int]:
        """One page of the queue, and how many drafts the filter lets through.

        Args:
            counts: As `count` gave them; a filter with words is counted by itself.
        """
        with read(self.engine) as connection:
            if asked.words:
                numbers = queue.count_words(connection, self.owner_id, asked)
            else:
                numbers = counts.by_state(client=asked.client, kind=asked.kind)
            total = sum(numbers[state] for state in asked.states)
            rows = queue.load_queue(
                connection, self.owner_id, asked, numbers=numbers, offset=offset, limit=limit
            )
        return rows, total

    def place(self, draft_id: str) -> Place:
        """Where a draft stands among those that wait, and which is read next."""
        with read(self.engine) as connection:
            return queue.find_place(connection, self.owner_id, draft_id)

    def events(self, draft_id: str) -> Sequence[DraftEvent]:
        """Everything that happened to a draft, oldest first."""
        with read(self.engine) as connection:
            return queue.load_events(connection, self.owner_id, draft_id)

    def last_decision(self, *, since: datetime) -> tuple[DraftEvent, StoredDraft] | None:
        """The newest decision that `undo` can take back, with its draft, or None."""
        with read(self.engine) as connection:
            event = queue.find_last_decision(connection, self.owner_id, since=since)
            if event is None:
                return None
            return event, load_draft(connection, self.owner_id, event.draft_id)

    def blocks(self, stored: StoredDraft, *, now: datetime) -> tuple[Block, ...]:
        """What is in the way of accepting a draft now; what `accept` would ask for."""
        return review.find_blocks(stored.draft, lexicon=self._load_lexicon(), now=now)

    def word(self, stored: StoredDraft) -> Worded:
        """What the template makes of a draft's facts, and the template with named places.

        Raises:
            TemplateRefused: a template of the owner's cannot be used any more.
        """
        return word_again(stored.draft, self._templates)

    def using(self, load_lexicon: Callable[[], Lexicon]) -> Desk:
        """This desk with another way to know whose name is whose: the page has it in memory."""
        desk = Desk(self.config, self.engine, self.owner_id, load_lexicon=load_lexicon)
        desk._templates = self._templates
        return desk

    def accept(
        self,
        shown: Shown,
        *,
        confirm: frozenset[str],
        now: datetime,
        seen: frozenset[str] | None = None,
    ) -> StoredDraft:
        """Approve; see `review.accept`."""
        lexicon = self._load_lexicon()
        with write(self.engine) as connection:
            return review.accept(
                connection, self.owner_id, shown, actor=self.actor, now=now, lexicon=lexicon,
                hold_s=self.config.delivery.hold_s, confirm=confirm, seen=seen,
            )  # fmt: skip

    def edit(
        self, shown: Shown, *, subject: str | None, body: str | None, now: datetime
    ) -> StoredDraft:
        """Replace subject or body; see `review.edit`."""
        lexicon = self._load_lexicon()
        with write(self.engine) as connection:
            return review.edit(
                connection, self.owner_id, shown, actor=self.actor, now=now, lexicon=lexicon,
                subject=subject, body=body,
            )  # fmt: skip

    def respond(self, shown: Shown, changes: Changes, *, now: datetime) -> StoredDraft:
        """Word anew; see `review.respond`."""
        lexicon = self._load_lexicon()
        with write(self.engine) as connection:
            return review.respond(
                connection, self.owner_id, shown, changes, actor=self.actor, now=now,
                lexicon=lexicon, templates=self._templates,
            )  # fmt: skip

    def ignore(self, shown: Shown, *, reason: str, now: datetime) -> StoredDraft:
        """Reject; see `review.ignore`."""
        with write(self.engine) as connection:
            return review.ignore(
                connection, self.owner_id, shown, actor=self.actor, now=now, reason=reason
            )

    def snooze(self, shown: Shown, *, until: datetime, now: datetime) -> StoredDraft:
        """Set aside; see `review.snooze`."""
        with write(self.engine) as connection:
            return review.snooze(
                connection, self.owner_id, shown, actor=self.actor, now=now, until=until
            )

    def undo(self, given: str, *, now: datetime) -> StoredDraft:
        """Take back; see `review.undo`."""
        with write(self.engine) as connection:
            draft_id = find_draft(connection, self.owner_id, given).id
            return review.undo(connection, self.owner_id, draft_id, actor=self.actor, now=now)

    def reopen(self, given: str, *, now: datetime) -> StoredDraft:
        """Start again after a failed delivery; see `review.reopen`."""
        with write(self.engine) as connection:
            draft_id = find_draft(connection, self.owner_id, given).id
            return review.reopen(connection, self.owner_id, draft_id, actor=self.actor, now=now)

    def confirm(self, given: str, *, now: datetime) -> StoredDraft:
        """A person found a draft whose delivery got no answer; see `review.confirm_delivered`."""
        with write(self.engine) as connection:
            draft_id = find_draft(connection, self.owner_id, given).id
            return review.confirm_delivered(
                connection, self.owner_id, draft_id, actor=self.actor, now=now
            )

    def next_delivery_at(self) -> datetime | None:
        """When the outbox next has something to do; None: nothing waits."""
        with read(self.engine) as connection:
            return find_next_due(connection, self.owner_id)

    def draft(self, history: History, findings: Findings, *, now: datetime) -> Mapping[str, int]:
        """Bring the drafts in line with the findings; returns counts by name."""
        with read(self.engine) as connection:
            existing = load_existing(connection, self.owner_id)
            written, sent = self._written(connection)
        proposals = propose(
            findings, history, existing, now=now, templates=self._templates,
            lexicon=make_lexicon(history), written=written,
        )  # fmt: skip
        with write(self.engine) as connection:
            woken = wake_drafts(connection, self.owner_id, now=now)
            drafts = load_drafts_seen(connection, self.owner_id)
            noted = note_mailbox(connection, self.owner_id, drafts=drafts, sent=sent, now=now)
            counts = reconcile_drafts(
                connection, self.owner_id, proposals, now=now,
                account_of=lambda draft: self._account_of(connection, draft),
            )  # fmt: skip
        return {
            "proposed": counts.proposed,
            "superseded": counts.superseded,
            "withdrawn": counts.withdrawn,
            "woken": counts.woken + woken,
            "seen in the mailbox": noted,
        }

    def _account_of(self, connection: Connection, draft: Draft) -> str | None:
        """The mailbox that holds the mail a draft answers; None: the first that takes any."""
        answered = draft.content.in_reply_to
        takers = [account.name for account in self.config.accounts if account.takes_drafts]
        if answered is None or len(takers) < 2:
            return None
        holders = find_accounts(connection, self.owner_id, answered)
        return next((name for name in takers if name in holders), None)

    def find_declined(
        self, history: History, findings: Findings, *, now: datetime
    ) -> tuple[Declined, ...]:
        """Gaps and occasions (a holiday, the end of the week) without a draft, with the reason."""
        with read(self.engine) as connection:
            existing = load_existing(connection, self.owner_id)
            written, _ = self._written(connection)
        return propose(
            findings, history, existing, now=now, templates=self._templates,
            lexicon=make_lexicon(history), written=written,
        ).declined  # fmt: skip

    def explain_no_draft(
        self,
        history: History,
        findings: Findings,
        gap: Gap,
        *,
        now: datetime,
        lexicon: Lexicon | None = None,
    ) -> str:
        """Why no draft waits for a gap, in one sentence; see `drafting.explain`.

        `lexicon` is made of the history where the caller has none.
        """
        with read(self.engine) as connection:
            existing = load_existing(connection, self.owner_id)
            written, _ = self._written(connection)
        return explain_no_draft(
            findings, history, gap, existing, now=now, templates=self._templates,
            lexicon=lexicon or make_lexicon(history), written=written,
        )  # fmt: skip

    def deliver(
        self,
        connector_for: Callable[[str | None], DeliveryConnector | None],
        *,
        now: datetime,
    ) -> Sequence[Report]:
        """Look up what is unknown, deliver what is approved and past its hold."""
        with read(self.engine) as connection:
            due = find_next_due(connection, self.owner_id)
            waiting = bool(load_drafts(connection, self.owner_id, states=[DraftState.DELIVERING]))
        if due is None and not waiting:
            return ()
        with write(self.engine) as connection:
            reports = recover(connection, self.owner_id, now=now)
        return [
            *reports,
            *deliver_due(
                lambda: write(self.engine),
                connector_for,
                owner_id=self.owner_id,
                now=now,
                lexicon=self._load_lexicon(),
                settings=Settings(enabled=self._is_switched_on, hourly=self.config.delivery.hourly),
            ),
        ]

    def _is_switched_on(self) -> bool:
        """The kill switch, read from the file again for every draft.

        Raises:
            BadConfiguration, NoHome: it cannot be read; then nothing leaves.
        """
        return load_config(self.config.home).delivery.enabled

    def _written(self, connection: Connection) -> tuple[frozenset[str], dict[str, str]]:
        """Ids of mail that a program like this one wrote; and draft key → id of what we sent.

        Who got a mail of ours knows its draft key, so only a mail from the owner counts as sent.
        """
        c = t.message.c
        rows = connection.execute(
            select(c.draft_key, c.message_key, c.sender).where(
                c.owner_id == self.owner_id, c.draft_key.is_not(None)
            )
        ).all()
        own = self.config.owner.addresses
        sent = {row.draft_key: row.message_key for row in rows if row.sender in own}
        return frozenset(row.message_key for row in rows), sent


def make_lexicon(history: History) -> Lexicon:
    """Whose name and address is whose in a history."""
    return build_lexicon(history.clients, history.people, history.owner)
