"""Links that work once and sessions that end: by themselves, by signing out, by signing in anew."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from assistant.errors import StoreBusy
from assistant.store.engine import read, write
from assistant.store.web_tables import sign_in_link, user_session
from assistant.web import sessions
from assistant.web.sessions import (
    ABSOLUTE,
    IDLE,
    LINK_LASTS,
    LINK_REMEMBERED,
    end_session,
    find_link,
    find_session,
    is_csrf_right,
    make_link,
    set_flash,
    set_keys,
    sign_in,
    take_flash,
)
from tests.web.conftest import NOW

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

    from assistant.app import App
    from assistant.web.sessions import Session

SECOND = timedelta(seconds=1)


def opened(app: App) -> str:
    """The secret of a new session."""
    token = make_link(app.engine, app.owner_id, now=NOW)
    secret = sign_in(app.engine, app.owner_id, token, now=NOW)
    assert secret is not None
    return secret


def found(app: App, secret: str, *, after: timedelta = timedelta()) -> Session | None:
    return find_session(app.engine, app.owner_id, secret, now=NOW + after)


def test_a_link_opens_one_session(app: App) -> None:
    token = make_link(app.engine, app.owner_id, now=NOW)
    assert sign_in(app.engine, app.owner_id, token, now=NOW) is not None
    assert sign_in(app.engine, app.owner_id, token, now=NOW) is None


@pytest.mark.parametrize(
    ("after", "works"), [(LINK_LASTS - SECOND, True), (LINK_LASTS, False), (LINK_LASTS * 9, False)]
)
def test_a_link_lasts_ten_minutes(app: App, after: timedelta, works: bool) -> None:
    token = make_link(app.engine, app.owner_id, now=NOW)
    assert find_link(app.engine, app.owner_id, token, now=NOW + after) is works
    assert (sign_in(app.engine, app.owner_id, token, now=NOW + after) is not None) is works


def test_looking_at_a_link_does_not_use_it_up(app: App) -> None:
    token = make_link(app.engine, app.owner_id, now=NOW)
    assert all(find_link(app.engine, app.owner_id, token, now=NOW) for _ in range(3))
    assert sign_in(app.engine, app.owner_id, token, now=NOW) is not None


def test_of_many_at_once_one_signs_in(app: App) -> None:
    token = make_link(app.engine, app.owner_id, now=NOW)
    got: list[str | None] = []

    def try_it() -> None:
        got.append(sign_in(app.engine, app.owner_id, token, now=NOW))

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in got if one is not None]) == 1


def test_another_owners_link_opens_nothing(app: App) -> None:
    token = make_link(app.engine, app.owner_id, now=NOW)
    assert sign_in(app.engine, app.owner_id + 1, token, now=NOW) is None


def test_links_are_forgotten_after_a_day(app: App) -> None:
    make_link(app.engine, app.owner_id, now=NOW)
    make_link(app.engine, app.owner_id, now=NOW + LINK_LASTS + LINK_REMEMBERED + SECOND)
    with read(app.engine) as connection:
        assert len(connection.execute(select(sign_in_link)).all()) == 1


def test_only_hashes_are_stored(app: App) -> None:
    token = make_link(app.engine, app.owner_id, now=NOW)
    secret = sign_in(app.engine, app.owner_id, token, now=NOW)
    assert secret is not None
    session = found(app, secret)
    assert session is not None
    database = b"".join(
        path.read_bytes() for path in app.config.home.glob("rapport.db*") if path.is_file()
    )
    with read(app.engine) as connection:
        rows = repr(
            [connection.execute(select(table)).all() for table in (user_session, sign_in_link)]
        )
    for value in (token, secret, session.csrf):
        assert value.encode() not in database
        assert value not in rows


def test_secrets_have_256_bits_and_differ(app: App) -> None:
    secrets = {opened(app) for _ in range(3)}
    assert len(secrets) == 3
    assert all(len(secret) >= 43 for secret in secrets)


@pytest.mark.parametrize(("after", "lives"), [(IDLE - SECOND, True), (IDLE, False)])
def test_a_session_ends_after_twelve_idle_hours(app: App, after: timedelta, lives: bool) -> None:
    assert (found(app, opened(app), after=after) is not None) is lives


def test_a_session_that_is_used_ends_after_seven_days(app: App) -> None:
    secret = opened(app)
    step = IDLE - timedelta(hours=1)
    after = step
    while after < ABSOLUTE:
        assert found(app, secret, after=after) is not None
        after += step
    assert found(app, secret, after=ABSOLUTE) is None


def test_ended_sessions_are_swept(app: App) -> None:
    opened(app)
    token = make_link(app.engine, app.owner_id, now=NOW + ABSOLUTE)
    sign_in(app.engine, app.owner_id, token, now=NOW + ABSOLUTE)
    with read(app.engine) as connection:
        assert len(connection.execute(select(user_session)).all()) == 1


def test_signing_in_ends_the_session_that_was(app: App) -> None:
    old = opened(app)
    token = make_link(app.engine, app.owner_id, now=NOW)
    new = sign_in(app.engine, app.owner_id, token, now=NOW, old=old)
    assert new is not None
    assert found(app, old) is None
    assert found(app, new) is not None


def test_signing_out_ends_this_session_only(app: App) -> None:
    first, second = opened(app), opened(app)
    end_session(app.engine, app.owner_id, first)
    assert found(app, first) is None
    assert found(app, second) is not None


def test_forms_of_two_sessions_have_two_tokens(app: App) -> None:
    first, second = found(app, opened(app)), found(app, opened(app))
    assert first is not None
    assert second is not None
    assert is_csrf_right(first, first.csrf)
    assert not is_csrf_right(first, second.csrf)
    assert not is_csrf_right(first, "")
    assert not is_csrf_right(first, "ü")


@pytest.mark.parametrize("secret", ["", "x", "ü", "\0", "x" * 5000, "' OR 1=1 --"])
def test_a_made_up_secret_opens_nothing(app: App, secret: str) -> None:
    opened(app)
    assert found(app, secret) is None


def test_keys_stay_off_in_the_next_session(app: App) -> None:
    session = found(app, opened(app))
    assert session is not None
    assert session.keys
    set_keys(app.engine, app.owner_id, on=False)
    later = found(app, opened(app))
    assert later is not None
    assert not later.keys
    set_keys(app.engine, app.owner_id, on=True)
    last = found(app, opened(app))
    assert last is not None
    assert last.keys


def test_a_sentence_waits_for_the_next_page(app: App) -> None:
    secret = opened(app)
    session = found(app, secret)
    assert session is not None
    set_flash(app.engine, session, "It is done.")
    again = found(app, secret)
    assert again is not None
    assert again.flash == "It is done."


def test_a_sentence_is_shown_once(app: App) -> None:
    secret = opened(app)
    session = found(app, secret)
    assert session is not None
    set_flash(app.engine, session, "It is done.")
    shown = [take_flash(app.engine, one) for _ in range(2) if (one := found(app, secret))]
    assert shown == ["It is done.", None]


def test_a_sentence_is_shown_where_nothing_can_be_written(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = opened(app)
    session = found(app, secret)
    assert session is not None
    set_flash(app.engine, session, "It is done.")

    def busy(*_: object) -> None:
        raise StoreBusy(app.config.database)

    monkeypatch.setattr(sessions, "write", busy)
    again = found(app, secret)
    assert again is not None
    assert take_flash(app.engine, again) == "It is done."


def test_reading_goes_on_where_nothing_can_be_written(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = opened(app)

    def busy(*_: object) -> None:
        raise StoreBusy(app.config.database)

    monkeypatch.setattr(sessions, "write", busy)
    assert found(app, secret, after=timedelta(hours=1)) is not None


def test_being_seen_is_written_once_a_minute(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = opened(app)
    writes = []

    def counted(engine: Engine) -> AbstractContextManager[Connection]:
        writes.append(1)
        return write(engine)

    monkeypatch.setattr(sessions, "write", counted)
    for seconds in (1, 30, 59, 61, 62, 90):
        found(app, secret, after=timedelta(seconds=seconds))
    assert len(writes) == 1
