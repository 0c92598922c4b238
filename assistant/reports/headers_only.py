"""What is said of mail that was read by its headers only, the same words everywhere.

Without it "no promises" would be read as "nothing was promised". Which messages those are stands in
the history; which accounts, in the sources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.reports.lines import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.insight.records import Message
    from assistant.store.sources import Source

#: Of one message.
NOT_KNOWN = "Headers only: what was said is not known here."
#: What follows from it, of many.
_MEANS = (
    "what they ask, promise or complain about is not known here, and no promise or complaint of theirs "
    "is listed."
)


def say_headers_only(messages: Sequence[Message]) -> str:
    """`Headers only: of 312 messages …`; empty where every message was read."""
    count = len(messages)
    if not count:
        return ""
    return f"Headers only: {count:,} message{'' if count == 1 else 's'}; {_MEANS}"


def count_by_account(sources: Iterable[Source]) -> Mapping[str, int]:
    """Account → messages in it of which only the headers were read; the others are missing."""
    counts: dict[str, int] = {}
    for source in sources:
        if source.headers_only:
            counts[source.account] = counts.get(source.account, 0) + source.headers_only
    return counts


def say_accounts(counts: Mapping[str, int]) -> str:
    """`Headers only: 312 messages of account 'work'; …`; empty where every message was read."""
    if not counts:
        return ""
    named = " and ".join(
        f"{count:,} message{'' if count == 1 else 's'} of account '{fold(account)}'"
        for account, count in counts.items()
    )
    return f"Headers only: {named}; {_MEANS}"
