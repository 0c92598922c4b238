"""Google's libraries are large: they are loaded when they are used, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

LARGE = ("googleapiclient", "httplib2", "google.auth", "google_auth_httplib2")


@pytest.mark.parametrize("module", ["connectors.google", "assistant.cli"])
def test_importing_loads_none_of_them(module: str) -> None:
    program = f"import sys, {module}; print(sorted(set({LARGE!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_importing_the_program_does_not_load_the_connector() -> None:
    program = "import sys, assistant.cli; print('connectors.google' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
