"""One round over a mailbox: what changed since the cursor, in pages that can be resumed.

::

    no cursor ────────────▶ historyId, list, messages newest first ──▶ what changed meanwhile
    historyId ────────────▶ what changed since: new mail, then flags and what is gone
    history lost ─────────▶ as without a cursor, as a reset round; known messages are not fetched

The historyId is taken *before* anything is listed, and is moved on only when everything up to it was
told: killed anywhere, a round goes on from the last stored cursor and skips nothing. A page ends
where the quota of the minute does, so that what was read can be used while the next is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from connectors.base import FlagChange, MailPage, MailRecord, PermanentError, Problem
from connectors.google.cursor import FAILED, LEFT, Position, flags_of, letters
from connectors.google.faults import Garbled, Refused, Senseless, senseless
from connectors.google.mailbox import COST_GET, Changes, HistoryLost, Mailbox, Profile
from connectors.google.messages import flags_of_labels, is_left_out, labels_in, read_message

if TYPE_CHECKING:
    from connectors.local.pages import PageLimits

#: Messages that one round may set aside; beyond that it is Google and not the mail.
MAX_SET_ASIDE = 20
#: Of those, messages over which Google itself fails, after every try and pause.
MAX_FAILING = 3
#: A page ends before a longer wait, and when it was begun so long ago: so that it can be used. Not
#: before every wait: at the pace of the quota each message is waited for a little.
LONG_WAIT_S, LONG_AGO_S = 3.0, 20.0
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
        downloads: Messages fetched so far.
    """

    mailbox: Mailbox
    collection: str
    position: Position
    profile: Profile
    limits: PageLimits
    full_bodies: bool
    accept_empty: bool
    downloads: int = 0
    _problems: list[Problem] = field(default_factory=list)
    _names: dict[str, str] | None = None
    _done: int = 0
    _aside: set[str] = field(default_factory=set)
    _failing: int = 0

    def pages(self) -> Iterator[MailPage]:
        """The pages; none when nothing changed."""
        position = self.position
        if not position.whole:
            yield from self._tell(self._list())
        elif position.history == self.profile.history and not position.failed():
            return
        try:
            changes = self.mailbox.fetch_changes(position.history)
        except HistoryLost:
            position.restart(self.profile.history)
            yield from self._tell(self._list())
            changes = self._changes_of_now()
        except Refused as error:
            raise self.mailbox.refused(error) from error
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
        wanted = [name for name in listed if position.marks.get(name, FAILED) == FAILED]
        if not position.reset:
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
            elif mark is None or mark in (LEFT, FAILED):
                wanted += [name] if name not in self._aside else []
            elif (now := letters(flags_of_labels(labels))) != mark:
                plan.marks[name] = now
        again = set(self.position.failed()) - changes.states.keys() - self._aside
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
        total = self._done + len(plan.wanted)
        for records, is_last in self._batches(plan.wanted):
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
        return not position.whole or position.history != history or bool(self._problems)

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
        problems, self._problems = tuple(self._problems), []
        reset = position.reset
        if history is not None:
            position.finish(history)
        return MailPage(
            upserted=tuple(records),
            flag_changes=tuple(FlagChange(name, flags_of(now)) for name, now in marks.items()),
            deleted_ids=deleted,
            known_ids=tuple(name for what, name in news if what is _News.KNOWN),
            cursor=position.cursor(),
            reset=reset,
            problems=problems,
            done=self._done,
            total=total,
        )

    # ── messages ─────────────────────────────────────────────────────────────────────────────

    def _batches(self, names: Sequence[str]) -> Iterator[tuple[list[MailRecord], bool]]:
        """Records in batches that end with the limits of a page or the quota of the minute."""
        batch: list[MailRecord] = []
        news: dict[str, str] = {}
        octets = 0
        client = self.mailbox.client
        begun = 0.0
        for number, name in enumerate(names, 1):
            record, mark = self._fetch(name)
            now = client.settings.clock.monotonic()
            begun = begun if batch else now
            self._done += 1
            if record is not None:
                batch.append(record)
                octets += len(record.raw)
            if mark is not None:
                news[name] = mark
            is_last = number == len(names)
            is_full = len(batch) >= self.limits.items or octets >= self.limits.octets
            is_old = now - begun > LONG_AGO_S
            if is_last or is_full or is_old or client.wait_for(COST_GET) > LONG_WAIT_S:
                self.position.add(news)
                yield batch, is_last
                batch, news, octets = [], {}, 0

    def _fetch(self, name: str) -> tuple[MailRecord | None, str | None]:
        """A message, and what to remember of it; nothing where it is gone meanwhile."""
        if self._names is None:
            self._names = self.mailbox.fetch_label_names()
        try:
            row = self.mailbox.fetch_message(name, whole=self.full_bodies)
            if row is None:
                return None, None
            self.downloads += self.full_bodies
            labels = labels_in(row)
            if is_left_out(labels):
                return None, LEFT
            record = read_message(
                row,
                account=self.mailbox.client.account,
                collection=self.collection,
                names=self._names,
            )
        except Refused as error:
            self._put_aside(name, f"status {error.status}")
            self._failing += error.is_passing
            if len(self._aside) > MAX_SET_ASIDE or self._failing > MAX_FAILING:
                raise self.mailbox.refused(error) from error
            return None, FAILED
        except (Senseless, Garbled) as error:
            self._put_aside(name, "no message")
            if len(self._aside) > MAX_SET_ASIDE:
                raise senseless(self.mailbox.client.account, self.mailbox.where) from error
            return None, FAILED
        if record.provider_id != name:
            raise senseless(self.mailbox.client.account, self.mailbox.where)
        return record, letters(record.flags)

    def _put_aside(self, name: str, said: str) -> None:
        self._aside.add(name)
        self._problems.append(
            Problem(
                "unreadable",
                f"Message {name} of account '{self.mailbox.client.account}' cannot be read: Google "
                f"answered '{said}'. The others were read; it is tried again at every sync.",
                name,
            )
        )
