"""The JSON contract of a draft."""

from __future__ import annotations

import json

from assistant.drafting.records import Block, Mailbox
from assistant.review.view import draft_json, drafts_json
from tests.review.world import ANA, JONAS, Writer, add_draft, approve, make_draft

KEYS = [
    "id", "kind", "state", "revision", "sha256", "client", "to", "cc", "subject", "body", "evidence",
    "blocked_by", "goes_out_at",
]  # fmt: skip


def test_every_key_is_always_there(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
    answer = draft_json(stored)
    assert list(answer) == KEYS
    assert (answer["state"], answer["revision"], answer["goes_out_at"]) == ("proposed", 1, None)
    assert (answer["client"], answer["to"], answer["cc"]) == ("brightwater", [JONAS], [])
    assert len(answer["sha256"]) == 64
    assert json.loads(json.dumps(drafts_json([stored])))["schema"] == 1


def test_an_approved_draft_says_when_it_goes_out(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = approve(connection, add_draft(connection, owner_id))
    assert draft_json(stored)["goes_out_at"] == "2026-11-18T10:00:30Z"


def test_evidence_names_its_fact_and_message(writer: Writer, owner_id: int) -> None:
    with writer() as connection:
        stored = add_draft(connection, owner_id)
    assert draft_json(stored)["evidence"][1] == {
        "fact": "question-1",
        "message_id": "m1@brightwater.example",
        "ical_uid": None,
        "recurrence_id": None,
        "quote": "Is it signed?",
        "start": None,
        "end": None,
    }


def test_a_prospect_has_no_client_and_blocks_are_spelt_out(writer: Writer, owner_id: int) -> None:
    asked = Block("mixed-thread", "Two clients.", confirmable=True)
    with writer() as connection:
        stored = add_draft(connection, owner_id, prospect=True, blocked_by=(asked,))
    answer = draft_json(stored)
    assert answer["client"] is None
    assert answer["blocked_by"] == [
        {"code": "mixed-thread", "message": "Two clients.", "confirmable": True}
    ]


def test_copies_are_addresses(writer: Writer, owner_id: int) -> None:
    content = make_draft().content
    with_copy = type(content)(
        content.sender, content.to, (Mailbox(ANA, "Ana"),), content.subject, content.body
    )
    with writer() as connection:
        assert draft_json(add_draft(connection, owner_id, content=with_copy))["cc"] == [ANA]
