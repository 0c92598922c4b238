"""Meetings in words of time: "Thursday at 10 is good", "give me twenty minutes tomorrow".

No word for a meeting need be there: a time that suits somebody, minutes asked of somebody, an event
with its hour, somebody who comes. Times are recognised roughly, also as non-native writers put them
("28 is good, 10h"); what they mean is read by `nlp.times.records`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import pattern
from nlp.weighing import stands, weighted

if TYPE_CHECKING:
    from nlp.view import View

_MONTH = r"""
    (?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr
    |jun|jul|aug|sept?|oct|nov|dec)
    """
_DAY = rf"""
    (?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|weds?|thurs?|fri|tomorrow|tmrw|tonight|today
    |next week|this week|week of|(?:the )?\d{{1,2}}(?:st|nd|rd|th)
    |(?:\d{{1,2}}(?:st|nd|rd|th)?|the|early|late|mid|first|last) ?(?:of )?{_MONTH}\b|{_MONTH}\.? \d{{1,2}}
    |\d{{1,2}}[./]\d{{1,2}}\.?)
    """
_CLOCK = r"""
    (?:\d{1,2}(?:[:.h]\d{2})? ?(?:am|pm|a\.m\.|p\.m\.|o'?clock|h\b|hrs|uhr)|\d{1,2}[:.]\d{2}\b|noon|midday
    |(?:half|quarter) (?:past |to )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})|at (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b
    |morning|afternoon|evening|lunchtime)
    """
_WHEN = rf"(?:{_DAY}|{_CLOCK})"

#: "Wednesday is good for both of us", "the 14th doesn't work for Ann", "28 fits".
_SUITS = weighted(
    (
        1.0,
        """
        bad best bett clas conv doab fine fit fits free good grea idea impo limi ok okay perf
        poss suit tric work
        """,
        rf"""
    \b{_WHEN}(?:[ ,]+(?:at |in the |after |from |or |and |the |between ){{0,2}}{_WHEN}){{0,3}},?
    (?: (?:for|with|in|at|german|your|our|my|time|local|here|both|then|too|o'clock|still|also|would|could|might|does|do
    |just|about|is|are|be|will|looks?|sounds?|really|not|probably|\w+'s)){{0,6}}(?:'s|'d)?(?:n't)? ?(?:be )?\b
    (?:good|fine|ok|okay|great|perfect|works?|suits?|fits?|possible|impossible|no good|ideal|tricky|off limits|clashes
    |better|convenient|doable|free|best|bad|suitable|more suitable)\b
    (?! (?:news|afternoon|morning|for (?:delivery|shipment|payment|collection|the (?:delivery|parts|shipment|goods|invoice))
    |by me|with our purchase|quality|working|for nothing|of charge)|ly|,? (?:for|if) (?:delivery|the goods))
    """,
    )
)
#: "give me twenty minutes tomorrow", "want to grab 15 on Friday".
_MINUTES = weighted(
    (
        1.0,
        """
        asid aske bloc book find free get give givi got grab have hold keep lend need offe rese
        sche spar sque take want
        """,
        rf"""
    \b(?:take|give|giving|spare|grab|have|find|need|asked?(?: \w+)* for|hold|block(?:ed)?|book(?:ed)?|want|get|got
    |reserve[ds]?|free up|squeeze|schedule|set aside|keep|offer|lend)\b[^.?!;]{{0,30}}
    \b(?:half an hour|an hour|a quarter of an hour|(?:\d+|ten|fifteen|twenty|thirty|forty|five|a few|a couple of)[ ]?
    (?:min(?:ute)?s?|mins)|15|30|a slot)\b[^.?!;]{{0,40}}{_WHEN}
    """,
    )
)
#: "I'll ring you at four", "on a call at 8", "get somebody on the phone".
_RING = weighted(
    (
        1.0,
        "call catc dial face line phon ring tele zoom",
        rf"""
    \b(?:ring|phone|(?<!the )call|telephone|zoom|facetime|call in|dial in|catch)(?: (?:you|me|us|him|her|them))?
        (?: (?:at|around|about|on|from))? {_CLOCK}\b
    |\bcall in on\b[^.?!;]{{0,20}}{_DAY}|\b(?:get|put|have) (?:\w+ ){{0,3}}on the (?:phone|line)\b
    |\bon a call (?:at|on|in|this|today|tomorrow)\b
    """,
    )
)
#: "shall we say half ten", "could we sit together on Thursday".
_PROPOSED = weighted(
    (
        1.0,
        "are can coul fanc how invi let prop shal sugg what woul",
        rf"""
    \b(?:shall we|let's|let us (?!know)|how about|what about|could we|can we|would you (?:and|be|like|join|allow)
    |are you (?:free|around|in|up)|fancy|propose|suggest|invite
    |would (?:\w+ ){{1,4}}(?:be )?(?:ok|okay|suit|good|work|possible|welcome))\b[^.?!;]{{0,60}}\b{_WHEN}
    |\bcould (?:it|we|that) be\b[^.?!;]{{0,40}}\binstead\b|\b(?:can|could) do {_WHEN}
    """,
    )
)
_OCCASION = r"""
    (?<!-)\b(?:ceremony|conference|seminar|training|session|committee|panel|audit|inspection|rehearsal|viewing|hearing
    |party|wedding|barbecue|bbq|open day|tasting|fitting|fat|factory test|walk-?(?:round|through)|handover|stand-?up
    |class|workshop|webinar|demo|interviews?|appointment|check-?up|drinks|agm|general meeting|meetings?
    |(?:conference |video |phone |team |teams |daily |weekly |status )?calls?|catch-?up|kick-?off|briefing|debrief
    |review|tour|lecture|concert|screening|assembly)\b
    (?![ -](?:room|forwarding|offs?\b|out\b|time|notes|minutes|fee|card|centre|center|level|agreement|desk|charge|costs?))
    """
#: "the ceremony takes place on 12 November at 14:00", "next session: Tuesday, 9.30".
_EVENT = weighted(
    (
        1.0,
        """
        agm appo asse audi barb bbq brie call catc cere chec clas comm conc conf conv debr demo
        drin fact fat fitt gath hand hear insp inte kick lect meet open pane part rehe revi scre
        semi sess sit sits stan tast tour trai view walk webi wedd work
        """,
        rf"""
    (?<!before )(?<!after )(?<!until )(?<!by )(?<!the last )(?<!since ){_OCCASION}
    (?: (?:is|are|will be|takes place|take place|has been|have been|tentatively|now|with \w+|about \w+|in \w+|for \w+
    |of the \w+|at the \w+|there|then|\w+ly)){{0,4}}(?:,|:| -| –)?
    (?: (?:on|at|is|are|from|for|this|next|in|moves? to|starts?|begins?|follows|scheduled|planned|set|fixed|held|due
    |confirmed|will be held on)){{0,4}},? (?:the )?{_WHEN}
    |\b(?:committee|board|panel|trustees|council|authority|team|group|jury|crew|partners)(?: all)?[ ]
        (?:meets?|sits?|convenes?|gathers?)(?: again| next)?[^.?!;]{{0,20}} {_WHEN}
    """,
    )
)
_EVENT_OVER = pattern(
    r"""
    \b(?:was|were|had|did|went|came|attended|logged|missed|took|told|said|thanks?|thank you|read|yesterday|last
    |invoice|[$€£])\b|[$€£]\d|\d ?(?:euros?|dollars)\b
    """
)
#: "I come to India in the first week of May", "our engineers would come on Monday".
_COMES = weighted(
    (
        1.0,
        "be call come comi drop fly pop stop swin visi",
        rf"""
    \b(?:i|we|you|our (?:techs?|engineers?|technicians?|surveyor|man|team|people|fitters?)|(?:my|your) colleagues?
    |allow me to)(?:'ll| will| can| could| would| may| shall)? (?:\w+ )?
    (?:come|coming|visit|call in|drop (?:in|by|round)|stop by|swing by|pop (?:in|over|by|round)|fly (?:in|over|to)
    |be (?:with you|at (?:your|yours)|on site))\b(?! (?:up|out|from|clear|back to you|in handy|with|across|down))
    [^.?!;]{{0,40}}\b{_WHEN}
    |{_WHEN},? (?:i|we) (?:can |could |will |would |all )?(?:come|drop|call in|pop)\b
    """,
    )
)
#: "pencilled in", "same link as in March", "are we still on", "what does your week look like".
_DIARY = weighted(
    (
        1.0,
        """
        penc lock cale same link on stan good what whic canc post skip resc call meet
        """,
        rf"""
    \bpencill?ed (?:in|you)\b|\blocked in for\b|\bcalendar (?:block|entry|hold)\b
    |\bsame (?:link|dial-?in)\b
    |\blink (?:is )?in the (?:invitation|invite|calendar)\b
    |\b(?:are (?:we|you)|we(?:'re| are)|still|all|both) (?:still |both |all )?on for\b|\bare we still on\W*\Z
    |\bstill (?:stands|on|good) (?:for|at|on)\b
    |\bwhat (?:does|is|'s) your (?:week|day|calendar|diary|schedule|\w+day)\b
    |\b(?:which|what) (?:day|time|slot|date|morning|afternoon|evening|week)s? (?:\w+ ){{0,2}}
        (?:suits?|works?|fits?|(?:is|are) (?:good|best|free|convenient))\b
    |\b(?:cancel|postpone|call off|skip|reschedule)(?:l?ed|d|ing)? (?:the |our |my |your |this |that |next |\w+'s )
        (?:\w+ ){{0,2}}(?:meeting|call|session|visit|appointment|lunch|dinner|party|class|lesson|viewing|interview
        |rehearsal|training|workshop|trip)\b
    |\bmeeting (?:at|on|in|with|you|up|him|her|them)\b[^.?!;]{{0,30}}{_WHEN}
    """,
    )
)
#: "The 19th, 10am, my office not yours." No dates of a header, which name the year.
_BARE = weighted(
    (
        1.0,
        """
        st nd rd th mond tues wedn thur frid satu sund mon tue wed weds thu fri tomo
        """,
        rf"""
    \A(?:so |then |ok,? |or |maybe |perhaps |next \w+: )?
    (?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|weds?|thurs?|fri|tomorrow)
    (?: the \d{{1,2}}(?:st|nd|rd|th))?(?:,| at| after| or| and| -)? (?:at |after |from |around )?\b{_WHEN}
    (?! (?:the|i|we|he|it|you|came|was)\b)[^.?!]{{0,40}}[.?!]?\Z
    """,
    )
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d:\d\d:\d\d")
_GOODS = pattern(
    r"\b(?:deliver\w*|ship(?:ment|ping|ped)?|dispatch|invoices?|payments?|pay|deadline|by (?:mon|tues|wednes|thurs|fri)day|lorry|truck|parcel|release)\b"
)


def names_a_meeting_time(view: View, *, asked: bool) -> bool:
    """Whether the words of time themselves arrange something.

    Args:
        view: The sentence.
        asked: It holds a request or question.
    """
    if stands(view, _ALONE):
        return True
    if _GOODS.search(view.text):
        return False
    if stands(view, _TIMED):
        return True
    if stands(view, _BARE) and not _YEAR.search(view.text):
        return True
    timed = asked or _HOUR.search(view.text) is not None
    return timed and stands(view, _EVENT) and not _EVENT_OVER.search(view.text)


_HOUR = pattern(rf"\b{_CLOCK}")
_ALONE = (*_MINUTES, *_RING, *_DIARY)
_TIMED = (*_SUITS, *_PROPOSED, *_COMES)
#: All phrases with stems.
PHRASES = (*_ALONE, *_TIMED, *_EVENT, *_BARE)
