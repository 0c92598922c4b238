"""One calendar on a server: what is in it, what changed in it, and its resources (RFC 4791, 6578).

An address that a server gives is believed only within the calendar it was asked for: any other is
counted and left out. A resource is named by its last part of the path, written in one way, since
servers write the same address differently from one report to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

import httpx

from connectors.base import PermanentError, TransientError
from connectors.caldav import queries
from connectors.caldav.faults import Senseless, TokenLost, TooLarge, senseless
from connectors.caldav.multistatus import (
    CALDAV,
    CALENDARSERVER,
    DAV,
    MAX_TEXT,
    Multistatus,
    Response,
    read_conditions,
    read_multistatus,
)

if TYPE_CHECKING:
    from connectors.caldav.line import Answer
    from connectors.caldav.session import Session

#: A larger resource is set aside; it cannot be cut without parsing it.
MAX_RESOURCE_BYTES = 25 * 1000 * 1000
#: Of one answer with resources: two of the largest that XML carries, and the XML around them.
MAX_BATCH_BYTES = 2 * MAX_TEXT + 2_000_000
#: Parts of one listing; the smallest known have 100 resources.
MAX_PARTS = 2000
_MAX_NAME = 500
_MAX_TOKEN = 4096
_ERROR_BYTES = 65_536
#: What may say that a token is lost, where `valid-sync-token` is named or the status says enough.
_LOST = frozenset({403, 409, 412})
_GONE = 410
#: RFC 3986's characters of a path segment; everything else is written %XX.
_SAFE = "!$&'()*+,;=:@~-._"
_LINE_END = re.compile(r"\r?\n")
_ESCAPED_SLASH = re.compile(r"%2f", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class State:
    """How far a calendar is: its sync-token and its ctag; empty where the server has none."""

    token: str
    ctag: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a server says of a calendar.

    Attributes:
        versions: ETag by name of what is there, or changed; '' where none was given.
        gone: Names that are no longer there.
        token: Changes after this are told next time.
        is_part: There is more, which the next question with `token` gives.
        foreign: How many addresses lay elsewhere and were left out.
    """

    versions: Mapping[str, str]
    gone: frozenset[str] = frozenset()
    token: str = ""
    is_part: bool = False
    foreign: int = 0


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource, or why there is none.

    Attributes:
        name: Its provider id.
        version: Its ETag; '' where none was given.
        raw: iCalendar; None: it could not be read.
        is_gone: Because it is no longer there.
        is_too_large: Because it has more than `MAX_RESOURCE_BYTES`.
    """

    name: str
    version: str = ""
    raw: bytes | None = None
    is_gone: bool = False
    is_too_large: bool = False


@dataclass(slots=True)
class RemoteCalendar:
    """A calendar at an address.

    Attributes:
        where: What it is called, in words that may be shown.
    """

    session: Session
    url: httpx.URL
    where: str
    _path: str = field(default="", init=False)

    def __post_init__(self) -> None:
        path = self.url.raw_path.decode("ascii")
        self._path = path if path.endswith("/") else f"{path}/"

    def fetch_state(self) -> State:
        """Where the calendar stands.

        Raises:
            PermanentError: it is no calendar, or no longer there.
        """
        answer = self._ask("PROPFIND", queries.STATE)
        response = answer.responses[0] if answer.responses else Response("", None, {})
        kinds = response.properties.get(f"{DAV}resourcetype")
        if kinds is not None and f"{CALDAV}calendar" not in kinds.parts:
            raise PermanentError(
                f"{self.where} of account '{self.session.account}' is no calendar any more. "
                "Nothing stored was deleted."
            )
        token = response.text(f"{DAV}sync-token")
        return State(
            token if len(token) <= _MAX_TOKEN else "", response.text(f"{CALENDARSERVER}getctag")
        )

    def list_events(self) -> Changes:
        """Every event that is there; where the server cuts that list, every resource, in parts."""
        answer = self._ask("REPORT", queries.EVENTS, depth="1")
        found = self._changes(answer)
        if not found.is_part:
            return found
        return self._list_in_parts()

    def _list_in_parts(self) -> Changes:
        versions: dict[str, str] = {}
        token, seen = "", set[str]()
        while True:
            try:
                part = self.fetch_changes(token)
            except TokenLost as error:
                raise TransientError(
                    f"{self.where} of account '{self.session.account}' changed while it was "
                    "listed; it is listed again at the next sync."
                ) from error
            versions.update(part.versions)
            for name in part.gone:
                versions.pop(name, None)
            if not part.is_part:
                return Changes(versions, foreign=part.foreign)
            seen.add(token)
            token = self.following(part.token, seen)

    def following(self, token: str, seen: Set[str]) -> str:
        """The token of the next part, if that leads on.

        Raises:
            PermanentError: the server gives the same parts again and again.
        """
        if token and token not in seen and len(seen) < MAX_PARTS:
            return token
        raise PermanentError(
            f"{self.url.host} gives {self.where} of account '{self.session.account}' in parts that "
            "come to no end. Nothing stored was deleted."
        )

    def fetch_changes(self, token: str) -> Changes:
        """What changed since a token; since an empty one: all there is.

        Raises:
            TokenLost: the server no longer knows it.
        """
        session = self.session
        # RFC 6578: Depth is 0; servers that want 1 take the level from the body all the same.
        with session.ask("REPORT", self.url, queries.changes_since(token)) as answer:
            if token and _is_lost(answer):
                raise TokenLost
            found = self._changes(self._multistatus(answer))
        if not found.token or len(found.token) > _MAX_TOKEN:
            raise PermanentError(
                f"{self.url.host} tells changes in {self.where} of account '{session.account}' "
                "without a token to go on from. Nothing stored was deleted."
            )
        return found

    def fetch(self, names: Sequence[str]) -> Iterator[Resource]:
        """The resources of these names, in any order, one each.

        What cannot be given together, since it is too large or breaks the XML, is asked for in
        halves, and alone at last: one bad resource never hides another.
        """
        try:
            found = self._multiget(names)
        except Senseless:
            if len(names) == 1:
                yield self._get(names[0])
                return
            middle = len(names) // 2
            yield from self.fetch(names[:middle])
            yield from self.fetch(names[middle:])
            return
        for name in names:
            # What is left out of the answer without a word is asked for by itself.
            yield found.get(name) or self._get(name)

    def _multiget(self, names: Sequence[str]) -> dict[str, Resource]:
        body = queries.resources(self._path + name for name in names)
        with self.session.ask("REPORT", self.url, body, depth="1", limit=MAX_BATCH_BYTES) as answer:
            if answer.status != 207:
                raise self.session.refused(answer, self.where)
            responses = read_multistatus(answer.chunks()).responses
        found: dict[str, Resource] = {}
        for response in responses:
            name = self._name(response.href)
            if name is None:
                continue
            data = response.properties.get(f"{CALDAV}calendar-data")
            if response.status in (404, 410):
                found[name] = Resource(name, is_gone=True)
            elif data is not None and data.text.strip():
                version = response.text(f"{DAV}getetag")
                # XML made every line end a bare LF; iCalendar has CRLF (RFC 5545, 3.1).
                raw = _LINE_END.sub("\r\n", data.text).encode()
                found[name] = Resource(name, version, raw)
        return found

    def _get(self, name: str) -> Resource:
        url = self.url.copy_with(raw_path=(self._path + name).encode("ascii"))
        with self.session.ask("GET", url, limit=MAX_RESOURCE_BYTES) as answer:
            if answer.status in (404, 410):
                return Resource(name, is_gone=True)
            if answer.status in (401, 429, 503):
                raise self.session.refused(answer, self.where)
            if answer.status != 200:
                return Resource(name)
            try:
                return Resource(name, answer.headers.get("ETag", ""), answer.read())
            except TooLarge:
                return Resource(name, answer.headers.get("ETag", ""), is_too_large=True)
            except Senseless:
                return Resource(name)

    def _ask(self, method: str, body: bytes, depth: str = "0") -> Multistatus:
        return self.session.multistatus(method, self.url, body, self.where, depth=depth)

    def _multistatus(self, answer: Answer) -> Multistatus:
        if answer.status != 207:
            raise self.session.refused(answer, self.where)
        try:
            return read_multistatus(answer.chunks())
        except Senseless as error:
            raise senseless(self.session.account, self.where, self.url.host, error) from error

    def _changes(self, answer: Multistatus) -> Changes:
        versions: dict[str, str] = {}
        gone: set[str] = set()
        foreign, is_part = 0, False
        for response in answer.responses:
            if response.status == 507:
                is_part = True
                continue
            name = self._name(response.href)
            if name == "":
                continue  # the calendar itself
            if name is None:
                foreign += 1
            elif response.status in (404, 410):
                gone.add(name)
            elif response.status in (None, 200):
                versions[name] = response.text(f"{DAV}getetag")
        return Changes(
            versions, frozenset(gone - versions.keys()), answer.sync_token, is_part, foreign
        )

    def _name(self, href: str) -> str | None:
        """The name of a resource within the calendar, '' for the calendar, None for others."""
        try:
            url = self.url.join(href)
        except (httpx.InvalidURL, ValueError):
            return None
        if (url.scheme, url.host, url.port) != (self.url.scheme, self.url.host, self.url.port):
            return None
        path = url.raw_path.decode("ascii").partition("?")[0]
        if _plain(path).rstrip("/") == _plain(self._path).rstrip("/"):
            return ""
        parent, _, last = path.rpartition("/")
        if _plain(parent) != _plain(self._path).rstrip("/"):
            return None
        name = _plain(last)
        return name if len(name) <= _MAX_NAME and name not in (".", "..") else None


def _plain(path: str) -> str:
    """A path written in the one way: an escaped slash stays one."""
    return "/".join(
        "%2F".join(
            quote(unquote_to_bytes(part), safe=_SAFE) for part in _ESCAPED_SLASH.split(segment)
        )
        for segment in path.split("/")
    )


def _is_lost(answer: Answer) -> bool:
    if answer.status == _GONE:
        return True
    if answer.status not in _LOST:
        return False
    if answer.status != 403:
        return True
    answer.limit = _ERROR_BYTES
    return f"{DAV}valid-sync-token" in read_conditions(answer.chunks())
