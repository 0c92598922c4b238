"""Every page in every state, held to WCAG 2.2 AA by axe-core in a real browser.

Light and dark, 1280 and 320 px; at 320 nothing may need scrolling sideways. Needs Chromium.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.web.scenes import SCENES, Scene, World, new_page, serve_worlds

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.browser import Site

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIEWS: list[tuple[Literal["light", "dark"], int]] = [
    ("light", 1280), ("light", 320), ("dark", 320), ("dark", 1280),
]  # fmt: skip


@pytest.fixture(scope="module")
def site_of(
    canonical_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[World], Site]]:
    with serve_worlds(canonical_home, tmp_path_factory.mktemp("worlds")) as site_of:
        yield site_of


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_everybody_can_use_it(
    scene: Scene, site_of: Callable[[World], Site], chromium: Browser
) -> None:
    site = site_of(scene.world)
    path = scene.path(site)
    context = chromium.new_context(reduced_motion="reduce")
    page = new_page(site, scene, context)
    assert scene.open(page, site, path) == scene.status
    assert count_headings(page) == 1
    found = {f"{scheme}, {width} px": look(page, scheme, width) for scheme, width in VIEWS}
    context.close()
    assert {view: wrong for view, wrong in found.items() if wrong} == {}


def test_the_rules_find_what_is_wrong(site_of: Callable[[World], Site], chromium: Browser) -> None:
    """A page that is spoilt on purpose: else a rule set that never ran would look like success."""
    context = chromium.new_context(reduced_motion="reduce")
    page = site_of(World.DEMO).sign_in(context)
    page.evaluate("document.querySelector('main').innerHTML = '<img src=\"/x\"><input>'")
    found = find_violations(page)
    context.close()
    assert {"image-alt", "label"} <= {sentence.partition(":")[0] for sentence in found}


def look(page: Page, scheme: Literal["light", "dark"], width: int) -> list[str]:
    """What is wrong with a page in this scheme at this width."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    wrong = find_violations(page)
    if overhang(page) > 0:
        wrong.append(f"sideways: {overhang(page)} px; {' '.join(find_wide(page))}")
    return wrong


def find_violations(page: Page) -> list[str]:
    """`rule: selector` of everything axe-core finds."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    answer: dict[str, Any] = Axe().run(page, options=options).response
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def count_headings(page: Page) -> int:
    """How many h1 a page has."""
    return page.locator("h1").count()


def overhang(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def find_wide(page: Page) -> list[str]:
    """Class names of what reaches beyond the window, outermost first; for the message only."""
    names: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
            .slice(0, 5).map((one) => one.tagName.toLowerCase() + "." + one.className)"""
    )
    return names
