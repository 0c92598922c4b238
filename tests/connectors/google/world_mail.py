"""The mailbox of the double: messages with labels, their history, drafts, and what was sent."""

from __future__ import annotations

import base64
import email
import email.policy
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.connectors.google.discovery import Asked

ADDRESS = "jonas@wirth.example"
_PREFIX = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg)\s*:)+\s*", re.IGNORECASE)


@dataclass
class Kept:
    name: str
    thread: str
    raw: bytes
    labels: set[str]
    at_ms: int


@dataclass
class MailWorld:
    """One mailbox.

    Attributes:
        history_from: Changes before this historyId are forgotten.
        page: Most rows of a page, less than what is asked for.
        lag: Whether searches find nothing yet.
        empty_pages: The history begins with a page that holds nothing.
        rewrites_ids: What is sent gets another Message-ID.
    """

    address: str = ADDRESS
    messages: dict[str, Kept] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    history_from: int = 1000
    page: int = 500
    lag: bool = False
    empty_pages: int = 0
    rewrites_ids: bool = False
    unreadable: set[str] = field(default_factory=set)
    _history: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    _now: int = 1000
    _count: int = 0

    # ── what another program does ────────────────────────────────────────────────────────────

    def add(
        self, raw: bytes, labels: Iterable[str] = ("INBOX", "UNREAD"), thread: str | None = None
    ) -> str:
        self._count += 1
        name = f"{0x18F0000000000000 + self._count:016x}"
        at = 1_772_000_000_000 + self._count * 60_000
        self.messages[name] = Kept(name, thread or name, raw, set(labels), at)
        self._record("messagesAdded", name)
        return name

    def edit_draft(self, draft: str, raw: bytes) -> str:
        """A person changes a draft: it becomes another message, and stays the same draft."""
        before = self.messages[self.drafts[draft]]
        self.delete(before.name)
        self.drafts[draft] = self.add(raw, ("DRAFT",), before.thread)
        return self.drafts[draft]

    def delete(self, name: str) -> None:
        gone = self.messages.pop(name)
        self._now += 1
        row = {"id": gone.name, "threadId": gone.thread}
        self._history.append((self._now, "messagesDeleted", {"message": row}))

    def label(self, name: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        kept = self.messages[name]
        for kind, labels in (("labelsAdded", set(add)), ("labelsRemoved", set(remove))):
            if labels:
                change = kept.labels.union if kind == "labelsAdded" else kept.labels.difference
                kept.labels = change(labels)
                self._record(kind, name, labelIds=sorted(labels))

    def forget_history(self) -> None:
        self._now += 1
        self.history_from = self._now

    def _record(self, kind: str, name: str, **more: Any) -> None:
        self._now += 1
        row = {"message": self._brief(self.messages[name]), **more}
        self._history.append((self._now, kind, row))

    # ── what the service answers ─────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Any:
        assert asked.path.get("userId") == "me"
        name = asked.method.removeprefix("gmail.users.").replace(".", "_").replace("getP", "p")
        return getattr(self, f"_{name}")(asked)

    def _profile(self, _: Asked) -> Any:
        return {"emailAddress": self.address, "historyId": str(self._now)}

    def _labels_list(self, _: Asked) -> Any:
        system = ("INBOX", "SENT", "DRAFT", "SPAM", "TRASH", "UNREAD", "STARRED", "CHAT")
        rows = [{"id": each, "name": each, "type": "system"} for each in system]
        own = [{"id": key, "name": name, "type": "user"} for key, name in self.names.items()]
        return {"labels": rows + own}

    def _messages_list(self, asked: Asked) -> Any:
        wanted = set(asked.query.get("labelIds", ()))
        found = [
            kept
            for kept in self.messages.values()
            if wanted <= kept.labels
            and (
                asked.one("includeSpamTrash") == "true"
                or not kept.labels & {"SPAM", "TRASH"} - wanted
            )
            and self._matches(kept, asked.one("q"))
        ]
        found.sort(key=lambda kept: (kept.at_ms, kept.name), reverse=True)
        rows = [{"id": kept.name, "threadId": kept.thread} for kept in found]
        return self._paged("messages", rows, asked)

    def _messages_get(self, asked: Asked) -> Any:
        kept = self.messages.get(asked.path["id"])
        if kept is None:
            return 404
        if kept.name in self.unreadable:
            return 400
        form = asked.one("format", "full")
        row = self._brief(kept) | {
            "internalDate": str(kept.at_ms),
            "sizeEstimate": len(kept.raw),
            "historyId": str(self._now),
        }
        if form == "raw":
            row["raw"] = base64.urlsafe_b64encode(kept.raw).decode()
        elif form == "metadata":
            only = {each.lower() for each in asked.query.get("metadataHeaders", ())}
            row["payload"] = {"headers": _headers(kept.raw, only)}
        return row

    def _history_list(self, asked: Asked) -> Any:
        since = int(asked.one("startHistoryId"))
        if since < self.history_from:
            return 404
        if self.empty_pages and not asked.one("pageToken"):
            return {"historyId": str(self._now), "nextPageToken": "0"}
        rows = [
            {"id": str(at), "messages": [row["message"]], kind: [row]}
            for at, kind, row in self._history
            if at > since
        ]
        return self._paged("history", rows, asked) | {"historyId": str(self._now)}

    def _drafts_create(self, asked: Asked) -> Any:
        message = asked.body["message"]
        raw = base64.urlsafe_b64decode(message["raw"] + "==")
        thread = message.get("threadId")
        if thread is not None and not self._thread(thread):
            return 404
        name = self.add(raw, ("DRAFT",), self._joined(raw, thread))
        draft = f"r-{len(self.drafts) + 1}"
        self.drafts[draft] = name
        return {"id": draft, "message": self._brief(self.messages[name])}

    def _drafts_list(self, asked: Asked) -> Any:
        found = sorted(
            ((self.messages[name], draft) for draft, name in self.drafts.items()),
            key=lambda pair: pair[0].at_ms,
            reverse=True,
        )
        rows = [
            {"id": draft, "message": {"id": kept.name, "threadId": kept.thread}}
            for kept, draft in found
            if self._matches(kept, asked.one("q"))
        ]
        return self._paged("drafts", rows, asked)

    def _drafts_send(self, asked: Asked) -> Any:
        message = asked.body.get("message", {})
        if "threadId" in message and not self._thread(message["threadId"]):
            return 404
        name = self.drafts.pop(asked.body["id"], None)
        if name is None:
            return 404
        draft = self.messages[name]
        raw = base64.urlsafe_b64decode(message["raw"] + "==") if "raw" in message else draft.raw
        self.delete(name)
        if self.rewrites_ids:
            raw = raw.replace(b"Message-ID: <", b"Message-ID: <CA+")
        sent = self.add(raw, ("SENT",), draft.thread)
        return self._brief(self.messages[sent])

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _brief(self, kept: Kept) -> dict[str, Any]:
        row: dict[str, Any] = {"id": kept.name, "threadId": kept.thread}
        if kept.labels:  # an empty list is left out, as everywhere in Google's JSON
            row["labelIds"] = sorted(kept.labels)
        return row

    def _paged(self, key: str, rows: list[Any], asked: Asked) -> dict[str, Any]:
        assert int(asked.one("maxResults", "100")) <= 500, "a page has 500 rows at most"
        start = int(asked.one("pageToken", "0"))
        end = start + min(int(asked.one("maxResults", "100")), self.page)
        page: dict[str, Any] = {key: rows[start:end]} if rows[start:end] else {}
        return page | {"nextPageToken": str(end)} if end < len(rows) else page

    def _matches(self, kept: Kept, query: str) -> bool:
        if not query:
            return True
        found = re.fullmatch(r"rfc822msgid:(\S+)", query)
        assert found, f"the double knows no search for {query}"
        return not self.lag and f"<{found[1]}>".encode() in kept.raw.split(b"\r\n\r\n")[0]

    def _thread(self, thread: str) -> list[Kept]:
        return [kept for kept in self.messages.values() if kept.thread == thread]

    def _joined(self, raw: bytes, thread: str | None) -> str | None:
        """Gmail's three conditions: the thread is named, the fields refer to it, the subject fits."""
        if thread is None:
            return None
        ours = email.message_from_bytes(raw, policy=email.policy.default)
        refers = f"{ours['In-Reply-To']} {ours['References']}"
        for kept in self._thread(thread):
            theirs = email.message_from_bytes(kept.raw, policy=email.policy.default)
            fits = _base(str(theirs["Subject"])) == _base(str(ours["Subject"]))
            if fits and str(theirs["Message-ID"]) in refers:
                return thread
        return None


def _base(subject: str) -> str:
    return _PREFIX.sub("", subject).strip().casefold()


def _headers(raw: bytes, only: set[str]) -> list[dict[str, str]]:
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    message = email.message_from_bytes(head + b"\n\n", policy=email.policy.compat32)
    return [
        {"name": name, "value": str(value)}
        for name, value in message.items()
        if not only or name.lower() in only
    ]
