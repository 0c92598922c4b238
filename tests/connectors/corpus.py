"""A Maildir of invented business mail, the same for the same seed: what benchmarks read.

The recipe, as shares of messages (all text, people and firms are invented here):

- threads: 35 % begin one, the others answer one of the last 60; 12 % of answers lack References;
- 40 client firms of 1–4 people, 3 colleagues; who answers is the other side, 25 % have a Cc;
- new text: 1–6 paragraphs of 1–5 sentences, median about 90 words; three sentences of four only
  report, the fourth promises with a date, asks, complains, proposes a meeting or thanks;
- 60 % of answers quote what they answer (``> `` below an attribution, at most 60 lines), 35 % carry
  a signature block, 8 % a disclaimer;
- form: 45 % multipart/alternative with an HTML part, 6 % HTML alone, 9 % multipart/mixed with an
  attachment of 2–40 kB (base64), the rest plain text; every fourth text is quoted-printable;
- 8 % are newsletters (List-Id, List-Unsubscribe, long HTML), 2 % out-of-office answers;
- headers: three Received, a signature field of 340 characters, Message-ID, Date, and the usual rest;
- names as a delivery agent gives them; 10 % in `new/`, the others in `cur/` with flags ``S``, ``RS``.

10,000 messages are about 64 MB, written in about 6 s.
"""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The day the newest message is of, unless another is named.
END = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
DAYS = 120

_FIRMS = (
    "ferrol", "wirth", "okabe", "sandoval", "brandhorst", "malik", "ellery", "quintana", "hartog",
    "nielsen-bau", "tanabe", "arroyo", "lindqvist", "moreau", "petrakis", "oduya", "varga", "castell",
    "ibarra", "keller-druck", "novak", "sorensen", "takeda-works", "ullmann", "verhoeven", "whitcombe",
    "xenakis", "yamane", "zeller", "aalto", "bertoni", "calder", "dupuis", "eriksen", "farrow",
    "gallardo", "hollis", "inoue", "jansen", "kowal",
)  # fmt: skip
_FIRST = (
    "Ines", "Jonas", "Haruka", "Mateo", "Greta", "Amir", "Rosalind", "Pilar", "Sven", "Yuki",
    "Claire", "Nikos", "Ada", "Bálint", "Marta", "Priya", "Owen", "Lucía", "Henrik", "Zoë",
)  # fmt: skip
_LAST = (
    "Duarte", "Wirth", "Okabe", "Sandoval", "Brandhorst", "Malik", "Ellery", "Quintana", "Hartog",
    "Lindqvist", "Moreau", "Petrakis", "Varga", "Castell", "Novák", "Keller", "Rao", "Price",
)  # fmt: skip
_THINGS = (
    "the revised quote", "the test report", "the floor plan", "the delivery schedule", "the contract",
    "the data sheet", "the access list", "the sample batch", "the invoice for March", "the roll-out plan",
    "the training material", "the migration checklist", "the price list", "the service levels",
)  # fmt: skip
_PEOPLE = (
    "our planner",
    "Ms Varga",
    "the warehouse",
    "our lawyer",
    "the site team",
    "my colleague",
)
_WHENS = (
    "by Friday", "tomorrow morning", "before the end of the week", "by the 14th", "next Tuesday",
    "by noon on Thursday", "early next week", "as soon as I can", "this afternoon", "within ten days",
)  # fmt: skip
_SENTENCES = (
    "I will send you {thing} {when}.",
    "We'll get back to you about {thing} {when}.",
    "Could you send me {thing} {when}?",
    "Please confirm that {people} received {thing}.",
    "Has {people} had a chance to look at {thing}?",
    "We reviewed {thing} and have three remarks, all of them small.",
    "The second shipment reached us on Monday and everything was in order.",
    "I am afraid we are still waiting for {thing}, and this is the second time we ask.",
    "To be frank, the delay has caused us trouble with our own customer.",
    "Shall we meet on Thursday at ten to go through {thing}?",
    "Let me know if anything is unclear.",
    "Thank you for the quick answer.",
    "If nobody objects, {people} will start on the new layout {when}.",
    "The figures in {thing} do not match the ones we discussed last month.",
    "Attached you find {thing} with the changes marked in yellow.",
    "Our budget for next year is not settled yet, so we have to be careful.",
    "{people} promised {thing} {when}, but I have not seen it.",
    "From our side there is nothing more to add.",
    "We agreed that {people} takes over the open points from the last call.",
    "The new contact for questions about {thing} is {people}.",
)
_REPORTS = (
    "The installation on the third floor went as planned.",
    "{people} was on site in the morning and found everything in place.",
    "The supplier changed the packaging, which makes no difference to us.",
    "Most of the work happened in the second half of the week.",
    "There were eleven people in the session, two of them by phone.",
    "The new version looks much cleaner than the old one.",
    "On the whole the numbers are close to what we had in spring.",
    "The building was closed on Monday because of the heating.",
    "{people} is on the road this week and reads mail in the evening.",
    "The colours are those of the sample from the second round.",
    "It took longer than expected because of the weather.",
    "The room on the ground floor has a larger screen.",
    "Both variants cost about the same over three years.",
    "Our team in the other office works with {thing} every day.",
    "The first page lists the changes since the last edition.",
    "Traffic was low over the holidays and is back to normal now.",
    "The old contract ran for two years with a break in between.",
    "In the end we took the shorter route, which saved a day.",
    "{thing} has forty pages and an annex with drawings.",
    "The price per unit is the one from the framework agreement.",
    "Two of the machines are older than the rest.",
    "The training in the north went well and people liked it.",
    "We use the same format as in the last three projects.",
    "The test environment runs on the smaller server.",
)
#: One sentence of so many does more than report.
_SAYS_MORE = 0.25
_SUBJECTS = ("Order {n}", "Schedule for phase {n}", "Questions on {thing}", "Visit in week {n}",
             "Offer {n}: next steps", "Minutes of call {n}", "{thing}")  # fmt: skip
_DISCLAIMER = (
    "This message is meant for the person named above. If you are not that person, please tell the "
    "sender and delete it. We take no responsibility for changes made on the way."
)
_SIGNED = base64.b64encode(bytes(range(255))).decode()


@dataclass
class _Sent:
    """A message that can be answered."""

    message_id: str
    references: list[str]
    subject: str
    text: str
    sender: tuple[str, str]
    to: tuple[str, str]
    at: datetime


@dataclass
class _World:
    """Who writes, and what was written so far."""

    random: Random
    owner: tuple[str, str] = ("Jonas Wirth", "jonas@wirth-consult.example")
    clients: list[tuple[str, str]] = field(default_factory=list)
    recent: list[_Sent] = field(default_factory=list)


def make_maildir(path: Path, n: int, seed: int = 1, *, end: datetime = END) -> Path:
    """Write `n` messages by the recipe of this module into a Maildir at `path`.

    The same `n`, `seed` and `end` give the same bytes. Dates are spread evenly over the 120 days
    before `end`; times of files are not set.
    """
    world = _World(Random(seed))
    for firm in _FIRMS:
        for _ in range(world.random.randint(1, 4)):
            first, last = world.random.choice(_FIRST), world.random.choice(_LAST)
            local = f"{first}.{last}".lower().translate(_PLAIN)
            world.clients.append((f"{first} {last}", f"{local}@{firm}.example"))
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True, exist_ok=True)
    for number in range(n):
        at = end - timedelta(days=DAYS) * ((n - number) / n)
        at = at.replace(microsecond=0)
        is_new = world.random.random() < 0.1
        flags = "" if is_new else f":2,{world.random.choice(('S', 'S', 'S', 'RS', ''))}"
        name = f"{int(at.timestamp())}.M{number:06d}P{seed}.mail.example{flags}"
        (path / ("new" if is_new else "cur") / name).write_bytes(make_mail(world, number, at))
    return path


_PLAIN = str.maketrans("áíëöéüý", "aieoeuy")


def make_mail(world: _World, number: int, at: datetime) -> bytes:
    """The next message of an invented mailbox, as it would lie in a Maildir (LF line ends)."""
    chance = world.random.random()
    if chance < 0.08:
        return _newsletter(world, number, at)
    answered = world.random.choice(world.recent) if world.recent and chance > 0.4 else None
    sent = _compose(world, number, at, answered)
    world.recent = [*world.recent[-59:], sent]
    head = _head(world, sent, answered)
    if answered is not None and world.random.random() < 0.03:
        head += "Auto-Submitted: auto-replied\n"
        return _single(
            head, "I am away until Monday and read my mail rarely.\n", "plain", quoted=False
        )
    return _body(world, head, sent.text)


def _compose(world: _World, number: int, at: datetime, answered: _Sent | None) -> _Sent:
    random = world.random
    text = _new_text(random)
    if answered is None:
        subject = random.choice(_SUBJECTS).format(n=number, thing=random.choice(_THINGS)[4:])
        client = random.choice(world.clients)
        sender, to = (client, world.owner) if random.random() < 0.6 else (world.owner, client)
        references: list[str] = []
    else:
        subject = f"Re: {answered.subject.removeprefix('Re: ')}"
        sender, to = answered.to, answered.sender
        references = [*answered.references, answered.message_id][-12:]
    text += f"\nBest regards\n{sender[0]}\n"
    if random.random() < 0.35:
        firm = sender[1].partition("@")[2]
        text += f"-- \n{sender[0]}\n{firm} | Harbour Street {number % 90 + 1}\nTel. +00 5550 {number:06d}\n"
    if random.random() < 0.08:
        text += f"\n{_DISCLAIMER}\n"
    if answered is not None and random.random() < 0.6:
        quoted = "\n".join(f"> {line}" for line in answered.text.split("\n")[:60])
        text += f"\nOn {answered.at:%a, %d %b %Y at %H:%M}, {answered.sender[0]} wrote:\n{quoted}\n"
    message_id = f"{number:06d}.{random.getrandbits(48):012x}@{sender[1].partition('@')[2]}"
    return _Sent(message_id, references, subject, text, sender, to, at)


def _new_text(random: Random) -> str:
    paragraphs = []
    for _ in range(random.choice((1, 1, 2, 2, 3, 3, 4, 6))):
        sentences = [
            random.choice(_SENTENCES if random.random() < _SAYS_MORE else _REPORTS).format(
                thing=random.choice(_THINGS),
                when=random.choice(_WHENS),
                people=random.choice(_PEOPLE),
            )
            for _ in range(random.randint(1, 5))
        ]
        paragraphs.append(_wrap(" ".join(each[0].upper() + each[1:] for each in sentences)))
    return "\n\n".join(paragraphs) + "\n"


def _wrap(text: str, width: int = 72) -> str:
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip()
    return "\n".join(lines)


def _head(world: _World, sent: _Sent, answered: _Sent | None) -> str:
    random = world.random
    hops = "".join(
        f"Received: from mx{hop}.{sent.sender[1].partition('@')[2]} (10.0.{hop}.{hop + 7})\n"
        f"\tby relay{hop}.mail.example with ESMTPS id {random.getrandbits(64):016x};\n"
        f"\t{format_datetime(sent.at + timedelta(seconds=4 - hop))}\n"
        for hop in range(3)
    )
    copies = f"Cc: {_mailbox(random.choice(world.clients))}\n" if random.random() < 0.25 else ""
    threading = ""
    if answered is not None and random.random() > 0.12:
        references = "\n\t".join(f"<{each}>" for each in sent.references)
        threading = f"In-Reply-To: <{answered.message_id}>\nReferences: {references}\n"
    return (
        f"Return-Path: <{sent.sender[1]}>\n{hops}"
        f"DKIM-Signature: v=1; a=rsa-sha256; d={sent.sender[1].partition('@')[2]};\n\tb={_SIGNED}\n"
        f"From: {_mailbox(sent.sender)}\nTo: {_mailbox(sent.to)}\n{copies}"
        f"Subject: {sent.subject}\nDate: {format_datetime(sent.at)}\n"
        f"Message-ID: <{sent.message_id}>\n{threading}"
        "User-Agent: Letterbox 4.2\nMIME-Version: 1.0\n"
    )


def _mailbox(person: tuple[str, str]) -> str:
    name, address = person
    if name.isascii():
        return f"{name} <{address}>"
    return f"=?utf-8?b?{base64.b64encode(name.encode()).decode()}?= <{address}>"


def _body(world: _World, head: str, text: str) -> bytes:
    random = world.random
    form = random.random()
    quoted = random.random() < 0.25
    if form < 0.45:
        return _multipart(
            head, "alternative", [_part(text, "plain", quoted), _part(_html(text), "html", True)]
        )
    if form < 0.51:
        return _single(head, _html(text), "html", quoted=True)
    if form < 0.60:
        octets = random.randbytes(random.randint(2_000, 40_000))
        attachment = (
            b'Content-Type: application/pdf; name="plan.pdf"\nContent-Transfer-Encoding: base64\n'
            b'Content-Disposition: attachment; filename="plan.pdf"\n\n'
        ) + base64.encodebytes(octets)
        return _multipart(head, "mixed", [_part(text, "plain", quoted), attachment])
    return _single(head, text, "plain", quoted=quoted)


def _part(text: str, subtype: str, quoted: bool) -> bytes:
    encoding = "quoted-printable" if quoted else "8bit"
    octets = quopri.encodestring(text.encode()) if quoted else text.encode()
    head = f"Content-Type: text/{subtype}; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n"
    return head.encode() + octets


def _single(head: str, text: str, subtype: str, *, quoted: bool) -> bytes:
    return head.encode() + _part(text, subtype, quoted)


def _multipart(head: str, subtype: str, parts: list[bytes]) -> bytes:
    marker = "b1_5f2e81c07d"
    opening = f'{head}Content-Type: multipart/{subtype}; boundary="{marker}"\n\n'.encode()
    line = f"--{marker}\n".encode()
    return opening + b"".join(line + part + b"\n" for part in parts) + f"--{marker}--\n".encode()


def _html(text: str) -> str:
    paragraphs = "".join(
        f'<p class="MsoNormal" style="margin:0 0 8pt;font-family:Calibri,sans-serif">{each}</p>\n'
        for each in text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .split("\n\n")
    )
    style = "p{margin:0} .q{border-left:1px solid #ccc;padding-left:1ex} " * 4
    return f"<html><head><style>{style}</style></head><body>\n{paragraphs}</body></html>\n"


def _newsletter(world: _World, number: int, at: datetime) -> bytes:
    text = "\n\n".join(_new_text(world.random) for _ in range(4))
    sent = _Sent(
        f"{number:06d}.news@letters.example", [], f"Trade letter no. {number}", text,
        ("Trade Letter", "news@letters.example"), world.owner, at,
    )  # fmt: skip
    head = _head(world, sent, None) + (
        "List-Id: <trade.letters.example>\nList-Unsubscribe: <https://letters.example/u/17>\n"
        "Precedence: bulk\n"
    )
    return _multipart(
        head, "alternative", [_part(text, "plain", True), _part(_html(text) * 3, "html", True)]
    )
