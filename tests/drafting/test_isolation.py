"""One client's facts never reach another: random worlds full of canaries.

Every client has a secret word that stands in all of its mail, promises, meetings and titles, and
names that appear in other clients' mail too. RAPPORT_SEED repeats a run, RAPPORT_DRAFTS says how
many drafts are looked at.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from assistant.drafting.errors import ForeignFact
from assistant.drafting.records import Draft, DraftKind, Fact, Length, Tone, Wording
from assistant.drafting.render import render_body
from assistant.insight.records import (
    Attendee,
    Client,
    ClockSpec,
    Direction,
    Evidence,
    Findings,
    Gap,
    GapKind,
    History,
    Leave,
    Meeting,
    Message,
    Person,
    Promise,
    Severity,
    Side,
    Tier,
    Touchpoint,
    Wait,
)
from tests.drafting.cast import (
    NOW,
    OURS,
    OWNER,
    TEMPLATES,
    days_ago,
    make_due,
    make_findings,
    make_gap,
    make_history,
    make_meeting,
    make_message,
    make_promise,
    make_wait,
    run,
)

DRAFTS = int(os.environ.get("RAPPORT_DRAFTS", "10000"))
COMPANIES = ("Orvane", "Telluric", "Quillmark", "Sableford", "Wrenhollow")
FIRST = ("Ada", "Bruno", "Chiara", "Deniz", "Emeka")
#: Today is the last day of the owner's week, and a holiday of everybody's country is near.
AWAY_TOMORROW = replace(
    OWNER,
    clock=replace(OWNER.clock, leave=(Leave(date(2026, 11, 19), date(2026, 11, 20)),)),
)
LAST = ("Okonjo", "Lindgren", "Marchetti", "Yamada", "Petrov")


class World:
    """A few clients whose mail, meetings and promises are woven together at random."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.slugs = rng.sample(COMPANIES, rng.randint(2, 5))
        self.clients = {
            slug: Client(
                slug, f"{slug} Systems Ltd", ClockSpec(), tier=Tier.STRATEGIC, country="OM"
            )
            for slug in self.slugs
        }
        self.people = {OURS: Person(OURS, OWNER.name)}
        for slug in self.slugs:
            for first in rng.sample(FIRST, 2):
                address = f"{first.lower()}@{slug.lower()}.example"
                name = f"{first} {LAST[COMPANIES.index(slug)]}"
                self.people[address] = Person(address, name, slug)
        self.messages: list[Message] = []
        self.meetings: list[Meeting] = []
        self.waits: list[Wait] = []
        self.promises: list[Promise] = []
        self.gaps: list[Gap] = []
        self.touches: list[Touchpoint] = []
        for _ in range(rng.randint(4, 8)):
            rng.choice(
                [self.add_ask, self.add_ask, self.add_our_ask, self.add_meeting, self.add_quiet]
            )()

    def secret(self, slug: str) -> str:
        return f"secret{slug.lower()}"

    def person(self, slug: str) -> str:
        return self.rng.choice([a for a, p in self.people.items() if p.client == slug])

    def other(self, slug: str) -> str:
        return self.rng.choice([other for other in self.slugs if other != slug])

    def foreign_name(self, slug: str) -> str:
        """Something that names another client."""
        other = self.other(slug)
        person = self.people[self.person(other)]
        return self.rng.choice(
            [f"{other} Systems", person.name, person.address, f"{other} Systems Ltd"]
        )

    def sentence(self, slug: str, end: str) -> str:
        named = self.rng.random() < 0.3
        about = self.foreign_name(slug) if named else f"the {self.secret(slug)} plan"
        return f"Is {about} number {self.rng.randrange(1000)} ready{end}"

    def mixed(self, slug: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Copies and slugs of a message; now and then another client is on it."""
        if self.rng.random() < 0.7:
            return (), (slug,)
        other = self.other(slug)
        return (self.person(other),), (slug, other)

    def add_message(self, slug: str, direction: Direction, text: str, act: str) -> Message:
        person = self.person(slug)
        cc, slugs = self.mixed(slug)
        ours = direction is Direction.OUT
        message = make_message(
            f"m{len(self.messages)}-{self.rng.randrange(10**9)}@x.example",
            text,
            acts={act: 0.9},
            thread_id=f"t{self.rng.randrange(4)}",
            sent_at=days_ago(self.rng.uniform(0.1, 20)),
            sender=OURS if ours else person,
            to=(person,) if ours else (OURS,),
            cc=cc,
            direction=direction,
            client=slug if len(slugs) == 1 else None,
            clients=slugs,
            subject=f"About {self.secret(slug)}",
        )
        self.messages.append(message)
        self.touch(slug, person, message.sent_at, message_id=message.id)
        return message

    def touch(self, slug: str, person: str, at: datetime, **source: str) -> None:
        """A contact both ways; now and then it is counted for the wrong client."""
        named = slug if self.rng.random() < 0.9 else self.other(slug)
        self.touches.append(Touchpoint("mail in", at, named, person, two_way=True, **source))

    def add_quiet(self) -> None:
        slug = self.rng.choice(self.slugs)
        self.add_promise(slug)
        kind = self.rng.choice([GapKind.GONE_QUIET, GapKind.CADENCE_MISSED])
        people = (self.touches[-1].person or "",)
        self.gaps.append(make_gap(kind, client=slug, level="client", people=people))

    def add_ask(self) -> None:
        slug = self.rng.choice(self.slugs)
        asks = self.add_message(slug, Direction.IN, self.sentence(slug, "?"), "question")
        # A wait that names the wrong client must not carry its words over either.
        named = slug if self.rng.random() < 0.9 else self.other(slug)
        self.waits.append(make_wait(Side.US, asks, client=named))
        severity = self.rng.choice(list(Severity))
        kind = self.rng.choice([GapKind.REPLY_OWED, GapKind.COMPLAINT_UNACKNOWLEDGED])
        self.gaps.append(make_gap(kind, wait_start=asks.id, client=named, severity=severity))
        self.add_promise(slug)

    def add_our_ask(self) -> None:
        slug = self.rng.choice(self.slugs)
        asks = self.add_message(slug, Direction.OUT, self.sentence(slug, "?"), "question")
        self.waits.append(make_wait(Side.THEM, asks, client=slug))
        self.gaps.append(make_gap(GapKind.REPLY_AWAITED, wait_start=asks.id, client=slug))

    def add_promise(self, slug: str) -> None:
        direction = self.rng.choice([Direction.IN, Direction.OUT])
        said = self.add_message(slug, direction, self.sentence(slug, "."), "commitment")
        named = slug if self.rng.random() < 0.9 else self.other(slug)
        due = make_due(NOW + timedelta(days=self.rng.choice([-3, 3])))
        key = f"p{len(self.promises)}"
        promise = make_promise(key, said, said.text, client=named, due=due)
        self.promises.append(promise)
        if promise.debtor is Side.THEM:
            kind = GapKind.PROMISE_THEIRS_OVERDUE
            self.gaps.append(make_gap(kind, promise_id=key, client=named))

    def add_meeting(self) -> None:
        slug = self.rng.choice(self.slugs)
        person = self.person(slug)
        guests = [Attendee(OURS, "", "accepted"), Attendee(person, "", "accepted", (slug,))]
        slugs: tuple[str, ...] = (slug,)
        if self.rng.random() < 0.3:
            other = self.other(slug)
            guests.append(Attendee(self.person(other), "", "accepted", (other,)))
            slugs = (slug, other)
        named = self.rng.random() < 0.3
        start = NOW + timedelta(days=self.rng.choice([-1, 2]))
        meeting = make_meeting(
            f"e{len(self.meetings)}",
            start_at=start,
            end_at=start + timedelta(hours=1),
            summary=f"With {self.foreign_name(slug) if named else self.secret(slug)}",
            attendees=tuple(guests),
            clients=slugs,
        )
        self.meetings.append(meeting)
        if start < NOW:
            self.touch(slug, person, start, ical_uid=meeting.ical_uid, recurrence_id="")
            kind = GapKind.MET_NO_RECAP
            self.gaps.append(
                make_gap(kind, ical_uid=meeting.ical_uid, recurrence_id="", client=slug)
            )

    def propose(self) -> tuple[Draft, ...]:
        history: History = make_history(
            *self.messages,
            clients=self.clients,
            people=self.people,
            meetings=tuple(self.meetings),
            owner=AWAY_TOMORROW,
        )
        findings: Findings = make_findings(
            *self.gaps,
            waits=tuple(self.waits),
            promises=tuple(self.promises),
            touchpoints=tuple(sorted(self.touches, key=lambda touch: touch.at)),
        )
        return run(findings, history).drafts

    def canaries(self, slug: str) -> set[str]:
        """Whatever must not be in a draft for this client, in lower case."""
        found: set[str] = set()
        for other in self.slugs:
            if other == slug:
                continue
            found |= {self.secret(other), f"{other} Systems".lower(), f"{other.lower()}.example"}
            found |= {p.name.lower() for p in self.people.values() if p.client == other}
        return found


def reword(draft: Draft, rng: random.Random) -> str:
    """The body in another tone and length, with a fact less."""
    names = [fact.name for fact in draft.facts]
    wording = Wording(
        tone=rng.choice(list(Tone)),
        length=rng.choice(list(Length)),
        omit=tuple(rng.sample(names, min(1, len(names)))),
    )
    return render_body(
        draft.kind,
        client=draft.client,
        facts=draft.facts,
        addressees=draft.addressees,
        wording=wording,
        owner_name=OWNER.name,
        templates=TEMPLATES,
    )


def test_no_canary_reaches_another_client() -> None:
    seed = int(os.environ.get("RAPPORT_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
    seen, number, kinds = 0, 0, set()
    while seen < DRAFTS:
        number += 1
        world = World(random.Random(f"{seed}-{number}"))
        for draft in world.propose():
            bodies = [draft.content.body, reword(draft, world.rng), reword(draft, world.rng)]
            seen += len(bodies)
            kinds.add(draft.kind)
            for body in [*bodies, draft.content.subject]:
                leaked = [word for word in world.canaries(draft.client) if word in body.lower()]
                assert not leaked, (f"RAPPORT_SEED={seed}, world {number}", leaked, body)
            people = [*draft.content.to, *draft.content.cc]
            foreign = [
                m.address
                for m in people
                if m.address != OURS and world.people[m.address].client != draft.client
            ]
            assert not foreign, (f"RAPPORT_SEED={seed}, world {number}", foreign)
    assert kinds == set(DraftKind)


def test_the_renderer_refuses_a_foreign_fact() -> None:
    fact = Fact("question-1", "x?", Evidence(message_id="m"), "kestrel")
    with pytest.raises(ForeignFact, match="kestrel"):
        render_body(
            DraftKind.REPLY,
            client="brightwater",
            facts=[fact],
            addressees=[],
            wording=Wording(),
            owner_name="Maya",
            templates=TEMPLATES,
        )


def test_the_final_scan_names_the_client_that_slipped_in() -> None:
    from assistant.drafting.lint import lint
    from tests.drafting.cast import make_lexicon, only, reply_to

    draft = only(reply_to(make_message("m@x", "Ready?")))
    content = replace(draft.content, body="As for Kestrel Works: yes.\n")
    blocks = lint(content, client="brightwater", lexicon=make_lexicon(), now=NOW)
    assert [(b.code, b.confirmable) for b in blocks] == [("foreign-name", True)]


@pytest.mark.parametrize(
    "guard", ["assistant.drafting.desk.keep_own_facts", "assistant.drafting.desk.Desk.lexicon"]
)
def test_without_a_guard_canaries_get_through(guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if guard.endswith("keep_own_facts"):
        monkeypatch.setattr(guard, lambda _desk, facts, _client: tuple(facts))
        monkeypatch.setattr("assistant.drafting.reply._clean", lambda _desk, facts, _client: facts)
        monkeypatch.setattr("assistant.drafting.recap.keep_own_facts", lambda _d, facts, _c: facts)
    else:
        monkeypatch.setattr("assistant.drafting.lexicon.Lexicon.find_foreign", lambda *_: ())
    with pytest.raises(AssertionError):
        test_no_canary_reaches_another_client()
