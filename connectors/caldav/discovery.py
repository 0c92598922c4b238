"""Finding the calendars of an account (RFC 6764, 5397, 4791): from the server to each calendar.

Asked in this order, as far as needed: the address given (it may be a calendar, a home of calendars,
or its owner's page), the well-known address, the root. `caldav`, the library, would do the same with
nine packages behind it, follow whatever it is pointed at with the password, and hide refusals.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx

from connectors.base import PermanentError
from connectors.caldav import queries
from connectors.caldav.faults import Senseless, senseless
from connectors.caldav.multistatus import CALDAV, DAV, Response, read_multistatus
from connectors.caldav.settings import origin

if TYPE_CHECKING:
    from connectors.caldav.session import Session

_WELL_KNOWN = "/.well-known/caldav"
#: Homes and calendars of one owner; nobody has more.
MAX_HOMES = 20
MAX_CALENDARS = 500
_CALENDAR = f"{CALDAV}calendar"


def find_calendars(session: Session) -> dict[str, httpx.URL]:
    """Every calendar of the account that may hold events; may be empty.

    Returns:
        Where each lies, by its name: the path on the server, with the server before it where that
        is another one. The password may not be shown to all of those: `Session.trusted` tells.

    Raises:
        AuthError, TransientError: as their names say. PermanentError: there is nothing of CalDAV at
            the address.
    """
    homes, calendar = _find_homes(session)
    if calendar is not None:
        return {name_of(session, calendar): calendar}
    found: dict[str, httpx.URL] = {}
    for home in homes[:MAX_HOMES]:
        answer = session.multistatus("PROPFIND", home, queries.WHICH, "its calendars", depth="1")
        for response in answer.responses:
            url = _join(home, response.href) if _holds_events(response) else None
            if url is not None and len(found) < MAX_CALENDARS:
                found[name_of(session, url)] = url
    return found


def name_of(session: Session, url: httpx.URL) -> str:
    """What a calendar is called: stable, printable, and enough to find it again."""
    path = url.raw_path.decode("ascii")
    return path if origin(url) == origin(session.home) else origin(url) + path


def find_named(session: Session, name: str) -> httpx.URL | None:
    """Where the calendar of that name lies; None: no calendar is called so."""
    if not name.startswith(("/", "https://", "http://")):
        return None
    return _join(session.home, name)


def _find_homes(session: Session) -> tuple[list[httpx.URL], httpx.URL | None]:
    """The homes of calendars, or the one calendar that the address names."""
    given = session.home
    root = given.path in ("", "/")
    places = [given.join(_WELL_KNOWN), given.join("/")]
    for place in places if root else [given, *places]:
        found = _look(session, place)
        if found is None:
            continue
        url, response = found
        if _CALENDAR in _kinds(response):
            return [], url
        homes = _homes(session, url, response)
        if homes:
            return homes, None
        for principal in _hrefs(session, url, response, f"{DAV}current-user-principal"):
            found = _look(session, principal)
            homes = _homes(session, *found) if found is not None else []
            if homes:
                return homes, None
    raise PermanentError(
        f"{given.host} of account '{session.account}' shows no calendars at the address given, nor "
        "where a calendar server announces them. Give the address that its help names for CalDAV."
    )


def _look(session: Session, url: httpx.URL) -> tuple[httpx.URL, Response] | None:
    """What the server says of one address, and where that lies at last; None: nothing of CalDAV."""
    with session.ask("PROPFIND", url, queries.WHO) as answer:
        if answer.status in (403, 404, 405, 410, 501) or answer.status < 207:
            return None
        if answer.status != 207:
            raise session.refused(answer, "its calendars")
        try:
            responses = read_multistatus(answer.chunks()).responses
        except Senseless as error:
            raise senseless(session.account, "its calendars", url.host, error) from error
        return (answer.url, responses[0]) if responses else None


def _homes(session: Session, url: httpx.URL, response: Response) -> list[httpx.URL]:
    return list(_hrefs(session, url, response, f"{CALDAV}calendar-home-set"))


def _hrefs(session: Session, url: httpx.URL, response: Response, tag: str) -> Iterator[httpx.URL]:
    value = response.properties.get(tag)
    for href in value.hrefs if value is not None else ():
        joined = _join(url, href)
        if joined is not None:
            yield session.trusted(joined)


def _kinds(response: Response) -> frozenset[str]:
    value = response.properties.get(f"{DAV}resourcetype")
    return value.parts if value is not None else frozenset()


def _holds_events(response: Response) -> bool:
    """A calendar, and not one of tasks only; without a word on it a calendar holds events."""
    if _CALENDAR not in _kinds(response):
        return False
    components = response.properties.get(f"{CALDAV}supported-calendar-component-set")
    return components is None or not components.parts or "VEVENT" in components.parts


def _join(url: httpx.URL, href: str) -> httpx.URL | None:
    try:
        return url.join(href).copy_with(fragment=None, query=None)
    except (httpx.InvalidURL, ValueError):
        return None
