"""What `@inbox-zero/emulate` leaves out, put in front of it; all else is its own answer.

Searches by Message-ID and by our header, `$value` of a draft made of MIME, and delta of a calendar
view (its view with the links of delta around it). Threads, read marks, folders, events and the
view are those of the peer.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from typing import Any
from urllib.parse import unquote

import httpx

from tests.connectors.microsoft.loopback import Asked, Reply, as_json, refused

_PASSED_ON = {"authorization", "prefer", "content-type"}


@dataclass
class Gaps:
    """In front of a peer.

    Attributes:
        peer: Its root, ending in ``/v1.0``.
        mimes: Drafts that were made of MIME, by id.
        lose_next: The answer to the next POST is lost, after it was carried out.
        epoch: Raised when links are forgotten.
    """

    peer: str
    url: str = ""
    mimes: dict[str, bytes] = field(default_factory=dict)
    lose_next: bool = False
    epoch: int = 0
    asked: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(f"{asked.method} {asked.path}")
        assert 'IdType="ImmutableId"' in asked.headers["Prefer"]
        if "$filter" in asked.query:
            return as_json({"value": self._search(asked, asked.query["$filter"])})
        if asked.path.endswith("/$value"):
            raw = self.mimes.get(asked.path.split("/")[-2])
            return Reply(200, raw) if raw is not None else refused(404, "ErrorItemNotFound")
        if asked.path.endswith("/calendarView/delta"):
            return self._delta(asked)
        found = self._pass_on(asked, asked.target.removeprefix("/v1.0"))
        if asked.method == "POST" and found.status_code == 201:
            self.mimes[found.json()["id"]] = base64.b64decode(asked.body, validate=True)
            if self.lose_next:
                self.lose_next = False
                return Reply(lost=True)
        return Reply(found.status_code, found.content, {"Content-Type": "application/json"})

    def _pass_on(self, asked: Asked, target: str) -> httpx.Response:
        headers = {k: v for k, v in asked.headers.items() if k.lower() in _PASSED_ON}
        with httpx.Client(trust_env=False) as client:
            return client.request(
                asked.method, self.peer + target, headers=headers, content=asked.body
            )

    def _rows(self, asked: Asked, target: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._pass_on(asked, target).json()["value"]
        return rows

    def _search(self, asked: Asked, condition: str) -> list[dict[str, Any]]:
        rows = self._rows(asked, "/me/messages?$top=1000")
        if match := re.fullmatch(r"internetMessageId eq '(.+)'", condition):
            return [row for row in rows if row["internetMessageId"] == match[1]]
        key = condition.rpartition("ep/value eq '")[2].removesuffix("')")
        return [row for row in rows if self._key(row["id"]) == key]

    def _key(self, name: str) -> str:
        header = BytesHeaderParser().parsebytes(self.mimes.get(name, b""))
        return str(header.get("X-Rapport-Draft", ""))

    def _delta(self, asked: Asked) -> Reply:
        token = asked.query.get("$deltatoken")
        if token is not None and token.split("|")[0] != str(self.epoch):
            return refused(410, "SyncStateNotFound")
        window = token.split("|")[1] if token else asked.target.partition("?")[2]
        path = asked.target.partition("?")[0].removeprefix("/v1.0").removesuffix("/delta")
        rows = self._rows(asked, f"{path}?{unquote(window)}&$top=1000")
        names = {row["id"] for row in rows}
        gone = [{"id": name, "@removed": {"reason": "deleted"}} for name in self.seen - names]
        self.seen = names
        link = f"{self.url}/v1.0{path}/delta?$deltatoken={self.epoch}|{window.replace('&', '%26')}"
        return as_json({"value": rows + gone, "@odata.deltaLink": link})
