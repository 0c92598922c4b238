"""The servers of the tests in this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.caldav_peers import MISSING, Peer, Radicale, Xandikos, find_peers


def _run(kind: type[Peer]) -> Iterator[Peer]:
    programs = find_peers()
    if programs is None:
        pytest.skip(MISSING)
    peer = kind(programs)
    try:
        peer.start()
        yield peer
    finally:
        peer.remove()


@pytest.fixture(scope="session")
def radicale() -> Iterator[Peer]:
    yield from _run(Radicale)


@pytest.fixture(scope="session")
def xandikos() -> Iterator[Peer]:
    yield from _run(Xandikos)
