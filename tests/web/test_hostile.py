"""Mail that attacks the page: no script of its runs, nothing is asked off the page, nothing of it
becomes a form or a link.

The same vectors on a page without escaping and without a policy show that they would.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from assistant.app import App
from assistant.web.application import make_application
from assistant.web.live import Live
from assistant.web.sessions import make_link
from tests.web.browser import Site, serve
from tests.web.conftest import ORIGIN
from tests.web.vectors import HOST, VECTORS, Vector, write_home

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from assistant.web.live import Look

NOW = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)

#: Every element and attribute that a page of ours is made of. What is not here came from mail.
ELEMENTS = frozenset(
    "html head meta title link script body a header nav ul ol li main aside section article footer "
    "div span p h1 h2 h3 h4 strong em small b i br hr dl dt dd details summary table caption thead "
    "tbody tr th td form input select option optgroup textarea button label fieldset legend time "
    "bdi kbd code pre mark figure figcaption blockquote ins del output dialog "
    "svg path circle rect line text polygon polyline g title desc".split()
)
LOCAL = ("/", "#", "?")


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that read every vector. Not to be changed."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    write_home(home, now=NOW)
    app = App.open(home)
    app.run(now=NOW, clock=lambda: NOW, progress=lambda *_: None)
    app.close()
    return home


@pytest.fixture(scope="module")
def app(hostile_home: Path) -> Iterator[App]:
    app = App.open(hostile_home)
    yield app
    app.close()


@pytest.fixture(scope="module")
def look(app: App) -> Look:
    return Live(app, lambda: NOW).look()


@pytest.fixture(scope="module")
def paths(app: App, look: Look) -> list[str]:
    """Every page that shows something of the mail."""
    findings, messages = look.findings, look.history.messages
    return [
        "/", "/gaps", "/gaps?page=2", "/gaps?page=3", "/clients", "/queue", "/queue?page=2", "/help",
        *(f"/clients/{slug}" for slug in look.history.clients),
        *sorted({f"/threads/{one.thread_id}" for one in messages}),
        *(f"/gaps/{one.id}" for one in findings.gaps),
        *(f"/drafts/{one.id}" for one in app.waiting_drafts()),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def browsed(paths: list[str]) -> list[str]:
    """Those that a browser opens: all but some of the gaps, which look alike."""
    gaps = [path for path in paths if path.startswith("/gaps/")]
    return [path for path in paths if path not in gaps or gaps.index(path) % 4 == 0]


@pytest.fixture(scope="module")
def served(app: App, paths: list[str]) -> dict[str, str]:
    """The bytes of every page, as text."""
    application = make_application(app, live=Live(app, lambda: NOW), clock=lambda: NOW)
    with TestClient(
        application, base_url=ORIGIN, headers={"origin": ORIGIN}, follow_redirects=False
    ) as client:
        client.post(f"/signin/{make_link(app.engine, app.owner_id, now=NOW)}")
        answers = {path: client.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.text for path, answer in answers.items()}


def parse(text: str) -> Any:
    """A page as a tree; lxml's stubs know its HTML elements as plain ones."""
    return html.document_fromstring(text)


# ── Every page as it is served ───────────────────────────────────────────────────────────────────


def test_there_are_enough_vectors_and_all_were_read(look: Look, paths: list[str]) -> None:
    threads = {one.thread_id for one in look.history.messages}
    assert len(VECTORS) >= 60
    assert len(threads) == len(VECTORS)
    assert len(look.history.meetings) == len(VECTORS)
    assert sum(path.startswith("/gaps/") for path in paths) >= len(VECTORS)
    assert sum(path.startswith("/drafts/") for path in paths) >= len(VECTORS) // 2


def test_no_page_holds_an_element_that_mail_brought(served: dict[str, str]) -> None:
    for path, text in served.items():
        found = {str(one.tag) for one in parse(text).iter(html.etree.Element)}
        assert found <= ELEMENTS, (path, found - ELEMENTS)


def test_no_element_holds_a_handler_or_a_style(served: dict[str, str]) -> None:
    for path, text in served.items():
        for one in parse(text).iter(html.etree.Element):
            wrong = [
                key
                for key in map(str, one.attrib)
                if key.startswith(("on", "hx-on", "formaction", "srcdoc", "ping"))
                or key in {"style", "background", "poster", "srcset", "autofocus"}
            ]
            assert not wrong, (path, one.tag, wrong)


def test_every_address_and_form_is_ours(served: dict[str, str]) -> None:
    for path, text in served.items():
        page = parse(text)
        for _, attribute, address, _ in page.iterlinks():
            assert address.startswith(LOCAL), (path, attribute, address)
            assert not address.startswith(("//", "/\\")), (path, address)
        for form in page.iter("form"):
            ours = form.method == "GET" or "csrf" in dict(form.fields)
            assert ours, (path, html.tostring(form)[:200])


def test_scripts_are_two_files_of_ours(served: dict[str, str]) -> None:
    for path, text in served.items():
        for one in parse(text).iter("script"):
            assert one.attrib.get("src", "").startswith("/static/"), path
            assert not (one.text or "").strip(), path


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one.name)
def test_what_was_written_can_be_read_as_text(
    vector: Vector, look: Look, served: dict[str, str]
) -> None:
    message = next(one for one in look.history.messages if one.id.startswith(f"{vector.name}@"))
    page = parse(served[f"/threads/{message.thread_id}"])
    shown = " ".join(page.text_content().split())
    wanted = " ".join(vector.text.split()).replace("\u202e", "\\u{202e}")
    wanted = wanted.replace("\u202c", "\\u{202c}")
    assert wanted in shown


def test_names_of_templates_stay_words(served: dict[str, str]) -> None:
    assert all("Undefined" not in text for text in served.values())


# ── Every page in a real browser ─────────────────────────────────────────────────────────────────

_WATCH = "window.hits = []; window.hit = name => window.hits.push(name);"
_LEFT = """() => ({
  hits: window.hits,
  forms: [...document.forms].filter(
    one => !/^\\/(?!\\/)/.test(one.getAttribute('action') || '')
      || one.method !== 'get' && !one.querySelector('input[name=csrf]')).length
    + document.querySelectorAll('[formaction]').length,
  links: [...document.querySelectorAll('a, area, math')].filter(one => {
    const to = one.getAttribute('href') || one.getAttribute('xlink:href') || '';
    return to && !/^[/#?]/.test(to) || to.startsWith('//') || one.hasAttribute('ping');
  }).length,
})"""


#: Mail as a careless page would show it.
_CONTROL = (
    '<!doctype html><html><head><meta charset="utf-8"><title>Control</title></head>'
    "<body><main><p>{}</p></main></body></html>"
)


def open_page(browser: Browser) -> tuple[Page, list[str]]:
    """A page that counts what runs, with the list of addresses that it asks for."""
    context = browser.new_context()
    context.add_init_script(_WATCH)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.dismiss())
    return page, asked


@pytest.fixture(scope="module")
def hostile_site(hostile_home: Path) -> Iterator[Site]:
    with serve(hostile_home, lambda: NOW) as site:
        yield site


@pytest.mark.slow
def test_nothing_of_it_happens_in_a_browser(
    hostile_site: Site, chromium: Browser, browsed: list[str]
) -> None:
    page, asked = open_page(chromium)
    page.goto(hostile_site.link())
    page.get_by_role("button", name="Open my page").click()
    page.wait_for_url(f"{hostile_site.origin}/")
    for path in browsed:
        page.goto(hostile_site.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        left: dict[str, Any] = page.evaluate(_LEFT)
        assert left == {"hits": [], "forms": 0, "links": 0}, path
        assert page.url == hostile_site.origin + path
    page.context.close()
    assert [url for url in asked if not url.startswith(hostile_site.origin)] == []
    assert len(asked) > len(browsed)


def test_the_words_of_an_attack_do_not_widen_the_page(
    hostile_site: Site, chromium: Browser, paths: list[str]
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = hostile_site.sign_in(context)
    kinds = {path.split("/")[1]: path for path in paths}
    for path in kinds.values():
        page.goto(hostile_site.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()


def test_without_escaping_and_policy_every_vector_hits(chromium: Browser) -> None:
    """The control: what makes the tests above able to fail."""
    missed = []
    page, asked = open_page(chromium)
    control = "http://control.test/"
    shown = {f"{control}{one.name}": one for one in VECTORS}

    def answer(route: Route) -> None:
        vector = shown.get(route.request.url)
        if vector is None:
            route.fulfill(status=204)
        else:
            route.fulfill(body=_CONTROL.format(vector.text), content_type="text/html")

    page.route("**/*", answer)
    for url, vector in shown.items():
        asked.clear()
        page.goto(url, wait_until="commit")
        if not _does_hit(page, asked, vector):
            missed.append(f"{vector.name} {vector.text}")
    page.context.close()
    assert not missed, "\n".join(missed)


def _does_hit(page: Page, asked: list[str], vector: Vector) -> bool:
    if vector.aim == "request":
        for _ in range(20):
            if any(HOST in url for url in asked):
                return True
            page.wait_for_timeout(25)
        return False
    left: dict[str, Any] = {}
    for _ in range(20):
        left = page.evaluate(_LEFT)
        if vector.name in left["hits"] or (vector.aim == "form" and left["forms"]):
            return True
        if vector.aim == "link" and left["links"]:
            return True
        page.wait_for_timeout(25)
    return False
