"""The forms of the daily report: they say the same, and nothing a stranger wrote gets out of hand."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from assistant.insight.records import GapKind, Severity
from assistant.reports.daily import DailyReport, daily_json
from assistant.reports.html import MARKS, render_html
from assistant.reports.lines import fold
from assistant.reports.markdown import escape_markdown, render_markdown
from assistant.reports.render import TemplateBroken, render_daily
from assistant.reports.sheet import lay_out
from tests.reports.builders import make_draft, make_gap, make_report, make_source
from tests.reports.hostile import TEXTS, make_hostile_report
from tests.reports.reading import parse_html, read_html, read_markdown, words

PAGE = "http://127.0.0.1:8042"
NAMES = [repr(text[:24]) for text in TEXTS]


def make_full_report() -> DailyReport:
    gaps = [
        make_gap(
            number, kind=kind, severity=severity, subject=f"Subject {number}",
            why=f"Reason number {number}, in one sentence.", next_step=f"Step number {number}.",
        )
        for number, (kind, severity) in enumerate(zip(GapKind, list(Severity) * 3, strict=False), 1)
    ]  # fmt: skip
    return make_report(
        *gaps, drafts=(make_draft(), make_draft(2, blocked=("slot",))), problems=2, older=3
    )


# ── the same in each form ────────────────────────────────────────────────────────────────────


def test_every_gap_its_reason_and_its_next_step_stand_in_every_form() -> None:
    report = make_full_report()
    forms = {
        "text": words(render_daily(report)),
        "html": read_html(render_html(report)),
        "markdown": read_markdown(render_markdown(report)),
    }
    for gap in daily_json(report)["gaps"]:
        facts = (f"gap {gap['id'][:8]}", gap["why"], gap["next_step"], gap["subject"])
        for name, form in forms.items():
            missing = [fact for fact in facts if fact not in form]
            assert not missing, name


def test_what_is_not_a_gap_stands_in_every_form_too() -> None:
    report = make_hostile_report("Mr. Plain")
    sheet = lay_out(report)
    facts = [
        sheet.read, *sheet.trouble, *(count.text + count.note for count in sheet.counts),
        *(f"{row.client}: {row.what} ({row.short})" for row in (*sheet.promises, *sheet.ageing)),
        *(row.when for row in (*sheet.promises, *sheet.ageing)),
        *(f"{row.client}: {row.title}" for row in sheet.meetings),
        *(f"{row.count}: “{row.subject}” from {row.sender}" for row in sheet.unread),
        *(group.title for group in sheet.groups),
        *(group.title for group in sheet.drafts),
        *(row.short for group in sheet.drafts for row in group.rows),
    ]  # fmt: skip
    for form in (
        words(render_daily(report, width=2000)),
        read_html(render_html(report)),
        read_markdown(render_markdown(report)),
    ):
        lowered = form.lower()
        assert [fact for fact in facts if fact.lower() not in lowered] == []


@pytest.mark.parametrize("render", [render_daily, render_html, render_markdown])
def test_nothing_found_and_nothing_read_look_different_in_every_form(render) -> None:  # type: ignore[no-untyped-def]
    clear, never = render(make_report()), render(make_report(sources=()))
    assert "Nothing is waiting." in clear
    assert "Nothing was read" in never
    assert "Nothing is waiting" not in never
    assert "rapport run" in never


@pytest.mark.parametrize("render", [render_daily, render_html, render_markdown])
def test_a_failed_source_stands_above_every_gap(render) -> None:  # type: ignore[no-untyped-def]
    report = make_report(make_gap(), sources=(make_source(), make_source(error="It is broken.")))
    form = render(report)
    assert 0 < form.index("It is broken.") < form.index("Acme Works")


# ── hostile texts ────────────────────────────────────────────────────────────────────────────


@cache
def forms_of(text: str) -> tuple[str, str, str]:
    """Text, HTML and Markdown of a report that carries the text everywhere."""
    report = make_hostile_report(text)
    return render_daily(report), render_html(report, page=PAGE), render_markdown(report)


ELEMENTS = frozenset(
    "html head meta title style body div table tr td h1 h2 h3 p span strong bdi blockquote code a".split()
)
ATTRIBUTES = frozenset(
    "lang charset name content class style role width cellpadding cellspacing border align dir href".split()
)


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_hostile_text_stays_text_in_html(text: str) -> None:
    page, plain = forms_of(text)[1], forms_of("plain")[1]
    elements, calm = list(parse_html(page).iter()), list(parse_html(plain).iter())
    assert {one.tag for one in elements} <= ELEMENTS
    assert {name for one in elements for name in one.attrib} <= ATTRIBUTES
    assert all(one.get("href").startswith(f"{PAGE}/") for one in elements if one.get("href"))
    assert page.count("<!--") == plain.count("<!--")
    assert len(elements) <= len(calm)
    assert words(fold(text))[:60] in read_html(page)


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_hostile_text_stays_text_in_markdown(text: str) -> None:
    page = forms_of(text)[2]
    for dialect in (MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False})):
        tokens = dialect.parse(page)
        flat = [one for token in tokens for one in (token, *(token.children or ()))]
        kinds = {token.type for token in flat}
        assert not kinds & {"link_open", "image", "html_block", "html_inline", "em_open", "s_open",
                            "table_open", "fence", "code_block", "ordered_list_open"}  # fmt: skip
        headings = [t.tag for t in tokens if t.type == "heading_open"]
        assert headings == ["h1", "h2", "h3", "h2", "h3", *["h2"] * 5]
    assert words(fold(text))[:60] in read_markdown(page)


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_no_form_holds_what_a_terminal_or_a_reader_would_obey(text: str) -> None:
    for form in forms_of(text):
        assert not set(form) & set("\x00\x07\x1b\x9b\u202e\u2066\u2069\u200b\ufeff\u2028\u2029\r")


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_no_address_of_a_stranger_can_become_a_link_by_itself(text: str) -> None:
    _, page, markdown = forms_of(text)
    seen = str(parse_html(page).find("body").text_content())
    assert not re.search(r"://\w|www\.\w|\w@\w|evil[.。．]example", seen)
    assert not re.search(r"(?<!\\)://|www\.|(?<!\\)@", markdown)


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_escaped_markdown_is_shown_as_it_was(text: str) -> None:
    folded = fold(text)
    assert read_markdown(escape_markdown(folded)) == words(folded)


# ── HTML for mail programs ───────────────────────────────────────────────────────────────────


def test_nothing_is_loaded_from_anywhere() -> None:
    page = render_html(make_full_report())
    assert not re.search(r"https?:|url\(|@import|src=|<(img|script|link|iframe|form|input)", page)


def test_links_lead_to_the_configured_page_only() -> None:
    report = make_full_report()
    found = re.findall(r'href="([^"]*)"', render_html(report, page=PAGE))
    assert f"{PAGE}/gaps/{report.gaps[0].id}" in found
    assert f"{PAGE}/drafts/{report.drafts[0].id}" in found
    assert all(link.startswith(f"{PAGE}/") for link in found)
    assert f"]({PAGE}/gaps/{report.gaps[0].id})" in render_markdown(report, page=PAGE)


def test_every_element_with_text_carries_its_own_style() -> None:
    tree = parse_html(render_html(make_full_report(), page=PAGE))
    bare = [one.tag for one in tree.iter("p", "h1", "h2", "h3", "a", "td", "code", "blockquote")
            if not one.get("style") and one.text_content().strip()]  # fmt: skip
    assert set(bare) <= {"td"}


def test_a_flood_stays_below_what_a_large_mail_program_cuts_off() -> None:
    gaps = [
        make_gap(number, severity=Severity.CRITICAL, why="A rather long reason. " * 8)
        for number in range(1, 1001)
    ]
    assert len(render_html(make_report(*gaps), page=PAGE).encode()) < 102_000


def contrast(one: str, other: str) -> float:
    """Ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read_on_light_and_dark_paper() -> None:
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in MARKS.values())
    dark = re.findall(r"  \.(\w+) \{ color: (#\w{6})", render_html(make_report()))
    assert {name for name, _ in dark} >= {"ink", "quiet", "link", *MARKS}
    assert all(contrast(colour, "#16191d") >= 4.5 for _, colour in dark)


def test_an_own_template_gets_escaped_texts(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "daily.html").write_text("{{ groups[0].blocks[0].subject }}")
    (tmp_path / "report" / "daily.md").write_text("{{ groups[0].blocks[0].subject }}")
    report = make_report(make_gap(subject="<b> *x*"))
    assert render_html(report, templates=tmp_path) == "&lt;b&gt; *x*"
    assert render_markdown(report, templates=tmp_path) == r"\<b\> \*x\*"


def test_a_broken_template_is_named(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "daily.html").write_text("{{ nobody }}")
    with pytest.raises(TemplateBroken, match=r"daily\.html cannot be used: 'nobody' is undefined"):
        render_html(make_report(), templates=tmp_path)
