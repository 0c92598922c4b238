"""The marks of our own drafts, when somebody else puts them into a mail."""

from __future__ import annotations

from tests.security.test_approval import approve
from tests.security.world import NOW, Home, header_of

RECEIVED = (
    "Received: from mx.fernhill.example by mx.brightmoor.example; Tue, 17 Nov 2026 15:00:01 +0000"
)
AS_OF = ("--as-of", NOW.isoformat())


def find_state(home: Home, draft_id: str) -> str:
    return str(home.rapport("drafts", "show", draft_id, "--json").json["state"])


def test_a_mail_that_calls_itself_unsent_is_read_all_the_same(home: Home) -> None:
    home.mail(headers=f"X-Unsent: 1\n{RECEIVED}")
    home.run()
    [gap] = home.rapport("gaps", "--json", *AS_OF).json["gaps"]
    assert gap["kind"] == "reply_owed"


def test_a_draft_that_lies_in_the_mail_folder_is_no_mail(home: Home) -> None:
    home.mail(headers="X-Unsent: 1")
    home.run()
    assert home.rapport("gaps", "--json", *AS_OF).json["gaps"] == []


def test_a_stranger_who_sends_our_mark_back_does_not_close_the_draft(home: Home) -> None:
    home, draft_id = approve(home)
    home.rapport("deliver")
    [raw] = home.delivered()
    mark = header_of(raw, "X-Rapport-Draft")[0].decode()
    before = home.rapport("drafts", "show", draft_id, "--json").json
    home.mail(
        sender="Mallory <mallory@evil.example>",
        subject="Other",
        headers=f"X-Rapport-Draft: {mark}\n{RECEIVED}",
    )
    ended = home.run()
    assert "seen in the mailbox" not in ended.out
    assert home.rapport("drafts", "show", draft_id, "--json").json == before


def test_a_mail_under_the_id_of_our_draft_does_not_stand_in_for_it(home: Home) -> None:
    home, draft_id = approve(home)
    sha256 = home.rapport("drafts", "show", draft_id, "--json").json["sha256"]
    home.mail(
        sender="Mallory <mallory@evil.example>",
        subject="Other",
        message_id=f"rapport.{draft_id}.{sha256[:24]}@brightmoor.example",
    )
    home.rapport("sync")
    home.rapport("deliver")
    assert len(home.delivered()) == 1
    assert find_state(home, draft_id) == "delivered"
