"""What can go wrong with an Exchange Server, as the errors of the port; the sentences are made here.

A server is never quoted: what it says may be what we told it. Of an answer only the status and the
response code are shown: the code is a word out of a documented list, and is cut to what such a word
can be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from connectors.base import (
    AmbiguousDelivery,
    AuthError,
    ConnectorError,
    PermanentError,
    TransientError,
)

#: What a server may ask us to wait at most; a longer wish is cut to this.
MAX_WAIT_S = 86_400.0
#: Statuses that may be over soon.
PASSING = frozenset({408, 423, 425, 429, 500, 502, 503, 504, 509})
#: Statuses that say that nothing was done; other refusals of a gateway do not.
UNDONE = frozenset({429, 503, 509})
#: Response codes that may be over soon.
PASSING_CODES = frozenset(
    {
        "ErrorServerBusy",
        "ErrorTimeoutExpired",
        "ErrorConnectionFailed",
        "ErrorExceededConnectionCount",
        "ErrorInsufficientResources",
        "ErrorInternalServerError",
        "ErrorInternalServerTransientError",
        "ErrorMailboxFailover",
        "ErrorMailboxMoveInProgress",
        "ErrorMailboxStoreUnavailable",
        "ErrorNoRespondingCASInDestinationSite",
        "ErrorTooManyObjectsOpened",
    }
)
#: Of one of several things asked for: the host has no time for any of them. The rest of the passing
#: codes may be the fault of that thing, and would stop a folder at it for ever.
BUSY_CODES = PASSING_CODES - {
    "ErrorInternalServerError",
    "ErrorInternalServerTransientError",
    "ErrorTimeoutExpired",
}
#: What was asked for is not there.
GONE_CODES = frozenset(
    {
        "ErrorItemNotFound",
        "ErrorFolderNotFound",
        "ErrorSyncFolderNotFound",
        "ErrorObjectNotFound",
        "ErrorInvalidIdNotAnItem",
    }
)
#: A folder is closed to the one who asks, or is not there: of another's mailbox some folders are.
CLOSED_CODES = frozenset(
    {
        "ErrorAccessDenied",
        "ErrorItemNotFound",
        "ErrorFolderNotFound",
        "ErrorSyncFolderNotFound",
    }
)
#: The position in a change feed is lost.
LOST_CODES = frozenset({"ErrorInvalidSyncStateData", "ErrorSyncStateNotFound"})
_DENIED = frozenset({"ErrorAccessDenied", "ErrorSendAsDenied", "ErrorMailboxScopeNotAllowed"})
_NOT_AS_OWNER = frozenset(
    {
        "ErrorImpersonateUserDenied",
        "ErrorImpersonationDenied",
        "ErrorImpersonationFailed",
        "ErrorUserNotAllowedByPolicy",
    }
)
_NO_MAILBOX = frozenset(
    {"ErrorNonExistentMailbox", "ErrorNonPrimarySmtpAddress", "ErrorMissingEmailAddress"}
)
#: The account itself is refused, whoever asks.
_NO_ACCOUNT = frozenset(
    {"ErrorAccountDisabled", "ErrorPasswordExpired", "ErrorPasswordChangeRequired"}
)
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_SECONDS = re.compile(r"[0-9]{1,9}")


class Refused(Exception):
    """An answer that is none of those that were hoped for.

    Attributes:
        status: Of HTTP.
        code: Of Exchange, or empty.
        wait_s: How long the host wants to be left alone, or None.
    """

    def __init__(self, status: int, code: str, wait_s: float | None = None) -> None:
        word = code if _CODE.fullmatch(code) else ""
        super().__init__(word or f"status {status}")
        self.status = status
        self.code = word
        self.wait_s = wait_s

    @property
    def is_passing(self) -> bool:
        """Whether the same may be granted later."""
        return self.code in PASSING_CODES if self.code else self.status in PASSING

    @property
    def is_gone(self) -> bool:
        """Whether what was asked for is not there."""
        return self.code in GONE_CODES

    @property
    def is_lost(self) -> bool:
        """Whether the position in a change feed is no longer known."""
        return self.code in LOST_CODES

    @property
    def is_undone(self) -> bool:
        """Whether certainly nothing was made or sent: Exchange says why, or took no request."""
        return bool(self.code) or self.status in UNDONE or 300 <= self.status < 500


class Senseless(Exception):
    """The answer is not what was asked for; the words say how, and quote nothing."""


class TooLarge(Senseless):
    """The answer has more bytes than are taken."""


def translate(account: str, where: str, error: Refused | Senseless) -> ConnectorError:
    """The error of the port.

    Args:
        account: Its name.
        where: What was asked for, in words that may be shown.
        error: What was refused.
    """
    if isinstance(error, Senseless):
        return PermanentError(
            f"Exchange answered for {where} of account '{account}' with something that is not "
            f"taken: {error}. Nothing stored was deleted."
        )
    if error.status in (401, 456, 457) or error.code in _NO_ACCOUNT:
        return needs_sign_in(account)
    if error.is_passing:
        return TransientError(
            f"Exchange cannot give {where} of account '{account}' now ({error}). What was read so "
            "far is kept; the next sync goes on from there.",
            retry_after_s=error.wait_s,
        )
    return PermanentError(_for_good(account, where, error))


def _for_good(account: str, where: str, error: Refused) -> str:
    if error.code in _NOT_AS_OWNER:
        return (
            f"Exchange does not let account '{account}' act as the owner of its mailbox ({error}). "
            "Nothing stored was deleted; ask the administrator for the role "
            "ApplicationImpersonation on that mailbox, or set access to 'delegate'."
        )
    if error.code in _NO_MAILBOX:
        return (
            f"There is no mailbox of that address for account '{account}' ({error}). Nothing stored "
            "was deleted; set the mailbox to its primary address."
        )
    if error.code in _DENIED or error.status == 403:
        return (
            f"Exchange does not let account '{account}' use {where} ({error}). Nothing stored was "
            "deleted; ask its owner or the administrator for the right to read it."
        )
    if error.is_gone:
        return (
            f"There is no {where} in account '{account}' any more ({error}). Nothing stored was "
            "deleted."
        )
    if error.status in (301, 302, 303, 307, 308, 404, 405, 440):
        return (
            f"Exchange does not answer at the address of account '{account}' ({error}); it was not "
            "followed elsewhere. Nothing stored was deleted; set the address to "
            "https://HOST/EWS/Exchange.asmx."
        )
    return (
        f"Exchange does not give {where} of account '{account}' ({error}). Nothing stored was "
        "deleted."
    )


def needs_sign_in(account: str) -> AuthError:
    """The error of a user, a password or a token that is not taken."""
    return AuthError(
        f"Exchange refused the user, the password or the token of account '{account}'. Run "
        f"`rapport account auth {account}` and sync again."
    )


def unsure(account: str) -> AmbiguousDelivery:
    """The error of something made, of which nobody knows whether it was."""
    return AmbiguousDelivery(
        f"Exchange did not confirm what account '{account}' asked it to make. It is looked up "
        "before anything is tried again."
    )


def wish_s(headers: Mapping[str, str]) -> float | None:
    """The wish in ``Retry-After`` in seconds, 0 to `MAX_WAIT_S`, or None (RFC 9110, 10.2.3).

    A date counts from the ``Date`` of the same answer: our clock may differ from the server's.

    Args:
        headers: Names in lower case.
    """
    wish = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(wish):
        return min(float(wish), MAX_WAIT_S)
    try:
        left = parsedate_to_datetime(wish) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(left.total_seconds(), 0.0), MAX_WAIT_S)
