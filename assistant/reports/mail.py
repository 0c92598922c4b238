"""The daily report as a mail from the owner to the owner, and to nobody else.

It is marked as written by a machine (RFC 3834), so that no reply is sent to it and our own reading
sees that nobody waits in it. The finished bytes are parsed again before they leave: one sender, one
recipient, both the owner's first address.
"""

from __future__ import annotations

import hashlib
import quopri
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from typing import TYPE_CHECKING

from assistant.drafting.clean import clean_body, clean_header
from assistant.drafting.compose import BytesDiffer, MessageIds, write_headers
from assistant.drafting.records import Mailbox
from assistant.reports.forms import ReportForm, render_report
from assistant.reports.sections import STALE
from assistant.reports.sheet import lay_out
from assistant.reports.sources import Standing, find_standing
from assistant.reports.wording import week_day
from connectors.sendmail import NoteToSelf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.reports.daily import DailyReport
    from assistant.reports.sheet import Sheet

#: Name of our own header; its value is the kind of report and the owner's local day.
REPORT_HEADER = "X-Rapport-Report"
_SENDER = "Rapport"
_ALLOWED = frozenset(
    "from to subject date message-id auto-submitted x-auto-response-suppress mime-version "
    "content-type".split()
) | {REPORT_HEADER.lower()}


def make_report_mail(
    report: DailyReport,
    *,
    address: str,
    day: date,
    date_at: datetime,
    templates: Path | None = None,
    page: str | None = None,
) -> NoteToSelf:
    """The report as multipart/alternative: the text, and the HTML.

    Args:
        report: From `build_daily`.
        address: The owner's first address.
        day: The owner's local day it is the report of; a second try has the same Message-ID.
        date_at: Aware; when it is sent.
        templates: The owner's folder of templates, or None.
        page: Base address of the page, or None.

    Raises:
        TemplateBroken: the owner's template cannot be rendered.
        BadAddress: the address cannot stand in a header.
        BytesDiffer: the finished bytes are not what was meant; nothing may leave.
        PermanentError: no mail can be sent to that address.
    """
    sender, recipient = Mailbox(address, _SENDER), Mailbox(address, report.owner)
    subject = make_subject(lay_out(report), day=day, report=report)
    texts = tuple(
        clean_body(render_report(report, form, templates=templates, page=page))
        for form in (ReportForm.TEXT, ReportForm.HTML)
    )
    boundary = f"=_rapport_{hashlib.sha256(''.join(texts).encode()).hexdigest()[:32]}"
    mark = f"daily {day.isoformat()}"
    head = write_headers(
        [
            ("From", (sender,)),
            ("To", (recipient,)),
            ("Subject", subject),
            ("Date", format_datetime(date_at.astimezone(UTC))),
            ("Message-ID", MessageIds((make_report_id(address, day),))),
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            (REPORT_HEADER, mark),
            ("MIME-Version", "1.0"),
            ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
        ]
    )
    raw = head + b"\r\n" + _write_parts(texts, boundary)
    _compare(raw, address=address, subject=subject, texts=texts)
    return NoteToSelf(address, raw)


def make_report_id(address: str, day: date) -> str:
    """The Message-ID, without angle brackets: the same day gives the same, so that a mailbox that
    gets a report twice shows it once.
    """
    digest = hashlib.sha256(f"daily {day.isoformat()} {address}".encode()).hexdigest()[:24]
    return f"rapport.report.{day.isoformat()}.{digest}@{address.rpartition('@')[2]}"


def make_subject(sheet: Sheet, *, day: date, report: DailyReport) -> str:
    """`Rapport, Sun 22 Nov: 1 source failed · 4 critical · 8 drafts`; names nobody."""
    parts = []
    lacking = sum(find_standing(one, report.as_of) is Standing.MISSING for one in report.sources)
    for count, what in ((len(report.failed) - lacking, "not read"), (lacking, "not complete")):
        if count:
            parts.append(f"{count} source{'s' if count != 1 else ''} {what}")
    if report.state == "nothing read":
        parts.append("nothing was read")
    elif sheet.counts:
        parts += [count.text for count in sheet.counts]
    elif not report.failed:
        parts.append("nothing is waiting" if report.state == "clear" else "nothing new")
    return clean_header(f"Rapport, {week_day(day, report.as_of)}: {' · '.join(parts)}")


def is_clear(report: DailyReport) -> bool:
    """Whether there is nothing to say: all was read, nothing waits, nothing is wrong."""
    whole = all(
        source.complete
        and source.last_success_at is not None
        and source.last_success_at > report.as_of - STALE
        for source in report.sources
        if find_standing(source, report.as_of) is not Standing.LEFT_OUT
    )
    return (
        report.state == "clear"
        and whole
        and not (report.failed or report.notes or report.drafts or report.meetings)
        and not (report.promises or report.ageing or report.unread)
    )


def _write_parts(texts: Sequence[str], boundary: str) -> bytes:
    """Both texts, quoted-printable: no line of theirs can then look like the boundary."""
    parts = []
    for text, kind in zip(texts, ("plain", "html"), strict=True):
        encoded = quopri.encodestring(text.encode("utf-8"))
        octets = encoded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        head = (
            f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        parts.append(head.encode("ascii") + octets)
    return b"\r\n".join(parts) + f"\r\n--{boundary}--\r\n".encode("ascii")


def _compare(raw: bytes, *, address: str, subject: str, texts: Sequence[str]) -> None:
    """Refuse bytes that say anything else, or to anybody else."""
    parsed = message_from_bytes(raw, policy=policy.default)
    names = [name.lower() for name, _ in parsed.items()]
    if len(names) != len(set(names)) or set(names) != _ALLOWED:
        raise BytesDiffer("headers")
    for field in ("from", "to"):
        if [one.addr_spec for one in parsed[field].addresses] != [address]:
            raise BytesDiffer(f"{field} line")
    if " ".join(str(parsed["subject"]).split()) != subject:
        raise BytesDiffer("subject")
    found = [part.get_content().replace("\r\n", "\n") for part in parsed.iter_parts()]
    if found != list(texts):
        raise BytesDiffer("body")
