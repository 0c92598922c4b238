"""The audit chain: it grows with every transition, and any meddling shows."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from assistant.review.audit import verify_audit
from assistant.review.errors import BrokenAudit
from assistant.review.review import edit, undo
from assistant.review.states import TRANSITIONS, DraftState
from assistant.store.review_tables import DRAFT_STATES, audit, draft_event
from tests.review.world import LEXICON, ME, NOW, Writer, add_draft, approve, shown


@pytest.fixture
def three(writer: Writer, owner_id: int) -> int:
    """An owner with propose, edit, accept, undo behind them."""
    with writer() as connection:
        stored = add_draft(connection, owner_id)
        stored = edit(
            connection, owner_id, shown(stored), actor=ME, now=NOW, lexicon=LEXICON, body="Hi.\n"
        )
        approve(connection, stored)
        undo(connection, owner_id, stored.id, actor=ME, now=NOW)
    return owner_id


def test_each_transition_has_its_entry(writer: Writer, three: int) -> None:
    with writer() as connection:
        assert verify_audit(connection, three) == 4
        actions = connection.execute(select(audit.c.action).order_by(audit.c.seq)).scalars().all()
        assert list(actions) == ["propose", "edit", "accept", "undo"]
        assert connection.execute(select(func.count()).select_from(draft_event)).scalar_one() == 4


@pytest.mark.parametrize(
    "meddling",
    [
        "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
        "UPDATE audit SET after_sha256 = prev_hash WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 4",
        "UPDATE audit SET seq = 9 WHERE seq = 4",
    ],
)
def test_meddling_with_the_chain_shows(writer: Writer, three: int, meddling: str) -> None:
    with writer() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        connection.exec_driver_sql(meddling)
        with pytest.raises(BrokenAudit):
            verify_audit(connection, three)


@pytest.mark.parametrize("table", ["audit", "draft_event"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_history(
    writer: Writer, three: int, table: str, statement: str
) -> None:
    with pytest.raises(IntegrityError, match="only grows"), writer() as connection:
        connection.exec_driver_sql(statement.format(table))


def test_no_word_of_a_mail_is_in_the_audit_log(writer: Writer, three: int) -> None:
    with writer() as connection:
        rows = connection.execute(select(audit)).all()
    assert "Contract" not in repr(rows)
    assert "Jonas" not in repr(rows)


def test_an_owners_chain_is_their_own(writer: Writer, three: int) -> None:
    with writer() as connection:
        assert verify_audit(connection, three + 1) == 0


def test_the_table_and_the_states_agree() -> None:
    assert set(DRAFT_STATES) == {state.value for state in DraftState}
    assert set(DraftState) == {state for state, _ in TRANSITIONS} | set(TRANSITIONS.values())
