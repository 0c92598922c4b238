"""A certificate, and hosts that use it."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.connectors.smtp.peer import Peer, run_peer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody trusts; its key lies beside it as ``host.key``."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine to make a certificate with")
    place = tmp_path_factory.mktemp("tls") / "host.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(place.with_suffix(".key")), "-out", str(place)],
        check=True, capture_output=True,
    )  # fmt: skip
    return place


@pytest.fixture
def served(certificate: Path) -> ssl.SSLContext:
    """The host's side of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    """The side of a program that trusts it."""
    return ssl.create_default_context(cafile=str(certificate))


@pytest.fixture
def peer(certificate: Path) -> Iterator[Peer]:
    yield from run_peer(certificate, certificate.with_suffix(".key"))


@pytest.fixture
def plain_peer() -> Iterator[Peer]:
    yield from run_peer()
