"""Generated histories for properties and for measuring: many clients, plain random mail and calls.

Random but reproducible: the same seed gives the same history. Nothing here knows what should be
found in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from assistant.insight.records import (
    Attendee,
    Client,
    Direction,
    Due,
    History,
    Meeting,
    Message,
    Person,
    Sentence,
    Tier,
)
from tests.insight.builders import MAYA, NAMES, TOM, make_clock, make_owner

_ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Asia/Dubai", "Asia/Tokyo")
_THINGS = ("contract", "invoice", "report", "timeline", "figures", "deck", "proposal", "minutes")
_FILLER = (
    "As you know, the second phase began in spring and the team has grown since then.",
    "We talked about the open points with the people on site and they were content.",
    "There are a few remarks on page four, mostly about the wording of the second section.",
    "The office in the north will move in autumn, which changes the delivery address.",
)


def generate_history(
    *, messages: int, clients: int, seed: int = 1, days: int = 120, meetings: int | None = None
) -> History:
    """A history of `days` days that ends on 2025-06-02 08:00 UTC.

    Threads of one to eight messages alternate between the sides; about every third message asks,
    every sixth promises something with or without a date, every eighth delivers.
    """
    random = Random(seed)
    as_of = datetime(2025, 6, 2, 8, tzinfo=UTC)
    start = as_of - timedelta(days=days)
    book = {f"c{number}": _client(number, random) for number in range(clients)}
    people = {
        address: Person(address, f"Person{place} Of{slug.title()}", slug, role)
        for slug in book
        for place, role in enumerate(("champion", "decision maker", None))
        for address in (f"p{place}@{slug}.example",)
    }
    ours = {address: Person(address, NAMES[address]) for address in (MAYA, TOM)}
    mail: list[Message] = []
    while len(mail) < messages:
        slug = random.choice(list(book))
        mail += _thread(slug, len(mail), start, days, random)
    mail = sorted(mail[:messages], key=lambda one: (one.sent_at, one.id))
    count = messages // 20 if meetings is None else meetings
    calls = [
        _meeting(number, random.choice(list(book)), start, days, random) for number in range(count)
    ]
    return History(
        as_of=as_of,
        owner=make_owner(),
        clients=book,
        people={**people, **ours},
        messages=tuple(one for one in mail if one.sent_at <= as_of),
        meetings=tuple(sorted(calls, key=lambda one: (one.start_at, one.ical_uid))),
    )


def _client(number: int, random: Random) -> Client:
    return Client(
        slug=f"c{number}",
        name=f"Client {number}",
        clock=make_clock(random.choice(_ZONES)),
        tier=random.choice((Tier.STRATEGIC, Tier.STANDARD, Tier.STANDARD)),
        prospect=number % 17 == 16,
        cadence=random.choice((None, "weekly", "monthly", "quarterly", "daily")),
    )


def _thread(slug: str, place: int, start: datetime, days: int, random: Random) -> list[Message]:
    """One conversation between Maya and a person of a client."""
    person = f"p{random.randrange(3)}@{slug}.example"
    at = start + timedelta(minutes=random.randrange(days * 1440))
    found: list[Message] = []
    turn = random.random() < 0.5
    for number in range(random.randint(1, 8)):
        sender, to = (MAYA, person) if turn else (person, MAYA)
        identity = f"m{place + number}@{slug}"
        text, sentences = _text(at, random)
        asking = [one for one in sentences if "question" in one.acts or "request" in one.acts]
        found.append(
            Message(
                id=identity,
                thread_id=f"t{place}",
                sent_at=at,
                sender=sender,
                to=(to,),
                cc=(TOM,) if random.random() < 0.2 else (),
                direction=Direction.OUT if turn else Direction.IN,
                client=slug,
                clients=(slug,),
                subject=f"{random.choice(_THINGS)} {place}",
                base_subject=f"{random.choice(_THINGS)} {place}",
                in_reply_to=found[-1].id if found else None,
                text=text,
                attachments=("contract.pdf",) if random.random() < 0.05 else (),
                needs_reply=bool(asking),
                deciding=(asking[0].start, asking[0].end) if asking else None,
                sentences=tuple(sentences),
            )
        )
        turn = not turn if random.random() < 0.8 else turn
        at += timedelta(minutes=random.randrange(5, 6000))
    return found


def _text(at: datetime, random: Random) -> tuple[str, list[Sentence]]:
    """A body of about hundred words with its tagged sentences."""
    lines: list[str] = ["Hello,"]
    tagged: list[tuple[str, Sentence]] = []
    thing = random.choice(_THINGS)
    if random.random() < 0.35:
        line = f"Could you send me the {thing}?"
        tagged.append(
            (
                line,
                Sentence(
                    0, 0, {"request": 0.9}, debtor="recipient", content=f"send me the {thing}"
                ),
            )
        )
        lines.append(line)
    lines += random.sample(_FILLER, 3)
    if random.random() < 0.17:
        due = None
        if random.random() < 0.7:
            day = at.replace(hour=0, minute=0) + timedelta(days=random.randrange(1, 9))
            due = Due("on that day", day, day + timedelta(days=1), "UTC")
        line = f"I will send the {thing} on that day."
        acts = {"commitment": 0.9, **({"deadline": 0.9} if due else {})}
        tagged.append(
            (line, Sentence(0, 0, acts, debtor="author", content=f"send the {thing}", due=due))
        )
        lines.append(line)
    if random.random() < 0.12:
        lines.append(f"Attached is the {random.choice(_THINGS)}.")
    lines += random.sample(_FILLER, 2)
    text = "\n".join(lines)
    sentences = []
    for line, sentence in tagged:
        first = text.index(line)
        sentences.append(replace(sentence, start=first, end=first + len(line)))
    return text, sentences


def _meeting(number: int, slug: str, start: datetime, days: int, random: Random) -> Meeting:
    person = f"p{random.randrange(3)}@{slug}.example"
    at = start + timedelta(minutes=30 * random.randrange((days + 20) * 48))
    return Meeting(
        ical_uid=f"e{number}",
        recurrence_id="",
        start_at=at,
        end_at=at + timedelta(minutes=30),
        summary=f"Status {number % 40}",
        organizer=random.choice((MAYA, person)),
        attendees=(Attendee(person, partstat="accepted", clients=(slug,)), Attendee(MAYA)),
        own_partstat=random.choice(("accepted", "needs-action")),
        known_at=at - timedelta(days=3),
        clients=(slug,),
    )
