"""The words of drafts: packaged templates, each replaceable by a file of the owner's.

A template is text with values in it. It is checked before it is used: only output, `if`, `for` (two
deep), comparisons and the filter `length`; no calls, no assignments, no includes, no arithmetic. So
a template always ends, and quickly: jinja's sandbox alone bounds neither time nor memory.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.drafting.errors import TemplateRefused
from assistant.drafting.lint import SLOT_MARKS
from assistant.drafting.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from assistant.drafting.records import DraftKind

FALLBACK_LANGUAGE = "en"
MAX_TEMPLATE_BYTES = 65_536
MAX_OUTPUT = 50_000
MAX_LOOP_DEPTH = 2

_ALLOWED_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)
_ALLOWED_FILTERS = frozenset({"length"})
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_BLANK_LINES = re.compile(r"\n{3,}")


class Templates:
    """Reads templates on demand and keeps them for the life of the object."""

    def __init__(self, override: Path | None = None) -> None:
        """`override`: a folder whose `drafts/LANGUAGE/NAME` wins over the packaged file."""
        self._override = override
        # Plain text, never HTML: escaping would put entities into mail.
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.globals.clear()
        self._sources: dict[str, str | None] = {}
        self._words: dict[str, Words] = {}
        self._compiled: dict[str, Template] = {}

    def choose_language(self, wanted: str) -> str:
        """The language asked for where it has words, else English."""
        known = _LANGUAGE.fullmatch(wanted) and self._read(f"drafts/{wanted}/words.toml")
        return wanted if known else FALLBACK_LANGUAGE

    def words(self, language: str) -> Words:
        """The words of a language that `choose_language` returned."""
        if language not in self._words:
            source = self._require(f"drafts/{language}/words.toml")
            try:
                table = tomllib.loads(source)
            except tomllib.TOMLDecodeError as error:
                raise TemplateRefused(f"drafts/{language}/words.toml", str(error)) from error
            if language != FALLBACK_LANGUAGE or self._override is not None:
                table = {**self._packaged_words(language), **table}
            for key, phrase in table.items():
                if key.startswith("slot_") and not str(phrase).startswith(SLOT_MARKS):
                    reason = f"{key} must begin with one of {', '.join(map(repr, SLOT_MARKS))}"
                    raise TemplateRefused(f"drafts/{language}/words.toml", reason)
            self._words[language] = Words(language, table)
        return self._words[language]

    def render(self, kind: DraftKind, language: str, values: Mapping[str, object]) -> str:
        """A body: at most one blank line in a row, no trailing blanks, one newline at the end.

        Raises:
            TemplateRefused: the template is not allowed, is broken, or names an unknown value.
        """
        name = f"drafts/{language}/{kind.value}.txt"
        source = self._require(name)
        try:
            if name not in self._compiled:
                self._check(name, source)
                self._compiled[name] = self._environment.from_string(source)
            text = self._compiled[name].render(values)
        except TemplateError as error:
            raise TemplateRefused(name, f"{error.message or error}") from error
        if len(text) > MAX_OUTPUT:
            raise TemplateRefused(name, f"it wrote more than {MAX_OUTPUT} characters")
        lines = "\n".join(line.strip() for line in text.split("\n"))
        return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"

    def _packaged_words(self, language: str) -> dict[str, object]:
        packaged = _read_packaged(f"drafts/{language}/words.toml")
        return tomllib.loads(packaged) if packaged else {}

    def _check(self, name: str, source: str) -> None:
        if len(source.encode("utf-8")) > MAX_TEMPLATE_BYTES:
            raise TemplateRefused(name, f"it is larger than {MAX_TEMPLATE_BYTES} bytes")
        _check_node(name, self._environment.parse(source), depth=0)

    def _require(self, name: str) -> str:
        source = self._read(name)
        if source is None:
            raise TemplateRefused(name, "there is no such file")
        return source

    def _read(self, name: str) -> str | None:
        if name not in self._sources:
            path = self._override / name if self._override else None
            if path is not None and path.is_file():
                self._sources[name] = _read_own(name, path)
            else:
                self._sources[name] = _read_packaged(name)
        return self._sources[name]


def _read_own(name: str, path: Path) -> str:
    with path.open("rb") as file:
        octets = file.read(MAX_TEMPLATE_BYTES + 1)
    if len(octets) > MAX_TEMPLATE_BYTES:
        raise TemplateRefused(name, f"it is larger than {MAX_TEMPLATE_BYTES} bytes")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TemplateRefused(name, "it is not UTF-8 text; save it as UTF-8") from error


def _read_packaged(name: str) -> str | None:
    resource = files("templates").joinpath(name)
    return resource.read_text(encoding="utf-8") if resource.is_file() else None


def _check_node(name: str, node: nodes.Node, *, depth: int) -> None:
    """Refuse what a template does not need."""
    for child in node.iter_child_nodes():
        if not isinstance(child, _ALLOWED_NODES):
            raise TemplateRefused(
                name, f"line {child.lineno}: {type(child).__name__} is not allowed"
            )
        if isinstance(child, nodes.Filter) and child.name not in _ALLOWED_FILTERS:
            raise TemplateRefused(
                name, f"line {child.lineno}: the filter {child.name} is not allowed"
            )
        deeper = depth
        if isinstance(child, nodes.For):
            deeper += 1
            if deeper > MAX_LOOP_DEPTH or child.recursive:
                raise TemplateRefused(name, f"line {child.lineno}: too many loops in each other")
        _check_node(name, child, depth=deeper)
