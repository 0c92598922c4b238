"""Complaints and risks: dissatisfaction and blame, and danger for the relationship.

Each phrase has a weight; a sentence complains (or warns) when its weights reach a mark. Apologies,
offers and conditions are no complaints. Feelings in general are `nlp.tone.judge`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.grievances.complaints import BESIDES, EXCUSES, VERDICTS
from nlp.grievances.facts import FACTS
from nlp.grievances.risks import ADDED, CALM, RISKS
from nlp.grievances.waiting import WAITING
from nlp.lexicon import pattern, words
from nlp.others import leave_out_others
from nlp.weighing import weigh

if TYPE_CHECKING:
    from nlp.view import View

_COMPLAINTS = (*VERDICTS, *WAITING, *FACTS)
#: From this weight on a sentence complains, and asks and complains, and warns. Tried from 0.5 to 1.1
#: on the training mail of the three writers whose mail was read for the rules.
_COMPLAINS, _ASKS_AND_COMPLAINS, _WARNS = 0.8, 0.9, 0.8

_CONTRACT = r"""
        (?:
            contract|agreement|subscription|account|engagement|partnership|relationship
            |services?|retainer|membership|renewal|licen[cs]es?|business|collaboration
            |cooperation|arrangement|deal|project|orders?|support plan|plan
        )
        """
_OTHERS = r"""
        (?:
            vendors?|providers?|suppliers?|agenc(?:y|ies)|partners?|firms?|options?|solutions?
            |competitors?|compan(?:y|ies)|contractors?|consultants?|platforms?|offers?|bids?
            |quotes?|tools?|alternatives?|carriers?
        )
        """

_LEAVE = pattern(
    rf"""
        \b(?:
            cancel(?:l?ing)?|question(?:ing)?|terminat(?:e|ing)|end(?:ing)?|discontinu(?:e|ing)
            |exit(?:ing)?|walk(?:ing)? away from|pull(?:ing)? out of|back(?:ing)? out of
            |withdraw(?:ing)? from|reconsider(?:ing)?|rethink(?:ing)?|re-?evaluat(?:e|ing)
            |wind(?:ing)? down|review(?:ing)? the future of|close|closing|stop(?:ping)?
        )
        [ ](?:our|the|this|your|my|with our) (?:\w+ ){{0,3}}{_CONTRACT}\b
        |\b(?:not|n't|no longer|never|without|against|stop|instead of)
            (?!
                [ ](?:before|until|till|only|just)\b
            )
            (?: \w+){{0,4}} (?:
                renew(?:ing|al)?|extend(?:ing)?
                |continu(?:e|ing) (?:with|our|the|to work|working|this|using)
                |work(?:ing)? with you|us(?:e|ing) your|do(?:ing)? business
            )
            \b
        |\b(?:take|taking|move|moving|bring) (?:our|my) (?:business|account|work|orders?|spend)
            [ ](?:elsewhere|somewhere|to|away)
        |\blook(?:ing)?[ ]
            (?:elsewhere|somewhere else|around for|for (?:an?|other|another) (?:\w+ )?{_OTHERS})
        |\bpart(?:ing)? ways\b|\bjump(?:ing)? ship\b
        |\b(?:
            look(?:ing)? (?:at|into|for)|evaluat\w+|consider\w*|explor\w+|talking (?:to|with)
            |speaking (?:to|with)|meeting (?:with )?|switch(?:ing|ed)? to|mov(?:e|ing|ed) to
            |go(?:ing|ne)? with|went with|chos(?:e|en)|selected|sign(?:ed|ing) with
            |decided (?:on|for)|invit\w+|replac\w+ you with
        )
        [ ](?:\w+ ){{0,2}}?
            (?:
                other|another|different|alternative|alternate|competing|new|rival|cheaper
            )
            [ ](?:\w+ )?{_OTHERS}\b
        |\bdecided (?:
            to (?:
                end|leave|cancel|terminate|stop|switch|move (?:on|away|to)
                |go (?:with|in a different|another)|part
            )
            |not to (?:renew|continue|proceed|extend|go ahead|move forward|sign)
        )
        |\bgo(?:ing)? in (?:a different|another) direction\b
        |\bnotice of (?:termination|cancellation)\b|\bgiv(?:e|ing) notice\b
        |\bone of your competitors\b|\byour competitors?\b
        """
)
_ESCALATION = pattern(
    r"""
        \bescalat(?:e|ed|es|ing|ion)\b(?! (?:policy|path|procedure|process|clause|matrix|number|contact|line|e-?mail|desk))
        |\b(?:speak|talk|complain|write|go|report(?: this)?|turn) (?:directly |straight )?
            (?:to|with) (?:your|my|our|the)
                [ ](?:\w+ )?(?:
                    manager|supervisor|boss|ceo|cfo|coo|vp|director|management|board|superiors?
                    |head of|leadership|executive\w*|ombudsman|regulator
                )
                \b
        |\b(?:our|my|the|your)
            [ ](?:
                ceo|cfo|coo|board|vp|management|managing director|senior management|leadership
                |executives?|steering committee
            )
            [ ](?:is|are|was|were|has|have|wants?|will|now|asked|demands?)
                \b[^.?!]{0,50}\b(?:
                    asking|involved|aware|upset|concerned|unhappy|answers?|explanation|why
                    |questions?|furious|losing|worried|not happy
                )
                \b
        |\btak(?:e|ing) (?:this|it|the matter)
            [ ](?:\w+ )?(?:
                up with (?:your|senior|upper|my)|further|higher
                |to (?:your|senior|upper|the next)
                    [ ](?:\w+ )?(?:management|manager|boss|ceo|director|board|leadership|level)
            )
            \b
        |\b(?:copying|cc'?ing|looping in|involv(?:e|ing)|inform(?:ing)?) (?:in )?(?:your|my|our)
            [ ](?:boss|manager|ceo|director|vp|management|board|supervisor)\b
        |\bformal(?:ly)? complain\w*|\bfile a complaint\b|\bomb?udsman\b
        |\bbetter business bureau\b|\bleave no (?:other )?choice\b
        |\bno (?:other )?choice but to\b
        """
)
_ESCALATION_STEMS = words(
    """
        esca spea talk comp writ go repo turn ceo cfo coo boar vp mana lead exec stee taki
        take copy cc loop invo info file ombu bett no choi seni
        """
)
_LEAVE_STEMS = words(
    """
    ques canc term end endi disc exit walk pull back with reco reth reev re wind revi clos stop
    not t no neve agai inst take taki move movi brin look part jump eval cons expl talk spea
    meet swit go goin gone went chos sele sign deci invi repl noti give givi one your comp
    """
)
_HYPOTHETIC = pattern(
    r"""
        \b(?:
            cancel(?:l?ing|led)? (?:the|our|this|my)
                [ ](?:meeting|call|appointment|order \w*?number|invite)
        )
        \b
        """
)


@dataclass(frozen=True, slots=True)
class Grievance:
    """Scores are 0 where absent."""

    complaint: float
    risk: float
    escalation: bool
    intent_to_leave: bool


def find_grievance(view: View, *, offer: bool, asks: bool) -> Grievance:
    """What a sentence complains of or warns of.

    Args:
        view: The sentence.
        offer: It is an offer: "if anything is wrong, call me" complains of nothing.
        asks: It is a question or request, where "did it fail?" is no complaint.
    """
    if offer:
        return Grievance(0.0, 0.0, escalation=False, intent_to_leave=False)
    text = view.text
    own = leave_out_others(text)
    weight = weigh(view, own, _COMPLAINTS)
    if weight:
        weight += weigh(view, own, BESIDES)
    if round(weight, 3) >= _COMPLAINS and not _FEELING_ANYWAY.search(text):
        weight += weigh(view, text, EXCUSES)
    escalation = (
        not view.stems.isdisjoint(_ESCALATION_STEMS) and _ESCALATION.search(text) is not None
    )
    leave = (
        not view.stems.isdisjoint(_LEAVE_STEMS)
        and _LEAVE.search(text) is not None
        and not _HYPOTHETIC.search(text)
    )
    risk = weigh(view, text, RISKS)
    if risk:
        risk += weigh(view, text, ADDED)
    if round(risk, 3) >= _WARNS:
        risk += weigh(view, text, CALM)
    risk += (0.9 if leave else 0.0) + (0.8 if escalation else 0.0)
    return Grievance(
        complaint=_score(weight, _ASKS_AND_COMPLAINS if asks else _COMPLAINS),
        risk=_score(risk, _WARNS),
        escalation=escalation,
        intent_to_leave=leave,
    )


_FEELING_ANYWAY = pattern(r"\b(?:sorry to say|sorry,? but|sorry but|afraid to say)\b")


def _score(weight: float, needed: float) -> float:
    if round(weight, 3) < needed:
        return 0.0
    return min(0.65 + 0.2 * (weight - needed) / needed, 0.95)
