"""Wishes for a holiday of the person's country: to people we really work with, in time, once.

Which days are greeted, which are solemn and what a festival may be called stands in
`insight.occasions`; here it is decided who is written to, when, and when better not. Nobody's faith,
country or closeness is guessed from a name: what is not known is not greeted, with the reason.
"""

from __future__ import annotations

import re
from binascii import crc32
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from assistant.drafting.desk import Desk, Plan, choose_recipients, make_key
from assistant.drafting.lint import SAME_TEXT
from assistant.drafting.occasions import (
    KNOWN_DAYS,
    Days,
    find_anger,
    find_last_touches,
    find_late_answer,
    is_person,
    local_day,
)
from assistant.drafting.records import Block, Declined, DraftKind, Fact
from assistant.drafting.words import Reader, fill, join_words, load_zone
from assistant.insight.festivals import REFERENCE
from assistant.insight.occasions import APART_DAYS, find_occasions, find_solemn
from assistant.insight.records import Client, ClockSpec, Direction, Evidence, Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from assistant.insight.occasions import Occasion
    from assistant.insight.records import Message, Touchpoint

#: Holidays are looked for so many days ahead; leave and long closures move the moment forward.
HORIZON_DAYS = 24
#: The same words to more people than this are pointed out (a mail merge is no greeting).
SAME_TEXT_PEOPLE = 5
#: The words of a wish come in so many forms, which people of one client get in turn.
VARIANTS = 3
#: So many closed days in a row are said by the first and the last.
_A_ROW = 3
#: A festival that somebody named so long ago may be named to them.
NAMED_DAYS = 400

#: What people write when they wish somebody a festival → its key.
_WISHES = {
    "year-end": r"(?:merry|happy) (?:christmas|xmas)|frohe weihnachten|feliz navidad|feliz natal|"
    r"joyeux no[eë]l|buon natale|god jul|vrolijk kerstfeest|weso[lł]ych [sś]wi[aą]t",
    "easter": r"happy easter|frohe ostern|felices pascuas|feliz p[aá]scoa|joyeuses p[aâ]ques",
    "eid-al-fitr": r"eid mubarak|happy eid|ramadan (?:kareem|mubarak)",
    "eid-al-adha": r"eid mubarak|happy eid",
    "diwali": r"happy (?:diwali|deepavali)|shubh (?:diwali|deepavali)",
    "holi": r"happy holi\b",
    "hanukkah": r"(?:happy|chag) (?:c?hanukk?ah)|chag urim",
    "rosh-hashanah": r"shana+h? tova",
    "passover": r"happy (?:passover|pesach)|chag pesach",
    "lunar-new-year": r"happy (?:lunar|chinese) new year|gong xi fa cai|kung hei fat choy|"
    r"ch[uú]c m[uừ]ng n[aă]m m[oớ]i",
    "vesak": r"happy (?:vesak|buddha)",
}
_WISHED = {key: re.compile(rf"\b(?:{words})", re.IGNORECASE) for key, words in _WISHES.items()}
#: One of these is in every such wish: most mail is told apart without a pattern.
_MARKS = (
    "merry", "happy", "froh", "feli", "joyeu", "buon", "jul", "vrolijk", "weso", "mubarak",
    "kareem", "shubh", "chag", "shana", "gong xi", "kung hei", "chúc", "chuc",
)  # fmt: skip
#: A wish of any kind, in a mail of ours: then the owner was quicker.
_ANY_WISH = re.compile(
    r"\b(?:happy (?:holidays?|new year|thanksgiving|national day|fourth)|season'?s greetings|"
    r"(?:happy|restful|peaceful) holiday|best wishes for (?:the )?(?:holidays?|new year)|"
    rf"good start (?:into|to) the new year|{'|'.join(_WISHES.values())})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Guest:
    """Somebody who might be greeted."""

    person: Person
    client: Client
    country: str
    clock: ClockSpec
    touch: Touchpoint | None
    named: frozenset[str]
    said: Evidence | None


def plan_greetings(desk: Desk) -> tuple[list[Plan], list[Declined]]:
    """Greetings that are due or still stand, and people who are not greeted, with the reason."""
    plans: list[Plan] = []
    declined: list[Declined] = []
    # People of one client compare what they got: each takes the next form of the words.
    turns: dict[str, int] = {}
    touches = find_last_touches(desk)
    contacted = {touch.person for touch in desk.findings.touchpoints}
    for address, person in sorted(desk.history.people.items()):
        client = desk.history.clients.get(person.client or "")
        if client is None or client.prospect or address not in contacted:
            continue
        if not _may_have_occasion(desk, person, client):
            continue
        guest = _make_guest(desk, person, client, touches.get(address))
        days = Days(desk.history.owner.clock, guest.clock)
        turn = turns.setdefault(client.slug, crc32(client.slug.encode()) % VARIANTS)
        for occasion in _find_occasions(desk, guest):
            found = _plan(desk, guest, occasion, days, turn=turn)
            if isinstance(found, Plan):
                turns[client.slug] += 1
                plans.append(found)
            elif found is not None:
                declined.append(found)
    return _note_same_text(plans), declined


def _make_guest(desk: Desk, person: Person, client: Client, touch: Touchpoint | None) -> _Guest:
    greetings = client.greetings if person.greetings is None else person.greetings
    allowed = frozenset(greetings) if isinstance(greetings, tuple) else frozenset()
    said = _find_named(desk, person.address) if _is_known(desk, touch) else {}
    return _Guest(
        person=person,
        client=client,
        country=person.country or client.country or "",
        clock=person.clock or client.clock,
        touch=touch,
        named=allowed | frozenset(said),
        said=next(iter(said.values()), None),
    )


def _has_mark(text: str) -> bool:
    folded = text.casefold()
    return any(mark in folded for mark in _MARKS)


def _is_known(desk: Desk, touch: Touchpoint | None) -> bool:
    """Whether there was contact both ways lately."""
    return touch is not None and touch.at >= desk.now - timedelta(days=KNOWN_DAYS)


def _may_have_occasion(desk: Desk, person: Person, client: Client) -> bool:
    """Whether anything is near that somebody of a country could be greeted for.

    Asked first: on most days nothing is, and nobody's mail needs to be looked through.
    """
    country = person.country or client.country
    if country is None:
        return False
    today = local_day(person.clock or client.clock, desk.now)
    return bool(
        find_occasions(
            country,
            client.subdivision if person.country in {None, client.country} else None,
            from_on=today - timedelta(days=APART_DAYS),
            to_on=today + timedelta(days=HORIZON_DAYS),
            our_country=desk.history.owner.country,
            named=sorted(REFERENCE),
        )
    )


def _find_named(desk: Desk, address: str) -> dict[str, Evidence]:
    """Festivals that somebody wished us by name, with the latest place."""
    since = desk.now - timedelta(days=NAMED_DAYS)
    found: dict[str, Evidence] = {}
    for message in desk.written_by.get(address, ()):
        if message.sent_at < since or not _has_mark(message.text):
            continue
        for key, pattern in _WISHED.items():
            match = pattern.search(message.text)
            if match and not any(a <= match.start() < b for a, b in message.quoted):
                found[key] = Evidence(
                    message_id=message.id,
                    quote=match.group(),
                    start=match.start(),
                    end=match.end(),
                )
    return found


def _find_occasions(desk: Desk, guest: _Guest) -> tuple[Occasion, ...]:
    today = local_day(guest.clock, desk.now)
    # A person abroad is not of the client's subdivision.
    at_home = guest.person.country in {None, guest.client.country}
    return find_occasions(
        guest.country,
        guest.client.subdivision if at_home else None,
        from_on=today,
        to_on=today + timedelta(days=HORIZON_DAYS),
        our_country=desk.history.owner.country,
        named=sorted(guest.named),
    )


def _plan(
    desk: Desk, guest: _Guest, occasion: Occasion, days: Days, *, turn: int
) -> Plan | Declined | None:
    """The greeting of one person for one occasion; None before its time."""
    today = local_day(desk.history.owner.clock, desk.now)
    before = days.before(occasion.first_on, occasion.lead_wd, within=HORIZON_DAYS)
    opens_on = before[-1] if before else occasion.first_on - timedelta(days=occasion.lead_wd)
    if today < opens_on:
        return None

    def decline(why: str) -> Declined:
        about = occasion.name if occasion.by_name else "the holidays"
        return Declined(
            None,
            f"No wishes for {about} ({occasion.first_on}): {why}",
            kind=DraftKind.GREETING,
            client=guest.client.slug,
            person=guest.person.address,
        )

    why = _refuse(desk, guest, occasion, opens_on)
    if why is not None:
        return decline(why)
    if not before:
        return decline("you or they are away until then.")
    solemn = find_solemn(guest.country, guest.client.subdivision, local_day(guest.clock, desk.now))
    plan = _make_plan(desk, guest, occasion, days, turn)
    if plan is None:
        return decline(f"{guest.person.address} cannot be written to.")
    return replace(plan, late=today > before[0] or solemn is not None)


def _refuse(desk: Desk, guest: _Guest, occasion: Occasion, opens_on: date) -> str | None:
    """Why somebody is not greeted."""
    person, client = guest.person, guest.client
    greetings = client.greetings if person.greetings is None else person.greetings
    if greetings is False:
        return "greetings are switched off for them."
    if person.country is None and "country" in client.assumed:
        return (
            f"where they work is only assumed ({client.assumed['country']}); set country in "
            f"clients/{client.slug}.toml to have greetings."
        )
    if not is_person(desk, person.address):
        return "the address is no named person who can be written to."
    if not _is_known(desk, guest.touch):
        return "there was no contact both ways in the last six months."
    if any(
        absence.address == person.address
        and absence.from_on <= local_day(guest.clock, desk.now)
        and absence.to_on >= occasion.first_on - timedelta(days=1)
        for absence in desk.history.absences
    ):
        return "they are out of office until then."
    trouble = find_anger(desk, client.slug) or find_late_answer(desk, person.address)
    if trouble:
        return trouble
    wished = _find_wished(desk, person.address, opens_on - timedelta(days=7))
    if wished is not None:
        return f"you wished them well on {wished.sent_at:%Y-%m-%d} already."
    return None


def _find_wished(desk: Desk, address: str, since: date) -> Message | None:
    """A mail of ours to somebody that wishes something already."""
    for message in reversed(desk.history.messages):
        if message.sent_at.date() < since:
            return None
        if message.direction is not Direction.OUT:
            continue
        if address in (*message.to, *message.cc) and _ANY_WISH.search(message.text):
            return message
    return None


def _make_plan(desk: Desk, guest: _Guest, occasion: Occasion, days: Days, turn: int) -> Plan | None:
    address, slug = guest.person.address, guest.client.slug
    to, _ = choose_recipients(desk, slug, [address])
    if not to or guest.touch is None:
        return None
    language = desk.templates.choose_language(guest.person.language or "en")
    reader = replace(desk.reader(slug, address, language), country=guest.country)
    facts = tuple(_gather_facts(guest, occasion, days, reader, turn))
    subject = reader.words.choose(f"wish_{occasion.wish}", "subject", 0)
    return Plan(
        kind=DraftKind.GREETING,
        gap=None,
        client=slug,
        occasion=f"greeting:{address}:{occasion.key}:{occasion.year}",
        evidence_key=make_key(occasion.first_on.isoformat(), occasion.wish),
        to=to,
        cc=(),
        subject=fill(subject, holiday=occasion.name),
        facts=facts,
        language=language,
        why=_explain(guest, occasion),
    )


def _long_day(day: date) -> str:
    """`Thursday 26 November 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _explain(guest: _Guest, occasion: Occasion) -> str:
    """Why this greeting exists, for the person who approves."""
    assert guest.touch is not None
    span = _long_day(occasion.first_on)
    if occasion.last_on != occasion.first_on:
        span += f" to {_long_day(occasion.last_on)}"
    about = " (dates by the moon may move)" if occasion.estimated else ""
    words = f"{occasion.name}, {span} ({guest.country}){about}."
    if not occasion.by_name:
        words += " Its name is left out: nothing says that they keep it."
    elif guest.said is not None and occasion.key in guest.named:
        words += f" They named it themselves: “{guest.said.quote}”."
    kind = "meeting" if guest.touch.ical_uid else "mail"
    return f"{words} Last contact both ways: a {kind} on {guest.touch.at:%Y-%m-%d}."


def _gather_facts(
    guest: _Guest, occasion: Occasion, days: Days, reader: Reader, turn: int
) -> Iterator[Fact]:
    assert guest.touch is not None
    client, touch = guest.client.slug, guest.touch
    met = Evidence(
        message_id=touch.message_id, ical_uid=touch.ical_uid, recurrence_id=touch.recurrence_id
    )
    named = guest.said if guest.said is not None and occasion.key in guest.named else met
    zone = load_zone(guest.clock.zone)
    over_at = datetime.combine(occasion.first_on + timedelta(days=1), time(), zone)
    yield Fact(f"wish-{turn % VARIANTS + 1}", occasion.wish, named, client)
    yield Fact(
        "holiday",
        occasion.name if occasion.by_name else reader.words.text("holidays_unnamed"),
        named,
        client,
        detail=_say_span(occasion.days, reader, days),
        until=over_at,
    )
    closed = _find_closed(occasion, days)
    if closed:
        said = _say_span(closed, reader, days)
        if occasion.estimated:
            said = reader.words.fill("around", date=reader.calendar_day(closed[0]))
        yield Fact("closed", said, met, client, detail=said, until=over_at)


def _find_closed(occasion: Occasion, days: Days) -> tuple[date, ...]:
    """Working weekdays on which their office is closed; none where the calendar knows only a part."""
    if occasion.first_on != occasion.days[0]:
        return ()
    last_on = occasion.last_on
    if occasion.key == "year-end":
        last_on = occasion.days[0] + timedelta(days=8)
    return days.closed_around(occasion.first_on, last_on)


def _say_span(found: tuple[date, ...], reader: Reader, days: Days) -> str:
    """``on Thursday, 26 November``; three days and more in a row as ``from … to …``."""
    rows: list[list[date]] = []
    for day in found:
        if rows and days.are_joined(rows[-1][-1], day):
            rows[-1].append(day)
        else:
            rows.append([day])
    single = [reader.calendar_day(day) for row in rows if len(row) < _A_ROW for day in row]
    long = [
        reader.words.fill(
            "from_to", first=reader.calendar_day(row[0]), last=reader.calendar_day(row[-1])
        )
        for row in rows
        if len(row) >= _A_ROW
    ]
    if not single:
        return join_words(long, reader.words)
    on_days = reader.words.fill("on_day", date=join_words(single, reader.words))
    return join_words([on_days, *long], reader.words)


def _note_same_text(plans: list[Plan]) -> list[Plan]:
    """Point out words that more than a few people would get alike."""
    alike: dict[tuple[str, ...], list[Plan]] = defaultdict(list)
    for plan in plans:
        holiday = plan.occasion.removeprefix(f"greeting:{plan.to[0]}:")
        wish = next((f.name for f in plan.facts if f.group == "wish"), "")
        alike[holiday, wish].append(plan)
    noted = []
    for same in alike.values():
        others = len(same) - 1
        for plan in same:
            if others < SAME_TEXT_PEOPLE:
                noted.append(plan)
                continue
            block = Block(
                SAME_TEXT,
                f"{others} others get the same words. Add a line of your own, or confirm.",
                confirmable=True,
            )
            noted.append(replace(plan, blocks=(block,)))
    return sorted(noted, key=lambda plan: plan.occasion)
