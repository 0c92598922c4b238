"""Writes the demo world as a ready home that ends in the week of `now`.

    TARGET/config.toml, clients/*.toml     the configuration; two clients are left to be found out
    TARGET/mail/archive.mbox               the older half, mboxrd, received and sent in one file
    TARGET/mail/saved/*.eml                messages somebody once dragged out of a mail program
    TARGET/mail/maildir/                   the recent weeks: INBOX, .Sent, .Drafts, folders
    TARGET/calendar/*.ics                  the owner's calendar and the team's

Only what had happened by `now` is there. The same `now` gives the same bytes. Nothing is read but
the packaged texts, and nothing is written outside the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.demo.compose import Mail, Mailroom, file_name
from assistant.demo.dates import WorldCalendar
from assistant.demo.ics import occurrences, write_calendar
from assistant.demo.invitations import invitation_mails
from assistant.demo.source import Meeting, World, load_world

#: Messages before this authored day are in the archive.
ARCHIVED_BEFORE = "w-5 mon"
_FROM_LINE = re.compile(rb"^(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """What was written.

    Attributes:
        home: The folder for `--home`; `mail` and `calendar` are the sources named in its
            `config.toml`.
        messages: Logical messages, drafts and second copies not counted.
        meetings: Occurrences that began by `now`, of every kind; `events`: VEVENT masters.
    """

    home: Path
    mail: tuple[Path, ...]
    calendar: tuple[Path, ...]
    now: datetime
    messages: int
    events: int
    meetings: int


def build_world(target: Path, *, now: datetime) -> DemoWorld:
    """Write the world into `target`, which is made and should be empty.

    Args:
        target: Files of the same name in it are replaced, others stay.
        now: Aware. The week that holds it in the owner's zone is the last authored week.

    Raises:
        BadWorld: the authored texts contradict themselves.
        OSError: the folder cannot be written.
    """
    world = load_world()
    calendar = WorldCalendar.ending_at(now, world.owner.zone)
    mails = [mail for mail in _mails(world, calendar) if mail.at <= now]
    known = [
        meeting for meeting in world.meetings.values() if _made(meeting, world, calendar) <= now
    ]
    _write_configuration(target, world, calendar)
    sources = _write_mail(target / "mail", mails, calendar, world)
    calendars = _write_calendars(target / "calendar", known, world, calendar, now)
    return DemoWorld(
        home=target,
        mail=sources,
        calendar=calendars,
        now=now,
        messages=sum(not mail.draft for mail in mails),
        events=len(known),
        meetings=sum(_begun(meeting, world, calendar, now) for meeting in known),
    )


def _mails(world: World, calendar: WorldCalendar) -> list[Mail]:
    room = Mailroom(world, calendar)
    mails = [room.mail(letter) for letter in world.letters.values()]
    return sorted((*mails, *invitation_mails(world, calendar)), key=lambda m: (m.at, m.key))


def _made(meeting: Meeting, world: World, calendar: WorldCalendar) -> datetime:
    return calendar.moment(meeting.made, world.people[meeting.organizer].zone)


def _begun(meeting: Meeting, world: World, calendar: WorldCalendar, now: datetime) -> int:
    if meeting.all_day:
        return int(calendar.day(meeting.start) <= now.date())
    starts = occurrences(meeting, calendar, meeting.zone or world.people[meeting.organizer].zone)
    skipped = {calendar.day(day) for day, _ in meeting.skip}
    return sum(start <= now and start.date() not in skipped for start in starts)


def _write_configuration(target: Path, world: World, calendar: WorldCalendar) -> None:
    folder = target / "clients"
    folder.mkdir(parents=True, exist_ok=True)
    _write_text(target / "config.toml", world.config, calendar)
    for slug, text in world.clients.items():
        if text is not None:
            _write_text(folder / f"{slug}.toml", text, calendar)


def _write_text(path: Path, text: str, calendar: WorldCalendar) -> None:
    filled = calendar.fill(text.lstrip("\n"), said_on=calendar.monday, locale="en-GB")
    path.write_text(filled, encoding="utf-8", newline="\n")


def _write_mail(
    folder: Path, mails: list[Mail], calendar: WorldCalendar, world: World
) -> tuple[Path, ...]:
    archive, saved, maildir = folder / "archive.mbox", folder / "saved", folder / "maildir"
    saved.mkdir(parents=True, exist_ok=True)
    for name in ("", ".Sent", ".Drafts"):
        _make_maildir(maildir / name if name else maildir)
    before = calendar.moment(f"{ARCHIVED_BEFORE} 00:00", world.owner.zone)
    older = [mail for mail in mails if mail.folder is None and mail.at < before]
    archive.write_bytes(b"".join(_mbox_entry(mail) for mail in older))
    for mail in mails:
        for place in filter(None, _places(mail, before)):
            _deliver(mail, place, saved=saved, maildir=maildir, seen=mail.at < _unread_after(mails))
    return archive, saved, maildir


def _unread_after(mails: list[Mail]) -> datetime:
    """What came in the last hours is still unread."""
    return (mails[-1].at if mails else datetime.min.replace(tzinfo=UTC)) - timedelta(hours=6)


def _places(mail: Mail, before: datetime) -> tuple[str | None, str | None]:
    if mail.draft:
        return ".Drafts", None
    if mail.folder is not None:
        return mail.folder, mail.also
    if mail.at < before:
        return None, mail.also
    return (".Sent" if mail.sent else "INBOX"), mail.also


def _deliver(mail: Mail, place: str, *, saved: Path, maildir: Path, seen: bool) -> None:
    if place == "saved":
        (saved / f"{file_name(mail.key)}.eml").write_bytes(mail.raw.replace(b"\n", b"\r\n"))
        return
    folder = maildir if place == "INBOX" else maildir / place
    _make_maildir(folder)
    flags = "D" if mail.draft else "S" if seen or mail.sent else ""
    name = f"{int(mail.at.timestamp())}.{file_name(mail.key)}.mail"
    path = folder / "cur" / f"{name}:2,{flags}" if flags else folder / "new" / name
    path.write_bytes(mail.raw)


def _make_maildir(folder: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if folder.name.startswith("."):
        (folder / "maildirfolder").touch()


def _mbox_entry(mail: Mail) -> bytes:
    """One message of an mboxrd file: a From line, the message with such lines quoted, a blank."""
    stamp = mail.at.astimezone(UTC).strftime("%a %b %d %H:%M:%S %Y")
    body = _FROM_LINE.sub(rb">\1", mail.raw)
    return f"From MAILER-DAEMON {stamp}\n".encode() + body + b"\n"


def _write_calendars(
    folder: Path,
    meetings: Iterable[Meeting],
    world: World,
    calendar: WorldCalendar,
    now: datetime,
) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    meetings = list(meetings)
    paths = []
    for name in ("work", "team"):
        held = [meeting for meeting in meetings if meeting.calendar in (name, "both")]
        path = folder / f"{name}.ics"
        path.write_bytes(write_calendar(held, world, calendar, now, name=name))
        paths.append(path)
    return tuple(paths)
