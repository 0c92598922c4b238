"""Calendars of the double, as tests of several files look at them."""

from __future__ import annotations

from connectors.exchange.events import compose, modified_of
from connectors.exchange.view import PROPERTIES
from tests.connectors.exchange.server.appointments import shown
from tests.connectors.exchange.server.mailbox import Mailbox
from tests.connectors.exchange.server.shapes import Shape
from tests.connectors.exchange.settings import MAILBOX


def composed(raw: bytes) -> bytes:
    """The iCalendar object that is made of one that was put into a calendar."""
    mailbox = Mailbox(MAILBOX)
    shape = Shape(names={name.partition(":")[2] for name in PROPERTIES})
    item = mailbox.item(mailbox.agenda.add(raw))
    element = shown(mailbox, item, shape, with_exceptions=False)
    changed = [
        (each, shown(mailbox, mailbox.item(each.key), shape, with_exceptions=False))
        for each in modified_of(element)
    ]
    return compose(element, changed, mailbox=MAILBOX)
