"""Access of the double: who may what, for how long, and how it is renewed or taken back."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

CLIENT_ID, CLIENT_SECRET = "invented.apps.example", "invented-secret"


@dataclass
class SignInWorld:
    """Grants of one user.

    Attributes:
        unticked: Scopes that the user does not allow.
        refused: The user says no.
        testing: The project is in *Testing*: its refresh tokens say when they end.
    """

    unticked: frozenset[str] = frozenset()
    refused: bool = False
    testing: bool = False
    lasts_s: int = 3600
    granted: frozenset[str] = frozenset()
    wishes: list[dict[str, str]] = field(default_factory=list)
    _access: dict[str, frozenset[str]] = field(default_factory=dict)
    _refresh: dict[str, frozenset[str]] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def grant(self, scopes: frozenset[str]) -> tuple[str, str]:
        """An access token and a refresh token."""
        access, refresh = f"ya29.{secrets.token_hex(8)}", f"1//{secrets.token_hex(8)}"
        self._access[access] = self._refresh[refresh] = scopes
        return access, refresh

    def scopes(self, access: str) -> frozenset[str] | None:
        return self._access.get(access)

    def expire(self) -> None:
        """No access token is good any more."""
        self._access.clear()

    def revoke(self) -> None:
        """The user took everything back."""
        self._access.clear()
        self._refresh.clear()

    def authorize(self, query: dict[str, list[str]]) -> str:
        """The user decides; the address that the browser is sent to."""
        wish = {name: values[0] for name, values in query.items()}
        self.wishes.append(wish)
        assert wish["response_type"] == "code"
        assert wish["code_challenge_method"] == "S256"
        assert wish["client_id"] == CLIENT_ID
        if self.refused:
            answer = {"error": "access_denied", "state": wish["state"]}
        else:
            code = f"4/{secrets.token_hex(8)}"
            self._codes[code] = wish
            answer = {"code": code, "state": wish["state"], "scope": wish["scope"]}
        return f"{wish['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        wish = {name: values[0] for name, values in form.items()}
        if (wish.get("client_id"), wish.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if wish["grant_type"] == "refresh_token":
            return self._renew(wish["refresh_token"])
        asked = self._codes.pop(wish["code"], None)
        if asked is None or asked["redirect_uri"] != wish["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(wish["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        scopes = frozenset(asked["scope"].split()) - self.unticked
        if asked.get("include_granted_scopes") == "true":
            scopes |= self.granted
        self.granted = scopes
        access, refresh = self.grant(scopes)
        row: dict[str, Any] = {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": self.lasts_s,
            "scope": " ".join(sorted(scopes)),
            "token_type": "Bearer",
        }
        if self.testing:
            row["refresh_token_expires_in"] = 604_799
        return 200, row

    def _renew(self, refresh: str) -> tuple[int, dict[str, Any]]:
        scopes = self._refresh.get(refresh)
        if scopes is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been revoked."}
        access, _ = self.grant(scopes)
        return 200, {
            "access_token": access,
            "expires_in": self.lasts_s,
            "scope": " ".join(sorted(scopes)),
            "token_type": "Bearer",
        }
