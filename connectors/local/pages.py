"""Gathering records into pages that are bounded in number and in bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

#: Messages in a page: one database transaction, well under a second of ingest.
PAGE_ITEMS = 500
#: Bytes of messages in a page: what is held in memory at once.
PAGE_BYTES = 8 << 20
#: Ids and flags in a page; they are small.
PAGE_IDS = 5000

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PageLimits:
    """The bounds of a page; tests set small ones."""

    items: int = PAGE_ITEMS
    octets: int = PAGE_BYTES
    ids: int = PAGE_IDS


def batches(
    sized: Iterable[tuple[Item, int]], limits: PageLimits
) -> Iterator[tuple[list[Item], bool]]:
    """Items with their bytes, in batches within the limits; True with the last batch.

    A single item over the limit is a batch of its own. No items give no batch.
    """
    batch: list[Item] = []
    octets = 0
    for item, size in sized:
        if batch and (len(batch) >= limits.items or octets + size > limits.octets):
            yield batch, False
            batch, octets = [], 0
        batch.append(item)
        octets += size
    if batch:
        yield batch, True
