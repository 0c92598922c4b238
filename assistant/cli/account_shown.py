"""What `account` shows: how accounts are reached and doing, and what a test read saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.accounts import list_some, read_headings, say_where
from assistant.cli.printing import say, table
from assistant.contract import moment
from assistant.rights import rights_of

if TYPE_CHECKING:
    from assistant.accounts import Probe
    from assistant.config.records import AccountConfig


def show_probe(seen: Probe) -> None:
    """What a test read saw, for people."""
    mail = [one.name for one in seen.collections if one.kind == "mail"]
    if mail:
        say(f"{len(mail)} folders: {list_some(mail)}")
    if seen.items is not None:
        if not seen.items:
            say("It holds no calendar.")
        for name, count in seen.items.items():
            say(f"Calendar '{name}': {count} entries in its first page")
    headings = read_headings(seen.sample)
    if headings:
        say("The newest messages of the inbox:")
        table(
            [
                (f"{one.at:%Y-%m-%d}" if one.at else "-", one.sender[:32], one.subject[:60])
                for one in headings
            ],
            header=("date", "from", "subject"),
        )
    elif mail:
        say("The inbox holds no message.")


def account_json(account: AccountConfig) -> dict[str, Any]:
    """An account as every command shows it in JSON."""
    return {
        "name": account.name,
        "kind": account.kind.value,
        "where": say_where(account),
        "reads_mail": account.reads_mail,
        "reads_calendar": account.reads_calendar,
        "headers_only": not account.bodies,
        "sends": account.sends,
        "rights": [{"what": one.what, "why": one.why} for one in rights_of(account)],
    }


def probe_json(seen: Probe | None) -> dict[str, Any]:
    """What a test read saw, in JSON."""
    if seen is None:
        return {"tested": False}
    return {
        "tested": True,
        "collections": [
            {"name": one.name, "kind": one.kind.value, "role": one.role.value}
            for one in seen.collections
        ],
        "newest": [
            {"at": moment(one.at), "from": one.sender, "subject": one.subject}
            for one in read_headings(seen.sample)
        ],
    }
