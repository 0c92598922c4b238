"""Accounts on a served page: by keyboard alone, without script, and beside a host that is slow."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.accounts import Probe, Typed
from assistant.web.pages import account_tries
from assistant.web.security import cookie_name
from assistant.web.sessions import find_session

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.browser import Site

CANARY = "canary-Br0wser"


def focused(page: Page) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        if page.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {selector}")


@pytest.mark.parametrize("script", [True, False])
def test_files_are_added_and_removed_by_keyboard(
    site: Site, chromium: Browser, *, script: bool
) -> None:
    context = chromium.new_context()
    page = site.sign_in(context)
    if not script:
        page.route("**/*.js?*", lambda route: route.abort())
    page.goto(site.origin + "/accounts")
    tab_to(page, 'a[href="/accounts/add"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/add")
    tab_to(page, 'a[href="/accounts/add?kind=local"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/add?kind=local")
    tab_to(page, "#f-mail")
    page.keyboard.type("/nowhere/at/all")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert focused(page) == "errors"
    page.keyboard.press("Tab")
    with page.expect_event("framenavigated"):
        page.keyboard.press("Enter")
    assert page.url.endswith("#f-mail")
    tab_to(page, "#f-mail")
    page.keyboard.press("Control+A")
    page.keyboard.type(str(site.app.config.accounts[0].mail[0]))
    with page.expect_navigation(url="**/accounts/seen?name=files"):
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "files is added"
    tab_to(page, 'a[href="/accounts/remove?name=files"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/remove?name=files")
    tab_to(page, ".button.danger")
    with page.expect_navigation(url="**/accounts"):
        page.keyboard.press("Enter")
    page.get_by_text("Removed account 'files'").wait_for()
    context.close()


def test_a_password_is_nowhere_in_the_browser_after_it_failed(
    site: Site, chromium: Browser
) -> None:
    site.app.__dict__["vault"] = Typed(None)
    context = chromium.new_context()
    page = site.sign_in(context)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.origin + "/accounts/add?kind=imap&address=marta%40firm.example")
    page.locator("#f-host").fill("127.0.0.1")
    page.locator("#f-port").fill("1")
    page.locator("#f-tls").select_option("none")
    page.locator("#f-password").fill(CANARY)
    with page.expect_navigation():
        page.get_by_role("button", name="Try it and add it").click()
    assert focused(page) == "errors"
    assert page.locator("#f-password").input_value() == ""
    assert page.locator("#f-password").get_attribute("autocomplete") == "new-password"
    assert page.locator("#f-host").get_attribute("aria-describedby") == "e-host h-host"
    assert CANARY not in page.content()
    assert not [url for url in asked if CANARY in url]
    assert not [url for url in asked if not url.startswith(site.origin)]
    context.close()


def test_a_slow_host_holds_up_neither_the_page_nor_the_home(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answers = threading.Event(), threading.Event()

    def wait(*_: object) -> Probe:
        asked.set()
        answers.wait(30)
        return Probe(())

    monkeypatch.setattr(account_tries, "probe", wait)
    with httpx.Client(base_url=site.origin, headers={"origin": site.origin}, timeout=10) as client:
        client.post(site.link())
        secret = client.cookies[cookie_name("http", site.app.config.home)]
        session = find_session(site.app.engine, site.app.owner_id, secret, now=site.clock())
        assert session is not None
        form = {"csrf": session.csrf, "name": site.app.config.accounts[0].name}
        send = threading.Thread(
            target=lambda: client.post("/accounts/check", data=form, timeout=60), daemon=True
        )
        send.start()
        assert asked.wait(10)
        try:
            assert client.get("/accounts").status_code == 200
            assert client.get("/").status_code == 200
            with site.app.locked():
                pass
            site.app.reload()
        finally:
            answers.set()
            send.join(30)
