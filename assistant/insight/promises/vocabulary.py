"""The words by which promises and deliveries are compared: stems, synonyms, kinds of doing, rivals.

English. Word lists and the reduction of a single word; what a phrase says is read in `content`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_VOWEL = re.compile(r"[aeiouy]")

_IRREGULAR = {
    "sent": "send", "paid": "pay", "met": "meet", "spoke": "speak", "spoken": "speak",
    "wrote": "write", "written": "write", "gave": "give", "given": "give", "got": "get",
    "gotten": "get", "made": "make", "built": "build", "done": "do", "did": "do", "told": "tell",
    "had": "have", "has": "have", "having": "have", "came": "come", "went": "go", "gone": "go",
    "found": "find", "bought": "buy", "drew": "draw", "drawn": "draw", "ran": "run",
    "took": "take", "taken": "take", "rang": "ring", "held": "hold", "saw": "see", "seen": "see",
    "kept": "keep", "taught": "teach", "chose": "choose", "chosen": "choose", "left": "leave",
}  # fmt: skip


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without plural, -ing, -ed and final e: "sharing", "shares" and "shared" are one."""
    word = word.removesuffix("'s").removesuffix("’s")
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for suffix in ("ing", "ed"):
        bare = word.removesuffix(suffix)
        if bare != word and len(bare) >= 3 and _VOWEL.search(bare):
            doubled = bare[-1] == bare[-2] and bare[-1] not in "sl"
            word = bare[:-1] if doubled else bare
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def is_participle(word: str) -> bool:
    """Whether a word has the form of a past participle."""
    return word.endswith("ed") or word in _IRREGULAR


def stems(words: str) -> frozenset[str]:
    """The stems of a list of words."""
    return frozenset(stem(word) for word in words.split())


#: Kinds of doing, so that "share", "forward" and "attach" deliver what "send" promised.
_ACT_WORDS = {
    "give": "send share forward attach provide deliver submit email mail pass supply circulate "
    "upload post drop ship transmit hand give get distribute return enclose issue receive "
    "show fax resend publish e-mail include courier drop bring dispatch",
    "tell": "revert respond reply answer inform advise tell notify confirm update report know "
    "clarify explain",
    "talk": "call ring phone meet attend join speak talk present demo chat dial visit",
    "review": "review check look read examine verify inspect proofread assess evaluate test "
    "validate investigate consider",
    "prepare": "draft prepare write create build produce compile finalise finalize complete finish "
    "revise amend edit design develop generate make draw put",
    "fix": "fix resolve repair solve sort rectify restore patch address correct",
    "pay": "pay settle wire remit reimburse refund credit transfer",
    "sign": "sign countersign execute approve authorise authorize",
    "arrange": "schedule book arrange organise organize coordinate reserve invite reschedule "
    "set move plan",
    "ask": "ask raise escalate chase discuss remind contact",
    "change": "deploy release install enable activate configure migrate implement switch launch "
    "roll add remove delete cancel",
    "order": "order purchase buy",
    "handle": "handle manage",
    "run": "run host train conduct perform start begin",
}
#: Stem → the kind of doing it is a verb of.
ACTS: dict[str, str] = {}
for _group, _words in _ACT_WORDS.items():
    for _stem in stems(_words):
        ACTS.setdefault(_stem, _group)

#: Nouns that show that something was done, and are never the verb of a promise.
_DONE_NOUNS = {
    "review": "comment feedback remark redline markup",
    "pay": "payment remittance",
    "sign": "signature approval",
    "arrange": "invitation",
}
#: The same, and the nouns that show it.
TRACES = ACTS | {_stem: _group for _group, _words in _DONE_NOUNS.items() for _stem in stems(_words)}

#: Nouns of a doing: "the payment", "your signature".
DEEDS = {
    _stem: _group
    for _group, _words in {
        "pay": "payment remittance refund transfer deposit",
        "sign": "signature",
        "review": "comment feedback remark redline review",
        "arrange": "booking reservation invitation invite",
        "fix": "fix repair correction",
    }.items()
    for _stem in stems(_words)
}

#: Acts that end with the other side having something: each can be the delivery of another.
GIVING = frozenset({"give", "tell", "prepare"})

_YOURS = (
    r"(?:you|us|everyone|everybody|all of you|them|him|her|(?:your|the|our|my|their) [^\W\d_]+)"
)
_VERBS = "|".join(sorted(set(" ".join(_ACT_WORDS.values()).split())))
#: Phrases of several words → the one verb they stand for, in order.
PHRASES = (
    (
        re.compile(
            r"\b(?:be|come)\s+(?:on\s+site|there|over|by|in|round)\b[^.]{0,40}?\bto\s+(?:do\s+)?"
        ),
        "",
    ),
    # "Make sure that she has her access" promises the access.
    (
        re.compile(r"\b(?:(?:make|making)\s+(?:sure|certain)|ensure|see\s+(?:to\s+it)?)\s+that\b"),
        " ",
    ),
    # "Have our broker issue the certificate": who does it is no part of the thing.
    (
        re.compile(
            r"\A(?:have|get|ask|let|make)\s+(?:(?:our|my|the|your|their)\s+)?[^\W\d_]+"
            rf"(?:\s+(?:team|department|people))?\s+(?:to\s+)?(?=(?:{_VERBS})\s"
            r"(?:you|us|the|an?|your|our|it|them|this|that|these)\b)"
        ),
        "",
    ),
    (re.compile(rf"\b(?:walk|talk|take|run|guide|lead|go)\s+{_YOURS}\s+through\b"), "present"),
    (
        re.compile(r"\b(?:go|going|run|look|work)\s+(?:through|over)\b(?=.{2,60}\bwith\s+you\b)"),
        "meet",
    ),
    (re.compile(r"\b(?:sit|get)\s+(?:down|together)\s+with\b"), "meet"),
    (
        re.compile(
            r"\b(?:have|hold|do|jump\s+on|hop\s+on|get\s+on)\s+(?:a|an|the|our)\s+(?:[^\W\d_]+\s+)?"
            r"(?=(?:call|meeting|chat|session|workshop|demo|walk-?through)\b)"
        ),
        "attend the ",
    ),
    (re.compile(r"\b(?:get|gets|getting|come|coming|circle|report|write)\s+back\b"), "revert"),
    (re.compile(r"\blet\s+(?:you|u|them|everyone|everybody|us|me)\s+know\b"), "inform"),
    (re.compile(r"\bkeep\s+(?:you|us|everyone)\s+(?:posted|updated|informed)\b"), "inform"),
    (re.compile(r"\b(?:follow|following)\s+up\b|\btouch\s+base\b|\bbe\s+in\s+touch\b"), "revert"),
    (re.compile(r"\b(?:let\s+(?:you|us)|you(?:'ll|\s+will|\s+should|\s+shall))\s+have\b"), "send"),
    (re.compile(r"\bget\s+(?:you|us)\b"), "send"),
    (re.compile(r"\b(?:look|search)\s+for\b|\bfind\s+(?:out|you)\b|\bdig\s+(?:out|up)\b"), "get"),
    (re.compile(r"\b(?:put|putting|pull|pulling)\s+together\b|\bwrite\s+up\b"), "prepare"),
    (re.compile(r"\bwill\s+follow\b"), "will send"),
    (re.compile(r"\btak(?:e|en|ing)\s+care\s+of\b"), "handle"),
    (re.compile(r"\bset(?:ting)?\s+up\b"), "arrange"),
    (re.compile(r"\b(?:go|going|look|looking|run|work)\s+(?:through|into|over)\b"), "review"),
    (re.compile(r"\btake\s+(?:a\s+)?(?:another\s+)?look\b"), "review"),
    (re.compile(r"\b(?:be|see\s+you)\s+there\b|\bbe\s+on\s+(?:the|that)\s+call\b"), "attend"),
    (re.compile(r"\bgive\s+(?:you|us)\s+a\s+(?:call|ring|shout)\b|\bcatch\s+up\b"), "call"),
    (re.compile(r"\bcatch\s+up\b|\bsee\s+you\b"), "meet"),
    (re.compile(r"\b(?:went|goes|going|go)\s+out\b"), "send"),
    (re.compile(r"\bwalk\s+(?:you|everyone)\b"), "present"),
)

_SYNONYMS = (
    "contract agreement",
    "invoice bill",
    "quote quotation estimate pricing price offer",
    "deck slide presentation powerpoint",
    "figure number",
    "minute recap",
    "timeline schedule timetable",
    "spec specification",
    "nda nondisclosure",
    "proposal bid",
    "cv resume resumé",
    "doc document",
    "photo picture image",
    "invite invitation",
    "info information",
    "problem issue bug error",
    "budget cost",
    "address location",
)
_CANONICAL = {
    member: next(iter(stem(word) for word in group.split()))
    for group in _SYNONYMS
    for member in stems(group)
}


def canonical(word: str) -> str:
    """The stem that stands for a word and its synonyms."""
    stemmed = stem(word)
    return _CANONICAL.get(stemmed, stemmed)


#: Of each of these, one thing has one at a time; the words of one line mean the same.
RIVALS: tuple[Mapping[str, str], ...] = tuple(
    {canonical(word): words.split()[0] for words in rivals for word in words.split()}
    for rivals in (
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "mayy",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        ("q1", "q2", "q3", "q4"),
        ("h1", "h2"),
        (
            "draft preliminary provisional interim unsigned",
            "final signed countersigned executed approved",
        ),
        ("first", "second", "third", "fourth", "fifth"),
    )
)

#: Nouns that say little alone: what they are of, or the word before them, is the matter.
CONTAINERS = stems(
    "copy version set list link detail doc document file info piece part attachment material item "
    "draft pdf update summary thing stuff mail email message note answer response reply word news "
    "page bit result outcome content scan img problem"
)
PREPOSITIONS = frozenset(
    "for of from on about with to in regarding concerning by at into onto as per via re over after "
    "before until till within during under between against through around without towards "
    "including".split()
)
BREAKS = frozenset(
    "so that which who when once if whether because while how why what but since unless where "
    "then".split()
)
PRONOUNS = frozenset("it them this these those that one ones same".split())
STOP = frozenset(
    "i i'll i'd i'm i've we we'll we'd we're we've you you'll your yours my mine our ours his her "
    "their its he he'll she she'll they they'll me us him it'll that'll there there'll the a an "
    "any some all both each every another other more most least lot well much many few also just "
    "only even still yet will shall would can could may might must should do does be is are was "
    "were been being am not no please kindly sure yes ok okay thanks thank sorry hi hello dear "
    "today tomorrow yesterday tonight now soon shortly asap later early earlier late latest first "
    "last next again instead too morning afternoon evening noon midnight night lunch week month "
    "quarter year day days weeks months hour hours minute eod cob eow eom close end beginning mid "
    "business working monday tuesday wednesday thursday friday saturday sunday mon tue tues wed "
    "thu thur thurs fri sat sun time back up out off down over away able try have having ready available going go let let's "
    "make sure ensure possible quickly promptly immediately once here hereby attached enclosed "
    "find below above myself ourselves yourself personally gladly happily definitely certainly "
    "absolutely of course great good promised agreed discussed requested mentioned planned "
    "everyone everybody anyone team need want new and or plus but than ago one two three four five six seven eight nine "
    "round along live has had so much very really just quite too ten twenty thirty forty fifty hundred dozen couple half needful necessary".split()
) - {"minute"}
DETERMINERS = frozenset("the a an this that your our my his her their its".split())
SECOND_VERB = frozenset({"and", "to", "then", "or"})


#: Where a thing goes, or what it is for: no part of what it is.
PLACES = re.compile(
    r"\b(?:(?:to|at|in|into)\s+(?:your|our|my|the|their)|for\s+(?:your|our|my))\s+(?:[^\W\d_]+\s+)?(?:office|reception|desk|"
    r"address|warehouse|team|department|colleagues?|people|lawyers?|accountants?|inbox|hotel|"
    r"headquarters|home|plant|factory|shop|store|building|attention|side|end|convenience|perusal|"
    r"review|approval|signature|files|records|information|reference|consideration)\b"
    r"|(?<=\w)(?<!answer)(?<!reply)(?<!response)(?<!change)(?<!changes)(?<!access)\s+to\s+(?:your|our|their|his|her)\s+[^\W\d_]+\s*\Z"
)

# ── Numbers that tell one thing from another ─────────────────────────────────────────────────────

_NUMBERED = (
    "lot batch phase invoice order po ticket case annex appendix chapter section part sprint "
    "milestone version option unit hall building floor module release item quote offer contract "
    "project site line store room tranche stage step level site"
)
_MAY = re.compile(r"(?<=[\w,] )May\b(?! (?:I|we|you)\b)")
_YEAR = re.compile(r"(?<![\w#])(?:fy ?)?(?:19|20)(\d\d)\b(?![-/.:]\d)")
_COUNTED = re.compile(
    rf"\b({'|'.join(_NUMBERED.split())})s?[ -]?(?:no\.? ?|nr\.? ?|number |# ?)?(\d{{1,7}})\b"
    r"(?!(?:[.:,]\d|\s?(?:%|€|\$|eur\b|usd\b|am\b|pm\b|days?\b|weeks?\b|hours?\b)))"
)
_IDENTITY = re.compile(r"\b([a-z]{2,5})[-_ ]?(\d{3,8})\b")
_HYPHENATED = re.compile(r"(?<=[a-z]{2})-(?=(?:off|over|up|out|in|through|on|down|live|back)s?\b)")
_DIGIT = re.compile(r"\d")
_FORM = re.compile(r"\b(?!v\d)([a-z]{1,2})-(\d{1,3})\b")


def prepare(text: str) -> str:
    """Lower case; phrases with a number by which things are told apart made one word.

    "Invoice 4711" keeps its noun and gains "invoice#4711", "LMS-2270" becomes "lms#2270", "2027"
    becomes "year#27"; "W-9" and "cut-over" are one word; "May" is the month where it is written so inside a
    sentence.
    """
    lowered = _MAY.sub("mayy", text).casefold().replace("’", "'")
    lowered = _HYPHENATED.sub("", lowered)
    if _DIGIT.search(lowered) is None:
        return lowered
    lowered = _COUNTED.sub(r"\1 \1#\2", lowered)
    lowered = _YEAR.sub(r"year#\1", lowered)
    lowered = _IDENTITY.sub(r"\1#\2", lowered)
    return _FORM.sub(r"\1\2", lowered)


def number_of(term: str) -> tuple[str, str] | None:
    """What a numbered term counts and its number: "invoice#4711"; None for other terms."""
    noun, mark, number = term.partition("#")
    return (noun, number) if mark else None
