"""A calendar item and its series."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Event:
    """A calendar item."""

    uid: str = ""
