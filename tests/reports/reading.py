"""What a person sees of each form: its text, without marks and layout."""

from __future__ import annotations

import html
import re
from typing import Any

import lxml.html
from markdown_it import MarkdownIt


def words(text: str) -> str:
    """The text with its white space evened out."""
    return " ".join(text.split())


def parse_html(page: str) -> Any:
    """The tree of a page, comments gone."""
    tree: Any = lxml.html.document_fromstring(page)
    for comment in tree.xpath("//comment()"):
        comment.drop_tree()
    return tree


def read_html(page: str) -> str:
    """The visible text of an HTML page; the breaks of no width that we put in are gone."""
    tree = parse_html(page)
    tree.find("head").drop_tree()
    # Blocks end words; the standard text of a tree joins them.
    for element in tree.iter("p", "h1", "h2", "h3", "div", "td", "blockquote"):
        element.tail = f" {element.tail or ''}"
    return words(str(tree.text_content()).replace("\u200b", ""))


def read_markdown(page: str) -> str:
    """The text of a CommonMark page as a renderer shows it."""
    rendered = MarkdownIt("commonmark").render(page)
    joined = re.sub(r"</?(?:strong|code|a)\b[^>]*>", "", rendered)
    return words(html.unescape(re.sub(r"<[^>]*>", " ", joined)))
