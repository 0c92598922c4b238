"""Meetings: sentences that propose, arrange, confirm, move or cancel a meeting or call.

A word for a meeting is not enough ("thanks for the call"): either something is arranged, or a time
stands beside it, or somebody's attendance or availability is the point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.clauses import Who
from nlp.lexicon import pattern, words
from nlp.meetings.times import names_a_meeting_time
from nlp.tags import Act
from nlp.times.records import RelativeDay, Weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlp.times.records import TimeWords
    from nlp.view import Finding, View

_NOUN = r"""
        (?:
            (?:
                conference|phone|video|zoom|teams|skype|webex|follow[- ]up|discovery|status
                |weekly|intro(?:ductory)?|kick-?off|review|planning|site|client|board|team
                |catch-?up|sync|check-in|project|face-to-face|in-person|quick|short|brief
            )
            [ ]
        )*
        (?:
            meetings?
            |(?<!to )(?<!will )(?<!ll )(?<!can )(?<!please )calls?
                (?! (?:me|him|her|you|us|them|it|back|if|this|that|the|ann)\b)
            |conference call|con ?call|teleconference|telecon|video ?conference|appointments?
            |(?<!before )(?<!by )(?<!at )(?<!after )(?<!until )(?<!since )(?:lunch|dinner|breakfast)
            |coffee|drinks|demo|demonstration|workshop|session|kick-?off
            |webinar|interviews?|visit|site visit|catch-?up|get-together|sync|check-in|stand-?up
            |(?<!the )reception|get together|walk-?through|debrief|on-?site|off-?site|huddle|1:1
            |one-on-one|qbr|town ?hall
        )
        """
#: Behind such a word it is none: "call volumes", "meeting-room", "call-off".
_ELSE = r"""
        (?!
            [ -](?:
                volumes?|recordings?|lists?|logs?|charges?|costs?|fees?|tickets?|handling|agents?
                |quality|scripts?|data|rooms?|notes|minutes|center|centre|option|forwarding|sheets?
                |offs?\b|service|machine|beans|cups?|rings?|are logged
            )
        )
        """
_ARRANGING = pattern(
    rf"""
        \b(?:
            schedul\w+|reschedul\w+|set(?:ting)? ?up|arrang\w+|organi[sz]\w+|book(?:ed|ing)?
            |cancel\w*|postpon\w+|push(?:ed|ing)? (?:back|out)?|mov(?:e|ed|ing)
            |confirm(?:ed|ing|s)?|attend\w*|join\w*|host\w*|invit\w+|accept\w*|declin\w+
            |dial(?:ing)? in(?:to)?|propos\w+|suggest\w*|plan\w*|hold(?:ing)?|held|put
            |bring forward|shift\w*|swap|initiate|block(?:ed|ing)?|participat\w+|propose
            |request\w*|hav(?:e|ing)|do(?:ing)?|like|love|want|need|grab|jump on|hop on|get on
        )
        \b[^.?!;]{{0,40}}?\b(?<!-){_NOUN}\b{_ELSE}(?! (?:for (?:bids?|papers|tender)|summary|rate|volume|log|it a day))
        """
)
_ARRANGED = pattern(
    rf"""
        \b{_NOUN}\b{_ELSE}[^.?!;]{{0,40}}?\b
            (?:
                is|are|was|were|has been|have been|will be|to be|being|been|got
            )?
            \s?(?:now )?(?:
                scheduled|rescheduled|cancell?ed|postponed|moved|changed|confirmed|set(?: up)?
                |arranged|booked|pushed|brought forward|planned|on for|off\b|called off
                |taking place|take place|takes place|held|shifted|happening
            )
            \b
        """
)
_MEETING_WORD = pattern(
    rf"""
        (?<!-)\b{_NOUN}\b{_ELSE}
        """
)
_MEET = pattern(
    r"""
        \b(?:
            meet(?:ing)?(?: up)?(?: (?:with|again))?|get(?:ting)? together|got together|regroup
            |catch(?:ing)? up|sit(?:ting)? down|touch(?:ing)? base|hop on|jump on|sync up
            |(?:talk|speak|chat|connect|discuss)
                \w*(?: (?:to|with|live|in person|by phone|over the phone|on the phone))?
            |conference(?:d)?(?: \w+)? in|hook(?:ing)? you (?:guys )?(?:in|up)|visit with
            |dial(?:ing)? in|video ?conferenced?|call(?:ing)? in
        )
        \b
        """
)
_CALL_ME = pattern(
    r"""
        \b(?:please |just |can you |could you |and |or )?(?:call|phone|ring)
            [ ]me\b(?! (?:if|with|should|\w+ing|crazy|a\b|old))
        |\bgive (?:me|us) a (?:quick |short )?(?:call|ring|buzz|shout)\b|\bcall to discuss\b
        |\bcall (?:me|us)(?: up)? to\b
        """
)
_AVAILABLE = pattern(
    r"""
        \b(?:
            (?:are|is|r) (?:you|he|she|they|everyone|everybody|anyone|ann|your team|we)
                (?:
                    [ ]all| both| guys
                )?
                [ ](?:available|free|around|able to (?:meet|join|attend|make|talk|speak))
            |(?:your|his|her|their) availab\w+
            |availab(?:le|ility) (?:for|to) (?:a |the |an )?
                (?:call|meet|chat|talk|speak|discuss|quick|attend|join)
            |what (?:time|day|date|times|days|dates)s? (?:would |will |might )?
                (?:works?|suits?|is (?:good|best|convenient)|are (?:you|good)|do you)
            |(?:i|we)(?:'m| am|'re| are|'ll be| will be)? (?:also |only |not )?
                (?:available|free|open|tied up|booked)\b
            |(?:
                that|this|it|which|what|one|either|day|time|date|slot|noon|morning|afternoon
                |evening|monday|tuesday|wednesday|thursday|friday|tomorrow|week|\d{1,2} ?[ap]m
                |\d{1,2}|dates?|days|times|these|those|those times
            )
            [ ](?:dates? |times? |days? |of these )*
                (?:does |do |will |would |should |might |could )?(?:not |n't |also |still )*
                    (?:
                        works?|suits?
                    )
                    \b(?! (?:on|with|in|at|well|fine in|properly|again|correctly))
            |(?:i|we) (?:can|could) (?:also |only )?
                do (?:(?:mon|tues|wednes|thurs|fri)day|tomorrow|\d|next|early|late)
            |does (?:\w+ ){1,5}(?:work|suit)\b|would (?:\w+ ){1,5}(?:work|suit)\b
        )
        """
)
_ATTENDING = pattern(
    r"""
        \b(?:
            (?:un)?able to|can(?:not|'t)?|could(?:n't| not)?|will|won't|'ll
            |would like(?: \w+){0,4}? to|like to|plan(?:ning)? to|going to|not
        )
        [ ](?:not )?(?:be able to )?(?:
            attend|join (?:you|us|by|in|via|on)|participate|dial in
            |make (?:
                it(?: (?:to|on|at|for)\b)?|(?:mon|tues|wednes|thurs|fri)day|tomorrow
                |the (?:call|meeting|demo|session|workshop)
                |(?:today|this|that|our)(?:'s)? (?:call|meeting)
            )
            |be there|call in
        )
        \b(?!
            [ ](?:
                up|clear|work|easier|happen|harder|right|possible|difficult|available|sure|so
                |look
            )
        )
        |\b(?:i|we)(?:'ll| will)
            [ ](?:
                be (?:there|at your|attending|joining)
                |see you[ ]
                    (?:there|at|on|then|tomorrow|monday|tuesday|wednesday|thursday|friday|next)
            )
        |\bsee you (?:(?:on|at|this|next) )?
            (?:there at|tomorrow|(?:mon|tues|wednes|thurs|fri)day|\d|at \d)
        |\bjoin(?:ing)? (?:the|our|your|a|us for)
            [ ](?:call|meeting|demo|workshop|session|lunch|dinner)\b
        |\bwhether or not you can (?:attend|come)
        |\battend(?:ing|ance)? (?:the|our|that|this|your|an?) \w+|\brsvp\b
        """
)
_INVITATION = pattern(
    r"""
        \b(?:invitation|invite|calendar|placeholder|hold)
            \b[^.?!]{0,60}\b(?:to|for|sent|out|accept|received)\b
        """
)
_PAST = pattern(
    r"""
        \b(?:
            thanks?(?: you)?(?: (?:again|so much|very much))? for
            |(?:great|good|nice|pleasure|lovely)
                (?: \w+)? (?:meeting|talking|speaking|chatting|seeing|catching)
            |as (?:we )?(?:discussed|agreed|mentioned)
            |(?:on|during|in|from|after|following|since|at|further to)
                [ ](?:
                    our|the|your|my|this|that|last|yesterday's|today's|friday's|monday's
                    |tuesday's|wednesday's|thursday's|previous
                )
                [ ](?:\w+ ){0,3}(?:
                    call|meeting|conversation|discussion|demo|workshop|lunch|dinner|luncheon
                    |visit
                )
            |(?:notes|minutes|recap|summary|actions?|takeaways) (?:from|of)
            |(?:was|were|had) (?:a )?(?:great|good|productive|helpful|useful)|attached are the
        )
        \b
        """
)
_SLOT = pattern(
    r"""
        \A[_\W\d]{0,20}(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)
            \b.{0,40}\d{1,2}:\d{2} ?(?:-|–|to) ?\d{1,2}:\d{2}
        """
)
_PROPOSED = pattern(
    r"""
        \b(?:how|what) about\b
        |\b(?:
            any chance|let'?s|let us|shall we|can we|could we|should we|why don't we|propose
            |suggest|would like to|like to|want to|love to|happy to
        )
        \b
        """
)
_CANCELLED = pattern(
    r"""
        \b(?:
            can'?t make|need to (?:reschedule|cancel|move|postpone|push)
            |have to (?:reschedule|cancel|move|postpone|push)|(?:reschedul|postpon)\w+
            |running (?:\d+ minutes )?late|come (?:over|by|visit)|stop by|drop by|swing by
            |on-?site
        )
        \b
        """
)


#: A sentence without one of these arranges nothing.
_STEMS = words(
    """
    meet call conf tele con vide appo lunc dinn brea coff drin demo work sess kick webi inte
    visi site catc get got sync chec stan rece walk debr on onsi off huddl hudd one qbr town
    sche resc set sett arra orga book canc post push move movi atte join host invi acce decl
    dial prop sugg plan hold held regr sit touc hop jump talk spea chat conn disc hook avai free
    what whic suit part make come stop drop swin runn rsvp ther see mond tues wedn thur frid
    satu sund how cale plac date time ring phon penc lock th rd nd spar grab tmrw minu
    """
)


def may_meet(view: View) -> bool:
    """Whether a look at the words leaves it possible that the sentence arranges a meeting."""
    return not view.stems.isdisjoint(_STEMS)


def find_meeting(view: View, times: Sequence[TimeWords], asks: Sequence[Finding]) -> float:
    """How surely the sentence arranges a meeting; 0 where it does not.

    Args:
        view: The sentence.
        times: Its time expressions.
        asks: Requests, questions and offers found in it.
    """
    if not times and not may_meet(view):
        return 0.0
    if (_SLOT.match(view.text) and len(view.text) < 90) or _is_bare_time(view, times):
        return 0.6
    facts = _Facts(
        requested=any(f.act in {Act.REQUEST, Act.QUESTION} for f in asks),
        offered=any(f.act is Act.OFFER for f in asks),
        dated=any(t.day or t.clock or t.period or t.part for t in times),
        noun=_MEETING_WORD.search(view.text) is not None,
    )
    about_past = _PAST.search(view.text) is not None
    if about_past and not (facts.requested and _renews(view.text)):
        return 0.0
    return next((score for score, rule in _RULES if rule(view, times, facts)), 0.0)


def _is_bare_time(view: View, times: Sequence[TimeWords]) -> bool:
    """An answer that only names a time: "Monday, 1 PM our time."."""
    covered = sum(
        t.end - t.start for t in times if isinstance(t.day, Weekday | RelativeDay) and t.clock
    )
    return covered >= 0.8 * len(view.text)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the rules ask again and again of one sentence."""

    requested: bool
    offered: bool
    dated: bool
    noun: bool


def _renews(text: str) -> bool:
    """After a look back, a new meeting: "great talking today, shall we meet again?"."""
    return _ARRANGING.search(text) is not None or _PROPOSED.search(text) is not None


def _asks_availability(view: View, times: Sequence[TimeWords], facts: _Facts) -> bool:
    about_goods = re.search(r"\b(?:stock|copies|version|download|website|online)\b", view.lower)
    placed = facts.requested or facts.dated or facts.noun
    return placed and not about_goods and _AVAILABLE.search(view.text) is not None


def _arranges(view: View, times: Sequence[TimeWords], facts: _Facts) -> bool:
    wanted = facts.dated or facts.requested or facts.offered
    return _ARRANGING.search(view.text) is not None and (wanted or _own_plan(view))


def _states_event(view: View, times: Sequence[TimeWords], facts: _Facts) -> bool:
    placed = facts.dated or _INVITATION.search(view.text) is not None
    return facts.noun and placed and (facts.requested or _is_event(view, times))


def _calls_off(view: View, times: Sequence[TimeWords], facts: _Facts) -> bool:
    placed = facts.dated or facts.noun or re.search(r"\breschedul", view.lower)
    return bool(placed) and _CANCELLED.search(view.text) is not None


def _proposes(view: View, times: Sequence[TimeWords], facts: _Facts) -> bool:
    how = re.search(r"\b(?:how|what) about\b", view.lower)
    return facts.requested and facts.dated and how is not None


def _names_time(view: View, times: Sequence[TimeWords], facts: _Facts) -> bool:
    return names_a_meeting_time(view, asked=facts.requested)


_RULES: tuple[tuple[float, Callable[[View, Sequence[TimeWords], _Facts], bool]], ...] = (
    (0.75, _asks_availability),
    (0.75, lambda view, times, facts: _ATTENDING.search(view.text) is not None),
    (
        0.75,
        lambda view, times, facts: (
            facts.requested and not facts.offered and _CALL_ME.search(view.text) is not None
        ),
    ),
    (0.75, lambda view, times, facts: _ARRANGED.search(view.text) is not None),
    (0.75, _arranges),
    (
        0.7,
        lambda view, times, facts: _MEET.search(view.text) is not None and _together(view, facts),
    ),
    (0.7, _proposes),
    (0.7, _names_time),
    (0.65, _states_event),
    (0.65, _calls_off),
)


def _own_plan(view: View) -> bool:
    return any(
        c.who in {Who.I, Who.WE}
        and (
            c.modal in {"will", "shall", "would", "can", "could"}
            or c.base in {"book", "schedule", "arrange", "set"}
            or c.tag == "VBG"
        )
        for c in view.clauses
    )


def _is_event(view: View, times: Sequence[TimeWords]) -> bool:
    """Stated with its time, ahead: "our next meeting is on Wednesday"."""
    if view.parse is None:
        ahead = re.search(r"\b(?:is|are|will|have|has|'s)\b", view.lower) and not re.search(
            r"\b(?:was|were|had|did|yesterday|last)\b", view.lower
        )
        return bool(ahead) and any(t.day or t.clock for t in times)
    return any(
        c.main
        and (
            c.modal in {"will", "shall"}
            or (c.base in {"be", "have"} and c.tag in {"VBP", "VBZ"})
            or (c.tag == "VBG" and "be" in c.auxiliaries)
        )
        for c in view.clauses
    ) and any(t.day or t.clock for t in times)


def _together(view: View, facts: _Facts) -> bool:
    """Like "Meet", "talk" and the like between the two sides, not about others in the past."""
    dated, requested, offered = facts.dated, facts.requested, facts.offered
    for clause in view.clauses:
        if clause.base not in {
            "meet",
            "talk",
            "speak",
            "chat",
            "connect",
            "discuss",
            "get",
            "regroup",
            "catch",
            "sit",
            "touch",
            "hop",
            "jump",
            "sync",
            "conference",
            "hook",
            "visit",
            "dial",
            "videoconference",
        }:
            continue
        tail = f"{clause.base}{view.after(clause.verb)}"
        if clause.base == "get" and not re.match(r"get (?:\w+ )?together", tail):
            continue
        if clause.base in {
            "visit",
            "hook",
            "catch",
            "sit",
            "touch",
            "jump",
            "hop",
        } and not _MEET.search(view.text):
            continue
        if clause.tag in {"VBD", "VBN"} and clause.modal is None and not clause.passive:
            continue
        if clause.base == "meet" and re.match(
            r"""
        meet(?:ing|s)? (?:the|our|your|this|these|a|an|all|any|those|its|their)
            [ ](?:\w+ )?(?:
                deadline|needs?|requirements?|demand|goals?|target|criteria|expectations?
                |standards?|quality|specs?|budget|objectives?
            )
        """,
            tail,
        ):
            continue
        if clause.base in {"talk", "speak", "discuss", "chat", "connect"} and not (
            dated
            or re.search(
                r"\b(?:to|with) you\b|\b(?:call|phone|live|in person|meeting|coffee|lunch|dinner|quick)\b",
                tail,
            )
        ):
            continue
        future = (
            clause.modal in {"will", "shall", "can", "could", "would", "should", "may", "might"}
            or clause.dep == "xcomp"
            or clause.imperative
            or clause.tag in {"VB", "VBG"}
        )
        if future and (requested or offered or dated or clause.who in {Who.I, Who.WE}):
            if clause.base in {"talk", "speak", "discuss"} and not requested and not dated:
                continue
            return True
    return bool(
        requested
        and dated
        and re.search(r"\b(?:meet|get together|regroup|catch up|chat)\b", view.text, re.IGNORECASE)
    )
