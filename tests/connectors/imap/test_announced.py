"""`rapport serve` on a real Dovecot: mail that another program delivers is on the page in seconds."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from assistant.watching import LOOK_S
from tests.conftest import ROOT
from tests.connectors.dovecot import FULL, PASSWORD
from tests.connectors.imap.home import SECRET, write_imap_home
from tests.connectors.imap.proxy import Wire
from tests.web.test_serve import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.connectors.imap.conftest import Mailbox

#: Long enough for a reading on a busy machine, and much shorter than the ten minutes of the clock.
SOON_S = 45.0


def question(subject: str) -> bytes:
    """A client asked five days ago, and nobody answered."""
    asked = datetime.now(UTC) - timedelta(days=5)
    mail = EmailMessage()
    mail["From"] = "Hanne Brodersen <hanne@nordlicht.example>"
    mail["To"] = "Jonas Wirth <jonas@wirth-consult.example>"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(asked)
    mail["Message-ID"] = f"<{subject.replace(' ', '-')}@nordlicht.example>"
    mail.set_content("Hello Jonas,\n\ncould you send us the signed contract by Friday?\n\nHanne\n")
    return mail.as_bytes()


class Reader:
    """A browser that is signed in."""

    def __init__(self, server: Server) -> None:
        self._at = urlsplit(server.origin)
        _, headers = self._ask("POST", urlsplit(server.link).path)
        self._cookie = headers["set-cookie"].partition(";")[0]

    def today(self) -> str:
        return self._ask("GET", "/")[0]

    def _ask(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        connection = HTTPConnection(str(self._at.hostname), self._at.port, timeout=30)
        headers = {"Origin": f"{self._at.scheme}://{self._at.netloc}"}
        if method == "GET":
            headers["Cookie"] = self._cookie
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return text, {name.lower(): value for name, value in answer.getheaders()}

    def wait_for(self, words: str, seconds: float = SOON_S, *, gone: bool = False) -> None:
        """Until Today shows those words, or no longer does."""
        until = time.monotonic() + seconds
        while (words in (page := self.today())) is gone:
            if time.monotonic() > until:
                pytest.fail(f"'{words}' never {'left' if gone else 'came'}: {_plain(page)}")
            time.sleep(0.2)


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@contextmanager
def served(home: Path) -> Iterator[tuple[Server, Reader]]:
    with serving(home) as server:
        yield server, Reader(server)


@pytest.fixture
def home(mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(SECRET, PASSWORD)
    home = tmp_path / "home"
    write_imap_home(home, host=FULL, port=mailbox.host.port, user=mailbox.user)
    return home


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_mail_is_on_the_page_in_seconds_also_after_the_host_was_away(
    mailbox: Mailbox, home: Path
) -> None:
    with served(home) as (server, reader):
        reader.wait_for("new mail is read within seconds")
        mailbox.add([question("the contract")])
        reader.wait_for("the contract")
        mailbox.host.stop()
        reader.wait_for("was lost")
        mailbox.host.start()
        mailbox.add([question("the annex")])
        # The pause after several vain tries may be a minute.
        reader.wait_for("the annex", 64 + SOON_S)
        code, seconds, _ = server.end()
    assert (code, seconds < 10) == (0, True)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_wrong_password_is_not_tried_over_and_over_and_a_right_one_soon(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORT_VAULT_KEY", base64.b64encode(bytes(range(32))).decode())
    home = tmp_path / "home"
    with Wire(FULL, mailbox.host.port) as wire:
        write_imap_home(home, host=FULL, port=wire.port, user=mailbox.user)
        config = home / "config.toml"
        config.write_text(config.read_text().replace(f'secret_env = "{SECRET}"\n', ""))
        sign_in(home, "wrong", "--untested")
        with served(home) as (_, reader):
            reader.wait_for("left alone")
            time.sleep(LOOK_S + 5)
            assert wire.commands(rb"AUTHENTICATE|LOGIN ") <= 3
            sign_in(home, PASSWORD)
            reader.wait_for("new mail is read within seconds", 60)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_accounts_are_watched_as_they_are_added_and_removed(mailbox: Mailbox, home: Path) -> None:
    config = home / "config.toml"
    whole = config.read_text()
    without = whole.partition("[[account]]")[0]
    with served(home) as (_, reader):
        reader.wait_for("new mail is read within seconds")
        config.write_text(without)
        reader.wait_for("new mail is read within seconds", LOOK_S + SOON_S, gone=True)
        config.write_text(whole)
        reader.wait_for("new mail is read within seconds", LOOK_S + SOON_S)


def sign_in(home: Path, password: str, *options: str) -> None:
    """`rapport account auth`, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--home", str(home), "account", "auth", "work",
         "--password-stdin", *options],
        input=f"{password}\n", capture_output=True, text=True, check=False, timeout=120, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
