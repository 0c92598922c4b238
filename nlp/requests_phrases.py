"""Requests and questions told by a phrase: "I would appreciate …", "any news?", "you may want to …".

For wordings that no tree tells apart. Each phrase names the first letters of words one of which
stands in it, so that most are never looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlp.clauses import Clause


class _Phrase:
    """A phrase, the act it carries and how surely."""

    def __init__(self, act: Act, score: float, stems: str, block: str) -> None:
        self.act = act
        self.score = score
        #: One of them stands in what the pattern matches, see `nlp.lexicon.stems`.
        self.stems = words(stems)
        self.pattern = pattern(block)


_PHRASES = (
    # "I would appreciate it if you could send …"
    _Phrase(
        Act.REQUEST,
        0.8,
        "appr grat obli than help grea good nice idea wond fant love usef perf best bett awes",
        r"""
        \b(?:would(?: very much| greatly| really| also)?|'d(?: really| very much)?|do|should
            |shall) (?:be )?(?:\w+ )?(?:appreciate|grateful|obliged|thankful|helpful|great|good
            |nice|ideal|wonderful|fantastic|lovely|useful|perfect|best|better|awesome)(?: it
            | to me| to us)?,? if (?:you|someone|one of you|anyone|we|your|the|they|there|he|she|it|somebody|all|this|that)\b
        """,
    ),
    # "we'd appreciate your answer"
    _Phrase(
        Act.REQUEST,
        0.75,
        "appr",
        r"""
        \b(?:i|we)(?:'d| would)(?: very much| greatly| really| also)? appreciate (?!(?:it\b
            (?! if)|that$|the (?:offer|gesture)))
        """,
    ),
    # "your comments are welcome"
    _Phrase(
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
    _Phrase(
        Act.REQUEST,
        0.7,
        "appr",
        r"""
        \b(?:would be|will be) (?:much |greatly |very much |highly |most )?appreciated\b
        """,
    ),
    # "I was hoping you could …"
    _Phrase(
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
    _Phrase(
        Act.REQUEST,
        0.7,
        "hope hopi",
        r"""
        \b(?:i |we |just |still |do )?hop(?:e|ing) (?:that )?(?:you|we|someone)(?:'ll| will| can
            | could)(?: be able to)? (?!have a|enjoy|be\b|feel|find|understand|like|agree
            |forgive|see|continue|keep|all)(?:have (?:the )?(?:time|chance) to )?\w+
        """,
    ),
    # "we kindly ask you to …"
    _Phrase(
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
    _Phrase(
        Act.REQUEST,
        0.75,
        "ask asks aske",
        r"""
        \b(?-i:[A-Z]\w+) (?:has |have )?ask(?:s|ed) (?:that (?:you|we)|if you (?:could|can
            |would)|you to)\b
        """,
    ),
    # "this is a reminder to …"
    _Phrase(
        Act.REQUEST,
        0.75,
        "requ remi",
        r"""
        \b(?:this is|here is|consider this) (?:a|my|our
            |the) (?:formal |kind |gentle |friendly )?(?:request|reminder) (?:for|to|that)\b
        """,
    ),
    # "just a reminder that all forms …"
    _Phrase(
        Act.REQUEST,
        0.6,
        "remi",
        r"""
        \b(?:just |quick |gentle |kind |friendly )?reminder (?:to|that (?:you|your|all|the
            |we))\b
        """,
    ),
    # "I suggest moving the call"
    _Phrase(
        Act.REQUEST,
        0.7,
        "sugg prop reco advi",
        r"""
        \b(?:i|we)(?:'d| would)? (?:suggest|propose|recommend|advise)(?: strongly)?
            (?! you (?:already |now |hereby )?(?:that|of)\b)(?: that)? (?:you|we|they|a|an|the|moving|having|meeting|using|doing|going|to|one
            |this|these|our|setting|keeping|chang\w+|add\w+|schedul\w+)\b
        """,
    ),
    # "my proposal would be …"
    _Phrase(
        Act.REQUEST,
        0.65,
        "sugg prop reco requ",
        r"""
        \bmy (?:suggestion|proposal|recommendation|request) (?:is|would be)\b
        """,
    ),
    # "perhaps you could …"
    _Phrase(
        Act.REQUEST,
        0.7,
        "perh mayb",
        r"""
        \b(?:perhaps|maybe) (?:(?:you|someone) (?:can|could|should|might)\b(?! (?:be\b|see\b))
            |we (?:can|could|should) (?:meet|talk|speak|discuss|chat|schedule|set up|catch up
            |have a))
        """,
    ),
    # "you may want to check"
    _Phrase(
        Act.REQUEST,
        0.65,
        "may migh",
        r"""
        (?<!that )\byou (?:may|might) (?:want|wish|need) to\b
        """,
    ),
    # "still awaiting your approval"
    _Phrase(
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
    _Phrase(
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
    # "how about Tuesday?"
    _Phrase(
        Act.REQUEST,
        0.8,
        "how what",
        r"""
        \b(?:how|what) about (?!(?:you|the (?:others?|rest))\b[ ?])(?=.*(?:\d|mon|tue|wed|thu
            |fri|sat|sun|tomorrow|today|lunch|dinner|coffee|breakfast|next|this|after|prior
            |before|noon|meeting|call|we\b|a (?:quick|short)))
        """,
    ),
    # "it would be great to hear …"
    _Phrase(
        Act.REQUEST,
        0.7,
        "woul great good help nice d",
        r"""
        \b(?:would be|'d be) (?:really |very |so )?(?:great|good|helpful|nice|useful|ideal
            |fantastic) to (?:get|have|hear|see|receive|know)\b
        """,
    ),
    # "I'd love your thoughts"
    _Phrase(
        Act.REQUEST,
        0.7,
        "love welc like",
        r"""
        \b(?:would|'d) (?:really |also )?(?:love|like|welcome)(?: to (?:hear|get|have|see
            |receive))? your (?:\w+ )?(?:thoughts|feedback|input|comments|opinions?|views?|ideas
            |take|perspective|eyes?|steer|help|read|advice|sign-off)\b
        """,
    ),
    # "any chance you can …"
    _Phrase(
        Act.REQUEST,
        0.8,
        "chan way poss",
        r"""
        \b(?:any|is there (?:a|any)|what are the|a) (?:chance|way|possibility)(?: that)?
            (?: of)? (?:you|we|your|someone|i) (?:can|could|might|would|getting|get|sending
            |meeting|to)\b
        """,
    ),
    # "would you mind sending …"
    _Phrase(
        Act.REQUEST,
        0.8,
        "mind",
        r"""
        \b(?:would|do|did|if) you (?:\w+ )?mind (?:if we |if i )?\w+
        """,
    ),
    # "are you able to …"
    _Phrase(
        Act.REQUEST,
        0.8,
        "able",
        r"""
        \b(?:are|is) (?:you|someone|anyone|your team|your side) (?:\w+ )?able to (?!attend|make
            |join|come|participate|do (?:mon|tue|wed|thu|fri))
        """,
    ),
    # "do you think you could …"
    _Phrase(
        Act.REQUEST,
        0.8,
        "thin",
        r"""
        \bdo you think (?:you|we|someone) (?:can|could|might)\b(?! (?:be\b|expect))
        """,
    ),
    # "why don't we …"
    _Phrase(
        Act.REQUEST,
        0.75,
        "why",
        r"""
        \bwhy (?:don't|do not|not) (?:you|we)\b(?! (?:have|know|like|just))
        """,
    ),
    # "who can help with …"
    _Phrase(
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
    _Phrase(
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
    # "don't forget to …"
    _Phrase(
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
    # "is it possible for you to …"
    _Phrase(
        Act.REQUEST,
        0.75,
        "poss",
        r"""
        \b(?:is|are|it is|it's) (?:it )?possible (?:for you|that you|for someone|for your)\b
        """,
    ),
    # "All I need from you is …", "what I'd ask is that …"
    _Phrase(
        Act.REQUEST,
        0.75,
        "all what thin ask requ",
        r"""
        (?:\A|[,;:.–-] ?|\b(?:so|and|but) )(?:all|what|the (?:only |one )?things?|one thing)(?: that)? (?:i|we)(?:'d| would| do| still| really| also| am| now)*
            \s(?:need|ask|want|require|request|asking|expect|like)(?: from you| of you| is| now)*\b[^.?!]{0,40}?(?:\bis\b|\bare\b|:)
        |(?:\A|[,;.–-] ?)(?:one|a|my|our|only|small|last|another) (?:\w+ )?(?:ask|request|favou?r|plea)\b(?: from \w+)?:
        """,
    ),
    # "I'd be grateful for the statement", "happy if you could"
    _Phrase(
        Act.REQUEST,
        0.75,
        "grat obli than happ glad plea appr",
        r"""
        \b(?:i|we)(?:'d| would| should| shall|'ll| will| am| are) be (?:very |most |so |really |extremely |much |ever so )?(?:grateful|obliged|thankful)
            \s(?:for (?!(?:all|your (?:help|support|patience|understanding|kind\w*|time))\b)|if\b|to (?:have|get|receive|see|hear|learn|you (?:for|to|if))\b|in advance for)
        |\bbe (?:very |so |really )?(?:happy|glad|pleased) if (?:you|someone|one of|your)\b
        """,
    ),
    # "it would help us to have a price", "a workaround would be a lifesaver"
    _Phrase(
        Act.REQUEST,
        0.7,
        "help assi life gods reli appr",
        r"""
        \b(?:it|that|this|\w+)(?:'d| would)(?: really| greatly| also| certainly)? (?:help|assist)(?: me| us| the team)?(?: a lot| greatly| enormously| with \w+)?
            (?: to (?:have|get|know|see|learn|receive)| if (?!i\b|we\b)| \w+ if (?!i\b|we\b)|,? if you (?:can|could)\b)
        |\b(?:would|'d) be (?:of (?:big|great|much|real|enormous) help|an? (?:\w+ )?(?:lifesaver|godsend|relief|(?:massive|great|huge|big|real|enormous|tremendous) help))\b
        |\bif (?:you|someone|somebody|anyone|a person|one of (?:\w+ ){1,3}|the \w+ )(?: )?(?:could|can|would)\b[^.?!]{1,90}?\b(?:be (?:\w+ )?(?:appreciated|grateful)|really grateful|so grateful)
        """,
    ),
    # "kindly request you to settle", "I solicit you to …", "I ask for new confirmation"
    _Phrase(
        Act.REQUEST,
        0.75,
        "requ soli than ask aski invi bett",
        r"""
        \b(?:request|solicit)(?:ing)? (?:you|your good ?self|all|everyone)(?: all)? to\b
        |\b(?:i|we) thank you to [a-z]+\b
        |\b(?:i|we)(?:'m| am|'re| are| must| may| have to| do| would|'d)? (?:also |again |kindly |therefore |now )?ask(?:ing)?(?: you)? for (?!(?:nothing|forgiveness|directions)\b)
        |\b(?:i|we) (?:must|have to) (?:ask|insist|request)\b
        |\byou(?:'d| had) better (?!be\b|off\b|than\b)[a-z]+
        |\byou are (?:kindly |cordially |hereby |all )?(?:invited|requested|asked|required) to\b
        """,
    ),
    # "need 14 pickers for Sunday night"
    _Phrase(
        Act.REQUEST,
        0.7,
        "need want look requ",
        r"""
        \A(?:(?:hi|hello|hey|urgent(?:ly)?|also|and|still|just|ok|(?-i:(?!We\b|You\b|They\b|He\b|She\b|It\b|I\b)[A-Z]\w+))[ ,:!]+){0,3}(?:need|needing|looking for|require)
            \s(?:a|an|\d+|the|your|some|this|two|three|four|five|another|one|to (?:have|get|know)|someone|somebody|help)\b
        """,
    ),
    # "so don't put it on my invoice", "- do not load them"
    _Phrase(
        Act.REQUEST,
        0.7,
        "don dont do t",
        r"""
        (?:\A|[,;:.–-] |\b(?:so|please|but) )(?:please )?(?:don'?t|do not) (?:ever |yet |even )?(?!worry|hesitate|mind|panic|know|think|have|need|want|be\b|get me
            |you\b|we\b|let|i\b|they\b|see\b|hear|feel|seem|believe|agree|like|care|forget|look|take (?:it|this|that|my)|understand|expect|come|go\b|work|even|all|really
            |as\b|of\b|in\b|ask me|argue|laugh|cry|get\b|miss|shoot|tell (?:me|anyone)|start me)[a-z]+
        """,
    ),
    # "One slide with the answer, please"
    _Phrase(
        Act.REQUEST,
        0.65,
        "plea pls plz",
        r"""
        \A(?!\W*(?:yes|no|oh|ok|okay|coffee|tea)\b)[^.?!;]{6,90}?\w[)"']?,? (?:please|pls|plz)(?=\s*(?:[.,!)]|\Z|by\b|before\b|on\b|for\b|to\b|in\b|until\b|and (?:thank|thx)))
        """,
    ),
    # "I trust you will …"
    _Phrase(
        Act.REQUEST,
        0.7,
        "trus expe coun rely",
        r"""
        \b(?:i|we)(?:'d| would| will|'ll)? (?:trust|expect|count on|rely on) (?:that )?(?:you
            |your team)(?: will| to|'ll)\b
        """,
    ),
    # "please … where the tagger lost the verb"
    _Phrase(
        Act.REQUEST,
        0.6,
        "plea pls plz kind",
        r"""
        \b(?:please|pls|plz|kindly) (?:\w+ly )?(?!note|be |find|accept|excuse|forgive|disregard
            |ignore|bear|feel|do not hesitate|don't|see|let|know|and|thanks|thank|as|refer
            |contact|call|keep in|have a|enjoy|take care|,)(?:\w+)
        """,
    ),
    # "writing to inquire"
    _Phrase(
        Act.QUESTION,
        0.75,
        "inqu enqu",
        r"""
        \b(?:writing|like|wanted|want|wish) to (?:inquire|enquire)\b
        """,
    ),
    # "interested in a quote"
    _Phrase(
        Act.REQUEST,
        0.65,
        "inte",
        r"""
        \binterested in (?:a|an|receiving|getting|having|your|seeing) (?:\w+ ){0,2}(?:quote
            |quotation|proposal|demo|estimate|offer|prices?|sample)\b
        """,
    ),
    # "chase them for me, would you?"
    _Phrase(
        Act.REQUEST,
        0.8,
        "you ya",
        r"""
        ,? (?:would|could|will|can) (?:you|ya|u)(?: please)?\?\W*\Z
        """,
    ),
    # "any chance of two more weeks?", "want to grab half an hour?"
    _Phrase(
        Act.REQUEST,
        0.75,
        "chan want fanc up care",
        r"""
        \bany chance (?:of|for|we|that)\b
        |\A(?:\w+[,!.] )?(?:do you )?(?:want|wanna|fancy|care|up) (?:to |for )?(?:an? |some )?(?:\w+ )?(?:grab|meet|jump|hop
            |join|call|chat|coffee|lunch|dinner|beer|pint|drink|catch|walk|talk|come)\b[^.?!]*\?
        """,
    ),
    # "Lunch on Thursday?", "coffee next week?"
    _Phrase(
        Act.REQUEST,
        0.7,
        "lunc dinn coff brea drin beer pint call meet chat cate catc walk tea zoom team work sess",
        r"""
        \A(?:(?:so|and|or|then|ok|maybe|perhaps|hi|hey|say|(?-i:[A-Z]\w+))[, ]+){0,3}(?:an? |some )?(?:quick |short |video |phone |late |early |working )?
            (?:lunch|dinner|coffee|breakfast|drinks?|beers?|pints?|call|meeting|chat|catch-?up|walk|tea|zoom|teams|session)\b
            (?! (?:was|is|are|were|has|have|had|did|does|will|would|went|from|log|notes)\b)[^?.!:]{0,50}\?\W*\Z
        """,
    ),
    # "I wonder whether …"
    _Phrase(
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
    _Phrase(
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
    _Phrase(
        Act.QUESTION,
        0.7,
        "do does",
        r"""
        \bdo(?:es)? (?:you|anyone|anybody|someone|either of you) (?:happen to )?(?:know|have
            |recall|remember|think|see|want|agree|mean)\b
        """,
    ),
    # "trying to find out when …"
    _Phrase(
        Act.QUESTION,
        0.7,
        "find figu tryi try",
        r"""
        \b(?:find(?:ing)? out|figure out) (?:what|when|whether|how|if)\b(?=.*\b(?:trying|try)\b)
        |\btrying to (?:find out|figure out) (?:what|when|whether|how|if)\b
        """,
    ),
    # "any news?"
    _Phrase(
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
    _Phrase(
        Act.QUESTION,
        0.7,
        "what wher when how why who",
        r"""
        \b(?:what|where|when|how|why|who) (?:is|are|was|were|do|does|did|can|will|would
            |should) (?:the|your|you|we|our|i|it|they|this|that|these)\b[^.?!]*\?
        """,
    ),
)


#: Verbs that only introduce what is asked: "we would appreciate it if you could send …".
_LEADING = words(
    "appreciate be hope wonder ask request suggest propose recommend love like think trust expect"
)


def find_phrases(view: View) -> Iterator[Finding]:
    """The phrases that stand in the sentence, one finding each."""
    for phrase in _PHRASES:
        if view.stems.isdisjoint(phrase.stems):
            continue
        match = phrase.pattern.search(view.text)
        if match is None:
            continue
        if phrase.act is Act.QUESTION and not view.asks and phrase.pattern.pattern.endswith("?"):
            continue
        yield Finding(phrase.act, phrase.score, _clause_near(view, match))


def _clause_near(view: View, match: re.Match[str]) -> Clause | None:
    """The clause that the phrase is about: inside the match, or behind one that introduces it."""
    if view.parse is None:
        return None
    starts = view.parse.starts
    inside = [c for c in view.clauses if match.start() <= starts[c.verb] < match.end()]
    behind = [c for c in view.clauses if starts[c.verb] >= match.end()]
    if inside and not (behind and inside[-1].base in _LEADING):
        return inside[-1]
    return behind[0] if behind else None
