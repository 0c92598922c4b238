"""One matter as text: a block that says everything, or one line of a long list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.reports.lines import cut, pad, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.reports.matters import Matter

#: A name is not cut below this, however narrow the terminal.
_WHO_LEAST = 16


def gap_block(matter: Matter, *, paint: Callable[[str, str], str], width: int) -> str:
    """Who · what kind · subject, why, quote, next step, and under which id; several lines."""
    quote = [wrap(f"“{matter.quote}”", width, first="    ", rest="     ")] if matter.quote else []
    lines = [
        _heading(matter, paint, width),
        *(wrap(why, width, first="    ") for why in matter.whys),
        *quote,
        *(wrap(step, width, first="    → ", rest="      ") for step in matter.next_steps),
        *(paint(line, "dim") for line in _references(matter, width)),
    ]
    return "\n".join(lines)


def gap_line(matter: Matter, *, width: int) -> str:
    """Id, who, what kind and subject in one line."""
    text = " · ".join(part for part in (matter.who, matter.kind, matter.subject) if part)
    return f"  {pad(matter.short, 8)}  {cut(text, width - 12)}"


def _heading(matter: Matter, paint: Callable[[str, str], str], width: int) -> str:
    """The subject stands on the first line where there is room, else on one of its own."""
    room = width - width_of(matter.kind) - 5
    if room < _WHO_LEAST:
        # A long kind on a narrow terminal.
        who = paint(cut(matter.who, width - 2), "bold")
        first = f"  {who}\n{wrap(matter.kind, width, first='  ')}"
    else:
        who = cut(matter.who, room)
        first = f"  {paint(who, 'bold')} · {matter.kind}"
        used = 5 + width_of(who) + width_of(matter.kind)
        if matter.subject and used + 3 + width_of(matter.subject) <= width:
            return f"{first} · {matter.subject}"
    return f"{first}\n  {cut(matter.subject, width - 2)}" if matter.subject else first


def _references(matter: Matter, width: int) -> list[str]:
    texts = [one.text for one in (*matter.gaps, *matter.drafts)]
    return wrap(" · ".join(texts), width, first="    ").split("\n")
