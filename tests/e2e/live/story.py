"""One afternoon through the whole program, step by step: mail in Dovecot, events in Radicale.

Played once, it is looked at by the tests and written down for `docs/live.md`. Its clock is the
demo's; everything else is real: the hosts, what lies there, and what the program does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.cli.conftest import CANONICAL, Answer, Clock, invoke
from tests.connectors.caldav_peers import USER as DAV_USER
from tests.connectors.dovecot import FULL
from tests.e2e.live.hosts import (
    DAV_SECRET,
    DRAFTS,
    MAIL_SECRET,
    CalendarHost,
    Letter,
    MailHost,
    write_home,
)

if TYPE_CHECKING:
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

OWNER = "marta.zaleska@lipowa.example"
#: What the transcript calls the hosts, and who signs in there.
MAIL_NAME, DAV_NAME, DAV_OWNER = "mail.lipowa.example", "cloud.lipowa.example", "marta"
#: Ids of drafts of the demo at its moment: the recap of the transcript, another one, a reminder.
RECAP, OTHER_RECAP, REMINDER = "30e793c7", "f6a13bd6", "4500ad17"

_DATE = re.compile(rb"^Date: .*\r\n", re.MULTILINE)
_OUR_FIELD = re.compile(rb"^X-Rapport-Draft: .*\r\n", re.MULTILINE)
_MESSAGE_ID = re.compile(rb"^Message-ID: .*\r\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """One command as it was typed, at its moment, and what came of it."""

    at: datetime
    typed: str
    answer: Answer


@dataclass
class Story:
    """The home, its hosts, and what was done so far.

    Attributes:
        found: What `gaps --json` said after the first run.
        drafts: Draft id → the message that lay among the drafts of the mailbox.
    """

    home: Path
    mail: MailHost
    calendar: CalendarHost
    clock: Clock
    steps: list[Step] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    drafts: dict[str, Letter] = field(default_factory=dict)

    def rapport(self, *args: str) -> Answer:
        """Run a command, and note it."""
        answer = invoke(self.home, *args)
        self.steps.append(Step(self.clock.at, self._public(_typed(args)), self._told(answer)))
        return answer

    def look(self, *args: str) -> Answer:
        """Run a command that is not part of the transcript."""
        return invoke(self.home, *args)

    def answer_to(self, *args: str) -> Answer:
        """What the last such command of the transcript said."""
        typed = _typed(args)
        return next(step.answer for step in reversed(self.steps) if step.typed == typed)

    def send(self, draft_id: str, *, our_field: bool, our_id: bool) -> bytes:
        """Marta presses "send" in her mail program, which keeps of our fields what it likes."""
        letter = self.drafts[draft_id]
        raw = _DATE.sub(b"Date: " + format_datetime(self.clock.at).encode() + b"\r\n", letter.raw)
        if not our_field:
            raw = _OUR_FIELD.sub(b"", raw)
        if not our_id:
            raw = _MESSAGE_ID.sub(
                b"Message-ID: <%s.sent@lipowa.example>\r\n" % draft_id.encode(), raw
            )
        self.mail.send_draft(letter, raw, self.clock.at)
        return raw

    def _told(self, answer: Answer) -> Answer:
        return Answer(answer.code, self._public(answer.out), self._public(answer.err))

    def _public(self, text: str) -> str:
        """The same with the hosts' names in place of their addresses on this machine."""
        host, peer = self.mail.host, self.calendar.peer
        text = text.replace(f"{FULL} --port {host.port} --tls none", MAIL_NAME)
        text = text.replace(f"http://{FULL}:{peer.port}", f"https://{DAV_NAME}")
        return re.sub(rf"\b{DAV_USER}\b", DAV_OWNER, text)


def play(folder: Path, world: Path, dovecot: Dovecot, radicale: Peer, clock: Clock) -> Story:
    """Everything in order, from two empty accounts to a gap that is closed."""
    clock.at = CANONICAL
    mail, calendar = MailHost(dovecot, OWNER), CalendarHost(radicale, "")
    mail.fill(world)
    calendar.fill(world)
    story = Story(write_home(folder / "home", world), mail, calendar, clock)
    _begin(story)
    _accept(story)
    _send(story)
    story.rapport("run")
    for client in ("minamikawa", "jacaranda"):
        story.rapport("gaps", "--client", client)
    story.rapport("drafts", "list", "--client", "minamikawa", "--all")
    story.rapport("drafts", "list", "--client", "jacaranda", "--all")
    return story


def _begin(story: Story) -> None:
    host, peer = story.mail.host, story.calendar.peer
    story.rapport(
        "account", "add", "imap", "--name", "mail", "--host", FULL, "--port", str(host.port),
        "--tls", "none", "--user", OWNER, "--secret-env", MAIL_SECRET,
    )  # fmt: skip
    story.rapport(
        "account", "add", "caldav", "--name", "calendar", "--url", f"{peer.url}/",
        "--user", DAV_USER, "--secret-env", DAV_SECRET,
    )  # fmt: skip
    story.rapport("run")
    story.found = story.look("gaps", "--json").json
    for client in ("minamikawa", "jacaranda"):
        story.rapport("gaps", "--client", client)


def _accept(story: Story) -> None:
    story.rapport("drafts", "show", RECAP)
    story.rapport("drafts", "accept", RECAP)
    for other in (OTHER_RECAP, REMINDER):
        story.look("drafts", "show", other)
        assert story.look("drafts", "accept", other).code == 0
    story.rapport("deliver")
    assert len(story.mail.read(DRAFTS)) == 1, "the hold is not over, and only Marta's own is there"
    story.clock.pass_(seconds=31)
    story.rapport("deliver")
    for letter in story.mail.read(DRAFTS):
        key = re.search(rb"^X-Rapport-Draft: (\w{8})", letter.raw, re.MULTILINE)
        if key is not None:
            story.drafts[key[1].decode()] = letter


def _send(story: Story) -> None:
    story.clock.pass_(minutes=5)
    story.rapport("run")
    story.clock.pass_(minutes=1)
    story.send(RECAP, our_field=False, our_id=True)
    story.send(OTHER_RECAP, our_field=True, our_id=False)
    story.send(REMINDER, our_field=False, our_id=False)
    story.clock.pass_(minutes=9)


def _typed(args: tuple[str, ...]) -> str:
    import shlex

    return shlex.join(("rapport", *args))
