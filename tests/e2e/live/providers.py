"""Google, Microsoft 365 and Exchange Server for whole programs: the doubles of the connectors' tests.

What a person's sign-in leaves behind is put into the vault as the program keeps it; the program's
addresses of both providers are those of the doubles. Mail lies there with the moment of its Date, and
Gmail puts an answer into the conversation that it answers, as the real one does.
"""

from __future__ import annotations

import email.policy
import email.utils
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING, Any

import httpx

from assistant.oauth import Endpoints, KeptGoogle
from assistant.vault import open_vault
from connectors.google import Token
from connectors.microsoft.entra import AUTHORITY, Client, Http, scopes_for
from connectors.microsoft.signin import sign_in_by_browser
from tests.conftest import find_shared
from tests.connectors.exchange.server import ExchangeServer
from tests.connectors.google.double import WRITE, Double, serving
from tests.connectors.google.world_mail import MailWorld
from tests.connectors.google.world_sign_in import CLIENT_ID as GOOGLE_CLIENT
from tests.connectors.google.world_sign_in import CLIENT_SECRET
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.entra import CLIENT_ID as MICROSOFT_CLIENT
from tests.connectors.microsoft.entra import TENANT, Entra
from tests.connectors.microsoft.graph import ROOT, Graph, Message
from tests.connectors.microsoft.loopback import serve

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "EXCHANGE_SECRET",
    "ExchangeHost",
    "GoogleHost",
    "MicrosoftHost",
    "endpoints",
    "exchange_host",
    "google_host",
    "keep",
    "microsoft_host",
]

#: The variable that holds the password of the Exchange Server.
EXCHANGE_SECRET = "EXCHANGE_PASSWORD"


def keep(home: Path, name: str, secret: str) -> None:
    """What a person's sign-in leaves in the vault of a home."""
    open_vault(home, os.environ).put(name, secret)


def endpoints(
    google: GoogleHost | None = None, microsoft: MicrosoftHost | None = None
) -> Endpoints:
    """Where the program finds both; one that is left out cannot be reached."""
    nowhere = "http://127.0.0.1:9"
    at_google = nowhere if google is None else google.double.url
    return Endpoints(
        google_sign_in=f"{at_google}/auth",
        google_tokens=f"{at_google}/token",
        gmail=f"{at_google}/",
        google_calendar=f"{at_google}/calendar/v3/",
        graph=nowhere if microsoft is None else microsoft.graph.url + ROOT,
        entra=None if microsoft is None else microsoft.http,
    )


# ── Google ───────────────────────────────────────────────────────────────────────────────────


@dataclass
class Mailbox(MailWorld):
    """Gmail's, with the times and the conversations of what lies in it."""

    def add(self, raw: bytes, labels: Any = ("INBOX", "UNREAD"), thread: str | None = None) -> str:
        """A message comes in; its conversation is that of a message which it refers to.

        A draft is put into none where its writer names none.
        """
        if thread is None and "DRAFT" not in labels:
            thread = self._answered(raw)
        name = super().add(raw, labels, thread)
        self.messages[name].at_ms = int(sent_at(raw).timestamp() * 1000)
        return name

    def _answered(self, raw: bytes) -> str | None:
        named = {kept.thread: header(kept.raw, "Message-ID") for kept in self.messages.values()}
        refers = f"{header(raw, 'In-Reply-To')} {header(raw, 'References')}"
        return next((thread for thread, key in named.items() if key and key in refers), None)


class GoogleHost:
    """One account at Google."""

    def __init__(self, double: Double) -> None:
        self.double = double
        double.mail = Mailbox()

    @property
    def mail(self) -> MailWorld:
        """What lies in Gmail."""
        return self.double.mail

    def put(self, raw: bytes, labels: tuple[str, ...] = ("INBOX", "UNREAD")) -> str:
        """A message is there."""
        return self.mail.add(raw, labels)

    def drafts(self) -> list[bytes]:
        """What lies among the drafts."""
        return [self.mail.messages[name].raw for name in self.mail.drafts.values()]

    def table(self, name: str = "google", *, deliver: str | None = None, more: str = "") -> str:
        """The account's table of the configuration."""
        return (
            f'\n[[account]]\nname = "{name}"\nkind = "google"\nclient_id = "{GOOGLE_CLIENT}"\n'
            f"{_deliver(deliver)}{more}\n"
        )

    def sign_in(
        self,
        home: Path,
        name: str = "google",
        *,
        scopes: frozenset[str] = WRITE,
        lasts_s: int = 3600,
    ) -> Token:
        """A person signs in; what that gave is kept. `lasts_s` below zero: the access has ended."""
        access, refresh = self.double.sign_in.grant(scopes)
        now = datetime.now(UTC)
        token = Token(access, refresh, now + timedelta(seconds=lasts_s), scopes, now)
        keep(home, name, KeptGoogle(CLIENT_SECRET, token.to_json()).to_text())
        return token


@contextmanager
def google_host() -> Iterator[GoogleHost]:
    """An empty account at Google; requests that no document knows fail the test at the end."""
    with serving() as double:
        yield GoogleHost(double)


# ── Microsoft ────────────────────────────────────────────────────────────────────────────────


@dataclass
class Dated(Message):
    """A message that came when its Date says."""

    def row(self) -> dict[str, Any]:
        """As Graph tells it."""
        return super().row() | {"receivedDateTime": f"{sent_at(self.raw):%Y-%m-%dT%H:%M:%SZ}"}


@dataclass
class Directory(Graph):
    """Graph's mailbox, with the times of what lies in it."""

    def add(self, raw: bytes, folder: str = "F/inbox=", **given: Any) -> str:
        """A message comes in."""
        key = super().add(raw, folder, **given)
        before = self.messages[key]
        self.messages[key] = Dated(
            **{one.name: getattr(before, one.name) for one in fields(Message)}
        )
        return key


@dataclass
class MicrosoftHost:
    """One account in Microsoft 365, with the host that signs people in to it.

    Attributes:
        first_valid: Access with a smaller number is refused.
    """

    graph: Graph = field(default_factory=Directory)
    entra: Entra = field(default_factory=Entra)
    first_valid: int = 1

    def __post_init__(self) -> None:
        self.calendar = self.graph.calendar = Calendars(self.graph)
        self.graph.on_request = lambda _: self._let_in()

    def put(self, raw: bytes, folder: str = "F/inbox=", **given: Any) -> str:
        """A message is there."""
        return self.graph.add(raw, folder, **given)

    def drafts(self) -> list[bytes]:
        """What lies among the drafts."""
        return [each.raw for each in self.graph.in_folder("F/drafts=")]

    def http(self, name: str) -> Http:
        """Requests to the sign-in host, for an account's name."""
        here = httpx.URL(self.entra.url)
        return Http(
            name,
            AUTHORITY,
            reroute=lambda url: url.copy_with(scheme="http", host=here.host, port=here.port),
        )

    def table(self, name: str = "microsoft", *, deliver: str | None = None, more: str = "") -> str:
        """The account's table of the configuration."""
        return (
            f'\n[[account]]\nname = "{name}"\nkind = "microsoft"\n'
            f'client_id = "{MICROSOFT_CLIENT}"\ntenant = "{TENANT}"\n{_deliver(deliver)}{more}\n'
        )

    def sign_in(self, home: Path, name: str = "microsoft") -> str:
        """A person signs in in a browser, with the right to drafts; what that gave is kept."""
        client = Client(MICROSOFT_CLIENT, TENANT, scopes=scopes_for(drafts=True))
        visits: list[threading.Thread] = []

        def visit(address: str) -> None:
            back, form = self.entra.consent(address)
            where = httpx.URL(back).copy_with(host="127.0.0.1")
            visits.append(threading.Thread(target=_post, args=(where, form)))
            visits[-1].start()

        found = sign_in_by_browser(name, client, visit, http=self.http(name), timeout_s=20)
        for each in visits:
            each.join()
        self.entra.calls.clear()
        keep(home, name, found.store)
        return found.store

    def expire(self) -> None:
        """No access that was given so far is good any more."""
        self.first_valid = self.entra.number + 1

    def revoke(self) -> None:
        """The access is gone, and cannot be renewed."""
        self.expire()
        self.entra.error = {
            "error": "invalid_grant",
            "error_description": "AADSTS700082: The refresh token has expired due to inactivity.",
            "error_codes": [700082],
        }

    def refreshes(self) -> int:
        """How often tokens were asked for since the sign-in."""
        return self.entra.calls.count("POST token")

    def _let_in(self) -> None:
        numbers = range(self.first_valid, self.entra.number + 1)
        self.graph.tokens = {f"access-{number}" for number in numbers}


@contextmanager
def microsoft_host() -> Iterator[MicrosoftHost]:
    """An empty account in Microsoft 365; wrong requests fail the test at the end."""
    host = MicrosoftHost()
    with serve(host.graph.answer) as graph, serve(host.entra.answer) as entra:
        host.graph.url, host.entra.url = graph, entra
        yield host
    assert host.graph.wrong == []


# ── Exchange Server ──────────────────────────────────────────────────────────────────────────


class ExchangeHost:
    """Jonas's mailbox on an Exchange Server."""

    def __init__(self, server: ExchangeServer) -> None:
        self.server, self.world = server, server.world
        self.mailbox = server.world.mailbox

    def put(self, raw: bytes, folder: str = "inbox") -> str:
        """A message is there."""
        return self.mailbox.add_message(folder, raw, received_at=sent_at(raw))

    def drafts(self) -> list[bytes]:
        """What lies among the drafts."""
        return [item.raw for item in self.mailbox.items("drafts")]

    def table(self, name: str = "exchange", *, deliver: str | None = None, more: str = "") -> str:
        """The account's table of the configuration; drafts go there unless it is said otherwise."""
        return (
            f'\n[[account]]\nname = "{name}"\nkind = "exchange"\nurl = "{self.server.url}"\n'
            f"user = 'WIRTH\\jonas'\nmailbox = \"{self.mailbox.address}\"\n"
            f'secret_env = "{EXCHANGE_SECRET}"\n{_deliver(deliver)}{more}\n'
        )


@contextmanager
def exchange_host() -> Iterator[ExchangeHost]:
    """An empty mailbox; requests and answers that break the schemas fail the test at the end."""
    with ExchangeServer(find_shared()) as server:
        yield ExchangeHost(server)
    assert server.violations == []


# ── all ──────────────────────────────────────────────────────────────────────────────────────


def header(raw: bytes, name: str) -> str:
    """A header field of a mail; empty where there is none."""
    return str(BytesHeaderParser(policy=email.policy.compat32).parsebytes(raw).get(name, "") or "")


def sent_at(raw: bytes) -> datetime:
    """The Date of a mail, aware UTC."""
    return email.utils.parsedate_to_datetime(header(raw, "Date")).astimezone(UTC)


def _deliver(how: str | None) -> str:
    return "" if how is None else f'deliver = "{how}"\n'


def _post(where: httpx.URL, form: dict[str, str]) -> None:
    with httpx.Client(trust_env=False) as client:
        client.post(where, data=form)
