"""Mail and calendars that change between runs: the end is what a new home reads there.

Each test runs on one state of the sources, changes them as other programs do, runs again, and
compares everything known with a home that saw only the end.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import RUN
from tests.e2e.harness import differences, fresh_home, run_child, settled_dump

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.fixture
def own_world(world: Path, tmp_path: Path) -> Path:
    """A copy of the demo world that a test may change."""
    return Path(shutil.copytree(world, tmp_path / "world"))


def assert_same_end(own_world: Path, tmp_path: Path, change: Callable[[], None]) -> None:
    home = fresh_home(own_world, tmp_path / "h" / "home")
    first = run_child(home, *RUN)
    assert (first.code, first.err) == (0, "")
    change()
    second = run_child(home, *RUN)
    assert (second.code, second.err) == (0, "")
    new = fresh_home(own_world, tmp_path / "new" / "home")
    assert run_child(new, *RUN).code == 0
    assert differences(settled_dump(new), settled_dump(home)) == []


def messages(maildir: Path) -> list[Path]:
    return sorted(path for part in ("cur", "new") for path in (maildir / part).iterdir())


def test_mail_that_appears_later_ends_as_if_it_had_always_been_there(
    own_world: Path, tmp_path: Path
) -> None:
    aside = tmp_path / "aside"
    mail, work = own_world / "mail", own_world / "calendar" / "work.ics"
    archive, calendar = (mail / "archive.mbox").read_bytes(), work.read_bytes()
    hidden = [path for n, path in enumerate(messages(mail / "maildir")) if n % 2]
    hidden += [path for n, path in enumerate(messages(mail / "maildir" / ".Sent")) if n % 3 == 1]
    hidden += sorted((mail / "saved").iterdir())[1:2]
    for path in hidden:
        target = aside / path.relative_to(own_world)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    half = archive.index(b"\nFrom ", len(archive) // 2) + 1
    (mail / "archive.mbox").write_bytes(archive[:half])
    events = calendar.split(b"BEGIN:VEVENT")
    kept = [events[0], *events[1:-1:2], events[-1]]
    work.write_bytes(b"BEGIN:VEVENT".join(kept))

    def appear() -> None:
        for path in hidden:
            (aside / path.relative_to(own_world)).rename(path)
        with (mail / "archive.mbox").open("ab") as file:
            file.write(archive[half:])
        work.write_bytes(calendar)

    assert_same_end(own_world, tmp_path, appear)


def test_mail_that_is_deleted_ends_as_if_it_had_never_been_there(
    own_world: Path, tmp_path: Path
) -> None:
    mail, team = own_world / "mail", own_world / "calendar" / "team.ics"

    def delete() -> None:
        for path in messages(mail / "maildir")[::3]:
            path.unlink()
        min((mail / "saved").iterdir()).unlink()
        archive = (mail / "archive.mbox").read_bytes()
        entries = re.split(rb"(?m)^(?=From )", archive)[1:]
        (mail / "archive.mbox").write_bytes(b"".join(entries[:20] + entries[25:]))
        events = team.read_bytes().split(b"BEGIN:VEVENT")
        team.write_bytes(b"BEGIN:VEVENT".join([events[0], *events[2:]]))

    assert_same_end(own_world, tmp_path, delete)


def test_flags_names_and_folders_that_change_end_as_they_lie(
    own_world: Path, tmp_path: Path
) -> None:
    maildir = own_world / "mail" / "maildir"

    def rearrange() -> None:
        for path in list((maildir / "new").iterdir()):
            path.rename(maildir / "cur" / f"{path.name}:2,S")
        for path in sorted((maildir / "cur").iterdir())[:5]:
            path.rename(path.with_name(path.name.split(":2,")[0] + ":2,FRS"))
        archived = maildir / ".Archive"
        for part in ("cur", "new", "tmp"):
            (archived / part).mkdir(parents=True)
        for path in sorted((maildir / "cur").iterdir())[10:30]:
            path.rename(archived / "cur" / path.name)
        for path in sorted((maildir / "cur").iterdir())[30:33]:
            shutil.copy(path, archived / "cur" / f"copy-{path.name}")
        (maildir / ".Clients.Corbel").rename(maildir / ".Kept.Corbel")

    assert_same_end(own_world, tmp_path, rearrange)
