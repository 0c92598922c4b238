"""What is done in an account, exactly, and what for: shown before anybody signs in, and always after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.config.records import AccountKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.config.records import AccountConfig


@dataclass(frozen=True, slots=True)
class Right:
    """Something the program does in an account, and what for."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class KindGuide:
    """A kind of account in words.

    Attributes:
        title: What it is.
        rights: Exactly what is done there; nothing else ever is.
        secret: What to type as its password; of kinds that sign in on the provider's page, what
            that page will ask.
    """

    title: str
    rights: tuple[Right, ...]
    secret: str


_READS_FOLDERS = "to see who waits for whom, and what was promised"
_READS_CALENDARS = Right("reads the calendars", "to see meetings, their people, and your leave")
_CHANGES_NOTHING = Right(
    "marks, moves and deletes nothing", "your other mail programs see no difference"
)

GUIDES: Mapping[AccountKind, KindGuide] = {
    AccountKind.LOCAL: KindGuide(
        "Files on this machine: mbox, Maildir, .eml, .ics",
        (Right("reads the files you name", "to see who waits for whom"),),
        "no password",
    ),
    AccountKind.IMAP: KindGuide(
        "A mailbox on a host, by IMAP",
        (
            Right("reads all folders but junk", _READS_FOLDERS),
            Right("puts drafts you accepted into the drafts folder", "so that you can send them"),
            _CHANGES_NOTHING,
        ),
        "the mailbox's password; better one made for this program alone, which most hosts call an "
        "app password: IMAP has no smaller right than the whole mailbox",
    ),
    AccountKind.CALDAV: KindGuide(
        "Calendars on a server, by CalDAV",
        (
            _READS_CALENDARS,
            Right("writes nothing there", "invitations are answered in your calendar program"),
        ),
        "the password of the calendar server; better one made for this program alone",
    ),
    AccountKind.ICS: KindGuide(
        "One calendar at an address, as one subscribes to it",
        (Right("reads that one address", "to see its meetings"),),
        "no password, or that of the address",
    ),
    AccountKind.GOOGLE: KindGuide(
        "Gmail and Google Calendar",
        (
            Right("reads all mail but spam and chats", f"{_READS_FOLDERS} (gmail.readonly)"),
            Right("reads the calendars", "to see meetings, people, leave (calendar.readonly)"),
            _CHANGES_NOTHING,
        ),
        "you sign in on Google's page; no password is typed here",
    ),
    AccountKind.MICROSOFT: KindGuide(
        "Mail and calendars of Microsoft 365 or Outlook.com",
        (
            Right("reads all folders but junk", f"{_READS_FOLDERS} (Mail.Read)"),
            Right("reads the calendars", "to see meetings, people, leave (Calendars.Read)"),
            Right("reads your name and address", "to know whose mailbox it is (User.Read)"),
            _CHANGES_NOTHING,
        ),
        "you sign in on Microsoft's page; no password is typed here",
    ),
    AccountKind.EXCHANGE: KindGuide(
        "Mail and calendars of an Exchange Server of your firm",
        (
            Right("reads all folders but junk", _READS_FOLDERS),
            _READS_CALENDARS,
            _CHANGES_NOTHING,
        ),
        "the password with which you sign in to Windows or to Outlook",
    ),
}

_DRAFTS = "so that you can send them"
#: What else is done where accepted mail becomes a draft.
_DRAFTING = {
    AccountKind.GOOGLE: Right(
        "puts drafts you accepted beside yours", f"{_DRAFTS} (gmail.compose: Google has no smaller)"
    ),
    AccountKind.MICROSOFT: Right(
        "puts drafts you accepted into the drafts folder", f"{_DRAFTS} (Mail.ReadWrite)"
    ),
    AccountKind.EXCHANGE: Right("puts drafts you accepted into the drafts folder", _DRAFTS),
}
#: Which setting turned sending on, by kind; elsewhere ``[account.smtp]``.
_DELIVER_SENDS = 'because you wrote deliver = "send"'
_SENDING = {
    AccountKind.GOOGLE: f"{_DELIVER_SENDS} (gmail.compose)",
    AccountKind.MICROSOFT: f"{_DELIVER_SENDS} (Mail.Send)",
    AccountKind.EXCHANGE: _DELIVER_SENDS,
}


def rights_of(account: AccountConfig) -> tuple[Right, ...]:
    """Exactly what is done in an account as it is configured."""
    rights = GUIDES[account.kind].rights
    if not account.bodies:
        rights = tuple(
            Right("reads headers only: no text is fetched or kept", "because bodies = false")
            if right.what.startswith("reads all ")
            else right
            for right in rights
        )
    if account.deliver is not None and account.kind in _DRAFTING:
        rights = (*rights[:-1], _DRAFTING[account.kind], rights[-1])
    if account.sends:
        why = _SENDING.get(account.kind, "because you turned [account.smtp] on")
        rights = (*rights, Right("sends mail you accepted, after its hold", why))
    return rights
