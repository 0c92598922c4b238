"""A small language for tests of the rules: a test states only what matters to it.

The cast: Maya owns the mail, Tom is her colleague; Ann and Bob are of the client Arden, Carla is of
Brio, Nick is of the prospect Novum. `make_history` fills in directions and clients as ingest would.

    history = make_history(
        make_message("q", sender=ANN, at="2025-03-03 10:00", asks="Could you send the figures?"),
        make_message("a", sender=MAYA, to=(ANN,), at="2025-03-03 11:00", says="Here they are."),
        as_of="2025-03-04 09:00",
    )
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.insight.records import (
    OFFICE_HOURS,
    Absence,
    Attendee,
    Client,
    ClockSpec,
    DayHours,
    Decision,
    Direction,
    Due,
    Goals,
    History,
    Leave,
    Meeting,
    Message,
    Owner,
    Person,
    Sentence,
    Tier,
)

MAYA = "maya@northlight.example"
TOM = "tom@northlight.example"
ANN = "ann@arden.example"
BOB = "bob@arden.example"
CARLA = "carla@brio.example"
NICK = "nick@novum.example"

OUR_DOMAIN = "northlight.example"
NAMES = {
    MAYA: "Maya Lind",
    TOM: "Tom Okafor",
    ANN: "Ann Arden",
    BOB: "Bob Brandt",
    CARLA: "Carla Costa",
    NICK: "Nick Novak",
}
CLIENT_OF_DOMAIN = {"arden.example": "arden", "brio.example": "brio", "novum.example": "novum"}


def utc(when: str | datetime, zone: str = "UTC", *, fold: int = 0) -> datetime:
    """A moment in UTC from the wall time of a zone: ``utc("2025-03-03 10:00", "Asia/Tokyo")``."""
    if isinstance(when, datetime):
        return when
    wall = datetime.fromisoformat(when)
    if wall.tzinfo is None:
        wall = wall.replace(tzinfo=ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


def day(text: str) -> date:
    """A date from ISO 8601."""
    return date.fromisoformat(text)


def hours(text: str) -> DayHours:
    """Working intervals of one day: ``hours("08:30-12:30 13:15-17:30")``; empty for none."""
    return tuple(
        (_seconds(one.partition("-")[0]), _seconds(one.partition("-")[2])) for one in text.split()
    )


def week(workdays: str = "mon tue wed thu fri", text: str = "09:00-17:00", **days: str) -> Any:
    """Seven days of hours: ``week("sun mon tue wed thu")``, ``week(fri="08:30-14:00")``."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    worked = workdays.split()
    return tuple(hours(days.get(name, text if name in worked else "")) for name in names)


def make_clock(
    zone: str = "UTC",
    *,
    week: tuple[DayHours, ...] = OFFICE_HOURS,
    closed: Mapping[str, str] | None = None,
    leave: Iterable[Leave] = (),
) -> ClockSpec:
    """A clock; ``closed={"2025-12-25": "Christmas Day"}``."""
    days = {date.fromisoformat(on): why for on, why in (closed or {}).items()}
    return ClockSpec(zone=zone, week=week, closed=days, leave=tuple(leave))


def make_leave(from_on: str, to_on: str, *, cover: str | None = None) -> Leave:
    """Leave of the owner, last day included."""
    return Leave(date.fromisoformat(from_on), date.fromisoformat(to_on), cover)


def make_owner(*, clock: ClockSpec | None = None, **changes: Any) -> Owner:
    """Maya of northlight.example, nine to five in UTC."""
    owner = Owner(
        name=NAMES[MAYA],
        addresses=(MAYA,),
        clock=clock or make_clock(),
        internal_domains=frozenset({OUR_DOMAIN}),
    )
    return replace(owner, **changes)


def make_client(slug: str = "arden", *, clock: ClockSpec | None = None, **changes: Any) -> Client:
    """A client of standard tier, nine to five in UTC; ``novum`` is a prospect."""
    client = Client(
        slug=slug,
        name=slug.title(),
        clock=clock or make_clock(),
        tier=Tier.PROSPECT if slug == "novum" else Tier.STANDARD,
        prospect=slug == "novum",
    )
    return replace(client, **changes)


def make_person(address: str, **changes: Any) -> Person:
    """A person of the cast, or anybody else by address."""
    person = Person(
        address=address,
        name=NAMES.get(address, address.partition("@")[0].title()),
        client=CLIENT_OF_DOMAIN.get(address.rpartition("@")[2]),
    )
    return replace(person, **changes)


def make_absence(address: str, from_on: str, to_on: str, *, message_id: str = "ooo") -> Absence:
    """An out-of-office of a client's person, last day included."""
    return Absence(address, date.fromisoformat(from_on), date.fromisoformat(to_on), message_id)


def make_due(
    from_at: str | None, to_at: str | None = None, *, text: str = "by then", **changes: Any
) -> Due:
    """A due range; a moment when only one bound is given; undated when `from_at` is None."""
    start = None if from_at is None else utc(from_at)
    end = start if to_at is None else utc(to_at)
    return replace(Due(text=text, from_at=start, to_at=end, zone="UTC"), **changes)


def make_sentence(text: str, whole: str, *acts: str, **changes: Any) -> Sentence:
    """A sentence tagged with acts (score 0.9), found by its words in the whole text."""
    start = whole.index(text)
    sentence = Sentence(start=start, end=start + len(text), acts=dict.fromkeys(acts, 0.9))
    return replace(sentence, **changes)


def make_message(
    message_id: str | None = None,
    *,
    sender: str = ANN,
    to: Sequence[str] | None = None,
    at: str | datetime = "2025-03-03 10:00",
    zone: str = "UTC",
    thread: str = "t1",
    subject: str = "Figures",
    says: str = "",
    asks: str = "",
    requests: str = "",
    complains: str = "",
    promises: str = "",
    thanks: str = "",
    withdraws: str = "",
    quotes: str = "",
    due: Due | None = None,
    tags: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Message:
    """A message from Ann to Maya (or from our side to Ann) that says what is given.

    Args:
        message_id: By default made of sender and time.
        to: By default Maya for a client's mail, Ann for ours.
        at: Wall time in `zone`, or an aware moment.
        thread: Thread id.
        says: Untagged text.
        asks, requests, complains, promises, thanks, withdraws: One tagged sentence each, in this
            order; asking, requesting and complaining need a reply.
        quotes: Quoted below, each line after ``> ``.
        due: Of the promise or the request.
        tags: Further fields of the last tagged sentence, ``{"addressed_to": ("Tom",)}``.
        changes: Any other field of `Message`.
    """
    ours = sender.endswith("@" + OUR_DOMAIN)
    sent_at = utc(at, zone)
    kinds = {
        "question": asks,
        "request": requests,
        "complaint": complains,
        "commitment": promises,
        "closing": thanks,
        "retraction": withdraws,
    }
    parts = [part for part in (says, *kinds.values()) if part]
    text = "\n".join(parts)
    sentences: list[Sentence] = []
    deciding: tuple[int, int] | None = None
    for kind, part in kinds.items():
        if not part:
            continue
        sentence = make_sentence(part, text, *(() if kind == "retraction" else (kind,)))
        if kind == "retraction":
            sentence = replace(sentence, retraction=True)
        if kind in ("commitment", "request"):
            debtor = "author" if kind == "commitment" else "recipient"
            acts = {**sentence.acts, "deadline": 0.9} if due is not None else sentence.acts
            sentence = replace(sentence, debtor=debtor, due=due, acts=acts, content=part)
        if kind in ("question", "request", "complaint") and deciding is None:
            deciding = (sentence.start, sentence.end)
        sentences.append(sentence)
    if tags and sentences:
        sentences[-1] = replace(sentences[-1], **tags)
    quoted: tuple[tuple[int, int], ...] = ()
    if quotes:
        quote = "\n".join("> " + line for line in quotes.splitlines())
        quoted = ((len(text) + 2, len(text) + 2 + len(quote)),)
        text = f"{text}\n\n{quote}"
    message = Message(
        id=message_id or f"{sender}-{sent_at:%Y%m%dT%H%M%S}",
        thread_id=thread,
        sent_at=sent_at,
        sender=sender,
        sender_name=NAMES.get(sender, ""),
        to=tuple(to) if to is not None else ((ANN,) if ours else (MAYA,)),
        subject=subject,
        base_subject=subject.removeprefix("Re: ").removeprefix("Fwd: ").strip().lower(),
        text=text,
        quoted=quoted,
        needs_reply=deciding is not None,
        needs_reply_score=0.9 if deciding is not None else 0.1,
        deciding=deciding,
        closing=bool(thanks) and len(sentences) == 1 and not says,
        sentences=tuple(sentences),
    )
    return replace(message, **changes)


def make_meeting(
    ical_uid: str = "call",
    *,
    start: str | datetime = "2025-03-04 10:00",
    end: str | datetime | None = None,
    zone: str = "UTC",
    people: Sequence[str] = (ANN,),
    declined: Sequence[str] = (),
    organizer: str | None = MAYA,
    **changes: Any,
) -> Meeting:
    """A call organised by Maya, accepted by everybody but those who declined; one hour long."""
    start_at = utc(start, zone)
    end_at = utc(end, zone) if end is not None else start_at.replace(hour=(start_at.hour + 1) % 24)
    attendees = tuple(
        Attendee(
            address=address,
            name=NAMES.get(address, ""),
            partstat="declined" if address in declined else "accepted",
            clients=_slugs((address,)),
        )
        for address in people
    )
    meeting = Meeting(
        ical_uid=ical_uid,
        recurrence_id="",
        start_at=start_at,
        end_at=end_at,
        summary="Call",
        organizer=organizer,
        attendees=attendees,
        own_partstat="organizer" if organizer == MAYA else "accepted",
        known_at=start_at,
        clients=_slugs((*people, *((organizer,) if organizer else ()))),
    )
    return replace(meeting, **changes)


def make_history(
    *messages: Message,
    as_of: str | datetime = "2025-03-31 12:00",
    owner: Owner | None = None,
    clients: Iterable[Client] = (),
    people: Iterable[Person] = (),
    meetings: Iterable[Meeting] = (),
    absences: Iterable[Absence] = (),
    decisions: Iterable[Decision] = (),
    goals: Goals | None = None,
) -> History:
    """A history as the store would hand it over: sorted, directions and clients filled in.

    The whole cast is in it; `clients` and `people` replace those of the same slug or address.
    """
    owner = owner or make_owner()
    known = {slug: make_client(slug) for slug in CLIENT_OF_DOMAIN.values()}
    known.update({client.slug: client for client in clients})
    met = tuple(meetings)
    addresses = [*NAMES]
    for message in messages:
        addresses += [message.sender, *message.to, *message.cc]
    for meeting in met:
        addresses += [attendee.address for attendee in meeting.attendees]
    cast = {address: make_person(address) for address in dict.fromkeys(addresses)}
    cast.update({person.address: person for person in people})
    return History(
        as_of=utc(as_of),
        owner=owner,
        clients=known,
        people=cast,
        messages=tuple(
            sorted(
                (_placed(message, owner, cast) for message in messages),
                key=lambda message: (message.sent_at, message.id),
            )
        ),
        meetings=tuple(sorted(met, key=lambda meeting: meeting.start_at)),
        absences=tuple(absences),
        decisions=tuple(decisions),
        goals=goals or Goals(),
    )


def _placed(message: Message, owner: Owner, people: Mapping[str, Person]) -> Message:
    """Direction and clients as ingest would fill them in, where the test left them alone."""
    slugs: list[str] = []
    for address in (message.sender, *message.to, *message.cc):
        slug = people[address].client
        if slug is not None and slug not in slugs:
            slugs.append(slug)
    ours = (
        message.sender in owner.addresses
        or message.sender.rpartition("@")[2] in owner.internal_domains
    )
    theirs = people[message.sender].client is not None
    direction = Direction.OUT if ours else Direction.IN if theirs else Direction.OTHER
    return replace(
        message,
        direction=direction if message.direction is Direction.OTHER else message.direction,
        client=message.client or (slugs[0] if len(slugs) == 1 else None),
        clients=message.clients or tuple(slugs),
    )


def _slugs(addresses: Iterable[str]) -> tuple[str, ...]:
    slugs = (CLIENT_OF_DOMAIN.get(address.rpartition("@")[2]) for address in addresses)
    return tuple(dict.fromkeys(slug for slug in slugs if slug is not None))


def _seconds(wall: str) -> int:
    hour, _, minute = wall.partition(":")
    return int(hour) * 3600 + int(minute or 0) * 60
