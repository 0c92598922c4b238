"""The content phrase of a commitment or request: "send the signed contract".

For the ledger and for drafts: short, in the author's words, without the due date, the politeness
and whatever clause follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.lexicon import words

if TYPE_CHECKING:
    from nlp.clauses import Clause
    from nlp.parse import Parse
    from nlp.times.records import TimeWords
    from nlp.view import View

#: Longer phrases are cut at a word.
_LONGEST = 140
_STOP_DEPS = frozenset({"advcl", "punct", "cc", "parataxis", "mark", "npadvmod-clause", "intj"})
#: Verbs that say what happens to their subject.
_OF_THE_SUBJECT = words("be reach arrive follow come land")
_LOOSE = words(
    "by on at in before until till within for and or but so please then asap thanks to with of the a no later than"
)


def content_of(view: View, clause: Clause | None, due: TimeWords | None) -> str | None:
    """The phrase from the clause's verb to the end of what belongs to it.

    Args:
        view: The sentence.
        clause: Where the act was found.
        due: Time words to leave out.
    """
    parse = view.parse
    if parse is None or clause is None:
        return None
    members = _members(view, clause)
    if not members:
        return None
    start = parse.starts[min(members)]
    last = max(members)
    end = parse.starts[last] + len(parse.forms[last])
    phrase = view.text[start:end]
    if due is not None and start <= due.start < end:
        head, tail = view.text[start : due.start], view.text[min(due.end, end) : end]
        tail = tail.lstrip(" ,")
        # What "and" joins behind the date is another deed.
        tail = "" if tail.split(" ")[0].lower() in {"and", "but", "or", "so", "then"} else tail
        phrase = f"{_without_loose_end(head)} {tail}"
    phrase = " ".join(phrase.split()).rstrip(' ,;:.!?-–—"')
    if len(phrase) > _LONGEST:
        phrase = phrase[:_LONGEST].rsplit(" ", 1)[0]
    return phrase or None


def _begin_of_subject(parse: Parse, subject: int) -> int:
    """The first token of a subject; what stands before a comma in front of it is a greeting."""
    tokens = [token for token in parse.subtree(subject) if token <= subject]
    marks = [token for token in tokens if parse.deps[token] == "punct"]
    return min(token for token in tokens if token > max(marks, default=-1))


def _without_loose_end(text: str) -> str:
    """Without the prepositions and marks that stood before the due date."""
    left = text.split()
    while len(left) > 1 and left[-1].strip(",;:.!?()-–—").lower() in _LOOSE | {""}:
        left.pop()
    return " ".join(left).rstrip(" ,;:-–—")


def _members(view: View, clause: Clause) -> list[int]:
    """The verb, its objects and complements, up to the first token of another clause."""
    parse = view.parse
    assert parse is not None
    stop = len(parse.words)
    for kid in parse.children[clause.verb]:
        if kid <= clause.verb:
            continue
        own = next((c for c in view.clauses if c.verb == kid), None)
        new_subject = own is not None and own.subject is not None and own.subject >= clause.verb
        if parse.deps[kid] in {"advcl", "parataxis"} or (
            parse.deps[kid] == "conj" and (new_subject or own is not None)
        ):
            stop = min(stop, *parse.subtree(kid))
        elif parse.deps[kid] == "punct" and parse.words[kid] in {
            ";",
            "--",
            "-",
            "—",
            "–",
            ".",
            "!",
            "?",
            ":",
        }:
            stop = min(stop, kid)
    first = clause.verb
    told_of = clause.base in _OF_THE_SUBJECT or "be" in clause.auxiliaries
    if told_of and clause.subject is not None and clause.subject < clause.verb:
        # "payment is due", "the report will reach you": the verb alone says nothing.
        first = _begin_of_subject(parse, clause.subject)
    found = [n for n in parse.subtree(clause.verb) if first <= n < stop]
    while len(found) > 1 and (
        parse.deps[found[-1]] in {"cc", "punct", "intj"}
        or parse.words[found[-1]] in {"and", "but", "or", "please"}
    ):
        found.pop()
    return found
