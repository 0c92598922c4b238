"""Homes under attack, and the language model loaded once for all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import reset_tzpath

import pytest

from tests.security.world import Home

if TYPE_CHECKING:
    from nlp.parse import SpacyParser


@pytest.fixture(scope="session")
def parser() -> SpacyParser:
    """The language model."""
    from nlp.parse import SpacyParser

    loaded = SpacyParser()
    list(loaded.parse(["Loaded with the first sentence."]))
    return loaded


@pytest.fixture(autouse=True)
def one_parser(parser: SpacyParser, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every run of a test uses the one that is loaded; umask and zones are put back."""
    from nlp import tagger

    monkeypatch.setattr(tagger, "SpacyParser", lambda: parser)
    before = os.umask(0o022)
    reset_tzpath(to=())
    yield
    os.umask(before)
    reset_tzpath()


@pytest.fixture
def make_home(tmp_path: Path) -> Callable[..., Home]:
    """`make_home(hold_s=0, …)`: another home."""
    count = 0

    def make(**given: Any) -> Home:
        nonlocal count
        count += 1
        return Home(tmp_path / f"h{count}", **given)

    return make


@pytest.fixture
def home(make_home: Callable[..., Home]) -> Home:
    """A home that has read nothing yet; approved drafts leave at once."""
    return make_home()
