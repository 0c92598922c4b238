"""Signing in from a terminal: on the provider's own page, or with a password typed here."""

from __future__ import annotations

import os
import sys
import webbrowser
from typing import TYPE_CHECKING

from assistant.cli.asking import ask, ask_secret, can_ask
from assistant.cli.printing import talk
from assistant.config.records import AccountKind
from assistant.errors import WrongUsage
from assistant.rights import GUIDES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from assistant.app import App
    from assistant.config.records import AccountConfig
    from assistant.oauth import SignedIn

#: Longer input is no password; see `connectors.secret`.
_MAX_SECRET = 4096


def sign_in_on_page(account: AccountConfig, client_secret: str, *, elsewhere: bool) -> SignedIn:
    """Let the person sign in with a browser, here or `elsewhere`.

    Raises:
        ConnectorError: as `assistant.oauth.sign_in`.
    """
    from assistant.cli.common import now
    from assistant.oauth import sign_in

    away = elsewhere or not has_browser(os.environ)
    return sign_in(
        account,
        client_secret=client_secret,
        show=_show_elsewhere(account) if away else _open_browser,
        paste=_paste,
        elsewhere=away,
        clock=now,
    )


def has_browser(environ: Mapping[str, str]) -> bool:
    """Whether a browser with windows can be opened on this machine.

    Over a remote shell it would open where nobody sits; without a screen it would be one that takes
    the terminal.
    """
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    has_screen = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    return has_screen or sys.platform in {"darwin", "win32"}


def find_client(account: AccountConfig, app: App, file: Path | None) -> str:
    """The client secret of an account at Google: of a file, as it is kept, or as it is typed.

    Raises:
        WrongUsage: nobody can be asked.
    """
    from assistant.oauth import KeptGoogle, read_client_file

    if account.kind is not AccountKind.GOOGLE:
        return ""
    if file is not None:
        client_id, secret = read_client_file(file)
        if client_id != account.client_id:
            raise WrongUsage(
                f"{file.name} is of another client ID than account '{account.name}' has. Write "
                f'client_id = "{client_id}" into config.toml first, or name the other file.'
            )
        return secret
    kept = app.vault.get(account.name)
    if kept is not None:
        try:
            return KeptGoogle.from_text(kept).client_secret
        except ValueError:
            # Of an account of another kind that had this name: asked for like a new one.
            pass
    if not can_ask():
        raise WrongUsage(
            "Name the file with the client that Google Cloud gave you: --client FILE.json."
        )
    return ask_secret(
        f"Client secret of account '{account.name}'",
        "It begins with GOCSPX- and stands beside the client ID in Google Cloud.",
    )


def ask_password(app: App, account: AccountConfig, *, stdin: bool) -> str | None:
    """The password where it is to be kept here; None where a variable or a command gives it.

    Raises:
        WrongUsage: nobody can be asked, and stdin holds none.
        RapportError: there is no safe place for it.
    """
    from assistant.accounts import needs_vault

    if not needs_vault(account):
        return None
    # Where it cannot be kept, nobody should have typed it.
    app.vault.get(account.name)
    what = "Its address" if account.kind == "ics" and not account.user else "Password"
    if stdin:
        line = sys.stdin.readline(_MAX_SECRET + 1).rstrip("\r\n")
        if not line or len(line) > _MAX_SECRET:
            raise WrongUsage("The first line of stdin holds no password.")
        return line
    if not can_ask():
        raise WrongUsage(
            "Say where its password is: --password-stdin, --secret-env VAR or "
            "--secret-command CMD; on a terminal it is asked for."
        )
    return ask_secret(f"{what} of account '{account.name}'", GUIDES[account.kind].secret)


def _open_browser(address: str) -> None:
    talk("Your browser opens the provider's page. Where it does not, open this address:")
    talk(f"\n  {address}\n")
    talk("Waiting for you to sign in there (Ctrl-C stops) …")
    webbrowser.open(address)


def _show_elsewhere(account: AccountConfig) -> _Show:
    return _Show(is_google=account.kind is AccountKind.GOOGLE)


class _Show:
    """Tells how to sign in on another machine."""

    def __init__(self, *, is_google: bool) -> None:
        self._is_google = is_google

    def __call__(self, told: str) -> None:
        if not self._is_google:
            talk(f"{told}\nWaiting for you to sign in there (Ctrl-C stops) …")
            return
        talk("Open this address in a browser, on any machine, and allow what it asks for:")
        talk(f"\n  {told}\n")
        talk(
            "At the end the browser goes to an address that begins with http://127.0.0.1 and says "
            "that it cannot be reached. That is right: copy that address, whole."
        )


def _paste() -> str:
    def check(text: str) -> str:
        if not text.startswith("http://127.0.0.1"):
            raise WrongUsage("It begins with http://127.0.0.1; copy all of it.")
        return text

    return ask(
        "The address at which the browser ended",
        "",
        "After you allowed access the browser cannot open a page; its address holds the answer.",
        check,
    )
