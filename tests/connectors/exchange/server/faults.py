"""What goes wrong, when a test wants it to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tests.connectors.exchange.server.soap import Refused

#: Errors that come as a SOAP fault and not in a response message, unless a test says otherwise.
FAULTS = {
    "ErrorServerBusy",
    "ErrorImpersonateUserDenied",
    "ErrorImpersonationFailed",
    "ErrorNonExistentMailbox",
    "ErrorInternalServerTransientError",
    "ErrorSchemaValidation",
    "ErrorInvalidServerVersion",
    "ErrorExceededConnectionCount",
    "ErrorTooManyObjectsOpened",
}


@dataclass
class Fault:
    """One thing that goes wrong with the next requests of an operation.

    Attributes:
        operation: Its name, or ``*`` for any.
        error: A response code, such as ``ErrorServerBusy``; in a fault or in response messages.
        times: So often.
        after: So many requests of the operation are let through before.
        every: It comes back after so many more of them, for ever; `times` then says nothing. A
            throttled server does so.
        back_off_ms: The hint of ErrorServerBusy; None: no hint.
        as_fault: A SOAP fault instead of response messages; None: as Exchange does for that error.
        item: Only the response message of this item id in a batch says so (never a fault).
        status: An HTTP status without any SOAP, with `headers`, `body` and `retry_after` (a header:
            seconds or a date).
        lost: The connection ends: ``before`` anything is done, or ``after`` it is done.
        reset: With `lost`, it does not end but is reset.
        delay_s: Seconds of silence before the answer.
        body: With `status`, the bytes of the answer.
    """

    operation: str
    error: str = ""
    times: int = 1
    after: int = 0
    every: int = 0
    back_off_ms: int | None = None
    as_fault: bool | None = None
    item: str = ""
    text: str = "Said by the double."
    status: int = 0
    retry_after: str | int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    lost: Literal["", "before", "after"] = ""
    reset: bool = False
    delay_s: float = 0.0

    @property
    def is_fault(self) -> bool:
        return self.error in FAULTS if self.as_fault is None else self.as_fault

    @property
    def values(self) -> dict[str, str]:
        return {} if self.back_off_ms is None else {"BackOffMilliseconds": str(self.back_off_ms)}


@dataclass
class Faults:
    """The things that wait to go wrong."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, operation: str) -> Fault | None:
        """The fault of this request, which is then used up; None: all is well."""
        for fault in self.waiting:
            if fault.item or fault.operation not in {"*", operation} or fault.times <= 0:
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            if fault.every:
                fault.after = fault.every
            else:
                fault.times -= 1
            return fault
        return None

    def refuse_item(self, operation: str, item_id: str) -> None:
        """Use up the fault of one item of a batch.

        Raises:
            Refused: there is one.
        """
        for fault in self.waiting:
            if fault.item == item_id and fault.operation in {"*", operation} and fault.times > 0:
                fault.times -= 1
                raise Refused(fault.error, fault.text, fault.values)
