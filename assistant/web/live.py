"""What was found, kept in memory, so that a page answers at once.

Recomputing everything from 20,000 messages takes many seconds, and most of it does not change
between two clicks. So the last look is kept, and before it is shown it is asked how much of it still
holds:

    nothing happened, same minute          the look itself
    nothing happened, a minute or two on   the look itself; the next one is made meanwhile
    a gap was dismissed or restored        waits and promises are moved on, gaps found anew
    a promise was corrected                the ledger of its client too
    a run read something, a thread was     everything anew
    split, a file was edited

What a person decided and what a run committed is never missing from a look: for that a page waits.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from assistant.assess.snapshot import is_quiet_between
from assistant.collector import collecting_rarely
from assistant.config.load import CLIENTS_FOLDER, CONFIG_FILE, list_client_files
from assistant.desk import make_lexicon
from assistant.errors import RapportError
from assistant.insight.findings import find_all
from assistant.store import tables as t
from assistant.store.decisions import load_decisions
from assistant.store.engine import read
from assistant.store.review_tables import draft_event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.app import App
    from assistant.drafting.lexicon import Lexicon
    from assistant.insight.records import Findings, History

log = logging.getLogger(__name__)

#: A look this old is shown while the next one is made.
STILL_GOOD = timedelta(minutes=2)
#: The same while the next one is being made and takes its time.
GOOD_MEANWHILE = timedelta(minutes=10)

#: Counts of a run that mean that something else may be found now.
_CHANGES = frozenset({"added", "deleted", "flags", "moved", "changed", "messages"})


@dataclass(frozen=True, slots=True)
class Look:
    """One frozen look at everything.

    Attributes:
        drafts_of: Gap id → id of the draft that waits to close it, or lies in the mailbox.
        as_of: The moment of the judgement.
    """

    history: History
    findings: Findings
    drafts_of: Mapping[str, str]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far the store and the files were when a look began.

    Attributes:
        decision, run, event: Highest ids of decisions, of runs that changed something, of what
            happened to drafts.
        files: Names, sizes and times of the configuration.
    """

    decision: int
    run: int
    event: int
    files: tuple[tuple[str, int, int], ...]

    def same_findings(self, other: _Mark) -> bool:
        """Whether only drafts moved between the two."""
        return replace(self, event=0) == replace(other, event=0)


@dataclass(frozen=True, slots=True)
class _Kept:
    mark: _Mark
    look: Look


class Live:
    """Looks at one home; shared by all requests and safe to be."""

    def __init__(self, app: App, clock: Callable[[], datetime]) -> None:
        """`clock` gives the moment that pages speak of."""
        self._app = app
        self._clock = clock
        #: Held while a look is made; what is kept is replaced whole and read without it.
        self._making = threading.Lock()
        self._kept: _Kept | None = None
        self._refreshing = threading.Event()
        self._lexicon: tuple[object, Lexicon] | None = None
        #: (highest run looked at, highest that changed something).
        self._runs = (0, 0)

    def look(self) -> Look:
        """What holds now, at most a minute or two old, never older than a decision or a run."""
        mark, now = self._read_mark(), self._clock()
        kept = self._kept
        if kept is None or not self._is_good(kept, mark, now):
            kept = self._make(mark, now)
        elif not _same_minute(kept.look.as_of, now):
            self.refresh()
        if kept.mark.event != mark.event:
            kept = self._name_drafts_anew(kept, mark)
        return kept.look

    def lexicon(self) -> Lexicon:
        """Whose name and address is whose, as of the last look."""
        history = self.look().history
        made = self._lexicon
        if made is None or made[0] is not history.people:
            made = self._lexicon = (history.people, make_lexicon(history))
        return made[1]

    def refresh(self) -> None:
        """Make the next look; nobody waits for it."""
        if self._refreshing.is_set():
            return
        self._refreshing.set()
        threading.Thread(target=self._refresh, name="next look", daemon=True).start()

    def forget(self) -> None:
        """Throw away what is kept; the next look is made from the store."""
        with self._making:
            self._kept = None

    def _refresh(self) -> None:
        try:
            self._make(self._read_mark(), self._clock())
        except RapportError as error:
            # Whoever asks next makes it himself and is told.
            log.warning("no next look", exc_info=error, extra={"action": "look_failed"})
        finally:
            self._refreshing.clear()

    def _is_good(self, kept: _Kept, mark: _Mark, now: datetime) -> bool:
        if not kept.mark.same_findings(mark):
            return False
        age = now - kept.look.as_of
        longest = GOOD_MEANWHILE if self._refreshing.is_set() else STILL_GOOD
        return timedelta() <= age < longest

    def _make(self, mark: _Mark, now: datetime) -> _Kept:
        with self._making:
            kept = self._kept
            # Somebody made it while this one waited for its turn.
            if (
                kept is not None
                and kept.mark.same_findings(mark)
                and _same_minute(kept.look.as_of, now)
            ):
                return kept
            with collecting_rarely():
                history, findings = self._find(kept, mark, now)
            drafts_of = self._app.drafts_of_gaps(findings)
            kept = self._kept = _Kept(mark, Look(history, findings, drafts_of, now))
            return kept

    def _find(self, kept: _Kept | None, mark: _Mark, now: datetime) -> tuple[History, Findings]:
        if kept is not None and kept.mark.files != mark.files:
            self._read_files()
        if kept is not None and replace(kept.mark, decision=0, event=0) == replace(
            mark, decision=0, event=0
        ):
            found = self._move_on(kept, now)
            if found is not None:
                return found
        return self._app.findings(now)

    def _move_on(self, kept: _Kept, now: datetime) -> tuple[History, Findings] | None:
        """What was found then, at a later moment; None where more than a clock or a word moved."""
        look, owner_id = kept.look, self._app.owner_id
        with read(self._app.engine) as connection:
            decided = _find_decided(connection, owner_id, after=kept.mark.decision)
            quiet = is_quiet_between(connection, owner_id, look.as_of, now, decisions=False)
            if not quiet or not {kind for kind, _ in decided} <= {"gap", "promise"}:
                return None
            decisions = load_decisions(connection, owner_id, as_of=now)
        history = replace(look.history, as_of=now, decisions=decisions)
        known = (look.findings.waits, look.findings.promises)
        corrected = frozenset(one for kind, one in decided if kind == "promise")
        return history, find_all(
            history, known=known, corrected=corrected, touchpoints=look.findings.touchpoints
        )

    def _name_drafts_anew(self, kept: _Kept, mark: _Mark) -> _Kept:
        drafts_of = self._app.drafts_of_gaps(kept.look.findings)
        named = _Kept(replace(kept.mark, event=mark.event), replace(kept.look, drafts_of=drafts_of))
        with self._making:
            if self._kept is kept:
                self._kept = named
        return named

    def _read_files(self) -> None:
        try:
            self._app.reload()
        except RapportError as error:
            # The page goes on with what was configured before; the next run tells the owner.
            log.warning("configuration", exc_info=error, extra={"action": "configuration_refused"})

    def _read_mark(self) -> _Mark:
        owner_id = self._app.owner_id
        with read(self._app.engine) as connection:
            decision, event = (
                int(
                    connection.execute(
                        select(func.max(table.c.id)).where(table.c.owner_id == owner_id)
                    ).scalar()
                    or 0
                )
                for table in (t.decision, draft_event)
            )
            runs = _find_changes(connection, owner_id, self._runs)
        # Another request may have seen less and come to this line later.
        self._runs = max(self._runs, runs)
        return _Mark(decision, runs[1], event, _stamp_files(self._app))


def _same_minute(one: datetime, other: datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _find_decided(connection: Connection, owner_id: int, *, after: int) -> set[tuple[str, str]]:
    """What was decided about since: (`gap`, `promise` or `thread`, its id)."""
    c = t.decision.c
    query = select(c.object_kind, c.object_id).where(c.owner_id == owner_id, c.id > after)
    return {(kind, number) for kind, number in connection.execute(query)}


def _find_changes(connection: Connection, owner_id: int, seen: tuple[int, int]) -> tuple[int, int]:
    """The highest run, and the highest that read or put together something."""
    c = t.run.c
    highest, changed = seen
    query = select(c.id, c.counts).where(c.owner_id == owner_id, c.id > highest).order_by(c.id)
    for number, counts in connection.execute(query):
        highest = number
        if any(stage.get(name) for stage in counts.values() for name in _CHANGES):
            changed = number
    return highest, changed


def _stamp_files(app: App) -> tuple[tuple[str, int, int], ...]:
    home = app.config.home
    found = []
    for path in (home / CONFIG_FILE, *list_client_files(home / CLIENTS_FOLDER)):
        try:
            told = path.stat()
        except OSError:
            found.append((path.name, -1, 0))
        else:
            found.append((path.name, told.st_size, told.st_mtime_ns))
    return tuple(found)
