"""Charts: well-formed, escaped, said in words, nothing that a policy without inline style refuses."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from assistant.insight.worktime import WorkClock
from assistant.web.charts import Dot, Lane, Mark, draw_overlap, draw_timeline
from assistant.web.pages.overlap import Overlap, find_overlap
from tests.insight.builders import make_clock, utc

HOSTILE = '<script>alert(1)</script>"onload="alert(1)'
LANES = (
    Lane("They wrote", "in", (Dot(0.0, 1), Dot(1.0, 400))),
    Lane("You wrote", "out", (Dot(0.5, 2),)),
    Lane("Meetings", "meeting", (Dot(0.25, 1),)),
    Lane("Promises due", "promise", (Dot(2.0, 1), Dot(-1.0, 1))),
)


def make_overlap(name: str = "Arden") -> Overlap:
    ours, theirs = WorkClock(make_clock("Europe/Berlin")), WorkClock(make_clock("Asia/Kolkata"))
    return find_overlap(ours, theirs, utc("2025-03-05 10:00"), name=name)


def parse(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


def draw(name: str = "Arden") -> list[str]:
    return [
        str(draw_overlap(make_overlap(name))),
        str(draw_timeline(LANES, [Mark(0.3, name)], title=name, words=f"Words of {name}.")),
    ]


@pytest.mark.parametrize("svg", draw())
def test_a_chart_says_in_words_what_it_shows(svg: str) -> None:
    root = parse(svg)
    ids = str(root.attrib["aria-labelledby"]).split()
    assert root.attrib["role"] == "img"
    words = {one.attrib.get("id"): one.text for one in root.iter()}
    assert all(words[one] for one in ids)


@pytest.mark.parametrize("svg", draw(HOSTILE))
def test_what_mail_wrote_stays_text(svg: str) -> None:
    names = {element.tag for element in parse(svg).iter()}
    assert names <= {"svg", "title", "desc", "rect", "line", "text", "circle", "polygon"}
    assert not [key for one in parse(svg).iter() for key in one.attrib if str(key).startswith("on")]


@pytest.mark.parametrize("svg", draw(HOSTILE))
def test_no_chart_has_a_style_or_a_link(svg: str) -> None:
    assert not re.search(r"<[^>]+\s(?:style|href|xlink:href|on\w+)=", svg.split("</desc>")[1])


@pytest.mark.parametrize("svg", draw())
def test_every_shape_lies_inside_the_picture(svg: str) -> None:
    root = parse(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for one in root.iter("rect"):
        assert 0 <= float(one.attrib["x"]) <= float(one.attrib["x"]) + float(one.attrib["width"])
        assert float(one.attrib["x"]) + float(one.attrib["width"]) <= width
        assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height
    for one in root.iter("circle"):
        assert float(one.attrib["r"]) <= 9


def test_two_charts_on_one_page_share_no_id() -> None:
    found = re.findall(r' id="([^"]+)"', "".join(draw()))
    assert len(found) == len(set(found))


def test_a_day_without_hours_says_why_in_the_bar() -> None:
    closed = replace(make_overlap().theirs, spans=(), label="Holi")
    svg = str(draw_overlap(replace(make_overlap(), theirs=closed, both=())))
    assert "Holi" in [one.text for one in parse(svg).iter("text")]
