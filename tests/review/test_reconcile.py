"""New findings against the drafts that are there, and what the owner did in the mailbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.drafting.records import Proposals
from assistant.review.errors import NotAllowed
from assistant.review.reconcile import note_mailbox, reconcile_drafts
from assistant.review.review import edit, ignore, snooze, undo
from assistant.review.rows import load_draft, load_existing, load_open_drafts
from assistant.review.states import DraftState
from assistant.store.review_tables import audit
from tests.review.world import (
    LEXICON,
    ME,
    NOW,
    FakeMailbox,
    Writer,
    add_draft,
    add_message,
    approve,
    deliver,
    make_draft,
    shown,
    standing,
)

DRAFT = make_draft()
BASIS = DRAFT.basis[0]


def reconcile(writer: Writer, owner_id: int, proposals: Proposals, **fields: Any) -> Any:
    with writer() as connection:
        return reconcile_drafts(connection, owner_id, proposals, now=NOW, **fields)


def state_of(writer: Writer, owner_id: int) -> tuple[DraftState, int]:
    with writer() as connection:
        stored = load_draft(connection, owner_id, DRAFT.id)
    return stored.state, stored.revision


def test_a_proposal_is_stored_once(writer: Writer, owner_id: int) -> None:
    assert reconcile(writer, owner_id, Proposals((DRAFT,))).proposed == 1
    assert reconcile(writer, owner_id, Proposals((DRAFT,), {DRAFT.id: DRAFT.basis})).proposed == 0
    with writer() as connection:
        assert [e.id for e in load_existing(connection, owner_id)] == [DRAFT.id]


def test_a_second_run_writes_nothing(writer: Writer, owner_id: int) -> None:
    reconcile(writer, owner_id, Proposals((DRAFT,)))
    for _ in range(2):
        reconcile(writer, owner_id, standing(DRAFT))
    with writer() as connection:
        assert connection.execute(select(func.count()).select_from(audit)).scalar_one() == 1


def test_a_closed_gap_supersedes_its_draft(writer: Writer, owner_id: int) -> None:
    reconcile(writer, owner_id, Proposals((DRAFT,)))
    reconcile(writer, owner_id, Proposals())
    with writer() as connection:
        stored = load_draft(connection, owner_id, DRAFT.id)
    assert (stored.state, stored.reason) == (DraftState.SUPERSEDED, "Its gap closed.")


def test_a_closed_gap_takes_an_approval_back_first(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        approve(connection, add_draft(connection, owner_id))
    counts = reconcile(writer, owner_id, Proposals())
    assert (counts.withdrawn, counts.superseded) == (1, 1)
    assert deliver(writer, FakeMailbox(), owner_id) == []


def test_a_gap_that_opens_again_revives_its_draft(writer: Writer, owner_id: int) -> None:
    reconcile(writer, owner_id, Proposals((DRAFT,)))
    reconcile(writer, owner_id, Proposals())
    assert reconcile(writer, owner_id, standing(DRAFT)).revived == 1
    assert state_of(writer, owner_id) == (DraftState.PROPOSED, 1)


def test_newer_evidence_replaces_a_draft_nobody_touched(writer: Writer, owner_id: int) -> None:
    reconcile(writer, owner_id, Proposals((DRAFT,)))
    newer = make_draft(id="newer", evidence_key="e2")
    reconcile(writer, owner_id, Proposals((newer,)))
    with writer() as connection:
        assert [stored.id for stored in load_open_drafts(connection, owner_id)] == ["newer"]
        old = load_draft(connection, owner_id, DRAFT.id)
    assert old.reason == "Newer mail made another draft."


def test_newer_evidence_marks_a_draft_a_person_edited(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        edit(connection, owner_id, shown(stored), actor=ME, now=NOW, lexicon=LEXICON, body="A.\n")
    outdated = Proposals((), {DRAFT.id: (BASIS, "new")}, frozenset({DRAFT.id}))
    assert reconcile(writer, owner_id, outdated).flagged == 1
    assert reconcile(writer, owner_id, outdated).flagged == 0
    with writer() as connection:
        marked = load_draft(connection, owner_id, DRAFT.id)
    assert [block.code for block in marked.draft.blocked_by] == ["newer-mail"]
    assert (marked.content.body, marked.revision) == ("A.\n", 3)


def test_an_edit_while_drafting_ran_is_not_lost(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        edit(connection, owner_id, shown(stored), actor=ME, now=NOW, lexicon=LEXICON, body="A.\n")
    newer = make_draft(id="newer", evidence_key="e2")
    assert reconcile(writer, owner_id, Proposals((newer,))).proposed == 0
    assert state_of(writer, owner_id) == (DraftState.PROPOSED, 2)


def test_editing_clears_the_mark(writer: Writer, owner_id: int) -> None:
    outdated = Proposals((), {DRAFT.id: (BASIS, "new")}, frozenset({DRAFT.id}))
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        edit(connection, owner_id, shown(stored), actor=ME, now=NOW, lexicon=LEXICON, body="A.\n")
        reconcile_drafts(connection, owner_id, outdated, now=NOW)
        marked = load_draft(connection, owner_id, DRAFT.id)
        again = edit(
            connection, owner_id, shown(marked), actor=ME, now=NOW, lexicon=LEXICON, body="B.\n"
        )
    assert again.draft.blocked_by == ()


def test_other_mail_in_the_thread_withdraws_an_approval(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        approve(connection, add_draft(connection, owner_id))
    reconcile(writer, owner_id, Proposals((), {DRAFT.id: (BASIS, "absence")}))
    assert state_of(writer, owner_id) == (DraftState.PROPOSED, 2)


def test_other_mail_before_the_approval_is_only_taken_note_of(
    writer: Writer, owner_id: int
) -> None:
    with writer() as connection:
        add_message(connection, owner_id, BASIS)
        add_message(connection, owner_id, "absence@brightwater.example")
        add_draft(connection, owner_id)
    reconcile(writer, owner_id, Proposals((), {DRAFT.id: (BASIS, "absence@brightwater.example")}))
    with writer() as connection:
        approve(connection, load_draft(connection, owner_id, DRAFT.id))
    mailbox = FakeMailbox()
    deliver(writer, mailbox, owner_id)
    assert len(mailbox.accepted) == 1


def test_a_snooze_ends_at_its_moment(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        until = NOW + timedelta(hours=1)
        snooze(connection, owner_id, shown(stored), actor=ME, now=NOW, until=until)
        reconcile_drafts(connection, owner_id, standing(DRAFT), now=NOW)
        assert load_draft(connection, owner_id, DRAFT.id).state is DraftState.SNOOZED
        reconcile_drafts(connection, owner_id, standing(DRAFT), now=until)
        assert load_draft(connection, owner_id, DRAFT.id).state is DraftState.PROPOSED


def test_a_rejected_draft_is_not_proposed_again(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        ignore(connection, owner_id, shown(stored), actor=ME, now=NOW, reason="no")
    reconcile(writer, owner_id, Proposals((DRAFT,), {DRAFT.id: DRAFT.basis}))
    assert state_of(writer, owner_id) == (DraftState.REJECTED, 1)


@pytest.fixture
def delivered(writer: Writer, owner_id: int) -> str:
    """A draft in the mailbox; its key."""
    with writer() as connection:
        approve(connection, add_draft(connection, owner_id))
    mailbox = FakeMailbox()
    deliver(writer, mailbox, owner_id)
    return mailbox.accepted[0].draft_key


def test_a_sent_copy_closes_the_draft(writer: Writer, owner_id: int, delivered: str) -> None:
    with writer() as connection:
        sent = {delivered: "sent@x.example"}
        assert note_mailbox(connection, owner_id, drafts=set(), sent=sent, now=NOW) == 1
        assert note_mailbox(connection, owner_id, drafts=set(), sent=sent, now=NOW) == 0
        stored = load_draft(connection, owner_id, DRAFT.id)
    assert (stored.state, stored.sent_message_id) == (DraftState.DELIVERED, "sent@x.example")


def test_a_draft_deleted_in_the_mailbox_counts_as_rejected(
    writer: Writer, owner_id: int, delivered: str
) -> None:
    with writer() as connection:
        for drafts in (set(), {delivered}, set()):
            note_mailbox(connection, owner_id, drafts=drafts, sent={}, now=NOW)
        stored = load_draft(connection, owner_id, DRAFT.id)
        assert stored.state is DraftState.REJECTED
        with pytest.raises(NotAllowed, match="already in the mailbox"):
            undo(connection, owner_id, DRAFT.id, actor=ME, now=NOW)


def test_a_mailbox_that_was_never_read_deletes_nothing(
    writer: Writer, owner_id: int, delivered: str
) -> None:
    with writer() as connection:
        assert note_mailbox(connection, owner_id, drafts=set(), sent={}, now=NOW) == 0
    assert state_of(writer, owner_id)[0] is DraftState.DELIVERED
