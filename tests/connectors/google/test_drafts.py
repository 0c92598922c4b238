"""Drafts in their thread, found again whatever became of them, and sent once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import AmbiguousDelivery, PermanentError, TransientError
from tests.connectors.contract import make_draft, make_message
from tests.connectors.google.double import Fault

if TYPE_CHECKING:
    from tests.connectors.google.conftest import Account
    from tests.connectors.google.discovery import Asked
    from tests.connectors.google.world_mail import MailWorld

CREATE, SEND = "gmail.users.drafts.create", "gmail.users.drafts.send"
GET = "gmail.users.messages.get"
QUESTION = make_message(1).replace(b"Delivery 1", "Lieferung für März".encode())


@pytest.fixture
def world(account: Account) -> MailWorld:
    return account.double.mail


def test_a_draft_is_put_into_the_thread_that_it_answers(account: Account, world: MailWorld) -> None:
    question = world.add(QUESTION)
    account.drafts().create_draft(replace(make_draft(), provider_thread_id=question))
    (name,) = world.drafts.values()
    assert world.messages[name].thread == question
    assert "UNREAD" in world.messages[question].labels


def test_the_thread_is_found_by_the_message_that_is_answered(
    account: Account, world: MailWorld
) -> None:
    question = world.add(QUESTION)
    account.drafts().create_draft(make_draft())
    (name,) = world.drafts.values()
    assert world.messages[name].thread == question


def test_a_thread_that_is_gone_leaves_a_draft_by_itself(account: Account, world: MailWorld) -> None:
    account.drafts().create_draft(replace(make_draft(), provider_thread_id="18f0aaaaaaaaaaaa"))
    assert len(world.drafts) == 1


def test_a_thread_by_another_name_is_found_by_the_message_that_is_answered(
    account: Account, world: MailWorld
) -> None:
    question = world.add(QUESTION)
    mail = replace(make_draft(), provider_thread_id="1797000000000000001")
    account.drafts().create_draft(mail)
    (name,) = world.drafts.values()
    assert world.messages[name].thread == question
    receipt = account.sending().create_draft(mail)
    assert receipt.sent
    assert world.messages[receipt.provider_id].thread == question


def test_a_thread_of_another_kind_of_mailbox_leaves_a_draft_by_itself(
    account: Account, world: MailWorld
) -> None:
    account.double.plan(CREATE, Fault(400, "invalidArgument"))
    account.drafts().create_draft(replace(make_draft(), provider_thread_id="1797000000000000001"))
    assert len(world.drafts) == 1


def test_a_draft_that_is_there_is_not_made_again(account: Account, world: MailWorld) -> None:
    first = account.drafts().create_draft(make_draft())
    assert account.drafts().create_draft(make_draft()) == first
    assert len(world.drafts) == 1


def test_a_draft_that_a_person_edited_is_the_same_draft(account: Account, world: MailWorld) -> None:
    first = account.drafts().create_draft(make_draft())
    before = world.drafts[first.provider_id]
    after = world.edit_draft(first.provider_id, world.messages[before].raw + b"PS\r\n")
    assert after != before
    assert account.drafts().find_draft(make_draft()) == first
    assert account.drafts().create_draft(make_draft()) == first
    assert account.double.asked[CREATE] == 1


def test_a_draft_that_is_edited_while_it_is_looked_for_is_not_made_again(
    account: Account, world: MailWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = account.drafts().create_draft(make_draft())
    listed = world._drafts_list

    def edit(asked: Asked) -> Any:
        answer = listed(asked)
        if not account.double.asked[GET]:
            world.edit_draft(first.provider_id, make_draft().raw)
        return answer

    monkeypatch.setattr(world, "_drafts_list", edit)
    assert account.drafts().create_draft(make_draft()) == first
    assert account.double.asked[CREATE] == 1


def test_two_dozen_drafts_of_a_person_cost_two_dozen_looks(
    account: Account, world: MailWorld
) -> None:
    for number in range(40):
        world.drafts[f"r-p{number}"] = world.add(make_message(number), ["DRAFT"])
    account.drafts().create_draft(make_draft())
    assert account.double.asked[GET] == 25
    assert len(world.drafts) == 41


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, "rateLimitExceeded"),
        Fault(429, "rateLimitExceeded", Retry_After="30"),
        Fault(403, "rateLimitExceeded"),
        Fault(403, "userRateLimitExceeded", Retry_After="30"),
    ],
)
@pytest.mark.parametrize("times", [2, 99])
def test_a_draft_that_is_turned_away_for_pace_is_made_once_or_not_at_all(
    account: Account, world: MailWorld, fault: Fault, times: int
) -> None:
    account.double.plan(CREATE, fault, times=times)
    if times == 2:
        account.drafts().create_draft(make_draft())
        assert account.time.at == (60 if fault.headers else 3)
    else:
        with pytest.raises(TransientError):
            account.drafts().create_draft(make_draft())
        assert account.time.at <= 120
    assert len(world.drafts) == (times == 2)


@pytest.mark.parametrize("fault", [Fault(403, "dailyLimitExceeded"), Fault(403, "quotaExceeded")])
def test_a_draft_on_a_day_that_is_used_up_is_tried_again_later(
    account: Account, world: MailWorld, fault: Fault
) -> None:
    account.double.plan(CREATE, fault)
    with pytest.raises(TransientError):
        account.drafts().create_draft(make_draft())
    assert (account.time.slept, world.drafts) == ([], {})
    account.drafts().create_draft(make_draft())
    assert len(world.drafts) == 1


def test_a_draft_that_a_person_sent_is_found_among_the_sent_mail(
    account: Account, world: MailWorld
) -> None:
    account.drafts().create_draft(make_draft())
    (name,) = world.drafts.values()
    raw = world.messages[name].raw.replace(b"Message-ID: <", b"Message-ID: <another-")
    world.drafts.clear()
    world.delete(name)
    sent = world.add(raw, ["SENT"])
    found = account.drafts().find_draft(make_draft())
    assert found is not None
    assert (found.provider_id, found.sent) == (sent, True)


def test_a_draft_is_found_by_its_message_id_where_its_key_was_taken_off(
    account: Account, world: MailWorld
) -> None:
    account.drafts().create_draft(make_draft())
    (name,) = world.drafts.values()
    kept = world.messages[name]
    kept.raw = kept.raw.replace(b"X-Rapport-Draft: d-17-3f9a\r\n", b"")
    assert account.drafts().find_draft(make_draft()) is not None


def test_a_draft_of_somebody_else_is_not_taken_for_ours(account: Account, world: MailWorld) -> None:
    raw = make_draft().raw.replace(b"X-Rapport-Draft: d-17-3f9a", b"X-Rapport-Draft: d-17-3f9ab")
    world.drafts["r-1"] = world.add(raw, ["DRAFT"])
    assert account.drafts().find_draft(make_draft()) is None


@pytest.mark.parametrize("lag", [True, False])
def test_a_lost_confirmation_never_makes_two(account: Account, world: MailWorld, lag: bool) -> None:
    world.lag = lag
    account.double.plan(CREATE, None, after=True)
    with pytest.raises(AmbiguousDelivery):
        account.drafts().create_draft(make_draft())
    account.drafts().create_draft(make_draft())
    assert len(world.drafts) == 1
    assert account.double.asked[CREATE] == 1


def test_a_draft_without_its_key_is_not_stored(account: Account) -> None:
    with pytest.raises(PermanentError, match="X-Rapport-Draft"):
        account.drafts().create_draft(replace(make_draft(), draft_key="another"))
    assert account.double.asked.total() == 0


def test_what_is_sent_is_the_approved_mail_whatever_became_of_the_draft(
    account: Account, world: MailWorld
) -> None:
    mail = make_draft()
    account.drafts().create_draft(mail)
    (name,) = world.drafts.values()
    world.messages[name].raw = world.messages[name].raw.replace(b"Gern", b"Nie")
    receipt = account.sending().create_draft(mail)
    assert receipt.sent
    assert world.messages[receipt.provider_id].raw == mail.raw
    assert world.drafts == {}


def test_a_draft_is_no_delivery_for_an_account_that_sends(account: Account) -> None:
    account.drafts().create_draft(make_draft())
    assert account.sending().find_draft(make_draft()) is None


def test_a_draft_whose_confirmation_got_lost_is_sent_by_the_next_try(
    account: Account, world: MailWorld
) -> None:
    account.double.plan(CREATE, None, after=True)
    with pytest.raises(TransientError, match="nothing was sent"):
        account.sending().create_draft(make_draft())
    account.sending().create_draft(make_draft())
    assert [sorted(kept.labels) for kept in world.messages.values()] == [["SENT"]]


@pytest.mark.parametrize("fault", [None, Fault(503, "backendError")])
@pytest.mark.parametrize("rewrites", [True, False])
def test_a_lost_answer_to_a_sending_is_not_repeated(
    account: Account, world: MailWorld, fault: Fault | None, rewrites: bool
) -> None:
    world.lag, world.rewrites_ids = True, rewrites
    account.double.plan(SEND, fault, after=True)
    with pytest.raises(AmbiguousDelivery):
        account.sending().create_draft(make_draft())
    assert account.sending().find_draft(make_draft()) is not None
    account.sending().create_draft(make_draft())
    assert account.double.asked[SEND] == 1
    assert len(world.messages) == 1
