"""Planted secrets, right and wrong ones, at hosts that repeat them: in nothing that is left behind."""

from __future__ import annotations

import base64
import io
import shutil
import traceback
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from assistant.cli import cli
from assistant.cli.common import run_cli
from tests.cli.conftest import CANONICAL
from tests.connectors.caldav_peers import PASSWORD as DAV_PASSWORD
from tests.connectors.caldav_peers import USER as DAV_USER
from tests.connectors.dovecot import FULL, PASSWORD
from tests.connectors.imap.scripted import ScriptedHost
from tests.connectors.smtp.host import ScriptedSmtp
from tests.e2e.live.canaries import find_secrets, forms_of, read_all, watched_log
from tests.e2e.live.feeds import FeedHost
from tests.e2e.live.hosts import CalendarHost, MailHost, wrap
from tests.e2e.live.small import Home, make_home, make_mail
from tests.e2e.live.story import RECAP
from tests.e2e.live.test_several import make_event

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Clock
    from tests.connectors.caldav_peers import Peer
    from tests.connectors.dovecot import Dovecot

pytestmark = [pytest.mark.usefixtures("impatient"), pytest.mark.slow]

VAULT_KEY = base64.b64encode(b"canary-key-of-the-vault-3c81f7ab").decode()
WRONG, TOKEN = "canary-wrong-5b0e~ü+/=92", "canary-token-eyJhbGciOi.77d1"
#: What servers refuse with more rarely.
OTHERS = (400, 403, 407, 429, 503)
FEED_PATH = "canary-feed-9d41c2/private-8f.ics"


@dataclass
class Watched:
    """A home, and everything its program said.

    Attributes:
        said: Standard output, errors and logs, by command.
        users: Who signs in, for the forms that a sign-in packs.
    """

    home: Home
    log: io.StringIO
    said: dict[str, bytes] = field(default_factory=dict)
    users: set[str] = field(default_factory=set)

    def rapport(self, *args: str, crash: bool = False) -> int:
        """Run a command; a crash is written down as the interpreter would."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = run_cli(cli, ["--home", str(self.home.path), *args])
            except ZeroDivisionError:
                assert crash
                traceback.print_exc()
                code = 70
        name = f"{len(self.said)}: {' '.join(args)}"
        self.said[name] = (out.getvalue() + err.getvalue()).encode()
        return code

    def type_(self, secret: str, *args: str) -> int:
        """Run a command with a password as the first line of its input."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO(secret + "\n"))
            return self.rapport(*args)

    def do_everything(self, backup: Path) -> None:
        """Every command that says something of accounts, in words and as JSON, with its log."""
        for command in (
            ("run",), ("-v", "run"), ("-v", "sync", "--json"), ("account", "check"),
            ("-v", "account", "check", "--json"), ("account", "list"),
            ("account", "list", "--json"), ("doctor",), ("doctor", "--json"),
            ("report", "daily"), ("report", "daily", "--json"), ("deliver",),
        ):  # fmt: skip
            self.rapport(*command)
        assert self.rapport("backup", str(backup)) == 0

    def find(self, *folders: Path) -> list[str]:
        """Secrets in files, in what was said and in the log."""
        places = {**read_all(self.home.path, *folders), **self.said}
        places["log"] = self.log.getvalue().encode()
        secrets = {
            name: forms_of(secret, self.users)
            for name, secret in {
                "password": PASSWORD,
                "password of calendars": DAV_PASSWORD,
                "wrong password": WRONG,
                "token": TOKEN,
                "secret address": FEED_PATH,
                "key": VAULT_KEY,
            }.items()
        }
        return find_secrets(secrets, places)


@pytest.fixture
def watched(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    clock.at = CANONICAL
    monkeypatch.setenv("RAPPORT_VAULT", "file")
    monkeypatch.setenv("RAPPORT_VAULT_KEY", VAULT_KEY)
    monkeypatch.setenv("CANARY_WRONG", WRONG)
    monkeypatch.setenv("CANARY_TOKEN", TOKEN)
    with watched_log() as log:
        yield Watched(make_home(tmp_path / "home"), log)
        assert "DEBUG" in log.getvalue(), "nothing was logged: nothing was searched"


def table_of(host: ScriptedHost, sign_in: str, variable: str, name: str = "scripted") -> str:
    return f"""
[[account]]
name = "{name}"
kind = "imap"
host = "127.0.0.1"
port = {host.port}
tls = "none"
user = "ann"
sign_in = "{sign_in}"
secret_env = "{variable}"
"""


def test_the_search_finds_what_is_there() -> None:
    secrets = {"wrong": forms_of(WRONG, ["ann"])}
    for octets in (
        WRONG.encode(),
        base64.b64encode(b"\0ann\0" + WRONG.encode()),
        base64.b64encode(b"something before " + WRONG.encode() + b" and after"),
        b"=63=61nary".join([b"", b""]) + WRONG.encode("utf-16-le"),
    ):
        assert find_secrets(secrets, {"place": octets}), octets
    assert find_secrets(secrets, {"place": b"canary-wrong"}) == []


def test_right_secrets_are_kept_nowhere_in_the_open(
    watched: Watched, dovecot: Dovecot, radicale: Peer, tmp_path: Path
) -> None:
    given, typed, calendar = MailHost(dovecot), MailHost(dovecot), CalendarHost(radicale)
    watched.users |= {given.user, typed.user, DAV_USER}
    given.mailbox.add([make_mail("given")])
    typed.mailbox.add([make_mail("typed")])
    calendar.fill_one("work", {"one.ics": wrap(make_event("one@ferrol.example"))})
    token = ScriptedHost({}, capabilities=b"IMAP4rev1 AUTH=XOAUTH2 SASL-IR", messages=1)
    watched.home.configure(
        given.table("given"), calendar.table(), table_of(token, "token", "CANARY_TOKEN")
    )
    with token, FeedHost(wrap(make_event("two@ferrol.example"))) as feed:
        assert watched.type_(
            PASSWORD, "account", "add", "imap", "--name", "typed", "--host", FULL,
            "--port", str(dovecot.port), "--tls", "none", "--user", typed.user, "--password-stdin",
        ) == 0  # fmt: skip
        assert watched.type_(
            f"webcal://127.0.0.1:{feed.port}/{FEED_PATH}",
            "account", "add", "ics", "--name", "feed", "--password-stdin",
        ) == 0  # fmt: skip
        watched.do_everything(tmp_path / "backup")
        assert feed.asked
    assert token.heard
    assert len(watched.home.messages()) == 3
    assert watched.find(tmp_path / "backup") == []


def test_wrong_secrets_at_hosts_that_repeat_them_are_in_nothing_that_is_said(
    watched: Watched, dovecot: Dovecot, tmp_path: Path
) -> None:
    watched.users |= {"ann", "user"}
    packed = base64.b64encode(b"\0ann\0" + WRONG.encode()).decode()
    echo = f"wrong password '{WRONG}' of ann, {packed}, {base64.b64encode(WRONG.encode()).decode()}"
    oauth = base64.b64encode(f"user=ann\1auth=Bearer {TOKEN}\1\1".encode()).decode()
    hosts = [
        ScriptedHost({b"AUTHENTICATE": f"{{tag}} NO [AUTHENTICATIONFAILED] {echo}\r\n".encode()}),
        ScriptedHost({b"AUTHENTICATE": f"{{tag}} BAD {echo}\r\n".encode()}),
        ScriptedHost({b"AUTHENTICATE": f"* BYE {echo}\r\n".encode()}),
        ScriptedHost({b"AUTHENTICATE": f"{{tag}} NO [UNAVAILABLE] {echo}\r\n".encode()}),
        ScriptedHost({b"LOGIN": f"{{tag}} NO {echo}\r\n".encode()}, capabilities=b"IMAP4rev1"),
        ScriptedHost(
            {b"AUTHENTICATE": f"{{tag}} NO bad token {TOKEN} {oauth}\r\n".encode()},
            capabilities=b"IMAP4rev1 AUTH=XOAUTH2 SASL-IR",
        ),
    ]
    tables = [
        table_of(host, "token", "CANARY_TOKEN", name=f"host{number}")
        if b"XOAUTH2" in host.capabilities
        else table_of(host, "password", "CANARY_WRONG", name=f"host{number}")
        for number, host in enumerate(hosts)
    ]
    real = MailHost(dovecot)
    watched.users.add(real.user)
    tables.append(real.table("real").replace('"MAIL_PASSWORD"', '"CANARY_WRONG"'))
    watched.home.configure(*tables)
    for host in hosts:
        host.__enter__()
    try:
        watched.do_everything(tmp_path / "backup")
    finally:
        for host in hosts:
            host.__exit__(None, None, None)
    assert all(host.heard for host in hosts)
    assert watched.find(tmp_path / "backup") == []


@pytest.mark.parametrize(
    "status", [401, 404, 500, *(pytest.param(each, marks=pytest.mark.slow) for each in OTHERS)]
)
def test_a_calendar_server_that_repeats_a_request_leaves_nothing_of_it(
    status: int, watched: Watched, tmp_path: Path
) -> None:
    watched.users.add("ann")
    with FeedHost() as host:
        host.status, host.says = status, f"Sorry: {{headers}} {WRONG} {FEED_PATH}"
        watched.home.configure(
            f'\n[[account]]\nname = "dav"\nkind = "caldav"\nurl = "http://127.0.0.1:{host.port}/"\n'
            'user = "ann"\nsecret_env = "CANARY_WRONG"\n',
            f'\n[[account]]\nname = "bearer"\nkind = "caldav"\nsign_in = "token"\nuser = "ann"\n'
            f'url = "http://127.0.0.1:{host.port}/"\nsecret_env = "CANARY_TOKEN"\n',
        )
        watched.type_(
            f"webcal://127.0.0.1:{host.port}/{FEED_PATH}",
            "account", "add", "ics", "--name", "feed", "--password-stdin", "--untested",
        )  # fmt: skip
        watched.do_everything(tmp_path / "backup")
        assert len(host.asked) >= 3
    assert watched.find(tmp_path / "backup") == []


def test_a_host_that_sends_and_repeats_the_password_leaves_nothing_of_it(
    watched: Watched, dovecot: Dovecot, canonical_home: Path, tmp_path: Path, clock: Clock
) -> None:
    packed = base64.b64encode(b"\0ann\0" + WRONG.encode()).decode()
    echo = f"535 5.7.8 not '{WRONG}' nor {packed}".encode()
    home = tmp_path / "demo"
    shutil.copytree(canonical_home, home)
    watched.home = Home(home)
    mail = MailHost(dovecot)
    watched.users |= {mail.user, "ann"}
    with ScriptedSmtp(replies={"AUTH": echo}, offers=("AUTH PLAIN LOGIN", "8BITMIME")) as host:
        sends = f'''[account.smtp]
host = "127.0.0.1"
port = {host.port}
tls = "none"
user = "ann"
secret_env = "CANARY_WRONG"'''
        config = (home / "config.toml").read_text("utf-8").partition("\n[[account]]")[0]
        (home / "config.toml").write_text(config + mail.table("work", more=sends), "utf-8")
        watched.rapport("drafts", "show", RECAP)
        assert watched.rapport("drafts", "accept", RECAP) == 0
        clock.pass_(seconds=31)
        watched.rapport("-v", "deliver")
        watched.do_everything(tmp_path / "backup")
        assert "AUTH" in host.verbs()
    assert watched.find(tmp_path / "backup") == []


def test_a_crash_tells_where_and_no_secret(
    watched: Watched, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.imap.session import Session

    def crash(_self: object) -> None:
        raise ZeroDivisionError

    mail = MailHost(dovecot)
    watched.users.add(mail.user)
    watched.home.configure(mail.table())
    monkeypatch.setattr(Session, "_read_capabilities", crash)
    assert watched.rapport("-v", "run", crash=True) == 70
    assert any(b"Traceback" in said for said in watched.said.values())
    assert watched.find() == []
