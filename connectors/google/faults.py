"""What can go wrong with Google, as the errors of the port; the sentences are made here.

Google says the reason in a word (`errors[].reason`); only such words are shown, never its sentences:
those may hold addresses and names of projects.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from connectors.base import AuthError, ConnectorError, PermanentError, TransientError

#: What Google may ask us to wait at most; a longer wish is cut to this.
MAX_RETRY_AFTER_S = 86_400.0
#: Reasons of a 403 that are about pace.
_PACE = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
#: Reasons of a 403 that are over with the day.
_DAY = frozenset({"dailyLimitExceeded", "quotaExceeded", "dailyLimitExceededUnreg"})
_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
#: As a part of an error, and in its words.
_DELAY = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)s")
_RETRY_AFTER = re.compile(r"\bRetry after ([0-9][0-9A-Za-z:.+-]{1,40})")
_WORD = re.compile(r"[A-Za-z0-9_]{1,60}")


class Refused(Exception):
    """Google answered with an error.

    Attributes:
        status: Of HTTP.
        reasons: Its words for it.
        retry_after_s: How long it wants to be left alone, where it says so.
    """

    def __init__(
        self,
        status: int,
        reasons: frozenset[str] = frozenset(),
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(status, sorted(reasons))
        self.status = status
        self.reasons = reasons
        self.retry_after_s = retry_after_s

    @property
    def is_about_pace(self) -> bool:
        """Whether nothing was done because too much was asked for."""
        return self.status == 429 or (self.status == 403 and bool(self.reasons & _PACE))

    @property
    def is_passing(self) -> bool:
        """Whether the same may be granted soon."""
        return self.status in _PASSING or self.is_about_pace


class Senseless(Exception):
    """The answer is not what was asked for."""


class Garbled(PermanentError):
    """`Senseless`, as an error of the port."""


class BrokenOff(TransientError):
    """The connection ended before there was an answer.

    Attributes:
        handed_over: Whether Google may have had all of the request.
    """

    def __init__(self, message: str, *, handed_over: bool) -> None:
        super().__init__(message)
        self.handed_over = handed_over


def read_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refused:
    """What an answer with an error says."""
    error = _error_in(body)
    wish = retry_after_s(headers)
    return Refused(status, _reasons(error), _wish_in(error, headers) if wish is None else wish)


def _error_in(body: bytes) -> Mapping[str, Any]:
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return {}
    return error if isinstance(error, Mapping) else {}


def _rows_in(error: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = [error.get(key) for key in ("errors", "details")]
    rows = [row for rows in listed if isinstance(rows, list) for row in rows]
    return [row for row in rows if isinstance(row, Mapping)]


def _reasons(error: Mapping[str, Any]) -> frozenset[str]:
    words = [*(row.get("reason") for row in _rows_in(error)), error.get("status")]
    return frozenset(word for word in words if isinstance(word, str) and _WORD.fullmatch(word))


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """The wish in ``Retry-After`` in seconds, 0 to `MAX_RETRY_AFTER_S`, or None (RFC 9110, 10.2.3).

    A date counts from the ``Date`` of the same answer: our clock may differ from Google's.
    """
    wish = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(wish):
        return min(float(wish), MAX_RETRY_AFTER_S)
    try:
        return _until(parsedate_to_datetime(wish), headers)
    except (ValueError, TypeError):
        return None


def _wish_in(error: Mapping[str, Any], headers: Mapping[str, str]) -> float | None:
    """The wish in the words of a refusal, where Gmail has it: "Retry after" and a moment.

    As a part of the error it is a number of seconds (google.rpc.RetryInfo).
    """
    for row in _rows_in(error):
        if found := _DELAY.fullmatch(str(row.get("retryDelay"))):
            return min(float(found[1]), MAX_RETRY_AFTER_S)
    found = _RETRY_AFTER.search(str(error.get("message"))[:1000])
    if found is None:
        return None
    if seconds := _DELAY.fullmatch(found[1]):
        return min(float(seconds[1]), MAX_RETRY_AFTER_S)
    try:
        return _until(datetime.fromisoformat(found[1]), headers)
    except (ValueError, TypeError):
        return None


def _until(moment: datetime, headers: Mapping[str, str]) -> float | None:
    """Seconds from when an answer was given to a moment.

    Raises:
        ValueError, TypeError: it does not say when, or one of both has no zone.
    """
    try:
        left = moment - parsedate_to_datetime(headers.get("date", ""))
    except OverflowError:
        return None
    return min(max(left.total_seconds(), 0.0), MAX_RETRY_AFTER_S)


def unreachable(account: str, host: str, error: Exception, *, handed_over: bool) -> ConnectorError:
    """The error of a connection that could not be made, or was lost."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__
    if cause is not None:
        return PermanentError(
            f"{host} of account '{account}' showed a certificate that is not to be trusted, or "
            "does not speak TLS as it should; nothing was told to it. Where a proxy opens "
            "connections, name the authority that it signs with."
        )
    return BrokenOff(
        f"{host} of account '{account}' cannot be reached, or broke off. What was read so far is "
        "kept; the next sync goes on from there.",
        handed_over=handed_over,
    )


def needs_sign_in(account: str, why: str) -> AuthError:
    """The account has to be signed in again by a person."""
    return AuthError(
        f"Google refused account '{account}': {why}. Run `rapport account auth {account}` and "
        "sync again."
    )


def refusal_error(account: str, where: str, refusal: Refused) -> ConnectorError:
    """The error of a request that was refused.

    Args:
        account: Its name.
        where: What was asked for, in words that may be shown.
        refusal: The answer.
    """
    said = ", ".join(sorted(refusal.reasons)) or "no reason given"
    if refusal.is_passing or (refusal.status == 403 and refusal.reasons & _DAY):
        return TransientError(
            f"Google cannot give {where} of account '{account}' now (status {refusal.status}, "
            f"{said}); what was read so far is kept, and the next sync goes on from there.",
            retry_after_s=refusal.retry_after_s,
        )
    if refusal.status == 401:
        return needs_sign_in(account, "the access it was given is no longer valid")
    if refusal.status == 403 and refusal.reasons & _SCOPE:
        return needs_sign_in(
            account, f"it was not allowed to give {where}; tick every box when signing in"
        )
    if refusal.status == 403 and refusal.reasons & _OFF:
        return PermanentError(
            f"The Cloud project of account '{account}' has not enabled the service that gives "
            f"{where}. Enable 'Gmail API' and 'Google Calendar API' under 'APIs & Services', wait "
            "a few minutes, and sync again."
        )
    if refusal.status in (404, 410):
        return PermanentError(
            f"There is no {where} in account '{account}' any more. Nothing stored was deleted."
        )
    return PermanentError(
        f"Google does not give {where} of account '{account}' (status {refusal.status}, {said}). "
        "Nothing stored was deleted."
    )


def senseless(account: str, where: str) -> Garbled:
    """The error of an answer that makes no sense."""
    return Garbled(
        f"Google answered for {where} of account '{account}' with something that cannot be read. "
        "Nothing stored was deleted."
    )
