"""A small CalDAV server of ours, for what the real ones never do: parts, oddities, no tokens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.connectors.caldav.scripted import Asked, Reply

CALENDAR = "/jonas/office/"
_NAMES = (
    'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
)


@dataclass
class DavServer:
    """One calendar of one user.

    Attributes:
        part: Resources that one answer about changes names at most; 0: all.
        has_tokens: Whether it has sync-tokens; otherwise a ctag, if `has_ctag`.
        lost: The status with which it no longer knows any token.
        left_out: What its multiget forgets.
        extra: XML in every listing.
    """

    resources: dict[str, bytes]
    part: int = 0
    has_tokens: bool = True
    has_ctag: bool = True
    lost: int = 0
    left_out: set[str] = field(default_factory=set)
    extra: str = ""
    home: str = "/jonas/"
    always_part: bool = False
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = list(self.resources)

    def put(self, name: str, raw: bytes) -> None:
        self.resources[name] = raw
        self.log.append(name)

    def delete(self, name: str) -> None:
        del self.resources[name]
        self.log.append(name)

    def answer(self, asked: Asked) -> Reply:
        if asked.method == "GET":
            raw = self.resources.get(asked.path.removeprefix(CALENDAR))
            return Reply(200, raw, {"ETag": _etag(raw)}) if raw is not None else Reply(404)
        if b"sync-collection" in asked.body:
            return self._changes(asked.body)
        if b"calendar-multiget" in asked.body:
            return self._resources(asked.body)
        if b"calendar-query" in asked.body:
            listed = list(self.resources)[: self.part or None]
            cut = len(listed) < len(self.resources)
            return _multistatus(
                "".join(map(self._version, listed)) + self.extra + _part(is_part=cut)
            )
        return self._properties(asked)

    def _properties(self, asked: Asked) -> Reply:
        if asked.path == CALENDAR:
            return _multistatus(self._calendar())
        if b"displayname" in asked.body:
            return _multistatus(self._calendar())
        given = (
            "<d:current-user-principal><d:href>/jonas/</d:href></d:current-user-principal>"
            if asked.path == "/"
            else f"<c:calendar-home-set><d:href>{self.home}</d:href></c:calendar-home-set>"
        )
        if asked.path not in ("/", "/jonas/"):
            return Reply(404)
        return _multistatus(_response(asked.path, given))

    def _calendar(self) -> str:
        given = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
        if self.has_tokens:
            given += f"<d:sync-token>{len(self.log)}</d:sync-token>"
        if self.has_ctag:
            given += f"<s:getctag>{len(self.log)}</s:getctag>"
        return _response(CALENDAR, given)

    def _changes(self, body: bytes) -> Reply:
        if not self.has_tokens:
            return Reply(501)
        token = body.partition(b"<d:sync-token>")[2].partition(b"<")[0].decode()
        if self.lost and token:
            return Reply(self.lost, b'<error xmlns="DAV:"><valid-sync-token/></error>')
        since = int(token or 0)
        until = min(since + self.part, len(self.log)) if self.part else len(self.log)
        names = dict.fromkeys(self.log[since:until])
        listed = "".join(
            self._version(name)
            if name in self.resources
            else f"<d:response><d:href>{CALENDAR}{name}</d:href>"
            "<d:status>HTTP/1.1 404 Not Found</d:status></d:response>"
            for name in names
        )
        is_part = until < len(self.log) or self.always_part
        return _multistatus(f"{listed}{_part(is_part=is_part)}<d:sync-token>{until}</d:sync-token>")

    def _resources(self, body: bytes) -> Reply:
        found = ""
        for piece in body.split(b"<d:href>")[1:]:
            name = piece.partition(b"<")[0].decode().removeprefix(CALENDAR)
            if name in self.left_out:
                continue
            raw = self.resources.get(name)
            if raw is None:
                found += f"<d:response><d:href>{CALENDAR}{name}</d:href>"
                found += "<d:status>HTTP/1.1 404 Not Found</d:status></d:response>"
                continue
            data = f"<c:calendar-data>{escape(raw.decode())}</c:calendar-data>"
            found += _response(CALENDAR + name, f"<d:getetag>{_etag(raw)}</d:getetag>{data}")
        return _multistatus(found)

    def _version(self, name: str) -> str:
        etag = _etag(self.resources[name])
        return _response(CALENDAR + name, f"<d:getetag>{etag}</d:getetag>")


def _etag(raw: bytes) -> str:
    return f'"{hashlib.sha256(raw).hexdigest()[:20]}"'


def _part(*, is_part: bool) -> str:
    if not is_part:
        return ""
    return (
        f"<d:response><d:href>{CALENDAR}</d:href>"
        "<d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response>"
    )


def _response(href: str, given: str) -> str:
    return (
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop>{given}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )


def _multistatus(responses: str) -> Reply:
    return Reply(207, f"<d:multistatus {_NAMES}>{responses}</d:multistatus>".encode())
