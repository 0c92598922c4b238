"""Plain text for the rules and the way back to the offsets."""

from __future__ import annotations

import pytest

from nlp.plain import make_plain, sanitise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ill send it tmrw", "i'll send it tmrw"),
        ("pls call", "please call"),
        ("can u send it", "can you send it"),
        ("I dont know", "I don't know"),
        ("Ben is ill today", "Ben is ill today"),
        ("the u-turn", "the u-turn"),
        ("two   spaces\nand a line", "two spaces and a line"),
        ("it’s “fine”", 'it\'s "fine"'),
    ],
)
def test_sentence_is_made_plain(text: str, plain: str) -> None:
    assert make_plain(text, 0, len(text)).text == plain


def test_spans_lead_back_to_the_words_as_written() -> None:
    text = "xx pls  send it,  ill wait"
    plain = make_plain(text, 3, len(text))
    for word, written in (("please", "pls"), ("send", "send"), ("i'll", "ill"), ("wait", "wait")):
        at = plain.text.index(word)
        start, end = plain.span(at, at + len(word))
        assert text[start:end] == written


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\u202eb", "a\r\nb", "a\rb", "a\u2028b"])
def test_sanitising_keeps_the_length(text: str) -> None:
    clean = sanitise(text)
    assert len(clean) == len(text)
    assert clean.encode("utf-8")
