"""What the thread of a sign-in does: let the person sign in, try the account, keep what was given.

The same as `rapport account add` and `rapport account auth` do, without a terminal. What signing in
gives is handed from the provider to the vault, and is in no record, sentence or page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.accounts import Typed, keep, store_account
from assistant.config.records import AccountKind
from assistant.config.write import try_account as configure_account
from assistant.connections import Connections
from assistant.errors import RapportError
from assistant.oauth import KeptGoogle, sign_in
from assistant.web.pages.account_lines import say_on_page
from assistant.web.pages.account_tries import try_account
from assistant.web.pages.words import one_line
from connectors.base import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.app import App
    from assistant.config.records import AccountConfig
    from assistant.oauth import SignedIn
    from assistant.vault import Vault
    from assistant.web.pages.account_attempts import Attempt, Plan
    from assistant.web.pages.account_tries import Tries

#: Longer is no address of a mailbox.
_MAX_USER = 254


class ChangedMeanwhile(RapportError):
    """The account is another one by now, or gone."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"Account '{account}' was changed while you signed in. Nothing was kept; sign in again."
        )


@dataclass(frozen=True, slots=True)
class Work:
    """What a sign-in needs of the server.

    Attributes:
        clock: The moment that pages speak of.
        wall: The real time, by which access ends.
    """

    app: App
    tries: Tries
    session_id: int
    clock: Callable[[], datetime]
    wall: Callable[[], datetime]

    def __call__(self, attempt: Attempt) -> None:
        """Carry a sign-in out, from the provider's page to the vault."""
        plan = attempt.plan
        try:
            done = sign_in(
                plan.account,
                client_secret=plan.client_secret,
                show=attempt.show,
                paste=attempt.wait_for_answer,
                elsewhere=plan.elsewhere,
                clock=self.wall,
                stopped=attempt.is_over,
            )
            if attempt.begin_trying():
                self._try(attempt, done)
        except (ConnectorError, RapportError) as error:
            late = f"Nobody signed in within {attempt.minutes:g} minutes. Nothing was changed."
            attempt.fail(late if attempt.is_late() else say_on_page(str(error)))

    def _try(self, attempt: Attempt, done: SignedIn) -> None:
        """Read with what was given; where that works, keep it."""
        plan, user = attempt.plan, _address(done)
        values = plan.values
        account = plan.account
        if values is not None and user:
            values = {**values, "user": user}
            account = configure_account(self.app.config.home, values)
        # Reading may renew what was given: the newest is kept.
        vault: Vault = Typed(done.secret)
        connections = Connections(self.app.config.home, lambda: vault, self.wall)
        seen = try_account(self.app, self.tries, connections, account, now=self.clock())
        if seen.error:
            attempt.fail(seen.error)
            return
        if not attempt.begin_keeping():
            return
        secret = vault.get(account.name) or done.secret
        if values is None:
            self._keep(account, secret)
        else:
            store_account(self.app, account, values, secret)
        self.tries.keep(self.session_id, replace(seen, added=values is not None))
        said = "" if values is not None else "The new sign-in is kept."
        attempt.finish(" ".join(part for part in (said, say_on_page(done.ends)) if part))

    def _keep(self, account: AccountConfig, secret: str) -> None:
        self.app.reload()
        if account not in self.app.config.accounts:
            raise ChangedMeanwhile(account.name)
        keep(self.app, account, secret)


def find_client_secret(app: App, account: AccountConfig) -> str:
    """The client secret that an earlier sign-in left; empty: none did, or there is none.

    Raises:
        RapportError: the place of passwords cannot be opened.
    """
    kept = app.vault.get(account.name) if account.kind is AccountKind.GOOGLE else None
    if kept is None:
        return ""
    try:
        return KeptGoogle.from_text(kept).client_secret
    except ValueError:
        # Of an account of another kind that had this name: asked for like a new one.
        return ""


def needs_client(app: App, plan: Plan) -> bool:
    """Whether its client secret has to be given first."""
    return (
        plan.account.kind is AccountKind.GOOGLE
        and not plan.client_secret
        and not find_client_secret(app, plan.account)
    )


def _address(done: SignedIn) -> str:
    """Of the mailbox, as it is written down; empty where it is none to be written."""
    user = one_line(done.address)
    return user if user == done.address and len(user) <= _MAX_USER else ""
