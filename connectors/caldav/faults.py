"""What can go wrong with a server, as the errors of the port; the sentences are made here.

A server is never quoted: what it says may be what we told it, and that holds the password. Of an
address only the host is shown, since addresses of calendars are secrets by themselves.
"""

from __future__ import annotations

import contextlib
import re
import ssl
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpcore

from connectors.base import AuthError, ConnectorError, PermanentError, TransientError

if TYPE_CHECKING:
    import httpx

#: What a server may ask us to wait at most; a longer wish is cut to this.
MAX_RETRY_AFTER_S = 86_400.0
_SECONDS = re.compile(r"[0-9]{1,9}")
#: May be over soon: timeouts, conflicts of load, and what gateways answer.
_PASSING = frozenset({408, 423, 425, 429, 500, 502, 503, 504, 509})


class Senseless(Exception):
    """The answer is not what was asked for; the words say how, and quote nothing."""


class TooLarge(Senseless):
    """The answer has more bytes, or more parts, than are taken."""


class TokenLost(Exception):
    """The server no longer knows the sync-token."""


class NotThatAddress(Exception):
    """A name led to an address that may not be asked."""


@contextlib.contextmanager
def broken_off(account: str, host: str) -> Iterator[None]:
    """Translate what ends an exchange with a server; the errors of this module pass."""
    try:
        yield
    except httpcore.ConnectError as error:
        raise _unreachable(account, host, error) from error
    except httpcore.TimeoutException as error:
        raise TransientError(
            f"{host} of account '{account}' did not answer in time. What was read so far is kept; "
            "the next sync goes on from there."
        ) from error
    except httpcore.ProtocolError:
        # `from None`: the error repeats what the server sent.
        raise TransientError(
            f"{host} of account '{account}' broke off, or answered something that is not HTTP. "
            "What was read so far is kept; the next sync goes on from there."
        ) from None
    except NotThatAddress as error:
        raise PermanentError(f"{host} of account '{account}' {error}; it was not asked.") from error
    except (httpcore.NetworkError, OSError) as error:
        raise _unreachable(account, host, error) from error


def _unreachable(account: str, host: str, error: Exception) -> ConnectorError:
    cause = _find_tls_error(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return PermanentError(
            f"{host} of account '{account}' showed a certificate that is not to be trusted; "
            "nothing was told to it. Correct the address, or trust the authority that made the "
            "certificate."
        )
    if cause is not None:
        return PermanentError(
            f"{host} of account '{account}' does not speak TLS as it should. Check the address of "
            "the account."
        )
    return TransientError(
        f"{host} of account '{account}' cannot be reached. What was read so far is kept; the next "
        "sync goes on from there."
    )


def _find_tls_error(error: Exception) -> ssl.SSLError | None:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause


def status_error(
    account: str, where: str, host: str, status: int, headers: httpx.Headers
) -> ConnectorError:
    """The error of an answer that is none of those that were hoped for.

    Args:
        account: Its name.
        where: What was asked for, in words that may be shown.
        host: Who was asked.
        status: Of HTTP.
        headers: Of the answer, for the time that the server wants to be left alone.
    """
    if status == 401:
        return AuthError(
            f"{host} refused the user or password of account '{account}'. Run `rapport account "
            f"auth {account}` and sync again."
        )
    if status in _PASSING:
        return TransientError(
            f"{host} cannot give {where} of account '{account}' now (status {status}); it is "
            "tried again at the next sync.",
            retry_after_s=retry_after_s(headers),
        )
    if status == 403:
        return PermanentError(
            f"{host} does not let account '{account}' read {where}. Nothing stored was deleted; "
            "ask its owner for the right to read."
        )
    if status in (404, 410):
        return PermanentError(
            f"There is no {where} in account '{account}' any more. Nothing stored was deleted; "
            "check the address of the account."
        )
    return PermanentError(
        f"{host} does not give {where} of account '{account}' (status {status}). Nothing stored "
        "was deleted; check the address of the account."
    )


def senseless(account: str, where: str, host: str, error: Senseless) -> PermanentError:
    """The error of an answer that makes no sense."""
    return PermanentError(
        f"{host} answered for {where} of account '{account}' with something that is not taken: "
        f"{error}. Nothing stored was deleted."
    )


def retry_after_s(headers: httpx.Headers) -> float | None:
    """The wish in ``Retry-After`` in seconds, 0 to `MAX_RETRY_AFTER_S`, or None (RFC 9110, 10.2.3).

    A date counts from the ``Date`` of the same answer: our clock may differ from the server's.
    """
    wish = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(wish):
        return min(float(wish), MAX_RETRY_AFTER_S)
    try:
        left = parsedate_to_datetime(wish) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(left.total_seconds(), 0.0), MAX_RETRY_AFTER_S)
