"""In whose name a request acts: its own user's, or another's by the impersonation header."""

from __future__ import annotations

from tests.connectors.exchange.server.soap import Envelope, Refused, WholeRefused, elements, text_of
from tests.connectors.exchange.server.world import Caller, User, World


def caller_of(world: World, user: User, asked: Envelope) -> Caller:
    """Who asks.

    Raises:
        WholeRefused: the user may not act as the one that the header names, or there is none such.
    """
    header = asked.header_named("ExchangeImpersonation")
    if header is None:
        return Caller(world, user, user.address)
    named = elements(elements(header)[0])[0]
    address = text_of(named).strip().lower()
    try:
        mailbox = world.mailbox_of(address)
    except Refused as error:
        raise WholeRefused(error.code, error.text) from error
    if address not in {each.lower() for each in user.impersonates}:
        text = "The account does not have permission to impersonate the requested user."
        raise WholeRefused("ErrorImpersonateUserDenied", text)
    return Caller(world, user, mailbox.address)
