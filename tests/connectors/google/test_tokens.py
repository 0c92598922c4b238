"""Access that ends: renewed once, whoever asks; and what a dead one costs."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base import AuthError, TransientError
from connectors.google import (
    GoogleCalendar,
    GoogleDrafts,
    GoogleMail,
    GoogleSending,
    Token,
    Tokens,
)
from tests.connectors.contract import make_draft, make_message
from tests.connectors.google.conftest import NOW, Account
from tests.connectors.google.double import Fault, serving
from tests.connectors.replica import MailReplica


def test_an_expired_token_is_renewed_before_it_is_used(account: Account) -> None:
    account.kept = replace(account.kept, expires_at=NOW + timedelta(seconds=30))
    account.mail().list_collections()
    assert account.double.asked == {"token": 1, "gmail.users.getProfile": 1}
    assert account.kept.expires_at == NOW + timedelta(hours=1)


def test_access_that_ends_in_mid_page_is_renewed_and_nothing_is_lost(account: Account) -> None:
    for number in range(20):
        account.double.mail.add(make_message(number))
    account.double.plan("gmail.users.messages.get", Fault(401, "authError"), skip=7)
    replica = MailReplica("All mail").sync(account.mail())
    assert len(replica.records) == 20
    assert account.double.asked["token"] == 1


def test_a_renewed_token_is_kept_and_what_the_answer_leaves_out_stays(account: Account) -> None:
    before = account.kept
    account.double.sign_in.expire()
    account.mail().list_collections()
    assert account.kept.access != before.access
    assert account.kept.refresh == before.refresh
    assert account.kept.signed_in_at == before.signed_in_at


def test_a_dead_token_costs_two_calls_and_not_one_more(account: Account) -> None:
    for number in range(20):
        account.double.mail.add(make_message(number))
    account.double.sign_in.revoke()
    mail, drafts = account.mail(tokens=(tokens := account.tokens())), account.drafts(tokens=tokens)
    for _ in range(3):
        with pytest.raises(AuthError, match="account auth work"):
            list(mail.fetch_changes("All mail", None))
        with pytest.raises(AuthError):
            drafts.find_draft(make_draft())
    assert account.double.asked.total() == 2


@pytest.mark.parametrize("expired", [True, False])
def test_a_dead_token_costs_one_refresh_in_a_whole_run(account: Account, expired: bool) -> None:
    """Mail, calendars and drafts of one account, as one run asks for them, three times over."""
    account.double.mail.add(make_message(1))
    if expired:
        account.kept = replace(account.kept, expires_at=NOW)
    account.double.sign_in.revoke()
    settings = account.settings()
    for _ in range(3):
        for work in (
            lambda: GoogleMail("work", settings).list_collections(),
            lambda: list(GoogleMail("work", settings).fetch_changes("All mail", None)),
            lambda: GoogleCalendar("work", settings).list_collections(),
            lambda: list(GoogleCalendar("work", settings).fetch_changes("a@b.example", None)),
            lambda: GoogleDrafts("work", settings).create_draft(make_draft()),
            lambda: GoogleSending("work", settings).create_draft(make_draft()),
        ):
            with pytest.raises(AuthError, match="account auth work"):
                work()
    assert account.double.asked["token"] == 1
    assert account.double.asked.total() == (1 if expired else 2)


def test_a_dead_token_of_one_account_leaves_the_others_alone(account: Account) -> None:
    with serving() as other:
        healthy = Account(other)
        other.mail.add(make_message(1))
        account.double.sign_in.revoke()
        for _ in range(2):
            with pytest.raises(AuthError):
                account.mail().list_collections()
            assert len(MailReplica("All mail").sync(healthy.mail()).records) == 1
        assert healthy.time.slept == []


def test_an_account_that_is_turned_away_for_pace_leaves_the_others_alone(account: Account) -> None:
    account.double.plan("gmail", Fault(429, "rateLimitExceeded", Retry_After="3600"), times=9)
    with serving() as other:
        healthy = Account(other)
        with pytest.raises(TransientError):
            account.mail().list_collections()
        assert healthy.mail().list_collections()
        assert account.calendar().list_collections()
        assert healthy.time.slept == account.time.slept == []


def test_a_refusal_holds_until_somebody_signed_in_anew(account: Account) -> None:
    account.double.sign_in.revoke()
    mail = account.mail()
    with pytest.raises(AuthError):
        mail.list_collections()
    access, refresh = account.double.sign_in.grant(account.kept.scopes)
    account.kept = replace(account.kept, access=access, refresh=refresh)
    assert mail.list_collections()


def test_what_is_kept_and_is_no_token_needs_a_person(account: Account) -> None:
    tokens = Tokens(
        "work",
        account.client,
        load=lambda: Token.from_json("{}"),
        store=lambda _: None,
        now=lambda: NOW,
    )
    with pytest.raises(AuthError, match="account auth work"):
        account.mail(tokens=tokens).list_collections()
    assert account.double.asked.total() == 0


def test_access_that_is_never_good_costs_three_calls(account: Account) -> None:
    account.double.plan("gmail", Fault(401, "authError"), times=99)
    mail = account.mail()
    for _ in range(3):
        with pytest.raises(AuthError):
            mail.list_collections()
    assert account.double.asked.total() == 3


def test_what_was_told_before_the_access_was_taken_back_stays(account: Account) -> None:
    for number in range(250):
        account.double.mail.add(make_message(number))
    replica = MailReplica("All mail")
    pages = account.mail().fetch_changes("All mail", None)
    replica._apply(next(pages))
    account.double.sign_in.revoke()
    with pytest.raises(AuthError):
        list(pages)
    access, refresh = account.double.sign_in.grant(account.kept.scopes)
    account.kept = replace(account.kept, access=access, refresh=refresh)
    replica.sync(account.mail())
    assert replica.told == len(replica.records) == 250


def test_many_threads_renew_once(account: Account) -> None:
    tokens = account.tokens()
    old = tokens.access()
    account.double.sign_in.expire()
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(tokens.access(refused=old))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert account.double.asked["token"] == 1


@pytest.mark.parametrize("fault", [Fault(503), Fault(429), None])
def test_an_endpoint_that_cannot_answer_now_is_no_refusal(
    account: Account, fault: Fault | None
) -> None:
    account.double.sign_in.expire()
    account.double.plan("token", fault)
    mail = account.mail()
    with pytest.raises(TransientError):
        mail.list_collections()
    assert mail.list_collections()


def test_a_client_that_was_deleted_needs_a_person(account: Account) -> None:
    account.double.sign_in.expire()
    account.client = replace(account.client, secret="another")
    with pytest.raises(AuthError, match="OAuth client"):
        account.mail().list_collections()
