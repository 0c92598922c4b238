"""Which verbs are deeds: what somebody can owe, as against states, feelings and one's own life.

Asked about a verb in the future ("I will …"): how surely does it put the speaker under an
obligation that the reader has an interest in?
"""

from __future__ import annotations

import re

from nlp.lexicon import words

#: With "will": states, feelings and politeness, no obligation.
NO_DEED = words(
    """need want like love miss hope assume regret understand feel mean seem suppose wish appreciate
    welcome enjoy prefer hate fear doubt realize realise agree suspect admit trust lose win depend
    owe expect look wait hesitate believe thank thanks remember own cost die live retire doubt"""
)
#: The author's own doings; nothing the reader waits for.
OWN_LIFE = words("travel vacation fly leave commute sleep eat rest relax")
#: Deeds that reach the reader: a third person's doing them is a promise of the author's side.
DELIVERY = words(
    """send provide deliver forward share get give bring call contact ship mail email e-mail follow
    return reply respond submit issue prepare distribute circulate supply confirm review update
    complete finish fix resolve handle join reach schedule arrange credit refund pay sign upload
    post publish process transfer draft present install repair replace visit write answer escalate
    investigate check look work set make take help assist support meet produce create build dispatch
    release pick drop walk talk speak discuss coordinate liaise organise organize run cover invoice
    quote bill transmit hand correct adjust amend revise remove add book reserve order test deploy
    launch migrate onboard train touch circle lead host own ring text ping fax file issue attend"""
)
#: Deeds that the reader sees or waits for, also in the present tense.
VISIBLE = words(
    """send give bring call phone ring text telephone email mail write forward pass deliver ship
    dispatch courier hand return refund credit pay reimburse cover bear issue reissue raise lodge file
    submit upload post publish share circulate prepare draft make remake redo finish complete
    check verify test retest repair fix replace rework correct amend update change adjust
    remove cancel pause stop suspend block unblock release book rebook reserve hold keep order arrange
    organise organize schedule push transfer collect fetch pick come go drive visit
    accompany join explain inform notify report clarify chase escalate
    take put set add load unload clean paint install migrate deploy switch roll restore
    reset calculate quote measure sort lock
    provide supply produce print cut contact remind
    investigate review extend renew waive honour honor compensate train
    double transmit invoice transport repay stay exchange swap rerun rewrite resend credit"""
)
_WILLING = re.compile(
    r"\b(?:be |am |are |'m |'re )?(?:more than |very |so |only too )?(?:happy|glad|pleased|delighted|willing|honou?red|thrilled|available|ready|grateful|sorry|afraid|sure|interested|open|unable|away|out|off|back|closed|late|offline|on (?:vacation|holiday|leave|annual|business|a plane|the road|pto)|travell?ing|attending|in (?!touch|contact|a position|time|attendance)\w+|at (?!your|the (?:meeting|call|demo|workshop))\w+)\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\bbe (?:right |back |all )?(?:there|here (?:at|by|from|to|until|all)|with you|your |round\b|over (?:at|to|by|on|tomorrow|this)|outside|on site|waiting|ready (?:by|at|on|for you|with|to)|standing by|at hand|at your|in touch|in contact|at the (?:meeting|call|demo|workshop)|in attendance|attending|joining|on the call|able to|sure to|back (?:to you|with|in touch)|the (?:lead|contact|one))\b",
    re.IGNORECASE,
)

#: Verbs that are deeds only when the text from the verb on reads like this, and how surely.
_ONLY_WHEN: dict[str, tuple[float, re.Pattern[str]]] = {
    base: (score, re.compile(pattern))
    for base, score, pattern in (
        ("look", 0.9, r"look (?:into|at|over|through|for|to (?:see|find))"),
        ("need", 0.6, r"need to (?:update|send|check|confirm|revise|prepare|look|get back|review|follow|fix|change|add|correct)"),
        ("remember", 0.7, r"remember to "),
        ("see", 0.8, r"see (?:what|if|whether|how|to\b|that\b)"),
        ("keep", 0.9, r"keep (?:you|him|her|them|it|this|that|the|your|both|all|one|two|three|\d|an eye|track|everyone)"),
        ("continue", 0.0, r"(?!)"),
        ("know", 0.0, r"(?!)"),
        ("hear", 0.6, r"hear what"),
        ("receive", 0.6, r"receive it and"),
        ("think", 0.8, r"think about"),
        ("find", 0.9, r"find (?:out|the|you|a|some|it)\b"),
        ("get", 0.9, r"get (?:back|it|this|that|the|them|you|a |in touch|on|to|with|started|right|my|our|some|something|an|your|\w+ to|him|her|those|these)"),
        ("meet", 0.9, r"meet (?:with )?(?:you|to|in|on|at|next|again|this|the (?:deadline|date|target)|tomorrow|up|regularly)"),
    )
}  # fmt: skip
#: Deeds that are none when the text from the verb on reads like this.
_NOT_WHEN: dict[str, re.Pattern[str]] = {
    base: re.compile(pattern)
    for base, pattern in (
        ("have", r"have (?:no|time|(?:a |the )?(?:meeting|call|lunch|dinner|problem|issue|chance|opportunity|fun)|been|to)\b"),
        ("take", r"take (?:a (?:break|vacation|nap)|off|the day off|tomorrow off|friday off|place|effect|(?:a |some )?time)\b"),
        ("let", r"let you (?:go|get|decide)"),
    )
}  # fmt: skip
#: "I will be meeting", "we'll be traveling": of interest only when the reader is part of it.
_OWN_DOINGS = words("meet travel visit leave look have take go fly be stay return wait need")


def score_deed(base: str, tail: str) -> float:
    """How surely "will BASE TAIL" is an obligation, 0 where it is none.

    Args:
        base: Base form of the verb.
        tail: Lower-case text from the verb on.
    """
    only = _ONLY_WHEN.get(base)
    if only is not None:
        return only[0] if only[1].match(tail) else 0.0
    if base in NO_DEED or base in OWN_LIFE:
        return 0.0
    if base in _NOT_WHEN and _NOT_WHEN[base].match(tail):
        return 0.0
    return 0.6 if base in {"leave", "stop", "quit"} else 0.9


def score_being(base: str, tail: str, *, running: bool) -> float:
    """The same for "will be …": attendance and running deeds count, states and feelings do not.

    Args:
        base: "be", or the verb of "be sending".
        tail: Lower-case text from "be" on.
        running: The verb is an -ing form.
    """
    if base == "be":
        if not _THERE.match(tail):
            return 0.0
        return 0.65 if tail.startswith("be able to") else 0.75
    if not running or _WILLING.match(tail):
        return 0.0
    private = base in _OWN_DOINGS and not re.search(r"\byour?\b", tail)
    return 0.0 if private else 0.75
