"""Who is there: Basic, NTLM and Bearer, checked as a server checks them.

NTLM signs in a connection and not a request, so its state belongs to the connection.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.connectors.exchange.server.ntlm import Challenge, NotProven, answered, login_of

if TYPE_CHECKING:
    from tests.connectors.exchange.server.world import User, World

#: What the server offers, in the order in which it names it.
SCHEMES = ("Negotiate", "NTLM", "Basic", "Bearer")


@dataclass
class SigningIn:
    """The sign-in of one connection.

    Attributes:
        certificate: Of the server (DER), or None: the connection is not encrypted.
        problems: Why an answer to a challenge was not taken; the server keeps it.
    """

    world: World
    schemes: tuple[str, ...]
    certificate: bytes | None = None
    user: User | None = None
    challenge: Challenge | None = None
    #: What a 401 says beside the schemes: the challenge of NTLM.
    says: str = ""
    problems: list[str] = field(default_factory=list)

    def admit(self, header: str | None) -> User | None:
        """The user of a request, or None: a 401 with `offers`."""
        self.says = ""
        scheme, _, value = (header or "").partition(" ")
        if not header:
            return self.user
        if scheme not in self.schemes:
            return None
        if scheme == "Basic":
            return self._basic(value)
        if scheme == "Bearer":
            return self._bearer(value)
        return self._ntlm(scheme, value)

    def offers(self) -> list[str]:
        """The values of WWW-Authenticate."""
        if self.says:
            return [self.says]
        named = {"Basic": 'Basic realm="mail.wirth.example"', "Bearer": "Bearer"}
        return [named.get(scheme, scheme) for scheme in self.schemes]

    def _basic(self, value: str) -> User | None:
        try:
            given = base64.b64decode(value, validate=True)
        except binascii.Error:
            return None
        try:
            name, _, password = given.decode().partition(":")
        except UnicodeDecodeError:  # clients differ, and IIS takes the code page of Windows as well
            name, _, password = given.decode("latin-1").partition(":")
        user = self._named(name)
        return user if user is not None and user.password == password else None

    def _bearer(self, value: str) -> User | None:
        address = self.world.tokens.get(value)
        return next((user for user in self.world.users if user.address == address), None)

    def _ntlm(self, scheme: str, value: str) -> User | None:
        token = base64.b64decode(value)
        if login_of(token) is None:
            self.user = None
            self.challenge = Challenge(token)
            self.says = f"{scheme} {base64.b64encode(self.challenge.message).decode()}"
            return None
        challenge, self.challenge = self.challenge, None
        domain, name = login_of(token) or ("", "")
        user = self._named(f"{domain}\\{name}" if domain else name)
        if challenge is None or user is None:
            return None
        try:
            answered(challenge, token, user.password, self.certificate)
        except NotProven as error:
            self.problems.append(str(error))
            return None
        self.user = user
        return user

    def _named(self, name: str) -> User | None:
        for user in self.world.users:
            if name.lower() in {f"{user.domain}\\{user.login}".lower(), user.address.lower()}:
                return user
        return None
