"""Folders of single message files (`.eml`), and one such file named by itself.

In a folder, `.eml` is always a message; text files, files without an ending and `.msg` are looked
into and read when they begin like a message. What other programs keep in formats of their own is
named with the export to use. A file named in the configuration is believed to be a message unless
it plainly is something else.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.base import MailPage, MailRecord, PermanentError, Problem
from connectors.limits import too_large
from connectors.local.files import (
    SetAside,
    read_message,
    read_start,
    real_root,
    resolve_inside,
    safe_name,
    shown,
)
from connectors.local.folder import Found, NotMail, run_round
from connectors.local.formats import (
    Format,
    ending_of,
    foreign_sentence,
    is_candidate,
    tell_format,
)
from connectors.local.maildir import mail_page
from connectors.local.sentences import empty_alarm, source_error

if TYPE_CHECKING:
    from connectors.local.pages import PageLimits

#: So many files of a folder that are no mail are named one by one; then they are only counted.
MAX_NAMED = 100
#: An envelope line that some programs save before the header; it is no part of the message.
_ENVELOPE = re.compile(rb"\A>?From [^\n]*\n(?=[!-9;-~]+[ \t]*:)")


@dataclass(slots=True)
class EmlFolder:
    """A folder of message files, or (`only`) one file of it."""

    path: Path
    account: str
    collection: str
    excluded: frozenset[str] = frozenset()
    only: str | None = None
    kind: str = "eml"
    stamps_are_flags: bool = False
    _named: int = 0
    _names: dict[str, str] = field(default_factory=dict)

    def look(self) -> Found:
        """Names, sizes and times of the files that may be messages; none is opened."""
        stamps: dict[str, str] = {}
        problems: list[Problem] = []
        try:
            if self.only is not None:
                self._note(self.only, (self.path / self.only).stat(), stamps)
                return Found(stamps)
            with os.scandir(self.path) as entries:
                for entry in entries:
                    if entry.name not in self.excluded and is_candidate(entry.name):
                        self._look_at(entry, stamps, problems)
        except OSError as error:
            where = self.path / (self.only or "")
            raise source_error(self.account, where, error) from error
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
            # A pipe or a device is listed too: it is found out, and named, when it is read.
            if not stat.S_ISDIR(found.st_mode):
                self._note(entry.name, found, stamps)

    def _note(self, name: str, found: os.stat_result, stamps: dict[str, str]) -> None:
        key = safe_name(name)
        stamps[key] = f"{found.st_size}.{found.st_mtime_ns}"
        self._names[key] = name

    def read(self, name: str, stamp: str) -> tuple[MailRecord, int]:
        """Read one message, or say why the file is none."""
        path = str(self.path / self._names[name])
        root = real_root(self.path)
        self._check(path, name, root)
        content = read_message(path, root)
        raw = _ENVELOPE.sub(b"", content.raw)
        problems: tuple[Problem, ...] = ()
        if content.truncated:
            problems = (too_large(f"'{self.collection}'", name, content.size),)
        elif not raw.strip():
            problems = (Problem("empty", f"{shown(path)} is empty; it was kept by name.", name),)
        record = MailRecord(
            provider_id=name,
            collection=self.collection,
            raw=raw,
            size=content.size,
            truncated=content.truncated,
            problems=problems,
        )
        return record, len(raw)

    def _check(self, path: str, name: str, root: str) -> None:
        """Raise NotMail unless the file is a message."""
        sentence = foreign_sentence(path)
        if sentence is None and ending_of(path) != ".eml":
            found = tell_format(read_start(path, root))
            if found is Format.MAIL or (found is Format.TEXT and self.only is not None):
                return
            if found is Format.MBOX and self.only is None:
                raise NotMail(None)  # a collection of its own, or one at the next look
            sentence = foreign_sentence(path, found)
        if sentence is None:
            return
        if self.only is not None:
            raise PermanentError(sentence)
        self._named += 1
        if self._named > MAX_NAMED:
            raise NotMail(None)
        more = " More files like it are left alone without a word." * (self._named == MAX_NAMED)
        raise NotMail(Problem("not-mail", sentence + more, name))

    def empty_alarm(self, known: int) -> PermanentError:
        """The alarm of a folder that lost all its messages at once."""
        return empty_alarm(self.account, self.collection, self.path, known, "messages")


def fetch_eml(
    folder: EmlFolder, cursor: str | None, limits: PageLimits, *, accept_empty: bool
) -> Iterator[MailPage]:
    """Changes of one folder (or file) since `cursor`; see `MailConnector.fetch_changes`."""
    return map(mail_page, run_round(folder, cursor, limits, accept_empty=accept_empty))
