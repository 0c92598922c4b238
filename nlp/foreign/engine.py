"""Tags of one sentence by the table of its language.

The order is that of English: offers before requests (an offer's "I can" asks for nothing), asks
before promises, and a closing only where nothing else was found. A question mark makes a question
unless the sentence asks for a deed, offers one, or is social.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.due.resolve import due_of
from nlp.foreign.tables import table_of
from nlp.tags import Act, ActScore, Debtor, Due, SentenceTags, Tone, ToneLabel

if TYPE_CHECKING:
    from nlp.due.resolve import Speaker
    from nlp.foreign.records import Table
    from nlp.plain import Plain
    from nlp.times.records import TimeWords

#: The rules see words, not grammar: surer than a coin by far, less sure than the English ones.
_SCORES = {
    Act.COMMITMENT: 0.7,
    Act.REQUEST: 0.75,
    Act.QUESTION: 0.8,
    Act.OFFER: 0.75,
    Act.DEADLINE: 0.7,
    Act.MEETING: 0.7,
    Act.COMPLAINT: 0.7,
    Act.RISK: 0.7,
    Act.CLOSING: 0.8,
}
_ORDER = {act: number for number, act in enumerate(Act)}
_COMPLAINING = Tone(ToneLabel.NEG, -0.5)
_NEUTRAL = Tone(ToneLabel.NEU, 0.0)
#: Nobody closes a message in more characters.
_CLOSING_MOST = 120
#: Longer sentences are lists or pasted text.
_READ_MOST = 600
_CONTENT_WORDS = 8
_PIECES = re.compile(r"[,;:()]\s?| [-–—] ")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Found:
    acts: frozenset[Act]
    times: TimeWords | None
    acceptance: bool = False
    leaving: bool = False
    escalation: bool = False


def read_sentence(
    plain: Plain, span: tuple[int, int], language: str, *, speaker: Speaker | None
) -> SentenceTags:
    """The tags of one sentence.

    Args:
        plain: The sentence, careless spelling left as it is.
        span: Its offsets in the message.
        language: One of `nlp.foreign.tables.LANGUAGES`.
        speaker: Whose moment, zone and locale due words are read in; None where unknown.
    """
    text = plain.text
    if len(text) > _READ_MOST or not _LETTER.search(text):
        return SentenceTags(*span)
    table, reader = table_of(language)
    found = _find(text, table, reader.find(text))
    owed = found.acts & {Act.COMMITMENT, Act.REQUEST}
    due = _due(plain, found, speaker) if owed else None
    acts = found.acts | ({Act.DEADLINE} if due else frozenset())
    done = None if owed or Act.OFFER in acts else _discharged(text, table)
    if done is not None:
        acts -= {Act.CLOSING}
    return SentenceTags(
        start=span[0],
        end=span[1],
        acts=tuple(ActScore(act, _SCORES[act]) for act in sorted(acts, key=_ORDER.__getitem__)),
        tone=_COMPLAINING if acts & {Act.COMPLAINT, Act.RISK} else _NEUTRAL,
        due=due,
        debtor=_debtor(acts),
        content=_content(text, table, found) if owed and not found.acceptance else None,
        acceptance=found.acceptance,
        discharge=done is not None,
        discharge_content=done or None,
        escalation=found.escalation,
        intent_to_leave=found.leaving,
    )


def _find(text: str, table: Table, times: TimeWords | None) -> _Found:
    asked = text.rstrip(" \"')»").endswith(("?", "？")) or "? " in text
    offer = table.offer.search(text) is not None
    request = (
        not offer and table.request.search(text) is not None and not table.no_request.search(text)
    )
    question = (
        not offer
        and not request
        and (asked or table.question.search(text) is not None)
        and not table.no_question.search(text)
    )
    acceptance = not offer and not asked and table.acceptance.search(text) is not None
    promised = not offer and not asked and not request and _promises(text, table, times)
    leaving = table.leaving.search(text) is not None
    escalation = table.escalation.search(text) is not None
    complaint = escalation or (
        table.complaint.search(text) is not None and not table.no_complaint.search(text)
    )
    meeting = _arranges(text, table, times, asked=asked)
    flags = {
        Act.OFFER: offer,
        Act.REQUEST: request,
        Act.QUESTION: question,
        Act.COMMITMENT: (promised or acceptance) and not leaving and not escalation,
        Act.MEETING: meeting,
        Act.COMPLAINT: complaint,
        Act.RISK: leaving or escalation,
    }
    acts = frozenset(act for act, there in flags.items() if there)
    if not acts and len(text) <= _CLOSING_MOST and table.closing.fullmatch(text):
        acts = frozenset({Act.CLOSING})
    return _Found(acts, times, acceptance and not promised, leaving, escalation)


def _promises(text: str, table: Table, times: TimeWords | None) -> bool:
    if table.no_commitment.search(text):
        return False
    if table.commitment.search(text):
        return True
    return times is not None and table.timed_commitment.search(text) is not None


def _arranges(text: str, table: Table, times: TimeWords | None, *, asked: bool) -> bool:
    if not table.meeting_noun.search(text):
        return False
    return table.meeting_verb.search(text) is not None or (asked and times is not None)


def _due(plain: Plain, found: _Found, speaker: Speaker | None) -> Due | None:
    times = found.times
    if times is None or (Act.MEETING in found.acts and not times.is_deadline_cue):
        return None
    return due_of(times, plain, speaker)


def _debtor(acts: frozenset[Act]) -> Debtor | None:
    if Act.COMMITMENT in acts:
        return Debtor.AUTHOR
    return Debtor.RECIPIENT if Act.REQUEST in acts else None


def _discharged(text: str, table: Table) -> str | None:
    """What was done, `''` where the sentence does not say, None where it says nothing of the kind."""
    found = table.discharge.search(text)
    if found is None or table.no_discharge.search(text):
        return None
    what = found.groupdict().get("what") or ""
    return " ".join(_without_empty(what.split(), table)[:_CONTENT_WORDS])


def _content(text: str, table: Table, found: _Found) -> str | None:
    """The longest piece of the sentence without its time words and without empty words around it."""
    if found.times is not None:
        text = f"{text[: found.times.start]},{text[found.times.end :]}"
    about = table.about.search(text)
    if about is not None:
        return about["what"]
    pieces = [piece.split() for piece in _PIECES.split(text.rstrip(" .!?。？"))]
    main = [
        piece
        for piece in pieces
        if piece
        and piece[0].lower() not in table.subordinate
        and not table.closing.fullmatch(" ".join(piece))
    ]
    best = max((_without_empty(piece, table) for piece in main or pieces), key=len, default=[])
    return " ".join(best[:_CONTENT_WORDS]) or None


def _without_empty(words: list[str], table: Table) -> list[str]:
    first, last = 0, len(words)
    while first < last and words[first].lower().strip(".,!?\"'") in table.empty:
        first += 1
    while last > first and words[last - 1].lower().strip(".,!?\"'") in table.empty:
        last -= 1
    return words[first:last]
