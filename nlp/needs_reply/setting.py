"""What of a whole message bears on each of its sentences, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.needs_reply.cues import is_contrite, is_foreign, is_settled
from nlp.needs_reply.questions import has_question_mark, is_asked_and_answered, is_catechism

if TYPE_CHECKING:
    from collections.abc import Sequence

_READER = re.compile(r"\b(?:you|your|yours)\b")
_ASKED = re.compile(r"\?|\bplease\b|\bcould you\b|\blet (?:us|me) know\b", re.IGNORECASE)
_THANKS = re.compile(r"\bthank", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """The sentences of a message and the thread they stand in."""

    #: The sentences, with single spaces and straight quotes.
    texts: Sequence[str]
    #: The message before it in the thread, in lower case; "" where none.
    said: str
    #: There are earlier messages.
    answering: bool
    #: The message before asks or requests something.
    asked: bool
    #: The questions of the message go on as answers, throughout.
    answered: bool
    #: Its trouble is over, the author's own, or nobody's whom the reader can help.
    settled: bool
    #: There is a word of thanks in it.
    thanks: bool
    #: There is an exclamation mark in it.
    exclaims: bool

    def after(self, number: int) -> str | None:
        """The sentence behind one, None at the end."""
        return self.texts[number + 1] if number + 1 < len(self.texts) else None


def read_setting(texts: Sequence[str], previous: Sequence[str]) -> Setting:
    """The setting of a message's sentences.

    Args:
        texts: Its sentences.
        previous: Texts of earlier messages of the thread, newest last.
    """
    own = "\n".join(texts)
    lower = own.lower()
    marked = [number for number, text in enumerate(texts) if has_question_mark(text)]
    questions = [(texts[n], texts[n + 1] if n + 1 < len(texts) else None) for n in marked]
    foreign = is_foreign(lower) and not _READER.search(lower)
    return Setting(
        texts=texts,
        said=previous[-1].lower() if previous else "",
        answering=bool(previous),
        asked=bool(previous) and _ASKED.search(previous[-1]) is not None,
        answered=is_asked_and_answered(questions) or is_catechism(own),
        settled=is_settled(lower) or is_contrite(lower) or foreign,
        thanks=_THANKS.search(own) is not None,
        exclaims="!" in own,
    )
