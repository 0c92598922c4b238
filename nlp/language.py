"""Which language a message is written in."""

from __future__ import annotations

#: Languages whose acts are read.
SUPPORTED = frozenset({"en"})


def detect_language(text: str) -> str:
    """ISO 639-1 code of the text's language, "und" where it cannot be told."""
    return "en" if text.isascii() else "und"
