"""The words around a time: its preposition, "at the latest", and two times that are one.

"By", "before", "until" … belong to the time words; "for", "of", "from" do not, they make it part of
something else; a particle ("swing by today", "send it over Monday") is its verb's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nlp.times.grammar import CUE, CUE_KINDS, CUE_PADDING
from nlp.times.records import DEADLINE_CUES, Holiday, RelativeDay, TimeWords

#: What may stand behind time words and belongs to them: "at 6 sharp", "today itself".
_TAIL = re.compile(
    r"(?: sharp\b| on the dot\b| itself\b)?(?:,? at (?:the )?(?:very )?latest\b|,? latest\b| max\b| at the outside\b)?"
    r"(?! (?:on|by|at|until|this|next|today|tomorrow|tonight|[A-Z][a-z]{2,8}day)\b)",
    re.IGNORECASE,
)
_UNTIL = {"by": "by", "before": "before", "until": "until", "till": "until"}
_OUTSIDE = frozenset({"of", "from", "due", "every", "each", "between", "for"})
#: A part of a day needs a day, an article or one of the deadline cues.
_BARE_PARTS = frozenset({"morning", "afternoon", "evening", "night", "forenoon", "arvo", "aft"})
_PAST = frozenset({"since", "last", "past", "previous"})


@dataclass(frozen=True, slots=True)
class _Cue:
    """A preposition, the kind of it, and where it begins in the sentence."""

    kind: str
    start: int
    #: Where it is written, though the time words stand without it: "the prices | for May".
    outside: int | None = None


def with_cue(words: TimeWords, sentence: str) -> TimeWords | None:
    """The expression with its preposition, and what follows and belongs to it.

    Returns:
        None where it names the past ("since Friday") or no time after all ("all night").
    """
    found = _cue_of(words, sentence)
    if found.kind in _PAST or (
        words.text.lower() in _BARE_PARTS and found.kind not in DEADLINE_CUES
    ):
        return None
    cue, start, end = found.kind, found.start, words.end
    tail = _TAIL.match(sentence, end)
    if tail and tail.group():
        end = tail.end()
        # "for Friday latest" is a date by which; "the prices for Friday" are Friday's.
        start = start if found.outside is None or cue != "for" else found.outside
        cue = "latest" if tail.group().lower().endswith(("latest", "max", "outside")) else cue
    if sentence[end - 1] == "." and not _KEEPS_DOT.search(sentence[:end]):
        end -= 1
    return replace(words, start=start, end=end, text=sentence[start:end], cue=cue)


def _cue_of(words: TimeWords, sentence: str) -> _Cue:
    written = _written_cue(words, sentence)
    first = words.text.split()[0].lower()
    cue = written or _Cue(_UNTIL.get(first, ""), words.start)
    kind = cue.kind
    if words.event and kind not in DEADLINE_CUES:
        counted = first not in _EVENT_WORDS
        kind = "before" if counted or first in {"prior", "ahead", "in"} else first
    if (words.offset and words.offset.within) or first == "within":
        kind = "within"
    return replace(cue, kind=kind)


def _written_cue(words: TimeWords, sentence: str) -> _Cue | None:
    """The preposition before the expression, None where there is none of its own."""
    before = sentence[: words.start]
    first = words.text.split()[0].lower()
    if words.offset and first in _COUNTING:
        return None  # "in" of "in two days" is read already; what stands before is the verb's
    found = CUE.search(before[-40:])
    if found is None:
        return None
    kind = _cue_kind(found["word"])
    if kind in _PARTICLES and _is_particle(words, found["word"].lower(), before):
        return None  # "stop by Tuesday", "I'm locking in Friday"
    if first in _UNTIL and kind not in DEADLINE_CUES:
        return None  # "fill it in by then"
    at = len(before) - len(before[-40:]) + found.start("word")
    if kind == "between" and words.first is not None:
        return _Cue("in", at)
    return _Cue(kind, words.start, at) if kind in _OUTSIDE else _Cue(kind, at)


_COUNTING = frozenset({"in", "within", "inside", "under", "over", "during"})
_PARTICLES = frozenset({"in", "over", "on", "by"})
_OBJECT = "(?: (?:it|them|one|this))?"
_PARTICLE_VERB = re.compile(
    r"\b(?:stop|swing|drop|come|pop|pass)(?:s|p?ing)? by \Z|"
    rf"\b(?:send|sent|drive|come|coming|go|going|bring|run|fly|hand|push|move)s?{_OBJECT} over \Z|"
    rf"\b(?:come|coming|fly|flying|call|check|dial|log|lock|locking|pencil|put|drop|get|go|send)s?{_OBJECT} in \Z",
    re.IGNORECASE,
)


def _is_particle(words: TimeWords, written: str, before: str) -> bool:
    """Whether the word before a time belongs to the verb: "swing by today", "send it over Monday"."""
    if written not in _PARTICLES:
        return False
    if words.period is not None and words.period.number is not None:
        return False  # "they come in week 18"
    if _PARTICLE_VERB.search(before[-30:]):
        return True
    if isinstance(words.day, RelativeDay):
        return written in {"in", "over", "on"}
    dated = words.day is not None and words.period is None and not isinstance(words.day, Holiday)
    return written in {"in", "over"} and dated


_EVENT_WORDS = frozenset({"before", "prior", "ahead", "in", "after", "following", "once"})
#: A full stop that is part of the words: "5 p.m.", "until 3.7."
_KEEPS_DOT = re.compile(r"(?:[ap]\.m|\d\.\d{1,2})\.\Z", re.IGNORECASE)


def _cue_kind(written: str) -> str:
    word = CUE_PADDING.sub("", " ".join(written.lower().split()))
    if "no later" in word or "not later" in word:
        return "no later than"
    return next((kind for start, kind in CUE_KINDS.items() if word.startswith(start)), word)


def bind(found: list[TimeWords], sentence: str) -> list[TimeWords]:
    """Joins what is said twice, loosely and with a limit: "soon, by Friday at the latest"."""
    bound: list[TimeWords] = []
    for words in found:
        left = bound[-1] if bound else None
        if left is not None and _limits(words, left, sentence[left.end : words.start]):
            text = sentence[left.start : words.end]
            first = left.day if words.day and not words.first else words.first
            bound[-1] = replace(words, start=left.start, text=text, first=first)
        else:
            bound.append(words)
    return bound


_LIMIT = re.compile(
    r",? ?(?:(?:or|and|but|so|i\.e\.|that is|meaning|preferably)?,? ?)?\Z", re.IGNORECASE
)


def _limits(words: TimeWords, left: TimeWords, between: str) -> bool:
    if words.vague or words.event or not _LIMIT.match(between):
        return False
    if left.vague and isinstance(words.day, RelativeDay):
        return True  # "ASAP, today"
    if not words.is_deadline_cue:
        return False
    return left.vague or (left.event and left.is_deadline_cue) or words.cue == "latest"
