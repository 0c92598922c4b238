"""A double of Microsoft's sign-in host, from the documented shapes; MSAL is the client."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx

from connectors.microsoft.entra import AUTHORITY, Http
from tests.connectors.microsoft.loopback import Asked, Reply, as_json

CLIENT_ID = "00000000-0000-4000-8000-0000000c11e7"
TENANT = "wirth.example"


def _unsigned(claims: dict[str, Any]) -> str:
    parts = [{"alg": "none"}, claims]
    coded = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    ]
    return ".".join([*coded, ""])


@dataclass
class Entra:
    """One tenant with one user.

    Attributes:
        granted: What is granted in place of what was asked for, where that is less.
        error: What the next exchanges of tokens answer with.
        raw: What they answer with, byte for byte.
        without: Fields that are left out of an answer with tokens.
    """

    url: str = ""
    granted: str = ""
    error: dict[str, Any] | None = None
    status: int = 400
    discovery: int = 200
    raw: bytes | None = None
    without: tuple[str, ...] = ()
    calls: list[str] = field(default_factory=list)
    pending: int = 1
    number: int = 0
    device_scope: str = ""
    challenge: str = ""
    nonce: str = ""
    refresh: str = "refresh-1"

    def http(self) -> Http:
        here = httpx.URL(self.url)
        return Http(
            "work",
            AUTHORITY,
            reroute=lambda url: url.copy_with(scheme="http", host=here.host, port=here.port),
        )

    def answer(self, asked: Asked) -> Reply:
        self.calls.append(f"{asked.method} {asked.path.rpartition('/')[2]}")
        if asked.path.endswith("openid-configuration"):
            if self.discovery != 200:
                return as_json({"error": "said"}, self.discovery)
            base = f"{AUTHORITY}/{TENANT}/oauth2/v2.0"
            return as_json(
                {
                    "issuer": f"{AUTHORITY}/{TENANT}/v2.0",
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "device_authorization_endpoint": f"{base}/devicecode",
                }
            )
        if asked.path.endswith("/devicecode"):
            self.device_scope = parse_qs(asked.body.decode())["scope"][0]
            return as_json(
                {
                    "device_code": "d",
                    "user_code": "ABCD-1234",
                    "verification_uri": "https://login.example/device",
                    "expires_in": 900,
                    "interval": 1,
                    "message": "open it",
                }
            )
        return self._token({k: v[0] for k, v in parse_qs(asked.body.decode()).items()})

    def _token(self, form: dict[str, str]) -> Reply:
        if self.raw is not None:
            return Reply(self.status, self.raw)
        if self.error is not None:
            return as_json(self.error, self.status)
        grant = form["grant_type"]
        if "device_code" in grant and self.pending:
            self.pending -= 1
            return as_json({"error": "authorization_pending"}, 400)
        if grant == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
        if grant == "refresh_token" and form["refresh_token"] != self.refresh:
            return as_json({"error": "invalid_grant"}, 400)
        self.number += 1
        self.refresh = f"refresh-{self.number}"
        claims = {
            "aud": CLIENT_ID,
            "iss": f"{AUTHORITY}/{TENANT}/v2.0",
            "exp": 4_000_000_000,
            "iat": 1,
            "sub": "s",
            "oid": "o",
            "tid": "t",
            "preferred_username": "jonas@wirth.example",
        }
        if self.nonce:
            claims["nonce"] = self.nonce
        info = json.dumps({"uid": "u", "utid": "t"}).encode()
        found = {
            "token_type": "Bearer",
            "scope": self.granted or form.get("scope", self.device_scope),
            "expires_in": 3600,
            "access_token": f"access-{self.number}",
            "refresh_token": self.refresh,
            "id_token": _unsigned(claims),
            "client_info": base64.urlsafe_b64encode(info).decode().rstrip("="),
        }
        return as_json({k: v for k, v in found.items() if k not in self.without})

    def consent(self, address: str) -> tuple[str, dict[str, str]]:
        """What a browser does with the address it is shown: where it is sent back to, with what."""
        query = dict(parse_qsl(urlsplit(address).query))
        assert query["code_challenge_method"] == "S256"
        assert query["response_mode"] == "form_post"
        self.challenge, self.nonce = query["code_challenge"], query.get("nonce", "")
        return query["redirect_uri"], {"code": "c", "state": query["state"]}
