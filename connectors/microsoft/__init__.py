"""Mail and calendars in Microsoft 365 by Microsoft Graph: read without a trace, drafts put beside.

==========================  ==========================================================
chapter                     what it is about
==========================  ==========================================================
`settings`                  how an account is reached
`entra`, `tokens`           the sign-in host; access tokens
`signin`, `refusals`        a person signs in; why somebody was not signed in
`session`, `faults`         requests and their patience; what can go wrong
`gate`, `crew`, `bearer`    four at once, in their order, with one token
`cursor`                    what is remembered of a folder or calendar
`folders`                   which folders there are, and what for
`reading`, `headers`        one message, whole or its header only
`rounds`, `mail`            the pages of one round over a folder; the port
`zones`, `rules`, `events`  an event as an iCalendar object
`view`, `calendar_rounds`   what changed in a calendar; the pages of one round
`calendar`                  the port over calendars
`drafts`, `sending`         delivery as a draft; delivery for good
==========================  ==========================================================

Nothing is ever marked, moved or deleted from here. httpx, httpcore and msal come with the extra
`microsoft`; they are imported when something of this package is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.microsoft.calendar import MicrosoftCalendar
    from connectors.microsoft.drafts import MicrosoftDrafts
    from connectors.microsoft.mail import MicrosoftMail
    from connectors.microsoft.sending import MicrosoftSending
    from connectors.microsoft.settings import MicrosoftSettings

__all__ = [
    "MicrosoftCalendar",
    "MicrosoftDrafts",
    "MicrosoftMail",
    "MicrosoftSending",
    "MicrosoftSettings",
]

_CHAPTERS = {
    "MicrosoftCalendar": "calendar",
    "MicrosoftDrafts": "drafts",
    "MicrosoftMail": "mail",
    "MicrosoftSending": "sending",
    "MicrosoftSettings": "settings",
}


def __getattr__(name: str) -> object:
    if name not in _CHAPTERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_CHAPTERS[name]}"), name)
