"""How a command ends: exit codes, sentences on stderr, colours, broken pipes, Ctrl-C, help."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from filelock import FileLock

from assistant.cli import COMMANDS, cli
from assistant.cli.common import run_cli
from connectors.base import AuthError, PermanentError, TransientError

if TYPE_CHECKING:
    from tests.cli.conftest import Rapport

RAPPORT = (sys.executable, "-c", "from assistant.cli import main; main()")
ROOT = Path(__file__).parents[2]


def commands(
    group: click.Command = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command there is, groups included, with what is typed."""
    if isinstance(group, click.Group):
        with click.Context(group) as context:
            for name in group.list_commands(context):
                command = group.get_command(context, name)
                assert command is not None
                yield (*path, name), command
                yield from commands(command, (*path, name))


EVERY = dict(commands())


# ── help ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_shows_an_example_that_exists(look: Rapport, path: tuple[str, ...]) -> None:
    answer = look(*path, "--help")
    assert answer.code == 0
    typed = [line.split("rapport ", 1)[1].split() for line in _examples(answer.out)]
    assert typed
    for words in typed:
        given = words[2:] if words[0] == "--home" else words
        assert given[0] in COMMANDS, words


def _examples(text: str) -> list[str]:
    _, _, lines = text.partition("  Example:\n")
    return [line for line in lines.splitlines() if "rapport " in line]


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_option_has_a_sentence(path: tuple[str, ...]) -> None:
    options = [one for one in EVERY[path].params if isinstance(one, click.Option)]
    assert all(one.help for one in options), [one.name for one in options if not one.help]


def test_help_names_every_command(look: Rapport) -> None:
    text = look("--help").out
    assert all(f"\n  {name} " in text for name in COMMANDS)


# ── exit codes ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AuthError("The token of account 'work' was refused."), 4),
        (TransientError("The server is busy; try again."), 75),
        (PermanentError("The mailbox is gone."), 1),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
    ],
)
def test_an_error_becomes_its_exit_code(error: BaseException, code: int) -> None:
    @click.command()
    def failing() -> None:
        raise error

    err = io.StringIO()
    with redirect_stderr(err):
        assert run_cli(failing, []) == code
    assert "Traceback" not in err.getvalue()


def test_another_process_at_work_is_exit_5(rapport: Rapport, home: Path) -> None:
    with FileLock(home / ".lock"):
        answer = rapport("run")
        looking = rapport("gaps", "--json")
    assert (answer.code, answer.out) == (5, "")
    assert "Another rapport process is working in" in answer.err
    assert looking.code == 0, "looking needs no lock"


# ── a real terminal ──────────────────────────────────────────────────────────────────────────


def on_a_terminal(home: Path, *args: str, **environment: str) -> str:
    """What a command prints on a terminal of 80 columns."""
    reader, writer = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24", **environment}
    environ = {key: value for key, value in environ.items() if value or key == "NO_COLOR"}
    with subprocess.Popen(
        [*RAPPORT, "--home", str(home), *args], cwd=ROOT, env=environ,
        stdin=subprocess.DEVNULL, stdout=writer, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        os.close(writer)
        text = b""
        while chunk := _read(reader):
            text += chunk
        os.close(reader)
    assert process.returncode == 0
    return text.decode().replace("\r\n", "\n")


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 65536)
    except OSError:
        return b""  # Linux says so when the other end closed


def test_a_terminal_gets_colours_and_80_columns(canonical_home: Path) -> None:
    text = on_a_terminal(canonical_home, "gaps", NO_COLOR="")
    assert "\x1b[1m" in text
    assert max(len(click.unstyle(line)) for line in text.splitlines()) <= 80


def test_no_color_is_respected(canonical_home: Path) -> None:
    assert "\x1b" not in on_a_terminal(canonical_home, "report", NO_COLOR="1")


@pytest.mark.parametrize("noun", ["promises", "meetings", "threads", "drafts", "clients"])
def test_a_table_fits_the_terminal(canonical_home: Path, noun: str) -> None:
    lines = on_a_terminal(canonical_home, noun, NO_COLOR="1").splitlines()
    assert lines
    assert max(map(len, lines)) <= 80


def test_a_reader_that_leaves_is_no_error(canonical_home: Path) -> None:
    process = subprocess.Popen(
        [*RAPPORT, "--home", str(canonical_home), "threads", "--json"], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), err) == (0, b"")


def test_results_alone_go_to_stdout(look: Rapport) -> None:
    answer = look("gaps", "--json")
    json.loads(answer.out)
    assert answer.err == ""
