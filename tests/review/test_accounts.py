"""Which mailbox takes a draft, and what is said where accepted mail is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config.records import AccountConfig, AccountKind, Config, OwnerConfig, SendConfig

WORK = AccountConfig("work", AccountKind.IMAP, smtp=SendConfig("mail.firm.example"))
CALENDAR = AccountConfig("calendar", AccountKind.CALDAV)
FILES = AccountConfig("files")


def config(*accounts: AccountConfig) -> Config:
    return Config(Path("home"), OwnerConfig("Dana", ("dana@firm.example",)), accounts=accounts)


@pytest.mark.parametrize(
    ("accounts", "asked", "taker"),
    [
        ((WORK, FILES), "files", "files"),
        ((FILES, WORK), None, "files"),
        ((CALENDAR, WORK), None, "work"),
        ((CALENDAR, WORK), "calendar", None),
        ((CALENDAR,), None, None),
        ((WORK,), "removed", None),
    ],
)
def test_a_draft_goes_to_its_account_else_to_the_first_that_takes_any(
    accounts: tuple[AccountConfig, ...], asked: str | None, taker: str | None
) -> None:
    found = config(*accounts).account_for_drafts(asked)
    assert (found and found.name) == taker


def test_only_an_account_with_smtp_sends() -> None:
    both = config(WORK, FILES)
    assert both.sends("work")
    assert not both.sends("files")
    assert both.sends_any
    assert not config(FILES).sends_any
