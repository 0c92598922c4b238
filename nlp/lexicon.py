"""Word lists as one readable block each."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[a-z]+")


def words(*blocks: str) -> frozenset[str]:
    """The words of the blocks, which are separated by white space."""
    return frozenset(word for block in blocks for word in block.split())


def phrases(block: str) -> tuple[str, ...]:
    """The lines of the block, one phrase each, in order, blank lines left out."""
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def pattern(block: str, *, ignore_case: bool = True) -> re.Pattern[str]:
    """A regular expression laid out over lines, in either case unless said otherwise.

    A line break and what indents the next line are no part of it; a line of `# words` is a comment.
    """
    lines = (line.lstrip() for line in block.splitlines())
    joined = "".join(line for line in lines if not line.startswith("# "))
    return re.compile(joined, re.IGNORECASE if ignore_case else 0)


def stems(text: str) -> frozenset[str]:
    """The first four letters of each word of a lower-case text.

    A set is asked in a fraction of the time that a pattern takes: rules name the stems one of which
    stands in everything they match, and leave when none is there. "Haven't" gives "have" and "t".
    """
    return frozenset(word[:4] for word in _LETTERS.findall(text))
