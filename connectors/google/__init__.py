"""A Google account: mail and calendars read, drafts put beside what its owner writes.

============================  ==========================================================
chapter                       what it is about
============================  ==========================================================
`settings`, `quota`           how the account is reached; what a minute may cost
`signin`, `tokens`            signing in with a browser; a token that renews itself
`line`, `client`, `faults`    one request; patience with many; what can go wrong
`mailbox`, `messages`         what is asked of Gmail; a message as a record
`cursor`, `rounds`, `mail`    what is remembered; the pages of one round; the port
============================  ==========================================================

Importing it loads none of Google's libraries, which are large: they come with the extra `google` and
are loaded by the first request.
"""

from connectors.google.mail import GoogleMail
from connectors.google.settings import Clock, GoogleSettings
from connectors.google.tokens import OAuthClient, Token, Tokens

__all__ = [
    "Clock",
    "GoogleMail",
    "GoogleSettings",
    "OAuthClient",
    "Token",
    "Tokens",
]
