"""Complaints told as facts of waiting: no answer, nothing came, again, for the third time.

Most of these phrases say little alone and carry small weights: "three times" complains together
with "we have asked", "not delivered" together with "since March".
"""

from __future__ import annotations

from nlp.weighing import weighted

WAITING = weighted(
    # nobody
    (
        0.8,
        "neit nobo none one",
        r"""
        \b(?:
            nobody|no one|no-one|not one of (?:you|them|your)
            |none of (?:you|your|them|these|those|my|our|the|which)|neither (?:of|you|your)
        )
        \b[^.?!;]{0,40}?\b(?:
            answer(?:ed|s|ing)?|repl(?:y|ied|ies)|respon(?:d|ded|ds|se)|call(?:ed|s)|rang
            |phone[ds]?|telephone[ds]?|pick(?:s|ed)? up|picked|show(?:s|ed)? up|turn(?:s|ed)? up
            |came|appeared|told|tell[s]?|warn(?:ed|s)?|alert(?:ed|s)?|inform(?:ed|s)?
            |mention(?:ed|s)?|notif(?:ied|ies)|let (?:us|me) know|bother(?:ed|s)?|cares?|cared
            |apologi[sz]e[ds]?|explain(?:ed|s)?|caught|checked|check|react(?:ed|s)?|acknowledged
            |reach(?:es|ed) us|returned|listen(?:ed|s)?|deal[st]|dealt|kept|honou?red|had the
            |has the|was there|came|comes|able to|seems|takes? (?:it|us|responsib\w+)|said|spoke
            |asked us|consulted|judged|thought|touched|followed|looked|fixed|works?|worked
            |feels? responsible
        )
        \b
        """,
    ),
    # no answer
    (
        0.6,
        """
        ackn answ apol call cour excu expl foll head huma just noti reac reas repl resp sign
        trac warn
        """,
        r"""
        \b(?:
            no|not (?:a|one|even a|a single)|without (?:a|any|one|so much as a|a single)|without
            |zero|with no|never (?:a|any|had a|got a|received a)
        )
        [ ](?:
            single |proper |real |further |prior |advance |word of |line of |sort of |kind of[ ]
            |form of |human |clear[ ]
        )*
        (?:
            reply|answer|response|explanation|apology|reaction|acknowledge?ment|call-?back
            |warning|notification|courtesy|human being|heads-?up|follow-?up|justification
            |reason given|sign of life|trace of|excuse
            |sign of (?:it|him|her|them|your|the|anyone)
        )
        \b(?! (?:is |was )?(?:needed|required|necessary))
        """,
    ),
    # since then silence
    (
        0.8,
        "noth sile word",
        r"""
        \b(?:
            (?:since then|ever since|after that|then),? (?:there (?:has been|was|is) )?
                (?:nothing|silence|not a word|no word|radio silence)\b
            |(?:complete|total|utter|deafening|radio) silence\b|silence (?:from|since|on|ever)\b
            |heard nothing\b
            |(?:hear|heard|had|got|received|get) (?:absolutely |precisely |exactly )?nothing\b
            |nothing (?:has )?
                (?:happen(?:ed|s)|came|arrived|moved|changed|was done|is done|done|to show)\b
        )
        """,
    ),
    # automated
    (
        0.8,
        """
        auto boil cann circ copy cut disc full gene hold hung pass pre prew scri sent stan
        temp
        """,
        r"""
        \b(?:
            (?:
                automated|automatic|standard|canned|copy-?paste[d]?|template|scripted
                |boilerplate|pre-?written|generic
            )
            [ ](?:\w+ )?(?:
                acknowledge?ments?|repl(?:y|ies)|e-?mails?|responses?|answers?|letters?
                |messages?
            )
            \b
            |reads? (?:from )?(?:a |the )?scripts?\b
            |(?<!my )(?:voice ?mail|mailbox|inbox|answering machine) (?:is|was)
                [ ](?:always |still )?full\b
            |(?:put|left|kept|held) (?:me |us )?on hold\b
            |passed from (?:one|pillar|desk|department)\b
            |sent (?:me |us )?(?:round|around|from)
                \b[^.?!]{0,30}\b(?:houses|circles|pillar|department|desk)\b
            |go(?:ing|es|ne)? (?:round|around) in circles\b|(?:just|simply|then) hung up\b
            |hung up (?:on|the phone)\b
            |(?:i|we|and) (?:was|were) (?:then )?(?:disconnected|cut off)\b
            |and was then (?:disconnected|cut off)\b
        )
        """,
    ),
    # not done
    (
        0.5,
        "neit neve not t",
        r"""
        (?:\b|(?=n't))(?:not|n't|never|neither)
            (?:
                [ ]yet| been| even| still| ever| so far| once| yet been| actually| properly
                | at all
            )*
            [ ](?:
                receiv\w+|arriv\w+|reach\w*|heard|got(?:ten)?|get|come|came|turned up|shown up
                |show up|answer\w*|repl(?:y|ied)|respond\w*|return\w*|call(?:ed)? (?:back|me|us)
                |resolv\w+|fix(?:ed)?|paid|given|sent|deliver\w*|inform\w*|told|warn\w*|updat\w+
                |appear\w*|materiali[sz]e\w*|credit\w*|refund\w*|correct(?:ed)?|replac\w+
                |repair\w*|collect\w*|empt(?:y|ied)|clean\w*|instal\w*|address\w*|reali[sz]ed
                |provided|honou?r\w*|kept|solved|restored|reimburs\w+|processed|followed up
                |followed|respect\w*|mention\w*|bother\w*|apologi[sz]\w+|explain\w*
            )
            \b
        """,
    ),
    # still bad
    (
        0.5,
        "alwa stil yet",
        r"""
        \b(?:
            still\b[^.?!;]{0,30}(?:\b|(?=n't))
                (?:
                    not|n't|no|nothing|haven't|hasn't|never|without|wait(?:ing)?|outstanding
                    |missing|unresolved|unpaid|unanswered|pending|broken|down|wrong|empty
                    |placeholder|dead|short|leak\w*|lists?|says?|shows?|reads?|carr(?:y|ies|ied)
                    |sits?|throws?|fails?|crash\w*|hangs?|owed?|unclear|quits?|lying|locked
                    |blocked
                )
                \b
            |has yet to\b|have yet to\b|is always not\b
        )
        """,
    ),
    # nth time
    (
        0.8,
        "fift four nd nth rd seco seve sixt th thir umpt",
        r"""
        \b(?:
            (?:this|that|it)(?: is|'s| was| makes| will be)?(?: now| already)?
                [ ](?:the |my |our |your )?
                    (?:
                        second|third|fourth|fifth|sixth|seventh|nth|umpteenth|\d(?:nd|rd|th)
                    )
                    [ ](?:consecutive |straight |such |\w+ )?
                        (?:
                            time|night|day|week|month|quarter|year|breakdown|change|case
                            |incident|complaint|reminder|attempt|delay|failure|visit|mistake
                            |error|outage|invoice|ticket|e-?mail|letter|request|instance
                            |occasion|shipment|delivery|resurrection|version
                        )
                        \b
            |(?:for|now) the (?:second|third|fourth|fifth|sixth|nth|umpteenth) time\b
            |(?:second|third|fourth|fifth|sixth|seventh|nth|umpteenth)
                [ ](?:
                    time|night|day|week|month|delivery|order|invoice|shipment|visit|engineer
                    |technician|account manager|breakdown|failure|outage|attempt|date|change
                    |reminder
                )
                (?:
                    ,| -| –
                )?
                [ ](?:
                    since|this|in (?:a|as|one|two|three|four|\d)|running|in a row|on the trot
                    |already|now|for (?:the )?same|we|i|you
                )
                \b
            |(?:on|now|am|are) (?:now )?(?:on )?(?:my|our)
                [ ](?:second|third|fourth|fifth|sixth|seventh|\d(?:nd|rd|th)) \w+
        )
        """,
    ),
    # chasing
    (
        0.4,
        """
        aske aski call chas comp cont e emai flag ment phon poin rais rang remi repo requ ring
        rung stre subm told trie tryi warn writ wrot
        """,
        r"""
        \b(?:i|we|my \w+|our \w+|he|she)(?:'ve| have| had| has|'d)?
            (?:
                [ ]already| now| also| myself| personally| previously| repeatedly| been
            )*
            (?: did)? (?:
                called|calling|rang|rung|ringing|wrote|written|writing|e-?mailed|asked|asking
                |chased|chasing|reported|flagged|raised|reminded|complained|pointed (?:out|this)
                |phoned|contact(?:ed)?|tried|trying|submitted|mentioned|told (?:you|them|your)
                |warned|requested|stressed
            )
            \b
        """,
    ),
    # asked long ago
    (
        0.5,
        "abou alre aske disc expl flag ment prev rais repe repo said told whic",
        r"""
        \b(?:
            which (?:i|we)(?:'d| had|'ve| have)? (?:first |already |also )?
                (?:
                    flagged|reported|raised|asked|requested|mentioned|pointed|told|wrote
                    |complained|warned|notified
                )
                \b
            |(?:
                mentioned|said|asked|raised|told you|reported|explained|complained about
                |written about|flagged|discussed
            )
            [ ](?:it|this|that|them|about it|about this)?
                [ ]?(?:before|already|several|many|more than once|repeatedly|countless)\b
            |(?:as|like) (?:i|we)(?:'ve| have)? (?:already |repeatedly |previously )+
                (?:said|told|written|explained|mentioned|reported)
        )
        """,
    ),
    # fails again
    (
        0.9,
        "agai dail each ever once",
        r"""
        , (?:yet |once )?again\W*\Z
        |\b(?:
            (?:
                down|broken?|broke|fail(?:ed|s|ing|ure)?|crash\w*|leak(?:s|ing|ed)|late|wrong
                |missing|short|dead|tripp\w+|stuck|blocked|empty|dirty|damaged|offline
                |disconnected|delayed|cancelled|postponed|emptied|cleaned|answered|delivered
                |collected|overcharged|double|incorrect|cold|frozen|flooded
            )
            \b[^.?!;]{0,25}\b(?:
                once again|again|once more|yet again|daily
                |every (?:single )?(?:day|week|morning|time|night)|each (?:time|week|day)
            )
            \b
            |(?:yet|once) again\b|here we (?:go|are) again\b
        )
        """,
    ),
    # every time
    (
        0.5,
        "afte alwa cons cont each ever fore inva qing qqin repe",
        r"""
        \b(?:
            (?:each|every) (?:single )?time\b
            |every (?:single )?(?:
                day|week|month|morning|night|monday|friday|weekend|delivery|order|invoice|call
            )
            \b
            |(?:
                always|constantly|continually|continuously|forever|invariably|repeatedly
                |time after time|week after week|day after day
            )
            [ ](?:the same|late|wrong|short|some|an? |not|\w+ing)\b
            |keeps? (?:on )?(?!me|us|you|him|her|them|it|up|an|the|your|our|in|to)\w+ing\b
            |kept (?:on )?\w+ing\b
        )
        """,
    ),
    # late in figures
    (
        0.9,
        """
        arre behi dela held hold hung late over past queu sitt stan stoo stuc take taki too
        took wait
        """,
        r"""
        \b(?:
            (?:
                one|two|three|four|five|six|seven|eight|nine|ten|several|many|\d{1,3}
            )
            [ ](?:\w+ )?(?:days|weeks|months|hours|minutes)
                [ ](?:too )?(?:
                    late|overdue|over\b(?= due|[,.;!]|\Z)|past (?:due|the deadline|its|their)
                    |delayed
                )
                \b
            |(?:way |far |much )too (?:late|long|slow(?:ly)?)\b
            |too many (?:errors|mistakes|bugs|delays|issues|problems)\b
            |(?:badly|seriously|well|way|already|long) (?:overdue|behind)\b
            |(?:now )?(?:\d+|\w+) days? (?:past due|overdue|in arrears)\b
            |(?:i|we|they|guests|people|customers|my \w+|our \w+|kept|been|left)
                (?:
                    've| have| had| has
                )?
                [ ](?:been )?(?:
                    waited|waiting|on hold|hung on|held on|stood|sitting|standing|queu\w+|stuck
                )
                \b[^.?!;]{0,30}?\b(?:
                    \d+|ten|fifteen|twenty|thirty|forty|forty-five|fifty|sixty|ninety|an|two
                    |three|four|half an|over an|more than an
                )
                [ ](?:minutes|mins|hours?|days|weeks|months)\b
            |(?:took|taken|takes|taking) (?:you|them|your \w+|him|her)
                [ ](?:\w+ )?(?:
                    \d+|two|three|four|five|six|seven|eight|nine|ten|a|an|over|more|almost
                    |nearly
                )
                [ ](?:\w+ )?(?:minutes|hours?|days|weeks?|months?|years?)\b
        )
        """,
    ),
    # another
    (
        0.6,
        "anot answ defe erro excu faul mist prob stor",
        r"""
        \b(?:
            yet another\b
            |another (?:
                delay|mistake|error|excuse|cancellation|surprise|postponement|week lost|wasted
                |broken|missed|failed|wrong
            )
            \b
            |(?:same|usual|old tired|endless|cheap|poor|lame)
                [ ](?:old )?(?:excuses?|story|mistakes?|errors?|problems?|answer|fault|defect)\b
            |excuses\b
        )
        """,
    ),
    # old problem
    (
        0.6,
        "bug bugs defe dela erro fail issu mist outa prob",
        r"""
        \b(?:
            (?:
                problem|issue|error|mistake|bug|defect|outage|failure
            )
            s?\b[^.?!]{0,40}\b(?:
                again|still|persist\w*|unresolved|recurring|keeps?
                |not (?:been )?(?:fixed|resolved)|for (?:weeks|months|days)|months|aware of for
            )
            \b
            |(?:too many|so many|constant|repeated|endless|numerous|recurring|continued|ongoing)
                [ ](?:\w+ )?
                    (?:problems?|issues?|errors?|mistakes?|bugs?|delays?|failures?|outages?)\b
        )
        """,
    ),
    # never
    (
        0.5,
        "ever neve",
        r"""
        \b(?:never|don't ever|do not ever)
            [ ](?:
                receiv\w+|heard|got|responded|replied|arrived|called|came|showed|answered
                |delivered|returned|get to|gets? (?:a|an|any|it|to|back)|works?|worked|fixed
                |happened
            )
            \b
        """,
    ),
    # not done!
    (
        0.4,
        "both call deli done fixe foll info kept prov sent told upda",
        r"""
        \b(?:has|have|had) (?:not|n't|, this time, not|[^.?!]{0,20}\bnot)
            [ ](?:
                updated|done|bothered|provided|sent|fixed|followed|informed|told|called|kept
                |delivered
            )
            \b[^.?!]*!
        """,
    ),
    # keeps failing
    (
        0.9,
        "keep kept",
        r"""
        \b(?:keeps?|kept)
            [ ](?:on )?(?:
                crash|fail|break|dropp|freez|disconnect|losing|delay|ignor|overcharg|billing
                |charging|leak|tripp|stall|cutting|going (?:down|off|out|wrong)
                |coming (?:back|off|loose)|send\w+ (?:us |me )?(?:the )?(?:wrong|same)
                |asking (?:us |me )?(?:for )?the same
            )
            \w*\b
        """,
    ),
)
