"""What the definitions find in the demo world at one moment, written by hand.

`expected.json` holds every gap, promise and wait that the definitions imply as of
Thursday 2026-11-19, 16:00 in Kraków, and nothing else. The program is held to it, so it was not made
by running the program:

- Who waits for whom from which message to which, what was promised and how it went, and which gaps
  follow was decided by reading the messages beside the definitions. Where that takes a second look,
  the item says `why`.
- The seconds were added up from the Date headers by a script of its own that knows only a table of
  working hours and closed days; it did each sum twice, once by adding intervals and once by asking
  every minute whether it is worked.
- Severity is clock ÷ threshold, by hand, with a working day of 28,080 s on our clock (39 hours in
  five days) and 28,800 s on theirs.

How to compare:

- Times are UTC, durations seconds, addresses lower case, message ids without angle brackets.
- `quote` is the whole sentence with single spaces; it may be broken into lines in the message.
- `content` is part of what is promised: its words stand in the program's content in this order.
- A key that is left out is not held: the definitions do not say where "this week" begins, nor whom a
  week without a meeting concerns.
- `due` is null where a promise names no time. `from` equals `to` for a moment.
- `succeeds` is the message id of the promise that this one follows after a new date.
- `subject` is without reply prefixes; `people` are the client's; `evidence` is the decisive one, null
  for a period in which nothing happened.
- A client that no file configures goes by its domain, a prospect by null.

It holds for the canonical moment only: on other days other holidays fall into the same weeks.
"""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files
from typing import Any

#: The moment `expected.json` speaks of.
CANONICAL_NOW = datetime.fromisoformat("2026-11-19T16:00:00+01:00")


def load_expected() -> dict[str, Any]:
    """The parsed file: `as_of`, `now`, `zone`, and the lists `gaps`, `promises`, `waits`."""
    text = (files(__package__) / "expected.json").read_text("utf-8")
    expected: dict[str, Any] = json.loads(text)
    return expected
