"""Copies of sent mail in memory, and a mail to send."""

from __future__ import annotations

from collections import Counter

from connectors.base import ConnectorError, OutgoingMail, Receipt


class MemorySent:
    """`SentCopies` in memory.

    Attributes:
        failing: What the next calls raise, oldest first; None: nothing.
        calls: How often each was asked.
    """

    def __init__(self) -> None:
        self.copies: dict[str, bytes] = {}
        self.failing: dict[str, list[ConnectorError | None]] = {"find": [], "keep": []}
        self.calls: Counter[str] = Counter()

    def find(self, mail: OutgoingMail) -> Receipt | None:
        self._call("find")
        return self._receipt(mail) if mail.draft_key in self.copies else None

    def keep(self, mail: OutgoingMail) -> Receipt:
        self._call("keep")
        self.copies[mail.draft_key] = mail.raw
        return self._receipt(mail)

    def close(self) -> None:
        self.calls["close"] += 1

    def _call(self, name: str) -> None:
        self.calls[name] += 1
        error = self.failing[name].pop(0) if self.failing[name] else None
        if error is not None:
            raise error

    def _receipt(self, mail: OutgoingMail) -> Receipt:
        return Receipt(f"copy-of-{mail.draft_key}", "the folder 'Sent'")


def make_mail(
    *,
    head: str = "",
    body: str = "Till Friday.\r\n",
    sender: str = "Jonas Wirth <jonas@wirth.example>",
    to: str = "Ines Duarte <ines@ferrol.example>",
    key: str = "d1.0a",
) -> OutgoingMail:
    """An approved mail; `head` is whole fields with their line ends."""
    raw = (
        f"From: {sender}\r\nTo: {to}\r\n{head}Subject: Delivery\r\n"
        f"Message-ID: <{key}@wirth.example>\r\nX-Rapport-Draft: {key}\r\n\r\n{body}"
    ).encode()
    return OutgoingMail(raw, key, f"{key}@wirth.example")
