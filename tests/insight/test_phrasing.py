"""A promise in the mouth of our side: who is "you", and what was done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.insight.phrasing import say_done, say_task
from assistant.insight.records import Promise, PromiseState, Side

SAID = datetime(2026, 11, 16, 9, tzinfo=UTC)


def make_promise(side: Side, content: str, quote: str) -> Promise:
    return Promise(
        id="p",
        debtor=side,
        person="a@x.example",
        creditor=None,
        client="acme",
        content=content,
        quote=quote,
        message_id="m@x",
        thread_id="t",
        start=0,
        end=len(quote),
        said_at=SAID,
        due=None,
        state=PromiseState.OPEN,
    )


@pytest.mark.parametrize(
    ("side", "content", "quote", "said"),
    [
        (Side.US, "send you the plan", "I'll send you the plan.", "send you the plan"),
        (Side.US, "send me the file", "Sure, will do.", "send you the file"),
        (Side.US, "send us your offer", "No problem, will do.", "send you our offer"),
        (Side.US, "check my numbers with Ewa", "Will do.", "check your numbers with Ewa"),
        (Side.US, "have the final script", "You'll have the final script by noon.",
         "deliver the final script"),
        (Side.US, "send you the new\nversion", "I'll send you the new\nversion today.",
         "send you the new version"),
        (Side.THEM, "send you the list", "I'll send you the list.", "send us the list"),
        (Side.THEM, "send me the list", "Sure.", "send me the list"),
        (Side.THEM, "return our contract", "We will return our contract.", "return your contract"),
        (Side.THEM, "take it to the committee", "I'll take it to the committee.",
         "take it to the committee"),
        (Side.US, "", "Will do.", ""),
    ],
)  # fmt: skip
def test_a_promise_is_said_to_the_client(side: Side, content: str, quote: str, said: str) -> None:
    assert say_task(make_promise(side, content, quote)) == said


@pytest.mark.parametrize(
    ("task", "done"),
    [
        ("send you the plan", "sent you the plan"),
        ("check with the warehouse team and revert", "checked with the warehouse team and reverted"),
        ("review the contract and send the comments", "reviewed the contract and sent the comments"),
        ("test pumps and valves", "tested pumps and valves"),
        ("notify Ewa", "notified Ewa"),
        ("deliver the report", "delivered the report"),
        ("upload the size charts", "uploaded the size charts"),
        ("finish the regression test", "finished the regression test"),
        ("be there", None),
        ("Unterlagen schicken", None),
        ("", None),
    ],
)  # fmt: skip
def test_what_is_done_is_said_in_the_past(task: str, done: str | None) -> None:
    assert say_done(task) == done
