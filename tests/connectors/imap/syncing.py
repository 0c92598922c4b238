"""`python -m tests.connectors.imap.syncing HOME`: a program that syncs, to be killed.

It is `rapport sync` on a home; it says ``ready`` once everything is imported.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.benchmarks.phases import import_everything, run_rapport
from tests.connectors.dovecot import PASSWORD
from tests.connectors.imap.home import SECRET


def main() -> None:
    """Sync once."""
    os.environ[SECRET] = PASSWORD
    import_everything()
    print("ready", flush=True)  # noqa: T201
    run_rapport(Path(sys.argv[1]), "sync")


if __name__ == "__main__":
    main()
