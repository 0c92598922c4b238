"""Who asks: NTLM, Basic or a token, each as the headers of a request.

NTLM signs in a connection, in two steps: a challenge is asked for without the password being told,
and the proof of it goes with the request. Over TLS the proof is bound to the certificate of the host
(Extended Protection), so nobody can pass it on. A host that offers something else is never given it:
what is shown of a secret is what the settings say.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from typing import TYPE_CHECKING

from connectors.base import AuthError
from connectors.exchange.faults import Senseless

if TYPE_CHECKING:
    from spnego import ContextProxy

    from connectors.exchange.settings import ExchangeSettings

#: A challenge has a few hundred bytes.
_MAX_CHALLENGE = 16_384
_MAX_SECRET = 16_384
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z]+)(?=[\s,]|$)")


def read_secret(account: str, settings: ExchangeSettings) -> str:
    """The secret, as it can be told to a host.

    Raises:
        AuthError: there is none, or it is none.
    """
    secret = settings.secret()
    is_token = settings.sign_in == "oauth"
    if (
        not 0 < len(secret) <= _MAX_SECRET
        or "\0" in secret
        or (is_token and not (secret.isascii() and secret.isprintable() and " " not in secret))
    ):
        raise AuthError(
            f"What is kept as the secret of account '{account}' is none. Run `rapport account auth "
            f"{account}`."
        )
    return secret


def plain_header(settings: ExchangeSettings, secret: str) -> str:
    """The value of ``Authorization`` that goes with every request, for Basic or a token."""
    if settings.sign_in == "oauth":
        return f"Bearer {secret}"
    pair = f"{settings.user}:{secret}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def offered(header: str) -> frozenset[str]:
    """The ways to sign in that ``WWW-Authenticate`` offers, in lower case."""
    return frozenset(name.lower() for name in _SCHEME.findall(header[:_MAX_CHALLENGE]))


class Ntlm:
    """One sign-in of one connection.

    Args:
        settings: Who signs in, and where.
        secret: The password.
        certificate: Of the host (DER), or None: the connection is not encrypted.
        scheme: ``NTLM``, or ``Negotiate`` where the host names only that.
    """

    def __init__(
        self,
        settings: ExchangeSettings,
        secret: str,
        certificate: bytes | None,
        scheme: str = "NTLM",
    ) -> None:
        import spnego
        from spnego.channel_bindings import GssChannelBindings

        bindings = None
        if certificate is not None:
            bindings = GssChannelBindings(
                application_data=b"tls-server-end-point:" + _print_of(certificate)
            )
        self._context: ContextProxy = spnego.client(
            settings.user,
            secret,
            hostname=settings.host,
            service="http",
            channel_bindings=bindings,
            protocol="ntlm",
            options=spnego.NegotiateOptions.use_ntlm,
        )
        self.scheme = scheme

    def question(self) -> str:
        """The value of ``Authorization`` that asks for a challenge; the password is not in it."""
        return f"{self.scheme} {base64.b64encode(self._context.step() or b'').decode('ascii')}"

    def proof(self, header: str) -> str:
        """The value of ``Authorization`` that answers the challenge in ``WWW-Authenticate``.

        Raises:
            Senseless: there is no challenge.
        """
        from spnego.exceptions import SpnegoError

        found = re.search(rf"(?:^|,)\s*{self.scheme}\s+([A-Za-z0-9+/=]+)", header, re.IGNORECASE)
        if found is None or len(found[1]) > _MAX_CHALLENGE:
            raise Senseless("it has no challenge of NTLM")
        try:
            answer = self._context.step(base64.b64decode(found[1], validate=True))
        except (SpnegoError, ValueError, LookupError, struct.error, binascii.Error, OverflowError):
            # `from None`: the error's frames hold the password.
            raise Senseless("its challenge of NTLM is none") from None
        return f"{self.scheme} {base64.b64encode(answer or b'').decode('ascii')}"


def _print_of(certificate: bytes) -> bytes:
    """The hash of a certificate that a channel is bound by (RFC 5929, 4.1)."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes

    try:
        algorithm = x509.load_der_x509_certificate(certificate).signature_hash_algorithm
    except (UnsupportedAlgorithm, ValueError):
        algorithm = None
    if algorithm is None or algorithm.name in ("md5", "sha1"):
        algorithm = hashes.SHA256()
    digest = hashes.Hash(algorithm)
    digest.update(certificate)
    return digest.finalize()
