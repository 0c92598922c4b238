"""Complaints and risks: dissatisfaction and blame, and danger for the relationship.

Each phrase has a weight; a sentence complains (or warns) when its weights reach one. Apologies,
offers and conditions are no complaints. Feelings in general are `nlp.tone`'s business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words
from nlp.others import leave_out_others

if TYPE_CHECKING:
    from nlp.view import View

_N = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|several|many|\d{1,3})"
_THING = r"""
        (?:
            items?|invoices?|amounts?|versions?|prices?|orders?|parts?|address(?:es)?|files?
            |data|figures?|numbers?|quantit\w+|names?|colou?rs?|sizes?|products?|units?|boxe?s?
            |pages?|reports?|details|information|charges?|dates?|totals?|rates?|documents?
        )
        """


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase and how much it weighs; `stems`: one of them stands in it, empty for any."""

    weight: float
    stems: frozenset[str]
    pattern: re.Pattern[str]

    def weigh(self, view: View, text: str) -> float:
        """The weight where the phrase stands in `text`: the view's, or what is left of it."""
        if self.stems and view.stems.isdisjoint(self.stems):
            return 0.0
        return self.weight if self.pattern.search(text) else 0.0


def _weighted(*rows: tuple[float, str, str]) -> tuple[_Phrase, ...]:
    return tuple(_Phrase(weight, words(stems), pattern(block)) for weight, stems, block in rows)


_COMPLAINTS = _weighted(
    (0.6, "wait", r"\b(?:have|has|'ve) (?:now )?been waiting\b|\bhow much longer\b"),
    (
        0.9,
        "said prom told assu",
        r"""
        \byou (?:said|promised|told (?:me|us)|assured (?:me|us)) (?:that )?(?:you|it|this|we|i)
            (?:
                'd| would| were going to| was going to|'ll
            )
            \b[^.?!]{0,80}\b(?:
                last \w+|yesterday|ago|by now|weeks?|(?:on|by) (?:mon|tues|wednes|thurs|fri)day
            )
            \b
        """,
    ),
    (
        1.0,
        """
        disa unac frus furi appa outr disg diss inex unpr inco fed sick tire enou excu let
        lett wast joke laug ridi path sham farc fias nigh
        """,
        r"""
        \b(?:
            disappoint(?:ed|ing|ment)|unacceptable|frustrat\w+|furious|appalling|outrageous
            |disgraceful|dissatisf\w+|inexcusable|unprofessional|incompeten\w+|fed up
            |sick (?:and tired )?of|tired of (?:this|the|these|wait|hear|chas|hav)
            |let(?:ting)? (?:us|me) down|waste of (?:time|money|our|my)
            |enough of (?:this|these|the|your|excuses)|no more excuses
            |wast(?:ed|ing) (?:our|my|everyone)|joke of|laughable|ridiculous|pathetic|shambles
            |farce|fiasco|nightmare
        )
        \b
        """,
    ),
    (
        1.0,
        "not t neve less far hard unha unsa upse anno angr",
        r"""
        \b(?:not|n't|never|less than|far from|hardly)
            (?:
                [ ]at all| very| really| entirely| exactly| particularly| too| so| been
            )*
            [ ](?:
                happy|satisfied|pleased|impressed|amused|thrilled|good enough|acceptable
                |up to (?:standard|scratch|the)|professional
                |what (?:we|i|was)
                    [ ](?:agreed|ordered|expected|discussed|paid|asked|promised|signed|requested)
            )
            \b
        |\bunhappy\b|\bunsatisf\w+|\bupset (?:about|with|by|that)\b|\bannoy(?:ed|ing)\b
        |\bangry\b|\bunderstandably upset\b
        """,
    ),
    (
        1.0,
        "comp esca",
        r"""
        \b(?:formal|official|serious|file a|lodge a|make a|raise a) complaint\b
        |\b(?:are|is|am|we're|they're|be|now|start(?:ed)?) complaining\b
        |\bcomplain(?:ed|s)? (?:about|to|that)\b
        |\bescalat(?:e|ing) this (?:complaint|issue|matter)\b
        """,
    ),
    (
        0.6,
        "stil yet",
        r"""
        \b(?:still|yet)
            \b[^.?!]{0,30}\b(?:
                not|n't|no|nothing|haven't|hasn't|never|without|wait(?:ing)?|outstanding|missing
                |unresolved|unpaid|open|pending|broken
            )
            \b
        """,
    ),
    (
        0.5,
        "not t",
        r"""
        \b(?:have|has|had|did|was|were|'ve|'s) ?(?:not|n't)(?: yet| even| been| so far)*
            [ ](?:
                heard|receiv\w+|got(?:ten)?|had|seen|fixed|resolved|delivered|paid|done
                |completed|updated|addressed|responded|replied|answered|arrived|called|returned
                |sent|shipped|followed|processed|credited|refunded|corrected|acknowledged
            )
            \b
        """,
    ),
    (
        0.7,
        "no",
        r"""
        \b(?:still (?:have|has|am|are)|(?:have|has))
            (?: still)? (?:had )?no[ ]
                (?:response|reply|answer|word|update|news|feedback|idea|explanation|solution)\b
        |\bno (?:response|reply|answer|explanation|apology|feedback)
            [ ](?:to|from|so far|yet|since|whatsoever|at all)\b
        |\b(?:had|got|received|getting) no (?:response|reply|answer|explanation)\b
        """,
    ),
    (
        0.7,
        "nobo no none",
        r"""
        \b(?:nobody|no one|no-one|none of (?:you|your))
            [ ](?:\w+ )?(?:
                answer\w*|repl\w+|call\w*|respond\w*|show\w*|turn\w*|told|inform\w*|seems?
                |cares?|knows?|came|come|picks? up|was there|bothered|has|is
            )
            \b
        """,
    ),
    (
        0.5,
        "neve",
        r"""
        \bnever (?:
            receiv\w+|heard|got|responded|replied|arrived|called|came|showed|answered|delivered
            |returned|get to|gets? (?:a|an|any|it|to|back)|works?|worked|fixed|happened
        )
        \b
        """,
    ),
    (
        0.5,
        "as desp afte for almo over more",
        r"""
        \b(?:
            as of (?:today|now|this)
            |despite (?:my|our|several|repeated|numerous|the|your|being|having)
            |after (?:
                several|repeated|numerous|countless|so many|all these|\d+|two|three|four|five
            )
            [ ](?:\w+ )?(?:
                reminders?|requests?|attempts?|calls?|e-?mails?|weeks|days|months|times|messages
            )
            |for (?:
                weeks|days|months
                |over (?:a|one|two|three|four|five|six|several|\d+)
                    [ ](?:weeks?|months?|years?|days)
                |more than (?:a|two|three|\d+) (?:weeks?|months?|days?)|the past|almost|nearly
            )
            |(?:almost|over|more than) (?:a|two|three|\d+) (?:weeks?|months?)
                [ ](?:after|since|later|ago)
        )
        \b
        """,
    ),
    (
        0.9,
        "keep kept cras free hang",
        r"""
        \b(?:keeps?|kept|keep on)
            [ ](?:
                crash|fail|break|go|happen|mak|chang|ignor|delay|send|ask|get|los|dropp|freez
                |hav|com|billing|charging|overcharg
            )
            \w*ing?\b(?! (?:well|forward|strong))
        |\b(?:crash(?:es|ed|ing)|freez(?:es|ing)|hangs)
            [ ](?:
                every|each|all|whenever|constantly|again|on|when|daily|several|at least|during
                |for
            )
            \b
        """,
    ),
    (
        0.7,
        """
        down brok not unus unre unst inac fail faul defe usel mess disa out
        """,
        r"""
        \b(?:
            is|are|was|were|been|'s|still|system|server|site|portal|app|it|website|service
            |dashboard|feed|integration|login
        )
        [ ](?:still |completely |again |constantly |currently |now |been )*
            (?:
                down\b(?! (?:to|from|by|the|on|payment))|broken|not working|unusable
                |unresponsive|unstable|inaccessible|failing|faulty|defective|useless|a mess
                |a disaster|out of order
            )
            \b
        """,
    ),
    (
        0.6,
        "work",
        r"""
        \b(?:
            doesn't|does not|didn't|did not|won't|don't|do not|isn't|is not|stopped|cannot
            |can't get it to
        )
        [ ](?:even )?work(?:ing|s|ed)?
            \b(?!
                [ ](?:
                    for (?:me|us|him|her|them|mr)|with my|on (?:mon|tue|wed|thu|fri|sat|sun)
                    |that (?:day|way)|this week|here|there
                )
            )
        """,
    ),
    (
        0.6,
        "fail fell botc mess scre mish mism negl slop care over",
        r"""
        \b(?:
            fail(?:ed|s|ing|ure) to|failure on your|failed (?:again|us|twice|delivery)
            |fell through|botch\w*|mess(?:ed)? (?:this |it |things? )?up|screw(?:ed)? up
            |mishandl\w+|mismanag\w+|neglect\w*|sloppy|careless\w*
            |overlook(?:ed|ing) (?:our|my|again)
        )
        \b
        """,
    ),
    (
        0.9,
        "mess scre botc slop care mish",
        r"""
        \b(?:
            messed (?:up|this|the)|screwed up|botched|sloppy|careless|mishandled
            |(?:has|have) (?:somehow )?messed
        )
        \b
        """,
    ),
    (
        0.7,
        "prom assu guar told said agre comm",
        r"""
        \byou(?:r team|r colleagues?|r people)? (?:had |have |'d |'ve )?
            (?:
                promised|assured|guaranteed|told us|said|agreed|committed
            )
            \b[^.?!]{0,90}\b(?:
                but|yet|however|and (?:we|it|i|nothing)|still|now|instead|not|n't|never|would
            )
            \b
        """,
    ),
    (
        0.7,
        "supp mean due expe sche shou",
        r"""
        \b(?:was|were|is|are) (?:supposed|meant|due|expected|scheduled)
            [ ]to (?:be|have|arrive|get|receive|go|come|start|fix)
                \b[^.?!]{0,60}\b
                    (?:but|yet|and|last|yesterday|ago|weeks?|still|not|n't|by now|already)\b
        |\bshould have[ ]
            (?:been|arrived|received|had|gone|told|informed|known|happened|worked|notified)\b
        """,
    ),
    (
        0.6,
        "wron inco miss dama defe faul not shor inac",
        rf"""
        \b(?:wrong|incorrect|missing|damaged|defective|faulty) (?:\w+ )?{_THING}\b
        |\b{_THING}[ ](?:is|are|was|were) (?:all |completely |still |again |simply |also )*
            (?:
                wrong|incorrect|missing|damaged|incomplete|inaccurate|not (?:right|correct)
                |short
            )
            \b
        """,
    ),
    (
        1.0,
        "over doub char bill misb mis",
        r"""
        \b(?:
            over-?charg(?:ed|ing)|double[- ](?:charged|billed)
            |(?:charged|billed) (?:us |me )?
                (?:twice|for something|again|double|incorrectly|wrongly)
            |over-?billed|mis-?billed
        )
        \b
        """,
    ),
    (
        0.9,
        """
        seco thir four fift sixt nth nd rd th time over agai yet how even once
        """,
        rf"""
        \b(?:second|third|fourth|fifth|sixth|nth|2nd|3rd|4th|5th|{_N}th)
            [ ]time(?:,| (?:this|in|that|we|i|you|now|already|since|today)\b)
        |\b(?:
            time and (?:time )?again|over and over|again and again|yet again
            |how many (?:more )?times|every single time|once more no
        )
        \b
        """,
    ),
    (
        0.5,
        "once late dela wron miss brok fail down cras inco agai",
        r"""
        \bonce again\b[^.?!]{0,60}\b(?:late|delay\w*|miss\w+|wrong|fail\w*|not|n't|no)\b
        |\b(?:late|delayed|wrong|missing|broken|failed|down|crashed|missed|incorrect) again\b
        |\bagain (?:late|delayed|wrong|missing)\b
        """,
    ),
    (
        0.9,
        "days week mont hour too badl seri well way alre",
        rf"""
        \b{_N} (?:\w+ )?(?:days|weeks|months|hours)
            [ ](?:late|overdue|behind|past (?:due|the deadline)|delayed)\b
        |\b(?:way |far |much )?
            too (?:late|long|slow|many (?:errors|mistakes|bugs|delays|issues|problems))\b
        |\b(?:is|was|were|are) (?:badly|seriously|well|way|already) (?:late|overdue|behind)\b
        """,
    ),
    (
        0.6,
        "late over behi dela slow poor terr unac inco slop miss",
        r"""
        \b(?:your|the) (?:last |latest |recent )?
            (?:
                delivery|shipment|report|team|response|invoice|work|service|support|driver
                |technician|order|project|update|release
            )
            s? (?:is|was|were|are|arrived|came|has been|have been|keeps)
                [ ](?:\w+ )?(?:
                    late|overdue|behind|delayed|slow|poor|terrible|unacceptable|incomplete
                    |sloppy|missing
                )
                \b
        """,
    ),
    (
        1.0,
        """
        poor terr awfu horr drea atro abys lous subp sub subs shod slow bad wors serv qual
        supp comm perf resp expe work hand
        """,
        r"""
        \b(?:
            poor|terrible|awful|horrible|dreadful|atrocious|abysmal|lousy|subpar|sub-par
            |substandard|shoddy|slow|bad|worst
        )
        [ ](?:\w+ )?(?:
            service|quality|support|communication|performance|workmanship|response|experience
            |job|work|customer|handling|planning|treatment|delivery|attitude
        )
        \b
        |\b(?:
            service|quality|support|communication|performance|response|experience|work|handling
        )
        [ ](?:has been|have been|is|are|was|were)
            [ ](?:\w+ )?(?:
                poor|terrible|awful|horrible|bad|slow|lacking|non-?existent|a disaster
                |unacceptable|below
            )
            \b
        """,
    ),
    (
        1.0,
        "belo fell fall fail not t no meet matc wort valu use",
        r"""
        \b(?:
            below (?:our |my |the )?(?:expectations?|standards?|par)|fell short|falls? short
            |falling short|do(?:es)? not (?:meet|match)|did(?:n't| not) (?:meet|match|live up)
            |not worth|no value|provides? no|of no use
            |not (?:a|the) (?:service|level|quality) we
        )
        \b
        """,
    ),
    (
        0.9,
        "caus",
        r"""
        \bcaus(?:ed|es|ing)
            [ ](?:
                us |me |a |much |many |lots? of |serious |major |significant |huge |great |big[ ]
                |real |considerable |unnecessary |all[ ]
            )*
            (?:
                problems?|difficult\w+|trouble|delays?|damage|issues?|embarrassment|disruption
                |loss\w*|confusion|headaches?|extra (?:cost|work)
            )
            \b
        """,
    ),
    (
        0.9,
        "igno brus left kept no show rude disr insu cond misl lied",
        r"""
        \b(?:
            ignor(?:ed|ing|es) (?:my|our|us|me|all|the|this|every)
            |brush(?:ed|ing) (?:us|me|it) off
            |left (?:us|me) (?:hanging|waiting|in the dark|without)|kept (?:us|me) waiting
            |no[- ]show|rude|disrespectful|insult\w*|condescending|misled|misleading|lied
        )
        \b
        """,
    ),
    (
        0.7,
        "why",
        r"""
        \bwhy (?:
            has|have|had|is|are|was|were|does|do|did|should|must|am|wasn't|weren't|hasn't
            |haven't|didn't|isn't
        )
        \b[^.?!]{0,60}\b(?:
            always|nobody|no one|still|not|never|again|so long|taking|late|delayed|not been
            |constantly|keep|charged|without
        )
        \b
        |\bwhy (?:wasn't|weren't|hasn't|haven't) (?:i|we|this|it|anyone|the)\b
        """,
    ),
    (
        0.7,
        "expe dese dema insi real cann can t conc seri",
        r"""
        \b(?:we|i)
            [ ](?:
                expect(?:ed)? (?:better|more|a lot)|deserve (?:better|an)|demand|insist
                |(?:really )?(?:cannot|can't|can not)
                    [ ](?:accept|tolerate|understand why|work like this|go on|keep|afford)
                |am (?:very |extremely |really )?concerned (?:about|that|by|with)
                |are (?:very |extremely |really |increasingly )?concerned (?:about|that|by|with)
                |have (?:serious|major|real|grave) (?:concerns|issues|problems)
            )
            \b
        """,
    ),
    (
        0.5,
        "prob issu erro mist bug bugs defe outa fail",
        r"""
        \b(?:problem|issue|error|mistake|bug|defect|outage|failure)
            s?\b[^.?!]{0,40}\b(?:
                again|still|persist\w*|unresolved|recurring|keeps?
                |not (?:been )?(?:fixed|resolved)|for (?:weeks|months|days)|months|aware of for
            )
            \b
        |\b(?:too many|so many|constant|repeated|endless|numerous|recurring|continued|ongoing)
            [ ](?:\w+ )?(?:problems?|issues?|errors?|mistakes?|bugs?|delays?|failures?|outages?)\b
        """,
    ),
    (
        0.4,
        "",
        r"""
        !{2,}|\?!|\b(?:grr+|argh+|ugh+)\b
        |\b(?:really|seriously|honestly|frankly)
            \b,?[^.?!]{0,40}\b(?:not|n't|unaccept|disappoint|poor|bad)\w*
        """,
    ),
    (
        0.4,
        "not t",
        r"""
        \b(?:has|have|had) (?:not|n't|, this time, not|[^.?!]{0,20}\bnot)
            [ ](?:
                updated|done|bothered|provided|sent|fixed|followed|informed|told|called|kept
                |delivered
            )
            \b[^.?!]*!
        """,
    ),
    (0.5, "", r"\b(?-i:[A-Z]{4,}(?: [A-Z]{2,}){2,})\b"),
)
_NO_COMPLAINT = pattern(
    r"""
        \b(?:
            (?:i|we)?(?:'m| am|'re| are)?
                [ ]?(?:so |very |really |terribly |truly |deeply |sincerely )*
                    (?:sorry|apologi[sz]e|apologies)\b
            |my (?:bad|mistake|fault|apologies)|our (?:mistake|fault|apologies)
            |(?:i|we)(?:'ve| have) (?:now )?(?:fixed|resolved|corrected)
            |no (?:problem|worries|complaints?|issues?)\b|not a problem
            |just (?:wanted|checking|following|a (?:quick|gentle|friendly))
            |please (?:ignore|disregard)|feel free|don't hesitate
            |if (?:you|there|anything|something|it|we|this)
                [ ](?:\w+ ){0,4}(?:fail|problem|issue|wrong|break|late|miss|not|n't)
        )
        """
)
_FEELING_ANYWAY = pattern(r"\b(?:sorry to say|sorry,? but|sorry but)\b")

_CONTRACT = r"""
        (?:
            contract|agreement|subscription|account|engagement|partnership|relationship
            |services?|retainer|membership|renewal|licen[cs]es?|business|collaboration
            |cooperation|arrangement|deal|project|orders?|support plan|plan
        )
        """
_OTHERS = r"""
        (?:
            vendors?|providers?|suppliers?|agenc(?:y|ies)|partners?|firms?|options?|solutions?
            |competitors?|compan(?:y|ies)|contractors?|consultants?|platforms?|offers?|bids?
            |quotes?|tools?|alternatives?|carriers?
        )
        """

_LEAVE = pattern(
    rf"""
        \b(?:
            cancel(?:l?ing)?|question(?:ing)?|terminat(?:e|ing)|end(?:ing)?|discontinu(?:e|ing)
            |exit(?:ing)?|walk(?:ing)? away from|pull(?:ing)? out of|back(?:ing)? out of
            |withdraw(?:ing)? from|reconsider(?:ing)?|rethink(?:ing)?|re-?evaluat(?:e|ing)
            |wind(?:ing)? down|review(?:ing)? the future of|close|closing|stop(?:ping)?
        )
        [ ](?:our|the|this|your|my|with our) (?:\w+ ){{0,3}}{_CONTRACT}\b
        |\b(?:not|n't|no longer|never|without|against|stop|instead of)
            (?!
                [ ](?:before|until|till|only|just)\b
            )
            (?: \w+){{0,4}} (?:
                renew(?:ing|al)?|extend(?:ing)?
                |continu(?:e|ing) (?:with|our|the|to work|working|this|using)
                |work(?:ing)? with you|us(?:e|ing) your|do(?:ing)? business
            )
            \b
        |\b(?:take|taking|move|moving|bring) (?:our|my) (?:business|account|work|orders?|spend)
            [ ](?:elsewhere|somewhere|to|away)
        |\blook(?:ing)?[ ]
            (?:elsewhere|somewhere else|around for|for (?:an?|other|another) (?:\w+ )?{_OTHERS})
        |\bpart(?:ing)? ways\b|\bjump(?:ing)? ship\b
        |\b(?:
            look(?:ing)? (?:at|into|for)|evaluat\w+|consider\w*|explor\w+|talking (?:to|with)
            |speaking (?:to|with)|meeting (?:with )?|switch(?:ing|ed)? to|mov(?:e|ing|ed) to
            |go(?:ing|ne)? with|went with|chos(?:e|en)|selected|sign(?:ed|ing) with
            |decided (?:on|for)|invit\w+|replac\w+ you with
        )
        [ ](?:\w+ ){{0,2}}?
            (?:
                other|another|different|alternative|alternate|competing|new|rival|cheaper
            )
            [ ](?:\w+ )?{_OTHERS}\b
        |\bdecided (?:
            to (?:
                end|leave|cancel|terminate|stop|switch|move (?:on|away|to)
                |go (?:with|in a different|another)|part
            )
            |not to (?:renew|continue|proceed|extend|go ahead|move forward|sign)
        )
        |\bgo(?:ing)? in (?:a different|another) direction\b
        |\bnotice of (?:termination|cancellation)\b|\bgiv(?:e|ing) notice\b
        |\bone of your competitors\b|\byour competitors?\b
        """
)
_ESCALATION = pattern(
    r"""
        \bescalat(?:e|ed|es|ing|ion)\b(?! (?:policy|path|procedure|process|clause|matrix))
        |\b(?:speak|talk|complain|write|go|report(?: this)?|turn) (?:directly |straight )?
            (?:to|with) (?:your|my|our|the)
                [ ](?:\w+ )?(?:
                    manager|supervisor|boss|ceo|cfo|coo|vp|director|management|board|superiors?
                    |head of|leadership|executive\w*|ombudsman|regulator
                )
                \b
        |\b(?:our|my|the|your)
            [ ](?:
                ceo|cfo|coo|board|vp|management|managing director|senior management|leadership
                |executives?|steering committee
            )
            [ ](?:is|are|was|were|has|have|wants?|will|now|asked|demands?)
                \b[^.?!]{0,50}\b(?:
                    asking|involved|aware|upset|concerned|unhappy|answers?|explanation|why
                    |questions?|furious|losing|worried|not happy
                )
                \b
        |\btak(?:e|ing) (?:this|it|the matter)
            [ ](?:\w+ )?(?:
                up with (?:your|senior|upper|my)|further|higher
                |to (?:your|senior|upper|the next)
                    [ ](?:\w+ )?(?:management|manager|boss|ceo|director|board|leadership|level)
            )
            \b
        |\b(?:copying|cc'?ing|looping in|involv(?:e|ing)|inform(?:ing)?) (?:in )?(?:your|my|our)
            [ ](?:boss|manager|ceo|director|vp|management|board|supervisor)\b
        |\bformal(?:ly)? complain\w*|\bfile a complaint\b|\bomb?udsman\b
        |\bbetter business bureau\b|\bleave no (?:other )?choice\b
        |\bno (?:other )?choice but to\b
        """
)
_RISKS = _weighted(
    (
        0.8,
        """
        budg cut cutt redu slas free pull lost lose losi cost hiri spen no
        """,
        r"""
        \bbudget(?:s|ary)?
            [ ](?:\w+ ){0,3}(?:
                cuts?|freezes?|frozen|reduced|slashed|reductions?|constraints?|pressure|halved
                |gone|withdrawn|pulled|tight|review|under review|shortfall
            )
            \b
        |\b(?:cut|cutting|reduc\w+|slash\w*|freez\w+|pull\w*|los(?:t|e|ing))
            [ ](?:our|the|my|all|this year's|next year's) (?:\w+ )?(?:budgets?|funding|spend\w*)\b
        |\bcost[- ]cutting\b|\b(?:hiring|spending) freeze\b|\bno (?:more )?(?:budget|funding)\b
        """,
    ),
    (
        0.8,
        "hold paus",
        r"""
        \b(?:
            put|putting|placed|place|project|everything|contract|renewal|purchase|implementation
            |roll-?out|initiative|plans?|decision|go
        )
        [ ](?:\w+ ){0,4}on hold\b(?! (?:music|for a (?:moment|minute|second)))
        |\bpaus(?:e|ing) (?:the|our|this|all|everything)\b(?! (?:video|recording))
        """,
    ),
    (
        0.8,
        "comp lowe chea bett",
        r"""
        \b(?:your |a |our |their )?competitor'?s?\b(?! analysis)
        |\bcompeting (?:offer|bid|quote|proposal)s?\b|\bcompetitive alternatives?\b
        |\b(?:lower|cheaper|better) (?:quote|offer|price|bid|rate)s? (?:from|elsewhere|by)\b
        |\bcheaper (?:elsewhere|provider|alternative|option)\b
        """,
    ),
    (
        0.9,
        """
        lega laws sue suin file fili clas brea defa cont liqu seek clai pena lawy atto soli
        our hear
        """,
        r"""
        \blegal (?:action|steps|proceedings|remedies|recourse|options)\b|\blawsuits?\b
        |\b(?:sue|suing)\b|\bfil(?:e|ed|ing) (?:a )?(?:suit|lawsuit|claim against)\b
        |\bclass[- ]action\b|\bbreach(?:ed|es|ing)?(?: of)?\b(?! of the peace)
        |\bin (?:material )?default\b
        |\b(?:contractual |liquidated |seek |claim )(?:damages|penalt\w+)\b
        |\bpenalt(?:y|ies) (?:clause|under|for|of|as|will|per)\b
        |\b(?:our|my|hear from our) (?:lawyers?|attorneys?|solicitors?)
            \b[^.?!]{0,40}\b(?:will|contact|involved|review\w*|touch|hear|advis\w+)\b
        |\bhear from our (?:lawyers?|legal|attorneys?)
        """,
    ),
    (
        1.0,
        """
        lost lose losi loss trus conf dama risk jeop dang deal last fina pati runn seri non
        show
        """,
        r"""
        \blos(?:t|e|ing|s of)
            [ ](?:\w+ ){0,2}(?:
                trust|confidence|faith|patience|business|credibility
                |the (?:deal|client|account|contract|customer)|customers|clients|revenue
                |money every
            )
            \b
        |\b(?:trust|confidence) (?:\w+ ){0,3}(?:lost|eroded|gone|damaged|broken|shaken)\b
        |\bdamag(?:e|es|ed|ing) (?:our|the|your|to our)
            [ ](?:relationship|reputation|brand|credibility)\b
        |\b(?:put|puts|putting|is|are|be|was)
            [ ](?:\w+ ){0,4}(?:at (?:serious |great |considerable )?risk|in jeopardy|in danger)\b
        |\bjeopardi[sz]\w*|\brisk(?:s|ing)? (?:of )?losing\b|\bdeal[- ]?breaker\b
        |\blast chance\b|\bfinal (?:warning|notice|chance)\b|\bpatience is\b
        |\brunning out of patience\b|\bseriously compromis\w+|\bnon-?compliance\b
        |\bshow-?stopper\b
        """,
    ),
    (
        0.8,
        "miss will goin like may migh coul dead behi",
        r"""
        \bmiss(?:ed|ing|es)?
            [ ](?:
                the|our|your|this|another|yet another|every|all|a|that|several|critical|key|its
                |their
            )
            [ ](?:\w+ ){0,2}(?:
                deadlines?|milestones?|target date|delivery date|go-?live|launch(?: date)?|sla
            )
            \b
        |\b(?:will|going to|likely to|may|might|could) (?:slip|miss|not (?:make|meet|hit))
            [ ](?:the|our|your|this)\b
        |\bdeadline (?:was|has been|is) (?:missed|at risk|in danger|slipp\w+)\b
        |\bbehind schedule\b
        """,
    ),
    (
        0.6,
        "risk wors cann stop with susp char put open re rete",
        r"""
        \brisk (?:that|of|to)\b|\bworst case\b|\bcannot (?:guarantee|continue|go live)\b
        |\b(?:stop|withhold|suspend)(?:ping|ing)? (?:all )?payments?\b|\bchargeback\b
        |\bput (?:\w+ )?(?:contract|agreement) (?:out )?to (?:tender|bid)\b
        |\bopen(?:ing)? (?:an? )?(?:rfp|tender)\b|\bre-?tender\w*
        """,
    ),
)
_ESCALATION_STEMS = words(
    """
        esca spea talk comp writ go repo turn ceo cfo coo boar vp mana lead exec stee taki
        take copy cc loop invo info file ombu bett no choi seni
        """
)
_LEAVE_STEMS = words(
    """
    ques canc term end endi disc exit walk pull back with reco reth reev re wind revi clos stop
    not t no neve agai inst take taki move movi brin look part jump eval cons expl talk spea
    meet swit go goin gone went chos sele sign deci invi repl noti give givi one your comp
    """
)
_HYPOTHETIC = pattern(
    r"""
        \b(?:
            cancel(?:l?ing|led)? (?:the|our|this|my)
                [ ](?:meeting|call|appointment|order \w*?number|invite)
        )
        \b
        """
)


@dataclass(frozen=True, slots=True)
class Grievance:
    """Scores are 0 where absent."""

    complaint: float
    risk: float
    escalation: bool
    intent_to_leave: bool


#: A complaint or risk holds one of these stems, two exclamation marks or a shouted phrase.
_STEMS = words(
    """
    ques enou excu disa unac frus furi appa outr disg diss inex unpr inco fed sick tire let lett
    wast joke laug ridi path sham farc fias nigh not t less far hard unha unsa upse anno angr
    comp stil yet no nobo noon none neve cras free hang down brok unus unre unst inac fail faul
    defe usel mess fell botc scre mish mism negl slop care prom assu guar supp mean shou wron
    miss dama over doub bill char seco thir four fift sixt nth agai once late dela behi poor
    terr awfu horr drea atro abys lous subp subs shod slow bad wors belo shor wort caus igno
    brus left rude disr insu cond misl lied why dema insi conc prob issu erro mist bug outa ugh
    grr argh canc term disc exit walk pull back with reco reth reev clos stop end look eval cons
    expl swit move movi went go goin chos sele part jump noti givi competi esca mana ceo cfo coo
    boar dire supe boss lead omud omb bett choi budg fund cost hiri spen hold paus chea lega
    laws sue suin file brea pena liti lawy atto soli lost lose losi trus conf jeop risk dang
    deal last fina pati show dead slip star stal cann chan tend rfp rete worst everyt decid deci
    sign nobod answ wait kept keep crash lower
    """
)


def find_grievance(view: View, *, offer: bool, asks: bool) -> Grievance:
    """What a sentence complains of or warns of.

    Args:
        view: The sentence.
        offer: It is an offer: "if anything is wrong, call me" complains of nothing.
        asks: It is a question or request, where "did it fail?" is no complaint.
    """
    text = view.text
    if offer or (view.stems.isdisjoint(_STEMS) and "!!" not in text and not text.isupper()):
        return Grievance(0.0, 0.0, escalation=False, intent_to_leave=False)
    own = leave_out_others(text)
    weight = sum(phrase.weigh(view, own) for phrase in _COMPLAINTS)
    if weight and _NO_COMPLAINT.search(text) and not _FEELING_ANYWAY.search(text):
        weight -= 1.0
    escalation = (
        not view.stems.isdisjoint(_ESCALATION_STEMS) and _ESCALATION.search(text) is not None
    )
    leave = (
        not view.stems.isdisjoint(_LEAVE_STEMS)
        and _LEAVE.search(text) is not None
        and not _HYPOTHETIC.search(text)
    )
    risk = sum(phrase.weigh(view, text) for phrase in _RISKS)
    risk += (0.9 if leave else 0.0) + (0.8 if escalation else 0.0)
    needed = 0.9 if asks else 0.7
    return Grievance(
        complaint=_score(weight, needed),
        risk=_score(risk, 0.8),
        escalation=escalation,
        intent_to_leave=leave,
    )


def _score(weight: float, needed: float) -> float:
    if weight < needed:
        return 0.0
    return min(0.55 + 0.2 * (weight - needed) / needed + 0.1, 0.95)
