"""`rapport deliver` and `rapport run` on wires that break: one draft, one mail, or nobody knows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import CANONICAL, Answer, invoke
from tests.connectors.dovecot import FULL
from tests.connectors.imap.proxy import Wire
from tests.connectors.smtp.peer import Peer, run_peer
from tests.e2e.live.hosts import DRAFTS, MAIL_SECRET, SENT, MailHost
from tests.e2e.live.story import RECAP
from tests.e2e.live.test_trouble import FORGOTTEN, SIGN_IN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("impatient")

#: The end of a message that is appended, and of one that is sent.
END_OF_APPEND = rb"Marta Zaleska(?:\r\n)+\Z"
DOT = rb"\A\.\r\n\Z|\r\n\.\r\n\Z"


class Desk:
    """The demo's home with one draft accepted and its hold over; its mailbox is behind a wire.

    Attributes:
        sent: What the host for sending took.
    """

    def __init__(
        self, home: Path, dovecot: Dovecot, peer: Peer, wires: tuple[Wire, Wire], clock: Clock
    ) -> None:
        self.home, self.clock, self.peer = home, clock, peer
        self.mail = MailHost(dovecot)
        self.imap, self.smtp = wires
        self.configure()
        assert self.rapport("drafts", "show", RECAP).code == 0
        assert self.rapport("drafts", "accept", RECAP).code == 0
        clock.pass_(seconds=31)

    def configure(self, *, sends: bool = False, secret: str = MAIL_SECRET) -> None:
        more = f"""
[account.smtp]
host = "127.0.0.1"
port = {self.smtp.port}
tls = "none"
"""
        table = self.mail.table("work", port=self.imap.port, more=more if sends else "")
        config = self.home / "config.toml"
        kept = config.read_text("utf-8").partition("\n[[account]]")[0]
        config.write_text(kept + table.replace(MAIL_SECRET, secret), encoding="utf-8")

    def rapport(self, *args: str) -> Answer:
        answer = invoke(self.home, *args)
        assert "Traceback" not in answer.err
        return answer

    def state(self) -> str:
        rows = self.rapport("drafts", "list", "--all", "--json").json["drafts"]
        return next(str(row["state"]) for row in rows if row["id"].startswith(RECAP))

    def drafts(self) -> int:
        return len(self.mail.read(DRAFTS))


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    yield from run_peer()


@pytest.fixture
def desk(
    canonical_home: Path,
    tmp_path: Path,
    dovecot: Dovecot,
    peer: Peer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    monkeypatch.setenv(FORGOTTEN, "not-it")
    clock.at = CANONICAL
    peer.taken.clear()
    home = tmp_path / "home"
    shutil.copytree(canonical_home, home)
    with Wire(FULL, dovecot.port) as imap, Wire("127.0.0.1", peer.port) as smtp:
        yield Desk(home, dovecot, peer, (imap, smtp), clock)


def test_a_lost_answer_to_append_leaves_exactly_one_draft(desk: Desk) -> None:
    desk.imap.cut_after = END_OF_APPEND
    lost = desk.rapport("deliver")
    assert (lost.code, desk.state(), desk.drafts()) == (3, "unknown", 1)
    assert desk.rapport("deliver").code == 0, "the look-up is a minute away"
    desk.imap.cut_after = None
    desk.clock.pass_(minutes=1)
    found = desk.rapport("deliver")
    assert (found.code, desk.state(), desk.drafts()) == (0, "delivered", 1)
    assert desk.imap.commands(rb" APPEND ") == 1


def test_what_was_cut_off_before_its_end_is_stored_at_a_later_try(desk: Desk) -> None:
    desk.imap.cut_before = rb" APPEND "
    assert (desk.rapport("deliver").code, desk.drafts()) == (0, 0)
    assert desk.state() == "approved"
    desk.imap.cut_before = None
    for _ in range(3):
        desk.clock.pass_(minutes=10)
        assert desk.rapport("deliver").code == 0
    assert (desk.state(), desk.drafts()) == ("delivered", 1)


def test_a_lost_answer_to_the_final_dot_is_looked_up_and_never_repeated(desk: Desk) -> None:
    desk.configure(sends=True)
    desk.smtp.cut_after = DOT
    assert (desk.rapport("deliver").code, desk.state()) == (3, "unknown")
    desk.smtp.cut_after = None
    for minutes in (1, 5, 30, 600):
        desk.clock.pass_(minutes=minutes)
        desk.rapport("deliver")
        assert desk.state() == "unknown"
    assert desk.smtp.connections == 1
    assert len(desk.peer.taken) == 1
    assert desk.mail.read(SENT) == []
    shown = desk.rapport("drafts", "show", RECAP).out
    assert "unknown" in shown


def test_a_run_sends_what_was_accepted_once_and_keeps_a_copy(desk: Desk) -> None:
    desk.configure(sends=True)
    assert desk.rapport("deliver").code == 0
    [(_, recipients, raw, _)] = desk.peer.taken
    assert "y.tanabe@minamikawa.example" in recipients
    [copy] = desk.mail.read(SENT)
    assert copy.raw == raw
    for _ in range(2):
        desk.clock.pass_(minutes=10)
        assert desk.rapport("deliver").code == 0
    assert (len(desk.peer.taken), desk.drafts(), len(desk.mail.read(SENT))) == (1, 0, 1)


def test_a_copy_that_turns_up_settles_what_nobody_knew(desk: Desk) -> None:
    desk.configure(sends=True)
    desk.smtp.cut_after = DOT
    desk.rapport("deliver")
    [(_, _, raw, _)] = desk.peer.taken
    desk.mail.put(SENT, raw, desk.clock.at, "\\Seen")
    desk.clock.pass_(minutes=1)
    assert desk.rapport("deliver").code == 0
    assert desk.state() == "delivered"
    assert len(desk.peer.taken) == 1


def test_a_refused_password_is_not_offered_again_for_what_waits_to_leave(desk: Desk) -> None:
    desk.configure(secret=FORGOTTEN)
    for _ in range(4):
        answer = desk.rapport("run")
        assert answer.code in {3, 4}
        desk.clock.pass_(minutes=10)
    assert desk.imap.commands(SIGN_IN) == 1
    assert (desk.state(), desk.drafts()) == ("approved", 0)
    desk.configure()
    assert desk.rapport("deliver").code == 0
    assert (desk.state(), desk.drafts()) == ("delivered", 1)


def test_checking_an_account_tries_the_host_that_sends_and_sends_nothing(desk: Desk) -> None:
    desk.configure(sends=True)
    assert desk.rapport("account", "check", "work").code == 0
    assert desk.smtp.commands(rb"EHLO ") == 1
    assert desk.smtp.commands(rb"MAIL FROM") == 0
    desk.smtp.cut_before = rb"EHLO "
    refused = desk.rapport("account", "check", "work")
    assert refused.code == 3
    assert "127.0.0.1" in refused.err
    assert desk.peer.taken == []
