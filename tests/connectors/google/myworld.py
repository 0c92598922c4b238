"""Gmail and Google Calendar on the loopback as somebody else understood them: myworld.

It declares no licence: it runs as a process of its own, from an environment of its own, and is
imported by nothing here. It writes mail anew as it stores it, tells no deletions in the history, and
keeps exceptions of a series inside the series.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VERSION = "myworld[gateway]==0.2.1"
MISSING = (
    "needs myworld, as a Google to talk to: python3 -m venv .peers && .peers/bin/pip install "
    f"'{VERSION}'; elsewhere: name that folder in RAPPORT_GOOGLE_PEERS"
)
OWNER = "jonas@wirth.example"
GMAIL = "/gw/gmail.googleapis.com/gmail/v1/users/me"
CALENDAR = "/gw/www.googleapis.com/calendar/v3"

_ROOT = Path(__file__).resolve().parents[3]
_USER = {"email": OWNER, "name": "Jonas Wirth"}
_WORLD = {
    "name": "rapport",
    "servers": {
        "gmail": {"service": "gmail", "seed": {"user": _USER, "emails": []}},
        "calendar": {
            "service": "calendar",
            "seed": {"user": _USER, "timeZone": "Europe/Berlin", "calendars": [], "events": []},
        },
    },
}


class NotTaken(Exception):
    """The peer refuses what another program does to it."""


def peers_folder() -> Path:
    """Where peers are installed: as a variable says, beside the other peers, or in the project."""
    named = ("RAPPORT_GOOGLE_PEERS", "RAPPORT_CALDAV_PEERS")
    return Path(next(filter(None, map(os.environ.get, named)), _ROOT / ".peers"))


def find_myworld() -> Path | None:
    """The program."""
    program = peers_folder() / "bin" / "myworld"
    return program if program.exists() else None


@dataclass
class Peer:
    """The running program, in which any number of worlds can be made."""

    program: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="myworld-")))
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it takes connections.

        Raises:
            RuntimeError: it does not; with the end of what it said.
        """
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = int(listening.getsockname()[1])
        log = self.folder / "log"
        command = [str(self.program), "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env={**os.environ, "HOME": str(self.folder)},
            )
        for _ in range(600):
            if self._process.poll() is not None:
                break
            try:
                if self.request("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        said_last = log.read_text("utf-8", "replace")[-2000:]
        self.remove()
        raise RuntimeError(f"myworld did not start. It said: {said_last}")

    def remove(self) -> None:
        """Stop it, and take its folder away."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def request(
        self, method: str, path: str, row: object = None, token: str = ""
    ) -> tuple[int, Any]:
        """One request by another program: its status and answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            body = None if row is None else json.dumps(row).encode()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if content.startswith(b"{") else None
        finally:
            connection.close()


@dataclass
class World:
    """One account, and another program at it."""

    peer: Peer
    token: str = ""
    _gmail: str = ""
    _calendar: str = ""

    def __post_init__(self) -> None:
        status, made = self.peer.request("POST", "/envs", {"spec": _WORLD})
        assert status == 200, made
        self.token = made["credentials"]["agent"]["google_access_token"]
        self._gmail = made["servers"]["gmail"]["instance"]
        self._calendar = made["servers"]["calendar"]["instance"]

    def ask(self, method: str, path: str, row: object = None) -> Any:
        """What another program does.

        Raises:
            NotTaken: it is refused.
        """
        status, answer = self.peer.request(method, path, row, self.token)
        if status >= 300:
            raise NotTaken(f"{method} {path} (status {status})")
        return answer

    def add(self, raw: bytes, labels: tuple[str, ...] = ("INBOX", "UNREAD")) -> str:
        text = base64.urlsafe_b64encode(raw).decode()
        row = self.ask("POST", f"{GMAIL}/messages", {"raw": text, "labelIds": list(labels)})
        return str(row["id"])

    def raw(self, name: str) -> bytes:
        text = self.ask("GET", f"{GMAIL}/messages/{name}?format=raw")["raw"]
        return base64.urlsafe_b64decode(text + "==")

    def drafts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", f"{GMAIL}/drafts").get("drafts", [])
        return found

    def fail(self, service: str, *faults: dict[str, Any]) -> None:
        """Plan faults, in its own words."""
        instance = self._gmail if service == "gmail" else self._calendar
        status, answer = self.peer.request("PUT", f"/instances/{instance}/faults", list(faults))
        assert status == 200, answer
