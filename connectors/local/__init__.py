"""Mail and calendars that are files: read without a network, drafts written beside them."""

from connectors.local.mail import LocalMail

__all__ = ["LocalMail"]
