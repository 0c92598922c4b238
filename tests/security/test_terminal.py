"""What mail writes never steers the terminal, in tables, reports or JSON; and nothing calls out."""

from __future__ import annotations

import json
import socket
import unicodedata
from typing import TYPE_CHECKING

import pytest

from tests.security.test_hostile_calendars import make_calendar, make_event
from tests.security.world import ALICE, NOW, OWNER

if TYPE_CHECKING:
    from tests.security.world import Home

#: Colours, a title, C1, backspace, bidi, separators, zero width, tags, a byte order mark.
EVIL = "\x1b[31mR\x1b]0;t\x07\x9b31m\x08\x7f\u202ee\u2066\u2028\u200b\ufeff\U000e0041\u00ad\r"
AS_OF = ("--as-of", NOW.isoformat())

COMMANDS = [
    ("gaps", *AS_OF),
    ("promises", *AS_OF),
    ("meetings", *AS_OF),
    ("replies", *AS_OF),
    ("touchpoints", *AS_OF),
    ("report", "daily", *AS_OF),
    ("drafts", "list"),
    ("threads",),
    ("clients", "list", "--prospects"),
    ("doctor",),
]


def is_safe(text: str) -> bool:
    return not any(
        unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp", "Cf"}
        for char in text
        if char not in "\n\t\u200c\u200d"
    )


@pytest.fixture
def evil_home(home: Home) -> Home:
    """Everything in mail and calendar that is shown holds what a terminal obeys."""
    body = (
        f"Dear Nina,\n\nCould you {EVIL} send the offer by Friday? This {EVIL} is unacceptable.\n"
        f"I will {EVIL} pay by Monday.\n\nAlice {EVIL}\n"
    )
    home.mail(
        sender=f'"Alice {EVIL}" <{ALICE}>'.replace("\r", ""),
        subject=f"Offer {EVIL} {EVIL}".replace("\r", ""),
        headers=f"Message-ID: <{EVIL}@x>".replace("\r", ""),
        body=body,
    )
    home.mail(
        sender=f'"{EVIL}"@zed.example'.replace("\r", ""),
        subject="=?utf-8?q?=1B[31mA=0D=0AB=E2=80=AE?=",
        body=f"Could you call {EVIL}?\n",
    )
    home.mail(
        sender=f"Nina Kessler <{OWNER}>",
        to=f'"Alice {EVIL}" <{ALICE}>'.replace("\r", ""),
        subject=f"Plan {EVIL}".replace("\r", ""),
        body=f"I will {EVIL} send the plan by Friday. Could you {EVIL} sign?\n",
    )
    event = make_event(
        EVIL.replace("\r", ""), f"LOCATION:{EVIL}", summary=f"Review {EVIL}".replace("\r", "")
    )
    (home.path / "calendar" / "evil.ics").write_bytes(make_calendar(event))
    (home.path / "mail" / "evil\x1b[31m\u202e.eml").write_bytes(b"\0")
    return home


def test_nothing_that_mail_wrote_reaches_the_terminal_as_it_is(evil_home: Home) -> None:
    assert evil_home.run().code == 0
    ids = [one["id"] for one in evil_home.drafts()]
    threads = evil_home.rapport("threads", "--json").json["threads"]
    shown = [("drafts", "show", each) for each in ids]
    shown += [("message", "show", each) for one in threads for each in one["message_ids"]]
    for command in (*COMMANDS, *shown):
        plain = evil_home.rapport(*command)
        assert plain.code == 0, plain.err
        assert is_safe(plain.out + plain.err), command
        as_json = evil_home.rapport(*command, "--json")
        assert is_safe(as_json.out + as_json.err), command
        assert json.loads(as_json.out)["schema"] == 1


def test_no_command_opens_a_connection(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=False)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    home.mail(
        sender="Zoe <zoe@sub.domain.co.uk>", body="See http://evil.example/x. Could you call?"
    )
    home.mail()
    home.run()
    for draft in home.drafts():
        home.rapport("drafts", "respond", draft["id"], "--add-fact", "Yes.")
        assert home.accept(draft["id"]).code == 0
    home.rapport("deliver")
    assert len(home.delivered()) == 2
