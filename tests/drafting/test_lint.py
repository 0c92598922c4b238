"""What keeps a finished text from being approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.drafting.lexicon import build_lexicon
from assistant.drafting.lint import lint
from assistant.drafting.records import Content, Fact, Mailbox
from assistant.insight.records import Client, ClockSpec, Evidence, Person
from tests.drafting.cast import (
    ANA,
    CLIENTS,
    COLLEAGUE,
    JONAS,
    NOW,
    OURS,
    OWNER,
    PEOPLE,
    PRIYA,
    make_lexicon,
)

LEXICON = make_lexicon()
CLEAN = Content(
    Mailbox(OURS, "Maya Lindqvist"),
    (Mailbox(JONAS),),
    (Mailbox(ANA), Mailbox(COLLEAGUE)),
    "Re: Contract",
    "Dear Jonas Weber,\n\nit is signed.\n",
)


def codes(content: Content, **fields: Any) -> list[str]:
    blocks = lint(content, client="brightwater", lexicon=LEXICON, now=NOW, **fields)
    return [block.code for block in blocks]


def test_a_clean_text_has_nothing_against_it() -> None:
    assert codes(CLEAN) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": ()}, "recipient"),
        ({"to": (Mailbox(COLLEAGUE),)}, "recipient"),
        ({"to": (Mailbox(PRIYA),)}, "foreign-recipient"),
        ({"cc": (Mailbox(PRIYA),)}, "foreign-recipient"),
        ({"cc": (Mailbox("who@elsewhere.example"),)}, "foreign-recipient"),
        ({"body": " \n"}, "empty"),
        ({"subject": " "}, "empty"),
        ({"body": "Hi,\n\n[your answer to: when?]\n"}, "slot"),
        ({"body": "Hi,\n\n[Your answer to: cut off\n"}, "slot"),
        ({"subject": "[your notes: x]"}, "slot"),
        ({"body": "[[Ihre Antwort: wann?]]\n"}, "slot"),
        ({"body": "You will have it by Friday, 13 November.\n"}, "past-date"),
        ({"body": "It is due November 2, 2026.\n"}, "past-date"),
        ({"body": "Please answer until 30 October.\n"}, "past-date"),
        ({"body": "Hi {{ name }},\n"}, "placeholder"),
        ({"body": "Hi {name},\n"}, "placeholder"),
        ({"body": "Hi <NAME>,\n"}, "placeholder"),
        ({"body": "TODO write this\n"}, "placeholder"),
        ({"subject": "x" * 151}, "long-subject"),
        ({"body": "We do this for Kestrel Works too.\n"}, "foreign-name"),
        ({"body": "We do this for KESTREL WORKS, INC. too.\n"}, "foreign-name"),
        ({"body": "Ask Dr. Priya  Rao.\n"}, "foreign-name"),
        ({"body": "See www.kestrelworks.example/x\n"}, "foreign-name"),
        ({"subject": "Kestrelworks"}, "foreign-name"),
        ({"body": f"Write to {PRIYA}.\n"}, "foreign-name"),
        ({"body": "in\u202evoice\n"}, "hidden-characters"),
        ({"body": "zero\u200bwidth\n"}, "hidden-characters"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], code: str) -> None:
    assert codes(replace(CLEAN, **changes)) == [code]


@pytest.mark.parametrize(
    "body",
    [
        "You will have it by Friday, 20 November, or by 4 January.\n",
        "It was due Monday, 16 November. You wrote: “I will send it by 2 November.”\n",
        "We spoke on 2 November; by 30 February nothing happens.\n",
        "Brightwater Logistics and Jonas Weber know.\n",
        "Lena Vogt of harborline.example will call.\n",
        "Priya from accounting said so.\n",
        "The works are kestrel-coloured, in kestrelworks style.\n",
        "Prices [in euro] are fixed.\n",
        "None of these {are} placeholders, a < b > c.\n",
        "عقد الخدمة \u200f(مسودة)\n",
    ],
)
def test_what_is_right_is_left_alone(body: str) -> None:
    assert [code for code in codes(replace(CLEAN, body=body)) if code != "placeholder"] == []


def test_a_new_colleague_of_the_client_belongs_to_it() -> None:
    assert codes(replace(CLEAN, to=(Mailbox("new@brightwater.example"),))) == []


def test_a_domain_that_looks_like_a_client_is_asked_about() -> None:
    false = "jonas@brightvvater.example"
    clients = {**CLIENTS, "false": replace(CLIENTS["brightwater"], slug="false", prospect=True)}
    people = {**PEOPLE, false: Person(false, "Jonas Weber", "false")}
    lexicon = build_lexicon(clients, people, OWNER)
    content = replace(CLEAN, to=(Mailbox(false),), cc=())
    (block,) = lint(content, client="false", lexicon=lexicon, now=NOW)
    assert (block.code, block.confirmable) == ("look-alike", True)
    assert "brightvvater.example looks like brightwater.example" in block.message
    true = lint(CLEAN, client="brightwater", lexicon=lexicon, now=NOW)
    assert "look-alike" not in [one.code for one in true]


def test_free_mail_domains_make_nobody_a_colleague() -> None:
    people = {**PEOPLE, "jo@gmail.com": Person("jo@gmail.com", "Jo Li", "brightwater")}
    lexicon = build_lexicon(CLIENTS, people, OWNER)
    assert lexicon.find_client("jo@gmail.com") == "brightwater"
    assert lexicon.find_client("other@gmail.com") is None


def test_a_name_that_two_clients_share_is_no_secret() -> None:
    clients = {**CLIENTS, "brightwater2": Client("brightwater2", "Kestrel Works", ClockSpec())}
    lexicon = build_lexicon(clients, PEOPLE, OWNER)
    assert lexicon.find_foreign("Kestrel Works", "brightwater") == ()


@pytest.mark.parametrize(("days", "found"), [(-1, ["past-date"]), (1, [])])
def test_a_date_named_as_coming_must_come(days: int, found: list[str]) -> None:
    fact = Fact(
        "promise-1",
        "x",
        Evidence(message_id="m"),
        "brightwater",
        detail="due Friday, 20 November",
        until=NOW + timedelta(days=days),
    )
    text = replace(CLEAN, body="It is due Friday, 20 November.\n")
    assert codes(text, facts=[fact]) == found
    assert codes(CLEAN, facts=[fact]) == []
