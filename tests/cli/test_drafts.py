"""The verbs of `drafts`: what a person decides, what is refused and why."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant.cli.common import opened
from assistant.cli.work import _next_steps, find_ready
from assistant.reports.daily import DraftLine, draft_line
from tests.cli.conftest import CANONICAL

if TYPE_CHECKING:
    from tests.cli.conftest import Clock, Rapport

CLOSED = {"delivered", "rejected", "superseded"}


def listed(rapport: Rapport, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rapport("drafts", "list", "--json", *arguments).json["drafts"]
    return found


def shown(rapport: Rapport, draft: str) -> dict[str, Any]:
    return rapport("drafts", "show", draft, "--json").json


def a_ready_draft(rapport: Rapport) -> str:
    return next(str(one["id"]) for one in listed(rapport) if not one["blocked_by"])


def a_blocked_draft(rapport: Rapport) -> str:
    return next(str(one["id"]) for one in listed(rapport) if one["blocked_by"])


def test_the_example_of_the_demo_can_be_accepted(rapport: Rapport, home: Path) -> None:
    with opened(home) as app:
        lines = [draft_line(stored) for stored in app.waiting_drafts()]
        blocked = [one for one in lines if one.blocked]
        ready = find_ready(app, [*blocked, *lines], CANONICAL)
        assert find_ready(app, blocked, CANONICAL) is None
    assert ready is not None
    assert rapport("drafts", "accept", ready[:8]).code == 0


def test_without_one_the_demo_names_a_draft_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    line = DraftLine("7e824dcf0000", "reply", "proposed", None, (), "Hello", blocked=("slot",))
    _next_steps(Path("home"), [line], ready=None, serves=True)
    said = capsys.readouterr().out
    assert "drafts show 7e824dcf\n" in said
    assert "accept 7e824dcf" not in said


@pytest.mark.parametrize("tone", ["formal", "warm"])
def test_a_day_that_is_left_out_leaves_no_hole(rapport: Rapport, tone: str) -> None:
    for one in listed(rapport):
        if one["kind"] in {"nudge", "recap"} and one["state"] == "proposed":
            facts = [evidence["fact"] for evidence in one["evidence"]]
            omitted = next((name for name in ("message-1", "meeting") if name in facts), None)
            if omitted is None:
                continue
            answer = rapport("drafts", "respond", one["id"], "--omit", omitted, "--tone", tone)
            assert answer.code == 0, answer.err
            body = shown(rapport, one["id"])["body"]
            assert not re.search(r"\b[Oo]n +(?:I\b|you\b|:|\.)|\bon *$|  \w|“”", body), body


def test_a_draft_is_shown_by_the_beginning_of_its_id(look: Rapport) -> None:
    draft = a_ready_draft(look)
    answer = look("drafts", "show", draft[:8])
    assert answer.code == 0
    for part in ("To:", "Subject:", "Why:", "State:", "Rests on:", "rapport message show "):
        assert part in answer.out
    assert f"rapport drafts accept {draft}" in answer.out


def test_accept_says_when_and_how_it_goes_out(rapport: Rapport) -> None:
    draft = a_ready_draft(rapport)
    answer = rapport("drafts", "accept", draft)
    text = " ".join(answer.out.split())
    assert answer.code == 0
    assert "At 16:00:30 it becomes a draft in account 'work'" in text
    assert "`rapport deliver --wait`" in text
    assert f"rapport drafts undo {draft[:8]}" in text
    assert shown(rapport, draft)["goes_out_at"] == "2026-11-19T15:00:30Z"


def test_nothing_leaves_before_the_hold_is_over(rapport: Rapport, home: Path, clock: Clock) -> None:
    draft = a_ready_draft(rapport)
    rapport("drafts", "accept", draft)
    clock.pass_(seconds=29)
    rapport("deliver")
    assert shown(rapport, draft)["state"] == "approved"
    assert not list((home / "drafts").rglob("*.eml"))


def test_after_the_hold_it_lies_in_the_drafts_folder(
    rapport: Rapport, home: Path, clock: Clock
) -> None:
    draft = a_ready_draft(rapport)
    rapport("drafts", "accept", draft)
    clock.pass_(seconds=31)
    assert rapport("deliver").code == 0
    assert shown(rapport, draft)["state"] == "delivered"
    [mail] = (home / "drafts").rglob("*.eml")
    assert b"X-Unsent: 1" in mail.read_bytes()


def test_what_lies_in_the_mailbox_unsent_is_still_listed(rapport: Rapport, clock: Clock) -> None:
    draft = a_ready_draft(rapport)
    rapport("drafts", "accept", draft)
    clock.pass_(seconds=31)
    rapport("run")
    assert {one["id"]: one["state"] for one in listed(rapport)}[draft] == "delivered"
    assert "draft waiting in your mailbox since 19 Nov 16:00" in rapport("report").out


def test_a_run_delivers_what_is_approved(rapport: Rapport, home: Path, clock: Clock) -> None:
    rapport("drafts", "accept", a_ready_draft(rapport))
    clock.pass_(seconds=31)
    assert rapport("run").code == 0
    assert len(list((home / "drafts").rglob("*.eml"))) == 1


def test_deliver_waits_for_the_hold_when_asked(
    rapport: Rapport, home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: clock.pass_(seconds=seconds))
    rapport("drafts", "accept", a_ready_draft(rapport))
    answer = rapport("deliver", "--wait")
    assert answer.code == 0
    assert "Waiting 30 s" in answer.err
    assert len(list((home / "drafts").rglob("*.eml"))) == 1


def test_undo_works_until_it_is_delivered(rapport: Rapport, home: Path, clock: Clock) -> None:
    draft = a_ready_draft(rapport)
    rapport("drafts", "accept", draft)
    assert rapport("drafts", "undo", draft).code == 0
    clock.pass_(minutes=2)
    rapport("deliver")
    assert shown(rapport, draft)["state"] == "proposed"
    assert not list((home / "drafts").rglob("*.eml"))


def test_undo_after_delivery_is_refused(rapport: Rapport, clock: Clock) -> None:
    draft = a_ready_draft(rapport)
    rapport("drafts", "accept", draft)
    clock.pass_(minutes=2)
    rapport("deliver")
    answer = rapport("drafts", "undo", draft)
    assert (answer.code, answer.out) == (1, "")
    assert "delivered" in answer.err


def test_a_stale_revision_is_refused_with_what_changed(rapport: Rapport) -> None:
    draft = a_ready_draft(rapport)
    rapport("drafts", "edit", draft, "--subject", "Another subject")
    answer = rapport("drafts", "accept", draft, "--revision", "1")
    assert (answer.code, answer.out) == (1, "")
    assert "edited its subject" in answer.err
    assert shown(rapport, draft)["state"] == "proposed"


def test_a_stale_hash_is_refused(rapport: Rapport) -> None:
    draft = a_ready_draft(rapport)
    before = shown(rapport, draft)["sha256"]
    rapport("drafts", "edit", draft, "--body", "Something else.")
    assert rapport("drafts", "accept", draft, "--sha256", before[:12]).code == 1
    after = shown(rapport, draft)["sha256"]
    assert rapport("drafts", "accept", draft, "--sha256", after[:12]).code == 0


def test_the_second_approver_reads_who_was_first(rapport: Rapport) -> None:
    draft = a_ready_draft(rapport)
    rapport("drafts", "accept", draft)
    answer = rapport("drafts", "accept", draft)
    assert answer.code == 1
    assert "already approved by marta.zaleska@lipowa.example" in answer.err


def test_an_open_place_blocks_approval_until_it_is_filled(rapport: Rapport) -> None:
    draft = a_blocked_draft(rapport)
    refused = rapport("drafts", "accept", draft)
    assert (refused.code, refused.out) == (1, "")
    words = ("--add-fact", "We will look at it today.") * 3
    assert rapport("drafts", "respond", draft, *words).code == 0
    assert "We will look at it today." in shown(rapport, draft)["body"]
    assert rapport("drafts", "accept", draft).code == 0


def test_edit_reads_a_file_and_stdin(
    rapport: Rapport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = a_ready_draft(rapport)
    body = tmp_path / "body.txt"
    body.write_text("Hello from a file.\n", encoding="utf-8")
    assert rapport("drafts", "edit", draft, "--body-file", str(body)).code == 0
    assert shown(rapport, draft)["body"] == "Hello from a file.\n"


def test_an_editor_left_without_saving_changes_nothing(
    rapport: Rapport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.edit", lambda *_, **__: None)
    draft = a_ready_draft(rapport)
    assert rapport("drafts", "edit", draft).out == "Nothing was changed.\n"
    assert shown(rapport, draft)["revision"] == 1


def test_respond_words_it_anew(rapport: Rapport) -> None:
    draft = a_ready_draft(rapport)
    before = shown(rapport, draft)
    answer = rapport("drafts", "respond", draft, "--tone", "formal", "--length", "short")
    after = shown(rapport, draft)
    assert answer.code == 0
    assert after["revision"] == 2
    assert after["body"] != before["body"]
    assert after["body"] in answer.out.replace("\r", "") + "\n"


def people_of(rapport: Rapport) -> dict[str, list[str]]:
    clients = rapport("clients", "--json").json["clients"]
    return {one["slug"]: [person["address"] for person in one["people"]] for one in clients}


def test_respond_sets_the_whole_recipient_line(rapport: Rapport) -> None:
    people = people_of(rapport)
    draft = next(one for one in listed(rapport) if len(people.get(one["client"], ())) > 1)
    wanted = people[draft["client"]][:2]
    assert rapport("drafts", "respond", draft["id"], "--to", ", ".join(wanted)).code == 0
    assert shown(rapport, draft["id"])["to"] == wanted


def test_another_clients_person_blocks_approval(rapport: Rapport) -> None:
    people = people_of(rapport)
    draft = next(one for one in listed(rapport) if one["client"] and not one["blocked_by"])
    other = next(slug for slug in people if slug != draft["client"] and people[slug])
    rapport("drafts", "respond", draft["id"], "--cc", people[other][0])
    answer = rapport("drafts", "accept", draft["id"])
    assert answer.code == 1
    assert people[other][0] in answer.err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("respond", "ID"), 2, "Say what to change"),
        (("respond", "ID", "--tone", "angry"), 2, "formal"),
        (("respond", "ID", "--omit", "moon-1"), 1, "has no fact 'moon-1'"),
        (("respond", "ID", "--to", "Bob"), 2, "'Bob' is no address"),
        (("edit", "ID", "--body", "x", "--body-file", "-"), 2, "not both"),
        (("edit", "ID", "--body-file", "/nowhere.txt"), 2, "/nowhere.txt"),
        (("ignore", "ID"), 2, "--reason"),
        (("snooze", "ID", "--until", "later"), 2, "'later' is no moment"),
        (("snooze", "ID", "--until", "2020-01-01"), 2, ""),
        (("undo", "ID"), 1, "is proposed"),
        (("reopen", "ID"), 1, "is proposed"),
        (("accept", "ffffffff"), 1, "There is no draft 'ffffffff'"),
        (("show", "ffffffff"), 1, "`rapport drafts list`"),
    ],
)
def test_a_wrong_word_about_a_draft_is_a_sentence(
    rapport: Rapport, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    draft = a_ready_draft(rapport)
    given = [draft if one == "ID" else one for one in arguments]
    answer = rapport("drafts", *given)
    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err
    assert shown(rapport, draft)["revision"] == 1


def test_what_is_ignored_is_not_proposed_again(rapport: Rapport, clock: Clock) -> None:
    draft = a_ready_draft(rapport)
    others = {one["id"] for one in listed(rapport)} - {draft}
    assert rapport("drafts", "ignore", draft, "--reason", "we spoke").code == 0
    clock.pass_(minutes=1)
    rapport("run")
    assert {one["id"] for one in listed(rapport)} == others
    assert {one["id"]: one["state"] for one in listed(rapport, "--all")}[draft] == "rejected"


def test_an_ignored_draft_can_be_taken_back(rapport: Rapport) -> None:
    draft = a_ready_draft(rapport)
    rapport("drafts", "ignore", draft, "--reason", "we spoke")
    assert rapport("drafts", "undo", draft).code == 0
    assert shown(rapport, draft)["state"] == "proposed"


def test_a_snoozed_draft_wakes_on_its_morning(rapport: Rapport, clock: Clock) -> None:
    draft = a_ready_draft(rapport)
    assert rapport("drafts", "snooze", draft, "--until", "2026-11-20").code == 0
    clock.pass_(hours=7)
    rapport("run")
    assert shown(rapport, draft)["state"] == "snoozed"
    clock.pass_(hours=2)
    rapport("run")
    assert shown(rapport, draft)["state"] == "proposed"


def test_a_client_filters_drafts(look: Rapport) -> None:
    clients = {one["client"] for one in listed(look) if one["client"]}
    one = min(clients)
    assert {draft["client"] for draft in listed(look, "--client", one)} == {one}


def test_no_draft_is_said_not_shown_as_an_empty_table(rapport: Rapport) -> None:
    for draft in listed(rapport):
        rapport("drafts", "ignore", draft["id"], "--reason", "x")
    assert rapport("drafts").out.startswith("No draft is waiting.")


def test_a_revision_that_never_was_is_named(rapport: Rapport) -> None:
    answer = rapport("drafts", "accept", a_ready_draft(rapport), "--revision", "7")
    assert answer.code == 1
    assert "There is no revision 7 of it; the last is 1." in answer.err


def test_accept_means_what_was_last_shown(rapport: Rapport, home: Path) -> None:
    draft = a_ready_draft(rapport)
    body = shown(rapport, draft)["body"]
    note = home / ".shown"
    read = note.read_bytes()
    assert rapport("drafts", "edit", draft, "--body", body + "P.S.\n").code == 0
    note.write_bytes(read)  # as if the edit was made elsewhere
    answer = rapport("drafts", "accept", draft)
    assert answer.code == 1
    assert "has changed since it was shown" in answer.err
    rapport("drafts", "list")  # a line of a list is no reading of the text
    assert rapport("drafts", "accept", draft).code == 1
    rapport("drafts", "show", draft)
    assert rapport("drafts", "accept", draft).code == 0


def test_accept_without_any_showing_means_the_draft_as_it_is(rapport: Rapport, home: Path) -> None:
    draft = a_ready_draft(rapport)
    (home / ".shown").write_text("broken")
    assert rapport("drafts", "accept", draft).code == 0


def test_a_terminal_that_showed_nothing_shows_and_asks(
    rapport: Rapport, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = a_ready_draft(rapport)
    (home / ".shown").unlink()
    monkeypatch.setattr("assistant.cli.drafts._is_terminal", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    answer = rapport("drafts", "accept", draft)
    assert answer.code == 130
    assert shown(rapport, draft)["body"].splitlines()[0] in answer.out
    assert shown(rapport, draft)["state"] == "proposed"
