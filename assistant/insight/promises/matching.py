"""Which promise a sign is about: by what is named, who speaks, and where.

The same thread weighs more: there one common head is enough, and a sign that names nothing ("sent
this morning") fits when only one promise can be meant. Across threads the head and at least half of
what describes it have to be named, to or by the person it is owed to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.held import is_with
from assistant.insight.index import Index, recipients
from assistant.insight.promises.content import (
    acts_fit,
    contradict,
    is_vague,
    parts_in,
    read_terms,
    same_matter,
)
from assistant.insight.promises.sayings import is_full_promise
from assistant.insight.promises.sign_words import TOLD_IN_A_LINE
from assistant.insight.promises.signs import ANYTHING, Sign, SignKind
from assistant.insight.promises.vocabulary import DEEDS, GIVING, canonical
from assistant.insight.records import Meeting, Message, Side

if TYPE_CHECKING:
    from assistant.insight.promises.lines import Line
    from assistant.insight.promises.sayings import Saying

#: A shorter stem could stand inside any file name.
_INSIDE_NAME = 5
#: Words of thanks for a call come within this time after it.
_THANKS_WITHIN = timedelta(days=3)
#: A call may begin a little before or after the moment that was named.
_MOMENT_SLACK = timedelta(hours=1)
_TALK_TO_OTHERS = re.compile(
    r"\b(?:talk|speak|meet|call|chat|ring|discuss)\b(?: (?:to|with|up))*"
    r" (?!(?:you|us|everyone|everybody|all|on|at|in|about|next|this|tomorrow|today|again|first|later"
    r"|back|to|with|soon|by|and|then|there|for|monday|tuesday|wednesday|thursday|friday)\b)[^\W\d_]+",
    re.IGNORECASE,
)
#: Acts after which a thing comes back.
_WORKED_ON = frozenset({"review", "sign", "prepare", "change", "fix"})
#: Acts after which a thing works.
_MENDING = frozenset({"fix", "arrange", "change", "prepare", "handle"})
#: What an invitation brings about.
_APPOINTMENTS = frozenset(
    "call meet session workshop demo invit slot tim appointment conferenc kickoff review"
    " discussion".split()
)


def choose_line(
    sign: Sign, message: Message, lines: Sequence[Line], index: Index
) -> tuple[Line, frozenset[str]] | None:
    """The open promise a sign is about, and what of it the sign delivers.

    `lines` are the open promises of the side that the sign can speak of, oldest first; releases are
    not chosen here. None where no promise or no single one can be meant.
    """
    # Only what is named, or stands in the thread, can be chosen; a file name hides words inside.
    near = [
        line
        for line in lines
        if message.thread_id in line.threads
        or sign.kind is SignKind.FILE
        or not sign.terms.isdisjoint(line.matter.heads)
        or not sign.terms.isdisjoint(line.saying.hints)
    ]
    fitting = [line for line in near if _acts_fit(line, sign)]
    named = [(_score(line, sign, message, index), line) for line in fitting]
    best = max((score for score, _ in named), default=0)
    if best > 0:
        line = next(line for score, line in named if score == best)
        return line, _delivered_by(line, sign) or line.matter.wanted
    here = [line for line in fitting if message.thread_id in line.threads]
    deeds = [line for line in here if _is_deed_alone(line, sign)]
    if len(deeds) == 1 and sign.kind is SignKind.DONE:
        return deeds[0], deeds[0].matter.wanted
    if sign.kind is SignKind.FILE and not sign.bare:
        # A yes to something that was not read, and then a file: that was it.
        here = [line for line in here if not line.matter.heads and not line.matter.acts]
    elif not sign.bare or sign.kind is SignKind.TOLD:
        return None
    if sign.kind is SignKind.FILE or sign.acts <= GIVING | {ANYTHING}:
        here = [line for line in here if "talk" not in line.matter.acts]
    return (here[0], here[0].matter.wanted) if len(here) == 1 else None


def _is_deed_alone(line: Line, sign: Sign) -> bool:
    """Whether a promise is nothing but a doing that a sign names: "I'll call you", "she called"."""
    deeds = line.matter.acts & sign.acts - GIVING
    return bool(deeds) and (not line.matter.heads or ("talk" in deeds and sign.doer is not None))


def choose_released(sign: Sign, message: Message, lines: Sequence[Line]) -> Line | None:
    """The promise that a creditor no longer wants: named, or the only one in the thread.

    Of several in the thread, the one that answers a request of this author's is taken back with it.
    """
    here = [line for line in lines if message.thread_id in line.threads]
    named = [line for line in here or lines if line.matter.heads & sign.terms]
    if not named and sign.terms and not is_vague(sign.terms):
        # "Forget the small pump" says enough of the quote for the small pump.
        named = [line for line in here if sign.terms <= line.matter.terms]
    if named:
        return named[-1] if len(named) == 1 or named[0] in here else None
    if sign.terms and not is_vague(sign.terms) and any(line.matter.heads for line in here):
        return None
    if len(here) == 1:
        return here[0]
    asked = [line for line in here if line.saying.request_message_id is not None]
    return asked[0] if len(asked) == 1 else None


def _acts_fit(line: Line, sign: Sign) -> bool:
    """Whether the doing of a sign can be the doing of a promise."""
    if ANYTHING in sign.acts:
        return True
    if "talk" in line.matter.acts:
        return "talk" in sign.acts
    if sign.kind is SignKind.WORKS:
        return not line.matter.acts or bool(line.matter.acts & _MENDING)
    if sign.kind is SignKind.RECEIVED and not sign.bare:
        return True  # who has got the payment need not say that it was released
    if sign.hands_over and line.matter.acts & _WORKED_ON:
        return True  # "the corrected proofs are attached" is the reading of them
    if sign.kind is SignKind.FILE and not line.matter.acts & (GIVING | {"review", "sign"}):
        return not line.matter.acts
    return acts_fit(line.matter.acts, sign.acts)


def _score(line: Line, sign: Sign, message: Message, index: Index) -> int:
    """How well what is named fits; 0 for not at all."""
    here = message.thread_id in line.threads
    promised, told = line.matter.terms, sign.terms
    if not here:
        # "Order 7710" and "Order 7711" may stand in the subjects alone.
        promised, told = promised | line.saying.subject, told | read_terms(message.base_subject)
    if contradict(promised, told):
        return 0
    heads = _delivered_by(line, sign)
    if not heads and here and _names_the_deed(line, sign):
        return 3
    if not heads:
        return _score_of_hints(line, sign, here=here, near=here or concerns(line, message, index))
    around = sign.terms | read_terms(f"{sign.text}, {message.base_subject}, {message.sender_name}")
    described = len(line.matter.qualifiers & around)
    if here:
        return 4 + 2 * len(heads) + described
    if is_vague(line.matter.heads) or not concerns(line, message, index):
        return 0
    if described * 2 < len(line.matter.qualifiers) and not (
        # "The boxes came", of one of the two to the other, needs no more words.
        sign.terms <= line.matter.terms and _is_between(line, message, index)
    ):
        return 0
    return 2 * len(heads) + described


def _names_the_deed(line: Line, sign: Sign) -> bool:
    """Whether a sign names the doing by its noun: "the payment arrived" for "we'll pay the invoice"."""
    deeds = line.matter.acts - GIVING
    return any(DEEDS.get(term) in deeds for term in sign.terms | read_terms(sign.text))


def _score_of_hints(line: Line, sign: Sign, *, here: bool, near: bool) -> int:
    """How well a sign fits a promise that names nothing, by what was spoken of around it.

    In its thread one word of that is enough; elsewhere all of the thread's subject has to be named.
    """
    if line.matter.heads or is_vague(sign.terms):
        return 0
    common = line.saying.hints & sign.terms
    if here:
        return 2 + len(common) if common else 0
    subject = line.saying.subject
    return len(common) if near and not is_vague(subject) and subject <= sign.terms else 0


def _delivered_by(line: Line, sign: Sign) -> frozenset[str]:
    """What of a promise a sign names: its parts, where it has some, else its heads.

    In a file name a head may stand inside a word.
    """
    heads, parts = line.matter.heads, line.matter.parts
    named = parts_in(parts, sign.terms)
    if named:
        return named
    found = heads & sign.terms
    if sign.kind is SignKind.FILE:
        found |= {one for one in heads if len(one) >= _INSIDE_NAME and one in sign.text.lower()}
    return parts if found and parts else found


def concerns(line: Line, message: Message, index: Index) -> bool:
    """Whether a message in another thread is between the two sides of a promise."""
    people = {message.sender, *recipients(message)}
    ours = any(index.is_ours(one) for one in people)
    return ours and any(index.client_of(one) == line.saying.slug for one in people)


def _is_between(line: Line, message: Message, index: Index) -> bool:
    """Whether a message is between the two people of a promise, or of his house and the creditor."""
    creditor = line.saying.creditor
    people = {message.sender, *recipients(message)}
    if creditor is None:
        return concerns(line, message, index)
    others = people - {creditor}
    return creditor in people and any(
        (index.is_ours(one)) is (line.side is Side.US) for one in others
    )


#: "The next update" is not the one that was promised before.
_ANOTHER = re.compile(
    r"\b(?:next|another|further|additional)\b(?! (?:week|month|mon|tue|wed|thu|fri|year|quarter))",
    re.IGNORECASE,
)


def repeats(line: Line, saying: Saying) -> bool:
    """Whether a new promise is an open one said again, with or without a new date."""
    if line.side is not saying.side or _ANOTHER.search(saying.text):
        return False
    one, other = line.matter, saying.matter
    same_thread = saying.message.thread_id in line.threads
    if not same_thread and (not one.heads or one.heads != other.heads):
        return False  # what follows asks for both, at more cost
    if contradict(one.terms, other.terms):
        return False
    if same_matter(one, other):
        return same_thread or (
            not is_vague(one.heads) and one.heads == other.heads and _same_people(line, saying)
        )
    if not same_thread or ("talk" in one.acts) != ("talk" in other.acts):
        return False
    if other.pronoun or (is_vague(other.heads) and other.heads <= one.terms):
        return acts_fit(one.acts, other.acts)
    return not one.heads and not other.heads and bool(one.acts & other.acts)


def _same_people(line: Line, saying: Saying) -> bool:
    return line.saying.person == saying.person and line.saying.creditor == saying.creditor


def is_answer(line: Line, message: Message) -> bool:
    """Whether a later message of the debtor in the thread tells what "I'll let you know" promised.

    The caller has looked that the message is no holding answer. What only asks back tells nothing.
    """
    if not promises_news(line) or message.thread_id not in line.threads or message.closing:
        return False
    told = _statements(message)
    heads = line.matter.heads
    if heads <= TOLD_IN_A_LINE and _DIGIT.search(told):
        return len(told.split()) >= _WORDS_THAT_TELL  # a date for "the new ETA"
    if heads and not heads <= _NEWS:
        return bool(heads & read_terms(told))
    return len(told.split()) >= _WORDS_THAT_TELL


_DIGIT = re.compile(r"\d")


def promises_news(line: Line) -> bool:
    """Whether an answer or an update is what was promised."""
    heads, acts = line.matter.heads, line.matter.acts
    return "tell" in acts or (bool(heads) and heads <= _NEWS and bool(acts & GIVING or not acts))


def is_update(line: Line) -> bool:
    """Whether how things stand is all that was promised."""
    return bool(line.matter.heads) and line.matter.heads <= _UPDATE


_UPDATE = frozenset(canonical(word) for word in "update status news".split())
#: What an answer in words is.
_NEWS = frozenset(
    canonical(word)
    for word in "update news status answer word feedback response reply info information "
    "confirmation explanation clarification details".split()
)
#: "Hi Ann, Maya" tells nothing; "The board said yes, we can start" does.
_WORDS_THAT_TELL = 6


def _statements(message: Message) -> str:
    """New text without what asks, promises, offers or only greets."""
    text = message.text
    for start, end in message.quoted:
        text = text[:start] + " " * (end - start) + text[end:]
    for one in message.sentences:
        aside = any(one.acts.get(act) for act in ("question", "request", "offer", "closing"))
        if aside or is_full_promise(one):
            # "80 are no problem, we only need the list" tells before it asks.
            start = max(one.start, text.find(one.content or "\0", one.start, one.end))
            text = text[:start] + " " * (one.end - start) + text[one.end :]
    return text


def meets_with_reader(line: Line) -> bool:
    """Whether it promises to meet, call or attend with the one it is said to."""
    if "talk" not in line.matter.acts:
        return False
    return _TALK_TO_OTHERS.search(line.saying.text) is None or bool(
        {"attend", "join", "present"} & set(line.saying.text.casefold().split())
    )


def is_kept_by_meeting(line: Line, meeting: Meeting, index: Index) -> bool:
    """Whether a held meeting is the one that was promised.

    A dated promise takes a meeting in its due range; a later one only by its title or when it is
    no regular one. An undated one takes the next with its creditor, by title where it has a topic.
    """
    if not meets_with_reader(line) or not _attended(line, meeting, index):
        return False
    titled = bool(line.matter.heads & read_terms(meeting.summary))
    if line.due is None or line.due.from_at is None or line.due.to_at is None:
        return titled or line.matter.heads <= _APPOINTMENTS
    if meeting.start_at < line.due.from_at - _MOMENT_SLACK and not _is_by(line):
        return False
    if meeting.start_at <= line.due.to_at + _MOMENT_SLACK:
        return True
    return titled or not meeting.recurring


_BY = re.compile(r"\A\W*(?:by|before|until|till|within|in|no later than|latest)\b", re.IGNORECASE)


def _is_by(line: Line) -> bool:
    """Whether the words name an end ("by Friday"), so that sooner is as good."""
    return line.due is not None and _BY.match(line.due.text) is not None


def _attended(line: Line, meeting: Meeting, index: Index) -> bool:
    """Whether debtor and creditor are on a meeting; our owner is on every one that counts."""
    for address in (line.saying.person, line.saying.creditor):
        if address is None or "@" not in address or index.is_owner(address):
            continue
        if not is_with(meeting, address):
            return False
    return True


def is_arranged_by(line: Line, meeting: Meeting, index: Index) -> bool:
    """Whether an invitation is the call or invitation that was promised to be set up."""
    if not line.matter.acts & {"arrange", "give"} or meeting.organizer is None:
        return False
    heads = line.matter.heads
    if not (heads & _APPOINTMENTS or (not heads and "arrange" in line.matter.acts)):
        return False
    if index.is_ours(meeting.organizer) is not (line.side is Side.US):
        return False
    creditor = line.saying.creditor
    return creditor is None or index.is_owner(creditor) or is_with(meeting, creditor)


def is_kept_by_thanks(line: Line, message: Message, index: Index) -> bool:
    """Whether "thanks for the call" in a message shows that the promised call took place."""
    if not meets_with_reader(line):
        return False
    if message.thread_id not in line.threads and not _is_between(line, message, index):
        return False
    due = line.due
    if due is not None and due.from_at is not None and due.to_at is not None:
        return due.from_at <= message.sent_at <= due.to_at + _THANKS_WITHIN
    return message.thread_id in line.threads


def is_new_date(line: Line, saying: Saying) -> bool:
    """Whether a repeated promise names another time than the line has."""
    new, old = saying.due, line.due
    if new is None or new.to_at is None or new.from_at is None:
        return False
    if old is None or old.from_at is None or old.to_at is None:
        return True
    if (new.from_at, new.to_at) == (old.from_at, old.to_at):
        return False
    # "Friday", and then "end of business Friday": the same day said more closely.
    close = old.from_at <= new.from_at and new.to_at <= old.to_at
    return not (close and old.to_at - old.from_at <= timedelta(hours=26))
