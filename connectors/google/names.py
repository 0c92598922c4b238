"""What can be a name in Google's answers: an id, a position, a token of a page, an address.

Names go into addresses of requests, into cursors and onto screens. Google's are short words; whatever
else stands in their place is no name, and the answer that holds it is none.
"""

from __future__ import annotations

import re
from typing import TypeGuard

#: Google's longest is the id of an event, of 1,024 characters.
_LONGEST = 1024
#: Tokens of pages and positions in calendars.
_LONGEST_TOKEN = 8192
#: Of messages, threads and drafts.
_MAIL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


def is_name(value: object) -> TypeGuard[str]:
    """Whether it can be an id of a calendar or an event, or an address."""
    return _is_word(value, _LONGEST)


def is_mail_id(value: object) -> TypeGuard[str]:
    """Whether it can be an id of a message, a thread or a draft."""
    return isinstance(value, str) and _MAIL_ID.fullmatch(value) is not None


def is_token(value: object) -> TypeGuard[str]:
    """Whether it can be a position, or what the next page is asked for with."""
    return _is_word(value, _LONGEST_TOKEN) and value.isascii()


def _is_word(value: object, most: int) -> TypeGuard[str]:
    return (
        isinstance(value, str)
        and 0 < len(value) <= most
        and value.isprintable()
        and " " not in value
    )
