"""Accounts on the page against a real host: add, try, name clients, new password, remove."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.connectors.dovecot import MISSING, PASSWORD, Dovecot, find_dovecot, make_host, remove
from tests.connectors.imap.conftest import Mailbox
from tests.web.conftest import NOW, Post

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from assistant.app import App

#: Beside the host's own password, to be told apart from it in what is written down.
WRONG = "canary-Wr0ng-secret"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    if find_dovecot() is None:
        pytest.skip(MISSING)
    host = make_host()
    try:
        host.start()
        yield host
    finally:
        remove(host)


@pytest.fixture
def mailbox(dovecot: Dovecot, app: App) -> Mailbox:
    """A mailbox whose owner writes with two people and gets a newsletter."""
    own = app.config.owner.addresses[0]
    mailbox = Mailbox(dovecot)
    got = [write_mail("Ida <ida@harbour.example>", own, at) for at in range(12)]
    got += [
        write_mail("News <news@shop.example>", own, 20),
        write_mail('"<script>x" <x@y.example>', own, 0),
    ]
    mailbox.add(got)
    sent = [write_mail(own, "ida@harbour.example", at) for at in range(3)]
    mailbox.add([*sent, write_mail(own, "ola@fjord.example", 4)], folder="Gesendet")
    mailbox.add([write_mail("Ola <ola@fjord.example>", own, 30)])
    return mailbox


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_VAULT", "file")
    monkeypatch.setenv("RAPPORT_VAULT_KEY", "bXktdGVzdC1rZXktb2YtMzItYnl0ZXMtZXhhY3RseSE=")


def write_mail(sender: str, to: str, hours_ago: int) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = f"Quay <b>{hours_ago}</b> \u202egnp.exe"
    mail["Date"] = format_datetime(NOW - timedelta(hours=hours_ago))
    key = sha256(f"{sender} {to} {hours_ago}".encode()).hexdigest()
    mail["Message-ID"] = f"<{key[:16]}@harbour.example>"
    mail.set_content("The text is never read.")
    return mail.as_bytes()


def form_of(mailbox: Mailbox, **changed: str) -> dict[str, str]:
    usual = {
        "kind": "imap", "name": "live", "user": mailbox.user, "host": mailbox.address,
        "port": str(mailbox.host.port), "tls": "none", "password": PASSWORD,
    }  # fmt: skip
    return {**usual, **changed}


def test_a_mailbox_is_added_with_ten_headers_shown_and_its_password_sealed(
    mailbox: Mailbox, app: App, client: TestClient, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    answer = post("/accounts/add", **form_of(mailbox, headers_only="1"))
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/accounts/seen?name=live"
    page = client.get("/accounts/seen?name=live").text
    assert page.count('<td class="nowrap">') == 10
    assert "Quay &lt;b&gt;0&lt;/b&gt;" in page
    assert "<script>" not in page.replace("<script src", "")
    assert "\u202e" not in page
    assert "Entwürfe" in page
    app.reload()
    added = app.config.accounts[-1]
    assert (added.name, added.bodies, added.secret.env) == ("live", False, None)
    assert app.vault.get("live") == PASSWORD
    app.engine.dispose()
    held = [path for path in Path(app.config.home).rglob("*") if path.is_file()]
    assert [path.name for path in held if PASSWORD.encode() in path.read_bytes()] == []
    assert PASSWORD not in caplog.text + page + str(answer.headers)


def test_a_wrong_password_adds_nothing_and_is_nowhere(
    mailbox: Mailbox, app: App, client: TestClient, post: Post
) -> None:
    answer = post("/accounts/add", **form_of(mailbox, password=WRONG))
    assert answer.status_code == 422
    assert 'id="e-password"' in answer.text
    assert WRONG not in answer.text
    assert "rapport account auth" not in answer.text
    app.reload()
    assert "live" not in {one.name for one in app.config.accounts}
    assert app.vault.get("live") is None
    assert WRONG not in client.get("/accounts").text


def test_clients_are_proposed_and_named_as_their_owner_calls_them(
    mailbox: Mailbox, app: App, client: TestClient, post: Post
) -> None:
    post("/accounts/add", **form_of(mailbox))
    page = client.get("/accounts/seen?name=live").text
    assert "harbour.example · 3 to them, 12 from them" in page
    assert "shop.example" not in page.partition("Which of these are clients")[2]
    harbour, fjord = "harbour.example", "fjord.example"
    assert f'value="{harbour}"' in page
    assert f'value="{fjord}"' in page
    answer = post(
        "/accounts/clients",
        name="live",
        slug=[harbour, fjord, "../config"],
        called=["Harbour\n Board", "", "Evil"],
        pick=[harbour, fjord, "../config"],
    )
    assert answer.status_code == 303
    app.reload()
    named = {client.slug: client for client in app.config.clients}
    assert named[harbour].name == "Harbour Board"
    assert named[harbour].domains == ("harbour.example",)
    assert fjord in named
    after = client.get("/accounts/seen?name=live").text
    assert "Named as clients: Harbour Board" in after
    assert "Which of these are clients" not in after


def test_a_client_that_is_there_stays_as_it_is(
    mailbox: Mailbox, app: App, client: TestClient, post: Post
) -> None:
    post("/accounts/add", **form_of(mailbox))
    own = app.config.home / "clients" / "harbour.example.toml"
    own.write_text('name = "As I wrote it"\ndomains = ["harbour.example"]\n')
    post("/accounts/clients", name="live", slug=["harbour.example"], called=["X"],
         pick=["harbour.example"])  # fmt: skip
    assert "As I wrote it" in own.read_text()
    post("/accounts/clients", name="live", slug=["fjord.example"], called=["X"], pick=[])
    assert not (own.parent / "fjord.example.toml").exists()


def test_an_account_is_tried_gets_another_password_and_goes(
    mailbox: Mailbox, app: App, client: TestClient, post: Post
) -> None:
    post("/accounts/add", **form_of(mailbox))
    app.vault.put("live", WRONG)
    failed = client.get(post("/accounts/check", name="live").headers["location"]).text
    assert "does not work" in failed
    assert "New password" in failed
    assert WRONG not in failed
    assert post("/accounts/password", name="live", password=WRONG).status_code == 422
    right = post("/accounts/password", name="live", password=PASSWORD)
    assert "The new password is kept" in client.get(right.headers["location"]).text
    assert "works" in client.get(post("/accounts/check", name="live").headers["location"]).text
    assert post("/accounts/remove", name="live").status_code == 303
    assert app.vault.get("live") is None
    assert "<bdi>live</bdi>" not in client.get("/accounts").text
