"""Checked reading of TOML tables: every wrong key or value becomes a sentence with its line.

The standard parser gives values without positions, so a wrong key is looked up in the text: the
first line under the right table header that assigns it.
"""

from __future__ import annotations

import difflib
import re
import stat
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import BadConfiguration

Value = TypeVar("Value")

#: A configuration file of a person is small; more is a mistake or an attack.
MAX_BYTES = 1_000_000


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The file's tables and its text.

    Raises:
        BadConfiguration: not readable, not UTF-8, not TOML; with the line where there is one.
    """
    text = read_text(path)
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        at_end = len(text.splitlines()) if "end of document" in str(error) else None
        line = int(found[1]) if found else at_end
        raise BadConfiguration(path, f"is not valid TOML: {error}.", line=line) from error
    except (RecursionError, ValueError) as error:
        # Brackets in brackets, and numbers longer than Python turns into one.
        message = "nests too deeply, or holds a number that is too long; is this the file?"
        raise BadConfiguration(path, message) from error


def read_text(path: Path) -> str:
    """The text of a small plain file.

    Raises:
        BadConfiguration: it is none, cannot be read, is too large or not UTF-8.
    """
    try:
        # A pipe would be waited for, and a device has no end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadConfiguration(path, "is no plain file; put the configuration itself there.")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise BadConfiguration(path, f"is larger than {MAX_BYTES:,} bytes; is this the file?")
        return raw.decode("utf-8")
    except OSError as error:
        raise BadConfiguration(path, f"cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadConfiguration(path, "is not UTF-8 text; save it as UTF-8.") from error


class Section:
    """One table of a file; every read names what it expected.

    Args:
        name: The table's dotted name as in its header, `''` for the top of the file.
        occurrence: For an array of tables, which one, from 0.
    """

    def __init__(
        self, path: Path, text: str, values: Mapping[str, Any], name: str = "", occurrence: int = 0
    ) -> None:
        self.path = path
        self.text = text
        self.name = name
        self.occurrence = occurrence
        self._values = values

    def check_keys(self, known: Iterable[str]) -> None:
        """Refuse keys that nobody reads, naming the nearest known one."""
        known = sorted(known)
        for key in self._values:
            if key in known:
                continue
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            where = f" in [{self.name}]" if self.name else ""
            hint = f" Did you mean '{near[0]}'?" if near else f" Known keys: {', '.join(known)}."
            self.fail(key, f"unknown key '{key}'{where}.{hint}")

    def fail(self, key: str, message: str) -> None:
        """Refuse the file because of `key`."""
        raise BadConfiguration(self.path, message, line=self._line_of(key), key=key)

    def section(self, key: str) -> Section:
        """The sub-table `key`; an empty one where it is left out."""
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            self.fail(key, f"'{key}' must be a table, [{self._dotted(key)}].")
        return Section(self.path, self.text, value, self._dotted(key), self.occurrence)

    def sections(self, key: str) -> list[Section]:
        """The tables of an array of tables; may be empty."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(key, f"'{key}' must be an array of tables, [[{self._dotted(key)}]].")
        name = self._dotted(key)
        return [Section(self.path, self.text, item, name, n) for n, item in enumerate(value)]

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._values

    def is_boolean(self, key: str) -> bool:
        """Whether the key is written as true or false."""
        return isinstance(self._values.get(key), bool)

    def keys(self) -> list[str]:
        """The keys written, in order."""
        return list(self._values)

    def string(self, key: str, default: str | None = None) -> str | None:
        """A text, trimmed; never empty."""
        value = self._values.get(key)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.fail(key, f"'{key}' must be a text in quotes, not {value!r}.")
        return str(value).strip()

    def required(self, key: str, *, example: str) -> str:
        """A text that must be there."""
        value = self.string(key)
        if value is None:
            where = f"[{self.name}]" if self.name else "the file"
            self.fail(self.name, f"{where} has no '{key}'; write {key} = {example}.")
        return str(value)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts, trimmed; may be empty."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(key, f'\'{key}\' must be a list of texts, as in {key} = ["one", "two"].')
        return tuple(item.strip() for item in value if item.strip())

    def number(self, key: str, default: float, *, least: float, most: float) -> float:
        """A number within bounds."""
        value = self._values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(key, f"'{key}' must be a number, not {value!r}.")
        if not least <= value <= most:
            self.fail(key, f"'{key}' must be between {least:g} and {most:g}, not {value:g}.")
        return float(value)

    def boolean(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            self.fail(key, f"'{key}' must be true or false, not {value!r}.")
        return bool(value)

    def choice(self, key: str, choices: Iterable[str], default: str | None) -> str | None:
        """One of a few words."""
        value = self.string(key, default)
        choices = list(choices)
        if value is not None and value not in choices:
            near = difflib.get_close_matches(value, choices, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            self.fail(key, f"'{key}' must be one of {', '.join(choices)}, not '{value}'.{hint}")
        return value

    def day(self, key: str) -> date | None:
        """A date, with or without quotes."""
        value = self._values.get(key)
        return None if value is None else self._as_day(key, value)

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates, sorted."""
        value = self._values.get(key, [])
        if not isinstance(value, list):
            self.fail(key, f"'{key}' must be a list of dates, as in {key} = [2026-12-24].")
        return tuple(sorted(self._as_day(key, item) for item in value))

    def parsed(self, key: str, parse: Callable[[Any], Value]) -> Value:
        """The value through `parse`, whose ValueError becomes the sentence."""
        try:
            return parse(self._values[key])
        except ValueError as error:
            self.fail(key, f"'{key}': {error}.")
            raise

    def _as_day(self, key: str, value: Any) -> date:
        if isinstance(value, datetime):
            self.fail(key, f"'{key}' must be a day like 2026-12-24, without a time.")
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(key, f"'{key}': '{value}' is not a date like 2026-12-24.")
            raise

    def _dotted(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _line_of(self, key: str) -> int | None:
        """1-based line that assigns `key` in this table, or of the table's header."""
        table, seen, header_line = "", -1, None
        assigns = re.compile(
            rf"""\s*(["']?){re.escape(key)}\1\s*[=.]|.*[{{,]\s*{re.escape(key)}\s*="""
        )
        for number, line in enumerate(self.text.splitlines(), start=1):
            header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?", line)
            if header and "=" not in line.split("]")[0]:
                table = header[1].replace(" ", "").replace('"', "")
                seen += table == self.name
                if table == self.name and seen == self.occurrence:
                    header_line = number
                if table in {key, f"{self.name}.{key}"}:
                    return number
            elif self._holds(table, seen) and assigns.match(line):
                return number
        return header_line or self._anywhere(assigns)

    def _holds(self, table: str, seen: int) -> bool:
        return table == self.name and (not self.name or seen in {-1, self.occurrence})

    def _anywhere(self, assigns: re.Pattern[str]) -> int | None:
        """The first line that assigns the key at all: inline tables have no header."""
        numbered = enumerate(self.text.splitlines(), start=1)
        return next((number for number, line in numbered if assigns.match(line)), None)
