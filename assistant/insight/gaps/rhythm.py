"""Gaps of rhythm: clients and people who have gone quiet, periods without the agreed touch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.cadence import Rhythm, quiet_after_days, role_key
from assistant.insight.gaps.frame import About, Clock, Frame
from assistant.insight.records import Evidence, GapKind, Side
from assistant.insight.touchpoints import MEETING
from assistant.insight.wording import say_elapsed, say_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from assistant.insight.records import Client, Gap, Person, Touchpoint, Wait
    from assistant.insight.touchpoints import Touches

_DAY_S = 86_400
_PERIOD_NAMES = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
_TOUCH_NAMES = {"any": "contact", "meeting": "meeting", "mail": "mail"}


def find_quiet(touches: Touches, waits: Sequence[Wait], frame: Frame) -> Iterator[Gap]:
    """gone_quiet, of clients and of people with a role. Who waits for us is not quiet.

    A wait beyond the horizon is listed no more, so it hides no silence either. Nor does one of
    which only headers were read: whether anybody waits is not known.
    """
    horizon = frame.as_of - timedelta(days=frame.history.goals.horizon_days)
    waiting = [
        wait
        for wait in waits
        if wait.open and wait.side is Side.US and wait.start_at >= horizon and not wait.headers_only
    ]
    loud_clients = {wait.client for wait in waiting}
    loud_people = {address for wait in waiting for address in wait.people}
    quiet_after: dict[str, float] = {}
    for slug, client in sorted(frame.history.clients.items()):
        found = touches.two_way.get(slug, ())
        if client.prospect or not _is_known(client, found, frame):
            continue
        quiet_after[slug] = quiet_after_days(client, frame.history.goals.quiet_default_days)
        if slug not in loud_clients:
            yield from _quiet_client(client, found[-1], quiet_after[slug], frame)
    for address, person in sorted(frame.history.people.items()):
        if person.client in quiet_after and address not in loud_people:
            with_person = touches.two_way_with.get(address, ())
            yield from _quiet_person(person, with_person, quiet_after[person.client], frame)


def _is_known(client: Client, found: Sequence[Touchpoint], frame: Frame) -> bool:
    """Whether there was contact both ways; without an agreed cadence, three times at least."""
    needed = 1 if client.cadence is not None else frame.history.goals.quiet_min_touchpoints
    return len(found) >= max(1, needed)


def _quiet_client(
    client: Client, last: Touchpoint, quiet_after: float, frame: Frame
) -> Iterator[Gap]:
    clock = _silence(last, quiet_after, frame)
    if clock.spent_s <= clock.threshold_s:
        return
    agreed = (
        f"contact is agreed {client.cadence}"
        if client.cadence is not None
        else "no rhythm is agreed"
    )
    yield frame.gap(
        About(
            kind=GapKind.GONE_QUIET,
            level="client",
            key=(client.slug,),
            slug=client.slug,
            people=(last.person,) if last.person is not None else (),
            subject=_subject(last, frame),
            since=last.at,
            evidence=(_evidence(last),),
        ),
        clock=clock,
        why=f"The last contact both ways with {frame.client_name(client.slug)} was "
        f"{_what(last, frame)}, {say_elapsed(clock.spent_s)} ago; {agreed}, so silence counts "
        f"from {say_elapsed(clock.threshold_s)} on.",
        next_step=f"Get in touch with {_whom(last, client, frame)}.",
    )


def _quiet_person(
    person: Person, found: Sequence[Touchpoint], quiet_after: float, frame: Frame
) -> Iterator[Gap]:
    """A person with a role, past both the client's interval and the role's limit."""
    limit = frame.history.goals.role_quiet_days.get(role_key(person.role or ""))
    if limit is None or not found or frame.has_ended(person.address):
        return
    last = found[-1]
    clock = _silence(last, max(quiet_after, limit), frame)
    if clock.spent_s <= clock.threshold_s:
        return
    name = say_name(person.address, frame.index)
    yield frame.gap(
        About(
            kind=GapKind.GONE_QUIET,
            level="person",
            key=(person.client or "", person.address),
            slug=person.client,
            people=(person.address,),
            subject=_subject(last, frame),
            since=last.at,
            evidence=(_evidence(last),),
        ),
        clock=clock,
        why=f"The last contact both ways with {name}, {role_key(person.role or '')} at "
        f"{frame.client_name(person.client)}, was {_what(last, frame)}, "
        f"{say_elapsed(clock.spent_s)} ago; for this role silence counts from "
        f"{say_elapsed(clock.threshold_s)} on.",
        next_step=f"Get in touch with {name}.",
    )


def _silence(last: Touchpoint, quiet_after: float, frame: Frame) -> Clock:
    spent_s = int((frame.as_of - last.at).total_seconds())
    return Clock("elapsed", spent_s, round(quiet_after * _DAY_S))


def _what(last: Touchpoint, frame: Frame) -> str:
    """What the last contact was, and when."""
    thing = "a meeting" if last.kind == MEETING else "a mail"
    return f"{thing} on {frame.moment(last.at)}"


def _whom(last: Touchpoint, client: Client, frame: Frame) -> str:
    if last.person is None or frame.has_ended(last.person):
        return frame.client_name(client.slug)
    return f"{say_name(last.person, frame.index)} at {frame.client_name(client.slug)}"


def _subject(touch: Touchpoint, frame: Frame) -> str:
    """What the last contact was about: the mail's subject or the meeting's title."""
    if touch.message_id is not None:
        return frame.subject_of(touch.message_id)
    meetings = frame.index.client_meetings.get(touch.client, ())
    return next((one.summary for one in meetings if one.ical_uid == touch.ical_uid), "")


def _evidence(touch: Touchpoint) -> Evidence:
    return Evidence(
        message_id=touch.message_id, ical_uid=touch.ical_uid, recurrence_id=touch.recurrence_id
    )


def build_rhythm(
    client: Client, touches: Mapping[str, Sequence[Touchpoint]], frame: Frame
) -> Rhythm:
    """A client's cadence with its touchpoints and both clocks."""
    return Rhythm(
        client=client,
        ours=frame.clocks.ours,
        theirs=frame.clocks.of_client(client.slug),
        touches=touches.get(client.slug, ()),
        known_from=_known_from(frame),
    )


def _known_from(frame: Frame) -> date:
    """First day of which anything was read; today where nothing was."""
    moments = [one.sent_at for one in frame.history.messages[:1]]
    moments += [one.start_at for one in frame.history.meetings[:1]]
    return frame.clocks.ours.local_day(min(moments, default=frame.as_of))


def find_missed(touches: Touches, frame: Frame) -> Iterator[Gap]:
    """cadence_missed: the last complete period had no agreed touch, and none came since."""
    for _, client in sorted(frame.history.clients.items()):
        if client.cadence in _PERIOD_NAMES and not client.prospect:
            yield from _missed(client, touches, frame)


def _missed(client: Client, touches: Touches, frame: Frame) -> Iterator[Gap]:
    rhythm = build_rhythm(client, touches.by_client, frame)
    period = rhythm.last_period(frame.as_of)
    if period is None or rhythm.has_touch(period) or rhythm.touched_since(period, frame.as_of):
        return
    end_at = frame.clocks.ours.day_bounds(period[1])[0]
    before = [one for one in rhythm.touches if one.at < end_at]
    name = frame.client_name(client.slug)
    touch = _TOUCH_NAMES.get(client.cadence_kind, "contact")
    days = frame.day(period[0])
    if (period[1] - period[0]).days > 1:
        days += f" to {frame.day(period[1] - timedelta(days=1))}"
    last = f" The last contact was {_what(before[-1], frame)}." if before else ""
    figure = rhythm.adherence(frame.as_of)
    gap = frame.gap(
        About(
            kind=GapKind.CADENCE_MISSED,
            level="period",
            key=(client.slug, period[0].isoformat(), period[1].isoformat()),
            slug=client.slug,
            people=(before[-1].person,) if before and before[-1].person else (),
            subject=client.name,
            since=end_at,
            evidence=tuple(_evidence(one) for one in before[-1:]),
        ),
        why=f"A {touch} every {_PERIOD_NAMES[client.cadence or '']} is agreed with {name}, and "
        f"{days} had none; {figure.met} of {figure.due} agreed periods had theirs.{last}",
        next_step=f"Arrange a {touch} with {name}." if touch != "mail" else f"Write to {name} now.",
    )
    yield replace(gap, period=period)
