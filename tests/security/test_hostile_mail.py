"""Mail made to hurt: read, cut to size or set aside, named; its neighbours and the commands live."""

from __future__ import annotations

import pytest

from tests.security.world import Home, make_mail

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
