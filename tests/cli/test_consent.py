"""`rapport account add google` and `… microsoft`: signing in on a page that is a double's."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from assistant.oauth import Endpoints
from connectors.microsoft.entra import AUTHORITY, Http
from tests.cli.conftest import invoke
from tests.cli.test_accounts import home
from tests.connectors.contract import make_message
from tests.connectors.google.double import Double, serving
from tests.connectors.google.world_sign_in import CLIENT_ID, CLIENT_SECRET
from tests.connectors.microsoft.calendars import Calendars
from tests.connectors.microsoft.entra import CLIENT_ID as APPLICATION
from tests.connectors.microsoft.entra import TENANT, Entra
from tests.connectors.microsoft.graph import ROOT, Graph
from tests.connectors.microsoft.loopback import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["home"]

ADD = ["account", "add", "google", "--name", "work"]


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[Double]:
    """A Google with three messages, and a browser whose owner says yes."""
    pytest.importorskip("googleapiclient", reason="needs the extra 'google'")
    with serving() as double:
        for number in range(3):
            double.mail.add(make_message(number))
        places = Endpoints(
            google_sign_in=f"{double.url}/auth",
            google_tokens=f"{double.url}/token",
            gmail=f"{double.url}/",
            google_calendar=f"{double.url}/calendar/v3/",
        )
        monkeypatch.setattr("assistant.oauth.ENDPOINTS", places)
        use_browser(monkeypatch, lambda url: urllib.request.urlopen(url, timeout=10).close())
        yield double


@pytest.fixture
def client(tmp_path: Path) -> str:
    """The file that Google Cloud gives."""
    file = tmp_path / "client_secret.json"
    row = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": []}
    file.write_text(json.dumps({"installed": row}), encoding="utf-8")
    return str(file)


def use_browser(monkeypatch: pytest.MonkeyPatch, visit: Callable[[str], object]) -> None:
    """A screen, and a browser that does this with an address, beside the command."""

    def open_(url: str) -> bool:
        threading.Thread(target=visit, args=(url,), daemon=True).start()
        return True

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_TTY", raising=False)
    monkeypatch.setattr("assistant.cli.consent.webbrowser.open", open_)


def files_of(home: Path) -> str:
    return "\n".join(
        path.read_text("utf-8", "replace") for path in home.iterdir() if path.is_file()
    )


def test_one_signs_in_on_googles_page_and_the_account_is_read(
    home: Path, google: Double, client: str
) -> None:
    added = invoke(home, *ADD, "--client", client)
    assert added.code == 0, added.err
    assert "Delivery 2" in added.out
    assert "access is in the sealed file" in added.out
    [wish] = google.sign_in.wishes
    assert "compose" not in wish["scope"]
    [account] = invoke(home, "account", "list", "--json").json["accounts"]
    assert (account["kind"], account["where"]) == ("google", f"{google.mail.address} at Google")
    assert invoke(home, "sync").code == 0
    assert CLIENT_SECRET not in files_of(home)
    assert "ya29." not in files_of(home)


def test_drafts_are_asked_for_when_they_are_turned_on(
    home: Path, google: Double, client: str
) -> None:
    added = invoke(home, *ADD, "--client", client, "--deliver", "drafts", "--json")
    assert added.code == 0, added.err
    assert "gmail.compose" in google.sign_in.wishes[0]["scope"]
    whats = [one["what"] for one in added.json["account"]["rights"]]
    assert "puts drafts you accepted beside yours" in whats
    assert not added.json["account"]["sends"]


def test_a_box_that_was_not_ticked_adds_nothing_and_is_named(
    home: Path, google: Double, client: str
) -> None:
    google.sign_in.unticked = frozenset({"https://www.googleapis.com/auth/calendar.readonly"})
    added = invoke(home, *ADD, "--client", client)
    assert added.code == 4
    assert "See and download any calendar" in added.err
    assert "[[account]]" not in files_of(home)


def test_whoever_says_no_changes_nothing(home: Path, google: Double, client: str) -> None:
    google.sign_in.refused = True
    added = invoke(home, *ADD, "--client", client)
    assert added.code == 4
    assert "was not given" in added.err
    assert "[[account]]" not in files_of(home)


def test_signing_in_again_must_be_the_same_person(home: Path, google: Double, client: str) -> None:
    assert invoke(home, *ADD, "--client", client).code == 0
    google.mail.address = "private@wirth.example"
    again = invoke(home, "account", "auth", "work")
    assert again.code == 4
    assert "You signed in as private@wirth.example" in again.err
    google.mail.address = "jonas@wirth.example"


def test_access_that_was_taken_back_is_asked_for_again_without_the_file(
    home: Path, google: Double, client: str
) -> None:
    assert invoke(home, *ADD, "--client", client).code == 0
    google.sign_in.revoke()
    assert invoke(home, "sync").code == 3
    listed = invoke(home, "account", "list")
    assert "needs a sign-in" in listed.out
    assert "rapport account auth work" in listed.err
    assert invoke(home, "account", "auth", "work").code == 0
    assert invoke(home, "sync").code == 0


def test_a_project_in_testing_is_told_to_end_in_seven_days(
    home: Path, google: Double, client: str
) -> None:
    google.sign_in.testing = True
    added = invoke(home, *ADD, "--client", client)
    assert added.code == 0
    assert "gives seven days" in added.err
    assert invoke(home, "sync").code == 0
    notes = invoke(home, "doctor", "--json").json["notes"]
    assert any("'Testing'" in note and "'work'" in note for note in notes)


def test_drafts_turned_on_later_need_another_sign_in_and_doctor_says_so(
    home: Path, google: Double, client: str
) -> None:
    assert invoke(home, *ADD, "--client", client).code == 0
    config = home / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('kind = "google"', 'kind = "google"\ndeliver = "drafts"'))
    failed = invoke(home, "doctor", "--json").json["failed"]
    assert any("Manage drafts and send emails" in sentence for sentence in failed)
    assert invoke(home, "account", "auth", "work").code == 0
    assert invoke(home, "doctor", "--json").json["failed"] == []


def test_without_a_browser_the_address_is_pasted(
    home: Path, google: Double, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("assistant.cli.consent.talk", told.append)

    class Pasting:
        def readline(self, *_: int) -> str:
            [url] = re.findall(r"http://127\.0\.0\.1:\d+/auth\?\S+", "\n".join(told))
            opener = urllib.request.build_opener(Stay)
            with pytest.raises(urllib.error.HTTPError) as gone:
                opener.open(url, timeout=10)
            with gone.value as answer:
                return str(answer.headers["Location"]) + "\n"

    monkeypatch.setattr("sys.stdin", Pasting())
    added = invoke(home, *ADD, "--client", client, "--no-browser")
    assert added.code == 0, added.err
    assert "127.0.0.1" in told[-1]


class Stay(urllib.request.HTTPRedirectHandler):
    """A browser that cannot open where it is sent."""

    def redirect_request(self, *_: Any) -> None:
        return None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not the file that Google Cloud gives"),
        ("[]", "not the file that Google Cloud gives"),
        ('{"web": {"client_id": "a", "client_secret": "b"}}', "'Desktop app'"),
        ('{"installed": {"client_id": "a"}}', "not the file that Google Cloud gives"),
        ('{"installed": ' + "[" * 20_000, "not the file that Google Cloud gives"),
    ],
)
def test_another_file_is_not_taken_for_the_client(
    home: Path, tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "other.json"
    file.write_text(text, encoding="utf-8")
    added = invoke(home, *ADD, "--client", str(file))
    assert (added.code, says in added.err) == (2, True), added.err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["google", "--client-id", "a", "--password-stdin"], "takes no password"),
        (["imap", "--client-id", "a", "--no-browser"], "--no-browser is for"),
        (["microsoft", "--client", "x.json"], "--client FILE is for google"),
        (["google"], "client_id"),
        (["exchange", "--host", "mail.firm.example"], "user"),
        (["exchange", "--host", "mail.firm.example", "--user", "FIRM\\m"], "mailbox"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(
    home: Path, options: list[str], says: str
) -> None:
    added = invoke(home, "account", "add", *options)
    assert added.code != 0
    assert says in added.err


@pytest.mark.parametrize(
    ("kind", "library", "extra"),
    [
        ("google", "googleapiclient", "rapport[google]"),
        ("microsoft", "msal", "rapport[microsoft]"),
        ("exchange", "exchangelib", "rapport[exchange]"),
    ],
)
def test_a_missing_library_is_named_with_the_line_that_installs_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, kind: str, library: str, extra: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    options = {
        "google": ["--client-id", "a"],
        "microsoft": ["--client-id", "a"],
        "exchange": ["--host", "h.example", "--user", "m@h.example", "--secret-env", "PW"],
    }[kind]
    added = invoke(home, "account", "add", kind, *options)
    assert added.code == 78
    assert f"pip install '{extra}'" in added.err


def test_exchange_online_is_told_to_be_read_as_microsoft(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("exchangelib", reason="needs the extra 'exchange'")
    monkeypatch.setenv("PW", "invented")
    options = ["--host", "outlook.office365.com", "--user", "m@firm.example", "--secret-env", "PW"]
    added = invoke(home, "account", "add", "exchange", *options, "--untested")
    assert added.code == 0
    assert "1 April 2027" in added.err
    assert "microsoft" in added.err
    notes = invoke(home, "doctor", "--json").json["notes"]
    assert any("1 April 2027" in note for note in notes)


# ── Microsoft ────────────────────────────────────────────────────────────────────────────────


@dataclass
class Microsoft(Entra):
    """The sign-in host, and the mailbox behind it."""

    graph: Graph = field(default_factory=Graph)


@pytest.fixture
def entra(monkeypatch: pytest.MonkeyPatch) -> Iterator[Microsoft]:
    """Microsoft's sign-in host and Graph, and a browser whose owner says yes."""
    pytest.importorskip("msal", reason="needs the extra 'microsoft'")
    double = Microsoft()
    graph = double.graph
    graph.calendar = Calendars(graph)
    graph.tokens |= {f"access-{number}" for number in range(20)}
    with serve(double.answer) as url, serve(graph.answer) as graph_url:
        double.url, graph.url = url, graph_url

        def http(account: str) -> Http:
            import httpx

            here = httpx.URL(url)
            return Http(
                account,
                AUTHORITY,
                reroute=lambda to: to.copy_with(scheme="http", host=here.host, port=here.port),
            )

        monkeypatch.setattr(
            "assistant.oauth.ENDPOINTS", Endpoints(graph=graph_url + ROOT, entra=http)
        )

        def visit(address: str) -> None:
            import httpx

            back, form = double.consent(address)
            with httpx.Client(trust_env=False) as browser:
                browser.post(httpx.URL(back).copy_with(host="127.0.0.1"), data=form)

        use_browser(monkeypatch, visit)
        yield double


MICROSOFT = [
    "account", "add", "microsoft", "--name", "work", "--client-id", APPLICATION, "--tenant", TENANT,
]  # fmt: skip


def test_one_signs_in_on_microsofts_page(home: Path, entra: Microsoft) -> None:
    added = invoke(home, *MICROSOFT)
    assert added.code == 0, added.err
    [account] = invoke(home, "account", "list", "--json").json["accounts"]
    assert account["where"] == "jonas@wirth.example at Microsoft 365"
    assert invoke(home, "sync").code == 0
    assert "refresh-" not in files_of(home)


def test_without_a_browser_a_code_is_entered_elsewhere(home: Path, entra: Microsoft) -> None:
    added = invoke(home, *MICROSOFT, "--no-browser")
    assert added.code == 0, added.err
    assert "ABCD-1234" in added.err


def test_a_refresh_that_is_refused_needs_a_sign_in(home: Path, entra: Microsoft) -> None:
    assert invoke(home, *MICROSOFT).code == 0
    good = set(entra.graph.tokens)
    entra.graph.tokens.clear()
    entra.error = {"error": "invalid_grant", "error_description": "AADSTS700082: expired"}
    calls = len(entra.calls)
    assert invoke(home, "sync").code == 3
    assert "needs a sign-in" in invoke(home, "account", "list").out
    tokens = [call for call in entra.calls[calls:] if call == "POST token"]
    assert len(tokens) <= 3
    entra.error = None
    entra.graph.tokens |= good
    assert invoke(home, "account", "auth", "work").code == 0
    assert invoke(home, "sync").code == 0


# ── by answering ─────────────────────────────────────────────────────────────────────────────


def answer_with(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """A person at a terminal who types these lines, then only Enter."""
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("\n".join([*lines, *[""] * 20])))
    monkeypatch.setattr("assistant.cli.asking.can_ask", lambda: True)


def test_by_answering_google_is_added_with_drafts(
    home: Path, google: Double, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, "2", "mail", client, "2")
    added = invoke(home, "account", "add")
    assert added.code == 0, added.err
    assert f"You signed in as {google.mail.address}" in added.err
    [account] = invoke(home, "account", "list", "--json").json["accounts"]
    assert (account["name"], account["kind"]) == ("mail", "google")
    assert "puts drafts you accepted beside yours" in [one["what"] for one in account["rights"]]
    assert CLIENT_SECRET not in files_of(home)


def test_by_answering_a_refusal_may_be_tried_again(
    home: Path, google: Double, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([True, False])
    authorize = google.sign_in.authorize

    def first_no(query: dict[str, list[str]]) -> str:
        google.sign_in.refused = next(answers)
        return authorize(query)

    monkeypatch.setattr(google.sign_in, "authorize", first_no)
    answer_with(monkeypatch, "2", "mail", client, "1", "1")
    added = invoke(home, "account", "add")
    assert added.code == 0, added.err
    assert "was not given" in added.err


def test_by_answering_microsoft_is_added(
    home: Path, entra: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, "3", "work", APPLICATION, TENANT, "1")
    added = invoke(home, "account", "add")
    assert added.code == 0, added.err
    text = (home / "config.toml").read_text(encoding="utf-8")
    assert f'tenant = "{TENANT}"' in text
    assert 'user = "jonas@wirth.example"' in text
    assert 'deliver = "none"' in text
