"""What leaves, when, and what happens to a delivery that goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from assistant.review.outbox import (
    Outcome,
    Settings,
    deliver_due,
    find_next_due,
    look_up,
    recover,
)
from assistant.review.review import confirm_delivered, edit, reopen, undo
from assistant.review.rows import load_draft
from assistant.review.states import DraftState
from assistant.store.review_tables import delivery, draft
from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError
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
    shown,
)

BASIS = "m1@brightwater.example"


@pytest.fixture
def mailbox() -> FakeMailbox:
    return FakeMailbox()


@pytest.fixture
def draft_id(writer: Writer, owner_id: int) -> str:
    """An approved draft whose hold ends 30 seconds after NOW."""
    with writer() as connection:
        add_message(connection, owner_id, BASIS)
        return approve(connection, add_draft(connection, owner_id)).id


def state_of(writer: Writer, owner_id: int, draft_id: str) -> DraftState:
    with writer() as connection:
        return load_draft(connection, owner_id, draft_id).state


def test_nothing_leaves_before_the_hold_is_over(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    assert deliver(writer, mailbox, owner_id, after_s=29.9) == []
    assert mailbox.calls == 0
    with writer() as connection:
        assert find_next_due(connection, owner_id) == NOW + timedelta(seconds=30)


def test_what_is_approved_leaves_once(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    (report,) = deliver(writer, mailbox, owner_id, after_s=30)
    assert (report.outcome, report.message) == (Outcome.DELIVERED, "It lies in the drafts folder.")
    assert deliver(writer, mailbox, owner_id, after_s=600) == []
    assert len(mailbox.accepted) == 1
    mail = mailbox.accepted[0]
    assert (mail.recipients, mail.subject) == (("jonas@brightwater.example",), "Re: Contract")


def test_the_claim_is_committed_before_the_mailbox_is_called(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    seen: list[DraftState] = []
    mailbox.on_accept = lambda _mail: seen.append(state_of(writer, owner_id, draft_id))
    deliver(writer, mailbox, owner_id)
    assert seen == [DraftState.DELIVERING]


def test_undone_in_the_hold_never_leaves(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    with writer() as connection:
        undo(connection, owner_id, draft_id, actor=ME, now=NOW)
    assert deliver(writer, mailbox, owner_id) == []
    assert mailbox.accepted == []


def test_the_kill_switch_holds_it_back(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    (report,) = deliver(writer, mailbox, owner_id, settings=Settings(enabled=lambda: False))
    assert (report.outcome, mailbox.calls) == (Outcome.HELD, 0)
    assert state_of(writer, owner_id, draft_id) is DraftState.APPROVED


def test_without_a_mailbox_it_waits(writer: Writer, owner_id: int, draft_id: str) -> None:
    (report,) = deliver(writer, None, owner_id)
    assert report.outcome is Outcome.HELD
    assert "No mailbox takes drafts" in report.message


def test_a_mailbox_takes_so_many_an_hour(
    writer: Writer, owner_id: int, mailbox: FakeMailbox
) -> None:
    with writer() as connection:
        for number in range(1, 5):
            add_message(
                connection, owner_id, f"m{number}@brightwater.example", thread_id=f"t{number}"
            )
            approve(connection, add_draft(connection, owner_id, number=number))
    reports = deliver(writer, mailbox, owner_id, settings=Settings(hourly=3))
    assert [r.outcome for r in reports] == [Outcome.DELIVERED] * 3 + [Outcome.HELD]
    later = deliver(writer, mailbox, owner_id, after_s=3661, settings=Settings(hourly=3))
    assert [r.outcome for r in later] == [Outcome.DELIVERED]


def test_newer_mail_withdraws_the_approval_and_asks(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    with writer() as connection:
        add_message(connection, owner_id, "newer@brightwater.example")
    (report,) = deliver(writer, mailbox, owner_id)
    assert report.outcome is Outcome.WITHDRAWN
    with writer() as connection:
        stored = load_draft(connection, owner_id, draft_id)
        assert (stored.state, stored.revision) == (DraftState.PROPOSED, 2)
        assert [block.code for block in stored.draft.blocked_by] == ["newer-mail"]
        again = approve(connection, stored, confirm=frozenset({"newer-mail"}))
    assert again.state is DraftState.APPROVED
    assert [r.outcome for r in deliver(writer, mailbox, owner_id)] == [Outcome.DELIVERED]


def test_a_draft_in_the_drafts_folder_is_no_newer_mail(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    with writer() as connection:
        add_message(connection, owner_id, "saved@harborline.example", role="drafts")
    assert [r.outcome for r in deliver(writer, mailbox, owner_id)] == [Outcome.DELIVERED]


@pytest.mark.parametrize(
    "columns",
    [
        {"body": "Something else.\n"},
        {"subject": "Re: Other"},
        {"to": [{"address": "priya@kestrelworks.example", "name": ""}]},
        {"cc": [{"address": "ana@brightwater.example", "name": ""}]},
        {"sender": {"address": "boss@harborline.example", "name": ""}},
        {"revision": 7},
        {"content_sha256": "0" * 64},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_what_changed_behind_the_approval_does_not_leave(
    writer: Writer,
    owner_id: int,
    draft_id: str,
    mailbox: FakeMailbox,
    columns: dict[str, object],
) -> None:
    with writer() as connection:
        connection.execute(update(draft).where(draft.c.id == draft_id).values(**columns))
    (report,) = deliver(writer, mailbox, owner_id)
    assert report.outcome is Outcome.WITHDRAWN
    assert mailbox.calls == 0
    assert state_of(writer, owner_id, draft_id) is DraftState.PROPOSED


def test_transient_errors_are_tried_three_times(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [TransientError("busy"), TransientError("busy"), TransientError("busy")]
    outcomes = [
        [report.outcome for report in deliver(writer, mailbox, owner_id, after_s=after_s)]
        for after_s in (30, 80, 90, 389, 390, 9999)
    ]
    assert outcomes == [[Outcome.HELD], [], [Outcome.HELD], [], [Outcome.FAILED], []]
    assert mailbox.accepted == []


def test_the_mailboxs_own_wish_to_wait_is_kept(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [TransientError("busy", retry_after_s=500)]
    deliver(writer, mailbox, owner_id, after_s=30)
    assert deliver(writer, mailbox, owner_id, after_s=529) == []
    assert [r.outcome for r in deliver(writer, mailbox, owner_id, after_s=531)] == [
        Outcome.DELIVERED
    ]


def test_a_refusal_fails_at_once_and_can_be_reopened(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [PermanentError("The address does not exist.")]
    (report,) = deliver(writer, mailbox, owner_id)
    assert report.outcome == Outcome.FAILED
    assert report.message == (
        f"The address does not exist. After that `rapport drafts reopen {draft_id}` and accept it again."
    )
    with writer() as connection:
        assert (
            reopen(connection, owner_id, draft_id, actor=ME, now=NOW).state is DraftState.PROPOSED
        )


def test_a_missing_sign_in_stops_the_mailbox_and_costs_no_try(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    with writer() as connection:
        add_message(connection, owner_id, "m2@brightwater.example", thread_id="t2")
        approve(connection, add_draft(connection, owner_id, number=2))
    mailbox.script = [AuthError("Sign in again.")]
    reports = deliver(writer, mailbox, owner_id)
    assert [r.outcome for r in reports] == [Outcome.HELD, Outcome.HELD]
    assert mailbox.calls == 1
    with writer() as connection:
        assert load_draft(connection, owner_id, draft_id).tries == 0


def test_a_mailbox_that_is_left_alone_is_no_attempt(
    writer: Writer, owner_id: int, draft_id: str
) -> None:
    def left_alone(_account: str | None) -> FakeMailbox:
        raise AuthError("It needs a sign-in.")

    (report,) = deliver_due(
        writer, left_alone, owner_id=owner_id, now=NOW + timedelta(seconds=60), lexicon=LEXICON
    )
    assert (report.outcome, "It needs a sign-in." in report.message) == (Outcome.HELD, True)
    assert state_of(writer, owner_id, draft_id) is DraftState.APPROVED
    with writer() as connection:
        assert connection.execute(select(func.count()).select_from(delivery)).scalar() == 0


def test_no_answer_is_looked_up_and_found(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [(AmbiguousDelivery("cut"), True)]
    assert [r.outcome for r in deliver(writer, mailbox, owner_id)] == [Outcome.UNKNOWN]
    assert deliver(writer, mailbox, owner_id, after_s=119) == []
    (report,) = deliver(writer, mailbox, owner_id, after_s=120)
    assert report.outcome is Outcome.DELIVERED
    assert (mailbox.calls, len(mailbox.accepted)) == (1, 1)


def test_what_is_not_found_is_never_repeated_by_itself(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [AmbiguousDelivery("cut")]
    deliver(writer, mailbox, owner_id)
    looks = [
        bool(deliver(writer, mailbox, owner_id, after_s=60 + after_s))
        for after_s in (59, 60, 299, 300, 1799, 1800, 99_999)
    ]
    assert looks == [False, True, False, True, False, True, False]
    assert mailbox.calls == 1
    assert state_of(writer, owner_id, draft_id) is DraftState.UNKNOWN


def test_a_person_decides_about_what_was_not_found(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [AmbiguousDelivery("cut")]
    deliver(writer, mailbox, owner_id)
    with writer() as connection:
        approve(connection, reopen(connection, owner_id, draft_id, actor=ME, now=NOW))
    assert [r.outcome for r in deliver(writer, mailbox, owner_id)] == [Outcome.DELIVERED]
    assert len(mailbox.accepted) == 1


def test_a_reopened_draft_that_is_there_after_all_is_not_doubled(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [(AmbiguousDelivery("cut"), True)]
    deliver(writer, mailbox, owner_id)
    with writer() as connection:
        approve(connection, reopen(connection, owner_id, draft_id, actor=ME, now=NOW))
    assert [r.outcome for r in deliver(writer, mailbox, owner_id)] == [Outcome.DELIVERED]
    assert (mailbox.calls, len(mailbox.accepted)) == (1, 1)


def test_an_earlier_version_in_the_mailbox_stops_the_new_one(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [(AmbiguousDelivery("cut"), True)]
    deliver(writer, mailbox, owner_id)
    with writer() as connection:
        back = reopen(connection, owner_id, draft_id, actor=ME, now=NOW)
        mine = edit(
            connection, owner_id, shown(back), actor=ME, now=NOW, lexicon=LEXICON, body="New.\n"
        )
        approve(connection, mine)
    (report,) = deliver(writer, mailbox, owner_id)
    assert report.outcome is Outcome.WITHDRAWN
    assert "An earlier version of it lies in the drafts folder" in report.message
    assert len(mailbox.accepted) == 1


def test_a_person_may_say_that_it_is_there(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [AmbiguousDelivery("cut")]
    deliver(writer, mailbox, owner_id)
    with writer() as connection:
        told = confirm_delivered(connection, owner_id, draft_id, actor=ME, now=NOW)
    assert told.state is DraftState.DELIVERED


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("taken", [False, True])
def test_a_process_killed_while_delivering_leaves_an_unknown(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox, taken: bool
) -> None:
    mailbox.script = [(Killed(), taken)]
    with pytest.raises(Killed):
        deliver(writer, mailbox, owner_id)
    assert state_of(writer, owner_id, draft_id) is DraftState.DELIVERING
    with writer() as connection:
        assert [r.outcome for r in recover(connection, owner_id, now=NOW)] == [Outcome.UNKNOWN]
        assert recover(connection, owner_id, now=NOW) == []
    later = deliver(writer, mailbox, owner_id, after_s=60)
    assert [r.outcome for r in later] == [Outcome.DELIVERED if taken else Outcome.UNKNOWN]
    assert (mailbox.calls, len(mailbox.accepted)) == (1, int(taken))


def test_a_look_up_that_fails_is_not_counted(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [AmbiguousDelivery("cut")]
    deliver(writer, mailbox, owner_id)
    mailbox.finding = [TransientError("down")]
    later = NOW + timedelta(seconds=200)
    (report,) = look_up(writer, lambda _a: mailbox, owner_id=owner_id, now=later)
    assert "could not be looked up" in report.message
    with writer() as connection:
        stored = load_draft(connection, owner_id, draft_id)
    assert (stored.lookups, stored.next_lookup_at) == (0, later + timedelta(seconds=60))


def test_a_retry_is_the_same_mail_byte_for_byte(
    writer: Writer, owner_id: int, draft_id: str, mailbox: FakeMailbox
) -> None:
    mailbox.script = [(TransientError("busy"), True)]
    deliver(writer, mailbox, owner_id, after_s=30)
    taken = mailbox.accepted.pop()
    deliver(writer, mailbox, owner_id, after_s=90)
    assert mailbox.accepted[0].raw == taken.raw
    with writer() as connection:
        keys = connection.execute(select(delivery.c.draft_key)).scalars().all()
    assert len(keys) == 2
    assert len(set(keys)) == 1
