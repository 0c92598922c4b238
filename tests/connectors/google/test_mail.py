"""Gmail's own ways: labels, histories, and what becomes of a message in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import PermanentError
from tests.connectors.contract import make_message
from tests.connectors.google.double import Fault
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from tests.connectors.google.conftest import Account
    from tests.connectors.google.discovery import Asked
    from tests.connectors.google.world_mail import MailWorld

GET = "gmail.users.messages.get"


@pytest.fixture
def world(account: Account) -> MailWorld:
    return account.double.mail


@pytest.fixture
def replica() -> MailReplica:
    return MailReplica("All mail")


@pytest.mark.parametrize(
    ("labels", "flags"),
    [
        (["INBOX", "UNREAD"], set()),
        (["INBOX"], {"seen"}),
        ([], {"seen"}),
        (["SENT"], {"seen"}),
        (["DRAFT"], {"seen", "draft"}),
        (["TRASH", "UNREAD"], {"deleted"}),
        (["STARRED", "IMPORTANT"], {"seen", "flagged"}),
    ],
)
def test_labels_say_how_a_message_stands(
    account: Account, world: MailWorld, replica: MailReplica, labels: list[str], flags: set[str]
) -> None:
    name = world.add(make_message(1), labels)
    replica.sync(account.mail())
    assert replica.records[name].flags == flags
    assert set(replica.records[name].labels) == set(labels) - {"UNREAD"}


@pytest.mark.parametrize("label", ["SPAM", "CHAT"])
def test_spam_and_chats_are_left_alone(
    account: Account, world: MailWorld, replica: MailReplica, label: str
) -> None:
    world.add(make_message(1))
    world.add(make_message(2), [label])
    replica.sync(account.mail())
    assert len(replica.records) == 1
    assert replica.listing(account.mail()) == sorted(replica.records)
    assert replica.sync(account.mail()).pages == []


def test_mail_found_in_spam_is_read_and_mail_put_there_is_taken_back(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    spam, mail = world.add(make_message(1), ["SPAM"]), world.add(make_message(2))
    replica.sync(account.mail())
    world.label(spam, add=["INBOX"], remove=["SPAM"])
    world.label(mail, add=["SPAM"], remove=["INBOX"])
    replica.sync(account.mail())
    assert list(replica.records) == [spam]


def test_labels_of_people_go_by_their_names(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    world.names["Label_7"] = "Clients/Ferrol"
    name = world.add(make_message(1), ["INBOX", "Label_7"])
    replica.sync(account.mail())
    assert replica.records[name].labels == ("Clients/Ferrol", "INBOX")
    assert replica.records[name].provider_thread_id == name


def test_a_message_whose_labels_change_is_not_fetched_again(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    name = world.add(make_message(1))
    replica.sync(account.mail())
    world.label(name, add=["STARRED"], remove=["UNREAD"])
    world.label(name, remove=["INBOX"])
    mail = account.mail()
    replica.sync(mail)
    assert mail.downloads == 0
    assert replica.records[name].flags == {"seen", "flagged"}


def test_a_label_that_is_no_flag_is_no_news(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    name = world.add(make_message(1))
    replica.sync(account.mail())
    world.label(name, add=["IMPORTANT"])
    replica.sync(account.mail())
    assert [page.flag_changes for page in replica.pages] == [()]
    assert replica.sync(account.mail()).pages == []


def test_what_came_and_went_between_two_readings_is_never_asked_for(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    world.add(make_message(1))
    replica.sync(account.mail())
    world.delete(world.add(make_message(2)))
    mail = account.mail()
    replica.sync(mail)
    assert mail.downloads == 0
    assert len(replica.records) == 1


def test_a_message_that_is_deleted_while_it_is_asked_for_is_left_out(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    for number in range(3):
        world.add(make_message(number))
    account.double.plan(GET, Fault(404, "notFound"), skip=1)
    replica.sync(account.mail())
    assert len(replica.records) == 2


def test_pages_without_history_are_followed_to_the_end(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    replica.sync(account.mail())
    world.page, world.empty_pages = 2, 1
    for number in range(7):
        world.add(make_message(number))
    replica.sync(account.mail())
    assert len(replica.records) == 7
    assert b"Delivery 6\r" in replica.pages[0].upserted[0].raw


@pytest.mark.parametrize("page", [1, 2, 500])
def test_changes_of_many_messages_are_folded_in_the_order_in_which_they_came(
    account: Account, world: MailWorld, replica: MailReplica, page: int
) -> None:
    names = [world.add(make_message(number)) for number in range(4)]
    replica.sync(account.mail())
    world.page = page
    world.label(names[0], add=["STARRED"])
    world.label(names[1], remove=["UNREAD"])
    world.label(names[0], remove=["STARRED"])
    world.label(names[2], add=["SPAM"])
    late = world.add(make_message(9))
    world.label(names[1], add=["UNREAD", "STARRED"])
    world.label(names[2], remove=["SPAM", "UNREAD"])
    world.label(late, add=["TRASH"])
    world.label(names[3], remove=["UNREAD"])
    world.delete(names[3])
    world.label(late, remove=["TRASH"])
    replica.sync(account.mail())
    flags = {name: set(record.flags) for name, record in replica.records.items()}
    assert flags == {names[0]: set(), names[1]: {"flagged"}, names[2]: {"seen"}, late: set()}
    assert replica.state() == MailReplica("All mail").sync(account.mail()).state()


def test_that_a_message_came_says_nothing_of_how_it_stands(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    """Rows of what came may hold ids alone; one that was listed as well is known better already."""
    listed = world._messages_list

    def arrive(asked: Asked) -> Any:
        if not world.messages:
            world.add(make_message(1))
            for _, _, row in world._history:
                row["message"].pop("labelIds")
        return listed(asked)

    world._messages_list = arrive  # type: ignore[method-assign]
    replica.sync(account.mail())
    world.add(make_message(2))
    world._history[-1][2]["message"].pop("labelIds")
    replica.sync(account.mail())
    assert [record.flags for record in replica.records.values()] == [frozenset()] * 2


def test_the_history_is_read_from_before_the_listing(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    world.add(make_message(1))
    before = str(world._now)
    listed = world._messages_list

    def arrive(asked: Asked) -> Any:
        answer = listed(asked)
        if len(world.messages) < 3:
            world.add(make_message(len(world.messages) + 1))
        return answer

    world._messages_list = arrive  # type: ignore[method-assign]
    replica.sync(account.mail())
    assert len(replica.records) == 3
    (asked,) = [one for one in account.double.log if one.method == "gmail.users.history.list"]
    assert asked.one("startHistoryId") == before
    methods = [one.method for one in account.double.log]
    assert methods.index("gmail.users.getProfile") < methods.index("gmail.users.messages.list")


def test_what_changes_while_the_history_is_read_is_told_at_the_next_reading(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    """A list of changes may stand still while it is turned over; its historyId does not."""
    replica.sync(account.mail())
    world.page = 2
    for number in range(5):
        world.add(make_message(number))
    answer, before = world._history_list, list(world._history)

    def stand_still(asked: Asked) -> Any:
        if asked.one("pageToken") == "2":
            world.add(make_message(9))
        now, world._history = world._history, before
        found = answer(asked)
        world._history = now
        return found

    world._history_list = stand_still  # type: ignore[method-assign]
    replica.sync(account.mail())
    assert len(replica.records) == 5
    del world._history_list
    replica.sync(account.mail())
    assert len(replica.records) == 6


def test_the_history_is_asked_for_before_the_listing(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    for number in range(150):
        world.add(make_message(number))
    pages = account.mail().fetch_changes("All mail", None)
    replica._apply(next(pages))
    late = world.add(make_message(200))
    world.delete(next(iter(replica.records)))
    for page in pages:
        replica._apply(page)
    assert late in replica.records
    assert len(replica.records) == 150
    assert account.double.log[0].method == "gmail.users.getProfile"


def test_a_lost_history_costs_a_listing_and_what_is_unknown(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    names = [world.add(make_message(number)) for number in range(250)]
    replica.sync(account.mail())
    world.delete(names[3])
    world.label(names[5], remove=["UNREAD"])
    world.label(names[6], add=["SPAM"])
    new = world.add(make_message(300))
    world.forget_history()
    mail = account.mail()
    replica.sync(mail)
    assert mail.downloads == 1
    assert set(account.double.fetched().values()) == {1}
    assert account.double.asked[GET] == 251
    assert new in replica.records
    assert names[3] not in replica.records
    assert names[6] not in replica.records
    fresh = MailReplica("All mail").sync(account.mail())
    assert replica.state() == fresh.state()


@pytest.mark.parametrize("status", [400, 404])
def test_a_history_of_another_kind_is_a_lost_one(
    account: Account, world: MailWorld, replica: MailReplica, status: int
) -> None:
    names = [world.add(make_message(number)) for number in range(3)]
    replica.sync(account.mail())
    world.delete(names[0])
    account.double.plan("gmail.users.history.list", Fault(status, "invalidArgument"))
    replica.sync(account.mail())
    assert sorted(replica.records) == names[1:]


def test_the_address_that_was_signed_in_to_is_known(account: Account) -> None:
    assert account.mail().fetch_address() == "jonas@wirth.example"


def test_a_history_that_gets_lost_while_it_was_read_for_the_first_time_skips_nothing(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    for number in range(250):
        world.add(make_message(number))
    replica.sync(account.mail(), stop_after=1)
    late = [world.add(make_message(number)) for number in range(250, 260)]
    world.forget_history()
    replica.sync(account.mail())
    assert set(late) <= set(replica.records)
    assert replica.told == len(replica.records) == 260


def test_an_emptied_mailbox_is_an_alarm_where_nobody_names_what_is_gone(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    names = [world.add(make_message(number)) for number in range(3)]
    replica.sync(account.mail())
    for name in names:
        world.delete(name)
    world.forget_history()
    with pytest.raises(PermanentError, match="0 of 3"):
        replica.sync(account.mail())
    replica.sync(account.mail(accept_empty=True))
    assert replica.records == {}


def test_another_mailbox_is_not_taken_for_the_one_that_was_read(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    world.add(make_message(1))
    replica.sync(account.mail())
    world.address = "somebody@else.example"
    with pytest.raises(PermanentError, match="another mailbox"):
        replica.sync(account.mail())


def test_one_message_that_cannot_be_read_is_named_and_tried_again(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    names = [world.add(make_message(number)) for number in range(3)]
    world.unreadable.add(names[1])
    replica.sync(account.mail())
    assert len(replica.records) == 2
    assert [problem.key for problem in replica.problems] == [names[1]]
    assert names[1] in replica.listing(account.mail())
    world.unreadable.clear()
    replica.sync(account.mail())
    assert len(replica.records) == 3
    assert replica.sync(account.mail()).pages == []


def test_one_message_over_which_google_fails_does_not_stop_the_others(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    for number in range(3):
        world.add(make_message(number))
    account.double.plan(GET, Fault(500, "backendError"), times=8)
    replica.sync(account.mail())
    assert len(replica.records) == 2
    assert replica.kinds() == ["unreadable"]


def test_many_messages_that_cannot_be_read_do_not_keep_the_others(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    names = [world.add(make_message(number)) for number in range(60)]
    world.unreadable = set(names[::2])
    with pytest.raises(PermanentError, match="status 400"):
        replica.sync(account.mail())
    replica.sync(account.mail())
    assert sorted(replica.records) == names[1::2]
    late = world.add(make_message(99))
    replica.sync(account.mail())
    assert late in replica.records
    assert len({problem.key for problem in replica.problems}) == 30


def test_a_message_that_could_not_be_read_and_is_gone_is_not_asked_for_for_ever(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    names = [world.add(make_message(number)) for number in range(3)]
    world.unreadable.add(names[1])
    replica.sync(account.mail())
    world.unreadable.clear()
    del world.messages[names[1]]  # and no history tells of it
    replica.sync(account.mail())
    before = account.double.asked[GET]
    replica.sync(account.mail())
    assert account.double.asked[GET] == before


def test_mail_that_came_out_of_the_spam_while_the_history_was_lost_is_read(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    names = [world.add(make_message(number)) for number in range(150)]
    pages = account.mail().fetch_changes("All mail", None)
    replica._apply(next(pages))
    world.label(names[0], add=["SPAM"])
    for page in pages:
        replica._apply(page)
    assert names[0] not in replica.records
    world.label(names[0], remove=["SPAM"])
    world.forget_history()
    replica.sync(account.mail())
    assert names[0] in replica.records
    assert replica.state() == MailReplica("All mail").sync(account.mail()).state()


def test_of_an_account_without_bodies_only_headers_are_fetched(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    name = world.add(make_message(1, "Nobody is to read this."))
    mail = account.mail(full_bodies=False)
    replica.sync(mail)
    record = replica.records[name]
    assert record.truncated
    assert record.size == len(make_message(1, "Nobody is to read this."))
    assert record.raw.endswith(b"Message-ID: <m1@ferrol.example>\r\n\r\n")
    assert {asked.one("format") for asked in account.double.log if asked.method == GET} == {
        "metadata"
    }
    assert mail.downloads == 0


def test_a_field_cannot_bring_another_one_with_it(
    account: Account, world: MailWorld, replica: MailReplica
) -> None:
    raw = make_message(1).replace(b"Delivery 1", b"Delivery\r\n Bcc: everybody@else.example")
    name = world.add(raw)
    replica.sync(account.mail(full_bodies=False))
    assert b"Subject: Delivery Bcc: everybody@else.example\r\n" in replica.records[name].raw
