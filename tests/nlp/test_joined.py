"""Two things with a date each are two promises; everything else stays one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from nlp.tags import Context, SentenceTags

if TYPE_CHECKING:
    from nlp.tagger import Tagger

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def read(tagger: Tagger, text: str) -> list[tuple[str, SentenceTags]]:
    tags = tagger.tag(Context(id="m", text=text, sent_at=MONDAY, zone="UTC"))
    return [(text[one.start : one.end], one) for one in tags.sentences if one.due is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "I'll send you the trial balance tomorrow and the final accounts on Friday.",
            [("send you the trial balance", "03"), ("send you the final accounts", "06")],
        ),
        (
            "We will deliver the racks on Tuesday, the doors on Wednesday and the keys on Friday.",
            [("deliver the racks", "03"), ("deliver the doors", "04"), ("deliver the keys", "06")],
        ),
        (
            "I'll send you the report by Friday and call you on Wednesday.",
            [("send you the report", "06"), ("call you", "04")],
        ),
    ],
)
def test_each_thing_has_its_own_date(
    tagger: Tagger, text: str, expected: list[tuple[str, str]]
) -> None:
    found = read(tagger, text)
    dates = [(one.content, one.due and one.due.from_at) for _, one in found]
    assert [(what, f"{at:%d}" if at else None) for what, at in dates] == expected
    assert " ".join(words for words, _ in found).startswith(text[:20])


@pytest.mark.parametrize(
    "text",
    [
        "I'll check it by Monday and come back to you by Friday.",
        "We'll send it by Friday at noon.",
        "I'll send you the slides for the meeting on Wednesday and the agenda by Thursday.",
        "I will return the contract tomorrow, our director is in the house in the morning.",
        "I'll call you on Tuesday or Wednesday.",
    ],
)
def test_these_stay_one(tagger: Tagger, text: str) -> None:
    assert [words for words, _ in read(tagger, text)] == [text]
