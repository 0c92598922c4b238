"""Certificates are looked at before anything is told."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from connectors.base import PermanentError
from tests.connectors.caldav.scripted import Reply, serve
from tests.connectors.caldav.test_feed import feed_at
from tests.connectors.caldav.test_hostile import calendar_at, dav, replica

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl, to make a certificate: apt-get install openssl")
    path = tmp_path_factory.mktemp("tls") / "host.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(path.with_suffix(".key")), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context


def test_a_certificate_of_nobody_is_told_nothing(tls: ssl.SSLContext) -> None:
    with serve(dav().answer, tls) as server:
        with pytest.raises(PermanentError, match="certificate"):
            replica().sync(calendar_at(server.url))
        assert server.asked == []


def test_a_trusted_certificate_is_enough(tls: ssl.SSLContext, certificate: Path) -> None:
    context = ssl.create_default_context(cafile=str(certificate))
    with serve(dav().answer, tls) as server:
        kept = replica().sync(calendar_at(server.url, context=context))
    assert len(kept.records) == 3


def test_an_encrypted_address_never_leads_to_a_plain_one(
    tls: ssl.SSLContext, certificate: Path
) -> None:
    context = ssl.create_default_context(cafile=str(certificate))
    with serve(lambda _: Reply(200, b"BEGIN:VCALENDAR")) as plain:
        leads_down = Reply(302, headers={"Location": plain.url})
        with serve(lambda _: leads_down, tls) as server:
            with pytest.raises(PermanentError, match="another kind"):
                list(feed_at(server.url, context=context).fetch_changes("holidays", None))
            with pytest.raises(PermanentError, match="password was not"):
                replica().sync(calendar_at(server.url, context=context))
        assert plain.asked == []
