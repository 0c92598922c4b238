"""Outgoing headers hold what was approved and nothing else, whatever stood in the mail answered."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.utils import getaddresses

import pytest

from assistant.drafting.compose import BadAddress, BytesDiffer, build_mime, normalise_content
from assistant.drafting.records import Content, Mailbox
from tests.security.world import ALICE, NOW, OWNER

#: Texts that make some reader or some writer of headers see another header or another recipient.
HOSTILE = [
    "a\r\nBcc: x@evil.example",
    "a\nBcc: x@evil.example",
    "a\rBcc: x@evil.example",
    "a\u2028Bcc: x@evil.example",
    "a\u2029Bcc: x@evil.example",
    "a\x85Bcc: x@evil.example",
    "a\x0bBcc: x@evil.example",
    "a\x00b",
    "=?utf-8?q?a=0D=0ABcc:_x@evil.example?=",
    "=?utf-8?b?PT91dGYtOD9xP2E9MEQ9MEFCY2M6X3hAZXZpbC5leGFtcGxlPz0=?=",
    "=?utf-16?q?=0D=00=0A=00B=00c=00c=00?=",
    "=?utf-7?q?+AA0ACg-Bcc:_x@e?=",
    "=?=?utf-8?q?a?=?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?=",
    "=?unknown-8bit?q?=FF=FE?=",
    "=?iso-2022-jp?b?GyRCJDI=?=",
    "\u202ereversed\u2066",
    "zero\u200bwidth\ufeff",
    "half \ud800 a pair",
    'a,b;c:<d@evil.example>@"e"\\',
    "x" * 5_000,
    "\u00fc" * 600,
    "e\u0301" * 300,
    "\u65e5\u672c" * 300,
]
#: Addresses that a lenient reader takes for another one, or for two.
BAD_ADDRESSES = [
    "a@b.example\r\nbcc: x@evil.example",
    "a@b.example,x@evil.example",
    '"a,x@evil.example"@b.example',
    "a,b@c.example",
    "group:a@b.example;",
    "<a@b.example>",
    "a@b.example>",
    "a@b.example (x@evil.example)",
    "@a.example,@b.example:c@d.example",
    "a @b.example",
    "a@b..example",
    "a..b@c.example",
    "\u0430@b.example",
    "a\u200b@b.example",
    "a@m\u00fcller.example",
    "=?utf-8?q?a?=@b.example",
    "a" * 400 + "@b.example",
]


def make_content(**given: object) -> Content:
    values: dict[str, object] = {
        "sender": Mailbox(OWNER, "Nina Kessler"),
        "to": (Mailbox(ALICE, "Alice Thorne"),),
        "cc": (),
        "subject": "Cold store",
        "body": "Hello\n",
    }
    return Content(**{**values, **given})  # type: ignore[arg-type]


def build(content: Content) -> bytes:
    clean = normalise_content(content)
    assert normalise_content(clean) == clean
    return build_mime(
        clean, draft_key="k.f", message_id="r.x@f.example", date=NOW, from_=clean.sender
    )


def check(raw: bytes) -> None:
    """One To, the approved one; no header that nobody wrote; lines as RFC 5322 wants them."""
    for rules in (policy.compat32, policy.default):
        parsed = message_from_bytes(raw, policy=rules)
        names = [name.lower() for name in parsed]
        assert len(names) == len(set(names))
        assert "bcc" not in names
        assert [address for _, address in getaddresses([str(parsed["to"])])] == [ALICE]
        assert [address for _, address in getaddresses([str(parsed["from"])])] == [OWNER]
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_stays_in_its_field(text: str) -> None:
    check(build(make_content(subject=text)))
    check(build(make_content(sender=Mailbox(OWNER, text))))
    check(build(make_content(to=(Mailbox(ALICE, text),))))
    check(build(make_content(body=f"{text}\n.\nFrom me\n")))
    check(build(make_content(in_reply_to=text, references=(text, "ok@mail.example"))))


@pytest.mark.parametrize("address", BAD_ADDRESSES, ids=ascii)
def test_an_address_that_reads_two_ways_is_refused(address: str) -> None:
    with pytest.raises((BadAddress, BytesDiffer)):
        build(make_content(to=(Mailbox(address, "Alice"),)))


def test_a_message_id_that_reads_as_an_encoded_word_costs_only_the_reference() -> None:
    raw = build(make_content(in_reply_to="=?utf-8?q?a?=@x.example", references=("a@x.example",)))
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["in-reply-to"] is None
    assert parsed["references"] == "<a@x.example>"
