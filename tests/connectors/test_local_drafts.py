"""Drafts as files: where, under what name, and what the sentences say."""

from __future__ import annotations

import email
import errno
import os
import stat
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from connectors.base import ConnectorError, PermanentError, TransientError
from connectors.local import LocalDrafts, LocalMail
from tests.connectors.contract import make_draft, make_message

if TYPE_CHECKING:
    from pathlib import Path


def fail(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    def refusing(*_: Any, **__: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, name, refusing)


def make_maildir(path: Path) -> Path:
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True)
    return path


def test_a_mail_program_opens_it_as_a_message_to_be_sent(tmp_path: Path) -> None:
    LocalDrafts("files", tmp_path).create_draft(make_draft())
    (path,) = tmp_path.glob("*.eml")
    message = email.message_from_bytes(path.read_bytes())
    assert message["X-Unsent"] == "1"
    assert message["X-Rapport-Draft"] == "d-17-3f9a"
    assert message["References"] == "<m0@ferrol.example> <m1@ferrol.example>"


def test_the_name_says_nothing_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    LocalDrafts("files", tmp_path).create_draft(make_draft())
    (path,) = tmp_path.iterdir()
    assert "d-17" not in path.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_receipt_names_the_file(tmp_path: Path) -> None:
    receipt = LocalDrafts("files", tmp_path, make_name=lambda: "abc").create_draft(make_draft())
    assert receipt.provider_id == "abc.eml"
    assert receipt.location == f"the file '{tmp_path}/abc.eml'"


def test_the_receipt_is_the_id_under_which_the_draft_is_read_again(tmp_path: Path) -> None:
    root = make_maildir(tmp_path / "Maildir")
    receipt = LocalDrafts("files", root).create_draft(make_draft())
    (page,) = LocalMail("files", [root]).fetch_changes("Maildir/Drafts", None)
    assert [record.provider_id for record in page.upserted] == [receipt.provider_id]


@pytest.mark.parametrize("name", [".Entw&APw-rfe", ".Drafts", "Brouillons"])
def test_the_drafts_folder_of_a_maildir_is_found_in_any_language(tmp_path: Path, name: str) -> None:
    root = make_maildir(tmp_path / "Maildir")
    make_maildir(root / name)
    LocalDrafts("files", root).create_draft(make_draft())
    (path,) = (root / name / "cur").iterdir()
    assert path.name.endswith(":2,DS")
    assert list((root / name / "tmp").iterdir()) == []


def test_a_maildir_that_is_itself_the_drafts_folder(tmp_path: Path) -> None:
    root = make_maildir(tmp_path / ".Drafts")
    LocalDrafts("files", root).create_draft(make_draft())
    assert len(list((root / "cur").iterdir())) == 1


def test_looking_for_a_draft_makes_no_folder(tmp_path: Path) -> None:
    root = make_maildir(tmp_path / "Maildir")
    assert LocalDrafts("files", root).find_draft(make_draft()) is None
    assert sorted(path.name for path in root.iterdir()) == ["cur", "new", "tmp"]


def test_a_draft_is_found_after_its_flags_changed(tmp_path: Path) -> None:
    root = make_maildir(tmp_path / "Maildir")
    receipt = LocalDrafts("files", root).create_draft(make_draft())
    (path,) = (root / ".Drafts" / "cur").iterdir()
    path.rename(path.with_name(path.name.replace(":2,DS", ":2,DFS")))
    found = LocalDrafts("files", root).find_draft(make_draft())
    assert found is not None
    assert found.provider_id == receipt.provider_id


def test_other_files_beside_it_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "own.eml").write_bytes(make_message(1))
    (tmp_path / "a.eml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "b.eml")
    (tmp_path / "c.eml").mkdir()
    LocalDrafts("files", tmp_path).create_draft(make_draft())
    assert LocalDrafts("files", tmp_path).find_draft(make_draft()) is not None
    assert (tmp_path / "own.eml").read_bytes() == make_message(1)


def test_a_killed_delivery_leaves_no_draft_that_a_mail_program_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            LocalDrafts("files", tmp_path).create_draft(make_draft())
    assert list(tmp_path.glob("*.eml")) == []
    LocalDrafts("files", tmp_path).create_draft(make_draft())
    assert len(list(tmp_path.glob("*.eml"))) == 1


@pytest.mark.parametrize(
    ("call", "number", "kind", "words"),
    [
        ("fsync", errno.ENOSPC, TransientError, "is full; no draft was written. Make room"),
        ("fsync", errno.EIO, TransientError, "failed (input/output error); no draft was written"),
        ("open", errno.EACCES, PermanentError, "Nothing can be written to the drafts folder"),
        ("open", errno.EROFS, PermanentError, "(read-only file system); no draft was written"),
        ("rename", errno.EDQUOT, TransientError, "is full; no draft was written"),
    ],
)
def test_a_failure_before_the_rename_stores_nothing_and_says_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    kind: type[ConnectorError],
    words: str,
) -> None:
    with monkeypatch.context() as patch:
        fail(patch, call, number)
        with pytest.raises(kind) as caught:
            LocalDrafts("work", tmp_path).create_draft(make_draft())
    assert words in str(caught.value)
    assert "account 'work'" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match=r"There is no folder '.*none', the drafts folder"):
        LocalDrafts("work", tmp_path / "none").create_draft(make_draft())


def test_a_folder_of_our_own_is_made_but_not_its_parents(tmp_path: Path) -> None:
    own = LocalDrafts("work", tmp_path / "drafts", make_folder=True)
    assert own.find_draft(make_draft()) is None
    own.create_draft(make_draft())
    assert stat.S_IMODE((tmp_path / "drafts").stat().st_mode) == 0o700
    with pytest.raises(PermanentError, match="There is no folder"):
        LocalDrafts("work", tmp_path / "no" / "drafts", make_folder=True).create_draft(make_draft())


def test_a_file_in_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "drafts").touch()
    with pytest.raises(PermanentError, match="There is no folder"):
        LocalDrafts("work", tmp_path / "drafts").find_draft(make_draft())


def test_a_message_without_its_key_is_refused(tmp_path: Path) -> None:
    draft = make_draft()
    with pytest.raises(PermanentError, match="X-Rapport-Draft"):
        LocalDrafts("work", tmp_path).create_draft(
            type(draft)(b"Subject: a\r\n\r\nb\r\n", draft.draft_key, draft.message_id)
        )
