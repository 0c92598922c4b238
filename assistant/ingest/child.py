"""Large or much divided mail is parsed in a process of its own, with hard limits.

``python -m assistant.ingest.child`` reads framed records from stdin and answers each with one line
of JSON: never pickle, because what comes back was made from hostile bytes. The limits (5 s of CPU
for each message, 512 MiB) end the child, not the batch. Not for ordinary mail: starting a process
costs more than a hundred messages.
"""

from __future__ import annotations

import base64
import json
import os
import selectors
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from assistant.ingest.guard import guard
from assistant.ingest.records import (
    Attachment,
    FailedRecipient,
    Mailbox,
    NormalisedMessage,
    TextSource,
    TimeSource,
)
from connectors.base import MailRecord, Problem

if TYPE_CHECKING:
    from types import TracebackType

CPU_S = 5
MEMORY_BYTES = 512 * 1024 * 1024
#: The wall clock of a message: a child that waits for a busy machine gets more than its CPU time.
WALL_S = 60.0


class ChildFailed(Exception):
    """The child ended or did not answer in time; the message is kept without its body."""


class ChildParser:
    """Parses messages in one child process, which is started when needed and again when it dies.

    Use as a context manager, so that no process outlives the batch.
    """

    def __init__(self, *, wall_s: float = WALL_S) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._wall_s = wall_s

    def __enter__(self) -> ChildParser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def parse(self, record: MailRecord, *, now: datetime | None = None) -> NormalisedMessage:
        """The message of a record, parsed in the child.

        Raises:
            ChildFailed: it used too much time or memory; the child is gone, the next call starts
                another one.
        """
        process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(_frame(record, now))
            process.stdin.flush()
            answer = _read_line(process.stdout, self._wall_s)
            return decode(json.loads(answer))
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            self.close()
            raise ChildFailed(str(error) or type(error).__name__) from error

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            root = str(Path(__file__).resolve().parents[2])
            path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assistant.ingest.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        return self._process


def _frame(record: MailRecord, now: datetime | None) -> bytes:
    """One line of JSON about the record, then its bytes."""
    about = {
        "bytes": len(record.raw),
        "provider_id": record.provider_id,
        "size": record.size,
        "received_at": record.received_at.isoformat() if record.received_at else None,
        "provider_thread_id": record.provider_thread_id,
        "truncated": record.truncated,
        "problems": [asdict(problem) for problem in record.problems],
        "now": now.isoformat() if now else None,
    }
    return json.dumps(about).encode("ascii") + b"\n" + record.raw


def _read_line(pipe: IO[bytes], wall_s: float) -> bytes:
    """One line, within the time; the pipe's own buffer is not used."""
    deadline = time.monotonic() + wall_s
    pieces: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise TimeoutError(f"no answer within {wall_s:.0f} s")
            piece = os.read(pipe.fileno(), 1 << 20)
            if not piece:
                raise EOFError
            pieces.append(piece)
            if piece.endswith(b"\n"):
                return b"".join(pieces)


def encode(message: NormalisedMessage) -> dict[str, Any]:
    """A message as JSON values."""
    values = asdict(message)
    values["sent_at"] = message.sent_at.isoformat()
    values["ical"] = [base64.b64encode(part).decode("ascii") for part in message.ical]
    return values


def decode(values: dict[str, Any]) -> NormalisedMessage:
    """The message of `encode`.

    Raises:
        KeyError, TypeError, ValueError: the values are not what `encode` makes.
    """
    read = dict(values)
    for name in ("reply_to", "to", "cc", "bcc"):
        read[name] = tuple(Mailbox(**each) for each in values[name])
    read["sender"] = Mailbox(**values["sender"]) if values["sender"] else None
    read["references"] = tuple(values["references"])
    read["sent_at"] = datetime.fromisoformat(values["sent_at"])
    read["sent_at_source"] = TimeSource(values["sent_at_source"])
    read["text_source"] = TextSource(values["text_source"])
    read["ical"] = tuple(base64.b64decode(part) for part in values["ical"])
    read["attachments"] = tuple(Attachment(**each) for each in values["attachments"])
    read["failed"] = tuple(FailedRecipient(**each) for each in values["failed"])
    read["problems"] = tuple(Problem(**each) for each in values["problems"])
    return NormalisedMessage(**read)


# ── The child's side ─────────────────────────────────────────────────────────────────────────


def serve(source: IO[bytes], answers: IO[bytes]) -> None:
    """Answer framed records until the source ends."""
    from assistant.ingest.normalise import assemble

    while True:
        head = source.readline()
        if not head:
            return
        about = json.loads(head)
        raw = source.read(about["bytes"])
        _allow_cpu()
        record = MailRecord(
            provider_id=about["provider_id"],
            collection="",
            raw=raw,
            size=about["size"],
            received_at=_moment(about["received_at"]),
            provider_thread_id=about["provider_thread_id"],
            truncated=about["truncated"],
            problems=tuple(Problem(**each) for each in about["problems"]),
        )
        guarded = guard(raw, key=record.provider_id, headers_only=record.truncated)
        message = assemble(record, guarded, now=_moment(about["now"]))
        answers.write(json.dumps(encode(message)).encode("ascii") + b"\n")
        answers.flush()


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _limit_memory() -> None:
    """Windows has no such limits; there the byte limits and the wall clock stand alone."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_cpu() -> None:
    """Five more seconds of CPU from now on."""
    if sys.platform == "win32":
        return
    import resource

    used = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + CPU_S + 1, hard))


if __name__ == "__main__":
    _limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
