"""What the rules alone read in a sentence, before the classifier is asked."""

from __future__ import annotations

import pytest

from nlp.commitments.find import find_commitments
from nlp.gate import needs_parse
from nlp.parse import SpacyParser
from nlp.plain import make_plain
from nlp.requests.find import find_asks
from nlp.tags import Act
from nlp.view import View
from tests.nlp.rules_table import TABLE

NAMES = {
    Act.COMMITMENT: "c",
    Act.REQUEST: "r",
    Act.QUESTION: "q",
    Act.OFFER: "o",
}


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return SpacyParser()


@pytest.mark.parametrize(("text", "acts"), TABLE, ids=[text[:60] for text, _ in TABLE])
def test_rules_read_a_wording(parser: SpacyParser, text: str, acts: str) -> None:
    plain = make_plain(text, 0, len(text)).text
    parse = next(parser.parse([plain])) if needs_parse(plain) else None
    view = View(plain, parse)
    found = {NAMES[finding.act] for finding in (*find_asks(view), *find_commitments(view))}
    assert "".join(sorted(found)) == acts


def test_no_wording_stands_twice() -> None:
    assert len({text for text, _ in TABLE}) == len(TABLE) >= 100
