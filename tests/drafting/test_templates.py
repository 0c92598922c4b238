"""Templates: what they may use, how they are replaced, and that they always end."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from assistant.drafting.errors import TemplateRefused
from assistant.drafting.records import DraftKind
from assistant.drafting.render import GROUPS
from assistant.drafting.templates import Templates


def write_template(folder: Path, text: str, name: str = "reply.txt") -> Templates:
    path = folder / "drafts" / "en" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Templates(folder)


def test_one_file_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    templates = write_template(tmp_path, "Moin {{ name }}\n")
    assert templates.render(DraftKind.REPLY, "en", {"name": "Jonas"}) == "Moin Jonas\n"
    with pytest.raises(TemplateRefused, match="greeting"):
        templates.render(DraftKind.RECAP, "en", {})


def test_words_are_replaced_one_by_one(tmp_path: Path) -> None:
    templates = write_template(tmp_path, 'me = "We"\n', "words.toml")
    assert templates.words("en").text("me") == "We"
    assert templates.words("en").text("and") == "and"


def test_an_unknown_value_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused, match="naem"):
        write_template(tmp_path, "{{ naem }}").render(DraftKind.REPLY, "en", {"name": "x"})


def test_mail_text_is_never_a_template(tmp_path: Path) -> None:
    templates = write_template(tmp_path, "{{ name }}")
    assert templates.render(DraftKind.REPLY, "en", {"name": "{{ 7*7 }}"}) == "{{ 7*7 }}\n"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ name.upper() }}",
        "{% for a in range(10) %}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{% set x = 1 %}",
        "{% set x %}a{% endset %}",
        "{% include 'words.toml' %}",
        "{% import 'x' as y %}",
        "{% macro a() %}{{ a() }}{% endmacro %}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ name|center(1000000000) }}",
        "{{ [name, name] }}",
        "{{ name ~ name }}",
        "{{ namespace() }}",
        "{% for a in l %}{% for b in l %}{% for c in l %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in l recursive %}{{ loop(l) }}{% endfor %}",
        "{% extends 'x' %}",
        "{% filter upper %}x{% endfilter %}",
        "{{ name",
        "{{ name[0:1000] }}",
    ],
)
def test_what_a_template_does_not_need_is_refused(tmp_path: Path, text: str) -> None:
    templates = write_template(tmp_path, text)
    with pytest.raises(TemplateRefused):
        templates.render(DraftKind.REPLY, "en", {"name": "x", "l": ["a"]})


def test_a_huge_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused, match="larger"):
        write_template(tmp_path, "x" * 70_000).render(DraftKind.REPLY, "en", {})


@pytest.mark.parametrize(
    ("wanted", "chosen"), [("en", "en"), ("xx", "en"), ("und", "en"), ("../..", "en"), ("", "en")]
)
def test_a_language_without_words_falls_back_to_english(wanted: str, chosen: str) -> None:
    assert Templates().choose_language(wanted) == chosen


def test_another_language_may_come_from_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "drafts" / "de"
    folder.mkdir(parents=True)
    (folder / "words.toml").write_text('me = "ich"\n', encoding="utf-8")
    assert Templates(tmp_path).choose_language("de") == "de"


def test_broken_words_are_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused, match=r"words\.toml"):
        write_template(tmp_path, "me = ", "words.toml").words("en")


def test_an_empty_place_that_nobody_would_see_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused, match="slot_answer must begin"):
        write_template(tmp_path, 'slot_answer = "(answer: {text})"\n', "words.toml").words("en")
    templates = write_template(tmp_path, 'slot_answer = "[[Antwort: {text}]]"\n', "words.toml")
    assert templates.words("en").fill("slot_answer", text="x") == "[[Antwort: x]]"


@pytest.mark.parametrize("phrase", ["{when}", "{text.__class__}", "{text:>999999999}", "{0}"])
def test_a_phrase_is_filled_and_never_formatted(tmp_path: Path, phrase: str) -> None:
    templates = write_template(tmp_path, f'slot_answer = "[your {phrase}]"\n', "words.toml")
    if phrase == "{when}":
        with pytest.raises(TemplateRefused, match="nothing fills"):
            templates.words("en").fill("slot_answer", text="x")
    else:
        assert templates.words("en").fill("slot_answer", text="x") == f"[your {phrase}]"


def test_every_kind_is_described() -> None:
    described = files("templates").joinpath("drafts/README.md").read_text(encoding="utf-8")
    for kind in DraftKind:
        assert f"`{kind.value}.txt`" in described
    for name in GROUPS.values():
        assert f"`{name}`" in described
