"""The sentences about whole folders and calendars on a server; those about files are in `local`."""

from __future__ import annotations

from connectors.base import PermanentError


def collection_gone(account: str, collection: str) -> PermanentError:
    """The error of a folder or calendar that was there, or was said to be there."""
    return PermanentError(
        f"There is no '{collection}' in account '{account}' any more. Nothing stored was deleted."
    )


def no_folders(account: str) -> PermanentError:
    """The error of a mailbox that lists no folder at all."""
    return PermanentError(
        f"The list of folders of account '{account}' is empty, and every mailbox has an inbox. "
        "Nothing stored was deleted; check the account."
    )


def empty_alarm(
    account: str, where: str, *, known: int, items: str, server: str, it: str = "it"
) -> PermanentError:
    """The error of a folder or calendar that knew items and now holds none.

    It is an error and not a problem of a page, so that no round counts as finished by it.

    Args:
        account: The account's name.
        where: The folder or calendar, in quotation marks.
        known: Items that were told, 1 or more.
        items: A plural, such as ``messages``.
        server: Who may have trouble, such as ``Exchange``.
        it: The folder or calendar once more.
    """
    return PermanentError(
        f"{where} of account '{account}' now holds 0 of {known:,} {items}; nothing stored was "
        f"deleted. If {server} has trouble, sync again later; if {it} was emptied on purpose, run "
        "`rapport sync --accept-empty`."
    )
