"""Calendars that are files: one `.ics`, or a folder of them (an export, a vdir, a Radicale tree).

A file is one resource: it is handed on whole and replaces what it held before. It is not parsed
here, only looked at: whether an event begins in it, and whether it was cut off. A file that was
read before and is now without an event, or cut off, is named and what it held stays.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from connectors.base import (
    CalendarRecord,
    PermanentError,
    Problem,
)
from connectors.local.files import (
    MAX_CALENDAR_BYTES,
    SetAside,
    open_regular,
    real_root,
    resolve_inside,
    safe_name,
    shown,
)
from connectors.local.folder import Found, NotMail
from connectors.local.formats import foreign_sentence, is_calendar_candidate
from connectors.local.sentences import empty_alarm, source_error

KIND = "ics"
_BEGIN = re.compile(rb"(?im)^[\xef\xbb\xbf \t]*BEGIN:VCALENDAR\b")
_END = re.compile(rb"(?im)^[ \t]*END:VCALENDAR\b")
_EVENT = re.compile(rb"(?im)^[\xef\xbb\xbf \t]*BEGIN:VEVENT\b")


@dataclass(slots=True)
class IcsFolder:
    """A folder of calendar files, or (`only`) one file of it.

    `known` are the names that were read before; see `look` and `read` in `FolderSource`.
    """

    path: Path
    account: str
    collection: str
    only: str | None = None
    known: frozenset[str] = frozenset()
    accept_empty: bool = False
    kind: str = KIND
    stamps_are_flags: bool = False
    _names: dict[str, str] = field(default_factory=dict)

    def look(self) -> Found:
        """Names, sizes and times of the calendar files; none is opened."""
        stamps: dict[str, str] = {}
        problems: list[Problem] = []
        try:
            if self.only is not None:
                self._note(self.only, (self.path / self.only).stat(), stamps)
                return Found(stamps)
            with os.scandir(self.path) as entries:
                for entry in entries:
                    if is_calendar_candidate(entry.name):
                        self._look_at(entry, stamps, problems)
        except OSError as error:
            where = self.path / (self.only or "")
            raise source_error(self.account, where, error, len(self.known)) from error
        return Found(stamps, tuple(problems))

    def _look_at(
        self, entry: os.DirEntry[str], stamps: dict[str, str], problems: list[Problem]
    ) -> None:
        try:
            if entry.is_symlink():
                found = Path(resolve_inside(entry.path, real_root(self.path))).stat()
            else:
                found = entry.stat(follow_symlinks=False)
        except SetAside as error:
            problems.append(error.problem)
        except FileNotFoundError:
            return  # gone since it was listed
        else:
            if not stat.S_ISDIR(found.st_mode):
                self._note(entry.name, found, stamps)

    def _note(self, name: str, found: os.stat_result, stamps: dict[str, str]) -> None:
        key = safe_name(name)
        stamps[key] = f"{found.st_size}.{found.st_mtime_ns}"
        self._names[key] = name

    def read(self, name: str, stamp: str) -> tuple[CalendarRecord, int]:
        """Read one calendar file, or say why it is none."""
        path = str(self.path / self._names[name])
        sentence = foreign_sentence(path)
        if sentence is not None:
            raise NotMail(Problem("not-a-calendar", sentence, name))
        raw = _read_calendar(path, real_root(self.path))
        known = name in self.known and not self.accept_empty
        if _EVENT.search(raw) is None:
            if known:
                raise SetAside(_without_events(path, name))
            raise NotMail(_no_events(path, name, is_calendar=_BEGIN.search(raw) is not None))
        problems: tuple[Problem, ...] = ()
        if len(_BEGIN.findall(raw)) > len(_END.findall(raw)):
            if known:
                raise SetAside(_cut_off(path, name, "what was read from it before stays"))
            problems = (_cut_off(path, name, "what is there was read"),)
        return CalendarRecord(name, self.collection, raw, problems), len(raw)

    def empty_alarm(self, known: int) -> PermanentError:
        """The alarm of a folder that lost all its calendar files at once."""
        return empty_alarm(self.account, self.collection, self.path, known, "calendar files")


def _read_calendar(path: str, root: str) -> bytes:
    with open_regular(path, root) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > MAX_CALENDAR_BYTES:
            raise NotMail(
                Problem(
                    "too-large",
                    f"{shown(path)} has {size / 1_000_000:.1f} MB, more than the limit of "
                    f"{MAX_CALENDAR_BYTES // 1_000_000} MB for a calendar; it was not read. "
                    "Export a shorter time, or one calendar at a time.",
                    safe_name(Path(path).name),
                )
            )
        return stream.read(MAX_CALENDAR_BYTES)


def _without_events(path: str, name: str) -> Problem:
    return Problem(
        "suddenly-empty",
        f"The calendar {shown(path)} now holds no event at all; nothing stored was deleted. If it "
        "was emptied on purpose, run `rapport sync --accept-empty`; otherwise export it again.",
        name,
    )


def _no_events(path: str, name: str, *, is_calendar: bool) -> Problem:
    if is_calendar:
        return Problem("no-events", f"The calendar {shown(path)} holds no event.", name)
    return Problem(
        "not-a-calendar",
        f"{shown(path)} is no calendar: no BEGIN:VEVENT in it. Export it again as iCalendar.",
        name,
    )


def _cut_off(path: str, name: str, outcome: str) -> Problem:
    return Problem(
        "truncated",
        f"The calendar {shown(path)} ends before END:VCALENDAR; {outcome}. Export it again.",
        name,
    )
