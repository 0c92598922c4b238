"""The composition root: the only place that names a concrete connector, the engine, the tagger and
the templates, and puts them behind the ports of the stages.

`App` is what the command line and the page call. It holds one home: its configuration, its
database, its owner. Reading needs no lock; whatever reads mailboxes or delivers takes the home's.
"""

from __future__ import annotations

import os
from collections import Counter
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

    from sqlalchemy import Engine

    from assistant.assess.who import Who
    from assistant.config.records import AccountConfig, Config, ReportConfig
    from assistant.desk import Desk
    from assistant.drafting.lexicon import Lexicon
    from assistant.insight.records import Decision, Findings, History
    from assistant.lessons import Memory, Place
    from assistant.pipeline import Outcome, RunResult, Stage
    from assistant.reports.daily import DailyReport
    from assistant.reports.forms import ReportForm
    from assistant.reports.mailing import MailResult
    from assistant.review.rows import StoredDraft
    from connectors.base import CalendarConnector, DeliveryConnector, MailConnector
    from connectors.sendmail import NoteToSelf, NoteTransport
    from nlp.model.learning import Lesson
    from nlp.tags import Context, MessageTags

    Progress = Callable[[str, int, int | None], None]


class App:
    """One opened home."""

    def __init__(self, config: Config, engine: Engine, owner_id: int) -> None:
        self.config = config
        self.engine = engine
        self.owner_id = owner_id
        #: What this run judged, for the stage that drafts from it.
        self._judged: tuple[History, Findings] | None = None
        #: Whose name is whose, where somebody (the page) has it in memory already.
        self.known_lexicon: Callable[[], Lexicon] | None = None

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
        zone = ZoneInfo(self.config.owner.zone)
        at = stored.goes_out_at.astimezone(zone) if stored.goes_out_at else None
        connector = self._delivery_for(stored.account)
        where = f"a draft in account '{connector.account}'" if connector else "nowhere: no account"
        moment = f"At {at:%H:%M:%S} it becomes" if at else "It becomes"
        return (
            f"{moment} {where}, for you to send from your mail program. `rapport run` or "
            "`rapport deliver --wait` hands it over."
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

    def daily_report(self, as_of: datetime) -> DailyReport:
        """The report of the day."""
        from assistant.assess.clocks import check_subdivisions
        from assistant.reports.daily import build_daily, draft_line
        from assistant.reports.mailing import say_unmailed
        from assistant.store.problems import load_problems
        from assistant.store.sources import load_sources

        history, findings = self.findings(as_of)
        with read(self.engine) as connection:
            sources = load_sources(connection, self.owner_id)
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
        from assistant.reports.mail import make_report_mail
        from assistant.reports.mailing import Mailing, ReportTimes, mail_daily

        home = self._read_again()
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
        stages = self._reading_stages(now, progress, accept_empty=accept_empty)
        return self._run(stages, now=now, announce=progress)

    def run(self, *, now: datetime, clock: Callable[[], datetime], progress: Progress) -> RunResult:
        """Read what is new, tag, find gaps, draft, deliver what is approved.

        Args:
            now: The moment of every judgement.
            clock: The real time, for what leaves.
            progress: Called with a stage's name, items done and in all.
        """
        from assistant.pipeline import Stage

        stages = [
            *self._reading_stages(now, progress),
            Stage("reading", lambda: self._annotate(now, progress)),
            Stage("judging", lambda: self._assess(now)),
            Stage("drafting", lambda: self._draft(now)),
            Stage("delivering", lambda: self._deliver(clock)),
        ]
        return self._run(stages, now=now, announce=progress)

    def deliver(self, *, clock: Callable[[], datetime]) -> RunResult:
        """Only deliver what is approved and past its hold."""
        from assistant.pipeline import Stage

        stages = [Stage("delivering", lambda: self._deliver(clock))]
        return self._run(stages, now=clock(), announce=lambda *_: None, reads=False)

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

    def _reading_stages(
        self, now: datetime, progress: Progress, *, accept_empty: bool = False
    ) -> list[Stage]:
        from assistant.pipeline import Stage

        stages = []
        for account in self.config.accounts:
            if account.mail:
                mail = self._mail(account, now, progress, accept_empty=accept_empty)
                stages.append(Stage(f"mail of {account.name}", mail))
            if account.calendar:
                calendar = self._calendar(account, now, progress, accept_empty=accept_empty)
                stages.append(Stage(f"calendar of {account.name}", calendar))
        stages.append(Stage("conversations", self._threads))
        stages.append(Stage("events", lambda: self._events(now)))
        return stages

    def _mail(
        self, account: AccountConfig, now: datetime, progress: Progress, *, accept_empty: bool
    ) -> Callable[[], Outcome]:
        def work() -> Outcome:
            from assistant.ingest.sync import sync_mailbox

            stored = self._account(account)
            connector = make_mail(account, accept_empty=accept_empty)
            return _synced(
                sync_mailbox(
                    self.engine,
                    stored,
                    connector,
                    now=now,
                    progress=progress,
                    accept_empty=accept_empty,
                )
            )

        return work

    def _calendar(
        self, account: AccountConfig, now: datetime, progress: Progress, *, accept_empty: bool
    ) -> Callable[[], Outcome]:
        def work() -> Outcome:
            from assistant.ingest.sync import sync_calendar

            stored = self._account(account)
            connector = make_calendar(account, accept_empty=accept_empty)
            return _synced(
                sync_calendar(
                    self.engine,
                    stored,
                    connector,
                    now=now,
                    progress=progress,
                    accept_empty=accept_empty,
                )
            )

        return work

    def _account(self, account: AccountConfig) -> Any:
        from assistant.ingest.sync import Account

        c = t.account.c
        with write(self.engine) as connection:
            where = (c.owner_id == self.owner_id) & (c.name == account.name)
            found = connection.execute(select(c.id).where(where)).scalar_one_or_none()
            if found is None:
                connection.execute(
                    t.account.insert().values(
                        owner_id=self.owner_id, name=account.name, kind=account.kind
                    )
                )
                found = connection.execute(select(c.id).where(where)).scalar_one()
        return Account(int(found), self.owner_id, account.name)

    def _threads(self) -> Outcome:
        from assistant.ingest.conversations import settle_threads
        from assistant.pipeline import Outcome

        own = frozenset(self.config.owner.addresses)
        return Outcome({"moved": settle_threads(self.engine, self.owner_id, own)})

    def _events(self, now: datetime) -> Outcome:
        from assistant.assess.who import make_who_config
        from assistant.ingest.calendars import settle_events
        from assistant.pipeline import Outcome

        zone = self.config.owner.zone
        who = make_who_config(self.config)
        changed = settle_events(self.engine, self.owner_id, who=who, zone=zone, now=now)
        return Outcome({"changed": changed})

    def _annotate(self, now: datetime, progress: Progress) -> Outcome:
        from assistant.annotate import annotate
        from assistant.assess.readings import find_readings
        from assistant.pipeline import Outcome

        tagger = _Tagger(self.config.home)
        with read(self.engine) as connection:
            readings, stale = find_readings(
                connection, self.owner_id, self.config, pipeline=tagger.version, as_of=now
            )
        from assistant.store.tags import delete_tags

        if stale:
            with write(self.engine) as connection:
                delete_tags(connection, stale)
        done = annotate(
            self.engine,
            self.owner_id,
            readings,
            tagger.tag_many,
            progress=lambda count, total: progress("reading", count, total),
        )
        return Outcome({"messages": done})

    def _assess(self, now: datetime) -> Outcome:
        from assistant.assess.reconcile import reconcile
        from assistant.assess.snapshot import make_key, save_snapshot
        from assistant.pipeline import Outcome

        with read(self.engine) as connection:
            key = make_key(connection, self.owner_id, self.config.home)
        history, findings = self.findings(now)
        save_snapshot(self.config.home, key, history, findings)
        self._judged = (history, findings)
        who = self.who(now)
        return Outcome(reconcile(self.engine, self.owner_id, who, history, findings))

    def _draft(self, now: datetime) -> Outcome:
        from assistant.pipeline import Outcome

        history, findings = self._judged or self.findings(now)
        return Outcome(self.desk.draft(history, findings, now=now))

    def _deliver(self, clock: Callable[[], datetime]) -> Outcome:
        from assistant.pipeline import Outcome

        home = self._read_again()
        reports = home.desk.deliver(home._delivery_for, now=clock())
        counts = Counter(report.outcome.value for report in reports)
        wrong = {"failed", "unknown", "withdrawn"}
        failed = tuple(
            f"Draft {report.draft_id}: {report.message}"
            for report in reports
            if report.outcome.value in wrong
        )
        return Outcome(counts, failed)

    def _read_again(self) -> App:
        """This home as its files say now: a hold was waited for, or the run took its time.

        Raises:
            BadConfiguration, NoHome: they cannot be read; nothing may leave then.
        """
        config = load_config(self.config.home)
        return self if config == self.config else App(config, self.engine, self.owner_id)

    def _delivery_for(self, account: str | None) -> DeliveryConnector | None:
        """The mailbox of a draft; None stands for the first account."""
        for configured in self.config.accounts:
            if account in {None, configured.name}:
                return make_delivery(configured, self.config.home)
        return None


class _Tagger:
    """The language stage as this home uses it: the shipped model and what was learned here."""

    def __init__(self, home: Path) -> None:
        from assistant.lessons import read_memory
        from nlp.model.classifier import packaged_classifier
        from nlp.model.learning import corrected
        from nlp.tagger import Tagger

        memory = read_memory(home)
        model = packaged_classifier()
        learned = model if memory is None else corrected(model, memory.learned)
        self._tagger = Tagger(classifier=learned)
        self.version = self._tagger.version

    def tag_many(self, contexts: Iterable[Context]) -> Iterator[MessageTags]:
        """Tags in the order of the contexts."""
        return self._tagger.tag_many(contexts)


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


def make_mail(account: AccountConfig, *, accept_empty: bool = False) -> MailConnector:
    """The connector of an account's mail."""
    from connectors.local import LocalMail

    return LocalMail(account.name, account.mail, accept_empty=accept_empty)


def make_calendar(account: AccountConfig, *, accept_empty: bool = False) -> CalendarConnector:
    """The connector of an account's calendars."""
    from connectors.local import LocalCalendar

    return LocalCalendar(account.name, account.calendar, accept_empty=accept_empty)


def make_delivery(account: AccountConfig, home: Path) -> DeliveryConnector:
    """Where an account's approved drafts go: its drafts folder, else `drafts` in the home."""
    from connectors.local import LocalDrafts

    folder = account.drafts or home / "drafts"
    return LocalDrafts(account.name, folder, make_folder=folder.is_relative_to(home))


def make_transport(report: ReportConfig) -> NoteTransport:
    """What carries the daily report to its owner."""
    from connectors.secret import read_secret
    from connectors.sendmail import SendmailCommand, SmtpHost

    smtp = report.smtp
    if report.via != "smtp" or smtp is None:
        return SendmailCommand(report.sendmail)

    def secret() -> str:
        return read_secret(env=smtp.secret_env, command=smtp.secret_command, environ=os.environ)

    return SmtpHost(smtp.host, smtp.port, tls=smtp.tls, user=smtp.user, secret=secret)


def _synced(collections: Sequence[Any]) -> Outcome:
    from assistant.pipeline import Outcome

    names = ("added", "known", "flags", "deleted", "problems")
    counts = {name: sum(getattr(one, name) for one in collections) for name in names}
    return Outcome(counts, tuple(one.failed for one in collections if one.failed))


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
