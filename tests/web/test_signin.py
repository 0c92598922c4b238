"""The door: a link shows a button, the button signs in, once; cookies that travel nowhere else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from assistant.web.application import make_application
from assistant.web.security import cookie_name
from assistant.web.sessions import make_link
from assistant.web.signin import ATTEMPTS
from tests.web.conftest import ORIGIN

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.web.live import Live
    from tests.web.conftest import Clock, Post


@pytest.fixture
def link(app: App, clock: Clock) -> str:
    return f"/signin/{make_link(app.engine, app.owner_id, now=clock())}"


def test_a_link_shows_a_button_as_often_as_it_is_opened(stranger: TestClient, link: str) -> None:
    for _ in range(3):
        answer = stranger.get(link)
        assert answer.status_code == 200
        assert f'action="{link}"' in answer.text
        assert "set-cookie" not in answer.headers


def test_the_button_signs_in(stranger: TestClient, link: str) -> None:
    answer = stranger.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert stranger.get("/").status_code == 200


def test_the_button_works_once(stranger: TestClient, link: str) -> None:
    stranger.post(link)
    stranger.cookies.clear()
    answer = stranger.post(link)
    assert answer.status_code == 410
    assert "no longer works" in answer.text
    assert stranger.get(link).status_code == 410
    assert stranger.get("/").status_code == 303


def test_a_link_is_over_after_ten_minutes(stranger: TestClient, link: str, clock: Clock) -> None:
    clock.pass_(minutes=10)
    assert stranger.get(link).status_code == 410
    assert stranger.post(link).status_code == 410


def test_who_is_signed_in_goes_on(client: TestClient, link: str) -> None:
    client.post(link)
    for path in (link, "/signin"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_cookie_is_for_this_site_alone(stranger: TestClient, link: str, app: App) -> None:
    cookie = stranger.post(link).headers["set-cookie"]
    name = cookie_name("http", app.config.home)
    assert cookie.startswith(f"{name}=")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes == {"httponly", "samesite=strict", "path=/", "max-age=604800"}


def test_under_tls_the_cookie_is_bound_to_the_host(
    app: App, live: Live, clock: Clock, link: str
) -> None:
    application = make_application(app, live=live, clock=clock)
    with TestClient(
        application,
        base_url="https://127.0.0.1:8725",
        headers={"origin": "https://127.0.0.1:8725"},
        follow_redirects=False,
    ) as browser:
        cookie = browser.post(link).headers["set-cookie"]
        assert browser.get("/").status_code == 200
    assert cookie.startswith("__Host-rapport-")
    assert "secure" in {part.strip().lower() for part in cookie.split(";")}


def test_signing_in_again_changes_the_session(
    client: TestClient, app: App, clock: Clock, link: str
) -> None:
    name = cookie_name("http", app.config.home)
    old = client.cookies[name]
    client.post(link)
    assert client.cookies[name] != old
    client.cookies.clear()
    client.cookies.set(name, old)
    assert client.get("/").status_code == 303


def test_a_planted_session_is_not_taken_over(stranger: TestClient, link: str, app: App) -> None:
    name = cookie_name("http", app.config.home)
    planted = "a" * 43
    answer = stranger.post(link, headers={"cookie": f"{name}={planted}"})
    assert answer.status_code == 303
    assert stranger.cookies[name] != planted


def test_signing_out_ends_the_session(post: Post, client: TestClient, app: App) -> None:
    name = cookie_name("http", app.config.home)
    secret = client.cookies[name]
    answer = post("/signout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    client.cookies.clear()
    client.cookies.set(name, secret)
    assert client.get("/").status_code == 303


def test_an_idle_session_ends(client: TestClient, clock: Clock) -> None:
    clock.pass_(hours=12)
    assert client.get("/").status_code == 303


def test_too_many_wrong_links_shut_the_door_for_a_minute(
    stranger: TestClient, clock: Clock, app: App
) -> None:
    codes = [stranger.post(f"/signin/wrong{number}").status_code for number in range(ATTEMPTS + 2)]
    assert codes == [410] * ATTEMPTS + [429] * 2
    link = f"/signin/{make_link(app.engine, app.owner_id, now=clock())}"
    assert stranger.post(link).status_code == 429
    clock.pass_(seconds=61)
    assert stranger.post(link).status_code == 303


def test_other_sites_cannot_shut_the_door(stranger: TestClient, link: str) -> None:
    for number in range(ATTEMPTS + 2):
        stranger.get(f"/signin/wrong{number}")
        stranger.post(f"/signin/wrong{number}", headers={"sec-fetch-site": "cross-site"})
    assert stranger.post(link).status_code == 303


def test_a_link_from_a_mail_arrives(client: TestClient) -> None:
    """Strict cookies stay at home on the way from another site; the page asks once more."""
    cookies = dict(client.cookies)
    client.cookies.clear()
    abroad = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    answer = client.get("/queue?state=all&x=%22%3E", headers=abroad)
    assert answer.status_code == 200
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', answer.text)
    assert found is not None
    client.cookies.update(cookies)
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


def test_a_stranger_who_follows_a_link_ends_at_the_door(stranger: TestClient) -> None:
    home = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}
    answer = stranger.get("/queue", headers=home)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


def test_htmx_is_sent_to_the_door(stranger: TestClient) -> None:
    answer = stranger.get("/queue", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/signin")


def test_nothing_of_the_home_is_at_the_door(stranger: TestClient, link: str, app: App) -> None:
    text = stranger.get(link).text + stranger.get("/signin").text + stranger.get("/none").text
    assert app.config.owner.name not in text
    assert app.config.owner.addresses[0] not in text


def test_the_moment_of_the_page_is_not_that_of_links(app: App, live: Live, clock: Clock) -> None:
    """`serve --as-of` moves the page's clock; links and sessions keep to the real one."""
    application = make_application(
        app, live=live, clock=clock, wall=lambda: clock() + timedelta(days=400)
    )
    link = f"/signin/{make_link(app.engine, app.owner_id, now=clock() + timedelta(days=400))}"
    with TestClient(
        application, base_url=ORIGIN, headers={"origin": ORIGIN}, follow_redirects=False
    ) as browser:
        assert browser.post(link).status_code == 303
        assert browser.get("/").status_code == 200
