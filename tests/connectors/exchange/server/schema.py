"""The schemas of EWS, where they are there: what breaks them is remembered, and fails the test."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from tests.connectors.exchange.server.soap import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable


@functools.lru_cache(maxsize=4)
def compiled(folder: Path) -> etree.XMLSchema:
    """The schema of all messages; half a second, once a process."""
    return etree.XMLSchema(etree.parse(folder / "messages.xsd"))


class Validator:
    """Says what is wrong with requests and answers; without schemas: nothing ever is.

    Args:
        shared: The folder that holds `ews`, or None.
    """

    def __init__(self, shared: Path | None) -> None:
        folder = None if shared is None else shared / "ews"
        self._schema = compiled(folder) if folder and folder.is_dir() else None
        #: How many elements were validated.
        self.validated = 0

    @property
    def validates(self) -> bool:
        return self._schema is not None

    def problems(self, body: etree._Element, header: Iterable[etree._Element] = ()) -> list[str]:
        """What the schemas say against the child of a body and the children of a header."""
        if self._schema is None:
            return []
        found: list[str] = []
        ours = [each for each in header if etree.QName(each).namespace == TYPES]
        for element in [body, *ours]:
            self.validated += 1
            if not self._schema.validate(element):
                found += str(self._schema.error_log).splitlines()
        return found
