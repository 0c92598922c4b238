"""A mailbox of which only the headers are read, whatever stands behind it."""

from __future__ import annotations

from connectors.base import MailConnector, MailRecord, Problem
from connectors.headers_only import HeadersOnly, cut_body
from connectors.memory import MemoryMail

RAW = b"From: ann@arden.example\r\nSubject: Plan\r\n\r\nThe secret plan.\r\n"


def test_every_record_has_its_header_and_nothing_else() -> None:
    mailbox = MemoryMail(page_items=2)
    for _ in range(5):
        mailbox.add(RAW)
    records = [
        one for page in HeadersOnly(mailbox).fetch_changes("INBOX", None) for one in page.upserted
    ]
    assert len(records) == 5
    assert {one.raw for one in records} == {RAW[: RAW.index(b"The secret")]}
    assert all(one.truncated and one.size == len(RAW) for one in records)


def test_what_is_wrong_with_a_body_is_no_problem() -> None:
    problems = tuple(Problem(kind, "What happened.") for kind in ("too-large", "truncated", "odd"))
    record = cut_body(MailRecord("1", "INBOX", RAW, len(RAW), problems=problems))
    assert [problem.kind for problem in record.problems] == ["odd"]


def test_cursors_flags_and_deletions_pass_through() -> None:
    mailbox = MemoryMail()
    mailbox.add(RAW, provider_id="a")
    mailbox.add(RAW, provider_id="b")
    connector = HeadersOnly(mailbox)
    [first] = connector.fetch_changes("INBOX", None)
    mailbox.flag("a", frozenset({"seen"}))
    mailbox.delete("b")
    [second] = connector.fetch_changes("INBOX", first.cursor)
    assert [one.provider_id for one in second.flag_changes] == ["a"]
    assert second.deleted_ids == ("b",)
    assert connector.list_collections() == mailbox.list_collections()
    assert isinstance(connector, MailConnector)
