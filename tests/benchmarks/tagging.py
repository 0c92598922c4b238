"""The language stage as a command: `rapport tag --jobs 2` on the corpus, beside the bare parser.

A word is what white space separates in new text; quotes, signatures and the rest are read and not
counted. Starting the command and loading the models is measured by itself, on a few sentences that
make every process load, and subtracted with their words. The bare parser is spaCy's, as we load it,
in as many processes, on the new text of the same messages, its load left out too; both read one
after the other, several times, so that a busy machine disturbs both.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks.phases import Spent, measured
from tests.conftest import ROOT
from tests.connectors.corpus import END

JOBS = 2
TRIES = 3
#: Messages, and texts for the bare parser, that go to a process together.
CHUNK = 64


def tag_command(folder: Path, words: str) -> dict[str, Any]:
    """So many words of new text of the home's correspondence through the command and the parser."""
    records, texts = folder / "records.jsonl", folder / "texts.json"
    count = _write_records(folder, int(words), records, texts)
    few = folder / "few.jsonl"
    sentence = "Could you send me the signed order by Friday?"
    lines = (json.dumps({"id": n, "text": sentence}) + "\n" for n in range(JOBS * CHUNK))
    few.write_text("".join(lines), "utf-8")
    new_texts = json.loads(texts.read_text("utf-8"))
    tries = []
    for _ in range(TRIES):
        load, full, bare = _command(few), _command(records), _bare(new_texts)
        tries.append(
            {
                "load": load.as_dict(),
                "ours": Spent(full.cpu - load.cpu, full.wall - load.wall).as_dict(),
                "bare": bare.as_dict(),
            }
        )
    counted = count - JOBS * CHUNK * len(sentence.split())
    return {"words": count, "ours_words": counted, "jobs": JOBS, "tries": tries}


def _write_records(folder: Path, words: int, records: Path, texts: Path) -> int:
    """Messages as lines for `rapport tag`, and their new text; returns its words."""
    new_texts: list[str] = []
    count = 0
    with records.open("w", encoding="utf-8") as lines:
        for context, new in _contexts(folder):
            record = {
                "id": context.id,
                "text": context.text,
                "sent_at": context.sent_at.isoformat(),
                "zone": context.zone,
                "locale": context.locale,
                "from": context.from_,
                "to": context.to,
                "cc": context.cc,
                "owner": context.owner,
                "acquainted": context.acquainted,
                "reader_zone": context.reader_zone,
                "subject": context.subject,
                "previous": context.previous,
            }
            lines.write(json.dumps(record) + "\n")
            new_texts.append(new)
            count += len(new.split())
            if count >= words:
                break
    texts.write_text(json.dumps(new_texts), "utf-8")
    return count


def _contexts(folder: Path) -> Iterator[tuple[Any, str]]:
    """What the program would read, newest first, each with its new text."""
    from assistant.app import App
    from assistant.assess.readings import find_readings
    from assistant.store.engine import read
    from nlp.reading import prepare

    app = App.open(folder / "home")
    with read(app.engine) as connection:
        # No tags are of this version: everything is to be read, whatever was read before.
        readings, _ = find_readings(
            connection, app.owner_id, app.config, pipeline="benchmark", as_of=END
        )
    app.close()
    for reading in readings:
        spans = prepare(reading.context).spans
        yield reading.context, " ".join(reading.context.text[start:end] for start, end in spans)


def _command(lines: Path) -> Spent:
    command = [sys.executable, "-m", "assistant", "tag", "--jobs", str(JOBS)]
    with lines.open("rb") as given, measured() as spent:
        subprocess.run(command, cwd=ROOT, stdin=given, stdout=subprocess.DEVNULL, check=True)
    return spent


def _bare(texts: list[str]) -> Spent:
    """The parser alone; its processes are started and loaded before the clock runs."""
    spawn = multiprocessing.get_context("spawn")
    chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
    with ProcessPoolExecutor(JOBS, mp_context=spawn) as pool:
        loaded: set[int] = set()
        while len(loaded) < JOBS:
            loaded.update(pool.map(_load, range(JOBS)))
        begun = time.perf_counter()
        cpu = sum(pool.map(_parse, chunks))
        return Spent(cpu, time.perf_counter() - begun)


@cache
def _pipeline() -> Any:
    from nlp.parse import SpacyParser

    parser = SpacyParser()
    parser.load()
    return parser._pipeline


def _load(_: int) -> int:
    _pipeline()
    time.sleep(0.2)  # so that no process takes another's turn
    return os.getpid()


def _parse(texts: list[str]) -> float:
    begun = time.process_time()
    for _ in _pipeline().pipe(texts):
        pass
    return time.process_time() - begun


TAGGING: dict[str, Callable[..., dict[str, Any]]] = {"tag": tag_command}
