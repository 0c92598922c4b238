"""The wordings of thanks, acknowledgement, wishes, small talk and rhetorical questions."""

from __future__ import annotations

from nlp.courtesy.greetings import END, NAME
from nlp.lexicon import pattern

#: "Great, thanks for the quick answer"; open at the end.
THANKS = pattern(
    r"""
    (?:
        (?:
            ok(?:ay)?|great|perfect|excellent|super|wonderful|awesome|fantastic|alright|all right
            |cool|brilliant|noted|received|got it|understood|yes|no|well|and|hi|hello|hey|dear
            |oh|ah|so|lovely|nice|good|agreed|confirmed|copied|right|sure|fine|also|finally|lastly
            |first(?: of all|ly)?|once again|once more|again|as always|in advance|at any rate
            |a big|much|big|very|in any case|anyway|well noted|duly noted|my best and
            |[\w.'\-]{2,20}(?=[,!.\-– ]{1,3}(?:many |much )?(?:thanks|thank you))
        )[,!.\s\-–—]{1,4}
    ){0,3}
    (?:(?:many|much|warm|sincere|kind|heartfelt|huge|massive|a million|a thousand|thousand|million) )?
    (?:
        thanks|thanking|thank you|thank u|thankyou|thx|tks|tnx|thanx|tx|ty
        |cheers(?=\W*\Z|[,.!]| (?:for|mate|all|guys|everyone|again|lads|(?-i:[A-Z])))|ta\b(?=[ ,.!]|\Z)
        |(?:i|we)
            (?:'d| would| do| must| can only| just| really| also| want to| wanted to| wish to| like to)*
            [ ]thank (?:you|everyone|all)
        |(?:i|we)? ?(?:really |very much |truly |do |also |greatly |much |always |sincerely )*
            appreciat\w+ (?:for )?(?:your|the|all|you|that|this|it\b(?! if))
        |(?:i|we)(?:'m| am|'re| are) (?:very |so |really |truly |most |ever )*
            (?:grateful|thankful|obliged|indebted)
        |(?:much |greatly |very much |always |really )?appreciated|appreciate (?:it|the)
        |your (?:[\w\-]+ ){0,3}(?:is|are) (?:[\w]+ )?appreciated
        |(?:god )?bless you|kudos|merci|danke|gracias|grazie|obrigad[oa]|tack|tak\b
    )\b
    """
)

_BEFORE_ACK = r"""
    (?:(?:ah|oh|hi|hey|hello|yes|yep|yeah|ok|okay|great|cool|sure|thanks|alright|well|perfect|no|hmm
    |good|that|this|it|all|right|lovely|super|excellent|brilliant)[,!.\s\-–]{1,4}){0,3}
    """
_FINE = r"(?:all )?(?:fine|great|perfect|ok(?:ay)?|good|fun|wonderful|lovely|grand|brilliant|ideal)"
_AFTER_ACK = rf"""
    (?:[,!.\s\-–]{{1,3}}(?:thanks|thank you|then|{NAME}|all|guys|again|so much|a lot|very much|too
    |now|cheers|man|sir|ma'am|indeed|as well|everyone|team|mate|my friend|lads|folks|both|there)){{0,4}}
    """
_BOTHER = r"""
    (?:all (?:this|that)|(?:the|my|our|any|all the|this|that) (?:\w+ ){0,2}(?:confusion|delay|inconveniences?
    |reply|response|answer|trouble|mix-?up|spam|noise|bother|hassle|silence|mess|rush|bump in the road
    |interruption|wall of text|typos?|bad news|short notice|misunderstanding|mail|e-?mail))
    """
#: The whole sentence: "Sounds good, thanks Ann!".
ACK = pattern(
    rf"""
    {_BEFORE_ACK}(?:
        # taken note
        ok(?:ay)?|k|kk|(?:well |duly )?noted(?: with (?:many )?thanks)?|understood|got it|gotcha|copy
        |copy that|roger(?: that)?|received(?: with (?:many )?thanks)?|acknowledged|will note
        |(?:well |duly )?noted (?:your|the|on) (?:\w+ ){{0,3}}(?:e-?mail|mail|message|below)
        |(?:we |i )?(?:hereby |gladly )?(?:acknowledge|confirm) (?:the )?receipt(?: of (?:your|this|the) [\w ]{{1,40}})?
        |(?:your )?(?:e-?mail|mail|message|letter) (?:well )?received
        # approval
        |great|perfect|excellent|super|wonderful|awesome|fantastic|brilliant|lovely|nice|cool(?: by me)?
        |good|fine|grand|deadly|alright|all right|agreed|deal|(?:no|not a) bother|no dramas?|too easy|grand so|what a (?:day|week|month|year)|all good here
        |(?:happy|glad|only too happy) to (?:help|be of (?:help|service))
        |sounds? (?:good|great|fine|perfect|like a plan|fun|reasonable|right|lovely|grand)(?: to me)?
        |(?:it |this |that |all )?looks? (?:good|great|fine|perfect|ok(?:ay)?|right)(?: to me)?
        |works(?: for (?:me|us))?|fine (?:by|with) (?:me|us)
        |(?:that|this|it)?(?:'s| is| was| would be| will be|'ll be| are)?[ ]?{_FINE}(?: (?:with|by|for) (?:me|us))?
        |makes sense|fair (?:enough|point|play)|(?:good|great|nice|well) (?:point|idea|to know|call|news|stuff
        |one|spotted|work|catch|spot|question|thinking|man|shout)
        |(?:you are|you're) (?:a (?:star|legend|lifesaver|gem|gent|saint|treasure|champ|hero|angel)|too kind|very kind|very good|very patient|right)
        |sorted|ace|sweet(?: as)?|magic|legend|champion|top man|good man(?: yourself)?|bless|spot on|quite (?:so|right)|too right|touch[eé]|amen|hear hear
        |no problem(?: at all)?|no worries(?: at all)?|not a problem|not at all|my pleasure|with pleasure|gladly
        |you(?:'re| are) (?:most |very )?welcome(?:,? any ?time)?|any ?time|don't mention it|never ?mind|don't worry
        |sure|sure thing|of course|absolutely|exactly|correct|right|indeed|true|i see|i know|i agree
        |me too|same here|likewise|same to you|you too|done|all good|all set|all clear|we're good|i'm good
        # taking leave
        |got to get back to work|gotta (?:go|run)(?: for now)?|that is all(?: for now)?
        |(?:and )?that(?:'s| is| was) (?:it|all)(?: for (?:now|today))?(?: from (?:me|us|my side|our side))?|all for now
        |bye(?: for now| bye)?|good ?bye|ciao|later|see (?:ya|yous|you)(?: all| both)?(?: (?:soon|then|there|later|around|tomorrow|next week|(?:on |next )?\w+day))?
        |(?:till|until|'til) (?:then|next time|tomorrow|soon|\w+day)|ttyl|more (?:soon|later|anon)|to be continued
        |(?:we )?(?:talk|speak|chat)(?: to you| again| more| properly)? (?:soon|later|then|tomorrow|next week|(?:on |next )?\w+day|mon|tues?|weds?|thurs?|fri)
        |catch (?:ya|you|up)(?: \w+)?|over and out|(?:end of )?rant(?: over)?|enough (?:from me|for (?:now|today))|so much for (?:now|today)|onwards?(?: and upwards?)?|in haste|tgif
        # feeling
        |funny|lol|haha\w*|ha|oops|whoops|oh well|oh dear|oh gosh|hooray|yeah|yay|phew|guys
        # sorry
        |(?:so |very |really |terribly )?sorry(?: again| once more| once again| mate)?|my bad|my mistake
        |(?:so |very |really |again,? )*sorry (?:again )?(?:about|for) (?:that|this|it|{_BOTHER})(?: before| earlier)?
            (?: and thank(?:s| you) for [\w ]{{3,40}})?
        |(?:so |very )?sorry(?: to (?:bother|trouble|chase|pester|nag|bug|be a pain|be a pest) (?:you )?(?:again|once more|about this)?|,? me again)
        |(?:again,? )?(?:with )?(?:(?:my|our|many|full|sincere|deepest|humble) )*apolog(?:ies|y)
            (?:,? again| once more| once again| in advance)?(?: (?:for|about) {_BOTHER})?
        |(?:again,? )?(?:i |we )(?:do |sincerely )?apologi[sz]e(?: again| once more)?(?: for {_BOTHER})?
    ){_AFTER_ACK}{END}
    """
)

_BEFORE_WISH = r"""
    (?:and |so |well |also |but |hi,? |again,? |once again,? |with that,? |in the meantime,? |meanwhile,?[ ]
    |until then,? |till then,? |please |now |ps:? |p\.s\.:? |anyway,? |for now,? |lastly,? |finally,? )?
    """
_OCCASION = r"""
    (?:day|week|week-?end|evening|afternoon|morning|one|trip|flight|time|holidays?|vacation|summer|winter
    |christmas|easter|rest|night|start|new year|break|thanksgiving|shift|journey|drive|lunch|party|crossing)
    """
#: How a sentence of good wishes begins.
WISH = pattern(
    rf"""
    {_BEFORE_WISH}(?:
        have (?:a |an |yourself a |yourselves a )?(?:\w+ ){{0,3}}{_OCCASION}|have fun|enjoy (?:your|the|it|a)\b
        |take (?:good |very good )?care|take it easy|mind (?:yourself|yourselves|how you go)|look after (?:yourself|yourselves)
        |(?:stay|keep|be|remain) (?:safe|well|healthy|warm|tuned|blessed|strong|dry|cool|careful|good)\b
        |(?:stay|keep) in touch|keep it up|keep up the|keep your
        |(?:merry|happy|blessed|joyful|peaceful) (?:christmas|new year|holidays?|easter|thanksgiving|birthday
        |diwali|eid|\w+day|week-?end|anniversary|hanukkah|xmas|ramadan|start of)
        |(?:eid|ramadan) mubarak|(?:the )?(?:compliments|greetings) of the season|season'?s greetings
        |(?:many |my |our |warm(?:est)? |big |huge |hearty )*congrat\w*|well done|bravo|mazel tov|chapeau
        |(?:good|best of) (?:luck|weekend|week-end|rest)|all the (?:best|very best)|fingers crossed
        |chin up|hang in there|courage|sleep well|go well|rest up|keep smiling|don't work too hard
        |get well|speedy recovery|safe (?:travels|trip|journey|flight|home)|bon voyage|bon app[eé]tit|god bless
        |(?:i |we )?(?:do |just |sincerely |really )?hope (?:that )?(?:this|that|it|everything|all|you|your|the above|the|things|we find you|ya)\b.{{0,80}}
        |hop(?:e|ing) (?:for|to) (?:your|hear|see|meet|continu\w+)\b|hoping (?:this|you|that you|all)\b|(?:i |we )?hope\W*\Z|may this (?:e-?)?(?:mail|letter|message) find
        |(?:i |we )?trust (?:that )?(?:this|you|all|everything) (?:\w+ ){{0,3}}(?:well|clear|order|fine|finds)
        |(?:(?:i|we)(?:'m| am|'re| are|'ll be| will be)? ?(?:also |very much |really |all |so |already )*|(?:very|really|so) much )?
            (?:am |are )?look(?:ing)? (?:very much )?forward(?: to| for|(?=\W*\Z))
        |(?:it|this|that) (?:was|is|'s|has been)(?: really| very| so| always| indeed)? (?:a )?(?:great|good|nice|lovely|pleasure|wonderful|real pleasure|pleasant|so nice)
            [ ](?:to (?:see|meet|hear|talk|speak|chat|catch|have met)|(?:\w+ )?(?:meeting|seeing|hearing|talking|speaking|chatting|catching|working))
        |(?:great|good|nice|lovely|pleasure|pleased|wonderful|glad|delighted) (?:to (?:see|meet|hear(?: from)?|talk|speak|chat|catch up|e-?meet|have met)|(?:meeting|seeing|hearing|talking|speaking|chatting|catching|working))
        |you(?:'re| are) the best|(?:a )?(?:very )?(?:warm )?welcome (?:to|back|aboard|on board|in)|greetings from
        |wish(?:ing)? you\b|(?:i|we) wish (?:you|all)\b|long time no|sorry (?:to hear|for your loss)|so sorry to hear|(?:my|our) condolences
        |(?:give|send|pass on) (?:my|our) (?:best|regards|love|greetings|compliments)|(?:my|our) (?:best|regards|love|greetings) to
        |(?:say|said) (?:hi|hello) to|greet (?:your|the|him|her|them)\b|(?:please )?tell \w+ (?:i said |we said )?(?:hi|hello|mazel tov|congrat\w*|happy|well done)
        |(?:kisses|hugs|love|regards|best|greetings) (?:to|from)\b|greetings of the day|warm (?:greetings|welcome)|(?:pleased|nice|good|great) to (?:make|e-?meet)|(?:it has|it's) been (?:a while|too long|ages)
        # the formulas of letters
        |(?:in the (?:waiting|meantime),? )?(?:please )?(?:accept|receive)(?:,? [\w ]{{2,20}},?)? (?:my|our) (?:\w+ ){{0,2}}(?:greetings|regards|salutations|respects?|wishes|thanks|consideration)
        |(?:i|we) (?:pray|beg|ask) you to (?:accept|receive|believe)
        |assuring you of our\b|(?:while |in )?(?:anticipating|awaiting|expecting|waiting)(?: for)? (?:your|you) (?:\w+ ){{0,3}}(?:news|response)
        |(?:i|we) remain (?:attentive|at your|yours|with)\b|(?:always )?at your (?:service|disposal)\W*\Z|kindly bear with us
        |this is {NAME}(?: {NAME})?,? (?:from|of|at|with) (?:the )?{NAME}
    )\b
    """
)

_HELLO = r"(?:(?:hi|hey|hello|so|and|anyway|well|dear)[ ,!]+(?:\w+[,!] )?)?"
#: How a question of small talk begins.
SOCIAL = pattern(
    rf"""
    {_HELLO}(?:
        how (?:are|r) (?:you|u|things|ya|we)\b(?! (?:going|planning|handling|getting|doing (?:with|on)
            |progressing|with|on|coming|expect|able|propos|pric|bill|look))
        |how(?:'s| is|'re| are) (?:it going|life|everything|everyone|things(?: (?:going|with you))?\b
            |your (?:family|wife|husband|kids?|week(?:end)?|day|mom|dad|summer|health|trip|vacation)
            |the family|school|married life|the (?:new )?(?:baby|house))
        |how (?:was|were|did) your (?:\w+ )?(?:weekend|trip|vacation|holidays?|christmas|flight|break
            |evening|day|summer|thanksgiving|wedding|honeymoon|birthday)
        |how (?:have|has) (?:you|everything|life|things) been
        |what(?:'s| is) (?:up|new|happening|going on with you)\b
        |any (?:fun |big |exciting )?plans for the|do you miss|where are you living
        |(?:did|do) you (?:guys )?(?:have|enjoy) (?:a (?:good|nice|great)|your)
            [ ](?:weekend|trip|vacation|holiday|time)
        |remember me|all (?:well|good) (?:with|on|at) you|(?:are you|you) (?:doing )?(?:well|ok)\?
        |all good\?|how do you do|how(?:'s| are) (?:tricks|you keeping|yourself)
    )
    """
)
#: A question that is none, anywhere in the sentence.
RHETORICAL = pattern(
    r"""
    who (?:cares|knows|knew(?! about)|would(?:'ve| have) (?:thought|guessed))\b|what else is new
    |how hard can (?:it|that) be|why (?:does|do|is|are) (?:it|this|that|these|things) always
    |(?:are you|you(?:'ve| have) got to be) (?:kidding|serious|joking)|seriously\?|is this a joke
    |how many (?:more )?times|what could (?:possibly )?go wrong|need i (?:say|add)
    |what (?:on earth|the hell)|why (?:would|should) (?:i|we|anyone) (?:ever|even|bother)
    |isn't (?:it|that) (?:great|wonderful|amazing|funny|ironic)|to what do i owe
    |how (?:cool|great|nice|awesome) is that|guess what|you know what|can you believe
    |does anyone (?:even )?care
    """
)
