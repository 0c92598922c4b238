"""The 24 clock cases: each a story in a sentence, each to the second.

Unless a case says otherwise, Maya sits in Berlin and Arden in New York, both work Monday to Friday
from nine to five, and the times are those of Berlin: New York's day is 15:00–23:00 there. The
expected seconds were worked out by hand; the comment beside each shows how.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from assistant.insight.index import build_index
from assistant.insight.waits import find_waits
from tests.insight.builders import (
    ANN,
    BOB,
    MAYA,
    TOM,
    make_absence,
    make_client,
    make_clock,
    make_history,
    make_leave,
    make_meeting,
    make_message,
    make_owner,
    utc,
    week,
)

if TYPE_CHECKING:
    from assistant.insight.records import DayHours, Message, Wait

BERLIN, NEW_YORK, RIYADH = "Europe/Berlin", "America/New_York", "Asia/Riyadh"
ASK = "Could you send me the signed contract?"

#: side, start, end (message, meeting or None), elapsed, ours, theirs, off hours
Row = tuple[str, str, str | None, int, int, int, bool]


@dataclass(frozen=True)
class Case:
    """One clock case: what happened, and the waits that it makes."""

    name: str
    story: str
    messages: tuple[Message, ...]
    waits: tuple[Row, ...]
    ours: dict[str, Any] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


def ann(at: str, message_id: str = "q", zone: str = BERLIN, **changes: Any) -> Message:
    """Ann asks Maya something."""
    given = {"sender": ANN, "at": utc(at, zone), "asks": ASK, **changes}
    return make_message(message_id, **given)


def maya(at: str, message_id: str = "a", zone: str = BERLIN, **changes: Any) -> Message:
    """Maya writes to Ann."""
    given = {"sender": MAYA, "at": utc(at, zone), "says": "Here.", **changes}
    return make_message(message_id, **given)


def night(text: str) -> dict[str, Any]:
    """Hours on Saturdays and Sundays only, for the nights in which clocks are moved."""
    worked: tuple[DayHours, ...] = week("sat sun", text)
    return {"week": worked}


CASES = [
    Case(
        "three mails one wait",
        "Ann asks on Monday at ten and chases twice; Maya answers on Tuesday at half past nine.",
        (
            ann("2025-03-03 10:00", "q1"),
            ann("2025-03-03 11:00", "q2"),
            ann("2025-03-03 14:30", "q3"),
            maya("2025-03-04 09:30"),
        ),
        # 23:30; Mon 10–17 = 7:00 and Tue 9–9:30 = 0:30; Mon 15–23 = 8:00.
        (("us", "q1", "a", 84_600, 27_000, 28_800, False),),
    ),
    Case(
        "colleague answers",
        "Ann asks Maya at ten; Tom answers her at twenty past twelve.",
        (ann("2025-03-03 10:00"), maya("2025-03-03 12:20", sender=TOM)),
        # 2:20; 2:20; New York is asleep.
        (("us", "q", "a", 8_400, 8_400, 0, False),),
    ),
    Case(
        "our out-of-office without cover",
        "Ann asks on Thursday at four; Maya is away Friday to Monday, her mailbox says so, and she "
        "answers on Tuesday at a quarter to ten.",
        (
            ann("2025-03-06 16:00"),
            maya("2025-03-06 16:01", "ooo", automatic=True),
            maya("2025-03-11 09:45"),
        ),
        # 4 d 17:45; Thu 1:00 and Tue 0:45; New York Thu 10–17, Fri and Mon 8:00 each.
        (("us", "q", "a", 409_500, 6_300, 82_800, False),),
        ours={"leave": [make_leave("2025-03-07", "2025-03-10")]},
    ),
    Case(
        "our out-of-office with cover",
        "The same, but Tom covers and answers on Friday at half past ten.",
        (ann("2025-03-06 16:00"), maya("2025-03-07 10:30", sender=TOM)),
        # 18:30; Thu 1:00 and Fri 1:30; New York Thu 10–17 = 7:00.
        (("us", "q", "a", 66_600, 9_000, 25_200, False),),
        ours={"leave": [make_leave("2025-03-07", "2025-03-10", cover=TOM)]},
    ),
    Case(
        "their out-of-office",
        "Maya asks Ann on Thursday at four; Ann's mailbox says she is away Friday to Monday; she "
        "answers on Wednesday at half past three.",
        (
            maya("2025-03-06 16:00", "q", asks=ASK, says=""),
            ann("2025-03-06 16:01", "ooo", automatic=True),
            ann("2025-03-12 15:30", "a", asks="", says="Here it is."),
        ),
        # 5 d 23:30; Thu 1:00, Fri, Mon, Tue 8:00 each, Wed 9–15:30 = 6:30;
        # New York Thu 10–17 = 7:00, Tue 8:00, Wed (summer time since Sunday) 9–10:30 = 1:30.
        (("them", "q", "a", 516_600, 113_400, 59_400, False),),
        options={"absences": [make_absence(ANN, "2025-03-07", "2025-03-10", message_id="ooo")]},
    ),
    Case(
        "22:00 Friday to 09:05 Monday",
        "Ann writes on Friday night and has her answer five minutes into Monday.",
        (ann("2025-02-07 22:00"), maya("2025-02-10 09:05")),
        # 2 d 11:05; 0:05; New York Fri 16–17 = 1:00.
        (("us", "q", "a", 212_700, 300, 3_600, False),),
    ),
    Case(
        "outside hours both",
        "Ann writes on Saturday and Maya answers on Sunday: it took nobody's working time.",
        (ann("2025-02-08 11:00"), maya("2025-02-09 18:00")),
        # 31:00.
        (("us", "q", "a", 111_600, 0, 0, True),),
    ),
    Case(
        "split shift",
        "Maya breaks from 12:30 to 13:15; Ann writes at twelve and is answered at half past one.",
        (ann("2025-02-04 12:00"), maya("2025-02-04 13:30")),
        # 1:30; 12–12:30 = 0:30 and 13:15–13:30 = 0:15.
        (("us", "q", "a", 5_400, 2_700, 0, False),),
        ours={"week": week(text="08:30-12:30 13:15-17:30")},
    ),
    Case(
        "daylight saving begins in New York",
        "Maya works 01:00–04:00 in New York; at two the clock jumps to three.",
        (ann("2025-03-09 00:30", zone=NEW_YORK), maya("2025-03-09 05:00", zone=NEW_YORK)),
        # 05:30Z to 09:00Z = 3:30; 1–2 and 3–4 = 2:00.
        (("us", "q", "a", 12_600, 7_200, 0, False),),
        ours={"zone": NEW_YORK, **night("01:00-04:00")},
    ),
    Case(
        "daylight saving ends in New York",
        "The same night shift in November; at two the clock goes back to one.",
        (ann("2025-11-02 00:30", zone=NEW_YORK), maya("2025-11-02 05:00", zone=NEW_YORK)),
        # 04:30Z to 10:00Z = 5:30; 1–2, 1–2 again, 2–3, 3–4 = 4:00.
        (("us", "q", "a", 19_800, 14_400, 0, False),),
        ours={"zone": NEW_YORK, **night("01:00-04:00")},
    ),
    Case(
        "daylight saving begins in Berlin",
        "Maya works 22:00–06:00, two intervals; Ann writes at eleven and is answered at seven.",
        (ann("2025-03-29 23:00"), maya("2025-03-30 07:00")),
        # 22:00Z to 05:00Z = 7:00; 23–24 = 1:00 and 0–6 without an hour = 5:00.
        (("us", "q", "a", 25_200, 21_600, 0, False),),
        ours=night("22:00-24:00 00:00-06:00"),
    ),
    Case(
        "daylight saving ends in Berlin",
        "The same night shift in October.",
        (ann("2025-10-25 23:00"), maya("2025-10-26 07:00")),
        # 21:00Z to 06:00Z = 9:00; 23–24 = 1:00 and 0–6 with an hour more = 7:00.
        (("us", "q", "a", 32_400, 28_800, 0, False),),
        ours=night("22:00-24:00 00:00-06:00"),
    ),
    Case(
        "interval inside the gap, New York",
        "Maya works from 02:10 to 02:50 only, and that night there is no such time.",
        (ann("2025-03-09 01:00", zone=NEW_YORK), maya("2025-03-09 04:00", zone=NEW_YORK)),
        # 06:00Z to 08:00Z = 2:00; nothing.
        (("us", "q", "a", 7_200, 0, 0, True),),
        ours={"zone": NEW_YORK, **night("02:10-02:50")},
    ),
    Case(
        "interval inside the fold, New York",
        "Maya works from 01:10 to 01:50, which comes twice; Ann writes at the first 01:20 and is "
        "answered at the second.",
        (
            ann("2025-11-02T01:20-04:00"),
            maya("2025-11-02T01:20-05:00"),
        ),
        # 1:00; 1:20–1:50 = 0:30 and 1:10–1:20 = 0:10.
        (("us", "q", "a", 3_600, 2_400, 0, False),),
        ours={"zone": NEW_YORK, **night("01:10-01:50")},
    ),
    Case(
        "interval inside the gap, Berlin",
        "From 02:10 to 02:50 on 30 March there is no such time in Berlin.",
        (ann("2025-03-30 01:00"), maya("2025-03-30 04:00")),
        # 00:00Z to 02:00Z = 2:00; nothing.
        (("us", "q", "a", 7_200, 0, 0, True),),
        ours=night("02:10-02:50"),
    ),
    Case(
        "interval inside the fold, Berlin",
        "From 02:10 to 02:50 on 26 October comes twice in Berlin.",
        (ann("2025-10-26T02:20+02:00"), maya("2025-10-26T02:20+01:00")),
        # 1:00; 2:20–2:50 = 0:30 and 2:10–2:20 = 0:10.
        (("us", "q", "a", 3_600, 2_400, 0, False),),
        ours=night("02:10-02:50"),
    ),
    Case(
        "their holiday",
        "Maya asks the day before Thanksgiving at four and is answered the day after at four.",
        (
            maya("2025-11-26 16:00", "q", asks=ASK, says=""),
            ann("2025-11-28 16:00", "a", asks="", says="Here it is."),
        ),
        # 2 d; Wed 1:00, Thu 8:00, Fri 7:00; New York Wed 10–17 = 7:00, Fri 9–10 = 1:00.
        (("them", "q", "a", 172_800, 57_600, 28_800, False),),
        theirs={"closed": {"2025-11-27": "Thanksgiving Day"}},
    ),
    Case(
        "our holiday",
        "Ann asks the day before German Unity Day at four; Maya answers on Monday at ten past nine.",
        (ann("2025-10-02 16:00"), maya("2025-10-06 09:10")),
        # 3 d 17:10; Thu 1:00 and Mon 0:10; New York Thu 10–17 = 7:00 and Fri 8:00.
        (("us", "q", "a", 321_000, 4_200, 54_000, False),),
        ours={"closed": {"2025-10-03": "German Unity Day"}},
    ),
    Case(
        "half day",
        "Maya's Friday ends at two; Ann writes on Friday at one, the answer comes Monday at nine.",
        (ann("2025-02-07 13:00"), maya("2025-02-10 09:00")),
        # 2 d 20:00; Fri 13–14 = 1:00 and Mon 8:30–9 = 0:30; New York Fri 8:00.
        (("us", "q", "a", 244_800, 5_400, 28_800, False),),
        ours={"week": week("mon tue wed thu", "08:30-17:00", fri="08:30-14:00")},
    ),
    Case(
        "Sunday–Thursday week",
        "Arden sits in Riyadh and works Sunday to Thursday; Maya asks on Thursday at two and is "
        "answered on Monday at half past eight.",
        (
            maya("2025-02-06 14:00", "q", asks=ASK, says=""),
            ann("2025-02-10 08:30", "a", asks="", says="Here it is."),
        ),
        # 3 d 18:30; Thu 3:00 and Fri 8:00; Riyadh Thu 16–17 = 1:00, Sun 8:00, Mon 9–10:30 = 1:30.
        (("them", "q", "a", 325_800, 39_600, 37_800, False),),
        theirs={"zone": RIYADH, "week": week("sun mon tue wed thu")},
    ),
    Case(
        "reply under a new subject",
        "Maya answers in a new mail with another subject that quotes Ann's question.",
        (
            ann("2025-02-04 10:00", subject="Contract"),
            maya("2025-02-04 10:45", thread="t2", subject="Papers for you", quotes=ASK),
        ),
        # 0:45.
        (("us", "q", "a", 2_700, 2_700, 0, False),),
    ),
    Case(
        "reply by another person of the client",
        "Maya asks Ann at three; Bob of the same client answers at ten past four.",
        (
            maya("2025-02-04 15:00", "q", asks=ASK, says=""),
            ann("2025-02-04 16:10", "a", sender=BOB, asks="", says="Here it is."),
        ),
        # 1:10, working time on both sides.
        (("them", "q", "a", 4_200, 4_200, 4_200, False),),
    ),
    Case(
        "forwarded then answered",
        "Maya forwards Ann's question to Tom at half past ten, and Tom answers Ann at three.",
        (
            ann("2025-02-04 10:00"),
            maya("2025-02-04 10:30", "forward", to=(TOM,), subject="Fwd: Figures", quotes=ASK),
            maya("2025-02-04 15:00", sender=TOM),
        ),
        # 5:00.
        (("us", "q", "a", 18_000, 18_000, 0, False),),
    ),
    Case(
        "closing needs no reply",
        "Maya answers; Ann thanks her, and nobody owes anybody anything.",
        (
            ann("2025-02-04 10:00"),
            maya("2025-02-04 11:00"),
            ann("2025-02-04 11:05", "thanks", asks="", thanks="Thanks, all good!"),
        ),
        # 1:00.
        (("us", "q", "a", 3_600, 3_600, 0, False),),
    ),
    Case(
        "calendar accept is none",
        "Maya accepts Ann's invitation; her question of ten is still open at noon.",
        (
            ann("2025-02-04 10:00"),
            maya("2025-02-04 10:05", "accept", automatic=True, calendar_method="reply"),
        ),
        # 2:00.
        (("us", "q", None, 7_200, 7_200, 0, False),),
        options={"as_of": utc("2025-02-04 12:00", BERLIN)},
    ),
    Case(
        "draft is none",
        "Maya has saved a draft: it is no message, so nothing of it is in the history.",
        (ann("2025-02-04 10:00"),),
        # 2:00.
        (("us", "q", None, 7_200, 7_200, 0, False),),
        options={"as_of": utc("2025-02-04 12:00", BERLIN)},
    ),
    Case(
        "open wait",
        "Ann asked on Monday at ten; on Wednesday at noon nobody has answered.",
        (ann("2025-02-03 10:00"),),
        # 2 d 2:00; Mon 7:00, Tue 8:00, Wed 3:00; New York Mon and Tue 8:00 each.
        (("us", "q", None, 180_000, 64_800, 57_600, False),),
        options={"as_of": utc("2025-02-05 12:00", BERLIN)},
    ),
    Case(
        "changed hours",
        "The first case once more after Maya's hours were changed to 08:00–14:00.",
        (ann("2025-03-03 10:00"), maya("2025-03-04 09:30")),
        # 23:30; Mon 10–14 = 4:00 and Tue 8–9:30 = 1:30; Mon 8:00.
        (("us", "q", "a", 84_600, 19_800, 28_800, False),),
        ours={"week": week(text="08:00-14:00")},
    ),
    Case(
        "same mail in two folders",
        "Ann's mail lies in the inbox and in a project folder: one message, so one wait.",
        (ann("2025-02-04 10:00", cc=(TOM,)), maya("2025-02-04 10:30")),
        # 0:30.
        (("us", "q", "a", 1_800, 1_800, 0, False),),
    ),
    Case(
        "missing Date",
        "Ann's mail bears no Date and counts from its arrival at ten.",
        (ann("2025-02-04 10:00"), maya("2025-02-04 10:40")),
        # 0:40.
        (("us", "q", "a", 2_400, 2_400, 0, False),),
    ),
    Case(
        "false Date",
        "Ann's clock is five minutes fast, so that Maya's answer is dated before the question: it "
        "answers all the same and took no time.",
        (
            ann("2025-02-04 10:05"),
            maya("2025-02-04 10:03", in_reply_to="q"),
        ),
        (("us", "q", "a", 0, 0, 0, False),),
    ),
    Case(
        "Cc only",
        "Ann asks Bob with Maya in Cc, and Maya asks Tom with Ann in Cc: nobody waits across.",
        (
            ann("2025-02-04 10:00", to=(BOB,), cc=(MAYA,)),
            maya("2025-02-04 11:00", "m", to=(TOM,), cc=(ANN,), asks=ASK, says="", thread="t2"),
        ),
        (),
    ),
    Case(
        "meeting answers",
        "Ann asks on Monday at ten; the call with her on Tuesday begins at four.",
        (ann("2025-02-03 10:00"),),
        # 30:00; Mon 7:00 and Tue 9–16 = 7:00; New York Mon 8:00 and Tue 9–10 = 1:00.
        (("us", "q", "call", 108_000, 50_400, 32_400, False),),
        options={"meetings": [make_meeting("call", start="2025-02-04 16:00", zone=BERLIN)]},
    ),
]

#: The 24 of the plan; several stand in the table as two or more rows.
NAMES = (
    "three mails one wait",
    "colleague answers",
    "our out-of-office",
    "their out-of-office",
    "22:00 Friday to 09:05 Monday",
    "outside hours both",
    "split shift",
    "daylight saving",
    "their holiday",
    "our holiday",
    "half day",
    "Sunday–Thursday week",
    "reply under a new subject",
    "reply by another person of the client",
    "forwarded then answered",
    "closing needs no reply",
    "calendar accept is none",
    "draft is none",
    "open wait",
    "changed hours",
    "same mail in two folders",
    "Date",
    "Cc only",
    "meeting answers",
)


def row(wait: Wait) -> Row:
    """A wait as the table writes it."""
    return (
        wait.side.value,
        wait.start_message_id,
        wait.end_message_id or wait.end_ical_uid,
        wait.elapsed_s,
        wait.ours_s,
        wait.theirs_s,
        wait.off_hours,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_clock_case(case: Case) -> None:
    history = make_history(
        *case.messages,
        **{
            "as_of": "2025-12-31 12:00",
            "owner": make_owner(clock=make_clock(**{"zone": BERLIN, **case.ours})),
            "clients": [make_client(clock=make_clock(**{"zone": NEW_YORK, **case.theirs}))],
            **case.options,
        },
    )
    found = find_waits(history, build_index(history))
    assert tuple(row(wait) for wait in found) == case.waits, case.story


def test_every_one_of_the_24_cases_is_in_the_table() -> None:
    assert len(NAMES) == 24
    names = [case.name for case in CASES]
    assert [one for one in NAMES if not any(one in name for name in names)] == []
