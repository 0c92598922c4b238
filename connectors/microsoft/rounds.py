"""One round over a folder: from rows of its change feed to pages, each with the cursor behind it.

::

    no cursor ──────────► delta from nothing, newest first ──► nextLink … ──► deltaLink
    nextLink, deltaLink ► followed as they are             ──► nextLink … ──► deltaLink
    link lost (410) ────► delta from nothing, as a reset round: what is known is not fetched again

A link may be lost anywhere, in a reset round too. It is looked at before it is remembered: one that
leads elsewhere would be an error at every sync. Messages are fetched several at once.

The cursor of a page that is not the last of its rows keeps the link that gave them: killed anywhere,
the rows are asked for again, and what was told of them is known. A reading that took a while asks
once more for what came meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from connectors.base import (
    ConnectorError,
    FlagChange,
    MailPage,
    MailRecord,
    Problem,
)
from connectors.local.pages import PageLimits, batches
from connectors.microsoft.crew import in_order
from connectors.microsoft.faults import LinkLost, Refused, Senseless
from connectors.microsoft.reading import ROW, Reader, fetch_row, flags_of, letters_of
from connectors.microsoft.session import MAX_EMPTY, Row, id_of, rows_of
from connectors.sentences import empty_alarm

if TYPE_CHECKING:
    from connectors.microsoft.cursor import Position
    from connectors.microsoft.folders import Folder
    from connectors.microsoft.session import Session

#: The mark of a message that could not be read: asked for again at every sync.
FAILED = "?"
#: Times that a sync asks once more what came meanwhile.
_MAX_TURNS = 5
#: Times that a sync begins anew because its link is lost.
_MAX_RESTARTS = 3


@dataclass(slots=True)
class _News:
    """What the rows of one answer say, folded in their order."""

    wanted: dict[str, Row] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    flags: list[FlagChange] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Round:
    """One round over one folder.

    Attributes:
        downloads: Messages fetched so far.
    """

    session: Session
    folder: Folder
    position: Position
    reader: Reader
    limits: PageLimits
    accept_empty: bool = False
    downloads: int = 0
    _done: int = 0
    _restarts: int = 0
    _broken: Refused | ConnectorError | None = None

    def pages(self) -> Iterator[MailPage]:
        """The pages; none when nothing changed.

        Raises:
            Refused, LinkLost, Senseless, and the errors of the port: the pages so far are good.
        """
        while True:
            try:
                yield from self._walk()
            except LinkLost:
                self._restarts += 1
                if self._restarts > _MAX_RESTARTS:
                    raise
                position = self.position
                self.position = position.restart(position.origin, position.source)
            else:
                return

    def _walk(self) -> Iterator[MailPage]:
        position = self.position
        if position.reset:
            yield from self._name_again()
        elif position.link and not position.under_way:
            yield from self._try_failed()
        for _ in range(_MAX_TURNS):
            is_small = bool(position.link) and not position.under_way
            pages = empty = 0
            while True:
                page = self._ask()
                pages += 1
                empty = 0 if rows_of(page) else empty + 1
                if empty > MAX_EMPTY:
                    raise Senseless("a list of changes has no end")
                yield from self._tell(page)
                if not position.under_way:
                    break
            if is_small and pages == 1:
                return

    def _ask(self) -> Row:
        """The rows that come next."""
        session, position = self.session, self.position
        size = f"odata.maxpagesize={session.settings.page_size}"
        if position.link:
            return session.follow(position.link, size)
        path = f"/me/mailFolders/{quote(self.folder.key, safe='')}/messages/delta"
        query = {"$select": ROW, "$orderby": "receivedDateTime desc"}
        return session.get(session.url(path, query), size)

    def _name_again(self) -> Iterator[MailPage]:
        """In a reset round that was killed: what it told before, without a download."""
        names = tuple(self.position.marks)
        for start in range(0, len(names), self.limits.ids):
            yield MailPage(
                known_ids=names[start : start + self.limits.ids],
                cursor=self.position.cursor(),
                reset=True,
            )

    def _try_failed(self) -> Iterator[MailPage]:
        failed = [name for name, mark in self.position.marks.items() if mark == FAILED]
        if failed:
            rows = [
                fetch_row(self.session, name) or {"id": name, "@removed": {"reason": "deleted"}}
                for name in failed
            ]
            yield from self._tell({"value": rows, "@odata.deltaLink": self.position.link})

    def _tell(self, page: Row) -> Iterator[MailPage]:
        """The pages of the rows of one answer; the last one carries the link that follows."""
        position = self.position
        following, under_way = _following(page)
        self.session.link(following)
        is_first = not position.link
        rows = rows_of(page)
        news = self._fold(rows)
        problems: list[Problem] = []
        found = ((record, len(record.raw)) for record in self._read(news, problems))
        records: list[MailRecord] = []
        for batch, is_last in batches(found, self.limits):
            records = batch
            if is_last:
                break
            self._done += len(batch)
            yield self._page(batch, _News(), self._take(problems))
        self._done += len(records)
        if self._broken is not None:
            # What was read is handed on first: under constant throttling there is progress too.
            if records or problems:
                yield self._page(records, _News(), self._take(problems))
            broken, self._broken = self._broken, None
            raise broken
        position.marks.add(news.marks, news.gone)
        was_reset = position.reset
        moved = following != position.link or under_way != position.under_way
        if not under_way and was_reset:
            self._check_emptiness(len(records))
            if self._restarts:
                # The rounds that were broken off may have named what is gone by now.
                news.gone += position.marks.lost
        position.link, position.under_way = following, under_way
        if not under_way:
            position.finish()
        told = records or news.flags or news.gone or (news.known and was_reset) or problems
        if told or moved or is_first:
            yield self._page(records, news, self._take(problems), reset=was_reset)

    def _fold(self, rows: Iterable[Row]) -> _News:
        position = self.position
        latest: dict[str, Row] = {}
        for row in rows:
            name = id_of(row)
            if "@removed" in row:
                latest[name] = row
            else:
                earlier = latest.get(name, {})
                latest[name] = row if "@removed" in earlier else earlier | row
        news = _News()
        for name, row in latest.items():
            before = position.marks.remembered(name)
            if "@removed" in row:
                if before is not None:
                    news.gone.append(name)
            elif before is None or before == FAILED or "d" in before:
                # A draft is written on under its id, so its bytes are others now.
                news.wanted[name] = row
            else:
                letters = letters_of(row, before)
                news.known.append(name)
                if letters != before:
                    news.flags.append(FlagChange(name, flags_of(letters)))
                if letters != before or position.reset:
                    news.marks[name] = letters
        return news

    def _read(self, news: _News, problems: list[Problem]) -> Iterator[MailRecord]:
        """The messages that are wanted; what becomes of each is remembered as it is handed on."""
        position = self.position
        wanted = list(news.wanted.items())
        try:
            for (name, _), found in in_order(self.session, wanted, self._read_one):
                if found is None:
                    if position.marks.remembered(name) is not None:
                        news.gone.append(name)
                    continue
                self.downloads += 1
                if isinstance(found, Problem):
                    problems.append(found)
                    news.marks[name] = FAILED
                else:
                    yield found
        except (Refused, ConnectorError) as error:
            self._broken = error

    def _read_one(self, session: Session, wanted: tuple[str, Row]) -> MailRecord | Problem | None:
        name, given = wanted
        # The row of a known message names what changed and no more.
        row = given if _is_whole(given) else fetch_row(session, name)
        return self.reader.read(session, row, letters_of(row)) if row is not None else None

    def _page(
        self,
        records: list[MailRecord],
        news: _News,
        problems: tuple[Problem, ...],
        *,
        reset: bool | None = None,
    ) -> MailPage:
        position = self.position
        if records:
            position.marks.add({each.provider_id: _letters(each) for each in records})
        is_reset = position.reset if reset is None else reset
        is_over = not position.under_way and reset is not None
        return MailPage(
            upserted=tuple(records),
            flag_changes=tuple(news.flags),
            deleted_ids=tuple(news.gone),
            known_ids=tuple(news.known) if is_reset else (),
            cursor=position.cursor(),
            reset=is_reset,
            problems=problems,
            done=self._done,
            total=self._done if is_over else max(self.folder.total, self._done),
        )

    def _take(self, problems: list[Problem]) -> tuple[Problem, ...]:
        taken = tuple(problems)
        problems.clear()
        return taken

    def _check_emptiness(self, found: int) -> None:
        """Whether a folder in which nothing was found is empty, or is not what it was."""
        known = len(self.position.marks.lost)
        if known and not found and not self.position.marks and not self.accept_empty:
            raise empty_alarm(
                self.session.account,
                f"'{self.folder.name}'",
                known=known,
                items="messages",
                server="Microsoft",
                it="the folder",
            )


def _following(page: Row) -> tuple[str, bool]:
    """The link that follows, and whether it leads on within the round."""
    for key, under_way in (("@odata.nextLink", True), ("@odata.deltaLink", False)):
        link = page.get(key)
        if isinstance(link, str) and link:
            return link, under_way
    raise Senseless("a list of changes has no link that follows")


def _is_whole(row: Row) -> bool:
    return "receivedDateTime" in row and "isRead" in row and "isDraft" in row


_LETTER_OF = {"seen": "s", "flagged": "f", "draft": "d"}


def _letters(record: MailRecord) -> str:
    return "".join(sorted(_LETTER_OF[flag] for flag in record.flags))
