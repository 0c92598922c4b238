"""How an IMAP account is reached: host, encryption, sign-in and patience; values, no connection."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.base import PermanentError
from connectors.loopback import is_loopback


class Tls(StrEnum):
    """How the connection is encrypted."""

    #: From the first byte, port 993 (RFC 8314).
    IMPLICIT = "implicit"
    #: After STARTTLS, port 143; refused where the host does not offer it.
    STARTTLS = "starttls"
    #: Not at all: only for a host that is this machine.
    NONE = "none"


class SignIn(StrEnum):
    """What the secret is."""

    #: A password, or a password made for this program.
    PASSWORD = "password"  # noqa: S105 - the name of a way, not a password
    #: An access token of OAuth 2.0, by SASL XOAUTH2.
    XOAUTH2 = "xoauth2"


class Extension(StrEnum):
    """What makes changes cheap to find, where the host offers it (RFC 7162)."""

    CONDSTORE = "CONDSTORE"
    QRESYNC = "QRESYNC"


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """One mailbox on a host.

    Attributes:
        secret: Gives the password or the token; asked at every sign-in, kept nowhere.
        port: None: the usual one of the encryption.
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence before the host counts as gone.
        deadline_s: The longest time for one answer, beside what its bytes need.
        extensions: Which extensions are used where they are offered.
        full_bodies: False: headers only are ever fetched; every record is `truncated`.

    Raises:
        PermanentError: plain text to another machine, or a user that cannot be told to a host.
    """

    host: str
    user: str
    secret: Callable[[], str] = field(repr=False)
    port: int | None = None
    tls: Tls = Tls.IMPLICIT
    sign_in: SignIn = SignIn.PASSWORD
    context: ssl.SSLContext | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    deadline_s: float = 60.0
    extensions: frozenset[Extension] = frozenset(Extension)
    full_bodies: bool = True

    def __post_init__(self) -> None:
        if self.tls is Tls.NONE and not is_loopback(self.host):
            raise PermanentError(
                f"{self.host} is another machine, and a connection to it without encryption shows "
                "mail and password to the network. Set tls to 'implicit' or 'starttls'."
            )
        if not self.user or not self.user.isprintable():
            raise PermanentError("The user of a mailbox is a line of printable characters.")

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port or (993 if self.tls is Tls.IMPLICIT else 143)
