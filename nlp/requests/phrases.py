"""Requests and questions told by a phrase, whatever the tree: the chapters of wordings put together.

The wordings stand in `nlp.requests.favours`, `_proposals`, `_reminders` and `_inquiries`; each names
the first letters of words one of which stands in it, so that most are never looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import words
from nlp.requests.favours import FAVOURS
from nlp.requests.inquiries import INQUIRIES
from nlp.requests.proposals import PROPOSALS
from nlp.requests.reminders import REMINDERS
from nlp.requests.wording import Wordings
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp.clauses import Clause

_WORDINGS = Wordings(*FAVOURS, *PROPOSALS, *REMINDERS, *INQUIRIES)
#: Verbs that only introduce what is asked: "we would appreciate it if you could send …".
_LEADING = words(
    "appreciate be hope wonder ask request suggest propose recommend love like think trust expect"
)


def find_phrases(view: View) -> Iterator[Finding]:
    """The phrases that stand in the sentence, one finding each."""
    for phrase in _WORDINGS.likely(view):
        match = phrase.search(view)
        if match is None:
            continue
        if phrase.act is Act.QUESTION and not view.asks and phrase.pattern.pattern.endswith("?"):
            continue
        yield Finding(phrase.act, phrase.score, _clause_near(view, match))


def _clause_near(view: View, match: re.Match[str]) -> Clause | None:
    """The clause that the phrase is about: inside the match, or behind one that introduces it."""
    if view.parse is None:
        return None
    starts = view.parse.starts
    inside = [c for c in view.clauses if match.start() <= starts[c.verb] < match.end()]
    behind = [c for c in view.clauses if starts[c.verb] >= match.end()]
    if inside and not (behind and inside[-1].base in _LEADING):
        return inside[-1]
    return behind[0] if behind else None
