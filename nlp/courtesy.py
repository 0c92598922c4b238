"""Closings: sentences that only thank, greet, wish, acknowledge or sign off.

Patterns over the whole sentence; whether anything else is in it is decided by the other rules,
which win over a closing.
"""

from __future__ import annotations

from nlp.lexicon import pattern

_NAME = r"(?-i:[A-Z][\w.'\-]{0,20})"
_END = r"[\s,.!:;\-–—~*)(]*(?:[:;][-']?[)dp(])?[\s.!]*\Z"

_GREETING = pattern(
    rf"""
        (?:
            (?:
                [Hh][Ii]|[Hh]i+ya|[Hh]ello|[Hh]ey|[Hh]owdy|[Dd]ear|DEAR|[Yy]o|[Gg]reetings
                |[Gg]ood (?:morning|afternoon|evening|day)|[Mm]orning|[Aa]fternoon|[Ee]vening
                |[Gg]'?day|[Tt]o whom it may concern|[Hh]i there|[Hh]ello there|[Hh]ey there
                |[Aa]loha|[Hh]allo|[Nn]amaste|[Cc]iao|[Hh]ola|[Bb]onjour
            )
            \b
        )
        (?:
            [ ,]+(?:
                dear|there|all|everyone|everybody|folks|guys|gents|gentlemen|ladies|both|back
                |again|sir|madam|or|and|&|team|friends?|colleagues?|mr|mrs|ms|dr|prof|to|you
                |(?:{_NAME})|[\"'(][\w ]{{1,20}}[\"')]|[a-z]{{2,12}}(?=[\s,\-!.:]*\Z)
            )
            [.,]?
        )
        {{0,7}}{_END}
        """,
    ignore_case=False,
)
_THANKS = pattern(
    r"""
        (?:
            (?:
                ok(?:ay)?|great|perfect|excellent|super|wonderful|awesome|fantastic|alright
                |all right|cool|brilliant|noted|received|got it|understood|yes|no|well|and|hi
                |hello|hey|dear|once again|again|as always|a big|much|big|very
                |[\w.'\-]{2,20}(?=[,!.\-– ]{1,3}(?:many |much )?(?:thanks|thank you))
            )
            [,!.\s\-–—]{1,4}
        ){0,3}
        (?:
            many |much |warm |sincere |kind |heartfelt[ ]
        )?
        (?:
            thanks|thank you|thank u|thankyou|thx|tks|thanx|tx|ty|cheers
            |(?:i|we)
                (?:
                    'd| would| just| really| also| want to| wanted to| would like to| 'd like to
                    | like to
                )*
                (?: like to| want to| wanted to)? thank (?:you|everyone|all)
            |(?:i|we)? ?(?:really |very much |truly |do |greatly |much )*
                appreciat\w+ (?:your|the|all|you|that|this|it\b(?! if))
            |(?:i|we)(?:'m| am|'re| are) (?:very |so |really |truly |most )?
                (?:grateful|thankful)
            |much appreciated|appreciated|appreciate it|appreciate the
            |your (?:[\w\-]+ ){0,3}(?:is|are) (?:[\w]+ )?appreciated|bless you|kudos
        )
        \b
        """,
)
_ACK = pattern(
    rf"""
        (?:
            (?:
                ah|oh|hi|hey|hello|yes|yep|yeah|ok|okay|great|cool|sure|thanks|alright|well
                |perfect|no|hmm|good|that|this|it|all
            )
            [,!.\s\-]{{1,4}}
        )
        {{0,3}}(?:
            ok(?:ay)?|k|kk|noted(?: with thanks)?|well noted|duly noted|understood|got it|gotcha
            |roger(?: that)?|received(?: with thanks)?|acknowledged|great|perfect|excellent
            |super|wonderful|awesome|fantastic|brilliant|lovely|nice|cool(?: by me)?|good|fine
            |alright|all right|agreed
            |sounds? (?:good|great|fine|perfect|like a plan|fun|reasonable|right)(?: to me)?
            |(?:it |this |that |all )?looks? (?:good|great|fine|perfect|ok(?:ay)?|right)
                (?: to me)?
            |works(?: for (?:me|us))?|fine (?:by|with) (?:me|us)
            |(?:that|this|it)?(?:'s| is| was| would be| will be|'ll be| are)?
                [ ]?(?:all )?(?:fine|great|perfect|ok(?:ay)?|good|fun|wonderful|lovely)
                    (?: (?:with|by|for) (?:me|us))?
            |makes sense|fair enough|good (?:point|idea|to know|call|news|stuff|one)
            |great (?:news|idea|stuff|point)|nice (?:one|work)|no problem|no worries
            |not a problem|my pleasure|you(?:'re| are) (?:most |very )?welcome|anytime|any time
            |don't mention it|never mind|nevermind|sure|sure thing|of course|absolutely|exactly
            |correct|right|indeed|true|i see|i know|i agree|me too|same here|done|all good
            |all set|all clear|we're good|i'm good|got to get back to work
            |gotta (?:go|run)(?: for now)?|that is all(?: for now)?
            |that's (?:it|all)(?: for now| from me)?|all for now|funny|lol|haha\w*|ha|oops
            |oh well|hooray|yeah|yay|sorry|my bad
            |sorry (?:about|for)
                [ ](?:
                    that|this
                    |the (?:
                        confusion|delay|inconvenience|late (?:reply|response)|trouble|mix-?up
                        |spam|noise
                    )
                )
                (?: before| earlier)?
            |(?:my |our )?
                (?:sincere )?apologies
                    (?: for the (?:delay|confusion|inconvenience|late (?:reply|response)))?
            |bye|goodbye|good ?bye|ciao|later|see ya
            |see you(?:
                [ ](?:
                    soon|then|there|later|around|tomorrow|monday|tuesday|wednesday|thursday
                    |friday
                )
            )?
            |(?:talk|speak|chat)(?: to you)? (?:soon|later|then|tomorrow)|catch you later
            |until then|till then|ttyl|more (?:soon|later)|to be continued
        )
        (?:
            [,!.\s\-]{{1,3}}(?:
                thanks|thank you|then|{_NAME}|all|guys|again|so much|a lot|very much|too|now
                |cheers|man|sir|indeed|as well|everyone|team
            )
        )
        {{0,4}}{_END}
        """
)
_WISH = pattern(
    r"""
        (?:
            and |so |well |also |hi,? |again,? |once again,? |with that,? |in the meantime,?[ ]
            |meanwhile,? |until then,? |till then,? |please[ ]
        )?
        (?:
            have (?:a|an)
                [ ](?:\w+ ){0,3}(?:
                    day|week|weekend|evening|afternoon|morning|one|trip|flight|time|holiday
                    |holidays|vacation|summer|christmas|easter|rest|night|start|new year|break
                    |thanksgiving
                )
            |have (?:fun|a good one)|enjoy (?:your|the|it|a)\b|take care
            |stay (?:safe|well|healthy|warm|tuned|in touch)
            |keep (?:in touch|well|safe|warm|it up|up the|your)|be (?:well|safe|careful)
            |(?:merry|happy|blessed)
                [ ](?:
                    christmas|new year|holidays?|easter|thanksgiving|birthday|diwali|eid|friday
                    |monday|weekend|anniversary|hanukkah|xmas
                )
            |season'?s greetings|(?:many |my |our |warm(?:est)? |big |huge )?congrat\w*
            |well done|good luck|best of luck|all the best|fingers crossed|get well
            |safe (?:travels|trip|journey|flight)|bon voyage|best(?: wishes| regards| rgds)?
            |(?:with |my |our )?(?:best|kind|kindest|warm|warmest|many|sincere)
                [ ](?:regards|wishes|rgds)
            |regards|rgds|sincerely|cordially|respectfully|yours|love ya?|xoxo|cheers
            |(?:i |we )?(?:do |just |sincerely |really )?
                hope (?:that )?
                    (?:
                        this|that|it|everything|all|you|your|the above|the|things|we find you|ya
                    )
                    \b.{0,80}
            |(?:i |we )?trust (?:that )?(?:this|you|all|everything)
                [ ](?:\w+ ){0,3}(?:well|clear|order|fine|finds)
            |(?:
                (?:i|we)(?:'m| am|'re| are|'ll be| will be)?
                    [ ]?(?:also |very much |really |all |so )*
                |(?:very|really|so) much[ ]
            )?
            (?:am |are )?look(?:ing)? (?:very much )?forward (?:to|for)\b
            |(?:it|this) (?:was|is|'s|has been)(?: really| very| so| always)?
                [ ](?:a )?
                    (?:
                        great|good|nice|lovely|pleasure|wonderful|real pleasure|pleasant|so nice
                    )
                    [ ](?:
                        to (?:see|meet|hear|talk|speak|chat|catch)
                        |(?:meeting|seeing|hearing|talking|speaking|chatting|catching|working)
                        |(?:\w+ )?(?:meeting|seeing|hearing|talking|speaking)
                    )
            |(?:great|good|nice|lovely|pleasure|pleased|wonderful|glad)
                [ ](?:
                    to (?:see|meet|hear(?: from)?|talk|speak|chat|catch up)
                    |(?:meeting|seeing|hearing|talking|speaking|chatting|catching|working)
                )
            |you(?:'re| are) the best|welcome (?:to|back|aboard|on board)|greetings from
            |give my (?:best|regards|love)|say (?:hi|hello) to|my (?:best|regards|love) to
            |wish(?:ing)? you\b|long time no|sorry (?:to hear|for your loss)|so sorry to hear
            |my condolences
        )
        \b
        """
)
_SOCIAL = pattern(
    r"""
        (?:
            (?:hi|hey|hello|so|and|anyway|well)[ ,!]+(?:\w+[,!] )?
        )?
        (?:
            how (?:are|r) (?:you|u|things|ya|we)
                \b(?!
                    [ ](?:
                        going|planning|handling|getting|doing (?:with|on)|progressing|with|on
                        |coming|expect|able|propos|pric|bill|look
                    )
                )
            |how(?:'s| is|'re| are)
                [ ](?:
                    it going|life|everything|everyone|things(?: (?:going|with you))?\b
                    |your (?:
                        family|wife|husband|kids?|week(?:end)?|day|mom|dad|summer|health|trip
                        |vacation
                    )
                    |the family|school|married life|the (?:new )?(?:baby|house)
                )
            |how (?:was|were|did)
                [ ]your (?:\w+ )?(?:
                    weekend|trip|vacation|holidays?|christmas|flight|break|evening|day|summer
                    |thanksgiving|wedding|honeymoon|birthday
                )
            |how (?:have|has) (?:you|everything|life|things) been
            |what(?:'s| is) (?:up|new|happening|going on with you)\b
            |any (?:fun |big |exciting )?plans for the|do you miss|where are you living
            |(?:did|do) you (?:guys )?(?:have|enjoy) (?:a (?:good|nice|great)|your)
                [ ](?:weekend|trip|vacation|holiday|time)
            |remember me|all (?:well|good) (?:with|on|at) you
            |(?:are you|you) (?:doing )?(?:well|ok)\?|all good\?|how do you do
        )
        """
)
_RHETORICAL = pattern(
    r"""
        who (?:cares|knows|knew(?! about)|would(?:'ve| have) (?:thought|guessed))\b
        |what else is new|how hard can (?:it|that) be
        |why (?:does|do|is|are) (?:it|this|that|these|things) always
        |(?:are you|you(?:'ve| have) got to be) (?:kidding|serious|joking)|seriously\?
        |is this a joke|how many (?:more )?times|what could (?:possibly )?go wrong
        |need i (?:say|add)|what (?:on earth|the hell)
        |why (?:would|should) (?:i|we|anyone) (?:ever|even|bother)
        |isn't (?:it|that) (?:great|wonderful|amazing|funny|ironic)|to what do i owe
        |how (?:cool|great|nice|awesome) is that|guess what|you know what|can you believe
        |does anyone (?:even )?care
        """
)


def is_greeting(text: str) -> bool:
    """Only a salutation: "Dear Ms Ito,"."""
    return len(text) < 80 and _GREETING.match(text) is not None


def is_social_question(text: str) -> bool:
    """Like "How was your weekend?": asks without wanting an answer."""
    return _SOCIAL.match(text) is not None


def is_rhetorical(text: str) -> bool:
    """Like "Who cares?": a statement in the form of a question."""
    return _RHETORICAL.search(text) is not None


_SPOKEN_TO = pattern(
    r"""
        (?:
            [Hh]i |[Hh]ello |[Hh]ey |[Dd]ear[ ]
        )?
        [A-Z][a-z]{1,14} ?[,\-–—]+ ?(?=\S)(?<!Thanks, )(?<!Thanks - )(?<!Great, )(?<!Ok, )
        """,
    ignore_case=False,
)


def closing_score(text: str) -> float:
    """How surely a sentence that carries no other act is a closing; 0 where it is none."""
    if is_greeting(text):
        return 0.95
    if len(text) > 220:
        return 0.0
    spoken_to = _SPOKEN_TO.match(text)
    if spoken_to:
        text = text[spoken_to.end() :]  # "Pete - sounds good."
    if _ACK.match(text):
        return 0.9
    if _THANKS.match(text):
        return 0.85
    if _SOCIAL.match(text):
        return 0.7
    return 0.8 if _WISH.match(text) else 0.0


def is_acknowledgement(text: str) -> bool:
    """Only an acknowledgement: "Sounds good, thanks!"."""
    return len(text) < 120 and _ACK.match(text) is not None
