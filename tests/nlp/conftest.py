"""One tagger for all language tests: loading the model costs more than most of them."""

from __future__ import annotations

import pytest

from nlp.tagger import Tagger


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger()
