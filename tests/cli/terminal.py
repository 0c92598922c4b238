"""A real terminal with the program on it: what it prints is read, what a person types is sent."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Long enough for a busy machine; a dialogue that waits for nobody ends the test.
WAIT_S = 40.0


class Terminal:
    """One command on a pseudo-terminal of 100 columns; a context manager that leaves no process."""

    def __init__(self, *arguments: str, user: Path, here: Path, **variables: str) -> None:
        self.seen = ""
        self._read = 0
        self._master, slave = pty.openpty()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(user),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "TERM": "xterm",
            "COLUMNS": "100",
            **variables,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant", *arguments],
            stdin=slave, stdout=slave, stderr=slave, cwd=here, env=environment,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - two system calls, and the tests start no threads
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    def expect(self, text: str) -> str:
        """Wait for a text after what was expected before; what stood before it."""
        deadline = time.monotonic() + WAIT_S
        while (at := self.seen.find(text, self._read)) < 0:
            if time.monotonic() > deadline or not self._more(deadline):
                rest = self.seen[self._read :]
                raise AssertionError(f"{text!r} was not said, but {rest!r}")
        before = self.seen[self._read : at]
        self._read = at + len(text)
        return before

    def answer(self, question: str, text: str) -> str:
        """Wait for a question, type the answer and Enter; what stood before the question."""
        before = self.expect(question)
        self.expect(": ")
        self.type(text + "\n")
        return before

    def type(self, text: str) -> None:
        """Press these keys; the characters 3 and 4 are Ctrl-C and Ctrl-D."""
        os.write(self._master, text.encode())

    def ends(self) -> int:
        """Wait for the end; the exit status."""
        deadline = time.monotonic() + WAIT_S
        while self._more(deadline):
            pass
        return self.process.wait(timeout=WAIT_S)

    def _more(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            piece = os.read(self._master, 65536)
        except OSError:  # how a terminal says that its last program went
            return False
        self.seen += re.sub(r"\r\n", "\n", piece.decode("utf-8", "replace"))
        return bool(piece)


def _take_terminal() -> None:
    """Make the terminal the one that Ctrl-C is typed at."""
    import fcntl
    import signal
    import termios

    # Tests that run in the background inherit a Ctrl-C that nobody hears.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
