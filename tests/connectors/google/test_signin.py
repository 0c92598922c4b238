"""Signing in with a browser, and what is made of the answer."""

from __future__ import annotations

import http.client
import threading
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.base import AuthError, PermanentError, TransientError
from connectors.google import Access, Token
from connectors.google.signin import (
    BOXES,
    METADATA,
    begin,
    ending_sentence,
    finish,
    missing,
    missing_sentence,
    sign_in,
)
from tests.connectors.google.conftest import NOW

if TYPE_CHECKING:
    from connectors.google.signin import SignIn
    from tests.connectors.google.conftest import Account

READ = frozenset({Access.READ_MAIL, Access.READ_CALENDARS})
SOME_BOXES = [set(some) for count in (1, 2, 3) for some in combinations(Access, count)]


def visit(url: str) -> tuple[int, str]:
    """One page as a browser loads it: its status, and where it sends to."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def browse(url: str) -> None:
    """A person says yes, and the browser follows."""
    visit(visit(url)[1])


def consent(account: Account, attempt: SignIn) -> Token:
    return finish("work", account.client, attempt, visit(attempt.url)[1], now=NOW)


def test_the_browser_comes_back_by_itself(account: Account) -> None:
    def show(url: str) -> None:
        threading.Thread(target=browse, args=(url,)).start()

    token = sign_in("work", account.client, READ, show=show, now=lambda: NOW, timeout_s=20)
    assert token.scopes == READ
    assert token.refresh
    assert account.double.sign_in.scopes(token.access) == READ


def test_the_answer_can_be_pasted_where_there_is_no_browser(account: Account) -> None:
    shown: list[str] = []
    token = sign_in(
        "work",
        account.client,
        READ,
        show=shown.append,
        ask=lambda: f"  {visit(shown[0])[1]}\n",
        now=lambda: NOW,
    )
    assert token.scopes == READ


def test_nobody_who_comes_by_is_taken_for_the_answer(account: Account) -> None:
    def show(url: str) -> None:
        redirect = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        for path in ("favicon.ico", "?state=", "?state=guessed&code=4/x", "?error=access_denied"):
            assert visit(f"{redirect}{path}")[0] == 404

    with pytest.raises(TransientError, match="Nobody signed in"):
        sign_in("work", account.client, READ, show=show, now=lambda: NOW, timeout_s=0.1)


def test_nobody_is_waited_for_who_was_told_to_stop(account: Account) -> None:
    with pytest.raises(TransientError, match="was stopped"):
        sign_in(
            "work", account.client, READ,
            show=lambda _: None, now=lambda: NOW, timeout_s=20, stopped=lambda: True,
        )  # fmt: skip


def test_an_answer_to_another_attempt_is_refused(account: Account) -> None:
    first, second = begin(account.client, READ), begin(account.client, READ)
    with pytest.raises(AuthError, match="not the answer"):
        finish("work", account.client, second, visit(first.url)[1], now=NOW)


def test_an_answer_is_good_once(account: Account) -> None:
    attempt = begin(account.client, READ)
    came_back = visit(attempt.url)[1]
    finish("work", account.client, attempt, came_back, now=NOW)
    with pytest.raises(AuthError, match="used before"):
        finish("work", account.client, attempt, came_back, now=NOW)


def test_a_stolen_answer_is_worth_nothing_without_the_verifier(account: Account) -> None:
    attempt = begin(account.client, READ)
    thief = begin(account.client, READ)
    came_back = visit(attempt.url)[1].replace(attempt.state, thief.state)
    with pytest.raises(AuthError):
        finish("work", account.client, thief, came_back, now=NOW)


def test_a_person_may_say_no(account: Account) -> None:
    account.double.sign_in.refused = True
    with pytest.raises(AuthError, match="not given"):
        consent(account, begin(account.client, READ))


@pytest.mark.parametrize("pasted", ["", "http://[", "4/0AbCd", "x" * 9000])
def test_what_is_no_address_is_refused_with_a_sentence(account: Account, pasted: str) -> None:
    with pytest.raises((AuthError, PermanentError), match="Copy"):
        finish("work", account.client, begin(account.client, READ), pasted, now=NOW)


@pytest.mark.parametrize("left_out", SOME_BOXES)
def test_unticked_boxes_are_told_by_their_words(account: Account, left_out: set[Access]) -> None:
    account.double.sign_in.unticked = frozenset(left_out)
    wanted = frozenset(Access)
    token = consent(account, begin(account.client, wanted))
    lacking = missing(token, wanted)
    assert set(lacking) == left_out
    said = missing_sentence("work", lacking)
    for box, words in BOXES.items():
        assert (f"'{words}'" in said) == (box in left_out)


def test_drafts_are_asked_for_later_and_reading_stays_allowed(account: Account) -> None:
    consent(account, begin(account.client, READ))
    wanted = READ | {Access.WRITE_DRAFTS}
    token = consent(account, begin(account.client, wanted))
    assert token.scopes == wanted
    asked = [set(wish["scope"].split()) for wish in account.double.sign_in.wishes]
    assert asked == [READ, wanted]


def test_what_was_granted_for_something_else_is_not_asked_for(account: Account) -> None:
    account.double.sign_in.granted = frozenset({METADATA})
    assert consent(account, begin(account.client, READ)).scopes == READ


def test_gmail_metadata_is_never_asked_for() -> None:
    assert METADATA not in set(Access)
    assert not [scope for scope in Access if "metadata" in scope]


def test_access_that_holds_gmail_metadata_is_of_no_use_and_said_to_be(account: Account) -> None:
    attempt = begin(account.client, READ | {METADATA})  # type: ignore[arg-type]
    with pytest.raises(AuthError, match="refuses whole messages"):
        consent(account, attempt)


def test_access_of_a_project_in_testing_says_when_it_ends(account: Account) -> None:
    account.double.sign_in.testing = True
    token = consent(account, begin(account.client, READ))
    assert token.ends_at == NOW + timedelta(seconds=604_799)
    assert "seven days" in (ending_sentence("work", token, NOW) or "")
    assert "ended on" in (ending_sentence("work", token, NOW + timedelta(days=8)) or "")


def test_other_access_has_no_end(account: Account) -> None:
    assert ending_sentence("work", consent(account, begin(account.client, READ)), NOW) is None


def test_a_token_is_kept_whole_and_shown_nowhere(account: Account) -> None:
    account.double.sign_in.testing = True
    token = consent(account, begin(account.client, READ))
    assert Token.from_json(token.to_json()) == token
    assert token.access not in repr(token)
    assert token.refresh not in repr(token)


@pytest.mark.parametrize("kept", ["", "{}", "[]", '{"access": "a"}', '"ya29.x"'])
def test_what_is_no_token_is_refused_without_repeating_it(kept: str) -> None:
    with pytest.raises(ValueError, match=r"token|Expecting"):
        Token.from_json(kept)
