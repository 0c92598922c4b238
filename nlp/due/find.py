"""Which time words of a sentence say when its commitment or request is due.

A sentence may name several times: when something happened, when the meeting is, what the figures
are for (`nlp.due.aside`). The due date is the one that goes with the verb of the promise or request,
or that has a word like "by" before it. Its words hold their preposition, and neither the adverbs
around it ("ideally", "without fail") nor the word "due".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.due.aside import (
    ARRANGING,
    in_side_clause,
    is_aside,
    is_of_event,
    is_past,
    is_set_off,
    is_stretch,
    main_verbs,
)
from nlp.due.events import with_events
from nlp.due.resolve import Speaker, due_of
from nlp.tags import Act, Due

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nlp.plain import Plain
    from nlp.times.records import TimeWords
    from nlp.view import Finding, View


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
        findings: Its commitments and requests. The time must go with the verb of their clauses;
            where none of them has a clause, as when a classifier alone found them, with a main
            verb of the sentence (`main_verbs`).
        meeting: The sentence arranges a meeting: a bare time is then when it takes place.
        speaker: Resolves the words; None leaves them without bounds.
    """
    if not findings:
        return None
    clauses = [finding.clause for finding in findings if finding.clause is not None]
    return _choose(
        view,
        plain,
        times,
        frozenset(clause.verb for clause in clauses) or main_verbs(view),
        commits=any(finding.act is Act.COMMITMENT for finding in findings),
        meeting=meeting,
        speaker=speaker,
    )


def find_due_of_acts(
    view: View,
    plain: Plain,
    times: Sequence[TimeWords],
    acts: Collection[Act],
    *,
    meeting: bool,
    speaker: Speaker | None,
) -> Due | None:
    """The due date of a sentence that a classifier calls a commitment or a request.

    No rule says which of its verbs promises or asks, so a time must go with a main verb that is
    not past. Measured with the right acts given (`tests/nlp/gold/deadlines.jsonl`), it is about as
    precise as `find_due` is where a rule names the verb.

    Args:
        view: The sentence. Without a parse, times are told apart by the words before them alone.
        plain: The same, with the way back to the message's offsets.
        times: Its time expressions, of `nlp.times.find.find_times`.
        acts: What the classifier says; without a commitment or request there is no due date.
        meeting: The sentence arranges a meeting: a bare time is then when it takes place.
        speaker: Resolves the words; None leaves them without bounds.
    """
    if Act.COMMITMENT not in acts and Act.REQUEST not in acts:
        return None
    return _choose(
        view,
        plain,
        times,
        main_verbs(view),
        commits=Act.COMMITMENT in acts,
        meeting=meeting,
        speaker=speaker,
    )


def _choose(
    view: View,
    plain: Plain,
    times: Sequence[TimeWords],
    verbs: frozenset[int],
    *,
    commits: bool,
    meeting: bool,
    speaker: Speaker | None,
) -> Due | None:
    candidates = with_events(view, times)
    ranked = [
        (score, -number, words)
        for number, words in enumerate(candidates)
        if (score := _rank(view, words, verbs, commits=commits, meeting=meeting)) > 0
    ]
    if not ranked:
        return None
    words = max(ranked, key=lambda item: item[:2])[2]
    return due_of(words, plain, speaker)


def _is_reason(view: View, words: TimeWords, verbs: frozenset[int]) -> bool:
    """Whether a time stands in a whole clause before a colon, and the act behind it.

    "On Thursday I am on the train all day: I will send it on Wednesday."
    """
    colon = view.text.find(": ", words.end)
    if colon < 0 or view.parse is None:
        return False
    others = len(view.text[: words.start].split()) + len(view.text[words.end : colon].split())
    starts = [view.parse.starts[verb] for verb in verbs]
    return others >= _WORDS_OF_A_CLAUSE and bool(starts) and min(starts) > colon


#: "Friday at the latest: I'll send it" has fewer words beside the time.
_WORDS_OF_A_CLAUSE = 4


def _rank(
    view: View, words: TimeWords, verbs: frozenset[int], *, commits: bool, meeting: bool
) -> int:
    """How likely these words are the due date; 0 where they are not."""
    before = view.text[: words.start]
    if is_aside(view, words, verbs):
        return 0
    if _is_reason(view, words, verbs):
        return 1
    if words.event:
        # "After" and "once" an event name no time by which; "after the holidays" nearly does.
        timely = words.is_deadline_cue or is_stretch(words)
        side = in_side_clause(view, words, verbs, strict=True)
        return 1 if timely and (is_set_off(view, words) or not side) else 0
    if words.is_deadline_cue or (words.close and words.cue != "after"):
        tied = is_set_off(view, words) or not in_side_clause(view, words, verbs, strict=False)
        return 4 if tied else 0
    if (meeting and not commits) or (words.cue == "after" and not is_stretch(words)):
        return 0
    arranging = commits and ARRANGING.search(before) is not None
    if is_past(before) or (is_of_event(before) and not arranging):
        return 0
    if meeting and (words.vague or words.period) and not ARRANGING.search(view.text):
        return 0
    if not is_set_off(view, words) and in_side_clause(view, words, verbs, strict=True):
        return 0
    return 2 if words.vague else 3
