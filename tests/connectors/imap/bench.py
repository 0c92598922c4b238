"""`python -m tests.connectors.imap.bench [--messages 2000]`: a first sync from Dovecot, measured.

The same generated mail lies in a Maildir and in the mailbox of a Dovecot on the loopback (which keeps
it in a Maildir too). Each figure is the median of five tries in one process, all things in turn,
after a turn that is not counted; on a busy machine look at the ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.imap import ImapMail
from connectors.local import LocalMail
from tests.benchmarks.host import fetch_all
from tests.benchmarks.phases import import_everything, make_home, run_rapport
from tests.connectors import corpus
from tests.connectors.dovecot import CONDSTORE, FULL, PASSWORD, PLAIN, make_host, remove
from tests.connectors.imap.conftest import Mailbox
from tests.connectors.imap.home import SECRET, write_imap_home

if TYPE_CHECKING:
    from connectors.base import MailConnector

TRIES = 5


def main() -> None:
    """Start a host, fill it, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.connectors.imap.bench")
    parser.add_argument("--messages", type=int, default=2000)
    count = parser.parse_args().messages
    os.environ[SECRET] = PASSWORD
    import_everything()
    host = make_host()
    try:
        with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
            host.start()
            mailbox, maildir = Mailbox(host), corpus.make_maildir(Path(folder) / "mail", count)
            raws = [
                path.read_bytes() for part in ("cur", "new") for path in _sorted(maildir / part)
            ]
            for start in range(0, count, 1000):
                mailbox.add(raws[start : start + 1000])
            _measure(mailbox, maildir, Path(folder), count)
    finally:
        remove(host)


def _measure(mailbox: Mailbox, maildir: Path, folder: Path, count: int) -> None:
    def ours(address: str) -> ImapMail:
        return ImapMail("work", mailbox.settings(host=address))

    rows: dict[str, Callable[[], object]] = {
        "a bare IMAPClient fetch loop": lambda: _bare(mailbox),
        "ImapMail, QRESYNC": lambda: _read(ours(FULL), "INBOX"),
        "ImapMail, CONDSTORE": lambda: _read(ours(CONDSTORE), "INBOX"),
        "ImapMail, neither": lambda: _read(ours(PLAIN), "INBOX"),
        "LocalMail, the same from disk": lambda: _read(LocalMail("work", [maildir]), "mail"),
        "rapport sync from disk": lambda: _sync(folder, maildir, None),
        "rapport sync from Dovecot": lambda: _sync(folder, maildir, mailbox),
    }
    size = sum(path.stat().st_size for path in maildir.rglob("*.*"))
    print(f"{count:,} messages, {size / 1e6:.1f} MB")  # noqa: T201
    tries: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(TRIES + 1):
        for name, work in rows.items():
            began = time.perf_counter()
            work()
            tries[name].append(time.perf_counter() - began)
    for name, each in tries.items():
        middle = statistics.median(each[1:])
        print(f"{name:32} {middle:7.2f} s {count / middle:8,.0f} messages/s")  # noqa: T201
    pairs = zip(tries["rapport sync from disk"], tries["rapport sync from Dovecot"], strict=True)
    shares = [disk / host for disk, host in list(pairs)[1:]]
    print(  # noqa: T201
        f"A first sync from Dovecot has {statistics.median(shares):.0%} of the speed from disk "
        f"({min(shares):.0%} to {max(shares):.0%})."
    )


def _bare(mailbox: Mailbox) -> None:
    client = mailbox.other()
    fetch_all(client)
    client.logout()


def _read(connector: MailConnector, collection: str) -> None:
    for page in connector.fetch_changes(collection, None):
        assert page.upserted


def _sync(folder: Path, maildir: Path, mailbox: Mailbox | None) -> None:
    """`rapport sync` on a new home, of the host's mailbox where one is given."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    if mailbox is None:
        make_home(home, maildir)
    else:
        write_imap_home(home, host=FULL, port=mailbox.host.port, user=mailbox.user)
    run_rapport(home, "sync")


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


if __name__ == "__main__":
    main()
