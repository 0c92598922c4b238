"""A sheet as values for a template: every text escaped for the form that it goes into.

A template gets nothing that is not escaped already, so an owner's own template cannot forget it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assistant.reports.matters import Reference
from assistant.reports.sections import DraftRow

if TYPE_CHECKING:
    from assistant.reports.sheet import Sheet

Escape = Callable[[str], str]


def make_values(sheet: Sheet, escape: Escape, *, page: str | None) -> dict[str, Any]:
    """What a template may name: the fields of the sheet, its title and summary.

    Args:
        sheet: From `lay_out`.
        escape: Makes a text harmless in the form; called once for each.
        page: Base address of the page for links, without a slash at its end; None: no links.
    """
    values: dict[str, Any] = _walk(sheet, escape, page)
    return {**values, "title": escape(sheet.title), "summary": escape(sheet.summary), "page": page}


def _walk(value: Any, escape: Escape, page: str | None) -> Any:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, tuple):
        return [_walk(item, escape, page) for item in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    walked = {
        field.name: _walk(getattr(value, field.name), escape, page) for field in fields(value)
    }
    if isinstance(value, (Reference, DraftRow)):
        walked["link"] = _link(value, page)
    return walked


def _link(value: Reference | DraftRow, page: str | None) -> str | None:
    if page is None:
        return None
    kind = "drafts" if isinstance(value, DraftRow) or value.text.startswith("draft") else "gaps"
    return f"{page}/{kind}/{quote(value.id, safe='')}"
