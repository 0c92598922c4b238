"""Drafts and sending: once each, in their thread, and nothing else touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from connectors.base import (
    AmbiguousDelivery,
    AuthError,
    PermanentError,
    TransientError,
)
from connectors.microsoft.drafts import MicrosoftDrafts
from connectors.microsoft.sending import MicrosoftSending
from tests.connectors.contract import (
    DeliveryContract,
    DeliveryHarness,
    make_draft,
    make_message,
)
from tests.connectors.microsoft.loopback import Reply, refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph


class GraphDrafts(DeliveryHarness):
    def __init__(self, graph: Graph, settings: MicrosoftSettings) -> None:
        self.graph = graph
        self.settings = settings

    def connector(self) -> MicrosoftDrafts:
        return MicrosoftDrafts("work", self.settings)

    def stored(self) -> list[bytes]:
        return [each.raw for each in self.graph.in_folder("F/drafts=")]

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.graph.faults.append(("POST /v1.0/me/messages", refused(503, "ServiceUnavailable")))

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.graph.lose_after.append("POST /v1.0/me/messages")


class TestDrafts(DeliveryContract):
    @pytest.fixture
    def harness(self, graph: Graph, settings: MicrosoftSettings) -> DeliveryHarness:
        return GraphDrafts(graph, settings)


class GraphReplies(GraphDrafts):
    """What is answered lies in the mailbox, unread; answering marks it."""

    def __init__(self, graph: Graph, settings: MicrosoftSettings) -> None:
        super().__init__(graph, settings)
        graph.answering_marks = True
        self.parent = graph.add(make_message(1))

    def fail_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.graph.faults.append(("/createReply", refused(503, "ServiceUnavailable")))

    def fail_after(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.graph.lose_after.append("/createReply")


class TestReplies(DeliveryContract):
    @pytest.fixture
    def harness(self, graph: Graph, settings: MicrosoftSettings) -> Iterator[DeliveryHarness]:
        made = GraphReplies(graph, settings)
        yield made
        assert graph.messages[made.parent].read is False
        thread = graph.messages[made.parent].row()["conversationId"]
        drafts = graph.in_folder("F/drafts=")
        assert all(each.row()["conversationId"] == thread for each in drafts)
        assert not any(path == "POST /v1.0/me/messages" for path in graph.paths())


del DeliveryContract  # no test by itself


@pytest.mark.parametrize(
    ("answering_marks", "was_read"), [(False, False), (True, False), (True, True)]
)
def test_a_reply_is_made_of_the_message_it_answers_which_stays_as_it_is(
    graph: Graph, settings: MicrosoftSettings, answering_marks: bool, was_read: bool
) -> None:
    graph.answering_marks = answering_marks
    parent = graph.add(make_message(1), read=was_read)
    MicrosoftDrafts("work", settings).create_draft(make_draft())
    posts = [path for path in graph.paths() if path.startswith("POST")]
    assert posts == [f"POST /v1.0/me/messages/{parent}/createReply"]
    assert graph.messages[parent].read is was_read


def test_a_message_that_cannot_be_marked_again_is_no_failed_delivery(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.answering_marks = True
    graph.add(make_message(1))
    graph.faults.append(("PATCH", refused(403, "ErrorAccessDenied")))
    assert MicrosoftDrafts("work", settings).create_draft(make_draft()).provider_id


def test_a_draft_that_is_there_is_not_made_again(graph: Graph, settings: MicrosoftSettings) -> None:
    first = MicrosoftDrafts("work", settings).create_draft(make_draft())
    assert MicrosoftDrafts("work", settings).create_draft(make_draft()) == first
    assert len(graph.in_folder("F/drafts=")) == 1


def test_a_draft_whose_message_id_was_rewritten_is_found_by_our_header(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    draft = make_draft()
    graph.add(draft.raw.replace(b"<d-17-3f9a@", b"<other@"), "F/drafts=", draft=True)
    assert MicrosoftDrafts("work", settings).find_draft(draft) is not None


def test_a_draft_that_lost_our_header_is_found_by_its_message_id(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    draft = make_draft()
    graph.add(draft.raw.replace(b"X-Rapport-Draft", b"X-Other"), "F/sent=")
    found = MicrosoftDrafts("work", settings).find_draft(draft)
    assert found is not None
    assert found.sent


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, TransientError),
        (503, TransientError),
        (500, AmbiguousDelivery),
        (502, AmbiguousDelivery),
        (504, AmbiguousDelivery),
        (400, PermanentError),
        (403, PermanentError),
    ],
)
def test_a_refusal_says_what_is_known_and_nothing_is_tried_again(
    graph: Graph,
    settings: MicrosoftSettings,
    waits: list[float],
    status: int,
    kind: type[Exception],
) -> None:
    graph.faults.append(("POST", refused(status, "Said", Retry_After="7")))
    with pytest.raises(kind):
        MicrosoftDrafts("work", settings).create_draft(make_draft())
    assert len([path for path in graph.paths() if path.startswith("POST")]) == 1
    assert waits == []


def test_a_host_that_is_not_reached_has_stored_nothing(settings: MicrosoftSettings) -> None:
    elsewhere = replace(settings, root="http://127.0.0.1:9/v1.0")
    with pytest.raises(TransientError):
        MicrosoftDrafts("work", elsewhere).create_draft(make_draft())


def test_what_was_answered_may_be_deleted_meanwhile(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.add(make_message(1))
    graph.faults.append(("/createReply", refused(404, "ErrorItemNotFound")))
    assert MicrosoftDrafts("work", settings).create_draft(make_draft()).provider_id
    assert len(graph.in_folder("F/drafts=")) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"X-Rapport-Draft: d-17-3f9a\r\n", b""),
        (b"Gern, bis", b"Gern,\nbis"),
        (b"Gern", b"Gern" + b"x" * 3_000_000),
    ],
)
def test_what_could_not_be_found_again_or_is_too_large_is_refused(
    graph: Graph, settings: MicrosoftSettings, old: bytes, new: bytes
) -> None:
    draft = make_draft()
    broken = replace(draft, raw=draft.raw.replace(old, new))
    with pytest.raises(PermanentError, match="not stored"):
        MicrosoftDrafts("work", settings).create_draft(broken)
    assert graph.asked == []


# ── sending ──────────────────────────────────────────────────────────────────────────────────


def test_a_mail_is_sent_once_by_the_id_of_its_draft(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    sending = MicrosoftSending("work", settings)
    receipt = sending.create_draft(make_draft())
    assert receipt.sent
    assert sending.create_draft(make_draft()) == sending.find_draft(make_draft()) == receipt
    assert [each.raw for each in graph.in_folder("F/sent=")] == [make_draft().raw]
    assert len([path for path in graph.paths() if path.endswith("/send")]) == 1


def test_a_lost_answer_to_sending_is_looked_up(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.lose_after.append("/send")
    sending = MicrosoftSending("work", settings)
    with pytest.raises(AmbiguousDelivery):
        sending.create_draft(make_draft())
    assert sending.find_draft(make_draft()) is not None
    assert len(graph.in_folder("F/sent=")) == 1


@pytest.mark.parametrize("was_carried_out", [True, False])
def test_sending_whose_outcome_is_unknown_is_never_repeated(
    graph: Graph, settings: MicrosoftSettings, was_carried_out: bool
) -> None:
    if was_carried_out:
        graph.lose_after.append("/send")
    else:
        graph.faults.append(("/send", Reply(lost=True)))
    sending = MicrosoftSending("work", settings)
    with pytest.raises(AmbiguousDelivery):
        sending.create_draft(make_draft())
    if was_carried_out:
        assert sending.create_draft(make_draft()).sent
    else:
        assert sending.find_draft(make_draft()) is None
        with pytest.raises(PermanentError, match="Nothing was sent"):
            sending.create_draft(make_draft())
    assert len([path for path in graph.paths() if path.endswith("/send")]) == 1
    assert len(graph.in_folder("F/sent=")) == was_carried_out


def test_a_draft_that_lies_there_is_no_sent_mail_and_is_not_sent(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.lose_after.append("POST /v1.0/me/messages")
    sending = MicrosoftSending("work", settings)
    with pytest.raises(TransientError, match="Nothing was sent"):
        sending.create_draft(make_draft())
    assert sending.find_draft(make_draft()) is None
    with pytest.raises(PermanentError, match="send it from there"):
        sending.create_draft(make_draft())
    assert graph.in_folder("F/sent=") == []


@pytest.mark.parametrize(
    ("status", "kind"), [(429, TransientError), (504, AmbiguousDelivery), (403, PermanentError)]
)
def test_a_refusal_to_send_says_what_is_known(
    graph: Graph, settings: MicrosoftSettings, status: int, kind: type[Exception]
) -> None:
    graph.faults.append(("/send", refused(status, "Said")))
    with pytest.raises(kind):
        MicrosoftSending("work", settings).create_draft(make_draft())
    assert graph.in_folder("F/sent=") == []


def test_a_dead_token_makes_no_draft(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.tokens.clear()
    with pytest.raises(AuthError):
        MicrosoftDrafts("work", settings).create_draft(make_draft())
    assert len(graph.asked) == 2


def test_an_answer_without_sense_is_no_receipt(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.faults.append(("POST", Reply(201, b"<html>")))
    with pytest.raises(AmbiguousDelivery):
        MicrosoftDrafts("work", settings).create_draft(make_draft())
