"""A person who signs in at a provider, for the pages of accounts: the providers are doubles.

The program's addresses of Google and Microsoft are those of the doubles of the connectors' own tests.
"""

from __future__ import annotations

import html
import json
import re
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from assistant.oauth import Endpoints
from connectors.microsoft.entra import AUTHORITY, Http
from tests.connectors.contract import make_message
from tests.connectors.google.double import Double, serving
from tests.connectors.google.world_sign_in import CLIENT_ID, CLIENT_SECRET
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.entra import CLIENT_ID as APPLICATION
from tests.connectors.microsoft.entra import TENANT, Entra
from tests.connectors.microsoft.graph import ROOT, Graph
from tests.connectors.microsoft.loopback import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT_FILE = json.dumps({"installed": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}})
#: The forms of "Add an account".
GOOGLE = {"kind": "google", "name": "desk", "client": CLIENT_FILE}
MICROSOFT = {"kind": "microsoft", "name": "desk", "client_id": APPLICATION, "tenant": TENANT}

_LINK = re.compile(r'href="([^"]+)" target="_blank" rel="noopener noreferrer"')


class _Stay(urllib.request.HTTPRedirectHandler):
    """A browser that cannot open where it is sent."""

    def redirect_request(self, *_: Any) -> None:
        return None


def find_link(page: str) -> str:
    """The provider's address on a page."""
    found = _LINK.findall(page)
    assert len(found) == 1, page
    return html.unescape(found[0])


def browse(address: str) -> None:
    """A person says yes at Google, and the browser of this machine comes back."""
    urllib.request.urlopen(address, timeout=10).close()


def end_of(address: str) -> str:
    """The same where the browser runs on another machine: the address at which it ends."""
    opener = urllib.request.build_opener(_Stay)
    try:
        opener.open(address, timeout=10).close()
    except urllib.error.HTTPError as gone:
        with gone:
            return str(gone.headers["Location"])
    raise AssertionError("Google sent the browser nowhere")


@contextmanager
def google_host() -> Iterator[tuple[Double, Endpoints]]:
    """A Google with three messages."""
    with serving() as double:
        for number in range(3):
            double.mail.add(make_message(number))
        yield (
            double,
            Endpoints(
                google_sign_in=f"{double.url}/auth",
                google_tokens=f"{double.url}/token",
                gmail=f"{double.url}/",
                google_calendar=f"{double.url}/calendar/v3/",
            ),
        )


@dataclass
class Microsoft(Entra):
    """The sign-in host, and the mailbox behind it."""

    graph: Graph = field(default_factory=Graph)

    def browse(self, address: str, **instead: str) -> None:
        """A person says yes, or sends `instead`, and the browser of this machine comes back."""
        back, form = self.consent(address)
        with httpx.Client(trust_env=False) as browser:
            browser.post(httpx.URL(back).copy_with(host="127.0.0.1"), data=form | instead)

    def requests(self, account: str) -> Http:
        """Those of an account, led to this double."""
        here = httpx.URL(self.url)
        return Http(
            account,
            AUTHORITY,
            reroute=lambda to: to.copy_with(scheme="http", host=here.host, port=here.port),
        )


@contextmanager
def microsoft_host() -> Iterator[tuple[Microsoft, Endpoints]]:
    """Microsoft's sign-in host and Graph."""
    double = Microsoft()
    graph = double.graph
    graph.calendar = Calendars(graph)
    graph.tokens |= {f"access-{number}" for number in range(20)}
    with ExitStack() as stack:
        double.url = stack.enter_context(serve(double.answer))
        graph.url = stack.enter_context(serve(graph.answer))
        yield double, Endpoints(graph=graph.url + ROOT, entra=double.requests)
