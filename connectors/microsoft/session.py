"""Requests to Microsoft Graph, signed in: patience, the one refresh of a token, and pages of rows.

The token goes to the origin of Graph alone; whatever a link points at besides is not asked. A session
has one request under way; the gate of the settings sees to it that a mailbox has no more than four.
This is the only place that tries again:

* told to wait (``Retry-After``): exactly so long, and nobody else asks the mailbox meanwhile; told
  longer than anybody waits: all are refused until then without being asked;
* not told how long: a random part of 1, 2, 4 … 64 s;
* all waits of one request together never exceed `MicrosoftSettings.patience_s`;
* what fails within Graph (500) is tried four times: one message may fail for ever;
* a refused token is replaced once; a second refusal means that a person must sign in;
* what makes something is never tried again here: who asked for it looks first.
"""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx

from connectors.base import TransientError
from connectors.caldav.faults import Senseless as BrokenBody
from connectors.caldav.line import Answer, Line
from connectors.caldav.settings import origin
from connectors.microsoft.bearer import Bearer
from connectors.microsoft.faults import (
    MAX_REFUSAL_BYTES,
    LinkLost,
    Refused,
    Senseless,
    needs_sign_in,
    refusal,
    translate,
)

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings

Row: TypeAlias = dict[str, Any]

#: Of one answer that lists rows; a page of events holds their texts.
MAX_JSON_BYTES = 64_000_000
#: Ids that stay the same when an item moves: asked for on every request, or ids would be mixed.
IMMUTABLE = 'IdType="ImmutableId"'
#: Of an id; Graph's have some 150 characters.
MAX_ID = 1000
_MAX_LINK = 16_384
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 64.0
#: Times that one request is sent: a host that always says "at once" is not asked for ever.
_MAX_TRIES = 16
#: Times that what fails within Graph is asked for.
_MAX_FAULTS = 4
#: Pages of one listing; a link that leads in circles must end.
_MAX_PAGES = 100_000
#: Pages without a row, one after the other.
MAX_EMPTY = 200


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for; `limit`: bytes of the answer."""

    method: str
    url: httpx.URL
    limit: int
    prefer: str = ""
    body: bytes = b""
    content_type: str = ""


@cache
def trusted() -> ssl.SSLContext:
    """The certificates of the system; reading them takes longer than a request."""
    return ssl.create_default_context()


class Session:
    """One use of an account; a context manager that closes its connections. Not for two threads.

    Args:
        account: Its name, for sentences.
        settings: How it is reached.

    Attributes:
        requests: Sent so far.
    """

    def __init__(
        self,
        account: str,
        settings: MicrosoftSettings,
        *,
        bearer: Bearer | None = None,
        is_over: threading.Event | None = None,
    ) -> None:
        self.account = account
        self.settings = settings
        self.requests = 0
        self._bearer = bearer or Bearer(account, settings.token)
        self._is_over = is_over or threading.Event()
        self._line = Line(
            account,
            context=settings.context or trusted(),
            timeout_s=settings.timeout_s,
            deadline_s=settings.deadline_s,
        )

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.__exit__(kind, error, trace)

    def another(self, is_over: threading.Event) -> Session:
        """A session for another thread, with the same token.

        Args:
            is_over: Set when nobody waits for its answers any more: nothing is tried again then.
        """
        return Session(self.account, self.settings, bearer=self._bearer, is_over=is_over)

    def url(self, path: str, query: Mapping[str, str] | None = None) -> httpx.URL:
        """The address of a path under the root of Graph."""
        url = httpx.URL(self.settings.root.rstrip("/") + path)
        return url.copy_merge_params(dict(query)) if query else url

    def link(self, text: str) -> httpx.URL:
        """The address of a link that Graph gave, to be asked as it is.

        Raises:
            Senseless: it leads elsewhere, or is none.
        """
        if len(text) > _MAX_LINK or not text.isprintable():
            raise Senseless("a link is none")
        try:
            url = httpx.URL(text)
        except (httpx.InvalidURL, ValueError) as error:
            raise Senseless("a link is none") from error
        if url.userinfo or not url.host or origin(url) != self.settings.origin:
            raise Senseless("a link leads to another host; it was not followed")
        return url

    @contextlib.contextmanager
    def open(
        self, url: httpx.URL, *, limit: int, prefer: str = "", method: str = "GET"
    ) -> Iterator[Answer]:
        """Ask for something, with patience; the answer, of a status that says yes.

        Raises:
            Refused, Senseless: what Graph answered. AuthError: the token is dead.
            TransientError, PermanentError: there is no answer.
        """
        waited = 0.0
        attempt = 0
        while True:
            with self._signed(_Question(method, url, limit, prefer)) as answer:
                if answer.status < 300:
                    with _whole():
                        yield answer
                    return
                refused = _refused(answer)
            wait_s = self._wait_s(refused, attempt)
            attempt += 1
            is_hopeless = attempt >= (_MAX_FAULTS if refused.status == 500 else _MAX_TRIES)
            is_late = wait_s is None or waited + wait_s > self.settings.patience_s
            if is_late:
                self._obey(refused)
            if wait_s is None or is_hopeless or is_late or self._is_over.is_set():
                raise refused
            if refused.wait_s is None:
                self.settings.sleep(wait_s)
            else:
                self.settings.gate.rest(wait_s, self.settings.sleep)
            waited += wait_s
            if self._is_over.is_set():
                raise refused

    def get(self, url: httpx.URL, prefer: str = "") -> Row:
        """Ask for an object; raises as `open`."""
        with self.open(url, limit=MAX_JSON_BYTES, prefer=prefer) as answer:
            return _object(answer.read())

    def follow(self, link: str, prefer: str = "") -> Row:
        """Ask for what a link of Graph leads to.

        Raises:
            LinkLost: the position that it names is no longer known. Else as `link` and `get`.
        """
        url = self.link(link)
        try:
            return self.get(url, prefer)
        except Refused as error:
            # It is as Graph made it: what is wrong with it is that Graph no longer knows it.
            if error.is_lost or error.status == 400:
                raise LinkLost from error
            raise

    def send(self, method: str, url: httpx.URL, body: bytes, content_type: str) -> Row:
        """Make or change something, once; the object that was answered, or none where none was.

        Raises:
            Refused: it was not made, where the status is one of `faults.UNDONE` or of a refusal.
            Senseless, TransientError, PermanentError, AuthError: as `open`.
        """
        question = _Question(method, url, MAX_JSON_BYTES, "", body, content_type)
        with self._signed(question) as answer:
            if answer.status >= 300:
                refused = _refused(answer)
                self._obey(refused)
                raise refused
            with _whole():
                found = answer.read()
        return _object(found) if found.strip() else {}

    def rows(self, url: httpx.URL, prefer: str = "") -> Iterator[Row]:
        """The rows of a listing, over all its pages; raises as `get` and `follow`."""
        page = self.get(url, prefer)
        for _ in range(_MAX_PAGES):
            yield from rows_of(page)
            following = page.get("@odata.nextLink")
            if following is None:
                return
            page = self.follow(_text(following), prefer)
        raise Senseless("a listing has no end")

    # ── one request ──────────────────────────────────────────────────────────────────────────

    @contextlib.contextmanager
    def _signed(self, question: _Question) -> Iterator[Answer]:
        token = self._bearer.other_than(None)
        with self._send(question, token) as answer:
            if answer.status != 401:
                yield answer
                return
        with self._send(question, self._bearer.other_than(token)) as answer:
            if answer.status == 401:
                raise needs_sign_in(self.account)
            yield answer

    @contextlib.contextmanager
    def _send(self, question: _Question, token: str) -> Iterator[Answer]:
        body, method = question.body, question.method
        headers = {
            "Authorization": f"Bearer {token}",
            "Prefer": ", ".join(filter(None, (IMMUTABLE, question.prefer))),
        }
        if method == "POST":
            headers |= {"Content-Length": str(len(body))}
        if body:
            headers |= {"Content-Type": question.content_type}
        if closed_s := self.settings.gate.closed_s():
            raise Refused(429, "", closed_s)  # as was said before; it is not asked again
        self.requests += 1
        asked = self._line.ask(
            method, question.url, headers=headers, content=body, limit=question.limit
        )
        with self.settings.gate.place(), asked as answer:
            yield answer

    def _obey(self, refused: Refused) -> None:
        """Ask nothing for as long as Graph wants to be left alone, where nobody waits for that."""
        if refused.is_passing and refused.wait_s is not None:
            self.settings.gate.close(refused.wait_s)

    def _wait_s(self, refused: Refused, attempt: int) -> float | None:
        """How long to wait before the same is asked again; None: not at all."""
        if not refused.is_passing:
            return None
        if refused.wait_s is not None:
            return refused.wait_s
        longest = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * float(1 << min(attempt, 6)))
        return max(longest * self.settings.chance(), 0.1)


@contextlib.contextmanager
def translated(account: str, where: str) -> Iterator[None]:
    """Translate what Graph refused into the errors of the port."""
    try:
        yield
    except (Refused, LinkLost, Senseless) as error:
        raise translate(account, where, error) from error


def rows_of(page: Row) -> list[Row]:
    """The rows of one page.

    Raises:
        Senseless: there are none, or not such.
    """
    rows = page.get("value")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Senseless("a listing has no rows")
    return rows


def id_of(row: Row) -> str:
    """The id of a row.

    Raises:
        Senseless: it has none that can be asked for.
    """
    found = row.get("id")
    if not isinstance(found, str) or not is_id(found):
        raise Senseless("a row has no id")
    return found


def is_id(text: str) -> bool:
    """Whether something may be an id: one line that can be stored, and no step up a path."""
    return 0 < len(text) <= MAX_ID and text.isprintable() and text not in (".", "..")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Senseless("a link is none")
    return value


def _object(body: bytes) -> Row:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Senseless("it is no JSON") from error
    if not isinstance(found, dict):
        raise Senseless("it is no JSON object")
    return found


def _refused(answer: Answer) -> Refused:
    body = bytearray()
    with contextlib.suppress(BrokenBody, TransientError):
        for piece in answer.chunks():
            body += piece
            if len(body) > MAX_REFUSAL_BYTES:
                break
    return refusal(answer.status, answer.headers, bytes(body[:MAX_REFUSAL_BYTES]))


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    try:
        yield
    except BrokenBody as error:
        raise Senseless(str(error)) from error
