"""Gmail's labels as Google Takeout writes them into an mbox, in the language of the account.

A label is a folder name that a message carries along: ``X-Gmail-Labels: Inbox,Unread,"Clients, old"``,
folded, its words encoded where they are no ASCII. A few of them say what the message is, under the
name that Gmail's page gave them when the export was made; all others are their owner's. Only a whole
label counts: ``Clients/Drafts`` is a folder of somebody who drafts for clients, no draft.

Names that are not in the table are ordinary labels. Missing an *unread* costs a flag, missing a *chat*
brings a chat in as mail, so those are the most complete; drafts and spam are looked up in `roles`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from connectors.base import CollectionRole
from connectors.local.mbox import decode_field, raw_field
from connectors.local.roles import role_of

HEADER = b"X-Gmail-Labels"
#: More labels than Gmail lets one have (10,000) are an attack on the reader.
MAX_LABELS = 10_000


class Mark(StrEnum):
    """What a label of Gmail's own says beside the place of a message."""

    UNREAD = "unread"
    STARRED = "starred"
    CHAT = "chat"


_MARKS: dict[Mark, tuple[str, ...]] = {
    Mark.UNREAD: (
        "unread", "ungelesen", "non lus", "non lu", "messages non lus", "no leídos", "no leído",
        "no leídas", "sin leer", "não lidas", "não lidos", "não lida", "não lido", "non letti",
        "non letto", "non lette", "da leggere", "ongelezen", "nieprzeczytane", "nieprzeczytany",
        "olästa", "oläst", "ulæste", "ulæst", "uleste", "ulest", "lukemattomat", "lukematon",
        "nepřečtené", "neprečítané", "olvasatlan", "necitite", "necitit", "непрочитанные",
        "непрочитанное", "непрочитані", "непрочетени", "okunmamış", "okunmayan", "okunmadı",
        "μη αναγνωσμένα", "μη αναγνωσμένο", "no llegits", "no llegit", "未読", "未读", "未讀",
        "未讀取", "읽지않음", "읽지 않음", "غير مقروء", "غير مقروءة", "לא נקרא", "לא נקראו",
        "belum dibaca", "chưa đọc", "ยังไม่ได้อ่าน", "अपठित", "lugemata", "nelasīti", "neskaityti",
        "neprebrano", "nepročitano",
    ),
    Mark.STARRED: (
        "starred", "markiert", "mit stern", "mit stern markiert", "suivis", "suivi", "favoris",
        "messages suivis", "destacados", "destacado", "com estrela", "com estrelas",
        "marcados com estrela", "speciali", "aggiunti a speciali", "met ster", "z gwiazdką",
        "oznaczone gwiazdką", "stjärnmärkta", "stjärnmärkt", "stjernemarkerede", "stjernemarkeret",
        "stjernemerket", "tähdellä merkityt", "s hvězdičkou", "s hviezdičkou", "csillagozott",
        "cu stea", "помеченные", "отмеченные", "із зірочкою", "със звезда", "yıldızlı",
        "με αστέρι", "destacats", "スター付き", "已加星标", "已加星號", "별표", "별표편지함",
        "مميّز بنجمة", "مميز بنجمة", "מסומן בכוכב", "berbintang", "có gắn dấu sao", "ติดดาว",
    ),
    Mark.CHAT: (
        "chat", "chats", "czat", "czaty", "チャット", "bate-papo", "bate-papos", "chatt", "chattar",
        "чат", "чаты", "чати", "чатове", "keskustelut", "sohbet", "sohbetler", "聊天", "聊天记录",
        "即時通訊", "채팅", "채팅기록", "xats", "xat", "συνομιλίες", "צ'אטים", "צ'אט", "دردشة", "الدردشات",
        "obrolan", "แชท",
    ),
}  # fmt: skip
#: Gmail keeps these words for itself in every language: nobody's own label is called so.
_RESERVED: dict[str, Mark | CollectionRole] = {
    "chat": Mark.CHAT, "chats": Mark.CHAT,
    "draft": CollectionRole.DRAFTS, "drafts": CollectionRole.DRAFTS,
}  # fmt: skip
#: A longer field is understood each time: what is remembered must not grow by a flood of labels.
_SHORT = 1000
_RECEIVED = re.compile(rb"(?im)^Received[ \t]*:")
#: Every mail that Gmail sent bears such an id, or came in.
_MAIL = re.compile(rb"(?im)^(?:Received[ \t]*:|Message-ID[ \t]*:[^\n]*@mail\.gmail\.com)")
_PREFIX = re.compile(r"^\[(?:gmail|google mail)\]/|^\\")


def _canonical(label: str) -> str:
    text = unicodedata.normalize("NFKC", label).casefold()
    return _PREFIX.sub("", " ".join(text.split()))


_MARK_OF = {_canonical(name): mark for mark, names in _MARKS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one message, as written, and what Gmail's own among them say."""

    names: tuple[str, ...] = ()
    roles: frozenset[CollectionRole] = frozenset()
    marks: frozenset[Mark] = frozenset()

    def flags(self) -> frozenset[str]:
        """As IMAP flags. Gmail says *unread*; what is not unread was seen."""
        flags = set() if Mark.UNREAD in self.marks else {"seen"}
        if Mark.STARRED in self.marks:
            flags.add("flagged")
        if CollectionRole.DRAFTS in self.roles:
            flags.add("draft")
        return frozenset(flags)


def read_labels(head: bytes) -> Labels | None:
    """The labels in a header block; None where it names none, as in any mbox but Gmail's."""
    if HEADER not in head:
        return None
    field = raw_field(head, HEADER)
    # Thousands of messages share a few sets of labels.
    read = _understand if len(field) <= _SHORT else _understand.__wrapped__
    labels, reserved = read(field)
    if not labels.names:
        return None
    # "Concept" is Dutch for a draft, and an English word for a label of one's own on a mail.
    doubtful = {Mark.CHAT, CollectionRole.DRAFTS} - reserved
    if Mark.CHAT in labels.marks & doubtful and _MAIL.search(head):
        labels = replace(labels, marks=labels.marks - {Mark.CHAT})
    if CollectionRole.DRAFTS in labels.roles & doubtful and (
        CollectionRole.SENT in labels.roles or _RECEIVED.search(head)
    ):
        labels = replace(labels, roles=labels.roles - {CollectionRole.DRAFTS})
    return labels


@lru_cache(maxsize=1024)
def _understand(field: bytes) -> tuple[Labels, frozenset[Mark | CollectionRole]]:
    """The labels of a field, and which of their meanings are beyond doubt."""
    names = _split(decode_field(field))
    known = [_canonical(name) for name in names]
    marks = frozenset(_MARK_OF[each] for each in known if each in _MARK_OF)
    roles = frozenset(map(role_of_label, names)) - {CollectionRole.OTHER}
    reserved = frozenset(_RESERVED[each] for each in known if each in _RESERVED)
    return Labels(names, roles, marks), reserved


def role_of_label(label: str) -> CollectionRole:
    """What a label says of the place of a message; `OTHER` for its owner's, also for nested ones."""
    name = _canonical(label)
    return CollectionRole.OTHER if "/" in name else role_of(name)


def _split(text: str) -> tuple[str, ...]:
    """Comma separated, quoted where a label has a comma."""
    try:
        row = next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error:
        row = text.split(",")
    return tuple(label.strip() for label in row[:MAX_LABELS] if label.strip())
