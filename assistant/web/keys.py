"""The one registry of keys: the script, the help page and the tests read it, nothing else names keys.

Every key only does what a link, a button or a field of the page does too: templates mark that
element with ``data-key``. Keys made of one character can be turned off (WCAG 2.2, 2.1.4), and the
script never hears them in fields, with Ctrl, Alt or Meta, or while a character is being composed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """On which pages a key does something; the value is the heading on the help page."""

    EVERYWHERE = "On every page"
    QUEUE = "In the list of drafts"
    DRAFT = "On a draft"


class Does(StrEnum):
    """What the script does with a key. A path instead means: go there."""

    PRESS = "press"  #: click, open or focus the element marked with the key
    NEXT = "next"  #: the next row of a list; without rows, press
    PREVIOUS = "previous"  #: the row before; without rows, press
    SELECT = "select"  #: tick the row the keys are on
    CLOSE = "close"  #: leave the field, close what is open, else press
    NATIVE = "native"  #: the browser does it by itself; told on the help page only


@dataclass(frozen=True, slots=True)
class Key:
    """One key and what it does.

    Attributes:
        combo: ``a``, ``Shift+A``, ``g q`` (one after the other), ``Enter``.
        action: Stable word for tests: ``accept``.
        says: What it does, for people, without a full stop.
        does: A `Does` value or a path of this application.
    """

    combo: str
    action: str
    says: str
    where: Where
    does: str = Does.PRESS

    @property
    def single(self) -> bool:
        """Whether it is made of printable characters only, and so can be turned off."""
        return len(self.combo.split(" ")[0].removeprefix("Shift+")) == 1


KEYS: tuple[Key, ...] = (
    Key("j", "next", "Next draft", Where.QUEUE, Does.NEXT),
    Key("k", "previous", "Previous draft", Where.QUEUE, Does.PREVIOUS),
    Key("Enter", "open", "Open the draft that is marked", Where.QUEUE, Does.NATIVE),
    Key("x", "select", "Select the draft that is marked", Where.QUEUE, Does.SELECT),
    Key("Shift+A", "accept-selected", "Accept what is selected", Where.QUEUE),
    Key("/", "search", "Search drafts", Where.QUEUE),
    Key("a", "accept", "Accept, and read the next one", Where.DRAFT),
    Key("e", "edit", "Edit subject and text", Where.DRAFT),
    Key("r", "reject", "Reject, with a reason", Where.DRAFT),
    Key("h", "snooze", "Set aside until later", Where.DRAFT),
    Key("d", "diff", "Show or hide what was changed", Where.DRAFT),
    Key("w", "why", "Go to why the draft exists", Where.DRAFT),
    Key("o", "source", "Open the message it rests on", Where.DRAFT),
    Key("j", "next", "Next draft", Where.DRAFT, Does.NEXT),
    Key("k", "previous", "Previous draft", Where.DRAFT, Does.PREVIOUS),
    Key("Esc", "close", "Leave a field, close what is open, go back", Where.EVERYWHERE, Does.CLOSE),
    Key("z", "undo", "Take your last decision back", Where.EVERYWHERE),
    Key("g t", "go-today", "Go to Today", Where.EVERYWHERE, "/"),
    Key("g r", "go-report", "Go to the report of the day", Where.EVERYWHERE, "/"),
    Key("g q", "go-queue", "Go to the drafts", Where.EVERYWHERE, "/queue"),
    Key("g c", "go-clients", "Go to the clients", Where.EVERYWHERE, "/clients"),
    Key("?", "help", "Show the keys", Where.EVERYWHERE, "/help"),
)


def write_data_keys(*, single: bool) -> str:
    """JSON for the `data-keys` attribute of the page: combo → what the script does.

    Args:
        single: Whether keys made of one character are on.
    """
    told = {
        key.combo: str(key.does)
        for key in KEYS
        if key.does != Does.NATIVE and (single or not key.single)
    }
    return json.dumps(told, separators=(",", ":"))


def list_keys() -> tuple[tuple[Where, tuple[Key, ...]], ...]:
    """The keys for the help page, by where they work, everywhere first."""
    order = (Where.EVERYWHERE, Where.QUEUE, Where.DRAFT)
    return tuple((where, tuple(key for key in KEYS if key.where is where)) for where in order)
