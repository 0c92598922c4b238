"""`rapport serve` as a process: where it listens, how it is found, how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from assistant.cli import cli, serve
from assistant.cli.common import run_cli
from assistant.presence import AlreadyServing, NotServing, claim_home, find_origin
from assistant.web import server
from assistant.web.server import (
    HostUnknown,
    NotOnThisMachineAlone,
    Wish,
    check_host,
    listen,
    make_origin,
    serve_home,
)
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.app import App
    from assistant.presence import Serving
    from tests.web.conftest import Clock

LINK = re.compile(r"http://127\.0\.0\.1:\d+/signin/[\w-]+")


class Server:
    """One `rapport serve`."""

    def __init__(self, home: Path, *args: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "--home", str(home), "serve", *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
        self.link = self._read_link()

    @property
    def origin(self) -> str:
        return self.link.partition("/signin/")[0]

    def _read_link(self) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if found := LINK.search(line):
                return found[0]
        assert self.process.stderr is not None
        pytest.fail(f"it printed no link: {said}{self.process.stderr.read()}")

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float, str]:
        """Exit status, seconds, and what it said to the end."""
        began = time.monotonic()
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=20)
        return self.process.returncode, time.monotonic() - began, err


@contextmanager
def serving(home: Path, *args: str) -> Iterator[Server]:
    started = Server(home, "--port", "0", *args) if "--port" not in args else Server(home, *args)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.communicate()


def ask(origin: str, path: str, *, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    parts = urlsplit(origin)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    headers = {"Origin": origin, "Content-Length": "0"} if method == "POST" else {}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}


def left_in(home: Path) -> set[str]:
    """What stands in a home, caches of the database left out."""
    return {path.name for path in home.iterdir()} - {"rapport.db-wal", "rapport.db-shm"}


# ── as a process ─────────────────────────────────────────────────────────────────────────────


def test_it_prints_a_link_that_signs_in_once_and_ends_without_a_trace(home: Path) -> None:
    before = left_in(home) | {".lock", ".serve.lock"}
    with serving(home) as one:
        told = json.loads((home / "serve.json").read_text())
        assert (told["origin"], told["pid"]) == (one.origin, one.process.pid)
        path = urlsplit(one.link).path
        assert ask(one.origin, path)[0] == 200
        status, _, headers = ask(one.origin, path, method="POST")
        assert (status, headers["location"]) == (303, "/")
        assert ask(one.origin, path, method="POST")[0] == 410
        assert "server" not in headers
        code, seconds, err = one.end(signal.SIGTERM)
    assert (code, seconds < 10) == (0, True)
    assert "The page is closed." in err
    assert left_in(home) | {".lock"} == before
    assert not list(home.glob("*.half"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_it_ends_on(home: Path, number: int) -> None:
    with serving(home, "--no-schedule") as one:
        code, seconds, _ = one.end(number)
    assert (code, seconds < 10) == (0, True)
    assert not (home / "serve.json").exists()


@pytest.mark.slow
def test_a_second_one_is_told_where_the_first_is(home: Path) -> None:
    with serving(home, "--no-schedule") as one:
        second = rapport(home, "serve", "--port", "0")
        assert second.returncode == 5
        assert one.origin in second.stderr
        assert ask(one.origin, "/healthz")[1] == "ok"


@pytest.mark.slow
def test_a_new_link_leads_to_the_one_that_runs(home: Path) -> None:
    with serving(home, "--no-schedule") as one:
        done = rapport(home, "login-link")
        assert done.returncode == 0
        [link] = LINK.findall(done.stdout)
        assert link.startswith(one.origin)
        assert ask(one.origin, urlsplit(link).path, method="POST")[0] == 303


@pytest.mark.slow
def test_killed_it_leaves_nothing_that_hinders(home: Path) -> None:
    with serving(home, "--no-schedule") as one:
        one.process.kill()
        one.process.wait()
    assert (home / "serve.json").exists()
    done = rapport(home, "login-link")
    assert done.returncode == 1
    assert "is not open" in done.stderr
    assert not (home / "serve.json").exists()
    with serving(home, "--no-schedule") as again:
        assert ask(again.origin, "/healthz")[0] == 200


@pytest.mark.slow
def test_it_ends_while_it_reads(home: Path) -> None:
    """A home that was never read: the first reading is under way when the end is asked for."""
    (home / "rapport.db").unlink()
    with serving(home) as one:
        until = time.monotonic() + 20
        while time.monotonic() < until and not is_locked(home):
            time.sleep(0.05)
        code, seconds, _ = one.end(signal.SIGINT)
    assert (code, seconds < 10) == (0, True)
    assert not is_locked(home)
    assert not list(home.glob("*.half"))


def test_a_taken_port_is_told_and_the_next_one_used(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving(home, "--no-schedule", "--port", str(port)) as one:
            assert one.origin != f"http://127.0.0.1:{port}"
            assert f"Port {port} is taken" in one.end()[2]


def rapport(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "--home", str(home), *args],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
    )


def is_locked(home: Path) -> bool:
    from filelock import FileLock, Timeout

    lock = FileLock(home / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


# ── in this process ──────────────────────────────────────────────────────────────────────────


def test_it_answers_until_it_is_stopped(app: App, clock: Clock) -> None:
    stop, seen = threading.Event(), []

    def ready(one: Serving) -> None:
        seen.append((one, ask(one.origin, "/healthz")[1]))
        stop.set()

    serve_home(app, Wish(clock=clock, wall=clock, port=0), ready=ready, stop=stop)
    [(one, text)] = seen
    assert text == "ok"
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(one.origin, timeout=2)
    with pytest.raises(NotServing):
        find_origin(app.config.home)


def test_a_view_that_computes_for_long_does_not_keep_it_open(
    app: App, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.web import signin

    begun, let_go = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> bool:
        begun.set()
        return let_go.wait(30)

    monkeypatch.setattr(signin, "find_link", slow)
    stop = threading.Event()

    def ready(one: Serving) -> None:
        asking = threading.Thread(target=lambda: swallow(one.origin), daemon=True)
        asking.start()
        assert begun.wait(10)
        stop.set()

    began = time.monotonic()
    serve_home(app, Wish(clock=clock, wall=clock, port=0), ready=ready, stop=stop)
    let_go.set()
    assert time.monotonic() - began < 15


def swallow(origin: str) -> None:
    try:
        ask(origin, "/signin/x")
    except OSError:
        return


def test_a_home_is_claimed_once(app: App) -> None:
    with claim_home(app.config.home), pytest.raises(AlreadyServing), claim_home(app.config.home):
        pass


def test_only_a_held_lock_means_a_server(app: App) -> None:
    (app.config.home / "serve.json").write_text('{"origin": "http://evil.example"}')
    with pytest.raises(NotServing, match="rapport serve"):
        find_origin(app.config.home)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.3.2.1"])
def test_this_machine_is_served(host: str) -> None:
    check_host(host, allow_network=False)


@pytest.mark.parametrize("host", ["192.0.2.7", "10.1.2.3", "2001:db8::1"])
def test_others_are_served_only_when_that_is_said(host: str) -> None:
    with pytest.raises(NotOnThisMachineAlone, match="--allow-network"):
        check_host(host, allow_network=False)
    check_host(host, allow_network=True)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_every_address_at_once_is_refused(host: str) -> None:
    with pytest.raises(HostUnknown, match="every address"):
        check_host(host, allow_network=True)


def test_a_host_of_another_machine_is_named() -> None:
    with pytest.raises(HostUnknown, match="no address of this machine"), listen("192.0.2.7", 0):
        pass


def test_the_next_free_port_is_taken() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port) as second:
            assert second.getsockname()[1] != port


def test_the_last_port_taken_leaves_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PORTS_TRIED", 0)
    with listen("127.0.0.1", 0) as first, listen("127.0.0.1", first.getsockname()[1]) as second:
        assert second.getsockname()[1] > 0


def test_addresses_of_the_sixth_version_stand_in_brackets() -> None:
    assert make_origin("::1", 8725) == "http://[::1]:8725"


def test_the_defaults_of_the_command_are_those_of_the_server() -> None:
    assert (serve.HOST, serve.PORT) == (server.HOST, server.PORT)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--host", "192.0.2.7"], 2),
        (["--host", "0.0.0.0", "--allow-network"], 2),
        (["--port", "70000"], 2),
        (["--as-of", "yesterday"], 2),
    ],
)
def test_wrong_usage_is_told(home: Path, args: list[str], code: int) -> None:
    assert run_cli(cli, ["--home", str(home), "serve", *args]) == code
    assert not (home / "serve.json").exists()


def test_a_home_that_is_none_is_told(tmp_path: Path) -> None:
    assert run_cli(cli, ["--home", str(tmp_path / "none"), "serve"]) == 78
    assert run_cli(cli, ["--home", str(tmp_path / "none"), "login-link"]) == 78


def test_as_of_moves_the_clock_of_the_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wishes: list[Wish] = []
    monkeypatch.setattr(
        serve, "serve_until_stopped", lambda app, wish, open_browser: wishes.append(wish)
    )
    run_cli(cli, ["--home", str(home), "serve", "--as-of", "2026-11-19T15:00Z"])
    [wish] = wishes
    first = wish.clock()
    assert first.isoformat().startswith("2026-11-19T15:00:0")
    time.sleep(0.01)
    assert wish.clock() > first
    assert wish.wall() != first
    assert (wish.runs, wish.delivers) == (False, True)
    assert replace(wish, runs=True).runs


def test_no_link_stands_in_what_is_logged(home: Path) -> None:
    with serving(home, "--no-schedule") as one:
        token = one.link.rpartition("/")[2]
        ask(one.origin, f"/signin/{token}")
        assert token not in one.end()[2]


def test_the_browser_that_is_opened_gets_the_link(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def browser(link: str) -> bool:
        opened.append(link)
        os.kill(os.getpid(), signal.SIGINT)
        return False

    monkeypatch.setattr("webbrowser.open", browser)
    assert run_cli(cli, ["--home", str(home), "serve", "--port", "0", "--open"]) == 0
    assert LINK.fullmatch(opened[0])
