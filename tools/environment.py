"""Build the environment that the Makefile uses, aside, and switch to it when it is whole.

    python3 tools/environment.py            standard library only; any Python from 3.11

An environment is a folder `.venv-XXXXXXXX` beside this tree's pyproject.toml, and `.venv` is a link
to the one in use. A virtual environment cannot be moved (its scripts name its path), so it is built
under its final name and only the link is switched, in one step. What makes it valid is the stamp,
written last: the hash of the lock, of what pyproject.toml says about the package, of the Python and
of the place. Hence:

    killed at any moment   no stamp, the link still on the former environment; the next run removes
                           the half-built folder and starts again under a new name (so that a pip
                           that outlived its parent cannot write into it)
    lock or Python changed the stamp differs; a new environment is built, then switched to
    two runs at once       the second waits on `.venv.lock` and finds the work done
    tree moved             the path is in the stamp

The environment before the last one is kept until the next build: a program may still run from it.
Not for making locks (`tools.locks`), nor for finding a Python that is good enough
(`tools/find-python`).
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
#: One environment for demo, tests and checks: what tests add is a sixth of the size, and a second
#: environment would be one more thing that can be stale.
LOCK = "requirements/dev.txt"
LINK = ".venv"
STAMP = "rapport-stamp"
LOG = "setup.log"
#: Lines of pip's own words that are shown when it failed.
TAIL = 15


class SetupFailed(Exception):
    """A step of the set-up ended badly; carries the end of its output."""

    def __init__(self, step: str, output: str) -> None:
        super().__init__(
            f"{output}\n\nSet-up failed: {step}. Nothing was switched; what worked before still does."
            "\nIf the network was away, run the same command again: it starts cleanly."
        )


def choose_stamp(root: Path) -> str:
    """What a valid environment of this tree, on this machine, carries."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    inputs = {
        "lock": hashlib.sha256((root / LOCK).read_bytes()).hexdigest(),
        "project": pyproject["project"],
        "build": [pyproject["build-system"], pyproject.get("tool", {}).get("hatch", {})],
        "python": [sys.version, sys.base_prefix, platform.machine()],
        "place": str(root.resolve()),
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def ensure(root: Path, stamp: str, build: Callable[[Path], None]) -> Path:
    """Make `.venv` under `root` lead to an environment that carries `stamp`.

    Args:
        root: The tree.
        stamp: What the environment has to carry to be taken as it is.
        build: Fills an empty folder; raises when it cannot.

    Returns:
        The environment's folder.

    Raises:
        SetupFailed: `.venv` is in the way, or `build` failed. The link is as it was.
    """
    if (current := _read_link(root)) and _is_valid(current, stamp):
        return current
    with _lock(root / f"{LINK}.lock"):
        former = _read_link(root)
        if former and _is_valid(former, stamp):
            return former
        environment = _find_valid(root, stamp) or _build_aside(root, stamp, build, keep=former)
        _switch(root, environment)
        _remove_others(root, keep={environment, former})
        return environment


def _read_link(root: Path) -> Path | None:
    link = root / LINK
    return root / link.readlink().name if link.is_symlink() else None


def _is_valid(environment: Path, stamp: str) -> bool:
    try:
        return (environment / STAMP).read_text("ascii") == stamp
    except FileNotFoundError:
        return False


def _find_valid(root: Path, stamp: str) -> Path | None:
    """A complete environment left by an earlier lock or Python that is wanted again."""
    return next((found for found in _environments(root) if _is_valid(found, stamp)), None)


def _environments(root: Path) -> list[Path]:
    return sorted(found for found in root.glob(f"{LINK}-*") if found.is_dir())


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold the file lock of this tree; the system lets go of it however this process ends."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another make is setting up this tree; waiting for it.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build_aside(
    root: Path, stamp: str, build: Callable[[Path], None], *, keep: Path | None
) -> Path:
    if (root / LINK).exists() and not (root / LINK).is_symlink():
        problem = f"{root / LINK} is not a link this Makefile made; move it away"
        raise SetupFailed(problem, "")
    _remove_others(root, keep={keep}, only_broken=True)
    environment = Path(tempfile.mkdtemp(prefix=f"{LINK}-", dir=root))
    environment.chmod(0o755)
    build(environment)
    # Everything is on the disk before the stamp says so: a power cut is a kill, too.
    os.sync()
    (environment / STAMP).write_text(stamp, "ascii")
    return environment


def _switch(root: Path, environment: Path) -> None:
    """Point the link at `environment` in one step: there is no moment without a `.venv`."""
    fresh = root / f"{LINK}.next"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(environment.name)
    fresh.replace(root / LINK)


def _remove_others(root: Path, *, keep: set[Path | None], only_broken: bool = False) -> None:
    for found in _environments(root):
        if found in keep or (only_broken and (found / STAMP).exists()):
            continue
        # The stamp goes first, so that a removal that is killed leaves nothing that looks whole. A
        # pip that outlived its parent may still be writing: what stays is removed the next time.
        (found / STAMP).unlink(missing_ok=True)
        shutil.rmtree(found, ignore_errors=True)


def install(root: Path, environment: Path) -> None:
    """Fill `environment` with what the lock names and with this tree.

    Raises:
        SetupFailed: A step failed; its last lines are in the error.
    """
    packages = (root / LOCK).read_text("utf-8").count("==")
    python = str(environment / "bin" / "python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    print(f"Setting up, once: {packages} packages into {environment.name} …", flush=True)
    _run("making the environment", [sys.executable, "-m", "venv", str(environment)], environment)
    _run(
        "installing the packages",
        # Wheels only: building from source would run code whose own needs no lock holds. Compiling
        # every module took a third of the set-up (33 s, 22 s without); most are never imported.
        [
            *(*pip, "--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile"),
            *("-r", str(root / LOCK)),
        ],
        environment,
        expected=packages,
    )
    _run(
        "installing this tree",
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(root)],
        environment,
    )
    _run("checking what was installed", [python, "-m", "pip", "check"], environment)


def _run(step: str, command: list[str], environment: Path, *, expected: int = 0) -> None:
    """Run one step; its output goes to the log, its progress to the terminal."""
    # PYTHONPATH and PYTHONHOME of the caller would lead into another environment.
    settings = {key: value for key, value in os.environ.items() if not _misleads(key)}
    lines: list[str] = []
    seen = 0
    with (
        (environment / LOG).open("a", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=settings,
        ) as process,
    ):
        for line in process.stdout or ():
            log.write(line)
            lines.append(line.rstrip())
            if line.startswith(("Collecting ", "Processing ")):
                seen += 1
                _show_progress(seen, expected)
            elif line.startswith("Installing collected packages"):
                print("  unpacking …", flush=True)
    if process.returncode:
        raise SetupFailed(step, "\n".join(lines[-TAIL:]))


def _misleads(variable: str) -> bool:
    return variable in {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"}


def _show_progress(seen: int, expected: int) -> None:
    """A line every twenty packages: enough to see that it moves, in a log as on a terminal."""
    if seen % 20 == 0:
        print(f"  {seen} of {expected} packages", flush=True)


def main() -> int:
    """Set this tree up: 0 ready, 1 not, with the reason."""
    started = time.monotonic()
    stamp = choose_stamp(ROOT)
    built: list[Path] = []

    def build(environment: Path) -> None:
        install(ROOT, environment)
        built.append(environment)

    try:
        ensure(ROOT, stamp, build)
    except SetupFailed as error:
        print(error, file=sys.stderr)
        return 1
    if built:
        print(f"Set up in {time.monotonic() - started:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
