"""Which time words of a sentence say when its commitment or request is due.

A sentence may name several times: when something happened, when the meeting is, what the figures
are for. The due date is the one that goes with the verb of the promise or request, or that has a
word like "by" before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.clauses import Who
from nlp.due_resolve import Speaker, resolve
from nlp.tags import Act, Due

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.clauses import Clause
    from nlp.plain import Plain
    from nlp.times import TimeWords
    from nlp.view import Finding, View

#: Words before a time that make it part of a name or of the past: "prices for May".
_ABOUT = frozenset(
    {
        "for",
        "of",
        "from",
        "during",
        "through",
        "thru",
        "every",
        "each",
        "between",
        "effective",
        "starting",
        "as of",
    }
)
_EVENT_NOUN = re.compile(
    r"\b(?:meetings?|calls?|conference|events?|dinner|lunch|hearing|trip|flight|interviews?|workshop|demo|session|visit|webinar|training|presentation|conversation|discussion)"
    r"(?: (?:on|at|for|dated|of|from|this|next|is|scheduled for))?\s*(?:the )?\Z|"
    # A document has a date only by a word that says so: "the order this week" is when it comes.
    r"\b(?:e-?mail|mail|letter|message|note|memo|invoice|report|article|position|order|invitation|agenda)"
    r" (?:on|at|for|dated|of|from|is|scheduled for)\s*(?:the )?\Z",
    re.IGNORECASE,
)
_PAST_BEFORE = re.compile(
    r"\b(?:dated|since|last|as of|ago|held|was|were|had|went|met|spoke|arrived|happened|effective|born|expired?s?|expires|ends|starts?|begins|(?:was|were|been|i|we|you|as) (?:sent|received|signed|issued|posted|called|discussed|scheduled))(?: \w+){0,2}\s*(?:on |the |at |for )?\Z",
    re.IGNORECASE,
)
_ARRANGING = re.compile(
    r"\b(?:schedul\w+|arrang\w+|set(?:ting)? up|organi[sz]\w+|book|call you)\b", re.IGNORECASE
)
_AWAY = re.compile(
    r"\b(?:out(?: of (?:the )?office)?|on (?:vacation|holiday|leave)|away|travell?ing|back (?:in the office )?(?:on|from)|available|free|busy|(?:am|be|are|is) off)\b[^,.;]{0,25}\Z",
    re.IGNORECASE,
)


def find_due(
    view: View,
    plain: Plain,
    times: Sequence[TimeWords],
    findings: Sequence[Finding],
    *,
    meeting: bool,
    speaker: Speaker | None,
) -> Due | None:
    """The due date of the sentence's commitment or request; None where it names none.

    Args:
        view: The sentence.
        plain: The same, with the way back to the message's offsets.
        times: Its time expressions.
        findings: Its commitments and requests.
        meeting: The sentence arranges a meeting: a bare time is then when it takes place.
        speaker: Resolves the words; None leaves them without bounds.
    """
    if not times or not findings:
        return None
    commits = any(finding.act is Act.COMMITMENT for finding in findings)
    ranked = [
        (score, -number, words)
        for number, words in enumerate(times)
        if (score := _rank(view, words, findings, commits=commits, meeting=meeting)) > 0
    ]
    if not ranked:
        return None
    words = max(ranked, key=lambda item: item[:2])[2]
    resolved = resolve(words, speaker)
    start, end = plain.span(words.start, words.end)
    return Due(
        text=words.text,
        start=start,
        end=end,
        from_at=resolved.from_at,
        to_at=resolved.to_at,
        zone=resolved.zone,
        ambiguous=resolved.ambiguous,
        undated_reason=resolved.reason,
    )


def _rank(
    view: View, words: TimeWords, findings: Sequence[Finding], *, commits: bool, meeting: bool
) -> int:
    before = view.text[: words.start]
    if words.cue in _ABOUT and not (words.cue == "from" and words.offset):
        return 0
    if _AWAY.search(before[-60:]):
        return 0
    cue = words.is_deadline_cue or (words.close and words.cue != "after")
    if words.event and words.cue not in {"before", "after", "once", "following"}:
        return 0
    if cue and not words.event:
        return 4 if not _in_side_clause(view, words, findings, strict=False) else 0
    if meeting and not commits and not (words.event and words.cue == "before"):
        return 0
    if words.event:
        return 0 if _in_side_clause(view, words, findings, strict=True) else 1
    if words.cue == "after" and not words.event:
        return 0
    arranging = commits and _ARRANGING.search(before) is not None
    if _PAST_BEFORE.search(before[-40:]) or (_EVENT_NOUN.search(before[-40:]) and not arranging):
        return 0
    if meeting and (words.vague or words.period) and not _ARRANGING.search(view.text):
        return 0
    if _in_side_clause(view, words, findings, strict=True):
        return 0
    return 2 if words.vague else 3


def _in_side_clause(
    view: View, words: TimeWords, findings: Sequence[Finding], *, strict: bool
) -> bool:
    """The time belongs to another clause: "the report that we got on Monday", "if I hear today"."""
    parse = view.parse
    if parse is None:
        return False
    inside = [n for n, at in enumerate(parse.starts) if words.start <= at < words.end]
    if not inside:
        return False
    verbs = {finding.clause.verb for finding in findings if finding.clause is not None}
    if not verbs:
        return False
    number = inside[0]
    for _ in range(40):
        if number in verbs:
            return False
        clause = next((c for c in view.clauses if c.verb == number), None)
        if clause is not None and _closes_off(clause, strict=strict):
            return True
        if parse.heads[number] == number:
            break
        number = parse.heads[number]
    if not strict or number in verbs:
        return False
    # Reached a root that is not the promise: another main clause.
    other = next((c for c in view.clauses if c.verb == number), None)
    promise = min(verbs)
    return (
        other is not None
        and other.who.value in {"other", "name"}
        and parse.heads[promise] != number
        and promise != number
    )


_SIDE_MARKERS = frozenset({"if", "since", "because", "as", "while", "when", "although", "though"})


def _closes_off(clause: Clause, *, strict: bool) -> bool:
    """Whether a time inside this clause cannot be about the promise outside it."""
    if clause.dep == "relcl" or (clause.dep == "acl" and clause.tag not in {"VBN", "VBG", "VB"}):
        return True
    if clause.marker in _SIDE_MARKERS and clause.dep == "advcl":
        # "I'd appreciate it if you could send it today" owes what stands under the "if".
        asked = clause.who is Who.YOU and clause.modal in {"could", "can", "would"}
        return not asked
    past = clause.tag == "VBD" or "have" in clause.auxiliaries
    return strict and past and clause.modal is None
