"""Wordings of offers: "feel free to call", "if you'd rather, I could …", "just say the word".

The author would do something if the reader wished it, or says where help is to be had.
"""

from __future__ import annotations

from nlp.requests.wording import Wording
from nlp.tags import Act

OFFERS = (
    # "feel free to call"
    Wording(
        Act.OFFER,
        0.85,
        "free hesi",
        r"""
        \b(?:please )?(?:do )?(?:feel free|don'?t (?:ever )?hesitate|do not hesitate|not hesitate)\b
        """,
    ),
    # "should you need anything, should any of it be unclear, please tell us"
    Wording(
        Act.OFFER,
        0.85,
        "shou",
        r"""
        \bshould you (?:have|need|require|wish|want|like|be interested|prefer|run into|encounter)\b
        |\bshould (?:you|any|anything|anyone|there|it|he|she|they|your)\b[^.?!;]{0,80}?, ?
            (?:please |just |do |simply |kindly )*
            (?:tell|call|ring|phone|write|contact|ask|inform|reach|let (?:me|us)|(?:i|we)(?:'d
                | would|'m| am|'re| are|'ll| will)
            (?:be )?(?:\w+ )?(?:content|happy|glad|ready|pleased|free|available))
        """,
    ),
    # "write to us with any questions"
    Wording(
        Act.OFFER,
        0.85,
        "any furt addi",
        r"""
        \b(?:call|contact|email|e-mail|reach out(?: to)?|ping|write(?: to)?|ask|reach|ring|text)\s
            (?:(?:me|us|him|her|them|[\w.]+) )?(?:\S+ ){0,4}?(?:with|if there are|for) (?:any
            |further|additional) (?:\w+ )?(?:questions?|concerns?|queries|issues?|problems?)\b
        """,
    ),
    # "call me if you have questions"
    Wording(
        Act.OFFER,
        0.85,
        "if",
        r"""
        \b(?:call|contact|email|e-mail|reach out|ping|ask|reach|ring|write|give (?:me|us) a (?:call
            |ring|shout)|get in touch|drop (?:me|us) a (?:line|note)
            |shout)\b[^.?!]{0,50}?\bif (?:you|anyone|anybody|any of you)(?:'re|'d| are| would)? ?
            (?:have (?:any |further |additional |more |other )*(?:questions?|concerns?|queries
            |problems?|issues?|comments?|difficult\w+|trouble)|need|want|wish|like|interested
            |run into|get stuck|require)\b
        |\bif you (?:'d |would )?(?:have (?:any |further |additional |more |other )*(?:questions?
            |concerns?|queries)),? (?:\w+ ){0,3}(?:call|contact|email|ask|reach|let)\b
        |(?:\A|[,;.:–-] ?|\b(?:and|or|so|but|just|please|do|always|then) )(?:shout|holler|yell
            |whistle
            |give (?:me|us) a (?:shout|bell|buzz)|drop (?:me|us) a line|pop (?:in|over|by|round)
                |come (?:by|over|round)
            |stop by|swing by|get in touch)\b
            [^.?!;]{0,60}\bif (?:you|there|it|anything|something|the \w+|that|this|any|your|we|i)\b
        |\bif (?:anything|something)(?: \w+)? (?:feels|looks|seems|is|goes|comes|was) (?:wrong
            |unclear|odd|off|missing|up|not clear)\b
        """,
    ),
    # "any problems, just call"
    Wording(
        Act.OFFER,
        0.85,
        "ques prob trou issu doub quer",
        r"""
        \bany (?:questions?|problems?|trouble|issues?|doubts?|queries)
            (?: at all)?,? (?:please |just |do )*(?:call|shout|ring|ask|let|say|contact|give
            |you)\b
        """,
    ),
    # "I can send it if you like, if that helps I can call"
    Wording(
        Act.OFFER,
        0.85,
        "if",
        r"""
        \bif (?:it|that|this) (?:helps|would help|is (?:of )?(?:help|helpful|useful|easier
            |any help)|would be (?:helpful|useful|easier|of help)|suits|'s (?:helpful|useful
            |easier)),? (?:i|we) (?:can|could|will|'ll|would|'d)\b
        |\b(?:i|we) (?:can|could|will|'ll|may|'d be happy to|would be happy to|am happy to
            |are happy to) (?:\S+ ){1,14}?if (?:you(?:'d)? (?:want|like|need|prefer|wish
            |are interested|would like|think)|you so (?:wish|desire)|(?:it|that|this) (?:helps
            |would help|is (?:helpful|useful|easier)|works better|would be (?:helpful|useful
            |easier))|needed|desired|preferred|required|useful|helpful)\b
        |\bif (?:you|anyone|anybody|any of you)(?:'d| would|'re| are)? ?(?:want|like|need|prefer
            |wish|require|interested|rather|care)\b[^.?!]{0,90}?(?:,| then| please)? ?(?:(?:i
            |we) (?:can|could|will|'ll|'d be|would be|am happy|are happy|may)\b|(?:please )?
            (?:let (?:me|us) know|call|contact|just ask|ask|reach|shout|give (?:me|us)|drop|email
            |e-mail|ping|tell me))
        |\b(?:can|could) be (?:\w+ ){1,8}?(?:,? )?if you(?:'d| would)? (?:like|want|prefer|wish)\b
        |\b(?:i|we) could (?:also )?(?:\S+ ){1,14}?if (?:you|that|it|this|the|your)\b
        """,
    ),
    # "if you'd rather have it later, I could; any time you want to see it, just call"
    Wording(
        Act.OFFER,
        0.85,
        "if case anyt time when",
        r"""
        \b(?:if|in case|any ?time|whenever) (?:you|your \w+|your own \w+ \w+|any of your \w+ \w+
            |anyone|anybody
            |someone|somebody|any of you|they|he|she|it|a \w+|the \w+)(?:'d| would|'re| are|'s
                | has)?
            (?: ever| rather| really| anyway)* ?
            (?:want|wants|like|likes|prefer|prefers|wish|wishes|rather|care|cares|fancy|fancies
                |help|helps
            |handier|easier|useful|helpful|suit you|suits you|interested|curious|in doubt
                |at all unclear|stuck)\b
            [^.?!;]{0,90}?(?:\b(?:i|we|our \w+|they)(?:'d| would|'m| am|'re| are|'ll| will)?
            (?: be)?(?: always| also| then| gladly| happily| more than)* (?:can|could|may|happy
                |glad|free|ready|welcome|invite|make
            |offer|content|available|willing|know a|pick up)\b|\b(?:just|please|then|simply|,|do
                |to|kindly) ?
            (?:say|tell|ask|shout|holler|give|call|ring|phone|drop|write|inform|let))
        """,
    ),
    # "happy to explain if needed, we would be glad to show you"
    Wording(
        Act.OFFER,
        0.85,
        "happ glad plea deli will read",
        r"""
        \b(?:happy|glad|pleased|delighted|more than happy|willing|ready) to (?:\w+ ){1,6}?(?:\w+ )?
            (?:if (?:you|needed|that|it|useful|helpful|required|necessary|this|easier|preferred
            |better|convenient|of interest)|should you|any questions|any time|whenever
            |at your convenience|on request|upon request)\b
        |\b(?:i|we)(?:'d| would|'ll| will) (?:happily|gladly) (?!accept|pay|sign|do so)
        |\b(?:i|we)(?:'d| would) be (?:very |more than |only too |really |quite )?(?:happy|glad
            |delighted|pleased|willing|ready)
            (?: to )(?!help\b|assist|hear|see|learn|know\b|be\b|do so|have\b|work\b|say|receive
                |get\b|meet\b|read\b|accept|join|if\b)
        |\A(?:also,? |and |as ever,? )?(?:more than |very )?(?:happy|glad|delighted) to (?!help\b
            |assist|hear|see|learn|know\b|be\b|have\b|say|report
            |confirm|inform|announce|accept|do (?:it|so|that|this)|receive|take this|get|meet|read
                |note|share (?:that|the news)|tell|let|oblige)
            (?![^.]*\b(?:i|we)(?:'ll| will)\b)
        """,
    ),
    # "at your disposal, we're here to help, they are welcome to come"
    Wording(
        Act.OFFER,
        0.85,
        "disp welc avai here arou hand stan reac free mobi phon cell door line call",
        r"""
        \b(?:at your disposal|you(?:'re| are) (?:always |more than )?welcome to|(?:i|we)(?:'m| am
            |'re| are|'ll be| will be)? (?:always |also )?(?:available|here|around|on hand
            |standing by) (?:to (?:answer|discuss|help|assist|walk|support)|if (?:you|anything)
            |for any (?:questions|help)))\b
        |\bavailable to (?:answer|help|assist) (?:with )?(?:any )?questions?\b
        |\b(?:i|we)(?:'m| am|'re| are| remain| stay) (?:always |also |both )?(?:reachable
            |at (?:your|hand)|free (?:most|any|all)
            |on my (?:mobile|cell|phone)|on call)\b
        |\bmy (?:mobile|phone|cell|door|line)(?:'s| is) (?:always )?(?:on|open)\b(?! \w)
        |\b(?:they|you|he|she|your \w+)(?:'re| are|'s
            | is) (?:always |very |most |more than )*welcome to (?!the\b|our\b|a\b)
        """,
    ),
    # "let me know how we can help, you can reach me at any time"
    Wording(
        Act.OFFER,
        0.85,
        "let can may",
        r"""
        \blet (?:me|us) know (?:if|how|whether) (?:i|we) (?:can|could|may) (?:\w+ )?(?:help|assist
            |be of|do anything|support|provide|answer)\b
        |\byou (?:can|may) (?:always |also )?(?:reach|call|contact|find) (?:me|us|our|him
            |her) (?:\w+ ){0,3}?
            (?:at|on|any|also|24|day|desk|under|through)\b
        """,
    ),
    # "just say the word"
    Wording(
        Act.OFFER,
        0.85,
        "say just holl",
        r"""
        \b(?:just )?say the word\b|\bsay so and (?:i|we)\b|\bjust (?:ask|shout|holler)\b
            |\bholler (?:if|at me)\b
        """,
    ),
    # "for any questions, contact the desk"
    Wording(
        Act.OFFER,
        0.85,
        "ques enqu inqu clar quer doub conc info",
        r"""
        \b(?:for|with|in case of) (?:any |all |other |further |more |additional |your )*
            (?:questions?|enquir\w+|inquir\w+|clarifications?
            |clarity|quer(?:y|ies)|doubts?|concerns?|information)\b[^.?!;]{0,60}?
            (?:contact|call|ring|phone|reply|write|reach|ask|e-?mail|revert|you (?:may|can)
                |without hesitation)\b
        |\bquestions? (?:can|may) be (?:sent|addressed|directed|put) to\b
        """,
    ),
    # "would you like me to send it?"
    Wording(
        Act.OFFER,
        0.85,
        "woul",
        r"""
        \bwould (?:you|it|they) (?:like (?:me|us) to|help if (?:i|we))\b
        """,
    ),
)
