"""The page under load: a real server on loopback, asked in turn, each answer read to its end.

Server and asker share one process, so the figures hold what both cost. A session is signed in once.
"""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks.phases import import_everything, peak_mb
from tests.connectors.corpus import END

#: Answers whose times are looked at, after a few that warm up.
ASKED, WARM = 120, 5


def queue_page(folder: Path, count: str) -> dict[str, Any]:
    """The queue with so many drafts waiting: its pages and filters in turn."""
    import_everything()
    home = folder / "queue-home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(folder / "home", home)
    made = _multiply_drafts(home, int(count))
    last = max(made // 20, 1)
    paths = [f"/queue?page={1 + number * 7 % last}" for number in range(ASKED - 20)]
    return _measure(home, ["/queue"] * 20 + paths) | {"drafts": made}


def today_page(folder: Path) -> dict[str, Any]:
    """Today of the home, asked again and again, a minute passing every fortieth time."""
    import_everything()
    return _measure(folder / "home", ["/"] * ASKED, minute_every=40)


def _measure(home: Path, paths: list[str], *, minute_every: int = 0) -> dict[str, Any]:
    from assistant.collector import collecting_rarely
    from tests.web.browser import serve

    passed = timedelta()

    def clock() -> datetime:
        return END.astimezone(UTC) + passed

    # As `rapport serve` does for its whole process.
    with collecting_rarely(), serve(home, clock) as site:
        ask = _signed_in(site.origin, site.link())
        for _ in range(WARM):
            ask(paths[0])
        times, text = [], b""
        for number, path in enumerate(paths):
            if minute_every and number % minute_every == 0:
                passed += timedelta(minutes=1)
            begun = time.perf_counter()
            text = ask(path)
            times.append(time.perf_counter() - begun)
        weight = _first_load(ask, text)
    times.sort()
    return {
        "p50": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
        "longest": times[-1],
        "kb": weight / 1000,
        "peak_mb": peak_mb(),
    }


def _signed_in(origin: str, link: str) -> Any:
    """A function from a path to the page's bytes, in a signed-in session."""
    host = urlsplit(origin).netloc
    connection = http.client.HTTPConnection(host, timeout=60)
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", urlsplit(link).path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    if answer.status != http.client.SEE_OTHER or not cookie:
        raise SystemExit(f"signing in ended with {answer.status}")

    def ask(path: str) -> bytes:
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"GET {path} ended with {answer.status}")
        return content

    return ask


def _first_load(ask: Any, page: bytes) -> int:
    """Bytes of a page and of everything it names, each compressed as a proxy would."""
    named = re.findall(rb'(?:href|src)="(/static/[^"]+)"', page)
    parts = [page, *(ask(path.decode()) for path in dict.fromkeys(named))]
    return sum(len(gzip.compress(part)) for part in parts)


def _multiply_drafts(home: Path, count: int) -> int:
    """Copies of the proposed drafts under names of their own, until there are so many."""
    from sqlalchemy import func, select

    from assistant.app import App
    from assistant.store.engine import write
    from assistant.store.review_tables import draft

    app = App.open(home)
    with write(app.engine) as connection:
        waiting = draft.c.state == "proposed"
        rows = [dict(row._mapping) for row in connection.execute(select(draft).where(waiting))]
        missing = count - len(rows)
        copies = [
            row
            | {
                "id": f"{number:08x}{row['id']}"[:40],
                "occasion": f"{row['occasion']}#{number}",
                "created_at": row["created_at"] - timedelta(minutes=number),
            }
            for number, row in zip(range(missing), _again(rows), strict=False)
        ]
        if copies:
            connection.execute(draft.insert(), copies)
        made = connection.execute(select(func.count()).select_from(draft).where(waiting)).scalar()
    app.close()
    return int(made or 0)


def _again(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    while rows:
        yield from rows


PAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "queue_page": queue_page,
    "today_page": today_page,
}
