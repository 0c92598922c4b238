"""Text that came from outside, made fit for a header line or a sentence of a draft.

One place decides which characters may leave: no C0 or C1 controls, no line or paragraph
separators, no bidirectional overrides, no invisible characters, NFC.
"""

from __future__ import annotations

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header

#: Bytes of one header value: RFC 5322 allows 998 characters a line, its name included.
MAX_HEADER_BYTES = 980
#: Encoded words inside encoded words: peeled this often, what is left then is taken apart.
MAX_DECODINGS = 4

#: Embeddings, overrides, isolates: they make text read other than it is.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Marks of direction; harmless in a body of a right-to-left language, useless in a header.
BIDI_MARKS = frozenset("\u200e\u200f\u061c")
INVISIBLE = frozenset("\u00ad\u180e\u200b\u2060\ufeff\u2061\u2062\u2063\u2064")
SEPARATORS = frozenset("\u2028\u2029")

_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=")
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


def is_hidden(character: str) -> bool:
    """Whether a character has no place in a header: control, separator, bidi, invisible."""
    return (
        character in BIDI_CONTROLS
        or character in BIDI_MARKS
        or character in INVISIBLE
        or character in SEPARATORS
        or unicodedata.category(character) in {"Cc", "Cs"}
    )


def clean_header(text: str) -> str:
    """One header value as it may leave: decoded (RFC 2047), NFC, one line, at most 980 bytes.

    The same text again gives the same result. Some Python releases write a real second header
    from an encoded word that holds a line end; here it is decoded and flattened first.
    """
    for _ in range(MAX_DECODINGS):
        if not _ENCODED_WORD.search(text):
            break
        text = _decode_words(text)
    # What still looks like an encoded word would be decoded by the reader's program.
    text = text.replace("=?", "= ?").replace("?=", "? =")
    return _cut(_flatten(text), MAX_HEADER_BYTES)


def clean_line(text: str, *, limit: int) -> str:
    """Text as one line of at most `limit` characters, cut at a word with an ellipsis."""
    line = _flatten(text)
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > limit // 2 else head).rstrip(" ,;:-–—") + "…"


def clean_body(text: str) -> str:
    """A body with LF line ends: controls gone, NFC, no trailing blanks, one newline at the end.

    Hidden characters that a person must see (bidi overrides) are left for `lint` to name, so that
    an edit is refused instead of silently changed; controls carry no meaning and go.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    lines = unicodedata.normalize("NFC", text).split("\n")
    # "-- " begins a signature; its blank is part of it (RFC 3676, 4.3).
    lines = [line if line == "-- " else line.rstrip() for line in lines]
    joined = _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
    return joined + "\n" if joined else ""


def _decode_words(text: str) -> str:
    """Encoded words decoded once; an undecodable one becomes its raw characters."""
    try:
        parts = decode_header(text)
    except HeaderParseError:
        return text.replace("=?", "= ?")
    out = []
    for value, charset in parts:
        if isinstance(value, str):
            out.append(value)
            continue
        try:
            out.append(value.decode(charset or "ascii", "replace"))
        except LookupError:  # a charset nobody knows
            out.append(value.decode("ascii", "replace"))
    return "".join(out)


def _flatten(text: str) -> str:
    """One line: hidden characters gone, runs of white space one blank, NFC."""
    spaced = _SPACES.sub(" ", text)
    kept = "".join(c for c in spaced if not is_hidden(c))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()


def _cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, never half a character."""
    raw = text.encode("utf-8")
    return text if len(raw) <= limit else raw[:limit].decode("utf-8", "ignore").rstrip()
