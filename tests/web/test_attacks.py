"""Forms that are old, odd or not ours, clocks that jump: what a review of the page found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from assistant.app import App
from assistant.errors import BadConfiguration
from assistant.store.engine import read
from assistant.store.review_tables import draft
from assistant.web import schedule as schedules
from assistant.web.pages import gap as gap_page
from assistant.web.pages.cards import Matter
from assistant.web.schedule import DELIVERING, READING, Deliveries, mail_report
from assistant.web.signin import ATTEMPTS, Door
from tests.web.conftest import NOW, Clock, Post

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient
    from sqlalchemy import Row

    from assistant.web.live import Live


def find_clean(app: App) -> list[Row[tuple[object, ...]]]:
    """Drafts that could be accepted from the list."""
    with read(app.engine) as connection:
        rows = connection.execute(select(draft).where(draft.c.state == "proposed")).all()
    return [row for row in rows if not row.blocked_by]


def state_of(app: App, draft_id: object) -> str:
    with read(app.engine) as connection:
        return str(
            connection.execute(select(draft.c.state).where(draft.c.id == draft_id)).scalar_one()
        )


# ── forms ────────────────────────────────────────────────────────────────────────────────────


def test_the_beginning_of_an_id_accepts_nothing_and_is_told_beside_what_was_accepted(
    app: App, post: Post
) -> None:
    first, second = find_clean(app)[:2]
    answer = post(
        "/queue/accept",
        pick=[
            f"{first.id}:{first.revision}:{first.content_sha256}",
            f"{str(second.id)[:8]}:{second.revision}:{second.content_sha256}",
        ],
    )
    assert answer.status_code == 409
    assert "There is no such draft." in answer.text
    assert (state_of(app, first.id), state_of(app, second.id)) == ("approved", "proposed")


def test_evidence_that_came_after_the_page_is_not_dismissed_with_it(
    client: TestClient, post: Post, live: Live
) -> None:
    gap = live.look().findings.gaps[0]
    page = client.get(f"/gaps/{gap.id}").text
    shown = re.search(r'name="rests_on" value="(\w+)"', page)
    assert shown is not None
    assert post(f"/gaps/{gap.id}/dismiss", reason="done", rests_on="0" * 16).status_code == 409
    assert gap in live.look().findings.gaps
    assert post(f"/gaps/{gap.id}/dismiss", reason="done", rests_on=shown[1]).status_code == 303
    assert gap.id not in {one.id for one in live.look().findings.gaps}


def test_what_a_dismissal_rests_on_is_another_with_other_evidence(live: Live) -> None:
    one, other = live.look().findings.gaps[:2]
    said = gap_page._say_evidence(Matter(one, ()))
    assert said != gap_page._say_evidence(Matter(replace(one, evidence_key="newer"), ()))
    assert said != gap_page._say_evidence(Matter(one, (other,)))


def test_a_check_is_confirmed_as_it_was_shown(app: App, post: Post, client: TestClient) -> None:
    one = app.desk.find(str(find_clean(app)[0].id))
    body = f"Please sign by 2 November.\n\n{one.content.body}"
    one = app.desk.edit(app.desk.shown(one.id, None, None), subject=None, body=body, now=NOW)
    page = client.get(f"/drafts/{one.id}").text
    seen = re.findall(r'name="seen" value="(\w+)"', page)
    assert len(seen) == len(one.draft.blocked_by)
    form = {"revision": one.revision, "sha256": one.content_sha256, "confirm": "past-date"}
    answer = post(f"/drafts/{one.id}/accept", **form, seen="0" * 16)
    assert answer.status_code == 422
    assert " checked" not in answer.text[answer.text.index('name="confirm"') :][:80]
    assert post(f"/drafts/{one.id}/accept", **form, seen=seen).status_code == 303


# ── clocks ───────────────────────────────────────────────────────────────────────────────────


def test_a_clock_set_back_does_not_keep_the_door_shut() -> None:
    door = Door()
    for _ in range(ATTEMPTS):
        door.note_failure(NOW)
    assert door.is_shut(NOW)
    assert not door.is_shut(NOW - timedelta(hours=5))


def test_a_clock_set_back_does_not_make_a_pause_of_hours(
    app: App, clock: Clock, post: Post
) -> None:
    deliveries = Deliveries(app, clock)
    deliveries._not_before = NOW + timedelta(hours=5)
    one = find_clean(app)[0]
    post(f"/drafts/{one.id}/accept", revision=one.revision, sha256=one.content_sha256)
    due = deliveries.due(clock())
    assert due is not None
    assert due < NOW + timedelta(minutes=2)


def test_mail_is_read_before_what_was_approved_leaves(app: App, live: Live, clock: Clock) -> None:
    made = schedules.make_schedule(app, live, clock=clock, runs=True, delivers=True)
    names = [status.name for status in made.status()]
    assert names.index(READING) < names.index(DELIVERING)


# ── the report ───────────────────────────────────────────────────────────────────────────────


def write_report(home: Path, table: str) -> None:
    config = home / "config.toml"
    text = config.read_text("utf-8").partition("\n[report]")[0]
    config.write_text(f"{text}\n[report]\n{table}\n", "utf-8")


def test_a_report_that_is_no_longer_wanted_is_not_mailed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(home, 'mail = true\nat = "00:00"')
    app = App.open(home)
    try:
        assert app.report_due(NOW) is not None
        # Nobody looked at the page since, so the server knows the old file.
        write_report(home, "mail = false")
        asked: list[object] = []
        monkeypatch.setattr(App, "mail_report", lambda *given, **_: asked.append(given))
        mail_report(app, NOW)
        assert asked == []
    finally:
        app.close()


def test_a_report_is_not_mailed_while_nobody_knows_whether_it_is_wanted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(home, 'mail = true\nat = "00:00"')
    app = App.open(home)
    try:
        write_report(home, "mail = maybe")
        asked: list[object] = []
        monkeypatch.setattr(App, "mail_report", lambda *given, **_: asked.append(given))
        with pytest.raises(BadConfiguration):
            mail_report(app, NOW)
        assert asked == []
    finally:
        app.close()
