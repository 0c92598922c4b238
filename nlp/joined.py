"""A promise of two things with a date each, taken apart: "the balance tomorrow and the accounts on
Friday" is two promises in one sentence.

Only what stands behind the first date, is joined to it, names a thing or a deed, and has a date of
its own. Everything else stays one promise: "check it by Monday and come back to you by Friday" is one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlp.due_resolve import resolve
from nlp.lexicon import words
from nlp.tags import Act, ActScore, Due, SentenceTags
from nlp.time_words import find_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.due_resolve import Speaker
    from nlp.plain import Plain
    from nlp.times import TimeWords

_VERBS = words(
    """send call deliver share provide submit prepare review sign pay book order ship upload mail
    email forward visit fix install publish invite transfer return present start draft write bring"""
)
#: What may stand between the first date and the second: a joint, then the further thing or deed.
_FURTHER = re.compile(
    r"\A(?:,|;)?\s*(?:(?:and|then|plus)\s+)+(?:then\s+)?"
    r"(?P<what>(?:(?:i|we)(?:'ll| will| shall)\s+)?(?:also\s+)?(?:(?P<verb>[a-z]+)\s+(?:you\s+)?)??"
    r"(?:(?:the|an?|your|our|my|all|both|another|those|these|its|their)\b[^,;:.!?]{2,80}|you\b))"
    r"\s*(?:,|by|on|before|until|till|at|in|within|no later than)?\s*\Z",
    re.IGNORECASE,
)
_LEADING = re.compile(r"\A(?:(?:i|we)(?:'ll| will| shall)\s+)?(?:also\s+)?", re.IGNORECASE)
#: "send you" of "send you the balance": what the further thing shares with the first.
_SHARED = re.compile(
    r"\A(?P<verb>.{2,40}?)\s+(?=(?:the|an?|your|our|my|all|both|those|these)\b)", re.IGNORECASE
)


def take_apart(
    tags: SentenceTags, plain: Plain, speaker: Speaker | None
) -> tuple[SentenceTags, ...]:
    """The sentence itself, or the sentence up to its first date and one more for each further one.

    Args:
        tags: What was found in it.
        plain: The sentence, with the way back to the message's offsets.
        speaker: Resolves the words of time.
    """
    if tags.due is None or not tags.has(Act.COMMITMENT) or tags.has(Act.REQUEST):
        return (tags,)
    times = find_times(plain.text)
    first = _place(times, plain, tags.due)
    if first is None or tags.content is None:
        return (tags,)
    found: list[SentenceTags] = []
    ends: list[int] = []
    before = times[first]
    for later in times[first + 1 :]:
        between = plain.text[before.end : later.start]
        further = _FURTHER.match(between)
        if further is None or (further["verb"] or "send").lower() not in _VERBS:
            break
        resolved = resolve(later, speaker)
        start, _ = plain.span(before.end + further.start("what"), later.end)
        due_start, due_end = plain.span(later.start, later.end)
        found.append(
            SentenceTags(
                start=start,
                end=tags.end,
                acts=_acts(tags),
                due=Due(
                    text=later.text,
                    start=due_start,
                    end=due_end,
                    from_at=resolved.from_at,
                    to_at=resolved.to_at,
                    zone=resolved.zone,
                    ambiguous=resolved.ambiguous,
                    undated_reason=resolved.reason,
                ),
                debtor=tags.debtor,
                person=tags.person,
                content=_content(further, tags.content),
            )
        )
        ends.append(plain.span(before.start, before.end)[1])
        before = later
    if not found:
        return (tags,)
    whole = [tags, *found]
    return tuple(replace(one, end=end) for one, end in zip(whole, [*ends, tags.end], strict=True))


def _place(times: Sequence[TimeWords], plain: Plain, due: Due) -> int | None:
    """Which of the times the due date of the sentence is."""
    for number, one in enumerate(times):
        start, end = plain.span(one.start, one.end)
        if start < due.end and due.start < end:
            return number
    return None


def _acts(tags: SentenceTags) -> tuple[ActScore, ...]:
    return tuple(one for one in tags.acts if one.act in {Act.COMMITMENT, Act.DEADLINE})


def _content(further: re.Match[str], content: str) -> str:
    """The phrase of the further thing, with the verb of the first where it has none of its own."""
    what = _LEADING.sub("", further["what"]).strip()
    if further["verb"]:
        return what
    shared = _SHARED.match(content)
    return f"{shared['verb']} {what}" if shared else what
