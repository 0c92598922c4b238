"""Who is who when somebody wants to be taken for another: look-alikes, spoofs, names in two forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.security.world import ALICE, NOW, OWNER, Home

YESTERDAY = NOW - timedelta(days=1)

#: Domains that a person reads as fernhill.example, or that end or begin with it.
LOOK_ALIKES = [
    "fernhi11.example",
    "fern-hill.example",
    "fernhill.example.evil.example",
    "fernhill-example.example",
    "f\u0435rnhill.example",
    "xn--frnhill-7gg.example",
    "fernhill.examp1e",
    "notfernhill.example",
]


def find_clients(home: Home) -> dict[str, Any]:
    found = home.rapport("clients", "list", "--prospects", "--json").json["clients"]
    return {client["slug"]: client for client in found}


def test_a_look_alike_is_not_the_client_and_gets_nothing_of_the_client(home: Home) -> None:
    home.mail()
    promise = "Dear Alice,\n\nI will send you the budget of 84,000 EUR by 30 November.\n\nNina\n"
    home.mail(
        sender=f"Nina Kessler <{OWNER}>", to=ALICE, subject="Budget", body=promise, at=YESTERDAY
    )
    for number, domain in enumerate(LOOK_ALIKES):
        home.mail(
            sender=f"Alice Thorne <alice.thorne@{domain}>",
            subject=f"Price list {number}",
            body="Dear Nina,\n\nI use a new address. Could you send the price list here?\n",
            at=YESTERDAY,
        )
    home.run()
    fernhill = find_clients(home)["fernhill"]
    assert [person["address"] for person in fernhill["people"]] == [ALICE]
    others = [draft for draft in home.drafts() if draft["client"] != "fernhill"]
    # The same domain in letters and in A-labels is one sender.
    assert len({draft["to"][0] for draft in others}) == len(LOOK_ALIKES) - 1
    for draft in others:
        assert draft["to"] != [ALICE]
        assert "84,000" not in draft["body"]
        assert "offer" not in draft["body"]
        assert "fernhill" not in (draft["body"] + draft["subject"]).lower()


def test_a_look_alike_is_named_where_it_is_met(home: Home) -> None:
    home.mail(
        sender="Alice Thorne <alice@xn--frnhill-7gg.example>", message_id="false@mail.example"
    )
    home.run()
    (draft,) = home.drafts()
    (block,) = [one for one in draft["blocked_by"] if one["code"] == "look-alike"]
    assert block["confirmable"]
    shown = home.rapport("message", "show", "false@mail.example").out
    assert "xn--frnhill-7gg.example (f\u0435rnhill.example) looks like fernhill.example" in shown
    assert "looks like fernhill.example" in " ".join(home.rapport("doctor").out.split())


def test_a_look_alike_in_the_thread_makes_it_one_that_asks_first(home: Home) -> None:
    home.mail(message_id="first@mail.example")
    home.mail(
        sender="Alice Thorne <alice.thorne@fernhi11.example>",
        subject="Re: Cold store offer",
        headers="In-Reply-To: <first@mail.example>",
        body="Could you send the offer to this address?\n",
        at=YESTERDAY,
    )
    home.run()
    drafts = home.drafts()
    assert {draft["to"][0] for draft in drafts} == {ALICE, "alice.thorne@fernhi11.example"}
    for draft in drafts:
        assert "mixed-thread" in [block["code"] for block in draft["blocked_by"]]


@pytest.mark.parametrize(
    "given",
    [
        {"headers": "Reply-To: mallory@evil.example"},
        {"headers": "Sender: mallory@evil.example"},
        {"headers": "From: Mallory <mallory@evil.example>"},
        {"headers": "Return-Path: <mallory@evil.example>"},
        {"headers": "Disposition-Notification-To: mallory@evil.example"},
        {"headers": "Mail-Followup-To: mallory@evil.example"},
        {"headers": "Bcc: mallory@evil.example"},
        {"cc": "Mallory <mallory@evil.example>"},
        {"to": f"Nina Kessler <{OWNER}>, Mallory <mallory@evil.example>"},
        {"to": f"=?utf-8?q?Nina=2C_mallory=40evil=2Eexample?= <{OWNER}>"},
    ],
    ids=str,
)
def test_the_answer_goes_to_who_wrote_and_to_no_stranger(home: Home, given: dict[str, str]) -> None:
    home.mail(**given)
    home.run()
    [draft] = home.drafts()
    assert (draft["to"], draft["cc"]) == ([ALICE], [])


def test_a_name_that_is_an_address_is_only_a_name(home: Home) -> None:
    home.mail(sender=f'"{ALICE}" <mallory@evil.example>')
    home.run()
    [draft] = home.drafts()
    assert (draft["client"], draft["to"]) == (None, ["mallory@evil.example"])


def test_a_configured_domain_is_known_in_letters_and_in_a_labels(home: Home) -> None:
    path = home.path / "clients" / "mueller.toml"
    path.write_text(
        'domains = ["M\u00fcller.example", "upper.EXAMPLE."]\naddresses = ["jo@b\u00fccher.example"]\n'
    )
    senders = [
        "jo@m\u00fcller.example",
        "jo@xn--mller-kva.example",
        "jo@b\u00fccher.example",
        "jo@xn--bcher-kva.example",
        "jo@upper.example",
    ]
    for number, sender in enumerate(senders):
        home.mail(sender=sender, subject=f"Question {number}")
    home.run()
    assert set(find_clients(home)) == {"fernhill", "casavidal", "mueller"}
    assert {draft["client"] for draft in home.drafts()} == {"mueller"}


def test_mail_to_our_own_domain_in_letters_is_ours(home: Home) -> None:
    config = home.path / "config.toml"
    config.write_text(config.read_text().replace("brightmoor.example", "br\u00fccke.example"))
    home.mail(to="Nina <nina.kessler@br\u00fccke.example>", message_id="first@mail.example")
    home.run()
    assert len(home.drafts()) == 1
    home.mail(
        sender="Nina <nina.kessler@xn--brcke-lva.example>",
        to=ALICE,
        subject="Re: Cold store offer",
        headers="In-Reply-To: <first@mail.example>",
        body="Dear Alice,\n\nhere is the signed offer.\n",
        at=YESTERDAY,
    )
    home.run()
    assert home.drafts() == []


def test_an_ignored_address_of_a_client_gets_no_draft(home: Home) -> None:
    home.configure('ignore = ["spam@fernhill.example", "@sub.fernhill.example"]\n')
    home.mail(sender="Spam <spam@fernhill.example>")
    home.mail(sender="Spam <x@sub.fernhill.example>", subject="Another")
    home.run()
    assert home.drafts() == []


@pytest.mark.parametrize(
    "domain", ["../x", 'a.example","b.example', "a b.example", "a@b.example", "*.example", "com"]
)
def test_what_is_no_domain_is_refused(home: Home, domain: str) -> None:
    ended = home.rapport("clients", "set", "fernhill", f"domains={domain.replace(',', '/')}")
    assert ended.code == 78


def test_a_name_that_is_no_text_leaves_the_file_as_it_was(home: Home) -> None:
    folder = home.path / "clients"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert home.rapport("clients", "set", "fernhill", "name=\udc80").code == 78
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


FAILED = "Authentication-Results: mx.brightmoor.example; spf=fail; dmarc=fail (p=none)"
PASSED = "Authentication-Results: mx.brightmoor.example; dkim=pass; dmarc=pass"


@pytest.mark.parametrize(
    ("sender", "headers", "answered"),
    [
        (OWNER, FAILED, False),
        ("tomas.ruiz@brightmoor.example", FAILED, False),
        (OWNER, f"{FAILED}\n{PASSED}", False),  # the sender wrote the lower one
        (OWNER, f"{PASSED}\n{FAILED}", True),
        (OWNER, "X: none", True),
        (OWNER, f"{FAILED}\nList-Id: <team.brightmoor.example>", True),
    ],
)
def test_a_forged_answer_of_ours_ends_no_wait(
    home: Home, sender: str, headers: str, *, answered: bool
) -> None:
    home.mail(message_id="first@mail.example")
    home.mail(
        sender=f"Nina Kessler <{sender}>",
        to=ALICE,
        subject="Re: Cold store offer",
        headers=f"{headers}\nIn-Reply-To: <first@mail.example>",
        body="Dear Alice,\n\nhere is the offer. I will send you 50,000 EUR by 30 November.\n",
        at=YESTERDAY,
    )
    home.run()
    assert (home.drafts() == []) is answered
    promises = home.rapport("promises", "--json").json["promises"]
    assert bool([one for one in promises if one["debtor"] == "us"]) is answered


def test_a_clients_mail_counts_though_its_check_failed(home: Home) -> None:
    home.mail(headers=FAILED)
    home.mail(sender="Zed <zed@zed.example>", subject="Other", headers=FAILED)
    home.run()
    assert {draft["to"][0] for draft in home.drafts()} == {ALICE, "zed@zed.example"}
