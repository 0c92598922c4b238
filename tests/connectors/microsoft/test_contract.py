"""The contract, over the double of Graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.local.pages import PageLimits
from connectors.microsoft.mail import MicrosoftMail
from tests.connectors.contract import PAGE_ITEMS, MailContract, MailHarness

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph


class GraphMail(MailHarness):
    collection = "Posteingang"
    names_deletions = True

    def __init__(self, graph: Graph, settings: MicrosoftSettings) -> None:
        self.graph = graph
        self.settings = settings

    def connector(self) -> MicrosoftMail:
        return MicrosoftMail("work", self.settings, limits=PageLimits(items=PAGE_ITEMS))

    def add(self, raws: list[bytes]) -> list[str]:  # type: ignore[override]
        return [self.graph.add(raw) for raw in raws]

    def delete(self, handle: str) -> None:
        self.graph.delete(handle)

    def mark_seen(self, handle: str) -> None:
        self.graph.change(handle, read=True)

    def recreate(self, handle: str, raw: bytes) -> str:
        self.delete(handle)
        return self.graph.add(raw)

    def stored(self, raw: bytes) -> bytes:
        return raw


class ForgetfulMail(GraphMail):
    """Graph no longer knows the link."""

    def lose_cursor(self, cursor: str) -> str:
        self.graph.epoch += 1
        return cursor


class TestMail(MailContract):
    @pytest.fixture
    def harness(self, graph: Graph, settings: MicrosoftSettings) -> MailHarness:
        return GraphMail(graph, settings)


class TestMailOfAForgetfulHost(MailContract):
    @pytest.fixture
    def harness(self, graph: Graph, settings: MicrosoftSettings) -> MailHarness:
        return ForgetfulMail(graph, settings)


del MailContract  # no test by itself
