"""Events that say by when: "before he flies out on Thursday", "48 hours before the meeting".

`nlp.times.find` knows only words that name times. What is to be done before an event has the event
as its due date, however it is named, and a date inside those words is the event's. The parse says
where they end. The event's own date is not known, or not exactly: such due dates have no bounds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nlp.times.records import TimeWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.parse import Parse
    from nlp.view import View

_STEMS = frozenset("befo prio ahea adva time of from afte foll upon by unti till".split())
#: What is no event, whoever does something before it.
_NO_EVENTS = frozenset(
    """eyes door house name names comma verb noun word number me us you him her them it this that
    these those everything anything anyone anybody everyone everybody""".split()
)
#: Who appears before these stands there; what is done before they meet is early.
_BODIES = frozenset("court courts judge tribunal committee board parliament congress".split())
_APPEARING = frozenset(
    "appear stand plead testify argue put lay bring come go present speak".split()
)
#: What a "by" before it makes a due date of; a courier, a door or an author is none.
_BY_EVENTS = frozenset(
    """meeting call launch go-live kick-off kickoff audit inspection workshop demo conference
    presentation session visit release rollout signing hearing trial opening closing deadline
    cut-off cutoff renewal cutover migration holidays delivery arrival departure completion
    handover expiry start beginning end shipment loading sailing fair show exam term semester
    season milestone eta etd agm wedding anniversary election""".split()
)
#: What is to be done before these is an order of steps, no time.
_NO_TIME = frozenset("can could anything anyone anybody any".split())
#: Words that end an event known to `nlp.times.find`; what follows them names it further.
_LINKS = frozenset("before of from after to upon following by until till".split())
#: Longer is no name of an event but half a letter.
_LONGEST = 14


def with_events(view: View, times: Sequence[TimeWords]) -> list[TimeWords]:
    """The time words of a sentence with its events, in order.

    Events that are time words already are widened to their full name; time words inside an event
    are left out.
    """
    parse = view.parse
    if parse is None or view.stems.isdisjoint(_STEMS):
        return list(times)
    found = [_widened(parse, words, times) if words.event else words for words in times]
    known = {at for words in found for at in range(words.start, words.end)}
    found += [
        event
        for token in range(len(parse.words))
        if (event := _event_at(parse, token, times)) and event.start not in known
    ]
    events = [words for words in found if words.event]
    kept = [words for words in found if not any(_inside(words, event) for event in events)]
    return sorted(kept, key=lambda words: words.start)


def _inside(words: TimeWords, event: TimeWords) -> bool:
    return words is not event and event.start <= words.start and words.end <= event.end


def _event_at(parse: Parse, token: int, times: Sequence[TimeWords]) -> TimeWords | None:
    """The event that begins with this token, None where none does."""
    word = parse.words[token]
    ahead = parse.words[token : token + 3]
    if word == "before" or ahead[:2] in (["prior", "to"], ["ahead", "of"]):
        link = token if word == "before" else token + 1
    elif ahead in (["in", "advance", "of"], ["in", "time", "for"]):
        link = token + 2
    elif ahead == ["by", "the", "time"]:
        last = _last(parse, token)
        return _event(parse, token, last) if last > token + 2 else None
    elif word in {"by", "until", "till"} and _is_by_event(parse, token):
        link = token
    else:
        return None
    last_token = _end_of_event(parse, link, times)
    return None if last_token is None else _event(parse, token, last_token)


def _is_by_event(parse: Parse, token: int) -> bool:
    noun = parse.child(token, "pobj")
    if noun is None or parse.words[noun] not in _BY_EVENTS:
        return False
    # What was "signed by the opening" is not meant: a noun or past verb before it has an author.
    return parse.tags[parse.heads[token]].startswith("VB")


def _end_of_event(parse: Parse, link: int, times: Sequence[TimeWords]) -> int | None:
    """The last token of the clause or noun that a "before" introduces."""
    if parse.deps[link] == "mark":
        verb = parse.heads[link]
        named = verb > link and parse.child(verb, "nsubj", "nsubjpass") is not None
        if parse.words[verb] == "forget" or not _NO_TIME.isdisjoint(parse.words[link : verb + 3]):
            return None  # "before I forget", "before you send anything", "before I can pay"
        return _last(parse, verb) if named else None
    noun = parse.child(link, "pobj")
    if noun is None or parse.words[noun] in _NO_EVENTS or parse.words[noun][0].isdigit():
        return None
    if parse.words[noun] in _BODIES and parse.words[parse.heads[link]] in _APPEARING:
        return None
    return _end_of_noun(parse, noun, times)


def _end_of_noun(parse: Parse, noun: int, times: Sequence[TimeWords]) -> int:
    """A noun with its "of" and its date, without what else is said of it."""
    last = noun
    while last + 1 < len(parse.words):
        following = last + 1
        start = parse.starts[following]
        date = next((words for words in times if words.start == start and not words.event), None)
        if date is not None:
            last = max(n for n, at in enumerate(parse.starts) if at < date.end)
        elif parse.words[following] == "of" and parse.heads[following] == last:
            last = max(_last(parse, following), following)
        else:
            break
    return last


def _widened(parse: Parse, words: TimeWords, times: Sequence[TimeWords]) -> TimeWords:
    """An event that was cut short: "within 30 days of the court | order"."""
    inside = [n for n, at in enumerate(parse.starts) if words.start <= at < words.end]
    link = next((n for n in reversed(inside[:-1]) if parse.words[n] in _LINKS), None)
    if link is None:
        return words
    if parse.deps[link] == "mark":
        last = _last(parse, parse.heads[link])
    else:
        noun = parse.child(link, "pobj", "pcomp")
        last = inside[-1] if noun is None else _end_of_noun(parse, noun, times)
    wider = _event(parse, inside[0], max(last, inside[-1]))
    if wider is None or wider.end <= words.end:
        return words
    text = parse.text[words.start : wider.end]
    return replace(words, end=wider.end, text=text)


def _event(parse: Parse, first: int, last: int) -> TimeWords | None:
    if not first < last <= first + _LONGEST:
        return None
    start, end = parse.starts[first], parse.starts[last] + len(parse.words[last])
    text = parse.text[start:end]
    return TimeWords(start=start, end=end, text=text, cue="before", event=True)


def _last(parse: Parse, token: int) -> int:
    """The last token below this one, without a full stop at its end."""
    last = parse.subtree(token)[-1]
    while last > token and not parse.words[last][-1].isalnum():
        last -= 1
    return last
