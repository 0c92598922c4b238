"""Who is let in and what the browser may do: every route is walked, whoever adds one."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from assistant.app import App
from assistant.store import tables as t
from assistant.store.engine import read, write
from assistant.store.review_tables import draft
from assistant.web.application import PAGES, make_application
from assistant.web.live import Live
from assistant.web.security import (
    CSP,
    MAX_BODY,
    ForeignOrigin,
    allowed_hosts,
    check_origin,
    is_host_ours,
)
from assistant.web.sessions import make_link
from assistant.web.visit import is_local
from tests.web.conftest import ORIGIN, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: (method, path) of everything that answers.
ROUTES = sorted(
    {
        (method, route.path)
        for page in PAGES
        for route in page.router.routes
        for method in route.methods
    }
)
#: What is shown to everybody: nothing of a home is in it.
OPEN = {"/signin", "/signin/{token}", "/static/{name}"}
INSIDE = [(method, path) for method, path in ROUTES if path not in OPEN]
GETS = [path for method, path in INSIDE if method == "GET"]
POSTS = [path for method, path in INSIDE if method == "POST"]
#: What forms of the page send, all in one.
FIELDS: dict[str, object] = {
    "revision": 1, "sha256": "0" * 64, "reason": "no need", "subject": "S", "body": "B",
    "until": "2026-11-25", "due": "2026-11-25", "on": "2026-11-18", "from": "2026-11-25",
}  # fmt: skip


@pytest.fixture(scope="module")
def ids(app: App, live: Live) -> dict[str, str]:
    """One id of every kind that stands in an address, of the demo's owner."""
    look = live.look()
    history, findings = look.history, look.findings
    c = draft.c
    with read(app.engine) as connection:
        draft_id = connection.execute(select(c.id).where(c.state == "proposed")).scalars().first()
    return {
        "gap_id": findings.gaps[0].id,
        "draft_id": str(draft_id),
        "thread_id": history.messages[-1].thread_id,
        "message_id": history.messages[-1].id,
        "promise_id": findings.promises[0].id,
        "slug": next(iter(history.clients)),
        "token": "x",
        "name": "style.css",
    }


def fill(path: str, ids: dict[str, str]) -> str:
    """An address with ids in it."""
    return re.sub(r"\{(\w+)(?::path)?\}", lambda found: ids[found[1]], path)


@pytest.fixture(scope="module")
def app(canonical_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One home for all walks: nothing that is refused may change it, which they look at."""
    home = tmp_path_factory.mktemp("walked") / "home"
    shutil.copytree(canonical_home, home)
    app = App.open(home)
    yield app
    app.close()


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def live(app: App, clock: Clock) -> Live:
    return Live(app, clock)


@pytest.fixture(scope="module")
def stranger(app: App, live: Live, clock: Clock) -> Iterator[TestClient]:
    """A browser that is not signed in."""
    with open_browser(app, live, clock) as browser:
        yield browser


@pytest.fixture(scope="module")
def client(app: App, live: Live, clock: Clock) -> Iterator[TestClient]:
    """A browser that is signed in."""
    with open_browser(app, live, clock) as browser:
        browser.post(f"/signin/{make_link(app.engine, app.owner_id, now=clock())}")
        yield browser


@pytest.fixture(scope="module")
def csrf(client: TestClient) -> str:
    return find_csrf(client)


def open_browser(app: App, live: Live, clock: Clock) -> TestClient:
    return TestClient(
        make_application(app, live=live, clock=clock),
        base_url=ORIGIN,
        headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"},
        follow_redirects=False,
    )


def find_csrf(client: TestClient) -> str:
    """What the forms of a signed-in browser carry."""
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/help").text)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def foreigner(app: App, clock: Clock) -> Iterator[tuple[TestClient, str]]:
    """Another owner in the same database, signed in; and the token of their forms."""
    with write(app.engine) as connection:
        connection.execute(insert(t.owner).values(address="other@else.example", name="Other"))
        number = connection.execute(
            select(t.owner.c.id).where(t.owner.c.address == "other@else.example")
        ).scalar_one()
    # Clients stand in files of the home; what another owner must not see stands in rows.
    other = App(replace(app.config, clients=()), app.engine, number)
    with open_browser(other, Live(other, clock), clock) as them:
        them.post(f"/signin/{make_link(app.engine, number, now=clock())}")
        yield them, find_csrf(them)


# ── who ──────────────────────────────────────────────────────────────────────────────────────


def test_the_walk_knows_the_pages() -> None:
    assert {"/", "/queue", "/drafts/{draft_id}", "/clients"} <= set(GETS)
    assert len(POSTS) > 10


@pytest.mark.parametrize("path", GETS)
def test_a_page_shows_a_stranger_the_door(
    stranger: TestClient, ids: dict[str, str], path: str
) -> None:
    answer = stranger.get(fill(path, ids))
    assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/signin", "")


@pytest.mark.parametrize("path", POSTS)
def test_a_form_of_a_stranger_is_refused(
    stranger: TestClient, ids: dict[str, str], path: str
) -> None:
    answer = stranger.post(fill(path, ids), data=FIELDS)
    assert answer.status_code == 401
    assert "not signed in" in answer.text


@pytest.mark.parametrize("path", [path for path in GETS if "{" in path])
def test_ids_of_another_owner_are_unknown(
    foreigner: tuple[TestClient, str], ids: dict[str, str], path: str
) -> None:
    assert foreigner[0].get(fill(path, ids)).status_code == 404


@pytest.mark.parametrize("path", [path for path in POSTS if "{" in path])
def test_forms_about_another_owners_ids_do_nothing(
    foreigner: tuple[TestClient, str], app: App, ids: dict[str, str], path: str
) -> None:
    them, csrf = foreigner
    before = stored(app)
    assert them.post(fill(path, ids), data={**FIELDS, "csrf": csrf}).status_code == 404
    assert stored(app) == before


@pytest.mark.parametrize("path", ["/", "/gaps", "/queue?state=all", "/clients"])
def test_lists_of_another_owner_are_empty(
    foreigner: tuple[TestClient, str], app: App, ids: dict[str, str], path: str
) -> None:
    text = foreigner[0].get(path).text
    assert [one for one in ids.values() if len(one) > 9 and one in text] == []


def test_a_session_is_of_one_owner(foreigner: tuple[TestClient, str], stranger: TestClient) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in foreigner[0].cookies.items())
    assert stranger.get("/", headers={"cookie": cookie}).status_code == 303


# ── from where ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("given", [None, "", "x", "0" * 64])
def test_a_form_without_its_token_is_refused(
    client: TestClient, app: App, ids: dict[str, str], path: str, given: str | None
) -> None:
    before = stored(app)
    csrf = {} if given is None else {"csrf": given}
    assert client.post(fill(path, ids), data={**FIELDS, **csrf}).status_code == 403
    assert stored(app) == before


@pytest.mark.parametrize("path", [*POSTS, "/signin/{token}"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8725"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
        {"origin": ORIGIN, "sec-fetch-site": "none"},
    ],
)
def test_a_form_from_elsewhere_is_refused(
    client: TestClient, csrf: str, ids: dict[str, str], path: str, headers: dict[str, str]
) -> None:
    answer = client.post(fill(path, ids), data={**FIELDS, "csrf": csrf}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("headers", "right"),
    [
        ({"origin": ORIGIN}, True),
        ({"origin": ORIGIN, "sec-fetch-site": "same-origin"}, True),
        # What browsers write into our own forms under `no-referrer`.
        ({"origin": "null", "sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"origin": "null"}, False),
        ({}, False),
        ({"origin": "http://localhost:8725"}, False),
        ({"origin": "http://127.0.0.1:8725.evil.example"}, False),
    ],
)
def test_where_a_form_may_come_from(headers: dict[str, str], right: bool) -> None:
    given = {"host": "127.0.0.1:8725", **headers}
    if right:
        check_origin("POST", given, "http")
    else:
        with pytest.raises(ForeignOrigin):
            check_origin("POST", given, "http")


@pytest.mark.parametrize("path", ["/", "/signin", "/static/style.css", "/healthz", "/none"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8725", "localhost.evil.example"])
def test_a_strangers_name_for_this_machine_shows_nothing(
    client: TestClient, path: str, host: str
) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 421
    assert "does not belong to Rapport" in answer.text
    assert answer.headers["content-security-policy"] == CSP


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        (["127.0.0.1:8725"], True),
        (["localhost"], True),
        (["LOCALHOST:1"], True),
        (["[::1]:8725"], True),
        (["[::1]"], True),
        (["10.0.0.5:8725"], True),
        ([], False),
        ([""], False),
        (["127.0.0.1", "127.0.0.1"], False),
        (["127.0.0.1:8725@evil.example"], False),
        (["127.0.0.1:x"], False),
        (["127.0.0.1.evil.example"], False),
        (["0.0.0.0"], False),
        (["[::1"], False),
    ],
)
def test_hosts(given: list[str], ours: bool) -> None:
    assert is_host_ours(given, allowed_hosts("10.0.0.5")) is ours


def test_an_ip6_host_is_asked_for_in_brackets() -> None:
    assert is_host_ours(["[fd00::5]:8725"], allowed_hosts("fd00::5"))


# ── what the browser may do ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [*GETS, "/signin", "/signin/{token}", "/none", "/healthz"])
def test_every_page_carries_the_headers(client: TestClient, ids: dict[str, str], path: str) -> None:
    headers = client.get(fill(path, ids)).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; "
        "frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"


def test_another_machine_names_its_origin(app: App, live: Live, clock: Clock) -> None:
    """Browsers send no Sec-Fetch-Site over plain HTTP, and no Origin under no-referrer."""
    hosts = allowed_hosts("10.0.0.5")
    application = make_application(app, live=live, clock=clock, hosts=hosts)
    with TestClient(application, base_url="http://10.0.0.5:8725") as browser:
        answer = browser.get("/signin")
        assert answer.headers["referrer-policy"] == "same-origin"
        assert 'name="referrer"' not in answer.text


@pytest.mark.parametrize("path", GETS)
def test_no_page_holds_script_or_style_of_its_own(
    client: TestClient, ids: dict[str, str], path: str
) -> None:
    text = client.get(fill(path, ids)).text
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", text) == []


@pytest.mark.parametrize("path", GETS)
def test_head_answers_as_get_without_a_body(
    client: TestClient, ids: dict[str, str], path: str
) -> None:
    head, get = client.head(fill(path, ids)), client.get(fill(path, ids))
    assert (head.status_code, head.content) == (get.status_code, b"")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


@pytest.mark.parametrize("path", [path for path in POSTS if path != "/accounts/add"])
def test_a_form_does_not_answer_get(client: TestClient, ids: dict[str, str], path: str) -> None:
    assert client.get(fill(path, ids)).status_code in {404, 405}


def test_a_form_that_is_a_page_too_does_nothing_by_get(client: TestClient, app: App) -> None:
    before = app.config.accounts
    typed = {"kind": "local", "name": "more", "mail": str(before[0].mail[0])}
    assert client.get("/accounts/add", params=typed).status_code == 200
    app.reload()
    assert app.config.accounts == before


def test_a_form_that_is_too_large_is_refused(client: TestClient, csrf: str) -> None:
    answer = client.post("/settings/keys", data={"csrf": csrf, "on": "x" * MAX_BODY})
    assert answer.status_code == 413
    assert "too much text" in answer.text


def test_a_form_of_another_kind_is_refused(client: TestClient, csrf: str) -> None:
    answer = client.post("/settings/keys", json={"csrf": csrf})
    assert answer.status_code == 415
    files = client.post("/settings/keys", data={"csrf": csrf}, files={"on": b"x"})
    assert files.status_code == 415


def test_a_form_without_a_length_is_refused(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        yield b"csrf=x"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/settings/keys", content=parts(), headers=kind).status_code == 411


# ── what breaks ──────────────────────────────────────────────────────────────────────────────


def test_an_unknown_address_is_a_page(client: TestClient) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_a_bug_shows_no_traceback(
    app: App, live: Live, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ValueError("secret words of a mail")

    monkeypatch.setattr(live, "look", broken)
    application = make_application(app, live=live, clock=clock)
    with TestClient(
        application,
        base_url=ORIGIN,
        headers={"origin": ORIGIN},
        raise_server_exceptions=False,
    ) as client:
        client.post(f"/signin/{make_link(app.engine, app.owner_id, now=clock())}")
        answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke here" in answer.text
    assert "secret words" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"] == CSP


def test_an_error_of_ours_is_its_sentence(
    client: TestClient, app: App, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.errors import StoreBusy

    def busy() -> None:
        raise StoreBusy(app.config.database)

    monkeypatch.setattr(live, "look", busy)
    answer = client.get("/")
    assert answer.status_code == 503
    assert "Another program holds the database" in answer.text


def test_health_says_nothing(stranger: TestClient) -> None:
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_there_is_no_map_of_the_routes(client: TestClient) -> None:
    assert {client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")} == {404}


# ── static files ─────────────────────────────────────────────────────────────────────────────


def test_a_static_file_is_kept_only_under_its_own_address(stranger: TestClient) -> None:
    from assistant.web.assets import static_address

    right = stranger.get(static_address("style.css"))
    assert "immutable" in right.headers["cache-control"]
    assert right.headers["content-type"] == "text/css; charset=utf-8"
    assert stranger.get("/static/style.css?v=old").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing.css", "..%2f__init__.py", "%2e%2e/security.py", "vendored.toml", "."]
)
def test_other_files_are_not_sent(stranger: TestClient, name: str) -> None:
    assert stranger.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("/", True),
        ("/drafts/1?x=y#z", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https://evil.example", False),
        ("evil", False),
        ("", False),
        ("/\t/evil.example", False),
        ("/a\nb", False),
    ],
)
def test_local_paths(path: str, local: bool) -> None:
    assert is_local(path) is local


def stored(app: App) -> tuple[object, ...]:
    """Drafts, decisions and settings as they stand."""
    with read(app.engine) as connection:
        return tuple(
            tuple(connection.execute(select(table).order_by(table.c.id)).all())
            for table in (draft, t.decision, t.state)
        )
