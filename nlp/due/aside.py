"""Times of a promise's or request's sentence that are about something else.

What happened, how long something lasts, when the meeting is, which goods or figures are meant:
`is_aside` goes by the words around the time, `in_side_clause` by the clause it stands in. Nothing
here says which time is the due date: that is `nlp.due.find`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Who
from nlp.lexicon import words as word_list

if TYPE_CHECKING:
    from nlp.clauses import Clause
    from nlp.times.records import TimeWords
    from nlp.view import View

#: Words before a time that make it part of a name or of the past: "prices for May".
_ABOUT = frozenset(
    {
        "for",
        "of",
        "from",
        "through",
        "thru",
        "every",
        "each",
        "between",
        "effective",
        "starting",
        "as of",
    }
)
_EVENT_NOUN = re.compile(
    r"\b(?:meetings?|calls?|conference|events?|dinner|lunch|hearing|trip|flight|interviews?|workshop|demo|session|visit|webinar|training|presentation|conversation|discussion|appointments?|viewing|tasting|audit|inspection|fair|ceremony|lesson|class|exam|concert|rehearsal|congress|seminar|retreat|auction|bookings?|reservation|tickets?|train|bus|ferry|departure|check-in)"
    r"(?: (?:on|at|for|dated|of|from|this|next|is|scheduled for))?\s*(?:the )?\Z|"
    # A document has a date only by a word that says so: "the order this week" is when it comes.
    r"\b(?:e-?mail|mail|letter|message|note|memo|invoice|report|article|position|order|invitation|agenda)"
    r" (?:on|at|for|dated|of|from|is|scheduled for)\s*(?:the )?\Z",
    re.IGNORECASE,
)
_VERB_BEFORE = re.compile(
    r"(?:\b(?:will|to|shall|can|could|would|should|must|may|might|please|and|i|we|you|they)|'ll|'d) \Z",
    re.IGNORECASE,
)
_PAST_BEFORE = re.compile(
    r"\b(?:dated|since|last|as of|ago|held|was|were|had|went|met|spoke|arrived|happened|effective|born|expired?s?|expires|ends|starts?|begins|(?:was|were|been|i|we|you|as) (?:sent|received|signed|issued|posted|called|discussed|scheduled|agreed|promised|mentioned|requested|announced))(?: \w+){0,2}\s*(?:on |the |at |for )?\Z",
    re.IGNORECASE,
)
ARRANGING = re.compile(
    r"\b(?:schedul\w+|arrang\w+|set(?:ting)? up|organi[sz]\w+|book|call you)\b", re.IGNORECASE
)
_STRETCH = re.compile(
    r"\A(?:after|following) .*\b(?:holidays?|vacations?|break|summer|christmas|easter|new year|cny|diwali|eid|ramadan)\Z",
    re.IGNORECASE,
)
#: "as soon as Q3 is closed", "once Friday is over": the time belongs to an event.
_END = re.compile(r",? ?(?:please|pls|thanks)?[.!?)\s]*\Z", re.IGNORECASE)
_AFTER_EVENT = re.compile(
    r"\b(?:as soon as|once|after|when|whenever|if) (?:the )?\Z", re.IGNORECASE
)
#: "as soon as I know more, hopefully today": the time is the promise's, wherever it stands.
_HOPED = re.compile(
    r"\b(?:hopefully|ideally|preferably|probably|likely|possibly|latest)[, ]{1,2}\Z", re.IGNORECASE
)
_BEING = r"(?:\bam|'m|\bis|'s|\bare|'re|\bbe|\bbeen|\bwas)"
_AWAY = re.compile(
    rf"(?:{_BEING}(?: (?:also|still|all|now|currently))? (?:out|off|away|back|in town|(?:out of|in) (?:the )?office)"
    r"|\bout of (?:the )?office|\bon (?:vacation|holiday|leave)|\b(?:go|going) away|\btravell?ing"
    r"|\b(?:i|we|you|he|she|they|who|anyone)\b[^.;]{0,20}\b(?:available|free|busy))"
    r"\b(?:(?! and | but )[^,.;]){0,25}\Z",
    re.IGNORECASE,
)
#: "Ready for Friday" is due then; "the prices for Friday" are Friday's.
_READY = re.compile(
    r"\b(?:ready|done|finished|completed|promised|prepared)(?: for)? \Z", re.IGNORECASE
)
#: "Thursday at 10 works", "Friday is fine": the time is what suits, in an answer about meeting.
_SUITS = re.compile(
    r" (?:(?:works?|fits?|suits?)\b|(?:is|are|'s|would be|will be|sounds|looks) (?:\w+ )?"
    r"(?:good|fine|perfect|great|ok|okay|clear|best|better|ideal|free)\b)",
    re.IGNORECASE,
)
#: "to 5 May", "from Monday to Wednesday": where something is moved, or how far it goes.
_TO = re.compile(
    r"\b(?:to|not|than|instead of) (?:the )?\Z|\b(?:from|between) [^,.;]{1,30} (?:to|till|until|and|-|–) (?:the )?\Z"
)
_RANGE = re.compile(r"\bfrom [^,.;]{1,25} \Z", re.IGNORECASE)
#: What lasts until a time, instead of being done by it.
_LASTING = re.compile(
    r"\b(?:keep(?!ing| (?:me|us) )|hold|reserv|stor|block|stay|remain|wait|leav|extend|prolong|support|guarantee|honou?r|"
    r"us(?:e\b|ing\b)|continu|park|paus|postpon|delay|defer|retain|maintain|cover|rent|suspend|freez|archiv|"
    r"be (?:open|closed|valid|available|there|in)|work from|stand(?:s|ing)? by)\w*\b[^;]{0,80}\Z",
    re.IGNORECASE,
)
#: "Reduce it by 5" is no hour.
_BY_HOW_MUCH = re.compile(
    r"\b(?:rais|increas|reduc|lower|cut|enlarg|multipl|divid|shorten|widen|extend|shift|mov|drop|"
    r"grow|rise|fall|shrink|improv|trim|scal|chang)\w*\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)
#: "Don't forget to send it before Friday" asks for it before Friday.
_NO_NEGATION = word_list("forget hesitate fail worry mind neglect miss")


def is_aside(view: View, words: TimeWords, verbs: frozenset[int]) -> bool:
    """Whether the words before a time, or its own, tie it to something else than the act."""
    before = view.text[max(words.start - 200, 0) : words.start]
    if words.cue == "for" and words.day is not None and _READY.search(before):
        return False
    if words.cue in _ABOUT and not (words.cue == "from" and words.offset):
        return not (words.cue == "between" and words.first)
    if (
        words.cue == "until"
        and words.event
        and words.text.lower().startswith(("until t", "till t"))
    ):
        return True  # "until then" is what lasts
    if words.cue == "until" and (_LASTING.search(before) or _RANGE.search(before[-30:])):
        return True
    if words.cue == "later than":
        return not _negated(view, verbs)
    if words.cue in {"before", "until"} and not words.event and _negated(view, verbs):
        return True
    bare_hour = words.clock is not None and words.text.split()[-1].isalnum()
    if words.cue == "by" and bare_hour and _BY_HOW_MUCH.search(before[-60:]):
        return True
    if words.cue in {"", "on", "at"} and _SUITS.match(view.text, words.end):
        return True
    if words.cue == "" and (_TO.search(before[-40:]) or _is_attribute(view, words)):
        return True
    return bool(_AWAY.search(before[-60:]) or _AFTER_EVENT.search(before[-24:]))


def is_past(before: str) -> bool:
    """Whether a time behind these words is that of something past."""
    return _PAST_BEFORE.search(before[-40:]) is not None


def is_of_event(before: str) -> bool:
    """Whether a time behind these words is that of a meeting, a train, a document."""
    found = _EVENT_NOUN.search(before[-40:])
    # "We will call on Friday": a verb like the noun.
    return found is not None and not _VERB_BEFORE.search(before[-40:][: found.start()])


def is_set_off(view: View, words: TimeWords) -> bool:
    """Whether an adverb, or a comma at the end, ties a time to the whole sentence."""
    before = view.text[: words.start]
    if _HOPED.search(before[-24:]):
        return True
    return before.endswith(", ") and _END.match(view.text, words.end) is not None


def is_stretch(words: TimeWords) -> bool:
    """Whether an event is a stretch of the calendar after all: "after the holidays"."""
    return _STRETCH.search(words.text) is not None


def main_verbs(view: View) -> frozenset[int]:
    """Tokens of the verbs of main clauses that may still be ahead; empty without a parse.

    A past verb counts only where the sentence has no other ("we needed it by Friday").
    """
    main = [clause for clause in view.clauses if clause.main]
    ahead = [clause for clause in main if not _closes_off(view, clause, strict=True)]
    return frozenset(clause.verb for clause in (ahead or main))


def _negated(view: View, verbs: frozenset[int]) -> bool:
    return any(
        clause.negated and clause.base not in _NO_NEGATION
        for clause in view.clauses
        if clause.verb in verbs
    )


def _is_attribute(view: View, words: TimeWords) -> bool:
    """Like "the 3 o'clock slot", "the Tuesday session": part of a name."""
    parse = view.parse
    if parse is None:
        return False
    inside = [n for n, at in enumerate(parse.starts) if words.start <= at < words.end]
    if not inside:
        return False
    last = inside[-1]
    head = parse.heads[last]
    return (
        parse.deps[last] in {"compound", "nmod", "amod", "nummod"}
        and last < head <= last + 3
        and parse.tags[head].startswith("NN")
    )


def in_side_clause(view: View, words: TimeWords, verbs: frozenset[int], *, strict: bool) -> bool:
    """The time belongs to another clause: "the report that we got on Monday", "if I hear today"."""
    parse = view.parse
    if parse is None:
        return False
    inside = [n for n, at in enumerate(parse.starts) if words.start <= at < words.end]
    if not inside:
        return False
    if not verbs:
        return False
    number = inside[0]
    for _ in range(40):
        if number in verbs:
            return False
        clause = next((c for c in view.clauses if c.verb == number), None)
        if clause is not None and _closes_off(view, clause, strict=strict):
            return True
        if parse.heads[number] == number:
            break
        number = parse.heads[number]
    if not strict or number in verbs:
        return False
    # Reached a root that is not the promise: another main clause.
    other = next((c for c in view.clauses if c.verb == number), None)
    promise = min(verbs)
    return (
        other is not None
        and other.who.value in {"other", "name"}
        and parse.heads[promise] != number
        and promise != number
    )


_SIDE_MARKERS = word_list(
    "if unless since because as while when whenever although though after once until till"
)
#: Verbs that only report what stands behind them.
_TELLING = word_list(
    "tell inform note remember remind know say mention explain show notify advise hear check confirm"
)
#: "Get it signed today" is about the signing.
_CAUSING = word_list("get have need want see keep like")


def _closes_off(view: View, clause: Clause, *, strict: bool) -> bool:
    """Whether a time inside this clause cannot be about the promise outside it."""
    if (clause.dep == "relcl" and not _is_open_relative(view, clause)) or (
        clause.dep == "acl" and clause.tag not in {"VBN", "VBG", "VB"}
    ):
        return True
    if clause.marker in _SIDE_MARKERS and clause.dep == "advcl":
        # "I'd appreciate it if you could send it today" owes what stands under the "if".
        asked = clause.who is Who.YOU and clause.modal in {"could", "can", "would"}
        return not (asked or (clause.marker == "if" and _WISHED.search(view.text)))
    above = view.parent(clause)
    if clause.dep == "ccomp" and clause.marker in {"whether", "if"}:
        return above is None or above.base not in {"see", "appreciate"}
    if not strict:
        return False
    if clause.dep == "acl" and clause.tag in {"VBN", "VBG"}:
        return above is None or above.base not in _CAUSING
    if clause.dep == "ccomp" and above is not None and above.base in _TELLING:
        # "I can confirm that we ship on Friday" promises; asking to be told does not.
        return clause.wh is not None or above.who not in {Who.I, Who.WE, Who.OURS}
    return _is_over(view, clause)


#: "It would be great if this could be done today."
_WISHED = re.compile(
    r"\b(?:appreciate|grateful|great|good|nice|enough|helpful|help|lovely|thankful|glad|happy|pleased|"
    r"obliged|perfect|ideal|best|kind)\b[^,;.]{0,30}\bif\b",
    re.IGNORECASE,
)


def _is_open_relative(view: View, clause: Clause) -> bool:
    """Whether what looks like a relative clause is as good as the main one."""
    parse = view.parse
    if parse is None:
        return False
    if clause.tag == "VB" and clause.modal is None:
        return True  # "time to review it today"
    noun = parse.heads[clause.verb]
    if parse.heads[noun] == noun and not parse.tags[noun].startswith("V"):
        return clause.who in {Who.I, Who.WE, Who.OURS}  # "the fence we finish next week"
    # ", which you will receive by Friday"
    opens = parse.subtree(clause.verb)[0]
    return clause.modal == "will" and opens > 0 and parse.words[opens - 1] == ","


def _is_over(view: View, clause: Clause) -> bool:
    """Whether it is told as past: "I enjoyed", and "talking" of "I enjoyed talking"."""
    if clause.modal is not None:
        return False
    if clause.tag == "VBD" or "have" in clause.auxiliaries:
        return True
    above = view.parent(clause) if clause.dep == "xcomp" else None
    return above is not None and _is_over(view, above)
