"""The calendars of the double."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.connectors.google.discovery import Asked


@dataclass
class CalendarWorld:
    def answer(self, asked: Asked) -> Any:
        raise AssertionError(asked.method)
