"""One gap in full: why, what each clock counted, on which words it rests, and a person's word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.insight.clocks import Clocks
from assistant.insight.gaps.frame import fingerprint
from assistant.insight.index import build_index
from assistant.insight.records import Decision, Gap, Severity
from assistant.insight.wording import say_day, say_elapsed, say_goal
from assistant.insight.worktime import WorkClock
from assistant.review.glance import glance_at
from assistant.store.engine import read
from assistant.web.pages.cards import Cards, GapCard, gather_around, slug_of_gap
from assistant.web.pages.hours import ClockTold, tell_clock
from assistant.web.pages.lines import cut
from assistant.web.pages.words import (
    SHORTEST_ID,
    client_href,
    gap_href,
    message_href,
    one_line,
    say_at,
    say_date,
    say_people,
    say_person,
    visible,
)
from assistant.web.visit import Visit, posted, signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.insight.records import Evidence, Findings, History, Wait
    from assistant.review.glance import DraftGlance
    from assistant.web.live import Look
    from assistant.web.pages.cards import Matter

router = APIRouter()

#: A reason is a sentence.
REASON_LENGTH = 500
#: A message that asks is evidence as a whole; the page shows its beginning.
_QUOTE_LENGTH = 1200
_EVIDENCE = 30
_CLOCKS = {"ours": "our clock", "theirs": "their clock", "elapsed": "the wall clock"}


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Words or a meeting that the gap rests on; `href` is None where nothing can be opened."""

    quote: str
    source: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Dismissal:
    """That a person closed the gap."""

    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class GapPage:
    """Everything the page says.

    Attributes:
        threshold: `1 working day on our clock`; empty for kinds without one.
        how_late: How the severity comes about.
        people: (name, address).
        no_draft: Why no draft waits; empty where one does.
        closes: What else is dismissed with it.
        rests_on: What the form of a dismissal carries: the evidence of all that it closes.
    """

    card: GapCard
    threshold: str
    how_late: str
    period: str
    people: tuple[tuple[str, str], ...]
    clocks: tuple[ClockTold, ...]
    evidence: tuple[EvidenceLine, ...]
    more_evidence: int
    no_draft: str
    dismissal: Dismissal | None
    closes: tuple[str, ...]
    rests_on: str
    thread_href: str | None


def find_gap(findings: Findings, gap_id: str) -> Gap | None:
    """An open or dismissed gap by its id."""
    both = (*findings.gaps, *findings.dismissed)
    return next((one for one in both if one.id == gap_id), None)


def _find_begun(findings: Findings, beginning: str) -> str | None:
    """The id of the only gap that begins so; None: none, several, or too little to tell by."""
    if len(beginning) < SHORTEST_ID:
        return None
    both = (*findings.gaps, *findings.dismissed)
    found = {one.id for one in both if one.id.startswith(beginning)}
    return found.pop() if len(found) == 1 else None


def build_gap(
    look: Look, gap: Gap, *, drafts: Mapping[str, DraftGlance], no_draft: str = ""
) -> GapPage:
    """Put the page together.

    Args:
        gap: Of the look, dismissed ones too.
        drafts: What is known of its draft, by id.
        no_draft: Why it has none, where it has none.
    """
    history, findings = look.history, look.findings
    dismissed = any(one.id == gap.id for one in findings.dismissed)
    matter = gather_around(gap, findings.dismissed if dismissed else findings.gaps)
    card = Cards(history, look.drafts_of, drafts).card(matter)
    period = gap.period
    year = history.as_of.year
    return GapPage(
        card=card,
        threshold=_say_threshold(gap, history),
        how_late=_say_severity(gap),
        period=""
        if period is None
        else f"{say_day(period[0], year=year)} until before {say_day(period[1], year=year)}",
        people=tuple(
            (say_person(history.people.get(one), one), one_line(one)) for one in gap.people
        ),
        clocks=tuple(_tell_clocks(gap, look)),
        evidence=tuple(_evidence(one, history) for one in gap.evidence[:_EVIDENCE]),
        more_evidence=max(0, len(gap.evidence) - _EVIDENCE),
        no_draft=no_draft,
        dismissal=_find_dismissal(gap, history) if dismissed else None,
        closes=card.also,
        rests_on=_say_evidence(matter),
        thread_href=None
        if gap.thread_id is None
        else next((message_href(one.message_id) for one in gap.evidence if one.message_id), None),
    )


@router.get("/gaps/{gap_id}")
def gap(gap_id: str, visit: Annotated[Visit, Depends(signed_in)]) -> Response:
    """One gap in full; a shortened id, as reports print it, leads to the address of the gap."""
    look = visit.live.look()
    found = find_gap(look.findings, gap_id)
    if found is None:
        begun = _find_begun(look.findings, gap_id)
        if begun is None:
            raise HTTPException(404)
        return visit.go(gap_href(begun))
    is_open = any(one.id == found.id for one in look.findings.gaps)
    matter = gather_around(found, look.findings.gaps)
    ids = [look.drafts_of[one.id] for one in matter.gaps if one.id in look.drafts_of]
    with read(visit.app.engine) as connection:
        drafts = glance_at(connection, visit.app.owner_id, ids)
    no_draft = ""
    if is_open and not ids:
        no_draft = visit.app.desk.explain_no_draft(
            look.history, look.findings, found, now=look.as_of, lexicon=visit.live.lexicon()
        )
    page = build_gap(look, found, drafts=drafts, no_draft=no_draft)
    return visit.page("gap.html", nav="today", page=page)


@router.post("/gaps/{gap_id}/dismiss")
def dismiss(
    gap_id: str,
    visit: Annotated[Visit, Depends(posted)],
    reason: Annotated[str, Form()] = "",
    rests_on: Annotated[str | None, Form()] = None,
) -> Response:
    """Close a gap, and the other one of the same wait, until new evidence comes.

    Evidence that came after the page was made is new: a form that does not know it closes nothing.
    """
    look = visit.live.look()
    found = next((one for one in look.findings.gaps if one.id == gap_id), None)
    if found is None:
        raise HTTPException(404)
    reason = " ".join(reason.split())[:REASON_LENGTH]
    if not reason:
        raise HTTPException(400, "Say in a few words why this is no gap; it stays with it.")
    matter = gather_around(found, look.findings.gaps)
    if rests_on is not None and rests_on != _say_evidence(matter):
        raise HTTPException(409)
    for one in matter.gaps:
        visit.app.decide(Decision("gap", one.id, "dismiss", visit.now, one.evidence_key, reason))
    return visit.go("/", say=f"Dismissed: {_say(found)}. It returns only with new evidence.")


@router.post("/gaps/{gap_id}/restore")
def restore(gap_id: str, visit: Annotated[Visit, Depends(posted)]) -> Response:
    """Take a dismissal back."""
    look = visit.live.look()
    found = next((one for one in look.findings.dismissed if one.id == gap_id), None)
    if found is None:
        raise HTTPException(404)
    for one in gather_around(found, look.findings.dismissed).gaps:
        # A dismissal holds for the evidence it names; the last one counts, and names none.
        visit.app.decide(Decision("gap", one.id, "dismiss", visit.now, "", "restored"))
    return visit.go(f"/gaps/{found.id}", say=f"Open again: {_say(found)}.")


def _say_evidence(matter: Matter) -> str:
    """What a matter rests on, in one word."""
    return fingerprint(*sorted(f"{one.id}:{one.evidence_key}" for one in matter.gaps))


def _say(gap: Gap) -> str:
    return cut(gap.subject) or gap.kind.value.replace("_", " ")


def _say_threshold(gap: Gap, history: History) -> str:
    if gap.threshold_clock is None or gap.threshold_s is None:
        return ""
    where = f"on {_CLOCKS[gap.threshold_clock]}"
    if gap.threshold_clock == "elapsed":
        return f"{say_elapsed(gap.threshold_s)} {where}"
    client = history.clients.get(slug_of_gap(history, gap) or "")
    ours = gap.threshold_clock == "ours" or client is None
    spec = history.owner.clock if ours or client is None else client.clock
    return f"{say_goal(gap.threshold_s, WorkClock(spec).working_day_s)} {where}"


def _say_severity(gap: Gap) -> str:
    """How the severity comes about, in a sentence."""
    if gap.explained:
        return "To watch: late by our clock, not by theirs."
    if gap.ratio is None:
        return "This kind has no clock; it is due as long as it is open."
    share = f"{gap.ratio:.0%} of the threshold"
    if gap.severity is Severity.CRITICAL:
        if gap.ratio < 2:
            return f"Critical, as the words escalate or speak of leaving; {share}."
        return f"Critical from twice the threshold on; this is at {share}."
    if gap.severity is Severity.LATE:
        return f"Late from the threshold on, critical from twice; this is at {share}."
    return f"Due from 80% of the threshold on, late at all of it; this is at {share}."


def _tell_clocks(gap: Gap, look: Look) -> list[ClockTold]:
    """Both working clocks from the gap's begin to now; those that do not apply are left out."""
    history = look.history
    wait = _find_wait(gap, look.findings)
    # Clocks look at people, absences and the messages of the wait, not at all that was written.
    known = frozenset(wait.messages) if wait is not None else frozenset()
    spoken = tuple(one for one in history.messages if one.id in known)
    index = build_index(replace(history, messages=spoken, meetings=()))
    clocks = Clocks(index)
    told = []
    if gap.ours_s is not None:
        decides = gap.threshold_clock == "ours"
        told.append(tell_clock("Our clock", clocks.ours, gap.since, look.as_of, decides=decides))
    if gap.theirs_s is None:
        return told
    slug = slug_of_gap(history, gap)
    candidates = [clocks.theirs(wait)] if wait is not None else []
    candidates += [clocks.of_person(one) for one in gap.people[:1]]
    candidates.append(clocks.of_client(slug))
    counted = [one for one in candidates if one.worked_s(gap.since, look.as_of) == gap.theirs_s]
    told.append(
        tell_clock(
            "Their clock", (counted or candidates)[0], gap.since, look.as_of,
            decides=gap.threshold_clock == "theirs",
            absences=[one for person in gap.people for one in index.absences.get(person, ())],
            client=history.clients.get(slug or ""),
        )
    )  # fmt: skip
    return told


def _find_wait(gap: Gap, findings: Findings) -> Wait | None:
    """The wait that a gap came from."""
    if gap.wait_start is None:
        return None
    return next(
        (
            one
            for one in findings.waits
            if one.open and one.start_message_id == gap.wait_start and one.people == gap.people
        ),
        None,
    )


def _evidence(evidence: Evidence, history: History) -> EvidenceLine:
    quote = visible(evidence.quote or "").strip()
    if len(quote) > _QUOTE_LENGTH:
        quote = quote[:_QUOTE_LENGTH].rstrip() + " …"
    if evidence.message_id is not None:
        message = next((one for one in history.messages if one.id == evidence.message_id), None)
        if message is None:
            return EvidenceLine(quote, "a message that is gone", None)
        sender = say_person(history.people.get(message.sender), message.sender)
        source = f"{sender}, {say_at(message.sent_at, history)}"
        return EvidenceLine(quote, source, message_href(message.id))
    meeting = next(
        (
            one
            for one in history.meetings
            if one.ical_uid == evidence.ical_uid
            and one.recurrence_id == (evidence.recurrence_id or "")
        ),
        None,
    )
    if meeting is None:
        return EvidenceLine(quote, "a meeting that is gone", None)
    title = cut(meeting.summary) or "no title"
    people = say_people(history, [one.address for one in meeting.attendees if one.clients])
    source = f"Meeting “{title}”, {say_at(meeting.start_at, history)}"
    href = client_href(meeting.clients[0]) + "#meetings" if meeting.clients else None
    return EvidenceLine(quote, f"{source}, with {people}" if people else source, href)


def _find_dismissal(gap: Gap, history: History) -> Dismissal:
    decided = [
        one
        for one in history.decisions
        if one.object_kind == "gap" and one.object_id == gap.id and one.verb == "dismiss"
    ]
    last = decided[-1] if decided else None
    if last is None:
        return Dismissal("", "")
    return Dismissal(visible(last.value), say_date(last.at, history))
