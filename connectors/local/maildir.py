"""One Maildir folder: `new/` and `cur/`, names that never change, flags behind them.

https://cr.yp.to/proto/maildir.html: a message is a file; the part of its name before ``:2,`` is
unique for ever, the letters after it are its flags. So a listing of names says everything that can
change, and no file is opened or looked at a second time.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.base import FlagChange, Listed, MailPage, MailRecord, PermanentError, Problem
from connectors.limits import too_large
from connectors.local.files import (
    SetAside,
    read_message,
    real_root,
    resolve_inside,
    safe_name,
    shown,
)
from connectors.local.folder import Found, Step, list_folder, run_round
from connectors.local.sentences import empty_alarm, source_error

if TYPE_CHECKING:
    from connectors.local.pages import PageLimits

_FLAGS = {
    "D": "draft",
    "F": "flagged",
    "P": "passed",
    "R": "answered",
    "S": "seen",
    "T": "deleted",
}
#: The separator of the flags; the others are what programs use where ``:`` may not be in a name.
_INFO_MARKS = (":2,", ";2,", "!2,")
#: Delivery times outside these years are counters of some other kind, not seconds.
_EARLIEST_S, _LATEST_S = 500_000_000, 5_000_000_000


@dataclass(slots=True)
class MaildirFolder:
    """One Maildir, seen as a folder source."""

    path: Path
    account: str
    collection: str
    kind: str = "maildir"
    stamps_are_flags: bool = True
    _paths: dict[str, str] = field(default_factory=dict)

    def look(self) -> Found:
        """The names and flags of `new/` and `cur/`; no file is opened.

        `new/` first: a message that another program moves to `cur/` meanwhile is then seen twice,
        not missed. Raises TransientError or PermanentError when the folder cannot be listed.
        """
        stamps: dict[str, str] = {}
        problems: list[Problem] = []
        for part in ("new", "cur"):
            self._list(part, stamps, problems)
        return Found(stamps, tuple(problems))

    def _list(self, part: str, stamps: dict[str, str], problems: list[Problem]) -> None:
        folder = self.path / part
        try:
            entries = os.scandir(folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise source_error(self.account, folder, error) from error
        with entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if not entry.is_file(follow_symlinks=False):
                    problem = self._unusual(entry)
                    if problem is not None:
                        problems.append(problem)
                        continue
                unique, flags = split_name(name)
                key = unique if unique.isprintable() and "%" not in unique else safe_name(unique)
                stamps[key] = flags
                self._paths[key] = f"{part}/{name}"

    def _unusual(self, entry: os.DirEntry[str]) -> Problem | None:
        """What is wrong with an entry that is no plain file; None for a link to one inside."""
        key = safe_name(entry.name)
        if entry.is_symlink():
            try:
                target = resolve_inside(entry.path, real_root(self.path))
            except SetAside as error:
                return error.problem
            if stat.S_ISREG(Path(target).lstat().st_mode):
                return None
        return Problem(
            "not-a-file",
            f"{shown(entry.path)} is a pipe, device, socket or folder where a message should be; "
            "it was left alone.",
            key,
        )

    def read(self, name: str, stamp: str) -> tuple[MailRecord, int]:
        """Read one message; a file that was renamed since it was listed is found again."""
        root = real_root(self.path)
        try:
            content = read_message(str(self.path / self._paths[name]), root)
        except FileNotFoundError:
            self.look()
            content = read_message(str(self.path / self._paths[name]), root)
        problems: tuple[Problem, ...] = ()
        if content.truncated:
            problems = (too_large(f"'{self.collection}'", name, content.size),)
        record = MailRecord(
            provider_id=name,
            collection=self.collection,
            raw=content.raw,
            size=content.size,
            flags=flags_of(stamp),
            received_at=delivered_at(name),
            truncated=content.truncated,
            problems=problems,
        )
        return record, len(content.raw)

    def empty_alarm(self, known: int) -> PermanentError:
        """The alarm of a Maildir that lost all its messages at once."""
        return empty_alarm(self.account, self.collection, self.path, known, "messages")


def fetch_maildir(
    folder: MaildirFolder, cursor: str | None, limits: PageLimits, *, accept_empty: bool
) -> Iterator[MailPage]:
    """Changes of one Maildir folder since `cursor`; see `MailConnector.fetch_changes`."""
    return map(mail_page, run_round(folder, cursor, limits, accept_empty=accept_empty))


def list_maildir(folder: MaildirFolder, cursor: str | None) -> Iterator[Listed]:
    """What one Maildir holds, dated by the names; see `CountingConnector.list_items`."""
    return (Listed(name, delivered_at(name)) for name in list_folder(folder, cursor))


def mail_page(step: Step[MailRecord]) -> MailPage:
    """A step of a round as the page that crosses the port."""
    return MailPage(
        upserted=step.records,
        flag_changes=tuple(FlagChange(name, flags_of(stamp)) for name, stamp in step.changed),
        deleted_ids=step.gone,
        known_ids=step.known,
        cursor=step.cursor,
        reset=step.reset,
        problems=step.problems,
        done=step.done,
        total=step.total,
    )


def split_name(name: str) -> tuple[str, str]:
    """The unique part of a Maildir file name, and its flag letters, sorted, without repeats."""
    for mark in _INFO_MARKS:
        unique, found, flags = name.rpartition(mark)
        if found:
            return unique, flags if len(flags) < 2 else "".join(sorted(set(flags)))
    return name, ""


def flags_of(letters: str) -> frozenset[str]:
    """Maildir letters as IMAP flags; letters that are a program's own keywords are left out."""
    return frozenset(_FLAGS[letter] for letter in letters if letter in _FLAGS)


def delivered_at(name: str) -> datetime | None:
    """The delivery time that begins a Maildir name, in seconds since 1970; None if it has none."""
    seconds = name.partition(".")[0]
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < len(str(10**10))):
        return None
    if not _EARLIEST_S <= int(seconds) < _LATEST_S:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)
