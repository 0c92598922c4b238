"""Charsets, encoded words and control characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.decoding import (
    clean_line,
    clean_text,
    decode_base64,
    decode_bytes,
    decode_words,
    find_codec,
)


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (b"Gr\xc3\xbc\xc3\x9fe", "utf-8", "Grüße"),
        (b"Gr\xfc\xdfe", "iso-8859-1", "Grüße"),
        (b"Gr\xfc\xdfe", "utf-8", "Grüße"),  # declared wrongly
        (b"Gr\xc3\xbc\xc3\x9fe", "us-ascii", "Grüße"),
        (b"\x80 100", "iso-8859-1", "€ 100"),  # Windows bytes under a Latin-1 name
        (b"\xc4\xe3\xba\xc3", "gb2312", "你好"),
        (b"caf\xc3\xa9 \xff", "utf-8", "café \ufffd"),  # mostly UTF-8 stays UTF-8
        (b"plain", "no-such-charset", "plain"),
        (b"+AOk-", "utf-7", "é"),
        (b"caf\xe9", None, "café"),
    ],
)
def test_bytes_are_read_by_the_charset_that_fits(
    raw: bytes, charset: str | None, text: str
) -> None:
    assert decode_bytes(raw, charset) == text


@pytest.mark.parametrize("name", ["punycode", "idna", "base64", "rot13", "unicode_escape", "zlib"])
def test_codecs_that_are_no_charsets_are_refused(name: str) -> None:
    assert find_codec(name) is None


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOfZQ==?= aus Wien", "Grüße aus Wien"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?B?w7w=?=\r\n =?iso-8859-1?q?=DF?=", "üß"),
        ("=?utf-8?B?ww?= =?utf-8?B?vA?=", "ü"),  # a character cut in two words, padding lost
        ("=?utf-8?q?two words?=", "two words"),  # a space where none may be
        ("=?utf-8*de?q?Plan?=", "Plan"),
        ("a =? broken ?= b", "a =? broken ?= b"),
        ("=?x-none?q?=FC?=", "ü"),
    ],
)
def test_encoded_words_are_decoded_wherever_they_stand(written: str, text: str) -> None:
    assert decode_words(written) == text


def test_a_line_loses_control_and_direction_marks() -> None:
    assert clean_line("Pay\u202egpj.exe\x1b[31m \x00now\u200b") == "Paygpj.exe[31m now"


def test_a_text_keeps_its_lines_and_tabs() -> None:
    assert clean_text("a\r\nb\rc\u2028d\te\x00\x07\u00a0f") == "a\nb\nc\nd\te f"


@pytest.mark.parametrize("raw", [b"SGVsbG8=", b"SGVs\r\nbG8", b"SGVsbG8=\n--", b"S G V s b G 8"])
def test_base64_is_read_with_strays_and_without_padding(raw: bytes) -> None:
    assert decode_base64(raw).startswith(b"Hello")


@settings(deadline=None)
@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=20)))
def test_any_bytes_under_any_name_give_text(raw: bytes, charset: str | None) -> None:
    assert isinstance(decode_bytes(raw, charset), str)


@settings(deadline=None)
@given(st.text())
def test_cleaned_text_can_be_stored(text: str) -> None:
    clean_text(text).encode("utf-8")
    assert "\x00" not in clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
