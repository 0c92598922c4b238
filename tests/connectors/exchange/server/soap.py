"""SOAP as EWS writes it: elements of the two namespaces, envelopes, response messages, faults.

Not for what stands in them: that is the business of the operations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMES = {"s": SOAP, "m": MESSAGES, "t": TYPES, "xsi": XSI}

#: What Exchange Server 2019 says of itself.
VERSION = {
    "MajorVersion": "15",
    "MinorVersion": "2",
    "MajorBuildNumber": "1544",
    "MinorBuildNumber": "9",
    "Version": "Exchange2016",
}

Child = etree._Element | str | None


@dataclass
class Refused(Exception):
    """One item or folder is refused: an error in one response message, the others go on.

    Attributes:
        values: What stands as `Value` elements in `MessageXml`.
    """

    code: str
    text: str = "Said by the double."
    values: dict[str, str] = field(default_factory=dict)


class WholeRefused(Refused):
    """The whole request is refused: a SOAP fault with HTTP status 500."""


def t(name: str, *children: Child, **attributes: str | None) -> etree._Element:
    """An element of the types; None among children and attributes is left out."""
    return _made(TYPES, name, children, attributes)


def m(name: str, *children: Child, **attributes: str | None) -> etree._Element:
    """An element of the messages; as `t`."""
    return _made(MESSAGES, name, children, attributes)


def _made(
    space: str, name: str, children: tuple[Child, ...], attributes: dict[str, str | None]
) -> etree._Element:
    element = etree.Element(f"{{{space}}}{name}", nsmap=NAMES)
    for key, value in attributes.items():
        if value is not None:
            element.set(key, value)
    for child in children:
        if isinstance(child, str):
            element.text = (element.text or "") + printable(child)
        elif child is not None:
            element.append(child)
    return element


#: What XML 1.0 cannot hold. Exchange writes control characters all the same, as references: they
#: stand in a private area until the answer is written. The rest is dropped.
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")
_UNPRINTABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_PRIVATE = 0xF700


def printable(text: str) -> str:
    """Text that an element can hold."""
    kept = _CONTROLS.sub(lambda found: chr(_PRIVATE + ord(found[0])), text)
    return _UNPRINTABLE.sub("", kept)


def _with_references(raw: bytes) -> bytes:
    """The private characters as the references that XML forbids and Exchange writes."""
    if b"\xef\x9c" not in raw:
        return raw
    for code in range(1, 32):
        raw = raw.replace(chr(_PRIVATE + code).encode(), f"&#x{code:X};".encode())
    return raw


def yes_no(value: bool) -> str:
    return "true" if value else "false"


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name in either namespace."""
    return next((each for each in elements(element) if name_of(each) == name), None)


def elements(parent: etree._Element | None) -> list[etree._Element]:
    """The children; comments are dropped in parsing."""
    return [] if parent is None else list(parent)


def text_of(element: etree._Element | None, default: str = "") -> str:
    return default if element is None or element.text is None else element.text


def succeeded(operation: str, *children: Child) -> etree._Element:
    """A response message that says that all is well."""
    return m(
        f"{operation}ResponseMessage",
        m("ResponseCode", "NoError"),
        *children,
        ResponseClass="Success",
    )


def failed(operation: str, error: Refused, *children: Child) -> etree._Element:
    """A response message that says what is not."""
    return m(
        f"{operation}ResponseMessage",
        m("MessageText", error.text),
        m("ResponseCode", error.code),
        m("DescriptiveLinkKey", "0"),
        _values(m("MessageXml"), error.values),
        *children,
        ResponseClass="Error",
    )


def _values(holder: etree._Element, values: dict[str, str]) -> etree._Element | None:
    for key, value in values.items():
        holder.append(t("Value", value, Name=key))
    return holder if values else None


def envelope(body: etree._Element) -> etree._Element:
    """An answer with the version of the server in its header."""
    header = etree.Element(f"{{{SOAP}}}Header", nsmap=NAMES)
    header.append(t("ServerVersionInfo", **VERSION))
    return _envelope(header, body)


def fault(error: Refused) -> etree._Element:
    """A fault as EWS sends it: without a version, its code in the detail."""
    held = etree.Element(f"{{{SOAP}}}Fault", nsmap=NAMES)
    code = etree.SubElement(held, "faultcode", nsmap={"a": TYPES})
    code.text = f"a:{error.code}"
    etree.SubElement(held, "faultstring").text = error.text
    detail = etree.SubElement(held, "detail", nsmap={"e": ERRORS})
    etree.SubElement(detail, f"{{{ERRORS}}}ResponseCode").text = error.code
    etree.SubElement(detail, f"{{{ERRORS}}}Message").text = error.text
    values = _values(t("MessageXml"), error.values)
    if values is not None:
        detail.append(values)
    return _envelope(None, held)


def _envelope(header: etree._Element | None, body: etree._Element) -> etree._Element:
    whole = etree.Element(f"{{{SOAP}}}Envelope", nsmap=NAMES)
    if header is not None:
        whole.append(header)
    etree.SubElement(whole, f"{{{SOAP}}}Body").append(body)
    return whole


def as_bytes(whole: etree._Element) -> bytes:
    """The answer as it leaves."""
    return _with_references(etree.tostring(whole, xml_declaration=True, encoding="utf-8"))


@dataclass
class Envelope:
    """A request, taken apart."""

    header: list[etree._Element]
    body: etree._Element

    def header_named(self, name: str) -> etree._Element | None:
        return next((each for each in self.header if name_of(each) == name), None)


def opened(raw: bytes) -> Envelope:
    """A request as it came.

    Raises:
        WholeRefused: it is no SOAP.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        whole = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise WholeRefused("ErrorInvalidRequest", f"The request is no XML: {error}") from error
    body = whole.find(f"{{{SOAP}}}Body")
    if whole.tag != f"{{{SOAP}}}Envelope" or not elements(body):
        raise WholeRefused("ErrorInvalidRequest", "The request is no SOAP envelope with a body.")
    return Envelope(elements(whole.find(f"{{{SOAP}}}Header")), elements(body)[0])
