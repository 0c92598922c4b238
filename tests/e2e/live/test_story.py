"""From mail in Dovecot and events in Radicale to a gap that is closed; each step of the story."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from assistant.demo.expected import load_expected
from tests.cli.conftest import AS_OF, Rapport
from tests.connectors.caldav.conftest import _run as run
from tests.connectors.caldav_peers import Radicale
from tests.e2e.live.hosts import DRAFTS, SENT
from tests.e2e.live.record import PAGE, write_page
from tests.e2e.live.story import OTHER_RECAP, RECAP, REMINDER, Story, play

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot


@pytest.fixture(scope="module")
def own_radicale() -> Iterator[Peer]:
    """A server on which nobody else has calendars: what it lists stands on the page."""
    yield from run(Radicale)


@pytest.fixture(scope="module")
def story(
    world: Path,
    tmp_path_factory: pytest.TempPathFactory,
    dovecot: Dovecot,
    own_radicale: Peer,
    real_program: Clock,
) -> Story:
    """The whole afternoon, played once."""
    return play(tmp_path_factory.mktemp("story"), world, dovecot, own_radicale, real_program)


@pytest.fixture
def parsed(story: Story) -> dict[str, EmailMessage]:
    """What lay among the drafts of the mailbox, by draft."""
    return {
        name: email.message_from_bytes(letter.raw, policy=policy.default)
        for name, letter in story.drafts.items()
    }


def states(story: Story) -> dict[str, str]:
    rows = story.look("drafts", "list", "--all", "--json").json["drafts"]
    return {row["id"][:8]: row["state"] for row in rows}


def test_every_command_did_what_it_should(story: Story) -> None:
    assert [(step.typed, step.answer.code) for step in story.steps if step.answer.code] == []


def test_the_gaps_are_those_of_the_same_world_in_files(story: Story, look: Rapport) -> None:
    assert story.found == look("gaps", "--json", "--as-of", AS_OF).json
    assert len(story.found["gaps"]) == len(load_expected()["gaps"])


def test_nothing_lay_in_the_mailbox_before_the_hold_was_over(story: Story) -> None:
    early, late = [step.answer.out for step in story.steps if step.typed == "rapport deliver"]
    assert (early, late) == ("deliveries: nothing new\n", "deliveries: 3 delivered\n")
    assert set(story.drafts) == {RECAP, OTHER_RECAP, REMINDER}


def test_an_answer_lies_in_its_thread_and_a_recap_begins_one(
    parsed: dict[str, EmailMessage],
) -> None:
    reminder, recap = parsed[REMINDER], parsed[RECAP]
    assert reminder["In-Reply-To"] == "<br-port-2@jacaranda.example>"
    assert str(reminder["References"]).split() == [
        "<br-port-1@lipowa.example>",
        "<br-port-2@jacaranda.example>",
    ]
    assert reminder["Subject"] == "RES: 0800 number"
    assert (recap["In-Reply-To"], recap["References"]) == (None, None)


def test_a_draft_says_whose_it_is_and_is_no_unread_mail(
    story: Story, parsed: dict[str, EmailMessage]
) -> None:
    for name, message in parsed.items():
        key = str(message["X-Rapport-Draft"])
        assert key.startswith(name)
        assert message["Message-ID"] == f"<rapport.{key}@lipowa.example>"
        assert {"\\Draft", "\\Seen"} <= story.drafts[name].flags


def test_what_lies_there_is_what_was_accepted(
    story: Story, parsed: dict[str, EmailMessage]
) -> None:
    rows = story.look("drafts", "list", "--all", "--json").json["drafts"]
    accepted = {row["id"][:8]: row for row in rows}
    for name, message in parsed.items():
        content = message.get_content().replace("\r\n", "\n")
        assert (message["Subject"], content) == (accepted[name]["subject"], accepted[name]["body"])


def test_sending_it_from_there_closes_the_gap(story: Story) -> None:
    before, after = [
        step.answer.out for step in story.steps if step.typed == "rapport gaps --client minamikawa"
    ]
    assert "met no recap" in before
    assert "met no recap" not in after
    assert "reply owed" in after, "the other gap of that client has nothing to do with it"


def test_a_sent_draft_is_settled_by_our_field_or_by_our_id(story: Story) -> None:
    found = states(story)
    assert (found[RECAP], found[OTHER_RECAP]) == ("delivered", "delivered")
    waiting = {row["id"][:8] for row in story.look("drafts", "list", "--json").json["drafts"]}
    assert waiting.isdisjoint({RECAP, OTHER_RECAP})


def test_a_draft_that_left_in_another_form_is_not_proposed_again(story: Story) -> None:
    assert states(story)[REMINDER] == "rejected"
    [row] = [
        row
        for row in story.look("drafts", "list", "--all", "--json").json["drafts"]
        if row["subject"] == "RES: 0800 number"
    ]
    assert row["id"].startswith(REMINDER)


def test_nothing_is_delivered_twice(story: Story) -> None:
    for command in ("deliver", "run"):
        assert story.look(command).code == 0
    assert len(story.mail.read(DRAFTS)) == 1, "the one that Marta herself had begun"
    ids = [email.message_from_bytes(one.raw)["Message-ID"] for one in story.mail.read(SENT)]
    assert len(ids) == len(set(ids))


def test_the_page_of_the_documentation_shows_this_run(story: Story) -> None:
    assert PAGE.read_text("utf-8") == write_page(story), "run python -m tests.e2e.live.record"
