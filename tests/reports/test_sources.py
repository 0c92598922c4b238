"""How a place stands, in words: nothing that lacks something may sound like good news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.reports.daily import daily_json, standing_json
from assistant.reports.mail import is_clear
from assistant.reports.render import render_daily
from assistant.reports.sources import (
    LACKING,
    Standing,
    choose_days,
    find_standing,
    say_days,
    say_lacking,
    say_standing,
    say_whole,
)
from assistant.store.accounts import AccountState, ErrorKind
from assistant.store.tallies import DayTally, Tally
from tests.reports.builders import NOW, make_report, make_source

ZONE = ZoneInfo("Europe/Warsaw")
COUNTED = datetime(2026, 11, 22, 7, 1, tzinfo=UTC)


def tally(theirs: int, ours: int, missing: int = 0, set_aside: int = 0) -> Tally:
    return Tally(theirs, ours, missing, set_aside, COUNTED)


def refused(kind: ErrorKind = ErrorKind.SIGN_IN, **values: Any) -> AccountState:
    return AccountState(1, failures=1, error="The host refused it.", error_kind=kind, **values)


NOTHING = {"items": 0, "from_at": None, "to_at": None}
UNREAD = {**NOTHING, "complete": False, "last_success_at": None}
LATER = NOW + timedelta(hours=2)

STANDINGS: tuple[tuple[dict[str, Any], Standing, str], ...] = (
    ({"items": 4211, "places": 4211, "tally": tally(4211, 4211)}, Standing.READ,
     "read; the host counts the same 4,211 (2026-11-22 08:01)"),
    ({"items": 4211, "places": 4211, "tally": tally(4211, 4211), "host": "local"}, Standing.READ,
     "read; the disk counts the same 4,211 (2026-11-22 08:01)"),
    ({"items": 4223, "places": 4223, "tally": tally(4211, 4211)}, Standing.READ,
     "read; the host counted the same 4,211 (2026-11-22 08:01), 12 have come since"),
    ({"items": 59, "places": 59, "tally": tally(60, 60)}, Standing.READ,
     "read; the host counted the same 60 (2026-11-22 08:01), 1 has gone since"),
    ({"places": 1, "tally": tally(1, 1), "kind": "calendar"}, Standing.READ,
     "read; the host counts the same 1 entry (2026-11-22 08:01)"),
    ({"places": 4211, "tally": tally(4213, 4211, set_aside=2)}, Standing.READ,
     "read; 2 of 4,213 are set aside (2026-11-22 08:01)"),
    ({}, Standing.READ, "read; not counted yet"),
    ({**NOTHING, "places": 3, "tally": tally(3, 3)}, Standing.READ,
     "read; nothing but 3 drafts, and the host counts the same (2026-11-22 08:01)"),
    ({**NOTHING, "tally": tally(0, 0)}, Standing.EMPTY,
     "empty, and the host says so too (2026-11-22 08:01)"),
    ({**NOTHING}, Standing.EMPTY, "empty; not counted yet"),
    ({**NOTHING, "tally": tally(3, 0, set_aside=3)}, Standing.READ,
     "read; 3 of 3 are set aside (2026-11-22 08:01)"),
    ({**NOTHING, "tally": tally(3, 0, missing=3)}, Standing.MISSING,
     "read; 3 of 3 are missing (2026-11-22 08:01)"),
    ({"tally": tally(4214, 4211, missing=1), "complete": False}, Standing.MISSING,
     "read; 1 of 4,214 is missing (2026-11-22 08:01); all is read again at the next run"),
    ({"places": 12, "tally": tally(10, 12)}, Standing.UNLISTED,
     "read; 2 are stored that the host does not list (2026-11-22 08:01)"),
    ({"complete": False}, Standing.UNFINISHED, "not read to its end: goes on at the next run"),
    (UNREAD, Standing.NEVER, "nothing read yet"),
    ({**UNREAD, "collection": ""}, Standing.NEVER, "nothing read yet"),
    ({"last_success_at": NOW - timedelta(days=3)}, Standing.STALE, "stale: last read on"),
    ({"error": "It is gone."}, Standing.FAILED, "failed; tried again at the next run"),
    ({"state": refused(ErrorKind.LATER, next_try_at=LATER)}, Standing.FAILED,
     f"failed; tried again at {LATER.astimezone(ZONE):%Y-%m-%d %H:%M}"),
    ({"state": refused(next_try_at=LATER)}, Standing.SIGN_IN, "needs a sign-in; tried again at 20"),
    ({"state": refused(), "error": "No."}, Standing.SIGN_IN,
     "needs a sign-in; tried again at the next run"),
    ({**UNREAD, "role": "junk"}, Standing.LEFT_OUT, "not read: junk is no correspondence"),
    ({**UNREAD, "role": "skipped"}, Standing.LEFT_OUT, "not read: left out in config.toml"),
)  # fmt: skip


@pytest.mark.parametrize(("values", "standing", "words"), STANDINGS)
def test_every_standing_has_words_of_its_own(
    values: dict[str, Any], standing: Standing, words: str
) -> None:
    source = make_source(**{"host": "imap", **values})
    assert find_standing(source, NOW) is standing
    assert say_standing(source, now=NOW, zone=ZONE).startswith(words)


def test_the_table_above_knows_every_standing() -> None:
    assert {standing for _, standing, _ in STANDINGS} == set(Standing)


@pytest.mark.parametrize(("values", "standing", "words"), STANDINGS)
def test_only_what_is_counted_and_whole_is_called_whole(
    values: dict[str, Any], standing: Standing, words: str
) -> None:
    sources = [make_source(places=10, tally=tally(10, 10)), make_source(**values)]
    whole = bool(say_whole(sources, NOW))
    counted = standing in {Standing.READ, Standing.EMPTY} and "not counted" not in words
    assert whole == (counted or standing is Standing.LEFT_OUT)


def test_what_is_set_aside_is_not_passed_over() -> None:
    said = say_whole([make_source(tally=tally(10, 8, set_aside=2))], NOW)
    assert said == "Counted against every source: 2 are set aside, nothing else is missing."


def test_an_account_that_is_refused_is_told_once_with_its_way_out() -> None:
    sources = [make_source(collection=name, state=refused()) for name in ("INBOX", "Sent")]
    (said,) = say_lacking(sources, now=NOW, zone=ZONE)
    assert said.startswith("Account 'work' needs a sign-in, nothing newer than ")
    assert "The host refused it." in said
    assert "`rapport account auth work`" in said


def test_an_account_that_was_never_looked_at_is_told() -> None:
    silent = make_source(**UNREAD, collection="", account="second")
    assert say_lacking([make_source(), silent], now=NOW, zone=ZONE) == (
        "Of account 'second' no mail was read yet; `rapport run` reads it.",
    )


@pytest.mark.parametrize(
    "values",
    [{"tally": tally(4214, 4211, missing=3)}, {"state": refused()}, {**UNREAD, "collection": ""}],
)
def test_the_report_says_it_above_everything_else(values: dict[str, Any]) -> None:
    report = make_report(sources=(make_source(), make_source(**values)))
    lines = render_daily(report).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("!"))
    assert first < lines.index("", 1)
    assert not is_clear(report)
    assert find_standing(report.sources[1], NOW) in LACKING


def test_the_report_says_in_its_header_that_nothing_is_missing() -> None:
    report = make_report(sources=(make_source(places=10, tally=tally(10, 10)),))
    assert "nothing is missing" in " ".join(render_daily(report).split())
    assert is_clear(report)


def test_junk_that_is_not_read_keeps_no_day_from_being_clear() -> None:
    assert is_clear(make_report(sources=(make_source(), make_source(**UNREAD, role="junk"))))


def test_figures_are_null_where_nothing_was_counted() -> None:
    assert standing_json(make_source(), NOW) == {
        "standing": "read", "theirs": None, "ours": None, "missing": None, "set_aside": None,
        "counted_at": None, "next_try_at": None,
    }  # fmt: skip
    (source,) = daily_json(make_report(sources=(make_source(tally=tally(3, 2, 1)),)))["sources"]
    assert (source["theirs"], source["missing"], source["standing"]) == (3, 1, "missing")


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────

SAME = [DayTally(f"2026-11-{day:02d}", 4, 4, 0, 0) for day in range(22, 2, -1)]
LESS = DayTally("2026-11-01", 4, 3, 1, 0)
ASIDE = DayTally("2026-11-02", 4, 3, 0, 1)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (SAME, "all 20 days are the same there and here."),
        (SAME[:1], "its one day is the same there and here."),
        ([DayTally("", 0, 0, 0, 0)], "empty there and here."),
        ([DayTally("", 9, 9, 0, 0)], "no dates are told there; all in all"),
        ([*SAME, ASIDE, LESS], "2 of 22 days differ."),
        ([LESS], "1 of 1 days differs."),
    ],
)
def test_days_are_told_in_a_line(days: list[DayTally], words: str) -> None:
    assert say_days(choose_days(days, 5)).startswith(words)


def test_days_that_differ_come_first_and_the_others_by_date() -> None:
    chosen = choose_days([*SAME, ASIDE, LESS], 4)
    assert chosen.days == (ASIDE, LESS, SAME[0], SAME[1])
    assert (chosen.equal, chosen.differing, chosen.more) == (20, 2, 18)


def test_days_that_differ_and_find_no_place_are_counted() -> None:
    assert say_days(choose_days([ASIDE, LESS], 1)) == (
        "2 of 2 days differ, 1 of them is not shown."
    )
