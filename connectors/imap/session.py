"""One signed-in connection to a host, and the commands that are used on it.

    closed ──open──▶ signed in ──examine──▶ in a folder ──(any command)──▶ in a folder
       ▲                 │                       │
       └── broken off, timed out, closed ────────┘

A connection is used by one thread. What ends it raises TransientError and closes it; a refusal
(`Refused`) or a senseless answer (`Senseless`) leaves it open, and the caller decides.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import imapclient

from connectors.base import AuthError, PermanentError, TransientError
from connectors.imap.answers import Row, UidSet, join_uids, read_rows
from connectors.imap.faults import Refused, Senseless, broken_off, shown, sign_in_refused
from connectors.imap.line import Line
from connectors.imap.settings import Extension, ImapSettings, SignIn, Tls
from connectors.limits import MAX_HEADER_BYTES

log = logging.getLogger(__name__)

#: Bytes of an answer for one message, without its body: flags, size, date, a Message-ID.
_ROW_BYTES = 400
#: A connection that lay idle longer is not believed: hosts and routers forget after minutes.
STALE_S = 120.0


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as the host described it when it was opened.

    Attributes:
        modseq: The highest mod-sequence (RFC 7162); None: the host keeps none, or none is used.
    """

    validity: int
    uid_next: int
    exists: int
    modseq: int | None


class _Client(imapclient.IMAPClient):  # type: ignore[misc]  # published without types
    """IMAPClient on a line that was made before."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(line.host, port=line.port, ssl=False)
        self.folder_encode = False
        # It turns on a log of every line, mail and passwords among them.
        line.debug = 0

    def _create_IMAP4(self) -> Line:  # noqa: N802 - its name in the base class
        return self._line


class Session:
    """A connection that is opened when it is needed.

    Args:
        account: The account's name, for sentences.
        settings: How the host is reached.
    """

    def __init__(self, account: str, settings: ImapSettings) -> None:
        self.account = account
        self.settings = settings
        self._client: _Client | None = None
        self._line: Line | None = None
        self._capabilities: frozenset[str] = frozenset()
        self._refusal: AuthError | None = None
        self._used_at = 0.0

    # ── opening and closing ──────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Connect and sign in, unless that is done already.

        Raises:
            AuthError: the host refused user and secret; it is not asked again by this session.
            TransientError: it cannot be reached, or not now.
            PermanentError: no encryption that can be trusted.
        """
        if self._refusal is not None:
            raise self._refusal
        if self._line is not None and time.monotonic() - self._used_at < STALE_S:
            return
        self.close()
        secret = self.settings.secret()
        try:
            self._connect()
            self._sign_in(secret)
            self._read_capabilities()
            self._enable()
        except (Refused, Senseless) as error:
            self._drop()
            raise TransientError(
                f"{self.settings.host} of account '{self.account}' does not answer as a mail host "
                f"does ({shown(error)}). Check host, port and tls of the account."
            ) from error
        except AuthError as error:
            self._drop()
            self._refusal = error
            raise
        except (TransientError, PermanentError):
            self._drop()
            raise
        log.info("signed in", extra={"action": "imap_opened", "account": self.account})

    def close(self) -> None:
        """End the connection; nothing is raised."""
        line = self._line
        if line is not None and time.monotonic() - self._used_at < STALE_S:
            line.allow()
            # A farewell that gets lost harms nobody.
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                line.send(b"BYE LOGOUT\r\n")
        self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.hang_up()
        self._line = self._client = None

    def _connect(self) -> None:
        settings = self.settings
        with broken_off(self.account, settings.host):
            line = self._line = Line(settings)
            if line.state != "NONAUTH":
                # Signed in before anybody said who they are: what STARTTLS would protect is known
                # already, or this is somebody else's mailbox.
                raise PermanentError(
                    f"{settings.host} of account '{self.account}' lets in without a sign-in "
                    "(PREAUTH); that is not used. Check host, port and tls of the account."
                )
            if settings.tls is Tls.STARTTLS:
                if "STARTTLS" not in line.capabilities:
                    raise PermanentError(
                        f"{settings.host} of account '{self.account}' offers no STARTTLS; nothing "
                        "was told to it. Check host and port, or set tls to 'implicit'."
                    )
                line.start_tls()
            self._client = _Client(line)
            self._read_capabilities()

    def _sign_in(self, secret: str) -> None:
        settings = self.settings
        line = self._line_now()
        line.allow()
        try:
            with broken_off(self.account, settings.host):
                if settings.sign_in is SignIn.XOAUTH2:
                    token = f"user={settings.user}\1auth=Bearer {secret}\1\1".encode()
                    line.authenticate("XOAUTH2", _once(token))
                elif self.has("AUTH=PLAIN"):
                    words = f"\0{settings.user}\0{secret}".encode()
                    line.authenticate("PLAIN", _once(words))
                else:
                    self._log_in(line, secret)
        except Refused as error:
            # `from None`, here and below: what the host said may hold the secret.
            raise sign_in_refused(self.account, settings.host, settings.user, error.words) from None
        except (TransientError, Senseless):
            raise TransientError(
                f"{settings.host} broke off while account '{self.account}' signed in; it is tried "
                "again at the next sync."
            ) from None

    def _log_in(self, line: Line, secret: str) -> None:
        """By the older command, which knows ASCII only."""
        if self.has("LOGINDISABLED"):
            raise PermanentError(
                f"{self.settings.host} of account '{self.account}' takes no password on this "
                "connection. Set tls to 'implicit' or 'starttls', or sign in with a token."
            )
        pair = (self.settings.user, secret)
        if not all(each.isascii() and each.isprintable() for each in pair):
            raise AuthError(
                f"User or password of account '{self.account}' holds characters that "
                f"{self.settings.host} cannot be told. Make a password for this program there."
            )
        user = '"' + pair[0].replace("\\", "\\\\").replace('"', '\\"') + '"'
        line.login(user, secret)

    def _read_capabilities(self) -> None:
        with self.command() as client:
            # Not the method that remembers: what was said before TLS or the sign-in is void.
            words = client._do_capabilites()
        self._capabilities = frozenset(word.decode("ascii", "replace").upper() for word in words)

    def _enable(self) -> None:
        """Say which extensions are used; a host that forgot them otherwise gives no numbers."""
        wanted = [each.value for each in Extension if self.uses(each)]
        if wanted and self.has("ENABLE"):
            with self.command() as client:
                client.enable(*wanted)

    # ── what can be asked ────────────────────────────────────────────────────────────────────

    def has(self, capability: str) -> bool:
        """Whether the host offers something."""
        return capability in self._capabilities

    def uses(self, extension: Extension) -> bool:
        """Whether an extension is offered, and wanted; QRESYNC needs ENABLE (RFC 7162, 3.2.3)."""
        if extension is Extension.QRESYNC and not self.has("ENABLE"):
            return False
        return extension in self.settings.extensions and self.has(extension.value)

    @contextlib.contextmanager
    def command(self, octets: int = 0) -> Iterator[_Client]:
        """A command whose answer has about `octets` bytes; opens the connection where it must.

        Raises:
            Refused, Senseless: the answer; the connection goes on.
            TransientError: the connection is over.
        """
        client, line = self._client, self._line
        if client is None or line is None:
            raise TransientError(f"The connection of account '{self.account}' is closed.")
        line.allow(octets)
        try:
            with broken_off(self.account, self.settings.host):
                yield client
        except (TransientError, PermanentError):
            self._drop()
            raise
        self._used_at = time.monotonic()

    def examine(self, folder: str) -> Selected:
        """Open a folder for reading only, so that nothing is marked as read or recent.

        Raises:
            Refused: there is no such folder, or not now.
            Senseless: it has no UIDVALIDITY, so that its messages cannot be told apart.
        """
        self.open()
        with self.command() as client:
            self._forget(client)
            told = client.select_folder(folder, readonly=True)
            validity = int(told.get(b"UIDVALIDITY", 0))
            modseq = int(told.get(b"HIGHESTMODSEQ", 0))
            exists = int(told[b"EXISTS"])
        if not validity:
            raise Senseless("no UIDVALIDITY")
        used = self.uses(Extension.CONDSTORE) or self.uses(Extension.QRESYNC)
        return Selected(
            validity, int(told.get(b"UIDNEXT", 0)), exists, modseq if used and modseq else None
        )

    def list_uids(self) -> list[int]:
        """The UIDs of the open folder, ascending."""
        with self.command(8 << 20) as client:
            return sorted(client.search("ALL"))

    def fetch_flags(self, exists: int) -> dict[int, frozenset[str]]:
        """The flags of every message of the open folder, which has about `exists`."""
        rows = self._fetch("1:*", "FLAGS", octets=exists * _ROW_BYTES)
        return {row.uid: row.flags for row in rows if row.flags is not None}

    def fetch_flags_since(
        self, modseq: int, exists: int, *, vanished: bool
    ) -> tuple[dict[int, frozenset[str]], UidSet]:
        """Flags of what is new or changed since `modseq`, and what is gone (RFC 7162, 3.1.4, 3.2.6).

        Args:
            vanished: Whether to ask for what is gone; otherwise that is empty.
        """
        modifier = f"(CHANGEDSINCE {modseq}{' VANISHED' if vanished else ''})"
        octets = exists * _ROW_BYTES
        rows, gone = self._fetch_and_vanished("1:*", "FLAGS", modifier, octets=octets)
        return {row.uid: row.flags for row in rows if row.flags is not None}, gone

    def fetch_summaries(self, uids: Iterable[int], *, with_id: bool = False) -> list[Row]:
        """Flags, size and arrival of messages; with their Message-ID field where it is wanted."""
        wanted = list(uids)
        items = "FLAGS RFC822.SIZE INTERNALDATE"
        if with_id:
            items += " BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
        return self._fetch(join_uids(wanted), items, octets=len(wanted) * 2 * _ROW_BYTES)

    def fetch_bodies(self, uids: Iterable[int], octets: int) -> dict[int, bytes]:
        """The bytes of messages that have `octets` together; reading marks nothing."""
        wanted = join_uids(uids)
        return _texts(self._fetch(wanted, "BODY.PEEK[]", octets=octets))

    def fetch_headers(self, uids: Iterable[int]) -> dict[int, bytes]:
        """The header blocks of messages, each cut at the limit."""
        wanted = list(uids)
        item = f"BODY.PEEK[HEADER]<0.{MAX_HEADER_BYTES}>"
        return _texts(self._fetch(join_uids(wanted), item, octets=len(wanted) * MAX_HEADER_BYTES))

    def fetch_fields(self, uids: Iterable[int], name: str) -> dict[int, bytes]:
        """One header field of messages, with its name."""
        wanted = list(uids)
        item = f"BODY.PEEK[HEADER.FIELDS ({name})]"
        return _texts(self._fetch(join_uids(wanted), item, octets=len(wanted) * 2 * _ROW_BYTES))

    def search_header(self, name: str, value: str) -> list[int]:
        """UIDs of messages of the open folder with `value` somewhere in that field, ascending."""
        with self.command() as client:
            return sorted(client.search(["HEADER", name, value]))

    # ── below ────────────────────────────────────────────────────────────────────────────────

    def _fetch(self, uids: str, items: str, *, octets: int) -> list[Row]:
        return self._fetch_and_vanished(uids, items, None, octets=octets)[0]

    def _fetch_and_vanished(
        self, uids: str, items: str, modifier: str | None, *, octets: int
    ) -> tuple[list[Row], UidSet]:
        with self.command(octets) as client:
            self._forget(client)
            line = self._line_now()
            arguments = [uids, f"(UID {items})", *([modifier] if modifier else [])]
            kind, data = line._simple_command("UID", "FETCH", *arguments)
            if kind != "OK":
                raise Refused(shown(data[0]))
            found = line.untagged_responses
            vanished = b",".join(
                _words(each) for each in found.pop("VANISHED", []) if b"EARLIER" in _words(each)
            )
            rows = read_rows(found.pop("FETCH", []))
        return rows, UidSet(vanished)

    @staticmethod
    def _forget(client: _Client) -> None:
        """Let go of what the host said unasked: it must not be read as an answer."""
        client._imap.untagged_responses.clear()

    def _line_now(self) -> Line:
        if self._line is None:
            raise TransientError(f"The connection of account '{self.account}' is closed.")
        return self._line


def _words(answer: bytes | tuple[bytes, bytes]) -> bytes:
    return b"" if isinstance(answer, tuple) else answer


def _texts(rows: Sequence[Row]) -> dict[int, bytes]:
    return {row.uid: row.text for row in rows if row.text is not None}


def _once(words: bytes) -> Callable[[Any], bytes]:
    """What is answered to the first challenge; further ones, which tell of an error, get nothing."""
    answers = iter((words,))
    return lambda _: next(answers, b"")
