"""Whatever happens between an approval and its delivery, nothing leaves that was not approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.security.world import ALICE, OWNER, Home, header_of


@pytest.fixture
def approved(home: Home) -> tuple[Home, str]:
    """A home with one approved draft whose hold is over."""
    return approve(home)


def approve(home: Home) -> tuple[Home, str]:
    home.mail()
    home.run()
    [draft] = home.drafts()
    home.rapport("drafts", "respond", draft["id"], "--add-fact", "The signed offer is attached.")
    assert home.accept(draft["id"]).code == 0
    return home, draft["id"]


def deliver_after(home: Home, change: Callable[[], object]) -> list[bytes]:
    """What leaves when something changes while `deliver --wait` waits for the hold."""
    from assistant.app import App

    app = App.open(home.path)
    try:
        change()
        app.deliver(clock=lambda: datetime.now(UTC))
    finally:
        app.close()
    return home.delivered()


def test_what_was_approved_is_what_leaves(approved: tuple[Home, str]) -> None:
    home, draft_id = approved
    home.rapport("deliver")
    [raw] = home.delivered()
    assert header_of(raw, "From") == [f"Nina Kessler <{OWNER}>".encode()]
    assert header_of(raw, "To") == [f"Alice Thorne <{ALICE}>".encode()]
    assert header_of(raw, "Subject") == [b"Re: Cold store offer"]
    assert header_of(raw, "X-Unsent") == [b"1"]
    assert header_of(raw, "X-Rapport-Draft")[0].startswith(draft_id.encode() + b".")
    assert header_of(raw, "Bcc") == header_of(raw, "Cc") == []


def test_the_kill_switch_works_while_a_hold_is_waited_for(approved: tuple[Home, str]) -> None:
    home, _ = approved
    config = home.path / "config.toml"

    def switch_off() -> None:
        config.write_text(config.read_text().replace("[delivery]", "[delivery]\nenabled = false"))

    assert deliver_after(home, switch_off) == []


def test_a_recipient_who_became_anothers_while_a_hold_is_waited_for_gets_nothing(
    approved: tuple[Home, str],
) -> None:
    home, _ = approved

    def move_domain() -> None:
        for slug, domains in (("fernhill", ["fernhill.test"]), ("casavidal", ["fernhill.example"])):
            path = home.path / "clients" / f"{slug}.toml"
            path.write_text(f'name = "{slug}"\ndomains = ["{domains[0]}"]\n')

    assert deliver_after(home, move_domain) == []


def test_a_configuration_that_broke_while_a_hold_is_waited_for_lets_nothing_out(
    approved: tuple[Home, str],
) -> None:
    from assistant.errors import BadConfiguration

    home, _ = approved
    with pytest.raises(BadConfiguration):
        deliver_after(home, lambda: (home.path / "config.toml").write_text("owner = ["))
    assert home.delivered() == []


def test_revision_0_was_never_shown_to_anybody(home: Home) -> None:
    home.mail()
    home.run()
    [draft] = home.drafts()
    home.rapport("drafts", "edit", draft["id"], "--body", "Dear Alice,\n\nHere it is.\n")
    assert home.accept(draft["id"], "--revision", "0").code == 1
