"""What was found, kept in memory as of the current minute, so that a page answers at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from assistant.app import App
    from assistant.insight.records import Findings, History


@dataclass(frozen=True, slots=True)
class Look:
    """One frozen look at everything.

    Attributes:
        drafts_of: Gap id → id of the draft that waits to close it, or lies in the mailbox.
        as_of: The moment of the judgement.
    """

    history: History
    findings: Findings
    drafts_of: Mapping[str, str]
    as_of: datetime


class Live:
    """Looks at one home; shared by all requests."""

    def __init__(self, app: App, clock: Callable[[], datetime]) -> None:
        """`clock` gives the moment that pages speak of."""
        self._app = app
        self._clock = clock
        self._lock = threading.Lock()
        self._look: Look | None = None

    def look(self) -> Look:
        """What holds now, at most a minute old, never older than the last decision or run."""
        with self._lock:
            as_of = self._clock().replace(second=0, microsecond=0)
            if self._look is None or self._look.as_of != as_of:
                history, findings = self._app.findings(as_of)
                drafts_of = self._app.drafts_of_gaps(findings)
                self._look = Look(history, findings, drafts_of, as_of)
            return self._look

    def refresh(self) -> None:
        """Look anew, without anybody waiting for it."""
        self.forget()

    def forget(self) -> None:
        """A decision was made or a run ended: what was found is looked up anew."""
        with self._lock:
            self._look = None
