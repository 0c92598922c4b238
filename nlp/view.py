"""A sentence as the rules see it, and what they say about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nlp.clauses import Clause, read_clauses
from nlp.lexicon import stems

if TYPE_CHECKING:
    from nlp.parse import Parse
    from nlp.tags import Act

#: Ends in a question mark; "details.?" is a mark that some program put for an odd character.
_ASKS = re.compile(r"(?<![.!])\?[\"')\]!?.\s]*\Z|\?\?|\?\s*[\"')]*\s*\(")


@dataclass(frozen=True)
class View:
    """One sentence; `parse` is None where the cheap test let nothing through."""

    #: As `nlp.plain.make_plain` gives it.
    text: str
    parse: Parse | None = None
    #: The sentence before it in the same message, if any.
    before: str | None = None

    @cached_property
    def lower(self) -> str:
        """The text in lower case, of the same length."""
        lowered = self.text.lower()
        # A few letters change length in lower case; offsets must not.
        return (
            lowered
            if len(lowered) == len(self.text)
            else "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        """First letters of the words, see `nlp.lexicon.stems`."""
        return stems(self.lower)

    @cached_property
    def clauses(self) -> list[Clause]:
        """In text order; empty without a parse."""
        return [] if self.parse is None else read_clauses(self.parse)

    @cached_property
    def asks(self) -> bool:
        """Whether it ends like a question."""
        return _ASKS.search(self.text) is not None

    def clause_within(self, match: re.Match[str]) -> Clause | None:
        """The last clause whose verb lies in a match on `text` or `lower`."""
        if self.parse is None:
            return None
        starts = self.parse.starts
        inside = [c for c in self.clauses if match.start() <= starts[c.verb] < match.end()]
        return inside[-1] if inside else None

    def parent(self, clause: Clause) -> Clause | None:
        """The clause that this one depends on."""
        return next((c for c in self.clauses if c.verb == clause.parent), None)

    def child_clauses(self, clause: Clause) -> list[Clause]:
        """Clauses that depend on this one directly."""
        return [c for c in self.clauses if c.parent == clause.verb]

    def xcomp(self, clause: Clause) -> Clause | None:
        """Like "to send" of "plan to send"."""
        return next((c for c in self.child_clauses(clause) if c.dep == "xcomp"), None)

    def word(self, index: int | None) -> str:
        """Lower-case word of a token, "" for none."""
        return "" if index is None or self.parse is None else self.parse.words[index]

    def object_of(self, clause: Clause) -> int | None:
        """The direct object, or the complement of "be"."""
        return None if self.parse is None else self.parse.child(clause.verb, "dobj", "attr", "oprd")

    def has_child(self, index: int, *words: str) -> bool:
        """Whether a direct dependent is one of the words."""
        return self.parse is not None and any(
            self.parse.words[kid] in words for kid in self.parse.children[index]
        )

    def below(self, index: int) -> str:
        """Lower-case text of the token and all below it, from its first to its last token."""
        if self.parse is None:
            return ""
        tokens = self.parse.subtree(index)
        return " ".join(self.parse.words[token] for token in tokens)

    def after(self, index: int) -> str:
        """Lower-case text behind the token."""
        if self.parse is None:
            return ""
        return self.lower[self.parse.starts[index] + len(self.parse.words[index]) :]


@dataclass(frozen=True, slots=True)
class Finding:
    """An act, how sure the rule is, and the clause it was found in."""

    act: Act
    score: float
    clause: Clause | None = None
    #: For commitments: the named person who will do it.
    person: str | None = None
