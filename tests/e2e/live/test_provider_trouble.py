"""A provider that turns requests away, has ended its access or is gone, beside accounts that work."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from assistant.vault import open_vault
from tests.cli.conftest import CANONICAL
from tests.connectors.google.double import Fault
from tests.e2e.live.providers import EXCHANGE_SECRET, endpoints
from tests.e2e.live.small import make_mail
from tests.e2e.live.together import Together, together
from tests.e2e.live.troubles import HICCUPS, TROUBLES, Trouble, asked, begin_once, heal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

pytestmark = pytest.mark.slow

PROVIDERS = ("google", "microsoft", "exchange")
#: What one request is waited for in these tests, and what a run of four accounts may take here.
PATIENCE_S, BOUND_S = 2.0, 120.0
#: What a run waits at most as the program is shipped, mail and calendars together.
SHIPPED_BOUND_S = 600.0


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request is put off for two seconds and not for minutes."""
    import connectors.exchange
    import connectors.google
    import connectors.microsoft

    usual = {"timeout_s": 1.0, "deadline_s": 2.0}
    for module, name, patience in (
        (connectors.google, "GoogleSettings", "longest_pause_s"),
        (connectors.microsoft, "MicrosoftSettings", "patience_s"),
        (connectors.exchange, "ExchangeSettings", "longest_pause_s"),
    ):
        settings = partial(getattr(module, name), **usual, **{patience: PATIENCE_S})
        monkeypatch.setattr(module, name, settings)
    # Where the program says how long.
    monkeypatch.setattr("assistant.oauth.LONGEST_PAUSE_S", PATIENCE_S)
    monkeypatch.setattr("assistant.connections.LONGEST_PAUSE_S", PATIENCE_S)


@pytest.fixture
def all_of_them(
    tmp_path: Path,
    dovecot: Dovecot,
    radicale: Peer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Together]:
    clock.at = CANONICAL
    with together(tmp_path, dovecot, radicale, monkeypatch) as accounts:
        accounts.delivers = dict.fromkeys(PROVIDERS, "drafts")
        for name in ("mail", *PROVIDERS):
            accounts.put(make_mail(name), name)
        accounts.configure(*PROVIDERS, "mail")
        yield accounts


def run(all_of_them: Together, *words: str) -> tuple[int, str]:
    """A command within the bound: its exit code and what it complained of."""
    began = time.monotonic()
    answer = all_of_them.home.rapport(*(words or ("run",)))
    assert time.monotonic() - began < BOUND_S
    assert "Traceback" not in answer.err
    return answer.code, " ".join(answer.err.split())


def others_are_read(all_of_them: Together, account: str) -> bool:
    others = {"mail", *PROVIDERS} - {account}
    return {f"{name}@ferrol.example" for name in others} <= all_of_them.home.messages()


def told(all_of_them: Together) -> tuple[str, str, str]:
    """What doctor, the list of accounts and the report's header say."""
    doctor, accounts, report = (
        all_of_them.home.rapport(*words).out
        for words in (("doctor",), ("account", "list"), ("report", "daily"))
    )
    head = report.partition("CRITICAL")[0]
    return " ".join(doctor.split()), accounts, " ".join(head.split())


def state_in(accounts: str, name: str) -> str:
    """The line of an account in `account list`."""
    return next(line for line in accounts.splitlines() if line.startswith(name))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
def test_a_provider_in_trouble_is_told_harms_no_other_and_is_read_when_it_is_over(
    all_of_them: Together, clock: Clock, trouble: Trouble
) -> None:
    trouble.begin(all_of_them)
    code, said = run(all_of_them)
    assert code == 3
    assert f"'{trouble.account}'" in said
    assert others_are_read(all_of_them, trouble.account)
    doctor, accounts, report = told(all_of_them)
    assert trouble.account in doctor
    assert "Everything that is configured was read" not in doctor
    assert re.search(r"failed|partly read|left alone|waits", state_in(accounts, trouble.account))
    for name in {"mail", *PROVIDERS} - {trouble.account}:
        assert f"'{name}'" not in said
        assert re.search(r"  read  ", state_in(accounts, name))
    assert re.search(rf"! .*'{trouble.account}'", report)
    before = asked(all_of_them, trouble.account)
    if trouble.pauses:
        clock.pass_(minutes=10)
        assert run(all_of_them)[0] == 3
        assert asked(all_of_them, trouble.account) == before, "its wish was not kept"
        clock.pass_(minutes=51)
    heal(all_of_them)
    assert run(all_of_them) == (0, "")
    assert len(all_of_them.home.messages()) == 4


class Counting:
    """Time that passes only while somebody waits, for all providers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import connectors.exchange
        import connectors.google
        import connectors.microsoft
        from connectors.exchange.settings import Clock as ExchangeClock
        from connectors.google.settings import Clock as GoogleClock

        self.slept = 0.0
        google = GoogleClock(self.look, self.sleep, lambda: 1.0)
        exchange = ExchangeClock(self.look, self.sleep, lambda: 1.0)
        for module, name, values in (
            (connectors.google, "GoogleSettings", {"clock": google}),
            (connectors.microsoft, "MicrosoftSettings", {"sleep": self.sleep, "chance": self.one}),
            (connectors.exchange, "ExchangeSettings", {"clock": exchange}),
        ):
            monkeypatch.setattr(module, name, partial(getattr(module, name), **values))

    def look(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def one(self) -> float:
        return 1.0


@pytest.mark.parametrize("trouble", [each for each in TROUBLES if not each.pauses], ids=str)
def test_what_a_run_waits_for_a_provider_in_trouble_is_bounded_as_shipped(
    all_of_them: Together, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    counting = Counting(monkeypatch)
    trouble.begin(all_of_them)
    assert run(all_of_them)[0] == 3
    assert 1 <= counting.slept <= SHIPPED_BOUND_S


@pytest.mark.parametrize("trouble", HICCUPS, ids=str)
def test_a_provider_that_asks_for_a_moment_gets_it_and_nobody_hears_of_it(
    all_of_them: Together, trouble: Trouble
) -> None:
    begin_once(trouble, all_of_them)
    assert run(all_of_them) == (0, "")
    assert len(all_of_them.home.messages()) == 4


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("account", PROVIDERS)
def test_a_provider_that_is_not_there_is_told(
    all_of_them: Together, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        nowhere = f"http://127.0.0.1:{listening.getsockname()[1]}"
    if account == "exchange":
        monkeypatch.setattr(all_of_them.exchange.server, "url", f"{nowhere}/EWS/Exchange.asmx")
        all_of_them.configure(*PROVIDERS, "mail")
    else:
        places = endpoints(all_of_them.google, all_of_them.microsoft)
        if account == "google":
            places = replace(places, gmail=f"{nowhere}/", google_calendar=f"{nowhere}/")
        else:
            places = replace(places, graph=f"{nowhere}/v1.0")
        monkeypatch.setattr("assistant.oauth.ENDPOINTS", places)
    code, said = run(all_of_them)
    assert code == 3
    assert f"'{account}'" in said
    assert "reached" in said
    assert others_are_read(all_of_them, account)


# ── access that has ended ────────────────────────────────────────────────────────────────────


def end_access(all_of_them: Together, account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was given is no longer good, and cannot be renewed."""
    if account == "google":
        all_of_them.google.double.sign_in.revoke()
    elif account == "microsoft":
        all_of_them.microsoft.revoke()
    else:
        monkeypatch.setenv(EXCHANGE_SECRET, "not-it")


def renewals(all_of_them: Together, account: str) -> int:
    """How often access was asked for; at Exchange how often the password was offered."""
    if account == "google":
        return all_of_them.google.double.asked["token"]
    if account == "microsoft":
        return all_of_them.microsoft.refreshes()
    return len(all_of_them.exchange.server.problems)


@pytest.mark.parametrize("account", PROVIDERS)
def test_access_that_has_ended_is_asked_for_three_times_at_most_whatever_waits(
    all_of_them: Together, clock: Clock, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With mail to be read, calendars, and a draft to be handed over."""
    all_of_them.configure(account)
    assert run(all_of_them) == (0, "")
    draft = all_of_them.accept()
    clock.pass_(seconds=31)
    all_of_them.configure(account, *({"mail", *PROVIDERS} - {account}))
    end_access(all_of_them, account, monkeypatch)
    before = renewals(all_of_them, account)
    for _ in range(3):
        code, said = run(all_of_them)
        assert code in {3, 4}
        assert f"rapport account auth {account}" in said
        assert run(all_of_them, "deliver")[0] in {0, 3, 4}
        clock.pass_(minutes=10)
    assert 1 <= renewals(all_of_them, account) - before <= 3
    assert others_are_read(all_of_them, account)
    assert all_of_them.state(draft) == "approved"
    doctor, accounts, report = told(all_of_them)
    assert account in doctor
    assert "sign-in" in doctor
    assert "needs a sign-in" in state_in(accounts, account)
    assert re.search(rf"! .*'{account}'", report)
    clock.pass_(hours=1)
    run(all_of_them)
    assert renewals(all_of_them, account) - before <= 4, "an hour later it is tried once"


def refuse_whatever_is_given(
    all_of_them: Together, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Access can be renewed, and is refused all the same."""
    if account == "google":
        monkeypatch.setattr(all_of_them.google.double.sign_in, "scopes", lambda _: None)
    else:
        all_of_them.microsoft.first_valid = 10**9


@pytest.mark.parametrize("account", ["google", "microsoft"])
def test_access_that_is_refused_however_new_is_renewed_three_times_at_most(
    all_of_them: Together, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_whatever_is_given(all_of_them, account, monkeypatch)
    for _ in range(3):
        code, said = run(all_of_them)
        assert code in {3, 4}
        assert f"rapport account auth {account}" in said
        run(all_of_them, "deliver")
    assert 1 <= renewals(all_of_them, account) <= 3
    assert others_are_read(all_of_them, account)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("account", ["google", "microsoft"])
def test_a_sign_in_host_in_trouble_is_no_refusal(
    all_of_them: Together, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if account == "google":
        all_of_them.google.sign_in(all_of_them.home.path, lasts_s=-10)
        all_of_them.google.double.plan("token", Fault(503, "backendError"), times=1_000)
    else:
        all_of_them.microsoft.expire()
        all_of_them.microsoft.entra.raw = b"<html>Service unavailable</html>"
        all_of_them.microsoft.entra.status = 503
    code, said = run(all_of_them)
    assert code == 3
    assert f"'{account}'" in said
    assert "account auth" not in said
    assert renewals(all_of_them, account) <= 3
    assert others_are_read(all_of_them, account)
    assert "needs a sign-in" not in told(all_of_them)[1]
    heal(all_of_them)
    all_of_them.microsoft.entra.raw = None
    assert run(all_of_them) == (0, "")
    assert len(all_of_them.home.messages()) == 4


@pytest.mark.parametrize("kept", [None, "of another kind", '{"client_secret": "s", "token": ""}'])
@pytest.mark.parametrize("account", ["google", "microsoft"])
def test_an_account_that_nobody_signed_in_to_is_told_and_asks_nobody(
    all_of_them: Together, account: str, kept: str | None
) -> None:
    vault = open_vault(all_of_them.home.path, os.environ)
    vault.delete(account)
    if kept is not None:
        vault.put(account, kept)
    code, said = run(all_of_them)
    assert code in {3, 4}
    assert f"rapport account auth {account}" in said
    assert others_are_read(all_of_them, account)
    assert asked(all_of_them, account) == 0
    assert "needs a sign-in" in state_in(told(all_of_them)[1], account)


@pytest.mark.parametrize("account", ["google", "microsoft"])
def test_whoever_signs_in_again_is_not_made_to_wait(
    all_of_them: Together, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_access(all_of_them, account, monkeypatch)
    assert run(all_of_them)[0] in {3, 4}
    all_of_them.microsoft.entra.error = None
    if account == "google":
        all_of_them.google.sign_in(all_of_them.home.path)
    else:
        all_of_them.microsoft.sign_in(all_of_them.home.path)
    assert run(all_of_them, "account", "check", account)[0] == 0
    assert run(all_of_them) == (0, "")
    assert len(all_of_them.home.messages()) == 4
