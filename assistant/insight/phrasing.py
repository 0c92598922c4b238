"""A promise said to the one it was made to, or by the one it was made by: who is "me", who is "you".

"Could you send me the file?" — "Sure." becomes, in a mail of ours to who asked, *send you the file*;
their "I'll send you the list" becomes *send us the list*; kept, *sent us the list*. English; a
phrase in another language is left to the caller to quote.
"""

from __future__ import annotations

import re

from assistant.insight.records import Promise, Side

#: Who is who when the other side's words are said by ours.
_SWAPPED = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we": "you", "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
    "you": "us", "your": "our", "yours": "ours", "yourself": "ourselves",
}  # fmt: skip
_PERSON = re.compile(rf"\b(?:{'|'.join(_SWAPPED)})\b", re.IGNORECASE)
#: "You will have it by Friday": the debtor delivers, whoever has it then.
_YOU_WILL_HAVE = re.compile(r"\byou(?:'ll|’ll| will| should| shall)\s+have\b", re.IGNORECASE)
_SPACES = re.compile(r"\s+")

_PAST = {
    "begin": "began", "bring": "brought", "build": "built", "buy": "bought", "cancel": "cancelled",
    "come": "came", "do": "did", "draw": "drew", "drop": "dropped", "find": "found", "get": "got",
    "give": "gave", "go": "went", "hold": "held", "keep": "kept", "let": "let", "make": "made",
    "meet": "met", "pay": "paid", "plan": "planned", "proofread": "proofread", "put": "put",
    "ring": "rang", "run": "ran", "send": "sent", "set": "set", "ship": "shipped",
    "show": "showed", "speak": "spoke", "submit": "submitted", "take": "took", "tell": "told",
    "transfer": "transferred", "write": "wrote",
}  # fmt: skip
_REGULAR = frozenset(
    "activate add address advise amend answer approve arrange ask assess attach attend book call "
    "chase check circulate clarify complete compile conduct confirm configure consider contact "
    "coordinate correct countersign create credit delete deliver demo deploy design develop "
    "discuss distribute draft edit email enable escalate evaluate examine explain extend finalise "
    "finalize finish fix follow forward generate handle hand host implement include inform inspect "
    "install introduce investigate invite involve issue join launch look mail manage migrate move "
    "notify order organise organize pass patch perform phone post prepare present print produce "
    "provide publish purchase raise read rectify refund release remind remove repair reply report "
    "reschedule resend reset resolve respond restore return revert review revise roll schedule "
    "settle share sign solve sort start supply switch talk test train update upload validate "
    "verify visit walk wire work".split()
)


def say_task(promise: Promise) -> str:
    """What is promised, as our side says it to the client: ``send you the file``.

    Empty where the promise has no content of its own.
    """
    phrase = _SPACES.sub(" ", promise.content).strip(" .;,")
    if not phrase:
        return ""
    if _is_spoken_by_client(promise):
        phrase = _PERSON.sub(_swap, phrase)
    head, _, rest = phrase.partition(" ")
    if head.casefold() == "have" and _YOU_WILL_HAVE.search(_SPACES.sub(" ", promise.quote)):
        return f"deliver {rest}"
    return phrase


def say_done(task: str) -> str | None:
    """A task as something done: ``sent you the file``; None where the verb is not known."""
    head, _, rest = task.partition(" ")
    past = _past(head)
    if past is None:
        return None
    # "check with the warehouse and revert": the second verb is done too.
    before, joined, after = rest.rpartition(" and ")
    second, _, tail = after.partition(" ")
    again = _past(second) if joined else None
    if again is not None:
        rest = f"{before} and {again} {tail}".rstrip()
    return f"{past} {rest}".rstrip()


def _is_spoken_by_client(promise: Promise) -> bool:
    """Whether the words of the content are the client's.

    A word of acceptance takes its content from the request: there the asker speaks, not the debtor.
    """
    content = _SPACES.sub(" ", promise.content).casefold().strip()
    own_words = content in _SPACES.sub(" ", promise.quote).casefold()
    return own_words is (promise.debtor is Side.THEM)


def _swap(found: re.Match[str]) -> str:
    return _SWAPPED[found.group().casefold()]


def _past(verb: str) -> str | None:
    word = verb.casefold()
    if word in _PAST:
        return _PAST[word]
    if word not in _REGULAR:
        return None
    if word.endswith("e"):
        return f"{word}d"
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ied"
    return f"{word}ed"
