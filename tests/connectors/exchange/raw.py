"""A request at the double, written by hand: for what no client would send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from lxml import etree

from tests.connectors.exchange.server import PASSWORD
from tests.connectors.exchange.server.soap import MESSAGES, SOAP, TYPES

if TYPE_CHECKING:
    from tests.connectors.exchange.server import ExchangeServer

_NAMES = f'xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"'


def wrapped(body: str, header: str = "") -> bytes:
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return f"<s:Envelope {_NAMES}>{head}<s:Body>{body}</s:Body></s:Envelope>".encode()


def post(
    server: ExchangeServer, body: str, *, header: str = "", user: str = "WIRTH\\jonas"
) -> tuple[int, etree._Element]:
    """The status and the child of the answer's body."""
    answer = httpx.post(
        server.url,
        content=wrapped(body, header),
        headers={"Content-Type": "text/xml; charset=utf-8"},
        auth=httpx.BasicAuth(user.encode(), PASSWORD.encode()),
    )
    whole = etree.fromstring(answer.content)
    body_of = whole.find(f"{{{SOAP}}}Body")
    assert body_of is not None
    return answer.status_code, body_of[0]


def codes(element: etree._Element) -> list[str]:
    """Every ResponseCode in an answer, of messages and of faults."""
    return [
        str(each.text) for each in element.iter() if etree.QName(each).localname == "ResponseCode"
    ]


def get_folder(name: str = "inbox", mailbox: str = "") -> str:
    """The body of a GetFolder."""
    owner = f"<t:Mailbox><t:EmailAddress>{mailbox}</t:EmailAddress></t:Mailbox>" if mailbox else ""
    return (
        "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>"
        f'<t:DistinguishedFolderId Id="{name}">{owner}</t:DistinguishedFolderId>'
        "</m:FolderIds></m:GetFolder>"
    )


def sync(state: str = "", most: int = 512, folder: str = "inbox") -> str:
    """The body of a SyncFolderItems."""
    held = f"<m:SyncState>{state}</m:SyncState>" if state else ""
    return (
        "<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
        f'<m:SyncFolderId><t:DistinguishedFolderId Id="{folder}"/></m:SyncFolderId>{held}'
        f"<m:MaxChangesReturned>{most}</m:MaxChangesReturned></m:SyncFolderItems>"
    )


def get_items(*keys: str, mime: bool = True) -> str:
    """The body of a GetItem."""
    ids = "".join(f'<t:ItemId Id="{key}"/>' for key in keys)
    asked = "<t:IncludeMimeContent>true</t:IncludeMimeContent>" if mime else ""
    return (
        f"<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>{asked}</m:ItemShape>"
        f"<m:ItemIds>{ids}</m:ItemIds></m:GetItem>"
    )


def text_at(element: etree._Element, name: str) -> str:
    """The text of the first element of that name."""
    for each in element.iter():
        if etree.QName(each).localname == name:
            return str(each.text or "")
    return ""


def names(element: etree._Element, holder: str) -> list[str]:
    """The names of the children of the first element of that name."""
    for each in element.iter():
        if etree.QName(each).localname == holder:
            return [str(etree.QName(part).localname) for part in each]
    return []
