r"""Handing one message to a host, once: what is known at each step when it goes wrong.

    connect ▸ EHLO ▸ (STARTTLS ▸ EHLO) ▸ (AUTH) ▸ MAIL ▸ RCPT … ▸ DATA ▸ text │ final dot ▸ answer
    └───────────── whatever ends it here: provably nothing was taken ─────────┘ └─ 250  taken
                                                                                   4xx  not taken, later
                                                                                   5xx  not taken, never
                                                                                   else nobody knows

A host takes a message when it has the final dot and says so (RFC 5321, 4.1.1.4 and 6.1). Nothing is
ever said twice: trying again is the caller's, and only where nothing was taken.
"""

from __future__ import annotations

import base64
import contextlib
import logging
import re
import ssl
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from connectors.base import (
    AmbiguousDelivery,
    AuthError,
    ConnectorError,
    PermanentError,
    TransientError,
)
from connectors.smtp.line import Line, Reply, Senseless
from connectors.smtp.settings import SignIn, SmtpSettings, Tls

if TYPE_CHECKING:
    from connectors.smtp.envelope import Envelope

log = logging.getLogger(__name__)

#: An address literal: the name of this machine is nobody's business.
_EHLO = "EHLO [127.0.0.1]"
#: Replies to a sign-in that speak of the way, not of who signs in (RFC 4954, 6; RFC 5321, 4.2.2).
_NOT_THIS_WAY = frozenset({500, 501, 502, 503, 504, 538})
#: Replies that want a sign-in first (RFC 4954, 6), or one with more rights.
_WHO = frozenset({530, 535})
_LINE_START = re.compile(rb"(?m)^\.")

#: What a host offers: keyword in capitals → its arguments.
Offers = dict[str, str]


def hand_over(account: str, settings: SmtpSettings, envelope: Envelope) -> None:
    """Hand a message over for good; returns when the host has taken it, for everybody.

    Raises:
        AuthError: the host refused user or secret; nothing left.
        TransientError: it was not reached, or does not want it now; nothing left.
        PermanentError: it refused the mail or somebody who gets it; nothing left.
        AmbiguousDelivery: it had all of the mail, and did not say whether it took it.
    """
    _Conversation(account, settings).hold(envelope)


def introduce(account: str, settings: SmtpSettings) -> None:
    """Greet a host and sign in, and say nothing of mail: whether it would let us send.

    Raises:
        AuthError, TransientError, PermanentError: as `hand_over`.
    """
    _Conversation(account, settings).introduce()


class _Conversation:
    """One connection's worth of talk, with the sentences for what goes wrong."""

    def __init__(self, account: str, settings: SmtpSettings) -> None:
        self._account = account
        self._settings = settings
        self._where = f"{settings.host} of account '{account}'"

    def introduce(self) -> None:
        """From the greeting to the sign-in, and goodbye."""
        secret = self._settings.secret() if self._settings.user is not None else ""
        let_in = False
        with self._nothing_left():
            line = Line(self._settings)
        try:
            with self._nothing_left():
                self._sign_in(line, self._greet(line), secret)
            let_in = True
        finally:
            line.hang_up(politely=let_in)

    def hold(self, envelope: Envelope) -> None:
        """From the greeting to the answer to the final dot."""
        secret = self._settings.secret() if self._settings.user is not None else ""
        with self._nothing_left():
            line = Line(self._settings, len(envelope.octets))
        taken = False
        try:
            with self._nothing_left():
                offers = self._greet(line)
                self._sign_in(line, offers, secret)
                self._offer(line, offers, envelope)
                line.write(_stuffed(envelope.octets))
                self._check_quiet(line)
            self._end(line)
            taken = True
        finally:
            line.hang_up(politely=taken)
        log.info(
            "mail handed over",
            extra={
                "action": "smtp_handed_over",
                "account": self._account,
                "recipients": len(envelope.recipients),
                "octets": len(envelope.octets),
            },
        )

    # ── who we are ───────────────────────────────────────────────────────────────────────────

    def _greet(self, line: Line) -> Offers:
        self._expect(line.reply(), 2)
        offers = _read_offers(self._expect(line.command(_EHLO), 2))
        if self._settings.tls is not Tls.STARTTLS:
            return offers
        if "STARTTLS" not in offers:
            raise PermanentError(
                f"{self._where} offers no STARTTLS; nothing was told to it. Check host and port, "
                "or set tls to 'implicit'."
            )
        self._expect(line.command("STARTTLS"), 2)
        line.start_tls()
        # What was offered before was not encrypted, and is void.
        return _read_offers(self._expect(line.command(_EHLO), 2))

    def _sign_in(self, line: Line, offers: Offers, secret: str) -> None:
        user = self._settings.user
        if user is None:
            return
        if "\0" in secret:
            raise AuthError(f"The password of account '{self._account}' cannot be told to a host.")
        known = set(offers.get("AUTH", "").upper().split())
        if self._settings.sign_in is SignIn.XOAUTH2 and "XOAUTH2" in known:
            token = f"user={user}\1auth=Bearer {secret}\1\1"
            # A refusal comes as a question first; an empty answer brings the code.
            reply = _say(line, f"AUTH XOAUTH2 {_pack(token)}", "")
        elif self._settings.sign_in is SignIn.PASSWORD and "PLAIN" in known:
            reply = _say(line, f"AUTH PLAIN {_pack(f'{chr(0)}{user}{chr(0)}{secret}')}")
        elif self._settings.sign_in is SignIn.PASSWORD and "LOGIN" in known:
            reply = _say(line, "AUTH LOGIN", _pack(user), _pack(secret))
        else:
            raise PermanentError(
                f"{self._where} offers no sign-in by {self._settings.sign_in.value}; nothing was "
                "sent. Check host, port, tls and sign_in of the account."
            )
        if reply.kind != 2:
            raise self._not_signed_in(reply)

    def _not_signed_in(self, reply: Reply) -> ConnectorError:
        # Only the code: a host that is not what it seems may repeat the secret.
        if reply.kind == 4:
            return TransientError(
                f"{self._where} cannot sign anybody in now ({reply.code}); nothing was sent. It may "
                "be tried again."
            )
        if reply.kind != 5 or reply.code in _NOT_THIS_WAY:
            return PermanentError(
                f"{self._where} does not sign in this way ({reply.code}); nothing was sent. Check "
                "host, port, tls and sign_in of the account."
            )
        return self._unknown_sender(reply)

    def _unknown_sender(self, reply: Reply) -> AuthError:
        return AuthError(
            f"{self._settings.host} refused the password or token of '{self._settings.user}' for "
            f"account '{self._account}' ({reply.code}); nothing was sent. Run `rapport account auth "
            f"{self._account}`."
        )

    # ── what it is about ─────────────────────────────────────────────────────────────────────

    def _offer(self, line: Line, offers: Offers, envelope: Envelope) -> None:
        options = self._choose_options(offers, envelope)
        reply = line.command(" ".join([f"MAIL FROM:<{envelope.sender}>", *options]))
        if reply.code in _WHO and self._settings.user is not None:
            raise self._unknown_sender(reply)
        self._expect(reply, 2)
        replies = [(each, line.command(f"RCPT TO:<{each}>")) for each in envelope.recipients]
        refused = [(each, reply) for each, reply in replies if reply.kind != 2]
        if refused:
            # Some would get it and some would not: so nobody does.
            with contextlib.suppress(OSError, Senseless):
                line.command("RSET")
            raise self._not_everybody(refused)
        self._expect(line.command("DATA"), 3)

    def _choose_options(self, offers: Offers, envelope: Envelope) -> list[str]:
        if envelope.is_utf8 and "SMTPUTF8" not in offers:
            raise PermanentError(
                f"{self._where} takes no addresses or header fields beyond ASCII (SMTPUTF8); "
                "nothing was sent. Use another address, or hand this mail over as a draft."
            )
        if envelope.is_8bit and "8BITMIME" not in offers:
            raise PermanentError(
                f"{self._where} takes no text beyond ASCII (8BITMIME); nothing was sent. Hand this "
                "mail over as a draft."
            )
        options = []
        size, limit = len(envelope.octets), offers.get("SIZE")
        if limit is not None:
            # The host says what it takes (RFC 1870); 0 and none are no limit.
            if limit.isdecimal() and 0 < int(limit) < size:
                raise PermanentError(
                    f"{self._where} takes no mail over {limit} bytes, and this one has {size}; "
                    "nothing was sent."
                )
            options.append(f"SIZE={size}")
        if envelope.is_8bit:
            options.append("BODY=8BITMIME")
        if envelope.is_utf8:
            options.append("SMTPUTF8")
        return options

    def _not_everybody(self, refused: Sequence[tuple[str, Reply]]) -> ConnectorError:
        for_good = [each for each in refused if each[1].kind == 5]
        named = "; ".join(f"{address}: {reply}" for address, reply in (for_good or refused)[:5])
        more = len(for_good or refused) - 5
        tail = f" and {more} more" if more > 0 else ""
        sentence = (
            f"{self._where} does not take the mail for everybody ({named}{tail}), so nobody got it."
        )
        if for_good:
            return PermanentError(f"{sentence} Correct the recipients.")
        return TransientError(f"{sentence} It may be tried again.")

    # ── the end ──────────────────────────────────────────────────────────────────────────────

    def _check_quiet(self, line: Line) -> None:
        """Before the dot: a host that spoke meanwhile would be misunderstood behind it."""
        unasked = line.hear()
        if unasked is not None:
            raise self._refused(unasked)

    def _end(self, line: Line) -> None:
        try:
            reply = line.end_message()
        except (OSError, Senseless) as error:
            raise self._ambiguous() from error
        if reply.kind in {4, 5}:
            raise self._refused(reply)
        if reply.kind != 2:
            raise self._ambiguous()

    def _expect(self, reply: Reply, kind: int) -> Reply:
        if reply.kind != kind:
            raise self._refused(reply)
        return reply

    def _refused(self, reply: Reply) -> ConnectorError:
        if reply.kind == 4:
            return TransientError(
                f"{self._where} does not take mail now ({reply}); nothing was sent. It may be tried "
                "again."
            )
        if reply.kind == 5:
            return PermanentError(f"{self._where} refused the mail ({reply}); nothing was sent.")
        return PermanentError(
            f"{self._where} does not answer as a mail host does ({reply}); nothing was sent. Check "
            "host, port and tls of the account."
        )

    def _ambiguous(self) -> AmbiguousDelivery:
        return AmbiguousDelivery(
            f"{self._where} had all of a mail and did not say whether it took it. It is looked up "
            "among the sent mail, and never sent again by itself."
        )

    @contextlib.contextmanager
    def _nothing_left(self) -> Iterator[None]:
        """Translate what ends the connection before the final dot."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise PermanentError(
                f"{self._where} showed a certificate that is not to be trusted "
                f"({error.verify_message}); nothing was told to it. Correct the host, or trust the "
                "authority that made the certificate."
            ) from error
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            raise self._unreached("the connection ended") from error
        except ssl.SSLError as error:
            raise PermanentError(
                f"{self._where} does not speak TLS as it should ({error.reason}); nothing was sent. "
                "Check host, port and tls of the account."
            ) from error
        except Senseless as error:
            raise PermanentError(
                f"{self._where} does not answer as a mail host does ({error}); nothing was sent. "
                "Check host, port and tls of the account."
            ) from error
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
            raise self._unreached(reason) from error

    def _unreached(self, reason: str) -> TransientError:
        return TransientError(
            f"{self._where} cannot be reached, or broke off ({reason}); nothing was sent. It may be "
            "tried again."
        )


def _read_offers(reply: Reply) -> Offers:
    """What a host says it can do (RFC 5321, 4.1.1.1); the first line is its name."""
    offers: Offers = {}
    for line in reply.lines[1:]:
        # Some hosts write AUTH=PLAIN, as drafts of the standard had it.
        keyword, _, arguments = line.strip().replace("=", " ", 1).partition(" ")
        offers[keyword.upper()] = f"{offers.get(keyword.upper(), '')} {arguments}".strip()
    return offers


def _say(line: Line, first: str, *further: str) -> Reply:
    """A command, and what is answered as long as the host asks on (3xx)."""
    reply = line.command(first)
    for words in further:
        if reply.kind != 3:
            break
        reply = line.command(words)
    return reply


def _pack(words: str) -> str:
    return base64.b64encode(words.encode()).decode("ascii")


def _stuffed(octets: bytes) -> bytes:
    """The text as DATA carries it: a line's first dot doubled (RFC 5321, 4.5.2), its end a line's."""
    text = _LINE_START.sub(b"..", octets)
    return text if text.endswith(b"\r\n") else text + b"\r\n"
