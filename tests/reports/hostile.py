"""Texts that try to be more than text, and a report that carries one in every place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.insight.records import (
    Client,
    ClockSpec,
    Direction,
    Due,
    Evidence,
    Meeting,
    MeetingView,
    Person,
    Promise,
    PromiseState,
    Severity,
    Side,
)
from tests.reports.builders import (
    NOW,
    make_draft,
    make_gap,
    make_message,
    make_report,
    make_source,
)

if TYPE_CHECKING:
    from assistant.reports.daily import DailyReport

TEXTS = (
    "<script>alert(1)</script>",
    "<img src=https://evil.example/p.png onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></tr></table><h1>Critical (99)</h1>",
    "</style><style>*{display:none}</style>",
    "<!-- hidden -->",
    "<![CDATA[x]]>",
    "<!--[if mso]><b>x</b><![endif]-->",
    "&lt;b&gt; &amp; &#60;i&#62; &copy;",
    "{{ 7*7 }} {% for x in y %}",
    "<a href='javascript:alert(1)'>here</a>",
    "<style>@import url(//evil.example)</style>",
    "style=background:url(https://evil.example/x)",
    "[click here](https://evil.example)",
    "![pixel](https://evil.example/p.png)",
    "[click]: https://evil.example 'x'",
    "[a][b] [^1] [ ] task",
    "<https://evil.example> <me@evil.example>",
    "https://evil.example/login?user=you",
    "www.evil.example and ftp://evil.example",
    "write to boss@evil.example now",
    "mailto:boss@evil.example",
    "# Critical (99)",
    "===",
    "---",
    "***",
    "- nothing to do",
    "+ nothing to do",
    "1. first",
    "1) first",
    "> quoted",
    "```sh rm -rf ~```",
    "`code` ~~gone~~ **bold** __bold__ _it_",
    "a | b | c",
    "|---|---|",
    "back\\slash \\[x\\](y) \\",
    "two\nlines\r\n\r\n# heading",
    "    indented code",
    "\tindented",
    "trailing  ",
    "\x1b[31mred\x1b[0m \x07 \x9b2J",
    "\u202egnp.exe \u2066x\u2069",
    "a\u200bb \ufeff \u2028 next \u2029 last",
    "\u0645\u0631\u062d\u0628\u0627 (abc) 123",
    "Z\u0301\u0302\u0303\u0304algo",
    "\U0001f600 \u7d44\u7e54\u5909\u66f4",
    "$x^2$ :smile: @everyone #1",
    "evil\u3002example and evil\uff0eexample",
    "=?utf-8?Q?Hi=0D=0ABcc:_x=40evil.example?=",
    "Subject\r\nBcc: x@evil.example",
    "x" * 3000,
)


def make_hostile_report(text: str) -> DailyReport:
    """A report with the text wherever a stranger or a file can put one."""
    gap = make_gap(
        subject=text, why=f"{text} asked.", next_step=text,
        evidence=(Evidence(message_id="one@acme.example", quote=f"Q {text}"),),
    )  # fmt: skip
    lone = make_gap(
        2, client=None, people=("new@prospect.example",), subject=f"S {text}", severity=Severity.DUE
    )
    due = Due("by then", NOW, NOW + timedelta(days=1), "UTC")
    promise = Promise(
        id="cf116c0d8d242b49", debtor=Side.US, person="ann@firm.example",
        creditor="bob@acme.example", client="acme", content=text, quote=text,
        message_id="one@acme.example", thread_id="t-1", start=0, end=10, said_at=NOW, due=due,
        state=PromiseState.OPEN,
    )  # fmt: skip
    ageing = replace(promise, id="df116c0d8d242b49", due=None, ageing=True)
    meeting = Meeting(
        ical_uid="m@acme.example", recurrence_id="", start_at=NOW, end_at=NOW + timedelta(hours=1),
        summary=text,
    )  # fmt: skip
    message = make_message(direction=Direction.IN, understood=False, language="de", subject=text)
    report = make_report(
        gap, lone,
        sources=(make_source(error=f"'{text}' cannot be read."),
                 make_source(collection=text, complete=False)),
        drafts=(make_draft(subject=text, to=(text,)), make_draft(2, kind=text, blocked=("slot",))),
        messages=(message,),
        promises=(promise, ageing),
        meetings=(MeetingView(meeting, "acme", held=True),),
    )  # fmt: skip
    history = replace(
        report.history,
        clients={"acme": Client("acme", text, ClockSpec())},
        people={"bob@acme.example": Person("bob@acme.example", text, "acme")},
    )
    return replace(
        report,
        owner=text,
        history=history,
        notes=(text,),
        as_of=datetime(2026, 11, 19, 15, tzinfo=UTC),
    )
