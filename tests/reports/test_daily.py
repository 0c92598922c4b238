"""The daily report as a person reads it: what each part looks like, and what it never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.insight.records import (
    Direction,
    Due,
    GapKind,
    Promise,
    PromiseState,
    Severity,
    Side,
)
from assistant.reports.daily import daily_json
from assistant.reports.lines import width_of
from assistant.reports.render import TemplateBroken, render_daily
from tests.reports.builders import (
    NOW,
    make_draft,
    make_gap,
    make_message,
    make_report,
    make_source,
)


def make_promise(**values: object) -> Promise:
    promise = Promise(
        id="cf116c0d8d242b49", debtor=Side.US, person="ann@firm.example",
        creditor="bob@acme.example", client="acme", content="send the training calendar",
        quote="I will send the training calendar.", message_id="one@acme.example", thread_id="t-1",
        start=0, end=10, said_at=NOW, due=None, state=PromiseState.OPEN,
    )  # fmt: skip
    return replace(promise, **values)  # type: ignore[arg-type]


# ── the whole page ───────────────────────────────────────────────────────────────────────────


def test_a_gap_says_who_what_why_and_what_next() -> None:
    gap = make_gap()
    text = render_daily(make_report(gap, drafts=(make_draft(),)))
    assert text == (
        "Ann Arden · Thursday 19 November 2026, 15:00 (UTC)\n"
        "Read 10 messages from 1 Sep to 19 Nov and no calendar.\n"
        "\n"
        "1 late · 1 draft\n"
        "\n"
        "LATE (1)\n"
        "\n"
        "  Bob Brandt, Acme Works · waits for your answer · The offer\n"
        "    Bob Brandt asked on Tue 17 Nov and has waited 2 working days of ours.\n"
        "    “Where is it?”\n"
        "    → Reply to Bob Brandt.\n"
        "    gap 10000000 · draft 10000000 ready\n"
        "\n"
        "DRAFTS WAITING FOR YOU\n"
        "\n"
        "  Ready to accept\n"
        "    10000000  answer    Bob Brandt  Re: The offer\n"
        "\n"
        "More about a gap: rapport gaps show ID\n"
        "Its draft:        rapport drafts show ID\n"
        "Not a gap:        rapport gaps dismiss ID --reason TEXT\n"
    )


def test_nothing_found_looks_different_from_nothing_read() -> None:
    clear = render_daily(make_report())
    empty = render_daily(make_report(sources=(make_source(items=0, from_at=None, to_at=None),)))
    never = render_daily(make_report(sources=()))
    assert "Nothing is waiting." in clear
    assert "Nothing was read" not in clear
    for text, step in ((empty, "rapport doctor"), (never, "rapport run")):
        assert "Nothing was read, so nothing can be said about your clients." in text
        assert step in text
        assert "Nothing is waiting" not in text


def test_a_failed_source_is_named_above_everything() -> None:
    failed = make_source(error="'work.mbox' of account 'work' does not exist.")
    lines = render_daily(make_report(make_gap(), sources=(make_source(), failed))).splitlines()
    assert lines[2] == "! 'work.mbox' of account 'work' does not exist."


def test_a_source_not_looked_at_today_says_when() -> None:
    old = make_source(last_success_at=NOW - timedelta(days=3))
    text = " ".join(render_daily(make_report(sources=(old,))).split())
    assert "(last looked at on 16 Nov at 15:00)" in text


@pytest.mark.parametrize(
    ("problems", "sentence"),
    [(1, "1 message, event or source has a problem"), (7, "7 messages, events or sources have")],
)
def test_problems_are_counted(problems: int, sentence: str) -> None:
    assert sentence in render_daily(make_report(problems=problems))


@pytest.mark.parametrize("width", [50, 60, 78])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    gaps = [
        make_gap(
            number, severity=severity, subject="Donaudampfschifffahrtsgesellschaft " * 4, kind=kind,
            why="Somebody with a very long name " * 6, next_step="Do something about it. " * 5,
        )
        for number, (severity, kind) in enumerate(zip(Severity, GapKind, strict=False), start=1)
    ]  # fmt: skip
    report = make_report(
        *gaps,
        drafts=(make_draft(subject="A long subject " * 9, to=("x@" + "y" * 70 + ".example",)),),
        promises=(make_promise(content="do a thing " * 20, due=_due(days=2)),),
    )
    # Commands are kept whole, so that they can be copied.
    lines = [
        line
        for line in render_daily(report, width=width).splitlines()
        if "rapport " not in line and not line.isupper()
    ]
    assert max(map(width_of, lines)) <= width


def test_a_mail_cannot_colour_the_report() -> None:
    gap = make_gap(why="\x1b[31mred\x1b[0m", subject="\u202eevil", next_step="\x07")
    text = render_daily(make_report(gap))
    assert not set("\x1b\u202e\x07") & set(text)


def test_colour_is_only_what_the_painter_gives() -> None:
    painted = render_daily(make_report(make_gap()), paint=lambda text, style: f"<{style}|{text}>")
    assert "<late|LATE (1)>" in painted
    assert "<bold|Bob Brandt, Acme Works>" in painted
    assert "<late|1 late>" in painted


# ── gaps ─────────────────────────────────────────────────────────────────────────────────────


def test_a_long_subject_stands_on_a_line_of_its_own() -> None:
    text = render_daily(make_report(make_gap(subject="Minutes of the steering committee, plant 7")))
    assert "waits for your answer\n  Minutes of the steering committee, plant 7\n    Bob" in text


def test_an_explained_silence_is_marked() -> None:
    gap = make_gap(severity=Severity.WATCH, kind=GapKind.REPLY_AWAITED, explained=True)
    text = render_daily(make_report(gap))
    assert "has not answered you, explained" in text
    assert "1 to watch (1 explained)" in text


def test_a_prospect_is_called_one() -> None:
    gap = make_gap(client=None, people=("new@prospect.example",), tier="prospect")
    assert "new@prospect.example, prospect · waits" in render_daily(make_report(gap))


def test_a_quote_that_the_reason_holds_is_not_repeated() -> None:
    gap = make_gap(why='Bob Brandt asked "Where is it?" on Tuesday.')
    assert render_daily(make_report(gap)).count("Where is it?") == 1


def test_a_draft_that_needs_words_says_so() -> None:
    draft = make_draft(blocked=("slot",))
    text = render_daily(make_report(make_gap(), drafts=(draft,)))
    assert f"draft {draft.id[:8]} needs your words" in text
    assert "1 draft, 1 needs your words" in text
    assert "Need your words first\n" in text


def test_a_delivered_draft_is_said_to_wait_in_the_mailbox() -> None:
    draft = make_draft(state="delivered", delivered_at=NOW)
    text = render_daily(make_report(make_gap(), drafts=(draft,)))
    assert "gap 10000000 · draft waiting in your mailbox since 19 Nov 15:00" in text


def test_many_gaps_do_not_flood() -> None:
    grave = [make_gap(number) for number in range(1, 5)]
    rest = [make_gap(number, severity=Severity.WATCH) for number in range(5, 30)]
    lines = render_daily(make_report(*grave, *rest)).splitlines()
    assert sum(line.startswith("    →") for line in lines) == len(grave)
    assert sum("waits for your answer" in line for line in lines) == len(grave) + len(rest)
    assert "Every gap in full: rapport report daily --all" in lines


def test_a_thousand_gaps_still_are_a_page_and_a_count() -> None:
    gaps = [make_gap(number, severity=Severity.CRITICAL) for number in range(1, 1001)]
    text = render_daily(make_report(*gaps))
    assert len(text.splitlines()) < 250
    assert "… and 935 more: rapport gaps" in text
    assert "1000 critical" in text


def test_all_shows_every_gap_in_full() -> None:
    gaps = [make_gap(number, severity=Severity.WATCH) for number in range(1, 101)]
    text = render_daily(make_report(*gaps), everything=True)
    assert text.count("    → Reply to Bob Brandt.") == len(gaps)


# ── the parts below ──────────────────────────────────────────────────────────────────────────


def _due(*, days: int = 0, moment: bool = False) -> Due:
    start = datetime(2026, 11, 19 + days, tzinfo=UTC)
    if moment:
        start += timedelta(hours=16)
        return Due("at four", start, start, "UTC")
    return Due("by then", start, start + timedelta(days=1), "UTC")


@pytest.mark.parametrize(
    ("due", "line"),
    [
        (_due(days=2), "by Sat 21 Nov  Acme Works: send the training calendar (cf116c0d)"),
        (_due(days=1, moment=True), "by Fri 20 Nov 16:00  Acme Works: send the training calendar"),
    ],
)
def test_a_promise_is_shown_ahead_of_its_day(due: Due, line: str) -> None:
    assert line in render_daily(make_report(promises=(make_promise(due=due),)))


def test_a_promise_of_a_colleague_names_the_colleague() -> None:
    promise = make_promise(due=_due(days=2), person="cleo@firm.example")
    text = render_daily(make_report(promises=(promise,)))
    assert "send the training calendar, promised by cleo@firm.example" in " ".join(text.split())


def test_a_promise_further_away_is_not() -> None:
    text = render_daily(make_report(promises=(make_promise(due=_due(days=9)),)))
    assert "training calendar" not in text


def test_an_undated_promise_grows_old() -> None:
    text = render_daily(make_report(promises=(make_promise(ageing=True),)))
    assert "UNDATED PROMISES OF YOURS GROWING OLD\n\n  since 19 Nov  Acme Works: send" in text


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        (("bob@acme.example",), "Bob Brandt  "),
        (("bob@acme.example", "x@acme.example", "y@acme.example"), "Bob Brandt + 2  "),
        ((), "nobody yet  "),
    ],
)
def test_recipients_are_shortened(to: tuple[str, ...], shown: str) -> None:
    text = render_daily(make_report(drafts=(make_draft(to=to),)))
    assert f"answer    {shown}Re: The offer" in text


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("proposed", "Ready to accept"),
        ("approved", "Accepted, on their way"),
        ("delivering", "Accepted, on their way"),
        ("delivered", "In your mailbox, for you to send"),
        ("snoozed", "Set aside"),
        ("unknown", "Went wrong; look into your mailbox"),
        ("failed", "Went wrong; look into your mailbox"),
    ],
)
def test_a_draft_stands_under_what_it_needs(state: str, heading: str) -> None:
    lines = render_daily(make_report(drafts=(make_draft(state=state),))).splitlines()
    assert f"  {heading}" in lines


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "1 in German: “Neue Anschrift” from Bob Brandt"),
        ("und", "1 in a language that could not be told: “Neue Anschrift”"),
        ("gcf", "1 in the language 'gcf': “Neue Anschrift”"),
    ],
)
def test_an_unread_language_is_said_as_people_say_it(language: str, line: str) -> None:
    message = make_message(
        direction=Direction.IN, understood=False, language=language, subject="Neue Anschrift"
    )
    assert line in render_daily(make_report(messages=(message,)))


def test_several_of_a_language_show_the_last() -> None:
    messages = tuple(
        make_message(
            id=f"{number}@acme.example", direction=Direction.IN, understood=False, language="de",
            subject=f"Nummer {number}",
        )
        for number in (1, 2)
    )  # fmt: skip
    assert "2 in German, the last: “Nummer 2”" in render_daily(make_report(messages=messages))


def test_what_only_simple_rules_read_is_counted_by_language() -> None:
    messages = tuple(
        make_message(
            id=f"{number}@acme.example", direction=Direction.IN, simply_read=True, language=language
        )
        for number, language in enumerate(("de", "fr", "de"))
    )
    text = render_daily(make_report(messages=messages))
    assert "Read by simple rules, which see plain cases only: 2 in German, 1 in French." in text


def test_what_is_old_or_dismissed_is_counted() -> None:
    text = render_daily(make_report(older=3, dismissed=(make_gap(),)))
    assert "3 waits and meetings older than 90 days folded away." in text
    assert "1 dismissed: rapport gaps --dismissed" in text


def test_the_json_names_what_the_text_names() -> None:
    found = daily_json(make_report(make_gap(), drafts=(make_draft(blocked=("slot",)),)))
    assert found["state"] == "gaps"
    assert found["drafts"][0]["blocked_by"] == ["slot"]
    assert found["gaps"][0]["draft"] == found["drafts"][0]["id"]


def test_a_bare_date_is_said_as_the_end_of_its_day() -> None:
    report = replace(make_report(), as_of=datetime(2026, 11, 20, tzinfo=UTC))
    assert render_daily(report).startswith("Ann Arden · end of Thursday 19 November 2026 (UTC)\n")


def test_an_own_template_wins(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "daily.txt").write_text("{{ title }}\n{{ summary }}\n")
    text = render_daily(make_report(make_gap()), templates=tmp_path)
    assert text == "Ann Arden · Thursday 19 November 2026, 15:00 (UTC)\n1 late\n"


def test_an_own_template_is_sandboxed(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "daily.txt").write_text("{{ title.__class__.__mro__ }}")
    with pytest.raises(TemplateBroken, match=r"daily\.txt cannot be used: "):
        render_daily(make_report(), templates=tmp_path)
