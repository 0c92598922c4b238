"""A message of ours in a mailbox: fit to be put there, and found there again.

A search by Message-ID is one request, but what was stored a moment ago may not be in the index yet,
and what Google sends may bear another Message-ID. So the newest drafts, and the newest mail that was
sent, are looked at one by one as well, those of the same thread first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from connectors.base import OutgoingMail, PermanentError
from connectors.google.faults import Refused, refusal_error, senseless
from connectors.google.mailbox import COST_GET, COST_LIST
from connectors.google.messages import fields_of
from connectors.google.names import is_mail_id
from connectors.limits import header_block
from connectors.local.drafts import DRAFT_HEADER
from connectors.local.mbox import field_of

if TYPE_CHECKING:
    from connectors.google.client import Client

#: Of the newest drafts and the newest sent messages, so many are looked at one by one: 20 units each.
LOOKED_AT = 25
_NAME = DRAFT_HEADER.decode("ascii")
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
#: What can be searched for without quoting anything.
_PLAIN_ID = re.compile(r"[A-Za-z0-9@._+=/-]{1,250}")
_FIELDS = "id,threadId,labelIds,payload/headers"


def check_storable(mail: OutgoingMail) -> None:
    """Refuse what Google would change, or what could not be found again.

    Raises:
        PermanentError: it is refused.
    """
    if field_of(header_block(mail.raw), DRAFT_HEADER) != mail.draft_key:
        raise PermanentError(
            f"The draft '{mail.draft_key}' does not carry its own X-Rapport-Draft field and could "
            "not be found again; it was not stored. Propose it anew."
        )
    if _BARE_BREAK.search(mail.raw) or b"\0" in mail.raw:
        raise PermanentError(
            f"The draft '{mail.draft_key}' has line ends or bytes that a host would change; it was "
            "not stored. Propose it anew."
        )


class Copies:
    """Looks for messages of ours.

    Args:
        client: Signed in, for Gmail.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def find_draft(self, mail: OutgoingMail) -> str | None:
        """The id of the draft with the key of `mail`, or None: there is none.

        Raises:
            AuthError, TransientError, PermanentError: it cannot be looked for.
        """
        looked_at: set[str] = set()
        # Somebody who edits a draft gives it another message: what vanished is looked for once more.
        for _ in range(2):
            vanished = False
            for query in self._queries(mail):
                for row in _same_thread_first(self._list("drafts", query), mail):
                    message = row.get("message")
                    name = message.get("id") if isinstance(message, dict) else None
                    draft = row.get("id")
                    if not is_mail_id(name) or not is_mail_id(draft) or name in looked_at:
                        continue
                    looked_at.add(name)
                    is_copy = self._is_copy(name, mail)
                    if is_copy:
                        return draft
                    vanished |= is_copy is None
            if not vanished:
                break
        return None

    def find_sent(self, mail: OutgoingMail, *, by_search: bool = False) -> str | None:
        """The id of the message that was sent with the key of `mail`, or None.

        Args:
            mail: Ours.
            by_search: Only by its Message-ID, which is one request where there is none.

        Raises:
            AuthError, TransientError, PermanentError: it cannot be looked for.
        """
        looked_at: set[str] = set()
        for query in self._queries(mail):
            if by_search and not query:
                return None
            wish = {"labelIds": ["SENT"], "includeSpamTrash": True, **query}
            for row in _same_thread_first(self._list("messages", wish), mail):
                name = row.get("id")
                if is_mail_id(name) and name not in looked_at:
                    looked_at.add(name)
                    if self._is_copy(name, mail):
                        return name
        return None

    def find_thread(self, mail: OutgoingMail) -> str | None:
        """The thread of the message that `mail` answers; None: it is not here, or answers none."""
        if not mail.in_reply_to or not _PLAIN_ID.fullmatch(mail.in_reply_to):
            return None
        for row in self._list("messages", {"q": f"rfc822msgid:{mail.in_reply_to}"}):
            thread = row.get("threadId")
            if is_mail_id(thread):
                return thread
        return None

    def _queries(self, mail: OutgoingMail) -> Iterator[dict[str, Any]]:
        if _PLAIN_ID.fullmatch(mail.message_id):
            yield {"q": f"rfc822msgid:{mail.message_id}"}
        yield {}

    def _list(self, kind: str, wish: dict[str, Any]) -> list[dict[str, Any]]:
        is_draft = kind == "drafts"
        fields = "drafts(id,message(id,threadId))" if is_draft else "messages(id,threadId)"
        methods = self._client.methods(f"users.{kind}")
        request = methods.list(userId="me", maxResults=LOOKED_AT, fields=fields, **wish)
        rows = self._ask(request, COST_LIST).get(kind, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise senseless(self._client.account, "the drafts")
        return rows

    def _is_copy(self, name: str, mail: OutgoingMail) -> bool | None:
        """Whether it bears our key; or our Message-ID where a mail program took the key off.

        None: it is not there any more.
        """
        request = self._client.methods("users.messages").get(
            userId="me",
            id=name,
            format="metadata",
            metadataHeaders=[_NAME, "Message-ID"],
            fields=_FIELDS,
        )
        try:
            row = self._client.call(request, COST_GET, "the drafts")
        except Refused as error:
            if error.status in (404, 410):
                return None
            raise refusal_error(self._client.account, "the drafts", error) from error
        fields = {field.lower(): value.strip() for field, value in fields_of(row)}
        key = fields.get(_NAME.lower())
        return key == mail.draft_key if key else fields.get("message-id") == f"<{mail.message_id}>"

    def _ask(self, request: Any, cost: int) -> dict[str, Any]:
        try:
            return self._client.call(request, cost, "the drafts")
        except Refused as error:
            raise refusal_error(self._client.account, "the drafts", error) from error


def _same_thread_first(rows: Sequence[dict[str, Any]], mail: OutgoingMail) -> list[dict[str, Any]]:
    def is_elsewhere(row: dict[str, Any]) -> bool:
        message = row.get("message", row)
        thread = message.get("threadId") if isinstance(message, dict) else None
        return bool(thread != mail.provider_thread_id)

    return sorted(rows, key=is_elsewhere)
