"""Real and hostile mail and calendars that others collected; see the README beside them."""

from __future__ import annotations

import json
import mailbox
import re
from pathlib import Path

import pytest

from assistant.ingest.events import expand, parse_calendar
from assistant.ingest.normalise import normalise
from assistant.ingest.records import NormalisedMessage, ThreadInput
from assistant.ingest.threads import assign_threads
from connectors.base import MailRecord
from tests.ingest.builders import utc


def read_mbox(path: Path) -> list[NormalisedMessage]:
    box = mailbox.mbox(path, create=False)
    try:
        raws = [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118 - a mailbox is no dict
    finally:
        box.close()
    return [normalise(MailRecord(str(n), "list", raw, len(raw))) for n, raw in enumerate(raws)]


def thread_input(message: NormalisedMessage) -> ThreadInput:
    senders = {message.sender.address} if message.sender else set()
    return ThreadInput(
        key=message.message_key,
        message_id=message.message_id,
        references=message.references,
        sent_at=message.sent_at,
        base_subject=message.base_subject,
        reply_prefix=message.reply_prefix,
        listed=message.list_id is not None,
        provider_thread_id=message.provider_thread_id,
        people=frozenset(senders | {each.address for each in (*message.to, *message.cc)}),
    )


@pytest.mark.parametrize("name", ["ksummit", "open-iscsi"])
def test_threads_are_those_of_notmuch_for_every_message(name: str, shared_dir: Path) -> None:
    corpora = shared_dir / "corpora" / "mail"
    truth = json.loads((corpora / "threads.json").read_text(encoding="utf-8"))["corpora"][name]
    messages = read_mbox(corpora / truth["mailbox"])
    threading = assign_threads([thread_input(message) for message in messages])
    groups: dict[str, set[str]] = {}
    for key, thread in threading.thread_of.items():
        groups.setdefault(thread, set()).add(key)
    assert {frozenset(group) for group in groups.values()} == {
        frozenset(thread) for thread in truth["threads"]
    }
    assert all(message.text and not message.problems for message in messages)


def mail_files(shared_dir: Path) -> list[Path]:
    folder = shared_dir / "corpora" / "mail"
    wanted = {".eml", ".msg", ".mbox", ".txt"}
    return sorted(path for path in folder.rglob("*") if path.suffix in wanted and path.is_file())


def test_every_mail_file_becomes_messages(shared_dir: Path) -> None:
    """A file that is no mbox is one message, whatever is in it."""
    files = mail_files(shared_dir)
    assert len(files) > 200
    for path in files:
        if ".mbox" in path.name:
            messages = read_mbox(path)
            assert messages, path
            continue
        raw = path.read_bytes()
        message = normalise(MailRecord(path.name, "folder", raw, len(raw)))
        assert message.message_key, path
        assert message.complete, path
        f"{message.subject}{message.text}".encode()


def count_events(raw: bytes) -> int:
    """BEGIN:VEVENT lines after unfolding, counted without the parser."""
    lines = re.sub(rb"\r\n?", b"\n", raw)
    return len(re.findall(rb"(?im)^begin:vevent[ \t]*$", re.sub(rb"\n[ \t]", b"", lines)))


def calendar_files(shared_dir: Path) -> list[Path]:
    files = sorted((shared_dir / "corpora" / "ics").rglob("*.ics"))
    assert len(files) == 239
    return files


def test_every_event_is_imported_or_set_aside_with_a_reason(shared_dir: Path) -> None:
    imported = set_aside = 0
    for path in calendar_files(shared_dir):
        raw = path.read_bytes()
        parsed = parse_calendar(raw, zone="Europe/Berlin")
        events = sum(len(series.events) for series in parsed.series)
        assert events + len(parsed.set_aside) == count_events(raw), path
        assert all(each.reason and each.ical_uid for each in parsed.set_aside), path
        imported, set_aside = imported + events, set_aside + len(parsed.set_aside)
        for series in parsed.series:
            expand(series, utc("2008-01-01 00:00"), utc("2009-04-01 00:00"), zone="Europe/Berlin")
    assert (imported, set_aside) == (4_179, 95)


def plant(raw: bytes) -> tuple[bytes, set[str]]:
    """A good event before every event of a file and after the last; the UIDs planted."""
    planted: set[str] = set()

    def good(_: object) -> bytes:
        planted.add(f"planted-{len(planted)}")
        uid = f"planted-{len(planted) - 1}".encode()
        return (
            b"BEGIN:VEVENT\r\nUID:" + uid + b"\r\nDTSTART:20261109T090000Z\r\nSUMMARY:Good\r\n"
            b"END:VEVENT\r\n"
        )

    def before(match: re.Match[bytes]) -> bytes:
        return good(match) + match[0]

    result = re.sub(rb"(?im)^begin:vevent[ \t]*\r?$", before, raw)
    return result + b"\r\nBEGIN:VCALENDAR\r\n" + good(None) + b"END:VCALENDAR\r\n", planted


def test_a_good_event_beside_every_event_survives(shared_dir: Path) -> None:
    for path in calendar_files(shared_dir):
        raw, planted = plant(path.read_bytes())
        parsed = parse_calendar(raw, zone="Europe/Berlin")
        good = {
            series.ical_uid
            for series in parsed.series
            if [event.summary for event in series.events] == ["Good"]
        }
        assert planted <= good, path
