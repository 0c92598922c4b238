"""CreateItem, UpdateItem and SendItem: drafts, answers, and mail that leaves."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.composing import (
    answer_to,
    mime_of,
    new_message,
    set_extended,
    set_field,
    with_header,
    written_anew,
)
from tests.connectors.exchange.server.folders import target_of
from tests.connectors.exchange.server.items import each_item, item_key, shown_item
from tests.connectors.exchange.server.messages import addresses
from tests.connectors.exchange.server.shapes import Shape
from tests.connectors.exchange.server.soap import (
    Refused,
    child,
    elements,
    failed,
    m,
    name_of,
    succeeded,
    t,
)
from tests.connectors.exchange.server.world import Sent

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.mailbox import Folder, Item, Mailbox
    from tests.connectors.exchange.server.world import Caller

_ANSWERS = {"ReplyToItem": 102, "ReplyAllToItem": 103, "ForwardItem": 104}


# ── CreateItem ──────────────────────────────────────────────────────────────────────────────────


def create_item(caller: Caller, body: etree._Element) -> list[etree._Element]:
    answers = []
    for element in elements(child(body, "Items")):
        try:
            answers.append(succeeded("CreateItem", _created(caller, body, element)))
        except Refused as error:
            answers.append(failed("CreateItem", error, m("Items")))
    return answers


def _created(caller: Caller, body: etree._Element, element: etree._Element) -> etree._Element:
    disposition = body.get("MessageDisposition")
    if disposition is None:
        text = "MessageDisposition is required for e-mail messages."
        raise Refused("ErrorMessageDispositionRequired", text)
    mailbox, folder = _saved_in(caller, body, "drafts")
    raw, answers, verb = _written(caller, mailbox, element)
    item = mailbox.add_item(folder.id, written_anew(raw) if caller.world.rewrites_mime else raw)
    item.read = item.draft = True
    item.answers, item.answer_verb = answers, verb
    try:
        for each in elements(element):
            if name_of(each) not in {"MimeContent", "ReferenceItemId", "NewBodyContent"}:
                set_field(item, each)
    except Refused:
        mailbox.delete(item.id)
        raise
    if disposition == "SaveOnly":
        return m("Items", shown_item(caller, mailbox, item, Shape()))
    kept = _saved_in(caller, body, "sentitems")[1] if disposition == "SendAndSaveCopy" else None
    send(caller, mailbox, item, kept)
    return m("Items")


def _saved_in(caller: Caller, body: etree._Element, default: str) -> tuple[Mailbox, Folder]:
    holder = child(body, "SavedItemFolderId")
    if holder is not None:
        mailbox, folder = target_of(caller, holder)
        caller.check(mailbox, write=True)
        return mailbox, folder
    mailbox = caller.mailbox(write=True)
    return mailbox, mailbox.folder(default)


def _written(caller: Caller, mailbox: Mailbox, element: etree._Element) -> tuple[bytes, str, int]:
    """The bytes of a new message; the id of the one it answers, and how."""
    kind = name_of(element)
    if kind in _ANSWERS:
        reference = child(element, "ReferenceItemId")
        if reference is None:
            raise Refused("ErrorMissingInformationReferenceItemId", "A reference is required.")
        key = str(reference.get("Id"))
        _, item = caller.item(key)
        return answer_to(mailbox, item, element), key, _ANSWERS[kind]
    if kind != "Message":
        raise Refused("ErrorInvalidOperation", f"The double makes no {kind}.")
    mime = child(element, "MimeContent")
    return (new_message(mailbox) if mime is None else mime_of(mime)), "", 0


# ── UpdateItem ──────────────────────────────────────────────────────────────────────────────────


def update_item(caller: Caller, body: etree._Element) -> list[etree._Element]:
    answers = []
    for change in elements(child(body, "ItemChanges")):
        conflicts = m("ConflictResults", t("Count", "0"))
        try:
            items = _updated(caller, body, change)
            answers.append(succeeded("UpdateItem", items, conflicts))
        except Refused as error:
            answers.append(failed("UpdateItem", error, m("Items")))
    return answers


def _updated(caller: Caller, body: etree._Element, change: etree._Element) -> etree._Element:
    named, updates = elements(change)
    key = item_key(named)
    caller.world.faults.refuse_item("UpdateItem", key)
    mailbox, item = caller.item(key, write=True)
    _check_change_key(item, named.get("ChangeKey"), str(body.get("ConflictResolution")))
    only_read = True
    for update in elements(updates):
        path, *held = elements(update)
        only_read = only_read and path.get("FieldURI") == "message:IsRead"
        if name_of(update) == "DeleteItemField":
            _remove(item, path)
            continue
        for field in elements(held[0]):
            set_field(item, field)
    if only_read:
        item.read_change = mailbox.next_change()
    else:
        mailbox.touch(item)
    if body.get("MessageDisposition") in {"SendOnly", "SendAndSaveCopy"}:
        kept = body.get("MessageDisposition") == "SendAndSaveCopy"
        send(caller, mailbox, item, mailbox.folder("sentitems") if kept else None)
        return m("Items")
    return m("Items", shown_item(caller, mailbox, item, Shape()))


def _remove(item: Item, path: etree._Element) -> None:
    if name_of(path) == "ExtendedFieldURI":
        set_extended(item, path, "")
    else:
        set_field(item, t(str(path.get("FieldURI")).partition(":")[2]))


def _check_change_key(item: Item, given: str | None, resolution: str) -> None:
    if resolution == "AlwaysOverwrite":
        return
    if not given:
        text = "The change key is required for this operation."
        raise Refused("ErrorChangeKeyRequiredForWriteOperations", text)
    if resolution == "NeverOverwrite" and given != item.change_key:
        text = "The send or update operation could not be performed: the item has changed."
        raise Refused("ErrorIrresolvableConflict", text)


# ── SendItem ────────────────────────────────────────────────────────────────────────────────────


def send_item(caller: Caller, body: etree._Element) -> list[etree._Element]:
    keys = {each.get("Id"): each.get("ChangeKey") for each in elements(child(body, "ItemIds"))}

    def answer(mailbox: Mailbox, item: Item) -> list[etree._Element]:
        given = keys[item.id]
        if not given:
            raise Refused("ErrorChangeKeyRequired", "The change key is required to send an item.")
        if given != item.change_key:
            text = "The send or update operation could not be performed: the item has changed."
            raise Refused("ErrorStaleObject", text)
        kept = body.get("SaveItemToFolder") in {"true", "1"}
        folder = _saved_in(caller, body, "sentitems")[1] if kept else None
        send(caller, mailbox, item, folder)
        return []

    return each_item(caller, body, "SendItem", answer, write=True, empty=False)


def send(caller: Caller, mailbox: Mailbox, item: Item, kept: Folder | None) -> None:
    """A message leaves: it goes to its recipients here, and to the folder of what was sent.

    Raises:
        Refused: it has no recipient, or another sender than this caller may use.
    """
    people = [address for name in ("To", "Cc", "Bcc") for _, address in addresses(item, name)]
    if not people:
        raise Refused("ErrorInvalidRecipients", "At least one recipient is not valid.")
    _check_sender(caller, mailbox, item)
    raw = item.raw
    if not item.header("Date"):
        raw = with_header(raw, "Date", format_datetime(mailbox.tick()))
    if caller.world.rewrites_message_ids or not item.header("Message-ID"):
        raw = with_header(raw, "Message-ID", mailbox.new_message_id())
    caller.world.sent.append(Sent(raw, mailbox.address, people))
    if item.answers:
        _mark_answered(mailbox, item)
    item.raw, item.draft, item.read = raw, False, True
    item.read_headers()
    item.received_at = mailbox.tick()
    if kept is None:
        mailbox.delete(item.id)
    else:
        mailbox.move(item.id, kept.id)
    for address in people:
        if target := caller.world.mailboxes.get(address.lower()):
            target.add_message("inbox", with_header(raw, "Bcc", ""))


def _check_sender(caller: Caller, mailbox: Mailbox, item: Item) -> None:
    senders = {address.lower() for _, address in addresses(item, "From")}
    if senders - {mailbox.address.lower(), caller.acting.lower()}:
        text = "The user may not send in the name of the sender that the message has."
        raise Refused("ErrorSendAsDenied", text)
    own = mailbox.address.lower() == caller.acting.lower()
    if not own and caller.user.delegate_of.get(mailbox.address.lower()) != "send":
        raise Refused("ErrorSendAsDenied", "This delegate may not send for the owner.")


def _mark_answered(mailbox: Mailbox, item: Item) -> None:
    """The message that was answered is marked so, when the answer leaves and not before."""
    try:
        answered = mailbox.item(item.answers)
    except Refused:
        return
    answered.verb = item.answer_verb
    mailbox.touch(answered)
