"""Requests to an Exchange Server, signed in: patience, and no more than a few sign-ins.

One request is under way at a time. This is the only place that tries again:

* told to wait (``Retry-After``, ``BackOffMilliseconds``): exactly so long; otherwise a random part
  of 1, 2, 4 … 64 s;
* all waits of one request together never exceed `ExchangeSettings.longest_pause_s`;
* a refused sign-in is repeated once, with the secret asked for anew, where it was granted before or
  where another token was given; wrong passwords lock mailboxes, so otherwise never;
* what makes something is never tried again here: who asked for it looks first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any

from connectors.base import PermanentError
from connectors.exchange.answers import Reply, parse_refusal, parse_replies
from connectors.exchange.ews import Ews
from connectors.exchange.faults import (
    BUSY_CODES,
    Refused,
    Senseless,
    needs_sign_in,
    translate,
    unsure,
    wish_s,
)
from connectors.exchange.line import Answer, ConnectionLost, Line
from connectors.exchange.signin import Ntlm, offered, plain_header, read_secret

if TYPE_CHECKING:
    from connectors.exchange.answers import Element
    from connectors.exchange.settings import ExchangeSettings

#: Of an answer without messages in it.
MAX_ANSWER_BYTES = 16_000_000
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 64.0
#: Times that one request is sent: a host that always says "at once" is not asked for ever.
_MAX_TRIES = 16


class Session:
    """One use of an account; a context manager that closes its connection.

    Args:
        account: Its name, for sentences.
        settings: How it is reached.

    Attributes:
        ews: Makes requests; its methods and the functions of its module give their arguments.
        requests: Sent so far, those of signing in not counted.
        sign_ins: Times that the secret was shown to the host before it was known to be taken.
    """

    def __init__(self, account: str, settings: ExchangeSettings) -> None:
        self.account = account
        self.settings = settings
        self.ews = Ews(settings)
        self.requests = 0
        self.sign_ins = 0
        self._secret: str | None = None
        self._was_granted = False
        self._is_refused = False
        self._signed_in = -1
        self._line = Line(
            account,
            settings.url,
            context=settings.context,
            timeout_s=settings.timeout_s,
            deadline_s=settings.deadline_s,
        )

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; the secret is forgotten."""
        self._line.close()
        self._secret = None

    def call(
        self, operation: str, *, limit: int = MAX_ANSWER_BYTES, **arguments: Any
    ) -> list[Reply]:
        """Ask for something, with patience.

        Args:
            operation: As EWS calls it, such as ``GetItem``.
            limit: Bytes of the answer that are taken.
            arguments: Those of `get_payload` of exchangelib's service of that name.

        Returns:
            A reply for each thing asked for, in that order; of some it may say that they are
            refused, but not that they are for a moment.

        Raises:
            Refused, Senseless: what Exchange answered. AuthError: a person must sign in.
            TransientError, PermanentError: there is no answer.
        """
        return self.ask(operation, self.ews.payload(operation, **arguments), limit=limit)

    def ask(
        self, operation: str, payload: Element, *, limit: int = MAX_ANSWER_BYTES
    ) -> list[Reply]:
        """As `call`, with a body that is made already."""
        body = self.ews.envelope(operation, payload)
        waited = 0.0
        attempt = 0
        while True:
            try:
                return self._replies(operation, self._exchange(body, limit, makes=False))
            except Refused as error:
                wait_s = self._wait_s(error, attempt)
                attempt += 1
                is_over = attempt >= _MAX_TRIES
                if wait_s is None or is_over or waited + wait_s > self.settings.longest_pause_s:
                    raise
            self.settings.clock.sleep(wait_s)
            waited += wait_s

    def make(
        self, operation: str, payload: Element, *, limit: int = MAX_ANSWER_BYTES
    ) -> list[Reply]:
        """Make, change or send something, once.

        Raises:
            Refused: it was not done. AuthError, TransientError, PermanentError: neither.
            AmbiguousDelivery: nobody knows; it is looked up before it is tried again.
        """
        body = self.ews.envelope(operation, payload)
        # A connection that was kept may be closed by the host in the very moment it is used.
        self._line.connect()
        answer = self._exchange(body, limit, makes=True)
        try:
            return self._replies(operation, answer)
        except Refused as error:
            if error.is_undone:
                raise
            raise unsure(self.account) from error
        except Senseless as error:
            raise unsure(self.account) from error

    # ── one request ──────────────────────────────────────────────────────────────────────────

    def _replies(self, operation: str, answer: Answer) -> list[Reply]:
        if answer.status >= 300:
            raise parse_refusal(answer.body, answer.status, wish_s(answer.headers))
        replies = parse_replies(answer.body, operation, answer.status)
        for reply in replies:
            if reply.code in BUSY_CODES:
                raise reply.refusal()
        return replies

    def _exchange(self, body: bytes, limit: int, *, makes: bool) -> Answer:
        """One request and its answer, signed in."""
        if self._is_refused:
            raise needs_sign_in(self.account)
        answer = self._signed(body, limit, makes=makes)
        if answer.status != 401:
            self._was_granted = True
            return answer
        self._signed_in = -1
        if self._may_sign_in_again():
            answer = self._signed(body, limit, makes=makes)
            if answer.status != 401:
                self._was_granted = True
                return answer
        self._is_refused = True
        raise needs_sign_in(self.account)

    def _may_sign_in_again(self) -> bool:
        before, self._secret = self._secret, None
        self._secret = read_secret(self.account, self.settings)
        return self._secret != before or (self._was_granted and self.settings.sign_in != "oauth")

    def _signed(self, body: bytes, limit: int, *, makes: bool) -> Answer:
        try:
            return self._send(body, limit, makes=makes)
        except ConnectionLost as error:
            # A connection that was kept is closed by the host when it likes; a new one is not.
            if makes and not isinstance(error, _NotKept):
                raise self._line.lost() from error
        self._line.connect()
        try:
            return self._send(body, limit, makes=makes)
        except _NotKept as error:
            raise PermanentError(
                f"{self.settings.host} of account '{self.account}' ends the connection between the "
                "steps of the sign-in 'ntlm', which needs one that stays. Ask the administrator for "
                "an address without a proxy that does so, or for another sign_in. Nothing stored "
                "was deleted."
            ) from error
        except ConnectionLost as error:
            raise self._line.lost() from error

    def _send(self, body: bytes, limit: int, *, makes: bool) -> Answer:
        if self._secret is None:
            self._secret = read_secret(self.account, self.settings)
        if not self._line.is_open:
            self._line.connect()
        headers = self.ews.headers()
        if self.settings.sign_in != "ntlm":
            headers["Authorization"] = plain_header(self.settings, self._secret)
            self.sign_ins += not self._was_granted
        elif self._signed_in != self._line.number:
            answer = self._challenge(headers)
            if answer is not None:
                return answer
        self.requests += 1
        answer = self._line.post(body, headers, limit=limit, makes=makes)
        if answer.status == 401 and self.settings.sign_in != "ntlm":
            self._explain(answer)
        if answer.status != 401 and self.settings.sign_in == "ntlm":
            self._signed_in = self._line.number
        return answer

    def _challenge(self, headers: dict[str, str]) -> Answer | None:
        """Put the proof of the password into the headers; an answer, where it is not asked for."""
        number = self._line.number
        for scheme in ("NTLM", "Negotiate"):
            ntlm = Ntlm(self.settings, self._secret or "", self._line.certificate(), scheme)
            asked = {**headers, "Authorization": ntlm.question()}
            answer = self._line.post(b"", asked, limit=MAX_ANSWER_BYTES, makes=False)
            if answer.status != 401:
                return answer
            self._explain(answer)
            if not self._line.is_open or self._line.number != number:
                raise _NotKept
            offer = answer.headers.get("www-authenticate", "")
            if (
                scheme == "NTLM"
                and offered(offer) >= {"negotiate"}
                and "ntlm" not in offered(offer)
            ):
                continue  # the same messages, under the other name
            headers["Authorization"] = ntlm.proof(offer)
            self.sign_ins += 1
            return None
        raise Senseless("it has no challenge of NTLM")

    def _explain(self, answer: Answer) -> None:
        """Say what is wrong where the host does not offer the way to sign in.

        Raises:
            PermanentError: so it is.
        """
        way = {"ntlm": "ntlm", "basic": "basic", "oauth": "bearer"}[self.settings.sign_in]
        ways = offered(answer.headers.get("www-authenticate", ""))
        if "negotiate" in ways:
            ways |= {"ntlm"}
        if ways and way not in ways:
            known = {"ntlm": "'ntlm'", "basic": "'basic'", "bearer": "'oauth'"}
            others = [known[each] for each in sorted(ways & known.keys())]
            raise PermanentError(
                f"{self.settings.host} does not offer the sign-in '{self.settings.sign_in}' of "
                f"account '{self.account}'"
                + (f"; it offers {', '.join(others)}" if others else "")
                + ". Set sign_in to what the administrator of the server names. Nothing stored was "
                "deleted."
            )

    def _wait_s(self, refused: Refused, attempt: int) -> float | None:
        """How long to wait before the same is asked again; None: not at all."""
        if not refused.is_passing:
            return None
        if refused.wait_s is not None:
            return refused.wait_s
        longest = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * float(1 << min(attempt, 6)))
        return max(longest * self.settings.clock.spread(), 0.1)


class _NotKept(ConnectionLost):
    """The connection was ended with the challenge, which is worth nothing on another one."""


@contextlib.contextmanager
def translated(account: str, where: str) -> Iterator[None]:
    """Translate what Exchange refused into the errors of the port."""
    try:
        yield
    except (Refused, Senseless) as error:
        raise translate(account, where, error) from error
