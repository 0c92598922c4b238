"""What sentences say about debtors, contents, people and things already under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.tags import Act, Context, Debtor, SentenceTags

if TYPE_CHECKING:
    from nlp.tagger import Tagger


def read(tagger: Tagger, text: str) -> SentenceTags:
    return tagger.tag(Context(id="s", text=text, presplit=True)).sentences[0]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("I'll send the signed contract by Friday.", "send the signed contract"),
        ("We will get back to you on the pricing next week.", "get back to you on the pricing"),
        ("Could you please share the latest numbers by Thursday?", "share the latest numbers"),
        ("Please review the attached draft and let me know.", "review the attached draft"),
        ("I am going to call the supplier tomorrow.", "call the supplier"),
        ("I'll check the logs and Tom will restart the server.", "check the logs"),
        ("By Monday we will deliver the first batch.", "deliver the first batch"),
        ("Sure, will do.", None),
    ],
)
def test_content_is_the_deed_without_its_date(
    tagger: Tagger, text: str, content: str | None
) -> None:
    assert read(tagger, text).content == content


@pytest.mark.parametrize(
    ("text", "debtor", "person"),
    [
        ("I'll send it today.", Debtor.AUTHOR, None),
        ("Ann will send it today.", Debtor.AUTHOR, "Ann"),
        ("Ann Smith will send it today.", Debtor.AUTHOR, "Ann Smith"),
        ("Priya will share the file with you tomorrow.", Debtor.AUTHOR, "Priya"),
        ("My colleague Ben will call you tomorrow.", Debtor.AUTHOR, "Ben"),
        ("Our team will get back to you.", Debtor.AUTHOR, "Our team"),
        ("Please send it today.", Debtor.RECIPIENT, None),
        ("The weather is fine.", None, None),
    ],
)
def test_who_owes_is_named(
    tagger: Tagger, text: str, debtor: Debtor | None, person: str | None
) -> None:
    tags = read(tagger, text)
    assert (tags.debtor, tags.person) == (debtor, person)


@pytest.mark.parametrize(
    "text",
    [
        "Sure, will do.",
        "Will do, thanks!",
        "On it.",
        "Consider it done.",
        "Yes, I'll take care of it.",
        "Ok, will do it tomorrow.",
        "No problem, I'll handle it.",
    ],
)
def test_taking_on_a_request_is_an_acceptance(tagger: Tagger, text: str) -> None:
    tags = read(tagger, text)
    assert tags.acceptance
    assert tags.has(Act.COMMITMENT)


@pytest.mark.parametrize("text", ["I'll send the report.", "Thanks!", "Sounds good.", "Yes."])
def test_a_full_promise_or_mere_thanks_is_no_acceptance(tagger: Tagger, text: str) -> None:
    assert not read(tagger, text).acceptance


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Attached is the signed contract.", "the signed contract"),
        ("Please find attached the invoice for March.", "the invoice for March"),
        ("Here is the updated deck.", "the updated deck"),
        ("The report went out yesterday.", "The report"),
        ("I sent the invoice on Monday.", "the invoice"),
        ("We have uploaded the files to the portal.", "the files"),
        ("The replacement has been shipped.", "The replacement"),
        ("I've attached the minutes.", "the minutes"),
        ("Tom sent the samples yesterday.", "the samples"),
        ("We received the signed form, thank you.", "the signed form"),
        ("Thanks for sending the report.", "the report"),
        ("Got it, thanks.", None),
        ("Done.", None),
        ("All done, thanks.", None),
        ("It is fixed.", None),
        ("The payment was processed this morning.", "The payment"),
        ("The three fuel tables are loaded.", "The three fuel tables"),
        ("The old invoices have been scanned.", "The old invoices"),
        ("The pallets are marked.", "The pallets"),
        ("Your labels were printed yesterday.", "Your labels"),
        ("The spare parts are packed.", "The spare parts"),
        ("The samples have been collected.", "The samples"),
        ("The backup was restored last night.", "The backup"),
        ("The two tickets are closed.", "The two tickets"),
        ("The ticket has been reopened.", "The ticket"),
        ("The licence was renewed.", "The licence"),
        ("The mailboxes have been moved.", "The mailboxes"),
        ("We moved the archive to the new server.", "the archive"),
    ],
)
def test_what_was_done_or_received_is_a_discharge(
    tagger: Tagger, text: str, content: str | None
) -> None:
    tags = read(tagger, text)
    assert tags.discharge
    assert tags.discharge_content == content


@pytest.mark.parametrize(
    "text",
    [
        "I'll send the invoice on Monday.",
        "I have not sent the invoice yet.",
        "Did you send the report?",
        "The report will be sent tomorrow.",
        "Once the report is sent, we can start.",
        "Please send the report.",
        "We haven't received the form.",
        "The contract should be signed by now.",
        "The team is ready to start.",
        "Our office is closed on Friday.",
        "We moved to a larger office in May.",
        "The tables will be loaded on Thursday.",
    ],
)
def test_what_is_still_to_be_done_is_no_discharge(tagger: Tagger, text: str) -> None:
    assert not read(tagger, text).discharge


@pytest.mark.parametrize(
    "text",
    [
        "Please ignore my last mail, found it.",
        "Never mind, it works now.",
        "Please disregard my previous request.",
        "No need to send the file any more.",
        "I figured it out.",
        "We no longer need the quote.",
    ],
)
def test_taking_a_question_back_is_a_retraction(tagger: Tagger, text: str) -> None:
    assert read(tagger, text).retraction


@pytest.mark.parametrize(
    "text", ["Please don't ignore this.", "We need the quote.", "Do you mind waiting?"]
)
def test_what_stays_asked_is_no_retraction(tagger: Tagger, text: str) -> None:
    assert not read(tagger, text).retraction


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the call this morning.",
        "Thank you for your time yesterday.",
        "As discussed, the fee is fixed.",
        "Here are the notes from our meeting.",
        "A short recap of Tuesday's workshop.",
        "Following our conversation, I attach the draft.",
        "It was great meeting you.",
        "Below are the action items.",
    ],
)
def test_words_about_a_past_meeting_refer_to_it(tagger: Tagger, text: str) -> None:
    assert read(tagger, text).meeting_reference


@pytest.mark.parametrize("text", ["Let's meet on Tuesday.", "Thanks for the report.", "See you."])
def test_a_meeting_ahead_is_no_reference(tagger: Tagger, text: str) -> None:
    assert not read(tagger, text).meeting_reference


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ben, can you send the file?", ("Ben",)),
        ("Hi Ben, could you send the file?", ("Ben",)),
        ("Ben and Mia, please review this.", ("Ben", "Mia")),
        ("Could Mia send the file?", ("Mia",)),
        ("Can you take a look, Priya?", ("Priya",)),
        ("@Tom please check.", ("Tom",)),
        ("Thanks, that helps.", ()),
        ("Please send the file.", ()),
        ("However, the price stands.", ()),
    ],
)
def test_names_spoken_to_are_found(tagger: Tagger, text: str, names: tuple[str, ...]) -> None:
    assert read(tagger, text).addressed_to == names


def test_escalation_and_leaving_are_flags_of_their_own(tagger: Tagger) -> None:
    assert read(tagger, "I will escalate this to your management.").escalation
    assert read(tagger, "We have decided not to renew the contract.").intent_to_leave
    assert not read(tagger, "Please cancel the meeting on Friday.").intent_to_leave
    assert not read(tagger, "The escalation policy is attached.").escalation


def test_threats_are_no_promises(tagger: Tagger) -> None:
    assert not read(tagger, "Our lawyers will contact you.").has(Act.COMMITMENT)
