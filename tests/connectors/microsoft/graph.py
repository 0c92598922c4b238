"""A double of Microsoft Graph, from the documented shapes: folders, delta, `$value`, drafts.

Stricter than the real one where a client could go wrong unseen: a request without the immutable ids,
without the token, or with a parameter that the documents do not know, is an error of the test.
"""

from __future__ import annotations

import base64
import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from typing import Any
from urllib.parse import quote

from tests.connectors.microsoft.loopback import Asked, Reply, as_json, refused

TOKEN = "token-1"
ROOT = "/v1.0"
#: Of the listings and the delta of messages, as documented.
_KNOWN = {"$select", "$top", "$filter", "$orderby", "$expand", "$skip", "$skiptoken", "$deltatoken"}


@dataclass
class Message:
    key: str
    folder: str
    raw: bytes
    at: int
    read: bool = False
    draft: bool = False
    flagged: bool = False
    conversation: str = ""

    def header(self, name: str) -> str:
        return str(BytesHeaderParser().parsebytes(self.raw[:65536]).get(name, "") or "")

    def row(self) -> dict[str, Any]:
        minutes, seconds = divmod(self.at, 60)
        hours, minutes = divmod(minutes, 60)
        return {
            "id": self.key,
            "receivedDateTime": f"2026-03-{2 + hours // 24:02d}T{hours % 24:02d}:{minutes:02d}:{seconds:02d}Z",
            "isRead": self.read,
            "isDraft": self.draft,
            "flag": {"flagStatus": "flagged" if self.flagged else "notFlagged"},
            "conversationId": self.conversation or f"conversation-{self.key}",
            "categories": [],
            "parentFolderId": self.folder,
            "internetMessageId": self.header("Message-ID"),
        }


@dataclass
class Graph:
    """One mailbox.

    Attributes:
        asked: Every request so far.
        faults: What is answered in place of the next requests that match: (part of path, reply).
        lose_after: Parts of paths whose next request is carried out, and its answer lost.
        epoch: Raised when all positions are forgotten.
        answering_marks: Whether a reply marks the message that it answers as read.
        slow_s: What an answer takes.
        on_request: Called when a request arrives.
        most_at_once: Requests that were under way together, at most.
        links: That were given, as they were given.
        wrong: What no request may be; the fixture looks at it.
    """

    url: str = ""
    folders: dict[str, tuple[str, str]] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    log: list[tuple[str, str, str]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    faults: list[tuple[str, Reply]] = field(default_factory=list)
    lose_after: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    page: int = 100
    epoch: int = 0
    answering_marks: bool = False
    slow_s: float = 0.0
    on_request: Callable[[Asked], object] = lambda _: None
    most_at_once: int = 0
    wrong: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)
    well_known: dict[str, str] = field(
        default_factory=lambda: {
            "inbox": "F/inbox=",
            "sentitems": "F/sent=",
            "drafts": "F/drafts=",
            "deleteditems": "F/deleted=",
            "junkemail": "F/junk=",
        }
    )
    folder_rows: list[dict[str, Any]] = field(default_factory=list)
    calendar: Any = None
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _under_way: int = 0
    _lock: Any = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        names = (
            "Posteingang",
            "Gesendete Elemente",
            "Entwürfe",
            "Gelöschte Elemente",
            "Junk-E-Mail",
        )
        for key, name in zip(self.well_known.values(), names, strict=True):
            self.folders[key] = (name, "")

    # ── another mail program ─────────────────────────────────────────────────────────────────

    def add(self, raw: bytes, folder: str = "F/inbox=", **given: Any) -> str:
        number = next(self._numbers)
        key = f"AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AzQ7rVNTpO0qsZ/{number:06d}+A="
        self.messages[key] = Message(key, folder, raw, number, **given)
        self._note(key, "new")
        return key

    def change(self, key: str, **given: Any) -> None:
        for name, value in given.items():
            setattr(self.messages[key], name, value)
        self._note(key, ",".join(given))

    def move(self, key: str, folder: str) -> None:
        self._note(key, "gone")
        self.messages[key].folder = folder
        self._note(key, "new")

    def delete(self, key: str) -> None:
        self._note(key, "gone")
        del self.messages[key]

    def _note(self, key: str, what: str) -> None:
        self.log.append((self.messages[key].folder, key, what))

    def in_folder(self, folder: str) -> list[Message]:
        return [each for each in self.messages.values() if each.folder == folder]

    def paths(self, part: str = "") -> list[str]:
        return [f"{each.method} {each.path}" for each in self.asked if part in each.path]

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
            self.asked.append(asked)
        try:
            self.on_request(asked)
            if self.slow_s:
                time.sleep(self.slow_s)
            with self._lock:
                return self._answer(asked)
        except AssertionError as error:
            self.wrong.append(f"{asked.method} {asked.target}: {error}")
            raise
        finally:
            with self._lock:
                self._under_way -= 1

    def _answer(self, asked: Asked) -> Reply:
        assert 'IdType="ImmutableId"' in asked.headers.get("Prefer", ""), "ids would be mixed"
        for number, (part, reply) in enumerate(self.faults):
            if part in f"{asked.method} {asked.path}":
                del self.faults[number]
                return reply
        if "token=" in asked.target:
            assert self.url + asked.target in self.links, "a link is followed as it is"
        if asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return refused(401, "InvalidAuthenticationToken")
        path = asked.path.removeprefix(ROOT)
        reply = self._read(asked, path) if asked.method == "GET" else self._write(asked, path)
        for part in self.lose_after:
            if part in f"{asked.method} {asked.path}":
                self.lose_after.remove(part)
                return Reply(lost=True)
        return reply

    def _read(self, asked: Asked, path: str) -> Reply:
        if path.startswith("/me/calendar"):
            return self._calendar(asked, path)
        if path.startswith("/me/events"):
            return self._calendar(asked, path)
        unknown = asked.query.keys() - _KNOWN
        assert not unknown, f"{asked.target} has {unknown}"
        if path == "/me/mailFolders":
            return self._folder_list(asked, "")
        if path.startswith("/me/mailFolders/"):
            rest = path.removeprefix("/me/mailFolders/")
            for key in [*self.folders, *self.well_known]:
                if rest == key or rest.startswith(f"{key}/"):
                    return self._folder(asked, self.well_known.get(key, key), rest[len(key) + 1 :])
            return refused(404, "ErrorItemNotFound")
        if path.startswith("/me/messages"):
            return self._messages(asked, path.removeprefix("/me/messages").lstrip("/"))
        return refused(404, "ResourceNotFound")

    def _calendar(self, asked: Asked, path: str) -> Reply:
        assert self.calendar is not None
        reply: Reply = self.calendar.answer(asked, path)
        return reply

    def _folder(self, asked: Asked, key: str, rest: str) -> Reply:
        if rest == "":
            return as_json(self._folder_row(key))
        if rest == "childFolders":
            return self._folder_list(asked, key)
        if rest == "messages/delta":
            return self._delta(asked, key)
        if rest == "messages":
            rows = [message.row() for message in self.in_folder(key)]
            return self._listing(asked, rows, "id,receivedDateTime".split(","))
        return refused(404, "ResourceNotFound")

    def _folder_list(self, asked: Asked, parent: str) -> Reply:
        if self.folder_rows:
            return as_json({"value": self.folder_rows})
        keys = [key for key, (_, above) in self.folders.items() if above == parent]
        return self._listing(asked, [self._folder_row(key) for key in keys], None)

    def _folder_row(self, key: str) -> dict[str, Any]:
        below = sum(1 for _, above in self.folders.values() if above == key)
        return {
            "id": key,
            "displayName": self.folders[key][0],
            "childFolderCount": below,
            "totalItemCount": len(self.in_folder(key)),
        }

    def _listing(self, asked: Asked, rows: list[dict[str, Any]], only: list[str] | None) -> Reply:
        start = int(asked.query.get("$skip", 0))
        size = min(int(asked.query.get("$top", 10)), self.page)
        part = rows[start : start + size]
        if only and "$select" in asked.query:
            part = [{name: row[name] for name in only} for row in part]
        page: dict[str, Any] = {"value": part}
        if start + size < len(rows):
            query = "&".join(f"{k}={quote(v)}" for k, v in asked.query.items() if k != "$skip")
            page["@odata.nextLink"] = f"{self._here(asked)}?{query}&$skip={start + size}"
        return as_json(page)

    def _here(self, asked: Asked) -> str:
        return self.url + asked.target.partition("?")[0]

    # ── delta ────────────────────────────────────────────────────────────────────────────────

    def _delta(self, asked: Asked, key: str) -> Reply:
        """A token is ``epoch.kind.position…``: s in a listing, d in the changes."""
        assert "odata.maxpagesize=" in asked.headers["Prefer"]
        token = asked.query.get("$skiptoken") or asked.query.get("$deltatoken")
        if token is None:
            assert asked.query["$orderby"] == "receivedDateTime desc"
            name = f"L{len(self.lists)}"
            newest_first = sorted(self.in_folder(key), key=lambda each: -each.at)
            self.lists[name] = [each.key for each in newest_first]
            return self._listed(asked, name, 0, len(self.log))
        assert token.endswith("$a'b(c)~!*"), token  # nothing was lost of what must be verbatim
        epoch, kind, *rest = token.removesuffix("$a'b(c)~!*").split(".")
        if int(epoch) != self.epoch:
            return refused(410, "SyncStateNotFound")
        if kind == "s":
            return self._listed(asked, rest[0], int(rest[1]), int(rest[2]))
        return self._changed(asked, key, int(rest[0]))

    def _listed(self, asked: Asked, name: str, start: int, since: int) -> Reply:
        size = self._size(asked)
        keys = self.lists[name][start : start + size]
        page: dict[str, Any] = {
            "value": [self.messages[k].row() for k in keys if k in self.messages]
        }
        if start + size < len(self.lists[name]):
            page["@odata.nextLink"] = self._link(asked, "skip", f"s.{name}.{start + size}.{since}")
        else:
            page["@odata.deltaLink"] = self._link(asked, "delta", f"d.{since}")
        return as_json(page)

    def _changed(self, asked: Asked, key: str, since: int) -> Reply:
        size = self._size(asked)
        rows: dict[str, dict[str, Any]] = {}
        position = since
        for folder, message, what in self.log[since:]:
            position += 1
            if folder != key:
                continue
            rows[message] = self._change(key, message, what, rows.get(message, {}))
            if len(rows) >= size:
                break
        page: dict[str, Any] = {"value": list(rows.values())}
        if position < len(self.log):
            page["@odata.nextLink"] = self._link(asked, "skip", f"d.{position}")
        else:
            page["@odata.deltaLink"] = self._link(asked, "delta", f"d.{position}")
        return as_json(page)

    def _change(self, folder: str, key: str, what: str, before: dict[str, Any]) -> dict[str, Any]:
        message = self.messages.get(key)
        if what == "gone" or message is None or message.folder != folder:
            return {"id": key, "@removed": {"reason": "deleted"}}
        row = message.row()
        if what == "new" or ("isRead" in before and "conversationId" in before):
            return row
        named = {"read": "isRead", "draft": "isDraft", "flagged": "flag"}
        return {"id": key} | {
            named[each]: row[named[each]] for each in what.split(",") if each in named
        }

    def _size(self, asked: Asked) -> int:
        wanted = asked.headers["Prefer"].rpartition("odata.maxpagesize=")[2]
        return min(int(wanted), self.page)

    def _link(self, asked: Asked, kind: str, token: str) -> str:
        link = f"{self._here(asked)}?${kind}token={self.epoch}.{token}$a'b(c)~!*"
        self.links.append(link)
        return link

    # ── messages ─────────────────────────────────────────────────────────────────────────────

    def _messages(self, asked: Asked, rest: str) -> Reply:
        if not rest:
            return self._search(asked)
        key = rest.removesuffix("/$value")
        message = self.messages.get(key)
        if message is None:
            return refused(404, "ErrorItemNotFound")
        if rest.endswith("/$value"):
            return Reply(200, message.raw, {"Content-Type": "text/plain"})
        row = message.row()
        if "internetMessageHeaders" in asked.query.get("$select", ""):
            row |= self._headers(message)
        return as_json(row)

    def _headers(self, message: Message) -> dict[str, Any]:
        parsed = BytesHeaderParser().parsebytes(message.raw)
        size = {"id": "Integer 0xe08", "value": str(len(message.raw))}
        given: dict[str, Any] = {"singleValueExtendedProperties": [size]}
        if message.folder == "F/sent=":
            address = {"emailAddress": {"name": 'Wirth, "J"', "address": "jonas@wirth.example"}}
            return given | {
                "from": address,
                "toRecipients": [address],
                "subject": parsed["Subject"],
                "sentDateTime": "2026-03-02T08:00:00Z",
            }
        fields = [{"name": name, "value": str(value)} for name, value in parsed.items()]
        return given | {"internetMessageHeaders": fields}

    def _search(self, asked: Asked) -> Reply:
        wanted = asked.query["$filter"]
        if wanted.startswith("internetMessageId eq '"):
            value = (
                wanted.removeprefix("internetMessageId eq '").removesuffix("'").replace("''", "'")
            )
            found = [each for each in self.messages.values() if each.header("Message-ID") == value]
        else:
            value = wanted.rpartition("ep/value eq '")[2].removesuffix("')").replace("''", "'")
            assert (
                "Name x-rapport-draft" in wanted.lower() or "name x-rapport-draft" in wanted.lower()
            )
            found = [
                each for each in self.messages.values() if each.header("X-Rapport-Draft") == value
            ]
        return self._listing(asked, [each.row() for each in found], None)

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def _write(self, asked: Asked, path: str) -> Reply:
        if path.endswith("/send"):
            key = path.removeprefix("/me/messages/").removesuffix("/send")
            if key not in self.messages or not self.messages[key].draft:
                return refused(404, "ErrorItemNotFound")
            self.change(key, draft=False)
            self.move(key, "F/sent=")
            return Reply(202)
        if asked.method == "PATCH":
            assert json.loads(asked.body) == {"isRead": False}
            self.change(path.removeprefix("/me/messages/"), read=False)
            return as_json({})
        assert asked.headers["Content-Type"] == "text/plain", "drafts are made of MIME"
        raw = base64.b64decode(asked.body, validate=True)
        if path.endswith("/createReply"):
            parent = path.removeprefix("/me/messages/").removesuffix("/createReply")
            if parent not in self.messages:
                return refused(404, "ErrorItemNotFound")
            if self.answering_marks:
                self.change(parent, read=True)
            thread = self.messages[parent].row()["conversationId"]
        else:
            assert path == "/me/messages", path
            thread = ""
        key = self.add(raw, "F/drafts=", draft=True, read=True, conversation=thread)
        return as_json(self.messages[key].row(), 201)
