"""The registry of keys: what the script is told, what help shows, and how single keys go off."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.web.keys import KEYS, Does, Where, list_keys, write_data_keys
from assistant.web.render import STATIC

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tests.web.conftest import Post

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "web"
#: What the interface promises: SAFETY, "Page and command budgets".
PROMISED = {
    "j", "k", "Enter", "Esc", "a", "e", "r", "h", "x", "Shift+A", "z", "d", "w", "o", "/",
    "g q", "g r", "g c", "g t", "?",
}  # fmt: skip


def told(client: TestClient) -> dict[str, str]:
    """What the script of a page is told."""
    found = re.search(r'data-keys="([^"]*)"', client.get("/help").text)
    assert found
    keys: dict[str, str] = json.loads(html.unescape(found[1]))
    return keys


def test_every_promised_key_is_there() -> None:
    assert {key.combo for key in KEYS} == PROMISED


def test_a_key_means_one_thing_on_a_page() -> None:
    for here in (Where.QUEUE, Where.DRAFT):
        combos = [key.combo for key in KEYS if key.where in {here, Where.EVERYWHERE}]
        assert len(combos) == len(set(combos))


def test_a_key_does_the_same_wherever_it_works() -> None:
    for combo in PROMISED:
        assert len({str(key.does) for key in KEYS if key.combo == combo}) == 1, combo


def test_every_mark_in_a_template_is_a_key() -> None:
    for path in TEMPLATES.glob("*.html"):
        for combo in re.findall(r'data-key="([^"{]+)"', path.read_text()):
            assert combo in PROMISED, f"{path.name} marks {combo}"


def test_every_pressed_key_is_marked_somewhere() -> None:
    text = "".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    for key in KEYS:
        if key.does == Does.PRESS and key.combo != "?":
            assert f'data-key="{key.combo}"' in text or f'key="{key.combo}"' in text, key.combo


def test_the_script_names_no_letters_of_its_own() -> None:
    """Only `Esc` for what it closes, and `j` where `x` finds no row marked yet."""
    script = (STATIC / "rapport.js").read_text()
    named = set(re.findall(r'(?:press|step)\((?:-?\d, )?"([^"]+)"\)', script))
    assert named <= {"Esc", "j"}


def test_the_script_is_small() -> None:
    assert (STATIC / "rapport.js").stat().st_size < 6_000


@pytest.mark.parametrize(
    "forbidden", ["eval(", "Function(", "innerHTML", "insertAdjacent", ".style"]
)
def test_the_script_writes_no_code_and_no_markup(forbidden: str) -> None:
    assert forbidden not in (STATIC / "rapport.js").read_text()


def test_turned_off_only_keys_without_characters_are_left() -> None:
    assert set(json.loads(write_data_keys(single=False))) == {"Esc"}


def test_help_shows_every_key(client: TestClient) -> None:
    text = html.unescape(client.get("/help").text)
    for where, keys in list_keys():
        assert where in text
        assert all(key.says in text for key in keys)


def test_single_keys_go_off_and_on_again(client: TestClient, post: Post) -> None:
    assert "a" in told(client)
    assert post("/settings/keys", on="").status_code == 303
    assert set(told(client)) == {"Esc"}
    assert "(off)" in client.get("/help").text
    post("/settings/keys", on="1")
    assert "a" in told(client)


def test_the_switch_rejects_get(client: TestClient) -> None:
    assert client.get("/settings/keys").status_code == 405
