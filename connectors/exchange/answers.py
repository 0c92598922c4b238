"""What an answer of EWS holds: a reply for each thing that was asked for.

exchangelib reads answers with a parser that repairs what is broken: an answer that was cut off
becomes a shorter listing, and messages would count as deleted. Here an answer is well-formed or it
is none. There are no entities: what does not begin with its envelope is not parsed at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from connectors.exchange.faults import MAX_WAIT_S, Refused, Senseless

Element: TypeAlias = etree._Element

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
M = "{http://schemas.microsoft.com/exchange/services/2006/messages}"
T = "{http://schemas.microsoft.com/exchange/services/2006/types}"
E = "{http://schemas.microsoft.com/exchange/services/2006/errors}"
NAMESPACES = {"m": M[1:-1], "t": T[1:-1]}
#: Elements of one answer: a listing of 512 rows has some 15,000.
MAX_ELEMENTS = 400_000
#: A document type may stand before the first element only, so here there is none.
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]{0,200}\?>)?\s*<(?:[A-Za-z0-9_.-]{1,40}:)?Envelope[\s>]"
)
_ENCODING = re.compile(rb"<\?xml[^<>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
#: Exchange writes control characters of subjects and names as references, which XML forbids.
_FORBIDDEN = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
_PAGE = re.compile(rb"\s*<(?:!doctype\s+)?html", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered to one of the things asked for.

    Attributes:
        code: ``NoError``, or what is wrong with this one.
        wait_s: How long the host wants to be left alone, or None.
        element: The response message.
    """

    code: str
    wait_s: float | None
    element: Element

    @property
    def is_ok(self) -> bool:
        """Whether it was granted."""
        return self.code == "NoError"

    def refusal(self) -> Refused:
        """What was refused, as an error to raise."""
        return Refused(200, self.code, self.wait_s)

    def granted(self) -> Element:
        """The response message.

        Raises:
            Refused: it was not granted.
        """
        if not self.is_ok:
            raise self.refusal()
        return self.element


def parse_replies(body: bytes, operation: str, status: int = 200) -> list[Reply]:
    """The replies of an answer, in the order of what was asked for.

    Raises:
        Refused: all of it was refused. Senseless: it is no answer to that.
    """
    envelope = _parse(body)
    found = envelope.find(f"{SOAP}Body")
    if found is None or len(found) != 1:
        raise Senseless("it has no body")
    answer = found[0]
    if answer.tag == f"{SOAP}Fault":
        raise _refused(answer, status)
    if answer.tag != f"{M}{operation}Response":
        raise Senseless("it answers something else")
    messages = answer.find(f"{M}ResponseMessages")
    if messages is None:
        return [_reply(answer)]
    return [_reply(message) for message in messages]


def parse_refusal(body: bytes, status: int, wait_s: float | None) -> Refused:
    """What an answer of a status that says no refused: by Exchange, or by what stands before it."""
    try:
        fault = _parse(body).find(f"{SOAP}Body/{SOAP}Fault")
    except Senseless:
        fault = None
    refused = _refused(fault, status) if fault is not None else Refused(status, "", wait_s)
    if refused.wait_s is None:
        refused.wait_s = wait_s
    return refused


def text_at(element: Element, path: str) -> str:
    """The text of the first element at a path of ``m:`` and ``t:`` names, or nothing."""
    found = element.find(path, NAMESPACES)
    return (found.text or "").strip() if found is not None else ""


def attribute_at(element: Element, path: str, name: str) -> str:
    """An attribute of the first element at a path, or nothing."""
    found = element.find(path, NAMESPACES)
    value = found.get(name) if found is not None else None
    return value if isinstance(value, str) else ""


def all_at(element: Element, path: str) -> list[Element]:
    """The elements at a path."""
    return element.findall(path, NAMESPACES)


def _parse(body: bytes) -> Element:
    if _PAGE.match(body):
        raise Senseless("it is a page of the web, such as a form to sign in")
    if not _BEGINNING.match(body) or _ENCODING.match(body.lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise Senseless("it is not XML of EWS")
    if body.count(b"<") - body.count(b"</") > MAX_ELEMENTS:
        raise Senseless("it has too many elements")
    clean = _FORBIDDEN.sub(b"?", body).translate(None, _CONTROLS)
    # Without `huge_tree` no text may have more than 10 MB, and a message in base64 has more. What
    # that flag guards against is bounded above: there are no entities, and elements are counted.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(clean, parser)
    except etree.XMLSyntaxError:
        # `from None`: the error repeats what the server sent.
        raise Senseless("it is cut off, or no XML") from None
    if root.tag != f"{SOAP}Envelope":
        raise Senseless("it is not XML of EWS")
    return root


def _reply(message: Element) -> Reply:
    code = text_at(message, "m:ResponseCode")
    level = message.get("ResponseClass")
    if level == "Success" and code in ("", "NoError"):
        return Reply("NoError", None, message)
    if not code or code == "NoError":
        raise Senseless("it says neither yes nor no")
    return Reply(code, _wait_s(message.find(f"{M}MessageXml")), message)


def _refused(fault: Element, status: int) -> Refused:
    detail = fault.find("detail")
    code = ""
    wait_s = None
    if detail is not None:
        found = detail.find(f"{E}ResponseCode")
        code = (found.text or "").strip() if found is not None else ""
        wait_s = _wait_s(detail.find(f"{T}MessageXml"))
    if not code:
        # "a:ErrorSchemaValidation": some faults have their code here only.
        code = (fault.findtext("faultcode") or "").strip().rpartition(":")[2]
        code = code if code.startswith("Error") else ""
    return Refused(status, code, wait_s)


def _wait_s(message_xml: Element | None) -> float | None:
    for value in message_xml.iter(f"{T}Value") if message_xml is not None else ():
        text = (value.text or "").strip()
        if value.get("Name") == "BackOffMilliseconds" and text.isascii() and text.isdigit():
            return min(int(text[:12]) / 1000, MAX_WAIT_S)
    return None
