"""A mailbox made of files: any mix of mbox, Maildir, `.eml` folders and single files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from connectors.base import (
    Collection,
    CollectionKind,
    CursorExpired,
    Listed,
    MailPage,
    PermanentError,
    Problem,
)
from connectors.local.detect import Source, SourceKind, find_sources
from connectors.local.eml import EmlFolder, fetch_eml
from connectors.local.files import shown
from connectors.local.folder import list_folder
from connectors.local.labels import label_paths
from connectors.local.listing import CursorUnreadable
from connectors.local.maildir import MaildirFolder, fetch_maildir, list_maildir
from connectors.local.mbox_changes import MboxFile, fetch_mbox, list_mbox
from connectors.local.pages import PageLimits


class LocalMail:
    """`MailConnector` over files and folders; reads only, and never follows a link outside.

    Args:
        account: The account's name, for sentences.
        paths: Files and folders, in reading order; ``~`` is the home of the user.
        accept_empty: A source that knew messages and holds none was emptied on purpose: tell its
            messages as deleted instead of raising.
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
        self._sources: dict[str, Source] | None = None

    def list_collections(self) -> Sequence[Collection]:
        """One collection for each mbox file, Maildir folder and folder of messages.

        A path that cannot be read is listed too: fetching it says why.
        """
        self._sources = {
            source.name: source
            for label, path in self._labelled
            for source in find_sources(self.account, path, label)
        }
        return [
            Collection(source.name, CollectionKind.MAIL, source.role)
            for source in self._sources.values()
        ]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        """Changes since `cursor`, as pages; none when nothing changed.

        Raises:
            PermanentError: the path is missing, may not be read, is of a foreign format, or holds
                no mail, or nothing any more where there were messages.
            TransientError: the disk or network drive failed.
        """
        source = self._find(collection)
        if source.bare and not cursor:
            raise PermanentError(
                f"{shown(source.path)} of account '{self.account}' holds no mail: no mbox, Maildir "
                "or .eml was found in it. Correct the path in config.toml and sync again."
            )
        return _with_problems(self._fetch(source, cursor), source.problems, cursor)

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """What a collection holds; see `CountingConnector`.

        Files in folders are listed and not opened, and only names of a Maildir tell dates. An mbox
        that did not change since `cursor` is not read; one that did is scanned once.

        Raises:
            TransientError, PermanentError: as of `fetch_changes`.
            CursorExpired: the cursor is none of this kind of collection.
        """
        source = self._find(collection)
        try:
            if source.kind is SourceKind.MBOX:
                yield from list_mbox(self._box(source), cursor)
            elif source.kind is SourceKind.MAILDIR:
                yield from list_maildir(self._maildir(source), cursor)
            else:
                yield from map(Listed, list_folder(self._folder(source), cursor))
        except CursorUnreadable as error:
            raise CursorExpired(self.account, collection) from error

    def _find(self, collection: str) -> Source:
        if self._sources is None:
            self.list_collections()
        source = (self._sources or {}).get(collection)
        if source is None:
            raise PermanentError(
                f"There is no '{collection}' in account '{self.account}' any more. Nothing stored "
                "was deleted; check the paths of the account in config.toml."
            )
        if source.failure is not None:
            raise source.failure
        return source

    def _fetch(self, source: Source, cursor: str | None) -> Iterator[MailPage]:
        limits, accept_empty = self._limits, self._accept_empty
        if source.kind is SourceKind.MBOX:
            return fetch_mbox(self._box(source), cursor, limits, accept_empty=accept_empty)
        if source.kind is SourceKind.MAILDIR:
            return fetch_maildir(self._maildir(source), cursor, limits, accept_empty=accept_empty)
        return fetch_eml(self._folder(source), cursor, limits, accept_empty=accept_empty)

    def _box(self, source: Source) -> MboxFile:
        return MboxFile(source.path, self.account, source.name)

    def _maildir(self, source: Source) -> MaildirFolder:
        return MaildirFolder(source.path, self.account, source.name)

    def _folder(self, source: Source) -> EmlFolder:
        if source.kind is SourceKind.FILE:
            path = source.path.resolve()  # a link that its owner named may lead anywhere
            return EmlFolder(path.parent, self.account, source.name, only=path.name)
        return EmlFolder(source.path, self.account, source.name, source.excluded)


def _with_problems(
    pages: Iterator[MailPage], problems: tuple[Problem, ...], cursor: str | None
) -> Iterator[MailPage]:
    """The pages, with the problems of the walk on the first one, or on a page of their own."""
    if not problems:
        return pages
    first = next(pages, MailPage(cursor=cursor or ""))
    return chain((replace(first, problems=(*problems, *first.problems)),), pages)
