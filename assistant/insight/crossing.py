"""Answers that come in another thread: the same subject, a quoted line or the same attachment.

People answer under a new subject, or from a mail client that drops the headers. What stands here
says whether a message of another thread belongs to one that waits; who may answer whom is said by
the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.index import between

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from assistant.insight.index import Index
    from assistant.insight.records import Message

#: How long after a message an answer in another thread still belongs to it.
CROSSING = timedelta(days=14)

#: Shorter lines ("Hi Maya,", "Thanks!") are in every mail. By judgement; a greeting with a name
#: is about eleven characters, the shortest real question seen in the tests about fifteen.
_QUOTED_CHARACTERS = 14

#: Pictures of signatures, calendar parts and keys travel with every mail and prove nothing.
_ROUTINE_ATTACHMENT = re.compile(
    r"(image|img|logo|icon|banner|picture|outlook|att)[-_ ]?\w{0,12}\.(png|gif|jpe?g|bmp|svg|txt|htm)"
    r"|(smime|signature|publickey)\W.*|winmail\.dat|(invite|meeting)\.ics|noname|.*\.asc"
)
_QUOTE_MARK = re.compile(r"^[\s>|]+", re.MULTILINE)


@dataclass(frozen=True)
class Crossing:
    """Remembers the lines of the messages it has compared; one per history."""

    index: Index
    _lines: dict[str, frozenset[str]] = field(default_factory=dict)
    _quoted: dict[str, str] = field(default_factory=dict)
    _routine: dict[str, frozenset[str]] = field(default_factory=dict)

    def first_answer(
        self,
        waiting: Message,
        candidates: Sequence[Message],
        *,
        until: datetime | None,
        may_answer: Callable[[Message], bool],
    ) -> Message | None:
        """The first candidate of another thread that belongs to a waiting message.

        Args:
            waiting: The message that waits.
            candidates: Human messages, oldest first; only those within 14 days are looked at.
            until: Nothing sent at or after this moment is looked for.
            may_answer: Whether sender and recipients of a candidate are right.
        """
        end = waiting.sent_at + CROSSING
        for message in between(
            candidates, waiting.sent_at, end if until is None else min(until, end)
        ):
            if until is not None and message.sent_at >= until:
                return None
            if message.thread_id == waiting.thread_id or not may_answer(message):
                continue
            if self.belongs(message, waiting):
                return message
        return None

    def belongs(self, answer: Message, waiting: Message) -> bool:
        """Whether a message shares base subject or attachment with another or quotes it."""
        if answer.base_subject and answer.base_subject == waiting.base_subject:
            return True
        if waiting.attachments and answer.attachments:
            shared = set(waiting.attachments) & set(answer.attachments)
            if any(not _ROUTINE_ATTACHMENT.fullmatch(name) for name in shared):
                return True
        return self._quotes(answer, waiting)

    def _quotes(self, answer: Message, waiting: Message) -> bool:
        """Whether a line that only this thread of the sender has is quoted in the answer."""
        if not answer.quoted or not waiting.text:
            return False
        quoted = self._quoted.get(answer.id)
        if quoted is None:
            quoted = self._quoted[answer.id] = _quoted_text(answer)
        found = {line for line in self._own_lines(waiting) if line in quoted}
        return bool(found) and bool(found - self._routine_lines(waiting.sender))

    def _own_lines(self, message: Message) -> frozenset[str]:
        lines = self._lines.get(message.id)
        if lines is None:
            lines = self._lines[message.id] = _new_lines(message)
        return lines

    def _routine_lines(self, sender: str) -> frozenset[str]:
        """Lines a person writes in more than one thread: signature, greeting, disclaimer."""
        routine = self._routine.get(sender)
        if routine is None:
            seen: dict[str, str] = {}
            twice: set[str] = set()
            for message in self.index.sent_by.get(sender, ()):
                for line in self._own_lines(message):
                    if seen.setdefault(line, message.thread_id) != message.thread_id:
                        twice.add(line)
            routine = self._routine[sender] = frozenset(twice)
        return routine


def _quoted_text(message: Message) -> str:
    """All quotes of a message as one line: mail programs break quoted lines anew."""
    text = "\n".join(message.text[start:end] for start, end in message.quoted)
    return _flat(text)


def _new_lines(message: Message) -> frozenset[str]:
    """The lines a message's author wrote, long enough to be told apart."""
    new: list[str] = []
    at = 0
    for start, end in sorted(message.quoted):
        new.append(message.text[at:start])
        at = max(at, end)
    new.append(message.text[at:])
    lines = (_flat(line) for line in "\n".join(new).splitlines())
    return frozenset(line for line in lines if len(line) >= _QUOTED_CHARACTERS)


def _flat(text: str) -> str:
    return " ".join(_QUOTE_MARK.sub("", text).split()).casefold()
