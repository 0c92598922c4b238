"""Mailing the report: once, written down before it leaves, never repeated where nobody knows."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, select

from assistant.reports import mailing as mailing_module
from assistant.reports.mail import make_report_mail
from assistant.reports.mailing import (
    PAUSES,
    Mailing,
    MailOutcome,
    MailResult,
    ReportTimes,
    find_due,
    mail_daily,
    say_unmailed,
)
from assistant.store.engine import read, write
from assistant.store.migrate import open_store
from assistant.store.tables import owner
from assistant.store.web_tables import report as table
from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError
from connectors.sendmail import NoteToSelf
from tests.reports.builders import make_gap, make_report, make_source

if TYPE_CHECKING:
    from assistant.reports.daily import DailyReport

ANN = "ann@firm.example"
MORNING = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)


class Crash(BaseException):
    """The program ends here."""


@dataclass
class Post:
    """Takes notes; before each, one of `trouble` is raised, while there is any."""

    trouble: list[BaseException | None] = field(default_factory=list)
    #: Raised after the note was taken.
    after: BaseException | None = None
    taken: list[NoteToSelf] = field(default_factory=list)
    tried: int = 0
    look: Callable[[], None] = lambda: None

    def send(self, note: NoteToSelf) -> None:
        self.tried += 1
        self.look()
        error = self.trouble.pop(0) if self.trouble else None
        if error is not None:
            raise error
        self.taken.append(note)
        if self.after is not None:
            raise self.after


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(tmp_path / "rapport.db")
    with write(engine) as connection:
        connection.execute(owner.insert().values(address=ANN, name="Ann Arden"))
    yield engine
    engine.dispose()


@pytest.fixture
def post() -> Post:
    return Post()


def dated(report: DailyReport, now: datetime) -> DailyReport:
    return replace(report, as_of=now)


def make_mailing(engine: Engine, post: Post, **values: Any) -> Mailing:
    report: DailyReport = values.pop("report", make_report(make_gap()))

    def make_note(report: DailyReport, day: date) -> NoteToSelf:
        return make_report_mail(report, address=ANN, day=day, date_at=MORNING)

    def make_daily(now: datetime) -> DailyReport:
        return dated(report, now)

    mailing = Mailing(
        engine=engine, owner_id=1, times=ReportTimes(time(7, 30), "UTC"), address=ANN, enabled=True,
        when_clear=True, make_report=make_daily, make_note=make_note, transport=post,
        clock=lambda: MORNING,
    )  # fmt: skip
    return replace(mailing, **values)


def rows(engine: Engine) -> list[tuple[str, str, int]]:
    """(day, state, tries), by day."""
    c = table.c
    with read(engine) as connection:
        found = connection.execute(select(c.day, c.state, c.tries).order_by(c.day))
        return [(day.isoformat(), state, tries) for day, state, tries in found]


def test_the_day_has_one_report(engine: Engine, post: Post) -> None:
    mailing = make_mailing(engine, post)
    outcomes = [
        mail_daily(mailing, now=MORNING + timedelta(minutes=minutes)).outcome
        for minutes in (-1, 0, 1, 600)
    ]
    assert outcomes == [
        MailOutcome.NOT_DUE, MailOutcome.SENT, MailOutcome.DONE, MailOutcome.DONE
    ]  # fmt: skip
    assert [note.address for note in post.taken] == [ANN]
    assert rows(engine) == [("2026-11-20", "sent", 1)]


def test_after_days_asleep_there_is_one(engine: Engine, post: Post) -> None:
    mailing = make_mailing(engine, post)
    for hours in (0, 24 * 5 + 3, 24 * 5 + 4, 24 * 5 + 5):
        mail_daily(mailing, now=MORNING + timedelta(hours=hours))
    assert [day for day, *_ in rows(engine)] == ["2026-11-20", "2026-11-25"]


def test_a_clock_set_back_sends_no_second(engine: Engine, post: Post) -> None:
    mailing = make_mailing(engine, post)
    for hours in (0, -1, -8, 1):
        mail_daily(mailing, now=MORNING + timedelta(hours=hours))
    assert post.tried == 1


def test_a_clock_that_was_years_ahead_does_not_end_the_reports(engine: Engine, post: Post) -> None:
    mailing = make_mailing(engine, post)
    for now in (MORNING + timedelta(days=4000), MORNING, MORNING + DAY):
        assert mail_daily(mailing, now=now).outcome is MailOutcome.SENT


def test_what_leaves_was_written_down_before(engine: Engine, post: Post) -> None:
    seen = []
    post.look = lambda: seen.append(rows(engine))
    mail_daily(make_mailing(engine, post), now=MORNING)
    assert seen == [[("2026-11-20", "sending", 1)]]


# ── when something goes wrong ────────────────────────────────────────────────────────────────


def test_a_host_that_is_busy_is_tried_three_times_and_then_told(engine: Engine, post: Post) -> None:
    post.trouble = [TransientError("mail.firm.example is busy.") for _ in range(9)]
    mailing = make_mailing(engine, post)
    moments = [MORNING, MORNING + PAUSES[0], MORNING + PAUSES[0] + PAUSES[1]]
    results = []
    now = MORNING
    while now < MORNING + timedelta(hours=2):
        due = find_due(engine, 1, mailing.times, now)
        result = mail_daily(mailing, now=now)
        assert (due <= now) == result.wrong
        results += [(now, result.outcome)] if result.wrong else []
        now += timedelta(minutes=5)
    later, failed = MailOutcome.LATER, MailOutcome.FAILED
    assert results == list(zip(moments, (later, later, failed), strict=True))
    assert rows(engine) == [("2026-11-20", "failed", 3)]
    told = say_unmailed(engine, 1, as_of=now, zone="UTC")
    assert told == ("The report of Fri 20 Nov could not be mailed: mail.firm.example is busy.",)


def test_the_second_try_can_succeed(engine: Engine, post: Post) -> None:
    post.trouble = [TransientError("Busy.")]
    mailing = make_mailing(engine, post)
    assert mail_daily(mailing, now=MORNING).outcome is MailOutcome.LATER
    assert mail_daily(mailing, now=MORNING + PAUSES[0]).outcome is MailOutcome.SENT
    assert rows(engine) == [("2026-11-20", "sent", 2)]
    assert say_unmailed(engine, 1, as_of=MORNING + DAY, zone="UTC") == ()


@pytest.mark.parametrize("error", [PermanentError("No."), AuthError("Wrong password.")])
def test_a_refusal_is_not_tried_again_that_day(
    engine: Engine, post: Post, error: Exception
) -> None:
    post.trouble = [error]
    mailing = make_mailing(engine, post)
    outcomes = [
        mail_daily(mailing, now=MORNING + timedelta(hours=h)).outcome for h in (0, 1, 9, 24)
    ]
    assert outcomes == [
        MailOutcome.FAILED, MailOutcome.DONE, MailOutcome.DONE, MailOutcome.SENT
    ]  # fmt: skip


def test_what_nobody_knows_is_never_repeated(engine: Engine, post: Post) -> None:
    post.trouble = [AmbiguousDelivery("It did not say.")]
    mailing = make_mailing(engine, post)
    for hours in (0, 1, 5, 12, 23):
        mail_daily(mailing, now=MORNING + timedelta(hours=hours))
    assert post.tried == 1
    assert rows(engine) == [("2026-11-20", "unknown", 1)]
    [told] = say_unmailed(engine, 1, as_of=MORNING + timedelta(hours=3), zone="UTC")
    assert told.startswith("Whether the report of Fri 20 Nov reached you by mail is not known: It")


@pytest.mark.parametrize("taken", [False, True])
def test_a_crash_while_sending_is_unknown(engine: Engine, post: Post, taken: bool) -> None:
    mailing = make_mailing(engine, post)
    if taken:
        post.after = Crash()
    else:
        post.trouble = [Crash()]
    with pytest.raises(Crash):
        mail_daily(mailing, now=MORNING)
    post.after = None
    assert rows(engine) == [("2026-11-20", "sending", 1)]
    for minutes in (1, 60, 600):
        result = mail_daily(mailing, now=MORNING + timedelta(minutes=minutes))
        assert result.outcome is MailOutcome.DONE
    assert (post.tried, rows(engine)) == (1, [("2026-11-20", "unknown", 1)])
    assert mail_daily(mailing, now=MORNING + DAY).outcome is MailOutcome.SENT


def test_a_crash_before_it_began_loses_nothing(
    engine: Engine, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> bool:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(mailing_module, "begin_sending", crash)
        with pytest.raises(Crash):
            mail_daily(make_mailing(engine, post), now=MORNING)
    assert mail_daily(make_mailing(engine, post), now=MORNING).outcome is MailOutcome.SENT
    assert len(post.taken) == 1


def test_whoever_is_slower_sends_nothing(engine: Engine, post: Post) -> None:
    """Two processes that decide at the same moment; only one may begin."""
    mailing = make_mailing(engine, post)

    def meanwhile(now: datetime) -> DailyReport:
        mail_daily(mailing, now=now)
        return mailing.make_report(now)

    slower = replace(mailing, make_report=meanwhile)
    assert mail_daily(slower, now=MORNING).outcome is MailOutcome.DONE
    assert post.tried == 1


def test_random_days_never_give_a_day_two_mails(engine: Engine) -> None:
    seed = 20261122
    chance = random.Random(seed)

    def name_day(_: DailyReport, day: date) -> NoteToSelf:
        return NoteToSelf(ANN, f"Message-ID: {day}\r\n\r\n".encode())

    now, post = MORNING, Post()
    mailing = make_mailing(engine, post, make_note=name_day)
    troubles = (
        *[None] * 6, TransientError("busy"), PermanentError("no"), AmbiguousDelivery("?"), Crash()
    )  # fmt: skip
    for _ in range(150):
        now += timedelta(minutes=chance.choice((1, 5, 30, 900, 1500, 1500, 3000, -40, -600)))
        post.trouble = [chance.choice(troubles)]
        post.after = chance.choice((None, None, AmbiguousDelivery("?"), Crash()))
        with contextlib.suppress(Crash):
            mail_daily(mailing, now=now)
    days = [note.raw for note in post.taken]
    assert len(days) > 20, seed
    assert len(days) == len(set(days)), seed


# ── by hand ──────────────────────────────────────────────────────────────────────────────────


def by_hand(mailing: Mailing, hours: float = 0, *, again: bool = False) -> MailResult:
    return mail_daily(mailing, now=MORNING + timedelta(hours=hours), by_hand=True, again=again)


def test_a_person_need_not_wait_and_gets_it_once(engine: Engine, post: Post) -> None:
    mailing = make_mailing(engine, post)
    assert by_hand(mailing, -5).outcome is MailOutcome.SENT
    assert mail_daily(mailing, now=MORNING).outcome is MailOutcome.DONE
    second = by_hand(mailing, 1)
    assert second.outcome is MailOutcome.DONE
    assert "was mailed already. `--again` mails it once more." in second.sentence
    assert by_hand(mailing, 1, again=True).outcome is MailOutcome.SENT
    assert post.tried == 2


def test_a_person_can_repeat_a_failure_and_only_by_saying_so_what_is_unknown(
    engine: Engine, post: Post
) -> None:
    post.trouble = [PermanentError("No."), AmbiguousDelivery("It did not say.")]
    mailing = make_mailing(engine, post)
    outcomes = [by_hand(mailing).outcome for _ in range(3)]
    assert outcomes == [MailOutcome.FAILED, MailOutcome.UNKNOWN, MailOutcome.DONE]
    assert by_hand(mailing, again=True).outcome is MailOutcome.SENT


# ── silence ──────────────────────────────────────────────────────────────────────────────────


def test_a_clear_day_is_mailed_too(engine: Engine, post: Post) -> None:
    mailing = make_mailing(engine, post, report=make_report())
    assert mail_daily(mailing, now=MORNING).outcome is MailOutcome.SENT
    assert b"nothing is waiting" in post.taken[0].raw


def clear_report(now: datetime) -> DailyReport:
    return replace(make_report(sources=(make_source(last_success_at=now),)), as_of=now)


def test_a_clear_day_can_be_left_out(engine: Engine, post: Post) -> None:
    mailing = make_mailing(engine, post, when_clear=False, make_report=clear_report)
    outcomes = [mail_daily(mailing, now=MORNING + timedelta(hours=h)).outcome for h in (0, 2)]
    assert outcomes == [MailOutcome.SILENT, MailOutcome.DONE]
    assert rows(engine) == [("2026-11-20", "rendered", 0)]
    assert post.tried == 0
    assert by_hand(mailing, 3).outcome is MailOutcome.SENT


def test_a_day_on_which_a_source_failed_is_never_left_out(engine: Engine, post: Post) -> None:
    report = make_report(sources=(make_source(), make_source(error="It is broken.")))
    mailing = make_mailing(engine, post, when_clear=False, report=report)
    assert mail_daily(mailing, now=MORNING).outcome is MailOutcome.SENT
    assert b"Subject: Rapport, Fri 20 Nov: 1 source not read" in post.taken[0].raw


def test_the_kill_switch_stops_it_even_by_hand(engine: Engine, post: Post) -> None:
    mailing = make_mailing(engine, post, enabled=False)
    assert mail_daily(mailing, now=MORNING).outcome is MailOutcome.OFF
    assert by_hand(mailing, again=True).outcome is MailOutcome.OFF
    assert (post.tried, rows(engine)) == (0, [])


def test_a_note_for_somebody_else_does_not_leave(engine: Engine, post: Post) -> None:
    def make_note(report: DailyReport, day: date) -> NoteToSelf:
        return make_report_mail(report, address="eve@evil.example", day=day, date_at=MORNING)

    with pytest.raises(PermanentError, match="for its owner only"):
        mail_daily(make_mailing(engine, post, make_note=make_note), now=MORNING)
    assert (post.tried, rows(engine)) == (0, [])
