"""The program held to the hand-written `expected.json`: every gap, promise and wait, nothing else.

How the two are compared stands in `assistant.demo.expected`; a key that the file leaves out is not
held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from assistant.demo.expected import load_expected
from tests.cli.conftest import AS_OF, Rapport, canonical_home, look

__all__ = ["canonical_home", "look"]

Item = dict[str, Any]
Key = tuple[Any, ...]

NOTES = {"why"}


def folded(text: str) -> str:
    return " ".join(text.split())


def gap_key(gap: Item) -> Key:
    return gap["kind"], gap["client"], gap["since"]


def promise_key(promise: Item) -> Key:
    return promise["message_id"], folded(promise["quote"])


def wait_key(wait: Item) -> Key:
    return wait["side"], wait["client"], wait["start"]


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    return load_expected()


def by_key(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, Item]:
    items = list(items)
    found = {key(item): item for item in items}
    assert len(found) == len(items), "two items share a key"
    return found


def differences(found: dict[Key, Item], wanted: dict[Key, Item]) -> list[str]:
    """What is missing, what is too much, and every held value that is another."""
    lines = [f"missing: {key}" for key in wanted if key not in found]
    lines.extend(f"too much: {key}" for key in found if key not in wanted)
    for key, item in wanted.items():
        for name, value in item.items():
            if key in found and name not in NOTES and not agrees(name, found[key], value):
                lines.append(f"{key} {name}: got {found[key].get(name)!r}, expected {value!r}")
    return lines


def agrees(name: str, item: Item, value: Any) -> bool:
    got = item.get(name)
    if name == "quote":
        return folded(str(got)) == str(value)
    if name == "content":
        return is_within(value.lower().split(), str(got).lower().split())
    if name == "evidence":
        return value is None or any(holds(one, value) for one in item["evidence"])
    if isinstance(value, dict):
        return isinstance(got, dict) and holds(got, value)
    return bool(got == value)


def is_within(words: list[str], others: list[str]) -> bool:
    """Whether the words stand among the others in this order."""
    remaining = iter(others)
    return all(any(word in other for other in remaining) for word in words)


def holds(got: Item, value: Item) -> bool:
    return all(got.get(name) == inner for name, inner in value.items())


def test_every_gap(look: Rapport, expected: dict[str, Any]) -> None:
    gaps = look("gaps", "--json", "--as-of", AS_OF).json["gaps"]
    wanted = by_key(expected["gaps"], gap_key)
    found = differences(by_key(gaps, gap_key), wanted)
    assert not found, "\n".join(found)


def test_every_promise(look: Rapport, expected: dict[str, Any]) -> None:
    promises = look("promises", "--json", "--as-of", AS_OF).json["promises"]
    message_of = {promise["id"]: promise["message_id"] for promise in promises}
    for promise in promises:
        promise["succeeds"] = message_of.get(promise["succeeds"])
    wanted = by_key(expected["promises"], promise_key)
    found = differences(by_key(promises, promise_key), wanted)
    assert not found, "\n".join(found)


def test_every_wait_to_the_second(look: Rapport, expected: dict[str, Any]) -> None:
    waits = look("replies", "--json", "--as-of", AS_OF).json["waits"]
    wanted = by_key(expected["waits"], wait_key)
    found = differences(by_key(waits, wait_key), wanted)
    assert not found, "\n".join(found)
