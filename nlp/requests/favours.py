"""Favours asked politely: "I would appreciate …", "I was hoping you could …", "it would help us to …".

Read by `nlp.requests.phrases`.
"""

from __future__ import annotations

from nlp.requests.wording import Wording
from nlp.tags import Act

FAVOURS = (
    # "I would appreciate it if you could send …"
    Wording(
        Act.REQUEST,
        0.8,
        "appr grat obli than help grea good nice idea wond fant love usef perf best bett awes",
        r"""
        \b(?:would(?: very much| greatly| really| also)?|'d(?: really| very much)?|do|should
            |shall) (?:be )?(?:\w+ )?(?:appreciate|grateful|obliged|thankful|helpful|great|good
            |nice|ideal|wonderful|fantastic|lovely|useful|perfect|best|better|awesome)(?: it
            | to me| to us)?,? if (?:you|someone|one of you|anyone|we|your|the|they|there|he|she
                |it|somebody|all|this|that)\b
        """,
    ),
    # "we'd appreciate your answer"
    Wording(
        Act.REQUEST,
        0.75,
        "appr",
        r"""
        \b(?:i|we)(?:'d| would)(?: very much| greatly| really| also)? appreciate (?!(?:it\b
            (?! if)|that$|the (?:offer|gesture)))
        """,
    ),
    # "your comments are welcome"
    Wording(
        Act.REQUEST,
        0.7,
        "appr welc",
        r"""
        \b(?:comments?|feedback|suggestions?|input|thoughts|referrals?|ideas|advice|guidance
            |any help|any \w+|assistance|confirmation|response|reply|answer)\b[^?!]{0,60}\b(?:is
            |are|would be|will be) (?:much |greatly |very much |highly |always |most )?
            (?:appreciated|welcome)\b
        """,
    ),
    # "… would be much appreciated"
    Wording(
        Act.REQUEST,
        0.7,
        "appr",
        r"""
        \b(?:would be|will be) (?:much |greatly |very much |highly |most )?appreciated\b
        """,
    ),
    # "I was hoping you could …"
    Wording(
        Act.REQUEST,
        0.8,
        "hopi wond hope",
        r"""
        \b(?:i|we)(?:'m| am|'re| are| was| were| had been)? (?:just )?(?:hoping|wondering if
            |wondering whether|hoped) (?:that )?(?:you|someone|anyone|one of you|we) (?:could
            |can|would|might|may|will)\b
        """,
    ),
    # "I hope you can send it"
    Wording(
        Act.REQUEST,
        0.7,
        "hope hopi",
        r"""
        \b(?:i |we |just |still |do )?hop(?:e|ing) (?:that )?(?:you|we|someone)(?:'ll| will| can
            | could)(?: be able to)? (?!have a|enjoy|be\b|feel|find|understand|like|agree
            |forgive|see|continue|keep|all)(?:have (?:the )?(?:time|chance) to )?\w+
        """,
    ),
    # "it would be great to hear …"
    Wording(
        Act.REQUEST,
        0.7,
        "woul great good help nice d",
        r"""
        \b(?:would be|'d be) (?:really |very |so )?(?:great|good|helpful|nice|useful|ideal
            |fantastic) to (?:get|have|hear|see|receive|know)\b
        """,
    ),
    # "I'd love your thoughts"
    Wording(
        Act.REQUEST,
        0.7,
        "love welc like",
        r"""
        \b(?:would|'d) (?:really |also )?(?:love|like|welcome)(?: to (?:hear|get|have|see
            |receive))? your (?:\w+ )?(?:thoughts|feedback|input|comments|opinions?|views?|ideas
            |take|perspective|eyes?|steer|help|read|advice|sign-off)\b
        """,
    ),
    # "would you mind sending …"
    Wording(
        Act.REQUEST,
        0.8,
        "mind",
        r"""
        \b(?:would|do|did|if) you (?:\w+ )?mind (?:if we |if i )?\w+
        """,
    ),
    # "are you able to …"
    Wording(
        Act.REQUEST,
        0.8,
        "able",
        r"""
        \b(?:are|is) (?:you|someone|anyone|your team|your side) (?:\w+ )?able to (?!attend|make
            |join|come|participate|do (?:mon|tue|wed|thu|fri))
        """,
    ),
    # "do you think you could …"
    Wording(
        Act.REQUEST,
        0.8,
        "thin",
        r"""
        \bdo you think (?:you|we|someone) (?:can|could|might)\b(?! (?:be\b|expect))
        """,
    ),
    # "who can help with …"
    Wording(
        Act.REQUEST,
        0.8,
        "who whic",
        r"""
        (?:\A|[.,;:!\-–—] ?|\b(?:so|and|but|hi|hello) )(?:who|which of you) (?:can|could|will
            |would|is able to) (?:help|take|handle|look|send|provide|do|cover|please|own|assist
            |review|pick|join)\b
        """,
    ),
    # "If you could send it …"
    Wording(
        Act.REQUEST,
        0.8,
        "if",
        r"""
        \A(?:(?:please|and|also|so|but|hi|hello|(?-i:[A-Z]\w+))[ ,:\-–]{1,3}){0,4}
            (?:[^.?!,]{0,30}, )?if you (?:could|can|would|would be so kind)\b(?!.{0,60}\b(?:i
            |we)(?:'ll|'d| will| would| can| could)\b)(?! (?:see|recall|remember|imagine|not
            |wait|present))
        """,
    ),
    # "is it possible for you to …"
    Wording(
        Act.REQUEST,
        0.75,
        "poss",
        r"""
        \b(?:is|are|it is|it's) (?:it )?possible (?:for you|that you|for someone|for your)\b
        """,
    ),
    # "I'd be grateful for the statement", "happy if you could"
    Wording(
        Act.REQUEST,
        0.75,
        "grat obli than happ glad plea appr",
        r"""
        \b(?:i|we)(?:'d| would| should| shall|'ll| will| am
            | are) be (?:very |most |so |really |extremely |much |ever so )?(?:grateful|obliged
            |thankful)
            \s(?:for (?!(?:all|your (?:help|support|patience|understanding|kind\w*|time))\b)|if\b
                |to (?:have|get|receive|see|hear|learn|you (?:for|to|if))\b|in advance for)
        |\bbe (?:very |so |really )?(?:happy|glad|pleased) if (?:you|someone|one of|your)\b
        """,
    ),
    # "it would help us to have a price", "a workaround would be a lifesaver"
    Wording(
        Act.REQUEST,
        0.7,
        "help assi life gods reli appr",
        r"""
        \b(?:it|that|this|\w+)(?:'d| would)(?: really| greatly| also| certainly)? (?:help|assist)
            (?: me| us| the team)?(?: a lot| greatly| enormously| with \w+)?
            (?: to (?:have|get|know|see|learn|receive)| if (?!i\b|we\b)| \w+ if (?!i\b|we\b)
                |,? if you (?:can|could)\b)
        |\b(?:would|'d) be (?:of (?:big|great|much|real|enormous) help|an? (?:\w+ )?(?:lifesaver
            |godsend|relief|(?:massive|great|huge|big|real|enormous|tremendous) help))\b
        |\bif (?:you|someone|somebody|anyone|a person|one of (?:\w+ ){1,3}|the \w+ )(?: )?(?:could
            |can|would)\b[^.?!]{1,90}?\b(?:be (?:\w+ )?(?:appreciated|grateful)|really grateful
            |so grateful)
        """,
    ),
    # "One slide with the answer, please"
    Wording(
        Act.REQUEST,
        0.65,
        "plea pls plz",
        r"""
        \A(?!\W*(?:yes|no|oh|ok|okay|coffee|tea)\b)[^.?!;]{6,90}?\w[)"']?,? (?:please|pls|plz)
            (?=\s*(?:[.,!)]|\Z|by\b|before\b|on\b|for\b|to\b|in\b|until\b|and (?:thank|thx)))
        """,
    ),
)
