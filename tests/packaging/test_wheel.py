"""The wheel holds everything that runs and nothing else, and works away from the tree."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("assistant", "connectors", "nlp", "templates")

RENDER = """
import assistant, sys
from assistant.drafting.render import render_body
from assistant.drafting.records import DraftKind, Fact, Wording
from assistant.drafting.templates import Templates

fact = Fact("question-1", "Can you send the revised plan?", None, "tidewater")
body = render_body(
    DraftKind.REPLY, client="tidewater", facts=[fact], addressees=[], wording=Wording(),
    owner_name="Nora Lindqvist", templates=Templates(),
)
print(assistant.__file__)
print(body)
"""

MIGRATE = """
import sys
from pathlib import Path
from assistant.store.migrate import current_revision, open_store

engine = open_store(Path(sys.argv[1]))
print(current_revision(engine))
"""


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built without the network by the locked backend."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    subprocess.run([*command, *options, str(root)], check=True, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an empty environment into which only the wheel was installed.

    What the wheel depends on is borrowed from the running environment, by a path added afterwards:
    a .pth file read through another .pth is not followed, so this tree stays out.
    """
    folder = tmp_path_factory.mktemp("empty") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "-q", "--no-deps", "--no-index", str(wheel)], check=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    library = Path(sysconfig.get_path("purelib", scheme="venv", vars=paths))
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (library / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", "utf-8")
    return folder / "bin"


def run(*command: str, cwd: Path) -> str:
    """Run a program of the installed wheel away from the tree; its output."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_tracked_file_of_the_packages_is_in_the_wheel(
    wheel: Path, tracked: list[Path]
) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {path.as_posix() for path in tracked if path.parts[0] in PACKAGES}
    assert wanted
    assert wanted - inside == set()


def test_only_the_four_packages_are_in_the_wheel(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_licence_and_the_notice_travel_with_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/")[2] for name in names}


@pytest.mark.usefixtures("clean_environ")
def test_the_installed_command_lists_its_commands(installed: Path, tmp_path: Path) -> None:
    assert "report" in run(str(installed / "rapport"), "--help", cwd=tmp_path)


@pytest.mark.usefixtures("clean_environ")
def test_the_module_is_the_same_program(installed: Path, tmp_path: Path) -> None:
    by_name = run(str(installed / "rapport"), "--version", cwd=tmp_path)
    by_module = run(str(installed / "python"), "-m", "assistant", "--version", cwd=tmp_path)
    assert by_name.split()[-1] == by_module.split()[-1]


@pytest.mark.usefixtures("clean_environ")
def test_a_draft_is_rendered_from_the_packaged_templates(
    installed: Path, tmp_path: Path, root: Path
) -> None:
    where, _, body = run(str(installed / "python"), "-c", RENDER, cwd=tmp_path).partition("\n")
    assert not where.startswith(f"{root}/assistant")
    assert "Can you send the revised plan?" in body
    assert "Nora Lindqvist" in body


@pytest.mark.usefixtures("clean_environ")
def test_the_packaged_migrations_make_a_database(installed: Path, tmp_path: Path) -> None:
    revision = run(str(installed / "python"), "-c", MIGRATE, str(tmp_path / "db"), cwd=tmp_path)
    assert revision.strip() not in {"", "None"}
