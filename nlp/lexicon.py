"""Word lists as one readable block each."""

from __future__ import annotations


def words(*blocks: str) -> frozenset[str]:
    """The words of the blocks, which are separated by white space."""
    return frozenset(word for block in blocks for word in block.split())


def phrases(block: str) -> tuple[str, ...]:
    """The lines of the block, one phrase each, in order, blank lines left out."""
    return tuple(line.strip() for line in block.splitlines() if line.strip())
