"""Mutated mail and calendars by the hundred: nothing raises, and good neighbours survive.

Every example is one folder of mutants that goes through `rapport sync`, then through `run`-like
reading of what was stored: `message show` and `threads`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import AS_OF
from tests.connectors import corpus
from tests.connectors.contract import BAD_MAIL, SERIES, make_event, make_message
from tests.e2e.conftest import RUN
from tests.e2e.harness import fresh_home, run_child
from tests.e2e.test_bad_input import Bench

MUTANTS = 40
#: What breaks parsers: boundaries, encodings, comments, dates, addresses, controls.
SPLINTERS = (
    b"\r\n\r\n", b"\n", b"\r", b"\0", b"\x1b[2J", b"\xff\xfe", b"=?utf-8?b?", b"?=", b"=?x?q?=0A=0D?=",
    b"Content-Type: multipart/mixed; boundary=\"b1_5f2e81c07d\"\r\n", b"--b1_5f2e81c07d\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: text/html; charset=x-nothing\r\n",
    b"(((((", b"<<>>", b"@@@", b";;;;", b"Date: Tue, 99 Foo 20266 99:99:99 +9999\r\n",
    b"From: \"a\" <@b>, c@\r\n", b"References: <><x@y><<z>>\r\n", b"<div>" * 40, b"&#x110000;",
    "\u202e\u2028".encode(), b"\nFrom someone Mon Jan 1 00:00:00 2020\n", b"A" * 3000,
    b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"RRULE:FREQ=YEARLY;COUNT=-1\r\n", b"DTSTART:\r\n",
    b"DTSTART;TZID=Nowhere/Land:20260101T990000\r\n", b"EXDATE:20260101,,\r\n", b"DURATION:-PT\r\n",
    b"RECURRENCE-ID:99999999T999999Z\r\n", b"ATTENDEE;PARTSTAT=:MAILTO\r\n", b"UID:\r\n",
)  # fmt: skip


def mutate(random: Random, content: bytes) -> bytes:
    """Cut, double, swap, overwrite or insert, a few times."""
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(content) + 1)
        to = min(len(content), at + random.choice((1, 1, 4, 40, 400)))
        kind = random.randrange(6)
        if kind == 0:
            content = content[:at] + content[to:]
        elif kind == 1:
            content = content[:at] + content[at:to] * random.randint(2, 5) + content[to:]
        elif kind == 2:
            content = content[:at] + random.randbytes(to - at) + content[to:]
        elif kind == 3:
            content = content[:at]
        else:
            content = content[:at] + random.choice(SPLINTERS) + content[at:]
    return content


def mails(random: Random) -> list[bytes]:
    """Whole mails to begin with: business mail of every form, and bad ones."""
    world = corpus._World(random, clients=[("Ines Duarte", "ines@ferrol.example")])
    return [
        *(corpus.make_mail(world, number, corpus.END) for number in range(MUTANTS - 10)),
        *BAD_MAIL.values(),
    ]


@settings(
    max_examples=10, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(seed=st.integers(0, 1 << 32))
def test_mutated_mail_stops_nothing(seed: int) -> None:
    random = Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="rapport-mutants-"))
    try:
        bench = Bench(folder)
        whole = mails(random)
        for number, content in enumerate(whole):
            (bench.mail / f"{number:03d}.eml").write_bytes(mutate(random, content))
        box = b"".join(
            b"From x@y.example Mon Mar  2 09:00:00 2026\n" + mutate(random, one) + b"\n\n"
            for one in whole[:8]
        )
        (bench.mail / "box.mbox").write_bytes(box)
        good = [make_message(900 + number) for number in range(3)]
        for number, content in enumerate(good):
            (bench.mail / f"zz{number}.eml").write_bytes(content)
        assert bench.init("--mail", str(bench.mail)).code == 0
        answer = bench.sync()
        assert (answer.code, answer.err) == (0, "")
        keys = bench.messages()
        assert {f"m{900 + number}@ferrol.example" for number in range(3)} <= set(keys)
        again = bench.sync("--json").json["stages"]["mail of local"]
        assert (again["added"], again["deleted"]) == (0, 0)
    finally:
        shutil.rmtree(folder)


@settings(
    max_examples=10, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(seed=st.integers(0, 1 << 32))
def test_mutated_calendars_stop_nothing(seed: int) -> None:
    random = Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="rapport-mutants-"))
    try:
        bench = Bench(folder)
        whole = [make_event(number) for number in range(10)] + list(SERIES.values())
        for number in range(MUTANTS):
            content = mutate(random, random.choice(whole))
            (bench.calendar / f"{number:03d}.ics").write_bytes(content)
        (bench.calendar / "zz.ics").write_bytes(make_event(17))
        assert bench.init("--calendar", str(bench.calendar)).code == 0
        answer = bench.sync()
        assert (answer.code, answer.err) == (0, "")
        assert "e17@wirth.example" in bench.events()
    finally:
        shutil.rmtree(folder)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_mutated_world_is_judged_to_the_end(world: Path, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    own = Path(shutil.copytree(world, tmp_path / "world"))
    for path in sorted(own.rglob("*")):
        if path.is_file() and path.suffix != ".toml" and random.random() < 0.6:
            path.write_bytes(mutate(random, path.read_bytes()))
    home = fresh_home(own, tmp_path / "h" / "home")
    ended = run_child(home, *RUN)
    assert (ended.code, ended.err) == (0, "")
    for look in (
        "gaps",
        "promises",
        "meetings",
        "replies",
        "touchpoints",
        "threads",
        "drafts list",
    ):
        ended = run_child(home, *look.split(), "--json")
        assert (ended.code, ended.err) == (0, ""), look
        assert json.loads(ended.out)["schema"] == 1
    assert run_child(home, "report", "daily", "--as-of", AS_OF).code == 0
