"""What the trained part of the needs-reply decision sees: wording, signs and setting.

Every feature is a short text that a person can read: `w:how many` (words beside each other),
`s:remin` (how a word begins), `q>yes` (what follows a question), `cue:reports a problem` (a weak
sign fired), `r:request` (an act was read), `m:asked` (the message before asked something). Names
are left as they are, numbers, days and months are replaced by their kind.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from nlp.model.features import tokens_of
from nlp.needs_reply.cues import ask_cues, counter_cues, trouble_cues
from nlp.needs_reply.questions import (
    has_question_mark,
    is_echo,
    is_idle,
    is_self_answered,
    is_tagged_statement,
    is_told,
)

if TYPE_CHECKING:
    from nlp.needs_reply.setting import Setting
    from nlp.tags import SentenceTags

#: Bumped when the same message would get other features: a model of another number is refused.
REPLY_FEATURES = 1

#: How many first letters of a word stand for its family.
_STEM = 5
#: Words of a message that tell a stranger's mailing.
_MESSAGE_WORDS = 120
_READER = re.compile(r"\b(?:you|your|yours)\b")


def features_of_sentence(
    number: int, sentence: SentenceTags, setting: Setting, weight: float
) -> list[str]:
    """The features of one sentence, each once, in a fixed order.

    Args:
        number: Of the sentence in `setting.texts`.
        sentence: Its tags.
        setting: The message around it.
        weight: What the rules say of it, 0 to 1.
    """
    text = setting.texts[number]
    lower = text.lower()
    tokens = tokens_of(lower)
    asks = has_question_mark(text)
    length = _length(len(tokens))
    found = ["bias", f"n:{length}", f"W:{round(weight * 5)}", _end_of(text, asks=asks)]
    found += _grams("w:", tokens, 3)
    found += _grams("s:", [token[:_STEM] for token in tokens], 2)
    if asks:
        found += _of_question(number, tokens, setting)
    elif "?" in text:
        found.append("q:quoted")
    found += _of_cues(lower, setting)
    found += [f"r:{scored.act.value}" for scored in sentence.acts] or ["r:none"]
    found += _of_setting(number, setting, length=length, asks=asks)
    return list(dict.fromkeys(found))


def features_of_message(own: str, mark: float, *, mass: bool) -> list[str]:
    """The features of a whole message outside any conversation: is it a stranger's mailing?

    Args:
        own: Its new text.
        mark: What the rules say, 0 to 1.
        mass: It speaks to many.
    """
    tokens = tokens_of(own.lower())[:_MESSAGE_WORDS]
    found = ["bias", f"mark:{round(mark * 3)}"]
    found += ["mark:any"] if mark > 0 else []
    found += ["mass"] if mass else []
    found += [f"w:{token}" for token in tokens]
    found += [f"w:{first} {second}" for first, second in pairwise(tokens)]
    found += [f"s:{token[:_STEM]}" for token in tokens]
    return list(dict.fromkeys(found))


def _grams(kind: str, tokens: list[str], most: int) -> list[str]:
    padded = ["<", *tokens, ">"]
    return [
        kind + " ".join(padded[start : start + size])
        for size in range(1, most + 1)
        for start in range(len(padded) - size + 1)
    ]


def _end_of(text: str, *, asks: bool) -> str:
    last = text.rstrip()[-1:]
    return f"e:{last if last in {'!', '.'} else '?' if asks else 'open'}"


def _of_question(number: int, tokens: list[str], setting: Setting) -> list[str]:
    text, after, count = setting.texts[number], setting.after(number), len(setting.texts)
    idle = {
        "q:idle": is_idle(text),
        "q:self": is_self_answered(text, after),
        "q:echo": is_echo(text, setting.said, after),
        "q:told": is_told(text, after, number=number, count=count),
    }
    found = ["q", *(name for name, is_so in idle.items() if is_so)]
    found += [] if any(idle.values()) else ["q:plain"]
    found += ["q:tag"] if is_tagged_statement(text) else []
    found += ["q:you" if _READER.search(text.lower()) else "q:no you"]
    found += ["q:!"] if setting.exclaims else []
    found += ["q:thanks"] if setting.thanks else []
    found += ["q^" + " ".join(tokens[:size]) for size in (1, 2)]
    if after is None:
        return [*found, "q:last"]
    behind = tokens_of(after.lower())
    found += ["q:goes on", f"q>n:{'short' if len(behind) < 4 else 'long'}"]
    return found + ["q>" + " ".join(behind[:size]) for size in (1, 2)]


def _of_cues(lower: str, setting: Setting) -> list[str]:
    found = [f"cue:{cue.why}" for cue in ask_cues(lower)]
    if setting.answering:
        found += [f"cue:{cue.why}" for cue in counter_cues(lower)]
    for cue in trouble_cues(lower):
        found.append(f"cue:{cue.why}")
        found += [f"cue:{cue.why} settled"] if setting.settled else []
    return found or ["cue:none"]


def _of_setting(number: int, setting: Setting, *, length: str, asks: bool) -> list[str]:
    count = len(setting.texts)
    found = [f"m:n{min(count, 6)}"]
    found += ["p:first"] if number == 0 else []
    found += ["p:last"] if number == count - 1 else []
    found += ["m:settled"] if setting.settled else []
    found += ["m:answered"] if setting.answered else []
    if not setting.answering:
        return [*found, "m:first"]
    said = "m:asked" if setting.asked else "m:told"
    return [*found, "m:answering", said, f"{said} {'q' if asks else 's'}{length}"]


def _length(count: int) -> str:
    return next((str(most) for most in (1, 3, 6, 10, 16, 25) if count <= most), "more")
