"""Conversations: what is folded, what is marked, what is cut, and a person's word about promises."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.insight.findings import find_all
from assistant.insight.records import Sentence
from assistant.web.pages.marks import Block, Span, find_spans, make_blocks
from assistant.web.pages.promises import make_range, parse_day
from assistant.web.pages.thread import (
    PER_PAGE,
    SHOWN_CHARACTERS,
    Thread,
    build_thread,
    find_page,
    find_thread,
)
from assistant.web.pages.words import anchor
from tests.insight.builders import ANN, CARLA, MAYA, make_due, make_history, make_message

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from assistant.insight.records import Message
    from assistant.web.live import Live
    from tests.web.conftest import Post


def make_thread(*messages: Message, **values: Any) -> Thread:
    history = make_history(*messages)
    return build_thread(
        history, find_all(history), find_thread(history, "t1"), **{"zones": {}, **values}
    )


def join(blocks: tuple[Block, ...]) -> str:
    return "".join(piece.text for block in blocks for piece in block.pieces)


# ── Text ─────────────────────────────────────────────────────────────────────────────────────────


def test_new_words_stand_open_and_quotes_are_folded_in_place() -> None:
    text = "Yes.\n\n> Will you?\n> Really?\n\nAnd no.\n"
    blocks = make_blocks(text, [("quote", 6, 28)], [])
    assert [(block.kind, block.summary) for block in blocks] == [
        ("new", ""), ("quote", "Quoted, 2 lines"), ("new", ""),
    ]  # fmt: skip
    assert [block.pieces[0].text for block in blocks] == [
        "Yes.",
        "> Will you?\n> Really?",
        "And no.",
    ]


@pytest.mark.parametrize(
    ("kind", "summary"),
    [
        ("signature", "Signature, 1 line"),
        ("disclaimer", "Small print, 1 line"),
        ("header", "Head of a quoted mail, 1 line"),
        ("forward", "Passed on, 1 line"),
        ("footer", "Footer of a list, 1 line"),
        ("unheard of", "Unheard of, 1 line"),
    ],
)
def test_what_is_folded_says_what_it_is(kind: str, summary: str) -> None:
    (block,) = make_blocks("Ann Arden", [(kind, 0, 9)], [])
    assert block.summary == summary


def test_marks_lie_on_the_characters_that_were_read() -> None:
    text = "Hi 👋🏽. I'll send it."
    (block,) = make_blocks(text, [], [Span(7, 20, "tag-commitment", "promise")])
    assert [(piece.text, piece.css, piece.labels) for piece in block.pieces] == [
        ("Hi 👋🏽. ", "", ()), ("I'll send it.", "tag-commitment", ("promise",)),
    ]  # fmt: skip


def test_marks_inside_and_across_each_other_are_all_shown() -> None:
    spans = [Span(0, 6, "a", "A"), Span(2, 4, "b", "B"), Span(4, 9, "c", "C")]
    (block,) = make_blocks("123456789", [], spans)
    assert [(piece.text, piece.css, piece.labels) for piece in block.pieces] == [
        ("12", "a", ()), ("34", "a b", ("B",)), ("56", "a c", ("A",)), ("789", "c", ("C",)),
    ]  # fmt: skip


def test_an_escape_moves_no_mark() -> None:
    (block,) = make_blocks("\u202e\u202eab", [], [Span(2, 4, "t", "T")])
    assert [piece.text for piece in block.pieces] == ["\\u{202e}\\u{202e}", "ab"]


@settings(deadline=None)
@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6),
)
def test_whatever_the_spans_are_every_word_is_shown_once(
    text: str, zones: list[tuple[int, int]], spans: list[tuple[int, int]]
) -> None:
    text = "".join(char for char in text if char.isprintable())
    blocks = make_blocks(
        text,
        [("quote", max(0, a), max(0, b)) for a, b in zones],
        [Span(a, b, "x", "X") for a, b in spans],
    )
    assert join(blocks).replace(" ", "") == "".join(text.split())


def test_acts_become_words_and_thanks_none() -> None:
    due = make_due("2025-03-07 00:00", "2025-03-08 00:00", text="by Friday")
    sentences = [
        Sentence(0, 5, acts={"commitment": 0.9, "deadline": 0.9}, due=due),
        Sentence(6, 9, acts={"closing": 0.9}),
        Sentence(10, 15, acts={"complaint": 0.8, "question": 0.9}, escalation=True),
    ]
    assert [(span.css, span.label) for span in find_spans(sentences)] == [
        ("tag-commitment", "promise, “by Friday”"),
        ("tag-complaint", "complaint, question, escalation"),
    ]


# ── Messages ─────────────────────────────────────────────────────────────────────────────────────


def test_the_newest_message_stands_first() -> None:
    page = make_thread(
        make_message("a", says="First.", at="2025-03-03 10:00"),
        make_message("b", sender=MAYA, says="Second.", at="2025-03-03 11:00"),
    )
    assert [view.sender for view in page.messages] == ["Maya Lind", "Ann Arden"]
    assert [view.side for view in page.messages] == ["us", "them"]


def test_a_long_thread_comes_in_pages() -> None:
    messages = [
        make_message(f"m{n:02}", says="Hi.", at=f"2025-03-03 10:{n:02}")
        for n in range(PER_PAGE + 5)
    ]
    history = make_history(*messages)
    thread = find_thread(history, "t1")
    page = build_thread(history, find_all(history), thread, zones={}, page=2)
    assert (page.pages, len(page.messages), page.count) == (2, 5, PER_PAGE + 5)
    assert find_page(thread, "m00") == 2
    assert find_page(thread, f"m{PER_PAGE + 4}") == 1


def test_a_huge_message_is_cut_and_leads_to_the_rest() -> None:
    page = make_thread(make_message("a", says="word " * SHOWN_CHARACTERS))
    (view,) = page.messages
    assert view.more == 4 * SHOWN_CHARACTERS
    assert view.all_href.endswith(f"whole={view.anchor}#{view.anchor}")
    assert len(join(view.blocks)) <= SHOWN_CHARACTERS
    (whole,) = make_thread(
        make_message("a", says="word " * SHOWN_CHARACTERS), whole=view.anchor
    ).messages
    assert whole.more == 0


def test_automatic_messages_are_quiet_and_say_why() -> None:
    page = make_thread(
        make_message("a", says="Away.", automatic=True, automatic_reason="out of office"),
        make_message("b", calendar_method="request", at="2025-03-04 10:00"),
    )
    assert [view.quiet for view in page.messages] == [
        "Calendar request",
        "Automatic: out of office",
    ]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"has_body": False}, "Headers only: what was said is not known here."),
        ({}, "It has no text."),
        ({"says": "Moi.", "language": "fi", "understood": False},
         "In Finnish: no rules are written for it, so nothing is marked."),
        ({"says": "Danke.", "language": "de", "simply_read": True},
         "In German: read by simple rules, which see plain cases only."),
    ],
)  # fmt: skip
def test_why_a_message_shows_no_words_or_marks(changes: dict[str, Any], note: str) -> None:
    (view,) = make_thread(make_message("a", **changes)).messages
    assert view.note == note


@pytest.mark.parametrize(
    ("subject", "shown"), [("Re: Figures", ""), ("Figures", ""), ("Invoice", "Invoice")]
)
def test_only_another_subject_is_said_again(subject: str, shown: str) -> None:
    page = make_thread(
        make_message("a", says="Hi.", at="2025-03-03 10:00"),
        make_message("b", says="Hi.", at="2025-03-03 11:00", subject=subject),
    )
    assert page.messages[0].subject == shown


def test_people_of_several_clients_are_all_named() -> None:
    page = make_thread(make_message("a", says="Hi.", to=(MAYA, CARLA)))
    assert [slug for slug, _ in page.clients] == ["arden", "brio"]
    assert [(name, what) for name, _, what in page.people] == [
        ("Ann Arden", "Arden"), ("Carla Costa", "Brio"),
    ]  # fmt: skip


def test_names_and_files_are_made_visible() -> None:
    message = make_message(
        "a", says="Hi.", sender_name="An\u202en\x1b[2J", attachments=("x\u202efdp.exe",)
    )
    (view,) = make_thread(message).messages
    assert view.sender == "An\\u{202e}n\\u{001b}[2J"
    assert view.attachments == ("x\\u{202e}fdp.exe",)


def test_a_promise_stands_under_its_message_with_its_date() -> None:
    due = make_due("2025-03-07 00:00", "2025-03-08 00:00", text="by Friday")
    page = make_thread(make_message("a", sender=MAYA, promises="I'll send it.", due=due))
    (box,) = page.messages[0].promises
    assert (box.ours, box.content, box.due, box.due_on) == (
        True, "I'll send it.", "by Fri 7 Mar", "2025-03-07",
    )  # fmt: skip
    assert box.is_open
    assert box.state == "not kept in time"


def test_what_is_open_in_the_thread_leads_to_its_gap() -> None:
    page = make_thread(make_message("a", asks="Could you send the figures?", at="2025-03-26 10:00"))
    (gap,) = page.gaps
    assert gap.text == "Ann Arden: waits for your answer"
    assert gap.href.startswith("/gaps/")


# ── A person's word ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2025-13-01", "0001-01-01", "9999-12-31", "x" * 99]
)
def test_only_days_of_our_time_are_dates(text: str) -> None:
    assert parse_day(text) is None


def test_a_day_lasts_from_midnight_to_midnight_where_the_owner_is() -> None:
    assert make_range(date(2025, 3, 30), "Europe/Berlin") == (
        "2025-03-29T23:00:00+00:00/2025-03-30T22:00:00+00:00"
    )


# ── Served ───────────────────────────────────────────────────────────────────────────────────────


def find_promise(live: Live) -> Any:
    return next(one for one in live.look().findings.promises if one.state.value == "open")


def test_a_thread_is_served_with_its_marks(client: TestClient, live: Live) -> None:
    promise = find_promise(live)
    page = client.get(f"/threads/{promise.thread_id}")
    assert page.status_code == 200
    assert f'id="{anchor(promise.message_id)}"' in page.text
    assert '<mark class="tag-commitment' in page.text


def test_a_message_leads_to_its_place_in_its_thread(client: TestClient, live: Live) -> None:
    promise = find_promise(live)
    answer = client.get(f"/messages/{quote(promise.message_id, safe='')}")
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        f"/threads/{promise.thread_id}#{anchor(promise.message_id)}"
    )


@pytest.mark.parametrize("path", ["/threads/t-none", "/messages/none@x.example", "/messages/a%2Fb"])
def test_what_nobody_wrote_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999", "2"])
def test_a_page_that_is_none_shows_one_that_is(client: TestClient, live: Live, page: str) -> None:
    promise = find_promise(live)
    assert client.get(f"/threads/{promise.thread_id}?page={page}").status_code == 200


def test_no_promise_is_taken_out_of_the_ledger(client: TestClient, post: Post, live: Live) -> None:
    promise = find_promise(live)
    answer = post(f"/promises/{promise.id}/reject")
    assert answer.status_code == 303
    assert promise.id not in {one.id for one in live.look().findings.promises}
    assert "Taken out of the ledger" in client.get(answer.headers["location"]).text


def test_done_is_kept(post: Post, live: Live) -> None:
    promise = find_promise(live)
    post(f"/promises/{promise.id}/discharge")
    (now,) = [one for one in live.look().findings.promises if one.id == promise.id]
    assert now.state.value == "kept"


def test_another_date_holds_from_now_on(post: Post, live: Live) -> None:
    promise = find_promise(live)
    post(f"/promises/{promise.id}/redate", due="2027-03-01")
    (now,) = [one for one in live.look().findings.promises if one.id == promise.id]
    assert now.due is not None
    assert now.due.from_at is not None
    assert now.due.from_at.date().isoformat() in {"2027-02-28", "2027-03-01"}


def test_a_date_that_is_none_changes_nothing(post: Post, live: Live) -> None:
    promise = find_promise(live)
    assert post(f"/promises/{promise.id}/redate", due="soon").status_code == 400
    (now,) = [one for one in live.look().findings.promises if one.id == promise.id]
    assert now == replace(promise)


@pytest.mark.parametrize("verb", ["reject", "discharge", "redate"])
def test_somebody_elses_promise_is_not_found(post: Post, verb: str) -> None:
    assert post(f"/promises/cf116c0d/{verb}", due="2026-12-24").status_code == 404


@pytest.mark.parametrize("verb", ["reject", "discharge", "redate"])
def test_a_word_needs_the_form_of_this_session(client: TestClient, live: Live, verb: str) -> None:
    promise = find_promise(live)
    assert client.post(f"/promises/{promise.id}/{verb}").status_code == 403
    assert client.get(f"/promises/{promise.id}/{verb}").status_code == 405


def test_every_message_of_the_demo_can_be_opened(client: TestClient, live: Live) -> None:
    threads = sorted({one.thread_id for one in live.look().history.messages})
    for thread in threads:
        page = client.get(f"/threads/{thread}")
        assert page.status_code == 200
        assert not re.search(r"<script(?! src=\"/static/)", page.text)
    assert ANN not in threads
