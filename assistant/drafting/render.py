"""Facts and wording become a body: for exactly one client, with nothing that is not a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.drafting.errors import ForeignFact
from assistant.drafting.names import choose_given, write_greeting
from assistant.drafting.records import Addressee, DraftKind, Fact, Tone, Wording
from assistant.drafting.words import Words, fill, join_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.drafting.templates import Templates

#: Group of a fact's name → its list in the templates; each is always there, often empty.
GROUPS = {
    "question": "questions",
    "complaint": "complaints",
    "promise": "promises",
    "our-promise": "ours",
    "their-promise": "theirs",
    "promised": "promised",
    "meeting": "meetings",
    "participants": "participants",
    "absent": "absent",
    "late": "late",
    "message": "messages",
    "reminder": "reminders",
    "topic": "topics",
    "by": "bys",
    "wish": "wishes",
    "holiday": "holidays",
    "closed": "closed",
    "done": "done",
    "received": "received",
    "kept": "kept",
    "met": "met",
    "answered": "answered",
    "explained": "explained",
    "last-meeting": "last_meetings",
    "last-mail": "last_mails",
}
#: Facts whose value names phrases of `words.toml`, the number which of them.
KEYED = frozenset({"wish"})
#: Facts with a place that the owner fills, in the order of the text.
_ANSWERED = ("complaint", "question", "topic")
#: Kinds that leave empty places, and in which groups of facts.
_SLOTS = {
    DraftKind.REPLY: frozenset(_ANSWERED),
    DraftKind.RECAP: frozenset({"topic"}),
    DraftKind.CHECK_IN: frozenset({"topic"}),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A fact as a template sees it.

    Attributes:
        answer: The owner's words or the empty place.
        words: A whole sentence about it, where `words.toml` has one.
    """

    value: str
    detail: str
    answer: str = ""
    words: str = ""


def render_body(
    kind: DraftKind,
    *,
    client: str,
    facts: Sequence[Fact],
    addressees: Sequence[Addressee],
    wording: Wording,
    owner_name: str,
    templates: Templates,
) -> str:
    """The body of a draft.

    Args:
        client: Slug of the one client it is for.
        facts: All of that client; omitted ones are left out here.

    Raises:
        ForeignFact: a fact or addressee is another client's.
        TemplateRefused: an overriding template cannot be used.
    """
    for fact in facts:
        if fact.client != client:
            raise ForeignFact(fact.name, fact.client, client)
    for addressee in addressees:
        if addressee.client != client:
            raise ForeignFact(f"greeting of {addressee.address}", addressee.client, client)
    words = templates.words(wording.language)
    kept = [fact for fact in facts if fact.name not in wording.omit]
    values = _group(kind, kept, wording, words)
    return templates.render(
        kind,
        wording.language,
        {
            **values,
            "greeting": write_greeting(addressees, Tone(wording.tone), words),
            "owner": owner_name if wording.tone is Tone.FORMAL else choose_given(owner_name),
            "tone": wording.tone.value,
            "length": wording.length.value,
        },
    )


def _group(
    kind: DraftKind, facts: Sequence[Fact], wording: Wording, words: Words
) -> dict[str, object]:
    """Facts by group, with the owner's words in the empty places."""
    own_words: Iterator[str] = iter(wording.added)
    groups: dict[str, list[Item]] = {name: [] for name in GROUPS.values()}
    answers: dict[str, str] = {}
    open_groups = _SLOTS.get(kind, frozenset())
    for group in _ANSWERED:
        for fact in facts:
            if fact.group == group and group in open_groups:
                answers[fact.name] = next(own_words, _make_slot(kind, fact, words))
    for fact in facts:
        said = _say(fact, facts, wording, words)
        item = Item(fact.value, fact.detail, answers.get(fact.name, ""), said)
        groups[GROUPS[fact.group]].append(item)
    messages = groups["messages"]
    return {
        **groups,
        "added": list(own_words),
        "subject": messages[0].value if messages else "",
        "when": join_words(_once(messages), words),
        "several": len(messages) > 1,
        "reminded": join_words(_once(groups["reminders"]), words),
        "by": groups["bys"][0].value if groups["bys"] else words.text("me"),
    }


def _make_slot(kind: DraftKind, fact: Fact, words: Words) -> str:
    """The empty place a person fills; brackets of the mail's words would end it too early."""
    text = fact.value.replace("[", "(").replace("]", ")")
    if kind is DraftKind.RECAP:
        return words.fill("slot_notes", text=text)
    if kind is DraftKind.CHECK_IN:
        return words.fill("slot_next", text=text)
    return words.fill("slot_complaint" if fact.group == "complaint" else "slot_answer", text=text)


def _say(fact: Fact, facts: Sequence[Fact], wording: Wording, words: Words) -> str:
    """The sentence of a wish or of closed days, in the form that this person gets."""
    tone = Tone(wording.tone).value
    form = next((_number(one) for one in facts if one.group == "wish"), 0)
    if fact.group == "closed":
        return fill(words.choose("closed_days", tone, form), days=fact.value)
    if fact.group == "wish":
        holiday = next((one.value for one in facts if one.group == "holiday"), None)
        name = words.text("holidays_unnamed") if holiday is None else holiday
        return fill(words.choose(f"wish_{fact.value}", tone, form), holiday=name)
    return ""


def _number(fact: Fact) -> int:
    """Which of several forms a fact asks for, from 0."""
    tail = fact.name.rpartition("-")[2]
    return int(tail) - 1 if tail.isdigit() else 0


def _once(items: Sequence[Item]) -> list[str]:
    """The dates of items, each once, in their order."""
    return list(dict.fromkeys(item.detail for item in items))
