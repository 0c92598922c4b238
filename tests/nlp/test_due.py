"""Due dates: which words, and which instants they mean, by table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from nlp.due.find import find_due_of_acts
from nlp.due.resolve import Resolved, resolve, speaker_of
from nlp.parse import SpacyParser
from nlp.plain import make_plain
from nlp.tags import Act, Context, UndatedReason
from nlp.times.find import find_times, may_begin
from nlp.times.grammar import ATOM, WORD
from nlp.view import View
from tests.nlp.due_table import BERLIN, BY_ACT, CHOSEN, ELSEWHERE, UNDATED

if TYPE_CHECKING:
    from nlp.tagger import Tagger


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return SpacyParser()


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def read(
    expression: str,
    *,
    sent: str = "2026-03-04 11:00",
    zone: str = "Europe/Berlin",
    locale: str | None = None,
) -> Resolved:
    context = Context(
        id="d",
        text="",
        sent_at=local(sent, zone),
        zone=zone,
        locale=locale,
        reader_zone="America/New_York",
    )
    words = find_times(f"I will do it {expression}.")
    assert [found.text for found in words] == [expression]
    return resolve(words[0], speaker_of(context))


@pytest.mark.parametrize(("expression", "start", "end"), BERLIN)
def test_expression_said_in_berlin_means_its_instants(
    expression: str, start: str, end: str
) -> None:
    found = read(expression)
    assert (found.from_at, found.to_at) == (
        local(start, "Europe/Berlin"),
        local(end, "Europe/Berlin"),
    )


@pytest.mark.parametrize(
    ("sentence", "end", "ambiguous"),
    [
        ("Call me by 9.10, please.", "2026-10-10 00:00", True),
        ("Call me by 9.10.", "2026-10-10 00:00", True),
        ("I will call on 9.10, promised.", "2026-10-10 00:00", False),
        ("Call me at 12.10, please.", "2026-03-04 12:10", False),
        ("Call me by 9.10 am on Friday.", "2026-03-06 09:10", False),
    ],
)
def test_two_numbers_and_a_dot_are_a_day_where_they_may_be_one(
    sentence: str, end: str, ambiguous: bool
) -> None:
    sent = datetime(2026, 3, 4, 10, tzinfo=UTC)
    context = Context(id="d", text="", sent_at=sent, zone="Europe/Berlin", locale="de_DE")
    found = resolve(find_times(sentence)[0], speaker_of(context))
    assert (found.to_at, found.ambiguous) == (local(end, "Europe/Berlin"), ambiguous)


@pytest.mark.parametrize(("expression", "reason"), UNDATED)
def test_what_names_no_time_is_refused_with_a_reason(expression: str, reason: str) -> None:
    found = read(expression)
    assert (found.from_at, found.to_at, found.reason) == (None, None, UndatedReason(reason))


@pytest.mark.parametrize(
    ("expression", "sent", "zone", "locale", "start", "end", "ambiguous"), ELSEWHERE
)
def test_expression_is_read_in_the_speakers_zone_and_locale(
    expression: str,
    sent: str,
    zone: str,
    locale: str | None,
    start: str,
    end: str,
    ambiguous: bool,
) -> None:
    found = read(expression, sent=sent, zone=zone, locale=locale)
    assert (found.from_at, found.to_at) == (local(start, zone), local(end, zone))
    assert found.ambiguous is ambiguous


@pytest.mark.parametrize(("sentence", "words"), CHOSEN)
def test_sentence_has_the_due_date_of_its_promise(
    tagger: Tagger, sentence: str, words: str
) -> None:
    tags = tagger.tag(Context(id="d", text=sentence, presplit=True)).sentences[0]
    assert (tags.due.text if tags.due else "") == words


@pytest.mark.parametrize(("act", "sentence", "words"), BY_ACT)
def test_due_words_are_found_when_only_the_act_is_known(
    parser: SpacyParser, act: str, sentence: str, words: str
) -> None:
    parse = next(iter(parser.parse([sentence])))
    due = find_due_of_acts(
        View(sentence, parse),
        make_plain(sentence, 0, len(sentence)),
        find_times(sentence),
        {Act.COMMITMENT if act == "c" else Act.REQUEST},
        meeting=False,
        speaker=None,
    )
    assert (due.text if due else "") == words


def test_neither_commitment_nor_request_has_no_due_date() -> None:
    sentence = "Prices rise by Friday."
    plain = make_plain(sentence, 0, len(sentence))
    times = find_times(sentence)
    view = View(sentence)
    assert find_due_of_acts(view, plain, times, {Act.RISK}, meeting=False, speaker=None) is None


def test_without_a_parse_the_words_before_a_time_decide() -> None:
    found = []
    for sentence in ("The first summary follows by noon.", "We hold the price until Friday."):
        due = find_due_of_acts(
            View(sentence),
            make_plain(sentence, 0, len(sentence)),
            find_times(sentence),
            {Act.COMMITMENT},
            meeting=False,
            speaker=None,
        )
        found.append(due.text if due else "")
    assert found == ["by noon", ""]


def test_due_words_have_offsets_into_the_given_text(tagger: Tagger) -> None:
    text = "Hello,\n\nI'll send the   contract\nby   Friday.\n"
    tags = tagger.tag(Context(id="d", text=text))
    due = tags.sentences[1].due
    assert due is not None
    assert text[due.start : due.end] == "by   Friday"


def test_without_a_sent_time_due_keeps_its_words_and_has_no_bounds(tagger: Tagger) -> None:
    due = tagger.tag(Context(id="d", text="I'll send it by Friday.")).sentences[0].due
    assert due is not None
    assert (due.text, due.from_at, due.to_at) == ("by Friday", None, None)
    assert due.undated_reason is UndatedReason.NO_SENT_TIME


def test_your_time_is_refused_when_the_readers_zone_is_unknown(tagger: Tagger) -> None:
    context = Context(
        id="d",
        text="I'll send it by 5pm your time.",
        sent_at=datetime(2026, 3, 4, 10, tzinfo=UTC),
        zone="Europe/Berlin",
    )
    due = tagger.tag(context).sentences[0].due
    assert due is not None
    assert due.undated_reason is UndatedReason.UNREADABLE


def test_sunday_to_thursday_week_ends_on_thursday() -> None:
    context = Context(
        id="d",
        text="",
        sent_at=datetime(2026, 3, 2, 8, tzinfo=UTC),
        zone="Asia/Dubai",
        work_days=(6, 0, 1, 2, 3),
    )
    found = resolve(find_times("I will do it this week.")[0], speaker_of(context))
    assert found.to_at == local("2026-03-06 00:00", "Asia/Dubai")


#: Thanksgiving and the day after; Christmas as a firm closes for it.
_CLOSED = frozenset(date(2026, 11, day) for day in (26, 27)) | frozenset(
    date(2026, 12, day) for day in range(21, 32)
)


@pytest.mark.parametrize(
    ("expression", "sent", "end"),
    [
        ("in two working days", "2026-11-24 11:00", "2026-12-01 00:00"),
        ("within one business day", "2026-11-25 18:00", "2026-12-01 00:00"),
        ("this week", "2026-11-23 11:00", "2026-11-26 00:00"),
        ("by the end of this week", "2026-11-24 11:00", "2026-11-26 00:00"),
        ("by the end of the week", "2026-11-26 11:00", "2026-12-05 00:00"),
        ("by EOD", "2026-11-26 11:00", "2026-11-30 17:00"),
        ("by EOD Thursday", "2026-11-25 11:00", "2026-11-26 17:00"),
        ("by Friday", "2026-11-25 11:00", "2026-11-28 00:00"),
        ("by the end of next week", "2026-12-17 11:00", "2026-12-26 00:00"),
    ],
)
def test_holidays_of_the_speaker_are_no_working_days(expression: str, sent: str, end: str) -> None:
    sent_at = local(sent, "America/New_York")
    context = Context(
        id="d", text="", sent_at=sent_at, zone="America/New_York", closed_days=_CLOSED
    )
    found = resolve(find_times(f"I will do it {expression}.")[0], speaker_of(context))
    assert found.to_at == local(end, "America/New_York")


def test_a_calendar_without_working_days_is_refused() -> None:
    closed = frozenset(date(2026, 3, 4) + timedelta(days=n) for n in range(200))
    context = Context(
        id="d", text="", sent_at=datetime(2026, 3, 4, 8, tzinfo=UTC), closed_days=closed
    )
    found = resolve(find_times("I will do it in two working days.")[0], speaker_of(context))
    assert found.reason is UndatedReason.UNREADABLE


def test_every_atom_of_the_tables_begins_where_one_may() -> None:
    sentences = [f"I will do it {row[0]}." for row in (*BERLIN, *UNDATED, *ELSEWHERE)]
    sentences += [row[0] for row in CHOSEN] + [row[1] for row in BY_ACT]
    for sentence in map(str.lower, sentences):
        tried = {match.start() for match in ATOM.finditer(sentence) if match.lastgroup != "zone"}
        begins = {word.start() for word in WORD.finditer(sentence) if may_begin(word.group())}
        assert tried <= begins


#: Mornings, nights, weekends, changes of clocks, ends of months and years, the leap day.
_MOMENTS = (
    "2026-03-04 11:00", "2026-03-06 18:30", "2026-03-07 10:00", "2026-03-28 23:50",
    "2026-03-29 03:30", "2026-10-24 23:59", "2026-12-31 23:50", "2027-01-01 00:05",
    "2028-02-28 09:00", "2028-02-29 16:00", "2026-06-30 12:00",
)  # fmt: skip
_PLACES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "Etc/UTC")


@pytest.mark.parametrize("zone", _PLACES)
@pytest.mark.parametrize("sent", _MOMENTS)
def test_whatever_is_resolved_ends_after_it_was_said(sent: str, zone: str) -> None:
    said_at = local(sent, zone)
    context = Context(id="d", text="", sent_at=said_at, zone=zone, reader_zone="Asia/Tokyo")
    speaker = speaker_of(context)
    for row in (*BERLIN, *UNDATED, *ELSEWHERE):
        for words in find_times(f"I will do it {row[0]}."):
            found = resolve(words, speaker)
            if found.to_at is None:
                assert (found.from_at is None, found.reason is None) == (True, False)
            else:
                assert found.from_at is not None
                assert said_at < found.to_at >= found.from_at, row


def test_deadline_stands_exactly_when_due_does(tagger: Tagger) -> None:
    for sentence, words in CHOSEN:
        tags = tagger.tag(Context(id="d", text=sentence, presplit=True)).sentences[0]
        assert tags.has(Act.DEADLINE) is bool(words)


def test_the_tables_hold_enough_expressions() -> None:
    assert len(BERLIN) + len(UNDATED) + len(ELSEWHERE) + len(CHOSEN) >= 150
