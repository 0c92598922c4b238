"""Why Microsoft did not sign somebody in, in words for the person who has to do something about it.

Microsoft says it with an error of OAuth and a number (``AADSTS65001``), which its documents list
(*Microsoft Entra authentication and authorization error codes*). Of an answer nothing is shown but
these two: its sentences name people, programs and policies. A number that is not known here, or is
new, falls back to the error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import AuthError, ConnectorError, TransientError
from connectors.microsoft.faults import needs_sign_in

#: Errors of OAuth after which only a person can help, and which say no more than that.
_DEAD = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down", ""})
#: Faults of the sign-in service itself, whatever the error says.
_PASSING_CODES = frozenset(
    {40010, 50033, 50087, 50088, 50166, 50196, 70012, 80002, 80005, 80014,
     90006, 90012, 90024, 90033, 90055, 90090, 90091}
)  # fmt: skip
_CODE = re.compile(r"AADSTS([0-9]{4,8})\b")


@dataclass(frozen=True, slots=True)
class _Reason:
    """What happened, and what to do before signing in again."""

    codes: frozenset[int]
    what: str
    do: str


#: The first that fits is told.
_REASONS = (
    _Reason(
        frozenset({90094, 90095}),
        "an administrator of your organisation has to approve the program first",
        "Ask for it: Entra admin center, Enterprise applications, the program, Permissions, Grant "
        "admin consent",
    ),
    _Reason(
        frozenset({65001, 90008, 9002341}),
        "what the program asks for has not been granted yet",
        "Grant it on the page that signs you in; where that page says 'Need admin approval', ask an "
        "administrator for Grant admin consent",
    ),
    _Reason(
        frozenset({65004}),
        "what the program asks for was declined on the page",
        "Accept it there",
    ),
    _Reason(
        frozenset({65005, 70011, 28002, 650056, 650057}),
        "the program is not registered with the permissions that it asks for",
        "Add them: Entra admin center, App registrations, the program, API permissions",
    ),
    _Reason(
        frozenset({700016, 70001, 700011}),
        "the directory does not know the program",
        "Compare 'client_id' and 'tenant' in the configuration with the Overview of the registration",
    ),
    _Reason(
        frozenset({7000112, 1000031}),
        "the program was turned off in the directory",
        "Ask an administrator to turn it on: Enterprise applications, the program, Properties",
    ),
    _Reason(
        frozenset({90002, 50059, 50128, 90019}),
        "there is no such directory",
        "Correct 'tenant' in the configuration",
    ),
    _Reason(
        frozenset({50194, 90130, 90124, 9001023, 9002332}),
        "the program is registered for other kinds of accounts than 'tenant' names",
        "Write the Directory (tenant) ID of the registration as 'tenant' into the configuration",
    ),
    _Reason(
        frozenset({50105}),
        "the program is only for people who were assigned to it",
        "Ask an administrator to assign you: Enterprise applications, the program, Users and groups",
    ),
    _Reason(
        frozenset({16000, 16003, 50014, 50020, 50034, 51004, 90072, 500208}),
        "that person is not in the directory",
        "Choose the right account on the page, or correct 'tenant' in the configuration",
    ),
    _Reason(
        frozenset({7000218}),
        "the program is not registered as one without a secret of its own",
        "Turn on: App registrations, the program, Authentication, Allow public client flows",
    ),
    _Reason(
        frozenset({50011, 900971}),
        "the program is registered without the address that the browser comes back to",
        "Add 'http://localhost' to the registration: Authentication, Mobile and desktop applications",
    ),
    _Reason(
        frozenset({50199}),
        "the page asked whether this is the program that you mean to sign in to, and got no answer",
        "Choose Continue there",
    ),
    _Reason(
        frozenset({50072, 50074, 50076, 50078, 50079, 50158, 53004, 53010}),
        "a second factor is asked for",
        "Have it at hand",
    ),
    _Reason(
        frozenset(
            {50005, 50097, 50129, 50131, 50155, 50187, 53000, 53001, 53002, 53003, 53011,
             530032, 530033, 530034, 530035, 530036}
        ),
        "a rule of your organisation (Conditional Access) does not allow it from here",
        "Ask an administrator which rule it is; the sign-in logs of Entra name it",
    ),
    _Reason(
        frozenset({50057}),
        "the person is disabled in the directory",
        "Ask an administrator",
    ),
    _Reason(
        frozenset({50053}),
        "Microsoft has locked the person out for a while",
        "Wait, or ask an administrator",
    ),
    _Reason(
        frozenset({50055, 50056, 50132, 50133, 50135, 50144, 50173}),
        "the password was changed or has expired, or the sign-in was revoked",
        "Set a new password where it is asked for",
    ),
    _Reason(
        frozenset({50085, 50089, 54005, 70000, 70008, 70043, 700082, 700084}),
        "the sign-in has ended: it was not used for long, or your organisation bounds how long one "
        "lasts",
        "Nothing has to be changed",
    ),
)  # fmt: skip
#: Rules under which a device code is most often refused.
_RULES = frozenset({53003, 530032, 530033, 530035, 530036, 50097, 53000, 53001, 50199})


def sign_in_error(
    account: str, found: Mapping[str, Any], *, by_device_code: bool = False
) -> ConnectorError:
    """The error of the port for an answer without a token.

    Args:
        account: Its name.
        found: The answer: ``error``, ``error_codes``, ``error_description``; or of a browser.
        by_device_code: It was tried with a code, which many organisations forbid.

    Returns:
        TransientError where it may work later by itself; else AuthError with what to do.
    """
    error = str(found.get("error", ""))
    codes = list(_codes(found))
    if error in _PASSING or _PASSING_CODES.intersection(codes):
        return TransientError(
            f"Microsoft cannot sign in account '{account}' now; it is tried again at the next sync."
        )
    auth = f"Then run `rapport account auth {account}`."
    shown = f"AADSTS{codes[0]}" if codes else _word(error)
    for reason in _REASONS:
        if reason.codes.intersection(codes):
            do = reason.do
            if by_device_code and _RULES.intersection(codes):
                do = "Many organisations forbid device codes: sign in with a browser. Or " + (
                    do[0].lower() + do[1:]
                )
            return AuthError(
                f"Microsoft did not sign in account '{account}' ({shown}): {reason.what}. {do}. {auth}"
            )
    if error in _DEAD:
        return needs_sign_in(account)
    if error in ("authorization_declined", "access_denied"):
        return AuthError(
            f"Microsoft did not sign in account '{account}' ({shown}): it was declined on the page, "
            f"or is not allowed. Where that page says 'Need admin approval', ask an administrator "
            f"first. {auth}"
        )
    return AuthError(
        f"Microsoft did not sign in account '{account}' ({shown}). Run `rapport account auth "
        f"{account}`; where the organisation asks for it, its administrator must consent first."
    )


def _codes(found: Mapping[str, Any]) -> Iterator[int]:
    listed = found.get("error_codes")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, int) and 0 < each < 100_000_000:
            yield each
    for match in _CODE.finditer(str(found.get("error_description", ""))[:2000]):
        yield int(match[1])


def _word(error: str) -> str:
    return "".join(each for each in error if each.isascii() and (each.isalnum() or each == "_"))[
        :60
    ]
