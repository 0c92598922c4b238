"""Gaps of meetings: held ones without a recap, invitations without an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.insight.gaps.frame import About, Clock, Frame
from assistant.insight.meetings import client_attendees, main_slug
from assistant.insight.records import Evidence, GapKind
from assistant.insight.wording import agree, say_goal, say_name, say_names, say_title, say_worked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from assistant.insight.records import Gap, Meeting, MeetingView


def find_recap_gap(view: MeetingView, frame: Frame) -> Iterator[Gap]:
    """met_no_recap: held, past the end of our next working day, no follow-up, not replaced."""
    if not lacks_recap(view, frame):
        return
    meeting = view.meeting
    people = client_attendees(meeting, frame.index)
    ours = frame.clocks.ours
    spent_s = frame.ours_s(meeting.end_at)
    threshold_s = round(frame.history.goals.met_no_recap_wd * ours.working_day_s)
    title = say_title(meeting.summary, "the meeting")
    gap = frame.gap(
        About(
            kind=GapKind.MET_NO_RECAP,
            level="meeting",
            key=(meeting.ical_uid, meeting.recurrence_id),
            slug=main_slug(meeting, frame.index),
            people=people,
            subject=meeting.summary,
            since=meeting.end_at,
            evidence=(_evidence(meeting),),
        ),
        clock=Clock("ours", spent_s, threshold_s),
        ours_s=spent_s,
        theirs_s=frame.theirs_s(meeting.end_at, view.client),
        why=f"{title} with {say_names(people, frame.index)} ended on "
        f"{frame.moment(meeting.end_at)} and no follow-up has gone out for "
        f"{say_worked(spent_s, ours.working_day_s)} of ours; the goal is "
        f"{say_goal(threshold_s, ours.working_day_s)}.",
        next_step=f"Send {say_names(people, frame.index)} what was agreed and who does what.",
    )
    yield replace(gap, ical_uid=meeting.ical_uid, recurrence_id=meeting.recurrence_id)


def lacks_recap(view: MeetingView, frame: Frame) -> bool:
    """Whether a client meeting's recap is overdue at the moment that is judged."""
    if not view.held or view.recap is not None or view.replaced or view.client is None:
        return False
    return view.recap_due_at is not None and view.recap_due_at <= frame.as_of


def find_unanswered(views: Iterable[MeetingView], frame: Frame) -> Iterator[Gap]:
    """invitation_unanswered: of a series once, for its next occurrence."""
    seen: set[str] = set()
    for view in views:
        meeting = view.meeting
        if meeting.ical_uid in seen or not _is_unanswered(meeting, frame):
            continue
        seen.add(meeting.ical_uid)
        yield _unanswered(meeting, frame)


def _is_unanswered(meeting: Meeting, frame: Frame) -> bool:
    """Whether a client's invitation waits for the owner's word and starts soon or has begun."""
    if meeting.cancelled or meeting.own_partstat != "needs-action" or meeting.organizer is None:
        return False
    if meeting.end_at <= frame.as_of or _received_at(meeting, frame) > frame.as_of:
        return False
    if not frame.is_client(frame.index.client_of(meeting.organizer)):
        return False
    ours = frame.clocks.ours
    ahead_s = ours.worked_s(frame.as_of, meeting.start_at)
    return ahead_s <= frame.history.goals.invitation_wd * ours.working_day_s


def _received_at(meeting: Meeting, frame: Frame) -> datetime:
    """When the invitation came; where nobody knows, it has just come."""
    return meeting.known_at if meeting.known_at is not None else frame.as_of


def _unanswered(meeting: Meeting, frame: Frame) -> Gap:
    organizer = meeting.organizer
    ours = frame.clocks.ours
    since = _received_at(meeting, frame)
    name = say_name(organizer, frame.index)
    title = say_title(meeting.summary, "a meeting")
    ahead_s = ours.worked_s(frame.as_of, meeting.start_at)
    ahead = say_worked(ahead_s, ours.working_day_s)
    begun = meeting.start_at <= frame.as_of
    when = (
        "it has begun" if begun else f"{ahead} of our working time {agree(ahead, 'is', 'are')} left"
    )
    series = ", the next of a series," if meeting.recurring else ""
    gap = frame.gap(
        About(
            kind=GapKind.INVITATION_UNANSWERED,
            level="meeting",
            key=(meeting.ical_uid,),
            slug=frame.index.client_of(organizer) if organizer is not None else None,
            people=(organizer,) if organizer is not None else (),
            subject=meeting.summary,
            since=since,
            evidence=(_evidence(meeting),),
        ),
        why=f"{name} invited you to {title}{series} on "
        f"{frame.moments(meeting.start_at, organizer or '')}; you have not answered, and {when}.",
        next_step=f"Accept or decline {title}.",
    )
    return replace(gap, ical_uid=meeting.ical_uid, recurrence_id=meeting.recurrence_id)


def _evidence(meeting: Meeting) -> Evidence:
    return Evidence(ical_uid=meeting.ical_uid, recurrence_id=meeting.recurrence_id)
