"""Whatever stands in the file: a sentence, or the password that was kept; never another one."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.vault.errors import VaultError
from assistant.vault.form import Box, NotSealed, Scrypt, Sealed, dump, parse
from assistant.vault.sealed import SEALED
from tests.vault.conftest import CANARY, open_file

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
FIELDS = st.sampled_from(["format", "version", "id", "scrypt", "check", "entries"])
BOXES = st.builds(Box, st.binary(min_size=12, max_size=12), st.binary(min_size=16, max_size=80))
NAMES = st.text(min_size=1, max_size=40).filter(str.isprintable)
SCRYPTS = st.none() | st.builds(
    Scrypt,
    st.binary(min_size=16, max_size=64),
    st.sampled_from([2**14, 2**15, 2**16]),
    st.integers(1, 32),
    st.integers(1, 4),
)


def make_sealed() -> bytes:
    """A sealed file with one password."""
    with tempfile.TemporaryDirectory() as folder:
        open_file(Path(folder)).put("work", CANARY)
        return (Path(folder) / SEALED).read_bytes()


SAMPLE = make_sealed()


def read_back(octets: bytes) -> str | None:
    """What a home with such a file gives for 'work'; None for nothing, or for a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SEALED
        path.touch(mode=0o600)
        path.write_bytes(octets)
        try:
            return open_file(Path(folder)).get("work")
        except VaultError:
            return None


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence(octets: bytes) -> None:
    assert read_back(octets) is None


@given(st.data())
def test_a_changed_byte_never_changes_the_password(data: st.DataObject) -> None:
    octets = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    assert read_back(bytes(octets)) in {None, CANARY}


@given(FIELDS, JSON)
def test_any_value_in_any_field_is_refused_with_a_sentence(field: str, value: object) -> None:
    document = json.loads(SAMPLE)
    document[field] = value
    assert read_back(json.dumps(document).encode()) in {None, CANARY}


def test_brackets_without_end_are_refused_with_a_sentence() -> None:
    for octets in (b"[" * 200_000, b'{"format":' * 100_000, b"1" * 100_000):
        assert read_back(octets) is None


@given(
    st.builds(
        Sealed,
        st.binary(min_size=16, max_size=16),
        SCRYPTS,
        st.builds(Box, st.binary(min_size=12, max_size=12), st.binary(min_size=16, max_size=16)),
        st.dictionaries(NAMES, BOXES, max_size=5),
    )
)
def test_what_is_written_is_read_back(sealed: Sealed) -> None:
    try:
        assert parse(dump(sealed)) == sealed
    except NotSealed:
        # The only thing that a drawn one may have too much of.
        assert sealed.scrypt is not None
        assert 128 * sealed.scrypt.n * sealed.scrypt.r > 256 * 1024 * 1024
