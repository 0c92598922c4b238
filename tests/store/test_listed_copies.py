"""One mail that came directly and by a list: the copy that came directly says what it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from assistant.ingest.sync import Account, sync_mailbox
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from assistant.store.tags import replace_tags
from connectors.memory import MemoryMail
from tests.ingest.builders import make_raw

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)
TEXT = "Could you send us the plan?\r\n"
DIRECT = make_raw(TEXT)
LISTED = make_raw(
    TEXT + "_" * 47 + "\r\nteam mailing list\r\n",
    list_id="<team.ours.example>",
    precedence="list",
)
FORGED = make_raw(TEXT, authentication_results="mx.ours.example; dmarc=fail")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = open_store(tmp_path / "rapport.db")
    with write(made) as connection:
        connection.execute(t.owner.insert().values(address="ann@ours.example", name="Ann"))
        for name in ("1", "2"):
            connection.execute(t.account.insert().values(owner_id=1, name=name, kind="local"))
    return made


def store(engine: Engine, account: int, *mails: bytes) -> None:
    mailbox = MemoryMail(str(account))
    for raw in mails:
        mailbox.add(raw)
    known = Account(account, 1, mailbox.account)
    done = sync_mailbox(engine, known, mailbox, now=NOW, progress=lambda *_: None)
    assert not [one.failed for one in done if one.failed]


def message(engine: Engine) -> Any:
    """The only one there is."""
    with read(engine) as connection:
        return connection.execute(select(t.message)).one()


@pytest.mark.parametrize("order", [(DIRECT, LISTED), (LISTED, DIRECT)])
@pytest.mark.parametrize("at_once", [True, False])
def test_the_direct_copy_counts_whichever_is_read_first(
    engine: Engine, order: tuple[bytes, bytes], at_once: bool
) -> None:
    if at_once:
        store(engine, 1, *order)
    else:
        store(engine, 1, order[0])
        store(engine, 2, order[1])
    assert message(engine).machine == {}
    assert "mailing list" not in message(engine).text


def test_it_is_read_again_when_the_direct_copy_takes_its_place(engine: Engine) -> None:
    store(engine, 1, LISTED)
    before = message(engine).id
    with write(engine) as connection:
        replace_tags(connection, 1, "pipeline", [(before, [("ask", 0, 5, {})])])
    store(engine, 2, DIRECT)
    assert message(engine).id == before, "it is the same message still"
    with read(engine) as connection:
        assert connection.execute(select(t.tag)).all() == []


def test_a_copy_that_may_be_forged_takes_no_place(engine: Engine) -> None:
    store(engine, 1, LISTED)
    store(engine, 2, FORGED)
    assert message(engine).machine["list_id"] == "team.ours.example"


def test_a_list_copy_alone_stays_one(engine: Engine) -> None:
    store(engine, 1, LISTED)
    store(engine, 2, LISTED)
    assert message(engine).machine["list_id"] == "team.ours.example"
