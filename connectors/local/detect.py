"""From a configured path to the collections in it: mbox files, Maildir folders, folders of `.eml`.

A folder may hold a mix, at any depth. Names of collections are the last part of the configured path
and the way down from it, so they do not change when the whole is moved. Formats that are not read,
links that lead away and folders that cannot be opened become problems; a path that is not there
becomes a source that fails with a sentence, so that the others go on.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from connectors.base import CollectionRole, ConnectorError, PermanentError, Problem
from connectors.local.files import (
    SetAside,
    read_start,
    real_root,
    reason_of,
    resolve_inside,
    safe_name,
    shown,
)
from connectors.local.formats import (
    MBOX_ENDINGS,
    Format,
    ending_of,
    foreign_sentence,
    is_candidate,
    tell_format,
)
from connectors.local.roles import decode_folder_name, role_of
from connectors.local.sentences import source_error

#: A deeper tree is a circle, or an attack.
MAX_DEPTH = 24
#: More folders than any mailbox has.
MAX_FOLDERS = 10_000
_MAILDIR_PARTS = frozenset({"cur", "new", "tmp"})


class SourceKind(StrEnum):
    """How a source is read."""

    MBOX = "mbox"
    MAILDIR = "maildir"
    FOLDER = "folder"
    FILE = "file"
    #: It cannot be read at all; `Source.failure` says why.
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Source:
    """One collection and where it lies.

    Attributes:
        excluded: Names in a folder that are collections of their own.
        problems: What was found beside it that is not read; told at every sync.
        bare: A folder in which nothing was found at all.
    """

    name: str
    kind: SourceKind
    path: Path
    role: CollectionRole = CollectionRole.OTHER
    excluded: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    failure: ConnectorError | None = None
    bare: bool = False


def find_sources(account: str, path: Path, label: str) -> list[Source]:
    """The mail sources at a configured path, sorted by name; at least one, a broken one if need be.

    The names of its collections begin with `label`.
    """
    try:
        found = path.stat()
    except OSError as error:
        return [_broken(label, path, source_error(account, path, error))]
    if stat.S_ISDIR(found.st_mode):
        return _Walk(account, path, label).sources()
    try:
        return [_file_source(path, label)]
    except SetAside as error:
        return [_broken(label, path, PermanentError(error.problem.message))]
    except OSError as error:
        return [_broken(label, path, source_error(account, path, error))]


def _broken(label: str, path: Path, failure: ConnectorError) -> Source:
    return Source(label, SourceKind.BROKEN, path, role_of(label), failure=failure)


def _file_source(path: Path, label: str) -> Source:
    """A file that was named by itself: it is believed, unless its bytes say otherwise."""
    ending = ending_of(path.name)
    sentence = foreign_sentence(str(path))
    if sentence is not None:
        return _broken(label, path, PermanentError(sentence))
    found = tell_format(read_start(str(path), real_root(path)))
    if found is Format.MBOX and ending != ".eml":
        return Source(label, SourceKind.MBOX, path, role_of(label))
    if ending in MBOX_ENDINGS and found in (Format.EMPTY, Format.TEXT, Format.MAIL):
        # Whether it has a message further down, or had some at the last sync, is for the reader.
        return Source(label, SourceKind.MBOX, path, role_of(label))
    if found is Format.EMPTY and ending not in (".eml", ".msg"):
        return Source(label, SourceKind.MBOX, path, role_of(label))
    if ending == ".eml" or found is Format.MAIL or (found is Format.TEXT and ending != ".msg"):
        return Source(label, SourceKind.FILE, path, role_of(label))
    sentence = foreign_sentence(str(path), found) or f"{shown(path)} is no mail."
    return _broken(label, path, PermanentError(sentence))


@dataclass(slots=True)
class _Walk:
    """One way through a folder tree."""

    account: str
    root: Path
    label: str
    _found: dict[str, Source] = field(default_factory=dict)
    _problems: list[Problem] = field(default_factory=list)
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def sources(self) -> list[Source]:
        try:
            with os.scandir(self.root):
                pass
        except OSError as error:
            return [_broken(self.label, self.root, source_error(self.account, self.root, error))]
        self._enter(self.root, self.label, 0, in_maildir=False)
        problems = tuple(self._problems)
        if problems or not self._found:
            own = self._found.get(self.label) or self._folder(self.root, self.label, frozenset())
            bare = not problems and not self._found
            self._found[self.label] = replace(own, problems=problems, bare=bare)
        return [self._found[name] for name in sorted(self._found)]

    def _enter(self, folder: Path, name: str, depth: int, *, in_maildir: bool) -> None:
        folders, files = self._entries(folder, depth)
        is_maildir = "cur" in folders and bool({"new", "tmp"} & set(folders))
        if is_maildir:
            self._add(Source(name, SourceKind.MAILDIR, folder, role_of(name)))
        else:
            self._add_files(folder, name, files)
        for child in folders:
            if is_maildir and child in _MAILDIR_PARTS:
                continue
            below = _name_below(folder, child, in_maildir=is_maildir or in_maildir)
            if below is not None:
                self._enter(folder / child, f"{name}/{below}", depth + 1, in_maildir=is_maildir)

    def _entries(self, folder: Path, depth: int) -> tuple[list[str], list[str]]:
        """Names of the sub-folders and of the other entries; both empty when it is not entered."""
        folders: list[str] = []
        files: list[str] = []
        try:
            found = folder.stat()
            if (found.st_dev, found.st_ino) in self._seen:
                return [], []
            self._seen.add((found.st_dev, found.st_ino))
            if depth > MAX_DEPTH or len(self._seen) > MAX_FOLDERS:
                self._problem("too-deep", folder, "is too deep or one of too many folders")
                return [], []
            with os.scandir(folder) as entries:
                for entry in entries:
                    (folders if self._is_folder(entry) else files).append(entry.name)
        except OSError as error:
            self._problem("unreadable", folder, f"cannot be opened ({reason_of(error)})")
        return sorted(folders), sorted(files)

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        if not entry.is_symlink():
            return entry.is_dir(follow_symlinks=False)
        try:
            return Path(resolve_inside(entry.path, real_root(self.root))).is_dir()
        except SetAside as error:
            if not is_candidate(entry.name):  # what may be a message, its folder names
                self._problems.append(error.problem)
            return False

    def _problem(self, kind: str, folder: Path, what: str) -> None:
        self._problems.append(
            Problem(
                kind,
                f"The folder {shown(folder)} {what}; it was left out, the others were read.",
                safe_name(str(folder.relative_to(self.root))),
            )
        )

    def _add_files(self, folder: Path, name: str, files: list[str]) -> None:
        candidates = [each for each in files if is_candidate(each)]
        indexed = {each.removesuffix(".msf") for each in files if each.endswith(".msf")}
        boxes = {
            each
            for each in candidates
            if _is_mbox(folder / each, self.root, indexed=each in indexed)
        }
        for each in sorted(boxes):
            own = f"{name}/{safe_name(each)}"
            self._add(Source(own, SourceKind.MBOX, folder / each, role_of(own)))
        if len(candidates) > len(boxes):
            self._add(self._folder(folder, name, frozenset(boxes)))

    def _folder(self, folder: Path, name: str, excluded: frozenset[str]) -> Source:
        return Source(name, SourceKind.FOLDER, folder, role_of(name), excluded)

    def _add(self, source: Source) -> None:
        name, number = source.name, 1
        while name in self._found:  # '.Sent' and 'Sent' side by side
            number += 1
            name = f"{source.name} ({number})"
        self._found[name] = replace(source, name=name)


def _name_below(folder: Path, child: str, *, in_maildir: bool) -> str | None:
    """The name of a sub-folder as people write it; None when it is none of ours."""
    if not child.startswith("."):
        return safe_name(decode_folder_name(child) if in_maildir else child)
    if not (folder / child / "cur").is_dir():
        return None
    # Maildir++: '.Archive.2021' lies beside the inbox and is called Archive/2021.
    parts = [decode_folder_name(part) for part in child[1:].split(".") if part]
    return safe_name("/".join(parts)) or None


def _is_mbox(path: Path, root: Path, *, indexed: bool) -> bool:
    """Whether a file of a folder is an mbox.

    An `indexed` file has Thunderbird's index beside it, so it is one even when it is empty.
    """
    ending = ending_of(path.name)
    if ending == ".eml" or foreign_sentence(path.name) is not None:
        return False
    try:
        found = tell_format(read_start(str(path), real_root(root)))
    except (SetAside, OSError):
        return False
    if found is Format.MBOX or (found is Format.EMPTY and indexed):
        return True
    return ending in MBOX_ENDINGS and found in (Format.EMPTY, Format.TEXT, Format.MAIL)
