"""One account of three goes wrong: waits are bounded, the others are read, and the state is told."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import CANONICAL
from tests.connectors.dovecot import FULL, PASSWORD
from tests.connectors.imap.proxy import Wire
from tests.e2e.live.hosts import MAIL_SECRET, MailHost
from tests.e2e.live.small import make_home, make_mail, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.dovecot import Dovecot

pytestmark = [pytest.mark.usefixtures("impatient"), pytest.mark.slow]

#: How a password is offered, whatever the mechanism.
SIGN_IN = rb"(?m)^\S+ (?:AUTHENTICATE|LOGIN) "
#: The variable of a password that its host does not take.
FORGOTTEN = "FORGOTTEN_PASSWORD"
#: A run over hosts that answer takes a second or two; the rest is waiting.
BOUND_S = 20.0


class Three:
    """Two mailboxes on a host, the first behind a wire, and a folder of files."""

    def __init__(self, folder: Path, dovecot: Dovecot, wire: Wire) -> None:
        self.wire = wire
        self.first, self.second = MailHost(dovecot), MailHost(dovecot)
        self.first.mailbox.add([make_mail(f"first{number}") for number in range(3)])
        self.second.mailbox.add([make_mail("second")])
        self.files = write_files(folder / "files", "files")
        self.home = make_home(folder / "home")
        self.configure(wire.port)

    def configure(self, port: int, secret: str = MAIL_SECRET) -> None:
        first = self.first.table("first", port=port).replace(MAIL_SECRET, secret)
        self.home.configure(first, self.second.table("second"), self.files)

    def forget_password(self) -> None:
        """The first account alone has a password that its host does not take."""
        self.configure(self.wire.port, FORGOTTEN)

    def run(self) -> tuple[int, str]:
        """A run within the bound: its exit code and what it complained of."""
        began = time.monotonic()
        answer = self.home.rapport("run")
        assert time.monotonic() - began < BOUND_S
        assert "Traceback" not in answer.err
        return answer.code, " ".join(answer.err.split())

    def others_are_read(self) -> bool:
        return {"second@ferrol.example", "files@ferrol.example"} <= self.home.messages()

    def told(self) -> list[str]:
        """What doctor, the list of accounts and the report's header say of the first account."""
        return [
            " ".join(text.split())
            for text in (
                self.home.rapport("doctor").out,
                self.home.rapport("account", "list").out,
                self.home.rapport("report", "daily").out.partition("CRITICAL")[0],
            )
        ]


@pytest.fixture
def three(
    tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> Iterator[Three]:
    monkeypatch.setenv(FORGOTTEN, "not-it")
    clock.at = CANONICAL
    with Wire(FULL, dovecot.port) as wire:
        yield Three(tmp_path, dovecot, wire)


def slow(wire: Wire) -> None:
    wire.delay_s = 3.0


def dripping(wire: Wire) -> None:
    wire.drip_s = 0.2


def bye_at_a_folder(wire: Wire) -> None:
    wire.bye_at = rb"EXAMINE"


def bye_at_sign_in(wire: Wire) -> None:
    wire.bye_at = SIGN_IN


def half_open_at_a_fetch(wire: Wire) -> None:
    wire.mute_at = rb"FETCH"


def half_open_at_sign_in(wire: Wire) -> None:
    wire.mute_at = SIGN_IN


def cut_in_an_answer(wire: Wire) -> None:
    wire.cut_at_answer = rb"UIDVALIDITY"


FAULTS = (
    slow,
    dripping,
    bye_at_a_folder,
    bye_at_sign_in,
    half_open_at_a_fetch,
    half_open_at_sign_in,
    cut_in_an_answer,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_host_in_trouble_is_told_harms_no_other_and_is_read_when_it_is_over(
    three: Three, fault: Callable[[Wire], None]
) -> None:
    fault(three.wire)
    code, said = three.run()
    assert code == 3
    assert "'first'" in said
    assert "'second'" not in said
    assert three.others_are_read()
    doctor, accounts, report = three.told()
    assert "first" in doctor
    assert "Everything that is configured was read" not in doctor
    assert re.search(r"first imap \S+ at 127\.0\.0\.1 mail (failed|partly read)", accounts)
    assert re.search(r"second imap \S+ at 127\.0\.0\.1 mail read", accounts)
    assert re.search(r"! .*'first'", report)
    heal(three.wire)
    assert three.run() == (0, "")
    assert len(three.home.messages()) == 5


def heal(wire: Wire) -> None:
    wire.delay_s = wire.drip_s = 0.0
    wire.bye_at = wire.mute_at = wire.cut_at_answer = None


def test_a_mail_that_its_host_breaks_off_at_is_told_and_tried_again(three: Three) -> None:
    three.wire.cut_at_answer = rb"BODY\[\]"
    three.run()
    assert three.others_are_read()
    doctor, _, _ = three.told()
    assert "first/INBOX" in doctor
    heal(three.wire)
    assert three.run()[0] == 0
    assert len(three.home.messages()) == 5


def test_a_host_that_is_not_there_is_told(three: Three) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    three.configure(port)
    code, said = three.run()
    assert (code, three.others_are_read()) == (3, True)
    assert "cannot be reached" in said


def test_a_refused_password_is_asked_once_and_then_left_alone(three: Three, clock: Clock) -> None:
    three.forget_password()
    for number in range(4):
        code, said = three.run()
        assert code in {3, 4}
        assert "rapport account auth first" in said
        assert three.wire.commands(SIGN_IN) == 1, f"asked again at run {number}"
        clock.pass_(minutes=10)
    assert three.others_are_read()
    doctor, accounts, report = three.told()
    assert "first" in doctor
    assert "needs a sign-in" in accounts
    assert re.search(r"! .*'first'", report)
    clock.pass_(hours=1)
    three.run()
    assert three.wire.commands(SIGN_IN) == 2, "an hour later it is tried again"
    clock.pass_(hours=1)
    three.run()
    assert three.wire.commands(SIGN_IN) == 2, "and then after two hours"


@pytest.mark.parametrize("verb", ["auth", "check"])
def test_whoever_repairs_the_password_is_not_made_to_wait(
    three: Three, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.forget_password()
    assert three.run()[0] in {3, 4}
    assert three.home.rapport("account", verb, "first").code == 4, "still the wrong one"
    monkeypatch.setenv(FORGOTTEN, PASSWORD)
    assert three.home.rapport("account", verb, "first").code == 0
    assert three.run()[0] == 0
    assert len(three.home.messages()) == 5


def test_other_settings_are_tried_at_once(three: Three) -> None:
    three.forget_password()
    three.run()
    three.configure(three.wire.port)
    assert three.run()[0] == 0
