"""After the UIDs of a folder were given anew: which of its messages are known, by their marks.

Nothing is downloaded here but sizes and Message-IDs. A message that is known keeps its provider id;
the cursor remembers it under its new UID. What is not matched counts as new, and is read with the
rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from connectors.base import FlagChange, MailPage
from connectors.imap.cursor import Position, Told, letters
from connectors.imap.marks import mark_of

if TYPE_CHECKING:
    from connectors.imap.answers import Row
    from connectors.imap.reading import Reader


def rebind(reader: Reader, uids: list[int], position: Position, window: int) -> Iterator[MailPage]:
    """Find the messages that are known among `uids`; pages name them with their new flags.

    Args:
        uids: Those not told yet in this round.
        window: Messages in a page.

    Raises:
        TransientError, PermanentError: the host; the pages so far are good.
    """
    if not position.lost:
        return
    untold = sorted((uid for uid in uids if uid not in position.told), reverse=True)
    by_mark: defaultdict[str, list[str]] = defaultdict(list)
    # The newest came first into `lost`, and are taken first: `pop` takes from the end.
    for provider_id, told in reversed(position.lost.items()):
        if told.mark:
            by_mark[told.mark].append(provider_id)
    done = 0
    for rows in reader.summaries(untold, window, with_id=True):
        done += len(rows)
        matched = {
            row.uid: (by_mark[mark].pop(), mark)
            for row in rows
            if (mark := mark_of(row.text or b"", row.size or 0)) and by_mark.get(mark)
        }
        if matched:
            page = _page([row for row in rows if row.uid in matched], matched, position)
            yield MailPage(
                flag_changes=page,
                known_ids=tuple(name for name, _ in matched.values()),
                cursor=position.cursor(),
                reset=True,
                done=done,
                total=len(untold),
            )


def _page(
    rows: list[Row], matched: dict[int, tuple[str, str]], position: Position
) -> tuple[FlagChange, ...]:
    """Remember the messages of a page; whose flags are others now."""
    changed: list[FlagChange] = []
    news: dict[int, Told] = {}
    for row in rows:
        provider_id, mark = matched[row.uid]
        flags = row.flags or frozenset()
        before = position.lost.pop(provider_id)
        news[row.uid] = Told(mark, letters(flags), position.alias_for(row.uid, provider_id))
        if before.flags != letters(flags):
            changed.append(FlagChange(provider_id, flags))
    position.add(news)
    return tuple(changed)
