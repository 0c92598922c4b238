"""Reading messages in batches: sizes first, then bodies within the limits, headers of the rest.

One message that a host cannot give, or gives in a way that is not IMAP, costs that message: the
request is halved until it stands alone, and it is named as a problem and tried again at the next
sync.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from connectors.base import MailRecord, Problem
from connectors.imap import commands
from connectors.imap.cursor import Position, Told, letters
from connectors.imap.faults import BrokenOff, Refused, Senseless, command_refused, shown
from connectors.imap.marks import mark_of
from connectors.limits import MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, header_block, too_large
from connectors.local.pages import PageLimits, batches

if TYPE_CHECKING:
    from datetime import datetime

    from connectors.imap.answers import Row
    from connectors.imap.session import Session

#: Messages whose sizes are asked for at once.
WINDOW = 1000
#: Messages that one round may set aside; beyond that it is the host and not the mail.
MAX_SET_ASIDE = 20
#: Connections that one round may open anew; to find one message among 500 takes nine.
MAX_RESUMED = 20

Answer = TypeVar("Answer")


@dataclass(slots=True)
class Reader:
    """Reads messages of the folder that is open.

    Attributes:
        folder: Its name, for sentences and records.
        wire: Its name as the host writes it.
        validity: Its UIDVALIDITY.
        downloads: Bodies fetched so far.
        problems: Of messages that were set aside since they were last taken.
    """

    session: Session
    folder: str
    wire: str
    validity: int
    limits: PageLimits
    downloads: int = 0
    problems: list[Problem] = field(default_factory=list)
    _set_aside: int = 0
    _resumed: int = 0

    def take_downloads(self) -> int:
        """Bodies fetched since this was asked before."""
        count, self.downloads = self.downloads, 0
        return count

    def read(
        self, uids: Sequence[int], position: Position
    ) -> Iterator[tuple[dict[int, tuple[MailRecord, Told]], int, bool]]:
        """Messages in the order of `uids`, in batches within the limits, as they are fetched.

        Yields:
            By UID the record and what to remember of it; how many of `uids` the batch is about;
            True with the last batch. What is gone meanwhile is left out.

        Raises:
            TransientError, PermanentError: the host; the batches so far are good.
        """
        rows = self.summaries(uids, WINDOW)
        sized = ((row, self._octets(row)) for window in rows for row in window)
        for batch, is_last in batches(sized, self.limits):
            yield self._read_batch(batch, position), len(batch), is_last

    def summaries(
        self, uids: Sequence[int], window: int, *, with_id: bool = False
    ) -> Iterator[list[Row]]:
        """Flags, sizes and arrivals, in the order of `uids`, a list for each `window` of them."""
        for start in range(0, len(uids), window):
            portion = uids[start : start + window]
            found = {
                row.uid: row
                for rows in self._gently(
                    portion,
                    lambda some: commands.fetch_summaries(self.session, some, with_id=with_id),
                )
                for row in rows
            }
            yield [found[uid] for uid in portion if uid in found]

    def dates(
        self, uids: Sequence[int], window: int
    ) -> Iterator[list[tuple[int, datetime | None]]]:
        """Arrivals, in the order of `uids`, a list for each `window` of them.

        A message that the host has and says nothing of has None: it is there all the same.
        """
        for start in range(0, len(uids), window):
            portion = uids[start : start + window]
            found: dict[int, datetime | None] = {}
            for dates in self._gently(
                portion, lambda some: commands.fetch_dates(self.session, some)
            ):
                found |= dates
            yield [(uid, found.get(uid)) for uid in portion]

    def _read_batch(
        self, rows: Sequence[Row], position: Position
    ) -> dict[int, tuple[MailRecord, Told]]:
        whole = [row.uid for row in rows if self._is_whole(row)]
        octets = sum(self._octets(row) for row in rows)
        texts: dict[int, bytes] = {}
        for answer in self._gently(
            whole, lambda some: commands.fetch_bodies(self.session, some, octets)
        ):
            texts |= answer
        self.downloads += len(texts)
        cut = [row.uid for row in rows if not self._is_whole(row)]
        for answer in self._gently(cut, lambda some: commands.fetch_headers(self.session, some)):
            texts |= answer
        self._ask_again([row.uid for row in rows if row.uid not in texts])
        return {
            row.uid: self._record(row, texts[row.uid], position) for row in rows if row.uid in texts
        }

    def _ask_again(self, uids: Sequence[int]) -> None:
        """Name the messages that the host has and does not give; the others went meanwhile."""
        for rows in self.summaries(uids, WINDOW):
            for row in rows:
                if not any(problem.key == self._key(row.uid) for problem in self.problems):
                    self._put_aside(row.uid, Senseless("no message"))

    def _key(self, uid: int) -> str:
        return f"{self.validity}.{uid}"

    def _record(self, row: Row, text: bytes, position: Position) -> tuple[MailRecord, Told]:
        size = row.size if row.size is not None else len(text)
        told = Told(
            mark_of(text, size), letters(row.flags or frozenset()), position.alias_for(row.uid)
        )
        provider_id = told.alias or self._key(row.uid)
        is_whole = self._is_whole(row) and len(text) <= MAX_MESSAGE_BYTES
        length = len(text) if is_whole else max(size, len(text))
        where = f"'{self.folder}' of account '{self.session.account}'"
        problems = (too_large(where, provider_id, length),) if length > MAX_MESSAGE_BYTES else ()
        record = MailRecord(
            provider_id=provider_id,
            collection=self.folder,
            raw=text if is_whole else header_block(text),
            size=length,
            flags=row.flags or frozenset(),
            received_at=row.received_at,
            labels=row.labels,
            provider_thread_id=row.thread,
            truncated=not is_whole,
            problems=problems,
        )
        return record, told

    def _is_whole(self, row: Row) -> bool:
        return self.session.settings.full_bodies and (row.size or 0) <= MAX_MESSAGE_BYTES

    def _octets(self, row: Row) -> int:
        return (row.size or 0) if self._is_whole(row) else min(row.size or 0, MAX_HEADER_BYTES)

    def _gently(
        self, uids: Sequence[int], fetch: Callable[[Sequence[int]], Answer]
    ) -> Iterator[Answer]:
        """The answers about all of `uids` that can be had."""
        if not uids:
            return
        try:
            answer = fetch(uids)
        except (Refused, Senseless, BrokenOff) as error:
            if isinstance(error, Refused) and error.is_busy:
                raise command_refused(self.session.account, self.folder, error) from error
            if isinstance(error, BrokenOff):
                self._take_up_again(error)
            if len(uids) > 1:
                half = len(uids) // 2
                yield from self._gently(uids[:half], fetch)
                yield from self._gently(uids[half:], fetch)
                return
            self._put_aside(uids[0], error)
        else:
            yield answer

    def _take_up_again(self, error: BrokenOff) -> None:
        """Open the folder once more: some hosts end the connection over one broken message.

        Raises:
            BrokenOff: that was tried often enough; it is the host.
            TransientError, AuthError: the host is gone.
        """
        self._resumed += 1
        if self._resumed > MAX_RESUMED:
            raise error
        selected = commands.examine(self.session, self.wire)
        if selected.validity != self.validity:
            raise error

    def _put_aside(self, uid: int, error: Refused | Senseless | BrokenOff) -> None:
        self._set_aside += 1
        if self._set_aside > MAX_SET_ASIDE:
            if isinstance(error, BrokenOff):
                raise error
            raise command_refused(self.session.account, self.folder, error) from error
        said = "nothing and broke off" if isinstance(error, BrokenOff) else f"'{shown(error)}'"
        self.problems.append(
            Problem(
                "unreadable",
                f"Message {uid} in '{self.folder}' of account '{self.session.account}' cannot be "
                f"read: the host answered {said}. The others were read; it is tried "
                "again at every sync.",
                self._key(uid),
            )
        )
