"""`[report]`: the daily report by mail. No secret stands here, only where one is to be had."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.config.hosts import read_host, read_port, read_secret_keys, read_tls, refuse_secrets
from assistant.config.keys import REPORT_KEYS, SMTP_KEYS
from assistant.config.records import ReportConfig, SecretConfig, SmtpConfig

if TYPE_CHECKING:
    from assistant.config.reading import Section

WAYS = ("sendmail", "smtp")

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_PAGE = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(?:/[A-Za-z0-9._~-]+)*/?")


def read_report(section: Section) -> ReportConfig:
    """The section, checked; its defaults where it is left out.

    Raises:
        BadConfiguration: as everywhere; also for a password in the file.
    """
    section.check_keys(REPORT_KEYS)
    via = section.choice("via", WAYS, "sendmail") or "sendmail"
    command = section.strings("sendmail") if section.has("sendmail") else ("/usr/sbin/sendmail",)
    if not command:
        section.fail("sendmail", "'sendmail' names no command; write [\"/usr/sbin/sendmail\"].")
    if via == "smtp" and not section.has("smtp"):
        section.fail("via", 'via = "smtp" needs a table [report.smtp] with the host.')
    return ReportConfig(
        mail=section.boolean("mail", default=False),
        at=section.parsed("at", _parse_clock) if section.has("at") else time(7, 30),
        when_clear=section.boolean("when_clear", default=True),
        via=via,
        sendmail=(str(Path(command[0]).expanduser()), *command[1:]),
        smtp=_smtp(section.section("smtp")) if section.has("smtp") else None,
        page=_page(section),
    )


def _parse_clock(value: Any) -> time:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        message = f'{value!r} is no time of the day; write at = "07:30"'
        raise ValueError(message)
    return time(int(found[1]), int(found[2]))


def _page(section: Section) -> str | None:
    page = section.string("page")
    if page is None:
        return None
    try:
        usable = _PAGE.fullmatch(page) is not None and urlsplit(page).port != 0
    except ValueError:
        usable = False
    if not usable:
        section.fail("page", f"'{page}' is no address of a page; write http://127.0.0.1:8725.")
    return page.rstrip("/")


def _smtp(section: Section) -> SmtpConfig:
    refuse_secrets(section)
    section.check_keys(SMTP_KEYS)
    host = read_host(section)
    tls = read_tls(section, host, "starttls", why="your report names clients")
    user, secret = section.string("user"), read_secret_keys(section)
    if (user is not None) != (secret != SecretConfig()):
        section.fail(
            "user",
            "'user' goes with exactly one of secret_env and secret_command, and they with 'user'.",
        )
    port = 465 if tls == "implicit" else 25 if tls == "none" else 587
    return SmtpConfig(
        host=host,
        port=read_port(section) or port,
        tls=tls,
        user=user,
        secret_env=secret.env,
        secret_command=secret.command,
    )
