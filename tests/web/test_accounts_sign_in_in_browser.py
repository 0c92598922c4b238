"""Signing in at Google and Microsoft in a real browser: by keyboard, without script, in every view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.accounts import Typed
from tests.web.consent import (
    CLIENT_FILE,
    MICROSOFT,
    browse,
    end_of,
    google_host,
    microsoft_host,
)
from tests.web.test_accounts_in_browser import focused, tab_to
from tests.web.test_axe import VIEWS, count_headings, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.connectors.google.double import Double
    from tests.web.browser import Site
    from tests.web.consent import Microsoft

#: Long: with the slow ones.
pytestmark = pytest.mark.slow

LINK = "a[target=_blank]"


@pytest.fixture
def google(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Double]:
    pytest.importorskip("googleapiclient", reason="needs the extra 'google'")
    site.app.__dict__["vault"] = Typed(None)
    with google_host() as (double, places):
        monkeypatch.setattr("assistant.oauth.ENDPOINTS", places)
        yield double
        assert site.attempts.wait(20)


@pytest.fixture
def entra(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Microsoft]:
    pytest.importorskip("msal", reason="needs the extra 'microsoft'")
    site.app.__dict__["vault"] = Typed(None)
    with microsoft_host() as (double, places):
        monkeypatch.setattr("assistant.oauth.ENDPOINTS", places)
        yield double
        site.attempts.forget("desk")
        assert site.attempts.wait(20)


def fill_in(page: Page, site: Site) -> None:
    """The form of Google, by keyboard alone, up to its buttons."""
    page.goto(site.origin + "/accounts/add")
    tab_to(page, 'a[href="/accounts/add?kind=google"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/add?kind=google")
    tab_to(page, "#f-client")
    page.keyboard.insert_text(CLIENT_FILE)
    tab_to(page, "#f-name")
    page.keyboard.press("Control+A")
    page.keyboard.type("desk")


def test_the_person_opens_the_providers_page_and_this_one_goes_on_by_itself(
    site: Site, chromium: Browser, google: Double
) -> None:
    context = chromium.new_context()
    page = site.sign_in(context)
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    fill_in(page, site)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{site.origin}/accounts/sign-in?name=desk"
    tab_to(page, LINK)
    with context.expect_page() as opened:
        page.keyboard.press("Enter")
    assert opened.value.evaluate("window.opener") is None
    opened.value.get_by_text("You can close this window").wait_for()
    page.wait_for_url("**/accounts/seen?name=desk", timeout=20_000)
    assert page.locator("h1").inner_text() == "desk is added"
    assert not [url for url in asked if not url.startswith(site.origin)]
    assert [told for told in faults if "Content Security Policy" in told] == []
    context.close()


def test_without_script_one_looks_again(site: Site, chromium: Browser, google: Double) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.link())
    page.get_by_role("button", name="Open my page").click()
    page.goto(site.origin + "/accounts/add?kind=google")
    page.locator("#f-client").fill(CLIENT_FILE)
    page.locator("#f-name").fill("desk")
    page.get_by_role("button", name="Sign in at Google").click()
    browse(page.locator(LINK).get_attribute("href") or "")
    assert site.attempts.wait(20)
    page.get_by_role("link", name="Look again").click()
    page.wait_for_url("**/accounts/seen?name=desk")
    assert page.locator("h1").inner_text() == "desk is added"
    context.close()


def test_an_answer_is_pasted_by_keyboard_and_not_lost_while_it_is_typed(
    site: Site, chromium: Browser, google: Double
) -> None:
    context = chromium.new_context()
    page = site.sign_in(context)
    fill_in(page, site)
    tab_to(page, "button[name=elsewhere]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    came_back = end_of(page.locator(LINK).get_attribute("href") or "")
    tab_to(page, "#f-address")
    page.keyboard.insert_text("http://127.0.0.1:8765/?state=another&code=x")
    with page.expect_response("**/accounts/sign-in/progress?*"):
        pass
    assert page.locator("#f-address").input_value()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert focused(page) == "f-address"
    assert page.locator("#f-address").get_attribute("aria-describedby") == "e-address"
    page.keyboard.insert_text(came_back)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/seen?name=desk", timeout=20_000)
    assert "4%2F" not in page.content()
    context.close()


def test_everybody_can_use_microsofts_pages(
    site: Site, chromium: Browser, entra: Microsoft
) -> None:
    entra.pending = 10_000
    context = chromium.new_context(reduced_motion="reduce")
    page = site.sign_in(context)
    page.goto(site.origin + "/accounts/add?kind=microsoft")
    page.locator("#f-client_id").fill(MICROSOFT["client_id"])
    page.locator("#f-tenant").fill(MICROSOFT["tenant"])
    page.locator("#f-name").fill("desk")
    page.get_by_role("button", name="Sign in at Microsoft").click()
    page.locator(LINK).wait_for()
    assert count_headings(page) == 1
    found = {f"here, {scheme}, {width}": look(page, scheme, width) for scheme, width in VIEWS}
    page.get_by_role("button", name="My browser runs on another machine").click()
    page.get_by_text("ABCD-1234").wait_for()
    found |= {f"code, {scheme}, {width}": look(page, scheme, width) for scheme, width in VIEWS}
    context.close()
    assert {view: wrong for view, wrong in found.items() if wrong} == {}
