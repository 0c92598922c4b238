"""How mail of an account is sent: host, encryption, sign-in and patience; values, no connection."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.base import PermanentError
from connectors.loopback import is_loopback


class Tls(StrEnum):
    """How the connection is encrypted."""

    #: From the first byte, port 465 (RFC 8314).
    IMPLICIT = "implicit"
    #: After STARTTLS, port 587; refused where the host does not offer it.
    STARTTLS = "starttls"
    #: Not at all: only for a host that is this machine.
    NONE = "none"


class SignIn(StrEnum):
    """What the secret is."""

    #: A password, or a password made for this program.
    PASSWORD = "password"  # noqa: S105 - the name of a way, not a password
    #: An access token of OAuth 2.0, by SASL XOAUTH2.
    XOAUTH2 = "xoauth2"


def _no_secret() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The host that takes an account's mail.

    Attributes:
        user: Who signs in; None: nobody, as on a relay of one's own machine.
        secret: Gives the password or the token; asked at every sign-in, kept nowhere.
        port: None: the usual one of the encryption.
        context: Certificates to trust; None: those of the system.
        timeout_s: The longest silence before the host counts as gone, up to the final dot.
        deadline_s: The longest time up to the final dot, beside what the bytes of the mail need;
            and again for the answer to it. A host may look a mail over in silence before it
            answers (RFC 5321, 4.5.3.2.6, asks for 600), and giving up makes it *unknown*.
        copies: Whether a copy is put among the sent mail; False: the host does so by itself.

    Raises:
        PermanentError: plain text to another machine, or a user that cannot be told to a host.
    """

    host: str
    user: str | None = None
    secret: Callable[[], str] = field(default=_no_secret, repr=False)
    port: int | None = None
    tls: Tls = Tls.STARTTLS
    sign_in: SignIn = SignIn.PASSWORD
    context: ssl.SSLContext | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    deadline_s: float = 120.0
    copies: bool = True

    def __post_init__(self) -> None:
        if self.tls is Tls.NONE and not is_loopback(self.host):
            raise PermanentError(
                f"{self.host} is another machine, and a connection to it without encryption shows "
                "mail and password to the network. Set tls to 'implicit' or 'starttls'."
            )
        if self.user is not None and not (self.user and self.user.isprintable()):
            raise PermanentError("The user who sends is a line of printable characters.")

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        usual = {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.NONE: 25}
        return self.host, self.port or usual[self.tls]
