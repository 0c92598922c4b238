"""Writes `docs/live.md`, a run with real hosts: `python -m tests.e2e.live.record`.

The page is a file so that it can be read without any host; a test holds it to the program. It needs
Dovecot and Radicale.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import textwrap
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.live.story import RECAP, Story, play

if TYPE_CHECKING:
    from tests.e2e.live.story import Step

PAGE = Path(__file__).parents[3] / "docs" / "live.md"

_HEAD = """\
# From a mailbox to an answer: a recorded run

Written from a run by `python -m tests.e2e.live.record`; a test holds it to the program. The mail of
the invented firm of `rapport demo` lies in a Dovecot, its meetings in a Radicale; nothing is
simulated but the clock, which stands at Thursday, 19 November 2026, 16:00 in Kraków. What was
changed for the page: the hosts' addresses on the loopback are written as `mail.lipowa.example` and
`cloud.lipowa.example`, the user of the calendars as `marta`.

The home holds the clients' files and an `[owner]`; it has no account yet.
"""

_WORDS = {
    "account add imap": "A mailbox. What is added is tried first: the folders, and the headers of "
    "the newest messages.",
    "account add caldav": "The calendars.",
    "run": "Everything is read, judged, and where a letter would help one is drafted.",
    "gaps --client minamikawa": "What is open with one client: two days after the meeting nothing "
    "was written down for them.",
    "gaps --client jacaranda": "And with another.",
    f"drafts show {RECAP}": "There is a draft of that recap, with what each line of it rests on.",
    f"drafts accept {RECAP}": "Marta accepts it. (Two other drafts she accepts likewise.)",
    "deliver": "The hold of 30 seconds is not over.",
}
_AGAIN = {
    "deliver": "Half a minute later it is.",
    "run": "After five minutes the drafts are seen in the mailbox, unsent.",
}
_LAST = {
    "run": "She presses “send” there: the draft goes, a copy lies in the sent folder. Her program "
    "dropped our header and kept the Message-ID. The next run closes the gap:",
    "gaps --client minamikawa": "The recap is no longer missing.",
    "gaps --client jacaranda": "Nor is the other: there her program gave a new Message-ID and kept "
    "our header. The reminder is no answer of theirs, so what it asks for stays open.",
    "drafts list --client minamikawa --all": "Its draft is settled.",
    "drafts list --client jacaranda --all": "Of the reminder her program kept neither field nor "
    "Message-ID, so nobody can tell that it is ours: its draft counts as taken out.",
}


def write_page(story: Story) -> str:
    """The whole page."""
    parts, seen = [_HEAD], dict[str, int]()
    left = {name: sum(_name(step) == name for step in story.steps) for name in _LAST}
    for step in story.steps:
        name = _name(step)
        seen[name] = seen.get(name, 0) + 1
        if name in left:
            left[name] -= 1
        words = _LAST.get(name) if left.get(name) == 0 else None
        if words is None:
            words = (_WORDS if seen[name] == 1 else _AGAIN)[name]
        parts.append(textwrap.fill(words, 100))
        parts.append(_block(step))
        if name == "deliver" and seen[name] == 2:
            parts.append(_draft(story))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _name(step: Step) -> str:
    """What a step is called here: its command without what is said of hosts and people."""
    return re.sub(r" --name .*", "", step.typed).removeprefix("rapport ")


def _block(step: Step) -> str:
    printed = step.answer.out + step.answer.err
    return f"{step.at:%H:%M:%S}\n\n```console\n$ {_broken(step.typed)}\n{printed.rstrip()}\n```"


def _broken(typed: str) -> str:
    """A long command as one would write it down: a line ends before an option."""
    lines = [""]
    for part in re.split(r" (?=--)", typed):
        if len(lines[-1]) + len(part) > 90:
            lines.append("")
        lines[-1] = f"{lines[-1]} {part}".strip()
    return " \\\n    ".join(lines)


def _draft(story: Story) -> str:
    head = story.drafts[RECAP].raw.partition(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")
    words = "In her mail program it lies among the drafts (`Entwürfe`, as her host calls them):"
    return f"{words}\n\n```\n{head}\n```"


def main() -> None:
    """Play the story on hosts of its own, and write the page."""
    from assistant.cli import common
    from assistant.demo.build import build_world
    from tests.cli.conftest import CANONICAL, Clock
    from tests.connectors.caldav_peers import MISSING as NO_PEERS
    from tests.connectors.caldav_peers import Radicale, find_peers
    from tests.connectors.dovecot import MISSING, find_dovecot, make_host, remove
    from tests.e2e.live.hosts import secrets

    programs = find_peers()
    if programs is None or find_dovecot() is None:
        sys.exit(MISSING if programs is not None else NO_PEERS)
    os.environ.update(secrets())
    clock = Clock()
    common._clock = clock
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        dovecot, radicale = make_host(), Radicale(programs)
        ending.callback(remove, dovecot)
        ending.callback(radicale.remove)
        dovecot.start()
        radicale.start()
        build_world(folder / "world", now=CANONICAL)
        story = play(folder, folder / "world", dovecot, radicale, clock)
        PAGE.write_text(write_page(story), encoding="utf-8")


if __name__ == "__main__":
    main()
