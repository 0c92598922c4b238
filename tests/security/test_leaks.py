"""One client's names and facts in mail, meetings and promises of another: no draft carries them."""

from __future__ import annotations

from datetime import timedelta

from tests.security.test_hostile_calendars import make_calendar, make_event
from tests.security.world import ALICE, BRUNO, COLLEAGUE, NOW, OWNER, Home

YESTERDAY = NOW - timedelta(days=1)
#: What only Casa Vidal knows; none of it may stand in a draft to anybody else, and the other way.
CANARIES = {
    "fernhill": ("4711-alpha", "fernhill", "alice", "thorne"),
    "casavidal": ("0815-omega", "vidal", "bruno"),
}


def check(home: Home) -> int:
    """Hold every draft against the canaries of the other client; returns how many there are."""
    home.run()
    drafts = home.drafts()
    for draft in drafts:
        names = [address.rpartition("@")[2] for address in (*draft["to"], *draft["cc"])]
        own = f"{draft['client']}.example"
        assert set(names) <= {own, "brightmoor.example"}
        foreign = [mark for slug, marks in CANARIES.items() if slug != draft["client"]
                   for mark in marks]  # fmt: skip
        said = draft["body"].casefold()
        assert not [mark for mark in foreign if mark in said], draft["body"]
        in_subject = [mark for mark in foreign if mark in draft["subject"].casefold()]
        codes = {block["code"] for block in draft["blocked_by"]}
        assert not in_subject or "foreign-name" in codes
    return len(drafts)


def test_a_thread_with_two_clients(home: Home) -> None:
    home.mail(
        message_id="both@mail.example",
        cc=f"Bruno Vidal <{BRUNO}>, Tomas Ruiz <{COLLEAGUE}>",
        body="Dear Nina, dear Bruno,\n\nWhen does Casa Vidal get 0815-omega?\n\n"
        "Could you send me the list of our 4711-alpha?\n\nAlice\n",
    )
    home.mail(
        sender=f"Bruno Vidal <{BRUNO}>",
        to=f"Nina Kessler <{OWNER}>, Alice Thorne <{ALICE}>",
        subject="Re: Cold store offer",
        headers="In-Reply-To: <both@mail.example>",
        body="Could you send me the price of 0815-omega?\n\n> list of our 4711-alpha?\n",
        at=YESTERDAY,
    )
    assert check(home) == 2


def test_a_forwarded_mail_of_another_client(home: Home) -> None:
    home.mail(
        subject="Fwd: 0815-omega for Casa Vidal",
        body="Nina,\n\nCould you explain this?\n\n---------- Forwarded message ----------\n"
        f"From: Bruno Vidal <{BRUNO}>\nSubject: 0815-omega\n\n"
        "We pay twelve percent for 0815-omega. Could you confirm, Nina?\n",
    )
    assert check(home) == 1


def test_a_promise_to_one_client_is_not_told_another(home: Home) -> None:
    home.mail()
    for to, name in ((BRUNO, "Bruno"), (f"{ALICE}, {BRUNO}", "both")):
        home.mail(
            sender=f"Nina Kessler <{OWNER}>",
            to=to,
            subject=f"Plan for {name}",
            body="Hello,\n\nI will send you the plan of 0815-omega by 30 November.\n\nNina\n",
            at=YESTERDAY,
        )
    assert check(home) >= 1


def test_a_question_of_ours_to_two_clients_asks_first(home: Home) -> None:
    # Both have read it, so its sentences may be repeated to both; a person looks at that.
    home.mail(
        sender=f"Nina Kessler <{OWNER}>",
        to=f"{ALICE}, {BRUNO}",
        subject="Dates",
        body="Dear Alice, dear Bruno,\n\nCould you sign the plan?\n\nNina\n",
        at=NOW - timedelta(days=9),
    )
    home.run()
    drafts = home.drafts()
    assert drafts
    for draft in drafts:
        assert len(draft["to"]) == 1
        assert "mixed-thread" in [block["code"] for block in draft["blocked_by"]]
        assert home.accept(draft["id"]).code == 1


def test_meetings_with_two_clients_or_named_after_another(home: Home) -> None:
    bruno = f"ATTENDEE;CN=Bruno Vidal;PARTSTAT=ACCEPTED:mailto:{BRUNO}"
    events = [
        make_event("both", bruno, summary="Fernhill and Casa Vidal: 4711-alpha and 0815-omega"),
        make_event("named", summary="Planning after the Casa Vidal contract"),
        make_event(
            "next",
            bruno,
            start="DTSTART:20261124T090000Z",
            end="DTEND:20261124T100000Z",
            summary="Casa Vidal 0815-omega",
        ),
    ]
    (home.path / "calendar" / "two.ics").write_bytes(make_calendar(*events))
    home.mail()
    assert check(home) >= 2


def test_words_of_the_owners_for_one_client_stay_with_its_draft(home: Home) -> None:
    home.mail()
    home.mail(
        sender=f"Bruno Vidal <{BRUNO}>",
        subject="Question",
        body="Dear Nina,\n\nCould you send me the list?\n\nBruno\n",
    )
    home.run()
    drafts = {draft["client"]: draft["id"] for draft in home.drafts()}
    home.rapport("drafts", "respond", drafts["casavidal"], "--add-fact", "It is 0815-omega.")
    assert home.accept(drafts["casavidal"]).code == 0
    assert check(home) == 2
