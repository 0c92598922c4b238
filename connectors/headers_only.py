"""A mailbox of which only the headers are read: any `MailConnector`, with every body taken off.

For an account with `bodies = false` whose kind cannot fetch headers alone, such as files. What a
record had to say about its body (it is too large, the file ends inside it) is no problem here.
Not for calendars, and not for what leaves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectors.base import CountingConnector, PermanentError
from connectors.limits import header_block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connectors.base import Collection, Listed, MailConnector, MailPage, MailRecord, Problem

#: Problems of a body; of the header nothing is missing.
_OF_BODIES = frozenset({"too-large", "truncated"})


class HeadersOnly:
    """`MailConnector` that gives the records of another without their bodies.

    Attributes:
        account: As that of the mailbox behind it.
    """

    def __init__(self, mailbox: MailConnector) -> None:
        self.account = mailbox.account
        self._mailbox = mailbox

    def list_collections(self) -> Sequence[Collection]:
        """The folders of the mailbox behind it."""
        return self._mailbox.list_collections()

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[MailPage]:
        """The same pages with the same cursors; raises as the mailbox behind it does."""
        for page in self._mailbox.fetch_changes(collection, cursor):
            yield replace(
                page,
                upserted=tuple(cut_body(record) for record in page.upserted),
                problems=_without_bodies(page.problems),
            )

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """What the mailbox behind it lists; see `CountingConnector`.

        Raises:
            PermanentError: that one cannot say what it holds. Else as the mailbox behind it.
        """
        if not isinstance(self._mailbox, CountingConnector):
            raise PermanentError(f"The mailbox of account '{self.account}' cannot be counted.")
        return self._mailbox.list_items(collection, cursor)


def cut_body(record: MailRecord) -> MailRecord:
    """A record as it is when only its header block was fetched; `size` stays that of the whole."""
    return replace(
        record,
        raw=header_block(record.raw),
        truncated=True,
        problems=_without_bodies(record.problems),
    )


def _without_bodies(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.kind not in _OF_BODIES)
