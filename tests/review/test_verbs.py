"""What a person may do with a draft, when, and what it says when something changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assistant.drafting.records import Block, Length, Tone
from assistant.drafting.templates import Templates
from assistant.errors import AmbiguousId, WrongUsage
from assistant.review.errors import (
    AlreadyApproved,
    Blocked,
    DraftNotFound,
    EditedByHand,
    NotAllowed,
    StaleDraft,
    UnknownFact,
)
from assistant.review.review import (
    Changes,
    Shown,
    accept,
    edit,
    ignore,
    respond,
    snooze,
    undo,
)
from assistant.review.rows import find_draft, load_draft
from assistant.review.states import DraftState
from tests.review.world import (
    ANA,
    JONAS,
    LEXICON,
    ME,
    NOW,
    PRIYA,
    Writer,
    add_draft,
    approve,
    make_draft,
    shown,
    with_body,
)

TEMPLATES = Templates()
HOW: dict[str, Any] = {"actor": ME, "now": NOW, "lexicon": LEXICON}
WORDS: dict[str, Any] = {**HOW, "templates": TEMPLATES}


def test_accepting_sets_the_end_of_the_hold(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = approve(connection, add_draft(connection, owner_id), hold_s=45)
    assert stored.state is DraftState.APPROVED
    assert stored.goes_out_at == NOW + timedelta(seconds=45)
    assert stored.approved_by == ME


@pytest.mark.parametrize("hold_s", [-1, 601])
def test_a_hold_out_of_range_is_refused(writer: Writer, owner_id: int, hold_s: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        with pytest.raises(WrongUsage, match="0 to 600"):
            approve(connection, stored, hold_s=hold_s)


def test_the_second_approver_reads_who_was_first(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        approve(connection, stored, actor="lena@harborline.example")
        with pytest.raises(AlreadyApproved, match=r"already approved by lena@harborline\.example"):
            approve(connection, stored)


def test_a_draft_edited_meanwhile_is_stale_and_says_what_changed(
    writer: Writer, owner_id: int
) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        edit(connection, owner_id, shown(stored), body="Hello,\n\nall done.\n", **HOW)
        with pytest.raises(StaleDraft, match=r"maya@harborline\.example edited its text"):
            approve(connection, stored)


def test_a_wrong_hash_is_stale(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        with pytest.raises(StaleDraft):
            accept(connection, owner_id, Shown(stored.id, 1, "0" * 64), **HOW)


def test_another_owner_does_not_find_the_draft(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        with pytest.raises(DraftNotFound):
            load_draft(connection, owner_id + 1, stored.id)


def test_an_empty_place_blocks_the_approval(writer: Writer, owner_id: int) -> None:
    draft = with_body(make_draft(), "Dear Jonas,\n\n[your answer to: Is it signed?]\n")
    with writer() as connection:
        stored = add_draft(connection, owner_id, content=draft.content)
        with pytest.raises(Blocked, match="Fill in"):
            approve(connection, stored)


def test_what_may_be_confirmed_is_approved_when_it_is(writer: Writer, owner_id: int) -> None:
    asked = Block("mixed-thread", "People of kestrel are on this thread.", confirmable=True)
    with writer() as connection:
        stored = add_draft(connection, owner_id, blocked_by=(asked,))
        with pytest.raises(Blocked, match="--confirm mixed-thread"):
            approve(connection, stored)
        approved = approve(connection, stored, confirm=frozenset({"mixed-thread"}))
    assert approved.state is DraftState.APPROVED


def test_what_may_not_be_confirmed_stays_blocked(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        stored = respond(connection, owner_id, shown(stored), Changes(to=(PRIYA,)), **WORDS)
        assert "foreign-recipient" in {block.code for block in stored.draft.blocked_by}
        with pytest.raises(Blocked, match="belongs to kestrel"):
            approve(connection, stored, confirm=frozenset({"foreign-recipient"}))


def test_editing_makes_a_new_revision_and_hash(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        edited = edit(connection, owner_id, shown(stored), subject="Re: Contract, signed", **HOW)
    assert edited.revision == stored.revision + 1
    assert edited.content_sha256 != stored.content_sha256
    assert edited.edited


def test_an_edit_without_a_change_changes_nothing(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        body = stored.content.body.replace("\n", "\r\n")
        assert edit(connection, owner_id, shown(stored), body=body, **HOW) == stored


def test_an_edited_subject_cannot_carry_a_second_header(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        subject = "=?utf-8?q?Hi=0D=0ABcc:_x@evil.example?="
        edited = edit(connection, owner_id, shown(stored), subject=subject, **HOW)
    assert edited.content.subject == "Hi Bcc: x@evil.example"


def test_responding_changes_tone_and_length(writer: Writer, owner_id: int) -> None:
    changes = Changes(tone=Tone.WARM, length=Length.SHORT, add=("Yes, since Monday.",))
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        worded = respond(connection, owner_id, shown(stored), changes, **WORDS)
    assert worded.content.body == (
        "Hi Jonas,\n\nThanks for your message of Tuesday, 17 November.\n\n"
        "Yes, since Monday.\n\nBest,\nMaya\n"
    )


def test_the_owners_words_fill_the_empty_place(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        open_place = respond(
            connection, owner_id, shown(stored), Changes(tone=Tone.FORMAL), **WORDS
        )
        assert [block.code for block in open_place.draft.blocked_by] == ["slot"]
        filled = respond(
            connection, owner_id, shown(open_place), Changes(add=("It is signed.",)), **WORDS
        )
    assert "“Is it signed?”\n\nIt is signed.\n" in filled.content.body
    assert filled.draft.blocked_by == ()


def test_an_omitted_fact_leaves_the_text(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        changes = Changes(omit=("question-1",))
        worded = respond(connection, owner_id, shown(stored), changes, **WORDS)
    assert "signed" not in worded.content.body
    assert worded.draft.blocked_by == ()


def test_an_unknown_fact_is_named_with_the_known_ones(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        with pytest.raises(UnknownFact, match="It has: message-1, question-1"):
            respond(connection, owner_id, shown(stored), Changes(omit=("q",)), **WORDS)


def test_rewording_does_not_throw_an_edit_away(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        mine = edit(connection, owner_id, shown(stored), body="Mine.\n", **HOW)
        with pytest.raises(EditedByHand):
            respond(connection, owner_id, shown(mine), Changes(tone=Tone.WARM), **WORDS)
        moved = respond(connection, owner_id, shown(mine), Changes(cc=(ANA,)), **WORDS)
        anew = Changes(tone=Tone.WARM, discard_edit=True)
        worded = respond(connection, owner_id, shown(moved), anew, **WORDS)
    assert moved.content.body == "Mine.\n"
    assert [mailbox.address for mailbox in moved.content.cc] == [ANA]
    assert worded.content.body.startswith("Hi Jonas,")


def test_new_recipients_are_greeted(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        changes = Changes(to=(ANA.upper(), JONAS))
        worded = respond(connection, owner_id, shown(stored), changes, **WORDS)
    assert worded.content.body.startswith("Dear Ana Souza, dear Jonas Weber,")


def test_a_rejection_keeps_its_reason_and_can_be_undone(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        gone = ignore(
            connection, owner_id, shown(stored), actor=ME, now=NOW, reason="I called him."
        )
        assert (gone.state, gone.reason) == (DraftState.REJECTED, "I called him.")
        back = undo(connection, owner_id, stored.id, actor=ME, now=NOW)
    assert back.state is DraftState.PROPOSED


def test_a_snooze_must_end_later(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        with pytest.raises(WrongUsage, match="until later"):
            snooze(connection, owner_id, shown(stored), actor=ME, now=NOW, until=NOW)
        aside = snooze(
            connection, owner_id, shown(stored), actor=ME, now=NOW, until=NOW + timedelta(days=1)
        )
        with pytest.raises(NotAllowed, match="snoozed"):
            approve(connection, aside)


def test_undo_takes_an_approval_back(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        approved = approve(connection, add_draft(connection, owner_id))
        back = undo(connection, owner_id, approved.id, actor=ME, now=NOW)
        with pytest.raises(NotAllowed):
            undo(connection, owner_id, approved.id, actor=ME, now=NOW)
    assert (back.state, back.goes_out_at, back.approved_by) == (DraftState.PROPOSED, None, None)


def test_a_draft_is_found_by_the_beginning_of_its_id(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        add_draft(connection, owner_id, number=1)
        add_draft(connection, owner_id, number=2)
        assert find_draft(connection, owner_id, "draft2").id == "draft2"
        with pytest.raises(AmbiguousId):
            find_draft(connection, owner_id, "draft")
        with pytest.raises(DraftNotFound):
            find_draft(connection, owner_id, "%")
