"""Real CalDAV servers on the loopback: Radicale and xandikos, which nobody here wrote.

Both are under the GPL: they run as processes of their own, from an environment of their own, and are
imported by nothing here. They differ on purpose: one asks for a password and answers a lost token
with 403, the other takes anybody and answers with 412; one writes resources anew, in its own way.
"""

from __future__ import annotations

import base64
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

VERSIONS = ("Radicale==3.9.0", "xandikos==0.4.10")
MISSING = (
    "needs Radicale and xandikos, as servers to talk to: python3 -m venv .peers && "
    f".peers/bin/pip install {' '.join(VERSIONS)}; elsewhere: name that folder in "
    "RAPPORT_CALDAV_PEERS"
)
USER, PASSWORD = "jonas", "correct-horse-battery"

_ROOT = Path(__file__).resolve().parents[2]
_BERLIN = re.compile(rb";TZID=Europe/Berlin:([0-9T]+)")
_RADICALE = """
[server]
hosts = 127.0.0.1:{port}
max_connections = 40
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[logging]
level = warning
"""


def find_peers() -> Path | None:
    """The folder of programs of the environment that holds both servers."""
    folder = Path(os.environ.get("RAPPORT_CALDAV_PEERS") or _ROOT / ".peers") / "bin"
    return folder if all((folder / name).exists() for name in ("radicale", "xandikos")) else None


@dataclass
class Peer(ABC):
    """One running server, and another calendar program at it."""

    programs: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="caldav-")))
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _calendars: int = 0

    @property
    @abstractmethod
    def home(self) -> str:
        """Where the calendars of the user lie."""

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it."""

    def fill(self, calendar: str, resources: Mapping[str, bytes]) -> None:
        """Put many resources in at once, as the server keeps them: a PUT costs it 0.03 to 0.5 s."""
        for name, raw in resources.items():
            (self.kept_in(calendar) / name).write_bytes(raw)

    @abstractmethod
    def kept_in(self, calendar: str) -> Path:
        """The folder in which the server keeps a calendar."""

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
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        for _ in range(400):
            if self._process.poll() is not None:
                break
            try:
                if self.request("OPTIONS", "/")[0] < 500:
                    return
            except OSError:
                time.sleep(0.05)
        said_last = log.read_text("utf-8", "replace")[-2000:]
        self.remove()
        raise RuntimeError(f"{type(self).__name__} did not start. It said: {said_last}")

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

    def new_calendar(self) -> str:
        """The path of a calendar that is empty."""
        self._calendars += 1
        path = f"{self.home}calendar{self._calendars}/"
        body = b'<c:mkcalendar xmlns:c="urn:ietf:params:xml:ns:caldav"/>'
        status, _ = self.request("MKCALENDAR", path, body, "application/xml")
        if status != 201:
            raise RuntimeError(f"no calendar was made (status {status})")
        return path

    def put(self, path: str, raw: bytes) -> int:
        """Make or replace a resource; the status."""
        return self.request("PUT", quote(path), raw, "text/calendar; charset=utf-8")[0]

    def delete(self, path: str) -> None:
        self.request("DELETE", quote(path))

    def get(self, path: str) -> bytes:
        """A resource, with the line ends of iCalendar."""
        status, raw = self.request("GET", quote(path))
        if status != 200:
            raise RuntimeError(f"{path} cannot be read (status {status})")
        return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    def request(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> tuple[int, bytes]:
        """One request by another program: its status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {secret}"}
        if kind:
            headers["Content-Type"] = kind
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class Radicale(Peer):
    home = f"/{USER}/"

    def command(self) -> list[str]:
        (self.folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
        config = self.folder / "config"
        config.write_text(_RADICALE.format(folder=self.folder, port=self.port), encoding="utf-8")
        return [str(self.programs / "python"), "-m", "radicale", "--config", str(config)]

    def fill(self, calendar: str, resources: Mapping[str, bytes]) -> None:
        # Radicale works out the rules of a zone for every resource, 0.13 s each.
        in_utc = {name: _BERLIN.sub(rb":\1Z", raw) for name, raw in resources.items()}
        super().fill(calendar, in_utc)

    def kept_in(self, calendar: str) -> Path:
        return self.folder / "collections" / "collection-root" / calendar.strip("/")


class Xandikos(Peer):
    home = f"/{USER}/calendars/"

    def fill(self, calendar: str, resources: Mapping[str, bytes]) -> None:
        super().fill(calendar, resources)
        git = ["git", "-c", "user.name=peer", "-c", "user.email=peer@wirth.example"]
        for words in (["add", "."], ["commit", "-q", "-m", "many"]):
            subprocess.run([*git, *words], cwd=self.kept_in(calendar), check=True)

    def kept_in(self, calendar: str) -> Path:
        return self.folder / "collections" / calendar.strip("/")

    def command(self) -> list[str]:
        return [
            str(self.programs / "xandikos"), "serve", "-d", str(self.folder / "collections"),
            "--autocreate", "--defaults", "--current-user-principal", f"/{USER}/",
            "--state-dir", str(self.folder / "state"),
            "--listen-address", "127.0.0.1", "--port", str(self.port),
        ]  # fmt: skip
