"""The example is the reference: it loads, and it describes every key there is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.config import keys, load_config

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

KEYS = sorted(
    {
        *keys.TOP_KEYS,
        *keys.OWNER_KEYS,
        *keys.ACCOUNT_KEYS,
        *keys.SEND_KEYS,
        *keys.DELIVERY_KEYS,
        *keys.SCHEDULE_KEYS,
        *keys.REPORT_KEYS,
        *keys.SMTP_KEYS,
        *keys.GOAL_KEYS,
    }
)


def test_the_example_loads(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "config.toml")
    config = load_config(tmp_path)
    assert config.owner.name == "Marta Nowak"
    assert config.accounts[0].kind == "local"


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_in_the_example(key: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert f"\n{key} = " in text or f"[{key}]" in text or f".{key}]" in text or f"{key} = [" in text


def test_the_goals_in_the_example_are_the_defaults(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "config.toml")
    from assistant.insight.records import Goals

    assert load_config(tmp_path).goals == Goals()
