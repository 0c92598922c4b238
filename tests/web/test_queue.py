"""The list of drafts: what it shows, how it is filtered, and several accepted at once."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from assistant.review.review import Shown
from assistant.review.states import DraftState

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from assistant.app import App
    from assistant.review.rows import StoredDraft
    from tests.web.conftest import Clock, Post


def waiting(app: App) -> list[StoredDraft]:
    return [one for one in app.desk.list(everything=False) if one.state is DraftState.PROPOSED]


def clean(app: App) -> list[StoredDraft]:
    return [one for one in waiting(app) if not one.draft.blocked_by]


def pick(stored: StoredDraft) -> str:
    return f"{stored.id}:{stored.revision}:{stored.content_sha256}"


def picks_of(text: str) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', text)


def test_every_waiting_draft_is_listed(client: TestClient, app: App) -> None:
    text = client.get("/queue").text
    assert all(f'href="/drafts/{one.id}"' in text for one in waiting(app)[:20])


def test_a_row_says_who_gets_it_and_why(client: TestClient, app: App) -> None:
    text = html.unescape(client.get("/queue").text)
    one = waiting(app)[0]
    assert one.content.to[0].name in text
    assert one.content.subject in text
    assert one.draft.why in text


def test_only_what_has_nothing_in_the_way_can_be_selected(client: TestClient, app: App) -> None:
    found = picks_of(client.get("/queue").text)
    assert set(found) == {pick(one) for one in clean(app)}


@pytest.mark.parametrize(
    "query",
    ["state=approved", "client=nobody", "kind=nothing", "q=no+such+words"],
)
def test_a_filter_without_a_match_says_so(client: TestClient, query: str) -> None:
    answer = client.get(f"/queue?{query}")
    assert answer.status_code == 200
    assert "Nothing here" in answer.text


@pytest.mark.parametrize("query", ["state=none", "page=0", "page=x", "page=-3", "page=²"])
def test_an_address_that_makes_no_sense_shows_the_queue(client: TestClient, query: str) -> None:
    assert picks_of(client.get(f"/queue?{query}").text) == picks_of(client.get("/queue").text)


def test_a_client_is_filtered(client: TestClient, app: App) -> None:
    slug = waiting(app)[0].draft.client
    text = client.get("/queue", params={"client": slug}).text
    for one in waiting(app):
        assert (f'href="/drafts/{one.id}"' in text) is (one.draft.client == slug)


def test_words_of_the_search_are_kept_as_text(client: TestClient) -> None:
    text = client.get("/queue", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_selected_drafts_are_accepted_each_by_what_was_shown(app: App, post: Post) -> None:
    chosen = clean(app)
    assert len(chosen) > 1
    answer = post("/queue/accept", pick=[pick(one) for one in chosen])
    assert answer.status_code == 303
    assert all(app.desk.find(one.id).state is DraftState.APPROVED for one in chosen)


def test_one_that_changed_is_refused_by_name_and_the_others_go(
    app: App, post: Post, clock: Clock
) -> None:
    first, second = clean(app)[:2]
    shown = Shown(first.id, first.revision, first.content_sha256)
    app.desk.edit(shown, subject=None, body="Something else.\n", now=clock())
    answer = post("/queue/accept", pick=[pick(first), pick(second)])
    assert answer.status_code == 409
    assert first.content.subject in html.unescape(answer.text)
    assert "edited its text" in answer.text
    assert app.desk.find(first.id).state is DraftState.PROPOSED
    assert app.desk.find(second.id).state is DraftState.APPROVED


def test_a_draft_with_an_open_place_is_refused_with_its_reason(app: App, post: Post) -> None:
    blocked = next(one for one in waiting(app) if one.draft.blocked_by)
    answer = post("/queue/accept", pick=[pick(blocked)])
    assert answer.status_code == 409
    assert "Fill in" in answer.text
    assert app.desk.find(blocked.id).state is DraftState.PROPOSED


def test_one_already_accepted_is_refused_with_who_and_when(app: App, post: Post) -> None:
    one = clean(app)[0]
    post("/queue/accept", pick=[pick(one)])
    answer = post("/queue/accept", pick=[pick(one)])
    assert answer.status_code == 409
    assert "already approved by you" in answer.text


@pytest.mark.parametrize("given", ["", "x", "a:b:c", "none:1:ff", ":::", "%:1:0"])
def test_a_selection_of_nonsense_accepts_nothing(app: App, post: Post, given: str) -> None:
    assert post("/queue/accept", pick=[given]).status_code in {303, 409}
    assert not app.desk.count().by_state()[DraftState.APPROVED]


def test_nothing_selected_says_so(client: TestClient, post: Post) -> None:
    assert post("/queue/accept").headers["location"] == "/queue"
    assert "Nothing was selected." in client.get("/queue").text


def test_what_was_accepted_shows_when_it_goes_out_and_can_be_taken_back(
    client: TestClient, app: App, post: Post
) -> None:
    one = clean(app)[0]
    post("/queue/accept", pick=[pick(one)])
    text = client.get("/queue").text
    assert "goes out at" in text
    assert f'action="/drafts/{one.id}/undo"' in text


def test_a_page_is_left_by_its_links(client: TestClient, app: App) -> None:
    count = len(app.desk.list(everything=False))
    text = client.get("/queue").text
    assert f"1–{min(count, 20)} of {count}" in text
    assert ("page=2" in text) is (count > 20)


def test_accepting_rejects_get(client: TestClient) -> None:
    assert client.get("/queue/accept").status_code == 405


def test_a_stranger_sees_nothing(stranger: TestClient) -> None:
    assert stranger.get("/queue").headers["location"].startswith("/signin")
