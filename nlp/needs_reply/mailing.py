"""What was not written to this reader: machines' notes, absence notes, mailings, strangers' pitches.

A pitch asks in perfect form ("Do you have 15 minutes on Thursday?"), so the question decides
nothing. It is known by its parts: what the sender's firm does for firms like yours, a hook about
the reader, and an appointment or a word of interest as all that is asked. One part alone proves
nothing, and nothing here counts in a conversation that the reader takes part in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MACHINE = re.compile(
    r"\b(?:this is an automated|automatically generated|automated (?:message|notification|reply|response|e-?mail)|do not reply to this|please do not reply|no-?reply@|auto-?reply|automatic reply|limited (?:or no )?access to (?:my )?e-?mail|(?:during|in) my absence|(?:reply|respond|get back) (?:to you |to your (?:e-?mail|message) )?(?:up)?on my return|delivery (?:status notification|has failed)|undeliverable|your (?:order|ticket|request|case) (?:#|number|has been (?:received|shipped|created|confirmed))|password reset|verification code|mailbox is not monitored|(?:has|have) (?:accepted|declined) this invitation)\b",
    re.IGNORECASE,
)
_MACHINE_SUBJECT = re.compile(
    r"\A\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|ooo\b|accepted:|declined:|tentative:|cancell?ed:|updated invitation|undeliverable|delivery status|returned mail|abwesenheit|automatische antwort|réponse automatique|respuesta automática|resposta automática|risposta automatica)",
    re.IGNORECASE,
)
_MACHINE_SENDER = re.compile(
    r"(?:\A|<|\b)(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer-daemon|postmaster|notifications?|alerts?|bounces?)[\w+.\-]*@",
    re.IGNORECASE,
)

#: Somebody says that he is away …
_ABSENT = re.compile(
    r"\b(?:i am|i'm|i will be|i'll be|am|currently|\A)\b.{0,25}\b(?:out of (?:the )?office|out of office|away\b(?! from the (?:point|topic))|on (?:annual leave|vacation|holidays?|leave|parental leave|maternity leave|paternity leave|sick leave|pto|a business trip))"
    r"|\A\W*(?:on )?(?:annual|parental|maternity|paternity|sick) leave\b",
    re.IGNORECASE,
)
#: … and until when, or who stands in: together an absence note, whatever the headers say.
_COVERED = re.compile(
    r"\b(?:thank you for your (?:message|e-?mail|mail)|in (?:urgent|pressing) cases|in case of urgency|(?:during|in) my absence|if (?:it is|this is|your (?:request|matter) is|it's|really) urgent|for (?:anything )?urgent(?: matters| requests| issues)?|back (?:in the office |at my desk )?on|will (?:reply|respond|answer|read) (?:when|once|after|upon|it)|takes? over|(?:stands?|fills?|steps) in for|contact|when i'm back|until|till|return on)\b",
    re.IGNORECASE,
)

_NEEDLESS = re.compile(
    r"\b(?:no (?:need|reason) (?:to|for you to) (?:reply|respond|answer|get back|react|do anything)|no (?:\w+ (?:and|or) no )?(?:reply|response|answer|action|reaction)(?: (?:is|are))? (?:needed|necessary|required|expected|on your part)|nothing (?:is )?(?:needed|required|needs? (?:doing|to be done)|to do|for you to do)|for your (?:information|records|files|archives?) only|fyi only|just (?:an? )?fyi\b|(?:don't|do not) (?:feel (?:you have|obliged|obligated|the need)|have|need|bother) to (?:answer|reply|respond|write back|do anything)|no correspondence will be entered|requires? (?:nothing|anything) of you|(?:we|i) (?:will )?(?:answer|handle|deal with) (?:it|this|them|the \w+) (?:myself|ourselves))\b",
    re.IGNORECASE,
)

_LIST_MARKS = re.compile(
    r"\bunsubscribe\b|\bopt[- ]out\b|\bmanage (?:your )?preferences\b|\bview (?:this )?(?:e-?mail )?in (?:your )?browser\b|\bemail preferences\b|\b(?:all rights reserved|terms (?:and conditions|of service) apply|privacy policy|you are receiving this|was sent to|no longer wish to receive)\b|©",
    re.IGNORECASE,
)
_MASS = re.compile(
    r"\A\W*(?:dear|hello|hi|hey|good (?:morning|day)) (?:all|friends?|partners?|colleagues?|customers?|members?|readers?|subscribers?|everyone|everybody|folks|\w+ (?:partners|friends|customers|members|colleagues|readers)|valued \w+|friends and \w+|colleagues and \w+|partners and \w+)\b"
    r"|\b(?:dear (?:valued )?(?:customer|subscriber|member|executive|user|reader)|valued customer|hi there,? marketer)\b",
    re.IGNORECASE,
)
#: Offers made to everybody.
_ADVERTISING = re.compile(
    r"\b(?:newsletter|webinar|special offer|limited[- ]time|exclusive (?:offer|deal|access|discount)|discount code|promo(?:tion)? code|free (?:trial|audit|analysis|report|demo|sample|consultation|guide|check|assessment|of charge for new)|(?:first|one|two|three) months? free|\d{1,2} ?% off|save (?:up to )?[$€£]?\d+|get \d{1,2} ?%|black friday|flash sale|early[- ]bird|don't miss (?:out|this)|act now|offer (?:ends|expires|valid)|last chance to|sign up (?:now|today)|register (?:now|today|here|online|by)|seats? (?:are|is) limited|limited (?:seats|places)|reserve (?:yours|your)|buy now|shop now|order (?:now|online|today|by \w+ and)|configure (?:yours|online)|collect (?:\w+ )?points|(?:loyalty|bonus|double) points|download (?:our|the|your) (?:free )?(?:e-?book|guide|whitepaper|report)|claim your|learn more|read (?:more|our|the \w+ (?:on|below))|get started|book a demo|start your|on (?:the|our|my) (?:blog|website)|button below|(?:visit|see|meet|find) us at|(?:our|at) (?:stand|booth)\b|stand [a-z]?\d+|from (?:[$€£] ?)?\d+[.,]\d\d|join (?:us|our|\d+)|new (?:arrivals|collection|range)|now available|introducing|spring is here|summer is coming|tickets are|our (?:latest|newest) )",
    re.IGNORECASE,
)
#: What the sender's firm does for firms like yours.
_BENEFIT = re.compile(
    r"\bwe (?:just |already |have |also )*(?:help|helped|enable|support|work with|specialise|specialize|offer|provide|supply|recovered|saved|build|represent|are offering|buy|connect|deliver|generate)\b|\b(?:compan(?:y|ies)|firms?|business(?:es)?|teams?|brands?|clients?|organi[sz]ations?) (?:just |exactly )?like (?:yours|you|\w+)\b|\b(?:increase|boost|double|triple|grow|cut|reduce|slash|save|improve|scale|skyrocket|optimi[sz]e)s? (?:your|reply|sales|costs?|revenue|freight|\w+ (?:costs?|rates?|by))\b|\bon autopilot\b|\bno (?:strings|obligation)\b|\bleading (?:manufacturer|provider|supplier|company|producer|agency|exporter)\b|\bour (?:\w+ )?(?:platform|solutions?|software|tool|products?|scanner|models?|app|services?|team of \w+|developers|portfolio|clients)\b|\b(?:i|we) represent\b|\b(?:available immediately|at competitive|best prices?|competitive prices?|tax-free|package|nearshore|offshore|qualified (?:leads|calls|candidates|\w+))\b|\b(?:10x|lead generation|seo|roi)\b|\b(?:i|we)(?:'d| would) love to show you\b|\b(?:i am|i'm|we are|we're) recruiting\b",
    re.IGNORECASE,
)
#: What makes the reader look up.
_HOOK = re.compile(
    r"\b(?:came across|stumbled (?:up)?on|was browsing|were browsing|i (?:noticed|saw|see|read|found) (?:that )?(?:your|you|\w+ is|\w+'s)|saw that \w+|your (?:profile|website|site|experience|company|background|work|linkedin) (?:came|caught|is|isn't|has|looks|stood)|impressed (?:by|with)|congrat(?:s|ulations)\b|did you (?:see|get|receive|have a chance|read) (?:my|our) (?:last |previous |first )?(?:e-?mail|note|message|mail)|(?:get|got|had|have) a chance to (?:look|see|read|review)|quick q(?:uestion)?\b|top of your inbox|bumping|floating|circling back|not a bot|(?:have been|'ve been|are|were) (?:selected|nominated|shortlisted|chosen|invited)|tired of|ever wondered|struggling with|are you (?:happy|satisfied) with your (?:current|present)|did you know|looking for (?:a |an |qualified |new |more |better )?\w+\?|time for an?|is your \w+|(?:which|what) trends|asking because|do you have a (?:process|system|strategy|plan|solution) for)\b",
    re.IGNORECASE,
)
#: All that a pitch asks: a little time, a word of interest, another name.
_BAIT = re.compile(
    r"\b(?:(?:15|20|30|ten|fifteen|twenty|\d+) ?(?:-| )?min(?:ute)?s?|(?:quick|brief|short|confidential|15-minute) (?:call|chat|question|intro|conversation|demo)|worth (?:a|your)|open to|(?:right|better|best) (?:person|contact)|who (?:handles|is in charge|is responsible|looks after|takes care)|(?:hear|hearing|learn|learning|know|knowing) more|(?:can|may|shall|could|should|want me to|would you like me to) i? ?(?:send|show|share|call) (?:you|over)|send over|book a|schedule a (?:call|demo|chat)|reply (?:with )?[\"']?yes|just reply|would you (?:consider|like a (?:free|quick))|interested(?: in)?|let (?:us|me) know your (?:requirements?|needs|interest)|count you in|suggest a time|in your calendar|confirm your (?:entry|biography|listing|place|seat)|agree\?|disagree|what's yours|will (?:you be|we see you) at)\b",
    re.IGNORECASE,
)
#: Who wants to buy tells his own need and asks for our price.
_BUYER = re.compile(
    r"\b(?:(?:i|we) (?:urgently |currently |would )?(?:need|require|want|are (?:looking for|searching|planning|interested in)|'re looking for|'re a \w+ (?:\w+ )?looking for|would like to (?:order|book|buy|hire|rent))|(?:could|can|would|please) (?:you )?(?:\w+ )?quote|your (?:best )?(?:price|prices|offer|quotation|rates|catalogue|price list|availability)|how much|what (?:does|do|would|is) (?:\w+ ){1,4}cost|do you (?:do|make|offer|sell|deliver|also|ship|rent|have (?:any|rooms?|space|tables?))|still (?:for sale|free|available)|can you (?:supply|deliver|make|print|build|repair|ship)|(?:got|have) your (?:name|number|address) from|recommended (?:you|by)|referred)\b",
    re.IGNORECASE,
)
_SALES_SENDER = re.compile(
    r"(?:\A|<)(?:sales|info|team|news\w*|marketing|hello|offers?|promo\w*|events?|bulletin|editor\w*|contact|customer\w*|support|service)[\w+.\-]*@",
    re.IGNORECASE,
)


def is_machine(subject: str, own: str, sender: str, *, answering: bool) -> bool:
    """Whether a program wrote the message, by its subject, its words or its sender.

    Args:
        subject: Of the message.
        own: Its new text.
        sender: Name and address of the author, "" where unknown.
        answering: It stands in a thread, where a person may speak of automatic messages.
    """
    if _MACHINE_SUBJECT.match(subject) or _MACHINE_SENDER.search(sender):
        return True
    return not answering and _MACHINE.search(own) is not None


def is_absence_note(own: str, count: int) -> bool:
    """Whether a text of `count` sentences says that its author is away, and no more."""
    return count <= 8 and _ABSENT.search(own) is not None and _COVERED.search(own) is not None


def wants_no_answer(own: str) -> bool:
    """Whether the author says that no answer is needed."""
    return _NEEDLESS.search(own) is not None


def is_mass_mail(own: str) -> bool:
    """Whether it speaks to many: "Dear partners,"."""
    return _MASS.search(own[:2_000]) is not None


def strangers_mark(own: str, rest: Sequence[str], sender: str) -> float:
    """How surely a message outside any conversation is a mailing or a pitch, 0 to 1.

    Args:
        own: The new text.
        rest: Footers and disclaimers.
        sender: Name and address of the author, "" where unknown.
    """
    listed = bool(_LIST_MARKS.search(own) or any(map(_LIST_MARKS.search, rest)))
    advertising = min(len({m[0].lower() for m in _ADVERTISING.finditer(own[:10_000])}), 2)
    pitch = sum(map(bool, (_BENEFIT.search(own), _HOOK.search(own), _BAIT.search(own))))
    signs = 2 * listed + advertising + (pitch if pitch > 1 else 0)
    if signs or pitch:
        signs += bool(_MASS.search(own[:2_000])) + bool(_SALES_SENDER.search(sender))
        signs += pitch == 1
    signs -= 2 * bool(_BUYER.search(own))
    return min(max(signs, 0) / 3, 1.0)
