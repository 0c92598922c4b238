"""Lines for `tag` that are none: each is named, and the others are answered."""

from __future__ import annotations

import io
import json

from nlp.jsonl import run_jsonl

GOOD = b'{"id": "good", "text": "Could you send it by Friday?"}'
BAD = [
    b"[" * 100_000,
    b'{"id": "1", "text": ' + b"[" * 100_000,
    b"null",
    b"\xff\xfe{}",
    b'{"id": "1"}',
    b'{"id": "1", "text": "I will send it tomorrow.", "sent_at": "9999-12-31T23:59:59Z", "zone": "Pacific/Kiritimati"}',
    b'{"id": "1", "text": "I will send it tomorrow.", "sent_at": "0001-01-01T00:00:00Z", "zone": "America/New_York"}',
    b'{"id": "1", "text": "I will send it tomorrow.", "sent_at": NaN}',
    b'{"id": "1", "text": "Hello.", "zone": "../../etc/passwd"}',
    b'{"id": "1", "text": "Hello.", "n": ' + b"9" * 5_000 + b"}",
]  # fmt: skip
ODD = [
    b'{"id": "odd", "text": "\\ud800 could you \\u001b[2J \\u202e send it?", "locale": "\\ud800"}',
    b'{"id": "odd", "text": "on 05/06/0001, could you?", "sent_at": "1970-01-01T00:00:00+14:00"}',
]


def test_a_bad_line_is_named_and_its_neighbours_are_answered() -> None:
    lines = [line for bad in (*BAD, *ODD) for line in (bad, GOOD)]
    out, err = io.StringIO(), io.StringIO()
    assert run_jsonl(lines, out, err) == 3
    answers = [json.loads(line)["id"] for line in out.getvalue().splitlines()]
    assert answers.count("good") == len(BAD) + len(ODD)
    assert len(answers) + err.getvalue().count("\nLine ") + 1 == len(lines)
    assert out.getvalue().isascii()
