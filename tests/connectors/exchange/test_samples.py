"""The documented answers: valid by the schemas, replayed byte for byte, read by the stock client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.connectors.exchange.raw import get_folder, wrapped
from tests.connectors.exchange.samples import (
    ALL,
    BUSY_FAULT,
    BUSY_MESSAGE,
    CALENDAR_VIEW,
    FOLDERS,
    IMPERSONATION_DENIED,
    ITEMS_ONE_MISSING,
    REPLY_CREATED,
    SYNC_CHANGES,
    SYNC_STATE_UNKNOWN,
    Sample,
)
from tests.connectors.exchange.server import TOKEN, ExchangeServer
from tests.connectors.exchange.server.soap import name_of, opened
from tests.connectors.exchange.stock import exchangelib, stock

__all__ = ["stock"]


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_a_sample_keeps_to_the_schemas(schemas: Path, sample: Sample) -> None:
    with ExchangeServer(schemas) as server:
        server.replay(sample)
        assert server.validator.validated > 0 or name_of(opened(sample.raw).body) == "Fault"
        assert server.violations == []


def test_every_file_is_a_sample() -> None:
    files = {path.stem for path in (Path(__file__).parent / "samples").glob("*.xml")}
    assert files == {sample.name for sample in ALL}


def test_a_sample_is_sent_byte_for_byte(exchange: ExchangeServer) -> None:
    exchange.replay(BUSY_FAULT)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx.post(exchange.url, content=wrapped(get_folder()), headers=headers)
    assert (answer.status_code, answer.content) == (500, BUSY_FAULT.raw)


def test_the_changes_are_read(exchange: ExchangeServer, stock: Any) -> None:
    inbox = stock.inbox
    exchange.replay(SYNC_CHANGES)
    kinds = [kind for kind, _ in inbox.sync_items(only_fields=[])]
    assert kinds == ["create", "update", "create", "read_flag_change", "delete"]


def test_a_state_that_is_unknown_has_no_state(exchange: ExchangeServer, stock: Any) -> None:
    inbox = stock.inbox
    exchange.replay(SYNC_STATE_UNKNOWN)
    with pytest.raises(AttributeError):  # exchangelib's own: it looks for the state first
        list(inbox.sync_items(only_fields=[]))


def test_one_of_a_batch_is_missing(exchange: ExchangeServer, stock: Any) -> None:
    keys = [("AAMkADnewMessage0001+/=", None), ("AAMkADgone=", None), ("AAMkADlast=", None)]
    inbox = stock.inbox
    exchange.replay(ITEMS_ONE_MISSING)
    found = list(stock.fetch(keys, folder=inbox, only_fields=["subject", "mime_content"]))
    assert found[0].subject == "Delivery in April"
    assert isinstance(found[1], exchangelib.errors.ErrorItemNotFound)
    assert isinstance(found[2], exchangelib.errors.ErrorBatchProcessingStopped)


@pytest.mark.parametrize("sample", [BUSY_FAULT, BUSY_MESSAGE], ids=lambda sample: sample.name)
def test_a_busy_server_is_obeyed(exchange: ExchangeServer, stock: Any, sample: Sample) -> None:
    inbox = stock.inbox
    exchange.replay(sample)
    with pytest.raises(exchangelib.errors.ErrorServerBusy):
        list(stock.fetch([("AAMkADgone=", None)], folder=inbox, only_fields=["subject"]))


def test_the_folders_are_read(exchange: ExchangeServer, stock: Any) -> None:
    below = exchangelib.folders.FolderCollection(account=stock, folders=[stock.root])
    exchange.replay(FOLDERS)
    names = [folder.name for folder in below.find_folders()]
    assert names == ["Posteingang", "Kunden & Partner", "Kalender", "Ungelesen"]


def test_an_answer_that_was_made_has_an_id(exchange: ExchangeServer, stock: Any) -> None:
    drafts = stock.drafts
    exchange.replay(REPLY_CREATED)
    message = exchangelib.Message(account=stock, folder=drafts, subject="Re: Delivery in April")
    assert message.save().id == "AAMkADreplyDraft000006="


def test_the_view_is_read(exchange: ExchangeServer, stock: Any) -> None:
    calendar = stock.calendar
    exchange.replay(CALENDAR_VIEW)
    first, last = (exchangelib.EWSDateTime(2026, m, 1, tzinfo=exchangelib.UTC) for m in (3, 4))
    types = [item.type for item in calendar.view(start=first, end=last).only("type")]
    assert types == ["Single", "Occurrence", "Exception"]


def test_impersonation_is_denied(exchange: ExchangeServer, stock: Any) -> None:
    exchange.replay(IMPERSONATION_DENIED)
    with pytest.raises(exchangelib.errors.ErrorImpersonateUserDenied):
        stock.root.refresh()
