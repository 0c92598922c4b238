"""Why a sign-in failed, in words: numbers of Entra, errors of OAuth, and what is never shown."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import AuthError, TransientError
from connectors.microsoft.refusals import sign_in_error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (65001, "Need admin approval"),
        (90094, "Grant admin consent"),
        (90095, "Grant admin consent"),
        (65004, "declined on the page"),
        (650056, "API permissions"),
        (700016, "'client_id' and 'tenant'"),
        (7000112, "turned off in the directory"),
        (90002, "Correct 'tenant'"),
        (50194, r"Directory \(tenant\) ID"),
        (50105, "assign you"),
        (50020, "right account"),
        (50034, "not in the directory"),
        (7000218, "Allow public client flows"),
        (50011, "http://localhost"),
        (50199, "Continue"),
        (50076, "second factor"),
        (53003, "Conditional Access"),
        (530033, "Conditional Access"),
        (50057, "disabled"),
        (50173, "password was changed"),
        (700082, "not used for long"),
        (70043, "bounds how long"),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_a_number_is_told_in_words_with_what_to_do(code: int, words: str, listed: bool) -> None:
    found: dict[str, Any] = {"error": "invalid_grant", "error_description": f"AADSTS{code}: x"}
    if listed:
        found = {"error": "invalid_grant", "error_codes": [code]}
    error = sign_in_error("work", found)
    assert isinstance(error, AuthError)
    with pytest.raises(AuthError, match=words):
        raise error
    assert f"(AADSTS{code})" in str(error)
    assert "rapport account auth work" in str(error)


@pytest.mark.parametrize("code", [53003, 530033, 530036, 50097, 50199])
def test_a_device_code_that_is_forbidden_names_the_browser(code: int) -> None:
    found = {"error": "invalid_grant", "error_codes": [code]}
    assert "sign in with a browser" in str(sign_in_error("work", found, by_device_code=True))
    assert "device code" not in str(sign_in_error("work", found))


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"error": "temporarily_unavailable"},
        {"error": "server_error"},
        {"error": "invalid_grant", "error_codes": [90033]},
        {"error": "invalid_request", "error_description": "AADSTS50196: loop"},
    ],
)
def test_a_fault_of_the_service_is_no_dead_sign_in(found: dict[str, Any]) -> None:
    assert isinstance(sign_in_error("work", found), TransientError)


@pytest.mark.parametrize(
    "found",
    [
        {"error": "invalid_grant"},
        {"error": "interaction_required"},
        {"error": "consent_required", "error_codes": [1]},
        {"error": "access_denied", "error_description": "jonas@wirth.example said no"},
        {"error": "authorization_declined"},
        {"error": "brand new\r\nBcc: x", "error_codes": ["x", None, -1, 10**40]},
        {"error": ["a"], "error_description": {"b": 1}, "error_codes": "AADSTS1"},
    ],
)
def test_other_errors_need_a_person_and_quote_nothing(found: dict[str, Any]) -> None:
    error = sign_in_error("work", found)
    assert isinstance(error, AuthError)
    assert "rapport account auth work" in str(error)
    assert str(error).isprintable()
    assert "jonas" not in str(error)
