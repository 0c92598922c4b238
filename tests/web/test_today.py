"""Today's data, without a browser, and the page as it is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from assistant.insight.findings import find_all
from assistant.insight.records import GapKind, History, Severity
from assistant.review.glance import DraftGlance
from assistant.review.states import DraftState
from assistant.store.tallies import DayTally, Tally
from assistant.web.live import Look
from assistant.web.pages.cards import gather
from assistant.web.pages.reading import make_place_days
from assistant.web.pages.today import CARDS, IN_FULL, Today, build_today, shown_matters
from tests.insight.builders import (
    ANN,
    MAYA,
    make_client,
    make_clock,
    make_due,
    make_history,
    make_meeting,
    make_message,
)
from tests.reports.builders import make_gap, make_source

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

READ = make_source(last_success_at=datetime(2025, 3, 31, 11, 30, tzinfo=UTC))


def make_look(history: History, **changes: Any) -> Look:
    return Look(history, replace(find_all(history), **changes), {}, history.as_of)


def make_today(look: Look, **values: Any) -> Today:
    defaults: dict[str, Any] = {
        "sources": (READ,), "problems": 0, "counts": {}, "drafts": {}, "first_drafts": (),
        "local": look.as_of,
    }  # fmt: skip
    return build_today(look, gather(look.findings.gaps), **{**defaults, **values})


QUESTION = make_message("q", asks="Could you send the figures?", at="2025-03-26 10:00")


def test_a_question_is_a_card_with_why_and_one_thing_to_do() -> None:
    page = make_today(make_look(make_history(QUESTION)))
    (card,) = page.groups[0].cards
    assert card.who == "Ann Arden, Arden"
    assert "Ann Arden asked" in card.why
    assert card.action.label == "Open the thread"
    assert card.action.href.startswith("/threads/t1#m-")
    assert (card.ours, card.theirs, card.elapsed) == (
        "3 working days 2 h", "3 working days 2 h", "5 days 2 h",
    )  # fmt: skip


def test_the_action_is_the_draft_where_there_is_one() -> None:
    look = make_look(make_history(QUESTION))
    look = replace(look, drafts_of={look.findings.gaps[0].id: "d1"})
    draft = DraftGlance(
        "d1", "reply", DraftState.PROPOSED, "arden", (("Ann Arden", ANN),), "Re: Figures",
        blocked=True, delivered_at=None, goes_out_at=None,
    )  # fmt: skip
    (card,) = make_today(look, drafts={"d1": draft}).groups[0].cards
    assert card.action.href == "/drafts/d1"
    assert card.draft_note == "A draft waits; it needs your words."


def test_a_complaint_and_the_answer_owed_to_it_are_one_card() -> None:
    complaint = make_message(
        "c", complains="The export failed again and nobody called.", at="2025-03-26 10:00"
    )
    look = make_look(make_history(complaint))
    assert {gap.kind for gap in look.findings.gaps} == {
        GapKind.COMPLAINT_UNACKNOWLEDGED, GapKind.REPLY_OWED,
    }  # fmt: skip
    page = make_today(look)
    (card,) = page.groups[0].cards
    assert card.also == ("waits for your answer",)
    assert page.headline == "1 critical."


def test_waits_of_two_people_stay_two_cards() -> None:
    one = make_gap(1, wait_start="a", kind=GapKind.COMPLAINT_UNACKNOWLEDGED)
    other = make_gap(2, wait_start="b")
    assert len(gather([one, other])) == 2


def test_the_worst_twenty_are_cards_and_the_rest_is_counted() -> None:
    gaps = tuple(
        make_gap(number, severity=Severity.CRITICAL, client="arden") for number in range(1, 26)
    )
    page = make_today(make_look(make_history(QUESTION), gaps=gaps))
    (group,) = page.groups
    assert (group.count, len(group.cards), len(group.lines), group.more) == (
        25, IN_FULL, CARDS - IN_FULL, 5,
    )  # fmt: skip
    assert len(shown_matters(gather(gaps))) == CARDS


def test_what_is_only_to_watch_is_apart() -> None:
    gaps = (make_gap(1, severity=Severity.WATCH, client="arden"),)
    page = make_today(make_look(make_history(QUESTION), gaps=gaps))
    assert page.groups == ()
    assert page.watched is not None
    assert page.headline == "Nothing is late; 1 matter to keep an eye on."


@pytest.mark.parametrize(
    ("gaps", "sources", "state"),
    [
        (False, (), "nothing read"),
        (False, (make_source(items=0),), "nothing read"),
        (False, (make_source(items=0, error="No such file."),), "failed"),
        (False, (READ, make_source(error="No such file.")), "failed"),
        (False, (READ,), "clear"),
        (True, (READ, make_source(error="No such file.")), "gaps"),
    ],
)
def test_an_empty_page_never_looks_like_a_failed_reading(
    gaps: bool, sources: tuple[Any, ...], state: str
) -> None:
    look = make_look(make_history(QUESTION) if gaps else make_history())
    assert make_today(look, sources=sources).state == state


@pytest.mark.parametrize(
    ("sources", "headline"),
    [
        ((), "Nothing was read yet."),
        (
            (READ, make_source(error="No such file.")),
            "Nothing was found, but not everything could be read.",
        ),
        ((READ,), "No gap is open."),
    ],
)
def test_only_a_whole_reading_is_good_news(sources: tuple[Any, ...], headline: str) -> None:
    assert make_today(make_look(make_history()), sources=sources).headline == headline


def test_what_failed_is_said_in_its_sentence() -> None:
    page = make_today(make_look(make_history()), sources=(READ, make_source(error="It is gone.")))
    assert page.troubles[0] == "It is gone."
    assert page.reading.endswith("from 2 places; 1 failed.")


def test_a_reading_of_yesterday_is_said_to_be_old() -> None:
    old = make_source(last_success_at=datetime(2025, 3, 29, 12, tzinfo=UTC))
    page = make_today(make_look(make_history()), sources=(old,))
    assert page.troubles == ("Nothing newer than 2 days was read: last on Sat 29 Mar 12:00.",)
    assert page.sources[0].last_success == old.last_success_at


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [(3, "Good evening"), (4, "Good morning"), (12, "Good afternoon"), (18, "Good evening")],
)
def test_the_greeting_knows_the_hour(hour: int, greeting: str) -> None:
    look = make_look(make_history())
    local = look.as_of.replace(hour=hour)
    assert make_today(look, local=local).greeting == f"{greeting}, Maya"


def test_a_meeting_of_today_is_told_on_both_clocks() -> None:
    arden = make_client("arden", clock=make_clock("Asia/Kolkata"))
    meeting = make_meeting(start="2025-03-31 09:00", end="2025-03-31 10:00", summary="Review")
    history = make_history(clients=[arden], meetings=[meeting])
    (line,) = make_today(make_look(history)).meetings
    assert line.when == "09:00–10:00 (14:30–15:30 in Kolkata)"
    assert (line.title, line.state, line.recap_missing) == ("Review", "held", True)


@pytest.mark.parametrize(
    ("start", "changes", "state"),
    [
        ("2025-03-31 11:30", {}, "going on"),
        ("2025-03-31 15:00", {}, "to come"),
        ("2025-03-31 15:00", {"organizer": ANN, "own_partstat": "needs-action"},
         "waits for your answer"),
        ("2025-03-31 15:00", {"organizer": ANN, "own_partstat": "declined"}, "you declined"),
    ],
)  # fmt: skip
def test_where_a_meeting_stands(start: str, changes: dict[str, Any], state: str) -> None:
    history = make_history(meetings=[make_meeting(start=start, **changes)])
    (line,) = make_today(make_look(history)).meetings
    assert line.state == state


def test_meetings_of_other_days_and_cancelled_ones_are_not_of_today() -> None:
    meetings = [
        make_meeting("a", start="2025-03-30 09:00"),
        make_meeting("b", start="2025-03-31 09:00", cancelled=True),
    ]
    assert make_today(make_look(make_history(meetings=meetings))).meetings == ()


def test_promises_of_both_sides_are_apart() -> None:
    due = make_due("2025-04-01 00:00", "2025-04-02 00:00")
    ours = make_message("o", sender=MAYA, at="2025-03-28 10:00", promises="I'll send it.", due=due)
    theirs = make_message("t", at="2025-03-28 11:00", thread="t2", promises="You get it.", due=due)
    page = make_today(make_look(make_history(ours, theirs)))
    assert [line.content for line in page.ours] == ["I'll send it."]
    assert [line.content for line in page.theirs] == ["You get it."]
    assert page.ours[0].due == "by Tue 1 Apr"


def test_old_promises_without_a_date_are_named() -> None:
    said = make_message("o", sender=MAYA, at="2025-02-03 10:00", promises="I'll look into it.")
    page = make_today(make_look(make_history(said)))
    assert [line.due for line in page.ageing] == ["since Mon 3 Feb"]


def test_what_waits_beyond_the_horizon_is_folded_under_its_count() -> None:
    old = make_message("old", asks="Could you send the figures?", at="2024-11-01 10:00")
    page = make_today(make_look(make_history(old)))
    assert page.older == 1
    assert [line.href for line in page.old_lines] == ["/messages/old"]


def test_drafts_are_counted_and_the_first_are_named() -> None:
    draft = DraftGlance(
        "d1", "nudge", DraftState.PROPOSED, "arden", (("", ANN), ("", "x@y.example")), "Re: A",
        blocked=False, delivered_at=None, goes_out_at=None,
    )  # fmt: skip
    page = make_today(
        make_look(make_history()),
        counts={DraftState.PROPOSED: 7, DraftState.FAILED: 1, DraftState.UNKNOWN: 1},
        first_drafts=[draft],
    )
    assert (page.drafts_waiting, page.drafts_wrong) == (7, 2)
    assert page.drafts[0].to == "Ann Arden and 1 more"
    assert page.headline == "No gap is open; 7 drafts wait for you."


def test_mail_in_a_language_without_rules_is_named() -> None:
    message = make_message(
        "u", says="…", language="fi", understood=False, at="2025-03-28 10:00", subject="Uusi osoite"
    )
    page = make_today(make_look(make_history(message)))
    assert page.unread == ("1 in Finnish: “Uusi osoite” from Ann Arden",)


def test_mail_that_only_simple_rules_read_is_named() -> None:
    message = make_message(
        "u", says="…", language="de", simply_read=True, at="2025-03-28 10:00", subject="Umzug"
    )
    page = make_today(make_look(make_history(message)))
    assert page.simply_read == ("1 in German: “Umzug” from Ann Arden",)
    assert not page.unread


def test_what_reorders_text_is_shown_as_an_escape() -> None:
    message = replace(QUESTION, subject="Invoice \u202egpj.exe")
    (card,) = make_today(make_look(make_history(message))).groups[0].cards
    assert card.subject == "Invoice \\u{202e}gpj.exe"


def test_the_page_answers_and_names_what_waits(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    for words in ("Good ", "What was read", "Meetings today", "Drafts waiting", "critical"):
        assert words in answer.text


def test_a_stranger_is_sent_to_the_door(stranger: TestClient) -> None:
    answer = stranger.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


def test_today_takes_no_post(client: TestClient) -> None:
    assert client.post("/").status_code == 405


def test_each_place_says_how_it_stands() -> None:
    counted = Tally(4214, 4211, 3, 0, datetime(2025, 3, 31, 7, tzinfo=UTC))
    places = (
        make_source(last_success_at=READ.last_success_at, tally=counted, host="imap"),
        make_source(collection="", complete=False, last_success_at=None, items=0),
    )
    page = make_today(make_look(make_history()), sources=places)
    assert [(one.badge, one.badge_text) for one in page.sources] == [
        ("stop", "missing"),
        ("warn", "not yet"),
    ]
    assert page.sources[0].standing.startswith("read; 3 of 4,214 are missing")
    assert page.state == "failed"
    assert page.troubles[0].startswith("3 of 4,214 messages in 'archive.mbox'")


def test_only_days_that_differ_get_a_table() -> None:
    place, other = make_source(), make_source(collection="Sent")
    same, less = DayTally("2025-03-30", 4, 4, 0, 0), DayTally("2025-03-29", 4, 3, 1, 0)
    days = {("work", "archive.mbox", "mail"): (same, less), ("work", "Sent", "mail"): (same,)}
    first, second = make_place_days(days, [place, other])
    assert first.rows == (("2025-03-29", "4", "3", "1", "0"),)
    assert (second.summary, second.rows) == ("its one day is the same there and here.", ())
