"""Quota and refusals: what is waited, what is not, and that it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError
from connectors.google import GoogleMail
from connectors.google.mailbox import COST_GET, COST_LIST
from connectors.google.quota import Quota
from connectors.local.pages import PageLimits
from tests.connectors.contract import make_draft, make_message
from tests.connectors.google.double import Fault, Planned
from tests.connectors.replica import CalendarReplica, MailReplica

if TYPE_CHECKING:
    from tests.connectors.google.conftest import Account

PACE = [Fault(429, "rateLimitExceeded"), Fault(403, "rateLimitExceeded"),
        Fault(403, "userRateLimitExceeded"), Fault(503, "backendError"), Fault(500), Fault(502),
        None]  # fmt: skip


def fill(account: Account, count: int) -> None:
    for number in range(count):
        account.double.mail.add(make_message(number))


def test_no_minute_holds_more_than_its_units() -> None:
    quota, at, spent = Quota(100), 0.0, []
    for cost in [20, 30, 60, 5, 90, 100, 1, 40] * 5:
        while wait := quota.take(cost, at):
            at += wait
        spent.append((at, cost))
    for begin, _ in spent:
        assert sum(cost for when, cost in spent if begin <= when < begin + 60) <= 100


def test_a_minute_has_sixty_seconds() -> None:
    quota = Quota(100)
    assert quota.take(60, 0.0) == quota.take(40, 30.0) == 0
    assert quota.take(1, 59.5) == 0.5
    assert quota.take(60, 60.0) == 0
    assert quota.take(1, 60.0) == 30.0


@pytest.mark.parametrize(("age", "waits"), [(0, 60), (45, 15), (60, 0), (3600, 0), (-5, 0)])
def test_what_another_process_spent_is_on_the_books(
    account: Account, age: float, waits: float
) -> None:
    """A clock that was set back tells nothing."""
    fill(account, 1)
    replica = MailReplica("All mail").sync(account.mail())
    row = json.loads(replica.cursor or "")
    row |= {"t": account.time.clock().wall() - age, "p": [[0, 6000]]}
    replica.cursor = json.dumps(row)
    account.double.mail.add(make_message(1))
    replica.sync(account.mail())
    assert account.time.at == pytest.approx(waits, abs=1e-3)


def test_what_was_spent_bit_by_bit_is_carried_over_bit_by_bit() -> None:
    before, after = Quota(6000), Quota(6000)
    for second in range(60):
        assert before.take(100, float(second)) == 0
    books = before.books(59.5)
    assert len(books) == 12
    assert sum(units for _, units in books) == 6000
    # Two seconds later, in a process whose clock begins anew.
    after.take(1, 0.0)
    after.carry_over([(age + 2, units) for age, units in books], 0.0)
    assert before.wait(500, 61.5) == pytest.approx(2.5)
    assert after.wait(500, 0.0) == pytest.approx(7.5)


def test_what_this_process_spent_is_on_the_books_once(account: Account) -> None:
    fill(account, 150)
    settings = account.settings()
    for _ in range(2):
        replica = MailReplica("All mail").sync(GoogleMail("work", settings))
        account.double.mail.add(make_message(200))
        replica.sync(GoogleMail("work", settings))
    # 6,096 units; counted twice they would cost another minute.
    assert account.time.at == 60


def test_the_first_minute_brings_the_newest_mail(account: Account) -> None:
    fill(account, 700)
    limits = PageLimits()
    pages = account.mail(limits=limits).fetch_changes("All mail", None)
    first = next(pages)
    assert account.time.at == 0
    assert len(first.upserted) == (6000 - 1 - 3 * COST_LIST - 1) // COST_GET
    assert b"Delivery 699\r" in first.upserted[0].raw
    second = next(pages)
    assert account.time.at == 60
    assert len(second.upserted) == 300


@pytest.mark.parametrize("tick", [0.01, 0.05, 0.067, 0.1])
def test_at_the_pace_of_the_quota_a_page_is_no_single_message(
    account: Account, tick: float
) -> None:
    fill(account, 1000)
    account.time.tick = tick
    replica = MailReplica("All mail").sync(account.mail(limits=PageLimits()))
    assert replica.told == 1000
    # What was spent bit by bit can be spent again bit by bit, and not a page each time.
    assert len(replica.pages) <= 3 + account.time.at / 10


def test_all_that_speak_for_an_account_share_its_quota(account: Account) -> None:
    settings = account.settings()
    assert settings.gmail_quota.take(6000, 0.0) == 0
    account.mail(gmail_quota=settings.gmail_quota).list_collections()
    assert account.time.at == 60


@pytest.mark.parametrize("fault", PACE)
def test_what_passes_is_waited_for(account: Account, fault: Fault | None) -> None:
    fill(account, 5)
    # A connection that was kept may have been closed by the host: the first break costs no pause.
    times = 3 if fault is None else 2
    account.double.plan("gmail.users.messages.get", fault, times=times)
    replica = MailReplica("All mail").sync(account.mail())
    assert len(replica.records) == 5
    assert account.time.slept == [1.0, 2.0]


@pytest.mark.parametrize("status", [429, 403, 503])
def test_a_wish_is_kept_to_the_letter(account: Account, status: int) -> None:
    fill(account, 2)
    account.double.plan(
        "gmail.users.messages.get", Fault(status, "rateLimitExceeded", Retry_After="17")
    )
    MailReplica("All mail").sync(account.mail())
    assert account.time.slept == [17.0]


def test_a_wish_as_a_date_counts_from_the_clock_of_the_host(account: Account) -> None:
    fault = Fault(
        429, "rateLimitExceeded",
        Retry_After="Mon, 02 Mar 2020 09:00:40 GMT", Date="Mon, 02 Mar 2020 09:00:00 GMT",
    )  # fmt: skip
    account.double.plan("gmail.users.getProfile", fault)
    account.mail().list_collections()
    assert account.time.slept == [40.0]


@pytest.mark.parametrize(
    ("says", "waited"),
    [
        ({"message": "User-rate limit exceeded.  Retry after 2020-03-02T09:00:40.500Z"}, 40.5),
        ({"message": "User-rate limit exceeded.  Retry after 2020-03-02T10:00:40+01:00"}, 40),
        ({"message": "User-rate limit exceeded. Retry after 30s"}, 30),
        ({"message": "Retry after 2020-03-02T08:00:00Z"}, None),
        ({"message": "Retry after a while"}, 1),
        ({"message": "Retry after 2020-03-02"}, 1),
        ({"message": ["Retry after 30s"]}, 30),
        ({"details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo",
                       "retryDelay": "13.250s"}]}, 13.25),
        ({"details": [{"retryDelay": 7}]}, 1),
    ],
)  # fmt: skip
def test_a_wish_in_the_words_of_a_refusal_is_kept_too(
    account: Account, says: dict[str, Any], waited: float | None
) -> None:
    fault = Fault(429, "rateLimitExceeded", says=says, Date="Mon, 02 Mar 2020 09:00:00 GMT")
    account.double.plan("gmail.users.getProfile", fault)
    account.mail().list_collections()
    assert account.time.slept == ([] if waited is None else [waited])


@pytest.mark.parametrize("fault", PACE)
def test_patience_ends(account: Account, fault: Fault | None) -> None:
    account.double.plan("gmail.users.getProfile", fault, times=99)
    with pytest.raises(TransientError):
        account.mail().list_collections()
    assert account.time.at <= 120
    assert account.double.asked.total() <= 8


def test_a_wish_that_is_too_long_is_handed_on_and_kept(account: Account) -> None:
    account.double.plan("gmail", Fault(429, "rateLimitExceeded", Retry_After="3600"), times=9)
    mail = account.mail()
    with pytest.raises(TransientError) as told:
        mail.list_collections()
    assert told.value.retry_after_s == 3600
    account.time.at += 600
    with pytest.raises(TransientError) as told:
        mail.list_collections()
    assert told.value.retry_after_s == 3000
    assert account.double.asked.total() == 1
    assert account.time.slept == []
    account.time.at += 3000
    account.double.planned.clear()
    assert mail.list_collections()


def test_a_day_that_is_used_up_is_not_waited_for(account: Account) -> None:
    account.double.plan("gmail", Fault(403, "dailyLimitExceeded"), times=9)
    with pytest.raises(TransientError):
        account.mail().list_collections()
    assert account.double.asked.total() == 1


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(403, "insufficientPermissions"), AuthError, "tick every box"),
        (Fault(403, "accessNotConfigured"), PermanentError, "Gmail API"),
        (Fault(403, "domainPolicy"), PermanentError, "domainPolicy"),
        (Fault(400, "failedPrecondition"), PermanentError, "failedPrecondition"),
    ],
)
def test_a_refusal_says_what_to_do(
    account: Account, fault: Fault, kind: type[Exception], words: str
) -> None:
    account.double.plan("gmail", fault, times=9)
    with pytest.raises(kind, match=words):
        account.mail().list_collections()
    assert account.double.asked.total() == 1


def test_an_account_without_the_scope_for_drafts_is_told_so(reader: Account) -> None:
    with pytest.raises(AuthError, match="tick every box"):
        reader.drafts().create_draft(make_draft())


def test_calendars_wait_as_mail_does(account: Account) -> None:
    account.double.calendar.put({"id": "a1", "start": {"date": "2026-03-02"}})
    account.double.plan("calendar.events.list", Fault(403, "rateLimitExceeded"), times=3)
    replica = CalendarReplica("jonas@wirth.example").sync(account.calendar())
    assert len(replica.records) == 1
    assert account.time.slept == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failure_that_may_have_stored_a_draft_is_not_repeated(
    account: Account, status: int
) -> None:
    account.double.planned = [Planned("gmail.users.drafts.create", Fault(status), after=True)]
    with pytest.raises(AmbiguousDelivery):
        account.drafts().create_draft(make_draft())
    assert account.double.asked["gmail.users.drafts.create"] == 1
    assert account.drafts().find_draft(make_draft()) is not None


def test_a_host_that_is_not_there_stored_nothing(account: Account) -> None:
    drafts = account.drafts(gmail_root="http://127.0.0.1:9/")
    with pytest.raises(TransientError):
        drafts.create_draft(make_draft())
