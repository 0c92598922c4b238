"""The stories of tests/nlp/gold/stories, whose README is the form.

Sorted by file name, every second one from the first was read while the rules were written; of the
others only the sum was looked at, until the first half was right. Wrong states of both halves before
anybody had read one: 20 of 57 and 25 of 72. Of the second half when it was read for the first time,
at the commit "promises: let either side tell what was done to whom": 13 of 72.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tests.insight.stories.records import Appointment, Client, Expected, Letter, Moment, Story

GOLD = Path(__file__).parents[2] / "nlp" / "gold" / "stories"
HALVES = ("read", "kept", "all")


def load_gold(half: str = "all") -> list[Story]:
    """The stories of a half, by file name: "read", "kept" or "all"."""
    paths = sorted(GOLD.glob("*.json"))
    chosen = {"read": paths[::2], "kept": paths[1::2], "all": paths}[half]
    return [_story(json.loads(path.read_text(encoding="utf-8"))) for path in chosen]


def _story(told: dict[str, Any]) -> Story:
    owner = told["owner"]
    return Story(
        id=told["id"],
        owner=(owner["name"], owner["address"], owner["zone"], country_of(owner["zone"])),
        domains=tuple(told["our_domains"]),
        clients=tuple(
            Client(one["slug"], one["name"], tuple(one["domains"]), one["zone"], one.get("country"))
            for one in told["clients"]
        ),
        letters=tuple(_letter(one) for one in told["messages"]),
        appointments=tuple(
            Appointment(
                uid=one["uid"],
                start=_instant(one["start"]),
                end=_instant(one["end"]),
                title=one["title"],
                organizer=one["organizer"],
                attendees=tuple(one["attendees"]),
            )
            for one in told["meetings"]
        ),
        moments=tuple(
            Moment(_instant(one["as_of"]), tuple(_expected(promise) for promise in one["promises"]))
            for one in told["expect"]
        ),
    )


def _letter(told: dict[str, Any]) -> Letter:
    return Letter(
        id=told["id"],
        sender=told["from"],
        sender_name=told["from_name"],
        to=tuple(told["to"]),
        cc=tuple(told["cc"]),
        sent_at=_instant(told["sent_at"]),
        subject=told["subject"],
        text=told["text"],
        parent=told["in_reply_to"],
        attachments=tuple(told["attachments"]),
    )


def _expected(told: dict[str, Any]) -> Expected:
    due = told["due"]
    return Expected(
        said_in=told["said_in"],
        quote=told["quote"],
        state=told["state"],
        due_to=None if due is None else _instant(due["to"]),
        debtor=told["debtor"],
        person=told["person"],
        client=told["client"],
        proof=told["discharged_by"],
        ageing=told.get("ageing"),
        succeeds=told["succeeds"],
        unsure=bool(told.get("unsure")),
        by_day="compare the day" in told.get("note", ""),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@cache
def _countries() -> dict[str, str]:
    """Zone → country, from the zone table of the time zone database."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def country_of(zone: str) -> str | None:
    """The country whose zone it is, None for a zone of none (UTC)."""
    return _countries().get(zone)
