"""The project's own stories in a form that reads like a bundle of letters.

    == a promise kept on another thread
    week 2026-03-02                            the Monday that "Mon" means; this one by default
    zone ann America/New_York                  of a person; of both sides Europe/London by default
    ann Mon 09:30 "Contract"                   who, when on their wall, and the subject of a new thread
        Could you send me the contract?
    maya Mon 10:00 re                          answers the one before; `re 1` the first
        Sure, you will have it on Thursday.
    maya>bob cc ann,tom Thu 15:00 "Papers"     else it goes to the other side: Ann, or Maya
        The contract is attached.
        [contract_signed.pdf]
    meet Tue+1 14:00-15:00 "Review" maya,ann   organizer first; "Tue+1" is a week later
    @ Fri                                      the moment (noon in Maya's zone, or `@ Fri 18:00`) …
        kept "you will have it" Thu by 3       … and all promises: state, words, end of due, proof
        open "Sure" none ageing                `Fri`: all of Friday, `Fri 17:00`, or none
        nothing                                in place of promises: there is none

Letters are numbered from 1, meetings are m1, m2 … After the due end may stand: `by 3`, `person tom`,
`ageing`, `fresh` (not ageing), `after "words"` of the promise it succeeds. A due end is read in the
zone of who wrote the words, or of whom `@ann` names. `1:"words"` are those of the first letter. A
letter may hold lines `{Header: value}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.insight.stories.gold import country_of
from tests.insight.stories.records import Appointment, Client, Expected, Letter, Moment, Story

FOLDER = Path(__file__).parent
PEOPLE = {
    "maya": ("Maya Lind", "maya.lind@northlight.example"),
    "tom": ("Tom Okafor", "tom.okafor@northlight.example"),
    "ines": ("Ines Vidal", "ines.vidal@northlight.example"),
    "ann": ("Ann Arden", "ann.arden@arden.example"),
    "bob": ("Bob Brandt", "bob.brandt@arden.example"),
    "carla": ("Carla Costa", "carla.costa@brio.example"),
    "robot": ("Arden Service Desk", "no-reply@arden.example"),
}
OURS = ("maya", "tom", "ines")
CLIENTS = (("arden", "Arden", "ann"), ("brio", "Brio", "carla"))
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZONE = "Europe/London"

_WHEN = r"(?P<day>[A-Z][a-z]{2}(?:\+\d+)?|\d{4}-\d\d-\d\d)(?: (?P<time>\d\d:\d\d))?"
_LETTER = re.compile(
    rf"(?P<who>[a-z]+)(?:>(?P<to>[a-z,]+))?(?: cc (?P<cc>[a-z,]+))? {_WHEN}"
    r'(?: re(?: (?P<re>\d+))?)?(?P<new> "(?P<subject>[^"]*)")?'
)
_MEETING = re.compile(rf'meet {_WHEN}-(?P<end>\d\d:\d\d) "(?P<title>[^"]*)" (?P<people>[a-z,]+)')
_MOMENT = re.compile(rf"@ {_WHEN}")
_EXPECTED = re.compile(
    rf'(?P<state>[a-z_]+) (?:(?P<said>\d+):)?"(?P<quote>[^"]*)" (?:none|{_WHEN})(?: @(?P<zone>[a-z]+))?(?P<rest>.*)'
)
_BY = re.compile(r" by (\w+)")
_PERSON = re.compile(r" person (\w+)")
_AFTER = re.compile(r' after "([^"]*)"')


class BadStory(ValueError):
    """A line that cannot be read."""


@dataclass(slots=True)
class _Draft:
    """A story while it is read."""

    id: str
    monday: date = date(2026, 3, 2)
    zones: dict[str, str] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    meetings: list[Appointment] = field(default_factory=list)
    moments: list[tuple[datetime, list[str]]] = field(default_factory=list)

    def zone(self, who: str) -> ZoneInfo:
        side = "us" if who in OURS else "them"
        return ZoneInfo(self.zones.get(who) or self.zones.get(side) or _ZONE)

    def day(self, text: str) -> date:
        if text[0].isdigit():
            return date.fromisoformat(text)
        name, _, weeks = text.partition("+")
        days = _DAYS.index(name.lower()) + 7 * int(weeks or 0)
        return self.monday + timedelta(days=days)

    def at(self, day: str, wall: str, who: str) -> datetime:
        return datetime.combine(self.day(day), time.fromisoformat(wall), tzinfo=self.zone(who))


def load_letters() -> list[tuple[str, Story]]:
    """Every story of the text files beside this module, with the theme that its file is named for."""
    return [(path.stem, story) for path in sorted(FOLDER.glob("*.txt")) for story in read(path)]


def read(path: Path) -> Iterator[Story]:
    """The stories of one file.

    Raises:
        BadStory: a line is none of the form.
    """
    text = path.read_text(encoding="utf-8")
    for part in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        title, *lines = part.rstrip().splitlines()
        draft = _Draft(re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-"))
        for line in lines:
            try:
                _take(line, draft)
            except (ValueError, KeyError, IndexError) as error:
                raise BadStory(f"{path.name}, {title}: {line}") from error
        yield _story(draft)


def _take(line: str, draft: _Draft) -> None:
    if not line.strip() or line.startswith("#"):
        if draft.letters and not draft.moments and not line.startswith("#"):
            _add_text(draft, "")
    elif line.startswith("    "):
        if draft.moments:
            draft.moments[-1][1].append(line.strip())
        else:
            _add_text(draft, line[4:])
    elif line.startswith("week "):
        draft.monday = date.fromisoformat(line.removeprefix("week "))
    elif line.startswith("zone "):
        _, who, zone = line.split()
        draft.zones[who] = zone
    elif found := _MEETING.fullmatch(line):
        draft.meetings.append(_meeting(found, draft))
    elif found := _MOMENT.fullmatch(line):
        draft.moments.append((draft.at(found["day"], found["time"] or "12:00", "maya"), []))
    elif found := _LETTER.fullmatch(line):
        draft.letters.append(_letter(found, draft))
    else:
        raise ValueError(line)


def _add_text(draft: _Draft, line: str) -> None:
    letter = draft.letters[-1]
    text, files, headers = letter.text, letter.attachments, letter.headers
    if line.startswith("["):
        files = (*files, *line.strip("[]").split(", "))
    elif line.startswith("{"):
        name, _, value = line.strip("{}").partition(": ")
        headers = (*headers, (name, value))
    else:
        text += line + "\n"
    draft.letters[-1] = Letter(
        id=letter.id, sender=letter.sender, sender_name=letter.sender_name, to=letter.to,
        cc=letter.cc, sent_at=letter.sent_at, subject=letter.subject, text=text,
        parent=letter.parent, attachments=files, headers=headers,
    )  # fmt: skip


def _letter(found: re.Match[str], draft: _Draft) -> Letter:
    who = found["who"]
    name, address = PEOPLE[who]
    number = len(draft.letters) + 1
    parent = None if found["new"] else found["re"] or str(number - 1)
    answered = next((one for one in draft.letters if one.id == parent), None)
    subject = found["subject"] or "Re: " + (answered.subject if answered else "").removeprefix(
        "Re: "
    )
    to = found["to"] or ("ann" if who in OURS else "maya")
    return Letter(
        id=str(number),
        sender=address,
        sender_name=name,
        to=_addresses(to),
        cc=_addresses(found["cc"] or ""),
        sent_at=draft.at(found["day"], found["time"], who),
        subject=subject,
        text="",
        parent=parent,
    )


def _addresses(names: str) -> tuple[str, ...]:
    return tuple(PEOPLE[name][1] for name in names.split(",") if name)


def _meeting(found: re.Match[str], draft: _Draft) -> Appointment:
    people = _addresses(found["people"])
    return Appointment(
        uid=f"m{len(draft.meetings) + 1}",
        start=draft.at(found["day"], found["time"], "maya"),
        end=draft.at(found["day"], found["end"], "maya"),
        title=found["title"],
        organizer=people[0],
        attendees=people,
    )


def _story(draft: _Draft) -> Story:
    name, address = PEOPLE["maya"]
    zone = str(draft.zone("maya"))
    return Story(
        id=draft.id,
        owner=(name, address, zone, country_of(zone)),
        domains=("northlight.example",),
        clients=tuple(
            Client(slug, name, (f"{slug}.example",), zone, country_of(zone))
            for slug, name, who in CLIENTS
            for zone in (str(draft.zone(who)),)
        ),
        letters=tuple(draft.letters),
        appointments=tuple(draft.meetings),
        moments=tuple(
            Moment(at, tuple(_expected(line, draft) for line in lines if line != "nothing"))
            for at, lines in draft.moments
        ),
    )


def _expected(line: str, draft: _Draft) -> Expected:
    found = _EXPECTED.fullmatch(line)
    if found is None:
        raise BadStory(f"{draft.id}: {line}")
    said = [
        one
        for one in draft.letters
        if found["quote"] in _new(one.text) and found["said"] in {None, one.id}
    ]
    if len(said) != 1:
        raise BadStory(f"{draft.id}: the words of {line!r} stand {len(said)} times")
    writer = next(name for name, (_, address) in PEOPLE.items() if address == said[0].sender)
    rest = found["rest"]
    after = _AFTER.search(rest)
    rest = _AFTER.sub("", rest)
    proof, person = _BY.search(rest), _PERSON.search(rest)
    return Expected(
        said_in=said[0].id,
        quote=found["quote"],
        state=found["state"],
        due_to=_due(found, draft, found["zone"] or writer),
        debtor="us" if writer in OURS else "them",
        person=PEOPLE[person[1]][1] if person else said[0].sender,
        proof=proof[1] if proof else None,
        ageing=True if " ageing" in rest else False if " fresh" in rest else None,
        succeeds=after[1] if after else None,
    )


def _new(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(">"))


def _due(found: re.Match[str], draft: _Draft, who: str) -> datetime | None:
    if found["day"] is None:
        return None
    if found["time"]:
        return draft.at(found["day"], found["time"], who)
    after = draft.day(found["day"]) + timedelta(days=1)
    return datetime.combine(after, time(), tzinfo=draft.zone(who))
