"""Templates of the reports: packaged ones, or the owner's of the same path; sandboxed, strict."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.errors import RapportError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class TemplateBroken(RapportError):
    """The owner's template of the report cannot be rendered."""

    exit_code = 78

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be used: {reason}. Correct it, or delete it to use the packaged one."
        )


def make_environment(*, autoescape: bool) -> jinja2.Environment:
    """An environment in which a template can only place values."""
    return ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=autoescape,
    )


def render_template(
    environment: jinja2.Environment,
    name: str,
    values: Mapping[str, Any],
    *,
    templates: Path | None,
) -> str:
    """The template with its values placed.

    Args:
        environment: From `make_environment`.
        name: Path below the folder of templates, as `report/daily.txt`.
        values: Everything the template may name.
        templates: The owner's folder, whose file of that name wins if it is there.

    Raises:
        TemplateBroken: the owner's template cannot be rendered.
    """
    if templates is not None and (templates / name).is_file():
        path = templates / name
        try:
            return environment.from_string(path.read_text(encoding="utf-8")).render(values)
        except (jinja2.TemplateError, UnicodeDecodeError) as error:
            raise TemplateBroken(path, str(error)) from error
    source = (resources.files("templates") / name).read_text(encoding="utf-8")
    return environment.from_string(source).render(values)
