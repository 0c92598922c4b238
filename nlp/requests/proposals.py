"""Proposals to the reader: "I suggest moving it", "how about Tuesday?", "any chance of two weeks?".

Read by `nlp.requests.phrases`.
"""

from __future__ import annotations

from nlp.requests.wording import Wording
from nlp.tags import Act

PROPOSALS = (
    # "I suggest moving the call"
    Wording(
        Act.REQUEST,
        0.7,
        "sugg prop reco advi",
        r"""
        \b(?:i|we)(?:'d| would)? (?:suggest|propose|recommend|advise)(?: strongly)?
            (?! you (?:already |now |hereby )?(?:that|of)\b)(?: that)? (?:you|we|they|a|an|the
                |moving|having|meeting|using|doing|going|to|one
            |this|these|our|setting|keeping|chang\w+|add\w+|schedul\w+)\b
        """,
    ),
    # "my proposal would be …"
    Wording(
        Act.REQUEST,
        0.65,
        "sugg prop reco requ",
        r"""
        \bmy (?:suggestion|proposal|recommendation|request) (?:is|would be)\b
        """,
    ),
    # "perhaps you could …"
    Wording(
        Act.REQUEST,
        0.7,
        "perh mayb",
        r"""
        \b(?:perhaps|maybe) (?:(?:you|someone) (?:can|could|should|might)\b(?! (?:be\b|see\b))
            |we (?:can|could|should) (?:meet|talk|speak|discuss|chat|schedule|set up|catch up
            |have a))
        """,
    ),
    # "how about Tuesday?"
    Wording(
        Act.REQUEST,
        0.8,
        "how what",
        r"""
        \b(?:how|what) about (?!(?:you|the (?:others?|rest))\b[ ?])(?=.*(?:\d|mon|tue|wed|thu
            |fri|sat|sun|tomorrow|today|lunch|dinner|coffee|breakfast|next|this|after|prior
            |before|noon|meeting|call|we\b|a (?:quick|short)))
        """,
    ),
    # "any chance you can …"
    Wording(
        Act.REQUEST,
        0.8,
        "chan way poss",
        r"""
        \b(?:any|is there (?:a|any)|what are the|a) (?:chance|way|possibility)(?: that)?
            (?: of)? (?:you|we|your|someone|i) (?:can|could|might|would|getting|get|sending
            |meeting|to)\b
        """,
    ),
    # "why don't we …"
    Wording(
        Act.REQUEST,
        0.75,
        "why",
        r"""
        \bwhy (?:don't|do not|not) (?:you|we)\b(?! (?:have|know|like|just))
        """,
    ),
    # "interested in a quote"
    Wording(
        Act.REQUEST,
        0.65,
        "inte",
        r"""
        \binterested in (?:a|an|receiving|getting|having|your|seeing) (?:\w+ ){0,2}(?:quote
            |quotation|proposal|demo|estimate|offer|prices?|sample)\b
        """,
    ),
    # "any chance of two more weeks?", "want to grab half an hour?"
    Wording(
        Act.REQUEST,
        0.75,
        "chan want fanc up care",
        r"""
        \bany chance (?:of|for|we|that)\b
        |\A(?:\w+[,!.] )?(?:do you )?(?:want|wanna|fancy|care|up) (?:to |for )?(?:an? |some )?
            (?:\w+ )?(?:grab|meet|jump|hop
            |join|call|chat|coffee|lunch|dinner|beer|pint|drink|catch|walk|talk|come)\b[^.?!]*\?
        """,
    ),
    # "Lunch on Thursday?", "coffee next week?"
    Wording(
        Act.REQUEST,
        0.7,
        "lunc dinn coff brea drin beer pint call meet chat cate catc walk tea zoom team work sess",
        r"""
        \A(?:(?:so|and|or|then|ok|maybe|perhaps|hi|hey|say|(?-i:[A-Z]\w+))[, ]+){0,3}
            (?:an? |some )?(?:quick |short |video |phone |late |early |working )?
            (?:lunch|dinner|coffee|breakfast|drinks?|beers?|pints?|call|meeting|chat|catch-?up
                |walk|tea|zoom|teams|session)\b
            (?! (?:was|is|are|were|has|have|had|did|does|will|would|went|from|log
                |notes)\b)[^?.!:]{0,50}\?\W*\Z
        """,
    ),
)
