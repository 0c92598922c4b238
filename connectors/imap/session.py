"""One signed-in connection to a host, and the commands that are used on it.

    closed ──open──▶ signed in ──examine──▶ in a folder ──(any command)──▶ in a folder
       ▲                 │                       │
       └── broken off, timed out, closed ────────┘

A connection is used by one thread. What ends it raises TransientError and closes it; a refusal
(`Refused`) or a senseless answer (`Senseless`) leaves it open, and the caller decides.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

import imapclient

from connectors.base import AuthError, PermanentError, TransientError
from connectors.imap.faults import Refused, Senseless, broken_off, shown, sign_in_refused
from connectors.imap.line import Line
from connectors.imap.settings import Extension, ImapSettings, SignIn, Tls

log = logging.getLogger(__name__)

#: A connection that lay idle longer is not believed: hosts and routers forget after minutes.
STALE_S = 120.0


class _Client(imapclient.IMAPClient):  # type: ignore[misc]  # published without types
    """IMAPClient on a line that was made before."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(line.host, port=line.port, ssl=False)
        self.folder_encode = False
        # It turns on a log of every line, mail and passwords among them.
        line.debug = 0

    def _create_IMAP4(self) -> Line:  # noqa: N802 - its name in the base class
        return self._line


class Session:
    """A connection that is opened when it is needed.

    Args:
        account: The account's name, for sentences.
        settings: How the host is reached.

    Attributes:
        handed_over: Whether the host had all of the message that the last command carried.
    """

    def __init__(self, account: str, settings: ImapSettings) -> None:
        self.account = account
        self.settings = settings
        self._client: _Client | None = None
        self._line: Line | None = None
        self._capabilities: frozenset[str] = frozenset()
        self._refusal: AuthError | None = None
        self._used_at = 0.0
        self.handed_over = False

    # ── opening and closing ──────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Connect and sign in, unless that is done already.

        Raises:
            AuthError: the host refused user and secret; it is not asked again by this session.
            TransientError: it cannot be reached, or not now.
            PermanentError: no encryption that can be trusted.
        """
        if self._refusal is not None:
            raise self._refusal
        if self.is_open:
            return
        self.close()
        secret = self.settings.secret()
        try:
            self._connect()
            self._sign_in(secret)
            self._read_capabilities()
            self._enable()
        except (Refused, Senseless) as error:
            self._drop()
            raise TransientError(
                f"{self.settings.host} of account '{self.account}' does not answer as a mail host "
                f"does ({shown(error)}). Check host, port and tls of the account."
            ) from error
        except AuthError as error:
            self._drop()
            self._refusal = error
            raise
        except (TransientError, PermanentError):
            self._drop()
            raise
        log.info("signed in", extra={"action": "imap_opened", "account": self.account})

    @property
    def is_open(self) -> bool:
        """Whether there is a connection that is believed to hold."""
        return self._line is not None and time.monotonic() - self._used_at < STALE_S

    def close(self) -> None:
        """End the connection; nothing is raised."""
        line = self._line
        if line is not None and self.is_open:
            line.allow()
            # A farewell that gets lost harms nobody.
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                line.send(b"BYE LOGOUT\r\n")
        self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.hang_up()
        self._line = self._client = None

    def _connect(self) -> None:
        settings = self.settings
        with broken_off(self.account, settings.host):
            line = self._line = Line(settings)
            if line.state != "NONAUTH":
                # Signed in before anybody said who they are: what STARTTLS would protect is known
                # already, or this is somebody else's mailbox.
                raise PermanentError(
                    f"{settings.host} of account '{self.account}' lets in without a sign-in "
                    "(PREAUTH); that is not used. Check host, port and tls of the account."
                )
            if settings.tls is Tls.STARTTLS:
                if "STARTTLS" not in line.capabilities:
                    raise PermanentError(
                        f"{settings.host} of account '{self.account}' offers no STARTTLS; nothing "
                        "was told to it. Check host and port, or set tls to 'implicit'."
                    )
                line.start_tls()
            self._client = _Client(line)
            self._read_capabilities()

    def _sign_in(self, secret: str) -> None:
        settings = self.settings
        line = self.line()
        line.allow()
        try:
            with broken_off(self.account, settings.host):
                if settings.sign_in is SignIn.XOAUTH2:
                    token = f"user={settings.user}\1auth=Bearer {secret}\1\1".encode()
                    line.authenticate("XOAUTH2", _once(token))
                elif self.has("AUTH=PLAIN"):
                    words = f"\0{settings.user}\0{secret}".encode()
                    line.authenticate("PLAIN", _once(words))
                else:
                    self._log_in(line, secret)
        except Refused as error:
            # `from None`, here and below: what the host said may hold the secret.
            raise sign_in_refused(self.account, settings.host, settings.user, error.words) from None
        except (TransientError, Senseless):
            raise TransientError(
                f"{settings.host} broke off while account '{self.account}' signed in; it is tried "
                "again at the next sync."
            ) from None

    def _log_in(self, line: Line, secret: str) -> None:
        """By the older command, which knows ASCII only."""
        if self.has("LOGINDISABLED"):
            raise PermanentError(
                f"{self.settings.host} of account '{self.account}' takes no password on this "
                "connection. Set tls to 'implicit' or 'starttls', or sign in with a token."
            )
        pair = (self.settings.user, secret)
        if not all(each.isascii() and each.isprintable() for each in pair):
            raise AuthError(
                f"User or password of account '{self.account}' holds characters that "
                f"{self.settings.host} cannot be told. Make a password for this program there."
            )
        user = '"' + pair[0].replace("\\", "\\\\").replace('"', '\\"') + '"'
        line.login(user, secret)

    def _read_capabilities(self) -> None:
        with self.command() as client:
            # Not the method that remembers: what was said before TLS or the sign-in is void.
            words = client._do_capabilites()
        self._capabilities = frozenset(word.decode("ascii", "replace").upper() for word in words)

    def _enable(self) -> None:
        """Say which extensions are used; a host that forgot them otherwise gives no numbers."""
        wanted = [each.value for each in Extension if self.uses(each)]
        if wanted and self.has("ENABLE"):
            with self.command() as client:
                client.enable(*wanted)

    # ── what can be asked ────────────────────────────────────────────────────────────────────

    def has(self, capability: str) -> bool:
        """Whether the host offers something."""
        return capability in self._capabilities

    def uses(self, extension: Extension) -> bool:
        """Whether an extension is offered, and wanted; QRESYNC needs ENABLE (RFC 7162, 3.2.3)."""
        if extension is Extension.QRESYNC and not self.has("ENABLE"):
            return False
        return extension in self.settings.extensions and self.has(extension.value)

    @contextlib.contextmanager
    def command(self, octets: int = 0) -> Iterator[_Client]:
        """A command whose answer has about `octets` bytes.

        Raises:
            Refused, Senseless: the answer; the connection goes on.
            TransientError: the connection is over.
        """
        client, line = self._client, self._line
        if client is None or line is None:
            raise TransientError(f"The connection of account '{self.account}' is closed.")
        line.allow(octets)
        try:
            with broken_off(self.account, self.settings.host):
                yield client
        except (Refused, Senseless):
            raise
        except BaseException:
            # The rest of an answer may still be on its way.
            self._drop()
            raise
        finally:
            self.handed_over = line.handed_over
            self._used_at = time.monotonic()

    def line(self) -> Line:
        """The connection, for commands that the client does not know.

        Raises:
            TransientError: it is closed.
        """
        if self._line is None:
            raise TransientError(f"The connection of account '{self.account}' is closed.")
        return self._line


def _once(words: bytes) -> Callable[[Any], bytes]:
    """What is answered to the first challenge; further ones, which tell of an error, get nothing."""
    answers = iter((words,))
    return lambda _: next(answers, b"")


class OnSession:
    """Whatever keeps a session of its own, and ends it with its block."""

    _session: Session

    def close(self) -> None:
        """End the connection; the next question opens another."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()
