"""A note to oneself by mail: through a command in the manner of sendmail, or a configured host.

Not for letters to others: a `NoteToSelf` has one address, which is its sender and its only
recipient, so nothing else can be asked for here.

What went wrong is told as precisely as the protocol allows (RFC 5321, 4.2.5 and 6.1). Up to the
final dot nothing can have been taken: `TransientError`, `PermanentError`, `AuthError`. Behind it,
without an answer, nobody knows: `AmbiguousDelivery`, never to be repeated by itself.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError

#: For one step of the conversation, and for all of it: a host that answers a byte at a time must
#: not hold anything up.
TIMEOUT_S = 20.0
DEADLINE_S = 60.0
#: What a refusal is quoted with.
MAX_REPLY = 160

#: Exit codes after sysexits.h that mean "later": no host, unavailable, no fork, I/O, temporary.
_LATER = frozenset({68, 69, 71, 74, 75})
_ADDRESS = re.compile(rb"[^\s<>()\"\\,;:@\x00-\x20\x7f-\xff-][^\s<>()\"\\,;:@\x00-\x20\x7f-\xff]*"
                      rb"@[A-Za-z0-9][A-Za-z0-9.-]*")  # fmt: skip
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class NoteToSelf:
    """A mail from an address to the same address; there is no field for anybody else.

    Attributes:
        address: ASCII.
        raw: RFC 5322 bytes with CRLF line ends.

    Raises:
        PermanentError: the address or the line ends could be read as something else.
    """

    address: str
    raw: bytes

    def __post_init__(self) -> None:
        if not self.address.isascii() or not _ADDRESS.fullmatch(self.address.encode()):
            raise PermanentError(f"{self.address!r} is no address that a mail can be sent to.")
        if _BARE_BREAK.search(self.raw) or not self.raw.endswith(b"\r\n"):
            raise PermanentError("The mail has line ends that hosts read differently; not sent.")


class NoteTransport(Protocol):
    """What carries a note to oneself."""

    def send(self, note: NoteToSelf) -> None:
        """Hand it over; once, without trying again.

        Raises:
            TransientError, PermanentError, AuthError: it was not taken.
            AmbiguousDelivery: it may have been taken.
        """


class SendmailCommand:
    """A command that reads a mail and takes its recipient as its last argument.

    Args:
        command: Program and arguments; ``-i -- ADDRESS`` follows. Runs without a shell.
        timeout_s: How long it may take.
    """

    def __init__(self, command: Sequence[str], *, timeout_s: float = DEADLINE_S) -> None:
        self._command = tuple(command)
        self._timeout_s = timeout_s

    def send(self, note: NoteToSelf) -> None:
        """As `NoteTransport.send`."""
        with tempfile.TemporaryFile() as said:
            code = self._run(note, said)
            said.seek(0)
            words = _shown(said.read(4 * MAX_REPLY))
        if code == 0:
            return
        name = self._command[0]
        if code < 0:
            raise AmbiguousDelivery(f"'{name}' was ended by signal {-code} while it had the mail.")
        sentence = f"'{name}' ended with status {code}{f': {words}' if words else ''}."
        raise TransientError(sentence) if code in _LATER else PermanentError(sentence)

    def _run(self, note: NoteToSelf, said: IO[bytes]) -> int:
        name = self._command[0]
        try:
            process = subprocess.Popen(
                [*self._command, "-i", "--", note.address],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
        except OSError as error:
            raise PermanentError(
                f"'{name}' cannot be run: {error.strerror}. Correct 'sendmail' in config.toml."
            ) from error
        with process:
            try:
                # Commands of this machine take its own line ends.
                process.communicate(note.raw.replace(b"\r\n", b"\n"), timeout=self._timeout_s)
            except subprocess.TimeoutExpired as error:
                raise AmbiguousDelivery(
                    f"'{name}' did not end within {self._timeout_s:g} s and was stopped."
                ) from error
            finally:
                if process.poll() is None:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
        return process.returncode


class SmtpHost:
    """A host that takes mail for the owner, over SMTP.

    Args:
        host: Name or address; the certificate must be for it.
        port: Where it listens.
        tls: ``starttls`` or ``implicit``, both required, or ``none``.
        user: Who signs in; None: nobody.
        secret: Gives the password, asked before the host is.
        context: Certificates to trust; those of the system where it is left out.
        timeout_s: For one step.
        deadline_s: For everything after the connection.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: str = "starttls",
        user: str | None = None,
        secret: Callable[[], str] | None = None,
        context: ssl.SSLContext | None = None,
        timeout_s: float = TIMEOUT_S,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._user = user
        self._secret = secret
        self._context = context
        self._timeout_s = timeout_s
        self._deadline_s = deadline_s

    def send(self, note: NoteToSelf) -> None:
        """As `NoteTransport.send`."""
        password = self._secret() if self._user is not None and self._secret is not None else None
        with contextlib.ExitStack() as line:
            with self._nothing_taken():
                client = line.enter_context(self._connected())
                self._greet(client, password)
                self._offer(client, note.address)
                # RFC 5321, 4.5.2: a line that begins with a dot gets another.
                client.write(re.sub(rb"(?m)^\.", b"..", note.raw))
            self._end(client)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[_Client]:
        context = None
        if self._tls != "none":
            context = self._context or ssl.create_default_context()
        client = _Client(self._deadline_s, context if self._tls == "implicit" else None)
        try:
            client.open(self._host, self._port, self._timeout_s)
            if self._tls == "starttls":
                client.starttls(context=context)
            yield client
        finally:
            client.hang_up()

    def _greet(self, client: _Client, password: str | None) -> None:
        client.ehlo_or_helo_if_needed()
        if self._user is None or password is None:
            return
        if not (password.isascii() and self._user.isascii()):
            raise AuthError(f"User or password for {self._host} is not ASCII; nothing was sent.")
        try:
            client.login(self._user, password)
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise TransientError(
                    f"{self._host} cannot check passwords now ({error.smtp_code})."
                ) from None
            # Not what it said: a host that is not what it seems may repeat the password.
            raise AuthError(
                f"{self._host} refused the password of '{self._user}' ({error.smtp_code})."
            ) from None

    def _offer(self, client: _Client, address: str) -> None:
        self._expect((250,), client.mail(address))
        self._expect((250, 251), client.rcpt(address))
        self._expect((354,), client.docmd("DATA"))

    def _end(self, client: _Client) -> None:
        try:
            client.write(b".\r\n")
            code, text = client.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise AmbiguousDelivery(
                f"{self._host} had all of the mail and did not say whether it took it."
            ) from error
        if 200 <= code < 300:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                client.docmd("QUIT")
            return
        if 400 <= code < 600:
            raise self._refused(code, text)
        raise AmbiguousDelivery(f"{self._host} had all of the mail and answered nonsense.")

    def _expect(self, codes: Sequence[int], reply: tuple[int, bytes]) -> None:
        if reply[0] not in codes:
            raise self._refused(*reply)

    def _refused(self, code: int, text: bytes | str) -> TransientError | PermanentError:
        words = _shown(text)
        sentence = f"{self._host} did not take the mail ({code}{f' {words}' if words else ''})."
        return PermanentError(sentence) if 500 <= code < 600 else TransientError(sentence)

    @contextlib.contextmanager
    def _nothing_taken(self) -> Iterator[None]:
        """Translate what goes wrong before the final dot."""
        try:
            yield
        except smtplib.SMTPNotSupportedError as error:
            raise PermanentError(
                f"{self._host} does not offer {'STARTTLS' if self._tls == 'starttls' else 'this'}"
                f" ({error}); nothing was sent."
            ) from error
        except smtplib.SMTPResponseException as error:
            raise self._refused(error.smtp_code, error.smtp_error) from error
        except ssl.SSLCertVerificationError as error:
            raise PermanentError(
                f"{self._host} showed a certificate that is not to be trusted "
                f"({error.verify_message}); nothing was sent."
            ) from error
        except smtplib.SMTPServerDisconnected as error:
            raise TransientError(f"{self._host} broke off; nothing was sent.") from error
        except smtplib.SMTPException as error:
            raise PermanentError(f"{self._host} cannot be used: {_shown(str(error))}") from error
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
            raise TransientError(f"{self._host} cannot be reached: {reason}.") from error


class _Client(smtplib.SMTP):
    """The standard client with an end to its patience."""

    def __init__(self, deadline_s: float, implicit: ssl.SSLContext | None) -> None:
        # An address literal: the name of this machine is nobody's business, and finding it may take
        # longer than sending.
        super().__init__(local_hostname="[127.0.0.1]")
        self._deadline_s = deadline_s
        self._implicit = implicit
        self._line: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def open(self, host: str, port: int, timeout_s: float) -> None:
        """Connect and read the greeting."""
        self.timeout = timeout_s
        self._host = host  # what the certificate must be for
        code, text = self.connect(host, port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((host, port), timeout)
        # A second handle on the same connection: it ends whatever is going on, TLS or not.
        self._line = line.dup()
        self._timer = threading.Timer(self._deadline_s, self._cut)
        self._timer.daemon = True
        self._timer.start()
        if self._implicit is None:
            return line
        return self._implicit.wrap_socket(line, server_hostname=host)

    def _cut(self) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def write(self, octets: bytes) -> None:
        """Bytes of the mail, as they are."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        self.sock.sendall(octets)

    def hang_up(self) -> None:
        """Let everything go, whatever state it is in."""
        if self._timer is not None:
            self._timer.cancel()
        with contextlib.suppress(OSError):
            self.close()
        if self._line is not None:
            self._line.close()


def _shown(text: bytes | str) -> str:
    """What a host or a command said, as one short line of plain characters."""
    words = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    plain = " ".join(_UNPRINTABLE.sub(" ", words).split())
    return plain if len(plain) <= MAX_REPLY else plain[: MAX_REPLY - 1] + "…"
