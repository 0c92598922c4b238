"""Two that put at the same time, in threads and in processes: nobody's password is lost."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant.vault import open_vault
from tests.vault.conftest import KEY, open_file

WRITER = """
import sys
from pathlib import Path
from assistant.vault import open_vault
vault = open_vault(Path(sys.argv[1]), {"RAPPORT_VAULT_KEY": sys.argv[2]})
sys.stdin.readline()
for number in range(20):
    vault.put(f"{sys.argv[3]}{number}", f"secret of {sys.argv[3]}{number}")
"""


def test_two_processes_lose_none_of_their_passwords(home: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(home), KEY, name], stdin=subprocess.PIPE
        )
        for name in ("a", "b")
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"\n")
        writer.stdin.close()
    assert [writer.wait(60) for writer in writers] == [0, 0]
    vault = open_file(home)
    names = [f"{name}{number}" for name in "ab" for number in range(20)]
    assert [vault.get(name) for name in names] == [f"secret of {name}" for name in names]


def test_threads_of_one_process_lose_none_either(home: Path) -> None:
    vault = open_vault(home, {"RAPPORT_VAULT_PASSPHRASE": "korrekt pferd batterie"})
    names = [f"account {number}" for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: vault.put(name, f"secret of {name}"), names))
        assert list(pool.map(vault.get, names)) == [f"secret of {name}" for name in names]


def test_who_reads_while_another_writes_sees_the_old_or_the_new(home: Path) -> None:
    vault = open_file(home)
    vault.put("work", "secret 0")
    wanted = {f"secret {number}" for number in range(20)}
    with ThreadPoolExecutor(1) as pool:
        writing = pool.map(lambda one: vault.put("work", one), sorted(wanted))
        seen = {vault.get("work") for _ in range(200)}
        list(writing)
    assert seen <= wanted
