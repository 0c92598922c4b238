"""Drafts and sending: once each, in their conversation, and nothing else touched."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError
from connectors.exchange.drafts import ExchangeDrafts, next_index
from connectors.exchange.sending import ExchangeSending
from tests.connectors.contract import make_draft, make_message
from tests.connectors.exchange.server.messages import conversation_of
from tests.connectors.exchange.settings import settings_for

if TYPE_CHECKING:
    from tests.connectors.exchange.server import ExchangeServer
    from tests.connectors.exchange.server.mailbox import Item

WRITING = {"CreateItem", "UpdateItem", "SendItem", "MoveItem", "DeleteItem", "MarkAsJunk"}


def _drafts(server: ExchangeServer, **changes: object) -> ExchangeDrafts:
    return ExchangeDrafts("work", settings_for(server, **changes))  # type: ignore[arg-type]


def _sending(server: ExchangeServer, **changes: object) -> ExchangeSending:
    return ExchangeSending("work", settings_for(server, **changes))  # type: ignore[arg-type]


def _items(server: ExchangeServer, folder: str) -> list[Item]:
    return server.world.mailbox.items(folder)


def _written(server: ExchangeServer) -> list[str]:
    """What was asked for that changes something, in order."""
    return [each.operation for each in server.world.asked if each.operation in WRITING]


# ── in its thread, and no trace ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("was_read", [False, True])
def test_a_reply_lies_in_the_conversation_of_what_it_answers_which_stays_as_it_was(
    exchange: ExchangeServer, was_read: bool
) -> None:
    mailbox = exchange.world.mailbox
    answered = mailbox.item(mailbox.add_message("inbox", make_message(1), read=was_read))
    before = (answered.read, answered.verb, answered.change_key)
    _drafts(exchange).create_draft(make_draft())
    (draft,) = _items(exchange, "drafts")
    assert conversation_of(draft) == conversation_of(answered)
    assert (answered.read, answered.verb, answered.change_key) == before
    assert _written(exchange) == ["CreateItem"]


@pytest.mark.parametrize("rewrites", [False, True])
def test_a_reply_carries_its_fields_its_words_and_its_attachment(
    exchange: ExchangeServer, rewrites: bool
) -> None:
    exchange.world.rewrites_mime = rewrites
    exchange.world.mailbox.add_message("inbox", make_message(1))
    _drafts(exchange).create_draft(make_draft())
    (item,) = _items(exchange, "drafts")
    draft = message_from_bytes(item.raw, policy=policy.default)
    assert draft["In-Reply-To"] == "<m1@ferrol.example>"
    assert draft["References"] == "<m0@ferrol.example> <m1@ferrol.example>"
    assert draft["Subject"] == "Re: Lieferung für März"
    assert draft["X-Rapport-Draft"] == "d-17-3f9a"
    text, attachment = draft.iter_parts()
    assert "Schöne Grüße 送信" in text.get_content()
    assert (attachment.get_filename(), attachment.get_content()) == ("plan.pdf", b"%PDF-1.4")
    assert item.draft
    assert item.read


def test_a_server_that_takes_no_conversation_gets_the_draft_all_the_same(
    exchange: ExchangeServer,
) -> None:
    exchange.world.mailbox.add_message("inbox", make_message(1))
    exchange.world.fail("CreateItem", "ErrorInvalidPropertySet", as_fault=False)
    assert _drafts(exchange).create_draft(make_draft()).provider_id
    assert [item.raw for item in _items(exchange, "drafts")] == [make_draft().raw]


def test_of_all_that_exchange_can_do_nothing_else_is_asked_for(exchange: ExchangeServer) -> None:
    exchange.world.mailbox.add_message("inbox", make_message(1))
    _drafts(exchange).create_draft(make_draft())
    _sending(exchange).create_draft(make_draft("d-18-0001"))
    asked = {each.operation for each in exchange.world.asked}
    assert asked == {"GetFolder", "FindFolder", "FindItem", "CreateItem", "SendItem"}


def test_in_a_mailbox_of_many_folders_all_are_looked_in(exchange: ExchangeServer) -> None:
    mailbox = exchange.world.mailbox
    for number in range(60):
        mailbox.add_folder(f"Projekt {number:02d}")
    answered = mailbox.item(mailbox.add_message("Projekt 59", make_message(1)))
    receipt = _drafts(exchange).create_draft(make_draft())
    assert conversation_of(mailbox.item(receipt.provider_id)) == conversation_of(answered)
    moved = mailbox.move(receipt.provider_id, "Projekt 41")
    assert _drafts(exchange).create_draft(make_draft()).provider_id == moved
    assert exchange.world.requests["CreateItem"] == 1


def test_a_draft_that_answers_nothing_here_is_one_by_itself(exchange: ExchangeServer) -> None:
    draft = replace(make_draft(), in_reply_to=None)
    assert _drafts(exchange).create_draft(draft).location == "the drafts of the mailbox"
    assert _items(exchange, "drafts")[0].index == ""


# ── looked up, and made once ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rewrites", [False, True])
def test_a_draft_whose_making_was_not_confirmed_is_one_and_is_found(
    exchange: ExchangeServer, rewrites: bool
) -> None:
    exchange.world.rewrites_mime = rewrites
    exchange.world.fail("CreateItem", lost="after")
    with pytest.raises(AmbiguousDelivery):
        _drafts(exchange).create_draft(make_draft())
    found = _drafts(exchange).find_draft(make_draft())
    assert found is not None
    assert _drafts(exchange).create_draft(make_draft()) == found
    assert exchange.world.requests["CreateItem"] == 1
    assert len(_items(exchange, "drafts")) == 1


def test_a_draft_that_is_there_is_not_made_again(exchange: ExchangeServer) -> None:
    first = _drafts(exchange).create_draft(make_draft())
    assert _drafts(exchange).create_draft(make_draft()) == first
    assert len(_items(exchange, "drafts")) == 1


@pytest.mark.parametrize("folder", ["deleteditems", "inbox", "sentitems", "outbox", "Kunden"])
def test_a_draft_is_found_wherever_somebody_put_it(exchange: ExchangeServer, folder: str) -> None:
    mailbox = exchange.world.mailbox
    mailbox.add_folder("Kunden", "inbox")
    receipt = _drafts(exchange).create_draft(make_draft())
    moved = mailbox.move(receipt.provider_id, folder)
    found = _drafts(exchange).find_draft(make_draft())
    assert found is not None
    assert found.provider_id == moved


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<d-17-3f9a@", b"<other@"), (b"X-Rapport-Draft:", b"X-Other:")],
)
def test_a_draft_is_found_by_our_header_or_by_its_message_id(
    exchange: ExchangeServer, old: bytes, new: bytes
) -> None:
    draft = make_draft()
    exchange.world.mailbox.add_message("drafts", draft.raw.replace(old, new), draft=True)
    assert _drafts(exchange).find_draft(draft) is not None


def test_a_message_of_the_same_id_with_another_key_is_not_ours(exchange: ExchangeServer) -> None:
    draft = make_draft()
    other = draft.raw.replace(b"X-Rapport-Draft: d-17-3f9a", b"X-Rapport-Draft: d-17-0000")
    exchange.world.mailbox.add_message("drafts", other, draft=True)
    assert _drafts(exchange).find_draft(draft) is None


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"error": "ErrorServerBusy", "back_off_ms": 1500}, TransientError),
        ({"error": "ErrorServerBusy"}, TransientError),
        ({"error": "ErrorMailboxStoreUnavailable", "as_fault": False}, TransientError),
        ({"status": 429, "retry_after": 7}, TransientError),
        ({"status": 503}, TransientError),
        ({"lost": "before"}, AmbiguousDelivery),
        ({"lost": "after"}, AmbiguousDelivery),
        ({"status": 500, "body": b"<html>"}, AmbiguousDelivery),
        ({"status": 200, "body": b"<html>"}, AmbiguousDelivery),
        ({"error": "ErrorTimeoutExpired", "as_fault": False}, AmbiguousDelivery),
        ({"error": "ErrorInternalServerTransientError"}, AmbiguousDelivery),
        ({"error": "ErrorAccessDenied", "as_fault": False}, PermanentError),
        ({"error": "ErrorQuotaExceeded", "as_fault": False}, PermanentError),
        ({"status": 403}, PermanentError),
    ],
)
def test_a_refusal_says_what_is_known_and_nothing_is_tried_again(
    exchange: ExchangeServer, fault: dict[str, object], kind: type[Exception]
) -> None:
    waits: list[float] = []
    exchange.world.fail("CreateItem", **fault)
    with pytest.raises(kind) as caught:
        _drafts(exchange, waits=waits).create_draft(make_draft())
    assert exchange.world.requests["CreateItem"] == 1
    assert waits == []
    if "back_off_ms" in fault:
        assert isinstance(caught.value, TransientError)
        assert caught.value.retry_after_s == 1.5


def test_looking_it_up_is_patient_and_its_patience_has_an_end(exchange: ExchangeServer) -> None:
    waits: list[float] = []
    exchange.world.fail("FindItem", "ErrorServerBusy", back_off_ms=4000, times=2)
    _drafts(exchange, waits=waits).create_draft(make_draft())
    assert waits == [4.0, 4.0]
    exchange.world.fail("FindItem", "ErrorServerBusy", times=1000)
    with pytest.raises(TransientError):
        _drafts(exchange, waits=waits, longest_pause_s=30.0).find_draft(make_draft())
    assert sum(waits[2:]) <= 30.0


def test_a_server_that_is_not_reached_has_stored_nothing(exchange: ExchangeServer) -> None:
    elsewhere = replace(settings_for(exchange), url="http://127.0.0.1:9/EWS/Exchange.asmx")
    with pytest.raises(TransientError):
        ExchangeDrafts("work", elsewhere).create_draft(make_draft())


def test_a_wrong_password_makes_no_draft_and_no_storm(exchange: ExchangeServer) -> None:
    with pytest.raises(AuthError):
        _drafts(exchange, secret=lambda: "wrong").create_draft(make_draft())
    assert _written(exchange) == []


def test_a_folder_that_cannot_be_looked_in_does_not_end_the_search(
    exchange: ExchangeServer,
) -> None:
    exchange.world.mailbox.delete_folder("outbox")
    receipt = _drafts(exchange).create_draft(make_draft())
    assert _drafts(exchange).find_draft(make_draft()) == receipt


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"X-Rapport-Draft: d-17-3f9a\r\n", b""),
        (b"Gern, bis", b"Gern,\nbis"),
        (b"Gern", b"Gern" + b"x" * 20_000_000),
    ],
)
def test_what_could_not_be_found_again_or_is_too_large_is_refused(
    exchange: ExchangeServer, old: bytes, new: bytes
) -> None:
    draft = make_draft()
    broken = replace(draft, raw=draft.raw.replace(old, new))
    for connector in (_drafts(exchange), _sending(exchange)):
        with pytest.raises(PermanentError, match="not stored"):
            connector.create_draft(broken)
    assert exchange.world.asked == []


@pytest.mark.parametrize("key", ["d<17>&\"'", "d 17", "x" * 200])
def test_a_key_of_any_letters_is_only_a_value(exchange: ExchangeServer, key: str) -> None:
    draft = make_draft()
    header = f"X-Rapport-Draft: {key}".encode()
    odd = replace(
        draft, raw=draft.raw.replace(b"X-Rapport-Draft: d-17-3f9a", header), draft_key=key
    )
    _drafts(exchange).create_draft(odd)
    assert _drafts(exchange).find_draft(odd) is not None


# ── acting for another ───────────────────────────────────────────────────────────────────────


def test_a_delegate_puts_drafts_into_the_mailbox_that_is_served(exchange: ExchangeServer) -> None:
    world = exchange.world
    world.add_mailbox("mara@wirth.example")
    mara = world.add_user("mara@wirth.example")
    mara.delegate_of["jonas@wirth.example"] = "write"
    _drafts(exchange, user=r"WIRTH\mara", access="delegate").create_draft(make_draft())
    assert len(world.mailboxes["jonas@wirth.example"].items("drafts")) == 1
    assert world.mailboxes["mara@wirth.example"].items("drafts") == []


def test_an_impersonator_puts_drafts_into_the_mailbox_that_is_served(
    exchange: ExchangeServer,
) -> None:
    service = exchange.world.add_user("service@wirth.example")
    service.impersonates.add("jonas@wirth.example")
    _drafts(exchange, user=r"WIRTH\service", access="impersonation").create_draft(make_draft())
    assert len(_items(exchange, "drafts")) == 1


def test_a_delegate_who_may_only_read_is_told_so(exchange: ExchangeServer) -> None:
    mara = exchange.world.add_user("mara@wirth.example")
    mara.delegate_of["jonas@wirth.example"] = "read"
    exchange.world.add_mailbox("mara@wirth.example")
    with pytest.raises(PermanentError, match="does not let"):
        _drafts(exchange, user=r"WIRTH\mara", access="delegate").create_draft(make_draft())
    assert _items(exchange, "drafts") == []


# ── the conversation index ───────────────────────────────────────────────────────────────────

_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _index(began: datetime, steps: int = 0) -> str:
    ticks = (int(began.timestamp()) + 11_644_473_600) * 10_000_000
    return base64.b64encode(ticks.to_bytes(8, "big")[:6] + b"G" * 16 + b"s" * 5 * steps).decode()


@pytest.mark.parametrize("steps", [0, 1, 7])
def test_the_index_of_an_answer_is_that_of_the_message_and_five_bytes(steps: int) -> None:
    before = _index(datetime(2026, 3, 1, 9, tzinfo=UTC), steps)
    after = base64.b64decode(next_index(before, _NOW))
    assert after[:-5] == base64.b64decode(before)
    ticks = (int.from_bytes(after[-5:-1], "big") & 0x7FFF_FFFF) << 18
    assert abs(ticks / 10_000_000 - 86_400) < 1
    assert not after[-5] & 0x80


def test_after_years_the_step_counts_in_coarser_units() -> None:
    after = base64.b64decode(next_index(_index(datetime(2020, 3, 2, 9, tzinfo=UTC)), _NOW))
    assert after[-5] & 0x80
    ticks = (int.from_bytes(after[-5:-1], "big") & 0x7FFF_FFFF) << 23
    assert (
        abs(ticks / 10_000_000 - (_NOW - datetime(2020, 3, 2, 9, tzinfo=UTC)).total_seconds()) < 2
    )


def test_an_answer_to_the_future_counts_no_time() -> None:
    after = base64.b64decode(next_index(_index(datetime(2027, 1, 1, tzinfo=UTC)), _NOW))
    assert after[-5:-1] == bytes(4)


@pytest.mark.parametrize("index", ["", "x", "AAAA", base64.b64encode(b"x" * 25).decode(), "é"])
def test_what_is_no_index_is_not_answered(index: str) -> None:
    assert next_index(index, _NOW) == ""
    assert next_index(base64.b64encode(b"x" * (22 + 5 * 400)).decode(), _NOW) == ""


# ── sending ──────────────────────────────────────────────────────────────────────────────────


def test_a_mail_is_sent_once_by_the_id_of_its_draft(exchange: ExchangeServer) -> None:
    sending = _sending(exchange)
    receipt = sending.create_draft(make_draft())
    assert receipt.sent
    assert sending.create_draft(make_draft()) == sending.find_draft(make_draft()) == receipt
    assert [item.id for item in _items(exchange, "sentitems")] == [receipt.provider_id]
    (sent,) = exchange.world.sent
    head, _, body = make_draft().raw.partition(b"\r\n\r\n")
    assert sent.raw.startswith(head)  # the server adds a date
    assert sent.raw.endswith(body)
    assert _items(exchange, "drafts") == []


@pytest.mark.parametrize("rewrites", [False, True])
def test_a_lost_answer_to_sending_is_looked_up_and_never_repeated(
    exchange: ExchangeServer, rewrites: bool
) -> None:
    exchange.world.rewrites_message_ids = exchange.world.rewrites_mime = rewrites
    exchange.world.fail("SendItem", lost="after")
    with pytest.raises(AmbiguousDelivery):
        _sending(exchange).create_draft(make_draft())
    found = _sending(exchange).find_draft(make_draft())
    assert found is not None
    assert found.sent
    assert _sending(exchange).create_draft(make_draft()) == found
    assert len(exchange.world.sent) == 1
    assert exchange.world.requests["SendItem"] == 1


def test_a_mail_that_was_broken_off_before_is_not_called_sent(exchange: ExchangeServer) -> None:
    exchange.world.fail("SendItem", lost="before")
    with pytest.raises(AmbiguousDelivery):
        _sending(exchange).create_draft(make_draft())
    assert _sending(exchange).find_draft(make_draft()) is None
    with pytest.raises(PermanentError, match="send it from there"):
        _sending(exchange).create_draft(make_draft())
    assert exchange.world.sent == []


def test_a_draft_whose_making_was_lost_is_not_sent(exchange: ExchangeServer) -> None:
    exchange.world.fail("CreateItem", lost="after")
    with pytest.raises(TransientError, match="Nothing was sent"):
        _sending(exchange).create_draft(make_draft())
    with pytest.raises(PermanentError, match="send it from there"):
        _sending(exchange).create_draft(make_draft())
    assert exchange.world.requests["SendItem"] == 0


@pytest.mark.parametrize("inside", ["", "<m:FindItemResponseMessage ResponseClass='Success'/>"])
def test_a_search_that_is_not_whole_makes_no_draft(exchange: ExchangeServer, inside: str) -> None:
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body>'
        f"<m:FindItemResponse><m:ResponseMessages>{inside}</m:ResponseMessages>"
        "</m:FindItemResponse></s:Body></s:Envelope>"
    )
    exchange.world.fail("FindItem", status=200, body=body.encode())
    with pytest.raises(PermanentError):
        _drafts(exchange).create_draft(make_draft())
    assert _written(exchange) == []


@pytest.mark.parametrize("operation", ["CreateItem", "SendItem"])
def test_an_answer_that_answers_nothing_is_no_receipt(
    exchange: ExchangeServer, operation: str
) -> None:
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body>'
        f"<m:{operation}Response><m:ResponseMessages/></m:{operation}Response></s:Body></s:Envelope>"
    )
    exchange.world.fail(operation, status=200, body=body.encode())
    connector = _drafts(exchange) if operation == "CreateItem" else _sending(exchange)
    with pytest.raises(AmbiguousDelivery):
        connector.create_draft(make_draft())


def test_what_was_edited_before_it_left_is_not_sent(
    exchange: ExchangeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = ExchangeDrafts.make

    def and_edit(self: ExchangeDrafts, *given: object) -> object:
        made = make(self, *given)  # type: ignore[arg-type]
        exchange.world.mailbox.set_categories(made.key, "seen by somebody")
        return made

    monkeypatch.setattr(ExchangeDrafts, "make", and_edit)
    with pytest.raises(PermanentError):
        _sending(exchange).create_draft(make_draft())
    assert exchange.world.sent == []


def test_a_busy_server_is_waited_for_as_it_says_and_the_mail_leaves_once(
    exchange: ExchangeServer,
) -> None:
    waits: list[float] = []
    exchange.world.fail("SendItem", "ErrorServerBusy", back_off_ms=2500)
    exchange.world.fail("SendItem", "ErrorServerBusy")
    assert _sending(exchange, waits=waits).create_draft(make_draft()).sent
    assert waits == [2.5, 5.0]
    assert len(exchange.world.sent) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "waited"),
    [
        ({"error": "ErrorServerBusy", "times": 9}, TransientError, 10.0),
        ({"error": "ErrorServerBusy", "back_off_ms": 300_000}, TransientError, 0.0),
        ({"status": 503, "retry_after": 7}, TransientError, 0.0),
        ({"status": 504}, AmbiguousDelivery, 0.0),
        ({"error": "ErrorTimeoutExpired", "as_fault": False}, AmbiguousDelivery, 0.0),
        ({"error": "ErrorSendAsDenied", "as_fault": False}, PermanentError, 0.0),
        ({"error": "ErrorInvalidRecipients", "as_fault": False}, PermanentError, 0.0),
    ],
)
def test_a_refusal_to_send_says_what_is_known(
    exchange: ExchangeServer, fault: dict[str, object], kind: type[Exception], waited: float
) -> None:
    waits: list[float] = []
    exchange.world.fail("SendItem", **fault)
    with pytest.raises(kind):
        _sending(exchange, waits=waits).create_draft(make_draft())
    assert sum(waits) == waited
    assert exchange.world.sent == []


def test_a_mail_that_left_is_sent_also_where_it_cannot_be_looked_up(
    exchange: ExchangeServer,
) -> None:
    exchange.world.fail("FindItem", "ErrorServerBusy", after=1, times=100)
    receipt = _sending(exchange, longest_pause_s=3.0).create_draft(make_draft())
    assert receipt.sent
    assert len(exchange.world.sent) == 1


def test_a_delegate_sends_only_with_the_right_to(exchange: ExchangeServer) -> None:
    exchange.world.add_mailbox("mara@wirth.example")
    mara = exchange.world.add_user("mara@wirth.example")
    mara.delegate_of["jonas@wirth.example"] = "write"
    with pytest.raises(PermanentError):
        _sending(exchange, user=r"WIRTH\mara", access="delegate").create_draft(make_draft())
    mara.delegate_of["jonas@wirth.example"] = "send"
    other = make_draft("d-18-0001")
    assert _sending(exchange, user=r"WIRTH\mara", access="delegate").create_draft(other).sent
    assert len(exchange.world.sent) == 1
