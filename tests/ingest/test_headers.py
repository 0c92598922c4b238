"""Single header fields as they are sent, not as they should be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.headers import (
    canonical_address,
    parse_date,
    parse_ids,
    parse_mailboxes,
    parse_parameters,
)
from tests.ingest.builders import utc


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a@x.example", [("a@x.example", "")]),
        ("Jane Doe <Jane@X.Example>", [("jane@x.example", "Jane Doe")]),
        ('"Doe, Jane" <j@x.example>', [("j@x.example", "Doe, Jane")]),
        ("Doe, Jane <j@x.example>", [("j@x.example", "Doe, Jane")]),
        ("a@x.example, B <b@x.example>", [("a@x.example", ""), ("b@x.example", "B")]),
        ("a@x.example; b@x.example", [("a@x.example", ""), ("b@x.example", "")]),
        ("Team: a@x.example, b@x.example;", [("a@x.example", ""), ("b@x.example", "")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?q?M=C3=BCller=2C_Uwe?= <u@x.example>", [("u@x.example", "Müller, Uwe")]),
        ("j@x.example (Jane (Sales))", [("j@x.example", "Jane (Sales)")]),
        ('"john smith"@x.example', [('"john smith"@x.example', "")]),
        ("Jane <mailto:j@x.example>", [("j@x.example", "Jane")]),
        ("<j@x.example> Jane", [("j@x.example", "Jane")]),
        ("'j@x.example' <j@x.example>", [("j@x.example", "")]),
        ("J. R. Doe <j@x.example>", [("j@x.example", "J. R. Doe")]),
        ("Jane <j@x.example", [("j@x.example", "Jane")]),
        ("Jo <jo@münchen.example>", [("jo@xn--mnchen-3ya.example", "Jo")]),
        ("a@x.example, A <a@x.example>", [("a@x.example", "A")]),
        ("", []),
        ("no address here", []),
        ("/o=Exchange/cn=Jane", []),
        ('"unclosed <j@x.example>', [("j@x.example", "unclosed")]),
    ],
)
def test_mailboxes_are_read_as_people_send_them(
    written: str, expected: list[tuple[str, str]]
) -> None:
    assert [(each.address, each.name) for each in parse_mailboxes(written)] == expected


def test_addresses_are_compared_in_one_form() -> None:
    assert canonical_address(" Jane.Doe@X.EXAMPLE. ") == "jane.doe@x.example"
    assert canonical_address('"jane"@x.example') == "jane@x.example"
    assert canonical_address("a" * 300 + "@x.example") is None
    assert canonical_address("a b@x.example\n") == '"a b"@x.example'


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("<a@x>", ("a@x",)),
        ("<a@x>\t<b@x> <a@x>", ("a@x", "b@x")),
        ("<long-\r\n id@x>", ("long-id@x",)),
        ('Your message of "Mon, 9 Nov" <a@x>', ("a@x",)),
        ("a@x b@x", ("a@x", "b@x")),
        ("<no-at-sign>", ("no-at-sign",)),
        ("rubbish", ()),
    ],
)
def test_ids_are_read_without_brackets_once_each(written: str, ids: tuple[str, ...]) -> None:
    assert parse_ids(written) == ids


@pytest.mark.parametrize(
    ("written", "moment", "offset"),
    [
        ("Mon, 09 Nov 2026 10:00:00 +0100", "2026-11-09 09:00", 60),
        ("9 Nov 2026 10:00 -0500 (EST)", "2026-11-09 15:00", -300),
        ("Mon, 09 Nov 2026 10:00:00 -0000", "2026-11-09 10:00", None),
        ("Mon, 09 Nov 2026 10:00:00 GMT", "2026-11-09 10:00", 0),
        ("Mon, 09 Nov 26 10:00:00 +0000", "2026-11-09 10:00", 0),
        ("2026-11-09T10:00:00+05:30", "2026-11-09 04:30", 330),
        ("2026-11-09 10:00:00Z", "2026-11-09 10:00", 0),
        ("Thu, 31 Dec 2026 23:59:60 +0000", "2026-12-31 23:59:59", 0),
        ("Mon, 09 Nov 2026 10:00:00 +9900", "2026-11-09 10:00", None),
    ],
)
def test_dates_are_utc_with_their_own_offset(written: str, moment: str, offset: int | None) -> None:
    assert parse_date(written) == (utc(moment), offset)


@pytest.mark.parametrize("written", ["", "yesterday", "Mon, 99 Nov 2026 10:00 +0000", "0" * 10_000])
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"),
        ("attachment; filename*0=long; filename*1=name.pdf", "longname.pdf"),
        ("attachment; filename*0*=utf-8''%C3%BC; filename*1=.pdf", "ü.pdf"),
        ('attachment; filename="=?utf-8?q?=C3=BC.pdf?="', "ü.pdf"),
        ('attachment; filename="a\\"b.pdf"', 'a"b.pdf'),
        ("attachment; filename=a.pdf; filename=b.pdf", "a.pdf"),
    ],
)
def test_parameters_are_decoded_however_they_are_sent(written: str, name: str) -> None:
    assert parse_parameters(written) == ("attachment", {"filename": name})


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_field_raises(text: str) -> None:
    parse_mailboxes(text)
    parse_ids(text)
    parse_date(text)
    parse_parameters(text)
