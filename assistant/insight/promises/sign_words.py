"""The set phrases of delivery, receipt, release and of what was forgotten; English.

Patterns only: what a phrase that was found means for a message is decided in `signs`.
"""

from __future__ import annotations

import re

from assistant.insight.promises.vocabulary import canonical, stem

_GIVES = (
    r"attached|enclosed|please find|here(?:'s| is| are| you go| it is| they are)|see below"
    r"|find (?:below|the)|as promised|pfa|pfb|herewith|(?:am|are|'m|'re) (?:attaching|enclosing)"
    r"|below you(?:'ll| will)? find|you(?:'ll| will)? find (?:below|attached|enclosed|it|them|the)"
    r"|(?:i|we) (?:attach|enclose)\b|see(?: the| in)? attach(?:ment|ed)s?|in the attachments?"
)
#: Where a thing is once it was delivered: "the recording is online".
_THERE = (
    r"(?:is|are|'re|'s) (?:now |already |all |finally )?(?:online|available|live|uploaded|ready for (?:you|download)|up on"
    r"|now\b|in(?=[.!]?\Z)|in (?:your|the shared) \w+|on (?:your|the|our) (?:server|portal|drive|share|sharepoint|website|page|desk|ftp))\b"
)
#: What was to be mended works.
_WORKS = r"(?:works?|(?:is|are) (?:working|running|up|back|fixed|online|reachable|stable))(?: (?:again|now|fine|well|properly|perfectly|and running|up|to normal|online))*"
_FINISHED = r"done|completed|finished|sorted(?: out)?|taken care of|all set|dealt with|in place"
_DID = (
    r"sent|shared|forwarded|e-?mailed|uploaded|submitted|delivered|shipped|posted|went out|gone out"
    r"|paid|signed|fixed|resolved|solved|repaired|deployed|released|rolled out|booked|scheduled"
    r"|arranged|ordered|updated|corrected|reviewed|checked|approved|prepared|installed|activated"
    r"|enabled|removed|cancelled|canceled|configured|confirmed|looked into|asked|raised|published"
    r"|replaced|returned|transferred|handed over|dropped off|couriered|dispatched|reserved|organi[sz]ed"
    r"|set up|planned|registered|added|changed|moved|switched|migrated|restored|tested|translated"
    r"|printed|finali[sz]ed|amended|adjusted|extended|renewed|credited|refunded|reimbursed|collected"
    r"|picked up|granted|unlocked|reset|created|generated|compiled|produced|drawn up|implemented"
    r"|connected|cleaned|measured|rescheduled|forwarded|circulated|distributed|invited"
)
_GOT = (
    r"received|got (?:it|them|this|that|the|your)|arrived|came(?! (?:up|across|to|from|as|out|with|back))"
    r"|(?:has |have )?reached (?:me|us)|(?:turned|showed) up|(?:got|is|are|was|were) here\b|made it (?:here|safely|through)"
    r"|(?:is|are) (?:with us|on (?:my|our) (?:desk|account|side|table)|on site)\b"
    r"|look(?:s|ed)? (?:really |very |so |absolutely )?(?:great|good|fine|perfect|excellent|terrific|lovely|wonderful|super|nice)"
    r"|thanks?(?: you)?(?: so much| very much| a lot| again)? for (?:the|your|sending|sharing"
    r"|forwarding|providing|getting|fixing|sorting|paying|signing|doing|arranging|booking"
    r"|organi[sz]ing|delivering|returning|updating|correcting)"
)
_DROPPED = (
    r"no longer (?:need(?:ed)?|require[sd]?|necessary)|no need\b(?! to (?:worry|apolog|rush|hurry|reply"
    r"|respond|thank|explain|be sorry))|(?:do not|don't|doesn't|does not|won't) need\b[^.!?;]{0,80}?"
    r"\b(?:any ?more|any longer|after all)|not needed(?: any ?more| any longer| after all)?"
    r"|(?:do not|don't) bother|never ?mind|(?:ignore|disregard)\b(?! the noise)"
    r"|(?<!not )(?<!n't )(?<!never )forget (?:about )?(?:it|that|the|my)"
    r"|(?:you can|let's|we can) (?:skip|drop|forget|leave)|scrap (?:it|that|the)"
    r"|consider (?:it|this|that|the [^\W\d_]+) (?:dropped|cancelled|canceled|closed|settled|off the table)"
    r"|(?:it|that|this)(?:'s| is| has been| was) (?:no longer relevant|taken care of on our side)"
)
GIVE = re.compile(rf"\b(?:{_GIVES})\b|^attached:", re.IGNORECASE)
FINISHED = re.compile(rf"\b(?:{_FINISHED})\b", re.IGNORECASE)
DID = re.compile(rf"\b(?:{_DID})\b", re.IGNORECASE)
THERE = re.compile(rf"(?:\b|(?<=\w)){_THERE}", re.IGNORECASE)
WORKS = re.compile(rf"\b{_WORKS}\b", re.IGNORECASE)
GOT = re.compile(rf"\b(?:{_GOT})\b", re.IGNORECASE)
DROPPED = re.compile(rf"\b(?:{_DROPPED})", re.IGNORECASE)
#: Thanks for words, not for the thing; and thanks for what is still to come.
THANKS_FOR_WORDS = re.compile(
    r"\b(?:in advance|for (?:the |your )?(?:offer|promis|agree|confirm|commit|reply|repli|respon|answer"
    r"|help|patience|understanding|support|quick|prompt|time|call|meeting|interest|mail|e-?mail"
    r"|message|note|heads|feedback|taking|looking|getting back)\w*"
    r"|by (?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next week|later today|tonight)\b",
    re.IGNORECASE,
)
#: From here on a clause speaks of what is still to come.
STILL_TO_COME = re.compile(
    r"[,;–—-]?\s+(?:and\s+)?(?:(?:i|we)(?:'m|'re| am| are)?\s+|now\s+)?(?:still\s+)?"
    r"(?:look(?:ing)? forward to|await(?:ing)?|wait(?:ing)? for)\b.*",
    re.IGNORECASE,
)
#: "Here the serial number: 4711", without a verb.
HERE_THE = re.compile(
    r"^\W*here,? (?:the|your|our|my)\b(?!.*\b(?:is|are|was|has|have|will)\b)", re.IGNORECASE
)
#: A line that begins with what it tells: "Price for the lids: 0.06 each".
HEADED = re.compile(
    r"^\W*(?:(?-i:[A-Z])[\w'-]+, )?(?P<what>[^\W_][^:;!?]{1,70}?)(?::| (?:is|are|comes to|will be)) (?P<value>.+)$",
    re.IGNORECASE,
)
_TOLD = (
    "price quote estimate cost rate fee amount total sum balance number figure count id code serial "
    "model date time eta deadline slot address location link url password login name contact phone "
    "iban account reference room dimension size weight measurement quantity budget discount answer "
    "status result tracking availability"
).split()
#: What can be told in a line; nobody sends a contract by its number.
TOLD_IN_A_LINE = frozenset(canonical(word) for word in _TOLD)
_TEXTS = (
    "agenda list summary minutes outline suggestion text wording schedule timetable steps instructions "
    "description plan programme program recap"
).split()
#: What can stand in the mail itself.
TEXTS = frozenset(canonical(word) for word in _TEXTS)
#: The same as they are written.
TOLD_HINTS = frozenset(word + mark for word in (*_TOLD, *_TEXTS) for mark in ("", "s", ":", "s:"))
#: Nothing was attached, or not what was meant.
MISSING = re.compile(
    r"\b(?:(?:nothing|no file|no document)(?: was| is| were)? attached|no attachments?\b"
    r"|(?:attachments?|file|document|pdf) (?:is|was|are|were|seems?|appears?)(?: to be)? (?:missing|empty|corrupt\w*|not (?:attached|there|included))"
    r"|without (?:the|an|any|its) attachment|forg[oe]t(?:ten)? (?:to attach|the attachment|the file|to add the)"
    r"|(?:did not|didn't|don't|do not|can't|cannot|could not|couldn't) (?:see|find|get|open) (?:the |any |an |your )?(?:attachment|attached|file|document)s?"
    r"|attachment (?:did not|didn't|has not|hasn't) (?:come|arrive|make)\w*)",
    re.IGNORECASE,
)
#: The debtor gives up what was promised.
WITHDRAWN = re.compile(
    r"\b(?:(?:can ?not|can't|won't|will not|(?:are|am|is|be)(?: not able| unable)|couldn't|could not)"
    r"(?: to)?\b[^.!?;]{0,60}\bafter all|(?:have|need|had|has) to (?:cancel|withdraw|drop|call off|back out|take back)"
    r"|(?:regret|sorry|afraid|unfortunately)\b[^.!?;]{0,60}\b(?:can ?not|can't|won't|will not|not be able|unable|not possible|not be possible)"
    r"|(?:won't|will not) (?:happen|be possible|be able)|not (?:going to|gonna) happen)",
    re.IGNORECASE,
)
#: The creditor lets go of what the debtor gave up.
ASSENT = re.compile(
    r"\b(?:no (?:problem|worries|harm|issue|big deal)|understood|i (?:fully )?understand|fair enough|that's (?:fine|ok(?:ay)?|all right)"
    r"|that is (?:fine|ok(?:ay)?)|(?:ok(?:ay)?|fine|all right|alright)\b(?=[,.! ])|we(?:'ll| will| can)? (?:manage|cope|live)\b|no hard feelings"
    r"|(?:we(?:'ll| will| can)|i(?:'ll| will| can)) (?:do|live|manage|get by) without)",
    re.IGNORECASE,
)
#: The creditor does not let go.
DISSENT = re.compile(
    r"\b(?:still (?:need|want|expect)|but (?:we|i) (?:need|want|expect|rely|count)|unacceptable|disappoint\w*|not (?:ok|okay|fine|acceptable|good)"
    r"|when (?:can|will|could)|please (?:try|check|reconsider|find)|insist|escalat\w*)\b|\?",
    re.IGNORECASE,
)
#: Some of it, or a first cut of it; the rest is still owed.
PARTIAL = re.compile(
    r"\b(?:(?:the )?(?:rest|remainder|remaining \w+|others?|second half|final (?:version|one|report)|missing (?:one|ones|part|parts|\w+))"
    r"\b[^.!?;]{0,50}\b(?:follows?|will (?:follow|come|be)|to follow|comes?|later|tomorrow|next week|soon|shortly)"
    r"|(?:more|the rest|others) (?:to )?(?:follows?|come)|(?:is|are) (?:still|yet) (?:missing|to come|outstanding)|still missing)\b",
    re.IGNORECASE,
)
#: Words of which one stands in every phrase of what was forgotten, or given up.
MISSING_HINTS = frozenset(
    word + mark
    for word in "attached attach attachment attachments file document pdf".split()
    for mark in ("", ".", ",", "!", "?", ":")
)
WITHDRAWN_HINTS = frozenset(
    "cannot can't won't not couldn't cancel withdraw drop off out regret sorry afraid unfortunately "
    "unfortunately,".split()
)
#: Words of which one stands in every phrase of a part.
PARTIAL_HINTS = frozenset(
    word + mark
    for word in "rest remainder remaining other others half final missing more come outstanding".split()
    for mark in ("", ".", ",", "!", ";")
)
#: A sign that itself names only a part.
PART_OF = re.compile(
    r"\b(?:(?:the )?first (?:part|half|batch|two|three|few|section|chapters?|draft|cut)|part (?:of|one|1)|half of|some of"
    r"|most of|(?:one|two|three|four) of the|a (?:first|rough|preliminary) (?:draft|version|cut|part|batch)|partial\w*|so far)\b",
    re.IGNORECASE,
)
#: Words of which one stands in every set phrase: looking for these first spares nine messages of
#: ten the long patterns.
HINTS = frozenset(
    word + mark
    for word in "attached enclosed find here here's here’s below promised done completed finished "
    "sorted care set dealt place sent shared forwarded emailed e-mailed uploaded submitted delivered "
    "shipped posted out paid signed fixed resolved solved repaired deployed released booked scheduled "
    "arranged ordered updated corrected reviewed checked approved prepared installed activated "
    "enabled removed cancelled canceled configured confirmed looked asked raised published received "
    "got arrived through reached thank thanks longer need needed bother mind nevermind ignore "
    "disregard forget forgot forgotten skip drop dropped scrap relevant consider came replaced returned "
    "transferred handed couriered dispatched attachment attachments missing empty called spoke "
    "told explained met reached turned showed made look looks looked now visited stopped pfa pfb herewith attaching enclosing attach enclose attachment online available "
    "live works working running up back reachable stable reserved organised organized planned "
    "registered added changed moved switched migrated restored tested translated printed finalised "
    "finalized amended adjusted extended renewed credited refunded reimbursed collected picked granted "
    "unlocked reset created generated compiled produced drawn implemented connected cleaned measured "
    "rescheduled circulated distributed invited folder inbox portal server drive share sharepoint "
    "website ftp desk account site unfortunately regret afraid sorry cancel withdraw".split()
    for mark in ("", ".", ",", ":", ";", "!", ")")
) | {"in.", "in!"}
CONFIRM = re.compile(
    r"\b(?:(?:can|could|happy to|pleased to) confirm|you(?:'ll| will) find|can be (?:picked up|collected|downloaded))\b",
    re.IGNORECASE,
)
UNDONE = re.compile(
    r"\b(?:not|never|cannot|unable|yet to|once|until|if|as soon as|unless|waiting for|nothing"
    r"|(?:is|are|still) missing|outstanding)\b|n't\b",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"\b(?:will|shall|would|should|could|can|might|must|to be|being|needs?|want|when|still"
    r"|may (?:be|have|need|take|not|well|also|still|i|we|you|he|she|they)"
    r"|pending|about to|going to|after (?:we|you|i)|follows?|ready to|before)\b|'ll\b|\?\s*$",
    re.IGNORECASE,
)
HOLDING = re.compile(
    r"\bstill (?:working|waiting|checking|looking|reviewing|chasing|finali|pending|on it)"
    r"|\bworking on (?:it|this|that)\b|\bnot (?:yet|there|quite)\b|\bno (?:update|news|word|answer|reply|response|feedback)\b|\bno(?:thing)?\b[^.!?]{0,40}\byet\b"
    r"|\b(?:haven't|hasn't|have not|has not)\b|\bbear with\b|\bin progress\b|\bunder way\b"
    r"|\bon my (?:list|desk)\b|\bmore time\b|\bapolog\w+ for (?:the|this|my) delay\b"
    r"|\b(?:bit|little|few|couple)\b[^.!?]{0,40}\b(?:longer|more (?:days|hours))\b"
    r"|\bhang on\b|\b(?:soon|shortly)\b|\bby (?:the )?end of\b",
    re.IGNORECASE,
)
#: Who did it, where a sentence begins with it and it is not the author.
DOER = re.compile(
    r"(?:\A\W*|[,;:–—]\s|\band |\bthat )(?P<doer>you(?: all| guys)?|your(?: (?!(?:is|are|was|were|has|have|had|will|be)\b)[^\W\d_]+){1,2}|(?-i:[A-Z])[^\W\d_]+(?: (?-i:[A-Z])[^\W\d_]+)?)"
    r"(?:'ve|'s)?(?: (?:has|have|had|just|already|now|also|finally|kindly)){0,3} "
    rf"(?:{_DID}|called|phoned|rang|came (?:by|over|back)|explained|told|met|spoke|walked|presented|gave|showed|answered|visited|stopped by|(?:was|were) here)\b",
    re.IGNORECASE,
)
#: Something was done, and the words do not say by whom: "the boards were delivered".
PASSIVE = re.compile(
    rf"(?:\A\W*|[,;:] )(?:the |all )?[^\W\d_]+(?: [^\W\d_]+){{0,2}} (?:{_DID})\b(?! (?:to|it|the|you|them|your|an?)\b)|"
    rf"\b(?:is|are|was|were|been|got)\s+(?:[^\W\d_]+\s+){{0,2}}?(?:{_DID}|{_FINISHED})\b(?!.*\bby us\b)",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?:i|we|i've|we've|us|me)\b", re.IGNORECASE)
#: Talking that is told of as over.
TALKED = re.compile(
    r"\b(?:called|phoned|rang|spoke|talked|met|walked|presented|explained|showed|demoed|visited"
    r"|dropped in|(?:was|were) here|(?:came|stopped) (?:by|round|over))\b",
    re.IGNORECASE,
)
#: One clause of new text: hard-wrapped lines belong together, an empty line ends it.
PIECE = re.compile(r"(?:[^\n.!?;]++|\n(?![ \t]*\n)|[.!?](?!\s|$))+[.!?]*")
CLAUSE = re.compile(
    r",?\s+(?:but|while|whereas|although|though)\s+|,?\s+(?:and|so)\s+(?=(?:i|we|you)\b|will\b)"
    r"|,?\s+and\s+(?=(?:the|my|our|everything|all|it)\b[^,;]{1,40}\b(?:works?|working|running|up|back)\b)"
    r"|,\s+(?=(?:i|we|you|they|it|that|this)\b)"
    r"|,\s+(?=(?-i:[A-Z])[^\W\d_]+ (?:should|will|can|could|would|may|might|must)\b)",
    re.IGNORECASE,
)
_IT = r"(?:it|them|they|(?:this|that|these|those)(?! (?:morning|afternoon|evening|week|month|one)))"
IT = re.compile(r"\b(?:it|them|they|this|that|these|those)\b", re.IGNORECASE)
#: A thing that is only called it: "sent it this morning", "here they are", "it went out".
PRONOUN = re.compile(
    rf"\b(?:{_DID}|received|got|find|have|has|had|reading|read|done|did|for) (?:all of )?{_IT}\b"
    rf"|\b(?:here|there) {_IT}\b"
    rf"|(?:\A\W*|[,;:.] |\b(?:and|so|but|now) ){_IT}(?:'s|'ve)?"
    rf"(?: (?:is|are|was|were|has|have|had|just|now|already|all|finally|been|should be)){{0,3}} (?:{_DID}|{_FINISHED}|arrived|came|attached|enclosed|below)\b",
    re.IGNORECASE,
)
#: Words of a calendar: "the month was closed" speaks of nothing that was promised.
CALENDAR = re.compile(
    r"(?:(?:the|this|last|that|our|whole|first|second|days?|weeks?|months?|quarters?|years?)\W{0,3})+",
    re.IGNORECASE,
)
#: Pictures of signatures and wrappers of mail programs: nobody promised those.
FILE_NOISE = re.compile(r"^(?:image\d*|logo|signature|smime|winmail|att\d+)\b|\.(?:ics|p7s|asc)$")
_FILE_MONTH = re.compile(r"(?<!\d)(?:20\d\d)[-_. ]?(0[1-9]|1[0-2])(?![-_. ]?\d)")
_FILE_SPLIT = re.compile(r"[_\-.+() ]+")
_MONTHS = (
    "january february march april mayy june july august september october november december"
).split()
RELEASE_WORDS = frozenset(
    stem(word)
    for word in "longer necessary required bother mind ignore disregard forget skip drop scrap "
    "anymore request question mail email message previous my after find found relevant "
    "never scratch cancel worry don't doesn't won't that's it's side so please consider leave "
    "board yesterday decided".split()
)  # fmt: skip
#: Words of delivery and receipt: they name no thing. "report", "draft", "order" and their like can
#: be things, so they stay.
DOING = frozenset(
    stem(word)
    for word in "send share forward attach enclose find provide deliver submit upload post ship "
    "receive get arrive come reach do complete finish sort take deal handle fix resolve solve "
    "promise confirm noted reviewed checked checking replaced returned dispatched works working since".split()
)


def words_of_file(name: str) -> str:
    """The words of a file name; "usage-2026-03.pdf" gains its month."""
    bare = name.rpartition(".")[0] or name
    month = _FILE_MONTH.search(bare)
    words = _FILE_SPLIT.sub(" ", bare)
    return f"{words} {_MONTHS[int(month[1]) - 1]}" if month else words
