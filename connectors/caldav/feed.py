"""The calendar port over addresses of single calendars (``https://….ics``, ``webcal://…``).

The whole file comes every time that it changed; a server that knows how says that it did not. Such
an address is often a secret by itself: it stands in no sentence, no log and no cursor.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.base import (
    AuthError,
    CalendarPage,
    CalendarRecord,
    Collection,
    CollectionKind,
    CursorExpired,
    Listed,
    PermanentError,
    Problem,
)
from connectors.caldav.faults import Senseless, TooLarge, senseless, status_error
from connectors.caldav.line import Answer, Line, redirected
from connectors.caldav.settings import Feed, origin, parse_address

if TYPE_CHECKING:
    import httpx

#: A larger calendar is not read; it cannot be cut without parsing it.
MAX_FEED_BYTES = 25 * 1000 * 1000
MAX_REDIRECTS = 5
#: The one resource of such a calendar.
PROVIDER_ID = "calendar.ics"
VERSION = 1
KIND = "feed"
#: What is sent back to a server to ask for changes; a longer one is forgotten.
_MAX_VALIDATOR = 500
_BEGIN = re.compile(rb"(?im)^[\xef\xbb\xbf \t]*BEGIN:VCALENDAR\b")
_END = re.compile(rb"(?im)^[ \t]*END:VCALENDAR\b")
_EVENT = re.compile(rb"(?im)^[ \t]*BEGIN:VEVENT\b")
#: Google writes the moment of the download into every event.
_STAMP = re.compile(rb"(?im)^DTSTAMP[:;][^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")


@dataclass(frozen=True, slots=True)
class _Position:
    """What was read: validators of the server, prints of content and address."""

    address: str
    etag: str = ""
    modified: str = ""
    content: str = ""
    has_events: bool = False

    def cursor(self) -> str:
        row = {"v": VERSION, "k": KIND, "a": self.address, "e": self.etag, "m": self.modified}
        return json.dumps(row | {"h": self.content, "n": int(self.has_events)})


class FeedCalendar:
    """`CalendarConnector` over addresses of calendars; each is a collection of one resource.

    Args:
        account: The account's name, for sentences.
        feeds: The calendars; no two of the same name.
        accept_empty: Calendars that lost all their events were emptied on purpose.
    """

    def __init__(self, account: str, feeds: Sequence[Feed], *, accept_empty: bool = False) -> None:
        self.account = account
        self._feeds = {feed.name: feed for feed in feeds}
        self._accept_empty = accept_empty

    def list_collections(self) -> Sequence[Collection]:
        """The calendars, as they were named; nothing is asked."""
        return [Collection(name, CollectionKind.CALENDAR) for name in self._feeds]

    def fetch_changes(self, collection: str, cursor: str | None) -> Iterator[CalendarPage]:
        """The calendar, if it changed since `cursor`, as one page.

        Raises:
            AuthError, TransientError: as their names say.
            PermanentError: there is no calendar at the address, or it is suddenly empty or cut off.
        """
        feed = self._feed(collection)
        print_ = _address_print(feed)
        known = _parse(cursor or "")
        is_lost = bool(cursor) and known is None
        before = known if known is not None and known.address == print_ else None
        with self._ask(feed, before) as answer:
            if answer.status == 304 and before is not None:
                return
            raw = self._read(answer, collection)
            after = _Position(
                print_,
                _validator(answer.headers, "ETag"),
                _validator(answer.headers, "Last-Modified"),
                _print(_STAMP.sub(b"", raw)),
                _EVENT.search(raw) is not None,
            )
        had_events = is_lost or (known is not None and known.has_events)
        self._check(collection, raw, after, had_events=had_events)
        if before is not None and before.content == after.content:
            if before == after:
                return
            yield CalendarPage(cursor=after.cursor())
            return
        yield self._page(collection, raw, after, had_events=had_events, is_lost=is_lost)

    def list_items(self, collection: str, cursor: str | None) -> Iterator[Listed]:
        """The one resource, if there is an event in it; see `CountingConnector`.

        A calendar that did not change since `cursor` is not sent again.

        Raises:
            AuthError, TransientError, PermanentError: as of `fetch_changes`.
            CursorExpired: another address was read then.
        """
        feed = self._feed(collection)
        known = _parse(cursor or "")
        if cursor and (known is None or known.address != _address_print(feed)):
            raise CursorExpired(self.account, collection)
        with self._ask(feed, known) as answer:
            if answer.status == 304 and known is not None:
                has_events = known.has_events
            else:
                raw = self._read(answer, collection)
                self._check_form(collection, raw)
                has_events = _EVENT.search(raw) is not None
        if has_events:
            yield Listed(PROVIDER_ID)

    def _feed(self, collection: str) -> Feed:
        feed = self._feeds.get(collection)
        if feed is None:
            raise PermanentError(
                f"There is no '{collection}' in account '{self.account}' any more. Nothing stored "
                "was deleted; check the addresses of the account."
            )
        return feed

    def _page(
        self, collection: str, raw: bytes, after: _Position, *, had_events: bool, is_lost: bool
    ) -> CalendarPage:
        page = CalendarPage(cursor=after.cursor(), reset=is_lost, done=1, total=1)
        if not after.has_events:
            message = f"'{collection}' of account '{self.account}' holds no event."
            return CalendarPage(
                cursor=page.cursor,
                reset=is_lost,
                deleted_ids=(PROVIDER_ID,) if had_events else (),
                problems=(Problem("no-events", message),),
            )
        problems: tuple[Problem, ...] = ()
        if _is_cut_off(raw):
            message = (
                f"'{collection}' of account '{self.account}' breaks off; what is there was read."
            )
            problems = (Problem("truncated", message, PROVIDER_ID),)
        record = CalendarRecord(PROVIDER_ID, collection, raw, problems)
        return CalendarPage(upserted=(record,), cursor=page.cursor, reset=is_lost, done=1, total=1)

    def _check(self, collection: str, raw: bytes, after: _Position, *, had_events: bool) -> None:
        self._check_form(collection, raw)
        where = f"'{collection}' of account '{self.account}'"
        if not had_events or self._accept_empty:
            return
        if not after.has_events:
            raise PermanentError(
                f"{where} now holds no event at all; nothing stored was deleted. If it was emptied "
                "on purpose, run `rapport sync --accept-empty`; otherwise correct the address."
            )
        if _is_cut_off(raw):
            raise PermanentError(
                f"{where} breaks off before its end; what was read before stays. It is read again "
                "at the next sync."
            )

    def _check_form(self, collection: str, raw: bytes) -> None:
        if _BEGIN.search(raw) is None:
            raise PermanentError(
                f"What lies at the address of '{collection}' of account '{self.account}' is no "
                "calendar. Nothing stored was deleted; correct the address of the account."
            )

    def _read(self, answer: Answer, collection: str) -> bytes:
        if answer.status != 200:
            where = f"'{collection}'"
            raise status_error(self.account, where, answer.url.host, answer.status, answer.headers)
        try:
            return answer.read()
        except TooLarge as error:
            raise PermanentError(
                f"'{collection}' of account '{self.account}' has more than "
                f"{MAX_FEED_BYTES // 1_000_000} MB; it was not read. Nothing stored was deleted."
            ) from error
        except Senseless as error:
            raise senseless(self.account, f"'{collection}'", answer.url.host, error) from error

    @contextlib.contextmanager
    def _ask(self, feed: Feed, before: _Position | None) -> Iterator[Answer]:
        """Ask for a calendar and follow where it is sent on; the answer, of whatever status."""
        given = url = parse_address(feed.url)
        headers = _conditions(before)
        with Line(
            self.account,
            context=feed.context,
            timeout_s=feed.timeout_s,
            deadline_s=feed.deadline_s,
        ) as line:
            for _ in range(MAX_REDIRECTS + 1):
                is_home = origin(url) == origin(given)
                signed = headers | (self._sign_in(feed, url) if is_home else {})
                with line.ask(
                    "GET",
                    url,
                    headers=signed,
                    limit=MAX_FEED_BYTES,
                    may_be_private=url.host == given.host or line.is_private(given.host),
                ) as answer:
                    target = redirected(answer)
                    if target is None:
                        yield answer
                        return
                if target.scheme != given.scheme or target.userinfo:
                    raise PermanentError(
                        f"{url.host} sends '{feed.name}' of account '{self.account}' on to an "
                        "address of another kind, which is not asked. Correct the address."
                    )
                url = target
        raise PermanentError(
            f"{given.host} sends '{feed.name}' of account '{self.account}' on to another address "
            f"more than {MAX_REDIRECTS} times. Correct the address."
        )

    def _sign_in(self, feed: Feed, url: httpx.URL) -> dict[str, str]:
        if not feed.user or feed.secret is None:
            return {}
        secret = feed.secret()
        if not secret.isprintable() or not feed.user.isprintable() or ":" in feed.user:
            raise AuthError(
                f"User or password of '{feed.name}' at {url.host} hold characters that are none. "
                f"Run `rapport account auth {self.account}`."
            )
        word = base64.b64encode(f"{feed.user}:{secret}".encode()).decode("ascii")
        return {"Authorization": f"Basic {word}"}


def _conditions(before: _Position | None) -> dict[str, str]:
    """If-None-Match beside If-Modified-Since: a server that knows the first ignores the second."""
    if before is None:
        return {}
    found = {"If-None-Match": before.etag, "If-Modified-Since": before.modified}
    return {name: value for name, value in found.items() if value}


def _validator(headers: httpx.Headers, name: str) -> str:
    value = headers.get(name, "")
    fine = value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR
    return value if fine else ""


def _is_cut_off(raw: bytes) -> bool:
    return len(_BEGIN.findall(raw)) > len(_END.findall(raw))


def _address_print(feed: Feed) -> str:
    return _print(str(parse_address(feed.url)).encode())


def _print(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _parse(cursor: str) -> _Position | None:
    """The position in a cursor, or None: it is none of ours."""
    try:
        row = json.loads(cursor)
        if row["v"] != VERSION or row["k"] != KIND:
            return None
        words = (row["a"], row["e"], row["m"], row["h"])
        if not all(isinstance(word, str) for word in words):
            return None
        return _Position(*words, has_events=bool(row["n"]))
    except (ValueError, KeyError, TypeError):
        return None
