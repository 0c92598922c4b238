"""Where well-known providers keep mail and calendars, and what to know before signing in there.

Only for proposals: a person sees and confirms every one. Sources are the providers' own set-up
pages, read in November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

_MADE_FOR_US = "it wants a password made for this program (an app password), not the usual one"
_NO_PASSWORDS = (
    "it takes no passwords from mail programs any more; add it as an account of kind microsoft"
)


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    Attributes:
        imap, smtp: Hosts; None where a mailbox is not reached so.
        caldav: Address of its calendars, or None.
        note: What to know before signing in, as the rest of a sentence.
    """

    imap: str | None
    smtp: str | None = None
    caldav: str | None = None
    note: str = ""


_FASTMAIL = Provider(
    "imap.fastmail.com", "smtp.fastmail.com", "https://caldav.fastmail.com/", _MADE_FOR_US
)
_GMX = Provider(
    "imap.gmx.net", "mail.gmx.net", "https://caldav.gmx.net/",
    "IMAP must be allowed in its settings first",
)  # fmt: skip
_ICLOUD = Provider(
    "imap.mail.me.com", "smtp.mail.me.com", "https://caldav.icloud.com/", _MADE_FOR_US
)
_YAHOO = Provider(
    "imap.mail.yahoo.com", "smtp.mail.yahoo.com", "https://caldav.calendar.yahoo.com/",
    _MADE_FOR_US,
)  # fmt: skip
_GMAIL = Provider(
    "imap.gmail.com", "smtp.gmail.com", None,
    _MADE_FOR_US + "; an account of kind google reads it better: by IMAP Gmail shows every label as "
    "a folder, so mail is listed more than once",
)  # fmt: skip
_MICROSOFT = Provider(None, note=_NO_PASSWORDS)

PROVIDERS = {
    "fastmail.com": _FASTMAIL,
    "gmail.com": _GMAIL,
    "googlemail.com": _GMAIL,
    "gmx.at": _GMX,
    "gmx.ch": _GMX,
    "gmx.de": _GMX,
    "gmx.net": _GMX,
    "hotmail.com": _MICROSOFT,
    "icloud.com": _ICLOUD,
    "live.com": _MICROSOFT,
    "mac.com": _ICLOUD,
    "mailbox.org": Provider("imap.mailbox.org", "smtp.mailbox.org", "https://dav.mailbox.org/"),
    "me.com": _ICLOUD,
    "outlook.com": _MICROSOFT,
    "posteo.de": Provider("posteo.de", "posteo.de", "https://posteo.de:8443/"),
    "web.de": Provider(
        "imap.web.de", "smtp.web.de", "https://caldav.web.de/",
        "IMAP must be allowed in its settings first",
    ),
    "yahoo.com": _YAHOO,
    "zoho.com": Provider(
        "imap.zoho.com", "smtp.zoho.com", "https://calendar.zoho.com/", _MADE_FOR_US
    ),
    "zoho.eu": Provider("imap.zoho.eu", "smtp.zoho.eu", "https://calendar.zoho.eu/", _MADE_FOR_US),
}  # fmt: skip


#: Calendar servers that keep their calendars on hosts of other names: those get the password too.
_ALSO = {"caldav.icloud.com": (".icloud.com",)}


def find_other_hosts(url: str) -> tuple[str, ...]:
    """Hosts beside the one of the address that a calendar server is known to send us to."""
    return _ALSO.get((urlsplit(url).hostname or "").casefold(), ())


def propose(address: str) -> Provider:
    """What an address is probably reached by: a known provider, else the usual names of a firm."""
    domain = address.rpartition("@")[2].casefold()
    known = PROVIDERS.get(domain)
    if known is not None or not domain:
        return known or Provider(None)
    return Provider(f"imap.{domain}", f"smtp.{domain}", f"https://{domain}/")
