"""`[report]`: what is read, what is refused."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from assistant.config import load_config
from assistant.config.records import ReportConfig, SmtpConfig
from assistant.errors import BadConfiguration

OWNER = '[owner]\nname = "Ann Arden"\naddresses = ["ann@firm.example"]\n'


def load(tmp_path: Path, text: str) -> ReportConfig:
    (tmp_path / "config.toml").write_text(OWNER + text, encoding="utf-8")
    return load_config(tmp_path).report


def test_nothing_is_mailed_unless_it_is_asked_for(tmp_path: Path) -> None:
    report = load(tmp_path, "")
    assert report == ReportConfig()
    assert not report.mail


def test_everything_can_be_said(tmp_path: Path) -> None:
    report = load(
        tmp_path,
        '[report]\nmail = true\nat = "23:05"\nwhen_clear = false\nvia = "smtp"\n'
        'page = "https://page.firm.example/rapport/"\n'
        '[report.smtp]\nhost = "mail.firm.example"\nuser = "ann"\nsecret_command = ["pass", "x"]\n',
    )
    smtp = SmtpConfig("mail.firm.example", user="ann", secret_command=("pass", "x"))
    assert report.at == time(23, 5)
    assert report.page == "https://page.firm.example/rapport"
    assert report.smtp == smtp


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("implicit", 465), ("none", 25)])
def test_the_port_follows_from_the_protection(tmp_path: Path, tls: str, port: int) -> None:
    report = load(tmp_path, f'[report.smtp]\nhost = "localhost"\ntls = "{tls}"\n')
    assert report.smtp is not None
    assert report.smtp.port == port


SMTP = '[report]\nvia = "smtp"\n[report.smtp]\nhost = "mail.firm.example"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[report]\nmails = true\n', "unknown key 'mails' in [report]. Did you mean 'mail'?"),
        ('[report]\nat = "7:30"\n', "'7:30' is no time of the day; write at = \"07:30\""),
        ('[report]\nat = "24:00"\n', "is no time of the day"),
        ('[report]\nat = 7\n', "7 is no time of the day"),
        ('[report]\nvia = "post"\n', "'via' must be one of sendmail, smtp"),
        ('[report]\nvia = "smtp"\n', "needs a table [report.smtp]"),
        ('[report]\nsendmail = []\n', "names no command"),
        ('[report]\npage = "javascript:alert(1)"\n', "is no address of a page"),
        ('[report]\npage = "https://x.example/a b"\n', "is no address of a page"),
        ('[report]\npage = "https://x.example:99999"\n', "is no address of a page"),
        ('[report]\npage = "https://me:pw@x.example"\n', "is no address of a page"),
        ('[report.smtp]\nport = 25\n', "has no 'host'"),
        ('[report.smtp]\nhost = "a b"\n', "is no name of a host"),
        (SMTP + 'password = "hunter2"\n', "no secret stands in a file"),
        (SMTP + 'user = "ann"\n', "exactly one of secret_env and secret_command"),
        (SMTP + 'secret_env = "X"\n', "and they with 'user'"),
        (SMTP + 'user = "a"\nsecret_env = "X"\nsecret_command = ["x"]\n', "exactly one of"),
        (SMTP + 'user = "a"\nsecret_env = "A B"\n', "is no name of a variable"),
        (SMTP + 'tls = "none"\n', "for a host on this machine only"),
        (SMTP + 'port = 0\n', "'port' must be between 1 and 65535"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        load(tmp_path, text)
    assert sentence in str(refused.value)
    assert refused.value.line is not None
    assert "hunter2" not in str(refused.value)
