"""The report as a mail: to the owner and nobody else, marked as a machine's, the same in each part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from assistant.drafting.compose import BadAddress
from assistant.reports.mail import is_clear, make_report_mail
from connectors.base import PermanentError
from tests.reports.builders import NOW, make_draft, make_gap, make_report, make_source
from tests.reports.hostile import TEXTS, make_hostile_report
from tests.reports.reading import read_html, words

if TYPE_CHECKING:
    from assistant.reports.daily import DailyReport

ANN = "ann@firm.example"
DAY = date(2026, 11, 19)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "X-Rapport-Report", "MIME-Version", "Content-Type",
]  # fmt: skip


def make(report: DailyReport, address: str = ANN) -> EmailMessage:
    note = make_report_mail(report, address=address, day=DAY, date_at=NOW)
    assert note.address == address
    parsed = message_from_bytes(note.raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def parts(mail: EmailMessage) -> dict[str, str]:
    return {part.get_content_type(): part.get_content() for part in mail.iter_parts()}


def test_the_mail_goes_from_the_owner_to_the_owner() -> None:
    mail = make(make_report(make_gap()))
    assert mail.keys() == HEADERS
    assert str(mail["From"]) == "Rapport <ann@firm.example>"
    assert str(mail["To"]) == "Ann Arden <ann@firm.example>"
    assert mail["Subject"] == "Rapport, Thu 19 Nov: 1 late"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Rapport-Report"] == "daily 2026-11-19"
    assert not any(mail.defects)


def test_both_parts_say_what_the_report_says() -> None:
    mail = make(make_report(make_gap(), drafts=(make_draft(),)))
    found = parts(mail)
    assert list(found) == ["text/plain", "text/html"]
    for text in (words(found["text/plain"]), read_html(found["text/html"])):
        assert "Bob Brandt asked on Tue 17 Nov and has waited 2 working days of ours." in text
        assert "→ Reply to Bob Brandt." in text
        assert "gap 10000000 · draft 10000000 ready" in text


@pytest.mark.parametrize("text", TEXTS, ids=[repr(text[:24]) for text in TEXTS])
def test_no_text_changes_who_gets_it_or_what_it_is(text: str) -> None:
    report = make_hostile_report(text)
    mail = make(report)
    assert mail.keys() == HEADERS
    for field in ("From", "To"):
        assert [one.addr_spec for one in mail[field].addresses] == [ANN]
    assert "Bcc" not in mail
    assert mail["Auto-Submitted"] == "auto-generated"
    assert list(parts(mail)) == ["text/plain", "text/html"]
    assert "evil" not in str(mail["Subject"])


def test_every_line_fits_the_protocol() -> None:
    note = make_report_mail(make_hostile_report("x" * 5000), address=ANN, day=DAY, date_at=NOW)
    assert max(map(len, note.raw.split(b"\r\n"))) <= 200
    assert note.raw.isascii()


def test_a_second_try_is_the_same_mail_to_a_mailbox() -> None:
    first, second = make(make_report(make_gap())), make(make_report())
    assert first["Message-ID"] == second["Message-ID"]
    other = make_report_mail(make_report(), address=ANN, day=DAY + timedelta(1), date_at=NOW)
    assert first["Message-ID"].encode() not in other.raw


@pytest.mark.parametrize(
    "address",
    ["ann@firm.example, eve@evil.example", "ann@firm.example\r\nBcc: e@evil.example", "ann"],
)
def test_what_is_not_one_address_gets_no_mail(address: str) -> None:
    with pytest.raises((BadAddress, PermanentError)):
        make_report_mail(make_report(), address=address, day=DAY, date_at=NOW)


@pytest.mark.parametrize(
    ("report", "subject"),
    [
        (make_report(), "Rapport, Thu 19 Nov: nothing is waiting"),
        (make_report(sources=()), "Rapport, Thu 19 Nov: nothing was read"),
        (
            make_report(make_gap(), sources=(make_source(), make_source(error="Broken."))),
            "Rapport, Thu 19 Nov: 1 source not read · 1 late",
        ),
        (
            make_report(sources=(make_source(), make_source(error="Broken."))),
            "Rapport, Thu 19 Nov: 1 source not read",
        ),
    ],
)
def test_the_subject_says_the_most_important_thing_and_names_nobody(
    report: DailyReport, subject: str
) -> None:
    assert make(report)["Subject"] == subject


def test_a_failed_source_stands_at_the_top_of_both_parts() -> None:
    report = make_report(make_gap(), sources=(make_source(), make_source(error="It is broken.")))
    for text in parts(make(report)).values():
        assert 0 < text.index("It is broken.") < text.index("1 late")


@pytest.mark.parametrize(
    ("report", "clear"),
    [
        (make_report(), True),
        (make_report(make_gap()), False),
        (make_report(drafts=(make_draft(),)), False),
        (make_report(sources=()), False),
        (make_report(sources=(make_source(), make_source(error="Broken."))), False),
        (make_report(sources=(make_source(complete=False),)), False),
        (make_report(sources=(make_source(last_success_at=NOW - timedelta(days=2)),)), False),
        (make_report(sources=(make_source(last_success_at=None),)), False),
        (replace(make_report(), notes=("The report of Wed could not be mailed.",)), False),
    ],
)
def test_only_a_day_with_nothing_to_say_is_clear(report: DailyReport, clear: bool) -> None:
    assert is_clear(report) is clear
