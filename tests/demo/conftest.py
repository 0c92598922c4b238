"""The world built once at its canonical moment, and its messages parsed by the standard library."""

from __future__ import annotations

import email
import mailbox
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.demo.build import DemoWorld, build_world
from assistant.demo.expected import CANONICAL_NOW


@dataclass(frozen=True, slots=True)
class Stored:
    """A message where it lies: `place` is the mbox file, `saved`, or the Maildir folder."""

    place: str
    message: EmailMessage


@pytest.fixture(scope="session")
def canonical(tmp_path_factory: pytest.TempPathFactory) -> DemoWorld:
    """The world as of the moment that `expected.json` speaks of."""
    return build_world(tmp_path_factory.mktemp("world"), now=CANONICAL_NOW)


@dataclass(frozen=True, slots=True)
class Moved:
    """The world at some other moment, with all its messages."""

    world: DemoWorld
    stored: list[Stored]


#: A Monday morning, a Sunday night with a new year, a summer, a leap day.
OTHER_DAYS = (
    "2026-11-16T07:00:00+01:00",
    "2027-01-03T23:30:00+01:00",
    "2027-07-14T09:30:00+02:00",
    "2028-02-29T18:00:00+01:00",
)


@pytest.fixture(scope="session", params=[CANONICAL_NOW.isoformat(), *OTHER_DAYS])
def moved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Moved:
    """The world built at the canonical moment and at others."""
    folder = tmp_path_factory.mktemp("moved")
    world = build_world(folder, now=datetime.fromisoformat(request.param))
    return Moved(world, list(read_all(folder)))


@pytest.fixture(scope="session")
def stored(canonical: DemoWorld) -> list[Stored]:
    """Every copy of every message, drafts too."""
    return list(read_all(canonical.home))


@pytest.fixture(scope="session")
def messages(stored: list[Stored]) -> dict[str, EmailMessage]:
    """Messages by Message-ID without angle brackets; drafts and the one without an id left out."""
    return {
        str(item.message["Message-ID"]).strip("<>"): item.message
        for item in stored
        if item.place != ".Drafts" and item.message["Message-ID"]
    }


def read_all(home: Path) -> Iterator[Stored]:
    """The messages of all three sources."""
    # The standard reader keeps mboxrd's quoting, which only bodies have.
    with closing(mailbox.mbox(home / "mail" / "archive.mbox", create=False)) as archive:
        for key in archive.iterkeys():
            yield Stored("archive.mbox", parse(archive.get_bytes(key)))
    for path in sorted((home / "mail" / "saved").iterdir()):
        yield Stored("saved", parse(path.read_bytes()))
    maildir = home / "mail" / "maildir"
    for path in sorted(maildir.rglob("*.mail*")):
        folder = path.parent.parent
        yield Stored("INBOX" if folder == maildir else folder.name, parse(path.read_bytes()))


def parse(raw: bytes) -> EmailMessage:
    """A message as the modern parser sees it."""
    return email.message_from_bytes(raw, policy=policy.default)


def visible_text(message: EmailMessage) -> str:
    """Its text part, or its HTML without tags, with single spaces."""
    import html
    import re

    part = message.get_body(("plain", "html"))
    assert part is not None
    text = str(part.get_content())
    if part.get_content_subtype() == "html":
        text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return " ".join(text.split())
