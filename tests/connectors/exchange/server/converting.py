"""ConvertId: only so that a client that asks for the server's version by it gets an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.connectors.exchange.server.soap import (
    XSI,
    Refused,
    child,
    elements,
    failed,
    m,
    succeeded,
)

if TYPE_CHECKING:
    from lxml import etree

    from tests.connectors.exchange.server.world import Caller


def convert_id(caller: Caller, body: etree._Element) -> list[etree._Element]:
    """Every id of an item that is there converts into itself."""
    answers = []
    for source in elements(child(body, "SourceIds")):
        try:
            caller.item(str(source.get("Id")))
        except Refused:
            error = Refused("ErrorInvalidIdMalformed", "Id is malformed.")
            answers.append(failed("ConvertId", error))
            continue
        converted = m(
            "AlternateId",
            Format=str(body.get("DestinationFormat")),
            Id=source.get("Id"),
            Mailbox=source.get("Mailbox"),
        )
        converted.set(f"{{{XSI}}}type", "t:AlternateIdType")
        answers.append(succeeded("ConvertId", converted))
    return answers
