"""aiosmtpd on the loopback: a mail host that nobody here wrote."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USER, PASSWORD = "jonas", "correct-horse-battery"


@dataclass
class Peer:
    """A running host.

    Attributes:
        taken: (sender, recipients, mail, whether it was signed in) of what it answered with 250.
    """

    port: int
    taken: list[tuple[str, list[str], bytes, bool]] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        recipients = [str(each) for each in envelope.rcpt_tos]
        self.taken.append(
            (str(envelope.mail_from), recipients, content, bool(session.authenticated))
        )
        return "250 taken"


def run_peer(certificate: Path | None = None, key: Path | None = None) -> Iterator[Peer]:
    """A host for as long as the caller wants it; with a certificate it wants STARTTLS and a sign-in."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    peer = Peer(port)
    options: dict[str, Any] = {"enable_SMTPUTF8": True}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        options |= {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": _check,
        }
    controller = Controller(peer, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield peer
    finally:
        controller.stop()


def _check(
    _server: SMTP, _session: Session, _envelope: Envelope, _way: str, told: Any
) -> AuthResult:
    expected = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=told == expected, handled=False)
