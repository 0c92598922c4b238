"""A reply the owner owes: what was asked, what is known, and an empty place for the answer.

It never answers by itself and never promises anything. It may thank, quote the person's own words,
name what our side has promised already and when both meet next.
"""

from __future__ import annotations

from datetime import timedelta

from assistant.drafting.desk import (
    MAX_FACTS,
    Desk,
    Plan,
    choose_promises,
    choose_recipients,
    make_key,
    make_reply_subject,
    note_strangers,
    promise_evidence,
    say_promise,
)
from assistant.drafting.records import Declined, DraftKind, Fact
from assistant.drafting.words import Reader, quote, title
from assistant.insight.records import (
    Direction,
    Evidence,
    Gap,
    Message,
    Sentence,
    Severity,
    Side,
    Wait,
)

#: Acts below this score are not quoted as something to answer.
MIN_SCORE = 0.5
MAX_PROMISES = 3
#: Why nothing is written about a message that nobody here has read.
HEADERS_ONLY = (
    "Only the headers of the message were read, so what it says is not known here and nothing can be "
    "written about it. It stands in your mail program."
)
#: Meetings further away than this are no news.
NEXT_MEETING_DAYS = 21


def plan_reply(desk: Desk, gap: Gap) -> Plan | Declined:
    """The reply for a gap of a wait on us, or why there is none."""
    wait = find_wait(desk, gap, Side.US)
    if wait is None or wait.client is None:
        return Declined(gap.id, "Nobody waits any more.")
    messages = [desk.messages[key] for key in wait.messages if key in desk.messages]
    if not messages:
        return Declined(gap.id, "The messages it is about are not kept.")
    if wait.headers_only:
        return Declined(gap.id, HEADERS_ONLY)
    refused = _refuse(desk, messages[-1])
    if refused:
        return Declined(gap.id, refused)
    last = messages[-1]
    to, _ = choose_recipients(desk, wait.client, [last.sender])
    if not to:
        return Declined(gap.id, f"{last.sender} cannot be written to.")
    others = [*(m.sender for m in messages), *last.to, *last.cc]
    cc, strangers = choose_recipients(desk, wait.client, others, but=to)
    language = desk.templates.choose_language(_language(desk, last))
    reader = desk.reader(wait.client, last.sender, language)
    facts = _gather_facts(desk, gap, wait, messages, reader)
    return Plan(
        kind=DraftKind.REPLY,
        gap=gap,
        client=wait.client,
        occasion=f"reply:{wait.start_message_id}",
        evidence_key=make_key(*wait.messages),
        to=to,
        cc=cc,
        subject=make_reply_subject(last),
        facts=tuple(facts),
        language=language,
        answers=last,
        thread_id=wait.thread_id,
        notes=note_strangers(strangers, wait.client),
    )


def find_wait(desk: Desk, gap: Gap, side: Side) -> Wait | None:
    """The open wait a gap came from."""
    for wait in desk.findings.waits:
        if wait.side is side and wait.open and wait.start_message_id == gap.wait_start:
            return wait
    return None


def find_asks(message: Message) -> tuple[list[Sentence], list[Sentence]]:
    """What a message asks or requests, and what it complains about without asking."""
    asks, complaints = [], []
    for sentence in message.sentences:
        if sentence.retraction:
            continue
        acts = sentence.acts
        if max(acts.get("question", 0.0), acts.get("request", 0.0)) >= MIN_SCORE:
            asks.append(sentence)
        elif acts.get("complaint", 0.0) >= MIN_SCORE:
            complaints.append(sentence)
    return asks, complaints


def sentence_fact(message: Message, sentence: Sentence, *, name: str, client: str) -> Fact:
    """A sentence of a message as a fact."""
    words = message.text[sentence.start : sentence.end]
    evidence = Evidence(message_id=message.id, quote=words, start=sentence.start, end=sentence.end)
    return Fact(name, quote(words), evidence, client)


def _refuse(desk: Desk, message: Message) -> str | None:
    """Why a message gets no reply from here."""
    if message.automatic:
        return f"The last message was sent by a machine ({message.automatic_reason})."
    if message.direction is not Direction.IN:
        return "The last message does not come from a person of the client."
    if message.id in desk.written:
        return "The last message was drafted by this program; two of them must not talk."
    return None


def _language(desk: Desk, message: Message) -> str:
    person = desk.history.people.get(message.sender)
    return (person.language if person and person.language else message.language) or "en"


def _gather_facts(
    desk: Desk, gap: Gap, wait: Wait, messages: list[Message], reader: Reader
) -> list[Fact]:
    assert wait.client is not None
    client = wait.client
    facts = [
        Fact(
            f"message-{index}",
            title(message.subject),
            Evidence(message_id=message.id),
            client,
            detail=reader.day(message.sent_at),
        )
        for index, message in enumerate(_first_and_last(messages), 1)
    ]
    facts += _gather_asks(desk, wait, messages)
    if gap.severity in {Severity.LATE, Severity.CRITICAL}:
        facts.append(Fact("late", "late", Evidence(message_id=wait.start_message_id), client))
    promises = choose_promises(
        desk, client, debtor=Side.US, people=[wait.person], thread_id=wait.thread_id
    )
    dated = [promise for promise in promises if promise.due and promise.due.to_at]
    for index, promise in enumerate(dated[:MAX_PROMISES], 1):
        assert promise.due is not None
        facts.append(
            Fact(
                f"promise-{index}",
                say_promise(promise, reader),
                promise_evidence(promise),
                client,
                detail=reader.due(promise.due),
                until=promise.due.to_at,
            )
        )
    return facts + _find_next_meeting(desk, client, messages[-1].sender, reader)


def _first_and_last(messages: list[Message]) -> list[Message]:
    """Up to three messages are named by date, of more only the first and the last."""
    return messages if len(messages) <= 3 else [messages[0], messages[-1]]


def _gather_asks(desk: Desk, wait: Wait, messages: list[Message]) -> list[Fact]:
    """Questions and complaints in the person's words; at least one place to answer."""
    assert wait.client is not None
    client = wait.client
    questions: list[Fact] = []
    complaints: list[Fact] = []
    for message in messages:
        asks, complained = find_asks(message)
        for sentence in asks:
            name = f"question-{len(questions) + 1}"
            questions.append(sentence_fact(message, sentence, name=name, client=client))
        for sentence in complained:
            name = f"complaint-{len(complaints) + 1}"
            complaints.append(sentence_fact(message, sentence, name=name, client=client))
    if wait.complaint is not None and wait.complaint.quote and not complaints:
        # What opened a complaint is acknowledged as one, whatever else the sentence does.
        words = quote(wait.complaint.quote)
        questions = [fact for fact in questions if fact.value != words]
        complaints.append(Fact("complaint-1", words, wait.complaint, client))
    found_facts = [*_clean(desk, complaints[:1], client), *_clean(desk, questions, client)]
    if found_facts:
        return found_facts
    if wait.deciding.quote:
        deciding = Fact("question-1", quote(wait.deciding.quote), wait.deciding, client)
        if _clean(desk, [deciding], client):
            return [deciding]
    return [_make_topic(desk, wait, messages[0])]


def _clean(desk: Desk, facts: list[Fact], client: str) -> list[Fact]:
    """Facts with words, without another client's names, at most `MAX_FACTS`."""
    kept = [f for f in facts if f.value and not desk.lexicon.find_foreign(f.value, client)]
    return kept[:MAX_FACTS]


def _make_topic(desk: Desk, wait: Wait, message: Message) -> Fact:
    """The subject as the thing to answer, where no sentence can be quoted."""
    assert wait.client is not None
    value = title(message.subject)
    if not value or desk.lexicon.find_foreign(value, wait.client):
        language = desk.templates.choose_language(_language(desk, message))
        value = desk.templates.words(language).text("topic_unnamed")
    return Fact("topic-1", value, Evidence(message_id=message.id), wait.client)


def _find_next_meeting(desk: Desk, client: str, person: str, reader: Reader) -> list[Fact]:
    """The next meeting with this person, when nobody of another client is invited to it."""
    horizon = desk.now + timedelta(days=NEXT_MEETING_DAYS)
    for meeting in desk.history.meetings:
        if not desk.now < meeting.start_at < horizon or meeting.cancelled or meeting.all_day:
            continue
        invited = {a.address for a in meeting.attendees if a.partstat != "declined"}
        if meeting.clients != (client,) or person not in invited | {meeting.organizer}:
            continue
        if not title(meeting.summary) or meeting.own_partstat == "declined":
            continue
        evidence = Evidence(ical_uid=meeting.ical_uid, recurrence_id=meeting.recurrence_id)
        return [
            Fact(
                "meeting-1",
                title(meeting.summary),
                evidence,
                client,
                detail=reader.moment(meeting.start_at),
                until=meeting.start_at,
            )
        ]
    return []
