"""Where mail and calendars usually lie on a machine: what `init` offers on a terminal.

A few known folders are listed, one or two levels deep; no file is opened and no link is followed into
another place. What is offered may turn out to hold nothing: it is looked at when it was chosen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: A folder with more entries is looked at in part: a person reads the list.
MAX_ENTRIES = 5000
#: More places than this are named by hand.
MAX_PLACES = 30

_THUNDERBIRD = (
    ".thunderbird",
    ".var/app/org.mozilla.Thunderbird/.thunderbird",
    "snap/thunderbird/common/.thunderbird",
    "Library/Thunderbird/Profiles",
    "AppData/Roaming/Thunderbird/Profiles",
)
_MAIL_FOLDERS = ("Maildir", "Mail", "mail", ".maildir", ".mail", ".local/share/mail")
_CALENDAR_FOLDERS = (".calendars", "calendars", "Calendars", ".local/share/calendars")
_WHERE_DOWNLOADS_LIE = ("Downloads", "Desktop", "Documents")


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder to offer, with what it probably is."""

    path: Path
    what: str


def find_mail(user: Path, here: Path) -> list[Place]:
    """Places of mail below the home of a person and in the current folder, likeliest first."""
    found = [
        *_thunderbird(user),
        *(Place(user / name, "Mail folder") for name in _MAIL_FOLDERS if _holds_any(user / name)),
        *_takeout(user, "Mail"),
        *_files(user, here, lambda name: name.endswith(".mbox"), "mbox"),
    ]
    return _unique(found)


def find_calendars(user: Path, here: Path) -> list[Place]:
    """Places of calendars, in the same way."""
    found = [
        *(Place(user / name, "Folder") for name in _CALENDAR_FOLDERS if _holds_any(user / name)),
        *_takeout(user, "Calendar"),
        *_files(user, here, lambda name: name.endswith((".ics", ".ical")), "calendar"),
    ]
    return _unique(found)


def find_packed(user: Path) -> list[Path]:
    """Exports of Google that were downloaded and not yet unpacked."""
    return [
        folder / name
        for folder in (user / each for each in _WHERE_DOWNLOADS_LIE)
        for name in _names(folder)
        if name.startswith("takeout-") and name.endswith((".zip", ".tgz"))
    ]


def _thunderbird(user: Path) -> Iterator[Place]:
    """One place for each account of each profile."""
    for base in (user / each for each in _THUNDERBIRD):
        for profile in (base / name for name in _names(base)):
            for store in (profile / "ImapMail", profile / "Mail"):
                for name in _names(store):
                    account = store / name
                    if account.is_dir() and _holds_any(account):
                        yield Place(account, f"Thunderbird, {name}")


def _takeout(user: Path, product: str) -> Iterator[Place]:
    for folder in (user / each for each in _WHERE_DOWNLOADS_LIE):
        for name in _names(folder):
            if name.lower().startswith("takeout"):
                for inner in (folder / name / product, folder / name / "Takeout" / product):
                    if _holds_any(inner):
                        yield Place(inner, "Google Takeout")


def _files(user: Path, here: Path, wanted: Callable[[str], bool], what: str) -> Iterator[Place]:
    for folder in (here, *(user / each for each in _WHERE_DOWNLOADS_LIE)):
        for name in _names(folder):
            if wanted(name.lower()):
                path = folder / name
                yield Place(path, "Apple Mail export" if path.is_dir() else what)


def _names(folder: Path) -> list[str]:
    """The names in a folder, sorted; none where it is missing, closed, or no folder."""
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                names.append(entry.name)
                if len(names) == MAX_ENTRIES:
                    break
    except OSError:
        return []
    return sorted(names)


def _holds_any(folder: Path) -> bool:
    return bool(_names(folder))


def _unique(places: list[Place]) -> list[Place]:
    """Each real place once, under its first name."""
    found: dict[Path, Place] = {}
    for place in places:
        found.setdefault(place.path.resolve(), place)
    return list(found.values())[:MAX_PLACES]
