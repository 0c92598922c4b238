"""Calendars on a server, and at an address: read by CalDAV, or as one file; never written.

==========================  ==========================================================
chapter                     what it is about
==========================  ==========================================================
`settings`, `line`          how a server is reached; bounds of time, bytes and addresses
`session`, `faults`         signing in, redirects, what can go wrong
`multistatus`, `queries`    the XML that comes and goes
`discovery`, `reports`      which calendars there are; one calendar and its resources
`cursor`, `rounds`          what is remembered of a calendar; the pages of one round
`calendar`, `feed`          the port: over a server, over addresses of single calendars
==========================  ==========================================================
"""

from connectors.caldav.calendar import CaldavCalendar
from connectors.caldav.feed import FeedCalendar
from connectors.caldav.settings import CaldavSettings, Feed, SignIn

__all__ = ["CaldavCalendar", "CaldavSettings", "Feed", "FeedCalendar", "SignIn"]
