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
from dataclasses import dataclass
from enum import StrEnum

from connectors.base import CollectionRole
from connectors.local.mbox import field_of
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
_RESERVED_CHAT = frozenset({"chat", "chats"})
_RESERVED_DRAFT = frozenset({"draft", "drafts"})
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
    names = _split(field_of(head, HEADER))
    if not names:
        return None
    known = [_canonical(name) for name in names]
    marks = {_MARK_OF[each] for each in known if each in _MARK_OF}
    roles = set(map(role_of_label, names)) - {CollectionRole.OTHER}
    # "Concept" is Dutch for a draft, and an English word for a label of one's own on a mail.
    if Mark.CHAT in marks and _RESERVED_CHAT.isdisjoint(known) and _MAIL.search(head):
        marks.discard(Mark.CHAT)
    went_out = CollectionRole.SENT in roles or _RECEIVED.search(head) is not None
    if went_out and _RESERVED_DRAFT.isdisjoint(known):
        roles.discard(CollectionRole.DRAFTS)
    return Labels(names, frozenset(roles), frozenset(marks))


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
