"""Calendars that are files: one `.ics`, or a folder of them (an export, a vdir, a Radicale tree).

A file is one resource: it is handed on whole and replaces what it held before. It is not parsed
here, only looked at: whether an event begins in it, and whether it was cut off. A file that was
read before and is now without an event, or cut off, is named and what it held stays.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from connectors.base import (
    CalendarPage,
    CalendarRecord,
    Collection,
    CollectionKind,
    ConnectorError,
    PermanentError,
    Problem,
)
from connectors.local.files import (
    MAX_CALENDAR_BYTES,
    SetAside,
    open_regular,
    real_root,
    reason_of,
    resolve_inside,
    safe_name,
    shown,
)
from connectors.local.folder import LEFT_ALONE, Found, NotMail, Step, run_round
from connectors.local.formats import foreign_sentence, is_calendar_candidate
from connectors.local.labels import label_paths
from connectors.local.listing import CursorUnreadable, parse_listing
from connectors.local.pages import PageLimits
from connectors.local.sentences import empty_alarm, source_error

_KIND = "ics"
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
    kind: str = _KIND
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


@dataclass(frozen=True, slots=True)
class _Calendar:
    """One collection and where it lies; `failure` says why it cannot be read."""

    name: str
    path: Path
    only: str | None = None
    problems: tuple[Problem, ...] = ()
    failure: ConnectorError | None = None


class LocalCalendar:
    """`CalendarConnector` over `.ics` files and folders; reads only.

    Args:
        account: The account's name, for sentences.
        paths: Files and folders; ``~`` is the home of the user.
        accept_empty: Calendars that lost all their events were emptied on purpose.
        limits: Bounds of a page.
    """

    def __init__(
        self,
        account: str,
        paths: Sequence[Path | str],
        *,
        accept_empty: bool = False,
        limits: PageLimits | None = None,
    ) -> None:
        self.account = account
        self._labelled = label_paths(paths)
        self._accept_empty = accept_empty
        self._limits = limits or PageLimits()
        self._calendars: dict[str, _Calendar] | None = None

    def list_collections(self) -> Sequence[Collection]:
        """One collection for each file that was named and each folder that holds calendars.

        A path that cannot be read is listed too: fetching it says why.
        """
        self._calendars = {
            calendar.name: calendar
            for label, path in self._labelled
            for calendar in _find_calendars(self.account, path, label)
        }
        return [Collection(name, CollectionKind.CALENDAR) for name in self._calendars]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[CalendarPage]:
        """Changes since `cursor`, as pages; none when nothing changed.

        Raises:
            PermanentError: the path is missing, may not be read, or lost all its files at once.
            TransientError: the disk or network drive failed.
        """
        if self._calendars is None:
            self.list_collections()
        calendar = (self._calendars or {}).get(collection)
        if calendar is None:
            raise PermanentError(
                f"There is no '{collection}' in account '{self.account}' any more. Nothing stored "
                "was deleted; check the paths of the account in config.toml."
            )
        if calendar.failure is not None:
            raise calendar.failure
        folder = IcsFolder(
            calendar.path,
            self.account,
            collection,
            calendar.only,
            _known_names(cursor),
            self._accept_empty,
        )
        steps = run_round(folder, cursor, self._limits, accept_empty=self._accept_empty)
        return _with_problems(map(_page, steps), calendar.problems, cursor)


def _known_names(cursor: str | None) -> frozenset[str]:
    if not cursor:
        return frozenset()
    try:
        names = parse_listing(_KIND, cursor).names
    except CursorUnreadable:
        return frozenset()
    return frozenset(name for name, stamp in names.items() if not stamp.startswith(LEFT_ALONE))


def _page(step: Step[CalendarRecord]) -> CalendarPage:
    return CalendarPage(
        upserted=step.records,
        deleted_ids=step.gone,
        known_ids=step.known,
        cursor=step.cursor,
        reset=step.reset,
        problems=step.problems,
        done=step.done,
        total=step.total,
    )


def _with_problems(
    pages: Iterator[CalendarPage], problems: tuple[Problem, ...], cursor: str | None
) -> Iterator[CalendarPage]:
    if not problems:
        return pages
    first = next(pages, CalendarPage(cursor=cursor or ""))
    return chain((replace(first, problems=(*problems, *first.problems)),), pages)


def _find_calendars(account: str, path: Path, label: str) -> list[_Calendar]:
    """The calendars at a configured path; at least one."""
    try:
        found = path.stat()
    except OSError as error:
        return [_Calendar(label, path, failure=source_error(account, path, error))]
    if not stat.S_ISDIR(found.st_mode):
        sentence = foreign_sentence(str(path))
        failure = PermanentError(sentence) if sentence is not None else None
        return [_Calendar(label, path.parent, path.name, failure=failure)]
    problems: list[Problem] = []
    folders = sorted(_walk(path, problems))
    names = [label if folder == path else f"{label}/{_below(path, folder)}" for folder in folders]
    calendars = [_Calendar(name, folder) for name, folder in zip(names, folders, strict=True)]
    if not calendars:
        calendars = [_Calendar(label, path)]
    if problems:
        calendars[0] = replace(calendars[0], problems=tuple(problems))
    return calendars


def _below(root: Path, folder: Path) -> str:
    return "/".join(safe_name(part) for part in folder.relative_to(root).parts)


def _walk(root: Path, problems: list[Problem]) -> Iterator[Path]:
    """Folders below `root` that hold calendar files; links to folders are not followed."""

    def note(error: OSError) -> None:
        where = str(error.filename)
        problems.append(
            Problem(
                "unreadable",
                f"The folder {shown(where)} cannot be opened ({reason_of(error)}); it was left "
                "out, the others were read.",
                safe_name(Path(where).name),
            )
        )

    for folder, children, files in os.walk(root, onerror=note):
        children[:] = sorted(child for child in children if not child.startswith("."))
        if any(is_calendar_candidate(name) for name in files):
            yield Path(folder)
