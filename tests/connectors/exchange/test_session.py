"""Signing in and patience: how often, how long, and what is said at the end."""

from __future__ import annotations

import gc
import logging
import traceback
from typing import TYPE_CHECKING

import pytest

from connectors.base import AmbiguousDelivery, AuthError, PermanentError, TransientError
from connectors.exchange.faults import Refused, wish_s
from connectors.exchange.mail import ExchangeMail
from connectors.exchange.session import Session
from connectors.exchange.settings import ExchangeSettings, exchange_online_sentence
from connectors.local.pages import PageLimits
from tests.connectors.contract import make_message
from tests.connectors.exchange.server import PASSWORD, TOKEN, ExchangeServer
from tests.connectors.exchange.settings import settings_for
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from collections.abc import Iterator

INBOX = "Posteingang"


def look(session: Session) -> None:
    session.call(
        "GetFolder",
        folders=[session.ews.usual_folder("inbox")],
        additional_fields=None,
        shape="IdOnly",
    )


def ask(settings: ExchangeSettings) -> None:
    """One request that reads."""
    with Session("work", settings) as session:
        look(session)


def mail(settings: ExchangeSettings) -> ExchangeMail:
    return ExchangeMail("work", settings, limits=PageLimits(items=100))


def fill(server: ExchangeServer, count: int) -> list[str]:
    return [server.world.mailbox.add_message("inbox", make_message(n)) for n in range(count)]


# ── Ways to sign in ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sign_in", "user", "secret"),
    [
        ("ntlm", r"WIRTH\jonas", PASSWORD),
        ("ntlm", "jonas@wirth.example", PASSWORD),
        ("basic", r"WIRTH\jonas", PASSWORD),
        ("oauth", "", TOKEN),
    ],
)
def test_each_way_signs_in_once_for_many_requests(
    exchange: ExchangeServer, sign_in: str, user: str, secret: str
) -> None:
    settings = settings_for(exchange, sign_in=sign_in, user=user, secret=lambda: secret)
    with Session("work", settings) as session:
        for _ in range(5):
            look(session)
        assert session.sign_ins == 1
    assert exchange.accepted == 1


@pytest.mark.parametrize(("sign_in", "challenges"), [("ntlm", 1), ("basic", 0)])
def test_a_connector_signs_in_once_for_all_its_folders(
    exchange: ExchangeServer, sign_in: str, challenges: int
) -> None:
    fill(exchange, 3)
    connector = mail(settings_for(exchange, sign_in=sign_in))
    for folder in connector.list_collections():
        replica = MailReplica(folder.name).sync(connector)
        replica.listing(connector)
    assert (exchange.accepted, exchange.world.requests["401"]) == (1, challenges)
    connector.close()
    connector.list_collections()
    assert (exchange.accepted, exchange.world.requests["401"]) == (2, 2 * challenges)


def test_a_refused_password_is_shown_once_for_all_folders(exchange: ExchangeServer) -> None:
    connector = mail(settings_for(exchange))
    folders = connector.list_collections()
    exchange.world.users[0].password = "another"
    connector.close()
    before = exchange.world.requests["401"]
    for folder in folders:
        with pytest.raises(AuthError):
            MailReplica(folder.name).sync(connector)
    assert exchange.world.requests["401"] - before == 2  # the challenge, and the proof


def test_a_secret_that_was_corrected_is_taken_after_close(exchange: ExchangeServer) -> None:
    secrets = ["wrong"]
    connector = mail(settings_for(exchange, secret=lambda: secrets[-1]))
    with pytest.raises(AuthError):
        connector.list_collections()
    secrets.append(PASSWORD)
    connector.close()
    assert connector.list_collections()


def test_a_connector_that_is_forgotten_leaves_no_connection(exchange: ExchangeServer) -> None:
    connector = mail(settings_for(exchange))
    connector.list_collections()
    line = connector._shared.session()._line
    assert line.is_open
    del connector
    gc.collect()
    assert not line.is_open


def test_a_host_that_only_says_negotiate_takes_ntlm(exchange: ExchangeServer) -> None:
    exchange.schemes = ("Negotiate",)
    ask(settings_for(exchange))


@pytest.mark.parametrize(
    ("sign_in", "schemes", "named"),
    [
        ("basic", ("NTLM", "Negotiate"), "'ntlm'"),
        ("ntlm", ("Basic",), "'basic'"),
        ("oauth", ("Negotiate", "NTLM", "Basic"), "'ntlm'"),
    ],
)
def test_a_way_that_is_not_offered_is_said_to_be_so(
    exchange: ExchangeServer, sign_in: str, schemes: tuple[str, ...], named: str
) -> None:
    exchange.schemes = schemes
    with pytest.raises(PermanentError, match=f"offers.*{named}.*sign_in"):
        ask(settings_for(exchange, sign_in=sign_in, secret=lambda: "wrong"))
    assert exchange.world.requests["401"] == 1


@pytest.mark.parametrize("sign_in", ["ntlm", "basic"])
def test_a_wrong_password_is_shown_once(exchange: ExchangeServer, sign_in: str) -> None:
    fill(exchange, 3)
    connector = mail(settings_for(exchange, sign_in=sign_in, secret=lambda: "wrong"))
    with pytest.raises(AuthError, match="rapport account auth work"):
        MailReplica(INBOX).sync(connector)
    assert exchange.world.requests["401"] == (2 if sign_in == "ntlm" else 1)


@pytest.mark.parametrize("sign_in", ["ntlm", "basic"])
def test_a_password_that_is_changed_in_mid_page_is_tried_twice_and_no_more(
    exchange: ExchangeServer, sign_in: str
) -> None:
    fill(exchange, 350)
    replica = MailReplica(INBOX)
    exchange.world.fail("GetItem", status=401, times=1000, after=15)
    with pytest.raises(AuthError):
        replica.sync(mail(settings_for(exchange, sign_in=sign_in)))
    assert len(replica.records) == 150
    assert exchange.world.requests["GetItem"] == 17
    exchange.world.faults.waiting.clear()
    replica.sync(mail(settings_for(exchange, sign_in=sign_in)))
    assert (len(replica.records), replica.told) == (350, 350)


def test_after_a_refusal_the_session_asks_nothing_more(exchange: ExchangeServer) -> None:
    with Session("work", settings_for(exchange, secret=lambda: "wrong")) as session:
        for _ in range(5):
            with pytest.raises(AuthError):
                look(session)
        assert session.sign_ins == 1


def test_a_401_that_is_a_whim_is_signed_in_again(exchange: ExchangeServer) -> None:
    fill(exchange, 20)
    exchange.world.fail("GetItem", status=401, after=1)
    assert len(MailReplica(INBOX).sync(mail(settings_for(exchange))).records) == 20


def tokens(*given: str) -> tuple[list[str], Iterator[str]]:
    asked: list[str] = []

    def give() -> Iterator[str]:
        for token in given:
            asked.append(token)
            yield token

    return asked, give()


def test_a_token_that_expires_is_asked_for_once_more(exchange: ExchangeServer) -> None:
    fill(exchange, 20)
    exchange.world.tokens["newer"] = exchange.world.tokens[TOKEN]
    exchange.world.fail("GetItem", status=401, after=1)
    asked, given = tokens(TOKEN, "newer")
    settings = settings_for(exchange, sign_in="oauth", secret=lambda: next(given))
    assert len(MailReplica(INBOX).sync(mail(settings)).records) == 20
    assert asked == [TOKEN, "newer"]


@pytest.mark.parametrize("second", [TOKEN, "refused-too"])
def test_a_second_refused_token_needs_a_person(exchange: ExchangeServer, second: str) -> None:
    exchange.world.tokens.clear()
    asked, given = tokens(TOKEN, second, "never asked for")
    with pytest.raises(AuthError):
        ask(settings_for(exchange, sign_in="oauth", secret=lambda: next(given)))
    assert asked == [TOKEN, second]
    assert exchange.world.requests["401"] == (1 if second == TOKEN else 2)


@pytest.mark.parametrize("secret", ["", "two\0parts", "x" * 20_000])
def test_a_secret_that_is_none_is_told_to_nobody(exchange: ExchangeServer, secret: str) -> None:
    with pytest.raises(AuthError):
        ask(settings_for(exchange, secret=lambda: secret))
    assert exchange.world.requests == {}


@pytest.mark.parametrize("sign_in", ["ntlm", "basic", "oauth"])
def test_the_secret_stands_nowhere(
    exchange: ExchangeServer, sign_in: str, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "s3cret-Ställe" if sign_in != "oauth" else "s3cret-token"
    settings = settings_for(exchange, sign_in=sign_in, secret=lambda: secret)
    with caplog.at_level(logging.DEBUG), pytest.raises(AuthError) as caught:
        ask(settings)
    said = "".join(traceback.format_exception(caught.value)) + repr(settings) + caplog.text
    assert "s3cret" not in said


# ── Whose mailbox ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("access", ["delegate", "impersonation"])
def test_another_mailbox_is_read_by_right(exchange: ExchangeServer, access: str) -> None:
    world = exchange.world
    ines = world.add_mailbox("ines@wirth.example", language="en")
    ines.add_message("inbox", make_message(1))
    world.users[0].impersonates.add("ines@wirth.example")
    world.users[0].delegate_of["ines@wirth.example"] = "read"
    settings = settings_for(exchange, access=access, mailbox="ines@wirth.example")
    assert len(MailReplica("Inbox").sync(mail(settings)).records) == 1


@pytest.mark.parametrize(
    ("access", "mailbox", "said"),
    [
        ("impersonation", "ines@wirth.example", "ApplicationImpersonation"),
        ("delegate", "ines@wirth.example", "right to read"),
        ("delegate", "nobody@wirth.example", "primary address"),
        ("impersonation", "nobody@wirth.example", "primary address"),
    ],
)
def test_what_is_missing_for_another_mailbox_is_said(
    exchange: ExchangeServer, access: str, mailbox: str, said: str
) -> None:
    exchange.world.add_mailbox("ines@wirth.example")
    settings = settings_for(exchange, access=access, mailbox=mailbox)
    with pytest.raises(PermanentError, match=said):
        mail(settings).list_collections()


# ── Patience ─────────────────────────────────────────────────────────────────────────────────────

BUSY = "ErrorServerBusy"


@pytest.mark.parametrize(
    ("fault", "waited"),
    [
        ({"error": BUSY, "back_off_ms": 7500}, [7.5, 7.5]),
        ({"error": BUSY, "back_off_ms": 7500, "as_fault": False}, [7.5, 7.5]),
        ({"error": BUSY}, [0.5, 1.0]),
        ({"status": 503, "retry_after": 9}, [9.0, 9.0]),
        ({"status": 429}, [0.5, 1.0]),
        ({"error": "ErrorInternalServerTransientError"}, [0.5, 1.0]),
        ({"error": "ErrorTooManyObjectsOpened"}, [0.5, 1.0]),
    ],
)
def test_a_host_that_is_busy_is_waited_for_as_it_wishes(
    exchange: ExchangeServer, fault: dict[str, object], waited: list[float]
) -> None:
    exchange.world.fail("GetFolder", times=2, **fault)
    waits: list[float] = []
    ask(settings_for(exchange, waits=waits))
    assert waits == waited


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12),
        ({"retry-after": "999999999"}, 86_400),
        (
            {
                "retry-after": "Mon, 02 Mar 2026 09:00:30 GMT",
                "date": "Mon, 02 Mar 2026 09:00:00 GMT",
            },
            30,
        ),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wish_of_a_host_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert wish_s(headers) == seconds


@pytest.mark.parametrize(
    "fault",
    [
        {"error": BUSY, "back_off_ms": 60_000},
        {"error": BUSY, "back_off_ms": 0},
        {"error": BUSY},
        {"error": BUSY, "back_off_ms": 3_600_000},
        {"status": 503, "retry_after": 40},
        {"status": 429},
        {"status": 500, "body": b"<html>no</html>"},
    ],
)
def test_a_host_that_stays_busy_is_left_alone_in_the_end(
    exchange: ExchangeServer, fault: dict[str, object]
) -> None:
    exchange.world.fail("*", times=1000, **fault)
    waits: list[float] = []
    with pytest.raises(TransientError, match="now"):
        mail(settings_for(exchange, waits=waits)).list_collections()
    assert sum(waits) <= 300
    assert exchange.world.requests["GetFolder"] <= 16


def test_the_wish_of_the_host_is_handed_on(exchange: ExchangeServer) -> None:
    exchange.world.fail("GetFolder", BUSY, times=9, back_off_ms=600_000)
    with pytest.raises(TransientError) as caught:
        mail(settings_for(exchange)).list_collections()
    assert caught.value.retry_after_s == 600


def test_under_constant_throttling_there_is_progress_too(exchange: ExchangeServer) -> None:
    fill(exchange, 120)
    replica = MailReplica(INBOX)
    for _ in range(8):
        exchange.world.faults.waiting.clear()
        exchange.world.fail("GetItem", BUSY, times=1000, after=2, back_off_ms=400_000)
        try:
            replica.sync(mail(settings_for(exchange)))
        except TransientError:
            continue
        break
    assert (len(replica.records), replica.told) == (120, 120)


def test_a_connection_that_the_host_closed_is_made_anew(exchange: ExchangeServer) -> None:
    exchange.world.fail("GetFolder", lost="before")
    ask(settings_for(exchange))
    assert exchange.accepted == 2


@pytest.mark.parametrize("sign_in", ["ntlm", "basic"])
@pytest.mark.parametrize("requests", [1, 2, 7])
def test_a_host_may_end_a_connection_with_any_answer(
    exchange: ExchangeServer, sign_in: str, requests: int
) -> None:
    fill(exchange, 60)
    exchange.requests_per_connection = requests
    settings = settings_for(exchange, sign_in=sign_in, page_size=10)
    connector = mail(settings)
    replica = MailReplica(INBOX).sync(connector)
    assert (len(replica.records), replica.told) == (60, 60)
    assert replica.sync(connector).pages == []
    asked = sum(count for name, count in exchange.world.requests.items() if name != "401")
    assert exchange.accepted >= asked / requests
    # Each connection is signed in once, and none in vain.
    assert exchange.world.requests["401"] == (exchange.accepted if sign_in == "ntlm" else 0)


def test_what_makes_something_may_be_the_last_answer_of_a_connection(
    exchange: ExchangeServer,
) -> None:
    (key,) = fill(exchange, 1)
    exchange.requests_per_connection = 1
    delete(settings_for(exchange), key)
    assert exchange.world.mailbox.items("inbox") == []


def test_a_host_that_always_closes_is_asked_twice(exchange: ExchangeServer) -> None:
    exchange.world.fail("GetFolder", lost="before", times=100)
    with pytest.raises(TransientError, match="cannot be reached"):
        ask(settings_for(exchange))
    assert exchange.world.requests["GetFolder"] == 2


def test_a_host_that_is_not_there_is_a_sentence() -> None:
    with ExchangeServer() as server:
        settings = settings_for(server)
    with pytest.raises(TransientError, match=r"127\.0\.0\.1 of account 'work' cannot be reached"):
        ask(settings)


def test_a_silent_host_is_not_waited_for(exchange: ExchangeServer) -> None:
    exchange.world.fail("GetFolder", delay_s=1.0)
    with pytest.raises(TransientError, match="in time"):
        ask(settings_for(exchange, timeout_s=0.1))


# ── What makes something ─────────────────────────────────────────────────────────────────────────


def delete(settings: ExchangeSettings, key: str) -> None:
    """The simplest request that changes something."""
    from exchangelib.util import create_element

    with Session("work", settings) as session:
        payload = create_element("m:DeleteItem", attrs={"DeleteType": "HardDelete"})
        payload.append(create_element("m:ItemIds"))
        payload[0].append(create_element("t:ItemId", attrs={"Id": key}))
        (reply,) = session.make("DeleteItem", payload)
        reply.granted()


def test_what_makes_something_is_sent_once_where_the_answer_is_lost(
    exchange: ExchangeServer,
) -> None:
    (key,) = fill(exchange, 1)
    exchange.world.fail("DeleteItem", lost="after")
    with pytest.raises(AmbiguousDelivery, match="looked up"):
        delete(settings_for(exchange), key)
    assert exchange.world.requests["DeleteItem"] == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"error": BUSY, "back_off_ms": 5}, Refused),
        ({"status": 503}, Refused),
        ({"status": 429}, Refused),
        ({"status": 502}, AmbiguousDelivery),
        ({"status": 200, "body": b"<html>"}, AmbiguousDelivery),
    ],
)
def test_what_makes_something_is_never_tried_again_here(
    exchange: ExchangeServer, fault: dict[str, object], error: type[Exception]
) -> None:
    (key,) = fill(exchange, 1)
    exchange.world.fail("DeleteItem", times=5, **fault)
    waits: list[float] = []
    with pytest.raises(error):
        delete(settings_for(exchange, waits=waits), key)
    assert (exchange.world.requests["DeleteItem"], waits) == (1, [])


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.wirth.example/EWS/Exchange.asmx",
        "https://jonas:pw@mail.wirth.example/EWS/Exchange.asmx",
        "https://mail.wirth.example/EWS/Exchange.asmx?a=b",
        "https:///EWS/Exchange.asmx",
        "ftp://mail.wirth.example/",
        "https://mail.wirth.example:99999/EWS/Exchange.asmx",
        "https://mail.wirth.example/EWS/Ex change.asmx",
        "mail.wirth.example",
        "",
    ],
)
def test_an_address_that_a_password_must_not_be_shown_to_is_refused(url: str) -> None:
    with pytest.raises(PermanentError):
        ExchangeSettings(url, "jonas", lambda: "", "jonas@wirth.example")


@pytest.mark.parametrize(
    "mailbox", ["jonas", "@wirth.example", "a b@wirth.example", "a\n@b.example"]
)
def test_a_mailbox_is_named_by_its_address(mailbox: str) -> None:
    with pytest.raises(PermanentError):
        ExchangeSettings("https://mail.wirth.example/", "jonas", lambda: "", mailbox)


@pytest.mark.parametrize(
    ("url", "warns"),
    [
        ("https://outlook.office365.com/EWS/Exchange.asmx", True),
        ("https://Outlook.Office365.com./EWS/Exchange.asmx", True),
        ("https://outlook.office.com/EWS/Exchange.asmx", True),
        ("https://mail.wirth.example/EWS/Exchange.asmx", False),
        ("https://outlook.office365.com.wirth.example/", False),
        ("https://[", False),
    ],
)
def test_exchange_online_is_warned_of(url: str, warns: bool) -> None:
    sentence = exchange_online_sentence(url)
    assert (sentence is not None) is warns
    assert sentence is None or "'microsoft'" in sentence
