"""Which folders are read and what each is for; pure, but for the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connectors.base import CollectionRole, PermanentError
from connectors.imap.folders import Listed, choose_folders
from tests.connectors.imap.scripted import ScriptedHost

if TYPE_CHECKING:
    from tests.connectors.imap.conftest import Mailbox


def listed(wire: str, *attributes: str, separator: str = "/") -> Listed:
    return Listed(frozenset(each.encode() for each in attributes), separator, wire)


def roles(*lines: Listed, reads_all: bool = False) -> dict[str, str]:
    return {each.name: each.role.value for each in choose_folders(lines, reads_all=reads_all)}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Sent", "sent"),
        ("Gesendet", "sent"),
        ("&XfJT0ZAB-", "sent"),
        ("&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "sent"),
        ("INBOX.Envoy&AOk-s", "sent"),
        ("[Gmail]/Enviados", "sent"),
        ("Entw&APw-rfe", "drafts"),
        ("Brouillons", "drafts"),
        ("Papierkorb", "trash"),
        ("Corbeille", "trash"),
        ("Spam", "junk"),
        ("Courrier ind&AOk-sirable", "junk"),
        ("Archiv", "archive"),
        ("Clients/Sent", "other"),
        ("Kunden", "other"),
    ],
)
def test_without_a_word_of_the_host_names_tell_the_role(name: str, role: str) -> None:
    separator = "." if name.startswith("INBOX.") else "/"
    assert list(roles(listed(name, separator=separator)).values()) == [role]


def test_what_the_host_says_counts_before_names() -> None:
    found = roles(listed("Ablage", "\\sent"), listed("Concept"), listed("Notes", "\\drafts"))
    assert found == {"Ablage": "sent", "Notes": "drafts", "Concept": "other"}


def test_two_programs_may_keep_what_they_sent_in_two_folders() -> None:
    found = roles(listed("Sent", "\\sent"), listed("Sent Items"))
    assert found == {"Sent": "sent", "Sent Items": "sent"}


def test_inbox_comes_first_and_is_known_in_any_case() -> None:
    found = roles(listed("Spam", "\\junk"), listed("Kunden"), listed("Sent"), listed("inbox"))
    assert list(found) == ["inbox", "Sent", "Kunden", "Spam"]
    assert found["inbox"] == "inbox"


def test_folders_that_cannot_be_opened_and_views_of_others_are_left_out() -> None:
    found = roles(
        listed("INBOX"),
        listed("[Gmail]", "\\noselect"),
        listed("[Gmail]/Starred", "\\flagged"),
        listed("[Gmail]/Important", "\\important"),
        listed("Gone", "\\nonexistent"),
        listed("All", "\\all"),
    )
    assert list(found) == ["INBOX"]


def test_the_view_of_everything_is_read_where_archived_mail_is_nowhere_else() -> None:
    found = roles(listed("[Gmail]/All Mail", "\\all"), reads_all=True)
    assert found == {"[Gmail]/All Mail": CollectionRole.ARCHIVE}


def test_two_names_that_people_read_alike_stay_two() -> None:
    assert len(roles(listed("Entw&APw-rfe"), listed("Entwürfe"))) == 2


def test_a_name_that_is_not_well_formed_stays_as_it_is() -> None:
    assert list(roles(listed("R&D"))) == ["R&D"]


def test_names_of_digits_quotes_and_literals_are_read() -> None:
    answer = (
        b'* LIST () "/" INBOX\r\n* LIST () "/" "2025"\r\n* LIST () NIL {5}\r\na "b"\r\n'
        b'* LIST () "/" "with \\"quotes\\""\r\n{tag} OK done\r\n'
    )
    with ScriptedHost({b"LIST": answer}) as host:
        names = [each.name for each in host.mail().list_collections()]
    assert names == ["INBOX", "2025", 'a "b"', 'with "quotes"']


def test_what_stands_behind_a_name_is_no_folder() -> None:
    answer = (
        b'* LIST (\\Subscribed) "/" INBOX ("CHILDINFO" ("SUBSCRIBED"))\r\n'
        b'* LIST () "/" Kunden ("OLDNAME" ("Clients"))\r\n* LIST () "/" a\r\n{tag} OK done\r\n'
    )
    with ScriptedHost({b"LIST": answer}) as host:
        assert [each.name for each in host.mail().list_collections()] == ["INBOX", "Kunden", "a"]


def test_folders_of_other_people_are_left_alone() -> None:
    script = {
        b"LIST": b'* LIST () "/" INBOX\r\n* LIST () "/" "Other/ines/INBOX"\r\n{tag} OK done\r\n',
        b"NAMESPACE": b'* NAMESPACE (("" "/")) (("Other/" "/")) NIL\r\n{tag} OK done\r\n',
    }
    with ScriptedHost(script, capabilities=b"IMAP4rev1 AUTH=PLAIN NAMESPACE") as host:
        assert [each.name for each in host.mail().list_collections()] == ["INBOX"]


def test_a_host_that_refuses_to_tell_its_namespaces_is_read_all_the_same() -> None:
    script = {b"NAMESPACE": b"{tag} NO not now\r\n"}
    with ScriptedHost(script, capabilities=b"IMAP4rev1 AUTH=PLAIN NAMESPACE") as host:
        assert [each.name for each in host.mail().list_collections()] == ["INBOX"]


def test_a_name_with_a_line_end_ends_no_command() -> None:
    answer = b'* LIST () "/" {18}\r\na"\r\nX DELETE INBOX\r\n{tag} OK done\r\n'
    with ScriptedHost({b"LIST": answer}) as host:
        connector = host.mail()
        (collection,) = connector.list_collections()
        with pytest.raises(PermanentError, match="control characters"):
            list(connector.fetch_changes(collection.name, None))
    assert b"DELETE" not in host.heard


def test_a_folder_with_any_name_is_opened(mailbox: Mailbox) -> None:
    client = mailbox.other()
    names = ["送信", 'quo"te', "back\\slash", "Kunden & Co", "2025", "  spaces  "]
    for name in names:
        client.create_folder(name)
    client.logout()
    connector = mailbox.mail()
    assert set(names) <= {each.name for each in connector.list_collections()}
    for name in names:
        assert list(connector.fetch_changes(name, None)) == []


def test_a_folder_that_went_is_said(mailbox: Mailbox) -> None:
    client = mailbox.other()
    client.create_folder("Kunden")
    connector = mailbox.mail()
    connector.list_collections()
    client.delete_folder("Kunden")
    client.logout()
    with pytest.raises(PermanentError, match="Nothing stored was deleted"):
        list(connector.fetch_changes("Kunden", None))
