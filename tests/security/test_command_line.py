"""What a person or a script may type: ids, moments, bytes; each ends in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.security.world import Home

ODD_IDS = ["", "%", "_", "*", "' OR 1=1 --", "../x", "\x1b[31m", "x" * 10_000, "a\x00b"]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("command", ["gaps", "replies", "promises", "meetings", "touchpoints"])
@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31", "9999-12-30", "0001-01-02T00:00Z"])
def test_a_moment_at_an_end_of_time_is_wrong_usage(home: Home, command: str, moment: str) -> None:
    assert home.rapport(command, "--as-of", moment).code == 2


@pytest.mark.parametrize("given", ODD_IDS, ids=ascii)
def test_an_odd_id_names_nothing_and_finds_nothing(home: Home, given: str) -> None:
    for command in (["drafts", "show"], ["drafts", "undo"], ["drafts", "reopen"], ["drafts", "accept"],
                    ["message", "show"], ["threads", "split"]):  # fmt: skip
        ended = home.rapport(*command, "--", given)
        assert ended.code == 1
        assert "\x1b[31m'" not in ended.err
        assert "Traceback" not in ended.err


@pytest.mark.parametrize("slug", ["../../evil", "/etc/passwd", "..", ".", "a/b", "\x1b[2J"])
def test_a_slug_is_a_name_and_no_path(home: Home, slug: str) -> None:
    files = sorted(home.path.parent.rglob("*"))
    assert home.rapport("clients", "set", slug, "tier=strategic").code == 1
    assert home.rapport("clients", "merge", slug, "fernhill").code == 1
    assert home.rapport("clients", "merge", "fernhill", slug).code == 1
    after = set(home.path.parent.rglob("*")) - {home.path / name for name in
        ("rapport.db", "rapport.db-wal", "rapport.db-shm", ".lock")}  # fmt: skip
    assert sorted(after) == files
