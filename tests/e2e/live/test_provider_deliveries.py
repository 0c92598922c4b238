"""A draft whose answer is lost, or comes too late, at each provider: exactly one, by `run` too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import CANONICAL
from tests.e2e.live.small import make_mail
from tests.e2e.live.together import Together, together

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot
    from tests.connectors.microsoft.loopback import Asked

pytestmark = pytest.mark.slow

PROVIDERS = ("google", "microsoft", "exchange")
#: A host says nothing for so long; who asks gives up after a second.
SILENCE_S = 2.5


@pytest.fixture
def all_of_them(
    tmp_path: Path,
    dovecot: Dovecot,
    radicale: Peer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Together]:
    import connectors.exchange
    import connectors.google
    import connectors.microsoft

    for module, name in (
        (connectors.google, "GoogleSettings"),
        (connectors.microsoft, "MicrosoftSettings"),
        (connectors.exchange, "ExchangeSettings"),
    ):
        settings = partial(getattr(module, name), timeout_s=1.0, deadline_s=1.5)
        monkeypatch.setattr(module, name, settings)
    clock.at = CANONICAL
    with together(tmp_path, dovecot, radicale, monkeypatch) as accounts:
        accounts.delivers = dict.fromkeys(PROVIDERS, "drafts")
        yield accounts


def accepted(all_of_them: Together, clock: Clock, account: str) -> str:
    """An accepted draft whose hold is over, of an account whose mail it answers."""
    all_of_them.put(make_mail("same"), account)
    all_of_them.configure(account)
    all_of_them.run()
    draft = all_of_them.accept()
    clock.pass_(seconds=31)
    return draft


def lose_the_answer(all_of_them: Together, account: str) -> None:
    """The draft is stored, and the connection ends."""
    if account == "google":
        all_of_them.google.double.plan("gmail.users.drafts.create", None, after=True)
    elif account == "microsoft":
        all_of_them.microsoft.graph.lose_after.append("POST /v1.0/me/messages")
    else:
        all_of_them.exchange.world.fail("CreateItem", lost="after")


def answer_late(all_of_them: Together, account: str) -> None:
    """The draft is stored when nobody waits for the answer any more."""
    if account == "google":
        double = all_of_them.google.double

        def clock() -> float:
            if double.log[-1].method == "gmail.users.drafts.create":
                time.sleep(SILENCE_S)
            return 0.0

        double.clock = clock
    elif account == "microsoft":
        host = all_of_them.microsoft
        let_in = host.graph.on_request

        def on_request(asked: Asked) -> None:
            let_in(asked)
            if asked.method == "POST":
                time.sleep(SILENCE_S)

        host.graph.on_request = on_request
    else:
        all_of_them.exchange.world.fail("CreateItem", lost="after", delay_s=SILENCE_S)


def lying(all_of_them: Together, account: str, *, patience_s: float = 10.0) -> int:
    """How many drafts lie there; a first one is waited for, and a second one as long again."""
    until = time.monotonic() + patience_s
    while not all_of_them.drafts() and time.monotonic() < until:
        time.sleep(0.1)
    drafts = all_of_them.drafts()
    assert set(drafts) <= {account}
    return len(drafts.get(account, ()))


@pytest.mark.parametrize("verb", ["deliver", "run"])
@pytest.mark.parametrize("fault", [lose_the_answer, answer_late])
@pytest.mark.parametrize("account", PROVIDERS)
def test_an_answer_that_nobody_hears_leaves_exactly_one_draft(
    all_of_them: Together, clock: Clock, account: str, fault: object, verb: str
) -> None:
    draft = accepted(all_of_them, clock, account)
    assert callable(fault)
    fault(all_of_them, account)
    lost = all_of_them.home.rapport(verb)
    assert (lost.code, all_of_them.state(draft)) == (3, "unknown"), lost.err
    assert lying(all_of_them, account) == 1
    all_of_them.home.rapport(verb)
    # The look-up is a minute away; a run sees what lies among the drafts before.
    assert all_of_them.state(draft) == ("unknown" if verb == "deliver" else "delivered")
    for _ in range(2):
        clock.pass_(minutes=1)
        found = all_of_them.home.rapport(verb)
        assert (found.code, all_of_them.state(draft)) == (0, "delivered"), found.err
    assert lying(all_of_them, account) == 1


@pytest.mark.parametrize("account", PROVIDERS)
def test_a_mailbox_that_is_called_while_the_power_fails_holds_one_draft(
    all_of_them: Together, clock: Clock, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program dies between the answer and its own note of it."""
    draft = accepted(all_of_them, clock, account)

    class PowerCut(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr("assistant.review.outbox.record_receipt", die)
        with pytest.raises(PowerCut):
            all_of_them.home.rapport("deliver")
    assert lying(all_of_them, account) == 1
    all_of_them.home.rapport("deliver")
    clock.pass_(minutes=1)
    assert all_of_them.home.rapport("run").code == 0
    assert (all_of_them.state(draft), lying(all_of_them, account)) == ("delivered", 1)
