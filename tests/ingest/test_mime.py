"""The structure of messages, by bytes."""

from __future__ import annotations

import email
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.mime import MAX_DEPTH, Structure, read_fields, read_structure, split_header


def structure_of(raw: bytes) -> Structure:
    header, body = split_header(raw)
    fields, rest = read_fields(header)
    return read_structure(fields, rest + b"\n" + body if rest.strip() else body)


def leaves_of(raw: bytes) -> list[tuple[str, bytes]]:
    return [(part.content_type, part.decode().strip()) for part in structure_of(raw).parts]


def test_parts_are_read_in_order_with_nested_ones() -> None:
    raw = (
        b'Content-Type: multipart/mixed; boundary="a"\r\n\r\npreamble\r\n'
        b'--a\r\nContent-Type: multipart/alternative; boundary="ab"\r\n\r\n'
        b"--ab\r\n\r\nplain\r\n--ab\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--ab--\r\n"
        b"--a\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"cGRm\r\n--a--\r\nepilogue"
    )
    assert leaves_of(raw) == [
        ("text/plain", b"plain"),
        ("text/html", b"<p>rich</p>"),
        ("application/pdf", b"pdf"),
    ]


def test_a_truncated_multipart_keeps_its_last_part() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a\n\ntwo, cut"
    assert leaves_of(raw) == [("text/plain", b"one"), ("text/plain", b"two, cut")]


def test_a_multipart_without_parts_is_one_text() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=a\n\nHello there"
    assert leaves_of(raw) == [("text/plain", b"Hello there")]
    assert structure_of(raw).cut == ["no-parts"]


def test_a_message_inside_a_message_is_not_opened() -> None:
    raw = b"Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: inner\n\ntext\n--a--\n"
    assert leaves_of(raw) == [("message/rfc822", b"Subject: inner\n\ntext")]


def test_header_lines_may_be_folded_and_stop_at_the_first_line_that_is_none() -> None:
    fields, rest = read_fields(b"Subject: a\r\n long\r\n\tone\r\nFrom x\nTo : b\nHello world\nmore")
    assert fields == {b"subject": [b"a long one"], b"to": [b"b"]}
    assert rest == b"Hello world\nmore"


@pytest.mark.parametrize("raw", [b"", b"\n", b"\r\n\r\n", b":", b"a", b"\x00" * 10])
def test_nothing_much_is_one_empty_text(raw: bytes) -> None:
    assert len(structure_of(raw).parts) == 1


def test_a_thousand_parts_are_enough() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 5_000
    found = structure_of(raw)
    assert (len(found.parts), found.cut) == (1_000, ["too-many-parts"])


def test_fifty_levels_are_enough() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d-\n\n--b%d-\n" % (n, n) for n in range(3_000)
    )
    found = structure_of(raw)
    assert found.cut == ["too-deep"]
    assert len(found.parts[0].container) == MAX_DEPTH


def _random_message(seed: int) -> bytes:
    """A well-formed message of random nesting, from the standard library's own writer."""
    from email.message import EmailMessage

    rng = random.Random(seed)
    message = EmailMessage()
    message["Subject"] = "x" * rng.randrange(200)
    message.set_content("\n".join("line" * rng.randrange(5) for _ in range(rng.randrange(6))))
    if rng.random() < 0.7:
        message.add_alternative("<p>rich</p>", subtype="html")
    for number in range(rng.randrange(3)):
        message.add_attachment(rng.randbytes(60), "application", "pdf", filename=f"{number}.pdf")
    return message.as_bytes()


@pytest.mark.parametrize("seed", range(40))
def test_leaves_are_those_of_the_standard_library(seed: int) -> None:
    raw = _random_message(seed)
    parsed = email.message_from_bytes(raw)
    expected = [
        (part.get_content_type(), bytes(part.get_payload(decode=True)).strip())
        for part in parsed.walk()
        if not part.is_multipart()
    ]
    assert leaves_of(raw) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [b"--a", b"--a--", b"--ab", b"\n", b"\r\n", b"x", (b"Content-Type: multipart/mixed;"
             b" boundary=a"), b"Content-Type: multipart/digest; boundary=ab", b": ", b"\x00", b"\xff"]
        ),
        max_size=40,
    ).map(b"".join)
)  # fmt: skip
def test_no_bytes_break_the_structure(raw: bytes) -> None:
    found = structure_of(b"Content-Type: multipart/mixed; boundary=a\n\n" + raw)
    assert all(isinstance(part.decode(), bytes) for part in found.parts)
