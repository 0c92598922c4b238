"""Messages one after the other, in batches that are fit for a page; what cannot be read is set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectors.base import ConnectorError, MailRecord, Problem
from connectors.google.cursor import FAILED, LEFT, Position, letters
from connectors.google.faults import Garbled, Refused, Senseless, senseless
from connectors.google.mailbox import COST_GET, Mailbox
from connectors.google.messages import is_left_out, labels_in, read_message

if TYPE_CHECKING:
    from connectors.local.pages import PageLimits

#: Messages that one round may set aside; beyond that it is Google and not the mail.
MAX_SET_ASIDE = 20
#: Of those, messages over which Google itself fails, after every try and pause.
MAX_FAILING = 3
#: A page ends before a longer wait, and when it was begun so long ago: so that it can be used. Not
#: before every wait: at the pace of the quota each message is waited for a little.
LONG_WAIT_S, LONG_AGO_S = 3.0, 20.0


@dataclass(slots=True)
class Fetching:
    """The bodies of one round.

    Attributes:
        position: Remembers what became of every message.
        done: Messages dealt with so far.
        downloads: Bodies fetched so far.
        problems: Of messages that were set aside since somebody last took them.
        aside: Messages that were set aside.
    """

    mailbox: Mailbox
    collection: str
    position: Position
    limits: PageLimits
    full_bodies: bool
    done: int = 0
    downloads: int = 0
    problems: list[Problem] = field(default_factory=list)
    aside: set[str] = field(default_factory=set)
    _names: dict[str, str] | None = None
    _fresh_faults: int = 0
    _failing: int = 0

    def batches(self, names: Sequence[str]) -> Iterator[tuple[list[MailRecord], bool]]:
        """Records in batches that end with the limits of a page or the quota of the minute.

        True comes with the last one. What was fetched before an error comes before it: it is good,
        and was paid for.

        Raises:
            AuthError, TransientError, PermanentError: as their names say.
        """
        batch: list[MailRecord] = []
        news: dict[str, str] = {}
        gone: list[str] = []
        octets = 0
        client = self.mailbox.client
        begun = 0.0
        for number, name in enumerate(names, 1):
            try:
                record, mark = self._fetch(name)
            except ConnectorError:
                if news or gone:
                    self.position.add(news, gone)
                    yield batch, False
                raise
            now = client.settings.clock.monotonic()
            begun = begun if batch else now
            self.done += 1
            if record is not None:
                batch.append(record)
                octets += len(record.raw)
            if mark is not None:
                news[name] = mark
            else:
                gone.append(name)
            is_last = number == len(names)
            is_full = len(batch) >= self.limits.items or octets >= self.limits.octets
            is_old = now - begun > LONG_AGO_S
            if is_last or is_full or is_old or client.wait_for(COST_GET) > LONG_WAIT_S:
                self.position.add(news, gone)
                yield batch, is_last
                batch, news, gone, octets = [], {}, [], 0

    def take_problems(self) -> tuple[Problem, ...]:
        """What there is to say since the last time."""
        problems, self.problems = tuple(self.problems), []
        return problems

    def _fetch(self, name: str) -> tuple[MailRecord | None, str | None]:
        """A message, and what to remember of it; nothing where it is gone meanwhile."""
        if self._names is None:
            self._names = self.mailbox.fetch_label_names()
        if self.done:
            # Not before the first: however little patience there is, every reading gets somewhere.
            self.mailbox.client.check_patience(COST_GET)
        try:
            return self._read(name, self._names)
        except Refused as error:
            self._failing += error.is_passing
            refused = self.mailbox.refused(error)
            if self._failing > MAX_FAILING:
                raise refused from error
            self._put_aside(name, f"status {error.status}", refused)
        except (Senseless, Garbled):
            client = self.mailbox.client
            self._put_aside(name, "no message", senseless(client.account, self.mailbox.where))
        return None, FAILED

    def _read(self, name: str, names: dict[str, str]) -> tuple[MailRecord | None, str | None]:
        row = self.mailbox.fetch_message(name, whole=self.full_bodies)
        if row is None:
            return None, None
        self.downloads += self.full_bodies
        if is_left_out(labels_in(row)):
            return None, LEFT
        account = self.mailbox.client.account
        record = read_message(row, account=account, collection=self.collection, names=names)
        if record.provider_id != name:
            raise Senseless
        return record, letters(record.flags)

    def _put_aside(self, name: str, said: str, error: ConnectorError) -> None:
        """Name a message that cannot be read, and go on.

        Raises:
            ConnectorError: as given: these are too many for a fault of the messages.
        """
        # One that could not be read before says nothing about Google today.
        self._fresh_faults += self.position.marks.get(name) != FAILED
        if self._fresh_faults > MAX_SET_ASIDE:
            raise error
        self.aside.add(name)
        self.problems.append(
            Problem(
                "unreadable",
                f"Message {name} of account '{self.mailbox.client.account}' cannot be read: Google "
                f"answered '{said}'. The others were read; it is tried again at every sync.",
                name,
            )
        )
