"""A first reading of 2,000 messages from a host, killed ten times at random.

The same with 20,000 messages, twenty kills and whole programs is `tests/connectors/imap/test_kills`.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from connectors.local.pages import PAGE_ITEMS
from tests.connectors import corpus
from tests.connectors.dovecot import FULL
from tests.connectors.imap.proxy import Wire
from tests.e2e.harness import differences, natural_dump, run_child
from tests.e2e.live.hosts import MailHost
from tests.e2e.live.small import make_home

if TYPE_CHECKING:
    from pathlib import Path

    from tests.connectors.dovecot import Dovecot

MESSAGES, KILLS = 2_000, 10


# The wire's threads are not in the children, which do not need them.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_first_reading_killed_at_random_ends_as_if_it_had_not_been(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    mail = MailHost(dovecot)
    maildir = corpus.make_maildir(tmp_path / "mail", MESSAGES)
    raws = [path.read_bytes() for part in ("cur", "new") for path in (maildir / part).iterdir()]
    mail.mailbox.add(raws)
    whole = make_home(tmp_path / "whole" / "home", mail.table())
    began = run_child(whole.path, "sync")
    assert began.code == 0, began.err
    with Wire(FULL, dovecot.port) as wire:
        killed = make_home(tmp_path / "killed" / "home", mail.table(port=wire.port))
        chance, died = random.Random(5), 0
        for _ in range(KILLS):
            ended = run_child(
                killed.path, "sync", kill_after=chance.uniform(0.05, began.seconds / 4)
            )
            died += ended.signal is not None
        ended = run_child(killed.path, "sync")
        assert ended.code == 0, ended.err
        assert died >= KILLS / 2
        assert MESSAGES <= wire.bodies <= MESSAGES + died * PAGE_ITEMS
    assert len(whole.messages()) > MESSAGES / 2
    found = differences(_mail(whole.path), _mail(killed.path))
    assert not found, "\n".join(found[:20])


def _mail(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every message and every place, by their natural keys."""
    everything = natural_dump(home)
    return {table: everything[table] for table in ("message", "message_place")}
