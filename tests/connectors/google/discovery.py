"""The documents that Google ships with its client, as a judge of requests."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

#: What is asked for of an answer: field → what of it, None: all.
Fields = dict[str, "Fields | None"]

_TYPES: dict[str, type] = {"string": str, "boolean": bool, "integer": int, "object": dict}


@dataclass(frozen=True)
class Asked:
    """A request that a document knows."""

    method: str
    path: dict[str, str]
    query: dict[str, list[str]]
    body: dict[str, Any]
    scopes: frozenset[str]
    fields: Fields | None = None

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


@dataclass
class Document:
    """The methods of one service."""

    name: str
    text: dict[str, Any]
    methods: list[tuple[str, re.Pattern[str], dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._gather(self.text)

    def _gather(self, node: dict[str, Any]) -> None:
        for method in node.get("methods", {}).values():
            path = self.text["servicePath"] + method["path"]
            parts = re.split(r"\{\+?(\w+)\}", path)
            pattern = "".join(
                f"(?P<{part}>[^/]+)" if number % 2 else re.escape(part)
                for number, part in enumerate(parts)
            )
            self.methods.append((method["httpMethod"], re.compile(f"/{pattern}"), method))
        for inner in node.get("resources", {}).values():
            self._gather(inner)

    def find(self, verb: str, url: str, body: bytes) -> Asked:
        """The method that was asked for.

        Raises:
            AssertionError: the document does not know the method, a parameter, or a field.
        """
        parts = urlsplit(url)
        for known, pattern, method in self.methods:
            found = pattern.fullmatch(parts.path)
            if known == verb and found:
                query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=False)
                self._check_query(method, query)
                wanted = self._read_fields(method, query.get("fields", [""])[0])
                return Asked(
                    method["id"],
                    {name: unquote(value) for name, value in found.groupdict().items()},
                    query,
                    self._read_body(method, body),
                    frozenset(method.get("scopes", ())),
                    wanted,
                )
        raise AssertionError(f"{self.name} knows no {verb} {parts.path}")

    def _check_query(self, method: dict[str, Any], query: dict[str, list[str]]) -> None:
        own = {
            name: one
            for name, one in method.get("parameters", {}).items()
            if one["location"] == "query"
        }
        for name, values in query.items():
            kind = own.get(name) or self.text["parameters"].get(name)
            assert kind, f"{method['id']} knows no parameter {name}"
            assert kind.get("repeated") or len(values) == 1, f"{method['id']}: {name} twice"
            for value in values:
                assert not kind.get("enum") or value in kind["enum"], f"{name}={value}"
                if kind["type"] == "integer":
                    assert int(kind.get("minimum", 0)) <= int(value), f"{name}={value}"
                    assert int(value) <= int(kind.get("maximum", 1 << 32)), f"{name}={value}"
                if kind["type"] == "boolean":
                    assert value in ("true", "false"), f"{name}={value}"
        for name, kind in own.items():
            assert not kind.get("required") or name in query, f"{method['id']} needs {name}"

    def _read_fields(self, method: dict[str, Any], text: str) -> Fields | None:
        """The selection in ``fields``, of which the answer's schema knows every name."""
        if not text:
            return None
        found = parse_fields(text)
        self._check_selection(found, self.text["schemas"][method["response"]["$ref"]])
        return found

    def _check_selection(self, wanted: Fields, schema: dict[str, Any]) -> None:
        for name, inner in wanted.items():
            kind = schema.get("properties", {}).get(name)
            assert kind, f"{schema.get('id', 'an answer')} has no field {name}"
            kind = kind.get("items", kind)
            if inner is not None:
                self._check_selection(inner, self._resolved(kind))

    def _resolved(self, kind: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.text["schemas"][kind["$ref"]] if "$ref" in kind else kind
        return found

    def _read_body(self, method: dict[str, Any], body: bytes) -> dict[str, Any]:
        if not body:
            return {}
        assert "request" in method, f"{method['id']} takes no body"
        row: dict[str, Any] = json.loads(body)
        self._check_fields(row, self.text["schemas"][method["request"]["$ref"]])
        return row

    def _check_fields(self, row: dict[str, Any], schema: dict[str, Any]) -> None:
        for name, value in row.items():
            kind = schema["properties"].get(name)
            assert kind, f"{schema['id']} has no field {name}"
            if "$ref" in kind:
                self._check_fields(value, self.text["schemas"][kind["$ref"]])
            elif kind["type"] in _TYPES:
                assert isinstance(value, _TYPES[kind["type"]]), f"{name}={value!r}"


def parse_fields(text: str) -> Fields:
    """``a,b/c,d(e,f)`` as nested names.

    Raises:
        AssertionError: it is none.
    """
    found, rest = _parse_list(text)
    assert not rest, f"fields={text}"
    return found


def _parse_list(text: str) -> tuple[Fields, str]:
    found: Fields = {}
    while True:
        name = re.match(r"\w+", text)
        assert name, f"fields: {text}"
        inner, text = _parse_inner(text[name.end() :])
        found[name[0]] = inner
        if not text.startswith(","):
            return found, text
        text = text[1:]


def _parse_inner(text: str) -> tuple[Fields | None, str]:
    if text.startswith("/"):
        name = re.match(r"\w+", text[1:])
        assert name, f"fields: {text}"
        inner, text = _parse_inner(text[1 + name.end() :])
        return {name[0]: inner}, text
    if text.startswith("("):
        found, text = _parse_list(text[1:])
        assert text.startswith(")"), f"fields: {text}"
        return found, text[1:]
    return None, text


def select(answer: Any, wanted: Fields | None) -> Any:
    """What was asked for of an answer, and nothing else."""
    if wanted is None:
        return answer
    if isinstance(answer, list):
        return [select(one, wanted) for one in answer]
    return {name: select(answer[name], inner) for name, inner in wanted.items() if name in answer}


@lru_cache
def load(service: str, version: str) -> Document:
    """The document of a service, as the installed client has it."""
    spec = find_spec("googleapiclient")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "discovery_cache" / "documents"
    text = (folder / f"{service}.{version}.json").read_text("utf-8")
    return Document(service, json.loads(text))
