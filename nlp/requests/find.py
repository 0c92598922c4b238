"""Requests, questions and offers: what the author wants the reader to do or to say.

The lines between them are those of the annotation guidelines: a request put as a question is a
request; "let me know if Tuesday works" is a question; "let me know if you have questions" is an
offer. Each chapter (`requests_*`) looks at one clause or one phrase; here they are put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.requests.commands import find_commands, find_let_us
from nlp.requests.duties import find_asked_groups, find_duties, find_group_duties, find_thing_duties
from nlp.requests.informing import find_let_know, find_told
from nlp.requests.modal import find_modal_questions, find_modal_text
from nlp.requests.needs import find_demands, find_needs
from nlp.requests.offered import is_offered
from nlp.requests.offers import is_offer, stands_apart
from nlp.requests.phrases import find_phrases
from nlp.requests.questions import asks_nothing, find_plain_question
from nlp.requests.wishes import find_wishes
from nlp.tags import Act
from nlp.view import Finding, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def find_asks(view: View) -> list[Finding]:
    """Requests, questions and offers of a sentence, at most one finding of each."""
    offer = is_offer(view) or is_offered(view)
    found: dict[Act, Finding] = {}
    for rule in _RULES:
        for finding in rule(view):
            known = found.get(finding.act)
            if known is None or finding.score > known.score:
                found[finding.act] = finding
    if Act.QUESTION in found and (asks_nothing(view.text)):
        del found[Act.QUESTION]
    if offer or Act.OFFER in found:
        found[Act.OFFER] = found.get(Act.OFFER) or Finding(Act.OFFER, 0.85)
        found = {act: f for act, f in found.items() if act is Act.OFFER or stands_apart(view, f)}
    if Act.QUESTION not in found and Act.REQUEST not in found and Act.OFFER not in found:
        found.update({f.act: f for f in find_plain_question(view)})
    return list(found.values())


_RULES: tuple[Callable[[View], Iterator[Finding]], ...] = (
    find_let_know,
    find_told,
    find_commands,
    find_modal_questions,
    find_needs,
    find_demands,
    find_wishes,
    find_phrases,
    find_duties,
    find_thing_duties,
    find_group_duties,
    find_asked_groups,
    find_let_us,
    find_modal_text,
)
