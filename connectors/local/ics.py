"""Calendars that are files: one `.ics`, or a folder of them (an export, a vdir, a Radicale tree).

A file is one resource: it is handed on whole and replaces what it held before. It is not parsed
here, only looked at: whether it is a calendar at all, whether it was cut off, and how many events
begin in it. A file that held events and is suddenly without any, or cut off, is kept as it was.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connectors.base import (
    CalendarPage,
    CalendarRecord,
    Collection,
    CollectionKind,
    PermanentError,
    Problem,
)
from connectors.local.files import (
    MAX_CALENDAR_BYTES,
    SetAside,
    open_regular,
    real_root,
    reason_of,
    resolve_inside,
    safe_name,
    shown,
)
from connectors.local.folder import Found, NotMail, Step, run_round
from connectors.local.formats import CALENDAR_ENDINGS, ending_of, foreign_sentence
from connectors.local.labels import label_paths
from connectors.local.pages import PageLimits
from connectors.local.sentences import empty_alarm, source_error

_BEGIN = re.compile(rb"(?im)^[\xef\xbb\xbf \t]*BEGIN:VCALENDAR\b")
_END = re.compile(rb"(?im)^[ \t]*END:VCALENDAR\b")
_COMPONENT = re.compile(rb"(?im)^[ \t]*BEGIN:(?:VEVENT|VTODO|VJOURNAL|VFREEBUSY)\b")
