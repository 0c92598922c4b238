"""Bytes of mail → clean characters: charsets, RFC 2047 words, control characters.

Tolerant by design and never raising: mail lies about its charset every day. Not for the structure
of a message (`mime`) nor for single header fields (`headers`).
"""

from __future__ import annotations

import binascii
import codecs
import re
from functools import lru_cache

#: Codecs of Python that are no charsets of mail: slow on purpose-made input, or not text at all.
_NOT_CHARSETS = frozenset(
    "idna punycode undefined unicode_escape raw_unicode_escape mbcs oem palmos".split()
)

#: What mail calls a charset, where it means a larger one or Python knows another name.
#: The supersets are those of the WHATWG encoding standard.
_ALIASES = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "default": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "utf-16": "utf-16",
    "utf8mb4": "utf-8",
}

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"\s*")

# C0 without tab and line feed, DEL, C1, lone surrogates, non-characters.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ASCII_CONTROL = bytes(code for code in (*range(32), 127) if code not in (9, 10))
# Marks that change how a line is shown and not what it says.
_BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Padding of newsletters and byte order marks: zero width, soft hyphen, combining grapheme joiner.
_INVISIBLE = re.compile(r"[\u00ad\u034f\u180e\u200b\u2060\ufeff]")
_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_UNUSUAL = re.compile(r"[^\t\n -~]")


@lru_cache(maxsize=256)
def find_codec(name: str) -> str | None:
    """Python's name for a charset as mail writes it, or None: unknown, or no charset."""
    wanted = name.strip().strip("\"'").lower()
    wanted = _ALIASES.get(wanted, wanted)
    try:
        info = codecs.lookup(wanted)
    except (LookupError, ValueError, UnicodeError):
        return None
    # Only text encodings have this true; `base64` and friends are byte transforms.
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name.replace("-", "_") not in _NOT_CHARSETS else None


def decode_bytes(raw: bytes, charset: str | None) -> str:
    """Text of `raw`: by its declared charset, else UTF-8, else Windows-1252. Never raises.

    A declared charset that does not fit gives way to UTF-8 where the bytes are valid UTF-8. Bytes
    that fit nothing become U+FFFD, or Windows-1252 where no byte sequence is UTF-8 at all.
    """
    if raw.isascii() and (charset is None or not charset.lower().startswith(_STATEFUL)):
        return raw.decode("ascii")
    codec = find_codec(charset) if charset else None
    for candidate in (codec, "utf-8"):
        if candidate is not None:
            try:
                return raw.decode(candidate)
            except (UnicodeError, ValueError):
                continue
    if codec is not None and codec != "utf-8":
        return raw.decode(codec, "replace")
    text = raw.decode("utf-8", "replace")
    if any(ord(char) > 127 and char != "\ufffd" for char in _UNUSUAL.findall(text)):
        return text
    return raw.decode("cp1252", "replace")


#: Charsets in which ASCII bytes do not mean ASCII characters.
_STATEFUL = ("utf-7", "utf-16", "utf-32", "iso-2022", "hz", "unicode-1-1", "csiso2022", "utf16")


def decode_header_bytes(raw: bytes) -> str:
    """Characters of an undecoded header: ASCII, else UTF-8 (RFC 6532), else Windows-1252."""
    return raw.decode("ascii") if raw.isascii() else decode_bytes(raw, None)


def decode_words(text: str) -> str:
    """Decode RFC 2047 encoded words, also where they stand where they may not.

    Neighbouring words of one charset are decoded together, because senders cut characters in two.
    """
    if "=?" not in text:
        return text
    out: list[str] = []
    pending = b""
    pending_charset = ""
    at = 0
    for match in _WORD.finditer(text):
        between = text[at : match.start()]
        charset = match[1].partition("*")[0].lower()  # RFC 2231 allows "utf-8*en"
        joins = bool(pending) and not between.strip()
        if pending and not (joins and charset == pending_charset):
            out.append(decode_bytes(pending, pending_charset))
            pending = b""
        if not joins:
            out.append(between)
        pending += _word_bytes(match[2], match[3])
        pending_charset = charset
        at = match.end()
    if pending:
        out.append(decode_bytes(pending, pending_charset))
    out.append(text[at:])
    return "".join(out)


def _word_bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(raw)
    return binascii.a2b_qp(raw, header=True)


def decode_base64(raw: bytes) -> bytes:
    """Bytes of base64 as found: line ends and strays skipped, missing padding added."""
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        pass
    kept = _NOT_BASE64.sub(b"", raw)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def clean_line(text: str) -> str:
    """One line for people: no control, direction or invisible characters, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text or text[:1] == " " else text.rstrip(" ")
    text = _SPACE.sub(" ", text)
    return _SPACE.sub(" ", _INVISIBLE.sub("", _BIDI.sub("", _CONTROL.sub("", text)))).strip()


def clean_text(text: str) -> str:
    """Many lines for people: LF line ends, no control characters but tab, plain spaces."""
    if text.isascii():  # nearly all mail, and ten times faster
        text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
        return text.encode("ascii").translate(None, _ASCII_CONTROL).decode("ascii")
    text = _LINE_END.sub("\n", text).replace("\u00a0", " ").replace("\u202f", " ")
    return _CONTROL.sub("", _INVISIBLE.sub("", text))
