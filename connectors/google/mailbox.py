"""What is asked of Gmail, and what each question costs; its answers as plain values.

Costs in units of the quota, as Google's table has them for Cloud projects made since 2025.
"""

from __future__ import annotations

from collections.abc import Collection as Group
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectors.base import TransientError
from connectors.google.faults import Refused, Senseless, refusal_error, senseless
from connectors.google.messages import HEAD, HEADERS, WHOLE, labels_in
from connectors.google.names import is_mail_id, is_name, is_token

if TYPE_CHECKING:
    from connectors.base import ConnectorError
    from connectors.google.client import Client

COST_PROFILE = 1
COST_LABELS = 1
COST_HISTORY = 2
COST_LIST = 5
COST_GET = 20
#: Ids and changes in an answer: the most that Gmail gives.
PAGE = 500
#: More messages than any mailbox has: an answer that never ends.
MAX_MESSAGES = 10_000_000


class HistoryLost(Exception):
    """Google no longer knows what changed since that historyId."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose mailbox it is, and where its history stands."""

    address: str
    history: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of messages.

    Attributes:
        states: The labels that a message has now, or None: deleted; by id, last changed last.
        history: The historyId up to which that holds.
        only_added: Messages that came, and were not changed since.
    """

    states: Mapping[str, frozenset[str] | None]
    history: str
    only_added: Group[str]


class Mailbox:
    """Questions to one mailbox.

    Args:
        client: Signed in.
        where: The mailbox, in words that may be shown.
    """

    def __init__(self, client: Client, where: str) -> None:
        self.client = client
        self.where = where

    def fetch_profile(self) -> Profile:
        """Where the history stands; asked before anything is listed.

        Raises:
            AuthError, TransientError, PermanentError: as their names say; so do the others.
        """
        row = self._ask(
            self._methods("users").getProfile(userId="me", fields="emailAddress,historyId"),
            COST_PROFILE,
        )
        address = row.get("emailAddress")
        if not is_name(address) or "@" not in address:
            raise self._senseless()
        return Profile(address, self._history(row))

    def fetch_label_names(self) -> dict[str, str]:
        """The names of the owner's own labels by id."""
        row = self._ask(
            self._methods("users.labels").list(userId="me", fields="labels(id,name,type)"),
            COST_LABELS,
        )
        labels = row.get("labels", [])
        if not isinstance(labels, list) or not all(isinstance(one, dict) for one in labels):
            raise self._senseless()
        return {
            str(one["id"]): str(one["name"])
            for one in labels
            if one.get("type") == "user" and "id" in one and "name" in one
        }

    def list_ids(self, label: str | None = None) -> Iterator[str]:
        """Ids newest first: of everything but spam and trash, or of one label wherever."""
        wish: dict[str, Any] = {"userId": "me", "maxResults": PAGE}
        if label is not None:
            wish |= {"labelIds": [label], "includeSpamTrash": True}
        messages = self._methods("users.messages")
        count = 0
        for page in self._pages(messages.list, wish, "messages/id,nextPageToken", COST_LIST):
            rows = page.get("messages", [])
            if not isinstance(rows, list):
                raise self._senseless()
            count += len(rows)
            if count > MAX_MESSAGES:
                raise self._senseless()
            yield from map(self._id, rows)

    def fetch_message(self, name: str, *, whole: bool) -> dict[str, Any] | None:
        """A message, or its headers; None: it was deleted meanwhile.

        Raises:
            Refused: Gmail has it and does not give it (400).
        """
        wish: dict[str, Any] = {"userId": "me", "id": name, "format": "raw", "fields": WHOLE}
        if not whole:
            wish |= {"format": "metadata", "metadataHeaders": list(HEADERS), "fields": HEAD}
        try:
            request = self._methods("users.messages").get(**wish)
            return self.client.call(request, COST_GET, self.where)
        except Refused as error:
            if error.status in (404, 410):
                return None
            raise

    def fetch_changes(self, since: str) -> Changes:
        """What became of the messages that changed, folded in the order in which they did.

        Raises:
            HistoryLost: nobody knows any more. AuthError, TransientError, PermanentError.
        """
        wish = {"userId": "me", "startHistoryId": since, "maxResults": PAGE}
        states: dict[str, frozenset[str] | None] = {}
        only_added: set[str] = set()
        history = ""
        try:
            for page in self._pages(
                self._methods("users.history").list,
                wish,
                "history,historyId,nextPageToken",
                COST_HISTORY,
            ):
                # Of the first page: what changes while the others are read is told again.
                history = history or self._history(page)
                rows = page.get("history", [])
                if not isinstance(rows, list):
                    raise self._senseless()
                for row in rows:
                    self._fold(row, states, only_added)
        except Refused as error:
            # 400 is what a historyId of another kind gets: nobody knows what followed it either.
            if error.status in (400, 404):
                raise HistoryLost from error
            raise
        return Changes(states, history, only_added)

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    def _fold(
        self, row: Any, states: dict[str, frozenset[str] | None], only_added: set[str]
    ) -> None:
        """One record: what came, then its labels as they are now, then what is gone."""
        try:
            for kind in ("messagesAdded", "labelsAdded", "labelsRemoved"):
                for change in row.get(kind, ()):
                    name = self._id(change["message"])
                    if kind == "messagesAdded" and name not in states:
                        only_added.add(name)
                    else:
                        only_added.discard(name)
                    states.pop(name, None)
                    states[name] = labels_in(change["message"])
            for change in row.get("messagesDeleted", ()):
                name = self._id(change["message"])
                only_added.discard(name)
                states.pop(name, None)
                states[name] = None
        except (Senseless, KeyError, TypeError, AttributeError) as error:
            raise self._senseless() from error

    def _pages(
        self, method: Any, wish: Mapping[str, Any], fields: str, cost: int
    ) -> Iterator[dict[str, Any]]:
        """The answers to one question, page after page; a page may hold nothing and go on."""
        seen: set[str] = set()
        token: object = None
        while True:
            more: dict[str, object] = {} if token is None else {"pageToken": token}
            page = self.client.call(method(**wish, **more, fields=fields), cost, self.where)
            yield page
            token = page.get("nextPageToken")
            if not token:
                return
            if not is_token(token):
                raise self._senseless()
            if token in seen:
                raise TransientError(
                    f"Google lists {self.where} of account '{self.client.account}' in a circle; "
                    "the next sync lists it anew. Nothing stored was deleted."
                )
            seen.add(token)

    def _methods(self, path: str) -> Any:
        return self.client.methods(path)

    def _ask(self, request: Any, cost: int) -> dict[str, Any]:
        try:
            return self.client.call(request, cost, self.where)
        except Refused as error:
            raise self.refused(error) from error

    def refused(self, error: Refused) -> ConnectorError:
        """The error of a refusal that nobody makes anything of."""
        return refusal_error(self.client.account, self.where, error)

    def _senseless(self) -> ConnectorError:
        return senseless(self.client.account, self.where)

    def _id(self, row: Any) -> str:
        name = row.get("id") if isinstance(row, dict) else None
        if not is_mail_id(name):
            raise self._senseless()
        return name

    def _history(self, row: Mapping[str, Any]) -> str:
        history = row.get("historyId")
        if not is_token(history):
            raise self._senseless()
        return history
