"""Calendar mail of which only the headers were read, and what people write about meetings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.ingest.normalise import normalise
from connectors.headers_only import cut_body
from tests.ingest.builders import make_raw, make_record, read_mail

if TYPE_CHECKING:
    from assistant.ingest.records import NormalisedMessage


def read_headers(**headers: str | None) -> NormalisedMessage:
    """A mail of which nothing but the headers came."""
    return normalise(cut_body(make_record(make_raw("Please come at ten.", **headers))))


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        ({"subject": "Invitation: Review @ Mon 9 Nov 2026 10am - 11am (CET)"}, "request"),
        ({"subject": "Accepted: Review"}, "reply"),
        ({"subject": "Zugesagt: Review"}, "reply"),
        ({"subject": "Canceled event: Review"}, "cancel"),
        ({"subject": "Review", "content_type": 'text/calendar; method="CANCEL"'}, "cancel"),
        ({"subject": "Review", "content_type": "text/calendar"}, "request"),
        ({"content_class": "urn:content-classes:calendarmessage"}, "request"),
        ({"subject": "Re: Invitation: Review"}, None),
        ({"subject": "Updated: the contract"}, None),
        ({"subject": "Review of the invitation: draft"}, None),
        ({}, None),
    ],
)
def test_what_a_calendar_sent_it_for(headers: dict[str, str], method: str | None) -> None:
    assert read_headers(**headers).calendar_method == method


def test_of_whole_mail_its_parts_say_it_and_not_its_subject() -> None:
    assert read_mail("See you there.", subject="Accepted: Review").calendar_method is None


def test_nothing_of_the_body_is_left() -> None:
    message = read_headers()
    assert (message.text, message.body_hash, message.complete) == ("", "", False)
    assert (message.attachments, message.ical, message.problems) == ((), (), ())


def test_a_header_without_an_end_takes_no_text_along() -> None:
    raw = b"From: a@client.example\nSubject: Plan\nand here begins the secret without a blank line"
    message = normalise(cut_body(replace(make_record(raw), size=len(raw))))
    assert message.text == ""
    assert "secret" not in repr(message.subject)
