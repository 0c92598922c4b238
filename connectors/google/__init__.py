"""A Google account: mail and calendars read, drafts put beside what its owner writes.

============================  ==========================================================
chapter                       what it is about
============================  ==========================================================
`settings`, `quota`           how the account is reached; what a minute may cost
`signin`, `tokens`            signing in with a browser; a token that renews itself
`line`, `client`, `faults`    one request; patience with many; what can go wrong
`mailbox`, `messages`         what is asked of Gmail; a message as a record
`cursor`, `rounds`, `mail`    what is remembered; the pages of one round; the port
`agenda`, `ical`              what is asked of calendars; an event as an iCalendar object
`agenda_cursor`,
`agenda_rounds`, `calendar`   what is remembered; the pages of one round; the port
`drafts`, `copies`            drafts made, or sent; a message of ours, found again
============================  ==========================================================

Importing it loads none of Google's libraries, which are large: they come with the extra `google` and
are loaded by the first request.
"""

from connectors.google.calendar import GoogleCalendar
from connectors.google.drafts import GoogleDrafts, GoogleSending
from connectors.google.mail import GoogleMail
from connectors.google.settings import Clock, GoogleSettings
from connectors.google.signin import Access
from connectors.google.tokens import OAuthClient, Token, Tokens

__all__ = [
    "Access",
    "Clock",
    "GoogleCalendar",
    "GoogleDrafts",
    "GoogleMail",
    "GoogleSending",
    "GoogleSettings",
    "OAuthClient",
    "Token",
    "Tokens",
]
