"""The demo world read by its headers only, beside the same world read whole."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

import connectors.local
from assistant.app import App
from assistant.demo.build import build_world
from assistant.insight.gaps.headers import NOT_KNOWN
from assistant.insight.records import Findings, History, PromiseState, Severity, Side
from connectors.headers_only import HeadersOnly
from tests.cli.conftest import AS_OF, CANONICAL, Answer, canonical_home, invoke

__all__ = ["canonical_home"]

RUN_AT = CANONICAL.astimezone(UTC)
#: Put into every body of the demo's mail.
CANARY = "canary-5b1e"
#: Where a paragraph begins; fields of parts and the lines between the mails of an mbox are none.
_PARAGRAPH = re.compile(rb"(\r?\n\r?\n)(?=[A-Za-z])(?!From |[\w-]+:)")
RUN = ("run", "--as-of", AS_OF)

Judged = tuple[History, Findings]


@contextmanager
def headers_only() -> Iterator[None]:
    """Every mailbox of files is read by its headers."""
    whole = connectors.local.LocalMail
    with pytest.MonkeyPatch.context() as patch:
        make: Callable[..., Any] = lambda *args, **more: HeadersOnly(whole(*args, **more))  # noqa: E731
        patch.setattr(connectors.local, "LocalMail", make)
        yield


def judge(home: Path) -> Judged:
    app = App.open(home)
    try:
        return app.findings(RUN_AT)
    finally:
        app.close()


@pytest.fixture(scope="module")
def bare_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world with a canary in every body, read by its headers."""
    home = tmp_path_factory.mktemp("bare") / "home"
    build_world(home, now=CANONICAL)
    planted = 0
    for path in (one for one in (home / "mail").rglob("*") if one.is_file()):
        raw, count = _PARAGRAPH.subn(rb"\1" + CANARY.encode() + b" ", path.read_bytes())
        path.write_bytes(raw)
        planted += count
    assert planted > 300
    with headers_only():
        answer = invoke(home, *RUN)
    assert answer.code == 0, answer.err
    return home


@pytest.fixture(scope="module")
def bare(bare_home: Path) -> Judged:
    return judge(bare_home)


@pytest.fixture(scope="module")
def whole(canonical_home: Path) -> Judged:
    return judge(canonical_home)


# ── What headers tell is the same ────────────────────────────────────────────────────────────────


def test_who_wrote_to_whom_when_and_in_which_conversation(whole: Judged, bare: Judged) -> None:
    def facts(judged: Judged) -> list[tuple[Any, ...]]:
        # A mail without an id is called by what was read of it.
        return sorted(
            (
                one.sent_at, one.sender, one.subject, one.to, one.cc, one.direction, one.automatic,
                one.clients,
            )
            for one in judged[0].messages
        )  # fmt: skip

    assert facts(whole) == facts(bare)
    assert not any(one.has_body for one in bare[0].messages)

    def threads(judged: Judged) -> set[frozenset[Any]]:
        found: dict[str, set[Any]] = {}
        for one in judged[0].messages:
            found.setdefault(one.thread_id, set()).add((one.sent_at, one.sender))
        return {frozenset(one) for one in found.values()}

    assert threads(whole) == threads(bare)


def test_touchpoints_and_clients(whole: Judged, bare: Judged) -> None:
    assert whole[1].touchpoints == bare[1].touchpoints
    assert whole[0].clients == bare[0].clients
    assert whole[0].people.keys() == bare[0].people.keys()


def test_rhythm_and_invitations(whole: Judged, bare: Judged) -> None:
    def rhythm(judged: Judged) -> set[tuple[str, str | None]]:
        kinds = {"cadence_missed", "invitation_unanswered"}
        return {(gap.kind, gap.client) for gap in judged[1].gaps if gap.kind.value in kinds}

    def quiet(judged: Judged) -> set[tuple[str, ...]]:
        return {gap.people for gap in judged[1].gaps if gap.kind.value == "gone_quiet"}

    assert rhythm(whole) == rhythm(bare)
    # Who is known to wait for us is not quiet; by headers nobody is known to.
    assert quiet(whole) <= quiet(bare)


def test_meetings_and_their_recaps(whole: Judged, bare: Judged) -> None:
    def held(judged: Judged) -> list[tuple[Any, ...]]:
        return [(one.meeting, one.client, one.held, one.recap_due_at) for one in judged[1].meetings]

    def recapped(judged: Judged) -> set[tuple[str, str]]:
        return {
            (one.meeting.ical_uid, one.meeting.recurrence_id)
            for one in judged[1].meetings
            if one.recap
        }

    assert held(whole) == held(bare)
    # Any mail to the people of a meeting may be the recap.
    assert recapped(whole) <= recapped(bare)


# ── Waits ────────────────────────────────────────────────────────────────────────────────────────


def test_open_waits_on_us_are_found_but_those_of_prospects(whole: Judged, bare: Judged) -> None:
    def open_threads(judged: Judged) -> set[str]:
        return {
            one.subject
            for one in judged[1].waits
            if one.open and one.side is Side.US and not one.prospect
        }

    assert open_threads(whole) <= open_threads(bare)


def test_a_wait_by_headers_says_so_and_is_never_late(bare: Judged) -> None:
    found = [gap for gap in bare[1].gaps if gap.headers_only]
    assert found
    assert {gap.kind.value for gap in found} == {"reply_owed", "reply_awaited"}
    assert {gap.severity for gap in found} <= {Severity.DUE, Severity.WATCH}
    assert all(NOT_KNOWN in gap.why for gap in found)
    assert all(wait.headers_only for wait in bare[1].waits)


def test_they_are_few_enough_to_be_looked_at(whole: Judged, bare: Judged) -> None:
    assert sum(gap.headers_only for gap in bare[1].gaps) <= len(whole[1].gaps)


# ── What is not known ────────────────────────────────────────────────────────────────────────────


def test_no_promise_and_no_complaint_is_known(whole: Judged, bare: Judged) -> None:
    assert any(one.state is PromiseState.OPEN for one in whole[1].promises)
    assert bare[1].promises == ()
    assert not any(one.sentences or one.text or one.attachments for one in bare[0].messages)
    assert not any(gap.kind.value == "complaint_unacknowledged" for gap in bare[1].gaps)


@pytest.mark.parametrize(
    "command",
    [
        ("gaps",),
        ("promises",),
        ("promises", "--client", "tezontle"),
        *(("report", "daily", "--format", form) for form in ("text", "html", "markdown")),
    ],
)
def test_every_list_says_what_is_not_known(bare_home: Path, command: tuple[str, ...]) -> None:
    answer = invoke(bare_home, *command, "--as-of", AS_OF)
    assert answer.code == 0, answer.err
    said = " ".join(answer.out.split())
    assert re.search(r"Headers only: \d+ messages?", said)
    assert "is not known here" in said


def ask(home: Path, *command: str) -> Any:
    answer: Answer = invoke(home, *command, "--json", "--as-of", AS_OF)
    assert answer.code == 0, answer.err
    return answer.json


def test_the_json_says_it_too(bare_home: Path, bare: Judged) -> None:
    report = ask(bare_home, "report", "daily")
    assert report["headers_only"] == [{"account": "work", "messages": len(bare[0].messages)}]
    gaps = ask(bare_home, "gaps")
    assert gaps["headers_only"] > 200
    assert any(one["headers_only"] for one in gaps["gaps"])
    assert ask(bare_home, "promises")["headers_only"] == gaps["headers_only"]


def test_read_whole_nothing_is_said_of_it(canonical_home: Path) -> None:
    assert ask(canonical_home, "report", "daily")["headers_only"] == []
    assert "Headers only" not in invoke(canonical_home, "gaps", "--as-of", AS_OF).out


def test_a_gap_by_headers_gets_no_draft_and_says_why(bare_home: Path) -> None:
    gaps = [one for one in ask(bare_home, "gaps")["gaps"] if one["headers_only"]]
    assert {one["draft"] for one in gaps} == {None}
    said = invoke(bare_home, "gaps", "show", gaps[0]["id"], "--as-of", AS_OF).out
    assert "No draft: Only the headers" in " ".join(said.split())


# ── Nothing is kept ──────────────────────────────────────────────────────────────────────────────


def everything(home: Path) -> str:
    """Every value of every table."""
    with closing(sqlite3.connect(home / "rapport.db")) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return "\n".join(
            repr(row) for (name,) in names for row in connection.execute(f'SELECT * FROM "{name}"')
        )


def test_no_word_of_a_body_is_stored(bare_home: Path) -> None:
    found = everything(bare_home)
    assert "Annex 3" in found  # a subject
    assert CANARY not in found
    files = [path for path in bare_home.iterdir() if path.is_file()]
    assert not [path.name for path in files if CANARY.encode() in path.read_bytes()]


def test_switched_off_and_on_again(tmp_path: Path, whole: Judged, bare: Judged) -> None:
    home = tmp_path / "home"
    build_world(home, now=CANONICAL)
    config = home / "config.toml"
    as_it_was = config.read_text(encoding="utf-8")
    assert invoke(home, *RUN).code == 0
    config.write_text(
        as_it_was.replace('kind = "local"', 'kind = "local"\nbodies = false'), encoding="utf-8"
    )
    assert invoke(home, *RUN).code == 0
    off = judge(home)
    assert off[1].promises == ()
    assert [one.text for one in off[0].messages if one.text] == []
    assert {gap.id for gap in off[1].gaps} == {gap.id for gap in bare[1].gaps}
    config.write_text(as_it_was, encoding="utf-8")
    assert invoke(home, *RUN).code == 0
    assert judge(home) == whole
