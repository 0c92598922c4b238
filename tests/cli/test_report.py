"""`report daily` in its forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import AS_OF, Rapport


@pytest.mark.parametrize(
    ("form", "begin"),
    [("text", "Marta"), ("markdown", "# Marta"), ("html", "<!DOCTYPE html>"), ("json", "{")],
)
def test_a_report_comes_in_each_form(look: Rapport, form: str, begin: str) -> None:
    answer = look("report", "daily", "--format", form, "--as-of", AS_OF)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(begin)


def test_json_is_the_same_by_both_names(look: Rapport) -> None:
    one = look("report", "daily", "--json", "--as-of", AS_OF)
    other = look("report", "daily", "--format", "json", "--as-of", AS_OF)
    assert json.loads(one.out) == json.loads(other.out)


def test_a_report_in_a_file_is_read_by_its_owner_only(look: Rapport, tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    place.write_text("old")
    answer = look("report", "daily", "--format", "html", "--output", str(place), "--as-of", AS_OF)
    assert (answer.code, answer.out) == (0, "")
    assert place.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert place.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_a_file_that_cannot_be_written_is_named(look: Rapport, tmp_path: Path) -> None:
    answer = look("report", "daily", "--output", str(tmp_path / "no" / "report.txt"))
    assert answer.code == 2
    assert "report.txt cannot be written: No such file or directory." in answer.err
