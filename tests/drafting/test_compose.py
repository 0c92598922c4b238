"""What leaves is what was approved: header injection, threading, long and foreign text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import Header
from typing import TYPE_CHECKING

import pytest

from assistant.drafting.clean import clean_body, clean_header, clean_line
from assistant.drafting.compose import (
    BadAddress,
    BytesDiffer,
    build_mime,
    make_draft_key,
    make_message_id,
    normalise_content,
)
from assistant.drafting.records import Content, Mailbox, compute_content_sha256

if TYPE_CHECKING:
    from email.message import EmailMessage

ME = Mailbox("maya@harborline.example", "Maya Lindqvist")
JONAS = Mailbox("jonas@brightwater.example", "Jonas Weber")
CONTENT = Content(ME, (JONAS,), (), "Re: Contract", "Dear Jonas,\n\nsigned.\n")
WHEN = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)

ALLOWED = {
    "from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references",
    "x-rapport-draft", "mime-version", "content-type", "content-transfer-encoding",
}  # fmt: skip


def build(content: Content) -> bytes:
    """The bytes of a content as review stores it."""
    return build_mime(
        content, draft_key="d1.abc", message_id="rapport.d1.abc@x.example", date=WHEN,
        from_=content.sender,
    )  # fmt: skip


def parse(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def read_body(raw: bytes) -> str:
    """The text with LF line ends, as a reader's program shows it."""
    return str(parse(raw).get_content()).replace("\r\n", "\n")


def encode(text: str, charset: str = "utf-8") -> str:
    """An encoded word by hand: the header class would refuse line ends."""
    quoted = "".join(f"={byte:02X}" for byte in text.encode(charset))
    return f"=?{charset}?q?{quoted}?="


HOSTILE = [
    "Hi\r\nBcc: evil@evil.example",
    "Hi\nBcc: evil@evil.example",
    "Hi\rBcc: evil@evil.example",
    "Hi\r\n\r\nA new body",
    "Hi\r\n Bcc: folded@evil.example",
    "Hi\x0bBcc: evil@evil.example",
    "Hi\x0cBcc: evil@evil.example",
    "Hi\x85Bcc: evil@evil.example",
    "Hi\u2028Bcc: evil@evil.example",
    "Hi\u2029Bcc: evil@evil.example",
    "Hi\x00Bcc: evil@evil.example",
    "Hi\x1b[31mred",
    encode("Hi\r\nBcc: evil@evil.example"),
    encode("Hi\nBcc: evil@evil.example"),
    encode("Hi\r\nBcc: evil@evil.example", "latin-1"),
    encode("Hi\r\n\r\nbody"),
    "=?utf-8?b?SGkNCkJjYzogZXZpbEBldmlsLmV4YW1wbGU=?=",
    "Re: =?utf-8?b?SGkNCkJjYzogZXZpbEBldmlsLmV4YW1wbGU=?= tail",
    encode(encode("Hi\r\nBcc: evil@evil.example")),
    encode(encode(encode(encode(encode(encode("Hi\r\nBcc: evil@evil.example")))))),
    "=?utf-8?q?=0D=0A?= =?utf-8?q?Bcc:?= evil@evil.example",
    "=?utf-7?q?+AA0ACg-Bcc: evil@evil.example?=",
    "=?no-such-charset?q?Hi=0D=0ABcc: x?=",
    "=?utf-8?b?not base64!?=",
    "=?utf-8?x?Hi?=",
    "=?utf-8?q?unfinished",
    "\u202egnp.exe",
    "\u2066isolated\u2069",
    "zero\u200bwidth\ufeff",
    "\ud800 lone surrogate",
    "x" * 5000,
    "日本語" * 1500,
    "a" * 70 + " " + "ü" * 400,
    "",
    "   ",
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_subject_writes_no_second_header(hostile: str) -> None:
    content = normalise_content(replace(CONTENT, subject=hostile))
    raw = build(content)
    parsed = parse(raw)
    assert {name.lower() for name in parsed} <= ALLOWED
    assert len(parsed.keys()) == len(set(parsed.keys()))
    assert parsed["to"].addresses[0].addr_spec == JONAS.address
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert read_body(raw) == CONTENT.body


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_display_name_adds_no_recipient(hostile: str) -> None:
    content = normalise_content(replace(CONTENT, to=(replace(JONAS, name=hostile),)))
    parsed = parse(build(content))
    assert [a.addr_spec for a in parsed["to"].addresses] == [JONAS.address]
    assert {name.lower() for name in parsed} <= ALLOWED


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_cleaning_a_header_twice_is_cleaning_it_once(hostile: str) -> None:
    once = clean_header(hostile)
    assert clean_header(once) == once
    assert len(once.encode()) <= 980


@pytest.mark.parametrize("hostile", HOSTILE[:12])
def test_message_ids_that_carry_more_are_dropped(hostile: str) -> None:
    content = normalise_content(replace(CONTENT, in_reply_to=hostile, references=(hostile, "a@b")))
    assert (content.in_reply_to, content.references) == (None, ("a@b",))


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, evil@evil.example",
        "a@b.example\r\nBcc: evil@evil.example",
        "a b@c.example",
        "<a@b.example>",
        "a@b.example>",
        '"a@evil.example"@b.example',
        "a@",
        "@b.example",
        "jürgen@b.example",
        "a@bücher.example",
        "",
        "a@b.example;",
        "a@[127.0.0.1]",
        "a" * 330 + "@b.example",
    ],
)
def test_an_address_that_is_more_than_an_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        build(normalise_content(replace(CONTENT, to=(Mailbox(address),))))


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Contract",
        "Re: Größe und Preis für München",
        "契約書の件（至急）",
        "Re: «Договор» № 5 — правки",
        "Re: عقد الخدمة",
        "Re: ¿Puede enviar la versión final del contrato antes del viernes, por favor? — gracias",
        "Re: [EXT] 50% off; (really) <now> \"quoted\" 'x' =?",
        "a " * 200,
        "naïve café 😀 " * 12,
    ],
)
def test_what_is_approved_is_what_is_read(subject: str) -> None:
    content = normalise_content(replace(CONTENT, subject=subject))
    assert str(parse(build(content))["subject"]) == content.subject


@pytest.mark.parametrize(
    "name",
    ["Weber, Jonas", "Jürgen Groß", "田中 健二", "O'Neil (Bob)", "Dr. Ana Lima", "a@b", ""],
)
def test_names_survive(name: str) -> None:
    content = normalise_content(replace(CONTENT, to=(replace(JONAS, name=name),)))
    assert parse(build(content))["to"].addresses[0].display_name == content.to[0].name


@pytest.mark.parametrize(
    "body",
    [
        "From the start\n.\n..\nFrom again\n",
        "tab\tand  two blanks\n",
        "= =3D =\n",
        "ü" * 400 + "\n",
        "x" * 3000 + "\n",
        "日本語の本文\n\nです。\n",
        "Hi.\n\n-- \nsignature\n",
    ],
)
def test_the_body_survives(body: str) -> None:
    content = normalise_content(replace(CONTENT, body=body))
    raw = build(content)
    assert read_body(raw) == content.body
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_answer_stays_in_its_thread() -> None:
    long = tuple(f"{'x' * 60}{number}@brightwater.example" for number in range(40))
    content = normalise_content(replace(CONTENT, in_reply_to=long[-1], references=long))
    parsed = parse(build(content))
    references = str(parsed["references"]).split()
    assert references[0] == f"<{long[0]}>"
    assert references[-1] == f"<{long[-1]}>"
    assert parsed["in-reply-to"] == f"<{long[-1]}>"
    assert len(" ".join(references)) <= 998


def test_only_the_approved_sender_sends() -> None:
    with pytest.raises(BytesDiffer, match="sender"):
        build_mime(CONTENT, draft_key="k", message_id="m@x.example", date=WHEN, from_=JONAS)


@pytest.mark.parametrize(
    "content",
    [
        replace(CONTENT, to=(JONAS, JONAS)),
        replace(CONTENT, references=("a@b", "c d@e")),
        replace(CONTENT, attachments=("offer.pdf:00",)),
    ],
)
def test_what_cannot_be_written_as_approved_does_not_leave(content: Content) -> None:
    if content.to == (JONAS, JONAS):
        assert normalise_content(content).to == (JONAS,)
        return
    with pytest.raises(BytesDiffer):
        build(content)


def test_the_same_draft_is_the_same_mail() -> None:
    assert build(CONTENT) == build(CONTENT)
    sha256 = compute_content_sha256(CONTENT)
    assert make_draft_key("d1", sha256) == f"d1.{sha256[:24]}"
    assert (
        make_message_id("d1", sha256, ME.address) == f"rapport.d1.{sha256[:24]}@harborline.example"
    )


@pytest.mark.parametrize(
    "changed",
    [
        replace(CONTENT, sender=replace(ME, address="x@harborline.example")),
        replace(CONTENT, to=(replace(JONAS, name="J"),)),
        replace(CONTENT, to=(), cc=(JONAS,)),
        replace(CONTENT, subject="Re: contract"),
        replace(CONTENT, body=CONTENT.body + " "),
        replace(CONTENT, attachments=("a:1",)),
        replace(CONTENT, in_reply_to="a@b"),
        replace(CONTENT, references=("a@b",)),
    ],
)
def test_the_hash_covers_everything_that_leaves(changed: Content) -> None:
    assert compute_content_sha256(changed) != compute_content_sha256(CONTENT)


def test_addresses_are_written_once_and_in_lower_case() -> None:
    content = normalise_content(
        replace(
            CONTENT,
            to=(Mailbox("A@B.Example"), Mailbox("a@b.example", "A")),
            cc=(Mailbox("a@b.EXAMPLE"),),
        )
    )
    assert ([m.address for m in content.to], content.cc) == (["a@b.example"], ())


def test_a_line_is_cut_at_a_word() -> None:
    assert clean_line("one two three four", limit=12) == "one two…"
    assert clean_line("abcdefghijklmnop", limit=5) == "abcd…"
    assert clean_line(" a \r\n b ", limit=5) == "a b"


def test_a_body_has_no_trailing_blanks_and_no_controls() -> None:
    assert clean_body("a  \r\nb\x00\x1b\r\n\r\n\r\n\r\nc") == "a\nb\n\nc\n"
    assert clean_body(" \n") == ""


def test_encoded_words_are_read_as_people_read_them() -> None:
    assert clean_header(Header("Größe", "utf-8").encode()) == "Größe"
