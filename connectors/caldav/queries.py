"""The XML that is sent: what is asked of a CalDAV server (RFC 4791, 6578, 5397).

Written out, since it never changes but for addresses and a token, which are escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'

#: Who we are there, where the calendars are, and whether this is one.
WHO = (
    f"{_HEAD}<d:propfind {_NAMES}><d:prop><d:current-user-principal/><c:calendar-home-set/>"
    "<d:resourcetype/></d:prop></d:propfind>"
).encode()

#: What a home of calendars holds.
WHICH = (
    f"{_HEAD}<d:propfind {_NAMES}><d:prop><d:resourcetype/><d:displayname/>"
    "<c:supported-calendar-component-set/></d:prop></d:propfind>"
).encode()

#: The state of a calendar; `getctag` is the older way, of servers without sync-collection.
STATE = (
    f'{_HEAD}<d:propfind {_NAMES} xmlns:s="http://calendarserver.org/ns/"><d:prop>'
    "<d:resourcetype/><d:sync-token/><s:getctag/></d:prop></d:propfind>"
).encode()

#: Every event of a calendar, of all times, by address and version.
EVENTS = (
    f"{_HEAD}<c:calendar-query {_NAMES}><d:prop><d:getetag/></d:prop><c:filter>"
    '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter>'
    "</c:filter></c:calendar-query>"
).encode()


def changes_since(token: str) -> bytes:
    """What changed since a token; since an empty one: everything there is.

    No limit is asked for: xandikos 0.4.10 keeps it, but gives the token of the whole with the part,
    and what it left out would never be told.
    """
    return (
        f"{_HEAD}<d:sync-collection {_NAMES}><d:sync-token>{escape(token)}</d:sync-token>"
        "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"
    ).encode()


def resources(hrefs: Iterable[str]) -> bytes:
    """The resources with these addresses, whole."""
    named = "".join(f"<d:href>{escape(href)}</d:href>" for href in hrefs)
    return (
        f"{_HEAD}<c:calendar-multiget {_NAMES}><d:prop><d:getetag/><c:calendar-data/></d:prop>"
        f"{named}</c:calendar-multiget>"
    ).encode()
