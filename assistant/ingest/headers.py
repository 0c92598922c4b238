"""Single header fields: addresses, ids, parameters, dates.

Each function takes the unfolded characters of a field and returns what can be used of it. All are
linear in their input and none raises: a field that makes no sense gives an empty answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from assistant.ingest.decoding import clean_line, decode_bytes, decode_words
from assistant.ingest.records import Mailbox

#: RFC 5321 allows 254 octets; longer "addresses" are attacks or noise.
MAX_ADDRESS = 254
#: A Date header is 31 characters; parsers of dates need no more than this.
MAX_DATE = 128

# Possessive, so that a long run of blanks is looked at once.
_SIMPLE = re.compile(r'\s*+"?([^"<>,;:()@\\]*+)"?\s*+<([^<>\s@,;:"()\\]++@[^<>\s@,;:"()\\]++)>\s*+')
_BARE = re.compile(r"\s*+([^<>\s@,;:\"()\\]++@[^<>\s@,;:\"()\\]++)\s*+")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|<([^<>]*)>?|([,;])|(:)|([^",;:<>()]+)|.', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# In file names only: old senders put Windows paths there, whose backslashes escape nothing.
_ESCAPED_MARK = re.compile(r"\\([\"\\])")
_MESSAGE_ID = re.compile(r"<([^<>]+)>")
_BETWEEN_WORDS = re.compile(r"[\s<>,;\"]+")
_PARAMETER = re.compile(r";\s*([^\s=;]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^;]*))", re.DOTALL)
_DATE = re.compile(
    r"(?:[A-Za-z]{3}, ?)?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4})"
    r" (\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)([0-5]\d)\b"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1
    )
}
_ISO_DATE = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?"
)


@lru_cache(maxsize=4096)
def canonical_address(written: str) -> str | None:
    """An address in the one form it is compared in, or None where it is no address.

    Lower case (mailboxes that differ only in case do not exist in practice), the domain as A-labels
    (RFC 5891, UTS 46), a local part quoted only where it must be.
    """
    local, at, domain = written.strip().rpartition("@")
    local, domain = local.strip(), domain.strip().strip(".").lower()
    if not at or not local or not domain or len(written) > MAX_ADDRESS:
        return None
    if local[0] == '"' and local[-1] == '"' and len(local) > 2:
        local = _ESCAPED.sub(r"\1", local[1:-1])
    if not local.isprintable() or not _is_domain(domain):
        return None
    if not domain.isascii():
        domain = _to_a_labels(domain)
    local = local.lower()
    if _NEEDS_QUOTES.search(local):
        local = '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{local}@{domain}"


_NEEDS_QUOTES = re.compile(r'[\s()<>\[\]:;@\\,"]')
_DOMAIN = re.compile(r"[^\s()<>\[\]:;@\\,\"'/=]+|\[[0-9a-fA-F.:IPvx]+\]")


def _is_domain(domain: str) -> bool:
    return domain.isprintable() and _DOMAIN.fullmatch(domain) is not None


def _to_a_labels(domain: str) -> str:
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return domain


def parse_mailboxes(value: str) -> tuple[Mailbox, ...]:
    """The mailboxes of an address field, in order, unique by address; groups are flattened.

    Reads what people send: encoded commas, comments, unquoted dots and commas in names, semicolons
    between addresses, ``mailto:``. A name without an address is left out.
    """
    return _parse_short(value) if len(value) <= _SHORT else _parse_mailboxes(value)


def _parse_mailboxes(value: str) -> tuple[Mailbox, ...]:
    match = _SIMPLE.fullmatch(value) if "=?" not in value else None
    if match is not None:
        address = canonical_address(match[2])
        return (_mailbox(address, match[1]),) if address else ()
    match = _BARE.fullmatch(value)
    if match is not None:
        address = canonical_address(match[1])
        return (Mailbox(address),) if address else ()
    found: dict[str, Mailbox] = {}
    for words, angle in _split_mailboxes(value):
        mailbox = _read_mailbox(words, angle)
        if mailbox is not None:
            known = found.get(mailbox.address)
            if known is None or (not known.name and mailbox.name):
                found[mailbox.address] = mailbox
    return tuple(found.values())


#: The same few people write all day; long lists are rare and would fill the memory.
_SHORT = 300
_parse_short = lru_cache(maxsize=4096)(_parse_mailboxes)


#: Pieces of a name that commas divide; longer ones are no names.
_NAME_PIECES = 8


def _split_mailboxes(value: str) -> list[tuple[list[str], str | None]]:
    """The words (quoted ones with their quotes) and the angle address of each entry."""
    entries: list[tuple[list[str], str | None]] = []
    words: list[str] = []
    angle: str | None = None
    at = 0
    while at < len(value):
        if value[at] == "(":
            at, comment = _skip_comment(value, at)
            words.append(f"({comment})")
            continue
        match = _TOKEN.match(value, at)
        if match is None:  # pragma: no cover - the last alternative takes any character
            break
        at = match.end()
        if match[1] is not None:
            words.append(f'"{match[1]}"')
        elif match[2] is not None:
            angle = match[2] if angle is None else angle
        elif match[3] is not None:
            # "Doe, Jane <jane@…>": a comma after words that hold no address belongs to the name.
            may_be_name = match[3] == "," and angle is None and 0 < len(words) <= _NAME_PIECES
            if may_be_name and not any("@" in word for word in words):
                words.append(",")
                continue
            entries.append((words, angle))
            words, angle = [], None
        elif match[4] is not None:
            words = []  # the name of a group, or "mailto"
        elif match[5] is not None and match[5].strip():
            words.append(match[5])
    entries.append((words, angle))
    return entries


def _skip_comment(value: str, at: int) -> tuple[int, str]:
    """End of the comment that opens at `at`, and its text; nested ones are part of it."""
    depth = 0
    start = at + 1
    while at < len(value):
        char = value[at]
        if char == "\\":
            at += 1
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return at + 1, value[start:at]
        at += 1
    return at, value[start:at]


def _read_mailbox(words: list[str], angle: str | None) -> Mailbox | None:
    comments = [word[1:-1] for word in words if word[0] == "("]
    phrase = [word for word in words if word[0] != "("]
    if angle is not None:
        address = canonical_address(angle.rpartition(":")[2] if "@" in angle else angle)
        if address is not None:
            name = " ".join(_ESCAPED.sub(r"\1", word.strip('"')) for word in phrase).replace(
                " ,", ","
            )
            return _mailbox(address, name or " ".join(comments))
    # No angle address, or a broken one: the first word that is an address.
    joined = "".join(phrase).strip()
    address = canonical_address(joined)
    if address is not None:
        return _mailbox(address, " ".join(comments))
    for word in _BETWEEN_WORDS.split(joined):
        address = canonical_address(word) if "@" in word else None
        if address is not None:
            return _mailbox(address, joined[: joined.index(word)] or " ".join(comments))
    return None


def _mailbox(address: str, written: str) -> Mailbox:
    name = clean_line(decode_words(written)).strip(" ,")
    if len(name) > 1 and name[0] in "\"'" and name[-1] == name[0]:
        name = name[1:-1].strip()
    return Mailbox(address, "" if name.lower() == address else name[:200])


def parse_ids(value: str) -> tuple[str, ...]:
    """Message ids of a field, in order, unique, without brackets; folded ones are joined.

    Where no brackets are there at all, words with an ``@`` in them are taken.
    """
    found = ["".join(each.split()) for each in _MESSAGE_ID.findall(value)]
    if not found and "<" not in value:
        found = [word for word in _BETWEEN_WORDS.split(value) if "@" in word[1:-1]]
    return tuple(dict.fromkeys(each for each in found if each and each.isprintable()))


def parse_parameters(value: str) -> tuple[str, Mapping[str, str]]:
    """First token of a structured field, lower case, and its parameters, decoded.

    RFC 2231 continuations and charsets, and the RFC 2047 words that senders put into file names.
    """
    return _parse_common(value) if len(value) <= _COMMON else _parse_parameters(value)


def _parse_parameters(value: str) -> tuple[str, Mapping[str, str]]:
    head, semicolon, rest = value.partition(";")
    main = head.strip().lower()
    if not semicolon:
        return main, {}
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(";" + rest):
        name = match[1].lower()
        text = match[3].strip() if match[3] is not None else _ESCAPED_MARK.sub(r"\1", match[2])
        base, star, section = name.partition("*")
        if not star:
            plain.setdefault(name, decode_words(text))
            continue
        encoded = not section or section.endswith("*")
        index = section.rstrip("*") or "0"
        if index.isascii() and index.isdigit() and len(index) < 4:
            pieces.setdefault(base, {}).setdefault(int(index), (text, encoded))
    for base, parts in pieces.items():
        plain[base] = _join_2231(parts)
    return main, plain


#: "text/plain; charset=utf-8" and a few more stand in nearly every part.
_COMMON = 60
_parse_common = lru_cache(maxsize=512)(_parse_parameters)


def _join_2231(parts: dict[int, tuple[str, bool]]) -> str:
    charset: str | None = None
    raw = b""
    for number in sorted(parts):
        text, encoded = parts[number]
        if encoded and number == min(parts) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return decode_bytes(raw, charset or None)


def parse_date(value: str) -> tuple[datetime, int | None] | None:
    """A Date field as aware UTC and its offset in minutes east, or None where it cannot be read.

    The offset is None where none is given or it is ``-0000`` (RFC 5322 3.3: UTC of a sender who
    does not say where he is).
    """
    value = value[:MAX_DATE]
    match = _DATE.search(value)
    try:
        if match is not None:
            day, month, year, hour, minute, second, sign, off_hours, off_minutes = match.groups()
            offset = int(off_hours) * 60 + int(off_minutes)
            offset = -offset if sign == "-" else offset
            local = datetime(
                int(year),
                _MONTHS[month],
                int(day),
                int(hour),
                int(minute),
                min(int(second or 0), 59),  # a leap second is the last second of its minute
                tzinfo=UTC,
            )
            unknown = sign == "-" and offset == 0
            return _at_offset(local, offset, known=not unknown)
        return _parse_unusual_date(value)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _at_offset(local: datetime, offset: int, *, known: bool) -> tuple[datetime, int | None]:
    if abs(offset) > 15 * 60:  # no clock on earth; the wall time is all there is
        return local, None
    return local - timedelta(minutes=offset), offset if known else None


def _parse_unusual_date(value: str) -> tuple[datetime, int | None] | None:
    match = _ISO_DATE.match(value)
    if match is not None:
        year, month, day, hour, minute, second = (int(group) for group in match.groups()[:6])
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        zone = match[7]
        if zone in (None, "Z"):
            return local, 0 if zone else None
        digits = zone[1:].replace(":", "")
        offset = int(digits[:2]) * 60 + int(digits[2:])
        return _at_offset(local, -offset if zone[0] == "-" else offset, known=True)
    parsed = parsedate_tz(value)
    if parsed is None:
        return None
    local = datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
    seconds = parsed[9]
    if seconds is None:
        return local, None
    return _at_offset(local, seconds // 60, known=True)
