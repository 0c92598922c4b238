"""A backup is a second home: nobody else reads it, and nothing leaves from it by itself."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from tests.security.test_approval import approve
from tests.security.world import Home

if TYPE_CHECKING:
    from pathlib import Path


def find_modes(folder: Path) -> set[tuple[bool, int]]:
    """(is a folder, permissions) of everything below and of the folder itself."""
    found = [path.lstat().st_mode for path in (folder, *folder.rglob("*"))]
    return {(stat.S_ISDIR(mode), stat.S_IMODE(mode)) for mode in found}


def test_what_was_approved_before_a_backup_does_not_leave_from_it(home: Home) -> None:
    home, _ = approve(home)
    target = home.path.parent / "copy"
    assert home.rapport("backup", str(target)).code == 0
    home.rapport("deliver")
    assert len(home.delivered()) == 1
    copy = Home.at(target)
    copy.rapport("deliver")
    assert copy.delivered() == []
    [draft] = copy.drafts()
    assert draft["state"] == "proposed"


def test_only_its_owner_reads_a_backup(home: Home) -> None:
    home.mail()
    home.run()
    (home.path / "clients" / "fernhill.toml").chmod(0o644)
    target = home.path.parent / "copy"
    home.rapport("backup", str(target))
    assert find_modes(target) == {(True, 0o700), (False, 0o600)}


def test_a_backup_holds_client_files_and_nothing_that_lies_beside_them(home: Home) -> None:
    home.run()
    os.mkfifo(home.path / "clients" / "pipe")
    (home.path / "clients" / "everything").symlink_to("/")
    target = home.path.parent / "copy"
    assert home.rapport("backup", str(target)).code == 0
    assert sorted(path.name for path in (target / "clients").iterdir()) == [
        "casavidal.toml",
        "fernhill.toml",
    ]


def test_a_backup_never_overwrites(home: Home) -> None:
    home.run()
    folder = home.path.parent
    (folder / "file").write_text("kept")
    os.mkfifo(folder / "pipe")
    (folder / "nowhere").symlink_to(folder / "no" / "where")
    (folder / "circle").symlink_to(folder / "circle")
    (folder / "home").symlink_to(home.path)
    for name in ("file", "pipe", "nowhere", "circle", "home"):
        assert home.rapport("backup", str(folder / name)).code == 1
    assert (folder / "file").read_text() == "kept"
