"""Complaints told as facts of failure: what the reader's side did, what was agreed and what came.

Weights as in `nlp.grievances.waiting`: a defect alone is news, with "again" or a duty broken it is
a complaint.
"""

from __future__ import annotations

from nlp.weighing import weighted

FACTS = weighted(
    # you bad
    (
        0.8,
        """
        bill blam brok canc char clos drop dump even fail forg hid igno left let lied lost
        misl miss neve over push put qing qqin refu sent sold thre took trea unde wast with
        """,
        r"""
        \byou(?: people| guys| lot| folks| all)?(?:'ve| have| had)?
            [ ](?:
                just |simply |then |also |still |now |even |apparently |somehow |actually |only[ ]
                |quietly[ ]
            )*
            (?:
                charged?|billed?|over-?charged?|double-charged|failed|forgot(?:ten)?|lost|broke
                |ignored?|missed (?:the|our|your|another|every|two|three|it)
                |let (?:us|me|it|the|our|my) |left (?:us|me|our|my|it|the)
                |closed? (?:our|my|the|it)|cancel+ed (?:our|my|the|it|on)|pushed|sold (?:us|me)
                |sent (?:us |me |out )?(?:the |a )?(?:wrong|same|someone|somebody else)
                |never (?!mind|know)|didn't even|did not even|couldn't even|can't even
                |keep \w+ing|kept \w+ing|refused?|dropped|wasted?|blamed?|threatened?|misled
                |lied|dumped|treated?|hid|withheld|undercut|took (?:\w+ ){1,4}to tell
                |put (?:us|me) (?:through|in|on)
            )
            \b
        """,
    ),
    # your side bad
    (
        0.8,
        "your",
        r"""
        \byour (?:own )?(?:[\w'-]+ ){1,3}?(?:
            failed|fails|broke|breaks|didn't|did not|doesn't|does not|couldn't|could not|can't
            |cannot|won't|wouldn't|refuse[sd]?|never|left|lost|forgot|missed|ignored|hung
            |laughed|shouted|threatened|damaged|scratched|keeps?|kept
            |turned up (?:late|without|with no|drunk|two|three|an hour)
            |arrived (?:late|without|two|three|an hour|with no)
            |(?:is|was|are|were|has been|have been)
                [ ](?:\w+ )?(?:
                    late|wrong|rude|missing|down|broken|dead|useless|unreachable|full|out
                    |unavailable|late|short|empty|ignored|incomplete|unreadable
                )
            |(?:has|have|had)
                [ ](?:\w+ )?(?:
                    failed|broken|lost|forgotten|missed|ignored|left|written the wrong|not|n't
                    |damaged
                )
            |hasn't|haven't|wasn't|weren't|isn't|aren't|made remarks|told (?:me|us) (?:to|that)
            |discards?|rejects?|bill(?:s|ed)? us|charg(?:es|ed) us
        )
        \b
        """,
    ),
    # they said
    (
        0.6,
        "agre assu clai conf guar info insi led pled prom quot said swor told unde",
        r"""
        \b(?:
            (?:you|your \w+|your (?:own )?\w+ \w+)(?:'d| had| have|'ve)?
                [ ](?:\w+ )?(?:
                    told (?:me|us|my|our)|said|promised|assured (?:me|us)|confirmed|guaranteed
                    |swore|insisted|claimed|agreed|quoted|pledged|undertook
                )
                \b
            |(?:we|i) (?:were|was|had been|'d been|have been|am|are)
                [ ](?:\w+ )?(?:told|promised|assured|given to understand|led to believe|informed)
                    \b
        )
        """,
    ),
    # supposed
    (
        0.5,
        "be been due mean shou supp",
        r"""
        \b(?:
            (?:was|were|is|are|'s) (?:supposed|meant|due|to have been|to be)
                \b[^.?!]{0,60}\b(?:
                    but|yet|last|yesterday|ago|weeks?|still|not|n't|by now|already|instead|only
                    |and (?:it|we|they)
                )
                \b
            |(?!i |we )(?:[a-z]+) should (?:have|never have|not have)
                [ ](?:
                    been|arrived|received|had|gone|told|informed|known|happened|worked|notified
                    |left|come|got
                )
                \b
        )
        """,
    ),
    # not as per
    (
        0.8,
        "agre brea comp conf cont corr devi diff fit matc meet not refl spec tall tole",
        r"""
        \b(?:
            not (?:
                as per|according to|in (?:accordance|line|keeping|compliance) with
                |to (?:spec|drawing|standard|order)|per (?:spec|drawing|the)
                |identical (?:to|with)
                |(?:at all )?what (?:we|i|you|was|it|is|had|has|the|your)(?:'d|'ve| have| had)?
                    [ ]?(?:we |i )?
                        (?:
                            agree|order|expect|discuss|paid|ask|promis|sign|request|book|describ
                            |advertis|show|specif|written|said
                        )
            )
            |(?:does|do|did)(?:n't| not)
                [ ](?:correspond|match|conform|comply|agree with|tally|fit|meet|reflect)\b
            |contrary to (?:the |our |your |what|my|all|exhibit|clause|agreement)
            |(?:in|a|clear) breach of\b|out of (?:spec|tolerance)\b|deviat(?:es|ing|ed) from\b
            |different (?:from|to|than)
                [ ](?:
                    what
                    |the (?:
                        sample|image|picture|quote|agreed|one|offer|drawing|description|approved
                    )
                )
            |(?:clearly|obviously|plainly|definitely|certainly) not\b
        )
        """,
    ),
    # ordered but
    (
        0.8,
        """
        agre appr aske bill book boug char chos conf cont expe invo orde paid pay payi prom
        requ rese sent sign spec
        """,
        r"""
        \b(?:
            (?:we|i)(?:'d| had|'ve| have)?
                [ ](?:
                    ordered|asked for|requested|specified|booked|paid for|bought|chose|approved
                    |signed (?:off|for)|contracted|expected|reserved|agreed (?:on|to)?|sent
                    |confirmed|was promised|were promised|pay(?: for)?
                )
                \b[^.?!;]{0,70}(?:
                    \b(?:but|instead|turned out|yet|however|not)\b
                    |\band (?:you |we |i |it |they |what )*
                        (?:
                            got|get|received|are getting|was|is|it's|gave|sent|charged|delivered
                            |came|arrived|found
                        )
                        \b
                )
            |(?:charged|billed|invoiced|asked to pay|paying|pay|paid)
                \b[^.?!;]{0,60}\b(?:
                    twice|again|double
                    |for (?:
                        something|nothing|a service|work|wiping|days on which|days|the privilege
                    )
                    |when (?:she|he|it|they|we|the|your|nobody|nothing)|although|even though
                    |without|instead of|never|not
                )
                \b
        )
        """,
    ),
    # surprise
    (
        0.8,
        """
        agre aler apol appr aski away beg blow borr buy canc chas clea cons cour disc disp
        expl find foun hear hire home info just know lear noti ours pay perm re read redo rent
        repa repr rewo shoc surp tell thro warn
        """,
        r"""
        \b(?:
            (?:
                came|comes|coming|was|is
            )
            [ ](?:as )?(?:
                a|an|quite a|something of a|rather a|some|a bit of a|a complete|a total|no small
            )
            [ ](?:\w+ )?(?:surprise|shock|blow)\b(?! that (?:we|you) won)
            |(?:hear|heard|learn\w*|found out|find out|finding out|discover(?:ed)?|read|learnt)
                [ ](?:of |about )?(?:it |this |that )?(?:only |first )?
                    (?:
                        from (?:
                            my (?:own )?\w+
                            |the (?:press|paper|news|driver|client|customer|guest)|your driver
                            |our (?:own )?(?:customers?|clients?|guests?|staff|driver)
                        )
                        |by accident|on (?:facebook|linkedin|twitter|the news)|that way
                    )
                    \b
            |to (?:discover|find out|learn|hear) (?:it |this |about it )?
                (?:that way|like this|this way|so late)\b
            |(?:had|have|having)
                [ ]to (?:
                    hear|learn|find (?:it )?out|discover|chase|beg|explain|apologi[sz]e|redo
                    |re-?do|pay (?:twice|for|again)|send (?:\w+ )?home|cancel (?:our|my|the|on)
                    |turn away|borrow|rent|hire|buy (?:a|our|new|\w+ )?(?:own|elsewhere)|throw
                    |dispose|clean up|clean it|repaint|re-?print|re-?work|do it ourselves
                )
                \b
            |with(?:out| no)(?: (?:any|a|one|so much as|a single|even|the slightest))*
                (?: (?:word|line|hint|trace|sign) of)?(?: (?:an?|prior|advance|further|proper))*
                    [ ](?:
                        notice|warning|explanation|alert|apology|courtesy|justification
                        |consultation|telling (?:us|me|anyone|anybody)
                        |asking(?: (?:us|me|anyone|first))?|informing (?:us|me)
                        |our (?:agreement|consent|approval|knowledge)
                        |my (?:agreement|consent|approval|knowledge)|permission
                    )
                    \b
        )
        """,
    ),
    # cost us
    (
        0.6,
        "caus cost crea lost suff",
        r"""
        \b(?:
            (?:cost|costs|costing|costed) (?:us|me|my \w+|our \w+) (?!nothing)
            |lost (?:
                us|me|an hour|a (?:day|morning|customer|sale|client|shift)
                |\w+ (?:hours?|days|weeks|sales|customers|orders|guests)
            )
            \b
            |(?:caus(?:ed|es|ing)|creat(?:ed|es|ing))
                [ ](?:
                    us |me |a |much |many |lots? of |serious |major |significant |huge |great[ ]
                    |big |real |considerable |unnecessary |all[ ]
                )*
                (?:
                    problems?|difficult\w+|trouble|delays?|damage|issues?|embarrassment
                    |disruption|loss\w*|confusion|headaches?|chaos|extra (?:cost|work)
                )
                \b
            |suffer(?:s|ed|ing)?\b[^.?!]{0,20}\b(?:for it|because|badly|from|as a result)\b
            |is (?:badly )?suffering\b
        )
        """,
    ),
    # defect
    (
        0.5,
        """
        bent blur brok burn cold cont crac crea croo crus dama dead defe dent expi faul ille
        leak misl misp miss mold moul piec rott rust scra shor smas smud soak spec spoi stai
        stal tole torn unde unre wron
        """,
        r"""
        \b(?:
            \d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|half|several|some|many
            |most|all|every|each|another|both|third|quarter|twentieth|tenth
        )
        \b[^.?!;,]{0,40}\b(?:
            broken|cracked|smashed|damaged|leak\w*|stained|scratched|dented|crushed|torn|bent
            |rusty|rusted|mould\w*|mold\w*|rotten|soaked|expired|missing|wrong|defective|faulty
            |dead|blurred|smudged|crooked|creased?|misprint\w*|mislabel\w+|in pieces|unreadable
            |illegible|contaminated|spoil\w+|undercooked|cold|burnt|stale
            |out of (?:spec|tolerance)|short
        )
        \b
        """,
    ),
    # software fails
    (
        0.5,
        """
        brea brok cras disa dupl erro free hang inac log logs lose mess over quit time unre
        unst unus usel wipe work
        """,
        r"""
        \b(?:
            (?:throws?|gives?|shows?|get(?:s|ting)?|returns?) (?:an? |the )?(?:\w+ )?errors?\b
            |(?:
                crash(?:es|ed|ing)|freez(?:es|ing)|hangs|quits|times out|timed out
                |logs? (?:us|me|everyone) out|loses|duplicates|overwrites|wipes|broke|breaks
            )
            [ ](?:
                every|each|all|whenever|constantly|again|on|when|daily|several|at least|during
                |for|the|our|my|after|if|any
            )
            \b
            |(?:
                doesn't|does not|didn't|did not|won't|isn't|is not|stopped|cannot
                |can't get it to
            )
            [ ](?:even |actually |properly )?work(?:ing|s|ed)?
                \b(?!
                    [ ](?:
                        for (?:me|us|him|her|them|mr)|with my|on (?:mon|tue|wed|thu|fri|sat|sun)
                        |that (?:day|way)|this week|here|there
                    )
                )
            |(?:is|are|was|were|been|'s)
                [ ](?:still |completely |again |constantly |currently |now |been )*
                    (?:
                        unusable|unresponsive|unstable|inaccessible|useless|a mess|a disaster
                        |not working|unreachable
                    )
                    \b
        )
        """,
    ),
    # never agreed
    (
        0.9,
        """
        agre appr ask aske auth book comm cons gave inst orde requ saw seen sign use used uses
        want
        """,
        r"""
        \b(?:i|we|he|she|they|my \w+|our \w+)(?:'ve| have| had| has)?
            [ ](?:never|did not|didn't|at no (?:point|time|stage)|have not|haven't|had not|hadn't)
                [ ](?:\w+ )?(?:
                    agree[ds]?(?: to| with)?|approved?|order(?:ed)?|authori[sz]ed?
                    |ask(?:ed)? for|sign(?:ed)? (?:up )?for|request(?:ed)?|consent(?:ed)?
                    |instruct(?:ed)?|want(?:ed)?|commission(?:ed)?|book(?:ed)?|use[ds]?|gave|saw
                    |seen
                )
                [ ](?!to\b|you\b)(?:this|that|it|the|any|such|these|those|a|an|for|to|in)\b
        """,
    ),
    # only to
    (
        0.9,
        "expe only ough shou thin thou",
        r"""
        \b(?:
            only to (?:find|be|discover|learn|hear|see|get)\b
            |(?:i|we) (?:shouldn't|should not|ought not to) (?:have|need) to\b
            |one (?:would|might) (?:think|expect|have thought)\b
        )
        """,
    ),
    # dirty
    (
        0.4,
        """
        bung dirt disg doub filt free gave half ined luke mang misl miss mold moul nosh over
        revo ruin show smel spoi stal stan stic stin unda unde unfi unsi wrec
        """,
        r"""
        \b(?:
            filthy|dirty|mou?ldy|smelly|stinking|stank|freezing|disgusting|revolting|inedible
            |overcooked|undercooked|lukewarm|stale|sticky|ruined|wrecked|spoil(?:ed|t)|mangled
            |bungled|double-?booked|over-?booked|no-?show|gave away|unsigned|undated|unfinished
            |half-?finished|misspel\w+|mislabel\w+
        )
        \b
        """,
    ),
    # over the quote
    (
        0.6,
        """
        abov beyo cost doub exce fee fees high hike incr more over pric rise surc twic upli
        """,
        r"""
        \b(?:
            (?:
                more than|double|twice|above|over|higher than|exceeds?|exceed(?:ed|ing)|beyond
            )
            \b[^.?!;]{0,25}\b(?:
                estimate[d]?|quote[d]?|quotation|agreed|budget|cap|offered|contract price
                |you (?:said|told|quoted|promised)
            )
            \b
            |(?:increase|rise|uplift|hike|surcharge|fee|price|cost)
                s?\b[^.?!]{0,50}\b(?:
                    unannounced|without|unexplained|out of (?:the blue|nowhere)|steep
                    |not (?:agreed|announced|mentioned|explained)|never
                )
                \b
        )
        """,
    ),
    # failed to
    (
        0.6,
        "both care fail forg mish mism negl omit refu slop",
        r"""
        \b(?:
            (?!
                i |we |to[ ]
            )
            (?:
                you|your \w+|they|he|she|who|it|which|the \w+|company|team|office|driver
                |supplier|landlord|council|contractor|agency
            )
            (?:
                [ ]have| has| had|'ve|'s|'d
            )?
            [ ](?:\w+ )?(?:
                fail(?:ed|s)? to|neglect(?:ed|s)? to|omitted to|refus(?:ed|es) to|forgot to
                |could not be bothered
            )
            \b
            |(?:
                failed (?:again|us|delivery)|failure on your|mishandl\w+|mismanag\w+
                |neglect(?:ed|ful)?|sloppy|careless\w*|negligen\w+
            )
            \b
        )
        """,
    ),
    # things broke
    (
        0.4,
        """
        bloc brok cold cutt dead dirt down drip fail filt flic free gone leak off out sque
        stin work
        """,
        r"""
        \b(?:
            (?:
                heating|toilets?|lift|elevator|microphones?|projector|wi-?fi|sound|lights?
                |boiler|door|alarm|roof|tap|shower|printer|system|portal|site|website|app|line
                |machine|air ?con\w*|power|water|screen|link|login|server|phone|meter|pump
                |fridge|freezer|oven|radiator|gate|camera
            )
            s? (?:is|was|has been|were|are|went|goes|kept|keeps|had)
                (?: \w+)? (?:
                    broken|out|down|off|dead|leaking|not working|cold|blocked|freezing|filthy
                    |dirty|failing|cutting|gone
                )
                \b
            |(?:didn't|did not|doesn't|does not|won't|never|has not|hasn't) work(?:ed|s)?
                \b(?! (?:for|on|with|at|here|there|that day))
            |(?:still|again)
                [ ](?:leaks?|drips?|broken|blocked|down|flickers?|squeaks?|fails?|stinks?)\b
        )
        """,
    ),
    # overcharged
    (
        0.9,
        "angr anno doub furi no nobo over unha upse",
        r"""
        \b(?:
            (?:overcharg\w+|over-charg\w+|double[- ](?:charged|billed)|overbilled)\b
            |(?:have|has|had|got) (?:\w+ ){0,3}(?:angry|upset|unhappy|furious|annoyed)
                [ ](?:
                    customers?|clients?|guests?|tenants?|parents?|members?|patients?|residents?
                    |users?|staff|people
                )
                \b
            |(?:nobody|no one)(?: here| in \w+)? (?:is|was)
                [ ](?:happy|amused|pleased|satisfied|impressed)\b
        )
        """,
    ),
)
