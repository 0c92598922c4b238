"""The double speaks EWS: the stock client reads and writes mail at it, and it behaves as documented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.connectors.contract import BAD_MAIL, make_message
from tests.connectors.exchange.raw import (
    codes,
    get_folder,
    get_items,
    names,
    post,
    sync,
    text_at,
    wrapped,
)
from tests.connectors.exchange.server import TOKEN, ExchangeServer
from tests.connectors.exchange.stock import DraftKey, exchangelib, stock

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

__all__ = ["stock"]

DRAFT = (
    b"From: Jonas Wirth <jonas@wirth.example>\r\nTo: Ines Duarte <ines@ferrol.example>\r\n"
    b"Subject: Re: Delivery 1\r\nMessage-ID: <d-17@wirth.example>\r\n"
    b"In-Reply-To: <m1@ferrol.example>\r\nX-Rapport-Draft: d-17-3f9a\r\n\r\nGern.\r\n"
)


@pytest.fixture(autouse=True)
def draft_key() -> Any:
    exchangelib.Message.register("draft_key", DraftKey)
    yield
    exchangelib.Message.deregister("draft_key")


def fill(exchange: ExchangeServer, count: int) -> list[str]:
    return [
        exchange.world.mailbox.add_message("inbox", make_message(number)) for number in range(count)
    ]


def ids(changes: list[Any]) -> list[tuple[str, str]]:
    return [(kind, getattr(item, "id", "")) for kind, item in changes]


# ── The schemas ─────────────────────────────────────────────────────────────────────────────────


def test_every_request_and_every_answer_is_validated(schemas: Path) -> None:
    with ExchangeServer(schemas) as server:
        assert server.validator.validates
        post(server, get_folder())
        assert server.validator.validated == 2
        assert server.violations == []


def test_what_breaks_the_schemas_is_refused_and_remembered(schemas: Path) -> None:
    with ExchangeServer(schemas) as server:
        status, fault = post(server, sync(most=513))
        assert status == 500
        assert codes(fault) == ["ErrorSchemaValidation"]
        assert "512" in server.violations[0]


def test_without_schemas_it_answers_all_the_same() -> None:
    with ExchangeServer() as server:
        assert not server.validator.validates
        assert codes(post(server, get_folder())[1]) == ["NoError"]


def test_an_operation_that_it_does_not_know_is_a_violation() -> None:
    with ExchangeServer() as server:
        post(server, "<m:EmptyFolder DeleteType='HardDelete' DeleteSubFolders='false'/>")
        assert server.violations == ["The double knows no EmptyFolder."]


# ── Folders ─────────────────────────────────────────────────────────────────────────────────────


def test_the_stock_client_walks_the_folders(exchange: ExchangeServer, stock: Any) -> None:
    exchange.world.mailbox.add_folder("Kunden", "inbox")
    found = {folder.name: folder.folder_class for folder in stock.root.walk()}
    assert found["Posteingang"] == "IPF.Note"
    assert found["Kunden"] == "IPF.Note"
    assert found["Kalender"] == "IPF.Appointment"


def test_the_hierarchy_is_told_as_it_changes(exchange: ExchangeServer, stock: Any) -> None:
    mailbox = exchange.world.mailbox
    top = stock.msg_folder_root
    kinds = [kind for kind, _ in top.sync_hierarchy()]
    assert set(kinds) == {"create"}
    key = mailbox.add_folder("Kunden")
    mailbox.rename_folder("inbox", "Eingang")
    assert sorted(kind for kind, _ in top.sync_hierarchy()) == ["create", "update"]
    mailbox.delete_folder(key)
    assert [kind for kind, _ in top.sync_hierarchy()] == ["delete"]


def test_a_hidden_folder_says_so(exchange: ExchangeServer) -> None:
    key = exchange.world.mailbox.add_folder("Regeln", hidden=True)
    tag = '<t:ExtendedFieldURI PropertyTag="0x10F4" PropertyType="Boolean"/>'
    body = (
        get_folder()
        .replace(
            "</t:BaseShape>",
            f"</t:BaseShape><t:AdditionalProperties>{tag}</t:AdditionalProperties>",
        )
        .replace("</m:FolderIds>", f'<t:FolderId Id="{key}"/></m:FolderIds>')
    )
    answer = post(exchange, body)[1]
    assert answer.xpath(".//*[local-name()='Value']/text()") == ["false", "true"]


# ── SyncFolderItems ─────────────────────────────────────────────────────────────────────────────


def test_a_folder_comes_in_pages_each_with_a_state_of_its_own(exchange: ExchangeServer) -> None:
    fill(exchange, 25)
    pages = [post(exchange, sync(most=10))[1]]
    while text_at(pages[-1], "IncludesLastItemInRange") == "false":
        pages.append(post(exchange, sync(text_at(pages[-1], "SyncState"), 10))[1])
    assert [len(names(page, "Changes")) for page in pages] == [10, 10, 5]
    assert len({text_at(page, "SyncState") for page in pages}) == 3


def test_every_kind_of_change_is_told(exchange: ExchangeServer, stock: Any) -> None:
    mailbox = exchange.world.mailbox
    read, changed, gone, _ = fill(exchange, 4)
    list(stock.inbox.sync_items(only_fields=[]))
    mailbox.set_read(read)
    mailbox.set_categories(changed, "Kunde")
    mailbox.delete(gone)
    new = mailbox.add_message("inbox", make_message(9))
    changes = list(stock.inbox.sync_items(only_fields=[]))
    assert sorted(kind for kind, _ in changes) == ["create", "delete", "read_flag_change", "update"]
    assert ("create", new) in ids(changes)
    assert ("delete", gone) in ids(changes)
    assert next(item[1] for kind, item in changes if kind == "read_flag_change") is True


def test_what_comes_and_goes_between_two_calls_is_never_told(
    exchange: ExchangeServer, stock: Any
) -> None:
    fill(exchange, 1)
    list(stock.inbox.sync_items(only_fields=[]))
    exchange.world.mailbox.delete(fill(exchange, 1)[0])
    assert list(stock.inbox.sync_items(only_fields=[])) == []


def test_a_message_that_moves_gets_another_id(exchange: ExchangeServer) -> None:
    (old,) = fill(exchange, 1)
    new = exchange.world.mailbox.move(old, "deleteditems")
    answer = post(exchange, get_items(old, new))[1]
    assert new != old
    assert codes(answer) == ["ErrorItemNotFound", "NoError"]


@pytest.mark.parametrize("folder", ["inbox", "drafts"])
def test_a_state_that_is_lost_or_of_another_folder_is_refused(
    exchange: ExchangeServer, folder: str
) -> None:
    state = text_at(post(exchange, sync())[1], "SyncState")
    if folder == "inbox":
        exchange.world.invalidate_sync_states()
    answer = post(exchange, sync(state, folder=folder))[1]
    assert codes(answer) == ["ErrorInvalidSyncStateData"]
    assert text_at(answer, "SyncState") == ""


def test_a_folder_that_is_gone_has_a_code_of_its_own(exchange: ExchangeServer) -> None:
    key = exchange.world.mailbox.add_folder("Kunden")
    exchange.world.mailbox.delete_folder("Kunden")
    body = sync().replace('<t:DistinguishedFolderId Id="inbox"/>', f'<t:FolderId Id="{key}"/>')
    assert codes(post(exchange, body)[1]) == ["ErrorSyncFolderNotFound"]


def test_a_stuck_state_comes_back_as_it_was(exchange: ExchangeServer) -> None:
    state = text_at(post(exchange, sync())[1], "SyncState")
    exchange.world.stuck_states = 1
    answer = post(exchange, sync(state))[1]
    assert text_at(answer, "SyncState") == state
    assert text_at(answer, "IncludesLastItemInRange") == "false"


# ── Items ───────────────────────────────────────────────────────────────────────────────────────


def test_a_message_is_handed_out_byte_for_byte(exchange: ExchangeServer, stock: Any) -> None:
    (key,) = fill(exchange, 1)
    item = stock.inbox.get(id=key)
    assert item.mime_content == make_message(0)
    assert (item.subject, item.message_id) == ("Delivery 0", "<m0@ferrol.example>")
    assert exchange.world.bodies[key] == 1


@pytest.mark.parametrize("name", BAD_MAIL)
def test_bad_mail_is_shown_all_the_same(exchange: ExchangeServer, stock: Any, name: str) -> None:
    key = exchange.world.mailbox.add_message("inbox", BAD_MAIL[name])
    assert stock.inbox.get(id=key).mime_content == BAD_MAIL[name]


def test_one_bad_id_spoils_no_batch(exchange: ExchangeServer) -> None:
    first, second = fill(exchange, 2)
    answer = post(exchange, get_items(first, "AAMkgone", "no id", second))[1]
    assert codes(answer) == ["NoError", "ErrorItemNotFound", "ErrorInvalidIdMalformed", "NoError"]


def test_the_stock_client_moves_and_deletes(exchange: ExchangeServer, stock: Any) -> None:
    first, second = fill(exchange, 2)
    stock.inbox.get(id=first).move(stock.trash)
    stock.inbox.get(id=second).delete()
    assert exchange.world.mailbox.items("inbox") == []
    assert len(exchange.world.mailbox.items("deleteditems")) == 1


def test_a_message_may_be_written_anew(exchange: ExchangeServer, stock: Any) -> None:
    exchange.world.rewrites_mime = True
    (key,) = fill(exchange, 1)
    raw = stock.inbox.get(id=key).mime_content
    assert raw != make_message(0)
    assert b"Message-ID: <m0@ferrol.example>\r\n" in raw
    draft = saved(stock)
    assert stock.drafts.get(id=draft.id).draft_key == "d-17-3f9a"


@pytest.mark.parametrize(
    ("item_class", "kind"),
    [
        ("IPM.Note", "Message"),
        ("IPM.Schedule.Meeting.Request", "MeetingRequest"),
        ("IPM.Schedule.Meeting.Resp.Pos", "MeetingResponse"),
        ("IPM.Schedule.Meeting.Canceled", "MeetingCancellation"),
        ("IPM.Post", "PostItem"),
        ("IPM.Document", "Item"),
    ],
)
def test_other_things_than_mail_lie_among_it(
    exchange: ExchangeServer, stock: Any, item_class: str, kind: str
) -> None:
    key = exchange.world.mailbox.add_message("inbox", make_message(1), item_class=item_class)
    assert names(post(exchange, sync())[1], "Create") == [kind]
    item = stock.inbox.get(id=key)
    assert (item.item_class, item.subject) == (item_class, "Delivery 1")


def test_control_characters_come_as_references(exchange: ExchangeServer) -> None:
    exchange.world.mailbox.add_message("inbox", b"Subject: a\x03bc\r\n\r\n")
    body = get_items(*exchange.world.mailbox.folder("inbox").items, mime=False)
    body = body.replace("IdOnly", "Default")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx.post(exchange.url, content=wrapped(body), headers=headers)
    assert b"<t:Subject>a&#x3;bc</t:Subject>" in answer.content


# ── FindItem ────────────────────────────────────────────────────────────────────────────────────


def test_it_finds_by_message_id_and_by_header(exchange: ExchangeServer, stock: Any) -> None:
    fill(exchange, 3)
    exchange.world.mailbox.add_message("drafts", DRAFT, draft=True)
    found = stock.inbox.filter(message_id="<m1@ferrol.example>").only("subject")
    assert [item.subject for item in found] == ["Delivery 1"]
    drafts = stock.drafts.filter(draft_key="d-17-3f9a").only("draft_key")
    assert [item.draft_key for item in drafts] == ["d-17-3f9a"]
    assert list(stock.drafts.filter(draft_key="d-17-0000").only("draft_key")) == []


def test_it_sorts_and_pages(exchange: ExchangeServer, stock: Any) -> None:
    fill(exchange, 25)
    found = stock.inbox.all().order_by("-datetime_received").only("subject")
    found.page_size = 10
    wanted = [f"Delivery {number}" for number in range(24, -1, -1)]
    assert [item.subject for item in found] == wanted
    assert exchange.world.requests["FindItem"] == 3


def test_a_page_is_never_larger_than_the_policy_allows(exchange: ExchangeServer) -> None:
    exchange.world.find_cap = 10
    fill(exchange, 25)
    view = (
        "<m:FindItem Traversal='Shallow'><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
        "{}<m:ParentFolderIds><t:DistinguishedFolderId Id='inbox'/></m:ParentFolderIds></m:FindItem>"
    )
    pages = "<m:IndexedPageItemView MaxEntriesReturned='1000' Offset='0' BasePoint='Beginning'/>"
    assert len(names(post(exchange, view.format(pages))[1], "Items")) == 10
    assert codes(post(exchange, view.format(""))[1]) == ["ErrorExceededFindCountLimit"]


def test_a_list_shows_of_people_only_their_names_and_no_body(
    exchange: ExchangeServer, stock: Any
) -> None:
    fill(exchange, 1)
    view = (
        "<m:FindItem Traversal='Shallow'><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>"
        "<t:AdditionalProperties><t:FieldURI FieldURI='{}'/></t:AdditionalProperties></m:ItemShape>"
        "<m:ParentFolderIds><t:DistinguishedFolderId Id='inbox'/></m:ParentFolderIds></m:FindItem>"
    )
    assert names(post(exchange, view.format("message:From"))[1], "Mailbox") == ["Name"]
    long = exchange.world.mailbox.item(next(iter(exchange.world.mailbox.folder("inbox").items)))
    long.raw = b"Message-ID: <" + b"m" * 300 + b"@ferrol.example>\r\n\r\n"
    long.read_headers()
    row = post(exchange, view.format("message:InternetMessageId"))[1]
    assert len(text_at(row, "InternetMessageId")) == 255
    refused = post(exchange, view.format("message:ToRecipients"))[1]
    assert codes(refused) == ["ErrorInvalidPropertyRequest"]


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────


def saved(stock: Any) -> Any:
    message = exchangelib.Message(account=stock, folder=stock.drafts, mime_content=DRAFT)
    return message.save()


def test_a_draft_made_of_bytes_stays_as_it_is(exchange: ExchangeServer, stock: Any) -> None:
    key = saved(stock).id
    (item,) = exchange.world.mailbox.items("drafts")
    assert (item.id, item.raw, item.draft) == (key, DRAFT, True)
    assert exchange.world.sent == []


def test_an_answer_is_drafted_in_its_thread_and_marks_nothing(
    exchange: ExchangeServer, stock: Any
) -> None:
    (key,) = fill(exchange, 1)
    before = list(stock.inbox.sync_items(only_fields=[]))
    draft = stock.inbox.get(id=key).create_reply("Re: Delivery 0", "Gern.").save(stock.drafts)
    item = stock.drafts.get(id=draft.id)
    assert item.in_reply_to == item.references == "<m0@ferrol.example>"
    assert item.to_recipients[0].email_address == "ines@ferrol.example"
    assert item.conversation_id == stock.inbox.get(id=key).conversation_id
    assert before
    assert list(stock.inbox.sync_items(only_fields=[])) == []


@pytest.mark.parametrize("rewrites", [False, True])
def test_what_is_sent_lies_in_the_sent_items(
    exchange: ExchangeServer, stock: Any, rewrites: bool
) -> None:
    exchange.world.rewrites_message_ids = rewrites
    draft = saved(stock)
    draft.send()
    (item,) = exchange.world.mailbox.items("sentitems")
    assert exchange.world.mailbox.items("drafts") == []
    assert not item.draft
    assert item.header("X-Rapport-Draft") == "d-17-3f9a"
    assert (item.header("Message-ID") == "<d-17@wirth.example>") is not rewrites
    assert exchange.world.sent[0].recipients == ["ines@ferrol.example"]


def test_an_answer_that_leaves_marks_what_it_answers(exchange: ExchangeServer, stock: Any) -> None:
    (key,) = fill(exchange, 1)
    reply = stock.inbox.get(id=key).create_reply("Re: Delivery 0", "Gern.").save(stock.drafts)
    stock.drafts.get(id=reply.id).send()
    assert exchange.world.mailbox.item(key).verb == 102


def test_mail_to_a_neighbour_arrives(exchange: ExchangeServer, stock: Any) -> None:
    neighbour = exchange.world.add_mailbox("ines@ferrol.example")
    saved(stock).send()
    (item,) = neighbour.items("inbox")
    assert item.header("Subject") == "Re: Delivery 1"


def test_a_draft_is_changed_and_its_key_with_it(exchange: ExchangeServer, stock: Any) -> None:
    draft = saved(stock)
    old = draft.changekey
    draft.subject, draft.draft_key = "Re: Lieferung für März", "d-18"
    draft.save(update_fields=["subject", "draft_key"])
    item = stock.drafts.get(id=draft.id)
    assert (item.subject, item.draft_key) == ("Re: Lieferung für März", "d-18")
    assert draft.changekey != old


@pytest.mark.parametrize(
    ("resolution", "key", "code"),
    [
        ("AutoResolve", "", "ErrorChangeKeyRequiredForWriteOperations"),
        ("NeverOverwrite", "CQAAAA==", "ErrorIrresolvableConflict"),
        ("AutoResolve", "CQAAAA==", "NoError"),
        ("AlwaysOverwrite", "", "NoError"),
    ],
)
def test_an_update_of_something_older_is_a_conflict(
    exchange: ExchangeServer, resolution: str, key: str, code: str
) -> None:
    (message,) = fill(exchange, 1)
    given = f' ChangeKey="{key}"' if key else ""
    answer = post(
        exchange,
        f'<m:UpdateItem ConflictResolution="{resolution}" MessageDisposition="SaveOnly">'
        f'<m:ItemChanges><t:ItemChange><t:ItemId Id="{message}"{given}/><t:Updates><t:SetItemField>'
        '<t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>true</t:IsRead></t:Message>'
        "</t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>",
    )[1]
    assert codes(answer) == [code]
    assert exchange.world.mailbox.item(message).read is (code == "NoError")


@pytest.mark.parametrize(
    ("key", "code"), [("", "ErrorChangeKeyRequired"), ("CQAAAA==", "ErrorStaleObject")]
)
def test_sending_needs_the_latest_change_key(
    exchange: ExchangeServer, stock: Any, key: str, code: str
) -> None:
    draft = saved(stock)
    given = f' ChangeKey="{key}"' if key else ""
    answer = post(
        exchange,
        f'<m:SendItem SaveItemToFolder="true"><m:ItemIds><t:ItemId Id="{draft.id}"{given}/>'
        "</m:ItemIds></m:SendItem>",
    )[1]
    assert codes(answer) == [code]
    assert exchange.world.sent == []


def test_nobody_sends_in_another_name(exchange: ExchangeServer, stock: Any) -> None:
    raw = DRAFT.replace(b"jonas@wirth.example>\r\nTo", b"chef@wirth.example>\r\nTo")
    message = exchangelib.Message(account=stock, folder=stock.drafts, mime_content=raw).save()
    with pytest.raises(exchangelib.errors.ErrorSendAsDenied):
        message.send()
