"""What a person may make of a draft: other recipients and words, held to the same rules."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from tests.security.world import ALICE, BRUNO, NOW, OWNER, Home


@pytest.fixture
def ready(home: Home) -> tuple[Home, str]:
    """A home with one draft that could be approved."""
    home.mail()
    home.run()
    [draft] = home.drafts()
    home.rapport("drafts", "respond", draft["id"], "--add-fact", "The signed offer is attached.")
    return home, draft["id"]


REFUSED = [
    ("--to", BRUNO),
    ("--cc", BRUNO),
    ("--to", "x@evil.example"),
    ("--to", f"{ALICE},x@evil.example"),
    ("--to", "alice.thorne@fernhill.example.evil.example"),
    ("--to", OWNER),
    ("--to", "no-reply@fernhill.example"),
    ("--cc", "mailer-daemon@fernhill.example"),
    ("--to", "\u0430lice@fernhill.example"),
    ("--to", "alice..thorne@fernhill.example"),
    ("--add-fact", "A right-to-left override \u202e turns this."),
    ("--add-fact", "[your name] of ours"),
    ("--add-fact", "Bruno Vidal gets twelve percent."),
    ("--add-fact", "Casa Vidal gets twelve percent."),
    ("--add-fact", "casavidal.example gets twelve percent."),
]


def test_what_a_person_may_not_send_is_not_approved(ready: tuple[Home, str]) -> None:
    home, draft_id = ready
    for number, (option, value) in enumerate(REFUSED):
        one = Home.at(shutil.copytree(home.path, home.path.parent / f"try{number}"))
        ended = one.rapport("drafts", "respond", draft_id, option, value)
        assert ended.code or one.accept(draft_id).code == 1, value
        one.rapport("deliver")
        assert one.delivered() == [], value
    assert home.accept(draft_id).code == 0


def test_a_colleague_below_our_own_domain_may_be_copied(ready: tuple[Home, str]) -> None:
    home, draft_id = ready
    home.rapport("drafts", "respond", draft_id, "--cc", "tomas@berlin.brightmoor.example")
    assert home.accept(draft_id).code == 0


def test_a_foreign_name_leaves_only_when_it_was_looked_at(ready: tuple[Home, str]) -> None:
    home, draft_id = ready
    home.rapport(
        "drafts", "edit", draft_id, "--body", "Dear Alice,\n\nBruno Vidal sends regards.\n"
    )
    assert home.accept(draft_id).code == 1
    assert home.accept(draft_id, "--confirm", "long-subject").code == 1
    assert home.accept(draft_id, "--confirm", "foreign-name").code == 0


def test_a_sentence_stays_whole_when_the_name_in_its_fact_is_anothers(home: Home) -> None:
    home.mail(subject="Casa Vidal rebate")
    home.mail(
        sender=f"Nina Kessler <{OWNER}>",
        to=ALICE,
        subject="Casa Vidal contract",
        body="Dear Alice,\n\nCould you sign the contract?\n\nNina\n",
        at=NOW - timedelta(days=9),
    )
    home.run()
    drafts = {draft["kind"]: draft for draft in home.drafts()}
    for draft in drafts.values():
        assert "foreign-name" in [block["code"] for block in draft["blocked_by"]]
        assert "vidal" not in draft["body"].casefold()
    assert "your message of Tuesday, 17 November," in drafts["reply"]["body"]
    assert "I asked on Tuesday, 10 November: “Could you" in drafts["nudge"]["body"]


def test_a_sentence_stays_whole_when_its_fact_is_left_out(ready: tuple[Home, str]) -> None:
    home, draft_id = ready
    ended = home.rapport("drafts", "respond", draft_id, "--omit", "message-1")
    assert "Thank you for your message. Please excuse the wait." in ended.out
