"""Requests of EWS, made by exchangelib: the only file that imports it.

exchangelib publishes no types, so what comes from it is `Any` here and nowhere else. Of it serve the
bodies of requests and their envelope: version, time zone, who is acted for. Its transport, its
retries and its reading of answers do not: see `line`, `session` and `answers` for why. Autodiscover
is never used.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectors.exchange.answers import Element
    from connectors.exchange.settings import ExchangeSettings

#: Exchange 2013 with its first service pack, and whatever came later; older ones are no longer kept
#: up by their maker.
VERSION = "Exchange2013_SP1"
_LOGGERS = ("exchangelib", "exchangelib.util", "exchangelib.util.xml", "spnego")


class Ews:
    """Makes requests for one mailbox; sends none."""

    def __init__(self, settings: ExchangeSettings) -> None:
        # At DEBUG, and at ERROR on what it did not expect, exchangelib repeats whole requests.
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        import exchangelib
        from exchangelib.version import Build, Version

        config = exchangelib.Configuration(
            service_endpoint=settings.url, version=Version(Build(15, 0, 847), VERSION)
        )
        is_owner = settings.access == "impersonation"
        self._mailbox = settings.mailbox
        self._account: Any = exchangelib.Account(
            settings.mailbox,
            access_type=exchangelib.IMPERSONATION if is_owner else exchangelib.DELEGATE,
            config=config,
            locale="en_US",
            default_timezone=exchangelib.UTC,
        )

    def headers(self) -> dict[str, str]:
        """What leads a request to the server that holds the mailbox."""
        anchor = {"X-AnchorMailbox": self._mailbox} if self._mailbox.isascii() else {}
        return {"Content-Type": "text/xml; charset=utf-8", **anchor}

    def payload(self, operation: str, **arguments: Any) -> Element:
        """The body of a request.

        Args:
            operation: As EWS calls it, such as ``GetItem``.
            arguments: Those of `get_payload` of exchangelib's service of that name.
        """
        made: Element = self._service(operation).get_payload(**arguments)
        return made

    def envelope(self, operation: str, payload: Element) -> bytes:
        """The whole request around a body."""
        made: bytes = self._service(operation).wrap(payload, api_version=VERSION)
        return made

    def _service(self, operation: str) -> Any:
        from exchangelib import services

        return getattr(services, operation)(account=self._account)

    def usual_folder(self, name: str) -> Any:
        """A folder by Exchange's own word for it, such as ``inbox``, as an argument."""
        from exchangelib.properties import DistinguishedFolderId, Mailbox

        return DistinguishedFolderId(id=name, mailbox=Mailbox(email_address=self._mailbox))


def folder(key: str) -> Any:
    """A folder by its id, as an argument."""
    from exchangelib.properties import FolderId

    return FolderId(id=key)


def items(keys: Iterable[str]) -> list[Any]:
    """Items by their ids, as an argument."""
    from exchangelib.properties import ItemId

    return [ItemId(id=key) for key in keys]


def item(key: str, change_key: str) -> Any:
    """An item as it was when it had that change key, as an argument."""
    from exchangelib.properties import ItemId

    return ItemId(id=key, changekey=change_key)


def fields(*names: str) -> list[Any]:
    """Properties by their names in the schema, such as ``item:Size``, as an argument."""
    return [_path(name, "FieldURI", {"FieldURI": name}) for name in names]


def extended_field(tag: str, kind: str) -> Any:
    """A property of MAPI by its tag, such as ``0x1039`` of kind ``String``, as an argument."""
    attributes = {"PropertyTag": tag, "PropertyType": kind}
    return _path(tag, "ExtendedFieldURI", attributes)


def header_field(name: str) -> Any:
    """A header field by its name, as an argument; Exchange keeps each as a property."""
    attributes = {
        "DistinguishedPropertySetId": "InternetHeaders",
        "PropertyName": name,
        "PropertyType": "String",
    }
    return _path(name, "ExtendedFieldURI", attributes)


def calendar_view(start: datetime, end: datetime, most: int) -> Any:
    """The window of a calendar, as an argument of ``FindItem``; series come as occurrences.

    Args:
        start, end: Aware; what overlaps [start, end) is listed.
        most: Rows of the answer.
    """
    from exchangelib.util import create_element

    class View:
        def to_xml(self, version: object = None) -> Any:
            text = {
                "MaxEntriesReturned": str(most),
                "StartDate": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                "EndDate": f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            }
            return create_element("m:CalendarView", attrs=text)

    return View()


def newest_first(name: str) -> list[Any]:
    """The order by a property, greatest first, as an argument."""
    from exchangelib.fields import FieldOrder
    from exchangelib.util import create_element

    class Order(FieldOrder):  # type: ignore[misc]
        def to_xml(self) -> Any:
            order = create_element("t:FieldOrder", attrs={"Order": "Descending"})
            order.append(self.field_path.to_xml())
            return order

    return [Order(field_path=fields(name)[0], reverse=True)]


def _path(sort_key: str, tag: str, attributes: dict[str, str]) -> Any:
    # exchangelib names properties by those of its own classes, and has not all of the schema.
    from exchangelib.fields import FieldPath
    from exchangelib.util import create_element

    class Path(FieldPath):  # type: ignore[misc]
        path = sort_key

        def to_xml(self) -> Any:
            return create_element(f"t:{tag}", attrs=attributes)

    return Path(field=SimpleNamespace(field_uri=sort_key))
