"""A promise of two things with a date each, taken apart: "the balance tomorrow and the accounts on
Friday" is two promises in one sentence.

Only what stands behind the first date, is joined to it, names a thing or a deed, and has a date of
its own. Everything else stays one promise: "check it by Monday and come back to you by Friday" is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nlp.due.resolve import due_of
from nlp.lexicon import words
from nlp.tags import Act, Due, SentenceTags
from nlp.times.find import find_times

if TYPE_CHECKING:
    from nlp.due.resolve import Speaker
    from nlp.plain import Plain
    from nlp.times.records import TimeWords

_VERBS = words(
    """send call deliver share provide submit prepare review sign pay book order ship upload mail
    email forward visit fix install publish invite transfer return present start draft write bring"""
)
#: Characters; longer sentences are lists, and are left whole.
_LONGEST = 600
#: What may stand between the first date and the second: a joint, then the further thing or deed.
_FURTHER = re.compile(
    r"\A\s*[,;]?\s*(?:(?:and|then|plus)\s+)*"
    r"(?P<what>(?:(?:i|we)(?:'ll| will| shall)\s+)?(?:also\s+)?(?:(?P<verb>[a-z]+)\s+(?:you\s+)?)??"
    r"(?:(?:the|an?|your|our|my|all|both|another|those|these|its|their)\b[^,;:.!?]{2,80}|you\b))"
    r"\s*(?:,|by|on|before|until|till|at|in|within|no later than)?\s*\Z",
    re.IGNORECASE,
)
#: A clause of its own is no further thing: "tomorrow, our director is in the house in the morning".
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|can|could|may|might|must|should|would|does|do|did|who|"
    r"which|that|because|since|as|if|when|so)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(r"\A(?:(?:i|we)(?:'ll| will| shall)\s+)?(?:also\s+)?", re.IGNORECASE)
_LOOSE_END = re.compile(
    r"[\s,]+(?:by|on|before|until|till|at|in|within|no later than)?\s*\Z", re.IGNORECASE
)
#: "send you" of "send you the balance": what the further thing shares with the first.
_SHARED = re.compile(
    r"\A(?P<verb>.{2,40}?)\s+(?=(?:the|an?|your|our|my|all|both|those|these)\b)", re.IGNORECASE
)
#: The time behind it is that of something else: "the slides for the meeting on Monday".
_OF_ANOTHER = re.compile(
    r"\b(?:for|of|from|at|before|after|during|about)\s+(?:the|our|your|an?|my|this|next|that)\b[^,;]*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing of the sentence, with its date.

    Attributes:
        start, end: In the plain sentence.
        what: Thing or deed as written; empty for the first, which has the sentence's own words.
    """

    start: int
    end: int
    when: TimeWords
    what: str
    verb: str | None


def take_apart(
    tags: SentenceTags, plain: Plain, speaker: Speaker | None
) -> tuple[SentenceTags, ...]:
    """The sentence itself; or one for each of its things, cut behind the dates.

    Args:
        tags: What was found in it.
        plain: The sentence, with the way back to the message's offsets.
        speaker: Resolves the words of time.
    """
    if tags.due is None or tags.content is None or len(plain.text) > _LONGEST:
        return (tags,)
    if not tags.has(Act.COMMITMENT) or tags.has(Act.REQUEST):
        return (tags,)
    parts = _parts(plain.text, _place(plain, tags.due))
    if len(parts) < 2:
        return (tags,)
    first = _first_content(tags.content, plain.text, parts)
    found = [_tags(tags, part, plain, speaker, _content(part, first)) for part in parts[1:]]
    head = replace(
        tags,
        end=plain.span(parts[0].start, parts[0].end)[1],
        content=first,
        due=due_of(parts[0].when, plain, speaker),
    )
    return (head, *found[:-1], replace(found[-1], end=tags.end))


def _place(plain: Plain, due: Due) -> tuple[int, int]:
    """The due words in the plain sentence."""
    start = plain.text.find(due.text)
    return (start, start + len(due.text)) if start >= 0 else (0, 0)


def _parts(text: str, due: tuple[int, int]) -> list[_Part]:
    """The run of joined, dated things that the due date is one of."""
    run: list[_Part] = []
    for when in find_times(text):
        further = _FURTHER.match(text[run[-1].end : when.start]) if run else None
        if further is not None and _is_thing(further):
            start = run[-1].end + further.start("what")
            run.append(_Part(start, when.end, when, further["what"], further["verb"]))
            continue
        if any(part.when.start < due[1] and due[0] < part.when.end for part in run):
            break
        # The first has the words before it, and its time must be its own.
        own = when.start > 0 and _OF_ANOTHER.search(text[: when.start]) is None
        run = [_Part(0, when.end, when, "", None)] if own else []
    holds = any(part.when.start < due[1] and due[0] < part.when.end for part in run)
    return run if holds else []


def _is_thing(further: re.Match[str]) -> bool:
    """Whether what is joined is a thing, or a deed with a verb of doing."""
    verb = (further["verb"] or "send").lower()
    return verb in _VERBS and _CLAUSE.search(further["what"]) is None


def _first_content(content: str, text: str, parts: list[_Part]) -> str:
    """The phrase of the first thing: up to its own date and to the second thing."""
    first, second = parts[:2]
    for other in (text[first.when.start : first.when.end], second.what):
        cut = content.find(other)
        if cut > 0:
            content = _LOOSE_END.sub("", content[:cut])
    return content


def _tags(
    tags: SentenceTags, part: _Part, plain: Plain, speaker: Speaker | None, content: str
) -> SentenceTags:
    start, end = plain.span(part.start, part.end)
    return SentenceTags(
        start=start,
        end=end,
        acts=tuple(one for one in tags.acts if one.act in {Act.COMMITMENT, Act.DEADLINE}),
        due=due_of(part.when, plain, speaker),
        debtor=tags.debtor,
        person=tags.person,
        content=content,
    )


def _content(part: _Part, content: str) -> str:
    """The phrase of the further thing, with the verb of the first where it has none of its own."""
    what = _LOOSE_END.sub("", _LEADING.sub("", part.what)).strip()
    if part.verb:
        return what
    shared = _SHARED.match(content)
    return f"{shared['verb']} {what}" if shared else what
