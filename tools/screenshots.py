"""Pictures of every page in every state, from the invented world at its canonical moment.

    python -m tools.screenshots                    all pictures; those of the README are replaced
    python -m tools.screenshots --only today,gap   some scenes, into build/screenshots only

Whole pages go to build/screenshots/, light and dark, 1280 and 320 px wide; the first screen of the
scenes in README goes to docs/screenshots/. Nothing is read but the invented world, in a temporary
home; the time is pinned, so the same version gives the same pictures on the same fonts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.web.browser import CHROMIUM_MISSING, find_chromium, open_chromium
from tests.web.scenes import SCENES, Scene, build_canonical, new_page, serve_worlds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page

    from tests.web.browser import Site

ROOT = Path(__file__).resolve().parent.parent
ALL = ROOT / "build" / "screenshots"
DOCS = ROOT / "docs" / "screenshots"

#: The pictures that are kept in the tree: few and small, for they stay in its history.
README = ("today", "queue", "draft-edited", "draft-blocked", "thread", "client")
MOST_BYTES = 150_000

_HEIGHT = 800
_HEIGHT_IN_DOCS = 700
#: Where a picture in docs begins, when not at the top of the page.
_BEGINS_AT = {"draft-edited": "#changed", "draft-blocked": "#recipients", "client": "#hours"}
_VIEWS: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320),
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Take the pictures; 0 when all were taken and those of the README are small enough."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("--only", metavar="SCENE,SCENE", help="these scenes, not the README's")
    given = parser.parse_args(arguments)
    program = find_chromium()
    if program is None:
        print(CHROMIUM_MISSING, file=sys.stderr)
        return 1
    chosen = choose_scenes(given.only)
    with tempfile.TemporaryDirectory() as folder, open_chromium(program) as browser:
        canonical = Path(folder) / "canonical"
        build_canonical(canonical)
        with serve_worlds(canonical, Path(folder)) as site_of:
            taken = [
                path
                for scene in chosen
                for path in take(scene, site_of(scene.world), browser, keep=given.only is None)
            ]
    large = [path for path in taken if path.parent == DOCS and path.stat().st_size > MOST_BYTES]
    for path in large:
        print(f"{path.relative_to(ROOT)} has {path.stat().st_size:,} bytes", file=sys.stderr)
    return 1 if large else 0


def choose_scenes(only: str | None) -> Sequence[Scene]:
    """All, or those named.

    Raises:
        SystemExit: a name is none of a scene.
    """
    if only is None:
        return SCENES
    named = only.split(",")
    unknown = set(named) - {scene.name for scene in SCENES}
    if unknown:
        raise SystemExit(f"No scene is called {', '.join(sorted(unknown))}.")
    return [scene for scene in SCENES if scene.name in named]


def take(scene: Scene, site: Site, browser: Browser, *, keep: bool) -> list[Path]:
    """Photograph one scene in every view.

    Args:
        keep: Also replace the picture in docs/, where the README shows this scene.
    """
    context = browser.new_context(reduced_motion="reduce")
    page = new_page(site, scene, context)
    path = scene.path(site)
    status = scene.open(page, site, path)
    if status != scene.status:
        raise SystemExit(f"{scene.name} answered {status} instead of {scene.status}.")
    taken = [_photograph(page, ALL, scene, scheme, width) for scheme, width in _VIEWS]
    if keep and scene.name in README:
        taken.append(_photograph_first_screen(page, scene))
    context.close()
    return taken


def _photograph(
    page: Page, folder: Path, scene: Scene, scheme: Literal["light", "dark"], width: int
) -> Path:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": _HEIGHT})
    path = folder / f"{scheme}-{width}" / f"{scene.name}.png"
    page.screenshot(path=path, full_page=True)
    print(path.relative_to(ROOT))
    return path


def _photograph_first_screen(page: Page, scene: Scene) -> Path:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": _HEIGHT_IN_DOCS})
    if scene.name in _BEGINS_AT:
        place = page.locator(_BEGINS_AT[scene.name])
        place.evaluate("place => place.closest('section').scrollIntoView()")
    path = DOCS / f"{scene.name}.png"
    page.screenshot(path=path)
    print(path.relative_to(ROOT))
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
