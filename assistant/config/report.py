"""`[report]`: the daily report by mail. No secret stands here, only where one is to be had."""

from __future__ import annotations

import ipaddress
import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.config.keys import REPORT_KEYS, SMTP_KEYS
from assistant.config.records import ReportConfig, SmtpConfig

if TYPE_CHECKING:
    from assistant.config.reading import Section

WAYS = ("sendmail", "smtp")
TLS = ("starttls", "implicit", "none")

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]+")
_PAGE = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(?:/[A-Za-z0-9._~-]+)*/?")
_ENV = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: What people write where they mean a secret.
_SECRETS = ("password", "pass", "secret", "token")


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
    for key in _SECRETS:
        if section.has(key):
            section.fail(
                key,
                f"'{key}': no secret stands in a file. Write secret_env with the name of a "
                "variable, or secret_command with a command that prints it.",
            )
    section.check_keys(SMTP_KEYS)
    host = section.required("host", example='"mail.your.firm"')
    if not _HOST.fullmatch(host):
        section.fail("host", f"'{host}' is no name of a host such as mail.your.firm.")
    tls = section.choice("tls", TLS, "starttls") or "starttls"
    user, env = section.string("user"), section.string("secret_env")
    command = section.strings("secret_command")
    if env is not None and not _ENV.fullmatch(env):
        section.fail("secret_env", f"'{env}' is no name of a variable.")
    if (user is not None) != (bool(env) != bool(command)) or (env and command):
        section.fail(
            "user",
            "'user' goes with exactly one of secret_env and secret_command, and they with 'user'.",
        )
    if tls == "none" and not _is_here(host):
        section.fail(
            "tls", 'tls = "none" is for a relay on this machine only; your report names clients.'
        )
    port = 465 if tls == "implicit" else 25 if tls == "none" else 587
    return SmtpConfig(
        host=host,
        port=int(section.number("port", port, least=1, most=65535)),
        tls=tls,
        user=user,
        secret_env=env,
        secret_command=command,
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
