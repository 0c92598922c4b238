"""Homes of a few messages on real hosts, for what goes wrong and for several accounts at once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from assistant.config.records import DATABASE
from tests.cli.conftest import CANONICAL, Answer, invoke

#: Whose homes these are, and who writes to them.
ME, CLIENT = "jonas@wirth.example", "ines@ferrol.example"

_HOME = f"""
internal_domains = ["wirth.example"]

[owner]
name = "Jonas Wirth"
addresses = ["{ME}"]
zone = "Europe/Berlin"
country = "DE"
"""


@dataclass(frozen=True)
class Home:
    """A home and its command line."""

    path: Path

    def rapport(self, *args: str) -> Answer:
        """Run a command in this process."""
        return invoke(self.path, *args)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds."""
        connection = sqlite3.connect(self.path / DATABASE)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def messages(self) -> set[str]:
        """The ids of all that was read."""
        return {key for (key,) in self.rows("SELECT message_key FROM message")}

    def places(self) -> list[tuple[str, str]]:
        """Account and folder of every copy of every message."""
        return self.rows(
            "SELECT a.name, p.collection FROM message_place p JOIN account a ON a.id = p.account_id "
            "WHERE p.message_id IS NOT NULL ORDER BY 1, 2"
        )

    def configure(self, *tables: str) -> None:
        """Have these accounts from now on."""
        (self.path / "config.toml").write_text(_HOME + "".join(tables), encoding="utf-8")


def make_home(path: Path, *tables: str) -> Home:
    """A home with these accounts and one client."""
    (path / "clients").mkdir(parents=True)
    (path / "clients" / "ferrol.toml").write_text(
        'name = "Ferrol"\ndomains = ["ferrol.example"]\ncountry = "ES"\nzone = "Europe/Madrid"\n',
        encoding="utf-8",
    )
    home = Home(path)
    home.configure(*tables)
    return home


def make_mail(
    name: str, text: str = "Could you send us the delivery note?", *, sender: str = CLIENT
) -> bytes:
    """A mail of three days before the canonical moment."""
    at: datetime = CANONICAL - timedelta(days=3)
    to = ME if sender == CLIENT else CLIENT
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: Delivery {name}\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: <{name}@ferrol.example>\r\n"
        f"\r\nHello Jonas,\r\n\r\n{text}\r\n\r\nInes\r\n"
    ).encode()


def write_files(folder: Path, *names: str) -> str:
    """A folder of such mails as files; the table of an account that reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.eml").write_bytes(make_mail(name))
    return f'\n[[account]]\nname = "files"\nkind = "local"\nmail = ["{folder}"]\n'
