"""The stock client at the double: exchangelib's own Account and Protocol, as anybody uses them.

Not for the connector's tests. What it shows is that the double speaks the language of EWS to a client
that knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.connectors.exchange.server import PASSWORD

if TYPE_CHECKING:
    from tests.connectors.exchange.server import ExchangeServer

#: `Any`: it is published without types, and is not there without the extra `exchange`.
exchangelib: Any = pytest.importorskip("exchangelib")


class DraftKey(exchangelib.ExtendedProperty):  # type: ignore[misc]
    """The header field by which a draft of ours is found again."""

    distinguished_property_set_id = "InternetHeaders"
    property_name = "X-Rapport-Draft"
    property_type = "String"


def account(
    server: ExchangeServer,
    *,
    mailbox: str = "jonas@wirth.example",
    user: str = "WIRTH\\jonas",
    password: str = PASSWORD,
    sign_in: str = "NTLM",
    impersonation: bool = False,
) -> Any:
    """A mailbox, opened with a pinned version, no autodiscovery and no patience."""
    config = exchangelib.Configuration(
        service_endpoint=server.url,
        credentials=exchangelib.Credentials(user, password),
        auth_type=sign_in,
        retry_policy=exchangelib.FailFast(),
        version=exchangelib.Version(exchangelib.Build(15, 2, 1544, 9)),
    )
    access = exchangelib.IMPERSONATION if impersonation else exchangelib.DELEGATE
    return exchangelib.Account(
        mailbox,
        config=config,
        access_type=access,
        default_timezone=exchangelib.EWSTimeZone("Europe/Berlin"),
        locale="de_DE",
    )


@pytest.fixture
def stock(exchange: ExchangeServer) -> Iterator[Any]:
    """Jonas's mailbox by NTLM; its connections are closed behind it."""
    opened = account(exchange)
    yield opened
    close(opened)


def close(opened: Any) -> None:
    """End the connections of an account, and let exchangelib forget it."""
    opened.protocol.close()
    exchangelib.protocol.CachingProtocol.clear_cache()
