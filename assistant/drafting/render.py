"""Facts and wording become a body: for exactly one client, with nothing that is not a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.drafting.errors import ForeignFact
from assistant.drafting.names import choose_given, write_greeting
from assistant.drafting.records import Addressee, DraftKind, Fact, Tone, Wording
from assistant.drafting.words import Words, join_words

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
    "late": "late",
    "message": "messages",
    "reminder": "reminders",
    "topic": "topics",
    "by": "bys",
}
#: Facts with a place that the owner fills, in the order of the text.
_ANSWERED = ("complaint", "question", "topic")


@dataclass(frozen=True, slots=True)
class Item:
    """A fact as a template sees it; `answer` is the owner's words or the empty place."""

    value: str
    detail: str
    answer: str = ""


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
    if kind is not DraftKind.NUDGE:
        for group in _ANSWERED:
            for fact in facts:
                if fact.group == group and (kind is DraftKind.REPLY or group == "topic"):
                    answers[fact.name] = next(own_words, _make_slot(kind, fact, words))
    for fact in facts:
        item = Item(fact.value, fact.detail, answers.get(fact.name, ""))
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
    key = "slot_notes" if kind is DraftKind.RECAP else "slot_answer"
    return words.fill(key, text=text)


def _once(items: Sequence[Item]) -> list[str]:
    """The dates of items, each once, in their order."""
    return list(dict.fromkeys(item.detail for item in items))
