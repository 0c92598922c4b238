"""What a sentence says about things already under way: done, received, taken back, met, spoken to.

The promise ledger closes promises on these words, waits end on a retraction, and a recap is known
by its reference to the meeting. Patterns over the text; the parse only sharpens what was done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Who
from nlp.lexicon import words

if TYPE_CHECKING:
    from nlp.view import View

_HERE = re.compile(
    r"(?:\A|[.;,:!\-] ?|\b(?:and|so|hi|hello|hey|please|as (?:promised|requested|discussed|agreed),?) )(?:(?-i:[A-Z]\w+),? )?(?:"
    r"(?:please )?(?:find|see) (?:(?:the )?(?:attached|enclosed)|below|(?:the |my |our |your )?(?P<a>[^.;!?]{2,80}?) (?:attached|enclosed|below))(?:,? (?:is|are|herewith))?(?: (?P<b>(?!for\b|as\b|in\b)[^.;!?]{2,120}))?"
    r"|attached(?: herewith| here| hereto| to this (?:e-?mail|message))?,? (?:is|are|you(?:'ll| will)? (?:find|see)|please find|find|for your \w+(?: and \w+)? (?:is|are))? ?(?P<c>[^.;!?]{2,120})"
    r"|(?:enclosed|below) (?:is|are|you(?:'ll| will)? find|please find) (?P<d>[^.;!?]{2,120})"
    r"|here(?:'s| is| are|'re| comes?) (?P<e>(?:the|your|our|my|a|an|those|these|that|this|some|all|what|both|\w+'s)\b[^.;!?]{0,120})"
    r"|here you (?:go|are)\b)",
    re.IGNORECASE,
)
_AS_PROMISED = re.compile(r"\bas (?:promised|requested|agreed)\b", re.IGNORECASE)
_WHOLE_HAND_OVER = re.compile(
    r"\b(?:attached|enclosed|here(?:'s| is| are)|below is|below are|sent|forwarded|uploaded|included)\b",
    re.IGNORECASE,
)
_ATTACHED_BE = re.compile(
    r"(?P<f>(?:the|your|our|my|a|an)\b[^.;:!?,]{2,80}?) (?:is|are|has been|have been) (?:now )?(?:attached|enclosed|included below)\b",
    re.IGNORECASE,
)
_THING_ATTACHED = re.compile(
    r"\A\W*(?:(?:hi|hello|dear)? ?(?-i:[A-Z]\w+),? )?(?P<g>(?!(?:i|we|you|he|she|they|it)\b)(?-i:[A-Z])[\w' \-]{1,60}?) attached\b(?! to\b)",
    re.IGNORECASE,
)
_ELIDED_SENT = re.compile(
    r"\A\W*(?:just |already )?(?:sent|shipped|delivered|uploaded|e-?mailed|forwarded|posted|submitted|paid|signed|fixed|updated) (?=(?:to|it|them|you|over|back|this|just|yesterday|today|last|in|a few|\w+ minutes)\b)(?!to me\b)",
    re.IGNORECASE,
)
#: What was done, as a participle. The patterns and the gate before them are made from this list.
_DONE = (
    *words(
        """sent shipped delivered uploaded submitted completed finished finalised finalized fixed
        resolved updated signed paid posted forwarded shared issued transferred processed published
        launched deployed provided returned emailed mailed called phoned spoken booked scheduled
        ordered corrected prepared attached enclosed arranged dispatched couriered filed approved
        confirmed added removed credited refunded reimbursed installed replaced repaired released
        circulated distributed sorted done wired implemented migrated configured created written
        made revised amended reviewed checked tested cleared settled scanned loaded marked printed
        packed collected restored closed reopened renewed e-mailed moved"""
    ),
    *("handed over", "set up"),
)
# Longest first: "e-mailed" is not read as "mailed".
_DONE_WORDS = f"(?:{'|'.join(sorted(_DONE, key=lambda done: (-len(done), done)))})"
_SELF_DID = re.compile(
    rf"\b(?!moved (?:to|from|in|into|out|on|away|office|house)\b)(?P<verb>{_DONE_WORDS}|spoke|went ahead and \w+|wrote|took care of)\b(?P<rest>[^.;!?]{{0,120}})",
    re.IGNORECASE,
)
_WAS_DONE = re.compile(
    rf"(?:'s| is| are| was| were| got|(?: has| have|'ve)(?: already| now| just| also)? been)(?: (?:been|just|already|now|also|all|finally|successfully|fully|both|officially)){{0,4}} "
    rf"(?P<verb>{_DONE_WORDS}|live|complete|ready(?! (?:to|for|if|by|on|when))|on (?:its|their) way|in the (?:mail|post)|out the door|up and running|gone out|in place)\b",
    re.IGNORECASE,
)
_WENT_OUT = re.compile(
    r"\b(?P<verb>went out|(?:has|have) gone out|left our (?:warehouse|office)|arrived|came through|landed|went live|made it (?:here|through|safely))\b",
    re.IGNORECASE,
)
#: A sentence without one of these says nothing about things done, sent or received.
_DONE_STEMS = words(
    """comp fini fixe reso upda atta encl disp deli live read gone went left arri came land way out
    runn plac here belo find see rece got thro took wrot send than thx acte taki spok"""
) | frozenset(max(re.findall("[a-z]+", done), key=len)[:4] for done in _DONE)
_BARE_DONE = re.compile(
    r"\A\W*(?:(?:hi|hello|hey|ok|okay|and|so|thanks|all|this is|it's|it is|that's|that is|now|just|(?-i:[A-Z]\w+))[ ,:\-–]{1,3}){0,4}(?:all )?(?:done|completed?|fixed|sent|resolved|finished|sorted|delivered|paid|signed|submitted|uploaded|shipped|updated|taken care of|approved|confirmed|corrected|attached|enclosed)\b(?: (?:and (?:done|sent|dusted)|now|today|yesterday|this morning|just now|already|as (?:requested|promised|discussed)|on (?:mon|tues|wednes|thurs|fri)day|for you|(?-i:[A-Z]\w+))){0,4}[\s.!,:)\-]*\Z",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)? (?:just |now |already |safely )*(?:received|got(?:ten)?) (?P<a>(?:it|them|the|your|that|this|everything|all|both|these|those)\b[^.;!?,]{0,80})"
    r"|(?:just |now |safely )(?:received|got) (?P<b>(?:it|them|the|your|that|this|everything|all)\b[^.;!?,]{0,80})"
    r"|(?:thanks|thank you|thx|many thanks)(?: again| so much| very much| a lot)?(?:,? \w+)?,? for (?:sending|sharing|providing|forwarding|returning|delivering|submitting|completing|finishing|fixing|getting (?=(?:me |us )?(?:the|this|that|it|these|those)\b)|uploading|signing|preparing|resolving|turning|sorting|handling|taking care of)(?: (?:me|us|over|back|through|on|along|out|that|this|these))* (?P<c>[^.;!?,]{2,80})"
    r"|(?:thanks|thank you|thx|many thanks)(?: again| so much| very much)? for (?P<d>(?:the|your) (?:\w+ ){0,3}?(?:report|contract|invoice|file|files|documents?|draft|proposal|quote|slides|deck|numbers|figures|payment|shipment|delivery|samples?|data|spreadsheet|agreement|signed \w+|attachment|copy|copies|minutes|notes|recap|summary|update|fix))"
    r"|received with thanks|all received|(?:it|they|everything|(?P<e>the [^.;!?,]{2,60})) (?:has |have |just |all )*(?:arrived|came through|received))",
    re.IGNORECASE,
)
_GOT_IT = re.compile(
    r"\A\W*(?:(?:ok|okay|great|perfect|thanks|hi|hello|(?-i:[A-Z]\w+))[ ,!.\-]{1,3}){0,4}(?:got (?:it|them|this|these|your \w+)|received|safely received)\b(?! (?:to|back|how|why|no|nothing))[ ,.!\-]*(?:(?:many )?thanks?|thank you|with thanks|thx|cheers|safely|today|this morning|(?-i:[A-Z]\w+)|so much|a lot|all good|[ ,.!]){0,12}\Z",
    re.IGNORECASE,
)
_UNDONE_STRONG = re.compile(
    r"\b(?:not|n't|never|no longer|nothing|neither|unable|yet to|cannot|fail\w*|(?:will|'ll|would|should|could|can|must|may|might) (?:be|have|get|also be)|to be|need(?:s|ed)? to|needs|if|once|until|unless|as soon as|going to|supposed|when)\b|n't\b",
    re.IGNORECASE,
)

_RETRACTION = re.compile(
    r"\b(?:(?:please |kindly |you can |just )?(?<!not )(?<!n't )(?<!never )(?:ignore|disregard|scratch|forget)(?: about)? (?:my|the|this|that|it|our|last|previous|earlier|above|below)\b|(?:please )?never ?mind\b|nvm\b|no longer (?:need(?:ed)?|necessary|required|relevant|an issue)|(?:i|we)(?:'ve| have)?(?: just| already| now| finally)* (?:found (?:it|them|the|what|out)|figured it out|sorted it(?: out)?|solved it|located (?:it|them|the)|worked it out|got it sorted|got it working)|"
    r"(?:just |already )?found it\b|problem solved|problem'?s solved|(?:has|have|is|been|was|it's) (?:already |now |since )?(?:been )?(?:resolved|sorted)(?: itself)?(?: (?:now|on our (?:end|side)|already|itself|out))|no need (?:to|for)\b|not (?:needed|necessary|required) (?:any ?more|any longer|after all)|(?:don't|do not) (?:need|bother|worry about) (?:\w+ ){0,4}(?:any ?more|any longer|after all|now)|(?:cancel|withdraw|retract) (?:my|our|that|the) (?:last |previous |earlier )?(?:request|question|message|e-?mail|inquiry)|"
    r"(?:you )?(?:don't|do not) need to (?:\w+ ){1,6}(?:any ?more|any longer|after all|now)|all sorted(?: now)?|it'?s (?:been )?sorted|(?:sent|copied) (?:to you )?(?:by|in) (?:mistake|error)|recall (?:my|the) (?:last|previous) (?:message|e-?mail))\b",
    re.IGNORECASE,
)
_MEETING_REFERENCE = re.compile(
    r"\b(?:thank(?:s| you)(?: again| so much| very much| both| all| everyone| \w+)? for (?:(?:the|your|our|a|an|this|today's|yesterday's|that|such a|another) (?:\w+ ){0,3}(?:call|meeting|time|chat|conversation|discussion|visit|demo|session|workshop|lunch|coffee|dinner|catch-?up|presentation|talk|hospitality)|(?:meeting|speaking|talking|joining|attending|taking (?:the )?(?:time|part)|making (?:the )?time|coming|participating|chatting|hosting|your time|having (?:us|me)|walking (?:us|me)|showing))|"
    r"(?:as|like|what) (?:we |i |you |was |were |just |we've |have |had |already |previously ){0,4}(?:discussed|agreed|talked about|spoke about|mentioned (?:on|in|during|at)|covered|promised (?:on|in|during|at)|decided|said (?:on|in|during))|"
    r"(?:per|following|further to|after|based on|from|in|on|during|at|since|regarding|to recap|recapping|summari[sz]ing|following up on|follow(?:ing)?[- ]up (?:to|on|from|after)|with reference to|in line with|referring to|re) (?:our|the|your|my|this|today's|yesterday's|last|this morning's|this afternoon's|(?:mon|tues|wednes|thurs|fri)day's|last (?:week|mon\w*|tues\w*|wednes\w*|thurs\w*|fri\w*)'?s?) (?:\w+ ){0,3}(?:call|meeting|conversation|discussion|demo|workshop|lunch|dinner|visit|chat|catch-?up|session|review|kick-?off|interview|presentation|qbr|sync)|"
    r"(?:notes|minutes|recap|summary|actions?|action (?:items|points)|takeaways|key takeaways|next steps|decisions|follow-?ups?|to-?dos) (?:from|of|for|to|after|arising) (?:our|the|today'?s?|yesterday'?s?|this|last|(?:mon|tues|wednes|thurs|fri)day'?s?|that)(?! (?:next|coming))|meeting (?:notes|minutes|recap|summary|actions?)|call (?:notes|summary|recap)|\brecap\b(?! (?:on|email address))|\bminutes (?:are |is |attached|below|of)|action (?:items|points)\b|"
    r"(?:it was |was |so )?(?:great|good|nice|lovely|wonderful|pleasure|a pleasure|fantastic|really good|real pleasure)(?: \w+)? (?:meeting|talking|speaking|chatting|seeing|catching up|connecting|to (?:meet|see|talk|speak|chat|catch up|connect))|enjoyed (?:our|the|meeting|talking|speaking) ?(?:\w+ ){0,2}(?:call|meeting|conversation|chat|discussion|you|visit|with)?|when we (?:met|spoke|talked)|(?:we|you) (?:discussed|agreed|decided) (?:on|in|during|at|today|yesterday))\b",
    re.IGNORECASE,
)

_NOT_NAMES = words(
    """thanks thank please also however and but so ok okay yes no hi hello hey dear best regards
    cheers sorry attached monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december today tomorrow yesterday
    first second third finally then if when while as at in on for from with to the this that these
    those we i you it he she they there here our your my his her their its what where why who how
    which can could would will should do does did is are was were has have had let let's great good
    perfect sure well now next last once after before again just still yet any some all both each
    please fyi asap eod cob note re fw fwd ps p.s nb subject date sent from everyone everybody all
    team guys folks sir madam congratulations congrats welcome agreed understood noted received
    unfortunately additionally furthermore meanwhile otherwise instead therefore perhaps maybe btw
    importantly separately overall basically actually honestly frankly obviously clearly hopefully
    ideally lastly question questions update reminder action urgent important new quick one two
    three four five mr mrs ms dr inc ltd gmbh llc see looking hope happy merry good sounds looks got
    per regarding concerning about during until since because although though even not never always
    usually sometimes often mostly only many most more much such other another same further total
    yep yeah yup nope absolutely certainly definitely indeed right correct exactly true seriously
    wow oh ah um hmm lol ha morning afternoon evening night north south east west kind kindly warm
    sincerely yours cordially respectfully take make send call give get put keep try use check
    review confirm sign add remove move set book order pay ship help work need want like know think
    be being been nothing something anything everything someone anyone nobody none via bye notes approved
    background agenda list export summary recap minutes actions decisions attached enclosed closed
    open status topic topics next steps price prices option options"""
)
_NAME = r"[A-Z][a-zà-öø-ÿ'’\-]{1,14}(?:-?[A-Z][a-zà-öø-ÿ]{1,14})?"
_NAMES = rf"{_NAME}(?:(?:, | and | & |/| or ){_NAME}){{0,3}}"
_VOCATIVE = re.compile(
    rf"\A(?:[*\-–—\s]{{0,4}})(?:(?:Hi|Hello|Hey|Dear|Thanks|Thank you|OK|Ok|Okay|Sure|Yes|No|Great|Also|And|So|But|Good morning|Good afternoon|Sorry)[ ,]+)?(?P<names>{_NAMES})(?:\s?[,:]|\s[-–—]+|\s(?=please\b|pls\b|can you\b|could you\b|would you\b|will you\b|do you\b|are you\b))"
)
_AT = re.compile(rf"(?<!\w)@(?P<name>{_NAME})\b")
_LAST = re.compile(rf",\s?(?P<names>{_NAME})\s?[?.!]*\s*\Z")
_ASKED = re.compile(
    rf"\b(?:[Cc]an|[Cc]ould|[Ww]ould|[Ww]ill|[Mm]ay|[Pp]lease have|[Pp]lease ask|[Hh]ave|[Aa]sk|[Nn]eed|[Ww]ant|[Ll]ike) (?P<names>{_NAME}(?: {_NAME})?(?: (?:and|or) {_NAME})?)(?: please| kindly)? (?:to )?[a-z]{{2,}}"
)


_RETRACT_STEMS = words(
    "igno disr scra forg neve nvm long foun figu sort solv loca work reso need both worr canc with retr mist erro reca"
)


def is_retraction(view: View) -> bool:
    """Takes back an earlier question or request: "please ignore, found it"."""
    return not view.stems.isdisjoint(_RETRACT_STEMS) and _RETRACTION.search(view.text) is not None


_MEETING_STEMS = words(
    """than disc agre talk spok ment cove prom deci said per foll furt afte base reca summ with refe note
    minu acti take next step meet call conv chat demo work visi sync lunc dinn coff inte revi sess
    grea good nice love plea enjo when re"""
)


def refers_to_meeting(view: View) -> bool:
    """Refers back to a meeting: thanks for the call, as discussed, notes, recap, actions."""
    return (
        not view.stems.isdisjoint(_MEETING_STEMS)
        and _MEETING_REFERENCE.search(view.text) is not None
    )


def find_addressed(text: str, *, asks: bool) -> tuple[str, ...]:
    """Names spoken to or asked: "Ben, can you …", "could Mia send …", "@Ben".

    Args:
        text: The sentence.
        asks: It asks or requests; only then a name at its end or as its subject counts.
    """
    found: list[str] = []
    vocative = _VOCATIVE.match(text)
    if vocative:
        found += _split_names(vocative.group("names"))
    found += [match.group("name") for match in _AT.finditer(text)]
    if asks:
        last = _LAST.search(text)
        found += _split_names(last.group("names")) if last else []
        for match in _ASKED.finditer(text):
            found += _split_names(match.group("names"))
    kept = [name for name in found if name.lower().split()[0] not in _NOT_NAMES]
    return tuple(dict.fromkeys(kept))


def find_discharge(view: View) -> tuple[bool, str | None]:
    """Whether something is said to be done, delivered or received, and what."""
    text = view.text
    if view.asks or len(text) > 600 or view.stems.isdisjoint(_DONE_STEMS):
        return False, None
    if _BARE_DONE.match(text) or _GOT_IT.match(text) or _ELIDED_SENT.match(text):
        return True, None
    for pattern in (_HERE, _ATTACHED_BE, _THING_ATTACHED, _RECEIVED):
        match = pattern.search(text)
        if match and not _negated_before(text, match.start()):
            return True, _content(match)
    if _AS_PROMISED.search(text) and _WHOLE_HAND_OVER.search(text):
        return True, None
    return _deed(view)


def _negated_before(text: str, start: int) -> bool:
    return (
        re.search(
            r"(?:\b(?:not|never|if|once|when|until|will|would|should|as soon as|had)|n't)\b[^,;]{0,20}\Z",
            text[:start].lower(),
        )
        is not None
    )


def _deed(view: View) -> tuple[bool, str | None]:
    """Like "I sent the file", "the order has been shipped", "it went out yesterday"."""
    text = view.text
    for pattern in (_WENT_OUT, _WAS_DONE, _SELF_DID):
        for match in pattern.finditer(text):
            before = _CLAUSE_BREAK.split(text[: match.start()])[-1]
            if _UNDONE_STRONG.search(before + match.group()[: match.end("verb") - match.start()]):
                continue
            if pattern is _SELF_DID:
                if _own_deed(view, match):
                    rest = match["rest"]
                    return True, None if rest.startswith((",", ":")) else _object_phrase(rest)
            elif not _NO_THING.match(before.strip()) and not _is_habit(text, match):
                return True, _object_phrase(before)
    return False, None


_HABIT = re.compile(
    r"\s+(?:by|every|each|weekly|daily|monthly|when|if|only|with|until|from|at \d|on (?:request|time))\b",
    re.IGNORECASE,
)


_SHUT = re.compile(
    r"\b(?:offices?|shops?|stores?|branch(?:es)?|plants?|factory|factories|warehouses?|school|company)"
    r"(?: (?:is|are|was|were|has been)|'s)(?: \w+)? closed\Z",
    re.IGNORECASE,
)


def _is_habit(text: str, match: re.Match[str]) -> bool:
    """Like "approvals are done by mail": how things go, not that one is done."""
    present = re.match(r"\s?(?:'s|is|are) \w+\Z", match.group(), re.IGNORECASE) is not None
    called = re.search(r"\b(?:called|phoned|spoken)\Z", match.group(), re.IGNORECASE) is not None
    # "Our office is closed on Friday" is no deed.
    shut = _SHUT.search(text[: match.end()]) is not None
    return called or shut or (present and _HABIT.match(text, match.end()) is not None)


_CLAUSE_BREAK = re.compile(
    r"[.,;:!?]|\bbut\b|\band (?=(?:i|we|it|they|the)\b)|\b(?:that|so|because)\b", re.IGNORECASE
)
#: Subjects whose being "ready" or "done" hands nothing over.
_NO_THING = re.compile(
    r"(?:.*\b)?(?:you|who|what|there|i|we|he|she|anyone|nobody|everyone)\Z", re.IGNORECASE
)


_DOER = re.compile(
    r"\b(?:i|we|our team|my team|(?-i:[A-Z][a-z]+))(?:'ve| have|'s| has)?(?: (?:just|already|now|also|finally|successfully|since|today|yesterday)){0,3}\s\Z",
    re.IGNORECASE,
)


def _own_deed(view: View, match: re.Match[str]) -> bool:
    """The subject is the author's side or a named person, the verb is past or perfect."""
    start = match.start("verb")
    if view.parse is None:
        return _DOER.search(view.text[:start]) is not None
    clause = next((c for c in view.clauses if abs(view.parse.starts[c.verb] - start) <= 1), None)
    if clause is None or clause.negated or clause.modal is not None:
        return False
    if clause.tag != "VBD" and "have" not in clause.auxiliaries:
        return False
    if clause.marker in {"if", "when", "once", "until", "after", "before"}:
        return False
    own = {Who.I, Who.WE, Who.OURS, Who.NAME, Who.NONE}
    return clause.dep not in {"relcl", "acl"} and clause.who in own


def _content(match: re.Match[str]) -> str | None:
    """The thing named by the first group that matched."""
    raw = next((value for value in match.groups() if value), None)
    return None if raw is None else _object_phrase(raw)


_PHRASE_END = re.compile(
    r"\s(?:so|which|that|for your|as (?:requested|promised|discussed|agreed)|because|to (?:you|him|her|them|the)|by|on|at|in|today|yesterday|this (?:morning|afternoon|week)|last (?:week|month|night|year|quarter|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|earlier|and (?:i|we|will|have|let|please)|but|if|please|with thanks|via|before|after)\b|[,;:!?\"]|\s-\s",
    re.IGNORECASE,
)
_PARTICLE = re.compile(
    r"\A(?:you|me|us|him|her|them|out|off|back|over|up|and|also|now|just)\s+(?=\w)", re.IGNORECASE
)
_NO_CONTENT = words(
    """it that this them everything all both they you me us these those and thanks now today yesterday
    there here again already"""
)


def _object_phrase(raw: str) -> str | None:
    """A noun phrase out of what stands beside the verb; None for "it" and the like."""
    cut = _PHRASE_END.split(f" {raw.strip(' ,:-')}", maxsplit=1)[0].strip(" ,.:-")
    cut = _PARTICLE.sub("", _PARTICLE.sub("", cut))
    if cut.split(" ")[0].lower() in {
        "with",
        "to",
        "for",
        "from",
        "in",
        "on",
        "at",
        "by",
        "of",
        "about",
    }:
        return None
    empty = not cut or cut.split()[0].lower() in _NO_CONTENT - {
        "this",
        "that",
        "these",
        "those",
        "all",
        "both",
    }
    return None if empty or cut.lower() in _NO_CONTENT else cut[:120]


def _split_names(names: str) -> list[str]:
    return [name.strip() for name in re.split(r", | and | & |/| or ", names) if name.strip()]
