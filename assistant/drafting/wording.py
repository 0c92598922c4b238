"""A draft worded once more, for showing what came from where: template, filled, edited.

Not for making or changing drafts: `render_body` and the verbs of `review` do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.drafting.render import KEYED, render_body

if TYPE_CHECKING:
    from assistant.drafting.records import Draft, Fact, Wording
    from assistant.drafting.templates import Templates


@dataclass(frozen=True, slots=True)
class Worded:
    """Two forms of one body.

    Attributes:
        template: The template's sentences with ``‹question 1›`` where a fact stands.
        filled: With the facts and the owner's own sentences; before any edit by hand.
    """

    template: str
    filled: str


def word_again(draft: Draft, templates: Templates) -> Worded:
    """What the templates make of a draft's facts and wording now.

    Raises:
        TemplateRefused: an overriding template cannot be used.
    """
    places = replace(
        draft, facts=tuple(map(_name_places, draft.facts)), wording=_bare(draft.wording)
    )
    return Worded(_render(places, templates), _render(draft, templates))


def _render(draft: Draft, templates: Templates) -> str:
    return render_body(
        draft.kind,
        client=draft.client,
        facts=draft.facts,
        addressees=draft.addressees,
        wording=draft.wording,
        owner_name=draft.content.sender.name,
        templates=templates,
    )


def _name_places(fact: Fact) -> Fact:
    """The fact with its name for its words; what is empty stays so: templates ask for it."""
    if fact.group in KEYED:
        return fact
    said = fact.name.replace("-", " ")
    detail = f"‹when of {said}›" if fact.detail else ""
    return replace(fact, value=f"‹{said}›" if fact.value else "", detail=detail)


def _bare(wording: Wording) -> Wording:
    return replace(wording, added=())
