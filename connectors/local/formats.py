"""Telling what a file is by its name and first bytes, and which export to use for what is foreign.

A name decides only where it must (a 30 GB `.pst` is not opened to find out); otherwise the bytes
do: an `.msg` that holds an internet message is read, one that Outlook saved is named.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from connectors.local.files import shown


class Format(StrEnum):
    """What a file is, as far as its beginning tells."""

    MBOX = "mbox"
    MAIL = "mail"
    CALENDAR = "calendar"
    #: A compound file, as Outlook's `.msg`.
    OUTLOOK = "outlook"
    #: A message as Apple Mail stores it: a byte count, the message, a property list.
    APPLE = "apple"
    COMPRESSED = "compressed"
    #: Text without a header: a message only when somebody says so.
    TEXT = "text"
    BINARY = "binary"
    EMPTY = "empty"


#: Names of files that may hold a message or an mbox.
MAIL_ENDINGS = frozenset(
    {"", ".eml", ".txt", ".text", ".mail", ".email", ".msg", ".rfc822", ".mime"}
    | {".mbox", ".mbx", ".mboxrd", ".mboxo", ".mboxcl", ".mboxcl2"}
)
#: What Apple Mail lays beside the mbox it exports.
_INDEXES = frozenset({"table_of_contents"})
MBOX_ENDINGS = frozenset({".mbox", ".mbx", ".mboxrd", ".mboxo", ".mboxcl", ".mboxcl2"})
CALENDAR_ENDINGS = frozenset({".ics", ".ical", ".icalendar"})
#: Endings of files in a folder of calendars that hide one, and are named.
_CALENDAR_FOREIGN = frozenset({".vcs", ".zip", ".gz", ".tgz"})

_OUTLOOK_ADVICE = (
    "Add the mailbox to Thunderbird and export its folders as mbox, or convert the file with "
    "`readpst -r -o FOLDER FILE` (package pst-utils), and name the result instead."
)
_MSG_ADVICE = (
    "In Outlook on the web or the new Outlook save the message as .eml ('Save as', 'Download'), "
    "or convert it with `msgconvert`, and name the .eml instead."
)
_APPLE_ADVICE = (
    "In Apple Mail choose the mailbox, then Mailbox → Export Mailbox…, which writes an mbox, and "
    "name that instead."
)
_OUTLOOK_MAC_ADVICE = (
    "In Outlook for Mac drag the mail folder onto the desktop, which writes an .mbox, and name "
    "that instead."
)
_UNPACK = {
    ".zip": "unzip FILE -d FOLDER",
    ".tgz": "tar -xzf FILE -C FOLDER",
    ".gz": "gunzip -k FILE",
    ".tar": "tar -xf FILE -C FOLDER",
    ".bz2": "bunzip2 -k FILE",
    ".xz": "unxz -k FILE",
    ".zst": "unzstd FILE",
    ".7z": "7z x FILE -oFOLDER",
    ".rar": "unrar x FILE FOLDER",
}
#: Of a folder that was packed into one file before it was compressed.
_UNPACK_TAR = "tar -xf FILE -C FOLDER"
#: Endings of formats that are not read: what it is, and the way to one that is.
_FOREIGN = {
    ".pst": ("an Outlook data file", _OUTLOOK_ADVICE),
    ".ost": ("an Outlook offline copy", _OUTLOOK_ADVICE),
    ".olm": ("an archive of Outlook for Mac", _OUTLOOK_MAC_ADVICE),
    ".emlx": ("a message in Apple Mail's own store", _APPLE_ADVICE),
    ".dbx": (
        "an Outlook Express folder",
        "Open it in Thunderbird and export the folder as mbox, and name that instead.",
    ),
    ".nsf": (
        "a Notes database",
        "In Notes drag the messages into a folder, which writes .eml files, and name that folder.",
    ),
    ".vcs": (
        "a calendar in the old vCalendar format",
        "Export the calendar as iCalendar (.ics) and name that instead.",
    ),
} | dict.fromkeys(
    (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".7z", ".rar"),
    ("an archive", ""),
)
_BY_CONTENT = {
    Format.OUTLOOK: ("a message saved by Outlook", _MSG_ADVICE),
    Format.APPLE: _FOREIGN[".emlx"],
    Format.COMPRESSED: ("a compressed file", ""),
    Format.CALENDAR: ("a calendar", "Name it as a calendar, not as mail."),
    Format.TEXT: ("a text without the header of a message", "Nothing needs to be done."),
    Format.BINARY: ("no mail, but some other kind of file", "Nothing needs to be done."),
    Format.EMPTY: ("empty", "Export or copy it again if it should hold a message."),
}

_FIELD = re.compile(rb"(?P<name>[!-9;-~]{1,80})[ \t]*:")
_KNOWN = frozenset(
    b"from to cc bcc subject date message-id received return-path mime-version content-type "
    b"delivered-to reply-to sender in-reply-to references x-mailer user-agent "
    b"content-transfer-encoding dkim-signature x-received x-original-to".split()
)
_COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf", b"Rar!")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_APPLE_COUNT = re.compile(rb"\d{1,12}[ \t]*\r?\n")


def ending_of(name: str) -> str:
    """The ending of a file name, lower case, with its dot; empty when there is none."""
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and not suffix[1:].isdigit() else ""


def is_candidate(name: str) -> bool:
    """Whether a file of a folder is looked at: it may hold mail, or must be named as foreign."""
    if name.startswith(".") or name in _INDEXES:
        return False
    return ending_of(name) in MAIL_ENDINGS or ending_of(name) in _FOREIGN


def is_calendar_candidate(name: str) -> bool:
    """Whether a file of a folder is looked at as a calendar, or must be named as foreign."""
    ending = ending_of(name)
    return not name.startswith(".") and ending in CALENDAR_ENDINGS | _CALENDAR_FOREIGN


def tell_format(start: bytes) -> Format:
    """What a file is, by its first bytes (4 KiB are enough)."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    if not text:
        return Format.EMPTY
    if text.startswith(b"From "):
        line, _, rest = text.partition(b"\n")
        return Format.MBOX if _FIELD.match(rest) or b":" in line or b"@" in line else Format.TEXT
    if text[:15].upper() == b"BEGIN:VCALENDAR":
        return Format.CALENDAR
    if text.startswith(_OLE):
        return Format.OUTLOOK
    if text.startswith(_COMPRESSED):
        return Format.COMPRESSED
    if _has_header(text):
        return Format.MAIL
    count = _APPLE_COUNT.match(text)
    if count and _has_header(text[count.end() :]):
        return Format.APPLE
    return Format.BINARY if b"\0" in start else Format.TEXT


def _has_header(text: bytes) -> bool:
    """Two known fields before the first line that is no field, or one that a blank line ends."""
    known = 0
    for line in text.split(b"\n")[:200]:
        if not line.strip():
            return known > 0
        if line[:1] in (b" ", b"\t") or line.startswith(b">From "):
            continue
        field = _FIELD.match(line)
        if field is None:
            return known > 1
        known += field["name"].lower() in _KNOWN
    return known > 0


def foreign_sentence(path: str, found: Format | None = None) -> str | None:
    """What a file is and which export to use; None when it is mail.

    Told by the name alone, unless its bytes were `found` to be something.
    """
    what = _BY_CONTENT.get(found) if found is not None else _FOREIGN.get(ending_of(path))
    if what is not None and ending_of(path) == ".msg":
        what = _BY_CONTENT[Format.OUTLOOK]
    if what is None:
        return None
    return f"{shown(path)} is {what[0]}, which is not read. {what[1] or _unpack_advice(path)}"


def _unpack_advice(path: str) -> str:
    """How to unpack an archive; an export of Google's comes in several parts."""
    name = PurePath(path).name.lower()
    packed = name.endswith((".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst"))
    command = _UNPACK_TAR if packed else _UNPACK.get(ending_of(name))
    how = f" (`{command}`)" if command else ""
    parts = ", all parts into one folder," if name.startswith("takeout-") else ""
    return f"Unpack it first{how}{parts} and name what comes out."
