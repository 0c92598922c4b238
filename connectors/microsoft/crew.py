"""Several things asked for at once, each on a connection of its own; what comes is given in order.

One thing is asked for here and now. Of several, at most `gate.AT_ONCE` are under way, and at most
`AHEAD` under way or waiting for their turn, since what waits is held in memory. After an error
nothing more is begun; what was under way beside it is given before the error is raised: what was
read is not read again. Whoever stops taking leaves threads behind that end with the request under
way and hold nobody up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from connectors.base import AuthError
from connectors.microsoft.gate import AT_ONCE

if TYPE_CHECKING:
    from connectors.microsoft.session import Session

#: Things under way or waiting for their turn.
AHEAD = 2 * AT_ONCE

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(
    session: Session, items: Sequence[Item], work: Callable[[Session, Item], Result]
) -> Iterator[tuple[Item, Result]]:
    """Each item with what `work` makes of it, in the order of the items.

    Args:
        session: Asks for a single item; several are asked for by others with the same token.
        items: May be empty.
        work: Called on several threads at once, each time with the session of that thread.

    Raises:
        What `work` raised, after the results; an AuthError before others.
    """
    if len(items) <= 1:
        for item in items:
            yield item, work(session, item)
        return
    crew = _Crew(session, items, work)
    try:
        yield from crew.results()
    finally:
        crew.end()


class _Crew(Generic[Item, Result]):
    def __init__(
        self, session: Session, items: Sequence[Item], work: Callable[[Session, Item], Result]
    ) -> None:
        self._session = session
        self._items = items
        self._work = work
        self._changed = threading.Condition()
        self._is_over = threading.Event()
        self._results: dict[int, Result] = {}
        self._errors: list[Exception] = []
        self._begun = self._busy = self._given = 0

    def results(self) -> Iterator[tuple[Item, Result]]:
        for _ in range(min(AT_ONCE, len(self._items))):
            # Daemons: a program that is ended does not wait for a host that is silent.
            threading.Thread(target=self._run, daemon=True).start()
        while (number := self._await_next()) is not None:
            yield self._items[number], self._results.pop(number)
            with self._changed:
                self._given = number + 1
                self._changed.notify_all()
        if self._errors:
            raise min(self._errors, key=lambda error: not isinstance(error, AuthError))

    def end(self) -> None:
        """Nothing more is begun, and nothing that waits is asked for again."""
        self._is_over.set()
        with self._changed:
            self._changed.notify_all()

    def _await_next(self) -> int | None:
        """The number of the next result, or None: there is none any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._next_is_ready() or self._is_done())
            if self._next_is_ready():
                return self._given
            return min(self._results, default=None)

    def _next_is_ready(self) -> bool:
        return self._given in self._results

    def _is_done(self) -> bool:
        return not self._busy and (bool(self._errors) or self._given == len(self._items))

    # ── on the threads ───────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        with self._session.another(self._is_over) as session:
            while (number := self._begin()) is not None:
                try:
                    found = self._work(session, self._items[number])
                except Exception as error:  # noqa: BLE001 - raised again where the results are taken
                    self._errors.append(error)
                    self._is_over.set()
                else:
                    self._results[number] = found
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def _begin(self) -> int | None:
        """The number of an item to work on, or None: there is nothing more to do."""
        with self._changed:
            self._changed.wait_for(self._may_begin)
            if self._is_over.is_set() or self._begun == len(self._items):
                return None
            self._begun += 1
            self._busy += 1
            return self._begun - 1

    def _may_begin(self) -> bool:
        is_left = self._begun < len(self._items)
        return self._is_over.is_set() or not is_left or self._begun < self._given + AHEAD
