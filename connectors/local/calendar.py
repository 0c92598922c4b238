"""Calendars made of files: which collections the configured paths hold, and their changes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from connectors.base import (
    CalendarPage,
    CalendarRecord,
    Collection,
    CollectionKind,
    ConnectorError,
    CursorExpired,
    Listed,
    PermanentError,
    Problem,
)
from connectors.local.files import reason_of, safe_name, shown
from connectors.local.folder import LEFT_ALONE, Step, list_folder, run_round
from connectors.local.formats import foreign_sentence, is_calendar_candidate
from connectors.local.ics import KIND, IcsFolder
from connectors.local.labels import label_paths
from connectors.local.listing import CursorUnreadable, parse_listing
from connectors.local.pages import PageLimits
from connectors.local.sentences import source_error


@dataclass(frozen=True, slots=True)
class _Calendar:
    """One collection and where it lies; `failure` says why it cannot be read.

    A `bare` one is a folder in which nothing was found.
    """

    name: str
    path: Path
    only: str | None = None
    problems: tuple[Problem, ...] = ()
    failure: ConnectorError | None = None
    bare: bool = False


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
        calendar = self._find(collection)
        if calendar.bare and not cursor:
            raise PermanentError(
                f"{shown(calendar.path)} of account '{self.account}' holds no calendar: no .ics "
                "was found in it. Correct the path in config.toml and sync again."
            )
        folder = self._folder(calendar, _known_names(cursor))
        steps = run_round(folder, cursor, self._limits, accept_empty=self._accept_empty)
        return _with_problems(map(_page, steps), calendar.problems, cursor)

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """The files of a calendar, listed and not opened; see `CountingConnector`.

        Raises:
            TransientError, PermanentError: as of `fetch_changes`.
            CursorExpired: the cursor is none of a calendar of files.
        """
        folder = self._folder(self._find(collection), _known_names(cursor))
        try:
            yield from map(Listed, list_folder(folder, cursor))
        except CursorUnreadable as error:
            raise CursorExpired(self.account, collection) from error

    def _find(self, collection: str) -> _Calendar:
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
        return calendar

    def _folder(self, calendar: _Calendar, known: frozenset[str]) -> IcsFolder:
        return IcsFolder(
            calendar.path,
            self.account,
            calendar.name,
            calendar.only,
            known,
            self._accept_empty,
        )


def _known_names(cursor: str | None) -> frozenset[str]:
    if not cursor:
        return frozenset()
    try:
        names = parse_listing(KIND, cursor).names
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
        path = path.resolve()  # a link that its owner named may lead anywhere
        return [_Calendar(label, path.parent, path.name, failure=failure)]
    problems: list[Problem] = []
    folders = sorted(_walk(path, problems))
    names = [label if folder == path else f"{label}/{_below(path, folder)}" for folder in folders]
    calendars = [_Calendar(name, folder) for name, folder in zip(names, folders, strict=True)]
    if not calendars:
        calendars = [_Calendar(label, path, bare=not problems)]
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
