"""The parts of a draft's card as data: recipients, evidence, confidence, differences."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant.drafting import lint
from assistant.drafting.lexicon import build_lexicon
from assistant.drafting.records import Block, Content, DraftKind, Fact, Mailbox, Wording
from assistant.insight.records import (
    Absence,
    Client,
    ClockSpec,
    Direction,
    Due,
    Evidence,
    History,
    Meeting,
    Message,
    Person,
    Sentence,
)
from assistant.review.queue import DraftEvent
from assistant.review.rows import StoredDraft
from assistant.review.states import DraftState, Verb
from assistant.web.compare import Change, compare_words
from assistant.web.pages.card import compare_shown, find_verbs, make_choices, make_shown
from assistant.web.pages.confidence import Level, judge_confidence
from assistant.web.pages.drafting import (
    explain_state,
    make_checks,
    name_checks,
    say_block,
    say_event,
    say_state,
)
from assistant.web.pages.evidence import Origin, find_open_places, read_with_evidence
from assistant.web.pages.recipients import judge_recipients
from tests.review.world import ANA, JONAS, NOW, OURS, OWNER, PRIYA, make_draft

if TYPE_CHECKING:
    from types import ModuleType

    from assistant.web.pages.evidence import Reading
    from assistant.web.pages.recipients import Recipients

CLIENTS = {
    "brightwater": Client("brightwater", "Brightwater Logistics GmbH", ClockSpec()),
    "kestrel": Client("kestrel", "Kestrel Works Inc.", ClockSpec()),
}
PEOPLE = {
    p.address: p
    for p in (
        Person(JONAS, "Jonas Weber", "brightwater", role="sponsor"),
        Person(ANA, "Ana Souza", "brightwater"),
        Person(PRIYA, "Priya Rao", "kestrel"),
    )
}
ASKED = Message(
    "m1@brightwater.example", "t1", NOW - timedelta(days=1), JONAS, "Jonas Weber", to=(OURS,),
    direction=Direction.IN, clients=("brightwater",), text="Is it signed?",
    sentences=(Sentence(0, 13, {"question": 0.85}),),
)  # fmt: skip
WROTE = Message(
    "m0@harborline.example", "t0", NOW - timedelta(days=9), OURS, to=(JONAS, ANA),
    direction=Direction.OUT,
)  # fmt: skip


def history(**fields: Any) -> History:
    given = {"messages": (WROTE, ASKED), "people": PEOPLE, **fields}
    return History(as_of=NOW, owner=OWNER, clients=CLIENTS, **given)


def stored(**fields: Any) -> StoredDraft:
    """A stored draft; fields of the draft and of the row."""
    row: dict[str, Any] = {
        "owner_id": 1, "account": None, "state": DraftState.PROPOSED, "revision": 1,
        "content_sha256": "0" * 64, "edited": False, "reason": "", "created_at": NOW,
        "changed_at": NOW, "approved_at": None, "approved_by": None, "goes_out_at": None,
        "snoozed_until": None, "tries": 0, "next_try_at": None, "lookups": 0,
        "next_lookup_at": None, "delivered_at": None, "seen_at": None, "sent_message_id": None,
    }  # fmt: skip
    row |= {name: fields.pop(name) for name in list(fields) if name in row}
    draft = make_draft(**fields)
    original = {"subject": draft.content.subject, "body": draft.content.body}
    return StoredDraft(draft=draft, original=original, **row)


# ── Who gets it ──────────────────────────────────────────────────────────────────────────────


def judge(
    *to: str, cc: tuple[str, ...] = (), answered: Message | None = None, **fields: Any
) -> Recipients:
    past = history(**fields)
    content = Content(
        Mailbox(OURS), tuple(map(Mailbox, to)), tuple(map(Mailbox, cc)), "Re: Contract", "Hello.\n"
    )
    return judge_recipients(
        content, client="brightwater", answered=answered, thread=(), history=past,
        lexicon=build_lexicon(past.clients, past.people, past.owner),
    )  # fmt: skip


def test_somebody_known_and_written_to_before_needs_no_warning() -> None:
    found = judge(JONAS, answered=ASKED)
    assert found.warned == 0
    assert (found.people[0].whose, found.people[0].role) == (
        "Brightwater Logistics GmbH",
        "sponsor",
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("someone@unknown.example", "Outside the domains that are known of Brightwater"),
        ("new@brightwater.example", "The first mail of ours to this address."),
        ("jonas@brightvvater.example", "looks like brightwater.example"),
        (PRIYA, "Belongs to Kestrel Works Inc."),
    ],
)
def test_an_address_that_needs_a_second_look_says_why(address: str, said: str) -> None:
    assert any(said in warning for warning in judge(address).people[0].warnings)


def test_a_name_that_shows_another_address_is_pointed_out() -> None:
    past = history()
    box = Mailbox(JONAS, "boss@brightwater.example")
    content = Content(Mailbox(OURS), (box,), (), "Re: Contract", "Hello.\n")
    found = judge_recipients(
        content, client="brightwater", answered=None, thread=(), history=past,
        lexicon=build_lexicon(past.clients, past.people, past.owner),
    )  # fmt: skip
    assert "The name shows another address" in found.people[0].warnings[0]


def test_who_is_away_or_gone_is_pointed_out() -> None:
    today = NOW.date()
    gone = replace(PEOPLE[ANA], ended_at=NOW)
    absences = (Absence(JONAS, today, today, "m9"),)
    found = judge(JONAS, ANA, people={**PEOPLE, ANA: gone}, absences=absences)
    assert "Out of office today." in found.people[0].warnings
    assert "Mail came back, or they have left." in found.people[1].warnings


def test_who_asked_and_is_not_in_to_is_named() -> None:
    assert judge(ANA, answered=ASKED).warnings == (f"{JONAS} asked, and is not in To.",)
    assert judge("x@brightwater.example", answered=WROTE).warnings[0].startswith(f"{ANA}, {JONAS}")


def test_several_clients_are_named() -> None:
    said = " ".join(judge(JONAS, cc=(PRIYA,)).warnings)
    assert "several clients: brightwater, kestrel" in said


def test_hidden_characters_of_an_address_are_shown() -> None:
    assert "\u202e" not in judge("jonas\u202e@brightwater.example").people[0].address


# ── The text and what it rests on ────────────────────────────────────────────────────────────

QUESTION = Fact(
    "question-1", "Is it signed?",
    Evidence(message_id=ASKED.id, quote="Is it signed?", start=0, end=13), "brightwater",
)  # fmt: skip
DAY = Fact(
    "message-1", "Contract", Evidence(message_id=ASKED.id), "brightwater",
    detail="Tuesday, 17 November",
)  # fmt: skip
TALK = Fact(
    "meeting-1", "Review", Evidence(ical_uid="u1", recurrence_id=""), "brightwater",
    detail="Friday, 20 November at 10:00",
)  # fmt: skip
BODY = (
    "Dear Jonas Weber,\n\nThank you for your message of Tuesday, 17 November. All is well.\n\n"
    "You wrote: “Is it signed?”\n\n[your answer to: Is it signed?]\n\nMy own line.\n"
)


def evidence(body: str = BODY, filled: str = "", **fields: Any) -> Reading:
    draft = make_draft()
    content = replace(draft.content, body=body)
    one = stored(content=content, facts=(DAY, QUESTION, TALK), **fields)
    return read_with_evidence(
        one,
        filled=filled or body.replace("My own line.\n", ""),
        messages={ASKED.id: ASKED},
        meetings=(Meeting("u1", "", NOW, NOW, summary="Review"),),
        names={},
        say_time=lambda at: f"{at:%d %b}",
    )


def test_each_sentence_says_where_it_comes_from() -> None:
    found = [line.origin for paragraph in evidence().paragraphs for line in paragraph.lines]
    assert found == [
        Origin.TEMPLATE, Origin.FACT, Origin.TEMPLATE, Origin.FACT, Origin.OPEN, Origin.YOURS,
    ]  # fmt: skip


def test_the_source_stands_beside_the_paragraph_that_first_names_it() -> None:
    named = [[s.label for s in paragraph.sources] for paragraph in evidence().paragraphs]
    assert named == [[], ["message"], ["question"], [], []]


def test_a_source_has_the_words_who_wrote_them_and_the_way_there() -> None:
    source = evidence().paragraphs[2].sources[0]
    assert (source.quote, source.said) == ("Is it signed?", "Jonas Weber, 17 Nov")
    assert source.href == "/messages/m1%40brightwater.example"


def test_a_day_of_two_facts_belongs_to_the_one_in_its_line() -> None:
    done = Fact(
        "done-1", "sent the list", Evidence(message_id="m0"), "brightwater", detail=DAY.detail
    )
    body = f"- sent the list on {DAY.detail}\n- “Contract”, asked on {DAY.detail}\n"
    one = stored(facts=(done, DAY), content=replace(make_draft().content, body=body))
    found = read_with_evidence(one, filled=body, messages={}, meetings=(), names={}, say_time=str)
    assert [line.numbers for line in found.paragraphs[0].lines] == [(1,), (2,)]


def test_what_the_text_does_not_name_is_listed_by_itself() -> None:
    assert [source.said for source in evidence().others] == ["“Review” in the calendar, 18 Nov"]


def test_no_character_of_the_text_is_lost() -> None:
    for paragraph, text in zip(evidence().paragraphs, BODY.strip().split("\n\n"), strict=True):
        told = " ".join("".join(part.text for part in line.parts) for line in paragraph.lines)
        assert told == text


def test_what_was_left_out_is_no_source_of_the_text() -> None:
    found = evidence(wording=Wording(omit=("question-1",)))
    assert [source.left_out for source in found.others] == [True, False]


def test_a_message_that_is_gone_has_no_link() -> None:
    one = stored(facts=(QUESTION,), content=replace(make_draft().content, body=BODY))
    found = read_with_evidence(one, filled=BODY, messages={}, meetings=(), names={}, say_time=str)
    assert found.sources[0].href is None
    assert "no longer kept" in found.sources[0].said


def test_control_characters_of_mail_are_shown_not_obeyed() -> None:
    found = evidence(body="Hello \u202edlrow.\n")
    assert "\u202e" not in found.paragraphs[0].lines[0].parts[0].text


def test_open_places_are_found_in_their_order() -> None:
    text = "[your answer to: A?]\n[[Deine Antwort]]\n[your notes]"
    assert find_open_places(text) == ("your answer to: A?", "Deine Antwort", "your notes")


# ── How sure ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("score", "level"), [(0.9, Level.SURE), (0.7, Level.LIKELY), (0.5, Level.CHECK)]
)
def test_a_draft_is_as_sure_as_its_sentence(score: float, level: Level) -> None:
    message = replace(ASKED, sentences=(Sentence(0, 13, {"question": score}),))
    found = judge_confidence(stored(facts=(DAY, QUESTION)), {message.id: message})
    assert found.level is level
    assert "a question" in found.reasons[0]
    assert len(found.reasons) == 1


def test_a_day_that_can_be_read_twice_wants_a_check() -> None:
    due = Due("on 4/5", NOW, NOW, None, ambiguous=True)
    message = replace(ASKED, sentences=(Sentence(0, 13, {"commitment": 0.9}, due=due),))
    promised = replace(QUESTION, name="promised-1")
    found = judge_confidence(stored(facts=(promised,)), {message.id: message})
    assert (found.level, found.reasons) == (
        Level.CHECK, ("“on 4/5” can be read as more than one day.",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"edited": True}, "edited by hand"),
        ({"facts": ()}, "Nothing in mail or calendar"),
        ({"facts": (QUESTION,), "gone": True}, "no longer kept"),
    ],
)
def test_a_text_that_nothing_stands_behind_wants_a_check(fields: dict[str, Any], said: str) -> None:
    messages = {} if fields.pop("gone", False) else {ASKED.id: ASKED}
    found = judge_confidence(stored(**fields), messages)
    assert found.level is Level.CHECK
    assert said in found.reasons[0]


def test_a_greeting_does_not_claim_to_know_what_somebody_keeps() -> None:
    evidence = Evidence(message_id=ASKED.id)
    wish = Fact("wish-1", "season", evidence, "brightwater")
    body = "I wish you a restful holiday season.\n"
    one = stored(
        kind=DraftKind.GREETING, facts=(wish,), content=replace(make_draft().content, body=body)
    )
    assert judge_confidence(one, {ASKED.id: ASKED}).level is Level.LIKELY
    found = read_with_evidence(
        one, filled=body, messages={ASKED.id: ASKED}, meetings=(), names={}, say_time=str
    )
    assert found.paragraphs[0].lines[0].origin is Origin.TEMPLATE
    assert "public holidays" in found.sources[0].said


def test_a_recap_is_only_fairly_sure_who_came() -> None:
    found = judge_confidence(stored(kind=DraftKind.RECAP, facts=(TALK,)), {})
    assert found.level is Level.LIKELY


# ── What changed ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""), ("", "new"), ("old", ""), ("one two three", "one 2 three"),
        ("a b c d", "a x y d"), ("Hi,\n\nall well.\n", "Hi Ana,\n\nall is well!\n"),
        ("  two  blanks ", " one blank"), ("é e\u0301", "e\u0301 é"), ("x " * 3000, "x " * 3001),
    ],
)  # fmt: skip
def test_the_pieces_hold_both_texts(before: str, after: str) -> None:
    pieces = compare_words(before, after)
    old = "".join(p.text for p in pieces if p.change is not Change.ADDED)
    new = "".join(p.text for p in pieces if p.change is not Change.REMOVED)
    assert (old, new) == (before, after)


def test_two_changed_words_in_a_row_are_one_change() -> None:
    pieces = compare_words("Sent on Monday morning, Ana", "Sent on Friday evening, Ana")
    assert [piece.text for piece in pieces if piece.change is Change.REMOVED] == ["Monday morning"]


def test_a_named_place_of_a_template_is_compared_as_a_whole() -> None:
    pieces = compare_words("to ‹their promise 1› soon", "to send their list soon")
    assert [p.text for p in pieces if p.change is Change.REMOVED] == ["‹their promise 1›"]


def test_only_what_differs_from_what_was_shown_is_compared() -> None:
    content = make_draft().content
    before = {**make_shown(content), "subject": "Before"}
    assert [one.title for one in compare_shown(before, content)] == ["Subject"]
    assert compare_shown({}, content) == ()


# ── States, checks, events ───────────────────────────────────────────────────────────────────


def event(verb: Verb, **fields: Any) -> DraftEvent:
    given: dict[str, Any] = {"actor": OURS, "reason": "because", **fields}
    return DraftEvent(1, "d", NOW, verb=verb, to_state=DraftState.PROPOSED, revision=1, **given)


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_has_its_sentence(verb: Verb) -> None:
    said = say_event(event(verb), (OURS,))
    assert said.endswith((".", "because"))
    assert "{" not in said


def test_the_owner_is_you_and_others_are_named() -> None:
    assert say_event(event(Verb.EDIT, changed=("text",)), (OURS,)) == "You edited the text."
    assert say_event(event(Verb.UNDO, actor=ANA), (OURS,)).startswith(ANA)
    assert "Confirmed: date has passed." in say_event(
        event(Verb.ACCEPT, confirmed=("past-date",)), (OURS,)
    )


@pytest.mark.parametrize("state", list(DraftState))
def test_every_state_is_explained_without_a_hole(state: DraftState) -> None:
    one = stored(state=state, goes_out_at=NOW, snoozed_until=NOW, reason="why")
    said = explain_state(one, say_time=str, zone="Europe/Stockholm")
    assert say_state(state, ())
    assert "None" not in said
    assert said


def test_an_account_that_sends_says_so_before_and_after() -> None:
    accepted = stored(state=DraftState.APPROVED, goes_out_at=NOW)
    gone = stored(state=DraftState.DELIVERED, reason="It was sent.")
    said = [
        explain_state(one, say_time=str, zone="Europe/Stockholm", sends=True)
        for one in (accepted, gone)
    ]
    assert said[0].startswith("It is sent at ")
    assert said[1].startswith("It was sent.")
    assert "drafts folder" not in "".join(said)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Take it out with --to or --cc.", "Take it out under “Word it anew”."),
        ("Name somebody with --to.", "Name somebody under “Word it anew”."),
        ("Leave it out with --omit question-1, or edit.", "Leave it out under “Word it anew”, or edit."),
        ("Or leave it out with --omit.", "Or leave it out under “Word it anew”."),
    ],
)  # fmt: skip
def test_a_check_names_the_fields_of_the_page(message: str, said: str) -> None:
    assert say_block(message) == said


def _sentences_of(module: ModuleType) -> list[str]:
    """Every text a module can say, with `x` for its values."""
    tree = ast.parse(inspect.getsource(module))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (p.value if isinstance(p, ast.Constant) else "x" for p in node.values)
            found.append("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


def test_no_check_of_lint_names_an_option_of_the_command_line() -> None:
    said = [one for one in _sentences_of(lint) if "--" in one]
    assert len(said) > 5
    for one in said:
        whole = any(other != one and one in other for other in said)
        assert whole or "--" not in say_block(one)


def test_checks_that_nobody_can_confirm_come_first_and_each_once() -> None:
    slot, mixed = Block("slot", "Fill in."), Block("mixed-thread", "Others.", confirmable=True)
    assert [check.code for check in make_checks([mixed, slot, slot])] == ["slot", "mixed-thread"]
    two = Block("slot", "Fill in the other.")
    assert [check.name for check in name_checks([slot, two])] == ["Open place ×2"]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((), "Ready to accept"),
        (("slot",), "Needs your words"),
        (("foreign-recipient", "slot"), "Needs a change"),
        (("past-date",), "Needs a look"),
    ],
)
def test_a_draft_says_what_it_waits_for(codes: tuple[str, ...], said: str) -> None:
    blocks = [Block(code, "", confirmable=code == "past-date") for code in codes]
    assert say_state(DraftState.PROPOSED, blocks) == said


def test_what_can_be_done_follows_the_table_of_states() -> None:
    assert find_verbs(stored()) == {"accept", "edit", "respond", "ignore", "snooze"}
    assert find_verbs(stored(state=DraftState.APPROVED)) == {"undo"}
    assert find_verbs(stored(state=DraftState.UNKNOWN)) == {"confirm", "reopen", "ignore"}
    assert "confirm" not in find_verbs(stored(state=DraftState.DELIVERING))
    assert not find_verbs(stored(state=DraftState.REJECTED, delivered_at=NOW))


@pytest.mark.parametrize(
    ("now", "labels"),
    [
        (datetime(2026, 11, 18, 10, tzinfo=UTC), ["Tomorrow", "Monday", "In a week"]),
        (datetime(2026, 11, 22, 10, tzinfo=UTC), ["Tomorrow", "In a week"]),
        (datetime(2026, 11, 23, 10, tzinfo=UTC), ["Tomorrow", "Monday"]),
    ],
)
def test_each_moment_to_set_aside_until_is_offered_once(now: datetime, labels: list[str]) -> None:
    choices = make_choices(now, "Europe/Stockholm")
    assert [choice.label.split(",")[0] for choice in choices] == labels
    assert all(choice.at > now and choice.at.hour == 9 for choice in choices)
