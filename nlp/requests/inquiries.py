"""Questions told by a phrase: "I wonder whether …", "do you know if …", "any news?".

Read by `nlp.requests.phrases`.
"""

from __future__ import annotations

from nlp.requests.wording import Wording
from nlp.tags import Act

INQUIRIES = (
    # "writing to inquire"
    Wording(
        Act.QUESTION,
        0.75,
        "inqu enqu",
        r"""
        \b(?:writing|like|wanted|want|wish) to (?:inquire|enquire)\b
        """,
    ),
    # "I wonder whether …"
    Wording(
        Act.QUESTION,
        0.7,
        "wond curi uncl",
        r"""
        \b(?:i|we)(?:'m| am|'re| are| was| were)? (?:also |just |still |only )*(?:wonder(?:ed
            |ing)?|curious|unclear)(?: to know| to see| about)? (?:if(?! you (?:could|can|would
            |might))|whether(?! you (?:could|can|would))|what|when|where|how|which|who|why)\b
        """,
    ),
    # "we want to know if …"
    Wording(
        Act.QUESTION,
        0.75,
        "know find lear hear ask see chec unde",
        r"""
        (?:\b(?:i|we)\b[^.?!,]{0,25} |\A\W*|\b(?:just|also) )(?:want(?:ed|ing|s)?|like|love|need
            (?:ed)?|try(?:ing)?|keen|interested|curious) to (?:know|find out|learn|hear|ask|see
            |check|understand)(?: about)? (?:if|whether|what|when|where|how|which|who|why
            |were)\b
        """,
    ),
    # "do you know whether …"
    Wording(
        Act.QUESTION,
        0.7,
        "do does",
        r"""
        \bdo(?:es)? (?:you|anyone|anybody|someone|either of you) (?:happen to )?(?:know|have
            |recall|remember|think|see|want|agree|mean)\b
        """,
    ),
    # "trying to find out when …"
    Wording(
        Act.QUESTION,
        0.7,
        "find figu tryi try",
        r"""
        \b(?:find(?:ing)? out|figure out) (?:what|when|whether|how|if)\b(?=.*\b(?:trying|try)\b)
        |\btrying to (?:find out|figure out) (?:what|when|whether|how|if)\b
        """,
    ),
    # "any news?"
    Wording(
        Act.QUESTION,
        0.75,
        "any",
        r"""
        \A(?:(?:hi|hello|and|also|so|(?-i:[A-Z]\w+))[ ,:\-–]{1,3}){0,4}any (?!.*\b(?:appreciated
            |welcome)\b)(?:news|updates?|word|progress|thoughts|idea|ideas|feedback|luck
            |questions for)\b
        """,
    ),
    # "what is the price?, not at the beginning"
    Wording(
        Act.QUESTION,
        0.7,
        "what wher when how why who",
        r"""
        \b(?:what|where|when|how|why|who) (?:is|are|was|were|do|does|did|can|will|would
            |should) (?:the|your|you|we|our|i|it|they|this|that|these)\b[^.?!]*\?
        """,
    ),
)
