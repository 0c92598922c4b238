"""Mail on an IMAP host: read without a trace, drafts put beside what its owner writes.

======================  ==============================================================
chapter                 what it is about
======================  ==============================================================
`settings`, `line`      how a host is reached; bounds of time and of bytes
`session`, `faults`     signing in; what can go wrong
`commands`, `answers`   what is asked, and what hosts answer
`folders`               which folders there are, and what for
`cursor`, `marks`       what is remembered of a folder, and by what mail is known again
`changes`, `rebind`     what changed; what is known when all UIDs are new
`reading`, `rounds`     batches of messages; the pages of one round
`mail`, `drafts`        the two ports
`copies`, `sent`        a message of ours, found again; copies of what was sent
`idle`                  waiting for mail
======================  ==============================================================

Nothing is ever marked, moved, deleted or sent from here; drafts, and copies of what was sent, are
appended.
"""

from connectors.imap.drafts import ImapDrafts
from connectors.imap.idle import Heard, ImapWatch
from connectors.imap.mail import ImapMail
from connectors.imap.sent import ImapSent
from connectors.imap.settings import Extension, ImapSettings, SignIn, Tls

__all__ = [
    "Extension",
    "Heard",
    "ImapDrafts",
    "ImapMail",
    "ImapSent",
    "ImapSettings",
    "ImapWatch",
    "SignIn",
    "Tls",
]
