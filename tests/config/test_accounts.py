"""`[[account]]`: what each kind takes, what is refused, and the sentence that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config.load import load_config
from assistant.config.providers import find_other_hosts
from assistant.config.records import AccountConfig, AccountKind, SecretConfig
from assistant.errors import BadConfiguration

OWNER = '[owner]\nname = "Dana"\naddresses = ["dana@firm.example"]\n'
IMAP = '[[account]]\nname = "work"\nkind = "imap"\nhost = "mail.firm.example"\nuser = "dana"\n'
CALDAV = (
    '[[account]]\nname = "dav"\nkind = "caldav"\nurl = "https://dav.firm.example/"\nuser = "d"\n'
)
GOOGLE = '[[account]]\nname = "g"\nkind = "google"\nclient_id = "a.apps.example"\n'
MICROSOFT = '[[account]]\nname = "m"\nkind = "microsoft"\nclient_id = "0-1"\n'
EXCHANGE = (
    '[[account]]\nname = "e"\nkind = "exchange"\nhost = "ex.firm.example"\n'
    'user = "marta@firm.example"\n'
)


def accounts(home: Path, text: str) -> tuple[AccountConfig, ...]:
    (home / "config.toml").write_text(OWNER + text, encoding="utf-8")
    return load_config(home).accounts


def refusal(home: Path, text: str) -> str:
    with pytest.raises(BadConfiguration) as refused:
        accounts(home, text)
    return str(refused.value)


def test_a_mailbox_on_a_host_needs_host_and_user_only(tmp_path: Path) -> None:
    (account,) = accounts(tmp_path, IMAP)
    assert (account.kind, account.host, account.user) == (
        AccountKind.IMAP, "mail.firm.example", "dana",
    )  # fmt: skip
    assert (account.port, account.tls, account.sign_in) == (None, "implicit", "password")
    assert account.secret == SecretConfig()
    assert account.bodies
    assert (account.reads_mail, account.reads_calendar, account.takes_drafts) == (True, False, True)


def test_a_calendar_server_reads_no_mail_and_takes_no_drafts(tmp_path: Path) -> None:
    (account,) = accounts(tmp_path, CALDAV)
    assert (account.reads_mail, account.reads_calendar, account.takes_drafts) == (
        False, True, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "takes", "sends"),
    [
        (GOOGLE, False, False),
        (GOOGLE + 'deliver = "none"\n', False, False),
        (GOOGLE + 'deliver = "drafts"\n', True, False),
        (MICROSOFT + 'deliver = "send"\n', True, True),
        (MICROSOFT, False, False),
        (EXCHANGE, True, False),
        (EXCHANGE + 'deliver = "none"\n', False, False),
        (EXCHANGE + 'deliver = "send"\n', True, True),
    ],
)
def test_what_becomes_of_accepted_mail(tmp_path: Path, text: str, takes: bool, sends: bool) -> None:
    (account,) = accounts(tmp_path, text)
    assert (account.takes_drafts, account.sends) == (takes, sends)
    assert (account.reads_mail, account.reads_calendar, account.is_remote) == (True, True, True)


def test_an_exchange_server_is_found_on_its_host(tmp_path: Path) -> None:
    (account,) = accounts(tmp_path, EXCHANGE)
    assert account.url == "https://ex.firm.example/EWS/Exchange.asmx"
    assert (account.mailbox, account.sign_in, account.access) == (
        "marta@firm.example", "ntlm", "own",
    )  # fmt: skip


def test_an_address_that_is_a_secret_may_be_left_out(tmp_path: Path) -> None:
    (account,) = accounts(tmp_path, '[[account]]\nname = "t"\nkind = "ics"\n')
    assert account.url is None


def test_an_address_never_stands_in_what_is_printed(tmp_path: Path) -> None:
    text = '[[account]]\nname = "t"\nkind = "ics"\nurl = "https://x.example/private-4711.ics"\n'
    assert "4711" not in repr(accounts(tmp_path, text))


def test_several_kinds_stand_beside_each_other(tmp_path: Path) -> None:
    local = '[[account]]\nname = "old"\nmail = ["old.mbox"]\n'
    assert [one.name for one in accounts(tmp_path, IMAP + CALDAV + local)] == ["work", "dav", "old"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (IMAP + 'password = "hunter2"\n', "no secret stands in a file"),
        (IMAP + 'mail = ["a.mbox"]\n', "'mail' is for accounts of kind \"local\""),
        (
            CALDAV + "bodies = false\n",
            '\'bodies\' is for accounts of kind "local", "imap", "google", ',
        ),
        (IMAP + 'tenant = "x"\n', "'tenant' is for accounts of kind \"microsoft\";"),
        (IMAP + 'calendars = ["x"]\n', '"caldav", "google", "microsoft" and "exchange";'),
        (GOOGLE.replace("apps", "ap ps"), "is no client ID"),
        (GOOGLE.replace('client_id = "a.apps.example"\n', ""), "has no 'client_id'"),
        (GOOGLE + 'deliver = "all"\n', "deliver"),
        (GOOGLE + 'client_secret = "hunter2"\n', "client_secret"),
        (MICROSOFT + 'tenant = "a/b"\n', "is no directory"),
        (EXCHANGE + 'url = "https://x.example/"\n', "exactly one of host and url"),
        (EXCHANGE.replace("marta@firm.example", "marta"), "has no 'mailbox'"),
        (EXCHANGE + 'sign_in = "password"\n', "sign_in"),
        (EXCHANGE + 'access = "full"\n', "access"),
        (IMAP + 'tls = "none"\n', "for a host on this machine only"),
        (IMAP + "port = 0\n", "between 1 and 65535"),
        (IMAP + 'secret_env = "a b"\n', "no name of a variable"),
        (IMAP + 'secret_env = "A"\nsecret_command = ["b"]\n', "not both"),
        (IMAP.replace("mail.firm.example", "https://mail"), "no name of a host"),
        (IMAP.replace('user = "dana"\n', ""), "has no 'user'"),
        (CALDAV.replace('user = "d"\n', ""), "has no 'user'"),
        (CALDAV.replace('url = "https://dav.firm.example/"\n', ""), "has no 'url'"),
        (IMAP + IMAP, "two [[account]] are called 'work'"),
        (IMAP.replace("imap", "imapp"), "Did you mean 'imap'?"),
        (IMAP + '[account.smtp]\nhost = "x.example"\ntls = "none"\n', "this machine only"),
        (IMAP + "[account.smtp]\nport = 25\n", "has no 'host'"),
        (IMAP + '[account.smtp]\nhost = "x.example"\ntoken = "t"\n', "no secret stands in a file"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    said = refusal(tmp_path, text)
    assert sentence in said
    assert "hunter2" not in said


def test_a_server_that_is_known_to_use_other_hosts_gets_them_named() -> None:
    assert find_other_hosts("https://caldav.icloud.com/") == (".icloud.com",)
    assert find_other_hosts("https://dav.firm.example/") == ()
    assert find_other_hosts("") == ()
