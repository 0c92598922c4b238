"""What keeps a draft from being approved: looked for in every draft, whoever wrote it.

Run when a draft is proposed, edited, approved and once more before it leaves. It judges the
finished content, so that a person's edit is held to the same rules as a template.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.drafting.clean import BIDI_CONTROLS, INVISIBLE
from assistant.drafting.compose import is_writable
from assistant.drafting.records import Block, Content, Fact
from assistant.ingest.automatic import is_machine_address
from assistant.ingest.lookalikes import find_lookalike, say_domain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from assistant.drafting.lexicon import Lexicon

#: Longer subjects are cut by most mail programs; RFC 5322 recommends 78 characters a line.
MAX_SUBJECT = 150
#: How an empty place that the owner must fill begins, in English and in any language. A
#: language's words are refused when their slots begin otherwise: they would go out unseen.
SLOT_MARKS = ("[your ", "[[")
#: Words that many people would get alike; a change by the owner makes them their own.
SAME_TEXT = "same-text"
_SLOT = re.compile(r"\[your\b[^\]\n]*\]?|\[\[[^\]\n]*\]{0,2}", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{[a-z_]+\}|<[A-Z_ ]{3,}>|\bTODO\b|\bXXX\b|\bundefined\b"
)
#: Texts that a person may judge better than we do.
_CONFIRMABLE = frozenset({"foreign-name", "long-subject", "look-alike", "past-date", "placeholder"})

_CODES_BY_CONTENT = (
    "recipient",
    "foreign-recipient",
    "look-alike",
    "empty",
    "slot",
    "placeholder",
    "foreign-name",
    "past-date",
    "long-subject",
    "hidden-characters",
)


def lint(
    content: Content,
    *,
    client: str,
    lexicon: Lexicon,
    facts: Sequence[Fact] = (),
    now: datetime,
) -> tuple[Block, ...]:
    """Everything wrong with a content that is meant for one client.

    Args:
        content: As it would leave.
        client: Slug of the one client it is for.
        facts: What the text was made of: their moments must not have passed.
        now: Aware UTC.

    Returns:
        Blocks, worst first; empty when it may be approved.
    """
    return (
        *_check_recipients(content, client, lexicon),
        *_check_text(content),
        *_check_foreign(content, client, lexicon),
        *_check_dates(content, facts, now),
    )


def is_lint_code(code: str) -> bool:
    """Whether a block of this code comes from `lint`, and goes when `lint` no longer finds it."""
    return code in _CODES_BY_CONTENT


def _block(code: str, message: str) -> Block:
    return Block(code, message, confirmable=code in _CONFIRMABLE)


def _check_recipients(content: Content, client: str, lexicon: Lexicon) -> list[Block]:
    blocks = []
    if not content.to:
        blocks.append(_block("recipient", "Nobody is in To. Name somebody with --to."))
    for mailbox in (*content.to, *content.cc):
        blocks.extend(_block("recipient", why) for why in _find_unwritable(mailbox.address))
        if lexicon.is_ours(mailbox.address):
            continue
        alike = find_lookalike(mailbox.address, lexicon.trusted)
        if alike is not None:
            domain = say_domain(mailbox.address.rpartition("@")[2])
            blocks.append(
                _block(
                    "look-alike",
                    f"{domain} looks like {alike} and is another domain. Ask them in another way "
                    "whether they wrote, or take the address out with --to or --cc.",
                )
            )
        found = lexicon.find_client(mailbox.address)
        if found == client:
            continue
        whose = f"belongs to {found}" if found else "is not known to belong to this client"
        blocks.append(
            _block(
                "foreign-recipient",
                f"{mailbox.address} {whose}; this draft is about {client}. Take the address out "
                "with --to or --cc.",
            )
        )
    if content.to and all(lexicon.is_ours(mailbox.address) for mailbox in content.to):
        blocks.append(_block("recipient", "Only our own side is in To."))
    return blocks


def _find_unwritable(address: str) -> list[str]:
    """Why nothing can be, or is ever, written to an address, whosever it is."""
    if not is_writable(address):
        return [f"{address} cannot stand in a header of a mail. Take it out with --to or --cc."]
    if is_machine_address(address):
        return [f"Nobody reads what is written to {address}. Take it out with --to or --cc."]
    return []


def _check_text(content: Content) -> list[Block]:
    blocks = []
    if not content.body.strip():
        blocks.append(_block("empty", "The text is empty."))
    if not content.subject.strip():
        blocks.append(_block("empty", "The subject is empty."))
    text = f"{content.subject}\n{content.body}"
    blocks.extend(
        _block("slot", f"Fill in {slot.group()} by editing, or leave it out with --omit.")
        for slot in _SLOT.finditer(text)
    )
    left_over = list(dict.fromkeys(found.group() for found in _PLACEHOLDER.finditer(text)))
    if left_over:
        listed = ", ".join(left_over)
        blocks.append(_block("placeholder", f"{listed} looks like a placeholder left over."))
    if len(content.subject) > MAX_SUBJECT:
        blocks.append(
            _block(
                "long-subject",
                f"The subject has {len(content.subject)} characters; more than {MAX_SUBJECT} are "
                "cut by many mail programs.",
            )
        )
    hidden = sorted({c for c in text if c in BIDI_CONTROLS or c in INVISIBLE})
    if hidden:
        names = ", ".join(unicodedata.name(c, f"U+{ord(c):04X}").lower() for c in hidden)
        blocks.append(_block("hidden-characters", f"The text holds hidden characters: {names}."))
    return blocks


def _check_foreign(content: Content, client: str, lexicon: Lexicon) -> list[Block]:
    text = f"{content.subject}\n{content.body}"
    found = lexicon.find_foreign(text, client)
    named = [mark for mark in found if not any(mark != other and mark in other for other in found)]
    if not named:
        return []
    listed = ", ".join(f"'{mark}'" for mark in named)
    return [_block("foreign-name", f"The text names another client: {listed}.")]


def _check_dates(content: Content, facts: Sequence[Fact], now: datetime) -> list[Block]:
    """Moments the text names as coming that have passed since it was written."""
    blocks = [
        _block(
            "past-date",
            f"'{fact.detail}' is named as still to come and has passed. Leave it out with --omit "
            f"{fact.name}, or edit it.",
        )
        for fact in facts
        if fact.until is not None
        and fact.until <= now
        and fact.detail
        and fact.detail in content.body
    ]
    return blocks or [
        _block("past-date", f"'{said}' is named as still to come, but it has passed.")
        for said in _find_past_deadlines(content.body, now)
    ]


_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH = "|".join(_MONTHS)
#: "by Friday, 20 November", "until November 20, 2026"; "was due …" speaks of the past and may.
_DEADLINE = re.compile(
    r"(?<!was )(?<!were )(?<!been )\b(?:by|until|before|due(?: on)?)\s+"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
    rf"(?:(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH})|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}}))\b"
    r"(?:,?\s+(?P<year>\d{4})\b)?",
    re.IGNORECASE,
)
_QUOTED = re.compile("“[^”]*”")


def _find_past_deadlines(body: str, now: datetime) -> list[str]:
    """English deadlines in a person's own text that are over; quotes say what they said."""
    # The reader's day may lie one behind ours: only what is over everywhere is pointed out.
    today = (now - timedelta(days=1)).date()
    found = []
    for match in _DEADLINE.finditer(_QUOTED.sub("", body)):
        month = _MONTHS.index((match["month"] or match["month2"]).capitalize()) + 1
        day = int(match["day"] or match["day2"])
        years = [int(match["year"])] if match["year"] else [now.year - 1, now.year, now.year + 1]
        dates = [made for year in years if (made := _make_date(year, month, day))]
        if dates and min(dates, key=lambda made: abs(made - today)) < today:
            found.append(" ".join(match.group().split()))
    return list(dict.fromkeys(found))


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 30 February
        return None
