"""How often Python looks for circles of garbage while thousands of small records are built."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Build many small records without the collector walking through them again and again.

    They hold no circles. On 10,000 messages it took a quarter of the time of every stage. Rarely,
    not never: what libraries leave in circles must not pile up over a year of mail.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
