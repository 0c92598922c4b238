"""What a promise is about, reduced far enough that its delivery can be recognised.

"I'll send you the revised timeline for the migration by Friday" becomes: act *give*, head
*timeline*, qualifiers *revis*, *migrat*. "Attached is the timeline" has the same head and an act
that fits, so it can be the delivery; "Attached is the invoice" cannot. Words only: who said it, to
whom and when is judged where promises are kept and compared.

English words. Other languages pass through unstemmed and match by equal words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?|,")
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|am|pm|h|ish)?")
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


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


#: Kinds of doing, so that "share", "forward" and "attach" deliver what "send" promised.
_ACT_WORDS = {
    "give": "send share forward attach provide deliver submit email mail pass supply circulate "
    "upload post drop ship transmit hand give get distribute return enclose issue receive "
    "show fax resend publish e-mail include",
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
_ACTS: dict[str, str] = {}
for _group, _words in _ACT_WORDS.items():
    for _stem in _stems(_words):
        _ACTS.setdefault(_stem, _group)

#: Nouns that show that something was done, and are never the verb of a promise.
_DONE_NOUNS = {
    "review": "comment feedback remark redline markup",
    "pay": "payment remittance",
    "sign": "signature approval",
    "arrange": "invitation",
}
_TRACES = _ACTS | {
    _stem: _group for _group, _words in _DONE_NOUNS.items() for _stem in _stems(_words)
}

#: Acts that end with the other side having something: each can be the delivery of another.
GIVING = frozenset({"give", "tell", "prepare"})

_PHRASES = (
    (re.compile(r"\b(?:get|gets|getting|come|coming|circle|report|write)\s+back\b"), "revert"),
    (re.compile(r"\blet\s+(?:you|u|them|everyone|everybody|us|me)\s+know\b"), "inform"),
    (re.compile(r"\bkeep\s+(?:you|us|everyone)\s+(?:posted|updated|informed)\b"), "inform"),
    (re.compile(r"\b(?:follow|following)\s+up\b|\btouch\s+base\b|\bbe\s+in\s+touch\b"), "revert"),
    (re.compile(r"\b(?:let\s+(?:you|us)|you(?:'ll|\s+will|\s+should|\s+shall))\s+have\b"), "send"),
    (re.compile(r"\bget\s+(?:you|us)\b"), "send"),
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
    (re.compile(r"\btalk\s+(?:you|everyone)\s+through\b|\bwalk\s+(?:you|everyone)\b"), "present"),
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
    for member in _stems(group)
}


def canonical(word: str) -> str:
    """The stem that stands for a word and its synonyms."""
    stemmed = stem(word)
    return _CANONICAL.get(stemmed, stemmed)


#: Of each of these, one thing has one at a time.
_RIVALS = (
    frozenset(
        canonical(word)
        for word in "january february march april may june july august september october november "
        "december jan feb mar apr jun jul aug sep sept oct nov dec".split()
    ),
    frozenset("q1 q2 q3 q4".split()),
    frozenset("h1 h2".split()),
    _stems("draft preliminary provisional final"),
    _stems("first second third fourth"),
)

#: Nouns that say little alone: what they are of, or the word before them, is the matter.
_CONTAINERS = _stems(
    "copy version set list link detail doc document file info piece part attachment material item "
    "draft pdf update summary thing stuff mail email message note answer response reply word news "
    "page bit result outcome content scan img"
)
_PREPOSITIONS = frozenset(
    "for of from on about with to in regarding concerning by at into onto as per via re over after "
    "before until till within during under between against through around without towards "
    "including".split()
)
_BREAKS = frozenset(
    "so that which who when once if whether because while how why what but since unless where "
    "then".split()
)
_PRONOUNS = frozenset("it them this these those that one ones same".split())
_STOP = frozenset(
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
    "everyone everybody anyone team need want new".split()
) - {"minute"}
_DETERMINERS = frozenset("the a an this that your our my his her their its".split())
_SECOND_VERB = frozenset({"and", "to", "then", "or"})


@dataclass(frozen=True, slots=True)
class Content:
    """A phrase reduced to what can be compared.

    Attributes:
        acts: Kinds of doing, by name (`give`, `tell`, `talk` …); empty when none is known.
        heads: The things themselves ("contract"); every one has to be delivered.
        qualifiers: Whatever else describes them ("signed", "march").
        pronoun: Speaks of "it" or "them" and names nothing.
    """

    acts: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    qualifiers: frozenset[str] = frozenset()
    pronoun: bool = False

    @property
    def terms(self) -> frozenset[str]:
        """Heads and qualifiers."""
        return self.heads | self.qualifiers


@dataclass
class _Reader:
    """What was read so far of one phrase; `noun` collects the words of the current noun phrase."""

    acts: list[str] = field(default_factory=list)
    subject: list[list[str]] = field(default_factory=list)
    earlier: list[list[str]] = field(default_factory=list)
    objects: list[list[str]] = field(default_factory=list)
    others: list[list[str]] = field(default_factory=list)
    noun: list[str] = field(default_factory=list)
    direct: bool = True
    pronoun: bool = False

    def close(self) -> None:
        """End the current noun phrase; it is an object until a preposition has followed one."""
        if self.noun:
            (self.objects if self.direct else self.others).append(self.noun)
            self.noun = []

    def verb(self, group: str) -> None:
        """Take a verb: before the first stands the subject; before a further one, what qualifies.

        In "review the contract and send the comments" the comments are what is delivered.
        """
        self.close()
        words = self.objects + self.others
        if self.acts:
            self.earlier += words
        else:
            self.subject = words
        self.objects, self.others = [], []
        self.acts.append(group)
        self.direct = True


@lru_cache(maxsize=4096)
def read_content(phrase: str) -> Content:
    """Reduce "send you the revised timeline for the migration" to act, head and qualifiers."""
    text = phrase.casefold().replace("’", "'")
    for pattern, verb in _PHRASES:
        text = pattern.sub(verb, text)
    reader = _Reader()
    previous = ""
    for token in _WORD.findall(text):
        _read(token, previous, reader)
        previous = token
    reader.close()
    return _content(reader)


def _read(token: str, previous: str, reader: _Reader) -> None:
    """Take one word into the reader."""
    group = None if previous in _DETERMINERS else _ACTS.get(stem(token))
    if token in _PRONOUNS:
        reader.pronoun = True
        reader.close()
    elif group is not None and (not reader.acts or previous in _SECOND_VERB):
        reader.verb(group)
    elif token in _PREPOSITIONS or token in _BREAKS:
        reader.close()
        reader.direct = not reader.objects and token in _PREPOSITIONS
        _open_container(reader, token)
    elif token in {",", "and", "or", "plus"}:
        reader.close()
    elif token not in _STOP and not _NUMBER.fullmatch(token):
        reader.noun.append(canonical(token))


def _open_container(reader: _Reader, preposition: str) -> None:
    """Look past the container: "a copy of the contract" is about the contract."""
    last = reader.objects[-1] if reader.objects else None
    if last and preposition in {"of", "for", "to", "on"} and set(last) <= _CONTAINERS:
        reader.others.append(reader.objects.pop())
        reader.direct = True


def _content(reader: _Reader) -> Content:
    """Heads are the last words of the objects; the rest qualifies."""
    objects = reader.objects or reader.others[:1]
    # "Check with finance and get back to you" says nothing of what will come back.
    tells_only = bool(reader.acts) and reader.acts[-1] == "tell"
    if not objects and not tells_only:
        objects = reader.earlier[-1:]
    if not objects and not reader.pronoun and "talk" not in reader.acts:
        objects = reader.subject  # "the report will be sent on Friday"
    heads: set[str] = set()
    rest: set[str] = set()
    for words in objects:
        head = len(words) - 1
        while head > 0 and words[head] in _CONTAINERS:
            head -= 1
        heads.add(words[head])
        rest.update(words)
    for words in reader.others + reader.earlier:
        rest.update(words)
    return Content(
        acts=frozenset(reader.acts),
        heads=frozenset(heads),
        qualifiers=frozenset(rest - heads),
        pronoun=reader.pronoun and not heads,
    )


def read_terms(text: str) -> frozenset[str]:
    """All words of a text that carry content, stemmed, synonyms joined."""
    words = _WORD.findall(text.casefold().replace("’", "'"))
    return frozenset(
        canonical(word)
        for word in words
        if word not in _STOP
        and word not in _PREPOSITIONS
        and word not in _PRONOUNS
        and word != ","
        and not _NUMBER.fullmatch(word)
    )


@lru_cache(maxsize=4096)
def read_acts(text: str) -> frozenset[str]:
    """Every kind of doing that a text names, whether as verb or as noun."""
    lowered = text.casefold().replace("’", "'")
    for pattern, verb in _PHRASES:
        lowered = pattern.sub(verb, lowered)
    groups = (_TRACES.get(stem(word)) for word in _WORD.findall(lowered))
    return frozenset(group for group in groups if group is not None)


def is_vague(terms: frozenset[str]) -> bool:
    """Whether words recognise nothing by themselves ("the document", "an update", "scan")."""
    return terms <= _CONTAINERS


def contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two descriptions exclude each other: March and April, Q3 and Q4, draft and final."""
    return any(one & rivals and other & rivals and not one & other & rivals for rivals in _RIVALS)


def acts_fit(promised: frozenset[str], other: frozenset[str]) -> bool:
    """Whether doing the one can be doing the other; an unknown act fits everything."""
    if not promised or not other or promised & other:
        return True
    return bool(promised & GIVING) and bool(other & GIVING)


def same_matter(one: Content, other: Content) -> bool:
    """Whether two named contents are about the same thing done; False where either names none."""
    if not one.heads or not other.heads or not acts_fit(one.acts, other.acts):
        return False
    if "talk" in one.acts ^ other.acts:
        return False
    if not (one.heads <= other.terms and other.heads <= one.terms):
        return False
    return one.qualifiers <= other.terms or other.qualifiers <= one.terms
