"""Access to Google, Microsoft and Exchange, right and refused: in nothing that is left behind."""

from __future__ import annotations

import base64
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.cli.conftest import CANONICAL
from tests.connectors.exchange.server import PASSWORD as EXCHANGE_PASSWORD
from tests.connectors.google.double import Fault
from tests.connectors.google.world_sign_in import CLIENT_SECRET
from tests.connectors.microsoft.loopback import Asked, as_json
from tests.e2e.live.canaries import find_secrets, forms_of, read_all, watched_log
from tests.e2e.live.providers import EXCHANGE_SECRET
from tests.e2e.live.small import make_mail
from tests.e2e.live.test_secrets import Watched
from tests.e2e.live.together import VAULT_KEY, Together, together

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

pytestmark = pytest.mark.slow

PROVIDERS = ("google", "microsoft", "exchange")
WRONG = "canary-wrong-7c1d~ü+/=40"
#: Microsoft's tokens are numbered from here on, so that none is there by accident.
FIRST_NUMBER = 7_310_498_211


@dataclass
class WatchedProviders(Watched):
    """The same with accounts at providers, whose access changes while it is watched."""

    all_of_them: Together | None = None
    seen: set[str] = field(default_factory=set)

    def secrets(self) -> set[str]:
        """Everything that gives access to one of the accounts, now or before."""
        assert self.all_of_them is not None
        google, entra = self.all_of_them.google.double.sign_in, self.all_of_them.microsoft.entra
        numbers = range(FIRST_NUMBER, entra.number + 1)
        self.seen |= {*google._access, *google._refresh, *google._codes}
        self.seen |= {f"{kind}-{number}" for kind in ("access", "refresh") for number in numbers}
        return self.seen | {CLIENT_SECRET, EXCHANGE_PASSWORD, WRONG, VAULT_KEY}

    def find(self, *folders: Path) -> list[str]:
        """Secrets in files, in what was said and in the log."""
        places = {**read_all(self.home.path, *folders), **self.said}
        places["log"] = self.log.getvalue().encode()
        users = self.users | {r"WIRTH\jonas", "jonas@wirth.example"}
        secrets = {secret[:12]: forms_of(secret, users) for secret in self.secrets()}
        assert len(secrets) > 6
        return find_secrets(secrets, places)


@pytest.fixture
def watched(
    tmp_path: Path,
    dovecot: Dovecot,
    radicale: Peer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[WatchedProviders]:
    clock.at = CANONICAL
    with watched_log() as log, together(tmp_path, dovecot, radicale, monkeypatch) as accounts:
        accounts.microsoft.entra.number = FIRST_NUMBER
        accounts.microsoft.first_valid = FIRST_NUMBER
        accounts.microsoft.sign_in(accounts.home.path)
        accounts.delivers = dict.fromkeys(PROVIDERS, "drafts")
        for name in PROVIDERS:
            accounts.put(make_mail(name), name)
        accounts.configure(*PROVIDERS)
        yield WatchedProviders(accounts.home, log, all_of_them=accounts)
        assert "DEBUG" in log.getvalue(), "nothing was logged: nothing was searched"


def hosts(watched: WatchedProviders) -> Together:
    assert watched.all_of_them is not None
    return watched.all_of_them


def test_right_access_and_what_renews_it_are_kept_nowhere_in_the_open(
    watched: WatchedProviders, tmp_path: Path, clock: Clock
) -> None:
    all_of_them = hosts(watched)
    watched.do_everything(tmp_path / "backup")
    assert len(all_of_them.home.messages()) == 3
    watched.secrets()
    all_of_them.google.sign_in(all_of_them.home.path, lasts_s=-10)
    all_of_them.microsoft.expire()
    clock.pass_(minutes=10)
    watched.rapport("-v", "run")
    assert all_of_them.google.double.asked["token"] == 1
    assert all_of_them.microsoft.refreshes() == 1
    watched.rapport("drafts", "list")
    assert watched.find(tmp_path / "backup") == []


@pytest.mark.parametrize("account", ["google", "microsoft"])
def test_signing_in_shows_and_keeps_nothing_that_gives_access(
    watched: WatchedProviders, account: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    all_of_them = hosts(watched)

    def at_google(address: str) -> None:
        urllib.request.urlopen(address, timeout=10).close()

    def at_microsoft(address: str) -> None:
        back, form = all_of_them.microsoft.entra.consent(address)
        with httpx.Client(trust_env=False) as client:
            client.post(httpx.URL(back).copy_with(host="127.0.0.1"), data=form)

    visit = at_google if account == "google" else at_microsoft
    threads: list[threading.Thread] = []

    def open_(address: str) -> bool:
        threads.append(threading.Thread(target=visit, args=(address,)))
        threads[-1].start()
        return True

    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("assistant.cli.consent.webbrowser.open", open_)
    assert watched.rapport("-v", "account", "auth", account) == 0
    for thread in threads:
        thread.join()
    assert len(threads) == 1
    watched.do_everything(tmp_path / "backup")
    assert watched.find(tmp_path / "backup") == []


def repeat_at_google(watched: WatchedProviders, status: int) -> None:
    double = hosts(watched).google.double
    said = {"error_description": " ".join(sorted(watched.secrets()))}
    for method in ("gmail.", "calendar."):
        fault = Fault(status, f"authError {WRONG} {CLIENT_SECRET}", says=said)
        double.plan(method, fault, times=500)


def repeat_at_microsoft(watched: WatchedProviders, status: int) -> None:
    graph = hosts(watched).microsoft.graph
    before = graph.on_request

    def on_request(asked: Asked) -> None:
        before(asked)
        said = f"{asked.headers} {asked.target} {sorted(watched.secrets())}"
        row = {"error": {"code": said[:2000], "message": said, "innerError": {"code": said}}}
        graph.faults = [("", as_json(row, status, Location=asked.headers["Authorization"]))]

    graph.on_request = on_request


def repeat_at_exchange(watched: WatchedProviders, status: int) -> None:
    packed = base64.b64encode(f"WIRTH\\jonas:{EXCHANGE_PASSWORD}".encode()).decode()
    body = f"<html>Sorry: {EXCHANGE_PASSWORD} Authorization: Basic {packed}</html>".encode()
    hosts(watched).exchange.world.fail(
        "*", status=status, body=body, times=500, headers={"X-Sorry": packed}
    )


REPEATING: dict[str, Callable[[WatchedProviders, int], None]] = {
    "google": repeat_at_google,
    "microsoft": repeat_at_microsoft,
    "exchange": repeat_at_exchange,
}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_hosts_that_repeat_what_they_were_asked_with_leave_nothing_of_it(
    watched: WatchedProviders, tmp_path: Path, status: int
) -> None:
    for repeat in REPEATING.values():
        repeat(watched, status)
    watched.do_everything(tmp_path / "backup")
    assert hosts(watched).home.messages() == set()
    assert watched.find(tmp_path / "backup") == []


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_sign_in_hosts_that_repeat_what_they_were_asked_with_leave_nothing_of_it(
    watched: WatchedProviders, tmp_path: Path, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_them = hosts(watched)
    said = " ".join(sorted(watched.secrets()))
    all_of_them.google.sign_in(all_of_them.home.path, lasts_s=-10)
    all_of_them.microsoft.expire()
    row = {"error": said, "error_description": said, "access_token": 5, "claims": said}
    monkeypatch.setattr(all_of_them.google.double.sign_in, "token", lambda _: (status, row))
    all_of_them.microsoft.entra.raw = as_json(row).body
    all_of_them.microsoft.entra.status = status
    monkeypatch.setenv(EXCHANGE_SECRET, WRONG)
    watched.do_everything(tmp_path / "backup")
    assert all_of_them.google.double.asked["token"] >= 1
    assert all_of_them.microsoft.refreshes() >= 1
    assert watched.find(tmp_path / "backup") == []


@pytest.mark.parametrize("account", PROVIDERS)
def test_a_crash_tells_where_and_no_secret(
    watched: WatchedProviders, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.exchange.session import Session as ExchangeSession
    from connectors.google.client import Client
    from connectors.microsoft.session import Session as MicrosoftSession

    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    hosts(watched).configure(account)
    monkeypatch.setattr(Client, "_once", crash)
    monkeypatch.setattr(MicrosoftSession, "_send", crash)
    monkeypatch.setattr(ExchangeSession, "_send", crash)
    assert watched.rapport("-v", "run", crash=True) == 70
    assert any(b"Traceback" in said for said in watched.said.values())
    assert watched.find() == []


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for."""
    from functools import partial

    import connectors.exchange
    import connectors.google
    import connectors.microsoft

    for module, name, patience in (
        (connectors.google, "GoogleSettings", "longest_pause_s"),
        (connectors.microsoft, "MicrosoftSettings", "patience_s"),
        (connectors.exchange, "ExchangeSettings", "longest_pause_s"),
    ):
        settings = partial(getattr(module, name), **{patience: 0.1})
        monkeypatch.setattr(module, name, settings)
    # Where the program says how long.
    monkeypatch.setattr("assistant.oauth.LONGEST_PAUSE_S", 0.1)
    monkeypatch.setattr("assistant.connections.LONGEST_PAUSE_S", 0.1)
