"""Mail of Graph beyond the contract: folders, drafts, moves, headers only, lost links, order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from typing import TYPE_CHECKING

import pytest

from connectors.base import CollectionRole, CursorExpired, PermanentError, TransientError
from connectors.local.pages import PageLimits
from connectors.microsoft.mail import MicrosoftMail
from tests.connectors.contract import make_message
from tests.connectors.microsoft.loopback import as_json, refused
from tests.connectors.replica import MailReplica

if TYPE_CHECKING:
    from connectors.microsoft.settings import MicrosoftSettings
    from tests.connectors.microsoft.graph import Graph

INBOX = "Posteingang"


def _mail(settings: MicrosoftSettings, *, accept_empty: bool = False) -> MicrosoftMail:
    limits = PageLimits(items=100)
    return MicrosoftMail("work", settings, accept_empty=accept_empty, limits=limits)


def test_folders_are_paths_and_what_they_are_for_is_told_by_graph(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.folders |= {
        "F/clients=": ("Kunden", "F/inbox="),
        "F/ferrol=": ("A/B\tFerrol", "F/clients="),
        "F/twin=": ("Kunden", "F/inbox="),
    }
    found = [(each.name, each.role) for each in _mail(settings).list_collections()]
    assert found[:3] == [
        ("Posteingang", CollectionRole.INBOX),
        ("Gesendete Elemente", CollectionRole.SENT),
        ("Entwürfe", CollectionRole.DRAFTS),
    ]
    other = [name for name, role in found if role is CollectionRole.OTHER]
    slash = "\N{DIVISION SLASH}"
    assert other == [
        "Posteingang/Kunden",
        "Posteingang/Kunden (2)",
        f"Posteingang/Kunden/A{slash}B Ferrol",
    ]


def test_a_kept_search_is_no_folder(graph: Graph, settings: MicrosoftSettings) -> None:
    rows = [
        {"id": "F/inbox=", "displayName": "Posteingang"},
        {"id": "S=", "displayName": "Unread", "@odata.type": "#microsoft.graph.mailSearchFolder"},
    ]
    graph.folder_rows = rows
    assert [each.name for each in _mail(settings).list_collections()] == ["Posteingang"]


def test_a_folder_that_is_deleted_while_folders_are_listed_disturbs_nobody(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.folders |= {"F/one=": ("Eins", ""), "F/below=": ("Drunter", "F/one=")}
    graph.faults.append(("/childFolders", refused(404, "ErrorItemNotFound")))
    names = [each.name for each in _mail(settings).list_collections()]
    assert "Eins" in names
    assert "Eins/Drunter" not in names


@pytest.mark.parametrize("status", [400, 404])
def test_a_person_without_a_mailbox_is_told_so(
    graph: Graph, settings: MicrosoftSettings, status: int
) -> None:
    graph.faults += [("/mailFolders", refused(status, "MailboxNotEnabledForRESTAPI"))] * 20
    with pytest.raises(PermanentError, match="no mailbox in Exchange Online"):
        _mail(settings).list_collections()


def test_a_mailbox_without_folders_is_an_error(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.folders.clear()
    graph.well_known.clear()
    with pytest.raises(PermanentError, match="Nothing stored was deleted"):
        _mail(settings).list_collections()


def test_the_newest_mail_comes_first_with_what_graph_tells_of_it(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    for number in range(150):
        graph.add(make_message(number))
    replica = MailReplica(INBOX).sync(_mail(settings), stop_after=1)
    assert {each.raw for each in replica.records.values()} == {
        make_message(number) for number in range(50, 150)
    }
    newest = replica.pages[0].upserted[0]
    assert newest.received_at == datetime(2026, 3, 2, 0, 2, 30, tzinfo=UTC)
    assert newest.provider_thread_id == f"conversation-{newest.provider_id}"
    assert (replica.pages[0].done, replica.pages[0].total) == (100, 150)


def test_a_move_is_gone_here_and_new_there_under_the_same_id(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    key = graph.add(make_message(1))
    graph.add(make_message(2))
    inbox = MailReplica(INBOX).sync(_mail(settings))
    bin_ = MailReplica("Gelöschte Elemente").sync(_mail(settings))
    graph.move(key, "F/deleted=")
    inbox.sync(_mail(settings))
    bin_.sync(_mail(settings))
    assert [page.deleted_ids for page in inbox.pages] == [(key,)]
    assert list(bin_.records) == [key]


def test_a_row_that_names_one_flag_leaves_the_others(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    key = graph.add(make_message(1), flagged=True)
    replica = MailReplica(INBOX).sync(_mail(settings))
    graph.change(key, read=True)
    mail = _mail(settings)
    replica.sync(mail)
    assert replica.records[key].flags == {"seen", "flagged"}
    assert mail.downloads == 0


def test_a_draft_that_is_written_on_is_read_again(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    key = graph.add(b"Subject: a\r\n\r\none\r\n", "F/drafts=", draft=True)
    replica = MailReplica("Entwürfe").sync(_mail(settings))
    graph.change(key, raw=b"Subject: a\r\n\r\ntwo\r\n")
    replica.sync(_mail(settings))
    assert replica.bodies() == [b"Subject: a\r\n\r\ntwo\r\n"]
    assert replica.records[key].flags == {"draft"}


@pytest.mark.parametrize("code", ["SyncStateNotFound", "resyncRequired"])
def test_a_lost_link_costs_a_listing_and_no_body_that_is_known(
    graph: Graph, settings: MicrosoftSettings, code: str
) -> None:
    keys = [graph.add(make_message(number)) for number in range(250)]
    replica = MailReplica(INBOX).sync(_mail(settings))
    graph.delete(keys[3])
    graph.change(keys[4], read=True)
    graph.add(make_message(250))
    if code == "SyncStateNotFound":
        graph.epoch += 1
    else:
        graph.faults.append(("/messages/delta", refused(400, code)))
    mail = _mail(settings)
    replica.sync(mail)
    assert mail.downloads == 1
    assert replica.state() == MailReplica(INBOX).sync(_mail(settings)).state()
    assert all(page.reset for page in replica.pages)
    assert replica.sync(_mail(settings)).pages == []


def test_a_reset_round_that_is_killed_after_every_page_ends_the_same(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    keys = [graph.add(make_message(number)) for number in range(350)]
    replica = MailReplica(INBOX).sync(_mail(settings))
    graph.delete(keys[3])
    graph.epoch += 1
    for turn in range(12):
        replica.sync(_mail(settings), stop_after=2 if turn % 2 else 3)
    assert replica.sync(_mail(settings)).pages == []
    assert replica.state() == MailReplica(INBOX).sync(_mail(settings)).state()
    assert replica.told == 350


def test_a_folder_that_lost_everything_with_its_link_is_an_alarm(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    keys = [graph.add(make_message(number)) for number in range(3)]
    replica = MailReplica(INBOX).sync(_mail(settings))
    for key in keys:
        graph.delete(key)
    graph.epoch += 1
    with pytest.raises(PermanentError, match="0 of 3"):
        replica.sync(_mail(settings))
    assert len(replica.records) == 3
    replica.sync(_mail(settings, accept_empty=True))
    assert replica.records == {}


def test_a_folder_of_the_same_name_that_is_another_is_compared(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.folders["F/one="] = ("Kunden", "")
    graph.add(make_message(1), "F/one=")
    replica = MailReplica("Kunden").sync(_mail(settings))
    del graph.folders["F/one="]
    graph.folders["F/two="] = ("Kunden", "")
    graph.add(make_message(2), "F/two=")
    replica.sync(_mail(settings))
    assert replica.bodies() == [make_message(2)]
    with pytest.raises(CursorExpired):
        list(_mail(settings).list_items("Posteingang", replica.cursor))


@pytest.mark.parametrize("status", [400, 500])
def test_a_message_that_graph_cannot_give_is_named_and_asked_for_again(
    graph: Graph, settings: MicrosoftSettings, status: int
) -> None:
    bad = graph.add(make_message(1))
    graph.add(make_message(2))
    impatient = replace(settings, patience_s=0.0)
    graph.faults.append((f"{bad}/$value", refused(status, "ErrorMimeContentConversionFailed")))
    replica = MailReplica(INBOX).sync(_mail(impatient))
    assert [each.key for each in replica.problems] == [bad]
    assert len(replica.records) == 1
    replica.sync(_mail(impatient))
    assert len(replica.records) == 2


def test_a_message_that_is_gone_before_it_is_read_is_no_problem(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    key = graph.add(make_message(1))
    graph.faults.append((f"{key}/$value", refused(404, "ErrorItemNotFound")))
    replica = MailReplica(INBOX).sync(_mail(settings))
    assert (replica.records, replica.problems) == ({}, [])


def test_pages_are_bounded_in_bytes(graph: Graph, settings: MicrosoftSettings) -> None:
    for number in range(5):
        graph.add(make_message(number, "x" * 900))
    limits = PageLimits(octets=2500)
    replica = MailReplica(INBOX).sync(MicrosoftMail("work", settings, limits=limits))
    assert [len(page.upserted) for page in replica.pages if page.upserted] == [2, 2, 1]


# ── headers only ─────────────────────────────────────────────────────────────────────────────


def test_without_bodies_only_headers_are_fetched(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.add(make_message(1, "a secret"))
    replica = MailReplica(INBOX).sync(_mail(replace(settings, full_bodies=False)))
    (record,) = replica.records.values()
    assert record.truncated
    assert record.size == len(make_message(1, "a secret"))
    assert b"Message-ID: <m1@ferrol.example>\r\n" in record.raw
    assert record.raw.endswith(b"\r\n\r\n")
    assert not any("$value" in path for path in graph.paths())


def test_a_header_that_graph_does_not_keep_is_made_of_what_it_tells(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    graph.add(make_message(1), "F/sent=")
    replica = MailReplica("Gesendete Elemente").sync(_mail(replace(settings, full_bodies=False)))
    (record,) = replica.records.values()
    header = message_from_bytes(record.raw)
    assert header["From"] == '"Wirth, \\"J\\"" <jonas@wirth.example>'
    assert header["Date"] == "Mon, 02 Mar 2026 08:00:00 +0000"
    assert header["Subject"] == "Delivery 1"


def test_no_value_of_a_header_becomes_a_line_of_its_own(
    graph: Graph, settings: MicrosoftSettings
) -> None:
    key = graph.add(make_message(1))
    fields = [
        {"name": "Subject", "value": "a\r\nBcc: x@ferrol.example\u2028b"},
        {"name": "X: y\r\nZ", "value": "c"},
        {"name": 3, "value": "d"},
        "e",
    ]
    graph.faults.append(
        (f"GET /v1.0/me/messages/{key}", as_json({"internetMessageHeaders": fields}))
    )
    replica = MailReplica(INBOX).sync(_mail(replace(settings, full_bodies=False)))
    (record,) = replica.records.values()
    assert record.raw == b"Subject: a Bcc: x@ferrol.example b\r\n\r\n"


# ── counting ─────────────────────────────────────────────────────────────────────────────────


def test_a_listing_that_is_not_whole_is_an_error(graph: Graph, settings: MicrosoftSettings) -> None:
    graph.add(make_message(1))
    graph.add(make_message(2))
    row = {"id": "a", "receivedDateTime": "2026-03-02T08:00:00Z"}
    graph.faults.append(("/messages", as_json({"value": [row, row]})))
    with pytest.raises(TransientError, match="has 2 messages, and Microsoft listed 1"):
        list(_mail(settings).list_items(INBOX, None))
