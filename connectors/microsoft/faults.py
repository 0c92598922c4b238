"""What can go wrong with Microsoft Graph, as the errors of the port; the sentences are made here.

Of an answer only its status and the error code of Graph are shown: the code is a word out of a
documented list, and is cut to what such a word can be.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from connectors.base import AuthError, ConnectorError, PermanentError, TransientError
from connectors.caldav.faults import retry_after_s

if TYPE_CHECKING:
    import httpx

#: Of the body of a refusal.
MAX_REFUSAL_BYTES = 1 << 20
#: May be over soon.
PASSING = frozenset({408, 423, 425, 429, 500, 502, 503, 504, 509})
#: Says that nothing was done; other refusals of a gateway do not.
UNDONE = frozenset({429, 503, 509})
#: Codes under which a position in a change feed is lost, whatever the status.
_LOST = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired", "fullsyncrequired"})
#: Codes of a person whose mailbox is not in Exchange Online.
_NO_MAILBOX = frozenset({"mailboxnotenabledforrestapi", "mailboxnotsupportedforrestapi"})
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class Refused(Exception):
    """An answer that is none of those that were hoped for.

    Attributes:
        status: Of HTTP.
        code: Of Graph, or empty.
        wait_s: How long the host wants to be left alone, or None.
    """

    def __init__(self, status: int, code: str, wait_s: float | None) -> None:
        super().__init__(f"status {status}" + (f", {code}" if code else ""))
        self.status = status
        self.code = code
        self.wait_s = wait_s

    @property
    def is_passing(self) -> bool:
        """Whether the same may be granted later."""
        return self.status in PASSING

    @property
    def is_gone(self) -> bool:
        """Whether what was asked for is not there."""
        return self.status in (404, 410)

    @property
    def is_lost(self) -> bool:
        """Whether the position in the change feed is no longer known."""
        return self.status == 410 or self.code.lower() in _LOST


class LinkLost(Exception):
    """Graph does not know the position that a link of its own names."""


class Senseless(Exception):
    """The answer is not what was asked for; the words say how, and quote nothing."""


def refusal(status: int, headers: httpx.Headers, body: bytes) -> Refused:
    """What an answer refused."""
    return Refused(status, _code(body), retry_after_s(headers))


def _code(body: bytes) -> str:
    try:
        found = json.loads(body)["error"]["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return found if isinstance(found, str) and _CODE.fullmatch(found) else ""


def translate(account: str, where: str, error: Refused | LinkLost | Senseless) -> ConnectorError:
    """The error of the port.

    Args:
        account: Its name.
        where: What was asked for, in words that may be shown.
        error: What was refused.
    """
    if isinstance(error, Senseless):
        return PermanentError(
            f"Microsoft answered for {where} of account '{account}' with something that is not "
            f"taken: {error}. Nothing stored was deleted."
        )
    if isinstance(error, LinkLost):
        return TransientError(
            f"Microsoft forgot again and again how far it had told {where} of account '{account}'. "
            "What was read so far is kept; the next sync goes on from there."
        )
    if error.status == 401:
        return needs_sign_in(account)
    if error.is_passing:
        return TransientError(
            f"Microsoft cannot give {where} of account '{account}' now ({error}). What was read so "
            "far is kept; the next sync goes on from there.",
            retry_after_s=error.wait_s,
        )
    if error.status == 403:
        return PermanentError(
            f"Microsoft does not let account '{account}' use {where} ({error}). Nothing stored was "
            "deleted; sign in again and grant what is asked for, or ask the administrator for "
            "consent."
        )
    if error.code.lower() in _NO_MAILBOX:
        return PermanentError(
            f"Account '{account}' has no mailbox in Exchange Online ({error}): it has no licence for "
            "one, or its mailbox lies on an Exchange Server of the organisation, which is an account "
            "of the kind 'exchange'. Nothing stored was deleted."
        )
    if error.is_gone:
        return PermanentError(
            f"Microsoft no longer has {where} in account '{account}' ({error}). Nothing stored was "
            "deleted."
        )
    return PermanentError(
        f"Microsoft does not give {where} of account '{account}' ({error}). Nothing stored was "
        "deleted."
    )


def needs_sign_in(account: str) -> AuthError:
    """The error of a token that is no longer taken."""
    return AuthError(
        f"Microsoft no longer accepts the sign-in of account '{account}'. Run `rapport account "
        f"auth {account}` and sync again."
    )
