"""A person confirms the warning that was read, and no other one of the same kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.drafting.lexicon import build_lexicon
from assistant.insight.records import Client, ClockSpec
from assistant.review.errors import Blocked
from assistant.review.outbox import Outcome, deliver_due
from assistant.review.review import accept, find_blocks, mark_block
from assistant.review.states import DraftState
from assistant.store.engine import write
from tests.review.world import (
    LEXICON,
    ME,
    NOW,
    OWNER,
    FakeMailbox,
    add_draft,
    add_owner,
    make_draft,
    make_file_engine,
    make_writer,
    shown,
    with_body,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.review.world import Writer

#: Names one client that is known when it is read, and one that becomes known later.
BODY = "Dear Jonas,\n\nKestrel Works and Northgate Mills ask the same.\n"
CONFIRM = frozenset({"foreign-name"})
_LATER = build_lexicon(
    {"northgate": Client("northgate", "Northgate Mills", ClockSpec())}, {}, OWNER
)
LATER = replace(LEXICON, needles={**LEXICON.needles, **_LATER.needles})


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    engine = make_file_engine(tmp_path / "review.db")
    with write(engine) as connection:
        add_owner(connection)
    yield make_writer(engine)
    engine.dispose()


def test_a_warning_that_was_not_shown_is_not_confirmed(writer: Writer) -> None:
    with writer() as connection:
        stored = add_draft(connection, 1, content=with_body(make_draft(), BODY).content)
        blocks = find_blocks(stored.draft, lexicon=LEXICON, now=NOW)
        seen = frozenset(map(mark_block, blocks))
        with pytest.raises(Blocked, match="northgate"):
            accept(
                connection, 1, shown(stored), actor=ME, now=NOW, lexicon=LATER,
                confirm=CONFIRM, seen=seen,
            )  # fmt: skip
        approved = accept(
            connection, 1, shown(stored), actor=ME, now=NOW, lexicon=LEXICON,
            confirm=CONFIRM, seen=seen,
        )  # fmt: skip
    assert approved.state is DraftState.APPROVED


@pytest.mark.parametrize(
    ("later", "outcome"), [(False, Outcome.DELIVERED), (True, Outcome.WITHDRAWN)]
)
def test_an_approval_covers_the_warnings_it_was_given_for(
    writer: Writer, later: bool, outcome: Outcome
) -> None:
    with writer() as connection:
        stored = add_draft(connection, 1, content=with_body(make_draft(), BODY).content)
        accept(
            connection, 1, shown(stored), actor=ME, now=NOW, lexicon=LEXICON, confirm=CONFIRM
        )  # fmt: skip
    mailbox = FakeMailbox()
    [report] = deliver_due(
        writer,
        lambda _account: mailbox,
        owner_id=1,
        now=NOW + timedelta(minutes=1),
        lexicon=LATER if later else LEXICON,
    )
    assert report.outcome is outcome
    assert len(mailbox.accepted) == (not later)
