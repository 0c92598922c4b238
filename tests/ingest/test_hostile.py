"""Mail made to be slow: every reader is linear, whatever it is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from assistant.ingest.absence import find_departure, parse_absence
from assistant.ingest.automatic import Marks, hard_reason
from assistant.ingest.decoding import clean_line, clean_text, decode_words
from assistant.ingest.events import parse_calendar
from assistant.ingest.headers import parse_date, parse_ids, parse_mailboxes, parse_parameters
from assistant.ingest.normalise import normalise
from assistant.ingest.people import tidy_name
from assistant.ingest.subject import parse_subject
from tests.ingest.builders import make_raw, make_record

#: As long as one header may be.
LONG = 60_000

REPEATED = [
    "a", " ", "\t", "<", ">", "(", ")", '"', "\\", ",", ";", ":", "@", "=?", "=?a?q?", "?=", "a@",
    "<a", "(a ", '"a" ', "a;", ";a=", ';a="', "Re:", "Re: ", "[", "[a] ", "(fwd) ", "1 ", "11.",
    "until 1 ", "back ", "the ", "Mon, ", "\u202e", "\u00e9", "\ud800", " @ ", "no longer ",
    "*0*=", "external: ", "has left ", "@x.example,", "user unknown ", "%41", "Jan ",
]  # fmt: skip

READERS: dict[str, Callable[[str], object]] = {
    "mailboxes": parse_mailboxes,
    "ids": parse_ids,
    "parameters": parse_parameters,
    "date": parse_date,
    "words": decode_words,
    "line": clean_line,
    "text": clean_text,
    "subject": lambda text: parse_subject(text[:2_000]),
    "automatic": lambda text: hard_reason(Marks("a@x.example", text[:2_000])),
    "absence": lambda text: parse_absence(
        "", text, sent_at=datetime(2026, 11, 9, tzinfo=UTC), zone="UTC"
    ),
    "departure": lambda text: find_departure(text, sender_name="A", sender_address="a@x.example"),
    "name": lambda text: tidy_name(text[:200]),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("piece", REPEATED)
def test_no_repetition_makes_a_reader_slow(reader: str, piece: str) -> None:
    read = READERS[reader]
    for text in (piece * (LONG // len(piece)), "x" + piece * (LONG // len(piece)) + "\n"):
        begin = time.process_time()
        read(text)
        assert time.process_time() - begin < 1.0, (reader, piece)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<p>" * 100_000,
        "<b>" * 100_000,
        "<table><tr><td>" * 30_000,
        "<div style='border-top:solid'><b>x</b>" * 20_000,
        "<blockquote>" * 50_000 + "x",
        "<a " * 100_000,
        "<!--" * 100_000,
        "<param>" * 100_000,
        "&" * 300_000,
        "<x style='" + "display:" * 40_000 + "'>",
        "<ul><li>" * 30_000,
    ],
)
@pytest.mark.parametrize("content_type", ["text/html", "text/enriched", "text/plain"])
def test_no_markup_makes_a_mail_slow(body: str, content_type: str) -> None:
    begin = time.process_time()
    message = normalise(make_record(make_raw(body, content_type=content_type)))
    assert time.process_time() - begin < 3.0
    assert message.complete


@pytest.mark.parametrize(
    "body",
    [
        b"--b\n" * 100_000,
        b"\n--" * 200_000,
        b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 10_000,
        b"--b\nContent-Disposition: attachment; filename=" + b"a" * 300_000,
        b"--b\nContent-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 20_000,
        b"--b\nContent-Type: text/calendar\n\n" + b"BEGIN:VEVENT\n" * 20_000,
    ],
)
def test_no_structure_makes_a_mail_slow(body: bytes) -> None:
    raw = make_raw(body, content_type="multipart/mixed; boundary=b")
    begin = time.process_time()
    assert normalise(make_record(raw)).message_key
    assert time.process_time() - begin < 3.0


@pytest.mark.parametrize(
    "line",
    ["EXDATE:" + "20261109T090000Z," * 3_000, "ATTENDEE:mailto:a@x.example", "BEGIN:VALARM",
     'ATTENDEE;CN="' + "a;" * 20_000, "RRULE:FREQ=DAILY", "DTSTART;TZID=" + "(UTC " * 5_000 + ":x",
     "RECURRENCE-ID;RANGE=THISANDFUTURE:20261109T090000Z", "X-" + ";" * 50_000 + ":"],
)  # fmt: skip
def test_no_property_makes_a_calendar_slow(line: str) -> None:
    count = max(1, 600_000 // len(line))
    lines = ["BEGIN:VEVENT", "UID:1", "DTSTART:20261109T090000Z", *[line] * count, "END:VEVENT"]
    begin = time.process_time()
    parse_calendar("\n".join(lines).encode())
    assert time.process_time() - begin < 3.0
