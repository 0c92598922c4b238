"""The contract of `rapport tag`: one object a line in, one a line out, in order."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from nlp.jsonl import BadRecordError, read_record, run_jsonl
from nlp.tagger import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp.tagger import Tagger


def run(
    tagger: Tagger | None, *lines: object, presplit: bool = False, jobs: int = 1
) -> tuple[int, list[dict[str, Any]], str]:
    source = [line if isinstance(line, str | bytes) else json.dumps(line) for line in lines]
    out, talk = io.StringIO(), io.StringIO()
    code = run_jsonl(source, out, talk, presplit=presplit, jobs=jobs, tagger=tagger)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], talk.getvalue()


def test_answer_has_exactly_the_keys_of_the_contract(tagger: Tagger) -> None:
    record = {
        "id": "m1",
        "text": "I'll send it by Friday.",
        "sent_at": "2026-03-04T10:00:00Z",
        "zone": "Europe/Berlin",
    }
    code, answers, talk = run(tagger, record)
    assert (code, talk) == (0, "")
    assert answers == [
        {
            "schema": 1,
            "id": "m1",
            "version": tagger.version,
            "language": "en",
            "understood": True,
            "depth": "full",
            "zones": [{"kind": "new", "start": 0, "end": 23}],
            "sentences": [
                {
                    "start": 0,
                    "end": 23,
                    "acts": [
                        {"kind": "commitment", "score": 0.9},
                        {"kind": "deadline", "score": 0.8},
                    ],
                    "tone": {"label": "neu", "score": 0.0},
                    "due": {
                        "text": "by Friday",
                        "from": "2026-03-05T23:00:00Z",
                        "to": "2026-03-06T23:00:00Z",
                        "ambiguous": False,
                    },
                    "debtor": "author",
                    "person": None,
                    "content": "send it",
                }
            ],
            "needs_reply": {"label": "no", "score": 0.05, "why": "asks for nothing"},
        }
    ]


def test_without_sent_at_due_has_its_text_and_null_bounds(tagger: Tagger) -> None:
    _, answers, _ = run(tagger, {"id": "m", "text": "I'll send it by Friday."})
    due = answers[0]["sentences"][0]["due"]
    assert due == {"text": "by Friday", "from": None, "to": None, "ambiguous": False}


def test_presplit_line_is_one_sentence_of_new_text(tagger: Tagger) -> None:
    text = "> On 3 May Ann wrote: yes. No.\nThanks"
    _, answers, _ = run(tagger, {"id": "m", "text": text}, presplit=True)
    spans = [(s["start"], s["end"]) for s in answers[0]["sentences"]]
    assert spans == [(0, len(text))]
    assert answers[0]["zones"] == [{"kind": "new", "start": 0, "end": len(text)}]


def test_a_language_that_is_not_read_is_named_and_told_from_nothing_there(tagger: Tagger) -> None:
    texts = (
        "Kérem, küldje el a szerződést péntekig, mert a könyvelésünk várja az aláírt példányt.",
        "The sky is blue over the harbour today, and the ships are in.",
        "Der Himmel über dem Hafen ist heute blau, und die Schiffe sind alle schon da.",
    )
    _, answers, _ = run(tagger, *({"id": str(n), "text": text} for n, text in enumerate(texts)))
    told = [(one["language"], one["understood"], one["depth"]) for one in answers]
    assert told == [("hu", False, "none"), ("en", True, "full"), ("de", True, "simple")]
    assert [one["sentences"][0]["acts"] for one in answers] == [[], [], []]


def test_an_automatic_message_waits_for_nothing(tagger: Tagger) -> None:
    record = {"id": "m", "text": "Could you send me the signed order?", "automatic": True}
    _, answers, _ = run(tagger, record, {**record, "automatic": False})
    assert [one["needs_reply"]["label"] for one in answers] == ["no", "yes"]


def test_answers_come_while_lines_are_still_given(tagger: Tagger) -> None:
    """A stream may be longer than the memory: it is read a few chunks ahead, no further."""
    read: list[int] = []
    out = io.StringIO()

    def lines() -> Iterator[str]:
        for number in range(10 * CHUNK):
            read.append(out.getvalue().count("\n"))
            yield json.dumps({"id": number, "text": "Thanks!"})

    assert run_jsonl(lines(), out, io.StringIO(), tagger=tagger) == 0
    assert max(number - answered for number, answered in enumerate(read)) <= 2 * CHUNK


def test_bad_lines_are_named_and_the_rest_is_done(tagger: Tagger) -> None:
    lines = (
        {"id": "a", "text": "Thanks!"},
        "not json",
        "[1, 2]",
        "",
        {"id": "b"},
        b'{"id": "c", "text": "\xff"}',
        {"id": "d", "text": "Thanks!", "zone": "Mars/Base"},
        {"id": "e", "text": "Thanks!", "sent_at": "yesterday"},
        {"id": "e", "text": "Thanks!", "automatic": "yes"},
        "[" * 100_000,
        {"id": "f", "text": "Thanks!"},
    )
    code, answers, talk = run(tagger, *lines)
    assert code == 3
    assert [answer["id"] for answer in answers] == ["a", "f"]
    assert [line.split(":")[0] for line in talk.splitlines()] == [
        f"Line {number}" for number in (2, 3, 5, 6, 7, 8, 9, 10)
    ]


def test_ids_come_back_as_they_were_given(tagger: Tagger) -> None:
    _, answers, _ = run(tagger, {"id": 7, "text": "x"}, {"text": "y"}, {"id": "\ud800", "text": ""})
    assert [answer["id"] for answer in answers] == [7, None, "\ud800"]


def test_text_over_the_limit_is_cut_and_reported(tagger: Tagger) -> None:
    text = "Hello there.\n\n" * 8_000
    code, answers, talk = run(tagger, {"id": "m", "text": text})
    assert code == 3
    assert "Line 1" in talk
    assert answers[0]["zones"][-1]["end"] <= 100_000


def test_time_without_an_offset_is_the_speakers() -> None:
    line = json.dumps({"text": "x", "sent_at": "2026-03-04T11:00:00", "zone": "Europe/Berlin"})
    context, _ = read_record(line)
    assert context.sent_at is not None
    assert context.sent_at.isoformat() == "2026-03-04T10:00:00+00:00"


@pytest.mark.parametrize("value", [1, True, [], {}])
def test_text_of_another_kind_is_refused(value: object) -> None:
    with pytest.raises(BadRecordError, match="'text'"):
        read_record(json.dumps({"text": value}))


def test_two_processes_answer_as_one() -> None:
    records = [
        {"id": str(n), "text": f"Could you send file {n} by Friday? Thanks, I'll wait."}
        for n in range(150)
    ]
    assert run(None, *records, jobs=2) == run(None, *records, jobs=1)
