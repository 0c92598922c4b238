"""Two people, two processes, one draft: one of them wins, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import RapportError
from assistant.review.errors import AlreadyApproved, StaleDraft
from assistant.review.review import accept, edit, undo
from assistant.review.rows import load_draft
from assistant.review.states import DraftState
from assistant.store.engine import open_engine, write
from tests.review.world import (
    LEXICON,
    NOW,
    FakeMailbox,
    Writer,
    add_draft,
    approve,
    deliver,
    make_writer,
    shown,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

LENA = "lena@harborline.example"
MAYA = "maya@harborline.example"


def race(path: Path, *actions: Callable[[Connection], object]) -> list[RapportError | None]:
    """Run each action in its own process-like engine at the same moment; what each was told."""
    told: list[RapportError | None] = [None] * len(actions)
    gate = threading.Barrier(len(actions))

    def run(number: int) -> None:
        engine = open_engine(path)
        gate.wait()
        try:
            with write(engine) as connection:
                actions[number](connection)
        except RapportError as error:
            told[number] = error
        engine.dispose()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def database(engine: Engine) -> Path:
    assert engine.url.database is not None
    return Path(engine.url.database)


def test_of_two_approvers_in_one_moment_one_is_told(engine: Engine, owner_id: int) -> None:
    with write(engine) as connection:
        seen = shown(add_draft(connection, owner_id))

    def approving(actor: str) -> Callable[[Connection], object]:
        return lambda connection: accept(
            connection, owner_id, seen, actor=actor, now=NOW, lexicon=LEXICON
        )

    told = race(database(engine), approving(LENA), approving(MAYA))
    refused = [error for error in told if error is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], AlreadyApproved)
    winner = MAYA if told[1] is None else LENA
    assert f"already approved by {winner}" in str(refused[0])


def test_approving_while_somebody_edits_never_approves_the_other_text(
    engine: Engine, owner_id: int
) -> None:
    with write(engine) as connection:
        seen = shown(add_draft(connection, owner_id))
    told = race(
        database(engine),
        lambda connection: accept(connection, owner_id, seen, actor=LENA, now=NOW, lexicon=LEXICON),
        lambda connection: edit(
            connection, owner_id, seen, actor=MAYA, now=NOW, lexicon=LEXICON, body="Mine.\n"
        ),
    )
    with write(engine) as connection:
        stored = load_draft(connection, owner_id, seen.draft_id)
    assert sum(isinstance(error, StaleDraft) for error in told) == 1
    if stored.state is DraftState.APPROVED:
        assert stored.content_sha256 == seen.sha256
    else:
        assert stored.content.body == "Mine.\n"


def test_undo_against_delivery_is_decided_once(engine: Engine, owner_id: int) -> None:
    mailbox = FakeMailbox()
    with write(engine) as connection:
        approved = approve(connection, add_draft(connection, owner_id))
    writer: Writer = make_writer(engine)
    worker = threading.Thread(target=deliver, args=(writer, mailbox, owner_id))
    worker.start()
    told = race(
        database(engine),
        lambda connection: undo(connection, owner_id, approved.id, actor=MAYA, now=NOW),
    )
    worker.join()
    assert len(mailbox.accepted) == (0 if told == [None] else 1)


def test_two_workers_deliver_one_draft_once(engine: Engine, owner_id: int) -> None:
    mailbox = FakeMailbox()
    with write(engine) as connection:
        approve(connection, add_draft(connection, owner_id))
    workers = [
        threading.Thread(target=deliver, args=(make_writer(engine), mailbox, owner_id))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(mailbox.accepted) == 1
