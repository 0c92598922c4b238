"""The composition root: puts the engine, the templates and the accounts behind the ports.

The stages of a run are filled in by `stages`, concrete connectors are named in `connections`.

`App` is what the command line and the page call. It holds one home: its configuration, its
database, its owner. Reading needs no lock; whatever reads mailboxes or delivers takes the home's.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from assistant.collector import collecting_rarely
from assistant.config.load import load_config
from assistant.errors import (
    AmbiguousId,
    HomeLocked,
    LearnedUnreadable,
    NotFound,
    StoreReadOnly,
)
from assistant.store import tables as t
from assistant.store.decisions import record_decision
from assistant.store.engine import checkpoint, read, write
from assistant.store.migrate import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from assistant.assess.who import Who
    from assistant.config.records import Config
    from assistant.connections import Connections
    from assistant.desk import Desk
    from assistant.drafting.lexicon import Lexicon
    from assistant.insight.records import Decision, Findings, History
    from assistant.lessons import Memory, Place
    from assistant.pipeline import RunResult, Stage
    from assistant.reports.daily import DailyReport
    from assistant.reports.forms import ReportForm
    from assistant.reports.mailing import MailResult
    from assistant.review.rows import StoredDraft
    from assistant.store.sources import Source
    from assistant.vault import Vault
    from connectors.base import DeliveryConnector
    from connectors.sendmail import NoteToSelf
    from nlp.model.learning import Lesson

    Progress = Callable[[str, int, int | None], None]


class App:
    """One opened home."""

    def __init__(self, config: Config, engine: Engine, owner_id: int) -> None:
        self.config = config
        self.engine = engine
        self.owner_id = owner_id
        #: Whose name is whose, where somebody (the page) has it in memory already.
        self.known_lexicon: Callable[[], Lexicon] | None = None
        #: Asks for a passphrase, where a person sits at a terminal.
        self.ask_secret: Callable[[str], str] | None = None

    @classmethod
    def open(cls, home: Path) -> App:
        """Open a home: configuration checked, database brought to this version.

        Raises:
            NoHome, BadConfiguration, StoreUnusable, StoreTooNew: with the sentence to show.
        """
        config = load_config(home)
        os.umask(0o077)
        engine = open_store(config.database)
        return cls(config, engine, _ensure_owner(engine, config))

    def reload(self) -> None:
        """Take over what the files of the home say now.

        Raises:
            BadConfiguration, NoHome: they cannot be read; nothing is changed.
        """
        config = load_config(self.config.home)
        if config != self.config:
            self.config = config
            self.__dict__.pop("desk", None)

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()

    @contextmanager
    def locked(self, name: str = ".lock") -> Iterator[None]:
        """Be the only process that reads mailboxes or delivers for this home.

        Args:
            name: Of the lock's file; mailing the report to its owner has one of its own, so that
                a slow host holds up nothing else.

        Raises:
            HomeLocked: another one is at it.
            StoreReadOnly: the lock cannot be written.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.config.home / name)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise HomeLocked(self.config.home) from error
        except OSError as error:
            raise StoreReadOnly(self.config.database) from error
        try:
            yield
        finally:
            lock.release()

    @property
    def zone(self) -> ZoneInfo:
        """The owner's zone."""
        return ZoneInfo(self.config.owner.zone)

    @cached_property
    def connections(self) -> Connections:
        """Who speaks to the accounts' hosts."""
        from assistant.connections import Connections

        return Connections(self.config.home, lambda: self.vault)

    @cached_property
    def vault(self) -> Vault:
        """Where the passwords of accounts are kept.

        Raises:
            RapportError: there is no safe place; the sentence says how to make one.
        """
        from assistant.vault import open_vault

        return open_vault(self.config.home, os.environ, ask=self.ask_secret)

    @cached_property
    def desk(self) -> Desk:
        """Where drafts are made, looked at and decided about."""
        from assistant.desk import Desk, make_lexicon

        def load_lexicon() -> Lexicon:
            if self.known_lexicon is not None:
                return self.known_lexicon()
            return make_lexicon(self.history(datetime.now(UTC)))

        return Desk(self.config, self.engine, self.owner_id, load_lexicon=load_lexicon)

    def describe_delivery(self, stored: StoredDraft) -> str:
        """When an approved draft goes out and how, in one sentence."""
        at = stored.goes_out_at.astimezone(self.zone) if stored.goes_out_at else None
        account = self.config.account_for_drafts(stored.account)
        moment = f"At {at:%H:%M:%S} it" if at else "It"
        by = "`rapport run` or `rapport deliver --wait` hands it over."
        if account is None:
            return f"{moment} becomes nothing: no account takes drafts. {by}"
        if account.sends:
            return f"{moment} is sent from account '{account.name}'. {by}"
        return (
            f"{moment} becomes a draft in account '{account.name}', for you to send from your mail "
            f"program. {by}"
        )

    # ── Judgements ───────────────────────────────────────────────────────────────────────────

    def history(self, as_of: datetime) -> History:
        """Everything known as of a moment, frozen."""
        from assistant.assess.history import load_history

        with read(self.engine) as connection:
            return load_history(connection, self.owner_id, self.config, as_of=as_of)

    def findings(self, as_of: datetime) -> tuple[History, Findings]:
        """What the rules find as of a moment; writes nothing.

        What the last run judged is used again where only time passed since.
        """
        from assistant.assess.snapshot import is_quiet_between, load_snapshot, make_key
        from assistant.insight.findings import find_all

        with collecting_rarely():
            with read(self.engine) as connection:
                key = make_key(connection, self.owner_id, self.config.home)
                before = load_snapshot(self.config.home, key)
                if before is not None and not is_quiet_between(
                    connection, self.owner_id, before.history.as_of, as_of
                ):
                    before = None
            if before is not None:
                history = replace(before.history, as_of=as_of)
                return history, find_all(history, known=(before.waits, before.promises))
            history = self.history(as_of)
            return history, find_all(history)

    def who(self, as_of: datetime | None) -> Who:
        """Who is a client, a prospect, one of ours; as of a moment, or from all that was read."""
        from assistant.assess.history import load_who

        with read(self.engine) as connection:
            return load_who(connection, self.owner_id, self.config, as_of=as_of)

    def decide(self, decision: Decision) -> None:
        """Write down a person's word about a finding."""
        from assistant.assess.snapshot import forget_snapshot

        forget_snapshot(self.config.home)
        with write(self.engine) as connection:
            record_decision(connection, self.owner_id, decision)

    def learn(
        self, now: datetime, *, keep: bool
    ) -> tuple[Memory, tuple[tuple[Place, Lesson], ...]]:
        """Correct the sentence model by the decisions about promises.

        Args:
            now: What is known as of then.
            keep: Use it from the next run on; else only look what it would be.

        Returns:
            What was learned, and the sentences it was learned of. It is kept only where it reads
            the lessons better than the shipped model does.
        """
        from assistant.lessons import (
            Memory,
            find_places,
            forget_memory,
            load_lessons,
            read_memory,
            write_memory,
        )
        from assistant.store.decisions import load_decisions
        from nlp.model.classifier import packaged_classifier
        from nlp.model.learning import learn

        try:
            before = read_memory(self.config.home)
        except LearnedUnreadable:
            before = None  # it is made again of the decisions
        history = self.history(now)
        with read(self.engine) as connection:
            decisions = load_decisions(connection, self.owner_id, as_of=now)
            places = find_places(history, decisions, before.places if before else ())
            lessons = load_lessons(connection, self.owner_id, places)
        learned = learn(packaged_classifier(), [lesson for _, lesson in lessons])
        memory = Memory(tuple(place for place, _ in lessons), learned)
        if keep and learned.helps:
            write_memory(self.config.home, memory)
        elif keep:
            forget_memory(self.config.home)
        return memory, lessons

    def forget_learned(self) -> bool:
        """Read sentences by the shipped model alone; returns whether anything had been learned."""
        from assistant.lessons import forget_memory

        return forget_memory(self.config.home)

    def load_sources(self, connection: Connection) -> list[Source]:
        """Every place that is or was read, and those of accounts that were never looked at.

        What stopped an account that is no longer configured is nobody's trouble any more.
        """
        from assistant.store.sources import add_unread, load_sources

        configured = {account.name for account in self.config.accounts}
        found = [
            one
            if one.account in configured
            else replace(one, error=None, state=None, tally=None, complete=True)
            for one in load_sources(connection, self.owner_id)
        ]
        return add_unread(connection, self.owner_id, found, self.config.accounts)

    def daily_report(self, as_of: datetime) -> DailyReport:
        """The report of the day."""
        from assistant.assess.clocks import check_subdivisions
        from assistant.reports.daily import build_daily, draft_line
        from assistant.reports.mailing import say_unmailed
        from assistant.store.problems import load_problems

        history, findings = self.findings(as_of)
        with read(self.engine) as connection:
            sources = self.load_sources(connection)
            problems = load_problems(connection, self.owner_id)
        waiting = self.waiting_drafts()
        drafts_of = _drafts_of_gaps(
            findings, ((one.id, one.draft.gap_id, one.draft.occasion) for one in waiting)
        )
        closing = set(drafts_of.values())
        return build_daily(
            history,
            findings,
            sources=sources,
            problems=len(problems),
            drafts=[
                draft_line(stored)
                for stored in waiting
                if stored.delivered_at is None or stored.id in closing
            ],
            drafts_of=drafts_of,
            notes=(
                *check_subdivisions(self.config),
                *say_unmailed(self.engine, self.owner_id, as_of=as_of, zone=self.config.owner.zone),
            ),
        )

    def render_report(self, form: ReportForm, as_of: datetime) -> str:
        """The report of the day as one text.

        Raises:
            TemplateBroken: the owner's template cannot be rendered.
        """
        from assistant.reports.forms import render_report

        built = self.daily_report(as_of)
        config = self.config
        return render_report(built, form, templates=config.templates, page=config.report.page)

    def report_due(self, now: datetime) -> datetime | None:
        """When the report is or was to be mailed next; None: not by itself."""
        from assistant.reports.mailing import ReportTimes, find_due

        report = self.config.report
        if not report.mail or not self.config.delivery.enabled:
            return None
        times = ReportTimes(report.at, self.config.owner.zone)
        return find_due(self.engine, self.owner_id, times, now)

    def mail_report(
        self, now: datetime, *, by_hand: bool = False, again: bool = False
    ) -> MailResult:
        """Mail the report to the owner's first address if it is due; see `mail_daily`.

        Raises:
            HomeLocked: another process is mailing it.
            BadConfiguration, NoHome, TemplateBroken, BadAddress, BytesDiffer: nothing was begun.
        """
        from assistant.connections import make_transport
        from assistant.reports.mail import make_report_mail
        from assistant.reports.mailing import Mailing, ReportTimes, mail_daily

        home = self.read_again()
        config, address = home.config, home.config.owner.addresses[0]

        def make_note(report: DailyReport, day: date) -> NoteToSelf:
            return make_report_mail(
                report,
                address=address,
                day=day,
                date_at=now,
                templates=config.templates,
                page=config.report.page,
            )

        mailing = Mailing(
            engine=self.engine,
            owner_id=self.owner_id,
            times=ReportTimes(config.report.at, config.owner.zone),
            address=address,
            enabled=config.delivery.enabled,
            when_clear=config.report.when_clear,
            make_report=home.daily_report,
            make_note=make_note,
            transport=make_transport(config.report),
            clock=lambda: datetime.now(UTC),
        )
        with self.locked(".report.lock"):
            return mail_daily(mailing, now=now, by_hand=by_hand, again=again)

    def waiting_drafts(self) -> list[StoredDraft]:
        """Drafts that are not over, oldest first.

        Those that wait for a person or their delivery, those that went wrong, and those that lie in
        the mailbox and whose sent copy was not seen yet.
        """
        from assistant.review.rows import load_drafts
        from assistant.review.states import NOT_OVER, DraftState

        with read(self.engine) as connection:
            found = load_drafts(connection, self.owner_id, states=NOT_OVER)
        return [
            stored
            for stored in found
            if stored.state is not DraftState.DELIVERED or stored.sent_message_id is None
        ]

    def drafts_of_gaps(self, findings: Findings) -> Mapping[str, str]:
        """Gap id → id of the draft that waits to close it, or that lies in the mailbox."""
        from assistant.review.rows import load_waiting_names

        with read(self.engine) as connection:
            return _drafts_of_gaps(findings, load_waiting_names(connection, self.owner_id))

    # ── Mail and threads ─────────────────────────────────────────────────────────────────────

    def threads(self) -> list[tuple[str, str, list[str]]]:
        """(id, subject, message ids oldest first) of every conversation, latest last."""
        from assistant.store.rows import load_threads

        with read(self.engine) as connection:
            return load_threads(connection, self.owner_id)

    def find_message_key(self, given: str) -> str:
        """The key of a message by its id or the beginning of it, with or without angle brackets.

        Raises:
            NotFound: nothing is called that.
            AmbiguousId: several messages' ids begin so.
        """
        key = given.strip().removeprefix("<").removesuffix(">")
        c = t.message.c
        with read(self.engine) as connection:
            begins = c.message_key.startswith(key, autoescape=True)
            query = select(c.message_key).where(c.owner_id == self.owner_id, begins)
            # LIKE takes small and capital letters for the same; ids do not.
            found = [one for one in connection.execute(query).scalars() if one.startswith(key)]
        if key in found:
            return key
        if not key or not found:
            raise NotFound("message", given, hint="`rapport threads --json` lists all ids.")
        if len(found) > 1:
            raise AmbiguousId("message", given, len(found))
        return str(found[0])

    def settle_threads(self) -> Mapping[str, str]:
        """Put conversations together again; message key → thread id."""
        from assistant.assess.snapshot import forget_snapshot
        from assistant.ingest.conversations import settle_threads

        with self.locked():
            forget_snapshot(self.config.home)
            settle_threads(self.engine, self.owner_id, frozenset(self.config.owner.addresses))
        return {key: thread for thread, _, keys in self.threads() for key in keys}

    def message_json(self, given: str) -> dict[str, Any]:
        """`message show --json`."""
        from assistant.assess.show import show_message

        key = self.find_message_key(given)
        history = self.history(datetime.max.replace(tzinfo=UTC))
        with read(self.engine) as connection:
            return show_message(connection, self.owner_id, history, key)

    # ── Runs ─────────────────────────────────────────────────────────────────────────────────

    def sync(self, *, now: datetime, progress: Progress, accept_empty: bool = False) -> RunResult:
        """Only read what is new.

        Args:
            now: The moment of the run.
            progress: Called with a stage's name, items done and in all.
            accept_empty: A source that is suddenly empty or shorter was made so on purpose.
        """
        from assistant.stages import Stages

        stages = Stages(self, now=now, progress=progress, accept_empty=accept_empty)
        return self._run(stages.reading(), now=now, announce=progress)

    def run(self, *, now: datetime, clock: Callable[[], datetime], progress: Progress) -> RunResult:
        """Read what is new, tag, find gaps, draft, deliver what is approved.

        Args:
            now: The moment of every judgement.
            clock: The real time, for what leaves.
            progress: Called with a stage's name, items done and in all.
        """
        from assistant.stages import Stages

        stages = Stages(self, now=now, progress=progress)
        return self._run(
            [*stages.reading(), *stages.judging(), *stages.delivering(clock)],
            now=now,
            announce=progress,
        )

    def deliver(self, *, clock: Callable[[], datetime]) -> RunResult:
        """Only deliver what is approved and past its hold."""
        from assistant.stages import Stages

        now = clock()
        stages = Stages(self, now=now, progress=_silent).delivering(clock)
        return self._run(stages, now=now, announce=_silent, reads=False)

    def _run(
        self, stages: Sequence[Stage], *, now: datetime, announce: Progress, reads: bool = True
    ) -> RunResult:
        from assistant.assess.snapshot import forget_snapshot
        from assistant.pipeline import run_once

        with self.locked():
            if reads:
                forget_snapshot(self.config.home)
            started = datetime.now(UTC)

            def begin(name: str) -> None:
                checkpoint(self.engine)
                announce(name, 0, None)

            with collecting_rarely():
                result = run_once(stages, announce=begin)
            with write(self.engine) as connection:
                connection.execute(
                    t.run.insert().values(
                        owner_id=self.owner_id,
                        as_of=now,
                        started_at=started,
                        ended_at=datetime.now(UTC),
                        counts={name: dict(counts) for name, counts in result.counts.items()},
                        seconds=sum(result.seconds.values()),
                        failed=list(result.failed),
                    )
                )
            checkpoint(self.engine)
        return result

    def read_again(self) -> App:
        """This home as its files say now: a hold was waited for, or the run took its time.

        Raises:
            BadConfiguration, NoHome: they cannot be read; nothing may leave then.
        """
        config = load_config(self.config.home)
        return self if config == self.config else App(config, self.engine, self.owner_id)

    @contextmanager
    def deliveries(
        self, now: datetime
    ) -> Iterator[Callable[[str | None], DeliveryConnector | None]]:
        """Account → the mailbox that takes its drafts, each opened once, all let go at the end.

        Asking for one that needs a sign-in at that moment raises AuthError.
        """
        from assistant.connections import let_go
        from assistant.pauses import NotedDelivery, Pauses

        opened: dict[str, DeliveryConnector] = {}
        pauses = Pauses(self.engine, self.owner_id)

        def find(name: str | None) -> DeliveryConnector | None:
            account = self.config.account_for_drafts(name)
            if account is None:
                return None
            if account.name not in opened:
                pauses.check(account, now, self.zone)
                connector = self.connections.delivery(account)
                opened[account.name] = NotedDelivery(connector, account, pauses, now)
            return opened[account.name]

        try:
            yield find
        finally:
            for connector in opened.values():
                let_go(connector)


def _silent(name: str, done: int, total: int | None) -> None:
    """Progress that nobody looks at."""


def _drafts_of_gaps(
    findings: Findings, drafts: Iterable[tuple[str, str | None, str]]
) -> dict[str, str]:
    """Gap id → draft id, from (id, gap id, occasion) of drafts, oldest first."""
    by_gap: dict[str | None, str] = {}
    # A complaint and the answer owed to it are two gaps of one wait: one reply closes both.
    by_occasion: dict[str, str] = {}
    for draft_id, gap_id, occasion in drafts:
        by_gap[gap_id] = by_occasion[occasion] = draft_id
    found: dict[str, str] = {}
    for gap in findings.gaps:
        draft = by_gap.get(gap.id) or by_occasion.get(f"reply:{gap.wait_start}")
        if draft is not None:
            found[gap.id] = draft
    return found


def _ensure_owner(engine: Engine, config: Config) -> int:
    c = t.owner.c
    address = config.owner.addresses[0]
    with read(engine) as connection:
        rows = connection.execute(select(c.id, c.address, c.name)).all()
    if rows and (rows[0].address, rows[0].name) == (address, config.owner.name):
        return int(rows[0].id)
    with write(engine) as connection:
        if rows:
            # One home, one owner: a changed address or name is the same person.
            connection.execute(
                t.owner.update()
                .where(c.id == rows[0].id)
                .values(address=address, name=config.owner.name)
            )
            return int(rows[0].id)
        connection.execute(t.owner.insert().values(address=address, name=config.owner.name))
        return int(connection.execute(select(c.id).where(c.address == address)).scalar_one())
