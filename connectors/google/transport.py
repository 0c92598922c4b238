"""What stands between Google's client and the network: our line, signed in, and the service on it.

Google's client is used for what it knows of the services, not for how it speaks over HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectors.google.faults import read_refusal

if TYPE_CHECKING:
    from connectors.google.line import Line
    from connectors.google.settings import GoogleSettings
    from connectors.google.tokens import Tokens


class Signed:
    """The transport of Google's client: our line, with the token on every request.

    Refusals end here: what Google's client makes of one takes its answer for well-formed, and repeats
    the address and all that Google said.
    """

    def __init__(self, tokens: Tokens, line: Line) -> None:
        self._tokens = tokens
        self._line = line

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: dict[str, str] | None = None,
        **_: object,
    ) -> tuple[Any, bytes]:
        """As Google's client asks; once more with new access where that is refused.

        Raises:
            Refused: with every status from 300 on. BrokenOff: no answer.
            AuthError, TransientError, PermanentError: no access to be had, or no trust.
        """
        import httplib2

        content = body.encode() if isinstance(body, str) else body
        access = self._tokens.access()
        answer = self._line.ask(method, uri, _headers(headers, access), content)
        if answer.status == 401:
            access = self._tokens.access(refused=access)
            answer = self._line.ask(method, uri, _headers(headers, access), content)
            if answer.status == 401:
                raise self._tokens.refuse()
        if answer.status >= 300:
            raise read_refusal(answer.status, answer.headers, answer.body)
        return httplib2.Response({**answer.headers, "status": answer.status}), answer.body


def _headers(given: dict[str, str] | None, access: str) -> dict[str, str]:
    headers = dict(given or {})
    # Not packed: a few kB may unpack to any size.
    headers["accept-encoding"] = "identity"
    headers["authorization"] = f"Bearer {access}"
    return headers


def build_service(service: str, settings: GoogleSettings, transport: Signed) -> Any:
    """The service from the document that came with the client: nothing is fetched for it."""
    from googleapiclient.discovery import build

    version = "v1" if service == "gmail" else "v3"
    root = settings.gmail_root if service == "gmail" else settings.calendar_root
    return build(
        service,
        version,
        http=transport,
        static_discovery=True,
        cache_discovery=False,
        client_options={"api_endpoint": root},
    )
