"""Charts as SVG from the server: shapes with classes, no style, no script, every text escaped.

Each has a title and a description that say the same in words; the page shows the figures as text
or as a table beside it. Colours come from the style sheet; the kind of shape tells as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.web.pages.overlap import Bar, Overlap

#: User units; the picture scales with the page.
_WIDTH = 640
_LEFT = 108
_RIGHT = 24
_BAR_HEIGHT = 22
_TIMELINE_LANE = 34
_LABEL_CHARACTERS = 15
_MOST_RADIUS = 9.0
_LEAST_RADIUS = 3.5


@dataclass(frozen=True, slots=True)
class Dot:
    """Something that happened on one day of a lane, so many times."""

    at: float
    count: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of a timeline.

    Attributes:
        kind: `in`, `out`, `meeting` or `promise`: decides the shape.
    """

    name: str
    kind: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on the axis, as a share of the width."""

    at: float
    text: str


def draw_overlap(overlap: Overlap, *, key: str = "overlap") -> Markup:
    """Two bars over the owner's day, with what both share and the moment of the page.

    Args:
        key: Makes the ids of this picture its own on the page.
    """
    tops = (26, 26 + _BAR_HEIGHT + 10)
    height = tops[1] + _BAR_HEIGHT + 24
    parts = [
        *_bar(overlap.ours, tops[0], "chart-ours"),
        *_bar(overlap.theirs, tops[1], "chart-theirs"),
    ]
    for start, end in overlap.both:
        parts.append(
            _rect(_x(start), tops[0] + _BAR_HEIGHT + 2, _x(end) - _x(start), 6, "chart-both")
        )
    for tick in overlap.ticks:
        x = _x(tick.at)
        parts.append(_line(x, tops[0] - 4, x, tops[1] + _BAR_HEIGHT + 4, "chart-axis"))
        parts.append(_text(x, 14, tick.ours, anchor="middle"))
        parts.append(_text(x, height - 6, tick.theirs, anchor="middle"))
    if overlap.now is not None:
        x = _x(overlap.now)
        parts.append(_line(x, tops[0] - 8, x, tops[1] + _BAR_HEIGHT + 8, "chart-now"))
    title = f"Working hours today: you and {overlap.theirs.name}"
    return _svg(height, parts, title=title, words=overlap.words, key=key)


def draw_timeline(
    lanes: Sequence[Lane], marks: Iterable[Mark], *, title: str, words: str, key: str = "timeline"
) -> Markup:
    """Lanes of what happened, the oldest at the left; a larger shape is more on one day."""
    height = len(lanes) * _TIMELINE_LANE + 30
    bottom = len(lanes) * _TIMELINE_LANE + 8
    parts = []
    for mark in marks:
        x = _x(mark.at)
        parts.append(_line(x, 4, x, bottom, "chart-axis"))
        parts.append(_text(x + 3, height - 6, mark.text))
    for row, lane in enumerate(lanes):
        y = row * _TIMELINE_LANE + _TIMELINE_LANE / 2 + 4
        parts.append(_line(_LEFT, y, _WIDTH - _RIGHT, y, "chart-axis"))
        parts.append(_text(0, y + 4, lane.name, css="chart-strong"))
        parts.extend(_dot(dot, lane.kind, y) for dot in lane.dots)
    return _svg(height, parts, title=title, words=words, key=key)


def _bar(bar: Bar, top: float, css: str) -> list[Markup]:
    parts = [
        _text(0, top + _BAR_HEIGHT - 6, _shortened(bar.name), css="chart-strong"),
        _rect(_x(0), top, _x(1) - _x(0), _BAR_HEIGHT, "chart-track"),
    ]
    parts += [_rect(_x(a), top, _x(b) - _x(a), _BAR_HEIGHT, css) for a, b in bar.spans]
    if bar.label:
        parts.append(_text(_x(0.5), top + _BAR_HEIGHT - 6, bar.label, anchor="middle"))
    return parts


def _dot(dot: Dot, kind: str, y: float) -> Markup:
    x = _x(dot.at)
    radius = min(_MOST_RADIUS, _LEAST_RADIUS * dot.count**0.5)
    if kind == "meeting":
        size = radius * 1.6
        return _rect(x - size / 2, y - size / 2, size, size, "chart-meeting")
    if kind == "promise":
        points = " ".join(
            f"{_number(a)},{_number(b)}"
            for a, b in ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
        )
        return Markup('<polygon class="chart-promise" points="{}"/>').format(points)
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
        f"chart-{kind}", _number(x), _number(y), _number(radius)
    )


def _x(share: float) -> float:
    return _LEFT + max(0.0, min(1.0, share)) * (_WIDTH - _LEFT - _RIGHT)


def _svg(height: float, parts: Iterable[Markup], *, title: str, words: str, key: str) -> Markup:
    head = Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{key}-title {key}-desc" '
        'focusable="false"><title id="{key}-title">{}</title><desc id="{key}-desc">{}</desc>'
    ).format(_WIDTH, _number(height), title, words, key=key)
    return head + Markup("").join(parts) + Markup("</svg>")


def _rect(x: float, y: float, width: float, height: float, css: str) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>').format(
        css, _number(x), _number(y), _number(width), _number(height)
    )


def _line(x1: float, y1: float, x2: float, y2: float, css: str) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        css, *map(_number, (x1, y1, x2, y2))
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", css: str = "") -> Markup:
    classes = Markup(' class="{}"').format(css) if css else Markup("")
    return Markup('<text{} x="{}" y="{}" font-size="12" text-anchor="{}">{}</text>').format(
        classes, _number(x), _number(y), anchor, escape(text)
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _shortened(name: str) -> str:
    if len(name) <= _LABEL_CHARACTERS:
        return name
    return name[: _LABEL_CHARACTERS - 1].rstrip() + "…"
