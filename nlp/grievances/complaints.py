"""Complaints in words of judgement: verdicts, disappointed hopes, questions that blame.

What went wrong told as a fact is `nlp.grievances.facts` and `nlp.grievances.waiting`;
`nlp.grievances.find` adds the weights up.
"""

from __future__ import annotations

from nlp.weighing import weighted

VERDICTS = weighted(
    # verdict
    (
        0.9,
        """
        absu abys aggr agha appa atro begg beyo depl desi diab disa disc disg dism disp diss
        down drea emba enou excu farc fed fias frus furi had half hope humi impo inad inco
        indi inex insu into joke lame laug limi livi mess mock nigh outr path ridi scan shab
        sham shod sick slap stra tire unac unde unfa unim unpr unwo wast wits woef
        """,
        r"""
        \b(?:
            disappoint(?:ed|ing|ment)|unacceptable|frustrat\w+|furious|appall\w+|outrage\w*
            |disgrace\w*|dissatisf\w+|inexcusable|unprofessional|incompeten\w+|fed up
            |sick (?:and tired )?of
            |(?:sick and )?tired of[ ]
                (?:this|the|these|wait|hear|chas|hav|being|ask|your|explain|excus|apolog)
            |let(?:ting)? (?:us|me) down|waste of (?:time|money|our|my)
            |enough of (?:this|these|the|your|excuses)|no more excuses
            |wast(?:ed|ing) (?:our|my|everyone)|laughable|ridiculous|pathetic|shambles|farce
            |fiasco|nightmare|absurd|scandal\w*|discourteous|impolite|shameful|hopeless|woeful
            |deplorable|lamentable|intolerable|inadmissible|inexplicable|incomprehensible
            |unworthy|slapdash|half-?baked|shabby|shoddy|a mockery
            |a (?:sick |bad |complete |total )?(?:joke|insult|disaster|mess)|beggars belief
            |beyond (?:belief|a joke)|last straw|final straw|enough is enough
            |had (?:it|enough|my fill) (?:with|of)|(?:at|reached) (?:my|our) (?:wits' end|limit)
            |leaves? (?:much|a lot|something|everything) to be desired|embarrass\w+|humiliat\w+
            |appalled|livid|aghast|indignant|unimpressed|underwhelm\w+|dismay\w*|displeas\w+
            |aggrieved|unfair\w*|diabolical|atrocious|abysmal|dreadful
        )
        \b
        """,
    ),
    # not good
    (
        0.8,
        """
        acce adeq amus angr anno anyt busi cond cons conv cros disp enou enti even fair far
        firs happ hard how impr irri isol less leve litt neve noth nowh prof qual quit real
        reas sati scar seri serv stan suff t thri unha unsa up upse what
        """,
        r"""
        (?:
            \b|(?=n't)
        )
        (?:
            (?:
                not|n't|never|less than|far from|hardly|scarcely|anything but|nowhere near
                |nothing like|little
            )
            (?:
                [ ]at all| very| really| entirely| exactly| particularly| too| so| been| quite
                | even| remotely| (?:a|an)
            )*
            [ ](?:
                happy|satisfied|pleased|impressed|amused|thrilled|good enough|acceptable
                |up to (?:standard|scratch|the)|professional|sufficient|adequate|constructive
                |reassuring|convincing|correct conduct|the (?:service|level|quality|standard)
                |how (?:we|i|one|you)|what (?:one|a)|good business|on\b(?=[.!,])|fair\b|serious
                |customer service|a service|the first time|an isolated
            )
            \b
            |(?:(?:i|we|my \w+|our \w+)(?: is| are| am| were| was)|we're|i'm)
                (?:
                    [ ]very| really| extremely| now| also| rather| quite| most| so
                )*
                [ ](?:unhappy|unsatisfied|annoyed|angry|cross|upset|displeased|irritated)\b
            |(?:understandably|justifiably|rightly) (?:upset|angry|annoyed)\b
            |upset (?:about|with|by) (?:the|your|this|how)\b|annoying\b
        )
        """,
    ),
    # had hoped
    (
        0.8,
        "appr coun cour dece dese expe hope leas like much nice poli pref thou trus wish",
        r"""
        \b(?:
            (?:
                had|'d|have|would have|would've
            )
            (?: \w+)?[ ]
                (?:
                    hoped|expected|thought|wished|liked|appreciated|preferred|counted on|trusted
                )
                \b[^.?!]{0,70}\b(?:
                    more|better|otherwise|different\w*|first|sooner|earlier|from you|to hear
                    |to know|to be told|somewhat|a little|at least|would|phone call|call
                )
                \b
            |the (?:very )?least (?:you|one|they|i (?:can|could|would) expect)\b
            |(?:is it|it is|it's|that's) (?:really )?too much to ask\b
            |(?:we|i|customers|guests) deserve\b|(?:we|i) expect(?:ed)? (?:better|more|a lot)\b
            |it would (?:be|have been) (?:nice|decent|polite|courteous)
                ,? (?:once|if (?:somebody|someone|you|one)|to (?:be|have been))\b
            |it'?d be nice,? once\b
        )
        """,
    ),
    # hard to accept
    (
        0.8,
        """
        acce amaz anno auda beyo both cann chee comp conc dark deep devi diff dist don eart
        fail fath foll fool gall god gran gras grav grea hard hell how idio impo irri kept
        leav left like loss majo nerv payi puzz qqs qs quit real ride see seri stru tole toug
        trou unab unde upse why
        """,
        r"""
        \b(?:
            (?:hard|harder|difficult|impossible|tough)(?: for (?:us|me))?
                [ ]to (?:accept|understand|swallow|explain|believe|justify|stomach|follow)\b
            |(?:can't|cannot|can not|don't|do not|fail to|struggle to|at a loss to|unable to)
                (?:
                    [ ]quite| really| at all
                )*
                [ ](?:
                    understand|see|grasp|comprehend|fathom|follow|accept|tolerate|work like this
                    |go on like|keep (?:doing|explaining|paying|covering|making)
                )
                \b[^.?!]{0,20}\b(?:how|why|that|this|it|like|excuses|an?|such)\b
            |beyond me\b|what (?:in god's name|on earth|the hell|the devil)\b|how on earth\b
            |(?:had|have|has|got) the (?:nerve|cheek|gall|audacity)\b
            |(?:taken?|take|treat(?:ed)?) (?:us |me )?(?:for|like)
                [ ](?:a )?(?:fools?|a ride|granted|idiots?)\b
            |(?:left|leaving|leaves) (?:us|me|my \w+|our \w+)
                [ ](?:
                    standing|waiting|hanging|stranded|in the (?:dark|lurch|rain|cold)|without
                    |high and dry|unattended|to (?:clean|deal|explain|pick|sort|face)
                )
                \b
            |kept (?:us|me|our \w+) waiting\b
            |left (?:unattended|unanswered|unlocked|open|lying|in the (?:rain|street|road|yard))
                \b
            |in the dark\b
            |(?:serious|major|real|grave|deep|great) (?:concerns|issues|problems|doubts)\b
            |(?:very|extremely|deeply|really|increasingly|seriously)
                [ ]concerned (?:about|that|by|to)\b
            |what (?:
                bothers|puzzles|annoys|upsets|troubles|disturbs|irritates|concerns|galls|amazes
                |i (?:can't|cannot|don't) understand
            )
            \b(?: \w+)? (?:me|us|is|my|our)\b
            |what (?:me|us) (?:a bit |a little )?\w+s\b
        )
        """,
    ),
    # blaming question
    (
        1.4,
        "expe how mean pay payi reas supp who why",
        r"""
        \b(?:
            (?:is there|any|what is|what's|what was) (?:a |any |the )?
                (?:good )?reason (?:why|that)\b
            |what (?:exactly |actually )?(?:are|am|do|is it|were) (?:we|i)
                [ ](?:actually |exactly )?pay(?:ing)?\b
            |how (?:can|could) (?:it|this|that|you|anyone|anybody|something like|one|such)\b
            |how is (?:it|this|that) (?:even )?possible\b
            |how (?:did|does) (?:this|that|it|nobody|no one)
                [ ](?:\w+ )?(?:happen|get past|slip|pass|notice)\b
            |who (?:\w+ ){0,4}(?:
                decides|decided|thought|came up with|signed (?:this|that) off
                |let (?:this|that|it)
            )
            \b
            |how (?:
                much longer|many more|many (?:times|reminders|emails|calls)
                |long (?:must|do we have|are we|am i|is this)
            )
            \b
            |am i (?:really |seriously |now )?(?:supposed|expected|meant)\b
            |are we (?:really |seriously |now )?(?:supposed|expected|meant)\b
            |why (?:
                has|have|had|is|are|was|were|does|do|did|should|must|am|wasn't|weren't|hasn't
                |haven't|didn't|isn't
            )
            \b[^.?!]{0,60}\b(?:
                always|nobody|no one|not|never|again|so long|taking|late|delayed|constantly|keep
                |charged|without
            )
            \b
            |why (?:
                wasn't|weren't|hasn't|haven't|didn't|isn't|aren't|should (?:we|i)|must (?:we|i)
                |nobody|no one
            )
            \b
        )
        """,
    ),
    # complain
    (
        1.5,
        "comp obje prot",
        r"""
        \b(?:
            (?:
                formal|official|serious|file a|lodge a|make a|raise a|register a|another
            )
            [ ]complaint\b
            |(?:are|is|am|we're|they're|be|now|start(?:ed)?|i'm) complaining\b
            |(?:
                guests|customers|residents|tenants|staff|parents|users|members|patients|students
                |people|neighbours|several \w+|three \w+|two \w+
            )
            [ ](?:have |has )?(?:\w+ )?complain(?:ed|s)?\b
            |cause for complaint\b
            |(?:must|have to|wish to|want to|writing to)
                [ ](?:formally )?(?:complain|protest|object)\b
        )
        """,
    ),
    # staff
    (
        0.9,
        """
        abru aggr arro asle atti beha clue cond disi dism disr drun inso mann patr rude tone
        unap unfr unhe unin
        """,
        r"""
        \b(?:
            (?:
                was|were|is|are|been|so|very|rather|extremely|quite|being|downright
            )
            [ ](?:\w+ )?(?:
                rude|unfriendly|unhelpful|dismissive|condescending|patroni[sz]ing|arrogant
                |aggressive|drunk|asleep|abrupt|disrespectful|insolent|clueless|disinterested
                |uninterested|unapologetic
            )
            \b
            |rudeness\b
            |(?:tone|attitude|manner|behaviou?r|conduct)
                \b[^.?!]{0,40}\b
                    (?:rough|rude|unacceptable|not|poor|leaves|left|inappropriate|shocking)\b
        )
        """,
    ),
    # bad service
    (
        1.0,
        """
        appa awfu bad belo disa drea fall fell horr inau joke lack lous non none par poor shod
        slow subp subs terr unac use valu weak wors wort
        """,
        r"""
        \b(?:
            (?:
                poor|terrible|awful|horrible|dreadful|lousy|subpar|sub-par|substandard|shoddy
                |slow|bad|worst|weak|below-par|disappointing
            )
            [ ](?:\w+ )?(?:
                service|quality|support|communication|performance|workmanship|response
                |experience|job|work|customer|handling|planning|treatment|delivery|attitude
                |organi[sz]ation|preparation|maintenance|condition
            )
            \b
            |(?:
                service|quality|support|communication|performance|response|experience|work
                |handling|organi[sz]ation|food|sound|translation|workmanship
            )
            [ ](?:has been|have been|is|are|was|were|got|has become)
                [ ](?:\w+ )?(?:
                    poor|terrible|awful|horrible|bad|slow|lacking|non-?existent|a disaster
                    |unacceptable|below|dreadful|worse|disappointing|weak|inaudible|appalling
                    |a joke
                )
                \b
            |below (?:our |my |the |any )?(?:expectations?|standards?|par|threshold|what)\b
            |fell short\b|falls? short\b|not worth\b|provides? no value\b|of no use\b
        )
        """,
    ),
    # bungled
    (
        0.9,
        "botc care caus mess mish scre slop",
        r"""
        \b(?:
            messed (?:this |it |things? |everything )?up|messed (?:up|this|the)
            |screwed (?:this |it |things? )?up|botched|sloppy|careless(?:ly|ness)?|mishandled
            |(?:has|have) (?:somehow )?messed
            |caus(?:ed|es|ing)
                [ ](?:
                    us |me |a |much |many |lots? of |serious |major |significant |huge |great[ ]
                    |big |real |considerable |unnecessary |all[ ]
                )*
                (?:
                    problems?|difficult\w+|trouble|delays?|damage|issues?|embarrassment
                    |disruption|loss\w*|confusion|headaches?|chaos|extra (?:cost|work)
                )
        )
        \b
        """,
    ),
)

#: What makes a complaint of something that is half of one; nothing alone.
BESIDES = weighted(
    # long
    (
        0.3,
        """
        agre all alth anyw date day days desp far firs hour minu mont neit nigh nor now prom
        requ seen sinc spit thou toda unti week what year yet
        """,
        r"""
        \b(?:
            until (?:today|now|this (?:day|morning))|till (?:date|now|today)|to date|to this day
            |as of (?:today|now)|so far|up to now|even now|yet again|by now|to be seen|anywhere
            |whatsoever|at all|despite|in spite of|although|though|even though|as promised
            |as agreed|(?:was|were|been) promised|you promised
            |first (?:requested|asked|reported|raised)|requested (?:on|in)
            |since (?:last |the |early |late |mid-? ?)?
                (?:
                    \d+|two|three|four|five|six|seven|eight|several|many|january|february|march
                    |april|may|june|july|august|september|october|november|december|spring
                    |summer|autumn|winter|fall|easter|christmas|monday|tuesday|wednesday
                    |thursday|friday|saturday|sunday|week|month|year|yesterday
                )
            |(?:for|in|after) (?:the last |the past |over |more than |almost |nearly )?
                (?:
                    \d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many
                    |some
                )
                [ ](?:\w+ )?(?:minutes|hours|days|weeks|months|years|nights)
            |(?:days|weeks|months|hours) (?:ago|now|later)|neither|nor
        )
        \b
        """,
    ),
    # n times
    (
        0.4,
        "atte call e emai lett mess occa occu remi thri time twic",
        r"""
        \b(?:
            twice|thrice
            |(?:
                two|three|four|five|six|seven|eight|nine|ten|several|many|multiple|countless
                |numerous|\d+
            )
            [ ](?:separate |different |more |consecutive )?
                (?:
                    times|occasions|occurrences|reminders|attempts|emails|e-mails|messages
                    |letters|calls
                )
        )
        \b(?! (?:a|per|daily|weekly|as|more|the (?:price|size))\b)
        """,
    ),
    # but
    (
        0.2,
        "",
        r"""
        \b(?:
            but|yet|however|instead|in fact|nevertheless|nonetheless|turned out|turns out
            |even so
        )
        \b
        |["“”]
        """,
    ),
    # shout
    (
        0.4,
        "",
        r"""
        (?:!{2,}|\?!|!\?)
        |(?-i:
            \b(?:
                BLACK|NOT|NEVER|NOTHING|AGAIN|ALL|INTO|NOBODY|STILL|TWICE|NO|WRONG|YOUR|EVERY
                |SAME
            )
            \b
        )
        |\b(?:
            (?:grr+|argh+|ugh+)\b
            |(?:really|seriously|honestly|frankly)\b,?[^.?!]{0,40}(?:\b|(?=n't))
                (?:not|n't|unaccept|disappoint|poor|bad)\w*
        )
        """,
    ),
    # last minute
    (
        0.3,
        "befo elev last noti",
        r"""
        \b(?:
            (?:at the|at|very) (?:last|eleventh) (?:minute|moment|second|hour)\b
            |(?:hours?|days?|minutes|night|evening|week)
                [ ]before (?:the|our|my|it|we|they|opening|departure)\b
            |(?:on|with|at) (?:such |so )?
                (?:short|little|a day's|one day's|an hour's|two days'|\w+ hours'?) notice\b
        )
        """,
    ),
    # caps
    (
        0.5,
        "aaaa",
        r"""
        (?-i:\b[A-Z]{4,}(?: [A-Z]{2,}){2,})\b
        """,
    ),
    # not yet
    (
        0.2,
        "stil yet",
        r"""
        (?:\bnot|n't)\b[^.?!;]{0,50}\b(?:yet|still)\b
        """,
    ),
)
#: What makes a complaint less likely: conditions, the writer's own fault, plans and requests.
EXCUSES = weighted(
    (
        -0.5,
        "",
        r"""
        (?:\A|[,;:] ?)(?:but |and |so )?
            (?:if|unless|should|in case|when you|whenever|once|as soon as)\b
        """,
    ),
    (
        -1.0,
        "",
        r"""
        \b(?:
            sorry|apologi[sz]e|apologies|my (?:bad|mistake|fault)
            |our (?:mistake|fault|error|side|apologies)
            |you(?:'re| are) (?:quite |absolutely |perfectly )?right|rightly|mea culpa
            |(?:i|we)
                [ ](?:
                    should have|shouldn't have|failed to|forgot|messed|dropped the ball
                    |made a mistake|got it wrong|overlooked
                )
            |i'm (?:mortified|embarrassed|ashamed)|no excuse
            |(?:i|we) (?:was|am|were|are) (?:at fault|to blame)|shame on me|no worries
            |no problem|not a problem|never mind|don't worry|no rush|no harm done
        )
        \b
        """,
    ),
    (
        -0.5,
        "",
        r"""
        \?|\b(?:(?:i|we|you|they|he|she|it)(?:'ll| will|'d| would)\b|please\b)
        """,
    ),
)
