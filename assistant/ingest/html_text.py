"""HTML mail → the plain text a reader sees, with quotes marked as plain-text mail marks them.

Quoted replies become lines that begin with ``> ``, so that everything later has one way to see a
quote, whatever the mail program. Hidden elements, styles, scripts and comments are dropped, links
are shown as their text. The tree is walked without recursion. Not for showing HTML: that needs a
sanitiser; this needs none, because only characters leave it.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from assistant.ingest.decoding import clean_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_DROPPED = frozenset(
    "head title style script noscript template object embed applet iframe frame frameset audio "
    "video canvas svg math map select textarea button input meta link base xml".split()
)
_BLOCKS = frozenset(
    "address article aside body center dd details dir div dl dt fieldset figure figcaption footer "
    "form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody "
    "tfoot thead tr ul blockquote caption".split()
)
#: Blocks that stand apart from their neighbours by an empty line.
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote".split())

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?<![\w-])font-size\s*:\s*0(?![.\d]*[1-9])|(?<![\w-])max-height\s*:\s*0(?![.\d]*[1-9])"
    r"|(?<![\w-])opacity\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
# Gmail's indent button makes a blockquote too; this is how it says that it is no quote.
_INDENT_STYLE = re.compile(r"border\s*:\s*(?:none|medium none)", re.IGNORECASE)
_RULE_ABOVE = re.compile(r"border-top(?:-style)?\s*:[^;]{0,30}solid", re.IGNORECASE)
#: Containers whose whole content is the answered message.
_QUOTE_MARKS = re.compile(
    r"yahoo_quoted|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|zmail_extra"
    r"|tutanota_quote|protonmail_quote_body|ms-outlook-mobile-reference-message|isReplyContent"
)
#: From such an element to the end of the message everything is the answered message.
_TAIL_MARKS = re.compile(r"(?:^|_|\s)divRplyFwdMsg|stopSpelling|(?:^|\s)zwchr")
#: What programs put around the signature, as a class or an id; Outlook renames ids to `x_…`.
_SIGNATURE_MARKS = re.compile(
    r"(?:^|\s)(?:x_)*(?:gmail_signature|moz-signature|Signature|ms-outlook-mobile-signature"
    r"|AppleMailSignature|protonmail_signature_block|yahoo-signature|ydp\w{1,20}signature"
    r"|zmail_signature|mobile_signature)(?:\s|$)"
)
_HR = "_" * 32
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_QUOTE_TAGS = frozenset(("blockquote", "b", "strong"))
#: How programs that draw no line call the sender of the answered message.
_FROM_LABEL = re.compile(
    r"\s*(?:from|von|de|da|van|från|fra|od|lähettäjä|saatja|kimden|feladó|expéditeur|remetente|mittente|"
    r"afsender|от|від|από|差出人|发件人|寄件者|보낸 사람|מאת|من)\s*[:：]\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\s*[^\W\d_][^\n:]{0,24}[:：]\s*$")


def html_to_text(html: str, *, forwarded: bool = False) -> str:
    """The visible text of an HTML document, LF lines, quotes prefixed with ``> ``.

    Args:
        html: Already cut to size by `guard.cut_html`.
        forwarded: The message is a forward: Outlook's block of a forwarded message then stays
            unmarked below its header lines, because it is not an answer's quote.

    Returns:
        ``''`` where nothing is visible.
    """
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    raw = html.encode("utf-8", "replace").replace(b"\x00", b"")
    try:
        root = etree.fromstring(raw, parser) if raw.strip() else None
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        return ""
    writer = _Writer(forwarded=forwarded)
    writer.walk(root)
    return writer.finish()


class _Writer:
    """Collects lines while the tree is walked; one instance per document."""

    def __init__(self, *, forwarded: bool) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []  # of the line being written
        self.depth = 0  # quote depth
        self.last_depth = 0  # of the line before
        self.tail = False  # an answered message runs to the end
        self.blank = False  # an empty line is due before the next text
        self.preformatted = 0
        self.lists: list[int | None] = []  # None: bullets, else the next number
        self.cell_due = False
        self.forwarded = forwarded

    def walk(self, root: _Element) -> None:
        element: Any = root
        skipped = self.enter(element)
        while True:
            if not skipped and len(element):
                element = element[0]
                skipped = self.enter(element)
                continue
            while True:
                if not skipped:
                    self.leave(element)
                skipped = False
                if element is root:
                    return
                if element.tail:
                    self.text(element.tail)
                following = element.getnext()
                if following is not None:
                    element = following
                    break
                element = element.getparent()
            skipped = self.enter(element)

    def enter(self, element: Any) -> bool:
        """Open an element; True where it and all in it is left out."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED:
            return True
        if element.attrib and _is_hidden(element):
            return True
        if tag == "br":
            self.line_break()
            return False
        if tag in _BLOCKS:
            self.block(tag)
        if element.attrib or tag in _QUOTE_TAGS:
            self.open_quote(element, tag)
        self.open_special(element, tag)
        if element.text:
            self.text(element.text)
        return False

    def open_special(self, element: Any, tag: str) -> None:
        if tag == "li":
            self.bullet()
        elif tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "pre":
            self.preformatted += 1
        elif tag in ("td", "th"):
            self.cell_due = bool(self.words)
        elif tag == "hr":
            self.words.append(_HR)
            self.break_line()
        elif tag == "img" and len(element.get("alt") or "xxx") <= 2:
            self.text(element.get("alt"))  # emoji as pictures

    def leave(self, element: Any) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.block(tag)
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "pre":
            self.preformatted -= 1
        elif tag == "tr":
            self.cell_due = False
        if (tag == "blockquote" or element.attrib) and _is_quote(element, tag):
            self.break_line()
            self.depth = max(0, self.depth - 1)
            self.blank = True

    def open_quote(self, element: Any, tag: str) -> None:
        if _is_quote(element, tag):
            self.break_line()
            self.depth += 1
        elif not self.tail and (
            _begins_answered(element, tag) or (not self.words and _is_from_label(element, tag))
        ):
            self.break_line()
            if not self.forwarded:
                self.depth += 1
                if self.lines and self.lines[-1] == _HR:  # it belongs to the answered message
                    self.lines[-1] = self.prefix() + _HR
            self.tail = True
        elif element.attrib and _SIGNATURE_MARKS.search(_marks(element)):
            self.break_line()
            begins = _first_words(element).lstrip()
            if not begins.startswith("--") and (
                not self.lines or self.lines[-1].rstrip("> ") != "--"
            ):
                self.lines.append(self.prefix() + "-- ")
                self.blank = False

    def bullet(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.words.append("- ")
            return
        self.words.append(f"{number}. ")
        self.lists[-1] = number + 1

    def text(self, text: str) -> None:
        if self.preformatted:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.add(first)
            for line in rest:
                self.line_break()
                self.add(line)
            return
        text = _SPACE.sub(" ", text)
        if text == " " and not self.words:
            return
        self.add(text)

    def add(self, text: str) -> None:
        if not text:
            return
        if self.cell_due and text.strip():
            self.words.append(" | ")
            self.cell_due = False
        if not self.preformatted and (not self.words or self.words[-1].endswith(" ")):
            text = text.lstrip(" ")
        if text:
            self.words.append(text)

    def prefix(self) -> str:
        return ">" * self.depth + " " if self.depth else ""

    def block(self, tag: str) -> None:
        self.break_line()
        if tag in _SPACED:
            self.blank = True

    def line_break(self) -> None:
        """What `br` does: ends the line, even an empty one."""
        if self.words:
            self.break_line()
        elif self.lines:
            self.blank = True

    def break_line(self) -> None:
        """End the line where it has text."""
        line = "".join(self.words).rstrip() if self.words else ""
        dashes = line == "--"
        self.words.clear()
        self.cell_due = False
        if not line.strip():
            return
        if self.blank and self.lines:  # between two depths it belongs to the outer one
            self.lines.append(">" * min(self.depth, self.last_depth))
        self.blank = False
        self.last_depth = self.depth
        self.lines.append(self.prefix() + line + (" " if dashes else ""))

    def finish(self) -> str:
        self.break_line()
        return clean_text("\n".join(self.lines))


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def _is_quote(element: Any, tag: str) -> bool:
    if tag == "blockquote":
        marked = element.get("type") == "cite" or "quote" in element.get("class", "")
        return marked or _INDENT_STYLE.search(element.get("style", "")) is None
    if tag not in ("div", "span", "table"):
        return False
    if element.get("name") == "quote":
        return True  # GMX, WEB.DE
    marks = _marks(element)
    return len(marks) > 1 and _QUOTE_MARKS.search(marks) is not None


def _marks(element: Any) -> str:
    """Classes and id of an element, a space between."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def _begins_answered(element: Any, tag: str) -> bool:
    """Outlook on the web marks the answered message's header; desktop Outlook draws a rule."""
    if tag not in ("div", "hr"):
        return False
    if _TAIL_MARKS.search(element.get("id", "")):
        return True
    style = element.get("style")
    if tag != "div" or style is None or _RULE_ABOVE.search(style) is None:
        return False
    return _has_labels(element)


def _is_from_label(element: Any, tag: str) -> bool:
    """A bold "From:" that begins a line, the first of three such labels in its paragraph."""
    if tag not in ("b", "strong") or not _FROM_LABEL.fullmatch(_first_words(element)):
        return False
    paragraph = element
    for _ in range(5):
        parent = paragraph.getparent()
        if parent is None or paragraph.tag in ("p", "div", "td"):
            break
        paragraph = parent
    first = next(each for each in paragraph.iter("b", "strong"))
    return first is element and _has_labels(paragraph)


def _has_labels(element: Any) -> bool:
    # Its first elements only: a block of header lines begins with them.
    bolds = (each for each in islice(element.iter(), 60) if each.tag in ("b", "strong"))
    return sum(_LABEL.match(_first_words(bold)) is not None for bold in bolds) >= 3


def _first_words(element: Any) -> str:
    return "".join(each.text or "" for each in islice(element.iter(), 4))
