"""The labelled mail is read as its writers meant it, and is in order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from nlp.tags import Act, ToneLabel
from training.read import Sentence, TrainingError, read_sentences

_HEAD = "= ag-one | printing | terse, native | customer to printer\n"


def _read(folder: Path, text: str) -> list[Sentence]:
    (folder / "some.txt").write_text(text, encoding="utf-8")
    return read_sentences(folder)


def test_codes_tone_due_and_paragraphs_are_read(tmp_path: Path) -> None:
    first, second = _read(tmp_path, _HEAD + "Z: Hi Ann,\n\nRK-: Send it {by noon}, at last.\n")
    assert (first.acts, first.paragraph, first.tone) == (
        frozenset({Act.CLOSING}),
        0,
        ToneLabel.NEU,
    )
    assert second.acts == {Act.REQUEST, Act.COMPLAINT, Act.DEADLINE}
    assert (second.text, second.due) == ("Send it by noon, at last.", "by noon")
    assert (second.paragraph, second.tone, second.writer) == (1, ToneLabel.NEG, "A")


@pytest.mark.parametrize(
    "text",
    ["Z: Hi\n", _HEAD + "no codes\n", _HEAD + "Y: unknown\n", _HEAD + _HEAD, "= ag-one | a\n",
     "= zz-one | a | b | c\n"],
)  # fmt: skip
def test_a_line_that_says_nothing_is_refused_by_its_number(tmp_path: Path, text: str) -> None:
    with pytest.raises(TrainingError, match=r"some.txt:\d"):
        _read(tmp_path, text)


def test_the_training_mail_is_large_and_varied() -> None:
    sentences = read_sentences()
    assert len(sentences) >= 5000
    assert len({s.writer for s in sentences}) >= 5
    frequent = Counter(s.text.lower() for s in sentences if len(s.text) > 25)
    assert not [text for text, times in frequent.items() if times > 3]


def test_a_deadline_goes_with_something_owed() -> None:
    owing = {Act.COMMITMENT, Act.REQUEST}
    assert not [s for s in read_sentences() if s.due and not owing & s.acts]
    assert all(s.due in s.text for s in read_sentences())
