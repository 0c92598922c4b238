"""The first reading of a mailbox: its plan of quota to the unit, and its ends before the end."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from connectors.base import ConnectorError, Unfinished
from connectors.google import GoogleMail
from connectors.local.pages import PageLimits
from tests.connectors.contract import make_message
from tests.connectors.google.double import Fault
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from tests.connectors.google.conftest import Account
    from tests.connectors.google.double import Double

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

GET, LIST = "gmail.users.messages.get", "gmail.users.messages.list"
LABELS, HISTORY = "gmail.users.labels.list", "gmail.users.history.list"
PROFILE = "gmail.users.getProfile"


def fill(account: Account, count: int) -> list[str]:
    """Ids of new mail, oldest first."""
    return [account.double.mail.add(make_message(number)) for number in range(count)]


def costliest_minute(double: Double) -> int:
    """The most units that any sixty seconds cost."""
    most = running = first = 0
    for at, cost in double.spent:
        running += cost
        while double.spent[first][0] <= at - 60:
            running -= double.spent[first][1]
            first += 1
        most = max(most, running)
    return most


def read_bit_by_bit(
    account: Account, replica: MailReplica, *, patience_s: float, in_one_process: bool = True
) -> list[int]:
    """Readings of so much patience, until one comes to the end; how many messages each brought."""
    settings = account.settings(patience_s=patience_s)
    brought = []
    for _ in range(1000):
        before = replica.told
        if not in_one_process:
            settings = account.settings(patience_s=patience_s)
        mail = GoogleMail("work", settings, limits=PageLimits())
        try:
            replica.sync(mail)
        except Unfinished:
            brought.append(replica.told - before)
        else:
            return [*brought, replica.told - before]
    raise AssertionError("no reading came to the end")


# ── the plan ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [0, 1, 500, 1201, pytest.param(20_000, marks=pytest.mark.slow)])
def test_it_keeps_to_the_plan_to_the_unit(account: Account, count: int) -> None:
    fill(account, count)
    replica = MailReplica("All mail").sync(account.mail(limits=PageLimits()))
    assert replica.told == count
    lists = max(1, -(-count // 500)) + 1  # all mail, and the trash
    assert account.double.asked == {
        name: times
        for name, times in {
            PROFILE: 1, LABELS: bool(count), LIST: lists, GET: count, HISTORY: 1,
        }.items()
        if times
    }  # fmt: skip
    units = 1 + bool(count) + 5 * lists + 20 * count + 2
    assert account.double.units() == units
    assert costliest_minute(account.double) <= 6000
    assert account.time.at == 60 * (-(-units // 6000) - 1)


@pytest.mark.parametrize("in_one_process", [True, False])
@pytest.mark.parametrize("count", [1201, pytest.param(20_000, marks=pytest.mark.slow)])
def test_readings_that_end_early_cost_five_units_each_and_list_nothing_twice(
    account: Account, count: int, in_one_process: bool
) -> None:
    names = fill(account, count)
    replica = MailReplica("All mail")
    brought = read_bit_by_bit(account, replica, patience_s=90, in_one_process=in_one_process)
    assert replica.told == len(replica.records) == count
    assert account.double.fetched() == dict.fromkeys(names, 1)
    # Each asks for the profile, the labels' names, and what changed before it goes on.
    whole = 1 + 1 + 5 * (-(-count // 500) + 1) + 20 * count + 2
    assert account.double.units() - whole <= 4 * (len(brought) - 1)
    assert costliest_minute(account.double) <= 6000
    assert account.time.at == 60 * (-(-account.double.units() // 6000) - 1)


def test_two_minutes_of_patience_bring_two_minutes_of_mail(account: Account) -> None:
    names = fill(account, 1201)
    mail = account.mail(patience_s=90, limits=PageLimits())
    replica = MailReplica("All mail")
    with pytest.raises(Unfinished) as told:
        replica.sync(mail)
    # No wish of the host's, which would have the account's calendars left alone too.
    assert told.value.retry_after_s is None
    assert list(replica.records) == names[::-1][: replica.told]
    assert account.time.at == 60
    assert replica.told == (6000 - 1 - 1 - 5 * 4) // 20 + 300


def test_the_first_minute_brings_the_newest_mail_of_all_places(account: Account) -> None:
    world = account.double.mail
    kinds = [["INBOX", "UNREAD"], ["SENT"], ["Label_1"], [], ["INBOX", "CATEGORY_PROMOTIONS"]]
    names = [world.add(make_message(number), kinds[number % 5]) for number in range(400)]
    pages = account.mail(limits=PageLimits()).fetch_changes("All mail", None)
    first = next(pages)
    assert account.time.at == 0
    assert [record.provider_id for record in first.upserted] == names[::-1][: len(first.upserted)]
    assert len(first.upserted) >= 290


def test_patience_ends_on_a_line_too_slow_for_the_quota_as_well(account: Account) -> None:
    fill(account, 500)
    account.time.tick = 0.5
    replica = MailReplica("All mail")
    with pytest.raises(Unfinished):
        replica.sync(account.mail(patience_s=30.0, limits=PageLimits()))
    assert 0 < replica.told < 40
    assert account.time.at < 35


def test_the_least_patience_gets_further_at_every_reading(account: Account) -> None:
    fill(account, 5)
    replica = MailReplica("All mail")
    account.time.tick = 0.1
    assert read_bit_by_bit(account, replica, patience_s=0) == [1, 1, 1, 1, 1]


# ── ends before the end ──────────────────────────────────────────────────────────────────────


def test_mail_that_came_meanwhile_is_read_before_the_rest(account: Account) -> None:
    names = fill(account, 350)
    replica = MailReplica("All mail").sync(account.mail(), stop_after=1)
    world = account.double.mail
    new = [world.add(make_message(number)) for number in (400, 401)]
    world.delete(names[0])
    world.label(names[-1], remove=["UNREAD"])
    world.label(names[1], add=["SPAM"])
    replica.sync(account.mail())
    first = [record.provider_id for record in replica.pages[0].upserted]
    assert first[:2] == new[::-1]
    # What was told is not asked for again: the rest may take longer than Google's memory.
    asked = [one for one in account.double.log if one.method == HISTORY]
    assert int(asked[0].one("startHistoryId")) < int(asked[1].one("startHistoryId"))
    assert replica.records[names[-1]].flags == {"seen"}
    assert replica.state() == MailReplica("All mail").sync(account.mail()).state()
    assert sorted(replica.records) == sorted([*names[2:], *new])


@pytest.mark.parametrize("count", [0, 1, 1001])
def test_a_kill_after_every_page_loses_nothing_and_reads_nothing_twice(
    account: Account, count: int
) -> None:
    names = fill(account, count)
    replica = MailReplica("All mail")
    kills = 0
    while replica.sync(account.mail(), stop_after=1).pages:
        kills += 1
    assert account.double.fetched() == dict.fromkeys(names, 1)
    assert account.double.asked[LIST] == max(1, -(-count // 500)) + 1
    assert kills == max(1, -(-count // 100)) + bool(count)
    assert replica.state() == MailReplica("All mail").sync(account.mail()).state()


def test_a_kill_while_a_page_is_fetched_costs_that_page_and_no_more(account: Account) -> None:
    fill(account, 250)
    replica = MailReplica("All mail")
    pages = account.mail().fetch_changes("All mail", None)
    replica._apply(next(pages))
    next(pages)  # fetched, and never stored
    pages.close()  # type: ignore[attr-defined]
    replica.sync(account.mail())
    assert replica.told == len(replica.records) == 250
    assert account.double.asked[GET] == 350


@pytest.mark.parametrize("fault", [Fault(503), Fault(401), Fault(403, "domainPolicy"), None])
def test_what_was_fetched_before_an_error_is_kept(account: Account, fault: Fault | None) -> None:
    names = fill(account, 150)
    account.double.plan(GET, fault, skip=130, times=99)
    replica = MailReplica("All mail")
    with pytest.raises(ConnectorError):
        replica.sync(account.mail())
    assert replica.told == 130
    account.double.planned.clear()
    replica.sync(account.mail())
    assert replica.told == len(replica.records) == 150
    assert sum(account.double.fetched()[name] > 1 for name in names) == 1


def test_a_history_that_is_lost_before_the_first_reading_ended_lists_anew(
    account: Account,
) -> None:
    names = fill(account, 350)
    replica = MailReplica("All mail").sync(account.mail(), stop_after=1)
    world = account.double.mail
    world.delete(names[-1])
    world.delete(names[0])
    world.add(make_message(400))
    world.forget_history()
    replica.sync(account.mail(), stop_after=1)
    replica.sync(account.mail())
    assert replica.pages[0].reset
    assert max(account.double.fetched().values()) == 1
    assert replica.state() == MailReplica("All mail").sync(account.mail()).state()


def test_every_page_carries_a_position_of_its_own(account: Account) -> None:
    fill(account, 350)
    replica = MailReplica("All mail").sync(account.mail())
    cursors = [page.cursor for page in replica.pages]
    assert all(one != other for one, other in pairwise(cursors))
