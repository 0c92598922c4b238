"""One provider record → one normalised message: the first thing that happens to any mail.

Bytes are cut to size by `guard`, divided by `mime`, read by `headers` and `visible`; this module
puts the answer together. It never raises on any bytes: what is wrong with a mail is told by its
`problems`, and the mail is kept. Not for judging a message (`automatic`, `people`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.ingest.calendar_headers import find_calendar_method
from assistant.ingest.child import ChildFailed, ChildParser
from assistant.ingest.decoding import (
    clean_line,
    decode_header_bytes,
    decode_words,
)
from assistant.ingest.events import find_uid
from assistant.ingest.guard import Guarded, guard, needs_child
from assistant.ingest.headers import parse_date, parse_ids, parse_mailboxes, parse_parameters
from assistant.ingest.mime import Fields, Structure, read_fields, read_structure
from assistant.ingest.records import Mailbox, NormalisedMessage, TimeSource
from assistant.ingest.report import find_failed
from assistant.ingest.subject import parse_subject
from assistant.ingest.visible import Visible, read_visible
from connectors.base import MailRecord, Problem

_WANTED = frozenset(
    b"message-id in-reply-to references subject date received from sender reply-to to cc bcc "
    b"list-id list-post list-unsubscribe precedence auto-submitted return-path "
    b"x-auto-response-suppress x-failed-recipients x-gm-thrid x-rapport-draft x-unsent "
    b"content-type content-transfer-encoding content-disposition content-id content-language "
    b"authentication-results x-autoreply x-autorespond x-original-from content-class".split()
)

#: Mail is older than this only in archives of archives; a clock that was never set says 1970.
OLDEST = datetime(1980, 1, 1, tzinfo=UTC)
#: No mail of today is younger, whatever it says; the year 9999 has no other zones' times.
NEWEST = datetime(2100, 1, 1, tzinfo=UTC)
#: A clock may be wrong by a zone; a mail that was sent a day after it arrived has a false Date.
LEEWAY = timedelta(days=1)
#: Mail transfer gives up after about five days (RFC 5321 4.5.4.1), and a draft may lie for weeks
#: under the date it was begun; a Date before that is false. 7 days took one true mail of the corpora.
SLOWEST = timedelta(days=30)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_CUT_SENTENCES = {
    "too-many-parts": "The message has more than 1,000 parts; those beyond were left out.",
    "too-deep": "The message nests more than 50 levels deep; what lies deeper was left out.",
    "no-parts": "The message says it has parts but has none; it was read as one text.",
}
#: In the uppermost field (RFC 8601): those below it came with the mail, from anybody.
_FORGED = re.compile(r"\bdmarc\s?=\s?fail\b", re.IGNORECASE)
#: A Message-ID of this program with the draft key in it, as `drafting.compose` makes both.
_OUR_ID = re.compile(r"rapport\.([0-9a-f]{12}\.[0-9a-f]{24})@")
_MAX_REFERENCES = 2_000
_MAX_HEADER_TEXT = 2_000
# Lists and gateways put their footers and banners into the same message on the way.
_FOOTER = re.compile(r"\n(?:_{20,}|-- ?\nYou received this message because you are subscribed)")
#: What the writers of an mbox make of a line that begins with "From ", once or again and again.
_QUOTED_FROM = re.compile(">+From ")
_BANNER = re.compile(
    r"\A\W*(?:caution|external|warning|achtung|attention)\b[^\n]*\n", re.IGNORECASE
)


def normalise(
    record: MailRecord, *, now: datetime | None = None, child: ChildParser | None = None
) -> NormalisedMessage:
    """Make a message of a provider's record.

    Args:
        record: As the connector gave it; `truncated` means headers only.
        now: Aware UTC; a Date more than a day later is not believed where no arrival is known.
        child: Parses what is too large for this process. None: one is started for this message;
            give one to a batch, so that large mails share it.

    Returns:
        Always a message; what was wrong with it is in `problems`, keyed by the provider id.
    """
    if not record.truncated and needs_child(record.raw):
        return _normalise_apart(record, now=now, child=child)
    guarded = guard(record.raw, key=record.provider_id, headers_only=record.truncated)
    return assemble(record, guarded, now=now)


def _normalise_apart(
    record: MailRecord, *, now: datetime | None, child: ChildParser | None
) -> NormalisedMessage:
    try:
        if child is not None:
            return child.parse(record, now=now)
        with ChildParser() as own:
            return own.parse(record, now=now)
    except ChildFailed:
        problem = Problem(
            "too-costly",
            "The message took more than 5 s or 512 MB to read, or its reading failed. Its headers "
            "were kept, its text and attachments were not.",
            record.provider_id,
        )
        # Only headers are read here, within the byte limits.
        kept = replace(record, problems=(*record.problems, problem))
        guarded = guard(record.raw, key=record.provider_id, headers_only=True)
        return assemble(kept, guarded, now=now)


def assemble(record: MailRecord, guarded: Guarded, *, now: datetime | None) -> NormalisedMessage:
    """The message of bytes that are already cut to size."""
    problems = [*record.problems, *guarded.problems]
    fields, rest = read_fields(guarded.header, _WANTED)
    body = guarded.body
    if rest.strip() and guarded.complete:
        body = rest + b"\n" + body  # no empty line before the text
    structure = Structure()
    if guarded.complete:
        structure = read_structure(fields, body)
        problems.extend(
            Problem(kind, _CUT_SENTENCES[kind], record.provider_id) for kind in structure.cut
        )
    subject = clean_line(decode_words(_text(fields, b"subject")))[:_MAX_HEADER_TEXT]
    base = parse_subject(subject)
    visible = read_visible(structure.parts, forwarded=base.forward, key=record.provider_id)
    problems.extend(visible.problems)
    sent_at, source, offset = _sent_at(fields, record, now, problems)
    sender = _sender(fields)
    if sender is None:
        problems.append(
            Problem(
                "no-sender",
                "The message names no sender with an address; it is kept as a stranger's.",
                record.provider_id,
            )
        )
    message_id = _message_id(fields, record, problems)
    body_hash = _body_hash(base.text, sender, visible) if guarded.complete else ""
    in_reply_to = parse_ids(_text(fields, b"in-reply-to"))
    return NormalisedMessage(
        message_key=message_id or _hashed_key(fields, sent_at, sender, subject, body),
        message_id=message_id,
        body_hash=body_hash,
        in_reply_to=in_reply_to[0] if in_reply_to else None,
        references=_references(fields, in_reply_to, message_id),
        subject=subject,
        base_subject=base.text,
        reply_prefix=base.reply,
        sent_at=sent_at,
        sent_at_source=source,
        date_offset_minutes=offset,
        sender=sender,
        reply_to=_mailboxes(fields, b"reply-to"),
        to=_mailboxes(fields, b"to"),
        cc=_mailboxes(fields, b"cc"),
        bcc=_mailboxes(fields, b"bcc"),
        list_id=_list_id(fields),
        list_post=_list_post(fields),
        list_unsubscribe=_line(fields, b"list-unsubscribe"),
        precedence=_word(fields, b"precedence"),
        auto_submitted=_auto_submitted(fields),
        return_path_null=_text(fields, b"return-path").strip() == "<>",
        response_suppress=b"x-auto-response-suppress" in fields,
        report_type=_report_type(fields),
        failed=find_failed(structure.parts, _text(fields, b"x-failed-recipients")),
        provider_thread_id=record.provider_thread_id or _line(fields, b"x-gm-thrid"),
        calendar_method=visible.calendar_method
        if guarded.complete
        else find_calendar_method(
            subject=subject,
            content_type=_text(fields, b"content-type"),
            content_class=_text(fields, b"content-class"),
        ),
        ical=visible.ical,
        ical_uid=find_uid(visible.ical) if visible.ical else None,
        attachments=visible.attachments,
        text=visible.text,
        text_source=visible.source,
        draft_key=_line(fields, b"x-rapport-draft") or _key_of(message_id),
        # A mail that a server took is none to be sent, whatever its sender wrote into it.
        unsent=_text(fields, b"x-unsent").strip() == "1" and b"received" not in fields,
        forged=_FORGED.search(_text(fields, b"authentication-results")) is not None,
        content_language=_word(fields, b"content-language"),
        offered=record.size,
        complete=guarded.complete,
        problems=tuple(problems),
    )


def _text(fields: Fields, name: bytes) -> str:
    """The first field of that name, undecoded words left in; ``''`` where missing."""
    values = fields.get(name)
    return decode_header_bytes(values[0]) if values else ""


def _line(fields: Fields, name: bytes) -> str | None:
    if name not in fields:
        return None
    return clean_line(decode_words(_text(fields, name)))[:_MAX_HEADER_TEXT] or None


def _word(fields: Fields, name: bytes) -> str | None:
    """First token of a field, lower case, without comment and parameters."""
    if name not in fields:
        return None
    value = clean_line(_text(fields, name)).partition(";")[0].partition("(")[0]
    return value.strip().lower()[:100] or None


def _auto_submitted(fields: Fields) -> str | None:
    """Auto-Submitted, and the older marks that say the same."""
    word = _word(fields, b"auto-submitted")
    if word is None and (b"x-autoreply" in fields or b"x-autorespond" in fields):
        return "auto-replied"
    return word


def _mailboxes(fields: Fields, name: bytes) -> tuple[Mailbox, ...]:
    values = fields.get(name)
    if not values:
        return ()
    if len(values) == 1:
        return parse_mailboxes(decode_header_bytes(values[0]))
    found: dict[str, Mailbox] = {}
    for value in values:
        for mailbox in parse_mailboxes(decode_header_bytes(value)):
            found.setdefault(mailbox.address, mailbox)
    return tuple(found.values())


def _sender(fields: Fields) -> Mailbox | None:
    for name in (b"from", b"sender"):
        mailboxes = _mailboxes(fields, name)
        if mailboxes:
            return mailboxes[0]
    return None


def _key_of(message_id: str | None) -> str | None:
    """The draft key in a Message-ID of ours: many programs drop fields they do not know."""
    found = _OUR_ID.match(message_id or "")
    return found[1] if found else None


def _message_id(fields: Fields, record: MailRecord, problems: list[Problem]) -> str | None:
    written = _text(fields, b"message-id").strip()
    ids = parse_ids(written) if len(written) <= 998 else ()
    if ids:
        return ids[0]
    if fields.get(b"message-id"):
        problems.append(
            Problem(
                "malformed-message-id",
                "The Message-ID cannot be used; the message is known by a hash instead.",
                record.provider_id,
            )
        )
    return None


def _references(
    fields: Fields, in_reply_to: tuple[str, ...], message_id: str | None
) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    for value in fields.get(b"references", ()):
        ids.update(dict.fromkeys(parse_ids(decode_header_bytes(value))))
    # In-Reply-To should hold one id; more than a few is a mistake of the sender.
    ids.update(dict.fromkeys(in_reply_to[:10]))
    if message_id is not None:
        ids.pop(message_id, None)
    return tuple(ids)[-_MAX_REFERENCES:]


def _list_id(fields: Fields) -> str | None:
    """The identifier of List-Id (RFC 2919), else the field as written, lower case."""
    written = _line(fields, b"list-id")
    if written is None:
        return None
    _, bracket, rest = written.rpartition("<")
    return (rest.partition(">")[0] if bracket else written).strip().lower() or None


def _list_post(fields: Fields) -> str | None:
    mailboxes = parse_mailboxes(_text(fields, b"list-post").replace("<mailto:", "<"))
    return mailboxes[0].address if mailboxes else None


def _report_type(fields: Fields) -> str | None:
    written = _text(fields, b"content-type")
    if "report" not in written.lower():
        return None
    content_type, parameters = parse_parameters(written)
    if content_type != "multipart/report":
        return None
    return parameters.get("report-type", "").lower() or "delivery-status"


def _sent_at(
    fields: Fields, record: MailRecord, now: datetime | None, problems: list[Problem]
) -> tuple[datetime, TimeSource, int | None]:
    """When it was sent, where that comes from, and the Date header's own offset."""
    stated = parse_date(_text(fields, b"date"))
    arrived = record.received_at if _is_mails_time(record.received_at) else None
    received = fields.get(b"received", [])
    # The last server and the first one; those between say nothing new.
    hops = [hop for hop in map(_hop_time, (*received[:1], *received[1:][-1:])) if hop is not None]
    if stated is not None and _is_believable(stated[0], hops, arrived, now):
        return stated[0], TimeSource.DATE, stated[1]
    if b"date" not in fields:
        kind, what = "no-date", "The message has no Date"
    elif stated is None:
        kind, what = "unreadable-date", "The Date of the message cannot be read"
    else:
        kind, what = "false-date", f"The Date of the message ({stated[0]:%Y-%m-%d}) cannot be true"
    if arrived is not None:
        moment, source, instead = arrived, TimeSource.ARRIVAL, "its arrival time"
    elif hops:
        moment, source, instead = hops[0], TimeSource.RECEIVED, "its last Received header"
    elif stated is not None and OLDEST <= stated[0] < min(NEWEST, (now or NEWEST) + LEEWAY):
        moment, source, instead = stated[0], TimeSource.DATE, "it all the same"
    else:
        moment, source, instead = EPOCH, TimeSource.NONE, "1970, for want of anything better"
    problems.append(Problem(kind, f"{what}; {instead} was used.", record.provider_id))
    return moment.astimezone(UTC), source, None


def _hop_time(value: bytes) -> datetime | None:
    """When a mail server received it: what stands behind the last semicolon."""
    _, semicolon, stamp = value.rpartition(b";")
    if not semicolon:
        return None
    parsed = parse_date(decode_header_bytes(stamp[:200]).strip())
    return parsed[0] if parsed is not None and _is_mails_time(parsed[0]) else None


def _is_mails_time(moment: datetime | None) -> bool:
    return moment is not None and OLDEST <= moment < NEWEST


def _is_believable(
    stated: datetime, hops: list[datetime], received_at: datetime | None, now: datetime | None
) -> bool:
    if not _is_mails_time(stated):
        return False
    known = [moment for moment in (received_at, hops[0] if hops else None) if moment is not None]
    latest = max(known) if known else now
    if latest is not None and stated > latest + LEEWAY:
        return False
    # The first server sees a mail within days of its writing. Only the oldest hop says so: a later
    # one may be an import into an archive.
    return not hops or stated >= min(hops) - SLOWEST


def _body_hash(base_subject: str, sender: Mailbox | None, visible: Visible) -> str:
    """What the author sent, whatever lists and gateways added, folded or re-encoded on the way."""
    digest = hashlib.sha256()
    banner = _BANNER.match(visible.text)
    text = visible.text[banner.end() :] if banner is not None else visible.text
    footer = _FOOTER.search(text)
    text = _QUOTED_FROM.sub("From ", text[: footer.start()] if footer is not None else text)
    digest.update(base_subject.casefold().encode("utf-8", "replace"))
    digest.update(b"\0" + (sender.address if sender else "").encode("utf-8", "replace") + b"\0")
    digest.update(" ".join(text.split()).encode("utf-8", "replace"))
    for attachment in visible.attachments:
        digest.update(b"\0" + attachment.sha256.encode("ascii"))
    return digest.hexdigest()


def _hashed_key(
    fields: Fields, sent_at: datetime, sender: Mailbox | None, subject: str, body: bytes
) -> str:
    """The key of a message without Message-ID: canonical headers and body."""
    digest = hashlib.sha256()
    for name in (b"from", b"to", b"cc", b"date", b"in-reply-to", b"references"):
        for value in fields.get(name, ()):
            digest.update(name + b":" + b" ".join(value.split()) + b"\n")
    digest.update(subject.encode("utf-8", "replace") + b"\n\n")
    if not fields:
        digest.update(f"{sent_at:%Y%m%dT%H%M%S} {sender}".encode("utf-8", "replace"))
    digest.update(body.replace(b"\r\n", b"\n").rstrip())
    return "sha256-" + digest.hexdigest()
