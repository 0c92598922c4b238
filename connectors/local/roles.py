"""What a folder is for, told from its name, as desktop programs and servers write it.

Files carry no SPECIAL-USE (RFC 6154), so the name is all there is. The table holds the names that
the common mail programs give in the common languages; an unknown name is an ordinary folder. The
direction of a message is decided by its sender, so a missed name costs little; a missed *drafts*
folder would show drafts as messages, so those names are the most complete.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata

from connectors.base import CollectionRole

_NAMES: dict[CollectionRole, tuple[str, ...]] = {
    CollectionRole.INBOX: (
        "inbox", "posteingang", "boîte de réception", "bandeja de entrada", "recibidos",
        "caixa de entrada", "posta in arrivo", "postvak in", "inkorg", "indbakke", "innboks",
        "saapuneet", "odebrane", "doručená pošta", "beérkezett üzenetek", "входящие", "вхідні",
        "受信トレイ", "受信箱", "收件箱", "收件匣", "받은편지함", "البريد الوارد", "gelen kutusu",
        "εισερχόμενα", "דואר נכנס", "rebuts", "safata d'entrada",
    ),
    CollectionRole.SENT: (
        "sent", "sent items", "sent mail", "sent messages", "sent-mail", "outgoing",
        "gesendet", "gesendete elemente", "gesendete objekte", "gesendete nachrichten",
        "envoyé", "envoyés", "messages envoyés", "mails envoyés", "éléments envoyés", "enviats",
        "enviado", "enviados", "elementos enviados",
        "mensajes enviados", "correo enviado", "itens enviados", "mensagens enviadas",
        "e-mails enviados", "posta inviata", "inviata", "inviati", "elementi inviati",
        "verzonden", "verzonden items", "verzonden berichten", "skickat", "skickade objekt",
        "sendt", "sendt post", "sendte elementer", "lähetetyt", "wysłane", "elementy wysłane",
        "odeslaná pošta", "odeslané", "elküldött elemek", "отправленные", "надіслані",
        "送信済み", "送信済みアイテム", "送信済みメール", "已发送", "已发送邮件", "寄件備份",
        "已傳送的郵件", "보낸편지함", "보낸 편지함", "البريد المرسل", "المرسلة", "gönderilmiş postalar",
        "gönderilmiş öğeler", "gönderilenler", "απεσταλμένα", "דואר יוצא", "भेजे गए",
    ),
    CollectionRole.DRAFTS: (
        "drafts", "draft", "entwürfe", "entwurf", "brouillons", "brouillon", "borradores",
        "borrador", "rascunhos", "rascunho", "bozze", "bozza", "concepten", "concept", "utkast",
        "kladder", "kladde", "luonnokset", "wersje robocze", "robocze", "szkice", "koncepty",
        "rozepsané", "piszkozatok", "черновики", "чернетки", "下書き", "草稿", "草稿箱", "草稿匣",
        "임시보관함", "임시 보관함", "المسودات", "مسودات", "taslaklar", "πρόχειρα", "טיוטות", "ड्राफ़्ट",
        "ciorne", "mustandid", "melnraksti", "juodraščiai", "nacrti", "osnutki", "чернови",
        "esborranys",
    ),
    CollectionRole.ARCHIVE: (
        "archive", "archives", "archiv", "archivo", "archivo de correo", "arquivo", "arquivados",
        "archivio", "archief", "arkiv", "arkisto", "archiwum", "archív", "архив", "архів",
        "アーカイブ", "归档", "存档", "封存", "보관함", "الأرشيف", "arşiv",
    ),
    CollectionRole.TRASH: (
        "trash", "deleted", "deleted items", "deleted messages", "bin", "wastebasket",
        "papierkorb", "gelöscht", "gelöschte elemente", "gelöschte objekte", "corbeille",
        "éléments supprimés", "papelera", "elementos eliminados", "lixeira", "itens excluídos",
        "cestino", "posta eliminata", "prullenbak", "verwijderde items", "papperskorgen",
        "borttaget", "papirkurv", "slettet post", "roskakori", "kosz", "koš", "elementy usunięte",
        "корзина", "удаленные", "кошик", "ゴミ箱", "削除済みアイテム", "已删除", "已删除邮件",
        "垃圾桶", "刪除的郵件", "휴지통", "المهملات", "çöp kutusu", "silinmiş öğeler", "lixo",
        "paperera", "e-postpapirkurv",
    ),
    CollectionRole.JUNK: (
        "junk", "spam", "junk e-mail", "junk email", "junk mail", "bulk mail", "spamverdacht",
        "unerwünscht", "junk-e-mail", "courrier indésirable", "indésirables", "pourriel",
        "correo no deseado", "lixo eletrônico", "lixo eletrónico", "posta indesiderata",
        "ongewenste e-mail", "skräppost", "uønsket e-post", "roskaposti", "wiadomości-śmieci",
        "nevyžádaná pošta", "levélszemét", "спам", "迷惑メール", "垃圾邮件", "垃圾郵件", "스팸",
        "스팸 메일", "البريد العشوائي", "önemsiz", "gereksiz e-posta", "correu brossa",
    ),
}  # fmt: skip

_ENDINGS = re.compile(r"\.(?:mbox|mbx|mboxrd|mboxo|mboxcl2?|sbd|eml|txt|maildir)$")
#: An export beside a mailbox is often named so: ``Sent-20260101``, ``Inbox (2)``.
_TAIL = re.compile(r"[\s._-]*(?:\(\d+\)|\d{4,})$")


#: No name of a role with its endings and numbers is longer.
_LONGEST = 120


def _canonical(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


_ROLES = {_canonical(name): role for role, names in _NAMES.items() for name in names}


def role_of(name: str) -> CollectionRole:
    """The role of a folder, label or mbox file by the last part of its name.

    The name may be a path with ``/``, and may still carry ``.mbox`` and the like.
    """
    for part in reversed(name.rstrip("/").split("/")):
        if len(part) > _LONGEST:
            break
        last = _canonical(part)
        while (shorter := _ENDINGS.sub("", last)) != last:
            last = shorter
        if last in _ROLES:
            return _ROLES[last]
        if (shorter := _TAIL.sub("", last)) in _ROLES:
            return _ROLES[shorter]
        if last != "mbox":  # Apple Mail exports 'Sent Messages.mbox/mbox': the parent has the name
            break
    return CollectionRole.OTHER


def decode_folder_name(name: str) -> str:
    """A folder name as people write it: IMAP's modified UTF-7 decoded (RFC 3501, 5.1.3).

    Maildir servers keep folder names so on disk (``Entw&APw-rfe``). A name that is not well formed
    stays as it is.
    """
    if "&" not in name:
        return name
    try:
        return re.sub(r"&([^-&]*)-", _decode_run, name)
    except (ValueError, binascii.Error):
        return name


def _decode_run(match: re.Match[str]) -> str:
    run = match[1]
    if not run:
        return "&"
    padded = run.replace(",", "/") + "=" * (-len(run) % 4)
    text = base64.b64decode(padded, validate=True).decode("utf-16-be")
    if not text.isprintable():
        raise ValueError("a folder name with invisible characters")
    return text
