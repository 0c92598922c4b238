"""How each place that is read stands, in words: the one place that `doctor`, page and report share.

"Synced, but nothing there" must be impossible to mistake: whatever is not plainly complete says what
it lacks, and an empty place says whether its host was asked. Words of hosts (`Source.error`) are not
folded or escaped here; whoever shows them does that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.store.accounts import ErrorKind
from assistant.store.cursors import SKIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from assistant.store.sources import Source
    from assistant.store.tallies import DayTally

#: A place that was not read for longer is stale, however complete it was then.
STALE = timedelta(days=2)


class Standing(StrEnum):
    """How a place stands; the first that fits, from the top."""

    LEFT_OUT = "left out"
    SIGN_IN = "sign-in"
    FAILED = "failed"
    NEVER = "never read"
    MISSING = "missing"
    UNFINISHED = "unfinished"
    STALE = "stale"
    UNLISTED = "unlisted"
    EMPTY = "empty"
    READ = "read"


#: What keeps a reading from being the whole picture.
LACKING = frozenset(
    {Standing.SIGN_IN, Standing.FAILED, Standing.NEVER, Standing.MISSING, Standing.UNFINISHED}
)


def find_standing(source: Source, now: datetime) -> Standing:
    """How a place stands at a moment."""
    if source.role in {"junk", SKIPPED}:
        return Standing.LEFT_OUT
    state, tally = source.state, source.tally
    if state is not None and state.error_kind is ErrorKind.SIGN_IN:
        return Standing.SIGN_IN
    if source.error or (state is not None and state.error):
        return Standing.FAILED
    if source.last_success_at is None and not source.items:
        return Standing.NEVER
    if tally is not None and tally.missing:
        return Standing.MISSING
    if not source.complete:
        return Standing.UNFINISHED
    if source.last_success_at is not None and now - source.last_success_at > STALE:
        return Standing.STALE
    if tally is not None and tally.ours + tally.missing + tally.set_aside > tally.theirs:
        return Standing.UNLISTED
    held = source.items or source.places
    is_empty = not held and (tally is None or not (tally.theirs or tally.ours))
    return Standing.EMPTY if is_empty else Standing.READ


def say_standing(source: Source, *, now: datetime, zone: tzinfo) -> str:
    """How a place stands: `read; the host counts the same 4,211 (2026-11-22 08:01)`.

    What a host said of its refusal is `say_fault`'s.
    """
    standing = find_standing(source, now)
    match standing:
        case Standing.LEFT_OUT:
            return _say_left_out(source)
        case Standing.SIGN_IN:
            return f"needs a sign-in; {_say_again(source, now, zone)}"
        case Standing.FAILED:
            return f"failed; {_say_again(source, now, zone)}"
        case Standing.NEVER:
            return "nothing read yet"
        case Standing.UNFINISHED:
            return "not read to its end: goes on at the next run"
        case Standing.STALE:
            return f"stale: last read on {_at(source.last_success_at, zone)}"
        case Standing.MISSING | Standing.UNLISTED | Standing.EMPTY | Standing.READ:
            return _say_counted(source, standing, zone)


def say_fault(source: Source) -> str:
    """What stopped the reading of a place, in the words it came with; empty where nothing did."""
    if source.error:
        return source.error
    return (source.state.error or "") if source.state is not None else ""


def next_try_at(source: Source, now: datetime) -> datetime | None:
    """Before when the host of a place is not asked again; None: the next run asks it."""
    at = source.state.next_try_at if source.state is not None else None
    return at if at is not None and at > now else None


def say_lacking(sources: Iterable[Source], *, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """A sentence for each thing without which this is not the whole picture, the gravest first.

    Sign-ins, once an account; what is missing; accounts of which nothing was read. Readings that
    failed or stopped halfway have sentences of their own.
    """
    sources = list(sources)
    told = {one.error for one in sources if one.error}
    sign_in: dict[str, Source] = {}
    failed: dict[str, Source] = {}
    missing: list[str] = []
    never: list[str] = []
    for source in sources:
        standing = find_standing(source, now)
        if standing is Standing.SIGN_IN:
            sign_in.setdefault(source.account, source)
        elif standing is Standing.FAILED and say_fault(source) not in told:
            failed.setdefault(source.account, source)
        elif standing is Standing.MISSING and source.tally is not None:
            verb = "is" if source.tally.missing == 1 else "are"
            missing.append(
                f"{source.tally.missing:,} of {_things(source, source.tally.theirs)} in "
                f"'{source.collection}' of account '{source.account}' {verb} missing here; "
                "`rapport doctor` says which."
            )
        elif standing is Standing.NEVER and not source.is_begun:
            what = "mail" if source.kind == "mail" else "calendar"
            never.append(
                f"Of account '{source.account}' no {what} was read yet; `rapport run` reads it."
            )
    return (
        *(_say_sign_in(source, now, zone) for source in sign_in.values()),
        *(_say_failed(source, now, zone) for source in failed.values()),
        *missing,
        *never,
    )


def say_whole(sources: Sequence[Source], now: datetime) -> str:
    """One sentence where every place is read and counted, and nothing is missing; else empty."""
    read = [one for one in sources if find_standing(one, now) is not Standing.LEFT_OUT]
    whole = {Standing.EMPTY, Standing.READ}
    if not read or any(find_standing(one, now) not in whole or one.tally is None for one in read):
        return ""
    aside = sum(one.tally.set_aside for one in read if one.tally is not None)
    if not aside:
        return "Counted against every source: nothing is missing."
    are = "is" if aside == 1 else "are"
    return f"Counted against every source: {aside:,} {are} set aside, nothing else is missing."


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one place, as many as were asked for.

    Attributes:
        days: Those that differ first, then the latest.
        equal, differing: How many days are the same on both sides, and how many not, in all.
        more: How many found no place.
    """

    days: tuple[DayTally, ...]
    equal: int
    differing: int
    more: int

    @property
    def differs(self) -> bool:
        """Whether any day differs."""
        return self.differing > 0


def choose_days(days: Sequence[DayTally], most: int) -> Days:
    """The days to show: every one that differs before any that does not.

    Args:
        days: The latest first.
        most: So many at most.
    """
    ordered = sorted(days, key=lambda one: not one.differs)
    differing = sum(one.differs for one in days)
    shown = tuple(ordered[:most])
    return Days(shown, len(days) - differing, differing, len(ordered) - len(shown))


def say_days(chosen: Days) -> str:
    """One line on the days of a place, before those that are shown."""
    total = chosen.equal + chosen.differing
    if not any(one.theirs or one.ours for one in chosen.days):
        return "empty there and here."
    if not chosen.differs and not any(one.day for one in chosen.days):
        return "no dates are told there; all in all it is the same there and here."
    if not chosen.differs:
        same = "its one day is" if total == 1 else f"all {total:,} days are"
        return f"{same} the same there and here."
    differ = "differs" if chosen.differing == 1 else "differ"
    hidden = max(0, chosen.differing - len(chosen.days))
    are = "is" if hidden == 1 else "are"
    more = f", {hidden:,} of them {are} not shown" if hidden else ""
    return f"{chosen.differing:,} of {total:,} days {differ}{more}."


def say_day(day: DayTally) -> str:
    """`2026-11-22`, or in words that the host names none."""
    return day.day or "no date"


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────


def _say_left_out(source: Source) -> str:
    if source.role == SKIPPED:
        return "not read: left out in config.toml"
    return "not read: junk is no correspondence"


def _say_counted(source: Source, standing: Standing, zone: tzinfo) -> str:
    tally = source.tally
    who = _who(source)
    if tally is None:
        return f"{'empty' if standing is Standing.EMPTY else 'read'}; not counted yet"
    at = f"({_at(tally.counted_at, zone)})"
    if standing is Standing.EMPTY:
        return f"empty, and {who} says so too {at}"
    if standing is Standing.MISSING:
        verb = "is" if tally.missing == 1 else "are"
        then = "" if source.complete else "; all is read again at the next run"
        return f"read; {tally.missing:,} of {tally.theirs:,} {verb} missing {at}{then}"
    if standing is Standing.UNLISTED:
        count = tally.ours + tally.missing + tally.set_aside - tally.theirs
        verb = "is" if count == 1 else "are"
        return f"read; {count:,} {verb} stored that {who} does not list {at}"
    if tally.set_aside:
        verb = "is" if tally.set_aside == 1 else "are"
        return f"read; {tally.set_aside:,} of {tally.theirs:,} {verb} set aside {at}"
    change = source.places - tally.ours
    if change:
        verb = "has" if abs(change) == 1 else "have"
        since = f", {abs(change):,} {verb} {'come' if change > 0 else 'gone'} since"
        return f"read; {who} counted the same {_same(source, tally.theirs)} {at}{since}"
    drafts = tally.ours - source.items if source.kind == "mail" else 0
    if not source.items and drafts > 0:
        return f"read; nothing but {_count(drafts, 'draft')}, and {who} counts the same {at}"
    return f"read; {who} counts the same {_same(source, tally.theirs)} {at}"


def _same(source: Source, count: int) -> str:
    return f"{count:,}" if source.kind == "mail" else _things(source, count)


def _things(source: Source, count: int) -> str:
    if source.kind == "mail":
        return _count(count, "message")
    if source.host == "local":
        return _count(count, "file")
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _who(source: Source) -> str:
    return "the disk" if source.host == "local" else "the host"


def _say_again(source: Source, now: datetime, zone: tzinfo) -> str:
    at = next_try_at(source, now)
    return f"tried again at {_at(at, zone)}" if at is not None else "tried again at the next run"


def _say_sign_in(source: Source, now: datetime, zone: tzinfo) -> str:
    until = source.last_success_at
    said = f"nothing newer than {_at(until, zone)} was read" if until else "nothing of it was read"
    return (
        f"Account '{source.account}' needs a sign-in, {said}: {say_fault(source)} It is "
        f"{_say_again(source, now, zone)}; `rapport account auth {source.account}` tries at once."
    )


def _say_failed(source: Source, now: datetime, zone: tzinfo) -> str:
    again = _say_again(source, now, zone)
    return f"Account '{source.account}' could not be read: {say_fault(source)} It is {again}."


def _at(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at is not None else "no day"
