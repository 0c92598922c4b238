"""The door in a real browser: what it sends with our forms, and what it leaves at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.browser import Site


def test_our_own_form_comes_with_a_null_origin_and_is_taken(site: Site, chromium: Browser) -> None:
    """The one case in which Sec-Fetch-Site alone decides: pages are shown under no-referrer."""
    page = site.sign_in(chromium.new_context())
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.headers)))
    page.goto(f"{site.origin}/help")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site.origin}/signin")
    [headers] = [headers for method, headers in sent if method == "POST"]
    assert headers["origin"] == "null"
    assert page.context.cookies() == []


def test_a_link_on_another_site_arrives(site: Site, chromium: Browser) -> None:
    page = site.sign_in(chromium.new_context())
    page.goto(f'data:text/html,<a href="{site.origin}/queue">drafts</a>')
    page.get_by_text("drafts").click()
    page.wait_for_url(f"{site.origin}/queue")
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_function("document.title !== 'Rapport'")
    assert page.title().startswith("Drafts")


def test_a_form_on_another_site_does_nothing(site: Site, chromium: Browser) -> None:
    page = site.sign_in(chromium.new_context())
    page.goto(
        f'data:text/html,<form method="post" action="{site.origin}/settings/keys">'
        '<button name="on" value="">go</button></form>'
    )
    page.get_by_role("button").click()
    page.wait_for_url(f"{site.origin}/settings/keys")
    assert "Not from here" in page.content()
