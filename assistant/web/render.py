"""Pages from templates: what every template may use, and where the files are found.

Everything is escaped unless a template says otherwise; an unknown name is an error, never a hole.
A file of the owner's under `web/` in the configured folder replaces the packaged one; it runs
sandboxed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.web.assets import STATIC, static_address
from assistant.web.keys import write_data_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.config.records import Config

__all__ = ["STATIC", "iso", "make_environment", "make_local"]


def make_environment(config: Config) -> jinja2.Environment:
    """The templates of one home; filters `local` and `iso`, functions `static` and `data_keys`."""
    packaged = jinja2.PackageLoader("templates", "web")
    kind: type[jinja2.Environment] = jinja2.Environment
    loader: jinja2.BaseLoader = packaged
    if config.templates is not None:
        kind = ImmutableSandboxedEnvironment
        loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(config.templates / "web"), packaged])
    environment = kind(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["local"] = make_local(config.owner.zone)
    environment.filters["iso"] = iso
    environment.globals["static"] = static_address
    environment.globals["data_keys"] = write_data_keys
    return environment


def make_local(zone: str) -> Callable[[datetime], str]:
    """Aware moment → `Tue 17 Nov, 10:00` on the owner's clock."""
    local = ZoneInfo(zone)

    def say(moment: datetime) -> str:
        at = moment.astimezone(local)
        return f"{at:%a} {at.day} {at:%b}, {at:%H:%M}"

    return say


def iso(moment: datetime) -> str:
    """`2026-11-17T09:00:00Z`, for machines."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
