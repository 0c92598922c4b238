"""One round over a folder: from what changed to pages, each with the cursor that follows it.

    (reset: known messages are found again) ──▶ new mail, newest first ──▶ flags, gone, known

New mail comes before what is gone, so that a message that only moved is never missed. Killed
anywhere, the round goes on from the last stored cursor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from connectors.base import FlagChange, MailPage, MailRecord, PermanentError, TransientError
from connectors.imap import commands
from connectors.imap.changes import Changes, find_changes
from connectors.imap.cursor import Position, flags_of, letters
from connectors.imap.rebind import rebind

if TYPE_CHECKING:
    from connectors.imap.commands import Selected
    from connectors.imap.reading import Reader


#: An emptied folder of so many messages is somebody's tidiness; a judgement.
BELIEVED_EMPTY = 100


class _News(Enum):
    """What is told of a message without its body."""

    FLAGS = auto()
    GONE = auto()
    KNOWN = auto()


@dataclass(slots=True)
class _Round:
    """The round under way in the folder that is open."""

    reader: Reader
    selected: Selected
    position: Position

    def pages(self, changes: Changes, resumed: tuple[int, ...]) -> Iterator[MailPage]:
        """The pages after those of `rebind`; none where nothing changed.

        Args:
            resumed: In a reset round, UIDs that were told in it before it was killed.
        """
        small = self._chunks(changes, resumed)
        total, done, given = len(changes.missing), 0, False
        for batch, count, is_last in self.reader.read(changes.missing, self.position):
            self.position.add({uid: told for uid, (_, told) in batch.items()})
            records = tuple(record for record, _ in batch.values())
            done += count
            news = small.pop(0) if is_last and small else []
            is_final = is_last and not small
            yield self._page(records, news, changes, done, total, is_final=is_final)
            given = is_final
        for number, news in enumerate(small, 1):
            is_final = number == len(small)
            yield self._page((), news, changes, total, total, is_final=is_final)
            given = is_final
        if not given and self._moved():
            yield self._page((), [], changes, total, total, is_final=True)

    def _moved(self) -> bool:
        """Whether there is something to remember although nothing is to be told."""
        return (
            self.position.reset
            or self.position.modseq != self.selected.modseq
            or bool(self.reader.problems)
        )

    def _chunks(self, changes: Changes, resumed: tuple[int, ...]) -> list[list[tuple[_News, int]]]:
        gone = set(changes.gone)
        news = [
            *((_News.FLAGS, uid) for uid in changes.flagged),
            *((_News.GONE, uid) for uid in changes.gone),
            *((_News.KNOWN, uid) for uid in resumed if uid not in gone),
        ]
        size = self.reader.limits.ids
        return [news[start : start + size] for start in range(0, len(news), size)]

    def _page(
        self,
        records: tuple[MailRecord, ...],
        news: list[tuple[_News, int]],
        changes: Changes,
        done: int,
        total: int,
        *,
        is_final: bool,
    ) -> MailPage:
        position = self.position
        named = {uid: position.provider_id(uid) for _, uid in news}
        flags = {uid: changes.flagged[uid] for what, uid in news if what is _News.FLAGS}
        gone = [uid for what, uid in news if what is _News.GONE]
        remembered = {
            uid: replace(position.told[uid], flags=letters(now)) for uid, now in flags.items()
        }
        position.add(remembered, gone)
        problems, self.reader.problems = tuple(self.reader.problems), []
        reset = position.reset
        if is_final:
            position.modseq = self.selected.modseq
            position.finish()
        return MailPage(
            upserted=records,
            flag_changes=tuple(
                FlagChange(named[uid], flags_of(told.flags)) for uid, told in remembered.items()
            ),
            deleted_ids=tuple(named[uid] for uid in gone),
            known_ids=tuple(named[uid] for what, uid in news if what is _News.KNOWN),
            cursor=position.cursor(),
            reset=reset,
            problems=problems,
            done=done,
            total=total,
        )


def run_round(
    reader: Reader, selected: Selected, position: Position, *, accept_empty: bool
) -> Iterator[MailPage]:
    """The pages of a round; none when nothing changed.

    Raises:
        Refused, Senseless: the host refused to tell what changed.
        PermanentError: the folder is suddenly empty; nothing is deleted for it.
        TransientError: the host, or a listing that is not whole; the pages so far are good.
    """
    resumed = tuple(position.told) if position.reset else ()
    if position.reset and selected.exists:
        yield from rebind(reader, commands.list_uids(reader.session), position, reader.limits.ids)
    changes = find_changes(reader.session, selected, position)
    if not selected.exists and not accept_empty:
        _check_emptiness(reader, position, changes)
    if position.reset:
        listed = len(position.told) - len(changes.gone) + len(changes.missing)
        account = reader.session.account
        check_wholeness(account, reader.folder, listed=listed, exists=selected.exists)
    yield from _Round(reader, selected, position).pages(changes, resumed)


def check_wholeness(account: str, folder: str, *, listed: int, exists: int) -> None:
    """Whether all messages were listed: what is not named counts as gone.

    Raises:
        TransientError: the host said that there are more.
    """
    if listed < exists:
        raise TransientError(
            f"'{folder}' of account '{account}' has {exists:,} messages, and the host listed "
            f"{listed:,}; nothing stored was deleted. They are compared again at the next sync."
        )


def _check_emptiness(reader: Reader, position: Position, changes: Changes) -> None:
    """Whether a folder that holds nothing was emptied, or is not what it was.

    Under the same UIDVALIDITY, UIDs that are gone are gone for good (RFC 9051, 2.3.1.1), and an
    inbox is emptied every day; but a host whose disk is missing shows empty folders too. So a few
    messages are believed to be deleted, and more only where the host names each of them.
    """
    known = len(position.told) + len(position.lost)
    believed = changes.named or (not position.reset and known <= BELIEVED_EMPTY)
    if known and not believed:
        raise PermanentError(
            f"'{reader.folder}' of account '{reader.session.account}' now holds 0 of {known:,} "
            "messages; nothing stored was deleted. If the host has trouble, sync again later; if "
            "the folder was emptied on purpose, run `rapport sync --accept-empty`."
        )
