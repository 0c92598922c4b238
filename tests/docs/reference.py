"""Writes `docs/commands.md` from the commands themselves: `python -m tests.docs.reference`.

The page is a file so that it can be read without running anything; a test holds it to the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from assistant.cli import cli

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"

HEAD = """\
# Commands

Written from the program's own help by `python -m tests.docs.reference`; a test holds it to that.

- A noun by its bare name lists: `rapport gaps` is `rapport gaps list`, options included.
- `--home DIR` stands before the command: `rapport --home ~/rapport gaps`. RAPPORT_HOME says the
  same. Without both, the home is the platform's data folder.
- Ids may be shortened to a beginning that is unique. Message ids are given in full.
- A moment is ISO 8601: `2026-11-19T16:00` in your zone, `2026-11-19T15:00Z`, or a bare date.
- Results go to stdout, talk and errors to stderr. `--json` prints the [contract](json.md).
- Colours only on a terminal; `NO_COLOR=1` turns them off. Tables fit the terminal's width; on a
  pipe nothing is cut.

## Exit codes

| code | meaning |
|---|---|
| 0 | done |
| 1 | the request could not be met: no such id, a draft that changed, a draft that is blocked |
| 2 | wrong usage; the sentence says which form is expected |
| 3 | done in part: a source could not be read, a delivery failed; the sentences say which |
| 4 | the account asked about needs a sign-in; a run that read the others ends with 3 |
| 5 | another rapport process is at work in this home |
| 75 | try again later |
| 78 | the configuration cannot be used; the sentence names file, line and key |
| 130 | stopped with Ctrl-C; what was done is kept |
"""


def write_reference() -> str:
    """The whole page."""
    sections = [HEAD, _section(("rapport",), cli)]
    sections += [_section(("rapport", *path), command) for path, command in find_commands(cli)]
    return "\n".join(sections)


def find_commands(
    group: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, in the order of the help, with what is typed."""
    if isinstance(group, click.Group):
        with click.Context(group) as context:
            for name in group.list_commands(context):
                command = group.get_command(context, name)
                if command is not None:
                    yield (*path, name), command
                    yield from find_commands(command, (*path, name))


def find_options(command: click.Command) -> Iterator[tuple[str, str]]:
    """(how it is written, what it means) of every option."""
    with click.Context(command) as context:
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record is not None:
                yield record


def _section(path: tuple[str, ...], command: click.Command) -> str:
    level = "##" if len(path) < 3 else "###"
    with click.Context(command, info_name=" ".join(path)) as context:
        usage = " ".join(command.collect_usage_pieces(context))
    text = (command.help or "").partition("\b")[0]
    lines = [f"{level} {' '.join(path)}", "", f"`{' '.join((*path, usage))}`", ""]
    lines += [" ".join(paragraph.split()) + "\n" for paragraph in text.strip().split("\n\n")]
    options = list(find_options(command))
    if options:
        lines += ["| option | |", "|---|---|"]
        lines += [
            f"| `{name}` | {meaning.replace('|', chr(92) + '|')} |" for name, meaning in options
        ]
        lines.append("")
    example = _example(command)
    if example:
        lines += ["```sh", *example, "```", ""]
    return "\n".join(lines)


def _example(command: click.Command) -> list[str]:
    _, _, example = (command.epilog or "").partition("Example:\n")
    return [line.strip() for line in example.splitlines() if line.strip()]


if __name__ == "__main__":
    PAGE.write_text(write_reference(), encoding="utf-8")
