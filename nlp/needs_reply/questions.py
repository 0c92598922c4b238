"""Which question marks ask the reader: rhetoric, small talk, quotations and own answers do not."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.courtesy.closings import is_rhetorical, is_social_question

_QUOTED = re.compile(r"\"[^\"]{0,300}\"|«[^»]{0,300}»")
_WITHIN = re.compile(r"\([^()]{0,200}\)")
_FINE = (
    r"(?:great|wonderful|glorious|lovely|beautiful|amazing|funny|nice|fun|good|marvellous|brilliant"
    r"|fantastic|strange|odd|ironic|crazy|magic|magical|typical|sweet|cute|sad)"
)
#: Statements with a question mark: joy, wonder, memories, turns of speech.
_RHETORIC = re.compile(
    rf"\A\W*(?:and |but |so |oh |well |ah )?(?:who would(?:'ve| have)? (?:have )?(?:thought|guessed|believed|imagined|expected)\b|who (?:doesn't|does not|wouldn't|needs|says|knew|could resist)\b|(?:isn't|wasn't|aren't|weren't|is not) (?:it|that|this|he|she|they|life|the \w+) (?:\w+ ){{0,3}}{_FINE}\b|how {_FINE} (?:is|was|are) (?:that|it|this)\b|can you (?:believe|imagine)\b|could (?:it|life|things|one|we|you) (?:be|get|ask|wish) (?:any|for)\b|could (?:it|this) be (?:any )?better|what (?:more|else) (?:could|can|do) (?:one|we|you|i) (?:want|ask|wish|need|say|do)\b|what would (?:we|i) do without|where would (?:we|i) be without|(?:do you )?remember (?:when|the|how|our|that)\b|do you (?:now )?see (?:now )?why\b|and the best (?:part|thing|bit)\b|and you know what\b|(?:you )?know what\b|the (?:result|best part|reason|catch|secret|moral)\W*\?|why (?:do|did|must|does) (?:i|we|it|one|this) (?:always|ever|keep|even)\b|why on earth\b|how (?:often|many times) (?:have|did|must) (?:i|we)\b|sounds? familiar|what's not to (?:like|love)|what are the odds|who am i to|where (?:has|have|did) the (?:time|year|years|summer) (?:gone|go)|is there anything (?:better|nicer|more)|may i (?:congratulate|wish|thank|take this|introduce|be the first)|how(?:'s| is| are) (?:the|your) (?:\w+ )?(?:knee|back|leg|head|kids?|children|family|dog|cat|baby|wife|husband|garden|house|holidays?|weather|boat|grandchildren|boys|girls|mother|father)\b|what is the world coming|when will (?:they|people|we) (?:ever )?learn|how time flies|was it something we said|need i (?:say|add)|am i (?:dreaming|right or)|shall i go on|mad,? isn't)",
    re.IGNORECASE,
)
#: Two words before the sender's own text goes on: "Questions? Visit our help centre."
_HEADLINE = re.compile(
    r"\A\W*(?:any )?(?:questions|interested|ready|curious|problems|not at home|still here|hungry|convinced|sounds good|thinking of \w+ \w+ \w+ \w+|looking for [\w ]{2,30}|tired of [\w ]{2,30})\?",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",? (?:doesn't|isn't|wasn't|don't|hasn't|didn't|aren't) (?:it|they|he|she|we)\W*\Z",
    re.IGNORECASE,
)
#: How people answer their own questions.
_ANSWERS = re.compile(
    r"\A\W*(?:(?:yes|yep|yeah|no|nope|nah)\b(?=\W*\Z|[,.!:;]| [–-]|$| (?:it|they|he|she|we|i) )|ah\b|oh\b|aha\b|hm+,? (?:ok|found|got)|exactly\b|nothing\b|never\b|none\b|easy\b|simple\b|simply\b|only (?:at|in|on|when|if|the|one)\b|because\b|of course\b|not (?:at all|really|much|any ?more|one)\b|found\b|got it\b|see (?:page|below|attached|the)\b|turns out\b|apparently\b|answer\b|a: |well, (?:it|the|we|i|here|yes|no)\b|here (?:it |they )?(?:is|are|comes?)\b|my answers?\b|read\b|find out\b|join\b|both\b|neither\b|i (?:have|had) no (?:idea|clue)|i (?:guess|suppose|think) (?:it|we|that|because|so))|\A\.\.\.?",
    re.IGNORECASE,
)
_WH = re.compile(r"\A\W*(?:and |so |but )?(?:what|why|when|where|who|how|which)\b", re.IGNORECASE)
_YOU_OR_US = re.compile(
    r"\b(?:you|your|yours|u|we|us|our|ours|i|me|my|mine|shall|should|may|this|these|those)\b",
    re.IGNORECASE,
)
#: A tale has its people: "What is their favourite lesson?"
_TOLD_OF = re.compile(r"\b(?:he|she|they|his|her|their|them|him)\b", re.IGNORECASE)
#: "Q: Can I bring my dog? A: Yes."
_CATECHISM = re.compile(r"\bA: |\banswer: ", re.IGNORECASE)
#: A word or figure repeated in wonder: "6:40? Who would have thought!"
_ECHO = re.compile(r"\A\W*(?P<said>[\w:.,' -]{1,25})\?+\W*\Z")


def has_question_mark(text: str) -> bool:
    """Whether a question mark stands outside quotation marks and brackets."""
    if "?" not in text:
        return False
    return "?" in _WITHIN.sub(" ", _QUOTED.sub(" ", text))


@lru_cache(64)
def is_idle(text: str) -> bool:
    """Whether a sentence with a question mark is rhetoric, small talk or a headline."""
    return (
        is_rhetorical(text)
        or is_social_question(text)
        or _RHETORIC.search(text) is not None
        or _HEADLINE.match(text) is not None
    )


def is_echo(text: str, said: str, after: str | None) -> bool:
    """Whether it repeats a word of the message before in wonder, and the sender goes on.

    Args:
        text: The question.
        said: The message it answers, in lower case.
        after: The next sentence.
    """
    found = _ECHO.match(text)
    if found is None or after is None or "!" not in after:
        return False
    return found["said"].strip().lower() in said


def is_catechism(own: str) -> bool:
    """Whether questions and answers alternate as in a list of common questions."""
    return _CATECHISM.search(own) is not None


def is_tagged_statement(text: str) -> bool:
    """Like "How the years pass, don't they?"."""
    return _TAG.search(text.rstrip("?!. ")) is not None


def is_self_answered(text: str, after: str | None) -> bool:
    """Whether the sentence behind a question answers it.

    Args:
        text: The question.
        after: The next sentence, None at the end of the message.
    """
    return after is not None and _ANSWERS.match(after) is not None and "?" not in after


def is_told(text: str, after: str | None, *, number: int, count: int) -> bool:
    """Whether a question is part of a tale: nobody's, in the middle, and the tale goes on.

    Args:
        text: The question.
        after: The next sentence.
        number: Of the question among the sentences, from 0.
        count: Sentences of the message.
    """
    return (
        after is not None
        and _WH.match(text) is not None
        and _YOU_OR_US.search(text) is None
        and _TOLD_OF.search(text) is not None
        and count >= 5
        and number < count - 2
    )


def is_asked_and_answered(questions: list[tuple[str, str | None]]) -> bool:
    """Whether all questions of a message go on as answers: two or more, each with a statement behind.

    "What happens next? The registrar publishes the notice. When do you pay? Only at the end."
    """
    if len(questions) < 2:
        return False
    return all(
        _WH.match(text) is not None and after is not None and "?" not in after
        for text, after in questions
    ) and any(is_self_answered(text, after) for text, after in questions)
