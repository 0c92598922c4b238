"""Writes configuration files: `config.toml` of a new home, and the client files that commands change.

Comments and order of a file that is there already are kept. A file is replaced in one step, so a
crash leaves the old one or the new one, never half.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from assistant.config.accounts import read_accounts
from assistant.config.hours import DAYS, format_interval
from assistant.config.load import CLIENTS_FOLDER, CONFIG_FILE
from assistant.config.reading import Section, read_toml
from assistant.errors import BadConfiguration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.config.records import AccountConfig, OwnerConfig


def write_config(
    home: Path,
    owner: OwnerConfig,
    *,
    internal_domains: Sequence[str],
    accounts: Sequence[AccountConfig],
) -> Path:
    """Write the `config.toml` of a new home; returns its path."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Every key is described in config.example.toml."))
    if internal_domains:
        document["internal_domains"] = sorted(internal_domains)
    table = tomlkit.table()
    table["name"] = owner.name
    table["addresses"] = list(owner.addresses)
    table["zone"] = owner.zone
    for key, value in (("country", owner.country), ("subdivision", owner.subdivision)):
        if value:
            table[key] = value
    if owner.hours is not None:
        hours = tomlkit.table()
        for day, intervals in zip(DAYS, owner.hours, strict=True):
            hours[day] = [format_interval(interval) for interval in intervals]
        table["hours"] = hours
    document["owner"] = table
    if accounts:  # an empty list would be written as a key of the table above
        document["account"] = _accounts(accounts)
    path = home / CONFIG_FILE
    home.mkdir(parents=True, exist_ok=True)
    (home / CLIENTS_FOLDER).mkdir(exist_ok=True)
    replace_file(path, tomlkit.dumps(document))
    return path


def _accounts(accounts: Sequence[AccountConfig]) -> Any:
    tables = tomlkit.aot()
    for account in accounts:
        table = tomlkit.table()
        table["name"] = account.name
        table["kind"] = account.kind
        table["mail"] = [str(path) for path in account.mail]
        table["calendar"] = [str(path) for path in account.calendar]
        if account.drafts:
            table["drafts"] = str(account.drafts)
        tables.append(table)
    return tables


def try_account(home: Path, values: Mapping[str, Any]) -> AccountConfig:
    """The account that such an `[[account]]` makes; nothing is written.

    Raises:
        BadConfiguration: the table cannot be meant.
    """
    text = tomlkit.dumps({"account": [dict(values)]})
    section = Section(home / CONFIG_FILE, text, tomllib.loads(text))
    return read_accounts(section, home)[0]


def add_account(home: Path, values: Mapping[str, Any]) -> Path:
    """Add an `[[account]]` to `config.toml`; returns its path.

    Raises:
        BadConfiguration: the table cannot be meant; the file is as it was.
    """
    path = home / CONFIG_FILE
    document = tomlkit.parse(read_toml(path)[1])
    table = tomlkit.table()
    for key, value in values.items():
        table[key] = value
    if "account" in document:
        document["account"].append(table)
    else:
        tables = tomlkit.aot()
        tables.append(table)
        document["account"] = tables
    _replace_checked(home, path, tomlkit.dumps(document))
    return path


def remove_account(home: Path, name: str) -> Path:
    """Take the `[[account]]` of that name out of `config.toml`; returns its path."""
    path = home / CONFIG_FILE
    document = tomlkit.parse(read_toml(path)[1])
    tables = document.get("account", [])
    for number, table in enumerate(tables):
        if table.get("name") == name:
            del tables[number]
            break
    if not tables:
        document.pop("account", None)
    _replace_checked(home, path, tomlkit.dumps(document))
    return path


def _replace_checked(home: Path, path: Path, text: str) -> None:
    """Write the accounts anew only where they can be read again."""
    read_accounts(Section(path, text, tomllib.loads(text)), home)
    replace_file(path, text)


def change_client(home: Path, slug: str, values: Mapping[str, Any]) -> Path:
    """Set keys of `clients/SLUG.toml`, creating it; None removes a key. Returns its path.

    Raises:
        BadConfiguration: the file that is there cannot be read.
    """
    path = home / CLIENTS_FOLDER / f"{slug}.toml"
    document = tomlkit.parse(read_toml(path)[1]) if path.exists() else tomlkit.document()
    for key, value in values.items():
        if value is None:
            document.pop(key, None)
        else:
            document[key] = value
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, tomlkit.dumps(document))
    return path


def add_ignored(home: Path, entries: Sequence[str]) -> Path:
    """Add domains or addresses to `ignore` of `config.toml`; returns its path."""
    path = home / CONFIG_FILE
    document = tomlkit.parse(read_toml(path)[1])
    known = [str(item) for item in document.get("ignore", [])]
    wanted = known + [entry for entry in entries if entry not in known]
    if "ignore" in document:
        document["ignore"] = wanted
    else:
        # A key at the top must stand before the first table.
        text = tomlkit.dumps({"ignore": wanted}) + tomlkit.dumps(document)
        document = tomlkit.parse(text)
    replace_file(path, tomlkit.dumps(document))
    return path


def replace_file(path: Path, text: str) -> None:
    """Write a file in one step: beside it first, then renamed over it.

    Raises:
        BadConfiguration: the text cannot be written as UTF-8; the file is as it was.
        OSError: the disk refused; the file is as it was.
    """
    try:
        octets = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadConfiguration(path, "cannot hold what is no UTF-8 text.") from error
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
