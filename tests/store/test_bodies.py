"""One mail read by its headers in one account and whole in another, and accounts that switch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from assistant.ingest.sync import Account, sync_mailbox
from assistant.store import tables as t
from assistant.store.bodies import count_headers_only, settle_bodies
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from assistant.store.problems import load_problems
from assistant.store.tags import replace_tags
from connectors.headers_only import HeadersOnly
from connectors.memory import MemoryMail
from tests.ingest.builders import make_raw

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)
OWNER, WHOLE, HEADERS = 1, 1, 2
CANARY = "canary-7f3a stays in the cage"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A store with the accounts `whole` and `headers`."""
    made = open_store(tmp_path / "rapport.db")
    with write(made) as connection:
        connection.execute(t.owner.insert().values(address="ann@ours.example", name="Ann"))
        for name in ("whole", "headers"):
            values = {"owner_id": OWNER, "name": name, "kind": "local"}
            connection.execute(t.account.insert().values(**values))
    return made


def store(engine: Engine, account: int, *mails: bytes) -> MemoryMail:
    """Read a mailbox with these mails into an account; headers only where it is `HEADERS`."""
    mailbox = MemoryMail("headers" if account == HEADERS else "whole")
    for raw in mails:
        mailbox.add(raw)
    sync(engine, account, mailbox)
    return mailbox


def sync(engine: Engine, account: int, mailbox: MemoryMail, *, bodies: bool | None = None) -> None:
    whole = account == WHOLE if bodies is None else bodies
    connector = mailbox if whole else HeadersOnly(mailbox)
    known = Account(account, OWNER, mailbox.account)
    done = sync_mailbox(engine, known, connector, now=NOW, progress=lambda *_: None)
    assert not [one.failed for one in done if one.failed]


def settle(engine: Engine, *headers_only: int) -> Any:
    with write(engine) as connection:
        return settle_bodies(connection, OWNER, headers_only)


def messages(engine: Engine) -> list[Any]:
    with read(engine) as connection:
        return list(connection.execute(select(t.message).order_by(t.message.c.message_key)))


def places(engine: Engine) -> int:
    with read(engine) as connection:
        return len(connection.execute(select(t.message_place.c.id)).all())


def kinds(engine: Engine) -> set[str]:
    with read(engine) as connection:
        return {kind for _, _, kind, _ in load_problems(connection, OWNER)}


MAIL = make_raw(CANARY)


@pytest.mark.parametrize("order", [(WHOLE, HEADERS), (HEADERS, WHOLE)])
@pytest.mark.parametrize("message_id", ["<m1@client.example>", None])
def test_one_mail_in_two_accounts_is_one_and_whole(
    engine: Engine, order: tuple[int, int], message_id: str | None
) -> None:
    mail = make_raw(CANARY, message_id=message_id)
    for account in order:
        store(engine, account, mail)
    [found] = messages(engine)
    assert (found.text.strip(), found.has_body, places(engine)) == (CANARY, True, 2)
    assert kinds(engine) == set()


def test_read_again_in_any_order_nothing_changes(engine: Engine) -> None:
    for account in (HEADERS, WHOLE, HEADERS, WHOLE):
        store(engine, account, MAIL, make_raw("None.", message_id=None))
    assert [one.has_body for one in messages(engine)] == [True, True]


def test_headers_alone_keep_nothing_of_the_body(engine: Engine) -> None:
    store(engine, HEADERS, MAIL)
    [found] = messages(engine)
    assert (found.text, found.has_body, found.subject) == ("", False, "Plan")
    assert found.size == len(MAIL)


def test_two_bodies_under_one_id_stay_two_beside_their_headers(engine: Engine) -> None:
    other = make_raw("Something else altogether.")
    store(engine, HEADERS, MAIL)
    store(engine, WHOLE, MAIL, other)
    store(engine, HEADERS, other)
    assert [one.has_body for one in messages(engine)] == [True, True]
    assert kinds(engine) == {"second-body"}


def test_mail_without_an_id_is_not_mixed_up_with_another_of_the_same_second(engine: Engine) -> None:
    first, second = (make_raw(text, message_id=None) for text in ("One.", "Two."))
    store(engine, WHOLE, first, second)
    store(engine, HEADERS, first)
    assert sorted(one.text.strip() for one in messages(engine)) == ["", "One.", "Two."]


def test_a_whole_copy_is_read_by_the_language_stage_again(engine: Engine) -> None:
    store(engine, HEADERS, MAIL)
    with write(engine) as connection:
        replace_tags(connection, OWNER, "v1", [(1, [("message", 0, 0, {})])])
    store(engine, WHOLE, MAIL)
    with read(engine) as connection:
        assert connection.execute(select(t.tag)).all() == []


def test_switched_to_headers_the_bodies_go(engine: Engine) -> None:
    invitation = make_raw(
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u1\r\nDTSTART:20261120T100000Z\r\n"
        f"SUMMARY:{CANARY}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        message_id="<i@client.example>", content_type="text/calendar; method=REQUEST",
    )  # fmt: skip
    mailbox = store(engine, WHOLE, MAIL, invitation)
    with write(engine) as connection:
        replace_tags(connection, OWNER, "v1", [(1, [("sentence", 0, 5, {"content": CANARY})])])
        evidence = [{"message_id": "m1@client.example", "quote": CANARY, "start": 0, "end": 9}]
        connection.execute(t.gap.insert().values(
            owner_id=OWNER, fingerprint="f", kind="reply_owed", since=NOW, evidence=evidence,
            evidence_key="e", opened_at=NOW,
        ))  # fmt: skip
    assert settle(engine, WHOLE).removed == 2
    assert [one.has_body for one in messages(engine)] == [False, False]
    sync(engine, WHOLE, mailbox, bodies=False)
    assert settle(engine, WHOLE).removed == 0
    path = str(engine.url.database)
    engine.dispose()
    assert CANARY.encode() not in b"".join(_files(path))


def _files(path: str) -> list[bytes]:
    from pathlib import Path

    database = Path(path)
    return [one.read_bytes() for one in database.parent.glob(database.name + "*")]


def test_a_message_that_lies_elsewhere_too_keeps_its_body(engine: Engine) -> None:
    store(engine, WHOLE, MAIL)
    store(engine, HEADERS, MAIL)
    assert settle(engine, HEADERS).removed == 0
    assert messages(engine)[0].text.strip() == CANARY


def test_the_whole_copy_gone_its_body_goes_with_it(engine: Engine) -> None:
    mailbox = store(engine, WHOLE, MAIL)
    store(engine, HEADERS, MAIL)
    mailbox.delete(next(iter(mailbox._folder("INBOX").items)))
    sync(engine, WHOLE, mailbox)
    assert settle(engine, HEADERS).removed == 1


def test_switched_back_everything_is_read_again(engine: Engine) -> None:
    mailbox = store(engine, HEADERS, MAIL, make_raw("None.", message_id=None))
    settle(engine, HEADERS)
    assert settle(engine).reading_again == 1
    sync(engine, HEADERS, mailbox, bodies=True)
    assert [one.has_body for one in messages(engine)] == [True, True]
    assert places(engine) == 2
    assert settle(engine) == settle(engine)


def test_it_is_counted_by_account(engine: Engine) -> None:
    store(engine, WHOLE, make_raw("Else.", message_id="<m2@client.example>"))
    store(engine, HEADERS, MAIL)
    with read(engine) as connection:
        assert count_headers_only(connection, OWNER) == {"headers": 1}
