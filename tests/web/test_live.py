"""What is kept in memory: never older than a decision or a run, the same as computed anew."""

from __future__ import annotations

import shutil
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.app import App
from assistant.insight.records import Decision
from assistant.web import live as live_module
from tests.web.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.web.live import Live, Look
    from tests.web.conftest import Clock


class Counted:
    """Counts how often everything was computed from the store."""

    def __init__(self, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        before = app.findings

        def findings(as_of: object) -> object:
            self.times += 1
            return before(as_of)  # type: ignore[arg-type]

        monkeypatch.setattr(app, "findings", findings)


@pytest.fixture
def counted(app: App, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(app, monkeypatch)


def dismiss(app: App, look: Look, clock: Clock, number: int = 0) -> str:
    gap = look.findings.gaps[number]
    app.decide(Decision("gap", gap.id, "dismiss", clock(), gap.evidence_key, "seen to"))
    return gap.id


def is_same(app: App, look: Look) -> bool:
    """Whether a look is what anybody would compute from the store at its moment."""
    other = App(app.config, app.engine, app.owner_id)
    history, findings = other.findings(look.as_of)
    return (look.findings, look.history.decisions) == (findings, history.decisions)


def test_a_second_look_costs_nothing(live: Live, counted: Counted) -> None:
    assert live.look() is live.look()
    assert counted.times == 1


def test_a_dismissed_gap_is_gone_at_once(
    app: App, live: Live, clock: Clock, counted: Counted
) -> None:
    gone = dismiss(app, live.look(), clock)
    look = live.look()
    assert gone not in {gap.id for gap in look.findings.gaps}
    assert counted.times == 1
    assert is_same(app, look)


def test_a_restored_gap_is_back_at_once(app: App, live: Live, clock: Clock) -> None:
    before = live.look()
    gone = dismiss(app, before, clock)
    live.look()
    clock.pass_(seconds=5)
    app.decide(Decision("gap", gone, "dismiss", clock(), "", "restored"))
    assert {gap.id for gap in live.look().findings.gaps} == {gap.id for gap in before.findings.gaps}


def test_a_corrected_promise_is_corrected_at_once(
    app: App, live: Live, clock: Clock, counted: Counted
) -> None:
    promise = live.look().findings.promises[0]
    app.decide(Decision("promise", promise.id, "not", clock(), "", ""))
    look = live.look()
    assert promise.id not in {one.id for one in look.findings.promises}
    assert counted.times == 1
    assert is_same(app, look)


@pytest.mark.parametrize("verb", ["not", "done"])
def test_corrected_promises_of_every_client_are_as_computed_anew(
    app: App, live: Live, clock: Clock, counted: Counted, verb: str
) -> None:
    promises = live.look().findings.promises
    for promise in {one.client: one for one in promises}.values():
        app.decide(Decision("promise", promise.id, verb, clock(), "", ""))
    look = live.look()
    assert counted.times == 1
    assert is_same(app, look)


def test_a_promise_that_was_none_and_is_one_again_is_back(
    app: App, live: Live, clock: Clock
) -> None:
    before = live.look().findings.promises
    app.decide(Decision("promise", before[0].id, "not", clock(), "", ""))
    live.look()
    clock.pass_(seconds=1)
    app.decide(Decision("promise", before[0].id, "done", clock(), "", ""))
    look = live.look()
    assert {one.id for one in look.findings.promises} == {one.id for one in before}
    assert is_same(app, look)


def test_a_minute_later_the_old_look_is_shown_and_the_next_one_made(
    app: App, live: Live, clock: Clock, counted: Counted
) -> None:
    before = live.look()
    clock.pass_(seconds=60)
    assert live.look() is before
    wait_for_refresh(live)
    after = live.look()
    assert after.as_of == clock()
    assert counted.times == 1
    assert is_same(app, after)


def test_an_old_look_is_not_shown(live: Live, clock: Clock) -> None:
    live.look()
    clock.pass_(minutes=3)
    assert live.look().as_of == clock()


def test_a_clock_set_back_shows_nothing_of_the_future(live: Live, clock: Clock) -> None:
    live.look()
    clock.pass_(days=-2)
    look = live.look()
    assert look.as_of == clock()
    assert all(message.sent_at <= clock() for message in look.history.messages)


def test_a_run_that_read_something_is_seen_at_once(
    home: Path, app: App, live: Live, clock: Clock
) -> None:
    from tests.cli.conftest import mail_arrives

    before = live.look()
    mail_arrives(home, "new", subject="Rates", text="Could you send me the rates by Friday?")
    clock.pass_(seconds=20)
    other = App.open(home)
    other.run(now=clock(), clock=clock, progress=lambda *_: None)
    other.close()
    look = live.look()
    assert len(look.history.messages) == len(before.history.messages) + 1
    assert is_same(app, look)


def test_a_run_that_read_nothing_changes_nothing(
    app: App, live: Live, clock: Clock, counted: Counted
) -> None:
    before = live.look()
    times = counted.times
    app.sync(now=clock(), progress=lambda *_: None)
    assert live.look() is before
    assert counted.times == times


def test_half_of_a_run_is_not_seen(app: App, live: Live, clock: Clock) -> None:
    from sqlalchemy import delete

    from assistant.store import tables as t
    from assistant.store.engine import write

    before = live.look()
    with write(app.engine) as connection:
        connection.execute(delete(t.tag))
    assert live.look() is before


def test_an_edited_client_file_is_seen_at_once(home: Path, app: App, live: Live) -> None:
    live.look()
    slug = app.config.clients[0].slug
    path = home / "clients" / f"{slug}.toml"
    text = path.read_text()
    name = next(line for line in text.splitlines() if line.startswith("name"))
    path.write_text(text.replace(name, 'name = "Another Name"', 1))
    assert live.look().history.clients[slug].name == "Another Name"


def test_a_broken_file_leaves_what_was_configured(home: Path, app: App, live: Live) -> None:
    before = live.look()
    (home / "config.toml").write_text("this is no TOML")
    assert live.look().findings == before.findings


def test_a_decided_draft_changes_only_the_drafts(
    app: App, live: Live, clock: Clock, counted: Counted
) -> None:
    before = live.look()
    draft_id = next(iter(before.drafts_of.values()))
    shown = app.desk.shown(draft_id, None, None)
    app.desk.ignore(shown, reason="no need", now=clock())
    look = live.look()
    assert draft_id in before.drafts_of.values()
    assert draft_id not in look.drafts_of.values()
    assert look.findings is before.findings
    assert counted.times == 1


def test_many_requests_at_once_make_one_look(live: Live, counted: Counted) -> None:
    looks: list[Look] = []
    threads = [threading.Thread(target=lambda: looks.append(live.look())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(look) for look in looks}) == 1
    assert counted.times == 1


def test_a_failed_refresh_leaves_the_old_look(
    app: App, live: Live, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.errors import StoreBusy

    before = live.look()
    clock.pass_(seconds=60)

    def busy(*_: object, **__: object) -> None:
        raise StoreBusy(app.config.database)

    with monkeypatch.context() as patch:
        patch.setattr(live_module, "is_quiet_between", busy)
        assert live.look() is before
        wait_for_refresh(live)
        assert live.look() is before
        wait_for_refresh(live)


def test_the_lexicon_is_made_once(live: Live, clock: Clock) -> None:
    first = live.lexicon()
    clock.pass_(seconds=60)
    live.look()
    wait_for_refresh(live)
    assert live.lexicon() is first


def wait_for_refresh(live: Live) -> None:
    waited = threading.Event()
    for _ in range(1000):
        if not live._refreshing.is_set():
            return
        waited.wait(0.01)
    pytest.fail("the next look was not made")


def test_another_home_has_another_look(home: Path, tmp_path: Path, live: Live) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(home, copy)
    other = App.open(copy)
    try:
        later = live_module.Live(other, lambda: NOW + timedelta(minutes=1))
        assert later.look().as_of != live.look().as_of
    finally:
        other.close()
