"""`python -m tests.connectors.imap.syncing HOME PORT USER`: a program that syncs, to be killed.

It is `rapport sync` on a home, with its one account read from a host on the loopback. It says
``ready`` before it begins.
"""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

from connectors.imap import ImapMail, ImapSettings, Tls
from tests.benchmarks.phases import _rapport, import_everything
from tests.connectors.dovecot import FULL, PASSWORD


def main() -> None:
    """Sync once."""
    home, port, user = sys.argv[1:]
    settings = ImapSettings(FULL, user, lambda: PASSWORD, port=int(port), tls=Tls.NONE)
    import_everything()
    print("ready", flush=True)  # noqa: T201
    with patch("assistant.app.make_mail", lambda *_, **__: ImapMail("work", settings)):
        _rapport(Path(home), "sync")


if __name__ == "__main__":
    main()
