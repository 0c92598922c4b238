"""What the configuration says of hosts and of secrets: names, encryption, and where a password is.

No secret ever stands in a file; whoever writes one there is told where it belongs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.config.records import SecretConfig
from connectors.loopback import is_loopback

if TYPE_CHECKING:
    from assistant.config.reading import Section

TLS = ("starttls", "implicit", "none")

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]+")
_ENV = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: What people write where they mean a secret.
_SECRETS = ("password", "pass", "secret", "token")


def refuse_secrets(section: Section) -> None:
    """Refuse a table that holds a password.

    Raises:
        BadConfiguration: it does; the sentence says where a password belongs.
    """
    for key in _SECRETS:
        if section.has(key):
            section.fail(
                key,
                f"'{key}': no secret stands in a file. Write secret_env with the name of a "
                "variable, or secret_command with a command that prints it; for an account "
                "`rapport account auth` keeps it.",
            )


def read_host(section: Section, *, example: str = '"mail.your.firm"') -> str:
    """The name of a host, which must be there."""
    host = section.required("host", example=example)
    if not _HOST.fullmatch(host):
        section.fail("host", f"'{host}' is no name of a host such as mail.your.firm.")
    return host


def read_tls(section: Section, host: str, default: str, *, why: str) -> str:
    """The encryption towards a host; none only where the host is this machine.

    Args:
        section: The table.
        host: The host.
        default: Where the key is left out.
        why: What would be shown to the network, as the end of a sentence.
    """
    tls = section.choice("tls", TLS, default) or default
    if tls == "none" and not is_loopback(host):
        section.fail("tls", f'tls = "none" is for a host on this machine only; {why}.')
    return tls


def read_port(section: Section) -> int | None:
    """The port, None: the usual one."""
    return int(section.number("port", 1, least=1, most=65535)) if section.has("port") else None


def read_secret_keys(section: Section) -> SecretConfig:
    """Where the password is to be had: `secret_env`, `secret_command`, or neither."""
    env, command = section.string("secret_env"), section.strings("secret_command")
    if env is not None and not _ENV.fullmatch(env):
        section.fail("secret_env", f"'{env}' is no name of a variable.")
    if env and command:
        section.fail("secret_env", "write exactly one of secret_env and secret_command, not both.")
    return SecretConfig(env, command)
