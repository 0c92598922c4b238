"""One mail in several kinds of files is one mail: the same key and hash, whoever wrote the file."""

from __future__ import annotations

import mailbox
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.normalise import normalise
from connectors.local import LocalMail
from connectors.local.mbox import quote

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEPARATOR = b"From ines@ferrol.example Mon Mar  2 09:00:00 2026\n"
HEAD = (
    b"From: Ines Duarte <ines@ferrol.example>\nTo: Jonas Wirth <jonas@wirth.example>\n"
    b"Subject: Delivery\nDate: Mon, 02 Mar 2026 09:00:00 +0100\nMessage-ID: <m%d@ferrol.example>\n"
)
#: Lines that a writer quotes, and ordinary ones.
LINES = st.one_of(
    st.sampled_from(
        [b"", b"From here on", b">From there", b">>From afar", b"> From a friend", b"Kind regards",
         b"From a@b.example Mon Mar  2 09:00:00 2026", b"Subject: x", b"From -", b"-- "]
    ),
    st.text(st.characters(codec="ascii", categories=["L", "N", "Zs"]), max_size=30).map(str.encode),
)  # fmt: skip
BODIES = st.lists(
    st.lists(LINES, min_size=1, max_size=8).map(lambda each: b"\n".join(each) + b"\n"), max_size=4
)


def write_mboxrd(path: Path, raws: list[bytes]) -> None:
    path.write_bytes(b"".join(SEPARATOR + quote(raw) + b"\n" for raw in raws))


def write_crlf(path: Path, raws: list[bytes]) -> None:
    """As Google Takeout does."""
    octets = b"".join(SEPARATOR + quote(raw) + b"\n" for raw in raws)
    path.write_bytes(octets.replace(b"\n", b"\r\n"))


def write_mboxcl2(path: Path, raws: list[bytes]) -> None:
    stored = b""
    for raw in raws:
        head, _, body = raw.partition(b"\n\n")
        stored += SEPARATOR + head + b"\nContent-Length: %d\n\n" % len(body) + body + b"\n"
    path.write_bytes(stored)


def write_with_the_library(path: Path, raws: list[bytes]) -> None:
    """Python's mailbox quotes as mboxo does."""
    box = mailbox.mbox(path)
    for raw in raws:
        box.add(raw)
    box.close()


WRITERS = [write_mboxrd, write_crlf, write_mboxcl2, write_with_the_library]


def read(path: Path) -> list[tuple[str, str]]:
    pages = LocalMail("files", [path]).fetch_changes(path.name, None)
    messages = [normalise(record) for page in pages for record in page.upserted]
    return sorted((each.message_key, each.body_hash) for each in messages)


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=60, deadline=None)
@given(bodies=BODIES)
def test_a_mail_in_an_mbox_is_the_mail_in_a_maildir(
    tmp_path_factory: pytest.TempPathFactory,
    write: Callable[[Path, list[bytes]], None],
    bodies: list[bytes],
) -> None:
    folder = tmp_path_factory.mktemp("copies")
    raws = [HEAD % number + b"\n" + body for number, body in enumerate(bodies)]
    maildir = mailbox.Maildir(folder / "Maildir")
    for raw in raws:
        maildir.add(raw)
    write(folder / "in.mbox", raws)
    assert read(folder / "in.mbox") == read(folder / "Maildir")


def test_the_library_reads_what_we_split(tmp_path: Path) -> None:
    raws = [HEAD % number + b"\nFrom here to there %d\n" % number for number in range(5)]
    write_mboxrd(tmp_path / "in.mbox", raws)
    box = mailbox.mbox(tmp_path / "in.mbox", create=False)
    assert len(box) == len(read(tmp_path / "in.mbox")) == 5
    box.close()
