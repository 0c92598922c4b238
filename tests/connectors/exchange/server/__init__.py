r"""A double of an Exchange Server on premises: EWS over HTTP on the loopback, one world behind it.

Made from the published schemas and the documented behaviour; no server of Microsoft was at hand. Every
request and every answer is validated against the schemas where they are there, and what breaks them
stands in `ExchangeServer.violations`; the fixture `exchange` fails the test then.

How it is used::

    def test_something(exchange):                       # a running ExchangeServer
        world = exchange.world                          # users, mailboxes, counters, faults
        mailbox = world.mailbox                         # that of jonas@wirth.example, in German
        key = mailbox.add_message("inbox", raw)         # "inbox", "Posteingang" or a folder's id
        mailbox.move(key, "deleteditems")               # gives another id; delete, set_read …
        series = mailbox.add_event(ics)                 # mailbox.agenda has the rest
        world.fail("GetItem", "ErrorServerBusy", back_off_ms=2000, times=3)
        world.fail("CreateItem", lost="after")          # carried out, the answer is lost
        world.fail("*", status=503, retry_after=7)      # see `faults.Fault`
        world.invalidate_sync_states()
        exchange.replay(samples.SYNC_CHANGES)           # a documented answer, byte for byte
        connector = …(exchange.url, …)                  # user WIRTH\\jonas, PASSWORD; or TOKEN
        assert world.requests["GetItem"] == 1           # by operation; "401" counts refusals
        assert world.bodies[key] == 1                   # by item: how often a body was handed out

Chapters: `http` (the line), `signing_in` and `ntlm`, `rights`, `soap`, `schema`, `operations`;
`world`, `mailbox`, `agenda` (what is there), `event`, `from_ical`, `recurrence`, `to_ical`; `folders`,
`sync`, `items`, `finding`, `creating`, `composing` (the operations), `shapes`, `messages`,
`appointments` (how things are shown); `faults` (what goes wrong).
"""

from tests.connectors.exchange.server.http import ExchangeServer
from tests.connectors.exchange.server.world import PASSWORD, TOKEN, World

__all__ = ["PASSWORD", "TOKEN", "ExchangeServer", "World"]
