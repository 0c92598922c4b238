"""Weak signs that the author of a sentence waits: hints, reminders, trouble, terse forms.

The acts of a sentence are drawn narrowly, because promises and deadlines hang on them. Whether a
message waits is a softer question: "Page 7 still needs your initials" requests nothing by form, and
yet its reader must do something. Each row below is one such sign with its weight and the reason as
a person would say it; the weights of a sentence are not added up, the strongest counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from nlp.lexicon import stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What a reader gives with one short answer.
_ANSWER = (
    r"(?:comments?|thoughts?|opinion|views?|feedback|input|confirmation|approval|consent|agreement"
    r"|signatures?|initials|decision|green light|go[- ]ahead|ok|okay|blessing|position|guidance"
    r"|instructions?|repl(?:y|ies)|answers?|response|return|call|order|objections?|permission"
    r"|authori[sz]ation|verdict|choice|preference|quote|quotation|offer|prices?|proposal|help|support"
    r"|advice|account|explanation|statement|stamp|availabilit(?:y|ies))"
)
_FIGURE = r"\d[\d.,]*k?"


@dataclass(frozen=True, slots=True)
class Cue:
    """How much a sentence waits for an answer, and why."""

    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class _Sign:
    """A pattern with its weight; `stems`: one of them stands in it, empty for any."""

    cue: Cue
    stems: frozenset[str]
    pattern: re.Pattern[str]


def _signs(why: str, *rows: tuple[float, str, str]) -> tuple[_Sign, ...]:
    return tuple(
        _Sign(Cue(weight, why), words(starts), re.compile(pattern))
        for weight, starts, pattern in rows
    )


_ASKS = (
    *_signs(
        "asks for something",
        (0.6, "need requ lack", r"(?<!not )(?<!n't )(?<!no )(?<!never )(?<!if )(?<!if you )(?<!as )(?<!whatever you )\b(?:needs?|requires?|requiring)\b(?! (?:to (?!know|have|hear|see|get|receive|understand|ask|push|move|be (?:told|informed|signed|approved|paid|sent|fixed|confirmed|completed))|not\b|some time|a (?:day|week|few)|more time|another (?:day|week))|ed\b)"),
        (0.6, "plea kind pls", r"\b(?:please|kindly)\b(?!,? (?:please )?(?:find|be (?:informed|advised|aware|assured|reminded)|note|accept|ignore|disregard|keep|feel|do not|don't|never|excuse|forgive|pardon|give (?:my|our)|see|refer|enjoy|visit|stay|consider|inform(?:ed)?|mind|regard|remember|reminded|thank|say|bear|convey|pass|use))"),
        (0.55, "need requ", r"(?<!if )(?<!as )(?<!when )(?<!not )(?<!longer )(?<!was )(?<!were )(?<!be )\bneeded\b(?! (?:it|to|a|an|the|some|help)\b)"),
        (0.6, "requ aske", r"\b(?:are|is) (?:hereby |kindly |herewith |therefore )*(?:requested|asked) to\b|\brequest (?:you|from|your|that)\b|\b(?:i|we) (?:hereby |kindly |would |herewith )*request\b|\brequired from you\b|\bis required\b|\bare required to\b"),
        (0.6, "ask beg soli insi dema appe urge", r"\b(?:i|we) (?:respectfully |therefore |must |have to |want to |would |'d |would like to |'d like to |need to |hereby |kindly |politely |humbly |only ){0,2}(?:ask|beg|solicit|insist|demand|appeal|urge)\b(?! (?:for your (?:continued|understanding|patience)|myself|ourselves|him|her|them|for (?:sanctions|nothing)))|\bwhat i'm asking\b|\basking (?:you|for your|again)\b"),
        (0.6, "expe", r"\b(?:i|we|he|she|they|\w+ (?:director|manager|boss|board|committee|management|team|auditors?|bank)) (?:now |still |therefore )?expects? (?!to\b|the (?:same|first|results?)|no\b|it to|(?:a|the) \w+ (?:version|result|delivery) (?:on|in|around|by))"),
        (0.6, "nece must shal", r"\bit is (?:absolutely )?necessary (?:that|for) you\b|\byou (?:must|have to|need to|will have to|should)\b(?! (?:be (?:tired|proud|very|so)|see|come and|know|not\b|have (?:seen|been)))|\b(?:must|shall|has to|have to) be (?:returned|received|submitted|signed|completed|replaced|fixed|corrected|paid|moved|changed|done|here|placed)\b|\bone of (?:the|them|the two) \w* ?must be wrong\b"),
        (0.55, "your", rf"\b(?:for|needs?|wants?|awaits?|awaiting|expects?|without|until|pending|subject to|missing|lacks|only|attends?|requires?|have|get|got|hear|receive|wait|on|by) (?:\w+ ){{0,2}}your (?:\w+ ){{0,2}}{_ANSWER}\b"),
        (0.6, "your", rf"\A\W*(?:and |so |also )?your (?:\w+ )?{_ANSWER}\b(?! (?:is|are|was|were|has|have|helped|made|will))|\byour {_ANSWER},? (?:is|are) (?:still )?(?:missing|outstanding|pending|needed|required|awaited|requested)\b"),
        (0.55, "have get hear rece", r"\b(?:once|when|until|unless|as soon as|after|before|if) (?:i|we) (?:have|get|hear|receive|have received|have got|know)\b|\bonce you(?:'ve| have)? (?:approved|signed|confirmed|agreed|sent|paid|decided)\b"),
        (0.6, "call ring send tell give let show drop come writ answ", r"(?:\A\W*|[,;:.] |\b(?:and|then|so|just|or) )(?:call|ring|phone|send|tell|give|show|drop|answer|email|write(?: to)?|text|ping|get back to|come back to|speak (?:to|with)|help) (?:me|us|it back|them back|your people)\b(?! (?:if|any ?time|whenever|should|with any|a (?:ring|call|shout) if)|.{0,25}\bif (?:you|anything|something)\b)"),
        (0.6, "come spea shar chec advi retu arra hurr", r"\A\W*(?:come (?:quick\w*|at once|soon|and)|speak (?:to|with) your|sharpen|check (?:with|the|your)|advise|return (?:it|them|the)|arrange|hurry|share)\b"),
        (0.6, "woul like love wish want", r"\b(?:i|we|she|he)(?:'d| would| do)? (?:also |really |very much |still )?(?:like|love|prefer|want|appreciate)(?: to)? (?:to )?(?!(?:to )?(?:inform|thank|congratulate|say|invite you|let you|tell you|wish|remind|share|add that|point|express|take this|apologi|introduce|welcome|have every|show|walk)\b)(?:hear|know|order|have|book|see|put|get|receive|change|pay|add|cancel|ask|understand|use|extend|buy|hire|visit|discuss|talk|speak|move|a|an|one|two|three|six|ten|another|some|the|your|our|it|if|you)\b"),
        (0.55, "help good grea nice usef inte appr feel", r"\b(?:would|'d|will) (?:really |certainly |surely |greatly )?(?:help|be (?:very |really |most |so )?(?:good|great|helpful|useful|interesting|nice|appreciated|grateful|glad|wonderful|kind)|feel better|calm|appreciate)\b(?! (?:to (?:see you|meet|have you)|if you need))"),
        (0.6, "grat glad obli happ appr", r"\b(?:i|we)(?:'d| would| should|'ll| will)? (?:\w+ )?(?:be )?(?:very |most |really |so |much )?(?:grateful|glad|obliged|happy|thankful|delighted|pleased) (?:for (?:a|an|any|the|your (?!help|time|work|visit|patience|support|mail|message|quick|kind|order))|of (?:a|an|any)|if you)\b"),
        (0.6, "perh bett mayb", r"\b(?:perhaps|maybe) you(?:'d| would| could| can)\b|\byou(?:'d| had) better\b|\bbe (?:straight|honest|frank) with (?:me|us)\b|\ball i(?:'d| would)? ask\b"),
        (0.6, "yes ok up", r"\b(?:yes or no|go or no[- ]go|ok or not|up or down|in or out)\b"),
        (0.55, "all righ alri okay ok fine good acce suit conv", r"\bif (?:that|this|it)(?:'s| is)? (?:\w+ ){0,2}(?:all right|alright|ok|okay|fine|good|acceptable|convenient|suits?|agreeable) ?(?:with|for|by|to)? ?you\b"),
        (0.55, "thin rema want miss", r"\bone (?:small |quick |last |more |little |other |final )*(?:thing|point|ask|request|snag|catch|problem)\b(?= ?[:,–-]| though| is| remains)|\b(?:what|which) you wanted to (?:tell|send|give|let|bring|check)\b|\bwhat(?:'s| is)? (?:still )?(?:missing|remains|left|open) is\b|\b(?:note|word|line|sign|answer|call|mail|signal|reply) from (?:you|your side)\b"),
        (0.6, "ever all", r"\b(?:everything|everyone|everybody|all|every \w+)(?: \w+){0,4} (?:but|except|save|apart from|bar)\b.{0,30}\byours?\b"),
        (0.5, "idea pref bett", r"\b(?:ideally|preferably)\b|\bwould (?:rather|be better|help us more)\b"),
        (0.55, "over your turn with you", r"\bover to you\b|\A\W*your (?:call|turn|move)\b|\bball is in your\b|\b(?:are|is) (?:with you|yours)(?: (?:now|to)\b|[.!]|\Z)|\bup to you\b|\bfrom (?:you|your (?:side|end))[, ]+(?:i|we|not)\b|\b(?:decision|answer|input|word|sign|reply|help|support|action|figures?|data|information) (?:by|from) (?:you|your)\b|\bonly you (?:know|can)\b|\bnews (?:of|from) you\b|\b(?:you|i was hoping you) would tell (?:me|us)\b"),
        (0.55, "hold wait", r"\b(?:hold|holding|keep|keeping) (?:both|it|them|the \w+) (?:for you )?(?:until|till) (?:then|you|i hear|we hear)\b|\bstands? (?:here )?and waits?\b|\bwaits? (?:for (?:you|your|an answer)|in the)\b"),
        (0.5, "than atte urge asap imme soon", r"\b(?:thank(?:s| you)|thx) in advance\b|\bin advance\W*\Z|\b(?:very |extremely |it's |is )urgent\b|\basap\b|\bat (?:the|your) earliest\b|\bby return\b|\battend urgent\b|\bsoonest\b"),
        (0.5, "answ repl conf rece", r"\ban? (?:acknowledgement|confirmation|answer|reply|response|written \w+) (?:\w+ ){0,4}(?:is|are) (?:required|requested|needed|expected|awaited)\b|\bconfirm (?:the|receipt|that|by|whether|if|this|your)\b"),
        (0.55, "prop sugg", r"\b(?:i|we) (?:would |'d |therefore |hereby )?(?:propose|suggest)\b"),
    ),
    *_signs(
        "asks a question",
        (0.6, "wond curi", r"\b(?:i|we)(?: was| were|'m| am| are|'re)? (?:just |also )?wonder(?:ing|ed)?\b(?! (?:a bit|why it|at))|\bcurious (?:to|how|what|whether|if|about)\b|\binterested (?:to|in) (?:know|hear|understand)\w*"),
        (0.6, "ques doub requ favo", r"\b(?:have|has|had|with|got|one|two|quick|small|short|further|another|remains|stayed with|leaves|raises)(?: you)?(?: \w+){0,2} (?:questions?|doubts?|requests?|favou?r|query)\b(?! (?:i|we) (?:asked|ask))"),
        (0.6, "", r"\A(?:and |but |so |also |hi,? |ok,? )?(?:do|does|did|is|are|can|could|would|will|has|should|shall) (?:you|i|we|they|he|she|it|there|this|that|these|those|the|your|our|my|any\w*|some\w*|someone)\b(?!.*[!])|\A(?:and |but |so )?(?:where|when|who|how|which)(?:'s| is| are| do| does| did| can| could| would| will| about| many| much| long| soon| far) (?!.*[!])|\A(?:and |but |so )?what(?:'s| does| do| did| about| time| size| colou?r) (?!.* (?:is|was) )(?!.*[!])|\Awant me to\b"),
        (0.6, "sure idea know quit see unde clea lost", r"\b(?:i'm |i am |we're |we are )?not (?:quite |entirely |really )?(?:sure|clear|certain)\b|\b(?:do not|don't|didn't|did not|can't|cannot) (?:quite |really |fully )?(?:understand|see how|see why|see where|get (?:how|why|what))\b|\b(?:do not|don't) (?:even )?(?:know|remember) (?:whether|if|where|on whose|who|what|which|how|when)\b|\bno idea (?:what|how|why|where|who|if|whether|when)\b|\b(?<!anything is )(?<!something is )unclear (?:to (?:me|us)|whether|if|what|how)\b|\b(?:have|i) lost (?:the|your|my)\b"),
        (0.55, "take pres assu gath", r"\A\W*(?:so )?(?:i|we) (?:take it|assume|presume|suppose|gather)(?: that)? (?!from|if)|\Apresumably\b"),
        (0.55, "whet how what when whic", r"\b(?:know|tell|say|decide|hear|see|understand|clarify|question is|question:) (?:me |us |by \w+ |exactly |from you )*(?:whether|how (?:many|much|deep|long|far|big|soon|often)|until when|which (?:one|of)|who pays)\b"),
    ),
    *_signs(
        "reminds of something",
        (0.6, "remi bump nudg chas foll circ comi ping rela knoc ring", r"\b(?:gentle|friendly|kind|small|quick|little|polite|second|third|2nd|3rd|final|last|first|another|just a|as a) (?:\w+ )?(?:reminder|nudge)\b|\A\W*(?:reminder|nudge)\b|\bi (?:would like to|must|have to|permit to|allow myself to|dare to) (?:remind|relaunch)\b|\bbump(?:ing)?\b|\b(?:sorry|hate|not) to (?:chase|nag|pester|bother you again|be a pain)\b|\bchasing\b|\bfollow(?:ing)?[- ]up (?:on|with|about|regarding)\b|\b(?:circling|coming|come|came) back (?:to you )?(?:on|about|to (?:you|the|this|my))\b|\brelaunch\b"),
        (0.6, "any no news", r"\bany (?:news|update|word|progress|luck|idea|reply|answer|chance|feedback|sign)\b(?! (?:i|we) (?:get|hear))|\A\W*(?:still )?(?:no|nothing) (?:news|update|word|here|heard|so far|yet|reply|answer|received|new)\b|\bwithout (?:any )?(?:news|answer|reply|response|a reply|an answer)\b|\bnot a (?:sign|word|sound)\b|\bheard nothing\b|\bsilence\b"),
        (0.6, "wait awai atte", r"\b(?:i|we|(?:\w+ ){0,2}\w+(?:'s|'re)?)(?: am| are| is|'m|'re)? (?:still |just |now |all |only )*(?<!was )(?<!were )(?<!been )(?:await|waiting|awaiting|wait)\b(?! (?:room|time|list|and see)| (?:until|till|for (?:the (?:mill|supplier|factory|weather)|him|her|them))\b)|\A\W*(?:still )?(?:await|waiting)"),
        (0.55, "rece hear got unco open pend outs over", r"\b(?:not|n't|never)(?: yet| been| so far)* (?:receiv\w+|heard|had (?:any|a|an)|seen|got(?:ten)?|confirm\w+|arrived|come|reached|paid)\b(?! (?:any )?complain)|\b(?:remains?|remained|still|yet) (?:\w+ ){0,2}(?:unconfirmed|open|pending|outstanding|unpaid|unanswered|unresolved|missing|overdue|waiting|due|to be (?:done|sent|paid|signed))\b|\bis pending\b|\bpending (?:since|at your|from|for)\b"),
        (0.5, "repl hear look answ resp", r"\b(?:looking forward|look forward|hope|hoping) (?:to|for) (?:your|hear|a (?:quick|positive|prompt)|an? (?:answer|reply)|receiv\w+|hearing) ?(?!from you (?:soon|all) about your)"),
        (0.5, "ment aske writ", r"\bas (?:i |already |previously )*(?:mentioned|asked|requested|written) (?:before|already|twice|last)\b|\b(?:i|we)(?:'ve| have)? (?:already )?(?:written|asked|called|emailed|mailed|phoned|sent) (?:\w+ ){0,3}(?:twice|three times|several times|already|again)\b"),
    ),
)  # fmt: skip

_BROKEN = (
    r"(?:down|broken|dead|stuck|blocked|missing|wrong|locked|unreadable|empty|damaged|leaking|late"
    r"|stopped|out of order|unusable|inaccessible|incomplete|incorrect|faulty|defective|blank|torn"
    r"|expired|gone|cold|dirty|too (?:big|small|high|low|short|long|late|expensive|thin|dark|light)"
    r"|overdue|illegible|offline|frozen|jammed|soaked|bent|cracked|rusty|a mess|lower|worse)"
)
_TROUBLE = (
    *_signs(
        "reports a problem",
        (0.6, "", rf"\b(?:is|are|was|were|'s|arrived|came|got|has been|have been|has|have|seems?|looks?|turned out|stands?) (?:still |again |all |now |completely |apparently |simply |also |partly |half |(?:a )?(?:bit|little) |very )*{_BROKEN}\b"),
        (0.6, "", r"\b(?:do|does|did|is|are|was|were|has|have|had|will|wo|ca|could)(?: not|n't)\b (?:\w+ ){0,2}(?:work|open|match|fit|load|start|arrive|show|add up|square|hold|correspond|enter|print|respond|answer|function|boot|connect|log|find|reach|access|come|get (?:in|into|through)|read)\w*\b"),
        (0.6, "cann can unab impo fail refu", r"\b(?:cannot|can't|can not|could not|couldn't|unable to|impossible to) (?:\w+ )?(?:log|open|match|find|reach|get|access|print|connect|proceed|read|use|enter|start|continue|release|ship|book|submit|save|pay|accept|see (?!how|why)|understand|defend|work)\b|\b(?:fails?|failed|refuses?|refused) (?:to|again|at|on|with|every)\b|\bfail(?:s|ed)\W*\Z"),
        (0.6, "stop stan leak cras stri wobb drip over came fell keep erro prob trou stil nowh upda sinc", r"\b(?:stopped (?:working|since|at)|stands? still|at a standstill|leaks?|leaking|crash(?:es|ed|ing)|on strike|wobbl\w+|drip(?:s|ping)|overheat\w*|came off|fell off|keeps? (?:\w+ )?(?:fail|stop|los|crash|show|los|drop|turn|ask)\w*)\b|\berror (?:\d{3,5}|code|message)\b|\bproblems? (?:with|again|since|still|on|in)\b|\bstill problems\b|\btrouble with\b|\bnowhere\b|\bsince (?:the|your|this) (?:\w+ )?(?:update|upgrade|change|move|installation|repair|migration|delivery|actualization)\b"),
        (0.6, "no noth nobo none neve with arri there has had have", r"\b(?:there (?:was|is|were|are)|with|has|have|had|came with) no (?!problem|worr|rush|hurry|need|doubt|objection|issue|further|question|comment|finding|reason|complain|excuse|good|hard|such|more|longer|harm|one|trace|word\b|single)\w*|\bnothing (?:came|arrived|here|was|is (?:there|attached|working|there)|moves|happens|happened|attached)\b|\b(?:nobody|no one|none of (?:them|the))\b(?: (?:\w+ )?(?:came|comes|knows?|answers?|answered|picks?|picked|called|calls|told|seems?|has|have|here|ordered|booked|turned|showed|replied|is (?:there|here|coming|answering|picking)|can|could|does|did|at))|\bnever (?:showed|arrived|came|got|called|answered|received|worked|turned)\b|\barrived without\b|\bwithout (?:the |any |its )?(?:cables?|power|internet|water|heating|label|attachment|manual|screws|keys?|papers|documents|explanation)\b"),
        (0.6, "wron mist miss lack twic doub half brok belo over two thre erro char bill appl debi book invo inco", r"\b(?:wrong|incorrect) (?:\w+ )?\w+|\bby mistake\b|\b(?:a|your|some) (?:mistake|error|misunderstanding|mix-?up)\b|\b(?:is|are|seems?|still) missing\b|\bwe are missing\b|\b(?:lacks?|lacking)\b|\b(?:twice|double|two times|three times)\b(?=.{0,60}\b(?:invoice|charge|bill|paid|appl|debit|book|surcharge|order))|\b(?:charged|billed|applied|debited|booked|invoiced) (?:\w+ ){0,2}(?:twice|double|again|wrongly)\b|\bhalf of (?:the|them)\b|\bbelongs to (?:somebody|someone|another)\b|\boverc(?:harged?|harging)\b"),
        (0.55, "says said show prom bill aske assu you stat orde want paid stay agre stil thre", r"\b(?:contract|order|offer|quote|plan|list|system|page|invoice|website) (?:\w+ ){0,2}(?:says|shows|showed|said|states)\b.{0,80}\b(?:but|while|whereas|and (?:in|on|the)|the other|your|instead)\b|\byou (?:billed|charged|sent|delivered|wrote|booked|promised|said|invoiced)\b.{0,80}(?:,| but| and) (?:we|i|it|but|today|nothing|not)\b|\b(?:promised|assured)\b.{0,60}(?:;|,|but|yet)|\bwe (?:asked for|ordered|wanted|paid for|stayed|agreed on)\b|\bstill show(?:s|ing)\b|\bthree (?:different|times)\b"),
        (0.55, "only left just lose lost slot", r"\b(?:we|i) (?:(?:only|just) have|have (?:only|just)) \w+ (?:\w+ )?left\b|\bwill be lost\b|\bcharging us\b|\bbut the (?:door|gate|office|system|line) is\b|\b(?:losing|lose) (?:patience|money|the)\b"),
        (0.6, "stil yet", r"\bstill (?:isn't|aren't|is not|are not|hasn't|haven't|has not|have not|doesn't|don't|can't|cannot|no\b|shows?|on the|in the list|waiting|without|makes?|at your|open)\b|\bstill the old\b|\bnot (?:\w+ ){0,5}yet\b"),
        (0.55, "serv data", r"\b\d+ degrees in the (?:server|cold|store|office)\b"),
    ),
    *_signs(
        "complains",
        (0.7, "asto amus disp shoc stun upse appa", r"\b(?:astonished|not amused|displeased|shocked|stunned|dismayed|puzzled|irritated|speechless)\b"),
        (0.7, "expe paid prom", r"\bexpected (?:more|better|something|a different)\b|\b(?:paid|pay) for better\b|\bnot (?:what|the \w+) (?:we|i|was|one|a|you)\b|\bnot (?:the|a) (?:treatment|service|way|standard|quality)\b"),
        (0.7, "pati enou mind wear tire smil cann goes grea can", r"\b(?:losing|lost|out of|end of (?:my|our)) patience\b|\benough(?: of (?:this|your|the)|\W*\Z)|\b(?:very |already )+(?:wearing|tiring|annoying)\b|\bcan(?:no|')t go on\b|\bgoes on\b.{0,40}\b(?:will|have to|elsewhere|other)\b|\bgreat, another\b"),
        (0.7, "lawy term canc with cont dedu refu pay defa othe chea exte rene prol opti mena thre dunn remi", r"\b(?:our|my) lawyers?\b(?=.{0,50}\b(?:advis|will|look|contact|withhold|recommend|say|ask|review))|\b(?:hereby|we|i) (?:hereby )?(?:terminate|give notice|cancel our|withhold)\b|\bnot (?:to )?(?:extend|renew|prolong)\b|\bnobody (?:here )?is going to pay\b|\b(?:we|i) (?:have )?deducted\b|\bwithhold\b|\b(?:look|looking) (?:at|for) (?:other|another)\b|\bmy contract with you\b|\bno option but\b|\bthreat(?:ens?|ening) to\b|\bdunning letter\b|\breminder for an invoice\b"),
        (0.6, "fift seco thir four", r"\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th) (?:time|one|mail|call|delay|version)\b"),
        (0.6, "nearly almo dang", r"\b(?:nearly|almost) (?:fell|lost|missed|burned|burnt|crashed|hit|broke)\b"),
    ),
)  # fmt: skip

_COUNTER = _signs(
    "answers an offer with a wish",
    (0.6, "too budg expe high much", r"\btoo (?:high|expensive|much|dear|steep|late|slow)\b|\b(?:over|above|beyond|exceeds) (?:our|my|the) (?:budget|limit|means)\b|\bexpensive\b|\b(?:want|wants|asks?|quoted|offers?) (?:eleven|less|half)\b"),
    (0.6, "at for with", rf"\A\W*(?:at|for|with) (?:\w+ )?{_FIGURE}(?: \w+){{0,2}},? (?:you|we|i|it|and)\b"),
    (0.6, "if drop lowe agre", r"\bif you (?:can |could )?(?:drop|lower|reduce|throw|include|agree|accept|add|come down|match|do it|make it|give|manage)\b"),
    (0.55, "only prov pric yet", r"\bonly (?:with|if|when|after|once|against)\b|\bprovided (?:that )?you\b|\b(?:the )?price (?:is )?not\b"),
)  # fmt: skip

_TIMES = _signs(
    "proposes a time",
    (0.6, "coul can do", r"\b(?:could|can|might) (?:do|make|offer you|offer|come|meet) (?:\w+ )?(?:mon|tues|wednes|thurs|fri|satur|sun|tomorrow|next|the \d|\d|noon|after)\w*"),
    (0.55, "push move post shif resc defe deca", r"\b(?:push|move|postpone|shift|reschedule|defer|bring forward) (?:\w+ ){0,3}(?:call|meeting|visit|appointment|session|slot|date|it) (?:to|by|until|from|forward)\b"),
    (0.55, "talk spea meet sit call", r"\b(?:we should|let us|let's|we must|shall we|we need to|i suggest we) (?:\w+ )?(?:talk|speak|meet|sit|have a call|get together|discuss)\b"),
)  # fmt: skip

#: A plan of the author's that hangs on the reader's yes.
_ON_CONSENT = _signs(
    "asks for consent",
    (0.6, "all righ alri okay ok fine good acce conv agre blam bles obje", r"\bif (?:that|this|it)(?:'s| is) (?:\w+ ){0,2}(?:all right|alright|ok|okay|fine|good|acceptable|convenient|agreeable) (?:with|for|by|to) you\b|\bif you (?:agree|approve|have no objections?|are (?:ok|okay|fine|happy) with)\b|\bonly (?:with|after) your\b|\bunless you (?:object|say|tell)\b"),
)  # fmt: skip

#: Two things to choose from and nothing else: "with or without handles".
_CHOICE = re.compile(
    r"\A(?:[^\W\d_][\w'\-]*,? ){1,9}or (?:[\w'\-]+ ?){1,5}[.!]?\Z|\b\w+ or \w+ (?:ones?|side)\b\W*\Z"
)
_OWN_VERB = re.compile(
    r"\b(?:i|we|he|she|they|will|'ll|is|are|was|has|have|thanks?|please|more|so|either)\b"
)
#: Trouble that is over, or not ours.
_SETTLED = re.compile(
    r"\b(?:fixed|solved|sorted|resolved|repaired|replaced|cleared up|works? (?:again|now|fine)|working (?:again|now)|back (?:up|online|to normal)|runs? again|no harm"
    r"|nothing to do with you|not your fault|all (?:good|well|fine|is well|set|clear|in order)|end of story|corrected|settled|no worries|don't worry|"
    r"nothing to worry|is gone|unloaded now|happy ending|in the end|turned out (?:fine|well)|found it|got it working)\b"
)
_OWN_FAULT = re.compile(
    r"\b(?:sorry|apolog\w+|my (?:mistake|fault|bad)|our (?:mistake|fault)|mea culpa|i (?:sent|gave|wrote|put) you the wrong|no (?:good )?excuse|(?:i|we) should have|you(?:'re| are) (?:absolutely |quite |completely )?(?:right|justified)|forgive)\b"
)
_CONTRITE = re.compile(
    r"\b(?:no (?:good )?excuse|(?:i|we) should(?: not)? have|you(?:'re| are) (?:absolutely |quite |completely )?(?:right|justified)|(?:i|we) (?:sincerely |deeply |truly )?apologi[sz]e|(?:my|our) (?:sincere |deepest )?apologies|(?:so |very |truly |really )?sorry (?:for (?!chas|bother|ask)|about|once (?:more|again)|again)|my (?:mistake|fault|bad)|(?:our|entirely our) (?:mistake|fault)|wasn't good enough)\b"
)
#: What nobody of a client's suppliers can help.
_NATURE = re.compile(
    r"\b(?:weather|rain|rains|snow|storm|fog|heat ?wave|traffic|railways?|trains?|airline|flight|jetlag|politics|government|football|knee|cold|flu|back pain|"
    r"(?:our|the) (?:old|former|previous|last) (?:supplier|provider|vendor|carrier|agency)|another supplier|the (?:ink|paper|steel|other) people)\b"
)
#: Somebody tells what others asked, wanted or complained about.
_REPORTED = re.compile(
    r"\b(?:he|she|they|the \w+|my \w+|our \w+|\w+) (?:has |have |had )?(?:asked|complained|wondered|wanted|needed|requested|required)\b(?! (?:you|for (?:you|it back)))"
)


#: Rules and model ask for the same sentence within moments.
_REMEMBERED = 64


@lru_cache(_REMEMBERED)
def ask_cues(text: str) -> tuple[Cue, ...]:
    """Signs in a sentence that its author wants something of the reader.

    Args:
        text: The sentence in lower case, with single spaces and straight quotes.
    """
    starts = stems(text)
    found = [] if _REPORTED.search(text) else list(_found(_ASKS, text, starts))
    found += _found(_TIMES, text, starts)
    if len(text) < 90 and _CHOICE.search(text) and not _OWN_VERB.search(text):
        found.append(Cue(0.55, "puts a choice"))
    return tuple(found)


@lru_cache(_REMEMBERED)
def trouble_cues(text: str) -> tuple[Cue, ...]:
    """Signs in a sentence that something went wrong which the reader should know to help."""
    if _SETTLED.search(text) or _OWN_FAULT.search(text) or _NATURE.search(text):
        return ()
    return tuple(_found(_TROUBLE, text, stems(text)))


def is_foreign(text: str) -> bool:
    """Whether it speaks of weather, trains or other suppliers: nothing the reader can help."""
    return _NATURE.search(text) is not None


def is_contrite(text: str) -> bool:
    """Whether the author takes the blame: what went wrong is told, not complained of."""
    return _CONTRITE.search(text) is not None


def counter_cues(text: str) -> Iterable[Cue]:
    """Signs that an offer is answered with a condition: "happy to sign if you drop the fee"."""
    yield from _found(_COUNTER, text, stems(text))
    yield from _found(_ON_CONSENT, text, stems(text))


def is_settled(text: str) -> bool:
    """Whether a sentence says that some trouble is over or nobody's fault here."""
    return _SETTLED.search(text) is not None


def _found(signs: Iterable[_Sign], text: str, starts: frozenset[str]) -> Iterable[Cue]:
    for sign in signs:
        if (not sign.stems or not sign.stems.isdisjoint(starts)) and sign.pattern.search(text):
            yield sign.cue
