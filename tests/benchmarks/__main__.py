"""`python -m tests.benchmarks`: speed and memory on one generated Maildir, in one run.

Every phase is a process of its own, so that its peak memory and CPU time are its own; the clock of
a phase starts after its imports. Figures are medians. CPU is user + system of the process and its
children. What is compared (the standard library's parser, the bare spaCy parser) reads the same
files or the same text in the same run: on a busy machine look at the ratios.

    python -m tests.benchmarks                    everything, 10,000 messages
    python -m tests.benchmarks --messages 2000    a quick look
    python -m tests.benchmarks --only tag         the language stage as a command, nothing else
    python -m tests.benchmarks --only host        the first sync from a mail host, nothing else
    python -m tests.benchmarks --keep DIR         leave the mail and the home there
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.host import HOST, WANTING, running_host
from tests.benchmarks.page import PAGES
from tests.benchmarks.phases import COMMANDS, PHASES
from tests.benchmarks.tagging import TAGGING
from tests.conftest import ROOT

#: Tries of each phase that can be repeated; the median is quoted.
TRIES = 3


def main() -> None:
    """Run all phases, or (as a child) one of them."""
    options = _options()
    if options.phase:
        name, *rest = options.phase
        json.dump(
            {**PHASES, **PAGES, **TAGGING, **HOST}[name](Path(rest[0]), *rest[1:]), sys.stdout
        )
        return
    run = {"tag": _run_tag, "host": _run_host}.get(options.only, _run_all)
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
        run(options.keep, options)
        return
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        run(Path(folder), options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=70_000, help="new words per try, three tries")
    parser.add_argument(
        "--tag-words", type=int, default=210_000, help="new words for `rapport tag`"
    )
    parser.add_argument("--only", choices=("tag", "host"), help="measure nothing else")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work here and leave it")
    parser.add_argument("--phase", nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run_all(folder: Path, options: argparse.Namespace) -> None:
    results = _measure(folder, options.messages, options.words)
    results["tag"] = _phase("tag", folder, str(options.tag_words))
    _report(results, options)


def _run_tag(folder: Path, options: argparse.Namespace) -> None:
    """Only what `rapport tag` needs: the mail and a home that has read it."""
    _phase("generate", folder, str(options.messages))
    _phase("cold_import", folder, "0")
    _report_tag(_phase("tag", folder, str(options.tag_words)))


def _run_host(folder: Path, options: argparse.Namespace) -> None:
    """Only the mail, and its ways into a home."""
    _phase("generate", folder, str(options.messages))
    _report_host(_measure_host(folder), options.messages)


def _measure_host(folder: Path) -> dict[str, list[dict[str, float]]]:
    """Tries of each way, in turn; empty where there is no host to be had."""
    tries: dict[str, list[dict[str, float]]] = {}
    if WANTING is not None:
        return tries
    with running_host() as port:
        _phase("fill_host", folder, str(port))
        for _ in range(TRIES):
            for name, rest in (
                ("bare_fetch", [port]),
                ("disk_import", []),
                ("host_import", [port]),
            ):
                tries.setdefault(name, []).append(_phase(name, folder, *map(str, rest)))
    return tries


def _measure(folder: Path, messages: int, words: int) -> dict[str, Any]:
    results: dict[str, Any] = {"generate": _phase("generate", folder, str(messages))}
    results["bare parse"] = [_phase("bare_parse", folder) for _ in range(TRIES)]
    results["import"] = [_phase("cold_import", folder, str(number)) for number in range(TRIES)]
    results["host"] = _measure_host(folder)
    results["look"] = _phase("rescan", folder, "nothing")
    results["rescan"] = _phase("rescan", folder, "changes")
    results["annotate"] = [_phase("annotate_some", folder, str(words)) for _ in range(TRIES)]
    results["run"] = _phase("finish_run", folder)
    for command in COMMANDS:
        results[command] = _phase("command", folder, command)
        results[f"{command} process"] = [_whole(folder, command) for _ in range(TRIES)]
    results["queue page"] = _phase("queue_page", folder, str(messages))
    twice = folder / "twice"
    _phase("generate", twice, str(2 * messages))
    _phase("cold_import", twice, "0")
    _phase("finish_run", twice)
    results["today page"] = _phase("today_page", twice)
    return results


def _phase(name: str, folder: Path, *rest: str) -> Any:
    print(f"  {name} {' '.join(rest)}", file=sys.stderr, flush=True)  # noqa: T201
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--phase", name, str(folder), *rest],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _whole(folder: Path, command: str) -> dict[str, float]:
    """One command as a person starts it: from the interpreter's start to its end."""
    script = (
        "import sys, resource, time, subprocess; "
        "t = time.perf_counter(); subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, "
        "check=True); w = time.perf_counter() - t; "
        "r = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(w, r.ru_utime + r.ru_stime, r.ru_maxrss)"
    )
    done = subprocess.run(
        [
            sys.executable, "-c", script, sys.executable, "-m", "assistant",
            "--home", str(folder / "home"), *COMMANDS[command],
        ],
        cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    wall, cpu, peak = map(float, done.stdout.split())
    return {"wall": wall, "cpu": cpu, "peak_mb": peak / 1024}


def _median(tries: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in tries)


def _report(results: dict[str, Any], options: argparse.Namespace) -> None:
    say = print
    count = options.messages
    recipe = results["generate"]
    say(
        f"\nMachine: {os.cpu_count()} cores, {platform.machine()}, {platform.python_implementation()}"
    )
    say(f"{platform.python_version()}; load {os.getloadavg()[0]:.1f} at the end.")
    say(
        f"Recipe: a Maildir of {count:,} messages, {recipe['mb']:.0f} MB, seed 1, 120 days, one owner,"
    )
    say("40 client firms; the shares are in tests/connectors/corpus.py (its first lines):")
    for line in recipe["recipe"].strip().split("\n"):
        say(f"  {line}")
    bare, read = results["bare parse"], results["import"]
    rows = [
        ("what", "CPU", "wall", "rate (CPU)", "peak MB"),
        _row("bare compat32 parse of the files", bare, count, "messages/s"),
        _row("cold import: parse, thread, store", read, count, "messages/s"),
        _row("re-scan, nothing changed", results["look"], count, "messages/s"),
        _row("re-scan, one flag and one message", results["rescan"], count, "messages/s"),
        _words("bare spaCy parser, new text", results["annotate"], "bare"),
        _words("annotation: zones to stored tags", results["annotate"], "ours"),
    ]
    for stage, (cpu, wall) in results["run"]["stages"].items():
        rows.append((f"first run, {stage}", f"{cpu:.2f} s", f"{wall:.2f} s", "", ""))
    rows[-1] = (*rows[-1][:4], f"{results['run']['peak_mb']:.0f}")
    for command in COMMANDS:
        rows.append(_row(f"{_SHOWN[command]}, after imports", results[command], 0, ""))
        rows.append(_row(f"{_SHOWN[command]}, whole process", results[f"{command} process"], 0, ""))
    _table(rows)
    _table(_pages(results, count))
    _report_host(results["host"], count)
    _report_tag(results["tag"])
    slower = _median(read, "cpu") / _median(bare, "cpu")
    words = sum(one["words"] for one in results["annotate"])
    ratio = statistics.median(one["ours"] / one["bare"] for one in results["annotate"])
    say(f"\nImport costs {slower:.2f} times the bare parse. Annotation costs {ratio:.2f} times the")
    say(
        f"bare parser, on {words:,} words of new text. The home then holds {results['gaps']['about']}."
    )


_SHOWN = {
    "gaps": "gaps --json, as of the run",
    "report": "report daily, as of the run",
    "gaps before": "gaps --json, as of a week before",
}


def _pages(results: dict[str, Any], count: int) -> list[tuple[str, str, str, str, str]]:
    """Times of whole answers over loopback; what is fetched at the first visit, compressed."""
    rows = [("page", "median", "p95", "first load", "peak MB")]
    queue, today = results["queue page"], results["today page"]
    for name, one in (
        (f"queue, {queue['drafts']:,} drafts", queue),
        (f"Today, {2 * count:,} messages", today),
    ):
        times = f"{one['p50'] * 1000:.0f} ms", f"{one['p95'] * 1000:.0f} ms"
        rows.append((name, *times, f"{one['kb']:.0f} kB", f"{one['peak_mb']:.0f}"))
    return rows


def _report_host(tries: dict[str, list[dict[str, float]]], count: int) -> None:
    """The first sync from a host, as a share of the speed from disk."""
    say = print
    if WANTING is not None:
        say(f"\nThe first sync from a mail host was not measured: it {WANTING}.")
        return
    rows = [("mail host on the loopback", "CPU", "wall", "rate (wall)", "peak MB")]
    for name, shown in (
        ("bare_fetch", "bare IMAPClient loop: download, keep nothing"),
        ("disk_import", "first sync of the same mail from disk"),
        ("host_import", "first sync from the host"),
    ):
        wall, cpu = (_median(tries[name], each) for each in ("wall", "cpu"))
        peak = f"{_median(tries[name], 'peak_mb'):.0f}"
        rows.append(
            (shown, f"{cpu:.2f} s", f"{wall:.2f} s", f"{count / wall:,.0f} messages/s", peak)
        )
    _table(rows)
    pairs = zip(tries["disk_import"], tries["host_import"], strict=True)
    shares = sorted(disk["wall"] / host["wall"] for disk, host in pairs)
    say(
        f"\nA first sync from the host has {statistics.median(shares):.0%} of the speed from disk "
        f"({shares[0]:.0%} to {shares[-1]:.0%}),"
    )
    say(f"{count:,} messages, by the clock; load {os.getloadavg()[0]:.1f} at the end.")


def _report_tag(result: dict[str, Any]) -> None:
    """Words a second of the command and of the bare parser, and what loading took."""
    jobs, tries = result["jobs"], result["tries"]
    rows = [("new text, words a second", "wall", "rate (wall)", "CPU", "rate (CPU)")]
    for name, which, words in (
        (f"rapport tag --jobs {jobs}, load left out", "ours", result["ours_words"]),
        (f"bare spaCy parser, {jobs} processes, the same", "bare", result["words"]),
        ("start and load of `rapport tag`", "load", 0),
    ):
        parts = [one[which] for one in tries]
        wall, cpu = _median(parts, "wall"), _median(parts, "cpu")
        by_wall, by_cpu = (f"{words / one:,.0f} words/s" if words else "" for one in (wall, cpu))
        rows.append((name, f"{wall:.2f} s", by_wall, f"{cpu:.2f} s", by_cpu))
    _table(rows)
    faster = [one["bare"]["wall"] / one["ours"]["wall"] for one in tries]
    say = print
    say(
        f"\n{result['words']:,} words of new text, {len(tries)} times each in turn, medians; the command"
    )
    say(f"is {statistics.median(faster):.2f} times as fast as the bare parser by the clock.")
    say(f"{os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} at the end.")


def _row(name: str, tries: Any, count: int, unit: str) -> tuple[str, str, str, str, str]:
    tries = tries if isinstance(tries, list) else tries["tries"]
    cpu, wall = _median(tries, "cpu"), _median(tries, "wall")
    rate = f"{count / cpu:,.0f} {unit}" if count else ""
    return name, f"{cpu:.2f} s", f"{wall:.2f} s", rate, f"{_median(tries, 'peak_mb'):.0f}"


def _words(name: str, tries: list[dict[str, float]], which: str) -> tuple[str, str, str, str, str]:
    rate = statistics.median(one["words"] / one[which] for one in tries)
    cpu, wall = _median(tries, which), _median(tries, f"{which}_wall")
    peak = _median(tries, "peak_mb")
    return name, f"{cpu:.2f} s", f"{wall:.2f} s", f"{rate:,.0f} words/s", f"{peak:.0f}"


def _table(rows: list[tuple[str, str, str, str, str]]) -> None:
    widths = [max(len(row[n]) for row in rows) for n in range(5)]
    print()  # noqa: T201
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells.extend(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        print("  ".join(cells).rstrip())  # noqa: T201


if __name__ == "__main__":
    main()
