"""Finding the browser, without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.browser import find_chromium


def test_a_named_browser_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("RAPPORT_CHROMIUM", str(program))
    assert find_chromium() == program


def test_a_wrong_name_is_not_taken_for_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(pytest.UsageError, match="/nowhere/chromium"):
        find_chromium()
