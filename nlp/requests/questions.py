"""Questions that are nothing else: they want information, not a deed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.commitments.when import AHEAD
from nlp.courtesy.closings import is_rhetorical, is_social_question
from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator


_AUX_FIRST = pattern(
    r"""
    \A(?:(?:and|so|but|also|or|then|ok|okay|yes|no|well|thanks|hi|hello|hey|oh|i\.e\.|e\.g\.
        |\(?[a-z]\)|oh god|by the way|btw|in that case|if so|first|second)[ ,:\-–]{1,3}
        |(?-i:[A-Z][\w.]*)[,:\-–] ?){0,4}(?!(?:have|do|will)
        (?: )(?!you|i\b|we\b|they|any|the\b|your|my\b|our\b|it\b|he\b|she\b))(?:is|are|was|were|do|does|did|has|have|had|can|could
        |will|would|should|shall|isn't|aren't|wasn't|don't|doesn't|didn't|hasn't|haven't|can't
        |couldn't|won't|wouldn't|shouldn't|am|may) \w+\b
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


#: A title with a question of its own, as in minutes and lists of questions: "Parking: who decides?".
_TITLED = re.compile(
    r"\A(?![^:?]*\b(?:question|ask|asking|asked you|tell|know|wonder\w*|thing|things|point|check|please|hi|hello|dear|also|note|sorry|thanks|you|i|we|me|us)\b)"
    r"[^:?]{1,60}: [^?]*\?|\A(?:question|q|faq) ?\d{1,2}[.:)] [^?]*\?",
    re.IGNORECASE,
)
#: Questions that keep a conversation friendly.
_SMALL_TALK = pattern(
    r"""
    \A(?:(?:so|and|hi|hello|hey|well|anyway|dear|(?-i:[A-Z]\w+)|first),? ?[,!–-]? ?){0,3}(?:how
        (?:'s| is| are| was| were| did| have| has)
        (?:you(?: all| both| two)?(?: (?:doing|keeping|getting on|been|lot|holding up|faring))?\W*
            (?:today|these days|over there|down there)?\W*\Z
        |(?:all )?(?:things|life|everyone|everybody|everything|business)\b(?! (?:going with the
            |on the|with the))
        |(?:the|your|that|those|her|his) (?:\w+ ){0,2}(?:family|kids?|children|baby|wife|husband
            |holidays?|weekend|trip|honeymoon|garden
        |dog|cat|knee|back|leg|house|flat|job|christmas|easter|summer|vacation|weather|wedding
            |birthday|move|cold|flu|twins?
        |son|daughter|mother|mum|mom|father|dad|team|season|holiday|walk|run|race|marathon|match
            |party)\b)
        |how(?:'s| is| was| were) (?:the|your) (?:new |big |little )?(?!(?:project|migration|order
            |meeting|call|demo|launch|test\w*|roll-?out
        |draft|report|tender|bid|contract|audit|delivery|shipment|progress|status|budget|forecast
            |quality|plan|work|site|search|hiring|setup
        |transition|integration|case|claim|deal|offer|market|demand|stock|review|recruit\w*
            |install\w*|training|pilot|trial|release|build)\b)
        [a-z]+(?: [a-z]+)?\?
        |what(?:'s| is) (?:new|up)\b|what have you been up to
        |did you (?:have|enjoy|get) (?:an? |the |your )?(?:good|nice|lovely|great|restful|pleasant
            |bit of)? ?(?:weekend|holiday|break|christmas
        |easter|summer|time off|trip|rest|sun|vacation)
        |(?:are you|is everyone|is everybody|all|everyone|everybody) (?:well|good|keeping well
            |okay|ok)\b(?! (?:with|to|for|if)\b)
        |long time,? no|remember me\b)
    """
)
#: Forms of a question that say something, or answer it at once.
_SAID_AS_QUESTION = pattern(
    r"""
    \A(?:and |but |so )?(?:the|my|our|your|his|her) (?!(?:date|time|price|address|reason|deadline
        |number)\b)\w+(?: \w+)?\?
    |\A(?:did you know|guess (?:what|who|where|how)|you know (?:what|how|when|that feeling)
        |remember (?:when|how|that|the|last)|(?:what )?could (?:possibly )?go wrong
        |sounds? familiar|why not\?|so what\?|need (?:i|we) say|what(?:'s| is) not to (?:like
            |love)|how hard can
        |what more (?:can|could) (?:i|you|we|one)|where (?:do|would|shall|should) i (?:start
            |begin)|what can i say|who (?:am i|are we) to
        |how (?:could|can) (?:i|we|anyone|one) (?:forget|refuse|resist|not|say no)|what would (?:i
            |we) do without)
    |\b(?:in (?:god|heaven)'s name|on earth|the (?:hell|heck|devil)|whose bright idea|who (?:knew
        |would have thought|needs)
        |what (?:exactly )?(?:are|am|do) (?:we|i) (?:actually |even )?paying (?:you |them )?for
            |am i supposed to|are we supposed to (?:believe|just|simply|wait|trust)
        |is it too much to ask|how many times (?:do|must|have|did)|how much longer (?:do|must|are
            |am)|since when (?:is|are|does|do)
        |do you (?:really |seriously |honestly )?(?:expect|think|believe) (?:us|me|we|i|that we
            |that i|anyone)|what(?:'s| is) the point of)\b
    |\A(?:tired of|looking (?:for|to)|ready (?:for|to)|thinking (?:of|about)|fed up with
        |struggling (?:with|to)|want(?:ed)? (?:more|to (?:save|cut|reduce|learn|know))
        |missed (?:it|the|our|us)|planning (?:a|your|to)|curious|still (?:using|paying|waiting
            |unsure|undecided)|not sure (?:where|what|how|if|whether|yet)|got (?:a )?questions?\b
            |any questions|questions)[^?,]*\?\s*\Z
    """
)


#: Words with a capital that ask by themselves.
_ASKING_ALONE = words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december thoughts questions comments ideas agreed ok okay status
    update any when where who what why how which noon today tomorrow deal done ready yes no"""
)


#: "Friday at ten, okay?" proposes.
_AGREED = re.compile(r"\w,? (?:ok|okay|alright|all right|deal|agreed)\?\W*\Z")


def _names_only(view: View) -> bool:
    """Like "Memphis?", "Ben?": guesses or calls, and wants nothing told."""
    if view.parse is None or len(view.parse.words) > 6:
        return False
    said = [n for n, word in enumerate(view.parse.words) if word[0].isalpha()]
    return bool(said) and all(
        view.parse.tags[n] in {"NNP", "NNPS"} and view.parse.words[n] not in _ASKING_ALONE
        for n in said
    )


def asks_nothing(text: str) -> bool:
    """Whether a question is a title, small talk or a way of saying something."""
    return bool(
        _TITLED.match(text)
        or _SMALL_TALK.match(text)
        or _SAID_AS_QUESTION.search(text)
        or is_social_question(text)
        or is_rhetorical(text)
    )


def find_plain_question(view: View) -> Iterator[Finding]:
    """What asks and is neither request nor offer nor mere talk."""
    found = list(_plain_questions(view))
    if found and not asks_nothing(view.text):
        yield from found


def _plain_questions(view: View) -> Iterator[Finding]:
    if view.asks:
        if not re.search(r"[a-z]", view.lower) or re.match(
            r"\W*(?:hi|hello|hey|dear|thanks|thank you|ok|okay|right|really|huh|what|well)\W*\Z",
            view.lower,
        ):
            return
        if _names_only(view):
            return
        if _AGREED.search(view.lower) and AHEAD.search(view.lower):
            yield Finding(Act.REQUEST, 0.6)
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
