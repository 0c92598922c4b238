"""What can go wrong with a host, as the errors of the port; the sentences are made here.

A refusal names its reason in a response code (RFC 5530), where the host has learnt to; its words
are shown to people, shortened, printable and ASCII. Only a refused sign-in is not quoted: a host
that is not what it seems may repeat the password.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator

from imapclient.exceptions import ProtocolError

from connectors.base import AuthError, ConnectorError, PermanentError, TransientError

#: What a host is quoted with.
MAX_WORDS = 160
#: Response codes of refusals that may be over soon (RFC 5530, 9051; THROTTLED is Google's): those
#: about the host, and those that may be about one message.
_BUSY = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|OVERQUOTA|THROTTLED)\b", re.IGNORECASE)
_BROKEN = re.compile(r"\[(?:SERVERBUG|CORRUPTION)\b", re.IGNORECASE)
#: Hosts older than those codes say it in words.
_CROWDED = re.compile(r"too many|try again|temporar|rate limit|system error", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


class Refused(Exception):
    """The host answered NO or BAD, and the connection goes on; `words` is what it said."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words

    @property
    def is_passing(self) -> bool:
        """Whether the same may be granted later."""
        return self.is_busy or bool(_BROKEN.search(self.words))

    @property
    def is_busy(self) -> bool:
        """Whether the host wants to be left alone for a while."""
        return bool(_BUSY.search(self.words))


class BrokenOff(TransientError):
    """The host ended the connection, in the middle of an answer or instead of one."""


class Senseless(Exception):
    """The answer of the host is not IMAP; the connection goes on."""


def shown(words: object) -> str:
    """What a host said, as one short line of plain characters."""
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else str(words)
    plain = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return plain if len(plain) <= MAX_WORDS else plain[: MAX_WORDS - 1] + "…"


@contextlib.contextmanager
def broken_off(account: str, host: str) -> Iterator[None]:
    """Translate what ends a connection: nothing more can be asked on it.

    `Refused` and `Senseless` pass; `imaplib.IMAP4.error` becomes one of them.
    """
    try:
        yield
    except imaplib.IMAP4.abort as error:
        raise BrokenOff(
            f"{host} broke off the connection of account '{account}' ({shown(error)}). What was "
            "read so far is kept; the next sync goes on from there."
        ) from error
    except ProtocolError as error:
        raise Senseless(shown(error)) from error
    except imaplib.IMAP4.error as error:
        raise Refused(shown(error)) from error
    except OSError as error:
        raise unreachable(account, host, error) from error
    except (ValueError, LookupError, TypeError) as error:
        # What the standard client and the parser raise at answers nobody thought of.
        raise Senseless(shown(error)) from error


def unreachable(account: str, host: str, error: OSError) -> ConnectorError:
    """The error of a connection that could not be made, or was lost."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return PermanentError(
            f"{host} of account '{account}' showed a certificate that is not to be trusted "
            f"({shown(error.verify_message)}); nothing was told to it. Correct the host, or trust "
            "the authority that made the certificate."
        )
    if isinstance(error, ssl.SSLError):
        return PermanentError(
            f"{host} of account '{account}' does not speak TLS as it should "
            f"({shown(error.reason or error)}). Check host, port and tls of the account."
        )
    reason = shown(error.strerror or error) or type(error).__name__
    return TransientError(
        f"{host} of account '{account}' cannot be reached ({reason}). What was read so far is "
        "kept; the next sync goes on from there."
    )


def sign_in_refused(account: str, host: str, user: str, words: str) -> ConnectorError:
    """The error of a sign-in that the host refused; `words` are not shown."""
    if _BUSY.search(words) or _BROKEN.search(words) or _CROWDED.search(words):
        return TransientError(
            f"{host} cannot sign in account '{account}' now; it is tried again at the next sync."
        )
    return AuthError(
        f"{host} refused the password or token of '{user}' for account '{account}'. Run `rapport "
        f"account auth {account}` and sync again."
    )


def folder_refused(account: str, folder: str, refusal: Refused) -> ConnectorError:
    """The error of a folder that the host does not open."""
    if refusal.is_passing:
        return TransientError(
            f"'{folder}' of account '{account}' cannot be opened now ({refusal.words}); it is "
            "tried again at the next sync."
        )
    return PermanentError(
        f"There is no '{folder}' in account '{account}' that can be opened ({refusal.words}). "
        "Nothing stored was deleted."
    )


def command_refused(account: str, folder: str, refusal: Refused | Senseless) -> ConnectorError:
    """The error of a command within a folder that was refused, or answered with nonsense."""
    if isinstance(refusal, Refused) and refusal.is_passing:
        return TransientError(
            f"'{folder}' of account '{account}' cannot be read on now ({refusal.words}); the next "
            "sync goes on from here."
        )
    return PermanentError(
        f"'{folder}' of account '{account}' cannot be read: the host answered "
        f"'{shown(refusal)}'. What was read so far is kept."
    )
