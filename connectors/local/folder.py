"""One round over a folder of files: what changed since the cursor, in pages that can be resumed.

The same round serves Maildirs, folders of `.eml` and folders of `.ics`; they differ in how they
list and read. A round is planned first (two listings compared), then carried out:

1. new and rewritten files are read, a page at a time, and the cursor grows with each page;
2. changed flags and deleted ids come last, so that a message that only moved is never missed.

Killed anywhere, the round goes on from the last stored cursor; so does a reset round, whose cursor
says so and names what was told in it. A file that cannot be read is named
on every sync and tried again; a file that is no mail is named once and remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from connectors.local.files import SetAside
from connectors.local.listing import (
    CursorUnreadable,
    Difference,
    Listing,
    compare,
    count_of,
    parse_listing,
)
from connectors.local.pages import PageLimits, batches

if TYPE_CHECKING:
    from connectors.base import PermanentError, Problem

#: Before the stamp of a file that was named and left alone, so that it is not opened again.
LEFT_ALONE = "!"

Record = TypeVar("Record")
Readable_co = TypeVar("Readable_co", covariant=True)


class NotMail(Exception):
    """The file is nothing that can be read as it stands; said once, until the file changes."""

    def __init__(self, problem: Problem | None) -> None:
        super().__init__(problem.message if problem else "left alone without a word")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds now: stamps by name, and what is wrong with other entries of it."""

    stamps: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


class FolderSource(Protocol[Readable_co]):
    """How one kind of folder lists and reads."""

    kind: str
    #: Whether a changed stamp means new flags only; otherwise the file is read again.
    stamps_are_flags: bool

    def look(self) -> Found:
        """List the folder, opening nothing."""
        ...

    def read(self, name: str, stamp: str) -> tuple[Readable_co, int]:
        """Read one item; its record and the bytes it holds in memory.

        Raises:
            SetAside: it cannot be read now. NotMail: nor ever, as it stands.
            FileNotFoundError: it is gone.
        """
        ...

    def empty_alarm(self, known: int) -> PermanentError:
        """What to raise when `known` items (0: unknown how many) are all gone at once."""
        ...


@dataclass(frozen=True, slots=True)
class Step(Generic[Record]):
    """One page of a round, in neutral terms.

    `changed` are names whose flags changed, with their stamps; `known` are names that exist and
    were told before in a reset round.
    """

    cursor: str
    records: tuple[Record, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    reset: bool = False
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[Record]):
    name: str
    record: Record | None
    problem: Problem | None = None
    remembered: bool = False


def run_round(
    source: FolderSource[Record], cursor: str | None, limits: PageLimits, *, accept_empty: bool
) -> Iterator[Step[Record]]:
    """The pages of one round; none when nothing changed and nothing is wrong.

    Raises:
        PermanentError: everything that was known is gone at once; nothing is deleted.
    """
    found = source.look()
    known, lost = _load(source.kind, cursor)
    held = count_of(cursor or "") if lost else _count_items(known.names)
    if not found.stamps and (held or lost) and not accept_empty:
        raise source.empty_alarm(held)
    plan = _plan(source, known, found)
    known.reset = known.reset or lost
    if plan or known.reset or found.problems:
        yield from _carry_out(source, known, found, plan, limits)


def list_folder(source: FolderSource[Record], cursor: str | None) -> Iterator[str]:
    """The names of what the folder holds, without what the cursor knows to be no mail.

    Raises:
        CursorUnreadable: the cursor is none of this kind of folder.
    """
    known = parse_listing(source.kind, cursor).names if cursor else {}
    for name, stamp in source.look().stamps.items():
        if source.stamps_are_flags or known.get(name) != LEFT_ALONE + stamp:
            yield name


def _load(kind: str, cursor: str | None) -> tuple[Listing, bool]:
    if not cursor:
        return Listing(kind), False
    try:
        return parse_listing(kind, cursor), False
    except CursorUnreadable:
        return Listing(kind), True


def _count_items(names: Mapping[str, str]) -> int:
    return sum(not stamp.startswith(LEFT_ALONE) for stamp in names.values())


def _plan(source: FolderSource[Record], known: Listing, found: Found) -> Difference:
    if source.stamps_are_flags:
        old: Mapping[str, str] = known.names
    else:
        old = {name: stamp.removeprefix(LEFT_ALONE) for name, stamp in known.names.items()}
    plan = compare(old, found.stamps)
    if not plan.gone:
        return plan
    # While another program renames a file, a listing may miss it: look twice before believing
    # that something is gone. What the second look found again is compared at the next sync.
    again = source.look().stamps
    return replace(plan, gone=tuple(name for name in plan.gone if name not in again))


def _carry_out(
    source: FolderSource[Record],
    known: Listing,
    found: Found,
    plan: Difference,
    limits: PageLimits,
) -> Iterator[Step[Record]]:
    wanted = plan.added if source.stamps_are_flags else (*plan.added, *plan.changed)
    small = _small_news(source, known, found, plan)
    step: Step[Record] = Step("", problems=found.problems, reset=known.reset, total=len(wanted))
    done = 0
    for outcomes, is_last in batches(_read_all(source, wanted, found), limits):
        known.add(_remembered(outcomes, found))
        done += len(outcomes)
        problems = tuple(each.problem for each in outcomes if each.problem is not None)
        step = replace(
            step,
            records=tuple(each.record for each in outcomes if each.record is not None),
            problems=(*step.problems, *problems),
            done=done,
        )
        if not is_last:
            yield replace(step, cursor=known.cursor())
            step = replace(step, problems=())
    names = known.names
    for start in range(0, len(small), limits.ids):
        if start:
            cursor = Listing.of(source.kind, names, reset=known.reset).cursor()
            yield replace(step, cursor=cursor)
            step = Step("", reset=known.reset, done=done, total=len(wanted))
        news = small[start : start + limits.ids]
        step = replace(
            step,
            changed=tuple((name, found.stamps[name]) for what, name in news if what is _News.FLAGS),
            gone=tuple(name for what, name in news if what is _News.GONE),
            known=tuple(name for what, name in news if what is _News.KNOWN),
        )
        names.update(step.changed)
        for name in step.gone:
            del names[name]
    # What the last page told is one listing again, without what was only ever left alone.
    kept = {name: names[name] for name in names if name in found.stamps or name not in plan.gone}
    yield replace(step, cursor=Listing.of(source.kind, kept).cursor())


class _News(Enum):
    """What is told of a name without its body."""

    FLAGS = auto()
    GONE = auto()
    KNOWN = auto()


def _small_news(
    source: FolderSource[Record], known: Listing, found: Found, plan: Difference
) -> list[tuple[_News, str]]:
    """Flags first, then what is gone; in a reset round also what was told before in it."""
    flagged = plan.changed if source.stamps_are_flags else ()
    gone = [name for name in plan.gone if not known.names[name].startswith(LEFT_ALONE)]
    told = sorted(known.names.keys() & found.stamps.keys()) if known.reset else []
    return [
        *((_News.FLAGS, name) for name in flagged),
        *((_News.GONE, name) for name in gone),
        *((_News.KNOWN, name) for name in told),
    ]


def _read_all(
    source: FolderSource[Record], names: tuple[str, ...], found: Found
) -> Iterator[tuple[_Outcome[Record], int]]:
    for name in names:
        try:
            record, size = source.read(name, found.stamps[name])
        except FileNotFoundError:
            continue
        except SetAside as error:
            yield _Outcome(name, None, replace(error.problem, key=name)), 0
        except NotMail as error:
            yield _Outcome(name, None, error.problem, remembered=True), 0
        else:
            yield _Outcome(name, record), size


def _remembered(outcomes: list[_Outcome[Record]], found: Found) -> dict[str, str]:
    stamps: dict[str, str] = {}
    for each in outcomes:
        if each.record is not None:
            stamps[each.name] = found.stamps[each.name]
        elif each.remembered:
            stamps[each.name] = LEFT_ALONE + found.stamps[each.name]
    return stamps
