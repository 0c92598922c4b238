"""Mail made to hurt: read, cut to size or set aside, named; its neighbours and the commands live."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from connectors.base import MailRecord
from tests.security.hostile import make, make_all
from tests.security.world import NOW, Home, make_mail

if TYPE_CHECKING:
    from nlp.parse import SpacyParser

#: Seconds one message may take on a busy machine; the worst takes half a second on a quiet one.
PATIENCE = 10

#: A moment that no zone east of Greenwich can show.
LAST = "Fri, 31 Dec 9999 23:59:59 +0000"


@pytest.mark.parametrize(
    "headers",
    [f"Date: {LAST}", f"Date: no date\nReceived: by mx.example; {LAST}"],
    ids=["date", "received"],
)
def test_mail_of_the_year_9999_stops_no_command(home: Home, headers: str) -> None:
    plain = make_mail(message_id="far@mail.example").decode()
    lines = [line for line in plain.split("\n") if not line.startswith("Date:")]
    home.put("\n".join([headers, *lines]))
    home.mail()
    assert home.run().code == 0
    for command in (["doctor"], ["report", "daily"], ["gaps"], ["threads"]):
        assert home.rapport(*command).code == 0
    assert len(home.drafts()) == 1


def test_an_mbox_of_the_year_9999_stops_no_command(home: Home) -> None:
    raw = make_mail(message_id="far@mail.example").replace(b"Date: ", b"Date: no ")
    separator = b"From 1@xxx Fri Dec 31 23:59:59 +0000 9999\n"
    (home.path / "mail" / "archive.mbox").write_bytes(separator + raw + b"\n")
    assert home.run().code == 0
    assert home.rapport("doctor").code == 0


@pytest.mark.timeout(100)
def test_no_message_stops_or_hides_its_neighbours(home: Home) -> None:
    messages = make_all()
    for number, raw in enumerate(messages.values()):
        home.put(raw, f"hostile{number:03}.eml")
    good = home.mail(sender="Zed <zed@zed.example>", subject="Good")
    ended = home.run()
    assert ended.code == 0
    assert "Traceback" not in ended.err
    for command in (["doctor"], ["threads"], ["report", "daily", "--as-of", NOW.isoformat()]):
        assert home.rapport(*command).code == 0
    threads = home.rapport("threads", "--json").json["threads"]
    assert good in [each for thread in threads for each in thread["message_ids"]]
    assert ["zed@zed.example"] in [draft["to"] for draft in home.drafts()]
    assert not (home.path / "etc").exists()


@pytest.mark.timeout(100)
def test_every_message_is_read_within_its_time() -> None:
    from assistant.ingest.child import ChildParser
    from assistant.ingest.normalise import normalise

    with ChildParser() as child:
        for name, raw in make_all().items():
            started = time.monotonic()
            record = MailRecord(provider_id=name, collection="c", raw=raw, size=len(raw))
            message = normalise(record, now=NOW, child=child)
            assert time.monotonic() - started < PATIENCE, name
            assert len(message.text) <= 1_000_000
            assert len(message.subject) <= 2_000


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_more_than_25_megabytes_keep_their_headers(home: Home) -> None:
    home.put(make(b"Message-ID: <large@x>", body=b"x" * 26_000_000))
    home.mail()
    assert home.run().code == 0
    assert "large@x" in home.rapport("threads", "--json").out
    assert len(home.drafts()) == 1


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_thread_of_ten_thousand_is_one_thread_in_reasonable_time(home: Home) -> None:
    with (home.path / "mail" / "big.mbox").open("wb") as file:
        for number in range(10_000):
            before = " ".join(f"<n{each}@x>" for each in range(max(0, number - 40), number))
            raw = make_mail(
                message_id=f"n{number}@x", subject="Re: Q", headers=f"References: <root@x> {before}"
            )
            file.write(b"From a@b Thu Nov 19 10:00:00 2026\n" + raw + b"\n")
    started = time.monotonic()
    assert home.rapport("sync").code == 0
    assert time.monotonic() - started < 120
    [thread] = home.rapport("threads", "--json").json["threads"]
    assert len(thread["message_ids"]) == 10_000


#: Texts in which every sentence must be parsed: the dearest that mail can hold.
DEAR = [
    "I will send it by Friday. ",
    "Could you send it? ",
    "by Friday ",
    "On x wrote:\n",
    "(also ",
]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("piece", DEAR)
def test_reading_grows_with_the_text_and_no_faster(piece: str, parser: SpacyParser) -> None:
    from nlp.tagger import Tagger
    from nlp.tags import Context

    def read(length: int) -> float:
        text = (piece * length)[:length]
        started = time.process_time()
        list(Tagger().tag_many([Context(id="x", text=text, sent_at=NOW, zone="UTC")]))
        return time.process_time() - started

    read(2_000)
    assert read(40_000) < 3.2 * read(20_000) + 0.5
