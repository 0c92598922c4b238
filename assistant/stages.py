"""The stages of a run: what each does with one opened home, and what it counts.

`pipeline` knows their order and nothing else; here they are filled in. A stage can end anywhere and
be run again. What one account does wrong is told, and the others go on.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from assistant.errors import AccountError
from assistant.pipeline import UNFINISHED, Outcome, Stage
from assistant.store.accounts import ErrorKind, ensure_account, note_failure, note_success
from assistant.store.engine import read, write
from connectors.base import AuthError, CollectionKind, ConnectorError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from assistant.app import App
    from assistant.config.records import AccountConfig
    from assistant.ingest.sync import Synced
    from assistant.insight.records import Findings, History
    from assistant.store.accounts import AccountState
    from nlp.tags import Context, MessageTags

    Progress = Callable[[str, int, int | None], None]
    Reading = Callable[[AccountConfig, int], Sequence[Synced]]

#: After a refused sign-in: this long, then twice as long each time. Many hosts lock a mailbox after
#: a handful of wrong passwords.
FIRST_PAUSE = timedelta(hours=1)
LONGEST_PAUSE = timedelta(days=1)


class Stages:
    """The stages of one run.

    Args:
        app: The home.
        now: The moment of every judgement.
        progress: Called with a stage's name, items done and in all.
        accept_empty: A source that is suddenly empty or shorter was made so on purpose.
    """

    def __init__(
        self, app: App, *, now: datetime, progress: Progress, accept_empty: bool = False
    ) -> None:
        self._app = app
        self._now = now
        self._progress = progress
        self._accept_empty = accept_empty
        #: What this run judged, for the stage that drafts from it.
        self._judged: tuple[History, Findings] | None = None

    def reading(self) -> list[Stage]:
        """One for every mailbox and every account's calendars, then those that join them."""
        stages = []
        for account in self._app.config.accounts:
            if account.reads_mail:
                stages.append(Stage(f"mail of {account.name}", self._reading(account, self._mail)))
            if account.reads_calendar:
                work = self._reading(account, self._calendar)
                stages.append(Stage(f"calendar of {account.name}", work))
        if self._has_headers_only():
            # Before anything new is read, and once more below when all of it was.
            stages.insert(0, Stage("headers only", self._settle_bodies))
        return [*stages, Stage("conversations", self._threads), Stage("events", self._events)]

    def judging(self) -> list[Stage]:
        """Those that make of mail and events what a person looks at."""
        return [
            Stage("reading", self._annotate),
            Stage("judging", self._assess),
            Stage("drafting", self._draft),
        ]

    def delivering(self, clock: Callable[[], datetime]) -> list[Stage]:
        """The one that hands over what is approved."""
        return [Stage("delivering", lambda: self._deliver(clock))]

    # ── Accounts ─────────────────────────────────────────────────────────────────────────────

    def _reading(self, account: AccountConfig, work: Reading) -> Callable[[], Outcome]:
        def read_account() -> Outcome:
            with write(self._app.engine) as connection:
                state = ensure_account(connection, self._app.owner_id, account.name, account.kind)
            digest = hash_settings(account)
            if account.is_remote and state.is_paused(self._now, digest):
                return Outcome(failed=(say_paused(account, state, self._app.zone),))
            try:
                synced = work(account, state.id)
            except (ConnectorError, AccountError) as error:
                self._note(account, state, digest, error)
                return Outcome(failed=(f"Account '{account.name}': {error}",))
            whole = next((one.cause for one in synced if one.cause is not None), None)
            self._note(account, state, digest, whole)
            return _count(synced)

        return read_account

    def _note(
        self,
        account: AccountConfig,
        state: AccountState,
        digest: str,
        error: ConnectorError | AccountError | None,
    ) -> None:
        with write(self._app.engine) as connection:
            if error is None:
                if state.error is not None:
                    note_success(connection, state.id)
                return
            note_failure(
                connection,
                state,
                kind=_kind_of(error),
                error=str(error),
                next_try_at=next_try(error, state.failures + 1, self._now)
                if account.is_remote
                else None,
                settings_hash=digest,
            )

    def _mail(self, account: AccountConfig, account_id: int) -> Sequence[Synced]:
        from assistant.ingest.sync import Account, sync_mailbox
        from assistant.ingest.tally import count_due

        stored = Account(account_id, self._app.owner_id, account.name)
        with self._app.connections.mail(account, accept_empty=self._accept_empty) as connector:
            synced = sync_mailbox(
                self._app.engine,
                stored,
                connector,
                now=self._now,
                progress=self._progress,
                accept_empty=self._accept_empty,
                wanted=lambda name: name not in account.skip,
            )
            return count_due(
                self._app.engine, stored, connector, CollectionKind.MAIL, synced,
                now=self._now, progress=self._progress,
            )  # fmt: skip

    def _calendar(self, account: AccountConfig, account_id: int) -> Sequence[Synced]:
        from assistant.ingest.sync import Account, sync_calendar
        from assistant.ingest.tally import count_due

        stored = Account(account_id, self._app.owner_id, account.name)
        with self._app.connections.calendar(account, accept_empty=self._accept_empty) as connector:
            synced = sync_calendar(
                self._app.engine,
                stored,
                connector,
                now=self._now,
                progress=self._progress,
                accept_empty=self._accept_empty,
                wanted=lambda name: not account.calendars or name in account.calendars,
            )
            counted = count_due(
                self._app.engine, stored, connector, CollectionKind.CALENDAR, synced,
                now=self._now, progress=self._progress,
            )  # fmt: skip
        return [*counted, *_find_absent(account, synced)]

    # ── Headers only ─────────────────────────────────────────────────────────────────────────

    def _has_headers_only(self) -> bool:
        """Whether some account is, or was at the last reading, read by its headers only."""
        from assistant.store.bodies import STATE
        from assistant.store.rows import load_state

        if any(not account.bodies for account in self._app.config.accounts):
            return True
        with read(self._app.engine) as connection:
            return load_state(connection, self._app.owner_id, STATE) not in {None, "[]"}

    def _settle_bodies(self) -> Outcome:
        from assistant.store.bodies import settle_bodies

        app = self._app
        with write(app.engine) as connection:
            ids = [
                ensure_account(connection, app.owner_id, account.name, account.kind).id
                for account in app.config.accounts
                if not account.bodies
            ]
            settled = settle_bodies(connection, app.owner_id, ids)
        return Outcome({"removed": settled.removed, "read again": settled.reading_again})

    # ── All of it ────────────────────────────────────────────────────────────────────────────

    def _threads(self) -> Outcome:
        from assistant.ingest.conversations import settle_threads

        if self._has_headers_only():
            self._settle_bodies()
        own = frozenset(self._app.config.owner.addresses)
        return Outcome({"moved": settle_threads(self._app.engine, self._app.owner_id, own)})

    def _events(self) -> Outcome:
        from assistant.assess.who import make_who_config
        from assistant.ingest.calendars import settle_events

        config = self._app.config
        who = make_who_config(config)
        changed = settle_events(
            self._app.engine, self._app.owner_id, who=who, zone=config.owner.zone, now=self._now
        )
        return Outcome({"changed": changed})

    def _annotate(self) -> Outcome:
        from assistant.annotate import annotate
        from assistant.assess.readings import find_readings
        from assistant.store.tags import delete_tags

        app = self._app
        tagger = _Tagger(app.config.home)
        with read(app.engine) as connection:
            readings, stale = find_readings(
                connection, app.owner_id, app.config, pipeline=tagger.version, as_of=self._now
            )
        if stale:
            with write(app.engine) as connection:
                delete_tags(connection, stale)
        done = annotate(
            app.engine,
            app.owner_id,
            readings,
            tagger.tag_many,
            progress=lambda count, total: self._progress("reading", count, total),
        )
        return Outcome({"messages": done})

    def _assess(self) -> Outcome:
        from assistant.assess.reconcile import reconcile
        from assistant.assess.snapshot import make_key, save_snapshot

        app = self._app
        with read(app.engine) as connection:
            key = make_key(connection, app.owner_id, app.config.home)
        history, findings = app.findings(self._now)
        save_snapshot(app.config.home, key, history, findings)
        self._judged = (history, findings)
        who = app.who(self._now)
        return Outcome(reconcile(app.engine, app.owner_id, who, history, findings))

    def _draft(self) -> Outcome:
        history, findings = self._judged or self._app.findings(self._now)
        return Outcome(self._app.desk.draft(history, findings, now=self._now))

    def _deliver(self, clock: Callable[[], datetime]) -> Outcome:
        home = self._app.read_again()
        with home.deliveries(clock()) as delivery_for:
            reports = home.desk.deliver(delivery_for, now=clock())
        counts = Counter(report.outcome.value for report in reports)
        wrong = {"failed", "unknown", "withdrawn"}
        failed = tuple(
            f"Draft {report.draft_id}: {report.message}"
            for report in reports
            if report.outcome.value in wrong
        )
        return Outcome(counts, failed)


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


def hash_settings(account: AccountConfig) -> str:
    """What the settings of an account are, so that others are known as others; no secret in it."""
    return sha256(repr(account).encode()).hexdigest()


def next_try(error: ConnectorError | AccountError, failures: int, now: datetime) -> datetime | None:
    """Before when the host is not asked again; None: the next reading asks it.

    Args:
        error: What the account failed with.
        failures: How often in a row it did.
        now: When.
    """
    if isinstance(error, AuthError):
        doubled: int = 2 ** min(failures - 1, 10)
        return now + min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
    if isinstance(error, TransientError) and error.retry_after_s is not None:
        return now + min(timedelta(seconds=error.retry_after_s), LONGEST_PAUSE)
    return None


def _kind_of(error: ConnectorError | AccountError) -> ErrorKind:
    if isinstance(error, AuthError):
        return ErrorKind.SIGN_IN
    return ErrorKind.LATER if isinstance(error, TransientError) else ErrorKind.REFUSED


def say_paused(account: AccountConfig, state: AccountState, zone: ZoneInfo) -> str:
    """Why an account is left alone, and until when."""
    assert state.next_try_at is not None
    at = f"{state.next_try_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if state.error_kind is ErrorKind.SIGN_IN:
        return (
            f"Account '{account.name}' needs a sign-in: {state.error} It is not asked again before "
            f"{at}; `rapport account auth {account.name}` tries at once."
        )
    return (
        f"Account '{account.name}' is left alone until {at}, as its host asked: {state.error} "
        f"`rapport account check {account.name}` tries at once."
    )


def _find_absent(account: AccountConfig, synced: Sequence[Synced]) -> list[Synced]:
    """Calendars that the configuration names and the server does not have: a misspelt one is none."""
    from assistant.ingest.sync import Synced

    if any(one.cause is not None for one in synced):
        return []
    there = {one.collection for one in synced}
    return [
        Synced(
            name,
            failed=f"Account '{account.name}' has no calendar '{name}'. `rapport account check "
            f"{account.name}` names those it has; correct `calendars` in the configuration.",
        )
        for name in account.calendars
        if name not in there
    ]


def _count(synced: Sequence[Synced]) -> Outcome:
    names = ("added", "known", "flags", "deleted", "problems", UNFINISHED)
    counts = {name: sum(getattr(one, name) for one in synced) for name in names}
    return Outcome(counts, tuple(one.failed for one in synced if one.failed))
