"""Mail and calendars that are files: read without a network, drafts written beside them."""

from connectors.local.calendar import LocalCalendar
from connectors.local.drafts import LocalDrafts
from connectors.local.mail import LocalMail

__all__ = ["LocalCalendar", "LocalDrafts", "LocalMail"]
