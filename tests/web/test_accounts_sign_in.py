"""Signing in at Google and Microsoft from the page; who may not, and what is nowhere."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from assistant.config.records import AccountConfig
from assistant.config.write import add_account, remove_account
from assistant.oauth import KeptGoogle
from assistant.web.application import make_application
from assistant.web.pages import account_attempts, account_sign_in
from assistant.web.pages.account_attempts import HERE, MOST, Attempt, Attempts, Plan
from assistant.web.security import allowed_hosts, cookie_name
from assistant.web.sessions import find_session, make_link
from tests.connectors.google.world_sign_in import CLIENT_ID, CLIENT_SECRET
from tests.connectors.microsoft.entra import CLIENT_ID as APPLICATION
from tests.connectors.microsoft.entra import TENANT
from tests.web.conftest import NOW, ORIGIN, Clock, Post
from tests.web.consent import (
    CLIENT_FILE,
    GOOGLE,
    MICROSOFT,
    Microsoft,
    browse,
    end_of,
    find_link,
    google_host,
    microsoft_host,
)

if TYPE_CHECKING:
    import httpx2

    from assistant.app import App
    from assistant.web.live import Live
    from tests.connectors.google.double import Double

PAGE = "/accounts/sign-in?name=desk"
CALENDARS = "https://www.googleapis.com/auth/calendar.readonly"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Access goes into the sealed file, whatever keyring this machine has."""
    monkeypatch.setenv("RAPPORT_VAULT", "file")
    monkeypatch.setenv("RAPPORT_VAULT_KEY", "bXktdGVzdC1rZXktb2YtMzItYnl0ZXMtZXhhY3RseSE=")
    monkeypatch.setattr(account_attempts, "_LOOKS_EVERY_S", 0.05)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[Double]:
    pytest.importorskip("googleapiclient", reason="needs the extra 'google'")
    with google_host() as (double, places):
        monkeypatch.setattr("assistant.oauth.ENDPOINTS", places)
        yield double


@pytest.fixture
def entra(monkeypatch: pytest.MonkeyPatch) -> Iterator[Microsoft]:
    pytest.importorskip("msal", reason="needs the extra 'microsoft'")
    with microsoft_host() as (double, places):
        monkeypatch.setattr("assistant.oauth.ENDPOINTS", places)
        yield double


@pytest.fixture
def attempts(client: TestClient) -> Iterator[Attempts]:
    """The sign-ins of the server; none goes on after the test."""
    found: Attempts = client.app.state.attempts  # type: ignore[attr-defined]
    yield found
    for name in ("desk", "other"):
        found.forget(name)
    assert found.wait(10)


def names(app: App) -> list[str]:
    """Accounts as the file says them now."""
    app.reload()
    return [account.name for account in app.config.accounts]


def shown(client: TestClient) -> str:
    """The page of the sign-in."""
    answer = client.get(PAGE)
    assert answer.status_code == 200, answer.headers
    return answer.text


def ended(client: TestClient, attempts: Attempts) -> str:
    """The page to which a sign-in comes in the end."""
    assert attempts.wait(20)
    answer = client.get(PAGE)
    while answer.status_code == 303:
        answer = client.get(answer.headers["location"])
    return answer.text


def add_desk(app: App, **values: object) -> None:
    """An account at Google that is there, for which nobody signed in."""
    usual = {"name": "desk", "kind": "google", "client_id": CLIENT_ID}
    add_account(app.config.home, {**usual, **values})
    app.reload()


# ── Adding ───────────────────────────────────────────────────────────────────────────────────────


def test_google_is_added_by_a_link_that_the_person_opens(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    answer = post("/accounts/add", **GOOGLE)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    page = shown(client)
    assert "Waiting for you" in page
    assert "gmail.readonly" in page
    assert "desk" not in names(app)
    browse(find_link(page))
    seen = ended(client, attempts)
    assert "<bdi>desk</bdi> is added" in seen
    assert seen.count('<td class="nowrap">') == 3
    app.reload()
    added = app.config.accounts[-1]
    assert (added.name, added.client_id, added.user) == ("desk", CLIENT_ID, google.mail.address)
    assert (added.deliver, added.bodies) == (None, True)
    kept = KeptGoogle.from_text(app.vault.get("desk") or "")
    assert kept.client_secret == CLIENT_SECRET
    assert f"{google.mail.address} at Google" in client.get("/accounts").text


@pytest.mark.parametrize(("deliver", "asked"), [("", False), ("drafts", True), ("send", True)])
def test_no_more_is_asked_for_than_is_turned_on(
    google: Double, client: TestClient, post: Post, attempts: Attempts, deliver: str, *, asked: bool
) -> None:
    assert post("/accounts/add", **GOOGLE, deliver=deliver).status_code == 303
    page = shown(client)
    assert ("gmail.compose" in find_link(page)) is asked
    assert ("sends mail you accepted" in page) is (deliver == "send")


def test_from_another_machine_the_address_is_pasted(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    parts = {**GOOGLE, "client": "", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    assert post("/accounts/add", **parts, elsewhere="1", headers_only="1").status_code == 303
    came_back = end_of(find_link(shown(client)))
    answer = post("/accounts/sign-in/answer", name="desk", address=f" {came_back}\n")
    assert answer.headers["location"] == PAGE
    assert "is added" in ended(client, attempts)
    app.reload()
    assert not app.config.accounts[-1].bodies


def test_microsoft_is_added_by_its_page(
    entra: Microsoft, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    assert post("/accounts/add", **MICROSOFT, deliver="drafts").status_code == 303
    page = shown(client)
    assert "Mail.ReadWrite" in page
    entra.browse(find_link(page))
    assert "is added" in ended(client, attempts)
    app.reload()
    added = app.config.accounts[-1]
    assert (added.client_id, added.tenant, added.deliver) == (APPLICATION, TENANT, "drafts")
    assert added.user == "jonas@wirth.example"
    assert "jonas@wirth.example at Microsoft 365" in client.get("/accounts").text


def test_from_another_machine_microsofts_code_is_entered(
    entra: Microsoft, client: TestClient, post: Post, attempts: Attempts
) -> None:
    entra.pending = 2
    assert post("/accounts/add", **MICROSOFT, elsewhere="1").status_code == 303
    page = shown(client)
    assert "<code>ABCD-1234</code>" in page
    assert find_link(page) == "https://login.example/device"
    assert "is added" in ended(client, attempts)


def test_the_other_way_can_be_taken_while_one_waits(
    google: Double, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE)
    first = find_link(shown(client))
    assert post("/accounts/sign-in", name="desk", elsewhere="1").headers["location"] == PAGE
    page = shown(client)
    assert "paste it here" in page
    assert find_link(page) != first
    post("/accounts/sign-in/answer", name="desk", address=end_of(find_link(page)))
    assert "is added" in ended(client, attempts)


def test_access_of_a_project_in_testing_says_when_it_ends(
    google: Double, client: TestClient, post: Post, attempts: Attempts
) -> None:
    google.sign_in.testing = True
    post("/accounts/add", **GOOGLE)
    browse(find_link(shown(client)))
    page = ended(client, attempts)
    assert "gives seven days" in page
    assert "then sign in again" in page
    assert "rapport account auth" not in page


def test_a_page_that_waits_is_told_when_there_is_something_new(
    google: Double, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE)
    page = shown(client)
    [look] = re.findall(r'hx-get="([^"]+)"', page)
    address = look.replace("&amp;", "&")
    assert client.get(address).status_code == 204
    browse(find_link(page))
    assert attempts.wait(20)
    assert client.get(address).headers["hx-redirect"] == PAGE
    assert client.get("/accounts/sign-in/progress?name=desk").headers["hx-redirect"] == PAGE


# ── What is refused before anybody signs in ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"client": "[]"}, "client"),
        ({"client": '{"installed": ' + "[" * 15_000}, "client"),
        ({"client": CLIENT_FILE + " " * 16_384}, "client"),
        ({"client": CLIENT_FILE.replace("installed", "web")}, "client"),
        ({"client": "", "client_id": "", "client_secret": ""}, "client"),
        ({"client_secret": "both"}, "client"),
        ({"client": "", "client_id": CLIENT_ID}, "client_secret"),
        ({"client": "", "client_secret": CLIENT_SECRET}, "client_id"),
        ({"client": "", "client_id": "no id", "client_secret": CLIENT_SECRET}, "client_id"),
        ({"client": "", "client_id": CLIENT_ID, "client_secret": "a\x00b"}, "client_secret"),
        ({"deliver": "all"}, "deliver"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_no_client_is_said_at_its_field(
    google: Double, client: TestClient, post: Post, changed: dict[str, str], field: str
) -> None:
    answer = post("/accounts/add", **{**GOOGLE, **changed})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert CLIENT_SECRET not in answer.text
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"client_id": ""}, "client_id"), ({"client_id": "a b"}, "client_id"), ({"tenant": "a/b"}, "tenant")],
)  # fmt: skip
def test_what_is_no_registration_is_said_at_its_field(
    entra: Microsoft, post: Post, changed: dict[str, str], field: str
) -> None:
    answer = post("/accounts/add", **{**MICROSOFT, **changed})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert entra.calls == []


@pytest.mark.parametrize(
    ("kind", "module", "extra"),
    [("google", "googleapiclient", "google"), ("microsoft", "msal", "microsoft")],
)
def test_a_missing_library_is_named_before_anything_is_typed(
    client: TestClient, post: Post, monkeypatch: pytest.MonkeyPatch, kind: str, module: str,
    extra: str,
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, module, None)
    for path in ("/accounts/add", f"/accounts/add?kind={kind}"):
        page = client.get(path).text
        assert f"rapport[{extra}]" in page
        assert "client_secret" not in page
    form = GOOGLE if kind == "google" else MICROSOFT
    assert f"rapport[{extra}]" in post("/accounts/add", **form).text


def test_where_nothing_can_be_kept_nobody_signs_in(
    google: Double, client: TestClient, app: App, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_desk(app)
    monkeypatch.delenv("RAPPORT_VAULT_KEY")
    for answer in (
        post("/accounts/add", **{**GOOGLE, "name": "other"}),
        post("/accounts/sign-in", name="desk", client=CLIENT_FILE),
    ):
        assert answer.status_code == 422
        assert "RAPPORT_VAULT_KEY_FILE" in answer.text
    assert google.sign_in.wishes == []


# ── What goes wrong on the way ───────────────────────────────────────────────────────────────────


def test_whoever_says_no_changes_nothing_and_may_sign_in_again(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    google.sign_in.refused = True
    post("/accounts/add", **GOOGLE)
    browse(find_link(shown(client)))
    page = ended(client, attempts)
    assert "was not given" in page
    assert "Nothing was added" in page
    assert "desk" not in names(app)
    google.sign_in.refused = False
    assert post("/accounts/sign-in", name="desk").headers["location"] == PAGE
    browse(find_link(shown(client)))
    assert "is added" in ended(client, attempts)


def test_a_box_that_was_not_ticked_is_named(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    google.sign_in.unticked = frozenset({CALENDARS})
    post("/accounts/add", **GOOGLE)
    browse(find_link(shown(client)))
    page = ended(client, attempts)
    assert "Sign in again and tick: &#39;See and download any calendar" in page
    assert "rapport account auth" not in page
    assert (names(app).count("desk"), app.vault.get("desk")) == (0, None)


def test_microsofts_no_is_told(
    entra: Microsoft, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **MICROSOFT)
    entra.browse(find_link(shown(client)), error="access_denied", code="")
    page = ended(client, attempts)
    assert "Not signed in" in page
    assert "rapport account auth" not in page


def test_nobody_signs_in_in_time(
    google: Double, client: TestClient, post: Post, attempts: Attempts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for way, form in (("HERE", {}), ("ELSEWHERE", {"elsewhere": "1"})):
        monkeypatch.setattr(account_sign_in, way, timedelta(seconds=0.3))
        post("/accounts/add", **GOOGLE, **form)
        assert "Nobody signed in within" in ended(client, attempts)


def test_a_sign_in_is_stopped(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE)
    address = find_link(shown(client))
    assert post("/accounts/sign-in/stop", name="desk").headers["location"] == "/accounts"
    assert "was stopped" in client.get("/accounts").text
    assert attempts.wait(10)
    with pytest.raises(OSError, match="refused"):
        browse(address)
    assert client.get(PAGE).status_code == 404
    assert "desk" not in names(app)


def test_a_fault_of_the_program_ends_the_waiting(
    google: Double, client: TestClient, post: Post, attempts: Attempts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def break_(*_: object, **__: object) -> None:
        raise ZeroDivisionError(CLIENT_SECRET)

    monkeypatch.setattr("assistant.web.pages.account_consent.sign_in", break_)
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    post("/accounts/add", **GOOGLE)
    page = ended(client, attempts)
    assert "a fault of this program" in page
    assert CLIENT_SECRET not in page


# ── Again, for an account that is there ──────────────────────────────────────────────────────────


def test_one_signs_in_again_without_the_clients_file(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE)
    browse(find_link(shown(client)))
    ended(client, attempts)
    google.sign_in.revoke()
    failed = client.get(post("/accounts/check", name="desk").headers["location"]).text
    assert "Sign in again" in failed
    assert "New password" not in failed + client.get("/accounts").text
    begin = shown(client)
    assert "Sign in again: <bdi>desk</bdi>" in begin
    before = app.vault.get("desk")
    post("/accounts/sign-in", name="desk")
    assert app.vault.get("desk") == before
    browse(find_link(shown(client)))
    assert "The new sign-in is kept" in ended(client, attempts)
    assert app.vault.get("desk") != before
    assert "works" in client.get(post("/accounts/check", name="desk").headers["location"]).text


def test_microsoft_signs_in_again(
    entra: Microsoft, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    add_account(app.config.home, {**MICROSOFT, "user": "jonas@wirth.example"})
    app.reload()
    assert "Nobody has signed in" in client.get(
        post("/accounts/check", name="desk").headers["location"]
    ).text  # fmt: skip
    post("/accounts/sign-in", name="desk")
    entra.browse(find_link(shown(client)))
    assert "The new sign-in is kept" in ended(client, attempts)
    assert "works" in client.get(post("/accounts/check", name="desk").headers["location"]).text


def test_another_mailbox_is_not_kept_for_an_account(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    add_desk(app, user="marta@firm.example")
    post("/accounts/sign-in", name="desk", client=CLIENT_FILE)
    browse(find_link(shown(client)))
    page = ended(client, attempts)
    assert f"You signed in as {google.mail.address}" in page
    assert app.vault.get("desk") is None


@pytest.mark.parametrize("kept", [None, "a password of another kind", '{"token": 1}'])
def test_the_client_is_asked_for_where_nothing_is_kept(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts, kept: str | None
) -> None:
    add_desk(app)
    if kept is not None:
        app.vault.put("desk", kept)
    assert '<textarea class="short" id="f-client"' in shown(client).partition("<details")[0]
    assert post("/accounts/sign-in", name="desk").status_code == 422
    other = json.dumps({"installed": {"client_id": "other", "client_secret": CLIENT_SECRET}})
    wrong = post("/accounts/sign-in", name="desk", client=other)
    assert "another client ID" in wrong.text
    assert CLIENT_SECRET not in wrong.text
    assert post("/accounts/sign-in", name="desk", client_secret=CLIENT_SECRET).status_code == 303
    browse(find_link(shown(client)))
    assert "The new sign-in is kept" in ended(client, attempts)


def test_an_account_that_has_a_password_has_no_such_page(
    app: App, client: TestClient, post: Post
) -> None:
    add_account(
        app.config.home, {"name": "box", "kind": "imap", "host": "h.example", "user": "marta"}
    )
    app.reload()
    for answer in (client.get("/accounts/sign-in?name=box"), post("/accounts/sign-in", name="box")):
        assert answer.headers["location"] == "/accounts/password?name=box"
    add_desk(app)
    for answer in (
        client.get("/accounts/password?name=desk"),
        post("/accounts/password", name="desk", password="x"),
    ):
        assert answer.headers["location"] == PAGE
    assert app.vault.get("desk") is None


@pytest.mark.parametrize("change", ["gone", "other"])
def test_an_account_that_changed_meanwhile_gets_nothing(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts, change: str
) -> None:
    add_desk(app)
    post("/accounts/sign-in", name="desk", client=CLIENT_FILE)
    address = find_link(shown(client))
    remove_account(app.config.home, "desk")
    if change == "other":
        add_desk(app, deliver="drafts")
    browse(address)
    assert "was changed while you signed in" in ended(client, attempts)
    assert app.vault.get("desk") is None


def test_removing_an_account_stops_its_sign_in(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    add_desk(app)
    post("/accounts/sign-in", name="desk", client=CLIENT_FILE)
    address = find_link(shown(client))
    app.vault.put("desk", "of a sign-in before")
    assert "its access, which is forgotten" in client.get("/accounts/remove?name=desk").text
    post("/accounts/remove", name="desk")
    assert "Its access is forgotten" in client.get("/accounts").text
    assert attempts.wait(10)
    with pytest.raises(OSError, match="refused"):
        browse(address)
    assert client.get(PAGE).status_code == 404


def test_two_that_give_one_name_add_it_once(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE)
    address = find_link(shown(client))
    add_desk(app)
    app.vault.put("desk", "of the first")
    browse(address)
    assert "There is an account &#39;desk&#39; already" in ended(client, attempts)
    assert app.vault.get("desk") == "of the first"


def test_who_asks_by_another_name_runs_another_machines_browser(
    app: App, live: Live, clock: Clock
) -> None:
    host = "rapport.firm.example"
    hosts = allowed_hosts(host)
    application = make_application(app, live=live, clock=clock, hosts=hosts)
    headers = {"origin": f"http://{host}"}
    with TestClient(application, base_url=f"http://{host}", headers=headers) as browser:
        browser.post(f"/signin/{make_link(app.engine, app.owner_id, now=clock())}")
        page = browser.get("/accounts/add?kind=microsoft").text
    assert '<button class="button primary" type="submit" name="elsewhere" value="1">' in page
    assert "another machine" not in page


# ── Attacks ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def other(client: TestClient, app: App, clock: Clock) -> Iterator[tuple[TestClient, str]]:
    """Another browser of the owner's, and the token of its forms."""
    headers = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    with TestClient(
        client.app, base_url=ORIGIN, headers=headers, follow_redirects=False
    ) as browser:
        browser.post(f"/signin/{make_link(app.engine, app.owner_id, now=clock())}")
        secret = browser.cookies[cookie_name("http", app.config.home)]
        session = find_session(app.engine, app.owner_id, secret, now=clock())
        assert session is not None
        yield browser, session.csrf


def test_another_session_can_neither_see_nor_answer_nor_stop_it(
    google: Double, client: TestClient, post: Post, attempts: Attempts,
    other: tuple[TestClient, str],
) -> None:  # fmt: skip
    post("/accounts/add", **GOOGLE, elsewhere="1")
    page = shown(client)
    came_back = end_of(find_link(page))
    browser, csrf = other

    def send(path: str, **fields: str) -> httpx2.Response:
        return browser.post(path, data={"csrf": csrf, "name": "desk", **fields})

    assert browser.get(PAGE).status_code == 404
    assert browser.get("/accounts/sign-in/progress?name=desk&was=waiting").status_code == 200
    assert send("/accounts/sign-in/answer", address=came_back).headers["location"] == "/accounts"
    assert send("/accounts/sign-in/stop").headers["location"] == "/accounts"
    assert send("/accounts/sign-in").status_code == 404
    refused = browser.post("/accounts/add", data={"csrf": csrf, **GOOGLE})
    assert refused.status_code == 422
    assert "from another browser just now" in refused.text
    assert shown(client) == page
    post("/accounts/sign-in/answer", name="desk", address=came_back)
    assert "is added" in ended(client, attempts)


def test_an_account_is_signed_in_to_by_one_session_at_a_time(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts,
    other: tuple[TestClient, str],
) -> None:  # fmt: skip
    add_desk(app)
    post("/accounts/sign-in", name="desk", client=CLIENT_FILE)
    browser, csrf = other
    data = {"csrf": csrf, "name": "desk", "client": CLIENT_FILE}
    assert browser.post("/accounts/sign-in", data=data).headers["location"] == "/accounts"
    assert "from another browser just now" in browser.get("/accounts").text
    assert "target=" not in browser.get(PAGE).text
    assert "Waiting for you" in shown(client)


@pytest.mark.parametrize("path", ["add", "sign-in", "sign-in/answer", "sign-in/stop"])
def test_no_form_is_taken_without_its_token(
    google: Double, client: TestClient, post: Post, attempts: Attempts, path: str
) -> None:
    post("/accounts/add", **GOOGLE, elsewhere="1")
    page = shown(client)
    fields = {**GOOGLE, "address": end_of(find_link(page)), "csrf": "wrong"}
    assert client.post(f"/accounts/{path}", data=fields).status_code == 403
    assert shown(client) == page


def test_a_form_sent_twice_begins_once(
    google: Double, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE)
    page = shown(client)
    assert post("/accounts/add", **GOOGLE).headers["location"] == PAGE
    assert post("/accounts/sign-in", name="desk").headers["location"] == PAGE
    assert shown(client) == page


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "begins with http://127.0.0.1"),
        ("https://evil.example/?state=x&code=y", "begins with http://127.0.0.1"),
        ("http://127.0.0.1:8765/?state=of+another&code=4/x", "not the answer to this sign-in"),
        ("http://127.0.0.1:8765/?code=4/x", "not the answer to this sign-in"),
        ("http://127.0.0.1:8765/?state=%00&code=4/x", "not the answer to this sign-in"),
        ("http://127.0.0.1:8765/\x00?state=x", "begins with http://127.0.0.1"),
        ("http://127.0.0.1[/?state=x", "no address"),
        ("http://127.0.0.1:8765/?" + "x" * 9000, "longer than the address"),
        ("http://127.0.0.1:8765/?" + "&".join(f"a{n}=" for n in range(2000)), "longer"),
    ],
)
def test_what_is_not_the_answer_ends_nothing(
    google: Double, client: TestClient, post: Post, attempts: Attempts, pasted: str, said: str
) -> None:
    post("/accounts/add", **GOOGLE, elsewhere="1")
    answer = post("/accounts/sign-in/answer", name="desk", address=pasted)
    assert answer.status_code == 422
    assert said in answer.text
    assert pasted[:60] not in answer.text or not pasted
    post("/accounts/sign-in/answer", name="desk", address=end_of(find_link(shown(client))))
    assert "is added" in ended(client, attempts)


def test_the_answer_of_an_attempt_before_is_not_taken(
    google: Double, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE, elsewhere="1")
    before = end_of(find_link(shown(client)))
    post("/accounts/sign-in/stop", name="desk")
    post("/accounts/add", **GOOGLE, elsewhere="1")
    answer = post("/accounts/sign-in/answer", name="desk", address=before)
    assert "not the answer to this sign-in" in answer.text


def test_an_answer_is_taken_once_and_only_where_it_is_waited_for(
    google: Double, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE)
    page = shown(client)
    refused = post("/accounts/sign-in/answer", name="desk", address=end_of(find_link(page)))
    assert "not waited for" in refused.text or refused.status_code == 422
    post("/accounts/sign-in", name="desk", elsewhere="1")
    came_back = end_of(find_link(shown(client)))
    for _ in range(2):
        post("/accounts/sign-in/answer", name="desk", address=came_back)
    assert "is added" in ended(client, attempts)


def test_signing_out_forgets_a_sign_in(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts
) -> None:
    post("/accounts/add", **GOOGLE)
    address = find_link(shown(client))
    post("/signout")
    assert attempts.wait(10)
    with pytest.raises(OSError, match="refused"):
        browse(address)
    assert "desk" not in names(app)


def test_a_session_that_ended_otherwise_takes_its_sign_in_along(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts, clock: Clock
) -> None:
    post("/accounts/add", **GOOGLE)
    clock.pass_(seconds=1)
    client.post(f"/signin/{make_link(app.engine, app.owner_id, now=clock())}")
    assert attempts.wait(10)
    assert client.get(PAGE).status_code == 404
    assert "desk" not in names(app)


def test_what_was_signed_in_to_while_the_session_ended_is_not_kept(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from assistant.web.pages import account_consent, account_tries

    def sign_out_meanwhile(*given: object, **named: object) -> object:
        post("/signout")
        return account_tries.try_account(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(account_consent, "try_account", sign_out_meanwhile)
    post("/accounts/add", **GOOGLE)
    browse(find_link(shown(client)))
    assert attempts.wait(20)
    assert ("desk" in names(app), app.vault.get("desk")) == (False, None)


def test_only_some_go_on_at_once(
    google: Double, client: TestClient, post: Post, attempts: Attempts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(account_attempts, "AT_ONCE", 1)
    post("/accounts/add", **GOOGLE)
    refused = post("/accounts/add", **{**GOOGLE, "name": "other"})
    assert refused.status_code == 422
    assert "Wait until one of them is done" in refused.text
    assert CLIENT_SECRET not in refused.text
    post("/accounts/sign-in/stop", name="desk")
    assert attempts.wait(10)
    assert post("/accounts/add", **{**GOOGLE, "name": "other"}).status_code == 303


def test_what_a_sign_in_came_to_is_gone_after_a_while(
    google: Double, client: TestClient, post: Post, attempts: Attempts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    google.sign_in.refused = True
    post("/accounts/add", **GOOGLE)
    browse(find_link(shown(client)))
    assert "was not given" in ended(client, attempts)
    monkeypatch.setattr(account_attempts, "SHOWN_FOR", timedelta())
    assert client.get(PAGE).status_code == 404


def test_what_sign_ins_came_to_is_remembered_of_a_few() -> None:
    kept = Attempts()
    for number in range(MOST + 5):
        plan = Plan(AccountConfig(str(number)), client_secret=CLIENT_SECRET)
        one = Attempt(plan, "session", until=NOW, patience=HERE)
        assert kept.begin(one, lambda attempt: attempt.fail("No."), "session")
        assert kept.wait(10)
    found = [number for number in range(MOST + 5) if kept.find("session", str(number))]
    assert len(found) <= MOST
    assert found[-1] == MOST + 4
    assert kept.find("another", str(found[-1])) is None


@pytest.mark.parametrize("way", ["here", "elsewhere"])
def test_secrets_are_in_no_page_address_log_file_or_representation(
    google: Double, app: App, client: TestClient, post: Post, attempts: Attempts,
    caplog: pytest.LogCaptureFixture, way: str,
) -> None:  # fmt: skip
    caplog.set_level(0)
    sent = post("/accounts/add", **GOOGLE, elsewhere="1" if way == "elsewhere" else "")
    page = shown(client)
    attempt = client.app.state.attempts._kept["desk"]  # type: ignore[attr-defined]
    told = repr(attempt) + repr(attempt.plan) + repr(attempt.look()) + repr(vars(attempt)["plan"])
    if way == "here":
        browse(find_link(page))
    else:
        came_back = end_of(find_link(page))
        post("/accounts/sign-in/answer", name="desk", address=came_back)
    seen = ended(client, attempts)
    kept = KeptGoogle.from_text(app.vault.get("desk") or "")
    token = json.loads(kept.token)
    secrets = [
        CLIENT_SECRET,
        *(one for one in token.values() if str(one).startswith(("ya29.", "1//"))),
    ]
    assert len(secrets) == 3
    app.engine.dispose()
    files = [one.read_bytes() for one in Path(app.config.home).rglob("*") if one.is_file()]
    everything = page + seen + told + caplog.text + str(sent.headers) + repr(kept)
    for secret in secrets:
        assert secret not in everything
        assert not [one for one in files if secret.encode() in one]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "http://evil.example/", "https:///x", "data:text/html,x", "",
        "https://login.example/ x", "https://login.example/" + "x" * 9000, "https://[x/",
    ],
)  # fmt: skip
def test_no_provider_makes_the_page_show_another_address(address: str) -> None:
    assert not account_attempts.is_openable(address)


def test_a_provider_that_names_such_an_address_is_not_shown(
    entra: Microsoft, client: TestClient, post: Post, attempts: Attempts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def lead_astray(*_: object, show: object, **__: object) -> None:
        show("javascript:alert(1)")  # type: ignore[operator]

    monkeypatch.setattr("assistant.web.pages.account_consent.sign_in", lead_astray)
    post("/accounts/add", **MICROSOFT)
    page = ended(client, attempts)
    assert "javascript:" not in page
    assert "should not open" in page
