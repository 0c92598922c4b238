"""Footers of lists and services, and disclaimers, below what an author wrote.

Both run to the end of their stretch of lines; what stands in the middle of a paragraph somebody
wrote is none.
"""

from __future__ import annotations

import re

from nlp.tags import ZoneKind
from nlp.zones.endings import back_over_blank, is_delimiter, mark, split_paragraphs

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
    r"[\w.\-]{2,60} mailing list(?: guidelines)?[ \t]{0,3}\Z|[\w.\-]{2,60} mailing list\b[^.:!?]{0,40}\b(?:archive|info)|mailing list guidelines|"
    r"wenn sie (?:diesen newsletter|keine)|newsletter abbestellen|abmelden\b|se désabonner|"
    r"si (?:vous ne souhaitez plus|no desea)|darse de baja|cancelar (?:a )?(?:inscrição|suscripción)|"
    r"annulla l'iscrizione|uitschrijven|afmelden\b|"
    r"join (?:zoom|with google meet|microsoft teams) meeting\b.{0,0}\Z)",
    re.IGNORECASE,
)


def mark_footer(lines: list[str], kinds: list[ZoneKind], first: int, last: int) -> int:
    """Footers run to the end of the stretch; returns where the author's part ends."""
    for number in range(max(first, last - 25), last):
        line = lines[number]
        ruled = number > first and is_delimiter(lines[number - 1])
        if not _FOOTER_STARTS.match(line[:200]) or (number == first and last - first < 3):
            continue
        start = number - 1 if ruled else number
        if not ruled and number > first and lines[number - 1].strip():
            continue  # in the middle of a paragraph somebody wrote it
        mark(kinds, start, last, ZoneKind.FOOTER)
        return back_over_blank(lines, first, start)
    return last


def mark_disclaimers(lines: list[str], kinds: list[ZoneKind], first: int, last: int) -> int:
    """Boilerplate paragraphs, from the first of them to the end of the stretch."""
    paragraphs = split_paragraphs(lines, first, last)
    start: int | None = None
    for paragraph in reversed(paragraphs[-8:]):
        if not _is_disclaimer(lines[paragraph[0] : paragraph[1]]) or paragraph[0] == first:
            if start is not None or paragraphs[-1] != paragraph:
                break
            return last
        start = paragraph[0]
    if start is None:
        return last
    above = back_over_blank(lines, first, start)
    if above > first and is_delimiter(lines[above - 1]):
        start = above - 1
    mark(kinds, start, last, ZoneKind.DISCLAIMER)
    return back_over_blank(lines, first, start)


def _is_disclaimer(lines: list[str]) -> bool:
    text = " ".join(line[:2_000] for line in lines[:30])[:4_000]
    if _DISCLAIMER_STARTS.match(text):
        return True
    return len(text) >= 100 and sum(1 for mark in _DISCLAIMER_MARKS if mark.search(text)) >= 3
