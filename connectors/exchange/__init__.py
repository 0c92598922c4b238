"""Mail and calendars on an Exchange Server by EWS: read without a trace, drafts put beside.

==========================  ==========================================================
chapter                     what it is about
==========================  ==========================================================
`settings`                  how an account is reached
`line`, `signin`            one request and its answer; NTLM, Basic and tokens
`ews`, `answers`            requests by exchangelib; what answers hold
`session`, `faults`         requests and their patience; what can go wrong
`cursor`                    what is remembered of a folder
`folders`, `changes`        which folders there are, and what for; their change feed
`items`, `headers`          messages: what is told of them, and their bytes
`rounds`, `mail`            the pages of one round over a folder; the port
`events`, `clocks`          an item of a calendar as an iCalendar object; its time zone
`agendas`, `view`           which calendars there are; what one holds
`marks`, `agenda_cursor`    what is remembered of an event, and of a calendar
`calendar_rounds`           the pages of one round over a calendar
`calendar`                  the port over calendars
`copies`                    where a message of ours lies, and what it answers
`drafts`, `sending`         delivery as a draft; delivery for good
==========================  ==========================================================

Nothing is ever marked, moved or deleted from here. exchangelib comes with the extra `exchange`; it
is imported by the first request.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.exchange.calendar import ExchangeCalendar
    from connectors.exchange.drafts import ExchangeDrafts
    from connectors.exchange.mail import ExchangeMail
    from connectors.exchange.sending import ExchangeSending
    from connectors.exchange.settings import ExchangeSettings, exchange_online_sentence

__all__ = [
    "ExchangeCalendar",
    "ExchangeDrafts",
    "ExchangeMail",
    "ExchangeSending",
    "ExchangeSettings",
    "exchange_online_sentence",
]

_CHAPTERS = {
    "ExchangeCalendar": "calendar",
    "ExchangeDrafts": "drafts",
    "ExchangeMail": "mail",
    "ExchangeSending": "sending",
    "ExchangeSettings": "settings",
    "exchange_online_sentence": "settings",
}


def __getattr__(name: str) -> object:
    if name not in _CHAPTERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_CHAPTERS[name]}"), name)
