"""What a run keeps for the next look never changes an answer, only the time it takes."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.app import App
from assistant.assess import snapshot
from assistant.assess.snapshot import SNAPSHOT_FILE, load_snapshot, make_key
from assistant.insight.records import Decision
from assistant.stages import Stages
from assistant.store.engine import read
from tests.cli.conftest import AS_OF, CANONICAL, canonical_home, invoke

__all__ = ["canonical_home"]

RUN_AT = CANONICAL.astimezone(UTC)


@pytest.fixture
def app(canonical_home: Path, tmp_path: Path) -> Iterator[App]:
    """The demo home after a run, to be changed."""
    home = tmp_path / "home"
    shutil.copytree(canonical_home, home)
    opened = App.open(home)
    yield opened
    opened.close()


def is_used(app: App) -> bool:
    with read(app.engine) as connection:
        key = make_key(connection, app.owner_id, app.config.home)
    return load_snapshot(app.config.home, key) is not None


def minutes_around() -> list[datetime]:
    """Before and after the run: across hours, nights, weekends, meetings, due ranges, months."""
    steps = [0, 1, 7, 45, 180, 600, 1000, 1440, 2000, 3000, 4320, 7000, 10_080, 20_000, 43_200]
    return [RUN_AT + timedelta(minutes=step * sign) for step in steps for sign in (1, -1)]


def test_every_later_moment_has_the_answers_of_a_whole_reading(app: App) -> None:
    assert is_used(app)
    kept = {at: app.findings(at) for at in minutes_around()}
    (app.config.home / SNAPSHOT_FILE).unlink()
    for at, (history, findings) in kept.items():
        assert app.findings(at) == (history, findings), at


def test_time_alone_is_passed_over_without_reading_again(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: datetime) -> None:
        pytest.fail("the history was read again")

    monkeypatch.setattr(app, "history", refuse)
    assert app.findings(RUN_AT + timedelta(minutes=5))[1].gaps


@pytest.mark.parametrize("change", ["decision", "configuration", "message", "code"])
def test_any_change_makes_it_worthless(
    app: App, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if change == "decision":
        app.decide(Decision("gap", "nothing", "dismiss", RUN_AT))
    elif change == "configuration":
        client = next((app.config.home / "clients").glob("*.toml"))
        client.write_text(client.read_text() + "\n")
    elif change == "message":
        with app.engine.begin() as connection:
            connection.exec_driver_sql(
                "DELETE FROM tag WHERE message_id = (SELECT max(message_id) FROM tag)"
            )
    else:
        monkeypatch.setattr(snapshot, "_code_stamp", lambda: ("another",))
    assert not is_used(app)


def test_a_run_forgets_it_before_it_reads(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: Stages) -> None:
        assert not is_used(app)
        raise KeyboardInterrupt

    monkeypatch.setattr(Stages, "_threads", stop)
    with pytest.raises(KeyboardInterrupt):
        app.sync(now=RUN_AT, progress=lambda *_: None)
    assert not is_used(app)


class _Runs:
    """What an unpickler without limits would call."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("code was run",))


@pytest.mark.parametrize(
    "payload",
    [
        pickle.dumps((_Runs(), (), ())),
        pickle.dumps((Path("/"), (), ())),
        b"\x80\x05nonsense",
        b"",
    ],
)
def test_a_foreign_file_runs_nothing(
    app: App, payload: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    import hashlib
    import json

    with read(app.engine) as connection:
        key = make_key(connection, app.owner_id, app.config.home)
    head = {"key": key, "sha256": hashlib.sha256(payload).hexdigest()}
    (app.config.home / SNAPSHOT_FILE).write_bytes(json.dumps(head).encode() + b"\n" + payload)
    assert load_snapshot(app.config.home, key) is None
    assert app.findings(RUN_AT)[1].gaps
    assert "code was run" not in capsys.readouterr().out


def test_a_damaged_file_is_not_believed(app: App) -> None:
    path = app.config.home / SNAPSHOT_FILE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    assert not is_used(app)


def test_only_the_owner_may_read_it(app: App) -> None:
    assert (app.config.home / SNAPSHOT_FILE).stat().st_mode & 0o777 == 0o600


def test_a_disk_that_refuses_it_stops_nothing(app: App) -> None:
    home = app.config.home
    (home / SNAPSHOT_FILE).unlink()
    (home / "findings.half").mkdir()
    answer = invoke(home, "run", "--as-of", AS_OF)
    assert (answer.code, answer.err) == (0, "")
    assert not (home / SNAPSHOT_FILE).exists()
