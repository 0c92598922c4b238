"""Where one message ends and the next begins, and that every byte comes back."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.local import LocalMail
from connectors.local import mbox as mbox_format
from connectors.local.mbox import identify, quote, received_at, scan_mbox, unquote
from connectors.local.pages import PageLimits
from tests.connectors.replica import MailReplica
from tests.connectors.test_local_contract import SEPARATOR, mbox_bytes


def read(octets: bytes) -> list[bytes]:
    return [stored.raw for stored in scan_mbox(io.BytesIO(octets))]


DATED = b"From ines@ferrol.example Mon Mar  2 09:00:00 2026\n"
NEXT = b"Subject: second\n\ntwo\n"

#: What stands between the first message ("one") and what may be the second.
SEPARATORS = {
    "dated": (b"\n" + DATED, 2),
    "dated, header of the next is garbage": (b"\n" + DATED + b"\xff garbage\n", 2),
    "dated, two spaces, zone": (b"\nFrom a@b.example  Mon Mar 2 09:00:00 +0100 2026\n", 2),
    "dated like a mail header": (b"\nFrom a@b.example Mon, 2 Mar 2026 9:00:00 +0100\n", 2),
    "no sender, dated": (b"\nFrom - Mon Mar  2 09:00:00 2026\n", 2),
    "local user, dated": (b"\nFrom root Mon Mar  2 09:00:00 2026\n", 2),
    "dash only": (b"\nFrom - \n", 2),
    "address only": (b"\nFrom 1844347792267117879@xxx\n", 2),
    "address and something else": (b"\nFrom a@b.example 2026-03-02\n", 2),
    "mailer daemon": (b"\nFrom MAILER-DAEMON\n", 2),
    "no blank line before, dated": (DATED, 2),
    "no blank line before, dash": (b"From - \n", 2),
    "sentence after a blank line": (b"\nFrom Russia with love\n", 1),
    "sentence that a field follows": (b"\nFrom here to there\nNote: by train\n", 1),
    "sentence with a date": (b"\nFrom what I read on Mon Mar  2 09:00:00 2026\nall is well.\n", 1),
    "dated, then more": (b"\nFrom a@b.example Mon Mar  2 09:00:00 2026 I heard\nnothing.\n", 1),
    "dated, host behind it": (b"\nFrom a Mon Mar  2 09:00:00 2026 remote from b\n\xff\n", 2),
    "dated, named zone": (b"\nFrom a@b.example Mon Mar  2 09:00 CET 2026\n\xff garbage\n", 2),
    "sentence with a weekday": (b"\nFrom Monday on, we are closed.\n", 1),
    "address in a sentence, no field follows": (b"\nFrom a@b.example I heard\nnothing.\n", 1),
    "no blank line before, address": (b"From a@b.example\n", 1),
    "no blank line before, dated, no field follows": (DATED + b"and so on\n", 1),
    "quoted": (b"\n>From ines@ferrol.example Mon Mar  2 09:00:00 2026\n", 1),
    "inside a line": (b"\nx From a@b.example Mon Mar  2 09:00:00 2026\n", 1),
    "line of a thousand bytes": (b"\nFrom " + b"x" * 1000 + b" Mon Mar  2 09:00:00 2026\n", 1),
}


@pytest.mark.parametrize("name", SEPARATORS)
def test_a_line_separates_messages_or_does_not(name: str) -> None:
    between, count = SEPARATORS[name]
    found = read(DATED + b"Subject: first\n\none\n" + between + NEXT + b"\n")
    assert len(found) == count


@pytest.mark.parametrize(
    "start",
    [b"", b"\xef\xbb\xbf", b"\n\n", b"\r\n", b"\xef\xbb\xbf\n"],
    ids=["plain", "bom", "blank lines", "crlf", "bom and blank line"],
)
def test_what_may_stand_before_the_first_message(start: bytes) -> None:
    assert read(start + DATED + b"Subject: a\n\nb\n") == [b"Subject: a\n\nb\n"]


def test_text_before_the_first_message_is_counted() -> None:
    octets = b"lost beginning\nof something\n\n" + DATED + b"Subject: a\n\nb\n"
    (stored,) = scan_mbox(io.BytesIO(octets))
    assert stored.leading == len(b"lost beginning\nof something\n\n")


def test_an_mbox_without_any_separator_has_no_message() -> None:
    assert read(b"Subject: not an mbox\n\nFrom nobody\n") == []


def test_crlf_archives_are_read_like_others() -> None:
    octets = (DATED + b"Subject: a\n\n>From b\n\n" + DATED + b"Subject: c\n\nd\n\n").replace(
        b"\n", b"\r\n"
    )
    assert read(octets) == [b"Subject: a\r\n\r\nFrom b\r\n", b"Subject: c\r\n\r\nd\r\n"]


@pytest.mark.parametrize("length", [0, 5, 7, 40, 99_999, 999_999_999_999])
def test_a_content_length_that_does_not_fit_is_not_believed(length: int) -> None:
    first = b"Subject: a\nContent-Length: %d\n\n>From b\n" % length
    assert read(DATED + first + b"\n" + DATED + NEXT + b"\n") == [
        first.replace(b">From", b"From"),
        NEXT,
    ]


def counted(body: bytes) -> bytes:
    """A message as mboxcl2 writers store it: its bytes are counted, nothing is quoted."""
    return b"Subject: counted\nContent-Length: %d\n\n" % len(body) + body


def test_a_content_length_that_fits_keeps_a_message_whole() -> None:
    whole = counted(b"one\n\n" + DATED + b"Subject: in the text\n\n>From here\nFrom there\n")
    assert read(DATED + whole + b"\n" + DATED + NEXT + b"\n") == [whole, NEXT]
    assert read(DATED + NEXT + b"\n" + DATED + whole) == [NEXT, whole]


def test_a_counted_message_that_was_quoted_is_unquoted() -> None:
    stored = counted(b">From here\n>>From there\n")
    (raw,) = read(DATED + stored + b"\n")
    assert raw.endswith(b"\n\nFrom here\n>From there\n")


def test_two_lengths_in_one_header_say_nothing() -> None:
    first = b"Content-Length: 1\n" + counted(b"one\n\n" + DATED + NEXT)
    assert len(read(DATED + first + b"\n")) == 2


def test_the_last_message_is_marked_when_it_breaks_off() -> None:
    octets = DATED + b"Subject: a\n\nin the midd"
    (stored,) = scan_mbox(io.BytesIO(octets))
    assert (stored.complete, stored.raw) == (False, b"Subject: a\n\nin the midd")


@pytest.mark.parametrize("chunk", [7, 64, 1000])
def test_messages_across_chunks_are_whole(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(mbox_format, "CHUNK_BYTES", chunk)
    raws = [b"Subject: %d\n\n" % n + b"line of text\n" * (n * 7) for n in range(20)]
    assert read(mbox_bytes(raws)) == raws


def test_a_message_over_the_limit_is_cut_to_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox_format, "CHUNK_BYTES", 1000)
    monkeypatch.setattr(mbox_format, "MAX_MESSAGE_BYTES", 5000)
    huge = b"Subject: huge\n\n" + b"all the same\n" * 1000
    first, second, third = scan_mbox(io.BytesIO(mbox_bytes([NEXT, huge, NEXT])))
    assert (second.cut, second.raw) == (True, b"Subject: huge\n\n")
    assert second.size == len(huge) + 1  # as stored, with the blank line
    assert (first.raw, third.raw) == (NEXT, NEXT)


@pytest.mark.parametrize(
    ("separator", "expected"),
    [
        (
            b"From 18@xxx Fri Sep 26 17:18:47 +0000 2025",
            datetime(2025, 9, 26, 17, 18, 47, tzinfo=UTC),
        ),
        (
            b"From 18@xxx Fri Sep 26 17:18:47 -0330 2025",
            datetime(2025, 9, 26, 20, 48, 47, tzinfo=UTC),
        ),
        (b"From 18@xxx Sat Dec  6 00:00:00 +0530 2025", datetime(2025, 12, 5, 18, 30, tzinfo=UTC)),
        (b"From a@b.example Fri Sep 26 17:18:47 2025", None),
        (b"From a@b.example Fri Sep 36 17:18:47 +0000 2025", None),
        (b"From -", None),
    ],
)
def test_the_time_of_arrival_needs_its_offset(separator: bytes, expected: datetime | None) -> None:
    assert received_at(separator) == expected


STATUS_FIELDS = (
    b"Status: RO\n",
    b"X-Status: A\n",
    b"X-Mozilla-Status: 0001\n",
    b"X-Keywords: \n a b\n",
)


@pytest.mark.parametrize("field", STATUS_FIELDS)
def test_a_status_field_does_not_change_what_a_message_is(field: bytes) -> None:
    plain, marked = (
        next(scan_mbox(io.BytesIO(DATED + head + b"Subject: a\n\nb\n"))) for head in (b"", field)
    )
    assert identify(plain)[0] == identify(marked)[0]
    assert identify(plain)[1] != identify(marked)[1]


#: Lines that are likely to be taken for something else, among ordinary ones.
LINES = st.one_of(
    st.sampled_from(
        [
            b"", b"From ", b">From ", b">>From here", b"From a@b.example Mon Mar  2 09:00:00 2026",
            b"Subject: x", b"From - ", b"\r", b" folded", b"-- ", b"\xff\xfe\0", b"FROM me", b">",
        ]
    ),
    st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")),
)  # fmt: skip
MESSAGES = st.lists(st.lists(LINES, min_size=1, max_size=12), max_size=8).map(
    lambda each: [b"\n".join(lines) + b"\n" for lines in each]
)


@given(st.binary(max_size=400))
def test_quoting_is_undone_exactly(octets: bytes) -> None:
    assert unquote(quote(octets)) == octets


@settings(max_examples=300)
@given(MESSAGES)
def test_what_an_mboxrd_writer_stores_is_read_back_byte_for_byte(raws: list[bytes]) -> None:
    assert read(mbox_bytes(raws)) == raws


@settings(max_examples=150, deadline=None)
@given(raws=MESSAGES, cuts=st.lists(st.integers(0, 3000), max_size=6), items=st.integers(1, 5))
def test_growth_in_any_steps_ends_as_one_reading(
    tmp_path_factory: pytest.TempPathFactory, raws: list[bytes], cuts: list[int], items: int
) -> None:
    octets = mbox_bytes(raws)
    path = tmp_path_factory.mktemp("growth") / "grown.mbox"
    connector = LocalMail("files", [path], limits=PageLimits(items=items))
    replica = MailReplica("grown.mbox")
    begin = len(SEPARATOR)  # less than one separator is no mbox yet
    for cut in [*sorted(begin + cut for cut in cuts if begin + cut < len(octets)), len(octets)]:
        path.write_bytes(octets[:cut])
        replica.sync(connector)
    assert {record.raw for record in replica.records.values()} == set(raws)


@settings(max_examples=300)
@given(MESSAGES)
def test_what_an_mboxcl2_writer_stores_is_read_back_whole(bodies: list[bytes]) -> None:
    """Byte for byte, but for a quoted line in a text without any that would have needed it."""
    raws = [counted(body) for body in bodies]
    expected = [raw if b"\nFrom " in raw else unquote(raw) for raw in raws]
    assert read(b"".join(DATED + raw + b"\n" for raw in raws)) == expected
