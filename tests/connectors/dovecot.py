"""A real Dovecot on the loopback, in a throw-away folder: the host that the IMAP connector is held to.

It runs as long as a test session and has a fresh mailbox for every user that is named; any user may
come in with the one password. The same mailboxes are offered at three addresses, with different
extensions, so that a test chooses by address what the host can do.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

MISSING = "needs Dovecot, as a host to talk to: apt-get install dovecot-imapd"
PASSWORD = "correct-horse-battery"

_BASE = "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE SPECIAL-USE LIST-EXTENDED NAMESPACE UIDPLUS"
#: Address of the loopback → what is offered there.
FULL, CONDSTORE, PLAIN = "127.0.0.1", "127.0.0.2", "127.0.0.3"
_CAPABILITIES = {CONDSTORE: f"{_BASE} CONDSTORE", PLAIN: _BASE}

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = {addresses}
default_internal_user = {service}
default_login_user = {login}
default_internal_group = {group}
disable_plaintext_auth = no
ssl = {ssl}
{certificates}
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {user_group}
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_max_userip_connections = 0
imap_max_line_length = 1M
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Entwürfe {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Gesendet {{
    special_use = \\Sent
    auto = subscribe
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={user_group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  # No waiting after wrong passwords: the next test comes from the same address.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{local}
"""


@dataclass
class Dovecot:
    """One running host.

    Attributes:
        folder: Where it lives; the mailboxes are ``folder/mail/USER``.
        certificate: What it shows under TLS, and its own authority; None where there is no openssl.
    """

    folder: Path
    port: int = 0
    tls_port: int = 0
    certificate: Path | None = None
    _process: subprocess.Popen[bytes] | None = None
    _users: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Start it, and wait until it takes connections.

        Raises:
            RuntimeError: it does not; with the end of its log.
        """
        self.port, self.tls_port = self.port or _free_port(), self.tls_port or _free_port()
        config = self.folder / "dovecot.conf"
        config.write_text(self._configuration(), encoding="utf-8")
        program = find_dovecot()
        if program is None:
            raise RuntimeError(MISSING)
        self._process = subprocess.Popen(
            [program, "-F", "-c", str(config)], stdin=subprocess.DEVNULL
        )
        for _ in range(200):
            if self._process.poll() is not None:
                break
            if all(_takes_connections(each, self.port) for each in (FULL, CONDSTORE, PLAIN)):
                return
            time.sleep(0.05)
        log = self.folder / "log"
        said = log.read_text("utf-8", "replace")[-2000:] if log.exists() else "nothing"
        self.stop()
        raise RuntimeError(f"Dovecot did not start. It said: {said}")

    def stop(self) -> None:
        """Stop it; the mailboxes stay."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def new_user(self) -> str:
        """The name of somebody whose mailbox is empty."""
        self._users.append(f"user{len(self._users)}")
        return self._users[-1]

    def maildir(self, user: str) -> Path:
        """The folder of a user's INBOX; it is there once the user signed in."""
        return self.folder / "mail" / user

    def renumber(self, user: str) -> None:
        """The host loses its indexes: UIDVALIDITY and all UIDs of the user are given anew."""
        self.stop()
        for path in self.maildir(user).rglob("dovecot*"):
            path.unlink()
        # UIDVALIDITY is the second in which it is made.
        time.sleep(1.1)
        self.start()

    def _configuration(self) -> str:
        is_root = os.getuid() == 0
        user = "nobody" if is_root else pwd.getpwuid(os.getuid()).pw_name
        group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
        service, login = ("dovecot", "dovenull") if is_root else (user, user)
        certificates = ""
        if self.certificate is not None:
            key = self.certificate.with_suffix(".key")
            certificates = f"ssl_cert = <{self.certificate}\nssl_key = <{key}"
        local = "\n".join(
            f"local {address} {{\n  protocol imap {{\n    imap_capability = {words}\n  }}\n}}"
            for address, words in _CAPABILITIES.items()
        )
        return _CONFIG.format(
            folder=self.folder,
            addresses=f"{FULL}, {CONDSTORE}, {PLAIN}",
            service=service,
            login=login,
            group="dovecot" if is_root else group,
            ssl="yes" if certificates else "no",
            certificates=certificates,
            user=user,
            user_group=group,
            password=PASSWORD,
            port=self.port,
            tls_port=self.tls_port,
            local=local,
        )


def make_host() -> Dovecot:
    """A host that is ready to be started, in a folder that only `remove` takes away."""
    # Not pytest's own folder: its path is too long for a socket, and closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    folder.chmod(0o755)
    mail = folder / "mail"
    mail.mkdir()
    (folder / "run").mkdir()
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(mail, nobody.pw_uid, nobody.pw_gid)
    return Dovecot(folder, certificate=_make_certificate(folder))


def remove(host: Dovecot) -> None:
    """Stop a host and take its folder away."""
    host.stop()
    shutil.rmtree(host.folder, ignore_errors=True)


def find_dovecot() -> str | None:
    """The Dovecot of this machine, or None."""
    return shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin")


def _make_certificate(folder: Path) -> Path | None:
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    certificate = folder / "host.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(certificate.with_suffix(".key")), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _takes_connections(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), 1):
            return True
    except OSError:
        return False
