"""Drafts as people read them: whole texts read by hand, and what must hold of every one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.drafting.records import Draft, Length, Tone
from assistant.drafting.render import render_body
from assistant.insight.records import GapKind, Severity, Side
from tests.drafting.cast import (
    ANA,
    COLLEAGUE,
    NOW,
    OWNER,
    PRIYA,
    TEMPLATES,
    days_ago,
    make_due,
    make_findings,
    make_gap,
    make_history,
    make_meeting,
    make_message,
    make_out,
    make_promise,
    make_wait,
    nudge_for,
    only,
    recap_of,
    reply_to,
    run,
)

FRIDAY = make_due((NOW + timedelta(days=1)).replace(hour=23))
SAID = make_out("said@x", "I'll send the signed NDA by Friday.", sent_at=days_ago(2))
THEIRS = make_message("theirs@x", "We will name the users.", sent_at=days_ago(3))
NDA = "send the signed NDA"
OURS = make_promise("p1", SAID, "I'll send the signed NDA by Friday.", content=NDA, due=FRIDAY)
ALSO = make_promise("p2", SAID, "I'll send the signed NDA by Friday.", content=NDA, due=None)
HERS = make_promise("p3", THEIRS, "We will name the users.", content="name the users")
ONE = make_message("one@x", "Could you send the revised offer?")
TWO = make_message("two@x", "Could you send the revised offer?", "Who signs on your side?")
ANGRY = make_message("angry@x", "The import failed again.", acts={"complaint": 0.9})
BARE = make_message("bare@x")
OUT1 = make_out("o1@x", "Could you confirm the delivery address?", sent_at=days_ago(30))
OUT2 = make_out(
    "o2@x", "Could you confirm the address?", "Who is the contact?", sent_at=days_ago(30)
)
AGAIN = make_out("o3@x", sent_at=days_ago(20))
THIRD = make_out("o4@x", sent_at=days_ago(10))
HERS_OUT = replace(OUT1, sender=COLLEAGUE)
MET = make_meeting()
OFFER = replace(ONE, thread_id="t2", subject=MET.summary, base_subject=MET.summary)
NEXT = make_meeting("m2", start_at=NOW + timedelta(days=2), end_at=NOW + timedelta(days=2))
SOLO = make_meeting("m3", attendees=(MET.attendees[0], MET.attendees[1]))
OF_OTHERS = make_meeting("m4", organizer=COLLEAGUE, attendees=MET.attendees[1:])


def promise_nudge(*reminders: object) -> Draft:
    due = make_due(days_ago(5).replace(hour=23))
    promise = make_promise("p9", THEIRS, "We will name the users.", due=due)
    gap = make_gap(GapKind.PROMISE_THEIRS_OVERDUE, promise_id="p9", severity=Severity.LATE)
    history = make_history(THEIRS, *reminders)  # type: ignore[arg-type]
    return only(run(make_findings(gap, promises=(promise,)), history))


CASES = {
    "reply, one question": only(reply_to(ONE)),
    "reply, two questions": only(reply_to(TWO)),
    "reply, late": only(reply_to(ONE, gap={"severity": Severity.LATE})),
    "reply, three mails": only(reply_to(replace(TWO, sent_at=days_ago(3)), ONE, ANGRY)),
    "reply, complaint": only(reply_to(ANGRY)),
    "reply, nothing to quote": only(reply_to(BARE)),
    "reply, known facts": only(
        reply_to(ONE, promises=(OURS,), history=make_history(ONE, SAID, meetings=(NEXT,)))
    ),
    "nudge, first": only(nudge_for(OUT1)),
    "nudge, first, two questions": only(nudge_for(OUT2)),
    "nudge, first, nothing to quote": only(nudge_for(replace(OUT1, text="", sentences=()))),
    "nudge, second": only(nudge_for(OUT1, AGAIN)),
    "nudge, third": only(nudge_for(OUT2, AGAIN, THIRD)),
    "nudge, of a colleague": only(nudge_for(HERS_OUT)),
    "nudge, of a colleague, second": only(nudge_for(HERS_OUT, AGAIN)),
    "nudge, of a colleague, third": only(nudge_for(HERS_OUT, AGAIN, THIRD)),
    "nudge, promise": promise_nudge(),
    "recap, nothing known": only(recap_of(MET, make_history(meetings=(MET,)))),
    "recap, all known": only(
        recap_of(
            MET,
            make_history(SAID, THEIRS, OFFER, meetings=(MET,)),
            promises=(OURS, ALSO, HERS),
            waits=(make_wait(Side.US, OFFER),),
        )
    ),
    "recap, of others": only(recap_of(OF_OTHERS, make_history(meetings=(OF_OTHERS,)))),
    "recap, one guest": only(recap_of(SOLO, make_history(meetings=(SOLO,)))),
}


def word(draft: Draft, tone: Tone, length: Length) -> str:
    return render_body(
        draft.kind,
        client=draft.client,
        facts=draft.facts,
        addressees=draft.addressees,
        wording=replace(draft.wording, tone=tone, length=length),
        owner_name=OWNER.name,
        templates=TEMPLATES,
    )


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("name", list(CASES))
def test_every_draft_reads_clean(name: str, tone: Tone, length: Length) -> None:
    body = word(CASES[name], tone, length)
    greeting, closing = {
        Tone.FORMAL: ("Dear ", "\n\nKind regards,\nMaya Lindqvist\n"),
        Tone.WARM: ("Hi ", "\n\nBest,\nMaya\n"),
    }[tone]
    assert body.startswith(greeting)
    assert body.endswith(closing)
    assert not re.search(r"  | \n|\n\n\n| ,| \.|\.\.|,,|\bNone\b|\{|\}|“”|\(\)|on \.|of \.", body)
    assert body.count("“") == body.count("”")
    assert body.count("[your ") == body.count("]")


@pytest.mark.parametrize("name", list(CASES))
def test_short_says_less_than_full(name: str) -> None:
    for tone in Tone:
        assert len(word(CASES[name], tone, Length.SHORT)) <= len(
            word(CASES[name], tone, Length.FULL)
        )


@pytest.mark.parametrize("name", list(CASES))
def test_the_tones_differ(name: str) -> None:
    draft = CASES[name]
    assert word(draft, Tone.FORMAL, Length.FULL) != word(draft, Tone.WARM, Length.FULL)


READ_BY_HAND = {
    ("reply, two questions", Tone.FORMAL, Length.FULL): """\
Dear Jonas Weber,

Thank you for your message of Tuesday, 17 November.

To your points:

“Could you send the revised offer?”
[your answer to: Could you send the revised offer?]

“Who signs on your side?”
[your answer to: Who signs on your side?]

Kind regards,
Maya Lindqvist
""",
    ("reply, late", Tone.WARM, Length.SHORT): """\
Hi Jonas,

Thanks for your message of Tuesday, 17 November, and sorry for the wait.

[your answer to: Could you send the revised offer?]

Best,
Maya
""",
    ("reply, complaint", Tone.FORMAL, Length.FULL): """\
Dear Jonas Weber,

Thank you for telling me about this in your message of Tuesday, 17 November. I am sorry for the \
trouble it has caused you.

You wrote: “The import failed again.”

[your next step on this: what happens now, who sees to it, and when you write again]

Kind regards,
Maya Lindqvist
""",
    ("reply, known facts", Tone.FORMAL, Length.FULL): """\
Dear Jonas Weber,

Thank you for your message of Tuesday, 17 November.

You wrote: “Could you send the revised offer?”

[your answer to: Could you send the revised offer?]

Still open on our side: send the signed NDA (due Friday, 20 November).

Our next meeting, “Q4 review”, is on Friday, 20 November at 11:00 (Berlin time).

Kind regards,
Maya Lindqvist
""",
    ("nudge, first", Tone.FORMAL, Length.FULL): """\
Dear Jonas Weber,

On Monday, 19 October I asked you: “Could you confirm the delivery address?”

I have not had your answer yet. Could you let me know where this stands? If anything is missing \
from our side, please tell me.

Kind regards,
Maya Lindqvist
""",
    ("nudge, second", Tone.WARM, Length.FULL): """\
Hi Jonas,

I'm trying once more on my message of Monday, 19 October; the last reminder was on Thursday, 29 \
October.

The point was:
- “Could you confirm the delivery address?”

Even a one-line answer helps us to plan. And if you need more time, just name a day that works for \
you.

Best,
Maya
""",
    ("nudge, third", Tone.FORMAL, Length.FULL): """\
Dear Jonas Weber,

I wrote to you on Monday, 19 October and reminded you on Thursday, 29 October and Sunday, 8 \
November; we have not had an answer.

The points were:
- “Could you confirm the address?”
- “Who is the contact?”

I do not want to fill your inbox, so this is my last reminder. Please let me know whether this \
still matters to you, or whom I should ask instead.

Kind regards,
Maya Lindqvist
""",
    ("nudge, of a colleague, third", Tone.FORMAL, Length.SHORT): """\
Dear Jonas Weber,

Lena Vogt wrote to you on Monday, 19 October, and we reminded you on Thursday, 29 October and \
Sunday, 8 November; we have not had an answer.

I do not want to fill your inbox, so this is my last reminder. Please let me know whether this \
still matters to you, or whom I should ask instead.

Kind regards,
Maya Lindqvist
""",
    ("nudge, promise", Tone.FORMAL, Length.FULL): """\
Dear Jonas Weber,

On Sunday, 15 November you wrote: “We will name the users.”

That was due Saturday, 14 November, and I have not seen it yet. Could you let me know when I can \
expect it?

Kind regards,
Maya Lindqvist
""",
    ("recap, all known", Tone.WARM, Length.FULL): """\
Hi Jonas and Ana,

Thanks for the time in “Q4 review” on Tuesday, 17 November.
On the invitation were Jonas Weber, Ana Souza and Maya Lindqvist.

On our list:
- send the signed NDA (due Friday, 20 November)
- send the signed NDA (since Monday, 16 November)

On your list:
- name the users (since Sunday, 15 November)

Still open:
- “Could you send the revised offer?” (Jonas Weber, Tuesday, 17 November)

If I've missed or mixed up anything, just tell me.

Best,
Maya
""",
    ("recap, one guest", Tone.FORMAL, Length.SHORT): """\
Dear Jonas Weber,

Thank you for the meeting “Q4 review” on Tuesday, 17 November.

[your notes: what was agreed in “Q4 review”]

Kind regards,
Maya Lindqvist
""",
}


@pytest.mark.parametrize("case", list(READ_BY_HAND), ids=lambda case: f"{case[0]}, {case[1]}")
def test_a_draft_reads_as_a_person_read_it(case: tuple[str, Tone, Length]) -> None:
    name, tone, length = case
    assert word(CASES[name], tone, length) == READ_BY_HAND[case]


def test_american_readers_get_american_dates() -> None:
    ask = make_message(
        "us@x",
        "Could you send the revised offer?",
        sender=PRIYA,
        client="kestrel",
        clients=("kestrel",),
        sent_at=days_ago(1),
    )
    draft = only(reply_to(ask, gap={"client": "kestrel"}))
    assert draft.content.body.startswith("Dear Dr. Rao,\n\nThank you for your message of Tuesday, ")
    assert "November 17." in draft.content.body


def test_two_addressees_are_both_greeted() -> None:
    both = replace(OUT1, to=("jonas.weber@brightwater.example", ANA))
    assert only(nudge_for(both)).content.body.startswith("Dear Jonas Weber, dear Ana Souza,\n")
