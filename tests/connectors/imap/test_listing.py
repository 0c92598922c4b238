"""What a host says it holds: bounded, whole or an error, under the ids that were told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from connectors.base import ConnectorError, CursorExpired, TransientError
from connectors.imap import ImapMail
from connectors.imap import mail as mail_module
from tests.connectors.contract import make_message
from tests.connectors.imap.scripted import ScriptedHost
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from tests.connectors.imap.conftest import Mailbox


def fresh(mailbox: Mailbox) -> MailReplica:
    return MailReplica("INBOX").sync(mailbox.mail())


def listed(mail: ImapMail, cursor: str | None = None) -> list[str]:
    return [item.provider_id for item in mail.list_items("INBOX", cursor)]


def test_messages_are_dated_by_their_arrival(mailbox: Mailbox) -> None:
    mailbox.add([make_message(1)])
    (item,) = mailbox.mail().list_items("INBOX", None)
    (record,) = fresh(mailbox).records.values()
    assert item.at == record.received_at
    assert item.at is not None
    assert abs(datetime.now(UTC) - item.at).total_seconds() < 600


def test_dates_are_asked_for_in_windows(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_module, "LISTING_WINDOW", 10)
    mailbox.add([make_message(number) for number in range(25)])
    assert len(set(listed(mailbox.mail()))) == 25


def test_after_new_uids_it_is_listed_under_the_ids_that_were_told(mailbox: Mailbox) -> None:
    mailbox.add([make_message(number) for number in range(5)])
    replica = fresh(mailbox)
    before = sorted(replica.records)
    mailbox.host.renumber(mailbox.user)
    with pytest.raises(CursorExpired):
        replica.listing(mailbox.mail())
    replica.sync(mailbox.mail())
    assert replica.listing(mailbox.mail()) == sorted(replica.records) == before


def test_a_listing_that_is_not_whole_is_an_error() -> None:
    said = pytest.raises(TransientError, match="listed 4")
    with ScriptedHost({}, messages=5, unlisted={3}) as host, said:
        listed(host.mail())


def test_a_message_without_a_date_is_there_all_the_same() -> None:
    with ScriptedHost({}, messages=3) as host:
        assert [item.at for item in host.mail().list_items("INBOX", None)] == [None] * 3


@pytest.mark.parametrize(
    "answer",
    [
        b"{tag} NO not today\r\n",
        b"* SEARCH ten twenty\r\n{tag} OK done\r\n",
        b"* SEARCH " + b"9" * 400 + b"\r\n{tag} OK done\r\n",
        b"* BYE gone\r\n",
    ],
)
def test_an_answer_that_is_none_is_an_error_of_the_port(answer: bytes) -> None:
    with ScriptedHost({b"UID SEARCH": answer}, messages=3) as host, pytest.raises(ConnectorError):
        listed(host.mail())


def test_dates_of_messages_that_nobody_asked_for_are_left_out() -> None:
    said = (
        b'* 1 FETCH (UID 10 INTERNALDATE "02-Mar-2026 09:00:00 +0100")\r\n'
        b'* 2 FETCH (UID 4711 INTERNALDATE "02-Mar-2026 09:00:00 +0100")\r\n'
        b'* 3 FETCH (UID 30 INTERNALDATE "99-Xxx-2026 09:00:00 +0100")\r\n{tag} OK done\r\n'
    )
    with ScriptedHost({b"UID FETCH": said}, messages=3) as host:
        items = list(host.mail().list_items("INBOX", None))
    assert [item.provider_id for item in items] == ["7.10", "7.20", "7.30"]
    assert [item.at for item in items] == [datetime(2026, 3, 2, 8, tzinfo=UTC), None, None]
