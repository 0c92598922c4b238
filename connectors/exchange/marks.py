"""What is remembered of an event: enough to know it again, and to know whether it is over."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime

_MARK = re.compile(r"([rs?])([A-Za-z0-9_-]*)#([A-Za-z0-9_-]*)@(\d{8})")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of a resource.

    Attributes:
        kind: ``r`` for a series, ``s`` for a single event, ``?`` for what cannot be told.
        told: A print of what was told of it.
        change_key: A print of the change key of a single event.
        last: The last day on which something of it happens.
    """

    kind: str
    told: str = ""
    change_key: str = ""
    last: date = date.max

    def __str__(self) -> str:
        return f"{self.kind}{self.told}#{self.change_key}@{self.last:%Y%m%d}"

    @property
    def was_left(self) -> bool:
        """Whether it was looked at and left alone."""
        return self.kind == "?"

    def is_over(self, window: tuple[datetime, datetime]) -> bool:
        """Whether it ended before a window."""
        return not self.was_left and self.last < window[0].date()


def parse_mark(text: str) -> Mark:
    """A mark as it was remembered; of one that cannot be read nothing is known."""
    match = _MARK.fullmatch(text)
    if match is None:
        return Mark("?")
    try:
        last = datetime.strptime(match[4], "%Y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return Mark("?")
    return Mark(match[1], match[2], match[3], last)


def window_of(text: str) -> tuple[datetime, datetime] | None:
    """The window in a position, or None: there is none."""
    first, _, last = text.partition("/")
    try:
        window = datetime.fromisoformat(first), datetime.fromisoformat(last)
    except ValueError:
        return None
    return window if all(moment.tzinfo for moment in window) else None


def print_of(data: bytes) -> str:
    """A short print of bytes, which is another one where they are others."""
    digest = hashlib.blake2b(data, digest_size=9).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")
