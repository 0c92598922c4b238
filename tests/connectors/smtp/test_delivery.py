"""The port over SMTP: looked up first, sent once, a copy kept, whatever becomes of the copy."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from connectors.base import (
    AmbiguousDelivery,
    AuthError,
    ConnectorError,
    PermanentError,
    Receipt,
    TransientError,
)
from connectors.smtp import SmtpDelivery
from tests.connectors.contract import DeliveryContract, DeliveryHarness
from tests.connectors.smtp.host import ScriptedSmtp, Taken
from tests.connectors.smtp.sent import MemorySent, make_mail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAIL = make_mail()
KEPT = Receipt("copy-of-d1.0a", "the folder 'Sent'", sent=True)


@pytest.fixture
def host() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as opened:
        yield opened


@pytest.fixture
def sent() -> MemorySent:
    return MemorySent()


def delivery(host: ScriptedSmtp, sent: MemorySent, **values: Any) -> SmtpDelivery:
    return SmtpDelivery("work", host.settings(**values), sent)


class SmtpHarness(DeliveryHarness):
    """A host that keeps copies by itself."""

    def __init__(self, host: ScriptedSmtp) -> None:
        self.host = host
        self.sent = MemorySent()
        host.on_taken = self._copy

    def connector(self) -> SmtpDelivery:
        return delivery(self.host, self.sent, copies=False)

    def stored(self) -> list[bytes]:
        return [taken.raw for taken in self.host.taken]

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(self.host, "cut_at", "DATA")

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(self.host, "cut_at", "dot")

    def _copy(self, taken: Taken) -> None:
        key = taken.raw.partition(b"X-Rapport-Draft: ")[2].partition(b"\r\n")[0].decode()
        self.sent.copies[key] = taken.raw


class TestSending(DeliveryContract):
    @pytest.fixture
    def harness(self, tmp_path: Path, host: ScriptedSmtp) -> DeliveryHarness:
        return SmtpHarness(host)


del DeliveryContract


def test_a_mail_leaves_and_its_copy_is_kept(host: ScriptedSmtp, sent: MemorySent) -> None:
    assert delivery(host, sent).create_draft(MAIL) == KEPT
    assert len(host.taken) == 1
    assert sent.copies == {"d1.0a": MAIL.raw}


def test_the_copy_of_its_owner_names_the_blind_recipients(
    host: ScriptedSmtp, sent: MemorySent
) -> None:
    delivery(host, sent).create_draft(make_mail(head="Bcc: b@x.example\r\n"))
    assert b"Bcc" not in host.taken[0].raw
    assert b"Bcc: b@x.example\r\n" in sent.copies["d1.0a"]


def test_what_is_among_the_sent_mail_is_not_sent(host: ScriptedSmtp, sent: MemorySent) -> None:
    sent.keep(MAIL)
    assert delivery(host, sent).create_draft(MAIL) == KEPT
    assert host.connections == 0


@pytest.mark.parametrize("error", [AuthError("a"), TransientError("t"), PermanentError("p")])
def test_where_nobody_can_look_nothing_is_sent(
    host: ScriptedSmtp, sent: MemorySent, error: ConnectorError
) -> None:
    sent.failing["find"] = [error]
    with pytest.raises(type(error)):
        delivery(host, sent).create_draft(MAIL)
    assert host.connections == 0


def test_what_is_not_fit_to_leave_is_not_even_looked_for(
    host: ScriptedSmtp, sent: MemorySent
) -> None:
    with pytest.raises(PermanentError):
        delivery(host, sent).create_draft(replace(MAIL, draft_key="other"))
    assert host.connections == sent.calls["find"] == 0


@pytest.mark.parametrize(
    "error", [AuthError("no."), TransientError("no."), PermanentError("no."), AmbiguousDelivery("no.")]
)  # fmt: skip
def test_a_copy_that_cannot_be_kept_does_not_fail_what_left(
    host: ScriptedSmtp, sent: MemorySent, error: ConnectorError
) -> None:
    sent.failing["keep"] = [error, error]
    receipt = delivery(host, sent).create_draft(MAIL)
    assert receipt == Receipt(
        MAIL.message_id,
        "the hands of 127.0.0.1, which took it; no copy of it could be kept. no",
        sent=True,
    )
    assert len(host.taken) == 1


def test_a_copy_is_tried_twice_at_once(host: ScriptedSmtp, sent: MemorySent) -> None:
    sent.failing["keep"] = [TransientError("asleep")]
    assert delivery(host, sent).create_draft(MAIL) == KEPT
    assert len(host.taken) == 1


def test_a_copy_that_is_owed_is_kept_at_the_next_question(
    host: ScriptedSmtp, sent: MemorySent
) -> None:
    connector = delivery(host, sent)
    sent.failing["keep"] = [TransientError("gone")] * 3
    connector.create_draft(MAIL)
    other = make_mail(key="d2.0b")
    assert connector.find_draft(other) is None
    assert sent.copies == {}
    assert connector.find_draft(other) is None
    assert sent.copies == {"d1.0a": MAIL.raw}
    assert len(host.taken) == 1


@pytest.mark.parametrize("is_copied", [True, False])
def test_a_host_that_copies_by_itself_is_only_looked_at(
    host: ScriptedSmtp, sent: MemorySent, is_copied: bool
) -> None:
    if is_copied:
        host.on_taken = lambda taken: sent.copies.update({"d1.0a": taken.raw})
    receipt = delivery(host, sent, copies=False).create_draft(MAIL)
    assert (receipt == KEPT) is is_copied
    assert is_copied or "not among the sent mail yet" in receipt.location
    assert sent.calls["keep"] == 0


def test_a_host_that_copies_by_itself_and_cannot_be_asked_has_it_nevertheless(
    host: ScriptedSmtp, sent: MemorySent
) -> None:
    sent.failing["find"] = [None, TransientError("gone")]
    assert delivery(host, sent, copies=False).create_draft(MAIL).provider_id == MAIL.message_id


@pytest.mark.parametrize("stage", ["dot", "reply"])
def test_a_lost_answer_is_looked_up_and_keeps_no_copy(
    host: ScriptedSmtp, sent: MemorySent, stage: str
) -> None:
    host.cut_at = stage
    with pytest.raises(AmbiguousDelivery):
        delivery(host, sent).create_draft(MAIL)
    assert delivery(host, sent).find_draft(MAIL) is None
    assert sent.calls["keep"] == 0
    assert len(host.taken) == 1


def test_a_lookup_never_sends(host: ScriptedSmtp, sent: MemorySent) -> None:
    assert delivery(host, sent).find_draft(replace(MAIL, raw=b"")) is None
    assert host.connections == 0


def test_letting_go_lets_go_of_the_mailbox(host: ScriptedSmtp, sent: MemorySent) -> None:
    delivery(host, sent).close()
    assert sent.calls["close"] == 1


def test_nobody_in_a_log(
    host: ScriptedSmtp, sent: MemorySent, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    host.offers = ("AUTH PLAIN",)
    sent.failing["keep"] = [TransientError("ferrol.example"), PermanentError("ferrol.example")]
    delivery(host, sent, user="ann", secret=lambda: "s3cret").create_draft(MAIL)
    logged = "".join(str(record.__dict__) for record in caplog.records)
    assert "handed_over" in logged
    assert not any(each in logged for each in ("ferrol", "wirth", "s3cret", "Friday"))


def test_accepted_is_never_more_than_once_whatever_happens_where(host: ScriptedSmtp) -> None:
    """Every stage of the talk crossed with every fate of the copy, tried until it is settled."""
    fates: list[list[ConnectorError | None]] = [[], [TransientError("x")] * 2]
    stages = [None, "connect", "greeting", "EHLO", "MAIL", "RCPT", "DATA", "dot", "reply"]
    for number, (stage, fate) in enumerate(itertools.product(stages, fates)):
        mail, sent = make_mail(key=f"d{number}.0a"), MemorySent()
        sent.failing["keep"] = list(fate)
        host.cut_at = stage
        before = len(host.taken)
        connector = delivery(host, sent)
        for _ in range(2):
            try:
                connector.create_draft(mail)
            except TransientError:
                host.cut_at = None  # provably nothing left: the caller may try again
                continue
            except AmbiguousDelivery:
                connector.find_draft(mail)
            break
        assert len(host.taken) - before == 1
