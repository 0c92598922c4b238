"""The documentation names everything there is, and what it names is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from assistant.cli import cli
from assistant.config import load
from assistant.store import review_tables, tables
from tests.cli import test_contract as contract
from tests.docs import configuration
from tests.docs.reference import PAGE, find_commands, write_reference

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")])
COMMANDS = dict(find_commands(cli))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# ── commands ─────────────────────────────────────────────────────────────────────────────────


def test_the_reference_is_what_the_program_says() -> None:
    assert read(PAGE) == write_reference(), "run python -m tests.docs.reference"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_is_in_the_reference(path: tuple[str, ...]) -> None:
    assert re.search(rf"^#+ rapport {' '.join(path)}$", read(PAGE), re.MULTILINE)


def code_blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language, `""` for none."""
    blocks = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [block for name, block in blocks if name == language]


def quoted_commands(text: str) -> list[str]:
    """What a page tells people to type: lines of code blocks and code spans that begin so."""
    joined = "\n".join(code_blocks(text, "sh")).replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines()]
    spans = [" ".join(span.split()) for span in re.findall(r"`(rapport [^`]+)`", text)]
    return [line for line in (*lines, *spans) if line.startswith("rapport ")]


QUOTED = [(page, line) for page in PAGES for line in quoted_commands(read(page))]


@pytest.mark.parametrize(("page", "line"), QUOTED, ids=[line for _, line in QUOTED])
def test_a_quoted_command_exists_with_its_options(page: Path, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    if words[0] == "--home":
        words = words[2:]
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if words[0].isupper() or "|" in words[0]:
            return  # a pattern such as `promises done|not|date ID`
        with click.Context(command) as context:
            found = command.get_command(context, words[0])
        assert found is not None, f"{page.name}: {line}"
        command, words = found, words[1:]
    default = getattr(command, "default", None)
    if isinstance(command, click.Group) and default:
        command = command.commands[default]
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word not in known]
    assert not unknown, f"{page.name}: {line}"


def test_make_targets_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    text = read(ROOT / "README.md")
    quoted = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert quoted
    assert quoted <= targets


# ── configuration ────────────────────────────────────────────────────────────────────────────


def test_the_tables_of_the_configuration_are_the_programs() -> None:
    text = read(configuration.PAGE)
    assert text == configuration.write_page(text), "run python -m tests.docs.configuration"


def section(text: str, heading: str) -> str:
    _, _, rest = text.partition(f"\n{heading}\n")
    assert rest, f"no section '{heading}'"
    return re.split(r"^#{2,3} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def test_the_example_client_file_is_read(tmp_path: Path) -> None:
    block = re.search(
        r"^```toml\n(.*?)^```", read(DOCS / "configuration.md"), re.MULTILINE | re.DOTALL
    )
    assert block
    (tmp_path / "ostertal.toml").write_text(block[1], encoding="utf-8")
    [client] = load.load_clients(tmp_path)
    assert client.cadence == "monthly"


# ── the contract ─────────────────────────────────────────────────────────────────────────────

SHAPES = {
    "gaps --json": contract.GAP,
    "promises --json": contract.PROMISE,
    "meetings --json": contract.MEETING,
    "replies --json": {**contract.WAIT, **contract.STATISTICS, **contract.CLOCK},
    "drafts list --json, drafts show ID --json": contract.DRAFT,
    "threads --json": {"id": str, "subject": str, "message_ids": [str]},
}


@pytest.mark.parametrize("heading", SHAPES)
def test_every_key_of_the_contract_is_documented(heading: str) -> None:
    named = set(re.findall(r"[a-z0-9_]+", section(read(DOCS / "json.md"), f"## {heading}")))
    assert set(SHAPES[heading]) <= named


def test_the_report_names_every_key() -> None:
    from assistant.reports.daily import daily_json
    from tests.reports.builders import make_report

    named = set(
        re.findall(r"[a-z0-9_]+", section(read(DOCS / "json.md"), "## report daily --json"))
    )
    assert set(daily_json(make_report())) <= named


# ── the house ────────────────────────────────────────────────────────────────────────────────


def test_every_table_is_in_the_architecture() -> None:
    text = read(DOCS / "architecture.md")
    metadata = {*tables.owner.metadata.tables, *review_tables.draft.metadata.tables}
    assert {name for name in metadata if f"`{name}`" not in text} == set()


def test_the_states_of_a_draft_are_drawn() -> None:
    from assistant.review.states import DraftState

    text = read(DOCS / "architecture.md")
    assert {state for state in DraftState if state.name not in text} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", read(page))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(
        r"`((?:assistant|connectors|nlp|templates|tests|tools)/[\w./-]+)`", read(page)
    )
    wanted = [name for name in named if "NAME" not in name and "LANGUAGE" not in name]
    assert [name for name in wanted if not (ROOT / name).exists()] == []


def test_the_excerpt_in_the_readme_is_what_the_demo_prints(canonical_report: str) -> None:
    blocks = code_blocks(read(ROOT / "README.md"), "")
    [excerpt] = [block for block in blocks if block.startswith("Marta Zaleska")]
    lines = len(excerpt.splitlines())
    printed = "".join(canonical_report.splitlines(keepends=True)[:lines])
    assert excerpt == printed, "the README shows another report than the demo prints"
