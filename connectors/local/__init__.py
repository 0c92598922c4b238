"""Mail and calendars that are files: read without a network, drafts written beside them.

======================  =======================================  ================================
what                    one collection for each                  a second look costs
======================  =======================================  ================================
mbox, mboxrd, mboxo     file                                     one `stat`; grown: what was added
Maildir, Maildir++      folder                                   a listing; no file is opened
`.eml`, MH, plain text  folder, or file named by itself          a listing with sizes and times
`.ics`, vdir            folder, or file named by itself          a listing with sizes and times
======================  =======================================  ================================

`detect` finds them below a path, `folder` and `mbox_changes` tell what changed, `drafts` writes.
Nothing is written but drafts, and no link is followed out of a source.
"""

from connectors.local.calendar import LocalCalendar
from connectors.local.drafts import LocalDrafts
from connectors.local.mail import LocalMail

__all__ = ["LocalCalendar", "LocalDrafts", "LocalMail"]
