"""How a message looks: paragraphs, signature, and what it answers, as text and as HTML.

Authored bodies are plain paragraphs. What people's mail programs make of them differs: lines broken
at 74 columns with `>` quotes below "On … wrote:", or one long line a paragraph above a block of
"From: Sent: To: Subject:". Both are here, because the program has to find its way through both.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from assistant.demo.dates import write_apple_attribution, write_attribution, write_sent

if TYPE_CHECKING:
    from assistant.demo.source import Letter, Person

#: Lines that keep their place: list items, quoted lines, lines marked with a bar.
_KEPT = re.compile(r"(?:[-*•] |\d+[.)] |> ?|\| ?)")
_RULE = "_" * 32

_LABELS = {
    "en": ("From", "Sent", "To", "Cc", "Subject"),
    "de": ("Von", "Gesendet", "An", "Cc", "Betreff"),
    "pt": ("De", "Enviada em", "Para", "Cc", "Assunto"),
    "es": ("De", "Enviado el", "Para", "CC", "Asunto"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One message as it is read: what its author wrote, and what is quoted below.

    Attributes:
        blocks: Paragraphs of the author's own text, each a list of lines, signature last.
        intro: The lines above the quoted message; empty where nothing is quoted.
        quoted: The message quoted below, or None.
    """

    letter: Letter
    sender: Person
    at: datetime
    subject: str
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    blocks: tuple[tuple[str, ...], ...]
    quoted: Page | None = None
    forwarded: bool = False


def lay_out(body: str) -> tuple[tuple[str, ...], ...]:
    """A body's paragraphs; authored line ends vanish except before lists, quotes and bars."""
    return tuple(
        tuple(_lines(paragraph)) for paragraph in re.split(r"\n\s*\n", body.strip()) if paragraph
    )


def _lines(paragraph: str) -> list[str]:
    lines: list[str] = []
    for line in filter(None, map(str.strip, paragraph.splitlines())):
        if not lines or _KEPT.match(line) or lines[-1].startswith(("|", ">")):
            lines.append(line)
        else:
            lines[-1] = f"{lines[-1]} {line}"
    return [line[1:].lstrip() if line.startswith("|") else line for line in lines]


def signed(letter: Letter, sender: Person) -> tuple[tuple[str, ...], ...]:
    """The blocks under a body: greeting and name, and the signature where it is a full one."""
    if letter.sign == "none":
        return ()
    name = tuple(line for line in (sender.sign_off, sender.short or sender.name) if line)
    if letter.sign == "short" or not sender.signature:
        return (name,)
    signature = tuple(sender.signature.strip().splitlines())
    if sender.style == "angle":
        return (name, ("-- ", *signature))
    return (name, signature)


def as_text(page: Page) -> str:
    """The plain text of a message with everything quoted below it."""
    own = "\n\n".join(_block_text(block, page.sender.wrap) for block in page.blocks)
    if page.quoted is None:
        return own + "\n"
    return f"{own}\n\n{_quoted_text(page)}\n"


def _block_text(block: tuple[str, ...], width: int) -> str:
    if not width:
        return "\n".join(block)
    return "\n".join(_wrapped(line, width) for line in block)


def _wrapped(line: str, width: int) -> str:
    if line.startswith(">") or len(line) <= width:
        return line
    marker = re.match(r"(?:[-*•] |\d+[.)] )", line)
    indent = " " * len(marker[0]) if marker else ""
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _quoted_text(page: Page) -> str:
    quoted = page.quoted
    assert quoted is not None
    text = as_text(quoted).rstrip("\n")
    if page.forwarded:
        head = ["---------- Forwarded message ---------", *_header_block(page, "en-GB")]
        return "\n".join(head) + "\n\n" + text
    if page.sender.style == "top":
        return "\n".join([_RULE, *_header_block(page, page.sender.locale)]) + "\n\n" + text
    if page.sender.style == "apple":
        text = f"{attribution(page)}\n\n{text}"
    marked = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return marked if page.sender.style == "apple" else f"{attribution(page)}\n\n{marked}"


def attribution(page: Page) -> str:
    """The line above `>` quotes, in the time and language of who answers."""
    quoted = page.quoted
    assert quoted is not None
    at = quoted.at.astimezone(page.at.tzinfo)
    write = write_apple_attribution if page.sender.style == "apple" else write_attribution
    return write(at, quoted.sender.name, quoted.sender.address, page.sender.locale)


def _header_block(page: Page, locale: str) -> list[str]:
    """Outlook's lines above what `page` quotes, in the time of who answers."""
    quoted = page.quoted
    assert quoted is not None
    labels = _LABELS.get(locale.partition("-")[0], _LABELS["en"])
    values = (
        _mailbox(quoted.sender),
        write_sent(quoted.at.astimezone(page.at.tzinfo), locale),
        "; ".join(_mailbox(person) for person in quoted.to),
        "; ".join(_mailbox(person) for person in quoted.cc),
        quoted.subject,
    )
    return [f"{label}: {value}" for label, value in zip(labels, values, strict=True) if value]


def _mailbox(person: Person) -> str:
    return f"{person.name} <{person.address}>"


def as_html(page: Page) -> str:
    """The HTML part that the sender's program makes of the same message."""
    return (
        '<html><head><meta charset="utf-8"></head>'
        '<body style="font-family:Calibri,Arial,sans-serif;font-size:11pt">\n'
        f"{_inner_html(page)}</body></html>\n"
    )


def _inner_html(page: Page) -> str:
    own = "".join(_block_html(block) for block in page.blocks)
    quoted = page.quoted
    if quoted is None:
        return own
    if page.sender.style == "top":
        block = "<br>\n".join(_bold_label(line) for line in _header_block(page, page.sender.locale))
        rule = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
        return f'{own}<div style="{rule}"><p>{block}</p></div>\n{_inner_html(quoted)}'
    return (
        f'{own}<div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"{escape(attribution(page))}<br></div>\n"
        '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;'
        f'padding-left:1ex">\n{_inner_html(quoted)}</blockquote></div>\n'
    )


def _bold_label(line: str) -> str:
    label, _, value = line.partition(": ")
    return f"<b>{escape(label)}:</b> {escape(value)}"


def _block_html(block: tuple[str, ...]) -> str:
    items = [line for line in block if re.match(r"[-*•] ", line)]
    if items and len(items) == len(block):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in items) + "</ul>\n"
    return "<p>" + "<br>\n".join(escape(line) for line in block) + "</p>\n"
