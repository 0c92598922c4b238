"""Tone of a sentence toward the matter or the reader, for business mail.

A lexicon of its own with weights, negation over the words before, and scales for questions,
requests and conditions. Politeness ("please", "thanks", "great, noted") weighs nothing; bad news
told as bad is negative. Complaint and risk push down, but are acts of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import pattern, words
from nlp.others import leave_out_others
from nlp.tags import Tone, ToneLabel

if TYPE_CHECKING:
    from nlp.view import View

#: A sentence is negative or positive from this score on; tried from 0.3 to 0.6 on development mail.
NEGATIVE, POSITIVE = -0.45, 0.45


def _entries(*rows: tuple[float, str]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((weight, pattern(rf"\b(?:{block})\b")) for weight, block in rows)


_LEXICON = _entries(
    (
        -0.9,
        r"""
        furious|appall\w+|outrageous|disgrace\w*|unacceptable|inexcusable|horrible|horrendous
        |terrible|terribly (?!sorry|busy)|awful|dreadful|atrocious|abysmal|disgust\w*|nightmare
        |disaster|disastrous|catastroph\w+|fiasco|shambles|pathetic|incompeten\w+|unprofessional
        |worst|ridiculous|absurd|livid|infuriat\w+
        """,
    ),
    (
        -0.8,
        r"""
        disappoint\w*|frustrat\w*|dissatisf\w+|unhappy|angry|anger|annoy\w*|upset|fed up|sick of
        |tired of|let (?:us|me) down|useless|worthless|waste of|wasted|rude|insult\w*
        |embarrass\w*|shock\w*|dismay\w*|deeply concerned|very concerned|extremely concerned
        |seriously concerned|unreliable|mess(?:ed)? up|a mess|hate|sad(?:ly|dened)?
        |heartbreaking|tragic|devastat\w+|painful|misery|miserable
        """,
    ),
    (
        -0.6,
        r"""
        worr(?:y|ied|ies|ying|isome)|concern(?:ed|ing) (?:about|that|by|with|at|over)
        |(?:serious|major|grave|real|great|growing) concerns?|complain\w*|poor(?:ly)?|lousy
        |subpar|substandard|inadequate|unsatisf\w+|threat\w*|jeopardi[sz]\w*|deteriorat\w*
        |suffer\w*|struggl\w+|lost (?:trust|confidence|faith|patience)
        |losing (?:trust|confidence|faith|patience|business|money)
        |lose (?:business|trust|confidence|money)|overcharged|damag(?:ed|ing)|harm\w*|crisis
        |critical(?:ly)? (?:issue|problem|behind|late|low)
        |(?:was|been|passed|has|died|death|dead)\b(?<=died)|death|died|injur\w+
        |ignor(?:ed|ing) (?:me|us|my|our|by|again|every|all)|neglect\w*|blame|fault of|careless
        |sloppy|crushed|run[- ]?down|horrified|yikes|grr+|ugh+|argh+|who cares
        """,
    ),
    (
        -0.45,
        r"""
        bad(?:ly)?|fail(?:ed|s|ing|ure|ures)?|broken|defect\w*|faulty|unusable|not working
        |crash\w*|outage|delay(?:ed|s)? (?:again|by another)|again delayed|serious condition
        |serious (?:problem|issue|trouble|delay)s?|severe\w*|difficult times|regrettabl\w+
        |unfair\w*|confus(?:ed|ing)|chaos|chaotic|stuck|overdue|late again|lawsuit|sue|breach
        |terminat\w+ (?:the|our|this)|problematic|real problem|big problem|huge problem
        |major problem|setback|losing|burden\w*|impossible|refus(?:es|ed|ing)
        |afraid (?!not|so|i)|scared|stress\w*|overwhelm\w*|ashamed
        """,
    ),
    (
        -0.3,
        r"""
        unfortunate(?:ly)?|i'm afraid|regret|wrong|incorrect|mistakes?|errors?|missing|missed
        |delay(?:ed|s)?|late|lost|trouble|difficult(?:y|ies)?|risk|problems?|issues?
        |complicat\w+|slow|cancell?ed|unable|reject(?:ed|ion)|weak|drop(?:ped)? (?:by|in)
        |declin(?:e|ing) in|still (?:not|no|waiting|have not|haven't|hasn't)
        |no (?:response|reply|answer)|sorry to (?:hear|say|inform|tell)
        """,
    ),
    (
        0.9,
        r"""
        delighted|thrilled|ecstatic|overjoyed|outstanding|superb|fantastic|amazing|marvel+ous
        |terrific|phenomenal|exceptional(?:ly)?|spectacular
        |could(?:n't| not) be (?:happier|more pleased)|above and beyond|blown away|hooray|hoorah
        |woo-?hoo|proud of|very proud|really proud|so proud|incredible
        """,
    ),
    (
        0.8,
        r"""
        excellent (?!question|point|idea, )|wonderful|impress(?:ed|ive)
        |extremely (?:pleased|happy)|very (?:pleased|happy|impressed|glad)
        |so (?:pleased|happy|glad|excited)
        |really (?:
            pleased|happy|glad|enjoyed|impressed|like[ds]?|love[ds]?
            |appreciate (?:all|the|how|your hard)
        )
        |(?:
            great|excellent|fantastic|amazing|wonderful|brilliant|marvelous|super|terrific
            |fabulous|good|nice|beautiful|impressive
        )
        [ ](?:
            job|work|effort|team(?:work)?|result|results|progress|performance|success
            |achievement|presentation|experience|service|support|player|partner|collaboration
        )
        |well done|kudos|exceeded|loved? (?:it|the|your|how|working|what|this)
        |a (?:real |true |great )?pleasure (?:working|to work|doing|dealing)|exciting|excited
        |can't wait|you(?:'re| are) the best|the best \w+(?: \w+)? i(?:'ve| have)
        |best i(?:'ve| have)|big (?:thank|congrat)\w*|huge (?:thank|congrat|success)\w*
        """,
    ),
    (
        0.6,
        r"""
        congrat\w+|pleased (?:with|by|about|that|you)|happy (?:with|about|that)
        |glad (?:that|you|they|we|it|the|i|about)
        |enjoy(?:ed|ing) (?:the|working|our|your|meeting|it|this|his|her)|fun|awesome|brilliant
        |excellent|perfectly|beautiful(?:ly)?|flawless(?:ly)?|seamless(?:ly)?|smooth(?:ly)?
        |remarkable|invaluable|grateful for|thankful for|made (?:my|our) day
        |success(?:ful)?(?:ly)? (?:launch|project|year|event|meeting|partnership|\w+ed)
        |looking very much forward|very much looking forward|best of luck|done very well
        |did (?:very|really) well|going (?:very|really) well
        |works (?:great|beautifully|perfectly|like a charm)|working (?:great|beautifully)
        |marvelous|neat|sure like|favou?rite|privilege|good (?:having|seeing|to hear from|news)
        |great (?:news|meeting|to (?:see|hear|meet)|having|conversation|call|time|visit)
        |nice surprise|outstanding accomplishment|(?:big|major|great) improvement
        |much (?:better|improved|faster)|not bad|impeccable|saved (?:us|me|the day)|hard work
        |well organi[sz]ed|yeah!|welcome aboard
        """,
    ),
    (
        0.3,
        r"""
        helpful|valuable|useful|improved|improvement|success|thorough|prompt|quick turn-?around
        |fast turn-?around|glad|pleased|happy|great|positive|enthusiastic
        |appreciate (?:your|all|the) (?:hard|effort|support|quick|work|dedication|help)
        |resourceful|talented|enjoyable|wow
        |like (?:the|your|how|his|her) (?:idea|style|approach|design|new|way)|makes me want
        """,
    ),
)
_POLITE = pattern(
    r"""
        \b(?:
            (?:i|we)?(?:'d| would|'ll| will)?
                [ ]?(?:be )?(?:happy|glad|pleased|delighted|more than happy) to\b
            |pleased to (?:inform|announce|confirm|advise|meet|attach|submit|present|invite)
            |great(?=[,.!]|$|, thanks| thanks| to me)
            |(?:sounds|looks|that's|would be|that would be)
                [ ](?:great|good|fantastic|wonderful|excellent|awesome)(?: (?:if|to me))?
            |(?:have|had|hope)
                \b.{0,30}\b
                    (?:
                        great|good|nice|wonderful|fantastic|lovely|happy|fun|excellent|enjoy\w*
                    )
                    [ ]?(?:\w+ )?(?:
                        day|week|weekend|evening|time|holiday|holidays|trip|summer|christmas
                        |new year|one|flight|vacation
                    )
            |happy (?:new year|holidays|birthday|friday|monday|easter|thanksgiving|diwali)
            |merry christmas
            |(?:no|not a|any)
                [ ](?:
                    problem|problems|issues?|trouble|worries|concerns?|risk|difficult\w+
                    |mistakes?|errors?|delay
                )
                \b
            |don't worry|do not worry|never mind
            |sorry (?:for|about) (?:the|any|my|this|that|being|not|missing)
                (?: late| delayed| slow)? ?\w*
            |apologies for|(?:it )?would be (?:great|good|nice|helpful|wonderful|fun)(?! to)
            |good (?:morning|afternoon|evening|day|luck|idea|point|question)
            |great (?:question|point|idea)|best (?:regards|wishes)|too late|by late
            |late (?:fee|payment|today|afternoon|this|next|morning)|lost and found
            |risk (?:management|assessment|analysis|team|review|register|officer)
            |issue (?:tracker|date|log|number)
            |(?:late|early)
                [ ](?:
                    january|february|march|april|may|june|july|august|september|october|november
                    |december
                )
            |error (?:log|message|code)|problem (?:statement|solving)|excellent[,.!]|perfect
            |fantastic[,.!]|awesome[,.!]|wonderful[,.!]|brilliant[,.!]
        )
        """
)
_NEGATION = pattern(
    r"\b(?:not|n't|never|no|nothing|without|hardly|cannot|neither|nor|nobody|none)\b|n't\b"
)
_CONDITION = pattern(
    r"""
        \b(?:
            if|unless|in case|should (?:you|there|any)|whether|in order to|to avoid|avoid
            |prevent
        )
        \b
        """
)


#: Sentences without one of these stems have no word of the lexicon.
_STEMS = words(
    """
    furi appa outr disg unac inex horr terr awfu drea atro abys nigh disa cata fias sham path
    inco unpr wors ridi absu livi infu frus diss unha angr ange anno upse fed sick tire let usel
    wort wast rude insu emba shoc dism deep very extr seri unre mess hate sad sadl sadd hear
    trag deva pain mise worr conc majo grav real grea grow comp poor lous subp subs inad unsa
    thre jeop dete suff stru lost losi lose over dama harm cris crit was been pass has died deat
    dead inju igno negl blam faul care slop crus run yike grr argh ugh who bad badl fail brok
    defe unus not cras outa dela agai late seve diff regr unfa conf chao stuc laws sue brea term
    prob big huge setb burd impo refu afra scar stre asha unfo i wron mist erro miss trou risk
    issu slow canc unab reje weak drop decl stil no sorr deli thri ecst outs supe fant amaz marv
    phen exce spec coul abov blow forw hoor woo prou incr wond impr so exci fabu good nice beau
    well kudo love a can you the best cong plea happ glad enjo fun awes bril perf flaw seam smoo
    rema inva grat than made succ look going goin work favo priv much impe save hard welc help
    valu usef thor prom quic fast posi enth appr reso tale wow like make neat yeah did done hori
    overw sure moti ashamed
    """
) - words(
    """i a the was has been so you can no did help usef valu quic prom appr like make look going goin
    very real done made over welc save much hard work who way even beyond"""
)


def judge_tone(
    view: View, *, complaint: float, risk: float, asks: bool, offers: bool, polite_only: bool
) -> Tone:
    """Label and score of one sentence.

    Args:
        view: The sentence.
        complaint: Score of the act, 0 where absent.
        risk: Score of the act, 0 where absent.
        asks: The sentence is a request or question: problem words in it are its topic.
        offers: It is an offer or courtesy: neutral.
        polite_only: It only thanks or acknowledges.
    """
    text = leave_out_others(view.text)
    plain_words = view.stems.isdisjoint(_STEMS) and not complaint and not risk
    if plain_words or (offers and not complaint):
        return Tone(ToneLabel.NEU, 0.0)
    plain = _POLITE.sub(lambda match: " " * len(match.group()), text)
    score = 0.0
    taken: list[tuple[int, int]] = []
    for weight, entry in _LEXICON:
        for match in entry.finditer(plain):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            score += _in_context(weight, plain, match.start())
    if asks and not complaint:
        score *= 0.5 if score < 0 else 0.7
    if polite_only and 0 < score < 0.6:
        score = 0.0
    if score and text.rstrip().endswith("!"):
        score *= 1.25
    if complaint:
        score = min(score, 0.0) - 0.6
    if risk:
        score = min(score, 0.2) - (0.35 if asks else 0.5)
    score = max(-1.0, min(1.0, score))
    if score <= NEGATIVE:
        return Tone(ToneLabel.NEG, round(score, 3))
    return Tone(ToneLabel.POS if score >= POSITIVE else ToneLabel.NEU, round(score, 3))


def _in_context(weight: float, text: str, start: int) -> float:
    """The weight after negation and condition in the words before."""
    before = text[max(start - 60, 0) : start]
    clause = re.split(r"[,;:.!?]|\bbut\b|\band\b", before)[-1]
    near = " ".join(clause.split()[-4:])
    if _NEGATION.search(near):
        # "not happy" is bad, "no delay" is merely not bad.
        return -0.7 * weight if weight > 0 else -0.3 * weight
    if _CONDITION.search(clause):
        return 0.4 * weight
    return weight
