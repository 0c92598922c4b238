"""What is measured: each function is one process's work and returns figures as JSON values."""

from __future__ import annotations

import io
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.connectors.corpus import END

AS_OF = END.isoformat()
ME = "Jonas Wirth <jonas@wirth-consult.example>"
COMMANDS = {
    "gaps": ("gaps", "--json", "--as-of", AS_OF),
    "report": ("report", "daily", "--as-of", AS_OF),
    # Nothing was kept for that moment: everything is judged anew.
    "gaps before": ("gaps", "--json", "--as-of", (END - timedelta(days=7)).isoformat()),
}
#: Times a cheap thing is measured in one process.
REPEATS = 5


@dataclass
class Spent:
    """CPU and wall seconds of a block, filled in at its end."""

    cpu: float = 0.0
    wall: float = 0.0

    def as_dict(self) -> dict[str, float]:
        return {"cpu": self.cpu, "wall": self.wall, "peak_mb": peak_mb()}


@contextmanager
def measured() -> Iterator[Spent]:
    spent = Spent()
    cpu, wall = _cpu(), time.perf_counter()
    yield spent
    spent.cpu, spent.wall = _cpu() - cpu, time.perf_counter() - wall


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, kinds))


def peak_mb() -> float:
    """Highest resident memory of this process so far; ru_maxrss is in kB, on macOS in bytes."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


# ── Phases ───────────────────────────────────────────────────────────────────────────────────────


def generate(folder: Path, messages: str) -> dict[str, Any]:
    """The Maildir that every other phase reads."""
    from tests.connectors import corpus

    folder.mkdir(exist_ok=True)
    corpus.make_maildir(folder / "mail", int(messages))
    size = sum(path.stat().st_size for path in message_files(folder))
    return {"mb": size / 1e6, "recipe": (corpus.__doc__ or "").partition("\n\n")[2]}


def bare_parse(folder: Path) -> dict[str, float]:
    """The standard library's parser with its oldest policy: nothing decoded, nothing kept."""
    from email import message_from_bytes, policy

    files = message_files(folder)
    with measured() as spent:
        for path in files:
            message_from_bytes(path.read_bytes(), policy=policy.compat32)
    return spent.as_dict()


def cold_import(folder: Path, number: str) -> dict[str, float]:
    """`rapport sync` on a new home: parsing, threading and storing of everything."""
    import shutil

    import_everything()
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    make_home(home, folder / "mail")
    with measured() as spent:
        run_rapport(home, "sync")
    return spent.as_dict()


def rescan(folder: Path, what: str) -> dict[str, Any]:
    """`sync` again: unchanged, or with one flag changed and one message added before each try."""
    import_everything()
    mail = folder / "mail"
    tries = []
    for number in range(REPEATS):
        if what == "changes":
            path = sorted((mail / "cur").iterdir())[number * 7]
            path.rename(path.with_name(path.name.split(":2,")[0] + ":2,FRS"))
            content = path_with_flags(path).read_bytes()
            added = content.replace(b"Message-ID: <", b"Message-ID: <again%d." % number, 1)
            (mail / "new" / f"{path.name.split('.')[0]}.again{number}.mail").write_bytes(added)
        with measured() as spent:
            run_rapport(folder / "home", "sync")
        tries.append(spent.as_dict())
    return {"tries": tries}


def path_with_flags(path: Path) -> Path:
    return path.with_name(path.name.split(":2,")[0] + ":2,FRS")


def annotate_some(folder: Path, words: str) -> dict[str, float]:
    """The next so many words of new text through the language stage, and through bare spaCy."""
    import_everything()
    from assistant.annotate import annotate
    from assistant.app import App
    from assistant.assess.readings import find_readings
    from assistant.store.engine import read
    from nlp.parse import SpacyParser
    from nlp.reading import prepare
    from nlp.tagger import Tagger

    app = App.open(folder / "home")
    with read(app.engine) as connection:
        readings, _ = find_readings(
            connection, app.owner_id, app.config, pipeline=Tagger.version, as_of=END
        )
    chosen, texts, count = [], [], 0
    for reading in readings:
        draft = prepare(reading.context)
        new = " ".join(reading.context.text[start:end] for start, end in draft.spans)
        chosen.append(reading)
        texts.append(new)
        count += len(new.split())
        if count >= int(words):
            break
    parser = SpacyParser()
    parser.load()
    with measured() as ours:
        annotate(
            app.engine,
            app.owner_id,
            chosen,
            Tagger(model=parser).tag_many,
            progress=lambda *_: None,
        )
    peak = peak_mb()
    with measured() as bare:
        for _ in parser._pipeline.pipe(texts):
            pass
    app.close()
    return {
        "words": count, "bare": bare.cpu, "bare_wall": bare.wall, "ours": ours.cpu,
        "ours_wall": ours.wall, "peak_mb": peak,
    }  # fmt: skip


def finish_run(folder: Path) -> dict[str, Any]:
    """The rest of the first `run`: what is not annotated yet, then judging and drafting."""
    import_everything()
    from assistant.app import App

    app = App.open(folder / "home")
    stages: dict[str, tuple[float, float]] = {}
    begun: list[tuple[str, float, float]] = []

    def progress(label: str, done: int, total: int | None) -> None:
        if total is None and (not begun or begun[-1][0] != label):
            begun.append((label, _cpu(), time.perf_counter()))

    app.run(now=END, clock=lambda: datetime.now(UTC), progress=progress)
    ends = [*begun[1:], ("", _cpu(), time.perf_counter())]
    for (label, cpu, wall), (_, next_cpu, next_wall) in zip(begun, ends, strict=True):
        stages[label] = (next_cpu - cpu, next_wall - wall)
    app.close()
    return {"stages": stages, "peak_mb": peak_mb()}


def command(folder: Path, name: str) -> dict[str, Any]:
    """A command in a process that has its modules loaded already."""
    import json

    import_everything()
    tries, out = [], ""
    for _ in range(REPEATS):
        with measured() as spent:
            out = run_rapport(folder / "home", *COMMANDS[name])
        tries.append(spent.as_dict())
    about = ""
    if name == "gaps":
        gaps = len(json.loads(out)["gaps"])
        promises = json.loads(run_rapport(folder / "home", "promises", "--json", "--as-of", AS_OF))
        about = f"{gaps:,} gaps and {len(promises['promises']):,} promises"
    return {"tries": tries, "about": about}


def import_everything() -> None:
    """All modules of the program, so that no clock counts their loading."""
    import pkgutil
    from importlib import import_module

    import assistant
    import connectors
    import nlp

    for package in (assistant, connectors, nlp):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(("assistant.__main__", "assistant.store.migrations")):
                import_module(module.name)


def make_home(home: Path, mail: Path) -> None:
    """A new home that reads a Maildir."""
    run_rapport(
        home, "init", "--mail", str(mail), "--me", ME, "--zone", "Europe/Berlin",
        "--country", "DE", "--internal-domain", "wirth-consult.example",
    )  # fmt: skip


def run_rapport(home: Path, *args: str) -> str:
    """A command in this process; what it prints.

    Raises:
        SystemExit: it did not end well.
    """
    from assistant.cli import cli
    from assistant.cli.common import run_cli

    out = io.StringIO()
    with redirect_stdout(out):
        code = run_cli(cli, ["--home", str(home), *args])
    if code:
        raise SystemExit(f"rapport {' '.join(args)} ended with {code}")
    return out.getvalue()


def message_files(folder: Path) -> list[Path]:
    """The messages of the Maildir, in an order that is always the same."""
    mail = folder / "mail"
    return [path for part in ("cur", "new") for path in sorted((mail / part).iterdir())]


PHASES: dict[str, Callable[..., Any]] = {
    "generate": generate,
    "bare_parse": bare_parse,
    "cold_import": cold_import,
    "rescan": rescan,
    "annotate_some": annotate_some,
    "finish_run": finish_run,
    "command": command,
}
