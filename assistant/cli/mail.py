"""`threads`, `message` and `tag`: conversations, single messages, and the language stage."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from assistant.cli.common import example, json_option, now, opened
from assistant.cli.listing import Listing
from assistant.cli.printing import print_json, say, table

if TYPE_CHECKING:
    from pathlib import Path


@example("rapport threads", "rapport threads split 20261103.7@acme.example")
@click.group(cls=Listing)
def threads() -> None:
    """Conversations; split one or join two."""


@example("rapport threads list --json")
@threads.command("list")
@json_option
@click.pass_obj
def threads_list(home: Path | None, as_json: bool) -> None:
    """Every conversation, the latest last."""
    from assistant.contract import threads_json

    with opened(home) as app:
        found = app.threads()
    if as_json:
        print_json(threads_json(found))
        return
    if not found:
        say("No conversation was read yet. Run `rapport run`.")
        return
    table(
        [(thread, str(len(ids)), subject) for thread, subject, ids in found],
        header=("id", "messages", "subject"),
    )


@example("rapport threads split 20261103.7@acme.example")
@threads.command("split")
@click.argument("message_id", metavar="MESSAGE-ID")
@click.pass_obj
def threads_split(home: Path | None, message_id: str) -> None:
    """Let this message begin a conversation of its own; its answers go with it."""
    from assistant.insight.records import Decision

    with opened(home) as app:
        key = app.find_message_key(message_id)
        app.decide(Decision("thread", key, "split", now()))
        thread = app.settle_threads().get(key, "")
    say(f"{key} now begins the conversation {thread}.")


@example("rapport threads join 20261103.7@acme.example 20261028.2@acme.example")
@threads.command("join")
@click.argument("message_id", metavar="MESSAGE-ID")
@click.argument("other_id", metavar="OTHER-ID")
@click.pass_obj
def threads_join(home: Path | None, message_id: str, other_id: str) -> None:
    """Make the conversations of two messages one."""
    from assistant.insight.records import Decision

    with opened(home) as app:
        key, other = app.find_message_key(message_id), app.find_message_key(other_id)
        app.decide(Decision("thread", key, "join", now(), value=other))
        thread = app.settle_threads().get(key, "")
    say(f"Both are now in the conversation {thread}.")


@example("rapport message show 20261103.7@acme.example")
@click.group()
def message() -> None:
    """Single messages."""


@example("rapport message show 20261103.7@acme.example")
@message.command("show")
@click.argument("message_id", metavar="ID")
@json_option
@click.pass_obj
def message_show(home: Path | None, message_id: str, as_json: bool) -> None:
    """One message: its text and what the program read in it."""
    from assistant.ingest.lookalikes import say_domain
    from assistant.reports.languages import say_language

    with opened(home) as app:
        shown = app.message_json(message_id)
    if as_json:
        print_json(shown)
        return
    for name in ("id", "thread", "date", "from", "to", "cc", "subject", "direction", "language"):
        value = shown[name]
        say(f"{name + ':':<11}{', '.join(value) if isinstance(value, list) else value or '-'}")
    if shown["automatic"]:
        say(f"{'automatic:':<11}{shown['automatic']}")
    elif not shown["understood"]:
        language = say_language(shown["language"])
        say(f"{'unread:':<11}{language}: no rules are written for it, so nothing is marked")
    elif shown["simply_read"]:
        language = say_language(shown["language"])
        say(f"{'read:':<11}{language}: plain cases only; what is not marked may still be there")
    if shown["look_alike"]:
        domain = say_domain(shown["from"].rpartition("@")[2])
        say(f"{'warning:':<11}{domain} looks like {shown['look_alike']} and is another domain")
    say()
    say(shown["text"])
    tagged = [one for one in shown["sentences"] if one["acts"]]
    if tagged:
        say()
        table(
            [
                (
                    ", ".join(act["kind"] for act in one["acts"]),
                    one["due"]["text"] if one["due"] else "",
                    " ".join(shown["text"][one["start"] : one["end"]].split()),
                )
                for one in tagged
            ],
            header=("read as", "due", "sentence"),
        )


@example(
    'echo \'{"id": "1", "text": "I will send it by Friday."}\' | rapport tag',
    "rapport tag --presplit --jobs 2 < sentences.jsonl > tags.jsonl",
)
@click.command()
@click.option(
    "--jsonl",
    is_flag=True,
    expose_value=False,
    help="Lines of JSON in, lines of JSON out: the only form there is.",
)
@click.option(
    "--presplit",
    is_flag=True,
    help="Each line is one sentence of new text; `previous` holds those before it in its "
    "paragraph.",
)
@click.option(
    "--jobs",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes that work side by side; the order of the answers stays.",
)
def tag(presplit: bool, jobs: int) -> int:
    """Run the language stage on stdin; no configuration, no database.

    Every answer names the language of its text, whether acts are read in it, and the version of the
    language stage.
    """
    from nlp.jsonl import run_jsonl

    # Bytes, where stdin has them: a line that is not UTF-8 is one bad line and not the end.
    lines = getattr(sys.stdin, "buffer", sys.stdin)
    return run_jsonl(lines, sys.stdout, sys.stderr, presplit=presplit, jobs=jobs)
