"""A double of an Exchange Server on premises: EWS over HTTP on the loopback, one world behind it.

Made from the published schemas and the documented behaviour; no server of Microsoft was at hand. Every
request and every answer is validated against the schemas where they are there.
"""

from tests.connectors.exchange.server.http import ExchangeServer
from tests.connectors.exchange.server.world import PASSWORD, TOKEN, World

__all__ = ["PASSWORD", "TOKEN", "ExchangeServer", "World"]
