"""Offers by their parts: what the reader may wish, and what the writer could do then.

"Should it suit you better, we can also deliver on Saturday" has a wish, an ability and no duty on
either side. `nlp.requests.offers` holds the formulas; here the two halves are looked for in either
order, with the ways of saying "I am there if you need me".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.lexicon import pattern
from nlp.weighing import stands, weighted

if TYPE_CHECKING:
    from nlp.view import View

_READER = r"""
    (?:you|anyone|anybody|any of (?:you|your \w+|them)|someone|somebody|(?:your|the) (?:\w+ ){1,2}?|they|he|she
    |(?-i:[A-Z])\w+)
    """
#: What somebody wishes, or what would please him.
_WISH = rf"""
    (?:{_READER}(?:'d| would|'re| are|'s| is| ever| still| rather| really| both| all)* ?
        (?:want|wants|like|likes|prefer|prefers|wish|wishes|need|needs|require|requires|desire|desires|rather|fancy
        |care for|would|interested|curious|keen|happier|more comfortable|free|in (?:town|the area|need|doubt|trouble|a (?:pinch|bind|hurry))
        |short of|struggling|stuck|lost|run (?:out|into|short)|get stuck|change your mind)\b
    |(?:it|that|this|which|an? (?:\w+ ){{1,2}}|\w+ing (?:\w+ ){{0,4}})?(?:'s|'d| is| are| was| would| were|'re)?[ ]?(?:be |any |of |more |at all |help|make it )*
        (?:help(?:s|ful)?|use(?:ful)?|easier|simpler|quicker|handy|handier|better|interest|convenient|suits?(?: you)?|appeal(?:s|ing)?
        |welcome|needed|necessary|required|preferred|desired|wanted|possible for you|works better|any good)\b)
    """
_OURS = r"(?:i|we|our \w+|my \w+|one of (?:us|our \w+))"
_COULD = rf"""
    (?:\b{_OURS}(?:(?:'d| would|'m| am|'re| are|'ll| will| can| could)(?: also| always| then| still| even| easily| certainly| of course)*
        (?: be)?(?: more than| only too| very| quite| perfectly)? ?(?:happy|glad|pleased|delighted|content|prepared|willing|ready|available
        |free|around|here|open|there|in a position)\b
    |(?:'d| would|'ll| will|\b)(?: also| always| then| still| even| easily| certainly| of course)*[ ](?:can|could|may|might|would|will|happily|gladly|offer|invite you)\b
    |(?:'d|'ll)\b)
    |\b(?:happy|glad|delighted) to\b)
    """
_IF = r"(?:\bif|\bshould|\bin case|\bwhenever|\bany ?time(?: that)?|\bin the event(?: that)?|\bwere|\bas soon as|\bonce)"

#: "If you'd rather …, we can …", "should a second pair of eyes help, I could …".
_WISHED_FIRST = weighted(
    (
        1.0,
        "any anyt case even if once shou soon were when",
        rf"""
    {_IF} {_WISH}[^.?!;]{{0,90}}?{_COULD}
    # "if you want I make a video", "if it'd be handier, I'm in Leeds on Monday"
    |\b(?:if|in case|should|whenever) (?:{_READER}(?:'d| would|'re| are| ever| still| rather| really)* ?
        (?:want|like|prefer|wish|fancy|rather|care to)s?\b|(?:it|that|this)(?:'d| would)(?: be)?(?: of)? (?:help|easier|simpler|handier|better|useful|helpful)\b)
        [^.?!;]{{0,70}}?,? (?:i|we|our \w+|my \w+|they|he|she|there|one of us)(?:'m|'re|'s|'ve|'ll|\b) (?!(?:need|must|should|want|would need|ask|require|expect)\b)
    """,
    )
)
#: "I can also talk to your CFO if that would help", "we could …, should you prefer".
_WISHED_LAST = weighted(
    (
        1.0,
        "case desi help if nece need pref requ shou usef want when wher",
        rf"""
    (?:\b{_OURS}(?:'m| am|'re| are|'d be| would be)? ?(?:also |always |still |even |certainly |easily |then )*
    (?:can|could|may|might|happy|glad|delighted|pleased|free|available|around|willing|ready|'d|would)\b|\b(?:happy|glad|delighted) to\b|\b(?:can|could) be \w+)
    [^.?!;]{{0,110}}?[ ,–-](?:(?:if|should|in case|where|whenever) {_WISH}|(?:if|as|where|when) (?:needed|required|preferred|desired
    |useful|helpful|wanted|necessary|need be)\b)
    |\b(?:you|they|he|she|anyone|there|that|it|which|\w+ing)(?:'s| is| are|'re)? ?(?:can|could|may|also|always|free|welcome|available|possible|fine)\b[^.?!;]{{0,90}}?[ ,–-]if (?:{_READER}(?:'d| would)? (?:want|like|wish|prefer|fancy|rather)s?\b|(?:that|it|this)(?:'s|'d be| is| would be)? (?:easier|better|help|suits|any good|more convenient|handier))
    """,
    )
)
#: Contact, tied to a need: "ring me if anything looks odd", "any trouble, shout".
_CALL = r"""
    (?:call|ring|phone|e-?mail|text|ping|message|write(?: to)?|contact|reach(?: out)?(?: to)?|ask|tell|find|see|speak to|talk to|whatsapp
    |shout|holler|yell|whistle|say|let|drop|pop|stop by|come (?:by|back|to)|swing by|get (?:in touch|back|hold of)|give|knock|bell|buzz|sing out)
    """
_NEED = r"""
    (?:(?:any|further|more|other|additional|some|a|the slightest)(?: further| more| other| additional| such)?(?: \w+)?[ ]
        (?:questions?|quer(?:y|ies)|doubts?|concerns?|problems?|issues?|troubles?|difficult\w+|hiccups?|clarifications?|inquir\w+|enquir\w+)
    |(?:anything|something|any of (?:this|it|that|the above))\b[^.?!;,]{0,30}?\b(?:wrong|unclear|not clear|amiss|odd|missing|off|strange|confusing|comes? up|crops? up
        |changes?|else|need|doesn't|isn't|not)
    |you (?:need|get stuck|run into|have (?:any |further )?(?:questions?|trouble|doubts?|problems?)|are (?:unsure|in doubt|stuck)|can't|cannot|don't|change your mind)
    |in (?:any )?doubt|it (?:doesn't|does not|won't|will not|isn't|breaks|fails|gets|plays up)|stuck|unsure|unclear)
    """
_CONTACT = weighted(
    (
        1.0,
        """
        alwa any anyt ask bell brea buzz cann case clar come comm cont doca does don doub enqu
        fail feed find furt gets hicc idea inqu into isn issu just mess mind need only phon ping
        play pop prob quer ques reac ring see shou simp sing some spea stop stuc sugg swin tell
        ther trou uncl unsu when whis won writ not conc
        """,
        rf"""
    (?:\A|[,;:.–-] ?|\b(?:and|or|so|but|just|please|then|always|do|simply|kindly) ){_CALL}\b[^.?!;]{{0,50}}?\b(?:if|should|with|in case|whenever|when)(?: of)? (?:there (?:is|are) )?{_NEED}
    |\b(?:if|should|in case(?: of)?|whenever|for|with)(?: there (?:is|are|be))? {_NEED}[^.?!;]{{0,70}}?(?:[, ](?:please|just|do|simply|kindly|always|then|you (?:can|may)|only|feel)|,) ?(?:\w+ )?{_CALL}\b
    |(?:\A|, |and )(?:any|further) (?:questions?|problems?|trouble|issues?|doubts?|hiccups?|queries|changes|hassle)(?: at all)?(?:[,:;–-]| -) ?(?:\w+ ){{0,2}}?{_CALL}\b
    |\b(?:questions?|queries|comments|feedback|ideas|suggestions)(?: are| is)? (?:always |very |most |more than )*(?:welcome|to me|can go to|may be)\b
    """,
    )
)
#: "I'm around if", "you know where I am", "my door is open".
_THERE = weighted(
    (
        1.0,
        """
        arou avai away call can cell char cont cost coul desk disp door fee fees find free get
        glad hand happ help here hous inbo line mean mobi noth obli offe offi paym phon reac
        ring serv stan text us welc wher word
        """,
        r"""
    \byou know where (?:to find (?:me|us)|(?:i|we|my \w+|our \w+) (?:am|are|is|live))\b|\b(?:my|our) (?:door|line|phone|inbox|mobile|cell)s?(?: number)?(?:'s| is| are)(?: always| still)? (?:open|on)\b(?! (?:the|a|my|our|fire|mute|silent)\b)
    |\b(?:only|just) a (?:phone )?(?:call|phone call|e-?mail|message|text|shout) away\b
    |\b(?:i|we)(?:'m| am|'re| are|'ll be| will be| remain| stay)(?: \w+)? (?:around|here|available|reachable|contactable|on hand|on call|at hand|at the end of the phone
        |on my (?:mobile|cell)|at my desk|in the office|on standby)\b[^.?!;]{0,50}?\b(?:if|should|for (?:any|questions|anything)|to (?:answer|help|assist|discuss)|in case|whenever)\b
    |\bat your (?:\w+ )?(?:disposal|service)\b|\bby all means\b[^.?!;]{0,40}\b(?:call|ask|use|take|come|ring)\b
    |\b(?:reach|call|ring|contact|find|text|phone|get) (?:me|us)\b[^.?!;]{0,40}\b(?:any ?time|day or night|24/7|24x7|round the clock|at all hours|whenever)\b
    |\byou(?:'re| are) (?:always |very |most |more than |both |all |of course )*welcome to (?!the\b|our\b|a\b|\w+ll\b)|\bhelp yourself\b
    |\b(?:offer|invitation) (?:still )?stands\b|\bsay the word\b|\bno obligation\b
    |\b(?:i|we)(?:'d| would)? ?(?:can |could )?(?:also )?like to offer you\b|\bwithout (?:any )?obligation\b
    |\b(?:alternatively|or else|otherwise|or),? (?:i|we) (?:can|could)\b(?! not|'t)(?! only)
    |\b(?:i|we) (?:can|could) (?:also |always |easily |of course |instead )+(?!be\b|not\b|see\b|confirm\b|say\b|tell\b|only\b|understand\b|report\b)\w+
    |\b(?:i|we|they|he|she|that)(?:'d| would| can| could|'ll| will) [^.?!;]{1,60}\b(?:at no (?:extra |additional )?(?:cost|charge)|free of charge|for (?:free|nothing)|without (?:charge|fees?|payment|cost)|on the house|on us)\b
        [^.?!;]{0,40}\bif\b
    |(?:\A|[,;.:–] ?|\b(?:and|or|but) )(?:i|we) (?:can|could) (?:also |always |gladly |easily |ask )*(?:lend|pick|collect|drop|bring|take
        |drive|show|walk|introduce|arrange|organi[sz]e|recommend|share|give|host|sit with|stay|swap|cover|fetch|mind) (?:you|your|them|it|her|him|in|a|an|some|one|the|on|over)\b
    |\A(?:just |please |alternatively,? |or |simply )*(?:send|give|tell|forward|bring|say|let (?:me|us) know|ping|drop|share|pop|point|name)\b[^.?!;]{0,60}
        ,? and (?:i|we)(?: can| could|'ll gladly|'ll happily| will gladly|'d be (?:happy|glad)|'ll be (?:happy|glad))\b
    """,
    )
)
#: All phrases of this chapter.
PHRASES = (*_WISHED_FIRST, *_WISHED_LAST, *_CONTACT, *_THERE)
#: A duty of the reader, or a threat, behind the condition: no offer.
_NO_OFFER = pattern(
    r"""
    \b(?:will (?:have to|not|need)|won't|cannot|can't|can not|could not|couldn't|must|have to|had to|no longer|instead of|unless|otherwise (?:i|we)(?:'ll| will)
    |cancel|terminate|lawyers?|solicitors?|elsewhere|refund|grateful|appreciate|obliged if|happy if|glad if|thankful|penalt\w+|(?:be|am|are) (?:forced|obliged))\b
    """
)


def is_offered(view: View) -> bool:
    """Whether something is offered that hangs on the reader's wish."""
    if view.asks:
        return False
    if stands(view, (*_THERE, *_CONTACT)):
        return True
    wished = stands(view, (*_WISHED_FIRST, *_WISHED_LAST))
    return wished and _NO_OFFER.search(view.text) is None
