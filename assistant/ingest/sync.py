"""One account into the store: pages in, rows out, the cursor in the same transaction.

The network (or the disk) is outside the database transaction: a page is fetched and normalised
first, then stored in one short write. Killed anywhere, the next run goes on from the last stored
page. What one collection does wrong never stops another.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.ingest.child import ChildParser
from assistant.ingest.gone import settle_gone
from assistant.ingest.invitations import find_invitation
from assistant.ingest.normalise import normalise
from assistant.ingest.records import NormalisedMessage, second_body_key
from assistant.store import calendar as calendar_rows
from assistant.store import cursors
from assistant.store import mail as mail_rows
from assistant.store.engine import checkpoint, write
from assistant.store.problems import clear_problems, record_problems
from connectors.base import (
    AuthError,
    CollectionKind,
    CollectionRole,
    ConnectorError,
    CursorExpired,
    Problem,
    TransientError,
    Unfinished,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from connectors.base import (
        CalendarConnector,
        CalendarPage,
        Collection,
        MailConnector,
        MailPage,
        MailRecord,
    )

    Progress = Callable[[str, int, int | None], None]

log = logging.getLogger(__name__)

#: Spam is not correspondence: a question in it is bait.
SKIPPED_ROLES = frozenset({CollectionRole.JUNK})


#: A first reading of years of mail must not grow a log as large as itself.
PAGES_PER_CHECKPOINT = 16

#: So many folders in a row that cannot be reached: it is the host.
PATIENCE = 2


@dataclass(frozen=True, slots=True)
class Account:
    """The stored account a connector speaks for."""

    id: int
    owner_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Synced:
    """What reading one collection did.

    Attributes:
        unfinished: 1: there is more, which the next reading fetches.
        failed: The sentence of what stopped it, None where it went through.
        error: The same as it came.
        cause: The error of the account as a whole, which ended the reading of all of it.
    """

    collection: str
    added: int = 0
    known: int = 0
    flags: int = 0
    deleted: int = 0
    problems: int = 0
    unfinished: int = 0
    failed: str | None = None
    error: ConnectorError | None = None
    cause: ConnectorError | None = None


def sync_mailbox(
    engine: Engine,
    account: Account,
    connector: MailConnector,
    *,
    now: datetime,
    progress: Progress,
    accept_empty: bool = False,
    wanted: Callable[[str], bool] = lambda _: True,
) -> list[Synced]:
    """Read what is new in every folder of a mailbox.

    Args:
        engine: The store.
        account: The stored account.
        connector: Its mailbox.
        now: Noted as the moment of success or failure.
        progress: Called after each page with the collection, items done and in all.
        accept_empty: Folders that are no longer there were removed on purpose.
        wanted: Whether a folder of this name is read; what was read of others stays.

    Returns:
        One `Synced` per folder; those that failed say why, and the others went on.
    """
    kind = CollectionKind.MAIL
    return _sync(
        engine, account, connector, kind, now, progress, accept_empty=accept_empty, wanted=wanted
    )


def sync_calendar(
    engine: Engine,
    account: Account,
    connector: CalendarConnector,
    *,
    now: datetime,
    progress: Progress,
    accept_empty: bool = False,
    wanted: Callable[[str], bool] = lambda _: True,
) -> list[Synced]:
    """Read what is new in every calendar of an account; as `sync_mailbox`."""
    kind = CollectionKind.CALENDAR
    return _sync(
        engine, account, connector, kind, now, progress, accept_empty=accept_empty, wanted=wanted
    )


def _sync(
    engine: Engine,
    account: Account,
    connector: MailConnector | CalendarConnector,
    kind: CollectionKind,
    now: datetime,
    progress: Progress,
    *,
    accept_empty: bool,
    wanted: Callable[[str], bool],
) -> list[Synced]:
    try:
        collections = connector.list_collections()
    except ConnectorError as error:
        return [Synced(account.name, failed=str(error), cause=error)]
    done: list[Synced] = []
    for collection in collections:
        if (reason := _left_out(collection, wanted)) is not None:
            # Said of it, so that nobody takes its silence for an empty folder.
            with write(engine) as connection:
                cursors.load_position(
                    connection, account.owner_id, account.id, collection, role=reason
                )
            continue
        done.append(sync_collection(engine, account, connector, collection, now, progress))
        if _concerns_account(done):
            # The next folder would wait as long for the same answer, and ask for it once more.
            done[-1] = replace(done[-1], cause=done[-1].error)
            return done
    if any(one.failed for one in done):
        # What could not be read may hold what seems to be gone.
        return done
    gone = settle_gone(
        engine, account.id, account.name, kind,
        listed={one.name for one in collections}, now=now, accept_empty=accept_empty,
    )  # fmt: skip
    return [
        *done,
        *(Synced(one.collection, deleted=one.deleted, failed=one.failed) for one in gone),
    ]


def _left_out(collection: Collection, wanted: Callable[[str], bool]) -> str | None:
    """Why a collection is not read, as the role it is kept under; None: it is read."""
    if not wanted(collection.name):
        return cursors.SKIPPED
    return collection.role.value if collection.role in SKIPPED_ROLES else None


def _concerns_account(done: Sequence[Synced]) -> bool:
    """Whether the last error is one of the account and not of a folder."""
    errors = [one.error for one in done[-PATIENCE:]]
    if isinstance(errors[-1], AuthError):
        return True
    if isinstance(errors[-1], TransientError) and errors[-1].retry_after_s is not None:
        return True
    return len(errors) == PATIENCE and all(isinstance(one, TransientError) for one in errors)


def sync_collection(
    engine: Engine,
    account: Account,
    connector: Any,
    collection: Collection,
    now: datetime,
    progress: Progress,
) -> Synced:
    """Read what is new in one collection; arguments as of `sync_mailbox`."""
    with write(engine) as connection:
        position = cursors.load_position(connection, account.owner_id, account.id, collection)
    total = Synced(collection.name)
    round_, resetting = position.round, position.resetting
    counted_anew = False
    pages = 0
    try:
        with ChildParser() as child:
            for page, lost in _pages(connector, collection, position.cursor):
                if (page.reset or lost) and not counted_anew:
                    # A resumed round names again what it told before. Counted anew, what it told
                    # and what was deleted since the interruption is gone with the rest.
                    round_, resetting, counted_anew = round_ + 1, True, True
                folder = mail_rows.Folder(
                    account.owner_id, account.id, collection.name, collection.role, round_
                )
                prepared = _prepare(page, collection, child)
                with write(engine) as connection:
                    done = _store(connection, account, folder, page, prepared)
                    cursors.advance(
                        connection, position.id, cursor=page.cursor, round_=round_,
                        resetting=resetting,
                    )  # fmt: skip
                total = _add(total, done)
                pages += 1
                if pages % PAGES_PER_CHECKPOINT == 0:
                    checkpoint(engine)
                progress(collection.name, page.done, page.total)
    except Unfinished:
        with write(engine) as connection:
            cursors.pause(connection, position.id)
        return replace(total, unfinished=1)
    except ConnectorError as error:
        with write(engine) as connection:
            cursors.fail(connection, position.id, at=now, error=str(error))
        log.warning("collection failed", extra={"action": "sync_failed", "account": account.name})
        return replace(total, failed=str(error), error=error)
    with write(engine) as connection:
        if resetting:
            folder = mail_rows.Folder(
                account.owner_id, account.id, collection.name, collection.role, round_
            )
            gone = _finish_round(connection, folder, collection)
            total = replace(total, deleted=total.deleted + gone)
        cursors.finish(connection, position.id, at=now)
    return total


def _pages(
    connector: Any, collection: Collection, cursor: str | None
) -> Iterator[tuple[MailPage | CalendarPage, bool]]:
    """Pages since the cursor; a lost one begins a round from nothing."""
    try:
        for page in connector.fetch_changes(collection.name, cursor):
            yield page, False
    except CursorExpired:
        log.info("cursor lost", extra={"action": "cursor_lost"})
        for page in connector.fetch_changes(collection.name, None):
            yield page, True


def _prepare(page: Any, collection: Collection, child: ChildParser) -> list[NormalisedMessage]:
    if collection.kind == "calendar":
        return []
    return [normalise(record, child=child) for record in page.upserted]


def _store(
    connection: Connection,
    account: Account,
    folder: mail_rows.Folder,
    page: Any,
    messages: list[NormalisedMessage],
) -> Synced:
    source = f"{account.name}/{folder.collection}"
    upserted = [record.provider_id for record in page.upserted]
    clear_problems(connection, account.owner_id, source, [*upserted, *page.deleted_ids])
    problems: list[Problem] = list(page.problems)
    for record in page.upserted:
        problems.extend(_keyed(record.problems, record.provider_id))
    if hasattr(page, "flag_changes"):
        done, more = _store_mail(connection, folder, page, messages)
        problems.extend(more)
    else:
        done = _store_calendar(connection, folder, page)
    count = record_problems(connection, account.owner_id, source, problems)
    return replace(done, problems=count)


def _store_mail(
    connection: Connection,
    folder: mail_rows.Folder,
    page: MailPage,
    messages: list[NormalisedMessage],
) -> tuple[Synced, list[Problem]]:
    problems: list[Problem] = []
    rows: list[mail_rows.MessageRow] = []
    drafts: list[mail_rows.DraftRow] = []
    for record, message in zip(page.upserted, messages, strict=True):
        problems.extend(_keyed(message.problems, record.provider_id))
        if _is_draft(record, message, folder):
            drafts.append(
                mail_rows.DraftRow(record.provider_id, _flags(record.flags), message.draft_key)
            )
        else:
            rows.append(message_row(record, message))
    stored = mail_rows.store_messages(connection, folder, rows)
    mail_rows.store_drafts(connection, folder, drafts)
    _store_invitations(connection, folder, page, messages, {draft.provider_id for draft in drafts})
    problems.extend(
        Problem(
            "second-body",
            f"Another message with the same Message-ID <{key}> and a different body was already "
            f"read. Both are kept; this one is called {second}.",
            provider_id,
        )
        for key, second, provider_id in stored.second_bodies
    )
    flags = {change.provider_id: _flags(change.flags) for change in page.flag_changes}
    changed = mail_rows.change_flags(connection, folder, flags)
    mail_rows.confirm_places(connection, folder, page.known_ids)
    deleted = mail_rows.delete_places(connection, folder, page.deleted_ids)
    return Synced(folder.collection, stored.added, stored.known, changed, deleted), problems


def _store_invitations(
    connection: Connection,
    folder: mail_rows.Folder,
    page: MailPage,
    messages: list[NormalisedMessage],
    drafts: set[str],
) -> None:
    """Keep the calendar parts of a page's mails, and let go of those of mails that went."""
    place = calendar_rows.mailed(folder)
    parts = {
        record.provider_id: find_invitation(message)
        for record, message in zip(page.upserted, messages, strict=True)
        if record.provider_id not in drafts
    }
    gone = [*page.deleted_ids, *drafts, *(key for key, part in parts.items() if part is None)]
    calendar_rows.delete_resources(connection, place, gone)
    calendar_rows.confirm_resources(connection, place, page.known_ids)
    for provider_id, part in parts.items():
        if part is not None:
            calendar_rows.store_resource(connection, place, provider_id, part)


def _store_calendar(connection: Connection, folder: mail_rows.Folder, page: CalendarPage) -> Synced:
    for record in page.upserted:
        calendar_rows.store_resource(connection, folder, record.provider_id, record.raw)
    calendar_rows.confirm_resources(connection, folder, page.known_ids)
    deleted = calendar_rows.delete_resources(connection, folder, page.deleted_ids)
    return Synced(folder.collection, added=len(page.upserted), deleted=deleted)


def _finish_round(connection: Connection, folder: mail_rows.Folder, collection: Collection) -> int:
    if collection.kind == "calendar":
        return calendar_rows.delete_unnamed_resources(connection, folder)
    calendar_rows.delete_unnamed_resources(connection, calendar_rows.mailed(folder))
    return mail_rows.delete_unnamed(connection, folder)


def message_row(record: MailRecord, message: NormalisedMessage) -> mail_rows.MessageRow:
    """A normalised message as the columns that keep it."""
    sender = message.sender
    values = {
        "message_key": message.message_key,
        "message_id": message.message_id,
        "body_hash": message.body_hash,
        "sent_at": message.sent_at,
        "sent_at_source": message.sent_at_source.value,
        "date_offset_min": message.date_offset_minutes,
        "sender": sender.address if sender else "",
        "sender_name": sender.name if sender else "",
        "subject": message.subject,
        "base_subject": message.base_subject,
        "reply_prefix": message.reply_prefix,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "provider_thread_id": message.provider_thread_id or record.provider_thread_id,
        "machine": _machine(message),
        "calendar_method": message.calendar_method,
        "ical_uid": message.ical_uid,
        "attachments": [
            {"name": part.name, "size": part.size, "type": part.content_type, "sha256": part.sha256}
            for part in message.attachments
        ],
        "text": message.text,
        "has_body": message.complete,
        "size": record.size,
        "draft_key": message.draft_key,
    }
    return mail_rows.MessageRow(
        values,
        second_body_key(message.message_key, message.body_hash),
        _addresses(message),
        record.provider_id,
        _flags(record.flags),
    )


def _machine(message: NormalisedMessage) -> dict[str, Any]:
    """The headers that say whether a machine wrote it; only those that are there."""
    values = {
        "list_id": message.list_id,
        "list_post": message.list_post,
        "list_unsubscribe": message.list_unsubscribe,
        "precedence": message.precedence,
        "auto_submitted": message.auto_submitted,
        "return_path_null": message.return_path_null,
        "response_suppress": message.response_suppress,
        "forged": message.forged,
        "report_type": message.report_type,
        "content_language": message.content_language,
        "failed": [
            {"address": one.address, "permanent": one.permanent, "status": one.status}
            for one in message.failed
        ],
    }
    return {name: value for name, value in values.items() if value}


def _addresses(message: NormalisedMessage) -> tuple[tuple[str, int, str, str], ...]:
    fields = (
        ("to", message.to),
        ("cc", message.cc),
        ("bcc", message.bcc),
        ("reply-to", message.reply_to),
    )
    return tuple(
        (field, position, box.address, box.name)
        for field, boxes in fields
        for position, box in enumerate(boxes)
    )


def _is_draft(record: MailRecord, message: NormalisedMessage, folder: mail_rows.Folder) -> bool:
    return folder.role == CollectionRole.DRAFTS or "draft" in record.flags or message.unsent


def _keyed(problems: tuple[Problem, ...], provider_id: str) -> Iterator[Problem]:
    for problem in problems:
        yield problem if problem.key else replace(problem, key=provider_id)


def _flags(flags: frozenset[str]) -> str:
    return " ".join(sorted(flags))


def _add(total: Synced, done: Synced) -> Synced:
    return Synced(
        total.collection,
        total.added + done.added,
        total.known + done.known,
        total.flags + done.flags,
        total.deleted + done.deleted,
        total.problems + done.problems,
    )
