"""The Makefile and what it calls first: Python is found, arguments arrive as they were typed.

A copy of the Makefile runs in an empty folder, where the programs it starts are small scripts that
show what they were given.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("clean_environ")

ROOT = Path(__file__).resolve().parent.parent.parent
SHOW = '#!/bin/sh\nprintf "%s\\n" "$@"\n'
DEMO = ["--home", "rapport-demo", "demo"]
ME = 'Zoë O\'Neill "ZO" <zoe@lindqvist.example>'


def write_script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with the Makefile, whose set-up does nothing and whose command shows its words."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    write_script(tmp_path / "tools" / "find-python", "echo true\n")
    write_script(tmp_path / ".venv" / "bin" / "rapport", SHOW)
    return tmp_path


def make(tree: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *words],
        cwd=tree,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def given(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The words the command was given: what it printed, up to the line of `make demo` itself."""
    return done.stdout.partition("\n\nThe command is ")[0].splitlines()


def test_the_demo_says_where_the_command_is(tree: Path) -> None:
    assert f"The command is {tree}/.venv/bin/rapport" in make(tree, "demo").stdout


def test_demo_alone_takes_no_arguments(tree: Path) -> None:
    assert given(make(tree, "demo")) == DEMO


def test_a_mailbox_named_by_the_system_is_not_read(tree: Path) -> None:
    done = make(tree, "demo", MAIL="/var/mail/somebody", ME="x", CALENDAR="y")
    assert given(done) == DEMO


@pytest.mark.parametrize("mail", ["/a b/in box", "it's", 'say "hi"', "$HOME", "a;b|c&d", "*", "#1"])
def test_what_was_typed_arrives_as_it_was(tree: Path, mail: str) -> None:
    done = make(tree, "demo", f"MAIL={mail}", "CALENDAR=/c d.ics", f"ME={ME}")
    assert given(done) == [
        *("--home", "rapport-own", "demo", "--mail", mail, "--calendar", "/c d.ics", "--me", ME)
    ]


def test_zone_and_country_are_handed_on(tree: Path) -> None:
    done = make(tree, "demo", "MAIL=m", f"ME={ME}", "ZONE=Asia/Tokyo", "COUNTRY=JP")
    assert given(done)[-4:] == ["--zone", "Asia/Tokyo", "--country", "JP"]


def test_mail_without_a_name_is_refused_with_a_sentence(tree: Path) -> None:
    done = make(tree, "demo", "MAIL=/box")
    assert done.returncode == 2
    assert "ME='Name <address>'" in done.stderr
    assert done.stdout == ""


def test_make_alone_lists_the_commands(tree: Path) -> None:
    done = make(tree)
    assert all(name in done.stdout for name in ("make demo", "make test", "make check"))


@pytest.mark.parametrize(
    ("target", "code", "passes"),
    [
        ("test", 0, True),
        ("test", 1, False),
        ("test", 5, False),
        ("test-slow", 0, True),
        ("test-slow", 1, False),
        ("test-slow", 5, True),
    ],
)
def test_a_failing_run_fails_and_no_long_suite_is_no_failure(
    tree: Path, target: str, code: int, passes: bool
) -> None:
    write_script(tree / ".venv" / "bin" / "python", f"#!/bin/sh\nexit {code}\n")
    assert (make(tree, target).returncode == 0) is passes


def find_python(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run find-python with nothing on PATH but `folder` and the most basic programs."""
    for name in ("sh", "id"):
        program = shutil.which(name)
        assert program
        if not (folder / name).exists():
            (folder / name).symlink_to(program)
    return subprocess.run(
        [str(ROOT / "tools" / "find-python")],
        env={"PATH": str(folder), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


#: Answers the questions of find-python as a Python would that is too old, or lacks ensurepip until
#: a package was installed.
OLD = '#!/bin/sh\ncase "$2" in *version_info*) exit 1;; esac\n'
BARE = """#!/bin/sh
case "$2" in
    *ensurepip*) test -e "${0%/*}/installed";;
    *print*) echo python3.12-venv;;
esac
"""
APT = '#!/bin/sh\necho "$*" >>"${0%/*}/apt.log"\ncase "$*" in *install*) : >"${0%/*}/installed";; esac\n'
REAL = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'


def test_python3_is_preferred(tmp_path: Path) -> None:
    write_script(tmp_path / "python3", REAL)
    write_script(tmp_path / "python3.13", REAL)
    assert find_python(tmp_path).stdout.strip() == str(tmp_path / "python3")


def test_a_newer_name_is_taken_where_python3_is_too_old(tmp_path: Path) -> None:
    write_script(tmp_path / "python3", OLD)
    write_script(tmp_path / "python3.12", REAL)
    assert find_python(tmp_path).stdout.strip() == str(tmp_path / "python3.12")


def test_a_named_python_is_taken_or_refused(tmp_path: Path) -> None:
    write_script(tmp_path / "my python", REAL)
    write_script(tmp_path / "python3", OLD)
    named = str(tmp_path / "my python")
    assert find_python(tmp_path, PYTHON=named).stdout.strip() == named
    refused = find_python(tmp_path, PYTHON="python3")
    assert refused.returncode == 1
    assert "not a Python 3.11 or later" in refused.stderr


def test_without_a_python_it_says_what_to_do(tmp_path: Path) -> None:
    done = find_python(tmp_path)
    assert done.returncode == 1
    assert "needs Python 3.11 or later" in done.stderr


def test_root_gets_the_missing_package_installed(tmp_path: Path) -> None:
    write_script(tmp_path / "python3", BARE)
    write_script(tmp_path / "apt-get", APT)
    write_script(tmp_path / "id", "#!/bin/sh\necho 0\n")
    done = find_python(tmp_path)
    assert done.stdout.strip() == str(tmp_path / "python3")
    assert "python3-venv" in (tmp_path / "apt.log").read_text()


def test_anybody_else_gets_the_line_to_run(tmp_path: Path) -> None:
    write_script(tmp_path / "python3.12", BARE)
    write_script(tmp_path / "apt-get", APT)
    write_script(tmp_path / "id", "#!/bin/sh\necho 1000\n")
    done = find_python(tmp_path)
    assert done.returncode == 1
    assert "    sudo apt-get install python3.12-venv\n" in done.stderr
    assert not (tmp_path / "apt.log").exists()
