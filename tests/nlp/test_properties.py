"""What must hold for any text: offsets are valid, zones and sentences nest, hostile text ends."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.gate import needs_parse
from nlp.reading import MAX_TEXT
from nlp.tags import Act, Context, MessageTags, ZoneKind

if TYPE_CHECKING:
    from nlp.tagger import Tagger

SENT = datetime(2026, 3, 4, 10, tzinfo=UTC)

_LINES = st.sampled_from(
    [
        "I'll send it by Friday.",
        "Could you call me tomorrow?",
        "> quoted words",
        "On 3 Mar 2026, at 16:12, Lena Vogt wrote:",
        "From: Lena Vogt <lena@north.example>",
        "Sent: Tuesday, March 3, 2026 4:12 PM",
        "Subject: Figures",
        "-----Original Message-----",
        "-- ",
        "Best regards,",
        "Raj Mehta",
        "Unsubscribe",
        "- a point",
        "",
        " ",
        "\u202ereversed",
        "\ud800",
        "\x00",
        "ありがとうございます。",
        "İstanbul’da görüşürüz",
        "We are very disappointed.\r",
    ]
)
_TEXTS = st.one_of(
    st.lists(_LINES, max_size=14).map("\n".join),
    st.text(max_size=300),
    st.text(alphabet="aI .,!?>\n\t-'@<:/0123\ud800\u200b", max_size=300),
)


def check(text: str, tags: MessageTags) -> None:
    end = 0
    covered = [False] * len(text)
    for zone in tags.zones:
        assert end <= zone.start < zone.end <= tags.read_until <= len(text)
        covered[zone.start : zone.end] = [True] * (zone.end - zone.start)
        end = zone.end
    assert all(
        covered[n] or not c.isprintable() or c.isspace()
        for n, c in enumerate(text[: tags.read_until])
        if c.isalnum()
    )
    end = 0
    new = [zone for zone in tags.zones if zone.kind is ZoneKind.NEW]
    for sentence in tags.sentences:
        assert end <= sentence.start < sentence.end
        assert any(z.start <= sentence.start and sentence.end <= z.end for z in new)
        assert (sentence.due is not None) is sentence.has(Act.DEADLINE)
        if sentence.due is not None:
            assert sentence.start <= sentence.due.start < sentence.due.end <= sentence.end
        end = sentence.end


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=_TEXTS, presplit=st.booleans())
def test_offsets_are_valid_for_any_text(tagger: Tagger, text: str, presplit: bool) -> None:
    context = Context(id="p", text=text, sent_at=SENT, previous=("I'll send it.",))
    check(text, tagger.tag(context))
    split = tagger.tag(Context(id="p", text=text, presplit=True))
    assert [(s.start, s.end) for s in split.sentences] == ([(0, len(text))] if text else [])


HOSTILE = {
    "one word": "a" * MAX_TEXT,
    "white space": " " * MAX_TEXT,
    "line feeds": "\n" * MAX_TEXT,
    "quote marks": ">" * MAX_TEXT,
    "quote lines": "> \n" * (MAX_TEXT // 3),
    "rules": "--\n" * (MAX_TEXT // 3),
    "attributions": "On 1/1/2026 10:10 x\n" * (MAX_TEXT // 20),
    "attribution without an end": "On Mon, 3 Mar 2026 at 10:10 " * (MAX_TEXT // 28),
    "headers": "From: a@b.example\n" * (MAX_TEXT // 18),
    "header fields": "Subject: x\nTo: y\n\n" * (MAX_TEXT // 18),
    "promises": "I will do it and " * (MAX_TEXT // 17),
    "politeness": "please " * (MAX_TEXT // 7),
    "conditions": "if you want " * (MAX_TEXT // 12),
    "adverbs": "not very really so too " * (MAX_TEXT // 23),
    "adjectives": "any further additional more other " * (MAX_TEXT // 34),
    "dates": "by 3/4 and " * (MAX_TEXT // 11),
    "names": "Ann, " * (MAX_TEXT // 5),
    "question marks": "?" * MAX_TEXT,
    "dots": ". " * (MAX_TEXT // 2),
    "nul": "\x00" * MAX_TEXT,
    "surrogates": "\ud800" * MAX_TEXT,
    "bidi": "\u202eI will \x00send\u200b it by Friday.\n" * (MAX_TEXT // 31),
    "addresses": "a@" * (MAX_TEXT // 2),
    "links": "http://" * (MAX_TEXT // 7),
    "kanji": "漢字" * (MAX_TEXT // 2),
    "sign-offs": "Regards,\n" * (MAX_TEXT // 9),
    "disclaimers": "confidential intended recipient " * (MAX_TEXT // 32),
    "bullets": "- x\n" * (MAX_TEXT // 4),
}

#: CPU seconds for 100,000 characters of the worst kind, on a machine shared with other work;
#: ordinary text of that length takes two to four.
_BOUND_S = 25.0


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends_in_bounded_time(tagger: Tagger, name: str) -> None:
    text = HOSTILE[name]
    began = time.process_time()
    tags = tagger.tag(Context(id="h", text=text, sent_at=SENT, previous=(text[:1_000],)))
    assert time.process_time() - began < _BOUND_S
    check(text, tags)


def test_text_over_the_limit_is_cut_at_a_paragraph(tagger: Tagger) -> None:
    text = "A short paragraph of words.\n\n" * 5_000
    tags = tagger.tag(Context(id="c", text=text))
    assert tags.read_until <= MAX_TEXT
    assert text[tags.read_until :].startswith("\n\n")
    assert tags.read_until + tags.cut_characters == len(text)


def test_messages_alone_and_together_are_tagged_the_same(tagger: Tagger) -> None:
    texts = ["I'll send it by Friday.", "Danke, passt.", "", "Could you call me?", "Thanks!"] * 20
    contexts = [Context(id=str(n), text=text, sent_at=SENT) for n, text in enumerate(texts)]
    assert list(tagger.tag_many(contexts)) == [tagger.tag(context) for context in contexts]


def test_importing_the_tagger_loads_no_model() -> None:
    import subprocess
    import sys

    program = "import sys, nlp.tagger; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("text", ["The contract has twelve pages.", "Thanks!", "Hi Ann,", "---"])
def test_plain_statements_are_not_parsed(text: str) -> None:
    assert not needs_parse(text)
