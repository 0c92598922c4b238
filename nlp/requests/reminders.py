"""Plain words of asking and reminding: "we kindly ask you to …", "all I need is …", "don't forget to …".

Read by `nlp.requests.phrases`.
"""

from __future__ import annotations

from nlp.requests.wording import Wording
from nlp.tags import Act

REMINDERS = (
    # "we kindly ask you to …"
    Wording(
        Act.REQUEST,
        0.8,
        "ask aski requ urge urgi beg invi",
        r"""
        \b(?:i|we)(?:'m| am|'re| are|'d| would| do|'d like to| would like to| must| will
            | need to| have to)?(?: also| just| kindly| now| therefore| hereby| only
            | again)* (?:ask(?:ing)?|request(?:ing)?|urg(?:e|ing)|beg|invit(?:e|ing)) (?:that )?
            (?:you|everyone|all|each|for (?:your|a|an|the)|your|our)\b
        """,
    ),
    # "Ann asks that you …"
    Wording(
        Act.REQUEST,
        0.75,
        "ask asks aske",
        r"""
        \b(?-i:[A-Z]\w+) (?:has |have )?ask(?:s|ed) (?:that (?:you|we)|if you (?:could|can
            |would)|you to)\b
        """,
    ),
    # "this is a reminder to …"
    Wording(
        Act.REQUEST,
        0.75,
        "requ remi",
        r"""
        \b(?:this is|here is|consider this) (?:a|my|our
            |the) (?:formal |kind |gentle |friendly )?(?:request|reminder) (?:for|to|that)\b
        """,
    ),
    # "just a reminder that all forms …"
    Wording(
        Act.REQUEST,
        0.6,
        "remi",
        r"""
        \b(?:just |quick |gentle |kind |friendly )?reminder (?:to|that (?:you|your|all|the
            |we))\b
        """,
    ),
    # "you may want to check"
    Wording(
        Act.REQUEST,
        0.65,
        "may migh",
        r"""
        (?<!that )\byou (?:may|might) (?:want|wish|need) to\b
        """,
    ),
    # "still awaiting your approval"
    Wording(
        Act.REQUEST,
        0.7,
        "awai wait pend",
        r"""
        \b(?:i|we)?(?:'m| am|'re| are)?(?: still| now| currently| just| eagerly)? ?(?:await
            (?:ing)?|waiting (?:on|for)|pending) (?:for )?(?:your|the (?:client's|final)
            |approval|confirmation|instructions?|a (?:reply|response)|feedback|sign-?off
            |news from you|payment)\b
        """,
    ),
    # "attached for your review"
    Wording(
        Act.REQUEST,
        0.7,
        "atta encl here belo draf dist circ",
        r"""
        \b(?:attached|enclosed|here is|here are|below is|draft|distributed
            |circulated)\b[^.?!]{0,60}\bfor (?:your )?(?:kind |final |urgent )?(?:review
            |approval|comments?|signature|action|feedback|input|sign-?off|consideration
            |confirmation|completion)\b
        """,
    ),
    # "don't forget to …"
    Wording(
        Act.REQUEST,
        0.75,
        "forg reme sure ensu",
        r"""
        \b(?:don't|do not|never) forget\b
        |\bremember to\b
        |(?<!'ll )(?<!will )(?<!to )(?<!i )(?<!we )(?<!can )\bmake sure (?:that |to |you|the
            |your|all)
        |\bbe sure to\b
        |\bensure (?:that |you|the|your|all)\b(?<!to ensure )(?<!we ensure )
        """,
    ),
    # "All I need from you is …", "what I'd ask is that …"
    Wording(
        Act.REQUEST,
        0.75,
        "all what thin ask requ",
        r"""
        (?:\A|[,;:.–-] ?|\b(?:so|and|but) )(?:all|what|the (?:only |one )?things?|one thing)
            (?: that)? (?:i|we)(?:'d| would| do| still| really| also| am| now)*
            \s(?:need|ask|want|require|request|asking|expect|like)(?: from you| of you| is
                | now)*\b[^.?!]{0,40}?(?:\bis\b|\bare\b|:)
        |(?:\A|[,;.–-] ?)(?:one|a|my|our|only|small|last|another) (?:\w+ )?(?:ask|request|favou?r
            |plea)\b(?: from \w+)?:
        """,
    ),
    # "kindly request you to settle", "I solicit you to …", "I ask for new confirmation"
    Wording(
        Act.REQUEST,
        0.75,
        "requ soli than ask aski invi bett",
        r"""
        \b(?:request|solicit)(?:ing)? (?:you|your good ?self|all|everyone)(?: all)? to\b
        |\b(?:i|we) thank you to [a-z]+\b
        |\b(?:i|we)(?:'m| am|'re| are| must| may| have to| do| would
            |'d)? (?:also |again |kindly |therefore |now )?ask(?:ing)?(?: you)? for (?!(?:nothing
            |forgiveness|directions)\b)
        |\b(?:i|we) (?:must|have to) (?:ask|insist|request)\b
        |\byou(?:'d| had) better (?!be\b|off\b|than\b)[a-z]+
        |\byou are (?:kindly |cordially |hereby |all )?(?:invited|requested|asked|required) to\b
        """,
    ),
    # "Names and numbers to me by Friday", "all forms back to the office before noon"
    Wording(
        Act.REQUEST,
        0.65,
        "to with",
        r"""
        \A(?!\W*(?:thanks|thank|i|we|you|he|she|they|it|there|this|that|looking|happy|glad|sorry
            |back|over)\b)[^.?!;:]{3,60}?\b(?:back |in |over |straight |direct )?to
            (?: )(?:me|us|the (?:office|desk|secretary|undersigned|reception|front desk
                |usual address|box office)|our (?:office|accounts)|my (?:office|desk|inbox))\b
            [^.?!;:]{0,40}?\b(?:by|before|until|no later than|not later than|latest|asap|today
                |tomorrow|tonight|this|please)\b
        """,
    ),
    # "need 14 pickers for Sunday night"
    Wording(
        Act.REQUEST,
        0.7,
        "need want look requ",
        r"""
        \A(?:(?:hi|hello|hey|urgent(?:ly)?|also|and|still|just|ok|(?-i:(?!We\b|You\b|They\b|He\b
            |She\b|It\b|I\b)[A-Z]\w+))[ ,:!]+){0,3}(?:need|needing|looking for|require)
            \s(?:a|an|\d+|the|your|some|this|two|three|four|five|another|one|to (?:have|get|know)
                |someone|somebody|help)\b
        """,
    ),
    # "so don't put it on my invoice", "- do not load them"
    Wording(
        Act.REQUEST,
        0.7,
        "don dont do t",
        r"""
        (?:\A|[,;:.–-] |\b(?:so|please|but) )(?:please )?(?:don'?t|do not) (?:ever |yet |even )?
            (?!worry|hesitate|mind|panic|know|think|have|need|want|be\b|get me
            |you\b|we\b|let|i\b|they\b|see\b|hear|feel|seem|believe|agree|like|care|forget|look
                |take (?:it|this|that|my)|understand|expect|come|go\b|work|even|all|really
            |as\b|of\b|in\b|ask me|argue|laugh|cry|get\b|miss|shoot|tell (?:me|anyone)
                |start me)[a-z]+
        """,
    ),
    # "I trust you will …"
    Wording(
        Act.REQUEST,
        0.7,
        "trus expe coun rely",
        r"""
        \b(?:i|we)(?:'d| would| will|'ll)? (?:trust|expect|count on|rely on) (?:that )?(?:you
            |your team)(?: will| to|'ll)\b
        """,
    ),
    # "please … where the tagger lost the verb"
    Wording(
        Act.REQUEST,
        0.6,
        "plea pls plz kind",
        r"""
        \b(?:please|pls|plz|kindly) (?:\w+ly )?(?!note|be |find|accept|excuse|forgive|disregard
            |ignore|bear|feel|do not hesitate|don't|see|let|know|and|thanks|thank|as|refer
            |contact|call|keep in|have a|enjoy|take care|,)(?:\w+)
        """,
    ),
    # "chase them for me, would you?"
    Wording(
        Act.REQUEST,
        0.8,
        "you ya",
        r"""
        ,? (?:would|could|will|can) (?:you|ya|u)(?: please)?\?\W*\Z
        """,
    ),
)
