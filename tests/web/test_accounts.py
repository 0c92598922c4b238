"""The pages of accounts without a host: files, refusals, hostile forms. With one: test_accounts_host."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.config.write import add_account
from assistant.stages import hash_settings
from assistant.store.accounts import ErrorKind, ensure_account, note_failure
from assistant.store.engine import write
from assistant.web.pages import account_tries
from assistant.web.pages.account_tries import MOST, SHOWN_FOR, Tries, Try
from connectors.base import AuthError
from tests.web.conftest import NOW, Clock, Post

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from assistant.app import App

CANARY = "canary-Zq7-secret"
IMAP = {
    "kind": "imap", "name": "box", "user": "marta@firm.example", "host": "127.0.0.1", "port": "1",
    "tls": "none", "password": CANARY,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords go into the sealed file, whatever keyring this machine has."""
    monkeypatch.setenv("RAPPORT_VAULT", "file")
    monkeypatch.setenv("RAPPORT_VAULT_KEY", "bXktdGVzdC1rZXktb2YtMzItYnl0ZXMtZXhhY3RseSE=")


def names(app: App) -> list[str]:
    """Accounts as the file says them now."""
    app.reload()
    return [account.name for account in app.config.accounts]


def add_box(app: App, **values: object) -> None:
    """An account on a host that is never asked."""
    usual = {"name": "box", "kind": "imap", "host": "mail.firm.example", "user": "marta"}
    add_account(app.config.home, {**usual, **values})
    app.reload()


# ── The list ─────────────────────────────────────────────────────────────────────────────────────


def test_the_list_says_how_an_account_is_reached_and_doing(client: TestClient) -> None:
    page = client.get("/accounts").text
    assert "files on this machine" in page
    assert "reads fine" in page
    assert "Europe/Warsaw" in page
    assert "config.toml" in page


@pytest.mark.parametrize(
    ("kind", "word", "shown"),
    [
        (ErrorKind.SIGN_IN, "needs a sign-in", "refused the password"),
        (ErrorKind.LATER, "left alone for now", "not before"),
    ],
)
def test_an_account_in_trouble_says_which(
    app: App, client: TestClient, kind: ErrorKind, word: str, shown: str
) -> None:
    add_box(app)
    account = app.config.accounts[-1]
    with write(app.engine) as connection:
        state = ensure_account(connection, app.owner_id, "box", "imap")
        note_failure(
            connection, state, kind=kind, next_try_at=NOW + timedelta(hours=1),
            error="mail.firm.example refused the password. Run `rapport account auth box`.",
            settings_hash=hash_settings(account),
        )  # fmt: skip
    page = client.get("/accounts").text
    assert word in page
    assert shown in page
    # The page has a button for it.
    assert "rapport account auth" not in page


def test_without_an_account_every_page_leads_to_adding_one(
    app: App, client: TestClient, post: Post
) -> None:
    assert post("/accounts/remove", name=names(app)[0]).status_code == 303
    assert "No account yet" in client.get("/accounts").text
    assert "Read no more" in client.get("/accounts").text
    assert "/accounts" in client.get("/").text


def test_the_page_is_for_the_owner_alone(stranger: TestClient) -> None:
    for path in ("", "/add", "/add?kind=imap&address=x", "/seen?name=x", "/password?name=x"):
        answer = stranger.get(f"/accounts{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


@pytest.mark.parametrize("path", ["add", "check", "password", "remove", "clients"])
def test_no_form_is_taken_without_its_token(client: TestClient, app: App, path: str) -> None:
    before = names(app)
    answer = client.post(f"/accounts/{path}", data={**IMAP, "csrf": "wrong"})
    assert answer.status_code == 403
    assert CANARY not in answer.text
    assert names(app) == before


# ── Adding ───────────────────────────────────────────────────────────────────────────────────────


def test_the_host_is_proposed_from_the_address(client: TestClient) -> None:
    page = client.get("/accounts/add", params={"kind": "imap", "address": "a@fastmail.com"}).text
    assert 'value="imap.fastmail.com"' in page
    assert "app password" in page


@pytest.mark.parametrize(
    ("address", "kind"),
    [("a@gmail.com", "google"), ("a@hotmail.com", "microsoft"), ("a@firm.example", "")],
)
def test_a_mailbox_that_another_kind_reads_better_leads_there(
    client: TestClient, address: str, kind: str
) -> None:
    page = client.get("/accounts/add", params={"kind": "imap", "address": address}).text
    assert re.findall(r'href="/accounts/add\?kind=(google|microsoft)"', page) == [kind] * bool(kind)


def test_files_are_added_after_a_look_into_them(app: App, client: TestClient, post: Post) -> None:
    source = str(app.config.accounts[0].mail[0])
    answer = post("/accounts/add", kind="local", name="old mail", mail=source, headers_only="1")
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["location"]).text
    assert "is added" in page
    assert "The newest messages" in page
    assert names(app)[-1] == "old mail"
    assert not app.config.accounts[-1].bodies


def test_a_form_sent_twice_adds_once_and_keeps_the_password(
    app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(monkeypatch)
    assert post("/accounts/add", **IMAP).status_code == 303
    again = post("/accounts/add", **{**IMAP, "password": "another"})
    assert again.status_code == 422
    assert "There is an account &#39;box&#39; already" in again.text
    assert names(app).count("box") == 1
    assert app.vault.get("box") == CANARY


def test_two_forms_at_the_same_moment_add_once(
    app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_meanwhile(*_: object) -> Try:
        app.vault.put("box", "of the first")
        add_account(
            app.config.home, {"name": "box", "kind": "imap", "host": "h.example", "user": "u"}
        )
        return Try("box", NOW)

    monkeypatch.setattr(account_tries, "probe", lambda *_: None)
    monkeypatch.setattr(account_tries, "_show", add_meanwhile)
    assert post("/accounts/add", **IMAP).status_code == 422
    assert names(app).count("box") == 1
    assert app.vault.get("box") == "of the first"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"host": ""}, "A host has a name"),
        ({"host": "mail.firm.example\nkind = 'local'"}, "no single line"),
        ({"host": "no host"}, "is no name of a host"),
        ({"host": "h" * 2000}, "no single line"),
        ({"tls": "none", "host": "mail.firm.example"}, "for a host on this machine only"),
        ({"tls": "some"}, "tls"),
        ({"port": "70000"}, "A port is a number"),
        ({"port": "１"}, "A port is a number"),
        ({"user": ""}, "Somebody signs in there"),
        ({"name": ""}, "Give it a word"),
        ({"name": "a\x00b"}, "no single line"),
        ({"name": "x@/y"}, "x@/y"),
        ({"name": "n" * 150}, "A short word"),
        ({"certificate": "/no/such.pem"}, "cannot be used"),
        ({"password": ""}, "Type the password"),
        ({"password": f"{CANARY}\nx"}, "a line break"),
        ({"password": CANARY * 400}, "No password is longer"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(
    app: App, post: Post, changed: dict[str, str], said: str
) -> None:
    before = names(app)
    answer = post("/accounts/add", **{**IMAP, **changed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert CANARY not in answer.text
    assert names(app) == before
    assert app.vault.get("box") is None


def test_nobody_listens_there(app: App, post: Post) -> None:
    answer = post("/accounts/add", **IMAP)
    assert answer.status_code == 422
    assert 'id="e-host"' in answer.text
    assert 'value="marta@firm.example"' in answer.text
    assert CANARY not in answer.text
    assert "box" not in names(app)


def test_a_megabyte_is_no_password(app: App, post: Post) -> None:
    assert post("/accounts/add", **{**IMAP, "password": "x" * 900_000}).status_code == 422
    assert post("/accounts/add", **{**IMAP, "password": "x" * 1_000_000}).status_code == 413
    assert "box" not in names(app)


def test_there_are_no_other_kinds(client: TestClient, post: Post) -> None:
    assert client.get("/accounts/add?kind=gopher").status_code == 404
    assert post("/accounts/add", kind="gopher").status_code == 404
    assert post("/accounts/add").status_code == 404


def test_hostile_text_is_shown_as_text(client: TestClient, post: Post) -> None:
    script = "\"><script>hit('x')</script>"
    for answer in (
        client.get("/accounts/add", params={"kind": "imap", "address": f"{script}@x"}),
        post("/accounts/add", **{**IMAP, "host": script, "name": script}),
    ):
        assert "<script>hit" not in answer.text


def test_a_secret_address_is_no_part_of_a_page_or_a_file(app: App, post: Post) -> None:
    url = f"http://127.0.0.1:1/{CANARY}.ics"
    answer = post("/accounts/add", kind="ics", name="club", url=url)
    assert answer.status_code == 422
    assert CANARY not in answer.text
    shown = post("/accounts/add", kind="ics", name="club", url=url, open_address="1")
    assert CANARY in shown.text


def test_a_secret_address_is_kept_like_a_password(
    app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(monkeypatch)
    url = f"https://club.example/{CANARY}.ics"
    assert post("/accounts/add", kind="ics", name="club", url=url).status_code == 303
    app.reload()
    assert (app.config.accounts[-1].url, app.vault.get("club")) == (None, url)
    assert CANARY not in (app.config.home / "config.toml").read_text()
    open_ = {
        "kind": "ics",
        "name": "fair",
        "url": "https://fair.example/x.ics",
        "open_address": "1",
    }
    assert post("/accounts/add", **open_).status_code == 303
    app.reload()
    assert (app.config.accounts[-1].url, app.vault.get("fair")) == (open_["url"], None)


def test_where_nothing_can_be_kept_no_password_is_asked_for(
    client: TestClient, app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAPPORT_VAULT_KEY")
    page = client.get("/accounts/add?kind=imap&address=").text
    assert "RAPPORT_VAULT_KEY_FILE" in page
    assert 'type="password"' not in page
    assert post("/accounts/add", **IMAP).status_code == 422
    assert "box" not in names(app)


@pytest.mark.parametrize(
    ("kind", "module", "line"),
    [
        ("imap", "imapclient", "rapport[imap]"),
        ("caldav", "httpx", "rapport[caldav]"),
        ("exchange", "exchangelib", "rapport[exchange]"),
    ],
)
def test_a_missing_library_is_named_before_anything_is_typed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, kind: str, module: str, line: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    for path in (
        "/accounts/add",
        f"/accounts/add?kind={kind}",
        f"/accounts/add?kind={kind}&address=",
    ):
        page = client.get(path).text
        assert line in page
        assert 'type="password"' not in page


EXCHANGE = {
    "kind": "exchange", "name": "firm", "host": "mail.firm.example", "user": "FIRM\\marta",
    "password": CANARY, "mailbox": "marta@firm.example",
}  # fmt: skip


def test_a_mailbox_on_exchange_server_is_added_as_it_was_filled_in(
    app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(monkeypatch)
    more = {"access": "delegate", "sign_in": "basic", "deliver": "send", "headers_only": "1"}
    assert post("/accounts/add", **EXCHANGE, **more).status_code == 303
    app.reload()
    added = app.config.accounts[-1]
    assert (added.url, added.user, added.mailbox) == (
        "https://mail.firm.example/EWS/Exchange.asmx", "FIRM\\marta", "marta@firm.example",
    )  # fmt: skip
    assert (added.access, added.sign_in, added.deliver, added.bodies) == (
        "delegate", "basic", "send", False,
    )  # fmt: skip
    assert app.vault.get("firm") == CANARY


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"host": "outlook.office365.com"}, "host", "is Exchange Online"),
        ({"mailbox": ""}, "mailbox", "write its mail address"),
        ({"access": "everybody"}, "access", "access"),
        ({"sign_in": "magic"}, "sign_in", "sign_in"),
        ({"deliver": "both"}, "deliver", "deliver"),
        ({"password": ""}, "password", "Type the password"),
    ],
)
def test_what_exchange_cannot_be_is_said_at_its_field(
    app: App, post: Post, changed: dict[str, str], field: str, said: str
) -> None:
    answer = post("/accounts/add", **{**EXCHANGE, **changed})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert said in answer.text
    assert CANARY not in answer.text
    assert "firm" not in names(app)


# ── An account that is there ─────────────────────────────────────────────────────────────────────


def test_try_now_shows_what_was_seen(app: App, client: TestClient, post: Post) -> None:
    answer = post("/accounts/check", name=names(app)[0])
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "works" in page
    assert "Nothing of this was stored" in page


def test_what_was_seen_is_gone_after_a_while(
    app: App, client: TestClient, post: Post, clock: Clock
) -> None:
    address = post("/accounts/check", name=names(app)[0]).headers["location"]
    clock.pass_(seconds=SHOWN_FOR.total_seconds())
    assert client.get(address).headers["location"] == "/accounts"


@pytest.mark.parametrize("name", ["nobody", "x" * 10_000, "a\nb", "../../etc"])
def test_an_account_that_is_not_there(client: TestClient, post: Post, name: str) -> None:
    assert client.get("/accounts/seen", params={"name": name}).status_code == 404
    assert client.get("/accounts/remove", params={"name": name}).status_code == 404
    for path in ("check", "password", "remove", "clients"):
        assert post(f"/accounts/{path}", name=name, password="x").status_code == 404


def test_a_new_password_is_kept_only_where_it_works(
    app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_box(app)
    app.vault.put("box", "before")
    monkeypatch.setattr(account_tries, "probe", refuse)
    answer = post("/accounts/password", name="box", password=CANARY)
    assert answer.status_code == 422
    assert "refused" in answer.text
    assert CANARY not in answer.text
    assert app.vault.get("box") == "before"
    let_in(monkeypatch)
    assert post("/accounts/password", name="box", password=CANARY).status_code == 303
    assert app.vault.get("box") == CANARY


def test_a_password_that_a_variable_gives_is_not_asked_for(
    app: App, client: TestClient, post: Post
) -> None:
    add_box(app, secret_env="BOX_PASSWORD")
    page = client.get("/accounts/password?name=box").text
    assert "BOX_PASSWORD" in page
    assert 'type="password"' not in page
    assert post("/accounts/password", name="box", password=CANARY).status_code == 422
    assert app.vault.get("box") is None


def test_removing_asks_first_and_forgets_the_password(
    app: App, client: TestClient, post: Post
) -> None:
    add_box(app, name="firm/mail ü")
    app.vault.put("firm/mail ü", CANARY)
    page = client.get("/accounts/remove", params={"name": "firm/mail ü"}).text
    assert "it was never read" in page
    assert "its password" in page
    assert "firm/mail ü" in names(app)
    assert post("/accounts/remove", name="firm/mail ü").status_code == 303
    assert "firm/mail ü" not in names(app)
    assert app.vault.get("firm/mail ü") is None


def test_the_page_takes_no_command_and_no_variable(
    app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(monkeypatch)
    fields = {"secret_command": "touch /tmp/x", "secret_env": "HOME", "smtp": "evil.example"}
    assert post("/accounts/add", **IMAP, **fields).status_code == 303
    app.reload()
    added = app.config.accounts[-1]
    assert (added.secret.env, added.secret.command, added.smtp) == (None, (), None)


# ── Test reads kept in memory ────────────────────────────────────────────────────────────────────


def test_test_reads_are_of_one_session_and_few() -> None:
    tries, now = Tries(), datetime(2026, 11, 22, tzinfo=UTC)
    for number in range(MOST + 1):
        tries.keep(1, Try(f"box{number}", now))
    assert tries.find(1, "box0", now=now) is None
    assert tries.find(1, "box1", now=now) is not None
    assert tries.find(2, "box1", now=now) is None
    tries.forget("box1")
    assert tries.find(1, "box1", now=now) is None


def test_only_some_test_reads_go_on_at_once(
    app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_tries, "AT_ONCE", 0)
    tries = Tries()
    account = app.config.accounts[0]
    seen = account_tries.try_account(app, tries, app.connections, account, now=NOW)
    assert "Wait until one of them is done" in seen.error
    assert seen == replace(seen, headings=())


def let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every host lets everybody in, and holds nothing."""
    from assistant.accounts import Probe

    monkeypatch.setattr(account_tries, "probe", lambda *_: Probe(()))


def refuse(*_: object) -> None:
    """No host lets anybody in."""
    raise AuthError("mail.firm.example refused the password of 'marta'.")


def test_nothing_of_a_secret_is_written_down(
    app: App, post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    post("/accounts/add", **IMAP)
    let_in(monkeypatch)
    post("/accounts/add", **IMAP)
    post("/accounts/password", name="box", password=CANARY + "2")
    app.engine.dispose()
    held = [path for path in Path(app.config.home).rglob("*") if path.is_file()]
    assert any(path.name == "secrets.sealed" for path in held)
    assert [path.name for path in held if CANARY.encode() in path.read_bytes()] == []
    assert CANARY not in caplog.text
