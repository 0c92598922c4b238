"""One round over a mailbox: what changed since the cursor, in pages that can be resumed.

::

    no cursor ────────────▶ historyId, list, messages newest first ──▶ what changed meanwhile
    … that ended early ───▶ what changed since, then the rest of what was listed ──▶ what changed
    historyId ────────────▶ what changed since: new mail, then flags and what is gone
    history lost ─────────▶ as without a cursor, as a reset round; known messages are not fetched

The historyId is taken *before* anything is listed, and is moved on only when everything up to it was
told: killed anywhere, a round goes on from the last stored cursor and skips nothing. A page ends
where the quota of the minute does, so that what was read can be used while the next is waited for;
and before an error, so that what was paid for is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from connectors.base import FlagChange, MailPage, MailRecord, PermanentError
from connectors.google.cursor import FAILED, LEFT, PENDING, UNTOLD, Position, flags_of, letters
from connectors.google.faults import Refused, senseless
from connectors.google.fetching import Fetching
from connectors.google.mailbox import Changes, HistoryLost, Mailbox, Profile
from connectors.google.messages import flags_of_labels, is_left_out

if TYPE_CHECKING:
    from connectors.local.pages import PageLimits

#: Labels that become flags.
_MARKS = ("UNREAD", "STARRED", "DRAFT", "TRASH")


class _News(Enum):
    """What is told of a message without its body."""

    FLAGS = auto()
    GONE = auto()
    KNOWN = auto()


@dataclass(slots=True)
class _Plan:
    """What is to be told.

    Attributes:
        wanted: Messages to be fetched, newest first.
        marks: Known messages whose flags changed, and how they are remembered.
        gone: Known messages that are no more, or no mail.
        known: Known messages that are there, in a reset round.
    """

    wanted: Sequence[str] = ()
    marks: dict[str, str] = field(default_factory=dict)
    gone: Sequence[str] = ()
    known: Sequence[str] = ()


@dataclass(slots=True)
class Round:
    """One round over one mailbox.

    Attributes:
        accept_empty: A mailbox that lost all its messages was emptied on purpose.
    """

    mailbox: Mailbox
    collection: str
    position: Position
    profile: Profile
    limits: PageLimits
    full_bodies: bool
    accept_empty: bool
    _fetching: Fetching = field(init=False)

    def __post_init__(self) -> None:
        self._fetching = Fetching(
            self.mailbox, self.collection, self.position, self.limits, self.full_bodies
        )

    @property
    def downloads(self) -> int:
        """Messages fetched so far."""
        return self._fetching.downloads

    def pages(self) -> Iterator[MailPage]:
        """The pages; none when nothing changed."""
        position = self.position
        if not position.listed:
            yield from self._tell(self._list())
        elif position.whole and position.history == self.profile.history and not position.failed():
            return
        try:
            changes = self.mailbox.fetch_changes(position.history)
        except HistoryLost:
            position.restart(self.profile.history)
            yield from self._tell(self._list())
            changes = self._changes_of_now()
        except Refused as error:
            raise self.mailbox.refused(error) from error
        if position.pending():
            # Mail of this morning is not to wait for that of last year.
            yield from self._tell(self._compare(changes))
            position.history = changes.history
            yield from self._tell(_Plan(position.pending()))
            changes = self._changes_of_now()
        yield from self._tell(self._compare(changes), history=changes.history)

    def _changes_of_now(self) -> Changes:
        try:
            return self.mailbox.fetch_changes(self.position.history)
        except HistoryLost as error:
            raise senseless(self.mailbox.client.account, self.mailbox.where) from error
        except Refused as error:
            raise self.mailbox.refused(error) from error

    # ── plans ────────────────────────────────────────────────────────────────────────────────

    def _list(self) -> _Plan:
        """Everything that is there: what is not known is to be fetched."""
        position = self.position
        listed = dict.fromkeys(self.list_ids())
        told = position.told()
        if told and not listed and not self.accept_empty:
            raise self._empty_alarm(len(told))
        # In a reset round what was left alone too: it may have come out of the spam meanwhile.
        unread = UNTOLD if position.reset else {FAILED, PENDING}
        wanted = [name for name in listed if position.marks.get(name, PENDING) in unread]
        if not position.reset:
            position.wait_for(wanted)
            return _Plan(wanted)
        known = [name for name in told if name in listed]
        flags = self._flags_by_label(known) if known else {}
        changed = {name: now for name, now in flags.items() if now != position.marks[name]}
        return _Plan(
            wanted,
            changed,
            gone=[name for name in position.marks if name not in listed],
            known=[name for name in known if name not in changed],
        )

    def list_ids(self) -> Iterator[str]:
        """Ids of all mail, newest first, the trash last; spam is not listed."""
        yield from self.mailbox.list_ids()
        yield from self.mailbox.list_ids("TRASH")

    def _flags_by_label(self, known: Sequence[str]) -> dict[str, str]:
        """How known messages are to be remembered: a listing tells no flags, one by label does."""
        labelled = {label: set(self.mailbox.list_ids(label)) for label in _MARKS}
        return {
            name: letters(flags_of_labels([each for each in _MARKS if name in labelled[each]]))
            for name in known
        }

    def _compare(self, changes: Changes) -> _Plan:
        """What the changes mean for what was told."""
        plan = _Plan()
        wanted: list[str] = []
        gone: list[str] = []
        for name, labels in changes.states.items():
            mark = self.position.marks.get(name)
            if labels is None or is_left_out(labels):
                gone += [name] if mark is not None and (labels is None or mark != LEFT) else []
            elif mark == PENDING:
                continue  # its turn comes, with the labels that it then has
            elif mark is None or mark in UNTOLD:
                wanted += [name] if name not in self._fetching.aside else []
            elif name in changes.only_added:
                continue  # it was fetched when it had come: what it was told with is newer
            elif (now := letters(flags_of_labels(labels))) != mark:
                plan.marks[name] = now
        again = set(self.position.failed()) - changes.states.keys() - self._fetching.aside
        plan.wanted = [*reversed(wanted), *sorted(again, reverse=True)]
        plan.gone = gone
        return plan

    def _empty_alarm(self, known: int) -> PermanentError:
        return PermanentError(
            f"'{self.collection}' of account '{self.mailbox.client.account}' now holds 0 of "
            f"{known:,} messages; nothing stored was deleted. If Google has trouble, sync again "
            "later; if the mailbox was emptied on purpose, run `rapport sync --accept-empty`."
        )

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    def _tell(self, plan: _Plan, *, history: str | None = None) -> Iterator[MailPage]:
        """The pages of a plan; with `history` they end the round."""
        small = self._chunks(plan)
        total = self._fetching.done + len(plan.wanted)
        for records, is_last in self._fetching.batches(plan.wanted):
            if is_last:
                small = [(records, small[0][1] if small else []), *small[1:]]
            else:
                yield self._page(records, [], plan, total)
        if not small and history is not None and self._moved(history):
            small = [([], [])]
        for number, (records, news) in enumerate(small, 1):
            final = history if number == len(small) else None
            yield self._page(records, news, plan, total, history=final)

    def _moved(self, history: str) -> bool:
        position = self.position
        return not position.whole or position.history != history or bool(self._fetching.problems)

    def _chunks(self, plan: _Plan) -> list[tuple[list[MailRecord], list[tuple[_News, str]]]]:
        news = [
            *((_News.FLAGS, name) for name in plan.marks),
            *((_News.GONE, name) for name in plan.gone),
            *((_News.KNOWN, name) for name in plan.known),
        ]
        size = self.limits.ids
        return [([], news[start : start + size]) for start in range(0, len(news), size)]

    def _page(
        self,
        records: list[MailRecord],
        news: list[tuple[_News, str]],
        plan: _Plan,
        total: int,
        *,
        history: str | None = None,
    ) -> MailPage:
        position = self.position
        marks = {name: plan.marks[name] for what, name in news if what is _News.FLAGS}
        gone = [name for what, name in news if what is _News.GONE]
        deleted = tuple(name for name in gone if position.is_told(name))
        position.add(marks, gone)
        problems = self._fetching.take_problems()
        reset = position.reset
        if history is not None:
            position.finish(history)
        position.paid_at, position.paid = self.mailbox.client.books()
        return MailPage(
            upserted=tuple(records),
            flag_changes=tuple(FlagChange(name, flags_of(now)) for name, now in marks.items()),
            deleted_ids=deleted,
            known_ids=tuple(name for what, name in news if what is _News.KNOWN),
            cursor=position.cursor(),
            reset=reset,
            problems=problems,
            done=self._fetching.done,
            total=total,
        )
