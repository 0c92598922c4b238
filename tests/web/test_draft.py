"""A draft's page: its card, the forms that decide, and what happens when it changed meanwhile."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from assistant.review.review import Shown
from assistant.review.states import DraftState
from tests.web.test_queue import clean, waiting

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from assistant.app import App
    from assistant.review.rows import StoredDraft
    from tests.web.conftest import Clock, Post

VERBS = ("accept", "edit", "respond", "ignore", "snooze", "undo", "reopen")
#: The order of SAFETY, "Page and command budgets".
SECTIONS = ("recipients", "why", "text", "changed", "sure", "decide", "timeline")


def read(client: TestClient, stored: StoredDraft) -> str:
    answer = client.get(f"/drafts/{stored.id}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def fields(stored: StoredDraft) -> dict[str, object]:
    """What a form made from this draft carries."""
    content = stored.content
    return {
        "revision": stored.revision,
        "sha256": stored.content_sha256,
        "shown_to": ", ".join(box.address for box in content.to),
        "shown_cc": ", ".join(box.address for box in content.cc),
        "shown_subject": content.subject,
        "shown_body": content.body.replace("\n", "\r\n"),
    }


def shown(stored: StoredDraft) -> Shown:
    return Shown(stored.id, stored.revision, stored.content_sha256)


def open_one(app: App) -> StoredDraft:
    """A reply with a place that waits for the owner's words."""
    return next(
        one
        for one in waiting(app)
        if [b.code for b in one.draft.blocked_by] == ["slot"] and one.draft.kind.value == "reply"
    )


# ── The card ─────────────────────────────────────────────────────────────────────────────────


def test_the_card_stands_in_the_order_of_the_promise(client: TestClient, app: App) -> None:
    text = read(client, clean(app)[0])
    found = [text.index(f'id="{name}"') for name in SECTIONS]
    assert found == sorted(found)


def test_every_real_address_is_shown(client: TestClient, app: App) -> None:
    for one in waiting(app)[:6]:
        text = read(client, one)
        for box in (*one.content.to, *one.content.cc):
            assert f">{box.address}<" in text


def test_role_and_firm_stand_apart_from_the_address(client: TestClient, app: App) -> None:
    text = re.sub(r"<[^>]+>", "", read(client, clean(app)[0]))
    address = re.escape(clean(app)[0].content.to[0].address)
    assert re.search(rf"{address}\s+· [^·\n]+(?: · \S.*)?\n", text)


def test_why_it_exists_is_said_and_leads_to_the_gap(client: TestClient, app: App) -> None:
    one = clean(app)[0]
    text = read(client, one)
    assert one.draft.why in text
    assert f'href="/gaps/{one.draft.gap_id}"' in text


def test_every_fact_leads_to_its_message(client: TestClient, app: App) -> None:
    one = clean(app)[0]
    text = read(client, one)
    for fact in one.draft.facts:
        if fact.evidence is not None and fact.evidence.message_id is not None:
            key = fact.evidence.message_id.replace("@", "%40")
            assert f'href="/messages/{key}"' in text
            assert (fact.evidence.quote or "") in text


def test_the_text_is_whole_whatever_is_marked_in_it(client: TestClient, app: App) -> None:
    for one in waiting(app)[:6]:
        letters = re.findall(r'<p class="letter"[^>]*>(.*?)</p>', read(client, one), re.DOTALL)
        plain = re.sub(r'<a class="ref".*?</a>|<[^>]+>', "", "\n\n".join(letters))
        assert plain.split() == one.content.body.split()


def test_what_was_filled_in_is_compared_with_the_template(client: TestClient, app: App) -> None:
    text = read(client, clean(app)[0])
    assert "The template, filled" in text
    assert "<ins>" in text
    assert "<del>" in text


def test_confidence_is_said_in_words_with_its_reason(client: TestClient, app: App) -> None:
    text = read(client, clean(app)[0])
    assert re.search(r"<strong>(Sure|Fairly sure|Please check)\.</strong> \S+", text)


def test_a_draft_with_an_open_place_says_what_to_do(client: TestClient, app: App) -> None:
    text = read(client, open_one(app))
    assert "Open place" in text
    assert "--omit" not in text
    assert "/accept" not in text


def test_the_timeline_begins_with_who_wrote_it(client: TestClient, app: App) -> None:
    assert "Rapport wrote it." in read(client, clean(app)[0])


@pytest.mark.parametrize("name", ["none", "..%2f..%2fetc", "%00", "a" * 300])
def test_an_unknown_draft_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/drafts/{name}").status_code == 404


@pytest.mark.parametrize("length", [6, 8])
def test_a_shortened_id_leads_to_the_draft(client: TestClient, app: App, length: int) -> None:
    whole = waiting(app)[0].id
    answer = client.get(f"/drafts/{whole[:length]}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/drafts/{whole}")


def test_five_characters_of_an_id_are_too_few(client: TestClient, app: App) -> None:
    assert client.get(f"/drafts/{waiting(app)[0].id[:5]}").status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_takes_no_shortened_id(post: Post, app: App, verb: str) -> None:
    one = clean(app)[0]
    assert post(f"/drafts/{one.id[:8]}/{verb}", **fields(one)).status_code == 404


def test_an_unknown_draft_leads_to_the_page_of_all(client: TestClient) -> None:
    text = client.get("/drafts/none").text
    assert "The page Drafts shows all that wait." in text
    assert "rapport drafts list" not in text


@pytest.mark.parametrize("verb", VERBS)
def test_deciding_rejects_get(client: TestClient, app: App, verb: str) -> None:
    assert client.get(f"/drafts/{waiting(app)[0].id}/{verb}").status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_deciding_about_an_unknown_draft_is_not_found(post: Post, verb: str) -> None:
    assert post(f"/drafts/none/{verb}", revision=1, sha256="0").status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_a_form_from_elsewhere_does_nothing(client: TestClient, app: App, verb: str) -> None:
    one = clean(app)[0]
    answer = client.post(f"/drafts/{one.id}/{verb}", data=fields(one))
    assert answer.status_code == 403
    assert app.desk.find(one.id).changed_at == one.changed_at


# ── Accepting ────────────────────────────────────────────────────────────────────────────────


def test_accepting_leads_to_the_next_that_waits(app: App, post: Post, client: TestClient) -> None:
    one = clean(app)[0]
    upcoming = app.desk.place(one.id).upcoming
    answer = post(f"/drafts/{one.id}/accept", **fields(one))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/drafts/{upcoming}"
    assert app.desk.find(one.id).state is DraftState.APPROVED
    text = html.unescape(client.get(answer.headers["location"]).text)
    assert f"Accepted: “{one.content.subject}”" in text
    assert f'action="/drafts/{one.id}/undo"' in text


def test_accepting_the_last_leads_to_the_list(app: App, post: Post, clock: Clock) -> None:
    last, *others = clean(app)
    for one in [*others, *(one for one in waiting(app) if one not in clean(app))]:
        app.desk.ignore(shown(one), reason="test", now=clock())
    assert post(f"/drafts/{last.id}/accept", **fields(last)).headers["location"] == "/queue"


def test_undo_works_while_the_hold_runs(
    app: App, post: Post, client: TestClient, clock: Clock
) -> None:
    one = clean(app)[0]
    post(f"/drafts/{one.id}/accept", **fields(one))
    clock.pass_(seconds=20)
    assert "It goes into your drafts folder at" in read(client, one)
    answer = post(f"/drafts/{one.id}/undo")
    assert answer.headers["location"] == f"/drafts/{one.id}"
    assert app.desk.find(one.id).state is DraftState.PROPOSED


def test_what_was_delivered_cannot_be_taken_back(
    app: App, post: Post, client: TestClient, clock: Clock
) -> None:
    one = clean(app)[0]
    post(f"/drafts/{one.id}/accept", **fields(one))
    clock.pass_(seconds=31)
    app.deliver(clock=clock)
    answer = post(f"/drafts/{one.id}/undo")
    assert answer.status_code == 409
    assert "cannot be taken back any more" in answer.text
    assert "drafts folder of your mail program" in answer.text


def test_a_blocked_draft_shows_its_checks_marked(app: App, post: Post) -> None:
    one = open_one(app)
    answer = post(f"/drafts/{one.id}/accept", **fields(one))
    assert answer.status_code == 422
    assert 'class="refused"' in answer.text
    assert app.desk.find(one.id).state is DraftState.PROPOSED


def test_a_check_that_can_be_confirmed_is_ticked(
    app: App, post: Post, client: TestClient, clock: Clock
) -> None:
    one = clean(app)[0]
    body = f"Please sign by 2 November.\n\n{one.content.body}"
    one = app.desk.edit(shown(one), subject=None, body=body, now=clock())
    assert [block.code for block in one.draft.blocked_by] == ["past-date"]
    assert 'name="confirm" value="past-date"' in read(client, one)
    assert post(f"/drafts/{one.id}/accept", **fields(one)).status_code == 422
    assert post(f"/drafts/{one.id}/accept", **fields(one), confirm="past-date").status_code == 303


# ── Stale ────────────────────────────────────────────────────────────────────────────────────


def test_a_stale_acceptance_says_what_changed_and_by_whom(
    app: App, post: Post, clock: Clock
) -> None:
    one = clean(app)[0]
    body = f"See you on Monday.\n\n{one.content.body}"
    now = app.desk.edit(shown(one), subject=None, body=body, now=clock())
    answer = post(f"/drafts/{one.id}/accept", **fields(one))
    text = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "You edited its text" in text
    assert re.search(r"<ins>.*?See you on Monday\..*?</ins>", text, re.DOTALL)
    assert now.content_sha256 in text
    assert app.desk.find(one.id).state is DraftState.PROPOSED


def test_what_was_typed_survives_a_stale_edit(app: App, post: Post, clock: Clock) -> None:
    one = clean(app)[0]
    app.desk.edit(shown(one), subject="Another subject", body=None, now=clock())
    answer = post(f"/drafts/{one.id}/edit", **fields(one), subject="Mine", body="My own <words>.")
    assert answer.status_code == 409
    assert "My own &lt;words&gt;." in answer.text
    assert 'value="Mine"' in answer.text
    assert app.desk.find(one.id).content.subject == "Another subject"


def test_a_field_left_as_it_was_shows_what_it_is_now(app: App, post: Post, clock: Clock) -> None:
    one = clean(app)[0]
    app.desk.edit(shown(one), subject="Another subject", body=None, now=clock())
    given = {"subject": one.content.subject, "body": "My own words."}
    text = post(f"/drafts/{one.id}/edit", **fields(one), **given).text
    assert 'name="subject" maxlength="2000" dir="auto" value="Another subject"' in text
    assert "My own words." in text


def test_what_was_typed_is_shown_where_it_can_be_edited_no_more(app: App, post: Post) -> None:
    one = clean(app)[0]
    post(f"/drafts/{one.id}/accept", **fields(one))
    answer = post(f"/drafts/{one.id}/edit", **fields(one), subject="x", body="Three long hours.")
    assert answer.status_code == 409
    assert "What you had typed" in answer.text
    assert "Three long hours." in answer.text


def test_the_second_acceptance_reads_who_was_first(app: App, post: Post) -> None:
    one = clean(app)[0]
    post(f"/drafts/{one.id}/accept", **fields(one))
    answer = post(f"/drafts/{one.id}/accept", **fields(one))
    assert answer.status_code == 409
    assert "already accepted by you, Thu 19 Nov, 16:00" in html.unescape(answer.text)


def test_recipients_that_changed_are_named(app: App, post: Post, clock: Clock) -> None:
    from assistant.review.review import Changes

    one = clean(app)[0]
    changes = Changes(cc=(app.config.owner.addresses[0],))
    app.desk.respond(shown(one), changes, now=clock())
    text = html.unescape(post(f"/drafts/{one.id}/accept", **fields(one)).text)
    assert "changed its copies" in text
    assert "<h3>Cc</h3>" in text


@pytest.mark.parametrize("verb", ["accept", "edit", "respond", "ignore", "snooze"])
def test_every_verb_refuses_a_stale_revision(app: App, post: Post, clock: Clock, verb: str) -> None:
    one = clean(app)[0]
    app.desk.edit(shown(one), subject="Another subject", body=None, now=clock())
    answer = post(
        f"/drafts/{one.id}/{verb}", **fields(one),
        subject="s", body="b", tone="formal", reason="r", until="week",
    )  # fmt: skip
    assert answer.status_code == 409


@pytest.mark.parametrize("sha256", ["", "0" * 64, "zz", "0"])
def test_a_wrong_hash_is_stale(app: App, post: Post, sha256: str) -> None:
    one = clean(app)[0]
    answer = post(f"/drafts/{one.id}/accept", **{**fields(one), "sha256": sha256})
    assert answer.status_code == 409
    assert app.desk.find(one.id).state is DraftState.PROPOSED


# ── Changing ─────────────────────────────────────────────────────────────────────────────────


def test_an_edit_is_saved_and_compared(app: App, post: Post, client: TestClient) -> None:
    one = clean(app)[0]
    body = one.content.body.replace("\n", "\r\n") + "\r\nUntil then!\r\n"
    answer = post(f"/drafts/{one.id}/edit", **fields(one), subject="New one", body=body)
    assert answer.headers["location"] == f"/drafts/{one.id}"
    edited = app.desk.find(one.id)
    assert (edited.revision, edited.content.subject) == (2, "New one")
    assert "\r" not in edited.content.body
    text = read(client, edited)
    assert "What was changed in the subject" in text
    assert "your own words" in text


def test_an_edit_without_a_text_is_blocked_not_lost(app: App, post: Post) -> None:
    one = clean(app)[0]
    post(f"/drafts/{one.id}/edit", **fields(one), subject="", body="")
    blocks = app.desk.find(one.id).draft.blocked_by
    assert "empty" in {block.code for block in blocks}


def test_an_edit_beyond_any_mail_is_refused_and_kept(app: App, post: Post) -> None:
    one = clean(app)[0]
    answer = post(f"/drafts/{one.id}/edit", **fields(one), subject="s", body="x" * 100_001)
    assert answer.status_code == 422
    assert "shorten it" in answer.text


def test_open_places_are_filled_with_the_owners_words(
    app: App, post: Post, client: TestClient
) -> None:
    one = open_one(app)
    answer = post(f"/drafts/{one.id}/respond", **fields(one), add=["At six."])
    assert answer.status_code == 303
    filled = app.desk.find(one.id)
    assert "At six." in filled.content.body
    assert not filled.draft.blocked_by
    assert "/accept" in read(client, filled)


def test_tone_and_length_are_changed(app: App, post: Post) -> None:
    one = clean(app)[0]
    post(f"/drafts/{one.id}/respond", **fields(one), tone="formal", length="short")
    wording = app.desk.find(one.id).draft.wording
    assert (wording.tone.value, wording.length.value) == ("formal", "short")


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({}, "Nothing was asked for"),
        ({"tone": "rude"}, "no tone called"),
        ({"to": "Dana <dana@firm.example>"}, "is no address"),
        ({"omit": "question-99"}, "no fact"),
        ({"add": ["", "second"]}, "filled in their order"),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(
    app: App, post: Post, wish: dict[str, object], said: str
) -> None:
    one = open_one(app)
    answer = post(f"/drafts/{one.id}/respond", **fields(one), **wish)
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert app.desk.find(one.id).revision == one.revision


def test_the_copies_can_be_taken_out(app: App, post: Post) -> None:
    one = next(one for one in waiting(app) if one.content.cc)
    to = ", ".join(box.address for box in one.content.to)
    answer = post(f"/drafts/{one.id}/respond", **fields(one), lines="1", to=to, cc="")
    assert answer.status_code == 303
    assert app.desk.find(one.id).content.cc == ()


def test_rewording_an_edited_text_asks_first(app: App, post: Post, clock: Clock) -> None:
    one = clean(app)[0]
    edited = app.desk.edit(shown(one), subject=None, body="Mine.\n", now=clock())
    answer = post(f"/drafts/{one.id}/respond", **fields(edited), tone="formal")
    assert answer.status_code == 422
    assert "Throw my edits away" in html.unescape(answer.text)
    answer = post(f"/drafts/{one.id}/respond", **fields(edited), tone="formal", discard_edit="1")
    assert answer.status_code == 303


def test_a_foreign_recipient_is_warned_of_and_blocks(
    app: App, post: Post, client: TestClient
) -> None:
    one = clean(app)[0]
    post(f"/drafts/{one.id}/respond", **fields(one), to="someone@unknown.example")
    text = read(client, app.desk.find(one.id))
    assert "Outside the domains that are known of" in text
    assert "The first mail of ours to this address." in text
    assert "is not in To." in text
    assert "Foreign recipient" in text


# ── Saying no, and later ─────────────────────────────────────────────────────────────────────


def test_a_rejection_needs_a_reason(app: App, post: Post) -> None:
    one = clean(app)[0]
    answer = post(f"/drafts/{one.id}/ignore", **fields(one), reason="  ")
    assert answer.status_code == 422
    assert "Say why" in answer.text


def test_a_rejection_keeps_its_reason_and_can_be_taken_back(
    app: App, post: Post, client: TestClient
) -> None:
    one = clean(app)[0]
    answer = post(f"/drafts/{one.id}/ignore", **fields(one), reason="We spoke on the phone.")
    assert answer.status_code == 303
    text = read(client, one)
    assert "You rejected it: We spoke on the phone." in text
    assert post(f"/drafts/{one.id}/undo").status_code == 303
    assert app.desk.find(one.id).state is DraftState.PROPOSED


@pytest.mark.parametrize(
    ("wish", "until"),
    [
        ({"until": "tomorrow"}, "2026-11-20T09:00:00+01:00"),
        ({"until": "monday"}, "2026-11-23T09:00:00+01:00"),
        ({"until": "week"}, "2026-11-26T09:00:00+01:00"),
        ({"on": "2027-03-29"}, "2027-03-29T09:00:00+02:00"),
    ],
)
def test_a_draft_is_set_aside_until_nine_on_the_owners_clock(
    app: App, post: Post, wish: dict[str, str], until: str
) -> None:
    one = clean(app)[0]
    assert post(f"/drafts/{one.id}/snooze", **fields(one), **wish).status_code == 303
    found = app.desk.find(one.id).snoozed_until
    assert found is not None
    assert found.isoformat() == until or found.timestamp() == _timestamp(until)


def _timestamp(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize("wish", [{}, {"on": "2026-11-19"}, {"on": "soon"}, {"until": "never"}])
def test_a_day_that_is_none_or_over_says_so(app: App, post: Post, wish: dict[str, str]) -> None:
    one = clean(app)[0]
    answer = post(f"/drafts/{one.id}/snooze", **fields(one), **wish)
    assert answer.status_code == 422
    assert "day" in answer.text
    assert app.desk.find(one.id).state is DraftState.PROPOSED


def test_there_is_nothing_to_start_again_before_anything_failed(app: App, post: Post) -> None:
    answer = post(f"/drafts/{clean(app)[0].id}/reopen")
    assert answer.status_code == 409
    assert "nothing to start again" in answer.text
