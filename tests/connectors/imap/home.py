"""Homes whose mail lies on the Dovecot of the tests, written as a person would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.config.load import CONFIG_FILE

if TYPE_CHECKING:
    from pathlib import Path

#: The variable that holds the password of the test host.
SECRET = "RAPPORT_TEST_PASSWORD"


def write_imap_home(home: Path, *, host: str, port: int, user: str, more: str = "") -> None:
    """A home that reads one user's mailbox.

    Args:
        home: Its folder.
        host, port: Where the host is.
        user: Who signs in; the password is that of the variable `SECRET`.
        more: Further lines of the account's table, and tables after it.
    """
    home.mkdir(parents=True, exist_ok=True)
    (home / CONFIG_FILE).write_text(
        f"""
internal_domains = ["wirth-consult.example"]

[owner]
name = "Jonas Wirth"
addresses = ["jonas@wirth-consult.example"]
zone = "Europe/Berlin"
country = "DE"

[[account]]
name = "work"
kind = "imap"
host = "{host}"
port = {port}
tls = "none"
user = "{user}"
secret_env = "{SECRET}"
{more}
""",
        encoding="utf-8",
    )
