"""A first sync from a mail host, beside the same mail from disk and beside a bare fetch loop.

The host is a Dovecot on the loopback, started by the parent process; its own work is in the clock and
not in the CPU of a phase. The three are measured in turn, each in a process of its own, so that a
busy machine disturbs all of them; a share is made of two neighbours.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.phases import (
    import_everything,
    make_home,
    measured,
    message_files,
    run_rapport,
)
from tests.connectors.dovecot import FULL, MISSING, PASSWORD, find_dovecot, make_host, remove
from tests.connectors.imap.home import SECRET, write_imap_home

if TYPE_CHECKING:
    import imapclient

#: Messages in a batch of the bare loop: as many as in a page of ours.
BATCH = 500
USER = "owner"
#: Why there is no measurement, or None.
WANTING = None if find_dovecot() else MISSING


@contextmanager
def running_host() -> Iterator[int]:
    """A Dovecot with an empty mailbox; its port."""
    os.environ[SECRET] = PASSWORD
    host = make_host()
    try:
        host.start()
        yield host.port
    finally:
        remove(host)


def fill_host(folder: Path, port: str) -> dict[str, int]:
    """Put the mail of the Maildir into the host's inbox."""
    client = _sign_in(int(port))
    files = message_files(folder)
    for start in range(0, len(files), BATCH):
        part = [{"msg": path.read_bytes()} for path in files[start : start + BATCH]]
        client.multiappend("INBOX", part)
    client.logout()
    return {"messages": len(files)}


def bare_fetch(_: Path, port: str) -> dict[str, float]:
    """What the library alone takes: everything downloaded, nothing looked at, nothing kept."""
    client = _sign_in(int(port))
    with measured() as spent:
        fetch_all(client)
    client.logout()
    return spent.as_dict()


def host_import(folder: Path, port: str) -> dict[str, float]:
    """`rapport sync` on a new home, from the host."""
    return _import(folder, lambda home: write_imap_home(home, host=FULL, port=int(port), user=USER))


def disk_import(folder: Path) -> dict[str, float]:
    """The same, of the same mail, from the Maildir."""
    return _import(folder, lambda home: make_home(home, folder / "mail"))


def fetch_all(client: imapclient.IMAPClient) -> None:
    """Fetch the inbox, newest first."""
    client.select_folder("INBOX", readonly=True)
    uids = sorted(client.search(), reverse=True)
    wanted = ["BODY.PEEK[]", "FLAGS", "INTERNALDATE", "RFC822.SIZE"]
    for start in range(0, len(uids), BATCH):
        client.fetch(uids[start : start + BATCH], wanted)


def _import(folder: Path, make: Callable[[Path], None]) -> dict[str, float]:
    import_everything()
    home = folder / "home-of-host"
    shutil.rmtree(home, ignore_errors=True)
    make(home)
    with measured() as spent:
        run_rapport(home, "sync")
    return spent.as_dict()


def _sign_in(port: int) -> imapclient.IMAPClient:
    import imapclient

    client = imapclient.IMAPClient(FULL, port=port, ssl=False, timeout=60)
    client.login(USER, PASSWORD)
    return client


HOST: dict[str, Callable[..., Any]] = {
    "fill_host": fill_host,
    "bare_fetch": bare_fetch,
    "host_import": host_import,
    "disk_import": disk_import,
}
