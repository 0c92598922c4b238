"""Drafts of an owner with several mailboxes: to the one that holds what is answered, in its thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import CANONICAL
from tests.connectors.exchange.server.messages import conversation_of
from tests.e2e.live.providers import header
from tests.e2e.live.small import make_mail
from tests.e2e.live.together import Together, together

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

pytestmark = pytest.mark.slow

MAILBOXES = ("mail", "google", "microsoft", "exchange")
PROVIDERS = MAILBOXES[1:]


@pytest.fixture
def all_of_them(
    tmp_path: Path,
    dovecot: Dovecot,
    radicale: Peer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Together]:
    clock.at = CANONICAL
    with together(tmp_path, dovecot, radicale, monkeypatch) as accounts:
        accounts.delivers = dict.fromkeys(PROVIDERS, "drafts")
        yield accounts


def deliver(all_of_them: Together, clock: Clock) -> dict[str, bytes]:
    """Accept the draft and hand it over: the draft that lies in each mailbox."""
    draft = all_of_them.accept()
    clock.pass_(seconds=31)
    answer = all_of_them.home.rapport("deliver")
    assert (answer.code, answer.err) == (0, "")
    assert all_of_them.state(draft) == "delivered"
    assert all_of_them.home.rapport("deliver").code == 0
    return {name: raw for name, [raw] in all_of_them.drafts().items()}


def thread_in(all_of_them: Together, name: str) -> bool:
    """Whether the draft of a provider lies in the conversation of the mail that it answers."""
    if name == "google":
        mail = all_of_them.google.mail
        [draft] = mail.drafts.values()
        threads = {kept.thread for key, kept in mail.messages.items() if key != draft}
        return {mail.messages[draft].thread} == threads
    if name == "microsoft":
        rows = [each.row() for each in all_of_them.microsoft.graph.messages.values()]
        return len({row["conversationId"] for row in rows}) == 1
    [item] = all_of_them.exchange.mailbox.items("drafts")
    [parent] = all_of_them.exchange.mailbox.items("inbox")
    return conversation_of(item) == conversation_of(parent)


@pytest.mark.parametrize("holder", MAILBOXES)
def test_a_draft_lies_where_the_mail_is_that_it_answers(
    all_of_them: Together, clock: Clock, holder: str
) -> None:
    all_of_them.put(make_mail("same"), holder)
    all_of_them.configure(*MAILBOXES)
    all_of_them.run()
    drafts = deliver(all_of_them, clock)
    assert list(drafts) == [holder]
    assert f"account '{holder}'" in all_of_them.told
    assert header(drafts[holder], "In-Reply-To") == "<same@ferrol.example>"
    assert holder == "mail" or thread_in(all_of_them, holder)


@pytest.mark.parametrize(
    ("first", "taker"),
    [(first, taker) for first in ("google", "microsoft") for taker in MAILBOXES if taker != first],
)
def test_of_all_that_hold_a_mail_the_one_that_takes_drafts_gets_it_in_its_thread(
    all_of_them: Together, clock: Clock, first: str, taker: str
) -> None:
    """Whoever read the mail first: the conversation of one provider is none at another."""
    all_of_them.delivers = {taker: "drafts"}
    all_of_them.put(make_mail("same"), first, taker)
    all_of_them.configure(first, taker)
    all_of_them.run()
    drafts = deliver(all_of_them, clock)
    assert list(drafts) == [taker]
    assert taker == "mail" or thread_in(all_of_them, taker)


@pytest.mark.parametrize("holder", PROVIDERS)
def test_where_the_holder_is_only_read_the_draft_goes_to_the_one_that_takes_drafts(
    all_of_them: Together, clock: Clock, holder: str
) -> None:
    all_of_them.delivers = {holder: "none"}
    all_of_them.put(make_mail("same"), holder)
    all_of_them.configure(holder, "mail")
    all_of_them.run()
    drafts = deliver(all_of_them, clock)
    assert list(drafts) == ["mail"]
    assert "account 'mail'" in all_of_them.told
    assert header(drafts["mail"], "References") == "<same@ferrol.example>"


@pytest.mark.parametrize("account", PROVIDERS)
def test_what_is_sent_from_one_account_settles_the_wait_of_all(
    all_of_them: Together, clock: Clock, account: str
) -> None:
    all_of_them.delivers = {account: "send"}
    all_of_them.put(make_mail("same"), *MAILBOXES)
    all_of_them.configure(account, *({*MAILBOXES} - {account}))
    all_of_them.run()
    assert len(all_of_them.gaps("reply_owed")) == 1
    draft = all_of_them.accept()
    assert f"sent from account '{account}'" in all_of_them.told
    clock.pass_(seconds=31)
    for _ in range(2):
        assert all_of_them.home.rapport("deliver").code == 0
    assert (all_of_them.state(draft), all_of_them.drafts()) == ("delivered", {})
    clock.pass_(minutes=10)
    all_of_them.run()
    assert (all_of_them.count("message"), all_of_them.count("thread")) == (2, 1)
    assert all_of_them.gaps() == []


def test_where_none_takes_drafts_it_is_said(all_of_them: Together, clock: Clock) -> None:
    all_of_them.delivers = {"exchange": "none"}
    all_of_them.put(make_mail("same"), "google")
    all_of_them.configure(*PROVIDERS)
    all_of_them.run()
    draft = all_of_them.accept()
    assert "no account takes drafts" in all_of_them.told
    clock.pass_(seconds=31)
    all_of_them.home.rapport("deliver")
    assert all_of_them.state(draft) == "approved"
    assert all_of_them.drafts() == {}
