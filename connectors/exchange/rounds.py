"""One round over a folder: from its change feed to pages, each with the cursor behind it.

::

    no cursor ───────► all ids by SyncFolderItems ──► they wait ──► read, newest first ─┐
    state ───────────► what changed since          ──► new ones wait ──► read ──────────┤
    state lost ──────► all ids again, as a reset round: what is known is not read again ┤
                                                       what came meanwhile, and the end ◄┘

SyncFolderItems gives ids in no order that was promised, so ids come first (512 a request) and
messages then, in the order of a listing by arrival. The cursor of a page holds the state behind its
ids and who still waits: killed anywhere, a round goes on where it was. What a listing misses because
the folder changed under it is asked for by its id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from connectors.base import (
    ConnectorError,
    FlagChange,
    MailPage,
    MailRecord,
    Problem,
    TransientError,
)
from connectors.exchange.changes import Change, fetch_changes
from connectors.exchange.cursor import FAILED, OTHER, STALE, WAITING, Told
from connectors.exchange.faults import Refused, Senseless
from connectors.exchange.items import Row, fetch_rows, find_rows, flags_of, unreadable, with_seen
from connectors.local.pages import PageLimits, batches
from connectors.sentences import empty_alarm

if TYPE_CHECKING:
    from connectors.exchange.cursor import Position
    from connectors.exchange.folders import Folder
    from connectors.exchange.items import Reader
    from connectors.exchange.session import Session

#: Times that a sync asks once more what came meanwhile.
_MAX_TURNS = 5
#: A turn that read more than this took a while.
_MANY = 50


@dataclass(slots=True)
class _News:
    """What is to be told and remembered, gathered for one page."""

    marks: dict[str, Told] = field(default_factory=dict)
    flags: list[FlagChange] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def is_told(self, *, reset: bool) -> bool:
        """Whether a page has something to say."""
        return bool(self.flags or self.gone or self.problems or (reset and self.known))


@dataclass(slots=True)
class Round:
    """One round over one folder."""

    session: Session
    folder: Folder
    position: Position
    reader: Reader
    limits: PageLimits
    accept_empty: bool = False
    _done: int = 0
    _is_unsaved: bool = False
    _is_stuck: bool = False
    _is_short: bool = False
    _broken: Exception | None = None
    _prints: dict[str, list[str]] | None = None

    def pages(self) -> Iterator[MailPage]:
        """The pages; none when nothing changed.

        Raises:
            Refused, Senseless, and the errors of the port: the pages so far are good.
        """
        try:
            yield from self._turns()
        except Refused as error:
            if not error.is_lost or not self.position.state:
                raise
            self.position = self.position.restart(self.position.origin, self.position.source)
            self._prints = None
            yield from self._turns()

    def _turns(self) -> Iterator[MailPage]:
        if self.position.reset:
            yield from self._name_again()
        again = [key for key, told in self.position.items.items() if told.flags == FAILED]
        for _ in range(_MAX_TURNS):
            before = self._done
            yield from self._walk()
            was_listing = self.position.listing
            if was_listing:
                yield from self._read_listing()
            yield from self._read_rest(again)
            again = []
            if was_listing and not self._is_short:
                yield from self._end()
            elif self._is_unsaved:
                yield self._page([], _News())
            if not was_listing and self._done - before <= _MANY:
                return
        if self._is_short:
            raise TransientError(
                f"Exchange does not name all messages of '{self.folder.name}' of account "
                f"'{self.session.account}' now. What was read so far is kept, nothing stored was "
                "deleted; the next sync goes on from there."
            )

    def _name_again(self) -> Iterator[MailPage]:
        """In a reset round that was killed: what it told before, without a download."""
        names = tuple(
            told.alias or key for key, told in self.position.items.items() if told.is_told
        )
        for start in range(0, len(names), self.limits.ids):
            yield MailPage(
                known_ids=names[start : start + self.limits.ids],
                cursor=self.position.cursor(),
                reset=True,
            )

    # ── what changed ─────────────────────────────────────────────────────────────────────────

    def _walk(self) -> Iterator[MailPage]:
        """All changes up to now: what is new waits, the rest is told."""
        position = self.position
        for page in fetch_changes(self.session, self.folder.key, position.state):
            news = self._fold(page.changes)
            if news.marks or news.forgotten or not position.state:
                # A state without changes is as good as the one before it.
                position.items.add(news.marks, news.forgotten)
                position.state = page.state
                self._is_unsaved = True
            if news.is_told(reset=position.reset) or not page.is_last:
                yield self._page([], news)
            self._is_stuck = page.is_stuck

    def _fold(self, changes: Iterable[Change]) -> _News:
        news = _News()
        for change in changes:
            key = change.key
            before = news.marks.get(key) or self.position.items.get(key)
            lost = self.position.items.lost.get(key)
            if change.kind == "Delete":
                self._fold_deletion(key, before, news)
            elif before is None and lost is not None:
                if not lost.is_told or "d" in lost.flags:
                    news.marks[key] = Told(WAITING)  # the bytes of a draft may be others by now
                else:
                    # Its flags are compared when the listing comes to it.
                    news.marks[key] = lost
                    news.known.append(key)
            elif before is None:
                news.marks[key] = Told(WAITING)
            elif change.kind == "ReadFlagChange":
                self._fold_read_flag(before, change, news)
            elif before.flags == OTHER:
                news.marks[key] = Told(WAITING)
            elif before.is_told and STALE not in before.flags:
                news.marks[key] = replace(before, flags=before.flags + STALE)
        return news

    def _fold_deletion(self, key: str, before: Told | None, news: _News) -> None:
        if before is None:
            return
        if news.marks.pop(key, None) is None or key in self.position.items:
            news.forgotten.append(key)
        if before.flags not in (WAITING, OTHER):
            news.gone.append(before.alias or key)

    def _fold_read_flag(self, before: Told, change: Change, news: _News) -> None:
        if not before.is_told:
            return
        letters = with_seen(before.flags, seen=change.seen)
        if letters != before.flags:
            news.marks[change.key] = replace(before, flags=letters)
            news.flags.append(FlagChange(before.alias or change.key, flags_of(letters)))

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def _read_listing(self) -> Iterator[MailPage]:
        """Look at all items, newest first: read who waits, compare who is known.

        Where the change feed got stuck it is short of something if a row was not named by it.
        """
        self._is_short = False
        for rows in find_rows(self.session, self.folder.key):
            named = [row for row in rows if row.key in self.position.items]
            self._is_short |= self._is_stuck and len(named) < len(rows)
            yield from self._tell(named)
            if not self.position.reset and not self._is_stuck and not self._open():
                return

    def _read_rest(self, again: list[str]) -> Iterator[MailPage]:
        """Look at what is open still, by its ids: what changed, and what a listing missed."""
        left = [key for key in again if key in self.position.items]
        keys = list(dict.fromkeys([*left, *self._open()]))
        rows: list[Row] = []
        news = _News()
        for key, found in fetch_rows(self.session, keys):
            if isinstance(found, Row):
                rows.append(found)
                continue
            before = self.position.items[key]
            if found is None:
                self._forget(key, before, news)
            else:
                news.marks[key] = Told(FAILED, before.mark, before.alias)
                news.problems.append(unreadable(self.folder.name, before.alias or key, str(found)))
        rows.sort(
            key=lambda row: row.received_at.timestamp() if row.received_at else 0, reverse=True
        )
        yield from self._tell(rows, news)

    def _open(self) -> list[str]:
        return [
            key
            for key, told in self.position.items.items()
            if told.flags == WAITING or STALE in told.flags
        ]

    def _tell(self, rows: list[Row], news: _News | None = None) -> Iterator[MailPage]:
        """The pages of rows: messages that are wanted, and the flags of those that are known."""
        news = news or _News()
        wanted = [row for row in rows if self._is_wanted(row, news)]
        read: dict[str, tuple[str, Told]] = {}
        sized = ((record, len(record.raw)) for record in self._read(wanted, news, read))
        for batch, _ in batches(sized, self.limits):
            # One record more than the page holds may have been read already.
            news.marks |= dict(read.pop(record.provider_id) for record in batch)
            yield self._page(batch, self._take(news))
        if news.is_told(reset=self.position.reset) or news.marks or news.forgotten:
            taken = self._take(news)
            if taken.is_told(reset=self.position.reset):
                yield self._page([], taken)
        if self._broken is not None:
            # What was read is handed on first: under constant throttling there is progress too.
            broken, self._broken = self._broken, None
            if self._is_unsaved:
                yield self._page([], _News())
            raise broken

    def _is_wanted(self, row: Row, news: _News) -> bool:
        """Whether a message is to be read; what is known of it is gathered instead."""
        before = self.position.items[row.key]
        name = before.alias or row.key
        if not row.is_mail:
            if before.flags == WAITING:
                news.marks[row.key] = Told(OTHER)
            return False
        if before.flags == OTHER:
            return False
        if before.flags == WAITING and (found := self._found_again(row)):
            old, told = found
            news.known.append(old)
            news.marks[row.key] = Told(row.letters, row.mark, "" if old == row.key else old)
            if told.flags != row.letters:
                news.flags.append(FlagChange(old, flags_of(row.letters)))
            return False
        if not before.is_told:
            return True
        if "d" in before.flags and STALE in before.flags:
            return True  # a draft is written on under its id, so its bytes are others now
        if before.flags != row.letters:
            news.marks[row.key] = Told(row.letters, row.mark, before.alias)
            if before.flags.replace(STALE, "") != row.letters:
                news.flags.append(FlagChange(name, flags_of(row.letters)))
        return False

    def _found_again(self, row: Row) -> tuple[str, Told] | None:
        """Under which name a message was told before ids were given anew, and what of it."""
        if not self.position.items.lost or not row.mark:
            return None
        if self._prints is None:
            by_mark: defaultdict[str, list[str]] = defaultdict(list)
            for name, told in self.position.items.lost.items():
                if told.mark and told.is_told and "d" not in told.flags:
                    by_mark[told.mark].append(name)
            self._prints = dict(by_mark)
        names = self._prints.get(row.mark)
        while names:
            name = names.pop()
            found = self.position.items.lost.get(name)
            if found is not None:
                return name, found
        return None

    def _read(
        self, wanted: list[Row], news: _News, read: dict[str, tuple[str, Told]]
    ) -> Iterator[MailRecord]:
        """The messages that are wanted, and in `read` what is to be remembered of each."""
        try:
            for row, found in self.reader.read(wanted):
                before = self.position.items[row.key]
                name = before.alias or row.key
                if found is None:
                    self._forget(row.key, before, news)
                elif isinstance(found, Problem):
                    news.problems.append(replace(found, key=name))
                    news.marks[row.key] = Told(FAILED, row.mark, before.alias)
                else:
                    read[name] = row.key, Told(row.letters, row.mark, before.alias)
                    yield replace(found, provider_id=name) if before.alias else found
        except (Refused, Senseless, ConnectorError) as error:
            self._broken = error

    def _forget(self, key: str, before: Told, news: _News) -> None:
        news.forgotten.append(key)
        if before.flags not in (WAITING, OTHER):
            news.gone.append(before.alias or key)

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    def _take(self, news: _News) -> _News:
        """What was gathered so far, remembered; the gathering begins anew."""
        taken = _News(news.marks, news.flags, news.gone, news.forgotten, news.known, news.problems)
        news.marks, news.flags, news.gone = {}, [], []
        news.forgotten, news.known, news.problems = [], [], []
        self.position.items.add(taken.marks, taken.forgotten)
        self._is_unsaved = True
        return taken

    def _page(self, records: list[MailRecord], news: _News) -> MailPage:
        self._is_unsaved = False
        self._done += len(records)
        return MailPage(
            upserted=tuple(records),
            flag_changes=tuple(news.flags),
            deleted_ids=tuple(news.gone),
            known_ids=tuple(news.known) if self.position.reset else (),
            cursor=self.position.cursor(),
            reset=self.position.reset,
            problems=tuple(news.problems),
            done=self._done,
            total=self._done + len(self._open()),
        )

    def _end(self) -> Iterator[MailPage]:
        """The last pages of a first or a reset round.

        What was not found again is named as gone: a reset round that was killed and lost its state
        once more has named it as known before.
        """
        position = self.position
        self._check_emptiness()
        gone = [name for name, told in position.items.lost.items() if told.flags != WAITING]
        while len(gone) > self.limits.ids:
            yield self._page([], _News(gone=gone[: self.limits.ids]))
            gone = gone[self.limits.ids :]
        was_reset = position.reset
        position.finish()
        yield replace(self._page([], _News(gone=gone)), reset=was_reset)

    def _check_emptiness(self) -> None:
        """Whether a folder in which nothing was found is empty, or is not what it was."""
        known = sum(told.is_told for told in self.position.items.lost.values())
        if self.position.reset and known and not self.position.items and not self.accept_empty:
            raise empty_alarm(
                self.session.account,
                f"'{self.folder.name}'",
                known=known,
                items="messages",
                server="Exchange",
                it="the folder",
            )
