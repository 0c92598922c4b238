"""What a person's decisions about promises teach the language stage; kept in the home.

`learned.json` holds where the lessons stand (message, characters, answer) and the correction that was
made of them, by features: pieces of up to three words, no sentence. The decisions themselves always win in the ledger; what is learned
only changes how other sentences are read. Nothing leaves the machine.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.config.records import LEARNED
from assistant.errors import LearnedUnreadable
from assistant.store import tables as t
from nlp.model.learning import Learned, Lesson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from assistant.insight.records import Decision, History

#: What a decision about a promise says of its sentence.
_ANSWERS = {"not": False, "done": True, "date": True}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lesson stands."""

    #: Id of the promise, which a decision names.
    promise: str
    message_id: str
    start: int
    end: int
    #: Whether the person says that it is a promise.
    answer: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """What was learned, and of which lessons."""

    places: tuple[Place, ...]
    learned: Learned


def read_memory(home: Path) -> Memory | None:
    """What this home has learned; None where it never did.

    Raises:
        LearnedUnreadable: somebody changed the file, or a disk did.
    """
    path = home / LEARNED
    try:
        told = json.loads(path.read_bytes())
        return Memory(tuple(Place(**place) for place in told["places"]), Learned(**told["learned"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise LearnedUnreadable(path) from error


def write_memory(home: Path, memory: Memory) -> None:
    """Keep it, whole or not at all."""
    told = {"places": [asdict(place) for place in memory.places], "learned": asdict(memory.learned)}
    aside = home / f".{LEARNED}"
    aside.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    aside.replace(home / LEARNED)


def say_learned(home: Path) -> list[str]:
    """A note where something was learned: how much, and whether it is in use."""
    from nlp.model.classifier import packaged_classifier
    from nlp.model.learning import corrected

    try:
        memory = read_memory(home)
    except LearnedUnreadable as error:
        return [str(error)]
    if memory is None:
        return []
    learned = memory.learned
    told = f"Learned from {learned.lessons} of your decisions about promises"
    if corrected(packaged_classifier(), learned) is packaged_classifier():
        return [f"{told}, but for another version of the program: run `rapport learn` again."]
    return [f"{told}; `rapport learn --forget` goes back to the shipped model."]


def forget_memory(home: Path) -> bool:
    """Read mail as on the first day; returns whether there was anything to forget."""
    existed = (home / LEARNED).exists()
    (home / LEARNED).unlink(missing_ok=True)
    return existed


def find_places(
    history: History, decisions: Sequence[Decision], known: Sequence[Place]
) -> tuple[Place, ...]:
    """Where the sentences stand that a person decided about, in the order said.

    Args:
        history: As of now.
        decisions: All of them; the last one about a promise counts.
        known: Of an earlier time: a sentence that is no longer read as a promise, because the
            program learned, stands in no ledger any more.
    """
    from assistant.insight.index import build_index
    from assistant.insight.promises import build_ledger

    said = {d.object_id: _ANSWERS[d.verb] for d in decisions if d.object_kind == "promise"}
    undecided = tuple(d for d in history.decisions if d.object_kind != "promise")
    plain = replace(history, decisions=undecided)
    places = {place.promise: place for place in known}
    for promise in build_ledger(plain, build_index(plain)):
        if promise.id in said:
            places[promise.id] = Place(
                promise.id, promise.message_id, promise.start, promise.end, said[promise.id]
            )
    found = [
        replace(place, answer=said[place.promise])
        for place in places.values()
        if place.promise in said
    ]
    return tuple(sorted(found, key=lambda place: (place.message_id, place.start, place.promise)))


def load_lessons(
    connection: Connection, owner_id: int, places: Sequence[Place]
) -> tuple[tuple[Place, Lesson], ...]:
    """The sentences of the places; those whose message is gone are left out."""
    c = t.message.c
    wanted = sorted({place.message_id for place in places})
    texts: dict[str, str] = {}
    for number in range(0, len(wanted), 500):
        query = select(c.message_key, c.text).where(
            c.owner_id == owner_id, c.message_key.in_(wanted[number : number + 500])
        )
        texts.update(dict(connection.execute(query).all()))
    return tuple(
        (place, _lesson(texts[place.message_id], place))
        for place in places
        if place.end <= len(texts.get(place.message_id, ""))
    )


def _lesson(text: str, place: Place) -> Lesson:
    # Of the words before only their end is looked at: whether they ask.
    before = text[: place.start].rstrip()[-200:]
    return Lesson(text[place.start : place.end], before or None, "commitment", place.answer)
