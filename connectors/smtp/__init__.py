"""Approved mail sent for good, over SMTP, each at most once, with a copy among what was sent.

======================  ==============================================================
chapter                 what it is about
======================  ==============================================================
`settings`              how a host is reached
`envelope`              from a message to who gets it, and to the bytes that leave
`line`                  one connection: commands and replies, with bounds
`conversation`          handing one message over; what is known when it goes wrong
`delivery`              the port: looked up, handed over, a copy kept
======================  ==============================================================

Only for accounts whose owner chose sending; a note to oneself is `connectors.sendmail`.
"""

from connectors.smtp.conversation import introduce
from connectors.smtp.delivery import SentCopies, SmtpDelivery
from connectors.smtp.settings import SignIn, SmtpSettings, Tls

__all__ = ["SentCopies", "SignIn", "SmtpDelivery", "SmtpSettings", "Tls", "introduce"]
