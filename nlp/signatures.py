"""What ends a message without being said in it: signatures, disclaimers, list and service footers.

Works on the lines that `nlp.zones` left new, stretch by stretch (a reply above a quote has its
signature there). When in doubt a line stays new: a lost promise costs more than a stray title.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlp.lexicon import phrases, words
from nlp.tags import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Longest signature believed without the "-- " delimiter, in visible lines.
_SIGNATURE_LINES = 12

_DELIMITER = re.compile(r"[ \t]{0,4}(?:--|—|––|_{2,5}|-{3,5}|\*{3,5}|={3,5}) ?\Z")
_RULE = re.compile(r"[ \t]{0,4}[-_=*—]{6,}[ \t]{0,4}\Z")

_MOBILE = re.compile(
    r"[ \t]{0,4}[<(\[*]{0,2}(?:sent (?:from|with|via|by) (?:my|mail for|outlook|samsung|typeapp|sparrow|acompli|"
    r"yahoo|proton|gmail|nine|blackberry|windows|iphone|ipad|mailbox|spark|airmail|hey|the|a)\b"
    r"|sent using |get outlook for |get bluemail for|(?:von meinem|gesendet (?:von|mit|mittels)) (?:meinem|meiner|mein|outlook|iphone|ipad|mail|der|"
    r"samsung|windows|blackberry|proton|gmx|web\.de|einem)\b|envoyé (?:de|depuis|à partir d[e']|avec) ?(?:mon|ma|outlook|"
    r"l'|yahoo|un|mail|proton)|télécharger outlook pour|obtenir outlook pour|enviado (?:desde|do|de|a partir do) (?:mi|meu|el|outlook|"
    r"mail|yahoo|un)\b|obtener outlook para|obter o outlook para|inviato (?:da|dal) (?:mio|iphone|ipad|outlook|"
    r"libero|yahoo|smartphone)|scarica outlook per|verzonden (?:vanaf|met|vanuit) |verstuurd vanaf |outlook voor |"
    r"wysłane? z |skickat från |sendt fra |lähetetty |отправлено (?:с|из) |iphoneから送信|発送从我的|从我的iphone|发自我的|發自我的|傳自我的|"
    r"나의 iphone에서)",
    re.IGNORECASE,
)

_SIGN_OFF_WORDS = phrases(
    """
    best
    all the best
    best regards
    best wishes
    kind regards
    kindest regards
    warm regards
    warmest regards
    warmly
    with best regards
    with kind regards
    with warm regards
    with regards
    regards
    many regards
    sincerely
    sincerely yours
    yours sincerely
    yours faithfully
    yours truly
    very truly yours
    respectfully
    respectfully yours
    cordially
    cheers
    rgds
    brgds
    br
    kr
    thanks
    thanks again
    thanks a lot
    thanks so much
    thanks very much
    thanks in advance
    thanks and regards
    thanks & regards
    thanks and best regards
    thanks & best regards
    thank you
    thank you and best regards
    thank you and regards
    thank you very much
    thank you so much
    thank you in advance
    many thanks
    with thanks
    with many thanks
    thx
    tks
    take care
    talk soon
    speak soon
    best of luck
    have a great day
    have a nice day
    have a good day
    have a great weekend
    have a nice weekend
    have a good weekend
    yours
    love
    mit freundlichen grüßen
    mit freundlichen gruessen
    mit freundlichem gruß
    mit freundlichem gruss
    mit freundlichen grüssen
    mit besten grüßen
    mit bestem gruß
    mit herzlichen grüßen
    freundliche grüße
    freundliche grüsse
    freundlicher gruß
    freundlichen gruß
    beste grüße
    beste grüsse
    besten gruß
    schöne grüße
    schönen gruß
    viele grüße
    viele grüsse
    liebe grüße
    herzliche grüße
    herzlichen gruß
    gruß
    gruss
    grüße
    lg
    mfg
    vg
    besten dank
    vielen dank
    vielen dank und beste grüße
    vielen dank und viele grüße
    danke und gruß
    hochachtungsvoll
    cordialement
    bien cordialement
    très cordialement
    bien à vous
    sincères salutations
    meilleures salutations
    salutations distinguées
    cordiales salutations
    amicalement
    bonne journée
    bonne soirée
    bonne réception
    merci d'avance
    saludos
    saludos cordiales
    un saludo
    un cordial saludo
    cordiales saludos
    atentamente
    cordialmente
    muchas gracias
    gracias y saludos
    atenciosamente
    atenciosas saudações
    cumprimentos
    melhores cumprimentos
    com os melhores cumprimentos
    abraços
    abraço
    um abraço
    att
    obrigado
    obrigada
    cordiali saluti
    distinti saluti
    cari saluti
    saluti
    un saluto
    grazie
    met vriendelijke groet
    met vriendelijke groeten
    vriendelijke groet
    vriendelijke groeten
    groeten
    groet
    mvg
    pozdrawiam
    z poważaniem
    z wyrazami szacunku
    med vänliga hälsningar
    vänliga hälsningar
    mvh
    hälsningar
    med venlig hilsen
    venlig hilsen
    med vennlig hilsen
    vennlig hilsen
    hilsen
    ystävällisin terveisin
    terveisin
    с уважением
    よろしくお願いいたします
    よろしくお願いします
    宜しくお願いいたします
    宜しくお願い致します
    何卒よろしくお願いいたします
    敬具
    此致
    此致敬礼
    祝好
    谢谢
    謝謝
    顺祝商祺
    감사합니다
    """
)
_SIGN_OFFS = frozenset(_SIGN_OFF_WORDS)
_SIGN_OFF_TRIM = " \t,.!*_-–—~;:、。，！-"

_CONTACT = re.compile(
    r"[^\s@]{1,80}@[^\s@]{1,120}\.\w{2,}"
    r"|\bwww\.|https?://"
    r"|(?<!\w)(?:t|m|f|p|d|o|c|tel|phone|fon|telefon|téléphone|tél|teléfono|telefone|mob|mobile|mobil|cell|fax|office|"
    r"direct|ph|skype|e-?mail|web)\s?[.:)|/]{1,2}\s?[+(\d\w]"
    r"|(?:\+|\(|\b00)\d[\d\s().\-/]{6,20}\d|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b",
    re.IGNORECASE,
)
_TITLE = words(
    """ceo cfo cto coo cmo cio president vice vp svp evp director manager head lead chief officer
    partner principal associate analyst consultant engineer developer architect specialist
    coordinator assistant administrator executive founder co-founder owner chairman chairwoman
    secretary treasurer counsel attorney lawyer paralegal accountant auditor controller buyer
    sales marketing operations finance procurement purchasing support success account accounts
    geschäftsführer geschäftsführerin prokurist leiter leiterin vertrieb einkauf referent
    directeur directrice responsable chef gérant directora gerente diretor diretora
    responsabile direttore direttrice verkoop kierownik dyrektor prezes
    inc inc. llc ltd ltd. gmbh ag sa s.a. srl sarl bv b.v. plc corp corp. kg ug co. group
    department dept division team phd ph.d. mba esq dr prof"""
)

_DISCLAIMER_MARKS = (
    re.compile(
        r"confidential|vertraulich|confidentiel|confidencia(?:l|is)|riservat|vertrouwelijk|poufn|privileged",
        re.IGNORECASE,
    ),
    re.compile(
        r"intended (?:only |solely |exclusively )?(?:for|recipient)|addressee|named (?:recipient|person|above)|"
        r"bestimmungsgemäße|empfänger|adressat|destinataire|destinatari|geadresseerde|adresat",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:this|the) (?:e-?mail|message|communication|transmission)|any attachment|diese (?:e-?mail|nachricht)|"
        r"ce (?:message|courriel|mail)|este (?:mensaje|correo|e-?mail)|esta mensagem|questo messaggio|"
        r"questa e-?mail|dit (?:bericht|e-?mail)|deze e-?mail",
        re.IGNORECASE,
    ),
    re.compile(
        r"in error|by mistake|irrtümlich|par erreur|por error|por engano|per errore|abusievelijk|"
        r"unauthori[sz]ed|strictly prohibited|unbefugt|interdit|prohibid|vietat|verboden|"
        r"delete (?:it|this|the)|notify (?:the sender|us)|liab(?:le|ility)|virus|disclos|disseminat",
        re.IGNORECASE,
    ),
)
_DISCLAIMER_STARTS = re.compile(
    r"[ \t*_\-]{0,10}(?:confidentiality (?:notice|note)|legal (?:notice|disclaimer)|disclaimer\b|email disclaimer|"
    r"privileged (?:and|&) confidential|important notice|"
    r"(?:please )?(?:consider|think of|think about) the environment before print|p before printing|"
    r"bitte (?:denken|prüfen|beachten) sie .{0,30}(?:umwelt|ausdruck)|denken sie an die umwelt|"
    r"avant d'imprimer|pensez à l'environnement|antes de imprimir|prima di stampare|"
    r"haftungsausschluss|rechtlicher hinweis|"
    r"(?:registered (?:office|in england)|company (?:registration|number)|vat (?:no|reg)|"
    r"sitz der gesellschaft|handelsregister|amtsgericht|ust-?id|hrb )\b)",
    re.IGNORECASE,
)

_FOOTER_STARTS = re.compile(
    r"[ \t>*_\-]{0,12}(?:you(?:'re| are)? (?:received|receiving|are receiving|got) this (?:message|e-?mail|mail|newsletter|notification)|"
    r"(?:to|click (?:here )?to|if you (?:wish|want|would like) to|if you no longer (?:wish|want)) .{0,40}unsubscribe|"
    r"unsubscribe\b|manage (?:your )?(?:preferences|subscription|notification)|update (?:your )?(?:email )?preferences|"
    r"view (?:this (?:e-?mail|message)|it) (?:in|on) (?:your|the|a|github|web)|"
    r"(?:reply to this e-?mail directly|you can reply to this)|"
    r"this (?:e-?mail|message) (?:was sent (?:to|by|from)|has been (?:scanned|checked)|is automatically)|"
    r"this e-?mail was sent to|(?:virus-free|virenfrei)\b|diese e-?mail wurde (?:von|auf)|cet e-?mail a été vérifié|"
    r"[\w.\-]{2,60} mailing list\b|mailing list guidelines|"
    r"wenn sie (?:diesen newsletter|keine)|newsletter abbestellen|abmelden\b|se désabonner|"
    r"si (?:vous ne souhaitez plus|no desea)|darse de baja|cancelar (?:a )?(?:inscrição|suscripción)|"
    r"annulla l'iscrizione|uitschrijven|afmelden\b|"
    r"join (?:zoom|with google meet|microsoft teams) meeting\b.{0,0}\Z)",
    re.IGNORECASE,
)

_NAME_LINE = re.compile(
    r"[ \t*_~\-–—/]{0,4}(?:(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|M|Mme|Me|Ing|Dipl\.-Ing)\.? ){0,2}"
    r"[^\W\d_][\w.'’\-]{0,20}(?: (?:(?:de|da|do|dos|del|la|le|van|von|der|den|di|bin|al|el|y|e) ){0,3}"
    r"[^\W\d_a-z][\w.'’\-]{0,20}){0,4}"
    r"(?:, [A-Z][\w.]{1,7}){0,3}[ \t*_~]{0,4}\Z"
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|guten (?:tag|morgen)|"
    r"liebe[rs]?|sehr geehrte|moin|servus|bonjour|bonsoir|salut|cher|chère|hola|buen[oa]s|estimad|olá|ola|oi|"
    r"prezad|car[oai]|ciao|buongiorno|gentile|beste|geachte|dag|szanown|dzień dobry|cześć|hej|kære)\b",
    re.IGNORECASE,
)


def mark_endings(lines: list[str], kinds: list[ZoneKind], *, sender: str | None = None) -> None:
    """Relabel signatures, disclaimers and footers among the lines labelled new.

    Args:
        lines: The lines of the text.
        kinds: One label per line; changed in place.
        sender: Name or address of the author.
    """
    names = _names_of(sender)
    for first, last in list(_stretches(lines, kinds)):
        end = _mark_footer(lines, kinds, first, last)
        end = _mark_disclaimers(lines, kinds, first, end)
        _mark_signature(lines, kinds, first, end, names)


def _stretches(lines: list[str], kinds: list[ZoneKind]) -> Iterator[tuple[int, int]]:
    """Runs of new lines without the blank lines at their ends."""
    first = 0
    while first < len(lines):
        if kinds[first] is not ZoneKind.NEW or not lines[first].strip():
            first += 1
            continue
        last = first
        while last < len(lines) and kinds[last] is ZoneKind.NEW:
            last += 1
        end = last
        while not lines[end - 1].strip():
            end -= 1
        yield first, end
        first = last


def _mark(kinds: list[ZoneKind], first: int, last: int, kind: ZoneKind) -> None:
    kinds[first:last] = [kind] * (last - first)


def _back_over_blank(lines: list[str], first: int, end: int) -> int:
    while end > first and not lines[end - 1].strip():
        end -= 1
    return end


def _mark_footer(lines: list[str], kinds: list[ZoneKind], first: int, last: int) -> int:
    """Footers run to the end of the stretch; returns where the author's part ends."""
    for number in range(max(first, last - 25), last):
        line = lines[number]
        ruled = number > first and (
            _RULE.match(lines[number - 1]) or _DELIMITER.match(lines[number - 1])
        )
        if not _FOOTER_STARTS.match(line[:200]) or (number == first and last - first < 3):
            continue
        start = number - 1 if ruled else number
        if not ruled and number > first and lines[number - 1].strip():
            continue  # in the middle of a paragraph somebody wrote it
        _mark(kinds, start, last, ZoneKind.FOOTER)
        return _back_over_blank(lines, first, start)
    return last


def _paragraphs(lines: list[str], first: int, last: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = -1
    for number in range(first, last):
        if lines[number].strip():
            start = number if start < 0 else start
        elif start >= 0:
            found.append((start, number))
            start = -1
    if start >= 0:
        found.append((start, last))
    return found


def _mark_disclaimers(lines: list[str], kinds: list[ZoneKind], first: int, last: int) -> int:
    """Boilerplate paragraphs, from the first of them to the end of the stretch."""
    paragraphs = _paragraphs(lines, first, last)
    start: int | None = None
    for paragraph in reversed(paragraphs[-8:]):
        if not _is_disclaimer(lines[paragraph[0] : paragraph[1]]) or paragraph[0] == first:
            if start is not None or paragraphs[-1] != paragraph:
                break
            return last
        start = paragraph[0]
    if start is None:
        return last
    above = _back_over_blank(lines, first, start)
    if above > first and (_RULE.match(lines[above - 1]) or _DELIMITER.match(lines[above - 1])):
        start = above - 1
    _mark(kinds, start, last, ZoneKind.DISCLAIMER)
    return _back_over_blank(lines, first, start)


def _is_disclaimer(lines: list[str]) -> bool:
    text = " ".join(line[:2_000] for line in lines[:30])[:4_000]
    if _DISCLAIMER_STARTS.match(text):
        return True
    return len(text) >= 100 and sum(1 for mark in _DISCLAIMER_MARKS if mark.search(text)) >= 3


def _mark_signature(
    lines: list[str], kinds: list[ZoneKind], first: int, last: int, names: frozenset[str]
) -> None:
    start = _find_delimiter(lines, first, last)
    if start is None:
        start = _find_mobile(lines, first, last)
    upper = last if start is None else _back_over_blank(lines, first, start)
    above = _find_sign_off(lines, first, upper)
    if above is None:
        above = _find_contact_block(lines, first, upper)
    if above is None:
        above = _find_bare_name(lines, first, upper, names)
    starts = [found for found in (start, above) if found is not None]
    if starts:
        _mark(kinds, min(starts), last, ZoneKind.SIGNATURE)


def _find_delimiter(lines: list[str], first: int, last: int) -> int | None:
    """The conventional "-- " line, or another short rule with little prose below it."""
    for number in range(first, last):
        line = lines[number]
        if len(line) > 90 or not (_DELIMITER.match(line) or _RULE.match(line)):
            continue
        below = [text.strip() for text in lines[number + 1 : last] if text.strip()]
        if line.rstrip() == "--" and (number > 0 or line == "-- "):
            return number
        if number > first and 0 < len(below) <= _SIGNATURE_LINES and not any(map(_is_prose, below)):
            return number
    return None


def _find_mobile(lines: list[str], first: int, last: int) -> int | None:
    """Below "Sent from my …" nothing was written by the author."""
    for number in range(first, last):
        if len(lines[number]) <= 160 and _MOBILE.match(lines[number]):
            return number
    return None


def _find_sign_off(lines: list[str], first: int, last: int) -> int | None:
    """A "Best regards," with only a name, a title and the like below it."""
    visible = [n for n in range(max(first, last - 40), last) if lines[n].strip()]
    for number in reversed(visible[-_SIGNATURE_LINES - 1 :]):
        if not _is_sign_off(lines[number], names_below=number != visible[-1]):
            continue
        below = [lines[n].strip() for n in visible if n > number]
        if any(_is_prose(text) for text in below) or (below and not _opens_signature(below)):
            return None
        above = any(lines[n].strip() and not _is_greeting(lines[n]) for n in range(first, number))
        if above:
            return number
        return number + 1 if below else None
    return None


def _opens_signature(below: list[str]) -> bool:
    return bool(_NAME_LINE.match(below[0]) or _CONTACT.search(below[0]) or len(below[0]) < 25)


def _is_sign_off(line: str, *, names_below: bool) -> bool:
    if len(line) > 80:
        return False
    text = line.strip(_SIGN_OFF_TRIM).lower()
    if text in _SIGN_OFFS:
        return names_below or not text.startswith(("thank", "many thanks", "thx", "have a"))
    head, _, tail = text.partition(",")
    return head.strip() in _SIGN_OFFS and 0 < len(tail.split()) <= 3 and not names_below


def _find_contact_block(lines: list[str], first: int, last: int) -> int | None:
    """The last paragraphs hold a name and telephone, address or title, and no sentence."""
    paragraphs = _paragraphs(lines, first, last)
    start: int | None = None
    seen = 0
    contacts = False
    for paragraph in reversed(paragraphs[1:]):
        block = [lines[n].strip() for n in range(*paragraph)]
        seen += len(block)
        if seen > _SIGNATURE_LINES + 3 or any(
            _is_prose(text) or _is_greeting(text) for text in block
        ):
            break
        has_contact = any(_CONTACT.search(text) or _is_title(text) for text in block)
        named = _NAME_LINE.match(block[0]) is not None and not block[0].endswith(":")
        if not has_contact and not (named and contacts):
            break
        contacts = contacts or has_contact
        if named:
            start = paragraph[0]
            if len(block) > 1:
                break
    return start


def _find_bare_name(lines: list[str], first: int, last: int, names: frozenset[str]) -> int | None:
    """A last line that is the author's name."""
    if last - first < 2 or not names:
        return None
    words_ = lines[last - 1].strip(_SIGN_OFF_TRIM + "/").lower().split()
    if 0 < len(words_) <= 4 and all(word.strip(".") in names or len(word) <= 2 for word in words_):
        return last - 1
    return None


def _names_of(sender: str | None) -> frozenset[str]:
    if not sender:
        return frozenset()
    local = re.sub(r"@\S{0,200}", " ", sender[:300])
    return frozenset(part.lower() for part in re.split(r"[\W\d_]+", local) if len(part) > 1)


def _is_title(text: str) -> bool:
    found = re.split(r"[\s,|/&()\-–]+", text.lower())
    return len(found) <= 9 and any(word in _TITLE for word in found)


def _is_greeting(line: str) -> bool:
    return len(line) < 60 and _GREETING.match(line.strip()) is not None


def _is_prose(text: str) -> bool:
    """A line somebody wrote rather than a name, a title or an address."""
    if len(text) > 110 and not _CONTACT.search(text[:400]):
        return True
    if text.rstrip().endswith("?") and len(text.split()) > 2:
        return True
    plain = re.findall(r"[^\W\d_]+", text[:400])
    lower = sum(1 for word in plain if word.islower() and len(word) > 1)
    if text.rstrip().endswith((".", "!")) and lower >= 2:
        return True
    return lower >= 4 and lower > len(plain) / 2 and not _CONTACT.search(text[:400])
