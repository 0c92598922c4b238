"""The look of the page, as far as it can be computed: contrast, names, addresses, weight.

What only a browser knows (focus, targets, landmarks, sideways scroll) is in test_axe.py.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.web.render import STATIC

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates" / "web").glob("*.html"))
CSS = (STATIC / "style.css").read_text()
VENDORED = tomllib.loads((STATIC / "vendored.toml").read_text())["file"]

#: Jinja's own marks; what stays is HTML.
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_HOLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


#: The frame itself, the pieces, and the step between another site and a page, seen for a blink.
_NO_PAGES = {"base.html", "macros.html", "arrive.html"}


def html_of(template: Path) -> str:
    """A template without its statements; `{{ … }}` becomes a hole, NUL."""
    return _HOLE.sub("\0", _JINJA.sub(" ", template.read_text()))


def each_template() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)


# ── Colours ──────────────────────────────────────────────────────────────────────────────────────

_TEXT, _SHAPE = 4.5, 3.0
_SOFT = ("critical", "late", "due", "watch", "good", "accent")
#: (what is drawn, what it lies on, least contrast): every pair that style.css makes.
PAIRS = [
    *(
        (front, back, _TEXT)
        for front in ("ink", "muted", "accent", "critical")
        for back in ("paper", "sheet", "sunk")
    ),
    *((name, f"{name}-soft", _TEXT) for name in _SOFT),
    *(("ink", f"{name}-soft", _TEXT) for name in _SOFT),
    *((name, back, _SHAPE) for name in _SOFT for back in ("paper", "sheet", "sunk")),
    ("on-accent", "accent", _TEXT),
    ("ink", "added", _TEXT),
    ("ink", "removed", _TEXT),
    ("muted", "added", _TEXT),
    ("muted", "removed", _TEXT),
    ("edge", "sheet", _SHAPE),
    ("edge", "paper", _SHAPE),
]


def read_colours(scheme: str) -> Mapping[str, str]:
    """The custom properties that hold a colour, as a browser in this scheme sees them."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    given = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    colours = dict(given.findall(light))
    return colours if scheme == "light" else colours | dict(given.findall(dark))


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""

    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast_is_enough(scheme: str, front: str, back: str, least: float) -> None:
    colours = read_colours(scheme)
    found = contrast(colours[front], colours[back])
    assert found >= least, f"{front} on {back}, {scheme}: {found:.2f}"


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    names = re.compile(r"--([a-z-]+): #")
    assert set(names.findall(light)) == set(names.findall(dark))


def test_the_style_names_colours_only_once() -> None:
    """Outside the two lists of values colours appear only in print and forced colours."""
    rules = CSS[CSS.index("/* ── Elements") : CSS.index("@media (forced-colors")]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rules) == []


# ── Templates ────────────────────────────────────────────────────────────────────────────────────


@each_template()
def test_nothing_inline(template: Path) -> None:
    html = html_of(template)
    assert not re.search(r"\s(style|on[a-z]+|hx-on[^=]*|srcdoc)\s*=", html)
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "javascript:" not in html


@each_template()
def test_no_address_of_another_host(template: Path) -> None:
    assert not re.search(r"""["'(=]\s*(https?:)?//""", html_of(template))


@each_template()
def test_every_page_has_the_frame(template: Path) -> None:
    text = template.read_text()
    if template.name in _NO_PAGES or template.name.startswith("_"):
        assert "{% extends" not in text
    else:
        assert '{% extends "base.html" %}' in text


@each_template()
def test_every_class_has_a_style(template: Path) -> None:
    known = set(re.findall(r"\.(-?[a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)))
    missing = [name for name in classes_of(template) if not is_styled(name, known)]
    assert missing == []


def classes_of(template: Path) -> Iterator[str]:
    """Names in `class` attributes; a hole stays as NUL."""
    for value in re.findall(r'\bclass="([^"]*)"', html_of(template)):
        yield from value.split()


def is_styled(name: str, known: set[str]) -> bool:
    """Whether a class is in the style; one that ends in a hole needs one that begins so."""
    head = name.partition("\0")[0]
    if "\0" in name:
        return any(one.startswith(head) for one in known)
    return name in known


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", VENDORED, ids=lambda file: file["path"])
def test_vendored_files_are_as_published(file: Mapping[str, str]) -> None:
    content = (STATIC / file["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert (STATIC / file["licence_file"]).read_text().strip()
    assert all(file[key] for key in ("name", "version", "licence", "source"))


def test_every_minified_file_is_named_as_vendored() -> None:
    minified = {path.name for path in STATIC.glob("*.min.*")}
    assert minified == {file["path"] for file in VENDORED}


def test_the_style_loads_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face", CSS)


def test_our_script_names_no_host() -> None:
    assert not re.search(r"https?://", (STATIC / "rapport.js").read_text())


@pytest.mark.parametrize("path", ["/", "/queue", "/clients", "/help"])
def test_first_load_is_light(client: TestClient, path: str) -> None:
    """Page, style and scripts as gzip, of which the page comes from the demo world."""
    page = client.get(path)
    assert page.status_code == 200
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    loaded = [page.content, *(client.get(address).content for address in named)]
    assert sum(len(gzip.compress(one, 9)) for one in loaded) < 80_000
