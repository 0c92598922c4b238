"""Questions that are nothing else: they want information, not a deed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.courtesy import is_rhetorical, is_social_question
from nlp.lexicon import pattern
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator


_AUX_FIRST = pattern(
    r"""
    \A(?:(?:and|so|but|also|or|then|ok|okay|yes|no|well|thanks|hi|hello|hey|oh|i\.e\.|e\.g\.
        |\(?[a-z]\)|oh god|by the way|btw|in that case|if so|first|second)[ ,:\-–]{1,3}
        |(?-i:[A-Z][\w.]*)[,:\-–] ?){0,4}(?:is|are|was|were|do|does|did|has|have|had|can|could
        |will|would|should|shall|isn't|aren't|wasn't|don't|doesn't|didn't|hasn't|haven't|can't
        |couldn't|won't|wouldn't|shouldn't|am|may) (?:i|you|we|he|she|it|they|this|that|these
        |those|there|the|your|our|my|his|her|their|anyone|anybody|someone|any|everyone|all
        |dinner|lunch|(?-i:[A-Z]\w+)|monday|tuesday|wednesday|thursday|friday)\b
    """
)


_WH_FIRST = pattern(
    r"""
    \A(?:(?:and|so|but|also|or|then|ok|okay|hi|hello|hey|oh|by the way|btw|in that case|if so
        |first|second)[ ,:\-–]{1,3}|(?-i:[A-Z][\w.]*)[,:\-–] ?){0,3}(?:what|when|where|why|who
        |which|how)\b(?:'s| is| are| was| were| do| does| did| can| could| will| would| should
        | shall| has| have| much| many| long| soon| often| far| \w+ (?:is|are|do|does|did|should
        |would|will|can)) \w
    """
)


def find_plain_question(view: View) -> Iterator[Finding]:
    """What asks and is neither request nor offer nor mere talk."""
    if is_social_question(view.text) or is_rhetorical(view.text):
        return
    if view.asks:
        if not re.search(r"[a-z]", view.lower) or re.match(
            r"\W*(?:hi|hello|hey|dear|thanks|thank you|ok|okay|right|really|huh|what|well)\W*\Z",
            view.lower,
        ):
            return
        yield Finding(
            Act.QUESTION, 0.85, next((c for c in view.clauses if c.inverted or c.wh), None)
        )
    elif (
        _AUX_FIRST.match(view.text)
        and any(c.inverted and c.main for c in view.clauses)
        and not re.search(r"\b(?:had|should|were) (?:i|you|we|they)\b.{0,60},", view.lower)
    ):
        yield Finding(Act.QUESTION, 0.65, view.clauses[0])
    elif (
        _WH_FIRST.match(view.text)
        and any(c.inverted for c in view.clauses)
        and len(view.text) < 140
    ):
        yield Finding(Act.QUESTION, 0.6, view.clauses[0])
