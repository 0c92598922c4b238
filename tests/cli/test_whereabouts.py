"""Where mail and calendars usually lie, and what is offered of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.cli.whereabouts import MAX_PLACES, find_calendars, find_mail, find_packed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """An empty home folder."""
    (tmp_path / "user").mkdir()
    return tmp_path / "user"


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


@pytest.mark.parametrize(
    ("file", "offered", "what"),
    [
        (".thunderbird/ab.default/ImapMail/mail.firm.example/INBOX",
         ".thunderbird/ab.default/ImapMail/mail.firm.example", "Thunderbird, mail.firm.example"),
        ("snap/thunderbird/common/.thunderbird/x/Mail/Local Folders/Inbox",
         "snap/thunderbird/common/.thunderbird/x/Mail/Local Folders", "Thunderbird, Local Folders"),
        ("Maildir/cur/1", "Maildir", "Mail folder"),
        ("Mail/archive", "Mail", "Mail folder"),
        ("Downloads/Takeout/Mail/All mail.mbox", "Downloads/Takeout/Mail", "Google Takeout"),
        ("Downloads/takeout-2026/Takeout/Mail/A.mbox", "Downloads/takeout-2026/Takeout/Mail",
         "Google Takeout"),
        ("Downloads/old.mbox", "Downloads/old.mbox", "mbox"),
        ("Desktop/Sent.mbox/mbox", "Desktop/Sent.mbox", "Apple Mail export"),
    ],
)  # fmt: skip
def test_mail_is_found_where_it_usually_lies(
    user: Path, file: str, offered: str, what: str
) -> None:
    touch(user / file)
    (place,) = find_mail(user, user)
    assert (place.path, place.what) == (user / offered, what)


def test_an_mbox_in_the_current_folder_is_offered(user: Path, tmp_path: Path) -> None:
    path = touch(tmp_path / "work" / "in.MBOX")
    assert [place.path for place in find_mail(user, tmp_path / "work")] == [path]


@pytest.mark.parametrize(
    "file", ["Downloads/work.ics", "Documents/a.ics", "calendars/office/1.ics",
             "Downloads/Takeout/Calendar/Work.ics"],
)  # fmt: skip
def test_calendars_are_found_where_they_usually_lie(user: Path, file: str) -> None:
    touch(user / file)
    (place,) = find_calendars(user, user)
    assert (user / file).is_relative_to(place.path)


def test_an_export_that_is_still_packed_is_named(user: Path) -> None:
    path = touch(user / "Downloads" / "takeout-20260302T090000Z-001.zip")
    touch(user / "Downloads" / "holiday.zip")
    assert find_packed(user) == [path]


def test_a_place_is_offered_once(user: Path) -> None:
    touch(user / "Mail" / "a")
    (user / "mail").symlink_to("Mail")
    assert len(find_mail(user, user)) == 1


def test_a_long_list_is_cut(user: Path) -> None:
    for number in range(100):
        touch(user / "Downloads" / f"{number}.mbox")
    assert len(find_mail(user, user)) == MAX_PLACES


def test_nothing_is_found_where_nothing_is(user: Path, tmp_path: Path) -> None:
    touch(user / "Downloads")  # a file where a folder is looked for
    assert find_mail(user, tmp_path / "missing") == []
    assert find_calendars(user, tmp_path / "missing") == []
    assert find_packed(user) == []
