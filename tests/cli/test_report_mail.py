"""The daily report by mail, from the command line to a host of the test's own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Clock, Rapport
from tests.connectors.fake_smtp import FakeSmtp

MARTA = "marta.zaleska@lipowa.example"


def configure(home: Path, text: str) -> None:
    place = home / "config.toml"
    place.write_text(f"{place.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")


def by_smtp(home: Path, server: FakeSmtp, *, more: str = "") -> None:
    configure(
        home,
        f'[report]\nvia = "smtp"\n{more}\n[report.smtp]\nhost = "127.0.0.1"\n'
        f'port = {server.port}\ntls = "none"\n',
    )


def test_the_report_is_mailed_to_the_owner_once(home: Path, rapport: Rapport) -> None:
    with FakeSmtp() as server:
        by_smtp(home, server)
        first, second = (rapport("report", "daily", "--mail") for _ in range(2))
        third = rapport("report", "daily", "--mail", "--again")
    assert (first.code, first.out) == (0, "")
    assert first.err == f"The report of Thu 19 Nov was mailed to {MARTA}.\n"
    assert (second.code, third.code) == (0, 0)
    assert "was mailed already" in second.err
    assert len(server.taken) == 2
    for sender, recipients, _ in server.taken:
        assert sender.startswith(f"mail FROM:<{MARTA}>")
        assert recipients == [f"rcpt TO:<{MARTA}>"]


def test_a_run_mails_it_when_its_time_has_come(home: Path, rapport: Rapport, clock: Clock) -> None:
    with FakeSmtp() as server:
        by_smtp(home, server, more='at = "16:30"')
        answers = list[Answer]()
        for _ in range(3):
            answers.append(rapport("run", "--mail-report"))
            clock.pass_(minutes=20)
    assert [answer.code for answer in answers] == [0, 0, 0]
    assert ["was mailed" in answer.err for answer in answers] == [False, False, True]
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("trouble", "code", "words"),
    [
        ({"cut_at": "mail"}, 75, "It is tried again later."),
        ({"replies": {"rcpt": b"550 no"}}, 1, "did not take the mail (550 no)."),
        ({"cut_at": "dot"}, 1, "is not known: 127.0.0.1 had all of the mail"),
    ],
)
def test_what_went_wrong_is_told_now_and_in_the_next_report(
    home: Path, rapport: Rapport, trouble: dict[str, object], code: int, words: str
) -> None:
    with FakeSmtp(**trouble) as server:  # type: ignore[arg-type]
        by_smtp(home, server)
        answer = rapport("report", "daily", "--mail")
    assert answer.code == code
    assert words in answer.err
    told = "of Thu 19 Nov" in " ".join(rapport("report").out.split("CRITICAL")[0].split())
    assert told == (code == 1)
    assert any("Thu 19 Nov" in note for note in rapport("doctor", "--json").json["notes"]) == told


def test_our_own_report_is_nobodys_wait(home: Path, rapport: Rapport, clock: Clock) -> None:
    """Read again from the owner's own mailbox, it starts, ends and promises nothing."""
    with FakeSmtp() as server:
        by_smtp(home, server)
        rapport("report", "daily", "--mail")
    clock.pass_(hours=1)
    nouns = ("gaps", "promises", "replies", "touchpoints", "threads")

    def judge() -> list[object]:
        rapport("run")
        moment = clock().isoformat()
        found = [rapport(noun, "--json", "--as-of", moment).json for noun in nouns[:-1]]
        return [*found, rapport("threads", "--json").json["threads"]]

    before = judge()
    raw = server.taken[0][2]
    (home / "mail" / "maildir" / "new" / "report.test").write_bytes(raw)
    after = judge()
    assert after[:-1] == before[:-1]
    threads, old = after[-1], before[-1]
    assert isinstance(threads, list)
    assert isinstance(old, list)
    assert len(threads) == len(old) + 1
    [key] = {
        one for thread in threads for one in thread["message_ids"] if one.startswith("rapport.")
    }
    shown = rapport("message", "show", key, "--json").json
    assert shown["automatic"] == "Auto-Submitted: auto-generated"


def test_a_command_takes_it_too(home: Path, rapport: Rapport, tmp_path: Path) -> None:
    script = tmp_path / "post.py"
    got = tmp_path / "got"
    script.write_text(
        f"import sys\nopen({str(got)!r}, 'wb').write(repr(sys.argv[1:]).encode() + b'\\n'"
        " + sys.stdin.buffer.read())\n"
    )
    configure(home, f"[report]\nsendmail = ['{sys.executable}', '{script}']\n")
    assert rapport("report", "daily", "--mail").code == 0
    head, _, mail = got.read_bytes().partition(b"\n")
    assert head == f"['-i', '--', '{MARTA}']".encode()
    assert mail.startswith(b"From: Rapport <marta.zaleska@lipowa.example>\nTo: ")


def test_nothing_is_mailed_while_the_kill_switch_is_thrown(home: Path, rapport: Rapport) -> None:
    with FakeSmtp() as server:
        by_smtp(home, server)
        configure(home, "[delivery]\nenabled = false\n")
        answer = rapport("report", "daily", "--mail")
    assert "Nothing is mailed while [delivery] enabled = false." in answer.err
    assert server.connections == 0


@pytest.mark.parametrize(
    "args",
    [("--mail", "--json"), ("--mail", "--as-of", "2026-11-19"), ("--mail", "--format", "html"),
     ("--again",), ("--mail", "--all"), ("--mail", "--output", "x")],
)  # fmt: skip
def test_mail_goes_with_nothing_else(look: Rapport, args: tuple[str, ...]) -> None:
    assert look("report", "daily", *args).code == 2


def test_a_run_of_another_moment_mails_nothing(look: Rapport) -> None:
    assert look("run", "--mail-report", "--as-of", "2026-11-19").code == 2
