"""Waiting for mail on a real Dovecot."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import PermanentError, TransientError
from connectors.imap import Heard, ImapWatch
from tests.connectors.contract import make_message
from tests.connectors.dovecot import FULL
from tests.connectors.imap.proxy import Wire
from tests.connectors.imap.scripted import ScriptedHost

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.connectors.imap.conftest import Mailbox


def soon(work: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(0.3, work)
    timer.start()
    return timer


def watch(mailbox: Mailbox, **values: Any) -> ImapWatch:
    return ImapWatch("work", mailbox.settings(**values))


def test_new_mail_ends_a_wait(mailbox: Mailbox) -> None:
    with watch(mailbox) as watching:
        timer = soon(lambda: mailbox.add([make_message(1)]))
        began = time.monotonic()
        assert watching.wait(20) is Heard.NEWS
        assert time.monotonic() - began < 10
        timer.join()


def test_a_flag_set_elsewhere_ends_a_wait(mailbox: Mailbox) -> None:
    (uid,) = mailbox.add([make_message(1)])
    with watch(mailbox) as watching:
        timer = soon(lambda: mailbox.flag(uid))
        assert watching.wait(20) is Heard.NEWS
        timer.join()


def test_silence_is_told_and_the_next_wait_uses_the_same_connection(mailbox: Mailbox) -> None:
    with Wire(FULL, mailbox.host.port) as wire, watch(mailbox, port=wire.port) as watching:
        assert [watching.wait(0.3) for _ in range(3)] == [Heard.SILENCE] * 3
        timer = soon(lambda: mailbox.add([make_message(1)]))
        assert watching.wait(20) is Heard.NEWS
        timer.join()
        assert wire.connections == 1


def test_mail_that_came_between_two_waits_is_told(mailbox: Mailbox) -> None:
    with watch(mailbox) as watching:
        assert watching.wait(0.2) is Heard.SILENCE
        mailbox.add([make_message(1)])
        began = time.monotonic()
        assert watching.wait(20) is Heard.NEWS
        assert time.monotonic() - began < 5


def test_a_wait_ends_when_it_is_told_to(mailbox: Mailbox) -> None:
    with watch(mailbox) as watching:
        began = time.monotonic()
        assert watching.wait(60, stop=lambda: time.monotonic() > began + 0.3) is Heard.STOPPED
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(("attribute", "pattern"), [("bye_at", rb"IDLE"), ("mute_at", rb"IDLE")])
def test_a_host_that_goes_away_is_told_in_bounded_time(
    mailbox: Mailbox, attribute: str, pattern: bytes
) -> None:
    with Wire(FULL, mailbox.host.port) as wire:
        setattr(wire, attribute, pattern)
        watching = watch(mailbox, port=wire.port, timeout_s=1.0, deadline_s=2.0)
        with pytest.raises(TransientError):
            watching.wait(1)
        setattr(wire, attribute, None)
        assert watching.wait(0.3) is Heard.SILENCE


def test_without_idle_the_clock_has_to_do() -> None:
    with ScriptedHost({}) as host, pytest.raises(PermanentError, match="IDLE"):
        ImapWatch("work", host.settings()).wait(1)
