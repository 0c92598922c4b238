"""Messages made to cost time, memory or sense: each a name and its bytes. All are invented."""

from __future__ import annotations

import base64
import io
import zipfile

FROM = b"From: Alice Thorne <alice.thorne@fernhill.example>"
TO = b"To: Nina Kessler <nina.kessler@brightmoor.example>"
DATE = b"Date: Tue, 17 Nov 2026 15:00:00 +0000"
PLAIN = b"Could you send me the offer by Friday?\n"


def make(*head: bytes, body: bytes = PLAIN) -> bytes:
    """A message with these header lines, and the usual ones that they leave out."""
    named = {line.partition(b":")[0].lower() for line in head}
    usual = [line for line in (FROM, TO, DATE) if line.partition(b":")[0].lower() not in named]
    return b"\n".join([*usual, *head]) + b"\n\n" + body


def make_typed(content_type: bytes, body: bytes, *head: bytes) -> bytes:
    """The same with a Content-Type."""
    return make(b"MIME-Version: 1.0", b"Content-Type: " + content_type, *head, body=body)


def make_zip() -> bytes:
    """A hundred megabytes of nothing in a hundred kilobytes, under a name that is a path."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../x", b"\0" * 100_000_000)
    return (
        b'--b\nContent-Type: application/zip; name="../../etc/x.zip"\n'
        b'Content-Disposition: attachment; filename="..\\..\\x\n y.zip"\n'
        b"Content-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(packed.getvalue())
        + b"--b--\n"
    )


def make_nested(depth: int) -> bytes:
    """Multiparts in multiparts."""
    parts = (
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (number, number + 1)
        for number in range(depth)
    )
    return b"".join(parts) + b"--b%d\n\nhello\n" % depth


HEADERS = {
    "a 1.2 MB To": [b"To: " + b", ".join(b"u%d@h.example" % n for n in range(75_000))],
    "a To of brackets": [b"To: " + b"(" * 1_200_000],
    "a To of quotes": [b"To: " + b'"' * 60_000 + b"a@b.example"],
    "ten thousand references": [b"References: " + b" ".join(b"<r%d@x>" % n for n in range(10_000))],
    "a reference to itself": [b"Message-ID: <self@x>", b"References: <self@x>"],
    "a subject of prefixes": [b"Subject: " + b"Re: " * 15_000],
    "a subject of encoded words": [b"Subject: " + b"=?utf-8?q?a?= " * 4_000],
    "a subject of folds": [b"Subject: " + b"\n " * 100_000 + b"x"],
    "a subject of NULs": [b"Subject: " + b"\0" * 10_000],
    "a Date of brackets": [b"Date: " + b"(" * 60_000],
    "a Date of digits": [b"Date: " + b"1" * 60_000],
    "the year 9999": [b"Date: Fri, 31 Dec 9999 23:59:59 -1200"],
    "the year 1": [b"Date: Mon, 1 Jan 0001 00:00:00 +1400"],
    "an endless zone": [b"Date: Tue, 17 Nov 2026 15:00:00 -99999999999"],
    "an id of SQL": [b"Message-ID: <a';DROP TABLE message;--@x>"],
    "an id of escapes": [b"Message-ID: <\x1b[2J\x1b]0;own\x07@x>"],
    "a long id": [b"Message-ID: <" + b"m" * 100_000 + b"@x>"],
    "an id that is an option": [b"Message-ID: <--help>"],
    "an id that is a path": [b"Message-ID: <../../etc/passwd>"],
    "parameters without end": [b"Content-Type: application/x; " + b"; ".join(b"name*%d*=utf-8''a" % n for n in range(5_000))],
    "sixty thousand fields": [b"X-%d: y" % n for n in range(60_000)],
}  # fmt: skip

BODIES = {
    "nested parts": (b"multipart/mixed; boundary=b0", make_nested(2_000)),
    "a hundred thousand parts": (b"multipart/mixed; boundary=b", b"--b\n\n" * 100_000),
    "an empty boundary": (b'multipart/mixed; boundary=""', b"--\n\nx\n" * 10_000),
    "nested mails": (b"message/rfc822", b"Content-Type: message/rfc822\n\n" * 5_000),
    "a hundred thousand elements": (b"text/html", b"<div>" * 100_000 + b"x" + b"</div>" * 100_000),
    "open elements": (b"text/html", b"<a " * 300_000),
    "attributes": (b"text/html", b"<div " + b"a=1 " * 300_000 + b">x"),
    "open comments": (b"text/html", b"<!--" * 300_000),
    "entities": (b"text/html", b'<!DOCTYPE x [<!ENTITY a "aa">]>' + b"&a;&#x110000;&#0;" * 5_000),
    "a file in an entity": (b"text/html", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;'),
    "an archive": (b"multipart/mixed; boundary=b", make_zip()),
    "UTF-7": (b"text/plain; charset=utf-7", b"+ADw-script+AD4- Could you send it?"),
    "a codec that is none": (b"text/plain; charset=zlib_codec", PLAIN),
    "a long charset": (b'text/plain; charset="' + b"x" * 5_000 + b'"', PLAIN),
    "NULs": (b"text/plain", b"\0" * 100_000),
    "a long UID": (b"text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:" + b"u" * 1_000_000 + b"\nDTSTART:20261118T090000Z\nEND:VEVENT\nEND:VCALENDAR\n"),
}  # fmt: skip

#: Lines that a careless pattern looks at again and again.
REPEATED = {
    "quote marks": b">",
    "quote marks with blanks": b"> ",
    "brackets": b"(",
    "addresses": b"a@",
    "digits": b"1",
    "dates": b"1/2/3 ",
    "links": b"http://",
    "dashes": b"-",
    "line ends": b"\n",
    "attributions": b"On x wrote:\n",
    "commas": b",",
    "question marks": b"?",
    "dots": b".",
    "blanks": b" ",
    "underscores": b"_",
    "quotes": b'"',
    "stars": b"*",
    "senders": b"From: a@b.example\n",
    "signatures": b"-- \nx\n",
    "joiners": "\u200d".encode(),
    "accents": "\u0301".encode(),
}

RAW = {
    "nothing": b"",
    "only NULs": b"\0" * 200_000,
    "only line ends": b"\n" * 100_000,
    "only colons": b":" * 500_000 + b"\n\nx",
    "only envelopes": b"From x\n" * 10_000 + make(),
    "old line ends": make().replace(b"\n", b"\r"),
}


def make_all() -> dict[str, bytes]:
    """Every message by its name."""
    return {
        **RAW,
        **{name: make(*head) for name, head in HEADERS.items()},
        **{name: make_typed(kind, body) for name, (kind, body) in BODIES.items()},
        **{
            f"a body of {name}": make(body=(piece * 100_000)[:100_000] + b" x!")
            for name, piece in REPEATED.items()
        },
        **{
            f"circle {n}": make(b"Message-ID: <c%d@x>" % n, b"References: <c%d@x>" % ((n + 1) % 3))
            for n in range(3)
        },
    }
