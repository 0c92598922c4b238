"""From a provider's record to one message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drafting.compose import make_message_id
from assistant.ingest.normalise import normalise
from assistant.ingest.records import Mailbox, TextSource, TimeSource, second_body_key
from connectors.base import MailRecord, Problem
from tests.ingest.builders import CLIENT, OWNER, kinds, make_raw, make_record, read_mail, utc


def test_an_ordinary_mail_is_read_whole() -> None:
    message = read_mail(
        "Can you send it?\r\n",
        cc="Dan <DAN@client.example>",
        in_reply_to="<m0@ours.example>",
        references="<r@ours.example> <m0@ours.example>",
        subject="Re: =?utf-8?q?Gr=C3=BC=C3=9Fe?=",
    )
    assert message.message_key == message.message_id == "m1@client.example"
    assert message.in_reply_to == "m0@ours.example"
    assert message.references == ("r@ours.example", "m0@ours.example")
    assert (message.subject, message.base_subject, message.reply_prefix) == (
        "Re: Grüße",
        "Grüße",
        True,
    )
    assert message.sent_at == utc("2026-11-09 09:00")
    assert message.date_offset_minutes == 60
    assert message.sender == Mailbox(CLIENT, "Carla Client")
    assert message.to == (Mailbox(OWNER, "Ann Owner"),)
    assert message.cc == (Mailbox("dan@client.example", "Dan"),)
    assert (message.text, message.text_source) == ("Can you send it?", TextSource.PLAIN)
    assert message.problems == ()


# ── Identity ─────────────────────────────────────────────────────────────────────────────────


def test_a_mail_without_message_id_is_known_by_its_hash() -> None:
    message = read_mail(message_id=None)
    assert message.message_id is None
    assert message.message_key.startswith("sha256-")
    assert message.message_key == read_mail(message_id=None).message_key
    assert message.message_key != read_mail("Other.", message_id=None).message_key


def test_the_hash_does_not_depend_on_line_ends_or_hops() -> None:
    raw = make_raw(message_id=None)
    other = b"Received: by mx; Mon, 09 Nov 2026 10:00:05 +0100\n" + raw.replace(b"\r\n", b"\n")
    here, there = normalise(make_record(raw)), normalise(make_record(other))
    assert here.message_key == there.message_key


@pytest.mark.parametrize("written", ["", "<>", "rubbish", "< >", "<" + "a" * 2_000 + "@x>"])
def test_a_malformed_message_id_is_none(written: str) -> None:
    message = read_mail(message_id=written)
    assert message.message_id is None
    assert "malformed-message-id" in kinds(message)


def test_the_copy_that_a_list_sent_is_the_same_mail() -> None:
    direct = read_mail("Hello all.\r\nSee you.\r\n")
    listed = read_mail(
        "Hello all.\r\nSee you.\r\n\r\n_______________________________________________\r\n"
        "team mailing list\r\nteam@lists.example\r\n",
        list_id="<team.lists.example>",
        subject="[EXTERNAL] Plan",
    )
    assert direct.body_hash == listed.body_hash


def test_another_body_under_one_id_has_another_hash() -> None:
    one, two = read_mail("Pay 100."), read_mail("Pay 900.")
    assert one.message_key == two.message_key
    assert one.body_hash != two.body_hash
    assert second_body_key(two.message_key, two.body_hash).startswith("m1@client.example#")


def test_a_mail_is_never_its_own_reference() -> None:
    message = read_mail(references="<m1@client.example> <a@x>", in_reply_to="<m1@client.example>")
    assert message.references == ("a@x",)


# ── When ─────────────────────────────────────────────────────────────────────────────────────

ARRIVED = utc("2026-11-09 12:00")
HOP = "by mx.ours.example; Mon, 09 Nov 2026 11:30:00 +0000"


@pytest.mark.parametrize("date", [None, "", "soon", "Thu, 01 Jan 1970 00:00:00 +0000",
                                  "Wed, 11 Nov 2026 12:00:01 +0000"])  # fmt: skip
def test_a_missing_or_false_date_gives_way_to_the_arrival(date: str | None) -> None:
    record = make_record(make_raw(date=date, received=HOP), received_at=ARRIVED)
    message = normalise(record)
    assert (message.sent_at, message.sent_at_source) == (ARRIVED, TimeSource.ARRIVAL)
    assert message.date_offset_minutes is None
    assert len(message.problems) == 1


def test_without_an_arrival_the_topmost_received_counts() -> None:
    message = read_mail(date=None, received=HOP)
    assert (message.sent_at, message.sent_at_source) == (
        utc("2026-11-09 11:30"),
        TimeSource.RECEIVED,
    )
    assert kinds(message) == ["no-date"]


def test_a_date_years_before_its_first_hop_is_false() -> None:
    message = read_mail(date="Sat, 01 Jan 2000 00:00:00 +0000", received=HOP)
    assert (message.sent_at, kinds(message)) == (utc("2026-11-09 11:30"), ["false-date"])


def test_an_old_mail_read_today_keeps_its_date() -> None:
    record = make_record(make_raw(), received_at=ARRIVED + timedelta(days=400))
    assert normalise(record).sent_at_source is TimeSource.DATE


def test_nothing_believable_is_the_epoch_with_a_problem() -> None:
    message = read_mail(date="Fri, 01 Jan 1960 00:00:00 +0000")
    assert (message.sent_at.year, message.sent_at_source) == (1970, TimeSource.NONE)
    assert kinds(message) == ["false-date"]


def test_a_future_date_is_judged_by_now_where_nothing_else_is_known() -> None:
    record = make_record(make_raw(date="Mon, 09 Nov 2099 10:00:00 +0000"))
    assert normalise(record).sent_at.year == 2099
    assert normalise(record, now=ARRIVED).sent_at_source is TimeSource.NONE


# ── Text ─────────────────────────────────────────────────────────────────────────────────────


def multipart(*parts: str, subtype: str = "mixed", boundary: str = "b1") -> str:
    inner = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f"{inner}--{boundary}--\r\n"


PLAIN = "Content-Type: text/plain\r\n\r\nPlain words."
RICH = "Content-Type: text/html\r\n\r\n<p>Rich words.</p>"
STUB = "Content-Type: text/plain\r\n\r\nPlease view this message in your browser."
EMPTY = "Content-Type: text/plain\r\n\r\n  "
FILE = "Content-Type: text/plain; name=notes.txt\r\nContent-Disposition: attachment\r\n\r\nsecret"


@pytest.mark.parametrize(
    ("subtype", "parts", "text"),
    [
        ("alternative", (PLAIN, RICH), "Plain words."),
        ("alternative", (STUB, RICH), "Rich words."),
        ("alternative", (EMPTY, RICH), "Rich words."),
        ("mixed", (PLAIN, FILE), "Plain words."),
        ("mixed", (PLAIN, "\r\nA list footer."), "Plain words.\n\nA list footer."),
        ("mixed", (RICH, PLAIN), "Rich words.\n\nPlain words."),
        ("signed", (PLAIN, "Content-Type: application/pgp-signature\r\n\r\nxx"), "Plain words."),
        ("mixed", ("Content-Type: image/png\r\n\r\nxx",), ""),
    ],
)
def test_the_best_version_of_the_text_is_taken(
    subtype: str, parts: tuple[str, ...], text: str
) -> None:
    message = read_mail(multipart(*parts), content_type=f'multipart/{subtype}; boundary="b1"')
    assert message.text == text


def test_html_that_calls_itself_plain_is_read_as_html() -> None:
    assert read_mail("<html><body><p>Hi</p></body></html>").text == "Hi"


def test_flowed_lines_are_joined_and_signatures_are_not() -> None:
    message = read_mail(
        "One line \r\nthat flows.\r\n>> quoted \r\n>> too\r\n-- \r\nAnn\r\n",
        content_type="text/plain; format=flowed",
    )
    assert message.text == "One line that flows.\n>> quoted too\n-- \nAnn"


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("quoted-printable", "Gr=C3=BC=C3=9Fe=\r\n!", "Grüße!"),
        ("base64", "R3LDvMOfZQ==", "Grüße"),
        ("8bit", "Grüße", "Grüße"),
        ("x-unknown", "Grüße", "Grüße"),
        ("BASE64 ", "R3LDvMOf\r\nZQ", "Grüße"),
    ],
)
def test_transfer_encodings_are_undone(encoding: str, body: str, text: str) -> None:
    message = read_mail(
        body, content_type="text/plain; charset=utf-8", content_transfer_encoding=encoding
    )
    assert message.text == text


def test_control_characters_never_reach_the_text() -> None:
    message = read_mail("a\x00b\x1b[31mc\r\nd", subject="x\x00y\x07")
    assert (message.text, message.subject) == ("ab[31mc\nd", "xy")


def test_attachments_are_hashed_and_not_opened() -> None:
    pdf = (
        'Content-Type: application/pdf; name="C:\\docs\\Plan.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\ncGRm"
    )
    message = read_mail(multipart(PLAIN, pdf), content_type="multipart/mixed; boundary=b1")
    (attachment,) = message.attachments
    assert (attachment.name, attachment.size, attachment.content_type) == (
        "Plan.pdf",
        3,
        "application/pdf",
    )


def test_a_calendar_part_is_handed_on() -> None:
    ics = (
        "Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n"
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u-1\r\nEND:VEVENT\r\n"
        "END:VCALENDAR"
    )
    message = read_mail(
        multipart(PLAIN, ics, subtype="alternative"),
        content_type="multipart/alternative; boundary=b1",
    )
    assert (message.calendar_method, message.ical_uid) == ("request", "u-1")
    assert message.text == "Plain words."
    assert message.ical[0].startswith(b"BEGIN:VCALENDAR")
    assert message.attachments == ()


def test_a_delivery_report_names_who_was_not_reached() -> None:
    status = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.client.example\r\n\r\n"
        "Final-Recipient: rfc822; Gone@client.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "Final-Recipient: rfc822; full@client.example\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n"
        "Final-Recipient: rfc822; slow@client.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n"
    )
    message = read_mail(
        multipart(PLAIN, status),
        content_type="multipart/report; report-type=delivery-status; boundary=b1",
        return_path="<>",
    )
    assert message.report_type == "delivery-status"
    assert message.return_path_null
    assert [(each.address, each.permanent) for each in message.failed] == [
        ("gone@client.example", True),
        ("full@client.example", False),
        ("slow@client.example", False),
    ]


def test_fields_of_lists_and_machines_are_kept() -> None:
    message = read_mail(
        list_id="Team <team.client.example>",
        list_post="<mailto:Team@client.example>",
        list_unsubscribe="<https://x.example>",
        precedence="Bulk",
        auto_submitted="auto-replied (vacation)",
        x_auto_response_suppress="All",
        x_gm_thrid="12345",
        x_rapport_draft="d-1",
        x_unsent="1",
    )
    assert (message.list_id, message.list_post) == ("team.client.example", "team@client.example")
    assert (message.precedence, message.auto_submitted) == ("bulk", "auto-replied")
    assert (message.provider_thread_id, message.draft_key, message.unsent) == ("12345", "d-1", True)
    assert message.response_suppress


@pytest.mark.parametrize(
    ("field", "key"),
    [(None, "30e793c74c18.0a0e7bfa5553306a21a6b533"), ("d-1", "d-1")],
)
def test_a_draft_of_ours_is_known_by_its_id_where_its_field_was_dropped(
    field: str | None, key: str
) -> None:
    ours = make_message_id("30e793c74c18", "0a0e7bfa5553306a21a6b5338011f26c", OWNER)
    assert read_mail(message_id=f"<{ours}>", x_rapport_draft=field).draft_key == key


def test_a_mail_without_sender_is_kept() -> None:
    message = read_mail(**{"from": "nobody at all"})
    assert (message.sender, kinds(message)) == (None, ["no-sender"])


def test_problems_of_the_connector_come_first() -> None:
    known = Problem("truncated", "The file ended inside it.", "uid-1")
    record = MailRecord("uid-1", "INBOX", make_raw(date=None), 10, problems=(known,))
    assert kinds(normalise(record)) == ["truncated", "no-date"]


def test_headers_only_have_no_text() -> None:
    message = normalise(MailRecord("1", "INBOX", make_raw(), 30_000_000, truncated=True))
    assert (message.text, message.complete, message.body_hash) == ("", False, "")


# ── Anything ─────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_no_bytes_raise(raw: bytes) -> None:
    message = normalise(make_record(raw))
    message.text.encode("utf-8")
    assert message.message_key


_PIECES = st.sampled_from(
    [b"From: ", b"To: ", b"Date: ", b"Subject: ", b"Content-Type: multipart/mixed; boundary=b",
     b"Content-Type: text/html", b"Content-Transfer-Encoding: base64", b"--b", b"--b--", b"\r\n",
     b"\n", b"\r", b"=?utf-8?q?", b"?=", b"<a@x.example>", b"\x00", b"\xff\xfe", b'"', b"(", b"<div",
     b"<blockquote>", b"; charset=utf-16", b"BEGIN:VEVENT", b"Received: ;", b"9 Nov 2026 10:00 ",
     b"+0100", b"References: <", b"Message-ID: <>", b"=", b"message/delivery-status"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.binary(max_size=10)), max_size=60).map(b"".join))
def test_no_mutated_mail_raises(raw: bytes) -> None:
    message = normalise(make_record(raw))
    f"{message.subject}{message.text}{message.sender}".encode()
